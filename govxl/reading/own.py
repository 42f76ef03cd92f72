"""Our own workbook, a unit's or a summary: every cell stands where the layout says, or the table is not taken."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from govxl import texts
from govxl.declaration import edition, editions
from govxl.files import printable
from govxl.filing import Filing, Source, Unit
from govxl.findings import Finding
from govxl.form import Address, Form
from govxl.layout import (
    CHECK,
    COVER,
    IDENTITY,
    UNITS,
    Caption,
    Layout,
    Place,
    TablePlan,
    layout_of,
    own_year,
)
from govxl.reading.cells import kind_of, to_number
from govxl.reading.gate import Package
from govxl.reading.grids import Book, Grid, as_text
from govxl.reading.unit_rows import UnitRows, read_unit_rows
from govxl.refusal import Refused
from govxl.rules import Number, complete, fill_formulas, judge
from govxl.texts import number


def read_own(path: Path, package: Package, modified: str) -> Filing:
    """Read a workbook that govxl made. Raises Refused where it is not one or is damaged."""
    if IDENTITY not in package.sheets:
        raise Refused("foreign", texts.foreign())
    book = Book(package)
    rows = book.grid(IDENTITY)
    identity = {as_text(row[0]): as_text(row[1]) for row in rows.values if len(row) > 1} if rows else {}
    inside = tuple(
        Unit(as_text(row[1]), as_text(row[2]) if len(row) > 2 else "")
        for row in (rows.values if rows else ())
        if row[0] == "contains"
    )
    form = _form_of(identity)
    layout = layout_of(form)
    tables = {plan.table.sheet for plan in layout.tables}
    summary = identity.get("kind") == "summary"
    wanted = [COVER, *(part.sheet for part in form.parts), *([UNITS] if summary else [])]
    sheets = {name: grid for name in wanted if (grid := book.grid(name, formulas=name in tables or name == UNITS))}
    return _Reader(path, layout, identity, sheets, summary, lambda: book.grid(CHECK), inside).filing(modified)


def _form_of(identity: Mapping[str, str]) -> Form:
    name = identity.get("edition", "")
    if name in editions() and (form := edition(name)).name == identity.get("form"):
        return form
    if name.isdigit() and name > max(editions()):
        raise Refused("newer-edition", texts.newer_edition(name, editions()))
    raise Refused("foreign", texts.unknown_edition(identity.get("form", ""), name))


class _Reader:
    """One pass over one workbook, collecting figures and findings."""

    def __init__(
        self,
        path: Path,
        layout: Layout,
        identity: Mapping[str, str],
        sheets: Mapping[str, Grid],
        summary: bool,
        check_sheet: Callable[[], Grid | None] = lambda: None,
        inside: tuple[Unit, ...] = (),
    ):
        self.inside = inside
        self.check_sheet = check_sheet
        self.path, self.layout, self.identity, self.sheets, self.summary = path, layout, identity, sheets, summary
        self.form = layout.form
        self.formulas = fill_formulas(layout)
        self.findings: list[Finding] = []
        self.entries: dict[Address, Number] = {}
        self.typed: dict[Address, Number] = {}
        self.unreadable: set[Address] = set()
        self.cached: dict[Address, object] = {}
        self.blanks: list[Address] = []
        self.zeros: set[str] = set()
        self.prior: dict[Address, Number] = {}
        self.rows = read_unit_rows(sheets.get(UNITS), self.form) if summary else UnitRows()
        self.findings += self.rows.findings

    def filing(self, modified: str) -> Filing:
        """Everything in the workbook."""
        cover = self._cover()
        for plan in self.layout.tables:
            grid = self.sheets.get(plan.table.sheet)
            if grid is None:
                self._lost(Place(plan.table.sheet, 0, 0), texts.sheet_missing(plan.table.sheet, plan.table.title))
            elif moved := _moved(plan, grid):
                found = texts.clip(as_text(grid.at(moved.place)))
                self._lost(moved.place, texts.label_moved(found, "".join(moved.text.split())))
            else:
                self._table(plan, grid)
        figures = complete(self.form, self.entries)
        shown = complete(self.form, self.entries, self.typed) if self.typed else figures
        shown = shown | self.prior if self.prior else shown
        self._stale(shown)
        prose = self._prose()
        unit = Unit(
            self.identity.get("unit_code") or cover.get("unit_code", ""),
            self.identity.get("unit_name") or cover.get("unit_name", ""),
        )
        year = self.identity.get("year") or cover.get("year", "")
        plausible = re.fullmatch(r"20\d\d", year) is not None
        source: Source = "summary" if self.summary else "template"
        return Filing(
            file=self.path,
            state="used",
            form=self.form,
            source=source,
            unit=unit,
            year=int(year) if plausible else None,
            scope=cover.get("scope", ""),
            cover=cover,
            entries=self.entries,
            typed=self.typed,
            unreadable=frozenset(self.unreadable),
            blanks=tuple(self.blanks),
            zeros=frozenset(self.zeros),
            figures=figures,
            shown=shown,
            texts=prose,
            findings=tuple(
                dataclasses.replace(f, file=printable(self.path), unit=unit.name or unit.code) for f in self.findings
            ),
            contains=tuple(dict.fromkeys((*self.rows.units, *self.inside))),
            modified=modified,
            category=self.identity.get("category", ""),
            explanations=self._explanations(shown),
        )

    def _add(self, code: str, severity: str, place: Place, message: str, todo: str, **more: object) -> None:
        self.findings.append(Finding(code, severity, message, todo, place, **more))  # type: ignore[arg-type]

    def _lost(self, place: Place, message: str) -> None:
        self._add("layout-changed", "error", place, message, texts.todo_layout())

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
                self._add(
                    "identity-mismatch",
                    "error",
                    place,
                    texts.cover_differs(item.label, value, known),
                    texts.todo_identity(),
                    found=value,
                    expected=known,
                )
            elif value and item.kind == "year" and not (re.fullmatch(r"20[0-9][0-9]", value)):
                self._add("not-a-number", "error", place, texts.year_unreadable(value), texts.year_alert(), found=value)
            elif value and item.choices and value not in item.choices:
                self._add(
                    "not-a-number",
                    "warning",
                    place,
                    texts.not_in_list(value),
                    texts.choice_alert(item.choices),
                    found=value,
                )
        return cover

    def _prose(self) -> dict[str, str]:
        prose = {}
        for part in self.form.prose:
            first = next(self.layout.paragraphs(part))
            grid = self.sheets.get(part.sheet)
            if grid is None:
                if not self.summary:
                    self._lost(first, texts.sheet_missing(part.sheet, part.title))
                continue
            cells = (grid.text(Place(part.sheet, row, first.column)) for row in range(first.row, len(grid.values)))
            text = "\n".join(cell for cell in cells if cell)
            if text:
                prose[part.id] = text
            elif not self.summary:
                self._add("blank", "warning", first, texts.prose_blank(part.title), texts.todo_prose())
        return prose

    def _explanations(self, shown: Mapping[Address, Number]) -> dict[tuple[str, str], str]:
        """What the unit wrote beside the warnings of the check sheet, by rule and line.

        The sheet is large and rarely needed: it is opened only where there is something to explain.
        """
        lines = [(index, r) for index, r in enumerate(self.form.relations) if r.severity == "warning"]
        if not any(judge(relation, shown).state == "broken" for _, relation in lines):
            return {}
        grid = self.check_sheet()
        if grid is None:
            return {}
        written = ((r, grid.text(self.layout.rule_line(index, 6))) for index, r in lines)
        return {(r.rule.code, r.at.id): text for r, text in written if text}

    # -- tables

    def _table(self, plan: TablePlan, grid: Grid) -> None:
        if not self.summary and grid.at(plan.panel.zero) == texts.YES:  # as the formulas compare it
            self.zeros.add(plan.table.id)
        self._own_sheet(plan, grid)
        self._beside(plan, grid)
        for spot, place in plan.prior.items():
            value = to_number(grid.at(place), self.form.by_address[own_year(spot)].kind)
            if not isinstance(value, str):
                self.prior[spot] = value
        for spot, place in plan.cells.items():
            if self.form.by_address[spot].derived:
                self._derived(spot, place, grid)
            else:
                self._entry(spot, place, grid)

    def _own_sheet(self, plan: TablePlan, grid: Grid) -> None:
        """A sheet taken from another workbook carries another identity."""
        found, known = grid.text(plan.panel.code), self.identity.get("code", "")
        if found and found != known:
            message = texts.sheet_of_another(plan.table.sheet, found, known)
            self._add(
                "identity-mismatch",
                "error",
                plan.panel.code,
                message,
                texts.todo_identity(),
                found=found,
                expected=known,
            )

    def _beside(self, plan: TablePlan, grid: Grid) -> None:
        """What stands where nothing belongs is not read, and said."""
        known = self.layout.used(plan.table.id)
        for row, values in enumerate(grid.values):
            for column, value in enumerate(values):
                if value != "" and (row, column) not in known:
                    place, found = Place(plan.table.sheet, row, column), texts.clip(as_text(value))
                    self._add("hidden-content", "warning", place, texts.beside(), texts.todo_beside(), found=found)

    def _entry(self, spot: Address, place: Place, grid: Grid) -> None:
        figure = self.form.by_address[spot]
        at = (place.row, place.column)
        error, value, formula = grid.errors.get(at), grid.at(place), grid.formulas.get(at)
        number_or_code = "cell-error" if error else to_number(value, figure.kind)
        if number_or_code == "blank" and formula is not None:
            number_or_code = "not-a-number"  # a formula without a stored result may be anything
        if self.summary:
            number_or_code = self._summed(spot, place, number_or_code, formula)
        if not isinstance(number_or_code, str):
            self.entries[spot] = number_or_code
            if formula is not None and not self.summary:
                self._add(
                    "cleaned",
                    "warning",
                    place,
                    texts.entry_formula(formula, number(number_or_code)),
                    texts.todo_formula(),
                    figures=(spot,),
                    found=f"={formula}",
                    expected=number(number_or_code),
                )
            return
        if number_or_code == "unit-rows":  # the rows themselves are reported
            return
        blank = number_or_code == "blank"
        if blank and value == "" and self.form.by_address[spot].table.id in self.zeros:
            self.entries[spot] = 0
            return
        if blank:
            self.blanks.append(spot)
        found = error or (f"={formula}" if formula is not None else texts.clip(as_text(value)))
        self._add(
            number_or_code,
            "error",
            place,
            texts.bad_cell(number_or_code, found, kind_of(value, formula)),
            texts.todo_cell(number_or_code),
            figures=(spot,),
            found=found or None,
        )

    def _derived(self, spot: Address, place: Place, grid: Grid) -> None:
        at = (place.row, place.column)
        formula = grid.formulas.get(at)
        if formula is not None and _same_formula(formula, self.formulas[spot]):
            self.cached[spot] = grid.errors.get(at) or grid.at(place)
            return
        error, value = grid.errors.get(at), grid.at(place)
        taken = "cell-error" if error else to_number(value, self.form.by_address[spot].kind)
        found = error or as_text(value)
        if not isinstance(taken, str):
            self.typed[spot] = taken
        elif taken == "blank":
            self._add(
                "formula-overwritten", "warning", place, texts.total_deleted(), texts.todo_total(), figures=(spot,)
            )
        else:
            self.unreadable.add(spot)
            self._add(
                taken, "error", place, texts.bad_total(taken, found), texts.todo_total(), figures=(spot,), found=found
            )

    def _stale(self, shown: Mapping[Address, Number]) -> None:
        """Formulas whose stored result is not what the cells give; totals typed over that are right."""
        for spot, cached in self.cached.items():
            value = to_number(cached, self.form.by_address[spot].kind)
            if spot in shown and value != shown[spot]:
                found = as_text(cached)
                self._add(
                    "total-stale",
                    "warning",
                    self.layout.places[spot],
                    texts.total_stale(),
                    texts.todo_stale(),
                    figures=(spot,),
                    found=found or None,
                    expected=number(shown[spot]),
                )
        for spot, value in self.typed.items():
            relation = self.form.filled_by[spot]
            if all(part in shown for part in relation.left) and sum(shown[part] for part in relation.left) == value:
                self._add(
                    "formula-overwritten",
                    "info",
                    self.layout.places[spot],
                    texts.total_typed(),
                    texts.todo_total(),
                    figures=(spot,),
                    found=number(value),
                    expected=number(value),
                )

    # -- summaries

    def _summed(self, spot: Address, place: Place, taken: Number | str, formula: str | None) -> Number | str:
        """The figure of a summary: what its units' rows add up to, or what somebody typed over the formula."""
        total = self.rows.sums.get(spot)
        if total is None:
            return "unit-rows"
        if spot in self.rows.blanks:
            message = texts.units_blank(self.rows.blanks[spot])
            self._add("blank", "warning", place, message, texts.todo_units_blank(), figures=(spot,))
        if taken == total:
            return total
        found = None if isinstance(taken, str) else number(taken)
        if formula is None:
            self._add(
                "formula-overwritten",
                "error",
                place,
                texts.sum_typed(),
                texts.todo_sum(),
                figures=(spot,),
                found=found,
                expected=number(total),
            )
            return taken
        self._add(
            "total-stale",
            "warning",
            place,
            texts.total_stale(),
            texts.todo_stale(),
            figures=(spot,),
            found=found,
            expected=number(total),
        )
        return total


def _moved(plan: TablePlan, grid: Grid) -> Caption | None:
    """The first caption that does not stand where it should, if any."""
    for caption in plan.captions:
        if "".join(as_text(grid.at(caption.place)).split()) != "".join(caption.text.split()):
            return caption
    return None


def _same_formula(found: str, ours: str) -> bool:
    return re.sub(r"[\s$]", "", found).upper() == ours.upper()
