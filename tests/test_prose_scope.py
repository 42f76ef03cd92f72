"""Prose against tables: whose figures a sentence tells, of what they are the sum, and what must stay silent."""

import tomllib

import pytest

from tests.test_prose import DATA, told

CASES = tomllib.loads((DATA / "prose_scope.toml").read_text("utf-8"))
FIGURES = CASES["figures"]


@pytest.mark.parametrize("text", CASES["right"]["prose"])
def test_what_is_right_or_of_others_is_silent(text):
    assert [(finding.code, finding.found) for finding in told(text, FIGURES)] == []


@pytest.mark.parametrize("case", CASES["wrong"], ids=lambda case: case["text"][:20])
def test_the_wrong_number_is_told_and_no_other(case):
    found = [(one.found, one.expected) for one in told(case["text"], FIGURES) if one.code == "prose-figure"]
    assert found == [(case["found"], case["expected"])]


@pytest.mark.parametrize("text", CASES["right"]["fees"])
def test_amounts_of_other_fees_are_silent(text):
    assert [one.found for one in told({"other_matters": text}, FIGURES) if one.code == "prose-fee"] == []


@pytest.mark.parametrize("case", CASES["fee"], ids=lambda case: case["text"][:20])
def test_wrong_fees_are_told(case):
    found = [(one.found, one.expected) for one in told({"other_matters": case["text"]}, FIGURES) if "fee" in one.code]
    assert found == [(case["found"], case.get("expected"))]


def test_a_list_that_is_right_in_itself_is_told_by_its_total_alone():
    text = "收到申请50件，其中予以公开20件、部分公开5件、不予公开12件、无法提供13件。"
    assert [(one.code, one.found) for one in told(text, FIGURES)] == [("prose-figure", "50")]
    text = text.replace("13件", "14件")
    assert [one.found for one in told(text, FIGURES)] == ["50", "20", "5", "12", "14"]
