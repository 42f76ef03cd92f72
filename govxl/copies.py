"""Copied returns: the same figures in the reports of two units, or of one unit in two years."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from govxl import texts
from govxl.files import printable
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import Address, common
from govxl.rules import Number
from govxl.shelf import opened

FEWEST = 5  # figures other than 0 that two honest reports will not have in common all at once


@dataclass(frozen=True, slots=True)
class Report:
    """A report to compare: whose it is, as far as telling units apart goes, and the units in it if it is a summary."""

    filing: Filing
    unit: str
    marks: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()


def copied(filings: Mapping[int, Filing], report: Callable[[int], Report]) -> dict[int, Finding]:
    """For each report, by the caller's key, that has a twin of another unit or year: the finding that names it.

    ``report`` tells more of those that look alike. Compared are the entry figures other than 0. A summary and a unit in
    it are no twins. The unit's own report of last year, as the office has it, is one, too.
    """
    twins: dict[int, list[Report]] = {}
    groups = _alike(filings)
    reports = {key: report(key) for keys in groups for key in keys}
    for keys in groups:
        for key in keys:
            twins[key] = [reports[other] for other in keys if other != key and _twins(reports[key], reports[other])]
    found = {}
    for key, filing in filings.items():
        mine = twins.get(key, ())
        names = [_name(twin.filing) for twin in mine]
        before = any(twin.unit == reports[key].unit and _year_before(twin, reports[key]) for twin in mine)
        if filing.prior and not before and _like_prior(filing):
            year = filing.year - 1 if filing.year else None
            names.append(texts.report_of(filing.prior.origin, filing.unit.name or filing.unit.code, year))
        if names:
            found[key] = _finding(filing, names)
    return found


def _alike(filings: Mapping[int, Filing]) -> list[list[int]]:
    """The reports with the same figures, several each."""
    first: dict[int, int] = {}  # by the hash alone: the figures of thousands would fill the memory
    perhaps: dict[int, list[int]] = {}
    for key, filing in filings.items():
        if figures := _figures(filing):
            number = hash(figures)
            other = first.setdefault(number, key)
            if other != key:
                perhaps.setdefault(number, [other]).append(key)
    found: list[list[int]] = []
    for keys in perhaps.values():
        same: dict[object, list[int]] = {}
        for key in keys:
            same.setdefault(_figures(filings[key]), []).append(key)
        found += same.values()
    return found


def _figures(filing: Filing) -> tuple[str, frozenset[tuple[Address, Number]]] | None:
    """What two reports must share to be twins; None where that would say nothing."""
    figures = frozenset((spot, value) for spot, value in filing.entries.items() if value)
    return (filing.form.name, figures) if filing.form and len(figures) >= FEWEST else None


def _year_before(one: Report, other: Report) -> bool:
    return one.filing.year is not None and other.filing.year is not None and one.filing.year == other.filing.year - 1


def _like_prior(filing: Filing) -> bool:
    """Whether all figures but 0 are those of last year, as far as the two forms ask for the same."""
    if filing.prior is None or filing.form is None:
        return False
    shared = common(filing.form, filing.prior.form or filing.form)
    entries = opened(filing.entries)
    own = {spot: entries[spot] for spot in shared if entries.get(spot)}
    before = {spot: value for spot, value in filing.prior.figures.items() if value}
    derived = filing.form.filled_by
    return len(own) >= FEWEST and own == {spot: value for spot, value in before.items() if spot not in derived}


def _twins(one: Report, other: Report) -> bool:
    different = one.unit != other.unit or one.filing.year != other.filing.year
    related = one.marks & other.inside or other.marks & one.inside or one.inside & other.inside
    return different and not related


def _name(twin: Filing) -> str:
    return texts.report_of(printable(twin.file), twin.unit.name or twin.unit.code, twin.year)


def _finding(filing: Filing, names: Sequence[str]) -> Finding:
    count = sum(1 for value in filing.entries.values() if value)
    return Finding(
        "copied-return",
        "warning",
        texts.copied_return(names, count),
        texts.todo_copied_return(),
        file=printable(filing.file),
        unit=filing.label,
    )
