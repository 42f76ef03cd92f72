"""The summary workbook: the official tables with live sums over the units' rows, and all that explains them.

It is a workbook of the same form, so the next level reads it as it reads a unit's. One module a sheet.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from govxl.aggregate import Consolidation
from govxl.drawing import PROTECTION
from govxl.filing import Filing, Part, Unit
from govxl.findings import AllFindings
from govxl.layout import (
    CHANGES,
    CHECK,
    COVER,
    FILES,
    IDENTITY,
    ISSUES,
    OVERVIEW,
    REMARKS,
    SOURCES,
    TAKEN,
    UNITS,
    WORDS,
    YEARLY,
    layout_of,
)
from govxl.lists import write_issues
from govxl.remarks import write_remarks
from govxl.summary.changes import write_changes
from govxl.summary.files import write_files
from govxl.summary.overview import write_overview
from govxl.summary.sources import write_sources, write_taken
from govxl.summary.units import link_tables, sums_over_units, write_units
from govxl.summary.words import write_words
from govxl.summary.yearly import in_both_years, write_yearly
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
        cover={"unit_name": total.unit.name, "unit_code": total.unit.code},
        figures=total.entries,
        formulas=sums_over_units(form, len(result.included)),
        kind="summary",
        category=total.category,
        prior=total.prior.figures if total.prior else {},
        contains=tuple(part for one in result.included for part in _parts(one.filing)),
        left_out=result.lacking,
        unfilled=tuple(
            (number, spot, count)
            for number, one in enumerate(result.included)
            for spot, count in one.filing.unfilled.items()
        ),
    )

    def fill(book: Book) -> None:
        book.formats[0].set_locked(False)
        prepare(book, layout, content)
        official = (COVER, *(table.sheet for table in form.tables), CHECK)
        sheets = {name: book.add_worksheet(name) for name in (OVERVIEW, *official)}
        units = book.add_rows(UNITS)
        sheets[YEARLY] = book.add_worksheet(YEARLY)
        lists = {name: book.add_rows(name) for name in (FILES, ISSUES, REMARKS)}
        sheets[CHANGES] = book.add_worksheet(CHANGES)
        lists |= {name: book.add_rows(name) for name in (WORDS, SOURCES, TAKEN)}
        sheets[IDENTITY] = book.add_rows(IDENTITY)  # it has a row a unit, too
        write_cover(book, sheets[COVER], layout, content)
        link_tables(book, sheets, result)
        verdict = write_tables(book, sheets, layout, content)
        both = in_both_years(result)
        write_overview(book, sheets[OVERVIEW], result, verdict, both)
        write_yearly(book, sheets[YEARLY], result, both)
        write_identity(sheets[IDENTITY], form, content)
        for name in (*official, IDENTITY):
            sheets[name].protect("", PROTECTION)
        write_units(book, units, result)
        write_files(book, lists[FILES], result)
        every = AllFindings((*(one.findings for one in result.judged), result.findings))
        write_issues(book, lists[ISSUES], every)
        write_remarks(book, lists[REMARKS], every)
        if result.changes:
            write_changes(book, sheets[CHANGES], form, result.changes)
        write_words(book, lists[WORDS], form, result.included)
        write_sources(book, lists[SOURCES], result)
        write_taken(book, lists[TAKEN], result)
        sheets[OVERVIEW].activate()

    write(path, fill)


def _parts(filing: Filing) -> tuple[Part, ...]:
    """A unit, or a summary with all that is in it, each one level down."""
    below = (replace(part, depth=part.depth + 1) for part in filing.parts)
    return (Part(filing.unit, 0, bool(filing.contains)), *below)
