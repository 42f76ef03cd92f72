"""Reports that are not in our own workbook: made by hand, in Word, on a web page, as text. Found by what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from govxl import texts
from govxl.files import printable
from govxl.filing import Filing, Source, Unit
from govxl.form import Form
from govxl.layout import Place
from govxl.reading import words
from govxl.reading.about import About
from govxl.reading.editions import say_edition
from govxl.reading.figures import Figures
from govxl.reading.gate import Refused
from govxl.reading.grids import Grid, as_text
from govxl.reading.labels import plain
from govxl.reading.leftover import leftover
from govxl.reading.prose import LONGER_THAN_LABELS, Text, find_text
from govxl.reading.search import Search, search
from govxl.reading.sheet import Sheet
from govxl.reading.tables import Found
from govxl.rules import complete

_ABOVE = 3  # rows above a table in which a line may say whose year it is
_YEARS_AGREE = 3  # how often the prose must name its one year before it is taken for the report's


def read_other(path: Path, source: Source, grids: Mapping[str, Grid], about: About) -> Filing:
    """Read a report by its labels. Raises Refused where no table of any form is in it."""
    sheets = [Sheet(name, grid) for name, grid in grids.items()]
    result = search(sheets)
    if result is None:
        raise Refused(
            "foreign", texts.what_else([as_text(v) for s in sheets for row in s.grid.values[:6] for v in row])
        )
    form = result.form
    by_name = {sheet.name: sheet for sheet in sheets}
    usual_text = source in ("docx", "html", "text")
    figures = Figures(form, ours=False, usual_text=usual_text, day_zero=30 if about.format == "ods" else 31)
    for table in form.tables:
        if found := result.found.get(table.id):
            figures.table(found, by_name[found.sheet].grid, None)
        else:
            _say_missing(figures, result, table.id, table.title)
    known = complete(form, figures.entries)
    shown = complete(form, figures.entries, figures.typed) if figures.typed else known
    figures.judge_totals(shown, formulas_known=False)
    for found in result.found.values():
        figures.subtotals(found, by_name[found.sheet].grid, shown)
    told = [*result.found.values(), *(one for spots in result.doubled.values() for one in spots)]
    for sheet in sheets:
        figures.leftover(sheet, leftover(sheet, told, figures.places.values()))
    text = find_text(form, sheets, told)
    _say_prose(figures, form, text, sheets[0].name)
    cover = _cover(form, sheets)
    unit, year = _identity(form, sheets, cover, text, figures)
    begins = ((name, Place(one.sheet, one.rows[0], 0)) for name, one in result.found.items())
    say_edition(figures, year, begins, None)
    for found in result.found.values():
        _say_year(figures, found, by_name[found.sheet], year)
    figures.findings += about.findings(hidden_rows=[name for name, grid in grids.items() if grid.hidden])
    name = unit.name or unit.code
    return Filing(
        file=path,
        state="used",
        form=form,
        source=source,
        unit=unit,
        year=year,
        scope=cover.get("scope", ""),
        cover=cover,
        entries=figures.entries,
        typed=figures.typed,
        unreadable=frozenset(figures.unreadable),
        blanks=tuple(figures.blanks),
        figures=known,
        shown=shown,
        texts={section: "\n".join(lines) for section, lines in text.sections.items() if lines},
        findings=tuple(replace(f, file=printable(path), unit=name) for f in figures.findings),
        preamble="\n".join(line for _, line in _preamble(form, text.before)),
        modified=about.modified,
        places=figures.places,
        format=about.format,
        program=about.program,
        authors=about.authors,
    )


def _say_missing(figures: Figures, result: Search, table: str, title: str) -> None:
    """A table that is not there, or that is there twice with different figures."""
    spots = tuple(figure.address for figure in figures.form.figures if figure.table.id == table)
    if doubled := result.doubled.get(table):
        places = [str(one.place) for one in doubled]
        place = doubled[1].place
        figures.add(
            "layout-changed", "error", place, texts.table_twice(title, places), texts.todo_twice(), figures=spots
        )
    else:
        figures.add("layout-changed", "error", None, texts.table_missing(title), texts.todo_table(), figures=spots)


def _say_year(figures: Figures, found: Found, sheet: Sheet, year: int | None) -> None:
    """A table with a line above it that names another year."""
    for row in range(max(found.rows[0] - _ABOVE, 0), found.rows[0] + 1):
        for column in range(sheet.width(row)):
            text = sheet.labels[row][column]
            named = words.YEAR_NAMED.match(text) if len(text) <= words.LONGEST_UNIT else None
            past = words.PAST.fullmatch(text) or (named and year and int(named[1]) != year and str(year) not in text)
            if past:
                spots = tuple(found.places)
                message, todo = texts.other_year(found.table.title, text), texts.todo_other_year()
                place = sheet.place(row, column)
                figures.add("identity-mismatch", "warning", place, message, todo, figures=spots, found=text)
                return


def _say_prose(figures: Figures, form: Form, text: Text, sheet: str) -> None:
    """Sections that are not there, and text that belongs to none."""
    for part in form.prose:
        if not text.sections.get(part.id):
            figures.add("blank", "warning", None, texts.prose_blank(part.title), texts.todo_prose())
    for section in text.sections.values():
        if wrong := next((line for line in section if words.CONTROL.search(line)), ""):
            found = texts.clip(wrong)
            figures.add("hidden-content", "warning", None, texts.control_signs(), texts.todo_control(), found=found)
    before = _preamble(form, text.before)
    for parts, told in ((before, texts.text_before), (text.beside, texts.text_beside)):
        if parts:
            lines = [line for _, line in parts]
            found, todo = texts.clip(" ".join(lines)), texts.todo_beside()
            figures.add("hidden-content", "info", parts[0][0], told(len(lines)), todo, found=found)


def _preamble(form: Form, before: Sequence[tuple[Place, str]]) -> list[tuple[Place, str]]:
    """The sentences above the first heading: long lines, and below the title those that end as a sentence does."""
    titles = [place for place, line in _whole(before) if _title(form, line) is not None]
    first = next((at for at, (place, _) in enumerate(before) if place in titles), len(before))
    return [
        (place, line)
        for at, (place, line) in enumerate(before)
        if place not in titles and (len(line) > LONGER_THAN_LABELS or (at > first and line.endswith(words.STOP)))
    ]


def _whole(lines: Sequence[tuple[Place, str]]) -> list[tuple[Place, str]]:
    """Lines of one paragraph, such as a title on two lines, as one."""
    joined: dict[Place, str] = {}
    for place, line in lines:
        joined[place] = joined.get(place, "") + line
    return list(joined.items())


# ------------------------------------------------------------------------------------------------------ whose and when


def _cover(form: Form, sheets: Sequence[Sheet]) -> dict[str, str]:
    """The fields of the cover: a label with its value right of it or below the same merged cell."""
    labels = {plain(field.label): field.id for field in form.cover}
    cover: dict[str, str] = {}
    for sheet in sheets:
        for row, cells in enumerate(sheet.labels):
            for column, label in enumerate(cells):
                name = labels.get(label)
                if name and name not in cover:
                    right = (as_text(value) for value in sheet.grid.values[row][column + 1 :])
                    value = next((value for value in right if value), "")
                    cover[name] = "" if plain(value) in labels else value  # the next label: nothing was filled in
    return cover


def _identity(
    form: Form, sheets: Sequence[Sheet], cover: Mapping[str, str], text: Text, figures: Figures
) -> tuple[Unit, int | None]:
    """The unit and year: by the code that our workbooks print on every sheet, by the cover, else by the title."""
    code = _printed_code(sheets, figures)
    titles = [line for _, line in _whole(text.before)] + [sheet.name for sheet in sheets]
    name, titled = next(filter(None, (_title(form, line) for line in titles)), ("", ""))
    unit = Unit(code.get("unit_code") or cover.get("unit_code", ""), cover.get("unit_name", "") or name)
    if code:
        figures.add("layout-changed", "warning", None, texts.identity_lost(), texts.todo_layout())
    years = [years for years in map(_years, (code.get("year", ""), cover.get("year", ""), titled)) if years]
    if years:
        if len(set().union(*years)) > 1:
            message = texts.years_differ(sorted(set().union(*years)))
            figures.add("identity-mismatch", "error", None, message, texts.todo_cover())
        return unit, int(years[0][0])
    lines = [line for section in text.sections.values() for line in section]
    named = Counter(match[1] for line in lines for match in words.YEAR_NAMED.finditer(line))
    if len(named) == 1 and named.total() >= _YEARS_AGREE:
        (only,) = named
        figures.add("cleaned", "warning", None, texts.year_from_prose(only), texts.todo_cover(), expected=only)
        return unit, int(only)
    figures.add("blank", "warning", None, texts.year_missing(), texts.todo_cover())
    return unit, None


def _years(text: str) -> list[str]:
    """The years in what stands where one should stand, such as 2024 or 2024年."""
    return re.findall(r"20\d\d", text) if words.YEARS.fullmatch(text.strip()) else []


def _printed_code(sheets: Sequence[Sheet], figures: Figures) -> dict[str, str]:
    """The identity in the visible code of a sheet of ours, where the sheet came without its workbook.

    A sheet with another code came from another unit's workbook, or another year's.
    """
    known = ""
    for sheet in sheets:
        for row, values in enumerate(sheet.grid.values):
            for column, value in enumerate(values):
                if not (isinstance(value, str) and value.startswith(words.CODE_MARK)):
                    continue
                known = known or value
                if value != known:
                    message = texts.sheet_of_another(sheet.name, value, known)
                    place, todo = sheet.place(row, column), texts.todo_identity()
                    figures.add("identity-mismatch", "error", place, message, todo, found=value, expected=known)
    parts = (*known.split("|"), "", "", "", "")
    return {"edition": parts[1], "year": parts[2], "unit_code": parts[3], "serial": parts[4]} if known else {}


def _title(form: Form, line: str) -> tuple[str, str] | None:
    """Unit and year from a title such as 某局2024年政府信息公开工作年度报告; None where a line is no title."""
    label = plain(words.without_placeholders(line))
    names = [plain(form.name), *map(plain, form.variants.get(form.name, ()))]
    name = next((name for name in names if name in label), None)
    if name is None:
        return None
    whole = label.endswith(name) and not words.SENTENCE.search(label)
    if len(label) > len(name) + (words.LONGEST_NAME if whole else words.LONGEST_UNIT):
        return None
    rest = label.replace(name, "", 1)
    match = words.TITLE_YEAR.search(rest)
    year = " ".join(words.TITLE_YEAR.findall(rest))
    if match:
        rest = rest[: match.start()] + rest[match.end() :]
    return _as_it_stands(line, rest.strip(words.AROUND_NAME)), year


def _as_it_stands(line: str, name: str) -> str:
    """A unit's name as the title has it before the year, with its quotes and brackets, where no more is in the way."""
    match = words.YEAR.search(line)
    before = line[: match.start()].strip(words.DECORATION).rstrip(words.BEFORE_YEAR) if match else ""
    same = plain(before).strip(words.AROUND_NAME) == name and before[:1] not in words.BEFORE_YEAR
    return before if same and before.split() == [before] else name
