"""County, city, province: a summary of summaries is the flat sum, knows what is in it, and says what is not."""

import random
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from workbooks import FORM

import govxl
from govxl.form import Address

pytestmark = pytest.mark.slow

SPOT = Address("disclosure.licences.decisions")  # 二!B8: in no rule
FEES = Address("disclosure.fees.amount")
ENTRIES = [figure.address for figure in FORM.entries]
ZERO: dict[Address, object] = dict.fromkeys(ENTRIES, 0)


def put(path: Path, code: str, figures: Mapping[Address, object], name: str = "", scope: str = "本机关") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    given = {spot: value for spot, value in figures.items() if value is not None}
    cover = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025-01-15"}
    govxl.write_template(path, govxl.Content(govxl.Unit(code, name or f"{code}局"), 2024, scope, cover, given))
    return path


def roster(path: Path, *lines: str) -> govxl.Roster:
    path.write_text("单位代码,单位名称,上级代码\n" + "\n".join(lines), "utf-8")
    return govxl.read_roster(path)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict]]:
    """Twelve units in three counties, two cities, one province; and what each unit reported."""
    folder = tmp_path_factory.mktemp("levels")
    rng = random.Random(6)
    reports = []
    for county in "甲乙丙":
        for n in range(4):
            figures = dict(ZERO)
            for spot in ENTRIES:
                if spot.startswith("disclosure.") and spot != FEES:
                    figures[spot] = rng.randrange(50)
            figures[FEES] = Decimal(rng.randrange(1_000_000)) / 10_000
            # documents: what is in force is never fewer than what was issued
            for row in ("regulations", "normative_documents"):
                figures[Address(f"disclosure.{row}.in_force")] = 100
            figures[Address("disclosure.regulations.issued")] = 0
            for spot in ENTRIES:
                if spot.startswith("disclosure.regulations"):
                    figures[spot] = 0
            if n == 0:  # each county has a unit that left a cell empty
                figures[SPOT] = None
            reports.append(figures)
            put(folder / county / f"{county}{n}.xlsx", f"{county}{n}", figures)
        govxl.consolidate([folder / county], folder / f"{county}县.xlsx", include_faulty=True)
    govxl.consolidate([folder / "甲县.xlsx", folder / "乙县.xlsx"], folder / "东市.xlsx")
    govxl.consolidate([folder / "丙县.xlsx"], folder / "西市.xlsx")
    return folder, reports


def test_three_levels_are_the_flat_sum(province: tuple[Path, list[dict]]) -> None:
    folder, reports = province
    top = govxl.consolidate([folder / "东市.xlsx", folder / "西市.xlsx"], folder / "省.xlsx")
    flat = govxl.consolidate([folder / county for county in "甲乙丙"], include_faulty=True)
    counted = {spot: sum(figures[spot] or 0 for figures in reports) for spot in ENTRIES}
    assert counted[SPOT] > 0
    assert {spot: top.total.entries[spot] for spot in ENTRIES} == counted
    assert top.total.figures == flat.total.figures
    assert len(top.total.figures) == 200
    assert (top.size, flat.size, len(top.included)) == (12, 12, 2)
    assert top.blanks == flat.blanks == {SPOT: 3}, "one unit of each county"
    back = govxl.read(folder / "省.xlsx")
    assert (back.entries, back.size, back.unfilled) == (counted, 12, {SPOT: 3})
    assert [(part.unit.name, part.depth, part.summary) for part in back.parts][:4] == [
        ("东市", 0, True),
        ("乙县", 1, True),
        ("乙0局", 2, False),
        ("乙1局", 2, False),
    ]
    assert sum(part.summary for part in back.parts) == 5
    rows = [[cell.value for cell in row[:7]] for row in openpyxl.load_workbook(folder / "省.xlsx")["收录情况"]]
    assert rows[3] == ["东市.xlsx", "乙0", "乙0局", "", "在汇总表里", "是", "在汇总表“东市→乙县”里。"]


def test_a_county_beside_its_city_is_not_added_again(province: tuple[Path, list[dict]]) -> None:
    folder, reports = province
    result = govxl.consolidate([folder / "东市.xlsx", folder / "甲县.xlsx", folder / "丙县.xlsx"])
    assert ([one.filing.unit.name for one in result.included], result.size) == (["丙县", "东市"], 12)
    assert result.total.entries[FEES] == sum(figures[FEES] for figures in reports)
    assert [(one.filing.unit.name, one.state) for one, _ in result.left_out] == [("甲县", "duplicate")]
    assert result.lacking == ()


def test_what_is_corrected_between_levels_counts(province: tuple[Path, list[dict]], tmp_path: Path) -> None:
    """A figure corrected in 各单位数据 of a county is what the city adds up; a row deleted is told as left out."""
    folder, reports = province
    path = shutil.copy(folder / "甲县.xlsx", tmp_path / "甲县.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["各单位数据"]
    column = next(cell.column for cell in sheet[2] if cell.value == FEES)
    assert [sheet.cell(row, 1).value for row in (6, 9)] == ["甲0", "甲3"]
    sheet.cell(6, column).value = 1000.5
    sheet.delete_rows(9)
    book.save(path)
    result = govxl.consolidate([path, folder / "乙县.xlsx"], tmp_path / "市.xlsx")
    expected = Decimal("1000.5") + sum(reports[n][FEES] for n in (1, 2, 4, 5, 6, 7))
    assert result.total.entries[FEES] == expected
    assert (result.size, result.clean) == (7, False)
    assert [(lost.unit.code, lost.by) for lost in result.lacking] == [("甲3", "甲县")]
    assert govxl.read(tmp_path / "市.xlsx").left_out == result.lacking


def test_what_a_county_left_out_is_told_to_the_city_until_it_comes(tmp_path: Path) -> None:
    for code in "ABC":
        put(tmp_path / "县" / f"{code}.xlsx", code, ZERO | ({SPOT: None} if code == "B" else {SPOT: 5}))
    listed = roster(tmp_path / "名单.csv", "A,A局,", "B,B局,", "C,C局,", "D,D局,")
    county = govxl.consolidate([tmp_path / "县"], tmp_path / "甲县.xlsx", roster=listed)
    assert [(lost.unit.code, lost.reason) for lost in county.lacking] == [
        ("B", "有 1 处错误，需退回更正。"),
        ("D", "没有交。"),
    ]
    city = govxl.consolidate([tmp_path / "甲县.xlsx"], tmp_path / "市.xlsx")
    said = "这份汇总表有 2 个单位没有计入：B局（有 1 处错误，需退回更正）；D局（没有交）。"
    assert city.notes == (f"下级没有计入：甲县　{said}",)
    assert not city.clean
    assert [(f.severity, f.message) for f in city.judged[0].findings if f.code == "left-out"] == [("warning", said)]
    top = govxl.consolidate([tmp_path / "市.xlsx"])
    assert [(lost.unit.code, lost.by) for lost in top.lacking] == [("B", "甲县"), ("D", "甲县")]

    put(tmp_path / "B.xlsx", "B", ZERO | {SPOT: 7})
    put(tmp_path / "D.xlsx", "D", ZERO | {SPOT: 8})
    whole = govxl.consolidate([tmp_path / "甲县.xlsx", tmp_path / "B.xlsx", tmp_path / "D.xlsx"])
    assert (whole.lacking, whole.notes, whole.clean) == ((), (), True)
    assert whole.total.figures[SPOT] == 5 + 5 + 7 + 8


def test_summaries_of_one_name_can_be_added_up_and_passed_on(tmp_path: Path) -> None:
    """The rows of the next summary would look like a unit that stands twice, or like a sum."""
    for county in "甲乙":
        for n in range(2):
            put(tmp_path / "in" / county / f"{n}.xlsx", f"{county}{n}", ZERO | {SPOT: 1})
        (tmp_path / county).mkdir()
        govxl.consolidate([tmp_path / "in" / county], tmp_path / county / "汇总.xlsx")
    city = govxl.consolidate([tmp_path / "甲", tmp_path / "乙"], tmp_path / "市.xlsx")
    assert {one.filing.unit.name for one in city.included} == {"汇总（甲）", "汇总（乙）"}
    assert [f for f in govxl.check(govxl.read(tmp_path / "市.xlsx")) if f.severity == "error"] == []
    put(tmp_path / "in" / "丙" / "0.xlsx", "丙0", ZERO | {SPOT: 1})
    (tmp_path / "丙").mkdir()
    govxl.consolidate([tmp_path / "in" / "丙"], tmp_path / "丙" / "汇总.xlsx")
    top = govxl.consolidate([tmp_path / "市.xlsx", tmp_path / "丙" / "汇总.xlsx"])
    assert (top.total.figures[SPOT], top.size, top.clean) == (5, 5, True)


def test_counties_that_number_their_units_alike_are_not_one(tmp_path: Path) -> None:
    for county in "甲乙":
        for n in range(1, 4):
            put(tmp_path / county / f"{n}.xlsx", f"00{n}", ZERO | {SPOT: n}, f"{county}县{n}局")
        govxl.consolidate([tmp_path / county], tmp_path / f"{county}县.xlsx")
    city = govxl.consolidate([tmp_path / "甲县.xlsx", tmp_path / "乙县.xlsx"])
    assert city.total.figures[SPOT] == 12
    assert [f.code for one in city.judged for f in one.findings if f.severity == "warning"].count(
        "identity-mismatch"
    ) == 2


def test_a_report_of_all_levels_beside_the_summary_of_the_same_office(tmp_path: Path) -> None:
    for code in "AB":
        put(tmp_path / "县" / f"{code}.xlsx", code, ZERO | {SPOT: 5})
    govxl.consolidate([tmp_path / "县"], tmp_path / "甲县.xlsx")
    put(tmp_path / "整县.xlsx", "X", ZERO | {SPOT: 10}, "甲县", "各级行政机关")
    result = govxl.consolidate([tmp_path / "甲县.xlsx", tmp_path / "整县.xlsx"])
    assert result.total.figures[SPOT] == 10
    assert [(one.filing.file.name, one.state) for one, _ in result.left_out] == [("甲县.xlsx", "duplicate")]
    assert not result.clean


def test_whose_summary_it_is(tmp_path: Path) -> None:
    """The name as told, else the roster's, else the file's; the office that adds up is not missing from itself."""
    put(tmp_path / "县" / "A.xlsx", "A", ZERO)
    listed = roster(tmp_path / "名单.csv", "S,甲县人民政府,", "A,A局,S")
    assert govxl.consolidate([tmp_path / "县"], tmp_path / "a.xlsx", roster=listed).total.unit == govxl.Unit("", "a")
    named = govxl.consolidate([tmp_path / "县"], tmp_path / "b.xlsx", roster=listed, unit=govxl.Unit("S"))
    assert (named.missing, named.clean) == ((), True)
    back = govxl.read(tmp_path / "b.xlsx")
    assert (back.unit, [f.code for f in back.findings]) == (govxl.Unit("S", "甲县人民政府"), [])
    city = roster(tmp_path / "市.csv", "S,甲县人民政府,", "T,乙县人民政府,")
    result = govxl.consolidate([tmp_path / "b.xlsx"], roster=city)
    assert [one.member.code for one in result.missing] == ["T"]
    with_units = roster(tmp_path / "全市.csv", "S,甲县人民政府,", "A,A局,S", "B,B局,S")
    result = govxl.consolidate([tmp_path / "b.xlsx"], roster=with_units)
    assert [one.member.code for one in result.missing] == ["B"], "of the units of the higher level, in no summary"


def test_the_form_of_2019_through_three_levels(tmp_path: Path) -> None:
    """Changes below zero are added through the levels too."""
    old = govxl.edition("2019")
    zero = dict.fromkeys((figure.address for figure in old.entries), 0)
    change = next(figure.address for figure in old.entries if figure.kind == "change")
    cover = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2021-01-15"}
    for county, numbers in (("甲", (-3, 1)), ("乙", (-5, 2))):
        (tmp_path / county).mkdir()
        for n, number in enumerate(numbers):
            unit = govxl.Unit(f"{county}{n}", f"{county}{n}局")
            content = govxl.Content(unit, 2020, "本机关", cover, zero | {change: number})
            govxl.write_template(tmp_path / county / f"{n}.xlsx", content, form=old)
        govxl.consolidate([tmp_path / county], tmp_path / f"{county}县.xlsx")
    govxl.consolidate([tmp_path / "甲县.xlsx", tmp_path / "乙县.xlsx"], tmp_path / "市.xlsx")
    top = govxl.consolidate([tmp_path / "市.xlsx"], tmp_path / "省.xlsx")
    assert (top.total.figures[change], top.size, top.clean, top.form.edition) == (-5, 4, True, "2019")
    assert govxl.read(tmp_path / "省.xlsx").entries[change] == -5
