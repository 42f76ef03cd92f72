"""Where a summary's figures come from: the ways between its sheets, the files, the words; hostile text stays text."""

import datetime
import hashlib
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from workbooks import FORM, good_entries

import govxl
from govxl import lists
from govxl.aggregate import Consolidation, add_up
from govxl.collect import Judged, judge
from govxl.filing import Filing
from govxl.findings import Finding, Settled
from govxl.form import Address
from govxl.heap import Item, items
from govxl.layout import Place
from govxl.rules import complete
from govxl.summary import write_summary
from govxl.summary.words import PIECE, pieces

pytestmark = pytest.mark.slow

HEAP = Path(__file__).parents[1] / "samples" / "heap"
COVER = {"filler": "甲", "reviewer": "乙", "telephone": "1", "date": "2025年1月2日"}
PROSE = {"overview": "甲", "problems": "乙", "other_matters": "丙"}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BLANK = Address("disputes.review.upheld")  # 四!A5, on 各单位数据 column GH


def _write(path: Path, name: str = "", prose: dict | None = None, figures: dict | None = None) -> Path:
    unit = govxl.Unit(path.stem, name or f"{path.stem}局")
    govxl.write_template(path, govxl.Content(unit, 2024, "本机关", COVER, figures or good_entries(), prose or PROSE))
    return path


def _filing(file: str, name: str = "", **changes: object) -> Judged:
    """A unit that never was a file, with whatever no workbook of ours would let through."""
    entries = {spot: int(value) for spot, value in good_entries().items()}
    figures = complete(FORM, entries)
    filing = Filing(Path(file), "used", FORM, unit=govxl.Unit(file[:20], name), year=2024, entries=entries)
    filing = replace(filing, figures=figures, shown=figures, **changes)
    return Judged(Item(Path(file)), filing, filing.findings, "used", "")


def _summary(path: Path, *judged: Judged) -> openpyxl.Workbook:
    figures, blanks = add_up(FORM, (one.filing for one in judged))
    total = Filing(path, "used", FORM, source="summary", unit=govxl.Unit("", path.stem), year=2024, figures=figures)
    total = replace(total, entries={figure.address: figures[figure.address] for figure in FORM.entries})
    write_summary(path, Consolidation(FORM, total, judged, judged, (), blanks, ()))
    return openpyxl.load_workbook(path)


def _rows(book: openpyxl.Workbook, sheet: str) -> list[dict]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


# -- ways between the sheets


def test_a_figure_leads_to_its_column_and_the_head_back(tmp_path: Path) -> None:
    for code in "ABC":
        _write(tmp_path / f"{code}.xlsx")
    govxl.consolidate([tmp_path], tmp_path / "汇总.xlsx")
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    units = book["各单位数据"]
    column = {cell.value: cell.column_letter for cell in units[2]}
    seen = 0
    for sheet in "二三四":
        for cell in (cell for row in book[sheet].iter_rows() for cell in row if cell.hyperlink):
            match = re.fullmatch(r"'各单位数据'!([A-Z]+)6:\1(8)", cell.hyperlink.location)
            if not match:
                continue
            head = units[f"{match[1]}5"]
            assert head.value.startswith(f"""=HYPERLINK("#'{sheet}'!{cell.coordinate}",""")
            if str(cell.value).startswith("=SUM('各单位数据'"):
                assert f"{match[1]}6:{match[1]}1008" in cell.value
            seen += 1
    assert seen == 200
    assert book["三"]["D5"].hyperlink.location == f"'各单位数据'!{column['requests.received.natural_person']}6:P8"
    assert book["三"]["D5"].protection.locked


def test_how_many_units_left_a_figure_blank_is_said_at_it(tmp_path: Path) -> None:
    some = {key: value for key, value in good_entries().items() if key != BLANK}
    for code in "AB":
        _write(tmp_path / f"{code}.xlsx", figures=some)
    _write(tmp_path / "C.xlsx")
    result = govxl.consolidate([tmp_path], tmp_path / "汇总.xlsx", include_faulty=True)
    assert result.blanks == {BLANK: 2}
    words = "3 个单位中有 2 个这一格空着，按 0 计。"
    book, stored = (openpyxl.load_workbook(tmp_path / "汇总.xlsx", data_only=only) for only in (False, True))
    assert book["四"]["A5"].hyperlink.tooltip == f"看各单位的数。汇总时，{words}"
    assert book["四"]["B5"].hyperlink.tooltip == "看各单位的数。"
    rules = book["四"].data_validations.dataValidation
    assert [(str(rule.sqref), rule.prompt) for rule in rules] == [("A5", words)]
    letter = next(cell.column_letter for cell in book["各单位数据"][2] if cell.value == BLANK)
    assert book["各单位数据"][f"{letter}1"].value == f"=$E$2-COUNT({letter}6:{letter}1008)"
    counts = {cell.column_letter: cell.value for cell in stored["各单位数据"][1] if isinstance(cell.value, int)}
    assert {key: value for key, value in counts.items() if value} == {letter: 2}
    assert stored["各单位数据"]["E2"].value == 3
    assert stored["四"]["Q7"].value == "有 1 个数有单位空着，按 0 计，见“各单位数据”第 1 行"
    assert "有" not in stored["三"]["L7"].value, "openpyxl gives the target of a link that has no text"


def test_a_unit_leads_to_its_file_wherever_the_rows_are_sorted_to(tmp_path: Path) -> None:
    heap = tmp_path / "收回"
    heap.mkdir()
    for code in "BA":
        _write(heap / f"{code}.xlsx")
    (heap / "别的.xlsx").write_text("not a workbook")
    govxl.consolidate([heap], tmp_path / "汇总.xlsx", today=datetime.date(2025, 2, 1))
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    assert [book["各单位数据"][cell].value for cell in ("E6", "E7")] == [
        f"""=HYPERLINK("#'数据来源'!A"&MATCH({n},'数据来源'!$A$1:$A$4,0),"{name}")"""
        for n, name in ((1, "A.xlsx"), (2, "B.xlsx"))
    ]
    rows = _rows(book, "数据来源")
    assert [(row["序号"], row["文件"], row["是否计入"]) for row in rows] == [
        (1, "收回/A.xlsx", "是"),
        (2, "收回/B.xlsx", "是"),
        (3, "收回/别的.xlsx", "否"),
    ]
    assert rows[0]["打开"] == '=HYPERLINK("收回/A.xlsx","打开")'
    data = (heap / "A.xlsx").read_bytes()
    assert (rows[0]["SHA-256"], rows[0]["字节数"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert [rows[0][head] for head in ("表式", "文件的格式", "保存人", "读取日期")] == [
        "2021",
        "xlsx",
        "govxl",
        "2025-02-01",
    ]
    assert rows[2]["SHA-256"] == hashlib.sha256(b"not a workbook").hexdigest()


def test_no_path_of_the_machine_stands_in_a_summary(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "heap").mkdir()
    _write(tmp_path / "heap" / "A.xlsx")
    govxl.consolidate([tmp_path / "heap"], tmp_path / "out" / "汇总.xlsx")
    rows = _rows(openpyxl.load_workbook(tmp_path / "out" / "汇总.xlsx"), "数据来源")
    assert [(row["文件"], row["打开"]) for row in rows] == [("A.xlsx", "")]
    with zipfile.ZipFile(tmp_path / "out" / "汇总.xlsx") as package:
        assert not [name for name in package.namelist() if tmp_path.name.encode() in package.read(name)]


def test_a_file_in_a_zip_is_named_with_its_zip(tmp_path: Path) -> None:
    _write(tmp_path / "A.xlsx")
    with zipfile.ZipFile(tmp_path / "一.zip", "w") as package:
        package.write(tmp_path / "A.xlsx", "里面/A.xlsx")
    govxl.consolidate([tmp_path / "一.zip"], tmp_path / "汇总.xlsx")
    rows = _rows(openpyxl.load_workbook(tmp_path / "汇总.xlsx"), "数据来源")
    assert [(row["文件"], row["打开"]) for row in rows] == [("一.zip/里面/A.xlsx", "")]


def test_what_was_cleaned_or_stood_elsewhere_is_listed(tmp_path: Path) -> None:
    names = ("地震办_插入一行.xlsx", "民政局_数字带单位和说明.xlsx")
    govxl.consolidate([HEAP / name for name in names], tmp_path / "汇总.xlsx", include_faulty=True)
    rows = _rows(openpyxl.load_workbook(tmp_path / "汇总.xlsx"), "取数记录")
    found = [(row["序号"], row["文件"], row["应在"], row["取自"], row["原文"], row["取值"]) for row in rows]
    assert (1, names[0], "三 D11:J29（133 个数）", "三 D12:J30", "", "") in found, "a line that was put in above row 11"
    assert (2, names[1], "二!B5", "二!B5", "2（其中修订1件）", "2") in found
    assert (2, names[1], "二!B15", "二!B15", "86.4万元", "86.4") in found
    assert len(found) == 7


# -- words


def test_a_long_paragraph_goes_on_below_and_nothing_is_lost() -> None:
    words = "。".join("很长的一句话" * n for n in range(1, 80)) + "🙂" * 3000
    parts = list(pieces(words))
    assert "".join(parts) == words
    assert max(map(len, parts)) == PIECE
    assert parts[0].endswith("。")
    assert list(pieces("短")) == ["短"]


def test_the_words_of_all_units_stand_by_section(tmp_path: Path) -> None:
    long = "长" * 40_000
    one = _filing("A.xlsx", "甲局", texts={"overview": f"=1+1\n\n@二\n{long}", "problems": "-3"}, preamble="前言")
    two = _filing("B.xlsx", "乙局", texts={"overview": "<script>alert(1)</script>"})
    rows = _rows(_summary(tmp_path / "汇总.xlsx", one, two), "文字材料")
    assert [(row["部分"], row["单位名称"], row["段"], row["文字"]) for row in rows if row["段"][0] != "3"] == [
        ("标题下的说明", "甲局", "1", "前言"),
        ("一、总体情况", "甲局", "1", "=1+1"),
        ("一、总体情况", "甲局", "2", "@二"),
        ("一、总体情况", "乙局", "1", "<script>alert(1)</script>"),
        ("五、存在的主要问题及改进情况", "甲局", "1", "-3"),
    ]
    parts = [row for row in rows if row["段"][0] == "3"]
    assert "".join(row["文字"] for row in parts) == long
    assert [row["段"] for row in parts[:3]] == ["3", "3 续1", "3 续2"]


# -- hostile text

HOSTILE = (
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "+1",
    "-1",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "<r><t>x</t></r>",
    "<r></t></si></sst>&</r>",
    "a\x00b\x0bc_x0041_\ufffe",
    "名" * 200,
    '"quoted"&CMD|\' /C calc\'!A0.xlsx',
    "[1]Sheet1!A1",
    "\t=1",
    "]]>&amp;",
)  # fmt: skip


def _cells(path: Path) -> tuple[set[str], list[str]]:
    """All texts and all formulas of a workbook, from its XML alone."""
    words, formulas = set(), []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
                root = ET.fromstring(package.read(name))
                for text in (*root.iter(f"{MAIN}si"), *root.iter(f"{MAIN}is")):
                    words.add(_decoded("".join(part.text or "" for part in text.iter(f"{MAIN}t"))))
                formulas += [formula.text or "" for formula in root.iter(f"{MAIN}f")]
    return words, formulas


def _decoded(text: str) -> str:
    return re.sub(r"_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), text)


def _hostile(words: str) -> Judged:
    finding = Finding("outlier", "info", words, words, Place("三", 4, 3), found=words, file=words, unit=words)
    finding = replace(finding, settled=Settled("explained", words, "warning", words))
    found = {"findings": (finding,), "program": words, "authors": (words,), "scope": words}
    return _filing(words.replace("/", "_"), words, texts={"overview": words}, **found)


def test_hostile_text_is_text_everywhere_whole_and_harmless(tmp_path: Path) -> None:
    path = tmp_path / "汇总.xlsx"
    book = _summary(path, *map(_hostile, HOSTILE))
    texts, formulas = _cells(path)
    assert set(HOSTILE) <= texts
    links = [text for text in formulas if "MATCH" in text]
    for text in links:  # a number, a range, and the name of the file as one text with its quotes doubled
        match = re.fullmatch(
            r"""HYPERLINK\("#'数据来源'!A"&MATCH\(\d+,'数据来源'!\$A\$1:\$A\$14,0\),"((?:[^"]|"")*)"\)""", text
        )
        assert match, text
        assert match[1].replace('""', '"') in {words.replace("/", "_") for words in HOSTILE}
    plain = tmp_path / "plain.xlsx"
    _summary(plain, *(_filing(f"{n}.xlsx", f"{n}局") for n in range(len(HOSTILE))))
    usual = {text for text in _cells(plain)[1] if "MATCH" not in text}
    assert set(formulas) - set(links) == usual, "no other formula than without hostile texts"
    names = [book["各单位数据"].cell(6 + n, 2) for n in range(len(HOSTILE))]
    assert {cell.data_type for cell in names} == {"s"}
    again = govxl.read(path)
    assert again.state == "used"
    assert len(again.contains) == len(HOSTILE)
    assert again.figures["requests.received.total"] == 14 * len(HOSTILE)


def test_a_text_too_long_for_a_cell_says_that_it_is_cut(tmp_path: Path) -> None:
    finding = Finding("outlier", "info", "长" * 40_000, "")
    book = _summary(tmp_path / "汇总.xlsx", _filing("A.xlsx", "甲局", findings=(finding,)))
    (row,) = _rows(book, "问题清单")
    assert row["问题"].endswith("……（共 40000 字，后面的没有列在这里，见原文件）")
    assert len(row["问题"]) < 32_767


def test_a_list_too_long_ends_by_saying_so_with_the_errors_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_ROWS", 5)
    findings = [Finding("outlier", "warning", f"提醒{n}", "") for n in range(6)] + [Finding("blank", "error", "错", "")]
    prose = "\n".join(str(n) for n in range(9))
    one = _filing("A.xlsx", "甲局", findings=tuple(findings), texts={"overview": prose})
    book = _summary(tmp_path / "汇总.xlsx", one)
    issues = [row[7].value or row[0].value for row in book["问题清单"].iter_rows(min_row=2)]
    assert issues[:2] == ["错", "提醒0"]
    assert issues[5:] == [
        "还有 2 行没有列在这里。全部问题请用 govxl check 加 --format csv 列出；这里先列错误，再列提醒。"
    ]
    assert book["问题清单"].auto_filter.ref == "A1:J6", "the last row is no row of the list"
    words = [row[0].value for row in book["文字材料"].iter_rows(min_row=2)]
    assert words[5:] == ["还有 4 行没有列在这里。其余的文字见各单位的文件，文件名在“数据来源”里。"]


def test_a_crash_leaves_nothing_in_the_folder_of_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    from govxl import summary

    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setattr(summary, "write_words", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _summary(tmp_path / "汇总.xlsx", _filing("A.xlsx"))
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not (tmp_path / "汇总.xlsx").exists()


def test_the_digest_of_a_file_is_kept_even_if_it_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4")
    (one,) = judge(items([tmp_path / "x.pdf"]))
    assert one.filing.digest == hashlib.sha256(b"%PDF-1.4").hexdigest()
