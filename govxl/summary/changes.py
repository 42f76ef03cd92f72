"""The sheet 本次变动: what changed since the summary that stood in this file before."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.changes import Changes, FigureChange
from govxl.form import Form
from govxl.layout import layout_of
from govxl.rules import Number
from govxl.workbook import Book

_HEAD_ROW = 2


def write_changes(book: Book, sheet: Worksheet, form: Form, changes: Changes) -> None:
    """Write the sheet: one sentence, then the units, the sums and the figures that changed, a row each."""
    for column, width in enumerate(texts.CHANGE_WIDTHS):
        sheet.set_column(column, column, width)
    last = len(texts.CHANGE_HEADS) - 1
    sheet.set_row(0, 36)
    sheet.merge_range(0, 0, 0, last, "", book.style("guide_head", text_wrap=True, valign="vcenter"))
    sheet.write_string(0, 0, changes.said(sheet=True), book.style("guide_head", text_wrap=True, valign="vcenter"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    rows: list[tuple[str | Number, ...]] = [
        (texts.UNIT_CHANGE[one.kind], one.unit.code, one.unit.name, "", "", "", "", "", one.reason)
        for one in changes.units
    ]
    rows += [_row(form, texts.TOTAL_CHANGED, one) for one in changes.totals]
    rows += [_row(form, texts.FIGURE_CHANGED, one) for one in changes.figures]
    if not rows:
        return
    if changes.figure_count > len(changes.figures):
        more = texts.more_changes(changes.figure_count, len(changes.figures))
        rows.append((texts.MORE_CHANGED, "", "", "", "", "", "", "", more))
    for column, head in enumerate(texts.CHANGE_HEADS):
        sheet.write_string(_HEAD_ROW, column, head, book.style("head"))
    text, number = book.style("text"), book.style("number")
    for row, values in enumerate(rows, start=_HEAD_ROW + 1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value, text)
            else:
                sheet.write_number(row, column, float(value), number)
    sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(rows), last)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.repeat_rows(_HEAD_ROW)


def _row(form: Form, kind: str, change: FigureChange) -> tuple[str | Number, ...]:
    figure = form.by_address[change.figure]
    unit = change.unit
    words = texts.figure_words(texts.label(figure.row_path), texts.label(figure.column_path))
    return (
        kind,
        unit.code if unit else "",
        unit.name if unit else "",
        str(layout_of(form).places[change.figure]),
        words,
        texts.BLANK_BEFORE if change.before is None else change.before,
        texts.BLANK_BEFORE if change.now is None else change.now,
        change.difference,
        "",
    )
