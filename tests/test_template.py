"""The written workbook, looked at with openpyxl and as XML, never with govxl's own reader."""

import csv
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from decimal import Decimal
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from govxl.declaration import edition, parse
from govxl.filing import Unit
from govxl.layout import layout_of
from govxl.template import Content, write_template

DATA = Path(__file__).parent / "data"
SHEETS = ["填报说明", "封面", "一", "二", "三", "四", "五", "六", "校验", "_govxl"]
TABLES = ("二", "三", "四")
VERDICTS = {("封面", "B13"), ("二", "F1"), ("三", "L1"), ("四", "Q1"), ("校验", "A2")}
ZEROS = {"二": "F4", "三": "L4", "四": "Q4"}
NAME = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def squares(sheet, area):
    left, top, right, bottom = range_boundaries(area)
    return [(sheet, f"{get_column_letter(c)}{r}") for r in range(top, bottom + 1) for c in range(left, right + 1)]


# Where the 200 figures stand, in the order of the official list: written by hand, not asked of the layout.
KEYS = list(csv.DictReader((DATA / "figures-2021.csv").read_text("utf-8-sig").splitlines()))
SPOTS = squares("二", "B4:D5") + [("二", cell) for cell in ("B8", "B11", "B12", "B15")]
SPOTS += squares("三", "D5:J29") + squares("四", "A5:O5")
SPOT_OF = {row["key"]: spot for row, spot in zip(KEYS, SPOTS, strict=True)}
ENTRIES = [SPOT_OF[row["key"]] for row in KEYS if row["derived"] == "no"]
# The derived ones: sheet, parts, total. The row total fills the corner.
SUMS = [("三", f"D{row}:I{row}", f"J{row}") for row in range(5, 30)]
SUMS += [("三", f"{column}7:{column}27", f"{column}28") for column in "DEFGHI"]
SUMS += [("四", f"{first}5:{last}5", f"{total}5") for first, last, total in ("ADE", "FIJ", "KNO")]
# The rules in the order of the check sheet: sheet, left, right, what turns red, what the line links to.
RULES = [("三", f"{c}5:{c}6", f"{c}28:{c}29", f"{c}5:{c}6 {c}28:{c}29", f"{c}5") for c in "DEFGHIJ"]
RULES += [("三", f"D{row}:I{row}", f"J{row}", f"J{row}", f"J{row}") for row in range(5, 30)]
RULES += [("三", f"{c}7:{c}27", f"{c}28", f"{c}28", f"{c}28") for c in "DEFGHIJ"]
RULES += [("四", parts, total, total, total) for _, parts, total in SUMS[-3:]]
RULES += [("二", f"C{row}:D{row}", f"B{row}", f"B{row}:D{row}", f"D{row}") for row in (4, 5)]

# Of the checks that are no equations those that a unit may explain: a line each below the rules.
DECLARED = tomllib.loads((DATA.parents[1] / "workbook_templates" / "annual_report_2021.toml").read_text("utf-8"))
OTHER_CHECKS = sum(check["severity"] == "warning" for check in DECLARED["checks"])


def report():
    """The entry figures of a published report, by key."""
    figures = json.loads((DATA / "report_00.json").read_text("utf-8"))["figures"]
    return {row["key"]: Decimal(figures[row["key"]]) for row in KEYS if row["derived"] == "no"}


def written(path, content=None, form=None):
    write_template(path, content, form=form)
    return load_workbook(path)


@pytest.fixture(scope="module")
def blank_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("blank") / "blank.xlsx"
    write_template(path)
    return path


@pytest.fixture(scope="module")
def blank(blank_file):
    return load_workbook(blank_file)


def sheets_of(path):
    """The XML of every sheet, by name."""
    with zipfile.ZipFile(path) as file:
        book = ElementTree.fromstring(file.read("xl/workbook.xml"))
        names = [item.get("name") for item in book.iterfind("x:sheets/x:sheet", NAME)]
        parts = [file.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    return {name: ElementTree.fromstring(part) for name, part in zip(names, parts, strict=True)}


def cached(path):
    """Every formula cell of a workbook with the value that stands beside the formula."""
    found = {}
    for sheet, xml in sheets_of(path).items():
        for cell in xml.iterfind(".//x:c[x:f]", NAME):
            value = cell.find("x:v", NAME).text
            found[sheet, cell.get("r")] = value if cell.get("t") == "str" else Decimal(value)
    return found


def states(found):
    """The states on the check sheet."""
    return {value for (sheet, cell), value in found.items() if sheet == "校验" and cell[0] == "F"}


# ------------------------------------------------------------------------------------------------------------ the book


def test_sheets(blank):
    assert blank.sheetnames == SHEETS
    assert {ws.title: ws.sheet_state for ws in blank if ws.sheet_state != "visible"} == {"_govxl": "veryHidden"}
    assert blank.active.title == "封面"


def test_structure_and_sheets_are_locked(blank):
    assert blank.security.lockStructure
    for ws in blank:
        protection = ws.protection
        assert protection.sheet, ws.title
        assert (protection.insertRows, protection.deleteRows, protection.insertColumns) == (True, True, True), ws.title
        assert not (protection.selectLockedCells or protection.selectUnlockedCells), ws.title
        assert protection.password is None


def test_a_password_is_asked_for_on_every_sheet(tmp_path):
    wb = written(tmp_path / "p.xlsx", Content(password="gk2024"))
    assert len({ws.protection.password for ws in wb}) == 1
    assert wb["三"].protection.password
    with pytest.raises(ValueError, match="“保护密码”有 16 个字，最多 15 个"):
        write_template(tmp_path / "q.xlsx", Content(password="x" * 16))


def test_identity_is_carried_three_times(tmp_path):
    wb = written(tmp_path / "t.xlsx", Content(unit=Unit("A01", "甲局"), year=2024, serial="7"))
    code = "govxl|2021|2024|A01|7"
    hidden = {row[0].value: row[1].value for row in wb["_govxl"].iter_rows(max_col=2)}
    assert hidden == {
        "form": "政府信息公开工作年度报告",
        "edition": "2021",
        "kind": "template",
        "unit_code": "A01",
        "unit_name": "甲局",
        "year": "2024",
        "category": "",
        "serial": "7",
        "signature": "",
        "code": code,
    }
    assert wb.custom_doc_props["govxl"].value == code
    visible = {"二": "F5", "三": "L5", "四": "Q5", "封面": "B14"}
    assert [wb[sheet][cell].value for sheet, cell in visible.items()] == [code] * 4
    assert all(code in ws.oddFooter.left.text for ws in wb if ws.title != "_govxl")
    cover = wb["封面"]
    assert [cover[cell].value for cell in ("B4", "B5", "B6")] == ["甲局", "A01", "2024"]
    assert [cover[f"B{row}"].protection.locked for row in range(4, 12)] == [True] * 3 + [False] * 5


def test_size(blank_file):
    assert blank_file.stat().st_size < 60_000


def test_same_input_same_bytes(tmp_path, blank_file):
    again, far = tmp_path / "again.xlsx", tmp_path / "far.xlsx"
    write_template(again)
    code = "import sys; from govxl.template import write_template; write_template(sys.argv[1])"
    elsewhere = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "5"}
    subprocess.run([sys.executable, "-c", code, str(far)], check=True, env=elsewhere)
    assert blank_file.read_bytes() == again.read_bytes() == far.read_bytes()
    with zipfile.ZipFile(far) as file:
        assert b">2021-09-26T00:00:00Z</dcterms:created>" in file.read("docProps/core.xml")


def test_nothing_is_left_where_the_folder_is_missing(tmp_path):
    with pytest.raises(OSError):
        write_template(tmp_path / "no" / "t.xlsx")
    assert list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------------------------------------------- the cells


def test_entry_cells_are_open_and_every_other_written_cell_is_locked(blank):
    """A merged entry is open over its whole width; beside the entries only the declaration of zeros is open."""
    assert len(ENTRIES) == 166
    wide = [squares("二", area) for area in ("B8:D8", "B11:D11", "B12:D12", "B15:D15")]
    expected = {*ENTRIES, *chain.from_iterable(wide), *ZEROS.items()}
    found = {
        (sheet, cell.coordinate)
        for sheet in TABLES
        for cell in chain.from_iterable(blank[sheet].iter_rows())
        if cell.has_style and not cell.protection.locked
    }
    assert found == expected


def test_derived_cells_are_locked_formulas(blank):
    for sheet, parts, total in SUMS:
        cell = blank[sheet][total]
        assert cell.protection.locked, (sheet, total)
        assert cell.value == f"=SUM({parts})"
    assert {(sheet, total) for sheet, _, total in SUMS} == set(SPOTS) - set(ENTRIES)


def test_cells_that_are_not_written_are_locked(blank, blank_file):
    """The Normal style is open, for what is pasted; the columns that can be seen are locked."""
    with zipfile.ZipFile(blank_file) as file:
        normal = ElementTree.fromstring(file.read("xl/styles.xml")).find("x:cellXfs/x:xf", NAME)
    assert normal.find("x:protection", NAME).get("locked") == "0"
    for ws in blank:
        if ws.title != "_govxl":
            locked = {
                index
                for column in ws.column_dimensions.values()
                for index in range(column.min, column.max + 1)
                if column.protection.locked
            }
            assert locked == set(range(1, 53)), ws.title


def test_entry_cells_are_of_general_format(blank):
    """A format "0" would show 1.5 as 2."""
    assert {blank[sheet][cell].number_format for sheet, cell in SPOTS} == {"General"}


def test_captions_and_merges_are_those_of_the_layout(blank):
    layout = layout_of(edition())
    for plan in layout.tables:
        ws = blank[plan.table.sheet]
        for caption in plan.captions:
            assert ws[caption.place.cell].value == caption.text
        places = [caption.place for caption in (*plan.captions, *plan.prior_labels)] + list(plan.cells.values())
        merged = {
            (p.column + 1, p.row + 1, p.column + p.width, p.row + p.height) for p in places if p.height * p.width > 1
        }
        assert {area.bounds for area in ws.merged_cells.ranges} == merged
    assert [len(blank[sheet].merged_cells.ranges) for sheet in TABLES] == [
        13,
        19,
        10 + 1,
    ]  # one over last year's reviews


# --------------------------------------------------------------------------------------------------------- validations


def validations(ws):
    """Validation by cell; two for one cell would be a fault."""
    by_cell = {}
    for rule in ws.data_validations.dataValidation:
        for spot in chain.from_iterable(squares(ws.title, str(area)) for area in rule.sqref.ranges):
            assert spot not in by_cell
            by_cell[spot] = rule
    return by_cell


def units(text):
    return len(text.encode("utf-16-le")) // 2


def test_every_entry_cell_takes_only_numbers_from_0(blank):
    found = {spot: rule for sheet in TABLES for spot, rule in validations(blank[sheet]).items()}
    assert set(found) == {*ENTRIES, *ZEROS.items()}
    for spot in ENTRIES:
        rule = found[spot]
        assert rule.type == ("decimal" if spot == ("二", "B15") else "whole"), spot
        assert (rule.operator, rule.formula1) == ("greaterThanOrEqual", "0")
        assert rule.showErrorMessage and rule.showInputMessage
        assert rule.errorStyle in (None, "stop")
    for spot in ZEROS.items():
        assert (found[spot].type, found[spot].formula1, blank[spot[0]][spot[1]].value) == ("list", '"是,否"', "否")


def test_prompts_and_alerts_are_chinese_and_short_enough(blank):
    chinese = re.compile("[一-鿿]")
    for ws in blank:
        for rule in ws.data_validations.dataValidation:
            where = (ws.title, str(rule.sqref))
            assert chinese.search(rule.promptTitle) and units(rule.promptTitle) <= 32, where
            assert chinese.search(rule.prompt) and units(rule.prompt) <= 255, where
            if rule.type not in (None, "none"):
                assert chinese.search(rule.errorTitle) and units(rule.errorTitle) <= 32, where
                assert chinese.search(rule.error) and units(rule.error) <= 225, where


def test_prompts_tell_their_own_cell(blank):
    rules = validations(blank["三"])
    assert rules["三", "D5"].promptTitle == "自然人　一、本年新收政府信息公开申请数量"
    assert rules["三", "D5"].prompt.startswith("本年1月1日至12月31日收到的申请")
    assert rules["三", "I26"].promptTitle.endswith("…")
    assert "万元" in validations(blank["二"])["二", "B15"].prompt


@pytest.mark.parametrize(("sheet", "area"), [("一", "B3:B22"), ("五", "B3:B12"), ("六", "B3:B12")])
def test_paragraphs_are_open_text_of_limited_length(blank, sheet, area):
    rules = validations(blank[sheet])
    assert list(rules) == squares(sheet, area)
    for spot, rule in rules.items():
        assert (rule.type, rule.operator, rule.formula1) == ("textLength", "lessThanOrEqual", "900")
        cell = blank[sheet][spot[1]]
        assert (cell.protection.locked, cell.number_format) == (False, "@")


def test_cover_fields(blank):
    rules = validations(blank["封面"])
    assert list(rules) == squares("封面", "B4:B11")
    assert rules["封面", "B7"].formula1 == '"本机关,本级,各级行政机关"'
    assert not any(blank["封面"][f"B{row}"].protection.locked for row in range(4, 12))


# ------------------------------------------------------------------------------------------------- conditional formats


def alarms(ws):
    """Conditional formats by formula: area and formula."""
    rules = [(str(area.sqref), rule) for area in ws.conditional_formatting for rule in area.rules]
    return [(area, rule.formula[0]) for area, rule in rules if rule.type == "expression"]


def test_every_rule_turns_its_cells_red(blank):
    def fixed(area):
        return re.sub("([A-Z]+)([0-9]+)", r"$\1$\2", area)

    assert len(RULES) == 44
    found = {sheet: alarms(blank[sheet]) for sheet in TABLES}
    for sheet, left, right, red, _ in RULES:
        difference = f"(SUM({fixed(left)})-SUM({fixed(right)}))"
        breaks = f",{difference}<=-0.00005)" if sheet == "二" else f",ABS({difference})>=0.00005)"
        assert [area for area, formula in found[sheet] if formula.endswith(breaks)] == [red], (sheet, red, breaks)
    assert {sheet: len(rules) for sheet, rules in found.items()} == {"二": 2 + 2 + 3, "三": 39 + 1 + 7, "四": 3 + 1 + 1}


def test_last_years_rules_look_at_last_years_cells(blank):
    """Carry-over by column, stock by row, regulations, reviews: cells, states and the cells to explain in."""
    check = blank["校验"]
    columns = "DEFGHIJ"
    for row, column in enumerate(columns, start=54):
        assert check[f"C{row}"].value == f"=SUM('三'!{column}6)"
        assert check[f"D{row}"].value == f"=SUM('三'!{column}32)"
    assert [check[f"D{row}"].value for row in (61, 62, 63, 64)] == [
        "=SUM('二'!B4,'二'!D18)",
        "=SUM('二'!B5,'二'!D19)",
        "=0",
        "=SUM('四'!E5,'四'!E8)",
    ]
    assert [check[f"C{row}"].value for row in (61, 62, 63, 64)] == [
        "=SUM('二'!C4:D4)",
        "=SUM('二'!C5:D5)",
        "=SUM('二'!B4:D4)",
        "=SUM('四'!O5)",
    ]
    open_ = [row for row in range(10, check.max_row + 1) if not check[f"G{row}"].protection.locked]
    assert open_[:10] == [*range(54, 60), *range(61, 65)], "a unit explains warnings, not errors"
    assert open_[10:] == [*range(67, 67 + OTHER_CHECKS)]
    assert [blank["三"]["A31"].value, blank["三"]["A32"].value] == [
        "上年报告的数（锁定，供核对，不打印）",
        "四、结转下年度继续办理",
    ]
    for spot in ("D32", "J32"):
        assert blank["三"][spot].protection.locked
    assert blank["三"].print_area == "'三'!$A$1:$J$29"


def test_last_year_stands_in_the_workbook_and_is_offered(tmp_path):
    prior = {f"requests.carried_out.{column}": n for n, column in enumerate(("natural_person", "business", "total"), 3)}
    prior |= {"disclosure.normative_documents.in_force": 7}
    wb = written(tmp_path / "a.xlsx", Content(Unit("A", "甲局"), 2024, prior=prior))
    assert [wb["三"][spot].value for spot in ("D32", "E32", "F32", "J32")] == [3, 4, None, 5]
    assert [wb["三"][spot].value for spot in ("D6", "E6", "F6", "D5")] == [3, 4, None, None]
    assert [wb["二"]["D18"].value, wb["二"]["D19"].value, wb["二"]["D5"].value] == [None, 7, None]
    prompts = {str(rule.sqref): rule.prompt for rule in wb["三"].data_validations.dataValidation}
    assert prompts["D6"].startswith("上年报告的数是 3。")
    assert not wb["三"]["D6"].protection.locked
    found = cached(tmp_path / "a.xlsx")
    assert [found["校验", f"F{row}"] for row in (54, 55, 56, 60, 61)] == ["通过", "通过", "未核对", "未填完", "未核对"]


def test_states_of_last_years_rules(tmp_path):
    """An error in the total, warnings in the columns, and what a unit of another kind is not asked."""
    path = tmp_path / "a.xlsx"
    prior = {f"requests.carried_out.{column.id}": 0 for column in edition().tables[1].blocks[0].columns}
    prior |= {"requests.carried_out.natural_person": 2, "requests.carried_out.total": 2}
    figures = report() | {"disclosure.regulations.in_force": 1}
    write_template(path, Content(figures=figures, prior=prior))
    found = cached(path)
    assert [found["校验", f"F{row}"] for row in (54, 55, 60, 63)] == ["需说明", "通过", "不通过", "需说明"]
    assert found["校验", "A2"] == "有错误（1 项）"
    write_template(path, Content(figures=figures, category="设区的市政府"))
    assert load_workbook(path)["校验"]["F63"].value == "不适用"
    assert cached(path)["校验", "A2"] == "校验通过"
    write_template(path, Content(figures=figures, category="部门"))
    assert cached(path)["校验", "A2"] == "需说明（1 项）"


def test_impossible_numbers_turn_red(blank):
    """A count below zero or not whole, an amount below zero, in every cell of the tables."""
    whole = {sheet: [area for area, formula in alarms(blank[sheet]) if "ABS(INT(" in formula] for sheet in TABLES}
    assert whole == {"二": ["B4:D5 B8 B11:B12"], "三": ["D5:J29"], "四": ["A5:O5"]}
    assert [area for area, formula in alarms(blank["二"]) if "B15<0" in formula] == ["B15"]


# ------------------------------------------------------------------------------------------------------- cached values


def test_every_cached_value_is_right(tmp_path):
    """All formula cells of a filled workbook, worked out here from the entries."""
    figures = report()
    path = tmp_path / "full.xlsx"
    write_template(path, Content(unit=Unit("A", "甲局"), year=2024, figures=figures))

    values = {SPOT_OF[key]: value for key, value in figures.items()}

    def add(sheet, area):
        return sum(values[spot] for spot in squares(sheet, area))

    expected = {}
    for sheet, parts, total in SUMS[25:] + SUMS[:25]:  # the outcomes before the row totals, for the corner
        expected[sheet, total] = values[sheet, total] = add(sheet, parts)
    for row in (5, 6, 7):
        expected |= {("校验", f"D{row}"): 0, ("校验", f"E{row}"): 0, ("校验", f"F{row}"): "通过"}
    for row, (sheet, left, right, _, _) in enumerate(RULES, start=10):
        expected |= {("校验", f"C{row}"): add(sheet, left), ("校验", f"D{row}"): add(sheet, right)}
        expected |= {("校验", f"E{row}"): add(sheet, left) - add(sheet, right), ("校验", f"F{row}"): "通过"}
    for row, column in enumerate("DEFGHIJ", start=54):  # nothing is known of last year
        carried = add("三", f"{column}6")
        expected |= {("校验", f"C{row}"): carried, ("校验", f"D{row}"): 0}
        expected |= {("校验", f"E{row}"): carried, ("校验", f"F{row}"): "未核对"}
    for row, line in ((61, 4), (62, 5)):
        stock, issued = add("二", f"C{line}:D{line}"), add("二", f"B{line}")
        expected |= {("校验", f"C{row}"): stock, ("校验", f"D{row}"): issued}
        expected |= {("校验", f"E{row}"): stock - issued, ("校验", f"F{row}"): "未核对"}
    expected |= {("校验", f"{column}63"): value for column, value in zip("CDEF", (0, 0, 0, "通过"), strict=True)}
    sued, reviewed = add("四", "O5:O5"), add("四", "E5:E5")  # row 64: nothing is known of last year's reviews
    sides = (sued, reviewed, sued - reviewed, "未核对")
    expected |= {("校验", f"{column}64"): value for column, value in zip("CDEF", sides, strict=True)}
    expected |= dict.fromkeys(VERDICTS, "校验通过")
    assert cached(path) == expected
    assert values["三", "J5"] == 14  # the report is not all zeros

    wb = load_workbook(path)
    assert {spot: wb[spot[0]][spot[1]].value for spot in ENTRIES} == {spot: values[spot] for spot in ENTRIES}


def test_the_check_sheet_points_at_the_cells_it_compares(blank):
    ws = blank["校验"]
    for row, (sheet, left, right, _, link) in enumerate(RULES, start=10):
        assert ws[f"C{row}"].value == f"=SUM('{sheet}'!{left})"
        assert ws[f"D{row}"].value == f"=SUM('{sheet}'!{right})"
        assert ws[f"E{row}"].value == f"=C{row}-D{row}"
        assert ws[f"B{row}"].hyperlink.location == f"'{sheet}'!{link}"
    assert ws["B10"].value == "三　自然人：一＋二＝三（七）总计＋四"
    assert ws.max_row == 9 + 44 + 11 + 2 + OTHER_CHECKS  # 11 rules with last year; an empty row and a head
    assert [ws[f"{column}66"].value for column in "ABCG"] == ["序号", "交回后还要核对", "核对什么", "情况说明"]
    assert [ws[f"C{row}"].value for row in (5, 6, 7)] == [10, 144, 12]


def test_a_blank_template_is_unfinished(blank_file):
    found = cached(blank_file)
    assert {found[spot] for spot in VERDICTS} == {"未填完（166 格未填）"}
    assert [found["校验", f"D{row}"] for row in (5, 6, 7)] == [10, 144, 12]
    assert states(found) == {"未填完", "未核对"}
    assert {found[sheet, total] for sheet, _, total in SUMS} == {0}


def test_one_broken_balance_is_one_error(tmp_path):
    path = tmp_path / "broken.xlsx"
    key = "requests.received.natural_person"
    write_template(path, Content(figures=report() | {key: report()[key] + 1}))
    found = cached(path)
    assert {found[spot] for spot in VERDICTS} == {"有错误（1 项）"}
    assert {
        cell: value for (sheet, cell), value in found.items() if sheet == "校验" and value in ("不通过", "随分项")
    } == {
        "F10": "不通过",
        "F16": "随分项",  # the total column is the sum of the others
    }
    assert (found["校验", "E10"], found["三", "J5"]) == (1, 15)


def test_blank_cells_and_an_error_are_both_told(tmp_path):
    path = tmp_path / "part.xlsx"
    figures = {key: value for key, value in report().items() if not key.startswith("disclosure.")}
    write_template(path, Content(figures=figures | {"requests.carried_in.business": Decimal(9)}))
    found = cached(path)
    assert {found[spot] for spot in VERDICTS} == {"未填完（10 格未填），有错误（1 项）"}
    assert [found["校验", f"F{row}"] for row in (5, 6, 7)] == ["未填完", "通过", "通过"]
    assert [found["校验", f"F{row}"] for row in (10, 11, 52, 53)] == ["通过", "不通过", "未填完", "未填完"]


def test_declared_zeros_count_as_filled(tmp_path):
    wb = written(tmp_path / "zero.xlsx", Content(zeros=frozenset({"disclosure", "requests", "disputes"})))
    assert [wb[sheet][cell].value for sheet, cell in ZEROS.items()] == ["是"] * 3
    found = cached(tmp_path / "zero.xlsx")
    assert {found[spot] for spot in VERDICTS} == {"校验通过"}
    assert states(found) == {"通过", "未核对"}


def test_an_amount_keeps_its_decimals(tmp_path):
    write_template(tmp_path / "t.xlsx", Content(figures={"disclosure.fees.amount": Decimal("59237.2449")}))
    (cell,) = sheets_of(tmp_path / "t.xlsx")["二"].iterfind(".//x:c[@r='B15']", NAME)
    assert cell.find("x:v", NAME).text == "59237.2449"


def test_what_does_not_fit_the_form_is_refused_and_nothing_written(tmp_path):
    path = tmp_path / "wrong.xlsx"
    figures = {"disclosure.licences.decisions": -3, "requests.received.business": Decimal("1.5"), "nope": 1}
    with pytest.raises(ValueError) as caught:
        write_template(
            path, Content(Unit("A" * 65, "甲"), figures=figures, texts={"overview": "字" * 32768, "other": ""})
        )
    assert str(caught.value).splitlines() == [
        "“单位代码”有 65 个字，最多 64 个。",
        "“disclosure.licences.decisions”不能是 -3：件数是不小于 0 的整数，金额不小于 0。",
        "“requests.received.business”不能是 1.5：件数是不小于 0 的整数，金额不小于 0。",
        "表式里没有“nope”，填不进去。",
        "“overview”有 32768 个字，最多 32767 个。",
        "表式里没有“other”，填不进去。",
    ]
    assert list(tmp_path.iterdir()) == []


def test_paragraphs_part_at_every_kind_of_line_break(tmp_path):
    write_template(tmp_path / "a.xlsx", Content(texts={"overview": "甲\r\n乙\r丙\n丁"}))
    sheet = load_workbook(tmp_path / "a.xlsx")["一"]
    assert [sheet[f"B{row}"].value for row in range(3, 8)] == ["甲", "乙", "丙", "丁", None]


# ------------------------------------------------------------------------------------------------------ text and print


def test_text_is_never_a_formula(tmp_path):
    evil = '=HYPERLINK("http://x.example")'
    content = Content(unit=Unit("=1+1", evil), cover={"filler": "@SUM(1)"}, texts={"overview": f"{evil}\n+1\n-1"})
    wb = written(tmp_path / "t.xlsx", content)
    for sheet, cell, text in (
        ("封面", "B4", evil),
        ("封面", "B5", "=1+1"),
        ("封面", "B8", "@SUM(1)"),
        ("一", "B3", evil),
        ("一", "B4", "+1"),
        ("一", "B5", "-1"),
    ):
        assert (wb[sheet][cell].data_type, wb[sheet][cell].value) == ("s", text)
    assert [spot for spot in cached(tmp_path / "t.xlsx") if spot[0] in "封面一"] == [("封面", "B13")]


def test_prose_stands_a_paragraph_a_row_in_rows_high_enough(tmp_path):
    wb = written(tmp_path / "t.xlsx", Content(texts={"problems": "\n".join(["短", "长" * 100, *"甲" * 10])}))
    ws = wb["五"]
    assert [ws[f"B{row}"].value for row in (3, 4, 14)] == ["短", "长" * 100, "甲"]  # two more than declared
    assert ws["A14"].value == "第12段"
    assert list(validations(ws)) == squares("五", "B3:B14")
    assert ws.row_dimensions[4].height > 2 * ws.row_dimensions[3].height
    assert wb["一"].row_dimensions[3].height is None  # a blank row grows while typing


def test_print(blank):
    for ws in blank.worksheets[:-1]:
        assert str(ws.page_setup.paperSize) == "9", ws.title  # A4
        assert ws.sheet_properties.pageSetUpPr.fitToPage
        assert ws.page_setup.fitToWidth in (None, 1)
        assert ws.oddFooter.center.text == "第 &P 页 共 &N 页"
        one_page = ws.title in ("填报说明", "封面", *TABLES)
        assert ws.page_setup.fitToHeight in ((None, 1) if one_page else (0,)), ws.title
    titles = {ws.title: ws.print_title_rows for ws in blank if ws.print_title_rows}
    assert titles == {"一": "$1:$1", "三": "$2:$4", "四": "$2:$4", "五": "$1:$1", "六": "$1:$1", "校验": "$1:$1"}
    areas = {ws.title: ws.print_area.replace("$", "").partition("!")[2] for ws in blank if ws.print_area}
    assert areas == {"二": "A1:D15", "三": "A1:J29", "四": "A1:O5"}


# -------------------------------------------------------------------------------------------------------- another form

OTHER = """
edition = "1"
name = "库存表"
source = "测试"
deadline = "1月31日"
sections = ["stock", "sales"]
[[cover]]
id = "unit_name"
label = "单位名称"
prompt = "填全称。"

[[tables]]
id = "stock"
sheet = "甲"
title = "库存"
arrangement = "grid"
[[tables.blocks]]
corner = "项目"
rows = [{ id = "opening", label = "年初" }, { id = "added", label = "增加" }, { id = "closing", label = "年末" }]
columns = [{ id = "own", label = "自有" }, { id = "hired", label = "租用" }]

[[tables]]
id = "sales"
sheet = "乙"
title = "销售"
arrangement = "grid"
[[tables.blocks]]
corner = "项目"
rows = [{ id = "north", label = "北" }, { id = "south", label = "南" }, { id = "all", label = "合计" }]
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
[[rules]]
code = "sales-total"
title = "合计＝北＋南"
severity = "error"
table = "sales"
between = "rows"
left = ["north", "south"]
sign = "="
right = ["all"]
computes = true
source = "测试"
todo = "请核对。"
"""


def test_another_form_needs_no_change(tmp_path):
    wb = written(tmp_path / "other.xlsx", form=parse(OTHER))
    assert wb.sheetnames == ["填报说明", "封面", "甲", "乙", "校验", "_govxl"]
    types = {spot: rule.type for sheet in "甲乙" for spot, rule in validations(wb[sheet]).items()}
    wanted = dict.fromkeys(squares("甲", "B3:C5"), "whole") | dict.fromkeys(squares("乙", "B3:B4"), "whole")
    wanted |= dict.fromkeys(squares("乙", "C3:C4"), "decimal") | {("甲", "E4"): "list", ("乙", "E4"): "list"}
    assert types == wanted
    assert {cell: wb["乙"][cell].value for cell in ("B5", "C5")} == {"B5": "=SUM(B3:B4)", "C5": "=SUM(C3:C4)"}
    assert wb["乙"]["C5"].protection.locked and not wb["甲"]["B5"].protection.locked
    assert [wb["校验"][f"B{row}"].value for row in (9, 12)] == ["甲　自有：年初＋增加＝年末", "乙　金额：合计＝北＋南"]
    assert cached(tmp_path / "other.xlsx")["校验", "A2"] == "未填完（10 格未填）"


def test_another_form_prefilled(tmp_path):
    path = tmp_path / "other.xlsx"
    values = {"opening.own": 1, "added.own": 2, "closing.own": 3, "opening.hired": 4, "added.hired": 0}
    figures = {f"stock.{key}": value for key, value in values.items()} | {"stock.closing.hired": 5}
    figures |= {"sales.north.pieces": 7, "sales.south.pieces": 8}
    figures |= {"sales.north.value": Decimal("0.1"), "sales.south.value": Decimal("0.2")}
    write_template(path, Content(figures=figures), form=parse(OTHER))
    found = cached(path)
    assert (found["乙", "B5"], found["乙", "C5"]) == (15, Decimal("0.3"))
    assert [found["校验", f"F{row}"] for row in range(9, 13)] == ["通过", "不通过", "通过", "通过"]
    assert found["校验", "E10"] == -1
    assert found["校验", "A2"] == found["甲", "E1"] == "有错误（1 项）"
