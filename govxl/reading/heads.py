"""The columns of a table by the heads above them: in line with the sheet's columns, or in turn in plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from govxl.reading.labels import Axis, Key
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
        turns = _in_turn(sheet, axis, rows)
        found = turns if len(turns.at) > len(found.at) else found
    heads = (row for row in rows if any(axis.step(label) for label in sheet.labels[row] if label))
    return replace(found, top=next(heads, rows.stop))


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
        match = axis.match(labels) or axis.match(labels, guessing=True)
        if match is None:
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


def _in_turn(sheet: Sheet, axis: Axis, rows: range) -> Columns:
    """The columns by the order of their heads, where merged cells were left out: each group's labels stand below it."""
    levels = [[axis.step(label) for label in sheet.labels[row] if axis.step(label)] for row in rows]
    levels = [level for level in levels if level]
    order: list[Key] = []

    def descend(depth: int, path: tuple[str, ...]) -> None:
        """Take from a level the labels that stand below a path, in their order."""
        while depth < len(levels) and levels[depth]:
            step = levels[depth][0]
            whole = (*path, step)
            inside = [key for key, steps in axis.paths.items() if steps[: len(whole)] == whole]
            if not inside:
                return
            levels[depth].pop(0)
            leaf = [key for key in inside if axis.paths[key] == whole]
            if leaf:
                if leaf[0] in order:
                    levels[depth].insert(0, step)
                    return
                order.extend(leaf)
            else:
                descend(depth + 1, whole)

    descend(0, ())
    return Columns({key: turn for turn, key in enumerate(order)}, {}, {}, {}, turns=True)
