"""All checks of one filing: what reading found, the rules of its form, and its prose against its tables."""

from __future__ import annotations

from dataclasses import replace

from govxl import texts
from govxl.checks.prose import prose_findings
from govxl.files import printable
from govxl.filing import Filing
from govxl.findings import Finding, ordered
from govxl.layout import layout_of
from govxl.rules import Verdict, broken, is_empty_talk, judge_all


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
    found = broken(form, places, filing.shown, filing.typed, verdicts(filing), ours=filing.ours)
    said = prose_findings(filing)
    named = (replace(_explained(filing, f), file=printable(filing.file), unit=filing.label) for f in (*found, *said))
    return ordered((*filing.findings, *named), layout.sheets)


def _explained(filing: Filing, finding: Finding) -> Finding:
    """A warning that the unit has explained is no longer one; empty talk explains nothing."""
    text = filing.explanations.get((finding.code, finding.at), "")
    if finding.severity != "warning" or not text:
        return finding
    if is_empty_talk(text):
        return replace(finding, message=finding.message + texts.empty_talk(text))
    return replace(finding, severity="info", message=finding.message + texts.explained(text))
