"""The check sheet: how far each table is filled, every rule with both sides, difference and state, and one verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.drawing import columns, link, page, put, verdict_cell
from govxl.form import Address
from govxl.layout import CHECK, Layout, Place
from govxl.rules import (
    Number,
    as_shown,
    complete,
    invalid_count,
    judge_all,
    refs,
    relation_formulas,
    state_word,
)
from govxl.workbook import Book

_COLOURS = {
    texts.STATE_BROKEN: "alarm",
    texts.STATE_INVALID: "alarm",
    texts.STATE_BLANK: "caution",
    texts.STATE_FOLLOWS: "caution",
    texts.STATE_TO_EXPLAIN: "caution",
    texts.STATE_EXPLAINED: "good",
    texts.STATE_PASSED: "good",
}


def write_check(
    book: Book,
    sheet: Worksheet,
    layout: Layout,
    code: str,
    category: str,
    figures: Mapping[Address, Number],
    explanations: Mapping[tuple[str, str], str],
) -> str:
    """The check sheet over the entry figures, and those of last year; returns the overall verdict that it shows.

    ``explanations`` are the unit's words beside the warnings, by code of the rule and id of the line.
    """
    form = layout.form
    page(sheet, code, one_page=False, wide=True)
    columns(book, sheet, (6.0, 62.0, 10.0, 10.0, 10.0, 11.0, 40.0))
    put(book, sheet, Place(CHECK, 0, 0, 1, 7), texts.CHECK_TITLE, "title")
    sheet.set_row(0, 30)
    sheet.set_row(1, 26)
    blank = _write_table_lines(book, sheet, layout, figures)
    states = _write_rule_lines(book, sheet, layout, category, figures, explanations)
    _write_check_lines(book, sheet, layout, explanations)
    first, last = layout.table_line(0, 3), layout.table_line(len(layout.tables) - 1, 3)
    wrong, warned = f"SUM(E{first.row + 1}:E{last.row + 1})", "0"
    bottom = last.row
    if form.relations:
        every = f"{layout.rule_line(0, 5).cell}:{layout.rule_line(len(form.relations) - 1, 5).cell}"
        counted = f"SUM(D{first.row + 1}:E{last.row + 1})"  # blanks and impossible entries tell of themselves
        lost = f'IF({counted}=0,COUNTIF({every},"{texts.STATE_BLANK}"),0)'
        wrong = f'({wrong}+COUNTIF({every},"{texts.STATE_BROKEN}")+{lost})'
        warned = f'COUNTIF({every},"{texts.STATE_TO_EXPLAIN}")'
        bottom = layout.rule_line(len(form.relations) - 1).row
    verdict = texts.verdict(blank, states.count(texts.STATE_BROKEN), states.count(texts.STATE_TO_EXPLAIN))
    formula = texts.verdict_formula(f"SUM({first.cell}:{last.cell})", wrong, warned)
    verdict_cell(book, sheet, layout.check_verdict, verdict, formula)
    for words, look in _COLOURS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": book.style(look)}
        sheet.conditional_format(first.row, 5, bottom, 5, rule)
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
        unsigned = [layout.places[spot] for spot in spots if layout.form.by_address[spot].kind != "change"]
        negative = "".join(f'+COUNTIF({area},"<0")' for area in refs(unsigned))
        impossible = f"IF({texts_in}>0,{texts_in}{negative},{invalid_count(layout, spots)})"
        sheet.write_formula(row, 4, f"={impossible}", book.style("middle"), 0)
        state = f'IF(E{row + 1}>0,"{texts.STATE_BROKEN}",IF(D{row + 1}>0,"{texts.STATE_BLANK}","{texts.STATE_PASSED}"))'
        sheet.write_formula(
            row, 5, f"={state}", book.style("middle"), texts.STATE_BLANK if blank else texts.STATE_PASSED
        )
    return total


def _write_rule_lines(
    book: Book,
    sheet: Worksheet,
    layout: Layout,
    category: str,
    figures: Mapping[Address, Number],
    explanations: Mapping[tuple[str, str], str],
) -> list[str]:
    """One line a relation; returns the states that they show."""
    form = layout.form
    if not form.relations:
        return []
    for column, head in enumerate(texts.CHECK_RULE_HEADS):
        sheet.write_string(layout.rule_line(0).row - 1, column, head, book.style("head"))
    shown = as_shown(form, figures)
    formulas = relation_formulas(layout)
    states = []
    for index, verdict in enumerate(judge_all(form, complete(form, figures), category=category)):
        relation = verdict.relation
        row = layout.rule_line(index).row
        left, right = (sum(shown.get(spot, 0) for spot in side) for side in (relation.left, relation.right))
        explanation = explanations.get((relation.rule.code, relation.at.id), "")
        states.append(state_word(verdict, explanation))
        table = layout.plan(relation.rule.table).table
        words = texts.rule_line(table.sheet, texts.label(relation.at.path), relation.rule.title)
        target = layout.relation_place(relation).cell
        sheet.write_number(row, 0, index + 1, book.style("middle"))
        link(book, sheet, layout.rule_line(index, 1), table.sheet, target, words, "link_box")
        sheet.write_formula(row, 2, f"={formulas[index].left}", book.style("middle"), left)
        sheet.write_formula(row, 3, f"={formulas[index].right}", book.style("middle"), right)
        sheet.write_formula(row, 4, f"=C{row + 1}-D{row + 1}", book.style("middle"), left - right)
        if verdict.state == "exempt":
            sheet.write_string(row, 5, states[-1], book.style("middle"))
        else:
            sheet.write_formula(row, 5, f"={formulas[index].state}", book.style("middle"), states[-1])
        _write_explanation(book, sheet, layout.rule_line(index, 6), relation.severity == "warning", explanation)
    return states


def _write_check_lines(
    book: Book, sheet: Worksheet, layout: Layout, explanations: Mapping[tuple[str, str], str]
) -> None:
    """One line for each check that no formula can do: what it is, and where the unit explains its findings."""
    checks = layout.form.explained
    if not checks:
        return
    head = layout.check_line(0).row - 1
    for place, text in zip(_check_cells(head), texts.CHECK_OTHER_HEADS, strict=True):
        put(book, sheet, place, text, "head")
    for index, check in enumerate(checks):
        number, words, formula, explanation = _check_cells(layout.check_line(index).row)
        sheet.write_number(number.row, number.column, index + 1, book.style("middle"))
        put(book, sheet, words, check.title, "cell")
        put(book, sheet, formula, check.formula, "cell")
        _write_explanation(book, sheet, explanation, True, explanations.get((check.code, ""), ""), len(check.formula))


def _check_cells(row: int) -> tuple[Place, Place, Place, Place]:
    """The cells of such a line: number, title, the check in words over four columns, explanation."""
    return Place(CHECK, row, 0), Place(CHECK, row, 1), Place(CHECK, row, 2, 1, 4), Place(CHECK, row, 6)


def _write_explanation(book: Book, sheet: Worksheet, place: Place, open_: bool, text: str, beside: int = 0) -> None:
    """The cell beside a warning in which the unit explains it; locked and empty beside an error.

    The row is made high enough for it, and for a text of ``beside`` characters next to it.
    """
    lines = max(math.ceil(len(text) / 19), math.ceil(beside / 19))
    sheet.set_row(place.row, max(20, min(16 * lines + 4, 409)))
    if not open_:
        sheet.write_blank(place.row, place.column, None, book.style("middle"))
        return
    put(book, sheet, place, text, "explanation")
    prompt = {"input_title": texts.EXPLAIN_PROMPT_TITLE, "input_message": texts.EXPLAIN_PROMPT}
    sheet.data_validation(place.row, place.column, place.row, place.column, {"validate": "any"} | prompt)
