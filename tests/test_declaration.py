"""The loader: the form of 2021 is the statutory one, and every fault of a declaration is named by its key path."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from govxl.declaration import FormError, edition, editions, load, parse
from govxl.layout import layout_of
from govxl.rules import fill_formulas

HERE = Path(__file__).parent
TOML = HERE.parent / "workbook_templates" / "annual_report_2021.toml"

SMALL = """
edition = "1"
name = "小表"
source = "测试"
deadline = "1月31日"
sections = ["words", "stock"]
breaks = ["年|初"]

[[cover]]
id = "unit_name"
label = "单位名称"
prompt = "填全称。"
optional = false

[[prose]]
id = "words"
sheet = "文字"
title = "说明"
prompt = "每行写一段。"
paragraphs = 2

[[tables]]
id = "stock"
sheet = "库存"
title = "库存表"
arrangement = "grid"

[[tables.blocks]]
rows = [
  { id = "opening", label = "年初" },
  { id = "added", label = "本年/增加" },
  { id = "closing", label = "本年/年末" },
]
columns = [{ id = "pieces", label = "件数" }, { id = "value", label = "金额", kind = "amount" }]

[[rules]]
code = "stock-balance"
title = "年初＋增加＝年末"
severity = "error"
table = "stock"
between = "rows"
left = ["opening", "added"]
sign = "="
right = ["closing"]
source = "测试"
todo = "请核对。"
"""

# The other half of a circle: the closing stock computes the opening one.
CIRCLE = """computes = true
[[rules]]
code = "circle"
title = "年末＝年初"
severity = "error"
table = "stock"
between = "rows"
left = ["closing"]
sign = "="
right = ["opening"]
computes = true
source = "测试"
todo = "请核对。"
"""
SECOND_RULE = CIRCLE.removeprefix("computes = true\n").replace("computes = true\n", "")
SECOND_BLOCK = '[[tables.blocks]]\nrows = [{ id = "lost", label = "损耗" }]\ncolumns = [{ id = "n", label = "次" }]\n'
SECOND_COVER = '[[cover]]\nid = "unit_name"\nlabel = "别名"\nprompt = "填简称。"\n'


def changed(*changes):
    """SMALL with pieces of its text replaced; each must stand there, or the case would test nothing."""
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def faults(text):
    with pytest.raises(FormError) as caught:
        parse(text, "small.toml")
    return list(caught.value.faults)


# ------------------------------------------------------------------------------------------------- the form of 2021


def test_the_form_of_2021_has_the_200_statutory_figures():
    declared = [
        {
            "key": f.address,
            "table": f.table.id,
            "row_label": f.row_label,
            "column_label": f.column_label,
            "kind": f.kind,
            "derived": "yes" if f.derived else "no",
        }
        for f in edition("2021").figures
    ]
    with (HERE / "data" / "figures-2021.csv").open(encoding="utf-8-sig", newline="") as file:
        official = list(csv.DictReader(file))
    assert len(official) == 200
    assert declared == official


def test_editions():
    assert "2021" in editions()
    with pytest.raises(KeyError):
        edition("1999")


def test_relations_by_code():
    counts = Counter(relation.rule.code for relation in edition().relations)
    assert counts == {
        "requests-balance": 7,
        "requests-outcomes": 7,
        "requests-row-total": 25,
        "disputes-total": 3,
        "stock-possible": 2,
        "carry-over": 7,
        "stock": 2,
        "regulations-authority": 1,
        "lawsuit-after-review": 1,
    }


def test_only_the_sums_of_other_relations_are_not_judged():
    skipped = {(r.rule.code, r.at.id) for r in edition().relations if not r.judged}
    assert skipped == {("requests-balance", "total"), ("requests-outcomes", "total")}


def test_every_derived_figure_is_filled_by_one_relation():
    form = edition()
    filled = [relation.fills for relation in form.relations if relation.fills]
    derived = [figure.address for figure in form.figures if figure.derived]
    assert sorted(filled) == sorted(derived)
    assert [r.fills for r in form.fill_order if r.fills not in derived] == []
    assert form.filled_by["requests.outcomes_total.total"].rule.code == "requests-row-total"


def test_a_total_is_filled_after_its_parts():
    form = edition()
    done = {figure.address for figure in form.entries}
    for relation in form.fill_order:
        assert done >= set(relation.left), relation.fills
        done.add(relation.fills)
    assert len(done) == 200


def test_the_support_of_a_relation_is_its_entry_cells():
    form = edition()
    balance = next(r for r in form.relations if (r.rule.code, r.at.id) == ("requests-balance", "business"))
    assert len(balance.support) == 2 + 21 + 1
    assert "requests.outcomes_total.business" not in balance.support
    entries = {figure.address for figure in form.entries}
    assert all(entries.issuperset(relation.support) for relation in form.relations)


def test_a_new_row_is_one_line_and_one_word():
    text = TOML.read_text("utf-8")
    last_row = '  { id = "outcomes_total",'
    new_row = '  { id = "other_new", label = "三、本年度办理结果/（六）其他处理/4.新的一项" },\n'
    assert text.count(last_row) == 1
    one_line = text.replace(last_row, new_row + last_row)
    assert faults(one_line) == ["tables.requests.rows.other_new: 没有一条行间规则提到这一行，是不是忘了加进合计"]

    last_word = '"other_fee_unpaid", "other_other",'
    assert text.count(last_word) == 1
    form = parse(one_line.replace(last_word, last_word + ' "other_new",'))
    assert len(form.figures) == 200 + 7
    layout = layout_of(form)
    assert layout.places["requests.other_new.natural_person"].cell == "D28"
    assert fill_formulas(layout)["requests.outcomes_total.natural_person"] == "SUM(D7:D28)"
    assert fill_formulas(layout)["requests.other_new.total"] == "SUM(D28:I28)"


# -------------------------------------------------------------------------------------------------- faults, one by one


def test_the_small_form_is_good():
    form = parse(SMALL)
    assert [figure.address for figure in form.figures] == [
        "stock.opening.pieces",
        "stock.opening.value",
        "stock.added.pieces",
        "stock.added.value",
        "stock.closing.pieces",
        "stock.closing.value",
    ]
    assert [figure.kind for figure in form.entries] == ["count", "amount"] * 3
    assert [part.id for part in form.parts] == ["words", "stock"]
    assert (form.printed("年初"), form.printed("年末")) == ("年\n初", "年末")


CASES = {
    "missing": ('deadline = "1月31日"\n', "", "deadline: 缺少这一项"),
    "not a text": ('name = "小表"', "name = 5", "name: 类型不对，应为文字"),
    "not a number": ("paragraphs = 2", 'paragraphs = "2"', "prose[0].paragraphs: 类型不对，应为整数"),
    "true is no number": ("paragraphs = 2", "paragraphs = true", "prose[0].paragraphs: 类型不对，应为整数"),
    "not a flag": ("optional = false", "optional = 0", "cover[0].optional: 类型不对，应为 true 或 false"),
    "not a list": ('left = ["opening", "added"]', 'left = "opening"', "rules[0].left: 类型不对，应为数组"),
    "list of other things": ('["opening", "added"]', '["opening", "added", 3]', "rules[0].left[2]: 类型不对，应为文字"),
    "empty": ('name = "小表"', 'name = ""', "name: 不能为空"),
    "empty list": ('right = ["closing"]', "right = []", "rules[0].right: 不能为空"),
    "out of range": ("paragraphs = 2", "paragraphs = 0", "prose[0].paragraphs: 0 超出范围，应在 1 到 200 之间"),
    "unknown key": (
        'title = "库存表"',
        'title = "库存表"\ntitel = "库存"',
        "tables[0].titel: 不认识这一项，是不是写错了名字",
    ),
    "unknown key at the top": ('edition = "1"', 'edition = "1"\nbreak = []', "break: 不认识这一项，是不是写错了名字"),
    "unknown choice": (
        'severity = "error"',
        'severity = "fatal"',
        "rules[0].severity: “fatal”不在可选的 error、warning、info 之中",
    ),
    "unknown kind": (
        'kind = "amount"',
        'kind = "money"',
        "tables[0].blocks[0].columns[1].kind: “money”不在可选的 count、amount、change 之中",
    ),
    "misspelt id": ('id = "pieces"', 'id = "Pieces"', "tables[0].blocks[0].columns[0].id: 写法不对：“Pieces”"),
    "misspelt code": ('code = "stock-balance"', 'code = "stock_b"', "rules[0].code: 写法不对：“stock_b”"),
    "impossible sheet name": ('sheet = "库存"', 'sheet = "库/存"', "tables[0].sheet: 写法不对：“库/存”"),
    "long sheet name": (
        'sheet = "库存"',
        f'sheet = "{"库" * 32}"',
        "tables[0].sheet: 有 32 个字，Excel 最多接受 31 个",
    ),
    "long prose title": (
        'title = "说明"',
        f'title = "{"说" * 33}"',
        "prose[0].title: 有 33 个字，Excel 最多接受 32 个",
    ),
    "long choices": (
        "optional = false",
        f'choices = ["{"甲" * 200}", "{"乙" * 200}"]',
        "cover[0].choices: 有 409 个字，Excel 最多接受 225 个",
    ),
    "empty step of a label": (
        'label = "本年/增加"',
        'label = "本年/"',
        "tables[0].blocks[0].rows[1].label: 标签“本年/”里有空的一级",
    ),
    "two labels alike": ('label = "金额"', 'label = "件数"', "tables.stock: “件数”重复"),
    "torn head": (
        'label = "年初" },\n  { id = "added", label = "本年/增加"',
        'label = "本年/年初" },\n  { id = "added", label = "增加"',
        "tables.stock: 同属“本年”的行或列没有排在一起，表头无法合并",
    ),
    "two blocks in a grid": ("[[rules]]", SECOND_BLOCK + "[[rules]]", "tables[0].blocks: grid 排法只能有一个 block"),
    "reserved sheet": ('sheet = "库存"', 'sheet = "校验"', "sheet: “校验”是系统用的工作表名"),
    "two sheets alike": ('sheet = "库存"', 'sheet = "文字"', "sheet: “文字”重复"),
    "part not listed": ('["words", "stock"]', '["stock"]', "sections: 没有列出“words”"),
    "unknown part": ('["words", "stock"]', '["words", "stock", "x"]', "sections: 没有叫“x”的行、列、表或标签"),
    "part listed twice": ('["words", "stock"]', '["words", "stock", "stock"]', "sections: “stock”重复"),
    "break of an unknown label": ('["年|初"]', '["年|底"]', "breaks: 没有叫“年底”的行、列、表或标签"),
    "rule of an unknown table": ('table = "stock"', 'table = "shop"', "rules[0].table: 没有叫“shop”的行、列、表或标签"),
    "rule of an unknown row": (
        '["opening", "added"]',
        '["opening", "addded"]',
        "rules[0].left[1]: 没有叫“addded”的行、列、表或标签",
    ),
    "row named twice": ('right = ["closing"]', 'right = ["closing", "added"]', "rules[0].right: “added”重复"),
    "forgotten row": (
        '["opening", "added"]',
        '["opening"]',
        "tables.stock.rows.added: 没有一条行间规则提到这一行，是不是忘了加进合计",
    ),
    "inequality that computes": (
        'sign = "="',
        'sign = "<="\ncomputes = true',
        "rules[0].computes: computes 的规则必须是“=”，而且右边只能有一项",
    ),
    "two computed at once": (
        'left = ["opening", "added"]\nsign = "="\nright = ["closing"]',
        'left = ["opening"]\nsign = "="\nright = ["added", "closing"]\ncomputes = true',
        "rules[0].computes: computes 的规则必须是“=”，而且右边只能有一项",
    ),
    "circle": (
        'todo = "请核对。"\n',
        f'todo = "请核对。"\n{CIRCLE}',
        "rules: 规则循环计算：stock.closing.pieces → stock.opening.pieces → stock.closing.pieces",
    ),
    "two rules of one code": (
        "[[rules]]",
        SECOND_RULE.replace('"circle"', '"stock-balance"') + "[[rules]]",
        "rules: “stock-balance”重复",
    ),
}


@pytest.mark.parametrize(("old", "new", "fault"), CASES.values(), ids=CASES.keys())
def test_fault(old, new, fault):
    assert faults(changed((old, new))) == [fault]


def test_bad_toml():
    (fault,) = faults(changed(('edition = "1"', "edition = ")))
    assert fault.startswith("不是合法的 TOML：")
    assert "line 2" in fault


def test_help_too_long_for_a_prompt():
    """What a prompt shows is the help of the row, the help of the column and a closing sentence of 7 characters."""
    rows, columns = f'label = "年初", help = "{"长" * 150}"', f'label = "件数", help = "{"长" * 98}"'
    assert parse(changed(('label = "年初"', rows), ('label = "件数"', columns)))
    assert faults(changed(('label = "年初"', rows), ('label = "件数"', columns.replace("长", "很长", 1)))) == [
        "tables[0].opening.pieces.help: 有 256 个字，Excel 最多接受 255 个"
    ]


def test_rule_over_two_blocks_falls_nowhere():
    text = changed(('"grid"', '"blocks"'), ("[[rules]]", SECOND_BLOCK + "[[rules]]"), ('["closing"]', '["lost"]'))
    assert faults(text) == ["rules[0].left: 没有一个 block 同时含有这条规则提到的行或列，规则落空"]


def test_duplicate_ids():
    assert faults(changed(('id = "value"', 'id = "pieces"'))) == [
        "tables[0].blocks[0].columns: “pieces”重复",
        "tables[0].blocks: “stock.opening.pieces”重复",
    ]
    assert "id: “stock”重复" in faults(changed(('id = "words"', 'id = "stock"')))


def test_all_faults_are_listed_at_once():
    text = changed(
        ('name = "小表"\n', ""),
        ("paragraphs = 2", "paragraphs = 900"),
        ('sheet = "库存"', 'sheet = "封面"'),
        ('["opening", "added"]', '["opening", "addded"]'),
        ('sign = "="', 'sign = "=="'),
    )
    with pytest.raises(FormError) as caught:
        parse(text, "small.toml")
    assert set(caught.value.faults) == {
        "name: 缺少这一项",
        "prose[0].paragraphs: 900 超出范围，应在 1 到 200 之间",
        "sheet: “封面”是系统用的工作表名",
        "rules[0].left[1]: 没有叫“addded”的行、列、表或标签",
        "rules[0].sign: “==”不在可选的 =、<=、>= 之中",
    }
    assert str(caught.value).splitlines()[0] == "表式声明 small.toml 有 5 处错误："
    assert len(str(caught.value).splitlines()) == 6


def test_load_names_the_file(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(SMALL, "utf-8")
    assert load(path).name == "小表"
    path.write_text(changed(('name = "小表"', 'name = ""')), "utf-8")
    with pytest.raises(FormError, match=r"own\.toml 有 1 处错误"):
        load(path)


# Faults that would show only in the workbook: it would be wrong or could not be written.
IN_THE_WORKBOOK = {
    "two cover fields of one id": ("[[prose]]", SECOND_COVER + "[[prose]]", "cover"),
    "reserved sheet in capitals": ('sheet = "库存"', 'sheet = "_GOVXL"', "sheet"),
    "sheet name too long in UTF-16": ('sheet = "库存"', f'sheet = "{"𠮷" * 16}"', "tables[0].sheet"),
    "help too long in UTF-16": (
        'label = "年初"',
        f'label = "年初", help = "{"𠮷" * 200}"',
        "tables[0].blocks[0].rows[0].help",
    ),
    "choices too long for the alert": ("optional = false", f'choices = ["{"甲" * 240}"]', "cover[0].choices"),
}


@pytest.mark.parametrize(("old", "new", "place"), IN_THE_WORKBOOK.values(), ids=IN_THE_WORKBOOK.keys())
def test_fault_that_would_show_only_in_the_workbook(old, new, place):
    assert faults(changed((old, new)))[0].partition(": ")[0] == place
