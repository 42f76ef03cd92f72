"""Copied returns: the same figures in the reports of two units, or of one unit in two years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govxl import texts
from govxl.files import printable
from govxl.filing import Filing
from govxl.findings import Finding

FEWEST = 5  # figures other than 0 that two honest reports will not have in common all at once


@dataclass(frozen=True, slots=True)
class Report:
    """A report to compare: whose it is, as far as telling units apart goes, and the units in it if it is a summary."""

    filing: Filing
    unit: str
    marks: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()


def copied(reports: Mapping[int, Report]) -> dict[int, Finding]:
    """For each report, by the caller's key, that has a twin of another unit or year: the finding that names it.

    Compared are the entry figures other than 0. A summary and a unit in it are no twins.
    """
    alike: dict[object, list[int]] = {}
    for key, report in reports.items():
        filing = report.filing
        figures = frozenset((spot, value) for spot, value in filing.entries.items() if value)
        if filing.form and len(figures) >= FEWEST:
            alike.setdefault((filing.form.name, figures), []).append(key)
    found = {}
    for keys in alike.values():
        for key in keys if len(keys) > 1 else ():
            twins = [reports[other].filing for other in keys if other != key and _twins(reports[key], reports[other])]
            if twins:
                found[key] = _finding(reports[key].filing, twins)
    return found


def _twins(one: Report, other: Report) -> bool:
    different = one.unit != other.unit or one.filing.year != other.filing.year
    related = one.marks & other.inside or other.marks & one.inside or one.inside & other.inside
    return different and not related


def _finding(filing: Filing, twins: Sequence[Filing]) -> Finding:
    names = [texts.report_of(printable(twin.file), twin.unit.name or twin.unit.code, twin.year) for twin in twins]
    count = sum(1 for value in filing.entries.values() if value)
    return Finding(
        "copied-return",
        "warning",
        texts.copied_return(names, count),
        texts.todo_copied_return(),
        file=printable(filing.file),
        unit=filing.label,
    )
