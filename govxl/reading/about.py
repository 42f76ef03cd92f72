"""What a file tells of itself beside its figures: who saved it with what, and what is hidden in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from govxl import texts
from govxl.findings import Finding
from govxl.layout import IDENTITY, Place, column_index
from govxl.reading.gate import Package


@dataclass(frozen=True, slots=True)
class About:
    """Facts of one file. ``hidden_sheets`` are those hidden that a workbook of ours does not hide.

    ``comments`` are those of the unit, as (sheet, cell, text).
    """

    format: str
    program: str = ""
    authors: tuple[str, ...] = ()
    modified: str = ""
    macros: bool = False
    external_links: bool = False
    hidden_sheets: tuple[str, ...] = ()
    comments: tuple[tuple[str, str, str], ...] = ()

    def findings(self, other_sheets: Sequence[str] = (), hidden_rows: Sequence[str] = ()) -> Iterator[Finding]:
        """What somebody should look at, with the sheets that are not ours and those with hidden rows or columns."""
        if self.macros:
            yield Finding("macro", "warning", texts.has_macros(), texts.todo_macros())
        if self.external_links:
            yield Finding("external-link", "warning", texts.has_external_links(), texts.todo_external_links())
        if self.hidden_sheets:
            yield Finding("hidden-content", "warning", texts.hidden_sheets(self.hidden_sheets), texts.todo_hidden())
        if hidden_rows:
            yield Finding("hidden-content", "warning", texts.hidden_rows(hidden_rows), texts.todo_hidden_rows())
        if shown := [name for name in other_sheets if name not in self.hidden_sheets]:
            yield Finding("hidden-content", "info", texts.other_sheets(shown), texts.todo_hidden())
        for sheet, cell, text in self.comments:
            place = place_of(sheet, cell)
            found = texts.clip(" ".join(text.split()))
            yield Finding("hidden-content", "info", texts.comment(), texts.todo_comment(), place, found=found)


def hidden_sheets(visibility: Mapping[str, str]) -> tuple[str, ...]:
    """The sheets that somebody has hidden; those that govxl hides itself are not among them."""
    ours = (IDENTITY, texts.MARKS_RECORD)
    return tuple(name for name, state in visibility.items() if state != "visible" and name not in ours)


def about_package(package: Package, format: str) -> About:
    """The facts of a workbook."""
    said = package.properties()
    program = f"{said.application} {said.app_version}".strip()
    return About(
        format=format,
        program=program,
        authors=tuple(dict.fromkeys(filter(None, (said.creator, said.last_modified_by)))),
        modified=said.modified,
        macros=package.macros,
        external_links=bool(package.external_links),
        hidden_sheets=hidden_sheets(package.visibility),
        comments=tuple(_comments(package)) if package.comments else (),
    )


def _comments(package: Package) -> Iterator[tuple[str, str, str]]:
    """The comments by sheet and cell, without those that govxl itself has written."""
    for sheet, part in package.sheets.items():
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in package.archive.NameToInfo:
            continue
        for relation in package.xml(relations):
            if not relation.get("Type", "").casefold().endswith("/comments"):
                continue
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
            if target not in package.archive.NameToInfo:
                continue
            for comment in package.xml(target).iterfind(".//{*}comment"):
                text = "".join(node.text or "" for node in comment.iterfind(".//{*}t"))
                own = text.partition(texts.NOTE_HEAD)[0] + text.partition(texts.NOTE_END)[2]
                if (text if texts.NOTE_HEAD not in text else own).strip():
                    yield sheet, comment.get("ref", "A1"), own.strip() if texts.NOTE_HEAD in text else text.strip()


def place_of(sheet: str, cell: str) -> Place:
    """The place of a cell in A1 style; the first cell of the sheet where that is no cell."""
    match = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", cell)
    if not match:
        return Place(sheet, 0, 0)
    return Place(sheet, int(match[2]) - 1, column_index(match[1]))
