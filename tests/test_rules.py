"""One fault gives one finding, and no fault goes unreported: thousands of planted faults, and the published reports."""

import copy
import random
from decimal import Decimal
from pathlib import Path

import pytest
from workbooks import FORM, change, entries, report, write_seed

import govxl
from govxl.demo import content
from govxl.demo.county import county
from govxl.heap import Item
from govxl.layout import layout_of
from govxl.reading.about import About
from govxl.reading.gate import load
from govxl.reading.grids import Grid, GridBook, PackageBook
from govxl.reading.own import read_own

LAYOUT = layout_of(FORM)
FAULTS = 3000
COLUMNS = "DEFGHI"
# The requests table spelt once more: rows 5 to 29, of which 28 is the total of 7 to 27.
OUTCOME_ROWS = range(7, 28)


class Copied(GridBook):
    """A workbook in memory, which tells its formulas."""

    tells_formulas = True


class Sheets:
    """The grids of a filled workbook, with totals recalculated by the test's own arithmetic."""

    def __init__(self, path: Path):
        book = PackageBook(load(Item(path)))
        names = ["封面", "一", "二", "三", "四", "五", "六", "_govxl"]
        self.grids = {name: book.grid(name, formulas=name in "二三四") for name in names}
        self.path = path

    def copy(self) -> "Sheets":
        other = copy.copy(self)
        other.grids = dict(self.grids)
        for name in "二三四":
            grid = self.grids[name]
            other.grids[name] = Grid([row[:] for row in grid.values], dict(grid.formulas), dict(grid.errors))
        return other

    def get(self, spot: str) -> object:
        sheet, row, column = _spot(spot)
        return self.grids[sheet].values[row][column]

    def put(self, spot: str, value: object, *, typed: bool = False) -> None:
        sheet, row, column = _spot(spot)
        grid: Grid = self.grids[sheet]
        if isinstance(value, str) and value.startswith("#"):
            grid.errors[row, column] = value
            value = ""
        grid.values[row][column] = value
        if typed:
            grid.formulas.pop((row, column), None)

    def recalculate(self) -> None:
        """What the spreadsheet program does after a change, where the formulas still stand."""
        for column in COLUMNS:
            self._formula(f"三!{column}28", [f"三!{column}{row}" for row in OUTCOME_ROWS])
        for row in range(5, 30):
            self._formula(f"三!J{row}", [f"三!{column}{row}" for column in COLUMNS])
        for total, parts in (("E", "ABCD"), ("J", "FGHI"), ("O", "KLMN")):
            self._formula(f"四!{total}5", [f"四!{part}5" for part in parts])

    def _formula(self, spot: str, parts: list[str]) -> None:
        sheet, row, column = _spot(spot)
        if (row, column) in self.grids[sheet].formulas:
            numbers = [value for value in map(self.get, parts) if isinstance(value, (int, float))]
            self.grids[sheet].values[row][column] = float(sum(numbers))

    def type_all_totals(self) -> None:
        for sheet in "三四":
            self.grids[sheet].formulas.clear()

    def findings(self) -> list[govxl.Finding]:
        filing = read_own(self.path, Copied(self.grids), About("xlsx"))
        return [finding for finding in govxl.check(filing) if finding.severity == "error"]


def _spot(spot: str) -> tuple[str, int, int]:
    sheet, _, cell = spot.partition("!")
    return sheet, int(cell[1:]) - 1, ord(cell[0]) - 65


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[Sheets]:
    folder = tmp_path_factory.mktemp("units")
    made = []
    for unit in county():
        path = folder / f"{unit.code}.xlsx"
        govxl.write_template(path, content(unit))
        made.append(Sheets(path))
    return made


def _entry(rng: random.Random) -> str:
    return f"三!{rng.choice(COLUMNS)}{rng.choice([r for r in range(5, 30) if r != 28])}"


def _plant(rng: random.Random, sheets: Sheets) -> tuple[str, set[str], str]:
    """Plant one fault; tells what it is, which codes are right for it, and the cell."""
    kind = rng.choice(
        ["entry", "total", "corner", "printed", "printed_total", "cell", "stock", "text_total", "dispute"]
    )
    step = rng.choice([1, 2, 10, 999])
    if kind == "entry":
        spot = _entry(rng)
        sheets.put(spot, sheets.get(spot) + step)
        return kind, {"requests-balance"}, f"三!{spot[2]}5"
    if kind in ("total", "printed_total"):
        if kind == "printed_total":
            sheets.type_all_totals()
        row = rng.choice(range(5, 30))
        spot = f"三!{rng.choice(COLUMNS)}28" if row == 28 else f"三!J{row}"
        sheets.put(spot, sheets.get(spot) + step, typed=True)
        return kind, {"requests-outcomes" if row == 28 else "requests-row-total"}, spot
    if kind == "corner":
        sheets.put("三!J28", sheets.get("三!J28") + step, typed=True)
        return kind, {"requests-row-total"}, "三!J28"
    if kind == "printed":  # a published sheet, all totals plain numbers, with one wrong figure in it
        sheets.type_all_totals()
        spot = _entry(rng)
        sheets.put(spot, sheets.get(spot) + step)
        return kind, {"requests-balance", "requests-outcomes", "requests-row-total"}, spot
    if kind == "cell":
        spot = rng.choice([_entry(rng), "二!B5", "二!B15", "四!G5"])
        bad = [
            ("", "blank"),
            ("  ", "blank"),
            ("—", "blank"),
            ("十二", "not-a-number"),
            (-step, "negative"),
            ("#N/A", "cell-error"),
        ]
        value, code = rng.choice(bad if spot == "二!B15" else [*bad, (0.5, "not-whole")])
        sheets.put(spot, value)
        return kind, {code}, spot
    if kind == "stock":
        row = rng.choice([4, 5])
        for column, value in zip("BCD", (step + 1, 0, step), strict=True):
            sheets.put(f"二!{column}{row}", value)
        return kind, {"stock-possible"}, f"二!D{row}"
    if kind == "text_total":
        spot = rng.choice(["三!J9", "三!D28", "三!J28", "四!E5"])
        sheets.put(spot, "合计有误", typed=True)
        return kind, {"not-a-number"}, spot
    spot = rng.choice(["四!E5", "四!J5", "四!O5"])
    sheets.put(spot, sheets.get(spot) + step, typed=True)
    return kind, {"disputes-total"}, spot


def test_one_fault_gives_one_finding_and_none_goes_unreported(units: list[Sheets]) -> None:
    rng = random.Random(49)
    wrong = []
    for number in range(FAULTS):
        sheets = rng.choice(units).copy()
        kind, codes, spot = _plant(rng, sheets)
        sheets.recalculate()
        found = [(finding.code, str(finding.place)) for finding in sheets.findings()]
        if len(found) != 1 or found[0][0] not in codes or found[0][1] != spot:
            wrong.append((number, kind, spot, codes, found))
    assert wrong == []


def test_the_county_has_no_errors(units: list[Sheets]) -> None:
    assert [finding for sheets in units for finding in sheets.findings()] == []


def test_several_faults_in_different_columns_give_as_many_findings(units: list[Sheets]) -> None:
    for count in range(1, 7):
        sheets = units[2].copy()
        for index, column in enumerate(COLUMNS[:count]):
            sheets.put(f"三!{column}{6 + index}", sheets.get(f"三!{column}{6 + index}") + 1 + index)
        sheets.recalculate()
        found = [(finding.code, str(finding.place)) for finding in sheets.findings()]
        assert found == [("requests-balance", f"三!{column}5") for column in COLUMNS[:count]]


# -- published reports, their totals typed over the formulas


def _published(path: Path, name: str) -> list[govxl.Finding]:
    figures = report(name)["figures"]
    govxl.write_template(path, govxl.Content(year=report(name)["year"], figures=entries(figures)))
    totals = {str(LAYOUT.places[f.address]): figures.get(f.address) for f in FORM.figures if f.derived}
    change(path, {spot: value if value is not None else 0 for spot, value in totals.items()})
    return [finding for finding in govxl.check(govxl.read(path)) if finding.severity == "error"]


def test_report_05_has_two_wrong_totals(tmp_path: Path) -> None:
    found = _published(tmp_path / "05.xlsx", "05")
    assert [(f.code, str(f.place), f.found, f.expected) for f in found] == [
        ("disputes-total", "四!E5", "0", "11"),
        ("disputes-total", "四!O5", "0", "5"),
    ]
    assert all("公式已被改成数字" in finding.message for finding in found)


@pytest.mark.parametrize("name", ["00", "01", "07", "10", "13"])
def test_reports_without_errors(tmp_path: Path, name: str) -> None:
    assert _published(tmp_path / f"{name}.xlsx", name) == []


# -- what a finding says


def test_a_broken_balance_names_both_sides_and_the_difference(tmp_path: Path) -> None:
    path = change(write_seed(tmp_path / "seed.xlsx"), {"三!D29": 2})
    (finding,) = [f for f in govxl.check(govxl.read(path)) if f.severity == "error"]
    assert (finding.code, str(finding.place), finding.found, finding.expected) == (
        "requests-balance",
        "三!D5",
        "14",
        "16",
    )
    assert "D5(14)＋D6(0)＝14 不等于 D28(14)＋D29(2)＝16，相差 2" in finding.message
    assert finding.unit == "某市经济和信息化局"
    assert finding.figures == tuple(
        f"requests.{row}.natural_person" for row in ("received", "carried_in", "outcomes_total", "carried_out")
    )


def test_a_wrong_figure_among_typed_totals_is_found_where_row_and_column_cross(units: list[Sheets]) -> None:
    sheets = units[2].copy()
    sheets.type_all_totals()
    right = sheets.get("三!E10")
    sheets.put("三!E10", right + 7)
    (finding,) = sheets.findings()
    assert (str(finding.place), finding.found, finding.expected) == ("三!E10", str(int(right + 7)), str(int(right)))
    assert "只要改 三!E10 一格就都成立" in finding.message


def test_amounts_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    govxl.write_template(path, govxl.Content(figures={"disclosure.fees.amount": Decimal("59237.2449")}))
    assert govxl.read(path).figures["disclosure.fees.amount"] == Decimal("59237.2449")
