"""The charts of the sheet 总览, as the form declares them, and what they show: live formulas beside the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from govxl import texts
from govxl.aggregate import Consolidation
from govxl.collect import Judged
from govxl.form import Address, Chart, Form, matching
from govxl.layout import OVERVIEW, UNITS, UNITS_FIRST_ROW, Place, column_name, layout_of
from govxl.rules import Number, refs
from govxl.summary.units import SPARE_ROWS, columns
from govxl.workbook import ACCENT, Book

TOP_UNITS = 15
SLOT = 220  # pixels: the height of a chart; that of the units has two
# The dark one reads on a light ground and the light one on a dark one, also where a printer has no colours.
_FILLS = (ACCENT, "#BDD7EE", "#7F7F7F", "#FFFFFF")
_REST_AT_MOST = 3  # times the largest unit: a longer bar of the rest would leave nothing of the others


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a chart's data: label, and for each series a formula with its value; ``key`` is what finds a unit."""

    label: str
    cells: tuple[tuple[str, Number | float], ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Data:
    """A chart with its data: the names of its series and its rows, of which the first ``shown`` are drawn."""

    chart: Chart
    title: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    shown: int


def total_formula(form: Form, spots: Sequence[Address]) -> str:
    """The sum of figures on the official sheets."""
    return summed([layout_of(form).places[spot] for spot in spots])


def summed(places: Sequence[Place]) -> str:
    """The sum of cells of any sheets. SUM, because + would break on a text."""
    sheets = dict.fromkeys(place.sheet for place in places)
    return f"SUM({','.join(area for name in sheets for area in refs([p for p in places if p.sheet == name]))})"


def data_of(result: Consolidation, compared: Mapping[str, Row]) -> Iterator[Data]:
    """The data of each declared chart. ``compared`` are the headlines that are known of both years, by id."""
    form, figures = result.form, result.total.figures
    for chart in form.charts:
        if chart.shape == "years":
            rows = tuple(compared[name] for name in chart.headlines if name in compared)
            if rows:
                yield Data(chart, chart.title, (texts.LAST_YEAR, texts.THIS_YEAR), rows, len(rows))
        elif chart.shape == "units":
            if data := _top_units(result, chart):
                yield data
        else:
            points = []
            for point in chart.points:
                groups = [matching(form.by_address, names) for names in point.figures]
                if all(groups):
                    cells = tuple((total_formula(form, spots), sum(figures[s] for s in spots)) for spots in groups)
                    points.append(Row(point.label, cells))
            if points:
                yield Data(chart, chart.title, chart.series or (texts.THIS_YEAR,), tuple(points), len(points))


def _top_units(result: Consolidation, chart: Chart) -> Data | None:
    """The units with most of a headline, the largest first, and the rest as one; None where there is one unit."""
    form, included = result.form, result.included
    headline = next(one for one in form.headlines if one.id == chart.headlines[0])
    spots = matching(form.by_address, headline.figures)
    if len(included) < 2 or not spots:
        return None

    def value(one: Judged) -> Number:
        return sum(one.filing.figures.get(spot, 0) for spot in spots)

    find = _finder(result)
    ranked = sorted(included, key=value, reverse=True)
    top = ranked[:TOP_UNITS]
    rows = []
    for one in top:
        key, found = find(one)
        number = value(one)
        rows.append(Row(texts.squeeze(one.filing.label), ((found(spots) if found else "", number),), key))
    shown = len(rows)
    title = chart.title
    if rest := len(included) - len(top):
        left = sum(value(one) for one in ranked[TOP_UNITS:])
        rows.append(Row(texts.other_units_label(rest), ((total_formula(form, spots) + "-{top}", left),)))
        largest = rows[0].cells[0][1]
        shown += left <= _REST_AT_MOST * largest
        title = texts.top_units_title(chart.title, TOP_UNITS)
    return Data(chart, title, (texts.THIS_YEAR,), tuple(rows), shown)


def _finder(result: Consolidation) -> Callable[[Judged], tuple[str, Callable[[Sequence[Address]], str] | None]]:
    """How a unit's row in 各单位数据 is found, wherever it is sorted to: by its code, else by its name."""
    form, included = result.form, result.included
    column_of = columns(form)
    first, last = UNITS_FIRST_ROW + 1, UNITS_FIRST_ROW + len(included) + SPARE_ROWS
    ways = []
    for letter, keys in (
        ("A", [one.filing.unit.code for one in included]),
        ("B", [one.filing.unit.name for one in included]),
    ):
        seen: dict[str, int] = {}
        for key in keys:
            seen[key.casefold()] = seen.get(key.casefold(), 0) + 1
        ways.append((letter, seen))

    def find(one: Judged) -> tuple[str, Callable[[Sequence[Address]], str] | None]:
        for (letter, seen), key in zip(ways, (one.filing.unit.code, one.filing.unit.name), strict=True):
            if key and seen[key.casefold()] == 1:
                where = f"--('{UNITS}'!${letter}${first}:${letter}${last}={{key}})"

                def formula(spots: Sequence[Address], where: str = where) -> str:
                    entries = [entry for spot in spots for entry in entries_of(form, spot)]
                    parts = (column_of[entry] for entry in entries)
                    return "+".join(f"SUMPRODUCT({where},'{UNITS}'!${c}${first}:${c}${last})" for c in parts)

                return key, formula
        return "", None

    return find


def entries_of(form: Form, spot: Address) -> Iterator[Address]:
    """The entry figures that a figure is the sum of; an entry is itself."""
    if relation := form.filled_by.get(spot):
        for part in relation.left:
            yield from entries_of(form, part)
    else:
        yield spot


def write_data(book: Book, sheet: Worksheet, data: Data, row: int, column: int) -> int:
    """Write a chart's data with its heads; returns the row after it."""
    number = book.style("number", num_format=texts.FORMAT_COUNT)
    sheet.write_string(row, column, data.title, book.style("head"))
    for index, name in enumerate(data.series, 1):
        sheet.write_string(row, column + index, name, book.style("head"))
    last = row + len(data.rows)
    key_column = column + len(data.series) + 1
    for at, line in enumerate(data.rows, row + 1):
        sheet.write_string(at, column, line.label, book.style("text"))
        if line.key:
            sheet.write_string(at, key_column, line.key, book.style("text"))
        for index, (formula, value) in enumerate(line.cells, 1):
            if formula:
                top = f"SUM({_cell(row + 1, column + 1)}:{_cell(last - 1, column + 1)})"
                spelt = formula.replace("{key}", _cell(at, key_column)).replace("{top}", top)
                sheet.write_formula(at, column + index, f"={spelt}", number, _plain(value))
            else:
                sheet.write_number(at, column + index, _plain(value), number)
    return last + 1


def _plain(value: Number | float) -> int | float:
    """A number as xlsxwriter stores it in a chart: whole ones without decimals."""
    return int(value) if value == int(value) else float(value)


def _cell(row: int, column: int) -> str:
    return f"${column_name(column)}${row + 1}"


def height_of(data: Data) -> int:
    """How many slots a chart is high."""
    return 2 if data.chart.shape == "units" and data.shown > 6 else 1


def insert(
    book: Book, sheet: Worksheet, data: Data, source: tuple[int, int], at: tuple[int, int], size: tuple[int, int]
) -> None:
    """Draw a chart of data at ``source`` (row and column of the head). ``at`` is row and column, ``size`` in pixels."""
    row, column = source
    lying = data.chart.shape in ("bar", "units")
    chart = book.add_chart({"type": "bar" if lying else "column"})
    assert chart is not None
    font = {"name": texts.CHART_FONT, "size": 9, "color": "#000000"}
    fills = _FILLS[1::-1] if data.chart.shape == "years" else _FILLS  # this year is the dark one
    for index in range(len(data.series)):
        chart.add_series(
            {
                "name": [OVERVIEW, row, column + 1 + index],
                "categories": [OVERVIEW, row + 1, column, row + data.shown, column],
                "values": [OVERVIEW, row + 1, column + 1 + index, row + data.shown, column + 1 + index],
                "fill": {"color": fills[index % len(fills)]},
                "border": {"color": "#000000", "width": 0.5},
                "data_labels": {"value": True, "font": font, "num_format": texts.FORMAT_COUNT},
                "gap": 45 if lying else 70,
                "overlap": 0,
            }
        )
    chart.set_title({"name": data.title, "name_font": {**font, "size": 11, "bold": True}, "overlay": False})
    names = {"num_font": font, "line": {"color": "#7F7F7F"}, "major_tick_mark": "none", "minor_tick_mark": "none"}
    values = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    if lying:
        chart.set_y_axis({**names, "reverse": True})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    if len(data.series) > 1:
        chart.set_legend({"position": "bottom", "font": font})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(*at, chart, {"y_offset": 2, "description": data.title})
