"""The first sheet of a summary, its charts, and this year against last: numbers counted by hand, in both editions."""

import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine

import govxl
from govxl import declaration, hybrid, texts
from govxl.form import Form, matching
from govxl.roster import Member, Roster
from govxl.summary.charts import data_of

pytestmark = pytest.mark.slow

FORMS = Path(__file__).with_name("data") / "forms"
ZERO_2021, ZERO_2019 = (
    dict.fromkeys((figure.address for figure in govxl.edition(name).entries), 0) for name in ("2021", "2019")
)
# Per unit: received, granted, partial, denied, carried out; review upheld and corrected, lawsuits upheld and pending.
SHAPES = {
    "A": (20, 8, 2, 4, 6, 3, 1, 2, 1),  # answered 14
    "B": (10, 5, 0, 1, 4, 0, 1, 0, 0),  # answered 6
    "C": (0, 0, 0, 0, 0, 0, 0, 0, 0),
}


def figures(shape: tuple[int, ...], zero: dict) -> dict:
    received, granted, partial, denied, carried, upheld, corrected, lawsuit, pending = shape
    return zero | {
        "requests.received.natural_person": received,
        "requests.granted.natural_person": granted,
        "requests.partial.natural_person": partial,
        "requests.denied_law.natural_person": denied - denied // 2,
        "requests.denied_inquiry.natural_person": denied // 2,
        "requests.carried_out.natural_person": carried,
        "disputes.review.upheld": upheld,
        "disputes.review.corrected": corrected,
        "disputes.lawsuit_direct.upheld": lawsuit,
        "disputes.lawsuit_after_review.pending": pending,
    }


def put(
    folder: Path, code: str, shape: tuple[int, ...], year: int = 2024, form: Form | None = None, name: str = ""
) -> None:
    folder.mkdir(exist_ok=True)
    old = form is not None and form.edition == "2019"
    cover = {"filler": "甲", "reviewer": "乙", "telephone": "1", "date": "2025年1月2日"}
    prose = {"overview": "甲", "problems": "乙", "other_matters": "丙"}
    filled = figures(shape, ZERO_2019 if old else ZERO_2021)
    unit = govxl.Unit(code, name or f"{code}局")
    content = govxl.Content(unit, year, "本机关", cover, filled, prose)
    govxl.write_template(folder / f"{code}.xlsx", content, form=form)


def shown(path: Path, sheet: str = "总览") -> list[list[object]]:
    """The cells of a sheet that are not empty, row by row; of 总览 those of the page, not the data of the charts."""
    last = 7 if sheet == "总览" else 10
    return [[value for value in row[:last] if value != ""] for row in values(path, sheet)]


def values(path: Path, sheet: str) -> list[list[object]]:
    """The values that stand in a sheet, from its first cell on."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def headlines(path: Path, *, formulas: bool = False) -> dict[str, list[object]]:
    """The rows of the main figures by the first line of their label, without the data of the charts."""
    rows = shown(path)
    if formulas:
        book = openpyxl.load_workbook(path)
        rows = [[v for v in row if v is not None] for row in book["总览"].iter_rows(max_col=7, values_only=True)]
    return {str(row[0]).split("\n")[0]: row[1:] for row in rows if row and "\n" in str(row[0])}


def charts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name).decode() for name in sorted(archive.namelist()) if "/charts/chart" in name]


@pytest.mark.parametrize(("edition", "year"), [("2021", 2024), ("2019", 2020)])
def test_the_main_figures_are_those_counted_by_hand(tmp_path: Path, edition: str, year: int) -> None:
    for code, shape in SHAPES.items():
        put(tmp_path / "heap", code, shape, year, govxl.edition(edition))
    govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx")
    found = headlines(tmp_path / "sum.xlsx")
    assert {name: row[0] for name, row in found.items()} == {
        "本年新收申请": 30,
        "办理答复": 20,
        "予以公开（含部分公开）占比": pytest.approx(15 / 20),
        "其中：全部予以公开占比": pytest.approx(13 / 20),
        "不予公开占比": pytest.approx(5 / 20),
        "行政复议、行政诉讼": 8,
        "已审结中结果纠正占比": pytest.approx(2 / 7),
    }
    formulas = headlines(tmp_path / "sum.xlsx", formulas=True)
    assert all(str(row[0]).startswith("=") for row in formulas.values())
    assert formulas["本年新收申请"][0] == "=SUM('三'!J5)"
    assert "上年" not in [cell for row in shown(tmp_path / "sum.xlsx") for cell in row]


def test_it_is_the_sheet_that_opens_and_no_report_is_looked_for_in_it(tmp_path: Path) -> None:
    put(tmp_path / "heap", "A", SHAPES["A"])
    result = govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sum.xlsx")
    assert (book.sheetnames[0], book.active.title) == ("总览", "总览")
    sheet = book["总览"]
    assert re.fullmatch(r"'总览'!\$A\$1:\$G\$\d+", sheet.print_area), "the data of the charts are not printed"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight in (None, 1)  # 1 is what it is unless said
    again = govxl.read(tmp_path / "sum.xlsx")
    assert (again.source, again.findings) == ("summary", ())
    assert again.figures == result.total.figures


def test_nothing_is_divided_by_zero(tmp_path: Path) -> None:
    put(tmp_path / "heap", "C", SHAPES["C"])
    put(tmp_path / "past", "C", SHAPES["C"], 2023)
    govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx", prior=[tmp_path / "past"], include_faulty=True)
    found = headlines(tmp_path / "sum.xlsx")
    assert found["本年新收申请"] == [0, 0, 0, "—", "三!J5"]
    assert found["不予公开占比"] == ["—", "—", "—", "—", "三!J9"]
    assert found["已审结中结果纠正占比"] == ["—", "—", "—", "—", "四!B5"]


def test_this_year_beside_last_of_the_same_units(tmp_path: Path) -> None:
    for code in "AB":
        put(tmp_path / "heap", code, SHAPES[code])
    put(tmp_path / "past", "A", (10, 4, 1, 5, 0, 1, 0, 0, 0), 2023)  # answered 10
    put(tmp_path / "past", "B", (6, 3, 2, 1, 0, 1, 1, 0, 1), 2023)  # answered 6
    result = govxl.consolidate(
        [tmp_path / "heap"], tmp_path / "sum.xlsx", prior=[tmp_path / "past"], include_faulty=True
    )
    assert result.total.prior is not None
    found = headlines(tmp_path / "sum.xlsx")
    assert found["本年新收申请"] == [30, 16, 14, pytest.approx(14 / 16), "三!J5"]
    assert found["行政复议、行政诉讼"] == [8, 4, 4, pytest.approx(1.0), "四!E5"]
    granted, denied = found["予以公开（含部分公开）占比"], found["不予公开占比"]
    assert granted == [pytest.approx(15 / 20), pytest.approx(10 / 16), 12.5, "—", "三!J7"]
    assert denied == [pytest.approx(5 / 20), pytest.approx(6 / 16), -12.5, "—", "三!J9"]

    rows = {tuple(row[:2]): row[2:] for row in shown(tmp_path / "sum.xlsx", "同比") if len(row) > 2}
    assert rows["一、本年新收政府信息公开申请数量", "自然人"] == [30, 16, 14, pytest.approx(14 / 16)]
    assert rows["行政复议", "结果维持"] == [3, 2, 1, pytest.approx(0.5)]
    assert rows["规章", "本年制发件数"] == [0, 0, 0, "—"]
    assert len(rows) == 200 + 2, "every figure, and the heads"
    assert shown(tmp_path / "sum.xlsx", "同比")[1] == [texts.SAME_UNITS]


def test_units_of_one_year_alone_are_told_and_the_others_compared_apart(tmp_path: Path) -> None:
    for code in "ABC":
        put(tmp_path / "heap", code, SHAPES[code])
    for code, received in (("A", 8), ("C", 3), ("D", 100)):
        put(tmp_path / "past", code, (received, 0, 0, 0, received, 0, 0, 0, 0), 2023)
    result = govxl.consolidate(
        [tmp_path / "heap"], tmp_path / "sum.xlsx", prior=[tmp_path / "past"], include_faulty=True
    )
    assert result.total.prior is None
    assert (result.together.joined, result.together.left) == (("B B局",), ("D D局",))
    found = headlines(tmp_path / "sum.xlsx")
    assert found["予以公开（含部分公开）占比"][3:5] == ["—", "—"], "last year nothing was answered"
    assert found["本年新收申请"] == [30, 20, 11, 9, pytest.approx(9 / 11), "三!J5"]  # B is new, D is gone
    said = [row[0] for row in shown(tmp_path / "sum.xlsx", "同比")[1:4]]
    assert said == [
        texts.other_units(2),
        "本年有、上年没有（或不全）的 1 个单位：B B局。",
        "上年有、本年没有的 1 个单位：D D局。",
    ]
    rows = {tuple(row[:2]): row[2:] for row in shown(tmp_path / "sum.xlsx", "同比") if len(row) > 2}
    (received,) = (row for key, row in rows.items() if key == ("一、本年新收政府信息公开申请数量", "自然人"))
    assert received == [30, 111, -81, pytest.approx(-81 / 111), 20, 11, 9, pytest.approx(9 / 11)]


def test_without_last_year_the_sheet_says_how_to_get_it(tmp_path: Path) -> None:
    put(tmp_path / "heap", "A", SHAPES["A"])
    govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx")
    assert shown(tmp_path / "sum.xlsx", "同比") == [[texts.YEARLY_TITLE], [texts.YEARLY_NO_PRIOR]]
    assert len(charts(tmp_path / "sum.xlsx")) == 3, "of one unit and one year: no units, no years"


def test_a_figure_that_last_year_lacks_is_not_compared(tmp_path: Path) -> None:
    """The report of 2020 is in the older edition, whose 现行有效 was another figure."""
    put(tmp_path / "heap", "A", SHAPES["A"], 2021)
    put(tmp_path / "past", "A", (10, 4, 1, 5, 0, 1, 0, 0, 0), 2020, govxl.edition("2019"))
    govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx", prior=[tmp_path / "past"], include_faulty=True)
    rows = {tuple(row[:2]): row[2:] for row in shown(tmp_path / "sum.xlsx", "同比") if len(row) > 2}
    assert rows["行政规范性文件", "现行有效件数"] == [0, "—", "—", "—"]
    assert rows["一、本年新收政府信息公开申请数量", "总计"] == [20, 10, 10, 1]
    assert headlines(tmp_path / "sum.xlsx")["本年新收申请"] == [20, 10, 10, 1, "三!J5"]


def test_a_hybrid_shows_what_it_has(tmp_path: Path) -> None:
    """A headline or a point of a chart whose figures an edition lacks is left out, not shown as 0."""
    form = hybrid.blend(govxl.edition("2021"), {"requests": govxl.edition("2019")})
    assert len(matching(form.by_address, ["requests.other_*.total"])) == 1
    assert len(matching(govxl.edition().by_address, ["requests.other_*.total"])) == 3


def test_units_left_out_because_of_a_newer_version_need_no_attention(tmp_path: Path) -> None:
    put(tmp_path / "heap", "A", SHAPES["A"])
    shutil.copy(tmp_path / "heap" / "A.xlsx", tmp_path / "heap" / "A2.xlsx")
    result = govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx")
    assert len(result.left_out) == 1
    assert texts.ALL_WELL in [row[0] for row in shown(tmp_path / "sum.xlsx") if row]


def test_the_largest_units_are_drawn_and_the_rest_is_one(tmp_path: Path) -> None:
    for n in range(17):
        put(tmp_path / "heap", f"0{n:02}", (n, 0, 0, 0, n, 0, 0, 0, 0))
    result = govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx")
    (units,) = (data for data in data_of(result, {}) if data.chart.shape == "units")
    assert [row.label for row in units.rows[:2]] == ["016局", "015局"]
    assert (units.rows[-1].label, units.rows[-1].cells[0][1], units.shown) == ("其余 2 个单位", 1, 16)
    assert [row.cells[0][1] for row in units.rows[:-1]] == list(range(16, 1, -1))
    pairs = {row[8]: row[9] for row in values(tmp_path / "sum.xlsx", "总览") if row[8]}
    assert (pairs["016局"], pairs["002局"], pairs["其余 2 个单位"]) == (16, 2, 1)
    assert len(charts(tmp_path / "sum.xlsx")) == 4


def test_charts_are_native_titled_and_drawn_from_visible_cells(tmp_path: Path) -> None:
    for code in "AB":
        put(tmp_path / "heap", code, SHAPES[code])
        put(tmp_path / "past", code, SHAPES[code], 2023)
    govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx", prior=[tmp_path / "past"], include_faulty=True)
    drawn = charts(tmp_path / "sum.xlsx")
    assert len(drawn) == 5
    titles = [re.search(r"<a:t>([^<]+)</a:t>", xml)[1] for xml in drawn]
    assert titles == [chart.title for chart in govxl.edition().charts]
    sheet = openpyxl.load_workbook(tmp_path / "sum.xlsx")["总览"]
    for xml in drawn:
        assert "3D" not in xml
        assert "showVal" in xml
        for ref in re.findall(r"<c:f>(.*?)</c:f>", xml):
            for row, column in re.findall(r"\$([A-Z]+)\$(\d+)", ref):
                assert not sheet.column_dimensions[row].hidden
                assert not sheet.row_dimensions[int(column)].hidden
    outcomes = re.findall(r"<c:val>.*?</c:val>", drawn[0], re.DOTALL)[0]
    assert re.findall(r"<c:v>(\d+)</c:v>", outcomes) == ["13", "2", "5", "0", "0", "0"]


def test_a_long_name_keeps_both_its_ends() -> None:
    assert texts.squeeze("某市某区第十二街道办事处") == "某市某区第十二街道办事处"
    assert texts.squeeze("甲省乙市丙县丁镇戊街道第十二社区居民委员会") == "甲省乙市丙县丁镇…十二社区居民委员会"


def test_what_needs_attention_is_listed(tmp_path: Path) -> None:
    put(tmp_path / "heap", "A", SHAPES["A"])
    put(tmp_path / "heap", "B", (99, *SHAPES["B"][1:]))
    roster = Roster(Path("名单.csv"), tuple(Member(n, code, f"{code}局") for n, code in enumerate(("A", "B", "E"))))
    govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx", roster=roster)
    rows = shown(tmp_path / "sum.xlsx")
    assert rows[2:4] == [list(texts.STATUS_ROSTER), [3, 1, 1, 1]]
    said = [row[0] for row in rows if row]
    assert "1 个单位没有交：E局。" in said
    assert "1 个文件没有计入：B局。" in said
    book = openpyxl.load_workbook(tmp_path / "sum.xlsx")["总览"]
    links = {str(cell.value): cell.hyperlink.location for row in book.iter_rows() for cell in row if cell.hyperlink}
    assert links["收录情况"] == "'收录情况'!A1"
    assert links["三!J5"] == "'三'!J5"


def test_a_form_without_headlines_has_its_tables(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOVXL_FORMS", str(FORMS))
    form = govxl.edition("letters")
    zero = dict.fromkeys((figure.address for figure in form.entries), 0)
    for unit in ("甲局", "乙局"):
        content = govxl.Content(govxl.Unit("", unit), 2024, figures=zero, cover={"unit_name": unit, "year": "2024"})
        govxl.write_template(tmp_path / f"{unit}.xlsx", content, form=form)
    govxl.consolidate(sorted(tmp_path.glob("*.xlsx")), tmp_path / "sum.xlsx")
    said = [row[0] for row in shown(tmp_path / "sum.xlsx") if row]
    assert said[0] == "2024年来信登记表汇总总览"
    assert "来信登记情况" in said
    assert charts(tmp_path / "sum.xlsx") == []


def test_a_form_may_declare_headlines_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOVXL_FORMS", str(tmp_path / "forms"))
    own = """
[[headlines]]
id = "all"
title = "全年租金（万元）"
note = "两项之和"
figures = ["rents.*.year"]
"""
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "rents.toml").write_text((FORMS / "rents.toml").read_text("utf-8") + own, "utf-8")
    form = govxl.edition("rents")
    given = {figure.address: 0 for figure in form.entries} | {"rents.offices.first": Decimal("0.1")}
    content = govxl.Content(
        govxl.Unit("1", "甲局"), 2024, figures=given | {"rents.halls.second": Decimal("59237.2449")}
    )
    govxl.write_template(tmp_path / "a.xlsx", content, form=form)
    govxl.consolidate([tmp_path / "a.xlsx"], tmp_path / "sum.xlsx", include_faulty=True)
    assert headlines(tmp_path / "sum.xlsx")["全年租金（万元）"][0] == pytest.approx(59237.3449)


def test_all_faults_of_the_declaration_are_told() -> None:
    text = (FORMS / "letters.toml").read_text("utf-8")
    wrong = """
overview = "nowhere.toml"
[[headlines]]
id = "a"
title = "甲"
note = "乙"
figures = ["letters.gone_*.mail", "letters"]
whole = ["letters.received.post"]
[[headlines]]
id = "a"
title = "甲"
note = "乙"
figures = ["letters.received.mail"]
[[charts]]
id = "c"
title = "丙"
shape = "pie"
points = [{ label = "丁", figures = [["letters.received.mail"], ["letters.open.mail"]] }]
[[charts]]
id = "d"
title = "丙"
shape = "units"
headlines = ["a", "b"]
"""
    head, _, rest = wrong.partition("\n[[")
    with pytest.raises(govxl.FormError) as caught:
        declaration.parse(f"{head}\n{text}\n[[{rest}")
    assert sorted(caught.value.faults) == sorted(
        [
            "overview: 没有叫“nowhere.toml”的行、列、表或标签",
            "headlines[0].figures: 没有叫“letters.gone_*.mail”的行、列、表或标签",
            "headlines[0].whole: 没有叫“letters.received.post”的行、列、表或标签",
            "headlines: “a”重复",
            "charts[0].shape: “pie”不在可选的 bar、column、units、years 之中",
            "charts[0].points[0]: 应有 1 组，写了 2 组",
            "charts[1].headlines: 没有叫“b”的行、列、表或标签",
        ]
    )
