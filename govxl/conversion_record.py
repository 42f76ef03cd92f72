"""The record of a conversion, 转换记录.xlsx: a line a file, a line a figure or text that tells whence it came, and what
is wrong with the sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from govxl import texts
from govxl.carrying import LOST, Passage
from govxl.conversion import Converted
from govxl.files import printable
from govxl.findings import count
from govxl.lists import write_issues, write_rows
from govxl.workbook import Book, write

_LIMIT = 32_000  # characters; a cell takes 32767


def write_record(path: Path | BinaryIO, files: Sequence[Converted]) -> None:
    """Write the record. Raises OSError where the file cannot be written."""

    def fill(book: Book) -> None:
        summary, detail, issues = (book.add_worksheet(name) for name in texts.CONVERSION_SHEETS)
        write_rows(book, summary, texts.CONVERSION_HEADS, texts.CONVERSION_WIDTHS, [_file(one) for one in files])
        rows = [row for one in files for row in _passages(one)]
        write_rows(book, detail, texts.PASSAGE_HEADS, texts.PASSAGE_WIDTHS, rows)
        write_issues(book, issues, [finding for one in files for finding in one.findings])
        lost = texts.CONVERSION_HEADS.index(texts.LOST_HEAD)
        rule = {"type": "cell", "criteria": ">", "value": 0, "format": book.style("alarm")}
        summary.conditional_format(1, lost, max(len(files), 1), lost, rule)
        state = texts.PASSAGE_HEADS.index(texts.FATE_HEAD)
        for fate, look in [*((fate, "alarm") for fate in LOST), ("cleaned", "caution"), ("open", "caution")]:
            rule = {"type": "cell", "criteria": "==", "value": f'"{texts.FATE[fate]}"', "format": book.style(look)}
            detail.conditional_format(1, state, max(len(rows), 1), state, rule)

    write(path, fill, in_memory=True)


def _file(one: Converted) -> tuple[str | int, ...]:
    carried = one.carried
    reason = one.reason or ("" if one.path else "".join(finding.message for finding in one.findings[:1]))
    return (
        one.file,
        one.unit.code,
        one.unit.name,
        one.year or "",
        one.editions,
        one.kind,
        carried.taken,
        carried.blank,
        len(carried.lost),
        len(carried.content.texts),
        count(one.findings, "error"),
        count(one.findings, "warning"),
        printable(one.path.name) if one.path else texts.NO_FILE,
        "\n".join(one.notes) or reason,
    )


def _passages(one: Converted) -> Iterator[tuple[str | int | float, ...]]:
    for passage in one.carried.passages:
        yield (
            printable(one.item.path.name),
            passage.label,
            passage.source.sheet if passage.source else "",
            passage.source.cell if passage.source else "",
            passage.original[:_LIMIT],
            _number(passage),
            passage.target.sheet if passage.target else "",
            passage.target.cell if passage.target else "",
            texts.FATE[passage.fate],
            passage.remark[:_LIMIT],
            passage.key,
        )


def _number(passage: Passage) -> str | int | float:
    value = passage.value
    if value is None:
        return ""
    return float(value) if isinstance(value, Decimal) else value
