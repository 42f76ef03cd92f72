"""The sheet 情况说明: every finding that a unit has explained or the central office has waived, with the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from govxl import texts
from govxl.findings import Finding
from govxl.lists import write_rows
from govxl.workbook import Book, Sheet


def remark_rows(findings: Iterable[Finding]) -> Iterator[tuple[str, ...]]:
    """The settled ones among findings, a row each: what it was, who says what, and until when."""
    for finding in findings:
        if settled := finding.settled:
            until = settled.waiver.until.isoformat() if settled.waiver else ""
            place = finding.place
            yield (
                finding.unit,
                Path(finding.file).name,
                finding.code,
                place.sheet if place else "",
                finding.cell or "",
                texts.SEVERITY[settled.severity],
                settled.message,
                texts.REMARK_KIND[settled.kind],
                settled.words,
                until,
            )


def write_remarks(book: Book, sheet: Sheet, findings: Iterable[Finding]) -> None:
    """Write the sheet; without such findings it has its head alone."""
    write_rows(book, sheet, texts.REMARK_HEADS, texts.REMARK_WIDTHS, remark_rows(findings))
