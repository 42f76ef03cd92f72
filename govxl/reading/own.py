"""Our own workbook, a unit's or a summary: every cell where the layout says, or else where its labels stand."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from govxl import texts
from govxl.declaration import edition, editions
from govxl.files import printable
from govxl.filing import Filing, Source, Unit
from govxl.findings import Finding
from govxl.form import Address, Form, Severity
from govxl.hybrid import blend
from govxl.layout import (
    CHECK,
    COVER,
    IDENTITY,
    NO_REPORT,
    UNITS,
    Caption,
    Layout,
    Place,
    TablePlan,
    layout_of,
    own_year,
)
from govxl.reading import words
from govxl.reading.about import About
from govxl.reading.cells import to_number
from govxl.reading.editions import say_edition
from govxl.reading.expected import expected, explanation_cells
from govxl.reading.figures import Figures
from govxl.reading.formulas import moved_formulas
from govxl.reading.grids import Book, Grid, as_text
from govxl.reading.inside import Inside
from govxl.reading.leftover import leftover
from govxl.reading.prose import find_text, own_section
from govxl.reading.search import search
from govxl.reading.sheet import Sheet
from govxl.reading.summed import Summed
from govxl.reading.tables import Found
from govxl.refusal import Refused
from govxl.rules import Number, complete, fill_formulas


def read_own(path: Path, book: Book, about: About) -> Filing:
    """Read a workbook that govxl made. Raises Refused where its form is not known or it is damaged."""
    rows = book.grid(IDENTITY)
    identity = {as_text(row[0]): as_text(row[1]) for row in rows.values if len(row) > 1} if rows else {}
    lines = rows.values if rows else ()
    return _Reader(path, book, layout_of(_form_of(identity)), identity, about, lines).filing()


def _form_of(identity: Mapping[str, str]) -> Form:
    form = _edition_of(identity, identity.get("edition", ""))
    parts = [part.partition("=")[::2] for part in identity.get("tables", "").split()]
    others = {table: _edition_of(identity, name) for table, name in parts}
    try:
        return blend(form, others)
    except KeyError as unknown:
        raise Refused("foreign", texts.unknown_edition(form.name, str(unknown.args[0]))) from unknown


def _edition_of(identity: Mapping[str, str], name: str) -> Form:
    known = editions()
    if name in known and (form := edition(name)).name == identity.get("form"):
        return form
    numbers = [one for one in known if one.isdigit()]
    if name.isdigit() and name > max(numbers):
        raise Refused("newer-edition", texts.newer_edition(name, known))
    if name.isdigit() and name < min(numbers):
        raise Refused("old-edition", texts.older_edition(name, known))
    raise Refused("foreign", texts.unknown_edition(identity.get("form", ""), name))


class _Reader:
    """One pass over one workbook, collecting figures and findings."""

    def __init__(
        self,
        path: Path,
        book: Book,
        layout: Layout,
        identity: Mapping[str, str],
        about: About,
        lines: Sequence[Sequence[object]],
    ):
        self.path, self.book, self.layout, self.identity = path, book, layout, identity
        self.about = about
        self.form = layout.form
        self.summary = identity.get("kind") == "summary"
        self.formulas = fill_formulas(layout)
        self.figures = Figures(self.form, ours=True, day_zero=30 if about.format == "ods" else 31)
        self.prior: dict[Address, Number] = {}
        self.moved: dict[str, Found] = {}
        self.lines: dict[str, list[Place]] = {}  # of each section of prose
        tables = {plan.table.sheet for plan in layout.tables}
        wanted = [COVER, *(part.sheet for part in self.form.parts)]
        self.sheets = {name: grid for name in wanted if (grid := book.grid(name, formulas=name in tables))}
        self.summed: Summed | None = None
        if self.summary:
            self.summed = Summed(book.grid(UNITS, formulas=True), self.form, self.figures, lines)
        self._others: list[Sheet] | None = None

    def filing(self) -> Filing:
        """Everything in the workbook."""
        cover = self._cover()
        lost: list[tuple[TablePlan, Finding]] = []
        for plan in self.layout.tables:
            grid = self.sheets.get(plan.table.sheet)
            if grid is None:
                message = texts.sheet_missing(plan.table.sheet, plan.table.title)
                lost.append((plan, self._lost(Place(plan.table.sheet, 0, 0), message)))
            elif moved := _moved(plan, grid):
                found, known = texts.clip("".join(as_text(grid.at(moved.place)).split())), "".join(moved.text.split())
                lost.append((plan, self._lost(moved.place, texts.label_moved(found, known), found, known)))
            else:
                self._table(plan, grid)
        if lost:
            self._search(lost)
        entries, typed = self.figures.entries, self.figures.typed
        figures = complete(self.form, entries)
        shown = complete(self.form, entries, typed) if typed else figures
        self.figures.judge_totals(shown, formulas_known=self.book.tells_formulas)
        for one in self.moved.values():
            self.figures.subtotals(one, self._grid_of(one), shown)
        for name in {one.sheet for one in self.moved.values()}:
            sheet = next(sheet for sheet in self._all_sheets() if sheet.name == name)
            self.figures.leftover(sheet, leftover(sheet, self.moved.values(), self.figures.places.values()))
        shown = shown | self.prior if self.prior else shown
        prose = self._prose()
        unit = Unit(
            self.identity.get("unit_code") or cover.get("unit_code", ""),
            self.identity.get("unit_name") or cover.get("unit_name", ""),
        )
        year = self.identity.get("year") or cover.get("year", "")
        place = self.layout.cover["year"] if "year" in self.layout.cover else Place(COVER, 0, 0)
        begins = ((plan.table.id, Place(plan.table.sheet, 0, 0)) for plan in self.layout.tables)
        say_edition(self.figures, int(year) if re.fullmatch(r"20\d\d", year) else None, begins, place)
        source: Source = "summary" if self.summary else "template"
        hidden = [name for name, grid in self.sheets.items() if grid.hidden]
        findings = (*self.figures.findings, *self.about.findings(self._sheets_not_ours(), hidden))
        inside = self.summed.inside if self.summed else Inside()
        return Filing(
            file=self.path,
            state="used",
            form=self.form,
            source=source,
            unit=unit,
            year=int(year) if re.fullmatch(r"20\d\d", year) else None,
            scope=cover.get("scope", ""),
            cover=cover,
            entries=entries,
            typed=typed,
            unreadable=frozenset(self.figures.unreadable),
            blanks=tuple(self.figures.blanks),
            zeros=frozenset(self.figures.zeros),
            figures=figures,
            shown=shown,
            texts=prose,
            lines={section: tuple(places) for section, places in self.lines.items()},
            findings=tuple(
                dataclasses.replace(f, file=printable(self.path), unit=unit.name or unit.code) for f in findings
            ),
            contains=tuple(dict.fromkeys(part.unit for part in inside.parts)),
            parts=inside.parts,
            left_out=inside.left_out,
            unfilled=inside.unfilled,
            modified=self.about.modified,
            category=self.identity.get("category", ""),
            explanations=self._explanations(),
            places=self.figures.places if self.moved else {},
            format=self.about.format,
            program=self.about.program,
            authors=self.about.authors,
            serial=self.identity.get("serial", ""),
            signature=self.identity.get("signature", ""),
        )

    def _add(self, code: str, severity: Severity, place: Place, message: str, todo: str, **more: Any) -> None:
        self.figures.add(code, severity, place, message, todo, **more)

    @staticmethod
    def _lost(place: Place, message: str, found: str | None = None, expected: str | None = None) -> Finding:
        return Finding(
            "layout-changed", "error", message, texts.todo_layout(), place, found=found or None, expected=expected
        )

    # -- cover and prose

    def _cover(self) -> dict[str, str]:
        grid = self.sheets.get(COVER, Grid([]))
        cover = {}
        for item in self.form.cover:
            place = self.layout.cover[item.id]
            value = cover[item.id] = " ".join(grid.text(place).split())
            known = " ".join(self.identity.get(item.id, "").split())
            if not value and not item.optional and not known:
                if not self.summary:
                    self._add("blank", "warning", place, texts.cover_blank(item.label), texts.todo_cover())
            elif known and value and value != known:
                message, more = texts.cover_differs(item.label, value, known), {"found": value, "expected": known}
                self._add("identity-mismatch", "error", place, message, texts.todo_identity(), **more)
            elif value and item.kind == "year" and not (re.fullmatch(r"20[0-9][0-9]", value)):
                self._add("not-a-number", "error", place, texts.year_unreadable(value), texts.year_alert(), found=value)
            elif value and item.choices and value not in item.choices:
                todo = texts.choice_alert(item.choices)
                self._add("not-a-number", "warning", place, texts.not_in_list(value), todo, found=value)
        return cover

    def _prose(self) -> dict[str, str]:
        prose = {}
        elsewhere: dict[str, list[str]] | None = None
        for part in self.form.prose:
            first = next(self.layout.paragraphs(part))
            grid = self.sheets.get(part.sheet)
            if grid is None:
                if self.summary:
                    continue
                if elsewhere is None:
                    elsewhere = find_text(self.form, self._all_sheets(), self.moved.values()).sections
                text = "\n".join(elsewhere.get(part.id, ()))
                finding = self._lost(first, texts.sheet_missing(part.sheet, part.title))
                if text:
                    message = texts.prose_elsewhere(part.sheet, part.title)
                    finding = dataclasses.replace(finding, severity="warning", message=message)
                self.figures.findings.append(finding)
            else:
                lines, self.lines[part.id], beside = own_section(part, grid, first)
                text = "\n".join(lines)
                for place in () if self.summary else beside:
                    found = texts.clip(grid.text(place))
                    todo = texts.todo_beside_prose()
                    self._add("hidden-content", "warning", place, texts.beside_prose(), todo, found=found)
                if not text and not self.summary:
                    self._add("blank", "warning", first, texts.prose_blank(part.title), texts.todo_prose())
            if words.CONTROL.search(text):
                found, todo = texts.clip(text), texts.todo_control()
                self._add("hidden-content", "warning", first, texts.control_signs(), todo, found=found)
            if text:
                prose[part.id] = text
        return prose

    def _explanations(self) -> dict[tuple[str, str], str]:
        """What the unit wrote beside the warnings of the check sheet, by rule and line.

        The sheet is large and mostly nothing is written there: it is opened only where something is.
        """
        places = self.layout.explanations()
        if not self.book.holds_text(CHECK, *explanation_cells(self.layout)):
            return {}
        grid = self.book.grid(CHECK)
        if grid is None:
            return {}
        written = ((line, grid.text(place)) for line, place in places.items())
        return {line: text for line, text in written if text}

    # -- tables where they should be

    def _table(self, plan: TablePlan, grid: Grid) -> None:
        if not self.summary and grid.at(plan.panel.zero) == texts.YES:  # as the formulas compare it
            self.figures.zeros.add(plan.table.id)
        self._own_sheet(plan, plan.panel.code, grid)
        self._beside(plan, grid)
        self._take_prior(plan.prior, grid)
        figures = self.figures
        figures.places |= plan.cells
        for spot, place in plan.derived:
            figures.derived(spot, place, grid, self.formulas[spot] if self.book.tells_formulas else None)
        if self.summed:
            for spot, place, _ in plan.entries:
                self.summed.entry(spot, place, grid)
        else:
            figures.entries_of(expected(self.layout)[plan.table.id].entries, grid)

    def _take_prior(self, places: Mapping[Address, Place], grid: Grid) -> None:
        """Last year's figures, as far as they stand there."""
        for spot, place in places.items():
            value = to_number(grid.at(place), self.form.by_address[own_year(spot)].kind)
            if not isinstance(value, str):
                self.prior[spot] = value

    def _own_sheet(self, plan: TablePlan, place: Place, grid: Grid) -> None:
        """A sheet taken from another workbook carries another identity."""
        found, known = grid.text(place), self.identity.get("code", "")
        if found and found != known:
            message, more = texts.sheet_of_another(plan.table.sheet, found, known), {"found": found, "expected": known}
            self._add("identity-mismatch", "error", place, message, texts.todo_identity(), **more)

    def _beside(self, plan: TablePlan, grid: Grid) -> None:
        """What stands where nothing belongs is not read, and said."""
        known = chain(expected(self.layout)[plan.table.id].known, repeat(frozenset[int]()))
        strange = [
            (row, column, value)
            for row, (values, columns) in enumerate(zip(grid.values, known, strict=False))
            for column, value in enumerate(values)
            if value != "" and column not in columns
        ]
        for row, column, value in strange:
            place, found = Place(plan.table.sheet, row, column), texts.clip(as_text(value))
            self._add("hidden-content", "warning", place, texts.beside(), texts.todo_beside(), found=found)

    # -- tables that are not where they should be

    def _search(self, lost: Iterable[tuple[TablePlan, Finding]]) -> None:
        """Find tables by their labels: what was moved is said and read, what is not there is lost and said."""
        result = None if self.summary else search(self._all_sheets(), self.form)
        for plan, finding in lost:
            found = result.found.get(plan.table.id) if result else None
            if found is None:
                doubled = result.doubled.get(plan.table.id, ()) if result else ()
                if doubled:
                    places = [str(one.place) for one in doubled]
                    message = texts.table_twice(plan.table.title, places)
                    finding = dataclasses.replace(finding, message=message, todo=texts.todo_twice())
                spots = tuple(plan.cells)
                self.figures.findings.append(dataclasses.replace(finding, figures=spots))
                continue
            self.moved[plan.table.id] = found
            grid = self._grid_of(found)
            self._panel(plan, found, grid)
            if all(_same_cell(place, plan.cells[spot]) for spot, place in found.places.items()) and not found.twice:
                self._relabelled(plan, found, grid)
                continue
            message = texts.table_moved(plan.table.title, found.sheet, finding.found or "", finding.expected or "")
            if plan.table.sheet not in self.sheets:
                message = texts.sheet_renamed(plan.table.sheet, plan.table.title, found.sheet)
            self.figures.findings.append(dataclasses.replace(finding, severity="warning", message=message))
            formulas = moved_formulas(self.figures, found, grid) if self.book.tells_formulas else None
            self.figures.table(found, grid, formulas)

    def _relabelled(self, plan: TablePlan, found: Found, grid: Grid) -> None:
        """A table that stands where it should, with other words in some labels: one finding for each of these.

        What could not be told by its label is lost, and what stands there is nobody's.
        """
        lost = {spot: place for spot, place in plan.cells.items() if spot not in found.places}
        here = self.moved[plan.table.id] = dataclasses.replace(found, missing=(), strange=(), subtotals=())
        self.figures.table(here, grid, self.formulas if self.book.tells_formulas else None)
        misspelt = {(place.row, place.column) for place, _, _ in found.misspelt}
        self._beside(plan, grid)
        for caption in _other_captions(plan, grid):
            place, known = caption.place, "".join(caption.text.split())
            if (place.row, place.column) in misspelt:
                continue
            words_there = texts.clip(as_text(grid.at(place)))
            under = tuple(spot for spot, cell in lost.items() if _covers(caption, cell))
            if under:
                finding = self._lost(place, texts.label_unknown(words_there, known), words_there, known)
                lost = {spot: cell for spot, cell in lost.items() if spot not in under}
                self.figures.findings.append(dataclasses.replace(finding, figures=under, todo=texts.todo_label()))
            else:
                finding = self._lost(place, texts.label_reworded(words_there, known), words_there, known)
                self.figures.findings.append(dataclasses.replace(finding, severity="warning", todo=texts.todo_label()))
        if lost:
            first = next(iter(lost.values()))
            finding = self._lost(
                Place(plan.table.sheet, first.row, 0), texts.lines_missing(plan.table.title, found.missing)
            )
            self.figures.findings.append(dataclasses.replace(finding, figures=tuple(lost)))

    def _panel(self, plan: TablePlan, found: Found, grid: Grid) -> None:
        """What stands beside and under a table that has moved: zeros declared, the code, last year's figures."""
        title_row = min((caption.place.row for caption in plan.prior_labels), default=0)
        for row, values in enumerate(grid.values):
            for column, value in enumerate(values):
                below = grid.at(Place(found.sheet, row + 1, column))
                if value == texts.ZERO_LABEL and below == texts.YES:
                    self.figures.zeros.add(plan.table.id)
                elif isinstance(value, str) and value.startswith(words.CODE_MARK):
                    self._own_sheet(plan, Place(found.sheet, row, column), grid)
                elif value == texts.PRIOR_TITLE and title_row:
                    columns = {spot: found.places.get(own_year(spot)) for spot in plan.prior}
                    places = {
                        spot: Place(found.sheet, row + place.row - title_row, known.column)
                        for spot, place in plan.prior.items()
                        if (known := columns[spot])
                    }
                    self._take_prior(places, grid)

    def _sheets_not_ours(self) -> list[str]:
        """Sheets that somebody added; those that a table was found in are no longer strangers."""
        known = {*self.layout.sheets, *texts.RESERVED_SHEETS, texts.MARKS_SHEET, texts.MARKS_RECORD}
        known |= {found.sheet for found in self.moved.values()}
        return [name for name in self.book.names if name not in known]

    def _all_sheets(self) -> list[Sheet]:
        """All sheets of the workbook but those that hold no report, with what is needed to search them."""
        if self._others is None:
            names = [name for name in self.book.names if name not in NO_REPORT]
            grids = {name: self.book.grid(name, formulas=True, merged=True) for name in names}
            self._others = [Sheet(name, grid) for name, grid in grids.items() if grid]
        return self._others

    def _grid_of(self, found: Found) -> Grid:
        return next(sheet.grid for sheet in self._all_sheets() if sheet.name == found.sheet)


def _moved(plan: TablePlan, grid: Grid) -> Caption | None:
    """The first caption that does not stand where it should, if any."""
    return next(_other_captions(plan, grid), None)


def _other_captions(plan: TablePlan, grid: Grid) -> Iterator[Caption]:
    """The captions in whose place something else stands."""
    for caption in plan.captions:
        found = grid.at(caption.place)
        if found != caption.text and "".join(as_text(found).split()) != "".join(caption.text.split()):
            yield caption


def _same_cell(one: Place, other: Place) -> bool:
    return (one.sheet, one.row, one.column) == (other.sheet, other.row, other.column)


def _covers(caption: Caption, cell: Place) -> bool:
    """Whether a caption heads the row or the column of a cell."""
    place = caption.place
    if caption.role == "head":
        return place.column <= cell.column < place.column + place.width and place.row < cell.row
    return place.row <= cell.row < place.row + place.height
