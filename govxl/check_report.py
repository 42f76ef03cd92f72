"""The report of ``check`` over many files: as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govxl import texts
from govxl.checks import verdicts
from govxl.collect import Judged
from govxl.files import printable
from govxl.findings import count, count_settled, grouped


def to_json(judged: Sequence[Judged]) -> dict[str, Any]:
    """As ``check --format json`` prints it."""
    findings = [finding for one in judged for finding in one.findings]
    return {
        "files": [
            {
                "file": printable(one.filing.file),
                "unit": one.filing.unit.name or one.filing.unit.code,
                "year": one.filing.year,
                "state": one.state,
                "findings": [finding.to_json() for finding in one.findings],
            }
            for one in judged
        ],
        "errors": count(findings, "error"),
        "warnings": count(findings, "warning"),
    }


def to_text(judged: Sequence[Judged]) -> str:
    """As ``check`` prints it."""
    return texts.check_report([_section(one) for one in judged])


def _section(one: Judged) -> texts.Section:
    states = [verdict.state for verdict in verdicts(one.filing) if verdict.relation.judged]
    explained, waived = count_settled(one.findings)
    known = one.state in ("used", "foreign", "unreadable") and not one.ruled
    unchecked = 0 if one.filing.prior else states.count("unchecked")  # what a report of last year lacks is noted
    return texts.Section(
        file=printable(one.filing.file),
        unit=one.filing.unit.name or one.filing.unit.code,
        year=one.filing.year,
        state=texts.WAIVER_LIST if one.ruled else texts.FILE_STATE[one.state],
        reason="" if known else one.reason,
        lines=[texts.finding_line(finding) for finding in grouped(one.findings)],
        unassessable=states.count("unassessable"),
        unchecked=unchecked,
        carried=_compares(one) and one.state == "used" and not one.filing.prior and not unchecked,
        errors=count(one.findings, "error"),
        warnings=count(one.findings, "warning"),
        explained=explained,
        waived=waived,
        ruled=one.ruled,
    )


def _compares(one: Judged) -> bool:
    """Whether its form declares checks that look at the whole of last year's report."""
    return one.filing.form is not None and any(check.shape in ("jump", "alike") for check in one.filing.form.checks)
