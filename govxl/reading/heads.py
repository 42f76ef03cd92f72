"""The columns of a table by the heads above them: in line with the sheet's columns, or in turn in plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from govxl.reading import words
from govxl.reading.labels import Axis, Key
from govxl.reading.sheet import Sheet, Spot


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a block: sheet columns, or turns after the labels where ``turns``; and groups' subtotals."""

    at: Mapping[Key, int]
    subtotals: Mapping[int, tuple[str, ...]]
    strange: Mapping[int, str]
    misspelt: Mapping[Spot, tuple[str, str]]
    again: tuple[tuple[Key, int], ...] = ()  # further columns of the same name
    turns: bool = False
    top: int = 0  # the first row of the heads


def find_columns(sheet: Sheet, axis: Axis, rows: range, first: int) -> Columns:
    """The columns of an axis by their heads in some rows, from column ``first`` on."""
    if _left_out(sheet, axis, rows):
        found = _in_turn(sheet, axis, rows) or Columns({}, {}, {}, {})
    else:
        found = _aligned(sheet, axis, rows, first)
        if len(found.at) < len(axis.paths) and _shifted(sheet, axis, rows, first):
            found = Columns({}, {}, {}, {})
    heads = (row for row in rows if any(axis.step(label) for label in sheet.labels[row] if label))
    return replace(found, top=next(heads, rows.stop))


def _aligned(sheet: Sheet, axis: Axis, rows: range, first: int) -> Columns:
    """The columns by the heads that stand above them in the sheet, group over label."""
    at: dict[Key, int] = {}
    subtotals: dict[int, tuple[str, ...]] = {}
    strange: dict[int, str] = {}
    misspelt: dict[Spot, tuple[str, str]] = {}
    again: list[tuple[Key, int]] = []
    stacks = _stacks(sheet, axis, rows)
    past = _past(sheet, rows)
    for column, stack in enumerate(stacks):
        if column < first or not stack:
            continue
        if column in past:
            strange[column] = past[column]
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
        else:
            again.append((match.key, column))  # or the rest of a merged head, where nothing stands
    return Columns(at, subtotals, strange, misspelt, tuple(again))


def _past(sheet: Sheet, rows: range) -> dict[int, str]:
    """Columns under heads that say they are not of this year: by words, or by a year where a later one is beside it."""
    found: dict[int, str] = {}
    for row in rows:
        heads = [(column, sheet.head(row, column)) for column in range(len(sheet.labels[row]))]
        numbers = [text for _, text in heads if text.isdecimal()]
        years = {column: match[1] for column, text in heads if (match := words.YEAR.fullmatch(text))}
        if not all(map(words.YEAR.fullmatch, numbers)):  # figures of another table
            continue
        found |= {column: year for column, year in years.items() if year < max(years.values())}
        found |= {column: text for column, text in heads if words.PAST.fullmatch(text)}
    return found


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


def _left_out(sheet: Sheet, axis: Axis, rows: range) -> bool:
    """Whether covered cells were left out of the heads, as in plain text: no row has a gap, their lengths differ."""
    lengths = set()
    for row in rows:
        labels = sheet.labels[row]
        if not any(axis.step(label) for label in labels if label):
            continue
        length = max(column for column, label in enumerate(labels) if label) + 1
        if not all(labels[:length]) or any((row, column) in sheet.covered for column in range(length)):
            return False
        lengths.add(length)
    return len(lengths) > 1


def _shifted(sheet: Sheet, axis: Axis, rows: range, first: int) -> bool:
    """Whether heads do not stand above their figures: several columns of figures have none at all."""
    stop = rows.stop
    if stop >= len(sheet.labels) or any(row in rows for row, _ in sheet.covered):
        return False
    known = [row for row in rows if any(axis.step(label) for label in sheet.labels[row] if label)]
    headed = {column for row in known for column, label in enumerate(sheet.labels[row]) if label}
    numbers = {column for column in range(first, sheet.filled(stop)) if sheet.is_number(stop, column)}
    return len(numbers - headed) > 1


def _in_turn(sheet: Sheet, axis: Axis, rows: range) -> Columns | None:
    """The columns by the order of their heads, where covered cells were left out: each group's labels stand below it.

    None where one of the heads is not known, or has no place.
    """
    levels = []
    for row in rows:
        steps = [axis.step(label) for label in sheet.labels[row] if label]
        if not any(steps):
            continue
        if not all(steps[1:]):
            return None
        levels.append([step for step in steps if step])
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
    if any(levels):
        return None
    return Columns({key: turn for turn, key in enumerate(order)}, {}, {}, {}, turns=True)
