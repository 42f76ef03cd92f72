"""Last year's reports: who takes over whose, what is held against them, and what is never called passed."""

import csv
import functools
import json
import tempfile
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from importlib import resources
from pathlib import Path

import openpyxl
import pytest
from documents import write_docx, write_html
from workbooks import DATA, entries, report

import govxl
from govxl import texts
from govxl.checks import verdicts
from govxl.collect import Judged, judge
from govxl.declaration import edition, parse
from govxl.filing import Prior
from govxl.form import common
from govxl.heap import items
from govxl.hybrid import blend
from govxl.last_year import Past, inherited, read_last_year

NEW, OLD = edition("2021"), edition("2019")
# The seed, with no document issued or repealed: what is in force stays the same over the years.
ISSUED = ("disclosure.normative_documents.issued", "disclosure.normative_documents.repealed")
GOOD = entries(report("00")["figures"]) | dict.fromkeys(ISSUED, 0)
COVER = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025年1月15日"}
PROSE = {part.id: "无。" for part in NEW.prose}
STOCK = "disclosure.normative_documents.in_force"
FEES = "disclosure.fees.amount"
IN, OUT = "requests.carried_in.natural_person", "requests.carried_out.natural_person"


def put(
    path: str, code: str, name: str, year: int = 2024, *, carried: tuple[int, int] = (0, 0), prior=None, **more
) -> Path:
    """A unit's report without errors: the seed's figures, with so many carried in and out by natural persons."""
    came, went = carried
    figures = GOOD | {IN: came, OUT: went, FEES: Decimal(sum(map(ord, code + name))) + year}
    figures["requests.received.natural_person"] += went - came
    figures |= {key.replace("__", "."): value for key, value in more.items()}
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_workbook(code, name, year, tuple(figures.items()), tuple((prior or {}).items())))
    return target


@functools.cache
def _workbook(code: str, name: str, year: int | None, figures: tuple, prior: tuple) -> bytes:
    content = govxl.Content(govxl.Unit(code, name), year, "本机关", COVER, dict(figures), PROSE)
    with tempfile.TemporaryDirectory() as folder:
        govxl.write_template(Path(folder) / "x.xlsx", replace(content, category="部门", prior=dict(prior), offer=False))
        return (Path(folder) / "x.xlsx").read_bytes()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(*lines: str) -> govxl.Roster:
    Path("名单.csv").write_text("单位代码,单位名称,原代码\n" + "\n".join(lines) + "\n", "utf-8")
    return govxl.read_roster("名单.csv")


def against(new: str, *old: str, roster: govxl.Roster | None = None) -> tuple[tuple[Judged, ...], Past]:
    past = Past([Path(path) for path in old], roster)
    return judge(items([Path(new)]), roster=roster, prior=past), past


def told(one: Judged) -> Counter[tuple[str, str]]:
    """The verdicts of the rules across years."""
    found = verdicts(one.filing)
    return Counter((v.relation.rule.code, v.state) for v in found if v.relation.rule.code in ("carry-over", "stock"))


def across(one: Judged) -> list[tuple[str, str, str | None, str | None, str | None]]:
    """The findings of these rules: code, severity, cell, found, expected."""
    return [
        (f.code, f.severity, str(f.place), f.found, f.expected)
        for f in one.findings
        if f.code in ("carry-over", "stock", "layout-changed")
    ]


PASSED = Counter({("carry-over", "passed"): 7, ("stock", "passed"): 2})
UNCHECKED = Counter({("carry-over", "unchecked"): 7, ("stock", "unchecked"): 2})


# ------------------------------------------------------------------------------------------------ what two forms share


def _listed_figures() -> list[str]:
    with (DATA / "figures-2021.csv").open(encoding="utf-8-sig") as file:
        return [row["key"] for row in csv.DictReader(file)]


def test_the_editions_share_the_second_table_without_three_rows_and_the_third() -> None:
    """Against the official list of figures, which this package does not read."""
    gone = ("requests.other_not_corrected.", "requests.other_fee_unpaid.", "requests.other_other.")
    wanted = [
        key
        for key in _listed_figures()
        if key.startswith(("requests.", "disputes.")) and key[: key.rindex(".") + 1] not in gone
    ]
    assert len(wanted) == 25 * 7 - 3 * 7 + 15
    assert list(common(NEW, OLD)) == wanted
    assert sorted(common(OLD, NEW)) == sorted(wanted)


def test_a_hybrid_shares_with_each_edition_the_tables_of_it() -> None:
    hybrid = blend(NEW, {"requests": OLD})
    assert list(common(NEW, NEW)) == _listed_figures()
    assert len(common(hybrid, NEW)) == 10 + 154 + 15
    assert len(common(hybrid, OLD)) == 23 * 7 + 15
    assert "requests.other_handling.total" in common(hybrid, OLD)


def test_an_address_with_another_label_is_another_figure() -> None:
    """Licences are decided on in both editions, but under another head; fees were counted, not added up."""
    both = set(NEW.by_address) & set(OLD.by_address) - set(common(NEW, OLD))
    assert both == {f"disclosure.{row}.decisions" for row in ("licences", "penalties", "coercion")}


# ------------------------------------------------------------------------------------------- a published pair of years


@pytest.mark.parametrize("write", [write_docx, write_html])
def test_05_and_06_hold(write) -> None:
    """2023: nothing carried out, 5 documents in force. 2024: nothing carried in, 3 issued, 0 repealed, 8 in force."""
    name = "old.docx" if write is write_docx else "old.html"
    write(Path(name), report("05"))
    write_html(Path("new.html"), report("06"))
    (one,), past = against("new.html", name)
    assert one.filing.form is blend(NEW, {"requests": OLD})
    assert (told(one), across(one), past.notes([one])) == (PASSED, [], ())


def test_05_and_06_do_not_hold_where_one_is_altered() -> None:
    """Carried out by natural persons 3 instead of 0, and 6 documents in force instead of 5."""
    old = report("05")
    old["figures"] |= {OUT: 3, "requests.carried_out.total": 3, STOCK: 6}
    write_html(Path("old.html"), old)
    write_html(Path("new.html"), report("06"))
    (one,), _ = against("new.html", "old.html")
    assert told(one) == {
        ("carry-over", "broken"): 2,  # the column and the total
        ("carry-over", "passed"): 5,
        ("stock", "broken"): 1,
        ("stock", "passed"): 1,
    }
    assert [(code, severity, found, expected) for code, severity, _, found, expected in across(one)] == [
        ("carry-over", "error", "0", "3"),
        ("stock", "warning", "8", "9"),
    ]
    (carried,) = (f for f in one.findings if f.code == "carry-over")
    assert "不等于 上年数(3)，相差 3" in carried.message


def test_without_last_year_nothing_across_years_has_passed() -> None:
    write_html(Path("new.html"), report("06"))
    (one,) = judge(items([Path("new.html")]))
    assert told(one) == UNCHECKED
    write_html(Path("other.html"), report("05") | {"agency": "甲县人民政府"})
    (one,), past = against("new.html", "other.html")
    assert (one.filing.prior, told(one)) == (None, UNCHECKED)
    assert past.notes([one]) == (
        "上年的文件里没有的单位 1 个，与上年衔接的关系未核对：淮安市洪泽区人民政府",
        "上年有数、这次没有对上的单位 1 个：甲县人民政府",
    )


def test_over_the_change_of_editions_carry_over_is_judged_and_stock_is_not() -> None:
    """The report of 2019 (made one of 2020) carries out 72 by natural persons and none by others."""
    figures = {key: value for key, value in report("02")["figures"].items() if value is not None}
    old = {figure.address: figures[figure.address] for figure in OLD.entries if figure.address in figures}
    old |= dict.fromkeys((f"requests.carried_out.{column.id}" for column in NEW.tables[1].blocks[0].columns[1:6]), 0)
    old |= {OUT: 72, "disclosure.procurement.amount": Decimal("25.1")}
    unit = govxl.Unit("A1", "甲局")
    govxl.write_template(Path("old.xlsx"), govxl.Content(unit, 2020, "本机关", COVER, old, PROSE), form=OLD)
    put(
        "right.xlsx",
        "A1",
        "甲局",
        2021,
        carried=(72, 0),
        requests__received__natural_person=14,
        requests__granted__natural_person=GOOD["requests.granted.natural_person"] + 72,
    )
    (one,), _ = against("right.xlsx", "old.xlsx")
    assert one.filing.form is NEW
    assert told(one) == {("carry-over", "passed"): 7, ("stock", "unchecked"): 2}
    assert not set(one.filing.prior.figures) & {key for key in OLD.by_address if key.startswith("disclosure")}
    put(
        "wrong.xlsx",
        "A1",
        "甲局",
        2021,
        carried=(70, 0),
        requests__received__natural_person=14,
        requests__granted__natural_person=GOOD["requests.granted.natural_person"] + 70,
    )
    (one,), _ = against("wrong.xlsx", "old.xlsx")
    assert told(one) == {("carry-over", "passed"): 5, ("carry-over", "broken"): 2, ("stock", "unchecked"): 2}
    assert across(one) == [("carry-over", "error", "三!J6", "70", "72")]


# ------------------------------------------------------------------------------------------------------ who is whose


def test_a_merger_takes_the_sums_and_no_prose() -> None:
    put("去年/a.xlsx", "A1", "甲局", 2023, carried=(0, 2))
    put("去年/b.xlsx", "A2", "乙局", 2023, carried=(0, 3))
    put("n.xlsx", "N1", "甲乙局", carried=(5, 0), disclosure__normative_documents__in_force=2 * GOOD[STOCK])
    roster = listed("N1,甲乙局,A1;A2")
    (one,), past = against("n.xlsx", "去年", roster=roster)
    prior = one.filing.prior
    assert (prior.figures[OUT], prior.figures["requests.carried_out.total"]) == (5, 5)
    assert (prior.figures["requests.received.total"], prior.texts, prior.form) == (14 + 2 + 14 + 3, {}, NEW)
    assert prior.origin == "去年/a.xlsx、去年/b.xlsx"
    assert Counter(state for (rule, state), n in told(one).items() if rule == "carry-over" for _ in range(n)) == {
        "passed": 7
    }
    assert past.notes([one]) == ()


def test_a_merger_of_two_editions_has_what_both_ask() -> None:
    decisions = "disclosure.licences.decisions"
    parts = [Prior({OUT: 1, decisions: 2}, {}, form, "x") for form in (NEW, OLD)]
    assert [inherited(some, NEW).figures for some in (parts[:1], parts[1:], parts, parts[::-1])] == [
        {OUT: 1, decisions: 2},
        {OUT: 1},
        {OUT: 2},
        {OUT: 2},
    ]


def test_a_file_of_another_year_has_no_last_year_here() -> None:
    put("收/new.xlsx", "A1", "甲局")
    put("收/old.xlsx", "A1", "甲局", 2023)
    past = Past([Path("收/old.xlsx")])
    found = judge(items([Path("收")]), 2024, prior=past)
    assert {one.filing.year: one.filing.prior is not None for one in found} == {2024: True, 2023: False}


def test_a_merger_without_one_of_its_parts_and_a_split_are_said_and_unchecked() -> None:
    put("去年/a.xlsx", "A1", "甲局", 2023)
    put("今年/n.xlsx", "N1", "甲乙局")
    roster = listed("N1,甲乙局,A1;A2")
    (one,), past = against("今年", "去年", roster=roster)
    assert told(one) == UNCHECKED
    assert past.notes([one]) == ("上年数对不上：N1 甲乙局，原代码 A2 没有上年数，合并数不全。",)
    put("今年/m.xlsx", "N2", "丙局")
    roster = listed("N1,甲乙局,A1", "N2,丙局,A1")
    found, past = against("今年", "去年", roster=roster)
    assert [told(one) for one in found] == [UNCHECKED, UNCHECKED]
    assert past.notes(found) == (
        "上年数对不上：N2 丙局，拆分，上年数不能自动带入。",
        "上年数对不上：N1 甲乙局，拆分，上年数不能自动带入。",
    )


def test_a_renamed_unit_is_known_by_its_code_and_a_recoded_one_by_the_roster() -> None:
    put("去年/a.xlsx", "A1", "旧名局", 2023, carried=(0, 1))
    put("去年/b.xlsx", "B1", "乙局", 2023, carried=(0, 2))
    put("今年/a.xlsx", "A1", "新名局", carried=(1, 0))
    put("今年/b.xlsx", "B9", "乙局", carried=(2, 0))
    (renamed, recoded), past = against("今年", "去年")
    assert (renamed.filing.prior.figures[OUT], recoded.filing.prior) == (1, None)  # two codes may be two units
    assert past.notes([renamed, recoded]) == (
        "上年的文件里没有的单位 1 个，与上年衔接的关系未核对：B9 乙局",
        "上年有数、这次没有对上的单位 1 个：B1 乙局",
    )
    (renamed, recoded), past = against("今年", "去年", roster=listed("A1,新名局,", "B9,乙局,B1"))
    assert (renamed.filing.prior.figures[OUT], recoded.filing.prior.figures[OUT]) == (1, 2)
    assert past.notes([renamed, recoded]) == ()


def test_a_name_stands_for_a_unit_where_one_of_the_reports_has_no_code() -> None:
    write_docx(Path("old.docx"), report("05"))
    put("new.xlsx", "A1", "淮安市洪泽区人民政府")
    (one,), _ = against("new.xlsx", "old.docx")
    assert (one.filing.prior.origin, one.filing.prior.form.tables_of["requests"]) == ("old.docx", "2019")
    write_html(Path("new.html"), report("06"))
    put("old.xlsx", "A1", "淮安市洪泽区人民政府", 2023)
    (one,), _ = against("new.html", "old.xlsx")
    assert one.filing.prior.origin == "old.xlsx"
    put("two/a.xlsx", "A1", "淮安市洪泽区人民政府", 2023)
    put("two/b.xlsx", "A2", "淮安市洪泽区人民政府", 2023)
    (one,), _ = against("new.html", "two")
    assert one.filing.prior is None


def test_a_summary_of_last_year_gives_each_unit_its_own() -> None:
    put("去年/a.xlsx", "A1", "甲局", 2023, carried=(0, 1))
    put("去年/b.xlsx", "A2", "乙局", 2023, carried=(0, 2))
    govxl.consolidate([Path("去年")], Path("2023.xlsx"))
    put("今年/a.xlsx", "A1", "甲局", carried=(1, 0))
    put("今年/b.xlsx", "A2", "乙局", carried=(5, 0))
    found, _ = against("今年", "2023.xlsx")
    assert told(found[0]) == PASSED
    assert [across(one) for one in found] == [[], [("carry-over", "error", "三!J6", "5", "2")]]


def test_with_a_roster_too_a_name_stands_for_a_unit_whose_report_has_no_code() -> None:
    """Last year in Word: one unit as it was, one with a new code; a merger of two names nobody can tell."""
    for name in ("甲局", "乙局", "丙 丁局"):
        write_docx(Path(f"{name}.docx"), report("00") | {"agency": name, "year": 2023})
        Path("去年").mkdir(exist_ok=True)
        Path(f"{name}.docx").rename(f"去年/{name}.docx")
    for code, name in (("A1", "甲局"), ("B9", "乙局"), ("N1", "丙丁局")):
        put(f"今年/{code}.xlsx", code, name)
    found, past = against("今年", "去年", roster=listed("A1,甲局,", "B9,乙局,B1", "N1,丙丁局,C1;D1"))
    assert [one.filing.prior and one.filing.prior.origin for one in found] == ["去年/甲局.docx", "去年/乙局.docx", None]
    assert past.notes(found)[0] == "上年的文件里没有的单位 1 个，与上年衔接的关系未核对：N1 丙丁局"


def test_an_archive_of_last_year() -> None:
    put("a.xlsx", "A1", "甲局", 2023, carried=(0, 1))
    with zipfile.ZipFile("去年.zip", "w") as archive:
        archive.write("a.xlsx")
    put("new.xlsx", "A1", "甲局", carried=(1, 0))
    (one,), _ = against("new.xlsx", "去年.zip")
    assert told(one) == PASSED


def test_one_unit_twice_is_told_where_the_figures_differ() -> None:
    put("去年/a.xlsx", "A1", "甲局", 2023, carried=(0, 1))
    govxl.consolidate([Path("去年")], Path("2023.xlsx"))
    assert read_last_year([Path("去年"), Path("2023.xlsx")], 2023).refused == ()
    put("去年/a.xlsx", "A1", "甲局", 2023, carried=(0, 2))
    ((file, reason),) = read_last_year([Path("2023.xlsx"), Path("去年")], 2023).refused
    assert (file, reason) == ("2023.xlsx", "甲局的上年数与 去年/a.xlsx 里的不同，采用那里的。")


def test_a_printed_total_counts_where_its_parts_are_blank() -> None:
    """Report 13 leaves the columns of organisations blank on every row; what it carries out in all is printed."""
    write_docx(Path("old.docx"), report("13"))
    last = read_last_year([Path("old.docx")], 2023)
    ((unit, prior),) = last.reports.items()
    assert unit == govxl.Unit("", "沭阳县发展和改革局")
    assert "requests.carried_out.business" not in prior.figures
    assert prior.figures["requests.carried_out.total"] == report("13")["figures"]["requests.carried_out.total"]


# --------------------------------------------------------------------------------- what the workbook carries itself


def test_the_office_comes_before_the_workbook_and_a_difference_is_said() -> None:
    put("old.xlsx", "A1", "甲局", 2023, carried=(0, 3))
    inside = {OUT: 2, "requests.carried_out.total": 2, STOCK: GOOD[STOCK]}
    put("new.xlsx", "A1", "甲局", carried=(3, 0), prior=inside)
    (alone,) = judge(items([Path("new.xlsx")]))
    assert across(alone) == [("carry-over", "error", "三!J6", "3", "2")]
    (one,), _ = against("new.xlsx", "old.xlsx")
    assert told(one) == PASSED
    ((code, severity, place, found, expected),) = across(one)
    assert (code, severity, found, expected) == ("layout-changed", "warning", None, None)
    (finding,) = (f for f in one.findings if f.code == "layout-changed")
    assert finding.figures == (f"prior:{OUT}", "prior:requests.carried_out.total")
    sheet = openpyxl.load_workbook("new.xlsx")["三"]
    assert sheet[place.split("!")[1]].value == 2
    assert f"{place} 是 2，应为 3；" in finding.message
    assert "上年的报告（old.xlsx）" in finding.message


def test_what_the_office_lacks_is_taken_from_the_workbook() -> None:
    figures = {key: value for key, value in GOOD.items() if key != STOCK}
    govxl.write_template(
        Path("old.xlsx"), govxl.Content(govxl.Unit("A1", "甲局"), 2023, "本机关", COVER, figures, PROSE)
    )
    put("new.xlsx", "A1", "甲局", prior={STOCK: GOOD[STOCK] + 1, "requests.carried_out.total": 9})
    (one,), past = against("new.xlsx", "old.xlsx")
    assert told(one) == {("carry-over", "passed"): 7, ("stock", "passed"): 1, ("stock", "broken"): 1}
    assert past.notes([one]) == ()


def test_a_marked_copy_holds_the_office_s_figures(here: Path) -> None:
    """Of a file that cannot carry marks the copy is a new workbook, which shows what was held against what."""
    old = report("05")
    old["figures"] |= {OUT: 3, "requests.carried_out.total": 3}
    write_html(Path("old.html"), old)
    write_html(Path("new.html"), report("06"))
    (one,), _ = against("new.html", "old.html")
    from govxl.annotate import annotate

    copy = annotate(one, here / "标注")
    assert govxl.read(copy).shown["prior:requests.carried_out.total"] == 3


def test_last_year_s_figure_is_never_the_one_to_put_right() -> None:
    """Two rules that fail by the same difference share no cell but one of last year, which stands in no cell here."""
    text = (resources.files("workbook_templates") / "annual_report_2021.toml").read_text("utf-8")
    rule = {"code": "twice", "title": "甲", "severity": "warning", "table": "disclosure", "between": "columns"}
    rule |= {"left": ["issued"], "sign": "=", "right": ["prior:in_force"], "source": "乙", "todo": "丙"}
    lines = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rule.items())
    form = parse(f"{text}\n[[rules]]\n{lines}\n")
    figures = dict.fromkeys((figure.address for figure in form.figures), 0)
    figures |= {ISSUED[0]: 4, STOCK: 8}
    filing = govxl.Filing(Path("x.xlsx"), "used", form, entries=figures, figures=figures, shown=figures)
    found = govxl.check(replace(filing, prior=Prior({STOCK: 1, "disclosure.regulations.in_force": 0})))
    assert [(f.code, str(f.place)) for f in found] == [("twice", "二!B5"), ("stock", "二!D5")]


# ------------------------------------------------------------------------------------------------------------- copies


@pytest.mark.parametrize(("figures", "said"), [(4, 0), (5, 1)])
def test_more_than_a_handful_of_last_year_s_figures_again(figures: int, said: int) -> None:
    spots = [
        f"requests.{row}.natural_person" for row in ("received", "granted", "partial", "denied_law", "carried_out")
    ]
    zero = dict.fromkeys((figure.address for figure in NEW.entries), 0)
    few = zero | dict.fromkeys(spots[:figures], 3)
    for name, year in (("old", 2023), ("new", 2024)):
        content = govxl.Content(govxl.Unit("A1", "甲局"), year, "本机关", COVER, few, PROSE)
        govxl.write_template(Path(f"{name}.xlsx"), content)
    (one,), _ = against("new.xlsx", "old.xlsx")
    found = [f for f in one.findings if f.code == "copied-return"]
    assert [(f.severity, f.message) for f in found] == [
        ("warning", "不是 0 的 5 个数与“old.xlsx”（甲局，2023 年）完全相同，可能是抄来的，或用错了工作簿。")
    ][:said]


def test_one_figure_more_or_another_is_no_copy() -> None:
    put("old.xlsx", "A1", "甲局", 2023, disclosure__fees__amount=1)
    put("a.xlsx", "A1", "甲局", 2024, disclosure__fees__amount=2)
    put("b.xlsx", "A1", "甲局", 2024, disclosure__fees__amount=0)
    put("c.xlsx", "A1", "甲局", 2024, disclosure__fees__amount=1)
    codes = {
        name: [f.code for f in against(name, "old.xlsx")[0][0].findings] for name in ("a.xlsx", "b.xlsx", "c.xlsx")
    }
    assert [name for name, found in codes.items() if "copied-return" in found] == ["c.xlsx"]


def test_last_year_s_file_in_the_heap_and_given_too_is_told_once() -> None:
    put("收/old.xlsx", "A1", "甲局", 2023, disclosure__fees__amount=1)
    put("收/new.xlsx", "A1", "甲局", 2024, disclosure__fees__amount=1)
    past = Past([Path("收/old.xlsx")])
    found = judge(items([Path("收")]), 2024, prior=past)
    messages = {one.filing.file.name: [f.message for f in one.findings if f.code == "copied-return"] for one in found}
    assert [len(messages["new.xlsx"]), messages["new.xlsx"][0].count("old.xlsx")] == [1, 1]


def test_a_prior_by_hand_is_all_that_a_check_needs() -> None:
    filing = govxl.read(put("new.xlsx", "A1", "甲局", carried=(3, 0)))
    prior = Prior({OUT: 1, "requests.carried_out.total": 1})
    found = [f.found for f in govxl.check(replace(filing, prior=prior)) if f.code == "carry-over"]
    assert found == ["3"]


# ------------------------------------------------------------------------------------------------------------ the sum


def _pair(*codes: str, year: int, carried: tuple[int, int], folder: str) -> None:
    for code in codes:
        put(f"{folder}/{code}.xlsx", code, f"{code}局", year, carried=carried)


def test_the_sum_is_held_against_last_year_s_sum_of_the_same_units() -> None:
    _pair("A", "B", year=2023, carried=(0, 2), folder="去年")
    _pair("A", "B", year=2024, carried=(2, 0), folder="今年")
    result = govxl.consolidate([Path("今年")], Path("sum.xlsx"), prior=[Path("去年")])
    assert (result.total.prior.figures["requests.carried_out.total"], result.notes, result.clean) == (4, (), True)
    assert {v.state for v in verdicts(result.total) if v.relation.rule.code == "carry-over"} == {"passed"}
    again = govxl.read(Path("sum.xlsx"))
    assert again.shown["prior:requests.carried_out.total"] == 4
    assert again.figures["requests.carried_in.total"] == 4


def test_a_sum_that_does_not_follow_is_an_error_of_the_sum() -> None:
    _pair("A", "B", year=2023, carried=(0, 2), folder="去年")
    _pair("A", "B", year=2024, carried=(1, 0), folder="今年")
    result = govxl.consolidate([Path("今年")], include_faulty=True, prior=[Path("去年")])
    assert [(f.code, f.found, f.expected) for f in result.findings if f.severity == "error"] == [
        ("carry-over", "2", "4")
    ]


def test_other_units_are_no_sum_to_compare_and_both_lists_are_told() -> None:
    _pair("A", "B", year=2023, carried=(0, 0), folder="去年")
    _pair("B", "C", "D", year=2024, carried=(0, 0), folder="今年")
    result = govxl.consolidate([Path("今年")], prior=[Path("去年")])
    assert result.total.prior is None
    assert result.notes == (
        "上年结转不可比：计入的单位与上年不同，合计没有与上年的合计核对。"
        "这次计入、上年没有的 2 个：C C局、D D局；上年有、这次没有计入的 1 个：A A局。",
    )
    states = {v.state for v in verdicts(result.total) if v.relation.rule.code in ("carry-over", "stock")}
    assert (states, result.clean) == ({"unchecked"}, True)


def test_units_merged_and_split_are_the_same_units_in_the_sum() -> None:
    _pair("A", "B", "C", year=2023, carried=(0, 1), folder="去年")
    put("今年/n.xlsx", "N", "N局", carried=(2, 0))
    put("今年/x.xlsx", "X", "X局", carried=(1, 0))
    put("今年/y.xlsx", "Y", "Y局", carried=(0, 0))
    roster = listed("N,N局,A;B", "X,X局,C", "Y,Y局,C")
    result = govxl.consolidate([Path("今年")], roster=roster, prior=[Path("去年")])
    assert result.total.prior.figures["requests.carried_out.total"] == 3
    assert result.notes == (
        "上年数对不上：X X局，拆分，上年数不能自动带入。",
        "上年数对不上：Y Y局，拆分，上年数不能自动带入。",
    )
    Path("今年/y.xlsx").unlink()
    result = govxl.consolidate([Path("今年")], roster=roster, prior=[Path("去年")])
    assert result.notes[-1].endswith("核对。上年有、这次没有计入的 1 个：C C局。")


def test_summaries_are_known_by_the_units_in_them() -> None:
    _pair("A", "B", year=2023, carried=(0, 2), folder="去年")
    _pair("A", "B", year=2024, carried=(2, 0), folder="今年")
    Path("上报").mkdir()
    govxl.consolidate([Path("今年")], Path("上报/甲县.xlsx"))
    result = govxl.consolidate([Path("上报")], prior=[Path("去年")])
    assert (result.total.prior.figures["requests.carried_out.total"], result.notes) == (4, ())
    govxl.consolidate([Path("上报")], Path("全市.xlsx"))  # a summary in a summary
    result = govxl.consolidate([Path("全市.xlsx")], prior=[Path("去年")])
    assert (result.total.prior.figures["requests.carried_out.total"], result.notes) == (4, ())


# ------------------------------------------------------------------------------------------------------- the commands


def test_check_says_what_it_could_not_use(run) -> None:
    put("去年/a.xlsx", "A1", "甲局", 2023)
    put("去年/b.xlsx", "A2", "乙局", 2022)
    put("去年/c.xlsx", "A3", "丙局", 2023)
    put("今年/a.xlsx", "A1", "甲局")
    put("今年/d.xlsx", "A4", "丁局")
    code, said = run("check", "今年", "--prior", "去年")
    assert code == 1  # a file of last year was left out
    assert said.splitlines()[-4:] == [
        "其中 1 个文件没有上年数，与上年衔接的关系未核对。",
        "上年的文件没有用：去年/b.xlsx　报告年度是 2022，不是 2023。",
        "上年的文件里没有的单位 1 个，与上年衔接的关系未核对：A4 丁局",
        "上年有数、这次没有对上的单位 1 个：A3 丙局",
    ]
    code, said = run("check", "今年/a.xlsx", "--prior", "去年/a.xlsx", "去年/c.xlsx", "--format", "json")
    report_, _, rest = said.rpartition("}\n")
    assert (code, set(json.loads(report_ + "}")), rest) == (
        0,
        {"files", "errors", "warnings"},
        "上年有数、这次没有对上的单位 1 个：A3 丙局\n",
    )


def test_check_fails_where_last_year_contradicts(run) -> None:
    put("old.xlsx", "A1", "甲局", 2023, carried=(0, 1))
    put("new.xlsx", "A1", "甲局")
    assert run("check", "new.xlsx")[0] == 0
    code, said = run("check", "new.xlsx", "--prior", "old.xlsx")
    assert (code, said.count("[carry-over]")) == (1, 1)
    assert "上年数(1)" in said


@pytest.mark.parametrize("command", [("check", "new.xlsx"), ("consolidate", "new.xlsx", "-o", "sum.xlsx")])
def test_a_path_of_last_year_that_is_not_there_is_wrong_usage(run, command: tuple[str, ...]) -> None:
    put("new.xlsx", "A1", "甲局")
    assert run(*command, "--prior", "gone") == (2, "没有这个文件或文件夹：gone\n")
    assert not Path("sum.xlsx").exists()


def test_consolidate_uses_what_it_can(run) -> None:
    put("去年/a.xlsx", "A1", "甲局", 2023)
    Path("去年/说明.pdf").write_bytes(b"%PDF-1.4 x")
    put("今年/a.xlsx", "A1", "甲局")
    code, said = run("consolidate", "今年", "-o", "sum.xlsx", "--prior", "去年")
    assert (code, said.splitlines()[0]) == (1, "已汇总 1 个单位，写出 sum.xlsx")
    assert said.splitlines()[1].startswith("上年的文件没有用：去年/说明.pdf　")
    put("去年/b.xlsx", "A2", "乙局", 2023)
    code, said = run("consolidate", "今年", "-o", "sum.xlsx", "--prior", "去年/a.xlsx", "去年/b.xlsx")
    assert (code, said.splitlines()[2]) == (0, texts.prior_sum_unlike([], ["A2 乙局"]))
    code, said = run("consolidate", "今年", "-o", "s2.xlsx", "--prior", "去年/b.xlsx", "--format", "json")
    assert set(json.loads(said[: said.rindex("}") + 1])) == {"units", "included", "left_out", "figures", "output"}
    assert "上年结转不可比" in said


def test_a_last_year_in_another_edition_is_told_apart_from_none(run) -> None:
    zero = dict.fromkeys((figure.address for figure in OLD.entries), 0)
    content = govxl.Content(govxl.Unit("A1", "甲局"), 2020, "本机关", COVER, zero, PROSE)
    govxl.write_template(Path("old.xlsx"), content, form=OLD)
    put("new.xlsx", "A1", "甲局", 2021)
    code, said = run("check", "new.xlsx", "--prior", "old.xlsx")
    assert code == 0
    assert said.splitlines()[-2:] == [
        "共 1 个文件，0 个有错误；合计 0 处错误，0 处提醒。",
        "有上年数但不全（上年用的是另一版表式，或上年没有填）的单位 1 个，缺数的关系未核对：甲局",
    ]


def test_no_year_no_last_year(run) -> None:
    govxl.write_template(Path("new.xlsx"), govxl.Content(govxl.Unit("A1", "甲局"), None, figures=GOOD))
    put("old.xlsx", "A1", "甲局", 2023)
    _, said = run("check", "new.xlsx", "--prior", "old.xlsx")
    assert said.splitlines()[-1] == "没有一份报告写明年度，不知道上年是哪一年，上年的文件没有用。"
