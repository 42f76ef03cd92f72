"""The sheet 总览: what the one who signs asks for, on one page. Which figures and charts, the form declares."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.aggregate import Consolidation
from govxl.drawing import link, page, put, verdict_cell
from govxl.files import printable
from govxl.findings import count, count_settled
from govxl.form import Address, Form, Headline, matching
from govxl.layout import CHECK, FILES, ISSUES, OVERVIEW, REMARKS, UNITS, YEARLY, Place, column_name, layout_of
from govxl.rules import Number
from govxl.summary.charts import SLOT, Row, data_of, height_of, insert, summed, write_data
from govxl.summary.yearly import Both, number_format, place_of
from govxl.workbook import Book

# Of the printed columns, in characters: the first two are as wide as the other five, so that charts end at a border of
# cells, which are not equally wide in all programs.
_WIDTHS = (40.0, 15.0, *(10.6,) * 5)
_WIDE = len(_WIDTHS)
_SIDES, _HALF = (0, 2), 395  # the columns at which charts begin, and their width in pixels
_DATA = _WIDE + 1  # the column where the data of the charts begin, right of the page
_MOST = 8  # lines of what needs attention
_LINE = 20  # pixels of a row under the charts

Value = Number | float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of headlines: figures by address, and the places where they stand."""

    head: str
    known: Mapping[Address, Number]
    places: Mapping[Address, Place]


def write_overview(book: Book, sheet: Worksheet, result: Consolidation, verdict: str, both: Both | None) -> None:
    """Write the sheet; ``verdict`` is that of the sum, ``both`` compares the units that report in both years."""
    page(sheet, "", one_page=True)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width, book.style("blank"))
    sheet.set_column(_WIDE, _WIDE, 3, book.style("blank"))
    sheet.set_column(_DATA, _DATA, 26, book.style("blank"))
    sheet.set_column(_DATA + 1, _DATA + 3, 12, book.style("blank"))
    sheet.hide_gridlines(2)
    row = _write_head(book, sheet, result, verdict)
    compared: dict[str, Row] = {}
    if result.form.headlines:
        row = _write_headlines(book, sheet, result, both, row, compared)
    else:
        row = _write_tables(book, sheet, result.form, row)
    row = _write_attention(book, sheet, result, row)
    row = _write_charts(book, sheet, result, row, compared)
    sheet.print_area(0, 0, row - 1, _WIDE - 1)


def _section(book: Book, sheet: Worksheet, row: int, text: str) -> int:
    put(book, sheet, Place(OVERVIEW, row, 0, 1, _WIDE), text, "section", valign="bottom")
    sheet.set_row(row, 30)
    return row + 1


def _write_head(book: Book, sheet: Worksheet, result: Consolidation, verdict: str) -> int:
    total = result.total
    units = sum(len(one.filing.contains) or 1 for one in result.included)
    put(book, sheet, Place(OVERVIEW, 0, 0, 1, _WIDE), texts.overview_title(total.year, result.form.name), "big_title")
    subtitle = texts.overview_subtitle(total.unit.name, total.scope, units)
    put(book, sheet, Place(OVERVIEW, 1, 0, 1, _WIDE), subtitle, "subtitle")
    if result.expected:
        heads, included = texts.STATUS_ROSTER, len(_members(result))
        missing = len(result.missing)
        numbers = (result.expected, included, max(result.expected - included - missing, 0), missing)
    else:
        heads = texts.STATUS_FILES
        files = sum(not one.ruled for one in result.judged)
        numbers = (files, len(result.included), len(result.left_out), units)
    for (column, width), head, number in zip(((0, 1), (1, 1), (2, 2), (4, 3)), heads, numbers, strict=True):
        put(book, sheet, Place(OVERVIEW, 2, column, 1, width), head, "tile_head")
        look = book.style("tile", num_format=texts.FORMAT_COUNT)
        if width > 1:
            sheet.merge_range(3, column, 3, column + width - 1, "", look)
        sheet.write_number(3, column, number, look)
    put(book, sheet, Place(OVERVIEW, 4, 0), texts.VERDICT_SUM, "tile_head")
    verdict_cell(book, sheet, Place(OVERVIEW, 4, 1, 1, 3), verdict)
    _linked(book, sheet, Place(OVERVIEW, 4, 4, 1, 3), CHECK, "A1", texts.CHECK_LINK, "source")
    for row, height in enumerate((36, 22, 18, 28, 24)):
        sheet.set_row(row, height)
    return 5


def _members(result: Consolidation) -> set[str]:
    """The codes of the roster's units that are in the sum."""
    return {member.code for one in result.included for member in ((one.member,) if one.member else one.covers)}


def _linked(book: Book, sheet: Worksheet, place: Place, target: str, cell: str, text: str, style: str) -> None:
    """A link over a place of several cells."""
    put(book, sheet, place, "", style)
    link(book, sheet, place, target, cell, text, style)


# -------------------------------------------------------------------------------------------------------- headlines


def _write_headlines(
    book: Book, sheet: Worksheet, result: Consolidation, both: Both | None, row: int, compared: dict[str, Row]
) -> int:
    form, places = result.form, layout_of(result.form).places
    row = _section(book, sheet, row, texts.OVERVIEW_HEADLINES)
    known = [
        one for one in form.headlines if all(matching(form.by_address, (name,)) for name in (*one.figures, *one.whole))
    ]
    this = Figures(texts.THIS_YEAR, result.total.figures, places)
    columns = [this]
    if result.total.prior:
        columns.append(Figures(texts.LAST_YEAR, result.total.prior.figures, place_of(form, "last")))
    elif both and both.units:
        if both.units < len(result.included):
            columns.append(Figures(texts.BOTH_THIS_YEAR, both.this, place_of(form, "both_this")))
        columns.append(Figures(texts.LAST_YEAR, both.last, place_of(form, "both_last")))
    heads = [one.head for one in columns]
    heads += [texts.CHANGE_HEAD, texts.CHANGE_SHARE_HEAD] if len(columns) > 1 else []
    put(book, sheet, Place(OVERVIEW, row, 0), texts.FIGURE_HEAD, "tile_head")
    for column, head in enumerate(heads, 1):
        put(book, sheet, Place(OVERVIEW, row, column), head, "tile_head")
    rest = _WIDE - 1 - len(heads)
    put(book, sheet, Place(OVERVIEW, row, 1 + len(heads), 1, rest), texts.SOURCE_HEAD, "tile_head")
    sheet.set_row(row, 18)
    for at, headline in enumerate(known, row + 1):
        sheet.set_row(at, 31)
        words = (book.style("headline"), headline.title, book.style("headline_note"), f"\n{headline.note}")
        sheet.write_rich_string(at, 0, *words, book.style("headline"))
        values = [_write_value(book, sheet, form, headline, one, at, 1 + i) for i, one in enumerate(columns)]
        if len(columns) > 1:
            _write_change(book, sheet, form, headline, at, len(columns), values)
            if not headline.whole and None not in values:
                cells = tuple(
                    (f"{column_name(c)}${at + 1}", value or 0)
                    for c, value in ((len(columns), values[-1]), (len(columns) - 1, values[-2]))
                )
                compared[headline.id] = Row(headline.title, cells)
        first = places[matching(form.by_address, headline.figures)[0]]
        source = Place(OVERVIEW, at, 1 + len(heads), 1, rest)
        _linked(book, sheet, source, first.sheet, first.cell, str(first), "source")
    row += 1 + len(known)
    note = ""
    if both and both.units:
        note = texts.comparable(both.units, len(result.included))
    elif result.together.joined or result.together.left:
        note = texts.not_comparable()
    if note:
        _linked(book, sheet, Place(OVERVIEW, row, 0, 1, _WIDE), YEARLY, "A1", note, "remark_link")
        sheet.set_row(row, 18)
        row += 1
    return row


def worked_out(form: Form, headline: Headline, known: Mapping[Address, Number]) -> Value:
    """A headline's value: a sum, or a share between 0 and 1; None where a figure is absent or the whole is 0."""
    figures, whole = (matching(form.by_address, names) for names in (headline.figures, headline.whole))
    if any(spot not in known for spot in (*figures, *whole)):
        return None
    part = sum(known[spot] for spot in figures)
    if not headline.whole:
        return part
    every = sum(known[spot] for spot in whole)
    return float(part) / float(every) if every else None


def _kind(form: Form, headline: Headline) -> str:
    return form.by_address[matching(form.by_address, headline.figures)[0]].kind


def _write_value(
    book: Book, sheet: Worksheet, form: Form, headline: Headline, column: Figures, row: int, at: int
) -> Value:
    value = worked_out(form, headline, column.known)
    shape = texts.FORMAT_SHARE if headline.whole else number_format(_kind(form, headline))
    look = book.style("big" if at == 1 else "beside", num_format=shape)
    spots = [matching(form.by_address, names) for names in (headline.figures, headline.whole)]
    if any(spot not in column.known for group in spots for spot in group):
        sheet.write_string(row, at, texts.UNKNOWN, look)
        return None
    part, whole = (summed([column.places[spot] for spot in group]) for group in spots)
    formula = f'IF({whole}=0,"{texts.UNKNOWN}",{part}/{whole})' if headline.whole else part
    sheet.write_formula(row, at, f"={formula}", look, texts.UNKNOWN if value is None else float(value))
    return value


def _write_change(
    book: Book, sheet: Worksheet, form: Form, headline: Headline, row: int, last: int, values: Sequence[Value]
) -> None:
    """The change between the last two columns, and in percent where the headline is no share itself."""
    before, now = values[-1], values[-2]
    now_cell, last_cell = (f"{column_name(column)}{row + 1}" for column in (last - 1, last))
    there = f"AND(ISNUMBER({now_cell}),ISNUMBER({last_cell}))"
    minus = f"ROUND(({now_cell}-{last_cell})*100,1)" if headline.whole else f"{now_cell}-{last_cell}"
    shape = texts.FORMAT_POINTS if headline.whole else number_format(_kind(form, headline), change=True)
    change: float | str = texts.UNKNOWN
    ratio: float | str = texts.UNKNOWN
    if now is not None and before is not None:
        difference = float(now) - float(before)
        change = _points(difference) if headline.whole else difference
        ratio = difference / float(before) if before > 0 else texts.UNKNOWN
    look = book.style("beside", num_format=shape, font_size=9.5 if headline.whole else 11)
    sheet.write_formula(row, last + 1, f'=IF({there},{minus},"{texts.UNKNOWN}")', look, change)
    look = book.style("beside", num_format=texts.FORMAT_CHANGE_SHARE)
    if headline.whole:
        sheet.write_string(row, last + 2, texts.UNKNOWN, look)
        return
    divided = f'=IF({there},IF({last_cell}>0,({now_cell}-{last_cell})/{last_cell},"{texts.UNKNOWN}"),"{texts.UNKNOWN}")'
    sheet.write_formula(row, last + 2, divided, look, ratio)


def _points(difference: float) -> float:
    """A difference of shares in percentage points with one decimal, rounded as a spreadsheet does."""
    return float(Decimal(f"{difference * 100:.12g}").quantize(Decimal("0.1"), ROUND_HALF_UP))


def _write_tables(book: Book, sheet: Worksheet, form: Form, row: int) -> int:
    """Of a form that declares no headlines: its tables, to click."""
    row = _section(book, sheet, row, texts.OVERVIEW_TABLES)
    for table in form.tables:
        _linked(book, sheet, Place(OVERVIEW, row, 0, 1, _WIDE), table.sheet, "A1", table.title, "remark_link")
        row += 1
    return row


# -------------------------------------------------------------------------------------------------------- attention


def attention(result: Consolidation) -> list[tuple[str, str]]:
    """What one should know of the sum, the gravest first, each with the sheet that tells more."""
    lines: list[tuple[str, str]] = []
    if result.missing:
        lines.append((texts.attention_missing([one.member.name for one in result.missing]), FILES))
    others = [one for one, _ in result.left_out if one.state not in ("duplicate", "superseded")]
    if others:
        names = [printable(one.filing.unit.name or one.filing.file.name) for one in others]
        lines.append((texts.attention_left_out(names), FILES))
    if wrong := [one.filing.label for one in result.included if one.has_errors]:
        lines.append((texts.attention_faulty(wrong), ISSUES))
    errors, warnings = (count(result.findings, severity) for severity in ("error", "warning"))
    if errors or warnings:
        lines.append((texts.attention_sum(errors, warnings), CHECK))
    waived = [number for one in result.included if (number := count_settled(one.findings)[1])]
    if waived:
        lines.append((texts.attention_waived(len(waived), sum(waived)), REMARKS))
    unsaid = [number for one in result.included if (number := count(one.findings, "warning"))]
    if unsaid:
        lines.append((texts.attention_open(len(unsaid), sum(unsaid)), ISSUES))
    entries = frozenset(figure.address for figure in result.form.entries)
    blank = [number for one in result.included if (number := len(entries.difference(one.filing.entries)))]
    if blank:
        lines.append((texts.attention_blank(len(blank), sum(blank)), UNITS))
    return lines + [(note, "") for note in result.notes]


def _write_attention(book: Book, sheet: Worksheet, result: Consolidation, row: int) -> int:
    row = _section(book, sheet, row, texts.OVERVIEW_ATTENTION)
    lines = attention(result)
    if len(lines) > _MOST:
        lines = [*lines[: _MOST - 1], (texts.attention_more(len(lines) - _MOST + 1, FILES), FILES)]
    for text, target in lines or [(texts.ALL_WELL, "")]:
        words = texts.clip(text, 130)
        put(book, sheet, Place(OVERVIEW, row, 0, 1, _WIDE - bool(target)), words, "remark")
        if target:  # beside the words: what is a link is not broken into lines by LibreOffice
            link(book, sheet, Place(OVERVIEW, row, _WIDE - 1), target, "A1", target, "remark_link")
        sheet.set_row(row, 16 * math.ceil(len(words) / 45) + 2)
        row += 1
    return row


# ----------------------------------------------------------------------------------------------------------- charts


def _write_charts(book: Book, sheet: Worksheet, result: Consolidation, row: int, compared: Mapping[str, Row]) -> int:
    """The charts two side by side, each where there is room first; their data right of the page."""
    every = list(data_of(result, compared))
    if not every:
        return row
    row = _section(book, sheet, row, texts.OVERVIEW_CHARTS)
    put(book, sheet, Place(OVERVIEW, 1, _DATA), texts.OVERVIEW_DATA, "remark", text_wrap=False)
    ends = [0, 0]  # slots taken, left and right
    at = 2
    for data in every:
        side = ends.index(min(ends))
        slots = height_of(data)
        corner = (row + ends[side] * SLOT // _LINE, _SIDES[side])
        insert(book, sheet, data, (at, _DATA), corner, (_HALF, slots * SLOT - 6))
        at = write_data(book, sheet, data, at, _DATA) + 1
        ends[side] += slots
    last = row + max(ends) * SLOT // _LINE
    for line in range(row, last):
        sheet.set_row(line, _LINE * 0.75)
    return last
