"""The examples of the rules: for each the report that just passes, and the one that breaks it and nothing else.

They are declared as changes to one report in which every rule holds; the catalogue shows them, the tests run them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from govxl import texts
from govxl.checks import check
from govxl.family import Relative, above_parent
from govxl.filing import Filing, Prior, Unit
from govxl.findings import Finding
from govxl.form import PARENT, PRIOR, Address, Check, Form, Rule
from govxl.roster import Member, Roster
from govxl.rules import Number, complete


def findings(form: Form, rule: Rule | Check, *, broken: bool) -> tuple[Finding, ...]:
    """What is found in a rule's example: its own finding if it is the broken one, nothing if it just passes."""
    changes = rule.example.breaks if broken else rule.example.passes
    own = filing(form, changes)
    above = {name.removeprefix(PARENT): value for name, value in changes.items() if name.startswith(PARENT)}
    if not above:
        return check(own)
    roster = Roster(own.file, (Member(2, "A01", "", parent="A"), Member(3, "A", "")))
    pair = (own, replace(filing(form, above), scope=texts.SCOPE_ALL))
    relatives = {
        key: Relative(one, (member,)) for key, (one, member) in enumerate(zip(pair, roster.members, strict=True))
    }
    return (*check(own), *above_parent(relatives, roster).get(0, ()))


def filing(form: Form, changes: Mapping[str, str]) -> Filing:
    """The form's example with some changes, as a report of our own workbook. Totals that are given count as typed."""
    values = {"year": str(form.in_force[0]), **form.example, **changes}
    own, prior = _figures(form, values, ""), _figures(form, values, PRIOR)
    typed = {spot: value for spot, value in own.items() if form.by_address[spot].derived}
    entries = {spot: value for spot, value in own.items() if spot not in typed}
    shown = complete(form, entries, typed)
    before = Prior(complete(form, prior), _texts(form, values, PRIOR), form, str(int(values["year"]) - 1))
    shown |= {spot: before.figures[Address(spot.removeprefix(PRIOR))] for spot in form.prior}
    return Filing(
        file=Path("example.xlsx"),
        state="used",
        form=form,
        source="template",
        unit=Unit("A01", ""),
        year=int(values["year"]),
        entries=entries,
        typed=typed,
        figures=complete(form, entries),
        shown=shown,
        texts=_texts(form, values, ""),
        prior=before,
    )


def _figures(form: Form, values: Mapping[str, str], kind: str) -> dict[Address, Number]:
    """The entries, 0 unless given, and the totals that are given."""
    figures: dict[Address, Number] = {figure.address: 0 for figure in form.entries}
    for name, value in values.items():
        spot = Address(name.removeprefix(kind))
        if name.startswith(kind) and spot in form.by_address:
            amount = form.by_address[spot].kind == "amount"
            figures[spot] = Decimal(value) if amount else int(value)
    return figures


def _texts(form: Form, values: Mapping[str, str], kind: str) -> dict[str, str]:
    return {part.id: values[kind + part.id] for part in form.prose if kind + part.id in values}
