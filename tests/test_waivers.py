"""Explanations and waivers: what each settles, where it is said, and what is wrong in a list of waivers."""

import datetime
import json
import time
from pathlib import Path

import openpyxl
import pytest
from test_collect import COVER, GOOD, PROSE, UNITS, roster
from test_roster import write_xlsx
from workbooks import FORM

import govxl
from govxl import Content, Unit, WaiverError, read_waivers, texts, write_template
from govxl.annotate.calm import settled_cells
from govxl.checks import verdicts
from govxl.collect import Judged, judge
from govxl.form import Address
from govxl.heap import items
from govxl.layout import layout_of, own_year
from govxl.paperwork import kind_of
from govxl.remarks import remark_rows
from govxl.waivers import Waiver
from govxl.waiving import Rulings

TODAY = datetime.date(2025, 3, 1)
LAST = datetime.date(2025, 12, 31)
FEES = Address("disclosure.fees.amount")
LINE = ("regulations-authority", "regulations")
WORDS = "设区的市政府委托我局管理的两件，已核对台账。"
REASON = "三件申请已移交，台账核对过。"
ONE = f'[[waivers]]\nunit = "B"\nrule = "requests-balance"\nreason = "{REASON}"\nuntil = 2025-12-31\n'


def put(folder: Path, code: str, explained: str = "", prior: bool = False, **changes: int) -> Path:
    """A unit's workbook; ``changes`` are added to its figures, and "__" in them stands for a dot.

    With ``prior`` it carries last year's carried-out figures, all 0.
    """
    moved = {key.replace("__", "."): value for key, value in changes.items()}
    figures = {**GOOD, FEES: ord(code), **{Address(k): GOOD.get(Address(k), 0) + v for k, v in moved.items()}}
    folder.mkdir(exist_ok=True)
    path = folder / f"{code}.xlsx"
    said = {LINE: explained} if explained else {}
    before = {own_year(spot): 0 for spot in FORM.prior if prior and "carried_out" in spot}
    unit = Unit(code, UNITS[code])
    write_template(path, Content(unit, 2024, "本机关", COVER, figures, PROSE, explanations=said, prior=before))
    return path


def unbalanced(folder: Path, code: str = "B", by: int = 3) -> Path:
    """A workbook in which the natural persons do not balance: 三!D5 is too large."""
    return put(folder, code, requests__received__natural_person=by)


def with_regulations(folder: Path, code: str, explained: str = "") -> Path:
    """A workbook with a warning: a bureau that makes no regulations has two in force."""
    return put(folder, code, explained, disclosure__regulations__in_force=2)


def listed(folder: Path, text: str = ONE, name: str = "豁免.toml", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def judged(
    folder: Path, text: str, today: datetime.date = TODAY, units: govxl.Roster | None = None
) -> tuple[dict[str, Judged], list[tuple[str, str]]]:
    """The files by name, as judged under a list of waivers, and what is said of the list: severity and message."""
    waivers = read_waivers(listed(folder, text), today=today)
    *files, ruled = judge(items([folder / "收回"]), roster=units, waivers=waivers)
    assert (ruled.ruled, ruled.state, ruled.has_errors, ruled.office_list) == (True, "foreign", False, True)
    assert {(f.code, f.file) for f in ruled.findings} <= {("waiver", str(folder / "豁免.toml"))}
    return {one.filing.file.stem: one for one in files}, [(f.severity, f.message) for f in ruled.findings]


def codes(one: Judged) -> list[tuple[str, str, str]]:
    """The findings of a file: code, severity, and how it is settled."""
    return [(f.code, f.severity, f.settled.kind if f.settled else "") for f in one.findings]


OPEN, WAIVED = ("requests-balance", "error", ""), ("requests-balance", "info", "waived")


# ------------------------------------------------------------------------------------------------------- what they do


def test_a_waiver_settles_the_finding_of_its_unit(tmp_path):
    unbalanced(tmp_path / "收回")
    files, said = judged(tmp_path, ONE)
    (finding,) = files["B"].findings
    before = "自然人：一＋二＝三（七）总计＋四 不成立，D5(17)＋D6(0)＝17 不等于 D28(14)＋D29(0)＝14，相差 3。"
    assert finding.message == f"{before}已豁免：{REASON}（有效期至 2025-12-31）"
    assert (finding.code, finding.severity, str(finding.place)) == ("requests-balance", "info", "三!D5")
    assert (finding.found, finding.expected, finding.todo) == ("17", "14", "主管部门已经豁免，不用改。")
    settled = finding.settled
    assert (settled.kind, settled.words, settled.severity, settled.message) == ("waived", REASON, "error", before)
    assert said == []
    assert set(finding.to_json()) == {
        *("file", "unit", "code", "severity", "sheet", "cell", "figures", "found", "expected", "message", "todo")
    }


@pytest.mark.parametrize(("today", "found"), [(LAST, WAIVED), (LAST + datetime.timedelta(1), OPEN)])
def test_it_acts_on_its_last_day_and_not_on_the_day_after(tmp_path, today, found):
    unbalanced(tmp_path / "收回")
    files, said = judged(tmp_path, ONE, today)
    assert codes(files["B"]) == [found]
    expired = ("warning", "第 1 条：“B”的 requests-balance 豁免已在 2025-12-31 到期，不再起作用。")
    assert said == ([] if found is WAIVED else [expired])


def test_it_acts_on_no_other_unit_and_no_other_rule(tmp_path):
    unbalanced(tmp_path / "收回", "A")
    unbalanced(tmp_path / "收回", "B", 2)
    with_regulations(tmp_path / "收回", "C")
    files, said = judged(tmp_path, ONE + ONE.replace('"B"', '"C"'))
    assert [codes(files[code]) for code in "ABC"] == [[OPEN], [WAIVED], [("regulations-authority", "warning", "")]]
    unused = "第 2 条：“C”没有 requests-balance 的问题要豁免（本来就对，或单位已经说明），这条豁免没有用上。"
    assert said == [("info", unused)]


def test_one_fault_behind_two_rules_is_still_told_by_the_other(tmp_path):
    """Three carried in too many break balance and carry-over by the same difference: one fault, at that cell."""
    path = put(tmp_path / "收回", "B", prior=True, requests__carried_in__natural_person=3)
    (alone,) = govxl.check(govxl.read(path))
    assert (alone.severity, str(alone.place), alone.message.count("不成立")) == ("error", "三!D6", 3)
    files, said = judged(tmp_path, ONE)
    assert sorted(codes(files["B"])) == [("carry-over", "error", ""), WAIVED]
    assert said == []
    files, said = judged(tmp_path, ONE.replace("requests-balance", "carry-over"))
    assert sorted(codes(files["B"])) == [("carry-over", "info", "waived"), OPEN]
    assert said == []


def test_with_a_cell_it_acts_on_that_cell_alone(tmp_path):
    put(tmp_path / "收回", "B", requests__received__natural_person=3, requests__received__business=2)
    files, said = judged(tmp_path, f'{ONE}cell = "三!d5"\n')
    assert [(f.severity, str(f.place)) for f in files["B"].findings] == [("error", "三!E5"), ("info", "三!D5")]
    assert said == []
    files, said = judged(tmp_path, f'{ONE}cell = "四!D5"\n')
    assert [f.severity for f in files["B"].findings] == ["error", "error"]
    assert [severity for severity, _ in said] == ["info"]


def test_faults_of_cells_and_files_cannot_be_waived(tmp_path):
    path = put(tmp_path / "收回", "B")
    book = openpyxl.load_workbook(path)
    book["三"]["D6"] = None
    book.save(path)
    before = [f.code for f in govxl.check(govxl.read(path)) if f.code == "blank"]
    files, said = judged(tmp_path, ONE.replace("requests-balance", "blank"))
    assert [code for code, severity, _ in codes(files["B"]) if severity == "error"] == before == ["blank"]
    assert said == [("warning", "第 1 条：没有“blank”这条规则，或它不能豁免，这条豁免没有起作用。")]


def test_the_unit_is_the_one_of_the_roster_by_code_or_name(tmp_path):
    unbalanced(tmp_path / "收回", "B")
    for unit in ("B", "ｂ", "乙局", "乙 局"):
        files, said = judged(tmp_path, ONE.replace('"B"', f'"{unit}"'), units=roster(tmp_path, "A", "B"))
        assert (codes(files["B"]), said) == ([WAIVED], []), unit


def test_an_unknown_unit_and_an_unclear_one_are_told(tmp_path):
    unbalanced(tmp_path / "收回", "B")
    text = ONE.replace('"B"', '"X1"')
    _, said = judged(tmp_path, text)
    assert said == [("warning", "第 1 条：收到的文件里没有单位“X1”，这条豁免没有起作用。")]
    _, said = judged(tmp_path, text, units=roster(tmp_path, "A", "B"))
    assert said == [("warning", "第 1 条：单位名单里没有单位“X1”，这条豁免没有起作用。")]
    twins = roster(tmp_path, "B,乙局", "B2,乙局")
    files, said = judged(tmp_path, ONE.replace('"B"', '"乙局"'), units=twins)
    assert said == [("warning", "第 1 条：叫“乙局”的单位有 2 个（B、B2），这条豁免没有起作用。")]
    assert codes(files["B"]) == [OPEN]


def test_a_code_is_no_other_units_name(tmp_path):
    unbalanced(tmp_path / "收回", "A")
    unbalanced(tmp_path / "收回", "B", 2)
    files, said = judged(tmp_path, ONE, units=roster(tmp_path, "A,B", "B,乙局"))
    found = codes(files["A"])  # its name is another than the roster's, which is told too
    assert (OPEN in found, WAIVED in found, codes(files["B"]), said) == (True, False, [WAIVED], [])


def test_a_long_list_takes_no_time(tmp_path):
    text = "".join(ONE.replace('"B"', f'"U{number}"') for number in range(2000))
    units = roster(tmp_path, *(f"U{number},单位{number}" for number in range(2000)))
    rulings = Rulings(read_waivers(listed(tmp_path, text), today=TODAY), units)
    filing = govxl.read(unbalanced(tmp_path / "收回"))
    start = time.process_time()
    found = [rulings.of(filing, member) for member in units.members]
    assert time.process_time() - start < 0.5
    assert [[waiver.unit for waiver in some] for some in found] == [[f"U{number}"] for number in range(2000)]


def test_nothing_is_said_of_a_unit_whose_report_has_not_come(tmp_path):
    unbalanced(tmp_path / "收回", "B")
    _, said = judged(tmp_path, ONE.replace('"B"', '"A"'), units=roster(tmp_path, "A", "B"))
    assert said == []


def test_what_the_unit_has_explained_needs_no_waiver(tmp_path):
    with_regulations(tmp_path / "收回", "C", WORDS)
    text = ONE.replace('"B"', '"C"').replace("requests-balance", "regulations-authority")
    files, said = judged(tmp_path, text)
    assert codes(files["C"]) == [("regulations-authority", "info", "explained")]
    assert [severity for severity, _ in said] == ["info"]
    with_regulations(tmp_path / "收回", "C", "核实无误")  # empty talk explains nothing
    files, said = judged(tmp_path, text)
    (finding,) = files["C"].findings
    assert finding.message.endswith(f"相差 2。单位只写了“核实无误”，不算说明。已豁免：{REASON}（有效期至 2025-12-31）")
    assert (finding.settled.kind, said) == ("waived", [])


# --------------------------------------------------------------------------------------------------------- where it is


def run_json(run, *args: str) -> dict:
    _, said = run(*args, "--format", "json")
    return json.loads(said)


@pytest.fixture
def office(tmp_path, monkeypatch) -> Path:
    """A waived error (B), an explained warning (C), one with empty talk (D), nothing (A); a list beside the roster."""
    back = tmp_path / "收回"
    put(back, "A")
    unbalanced(back, "B")
    with_regulations(back, "C", WORDS)
    with_regulations(back, "D", "无")
    roster(tmp_path, "A", "B", "C", "D")
    listed(tmp_path, ONE.replace("2025-12-31", "2999-12-31"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


WAIVED_ROW = (
    *("乙局", "B.xlsx", "requests-balance", "三", "D5", "错误"),
    "自然人：一＋二＝三（七）总计＋四 不成立，D5(17)＋D6(0)＝17 不等于 D28(14)＋D29(0)＝14，相差 3。",
    *("主管部门豁免", REASON, "2999-12-31"),
)
EXPLAINED_ROW = (
    *("丙局", "C.xlsx", "regulations-authority", "二", "B4", "提醒"),
    "规章：没有规章制定权的单位，规章各项应为0 不成立，B4(0)＋C4(0)＋D4(2)＝2 不等于 0，相差 2。",
    *("单位说明", WORDS, ""),
)
HEADS = ("单位", "文件", "规则", "表", "单元格", "程度", "问题", "种类", "说明或理由", "有效期至")


def test_the_states_of_the_units_and_the_status_workbook(office, run):
    code, said = run("collect", "收回", "--roster", "名单.csv", "-o", "收报情况.xlsx")
    assert code == 0
    assert "没有问题 3 个，要说明 1 个，要退回 0 个。收到 4 个文件。" in said
    assert "\n豁免.toml　共 1 条豁免，起作用的 1 条。\n" in said
    book = openpyxl.load_workbook("收报情况.xlsx")
    assert list(book["情况说明"].values) == [HEADS, WAIVED_ROW, EXPLAINED_ROW]
    units = [(row[0], row[3], row[6], row[7], row[8]) for row in book["单位"].iter_rows(2, values_only=True)]
    assert units == [
        ("A", "没有问题", 0, 0, ""),
        ("B", "没有问题", 0, 0, "1 项已豁免。"),
        ("C", "没有问题", 0, 0, "1 项已说明。"),
        ("D", "要说明", 0, 1, "有 1 处提醒，请单位说明。"),
    ]
    last = list(book["文件"].values)[-1]
    assert (*last[:6], *last[7:]) == ("豁免.toml", "豁免清单", "", "", "", "", "共 1 条豁免，起作用的 1 条。", 0, 0)
    data = run_json(run, "collect", "收回", "--roster", "名单.csv")
    assert [unit["state"] for unit in data["units"]] == ["ok", "ok", "ok", "to_explain"]
    assert data["files"][-1] == {
        "file": "豁免.toml",
        "unit": "",
        "state": "foreign",
        "reason": "共 1 条豁免，起作用的 1 条。",
    }


def test_the_summary_takes_a_waived_error_in_and_says_so(office, run):
    code, said = run("consolidate", "收回", "--roster", "名单.csv", "-o", "汇总.xlsx")
    assert code == 0
    assert said.splitlines()[:4] == [
        "已汇总 4 个单位，写出 汇总.xlsx",
        "  已计入，有 1 项已豁免：乙局　收回/B.xlsx",
        "  有 1 个单位的 1 项提醒已说明，详见“情况说明”。",
        "豁免.toml　共 1 条豁免，起作用的 1 条。",
    ]
    book = openpyxl.load_workbook("汇总.xlsx")
    rows = list(book["情况说明"].values)
    assert rows[:3] == [HEADS, WAIVED_ROW, EXPLAINED_ROW]
    total = rows[3]  # 3 too many in one unit are 3 too many in the sum
    assert total[:6] == ("汇总", "汇总.xlsx", "requests-balance", "三", "D5", "错误")
    assert total[6].endswith("相差 3。")
    assert total[7:] == ("主管部门豁免", "相差的数全部来自已豁免的单位：乙局", "2999-12-31")
    assert list(book["收录情况"].values)[-1][:7] == (
        *("豁免.toml", "", "", "", "豁免清单", "否"),
        "共 1 条豁免，起作用的 1 条。",
    )
    again = govxl.read("汇总.xlsx")
    assert (again.source, again.findings) == ("summary", ())


def test_the_next_level_waives_a_summary_by_its_name(office, tmp_path):
    govxl.consolidate(["收回"], "青禾县.xlsx", waivers=read_waivers("豁免.toml", today=TODAY))
    assert [f.severity for f in govxl.check(govxl.read("青禾县.xlsx")) if f.code == "requests-balance"] == ["error"]
    Path("收回").rename("各县")  # the units themselves stay with the county
    Path("收回").mkdir()
    Path("青禾县.xlsx").rename("收回/青禾县.xlsx")
    for units in (None, roster(tmp_path, "A", "B", "C", "D")):
        files, said = judged(tmp_path, ONE.replace('"B"', '"青禾县"'), units=units)
        assert (codes(files["青禾县"])[-1], said) == (WAIVED, [])


def test_a_sum_with_more_than_what_was_waived_is_wrong(office):
    """A unit with errors of its own in the same column, taken in all the same."""
    unbalanced(office / "收回", "A", 1)
    waivers = read_waivers("豁免.toml", today=TODAY)
    result = govxl.consolidate(["收回"], waivers=waivers, include_faulty=True)
    found = [(f.code, f.severity) for f in result.findings if f.code == "requests-balance"]
    assert found == [("requests-balance", "error")]
    result = govxl.consolidate(["收回"], waivers=waivers)  # A stays out
    found = [(f.code, f.severity) for f in result.findings if f.code == "requests-balance"]
    assert (found, [one.filing.unit.code for one in result.included]) == ([("requests-balance", "info")], list("BCD"))


def test_check_says_it_in_every_format(office, run):
    listed(office, ONE + ONE.replace('"B"', '"X"').replace("2025-12-31", "2999-12-31"), "别的.toml")
    code, said = run("check", "收回", "--roster", "名单.csv")
    assert code == 0
    assert "  其中 1 项已豁免。\n收回/C.xlsx" in said
    assert "  [已说明] 二!B4 " in said
    assert "\n豁免.toml　　豁免清单：没有问题\n  共 1 条豁免，起作用的 1 条。\n共 4 个文件，0 个有错误" in said
    assert "\n其中 1 项已说明，1 项已豁免，不再算错误或提醒。\n" in said
    args = ("check", "收回", "--roster", "名单.csv", "--waivers", "别的.toml")
    code, said = run(*args)  # which has expired in the meantime
    assert code == 1
    for message in ("第 1 条：“B”的 requests-balance 豁免已在 2025-12-31 到期", "第 2 条：单位名单里没有单位“X”"):
        assert f"  [提醒] {message}" in said
    data = run_json(run, *args)
    assert [(f["file"], f["state"]) for f in data["files"]][-1] == ("别的.toml", "foreign")
    assert [f["code"] for f in data["files"][-1]["findings"]] == ["waiver", "waiver"]
    assert (data["errors"], data["warnings"]) == (1, 3)
    run(*args, "--format", "xlsx", "-o", "清单.xlsx")
    rows = list(openpyxl.load_workbook("清单.xlsx").active.values)
    assert [row[1:3] for row in rows if row[9] == "waiver"] == [("别的.toml", "提醒")] * 2
    assert [row[2] for row in rows if row[0] == "丙局"] == ["已说明"]
    run(*args, "--format", "csv", "-o", "清单.csv")
    assert Path("清单.csv").read_text("utf-8-sig").count(",waiver\n") == 2


def test_a_marked_copy_shows_what_is_settled_in_green(office, run):
    code, said = run("check", "收回", "--roster", "名单.csv", "--annotate", "退回")
    assert code == 0
    assert "豁免.toml →" not in said
    assert "没有标注" not in said
    book = openpyxl.load_workbook("退回/B_检查结果.xlsx")
    result = list(book["检查结果"].values)
    assert "0 处错误（红色），0 处提醒（黄色），1 项已豁免（绿色，不用改）。" in result[2][0]
    assert result[-1][1:4] == ("已豁免", "三", "D5")
    assert result[-1][7].endswith(f"已豁免：{REASON}（有效期至 2999-12-31）")
    assert book["三"]["D5"].fill.fgColor.rgb == "FFC3E6B6"
    assert book["三"]["D5"].comment.text.splitlines()[1] == "已豁免（requests-balance）"
    book = openpyxl.load_workbook("退回/C_检查结果.xlsx")
    assert list(book["检查结果"].values)[-1][1] == "已说明"
    assert book["二"]["B4"].fill.fgColor.rgb == "FFC3E6B6"
    book = openpyxl.load_workbook("退回/D_检查结果.xlsx")
    assert book["二"]["B4"].fill.fgColor.rgb == "FFFFD37B"


def own_alarms(path: Path, sheet: str) -> list[tuple[str, str, int]]:
    """The conditional formats of a sheet by priority: where, the formula, the priority."""
    found = openpyxl.load_workbook(path)[sheet].conditional_formatting
    rules = [(str(one.sqref), rule.formula[0], rule.priority) for one in found for rule in one.rules]
    return sorted(rules, key=lambda rule: rule[2])


def test_the_workbooks_own_alarm_is_calmed_while_the_figures_stay(office, run):
    """The relation of the natural persons, and that of the total, which is off by the same waived difference."""
    run("check", "收回", "--roster", "名单.csv", "--annotate", "退回")
    before, after = own_alarms(Path("收回/B.xlsx"), "三"), own_alarms(Path("退回/B_检查结果.xlsx"), "三")
    assert after[:2] == [
        ("D5:D6 D28:D29", 'AND(LEN("govxl")=5,$D$5=17,$D$6=0,$D$28=14,$D$29=0)', 1),
        ("J5:J6 J28:J29", 'AND(LEN("govxl")=5,$J$5=17,$J$6=0,$J$28=14,$J$29=0)', 2),
    ]
    assert after[2:] == [(cells, formula, priority + 2) for cells, formula, priority in before]
    (rule,) = openpyxl.load_workbook("退回/B_检查结果.xlsx")["三"].conditional_formatting["D5:D6 D28:D29"][:1]
    assert (rule.stopIfTrue, rule.dxf.fill.bgColor.rgb) == (True, "FFC3E6B6")
    assert own_alarms(Path("退回/C_检查结果.xlsx"), "二")[0][0] == "B4:D4"
    assert own_alarms(Path("退回/D_检查结果.xlsx"), "二") == own_alarms(Path("收回/D.xlsx"), "二")
    Path("豁免.toml").unlink()
    run("check", "退回/B_检查结果.xlsx", "--annotate", "再退")  # the next round: nothing is waived any more
    assert own_alarms(Path("再退/B_检查结果.xlsx"), "三") == before
    assert openpyxl.load_workbook("再退/B_检查结果.xlsx")["三"]["D5"].fill.fgColor.rgb == "FFF7A3A1"


def test_a_cell_with_another_fault_is_not_calmed(tmp_path):
    """The waived column keeps its alarm where another error names the cell; here the column of the businesses."""
    path = put(tmp_path / "收回", "B", requests__received__natural_person=3, requests__received__business=2)
    waivers = read_waivers(listed(tmp_path, f'{ONE}cell = "三!D5"\n'), today=TODAY)
    (one, _) = judge(items([path]), waivers=waivers)
    calm = settled_cells(one.filing, verdicts(one.filing), one.findings, layout_of(FORM).places)
    assert [[place.cell for place in some.cells] for some in calm] == [["D5", "D6", "D28", "D29"]]


def test_rows_of_remarks_are_those_of_settled_findings_alone():
    assert list(remark_rows([govxl.Finding("blank", "error", "甲", "乙")])) == []


def test_lists_in_the_heap_are_the_offices(office, run):
    listed(office / "收回", ONE)
    code, _ = run("check", "收回", "--roster", "名单.csv")
    assert code == 0
    assert kind_of(items([Path("收回/豁免.toml")])[0]) == "waivers"
    write_xlsx(Path("别的.xlsx"), [["单位", "规则", "理由", "有效期至"]])
    assert kind_of(items([Path("别的.xlsx")])[0]) == "waivers"


# ------------------------------------------------------------------------------------------------------------ the list

ENTRY = ("B", "requests-balance", REASON, LAST)
HEAD = ["单位", "规则", "理由", "有效期至"]


def entries(path: Path) -> list[tuple[str, str, str, datetime.date, str]]:
    return [(w.unit, w.rule, w.reason, w.until, w.cell) for w in read_waivers(path, today=TODAY).items]


def faults(path: Path) -> list[str]:
    with pytest.raises(WaiverError) as error:
        read_waivers(path, today=TODAY)
    assert str(error.value).startswith(f"豁免清单 {path} 有 {len(error.value.faults)} 处问题")
    return list(error.value.faults)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_toml_csv_and_xlsx_are_the_same(tmp_path, encoding):
    toml = listed(tmp_path, f"# 豁免\n{ONE}", encoding=encoding)
    chinese = f'[[豁免]]\n单位 = "B"\n规则 = "Requests-Balance"\n理由 = "{REASON}"\n有效期至 = "2025年12月31日"\n'
    text = f"豁免清单,,,\n{','.join(HEAD)}\nB,requests-balance,{REASON},2025/12/31\n"
    table = [HEAD, ["B", "requests-balance", REASON, LAST], ["", "", "", ""]]
    assert entries(toml) == [(*ENTRY, "")]
    assert entries(listed(tmp_path, chinese, "别的.toml", encoding)) == [(*ENTRY, "")]
    assert entries(listed(tmp_path, text, "豁免.csv", encoding)) == [(*ENTRY, "")]
    assert entries(write_xlsx(tmp_path / "豁免.xlsx", table)) == [(*ENTRY, "")]
    (waiver,) = read_waivers(toml, today=TODAY).items
    assert waiver == Waiver(*ENTRY, cell="", file=toml, at="第 1 条")


def test_an_empty_list_waives_nothing(tmp_path):
    assert entries(listed(tmp_path, "")) == []
    assert entries(write_xlsx(tmp_path / "豁免.xlsx", [HEAD])) == []


def test_all_faults_of_a_toml_at_once(tmp_path):
    text = f"""\
[[waivers]]
unit = "B"
rule = "stock"
reason = ""
until = 2025-12-31
note = "x"
[[waivers]]
rule = "stock"
unit = 12
reason = "核实无误"
until = "2025-13-01"
[[waivers]]
"单位" = "B"
unit = "C"
reason = "{REASON}"
cell = "第五格"
until = 20251231
[other]
"""
    assert faults(listed(tmp_path, text)) == [
        "第 1 条：" + texts.waiver_key_unknown("note"),
        "第 3 条：“单位”和“unit”是同一项，请删去一个。",
        "不认识“other”。每一条豁免写在一个 [[waivers]] 下面。",
        "第 1 条：没有写“reason”。",
        "第 2 条：“unit”要写成文字，两边加英文引号。",
        "第 2 条：“reason”只写了“核实无误”，不算理由，请写明为什么可以豁免。",
        "第 2 条：“until”的“2025-13-01”不是日期，请写成 2025-12-31 这样，到这一天为止有效。",
        "第 3 条：没有写“规则”。",
        "第 3 条：“until”的“20251231”不是日期，请写成 2025-12-31 这样，到这一天为止有效。",
        "第 3 条：“cell”的“第五格”不是单元格，请写成 三!D5 这样，或者不写。",
    ]


def test_all_faults_of_a_sheet_at_once(tmp_path):
    rows = [
        [*HEAD, "备注"],
        ["B", "stock", "无", LAST, ""],
        ["", "stock", REASON, "明年", ""],
        ["C", "stock", REASON, LAST, ""],
        ["ｃ", "Stock", REASON, LAST, ""],
    ]
    assert faults(write_xlsx(tmp_path / "豁免.xlsx", rows)) == [
        "第 1 行：不认识“备注”这一列，请删去或改名；可以有的列：单位、规则、理由、有效期至、单元格。",
        "第 2 行：“理由”只写了“无”，不算理由，请写明为什么可以豁免。",
        "第 3 行：没有写“单位”。",
        "第 3 行：“有效期至”的“明年”不是日期，请写成 2025-12-31 这样，到这一天为止有效。",
        "第 5 行：与第 4 行重复：同一单位、同一规则、同一单元格，请删去一条。",
    ]


def test_what_is_no_list_is_told(tmp_path):
    assert faults(listed(tmp_path, "甲,乙\n1,2\n", "豁免.csv")) == [texts.waiver_no_table()]
    assert faults(listed(tmp_path, '[[waivers]]\nunit = "B"\nuntil = 2025年\n')) == [
        '第 3 行的写法不对。文字两边要加英文引号，如 unit = "SC007"；日期写成 until = 2026-12-31。'
    ]
    assert faults(listed(tmp_path, 'waivers = "B"\n')) == [texts.waiver_not_tables("waivers")]
    missing = write_xlsx(tmp_path / "豁免.xlsx", [["单位", "规则"], ["B", "stock"]])
    assert faults(missing)[:2] == ["第 1 行：没有“理由”这一列。", "第 1 行：没有“有效期至”这一列。"]


@pytest.mark.parametrize("command", ["check", "collect", "consolidate"])
def test_a_faulty_list_ends_a_command_with_2(office, run, command):
    listed(office, ONE.replace("2025-12-31", '"明年"').replace(REASON, "无"))
    output = ("-o", "出.xlsx") if command == "consolidate" else ()
    code, said = run(command, "收回", "--roster", "名单.csv", *output)
    assert (code, said.count("第 1 条：")) == (2, 2)
    assert not Path("出.xlsx").exists()
    code, said = run(command, "收回", "--roster", "名单.csv", "--waivers", "没有.toml", *output)
    assert (code, said) == (2, "没有这个文件或文件夹：没有.toml\n")
