"""What is settled: warnings that the unit has explained, and findings that the central office has waived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govxl import texts
from govxl.filing import Filing
from govxl.findings import Finding, Settled
from govxl.layout import Layout, Place
from govxl.rules import Verdict, is_empty_talk
from govxl.waivers import Waiver


def apart(filing: Filing, verdicts: Sequence[Verdict]) -> list[list[Verdict]]:
    """Verdicts in the groups in which they are looked at for one fault behind several.

    A rule that is waived for the unit is by itself, and each relation where single cells are waived, so that what is
    waived hides nothing else.
    """
    if not filing.waivers:
        return [list(verdicts)]
    codes = dict.fromkeys(waiver.rule for waiver in filing.waivers)
    singly = {waiver.rule for waiver in filing.waivers if waiver.cell}
    groups: list[list[Verdict]] = [[v for v in verdicts if v.relation.rule.code not in codes]]
    for code in codes:
        waived = [verdict for verdict in verdicts if verdict.relation.rule.code == code]
        groups += [[verdict] for verdict in waived] if code in singly else [waived]
    return groups


def settled(filing: Filing, finding: Finding, layout: Layout) -> Finding:
    """A finding of a rule as it stands after the unit's explanation and the waivers for the unit."""
    finding = _explained(filing, finding)
    if finding.severity == "info":
        return finding
    finding = replace(finding, todo=_where_to_explain(filing, finding, layout))
    for waiver in filing.waivers:
        if waiver.rule == finding.code and _concerns(waiver, finding, layout):
            until = waiver.until.isoformat()
            return replace(
                finding,
                severity="info",
                message=finding.message + texts.waived(waiver.reason, until),
                todo=texts.todo_waived(),
                settled=Settled("waived", waiver.reason, finding.severity, finding.message, waiver),
            )
    return finding


def _where_to_explain(filing: Filing, finding: Finding, layout: Layout) -> str:
    """What to do, with the very cell for the unit's words; nothing of them where they settle nothing."""
    if finding.severity == "error":
        return texts.todo_not_to_explain(finding.todo)
    if filing.source == "template":
        place = layout.explanations().get((finding.code, finding.at))
        return texts.todo_explain_at(finding.todo, place.cell) if place else finding.todo
    return finding.todo if filing.ours else texts.todo_explain_elsewhere(finding.todo)


def _explained(filing: Filing, finding: Finding) -> Finding:
    """A warning that the unit has explained is no longer one; empty talk explains nothing."""
    text = filing.explanations.get((finding.code, finding.at), "")
    if finding.severity != "warning" or not text:
        return finding
    if is_empty_talk(text):
        return replace(finding, message=finding.message + texts.empty_talk(text))
    return replace(
        finding,
        severity="info",
        message=finding.message + texts.explained(text),
        todo=texts.todo_explained(),
        settled=Settled("explained", text, finding.severity, finding.message),
    )


def _concerns(waiver: Waiver, finding: Finding, layout: Layout) -> bool:
    """Whether a waiver for one cell is about a finding: the cell as the workbook that was sent out has it."""
    if not waiver.cell:
        return True
    places = [layout.places[spot] for spot in finding.figures if spot in layout.places]
    places += [finding.place] if finding.place else []
    return any(waiver.cell in _names(place) for place in places)


def _names(place: Place) -> tuple[str, str]:
    return place.cell, f"{place.sheet}!{place.cell}".upper()
