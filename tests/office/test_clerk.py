"""What a clerk does to a workbook, done in LibreOffice: paste, type where it is locked, save in other formats."""

from pathlib import Path

import pytest
import xlsxwriter
from workbooks import FORM, entries, report

import govxl

from . import Office, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]

PRIOR = {f"requests.carried_out.{column.id}": 0 for column in FORM.tables[1].blocks[0].columns}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The seed's figures, with last year's in it."""
    path = tmp_path / "unit.xlsx"
    content = govxl.Content(
        govxl.Unit("A1", "甲局"), 2024, "本机关", figures=entries(report("00")["figures"]), prior=PRIOR, serial="0007"
    )
    govxl.write_template(path, content)
    return path


@pytest.fixture
def block(tmp_path: Path) -> Path:
    """A clerk's own sheet with formatted figures: one column, rows 5 to 8."""
    path = tmp_path / "own.xlsx"
    with xlsxwriter.Workbook(path) as book:
        look = book.add_format({"bold": True, "bg_color": "#00FF00", "num_format": "0.00"})
        book.add_worksheet("台账").write_column("A1", [20, 2, 3, 4], look)
    return path


def test_a_pasted_block_is_judged_all_the_same(clerk: Office, workbook: Path, block: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.xlsx"
    clerk.open(workbook)
    assert clerk.validation("三", "D5") is not None
    clerk.paste(
        block, "台账", "A1:A4", "三", "D5"
    )  # received 20, carried in 2, granted 3, partial 4; 14 answered before
    assert clerk.read("三", "D5:D8") == [[20.0], [2.0], [3.0], [4.0]]
    # 20 + 2 = 3 + 4 + 14 + 0 + 1? received and carried in: 22; outcomes: 14 + 7 = 21
    assert clerk.read("校验", "C10:F10") == [[22.0, 21.0, 1.0, "不通过"]]
    assert clerk.read("三", "L1:L1") == [["有错误（2 项）"]], "the balance, and 上年结转 against last year"
    clerk.save(saved)
    clerk.close()

    filing = govxl.read(saved)
    assert filing.figures["requests.received.natural_person"] == 20
    assert filing.figures["requests.outcomes_total.total"] == 21
    errors = [(f.code, str(f.place)) for f in govxl.check(filing) if f.severity == "error"]
    assert errors == [("requests-balance", "三!D5"), ("carry-over", "三!J6")]

    clerk.open(saved)
    assert clerk.enter_many([("三", "D7", "1"), ("三", "D6", "0")]) in (["1", "0"], ["1.00", "0.00"])
    clerk.close()


def test_a_paste_of_values_keeps_locks_and_prompts(clerk: Office, workbook: Path, block: Path) -> None:
    clerk.open(workbook)
    clerk.paste_unformatted(block, "台账", "A1:A1", "三", "E5")
    assert clerk.read("三", "E5:E5") == [[20.0]]
    assert not clerk.locked("三", "E5")
    assert clerk.validation("三", "E5") is not None
    clerk.close()


def test_a_paste_over_a_locked_cell_changes_nothing(clerk: Office, workbook: Path, block: Path) -> None:
    clerk.open(workbook)
    clerk.paste(block, "台账", "A1:A4", "三", "D26")  # 28 is a formula
    assert clerk.read("三", "D26:D29") == [[0.0], [0.0], [14.0], [0.0]]
    clerk.close()


def test_locked_cells_refuse(clerk: Office, workbook: Path) -> None:
    clerk.open(workbook)
    locked = [("三", "J5"), ("三", "D28"), ("三", "A5"), ("三", "D32"), ("四", "E5"), ("二", "A4"), ("校验", "F10")]
    locked += [("三", "L1"), ("三", "N40"), ("校验", "G10"), ("封面", "B4"), ("填报说明", "B2"), ("一", "A3")]
    before = [clerk.read(sheet, f"{cell}:{cell}") for sheet, cell in locked]
    clerk.enter_many([(sheet, cell, "99") for sheet, cell in locked])
    assert [clerk.read(sheet, f"{cell}:{cell}") for sheet, cell in locked] == before
    clerk.close()


def test_a_warning_is_explained_in_the_workbook(clerk: Office, workbook: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved.xlsx"
    clerk.open(workbook)
    clerk.enter_many([("二", "D4", "1")])  # a bureau with a regulation
    assert clerk.read("校验", "A2:A2") == [["需说明（1 项）"]]
    clerk.enter_many([("校验", "G63", "无")])
    assert clerk.read("校验", "F63:F63") == [["需说明"]]
    clerk.enter_many([("校验", "G63", "代市政府起草，已由市政府公布")])
    assert clerk.read("校验", "F63:F63") == [["已说明"]]
    assert clerk.read("封面", "B13:B13") == [["校验通过"]]
    clerk.save(saved)
    clerk.close()
    (finding,) = [f for f in govxl.check(govxl.read(saved)) if f.code == "regulations-authority"]
    assert finding.severity == "info"
    assert finding.message.endswith("单位说明：代市政府起草，已由市政府公布")


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_other_formats_keep_identity_locks_formulas_and_verdict(
    clerk: Office, workbook: Path, tmp_path: Path, suffix: str
) -> None:
    saved = tmp_path / f"saved{suffix}"
    clerk.open(workbook)
    clerk.save(saved)
    clerk.close()
    clerk.open(saved)
    identity = {row[0]: row[1] for row in clerk.read("_govxl", "A1:B10")}
    assert (identity["unit_code"], identity["year"], identity["serial"]) == ("A1", "2024", "0007")
    assert clerk.read("三", "L5:L5") == [["govxl|2021|2024|A1|0007"]]
    assert clerk.formulas("三", "J5:J5") == [["=SUM(D5:I5)"]]
    assert clerk.locked("三", "J5")
    assert not clerk.locked("三", "D5")
    assert clerk.enter("三", "J5", "9") == "14"
    assert clerk.enter("三", "D5", "15") == "15"
    clerk.recalculate()
    assert clerk.read("三", "J5:J5") == [[15.0]]
    assert clerk.read("校验", "A2:A2") == [["有错误（1 项）"]]
    clerk.close()
