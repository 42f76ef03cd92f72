"""All checks of one filing: what reading found, and the rules of its form."""

from __future__ import annotations

from dataclasses import replace

from govxl.checks.settling import apart, settled
from govxl.files import printable
from govxl.filing import Filing
from govxl.findings import Finding, ordered
from govxl.layout import layout_of
from govxl.rules import Verdict, broken, judge_all


def verdicts(filing: Filing) -> tuple[Verdict, ...]:
    """Every relation of the form held against the figures as they stand in the file, totals as typed."""
    if filing.form is None:
        return ()
    return judge_all(filing.form, filing.shown, filing.unreadable, filing.category)


def check(filing: Filing) -> tuple[Finding, ...]:
    """All findings of one filing in one pass, errors first, then by sheet and cell."""
    form = filing.form
    if form is None:
        return filing.findings
    layout = layout_of(form)
    places = {**layout.places, **filing.places} if filing.places else layout.places
    found = [
        finding
        for some in apart(filing, verdicts(filing))
        for finding in broken(form, places, filing.shown, filing.typed, some, ours=filing.ours)
    ]
    named = (replace(settled(filing, f, layout), file=printable(filing.file), unit=filing.label) for f in found)
    return ordered((*filing.findings, *named), layout.sheets)
