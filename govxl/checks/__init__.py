"""All checks of one filing: what reading found, the equations of its form, and what is declared beside them."""

from __future__ import annotations

from dataclasses import replace

from govxl.checks.plausible import plausible
from govxl.checks.prose import prose_findings
from govxl.checks.settling import apart, settled
from govxl.checks.years import judge_carried, judged_figures, office_figures
from govxl.files import printable
from govxl.filing import Filing
from govxl.findings import Finding, ordered
from govxl.layout import layout_of
from govxl.rules import Verdict, blanks_as_zero, broken, judge, judge_all

__all__ = ["check", "concerned", "judged_figures", "settled", "verdicts"]


def verdicts(filing: Filing) -> tuple[Verdict, ...]:
    """Every relation of the form held against the figures as they stand in the file, totals as typed.

    In a report that is no workbook of ours many leave zeros blank. There a sum counts a blank as 0, as adding up does,
    so that the totals are not taken on trust; a sum none of whose parts is filled is still not assessable.
    """
    if filing.form is None:
        return ()
    made = judge_all(filing.form, judged_figures(filing), filing.unreadable, filing.category)
    if filing.ours or not filing.blanks:
        return made
    figures = blanks_as_zero(filing.form, filing.entries, filing.blanks, filing.typed)
    return tuple(judge(one.relation, figures) if _sums_what_is_filled(one, filing) else one for one in made)


def _sums_what_is_filled(verdict: Verdict, filing: Filing) -> bool:
    """Whether a relation that lacks figures is a sum of this year's which a blank leaves as it is."""
    relation = verdict.relation
    return (
        verdict.state == "unassessable"
        and relation.rule.sign == "="
        and not relation.prior
        and filing.unreadable.isdisjoint(relation.cells)
        and any(spot in filing.entries for spot in relation.support)
    )


def concerned(filing: Filing) -> bool:
    """Whether what the office knows of a unit (category, waivers, last year) changes what is found in its file."""
    rules = filing.form.rules if filing.form else ()
    return bool(filing.waivers or filing.prior) or any(filing.category in rule.exempt for rule in rules)


def check(filing: Filing) -> tuple[Finding, ...]:
    """All findings of one filing in one pass, errors first, then by sheet and cell."""
    form = filing.form
    if form is None:
        return tuple(filing.findings)
    layout = layout_of(form)
    figures = judged_figures(filing)
    places = {**layout.places, **filing.places} if filing.places else layout.places
    if outside := office_figures(filing):  # these stand in no cell of this file
        places = {spot: place for spot, place in places.items() if spot not in outside}
    if filing.blanks and not filing.ours:  # the totals that nobody has written, but not the blanks themselves
        summed = blanks_as_zero(form, filing.entries, filing.blanks, filing.typed)
        figures = {spot: value for spot, value in summed.items() if spot not in filing.blanks} | dict(figures)
    found = judge_carried(filing)
    for some in apart(filing, verdicts(filing)):
        found += broken(form, places, figures, filing.typed, some, ours=filing.ours)
    found += plausible(filing)
    found += prose_findings(filing)
    named = (replace(settled(filing, f, layout), file=printable(filing.file), unit=filing.label) for f in found)
    return ordered((*filing.findings, *named), layout.sheets)
