"""What the value library does not tell of an .ods: how far its cells reach, merged cells and errors.

A cell is written once and repeated by a number, so that a few bytes can mean the whole of a sheet: the library must not
see such a file.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from govxl import texts
from govxl.archives import FAULTS
from govxl.refusal import Refused

MAX_CONTENT = 24 << 20  # bytes of the part that holds the cells
MAX_CELLS = 2_000_000
MAX_DEPTH = 200
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})


@dataclass(slots=True)
class Table:
    """One sheet: its merged rectangles and its error cells, zero-based."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def look_through(archive: zipfile.ZipFile) -> dict[str, Table]:
    """Read the places of the cells. Raises Refused where they reach too far, and at a DTD or damage."""
    if archive.getinfo("content.xml").file_size > MAX_CONTENT:
        raise Refused("too-large", texts.unpacks_too_large())
    scan = _Scan()
    try:
        for name in ("styles.xml", "content.xml"):  # the library reads both
            if name in archive.NameToInfo:
                scan.parse(archive.read(name))
    except (*FAULTS, expat.ExpatError) as error:
        raise Refused("unreadable", texts.damaged("content.xml")) from error
    return scan.tables


class _Scan:
    """One pass over the part; names are compared with their prefix, as the library does."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self._name, self._table = "", Table()
        self._row = self._rows = self._column = 0
        self._height = self._width = 0
        self._depth = 0
        self._error: tuple[int, int] | None = None

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        self._depth = 0
        parser.Parse(data, True)

    def _doctype(self, *_: object) -> NoReturn:
        raise Refused("unreadable", texts.unsafe_xml("content.xml"))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Refused("unreadable", texts.unsafe_xml("content.xml"))
        if tag in _CELLS:
            self._cell(attributes)
        elif tag == "table:table-row":
            self._rows, self._column = _count(attributes, "table:number-rows-repeated"), 0
        elif tag == "table:table" and self._depth == 4:  # office:document-content, body, spreadsheet
            self._name, self._table = attributes.get("table:name", ""), Table()
            self.tables[self._name] = self._table
            self._row = self._height = self._width = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        self._error = None
        columns = _count(attributes, "table:number-columns-repeated")
        row, column, self._column = self._row, self._column, self._column + columns
        spanned = _count(attributes, "table:number-rows-spanned"), _count(attributes, "table:number-columns-spanned")
        if spanned != (1, 1):
            self._table.merged.append((row, column, row + spanned[0] - 1, column + spanned[1] - 1))
        if "calcext:value-type" in attributes and attributes["calcext:value-type"] == "error":
            self._error = row, column
        if "office:value-type" in attributes or "table:formula" in attributes or self._error:
            self._height = max(self._height, row + self._rows)
            self._width = max(self._width, self._column)
            if self._height * self._width > MAX_CELLS:
                raise Refused("too-large", texts.far_cells(self._name))

    def _text(self, text: str) -> None:
        if self._error and text.strip():
            self._table.errors[self._error] = text.strip()
            self._error = None

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag == "table:table-row":
            self._row += self._rows


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 10 else 1 << 30 if text.isdecimal() else 1
