"""Levels: what would be counted twice between summaries and reports, and what no level has counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from govxl import texts
from govxl.belonging import Directory, all_marks, marks
from govxl.files import printable
from govxl.filing import Filing, LeftOut, Unit
from govxl.findings import Finding

_OF_CHANCE = 2  # from so many codes on, that alone are the same in two summaries, each has made up its own


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a summary is set aside, and what to do. ``lost``: it holds more than what counts elsewhere."""

    reason: str
    todo: str
    lost: bool


@dataclass(slots=True)
class _Counted:
    """A summary that counts, by the marks of all that is in it."""

    filing: Filing
    marks: set[str]
    warned: list[str] = field(default_factory=list)


def clashes(
    filings: Mapping[int, Filing], directory: Directory | None
) -> tuple[dict[int, Clash], list[tuple[int, Finding]]]:
    """Of filings that would all count, by the caller's key and the best first: which summaries cannot be added.

    A summary is set aside where one of its units has also come by itself, or in a summary of more units, or where the
    same office has sent a report of all its levels. Units of two summaries that have nothing but several codes in
    common are different ones, and the second answer are the findings that say so.
    """
    summaries = {key: filing for key, filing in filings.items() if filing.contains}
    if not summaries:
        return {}, []
    alone = [filing for filing in filings.values() if not filing.contains]
    covered = all_marks((filing.unit for filing in alone), directory)
    wholes = [(marks(filing.unit, directory), filing) for filing in alone if filing.scope == texts.SCOPE_ALL]
    found: dict[int, Clash] = {}
    notes: list[tuple[int, Finding]] = []
    counted: dict[int, _Counted] = {}
    for key in sorted(summaries, key=lambda key: len(summaries[key].contains), reverse=True):  # the larger counts
        filing = summaries[key]
        own = marks(filing.unit, directory)
        if rival := next((other for known, other in wholes if known & own), None):
            reason = texts.whole_twice(filing.label, printable(rival.file))
            found[key] = Clash(reason, texts.todo_whole_twice(), lost=True)
            continue
        parts = {unit: marks(unit, directory) for unit in filing.contains}
        mine = set().union(*parts.values())
        taken = set(covered)
        for other_key, other in counted.items():
            shared = mine & other.marks
            if len(shared) >= _OF_CHANCE and all(mark.startswith("code ") for mark in shared):
                codes = sorted(unit.code for unit, known in parts.items() if known & shared)
                notes += [(key, _local(filing, other.filing, codes)), (other_key, _local(other.filing, filing, codes))]
            else:
                taken |= other.marks
        twice = [unit for unit, known in parts.items() if known & taken]
        whole = any(not mark.startswith("name ") for mark in own & taken)
        if twice or whole:
            lost = [unit.name or unit.code for unit in parts if unit not in twice]
            reason = texts.counted_twice([unit.name or unit.code for unit in twice or (filing.unit,)], lost)
            found[key] = Clash(reason, texts.todo_counted_twice(), bool(lost))
        else:
            counted[key] = _Counted(filing, mine | {mark for mark in own if not mark.startswith("name ")})
    return found, notes


def _local(filing: Filing, other: Filing, codes: Sequence[str]) -> Finding:
    message = texts.local_codes(other.label, codes)
    return _finding(filing, "identity-mismatch", message, texts.todo_local_codes())


def told(filings: Mapping[int, Filing], directory: Directory | None) -> list[tuple[int, Finding]]:
    """What each summary among filings that count had left out, as far as nothing else here has it."""
    if not any(filing.left_out for filing in filings.values()):
        return []
    covered = all_marks(everything(filings.values()), directory)
    found = []
    for key, filing in filings.items():
        if lost := [one for one in filing.left_out if not marks(one.unit, directory) & covered]:
            message = left_out_words(lost)
            found.append((key, _finding(filing, "left-out", message, texts.todo_left_out_below())))
    return found


def everything(filings: Iterable[Filing]) -> list[Unit]:
    """All units that filings tell of: their own, and what is in them."""
    return [unit for filing in filings for unit in (filing.unit, *filing.contains)]


def left_out_words(lost: Sequence[LeftOut]) -> str:
    """Units that a summary does not count, in words."""
    return texts.left_out_below(len(lost), [(one.unit.name or one.unit.code, one.reason) for one in lost])


def left_out_of(
    included: Sequence[Filing],
    others: Iterable[tuple[Filing, str]],
    missing: Iterable[tuple[Unit, str]],
    directory: Directory | None,
) -> tuple[LeftOut, ...]:
    """The units that a sum of ``included`` lacks: of the ``others``, of the ``missing``, and what was left out below.

    What is in the sum by another way is not lacking. Each comes once, with the first reason. A file of nobody stands
    under its name.
    """
    covered = all_marks(everything(included), directory)
    lost: dict[Unit, LeftOut] = {}

    def add(unit: Unit, reason: str, by: str = "") -> None:
        if not marks(unit, directory) & covered:
            lost.setdefault(unit, LeftOut(unit, reason, by))

    for filing, reason in others:
        inside = [part.unit for part in filing.parts if not part.summary]
        own = filing.unit if filing.unit.key else Unit("", printable(filing.file.name))
        for unit in inside or (own,):
            add(unit, reason)
    for unit, reason in missing:
        add(unit, reason)
    for filing in included:
        for one in filing.left_out:
            add(one.unit, one.reason, one.by or filing.label)
    return tuple(lost.values())


def _finding(filing: Filing, code: str, message: str, todo: str) -> Finding:
    return Finding(code, "warning", message, todo, file=printable(filing.file), unit=filing.label)
