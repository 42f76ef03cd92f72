"""A summary in an office: its formulas give what is stored in them, its links lead where they should, sorted or not."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from workbooks import FORM

import govxl
from govxl.demo import content
from govxl.demo.county import county
from govxl.form import Address
from govxl.layout import layout_of

from . import Cell, Office, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]

LAYOUT = layout_of(FORM)
LAST = "GW"  # the last column of 各单位数据


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, govxl.Consolidation]:
    """A summary of the county, with blank cells, in the folder of its files; the names do not follow the codes."""
    folder = tmp_path_factory.mktemp("county")
    (folder / "收回").mkdir()
    rng = random.Random(11)
    for number, unit in enumerate(county()):
        one = content(unit)
        if number in (2, 5, 7):
            lost = {
                Address("disputes.review.upheld"),
                rng.choice([spot for spot in one.figures if ".total" not in spot]),
            }
            one = replace(one, figures={spot: value for spot, value in one.figures.items() if spot not in lost})
        if number == 3:
            one = replace(one, texts={**one.texts, "overview": "=1+1\n-2\n@三\n<r><t>四</r>"})
        govxl.write_template(folder / "收回" / f"{(number * 7) % 12:02} {unit.code}.xlsx", one)
    path = folder / "青禾县.xlsx"
    return path, govxl.consolidate([folder / "收回"], path, include_faulty=True)


@pytest.fixture
def clerk(made: tuple[Path, govxl.Consolidation]) -> Iterator[Office]:
    with Office() as office:
        office.open(made[0])
        yield office


def test_every_formula_gives_what_is_stored_in_it(clerk: Office, made: tuple[Path, govxl.Consolidation]) -> None:
    path, result = made
    formulas, stored = (openpyxl.load_workbook(path, data_only=only) for only in (False, True))
    clerk.recalculate()
    seen = 0
    for sheet in formulas:
        values = clerk.read(sheet.title, f"A1:{LAST}{sheet.max_row}") if sheet.title != "_govxl" else []
        for row in sheet.iter_rows() if values else ():
            for cell in (cell for cell in row if cell.data_type == "f"):
                there = values[cell.row - 1][cell.column - 1]
                expected = stored[sheet.title][cell.coordinate].value
                if cell.hyperlink and str(expected).startswith("'"):
                    expected = ""  # openpyxl gives the target of a link that has no text
                if isinstance(expected, int | float):
                    expected = pytest.approx(expected, abs=1e-9)
                assert ("" if there is None else there) == expected, (sheet.title, cell.coordinate)
                seen += 1
    assert seen > 200 + 54 * 4 + 175 + 24
    figures = {spot: clerk.read(p.sheet, f"{p.cell}:{p.cell}")[0][0] for spot, p in LAYOUT.places.items()
               if spot in FORM.by_address}  # fmt: skip
    assert figures == {spot: pytest.approx(float(value), abs=1e-9) for spot, value in result.total.figures.items()}


def test_no_text_of_a_unit_becomes_a_formula(clerk: Office) -> None:
    rows = [row for row in clerk.read("文字材料", "A2:E40") if row[1] == "SC004" and str(row[0]).startswith("一")]
    assert [row[4] for row in rows] == ["=1+1", "-2", "@三", "<r><t>四</r>"]


def test_the_links_lead_there_and_back(clerk: Office, made: tuple[Path, govxl.Consolidation]) -> None:
    book = openpyxl.load_workbook(made[0])
    for sheet, cell in (("三", "D5"), ("三", "J29"), ("二", "B15"), ("四", "O5")):
        column = clerk.follow(book[sheet][cell].hyperlink.location)
        match = re.fullmatch(r"\$各单位数据\.\$([A-Z]+)\$6:\$\1\$17", column)
        assert match, column
        back = book["各单位数据"][f"{match[1]}5"].value.split('"')[1].removeprefix("#")
        assert clerk.follow(back).startswith(f"${sheet}.${cell[0]}${cell[1:]}")


def _rounded(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Binary sums of amounts depend on the order."""
    return [[round(value, 6) if isinstance(value, float) else value for value in row] for row in rows]


def test_sorting_breaks_neither_sums_nor_links(clerk: Office, tmp_path: Path) -> None:
    areas = (("二", "B4:D15"), ("三", "D5:J29"), ("四", "A5:O5"), ("各单位数据", f"F1:{LAST}1"))
    before = [_rounded(clerk.read(*area)) for area in areas]
    clerk.sort("各单位数据", f"A6:{LAST}17", 15)
    clerk.sort("数据来源", "A2:N13", 13)
    clerk.recalculate()
    assert [_rounded(clerk.read(*area)) for area in areas] == before
    order = [row[0] for row in clerk.read("各单位数据", "A6:A17")]
    assert order != sorted(order)
    files = {row[0]: (str(row[1]), row[3]) for row in clerk.read("数据来源", "A2:D13")}
    rows = {str(row[1]): at for at, row in enumerate(clerk.read("数据来源", "A2:B13"), start=2)}
    for code, (shown,), (formula,) in zip(
        order, clerk.read("各单位数据", "E6:E17"), clerk.formulas("各单位数据", "E6:E17"), strict=True
    ):
        number = float(re.search(r"MATCH\((\d+)", formula)[1])
        assert files[number] == (f"收回/{shown}", code)
        assert clerk.follow(f"'数据来源'!A{rows[files[number][0]]}") == f"$数据来源.$A${rows[files[number][0]]}"


def test_a_corrected_row_moves_the_count_of_blanks(clerk: Office) -> None:
    column = clerk.read("各单位数据", f"A2:{LAST}2")[0].index("disputes.review.upheld")
    letters = openpyxl.utils.get_column_letter(column + 1)
    assert clerk.read("各单位数据", f"{letters}1:{letters}1") == [[3.0]]
    row = next(
        at for at, (value,) in enumerate(clerk.read("各单位数据", f"{letters}6:{letters}17"), 6) if value is None
    )
    clerk.fill("各单位数据", f"{letters}{row}:{letters}{row}", [[4]])
    clerk.recalculate()
    assert clerk.read("各单位数据", f"{letters}1:{letters}1") == [[2.0]]


def test_saved_by_the_office_it_is_the_same_summary(
    clerk: Office, made: tuple[Path, govxl.Consolidation], tmp_path: Path
) -> None:
    clerk.save(tmp_path / "again.xlsx")
    again = govxl.read(tmp_path / "again.xlsx")
    assert (again.source, again.figures) == ("summary", made[1].total.figures)
    assert openpyxl.load_workbook(tmp_path / "again.xlsx")["三"]["D5"].hyperlink.location == "'各单位数据'!P6:P17"
