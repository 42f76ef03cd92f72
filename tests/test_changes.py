"""Two runs of a consolidation compared, on the sheet 本次变动 and in a sentence."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from test_levels import FEES, SPOT, ZERO, put

import govxl
from govxl import changes
from govxl.form import Address

pytestmark = pytest.mark.slow

SHEET = "本次变动"
FIRST = "“sum.xlsx”是第一次汇总，没有上一次可以比较。再汇总一次、写在同一个文件里，这里就列出两次之间变了什么。"


def sheet(path: Path) -> list[list[object]]:
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[SHEET]]


def summed(folder: Path, **more: object) -> tuple[changes.Changes, list[list[object]]]:
    result = govxl.consolidate([folder / "heap"], folder / "sum.xlsx", **more)
    assert result.changes
    return result.changes, sheet(folder / "sum.xlsx")


def test_the_first_run_has_nothing_to_compare_with(tmp_path: Path) -> None:
    put(tmp_path / "heap" / "A.xlsx", "A", ZERO)
    found, rows = summed(tmp_path)
    assert found.first
    assert rows[0][0] == FIRST
    assert len(rows) == 1
    assert govxl.consolidate([tmp_path / "heap"]).changes is None


def test_what_came_went_and_changed(tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    put(heap / "A.xlsx", "A", ZERO | {SPOT: 5, FEES: Decimal("59237.2449")})
    put(heap / "B.xlsx", "B", ZERO | {SPOT: 7})
    put(heap / "C.xlsx", "C", ZERO | {SPOT: None})  # left out: a blank
    put(heap / "D.xlsx", "D", ZERO)
    put(heap / "E.xlsx", "E", ZERO)
    summed(tmp_path)
    put(heap / "A.xlsx", "A", ZERO | {SPOT: 3, FEES: Decimal("59237.2451")}, "A新局")
    (heap / "B.xlsx").unlink()
    put(heap / "C.xlsx", "C", ZERO | {SPOT: 20})
    put(heap / "D.xlsx", "D", ZERO | {SPOT: None})
    put(heap / "F.xlsx", "F", ZERO)
    put(heap / "G.xlsx", "G", ZERO | {SPOT: None})
    found, rows = summed(tmp_path)
    assert rows[0][0] == (
        "与上一次相比：新增 2 个单位，2 个单位不再计入，1 个新的未计入，1 个单位的代码或名称变了，"
        "1 个单位的 2 个数有变动，2 个合计数因此变了。"
    )
    assert rows[2] == ["变动", "单位代码", "单位名称", "单元格", "指标", "上一次", "本次", "增减", "说明"]
    blank = ["", "", "", "", ""]
    words = "行政许可 · 本年处理决定数量"
    assert rows[3:] == [
        ["新增单位", "C", "C局", *blank, "上一次没有计入：有 1 处错误，需退回更正。"],
        ["新增单位", "F", "F局", *blank, "上一次没有这个单位。"],
        ["不再计入", "B", "B局", *blank, "这一次没有收到它的报告。"],
        ["不再计入", "D", "D局", *blank, "有 1 处错误，需退回更正。"],
        ["新的未计入", "G", "G局", *blank, "有 1 处错误，需退回更正。"],
        ["代码或名称变了", "A", "A新局", *blank, "上一次写的是 A A局。"],
        ["合计变动", "", "", "二!B8", words, 12, 23, 11, ""],
        ["合计变动", "", "", "二!B15", rows[10][4], 59237.2449, 59237.2451, 0.0002, ""],
        ["数有变动", "A", "A新局", "二!B8", words, 5, 3, -2, ""],
        ["数有变动", "A", "A新局", "二!B15", rows[10][4], 59237.2449, 59237.2451, 0.0002, ""],
    ]
    assert [change.difference for change in found.totals] == [11, Decimal("0.0002")]
    assert found.said().endswith("2 个合计数因此变了，见“本次变动”。")

    again, rows = summed(tmp_path)
    assert rows[0][0] == again.said() == "与上一次相比：没有变动。"
    assert len(rows) == 1


def test_a_blank_is_no_zero(tmp_path: Path) -> None:
    put(tmp_path / "heap" / "A.xlsx", "A", ZERO | {SPOT: None})
    summed(tmp_path, include_faulty=True)
    put(tmp_path / "heap" / "A.xlsx", "A", ZERO | {SPOT: 0})
    found, rows = summed(tmp_path, include_faulty=True)
    assert rows[0][0] == "与上一次相比：1 个单位的 1 个数有变动，合计数没有变。"
    assert rows[3][5:8] == ["（空）", 0, 0]
    assert [(one.before, one.now) for one in found.figures] == [(None, 0)]


def test_another_year_or_form_is_not_compared(tmp_path: Path) -> None:
    put(tmp_path / "heap" / "A.xlsx", "A", ZERO)
    summed(tmp_path)
    cover = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025-01-15"}
    govxl.write_template(
        tmp_path / "heap" / "A.xlsx", govxl.Content(govxl.Unit("A", "A局"), 2025, "本机关", cover, ZERO)
    )
    found, rows = summed(tmp_path)
    assert rows == [[found.said(), *rows[0][1:]]]
    assert found.said() == "没有与上一次比较：上一次的“sum.xlsx”是 2024 年度的，这一次是 2025 年度的。"
    old = govxl.edition("2019")
    zero = dict.fromkeys((figure.address for figure in old.entries), 0)
    content = govxl.Content(govxl.Unit("A", "A局"), 2020, "本机关", cover, zero)
    govxl.write_template(tmp_path / "heap" / "A.xlsx", content, form=old)
    found, _ = summed(tmp_path)
    assert found.said().startswith("没有与上一次比较：上一次的“sum.xlsx”用的是")


def test_a_long_list_ends_with_what_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 3)
    spots = [spot for spot in ZERO if spot.startswith("disclosure.") and spot.endswith(".decisions")]
    for code in "AB":
        put(tmp_path / "heap" / f"{code}.xlsx", code, ZERO)
    summed(tmp_path)
    for code in "AB":
        put(tmp_path / "heap" / f"{code}.xlsx", code, ZERO | dict.fromkeys(spots, 1))
    found, rows = summed(tmp_path)
    many = 2 * len(spots)
    assert (found.figure_count, found.unit_count, len(found.figures)) == (many, 2, 3)
    assert rows[-1][0] == "没有列完"
    assert rows[-1][8] == f"变动的数共 {many} 个，这里列到第 3 个；合计变动已在前面列全。"
    assert [row[0] for row in rows].count("数有变动") == 3


def test_a_hostile_name_is_text(tmp_path: Path) -> None:
    put(tmp_path / "heap" / "A.xlsx", "A", ZERO)
    summed(tmp_path)
    put(tmp_path / "heap" / "B.xlsx", "=1+1", ZERO, '=HYPERLINK("http://x")')
    summed(tmp_path)
    cells = openpyxl.load_workbook(tmp_path / "sum.xlsx")[SHEET][4]
    assert [(cell.value, cell.data_type) for cell in cells[1:3]] == [("=1+1", "s"), ('=HYPERLINK("http://x")', "s")]


def test_units_are_found_again(tmp_path: Path) -> None:
    """By code; by name where one of the two has no code; two codes are two units."""
    unit = govxl.Unit
    before = [unit("1", "甲"), unit("", "乙"), unit("3", "丙"), unit("", "丁县")]
    now = [unit("1", "甲局"), unit("2", "乙"), unit("4", "丙"), unit("", "丁县")]
    assert changes._pairs(before, now) == {0: 0, 1: 1, 3: 3}


def test_a_summary_inside_is_compared_as_a_unit(tmp_path: Path) -> None:
    put(tmp_path / "县" / "A.xlsx", "A", ZERO | {SPOT: 5})
    (tmp_path / "heap").mkdir()
    govxl.consolidate([tmp_path / "县"], tmp_path / "heap" / "甲县.xlsx")
    summed(tmp_path)
    put(tmp_path / "县" / "A.xlsx", "A", ZERO | {SPOT: 6})
    govxl.consolidate([tmp_path / "县"], tmp_path / "heap" / "甲县.xlsx")
    found, _ = summed(tmp_path)
    assert [(one.unit, one.figure, one.before, one.now) for one in found.figures] == [
        (govxl.Unit("", "甲县"), Address(SPOT), 5, 6)
    ]
