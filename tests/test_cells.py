"""Dirty cells: what each spelling gives, or what is said instead. The tables are the document of what is taken."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from documents import write_docx, write_html, write_text
from workbooks import change, report, write_seed

import govxl
from govxl.reading.cells import take

# what stands in a cell for a count -> the number taken, and the code of the finding
COUNTS = [
    # plain numbers
    (14, 14, ""),
    (14.0, 14, ""),
    (0, 0, ""),
    # texts that are certainly a number
    ("14", 14, "cleaned"),
    ("１４", 14, "cleaned"),
    (" 14 ", 14, "cleaned"),
    ("14\u3000", 14, "cleaned"),
    ("14\xa0", 14, "cleaned"),
    ("\u200b14\ufeff", 14, "cleaned"),
    ("14\r\n", 14, "cleaned"),
    ("'14", 14, "cleaned"),
    ("014", 14, "cleaned"),
    ("+19", 19, "cleaned"),
    ("1,234", 1234, "cleaned"),
    ("１，２３４", 1234, "cleaned"),
    ("1,234,567", 1234567, "cleaned"),
    ("12件", 12, "cleaned"),
    ("12 件", 12, "cleaned"),
    ("３条", 3, "cleaned"),
    ("0件", 0, "cleaned"),
    ("22（其中修订16件）", 22, "cleaned"),
    ("22件(其中修订16件)", 22, "cleaned"),
    ("14（含上年结转2件）", 14, "cleaned"),
    ("1e3", 1000, "cleaned"),
    ("1E+3", 1000, "cleaned"),
    ("1２.0", 12, "cleaned"),
    ("0.0", 0, "cleaned"),
    # what a sum of floats leaves over
    (1.0000000001, 1, "cleaned"),
    (0.1 + 0.2 + 0.7, 1, ""),
    (2.9999999999999996, 3, "cleaned"),
    # a number in a cell that is formatted as a date
    (datetime.date(1900, 1, 14), 14, "cleaned"),
    (datetime.datetime(1900, 2, 28), 59, "cleaned"),
    (datetime.date(1900, 3, 1), 61, "cleaned"),
    # blanks that say so
    ("", None, "blank"),
    (" ", None, "blank"),
    ("\u3000", None, "blank"),
    ("\u200b", None, "blank"),
    ("-", None, "blank"),
    ("－", None, "blank"),
    ("—", None, "blank"),
    ("——", None, "blank"),
    ("–", None, "blank"),
    ("/", None, "blank"),
    ("／", None, "blank"),
    ("\\", None, "blank"),
    ("无", None, "blank"),
    # not certain: asked for
    ("1,23,4", None, "not-a-number"),
    ("12,34", None, "not-a-number"),
    ("3-4", None, "not-a-number"),
    ("3、4", None, "not-a-number"),
    ("1 4", None, "not-a-number"),
    ("1/2", None, "not-a-number"),
    ("50%", None, "not-a-number"),
    ("约14", None, "not-a-number"),
    ("14余件", None, "not-a-number"),
    ("十四", None, "not-a-number"),
    ("一", None, "not-a-number"),
    ("22（16）", None, "not-a-number"),
    ("5（应为6）", None, "not-a-number"),
    ("(22)", None, "not-a-number"),
    ("=10+4", None, "not-a-number"),
    ("O", None, "not-a-number"),
    ("1O", None, "not-a-number"),
    ("14万元", None, "not-a-number"),
    ("1.2万件", None, "not-a-number"),
    ("0x14", None, "not-a-number"),
    ("nan", None, "not-a-number"),
    ("inf", None, "not-a-number"),
    (True, None, "not-a-number"),
    (False, None, "not-a-number"),
    (float("nan"), None, "not-a-number"),
    (float("inf"), None, "not-a-number"),
    (1e12, None, "not-a-number"),
    ("1e13", None, "not-a-number"),
    (datetime.date(2024, 1, 5), None, "not-a-number"),
    (datetime.date(1904, 1, 15), None, "not-a-number"),
    (datetime.datetime(1900, 1, 14, 12), None, "not-a-number"),
    (datetime.time(0, 14), None, "not-a-number"),
    (datetime.timedelta(days=14), None, "not-a-number"),
    ("1.000", None, "not-a-number"),  # a thousand, or one
    ("12.000", None, "not-a-number"),
    ("1.000.000", None, "not-a-number"),
    ("0,123", None, "not-a-number"),
    ("01,234", None, "not-a-number"),
    ("1,2345", None, "not-a-number"),
    ("1 000", None, "not-a-number"),
    ("1'000", None, "not-a-number"),
    ("5²", None, "not-a-number"),
    ("10³", None, "not-a-number"),
    ("5₂", None, "not-a-number"),
    ("5①", None, "not-a-number"),
    ("⑤", None, "not-a-number"),
    ("⒌", None, "not-a-number"),
    ("5⒌", None, "not-a-number"),
    ("½", None, "not-a-number"),
    ("5½", None, "not-a-number"),
    ("㈤", None, "not-a-number"),
    ("Ⅴ", None, "not-a-number"),
    ("𝟓", None, "not-a-number"),
    ("٣", None, "not-a-number"),
    ("5㎡", None, "not-a-number"),
    ("5^1", None, "not-a-number"),  # as raised digits come from documents
    ("~12", None, "not-a-number"),  # as digits that are struck out
    ("~1215", None, "not-a-number"),
    ("5*", None, "not-a-number"),
    ("5?", None, "not-a-number"),
    ("<5", None, "not-a-number"),
    ("5左右", None, "not-a-number"),
    ("5+3", None, "not-a-number"),
    ("5\n6", None, "not-a-number"),
    ("1-2件", None, "not-a-number"),
    ("5~6", None, "not-a-number"),
    ("3人次", None, "not-a-number"),
    ("2024年", None, "not-a-number"),
    ("12.5万元", None, "not-a-number"),
    ("十二件", None, "not-a-number"),
    ("壹", None, "not-a-number"),
    ("零", None, "not-a-number"),
    (".5", None, "not-a-number"),
    ("5，", None, "not-a-number"),
    ("5（上年3件）", None, "not-a-number"),
    ("5（含上年结转2件，共7件）", None, "not-a-number"),
    ("5（其中应为4件）", None, "not-a-number"),
    ("5（均为6件）", None, "not-a-number"),
    ("5（均为3件）", None, "not-a-number"),
    ("5（其中修订6件）", None, "not-a-number"),
    ("5（其中2024年修订3件）", 5, "cleaned"),
    ("5（均为5件）", 5, "cleaned"),
    ("5（全部撤回）", 5, "cleaned"),
    ("5.", 5, "cleaned"),
    ("05", 5, "cleaned"),
    ("5.0", 5, "cleaned"),
    ("5.00件", 5, "cleaned"),
    # impossible
    ("1.234", None, "not-a-number"),
    (1.5, None, "not-whole"),
    (1.001, None, "not-whole"),
    ("1.5", None, "not-whole"),
    (0.14, None, "not-whole"),
    (-3, None, "negative"),
    ("-3", None, "negative"),
    ("－3", None, "negative"),
    ("—3", None, "negative"),
]

AMOUNTS = [
    (59237.2449, "59237.2449", ""),
    (25.1, "25.1", ""),
    ("59237.2449", "59237.2449", "cleaned"),
    ("59,237.2449", "59237.2449", "cleaned"),
    ("240万元", "240", "cleaned"),
    ("240 万元", "240", "cleaned"),
    ("２４０万元", "240", "cleaned"),
    ("240万", "240", "cleaned"),
    ("240万元（含罚没）", "240", "cleaned"),
    ("251000元", "25.1", "cleaned"),
    ("251,000元", "25.1", "cleaned"),
    ("592372449元", "59237.2449", "cleaned"),
    ("1.5亿元", "15000", "cleaned"),
    ("0.1234567", "0.1234567", "cleaned"),
    ("-", None, "blank"),
    ("无", None, "blank"),
    ("￥25.1", None, "not-a-number"),
    ("25.1美元", None, "not-a-number"),
    ("25件", None, "not-a-number"),
    ("约240万元", None, "not-a-number"),
    ("240万元左右", None, "not-a-number"),
    ("1.2.3", None, "not-a-number"),
    (-1.5, None, "negative"),
    ("-1.5", None, "negative"),
]

CHANGES = [
    (-3, -3, ""),
    (3, 3, ""),
    ("-3", -3, "cleaned"),
    ("－３", -3, "cleaned"),
    ("+3", 3, "cleaned"),
    (1.5, None, "not-whole"),
]


@pytest.mark.parametrize(("value", "number", "code"), COUNTS, ids=repr)
def test_counts(value: object, number: int | None, code: str) -> None:
    taken = take(value, "count")
    assert (taken.number, taken.code) == (number, code)
    assert taken.number is None or type(taken.number) is int


@pytest.mark.parametrize(("value", "number", "code"), AMOUNTS, ids=repr)
def test_amounts_are_exact(value: object, number: str | None, code: str) -> None:
    taken = take(value, "amount")
    assert (taken.number, taken.code) == (None if number is None else Decimal(number), code)


@pytest.mark.parametrize(("value", "number", "code"), CHANGES, ids=repr)
def test_changes_may_be_negative(value: object, number: int | None, code: str) -> None:
    taken = take(value, "change")
    assert (taken.number, taken.code) == (number, code)


def test_digits_are_nothing_to_speak_of_where_all_is_text() -> None:
    assert [(t.number, t.code) for t in (take(text, "count", usual_text=True) for text in ("14", "1,234", "１４"))] == [
        (14, ""),
        (1234, "cleaned"),
        (14, "cleaned"),
    ]


def test_an_ods_counts_its_days_from_another_one() -> None:
    """LibreOffice shows a 14 as 13 January 1900 where Excel shows the 14th."""
    assert take(datetime.date(1900, 1, 13), "count", day_zero=30).number == 14
    assert take(datetime.date(1900, 3, 1), "count", day_zero=30).number == 61


# what stands in 三!D5 of the seed, whose row and column sum to 14 -> what is said of it, with the original text
SAID = [
    ("14", "14", "14", "这里的“14”不是数字格式，按 14 读取。这是文本，工作簿里的合计没有把它算进去。"),
    ("１４件", "１４件", "14", "这里写的是“１４件”，带有单位，按 14 读取。这是文本，工作簿里的合计没有把它算进去。"),
    (14.0000000001, "14.0000000001", "14", "这里是 14.0000000001，是计算留下的尾差，按 14 读取。"),
]


@pytest.mark.parametrize(("value", "found", "expected", "message"), SAID)
def test_what_was_cleaned_is_said_with_the_original(
    tmp_path: Path, value: object, found: str, expected: str, message: str
) -> None:
    """A text among numbers leaves the workbook's own totals wrong; that is the same fault, not a second one."""
    totals = {"三!J5": "=SUM(D5:I5)|0"} if isinstance(value, str) else {}
    filing = govxl.read(change(write_seed(tmp_path / "s.xlsx"), {"三!D5": value, **totals}))
    (finding,) = govxl.check(filing)
    assert filing.figures["requests.received.total"] == 14
    assert (finding.code, finding.severity, str(finding.place)) == ("cleaned", "warning", "三!D5")
    assert (finding.found, finding.expected, finding.message) == (found, expected, message)
    assert finding.todo == "请核对；没有错的话，在这一格重新键入数字 14。"
    assert finding.figures == ("requests.received.natural_person",)


def test_yuan_in_a_cell_of_ten_thousand_yuan_is_converted_and_said(tmp_path: Path) -> None:
    filing = govxl.read(change(write_seed(tmp_path / "s.xlsx"), {"二!B15": "251000元"}))
    (finding,) = govxl.check(filing)
    assert filing.figures["disclosure.fees.amount"] == Decimal("25.1")
    assert (finding.code, finding.severity, finding.found, finding.expected) == (
        "cleaned",
        "warning",
        "251000元",
        "25.1",
    )
    assert "这一格的单位是万元" in finding.message


@pytest.mark.parametrize("writer", [write_docx, write_html, write_text])
@pytest.mark.parametrize(
    ("name", "spot"),
    [
        ("07", "requests.received.natural_person"),
        ("07", "disclosure.licences.decisions"),
        ("02", "disclosure.normative_documents.made"),
        ("02", "disclosure.penalties.prior_items"),
    ],
)
def test_a_unit_behind_the_first_figure_of_a_row_is_no_label(
    tmp_path: Path, writer: Callable[..., Path], name: str, spot: str
) -> None:
    """Its digits are no ordinal: 35件 is not the label of another row."""
    given = report(name)
    for text in ("35件", "5 件", "35（其中修订16件）"):
        filing = govxl.read(writer(tmp_path / "report", given | {"figures": given["figures"] | {spot: text}}))
        assert filing.entries[spot] == int(text[:2].rstrip("件 "))
        found = [finding for finding in filing.findings if spot in finding.figures]
        assert [(finding.code, finding.found) for finding in found] == [("cleaned", text)]


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("-3", -3, ""),
        ("3", 3, ""),
        ("－3", -3, "cleaned"),
        ("−3", -3, "cleaned"),
        ("+3", 3, "cleaned"),
        ("-", None, "blank"),
    ],
)
def test_a_change_below_zero_is_plain_where_all_are_texts(text: str, number: int | None, code: str) -> None:
    taken = take(text, "change", usual_text=True)
    assert (taken.number, taken.code) == (number, code)
    assert take("-3", "count", usual_text=True).code == "negative"
