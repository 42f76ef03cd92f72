"""Whether a report is in the form of its year: all of it, and each of its tables."""

from __future__ import annotations

from collections.abc import Iterable

from govxl import texts
from govxl.declaration import edition, editions, editions_for
from govxl.form import Form
from govxl.layout import Place
from govxl.reading.figures import Figures


def say_edition(figures: Figures, year: int | None, tables: Iterable[tuple[str, Place]], place: Place | None) -> None:
    """Note each table of another edition than the year's, or that the whole form is not that of the year.

    ``tables`` are those that were found, with where they begin; ``place`` is where the year stands.
    """
    form = figures.form
    used = dict.fromkeys((form.edition, *form.tables_of.values()))
    meant = [name for name in used if year is None or _is_for(year, name, form)]
    wanted = meant[0] if meant else form.edition
    for table, begin in tables:
        name = form.tables_of[table]
        if name != wanted and not _same(table, edition(name) if name in editions() else form, wanted):
            title = next(one.title for one in form.tables if one.id == table)
            message, todo = texts.hybrid_table(title, name, wanted), texts.todo_edition(wanted)
            figures.add("old-edition", "error", begin, message, todo, found=name, expected=wanted)
    if year and not meant and not form.in_force[0] <= year <= form.in_force[1]:
        message = texts.edition_of_another_year(form.edition, year, *form.in_force)
        todo = texts.todo_edition("、".join(editions_for(form, year)))
        figures.add("old-edition", "error", place, message, todo, found=form.edition)


def _is_for(year: int, name: str, form: Form) -> bool:
    """Whether an edition is meant for a report year, as ``editions_for`` says, which loads all of them."""
    one = edition(name) if name in editions() else None
    return one is not None and one.name == form.name and one.in_force[0] <= year <= one.in_force[1]


def _same(table: str, form: Form, other: str) -> bool:
    """Whether a table is printed alike in another edition."""
    return other in editions() and _printed(table, form) == _printed(table, edition(other))


def _printed(table: str, form: Form) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(f.address, f.row_path, f.column_path) for f in form.figures if f.table.id == table]
