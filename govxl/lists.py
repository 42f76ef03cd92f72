"""Findings as a plain list for other programs: a sheet or a CSV file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.files import write_text
from govxl.findings import Finding, grouped
from govxl.layout import ISSUES
from govxl.workbook import Book, write


def write_list(path: Path, findings: Iterable[Finding], form: str) -> None:
    """Write findings to a file, ``form`` being "xlsx" or "csv" (UTF-8 with the mark that Excel needs)."""
    if form == "xlsx":
        write(path, lambda book: write_issues(book, book.add_worksheet(ISSUES), findings), in_memory=True)
        return
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(texts.ISSUE_HEADS)
    rows.writerows([harmless(cell) for cell in texts.issue_row(finding)] for finding in grouped(findings))
    write_text(path, text.getvalue(), "utf-8-sig")


def harmless(cell: str) -> str:
    """A spreadsheet takes a CSV cell that begins like this for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def write_issues(book: Book, sheet: Worksheet, findings: Iterable[Finding]) -> None:
    """The sheet 问题清单."""
    write_rows(
        book, sheet, texts.ISSUE_HEADS, texts.ISSUE_WIDTHS, [texts.issue_row(finding) for finding in grouped(findings)]
    )


def write_rows(
    book: Book,
    sheet: Worksheet,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str | int | float]],
) -> None:
    """A plain filterable list, text as text."""
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, book.style("head"))
    for row, values in enumerate(rows, start=1):
        lines = max(_lines(str(value), width) for value, width in zip(values, widths, strict=True))
        sheet.set_row(row, min(15.0 * max(lines, 1) + 3, 409))
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value, book.style("text"))
            else:
                sheet.write_number(row, column, value, book.style("number"))
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column, a Chinese character being two wide."""
    return sum(max(math.ceil(len(line) * 2 / width), 1) for line in text.splitlines())
