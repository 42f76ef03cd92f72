"""Any readable source lifted into a fresh workbook: nothing changed, nothing guessed, everything told."""

import datetime
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from documents import write_docx, write_html, write_text
from workbooks import DATA, change, equations, report, seed_content, write_quiet, write_seed

import govxl
from govxl import Unit, edition, texts
from govxl.campaign import sign, verify
from govxl.collect import judge
from govxl.form import Address
from govxl.heap import Item
from govxl.layout import layout_of
from govxl.roster import read_roster

SEED_TEXT = DATA / "report_00.txt"
FORM = edition("2021")
PLACES = layout_of(FORM).places
EXPLAINED = "机构改革，上年结转由原单位移交，已核对台账。"


def one(path: Path, folder: Path, **options) -> govxl.Converted:
    """Convert one file."""
    (converted,) = govxl.convert([path], folder, **options).files
    return converted


def exact(figures: dict) -> dict:
    return {key: f"{Decimal(value).normalize():f}" for key, value in figures.items() if value is not None}


def sections(name: str) -> dict:
    return {key: text for key, text in report(name)["texts"].items() if key != "preamble"}


def cell(path: Path, spot: str) -> object:
    """What stands in the cell of a figure, formulas as formulas."""
    place = PLACES[Address(spot)]
    return openpyxl.load_workbook(path)[place.sheet][place.cell].value


def rows(path: Path, sheet: str) -> list[dict]:
    """The lines of a sheet of the record by head."""
    heads, *lines = openpyxl.load_workbook(path)[sheet].values
    return [dict(zip(heads, line, strict=True)) for line in lines]


def passage(record: Path, key: str) -> dict:
    (found,) = [row for row in rows(record, "取数明细") if row["代码"] == key]
    return {head: value for head, value in found.items() if value not in (None, "")}


def write_letter(path: Path, **changes) -> Path:
    govxl.write_template(path, replace(seed_content(), **changes))
    return path


# ------------------------------------------------------------------------------------------------- every kind of source


def test_the_seed_goes_from_text_to_workbook_and_back_to_text(tmp_path: Path) -> None:
    seed = report("00")
    result = govxl.convert([SEED_TEXT], tmp_path / "out", unit=Unit("", seed["agency"]))
    (made,) = result.files
    assert result.clean
    assert made.path == tmp_path / "out" / f"{seed['agency']}_2024.xlsx"
    filing = govxl.read(made.path)
    assert (len(filing.figures), filing.blanks, equations(govxl.check(filing))) == (200, (), made_findings(filing))
    assert exact(filing.figures) == exact(seed["figures"])
    assert dict(filing.texts) == sections("00")
    assert (filing.source, filing.unit, filing.year) == ("template", Unit("", seed["agency"]), 2024)
    data = filing.to_json(())
    again = {"agency": data["unit"]["name"], "year": data["year"], "figures": data["figures"], "texts": data["texts"]}
    write_text(tmp_path / "again.txt", again)
    back = govxl.read(tmp_path / "again.txt")
    assert exact(back.figures) == exact(seed["figures"])
    assert dict(back.texts) == sections("00")
    assert (back.unit, back.year) == (filing.unit, 2024)


def made_findings(filing: govxl.Filing) -> list:
    """What a workbook without cover and last year may be told: its open cover fields."""
    return [finding for finding in govxl.check(filing) if finding.code == "blank" and finding.place.sheet == "封面"]


def test_an_amount_is_the_decimal_that_stood_there(tmp_path: Path) -> None:
    figures = report("01")["figures"] | {"disclosure.fees.amount": "59237.2449"}
    made = one(write_text(tmp_path / "r.txt", report("01") | {"figures": figures}), tmp_path / "out")
    assert govxl.read(made.path).figures[Address("disclosure.fees.amount")] == Decimal("59237.2449")
    assert cell(made.path, "disclosure.fees.amount") == 59237.2449
    record = tmp_path / "out" / "转换记录.xlsx"
    assert (passage(record, "disclosure.fees.amount")["原文"], passage(record, "disclosure.fees.amount")["取值"]) == (
        "59237.2449",
        59237.2449,
    )


@pytest.mark.parametrize("writer", [write_html, write_docx, write_text])
@pytest.mark.parametrize("name", ["07", "13"])
def test_documents(tmp_path: Path, writer, name: str) -> None:
    source = writer(tmp_path / "报告", report(name))
    made = one(source, tmp_path / "out")
    assert made.clean
    assert made.path.name == f"{report(name)['agency']}_{report(name)['year']}.xlsx"
    filing, stood = govxl.read(made.path), exact(report(name)["figures"])
    assert exact(filing.entries) == {key: value for key, value in stood.items() if not FORM.by_address[key].derived}
    assert dict(filing.texts) == sections(name)
    assert (filing.unit.name, filing.year) == (report(name)["agency"], report(name)["year"])


def test_blanks_stay_blank(tmp_path: Path) -> None:
    source = write_html(tmp_path / "r.html", report("13"))
    made = one(source, tmp_path / "out")
    filing = govxl.read(made.path)
    assert (len(filing.entries), len(filing.blanks)) == (46, 120) == (made.carried.taken, made.carried.blank)
    assert set(filing.blanks) == set(govxl.read(source).blanks)
    assert not filing.zeros


def test_an_unreadable_cell_is_blank_and_told(tmp_path: Path) -> None:
    figures = report("07")["figures"] | {"requests.received.business": "三五件", "requests.granted.business": "-"}
    source = write_html(tmp_path / "r.html", report("07") | {"figures": figures})
    made = one(source, tmp_path / "out")
    assert not made.clean
    assert cell(made.path, "requests.received.business") is None
    assert cell(made.path, "requests.granted.business") is None
    lost = {p.key: (p.fate, p.original) for p in made.carried.lost if p.kind == "figure"}
    assert lost == {"requests.received.business": ("unreadable", "三五件")}


def test_totals_are_formulas_and_a_total_that_differs_is_told(tmp_path: Path) -> None:
    figures = report("07")["figures"]
    total = figures["disputes.review.total"]
    source = write_html(tmp_path / "r.html", report("07") | {"figures": figures | {"disputes.review.total": total + 4}})
    made = one(source, tmp_path / "out")
    assert cell(made.path, "disputes.review.total").startswith("=")
    (lost,) = made.carried.lost
    assert (lost.key, lost.fate, lost.original, lost.value) == (
        "disputes.review.total",
        "differs",
        str(total + 4),
        total,
    )
    assert f"原文的合计是 {total + 4}，合计不照抄，新工作簿按各分项相加是 {total}。" in lost.remark


def test_prose_of_more_paragraphs_than_rows_and_what_looks_like_a_formula(tmp_path: Path) -> None:
    overview = "\n".join(["=1+1", "@此段", *(f"第{n}段。" for n in range(23))])
    source = write_html(
        tmp_path / "r.html", report("07") | {"texts": {"overview": overview, "problems": "甲", "other_matters": "乙"}}
    )
    made = one(source, tmp_path / "out")
    assert govxl.read(made.path).texts == {"overview": overview, "problems": "甲", "other_matters": "乙"}
    first = openpyxl.load_workbook(made.path)["一"]["B3"]
    assert (first.value, first.data_type) == ("=1+1", "s")


# ---------------------------------------------------------------------------------------------------- other editions


def test_the_form_of_2019_has_places_for_few_of_its_figures(tmp_path: Path) -> None:
    source = write_html(tmp_path / "r.html", report("02"))
    result = govxl.convert([source], tmp_path / "out")
    (made,) = result.files
    assert not result.clean
    old = exact(report("02")["figures"] | {"disclosure.procurement.amount": "25.1"})
    kept = {
        key: value
        for key, value in old.items()
        if key.startswith(("requests.", "disputes.")) and "other_handling" not in key
    }
    entries = {key: value for key, value in kept.items() if not FORM.by_address[key].derived}
    filing = govxl.read(made.path)
    assert exact(filing.entries) == entries
    assert not any(key.startswith("disclosure.") for key in filing.entries)
    lost = {p.key: texts.number(p.value) for p in made.carried.lost if p.fate == "homeless"}
    assert lost == {key: value for key, value in old.items() if key not in kept}
    assert passage(result.record, "disclosure.procurement.amount") == {
        "文件": "r.html",
        "指标": "第二十条第（九）项/政府集中采购 · 采购总金额（单位：万元）",
        "代码": "disclosure.procurement.amount",
        "原表": "文档",
        "原单元格": next(p.source.cell for p in made.carried.lost if p.key == "disclosure.procurement.amount"),
        "原文": "251000元",
        "取值": 25.1,
        "结果": "新表没有这一格",
        "说明": texts.cleaned("yuan", "251000元", "25.1", False) + texts.no_place("25.1", "2021"),
    }
    # of the same address, but another count: never taken for it
    assert passage(result.record, "disclosure.fees.amount")["结果"] == "原表没有，待填"
    assert "--edition 2019" in result.report()


def test_a_hybrid_loses_the_one_row_that_was_split(tmp_path: Path) -> None:
    figures = report("05")["figures"] | {
        "requests.other_handling.natural_person": 3,
        "requests.other_handling.total": 3,
    }
    source = write_html(tmp_path / "r.html", report("05") | {"figures": figures})
    made = one(source, tmp_path / "out")
    lost = {(p.key, p.fate): (p.original, str(p.source)) for p in made.carried.lost}
    columns = ["natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total"]
    homeless = [f"requests.other_handling.{column}" for column in columns]
    assert [key for key, fate in lost if fate == "homeless"] == homeless
    assert lost[homeless[0], "homeless"] == ("3", "文档!D49")
    filing = govxl.read(made.path)
    assert len(filing.entries) == 154 - 6
    assert {spot.split(".")[1] for spot in filing.blanks} == {"other_not_corrected", "other_fee_unpaid", "other_other"}
    assert filing.form is FORM
    assert made.lines()[0].startswith(f"{source}（网页，2021、2019 版，淮安市洪泽区人民政府，2023年）→ ")


def test_the_edition_of_2019_into_itself_loses_nothing(tmp_path: Path) -> None:
    source = write_html(tmp_path / "r.html", report("02"))
    made = one(source, tmp_path / "out", form=edition("2019"))
    assert made.clean
    filing = govxl.read(made.path)
    assert filing.form is edition("2019")
    assert filing.entries[Address("disclosure.procurement.amount")] == Decimal("25.1")


# ----------------------------------------------------------------------------------------------------- our own workbook


def own(path: Path) -> Path:
    """A copy as it was sent out, filled in and moved about: rows above table 三, sheet 四 renamed."""
    unit, seal = Unit("S1", "某办公室"), {"form": FORM.name, "edition": "2021", "year": 2024, "serial": "0007"}
    content = replace(
        seed_content(),
        unit=unit,
        serial="0007",
        signature=sign(bytes(32), code=unit.code, name=unit.name, **seal),
        prior={Address("requests.carried_out.natural_person"): 9, Address("requests.carried_out.total"): 9},
        explanations={("carry-over", "natural_person"): EXPLAINED},
        category="县直部门",
        zeros=frozenset({"disputes"}),
        figures={spot: value for spot, value in seed_content().figures.items() if spot != "disputes.review.upheld"},
    )
    govxl.write_template(path, content)
    book = openpyxl.load_workbook(path)
    for merged in book["三"].merged_cells.ranges:
        merged.shift(row_shift=3)
    book["三"].insert_rows(1, 3)
    book["四"].title = "复议诉讼"
    book.save(path)
    return path


def test_our_own_workbook_that_was_moved_stays_the_same_copy(tmp_path: Path) -> None:
    source = own(tmp_path / "交来.xlsx")
    assert any(finding.code == "layout-changed" for finding in govxl.read(source).findings)
    made = one(source, tmp_path / "out")
    before, filing = govxl.read(source), govxl.read(made.path)
    assert [finding.code for finding in filing.findings] == []
    for fact in ("unit", "year", "scope", "cover", "serial", "signature", "category", "zeros", "texts", "entries"):
        assert getattr(filing, fact) == getattr(before, fact), fact
    assert verify(
        bytes(32),
        filing.signature,
        form=FORM.name,
        edition="2021",
        code="S1",
        name="某办公室",
        year=2024,
        serial="0007",
    )
    assert cell(made.path, "disputes.review.upheld") is None  # declared 0, and still only declared


def test_explanations_and_last_year_are_carried_over(tmp_path: Path) -> None:
    source = own(tmp_path / "交来.xlsx")
    filing = govxl.read(one(source, tmp_path / "out").path)
    assert filing.shown["prior:requests.carried_out.natural_person"] == 9
    assert filing.explanations == {("carry-over", "natural_person"): EXPLAINED}
    book = openpyxl.load_workbook(tmp_path / "out" / "S1_某办公室_2024.xlsx", data_only=True)
    (line,) = [row for row in book["校验"].values if row[6] == EXPLAINED]
    assert line[5] == texts.STATE_EXPLAINED


def test_last_year_does_not_fill_what_was_left_blank(tmp_path: Path) -> None:
    spot = Address("requests.carried_in.natural_person")
    source = write_letter(tmp_path / "a.xlsx", prior={Address("requests.carried_out.natural_person"): 15})
    change(source, {"三!D6": None})
    made = one(source, tmp_path / "out")
    filing = govxl.read(made.path)
    assert filing.blanks == (spot,)
    assert cell(made.path, spot) is None
    assert filing.shown["prior:requests.carried_out.natural_person"] == 15


def test_a_declaration_of_zeros_holds_for_its_own_table_alone(tmp_path: Path) -> None:
    old = edition("2019")
    content = govxl.Content(Unit("A", "甲"), 2020, zeros=frozenset(table.id for table in old.tables))
    govxl.write_template(tmp_path / "old.xlsx", content, form=old)
    filing = govxl.read(one(tmp_path / "old.xlsx", tmp_path / "out").path)
    assert not filing.zeros
    assert filing.entries[Address("requests.received.business")] == 0
    assert Address("requests.other_other.business") in filing.blanks
    assert Address("disclosure.fees.amount") in filing.blanks


def test_a_converted_workbook_converts_to_itself(tmp_path: Path) -> None:
    first = one(SEED_TEXT, tmp_path / "out", unit=Unit("S1", "某局"))
    second = one(first.path, tmp_path / "again")
    assert second.path.read_bytes() == first.path.read_bytes()


# ------------------------------------------------------------------------------------------------------ whose and when


ROSTER = "单位代码,单位名称,单位类别\nHZ01,淮安市人民政府,设区的市政府\nHZ02,淮安市洪泽区人民政府,县\n"


def roster(tmp_path: Path, text: str = ROSTER) -> govxl.Roster:
    (tmp_path / "名单.csv").write_text(text, "utf-8")
    return read_roster(tmp_path / "名单.csv")


def test_the_code_comes_from_the_roster_by_name(tmp_path: Path) -> None:
    source = write_html(tmp_path / "HZ02.html", report("07"))
    made = one(source, tmp_path / "out", roster=roster(tmp_path))
    assert (made.unit, made.clean) == (Unit("HZ01", "淮安市人民政府"), True)
    assert made.notes == (texts.code_from_roster("HZ01"),)
    filing = govxl.read(made.path)
    assert (filing.unit, filing.category) == (made.unit, "设区的市政府")
    (judged,) = judge([Item(made.path)], 2024, roster=roster(tmp_path))
    assert judged.state == "used"


def test_a_unit_that_is_not_in_the_roster_keeps_its_name(tmp_path: Path) -> None:
    source = write_html(tmp_path / "r.html", report("10"))
    result = govxl.convert([source], tmp_path / "out", roster=roster(tmp_path))
    (made,) = result.files
    assert (made.unit, made.doubtful, result.clean) == (Unit("", "沭阳县人民政府"), True, False)
    assert govxl.read(made.path).unit == made.unit
    assert "沭阳县人民政府" in made.notes[0]
    cover = openpyxl.load_workbook(made.path)["封面"]
    assert (cover["B4"].value, cover["B4"].protection.locked) == ("沭阳县人民政府", True)
    assert (cover["B5"].value, cover["B5"].protection.locked) == (None, False)  # the code is still to be typed


def test_an_unknown_unit_has_a_blank_cover(tmp_path: Path) -> None:
    result = govxl.convert([SEED_TEXT], tmp_path)
    (made,) = result.files
    assert not result.clean
    assert made.path.name == "单位不明_report_00_2024.xlsx"
    assert made.notes == (texts.unit_not_in_file(),)
    filing = govxl.read(made.path)
    assert filing.unit == Unit()
    assert len(filing.figures) == 200


def test_the_year_is_that_of_the_file(tmp_path: Path) -> None:
    source = write_html(tmp_path / "2022.html", report("07"))
    made = one(source, tmp_path / "out", year=2022)
    assert (made.year, made.notes, made.clean) == (2024, (texts.year_kept(2024, 2022),), False)
    book = write_letter(tmp_path / "a.xlsx", year=None)
    made = one(book, tmp_path / "out", year=2023)
    assert (made.year, made.notes, made.clean) == (2023, (texts.year_by_option(2023),), True)
    assert govxl.read(made.path).year == 2023
    made = one(book, tmp_path / "out")
    assert (made.year, made.notes, made.clean) == (None, (texts.year_not_in_file(),), False)


# ----------------------------------------------------------------------------------- sources that contradict themselves


def refused(source: Path, folder: Path, message: str, **options) -> govxl.Conversion:
    result = govxl.convert([source], folder, **options)
    (made,) = result.files
    assert (made.path, result.clean, result.record) == (None, False, None)
    assert made.reason == f"是哪个单位、哪个年度的有疑问，请先核对：{message}"
    assert result.report().startswith(f"{source}：没有转换。是哪个单位、哪个年度的有疑问")
    assert not folder.exists()
    return result


def test_a_cover_that_was_typed_over_is_not_converted(tmp_path: Path) -> None:
    for spot, label, typed, known in (("B4", "单位名称", "别的局", "某办公室"), ("B6", "报告年度", 2023, "2024")):
        book = openpyxl.load_workbook(own(tmp_path / "a.xlsx"))
        assert book["封面"][spot[0].replace("B", "A") + spot[1:]].value.startswith(label)
        book["封面"][spot] = typed
        book.save(tmp_path / "a.xlsx")
        refused(tmp_path / "a.xlsx", tmp_path / "out", texts.cover_differs(label, str(typed), known))


def test_a_sheet_of_another_unit_is_not_converted(run, tmp_path: Path) -> None:
    source = write_seed(tmp_path / "甲.xlsx")
    (place, known) = code_printed(source)
    other = known.replace("S1", "S2")
    change(source, {f"三!{place}": other})
    refused(source, tmp_path / "out", texts.sheet_of_another("三", other, known))
    write_seed(tmp_path / "乙.xlsx")
    code, said = run("convert", "甲.xlsx", "乙.xlsx", "-o", "out")
    assert code == 1
    assert said.startswith("甲.xlsx：没有转换。是哪个单位、哪个年度的有疑问，请先核对：工作表“三”的识别码是")
    assert "共 2 个文件，转换了 1 个。" in said


def code_printed(book: Path) -> tuple[str, str]:
    """Where sheet 三 bears its code, and the code."""
    cells = [cell for row in openpyxl.load_workbook(book)["三"] for cell in row]
    ((spot, text),) = [(cell.coordinate, cell.value) for cell in cells if "|S1|" in str(cell.value)]
    return spot, text


def test_a_broken_seal_is_not_converted(tmp_path: Path) -> None:
    named = tmp_path / "名单.csv"
    named.write_text("单位代码,单位名称\nS1,某办公室\n", "utf-8")
    govxl.distribute(read_roster(named), tmp_path / "下发", year=2024, today=datetime.date(2025, 1, 3))
    source = own(tmp_path / "交来.xlsx")  # sealed with another key
    refused(source, tmp_path / "out", texts.seal_broken())
    sent = one(tmp_path / "下发" / "S1_某办公室_2024.xlsx", tmp_path / "out")
    assert sent.path is not None


def test_a_name_that_is_not_the_rosters_is_not_converted(tmp_path: Path) -> None:
    listed = roster(tmp_path, "单位代码,单位名称\nS1,别的局\n")
    made = one(write_seed(tmp_path / "a.xlsx"), tmp_path / "out", roster=listed)
    assert made.path is None
    assert made.reason.startswith("是哪个单位、哪个年度的有疑问，请先核对：")
    assert "别的局" in made.reason


def test_errors_and_what_is_open_are_told(run, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(change(write_seed(tmp_path / "a.xlsx"), {"三!D5": 99, "三!E5": None}))
    book["三"]["Z40"] = "另有 3 件"
    book.save(tmp_path / "a.xlsx")
    code, said = run("convert", "a.xlsx", "-o", "out")
    listed = rows(tmp_path / "out" / "转换记录.xlsx", "问题清单")
    errors = [row for row in listed if row["程度"] == "错误" and row["代码"] != "blank"]
    assert (code, len(errors) > 0) == (1, True)
    assert f"，1 格空白，1 处没有读，原文件有 {len(errors)} 处错误，见转换记录。\n" in said
    assert "没有遗漏" not in said


def test_hidden_rows_are_read_and_told(run, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_seed(tmp_path / "a.xlsx"))
    book["三"].row_dimensions[7].hidden = True
    book.save(tmp_path / "a.xlsx")
    code, said = run("convert", "a.xlsx", "-o", "out")
    assert code == 0
    assert "  取了 166 个数、3 部分文字，有隐藏的行或列，请核对。\n" in said


def test_blanks_alone_are_no_fault_but_not_nothing(run, tmp_path: Path) -> None:
    write_html(tmp_path / "r.html", report("13"))
    code, said = run("convert", "r.html", "-o", "out")
    assert code == 0
    assert "，120 格空白。\n" in said
    assert "没有遗漏" not in said


def test_of_many_files_only_those_with_something_to_see_are_told(run, tmp_path: Path) -> None:
    for name in ("07", "10"):
        write_html(tmp_path / f"{name}.html", report(name))
    code, said = run("convert", "07.html", "10.html", "-o", "out")
    assert (code, said) == (
        0,
        "2 个文件全部转换，没有遗漏。\n共 2 个文件，转换了 2 个。每个数取自哪里，见 out/转换记录.xlsx。\n",
    )
    write_html(tmp_path / "13.html", report("13"))
    code, said = run("convert", "07.html", "10.html", "13.html", "-o", "out2")
    lines = said.splitlines()
    assert (lines[0].startswith("13.html（网页"), lines[2:]) == (
        True,
        ["另有 2 个文件全部转换，没有遗漏。", "共 3 个文件，转换了 3 个。每个数取自哪里，见 out2/转换记录.xlsx。"],
    )
    code, said = run("convert", "07.html", "10.html", "-o", "out", "--format", "json")
    assert [one["output"] is not None for one in json.loads(said)["files"]] == [True, True]


def test_the_name_of_a_workbook_without_year(tmp_path: Path) -> None:
    made = one(write_letter(tmp_path / "a.xlsx", year=None), tmp_path / "out")
    assert made.path.name == f"S1_{report('00')['agency']}_年度不明.xlsx"


def test_the_file_that_counts_has_the_plain_name(tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    heap.mkdir()
    change(write_seed(heap / "a.xlsx"), {"三!D5": 99})
    write_seed(heap / "b.xlsx")
    result = govxl.convert([heap], tmp_path / "out")
    stem = f"S1_{report('00')['agency']}_2024"
    assert [one.path.name for one in result.files] == [f"{stem}(2).xlsx", f"{stem}.xlsx"]
    assert [one.state for one in judge([Item(heap / "a.xlsx"), Item(heap / "b.xlsx")], 2024)] == ["superseded", "used"]


def test_a_unit_that_is_told(tmp_path: Path) -> None:
    source = write_html(tmp_path / "r.html", report("07"))
    made = one(source, tmp_path / "out", unit=Unit("X1", ""))
    assert (made.unit, made.notes) == (Unit("X1", "淮安市人民政府"), ())
    made = one(source, tmp_path / "out", unit=Unit("X1", "别的局"))
    assert made.unit == Unit("X1", "别的局")
    assert made.notes == (texts.unit_by_option("淮安市人民政府", "X1 别的局"),)
    sealed = own(tmp_path / "own.xlsx")
    made = one(sealed, tmp_path / "out", unit=Unit("X1", "别的局"))
    assert (made.path, made.reason) == (None, texts.unit_sealed("S1 某办公室", "X1 别的局"))
    with pytest.raises(govxl.ConversionError, match="这里有 2 个"):
        govxl.convert([source, sealed], tmp_path / "out", unit=Unit("X1", ""))


# ------------------------------------------------------------------------------------------------ files and the record


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    write_html(tmp_path / "heap.html", report("07"))
    sources = [tmp_path / "heap.html", SEED_TEXT]
    first = govxl.convert(sources, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    again = govxl.convert(sources, tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert len(before) == 3
    assert again.record == first.record == tmp_path / "out" / "转换记录.xlsx"


def test_what_somebody_filled_in_is_not_overwritten(tmp_path: Path) -> None:
    made = one(SEED_TEXT, tmp_path / "out", unit=Unit("S1", "某局"))
    change(made.path, {"三!D5": 1})
    touched = made.path.read_bytes()
    record = (tmp_path / "out" / "转换记录.xlsx").read_bytes()
    again = govxl.convert([SEED_TEXT], tmp_path / "out", unit=Unit("S1", "某局"))
    assert made.path.read_bytes() == touched
    assert again.files[0].path.name == "S1_某局_2024(2).xlsx"
    assert again.record.name == "转换记录(2).xlsx"  # it names another workbook
    assert (tmp_path / "out" / "转换记录.xlsx").read_bytes() == record


def test_two_reports_of_one_unit_are_two_workbooks_and_copies_are_one(tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    heap.mkdir()
    write_seed(heap / "a.xlsx")
    shutil.copy(heap / "a.xlsx", heap / "a - 副本.xlsx")
    change(write_seed(heap / "b.xlsx"), {"三!D5": 99})
    result = govxl.convert([heap], tmp_path / "out")
    stem = f"S1_{report('00')['agency']}_2024"
    assert [one.path.name for one in result.files] == [f"{stem}.xlsx", f"{stem}.xlsx", f"{stem}(2).xlsx"]


def test_the_record_tells_where_each_figure_came_from(tmp_path: Path) -> None:
    source = change(write_quiet(tmp_path / "某局.xlsx"), {"三!D5": "５件", "三!E5": None, "三!F5": "不知道"})
    result = govxl.convert([source], tmp_path / "out")
    (line,) = rows(result.record, "转换记录")
    name = report("00")["agency"]
    assert line == {
        "文件": str(source),
        "单位代码": "S1",
        "单位名称": name,
        "年度": 2024,
        "版本": "2021",
        "格式": "xlsx",
        "取得": 164,
        "空白": 1,
        "没有带过去": 1,
        "文字": 3,
        "错误": line["错误"],
        "提醒": 1,
        "结果": f"S1_{name}_2024.xlsx",
        "说明": "",
    }
    assert line["错误"] >= 2
    assert passage(result.record, "requests.received.natural_person") == {
        "文件": "某局.xlsx",
        "指标": "一、本年新收政府信息公开申请数量 · 申请人情况/自然人",
        "代码": "requests.received.natural_person",
        "原表": "三",
        "原单元格": "D5",
        "原文": "５件",
        "取值": 5,
        "新表": "三",
        "新单元格": "D5",
        "结果": "改写后已取",
        "说明": texts.cleaned("unit", "５件", "5", True),
    }
    assert cell(result.files[0].path, "requests.received.natural_person") == 5
    assert passage(result.record, "requests.received.business")["结果"] == "空白"
    lost = passage(result.record, "requests.received.research")
    assert (lost["原文"], lost["结果"], lost["原单元格"], lost.get("取值")) == ("不知道", "没有读出", "F5", None)
    assert passage(result.record, "disclosure.fees.amount")["取值"] == 0
    assert passage(result.record, "overview")["新表"] == "一"
    assert passage(result.record, "telephone")["原文"] == "010"
    figures = [row for row in rows(result.record, "取数明细") if row["代码"] in FORM.by_address]
    assert len(figures) == 200


def test_a_misspelt_label_is_told_beside_its_figures(tmp_path: Path) -> None:
    source = write_html(tmp_path / "r.html", report("07"))
    page = source.read_text("utf-8").replace("行政许可", "行政许司")
    source.write_text(page, "utf-8")
    result = govxl.convert([source], tmp_path / "out")
    assert result.clean
    assert texts.other_label("行政许司", "行政许可") in passage(result.record, "disclosure.licences.decisions")["说明"]
    assert "说明" not in passage(result.record, "disclosure.penalties.decisions")


def test_files_that_are_no_report_of_a_unit(run, tmp_path: Path) -> None:
    write_seed(tmp_path / "a.xlsx")
    govxl.consolidate([tmp_path / "a.xlsx"], tmp_path / "sum.xlsx")
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4\n")
    (tmp_path / "名单.csv").write_text(ROSTER, "utf-8")
    code, said = run("convert", "a.xlsx", "sum.xlsx", "x.pdf", "名单.csv", "-o", "out")
    assert code == 1
    assert texts.not_converted("sum.xlsx", texts.summary_not_converted()) in said
    assert texts.not_converted("名单.csv", texts.PAPERWORK["roster"]) in said
    assert "PDF" in said
    assert said.endswith("共 4 个文件，转换了 1 个。每个数取自哪里，见 out/转换记录.xlsx。\n")
    assert [row["结果"] for row in rows(tmp_path / "out" / "转换记录.xlsx", "转换记录")][1:] == [texts.NO_FILE] * 3
    code, said = run("convert", "out/转换记录.xlsx", "-o", "out2")
    assert (code, texts.PAPERWORK["conversion"] in said) == (2, True)
    assert not (tmp_path / "out2").exists()


def test_results_are_no_sources(run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shutil.copy(SEED_TEXT, tmp_path / "in" / "r.txt")
    assert run("convert", "in", "-o", "in") == (2, texts.converted_into_source("in") + "\n")
    first = run("convert", "in", "-o", "in/out")
    assert run("convert", "in", "-o", "in/out") == first
    assert sorted(path.name for path in (tmp_path / "in" / "out").iterdir()) == [
        "单位不明_r_2024.xlsx",
        "转换记录.xlsx",
    ]
    (tmp_path / "bad.doc").write_bytes(b"\xd0\xcf\x11")
    code, said = run("convert", "bad.doc", "-o", "out")
    assert code == 2
    assert said.startswith("bad.doc：没有转换。\n  [错误] ")
    assert not (tmp_path / "out").exists()


def test_the_command(run, tmp_path: Path) -> None:
    shutil.copy(SEED_TEXT, tmp_path / "r.txt")
    assert run("convert", "r.txt", "-o", "out", "--code", "S1", "--unit", "某局") == (
        0,
        "r.txt（文本，2021 版，S1 某局，2024年）→ out/S1_某局_2024.xlsx\n  取了 166 个数、3 部分文字，没有遗漏。\n"
        "共 1 个文件，转换了 1 个。每个数取自哪里，见 out/转换记录.xlsx。\n",
    )
    code, said = run("convert", "r.txt", "-o", "out", "--format", "json")
    (data,) = json.loads(said)["files"]
    assert code == 1
    assert data["output"] == "out/单位不明_r_2024.xlsx"
    assert (data["taken"], data["blank"], data["lost"]) == (166, 0, [])
    assert data["texts"] == ["overview", "problems", "other_matters"]
    assert run("convert", "无.txt", "-o", "out")[0] == 2
    assert run("convert", "r.txt", "-o", "r.txt") == (2, texts.conversion_not_a_folder("r.txt") + "\n")
    assert run("convert", "r.txt", "r.txt", "-o", "out", "--year", "99")[0] == 2


def test_json_lists_what_was_lost(run, tmp_path: Path) -> None:
    write_html(tmp_path / "r.html", report("02"))
    code, said = run("convert", "r.html", "-o", "out", "--format", "json")
    (data,) = json.loads(said)["files"]
    (amount,) = [lost for lost in data["lost"] if lost["figure"] == "disclosure.procurement.amount"]
    assert (code, amount["found"], amount["value"], amount["state"]) == (1, "251000元", "25.1", "homeless")
