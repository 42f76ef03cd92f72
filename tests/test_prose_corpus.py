"""The corpus of prose: its annotation is consistent, and the measure tells a good checker from a bad one."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
from prose_corpus import Number, Report, cover, disturbed, faults, judge, load, read_right

from govxl.filing import Filing
from govxl.findings import Finding

REPORTS = load()


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_the_annotation_is_true(report: Report) -> None:
    assert faults(report) == []


def test_what_is_in_it() -> None:
    verdicts = Counter(number.verdict for report in REPORTS for number in report.numbers)
    assert len(REPORTS) == len({report.texts["overview"] for report in REPORTS}) >= 40
    assert verdicts["agrees"] >= 300
    assert verdicts["contradicts"] >= 40
    assert verdicts["approximate"] >= 8
    digits = sum(len(re.findall(r"\d+(?:[.,]\d+)*", text)) for report in REPORTS for text in report.texts.values())
    assert digits >= 900
    assert any(report.form.edition == "2019" for report in REPORTS)


def test_a_wrong_annotation_is_told() -> None:
    (first, *_) = REPORTS
    number = first.numbers[0]
    for wrong in ({"value": Decimal(99)}, {"quote": "没有这句"}, {"readings": (("no.such.cell",),)}):
        bad = [Number(**{f: getattr(number, f) for f in number.__slots__} | wrong), *first.numbers[1:]]
        broken = Report(**{f: getattr(first, f) for f in first.__slots__} | {"numbers": tuple(bad)})
        if "quote" in wrong:
            with pytest.raises(ValueError, match="没有这句"):
                faults(broken)
        else:
            assert len(faults(broken)) == 1


# ---------------------------------------------------------------------------------- checkers whose score is known


def oracle(filing: Filing) -> Iterator[Finding]:
    """A checker that knows the truth: it tells what is wrong in the truth's own words."""
    name, *index = filing.file.stem.split("@")
    report = next(report for report in REPORTS if report.name == name)
    for number in (disturbed(report, int(index[0])) if index else report).numbers:
        if number.verdict == "contradicts":
            message = f"“{number.quote}”与表不符"
            yield Finding("prose-figure", "warning", message, "", figures=number.readings[0], found=str(number.value))
    for code, quote in report.expected:
        yield Finding(code, "warning", f"“{quote}”", "")


def test_the_oracle_scores_full() -> None:
    for report in REPORTS:
        score = judge(report, oracle)
        assert score.missed == score.absent == score.false == ()
        assert score.named == score.found
        assert len(score.found) == sum(number.verdict == "contradicts" for number in report.numbers)


def test_a_checker_that_says_nothing_scores_nothing() -> None:
    for report in REPORTS:
        score = judge(report, lambda filing: ())
        assert score.found == score.false == score.expected == ()
        assert score.absent == report.expected
        assert cover(report, lambda filing: ())[0] == ()


def test_a_finding_about_a_right_number_is_false() -> None:
    report = REPORTS[1]
    number = report.numbers[0]
    finding = Finding("prose-figure", "warning", number.quote, "", figures=number.readings[0], found=str(number.value))
    assert judge(report, lambda filing: (finding,)).false == (finding,)
    beside = Finding("prose-figure", "warning", "通过微信公众号发布信息1092条", "", found="1092")
    assert judge(report, lambda filing: (beside,)).false == (beside,)


def test_each_right_number_made_wrong_is_wrong_and_nothing_else_is_lost() -> None:
    for report in REPORTS:
        for index, number in enumerate(report.numbers):
            if number.verdict != "agrees":
                continue
            changed = disturbed(report, index)
            other = changed.numbers[index]
            full = changed.full
            sums = [sum(full[spot] for spot in reading) for reading in other.readings]
            assert other.value not in sums or any(full[spot] for spot in other.against), (report.name, number.quote)
            assert (changed.texts == report.texts) != (changed.figures == report.figures)


def test_the_oracle_catches_each_number_made_wrong() -> None:
    for report in REPORTS:
        changed = {
            str(disturbed(report, index).texts) + str(disturbed(report, index).figures): (
                disturbed(report, index),
                index,
            )
            for index, number in enumerate(report.numbers)
            if number.verdict == "agrees"
        }

        def telling(filing: Filing, changed: dict[str, tuple[Report, int]] = changed) -> Iterator[Finding]:
            for other, index in changed.values():
                if other.texts == filing.texts and all(filing.figures[spot] == v for spot, v in other.figures.items()):
                    told = other.numbers[index]
                    figures, found = told.readings[0], str(told.value)
                    yield Finding("prose-figure", "warning", f"“{told.quote}”", "", figures=figures, found=found)

        caught, passed = cover(report, telling)
        assert passed == (), report.name
        assert len(caught) == sum(number.verdict == "agrees" for number in report.numbers)


def test_mentions_are_matched() -> None:
    for report in REPORTS:
        seen, unseen, rest = read_right(report, report.numbers)
        assert (len(seen), unseen, rest) == (len(report.numbers), [], [])
        assert read_right(report, ())[0] == []
