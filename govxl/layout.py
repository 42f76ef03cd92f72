"""Where everything stands: address to place and back. The only module that knows a row number of a form's workbook.

Writers ask it where to write, the reader asks it where to look; they agree because they share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from govxl import texts
from govxl.form import PRIOR, Address, Block, Form, Kind, Prose, Relation, Table

GUIDE, COVER, CHECK, IDENTITY, UNITS, FILES, ISSUES, REMARKS, *_OF_SUMMARIES = texts.RESERVED_SHEETS
CHANGES, OVERVIEW, YEARLY, WORDS, SOURCES, TAKEN = _OF_SUMMARIES
# The sheets of a workbook in which no report is looked for.
NO_REPORT: tuple[str, ...] = (GUIDE, CHECK, IDENTITY, UNITS, FILES, ISSUES, REMARKS, *_OF_SUMMARIES)
NO_REPORT += (texts.MARKS_SHEET, texts.MARKS_RECORD)
# The sheet of all units in a summary: how many left a figure blank, a hidden row of keys, heads, and one row a unit.
UNITS_BLANK_ROW, UNITS_KEY_ROW, UNITS_FIRST_ROW = 0, 1, 5

Role = Literal["title", "band", "corner", "head", "label"]
_CHAR = 2.0  # width of a Chinese character at 10.5 pt in units of a column width
_LINE = 13.5  # height of a line of it in points


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a sheet, zero-based. Prints as its first cell: ``三!D5``."""

    sheet: str
    row: int
    column: int
    height: int = 1
    width: int = 1

    def __reduce__(self) -> tuple[type[Place], tuple[str | int, ...]]:
        return Place, (self.sheet, self.row, self.column, self.height, self.width)  # there may be hundreds in a file

    @property
    def cell(self) -> str:
        """The first cell in A1 style: ``D5``."""
        return f"{column_name(self.column)}{self.row + 1}"

    @property
    def absolute(self) -> str:
        """The first cell for use in a formula of any sheet: ``'三'!$D$5``."""
        return f"'{self.sheet}'!${column_name(self.column)}${self.row + 1}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Caption:
    """A printed text and the rectangle it is merged over."""

    place: Place
    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside a table, outside its print area."""

    verdict: Place
    link: Place
    zero_label: Place
    zero: Place
    code: Place
    units: Place  # of a summary: the way to the rows of its units
    blanks: Place


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One table on its sheet: captions, sizes (column widths in characters, heights in points) and the printed area.

    ``cells`` are all its figures, ``entries`` those that are typed, ``derived`` those that are worked out.
    """

    table: Table
    captions: tuple[Caption, ...]
    cells: Mapping[Address, Place]
    prior: Mapping[Address, Place]
    prior_labels: tuple[Caption, ...]
    widths: tuple[float, ...]
    heights: Mapping[int, float]
    rows: int
    columns: int
    head_rows: int
    label_columns: int
    panel: Panel
    entries: tuple[tuple[Address, Place, Kind], ...]
    derived: tuple[tuple[Address, Place], ...]


class Layout:
    """The places of one form's workbook."""

    def __init__(self, form: Form):
        self.form = form
        self.tables = tuple(_plan(form, table) for table in form.tables)
        self.places: dict[Address, Place] = {spot: place for plan in self.tables for spot, place in plan.cells.items()}
        self.places |= {spot: place for plan in self.tables for spot, place in plan.prior.items()}
        self.sheets = (GUIDE, COVER, *(part.sheet for part in form.parts), CHECK, IDENTITY)
        self.cover = {field.id: Place(COVER, 3 + index, 1) for index, field in enumerate(form.cover)}
        self.cover_verdict = Place(COVER, 4 + len(form.cover), 1)
        self.cover_code = Place(COVER, 5 + len(form.cover), 1)
        self.check_verdict = Place(CHECK, 1, 0, 1, 7)
        self._used = {plan.table.id: _used(plan) for plan in self.tables}
        self._first_table_line = 4
        self._first_rule_line = self._first_table_line + len(form.tables) + 2
        relations = enumerate(form.relations)
        lines = {(r.rule.code, r.at.id): self.rule_line(i, 6) for i, r in relations if r.severity == "warning"}
        checks = {(check.code, ""): self.check_line(i, 6) for i, check in enumerate(form.explained)}
        self._explanations = lines | checks

    def plan(self, table: str) -> TablePlan:
        """The plan of a table by its id."""
        return next(plan for plan in self.tables if plan.table.id == table)

    def used(self, table: str) -> frozenset[tuple[int, int]]:
        """The cells of a table's sheet where something of ours may stand, as (row, column)."""
        return self._used[table]

    def paragraphs(self, prose: Prose, count: int = 0) -> Iterator[Place]:
        """The cells of a section's paragraphs: as many as declared, or ``count`` if that is more."""
        return (Place(prose.sheet, 2 + index, 1) for index in range(max(prose.paragraphs, count)))

    def table_line(self, index: int, column: int = 0) -> Place:
        """A cell of the check sheet's line on how far a table is filled."""
        return Place(CHECK, self._first_table_line + index, column)

    def rule_line(self, index: int, column: int = 0) -> Place:
        """A cell of the check sheet's line for a relation.

        Columns: number, rule, left, right, difference, state, explanation.
        """
        return Place(CHECK, self._first_rule_line + index, column)

    def check_line(self, index: int, column: int = 0) -> Place:
        """A cell of the check sheet's line for a check that is no equation, in the order of ``form.explained``.

        Columns: number, check, explanation in the last.
        """
        last = self._first_rule_line + len(self.form.relations)
        return Place(CHECK, last + 2 + index, column)

    def explanations(self) -> Mapping[tuple[str, str], Place]:
        """Where the unit explains a warning: by code of the rule and, of an equation, the id of its line."""
        return self._explanations

    def relation_place(self, relation: Relation) -> Place:
        """Where a broken relation is reported."""
        return self.places[reported_at(relation)]


def _used(plan: TablePlan) -> frozenset[tuple[int, int]]:
    beside = plan.panel
    panel = (beside.verdict, beside.link, beside.zero_label, beside.zero, beside.code, beside.units, beside.blanks)
    captions = (caption.place for caption in (*plan.captions, *plan.prior_labels))
    return frozenset((p.row, p.column) for p in (*panel, *captions, *plan.cells.values(), *plan.prior.values()))


@lru_cache(maxsize=32)
def layout_of(form: Form) -> Layout:
    """The layout of a form, worked out once."""
    return Layout(form)


def column_name(index: int) -> str:
    """The letters of a zero-based column."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(letters: str) -> int:
    """The zero-based column of some letters."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def areas(places: Iterable[Place]) -> list[str]:
    """Cells as few rectangles: ``D5:I27``, ``D29:I29``. Only first cells count; the sheet is not spelt."""
    rows: dict[int, list[int]] = {}
    for place in places:
        rows.setdefault(place.row, []).append(place.column)
    done: list[tuple[int, int, int, int]] = []
    growing: dict[tuple[int, int], int] = {}  # a run of columns -> the row its rectangle began
    last = -1
    for row in sorted(rows):
        runs = list(_runs(rows[row]))
        ended = [run for run in growing if row != last + 1 or run not in runs]
        done += [(growing.pop(run), run[0], last, run[1]) for run in ended]
        for run in runs:
            growing.setdefault(run, row)
        last = row
    done += [(top, left, last, right) for (left, right), top in growing.items()]
    return [_area(*corners) for corners in sorted(done)]


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(set(columns))
    start = previous = ordered[0]
    for column in ordered[1:]:
        if column != previous + 1:
            yield start, previous
            start = column
        previous = column
    yield start, previous


def _area(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{column_name(left)}{top + 1}", f"{column_name(right)}{bottom + 1}"
    return first if first == last else f"{first}:{last}"


# ------------------------------------------------------------------------------------------------- plans of the tables


def _heads(paths: Sequence[tuple[str, ...]], depth: int) -> Iterator[tuple[int, int, int, int, str]]:
    """The merged heads over lines with label paths: (first line, lines, first level, levels, text).

    Neighbours that share the beginning of a path share a head; the last step of a short path spans the levels left.
    """
    for level in range(depth):
        start = 0
        while start < len(paths):
            path = paths[start]
            if level >= len(path):
                start += 1
                continue
            end = start + 1
            last = level == len(path) - 1
            while not last and end < len(paths) and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            yield start, end - start, level, depth - level if last else 1, path[level]
            start = end


def _depth(lines: Iterable[tuple[str, ...]]) -> int:
    return max(len(path) for path in lines)


def _plan(form: Form, table: Table) -> TablePlan:
    return {"grid": _plan_grid, "blocks": _plan_blocks, "strip": _plan_strip}[table.arrangement](form, table)


def _plan_grid(form: Form, table: Table) -> TablePlan:
    (block,) = table.blocks
    head, side = _depth(column.path for column in block.columns), _depth(row.path for row in block.rows)
    top = 1 + head
    captions = [Caption(Place(table.sheet, 1, 0, head, side), block.corner, "corner")]
    captions += [
        Caption(Place(table.sheet, 1 + level, side + at, levels, lines), form.printed(text), "head")
        for at, lines, level, levels, text in _heads([column.path for column in block.columns], head)
    ]
    captions += [
        Caption(Place(table.sheet, top + at, level, lines, levels), form.printed(text), "label")
        for at, lines, level, levels, text in _heads([row.path for row in block.rows], side)
    ]
    cells = {
        Address(f"{table.id}.{row.id}.{column.id}"): Place(table.sheet, top + i, side + j)
        for i, row in enumerate(block.rows)
        for j, column in enumerate(block.columns)
    }
    widths = (
        *((5.0, 11.0, 31.0)[-side:] if side <= 3 else (12.0,) * side),
        *_shares(len(block.columns), 53.2, 7.6, 14.0),
    )
    heights = dict.fromkeys(range(1, head), 20.0) | {head: 46.0}
    return _finish(form, table, captions, cells, widths, heights, 25.0, head_rows=head, label_columns=side)


def _plan_strip(form: Form, table: Table) -> TablePlan:
    (block,) = table.blocks
    lines = [(row, column) for row in block.rows for column in block.columns]
    paths = [row.path + column.path for row, column in lines]
    head = _depth(paths)
    captions = [
        Caption(Place(table.sheet, 1 + level, at, levels, count), form.printed(text), "head")
        for at, count, level, levels, text in _heads(paths, head)
    ]
    cells = {
        Address(f"{table.id}.{row.id}.{column.id}"): Place(table.sheet, 1 + head, j)
        for j, (row, column) in enumerate(lines)
    }
    heights = dict.fromkeys(range(1, head), 24.0) | {head: 36.0, head + 1: 30.0}
    widths = _shares(len(lines), 84.0, 5.6, 14.0)
    return _finish(form, table, captions, cells, widths, heights, 30.0, head_rows=head, label_columns=0)


def _plan_blocks(form: Form, table: Table) -> TablePlan:
    side = _depth(row.path for block in table.blocks for row in block.rows)
    width = side + max(len(block.columns) for block in table.blocks)
    captions: list[Caption] = []
    cells: dict[Address, Place] = {}
    row_at = 1
    for block in table.blocks:
        if block.title:
            captions.append(Caption(Place(table.sheet, row_at, 0, 1, width), block.title, "band"))
            row_at += 1
        head = _depth(column.path for column in block.columns)
        captions.append(Caption(Place(table.sheet, row_at, 0, head, side), block.corner, "corner"))
        captions += [
            Caption(_stretch(table, block, row_at + level, at, levels, lines, side, width), form.printed(text), "head")
            for at, lines, level, levels, text in _heads([column.path for column in block.columns], head)
        ]
        row_at += head
        captions += [
            Caption(Place(table.sheet, row_at + at, level, lines, levels), form.printed(text), "label")
            for at, lines, level, levels, text in _heads([row.path for row in block.rows], side)
        ]
        for row in block.rows:
            for j, column in enumerate(block.columns):
                cells[Address(f"{table.id}.{row.id}.{column.id}")] = _stretch(
                    table, block, row_at, j, 1, 1, side, width
                )
            row_at += 1
    widths = (22.0,) * width if width <= 4 else (22.0, *_shares(width - 1, 66.0, 8.0, 22.0))
    return _finish(form, table, captions, cells, widths, {}, 24.0, head_rows=0, label_columns=side)


def _stretch(table: Table, block: Block, row: int, at: int, height: int, lines: int, side: int, width: int) -> Place:
    """A place in a block; what stands in its last column reaches to the right edge of the table."""
    reach = width - side - at if at + lines == len(block.columns) else lines
    return Place(table.sheet, row, side + at, height, reach)


def _shares(count: int, total: float, lowest: float, highest: float) -> tuple[float, ...]:
    return (min(max(round(total / count, 1), lowest), highest),) * count


def _finish(
    form: Form,
    table: Table,
    captions: Sequence[Caption],
    cells: Mapping[Address, Place],
    widths: tuple[float, ...],
    heights: Mapping[int, float],
    usual: float,
    *,
    head_rows: int,
    label_columns: int,
) -> TablePlan:
    columns = len(widths)
    rows = 1 + max(place.row for place in cells.values())
    title = Caption(Place(table.sheet, 0, 0, 1, columns), table.title, "title")
    tall = {0: 30.0} | dict.fromkeys(range(1, rows), usual) | dict(heights)
    for caption in captions:  # high enough for the longest label of one row
        place = caption.place
        if place.height == 1 and caption.role == "label":
            room = sum(widths[place.column : place.column + place.width]) - 1
            lines = sum(-(-len(part) * _CHAR // room) for part in caption.text.split("\n"))
            tall[place.row] = max(tall[place.row], lines * _LINE + 6)
    side = columns + 1
    panel = Panel(*(Place(table.sheet, row, side) for row in range(7)))
    figures = form.by_address
    prior, labels = _prior(form, table, cells, rows, columns, label_columns)
    return TablePlan(
        table,
        (title, *captions),
        cells,
        prior,
        labels,
        widths,
        tall,
        rows,
        columns,
        head_rows,
        label_columns,
        panel,
        tuple((spot, place, figures[spot].kind) for spot, place in cells.items() if not figures[spot].derived),
        tuple((spot, place) for spot, place in cells.items() if figures[spot].derived),
    )


def _prior(
    form: Form, table: Table, cells: Mapping[Address, Place], rows: int, columns: int, label_columns: int
) -> tuple[dict[Address, Place], tuple[Caption, ...]]:
    """Last year's figures under the table, outside the printed area: a row for each line, in the table's columns."""
    spots = [spot for spot in form.prior if form.by_address[own_year(spot)].table.id == table.id]
    if not spots:
        return {}, ()
    labels = [Caption(Place(table.sheet, rows + 1, 0, 1, columns), texts.PRIOR_TITLE, "head")]
    lines: dict[str, int] = {}
    places = {}
    for spot in spots:
        figure = form.by_address[own_year(spot)]
        if figure.row.id not in lines:
            lines[figure.row.id] = rows + 2 + len(lines)
            if label_columns:
                text = texts.label(figure.row.path)
                labels.append(Caption(Place(table.sheet, lines[figure.row.id], 0, 1, label_columns), text, "label"))
        places[spot] = Place(table.sheet, lines[figure.row.id], cells[figure.address].column)
    return places, tuple(labels)


def reported_at(relation: Relation) -> Address:
    """The figure at which a broken relation is reported: the one it computes, else its first of this year."""
    return relation.right[0] if relation.rule.computes else relation.cells[0]


def own_year(spot: Address) -> Address:
    """The address without ``prior:`` before it."""
    return Address(spot.removeprefix(PRIOR))
