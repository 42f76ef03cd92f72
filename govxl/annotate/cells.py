"""The cells of a sheet's XML, by place, with the formats that they have or inherit."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from lxml import etree

from govxl.annotate.package import Element, Parts, whole
from govxl.layout import column_index, column_name

Spot = tuple[int, int]
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_SIZE = re.compile(r"[0-9]{1,4}(\.[0-9]+)?")
# The children of a sheet in the order of the format; those not named here come in between and are never added.
_AFTER_LEGACY = frozenset(
    (
        *("legacyDrawingHF", "drawingHF", "picture", "AlternateContent", "oleObjects", "controls"),
        *("webPublishItems", "tableParts", "extLst"),
    )
)


def spot_of(reference: str) -> Spot | None:
    """Row and column, zero-based, of ``D5``."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    return int(match[2]) - 1, column_index(match[1])


def reference_of(spot: Spot) -> str:
    """``D5`` of a row and a column."""
    return f"{column_name(spot[1])}{spot[0] + 1}"


class Cells:
    """One worksheet. Cells that are not there are made when they get a format."""

    def __init__(self, parts: Parts, part: str):
        self._parts, self.part = parts, part
        self._root = parts.look(part)
        self._rows: dict[int, Element] = {}
        self._cells: dict[int, dict[int, Element]] = {}
        self._order: list[int] = []
        data = self._root.find("{*}sheetData")
        row_at = -1
        for row in data if data is not None else ():
            if isinstance(row.tag, str):
                row_at = _number(row, row_at)
                self._rows[row_at] = row
                self._order.append(row_at)
        self._order.sort()

    def _row(self, at: int) -> dict[int, Element]:
        """The cells of a row by column; references that were left out are written in."""
        if at not in self._cells:
            found: dict[int, Element] = {}
            column = -1
            for cell in self._rows.get(at, ()):
                if not isinstance(cell.tag, str):
                    continue
                spot = spot_of(cell.get("r", ""))
                column = spot[1] if spot else column + 1
                if spot is None:
                    cell.set("r", reference_of((at, column)))
                found[column] = cell
            self._cells[at] = found
        return self._cells[at]

    def styled(self) -> Iterator[tuple[Spot, int]]:
        """The cells with a format of their own."""
        for at in self._order:
            for column, cell in self._row(at).items():
                if cell.get("s"):
                    yield (at, column), whole(cell.get("s"))

    def style(self, spot: Spot) -> int:
        """The format of a cell: its own, its row's, its column's."""
        row, column = spot
        if (cell := self._row(row).get(column)) is not None:
            return whole(cell.get("s"))
        line = self._rows.get(row)
        if line is not None and line.get("customFormat") in ("1", "true"):
            return whole(line.get("s"))
        for one in self._root.iterfind("{*}cols/{*}col"):
            if whole(one.get("min")) <= column + 1 <= whole(one.get("max")):
                return whole(one.get("style"))
        return 0

    def restyle(self, spot: Spot, style: int) -> None:
        """Give a cell a format; its value and formula stay."""
        self._parts.edit(self.part)
        self._cell(spot).set("s", str(style))

    def _cell(self, spot: Spot) -> Element:
        row, column = spot
        cells = self._row(row)
        if column in cells:
            return cells[column]
        if row not in self._rows:
            data = self._parts.child(self._root, "sheetData")
            line = data.makeelement(self._parts.tag("row"), r=str(row + 1))
            before = bisect(self._order, row)
            if before:
                self._rows[self._order[before - 1]].addnext(line)
            else:
                data.insert(0, line)
            self._rows[row] = line
            self._order.insert(before, row)
        made = self._rows[row].makeelement(self._parts.tag("c"), r=reference_of(spot))
        left = [at for at in cells if at < column]
        if left:
            cells[max(left)].addnext(made)
        else:
            self._rows[row].insert(0, made)
        cells[column] = made
        self._rows[row].attrib.pop("spans", None)
        return made

    def text(self, spot: Spot) -> str:
        """The text in a cell."""
        cell = self._row(spot[0]).get(spot[1])
        return "" if cell is None else self._parts.text_of(cell)

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that are there."""
        return tuple(self._order)

    def anchors(self) -> dict[Spot, Spot]:
        """For merged cells: the first cell of the area, which alone is shown."""
        found = {}
        for merged in self._root.iterfind("{*}mergeCells/{*}mergeCell"):
            first, _, last = merged.get("ref", "").partition(":")
            top, bottom = spot_of(first), spot_of(last or first)
            if top and bottom and (bottom[0] - top[0] + 1) * (bottom[1] - top[1] + 1) <= 10_000:
                for row in range(top[0], bottom[0] + 1):
                    for column in range(top[1], bottom[1] + 1):
                        found[row, column] = top
        return found

    def width(self, column: int) -> int:
        """The width of a column in pixels."""
        for one in self._root.iterfind("{*}cols/{*}col"):
            if whole(one.get("min")) <= column + 1 <= whole(one.get("max")) and one.get("width"):
                return 0 if one.get("hidden") in ("1", "true") else round(_size(one.get("width"), 9) * 7)
        return 64

    def height(self, row: int) -> int:
        """The height of a row in pixels."""
        line = self._rows.get(row)
        usual = self._root.find("{*}sheetFormatPr")
        points = 15.0 if usual is None else _size(usual.get("defaultRowHeight"), 15)
        return round(_size(None if line is None else line.get("ht"), points) * 4 / 3)

    # -- the drawing in which comments have their boxes

    @property
    def legacy_id(self) -> str | None:
        """The id of the relationship to it, if there is one."""
        drawing = self._root.find("{*}legacyDrawing")
        return None if drawing is None else drawing.get(f"{{{self._parts.relations_space}}}id")

    def set_legacy(self, id_: str | None) -> None:
        """Name it, or take the name away."""
        root = self._parts.edit(self.part)
        drawing = root.find("{*}legacyDrawing")
        if id_ is None:
            if drawing is not None:
                root.remove(drawing)
            return
        if drawing is None:
            drawing = root.makeelement(self._parts.tag("legacyDrawing"))
            later = [one for one in root if isinstance(one.tag, str) and etree.QName(one).localname in _AFTER_LEGACY]
            root.insert(list(root).index(later[0]) if later else len(root), drawing)
        drawing.set(f"{{{self._parts.relations_space}}}id", id_)


def _number(row: Element, before: int) -> int:
    if not (at := whole(row.get("r"))):
        row.set("r", str(before + 2))
        return before + 1
    return at - 1


def _size(text: str | None, usual: float) -> float:
    return float(text) if text and _SIZE.fullmatch(text) else usual
