"""Tables found by their labels, wherever they stand: addresses to places, and all that was not as the form has it.

A row is known by its labels (group, ordinal, label), a column by the heads above it. Where a table has its cells in
line, a column is a column of the sheet; in plain text, where merged cells are left out, it is a turn in the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from govxl import texts
from govxl.form import KINDS, Address, Form, Table
from govxl.layout import Place
from govxl.reading import words
from govxl.reading.cells import take
from govxl.reading.grids import as_text
from govxl.reading.heads import Columns, find_columns
from govxl.reading.labels import Axis, Key, Match, ordinal
from govxl.reading.sheet import Sheet, Spot

_TELLING = 4  # characters of a label beyond which it tells a line without its group
_HEAD_ROWS = 8  # how far above its first row the heads of a table are looked for


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A figure that somebody added: the cell, and the figures that it should be the sum of."""

    place: Place
    parts: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A table as found: where each figure stands, and what was odd. Labels are as printed.

    ``misspelt``: places with the label they were taken for. ``missing``: labels of lines that are not there.
    ``strange``: lines with numbers that are none of the form's. ``twice``: figures that stand in more than one place.
    Without any places it is a table whose rows are known, but none of its columns.
    """

    table: Table
    form: Form
    sheet: str
    rows: tuple[int, int]
    places: Mapping[Address, Place]
    misspelt: tuple[tuple[Place, str, str], ...] = ()
    missing: tuple[str, ...] = ()
    strange: tuple[tuple[Place, str], ...] = ()
    subtotals: tuple[Subtotal, ...] = ()
    twice: tuple[tuple[Address, tuple[Place, ...]], ...] = ()
    aside: frozenset[Spot] = frozenset()  # the cells of strange columns
    numbered: int = 0  # rows with numbers that are the table's, whether its columns are known or not

    @property
    def place(self) -> Place:
        """Where it begins: its first row, and the first column of its figures where it does not begin at the left."""
        places = [*self.places.values(), *(place for _, places in self.twice for place in places)]
        return Place(self.sheet, self.rows[0], min((place.column for place in places), default=0))

    @property
    def seen(self) -> int:
        """How many of its figures were found, in one place or in several."""
        return len(self.places) + len(self.twice)

    @property
    def fit(self) -> int:
        """How many of its figures were found, less what is odd: the edition that fits best is the table's.

        What is missing does not count, for it may be lost: else a table cut short would fit the shorter edition.
        """
        return len(self.places) - len(self.strange) - len(self.misspelt)


@lru_cache(maxsize=64)
def _side(form: Form, table: Table) -> Axis:
    """The rows of a table; those of blocks under the band of their block."""
    lines = [
        ((str(index), row.id), (*((block.title,) if block.title else ()), *row.path))
        for index, block in enumerate(table.blocks)
        for row in block.rows
    ]
    return Axis(lines, form.variants)


@lru_cache(maxsize=64)
def _head(form: Form, table: Table, block: int) -> Axis:
    """The columns of a block, or all lines of a strip laid end to end."""
    part = table.blocks[block]
    if table.arrangement == "strip":
        lines = [((row.id, column.id), row.path + column.path) for row in part.rows for column in part.columns]
        return Axis(lines, form.variants)
    return Axis([((column.id,), column.path) for column in part.columns], form.variants)


def find_table(form: Form, table: Table, sheets: Sequence[Sheet]) -> list[Found]:
    """All places where a table of a form stands in some sheets, the fullest first."""
    found = []
    for sheet in sheets:
        finder = _Strip if table.arrangement == "strip" else _Rows
        for part in _beside(form, table, sheet):
            found += list(finder(form, table, part).all())
    return sorted(found, key=lambda one: (-len(one.places), -one.fit))


def _beside(form: Form, table: Table, sheet: Sheet) -> list[Sheet]:
    """A sheet, or its parts where the table stands beside itself: its labels begin again behind figures."""
    axis = _head(form, table, 0) if table.arrangement == "strip" else _side(form, table)
    strip = table.arrangement == "strip"
    known = {path[0] for path in axis.paths.values()} if strip else set(axis.leaves)
    cuts: set[Spot] = set()  # where a part may begin: from the first to the last column
    for row in sheet.labelled:
        last: dict[str, int] = {}
        for column, label in enumerate(sheet.labels[row]):
            step = axis.step(label) if label else ""
            if step not in known:
                continue
            if step in last and column > last[step] + 1:
                between = range(last[step] + 1, column)
                if strip and any(axis.step(sheet.labels[row][at]) in known - {step} for at in between):
                    cuts.add((column, column))
                elif not strip and (numbers := [at for at in between if sheet.is_number(row, at)]):
                    cuts.add((numbers[-1] + 1, column))
            last[step] = column
    edges = [0, *_apart(cuts), max(map(len, sheet.labels), default=0)]
    return [sheet.part(range(*pair)) for pair in pairwise(edges)] if cuts else [sheet]


def _apart(cuts: Set[Spot]) -> list[int]:
    """The columns where parts begin, one for all the rows that leave room for it."""
    columns: list[int] = []
    latest = -1
    for first, last in sorted(cuts):
        if first <= latest:
            columns[-1], latest = first, min(latest, last)
        else:
            columns.append(first)
            latest = last
    return columns


@dataclass(slots=True)
class _Result:
    """What one table gathers while it is read."""

    places: dict[Address, list[Place]] = field(default_factory=dict)
    misspelt: dict[Place, tuple[str, str]] = field(default_factory=dict)
    strange: list[tuple[Place, str]] = field(default_factory=list)
    aside: set[tuple[int, int]] = field(default_factory=set)
    subtotals: list[Subtotal] = field(default_factory=list)
    rows: int = 0

    def found(self, form: Form, table: Table, sheet: Sheet, rows: tuple[int, int], missing: Sequence[str]) -> Found:
        """The table, figures that stand twice set apart."""
        return Found(
            table,
            form,
            sheet.name,
            rows,
            {spot: places[0] for spot, places in self.places.items() if len(places) == 1},
            tuple((place, *words) for place, words in self.misspelt.items()),
            tuple(missing),
            tuple(self.strange),
            tuple(self.subtotals),
            tuple((spot, tuple(places)) for spot, places in self.places.items() if len(places) > 1),
            frozenset(self.aside),
            self.rows,
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """A row that was recognised: its key (None for a group's subtotal), path, and the last column of its labels."""

    row: int
    key: Key | None
    path: tuple[str, ...]
    last: int
    misspelt: tuple[tuple[str, str], ...] = ()
    cells: int = 0  # up to the last that is filled
    tail: tuple[int, str] | None = None  # the next text in the row: a figure, or a label that is not known
    figure: bool = False  # whether that is a number, such as 12件, whose digits are no ordinal

    def continues(self, columns: Columns) -> bool:
        """Whether the row's label goes on with something unknown, so that it is another line than it seems."""
        if columns.turns and self.cells - self.last - 1 > columns.width:
            return True
        if self.tail is None:
            return False
        unknown = ordinal(self.tail[1]) and not self.figure
        return bool(unknown) or (not columns.turns and self.tail[0] < min(columns.at.values(), default=0))


class _Rows:
    """A grid or blocks: rows known by their labels, columns by the heads above the first row of each block."""

    def __init__(self, form: Form, table: Table, sheet: Sheet):
        self.form, self.table, self.sheet = form, table, sheet
        self.side = _side(form, table)

    def all(self) -> Iterator[Found]:
        end = -1
        for first, last in self._stretches():
            lines = list(self._lines(max(end + 1, first - _HEAD_ROWS), last, guessing=True))
            end = last
            if found := self._read(lines):
                yield found

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """The rows from the first to the last that a table's labels are certain of; a second table begins anew."""
        run: list[_Line] = []
        seen: set[Key | None] = set()
        lines = [line for line in self._lines(0, len(self.sheet.labels) - 1) if line.key is not None]
        for index, line in enumerate(lines):
            following = lines[index : index + 3]
            again = sum(one.key in seen for one in following) >= min(2, len(following))
            if line.key in seen and again and (len(following) >= 2 or line.row > run[-1].row + _HEAD_ROWS):
                yield run[0].row, run[-1].row
                run, seen = [], set()
            run.append(line)
            seen |= {line.key}
        if run:
            yield run[0].row, run[-1].row

    def _lines(self, first: int, last: int, *, guessing: bool = False) -> Iterator[_Line]:
        """The rows that can be told by their labels, with the groups that stand above them."""
        context: tuple[str, ...] = ()
        for row in range(first, last + 1):
            cells = [(column, label) for column, label in enumerate(self.sheet.labels[row]) if label]
            named = [
                (column, label)
                for column, label in cells
                if self.side.step(label) or label in words.SUBTOTALS or (guessing and self.side.guess(label))
            ]
            if not named:
                continue
            labels = [label for _, label in named]
            if context and self._is_subtotal(labels, context):
                columns = range(named[-1][0], self.sheet.width(row))
                numbers = any(self.sheet.is_number(row, column) for column in columns)
                match: Match | None = Match(None, context) if numbers else None  # else it is a head
            else:
                match = self.side.match(labels, context, guessing=guessing)
            if match is None:
                continue
            end = max(column for column, _ in named)
            context = match.path if match.key is None else match.path[:-1]
            tail = next(((column, label) for column, label in cells if column > end), None)
            value = self.sheet.value(row, tail[0]) if tail else ""
            figure = any(take(value, kind).number is not None for kind in KINDS)
            yield _Line(row, match.key, match.path, end, match.misspelt, self.sheet.filled(row), tail, figure)

    def _is_subtotal(self, labels: Sequence[str], context: Sequence[str]) -> bool:
        """Whether a row is the subtotal of the group above it: what else stands in it are the groups that are open."""
        sums = [label for label in labels if label in words.SUBTOTALS and not self.side.step(label)]
        groups = [self.side.step(label) for label in labels if label not in sums]
        return bool(sums) and labels[-1] in sums and all(group in context for group in groups)

    def _read(self, lines: Sequence[_Line]) -> Found | None:
        result = _Result()
        heads: dict[int, Columns] = {}
        taken: set[int] = set()
        done = -1  # the last row that belongs to what was read before
        keyed = [line for line in lines if line.key is not None]
        if not keyed:
            return None
        for line in lines:
            block = self._block(line)
            if line.key is not None and block not in heads:
                columns = self._columns(block, max(done, line.row - _HEAD_ROWS - 1), line)
                if not columns.at:  # a label somewhere else
                    continue
                heads[block] = columns
                for spot, pair in heads[block].misspelt.items():
                    result.misspelt[self.sheet.place(*spot)] = pair
                head_row = line.row - 1
                for column, label in heads[block].strange.items():
                    if any(
                        self.sheet.is_figure(one.row, column + (one.last + 1 if heads[block].turns else 0))
                        for one in keyed
                        if self._block(one) == block
                    ):
                        result.strange.append((self.sheet.place(head_row, column), label))
            if block in heads and not line.continues(heads[block]):
                taken.add(line.row)
                self._take(line, block, heads[block], result)
            if block in heads:
                done = line.row
        result.rows = sum(map(self._has_numbers, keyed))
        keyed = [line for line in keyed if taken and line.row >= min(taken)]
        if not result.places or not keyed:
            rows = (lines[0].row, lines[-1].row)
            return Found(self.table, self.form, self.sheet.name, rows, {}, numbered=result.rows)
        bands = (line.row for line in lines if line.key is None and line.row >= min(taken) - _HEAD_ROWS)
        self._strange_rows(keyed, taken, heads, result)
        rows = (min(min(taken), *bands, *(columns.top for columns in heads.values())), lines[-1].row)
        return result.found(self.form, self.table, self.sheet, rows, self._missing(result))

    def _has_numbers(self, line: _Line) -> bool:
        columns = range(line.last + 1, self.sheet.width(line.row))
        return any(self.sheet.is_number(line.row, column) for column in columns)

    def _block(self, line: _Line) -> int:
        if line.key is not None:
            return int(line.key[0])
        return 0 if len(self.table.blocks) == 1 else -1

    def _take(self, line: _Line, block: int, columns: Columns, result: _Result) -> None:
        """One row's figures: those of a line, or the subtotals of a group."""
        for label, step in line.misspelt:
            spots = [c for c, text in enumerate(self.sheet.labels[line.row]) if text == label]
            origin = self.sheet.covered.get((line.row, spots[0]), (line.row, spots[0]))
            result.misspelt.setdefault(self.sheet.place(*origin), (label, self.side.printed[step]))
        offset = line.last + 1 if columns.turns else 0
        result.aside |= {(line.row, column + offset) for column in columns.strange}
        row_ids = [row_id for _, row_id in self._rows_of(line, block)]
        further = [one for one in columns.again if self.sheet.is_number(line.row, one[1])]
        for (column_id,), column in (*columns.at.items(), *further):
            place = self.sheet.place(line.row, column + offset)
            parts = tuple(Address(f"{self.table.id}.{row_id}.{column_id}") for row_id in row_ids)
            if line.key is not None:
                result.places.setdefault(parts[0], []).append(place)
            elif parts and self.sheet.is_figure(place.row, place.column):
                result.subtotals.append(Subtotal(place, parts))
        for column, path in columns.subtotals.items():
            place = self.sheet.place(line.row, column + offset)
            head = _head(self.form, self.table, block)
            inside = [key for key, steps in head.paths.items() if steps[: len(path)] == path]
            parts = tuple(Address(f"{self.table.id}.{row_id}.{key}") for row_id in row_ids for (key,) in inside)
            if parts and self.sheet.is_figure(place.row, place.column):
                result.subtotals.append(Subtotal(place, parts))

    def _rows_of(self, line: _Line, block: int) -> list[Key]:
        """The row of a line, or all rows of the group whose subtotal it is."""
        if line.key is not None:
            return [line.key]
        return [
            key for key, path in self.side.paths.items() if path[: len(line.path)] == line.path and key[0] == str(block)
        ]

    def _columns(self, block: int, above: int, line: _Line) -> Columns:
        """The columns of a block by the heads between what stands above and its first row.

        Where figures stand between, the heads below them count alone if they are all there: those above are another's.
        """
        axis = _head(self.form, self.table, block)
        first = max(above + 1, 0)
        for row in reversed(range(first, line.row)):
            if any(self.sheet.is_number(row, column) for column in range(line.last + 1, len(self.sheet.labels[row]))):
                found = find_columns(self.sheet, axis, range(row + 1, line.row), line.last + 1)
                if len(found.at) == len(axis.paths):
                    return found
        return find_columns(self.sheet, axis, range(first, line.row), line.last + 1)

    def _strange_rows(
        self, keyed: Sequence[_Line], taken: Set[int], heads: Mapping[int, Columns], result: _Result
    ) -> None:
        """Rows between those of the table that hold numbers and are none of its lines."""
        for row in range(keyed[0].row, keyed[-1].row + 1):
            if row in taken:
                continue
            before = max((line for line in keyed if line.row <= row), key=lambda line: line.row)
            after = min((line for line in keyed if line.row >= row), key=lambda line: line.row)
            columns = heads.get(self._block(before))
            if columns is None or self._block(before) != self._block(after):
                continue
            spots = sorted(columns.at.values())
            if any(self.sheet.is_figure(row, column + (before.last + 1 if columns.turns else 0)) for column in spots):
                written = [(column, as_text(v)) for column, v in enumerate(self.sheet.grid.values[row]) if v != ""]
                column, label = next(filter(lambda pair: pair[1], written), (0, ""))
                result.strange.append((self.sheet.place(row, column), "".join(label.split())))

    def _missing(self, result: _Result) -> list[str]:
        """The labels of rows and columns no figure of which was found."""
        seen = {tuple(spot.split(".")[1:]) for spot in result.places}
        missing = []
        for index, block in enumerate(self.table.blocks):
            rows = {row.id for row in block.rows for key, _ in seen if key == row.id}
            columns = {column for key, column in seen if key in rows}
            for row in block.rows:
                if row.id not in rows:
                    missing.append(_named([self.side.printed[step] for step in self.side.paths[str(index), row.id]]))
            for column in block.columns:
                if rows and column.id not in columns:
                    missing.append(_named(column.path))
        return missing


def _named(path: Sequence[str]) -> str:
    """A line in words: its label, and the group above it where the label alone tells too little."""
    return path[-1] if len(path[-1]) > _TELLING or len(path) < 2 else texts.label(path[-3:])


class _Strip:
    """Rows laid end to end: heads, and one row of figures below them."""

    def __init__(self, form: Form, table: Table, sheet: Sheet):
        self.form, self.table, self.sheet = form, table, sheet
        self.axis = _head(form, table, 0)

    def all(self) -> Iterator[Found]:
        tops = {path[0] for path in self.axis.paths.values()}
        row = 0
        while row < len(self.sheet.labels):
            steps = {self.axis.step(label) for label in self.sheet.labels[row] if label}
            if len(steps & tops) >= min(2, len(tops)):
                end = self._end_of_heads(row)
                if found := self._read(row, end):
                    yield found
                row = end
            row += 1

    def _end_of_heads(self, first: int) -> int:
        """The row after the heads that begin at ``first``: the first row with anything that is no head."""
        row = first
        while row < len(self.sheet.labels):
            labels = [label for label in self.sheet.labels[row] if label]
            heads = [label for label in labels if self.axis.step(label) or self.axis.guess(label)]
            if not labels or len(heads) * 2 < len(labels):
                return row
            row += 1
        return row

    def _read(self, first: int, row: int) -> Found | None:
        rows = range(first, row)
        columns = find_columns(self.sheet, self.axis, rows, 0)
        if columns.turns and row < len(self.sheet.labels) and self.sheet.filled(row) > len(columns.at):
            return self._unread(first, row)
        result = _Result()
        for at, pair in columns.misspelt.items():
            result.misspelt[self.sheet.place(*at)] = pair
        for (row_id, column_id), column in columns.at.items():
            spot = Address(f"{self.table.id}.{row_id}.{column_id}")
            result.places.setdefault(spot, []).append(self.sheet.place(row, column))
            result.places[spot] += [self.sheet.place(below, column) for below in self._more(row, columns)]
        for (row_id, column_id), column in columns.again:
            if self.sheet.is_number(row, column):
                spot = Address(f"{self.table.id}.{row_id}.{column_id}")
                result.places[spot].append(self.sheet.place(row, column))
        for column, label in columns.strange.items():
            if self.sheet.is_figure(row, column):
                result.strange.append((self.sheet.place(row - 1, column), label))
        for column, path in columns.subtotals.items():
            inside = [key for key, steps in self.axis.paths.items() if steps[: len(path)] == path]
            parts = tuple(Address(f"{self.table.id}.{a}.{b}") for a, b in inside)
            if self.sheet.is_figure(row, column):
                result.subtotals.append(Subtotal(self.sheet.place(row, column), parts))
        if not result.places:
            return self._unread(first, row)
        missing = [
            texts.label([self.axis.printed[step] for step in path])
            for key, path in self.axis.paths.items()
            if key not in columns.at
        ]
        return result.found(self.form, self.table, self.sheet, (first, row), missing)

    def _unread(self, first: int, row: int) -> Found | None:
        """A table whose heads are there, but do not tell which figure is which."""
        numbers = sum(self.sheet.is_number(row, column) for column in range(self.sheet.width(row)))
        return Found(self.table, self.form, self.sheet.name, (first, row), {}, numbered=numbers) if numbers else None

    def _more(self, row: int, columns: Columns) -> list[int]:
        """The rows of figures that follow the first: nobody can tell which is meant."""
        below = row + 1
        while below < len(self.sheet.labels):
            numbers = [column for column in columns.at.values() if self.sheet.is_number(below, column)]
            if len(numbers) * 2 < len(columns.at):
                break
            below += 1
        return list(range(row + 1, below))
