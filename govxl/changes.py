"""Two runs of a consolidation compared: which units came and went, which figures changed, what that does to the sum.

The run before is the summary that stands where the new one is to be written; it is read before it is replaced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from govxl import texts
from govxl.belonging import plain
from govxl.files import printable
from govxl.filing import Filing, LeftOut, Unit
from govxl.form import Address, Form
from govxl.heap import Item
from govxl.layout import UNITS
from govxl.reading import open_book
from govxl.reading.formats import look
from govxl.reading.unit_rows import unit_figures
from govxl.rules import Number, complete
from govxl.shelf import opened

MOST = 5000  # changed figures that are kept and shown
Row = tuple[Number | None, ...]  # the entry figures of a unit in the order of the form
Kind = Literal["added", "removed", "left_out", "renamed"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier summary says: of which year and form it is, the rows of its units, and what it had left out."""

    name: str
    year: int | None
    form: Form | None
    rows: tuple[tuple[Unit, Row], ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit that came, went, is newly left out, or has another code or name, and why."""

    kind: Kind
    unit: Unit
    reason: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure before and now; None is a blank, which counts as 0. Without ``unit`` it is one of the sum."""

    unit: Unit | None
    figure: Address
    before: Number | None
    now: Number | None

    @property
    def difference(self) -> Number:
        """How much more it is now."""
        return (self.now or 0) - (self.before or 0)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two runs. ``obstacle`` says why nothing was compared; it is empty where it was.

    ``first`` means that there was no earlier run. ``figures`` are at most :data:`MOST` of the ``figure_count`` changed
    figures of the ``unit_count`` units that are in both runs.
    """

    obstacle: str = ""
    first: bool = False
    units: tuple[UnitChange, ...] = ()
    totals: tuple[FigureChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    figure_count: int = 0
    unit_count: int = 0

    def said(self, *, sheet: bool = False) -> str:
        """All in one sentence, on the sheet itself or for the terminal."""
        if self.obstacle:
            return self.obstacle
        kinds = Counter(one.kind for one in self.units)
        return texts.changes_said(
            added=kinds["added"],
            removed=kinds["removed"],
            left_out=kinds["left_out"],
            renamed=kinds["renamed"],
            units=self.unit_count,
            figures=self.figure_count,
            totals=len(self.totals),
            sheet=sheet,
        )


def read_earlier(path: Path, filing: Filing) -> Earlier:
    """The earlier summary, ``filing`` being what was read of it."""
    rows: tuple[tuple[Unit, Row], ...] = ()
    if filing.form:
        grid = open_book(look(Item(path).data()))[0].grid(UNITS)
        rows = tuple(unit_figures(grid, filing.form))
    return Earlier(printable(path.name), filing.year, filing.form, rows, filing.left_out)


def compare(
    earlier: Earlier | None, name: str, total: Filing, included: Sequence[Filing], left_out: Sequence[LeftOut]
) -> Changes:
    """Hold this run against the earlier one. ``name`` is that of the file, ``left_out`` what this run did not count."""
    form = total.form
    if earlier is None or form is None:
        return Changes(texts.nothing_before(name), first=True)
    if obstacle := _obstacle(earlier, total.year, form):
        return Changes(obstacle)
    spots = [figure.address for figure in form.entries]
    now = [(filing.unit, filing) for filing in included]
    pairs = _pairs([unit for unit, _ in earlier.rows], [unit for unit, _ in now])
    matched = set(pairs.values())
    units = []
    lacking_then = _Known((one.unit, one.reason) for one in earlier.left_out)
    lacking_now = _Known((one.unit, one.reason) for one in left_out)
    counted_then = _Known((unit, "") for unit, _ in earlier.rows)
    for index, (unit, _) in enumerate(now):
        if index not in pairs:
            reason = lacking_then.reason(unit)
            units.append(UnitChange("added", unit, texts.was_left_out(reason) if reason else texts.not_there_before()))
    for index, (unit, _) in enumerate(earlier.rows):
        if index not in matched:
            units.append(UnitChange("removed", unit, lacking_now.reason(unit) or texts.not_received()))
    for one in left_out:
        if counted_then.reason(one.unit) is None and lacking_then.reason(one.unit) is None:
            units.append(UnitChange("left_out", one.unit, one.reason))
    figures: list[FigureChange] = []
    figure_count = unit_count = 0
    for index, (unit, filing) in enumerate(now):
        if index not in pairs:
            continue
        then, row = earlier.rows[pairs[index]]
        if then != unit:
            units.append(UnitChange("renamed", unit, texts.renamed_from(texts.unit_words(then.code, then.name))))
        changed = list(_changed(unit, spots, row, list(map(opened(filing.entries).get, spots))))
        figures += changed[: MOST - len(figures)]
        figure_count += len(changed)
        unit_count += bool(changed)
    before = _sums(form, (row for _, row in earlier.rows))
    addresses = [figure.address for figure in form.figures]
    totals = _changed(
        None, addresses, [before.get(spot) for spot in addresses], [total.figures.get(spot) for spot in addresses]
    )
    return Changes("", False, tuple(units), tuple(totals), tuple(figures), figure_count, unit_count)


def _obstacle(earlier: Earlier, year: int | None, form: Form) -> str:
    """Why an earlier summary cannot be compared; empty if it can."""
    if earlier.form is None or not earlier.rows:
        return texts.before_unusable(earlier.name)
    if (earlier.form.name, dict(earlier.form.tables_of)) != (form.name, dict(form.tables_of)):
        return texts.before_other_form(earlier.name, _words(earlier.form), _words(form))
    if earlier.year != year:
        return texts.before_other_year(earlier.name, earlier.year, year)
    return ""


def _words(form: Form) -> str:
    return texts.edition_words(form.name, list(dict.fromkeys((form.edition, *form.tables_of.values()))))


def _pairs(before: Sequence[Unit], now: Sequence[Unit]) -> dict[int, int]:
    """Which unit of now is which of before, by their places: the same code and name, else code, else name.

    A name alone is enough only where one of the two has no code, or neither: two codes are two units.
    """
    pairs: dict[int, int] = {}
    free = dict(enumerate(before))
    for key in (lambda unit: (unit.code, unit.name), lambda unit: plain(unit.code), lambda unit: plain(unit.name)):
        there: dict[object, list[int]] = {}
        for at, unit in free.items():
            there.setdefault(key(unit), []).append(at)
        wanted = [(index, unit) for index, unit in enumerate(now) if index not in pairs and key(unit)]
        for index, unit in wanted:
            found = there.get(key(unit), [])
            by_name = plain(unit.code) and found and plain(before[found[0]].code) not in ("", plain(unit.code))
            if len(found) == 1 and not by_name:
                pairs[index] = found.pop()
                del free[pairs[index]]
    return pairs


class _Known:
    """Units to find others among: by code, or by name where one of the two has no code."""

    def __init__(self, units: Iterable[tuple[Unit, str]]):
        self._codes: dict[str, str] = {}
        self._names: dict[str, list[tuple[Unit, str]]] = {}
        for unit, reason in units:
            if unit.code:
                self._codes.setdefault(plain(unit.code), reason)
            self._names.setdefault(plain(unit.name), []).append((unit, reason))

    def reason(self, unit: Unit) -> str | None:
        """What was said of the same unit; None where it is not among them."""
        if unit.code and plain(unit.code) in self._codes:
            return self._codes[plain(unit.code)]
        named = self._names.get(plain(unit.name), ()) if unit.name else ()
        return next((reason for other, reason in named if not (unit.code and other.code)), None)


def _changed(
    unit: Unit | None, spots: Sequence[Address], before: Sequence[Number | None], now: Sequence[Number | None]
) -> Iterator[FigureChange]:
    for spot, old, new in zip(spots, before, now, strict=True):
        if old != new:
            yield FigureChange(unit, spot, old, new)


def _sums(form: Form, rows: Iterable[Row]) -> Mapping[Address, Number]:
    """The sums over rows, blanks as 0, with what is worked out from them."""
    sums: list[Number] = [0] * len(form.entries)
    for row in rows:
        for index, value in enumerate(row):
            if value:
                sums[index] += value
    return complete(form, dict(zip((figure.address for figure in form.entries), sums, strict=True)))
