"""Filled workbooks of both editions in memory, and single faults planted in them, each with what is to be found.

What is to be found is worked out here from the printed form alone: rows and columns are spelt out, and nothing of the
code under test says what a fault should give.
"""

import copy
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbooks import equations

import govxl
from govxl.demo import content
from govxl.demo.county import county
from govxl.heap import Item
from govxl.reading.about import About
from govxl.reading.gate import load
from govxl.reading.grids import Grid, GridBook, PackageBook
from govxl.reading.own import read_own

KINDS = "DEFGHI"  # the columns of the six kinds of applicants
SHEETS = ["封面", "一", "二", "三", "四", "五", "六", "校验", "_govxl"]
DISPUTES = {"E": "ABCD", "J": "FGHI", "O": "KLMN"}  # a total and its parts


@dataclass(frozen=True, slots=True)
class Printed:
    """Where an edition prints what: the rows of table 二 of requests (三), and the cells of table 一 (二)."""

    edition: str
    total: int  # the row of （七）总计; outcomes stand in rows 7 to the one before, 四、结转下年度 in the one after
    counts: tuple[str, ...]
    changes: tuple[str, ...]
    amount: str

    @property
    def outcomes(self) -> range:
        return range(7, self.total)

    @property
    def rows(self) -> range:
        return range(5, self.total + 2)

    @property
    def last_year(self) -> int:
        """The row under the table in which last year's 结转下年度 stands."""
        return self.total + 4


PRINTED = {
    "2019": Printed(
        "2019",
        26,
        ("B5", "C5", "D5", "B8", "D8", "B9", "D9", "B12", "D12", "B13", "D13", "B16", "B19"),
        ("C8", "C9", "C12", "C13", "C16"),
        "C19",
    ),
    "2021": Printed("2021", 28, ("B5", "C5", "D5", "B8", "B11", "B12"), (), "B15"),
}


class Copied(GridBook):
    """A workbook in memory, which tells its formulas."""

    tells_formulas = True


class Sheets:
    """The grids of a filled workbook, with totals recalculated by the test's own arithmetic."""

    def __init__(self, path: Path, printed: Printed = PRINTED["2021"], *, last_year: bool = False):
        book = PackageBook(load(Item(path)))
        self.grids = {name: book.grid(name, formulas=name in "二三四") for name in SHEETS}
        self.path, self.printed, self.last_year = path, printed, last_year
        self.all_typed = self.never_calculated = False

    def copy(self) -> "Sheets":
        other = copy.copy(self)
        other.grids = dict(self.grids)
        for name in "二三四":
            grid = self.grids[name]
            other.grids[name] = Grid([row[:] for row in grid.values], dict(grid.formulas), dict(grid.errors))
        return other

    def get(self, spot: str) -> object:
        sheet, row, column = _spot(spot)
        return self.grids[sheet].values[row][column]

    def put(self, spot: str, value: object, *, typed: bool = False, formula: str | None = None) -> None:
        sheet, row, column = _spot(spot)
        grid: Grid = self.grids[sheet]
        if isinstance(value, str) and value.startswith("#"):
            grid.errors[row, column] = value
            value = ""
        grid.values[row][column] = value
        if typed:
            grid.formulas.pop((row, column), None)
        if formula:
            grid.formulas[row, column] = formula

    def add(self, spot: str, step: float) -> None:
        value = self.get(spot)
        assert isinstance(value, float | int), spot
        self.put(spot, float(value + step))

    def recalculate(self) -> None:
        """What the spreadsheet program does after a change, where the formulas still stand."""
        if self.never_calculated:
            return
        total = self.printed.total
        for column in KINDS:
            self._formula(f"三!{column}{total}", [f"三!{column}{row}" for row in self.printed.outcomes])
        for row in self.printed.rows:
            self._formula(f"三!J{row}", [f"三!{column}{row}" for column in KINDS])
        for spot, parts in DISPUTES.items():
            self._formula(f"四!{spot}5", [f"四!{part}5" for part in parts])

    def _formula(self, spot: str, parts: list[str]) -> None:
        sheet, row, column = _spot(spot)
        if self.grids[sheet].formulas.get((row, column), "").startswith("SUM("):
            numbers = [value for value in map(self.get, parts) if isinstance(value, (int, float))]
            self.grids[sheet].values[row][column] = float(sum(numbers))

    def type_all_totals(self) -> None:
        for sheet in "三四":
            self.grids[sheet].formulas.clear()
        self.all_typed = True

    def everything(self) -> list[govxl.Finding]:
        """All findings of whatever severity that are about cells and equations."""
        return equations(govxl.check(read_own(self.path, Copied(self.grids), About("xlsx"))))

    def findings(self) -> list[govxl.Finding]:
        return [finding for finding in self.everything() if finding.severity == "error"]


def _spot(spot: str) -> tuple[str, int, int]:
    sheet, _, cell = spot.partition("!")
    return sheet, int(cell[1:]) - 1, ord(cell[0]) - 65


# ------------------------------------------------------------------------------------------------- filled workbooks


def filled(folder: Path, edition: str = "2021", *, last_year: bool = False, units: slice = slice(None)) -> list[Sheets]:
    """The units of the sample county in an edition; with ``last_year`` its figures stand in the workbooks."""
    made = []
    for unit in county()[units]:
        given = content(unit)
        figures = dict(given.figures) if edition == "2021" else in_2019(given.figures)
        prior = {}
        if last_year:
            prior = {key.replace("carried_in", "carried_out"): figures[key] for key in figures if "carried_in" in key}
            prior["requests.carried_out.total"] = sum(prior.values())
            if edition == "2021":
                for row in ("regulations", "normative_documents"):
                    stock = (figures[f"disclosure.{row}.{part}"] for part in ("in_force", "issued", "repealed"))
                    in_force, issued, repealed = stock
                    prior[f"disclosure.{row}.in_force"] = in_force - issued + repealed
        year = 2024 if edition == "2021" else 2020
        given = replace(given, year=year, figures=figures, prior=prior)
        path = folder / f"{unit.code}-{edition}-{last_year}.xlsx"
        govxl.write_template(path, given, form=govxl.edition(edition))
        made.append(Sheets(path, PRINTED[edition], last_year=last_year))
    return made


def in_2019(figures: dict) -> dict:
    """Figures of 2021 as the form of 2019 asks them: 其他处理 is one row; of table 一 little is the same."""
    made = {key: value for key, value in figures.items() if key.startswith(("requests.", "disputes."))}
    for key in [key for key in made if key.startswith("requests.other_")]:
        whole = f"requests.other_handling.{key.rpartition('.')[2]}"
        made[whole] = made.get(whole, 0) + made.pop(key)
    made |= {f"disclosure.regulations.{part}": 0 for part in ("made", "published", "public_total")}
    issued, in_force = (figures[f"disclosure.normative_documents.{part}"] for part in ("issued", "in_force"))
    for part, value in (("made", issued), ("published", issued), ("public_total", in_force)):
        made[f"disclosure.normative_documents.{part}"] = value
    for row in ("licences", "other_services", "penalties", "coercion", "fees"):
        made |= {f"disclosure.{row}.prior_items": 12, f"disclosure.{row}.change": -3}
        if row != "fees":
            made[f"disclosure.{row}.decisions"] = figures.get(f"disclosure.{row}.decisions", 4)
    return made | {
        "disclosure.procurement.projects": 2,
        "disclosure.procurement.amount": figures["disclosure.fees.amount"],
    }


# ---------------------------------------------------------------------------------------------------- single faults


@dataclass(frozen=True, slots=True)
class Planted:
    """What one fault must give: one finding of ``severity`` with one of the codes at one of the cells, and no other."""

    kind: str
    severity: str
    codes: frozenset[str]
    cells: frozenset[str]

    def misses(self, found: Sequence[tuple[str, str, str]]) -> bool:
        """Whether what was found (severity, code, cell) is not what must be."""
        right = [one for one in found if one[0] == self.severity and one[1] in self.codes and one[2] in self.cells]
        return len(right) != 1 or len(found) != 1


class Each(Planted):
    """The same at several columns, which no rule knows as one fault: one finding at each of the cells."""

    def misses(self, found: Sequence[tuple[str, str, str]]) -> bool:
        (code,) = self.codes
        return sorted(found) != sorted((self.severity, code, cell) for cell in self.cells)


def _one(kind: str, severity: str, codes: str | Iterable[str], *cells: str) -> Planted:
    return Planted(kind, severity, frozenset([codes] if isinstance(codes, str) else codes), frozenset(cells))


def _entry(rng: random.Random, sheets: Sheets) -> str:
    return f"三!{rng.choice(KINDS)}{rng.choice([row for row in sheets.printed.rows if row != sheets.printed.total])}"


def _step(rng: random.Random) -> int:
    return rng.choice([1, 2, 10, 999])


def wrong_entry(rng: random.Random, sheets: Sheets) -> Planted:
    spot = _entry(rng, sheets)
    sheets.add(spot, _step(rng))
    if spot.endswith("6") and spot[3:] == "6" and sheets.last_year:  # against the other rows and against last year
        return _one("wrong entry, against last year", "error", {"requests-balance", "carry-over"}, spot)
    return _one("wrong entry", "error", "requests-balance", f"三!{spot[2]}5")


def wrong_entry_printed(rng: random.Random, sheets: Sheets) -> Planted:
    """A published sheet, all totals plain numbers, with one wrong figure in it."""
    sheets.type_all_totals()
    spot = _entry(rng, sheets)
    sheets.add(spot, _step(rng))
    codes = {"requests-balance", "requests-outcomes", "requests-row-total", "carry-over"}
    return _one("wrong entry among typed totals", "error", codes, spot)


def wrong_total(rng: random.Random, sheets: Sheets) -> Planted:
    kind = "wrong total over a formula"
    if rng.random() < 0.5:
        sheets.type_all_totals()
        kind = "wrong total among typed ones"
    total = sheets.printed.total
    row = rng.choice(sheets.printed.rows)
    spot = f"三!{rng.choice(KINDS)}{total}" if row == total else f"三!J{row}"
    sheets.put(spot, float(sheets.get(spot) + _step(rng)), typed=True)
    codes = {"requests-outcomes"} if row == total else {"requests-row-total"}
    if row == 6 and sheets.last_year:
        codes |= {"carry-over"}
    return _one(kind, "error", codes, spot)


def wrong_corner(rng: random.Random, sheets: Sheets) -> Planted:
    spot = f"三!J{sheets.printed.total}"
    sheets.put(spot, float(sheets.get(spot) + _step(rng)), typed=True)
    return _one("wrong corner", "error", "requests-row-total", spot)


def wrong_dispute_total(rng: random.Random, sheets: Sheets) -> Planted:
    spot = f"四!{rng.choice(list(DISPUTES))}5"
    sheets.put(spot, float(sheets.get(spot) + _step(rng)), typed=True)
    return _one("wrong total of disputes", "error", "disputes-total", spot)


def other_formula(rng: random.Random, sheets: Sheets) -> Planted:
    """A total whose formula somebody has changed, with the result that it has."""
    row, step = rng.choice(sheets.printed.rows), _step(rng)
    spot = f"三!J{row}"
    sheets.put(spot, float(sheets.get(spot) + step), formula=f"{step}+SUM(D{row}:I{row})")
    return _one("another formula", "error", {"requests-row-total", "carry-over"}, spot)


def bad_cell(rng: random.Random, sheets: Sheets) -> Planted:
    """A blank, a text, a number that cannot be, or an error value in a cell of any table."""
    printed, step = sheets.printed, _step(rng)
    cell = rng.choice([f"二!{one}" for one in (*printed.counts, *printed.changes, printed.amount)])
    parts = [part for parts in DISPUTES.values() for part in parts]
    spot = rng.choice([_entry(rng, sheets), cell, f"四!{rng.choice(parts)}5"])
    bad: list[tuple[object, str]] = [("", "blank"), ("  ", "blank"), ("—", "blank"), ("/", "blank"), ("无", "blank")]
    bad += [("十二甲", "not-a-number"), ("见附件", "not-a-number"), (1e13, "not-a-number"), (True, "not-a-number")]
    bad += [("#N/A", "cell-error"), ("#REF!", "cell-error")]
    if spot[2:] not in printed.changes or spot[0] != "二":
        bad.append((float(-step), "negative"))
    if spot != f"二!{printed.amount}":
        bad.append((step + 0.5, "not-whole"))
    value, code = rng.choice(bad)
    sheets.put(spot, value)
    return _one(f"bad cell: {value!r}", "error", code, spot)


def text_total(rng: random.Random, sheets: Sheets) -> Planted:
    spot = rng.choice(["三!J9", f"三!D{sheets.printed.total}", f"三!J{sheets.printed.total}", "四!E5"])
    sheets.put(spot, "合计有误", typed=True)
    return _one("text for a total", "error", "not-a-number", spot)


def deleted_total(rng: random.Random, sheets: Sheets) -> Planted:
    spot = rng.choice(["三!J9", f"三!G{sheets.printed.total}", "四!O5"])
    sheets.put(spot, "", typed=True)
    return _one("deleted total", "warning", "formula-overwritten", spot)


def stale_total(rng: random.Random, sheets: Sheets) -> Planted:
    """A formula whose stored result is not its result: the program has not calculated."""
    sheets.never_calculated = True
    spot = rng.choice(["三!J9", "三!J5", f"三!E{sheets.printed.total}", "四!J5"])
    sheets.add(spot, _step(rng))
    return _one("stale total", "warning", "total-stale", spot)


def with_words(rng: random.Random, sheets: Sheets) -> Planted:
    """The right number with words around it."""
    spot = _entry(rng, sheets)
    number = int(sheets.get(spot))
    sheets.put(spot, rng.choice([f"{number}件", f" {number} 件", f"{number}　"]))
    return _one("a number with words", "warning", "cleaned", spot)


def entry_formula(rng: random.Random, sheets: Sheets) -> Planted:
    spot = _entry(rng, sheets)
    number = int(sheets.get(spot))
    sheets.put(spot, float(number), formula=f"{number}+0")
    return _one("a formula in an entry cell", "warning", "cleaned", spot)


def impossible_stock(rng: random.Random, sheets: Sheets) -> Planted:
    """More made in the year than is in force at its end, of 2021; the form of 2019 asks for no stock."""
    if sheets.printed.edition == "2019":
        return regulations(rng, sheets)
    row, step = rng.choice([4, 5]), _step(rng)
    for column, value in zip("BCD", (step + 1, 0, step), strict=True):
        sheets.put(f"二!{column}{row}", float(value))
    return _one("impossible stock", "error", "stock-possible", f"二!D{row}")


def regulations(rng: random.Random, sheets: Sheets) -> Planted:
    """A bureau that gives regulations: in all columns the same, so that the stock is possible."""
    step = _step(rng)
    for column, value in zip("BCD", (step, 0 if sheets.printed.edition == "2021" else step, step), strict=True):
        sheets.put(f"二!{column}4", float(value))
    return _one("regulations of a bureau", "warning", "regulations-authority", "二!B4")


def other_kind(rng: random.Random, sheets: Sheets) -> Planted:
    """Received under one kind of applicant and answered under another: told once, although two balances do not hold."""
    one, other = rng.sample(KINDS, 2)
    step = _step(rng)
    sheets.add(f"三!{one}5", step)
    sheets.add(f"三!{other}{rng.choice(sheets.printed.outcomes)}", step)
    return _one("answered under another kind", "error", "requests-balance", f"三!{one}5", f"三!{other}5")


def carry_over(rng: random.Random, sheets: Sheets) -> Planted:
    """Last year's figure is another one, in a column and so in the total."""
    if not sheets.last_year:
        return wrong_total(rng, sheets)
    row, column, step = sheets.printed.last_year, rng.choice(KINDS), _step(rng)
    sheets.add(f"三!{column}{row}", step)
    sheets.add(f"三!J{row}", step)
    return _one("last year's total is another", "error", "carry-over", "三!J6")


def carry_over_between(rng: random.Random, sheets: Sheets) -> Planted:
    """Last year's figures of two kinds of applicants are others, their total is the same.

    A figure below 0 is none, and its column cannot be checked.
    """
    if not sheets.last_year:
        return wrong_entry(rng, sheets)
    row, (one, other), step = sheets.printed.last_year, rng.sample(KINDS, 2), _step(rng)
    sheets.add(f"三!{one}{row}", step)
    sheets.put(f"三!{other}{row}", float(sheets.get(f"三!{other}6") + step))
    sheets.put(f"三!{one}{row}", float(sheets.get(f"三!{one}6") - step))
    cells = [f"三!{column}6" for column in (one, other) if sheets.get(f"三!{column}{row}") >= 0]
    return Each("last year's kinds are others", "warning", frozenset({"carry-over"}), frozenset(cells))


FAULTS: tuple[Callable[[random.Random, Sheets], Planted], ...] = (
    wrong_entry,
    wrong_entry_printed,
    wrong_total,
    wrong_corner,
    wrong_dispute_total,
    other_formula,
    bad_cell,
    bad_cell,
    text_total,
    deleted_total,
    stale_total,
    with_words,
    entry_formula,
    impossible_stock,
    regulations,
    other_kind,
    carry_over,
    carry_over_between,
)


def plant(rng: random.Random, units: Sequence[Sheets]) -> tuple[Sheets, Planted]:
    """A copy of one unit's workbook with one fault in it."""
    sheets = rng.choice(units).copy()
    fault = rng.choice(FAULTS)(rng, sheets)
    sheets.recalculate()
    return sheets, fault
