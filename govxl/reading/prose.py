"""The prose of a report that is not in our own workbook: sections by their headings, and what stands beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from govxl.form import Form, Prose
from govxl.layout import Place
from govxl.reading import words
from govxl.reading.grids import Grid, as_text
from govxl.reading.labels import ordinal, plain, without_ordinal
from govxl.reading.sheet import Sheet
from govxl.reading.tables import Found

_ALIKE = 0.6
LONGER_THAN_LABELS = 45  # characters; the longest label of a table has 38


@dataclass(slots=True)
class Text:
    """What was found beside the tables.

    ``sections`` is the prose by section, a paragraph a line. ``before`` are the lines above the first heading, which
    hold the title; ``beside`` those that belong to no section of prose, such as notes under a table, and drafts.
    """

    sections: dict[str, list[str]] = field(default_factory=dict)
    before: list[tuple[Place, str]] = field(default_factory=list)
    beside: list[tuple[Place, str]] = field(default_factory=list)


def own_section(part: Prose, grid: Grid, first: Place) -> tuple[list[str], list[Place], list[Place]]:
    """The paragraphs of a section in our own workbook, where each of their lines stands, and the cells with other text.

    Other text is neither ours nor a paragraph. Paragraphs stand right of their labels (第1段 …), wherever a row or
    column inserted before has moved these; where there is no label, from the place ``first`` on.
    """
    values = grid.values
    labelled = ((r, c) for r, row in enumerate(values) for c, v in enumerate(row) if v in words.PARAGRAPH_LABELS)
    top, left = next(labelled, (first.row, first.column - 1))
    lines, places, beside = [], [], []
    for row, cells in enumerate(values):
        for column, value in enumerate(cells):
            if value == "" or value in words.PARAGRAPH_LABELS or not (text := as_text(value)):
                continue
            if column == left + 1 and row >= top:
                lines.append(text)
                places += [Place(part.sheet, row, column)] * len(text.split("\n"))
            elif not (column <= left and _is_ours(text, part)):
                beside.append(Place(part.sheet, row, column))
    return lines, places, beside


def _is_ours(text: str, part: Prose) -> bool:
    """Whether a text is what we print above the paragraphs, perhaps as an earlier release worded it."""
    known = (part.title, part.prompt)
    return text in known or any(SequenceMatcher(None, text, one).ratio() > _ALIKE for one in known)


def find_text(form: Form, sheets: Sequence[Sheet], tables: Collection[Found]) -> Text:
    """Part the text of some sheets into the sections of a form.

    Passed over are the rows of its tables, and what our own workbook prints beside and below them.
    """
    headings = _headings(form)
    prose = {part.id for part in form.prose}
    skipped = _skipped(form)
    text = Text()
    section = ""
    for sheet in sheets:
        here = [range(found.rows[0], found.rows[1] + 1) for found in tables if found.sheet == sheet.name]
        for row in range(len(sheet.grid.values)):
            if row in sheet.passed:
                continue
            inside = any(row in rows for rows in here)
            for place, line in _lines(sheet, row):
                if inside:
                    if len(line) > LONGER_THAN_LABELS:
                        text.beside.append((place, line))
                    continue
                label = plain(line)
                if label in skipped or line.startswith(words.CODE_MARK) or words.is_printed(line):
                    continue
                found, rest = _heading(headings, label, line)
                if found:
                    section = found
                    if section in prose:
                        text.sections.setdefault(section, [])
                line = rest if found else line
                if not line:
                    continue
                if section in prose and not words.is_draft(line):
                    text.sections[section].append(line)
                else:
                    (text.beside if section else text.before).append((place, line))
    return text


def _lines(sheet: Sheet, row: int) -> Iterator[tuple[Place, str]]:
    """The texts of a row, a line each; numbers are given as they stand."""
    for column, value in enumerate(sheet.grid.values[row]):
        for line in as_text(value).splitlines() if value != "" and value is not None else ():
            if line.strip():
                yield sheet.place(row, column), line.strip()


def _headings(form: Form) -> dict[str, str]:
    """The plain titles of all sections with their variants, each with the id of its section."""
    found = {}
    for part in form.parts:
        for title in (part.title, *form.variants.get(part.title, ())):
            found[plain(title)] = part.id
            found.setdefault(without_ordinal(plain(title)), part.id)
    return found


def _heading(headings: Mapping[str, str], label: str, line: str) -> tuple[str, str]:
    """The section that a line begins, and what follows the heading in the same line."""
    if section := headings.get(label) or (headings.get(without_ordinal(label)) if ordinal(label) else None):
        return section, ""
    if not ordinal(label):
        return "", ""
    for title, section in headings.items():
        if ordinal(title) and label.startswith(title):
            rest = _after(line, title)
            if rest[:1] in words.AFTER_HEADING:
                return section, rest.lstrip(words.AFTER_HEADING)
    return "", ""


def _after(line: str, title: str) -> str:
    """What follows a heading, given in its plain spelling, in a line as it stands."""
    for end in range(1, len(line) + 1):
        if plain(line[:end]) == title:
            return line[end:]
    return ""


def _skipped(form: Form) -> frozenset[str]:
    """What our own workbook prints on a sheet of prose beside the text."""
    return frozenset(plain(part.prompt) for part in form.prose)
