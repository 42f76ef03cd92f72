"""Collecting: what each file of the heap is, and which of them counts for its unit."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from govxl import texts
from govxl.belonging import Directory, Owner, all_marks, marks, plain
from govxl.checks import concerned, settled
from govxl.copies import Report, copied
from govxl.declaration import edition, editions
from govxl.family import Relative, kinship, scope_finding
from govxl.files import printable
from govxl.filing import Filing, Prior, State, shelved
from govxl.findings import Finding, ShelvedFindings, count, count_settled, ordered, pack_findings
from govxl.heap import Item
from govxl.layout import layout_of
from govxl.levels import clashes, told
from govxl.paperwork import kind_of
from govxl.roster import Member, Roster
from govxl.seals import Campaign, find_campaigns, verified
from govxl.shelf import Shelf
from govxl.spreading import at, check_all, judge_all, read_all
from govxl.waivers import Waivers
from govxl.waiving import Rulings

if TYPE_CHECKING:
    from concurrent.futures import Executor

# Clerks see the time of China; files tell that of Greenwich.
_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_NOBODYS = Owner()


@dataclass(frozen=True, slots=True)
class Judged:
    """One file of the heap: as read, with all its findings, its state and why it is in it.

    With a roster ``member`` is the unit it belongs to, whatever its state; ``covers`` are the units of the roster that
    a summary stands for, and ``nearest`` the unit that a file of nobody might be of.
    """

    item: Item
    filing: Filing
    findings: Sequence[Finding]
    state: State
    reason: str
    attention: bool = False  # set aside for another version, but not without somebody looking at it
    member: Member | None = None
    covers: tuple[Member, ...] = ()
    nearest: Member | None = None
    named: Member | None = None  # another unit that the file's name speaks of
    ruled: bool = False  # the office's list of waivers, in use: told of like a file, but no file that came back

    @property
    def office_list(self) -> bool:
        """Whether it is one of the office's own lists, which nobody has to do anything about."""
        return self.state == "foreign" and not self.has_errors

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return count(self.findings, "error") > 0

    @property
    def settled(self) -> str:
        """How many of its findings are explained and waived, in words; empty where none is."""
        return texts.settled_counts(*count_settled(self.findings))

    @property
    def saved(self) -> str:
        """When the file was saved last, ISO 8601 in the time of Greenwich: as it says itself, else as the disk says."""
        if self.filing.modified:
            return self.filing.modified
        return datetime.datetime.fromtimestamp(self.item.saved, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def saved_words(self) -> str:
        """The same for people, in the time of China, to the minute."""
        try:
            time = datetime.datetime.fromisoformat(self.saved)
        except ValueError:
            return self.saved
        words = (time.astimezone(_CHINA) if time.tzinfo else time).strftime("%Y-%m-%d %H:%M")
        return words if self.filing.modified else texts.date_of_disk(words)


class Before(Protocol):
    """The reports of the year before, as the office has them (:class:`govxl.last_year.Past`)."""

    def read(self, year: int) -> None:
        """Get ready to tell of the year before ``year``."""

    def of(self, filing: Filing, member: Member | None) -> Prior | None:
        """The report of last year of the unit that a file is of."""


def judge(
    heap: Sequence[Item],
    year: int | None = None,
    tick: Callable[[Path], None] | None = None,
    roster: Roster | None = None,
    prior: Before | None = None,
    *,
    waivers: Waivers | None = None,
    executor: Executor | None = None,
) -> tuple[Judged, ...]:
    """Read and check files, and put each in its state.

    Without ``year`` it is the one that most files carry. Of several files of one unit the one that a program saved last
    counts, but one without errors before one with them, and of those our own workbook before another file; the others
    are ``superseded``, or ``duplicate`` if nothing differs. With
    ``roster`` a file is of a unit of the roster, or a summary of such units, or ``unknown_unit``; the roster's own file
    is passed over. ``waivers`` act on the findings of their units; their lists come last, with what is wrong in them,
    and are passed over in the heap too. The seals of our workbooks are verified where the campaign's folder is near
    (:mod:`govxl.seals`). ``prior`` gives each report of the year its own of last year before it is checked. With
    ``executor`` its workers read and check; the result is the same.
    """
    directory = Directory(roster) if roster else None
    own = {path.resolve() for path in (*([roster.file] if roster else []), *(waivers.files if waivers else ()))}
    rulings = Rulings(waivers, roster) if waivers else None
    places = {(item.archive or item.path).parent for item in heap} | ({roster.file.parent} if roster else set())
    campaigns = find_campaigns(sorted(places, key=str))
    heap = [item for item in heap if not own or item.path.resolve() not in own]
    shelf = Shelf()
    # With last year's reports all are checked when it is known of which year they are.
    done = read_all(heap, executor, tick, shelf) if prior else judge_all(heap, executor, tick, shelf)
    read_ones = [_known(item, *one, directory, rulings) for item, one in zip(heap, done, strict=True)]
    year = year or _usual_year(one.filing for one in read_ones)
    if prior and year:
        prior.read(year)
        read_ones = [_with_prior(one, prior, shelf) if one.filing.year == year else one for one in read_ones]
    again = [index for index, one in enumerate(read_ones) if prior or one.again]
    checked = check_all([read_ones[index].filing for index in again], executor, shelf)
    for index, findings in zip(again, checked, strict=True):
        read_ones[index] = replace(read_ones[index], findings=findings)
    judged = [_alone(_checked(one, directory, campaigns), year, directory) for one in read_ones]
    del read_ones
    if not directory:
        _refuse_unclear_units(judged)
    for group in _same_unit(judged).values():
        best = max(group, key=lambda index: rank(judged[index]))
        chosen = judged[best]
        for index in group:
            if index != best:
                judged[index] = _set_aside(judged[index], chosen)
        if len(group) > 1:
            judged[best] = replace(chosen, reason=_why(chosen, [judged[index] for index in group if index != best]))
    _settle_levels(judged, directory)
    _tell_copies(judged, directory)
    if roster:
        for index, found in kinship(relatives(judged), roster).items():
            judged[index] = _with(judged[index], *_settled(judged[index].filing, found))
    judged = [
        one
        if isinstance(one.findings, ShelvedFindings)
        else replace(one, findings=pack_findings(one.findings).findings(shelf))
        for one in judged
    ]
    return (*judged, *(_lists(rulings, judged) if rulings else ()))


def relatives(judged: Sequence[Judged]) -> dict[int, Relative]:
    """The reports that count, by their index, with the units of the roster that they are of."""
    return {
        index: Relative(one.filing, (one.member,) if one.member else one.covers)
        for index, one in enumerate(judged)
        if one.state == "used" and (one.member or one.covers)
    }


def _settled(filing: Filing, findings: Iterable[Finding]) -> list[Finding]:
    """Findings of the set as they stand after the unit's explanations and the waivers."""
    if filing.form is None:
        return list(findings)
    return [settled(filing, finding, layout_of(filing.form)) for finding in findings]


@dataclass(frozen=True, slots=True)
class _Known:
    """A file as read, whose it is, and what was found in it; ``again`` where the office knows more than was used."""

    item: Item
    filing: Filing
    owner: Owner
    findings: Sequence[Finding]
    again: bool


def _known(
    item: Item,
    filing: Filing,
    findings: Sequence[Finding],
    directory: Directory | None,
    rulings: Rulings | None,
) -> _Known:
    """One file as read, with what the office knows of its unit."""
    with at(item.path):
        owner = directory.owner(filing) if directory and filing.state == "used" else _NOBODYS
    known = filing
    if owner.member and owner.member.category and not filing.category:
        known = replace(known, category=owner.member.category)  # some rules do not concern every kind of unit
    if rulings and (waivers := rulings.of(filing, owner.member)):
        known = replace(known, waivers=waivers)
    return _Known(item, known, owner, findings, known is not filing and concerned(known))


def _with_prior(one: _Known, prior: Before, shelf: Shelf) -> _Known:
    """The same with the unit's report of last year."""
    with at(one.item.path):
        known = prior.of(one.filing, one.owner.member) if one.filing.state == "used" else None
    if known is None:
        return one
    return replace(one, filing=replace(one.filing, prior=shelved(known, one.filing.form, shelf)))


def _checked(one: _Known, directory: Directory | None, campaigns: Sequence[Campaign]) -> Judged:
    """The file with all that can be found wrong in it by itself."""
    filing, owner = one.filing, one.owner
    findings = _whole(filing, one.findings) if directory else one.findings
    named = directory.other_name(filing.file.stem, owner.member) if directory and owner.member else None
    judged = Judged(
        one.item,
        filing,
        findings,
        filing.state,
        owner.reason,
        member=owner.member,
        covers=owner.covers,
        nearest=owner.nearest,
        named=named,
    )
    seal = verified(filing, campaigns)
    more = [_misnamed(filing, named, owner.member)] if named and owner.member else []
    scope = scope_finding(filing) if filing.state == "used" else None
    return _with(judged, *owner.findings, *more, *(finding for finding in (scope, seal) if finding))


def _lists(rulings: Rulings, judged: Sequence[Judged]) -> Iterator[Judged]:
    """The lists of waivers as files of the office, each with what is said of its entries."""
    used = [one for one in judged if one.state == "used"]
    forms = [one.filing.form for one in used if one.filing.form]
    reports = [(one.member.unit if one.member else one.filing.unit, one.findings) for one in used]
    others = [one.filing.unit for one in judged if one.state == "wrong_year"]
    told = rulings.told(reports, others, (*forms, *map(edition, editions())))
    acted = {f.settled.waiver for one in used for f in one.findings if f.settled}
    for file in rulings.waivers.files:
        mine = [waiver for waiver in rulings.waivers.items if waiver.file == file]
        findings = ordered((finding for waiver in mine for finding in told[waiver]), ())
        filing = Filing(file=file, state="foreign", findings=findings)
        reason = texts.waiver_list_used(len(mine), len(acted.intersection(mine)))
        yield Judged(Item(file), filing, findings, "foreign", reason, ruled=True)


def _whole(filing: Filing, findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings of a file; of a workbook that nobody has filled in a single one instead of one for each cell."""
    if not count(findings, "error") or not filing.untouched:
        return findings
    todo = texts.todo_all_blank()
    return (
        Finding("blank", "error", texts.all_blank(), todo, file=printable(filing.file), unit=filing.label),
        *(finding for finding in findings if finding.code != "blank"),
    )


def _misnamed(filing: Filing, named: Member, member: Member) -> Finding:
    """A file whose name speaks of another unit: the name never decides, but somebody shall look."""
    return Finding(
        "identity-mismatch",
        "warning",
        texts.misnamed(named.name, member.name),
        texts.todo_identity(),
        file=printable(filing.file),
        unit=filing.label,
    )


def _why(chosen: Judged, others: Sequence[Judged]) -> str:
    """Why one of several files of a unit counts."""
    different = [one for one in others if one.state != "duplicate"]
    if not different:
        return texts.chosen_of_copies(len(others) + 1)
    rivals = [one for one in different if one.has_errors == chosen.has_errors]
    if not chosen.has_errors and chosen.filing.source == "template":
        others_made = [one for one in rivals if one.filing.source != "template"]
        rivals = [one for one in rivals if one.filing.source == "template"]
    else:
        others_made = []
    latest = all(one.saved < chosen.saved for one in rivals)
    better = any(one.has_errors for one in different) and not chosen.has_errors
    return texts.chosen(len(others) + 1, chosen.has_errors, better, bool(others_made), bool(rivals), latest)


def _set_aside(one: Judged, chosen: Judged) -> Judged:
    """Another version of a unit's report counts; where this one was saved later and has errors, somebody must look."""
    name = printable(chosen.filing.file)
    if _content(one.filing) == _content(chosen.filing):
        return replace(one, state="duplicate", reason=texts.duplicate(name))
    errors = count(one.findings, "error")
    if one.filing.untouched and errors:  # nobody's work is lost with it
        return replace(one, state="superseded", reason=texts.superseded_blank(name))
    if errors and _saved(one) > _saved(chosen):
        return replace(one, state="superseded", reason=texts.later_is_faulty(name, errors), attention=True)
    if _identity(one.filing) != _identity(chosen.filing):
        unit = one.filing.unit
        reason = texts.other_identity(name, texts.unit_words(unit.code, unit.name))
        return replace(one, state="superseded", reason=reason, attention=True)
    if one.named or chosen.named:
        named = one.named.name if one.named else chosen.named.name if chosen.named else ""
        reason = texts.misnamed_version(name, named, bool(one.named))
        return replace(one, state="superseded", reason=reason, attention=True)
    if errors and not chosen.has_errors:
        return replace(one, state="superseded", reason=texts.superseded_faulty(name, errors))
    if _ours(chosen) and not _ours(one):
        return replace(one, state="superseded", reason=texts.superseded_not_ours(name))
    if one.saved == chosen.saved:
        return replace(one, state="superseded", reason=texts.superseded_same_time(name))
    return replace(one, state="superseded", reason=texts.superseded(name, chosen.saved_words, one.saved_words))


def _identity(filing: Filing) -> tuple[object, ...]:
    """Whose a file says it is: files under one unit that say different things are looked at."""
    return plain(filing.unit.code), plain(filing.unit.name), frozenset(filing.contains)


def _refuse_unclear_units(judged: list[Judged]) -> None:
    """Two names under one code, or one name under two codes, are two units or a mistake: only the office can tell."""
    names, codes = _Several(), _Several()
    for one in judged:
        if one.state == "used" and not one.filing.contains:
            code, name = plain(one.filing.unit.code), plain(one.filing.unit.name)
            names.add(code, name)
            codes.add(name, code)
    if not (names.several or codes.several):
        return
    for index, one in enumerate(judged):
        if one.state == "used" and not one.filing.contains:
            unit = one.filing.unit
            code, name = plain(unit.code), plain(unit.name)
            if code and code in names.several:
                message = texts.shared_code(unit.code, sorted(names.several[code]))
            elif name and name in codes.several:
                message = texts.shared_name(unit.name, sorted(codes.several[name]))
            else:
                continue
            judged[index] = _with_error(one, "identity-mismatch", message, texts.todo_shared_code())


class _Several:
    """Values by key, all of them only where a key has several."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self.several: dict[str, set[str]] = {}

    def add(self, key: str, value: str) -> None:
        """Note a value."""
        first = self._first.setdefault(key, value)
        if first != value:
            self.several.setdefault(key, {first}).add(value)


def _settle_levels(judged: list[Judged], directory: Directory | None) -> None:
    """Summaries whose units count elsewhere are set aside, and what those that count had left out is said."""
    best_first = sorted((i for i, one in enumerate(judged) if one.state == "used"), key=lambda i: rank(judged[i]))
    found, notes = clashes({index: judged[index].filing for index in reversed(best_first)}, directory)
    for index, clash in found.items():
        one = judged[index]
        if clash.lost:  # leaving it out loses these: an error, not a remark
            one = _with_error(one, "copied-return", clash.reason, clash.todo)
        judged[index] = replace(one, state="duplicate", reason=clash.reason, attention=clash.lost)
    used = {index: one.filing for index, one in enumerate(judged) if one.state == "used"}
    for index, finding in (*notes, *told(used, directory)):
        judged[index] = _with(judged[index], finding)


def _tell_copies(judged: list[Judged], directory: Directory | None) -> None:
    """The same figures under two units or years are said at both; what another version replaces is not compared."""

    def report(index: int) -> Report:
        filing = judged[index].filing
        inside = frozenset(all_marks(filing.contains, directory))
        return Report(filing, _key(judged[index]), frozenset(marks(filing.unit, directory)), inside)

    compared = (i for i, one in enumerate(judged) if one.state in ("used", "wrong_year", "unknown_unit"))
    for index, finding in copied({index: judged[index].filing for index in compared}, report).items():
        judged[index] = _with(judged[index], finding)


def _with(one: Judged, *more: Finding) -> Judged:
    """The same with more findings, in order."""
    if not more:
        return one
    sheets = layout_of(one.filing.form).sheets if one.filing.form else ()
    return replace(one, findings=ordered((*more, *one.findings), sheets))


def _with_error(one: Judged, code: str, message: str, todo: str) -> Judged:
    filing = one.filing
    return _with(one, Finding(code, "error", message, todo, file=printable(filing.file), unit=filing.label))


class YearUnclear(Exception):
    """As many files carry one year as another, and none was asked for."""


def _usual_year(filings: Iterable[Filing]) -> int | None:
    years = Counter(filing.year for filing in filings if filing.state == "used" and filing.year)
    most = max(years.values(), default=0)
    usual = sorted(year for year, n in years.items() if n == most)
    if len(usual) > 1:
        raise YearUnclear(texts.year_unclear([str(year) for year in usual]))
    return usual[0] if usual else None


def _alone(one: Judged, year: int | None, directory: Directory | None) -> Judged:
    """The state of a file by itself."""
    filing = one.filing
    if filing.state != "used":
        if kind := kind_of(one.item):
            finding = replace(
                one.findings[0],
                code="foreign",
                severity="info",
                message=texts.PAPERWORK[kind],
                todo=texts.todo_paperwork(),
            )
            return replace(one, state="foreign", findings=(finding,), reason=finding.message)
        return replace(one, reason=one.findings[0].message)
    if filing.year != year:
        return replace(one, state="wrong_year", reason=texts.wrong_year(filing.year, year))
    if directory and not one.member and not one.covers:
        return replace(one, state="unknown_unit")
    return replace(one, reason="")


def _same_unit(judged: Sequence[Judged]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for index, one in enumerate(judged):
        if one.state == "used":
            groups.setdefault(_key(one), []).append(index)
    return groups


def _key(one: Judged) -> str:
    """What versions of one report have in common: the unit of the roster, else code and name, and a summary's units."""
    if one.member:
        return f"member {one.member.code}"
    filing = one.filing
    unit = filing.unit
    inside = "|".join(sorted(f"{part.code} {part.name}" for part in filing.contains))
    return f"{plain(unit.code)}|{plain(unit.name)}{inside}" if unit.key else str(filing.file)


def _saved(one: Judged) -> tuple[str, float]:
    """When the file was saved last: as it says itself, then as the disk says."""
    return one.saved, one.item.saved


def _ours(one: Judged) -> bool:
    """Whether it is a workbook of ours without errors, which comes before what somebody has made by hand."""
    return one.filing.source == "template" and not one.has_errors


def rank(one: Judged) -> tuple[bool, bool, tuple[str, float], str]:
    """Of several files of a unit the highest counts: no errors, then our own workbook, then saved last.

    The name decides only so that the order is fixed.
    """
    return not one.has_errors, _ours(one), _saved(one), str(one.filing.file)


def _content(filing: Filing) -> tuple[object, ...]:
    return dict(filing.shown), filing.blanks, dict(filing.texts), dict(filing.cover), dict(filing.explanations)
