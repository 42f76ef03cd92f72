"""Numbers that nobody read: beside the tables that were found there may be another with the figures that are meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from govxl.layout import Place
from govxl.reading import words
from govxl.reading.sheet import Sheet
from govxl.reading.tables import Found

_FEW = 3  # fewer numbers are a date, a page or a telephone
_COUNTED = 99  # a number up to this beside labels or under heads counts the lines
_LARGEST = 10**7  # what is longer is a telephone or a code
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d{1,6}(?:\.\d+)?")


def leftover(sheet: Sheet, tables: Iterable[Found], read: Collection[Place]) -> list[Place]:
    """The numbers of a sheet that stand in no known place; none where they are too few to be a table.

    ``read`` are the places of all figures. What was already told of ``tables`` is no news: strange lines, subtotals.
    """
    here = [found for found in tables if found.sheet == sheet.name]
    told = {(place.row, place.column) for place in read if place.sheet == sheet.name}
    for found in here:
        told |= {(place.row, place.column) for place in found.places.values()}
        told |= {(place.row, place.column) for _, places in found.twice for place in places}
        told |= found.aside
        told |= {(subtotal.place.row, subtotal.place.column) for subtotal in found.subtotals}
    left = [spot for spot in _numbers(sheet) if spot not in told and not any(_of(sheet, one, spot) for one in here)]
    return [sheet.place(*spot) for spot in left] if len(left) >= _FEW else []


def _numbers(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """The cells with numbers that may be figures: no years, no telephones, no zeros."""
    for row, values in enumerate(sheet.grid.values):
        if row in sheet.passed:
            continue
        for column in range(len(values)):
            text = sheet.text(row, column).strip()
            if not _NUMBER.fullmatch(text) or words.YEAR.fullmatch(text):
                continue
            if 0 < abs(float(text.replace(",", ""))) < _LARGEST:
                yield row, column


def _of(sheet: Sheet, found: Found, spot: tuple[int, int]) -> bool:
    """Whether a number belongs to what was told of a table, or counts its lines."""
    row, column = spot
    if not found.rows[0] <= row <= found.rows[1]:
        return False
    if not found.places:
        return True
    if any(place.column == column or (place.row == row and place.column == 0) for place, _ in found.strange):
        return True
    figures = [place for place in found.places.values() if place.row == row]
    beside = not figures or column < min(place.column for place in figures)
    return beside and float(sheet.text(row, column).replace(",", "")) <= _COUNTED
