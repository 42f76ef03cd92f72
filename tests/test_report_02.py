"""A published report of 2019 that leaves its zeros blank: what of it can be held against its totals, and what cannot.

What is expected is worked out from the published figures themselves.
"""

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from documents import write_docx, write_html, write_text
from workbooks import report

import govxl
from govxl.checks import verdicts
from govxl.texts import finding_line

pytestmark = pytest.mark.slow

WRITERS = {"docx": write_docx, "html": write_html, "txt": write_text}
KINDS = ["natural_person", "business", "research", "public_interest", "legal_service", "other_org"]
RESULTS = ["upheld", "corrected", "other", "pending"]
PUBLISHED = report("02")["figures"]
ROWS = list(dict.fromkeys(key.split(".")[1] for key in PUBLISHED if key.startswith("requests.")))
OUTCOMES = [row for row in ROWS if row not in ("received", "carried_in", "outcomes_total", "carried_out")]
WAYS = ["review", "lawsuit_direct", "lawsuit_after_review"]
# Every total as the form prints it, with its parts.
PARTS = {f"requests.{row}.total": [f"requests.{row}.{kind}" for kind in KINDS] for row in ROWS}
PARTS |= {
    f"requests.outcomes_total.{kind}": [f"requests.{row}.{kind}" for row in OUTCOMES] for kind in [*KINDS, "total"]
}
PARTS |= {f"disputes.{way}.total": [f"disputes.{way}.{result}" for result in RESULTS] for way in WAYS}
BLANKS = {key for key, value in PUBLISHED.items() if value is None}


@pytest.fixture(params=WRITERS)
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[dict], govxl.Filing]:
    """The report, with some figures changed, as it is read from a kind of document."""

    def make(changes: dict) -> govxl.Filing:
        made = report("02")
        path = WRITERS[request.param](tmp_path / f"02.{request.param}", made | {"figures": made["figures"] | changes})
        return govxl.read(path)

    return make


def errors(filing: govxl.Filing) -> list[govxl.Finding]:
    return [finding for finding in govxl.check(filing) if finding.severity == "error"]


def test_blanks_are_blanks(read: Callable[[dict], govxl.Filing]) -> None:
    filing = read({})
    assert (filing.form, filing.year) == (govxl.edition("2019"), 2019)
    assert set(filing.blanks) == BLANKS - set(PARTS)
    filled = {key: value for key, value in PUBLISHED.items() if value is not None and key not in PARTS}
    assert filing.entries == filled | {"disclosure.procurement.amount": Decimal("25.1")}
    assert filing.typed == {key: PUBLISHED[key] for key in PARTS if PUBLISHED[key] is not None}
    (amount,) = (finding for finding in filing.findings if finding.code == "cleaned")
    assert (amount.found, amount.expected, amount.severity) == ("251000元", "25.1", "warning")
    said = {spot for finding in filing.findings if finding.code == "blank" for spot in finding.figures}
    assert said == BLANKS


def test_twelve_totals_cannot_be_assessed(read: Callable[[dict], govxl.Filing]) -> None:
    """Those none of whose parts is filled; 10 of the other 21 are printed, and right."""
    lost = {total for total, parts in PARTS.items() if all(PUBLISHED[part] is None for part in parts)}
    # The corner has two sums; that of its column is printed without parts, that of its row is judged.
    column = PARTS["requests.outcomes_total.total"]
    assert all(PUBLISHED[part] is None for part in column)
    assert len(lost) == 12
    states = {
        (v.relation.rule.code, v.relation.right[0]): v.state
        for v in verdicts(read({}))
        if v.relation.rule.computes and v.relation.judged
    }
    assert len(states) == 23 + 6 + 3
    unassessable = {spot for (_, spot), state in states.items() if state == "unassessable"}
    assert unassessable == lost - {"requests.outcomes_total.total"}
    assert states["requests-row-total", "requests.outcomes_total.total"] == "passed"
    assert set(states.values()) == {"unassessable", "passed"}
    assert sum(PUBLISHED[spot] is not None for _, spot in states if spot not in unassessable) == 10


def test_it_has_no_error(read: Callable[[dict], govxl.Filing]) -> None:
    filing = read({})
    codes = {(finding.code, finding.severity) for finding in govxl.check(filing)}
    told = {("prose-figure", "warning"), ("prose-percent", "warning")}  # what the prose says of sums over blank cells
    assert codes == {("blank", "warning"), ("cleaned", "warning"), ("regulations-authority", "warning"), *told}
    figures = [(f.found, f.expected) for f in govxl.check(filing) if f.code == "prose-figure"]
    assert sorted(figures) == [("0", "3"), ("258", "275"), ("265", "337")]
    balances = {v.relation.at.id: v.state for v in verdicts(filing) if v.relation.rule.code == "requests-balance"}
    empty = dict.fromkeys(("research", "public_interest"), "unassessable")
    assert balances == dict.fromkeys([*KINDS, "total"], "passed") | empty


WRONG = [
    ({"requests.outcomes_total.natural_person": 768}, "requests.outcomes_total.natural_person", "768", "767"),
    ({"requests.received.total": 895}, "requests.received.total", "895", "859"),
    ({"requests.granted.natural_person": 285}, "requests.outcomes_total.natural_person", "767", "794"),
    ({"disputes.review.total": 5}, "disputes.review.total", "5", "7"),
    ({"requests.carried_out.natural_person": 27}, "requests.carried_out.natural_person", "27", "72"),
]


@pytest.mark.parametrize(("changes", "spot", "found", "expected"), WRONG)
def test_a_wrong_figure_among_blanks_is_found(
    read: Callable[[dict], govxl.Filing], changes: dict, spot: str, found: str, expected: str
) -> None:
    filing = read(changes)
    (finding,) = errors(filing)
    assert (finding.found, finding.expected, finding.place) == (found, expected, filing.places[spot])


def test_a_blank_that_should_be_a_figure_is_named(read: Callable[[dict], govxl.Filing]) -> None:
    filing = read({"requests.received.business": None})
    (finding,) = errors(filing)
    place = filing.places["requests.received.business"]
    assert (finding.found, finding.expected, finding.place) == (None, "35", place)
    assert f"{place.cell}(空，按 0 计)" in finding.message
    assert f"只要改 {place} 一格就都成立" in finding.message


def test_text_for_a_part_is_one_error(read: Callable[[dict], govxl.Filing]) -> None:
    filing = read({"requests.granted.natural_person": "见附件"})
    assert [finding.code for finding in errors(filing)] == ["not-a-number"]


def test_a_side_that_is_nothing_is_a_plain_zero(read: Callable[[dict], govxl.Filing]) -> None:
    (finding,) = (f for f in govxl.check(read({})) if f.code == "regulations-authority")
    assert "＝550 不等于 0，相差 550" in finding_line(finding)


@pytest.mark.parametrize("name", ["00", "01", "02", "07", "10", "13"])
def test_any_one_wrong_figure_of_a_report_that_leaves_zeros_blank_is_one_error(tmp_path: Path, name: str) -> None:
    given, rng = report(name), random.Random(name)
    figures = {key: None if value in (0, "0") else value for key, value in given["figures"].items()}
    spots = [key for key, value in figures.items() if value is not None and not key.startswith("disclosure.")]
    assert errors(govxl.read(write_text(tmp_path / "a.txt", given | {"figures": figures}))) == []
    for spot in rng.sample(spots, min(12, len(spots))):
        wrong = figures | {spot: figures[spot] + rng.choice([1, 7, 50])}
        found = errors(govxl.read(write_text(tmp_path / "a.txt", given | {"figures": wrong})))
        assert len(found) == 1, (spot, found)


def test_it_is_added_up_with_its_blanks_as_zeros(tmp_path: Path) -> None:
    write_docx(tmp_path / "02.docx", report("02"))
    result = govxl.consolidate([tmp_path / "02.docx"], tmp_path / "汇总.xlsx")
    assert result.total.figures["disclosure.procurement.amount"] == Decimal("25.1")
    assert {key: result.total.figures[key] for key in PARTS if PUBLISHED[key] is not None} == {
        key: PUBLISHED[key] for key in PARTS if PUBLISHED[key] is not None
    }
    assert set(result.blanks) == BLANKS - set(PARTS)
    assert govxl.read(tmp_path / "汇总.xlsx").figures == result.total.figures
