"""The sheet 收录情况: every file with its state and whether it is in the sum, and the units of which there is none.

Under a summary stand the units in it, level by level, and those that it had left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from govxl import texts
from govxl.aggregate import Consolidation
from govxl.files import printable
from govxl.filing import Filing
from govxl.findings import count
from govxl.lists import write_rows
from govxl.workbook import Book, Sheet


def write_files(book: Book, sheet: Sheet, result: Consolidation) -> None:
    """Write the sheet, a row a file."""
    write_rows(book, sheet, texts.FILE_HEADS, (34, 12, 30, 8, 14, 10, 56, 8, 8, 10), _rows(result))


def _rows(result: Consolidation) -> Iterator[tuple[str | int, ...]]:
    left_out = {id(one): reason for one, reason in result.left_out}
    for one in result.judged:
        filing = one.filing
        reason = left_out.get(id(one), one.reason if one.ruled else None)
        yield (
            printable(filing.file.name),
            filing.unit.code,
            filing.unit.name,
            filing.year or "",
            texts.WAIVER_LIST if one.ruled else texts.FILE_STATE[one.state],
            texts.NO if reason is not None else texts.YES,
            reason or "",
            count(one.findings, "error"),
            count(one.findings, "warning"),
            sum(filing.unfilled.values()) or len(filing.blanks),
        )
        if one.state == "used" and reason is None:
            yield from _below(filing)
    for lost in result.missing:
        unit = lost.member.unit
        yield "", unit.code, unit.name, "", texts.UNIT_STATE["missing"], texts.NO, lost.reason, "", "", ""


def _below(filing: Filing) -> Iterator[tuple[str | int, ...]]:
    """The rows of what is in a summary and of what it had left out."""
    name = printable(filing.file.name)
    way = [filing.label]
    for part in filing.parts:
        del way[part.depth + 1 :]
        unit = part.unit
        reason = texts.inside_of(texts.ARROW.join(way))
        yield name, unit.code, unit.name, "", texts.IN_SUMMARY, texts.YES, reason, "", "", ""
        way.append(unit.name or unit.code)
    for lost in filing.left_out:
        reason = texts.left_out_by(lost.by, lost.reason) if lost.by else lost.reason
        yield name, lost.unit.code, lost.unit.name, "", texts.LEFT_OUT_BELOW, texts.NO, reason, "", "", ""
