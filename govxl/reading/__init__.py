"""Reading: whatever lies at a path, in; one filing with its findings, out. Nothing a file contains makes this raise."""

from __future__ import annotations

from pathlib import Path

from govxl import texts
from govxl.files import printable
from govxl.filing import Filing, State
from govxl.findings import Finding
from govxl.heap import Item
from govxl.reading.gate import Refused, load
from govxl.reading.own import read_own

__all__ = ["read"]


def read(file: Item | Path | str) -> Filing:
    """Read one file as a report.

    A file that cannot be read is a filing without figures whose ``state`` and only finding say why. Of what could be
    read, ``findings`` tells what was wrong with single cells; the rules are judged by :func:`govxl.check`.
    """
    item = file if isinstance(file, Item) else Item(Path(file))
    path = item.path
    try:
        package = load(item)
        return read_own(path, package, package.properties().modified)
    except Refused as refusal:
        state: State = "foreign" if refusal.code in ("foreign", "newer-edition") else "unreadable"
        finding = Finding(refusal.code, "error", refusal.message, texts.todo_file(), file=printable(path))
        return Filing(path, state, findings=(finding,))
