"""Who has handed in: each unit of the roster in one state, each file in one, and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from govxl import texts
from govxl.belonging import Directory, plain
from govxl.collect import Judged, judge
from govxl.declaration import edition
from govxl.files import located, printable
from govxl.filing import Filing
from govxl.findings import Finding, count, grouped
from govxl.form import Form
from govxl.heap import items
from govxl.layout import COVER
from govxl.roster import Member, Roster
from govxl.waivers import Waivers

if TYPE_CHECKING:
    from concurrent.futures import Executor

UnitState = Literal["ok", "to_explain", "faulty", "missing"]
UNIT_STATES: tuple[UnitState, ...] = ("ok", "to_explain", "faulty", "missing")
# Findings about cells and files; every other warning is that of a rule, which a unit may explain.
_NOT_TO_EXPLAIN = frozenset(
    {"not-a-number", "not-whole", "negative", "cleaned", "cell-error", "unreadable", "encrypted", "too-large"}
    | {"foreign", "old-edition", "newer-edition", "formula-overwritten", "total-stale", "macro"}
    | {"identity-mismatch", "external-link"}
)
_SETTLED = ("used", "superseded", "duplicate")
_SHOWN = 3  # findings of a unit on the terminal
_LISTED = 20  # findings of a unit in the text sent to it


def to_explain(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The warnings that a unit has to explain and has not; who has filled it in and when are the office's to ask."""
    return tuple(
        f
        for f in findings
        if f.severity == "warning"
        and f.code not in _NOT_TO_EXPLAIN
        and not (f.code == "parent-child" and not f.figures)  # whose reports are added up is the office's to settle
        and not (f.code == "blank" and f.place and f.place.sheet == COVER)
    )


@dataclass(frozen=True, slots=True)
class Return:
    """One unit of the roster: its state, the file that counts for it if any, and why it is so.

    ``told`` is what the unit is told of what has come from it instead of a report.
    """

    member: Member
    state: UnitState
    one: Judged | None
    reason: str
    told: tuple[str, ...] = ()

    @property
    def asked(self) -> tuple[Finding, ...]:
        """What the unit is asked to mend or explain."""
        return grouped(self.asked_singly)

    @property
    def asked_singly(self) -> tuple[Finding, ...]:
        """The same, each cell by itself: so they are counted."""
        findings = self.one.findings if self.one else ()
        return (*(finding for finding in findings if finding.severity == "error"), *to_explain(findings))

    def count(self, severity: Literal["error", "warning"]) -> int:
        """How many findings its file has."""
        return count(self.one.findings, severity) if self.one else 0


@dataclass(frozen=True, slots=True)
class Collection:
    """What came back from the units of a roster. ``year`` is None where no file tells it and none was asked for."""

    roster: Roster
    form: Form
    year: int | None
    judged: tuple[Judged, ...]
    returns: tuple[Return, ...]

    @property
    def clean(self) -> bool:
        """Whether every unit has handed in without errors and no file is useless: the exit code rests on it."""
        units = all(one.state in ("ok", "to_explain") for one in self.returns)
        files = [one for one in self.judged if not one.office_list]
        return units and all(one.state in _SETTLED and not one.attention for one in files)

    def of(self, *states: UnitState) -> tuple[Return, ...]:
        """The units in some states, in the order of the roster."""
        return tuple(one for one in self.returns if one.state in states)

    def to_json(self) -> dict[str, Any]:
        """As ``collect --format json`` prints it."""
        return {
            "units": [
                {
                    "code": one.member.code,
                    "name": one.member.name,
                    "state": one.state,
                    "file": printable(one.one.filing.file) if one.one else None,
                    "reason": one.reason,
                }
                for one in self.returns
            ],
            "files": [
                {
                    "file": printable(one.filing.file),
                    "unit": one.member.code if one.member else one.filing.unit.key,
                    "state": one.state,
                    "reason": one.reason + "".join(finding.message for finding in one.findings if one.ruled),
                }
                for one in self.judged
            ],
        }

    def report(self) -> str:
        """As the command prints it."""
        lines = [self.verdict()] if self.judged else [texts.no_files_found(), self.verdict()]
        if missing := self.of("missing"):
            lines.append(texts.units_head("missing", len(missing)))
            lines += [texts.unit_line(one.member.code, one.member.name, *_contact(one), one.reason) for one in missing]
        for state in ("faulty", "to_explain"):
            if some := self.of(state):
                lines.append(texts.units_head(state, len(some)))
            for one in some:
                lines.append(texts.unit_line(one.member.code, one.member.name, *_contact(one), one.reason))
                asked = one.asked
                lines += [f"  {texts.finding_line(finding)}" for finding in asked[:_SHOWN]]
                lines += [texts.and_more(len(one.asked_singly))] if len(asked) > _SHOWN else []
        for list_ in (one for one in self.judged if one.ruled):
            lines.append(texts.waiver_list_line(printable(list_.filing.file), list_.reason))
            lines += [texts.finding_line(finding) for finding in list_.findings]
        if idle := [one for one in self.judged if one.state != "used" and not one.ruled]:
            lines.append(texts.idle_files_head(len(idle)))
            lines += [
                texts.idle_file(printable(one.filing.file), texts.FILE_STATE[one.state], one.reason) for one in idle
            ]
        return "\n".join(lines)

    def verdict(self) -> str:
        """How far it has come, in one sentence."""
        numbers = Counter(one.state for one in self.returns)
        files = [one for one in self.judged if not one.ruled]
        idle = sum(one.state != "used" for one in files)
        return texts.collected(self.year, [numbers[state] for state in UNIT_STATES], len(files), idle)

    def letter(self, one: Return) -> str:
        """The text to send to a unit that has not handed in or has something to mend or explain."""
        unit, form = one.member.name, self.form
        if one.one is None:
            return texts.reminder(unit, self.year, form.name, form.deadline, one.told)
        asked = one.asked
        errors = [texts.asked_line(finding) for finding in asked if finding.severity == "error"]
        others = [texts.asked_line(finding) for finding in asked if finding.severity != "error"]
        room = max(_LISTED - len(errors), 0)
        return texts.return_letter(
            unit=unit,
            year=self.year,
            form=form.name,
            deadline=form.deadline,
            file=printable(one.one.filing.file.name),
            errors=errors[:_LISTED],
            explain=others[:room],
            all_errors=count(one.asked_singly, "error"),
            all_explain=count(one.asked_singly, "warning"),
            more_errors=len(errors) > _LISTED,
            more_explain=len(others) > room,
        )


def _contact(one: Return) -> tuple[str, str]:
    return one.member.contact, one.member.telephone


def gather(
    paths: Sequence[Path | str],
    roster: Roster,
    *,
    year: int | None = None,
    skip: Path | None = None,
    tick: Callable[[Path], None] | None = None,
    waivers: Waivers | None = None,
    executor: Executor | None = None,
) -> Collection:
    """See what came back from the units of a roster; :func:`govxl.write_status` writes it into a workbook.

    ``paths`` are files and folders, of which the file ``skip`` is passed over, and so is the roster's own; ``year`` is
    the one that most files carry unless given; ``waivers`` act on the findings of their units; the workers of
    ``executor`` read and check. Raises FileNotFoundError for a path that is not there, and YearUnclear.
    """
    heap = items([located(path) for path in paths], skip=skip)
    judged = judge(heap, year, tick, roster, waivers=waivers, executor=executor)
    used = [one.filing for one in judged if one.state == "used"]
    return Collection(
        roster=roster,
        form=next((filing.form for filing in used if filing.form), None) or edition(),
        year=year or next((filing.year for filing in used), None),
        judged=judged,
        returns=returns(roster, judged),
    )


def returns(roster: Roster, judged: Sequence[Judged]) -> tuple[Return, ...]:
    """Each unit of the roster in its state, given the files as judged with that roster."""
    own = {one.member.code: one for one in judged if one.state == "used" and one.member}
    inside = {member.code: one for one in judged if one.state == "used" for member in one.covers}
    remarks = _remarks(roster, judged)
    unsettled = {one.member.code for one in judged if one.member and one.state == "superseded" and one.attention}
    found = []
    for member in roster.members:
        notes = remarks.get(member.code, [])
        if one := own.get(member.code):
            found.append(_handed_in(member, one, notes, member.code in unsettled))
        elif one := inside.get(member.code):
            found.append(_through_summary(member, one, notes))
        else:
            reason = "".join([texts.not_handed_in(), *notes])
            found.append(Return(member, "missing", None, reason, told=tuple(_told(member, judged))))
    return tuple(found)


def _handed_in(member: Member, one: Judged, notes: Sequence[str], unsettled: bool) -> Return:
    errors, open_ones = count(one.findings, "error"), to_explain(one.findings)
    state: UnitState = "faulty" if errors else "to_explain" if open_ones or unsettled else "ok"
    words = [texts.all_blank() if one.filing.untouched else texts.has_errors(errors)] if errors else []
    words += [_open_words(open_ones, one.filing)] if open_ones else []
    others = count(one.findings, "warning") - len(open_ones)
    words += [texts.has_warnings(others, bool(open_ones))] if others else []
    words += [texts.settled_reason(one.settled)] if one.settled else []
    words += [f.message for f in one.findings if f.code == "identity-mismatch" and f.severity == "warning"]
    return Return(member, state, one, "".join([*words, *([one.reason] if one.reason else []), *notes]))


def _open_words(findings: Sequence[Finding], filing: Filing) -> str:
    """How many warnings there are to explain, and what is not filled in."""
    blank = [finding for finding in findings if finding.code == "blank"]
    cells = len({spot for finding in blank for spot in finding.figures} & set(filing.blanks))
    return texts.has_to_explain(len(findings), cells, sum(not finding.figures for finding in blank))


def _through_summary(member: Member, one: Judged, notes: Sequence[str]) -> Return:
    errors = count(one.findings, "error")
    reason = texts.through_summary(printable(one.filing.file), errors)
    return Return(member, "faulty" if errors else "ok", one, "".join([reason, *notes]))


def _remarks(roster: Roster, judged: Sequence[Judged]) -> dict[str, list[str]]:
    """By unit: what else lies in the heap that may be its report, and was not taken for it."""
    found: dict[str, list[str]] = {}
    directory = Directory(roster)
    used = {one.member.code for one in judged if one.state == "used" and one.member}
    used |= {member.code for one in judged if one.state == "used" for member in one.covers}
    for one in judged:
        if one.ruled:
            continue
        for code, text in _remarks_of(one, roster, directory):
            if one.attention or code not in used:  # whoever has handed in is not told of what might be his
                found.setdefault(code, []).append(text)
    return found


def _told(member: Member, judged: Sequence[Judged]) -> list[str]:
    """What the unit itself may be told of its files that cannot be used."""
    told = []
    for one in judged:
        if one.state == "wrong_year" and one.member and one.member.code == member.code:
            told.append(texts.only_another_year(printable(one.filing.file.name), one.filing.year))
        elif one.state == "unreadable" and _names(plain(one.filing.file.stem), member):
            told.append(texts.could_not_be_read(printable(one.filing.file.name), one.reason))
    return told


def _remarks_of(one: Judged, roster: Roster, directory: Directory) -> Iterator[tuple[str, str]]:
    name = printable(one.filing.file)
    if one.state == "wrong_year" and one.member:
        yield one.member.code, texts.only_another_year(name, one.filing.year)
    elif one.state == "superseded" and one.attention and one.member:
        yield one.member.code, texts.look_at(name, one.reason)
    elif one.state == "duplicate" and one.attention:
        for member in one.covers:
            yield member.code, texts.only_in_summary(name)
    elif one.state == "unknown_unit" and one.nearest:
        yield one.nearest.code, texts.perhaps_this(name, texts.unit_words(one.filing.unit.code, one.filing.unit.name))
    elif one.state in ("unreadable", "foreign"):
        stem = plain(one.filing.file.stem)
        spoken = directory.spoken_of(stem)
        for member in roster.members:
            if not one.office_list and (member in spoken or _names(stem, member)):
                yield member.code, texts.perhaps_unreadable(name, texts.FILE_STATE[one.state])
    if one.named and one.member:
        yield one.named.code, texts.perhaps_misnamed(name, one.member.name)
    if one.member and plain(one.filing.unit.name) != plain(one.member.name):
        by_name = directory.member(type(one.filing.unit)("", one.filing.unit.name))
        if by_name and by_name.code != one.member.code:
            yield by_name.code, texts.named_like_this(name, texts.unit_words(one.member.code, one.member.name))


def _names(stem: str, member: Member) -> bool:
    """Whether a file's name speaks of a unit: enough to ask, not enough to decide."""
    code, name = plain(member.code), plain(member.name)
    by_code = len(code) >= 4 and re.search(rf"(?<![0-9a-z]){re.escape(code)}(?![0-9a-z])", stem) is not None
    return by_code or (len(name) >= 2 and name in stem)
