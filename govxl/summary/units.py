"""The sheet 各单位数据: a row a unit, a column a figure; the official tables of the summary are sums over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.collect import Judged
from govxl.drawing import number_validation
from govxl.files import printable
from govxl.form import Address, Form
from govxl.layout import UNITS, UNITS_FIRST_ROW, UNITS_KEY_ROW, column_name
from govxl.workbook import Book

SPARE_ROWS = 1000  # a unit added below the others is in the sums
_UNIT_COLUMNS = len(texts.UNIT_HEADS)


def sums_over_units(form: Form, count: int) -> dict[Address, str]:
    """For each entry figure the formula that adds it up over the rows of so many units, and some to spare."""
    last = UNITS_FIRST_ROW + count + SPARE_ROWS
    return {
        spot: f"SUM('{UNITS}'!{column}{UNITS_FIRST_ROW + 1}:{column}{last})"
        for spot, column in columns(form).items()
        if not form.by_address[spot].derived
    }


def columns(form: Form) -> dict[Address, str]:
    """The column of every figure on the sheet of all units."""
    return {figure.address: column_name(_UNIT_COLUMNS + index) for index, figure in enumerate(form.figures)}


def write_units(book: Book, sheet: Worksheet, form: Form, included: Sequence[Judged]) -> None:
    """Write the sheet; it is not locked, so that the office can correct, filter and sort."""
    sheet.set_row(UNITS_KEY_ROW, None, None, {"hidden": True})
    sheet.write_string(0, 0, texts.UNITS_TITLE, book.style("guide_head"))
    for column, head in enumerate(texts.UNIT_HEADS):
        sheet.merge_range(2, column, 4, column, head, book.style("head"))
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, _UNIT_COLUMNS - 2, 11)
    sheet.set_column(_UNIT_COLUMNS - 1, _UNIT_COLUMNS - 1, 34)
    sheet.set_column(_UNIT_COLUMNS, _UNIT_COLUMNS + len(form.figures) - 1, 12)
    sheet.set_row(3, 48)
    sheet.set_row(4, 34)
    heads = [
        ((figure.table.title,), figure.row_path or (figure.table.title,), texts.label(figure.column_path))
        for figure in form.figures
    ]
    for level, row in ((0, 2), (1, 3)):
        for start, end in _spans([head[: level + 1] for head in heads]):
            words = texts.label(heads[start][level])
            _head(book, sheet, row, _UNIT_COLUMNS + start, _UNIT_COLUMNS + end, words)
    for index, (figure, (_, _, words)) in enumerate(zip(form.figures, heads, strict=True)):
        sheet.write_string(UNITS_KEY_ROW, _UNIT_COLUMNS + index, figure.address, book.style("code"))
        sheet.write_string(4, _UNIT_COLUMNS + index, words, book.style("head"))
    for row, one in enumerate(included, start=UNITS_FIRST_ROW):
        filing = one.filing
        facts = (filing.unit.code, filing.unit.name, str(filing.year or ""), filing.scope, printable(filing.file.name))
        for column, text in enumerate(facts):
            sheet.write_string(row, column, text, book.style("text"))
        for index, figure in enumerate(form.figures):
            value = filing.figures.get(figure.address)
            style = book.style("derived" if figure.derived else "number")
            if value is None:
                sheet.write_blank(row, _UNIT_COLUMNS + index, None, style)
            else:
                sheet.write_number(row, _UNIT_COLUMNS + index, float(value), style)
    last_column = _UNIT_COLUMNS + len(form.figures) - 1
    sheet.autofilter(4, 0, max(UNITS_FIRST_ROW + len(included) - 1, 5), last_column)
    for index, figure in enumerate(form.figures):
        if not figure.derived:
            column = _UNIT_COLUMNS + index
            last_row = UNITS_FIRST_ROW + len(included) + SPARE_ROWS
            sheet.data_validation(UNITS_FIRST_ROW, column, last_row, column, number_validation(figure.kind))
    sheet.freeze_panes(5, 2)
    sheet.repeat_rows(2, 4)
    sheet.repeat_columns(0, 1)
    sheet.set_landscape()
    sheet.set_paper(8)


def _spans(keys: Sequence[object]) -> Iterable[tuple[int, int]]:
    start = 0
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] != keys[start]:
            yield start, index - 1
            start = index


def _head(book: Book, sheet: Worksheet, row: int, first: int, last: int, text: str) -> None:
    if first == last:
        sheet.write_string(row, first, text, book.style("head"))
    else:
        sheet.merge_range(row, first, row, last, text, book.style("head"))
