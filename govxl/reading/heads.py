"""The columns of a table by the heads above them: in line with the sheet's columns, or in turn in plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from govxl.reading import words
from govxl.reading.labels import Axis, Key, Match
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

    @property
    def width(self) -> int:
        """How many columns the heads have, those of others and of subtotals among them."""
        return max((*self.at.values(), *self.subtotals, *self.strange), default=-1) + 1


def find_columns(sheet: Sheet, axis: Axis, rows: range, first: int) -> Columns:
    """The columns of an axis by their heads in some rows, from column ``first`` on."""
    if _left_out(sheet, axis, rows):
        found = _in_turn(sheet, axis, rows, first)
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


def _in_turn(sheet: Sheet, axis: Axis, rows: range, first: int) -> Columns:
    """The columns by the order of their heads, where covered cells were left out: each group's labels stand below it.

    A head that is not known takes its turn, too: what follows it would else be taken for its neighbour. None are found
    where heads have no place, or the first row has not as many figures as there are heads.
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
    figures = sheet.filled(rows.stop) - first if rows.stop < len(sheet.labels) else 0
    if any(levels) or figures > len(order) or (strange and figures < len(order)):
        return Columns({}, {}, {}, {})
    return Columns(at, subtotals, strange, misspelt, turns=True)


def _level(sheet: Sheet, axis: Axis, row: int, corner: bool) -> list[tuple[Spot, str, str]]:
    """The heads of a row in turn, as (cell, label, step), if any is known; with ``corner`` from the known one on."""
    heads = [((row, column), label) for column, label in enumerate(sheet.labels[row]) if label]
    found = [(spot, label, axis.step(label) or axis.guess(label)) for spot, label in heads]
    first = next((index for index, (_, label, _) in enumerate(found) if axis.step(label)), None)
    if first is None:
        return []
    return found[first:] if corner else found
