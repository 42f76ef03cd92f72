"""Adding up: against sums made with plain openpyxl, to the last digit, and what is left out is named."""

import random
import tempfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from workbooks import FORM, change, equations, good_entries

import govxl
from govxl.layout import layout_of
from govxl.roster import Member, Roster

LAYOUT = layout_of(FORM)
_PLACES = {key: LAYOUT.places[key] for key in FORM.by_address}
FEES = "disclosure.fees.amount"


def _unit(folder: Path, code: str, figures: dict, year: int = 2024, name: str = "") -> Path:
    path = folder / f"{code}.xlsx"
    cover = {"filler": "甲", "reviewer": "乙", "telephone": "1", "date": "2025年1月2日"}
    texts = {"overview": "甲", "problems": "乙", "other_matters": "丙"}
    unit = govxl.Unit(code, name or f"{code}局")
    govxl.write_template(path, govxl.Content(unit, year, "本机关", cover, figures, texts))
    return path


def _random_entries(rng: random.Random) -> dict:
    """Entries that keep the rules: what was received is what was answered and carried out."""
    values: dict = {figure.address: rng.randrange(40) for figure in FORM.entries}
    values[FEES] = Decimal(rng.randrange(10**9)) / 10**4
    rows = [row.id for row in FORM.tables[1].blocks[0].rows]
    for column in [column.id for column in FORM.tables[1].blocks[0].columns[:6]]:
        answered = sum(values[f"requests.{row}.{column}"] for row in rows[2:23])
        values[f"requests.carried_in.{column}"] = 0
        values[f"requests.received.{column}"] = answered + values[f"requests.carried_out.{column}"]
    for row in ("regulations", "normative_documents"):
        values[f"disclosure.{row}.in_force"] = values[f"disclosure.{row}.issued"] + 1
    return values


def _cells(path: Path) -> dict[str, Decimal]:
    """All 200 figures of a workbook by plain openpyxl, as stored."""
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    cells = {sheet: list(book[sheet].iter_rows(values_only=True)) for sheet in "二三四"}
    book.close()
    return {str(key): Decimal(str(cells[p.sheet][p.row][p.column])) for key, p in _PLACES.items()}


@pytest.mark.slow
def test_fifty_workbooks_equal_an_independent_sum(tmp_path: Path) -> None:
    rng = random.Random(50)
    heap = tmp_path / "heap"
    heap.mkdir()
    paths = [_unit(heap, f"U{n:02}", _random_entries(rng)) for n in range(50)]
    result = govxl.consolidate([heap], tmp_path / "sum.xlsx")
    expected: dict[str, Decimal] = {}
    for path in paths:
        for key, value in _cells(path).items():
            expected[key] = expected.get(key, Decimal(0)) + value
    assert len(expected) == 200
    assert {key: Decimal(value) for key, value in result.total.figures.items()} == expected
    assert _cells(tmp_path / "sum.xlsx") == expected
    assert result.clean
    assert len(result.included) == 50


def test_amounts_are_exact_to_the_last_digit(tmp_path: Path) -> None:
    zero = dict.fromkeys((figure.address for figure in FORM.entries), 0)
    for code, amount in (("A", "59237.2449"), ("B", "0.0001"), ("C", "0.1"), ("D", "0.2")):
        _unit(tmp_path, code, zero | {FEES: Decimal(amount)})
    assert govxl.consolidate([tmp_path / "A.xlsx", tmp_path / "B.xlsx"]).total.figures[FEES] == Decimal("59237.245")
    result = govxl.consolidate([tmp_path])
    assert result.to_json(None)["figures"][FEES] == "59237.545"


def test_a_summary_is_a_unit_of_the_next_level(tmp_path: Path) -> None:
    rng = random.Random(3)
    for county in "甲乙丙":
        (tmp_path / county).mkdir()
        for n in range(3):
            _unit(tmp_path / county, f"{county}{n}", _random_entries(rng))
        govxl.consolidate([tmp_path / county], tmp_path / f"{county}县汇总.xlsx")
    city = govxl.consolidate(sorted(tmp_path.glob("*.xlsx")), tmp_path / "市.xlsx")
    flat = govxl.consolidate([tmp_path / county for county in "甲乙丙"])
    assert len(flat.included) == 9
    assert [one.filing.unit.name for one in city.included] == ["丙县汇总", "乙县汇总", "甲县汇总"]
    assert city.total.figures == flat.total.figures
    assert city.total.scope == "各级行政机关"
    assert city.clean


def test_faulty_units_are_left_out_and_named(tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    heap.mkdir()
    good = good_entries()
    _unit(heap, "A", good)
    _unit(heap, "B", good | {"requests.received.natural_person": 15})
    blank = {key: value for key, value in good.items() if key != "disputes.review.upheld"}
    _unit(heap, "C", blank)
    result = govxl.consolidate([heap], tmp_path / "sum.xlsx")
    assert [one.filing.unit.code for one in result.included] == ["A"]
    assert [(one.filing.unit.code, reason) for one, reason in result.left_out] == [
        ("B", "有 1 处错误，需退回更正。"),
        ("C", "有 1 处错误，需退回更正。"),
    ]
    assert not result.clean
    assert result.total.figures["requests.received.total"] == 14

    every = govxl.consolidate([heap], tmp_path / "all.xlsx", include_faulty=True)
    assert [one.filing.unit.code for one in every.included] == ["A", "B", "C"]
    assert every.total.figures["requests.received.total"] == 14 + 15 + 14
    assert every.blanks == {"disputes.review.upheld": 1}
    assert [(f.code, str(f.place)) for f in equations(every.findings)] == [("requests-balance", "三!D5")]
    assert not every.clean


def test_one_unit_counts_once(tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    heap.mkdir()
    good = good_entries()
    path = _unit(heap, "A", good)
    (heap / "A(1).xlsx").write_bytes(path.read_bytes())
    _unit(heap, "B", good)
    changed = _unit(tmp_path, "B", good | {"requests.received.natural_person": 15})
    (heap / "B 最终版.xlsx").write_bytes(changed.read_bytes())
    result = govxl.consolidate([heap])
    assert sorted(one.state for one in result.judged) == ["duplicate", "superseded", "used", "used"]
    assert [one.filing.file.name for one in result.included][1:] == ["B.xlsx"], "the version without errors"
    assert result.total.figures["requests.received.total"] == 28


def test_another_year_is_left_out(tmp_path: Path) -> None:
    good = good_entries()
    for code, year in (("A", 2024), ("B", 2024), ("C", 2023)):
        _unit(tmp_path, code, good, year)
    result = govxl.consolidate([tmp_path])
    assert [(one.filing.unit.code, reason) for one, reason in result.left_out] == [
        ("C", "报告年度是 2023，不是 2024。")
    ]
    result = govxl.consolidate([tmp_path], year=2023)
    assert [one.filing.unit.code for one in result.included] == ["C"]


def test_what_the_summary_workbook_shows(tmp_path: Path) -> None:
    good = good_entries()
    _unit(tmp_path, "A", good | {FEES: Decimal("1.5")}, name="=甲局")
    _unit(tmp_path, "B", good)
    (tmp_path / "报价.xlsx").write_text("not a workbook")
    govxl.consolidate([tmp_path], tmp_path / "汇总.xlsx")
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    lists = ["各单位数据", "同比", "收录情况", "问题清单", "情况说明", "本次变动", "文字材料", "数据来源", "取数记录"]
    assert book.sheetnames == ["总览", "封面", "二", "三", "四", "校验", *lists, "_govxl"]
    assert book["三"]["D5"].value == "=SUM('各单位数据'!P6:P1007)"
    assert book["三"]["J5"].value == "=SUM(D5:I5)"
    assert book["二"]["B15"].value == "=SUM('各单位数据'!O6:O1007)"
    units = book["各单位数据"]
    assert [[cell.value for cell in row[:5]] for row in units["A6:E7"]] == [
        ["A", "=甲局", "2024", "本机关", """=HYPERLINK("#'数据来源'!A"&MATCH(1,'数据来源'!$A$1:$A$4,0),"A.xlsx")"""],
        ["B", "B局", "2024", "本机关", """=HYPERLINK("#'数据来源'!A"&MATCH(2,'数据来源'!$A$1:$A$4,0),"B.xlsx")"""],
    ]
    assert units["B6"].data_type == "s"
    assert [units["P2"].value, units["P5"].value, units["P6"].value] == [
        "requests.received.natural_person",
        """=HYPERLINK("#'三'!D5","自然人")""",
        14,
    ]
    assert units.auto_filter.ref == "A5:GW7"
    assert not units.protection.sheet
    assert book["三"].protection.sheet
    files = [[cell.value for cell in row] for row in book["收录情况"].iter_rows(min_row=2)]
    assert [row[0] for row in files] == ["A.xlsx", "B.xlsx", "报价.xlsx"]
    assert [row[5] for row in files] == ["是", "是", "否"]
    assert files[2][4] == "不是年度报告"
    assert [row[9].value for row in book["问题清单"].iter_rows(min_row=2)] == ["foreign"]


def test_a_summary_follows_its_units_rows(tmp_path: Path) -> None:
    """The rows are open for correction: what the summary says is their sum, whatever is stored in its formulas."""
    good = good_entries()
    _unit(tmp_path, "A", good)
    govxl.consolidate([tmp_path / "A.xlsx"], tmp_path / "汇总.xlsx")
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    book["各单位数据"]["P6"] = 20
    book.save(tmp_path / "汇总.xlsx")
    filing = govxl.read(tmp_path / "汇总.xlsx")
    assert filing.figures["requests.received.natural_person"] == 20
    errors = [(f.code, str(f.place)) for f in govxl.check(filing) if f.severity == "error"]
    assert errors == [("requests-balance", "三!D5")]


def test_a_number_typed_over_the_summary_is_said(tmp_path: Path) -> None:
    good = good_entries()
    _unit(tmp_path, "A", good)
    path = tmp_path / "汇总.xlsx"
    govxl.consolidate([tmp_path / "A.xlsx"], path)
    book = openpyxl.load_workbook(path)
    book["二"]["B8"] = 7
    book.save(path)
    found = [(f.code, str(f.place), f.found, f.expected) for f in govxl.read(path).findings if f.code != "total-stale"]
    assert found == [("formula-overwritten", "二!B8", "7", "0")]
    assert govxl.read(path).figures["disclosure.licences.decisions"] == 7


def test_nothing_to_add_up_writes_nothing(tmp_path: Path) -> None:
    path = _unit(tmp_path, "A", {})
    with pytest.raises(govxl.NothingToAddUp) as caught:
        govxl.consolidate([path], tmp_path / "sum.xlsx")
    assert [one.filing.unit.code for one in caught.value.judged] == ["A"]
    assert not (tmp_path / "sum.xlsx").exists()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    good = good_entries()
    _unit(tmp_path, "A", good)
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        govxl.consolidate([tmp_path / "A.xlsx"], tmp_path / name / "汇总.xlsx")
    assert (tmp_path / "x" / "汇总.xlsx").read_bytes() == (tmp_path / "y" / "汇总.xlsx").read_bytes()


def test_an_old_summary_stays_when_the_new_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = good_entries()
    _unit(tmp_path, "A", good)
    target = tmp_path / "sum" / "汇总.xlsx"
    target.parent.mkdir()
    govxl.consolidate([tmp_path / "A.xlsx"], target)
    old = target.read_bytes()
    from govxl import workbook

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workbook.Book, "close", full)
    with pytest.raises(OSError, match="No space left"):
        govxl.consolidate([tmp_path / "A.xlsx"], target)
    assert target.read_bytes() == old
    assert [path.name for path in target.parent.iterdir()] == ["汇总.xlsx"]


@pytest.mark.parametrize("room", [0, 10_000])
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_disk_that_is_full_before_the_summary_is_whole_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """The zip that cannot be finished is let go in silence, however often it tries again."""
    _unit(tmp_path, "A", good_entries())
    target = tmp_path / "sum" / "汇总.xlsx"
    target.parent.mkdir()
    make = tempfile.TemporaryFile

    class Small:
        """A file on a disk with so much room."""

        def __init__(self, **more: object):
            self.file = make(**more)

        def __getattr__(self, name):
            return getattr(self.file, name)

        def write(self, data):
            if self.file.tell() + len(data) > room:
                raise OSError(28, "No space left on device")
            return self.file.write(data)

    monkeypatch.setattr(tempfile, "TemporaryFile", Small)
    with pytest.raises(OSError, match="No space left") as caught:
        govxl.consolidate([tmp_path / "A.xlsx"], target)
    assert caught.value.filename == str(target)
    assert list(target.parent.iterdir()) == []


def test_changed_entries_are_read_not_stored_totals(tmp_path: Path) -> None:
    """A stale total in a unit's file does not reach the sum."""
    path = _unit(tmp_path, "A", good_entries())
    change(path, {"三!J5": "=SUM(D5:I5)|999"})
    assert govxl.consolidate([path]).total.figures["requests.received.total"] == 14


# -- what once was counted twice, or lost, in silence


def test_one_name_under_two_codes_is_unclear(tmp_path: Path) -> None:
    good = good_entries()
    for code, name in (("001", "甲局"), ("002", "甲 局"), ("003", "乙局")):
        _unit(tmp_path, code, good, name=name)
    result = govxl.consolidate([tmp_path])
    assert [one.filing.unit.code for one in result.included] == ["003"]
    assert {(one.filing.unit.code, one.findings[0].code) for one, _ in result.left_out} == {
        ("001", "identity-mismatch"),
        ("002", "identity-mismatch"),
    }
    assert not result.clean


def test_a_report_of_nobody_is_not_added_to_others(tmp_path: Path) -> None:
    good = good_entries()
    _unit(tmp_path, "A", good)
    govxl.write_template(tmp_path / "nobody.xlsx", govxl.Content(year=2024, figures=good))
    result = govxl.consolidate([tmp_path])
    assert [(one.state, one.filing.file.name) for one, _ in result.left_out] == [("unknown_unit", "nobody.xlsx")]
    assert result.total.figures["requests.received.total"] == 14
    assert govxl.consolidate([tmp_path / "nobody.xlsx"]).total.figures["requests.received.total"] == 14


def _summary(tmp_path: Path, county: str, codes: str) -> Path:
    folder = tmp_path / county
    folder.mkdir()
    for code in codes:
        _unit(folder, code, good_entries())
    target = tmp_path / "up" / county / "汇总.xlsx"
    target.parent.mkdir(parents=True)
    govxl.consolidate([folder], target)
    return target


def test_two_summaries_of_one_name_are_two(tmp_path: Path) -> None:
    _summary(tmp_path, "甲", "AB")
    _summary(tmp_path, "乙", "CDE")
    result = govxl.consolidate([tmp_path / "up"])
    assert len(result.included) == 2
    assert result.total.figures["requests.received.total"] == 5 * 14


def test_summaries_that_share_a_unit_are_not_added_and_the_lost_are_named(tmp_path: Path) -> None:
    _summary(tmp_path, "甲", "AB")
    _summary(tmp_path, "乙", "BCD")
    result = govxl.consolidate([tmp_path / "up"])
    ((_one, reason),) = result.left_out
    assert len(result.included) == 1
    assert "B局" in reason
    lost = {"A局"} if len(result.included[0].filing.contains) == 3 else {"C局", "D局"}
    assert all(name in reason for name in lost)
    assert not result.clean


def test_an_earlier_summary_beside_its_units_is_left_out(tmp_path: Path) -> None:
    summary = _summary(tmp_path, "甲", "AB")
    result = govxl.consolidate([tmp_path / "甲", summary])
    assert result.total.figures["requests.received.total"] == 28
    assert [one.state for one, _ in result.left_out] == ["duplicate"]
    assert result.clean


@pytest.mark.parametrize(("value", "code"), [("6072件", "not-a-number"), (-5, "negative"), (1.5, "not-whole")])
def test_a_row_of_a_summary_is_judged_like_any_entry(tmp_path: Path, value: object, code: str) -> None:
    path = _summary(tmp_path, "甲", "AB")
    book = openpyxl.load_workbook(path)
    book["各单位数据"]["P7"] = value
    book.save(path)
    filing = govxl.read(path)
    errors = [(f.code, str(f.place), f.found) for f in govxl.check(filing) if f.severity == "error"]
    assert errors == [(code, "各单位数据!P7", str(value))]
    assert "requests.received.natural_person" not in filing.figures


def test_a_blank_in_a_summary_stays_known(tmp_path: Path) -> None:
    good = good_entries()
    blank = {key: value for key, value in good.items() if key != "disputes.review.upheld"}
    _unit(tmp_path, "A", blank)
    govxl.consolidate([tmp_path / "A.xlsx"], tmp_path / "汇总.xlsx", include_faulty=True)
    found = [(f.code, f.severity, str(f.place)) for f in equations(govxl.check(govxl.read(tmp_path / "汇总.xlsx")))]
    assert found == [("blank", "warning", "四!A5")]


def test_a_unit_added_below_the_others_counts(tmp_path: Path) -> None:
    path = _summary(tmp_path, "甲", "AB")
    book = openpyxl.load_workbook(path)
    sheet = book["各单位数据"]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(8, column, sheet.cell(7, column).value)
    sheet["A8"] = "C"
    book.save(path)
    assert govxl.read(path).figures["requests.received.natural_person"] == 3 * 14
    assert "P6:P1007" in str(book["三"]["D5"].value)


def test_as_many_files_of_one_year_as_of_another(tmp_path: Path) -> None:
    from govxl.collect import YearUnclear

    good = good_entries()
    _unit(tmp_path, "A", good, 2023)
    _unit(tmp_path, "B", good, 2024)
    with pytest.raises(YearUnclear, match="2023、2024 年的文件一样多"):
        govxl.consolidate([tmp_path])
    assert len(govxl.consolidate([tmp_path], year=2023).included) == 1


def test_a_summary_that_somebody_has_saved_is_not_overwritten(tmp_path: Path) -> None:
    path = _summary(tmp_path, "甲", "AB")
    assert govxl.consolidate([tmp_path / "甲"], path).clean, "untouched it may be written again"
    book = openpyxl.load_workbook(path)
    book["各单位数据"]["P6"] = 15
    book.save(path)
    edited = path.read_bytes()
    with pytest.raises(FileExistsError, match="写出以后在别处保存过"):
        govxl.consolidate([tmp_path / "甲"], path)
    assert path.read_bytes() == edited


# -- what a hand in 各单位数据 can do


def _edited(path: Path, edit: object) -> list[tuple[str, str]]:
    book = openpyxl.load_workbook(path)
    edit(book["各单位数据"])
    book.save(path)
    return [(f.code, str(f.place)) for f in govxl.check(govxl.read(path)) if f.severity == "error"]


def test_a_lost_key_loses_no_figure_in_silence(tmp_path: Path) -> None:
    found = _edited(_summary(tmp_path, "甲", "AB"), lambda sheet: sheet.__setitem__("O2", None))
    assert found == [("layout-changed", "各单位数据!A2")]


def test_a_row_copied_or_added_up_is_no_unit(tmp_path: Path) -> None:
    def copy(sheet: object) -> None:
        for column in range(1, sheet.max_column + 1):
            sheet.cell(8, column, sheet.cell(7, column).value)

    path = _summary(tmp_path, "甲", "AB")
    assert _edited(path, copy) == [("copied-return", "各单位数据!A8")]
    assert _edited(path, lambda sheet: (sheet.__setitem__("A8", None), sheet.__setitem__("B8", "合计"))) == [
        ("copied-return", "各单位数据!A8")
    ]


def test_an_error_cell_in_a_row_is_no_blank(tmp_path: Path) -> None:
    path = _summary(tmp_path, "甲", "AB")
    assert _edited(path, lambda sheet: sheet.__setitem__("O6", "#N/A")) == [("cell-error", "各单位数据!O6")]
    assert "disclosure.fees.amount" not in govxl.read(path).figures
    assert _edited(path, lambda sheet: sheet.__setitem__("O6", "=1+1")) == [("not-a-number", "各单位数据!O6")]


def test_a_county_inside_a_city_is_not_added_again(tmp_path: Path) -> None:
    for folder, codes in (("甲", "AB"), ("乙", "CD")):
        _summary(tmp_path, folder, codes)
    for folder, name in (("甲", "甲县"), ("乙", "乙县")):
        govxl.consolidate([tmp_path / folder], tmp_path / f"{name}汇总.xlsx")
    city = tmp_path / "市.xlsx"
    govxl.consolidate([tmp_path / "甲县汇总.xlsx", tmp_path / "乙县汇总.xlsx"], city)
    assert govxl.consolidate([city]).total.figures["requests.received.total"] == 4 * 14
    again = govxl.consolidate([city, tmp_path / "甲县汇总.xlsx"])
    assert again.total.figures["requests.received.total"] == 4 * 14
    leaf = govxl.consolidate([city, tmp_path / "甲" / "A.xlsx"])
    assert (leaf.total.figures["requests.received.total"], leaf.clean) == (14, False)
    ((_city, reason),) = leaf.left_out
    assert all(name in reason for name in ("B局", "C局", "D局")), "what is lost with the city is named"


@pytest.mark.parametrize(("code", "name"), [("A", "改名的局"), ("Z", "A局")])
def test_a_renamed_unit_beside_its_summary_is_not_added_again(tmp_path: Path, code: str, name: str) -> None:
    summary = _summary(tmp_path, "甲", "AB")
    _unit(tmp_path, code, good_entries(), name=name)
    result = govxl.consolidate([summary, tmp_path / f"{code}.xlsx"])
    assert [one.filing.unit.name for one in result.included] == [name]
    assert not result.clean


def test_a_summary_without_its_rows_loses_no_figure_in_silence(tmp_path: Path) -> None:
    path = _summary(tmp_path, "甲", "AB")
    assert _edited(path, lambda sheet: sheet.delete_rows(6, 2)) == [("layout-changed", "各单位数据!A1")]
    book = openpyxl.load_workbook(path)
    del book["各单位数据"]
    book.save(path)
    errors = [(f.code, str(f.place)) for f in govxl.check(govxl.read(path)) if f.severity == "error"]
    assert errors == [("layout-changed", "各单位数据!A1")]


@pytest.mark.parametrize("limits", [{"gate._LARGE": 0, "gate.MAX_WRITTEN": 1000}, {"formats.MAX_TOTAL": 300_000}])
def test_a_summary_that_is_more_than_we_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]
) -> None:
    (tmp_path / "in").mkdir()
    for code in ("A1", "A2", "A3", "A4"):
        _unit(tmp_path / "in", code, good_entries())
    fits = govxl.consolidate([tmp_path / "in"], tmp_path / "fits.xlsx")
    assert not any("上限" in note for note in fits.notes)
    for name, value in limits.items():
        monkeypatch.setattr(f"govxl.reading.{name}", value)
    target = tmp_path / "sum.xlsx"
    result = govxl.consolidate([tmp_path / "in"], target)
    assert (len(result.included), result.notes[-1].partition("，")[0]) == (4, f"{target} 里有 4 个单位")
    assert [finding.code for finding in govxl.read(target).findings] == ["too-large"]
    with pytest.raises(FileExistsError, match="太大，看不了是不是以前的汇总表"):
        govxl.consolidate([tmp_path / "in"], target)


def test_units_that_are_not_there_make_a_summary_large_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _unit(tmp_path, "A0", good_entries())
    members = tuple(Member(number, f"A{number}", f"A{number}局") for number in range(800))
    roster = Roster(tmp_path / "roster", members)
    monkeypatch.setattr("govxl.reading.gate._LARGE", 0)
    monkeypatch.setattr("govxl.reading.gate.MAX_WRITTEN", 2500)  # of which the row of the unit and its heads take less
    target = tmp_path / "sum.xlsx"
    result = govxl.consolidate([tmp_path / "A0.xlsx"], target, roster=roster)
    assert len(result.missing) == 799
    assert result.notes[-1].partition("，")[0] == f"{target} 里有 1 个单位"
    assert [finding.code for finding in govxl.read(target).findings] == ["too-large"]
