"""Prose against tables: what sentences are taken to say, and what is found wrong in the published reports."""

import json
import re
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from govxl.checks import check
from govxl.checks.prose import Mention, mentions, prose_findings
from govxl.declaration import FormError, edition, editions, parse
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.layout import Place
from govxl.rules import complete

DATA = Path(__file__).with_name("data")
FORM = edition("2021")
TRUTH = tomllib.loads((DATA / "prose_truth.toml").read_text("utf-8"))["report"]
SENTENCES = tomllib.loads((DATA / "prose_sentences.toml").read_text("utf-8"))["sentence"]
CLAIMS = {claim.id: (name, claim) for name in editions() for claim in edition(name).claims}
SHORT = {
    ("business", "research", "public_interest", "legal_service", "other_org"): "organisation",
    ("lawsuit_direct", "lawsuit_after_review"): "lawsuit",
    ("review", "lawsuit_direct", "lawsuit_after_review"): "review+lawsuit",
}


def filing(texts: dict[str, str] | str, figures: dict | None = None, *, form=FORM, year: int | None = 2024) -> Filing:
    """A report with some prose; figures that are not given are 0, without figures none is known."""
    texts = {"overview": texts} if isinstance(texts, str) else texts
    entries = {}
    if figures is not None:
        entries = {figure.address: figures.get(figure.address) or 0 for figure in form.entries}
        entries = {spot: _number(value) for spot, value in entries.items()}
    known = complete(form, entries) if figures is not None else {}
    return Filing(
        Path("x.xlsx"), "used", form=form, year=year, entries=entries, figures=known, shown=known, texts=texts
    )


def _number(value: int | str) -> int | Decimal:
    """251000元, as one report has it, is no number of 万元 that could be compared; any will do."""
    if isinstance(value, str):
        return Decimal(value) if re.fullmatch(r"[\d.]+", value) else 0
    return value


def published(name: str) -> Filing:
    report = json.loads((DATA / f"report_{name}.json").read_text("utf-8"))
    texts = {key: text for key, text in report["texts"].items() if key != "preamble"}
    return filing(texts, report["figures"], form=edition(report["edition"]), year=report["year"])


def named(text: str, **more) -> list[Mention]:
    return [mention for mention in mentions(filing(text, **more)) if mention.claim]


def told(text: str, figures: dict | None = None, **more) -> list[Finding]:
    return prose_findings(filing(text, figures or {}, **more))


def says(mention: Mention) -> str:
    """A mention in short: value, claim, and the lines of its subject where they are not the total."""
    table = mention.readings[0].cells[0].split(".")[0]
    at = 2 if table == "requests" else 1
    lines = tuple(dict.fromkeys(cell.split(".")[at] for cell in mention.readings[0].cells))
    line = SHORT.get(lines, "+".join(lines))
    return f"{mention.value.normalize():f} {mention.claim}" + ("" if line == "total" else f" {line}")


# -------------------------------------------------------------------------------------------------- what is declared


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_reads_what_it_must_and_touches_nothing_else(name):
    at, claim = CLAIMS[name]
    for example in claim.matches:
        found = [(m.claim, m.value) for m in mentions(filing(example.text, {}, form=edition(at))) if m.readings]
        assert (name, example.value) in found or claim.soft, example.text
    for sentence in claim.misses:
        assert name not in [m.claim for m in named(sentence, form=edition(at))], sentence


def test_every_claim_has_a_cell_in_some_edition_and_both_editions_share_them():
    from govxl.checks.prose.lexicon import lexicon_of

    known = [set(lexicon_of(edition(name)).claims) for name in ("2019", "2021")]
    assert known[0] | known[1] == set(CLAIMS)
    assert "published" in known[0] - known[1]
    assert "amount" in known[0] & known[1]


def test_a_bad_claim_is_refused_by_its_key_path():
    text = (Path(__file__).parents[1] / "workbook_templates" / "annual_report_2021.toml").read_text("utf-8")
    bad = """
[[claims]]
id = "received"
name = "x"
table = "requests"
cells = [["received"], []]
readings = ["a"]
words = ["新收"]
colour = "red"
"""
    with pytest.raises(FormError) as error:
        parse(text + bad)
    faults = "\n".join(error.value.faults)
    for path in ("claims[0].readings", "claims[0].cells[0]", "claims[0].cells.1", "claims[0].colour", "received"):
        assert path in faults


# --------------------------------------------------------------------------------------------------------- sentences


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["text"][:20])
def test_what_a_sentence_says(case):
    assert [says(mention) for mention in named(case["text"].replace("\\n", "\n"))] == case["says"]


def test_lists_told_respectively_go_to_the_columns_of_the_old_edition():
    text = "规章、规范性文件分别新制作3件和21件，对外公开总数分别为88件和240件。"
    found = [(mention.value, mention.figures) for mention in named(text, form=edition("2019"))]
    assert found == [
        (3, ("disclosure.regulations.made",)),
        (21, ("disclosure.normative_documents.made",)),
        (88, ("disclosure.regulations.public_total",)),
        (240, ("disclosure.normative_documents.public_total",)),
    ]


def test_an_approximate_number_is_never_compared():
    for number in ("20余件", "近20件", "20多件", "约20件", "20件左右", "20件以上", "超20件", "不少于20件", "数十件"):
        found = mentions(filing(f"收到政府信息公开申请{number}。", {}))
        assert [m.verdict for m in found if m.claim] == ["open"], number


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("１４件", 14),
        ("3,119件", 3119),
        ("3，119件", 3119),
        ("十二件", 12),
        ("一百零五件", 105),
        ("两件", 2),
        ("1.2万件", 12000),
    ],
)
def test_numbers_are_read_in_every_spelling(number, value):
    (mention,) = named(f"2024 年共收到政府信息 公开申请 {number}。")
    assert mention.value == value


def test_lines_broken_by_the_width_of_a_page_are_read_together():
    lines = [
        "（二）依申请公开情况。2024 年，全市共受理政府信息公开",
        "申请 3119 件，着力强化与申请人的直接沟通，全年共答复 30",
        "50 件，均在法定期限内予以答复。",
        "全年办结3件。",
    ]
    assert [says(mention) for mention in named("\n".join(lines))] == ["3119 received", "3050 answered"]


def test_a_part_that_begins_within_a_paragraph_begins_anew():
    text = "（二）依申请公开情况。收到申请12件。（三）监督保障情况。办理12件。"
    assert [says(mention) for mention in named(text)] == ["12 received"]


# ------------------------------------------------------------------------------------------------ published reports


@pytest.mark.parametrize("report", TRUTH, ids=lambda report: report["id"])
def test_every_number_that_names_a_cell_is_found_and_no_other(report):
    """By value, in order: a number is found if it is held against the cells that a human reads in it."""
    one = published(report["id"])
    wanted = [(Decimal(number["value"]), expand(number["figures"], one)) for number in report["numbers"]]
    found = [m for m in mentions(one) if m.readings]
    assert [m.value for m in found] == [value for value, _cells in wanted]
    for mention, (_value, cells) in zip(found, wanted, strict=True):
        # a reading that sums the same figures and some that are 0 is the same reading
        assert any(stripped(reading.cells, one) == stripped(cells, one) for reading in mention.readings), mention.text


def expand(patterns: list[str], one: Filing) -> set[str]:
    spots = one.form.by_address
    return {
        spot
        for pattern in patterns
        for spot in spots
        if re.fullmatch(re.escape(pattern).replace(r"\*", "[a-z0-9_]*"), spot)
    }


def stripped(cells, one: Filing) -> set[str]:
    return {spot for spot in cells if one.figures[spot]}


def test_report_00_names_something_twice_and_is_right_otherwise():
    one = published("00")
    (finding,) = prose_findings(one)
    assert (finding.code, finding.found) == ("prose-duplicate", "规划计划")
    assert [m.verdict for m in mentions(one) if m.text == "14件"] == ["passed"]


def test_report_02_is_wrong_in_four_places():
    found = [(f.code, f.found, f.expected) for f in prose_findings(published("02"))]
    assert found == [
        ("prose-figure", "258", "275"),
        ("prose-figure", "265", "337"),
        ("prose-percent", "4.34", "4.35"),
        ("prose-figure", "0", "3"),
    ]


@pytest.mark.parametrize("name", ["01", "05", "07", "10", "13"])
def test_the_other_reports_have_nothing_wrong(name):
    assert prose_findings(published(name)) == []


def test_report_06_speaks_of_the_office_alone_and_is_warned_of_it():
    (finding,) = prose_findings(published("06"))
    assert (finding.code, finding.severity, finding.found, finding.expected) == ("prose-figure", "warning", "17", "95")
    assert finding.figures == ("requests.received.total",)
    assert "只是本机关" in finding.message and "区政府办代表区政府受理政府信息公开申请 17 件" in finding.message


def test_report_10_says_new_and_carried_over_together():
    readings = {m.text: m.reading.name for m in mentions(published("10")) if m.reading}
    assert readings["749件"] == readings["741件"] == "新收＋上年结转"
    assert readings["74件"] == "总计"


# -------------------------------------------------------------------------------------------------------- breakdowns


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("主动公开信息共120条，其中机构信息60条、政策文件30条、工作动态20条、公告10条。", []),
        ("主动公开信息共120条，其中机构信息60条、政策文件30条、工作动态20条、公告9条。", ["prose-breakdown"]),
        ("主动公开信息共120条，其中机构信息60条、政策文件30条、工作动态20条、公告9条等。", []),
        ("主动公开信息共120条，主要包括机构信息60条、政策文件30条。", []),
        ("主动公开信息共120条，其中机构信息80条、政策文件50条。", ["prose-breakdown"]),
        ("主动公开信息共120条，其中机构信息30条、政策文件20条。", []),
        ("主动公开信息共120条，其中机构信息80条、政策文件35条。", ["prose-breakdown"]),
        ("主动公开信息共120余条，其中机构信息80条、政策文件35条。", []),
        ("主动公开信息120条，其中：机构信息60条；政策文件30条；工作动态20条；公告9条。", ["prose-breakdown"]),
        ("主动公开信息120条（其中网站80条，微信40条），举办活动3场。", []),
        ("发布信息100条，其中动态50条（含图片20条）、公告30条、政策20条。", []),
        ("发布信息100条，较上年增加12条，其中动态50条、公告30条、政策20条。", []),
        ("发布信息100条，其中动态50条、公告30条、政策10条、动态10条。", ["prose-duplicate"]),
        ("发布信息100条，其中政务动态60条，通知公告40条。全年发布解读12篇。", []),
        ("发布信息56条，其中动态54条、公告2条、网站40条、微信16条。", []),
        ("收到信件56件，办结55件，其中来信50件、来电6件。", []),
        ("共开展培训3次，其中线上2次，线下1次，参训120人。", []),
    ],
)
def test_breakdowns(text, codes):
    assert [finding.code for finding in told(text)] == codes


def test_a_wrong_sum_says_both_sides():
    (finding,) = told("主动公开信息共120条，其中机构信息60条、政策文件30条、工作动态20条、公告9条。")
    assert (finding.found, finding.expected) == ("119", "120")
    assert "60＋30＋20＋9" in finding.message and "相差 1" in finding.message


# ------------------------------------------------------------------------------------------------ shares, fees, years


def test_a_share_of_another_base_passes_and_a_wrong_one_does_not():
    figures = {
        "requests.received.natural_person": 40,
        "requests.carried_in.natural_person": 10,
        "requests.granted.natural_person": 12,
        "requests.other_other.natural_person": 36,
        "requests.carried_out.natural_person": 2,
    }
    text = "收到政府信息公开申请40件，上年结转10件，办结48件，其中予以公开12件，占{}%。"
    for right in ("25", "25.0", "30", "24"):  # of 48, 40 and 50
        assert told(text.format(right), figures) == []
    (finding,) = told(text.format("26.1"), figures)
    assert (finding.code, finding.found, finding.expected) == ("prose-percent", "26.1", "25.0")
    assert told(text.format("25").replace("占", "同比增长"), figures) == []
    assert told(text.format("40").replace("占", "占予以公开的"), figures) == []


def test_a_share_of_all_disputes_passes():
    figures = {"disputes.review.upheld": 8, "disputes.lawsuit_direct.upheld": 3}
    text = "政府信息公开行政复议8件，占案件总数的{}%；行政诉讼3件。"
    assert told(text.format("72.7"), figures) == []
    assert [finding.code for finding in told(text.format("70.7"), figures)] == ["prose-percent"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024年度未收取信息处理费。", []),
        ("全年收取政府信息公开信息处理费3940元。", []),
        ("全年收取政府信息公开信息处理费3945元。", [("3945", None)]),
        ("收取信息处理费共计380元，其中民政局1件，收取380元。", []),
        ("收取信息处理费共计380元，其中民政局200元，教育局100元。", [("300", "380")]),
        ("收取信息处理费共计0.038万元，其中民政局200元，教育局180元。", []),
        ("2024年未收取信息处理费。全年信息处理费120元。", [("120", "0")]),
        ("信息处理费按每页10元、每件100元的标准收取，全年未收取。", []),
    ],
)
def test_fees(text, found):
    assert [(f.found, f.expected) for f in told({"other_matters": text}) if f.code == "prose-fee"] == found


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021年，我局高度重视政府信息公开工作。", ["2021"]),
        ("2021年度共公开信息120条。", ["2021"]),
        ("（一）主动公开情况。2021年我局主动公开信息。再次说明2021年，我局重视。", ["2021"]),
        ("2023年，我局收到申请3件。2025年，我局将继续努力。2024年，我局平稳。", []),
        ("根据2019年修订的《中华人民共和国政府信息公开条例》开展工作。", []),
        ("2021年以来，我局持续公开。", []),
        ("自2019年5月15日起施行。截至2021年，我局累计公开。", []),
        ("按照国办公开办函〔2021〕30号要求编制。《2021年政务公开工作要点》已落实。", []),
    ],
)
def test_years(text, years):
    assert [finding.found for finding in told(text) if finding.code == "prose-year"] == years


# --------------------------------------------------------------------------------------------------------- verdicts


def test_what_is_not_known_is_not_judged():
    assert prose_findings(filing("收到政府信息公开申请21件。")) == []
    (mention,) = named("收到政府信息公开申请21件。")
    assert mention.verdict == "unknown" and mention.figures == ("requests.received.total",)


def test_one_fault_is_one_finding():
    text = "收到政府信息公开申请21件，其中自然人20件、法人2件。本年收到政府信息公开申请21件。"
    codes = [finding.code for finding in told(text, {"requests.received.natural_person": 22})]
    assert codes == ["prose-figure"] * 3  # 21, 20 and 2; not again for 21, nor for the sum


def test_check_tells_findings_of_prose_with_file_and_unit():
    (finding,) = [
        f for f in check(filing("未收到政府信息公开申请。", {"requests.received.business": 3})) if "prose" in f.code
    ]
    assert (finding.file, str(finding.place), finding.found, finding.expected) == ("x.xlsx", "三!J5", "0", "3")


def test_amounts_are_compared_in_their_unit():
    figures = {"disclosure.fees.amount": "7730.28"}
    for said in ("7730.28万元", "77302800元", "7730.3万元"):
        assert told(f"全年收取行政事业性收费{said}。", figures) == [], said
    assert [f.found for f in told("全年收取行政事业性收费7731万元。", figures)] == ["7731"]


# ------------------------------------------------------------------------- what stands beside, and what is left open


def contradicted(text: str, figures: dict | None = None) -> list[str]:
    return [finding.found for finding in told(text, figures) if finding.code == "prose-figure"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到申请20件，公开9件，部分公开2件，其他9件。", ["20", "9", "2", "9"]),
        ("全年公开9件。", []),  # of what?
        ("共收到申请40件，涉及征地补偿20件、规划建设10件、其他10件。", ["40"]),
        ("答复信息公开申请20件，予以公开18件，2件不属于本机关公开。", ["20", "18", "2"]),
        ("政府信息公开行政复议5件，维持3件，责令重新答复1件，其他1件。", ["5", "3", "1", "1"]),
        ("市公安局收到申请12件，市自然资源局收到申请20件，市住建局收到申请8件。", []),
    ],
)
def test_words_that_need_company_are_held_against_a_cell_only_beside_other_results(text, found):
    assert contradicted(text) == found


def test_a_number_of_the_office_is_explained_by_that_of_all():
    figures = {"requests.received.natural_person": 117}
    text = "以区政府名义办理的申请有23件；把部门算在内，全区共受理申请{}件。"
    assert contradicted(text.format(117), figures) == []
    assert contradicted(text.format(118), figures) == ["23", "118"]


def test_a_statement_of_all_applicants_is_held_against_the_other_columns():
    text = "收到申请8件，申请人均为自然人。"
    assert contradicted(text, {"requests.received.natural_person": 8}) == []
    figures = {"requests.received.natural_person": 7, "requests.received.business": 1}
    (finding,) = told(text, figures)
    assert (finding.found, finding.expected, str(finding.place)) == ("0", "1", "三!E5")


def test_a_list_of_right_numbers_is_no_wrong_breakdown():
    text = "答复申请44件，其中不掌握30件，属于行政执法案卷5件，重复申请3件。"
    figures = {
        "requests.unavailable_not_held.natural_person": 30,
        "requests.denied_case_file.natural_person": 5,
        "requests.unprocessed_repeat.natural_person": 3,
        "requests.granted.natural_person": 6,
    }
    assert told(text, figures) == []
    del figures["requests.granted.natural_person"]
    assert contradicted(text, figures) == ["44"]


def test_sums_over_blank_cells_are_known_and_blank_cells_are_not():
    entries = {"requests.received.natural_person": 20, "requests.unavailable_not_held.natural_person": 3}
    blanks = tuple(spot for spot in FORM.by_address if spot in {f.address for f in FORM.entries} - entries.keys())
    text = {"overview": "收到申请21件，无法提供4件，重复申请2件。"}
    other = Filing(
        Path("x.docx"), "used", form=FORM, year=2024, entries=entries, figures=entries, texts=text, blanks=blanks
    )
    assert [(f.found, f.expected) for f in prose_findings(other)] == [("21", "20"), ("4", "3")]


def test_a_paragraph_is_placed_where_it_stands_or_at_the_head_of_its_section():
    one = replace(filing("第一段。\n收到申请21件。", {}), source="template")
    assert [str(f.place) for f in prose_findings(one)] == ["一!B3"]
    placed = replace(one, lines={"overview": (Place("一", 2, 1), Place("一", 7, 1))})
    assert [str(f.place) for f in prose_findings(placed)] == ["一!B8"]
