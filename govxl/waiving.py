"""Whom each waiver acts on, and what is said of the list itself once the files have been judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from govxl import texts
from govxl.belonging import plain
from govxl.files import printable
from govxl.filing import Filing, Unit
from govxl.findings import Finding
from govxl.form import Form, Severity
from govxl.roster import Member, Roster
from govxl.waivers import Waiver, Waivers


def waivable(form: Form) -> frozenset[str]:
    """The codes that a waiver may name: rules of the form's catalogue, never the findings about files and cells."""
    return frozenset(rule.code for rule in form.rules)


class Rulings:
    """Waivers with the units they are about: those of the roster, else those that the files say they are of."""

    def __init__(self, waivers: Waivers, roster: Roster | None = None):
        self.waivers = waivers
        self._listed = tuple(member.unit for member in roster.members) if roster else None

    def of(self, filing: Filing, member: Member | None) -> tuple[Waiver, ...]:
        """The waivers in force for the unit of a file, about rules of its form.

        A unit of the roster is known by what the roster calls it, whatever its file says.
        """
        if filing.form is None:
            return ()
        unit, codes = member.unit if member else filing.unit, waivable(filing.form)
        return tuple(
            waiver
            for waiver in self.waivers.items
            if waiver.rule in codes and waiver.until >= self.waivers.today and self._is_of(waiver, unit)
        )

    def _is_of(self, waiver: Waiver, unit: Unit) -> bool:
        meant = _meant(waiver, self._listed) if self._listed else [unit]
        return _is(waiver, unit) and len(meant) <= 1

    def told(
        self, reports: Sequence[tuple[Unit, tuple[Finding, ...]]], forms: Iterable[Form]
    ) -> dict[Waiver, tuple[Finding, ...]]:
        """What is said of each waiver. ``reports`` are the units with reports that count, ``forms`` all that are known.

        Of a waiver for a unit of the roster whose report has not come nothing is said: nobody knows yet.
        """
        acted = {finding.settled.waiver for _, findings in reports for finding in findings if finding.settled}
        units = [unit for unit, _ in reports]
        codes = frozenset(code for form in forms for code in waivable(form))
        return {
            waiver: tuple(self._faults(waiver, units, codes)) or self._unused(waiver, units, waiver in acted)
            for waiver in self.waivers.items
        }

    def _faults(self, waiver: Waiver, units: Sequence[Unit], codes: frozenset[str]) -> Iterator[Finding]:
        until = waiver.until.isoformat()
        if waiver.until < self.waivers.today:
            message = texts.waiver_expired(waiver.at, waiver.unit, waiver.rule, until)
            yield _finding(waiver, "warning", message, texts.todo_waiver_expired(), found=until)
        meant = _meant(waiver, units if self._listed is None else self._listed)
        # A summary is no unit of the roster, but one of the units whose reports have come.
        if not meant and not _meant(waiver, units):
            message = texts.waiver_unknown_unit(waiver.at, waiver.unit, self._listed is not None)
            yield _finding(waiver, "warning", message, texts.todo_waiver_unit(), found=waiver.unit)
        elif len(meant) > 1 and self._listed is not None:
            message = texts.waiver_unclear_unit(waiver.at, waiver.unit, [unit.code for unit in meant])
            yield _finding(waiver, "warning", message, texts.todo_waiver_unit(), found=waiver.unit)
        if waiver.rule not in codes:
            message = texts.waiver_unknown_rule(waiver.at, waiver.rule)
            yield _finding(waiver, "warning", message, texts.todo_waiver_rule(sorted(codes)), found=waiver.rule)

    def _unused(self, waiver: Waiver, units: Sequence[Unit], acted: bool) -> tuple[Finding, ...]:
        if acted or not _meant(waiver, units):
            return ()
        message = texts.waiver_unused(waiver.at, waiver.unit, waiver.rule)
        return (_finding(waiver, "info", message, texts.todo_waiver_unused()),)


def _is(waiver: Waiver, unit: Unit) -> bool:
    return plain(waiver.unit) in {plain(unit.code), plain(unit.name)} - {""}


def _meant(waiver: Waiver, units: Sequence[Unit]) -> list[Unit]:
    """The units that a waiver may be about: those of the code, else those of the name."""
    asked = plain(waiver.unit)
    by_code = [unit for unit in units if plain(unit.code) == asked]
    return by_code or [unit for unit in units if plain(unit.name) == asked]


def _finding(waiver: Waiver, severity: Severity, message: str, todo: str, *, found: str | None = None) -> Finding:
    file = printable(waiver.file)
    return Finding("waiver", severity, message, todo, found=found, file=file, unit=waiver.unit)
