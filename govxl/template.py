"""Form to locked workbook: guide, cover, prose, tables, check sheet and identity, blank or prefilled.

Every derived cell is a formula with its right value beside it, because a program that does not recalculate on opening
would show and save what stands in the file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.check_sheet import write_check
from govxl.declaration import PROMPT_LIMIT
from govxl.declaration import edition as declared
from govxl.drawing import PROTECTION, columns, link, number_validation, page, put, shorten, verdict_cell
from govxl.filing import NOBODY, LeftOut, Part, Unit
from govxl.form import Address, CoverField, Figure, Form, Prose
from govxl.layout import CHECK, COVER, GUIDE, IDENTITY, Layout, Place, TablePlan, areas, layout_of, own_year
from govxl.rules import IMPOSSIBLE_CELLS, Number, as_shown, fill_formulas, is_possible, relation_formulas
from govxl.workbook import CREATED, Book, write

PARAGRAPH_LIMIT = 900  # characters; more would not fit the highest row that Excel has (409 pt)
CELL_LIMIT = 32767  # what a cell holds


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a workbook beside the form.

    ``figures`` are entry figures by address, ``texts`` prose by section (paragraphs separated by line breaks),
    ``cover`` further fields of the cover, ``zeros`` the tables whose blanks are declared 0. With ``formulas`` (a
    summary) the entry cells are formulas and locked. ``serial`` numbers the copy that was
    sent out and ``signature`` seals it; ``category`` is the unit's (单位类别). ``prior`` are last year's figures:
    those that the rules use stand in the workbook, and 上年结转 is offered with them.
    ``password`` lifts the protection of the sheets (at most 15 characters): against slips, not against intent.
    ``contains`` are the units in a summary, down to those that reported themselves, ``left_out`` those that are not in
    it, ``unfilled`` how many units in its parts (by their number, from 0) left a figure blank.
    ``explanations`` are the unit's words beside warnings on the check sheet, by code of the rule and id of the line.
    With ``offer`` false 上年结转 stays blank where ``figures`` has none, whatever last year's figures are.
    """

    unit: Unit = NOBODY
    year: int | None = None
    scope: str = ""
    cover: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[Address, Number] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    zeros: frozenset[str] = frozenset()
    formulas: Mapping[Address, str] = field(default_factory=dict)
    kind: str = "template"
    serial: str = ""
    signature: str = ""
    category: str = ""
    prior: Mapping[Address, Number] = field(default_factory=dict)
    password: str = ""
    contains: tuple[Part, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unfilled: tuple[tuple[int, Address, int], ...] = ()
    explanations: Mapping[tuple[str, str], str] = field(default_factory=dict)
    offer: bool = True

    def faults(self, form: Form) -> list[str]:
        """What does not fit the form or a cell; for the caller, because a unit's mistakes never come this far."""
        faults = [*unit_faults(self.unit), *_too_long([(texts.PASSWORD, self.password, 15)])]
        for spot, value in self.figures.items():
            figure = form.by_address.get(spot)
            if figure is None or figure.derived:
                faults.append(texts.content_unknown(spot))
            elif not is_possible(value, figure.kind):
                faults.append(texts.content_impossible(spot, texts.number(value)))
        sections = {prose.id for prose in form.prose}
        for name, text in self.texts.items():
            if name not in sections:
                faults.append(texts.content_unknown(name))
            faults += _too_long((name, paragraph, CELL_LIMIT) for paragraph in paragraphs(text))
        faults += _too_long((code, text, CELL_LIMIT) for (code, _), text in self.explanations.items())
        return faults

    def prior_figures(self, form: Form) -> dict[Address, Number]:
        """Last year's figures that the rules use, with ``prior:`` before their addresses."""
        return {spot: self.prior[own_year(spot)] for spot in form.prior if own_year(spot) in self.prior}

    def code(self, form: Form) -> str:
        """The identity in one visible line: form, edition, year, unit code, serial."""
        return "|".join(("govxl", form.edition, str(self.year or ""), self.unit.code, self.serial))


def write_template(path: Path | str | BinaryIO, content: Content | None = None, *, form: Form | None = None) -> None:
    """Write one workbook of a form (the current edition if none is given), blank or prefilled.

    Raises ValueError, with all faults, where the content does not fit the form, and OSError where the file cannot be
    written; then nothing is left behind.
    """
    content, form = content or Content(), form or declared()
    if faults := content.faults(form):
        raise ValueError("\n".join(faults))
    prior = content.prior_figures(form)
    offered = {spot: prior[other] for spot, other in form.offered.items() if other in prior and content.offer}
    content = replace(content, figures=offered | dict(content.figures))
    target = Path(path) if isinstance(path, str) else path
    write(target, lambda book: _fill(book, layout_of(form), content), structure_locked=True, in_memory=True)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a section, one a row."""
    return text.splitlines()


def in_cells(text: str) -> str:
    """A section whose every paragraph fits a cell: a longer one is cut into several."""
    pieces = (line[at : at + CELL_LIMIT] for line in paragraphs(text) for at in range(0, max(len(line), 1), CELL_LIMIT))
    return "\n".join(pieces)


def unit_faults(unit: Unit) -> list[str]:
    """What is too long in a unit's code and name."""
    return _too_long([(texts.UNIT_CODE, unit.code, 64), (texts.UNIT_NAME, unit.name, 200)])


def _too_long(named: Iterable[tuple[str, str, int]]) -> list[str]:
    return [texts.content_too_long(name, len(text), limit) for name, text, limit in named if len(text) > limit]


def _fill(book: Book, layout: Layout, content: Content) -> None:
    book.formats[0].set_locked(False)  # the Normal style: what is pasted stays editable
    prepare(book, layout, content)
    sheets = {name: book.add_worksheet(name) for name in layout.sheets}
    _write_guide(book, sheets[GUIDE], layout.form, content)
    write_cover(book, sheets[COVER], layout, content)
    for prose in layout.form.prose:
        _write_prose(book, sheets[prose.sheet], layout, prose, content)
    write_tables(book, sheets, layout, content)
    write_identity(sheets[IDENTITY], layout.form, content)
    sheets[IDENTITY].protect(content.password, PROTECTION)
    for name, sheet in sheets.items():
        if name != IDENTITY:
            sheet.protect(content.password, PROTECTION)
    sheets[COVER].activate()


def prepare(book: Book, layout: Layout, content: Content) -> None:
    """Document properties: a fixed date, so that the same input gives the same bytes, and the identity."""
    form = layout.form
    book.set_properties(
        {
            "title": texts.document_title(content.year, form.name),
            "subject": content.unit.name,
            "author": "govxl",
            "keywords": f"{form.name} {form.edition}",
            "comments": form.source,
            "created": CREATED,
        }
    )
    book.set_custom_property("govxl", content.code(form), "text")
    book.set_custom_property("Language", "zh-CN", "text")


def write_tables(book: Book, sheets: Mapping[str, Worksheet], layout: Layout, content: Content) -> str:
    """The tables and the check sheet: what a unit's workbook and the summary have in common. Returns the verdict."""
    entries = dict(content.figures) | content.prior_figures(layout.form)
    for figure in layout.form.entries:
        if figure.table.id in content.zeros:
            entries.setdefault(figure.address, 0)
    code, words = content.code(layout.form), content.explanations
    verdict = write_check(book, sheets[CHECK], layout, code, content.category, entries, words)
    for plan in layout.tables:
        _write_table(book, sheets[plan.table.sheet], layout, plan, content, verdict)
    if COVER in sheets:
        verdict_cell(book, sheets[COVER], layout.cover_verdict, verdict)
    return verdict


def write_identity(sheet: Worksheet, form: Form, content: Content) -> None:
    """The hidden sheet that says what this file is. All values are text, which survives every program."""
    rows = {
        "form": form.name,
        "edition": form.edition,
        "kind": content.kind,
        "unit_code": content.unit.code,
        "unit_name": content.unit.name,
        "year": str(content.year or ""),
        "category": content.category,
        "serial": content.serial,
        "signature": content.signature,
        "code": content.code(form),
    }
    if others := [f"{table}={name}" for table, name in form.tables_of.items() if name != form.edition]:
        rows["tables"] = " ".join(others)  # of a hybrid
    lines: list[tuple[str, ...]] = list(rows.items())
    for part in content.contains:
        kind = ("summary",) if part.summary else ()
        lines.append(("contains", part.unit.code, part.unit.name, str(part.depth), *kind))
    lines += [("left_out", one.unit.code, one.unit.name, one.reason, one.by) for one in content.left_out]
    lines += [("unfilled", str(part), spot, str(count)) for part, spot, count in content.unfilled]
    for index, texts_of_line in enumerate(lines):
        for column, text in enumerate(texts_of_line):
            if text or column < 2:
                sheet.write_string(index, column, text)
    sheet.very_hidden()


# ------------------------------------------------------------------------------------------------------------ sheets


def _write_guide(book: Book, sheet: Worksheet, form: Form, content: Content) -> None:
    page(sheet, content.code(form), one_page=True)
    columns(book, sheet, (16.0, 72.0))
    put(book, sheet, Place(GUIDE, 0, 0, 1, 2), f"{form.name}　{texts.GUIDE_TITLE}", "title")
    sheet.set_row(0, 36)
    for row, (head, text) in enumerate(form.guide, start=1):
        sheet.write_string(row, 0, head, book.style("guide_head"))
        sheet.write_string(row, 1, text, book.style("guide"))
        sheet.set_row(row, 17 * math.ceil(len(text) / 35) + 12)
    sheet.hide_gridlines(2)


def write_cover(book: Book, sheet: Worksheet, layout: Layout, content: Content) -> None:
    """The cover: what is known stands there locked, the rest is typed."""
    form = layout.form
    page(sheet, content.code(form), one_page=True)
    columns(book, sheet, (20.0, 62.0))
    put(book, sheet, Place(COVER, 0, 0, 1, 2), form.name, "title", font_size=22)
    put(book, sheet, Place(COVER, 1, 0, 1, 2), form.source, "subtitle")
    sheet.set_row(0, 60)
    sheet.set_row(1, 34)
    given = {
        "unit_name": content.unit.name,
        "unit_code": content.unit.code,
        "year": str(content.year or ""),
        "scope": content.scope,
        **content.cover,
    }
    fixed = {"unit_name", "unit_code"} if content.unit.key else set()
    if content.kind == "template":  # what is not known is typed
        fixed = {item for item in fixed if given[item]}
    fixed |= {"year"} if content.year else set()
    for item in form.cover:
        place = layout.cover[item.id]
        sheet.set_row(place.row, 30)
        sheet.write_string(place.row, 0, item.label, book.style("head"))
        put(book, sheet, place, given.get(item.id, ""), "text_locked" if item.id in fixed else "text_entry")
        if item.id not in fixed:
            _cover_validation(sheet, place, item)
    for place, text in ((layout.cover_verdict, texts.VERDICT_LABEL), (layout.cover_code, texts.CODE_LABEL)):
        sheet.set_row(place.row, 30)
        sheet.write_string(place.row, 0, text, book.style("head"))
    put(book, sheet, layout.cover_code, content.code(form), "text_locked", font_size=9)
    sheet.hide_gridlines(2)


def _cover_validation(sheet: Worksheet, place: Place, item: CoverField) -> None:
    rule: dict[str, object] = {"validate": "any"}
    if item.choices:
        rule = {"validate": "list", "source": list(item.choices), "error_title": texts.CHOICE_ALERT_TITLE}
        rule["error_message"] = texts.choice_alert(item.choices)
    elif item.kind == "year":
        cell = place.cell
        condition = f"=AND(ISNUMBER(VALUE({cell})),LEN({cell})=4)"
        rule = {"validate": "custom", "value": condition, "error_title": texts.YEAR_ALERT_TITLE}
        rule["error_message"] = texts.year_alert()
    sheet.data_validation(
        place.row,
        place.column,
        place.row,
        place.column,
        rule | {"input_title": item.label, "input_message": item.prompt},
    )


def _write_prose(book: Book, sheet: Worksheet, layout: Layout, prose: Prose, content: Content) -> None:
    page(sheet, content.code(layout.form), one_page=False, header=_header(content))
    columns(book, sheet, (9.0, 82.0))
    put(book, sheet, Place(prose.sheet, 0, 0, 1, 2), prose.title, "title")
    put(book, sheet, Place(prose.sheet, 1, 0, 1, 2), prose.prompt, "prompt")
    sheet.set_row(0, 30)
    sheet.set_row(1, 36)
    given = paragraphs(content.texts.get(prose.id, ""))
    places = list(layout.paragraphs(prose, len(given)))
    for index, place in enumerate(places):
        text = given[index] if index < len(given) else ""
        sheet.write_string(place.row, 0, texts.PARAGRAPH.format(n=index + 1), book.style("label_middle"))
        put(book, sheet, place, text, "paragraph")
        if text:  # rows are not fitted on opening; while typing they grow by themselves
            sheet.set_row(place.row, min(16.5 * math.ceil(len(text) / 39) + 5, 409))
    rule = {
        "validate": "length",
        "criteria": "<=",
        "value": PARAGRAPH_LIMIT,
        "input_title": prose.title,
        "input_message": prose.prompt,
        "error_title": texts.PROSE_ALERT_TITLE,
        "error_message": texts.prose_alert(PARAGRAPH_LIMIT),
    }
    sheet.data_validation(places[0].row, 1, places[-1].row, 1, rule)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(2)


def _write_table(book: Book, sheet: Worksheet, layout: Layout, plan: TablePlan, content: Content, verdict: str) -> None:
    page(sheet, content.code(layout.form), one_page=True, header=_header(content))
    columns(book, sheet, (*plan.widths, 2.0, 26.0))
    for row, height in plan.heights.items():
        sheet.set_row(row, height)
    for caption in plan.captions:
        style = caption.role if caption.role != "label" or caption.place.height == 1 else "label_middle"
        put(book, sheet, caption.place, caption.text, style)
    if content.kind == "template" or content.prior:
        _write_prior(book, sheet, plan, content)
    _write_cells(book, sheet, layout, plan, content)
    _write_alarms(book, sheet, layout, plan, content)
    _write_panel(book, sheet, plan, content, verdict, layout.form)
    sheet.print_area(0, 0, plan.rows - 1, plan.columns - 1)
    if plan.head_rows:
        sheet.repeat_rows(1, plan.head_rows)
        sheet.freeze_panes(1 + plan.head_rows, plan.label_columns)
    sheet.hide_gridlines(2)


def _header(content: Content) -> str:
    return texts.page_header(content.unit.name, content.year)


def _write_prior(book: Book, sheet: Worksheet, plan: TablePlan, content: Content) -> None:
    """Last year's figures, locked and grey, where they are known."""
    for caption in plan.prior_labels:
        put(book, sheet, caption.place, caption.text, f"prior_{caption.role}")
    for spot, place in plan.prior.items():
        value = content.prior.get(own_year(spot))
        if value is None:
            sheet.write_blank(place.row, place.column, None, book.style("prior"))
        else:
            sheet.write_number(place.row, place.column, float(value), book.style("prior"))


def _write_cells(book: Book, sheet: Worksheet, layout: Layout, plan: TablePlan, content: Content) -> None:
    form = layout.form
    shown = as_shown(form, content.figures)
    for spot, place in plan.cells.items():
        figure = form.by_address[spot]
        formula = fill_formulas(layout).get(spot) or content.formulas.get(spot)
        style = book.style("derived" if formula else "entry")
        if place.width > 1:
            sheet.merge_range(place.row, place.column, place.row, place.column + place.width - 1, "", style)
        if formula:
            sheet.write_formula(place.row, place.column, f"={formula}", style, shown[spot])
            continue
        if spot in content.figures:
            sheet.write_number(place.row, place.column, float(content.figures[spot]), style)
        else:
            sheet.write_blank(place.row, place.column, None, style)
        rule = {
            **number_validation(figure.kind),
            "ignore_blank": True,
            "input_title": shorten(f"{figure.column.path[-1]}　{figure.row.path[-1]}"),
            "input_message": _prompt(form, figure, content),
        }
        sheet.data_validation(place.row, place.column, place.row, place.column, rule)


def _prompt(form: Form, figure: Figure, content: Content) -> str:
    """What belongs in a cell, and what last year's report says of it."""
    prompt = texts.entry_prompt(figure.row.help, figure.column.help)
    prior = form.offered.get(figure.address)
    value = content.prior.get(own_year(prior)) if prior else None
    more = texts.prior_prompt(texts.number(value)) if value is not None else ""
    return more + prompt if len(more + prompt) <= PROMPT_LIMIT else prompt


def _write_alarms(book: Book, sheet: Worksheet, layout: Layout, plan: TablePlan, content: Content) -> None:
    alarm, caution = book.style("alarm"), book.style("caution")
    for kind, impossible in IMPOSSIBLE_CELLS:
        places = [place for spot, place in plan.cells.items() if layout.form.by_address[spot].kind == kind]
        if places:
            first = areas(places)[0].partition(":")[0]
            condition = f"=AND(NOT(ISBLANK({first})),IF(ISNUMBER({first}),{impossible.format(first)},TRUE))"
            _alarm(sheet, areas(places), condition, alarm)
    for relation, formulas in zip(layout.form.relations, relation_formulas(layout), strict=True):
        exempt = content.category and content.category in relation.rule.exempt
        if relation.rule.table == plan.table.id and not exempt:
            look = caution if relation.severity == "warning" else alarm
            _alarm(sheet, formulas.alarmed, f"={formulas.alarm}", look)


def _alarm(sheet: Worksheet, spots: Sequence[str], condition: str, look: object) -> None:
    rule = {"type": "formula", "criteria": condition, "format": look, "multi_range": " ".join(spots)}
    sheet.conditional_format(spots[0], rule)


def _write_panel(book: Book, sheet: Worksheet, plan: TablePlan, content: Content, verdict: str, form: Form) -> None:
    panel = plan.panel
    verdict_cell(book, sheet, panel.verdict, verdict)
    link(book, sheet, panel.link, CHECK, "A1", texts.CHECK_LINK, "link")
    put(book, sheet, panel.code, content.code(form), "code")
    if content.kind == "template":
        put(book, sheet, panel.zero_label, texts.ZERO_LABEL, "blank", valign="bottom")
        put(
            book,
            sheet,
            panel.zero,
            texts.YES if plan.table.id in content.zeros else texts.NO,
            "text_entry",
            align="center",
        )
        rule = {
            "validate": "list",
            "source": [texts.YES, texts.NO],
            "ignore_blank": False,
            "input_title": texts.ZERO_PROMPT_TITLE,
            "input_message": texts.ZERO_PROMPT,
            "error_title": texts.CHOICE_ALERT_TITLE,
            "error_message": texts.choice_alert((texts.YES, texts.NO)),
        }
        sheet.data_validation(panel.zero.row, panel.zero.column, panel.zero.row, panel.zero.column, rule)
    else:  # a summary counts a blank as 0 and says so elsewhere
        put(book, sheet, panel.zero, texts.YES, "code", font_color="#FFFFFF")
