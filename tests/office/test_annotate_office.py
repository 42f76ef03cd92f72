"""A marked copy in LibreOffice: it opens, protects, calculates, is corrected, saved and comes back clean."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from workbooks import change, equations, write_quiet

import govxl
from govxl.annotate import annotate
from govxl.collect import judge
from govxl.heap import Item

from . import Office, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]

SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "faulty").glob("*.xlsx"))
AREAS = [
    ("二", "A1:D15"),
    ("三", "A1:L29"),
    ("四", "A1:O5"),
    ("校验", "A1:G70"),
    ("封面", "A1:B14"),
    ("_govxl", "A1:B10"),
]
CORRECTIONS = {  # of each sample, by its code: the entries that put it right
    "SC003": [("三", "D5", "190")],
    "SC007": [("四", "D5", "0")],
    "SC009": [("二", "D5", "9")],
}


def marked(path: Path, folder: Path) -> Path:
    (one,) = judge([Item(path)])
    made = annotate(one, folder)
    assert made is not None
    return made


def comments(path: Path) -> dict[str, str]:
    book = openpyxl.load_workbook(path)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment)
    return {f"{cell.parent.title}!{cell.coordinate}": cell.comment.text for cell in cells}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:5])
def test_it_opens_protected_and_calculates_alike(clerk: Office, tmp_path: Path, path: Path) -> None:
    made = marked(path, tmp_path)
    seen = []
    for file in (path, made):
        clerk.open(file)
        stored = [clerk.read(*area) for area in AREAS]
        formulas = [clerk.formulas(*area) for area in AREAS]
        clerk.recalculate()
        seen.append((stored, formulas, [clerk.read(*area) for area in AREAS]))
    assert seen[0] == seen[1]
    assert clerk.read("检查结果", "A1:A1") == [["检查结果"]]
    assert clerk.read("检查结果", "A5:J5")[0][3] == "单元格"
    locked = [("三", "J5"), ("三", "A5"), ("二", "A4"), ("四", "E5"), ("检查结果", "A6"), ("检查结果", "H6")]
    before = [clerk.read(sheet, f"{cell}:{cell}") for sheet, cell in locked]
    clerk.enter_many([(sheet, cell, "99") for sheet, cell in locked])
    assert [clerk.read(sheet, f"{cell}:{cell}") for sheet, cell in locked] == before
    assert clerk.validation("三", "D5")["type"] == "WHOLE"
    clerk.close()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:5])
def test_corrected_and_saved_it_is_clean(clerk: Office, tmp_path: Path, path: Path) -> None:
    saved = tmp_path / "saved.xlsx"
    clerk.open(marked(path, tmp_path))
    typed = CORRECTIONS[path.stem[:5]]
    assert clerk.enter_many(typed) == [text for _, _, text in typed]
    assert clerk.read("校验", "A2:A2") == [["校验通过"]]
    clerk.save(saved)
    clerk.close()
    assert equations(govxl.check(govxl.read(saved))) == []


def test_libreoffice_keeps_what_is_needed_to_take_the_marks_away(clerk: Office, tmp_path: Path) -> None:
    """One round with two faults, one of them corrected in LibreOffice; the unit's own comment stays throughout."""
    path = change(write_quiet(tmp_path / "x.xlsx"), {"三!E7": None, "三!F7": "十二件", "一!B3": None})
    book = openpyxl.load_workbook(path)
    book["三"]["E7"].comment = openpyxl.comments.Comment("台账第 3 页", "张三")
    book.save(path)
    clerk.open(path)  # so that totals are stored
    clerk.recalculate()
    clerk.save(path)
    clerk.open(marked(path, tmp_path / "one"))
    clerk.enter_many([("三", "E7", "0")])
    clerk.save(tmp_path / "x_检查结果.xlsx")
    clerk.close()
    again = marked(tmp_path / "x_检查结果.xlsx", tmp_path / "two")
    said = comments(again)
    assert said["三!E7"] == "台账第 3 页"
    assert said["三!F7"].startswith("【govxl检查结果】\n错误（not-a-number）\n现值：十二件")
    assert set(said) == {"三!E7", "三!F7"}
    sheet = openpyxl.load_workbook(again)["三"]
    looks = {cell: (sheet[cell].fill.fgColor.rgb, sheet[cell].protection.locked) for cell in ("E7", "F7", "G7")}
    assert looks == {"E7": ("FFFFF9E5", False), "F7": ("FFF7A3A1", False), "G7": ("FFFFF9E5", False)}
    clerk.open(again)
    assert clerk.read("三", "E7:F7") == [[0.0, "十二件"]]
    clerk.close()


def test_a_file_that_libreoffice_saved_is_marked(clerk: Office, tmp_path: Path) -> None:
    saved = tmp_path / "saved.xlsx"
    clerk.open(shutil.copy(SAMPLES[0], tmp_path / "a.xlsx"))
    clerk.save(saved)
    clerk.close()
    made = marked(saved, tmp_path)
    assert [f.code for f in govxl.check(govxl.read(made))] == [f.code for f in govxl.check(govxl.read(saved))]
    assert set(comments(made)) == {"三!D5", "一!B4"}  # the balance, and the sentence that tells the right figure
    clerk.open(made)
    assert clerk.enter("三", "D5", "190") == "190"
    assert clerk.enter("三", "J5", "9") != "9"
    clerk.close()
