"""The office's own lists that lie in a heap of reports: a roster, and what govxl itself has written."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Literal

from govxl import texts
from govxl.heap import TIDY_COLUMNS, Item
from govxl.layout import ISSUES
from govxl.reading.gate import Package, Refused, load
from govxl.reading.grids import PackageBook, as_text

Kind = Literal["roster", "issued", "status", "issues", "conversion", "waivers", "tidy"]
# The document property that marks what govxl wrote, and its value in a status workbook.
MARK, STATUS = "govxl", "status"
_PROPERTY = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
ROSTER = frozenset((texts.ROSTER_COLUMNS["code"], texts.ROSTER_COLUMNS["name"]))
WAIVERS = frozenset(texts.WAIVER_COLUMNS[key] for key in ("unit", "rule", "reason", "until"))
_FOOT = 1 << 20  # bytes at the end of a .parquet among which its columns are named
_HEAD_ROWS = 20  # a roster's head stands below a title or two


def kind_of(item: Item) -> Kind | None:
    """Which list of the office a file is; None for every other file, also for one that cannot be read."""
    try:
        package = load(item)
    except Refused:
        if item.path.name in texts.WAIVER_NAMES:
            return "waivers"
        if item.archive is None and is_tidy(item.path):
            return "tidy"
        return "roster" if _is_csv_roster(item) else None
    try:
        if MARK in (marks := properties(package)) and marks[MARK] == STATUS:
            return "status"
        names = set(package.sheets)
        if set(texts.STATUS_SHEETS) <= names:  # saved by a program that drops properties
            return "status"
        if names == {texts.ISSUED_LIST}:
            return "issued"
        if names == {ISSUES}:
            return "issues"
        if set(texts.CONVERSION_SHEETS) <= names:
            return "conversion"
        book = PackageBook(package)
        grids = (book.grid(name) for name in package.sheets)
        rows = [[as_text(cell) for cell in row] for grid in grids if grid for row in grid.values[:_HEAD_ROWS]]
        if any(_is_head(row, ROSTER) for row in rows):
            return "roster"
        return "waivers" if any(_is_head(row, WAIVERS) for row in rows) else None
    except Refused:
        return None


def properties(package: Package) -> dict[str, str]:
    """The document properties that programs are free to add, by name; none where there are none."""
    try:
        root = package.xml("docProps/custom.xml")
    except Refused:
        return {}
    return {part.get("name", ""): "".join(part.itertext()) for part in root.iter(_PROPERTY)}


def is_tidy(path: Path) -> bool:
    """Whether a file is a long form, as .csv or .parquet, by its columns; no file that cannot be read is one."""
    head = ",".join(TIDY_COLUMNS).encode()
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            begins = file.read(len(head) + 3)
            if not begins.startswith(b"PAR1"):
                return begins.removeprefix(codecs.BOM_UTF8).startswith(head)
            file.seek(max(0, path.stat().st_size - _FOOT))
            foot = file.read()
    except OSError:
        return False
    return foot.endswith(b"PAR1") and all(name.encode() in foot for name in TIDY_COLUMNS)


def _is_head(cells: list[str], heads: frozenset[str]) -> bool:
    return heads <= {"".join(cell.split()) for cell in cells}


def _is_csv_roster(item: Item) -> bool:
    try:
        if not item.path.is_file():
            return False
        with item.path.open("rb") as file:
            data = file.read(4096)
    except OSError:
        return False
    for coding in ("utf-8-sig", "gb18030"):
        lines = data.decode(coding, "ignore").splitlines()[:_HEAD_ROWS]
        if any(
            _is_head([cell.strip('"') for cell in line.replace("\t", ",").replace(";", ",").split(",")], ROSTER)
            for line in lines
        ):
            return True
    return False
