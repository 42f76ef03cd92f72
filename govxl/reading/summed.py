"""The figures of a summary: what its units' rows add up to, or what somebody typed over the formula."""

from __future__ import annotations

from collections.abc import Sequence

from govxl import texts
from govxl.form import Address, Form
from govxl.layout import Place
from govxl.reading.figures import Figures
from govxl.reading.grids import Grid
from govxl.reading.inside import read_inside
from govxl.reading.unit_rows import read_unit_rows
from govxl.rules import Number
from govxl.texts import number


class Summed:
    """The entry cells of a summary, held against the rows of its units."""

    def __init__(self, grid: Grid | None, form: Form, figures: Figures, identity: Sequence[Sequence[object]]):
        self._figures = figures
        self._rows = read_unit_rows(grid, form)
        self.inside = read_inside(identity, self._rows)
        figures.findings += self._rows.findings

    def entry(self, spot: Address, place: Place, grid: Grid) -> None:
        """Take one figure; where its rows cannot be added they are reported themselves."""
        total = self._rows.sums.get(spot)
        if total is None:
            return
        if blank := self.inside.unfilled.get(spot):
            message = texts.units_blank(blank)
            self._figures.add("blank", "warning", place, message, texts.todo_units_blank(), figures=(spot,))
        at = (place.row, place.column)
        taken = self._figures.take(grid.at(place), self._figures.form.by_address[spot].kind, grid.errors.get(at))
        if taken.number == total:
            self._figures.entries[spot] = total
            return
        found = None if taken.number is None else number(taken.number)
        if at in grid.formulas:
            self._differs(spot, place, "total-stale", total, found)
            self._figures.entries[spot] = total
        else:
            self._differs(spot, place, "formula-overwritten", total, found)
            if taken.number is not None:
                self._figures.entries[spot] = taken.number
            else:
                self._figures.entry(spot, place, grid)

    def _differs(self, spot: Address, place: Place, code: str, total: Number, found: str | None) -> None:
        typed = code == "formula-overwritten"
        self._figures.add(
            code,
            "error" if typed else "warning",
            place,
            texts.sum_typed() if typed else texts.total_stale(),
            texts.todo_sum() if typed else texts.todo_stale(),
            figures=(spot,),
            found=found,
            expected=number(total),
        )
