"""Published reports as Word, web page and text, with the labels as offices spell them, read back exactly."""

from decimal import Decimal
from pathlib import Path

import pytest
from documents import OTHER_TITLES, write_docx, write_html, write_text
from workbooks import report

import govxl

pytestmark = pytest.mark.slow

REPORTS = ["00", "01", "02", "05", "06", "07", "10", "13"]
VARIANTS = {
    "official": {},
    "ascii": {"brackets": "(", "ordinal": "、", "broken": " ", "quotes": '"'},
    "signs": {"brackets": "㈠", "ordinal": "．", "broken": "\n", "quotes": ""},
    "wording": {
        "normative": "规范性文件",
        "carried_out": "四、结转下一年度继续办理",
        "total": "合计",
        "titles": OTHER_TITLES,
    },
    "numbers": {"full_width": True, "thousands": True},
    "subtotals": {"subtotal_rows": True, "subtotal_columns": True},
}


def exact(figures: dict) -> dict:
    """Figures as decimals without the zeros at their ends, which a number does not have."""
    return {key: f"{Decimal(value).normalize():f}" for key, value in figures.items()}


def check_reading(path: Path, name: str) -> None:
    """All figures that are printed, none that is not, and whose they are."""
    filing = govxl.read(path)
    expected = {key: value for key, value in report(name)["figures"].items() if value is not None}
    if name == "02":  # the one cell of these reports with a unit in it
        assert expected["disclosure.procurement.amount"] == "251000元"
        expected["disclosure.procurement.amount"] = "25.1"
    assert exact({**filing.entries, **filing.typed}) == exact(expected)
    assert (filing.unit.name, filing.year) == (report(name)["agency"], report(name)["year"])
    sections = {key: text for key, text in report(name)["texts"].items() if key != "preamble"}
    assert dict(filing.texts) == sections


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", REPORTS)
def test_web_pages(tmp_path: Path, name: str, variant: str) -> None:
    write_html(tmp_path / "r.html", report(name), **VARIANTS[variant])
    check_reading(tmp_path / "r.html", name)


IN_WORD = [(name, "official") for name in REPORTS] + [("05", variant) for variant in VARIANTS if variant != "official"]


@pytest.mark.parametrize(("name", "variant"), IN_WORD)
def test_word(tmp_path: Path, name: str, variant: str) -> None:
    write_docx(tmp_path / "r.docx", report(name), **VARIANTS[variant])
    check_reading(tmp_path / "r.docx", name)


@pytest.mark.parametrize("form", ["bars", "tabs", "markdown", "csv"])
@pytest.mark.parametrize("name", REPORTS)
def test_text(tmp_path: Path, name: str, form: str) -> None:
    write_text(tmp_path / "r.txt", report(name), form=form)
    check_reading(tmp_path / "r.txt", name)
