"""The sheet 同比: every figure of this year's sum beside last year's, and who has joined or left in between."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.aggregate import Consolidation
from govxl.collect import Judged
from govxl.drawing import page, put
from govxl.form import Address, Figure, Form
from govxl.layout import YEARLY, Place, column_name, layout_of
from govxl.rules import Number
from govxl.workbook import DERIVED, Book

_FIRST = 7  # the row of the first table's band
_ALL, _BOTH = 2, 6  # the first columns of the two blocks


@dataclass(frozen=True, slots=True)
class Both:
    """The units that have a report of both years: how many, and the sums of their figures."""

    units: int
    this: Mapping[Address, Number]
    last: Mapping[Address, Number]


def in_both_years(result: Consolidation) -> Both | None:
    """The comparison of the units of both years where the two sums are of different units; None where it is not needed.

    It cannot be made where summaries are added up, whose units have no reports of their own here.
    """
    there = result.together
    if not (there.joined or there.left) or any(one.filing.contains for one in result.included):
        return None
    pairs = [(one, one.filing.prior.figures) for one in result.included if one.filing.prior]
    this = _sums(result.form, (_counted(result.form, one) for one, _ in pairs))
    return Both(len(pairs), this, _sums(result.form, (last for _, last in pairs)))


def _counted(form: Form, one: Judged) -> Mapping[Address, Number]:
    """A unit's figures as they are added up: a blank is 0."""
    return dict.fromkeys(form.by_address, 0) | {k: v for k, v in one.filing.figures.items() if k in form.by_address}


def _sums(form: Form, reports: Iterable[Mapping[Address, Number]]) -> dict[Address, Number]:
    """The sums of the figures that all reports have; none where there are no reports."""
    every = list(reports)
    if not every:
        return {}
    return {spot: sum(report[spot] for report in every) for spot in form.by_address if all(spot in r for r in every)}


def rows_of(form: Form) -> dict[Address, int]:
    """The row of every figure, zero-based: table after table, with a band before each."""
    rows, at, table = {}, _FIRST, ""
    for figure in form.figures:
        if figure.table.id != table:
            at, table = at + 1, figure.table.id
        rows[figure.address] = at
        at += 1
    return rows


def place_of(form: Form, column: Literal["last", "both_this", "both_last"]) -> dict[Address, Place]:
    """Where every figure stands on this sheet: last year's sum, or one of the two of the units of both years."""
    offset = {"last": _ALL + 1, "both_this": _BOTH, "both_last": _BOTH + 1}[column]
    return {spot: Place(YEARLY, row, offset) for spot, row in rows_of(form).items()}


def number_format(kind: str, *, change: bool = False) -> str:
    """How numbers of a kind are shown."""
    if kind == "amount":
        return texts.FORMAT_AMOUNT_CHANGE if change else texts.FORMAT_AMOUNT
    return texts.FORMAT_CHANGE if change else texts.FORMAT_COUNT


def write_yearly(book: Book, sheet: Worksheet, result: Consolidation, both: Both | None) -> None:
    """Write the sheet, a row a figure. Without last year's figures it says how to get them, and no more."""
    wide = _BOTH + 4 if both else _BOTH
    page(sheet, "", one_page=False, wide=bool(both))
    for column, width in enumerate((52.0, 30.0, *(13.0,) * (wide - 2))):
        sheet.set_column(column, column, width, book.style("blank"))
    put(book, sheet, Place(YEARLY, 0, 0, 1, wide), texts.YEARLY_TITLE, "title")
    sheet.set_row(0, 30)
    sheet.hide_gridlines(2)
    there = result.together
    if not (there.figures or there.prior or there.joined or there.left):
        put(book, sheet, Place(YEARLY, 1, 0, 1, wide), texts.YEARLY_NO_PRIOR, "remark")
        sheet.set_row(1, 36)
        return
    _write_notes(book, sheet, result, both, wide)
    for column, head in enumerate(texts.YEARLY_HEADS[:2]):
        put(book, sheet, Place(YEARLY, _FIRST - 2, column, 2, 1), head, "head")
    blocks = ((_ALL, texts.YEARLY_ALL), *(((_BOTH, texts.YEARLY_BOTH),) if both else ()))
    for start, title in blocks:
        put(book, sheet, Place(YEARLY, _FIRST - 2, start, 1, 4), title, "head")
        for column, head in enumerate(texts.YEARLY_HEADS[2:], start):
            sheet.write_string(_FIRST - 1, column, head, book.style("head"))
    rows = rows_of(result.form)
    table = ""
    places = layout_of(result.form).places
    for figure in result.form.figures:
        spot, row = figure.address, rows[figure.address]
        if figure.table.id != table:
            table = figure.table.id
            put(book, sheet, Place(YEARLY, row - 1, 0, 1, wide), figure.table.title, "band")
            sheet.set_row(row - 1, 20)
        _write_labels(book, sheet, figure, row)
        this = f"={places[spot].absolute}", result.total.figures[spot]
        _write_numbers(book, sheet, row, _ALL, figure, this, result.together.figures.get(spot))
        if both:
            _write_numbers(book, sheet, row, _BOTH, figure, ("", both.this.get(spot, 0)), both.last.get(spot))
    sheet.freeze_panes(_FIRST, 2)
    sheet.repeat_rows(_FIRST - 2, _FIRST - 1)
    sheet.print_area(0, 0, max(rows.values()), wide - 1)


def _write_notes(book: Book, sheet: Worksheet, result: Consolidation, both: Both | None, wide: int) -> None:
    there = result.together
    lines = [texts.other_units(both.units if both else None)] if there.joined or there.left else [texts.SAME_UNITS]
    lines += [texts.joined_units(there.joined)] if there.joined else []
    lines += [texts.left_units(there.left)] if there.left else []
    for row in range(1 + len(lines), _FIRST - 2):
        sheet.set_row(row, 5)
    width = 82 + 13 * (wide - 2)
    for row, line in enumerate(lines, start=1):
        put(book, sheet, Place(YEARLY, row, 0, 1, wide), line, "remark")
        sheet.set_row(row, min(16 * math.ceil(len(line) * 2.2 / width) + 4, 409))


def _write_labels(book: Book, sheet: Worksheet, figure: Figure, row: int) -> None:
    words, column = texts.steps(figure.row.path), texts.label(figure.column.path)
    look = book.style("label", bg_color=DERIVED) if figure.derived else book.style("label")
    sheet.write_string(row, 0, words, look)
    sheet.write_string(row, 1, column, look)
    lines = max(math.ceil(len(words) * 2 / 51), math.ceil(len(column) * 2 / 29), 1)
    sheet.set_row(row, 13.5 * lines + 5)


def _write_numbers(
    book: Book, sheet: Worksheet, row: int, start: int, figure: Figure, this: tuple[str, Number], last: Number | None
) -> None:
    """This year's figure, a formula or a number, last year's, the change and the change in percent."""
    formula, value = this
    ground = {"bg_color": DERIVED} if figure.derived else {}  # totals stand out
    plain = book.style("number", num_format=number_format(figure.kind), **ground)
    moved = book.style("number", num_format=number_format(figure.kind, change=True), **ground)
    share = book.style("number", num_format=texts.FORMAT_CHANGE_SHARE, **ground)
    if formula:
        sheet.write_formula(row, start, formula, plain, float(value))
    else:
        sheet.write_number(row, start, float(value), plain)
    now, before = (f"{column_name(column)}{row + 1}" for column in (start, start + 1))
    if last is None:
        sheet.write_string(row, start + 1, texts.UNKNOWN, plain)
    else:
        sheet.write_number(row, start + 1, float(last), plain)
    change = None if last is None else value - last
    ratio = None if last is None or last <= 0 else float((value - last) / last)
    minus = f'=IF(ISNUMBER({before}),{now}-{before},"{texts.UNKNOWN}")'
    sheet.write_formula(row, start + 2, minus, moved, texts.UNKNOWN if change is None else float(change))
    divided = f'=IF(N({before})>0,({now}-{before})/{before},"{texts.UNKNOWN}")'
    sheet.write_formula(row, start + 3, divided, share, texts.UNKNOWN if ratio is None else ratio)
