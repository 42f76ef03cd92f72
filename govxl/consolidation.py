"""Consolidating: read, check, choose what counts, add up, and write the summary workbook."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from govxl import texts
from govxl.aggregate import Consolidation, add_up, distinct
from govxl.belonging import Directory
from govxl.changes import compare, read_earlier
from govxl.checks import check, verdicts
from govxl.collect import Judged, judge, relatives
from govxl.declaration import edition
from govxl.family import counted_twice
from govxl.files import located, must_be_free, printable
from govxl.filing import NOBODY, Filing, LeftOut, Unit
from govxl.findings import count
from govxl.form import Form, Relation
from govxl.heap import Item, items
from govxl.last_year import Past, Together
from govxl.layout import UNITS_FIRST_ROW, layout_of, reported_at
from govxl.levels import left_out_of, left_out_words
from govxl.reading import gate, read
from govxl.refusal import Refused
from govxl.returns import returns
from govxl.roster import Roster
from govxl.rules import would_hold
from govxl.summary import write_summary
from govxl.tidy import check_target, tidy_beside
from govxl.waivers import Waiver, Waivers
from govxl.workbook import CREATED

if TYPE_CHECKING:
    from concurrent.futures import Executor

_LINE = 5  # cells, at most, of a line in which the identity of a summary names what is in it


def consolidate(
    paths: Sequence[Path | str],
    output: Path | str | None = None,
    *,
    roster: Roster | None = None,
    year: int | None = None,
    include_faulty: bool = False,
    prior: Sequence[Path | str] = (),
    tick: Callable[[Path], None] | None = None,
    waivers: Waivers | None = None,
    unit: Unit = NOBODY,
    tidy: Path | str | None = None,
    today: datetime.date | None = None,
    executor: Executor | None = None,
) -> Consolidation:
    """Read, check and add up workbooks, and write the summary workbook if ``output`` is given.

    ``paths`` are files and folders; ``year`` is the one that most files carry unless given. Filings with errors are
    left out and named unless ``include_faulty``; so is always what is in another edition of the form than most. With
    ``roster`` only its units count, and those of which there is no report are named in ``missing``. ``prior`` are files
    and folders with the reports of the year before: each unit is held against its own, and the sum against theirs where
    the units are the same. ``waivers`` act on the findings of their units, and on the sum where nothing else is wrong
    with it. ``unit`` is the office that adds up; without a name the file's is taken, and with a code of the roster no
    report is expected from it. A summary that stands at ``output`` is compared before it is replaced. ``tidy`` is a
    .csv or .parquet file for the long form (:mod:`govxl.tidy`). ``today`` stands in the summary as the day on which its
    files were read; without it the same input gives the same bytes on any day. The workers of ``executor`` read and
    check; whatever they are, the files written are the same. Raises FileExistsError where ``output`` is there and is no
    summary, TidyError where ``tidy`` is of another kind or there and no long form, FileNotFoundError for a path that is
    not there, NothingToAddUp where no filing can be included, and OSError where a file cannot be written; then nothing
    is written.
    """
    target = Path(output) if output else None
    earlier = None
    if target and target.is_file():
        there = _must_be_ours(target)
        must_be_free(target)
        earlier = read_earlier(target, there)
    long_form = Path(tidy) if tidy else None
    if long_form:
        check_target(long_form, target)
    past = Past([located(path) for path in prior], roster, tick, executor) if prior else None
    heap = items([located(path) for path in paths], skip=target)
    heap = tuple(item for item in heap if not long_form or item.path.resolve() != long_form.resolve())
    judged = judge(heap, year, tick, roster, past, waivers=waivers, executor=executor)
    if (
        not roster and sum(one.state == "used" for one in judged) > 1
    ):  # whose report it is must be known before it is added to others
        judged = tuple(_named(one) for one in judged)
    form = _usual_form(judged, include_faulty)
    judged = tuple(_of_form(one, form) for one in judged)
    included, left_out = [], []
    for one in judged:
        if one.ruled:
            continue
        if one.state != "used" or _tables(one.filing.form) != _tables(form):
            left_out.append((one, one.reason))
        elif one.has_errors and not include_faulty:
            errors = count(one.findings, "error")
            left_out.append((one, texts.all_blank() if one.filing.untouched else texts.has_errors(errors)))
        else:
            included.append(one)
    if not included:
        raise NothingToAddUp(tuple(one for one in judged if not one.ruled))
    included.sort(key=lambda one: (one.filing.unit.code, one.filing.unit.name, str(one.filing.file)))
    included = distinct(included)
    figures, blanks = add_up(form, (one.filing for one in included))
    unit = _office(unit, roster, target)
    together = past.together(included, form) if past else Together()
    total = Filing(
        file=target or Path(texts.SUMMARY),
        state="used",
        form=form,
        source="summary",
        unit=unit,
        year=included[0].filing.year,
        scope=texts.SCOPE_ALL,
        entries={figure.address: figures[figure.address] for figure in form.entries},
        figures=figures,
        shown=figures,
        prior=together.prior,
        category=_category(form, included),
    )
    total = replace(total, waivers=_passed_on(total, [one for one in included if one.filing.waivers]))
    missing = tuple(
        one
        for one in (returns(roster, judged) if roster else ())
        if one.state == "missing" and one.member.code != unit.code
    )
    filings = [one.filing for one in included]
    lacking = left_out_of(
        filings,
        [(one.filing, reason) for one, reason in left_out if not _told_elsewhere(one)],
        [(one.member.unit, one.reason) for one in missing],
        Directory(roster) if roster else None,
    )
    result = Consolidation(
        form,
        total,
        judged,
        tuple(included),
        tuple(left_out),
        blanks,
        check(total),
        missing,
        (*_notes_of_past(past, together, included), *_notes_of_scope(included, roster), *_notes_of_levels(lacking)),
        past.refused if past else (),
        lacking,
        compare(earlier, printable(target.name), total, filings, lacking) if target else None,
        together,
        len(roster.members) if roster else 0,
        today,
    )
    with tidy_beside(long_form, result):
        if target:
            write_summary(target, result)
    if target and _beyond_us(target, result):
        result = replace(result, notes=(*result.notes, texts.summary_beyond_us(printable(target), len(included))))
    return result


def _category(form: Form, included: Sequence[Judged]) -> str:
    """A sum with units in it that a rule exempts is exempt: of each other unit its own report tells."""
    exempt = {category for rule in form.rules for category in rule.exempt}
    return next((one.filing.category for one in included if one.filing.category in exempt), "")


def _notes_of_past(past: Past | None, together: Together, included: Sequence[Judged]) -> list[str]:
    """What of last year was not used, and why the sum could not be held against last year's."""
    if past is None:
        return []
    unlike = [texts.prior_sum_unlike(together.joined, together.left)] if together.joined or together.left else []
    return [*past.troubles(included), *unlike]


def _notes_of_scope(included: Sequence[Judged], roster: Roster | None) -> list[str]:
    """Reports of different scope in one sum, and units that are in it twice. A summary's scope is no unit's."""
    scopes: dict[str, list[str]] = {}
    for one in included:
        if one.filing.scope and not one.filing.contains:
            scopes.setdefault(one.filing.scope, []).append(one.filing.label)
    differ = [(scope, texts.scope_units(units)) for scope, units in scopes.items()]
    lines = [texts.scopes_differ(differ)] if len(differ) > 1 else []
    twice = counted_twice(relatives(included), roster) if roster else {}
    names = [(included[index].filing.label, [child.name for child in children]) for index, children in twice.items()]
    return lines + [texts.parent_and_children(*pair) for pair in names]


def _notes_of_levels(lacking: Sequence[LeftOut]) -> list[str]:
    """What the summaries below had left out, a line each."""
    below: dict[str, list[LeftOut]] = {}
    for one in lacking:
        if one.by:
            below.setdefault(one.by, []).append(one)
    return [texts.left_out_note(summary, left_out_words(some)) for summary, some in below.items()]


def _told_elsewhere(one: Judged) -> bool:
    """Whether a file that is not counted stands for no unit: another version counts, or it is no report."""
    return one.office_list or (not one.filing.unit.key and one.state in ("superseded", "duplicate"))


def _office(unit: Unit, roster: Roster | None, target: Path | None) -> Unit:
    """Who adds up: as told, with the name that the roster has for its code, else with that of the file."""
    members = roster.members if roster else ()
    listed = next((member.name for member in members if unit.code and member.code == unit.code), "")
    return Unit(unit.code, unit.name or listed or (target.stem if target else texts.SUMMARY))


def _passed_on(total: Filing, included: Sequence[Judged]) -> tuple[Waiver, ...]:
    """What is waived of single units is no error of their sum, where the sum without their differences would hold."""
    assert total.form is not None
    layout = layout_of(total.form)
    parts = [(one, verdicts(one.filing)) for one in included]
    found = []
    for index, verdict in enumerate(verdicts(total)):
        relation = verdict.relation
        waived = [(one, some[index], waiver) for one, some in parts for waiver in _waivers_at(one, relation)[:1]]
        rest = verdict.difference - sum(part.difference for _, part, _ in waived)
        if verdict.state == "broken" and waived and would_hold(relation, rest):
            reason = texts.from_waived_units([one.filing.label for one, _, _ in waived])
            until = min(waiver.until for _, _, waiver in waived)
            cell = str(layout.places[reported_at(relation)]).upper()
            found.append(Waiver(total.unit.name, relation.rule.code, reason, until, cell))
    return tuple(found)


def _waivers_at(one: Judged, relation: Relation) -> list[Waiver]:
    """The waivers that have acted on a relation in one report."""
    return [
        finding.settled.waiver
        for finding in one.findings
        if finding.settled and finding.settled.waiver and finding.code == relation.rule.code
        if set(relation.cells) <= set(finding.figures)
    ]


def _beyond_us(target: Path, result: Consolidation) -> bool:
    """Whether a summary that has been written is more than our own reader opens, which bounds what a file may cost."""
    filings = [one.filing for one in result.included]
    rows, columns = UNITS_FIRST_ROW + 1 + len(filings), len(texts.UNIT_HEADS) + len(result.form.figures)
    lines = len(result.lacking) + sum(1 + len(one.parts) + len(one.unfilled) for one in filings)
    if max(rows * columns, _LINE * lines) > gate.MAX_WRITTEN:  # the largest sheets that are read
        return True
    try:
        gate.package(gate.look(Item(target).data()))
    except Refused:
        return True
    return False


def _must_be_ours(target: Path) -> Filing:
    """Only a summary that nobody has touched since we wrote it may be replaced: here it is."""
    there = read(target)
    if any(finding.code == "too-large" for finding in there.findings):
        raise FileExistsError(texts.too_large_to_replace(printable(target)))
    if there.source != "summary":
        raise FileExistsError(texts.not_a_summary(printable(target)))
    if not there.modified.startswith(CREATED.date().isoformat()):
        raise FileExistsError(texts.summary_was_edited(printable(target)))
    return there


def _usual_form(judged: Iterable[Judged], include_faulty: bool) -> Form:
    """The form that most reports are in, of as many that of the year, then the newer one, and no hybrid if that can be.

    Only reports of one form can be added up; those that are left out for their errors have no say in which.
    """
    used = [one for one in judged if one.state == "used" and one.filing.form]
    counted = [one for one in used if include_faulty or not one.has_errors] or used
    forms = [one.filing.form for one in counted if one.filing.form]
    counts = Counter(map(_tables, forms))

    year = next((one.filing.year for one in counted if one.filing.year), 0)

    def fits(form: Form) -> tuple[int, bool, str, bool]:
        meant = form.in_force[0] <= year <= form.in_force[1]
        return counts[_tables(form)], meant, form.edition, set(form.tables_of.values()) == {form.edition}

    return max(forms, key=fits, default=None) or edition()


def _of_form(one: Judged, wanted: Form) -> Judged:
    form = one.filing.form
    if one.state != "used" or form is None or _tables(form) == _tables(wanted):
        return one
    own, other = (list(dict.fromkeys((f.edition, *f.tables_of.values()))) for f in (form, wanted))
    return replace(one, reason=texts.other_edition(form.name, own, other), attention=True)


def _tables(form: Form | None) -> tuple[object, ...]:
    """What two reports must share to be added up: the form, and the edition of each of its tables."""
    return (form.name, *form.tables_of.items()) if form else ()


def _named(one: Judged) -> Judged:
    if one.state != "used" or one.filing.unit.key:
        return one
    return replace(one, state="unknown_unit", reason=texts.nameless())


class NothingToAddUp(Exception):
    """No filing can be included. ``judged`` tells of each file why."""

    def __init__(self, judged: tuple[Judged, ...]):
        self.judged = judged
        super().__init__(texts.nothing_to_add_up(len(judged)))
