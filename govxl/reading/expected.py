"""What our own workbook holds where nobody has moved anything, prepared once for a layout: by rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from govxl.form import Address
from govxl.layout import Layout, Place, TablePlan, column_name

# A figure that is typed: its address, its column, its place, and whether it is a count.
Entry = tuple[Address, int, Place, bool]


@dataclass(frozen=True, slots=True)
class Expected:
    """One table: its entries row by row, and of each row the columns in which something of ours may stand."""

    entries: tuple[tuple[int, tuple[Entry, ...]], ...]
    known: tuple[frozenset[int], ...]


@lru_cache(maxsize=32)
def expected(layout: Layout) -> Mapping[str, Expected]:
    """The tables of a layout by id."""
    return {plan.table.id: _expected(layout, plan) for plan in layout.tables}


@lru_cache(maxsize=32)
def explanation_cells(layout: Layout) -> tuple[str, frozenset[int]]:
    """Where on the check sheet a unit explains its warnings: the letters of the column, and its rows from 1."""
    places = layout.explanations().values()
    letters = {column_name(place.column) for place in places}
    return next(iter(letters), ""), frozenset(place.row + 1 for place in places)


def _expected(layout: Layout, plan: TablePlan) -> Expected:
    rows: dict[int, list[Entry]] = {}
    for spot, place, kind in plan.entries:
        rows.setdefault(place.row, []).append((spot, place.column, place, kind == "count"))
    columns: dict[int, set[int]] = {}
    for row, column in layout.used(plan.table.id):
        columns.setdefault(row, set()).add(column)
    return Expected(
        tuple((row, tuple(entries)) for row, entries in rows.items()),
        tuple(frozenset(columns.get(row, ())) for row in range(max(columns) + 1)),
    )
