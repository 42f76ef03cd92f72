"""Lists that an office keeps itself, an .xlsx or .csv (also .xls, .ods): rows of values, and the columns named in them.

The head is the first row that names a known column; what stands above it is a title. Rows are numbered as a
spreadsheet does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from govxl import texts
from govxl.layout import column_name
from govxl.reading import ole
from govxl.reading.gate import MAX_FILE, Refused, look, package
from govxl.reading.grids import PackageBook, as_text

Row = Sequence[object]


class Unusable(Exception):
    """A list that cannot be opened or understood at all; the message says why, for people."""


def contents(path: Path) -> bytes:
    """The bytes of a list. Raises Unusable for what is no file or too large, and FileNotFoundError."""
    if path.is_dir():
        raise Unusable(texts.is_directory())
    if (size := path.stat().st_size) > MAX_FILE:
        raise Unusable(texts.roster_too_large(size, MAX_FILE))
    if not path.is_file():
        raise Unusable(texts.not_a_file())
    return path.read_bytes()


def decoded(data: bytes) -> str:
    """A text in UTF-8, GBK or what came after it. Raises Unusable."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Unusable(texts.roster_undecodable()) from error


def sheets(path: Path, heads: Collection[str]) -> list[Sequence[Row]]:
    """The sheets of a list as rows of values; a .csv is one sheet of texts. Raises Unusable and FileNotFoundError.

    ``heads`` are the names of the known columns, by which a .csv tells what parts its cells.
    """
    data = contents(path)
    try:
        if not data.startswith((b"PK", ole.MAGIC)):
            return [_csv(decoded(data), heads)]
        opened = look(data)
        if opened.format in ("xls", "xlsb", "ods"):
            from govxl.reading.old_books import read_old_book  # a roster is rarely in an old format

            return [grid.values for grid in read_old_book(opened).grids.values()]
        if opened.format not in ("xlsx", "xlsm"):
            raise Unusable(texts.not_a_workbook())
        made = package(opened)
        book = PackageBook(made)
        return [grid.values for name in made.sheets if (grid := book.grid(name))]
    except Refused as refusal:
        raise Unusable(refusal.message) from refusal
    except csv.Error as error:
        raise Unusable(texts.roster_undecodable()) from error


def _csv(text: str, heads: Collection[str]) -> Sequence[Row]:
    lines = text.splitlines() or [""]
    head = next((line for line in lines if any(name in line for name in heads)), lines[0])
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=head.count), strict=True))


def find_head(sheets: Sequence[Sequence[Row]], heads: Collection[str]) -> tuple[Sequence[Row], int] | None:
    """The first sheet with a head, and the row of the head; None where no row names a known column."""
    for rows in sheets:
        for index, row in enumerate(rows):
            if any(_head(cell) in heads for cell in row):
                return rows, index
    return None


def is_empty(sheets: Sequence[Sequence[Row]]) -> bool:
    """Whether nothing at all is written in a list."""
    return not any(any(map(as_text, row)) for rows in sheets for row in rows)


def _head(cell: object) -> str:
    return "".join(as_text(cell).split())


def columns(
    rows: Sequence[Row], head: int, names: Mapping[str, str], needed: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """The column of each field, and what is wrong with the head. ``names`` are the known columns by field."""
    keys = {name: key for key, name in names.items()}
    found: dict[str, int] = {}
    faults = []
    for column in range(max(map(len, rows))):
        name = _head(at(rows[head], column))
        if name in keys and keys[name] not in found:
            found[keys[name]] = column
        elif name in keys:
            faults.append(texts.roster_column_twice(name))
        elif name:
            faults.append(texts.roster_column_unknown(name, list(keys)))
        elif any(as_text(at(row, column)) for row in rows[head + 1 :]):
            faults.append(texts.roster_column_unnamed(column_name(column)))
    faults += [texts.roster_column_missing(names[key]) for key in needed if key not in found]
    return found, [texts.roster_row(head + 1, fault) for fault in faults]


def filled(rows: Sequence[Row], head: int) -> list[tuple[int, Row]]:
    """The rows below the head that are not empty, each with its number."""
    return [(number, row) for number, row in enumerate(rows[head + 1 :], start=head + 2) if any(map(as_text, row))]


def at(row: Row, column: int) -> object:
    """A cell, which may lie beyond the end of its row."""
    return row[column] if column < len(row) else ""
