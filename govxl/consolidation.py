"""Adding up: a filing is a map from addresses to values, and consolidation is their sum.

Entry figures are added, derived ones worked out from the sums, never added. A blank counts as 0, and how many units
left it blank is kept. Amounts are exact decimals. Summing is associative, so a summary is a filing like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from govxl import texts
from govxl.checks import check
from govxl.collect import Judged, judge, relatives
from govxl.declaration import edition
from govxl.family import counted_twice
from govxl.files import must_be_free, printable
from govxl.filing import Filing, Unit, in_order, json_number
from govxl.findings import Finding
from govxl.form import Address, Form
from govxl.heap import items
from govxl.last_year import Past, Together
from govxl.reading import read
from govxl.returns import Return, returns
from govxl.roster import Roster
from govxl.rules import Number, complete
from govxl.summary import write_summary
from govxl.tidy import check_target, tidy_beside
from govxl.workbook import CREATED


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The sum of many filings, with what was left out of it and why.

    ``total`` is the sum as a filing of its own; ``blanks`` counts for each figure the units that left it empty;
    ``findings`` are those of the sum itself, ``missing`` the units of the roster, if any, of which there is no report.
    ``notes`` say what to know of the sum: what of last year was not used, scopes that differ, units counted twice;
    ``prior_refused`` are files of last year that could not be used, each with the reason.
    """

    form: Form
    total: Filing
    judged: tuple[Judged, ...]
    included: tuple[Judged, ...]
    left_out: tuple[tuple[Judged, str], ...]
    blanks: dict[Address, int]
    findings: tuple[Finding, ...]
    missing: tuple[Return, ...] = ()
    notes: tuple[str, ...] = ()
    prior_refused: tuple[tuple[str, str], ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing was left out and no finding is an error: the exit code rests on it."""
        settled = ("duplicate", "superseded")  # another version of the same unit counts instead
        counted = [one for one in self.judged if one.state not in settled and not one.office_list]
        wrong = any(one.has_errors or one.state != "used" for one in counted)
        wrong = wrong or bool(self.missing or self.prior_refused) or any(one.attention for one in self.judged)
        return not wrong and all(finding.severity != "error" for finding in self.findings)

    def to_json(self, output: Path | None) -> dict[str, Any]:
        """As ``consolidate --format json`` prints it."""
        kinds = self.form.by_address
        return {
            "units": len(self.included),
            "included": [one.filing.unit.code or one.filing.label for one in self.included],
            "left_out": [
                {
                    "unit": one.filing.unit.code or one.filing.unit.name,
                    "file": printable(one.filing.file),
                    "reason": reason,
                }
                for one, reason in self.left_out
            ]
            + [{"unit": one.member.code, "file": None, "reason": one.reason} for one in self.missing],
            "figures": {spot: json_number(kinds[spot].kind, value) for spot, value in self.total.figures.items()},
            "output": str(output) if output else None,
        }


def add_up(form: Form, filings: Iterable[Filing]) -> tuple[dict[Address, Number], dict[Address, int]]:
    """The sums of the entry figures with the derived ones worked out, and how many filings left each entry blank."""
    sums: dict[Address, Number] = dict.fromkeys((figure.address for figure in form.entries), 0)
    blanks: dict[Address, int] = {}
    for filing in filings:
        for spot in sums:
            value = filing.entries.get(spot)
            if value is None:
                blanks[spot] = blanks.get(spot, 0) + 1
            else:
                sums[spot] += value
    return in_order(form, complete(form, sums)), blanks


def consolidate(
    paths: Sequence[Path | str],
    output: Path | str | None = None,
    *,
    roster: Roster | None = None,
    year: int | None = None,
    include_faulty: bool = False,
    prior: Sequence[Path | str] = (),
    tick: Callable[[Path], None] | None = None,
    tidy: Path | str | None = None,
) -> Consolidation:
    """Read, check and add up workbooks, and write the summary workbook if ``output`` is given.

    ``paths`` are files and folders; ``year`` is the one that most files carry unless given. Filings with errors are
    left out and named unless ``include_faulty``; so is always what is in another edition of the form than most. With
    ``roster`` only its units count, and those of which there is no report are named in ``missing``. ``prior`` are files
    and folders with the reports of the year before: each unit is held against its own, and the sum against theirs where
    the units are the same. ``tidy`` is a .csv or .parquet file for the long form (:mod:`govxl.tidy`).
    Raises FileExistsError where ``output`` is there and is no summary, TidyError where ``tidy`` is of another kind or
    there and no long form, FileNotFoundError for a path that is not there, NothingToAddUp where no filing can be
    included, and OSError where a file cannot be written; then nothing is written.
    """
    target = Path(output) if output else None
    if target and target.is_file():
        _must_be_ours(target)
        must_be_free(target)
    long_form = Path(tidy) if tidy else None
    if long_form:
        check_target(long_form, target)
    past = Past([Path(path) for path in prior], roster, tick) if prior else None
    heap = items([Path(path) for path in paths], skip=target)
    heap = tuple(item for item in heap if not long_form or item.path.resolve() != long_form.resolve())
    judged = judge(heap, year, tick, roster, past)
    if (
        not roster and sum(one.state == "used" for one in judged) > 1
    ):  # whose report it is must be known before it is added to others
        judged = tuple(_named(one) for one in judged)
    form = _usual_form(judged)
    judged = tuple(_of_form(one, form) for one in judged)
    included, left_out = [], []
    for one in judged:
        if one.state != "used" or _tables(one.filing.form) != _tables(form):
            left_out.append((one, one.reason))
        elif one.has_errors and not include_faulty:
            errors = sum(finding.severity == "error" for finding in one.findings)
            left_out.append((one, texts.all_blank() if one.filing.untouched else texts.has_errors(errors)))
        else:
            included.append(one)
    if not included:
        raise NothingToAddUp(judged)
    included.sort(key=lambda one: (one.filing.unit.code, one.filing.unit.name, str(one.filing.file)))
    figures, blanks = add_up(form, (one.filing for one in included))
    name = target.stem if target else texts.SUMMARY
    together = past.together(included, form) if past else Together()
    total = Filing(
        file=target or Path(texts.SUMMARY),
        state="used",
        form=form,
        source="summary",
        unit=Unit("", name),
        year=included[0].filing.year,
        scope=texts.SCOPE_ALL,
        entries={figure.address: figures[figure.address] for figure in form.entries},
        figures=figures,
        shown=figures,
        prior=together.prior,
    )
    missing = tuple(one for one in returns(roster, judged) if one.state == "missing") if roster else ()
    result = Consolidation(
        form,
        total,
        judged,
        tuple(included),
        tuple(left_out),
        blanks,
        check(total),
        missing,
        (*_notes_of_past(past, together, included), *_notes_of_scope(included, roster)),
        past.refused if past else (),
    )
    with tidy_beside(long_form, result):
        if target:
            write_summary(
                target,
                result.total,
                result.judged,
                result.included,
                result.left_out,
                result.findings,
                [(one.member.unit, one.reason) for one in missing],
            )
    return result


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


def _must_be_ours(target: Path) -> None:
    """Only a summary that nobody has touched since we wrote it may be replaced."""
    there = read(target)
    if there.source != "summary":
        raise FileExistsError(texts.not_a_summary(printable(target)))
    if not there.modified.startswith(CREATED.date().isoformat()):
        raise FileExistsError(texts.summary_was_edited(printable(target)))


def _usual_form(judged: Iterable[Judged]) -> Form:
    """The form that most reports are in, of as many the newer one: only reports of one form can be added up."""
    forms = [one.filing.form for one in judged if one.state == "used" and one.filing.form]
    counts = Counter(map(_tables, forms))
    return max(forms, key=lambda form: (counts[_tables(form)], form.edition), default=None) or edition()


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
