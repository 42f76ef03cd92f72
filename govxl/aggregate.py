"""The sum of many filings, with what was left out of it and why: what the summary, the lists and the analysts get.

Entry figures are added, derived ones worked out from the sums, never added. A blank counts as 0, and how many units
left it blank is kept. Amounts are exact decimals. Summing is associative, so a summary is a filing like any other.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from govxl import texts
from govxl.belonging import plain
from govxl.changes import Changes
from govxl.collect import Judged
from govxl.files import printable
from govxl.filing import Filing, LeftOut, in_order, json_number
from govxl.findings import Finding, count_settled
from govxl.form import Address, Form
from govxl.last_year import Together
from govxl.returns import Return
from govxl.rules import Number, complete
from govxl.shelf import opened


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The sum of many filings, with what was left out of it and why.

    ``total`` is the sum as a filing of its own; ``blanks`` counts for each figure the units that left it empty;
    ``findings`` are those of the sum itself, ``missing`` the units of the roster, if any, of which there is no report.
    ``notes`` say what to know of the sum: what of last year was not used, scopes that differ, units counted twice;
    ``prior_refused`` are files of last year that could not be used, each with the reason. ``lacking`` are all units
    that are not in the sum, those that a summary below had left out with its name; ``changes`` tell what is different
    from the summary that stood in the file before, and are None where no file is written. ``together`` is last year's
    sum, with the units that only one of the years has; ``expected`` the number of units in the roster, 0 without one.
    ``read_on`` is the day on which the files were read, where it shall stand in the summary.
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
    lacking: tuple[LeftOut, ...] = ()
    changes: Changes | None = None
    together: Together = field(default_factory=Together)
    expected: int = 0
    read_on: datetime.date | None = None

    @property
    def size(self) -> int:
        """How many reports of units are in it, those in summaries each."""
        return sum(one.filing.size for one in self.included)

    @property
    def clean(self) -> bool:
        """Whether nothing was left out and no finding is an error: the exit code rests on it."""
        settled = ("duplicate", "superseded")  # another version of the same unit counts instead
        counted = [one for one in self.judged if one.state not in settled and not one.office_list]
        wrong = any(one.has_errors or one.state != "used" for one in counted)
        wrong = wrong or any(one.by for one in self.lacking)
        wrong = wrong or bool(self.missing or self.prior_refused) or any(one.attention for one in self.judged)
        return not wrong and all(finding.severity != "error" for finding in self.findings)

    def said(self) -> list[str]:
        """What changed since the run before, if there was one, and the notes: lines."""
        changes = [self.changes.said()] if self.changes and not self.changes.first else []
        return [*changes, *self.notes]

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
    """The sums of the entry figures with the derived ones worked out, and how many units left each entry blank."""
    sums: dict[Address, Number] = dict.fromkeys((figure.address for figure in form.entries), 0)
    blanks: dict[Address, int] = {}
    for filing in filings:
        entries, unfilled = opened(filing.entries), opened(filing.unfilled)
        for spot in sums:
            value = entries.get(spot)
            blank = unfilled.get(spot, 0) or int(value is None)
            if blank:
                blanks[spot] = blanks.get(spot, 0) + blank
            sums[spot] += value or 0
    return in_order(form, complete(form, sums)), blanks


def distinct(included: Iterable[Judged]) -> list[Judged]:
    """Summaries told apart: one whose name another bears too, or which is the word for a total, gets its folder's.

    In the rows of the next summary it would otherwise look like a unit that stands twice, or like a sum.
    """
    included = list(included)
    names = Counter(plain(one.filing.unit.name) for one in included if not one.filing.unit.code)
    taken: set[str] = set()
    made = []
    for one in included:
        name = one.filing.unit.name
        if one.filing.contains and (names[plain(name)] > 1 or "".join(name.split()) in texts.TOTAL_WORDS):
            folder = printable(one.filing.file.absolute().parent.name)
            own = name = texts.same_name_in(folder, name)
            number = 1
            while name in taken:
                number += 1
                name = f"{own}{number}"
            unit = replace(one.filing.unit, name=name)
            one = replace(one, filing=replace(one.filing, unit=unit))
        taken.add(name)
        made.append(one)
    return made
