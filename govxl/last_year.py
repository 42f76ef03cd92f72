"""Last year's reports of the units, through mergers, splits and new codes, and over a change of editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from govxl import texts
from govxl.belonging import plain
from govxl.collect import Judged, judge
from govxl.files import printable
from govxl.filing import Filing, Prior, Unit, shelved
from govxl.form import Address, Form, common
from govxl.heap import Item, items
from govxl.layout import UNITS, UNITS_FIRST_ROW, UNITS_KEY_ROW, own_year
from govxl.reading import open_book
from govxl.reading.cells import to_number
from govxl.reading.formats import look
from govxl.reading.grids import as_text
from govxl.roster import Member, Roster
from govxl.rules import Number, complete
from govxl.shelf import Shelf, opened

if TYPE_CHECKING:
    from concurrent.futures import Executor

Figures = Mapping[Address, Number]
Tick = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's reports by unit: its code, or its name alone where the file has no code.

    The figures of each are in the form it was filled in, derived ones included; a printed total whose parts are not
    there stands as printed. ``names`` are the units' names then; ``refused`` files that could not be used, each with
    the reason.
    """

    reports: Mapping[Unit, Prior] = field(default_factory=dict)
    names: Mapping[Unit, str] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()

    def words(self, unit: Unit) -> str:
        """A unit of last year for people."""
        return texts.unit_words(unit.code, self.names[unit])


def read_last_year(
    paths: Sequence[Path], year: int, tick: Tick | None = None, executor: Executor | None = None
) -> LastYear:
    """Read the reports of ``year`` from files of any form, folders, archives and summaries; other years are refused.

    A unit that stands in a report of its own and in a summary is taken from its own, else from the first file. Raises
    FileNotFoundError for a path that is not there.
    """
    reports: dict[Unit, Prior] = {}
    names: dict[Unit, str] = {}
    refused: list[tuple[str, str]] = []
    shelf = Shelf()
    judged = [one for one in judge(items(paths), year, tick, executor=executor) if not _counted_elsewhere(one)]
    for one in sorted(judged, key=lambda one: one.filing.source == "summary"):
        name = printable(one.filing.file)
        units = list(_units(one))
        if not units:
            refused.append((name, one.reason or texts.prior_no_units()))
        for unit, report in units:
            if not report.figures:
                refused.append((name, texts.prior_blank()))
                continue
            known = Unit(unit.code, "" if unit.code else unit.name)
            first = reports.setdefault(known, shelved(report, report.form, shelf))
            if _differ(first, report):
                refused.append((name, texts.prior_twice(unit.name or unit.code, first.origin)))
            names.setdefault(known, unit.name)
    return LastYear(reports, names, tuple(refused))


def _differ(one: Prior, other: Prior) -> bool:
    """Whether two reports of a unit say different things; of a total that only one of them prints they do not."""
    spots = [figure.address for figure in one.form.entries] if one.form else []
    return one.form is not other.form or any(one.figures.get(spot) != other.figures.get(spot) for spot in spots)


def _counted_elsewhere(one: Judged) -> bool:
    """Whether another version of the file counts. Of a summary only its units can be duplicates."""
    return one.state == "superseded" or (one.state == "duplicate" and one.filing.source != "summary")


def _units(one: Judged) -> Iterator[tuple[Unit, Prior]]:
    """The units in a file that can be used, with their reports: one, or those of a summary."""
    filing = one.filing
    if one.state not in ("used", "duplicate") or filing.form is None:
        return
    origin = printable(filing.file)
    if filing.source == "summary":
        for unit, entries in _units_of_summary(one.item, filing.form):
            yield unit, Prior(complete(filing.form, entries) if entries else {}, {}, filing.form, origin)
    elif filing.unit.key:
        yield filing.unit, Prior(filing.known, filing.texts, filing.form, origin)


def _units_of_summary(item: Item, form: Form) -> Iterator[tuple[Unit, Figures]]:
    """The rows of the sheet 各单位数据, code and name first."""
    grid = open_book(look(item.data()))[0].grid(UNITS)
    rows = grid.values if grid else ()
    kinds = {figure.address: figure.kind for figure in form.entries}
    for row in rows[UNITS_FIRST_ROW:]:
        unit = Unit(as_text(row[0]), as_text(row[1]))
        if unit.key:
            cells = zip((Address(str(key)) for key in rows[UNITS_KEY_ROW]), row, strict=False)
            taken = ((spot, to_number(value, kinds[spot])) for spot, value in cells if spot in kinds)
            yield unit, {spot: value for spot, value in taken if not isinstance(value, str)}


def inherited(reports: Sequence[Prior], form: Form) -> Prior:
    """What a unit has of its predecessors' reports, in the form of this year.

    Of one that is its report; of several their sums, without prose. A figure that one of them lacks is absent.
    """
    first, *others = reports
    known = opened(first.figures)
    figures = {spot: known[spot] for spot in common(form, first.form or form) if spot in known}
    for report in others:
        alike, known = frozenset(common(form, report.form or form)), opened(report.figures)
        figures = {spot: value + known[spot] for spot, value in figures.items() if spot in alike and spot in known}
    origins = tuple(dict.fromkeys(report.origin for report in reports))
    return Prior(figures, first.texts if len(reports) == 1 else {}, first.form, texts.several_files(origins))


class Succession:
    """Who in the roster takes over whose figures of last year.

    A unit without 原代码 takes those of its own code; with several it is a merger and takes their sums. A code that two
    units name (a unit names its own, too, if it has no 原代码) was split: nobody can tell what belongs to whom. Where
    the reports of last year have no codes, a unit that is no merger is found by its name.
    """

    def __init__(self, roster: Roster, last: LastYear):
        self._roster, self._last = roster, last
        self._heirs = Counter(code for member in roster.members for code in member.last_year)
        self._names = Counter(plain(member.name) for member in roster.members)
        self._by_code = {plain(unit.code): unit for unit in last.reports if unit.code}
        self._by_name = {plain(unit.name): unit for unit in last.reports if not unit.code}

    def prior(self, member: Member, form: Form) -> Prior | None:
        """Last year's report in terms of ``form``; None where there is none or :meth:`obstacle` has a reason."""
        if self.is_new(member) or self.obstacle(member):
            return None
        return inherited([self._last.reports[unit] for unit in self.sources(member)], form)

    def figures(self, member: Member, form: Form) -> Figures:
        """Its figures; none where there is no report to take over."""
        prior = self.prior(member, form)
        return prior.figures if prior else {}

    def is_new(self, member: Member) -> bool:
        """Whether there is nothing of last year that could be meant."""
        return all(unit not in self._last.reports for unit in self.sources(member))

    def obstacle(self, member: Member) -> str:
        """Why figures that are there cannot be taken over; empty if they can."""
        if any(self._heirs[code] > 1 for code in member.last_year):
            return texts.prior_split()
        sources = zip(member.last_year, self.sources(member), strict=True)
        missing = [code for code, unit in sources if unit not in self._last.reports]
        return texts.prior_incomplete(missing) if missing else ""

    def unclaimed(self) -> list[str]:
        """Units of last year that nobody takes over."""
        claimed = {unit for member in self._roster.members for unit in self.sources(member)}
        return [self._last.words(unit) for unit in self._last.names if unit not in claimed]

    def sources(self, member: Member) -> list[Unit]:
        """The units of last year that a unit's codes stand for, whether there is a report of them or not."""
        return [self._source(member, code) for code in member.last_year]

    def _source(self, member: Member, code: str) -> Unit:
        """The unit of last year that a code stands for; one whose file has no code is known by its name."""
        name = plain(member.name)
        by_name = self._by_name.get(name) if len(member.last_year) == 1 and self._names[name] == 1 else None
        return self._by_code.get(plain(code)) or by_name or Unit(code)


@dataclass(frozen=True, slots=True)
class Together:
    """Last year's sum, where it is of the same units as this year's; else the units that make the difference.

    ``joined`` have no report of last year, or not all of it; ``left`` had one and are not in this year's sum.
    ``figures`` are the sum of all units of last year in either case.
    """

    prior: Prior | None = None
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    figures: Figures = field(default_factory=dict)


class Past:
    """The reports of the year before: read as soon as it is known which year that is, and handed to their heirs.

    With a roster its 原代码 decide who takes over what; without one the code does, or the name where one of the two
    reports has no code and the name is that of one unit.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        roster: Roster | None = None,
        tick: Tick | None = None,
        executor: Executor | None = None,
    ):
        self._paths, self._roster, self._tick, self._executor = tuple(paths), roster, tick, executor
        self._last: LastYear | None = None
        self._succession: Succession | None = None
        self._by_name: dict[str, list[Unit]] = {}
        self._by_code: dict[str, Unit] = {}

    def read(self, year: int) -> None:
        """Read the reports of the year before ``year``. Raises FileNotFoundError for a path that is not there."""
        self._last = last = read_last_year(self._paths, year - 1, self._tick, self._executor)
        self._succession = Succession(self._roster, last) if self._roster else None
        for unit, name in last.names.items():
            self._by_name.setdefault(plain(name), []).append(unit)
            if unit.code:
                self._by_code[plain(unit.code)] = unit

    def of(self, filing: Filing, member: Member | None) -> Prior | None:
        """The report of last year of the unit that a file is of; of a summary there is none here."""
        if self._last is None or filing.form is None or filing.contains:
            return None
        if self._succession:
            return self._succession.prior(member, filing.form) if member else None
        source = self._find(filing.unit)
        return inherited([self._last.reports[source]], filing.form) if source else None

    def together(self, included: Sequence[Judged], form: Form) -> Together:
        """Last year's sum of the units that are added up, in terms of ``form``."""
        if self._last is None or not self._last.reports:
            return Together()
        claimed, joined = self._claims(included)
        left = [self._last.words(unit) for unit in self._last.reports if unit not in claimed]
        prior = inherited(list(self._last.reports.values()), form)
        return Together(None if joined or left else prior, tuple(joined), tuple(left), prior.figures)

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """Files of last year that could not be used, each with the reason."""
        return self._last.refused if self._last else ()

    def troubles(self, judged: Sequence[Judged]) -> tuple[str, ...]:
        """What could not be used of last year, a line each: files, and figures that cannot be taken over."""
        if self._last is None:
            return (texts.prior_year_unknown(),)
        lines = [texts.prior_refused(*one) for one in self.refused]
        for member in self._members(judged):
            if self._succession and not self._succession.is_new(member) and self._succession.obstacle(member):
                reason = self._succession.obstacle(member)
                lines.append(texts.prior_obstacle(texts.unit_words(member.code, member.name), reason))
        return tuple(lines)

    def notes(self, judged: Sequence[Judged]) -> tuple[str, ...]:
        """All that a check says of last year's reports: the troubles, and the units that one of the years lacks."""
        if self._last is None:
            return self.troubles(judged)
        reports = [one for one in judged if one.state == "used" and not one.filing.contains]
        if self._succession:
            new = [one.member.unit for one in reports if one.member and self._succession.is_new(one.member)]
            left = self._succession.unclaimed()
        else:
            new = [one.filing.unit for one in reports if one.filing.prior is None]
            claimed, _ = self._claims([one for one in judged if one.state == "used"])
            left = [self._last.words(unit) for unit in self._last.reports if unit not in claimed]
        lines = [texts.prior_new([texts.unit_words(unit.code, unit.name) for unit in new])] if new else []
        lines += [texts.prior_unclaimed(left)] if left else []
        partly = [one.filing.label for one in reports if _partly(one.filing)]
        lines += [texts.prior_partly(partly)] if partly else []
        return (*self.troubles(judged), *lines)

    def _members(self, judged: Iterable[Judged]) -> list[Member]:
        """The units of the roster that files stand for, each once."""
        found = [member for one in judged if one.state == "used" for member in _members_of(one)]
        return list({member.code: member for member in found}.values())

    def _claims(self, included: Iterable[Judged]) -> tuple[set[Unit], list[str]]:
        """The units of last year that some files continue, and the units of these files that continue none.

        A split unit is continued where all its heirs are there.
        """
        assert self._last is not None
        if self._succession and self._roster:
            members = self._members(included)
            there = {member.code for member in members}
            absent = [member for member in self._roster.members if member.code not in there]
            missed = {unit for member in absent for unit in self._succession.sources(member)}
            claimed = {unit for member in members for unit in self._succession.sources(member)}
            joined = [m.unit for m in members if any(u not in self._last.reports for u in self._succession.sources(m))]
            return claimed - missed, [texts.unit_words(unit.code, unit.name) for unit in joined]
        claimed, strangers = set(), []
        for one in included:
            for unit in self._parts(one.filing):
                source = self._find(unit)
                if source:
                    claimed.add(source)
                else:
                    strangers.append(texts.unit_words(unit.code, unit.name))
        return claimed, strangers

    def _parts(self, filing: Filing) -> list[Unit]:
        """The units that a file stands for: itself, or where last year knows only those in a summary, these.

        A summary in a summary has no code, and its units are listed beside it.
        """
        if not filing.contains or self._find(filing.unit):
            return [filing.unit]
        coded = [unit for unit in filing.contains if unit.code]
        return coded or list(filing.contains)

    def _find(self, unit: Unit) -> Unit | None:
        """The unit of last year that a unit is, without a roster."""
        by_code = self._by_code.get(plain(unit.code)) if unit.code else None
        named = [other for other in self._by_name.get(plain(unit.name), ()) if not (unit.code and other.code)]
        return by_code or (named[0] if len(named) == 1 and unit.name else None)


def _partly(filing: Filing) -> bool:
    """Whether last year's report lacks a figure that rules ask for and the file itself does not tell."""
    if filing.prior is None or filing.form is None:
        return False
    known = filing.prior.figures
    return any(own_year(spot) not in known and spot not in filing.shown for spot in filing.form.prior)


def _members_of(one: Judged) -> tuple[Member, ...]:
    return (one.member,) if one.member else one.covers
