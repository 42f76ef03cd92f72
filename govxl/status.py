"""The status workbook 收报情况: who has handed in and who has not, as lists, a picture and texts ready to send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.collect import Judged
from govxl.files import printable
from govxl.findings import AllFindings, count
from govxl.heap import Item
from govxl.lists import write_issues, write_rows
from govxl.paperwork import MARK, STATUS, properties
from govxl.reading.gate import Refused, load
from govxl.remarks import write_remarks
from govxl.returns import UNIT_STATES, Collection, Return
from govxl.workbook import CREATED, Book, write

_COLOURS = {"ok": "#70AD47", "to_explain": "#FFC000", "faulty": "#E2622B", "missing": "#A6A6A6"}
_LOOKS = {"ok": "good", "to_explain": "caution", "faulty": "alarm", "missing": "alarm"}
_LIMIT = 32_000  # characters; a cell takes 32767
_WIDTHS = (26, 12, 12, 12, 12, 12)
_FIRST = 4  # row of the table on the overview


def _must_be_ours(path: Path) -> None:
    """Only a status workbook that nobody has touched since we wrote it may be replaced. Raises FileExistsError."""
    if not path.exists():
        return
    try:
        package = load(Item(path))
        ours = properties(package).get(MARK) == STATUS
        modified = package.xml("docProps/core.xml").findtext("{http://purl.org/dc/terms/}modified", "")
    except Refused:
        ours, modified = False, ""
    if not ours:
        raise FileExistsError(texts.not_a_status(printable(path)))
    if not modified.startswith(CREATED.date().isoformat()):
        raise FileExistsError(texts.status_was_edited(printable(path)))


def write_status(path: Path, collection: Collection) -> None:
    """Write the status workbook, whole or not at all.

    Raises FileExistsError where ``path`` is there and is no status workbook as we wrote it, and OSError where the file
    cannot be written.
    """
    _must_be_ours(path)
    members = {state: collection.of(state) for state in UNIT_STATES}
    asked = collection.of("faulty", "to_explain")

    def letter(one: Return) -> str:
        return collection.letter(one)[:_LIMIT]

    def fill(book: Book) -> None:
        book.set_properties({"title": texts.status_title(collection.year, collection.form.name), "created": CREATED})
        book.set_custom_property(MARK, STATUS, "text")
        first, *others = texts.STATUS_SHEETS
        overview = book.add_worksheet(first)
        units, missing, returned, files, issues, remarks, notes = map(book.add_rows, others)
        _write_overview(book, overview, collection)
        write_rows(book, units, texts.STATUS_UNIT_HEADS, texts.STATUS_UNIT_WIDTHS, map(_unit_row, collection.returns))
        _colour_states(book, units, texts.STATUS_UNIT_HEADS.index(texts.STATE_HEAD), len(collection.returns))
        write_rows(
            book, missing, texts.MISSING_HEADS, texts.MISSING_WIDTHS, [_missing_row(o) for o in members["missing"]]
        )
        lines = (_return_row(one, letter(one)) for one in asked)
        write_rows(book, returned, texts.RETURN_HEADS, texts.RETURN_WIDTHS, lines)
        _colour_states(book, returned, texts.RETURN_HEADS.index(texts.STATE_HEAD), len(asked))
        write_rows(
            book,
            files,
            texts.STATUS_FILE_HEADS,
            texts.STATUS_FILE_WIDTHS,
            map(_file_row, collection.judged),
        )
        findings = AllFindings(tuple(one.findings for one in collection.judged))
        write_issues(book, issues, findings)
        write_remarks(book, remarks, findings)
        told = (_letter_row(one, letter(one)) for one in (*members["missing"], *asked))
        write_rows(book, notes, texts.LETTER_HEADS, texts.LETTER_WIDTHS, told)
        overview.activate()

    write(path, fill)


def _unit_row(one: Return) -> tuple[str | int, ...]:
    member = one.member
    file = printable(one.one.filing.file.name) if one.one else ""
    facts = (member.code, member.name, member.category, texts.UNIT_STATE[one.state], file, _saved(one.one))
    return (*facts, one.count("error"), one.count("warning"), one.reason)


def _missing_row(one: Return) -> tuple[str, ...]:
    member = one.member
    return member.code, member.name, member.category, member.contact, member.telephone, one.reason


def _return_row(one: Return, letter: str) -> tuple[str | int, ...]:
    member = one.member
    facts = (member.code, member.name, texts.UNIT_STATE[one.state], member.contact, member.telephone)
    return (*facts, one.count("error"), one.count("warning"), letter)


def _letter_row(one: Return, letter: str) -> tuple[str, ...]:
    return one.member.name, one.member.contact, one.member.telephone, texts.LETTER_KIND[one.state], letter


def _file_row(one: Judged) -> tuple[str | int, ...]:
    filing, unit = one.filing, one.member.unit if one.member else one.filing.unit
    return (
        printable(filing.file.name),
        texts.WAIVER_LIST if one.ruled else texts.FILE_STATE[one.state],
        unit.code,
        unit.name,
        filing.year or "",
        filing.format if filing.form else "",
        _saved(one),
        one.reason,
        count(one.findings, "error"),
        count(one.findings, "warning"),
    )


def _saved(one: Judged | None) -> str:
    """When a file was saved; nothing for one that no program has saved since govxl wrote it."""
    return "" if one is None or one.saved.startswith(CREATED.date().isoformat()) else one.saved_words


def _colour_states(book: Book, sheet: Worksheet, column: int, rows: int) -> None:
    for state, look in _LOOKS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{texts.UNIT_STATE[state]}"', "format": book.style(look)}
        sheet.conditional_format(1, column, max(rows, 1), column, rule)


def _write_overview(book: Book, sheet: Worksheet, collection: Collection) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    last = len(_WIDTHS) - 1
    sheet.merge_range(0, 0, 0, last, texts.status_title(collection.year, collection.form.name), book.style("title"))
    sheet.merge_range(1, 0, 1, last, texts.status_deadline(collection.form.deadline), book.style("subtitle"))
    sheet.merge_range(2, 0, 2, last, collection.verdict(), book.style("cell", font_size=12))
    for row, height in ((0, 34), (1, 20), (2, 54)):
        sheet.set_row(row, height)
    tables = _progress(collection.returns)
    _write_table(book, sheet, _FIRST, texts.OVERVIEW_HEADS, tables)
    for column, state in enumerate(UNIT_STATES, start=1):
        sheet.write_string(_FIRST, column, texts.UNIT_STATE[state], book.style("head", bg_color=_COLOURS[state]))
    row = _FIRST + len(tables) + 2
    height = _insert_chart(book, sheet, row, len(tables))
    row += height + 1
    states: Counter[str] = Counter(one.state for one in collection.judged if not one.ruled)
    files = [(texts.FILE_STATE[state], states[state]) for state in texts.FILE_STATE if state in states]
    _write_table(book, sheet, row, texts.OVERVIEW_FILE_HEADS, [*files, (texts.IN_ALL, states.total())])
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _progress(returns: Sequence[Return]) -> list[tuple[str | int, ...]]:
    """The units by category and state, all of them last; one row where the roster has no categories."""
    groups: dict[str, list[Return]] = {}
    for one in returns:
        groups.setdefault(one.member.category or texts.NO_CATEGORY, []).append(one)
    named = (
        [*groups.items(), (texts.EVERY_UNIT, list(returns))] if len(groups) > 1 else [(texts.EVERY_UNIT, list(returns))]
    )
    return [(name, *(sum(one.state == s for one in some) for s in UNIT_STATES), len(some)) for name, some in named]


def _write_table(
    book: Book, sheet: Worksheet, first: int, heads: Sequence[str], rows: Sequence[Sequence[str | int]]
) -> None:
    for column, head in enumerate(heads):
        sheet.write_string(first, column, head, book.style("head"))
    for row, values in enumerate(rows, start=first + 1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value, book.style("text"))
            else:
                sheet.write_number(row, column, value, book.style("middle"))


def _insert_chart(book: Book, sheet: Worksheet, row: int, bars: int) -> int:
    """A bar a category, each a whole split by state. Returns the rows it covers."""
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    assert chart is not None
    font = {"name": "宋体", "size": 10}
    for column, state in enumerate(UNIT_STATES, start=1):
        chart.add_series(
            {
                "name": [sheet.name, _FIRST, column],
                "categories": [sheet.name, _FIRST + 1, 0, _FIRST + bars, 0],
                "values": [sheet.name, _FIRST + 1, column, _FIRST + bars, column],
                "fill": {"color": _COLOURS[state]},
                "data_labels": {"value": True, "num_format": "0;;;", "font": font},
                "gap": 40,
            }
        )
    chart.set_title({"name": texts.OVERVIEW_CHART, "name_font": {**font, "size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_y_axis({"reverse": True, "num_font": font, "major_gridlines": {"visible": False}})
    chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": False}, "visible": False})
    height = 150 + 34 * bars
    chart.set_size({"width": 640, "height": height})
    sheet.insert_chart(row, 0, chart, {"x_offset": 4, "y_offset": 2, "object_position": 3})
    return height // 20 + 1
