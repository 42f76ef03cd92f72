"""Where a unit is told to explain a warning: the very cell, another way without a check sheet, nowhere for an error."""

import dataclasses
from pathlib import Path

import openpyxl
import pytest
from workbooks import FORM, clean_content

import govxl
from govxl import examples
from govxl.check_report import to_text
from govxl.checks import check
from govxl.collect import judge
from govxl.filing import Filing, Source, Unit
from govxl.heap import items
from govxl.rules import complete

REGULATIONS = "disclosure.regulations.in_force"
FEES = "disclosure.fees.amount"


def spoiled(changes: dict[str, str], **more: object) -> Filing:
    return dataclasses.replace(examples.filing(FORM, changes), **more)


def todo(filing: Filing) -> dict[str, str]:
    return {finding.code: finding.todo for finding in check(filing)}


def lines(path: Path) -> dict[str, str]:
    """The cells for explanations of a workbook, by the title beside them."""
    sheet = openpyxl.load_workbook(path)["校验"]
    return {str(sheet[f"B{row}"].value): f"G{row}" for row in range(10, sheet.max_row + 1)}


def test_a_warning_names_the_cell_for_its_explanation(tmp_path: Path) -> None:
    govxl.write_template(tmp_path / "x.xlsx", clean_content())
    cells = lines(tmp_path / "x.xlsx")
    told = todo(spoiled({FEES: "251000"}))
    assert told["outlier"].endswith(f"在校验表 {cells['与上年相比变化过大']} 写明原因。")
    told = todo(spoiled({REGULATIONS: "3"}))
    assert f"在校验表 {cells['二　规章：没有规章制定权的单位，规章各项应为0']} 写明" in told["regulations-authority"]
    assert f"在校验表 {cells['二　规章：现行有效＋本年废止＝上年现行有效＋本年制发']} 写明" in told["stock"]


def test_what_is_declared_without_such_words_gets_them() -> None:
    unpaid = {"requests.other_fee_unpaid.natural_person": "1", "requests.granted.natural_person": "9"}
    told = todo(spoiled({**unpaid, "other_matters": "无其他需要报告的事项。"}))
    assert told["unpaid-fee"].endswith("。确实没有错的，在校验表 G68 写明原因。")


@pytest.mark.parametrize("source", ["workbook", "docx"])
def test_a_report_without_a_check_sheet_is_not_sent_to_one(source: Source) -> None:
    told = todo(spoiled({FEES: "251000"}, source=source))
    assert told["outlier"] == "请与上年报告和台账核对；确实变化大的，向主管部门写明原因。"


def test_an_error_is_not_to_be_explained() -> None:
    told = todo(spoiled({"prior:requests.carried_out.natural_person": "3"}))
    assert told["carry-over"] == "请与上年报告核对。上年报告有误的，先更正上年报告。"


def test_warnings_of_two_rules_are_explained_each_by_itself() -> None:
    filing = spoiled({REGULATIONS: "3"})
    line = next(finding.at for finding in check(filing) if finding.code == "stock")
    some = dataclasses.replace(filing, explanations={("stock", line): "3 件由市政府移交，已登记"})
    assert {finding.code: finding.severity for finding in check(some)} == {
        "stock": "info",
        "regulations-authority": "warning",
    }


@pytest.mark.parametrize(
    ("new", "wrong_unit"), [("245000", True), ("0.00245", True), ("0.0049", True), ("2450", False), ("0.245", False)]
)
def test_the_wrong_unit_is_seen_both_ways(new: str, wrong_unit: bool) -> None:
    """Last year it was 24.5 万元, which is 245000 元; 24.5 元 are 0.00245 万元. A hundred times is something else."""
    (finding,) = check(spoiled({FEES: new}))
    assert finding.message.endswith("像是把元当成了万元，或者相反。") == wrong_unit


def test_a_jump_from_nothing_is_no_multiple() -> None:
    (finding,) = check(spoiled({FEES: "40", f"prior:{FEES}": "0"}))
    assert finding.message == "“行政事业性收费，本年收费金额（单位：万元）”本年 40，上年 0，变化过大。"


def test_what_only_the_office_could_compare_is_said(tmp_path: Path) -> None:
    """A workbook carries of last year what its equations use; jumps and copied prose need last year's report."""
    path = tmp_path / "x.xlsx"
    before = complete(FORM, {figure.address: 0 for figure in FORM.entries})
    govxl.write_template(path, dataclasses.replace(clean_content(), prior=before))
    line = (
        "1 个文件只按工作簿里带的上年数核对；"
        "其余各数是否变化过大、文字是否与上年雷同未核对，用 --prior 给出上年的报告才能核对。"
    )
    assert to_text(judge(items([path]))).splitlines()[-1] == line
    govxl.write_template(path, clean_content())
    assert to_text(judge(items([path]))).splitlines()[-1] == "其中 1 个文件没有上年数，与上年衔接的关系未核对。"


@pytest.mark.parametrize(("category", "told"), [("设区的市政府", 0), ("县级政府", 2)])
def test_a_city_that_makes_regulations_makes_no_fault_of_the_sum(tmp_path: Path, category: str, told: int) -> None:
    """Its own report and the sum with it: in both or in neither."""
    seed = clean_content()
    rules = {REGULATIONS: 38}
    city = dataclasses.replace(seed, category=category, figures={**seed.figures, **rules})
    govxl.write_template(tmp_path / "a.xlsx", city)
    govxl.write_template(tmp_path / "b.xlsx", dataclasses.replace(seed, unit=Unit("S2", "乙局")))
    result = govxl.consolidate([tmp_path / "a.xlsx", tmp_path / "b.xlsx"], tmp_path / "sum.xlsx")
    found = [*result.findings, *(finding for one in result.included for finding in one.findings)]
    assert [finding.code for finding in found].count("regulations-authority") == told


@pytest.mark.parametrize(("carried", "told"), [("40", False), ("41", True)])
def test_what_last_year_left_over_is_no_jump(carried: str, told: bool) -> None:
    """Two were carried in last year and 40 out; 40 carried in are what was to be expected."""
    new = {"requests.carried_in.natural_person": carried, "requests.granted.natural_person": str(int(carried) + 8)}
    last = {"prior:requests.carried_out.natural_person": "40", "prior:requests.carried_in.natural_person": "2"}
    codes = [str(f.place) for f in check(spoiled({**new, **last})) if f.code == "outlier"]
    assert ("三!D6" in codes) == told
