"""The second engine on the form of 2019: changes below zero, what is impossible for each kind, every line of 校验."""

import random
from pathlib import Path

import pytest
from planted import filled

import govxl
from govxl.layout import layout_of
from govxl.rules import complete, judge_all

from . import Office, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]

FORM = govxl.edition("2019")
LAYOUT = layout_of(FORM)
ZEROS = ("二!F4", "三!L4", "四!Q4")
# column of 二 -> what stands in row 8 (行政许可): cells in error, whether 校验 calls the table 通过
CASES = [
    ("B8", 3, 0),
    ("B8", -3, 1),
    ("B8", 2.5, 1),
    ("C8", -3, 0),
    ("C8", 3, 0),
    ("C8", 0, 0),
    ("C8", -2.5, 1),
    ("C8", 2.5, 1),
    ("C8", -(10**12), 1),
    ("C8", 10**12, 1),
    ("C8", 1 - 10**12, 0),
    ("C8", "减3", 1),
    ("C16", -1, 0),
    ("C19", 25.1, 0),
    ("C19", -25.1, 1),
]


def _fill(spot: str, value: object) -> dict:
    sheet, _, cell = spot.partition("!")
    return {"op": "fill", "sheet": sheet, "range_ref": f"{cell}:{cell}", "rows": [[value]]}


def _read(sheet: str, area: str) -> dict:
    return {"op": "read", "sheet": sheet, "range_ref": area}


def test_impossible_numbers_are_counted_by_kind(clerk: Office, tmp_path: Path) -> None:
    govxl.write_template(tmp_path / "blank.xlsx", govxl.Content(figures={}, zeros=frozenset({"disclosure"})), form=FORM)
    clerk.open(tmp_path / "blank.xlsx")
    found = []
    for cell, value, _ in CASES:
        # beside it a change below zero that is right: it is not counted, not even beside a text
        ops = [_fill(f"二!{cell}", value), _fill("二!C12", -7), {"op": "recalculate"}, _read("校验", "E5:F5")]
        found.append(clerk.batch(ops)[-1][0])
        clerk.batch([_fill(f"二!{cell}", 0)])
    clerk.close()
    assert found == [[wrong, "不通过" if wrong else "通过"] for _, _, wrong in CASES]


def test_a_change_below_zero_is_offered_and_anything_else_refused(clerk: Office, tmp_path: Path) -> None:
    govxl.write_template(tmp_path / "blank.xlsx", form=FORM)
    clerk.open(tmp_path / "blank.xlsx")
    rule = clerk.validation("二", "C8")
    assert clerk.enter("二", "C8", "-3") == "-3"
    clerk.save(tmp_path / "saved.xlsx")
    clerk.close()
    assert rule is not None
    assert (rule["type"], rule["prompt_title"]) == ("WHOLE", "本年增/减　行政许可")
    assert "减少的前面加负号" in rule["error"]
    assert govxl.read(tmp_path / "saved.xlsx").entries == {"disclosure.licences.change": -3}


def test_every_rule_line_agrees(clerk: Office, tmp_path: Path) -> None:
    govxl.write_template(tmp_path / "blank.xlsx", form=FORM)
    clerk.open(tmp_path / "blank.xlsx")
    rng = random.Random(2019)
    first, last = LAYOUT.rule_line(0).row + 1, LAYOUT.rule_line(len(FORM.relations) - 1).row + 1
    wrong, broken = [], 0
    for _ in range(30):
        blank = rng.choice([0, 0, 0.02])
        values = {f.address: rng.choice([0, 0, 1, rng.randrange(50)]) for f in FORM.entries if rng.random() >= blank}
        values |= {key: -value for key, value in values.items() if key.endswith(".change")}
        if rng.random() < 0.7:  # balance a column
            answered = [key for key in values if key.endswith(".business") and key.split(".")[0] == "requests"]
            rows = ("requests.received.business", "requests.carried_in.business", "requests.carried_out.business")
            if set(rows) <= set(answered):
                values[rows[1]] = values[rows[2]] = 0
                values[rows[0]] = sum(values[key] for key in answered if key not in rows)
        ops = [_fill(f"{p.sheet}!{p.cell}", values.get(key)) for key, p in LAYOUT.places.items() if key in ENTRIES]
        *_, lines = clerk.batch([*ops, {"op": "recalculate"}, _read("校验", f"C{first}:F{last}")])
        shown = complete(FORM, dict.fromkeys(ENTRIES, 0) | values)
        for line, verdict in zip(lines, judge_all(FORM, complete(FORM, values)), strict=True):
            relation = verdict.relation
            left, right = (sum(shown.get(spot, 0) for spot in side) for side in (relation.left, relation.right))
            fails = "需说明" if relation.severity == "warning" else "不通过" if relation.judged else "随分项"
            words = {"passed": "通过", "broken": fails, "unassessable": "未填完", "unchecked": "未核对"}
            broken += verdict.state == "broken"
            if line != [left, right, left - right, words[verdict.state]]:
                wrong.append((relation.rule.code, relation.at.id, line, left, right, verdict.state))
    clerk.close()
    assert wrong == []
    assert broken > 30, "too few broken rules to be a test"


def test_stored_values_of_a_summary_are_those_of_the_engine(clerk: Office, tmp_path: Path) -> None:
    (tmp_path / "heap").mkdir()
    units = filled(tmp_path / "heap", "2019", last_year=True, units=slice(5))
    result = govxl.consolidate([sheets.path for sheets in units], tmp_path / "汇总.xlsx")
    assert len(result.included) == 5
    first, last = LAYOUT.rule_line(0).row + 1, LAYOUT.rule_line(len(FORM.relations) - 1).row + 1
    areas = [("二", "B4:D19"), ("三", "D5:J27"), ("四", "A5:O5"), ("校验", f"C{first}:F{last}"), ("校验", "A2:F6")]
    clerk.open(tmp_path / "汇总.xlsx")
    stored = [clerk.read(*area) for area in areas]
    clerk.recalculate()
    again = [clerk.read(*area) for area in areas]
    assert (again[0][15][1], again[0][15][1] != 0) == (pytest.approx(stored[0][15][1], abs=1e-9), True)
    again[0][15][1] = stored[0][15][1]  # binary sums of amounts
    assert again == stored
    whole = {str(LAYOUT.places[key]): value for key, value in result.total.figures.items()}
    assert clerk.read("三", "J5:J5") == [[float(whole["三!J5"])]]
    assert clerk.read("二", "C8:C8") == [[-15.0]], "five units, each three fewer"
    clerk.close()


ENTRIES = tuple(figure.address for figure in FORM.entries)
