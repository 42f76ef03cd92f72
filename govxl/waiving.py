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
    return frozenset(form.codes)


class _Units:
    """Units, to be found by what a list calls them: by their codes, and by their names where no code is so."""

    def __init__(self, units: Iterable[Unit]):
        self._codes: dict[str, dict[Unit, None]] = {}
        self._names: dict[str, dict[Unit, None]] = {}
        for unit in units:
            self._codes.setdefault(plain(unit.code), {})[unit] = None
            self._names.setdefault(plain(unit.name), {})[unit] = None

    def meant(self, waiver: Waiver) -> list[Unit]:
        """The units that a waiver may be about."""
        asked = plain(waiver.unit)
        return list(self._codes.get(asked) or self._names.get(asked) or ())


class Rulings:
    """Waivers with the units they are about: those of the roster, else those that the files say they are of."""

    def __init__(self, waivers: Waivers, roster: Roster | None = None):
        self.waivers = waivers
        self._listed = _Units(member.unit for member in roster.members) if roster else None
        self._of_member: dict[Unit, list[Waiver]] = {}  # of the roster
        self._of_others: dict[str, list[Waiver]] = {}  # by what the list calls them
        for waiver in waivers.items:
            meant = self._listed.meant(waiver) if self._listed else []
            if len(meant) == 1:
                self._of_member.setdefault(meant[0], []).append(waiver)
            elif not meant:
                self._of_others.setdefault(plain(waiver.unit), []).append(waiver)

    def of(self, filing: Filing, member: Member | None) -> tuple[Waiver, ...]:
        """The waivers in force for the unit of a file, about rules of its form.

        A unit of the roster is known by what the roster calls it, whatever its file says.
        """
        if filing.form is None:
            return ()
        if member:
            some = self._of_member.get(member.unit, [])
        else:
            names = dict.fromkeys((plain(filing.unit.code), plain(filing.unit.name)))
            some = [waiver for name in names if name for waiver in self._of_others.get(name, ())]
        codes, today = waivable(filing.form), self.waivers.today
        return tuple(waiver for waiver in some if waiver.rule in codes and waiver.until >= today)

    def told(
        self, reports: Iterable[tuple[Unit, Sequence[Finding]]], others: Iterable[Unit], forms: Iterable[Form]
    ) -> dict[Waiver, tuple[Finding, ...]]:
        """What is said of each waiver.

        ``reports`` are the units with reports that count, ``others`` those of files that do not, ``forms`` all that
        are known. Of a waiver for a unit whose report has not come nothing is said: nobody knows yet.
        """
        reports = list(reports)
        acted = {finding.settled.waiver for _, findings in reports for finding in findings if finding.settled}
        reported = _Units(unit for unit, _ in reports)
        come = _Units([*(unit for unit, _ in reports), *others])
        codes = frozenset(code for form in forms for code in waivable(form))
        said = {}
        for waiver in self.waivers.items:
            said[waiver] = tuple(self._faults(waiver, come, codes))
            if not said[waiver] and waiver not in acted and reported.meant(waiver):
                message = texts.waiver_unused(waiver.at, waiver.unit, waiver.rule)
                said[waiver] = (_finding(waiver, "info", message, texts.todo_waiver_unused()),)
        return said

    def _faults(self, waiver: Waiver, come: _Units, codes: frozenset[str]) -> Iterator[Finding]:
        until = waiver.until.isoformat()
        if waiver.until < self.waivers.today:
            message = texts.waiver_expired(waiver.at, waiver.unit, waiver.rule, until)
            yield _finding(waiver, "warning", message, texts.todo_waiver_expired(), found=until)
        listed = self._listed.meant(waiver) if self._listed else []
        if len(listed) > 1:
            message = texts.waiver_unclear_unit(waiver.at, waiver.unit, [unit.code for unit in listed])
            yield _finding(waiver, "warning", message, texts.todo_waiver_unit(), found=waiver.unit)
        elif not listed and not come.meant(waiver):  # a summary is no unit of the roster
            message = texts.waiver_unknown_unit(waiver.at, waiver.unit, self._listed is not None)
            yield _finding(waiver, "warning", message, texts.todo_waiver_unit(), found=waiver.unit)
        if waiver.rule not in codes:
            message = texts.waiver_unknown_rule(waiver.at, waiver.rule)
            yield _finding(waiver, "warning", message, texts.todo_waiver_rule(sorted(codes)), found=waiver.rule)


def _finding(waiver: Waiver, severity: Severity, message: str, todo: str, *, found: str | None = None) -> Finding:
    file = printable(waiver.file)
    return Finding("waiver", severity, message, todo, found=found, file=file, unit=waiver.unit)
