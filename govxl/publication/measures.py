"""How wide, how high and in what size the tables of a report are printed, so that each is legible and fits a page.

Lengths are in twips, 1440 to the inch, sizes of fonts in points.
"""

from __future__ import annotations

from math import ceil

from govxl.publication.blocks import Cell, Table

_TEXT_WIDTH = 8844  # twips: 156 mm of text area
_PAGE = 11500  # twips of text on a page, without the heading above a table
_HIGHEST, _LOWEST = 500, 300  # twips of a row of a table
USUAL, _WIDE, _SMALLEST = 12.0, 9.0, 5.0  # points in a table: usually, from eight columns on, and at least
LEADING = 4 / 3  # from line to line in a table, in sizes of its font: fixed, so that no font makes a table too high
_ASCII = 0.64  # how wide a digit is at most, in Chinese characters: 0.5 in the fonts of the standard, more in others


def column_widths(block: Table) -> list[int]:
    """The widths of the columns, together that of the text.

    A column is at least as wide as what cannot be broken in it, as far as the widest one can spare it; columns of
    figures stay alike.
    """
    share = _TEXT_WIDTH / sum(block.widths)
    widths = [width * share for width in block.widths]
    room = font_size(block) * 20
    least = [0.0] * len(widths)
    for cell in (cell for row in block.cells for cell in row if cell.width == 1):
        least[cell.column] = max(least[cell.column], _unbroken(cell) * room + 2 * margin(block) + 20)
    figures = {cell.column for row in block.cells for cell in row if cell.role == "figure" and cell.width == 1}
    for column in figures:
        least[column] = max(least[other] for other in figures)
    widest = widths.index(max(widths))
    lowest = dict(enumerate(least)) | ({} if widest in figures else {widest: _TEXT_WIDTH / 4})
    spared = {n: width - lowest[n] for n, width in enumerate(widths) if lowest[n] < width and n not in figures}
    labels = set(range(len(widths))) - figures
    for columns in (labels, figures):  # labels first: a figure can be printed smaller
        wanted = {n: lowest[n] - widths[n] for n in columns if lowest[n] > widths[n]}
        moved = min(sum(wanted.values()), sum(spared.values()))
        for column, more in wanted.items():
            widths[column] += more * moved / sum(wanted.values())
        left = 1 - moved / sum(spared.values()) if moved else 1
        for column, more in spared.items():
            widths[column] -= more * (1 - left)
            spared[column] = more * left
    whole = [int(width) for width in widths]
    whole[widest] += _TEXT_WIDTH - sum(whole)
    return whole


def figure_size(block: Table, cell: Cell, width: int) -> float:
    """The size at which a figure stands on one line."""
    fits = int(2 * (width - 2 * margin(block)) / 20 / max(_ems(cell.text), 1)) / 2
    return max(min(font_size(block), fits), _SMALLEST)


def _unbroken(cell: Cell) -> float:
    """How many characters wide what cannot be broken is: a number, or a line of a label printed with breaks."""
    if cell.role == "figure":
        return _ems(cell.text)
    return max(map(_ems, cell.text.split("\n"))) if "\n" in cell.text else 0


def _ems(text: str) -> float:
    """The width of a text in Chinese characters."""
    return sum(_ASCII if sign.isascii() else 1.0 for sign in text)


def font_size(block: Table) -> float:
    """The size of the labels of a table."""
    return USUAL if len(block.widths) < 8 else _WIDE


def margin(block: Table) -> int:
    """The room left and right in a cell."""
    return 100 if len(block.widths) < 8 else 40


def row_height(block: Table, widths: list[int]) -> int:
    """The least height of a row: what leaves the table on one page with its heading, as far as the labels allow."""
    size = font_size(block)
    needed = []
    for row in block.cells:
        lines = 1.0
        for cell in (cell for cell in row if cell.height == 1):
            room = sum(widths[cell.column : cell.column + cell.width]) - 2 * margin(block)
            lines = max(lines, sum(ceil(_ems(line) * size * 20 / room) for line in cell.text.split("\n")))
        needed.append(lines * size * LEADING * 20)
    heights = range(_HIGHEST, _LOWEST, -10)
    return next((height for height in heights if sum(max(height, row) for row in needed) <= _PAGE), _LOWEST)
