"""Units and those above them: figures greater than the parent's, units counted twice, a scope that is too wide."""

import functools
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from documents import write_docx
from workbooks import report

import govxl
from govxl.collect import Judged, judge
from govxl.declaration import edition
from govxl.findings import Finding
from govxl.heap import items
from govxl.layout import layout_of

NEW, OLD = edition("2021"), edition("2019")
COVER = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025年1月15日"}
PROSE = {part.id: "无。" for part in NEW.prose}
ALL, OWN = "各级行政机关", "本机关"
RECEIVED, GRANTED = "requests.received.natural_person", "requests.granted.natural_person"
LICENCES = "disclosure.licences.decisions"
FIRST_TABLE = [figure.address for figure in NEW.entries if figure.table.id == "disclosure"]
COUNTY = ("P,青禾县,,", "A,甲局,P,", "B,乙镇,P,", "C,丙村办,B,")


@functools.cache
def _workbook(code: str, name: str, scope: str, figures: tuple, category: str, old: bool) -> bytes:
    form = OLD if old else NEW
    zero = dict.fromkeys((figure.address for figure in form.entries), 0)
    content = govxl.Content(govxl.Unit(code, name), 2024, scope, COVER, zero | dict(figures), PROSE, category=category)
    with tempfile.TemporaryDirectory() as folder:
        govxl.write_template(Path(folder) / "x.xlsx", content, form=form)
        return (Path(folder) / "x.xlsx").read_bytes()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("收").mkdir()
    return tmp_path


def put(code: str, scope: str = OWN, figures: dict | None = None, *, category: str = "", old: bool = False) -> None:
    name = dict(line.split(",")[:2] for line in COUNTY)[code]
    made = _workbook(code, name, scope, tuple((figures or {}).items()), category, old)
    Path(f"收/{code}.xlsx").write_bytes(made)


def listed(*lines: str) -> govxl.Roster:
    Path("名单.csv").write_text("单位代码,单位名称,上级代码,单位类别\n" + "\n".join(lines) + "\n", "utf-8")
    return govxl.read_roster("名单.csv")


def judged(*lines: str) -> dict[str, Judged]:
    found = judge(items([Path("收")]), 2024, roster=listed(*(lines or COUNTY)))
    return {one.filing.unit.code: one for one in found}


def kin(one: Judged) -> list[Finding]:
    return [f for f in one.findings if f.code == "parent-child"]


def asked(number: int) -> dict[str, int]:
    """So many applications received and granted."""
    return {RECEIVED: number, GRANTED: number}


# --------------------------------------------------------------------------------------------- greater than the parent


def test_a_figure_greater_than_the_parent_s_is_told_at_the_child_cell_by_cell() -> None:
    """Totals are left to their parts: received 5 of 3 makes four totals greater, too."""
    put("P", ALL, asked(3) | {LICENCES: 7})
    put("A", OWN, asked(5) | {LICENCES: 7})
    found = kin(judged()["A"])
    assert [(f.severity, str(f.place), f.figures, f.found, f.expected) for f in found] == [
        ("warning", "三!D5", (RECEIVED,), "5", "≤3"),
        ("warning", "三!D7", (GRANTED,), "5", "≤3"),
    ]
    assert found[0].message == (
        "三、收到和处理政府信息公开申请情况：D5 一、本年新收政府信息公开申请数量 · 自然人(5，上级 3)"
        "大于上级 青禾县 的；上级的统计范围是“各级行政机关”，应当包含本单位的数。"
    )
    assert found[0].todo.startswith("请本单位与上级核对：")


def test_from_four_cells_of_a_table_on_one_finding_lists_them() -> None:
    spots = [f"disputes.review.{name}" for name in ("upheld", "corrected", "other", "pending")]
    put("P", ALL, {LICENCES: 1})
    put("A", OWN, dict.fromkeys(spots, 2) | {LICENCES: 2})
    first, second = kin(judged()["A"])
    assert (first.figures, first.found, str(first.place)) == ((LICENCES,), "2", "二!B8")
    assert (second.figures, second.found, second.expected) == (tuple(spots), None, None)
    assert "A5(2，上级 0)、B5(2，上级 0)、C5(2，上级 0)、D5(2，上级 0) 4 个数大于上级 青禾县 的" in second.message


@pytest.mark.parametrize(("parent", "child"), [(5, 5), (6, 5)], ids=["equal", "smaller"])
def test_what_the_parent_includes_is_fine(parent: int, child: int) -> None:
    put("P", ALL, asked(parent))
    put("A", OWN, asked(child))
    assert kin(judged()["A"]) == []


@pytest.mark.parametrize("scope", ["本机关", "本级", ""])
def test_a_parent_of_another_scope_includes_nobody(scope: str) -> None:
    put("P", scope)
    put("A", OWN, asked(5))
    found = judged()
    assert (kin(found["A"]), kin(found["P"])) == ([], [])


def test_the_nearest_above_with_such_a_report_is_the_parent() -> None:
    """乙镇 has not sent one that covers others, so its own child is held against the county's."""
    put("P", ALL, asked(3))
    put("B", OWN, asked(1))
    put("C", OWN, asked(4))
    found = judged()
    assert ["青禾县" in f.message for f in kin(found["C"])] == [True, True]
    put("B", ALL, asked(2))
    assert ["乙镇" in f.message for f in kin(judged()["C"])] == [True, True]


def test_a_printed_total_counts_where_its_parts_are_blank() -> None:
    """A report in Word with nothing but totals in its second table: 26 received, 26 answered, and the parent has 20."""
    published = report("13")
    figures = {
        key: value if not key.startswith("requests.") or key.endswith(".total") else None
        for key, value in published["figures"].items()
    }
    write_docx(Path("收/A.docx"), published | {"agency": "甲局", "year": 2024, "figures": figures})
    put("P", ALL, asked(20) | dict.fromkeys(FIRST_TABLE, 99999))
    (one,) = (one for one in judged().values() if one.filing.unit.name == "甲局")
    assert [(f.figures, f.found, f.expected) for f in kin(one)] == [
        (("requests.received.total",), "26", "≤20"),
        (("requests.granted.total",), "26", "≤20"),
        (("requests.outcomes_total.total",), "26", "≤20"),
        (("disputes.review.pending",), "1", "≤0"),
    ]


def test_over_two_editions_what_both_ask_is_compared_and_changes_are_not() -> None:
    change = "disclosure.licences.change"
    put("P", ALL, asked(3) | {change: -5}, old=True)
    put("A", OWN, asked(4) | {change: 1}, old=True)
    assert [f.figures[0] for f in kin(judged()["A"])] == [RECEIVED, GRANTED]
    put("A", OWN, asked(4) | {LICENCES: 9})
    assert [f.figures[0] for f in kin(judged()["A"])] == [RECEIVED, GRANTED]


def test_a_circle_of_parents_ends() -> None:
    put("P", ALL, asked(1))
    put("A", ALL, asked(2))
    found = judged("P,青禾县,A,", "A,甲局,P,")
    assert [f.found for f in kin(found["A"]) if f.found] == ["2", "2"]


def test_a_parent_outside_the_roster_is_nobody_s() -> None:
    put("A", OWN, asked(2))
    assert kin(judged("A,甲局,Z9,")["A"]) == []


def test_a_summary_is_no_parent() -> None:
    """It covers the units in it, and says so; those below them it may not have."""
    put("B", OWN, asked(1))
    govxl.consolidate(["收"], "乡镇.xlsx")
    Path("收/B.xlsx").unlink()
    Path("乡镇.xlsx").rename("收/乡镇.xlsx")
    put("C", OWN, asked(5))
    assert [kin(one) for one in judged().values()] == [[], []]


# -------------------------------------------------------------------------------------------------------- counted twice


def test_a_parent_that_covers_its_children_and_their_own_reports() -> None:
    put("P", ALL, asked(9))
    for code in "ABC":
        put(code, OWN, asked(1))
    found = judged()
    assert [(f.severity, f.place, f.message) for f in kin(found["P"])] == [
        (
            "warning",
            None,
            "青禾县 的统计范围是“各级行政机关”，下级 甲局、乙镇、丙村办 又单独交了报告，相加会重复计算。",
        )
    ]
    assert [kin(found[code]) for code in "ABC"] == [[], [], []]
    result = govxl.consolidate(["收"], roster=listed(*COUNTY))
    assert result.notes == (
        "计入的报告统计范围不一样：本机关 3 个（甲局、乙镇、丙村办）；各级行政机关 1 个（青禾县）。",
        "青禾县 的统计范围是“各级行政机关”，下级 甲局、乙镇、丙村办 又单独交了报告，相加会重复计算。",
    )
    assert result.clean


def test_children_in_a_summary_are_counted_twice_too() -> None:
    for code in "AB":
        put(code, OWN, asked(1))
    govxl.consolidate(["收"], "乡镇.xlsx")
    for code in "AB":
        Path(f"收/{code}.xlsx").unlink()
    Path("乡镇.xlsx").rename("收/乡镇.xlsx")
    put("P", ALL, asked(9))
    (finding,) = kin(judged()["P"])
    assert "下级 甲局、乙镇 又单独交了报告" in finding.message


def test_a_child_that_is_left_out_of_the_sum_is_not_counted_twice() -> None:
    put("P", ALL, asked(9))
    put("A", OWN, {RECEIVED: 1})  # does not balance
    result = govxl.consolidate(["收"], roster=listed(*COUNTY))
    assert ([one.filing.unit.code for one in result.included], result.notes) == (["P"], ())


def test_the_command_says_it(run) -> None:
    put("P", ALL, asked(3))
    put("A", OWN, asked(5))
    listed(*COUNTY[:2])
    code, said = run("check", "收", "--roster", "名单.csv")
    assert (code, said.count("[parent-child]")) == (0, 3)
    code, said = run("consolidate", "收", "--roster", "名单.csv", "-o", "汇总.xlsx")
    assert code == 0
    assert said.splitlines()[1:3] == [
        "计入的报告统计范围不一样：本机关 1 个（甲局）；各级行政机关 1 个（青禾县）。",
        "青禾县 的统计范围是“各级行政机关”，下级 甲局 又单独交了报告，相加会重复计算。",
    ]


def test_a_unit_is_asked_of_its_figures_and_not_of_who_is_added_up() -> None:
    put("P", ALL, asked(3))
    put("A", OWN, asked(5))
    found = govxl.gather([Path("收")], listed(*COUNTY[:2]))
    assert {one.member.code: one.state for one in found.returns} == {"P": "ok", "A": "to_explain"}


def test_an_explained_one_is_a_warning_no_more() -> None:
    put("P", ALL, asked(3))
    put("A", OWN, asked(5))
    one = judged()["A"]
    words = "上级没有把我局的数加进去，已请上级更正。"
    filing = replace(one.filing, explanations={("parent-child", ""): words})
    assert [govxl.checks.settled(filing, f, layout_of(NEW)).severity for f in kin(one)] == ["info", "info"]


# ---------------------------------------------------------------------------------------------------------------- scope


@pytest.mark.parametrize(
    ("category", "scope", "said"),
    [
        ("部门", ALL, True),
        ("县直部门", "本级", True),
        ("乡镇", ALL, True),
        ("乡镇政府", "本级", True),
        ("街道办事处", ALL, True),
        ("部门", OWN, False),
        ("县级政府", ALL, False),
        ("国务院部门", ALL, False),
        ("", ALL, False),
    ],
)
def test_the_scope_of_a_unit_with_nobody_below_it(category: str, scope: str, said: bool) -> None:
    put("A", scope)
    one = judged(f"A,甲局,,{category}")["A"]
    found = [(f.severity, str(f.place), f.found) for f in one.findings if f.code == "identity-mismatch"]
    assert found == [("warning", "封面!B7", scope)][: int(said)]


def test_the_category_that_a_workbook_was_sent_out_with_is_enough() -> None:
    put("A", ALL, category="部门")
    (one,) = judge(items([Path("收/A.xlsx")]), 2024)
    (finding,) = (f for f in one.findings if f.code == "identity-mismatch")
    assert finding.message == "单位类别是“部门”，统计范围写的是“各级行政机关”。"
    assert finding.todo.startswith("部门、乡镇、街道一般只统计本单位，统计范围选“本机关”")
