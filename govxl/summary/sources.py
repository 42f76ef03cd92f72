"""The sheets 数据来源 and 取数记录: each file as it was read, and each figure that did not stand plainly in its place.

Who wants to know whether a file is still the one that was added up compares its SHA-256.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from govxl import texts
from govxl.aggregate import Consolidation
from govxl.collect import Judged
from govxl.files import printable
from govxl.filing import Filing
from govxl.form import Address
from govxl.layout import SOURCES, Place, areas, layout_of
from govxl.lists import MOST_ROWS, write_rows
from govxl.workbook import CREATED, Book, Formula, Sheet

_LITERAL = 255  # characters of a text in a formula
# In the address of a link these have a meaning, or no file of Windows may have them in its name.
_NO_LINK = frozenset('#%"<>|?*:\\[]') | {chr(0xFFFD)}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # Unicode categories of what shows nothing


def numbers(result: Consolidation) -> dict[int, int]:
    """The number under which each file stands in 数据来源, by ``id`` of what was judged."""
    return {id(one): number for number, one in enumerate(result.judged, start=1)}


def link_to_source(number: int | None, files: int, text: str) -> Formula | None:
    """A link to the row of a file, wherever it has been sorted to; None where there is none or its text is too long."""
    if number is None or number > MOST_ROWS or not _quotable(text):
        return None
    rows = f"'{SOURCES}'!$A$1:$A${min(files, MOST_ROWS) + 1}"
    return Formula(f"""HYPERLINK("#'{SOURCES}'!A"&MATCH({number},{rows},0),{_quoted(text)})""", text)


def link_to_cell(place: Place, text: str) -> Formula | None:
    """A link to a cell of another sheet; None where a formula cannot hold the text."""
    return Formula(f"""HYPERLINK("#'{place.sheet}'!{place.cell}",{_quoted(text)})""", text) if _quotable(text) else None


def write_sources(book: Book, sheet: Sheet, result: Consolidation) -> None:
    """Write the sheet of files, a row each, included or not."""
    real = cache(lambda folder: Path(os.path.realpath(folder)))  # asked once a folder
    root = real(result.total.file.parent)
    included = {id(one) for one in result.included}
    day = result.read_on.isoformat() if result.read_on else ""
    rows = (
        _file(one, number, relative(one, root, real), texts.YES if id(one) in included else texts.NO, day)
        for number, one in enumerate(result.judged, start=1)
    )
    write_rows(book, sheet, texts.SOURCE_HEADS, texts.SOURCE_WIDTHS, rows)


def write_taken(book: Book, sheet: Sheet, result: Consolidation) -> None:
    """Write the sheet of figures that were cleaned or stood elsewhere, of the files that are included."""
    number = numbers(result)
    rows = (row for one in result.included for row in _taken(one, number.get(id(one), 0)))
    write_rows(book, sheet, texts.TAKEN_HEADS, texts.TAKEN_WIDTHS, rows)


def _file(one: Judged, number: int, name: str, included: str, day: str) -> tuple[str | int | Formula, ...]:
    filing = one.filing
    link = Formula(f"HYPERLINK({_quoted(name)},{_quoted(texts.OPEN_FILE)})", texts.OPEN_FILE)
    return (
        number,
        name or printable(filing.file.name),
        link if name and _linkable(name) and not one.item.archive else "",
        filing.unit.code,
        filing.unit.name,
        included,
        filing.form.edition if filing.form else "",
        filing.format if filing.form else "",
        filing.program.partition("$")[0],  # LibreOffice adds what it was built from
        "、".join(filing.authors),
        "" if filing.modified.startswith(CREATED.date().isoformat()) else one.saved_words if filing.modified else "",
        day,
        filing.bytes_read or "",
        filing.digest,
    )


def relative(one: Judged, root: Path, real: Callable[[Path], Path]) -> str:
    """A file's path from a folder, with slashes; empty where it does not lie under it: no other path of the machine.

    ``real`` tells where a folder really lies.
    """
    disk = one.item.archive or one.item.path
    try:
        under = (real(disk.parent) / disk.name).relative_to(root)
    except ValueError:
        return ""
    inside = one.item.path.parts[len(disk.parts) :] if one.item.archive else ()
    return printable("/".join((*under.parts, *inside)))


def _linkable(name: str) -> bool:
    return _NO_LINK.isdisjoint(name) and _quotable(name)


def _quotable(text: str) -> bool:
    """Whether a formula may hold the text: short enough, and nothing that a program could read in two ways."""
    seen = not any(unicodedata.category(character) in _UNSEEN for character in text)
    return seen and len(text.encode("utf-16-le")) // 2 <= _LITERAL - text.count('"')


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _taken(one: Judged, number: int) -> Iterator[tuple[str | int, ...]]:
    filing = one.filing
    head = (number, printable(filing.file.name), filing.unit.name)
    for row in _elsewhere(filing):
        yield (*head, *row)
    assert filing.form is not None
    layout, figures = layout_of(filing.form), filing.form.by_address
    for finding in one.findings:
        for spot in finding.figures if finding.code == "cleaned" else ():
            figure = figures[spot]
            label = texts.label((figure.table.title, *figure.row_path, *figure.column_path))
            place = str(finding.place or "")
            yield (
                *head,
                label,
                str(layout.places[spot]),
                place,
                finding.found or "",
                finding.expected or "",
                finding.message,
            )


def _elsewhere(filing: Filing) -> Iterator[tuple[str, ...]]:
    """The figures that stand elsewhere than the form says; those that moved together are one row."""
    assert filing.form is not None
    layout = layout_of(filing.form)
    groups: dict[tuple[str, str, int, int], list[Address]] = {}
    for spot, found in filing.places.items():
        due = layout.places[spot]
        if _cell(found) != _cell(due):
            shift = (due.sheet, found.sheet, found.row - due.row, found.column - due.column)
            groups.setdefault(shift, []).append(spot)
    for (sheet, other, _, _), spots in groups.items():
        due_at, found_at = (_cells(places, spots) for places in (layout.places, filing.places))
        table = filing.form.by_address[spots[0]].table.title
        yield (
            table,
            texts.moved_figures(sheet, due_at, len(spots)),
            f"{other} {found_at}",
            "",
            "",
            texts.TAKEN_ELSEWHERE,
        )


def _cell(place: Place) -> tuple[str, int, int]:
    return place.sheet, place.row, place.column


def _cells(places: Mapping[Address, Place], spots: list[Address]) -> str:
    return "、".join(areas(places[spot] for spot in spots))
