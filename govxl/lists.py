"""Findings as a plain list for other programs: a sheet or a CSV file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from govxl import texts
from govxl.files import write_text
from govxl.findings import SEVERITIES, Finding, grouped
from govxl.layout import ISSUES
from govxl.workbook import STYLES, Book, Formula, Sheet, write

MOST_ROWS = 100_000  # of a list; a sheet takes ten times as many, but no program opens them in good time
_LONGEST = 32_767  # UTF-16 units that a cell takes


def write_list(path: Path, findings: Collection[Finding], form: str) -> None:
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


def write_issues(book: Book, sheet: Sheet, findings: Collection[Finding]) -> None:
    """The sheet 问题清单."""

    def found() -> Iterator[Finding]:
        by_file = groupby(findings, key=lambda finding: finding.file)
        return (finding for _, some in by_file for finding in grouped(some))

    if len(findings) > MOST_ROWS and sum(1 for _ in found()) > MOST_ROWS:  # what is cut off shall be the least of it
        rows = (texts.issue_row(one) for severity in SEVERITIES for one in found() if one.severity == severity)
    else:
        rows = (texts.issue_row(one) for one in found())
    write_rows(book, sheet, texts.ISSUE_HEADS, texts.ISSUE_WIDTHS, rows, more=texts.ALL_ISSUES)


def write_rows(
    book: Book,
    sheet: Sheet,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[str | int | float | Formula]],
    *,
    more: str = texts.ALL_ROWS,
) -> int:
    """A plain filterable list, text as text; returns its last row. A list that is too long ends by saying so."""
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, book.style("head"))
    text, number, link = (book.style(name) for name in ("text", "number", "link_box"))
    row, rest = 0, iter(rows)
    for row, values in enumerate(islice(rest, MOST_ROWS), start=1):
        shown = (value.text if isinstance(value, Formula) else str(value) for value in values)
        lines = max(_lines(words, width) for words, width in zip(shown, widths, strict=True))
        sheet.set_row(row, min(15.0 * max(lines, 1) + 3, 409))
        cells = [fitting(value) if isinstance(value, str) else value for value in values]
        looks = [text if isinstance(v, str) else link if isinstance(v, Formula) else number for v in values]
        sheet.write_cells(row, cells, looks)
    if left := sum(1 for _ in rest):
        words = texts.rows_not_shown(left, more)
        sheet.merge_range(row + 1, 0, row + 1, len(heads) - 1, words, book.style("cell", **STYLES["alarm"]))
        sheet.set_row(row + 1, 30)
    sheet.autofilter(0, 0, max(row, 1), len(heads) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return row


def fitting(text: str) -> str:
    """A text that fits a cell; one that is cut off says so."""
    if len(text) <= _LONGEST // 2 or len(text.encode("utf-16-le")) // 2 <= _LONGEST:
        return text
    end = texts.cut_off(len(text))
    return text[: _LONGEST // 2 - len(end)] + end


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column, a Chinese character being two wide."""
    lines = text.splitlines()
    if len(lines) < 2:
        return math.ceil(len(lines[0]) * 2 / width) if lines else 0
    return sum(max(math.ceil(len(line) * 2 / width), 1) for line in lines)
