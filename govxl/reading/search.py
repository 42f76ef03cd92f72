"""Which form a file follows, table by table, and where each of its tables stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govxl.declaration import edition, editions
from govxl.form import Form
from govxl.hybrid import blend
from govxl.reading.sheet import Sheet
from govxl.reading.tables import Found, find_table

_ENOUGH = 0.3  # the part of a table's figures that must be there to call it that table


@dataclass(frozen=True, slots=True)
class Search:
    """What was found: the form (a blend where tables follow another edition) and its tables by id.

    ``doubled`` are tables that stand in several places with different figures, so that none can be taken.
    """

    form: Form
    found: Mapping[str, Found]
    doubled: Mapping[str, tuple[Found, ...]]


def search(sheets: Sequence[Sheet], own: Form | None = None) -> Search | None:
    """Find the tables of a form in some sheets: of ``own`` where it is known, else of the edition that fits best.

    None where no table of any form is there.
    """
    forms = [own] if own else [edition(name) for name in reversed(editions())]
    enough = _enough(forms)
    anything = {form: {table.id: find_table(form, table, sheets) for table in form.tables} for form in forms}
    everything = {
        form: {name: [one for one in tables[name] if one.seen >= enough[form.name, name]] for name in tables}
        for form, tables in anything.items()
    }
    best = max(forms, key=lambda form: (_fit(everything[form]), -forms.index(form)))
    if not own and not _fit(everything[best]):
        return None
    kin = [best, *(form for form in forms if form is not best and form.name == best.name)]
    values = {sheet.name: sheet for sheet in sheets}
    found: dict[str, Found] = {}
    doubled: dict[str, tuple[Found, ...]] = {}
    for table in best.tables:
        spots = _spots(one for form in kin for one in everything[form].get(table.id, ()))
        few = (
            one for form in kin for one in anything[form].get(table.id, ()) if one.seen < enough[form.name, table.id]
        )
        unread = _unread(few, spots)
        if spots and (unread or (len(spots) > 1 and not _same(spots, values))):
            doubled[table.id] = (*spots, *unread)
        elif spots:
            found[table.id] = spots[0]
    others = {name: one.form for name, one in found.items() if one.form is not best}
    return Search(blend(best, others) if others else best, found, doubled)


def _fit(tables: Mapping[str, Sequence[Found]]) -> int:
    """How well some sheets fit a form."""
    return sum(max((one.fit for one in found), default=0) for found in tables.values())


def _enough(forms: Sequence[Form]) -> dict[tuple[str, str], float]:
    """How many figures of a table must be there, the same for all its editions: the longer one has more to lose."""
    sizes: dict[tuple[str, str], list[int]] = {}
    for form in forms:
        for table in form.tables:
            number = sum(figure.table is table for figure in form.figures)
            sizes.setdefault((form.name, table.id), []).append(number)
    return {key: _ENOUGH * min(numbers) for key, numbers in sizes.items()}


def _spots(candidates: Iterable[Found]) -> list[Found]:
    """The places where a table stands, each in the edition that fits it best (of equals the first), fullest first."""
    chosen: list[Found] = []
    for one in candidates:
        at = next((i for i, other in enumerate(chosen) if _overlap(one, other)), None)
        if at is None:
            chosen.append(one)
        elif one.fit > chosen[at].fit:
            chosen[at] = one
    return sorted(chosen, key=lambda one: -len(one.places))


def _unread(candidates: Iterable[Found], spots: Sequence[Found]) -> list[Found]:
    """Other places where a table stands, whose figures cannot be told: they may be those that are meant."""
    chosen: list[Found] = []
    for one in candidates:
        rows = sum(len(block.rows) for block in one.table.blocks)
        if one.numbered >= _ENOUGH * rows and not any(_overlap(one, other) for other in (*spots, *chosen)):
            chosen.append(one)
    return chosen


def _overlap(one: Found, other: Found) -> bool:
    """Whether two are the same place. Tables below each other may share a row where one ends and the other begins."""
    shared = min(one.rows[1], other.rows[1]) - max(one.rows[0], other.rows[0]) + 1
    if one.sheet != other.sheet or shared * 2 <= min(found.rows[1] - found.rows[0] + 1 for found in (one, other)):
        return False
    columns = [[place.column for place in found.places.values()] for found in (one, other)]
    if not all(columns):
        return True
    return min(columns[0]) <= max(columns[1]) and min(columns[1]) <= max(columns[0])


def _same(spots: Sequence[Found], sheets: Mapping[str, Sheet]) -> bool:
    """Whether a table that stands in several places says the same in all of them."""

    def figures(one: Found) -> dict[str, object]:
        return {spot: sheets[one.sheet].grid.at(place) for spot, place in one.places.items()}

    return all(figures(one) == figures(spots[0]) for one in spots[1:])
