"""Collecting: what each file of the heap is, and which of them counts for its unit."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from govxl import texts
from govxl.checks import check
from govxl.files import printable
from govxl.filing import Filing, State, Unit
from govxl.findings import Finding, count
from govxl.heap import Item
from govxl.reading import read


@dataclass(frozen=True, slots=True)
class Judged:
    """One file of the heap: as read, with all its findings, its state and why it is in it."""

    item: Item
    filing: Filing
    findings: tuple[Finding, ...]
    state: State
    reason: str
    attention: bool = False  # set aside for another version, but not without somebody looking at it

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)


def judge(
    heap: Sequence[Item], year: int | None = None, tick: Callable[[Path], None] | None = None
) -> tuple[Judged, ...]:
    """Read and check files, and put each in its state.

    Without ``year`` it is the one that most files carry. Of several files of one unit the one that a program saved last
    counts, unless another has fewer errors; the others are ``superseded``, or ``duplicate`` if nothing differs.
    """
    read_ones = []
    for item in heap:
        try:
            filing = read(item)
            read_ones.append((item, filing, check(filing)))
        except Exception as error:
            error.add_note(printable(item.path))  # a fault of ours; the user shall know at which file
            raise
        if tick:
            tick(item.path)
    year = year or _usual_year(filing for _, filing, _ in read_ones)
    judged = [_alone(*one, year) for one in read_ones]
    _refuse_unclear_units(judged)
    for group in _same_unit(judged).values():
        best = max(group, key=lambda index: _rank(judged[index]))
        for index in group:
            if index != best:
                judged[index] = _set_aside(judged[index], judged[best])
    _refuse_counting_twice(judged)
    return tuple(judged)


def _set_aside(one: Judged, chosen: Judged) -> Judged:
    """Another version of a unit's report counts; where this one was saved later and has errors, somebody must look."""
    name = printable(chosen.filing.file)
    if _content(one.filing) == _content(chosen.filing):
        return replace(one, state="duplicate", reason=texts.duplicate(name))
    errors = count(one.findings, "error")
    if errors and _saved(one) > _saved(chosen):
        return replace(one, state="superseded", reason=texts.later_is_faulty(name, errors), attention=True)
    return replace(one, state="superseded", reason=texts.superseded(name))


def _plain(text: str) -> str:
    """A code or name without what differs by accident: width and white space."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _refuse_unclear_units(judged: list[Judged]) -> None:
    """Two names under one code, or one name under two codes, are two units or a mistake: only the office can tell."""
    names: dict[str, set[str]] = {}
    codes: dict[str, set[str]] = {}
    for one in judged:
        if one.state == "used" and not one.filing.contains:
            code, name = _plain(one.filing.unit.code), _plain(one.filing.unit.name)
            names.setdefault(code, set()).add(name)
            codes.setdefault(name, set()).add(code)
    for index, one in enumerate(judged):
        if one.state == "used" and not one.filing.contains:
            unit = one.filing.unit
            code, name = _plain(unit.code), _plain(unit.name)
            if code and len(names[code]) > 1:
                message = texts.shared_code(unit.code, sorted(names[code]))
            elif name and len(codes[name]) > 1:
                message = texts.shared_name(unit.name, sorted(codes[name]))
            else:
                continue
            judged[index] = _with_error(one, "identity-mismatch", message, texts.todo_shared_code())


def _refuse_counting_twice(judged: list[Judged]) -> None:
    """A summary whose units have also come by themselves, or in another summary, is set aside and said."""
    used = [index for index, one in enumerate(judged) if one.state == "used"]
    alone = [judged[index].filing.unit for index in used if not judged[index].filing.contains]
    covered = {mark for unit in alone for mark in _marks(unit)}
    inside_others: set[str] = set()
    summaries = sorted((i for i in used if judged[i].filing.contains), key=lambda i: _rank(judged[i]), reverse=True)
    for index in sorted(summaries, key=lambda i: len(judged[i].filing.contains), reverse=True):  # the larger counts
        one, units = judged[index], judged[index].filing.contains
        whole = bool(_marks(one.filing.unit) & inside_others)
        twice = units if whole else [unit for unit in units if covered & _marks(unit)]
        if not twice:
            inside_others |= {mark for unit in units for mark in _marks(unit)}
            covered |= inside_others
            continue
        lost = [unit.name or unit.code for unit in units if unit not in twice]
        reason = texts.counted_twice([unit.name or unit.code for unit in twice], lost)
        if lost:  # leaving it out loses these: an error, not a remark
            one = _with_error(one, "copied-return", reason, texts.todo_counted_twice())
        judged[index] = replace(one, state="duplicate", reason=reason, attention=bool(lost))


def _marks(unit: Unit) -> set[str]:
    """What a unit is known by: its code, and its name. One of them in common is enough to look twice."""
    return {f"{kind}{_plain(text)}" for kind, text in (("code ", unit.code), ("name ", unit.name)) if _plain(text)}


def _with_error(one: Judged, code: str, message: str, todo: str) -> Judged:
    filing = one.filing
    finding = Finding(code, "error", message, todo, file=printable(filing.file), unit=filing.label)
    return replace(one, findings=(finding, *one.findings))


class YearUnclear(Exception):
    """As many files carry one year as another, and none was asked for."""


def _usual_year(filings: Iterable[Filing]) -> int | None:
    years = Counter(filing.year for filing in filings if filing.state == "used" and filing.year)
    most = max(years.values(), default=0)
    usual = sorted(year for year, n in years.items() if n == most)
    if len(usual) > 1:
        raise YearUnclear(texts.year_unclear([str(year) for year in usual]))
    return usual[0] if usual else None


def _alone(item: Item, filing: Filing, findings: tuple[Finding, ...], year: int | None) -> Judged:
    if filing.state != "used":
        return Judged(item, filing, findings, filing.state, findings[0].message)
    if filing.year != year:
        return Judged(item, filing, findings, "wrong_year", texts.wrong_year(filing.year, year))
    return Judged(item, filing, findings, "used", "")


def _same_unit(judged: Sequence[Judged]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for index, one in enumerate(judged):
        if one.state == "used":
            groups.setdefault(_key(one.filing), []).append(index)
    return groups


def _key(filing: Filing) -> str:
    """What two versions of one report have in common: code and name; of summaries also the units in them."""
    unit = filing.unit
    inside = "|".join(sorted(f"{part.code} {part.name}" for part in filing.contains))
    return f"{_plain(unit.code)}|{_plain(unit.name)}{inside}" if unit.key else str(filing.file)


def _saved(one: Judged) -> tuple[str, float]:
    """When the file was saved last: as it says itself, then as the disk says."""
    return one.filing.modified, one.item.saved


def _rank(one: Judged) -> tuple[bool, tuple[str, float], str]:
    """What makes a version count: no errors, then saved last; the name decides only so that the order is fixed."""
    return not one.has_errors, _saved(one), str(one.filing.file)


def _content(filing: Filing) -> tuple[object, ...]:
    return (dict(filing.shown), filing.blanks, dict(filing.texts))
