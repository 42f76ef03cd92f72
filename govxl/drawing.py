"""What all sheets of our workbooks share: the page, columns, texts, links and the overall verdict."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.layout import CHECK, Place
from govxl.rules import TOO_LARGE
from govxl.workbook import Book

PROTECTION = {"format_rows": True, "format_columns": True, "select_locked_cells": True, "select_unlocked_cells": True}
_LOCKED_COLUMNS = 51  # as far as AZ: what lies beyond is never in sight


def page(sheet: Worksheet, code: str, *, one_page: bool, header: str = "", wide: bool = False) -> None:
    """A4, one page wide, numbered, with the identity in the footer."""
    sheet.set_paper(9)
    if wide:
        sheet.set_landscape()
    sheet.set_margins(left=0.59, right=0.59, top=0.75, bottom=0.75)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1 if one_page else 0)
    sheet.set_footer(texts.page_footer(code))
    sheet.set_header(header)


def columns(book: Book, sheet: Worksheet, widths: tuple[float, ...]) -> None:
    """Widths, and the lock of all cells that are not written: the Normal style leaves them open."""
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width, book.style("blank"))
    sheet.set_column(len(widths), max(len(widths), _LOCKED_COLUMNS), None, book.style("blank"))


def number_validation(kind: str) -> dict[str, object]:
    """The validation of a cell for a number of a kind, with its alert."""
    rule: dict[str, object] = {"validate": "decimal" if kind == "amount" else "integer", "criteria": ">=", "value": 0}
    if kind == "change":  # any whole number
        rule |= {"criteria": "between", "minimum": 1 - TOO_LARGE, "maximum": TOO_LARGE - 1}
        del rule["value"]
    return rule | {"error_title": texts.ALERT_TITLE, "error_message": texts.entry_alert(kind)}


def put(book: Book, sheet: Worksheet, place: Place, text: str, style: str, **changes: object) -> None:
    """A text over a place, merged if it is more than one cell. Always text, never a formula."""
    look = book.style(style, **changes)
    if place.height * place.width > 1:
        sheet.merge_range(
            place.row, place.column, place.row + place.height - 1, place.column + place.width - 1, "", look
        )
    if text:
        sheet.write_string(place.row, place.column, text, look)
    else:
        sheet.write_blank(place.row, place.column, None, look)


def verdict_cell(book: Book, sheet: Worksheet, place: Place, verdict: str, formula: str | None = None) -> None:
    """The overall verdict, taken from the check sheet unless a formula is given, in its colour."""
    from_check = "'" + CHECK + "'!$A$2"
    if place.width > 1:
        put(book, sheet, place, "", "verdict")
    sheet.write_formula(place.row, place.column, f"={formula or from_check}", book.style("verdict"), verdict)
    looks = {texts.VERDICT_PASSED: "good", texts.faulty(0)[:3]: "alarm", texts.unfinished(0)[:3]: "caution"}
    looks[texts.to_explain(0)[:3]] = "caution"
    for words, look in looks.items():
        rule = {"type": "text", "criteria": "begins with", "value": words, "format": book.style(look)}
        sheet.conditional_format(place.row, place.column, place.row, place.column, rule)


def shorten(text: str, limit: int = 32) -> str:
    """A text cut to what Excel takes as a prompt's title."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def link_over(sheet: Worksheet, place: Place, target: str, cells: str, tip: str) -> None:
    """A link on a cell whose content, a formula perhaps, is written by itself."""
    sheet.ignore_write_string = True
    sheet.write_url(place.row, place.column, f"internal:'{target}'!{cells}", tip=tip)
    sheet.ignore_write_string = False


def link(book: Book, sheet: Worksheet, place: Place, target: str, cell: str, text: str, style: str) -> None:
    """A link to a cell of another sheet."""
    sheet.write_url(place.row, place.column, f"internal:'{target}'!{cell}", book.style(style), text)
