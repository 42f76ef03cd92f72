"""Two engines, one verdict: what LibreOffice recalculates equals what Python says, and a wrong formula is noticed."""

import json
import random
import re
import zipfile
from pathlib import Path

import pytest
from workbooks import DATA, FORM, entries, report

import govxl
from govxl import texts
from govxl.demo import content
from govxl.demo.county import county
from govxl.layout import layout_of
from govxl.rules import complete, judge_all

from . import Office, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]

LIVE, TYPED = 900, 1100  # fillings with live formulas, and with every total typed over its formula
LAYOUT = layout_of(FORM)
# Entry areas, derived areas and the zero declarations, spelt here once more so that the layout itself is under test.
ENTRY_AREAS = [
    "二!B4:D5",
    "二!B8:B8",
    "二!B11:B12",
    "二!B15:B15",
    "三!D5:I27",
    "三!D29:I29",
    "四!A5:D5",
    "四!F5:I5",
    "四!K5:N5",
]
PRIOR_AREAS = ["三!D32:J32", "二!D18:D19"]
EXPLAIN_AREAS = ["校验!G54:G59", "校验!G61:G63"]  # beside the warnings; 校验!G60 is an error's and locked
DERIVED_AREAS = ["三!J5:J29", "三!D28:I28", "四!E5:E5", "四!J5:J5", "四!O5:O5"]
ZERO_CELLS = {"disclosure": "二!F4", "requests": "三!L4", "disputes": "四!Q4"}
CHECK_AREAS = ["校验!D5:F7", "校验!C10:F64", "校验!A2:A2"]


def _cells(area: str) -> list[list[tuple[str, int, int]]]:
    from openpyxl.utils import range_boundaries

    sheet, _, ref = area.partition("!")
    left, top, right, bottom = range_boundaries(ref)
    return [[(sheet, row - 1, col - 1) for col in range(left, right + 1)] for row in range(top, bottom + 1)]


ADDRESS = {(p.sheet, p.row, p.column): address for address, p in LAYOUT.places.items()}


def _filling(rng: random.Random) -> tuple[dict, dict[str, bool]]:
    """Random entries by address (absent = blank) and which tables declare their blanks to be 0."""
    large = rng.random() < 0.1
    blank = rng.choice([0, 0, 0, 0.02, 0.3])
    values: dict = {}
    for figure in FORM.entries:
        if rng.random() < blank:
            continue
        value = rng.choice([0, 0, 1, 3, rng.randrange(50), rng.randrange(10**9 if large else 1000)])
        values[figure.address] = round(rng.random() * 10**5, rng.randrange(5)) if figure.kind == "amount" else value
    if rng.random() < 0.6:  # balance every column, then perhaps break one again
        for column in ["natural_person", "business", "research", "public_interest", "legal_service", "other_org"]:
            rows = [f"requests.{row.id}.{column}" for row in FORM.tables[1].blocks[0].rows]
            if all(key in values for key in rows if "total" not in key):
                answered = sum(values[key] for key in rows[2:23])
                values[rows[24]] = rng.randrange(5)
                values[rows[1]] = rng.randrange(3)
                values[rows[0]] = max(answered + values[rows[24]] - values[rows[1]], 0)
                if rng.random() < 0.05:
                    values[rows[0]] += 1
    return values, {table: rng.random() < 0.15 for table in ZERO_CELLS}


def _totals(rng: random.Random, values: dict) -> dict:
    """Totals as somebody types them: what stands in the parts, and now and then something else."""
    right = complete(FORM, {figure.address: values.get(figure.address, 0) for figure in FORM.entries})
    return {f.address: right[f.address] + rng.choice([0, 0, 1, 12]) for f in FORM.figures if f.derived}


def _prior(rng: random.Random, values: dict) -> dict:
    """Last year's figures, right or wrong or unknown, and what the unit says of the differences."""
    made = {}
    for area in PRIOR_AREAS:
        for row in _cells(area):
            for spot in row:
                same = values.get(ADDRESS[spot].removeprefix("prior:").replace("carried_out", "carried_in"), 0)
                made[ADDRESS[spot]] = rng.choice([None, same, same, 7])
    for area in EXPLAIN_AREAS:
        for row in _cells(area):
            for spot in row:
                made[spot] = rng.choice([None, "无", "　核实无误。 ", "机构改革移交"])
    return made


def _fills(values: dict, zeros: dict[str, bool]) -> list[dict]:
    ops = []
    typed = any(key.endswith(".total") for key in values)
    for area in ENTRY_AREAS + (DERIVED_AREAS + PRIOR_AREAS + EXPLAIN_AREAS if typed else []):
        sheet, _, ref = area.partition("!")
        rows = [[values.get(ADDRESS.get(spot, spot)) for spot in row] for row in _cells(area)]
        ops.append({"op": "fill", "sheet": sheet, "range_ref": ref, "rows": rows})
    for table, cell in ZERO_CELLS.items():
        sheet, _, ref = cell.partition("!")
        ops.append(
            {"op": "fill", "sheet": sheet, "range_ref": f"{ref}:{ref}", "rows": [["是" if zeros[table] else "否"]]}
        )
    ops.append({"op": "recalculate"})
    for area in DERIVED_AREAS + CHECK_AREAS:
        sheet, _, ref = area.partition("!")
        ops.append({"op": "read", "sheet": sheet, "range_ref": ref})
    return ops


def _differences(answers: list, values: dict, zeros: dict[str, bool]) -> tuple[list[str], int, int]:
    """Where the two engines differ, how many rule lines were compared, and how many of them are broken."""
    wrong = []
    derived = {figure.address for figure in FORM.figures if figure.derived}
    entered = {figure.address for figure in FORM.entries}
    typed = {key: value for key, value in values.items() if key in derived}
    filled = {key: value for key, value in values.items() if key in entered}
    prior = {key: value for key, value in values.items() if key in FORM.prior and value is not None}
    for figure in FORM.entries:
        if zeros[figure.table.id]:
            filled.setdefault(figure.address, 0)
    shown = complete(FORM, {figure.address: filled.get(figure.address, 0) for figure in FORM.entries}, typed)
    for area, rows in zip(DERIVED_AREAS, answers, strict=False):
        for spots, row in zip(_cells(area), rows, strict=True):
            for spot, value in zip(spots, row, strict=True):
                if value != shown[ADDRESS[spot]]:
                    wrong.append(f"{spot}: {value} != {shown[ADDRESS[spot]]}")
    tables, lines, verdict = answers[len(DERIVED_AREAS) :]
    blank = 0
    for table, line in zip(FORM.tables, tables, strict=True):
        empty = sum(figure.table is table and figure.address not in filled for figure in FORM.entries)
        blank += empty
        state = "未填完" if empty else "通过"
        if line != [empty, 0, state]:
            wrong.append(f"{table.id}: {line} != {[empty, 0, state]}")
    broken = errors = warnings = 0
    verdicts = judge_all(FORM, complete(FORM, filled, typed) | prior)
    for row, (line, judged) in enumerate(zip(lines, verdicts, strict=True), start=9):
        relation = judged.relation
        left, right = (sum((shown | prior).get(spot, 0) for spot in side) for side in (relation.left, relation.right))
        fails = "不通过" if relation.judged else "随分项"
        if relation.severity == "warning":
            fails = "已说明" if values.get(("校验", row, 6)) == "机构改革移交" else "需说明"
        words = {"passed": "通过", "broken": fails, "unassessable": "未填完", "unchecked": "未核对"}
        state = words[judged.state]
        broken += judged.state == "broken"
        errors += state == "不通过"
        warnings += state == "需说明"
        if line != [left, right, left - right, state]:
            wrong.append(f"{relation.rule.code}@{relation.at.id}: {line} != {[left, right, left - right, state]}")
    expected = texts.verdict(blank, errors, warnings)
    if verdict != [[expected]]:
        wrong.append(f"verdict: {verdict} != {expected}")
    return wrong, len(lines), broken


def _compare(clerk: Office, path: Path, count: int, seed: int, typed: bool = False) -> tuple[list[str], int, int]:
    rng = random.Random(seed)
    fillings = [_filling(rng) for _ in range(count)]
    if typed:
        fillings = [(values | _totals(rng, values) | _prior(rng, values), zeros) for values, zeros in fillings]
    clerk.open(path)
    wrong: list[str] = []
    lines = broken = 0
    for start in range(0, count, 100):
        chunk = fillings[start : start + 100]
        ops = [_fills(values, zeros) for values, zeros in chunk]
        answers = clerk.batch([op for group in ops for op in group])
        position = 0
        for group, (values, zeros) in zip(ops, chunk, strict=True):
            reads = answers[position : position + len(group)][-len(DERIVED_AREAS + CHECK_AREAS) :]
            position += len(group)
            found, compared, failed = _differences(reads, values, zeros)
            wrong += found
            lines += compared
            broken += failed
    clerk.close()
    return wrong, lines, broken


def test_every_total_and_every_rule_line_agree(clerk: Office, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    govxl.write_template(path)
    wrong, lines, broken = _compare(clerk, path, LIVE, seed=2021)
    assert wrong == []
    open_path = tmp_path / "unprotected.xlsx"
    _unprotect(path, open_path)
    more_wrong, more_lines, more_broken = _compare(clerk, open_path, TYPED, seed=2022, typed=True)
    assert more_wrong == []
    assert lines + more_lines == (LIVE + TYPED) * 55
    assert broken + more_broken >= (lines + more_lines) / 5, "too few broken rules to be a test"


def _unprotect(path: Path, target: Path) -> None:
    """The same workbook without the protection of its sheets, as a clerk leaves it who has lifted it."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<sheetProtection[^>]*/>", b"", old.read(name)))


def test_a_wrong_formula_is_noticed(clerk: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govxl import template

    right = template.fill_formulas(LAYOUT)
    wrong_ones = dict(right) | {"requests.outcomes_total.business": "SUM(E7:E26)"}
    monkeypatch.setattr(template, "fill_formulas", lambda _layout: wrong_ones)
    path = tmp_path / "wrong.xlsx"
    govxl.write_template(path)
    wrong, _, _ = _compare(clerk, path, 20, seed=7)
    assert any("requests-outcomes@business" in line for line in wrong)


def test_stored_values_of_a_prefilled_template_are_those_of_the_engine(clerk: Office, tmp_path: Path) -> None:
    for name in ("00", "01", "07", "10"):
        path = tmp_path / f"{name}.xlsx"
        govxl.write_template(path, govxl.Content(figures=entries(report(name)["figures"])))
        clerk.open(path)
        areas = [area.partition("!")[::2] for area in DERIVED_AREAS + CHECK_AREAS]
        stored = [clerk.read(*area) for area in areas]
        clerk.recalculate()
        assert [clerk.read(*area) for area in areas] == stored
        clerk.close()


def test_the_seed_typed_by_a_clerk_comes_back_exactly(clerk: Office, tmp_path: Path) -> None:
    seed = json.loads((DATA / "report_00.json").read_text("utf-8"))
    blank, saved = tmp_path / "blank.xlsx", tmp_path / "saved.xlsx"
    govxl.write_template(blank)
    typed = [("封面", "B4", seed["agency"]), ("封面", "B6", "2024"), ("封面", "B7", "本机关")]
    for figure in FORM.entries:
        place = LAYOUT.places[figure.address]
        typed.append((place.sheet, place.cell, str(seed["figures"][figure.address])))
    for sheet, key in (("一", "overview"), ("五", "problems"), ("六", "other_matters")):
        for row, paragraph in enumerate(seed["texts"][key].split("\n"), start=3):
            typed.append((sheet, f"B{row}", paragraph))
    clerk.open(blank)
    clerk.enter_many(typed)
    refused = clerk.enter_many(
        [("三", "J5", "99"), ("三", "A5", "改表头"), ("校验", "F10", "通过"), ("三", "L1", "校验通过")]
    )
    assert refused[0] == "14"
    assert refused[1] == "一、本年新收政府信息公开申请数量"
    assert clerk.read("校验", "A2:A2") == [["校验通过"]]
    assert clerk.read("三", "L1:L1") == [["校验通过"]]
    clerk.save(saved)
    clerk.close()

    filing = govxl.read(saved)
    shown = filing.to_json(())
    assert shown["figures"] == seed["figures"]
    assert shown["texts"] == seed["texts"]
    assert (filing.unit.name, filing.year, filing.scope) == (seed["agency"], 2024, "本机关")
    assert [finding for finding in govxl.check(filing) if finding.severity == "error"] == []


@pytest.mark.parametrize("suffix", [".xlsx"])
def test_what_libreoffice_saves_is_read_like_the_original(clerk: Office, tmp_path: Path, suffix: str) -> None:
    path, saved = tmp_path / "one.xlsx", tmp_path / f"two{suffix}"
    published = report("07")
    prose = {key: text for key, text in published["texts"].items() if key != "preamble"}
    govxl.write_template(path, govxl.Content(year=2024, figures=entries(published["figures"]), texts=prose))
    clerk.open(path)
    clerk.save(saved)
    clerk.close()
    one, two = govxl.read(path), govxl.read(saved)
    assert one.figures == two.figures
    assert one.texts == two.texts
    assert [f.code for f in govxl.check(one)] == [f.code for f in govxl.check(two)]


def test_stored_values_of_a_summary_are_those_of_the_engine(clerk: Office, tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    heap.mkdir()
    for unit in county():
        govxl.write_template(heap / f"{unit.code}.xlsx", content(unit))
    result = govxl.consolidate([heap], tmp_path / "汇总.xlsx")
    clerk.open(tmp_path / "汇总.xlsx")
    areas = [area.partition("!")[::2] for area in ENTRY_AREAS + DERIVED_AREAS + CHECK_AREAS]
    stored = [clerk.read(*area) for area in areas]
    clerk.recalculate()
    again = [clerk.read(*area) for area in areas]
    assert again[4:] == stored[4:]
    assert again[:3] == stored[:3]
    assert (stored[3], again[3][0][0]) == (
        [[59654.7649]],
        pytest.approx(59654.7649, abs=1e-9),
    )  # binary sums of amounts
    assert clerk.read("三", "J5:J5") == [[617.0]]
    assert clerk.read("各单位数据", "E2:E2") == [[12.0]]
    clerk.fill("各单位数据", "P6:P6", [[15]])
    clerk.recalculate()
    assert clerk.read("三", "J5:J5") == [[618.0]], "the tables follow the units' rows"
    clerk.close()
    assert result.total.figures["requests.received.total"] == 617
