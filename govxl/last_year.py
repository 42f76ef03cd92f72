"""Last year's figures for the units of a roster, through mergers, splits and new codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govxl import texts
from govxl.collect import Judged, judge
from govxl.files import printable
from govxl.filing import Unit, in_order
from govxl.form import Address, Form
from govxl.heap import Item, items
from govxl.layout import UNITS, UNITS_FIRST_ROW, UNITS_KEY_ROW
from govxl.reading import open_book
from govxl.reading.cells import to_number
from govxl.reading.formats import look
from govxl.reading.grids import as_text
from govxl.roster import Member, Roster
from govxl.rules import Number, complete

Figures = Mapping[Address, Number]


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's entry figures by unit: its code, or its name alone where the file has no code.

    ``names`` are the units' names then; ``refused`` files that could not be used, each with the reason.
    """

    figures: Mapping[Unit, Figures] = field(default_factory=dict)
    names: Mapping[Unit, str] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()


def read_last_year(
    paths: Sequence[Path], year: int, form: Form, tick: Callable[[Path], None] | None = None
) -> LastYear:
    """Read the reports of ``year`` from workbooks, folders and summaries; other years are refused.

    A unit that stands in a workbook and in a summary is taken from the workbook, else from the first file. Raises
    FileNotFoundError for a path that is not there.
    """
    figures: dict[Unit, Figures] = {}
    names: dict[Unit, str] = {}
    origin: dict[Unit, str] = {}
    refused: list[tuple[str, str]] = []
    judged = [one for one in judge(items(paths), year, tick) if not _counted_elsewhere(one)]
    for one in sorted(judged, key=lambda one: one.filing.source == "summary"):
        name = printable(one.filing.file)
        units = list(_units(one, form))
        if not units:
            refused.append((name, one.reason or texts.prior_no_units()))
        for unit, entries in units:
            if not entries:
                refused.append((name, texts.prior_blank()))
                continue
            known = Unit(unit.code, "" if unit.code else unit.name)
            if figures.setdefault(known, entries) != entries:
                refused.append((name, texts.prior_twice(unit.name or unit.code, origin[known])))
            origin.setdefault(known, name)
            names.setdefault(known, unit.name)
    return LastYear(figures, names, tuple(refused))


def _counted_elsewhere(one: Judged) -> bool:
    """Whether another version of the file counts. Of a summary only its units can be duplicates."""
    return one.state == "superseded" or (one.state == "duplicate" and one.filing.source != "summary")


def _units(one: Judged, form: Form) -> Iterator[tuple[Unit, Figures]]:
    """The units in a file that can be used, with their entry figures: one, or those of a summary."""
    filing = one.filing
    if one.state not in ("used", "duplicate"):
        return
    if filing.source == "summary":
        yield from _units_of_summary(one.item, form)
    elif filing.unit.key:
        yield filing.unit, filing.entries


def _units_of_summary(item: Item, form: Form) -> Iterator[tuple[Unit, Figures]]:
    """The rows of the sheet 各单位数据, code and name first."""
    grid = open_book(look(item.data()))[0].grid(UNITS)
    rows = grid.values if grid else ()
    kinds = {figure.address: figure.kind for figure in form.entries}
    for row in rows[UNITS_FIRST_ROW:]:
        unit = Unit(as_text(row[0]), as_text(row[1]))
        if unit.key:
            cells = zip((Address(str(key)) for key in rows[UNITS_KEY_ROW]), row, strict=False)
            taken = ((spot, to_number(value, kinds[spot])) for spot, value in cells if spot in kinds)
            yield unit, {spot: value for spot, value in taken if not isinstance(value, str)}


class Succession:
    """Who in the roster takes over whose figures of last year.

    A unit without 原代码 takes those of its own code; with several it is a merger and takes their sums. A code that two
    units name (a unit names its own, too, if it has no 原代码) was split: nobody can tell what belongs to whom.
    """

    def __init__(self, roster: Roster, last: LastYear, form: Form):
        self._roster, self._last, self._form = roster, last, form
        self._heirs = Counter(code for member in roster.members for code in member.last_year)
        self._names = Counter(member.name for member in roster.members)

    def figures(self, member: Member) -> Figures:
        """Last year's figures, derived ones included; none where :meth:`obstacle` has a reason.

        In a sum a figure that one of the parts lacks is absent, and what depends on it.
        """
        if self.is_new(member) or self.obstacle(member):
            return {}
        parts = [self._last.figures[self._source(member, code)] for code in member.last_year]
        spots = [spot for spot in parts[0] if all(spot in part for part in parts)]
        return in_order(self._form, complete(self._form, {spot: sum(part[spot] for part in parts) for spot in spots}))

    def is_new(self, member: Member) -> bool:
        """Whether there is nothing of last year that could be meant."""
        return all(self._source(member, code) not in self._last.figures for code in member.last_year)

    def obstacle(self, member: Member) -> str:
        """Why figures that are there cannot be taken over; empty if they can."""
        if any(self._heirs[code] > 1 for code in member.last_year):
            return texts.prior_split()
        missing = [code for code in member.last_year if self._source(member, code) not in self._last.figures]
        return texts.prior_incomplete(missing) if missing else ""

    def unclaimed(self) -> list[str]:
        """Units of last year that nobody takes over."""
        claimed = {self._source(member, code) for member in self._roster.members for code in member.last_year}
        return [texts.unit_words(unit.code, name) for unit, name in self._last.names.items() if unit not in claimed]

    def _source(self, member: Member, code: str) -> Unit:
        """The unit of last year that a code stands for; one whose file has no code is known by its name."""
        by_code, by_name = Unit(code), Unit("", member.name)
        nameless = not member.former and by_code not in self._last.figures and self._names[member.name] == 1
        return by_name if nameless and by_name in self._last.figures else by_code
