"""The sum of many filings, with what was left out of it and why: what the summary, the lists and the analysts get.

Entry figures are added, derived ones worked out from the sums, never added. A blank counts as 0, and how many units
left it blank is kept. Amounts are exact decimals. Summing is associative, so a summary is a filing like any other.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govxl import texts
from govxl.collect import Judged
from govxl.files import printable
from govxl.filing import Filing, in_order, json_number
from govxl.findings import Finding, count_settled
from govxl.form import Address, Form
from govxl.returns import Return
from govxl.rules import Number, complete


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The sum of many filings, with what was left out of it and why.

    ``total`` is the sum as a filing of its own; ``blanks`` counts for each figure the units that left it empty;
    ``findings`` are those of the sum itself, ``missing`` the units of the roster, if any, of which there is no report.
    ``notes`` say what to know of the sum: what of last year was not used, scopes that differ, units counted twice;
    ``prior_refused`` are files of last year that could not be used, each with the reason. ``read_on`` is the day on
    which the files were read, where it shall stand in the summary.
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
    read_on: datetime.date | None = None

    @property
    def clean(self) -> bool:
        """Whether nothing was left out and no finding is an error: the exit code rests on it."""
        settled = ("duplicate", "superseded")  # another version of the same unit counts instead
        counted = [one for one in self.judged if one.state not in settled and not one.office_list]
        wrong = any(one.has_errors or one.state != "used" for one in counted)
        wrong = wrong or bool(self.missing or self.prior_refused) or any(one.attention for one in self.judged)
        return not wrong and all(finding.severity != "error" for finding in self.findings)

    def remarks(self) -> list[str]:
        """What was added up although it was explained or waived, and what is wrong in the lists of waivers: lines."""
        counts = [(one, *count_settled(one.findings)) for one in self.included]
        lines = [
            texts.waived_in_summary(printable(one.filing.file), one.filing.label, waived)
            for one, _, waived in counts
            if waived
        ]
        if explained := [number for _, number, _ in counts if number]:
            lines.append(texts.explained_in_summary(len(explained), sum(explained)))
        for one in self.judged:
            if one.ruled:
                lines.append(texts.waiver_list_line(printable(one.filing.file), one.reason))
                lines += [texts.finding_line(finding) for finding in one.findings]
        return lines

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
