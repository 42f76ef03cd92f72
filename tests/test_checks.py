"""What is checked beside equations: every declared example, the bounds of each shape, and the words that explain."""

import dataclasses
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from workbooks import FORM, PARTS, change, clean_content, repack

import govxl
from govxl import examples, texts
from govxl.catalogue import catalogue, to_json
from govxl.checks import check
from govxl.checks.plausible import PIECE, alike, last_year, plausible
from govxl.declaration import edition, parse
from govxl.filing import Prior
from govxl.findings import Finding
from govxl.form import Check, Form, Rule
from govxl.layout import layout_of
from govxl.reading.grids import PackageBook

TOML = Path(__file__).parents[1] / "workbook_templates" / "annual_report_2021.toml"
EDITIONS = ("2019", "2021")
DECLARED = [pytest.param(name, code, id=f"{name} {code}") for name in EDITIONS for code in edition(name).codes]


def chars(count: int, first: int = 0) -> str:
    """So many different characters."""
    return "".join(chr(0x4E00 + first + n) for n in range(count))


def found(code: str, changes: Mapping[str, str], form: Form = FORM, **more: object) -> list[Finding]:
    """What one check says about the example of the form with some changes."""
    filing = dataclasses.replace(examples.filing(form, changes), **more)
    return [finding for finding in plausible(filing) if finding.code == code]


def spots(findings: list[Finding]) -> list[str]:
    return [str(finding.place) for finding in findings]


# ------------------------------------------------------------------------------------------------------------- examples


@pytest.mark.parametrize(("name", "code"), DECLARED)
def test_the_example_of_a_rule_breaks_it_and_no_other(name: str, code: str) -> None:
    form = edition(name)
    rule = form.codes[code]
    assert rule.example.passes and rule.example.breaks
    assert examples.findings(form, rule, broken=False) == ()
    broken = examples.findings(form, rule, broken=True)
    first = re.split("[；。]", rule.todo)[0]  # where to explain depends on the file
    assert {(finding.code, re.split("[；。]", finding.todo)[0]) for finding in broken} == {(code, first)}


@pytest.mark.parametrize("name", EDITIONS)
def test_the_example_of_a_form_is_without_fault(name: str) -> None:
    assert check(examples.filing(edition(name), {})) == ()


def test_the_report_that_tests_call_clean_is_clean(tmp_path: Path) -> None:
    govxl.write_template(tmp_path / "x.xlsx", clean_content())
    assert check(govxl.read(tmp_path / "x.xlsx")) == ()


# -------------------------------------------------------------------------------------------------- copied word by word


@pytest.mark.parametrize(
    ("text", "before", "share"),
    [
        (chars(40), chars(40), 1.0),
        (chars(40), chars(20), 0.5),
        (chars(40), chars(20, 20), 0.5),
        (chars(40), chars(40, 100), 0.0),
        (chars(40), chars(PIECE), PIECE / 40),
        (chars(40), chars(PIECE - 1), 0.0),  # nine in a row are chance
        (chars(40), chars(15) + chars(1, 900) + chars(15, 5), 20 / 40),  # what two pieces share counts once
        (chars(40), chars(12, 28) + chars(12), 24 / 40),  # the order does not matter
        (chars(12) + chars(12), chars(12), 1.0),  # nor does how often
        ("受理申请12件，比上年增长35.5%，全部按时办结。", "受理申请7件，比上年增长8.1%，全部按时办结。", 1.0),
        ("全部　按时\n办结（一）一二三四五", "全部按时办结(一)一二三四五", 1.0),  # white space, full width
        ("无。", "无。", 1.0),
        ("无。", "本年度无。", 1.0),
        ("没有", "无。", 0.0),
        ("", chars(20), 0.0),
        ("2024 10 7", chars(20), 0.0),  # nothing but figures
        (chars(20), "", 0.0),
    ],
)
def test_how_much_is_copied(text: str, before: str, share: float) -> None:
    assert alike(text, before) == share


@pytest.mark.parametrize(
    ("text", "before", "percent"),
    [
        (chars(60), chars(60), 100),
        (chars(59), chars(59), None),  # short sections are alike by nature
        (chars(100), chars(50), None),  # exactly the half
        (chars(100), chars(51), 51),
        (chars(100), "", None),
    ],
)
def test_a_section_copied_from_last_year(text: str, before: str, percent: int | None) -> None:
    findings = found("prose-copied", {"problems": text, "prior:problems": before})
    assert spots(findings) == (["五!B3"] if percent else [])
    assert all(f"有 {percent}% 的文字和上年报告（2023）一字不差" in finding.message for finding in findings)


def test_without_last_years_report_nothing_is_copied() -> None:
    assert found("prose-copied", {"problems": chars(80), "prior:problems": chars(80)}, prior=None) == []


def test_other_matters_may_be_the_same_every_year() -> None:
    assert found("prose-copied", {"other_matters": chars(80), "prior:other_matters": chars(80)}) == []


# ---------------------------------------------------------------------------------------------------------------- jumps

FEES, COERCION = "disclosure.fees.amount", "disclosure.coercion.decisions"
HINT = "像是把元当成了万元，或者相反。"


@pytest.mark.parametrize(
    ("spot", "new", "old", "told"),
    [
        (FEES, "122.5", "24.5", False),  # exactly five times
        (FEES, "122.5001", "24.5", True),
        (FEES, "4.9", "24.5", False),  # exactly a fifth
        (FEES, "4.8999", "24.5", True),
        (COERCION, "100", "20", False),
        (COERCION, "101", "20", True),
        (COERCION, "4", "20", False),
        (COERCION, "3", "20", True),
        (COERCION, "0", "20", True),
        (COERCION, "0", "19", False),  # the larger of both is below 20
        (COERCION, "19", "1", False),
        (COERCION, "20", "1", True),
        (COERCION, "20", "0", True),
        (COERCION, "19", "0", False),
        (COERCION, "0", "0", False),
    ],
)
def test_a_jump_since_last_year(spot: str, new: str, old: str, told: bool) -> None:
    findings = found("outlier", {spot: new, f"prior:{spot}": old})
    assert [(f.figures, f.severity, f.found) for f in findings] == ([((spot,), "warning", new)] if told else [])
    assert all(f"本年 {new}，上年 {old}，" in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("new", "hint"), [("245000", True), ("49000", True), ("48975.5", False), ("1224975.5", True), ("1225000", False)]
)
def test_ten_thousand_times_as_much_is_the_unit(new: str, hint: bool) -> None:
    """From 2,000 times last year's amount (24.5) to below 50,000 times."""
    (finding,) = found("outlier", {FEES: new, f"prior:{FEES}": "24.5"})
    assert (HINT in finding.message) == hint


def test_only_an_amount_has_a_unit() -> None:
    (finding,) = found("outlier", {COERCION: "200000", f"prior:{COERCION}": "20"})
    assert HINT not in finding.message
    (finding,) = found("outlier", {FEES: "251000", f"prior:{FEES}": "0"})
    assert HINT not in finding.message


def test_a_total_tells_of_a_jump_only_where_no_part_does() -> None:
    natural, business, total = (f"requests.received.{who}" for who in ("natural_person", "business", "total"))
    of_a_part = found("outlier", {natural: "200", f"prior:{natural}": "18"})
    assert [finding.figures for finding in of_a_part] == [(natural,)]
    small = {natural: "15", business: "15", f"prior:{natural}": "2", f"prior:{business}": "2"}
    of_the_total = found("outlier", small)
    assert [(f.figures, str(f.place), f.found) for f in of_the_total] == [((total,), "三!J5", "30")]


def test_last_year_is_what_the_office_has_else_what_the_workbook_carries() -> None:
    stock = "disclosure.normative_documents.in_force"
    own = examples.filing(FORM, {})
    assert last_year(own)[stock] == 30
    carried = dataclasses.replace(own, prior=None)
    assert dict(last_year(carried)) == {spot.removeprefix("prior:"): own.shown[spot] for spot in FORM.prior}
    assert found("outlier", {FEES: "251000"}, prior=None) == [], "fees are not carried"
    assert [f.figures for f in found("outlier", {stock: "151"}, prior=None)] == [(stock,)]
    assert found("outlier", {stock: "151"}, prior=Prior({stock: 100})) == []
    nothing = {spot: value for spot, value in own.shown.items() if not spot.startswith("prior:")}
    assert dict(last_year(dataclasses.replace(own, prior=None, shown=nothing))) == {}


def test_a_change_does_not_jump() -> None:
    """In the form of 2019 some figures are changes since last year: below zero, and never alike."""
    old = edition("2019")
    (spot, *_) = (figure.address for figure in old.figures if figure.kind == "change")
    assert found("outlier", {spot: "200", f"prior:{spot}": "-3"}, old) == []


# --------------------------------------------------------------------------------------------------------------- shares


@pytest.mark.parametrize(
    ("granted", "other", "told"),
    [(9, 1, False), (10, 0, True), (9, 0, False), (18, 2, False), (19, 1, True), (90, 10, False), (91, 9, True)],
)
def test_nearly_all_of_one_outcome(granted: int, other: int, told: bool) -> None:
    """More than 90 % of at least 10."""
    changes = {key: "0" for key in FORM.example if key.startswith(("requests.granted", "requests.un"))}
    changes |= {"requests.granted.natural_person": str(granted), "requests.partial.natural_person": str(other)}
    findings = found("one-outcome", changes)
    assert [(str(f.place), f.severity) for f in findings] == ([("三!J7", "info")] if told else [])
    assert all(f"J7({granted}) 超过总计 J28({granted + other}) 的 90%" in f.message for f in findings)


# --------------------------------------------------------------------------------------------------------------- unsaid


@pytest.mark.parametrize(
    ("unpaid", "words", "told"),
    [
        (1, "没有其他需要报告的事项。", True),
        (3, "没有其他需要报告的事项。", True),
        (0, "没有其他需要报告的事项。", False),
        (1, "发出收费通知1份，未收取信息处理费。", False),
        (1, "未收取费用。", False),
        (1, "信息\n处理　费为 0。", False),  # however the lines are broken
        (1, "", False),  # that the section is blank is told as such
        (1, " \n", False),
    ],
)
def test_unpaid_fees_of_which_nothing_is_said(unpaid: int, words: str, told: bool) -> None:
    changes = {"requests.other_fee_unpaid.natural_person": str(unpaid), "other_matters": words}
    findings = found("unpaid-fee", changes)
    assert [(str(f.place), f.found) for f in findings] == ([("三!J26", str(unpaid))] if told else [])
    assert all("“六、其他需要报告的事项”里没有写到“信息处理费”" in f.message for f in findings)


# ---------------------------------------------------------------------------------------------------------------- swaps

SWAPPED = "两列相差一多一少、数目相同，像是同一批申请收件时记在一类申请人、办结时记在另一类，请核对申请人类别。"


def received(*more: int) -> list[Finding]:
    """The findings where so many requests more than in the example were received, column by column."""
    changes = {}
    for column, number in zip(FORM.tables[1].blocks[0].columns, more, strict=False):
        spot = f"requests.received.{column.id}"
        changes[spot] = str(int(FORM.example.get(spot, "0")) + number)
    return list(check(examples.filing(FORM, changes)))


def test_what_one_column_has_too_much_and_another_too_little_is_one_fault() -> None:
    (finding,) = received(2, -2)
    assert (finding.code, finding.severity, str(finding.place)) == ("requests-balance", "error", "三!D5")
    assert "自然人：一＋二＝三（七）总计＋四 不成立" in finding.message
    assert "E5(2)＋E6(0)＝2 不等于 E28(3)＋E29(1)＝4，相差 2。" in finding.message
    assert finding.message.endswith(SWAPPED)
    assert {spot.rpartition(".")[2] for spot in finding.figures} == {"natural_person", "business"}


@pytest.mark.parametrize(
    ("more", "places"),
    [
        ((2,), ["三!D5"]),
        ((2, -1), ["三!D5", "三!E5"]),  # the differences are not the same
        ((2, 2), ["三!D5", "三!E5"]),  # both too much
        ((2, -2, 1), ["三!D5", "三!E5", "三!F5"]),
        ((-2, 1, 1), ["三!D5", "三!E5", "三!F5"]),
        ((2, -2, 2, 1), ["三!D5", "三!E5", "三!F5", "三!G5"]),
    ],
)
def test_other_faults_of_columns_are_told_one_by_one(more: tuple[int, ...], places: list[str]) -> None:
    findings = received(*more)
    assert spots(findings) == places
    assert {finding.code for finding in findings} == {"requests-balance"}
    assert not any(SWAPPED in finding.message for finding in findings)


def test_a_total_that_tells_of_its_column_is_no_swap() -> None:
    """Two lines of a rule in one finding, both too large: nothing was counted under another."""
    text = TOML.read_text("utf-8")
    assert text.count('severity_at = { total = "error" }') == 1
    form = parse(text.replace("severity_at = {", 'swapped = "两列互换。"\nseverity_at = {', 1))
    changes = {"prior:requests.carried_out.natural_person": "3"}
    (finding,) = [f for f in check(examples.filing(form, changes)) if f.code == "carry-over"]
    assert (finding.severity, str(finding.place)) == ("error", "三!J6")
    assert "总计：" in finding.message and "自然人：" in finding.message
    assert "两列互换" not in finding.message
    changes = {"prior:requests.carried_out.natural_person": "1", "prior:requests.carried_out.business": "1"}
    (finding,) = [f for f in check(examples.filing(form, changes)) if f.code == "carry-over"]
    assert (finding.severity, str(finding.place)) == ("warning", "三!D6")
    assert finding.message.endswith("两列互换。")


# --------------------------------------------------------------------------------------------------------- explanations

LINE = ("unpaid-fee", "")
WORDS = "收费情况已写在第一部分第三段。"


def unpaid(**more: object) -> govxl.Content:
    """A report of which only the check of unpaid fees has something to say."""
    content = clean_content()
    figures = {"requests.other_fee_unpaid.natural_person": 1, "requests.granted.natural_person": 3}
    prose = {**content.texts, "other_matters": "没有其他需要报告的事项。"}
    return dataclasses.replace(content, figures={**content.figures, **figures}, texts=prose, **more)


def told(path: Path) -> Finding:
    (finding,) = [finding for finding in govxl.check(govxl.read(path)) if finding.code == "unpaid-fee"]
    return finding


def test_a_check_is_explained_on_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    govxl.write_template(path, unpaid())
    plain = told(path)
    assert plain.severity == "warning"
    govxl.write_template(path, unpaid(explanations={LINE: WORDS}))
    filing = govxl.read(path)
    assert filing.explanations == {LINE: WORDS}
    (finding,) = govxl.check(filing)
    assert (finding.severity, finding.message) == ("info", plain.message + texts.explained(WORDS))


@pytest.mark.parametrize(
    ("written", "severity", "added"),
    [(WORDS, "info", texts.explained(WORDS)), ("情况属实。", "warning", texts.empty_talk("情况属实。"))],
)
def test_what_a_unit_types_beside_a_check(tmp_path: Path, written: str, severity: str, added: str) -> None:
    path = tmp_path / "x.xlsx"
    govxl.write_template(path, unpaid())
    plain = told(path)
    book = openpyxl.load_workbook(path)
    (cell,) = [row[6] for row in book["校验"] if row[1].value == "有逾期未缴费的申请，第六部分没有写信息处理费"]
    assert cell.coordinate == layout_of(FORM).explanations()[LINE].cell
    assert not cell.protection.locked
    cell.value = written
    book.save(path)
    finding = told(path)
    assert (finding.severity, finding.message) == (severity, plain.message + added)


def test_an_explanation_is_carried_over(tmp_path: Path) -> None:
    govxl.write_template(tmp_path / "x.xlsx", unpaid(explanations={LINE: WORDS}))
    result = govxl.convert([tmp_path / "x.xlsx"], tmp_path / "out")
    (made,) = result.files
    assert govxl.read(made.path).explanations == {LINE: WORDS}
    record = openpyxl.load_workbook(tmp_path / "out" / "转换记录.xlsx")["取数明细"]
    heads = [cell.value for cell in record[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in record.iter_rows(min_row=2, values_only=True)]
    assert [row["代码"] for row in rows if WORDS in row.values()] == ["unpaid-fee"]


@pytest.mark.parametrize("name", EDITIONS)
def test_every_check_that_warns_can_be_explained_and_no_other(name: str) -> None:
    form = edition(name)
    explained = [code for code, line in layout_of(form).explanations() if not line]
    assert explained == [one.code for one in form.checks if one.severity == "warning"]


# ------------------------------------------------------------------------------------------ whether the sheet is opened

CHECK_SHEET = PARTS["校验"]


def check_xml(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(CHECK_SHEET)


def respelt(xml: bytes) -> bytes:
    """The same as a program writes it that puts a prefix before every tag."""
    for tag in (b"row", b"c", b"v", b"f", b"sheetData"):
        for old in (b"<" + tag + b" ", b"<" + tag + b">", b"</" + tag + b">"):
            xml = xml.replace(old, old.replace(tag, b"x:" + tag, 1))
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    assert xml.count(space) == 1
    return xml.replace(space, space + b" " + space.replace(b"xmlns=", b"xmlns:x="))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sheets that are asked for, in order."""
    names: list[str] = []
    grid = PackageBook.grid

    def noted(self: PackageBook, name: str, **what: bool) -> object:
        names.append(name)
        return grid(self, name, **what)

    monkeypatch.setattr(PackageBook, "grid", noted)
    return names


def test_the_check_sheet_is_not_opened_where_nothing_was_written(tmp_path: Path, opened: list[str]) -> None:
    path = tmp_path / "x.xlsx"
    for content in (unpaid(), govxl.Content()):
        govxl.write_template(path, content)
        opened.clear()
        assert govxl.read(path).explanations == {}
        assert "三" in opened
        assert "校验" not in opened


def test_the_check_sheet_is_opened_once_where_something_was(tmp_path: Path, opened: list[str]) -> None:
    path = tmp_path / "x.xlsx"
    govxl.write_template(path, unpaid(explanations={LINE: WORDS}))
    assert govxl.read(path).explanations == {LINE: WORDS}
    assert opened.count("校验") == 1


def test_an_explanation_is_found_in_each_of_its_cells_and_heads_are_none(tmp_path: Path, opened: list[str]) -> None:
    path = tmp_path / "x.xlsx"
    govxl.write_template(path, unpaid())
    blank = check_xml(path)
    lines = layout_of(FORM).explanations()
    head = min(place.row for (_, at), place in lines.items() if not at)  # the row above the first of the checks
    assert f'<c r="G{head}"'.encode() in blank
    for line, place in lines.items():
        path.write_bytes(repack(path.read_bytes(), {CHECK_SHEET: blank}))
        change(path, {f"校验!{place.cell}": WORDS})
        assert govxl.read(path).explanations == {line: WORDS}
    assert opened.count("校验") == len(lines)


@pytest.mark.parametrize("written", [True, False])
def test_a_sheet_in_another_spelling_is_read_all_the_same(tmp_path: Path, opened: list[str], written: bool) -> None:
    path = tmp_path / "x.xlsx"
    lines = {LINE: WORDS} if written else {}
    govxl.write_template(path, unpaid(explanations=lines))
    xml = check_xml(path)
    quoted = re.sub(rb'\br="([A-Z]*[0-9]+)"', rb"r='\1'", xml)
    for made in (respelt(xml), quoted):
        assert made != xml
        path.write_bytes(repack(path.read_bytes(), {CHECK_SHEET: made}))
        opened.clear()
        assert govxl.read(path).explanations == lines
        assert not written or opened.count("校验") == 1
    assert "校验" in opened, "where places are spelt in a way that is not looked for, the sheet is opened"


# ------------------------------------------------------------------------------------- a declaration, no line of Python

ADDED = """
[[rules]]
code = "pending-suits"
title = "未审结的直接起诉≤未审结的复议"
severity = "warning"
table = "disputes"
between = "rows"
only = ["pending"]
left = ["lawsuit_direct"]
sign = "<="
right = ["review"]
source = "本地的规定，第一条"
todo = "请核对两个数。"
example.passes = { "disputes.lawsuit_direct.pending" = 1 }
example.breaks = { "disputes.lawsuit_direct.pending" = 2 }

[[checks]]
code = "often-denied"
title = "依法不予公开的过半"
severity = "warning"
shape = "share"
figures = ["requests.denied_law.total"]
whole = "requests.outcomes_total.total"
limit = 50
least = 10
formula = "依法不予公开＞（七）总计的 50%"
source = "本地的规定，第二条"
todo = "请核对这些答复。"

[checks.example.passes]
"requests.denied_law.natural_person" = 11
"requests.granted.natural_person" = 1
"requests.partial.natural_person" = 1

[checks.example.breaks]
"requests.denied_law.natural_person" = 12
"requests.granted.natural_person" = 0
"requests.partial.natural_person" = 1
"""


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Form:
    """The form of 2021 with a rule and a check more, as an edition of one's own."""
    head = 'edition = "2021"'
    text = TOML.read_text("utf-8")
    assert text.count(head) == 1
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "local.toml").write_text(text.replace(head, 'edition = "local"') + ADDED, "utf-8")
    monkeypatch.setenv("GOVXL_FORMS", str(tmp_path / "forms"))
    return edition("local")


def test_the_example_of_an_added_rule_runs(local: Form) -> None:
    for code in ("pending-suits", "often-denied"):
        rule = local.codes[code]
        assert isinstance(rule, Rule if code == "pending-suits" else Check)
        assert examples.findings(local, rule, broken=False) == ()
        (finding,) = examples.findings(local, rule, broken=True)
        assert (finding.code, finding.severity) == (code, "warning")
        assert finding.todo.startswith(rule.todo)


def wrong() -> govxl.Content:
    """A report that breaks the added rule (2 against 0) and the added check (8 of 14), and nothing else."""
    content = clean_content()
    figures = {
        "disputes.lawsuit_direct.pending": 2,
        "requests.denied_law.natural_person": 8,
        "requests.unprocessed_excessive.natural_person": 1,
    }
    return dataclasses.replace(content, figures={**content.figures, **figures})


def test_an_added_rule_has_its_line_and_is_judged_and_explained(local: Form, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    govxl.write_template(path, wrong(), form=local)
    sheet = openpyxl.load_workbook(path)["校验"]
    # the rule after the 55 others, which begin in row 10; the check at the end of all
    assert [sheet[f"{column}65"].value for column in "ABCDE"] == [
        56,
        "四　尚未审结：未审结的直接起诉≤未审结的复议",
        "=SUM('四'!I5)",
        "=SUM('四'!D5)",
        "=C65-D65",
    ]
    assert openpyxl.load_workbook(path, data_only=True)["校验"]["F65"].value == "需说明"
    last = sheet.max_row
    assert [sheet[f"{column}{last}"].value for column in "BC"] == [
        "依法不予公开的过半",
        "依法不予公开＞（七）总计的 50%",
    ]
    assert [sheet[spot].protection.locked for spot in ("F65", "G65", f"C{last}", f"G{last}")] == [
        True,
        False,
        True,
        False,
    ]
    found = {(f.code, f.severity, str(f.place), f.found) for f in govxl.check(govxl.read(path))}
    assert found == {("pending-suits", "warning", "四!I5", "2"), ("often-denied", "warning", "三!J10", "8")}
    lines = {("pending-suits", "pending"): "案件由上级法院审理。", ("often-denied", ""): "都涉及同一件事情。"}
    govxl.write_template(path, dataclasses.replace(wrong(), explanations=lines), form=local)
    assert {(f.code, f.severity, f.message.partition("单位说明：")[2]) for f in govxl.check(govxl.read(path))} == {
        ("pending-suits", "info", "案件由上级法院审理。"),
        ("often-denied", "info", "都涉及同一件事情。"),
    }


def test_an_added_rule_stands_in_the_catalogue(local: Form) -> None:
    page = catalogue(local, markdown=True)
    entries = {entry["code"]: entry for entry in to_json(local)}
    for code in ("pending-suits", "often-denied"):
        rule = local.codes[code]
        (message,) = [finding.message for finding in examples.findings(local, rule, broken=True)]
        (entry,) = [part for part in page.split("\n## ") if part.startswith(f"`{code}` {rule.title}\n")]
        assert [words for words in (rule.source, rule.todo, message) if words not in entry] == []
        assert entries[code]["example"]["message"] == message
