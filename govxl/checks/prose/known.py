"""The figures that prose is held against: what the tables tell, and sums over cells some of which are blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govxl.filing import Filing
from govxl.form import Address
from govxl.rules import Number, blanks_as_zero


@dataclass(frozen=True, slots=True)
class Known:
    """Figures of one filing. ``summed`` are those with blanks as 0, which count in sums alone."""

    figures: Mapping[Address, Number]
    summed: Mapping[Address, Number]

    def total(self, cells: Sequence[Address]) -> Number | None:
        """The sum of some cells, None where one of them is not known; of several cells blank ones count as 0."""
        if len(cells) == 1:
            only = self.figures.get(cells[0])
            return None if only is None else only + 0
        values = [self.figures.get(spot) for spot in cells]
        if None in values and any(value is not None for value in values):
            values = [self.summed.get(spot) for spot in cells]
        return None if None in values else sum(value for value in values if value is not None)


def known_of(filing: Filing) -> Known:
    """What is known of a filing. In reports that are no workbook of ours a blank is mostly a zero left out.

    A total is then known where any of its cells is filled; a single blank cell, and a row or column of nothing but
    blanks, is still no 0 that a number of the prose could contradict.
    """
    if filing.ours or not filing.blanks or filing.form is None:
        return Known(filing.figures, filing.figures)
    summed = blanks_as_zero(filing.form, filing.entries, filing.blanks, filing.typed)
    filled = {spot: value for spot, value in summed.items() if value and spot not in filing.figures}
    return Known({**filled, **filing.figures}, {**summed, **filing.figures})
