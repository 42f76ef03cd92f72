"""The summary workbook: the official tables with live sums over the units' rows, and all that explains them.

It is a workbook of the same form, so the next level reads it as it reads a unit's. One module a sheet.
"""

from __future__ import annotations

from pathlib import Path

from govxl.aggregate import Consolidation
from govxl.drawing import PROTECTION
from govxl.filing import Unit
from govxl.layout import CHECK, COVER, FILES, IDENTITY, ISSUES, REMARKS, SOURCES, TAKEN, UNITS, WORDS, layout_of
from govxl.lists import write_issues
from govxl.remarks import write_remarks
from govxl.summary.files import write_files
from govxl.summary.sources import write_sources, write_taken
from govxl.summary.units import link_tables, sums_over_units, write_units
from govxl.summary.words import write_words
from govxl.template import Content, prepare, write_cover, write_identity, write_tables
from govxl.workbook import Book, write


def write_summary(path: Path, result: Consolidation) -> None:
    """Write the summary workbook, whole or not at all. Raises OSError where the file cannot be written."""
    form, total = result.form, result.total
    layout = layout_of(form)
    content = Content(
        unit=Unit(),
        year=total.year,
        scope=total.scope,
        cover={"unit_name": total.unit.name},
        figures=total.entries,
        formulas=sums_over_units(form, len(result.included)),
        kind="summary",
        prior=total.prior.figures if total.prior else {},
        contains=tuple(unit for one in result.included for unit in (one.filing.unit, *one.filing.contains)),
    )

    def fill(book: Book) -> None:
        book.formats[0].set_locked(False)
        prepare(book, layout, content)
        official = (COVER, *(table.sheet for table in form.tables), CHECK)
        sheets = {name: book.add_worksheet(name) for name in official}
        units = book.add_rows(UNITS)
        lists = {name: book.add_rows(name) for name in (FILES, ISSUES, REMARKS, WORDS, SOURCES, TAKEN)}
        sheets[IDENTITY] = book.add_worksheet(IDENTITY)
        write_cover(book, sheets[COVER], layout, content)
        link_tables(book, sheets, result)
        write_tables(book, sheets, layout, content)
        write_identity(sheets[IDENTITY], form, content)
        for name in (*official, IDENTITY):
            sheets[name].protect("", PROTECTION)
        write_units(book, units, result)
        write_files(book, lists[FILES], result)
        every = [*(finding for one in result.judged for finding in one.findings), *result.findings]
        write_issues(book, lists[ISSUES], every)
        write_remarks(book, lists[REMARKS], every)
        write_words(book, lists[WORDS], form, result.included)
        write_sources(book, lists[SOURCES], result)
        write_taken(book, lists[TAKEN], result)
        sheets[form.tables[0].sheet].activate()

    write(path, fill)
