"""The rows of 各单位数据 in a summary: what its units gave; open for correction, and so judged like any entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from govxl import texts
from govxl.filing import Unit
from govxl.findings import Finding
from govxl.form import Address, Form, Kind
from govxl.layout import UNITS, UNITS_FIRST_ROW, UNITS_KEY_ROW, Place
from govxl.reading.cells import to_number
from govxl.reading.grids import Grid, as_text
from govxl.rules import Number


@dataclass(frozen=True, slots=True)
class UnitRows:
    """What the rows add up to, by figure; the units in them; how many left a figure blank; and what is no figure.

    A figure one of whose cells cannot be read has no sum.
    """

    sums: dict[Address, Number] = field(default_factory=dict)
    units: tuple[Unit, ...] = ()
    blanks: dict[Address, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    nameless: int = 0  # rows with figures and neither code nor name


def read_unit_rows(grid: Grid | None, form: Form) -> UnitRows:
    """Read the sheet of all units. Without it, or without a unit in it, there are no sums, and that is said."""
    values = grid.values if grid else ()
    rows = [(at, row) for at, row in enumerate(values) if at >= UNITS_FIRST_ROW and any(map(as_text, row))]
    if grid is None or not rows:
        lost = Finding("layout-changed", "error", texts.rows_lost(), texts.todo_rows(), Place(UNITS, 0, 0))
        return UnitRows(findings=(lost,))
    sums: dict[Address, Number] = {}
    blanks: dict[Address, int] = {}
    findings = [*_keys(grid, form), *_repeated(rows)]
    for column, key in enumerate(grid.values[UNITS_KEY_ROW]):
        figure = form.by_address.get(Address(str(key)))
        if figure is None or figure.derived:
            continue
        taken = [(at, _taken(grid, at, column, figure.kind), _value(row, column)) for at, row in rows]
        wrong = [(at, code, value) for at, code, value in taken if isinstance(code, str) and code != "blank"]
        findings += [
            _finding(Place(UNITS, at, column), code, grid.errors.get((at, column)) or as_text(value), figure.address)
            for at, code, value in wrong
        ]
        if blank := sum(code == "blank" for _, code, _ in taken):
            blanks[figure.address] = blank
        if not wrong:
            total = sum(value for _, value, _ in taken if not isinstance(value, str))
            sums[figure.address] = Decimal(total) if figure.kind == "amount" else total
    units = tuple(_units(rows))
    return UnitRows(sums, units, blanks, tuple(findings), len(rows) - len(units))


def unit_figures(grid: Grid | None, form: Form) -> Iterator[tuple[Unit, tuple[Number | None, ...]]]:
    """Each unit with the entry figures of its row, in the order of the form; None for what is blank or no number."""
    rows = grid.values if grid else ()
    if len(rows) <= UNITS_KEY_ROW:
        return
    at = {as_text(key): column for column, key in enumerate(rows[UNITS_KEY_ROW])}
    columns = [(at.get(figure.address, len(rows[UNITS_KEY_ROW])), figure.kind) for figure in form.entries]
    for row in rows[UNITS_FIRST_ROW:]:
        if units := tuple(_units([(0, row)])):
            numbers = (to_number(_value(row, column), kind) for column, kind in columns)
            yield units[0], tuple(None if isinstance(number, str) else number for number in numbers)


def _taken(grid: Grid, at: int, column: int, kind: Kind) -> Number | str:
    """A cell as a number, or the code of what is wrong with it; what a formula did not work out is no blank."""
    if (at, column) in grid.errors:
        return "cell-error"
    number = to_number(_value(grid.values[at], column), kind)
    return "not-a-number" if number == "blank" and (at, column) in grid.formulas else number


def _keys(grid: Grid, form: Form) -> Iterator[Finding]:
    """The hidden row of keys says which column is which figure: one missing or doubled loses or repeats a figure."""
    found = Counter(as_text(key) for key in grid.values[UNITS_KEY_ROW])
    wrong = [figure.address for figure in form.entries if found[figure.address] != 1]
    if wrong:
        place = Place(UNITS, UNITS_KEY_ROW, 0)
        yield Finding("layout-changed", "error", texts.keys_lost(wrong), texts.todo_rows(), place, tuple(wrong))


def _repeated(rows: Sequence[tuple[int, Sequence[object]]]) -> Iterator[Finding]:
    """A unit that stands twice, and a row that adds others up."""
    seen: set[str] = set()
    for at, row in rows:
        code, name = ("".join(as_text(_value(row, column)).split()) for column in (0, 1))
        total = name in texts.TOTAL_WORDS or code in texts.TOTAL_WORDS
        again = f"{code}|{name}" in seen and bool(code or name)
        seen.add(f"{code}|{name}")
        if total or again:
            message = texts.row_of_totals(name or code) if total else texts.row_twice(name or code)
            yield Finding("copied-return", "error", message, texts.todo_rows(), Place(UNITS, at, 0))


def _value(row: Sequence[object], column: int) -> object:
    return row[column] if column < len(row) else ""


def _units(rows: Sequence[tuple[int, Sequence[object]]]) -> Iterator[Unit]:
    for _, row in rows:
        code, name = as_text(_value(row, 0)), as_text(_value(row, 1))
        if code or name:
            yield Unit(code, name)


def _finding(place: Place, code: str, found: str, spot: Address) -> Finding:
    found = texts.clip(found)
    return Finding(code, "error", texts.bad_cell(code, found), texts.todo_cell(code), place, (spot,), found)
