"""The check sheet: how far each table is filled, every rule with both sides, difference and state, and one verdict."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.drawing import columns, link, page, put, verdict_cell
from govxl.form import Address
from govxl.layout import CHECK, Layout, Place
from govxl.rules import Number, as_shown, complete, invalid_count, judge_all, refs, state_formula, sum_formula
from govxl.workbook import Book


def write_check(book: Book, sheet: Worksheet, layout: Layout, code: str, entries: Mapping[Address, Number]) -> str:
    """The check sheet; returns the overall verdict that it shows."""
    form = layout.form
    page(sheet, code, one_page=False)
    columns(book, sheet, (6.0, 66.0, 10.0, 10.0, 10.0, 11.0))
    put(book, sheet, Place(CHECK, 0, 0, 1, 6), texts.CHECK_TITLE, "title")
    sheet.set_row(0, 30)
    sheet.set_row(1, 26)
    blank = _write_table_lines(book, sheet, layout, entries)
    errors = _write_rule_lines(book, sheet, layout, entries)
    first, last = layout.table_line(0, 3), layout.table_line(len(layout.tables) - 1, 3)
    top, bottom = layout.rule_line(0, 5), layout.rule_line(len(form.relations) - 1, 5)
    wrong = f"SUM(E{first.row + 1}:E{last.row + 1})"
    if form.relations:
        wrong = f'({wrong}+COUNTIF({top.cell}:{bottom.cell},"{texts.STATE_BROKEN}"))'
    verdict = texts.verdict(blank, errors)
    formula = texts.verdict_formula(f"SUM({first.cell}:{last.cell})", wrong)
    verdict_cell(book, sheet, layout.check_verdict, verdict, formula)
    rule = {"type": "cell", "criteria": "==", "format": book.style("alarm"), "value": f'"{texts.STATE_BROKEN}"'}
    for words, look in (
        (texts.STATE_BROKEN, "alarm"),
        (texts.STATE_INVALID, "alarm"),
        (texts.STATE_BLANK, "caution"),
        (texts.STATE_FOLLOWS, "caution"),
        (texts.STATE_PASSED, "good"),
    ):
        rule |= {"value": f'"{words}"', "format": book.style(look)}
        sheet.conditional_format(first.row, 5, bottom.row if form.relations else last.row, 5, dict(rule))
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(2)
    return verdict


def _write_table_lines(book: Book, sheet: Worksheet, layout: Layout, entries: Mapping[Address, Number]) -> int:
    for column, head in enumerate(texts.CHECK_TABLE_HEADS):
        sheet.write_string(layout.table_line(0).row - 1, column, head, book.style("head"))
    total = 0
    for index, plan in enumerate(layout.tables):
        spots = [figure.address for figure in layout.form.entries if figure.table is plan.table]
        row = layout.table_line(index).row
        every = ",".join(refs([layout.places[spot] for spot in spots]))
        blank = len(spots) - sum(spot in entries for spot in spots)
        total += blank
        texts_in = f"COUNTA({every})-COUNT({every})"
        zero = f'{plan.panel.zero.absolute}="{texts.YES}"'
        sheet.write_number(row, 0, index + 1, book.style("middle"))
        link(book, sheet, layout.table_line(index, 1), plan.table.sheet, "A1", plan.table.title, "link_box")
        sheet.write_number(row, 2, len(spots), book.style("middle"))
        sheet.write_formula(row, 3, f"=IF({zero},0,{len(spots)}-COUNTA({every}))", book.style("middle"), blank)
        negative = "+".join(f'COUNTIF({area},"<0")' for area in refs([layout.places[spot] for spot in spots]))
        impossible = f"IF({texts_in}>0,{texts_in}+{negative},{invalid_count(layout, spots)})"
        sheet.write_formula(row, 4, f"={impossible}", book.style("middle"), 0)
        state = f'IF(E{row + 1}>0,"{texts.STATE_BROKEN}",IF(D{row + 1}>0,"{texts.STATE_BLANK}","{texts.STATE_PASSED}"))'
        sheet.write_formula(
            row, 5, f"={state}", book.style("middle"), texts.STATE_BLANK if blank else texts.STATE_PASSED
        )
    return total


def _write_rule_lines(book: Book, sheet: Worksheet, layout: Layout, entries: Mapping[Address, Number]) -> int:
    form = layout.form
    if not form.relations:
        return 0
    for column, head in enumerate(texts.CHECK_RULE_HEADS):
        sheet.write_string(layout.rule_line(0).row - 1, column, head, book.style("head"))
    shown = as_shown(form, entries)
    errors = 0
    for index, verdict in enumerate(judge_all(form, complete(form, entries))):
        relation = verdict.relation
        row = layout.rule_line(index).row
        left, right = (sum(shown[spot] for spot in side) for side in (relation.left, relation.right))
        broken = verdict.state == "broken"
        errors += broken and relation.judged
        wrong = texts.STATE_BROKEN if relation.judged else texts.STATE_FOLLOWS
        state = {"passed": texts.STATE_PASSED, "broken": wrong, "unassessable": texts.STATE_BLANK}[verdict.state]
        table = layout.plan(relation.rule.table).table
        words = texts.rule_line(table.sheet, texts.label(relation.at.path), relation.rule.title)
        sheet.write_number(row, 0, index + 1, book.style("middle"))
        link(
            book,
            sheet,
            layout.rule_line(index, 1),
            table.sheet,
            layout.relation_place(relation).cell,
            words,
            "link_box",
        )
        sheet.write_formula(row, 2, f"={sum_formula(layout, relation.left)}", book.style("middle"), left)
        sheet.write_formula(row, 3, f"={sum_formula(layout, relation.right)}", book.style("middle"), right)
        sheet.write_formula(row, 4, f"=C{row + 1}-D{row + 1}", book.style("middle"), left - right)
        sheet.write_formula(row, 5, f"={state_formula(layout, relation, f'E{row + 1}')}", book.style("middle"), state)
        sheet.set_row(row, 20)
    return errors
