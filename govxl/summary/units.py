"""The sheet 各单位数据: a row a unit, a column a figure; the official tables of the summary are sums over it.

From a figure in a table a link leads to its column, from the head of the column back, and from a unit to its file in
数据来源. What moves when somebody sorts is formulas that look their target up; other links stand in the heads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.aggregate import Consolidation
from govxl.drawing import link_over, number_validation, put
from govxl.files import printable
from govxl.form import Address, Form
from govxl.layout import (
    UNITS,
    UNITS_BLANK_ROW,
    UNITS_FIRST_ROW,
    UNITS_KEY_ROW,
    Place,
    column_name,
    layout_of,
)
from govxl.lists import fitting
from govxl.shelf import opened
from govxl.summary.sources import link_to_cell, link_to_source, numbers
from govxl.workbook import Book, RowSheet

SPARE_ROWS = 1000  # a unit added below the others is in the sums
_UNIT_COLUMNS = len(texts.UNIT_HEADS)
_HEAD_ROWS = (2, 3, 4)
_COUNT = Place(UNITS, UNITS_KEY_ROW, _UNIT_COLUMNS - 1)  # how many units there are, hidden with the keys


def sums_over_units(form: Form, count: int) -> dict[Address, str]:
    """For each entry figure the formula that adds it up over the rows of so many units, and some to spare."""
    return {
        spot: f"SUM('{UNITS}'!{_rows(column, count)})"
        for spot, column in columns(form).items()
        if not form.by_address[spot].derived
    }


def columns(form: Form) -> dict[Address, str]:
    """The column of every figure on the sheet of all units."""
    return {figure.address: column_name(_UNIT_COLUMNS + index) for index, figure in enumerate(form.figures)}


def _rows(column: str, count: int, to: str = "") -> str:
    return f"{column}{UNITS_FIRST_ROW + 1}:{to or column}{UNITS_FIRST_ROW + count + SPARE_ROWS}"


def link_tables(book: Book, sheets: Mapping[str, Worksheet], result: Consolidation) -> None:
    """The ways from the figures of the tables to the rows of the units, and how many units left a figure blank.

    To be called before the tables are written.
    """
    form, count = result.form, len(result.included)
    column_of = columns(form)
    last = UNITS_FIRST_ROW + count
    for plan in layout_of(form).tables:
        sheet = sheets[plan.table.sheet]
        for spot, place in plan.cells.items():
            blank = result.blanks.get(spot, 0)
            cells = f"{column_of[spot]}{UNITS_FIRST_ROW + 1}:{column_of[spot]}{last}"
            link_over(sheet, place, UNITS, cells, texts.units_of_figure(count, blank))
            if blank:
                words = {"input_title": texts.BLANK_TITLE, "input_message": texts.blank_units(count, blank)}
                sheet.data_validation(place.row, place.column, place.row, place.column, {"validate": "any"} | words)
        _write_margin(
            book, sheet, plan.panel.units, plan.panel.blanks, [column_of[spot] for spot in plan.cells], result
        )


def _write_margin(
    book: Book, sheet: Worksheet, units: Place, blanks: Place, letters: Sequence[str], result: Consolidation
) -> None:
    """Beside a table: how to see the units, and how many figures some unit has left blank."""
    put(book, sheet, units, texts.UNITS_LINK, "code", text_wrap=True)
    row = UNITS_BLANK_ROW + 1
    number = f"""COUNTIF('{UNITS}'!${letters[0]}${row}:${letters[-1]}${row},">0")"""
    before, after = texts.BLANKS_NOTE
    of_table = set(letters)
    some = sum(column in of_table and result.blanks.get(spot, 0) > 0 for spot, column in columns(result.form).items())
    style = book.style("code", text_wrap=True, font_color="#9C5700", font_size=9)
    link_over(sheet, blanks, UNITS, f"{letters[0]}{row}", texts.BLANK_TITLE)
    sheet.write_formula(
        blanks.row,
        blanks.column,
        f'IF({number}=0,"","{before}"&{number}&"{after}")',
        style,
        f"{before}{some}{after}" if some else "",
    )


def write_units(book: Book, sheet: RowSheet, result: Consolidation) -> None:
    """Write the sheet; it is not locked, so that the office can correct, filter and sort."""
    form, included = result.form, result.included
    last_column = _UNIT_COLUMNS + len(form.figures) - 1
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, _UNIT_COLUMNS - 2, 11)
    sheet.set_column(_UNIT_COLUMNS - 1, _UNIT_COLUMNS - 1, 34)
    sheet.set_column(_UNIT_COLUMNS, last_column, 12)
    _write_blanks(book, sheet, result)
    sheet.set_row(UNITS_KEY_ROW, None, None, {"hidden": True})
    count = _rows("A", len(included)) + "&" + _rows("B", len(included))
    sheet.write_formula(_COUNT.row, _COUNT.column, f'SUMPRODUCT(--({count}<>""))', book.style("code"), len(included))
    for index, figure in enumerate(form.figures):
        sheet.write_string(UNITS_KEY_ROW, _UNIT_COLUMNS + index, figure.address, book.style("code"))
    _write_heads(book, sheet, form)
    _write_rows(book, sheet, result)
    sheet.autofilter(_HEAD_ROWS[-1], 0, max(UNITS_FIRST_ROW + len(included) - 1, UNITS_FIRST_ROW), last_column)
    last_row = UNITS_FIRST_ROW + len(included) + SPARE_ROWS
    for index, figure in enumerate(form.figures):
        if not figure.derived:
            column = _UNIT_COLUMNS + index
            sheet.data_validation(UNITS_FIRST_ROW, column, last_row, column, number_validation(figure.kind))
    sheet.freeze_panes(UNITS_FIRST_ROW, 2)
    sheet.repeat_rows(UNITS_BLANK_ROW, _HEAD_ROWS[-1])
    sheet.repeat_columns(0, 1)
    sheet.set_landscape()
    sheet.set_paper(8)


def _write_blanks(book: Book, sheet: RowSheet, result: Consolidation) -> None:
    """The first row: how many units have left each figure blank, in colour where any has."""
    row = UNITS_BLANK_ROW
    sheet.set_row(row, 32)
    sheet.write_string(row, 0, texts.UNITS_TITLE, book.style("guide_head", text_wrap=True, font_size=10))
    sheet.write_blank(row, 1, None, book.style("guide_head"))
    for column in range(2, _UNIT_COLUMNS):
        sheet.write_string(
            row, column, texts.UNITS_BLANK if column == 2 else "", book.style("prior_head", align="right")
        )
    sheet.join(row, 0, row, 1)
    sheet.join(row, 2, row, _UNIT_COLUMNS - 1)
    style = book.style("middle", border=0, num_format="0;;")  # nothing where no unit has
    column_of = columns(result.form)
    for figure in result.form.entries:
        letters = column_of[figure.address]
        column = _UNIT_COLUMNS + list(column_of).index(figure.address)
        formula = f"$E${_COUNT.row + 1}-COUNT({_rows(letters, len(result.included))})"
        sheet.write_formula(row, column, formula, style, result.blanks.get(figure.address, 0))
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": book.style("caution")}
    sheet.conditional_format(row, _UNIT_COLUMNS, row, _UNIT_COLUMNS + len(column_of) - 1, rule)


def _write_heads(book: Book, sheet: RowSheet, form: Form) -> None:
    """Three rows of heads, joined where neighbours share them; the last leads back to the figure in its table."""
    style, places = book.style("head"), layout_of(form).places
    heads = [
        (figure.table.title, texts.label(figure.row_path or (figure.table.title,)), texts.label(figure.column_path))
        for figure in form.figures
    ]
    sheet.set_row(_HEAD_ROWS[1], 48)
    sheet.set_row(_HEAD_ROWS[2], 34)
    for level, row in enumerate(_HEAD_ROWS):
        for column, words in enumerate(texts.UNIT_HEADS):
            sheet.write_string(row, column, "" if level else words, style)
        for start, end in _spans([head[: level + 1] for head in heads]) if level < 2 else ():
            for column in range(start, end + 1):
                sheet.write_string(row, _UNIT_COLUMNS + column, heads[start][level] if column == start else "", style)
            if end > start:
                sheet.join(row, _UNIT_COLUMNS + start, row, _UNIT_COLUMNS + end)
    for index, (figure, head) in enumerate(zip(form.figures, heads, strict=True)):
        place = places[figure.address]
        if way := link_to_cell(place, head[2]):  # a link that is no formula would not be wrapped by LibreOffice
            sheet.write_formula(_HEAD_ROWS[2], _UNIT_COLUMNS + index, way.formula, style, way.text)
        else:
            sheet.write_string(_HEAD_ROWS[2], _UNIT_COLUMNS + index, head[2], style)
    for column in range(_UNIT_COLUMNS):
        sheet.join(_HEAD_ROWS[0], column, _HEAD_ROWS[-1], column)


def _write_rows(book: Book, sheet: RowSheet, result: Consolidation) -> None:
    number, files = numbers(result), len(result.judged)
    text, link = book.style("text"), book.style("link_box", font_color="#000000", underline=0)
    spots = [figure.address for figure in result.form.figures]
    looks = [book.style("derived" if figure.derived else "number") for figure in result.form.figures]
    for row, one in enumerate(result.included, start=UNITS_FIRST_ROW):
        filing = one.filing
        facts = (filing.unit.code, filing.unit.name, str(filing.year or ""), filing.scope)
        name = printable(filing.file.name)
        way = link_to_source(number.get(id(one)), files, name)
        cells = (*map(fitting, facts), way or name, *map(opened(filing.figures).get, spots))
        sheet.write_cells(row, cells, (*(text,) * len(facts), link if way else text, *looks))


def _spans(keys: Sequence[object]) -> Iterable[tuple[int, int]]:
    start = 0
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] != keys[start]:
            yield start, index - 1
            start = index
