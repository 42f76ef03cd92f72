"""Reading our own workbook: what is taken from a cell, what is not, and what is said about it."""

import os
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from workbooks import FORM, change, equations, report, seed_content, write_seed

import govxl
from govxl.findings import grouped


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    return write_seed(tmp_path / "seed.xlsx")


def _codes(path: Path) -> list[tuple[str, str, str]]:
    return [
        (finding.severity, finding.code, str(finding.place)) for finding in equations(govxl.check(govxl.read(path)))
    ]


def test_the_seed_is_read_back_exactly(seed: Path) -> None:
    published = report("00")
    filing = govxl.read(seed)
    assert filing.to_json(())["figures"] == published["figures"]
    assert dict(filing.texts) == published["texts"]
    assert (filing.unit.code, filing.unit.name, filing.year, filing.scope) == (
        "S1",
        "某市经济和信息化局",
        2024,
        "本机关",
    )
    assert filing.source == "template"
    assert _codes(seed) == []


# what stands in 三!D5 (a count), what is taken, and what is said
CELLS = [
    (14, 14, None),
    (0, 0, None),
    (123456789, 123456789, None),
    (None, None, "blank"),
    ("", None, "blank"),
    ("\u3000", None, "blank"),
    ("无", None, "blank"),
    ("/", None, "blank"),
    ("—", None, "blank"),
    ("十四", None, "not-a-number"),
    ("3-4", None, "not-a-number"),
    (True, None, "not-a-number"),
    (-3, None, "negative"),
    (1.5, None, "not-whole"),
    ("#N/A", None, "cell-error"),
    ("#DIV/0!", None, "cell-error"),
]


@pytest.mark.parametrize(("value", "taken", "code"), CELLS)
def test_a_count_cell(seed: Path, value: object, taken: int | None, code: str | None) -> None:
    filing = govxl.read(change(seed, {"三!D6": value}))
    assert filing.figures.get("requests.carried_in.natural_person") == taken
    said = [(f.code, f.severity, str(f.place), f.figures) for f in filing.findings if f.code != "total-stale"]
    assert said == ([(code, "error", "三!D6", ("requests.carried_in.natural_person",))] if code else [])


AMOUNTS = [
    (59237.2449, "59237.2449"),
    (59237.244900000002, "59237.2449"),
    (0.1, "0.1"),
    (12, "12"),
    (0, "0"),
    (1e-4, "0.0001"),
    (316441, "316441"),
]


@pytest.mark.parametrize(("value", "taken"), AMOUNTS)
def test_an_amount_is_the_decimal_that_was_typed(seed: Path, value: float, taken: str) -> None:
    assert govxl.read(change(seed, {"二!B15": value})).figures["disclosure.fees.amount"] == Decimal(taken)


def test_blanks_of_a_table_declared_zero_are_zero(seed: Path) -> None:
    filing = govxl.read(change(seed, {"四!A5": None, "四!Q4": "是"}))
    assert filing.figures["disputes.review.upheld"] == 0
    assert filing.findings == ()
    filing = govxl.read(change(seed, {"四!A5": "三", "四!Q4": "是"}))
    assert [finding.code for finding in filing.findings] == ["not-a-number"]


def test_what_depends_on_an_unreadable_cell_is_not_assessable_and_no_second_error(seed: Path) -> None:
    path = change(seed, {"三!D7": "若干"})
    assert _codes(path) == [("error", "not-a-number", "三!D7")]
    filing = govxl.read(path)
    assert "requests.outcomes_total.natural_person" not in filing.figures
    assert "requests.granted.total" not in filing.figures
    assert "requests.outcomes_total.business" in filing.figures


def test_a_total_typed_over_its_formula(seed: Path) -> None:
    assert _codes(change(seed, {"三!J5": 14})) == [("info", "formula-overwritten", "三!J5")]
    (finding,) = equations(govxl.check(govxl.read(change(seed, {"三!J5": 15}))))
    assert (finding.code, finding.severity, str(finding.place)) == ("requests-row-total", "error", "三!J5")
    assert (finding.found, finding.expected) == ("15", "14")
    assert "三!J5 的公式已被改成数字" in finding.message
    assert govxl.read(seed).figures["requests.received.total"] == 14, "what is reported is worked out, not trusted"


def test_another_formula_counts_as_typed(seed: Path) -> None:
    assert _codes(change(seed, {"三!J5": "=SUM(D5:H5)|14"})) == [("info", "formula-overwritten", "三!J5")]
    assert _codes(change(seed, {"三!J5": "=D5+1|15"})) == [("error", "requests-row-total", "三!J5")]


@pytest.mark.parametrize("spelt", ["SUM(D5:I5)", "SUM($D$5:$I$5)", " sum( D5:I5 )"])
def test_our_formula_in_another_spelling_is_ours(seed: Path, spelt: str) -> None:
    assert _codes(change(seed, {"三!J5": f"={spelt}|14"})) == []


def test_a_deleted_total(seed: Path) -> None:
    assert _codes(change(seed, {"三!J5": None})) == [("warning", "formula-overwritten", "三!J5")]


@pytest.mark.parametrize("stored", ["13", ""])
def test_an_old_or_missing_result_is_stale(seed: Path, stored: str) -> None:
    path = change(seed, {"三!J5": f"=SUM(D5:I5)|{stored}"})
    (finding,) = equations(govxl.check(govxl.read(path)))
    assert (finding.code, finding.severity, str(finding.place)) == ("total-stale", "warning", "三!J5")
    assert (finding.found, finding.expected) == (stored or None, "14")
    assert govxl.read(path).figures["requests.received.total"] == 14


def test_a_workbook_filled_by_a_program_that_calculates_nothing(tmp_path: Path) -> None:
    """openpyxl writes formulas without results: all totals are stale, none is wrong, and they are one line."""
    path = tmp_path / "filled.xlsx"
    govxl.write_template(path)
    book = openpyxl.load_workbook(path)
    for sheet in "二三四":
        for row in book[sheet].iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and not cell.protection.locked and cell.value is None:
                    cell.value = 0
    book["三"]["D5"], book["三"]["D7"] = 5, 5
    book.save(path)
    findings = [
        finding for finding in govxl.check(govxl.read(path)) if finding.place and finding.place.sheet in "二三四"
    ]
    assert {finding.code for finding in findings} == {"total-stale"}
    assert len(findings) == 34
    assert [(f.place.sheet, f.cell) for f in grouped(findings)] == [
        ("三", "J5:J27、D28:J28、J29"),
        ("四", "E5、J5、O5"),
    ]
    assert govxl.read(path).figures["requests.outcomes_total.total"] == 5


def test_shared_formulas_are_spelt_out(seed: Path) -> None:
    with zipfile.ZipFile(seed) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet5.xml"
    xml = parts[name].decode()
    xml = xml.replace("<f>SUM(D5:I5)</f>", '<f t="shared" ref="J5:J6" si="0">SUM(D5:I5)</f>')
    xml = xml.replace("<f>SUM(D6:I6)</f>", '<f t="shared" si="0"/>')
    assert xml.count('si="0"') == 2
    parts[name] = xml.encode()
    with zipfile.ZipFile(seed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert _codes(seed) == []


def test_a_formula_in_an_entry_cell_is_taken_and_said(seed: Path) -> None:
    (finding,) = equations(govxl.check(govxl.read(change(seed, {"三!D5": "=10+4|14"}))))
    assert (finding.code, finding.severity, finding.found, finding.expected) == ("cleaned", "warning", "=10+4", "14")


def test_labels_that_do_not_stand_where_they_should(seed: Path) -> None:
    path = change(seed, {"三!A6": "三、新加的一行"})
    filing = govxl.read(path)
    said = [(f.code, f.severity, str(f.place), len(f.figures)) for f in equations(govxl.check(filing))]
    assert said == [("layout-changed", "error", "三!A6", 7)]
    lost = {figure.address for figure in FORM.figures} - set(filing.figures)
    assert lost == {spot for spot in lost if spot.startswith("requests.carried_in.")}
    assert len(lost) == 7
    assert filing.figures["disclosure.normative_documents.issued"] == 4


@pytest.mark.parametrize(
    ("cell", "label", "severity", "lost"),
    [
        ("三!C10", "2.其他法律行政止公开", "warning", 0),  # near enough to be taken
        ("三!B9", "不公开", "warning", 0),  # of a group: its rows are known by their own labels
        ("三!A2", "勾稽", "warning", 0),
        ("三!D3", "个人", "error", 25),
        ("三!E4", None, "error", 25),
        ("三!C9", "5.别的", "error", 7),
    ],
)
def test_one_label_in_other_words_is_one_finding(
    seed: Path, cell: str, label: str | None, severity: str, lost: int
) -> None:
    assert _codes(seed) == []
    (finding,) = equations(govxl.check(govxl.read(change(seed, {cell: label}))))
    assert (finding.severity, finding.code, str(finding.place)) == (severity, "layout-changed", cell)
    assert finding.found == label
    assert len(finding.figures) == lost


def test_the_comments_of_the_unit_are_told(seed: Path) -> None:
    book = openpyxl.load_workbook(seed)
    book["三"]["D5"].comment = Comment("台账第3页", "张三")
    book.save(seed)
    (finding,) = [f for f in govxl.check(govxl.read(seed)) if f.code == "hidden-content"]
    assert (finding.severity, str(finding.place), finding.found) == ("info", "三!D5", "台账第3页")


def test_a_wrong_total_makes_no_stale_one(seed: Path) -> None:
    """The corner holds what the figures give, although a total over which something is typed would give another."""
    assert _codes(change(seed, {"三!D28": 20})) == [("error", "requests-outcomes", "三!D28")]


def test_a_missing_sheet(seed: Path) -> None:
    book = openpyxl.load_workbook(seed)
    del book["四"]
    book.save(seed)
    assert ("error", "layout-changed", "四!A1") in _codes(seed)


def test_cover_against_identity(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    govxl.write_template(path, seed_content())
    (finding,) = equations(govxl.check(govxl.read(change(path, {"封面!B4": "别的局"}))))
    assert (finding.code, finding.severity, str(finding.place)) == ("identity-mismatch", "error", "封面!B4")
    assert govxl.read(path).unit.name == "某市经济和信息化局"


def test_blank_prose_and_cover_are_warnings(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    govxl.write_template(path, govxl.Content(figures={figure.address: 0 for figure in FORM.entries}))
    found = _codes(path)
    assert {severity for severity, _, _ in found} == {"warning"}
    assert [spot for _, code, spot in found if code == "blank"] == [
        *("封面!B4", "封面!B6", "封面!B7", "封面!B8", "封面!B9", "封面!B10", "封面!B11"),
        *("一!B3", "五!B3", "六!B3"),
    ]


def test_more_paragraphs_than_rows_survive(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    text = "\n".join(f"第{n}件事。" for n in range(1, 41))
    govxl.write_template(path, govxl.Content(texts={"overview": text}))
    assert govxl.read(path).texts["overview"] == text


def test_far_cells_are_refused_before_a_library_sees_them(seed: Path) -> None:
    with zipfile.ZipFile(seed) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet5.xml"
    far = b'<row r="1048576"><c r = "xfd1048576"><v>1</v></c></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", far)
    with zipfile.ZipFile(seed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    filing = govxl.read(seed)
    assert (filing.state, filing.findings[0].code) == ("unreadable", "too-large")
    assert "工作表“三”" in filing.findings[0].message


def test_a_bomb_is_refused(tmp_path: Path, seed: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    shutil.copy(seed, path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b" " * (40 << 20))
    assert govxl.read(path).findings[0].code == "too-large"


def test_a_document_type_is_refused(seed: Path) -> None:
    with zipfile.ZipFile(seed) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
    with zipfile.ZipFile(seed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    filing = govxl.read(seed)
    assert (filing.state, filing.findings[0].code) == ("unreadable", "unreadable")


# -- what once was taken as right in silence


def test_a_formula_without_a_result_is_no_zero(seed: Path) -> None:
    path = change(seed, {"二!B8": "=6000+72|", "二!F4": "是"})
    (finding,) = [f for f in govxl.check(govxl.read(path)) if f.severity == "error"]
    assert (finding.code, str(finding.place), finding.found) == ("not-a-number", "二!B8", "=6000+72")
    assert "disclosure.licences.decisions" not in govxl.read(path).figures


@pytest.mark.parametrize("text", ["无", "/", " "])
def test_words_for_nothing_are_no_zeros_even_where_blanks_are(seed: Path, text: str) -> None:
    assert ("error", "blank", "四!A5") in _codes(change(seed, {"四!A5": text, "四!Q4": "是"}))


def test_only_the_very_word_declares_zeros(seed: Path) -> None:
    """The formulas of the workbook compare it so, and the two must not differ."""
    assert ("error", "blank", "四!A5") in _codes(change(seed, {"四!A5": None, "四!Q4": "是 "}))


def test_a_sheet_of_another_unit_is_noticed(seed: Path) -> None:
    (finding,) = equations(govxl.check(govxl.read(change(seed, {"三!L5": "govxl|2021|2024|S2|"}))))
    assert (finding.code, finding.severity, str(finding.place)) == ("identity-mismatch", "error", "三!L5")
    assert (finding.found, finding.expected) == ("govxl|2021|2024|S2|", "govxl|2021|2024|S1|")


@pytest.mark.parametrize("value", [10**12, 1e15, 1e300])
def test_a_number_too_large_for_any_office(seed: Path, value: float) -> None:
    (finding,) = [f for f in govxl.check(govxl.read(change(seed, {"二!B8": value}))) if f.severity == "error"]
    assert (finding.code, str(finding.place)) == ("not-a-number", "二!B8")
    assert "大得不可能" in finding.message


def test_what_stands_beside_the_form_is_said(seed: Path) -> None:
    book = openpyxl.load_workbook(seed)
    book["三"]["K9"] = 17
    book["二"]["A30"] = "另有3件"
    book.save(seed)
    found = [(f.severity, str(f.place), f.found) for f in govxl.read(seed).findings if f.code == "hidden-content"]
    assert found == [("warning", "二!A30", "另有3件"), ("warning", "三!K9", "17")]


def test_a_year_of_five_digits_is_no_year(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    govxl.write_template(path)
    filing = govxl.read(change(path, {"封面!B6": "20244"}))
    assert filing.year is None
    assert ("not-a-number", "封面!B6") in {(f.code, str(f.place)) for f in filing.findings}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.xlsx")
    assert govxl.read(tmp_path / "p.xlsx").findings[0].message == "这不是普通文件，没有打开。"
