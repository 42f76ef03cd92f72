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
from govxl.collect import Judged, judge
from govxl.declaration import edition
from govxl.files import printable
from govxl.filing import Filing, Unit, in_order, json_number
from govxl.findings import Finding
from govxl.form import Address, Form
from govxl.heap import items
from govxl.reading import read
from govxl.returns import Return, returns
from govxl.roster import Roster
from govxl.rules import Number, complete
from govxl.summary import write_summary
from govxl.workbook import CREATED


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The sum of many filings, with what was left out of it and why.

    ``total`` is the sum as a filing of its own; ``blanks`` counts for each figure the units that left it empty;
    ``findings`` are those of the sum itself, ``missing`` the units of the roster, if any, of which there is no report.
    """

    form: Form
    total: Filing
    judged: tuple[Judged, ...]
    included: tuple[Judged, ...]
    left_out: tuple[tuple[Judged, str], ...]
    blanks: dict[Address, int]
    findings: tuple[Finding, ...]
    missing: tuple[Return, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing was left out and no finding is an error: the exit code rests on it."""
        settled = ("duplicate", "superseded")  # another version of the same unit counts instead
        counted = [one for one in self.judged if one.state not in settled and not one.office_list]
        wrong = any(one.has_errors or one.state != "used" for one in counted)
        wrong = wrong or bool(self.missing) or any(one.attention for one in self.judged)
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
    tick: Callable[[Path], None] | None = None,
) -> Consolidation:
    """Read, check and add up workbooks, and write the summary workbook if ``output`` is given.

    ``paths`` are files and folders; ``year`` is the one that most files carry unless given. Filings with errors are
    left out and named unless ``include_faulty``; so is always what is in another edition of the form than most. With
    ``roster`` only its units count, and those of which there is no report are named in ``missing``. Raises
    FileExistsError where ``output`` is there and is no summary, FileNotFoundError for a path that is not there,
    NothingToAddUp where no filing can be included, and OSError where the summary cannot be written; then nothing is
    written.
    """
    target = Path(output) if output else None
    if target and target.is_file():
        _must_be_ours(target)
    judged = judge(items([Path(path) for path in paths], skip=target), year, tick, roster)
    if (
        not roster and sum(one.state == "used" for one in judged) > 1
    ):  # whose report it is must be known before it is added to others
        judged = tuple(_named(one) for one in judged)
    form = _usual_form(judged, include_faulty)
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
    )
    missing = tuple(one for one in returns(roster, judged) if one.state == "missing") if roster else ()
    result = Consolidation(form, total, judged, tuple(included), tuple(left_out), blanks, check(total), missing)
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


def _must_be_ours(target: Path) -> None:
    """Only a summary that nobody has touched since we wrote it may be replaced."""
    there = read(target)
    if there.source != "summary":
        raise FileExistsError(texts.not_a_summary(printable(target)))
    if not there.modified.startswith(CREATED.date().isoformat()):
        raise FileExistsError(texts.summary_was_edited(printable(target)))


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
