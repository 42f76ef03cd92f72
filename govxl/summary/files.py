"""The sheet 收录情况: every file with its state and whether it is in the sum, and the units of which there is none."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.aggregate import Consolidation
from govxl.files import printable
from govxl.findings import count
from govxl.lists import write_rows
from govxl.workbook import Book


def write_files(book: Book, sheet: Worksheet, result: Consolidation) -> None:
    """Write the sheet, a row a file."""
    left_out = {id(one): reason for one, reason in result.left_out}
    rows: list[tuple[str | int, ...]] = []
    for one in result.judged:
        filing = one.filing
        reason = left_out.get(id(one), one.reason if one.ruled else None)
        rows.append(
            (
                printable(filing.file.name),
                filing.unit.code,
                filing.unit.name,
                filing.year or "",
                texts.WAIVER_LIST if one.ruled else texts.FILE_STATE[one.state],
                texts.NO if reason is not None else texts.YES,
                reason or "",
                count(one.findings, "error"),
                count(one.findings, "warning"),
                len(filing.blanks),
            )
        )
    for lost in result.missing:
        unit = lost.member.unit
        rows.append(("", unit.code, unit.name, "", texts.UNIT_STATE["missing"], texts.NO, lost.reason, "", "", ""))
    write_rows(book, sheet, texts.FILE_HEADS, (34, 12, 30, 8, 14, 10, 56, 8, 8, 10), rows)
