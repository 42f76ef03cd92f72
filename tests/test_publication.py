"""The published report: what is written is read back, looks as the standard and the form say, and is never made up."""

import functools
import io
import random
import re
import sys
import tempfile
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from documents import html_of, lay_out, write_html, write_text
from lxml import etree
from test_conversion import exact, sections
from workbooks import DATA, report, seed_content

import govxl
from govxl import Content, Unit, cli, edition
from govxl.form import Address
from govxl.publication import PublicationError, publish

pytestmark = pytest.mark.slow

SUFFIXES = ("docx", "html", "txt")
SEED_TEXT = DATA / "report_00.txt"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
each_format = pytest.mark.parametrize("suffix", SUFFIXES)


def published(filing: govxl.Filing, folder: Path, suffix: str) -> govxl.Filing:
    """A filing, published and read back."""
    publish(filing, folder / f"报告.{suffix}")
    return govxl.read(folder / f"报告.{suffix}")


def same(back: govxl.Filing, filing: govxl.Filing) -> None:
    """What a report says is the same: figures, blanks, whose, when, and every word."""
    assert back.state == "used"
    assert exact(back.figures) == exact(filing.figures)
    assert exact(back.shown) == exact(filing.figures | {s: v for s, v in filing.typed.items() if s not in back.figures})
    assert set(back.blanks) == {spot.address for spot in filing.form.entries} - set(filing.entries)
    assert (back.unit.name, back.year, back.preamble) == (filing.unit.name, filing.year, filing.preamble)
    assert dict(back.texts) == dict(filing.texts)
    assert (back.form.edition, back.form.tables_of) == (filing.form.edition, filing.form.tables_of)


def write_book(path: Path, form: govxl.Form = edition(), **changes) -> govxl.Filing:
    """A unit's workbook, written and read."""
    govxl.write_template(path, replace(seed_content(), **changes), form=form)
    return govxl.read(path)


@functools.cache
def seed() -> govxl.Filing:
    """The seed as a unit's workbook, read."""
    with tempfile.TemporaryDirectory() as folder:
        return write_book(Path(folder) / "a.xlsx")


def strange(*paragraphs: str) -> dict[str, str]:
    return {"overview": "\n".join(paragraphs), "problems": "无", "other_matters": "无"}


# --------------------------------------------------------------------------------------------------- there and back


@each_format
def test_the_seed_goes_from_text_to_workbook_to_report(tmp_path: Path, suffix: str) -> None:
    stood = report("00")
    (made,) = govxl.convert([SEED_TEXT], tmp_path / "out", unit=Unit("", stood["agency"])).files
    back = published(govxl.read(made.path), tmp_path, suffix)
    assert len(back.figures) == 200
    assert exact(back.figures) == exact(stood["figures"])
    assert dict(back.texts) == sections("00")
    assert (back.unit.name, back.year) == (stood["agency"], 2024)
    assert [finding for finding in govxl.check(back) if finding.severity == "error"] == []


@pytest.mark.parametrize("name", ["01", "02", "05", "06", "07", "10", "13"])
def test_published_reports_come_back(tmp_path: Path, name: str) -> None:
    writer = write_text if name in ("05", "10") else write_html
    filing = govxl.read(writer(tmp_path / "source", report(name)))
    assert filing.entries
    for suffix in SUFFIXES:
        back = published(filing, tmp_path, suffix)
        same(back, filing)
        if name != "02":  # its figures are not all numbers
            stood = exact(report(name)["figures"])
            assert exact(back.entries) == {spot: value for spot, value in stood.items() if spot in filing.entries}


def test_a_preamble_is_there_where_the_source_has_one(tmp_path: Path) -> None:
    assert "preamble" in report("07")["texts"]
    filing = govxl.read(write_html(tmp_path / "07.html", report("07")))
    assert filing.preamble == report("07")["texts"]["preamble"]
    publish(filing, tmp_path / "a.txt")
    title, preamble, first, *_ = (tmp_path / "a.txt").read_text("utf-8").splitlines()
    assert title == f"{report('07')['agency']}2024年政府信息公开工作年度报告"
    assert (preamble, first) == (filing.preamble, "一、总体情况")
    publish(govxl.read(write_html(tmp_path / "10.html", report("10"))), tmp_path / "b.txt")
    assert (tmp_path / "b.txt").read_text("utf-8").splitlines()[1] == "一、总体情况"


def test_sentences_below_the_title_are_a_preamble_and_what_a_site_puts_there_is_not(tmp_path: Path) -> None:
    title, *rest = lay_out(report("00"))
    site = ["首页 > 政务公开 > 年度报告", "发布时间：2025-01-20 来源：本站", title, "字号：大 中 小"]
    preamble = ["现公布本机关2024年度报告。", "联系电话：0000-0102。"]
    (tmp_path / "r.html").write_text(html_of([*site, *preamble, *rest]), "utf-8")
    filing = govxl.read(tmp_path / "r.html")
    assert filing.preamble == "\n".join(preamble)
    for suffix in SUFFIXES:
        same(published(filing, tmp_path, suffix), filing)


@each_format
def test_another_form_is_published_as_well(tmp_path: Path, suffix: str, monkeypatch) -> None:
    monkeypatch.setenv("GOVXL_FORMS", str(DATA / "forms"))
    form = edition("letters")
    figures = {figure.address: number for number, figure in enumerate(form.entries, 1)}
    govxl.write_template(tmp_path / "a.xlsx", Content(Unit("", "甲局"), 2024, figures=figures), form=form)
    filing = govxl.read(tmp_path / "a.xlsx")
    assert len(filing.figures) == len(form.figures)
    same(published(filing, tmp_path, suffix), filing)


@pytest.mark.parametrize("form", [edition("2019"), edition("2021")], ids=lambda form: form.edition)
@pytest.mark.parametrize("number", range(2))
def test_any_figures_come_back(tmp_path: Path, form: govxl.Form, number: int) -> None:
    """Large, with four decimals, negative where that is right, and blank; zeros too."""
    chance = random.Random(f"{form.edition}/{number}")
    entries = {}
    for figure in form.entries:
        value = chance.choice([None, 0, chance.randrange(100), chance.randrange(10**9)])
        if figure.kind == "amount" and value is not None:
            value = Decimal(chance.randrange(10**12)).scaleb(-4)
        if figure.kind == "change" and value is not None and chance.random() < 0.5:
            value = -value
        if value is not None:
            entries[figure.address] = value
    filing = write_book(tmp_path / "a.xlsx", form, year=int(form.edition), figures=entries)
    assert 0 < len(filing.blanks) < len(form.entries)
    for suffix in SUFFIXES:
        same(published(filing, tmp_path, suffix), filing)


@each_format
def test_a_total_that_cannot_be_worked_out_stands_as_typed(tmp_path: Path, suffix: str) -> None:
    filing = govxl.read(write_html(tmp_path / "r.html", report("13")))
    total = Address("requests.received.total")
    assert total not in filing.figures
    back = published(filing, tmp_path, suffix)
    assert back.typed[total] == filing.typed[total] == report("13")["figures"][total]


# ------------------------------------------------------------------------------------------ text is text everywhere

ODD = [
    "=SUM(1,2)",
    "+19",
    "-1",
    "@cmd",
    "<script>alert(1)</script>",
    "</td></table></body></html>",
    "<!-- -->&lt;&amp;&nbsp;",
    "]]>",
    "{{7*7}}",
    "2024",
    "一  二   三    四",
    "%PDF-1.4",
    "长" * 40_000,
]


@each_format
def test_text_is_text_everywhere(tmp_path: Path, suffix: str) -> None:
    filing = replace(seed(), texts=strange(*ODD))
    back = published(filing, tmp_path, suffix)
    assert back.texts["overview"].split("\n") == ODD
    same(back, filing)
    data = (tmp_path / f"报告.{suffix}").read_bytes()
    assert suffix == "txt" or b"<script" not in data
    if suffix == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            codes = ElementTree.fromstring(archive.read("word/document.xml")).iter(f"{W}instrText")
            assert list(codes) == [], "no field"


@each_format
def test_what_no_document_holds_is_left_out_and_the_rest_is_whole(tmp_path: Path, suffix: str) -> None:
    odd = "甲\x00\x01\x0b\x0c\x1b\x7f\x85\ufffe\ud800\u2028乙\t丙"
    filing = replace(seed(), unit=Unit("", "某\x07局"), texts=strange(odd, "\x02", "   ", "丁\r\n戊"))
    back = published(filing, tmp_path, suffix)
    assert back.texts["overview"] == "甲\n乙 丙\n丁\n戊"
    assert back.unit.name == "某局"


def test_a_line_of_bars_is_no_row_in_a_text(tmp_path: Path) -> None:
    filing = replace(seed(), texts=strange("甲|乙|丙|丁", "一|二", "a,b,c,d"))
    assert published(filing, tmp_path, "docx").texts == filing.texts
    assert published(filing, tmp_path, "html").texts == filing.texts
    back = published(filing, tmp_path, "txt")
    assert back.texts["overview"] == "甲｜乙｜丙｜丁\n一｜二\na,b,c,d"
    assert exact(back.figures) == exact(filing.figures)


@each_format
@pytest.mark.parametrize(
    "name",
    ["长" * 200, "=1+1局", "<b>甲</b>局", "-甲&乙局", "某市“十四五”办公室(筹)"],
)
def test_a_name_of_any_kind(tmp_path: Path, suffix: str, name: str) -> None:
    filing = replace(seed(), unit=Unit("", name))
    back = published(filing, tmp_path, suffix)
    assert back.preamble == ""
    assert exact(back.figures) == exact(filing.figures)
    data = (tmp_path / f"报告.{suffix}").read_bytes()
    if suffix == "docx":
        title = docx.Document(io.BytesIO(data)).paragraphs[0].text
    elif suffix == "html":
        title = etree.HTML(data.decode()).find(".//h1").text
    else:
        title = data.decode().splitlines()[0]
    assert title.replace("\n", "").lstrip("\u3000") == f"{name}2024年政府信息公开工作年度报告"
    assert (back.unit.name, back.year) == (name, 2024)


# -------------------------------------------------------------------------------------------- what is not there yet


@each_format
def test_what_was_not_written_is_a_placeholder_and_none_again(tmp_path: Path, suffix: str) -> None:
    filing = replace(seed(), texts={"problems": "没有问题。"}, unit=Unit(), year=None)
    result = publish(filing, tmp_path / f"a.{suffix}")
    assert result.open == ("（此处填写单位名称）", "（此处填写年度）", "一、总体情况", "六、其他需要报告的事项")
    back = govxl.read(tmp_path / f"a.{suffix}")
    assert (back.unit.name, back.year, dict(back.texts)) == ("", None, {"problems": "没有问题。"})
    again = publish(back, tmp_path / f"b.{suffix}")
    assert again.open == result.open
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_the_placeholders_are_marked(tmp_path: Path) -> None:
    filing = replace(seed(), texts={})
    publish(filing, tmp_path / "a.docx")
    publish(filing, tmp_path / "a.html")
    runs = [run for p in docx.Document(tmp_path / "a.docx").paragraphs for run in p.runs if run.font.highlight_color]
    wanted = [
        "（此处填写“总体情况”）",
        "（此处填写“存在的主要问题及改进情况”）",
        "（此处填写“其他需要报告的事项”）",
    ]
    assert [run.text for run in runs] == wanted
    marked = etree.HTML((tmp_path / "a.html").read_text("utf-8")).findall(".//mark")
    assert [mark.text for mark in marked] == wanted


@pytest.fixture(scope="module")
def summary(tmp_path_factory) -> govxl.Filing:
    folder = tmp_path_factory.mktemp("summary")
    one, two = seed_content(), replace(seed_content(), unit=Unit("S2", "某县乙局"))
    govxl.write_template(folder / "1.xlsx", one)
    govxl.write_template(folder / "2.xlsx", two)
    govxl.consolidate([folder / "1.xlsx", folder / "2.xlsx"], folder / "某县.xlsx")
    return govxl.read(folder / "某县.xlsx")


def test_a_summary_has_drafts_made_of_its_figures(tmp_path: Path, summary: govxl.Filing) -> None:
    result = publish(summary, tmp_path / "a.txt")
    lines = (tmp_path / "a.txt").read_text("utf-8").splitlines()
    assert lines[:3] == ["某县2024年政府信息公开工作年度报告", "一、总体情况", "（此处填写“总体情况”）"]
    assert lines[3:6] == [
        "【草稿】规章：本年制发件数 0，本年废止件数 0，现行有效件数 0；行政规范性文件：本年制发件数 8，"
        "本年废止件数 10，现行有效件数 10；行政许可：本年处理决定数量 0；行政处罚：本年处理决定数量 0；"
        "行政强制：本年处理决定数量 0；行政事业性收费：本年收费金额 0 万元。",
        "【草稿】本年新收政府信息公开申请数量28件，其中自然人28件，法人或其他组织0件；上年结转政府信息公开申请数量0件；"
        "本年度办理结果：予以公开0件，部分公开0件，不予公开0件，无法提供2件，不予处理26件，其他处理0件，总计28件；"
        "结转下年度继续办理0件。",
        "【草稿】行政复议0件，其中结果维持0件，结果纠正0件，其他结果0件，尚未审结0件；行政诉讼0件，其中结果维持0件，"
        "结果纠正0件，其他结果0件，尚未审结0件。",
    ]
    assert [number for number, line in enumerate(lines) if "【草稿】" in line] == [3, 4, 5]
    assert result.open[0] == "一、总体情况"


@each_format
def test_a_draft_is_no_prose_until_somebody_makes_it_his(tmp_path: Path, summary: govxl.Filing, suffix: str) -> None:
    back = published(summary, tmp_path, suffix)
    assert dict(back.texts) == {}
    assert exact(back.figures) == exact(summary.figures)
    told = [finding for finding in back.findings if finding.found and finding.found.startswith("【草稿】")]
    assert [finding.code for finding in told] == ["hidden-content"], "a draft that was left in is told"


def test_a_blank_figure_is_in_no_draft(tmp_path: Path, summary: govxl.Filing) -> None:
    gone = {Address("requests.granted.total"), Address("disclosure.fees.amount"), Address("disputes.review.total")}
    publish(replace(summary, figures={k: v for k, v in summary.figures.items() if k not in gone}), tmp_path / "a.txt")
    text = (tmp_path / "a.txt").read_text("utf-8").split("二、")[0]
    assert "予以公开" not in text
    assert "收费" not in text
    assert "行政复议" not in text
    assert "部分公开0件" in text
    assert "行政诉讼0件" in text


# ------------------------------------------------------------------------------------------------- how it looks


@pytest.fixture(scope="module")
def word(tmp_path_factory):
    path = tmp_path_factory.mktemp("word") / "a.docx"
    publish(seed(), path)
    return docx.Document(path)


def test_the_page_is_that_of_the_standard(word) -> None:
    """GB/T 9704-2012, 5.1 and 5.2: A4, 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm."""
    (section,) = word.sections
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    assert [round(size.mm) for size in [*sizes, section.left_margin, section.right_margin]] == [
        210,
        297,
        37,
        35,
        28,
        26,
    ]
    footers = [section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]]
    assert [footer.text for footer in footers] == ["— 1 —"] * 2
    assert [footer._p.pPr.jc.get(f"{W}val") for footer in footers] == ["right", "left"]
    assert "PAGE" in [code.text for code in footers[0]._p.iter(f"{W}instrText")]
    assert {fonts.get(f"{W}eastAsia") for fonts in footers[0]._p.iter(f"{W}rFonts")} == {"宋体"}


@pytest.mark.parametrize(
    ("style", "font", "points", "indent"),
    [
        ("Title", "方正小标宋简体", 22, None),
        ("Normal", "仿宋_GB2312", 16, "200"),
        ("Heading 1", "黑体", 16, "200"),
        ("Heading 2", "楷体_GB2312", 16, "200"),
    ],
)
def test_fonts_and_spacing_are_those_of_the_standard(word, style: str, font: str, points: int, indent: str) -> None:
    """GB/T 9704-2012, 7.3: 标题 2 号小标宋体, 正文 3 号仿宋体, 第一层 黑体, 第二层 楷体; every line 28 points."""
    look = word.styles[style]
    (fonts,) = look.element.rPr.iter(f"{W}rFonts")
    assert {fonts.get(f"{W}{script}") for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {font}
    assert look.font.size.pt == points
    spacing = look.element.pPr.find(f"{W}spacing")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("560", "exact")
    assert look.element.pPr.find(f"{W}ind").get(f"{W}firstLineChars") == (indent or "0")


def test_heads_are_styled_by_their_level(tmp_path: Path) -> None:
    prose = strange("（一）主动公开情况。全年公开120条。", "（二）依申请公开情况", "收到（一）件申请。", "(三)其他：无")
    publish(replace(seed(), texts=prose), tmp_path / "a.docx")
    document = docx.Document(tmp_path / "a.docx")
    looks = [(p.text.replace("\n", ""), p.style.name) for p in document.paragraphs]
    assert looks[0] == ("某市经济和信息化局2024年政府信息公开工作年度报告", "Title")
    assert [text for text, style in looks if style == "Heading 1"] == [part.title for part in edition().parts]
    assert [text for text, style in looks if style == "Heading 2"] == ["（二）依申请公开情况"]
    run_in = document.paragraphs[2].runs
    assert [run.text for run in run_in] == ["（一）主动公开情况。", "全年公开120条。"]
    assert [fonts.get(f"{W}eastAsia") for fonts in document.paragraphs[2]._p.iter(f"{W}rFonts")] == ["楷体_GB2312"]
    assert [len(p.runs) for p in document.paragraphs if p.text == "收到（一）件申请。"] == [1]


def test_the_tables_have_the_official_merges(word) -> None:
    one, two, three = word.tables
    assert [(len(table.rows), len(table.columns)) for table in word.tables] == [(14, 4), (28, 10), (4, 15)]
    assert {cell.text for cell in one.rows[0].cells} == {"第二十条第（一）项"}
    assert [cell.text for cell in one.rows[13].cells] == ["行政事业性收费", "0", "0", "0"]
    assert len({cell._tc for cell in one.rows[13].cells}) == 2
    # By the layout as the format prints it: corner, three groups of head cells, sides.
    spans = {}
    for row in two.rows:
        for cell in row.cells:
            top, left, bottom, right = cell._tc.top, cell._tc.left, cell._tc.bottom, cell._tc.right
            if (bottom - top, right - left) != (1, 1):
                spans[(top, left)] = (bottom - top, right - left)
    assert spans == {
        (0, 0): (3, 3),
        (0, 3): (1, 7),
        (1, 3): (2, 1),
        (1, 4): (1, 5),
        (1, 9): (2, 1),
        (3, 0): (1, 3),
        (4, 0): (1, 3),
        (5, 0): (22, 1),
        (5, 1): (1, 2),
        (6, 1): (1, 2),
        (7, 1): (8, 1),
        (15, 1): (3, 1),
        (18, 1): (5, 1),
        (23, 1): (3, 1),
        (26, 1): (1, 2),
        (27, 0): (1, 3),
    }
    assert [cell.text for cell in three.rows[0].cells] == ["行政复议"] * 5 + ["行政诉讼"] * 10
    assert [len(list(table._tbl.iter(f"{W}cantSplit"))) for table in word.tables] == [14, 28, 4]
    repeated = [len(list(table._tbl.iter(f"{W}tblHeader"))) for table in word.tables]
    assert repeated == [0, 3, 3]
    for table in word.tables:
        widths = [int(column.get(f"{W}w")) for column in table._tbl.iter(f"{W}gridCol")]
        assert sum(widths) == 8844, "156 mm of text"
        assert min(widths) >= 500


def test_a_long_number_is_not_broken(tmp_path: Path) -> None:
    figures = seed().figures | {Address("requests.received.natural_person"): 987_654_321_012}
    publish(replace(seed(), figures=figures), tmp_path / "a.docx")
    table = docx.Document(tmp_path / "a.docx").tables[1]
    cell = table.rows[3].cells[3]
    width = int(cell._tc.tcPr.find(f"{W}tcW").get(f"{W}w")) / 20 - 4
    (run,) = cell.paragraphs[0].runs
    assert run.text == "987654321012"
    assert len(run.text) / 2 * run.font.size.pt <= width


def test_the_page_is_one_accessible_file(tmp_path: Path) -> None:
    publish(seed(), tmp_path / "a.html")
    data = (tmp_path / "a.html").read_bytes()
    assert data.startswith(b'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">')
    page = etree.HTML(data.decode())
    assert page.findall(".//script") == page.findall(".//link") == page.findall(".//img") == []
    assert not any(name.startswith("on") or name in ("src", "href") for e in page.iter() for name in e.attrib)
    assert [len(page.findall(f".//{tag}")) for tag in ("h1", "h2", "table", "caption")] == [1, 6, 3, 3]
    assert [caption.text for caption in page.findall(".//caption")] == [
        table.title.partition("、")[2] for table in edition().tables
    ]
    one, two, three = page.findall(".//table")
    assert [head.get("scope") for head in one.findall("tbody/tr/th")][:6] == [
        "rowgroup",
        "col",
        "col",
        "col",
        "col",
        "row",
    ]
    heads = [(head.text, head.get("scope"), head.get("colspan"), head.get("rowspan")) for head in two.iter("th")]
    assert ("法人或其他组织", "colgroup", "5", None) in heads
    assert ("商业企业", "col", None, None) in heads
    assert ("（三）不予公开", "rowgroup", None, "8") in heads
    assert ("1.属于国家秘密", "row", None, None) in heads
    assert [len(list(table.iter("td"))) for table in (one, two, three)] == [10, 175, 15]
    assert len(two.findall("thead/tr")) == 3


def test_the_text_is_laid_out_as_the_seed(tmp_path: Path) -> None:
    """The seed's own lines, but for the title, spaces in labels and the width of brackets."""
    publish(seed(), tmp_path / "a.txt")

    def rows(text: str) -> list[str]:
        folded = text.replace("（", "(").replace("）", ")").replace("，", ",").replace("：", ":").replace(" ", "")
        return [line.rstrip("|") for line in folded.splitlines() if "|" in line]

    assert rows((tmp_path / "a.txt").read_text("utf-8")) == rows(SEED_TEXT.read_text("utf-8"))


@each_format
def test_the_same_report_gives_the_same_bytes(tmp_path: Path, suffix: str, monkeypatch) -> None:
    filing = seed()
    publish(filing, tmp_path / f"a.{suffix}")
    monkeypatch.setattr("time.time", lambda: 4e9)
    publish(replace(filing, file=Path("elsewhere.xlsx")), tmp_path / f"b.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    if suffix == "docx":
        with zipfile.ZipFile(tmp_path / "a.docx") as archive:
            assert {info.date_time for info in archive.infolist()} == {(2021, 9, 26, 0, 0, 0)}
            assert re.findall(rb">(\d{4}-[^<]+)<", archive.read("docProps/core.xml")) == [b"2021-09-26T00:00:00Z"] * 2
            assert not [name for name in archive.namelist() if "thumbnail" in name]


# ---------------------------------------------------------------------------------------------------- the command


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["govxl", "report", *args])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return (stop.value.code, *capsys.readouterr())

    return call


def test_the_command_writes_and_says_so(run) -> None:
    write_book(Path("a.xlsx"))
    assert run("a.xlsx", "-o", "报告.docx") == (0, "已写出 报告.docx\n", "")
    assert run("报告.docx", "-o", "报告.HTML") == (0, "已写出 报告.HTML\n", "")
    assert sorted(path.name for path in Path().iterdir()) == ["a.xlsx", "报告.HTML", "报告.docx"]


def test_a_report_with_errors_is_written_and_they_are_told(run) -> None:
    spot = Address("requests.received.natural_person")
    write_book(Path("a.xlsx"), figures=seed_content().figures | {spot: 15})
    code, out, err = run("a.xlsx", "-o", "a.txt")
    assert (code, out) == (1, "已写出 a.txt\n")
    first, *told = err.splitlines()
    assert first == "数据有 1 处错误，a.txt 已经写出，更正以前请不要公布："
    assert [line.rpartition(" ")[2] for line in told] == ["[requests-balance]"]
    assert govxl.read("a.txt").figures[spot] == 15


@pytest.mark.parametrize("name", ["a.pdf", "a.doc", "a", "a.xlsx"])
def test_another_kind_of_file_is_refused(run, name: str) -> None:
    write_book(Path("b.xlsx"))
    code, out, err = run("b.xlsx", "-o", name)
    assert (code, out) == (2, "")
    assert err == f"{name} 的后缀不对。报告写成 Word（.docx）、网页（.html）或文本（.txt），按文件名的后缀决定。\n"
    assert [path.name for path in Path().iterdir()] == ["b.xlsx"]


def test_what_has_no_figures_is_refused(run) -> None:
    govxl.write_template("blank.xlsx", Content(Unit("", "某局"), 2024, texts={"overview": "有文字，没有数。"}))
    Path("letter.txt").write_text("关于召开会议的通知\n各单位：\n请参加。\n", "utf-8")
    Path("folder").mkdir()
    for source, message in (
        ("blank.xlsx", "blank.xlsx 里没有一个数，不能写成报告。"),
        ("letter.txt", "letter.txt 不是读得了的报告，没有写出。\n"),
        ("folder", "folder 是文件夹。report 一次写一份报告"),
        ("nothing.xlsx", "没有这个文件或文件夹：nothing.xlsx"),
    ):
        code, out, err = run(source, "-o", "out.docx")
        assert (code, out) == (2, "")
        assert err.startswith(message)
    assert not Path("out.docx").exists()


@each_format
def test_nothing_that_is_there_is_replaced(run, suffix: str) -> None:
    write_book(Path("a.xlsx"))
    target = Path(f"a.{suffix}")
    target.write_bytes(b"by hand")
    code, out, err = run("a.xlsx", "-o", target.name)
    assert (code, out) == (2, "")
    assert err == f"{target} 已经存在，内容不同，可能有人改过，不覆盖。请换一个文件名，或先删去它。\n"
    assert target.read_bytes() == b"by hand"
    target.unlink()
    assert run("a.xlsx", "-o", target.name)[0] == 0
    assert run("a.xlsx", "-o", target.name)[0] == 0, "the same again is no harm"


def test_a_folder_that_is_not_there_is_said(run) -> None:
    write_book(Path("a.xlsx"))
    code, out, err = run("a.xlsx", "-o", "nowhere/a.docx")
    assert (code, out) == (2, "")
    assert err.startswith("写不了文件 nowhere/a.docx")


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch) -> None:
    filing = seed()

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        publish(filing, tmp_path / "a.docx")
    assert [path.name for path in tmp_path.iterdir()] == []


def test_a_name_that_is_none_raises(tmp_path: Path) -> None:
    with pytest.raises(PublicationError, match="后缀不对"):
        publish(seed(), tmp_path / "a.odt")
