"""Forms of another year, and reports whose tables are of two editions: said once, added up only among themselves."""

import datetime
from pathlib import Path

import openpyxl
import pytest
from documents import write_docx, write_html
from workbooks import report

import govxl
from govxl.campaign import CampaignError
from govxl.distribution import distribute
from govxl.hybrid import blend
from govxl.roster import read_roster

pytestmark = pytest.mark.slow

OLD, NEW = govxl.edition("2019"), govxl.edition("2021")
HYBRID = blend(NEW, {"requests": OLD})
# An old table 一, the others of 2021.
FIRST_OLD = {key: value or 0 for key, value in report("02")["figures"].items() if key.startswith("disclosure.")} | {
    key: value for key, value in report("07")["figures"].items() if not key.startswith("disclosure.")
}
FIRST_OLD["disclosure.procurement.amount"] = "25.1"

# figures, year -> the tables that are said to be of another edition, with that and the one that is meant
CASES = {
    "2019 dated 2019": ("02", 2019, []),
    "2019 dated 2020": ("02", 2020, []),
    "2019 dated 2022": ("02", 2022, [(None, "2019", None)]),
    "2021 dated 2020": ("07", 2020, [(None, "2021", None)]),
    "2021 dated 2021": ("07", 2021, []),
    "hybrid of 2023": ("06", 2023, [("三、收到和处理政府信息公开申请情况", "2019", "2021")]),
    "hybrid of 2020": ("06", 2020, [("二、主动公开政府信息情况", "2021", "2019")]),
    "old table 一 in 2021": (FIRST_OLD, 2021, [("二、主动公开政府信息情况", "2019", "2021")]),
    "old table 一 in 2020": (FIRST_OLD, 2020, [("三、收到和处理政府信息公开申请情况", "2021", "2019")]),
}


@pytest.mark.parametrize(("figures", "year", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_not_of_the_year_is_said_once(tmp_path: Path, figures: object, year: int, expected: list) -> None:
    given = report(figures if isinstance(figures, str) else "07")
    given = given | {"year": year} | ({} if isinstance(figures, str) else {"figures": figures})
    filing = govxl.read(write_docx(tmp_path / "a.docx", given))
    found = [f for f in govxl.check(filing) if f.severity == "error" and f.code != "disputes-total"]
    assert [(f.code, f.found, f.expected) for f in found] == [("old-edition", name, to) for _, name, to in expected]
    for finding, (title, name, to) in zip(found, expected, strict=True):
        assert (
            f"“{title}”用的是 {name} 版的表式，不是 {to} 版" in finding.message
            if title
            else f"{name} 版" in finding.message
        )


def test_a_form_of_another_year_says_since_or_until_when(tmp_path: Path) -> None:
    for form, year, words, use in [
        (OLD, 2022, "2022 年度的报告不能用 2019 版的表式，这一版只用到 2020 年度。", "2021"),
        (NEW, 2020, "2020 年度的报告不能用 2021 版的表式，这一版从 2021 年度起用。", "2019"),
    ]:
        path = tmp_path / f"{year}.xlsx"
        govxl.write_template(path, govxl.Content(govxl.Unit("A1", "甲局"), year), form=form)
        (finding,) = (f for f in govxl.read(path).findings if f.code == "old-edition")
        assert (finding.severity, str(finding.place), finding.message) == ("error", "封面!B6", words)
        assert f"改用 {use} 版" in finding.todo


def hybrids(folder: Path) -> list[Path]:
    """Two hybrids of one year, and one report wholly in the form of 2021."""
    made = []
    for number, (name, agency) in enumerate({"06": "甲区", "13": "乙区", "05": "丙区"}.items()):
        given = report(name) | {"agency": agency, "year": 2024}
        figures = dict(given["figures"])
        if name == "05":  # its two wrong totals
            figures["disputes.review.total"], figures["disputes.lawsuit_after_review.total"] = 11, 5
        path = folder / f"{number}-{agency}.html"
        made.append(write_html(path, given | {"figures": figures}))
    return made


def test_hybrids_are_added_up_among_themselves_and_the_sum_is_read_back(tmp_path: Path) -> None:
    one, whole, other = hybrids(tmp_path)
    result = govxl.consolidate([one, whole, other], tmp_path / "汇总.xlsx", include_faulty=True)
    assert result.form is HYBRID
    assert [judged.filing.unit.name for judged in result.included] == ["丙区", "甲区"]
    ((left, reason),) = result.left_out
    assert left.filing.unit.name == "乙区"
    assert "2021" in reason and "2019" in reason
    assert not result.clean
    both = [report(name)["figures"] for name in ("05", "06")]
    leaves = [figure.address for figure in HYBRID.entries if figure.kind == "count"]
    assert {key: result.total.figures[key] for key in leaves} == {
        key: sum(figures[key] for figures in both) for key in leaves
    }
    back = govxl.read(tmp_path / "汇总.xlsx")
    assert (back.form, back.source) == (HYBRID, "summary")
    assert back.figures == result.total.figures
    assert [(f.code, f.severity) for f in back.findings] == [("old-edition", "error")]
    assert [unit.name for unit in back.contains] == ["丙区", "甲区"]


def test_hybrids_are_left_out_where_they_are_not_asked_for(tmp_path: Path) -> None:
    one, whole, other = hybrids(tmp_path)
    figures = dict(report("13")["figures"])
    figures["disclosure.licences.decisions"] += 1  # no copy
    fourth = write_html(tmp_path / "丁区.html", report("13") | {"agency": "丁区", "year": 2024, "figures": figures})
    for faulty in (False, True):
        result = govxl.consolidate([one, whole, other, fourth], include_faulty=faulty)
        assert [judged.filing.unit.name for judged in result.included] == ["丁区", "乙区"]
        assert {judged.filing.unit.name for judged, _ in result.left_out} == {"甲区", "丙区"}
        assert all("2019" in reason for _, reason in result.left_out)
        assert not result.clean


def test_what_is_left_out_for_its_errors_has_no_say_in_the_form(tmp_path: Path) -> None:
    result = govxl.consolidate(hybrids(tmp_path))
    assert result.form is NEW
    assert [judged.filing.unit.name for judged in result.included] == ["乙区"]


def test_a_workbook_of_unknown_parts_is_not_read(tmp_path: Path) -> None:
    govxl.write_template(tmp_path / "a.xlsx", govxl.Content(govxl.Unit("A1", "甲局"), 2024), form=HYBRID)
    assert govxl.read(tmp_path / "a.xlsx").form is HYBRID
    for number, parts in enumerate(["requests=1999", "fees=2019", "requests"]):
        book = openpyxl.load_workbook(tmp_path / "a.xlsx")
        (cell,) = (row[1] for row in book["_govxl"].iter_rows() if row[0].value == "tables")
        cell.value = parts
        book.save(tmp_path / f"{number}.xlsx")
        filing = govxl.read(tmp_path / f"{number}.xlsx")
        assert (filing.state, filing.figures) == ("foreign", {}), parts


def test_no_workbooks_are_sent_out_for_a_year_that_is_not_the_form_s(tmp_path: Path, run) -> None:
    (tmp_path / "名单.csv").write_text("单位代码,单位名称\nA1,甲局\n", "utf-8")
    roster, today = read_roster(tmp_path / "名单.csv"), datetime.date(2021, 1, 4)
    with pytest.raises(CampaignError, match="2020 年度的报告不能用 2021 版的表式"):
        distribute(roster, tmp_path / "下发", year=2020, today=today)
    assert not (tmp_path / "下发").exists()
    code, said = run("distribute", "名单.csv", "-o", "下发", "--year", "2021", "--edition", "2019")
    assert (code, "或用 --edition 2021。" in said) == (2, True)
    assert distribute(roster, tmp_path / "下发", year=2020, today=today, form=OLD).clean
    code, said = run("template", "--year", "2020", "-o", "a.xlsx")
    assert (code, "--edition 2019" in said) == (0, True)
    code, said = run("template", "--year", "2020", "--edition", "2019", "-o", "b.xlsx")
    assert (code, said) == (0, "已写出 b.xlsx\n")


def test_of_as_many_reports_those_in_the_form_of_the_year_count(tmp_path: Path) -> None:
    old = {figure.address: 0 for figure in OLD.entries}
    new = {figure.address: 0 for figure in NEW.entries}
    for code, form, figures in (("A1", OLD, old), ("B1", NEW, new)):
        content = govxl.Content(govxl.Unit(code, f"{code}局"), 2020, figures=figures)
        govxl.write_template(tmp_path / f"{code}.xlsx", content, form=form)
    for faulty in (False, True):
        result = govxl.consolidate([tmp_path], include_faulty=faulty)
        assert (result.form, [one.filing.unit.code for one in result.included]) == (OLD, ["A1"])
        assert [one.filing.unit.code for one, _ in result.left_out] == ["B1"]
