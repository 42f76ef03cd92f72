"""What broken rules give: several faults as many findings, the published reports, and what a finding says.

Single faults planted at random are in test_random_faults.py.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from planted import KINDS, Sheets, filled
from workbooks import FORM, change, entries, report, write_seed

import govxl
from govxl.layout import layout_of

LAYOUT = layout_of(FORM)


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[Sheets]:
    return filled(tmp_path_factory.mktemp("units"))


def test_the_county_has_no_errors(units: list[Sheets]) -> None:
    assert [finding for sheets in units for finding in sheets.findings()] == []


def test_several_faults_in_different_columns_give_as_many_findings(units: list[Sheets]) -> None:
    for count in range(1, 7):
        sheets = units[2].copy()
        for index, column in enumerate(KINDS[:count]):
            sheets.put(f"三!{column}{6 + index}", sheets.get(f"三!{column}{6 + index}") + 1 + index)
        sheets.recalculate()
        found = [(finding.code, str(finding.place)) for finding in sheets.findings()]
        assert found == [("requests-balance", f"三!{column}5") for column in KINDS[:count]]


# -- published reports, their totals typed over the formulas


def _published(path: Path, name: str) -> list[govxl.Finding]:
    figures = report(name)["figures"]
    govxl.write_template(path, govxl.Content(year=report(name)["year"], figures=entries(figures)))
    totals = {str(LAYOUT.places[f.address]): figures.get(f.address) for f in FORM.figures if f.derived}
    change(path, {spot: value if value is not None else 0 for spot, value in totals.items()})
    return [finding for finding in govxl.check(govxl.read(path)) if finding.severity == "error"]


def test_report_05_has_two_wrong_totals(tmp_path: Path) -> None:
    found = _published(tmp_path / "05.xlsx", "05")
    assert [(f.code, str(f.place), f.found, f.expected) for f in found] == [
        ("disputes-total", "四!E5", "0", "11"),
        ("disputes-total", "四!O5", "0", "5"),
    ]
    assert all("公式已被改成数字" in finding.message for finding in found)


@pytest.mark.parametrize("name", ["00", "01", "07", "10", "13"])
def test_reports_without_errors(tmp_path: Path, name: str) -> None:
    assert _published(tmp_path / f"{name}.xlsx", name) == []


# -- what a finding says


def test_a_broken_balance_names_both_sides_and_the_difference(tmp_path: Path) -> None:
    path = change(write_seed(tmp_path / "seed.xlsx"), {"三!D29": 2})
    (finding,) = [f for f in govxl.check(govxl.read(path)) if f.severity == "error"]
    assert (finding.code, str(finding.place), finding.found, finding.expected) == (
        "requests-balance",
        "三!D5",
        "14",
        "16",
    )
    assert "D5(14)＋D6(0)＝14 不等于 D28(14)＋D29(2)＝16，相差 2" in finding.message
    assert finding.unit == "某市经济和信息化局"
    assert finding.figures == tuple(
        f"requests.{row}.natural_person" for row in ("received", "carried_in", "outcomes_total", "carried_out")
    )


def test_a_wrong_figure_among_typed_totals_is_found_where_row_and_column_cross(units: list[Sheets]) -> None:
    sheets = units[2].copy()
    sheets.type_all_totals()
    right = sheets.get("三!E10")
    sheets.put("三!E10", right + 7)
    (finding,) = sheets.findings()
    assert (str(finding.place), finding.found, finding.expected) == ("三!E10", str(int(right + 7)), str(int(right)))
    assert "只要改 三!E10 一格就都成立" in finding.message


def test_amounts_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    govxl.write_template(path, govxl.Content(figures={"disclosure.fees.amount": Decimal("59237.2449")}))
    assert govxl.read(path).figures["disclosure.fees.amount"] == Decimal("59237.2449")


@pytest.mark.parametrize(("left", "code"), [("", "formula-overwritten"), ("见附件", "not-a-number")])
def test_a_total_that_is_gone_does_not_make_the_one_above_it_stale(units: list[Sheets], left: str, code: str) -> None:
    sheets = units[2].copy()
    sheets.put("三!D28", left, typed=True)
    sheets.recalculate()
    assert sheets.get("三!J28") == 226 - 186  # the program passes over it
    assert [(finding.code, str(finding.place)) for finding in sheets.everything()] == [(code, "三!D28")]
