"""Ways in which a figure was once read wrong, or lost, without a word."""

import random
import re
import zipfile
from pathlib import Path

import pytest
from documents import html_of, lay_out
from moved import FORM, Sheet, figures_of, hand_made
from workbooks import equations, report, write_seed

import govxl
from govxl.reading.about import About
from govxl.reading.labels import plain
from govxl.reading.other import read_other
from govxl.reading.tables import _head, _side


def made(seed: int = 1, **variants) -> tuple[dict[str, int], list[Sheet]]:
    """Figures that are all different, and a workbook of four sheets made by hand."""
    rng = random.Random(seed)
    figures = figures_of(rng)
    while len(sheets := hand_made(figures, rng)) == 1 or not sheets[1].merged or len(sheets[2].rows) != 28:
        pass
    return figures, sheets


def read(sheets: list[Sheet]):
    return read_other(Path("r.xlsx"), "workbook", {sheet.name: sheet.grid() for sheet in sheets}, About("xlsx"))


def told(filing, spot: str) -> list[str]:
    return [f.severity for f in filing.findings if spot in f.figures and f.severity != "info"]


def test_a_table_beside_itself_with_other_figures_is_asked_about() -> None:
    _, sheets = made()
    table = sheets[1]
    table.rows = [row + [""] + [v * 2 if isinstance(v, int) else v for v in row] for row in table.rows]
    filing = read(sheets)
    assert told(filing, "disclosure.regulations.issued") == ["error"]
    assert not any(spot.startswith("disclosure.") for spot in filing.entries)


def test_a_table_beside_itself_with_the_same_figures_is_taken() -> None:
    figures, sheets = made()
    sheets[1].rows = [[*row, "", *row] for row in sheets[1].rows]
    assert {spot: read(sheets).entries[spot] for spot in figures if spot.startswith("disclosure.")} == {
        spot: value for spot, value in figures.items() if spot.startswith("disclosure.")
    }


def test_two_rows_of_figures_under_the_heads_of_disputes_are_asked_about() -> None:
    _, sheets = made()
    sheets[3].rows.insert(3, [7000 + n for n in range(sheets[3].width)])
    filing = read(sheets)
    assert told(filing, "disputes.review.upheld") == ["error"]
    assert not any(spot.startswith("disputes.") for spot in [*filing.entries, *filing.typed])


def test_a_total_in_two_rows_with_other_figures_is_asked_about() -> None:
    _, sheets = made()
    row = next(row for row in sheets[2].rows if "2" in str(row[2])[:1])
    sheets[2].rows.insert(sheets[2].rows.index(row) + 1, [*row[:-1], 99999])
    filing = read(sheets)
    assert told(filing, "requests.denied_law.total") == ["error"]


@pytest.mark.parametrize(("first", "second"), [("上年", "本年"), ("2023年", "2024年"), (2023, 2024), ("", "")])
def test_a_head_over_two_years_is_asked_about(first: object, second: object) -> None:
    """Whichever of the two columns is meant, last year's figure is never this year's without a word."""
    figures, sheets = made()
    table = sheets[1]
    table.rows = [[*row, ""] for row in table.rows]
    table.rows[1:3] = [
        ["信息内容", "本年制发件数", "", "本年废止件数", "现行有效件数"],
        ["", first, second, "", ""],
        ["规章", 11111, *[figures[f"disclosure.regulations.{c}"] for c in ("issued", "repealed", "in_force")]],
    ]
    table.merged = [(1, 1, 1, 2)]
    filing = read(sheets)
    issued = filing.entries.get("disclosure.regulations.issued")
    if first:
        assert issued == figures["disclosure.regulations.issued"]
        assert [(f.severity, f.found) for f in filing.findings if f.code == "layout-changed"] == [
            ("warning", str(first)[:4])
        ]
    else:
        assert (issued, told(filing, "disclosure.regulations.issued")) == (None, ["error"])


def test_heads_that_are_out_of_order_are_not_read_in_turn() -> None:
    """Unmerged, with a column moved, the heads of table 3 have gaps: cells were not left out."""
    figures, sheets = made()
    table = sheets[2]
    for rectangle in list(table.merged):
        table.merged.remove(rectangle)
    for row in table.rows:
        row[3], row[5] = row[5], row[3]
    filing = read(sheets)
    wrong = [spot for spot, value in filing.entries.items() if figures[spot] != value]
    assert wrong == []


def test_a_line_above_a_table_that_names_another_year_is_said() -> None:
    _, sheets = made()
    sheets[1].rows.insert(0, ["上年数据", "", "", ""])
    sheets[1].merged = [(a + 1, b, c + 1, d) for a, b, c, d in sheets[1].merged]
    (finding,) = (f for f in read(sheets).findings if f.code == "identity-mismatch")
    assert (finding.severity, finding.found, "disclosure.fees.amount" in finding.figures) == (
        "warning",
        "上年数据",
        True,
    )


def test_sheets_of_two_units_are_told_by_their_codes() -> None:
    _, sheets = made()
    sheets[1].rows.append(["govxl|2021|2024|S1|aaaa", "", "", ""])
    sheets[3].rows.append(["govxl|2021|2024|S2|bbbb"])
    (finding,) = (f for f in read(sheets).findings if f.code == "identity-mismatch")
    assert (finding.severity, finding.place.sheet, finding.expected) == (
        "error",
        sheets[3].name,
        "govxl|2021|2024|S1|aaaa",
    )


def test_numbers_beside_the_tables_are_said() -> None:
    _, sheets = made()
    sheets.append(Sheet("附表", [["电话", "88886666"], ["网站", 12], ["微信", 34], ["微博", 56]]))
    (finding,) = (f for f in read(sheets).findings if f.place and f.place.sheet == "附表" and f.severity == "warning")
    assert (finding.code, str(finding.place), finding.found) == ("hidden-content", "附表!B2", "12 34 56")


# --------------------------------------------------------------------------------------------------------------- labels

TURNED = [
    "2.其他法律行政法规允许公开",
    "5.属于四类内部事务信息",
    "6.属于三类过程性信息",
    "1.不属于国家秘密",
    "1.本机关掌握相关政府信息",
    "2.非重复申请",
    "3.补正后申请内容明确",
    "4.有正当理由大量反复申请",
    "（一）不予公开",
    "（三）予以公开",
    "一、上年新收政府信息公开申请数量",
    "一、上年结转政府信息公开申请数量",
    "二、本年新收政府信息公开申请数量",
    "二、本年结转政府信息公开申请数量",
    "四、结转上年度继续办理",
    "三、上年度办理结果",
    "1.属于国家秘密（上年）",
    "7.属于行政执法案卷（2023年）",
    "一、本年新收政府信息公开申请数量（同比）",
]
TURNED_HEADS = ["上年制发件数", "去年制发件数", "上年废止件数", "上年现行有效件数", "本年制发件数（上年）"]
TURNED_DISPUTES = ["复议前起诉", "复议后未起诉", "经复议直接起诉", "结果改变", "总计（不含下级）"]


@pytest.mark.parametrize("label", TURNED)
def test_a_label_of_another_meaning_is_no_row(label: str) -> None:
    axis = _side(FORM, FORM.tables[1])
    assert (axis.step(plain(label)), axis.guess(plain(label))) == ("", "")


@pytest.mark.parametrize("label", TURNED_HEADS)
def test_a_label_of_another_meaning_is_no_column(label: str) -> None:
    axis = _head(FORM, FORM.tables[0], 0)
    assert (axis.step(plain(label)), axis.guess(plain(label))) == ("", "")


@pytest.mark.parametrize("label", TURNED_DISPUTES)
def test_a_label_of_another_meaning_is_no_head(label: str) -> None:
    axis = _head(FORM, FORM.tables[2], 0)
    assert (axis.step(plain(label)), axis.guess(plain(label))) == ("", "")


# ------------------------------------------------------------------------------------------------------------ documents


@pytest.mark.parametrize("inside", ["5<sup>2</sup>", "5<sub>2</sub>", "<s>5</s>2", "<del>5</del>2", "5<sup>①</sup>"])
def test_raised_and_struck_digits_are_asked_about(tmp_path: Path, inside: str) -> None:
    page = html_of(lay_out(report("00")))
    page, changed = re.subn(r"(行政许可</td>\s*<td[^>]*>)\d+", lambda match: match[1] + inside, page)
    assert changed == 1
    (tmp_path / "r.html").write_text(page, "utf-8")
    filing = govxl.read(tmp_path / "r.html")
    assert "disclosure.licences.decisions" not in filing.entries
    assert told(filing, "disclosure.licences.decisions") == ["error"]


# ------------------------------------------------------------------------------------------------------------- identity


def test_the_cover_may_say_another_year_than_the_title() -> None:
    _, sheets = made()
    sheets.insert(0, Sheet("封面", [["报告年度", "2023年"], ["单位名称", "", "单位代码", "12"]]))
    filing = read(sheets)
    (finding,) = (f for f in filing.findings if f.code == "identity-mismatch")
    assert (finding.severity, "2023、2024" in finding.message) == ("error", True)
    assert (filing.unit.name, filing.unit.code) == ("甲局", "12")


def test_a_paragraph_before_the_first_heading_is_told(tmp_path: Path) -> None:
    preamble = (
        "本报告由我局根据《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自2024年1月1日起至12月31日止。"
    )
    blocks = lay_out(report("00"))
    (tmp_path / "r.html").write_text(html_of([blocks[0], preamble, *blocks[1:]]), "utf-8")
    filing = govxl.read(tmp_path / "r.html")
    (told_of,) = [f for f in filing.findings if f.code == "hidden-content"]
    assert (told_of.severity, told_of.message) == ("info", "第一部分的标题以前有 1 段文字，没有核对。")
    assert told_of.found == preamble
    assert not any(preamble in text for text in filing.texts.values())


def test_signs_that_no_text_holds_are_told(tmp_path: Path) -> None:
    path = write_seed(tmp_path / "s.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    shared = "xl/sharedStrings.xml"
    assert parts[shared].count("2024年我局认真".encode()) == 1
    parts[shared] = parts[shared].replace("2024年我局认真".encode(), "2024年我局\x18认真".encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    (finding,) = equations(govxl.check(govxl.read(path)))
    assert (finding.code, finding.severity, str(finding.place)) == ("hidden-content", "warning", "一!B3")
    assert finding.message == "文字里有看不见的控制字符，文件可能已损坏。"
