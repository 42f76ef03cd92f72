"""A document while it is read: text, paragraphs and tables as they come, put together to one grid."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from govxl import texts
from govxl.reading.gate import Refused
from govxl.reading.grids import Grid

MAX_COLUMNS, MAX_VALUES, MAX_DEPTH = 200, 1_000_000, 100
# Signs without width that editors leave behind: they are no text, and no label with one inside is found.
_UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_BLANK_LINE = re.compile(r"\n\s*\n")

Block = str | Grid  # a paragraph or a table
Rectangle = tuple[int, int, int, int]


@dataclass(slots=True)
class _Cell:
    row: int
    column: int
    height: int
    width: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    slivers: Collection[int] = ()
    cells: list[_Cell] = field(default_factory=list)
    row: int = -1
    column: int = 0
    in_row: bool = False
    taken: list[int] = field(default_factory=list)  # by column: the first row that no cell from above covers
    latest: dict[int, _Cell] = field(default_factory=dict)  # by column: the last cell that begins there


class Flow:
    """Collects a document. Open and close come in pairs, whatever the document does; text belongs where it stands.

    ``unwrap`` takes a table that holds tables for mere layout, as on web pages: what is in it is taken out, in order.
    Otherwise the rows of an inner table follow the outer row. A table of one cell is a frame, no table, in any case.
    Raises Refused where the tables are too wide, too many or too deep.
    """

    def __init__(self, tidy: Callable[[str], str] = str.strip, *, unwrap: bool = False):
        self._tidy, self._unwrap = tidy, unwrap
        self._blocks: list[Block] = []
        self._open: list[_Table | _Cell | None] = []  # None: a cell outside of any table
        self._pieces: list[str] = []
        self._put_aside: list[list[str]] = []
        self._values = 0

    def text(self, piece: str) -> None:
        """Text of the paragraph that is open."""
        self._pieces.append(piece)

    def end_paragraph(self, number: str = "") -> None:
        """End the paragraph, if one is open. ``number`` is what the program puts before it, as in an automatic list.

        An empty paragraph is none, and a mere figure is never lengthened by a number before it.
        """
        if not self._pieces:
            return
        text = self._tidy("".join(self._pieces).translate(_UNSEEN))
        self._pieces.clear()
        if number and not text.replace(".", "").replace(",", "").isdigit():
            text = f"{number} {text}" if text[:1].isdigit() else number + text
        if text and text != number:
            self._here().extend(part for part in _BLANK_LINE.split(text) if part)

    def begin_aside(self) -> None:
        """A text box begins: its paragraphs come before the one in which it is anchored."""
        self._put_aside.append(self._pieces)
        self._pieces = []
        self._bound()

    def end_aside(self) -> None:
        """The text box ends."""
        self.end_paragraph()
        self._pieces = self._put_aside.pop()

    def insert(self, grid: Grid) -> None:
        """A whole document within this one."""
        self.end_paragraph()
        self._here().append(grid)

    def begin_table(self, slivers: Collection[int] = ()) -> None:
        """A table begins. ``slivers``: columns too narrow for a sign, left where borders of two rows hardly differ."""
        self.end_paragraph()
        self._open.append(_Table(slivers))
        self._bound()

    def begin_row(self, skip: int = 0) -> None:
        """A row begins, with its first ``skip`` columns left out. Outside of a table it means nothing."""
        self.end_paragraph()
        if self._open and isinstance(table := self._open[-1], _Table):
            table.row += 1
            table.column, table.in_row = min(skip, MAX_COLUMNS), True

    def end_row(self) -> None:
        """The row ends."""
        self.end_paragraph()
        if self._open and isinstance(table := self._open[-1], _Table):
            table.in_row = False

    def begin_cell(self, width: int = 1, height: int = 1, *, below: bool = False, beside: bool = False) -> None:
        """A cell begins at the first free column, spanning ``width`` columns and ``height`` rows.

        ``below`` or ``beside``: it only continues the cell above or to the left, and what it holds is not shown.
        """
        self.end_paragraph()
        table = self._open[-1] if self._open else None
        if not isinstance(table, _Table):
            self._open.append(None)
            return
        if not table.in_row:
            self.begin_row()
        width = min(max(width, 1), MAX_COLUMNS)
        if joined := _joined(table, width, below=below, beside=beside):
            table.column += width
            self._open.append(_Cell(joined.row, joined.column, 1, 1))  # swallows its text
            return
        row, column, taken = table.row, table.column, table.taken
        while column < len(taken) and taken[column] > row:
            column += 1
        if column >= MAX_COLUMNS:
            raise Refused("too-large", texts.document_too_large())
        table.column = column + width
        taken.extend([0] * (min(column + width, MAX_COLUMNS) - len(taken)))
        end = column + 1
        while end < min(column + width, MAX_COLUMNS) and taken[end] <= row:
            end += 1
        cell = _Cell(row, column, max(height, 1), end - column)
        taken[column:end] = [row + cell.height] * (end - column)
        table.cells.append(cell)
        table.latest[column] = cell
        self._open.append(cell)

    def end_cell(self) -> None:
        """The cell ends."""
        self.end_paragraph()
        self._open.pop()

    def end_table(self) -> None:
        """The table ends."""
        self.end_paragraph()
        table = self._open.pop()
        assert isinstance(table, _Table)
        inner = any(isinstance(block, Grid) for cell in table.cells for block in cell.blocks)
        if len(table.cells) == 1 or (inner and self._unwrap):
            self._here().extend(block for cell in table.cells for block in cell.blocks)
        elif table.cells:
            self._here().append(self._laid_out(table))

    def grid(self) -> Grid:
        """The whole document."""
        self.end_paragraph()
        return _stacked(self._blocks)

    def _here(self) -> list[Block]:
        """Where a paragraph goes: into the innermost cell. What stands between cells goes before the table."""
        for item in reversed(self._open):
            if isinstance(item, _Cell):
                return item.blocks
        return self._blocks

    def _bound(self) -> None:
        if len(self._open) > 2 * MAX_DEPTH or len(self._put_aside) > MAX_DEPTH:
            raise Refused("too-large", texts.document_too_deep())

    def _laid_out(self, table: _Table) -> Grid:
        """The table's rows, without the columns that are none."""
        height = table.row + 1
        at = _columns(table.cells, table.slivers)
        width = at[-1]
        self._values += height * width
        if self._values > MAX_VALUES:
            raise Refused("too-large", texts.document_too_large())
        values = [[""] * width for _ in range(height)]
        reach = [row + 1 for row in range(height)]  # by row: where the longest cell ends that begins there
        inner: list[list[Grid]] = [[] for _ in range(height)]
        merged: list[Rectangle] = []
        for cell in table.cells:
            row, column = cell.row, at[cell.column]
            bottom, right = min(row + cell.height, height), at[cell.column + cell.width]
            values[row][column] = "\n".join(block for block in cell.blocks if isinstance(block, str))
            inner[row].extend(block for block in cell.blocks if isinstance(block, Grid))
            reach[row] = max(reach[row], bottom)
            if bottom - row > 1 or right - column > 1:
                merged.append((row, column, bottom - 1, right - 1))
        return _stacked(_parted(values, merged, reach, inner)) if any(inner) else Grid(values, merged=tuple(merged))


def _columns(cells: list[_Cell], slivers: Collection[int]) -> list[int]:
    """By column of the document: its column in the grid; one more for the right end.

    Left out are slivers, and columns at the right end in which no cell begins, unless a cell has one for itself.
    """
    spans = {(cell.column, cell.column + cell.width): cell.width for cell in cells}
    last = max(first for first, _ in spans)
    at = [0]
    for column in range(max(end for _, end in spans)):
        over = [span for span in spans if span[0] <= column < span[1]]
        kept = any(spans[span] == 1 for span in over) or not (column in slivers or column > last)
        if not kept:
            for span in over:
                spans[span] -= 1
        at.append(at[-1] + kept)
    return at


def _joined(table: _Table, width: int, *, below: bool, beside: bool) -> _Cell | None:
    """The cell that is continued, grown by the new part; None where there is no such cell to continue."""
    if beside and table.cells and (last := table.cells[-1]).row == table.row:
        last.width += width
        return last
    above = table.latest.get(table.column) if below else None
    if above is None or above.row + above.height != table.row or above.width != width:
        return None
    above.height += 1
    return above


def _parted(
    values: list[list[str]], merged: list[Rectangle], reach: list[int], inner: list[list[Grid]]
) -> Iterator[Grid]:
    """The rows of a table with its inner tables after them, never within merged rows."""
    first = end = told = 0
    waiting: list[Grid] = []
    for row, grids in enumerate(inner):
        waiting += grids
        end = max(end, reach[row])
        if row + 1 == len(inner) or (waiting and end <= row + 1):
            ours = []
            while told < len(merged) and merged[told][0] <= row:
                top, left, bottom, right = merged[told]
                ours.append((top - first, left, bottom - first, right))
                told += 1
            yield Grid(values[first : row + 1], merged=tuple(ours))
            yield from waiting
            waiting, first = [], row + 1


def _stacked(blocks: list[Block] | Iterator[Grid]) -> Grid:
    values: list[list[object]] = []
    merged: list[Rectangle] = []
    for block in blocks:
        if isinstance(block, str):
            values.append([block])
            continue
        top = len(values)
        values.extend(list(row) for row in block.values)
        merged.extend((a + top, b, c + top, d) for a, b, c, d in block.merged)
    return Grid(values, merged=tuple(merged))
