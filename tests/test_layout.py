"""The layout: where the official form has its captions and figures, written out by hand."""

import random
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from govxl.declaration import edition, parse
from govxl.layout import Place, areas, column_name, layout_of

LAYOUT = layout_of(edition("2021"))

# The merges of the printed form, from its official text. The figures of 二 that span three columns are no captions.
MERGES = {
    "二": "A1:D1 A2:D2 A6:D6 B7:D7 A9:D9 B10:D10 A13:D13 B14:D14",
    "三": "A1:J1 A2:C4 D2:J2 D3:D4 E3:I3 J3:J4 A5:C5 A6:C6 A7:A28 B7:C7 B8:C8 B9:B16 B17:B19 B20:B24 B25:B27 B28:C28"
    " A29:C29",
    "四": "A1:O1 A2:E2 F2:O2 F3:J3 K3:O3 A3:A4 B3:B4 C3:C4 D3:D4 E3:E4",
}
# Captions by cell: those that tell where a block, a group or a level begins, and all of the small tables.
CAPTIONS = {
    "二": {
        "A1": "二、主动公开政府信息情况",
        "A2": "第二十条第（一）项",
        "A3": "信息内容",
        "B3": "本年制发件数",
        "C3": "本年废止件数",
        "D3": "现行有效件数",
        "A4": "规章",
        "A5": "行政规范性文件",
        "A6": "第二十条第（五）项",
        "A7": "信息内容",
        "B7": "本年处理决定数量",
        "A8": "行政许可",
        "A9": "第二十条第（六）项",
        "A10": "信息内容",
        "B10": "本年处理决定数量",
        "A11": "行政处罚",
        "A12": "行政强制",
        "A13": "第二十条第（八）项",
        "A14": "信息内容",
        "B14": "本年收费金额（单位：万元）",
        "A15": "行政事业性收费",
    },
    "三": {
        "A2": "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
        "D2": "申请人情况",
        "D3": "自然人",
        "E3": "法人或其他组织",
        "J3": "总计",
        "E4": "商业企业",
        "I4": "其他",
        "A5": "一、本年新收政府信息公开申请数量",
        "A7": "三、本年度办理结果",
        "B7": "（一）予以公开",
        "B9": "（三）不予公开",
        "C9": "1.属于国家秘密",
        "C16": "8.属于行政查询事项",
        "B17": "（四）无法提供",
        "B20": "（五）不予处理",
        "B25": "（六）其他处理",
        "C27": "3.其他",
        "B28": "（七）总计",
        "A29": "四、结转下年度继续办理",
    },
    "四": {
        "A2": "行政复议",
        "F2": "行政诉讼",
        "F3": "未经复议直接起诉",
        "K3": "复议后起诉",
        **dict.fromkeys(("A3", "F4", "K4"), "结果维持"),
        **dict.fromkeys(("B3", "G4", "L4"), "结果纠正"),
        **dict.fromkeys(("C3", "H4", "M4"), "其他结果"),
        **dict.fromkeys(("D3", "I4", "N4"), "尚未审结"),
        **dict.fromkeys(("E3", "J4", "O4"), "总计"),
    },
}
PLACES = {
    "disclosure.regulations.issued": "二!B4",
    "disclosure.normative_documents.in_force": "二!D5",
    "disclosure.licences.decisions": "二!B8",
    "disclosure.penalties.decisions": "二!B11",
    "disclosure.coercion.decisions": "二!B12",
    "disclosure.fees.amount": "二!B15",
    "requests.received.natural_person": "三!D5",
    "requests.received.total": "三!J5",
    "requests.carried_in.business": "三!E6",
    "requests.granted.natural_person": "三!D7",
    "requests.denied_inquiry.legal_service": "三!H16",
    "requests.other_other.other_org": "三!I27",
    "requests.outcomes_total.research": "三!F28",
    "requests.outcomes_total.total": "三!J28",
    "requests.carried_out.total": "三!J29",
    "disputes.review.upheld": "四!A5",
    "disputes.review.total": "四!E5",
    "disputes.lawsuit_direct.pending": "四!I5",
    "disputes.lawsuit_after_review.total": "四!O5",
}


def spelt(place):
    last = f"{get_column_letter(place.column + place.width)}{place.row + place.height}"
    return f"{place.cell}:{last}" if place.height * place.width > 1 else place.cell


def squares(place):
    return {(place.row + i, place.column + j) for i in range(place.height) for j in range(place.width)}


@pytest.mark.parametrize("sheet", MERGES)
def test_captions_are_merged_as_in_the_official_form(sheet):
    (plan,) = (plan for plan in LAYOUT.tables if plan.table.sheet == sheet)
    merged = [spelt(c.place) for c in plan.captions if c.place.height * c.place.width > 1]
    assert sorted(merged) == sorted(MERGES[sheet].split())


@pytest.mark.parametrize("sheet", CAPTIONS)
def test_captions_stand_where_the_official_form_has_them(sheet):
    (plan,) = (plan for plan in LAYOUT.tables if plan.table.sheet == sheet)
    printed = {caption.place.cell: caption.text.replace("\n", "") for caption in plan.captions}
    assert printed | CAPTIONS[sheet] == printed
    assert {caption.place.sheet for caption in plan.captions} == {sheet}
    assert len(printed) == {"二": 21, "三": 41, "四": 20}[sheet]


def test_a_line_whose_path_begins_its_neighbours_keeps_its_own_label():
    text = (Path(__file__).parent.parent / "workbook_templates" / "annual_report_2021.toml").read_text("utf-8")
    old, new = 'label = "四、结转下年度继续办理"', 'label = "三、本年度办理结果/（七）总计/其中"'
    assert text.count(old) == 1
    text = text.replace(old, new).replace('"四、结转下年度继续办理" = ', '"其中" = ')  # its spellings, too
    plan = layout_of(parse(text)).plan("requests")
    captions = {spelt(caption.place): caption.text for caption in plan.captions}
    assert (captions["B28:C28"], captions["B29"], captions["C29"]) == ("（七）总计", "（七）总计", "其中")
    assert "A7:A29" in captions


@pytest.mark.parametrize(("address", "place"), PLACES.items())
def test_place(address, place):
    assert str(LAYOUT.places[address]) == place


def test_single_figures_of_table_2_reach_over_three_columns():
    wide = {spelt(place) for place in LAYOUT.places.values() if place.height * place.width > 1}
    assert wide == {"B8:D8", "B11:D11", "B12:D12", "B15:D15"}


def test_every_square_of_a_table_is_covered_once():
    """Captions and figures tile the printed area: nothing overlaps, no hole is left."""
    for plan in LAYOUT.tables:
        places = [caption.place for caption in plan.captions] + list(plan.cells.values())
        taken = [square for place in places for square in squares(place)]
        assert len(taken) == len(set(taken)), plan.table.id
        assert set(taken) == squares(Place(plan.table.sheet, 0, 0, plan.rows, plan.columns)), plan.table.id
        beside = (plan.panel.verdict, plan.panel.link, plan.panel.zero_label, plan.panel.zero, plan.panel.code)
        assert len({square for place in beside for square in squares(place)} - set(taken)) == 5


def test_sheets_and_places_outside_the_tables():
    assert LAYOUT.sheets == ("填报说明", "封面", "一", "二", "三", "四", "五", "六", "校验", "_govxl")
    assert {name: str(place) for name, place in LAYOUT.cover.items()} == {
        "unit_name": "封面!B4",
        "unit_code": "封面!B5",
        "year": "封面!B6",
        "scope": "封面!B7",
        "filler": "封面!B8",
        "reviewer": "封面!B9",
        "telephone": "封面!B10",
        "date": "封面!B11",
    }
    overview = LAYOUT.form.prose[0]
    places = [str(place) for place in LAYOUT.paragraphs(overview)]
    assert (len(places), places[0], places[-1]) == (20, "一!B3", "一!B22")
    assert len(list(LAYOUT.paragraphs(overview, 7))) == 20
    assert len(list(LAYOUT.paragraphs(overview, 33))) == 33


def test_the_check_sheet_has_a_line_for_each_table_and_relation():
    lines = [str(LAYOUT.table_line(index)) for index in range(3)] + [
        str(LAYOUT.rule_line(index)) for index in range(44)
    ]
    assert lines[:4] == ["校验!A5", "校验!A6", "校验!A7", "校验!A10"]
    assert lines[-1] == "校验!A53"
    assert str(LAYOUT.rule_line(0, 5)) == "校验!F10"


def test_a_broken_relation_is_reported_at_what_it_computes_else_at_its_first_cell():
    places = {(r.rule.code, r.at.id): str(LAYOUT.relation_place(r)) for r in LAYOUT.form.relations}
    assert places["requests-balance", "natural_person"] == "三!D5"
    assert places["requests-row-total", "granted"] == "三!J7"
    assert places["requests-outcomes", "business"] == "三!E28"
    assert places["disputes-total", "lawsuit_direct"] == "四!J5"
    assert places["stock-possible", "regulations"] == "二!D4"


def test_place_in_a_formula():
    assert Place("三", 4, 3).absolute == "'三'!$D$5"
    assert Place("三", 4, 3, 2, 2).absolute == "'三'!$D$5"


# ---------------------------------------------------------------------------------------------------- areas and columns


def cells(text):
    """``A1 C2``: places, in the order given."""
    return [Place("x", top - 1, left - 1) for left, top, _, _ in map(range_boundaries, text.split())]


@pytest.mark.parametrize(
    ("given", "expected"),
    {
        "": "",
        "D5": "D5",
        "D5 E5 F5": "D5:F5",
        "D5 D6 D7": "D5:D7",
        "F5 D5 E5 D5": "D5:F5",  # any order, once each
        "D5 F5": "D5 F5",
        "D5 D7": "D5 D7",
        "A1 B1 A2 B2": "A1:B2",
        "A1 B1 C1 A2 B2 C2 A4 B4 C4": "A1:C2 A4:C4",  # a gap of one row
        "A1 A2 B2": "A1 A2:B2",  # an L
        "A1 B1 A2 A3": "A1:B1 A2:A3",
        "A1 B1 C1 A2 C2 A3 B3 C3": "A1:C1 A2 C2 A3:C3",  # a ring
        "A1 C1 A2 C2 A3 C3": "A1:A3 C1:C3",  # two columns side by side
        "B1 A2 B2 C2 B3": "B1 A2:C2 B3",  # a cross
        "Z9 AA9 AB9": "Z9:AB9",
    }.items(),
)
def test_areas(given, expected):
    assert areas(cells(given)) == expected.split()


def test_areas_of_the_entries_of_table_3():
    entries = [LAYOUT.places[f.address] for f in LAYOUT.form.entries if f.table.id == "requests"]
    assert len(entries) == 144
    assert areas(entries) == ["D5:I27", "D29:I29"]


def test_areas_cover_just_the_cells_given():
    chance = random.Random(2021)
    for _ in range(300):
        given = {(chance.randrange(6), chance.randrange(6)) for _ in range(chance.randrange(1, 30))}
        found = [
            (row, column)
            for left, top, right, bottom in map(range_boundaries, areas(Place("x", *spot) for spot in given))
            for row in range(top - 1, bottom)
            for column in range(left - 1, right)
        ]
        assert sorted(found) == sorted(given)  # every cell, no other, none twice


def test_areas_of_a_full_rectangle_are_one():
    chance = random.Random(7)
    for _ in range(50):
        top, left, height, width = (chance.randrange(1, 20) for _ in range(4))
        spots = [Place("x", top + i, left + j) for i in range(height) for j in range(width)]
        chance.shuffle(spots)
        (area,) = areas(spots)
        assert range_boundaries(area) == (left + 1, top + 1, left + width, top + height)


def test_column_name():
    names = {0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"}
    assert {index: column_name(index) for index in names} == names
    assert all(column_name(index) == get_column_letter(index + 1) for index in range(16384))
