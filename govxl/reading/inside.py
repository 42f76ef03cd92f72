"""What a summary holds, level by level, as its hidden sheet and the rows of its units tell it.

The hidden sheet says what was put in; the rows are open for correction and say what is still there. A part whose row
was deleted is no longer in the sum, with all that was in it; a row that somebody added is a part of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from govxl import texts
from govxl.filing import NOBODY, LeftOut, Part, Unit
from govxl.form import Address
from govxl.reading.grids import as_text
from govxl.reading.unit_rows import UnitRows


@dataclass(frozen=True, slots=True)
class Inside:
    """The parts of a summary, what was left out of it, and how many units below left a figure blank."""

    parts: tuple[Part, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unfilled: Mapping[Address, int] = field(default_factory=dict)


def read_inside(identity: Sequence[Sequence[object]], rows: UnitRows) -> Inside:
    """Read the lines of the hidden sheet and hold them against the rows."""
    lines = [tuple(map(as_text, (*line, "", "", "", "", "")[:5])) for line in identity]
    left_out = [LeftOut(Unit(code, name), reason, by) for key, code, name, reason, by in lines if key == "left_out"]
    carried: dict[int, dict[Address, int]] = {}
    for key, part_number, spot, count, _ in lines:
        if key == "unfilled" and part_number.isdecimal() and count.isdecimal():
            carried.setdefault(int(part_number), {})[Address(spot)] = int(count)
    trees = list(_trees(lines, rows.units))
    rest = list(rows.units)
    now = dict.fromkeys(range(len(trees)), NOBODY)  # each part as its row says, which the office may have corrected
    for same in (_same, _alike):
        for number, (head, *_) in enumerate(trees):
            if now[number] is NOBODY and (found := [unit for unit in rest if same(unit, head.unit)]):
                now[number] = found[0]
                rest.remove(found[0])
    removable = bool(rows.units) and not rows.nameless  # a row without a name may be that of any
    parts: list[Part] = []
    unfilled = Counter(rows.blanks)
    for number, (head, *below) in enumerate(trees):
        if now[number] is NOBODY and removable:
            lost = [part.unit for part in (head, *below) if not part.summary]
            left_out += [LeftOut(unit, texts.row_removed()) for unit in lost]
            continue
        unit = head.unit if now[number] is NOBODY else now[number]
        parts += [Part(unit, 0, head.summary), *below]
        unfilled.update(carried.get(number, {}))
    parts += [Part(unit) for unit in rest]
    return Inside(tuple(parts), tuple(left_out), dict(unfilled))


def _trees(lines: Sequence[tuple[str, ...]], units: Sequence[Unit]) -> Iterator[list[Part]]:
    """Each part that has a row, with all that is in it."""
    tree: list[Part] = []
    for key, code, name, depth, kind in lines:
        if key != "contains":
            continue
        unit = Unit(code, name)
        if not depth.isdecimal():  # written before depths were
            depth = "0" if not tree or any(_alike(row, unit) for row in units) else "1"
        part = Part(unit, int(depth), kind == "summary")
        if part.depth == 0 and tree:
            yield tree
            tree = []
        tree.append(part)
    if tree:
        yield tree


def _same(one: Unit, other: Unit) -> bool:
    return one == other


def _alike(one: Unit, other: Unit) -> bool:
    """Whether a row may be that of a part whose code or name was corrected in it."""
    return bool((one.code and one.code == other.code) or (one.name and one.name == other.name))
