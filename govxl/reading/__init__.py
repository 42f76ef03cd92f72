"""Reading: whatever lies at a path, in; one filing with its findings, out. Nothing a file contains makes this raise."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from govxl import texts
from govxl.files import printable
from govxl.filing import Filing, State
from govxl.findings import Finding
from govxl.heap import Item
from govxl.layout import IDENTITY, NO_REPORT
from govxl.reading.about import About, about_package, hidden_sheets
from govxl.reading.formats import Opened, look
from govxl.reading.gate import package
from govxl.reading.grids import Book, GridBook, PackageBook
from govxl.reading.own import read_own
from govxl.refusal import Refused

__all__ = ["open_book", "read"]

_FOREIGN = ("foreign", "newer-edition", "old-edition")


def read(file: Item | Path | str) -> Filing:
    """Read one file as a report, whatever its format, which its content tells and not its name.

    A file that cannot be read is a filing without figures whose ``state`` and only finding say why. Of what could be
    read, ``findings`` tells what was wrong with single cells; the rules are judged by :func:`govxl.check`.
    """
    item = file if isinstance(file, Item) else Item(Path(file))
    data = b""
    try:
        data = item.data()
        filing = _read(item.path, look(data))
    except Refused as refusal:
        state: State = "foreign" if refusal.code in _FOREIGN else "unreadable"
        finding = Finding(
            refusal.code, "error", refusal.message, texts.todo_file(refusal.code), file=printable(item.path)
        )
        filing = Filing(item.path, state, findings=(finding,))
    return replace(filing, digest=hashlib.sha256(data).hexdigest(), bytes_read=len(data)) if data else filing


def _read(path: Path, opened: Opened) -> Filing:
    # What one kind of file needs is not loaded for the others.
    if opened.format in ("docx", "html", "text"):
        from govxl.reading.documents import document_grid
        from govxl.reading.other import read_other

        page = document_grid(opened.data, opened.format)
        return read_other(path, opened.format, {texts.DOCUMENT: page}, About(opened.format))
    book, about = open_book(opened)
    if IDENTITY in book.names:
        return read_own(path, book, about)
    from govxl.reading.other import read_other

    names = (name for name in book.names if name not in NO_REPORT)
    grids = {name: grid for name in names if (grid := book.grid(name, formulas=True, merged=True))}
    return read_other(path, "workbook", grids, about)


def open_book(opened: Opened) -> tuple[Book, About]:
    """A workbook's sheets, and what it tells of itself. Raises Refused where it is damaged or no workbook."""
    if opened.format in ("docx", "html", "text"):
        raise Refused("unreadable", texts.not_a_workbook())
    if opened.format in ("xlsx", "xlsm"):
        made = package(opened)
        return PackageBook(made), about_package(made, opened.format)
    from govxl.reading.old_books import read_old_book

    old = read_old_book(opened)
    return GridBook(old.grids), About(opened.format, hidden_sheets=hidden_sheets(old.visibility))
