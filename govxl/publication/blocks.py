"""The report as a sequence of headings, paragraphs and tables, before anybody asks how it is to look.

Heads, merges and the order of the parts come from the form and its layout; figures and prose from the filing, as they
are: a blank stays blank, and where nothing was written a placeholder says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from govxl import texts
from govxl.filing import Filing
from govxl.form import Prose
from govxl.layout import Role, TablePlan, layout_of
from govxl.publication import words
from govxl.publication.drafts import drafts

ParagraphKind = Literal["text", "placeholder", "draft"]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. ``subhead`` is what it begins with if that is a heading of the second level, such as （一）…。"""

    text: str
    kind: ParagraphKind = "text"

    @property
    def subhead(self) -> str:
        """The heading at the beginning, which may be the whole paragraph; empty where there is none."""
        match = words.SUBHEAD.match(self.text) if self.kind == "text" else None
        return match[0] if match else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, zero-based in its table. ``text`` has line ends where a label is printed with a break."""

    row: int
    column: int
    height: int
    width: int
    text: str
    role: Role | Literal["figure"]

    @property
    def line(self) -> str:
        """The text without the breaks of print."""
        return self.text.replace("\n", "")


@dataclass(frozen=True, slots=True)
class Table:
    """One statutory table: its cells row by row, and how wide its columns are to each other.

    ``head_rows`` are repeated where a page ends; ``bands`` are the rows at which a new block of rows begins.
    """

    caption: str
    cells: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    head_rows: int
    bands: tuple[int, ...]


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Report:
    """What is published. ``open`` are the parts in which a placeholder or a draft waits for somebody.

    ``title`` is the name of the unit and ``year_on``, the rest of it.
    """

    title: str
    year_on: str
    blocks: tuple[Block, ...]
    open: tuple[str, ...]


def report_of(filing: Filing) -> Report:
    """The report of a filing that has a form. A summary has a draft for the writer of its first section of prose."""
    form = filing.form
    assert form is not None
    unit = clean(filing.unit.name or filing.unit.code) or texts.PLACEHOLDER_UNIT
    year = texts.title_year(filing.year) if filing.year else texts.PLACEHOLDER_YEAR
    undone = [one for one in (texts.PLACEHOLDER_UNIT, texts.PLACEHOLDER_YEAR) if one in (unit, year)]
    blocks: list[Block] = [Paragraph(line) for line in lines(filing.preamble)]
    waiting = drafts(filing) if filing.source == "summary" else ()
    for part in form.parts:
        blocks.append(Heading(part.title))
        if not isinstance(part, Prose):
            blocks.append(_table(layout_of(form).plan(part.id), filing))
            continue
        written = [Paragraph(line) for line in lines(filing.texts.get(part.id, ""))]
        blocks += written or [Paragraph(texts.placeholder(without_ordinal(part.title)), "placeholder")]
        blocks += [Paragraph(texts.draft(text), "draft") for text in waiting]
        if waiting or not written:
            undone.append(part.title)
        waiting = ()
    return Report(f"{unit}{year}{form.name}", f"{year}{form.name}", tuple(blocks), tuple(undone))


def clean(text: str) -> str:
    """A text on one line, without the signs that no document can hold."""
    return " ".join(words.CONTROL.sub("", text.replace("\t", " ")).splitlines()).strip()


def lines(text: str) -> Iterator[str]:
    """The paragraphs of a text, cleaned."""
    return filter(None, map(clean, text.splitlines()))


def without_ordinal(title: str) -> str:
    """The title of a section without its number."""
    return title.partition(words.SEPARATOR)[2] or title


def _table(plan: TablePlan, filing: Filing) -> Table:
    """A table without its title: rows and columns as on its sheet."""
    rows: list[list[Cell]] = [[] for _ in range(plan.rows - 1)]
    for caption in plan.captions[1:]:
        place = caption.place
        rows[place.row - 1].append(
            Cell(place.row - 1, place.column, place.height, place.width, caption.text, caption.role)
        )
    for spot, place in plan.cells.items():
        value = filing.figures.get(spot, filing.typed.get(spot))  # a total that cannot be worked out stands as typed
        cell = Cell(place.row - 1, place.column, place.height, place.width, texts.number(value), "figure")
        rows[cell.row].append(cell)
    return Table(
        without_ordinal(plan.table.title),
        tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in rows),
        plan.widths,
        plan.head_rows,
        tuple(caption.place.row - 1 for caption in plan.captions if caption.role == "band"),
    )
