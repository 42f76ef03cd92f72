"""Edition 2019 beside 2021, changes that may be negative, spellings of labels, and hybrids of two editions."""

import datetime
import json
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from planted import filled
from test_declaration import changed, faults
from workbooks import change, report

import govxl
from govxl import texts
from govxl.catalogue import catalogue
from govxl.declaration import edition, parse
from govxl.distribution import distribute
from govxl.hybrid import blend
from govxl.layout import layout_of
from govxl.roster import read_roster
from govxl.rules import complete, fill_formulas, is_possible, judge_all

OLD, NEW = edition("2019"), edition("2021")
HYBRID = blend(NEW, {"requests": OLD})
CHANGES = [f"disclosure.{row}.change" for row in ("licences", "other_services", "penalties", "coercion", "fees")]
TABLES = frozenset({"disclosure", "requests", "disputes"})
COVER = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2020年1月15日"}
PROSE = {"overview": "甲", "problems": "乙", "other_matters": "无。"}


def published() -> dict:
    """The entry figures of the report of 2019, as far as they are filled; its 251000 元 in 万元."""
    figures = report("02")["figures"] | {"disclosure.procurement.amount": Decimal("25.1")}
    return {f.address: figures[f.address] for f in OLD.entries if figures[f.address] is not None}


def write(path: Path, figures: dict, *, code: str = "A1", year: int = 2019, form: govxl.Form = OLD) -> Path:
    unit = govxl.Unit(code, f"{code}局")
    content = govxl.Content(unit, year, "本机关", COVER, figures, PROSE, zeros=TABLES, category="省级政府")
    govxl.write_template(path, content, form=form)
    return path


# ------------------------------------------------------------------------------------------------- the form of 2019


def test_the_figures_are_those_of_a_published_report() -> None:
    assert [figure.address for figure in OLD.figures] == list(report("02")["figures"])
    kinds = {figure.address: figure.kind for figure in OLD.figures if figure.kind != "count"}
    assert kinds == dict.fromkeys(CHANGES, "change") | {"disclosure.procurement.amount": "amount"}
    totals = [key for key in report("02")["figures"] if key.endswith(".total") or ".outcomes_total." in key]
    assert [figure.address for figure in OLD.figures if figure.derived] == totals


def test_the_rules() -> None:
    counts = {"requests-balance": 7, "requests-row-total": 23, "requests-outcomes": 7, "disputes-total": 3}
    assert Counter(r.rule.code for r in OLD.relations) == counts | {
        "carry-over": 7,
        "regulations-authority": 1,
        "lawsuit-after-review": 1,
    }
    assert "2021" not in catalogue(OLD)
    (balance,) = (r for r in OLD.relations if (r.rule.code, r.at.id) == ("requests-balance", "business"))
    assert len(balance.support) == 2 + 19 + 1
    assert "requests.other_handling.business" in balance.support


def test_the_first_table_as_printed(tmp_path: Path) -> None:
    """Texts and merged heads by plain openpyxl, against the official form."""
    govxl.write_template(tmp_path / "blank.xlsx", form=OLD)
    sheet = openpyxl.load_workbook(tmp_path / "blank.xlsx")["二"]
    printed = [[cell.value for cell in row if cell.value is not None] for row in sheet["A2:D19"]]
    items, head = ["信息内容", "上一年项目数量", "本年增/减"], ["信息内容"]
    assert printed == [
        ["第二十条第（一）项"],
        [*head, "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章"],
        ["规范性文件"],
        ["第二十条第（五）项"],
        [*items, "处理决定数量"],
        ["行政许可"],
        ["其他对外管理服务事项"],
        ["第二十条第（六）项"],
        [*items, "处理决定数量"],
        ["行政处罚"],
        ["行政强制"],
        ["第二十条第（八）项"],
        items,
        ["行政事业性收费"],
        ["第二十条第（九）项"],
        [*head, "采购项目数量", "采购总金额（单位：万元）"],
        ["政府集中采购"],
    ]
    bands = {"A1:D1", "A2:D2", "A6:D6", "A10:D10", "A14:D14", "A17:D17"}
    assert {str(area) for area in sheet.merged_cells.ranges} == bands | {"C15:D15", "C16:D16", "C18:D18", "C19:D19"}


def test_the_second_table_has_one_row_for_other_handling() -> None:
    layout = layout_of(OLD)
    assert layout.places["requests.other_handling.natural_person"].cell == "D25"
    captions = {caption.text: caption.place for caption in layout.plan("requests").captions}
    assert (captions["（六）其他处理"].cell, captions["（六）其他处理"].width) == ("B25", 2)
    assert fill_formulas(layout)["requests.outcomes_total.natural_person"] == "SUM(D7:D25)"


def test_the_form_that_is_given_out_is_still_that_of_2021(run, tmp_path: Path) -> None:
    assert edition() is NEW
    assert run("template", "-o", "new.xlsx")[0] == 0
    assert govxl.read(tmp_path / "new.xlsx").form is NEW


def test_the_whole_way_of_2019(run, tmp_path: Path) -> None:
    assert run("template", "--edition", "2019", "--unit", "甲局", "--year", "2019", "-o", "甲局.xlsx")[0] == 0
    figures = published() | {CHANGES[0]: -3}
    book = openpyxl.load_workbook(tmp_path / "甲局.xlsx")
    for key, value in figures.items():
        place = layout_of(OLD).places[key]
        cell = book[place.sheet][place.cell]
        assert not cell.protection.locked, key
        cell.value = value
    for cell in (book["二"]["F4"], book["三"]["L4"], book["四"]["Q4"]):
        cell.value = "是"
    book.save(tmp_path / "甲局.xlsx")
    code, said = run("check", "甲局.xlsx", "--format", "json")
    found = Counter((f["code"], f["severity"]) for f in json.loads(said)["files"][0]["findings"])
    del found["total-stale", "warning"], found["blank", "warning"]  # openpyxl calculates nothing; no prose, no cover
    assert (code, found) == (0, {("regulations-authority", "warning"): 1})

    write(tmp_path / "乙局.xlsx", figures | {CHANGES[0]: 1, "disclosure.procurement.amount": Decimal("0.0001")})
    code, said = run("consolidate", "甲局.xlsx", "乙局.xlsx", "-o", "汇总.xlsx")
    assert (code, said.splitlines()[0]) == (0, "已汇总 2 个单位，写出 汇总.xlsx")
    total = govxl.read(tmp_path / "汇总.xlsx")
    assert (total.form, total.source, len(total.figures)) == (OLD, "summary", 198)
    totals = {key: 2 * value for key, value in report("02")["figures"].items() if isinstance(value, int)}
    totals |= {CHANGES[0]: -2, "disclosure.procurement.amount": Decimal("25.1001")}
    assert {key: total.figures[key] for key in totals} == totals
    assert total.figures["requests.granted.total"] == 2 * (258 + 12 + 1 + 1)
    assert [f.code for f in govxl.check(total) if f.severity == "error"] == []
    code, said = run("show", "汇总.xlsx", "--json")
    assert (code, json.loads(said)["figures"][CHANGES[0]]) == (0, -2)
    assert run("rules", "--edition", "2019")[1].startswith("政府信息公开工作年度报告（2019 版）")


def test_the_units_of_a_summary_are_headed_by_whole_labels(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", published())
    govxl.consolidate([tmp_path / "a.xlsx"], tmp_path / "sum.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "sum.xlsx")["各单位数据"]
    column = next(cell.column for cell in sheet[2] if cell.value == CHANGES[0])
    assert (
        openpyxl.load_workbook(tmp_path / "sum.xlsx", data_only=True)["各单位数据"].cell(5, column).value == "本年增/减"
    )
    spot = sheet.cell(6, column).coordinate
    (rule,) = (rule for rule in sheet.data_validations.dataValidation if spot in rule.sqref)
    assert (rule.type, rule.operator) == ("whole", None)  # no operator: between
    assert (rule.formula1, rule.formula2) == ("-999999999999", "999999999999")


def test_reports_of_two_editions_are_not_added_up(tmp_path: Path) -> None:
    """By meaning they do not fit: what one form asks and the other does not would be lost without a word."""
    write(tmp_path / "a.xlsx", published())
    write(tmp_path / "b.xlsx", published(), code="B1")
    write(tmp_path / "c.xlsx", {}, code="C1", form=NEW)
    result = govxl.consolidate([tmp_path])
    assert [one.filing.unit.code for one in result.included] == ["A1", "B1"]
    ((left_out, reason),) = result.left_out
    assert left_out.filing.unit.code == "C1"
    assert "用的是政府信息公开工作年度报告 2021 版，多数报告用的是 2019 版" in reason
    assert not result.clean
    assert result.total.figures["requests.received.natural_person"] == 2 * 821


def test_last_year_in_the_old_form_is_carried_into_the_new_one(tmp_path: Path) -> None:
    """上年结转 is asked in both forms; 现行有效 is not, and stays unchecked."""
    write(tmp_path / "a.xlsx", published(), year=2020)
    roster = tmp_path / "名单.csv"
    roster.write_text("单位代码,单位名称\nA1,A1局\n", "utf-8")
    today = datetime.date(2022, 1, 3)
    distribute(read_roster(roster), tmp_path / "下发", year=2021, today=today, prior=[tmp_path / "a.xlsx"])
    (sent,) = (tmp_path / "下发").rglob("A1*.xlsx")
    filing = govxl.read(sent)
    assert filing.form is NEW
    assert filing.entries["requests.carried_in.natural_person"] == 72
    assert filing.shown["prior:requests.carried_out.total"] == 72
    assert [key for key in filing.shown if key.startswith("prior:disclosure")] == []


# ------------------------------------------------------------------------------------------------------------- changes

# what stands in the cell -> the number taken and the code of the finding
VALUES = [
    (-3, -3, None),
    (0, 0, None),
    (12, 12, None),
    (-2.5, None, "not-whole"),
    (-(10**12), None, "not-a-number"),
    (1 - 10**12, 1 - 10**12, None),
    ("减3", None, "not-a-number"),
    ("-", None, "blank"),
]


@pytest.mark.parametrize(("value", "taken", "code"), VALUES)
def test_a_change_is_read(tmp_path: Path, value: object, taken: int | None, code: str | None) -> None:
    path = change(write(tmp_path / "a.xlsx", published()), {"二!C8": value, "二!B8": 7})
    filing = govxl.read(path)
    assert filing.entries.get(CHANGES[0]) == taken
    assert [f.code for f in filing.findings if CHANGES[0] in f.figures] == ([code] if code else [])
    assert filing.entries["disclosure.licences.prior_items"] == 7


def test_a_count_beside_a_change_is_still_not_negative(tmp_path: Path) -> None:
    (finding,) = govxl.read(change(write(tmp_path / "a.xlsx", published()), {"二!B8": -3})).findings
    assert (finding.code, str(finding.place)) == ("negative", "二!B8")


def test_what_is_possible_for_each_kind() -> None:
    values = [-(10**12), 1 - 10**12, -3, -0.5, Decimal("-0.5"), 0, Decimal("0.5"), 10**12 - 1, 10**12]
    assert [v for v in values if is_possible(v, "count")] == [0, 10**12 - 1]
    assert [v for v in values if is_possible(v, "amount")] == [0, Decimal("0.5"), 10**12 - 1]
    assert [v for v in values if is_possible(v, "change")] == [1 - 10**12, -3, 0, 10**12 - 1]


def test_what_is_impossible_does_not_go_into_a_workbook() -> None:
    wrong = {CHANGES[0]: Decimal("-0.5"), CHANGES[1]: -3, "disclosure.licences.prior_items": -3}
    assert govxl.Content(figures=wrong).faults(OLD) == [
        texts.content_impossible(CHANGES[0], "-0.5"),
        texts.content_impossible("disclosure.licences.prior_items", "-3"),
    ]


def test_a_change_in_the_workbook(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", {CHANGES[0]: -3})
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book["二"]
    assert sheet["C8"].value == -3
    rules = {cell: v for v in sheet.data_validations.dataValidation for cell in ("B8", "C8") if cell in v.sqref}
    assert (rules["B8"].type, rules["B8"].operator, rules["B8"].formula1) == ("whole", "greaterThanOrEqual", "0")
    change_rule = rules["C8"]
    assert (change_rule.type, change_rule.operator) == ("whole", None)  # no operator: between
    assert (change_rule.formula1, change_rule.formula2) == ("-999999999999", "999999999999")
    assert "减少的前面加负号" in change_rule.error
    assert change_rule.error != rules["B8"].error
    assert "减少的填负数" in change_rule.prompt
    alarms = {str(area.sqref): rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules}
    (signed,) = (formula for spots, formula in alarms.items() if spots == "C8:C9 C12:C13 C16")
    assert "OR(C8<>INT(C8),ABS(C8)>=1E+12)" in signed
    counted = book["校验"]["E5"].value  # the cells in error of the first table
    below_zero = re.findall(r"COUNTIF\('二'!(\w+(?::\w+)?),\"<0\"\)", counted)
    assert sorted(set(below_zero)) == ["B12:B13", "B16", "B19:C19", "B4:D5", "B8:B9", "C19", "D12:D13", "D8:D9"]
    assert "SUMPRODUCT(--('二'!C8:C9<>INT('二'!C8:C9)))" in counted


def test_a_line_is_an_amount_or_a_change() -> None:
    text = changed(('label = "年初"', 'label = "年初", kind = "change"'))
    assert faults(text) == ["tables[0].opening.value.kind: 这一行是 change，这一列是 amount，同一格只能是一种"]
    both = changed(('label = "年初"', 'label = "年初", kind = "change"'), (', kind = "amount"', ""))
    assert [figure.kind for figure in parse(both).figures] == ["change"] * 2 + ["count"] * 4


def test_a_label_with_a_stroke_is_a_list_of_steps() -> None:
    form = parse(changed(('label = "本年/增加"', 'label = ["本年", "增/减"]')))
    assert form.figures[2].row_path == ("本年", "增/减")
    assert [caption.text for caption in layout_of(form).plan("stock").captions if "增" in caption.text] == ["增/减"]


@pytest.mark.parametrize(
    ("label", "fault"),
    [
        ("[]", "不能为空"),
        ('["本年", ""]', "标签“本年/”里有空的一级"),
        ('["本年", 3]', "类型不对，应为文字"),
        ("3", "类型不对，应为文字"),
    ],
)
def test_a_label_that_is_none(label: str, fault: str) -> None:
    (said,) = faults(changed(('label = "本年/增加"', f"label = {label}")))
    assert said.startswith("tables[0].blocks[0].rows[1].label")
    assert said.endswith(f": {fault}")


# ----------------------------------------------------------------------------------------------------------- spellings

KNOWN = {
    "一、总体情况": "一、总体工作情况",
    "二、主动公开政府信息情况": "二、行政机关主动公开政府信息情况",
    "四、政府信息公开行政复议、行政诉讼情况": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "五、存在的主要问题及改进情况": "五、存在问题及改进情况",
    "四、结转下年度继续办理": "四、结转下一年度继续办理",
    "总计": "合计",
    "（七）总计": "（七）合计",
}


@pytest.mark.parametrize("form", [OLD, NEW, HYBRID], ids=["2019", "2021", "hybrid"])
def test_the_spellings_that_come_back(form: govxl.Form) -> None:
    assert {label: spelling for label, spelling in KNOWN.items() if spelling in form.variants[label]} == KNOWN
    plain = [_plain(spelling) for spellings in form.variants.values() for spelling in spellings]
    assert len(set(plain)) == len(plain)
    steps = {step for f in form.figures for step in (*f.row_path, *f.column_path)}
    labels = steps | {part.title for part in form.parts} | {form.name}
    assert set(form.variants) <= labels
    assert {_plain(label) for label in labels} & set(plain) == set()


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_what_one_edition_prints_is_a_spelling_in_the_other() -> None:
    assert NEW.variants["行政规范性文件"] == ("规范性文件",)
    assert OLD.variants["规范性文件"] == ("行政规范性文件",)


BAD_SPELLINGS = {
    "unknown label": ('"年尾" = ["年底"]', "variants.年尾: 没有叫“年尾”的行、列、表或标签"),
    "no spelling": ('"年末" = []', "variants.年末: 不能为空"),
    "no list": ('"年末" = "年底"', "variants.年末: 类型不对，应为数组"),
    "no text": ('"年末" = ["年底", 3]', "variants.年末[1]: 类型不对，应为文字"),
    "its own": ('"年末" = ["年底", "年 末"]', "variants.年末[1]: “年 末”已经是标签“年末”的写法"),
    "its own in another width": ('"件数" = ["件　数"]', "variants.件数[0]: “件　数”已经是标签“件数”的写法"),
    "another label": ('"年末" = ["年初"]', "variants.年末[0]: “年初”已经是标签“年初”的写法"),
    "a title": ('"年末" = ["库存表"]', "variants.年末[0]: “库存表”已经是标签“库存表”的写法"),
    "twice": ('"年末" = ["年底", "年底"]', "variants.年末[1]: “年底”已经是标签“年末”的写法"),
    "two labels": ('"年末" = ["年底"]\n"年初" = ["年底"]', "variants.年初[0]: “年底”已经是标签“年末”的写法"),
}


@pytest.mark.parametrize(("lines", "fault"), BAD_SPELLINGS.values(), ids=BAD_SPELLINGS.keys())
def test_a_spelling_that_would_confuse(lines: str, fault: str) -> None:
    (said,) = faults(changed(("[[rules]]", f"[variants]\n{lines}\n[[rules]]")))
    assert said.startswith(fault)


def test_spellings_of_a_form_of_ones_own() -> None:
    lines = '[variants]\n"年末" = ["年底", "期末"]\n"库存表" = ["库存情况"]\n"单位名称" = ["填报单位"]\n'
    form = parse(changed(("[[rules]]", f"{lines}[[rules]]")))
    assert form.variants == {"年末": ("年底", "期末"), "库存表": ("库存情况",), "单位名称": ("填报单位",)}
    assert parse(changed()).variants == {}


# ------------------------------------------------------------------------------------------------------------- hybrids


def test_the_figures_of_a_hybrid_are_those_of_a_published_one() -> None:
    assert [figure.address for figure in HYBRID.figures] == list(report("05")["figures"])
    assert HYBRID.edition == "2021"
    assert HYBRID.tables_of == {"disclosure": "2021", "requests": "2019", "disputes": "2021"}
    assert NEW.tables_of == dict.fromkeys(("disclosure", "requests", "disputes"), "2021")
    assert set(OLD.tables_of.values()) == {"2019"}


def test_a_hybrid_is_made_once() -> None:
    assert blend(NEW, {"requests": OLD}) is HYBRID
    assert blend(NEW, {"disputes": NEW, "requests": OLD}) is HYBRID
    assert blend(NEW, {}) is blend(NEW, {"requests": NEW}) is NEW
    assert blend(OLD, {"requests": NEW}) is not HYBRID
    assert blend(HYBRID, {"requests": NEW}).tables_of == NEW.tables_of
    with pytest.raises(KeyError, match="rents"):
        blend(NEW, {"rents": OLD})


def test_the_rules_of_a_hybrid_come_with_their_tables() -> None:
    sources = {(rule.table, rule.code): "〔2019〕" in rule.source for rule in HYBRID.rules}
    codes = ["requests-balance", "requests-row-total", "requests-outcomes", "carry-over"]
    assert {key for key, old in sources.items() if old} == {("requests", code) for code in codes}
    assert {code for table, code in sources if table != "requests"} == {
        "disputes-total",
        "stock-possible",
        "stock",
        "regulations-authority",
        "lawsuit-after-review",
    }
    derived = {figure.address for figure in HYBRID.figures if figure.derived}
    assert derived == {r.fills for r in HYBRID.relations if r.fills} == set(HYBRID.filled_by)
    assert HYBRID.filled_by["requests.outcomes_total.total"].rule.code == "requests-row-total"
    assert fill_formulas(layout_of(HYBRID))["requests.outcomes_total.total"] == "SUM(D26:I26)"


def test_a_published_hybrid_keeps_its_rules() -> None:
    """Report 05: all sums of its tables hold once its two wrong totals are worked out anew."""
    figures = report("05")["figures"]
    entries = {figure.address: figures[figure.address] or 0 for figure in HYBRID.entries}
    entries = {key: Decimal(value) if isinstance(value, str) else value for key, value in entries.items()}
    verdicts = judge_all(HYBRID, complete(HYBRID, entries), category="省级政府")
    assert {v.state for v in verdicts if not v.relation.prior} == {"passed", "exempt"}
    wrong = entries | {"requests.other_handling.natural_person": entries["requests.other_handling.natural_person"] + 1}
    broken = {v.relation.rule.code for v in judge_all(HYBRID, complete(HYBRID, wrong)) if v.state == "broken"}
    assert "requests-balance" in broken


def test_labels_of_a_hybrid_are_those_of_its_tables() -> None:
    assert HYBRID.printed("（六）其他处理") == "（六）其他处理"
    assert NEW.printed("（六）其他处理") == "（六）\n其他处理"
    other = blend(NEW, {"disclosure": OLD})
    assert other.variants["规范性文件"] == ("行政规范性文件",)
    assert "行政规范性文件" not in other.variants
    assert other.printed("（六）其他处理") == "（六）\n其他处理"
    assert other.by_address[CHANGES[0]].kind == "change"


def test_a_hybrid_keeps_the_sheets_of_its_base() -> None:
    one, two = (
        parse(changed()),
        parse(changed(('edition = "1"', 'edition = "2"'), ('sheet = "库存"', 'sheet = "存货"'))),
    )
    made = blend(one, {"stock": two})
    assert [part.sheet for part in made.parts] == ["文字", "库存"]
    assert made.tables_of == {"stock": "2"}
    assert layout_of(made).places["stock.added.pieces"].sheet == "库存"


# ------------------------------------------------------------------------------------------- five units of 2019


def test_a_marked_copy_of_2019_and_five_units_added_up(run, tmp_path: Path) -> None:
    (tmp_path / "heap").mkdir()
    units = filled(tmp_path / "heap", "2019", last_year=True, units=slice(1, 6))
    expected: dict[str, object] = {}
    for sheets in units:
        for key, value in govxl.read(sheets.path).entries.items():
            expected[key] = expected.get(key, 0) + value
    code, said = run("consolidate", *(str(sheets.path) for sheets in units), "-o", "汇总.xlsx")
    assert (code, said.splitlines()[0]) == (0, "已汇总 5 个单位，写出 汇总.xlsx")
    total = govxl.read(tmp_path / "汇总.xlsx")
    assert total.entries == expected
    assert total.figures["disclosure.licences.change"] == -15
    assert (total.form, total.year, len(total.contains), total.findings) == (OLD, 2020, 5, ())
    code, said = run("show", "汇总.xlsx", "--json")
    assert json.loads(said)["edition"] == "2019"
    # one fault, marked, mended in the marked copy
    path = units[2].path
    received = govxl.read(path).entries["requests.received.natural_person"]
    change(path, {"三!D5": received + 3})
    code, _ = run("check", str(path), "--annotate", "标注")
    assert code == 1
    (copy,) = (tmp_path / "标注").glob("*.xlsx")
    book = openpyxl.load_workbook(copy)
    assert "相差 3" in book["三"]["D5"].comment.text
    assert govxl.read(copy).entries["requests.received.natural_person"] == received + 3
    assert [(f.code, str(f.place)) for f in govxl.check(govxl.read(copy)) if f.severity == "error"] == [
        ("requests-balance", "三!D5")
    ]
