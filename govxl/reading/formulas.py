"""The formulas of totals in a table that has moved: which cells a formula adds up, and whether these are its parts."""

from __future__ import annotations

import re

from govxl.form import Address
from govxl.layout import Place, areas, column_index
from govxl.reading.figures import Figures
from govxl.reading.grids import Grid
from govxl.reading.tables import Found

MAX_CELLS = 5_000  # that one formula may add up
_SUM = re.compile(r"SUM\(([A-Z0-9:,]+)\)")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")

Spot = tuple[int, int]


def moved_formulas(figures: Figures, found: Found, grid: Grid) -> dict[Address, str]:
    """What should stand in the totals of a table that was found by its labels.

    A spreadsheet program widens a sum around a row or column that is put in: that is still the total's own formula. If
    there are numbers in what was put in, the sum is too large, which is noted in ``figures.adding_more``.
    """
    formulas: dict[Address, str] = {}
    for spot, place in found.places.items():
        if not figures.form.by_address[spot].derived:
            continue
        parts = [found.places.get(part) for part in figures.form.filled_by[spot].left]
        known = [part for part in parts if part]
        if len(known) < len(parts):
            continue
        standing = grid.formulas.get((place.row, place.column))
        formulas[spot] = f"SUM({','.join(areas(known))})"
        cells = summed_cells(standing) if standing else None
        if standing and cells and cells >= (own := {(part.row, part.column) for part in known}):
            formulas[spot] = standing
            if any(isinstance(grid.at(Place(found.sheet, *cell)), (int, float)) for cell in cells - own):
                figures.adding_more[spot] = standing
    return formulas


def summed_cells(formula: str) -> set[Spot] | None:
    """The cells of its own sheet that a plain sum adds up, zero-based; None for any other formula."""
    match = _SUM.fullmatch(re.sub(r"[\s$]", "", formula).upper())
    if match is None:
        return None
    cells: set[Spot] = set()
    for area in match[1].split(","):
        corners = _AREA.fullmatch(area)
        if corners is None:
            return None
        left, top = column_index(corners[1]), int(corners[2]) - 1
        right, bottom = (column_index(corners[3]), int(corners[4]) - 1) if corners[3] else (left, top)
        if (abs(right - left) + 1) * (abs(bottom - top) + 1) > MAX_CELLS:
            return None
        rows, columns = sorted((top, bottom)), sorted((left, right))
        cells |= {(row, column) for row in range(rows[0], rows[1] + 1) for column in range(columns[0], columns[1] + 1)}
    return cells
