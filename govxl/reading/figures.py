"""The figures of one file: cells taken as numbers by address, totals held against what they should be, findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from govxl import texts
from govxl.findings import Finding
from govxl.form import Address, Form, Severity
from govxl.layout import Place
from govxl.reading.cells import Taken, kind_of, take
from govxl.reading.expected import Entry
from govxl.reading.grids import Grid, as_text
from govxl.reading.sheet import Sheet
from govxl.reading.tables import Found
from govxl.rules import TOO_LARGE, Number, complete
from govxl.texts import number


class Figures:
    """What the tables of one file give, cell by cell.

    ``ours`` is a workbook of our own, in which a blank is an error; ``usual_text`` a source whose cells are all texts;
    ``day_zero`` see :func:`govxl.reading.cells.take`. ``zeros`` are the tables whose blanks are declared 0.
    """

    def __init__(self, form: Form, *, ours: bool, usual_text: bool = False, day_zero: int = 31):
        self.form, self.ours = form, ours
        self._usual_text, self._day_zero = usual_text, day_zero
        self.entries: dict[Address, Number] = {}
        self.typed: dict[Address, Number] = {}
        self.unreadable: set[Address] = set()
        self.blanks: list[Address] = []
        self.zeros: set[str] = set()
        self.places: dict[Address, Place] = {}
        self.findings: list[Finding] = []
        self._cached: dict[Address, object] = {}
        self._other_formulas: dict[Address, str] = {}  # that stand where a total's own should
        self.adding_more: dict[Address, str] = {}  # formulas of totals that add up lines which somebody has put in
        self._unsummed: set[Address] = set()  # numbers that a spreadsheet's sum passes over, because they are texts
        self._emptied: set[Address] = set()  # totals whose formula is gone and nothing in its place

    def add(self, code: str, severity: Severity, place: Place | None, message: str, todo: str, **more: Any) -> None:
        """Note a finding."""
        self.findings.append(Finding(code, severity, message, todo, place, **more))

    def take(self, value: object, kind: str, error: str | None = None) -> Taken:
        """What a cell gives, as this source writes numbers."""
        if error:
            return Taken(None, "cell-error")
        return take(value, kind, usual_text=self._usual_text, day_zero=self._day_zero)  # type: ignore[arg-type]

    def entries_of(self, rows: Sequence[tuple[int, Sequence[Entry]]], grid: Grid) -> None:
        """Take the entry cells of a table, row by row."""
        values, formulas = grid.values, grid.formulas
        for row, cells in rows:
            line = values[row] if row < len(values) else ()
            for spot, column, place, is_count in cells:
                if is_count and column < len(line) and (row, column) not in formulas:
                    value = line[column]
                    # As nearly all are; the others go the long way.
                    if type(value) is float and 0 <= value < TOO_LARGE and value.is_integer():
                        self.entries[spot] = int(value)
                        continue
                self.entry(spot, place, grid)

    def entry(self, spot: Address, place: Place, grid: Grid) -> None:
        """Take an entry cell."""
        figure = self.form.by_address[spot]
        at = (place.row, place.column)
        error, value, formula = grid.errors.get(at), grid.at(place), grid.formulas.get(at)
        taken = self.take(value, figure.kind, error)
        if taken.code == "blank" and formula is not None:
            taken = Taken(None, "not-a-number")  # a formula without a stored result may be anything
        if taken.number is not None:
            self.entries[spot] = taken.number
            if formula is not None or taken.code:
                self._cleaned(spot, place, value, taken, formula)
            return
        blank = taken.code == "blank"
        if blank and value == "" and figure.table.id in self.zeros:
            self.entries[spot] = 0
            return
        if blank:
            self.blanks.append(spot)
        severity: Severity = "warning" if blank and not self.ours else "error"
        found = error or (f"={formula}" if formula is not None else texts.clip(as_text(value)))
        todo = texts.todo_cell(taken.code) if self.ours or not blank else texts.todo_blank_elsewhere()
        message = texts.bad_cell(taken.code, found, kind_of(value, formula))
        self.add(taken.code, severity, place, message, todo, figures=(spot,), found=found or None)

    def _cleaned(self, spot: Address, place: Place, value: object, taken: Taken, formula: str | None) -> None:
        """Say what was done to a cell to make a number of it, with the original."""
        assert taken.number is not None
        written = number(taken.number)
        if formula is not None:
            found, message, todo = f"={formula}", texts.entry_formula(formula, written), texts.todo_formula()
        else:
            if isinstance(value, str):
                self._unsummed.add(spot)
            found = texts.clip(as_text(value))
            message = texts.cleaned(taken.why, found, written, self.ours)
            todo = texts.todo_cleaned(written)
        self.add("cleaned", "warning", place, message, todo, figures=(spot,), found=found, expected=written)

    def derived(self, spot: Address, place: Place, grid: Grid, formula: str | None) -> None:
        """Take a total. Where ``formula`` (ours) stands in the cell its stored result is only held against the truth.

        Any other content counts as typed; None means that the source tells no formulas.
        """
        at = (place.row, place.column)
        standing = grid.formulas.get(at)
        if standing is not None:
            stored = grid.errors.get(at) or grid.at(place)
            if formula is None or same_formula(standing, formula) or stored == "":
                self._cached[spot] = stored
                return
            self._other_formulas[spot] = standing
        error, value = grid.errors.get(at), grid.at(place)
        taken = self.take(value, self.form.by_address[spot].kind, error)
        found = error or texts.clip(as_text(value))
        if taken.number is not None:
            self.typed[spot] = taken.number
        elif taken.code != "blank":
            self.unreadable.add(spot)
            message = texts.bad_total(found, self.ours)
            self.add(taken.code, "error", place, message, texts.todo_total(self.ours), figures=(spot,), found=found)
        elif self.ours and formula is not None:
            self._emptied.add(spot)
            message, todo = texts.total_deleted(), texts.todo_total(self.ours)
            self.add("formula-overwritten", "warning", place, message, todo, figures=(spot,))
        elif not self.ours:
            self.add("blank", "warning", place, texts.total_blank(), texts.todo_blank_total(), figures=(spot,))

    def judge_totals(self, shown: Mapping[Address, Number], *, formulas_known: bool) -> None:
        """Formulas whose stored result is not what the cells give; totals typed over that are right."""
        summed = shown
        lost = self.unreadable | self._emptied
        if self._unsummed or lost:  # what the program itself adds up: it passes over texts and blanks
            numbers = {spot: 0 if spot in self._unsummed else value for spot, value in self.entries.items()}
            summed = complete(self.form, numbers, self.typed | dict.fromkeys(lost, 0))
        right = complete(self.form, self.entries) if self.typed else shown  # a wrong total beside it is told there
        for spot, cached in self._cached.items():
            if cached == shown.get(spot):
                continue
            value = self.take(cached, self.form.by_address[spot].kind).number
            if spot in shown and value not in (shown[spot], summed.get(spot), right.get(spot)):
                found = as_text(cached)
                self.add(
                    "total-stale",
                    "warning",
                    self.places[spot],
                    self._why_stale(spot, found),
                    texts.todo_adds_more() if spot in self.adding_more and found else texts.todo_stale(),
                    figures=(spot,),
                    found=found or None,
                    expected=number(right.get(spot, shown[spot])),
                )
        if not (self.ours and formulas_known):
            return
        for spot, typed in self.typed.items():
            parts = self.form.filled_by[spot].left
            if all(part in shown for part in parts) and sum(shown[part] for part in parts) == typed:
                found, other = number(typed), self._other_formulas.get(spot)
                more: dict[str, Any] = {"figures": (spot,), "found": found, "expected": found}
                self.add(
                    "formula-overwritten",
                    "info",
                    self.places[spot],
                    texts.total_other_formula(other) if other is not None else texts.total_typed(),
                    texts.todo_total(self.ours),
                    **more,
                )

    def _why_stale(self, spot: Address, found: str) -> str:
        if found in ("", "0"):
            return texts.total_never_calculated()
        if found.startswith("#"):
            return texts.total_failed(found)
        if spot in self.adding_more:
            return texts.total_adds_more(self.adding_more[spot])
        return texts.total_stale()

    # -- tables that were found by their labels

    def table(self, found: Found, grid: Grid, formulas: Mapping[Address, str] | None) -> None:
        """Take all figures of a table from where they were found, and say what was odd about it.

        ``formulas`` are those that totals should hold; None where totals are expected to be plain numbers.
        """
        for spot, place in found.places.items():
            self._either(spot, place, grid, formulas)
        title, first = found.table.title, Place(found.sheet, found.rows[0], 0)
        for place, label, known in found.misspelt:
            message = texts.misspelt(label, known)
            self.add("layout-changed", "warning", place, message, texts.todo_label(), found=label, expected=known)
        for place, label in found.strange:
            message = texts.strange_line(label)
            self.add("layout-changed", "warning", place, message, texts.todo_strange(), found=label or None)
        if found.missing:
            lost = tuple(s for s in self._of(found) if s not in found.places and s not in dict(found.twice))
            message = texts.lines_missing(title, found.missing)
            self.add("layout-changed", "error", first, message, texts.todo_lines(self.ours), figures=lost)
        self._twice(found, grid, formulas)

    def _of(self, found: Found) -> Iterable[Address]:
        return (figure.address for figure in self.form.figures if figure.table.id == found.table.id)

    def _either(self, spot: Address, place: Place, grid: Grid, formulas: Mapping[Address, str] | None) -> None:
        """Take an entry or a total."""
        self.places[spot] = place
        if self.form.by_address[spot].derived:
            self.derived(spot, place, grid, formulas.get(spot) if formulas is not None else None)
        else:
            self.entry(spot, place, grid)

    def _twice(self, found: Found, grid: Grid, formulas: Mapping[Address, str] | None) -> None:
        """Figures that stand in two places: taken where both say the same, else asked about."""
        unclear: list[Address] = []
        for spot, places in found.twice:
            kind = self.form.by_address[spot].kind
            values = {self.take(grid.at(place), kind).number for place in places}
            if len(values) == 1 and None not in values:
                self._either(spot, places[0], grid, formulas)
            else:
                unclear.append(spot)
        if unclear:
            places = dict(found.twice)[unclear[0]]
            message = texts.line_twice([str(place) for place in places])
            self.add("layout-changed", "error", places[-1], message, texts.todo_twice(), figures=tuple(unclear))

    def leftover(self, sheet: Sheet, places: Sequence[Place]) -> None:
        """Say that numbers were not read."""
        if places:
            found = texts.clip(" ".join(sheet.text(place.row, place.column) for place in places))
            message = texts.numbers_beside(sheet.name, len(places))
            self.add("hidden-content", "warning", places[0], message, texts.todo_numbers_beside(), found=found)

    def subtotals(self, found: Found, grid: Grid, shown: Mapping[Address, Number]) -> None:
        """Hold subtotals that somebody added against their parts; they are not read otherwise."""
        wrong = 0
        for subtotal in found.subtotals:
            parts = [spot for spot in subtotal.parts if not self.form.by_address[spot].derived]
            value = self.take(grid.at(subtotal.place), "amount").number
            if not parts:  # a subtotal of totals: their own parts
                parts = list(subtotal.parts)
            if value is None or any(spot not in shown for spot in parts):
                continue
            total = sum(shown[spot] for spot in parts)
            if total != value:
                wrong += 1
                self.add(
                    "total-stale",
                    "warning",
                    subtotal.place,
                    texts.subtotal_wrong(),
                    texts.todo_subtotal(),
                    figures=tuple(parts),
                    found=number(value),
                    expected=number(total),
                )
        if found.subtotals:
            message = texts.subtotals_added(len(found.subtotals), wrong)
            self.add("layout-changed", "info", found.subtotals[0].place, message, texts.todo_subtotals())


def same_formula(found: str, ours: str) -> bool:
    """Whether a formula is ours in another spelling."""
    return found == ours or re.sub(r"[\s$]", "", found).upper() == ours.upper()
