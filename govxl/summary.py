"""The summary workbook: the official tables with live sums over the units' rows, and what became of every file.

It is a workbook of the same form, so the next level reads it as it reads a unit's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.collect import Judged
from govxl.drawing import PROTECTION, number_validation
from govxl.files import printable
from govxl.filing import Filing, Unit
from govxl.findings import Finding, count
from govxl.form import Address, Form
from govxl.layout import (
    CHECK,
    COVER,
    FILES,
    IDENTITY,
    ISSUES,
    REMARKS,
    UNITS,
    UNITS_FIRST_ROW,
    UNITS_KEY_ROW,
    column_name,
    layout_of,
)
from govxl.lists import write_issues, write_rows
from govxl.remarks import write_remarks
from govxl.template import Content, prepare, write_cover, write_identity, write_tables
from govxl.workbook import Book, write

SPARE_ROWS = 1000  # a unit added below the others is in the sums
_UNIT_COLUMNS = len(texts.UNIT_HEADS)


def write_summary(
    path: Path,
    total: Filing,
    judged: Sequence[Judged],
    included: Sequence[Judged],
    left_out: Sequence[tuple[Judged, str]],
    findings: Sequence[Finding],
    missing: Sequence[tuple[Unit, str]] = (),
) -> None:
    """Write the summary workbook, whole or not at all. Raises OSError where the file cannot be written.

    ``missing`` are units of which there is no report, each with the reason.
    """
    form = total.form
    assert form is not None
    layout = layout_of(form)
    last = UNITS_FIRST_ROW + len(included) + SPARE_ROWS
    formulas = {
        spot: f"SUM('{UNITS}'!{column}{UNITS_FIRST_ROW + 1}:{column}{last})"
        for spot, column in _columns(form).items()
        if not form.by_address[spot].derived
    }
    content = Content(
        unit=Unit(),
        year=total.year,
        scope=total.scope,
        cover={"unit_name": total.unit.name},
        figures=total.entries,
        formulas=formulas,
        kind="summary",
        prior=total.prior.figures if total.prior else {},
        contains=tuple(unit for one in included for unit in (one.filing.unit, *one.filing.contains)),
    )

    def fill(book: Book) -> None:
        book.formats[0].set_locked(False)
        prepare(book, layout, content)
        names = (COVER, *(table.sheet for table in form.tables), CHECK, UNITS, FILES, ISSUES, REMARKS, IDENTITY)
        sheets = {name: book.add_worksheet(name) for name in names}
        write_cover(book, sheets[COVER], layout, content)
        write_tables(book, sheets, layout, content)
        write_identity(sheets[IDENTITY], form, content)
        for name in (COVER, *(table.sheet for table in form.tables), CHECK, IDENTITY):
            sheets[name].protect("", PROTECTION)
        _write_units(book, sheets[UNITS], form, included)
        _write_files(book, sheets[FILES], judged, {id(one): reason for one, reason in left_out}, missing)
        every = [*(f for one in judged for f in one.findings), *findings]
        write_issues(book, sheets[ISSUES], every)
        write_remarks(book, sheets[REMARKS], every)
        sheets[form.tables[0].sheet].activate()

    write(path, fill, in_memory=True)


def _columns(form: Form) -> dict[Address, str]:
    """The column of every figure on the sheet of all units."""
    return {figure.address: column_name(_UNIT_COLUMNS + index) for index, figure in enumerate(form.figures)}


def _write_units(book: Book, sheet: Worksheet, form: Form, included: Sequence[Judged]) -> None:
    sheet.set_row(UNITS_KEY_ROW, None, None, {"hidden": True})
    sheet.write_string(0, 0, texts.UNITS_TITLE, book.style("guide_head"))
    for column, head in enumerate(texts.UNIT_HEADS):
        sheet.merge_range(2, column, 4, column, head, book.style("head"))
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, _UNIT_COLUMNS - 2, 11)
    sheet.set_column(_UNIT_COLUMNS - 1, _UNIT_COLUMNS - 1, 34)
    sheet.set_column(_UNIT_COLUMNS, _UNIT_COLUMNS + len(form.figures) - 1, 12)
    sheet.set_row(3, 48)
    sheet.set_row(4, 34)
    heads = [
        ((figure.table.title,), figure.row_path or (figure.table.title,), texts.label(figure.column_path))
        for figure in form.figures
    ]
    for level, row in ((0, 2), (1, 3)):
        for start, end in _spans([head[: level + 1] for head in heads]):
            words = texts.label(heads[start][level])
            _head(book, sheet, row, _UNIT_COLUMNS + start, _UNIT_COLUMNS + end, words)
    for index, (figure, (_, _, words)) in enumerate(zip(form.figures, heads, strict=True)):
        sheet.write_string(UNITS_KEY_ROW, _UNIT_COLUMNS + index, figure.address, book.style("code"))
        sheet.write_string(4, _UNIT_COLUMNS + index, words, book.style("head"))
    for row, one in enumerate(included, start=UNITS_FIRST_ROW):
        filing = one.filing
        facts = (filing.unit.code, filing.unit.name, str(filing.year or ""), filing.scope, printable(filing.file.name))
        for column, text in enumerate(facts):
            sheet.write_string(row, column, text, book.style("text"))
        for index, figure in enumerate(form.figures):
            value = filing.figures.get(figure.address)
            style = book.style("derived" if figure.derived else "number")
            if value is None:
                sheet.write_blank(row, _UNIT_COLUMNS + index, None, style)
            else:
                sheet.write_number(row, _UNIT_COLUMNS + index, float(value), style)
    last_column = _UNIT_COLUMNS + len(form.figures) - 1
    sheet.autofilter(4, 0, max(UNITS_FIRST_ROW + len(included) - 1, 5), last_column)
    for index, figure in enumerate(form.figures):
        if not figure.derived:
            column = _UNIT_COLUMNS + index
            last_row = UNITS_FIRST_ROW + len(included) + SPARE_ROWS
            sheet.data_validation(UNITS_FIRST_ROW, column, last_row, column, number_validation(figure.kind))
    sheet.freeze_panes(5, 2)
    sheet.repeat_rows(2, 4)
    sheet.repeat_columns(0, 1)
    sheet.set_landscape()
    sheet.set_paper(8)


def _spans(keys: Sequence[object]) -> Iterable[tuple[int, int]]:
    start = 0
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] != keys[start]:
            yield start, index - 1
            start = index


def _head(book: Book, sheet: Worksheet, row: int, first: int, last: int, text: str) -> None:
    if first == last:
        sheet.write_string(row, first, text, book.style("head"))
    else:
        sheet.merge_range(row, first, row, last, text, book.style("head"))


def _write_files(
    book: Book,
    sheet: Worksheet,
    judged: Sequence[Judged],
    left_out: Mapping[int, str],
    missing: Sequence[tuple[Unit, str]],
) -> None:
    rows: list[tuple[str | int, ...]] = []
    for one in judged:
        filing = one.filing
        reason = left_out.get(id(one), one.reason if one.ruled else None)
        rows.append(
            (
                printable(filing.file.name),
                filing.unit.code,
                filing.unit.name,
                filing.year or "",
                texts.WAIVER_LIST if one.ruled else texts.FILE_STATE[one.state],
                texts.NO if reason is not None else texts.YES,
                reason or "",
                count(one.findings, "error"),
                count(one.findings, "warning"),
                len(filing.blanks),
            )
        )
    for unit, reason in missing:
        rows.append(("", unit.code, unit.name, "", texts.UNIT_STATE["missing"], texts.NO, reason, "", "", ""))
    write_rows(book, sheet, texts.FILE_HEADS, (34, 12, 30, 8, 14, 10, 56, 8, 8, 10), rows)
