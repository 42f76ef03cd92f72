"""The columns of a table by the heads above them: in line with the sheet's columns, or in turn in plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from govxl.reading import words
from govxl.reading.grids import as_text
from govxl.reading.labels import Axis, Key, Match
from govxl.reading.sheet import Sheet, Spot


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a block: sheet columns, or turns after the labels where ``turns``; and groups' subtotals."""

    at: Mapping[Key, int]
    subtotals: Mapping[int, tuple[str, ...]]
    strange: Mapping[int, str]
    misspelt: Mapping[Spot, tuple[str, str]]
    turns: bool = False
    top: int = 0  # the first row of the heads


def find_columns(sheet: Sheet, axis: Axis, rows: range, first: int) -> Columns:
    """The columns of an axis by their heads in some rows, from column ``first`` on."""
    found = _aligned(sheet, axis, rows, first)
    if len(found.at) < len(axis.paths):
        turns, width = _in_turn(sheet, axis, rows)
        if len(turns.at) > len(found.at) and _left_out(sheet, rows.stop, first, width):
            found = turns
    heads = (row for row in rows if any(axis.step(label) for label in sheet.labels[row] if label))
    return replace(found, top=next(heads, rows.stop))


def _left_out(sheet: Sheet, row: int, first: int, width: int) -> bool:
    """Whether the first figure stands right behind the label, and no more than the heads: covered cells were left out.

    Elsewhere the label spans empty cells, and a turn would be taken for its neighbour.
    """
    cells = [as_text(value) for value in sheet.grid.values[row][first:]] if row < len(sheet.grid.values) else []
    while cells and not cells[-1]:
        cells.pop()
    return bool(cells) and bool(cells[0]) and len(cells) <= width


def _aligned(sheet: Sheet, axis: Axis, rows: range, first: int) -> Columns:
    """The columns by the heads that stand above them in the sheet, group over label."""
    at: dict[Key, int] = {}
    subtotals: dict[int, tuple[str, ...]] = {}
    strange: dict[int, str] = {}
    misspelt: dict[Spot, tuple[str, str]] = {}
    stacks = _stacks(sheet, axis, rows)
    for column, stack in enumerate(stacks):
        if column < first or not stack:
            continue
        labels = [label for _, _, label in stack]
        match = axis.match(labels)
        if match is None or _is_group_alone(axis, match, labels[-1]):
            match = axis.match(labels, guessing=True)
        if match is None or (not match.misspelt and _is_group_alone(axis, match, labels[-1])):
            strange[column] = labels[-1]
            continue
        for label, step in match.misspelt:
            row = next(row for row, _, text in stack if text == label)
            misspelt[sheet.covered.get((row, column), (row, column))] = (label, axis.printed[step])
        if match.key is None:
            subtotals[column] = match.path
        elif match.key not in at:
            at[match.key] = column
        elif sheet.covered.get((stack[-1][0], column), (0, column))[1] == column:
            strange[column] = labels[-1]  # a second column of the same name, not the rest of a merged one
    return Columns(at, subtotals, strange, misspelt)


def _is_group_alone(axis: Axis, match: Match, label: str) -> bool:
    """Whether labels name a group only because the last of them is not known: no subtotal, another column."""
    return match.key is None and not axis.step(label) and label not in words.SUBTOTALS


def _stacks(sheet: Sheet, axis: Axis, rows: range) -> list[list[tuple[int, int, str]]]:
    """For each column the heads above it, outermost first, as (row, column, label).

    A group that is not merged stands only over its first column: it reaches to the next head in its row.
    """
    width = max((len(sheet.labels[row]) for row in rows), default=0)
    stacks: list[list[tuple[int, int, str]]] = [[] for _ in range(width)]
    for row in rows:
        group = ""
        known = [label for label in sheet.labels[row] if label and (axis.step(label) or axis.guess(label))]
        if not known:
            continue
        for column in range(width):
            label = sheet.labels[row][column] if column < len(sheet.labels[row]) else ""
            if label:
                group = label if axis.step(label) in axis.groups else ""
            elif (row, column) not in sheet.covered and _open(axis, stacks[column]):
                label = group
            if label and (not stacks[column] or stacks[column][-1][2] != label):
                stacks[column].append((row, column, label))
    return stacks


def _open(axis: Axis, stack: Sequence[tuple[int, int, str]]) -> bool:
    """Whether the heads above a cell leave room for another group."""
    return not stack or axis.step(stack[-1][2]) in axis.groups


def _in_turn(sheet: Sheet, axis: Axis, rows: range) -> tuple[Columns, int]:
    """The columns by the order of their heads where merged cells were left out, and how many heads there are.

    Each group's labels stand below it. A head that is not known takes its turn, too: what follows it would else be
    taken for its neighbour.
    """
    levels: list[list[tuple[Spot, str, str]]] = []
    for row in rows:
        if level := _level(sheet, axis, row, corner=not levels):
            levels.append(level)
    order: list[Key | None] = []
    subtotals: dict[int, tuple[str, ...]] = {}
    strange: dict[int, str] = {}
    misspelt: dict[Spot, tuple[str, str]] = {}

    def descend(depth: int, path: tuple[str, ...]) -> None:
        """Take from a level the labels that stand below a path, in their order."""
        while depth < len(levels) and levels[depth]:
            spot, label, step = levels[depth][0]
            whole = (*path, step)
            inside = [key for key, steps in axis.paths.items() if steps[: len(whole)] == whole]
            leaf = [key for key in inside if axis.paths[key] == whole]
            if step and (not inside or (leaf and leaf[0] in order)):
                return
            levels[depth].pop(0)
            if not step:
                if label in words.SUBTOTALS:
                    subtotals[len(order)] = path
                else:
                    strange[len(order)] = label
                order.append(None)
                continue
            if not axis.step(label):
                misspelt[spot] = (label, axis.printed[step])
            if leaf:
                order.extend(leaf)
            else:
                descend(depth + 1, whole)

    descend(0, ())
    at = {key: turn for turn, key in enumerate(order) if key is not None}
    return Columns(at, subtotals, strange, misspelt, turns=True), len(order)


def _level(sheet: Sheet, axis: Axis, row: int, corner: bool) -> list[tuple[Spot, str, str]]:
    """The heads of a row in turn, as (cell, label, step), if any is known; with ``corner`` from the known one on."""
    heads = [((row, column), label) for column, label in enumerate(sheet.labels[row]) if label]
    found = [(spot, label, axis.step(label) or axis.guess(label)) for spot, label in heads]
    first = next((index for index, (_, label, _) in enumerate(found) if axis.step(label)), None)
    if first is None:
        return []
    return found[first:] if corner else found
