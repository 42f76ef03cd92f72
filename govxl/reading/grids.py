"""Sheets as grids of values with what the value library does not show: formulas and error cells."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import python_calamine

from govxl import texts
from govxl.archives import stored
from govxl.layout import IDENTITY, NO_REPORT, UNITS, Place, column_index
from govxl.reading.gate import PREFIX, Package
from govxl.refusal import Refused

Spot = tuple[int, int]
_SELDOM = frozenset(NO_REPORT) - {IDENTITY, UNITS}  # sheets that are hardly ever read
_ROOM = 16 << 20  # bytes of sheets that are held unpacked at once; a larger one is opened for itself
_SAYS_HIDDEN = re.compile(rb"""hidden\s*=\s*["'](?:1|true)""")  # soon found, or not
_HIDDEN = re.compile(rb"""<%b(?:row|col)\s[^>]*\bhidden\s*=\s*["'](?:1|true)""" % PREFIX)
_CELL = re.compile(rb"<%bc\b([^>]*[^/>])>(.*?)</%bc>" % (PREFIX, PREFIX), re.DOTALL)
_CELL_TAG = re.compile(rb"""<c r="([A-Z]{1,3}\d{1,7})"[^<>]*>""")
_BODY = re.compile(rb"((?: [^<>]*)?)(?:/>|>([^<]*)</f>)")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_FORMULA = re.compile(rb"<%bf\b([^>]*?)(?:/>|>(.*?)</%bf>)" % (PREFIX, PREFIX), re.DOTALL)
_SHARED = re.compile(rb"""\bsi\s*=\s*["'](\d+)["']""")
_VALUE = re.compile(rb"<%bv\b[^>]*>(.*?)</" % PREFIX, re.DOTALL)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet from A1. ``formulas`` and ``errors`` are by (row, column), zero-based.

    ``merged`` are rectangles (first row, first column, last row, last column) whose value stands in the first cell.
    A document is one grid, too: a paragraph is a row with one cell, a table its rows, merged cells in ``merged``.
    """

    values: Sequence[Sequence[object]]
    formulas: dict[Spot, str] = field(default_factory=dict)
    errors: dict[Spot, str] = field(default_factory=dict)
    hidden: bool = False  # whether rows or columns are hidden
    merged: Sequence[tuple[int, int, int, int]] = ()

    def at(self, place: Place) -> object:
        """The value at a place; an empty text where the sheet does not reach so far."""
        if place.row < len(self.values) and place.column < len(self.values[place.row]):
            return self.values[place.row][place.column]
        return ""

    def text(self, place: Place) -> str:
        """The value at a place as stripped text; a whole number without its point."""
        return as_text(self.at(place))


def as_text(value: object) -> str:
    """A cell's value as stripped text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


class Book(Protocol):
    """The sheets of a file, each as a grid when it is asked for. ``tells_formulas``: whether grids hold formulas."""

    @property
    def names(self) -> Sequence[str]:
        """The names of its sheets, in order."""
        ...

    @property
    def tells_formulas(self) -> bool:
        """Whether its grids can hold formulas."""
        ...

    def grid(self, name: str, *, formulas: bool = False, merged: bool = False) -> Grid | None:
        """One sheet, with what is asked for; None if there is none of that name. Raises Refused."""
        ...

    def holds_text(self, name: str, letters: str, rows: Set[int]) -> bool:
        """Whether anything may stand in some cells of a column, named as in ``G54``; true where in doubt."""
        ...


class GridBook:
    """A file that was read as a whole: an old workbook, or a document as one sheet."""

    tells_formulas = False

    def __init__(self, grids: Mapping[str, Grid]):
        self._grids = grids
        self.names = tuple(grids)

    def grid(self, name: str, *, formulas: bool = False, merged: bool = False) -> Grid | None:
        """One sheet, with all that is known of it."""
        return self._grids.get(name)

    def holds_text(self, name: str, letters: str, rows: Set[int]) -> bool:
        """Whether the sheet is there: to look costs nothing."""
        return name in self._grids


class PackageBook:
    """The sheets of one package. The library is given those bytes only that have passed the gate, and unpacked."""

    tells_formulas = True

    def __init__(self, package: Package):
        self._package = package
        self.names = tuple(package.sheets)
        self._sheets: dict[str, tuple[bytes, bytes]] = {}  # those in the book; most files need all of these
        room = _ROOM
        for name, part in package.sheets.items():
            size = package.archive.NameToInfo[part].file_size
            if name not in _SELDOM and size <= room:
                with suppress(Refused):  # which is said when the sheet is asked for
                    self._sheets[name] = package.sheet(name)
                    room -= size
        self._book = self._opened(self._sheets)

    def _opened(self, sheets: Mapping[str, tuple[bytes, bytes]]) -> python_calamine.CalamineWorkbook:
        parts = {self._package.sheets[name]: data for name, (_, data) in sheets.items()}
        with _border():
            return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(stored(self._package.common | parts)))

    def grid(self, name: str, *, formulas: bool = False, merged: bool = False) -> Grid | None:
        """One sheet, or None if there is none of that name. Raises Refused where it cannot be read."""
        if name not in self._package.sheets:
            return None
        one = self._sheets.get(name) or self._package.sheet(name)
        xml, _ = one
        self._package.judge(name, xml)
        book = self._book if name in self._sheets else self._opened({name: one})
        with _border():
            sheet = book.get_sheet_by_name(name)
            values = sheet.to_python(skip_empty_area=False)
            areas = (sheet.merged_cell_ranges or ()) if merged else ()
        return Grid(
            values,
            *(_formulas(xml) if formulas else ({}, {})),
            _SAYS_HIDDEN.search(xml) is not None and _HIDDEN.search(xml) is not None,
            tuple((top, left, bottom, right) for (top, left), (bottom, right) in areas),
        )

    def holds_text(self, name: str, letters: str, rows: Set[int]) -> bool:
        """Whether one of the cells has a content, seen in the text of the sheet without asking the library."""
        if name not in self._package.sheets or not rows:
            return False
        xml, _ = self._package.sheet(name)
        self._package.judge(name, xml)
        mark = b'r="' + letters.encode()
        if mark not in xml:
            return True  # written by a program that spells cells in another way
        open_cells = re.findall(mark + rb"""(\d+)"[^<>]*(?<!/)>""", xml)
        return not rows.isdisjoint(map(int, open_cells))  # other rows hold heads


@contextmanager
def _border() -> Iterator[None]:
    """The one place where a foreign library meets a foreign file: whatever it throws becomes one sentence."""
    try:
        yield
    except BaseException as error:  # a panic of the library is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise Refused("unreadable", texts.damaged(str(error).partition("\n")[0])) from error


def _formulas(xml: bytes) -> tuple[dict[Spot, str], dict[Spot, str]]:
    """Formulas and error cells by place, from the text of a sheet; values come from the library."""
    if b"#" in xml or b":f" in xml:  # perhaps errors, as #N/A, or tags with a prefix
        return _cell_by_cell(xml)
    formulas: dict[Spot, str] = {}
    shared: dict[bytes, tuple[str, str]] = {}
    before, *pieces = xml.split(b"<f")
    for piece in pieces:  # a cell's formula follows its own tag
        cell, formula = _CELL_TAG.fullmatch(before, before.rfind(b"<")), _BODY.match(piece)
        if cell is None or formula is None:
            return _cell_by_cell(xml)
        formulas[_spot(cell[1])] = _formula(formula[1], formula[2] or b"", cell[1].decode(), shared)
        before = piece
    return formulas, {}


@lru_cache(maxsize=4096)
def _spot(reference: bytes) -> Spot:
    """The row and column of a cell, zero-based."""
    letters = reference.rstrip(b"0123456789")
    return int(reference[len(letters) :]) - 1, column_index(letters.decode())


def _cell_by_cell(xml: bytes) -> tuple[dict[Spot, str], dict[Spot, str]]:
    """The same, with error cells, in whatever order a cell's parts stand."""
    formulas: dict[Spot, str] = {}
    errors: dict[Spot, str] = {}
    shared: dict[bytes, tuple[str, str]] = {}
    for attributes, content in _CELL.findall(xml):
        if not (match := _REFERENCE.search(attributes)):
            continue
        spot = _spot(match[1] + match[2])
        if formula := _FORMULA.search(content):
            formulas[spot] = _formula(formula[1], formula[2] or b"", (match[1] + match[2]).decode(), shared)
        if _ERROR.search(attributes):
            errors[spot] = _text(_VALUE.search(content))
    return formulas, errors


def _formula(attributes: bytes, body: bytes, reference: str, shared: dict[bytes, tuple[str, str]]) -> str:
    """The formula's text; one that shares another's is spelt out."""
    text = html.unescape(body.decode("utf-8", "replace"))
    if b"si" not in attributes or not (index := _SHARED.search(attributes)):
        return text
    if text:
        shared[index[1]] = (text, reference)
        return text
    if index[1] not in shared:
        return ""
    from openpyxl.formula.translate import Translator  # rare: some programs save formulas this way

    master, origin = shared[index[1]]
    return str(Translator(f"={master}", origin=origin).translate_formula(reference)).removeprefix("=")


def _text(match: re.Match[bytes] | None) -> str:
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""
