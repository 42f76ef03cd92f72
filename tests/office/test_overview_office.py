"""总览 and 同比 in LibreOffice: what stands in the file is what it works out, and follows the units' rows."""

from pathlib import Path

import pytest

import govxl
from govxl import demo
from govxl.demo.county import county

from . import Office, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]

AREAS = [("总览", "A1:L70"), ("同比", "A1:J215")]


@pytest.mark.parametrize("absent", ["", "SC005"])
def test_stored_values_are_those_of_the_engine(clerk: Office, tmp_path: Path, absent: str) -> None:
    """Of the same units as last year, and without one of them and another one new."""
    heap, past = tmp_path / "heap", tmp_path / "past"
    heap.mkdir()
    past.mkdir()
    units = county(demo.YEAR)
    for unit in units:
        if unit.code != absent:
            govxl.write_template(heap / f"{unit.code}.xlsx", demo.content(unit))
    for code, content in demo.last_year(units, demo.YEAR).items():
        if not (absent and code == "SC006"):
            govxl.write_template(past / f"{code}.xlsx", content)
    govxl.consolidate([heap], tmp_path / "汇总.xlsx", prior=[past], include_faulty=True)
    clerk.open(tmp_path / "汇总.xlsx")
    stored = [clerk.read(*area) for area in AREAS]
    clerk.recalculate()
    again = [clerk.read(*area) for area in AREAS]
    count = 0
    for before, after in zip(stored, again, strict=True):
        for old, new in zip(before, after, strict=True):
            assert new == [pytest.approx(value, abs=1e-7) if isinstance(value, float) else value for value in old]
            count += sum(isinstance(value, float) for value in new)
    assert count > 700, "too few numbers to be a test"
    heads = [row[0] for row in stored[0]]
    row = next(n for n, words in enumerate(heads, 1) if str(words).startswith("本年新收申请"))
    (before,) = clerk.read("总览", f"B{row}:B{row}")[0]
    (unit,) = clerk.read("各单位数据", "P6:P6")[0]
    clerk.fill("各单位数据", "P6:P6", [[unit + 100]])
    clerk.recalculate()
    assert clerk.read("总览", f"B{row}:B{row}") == [[before + 100]], "it follows the units' rows"
    largest = [line[9] for line in clerk.read("总览", "A1:J70") if str(line[8]).startswith("某市经济和信息化局")]
    assert largest == [unit + 100]
    clerk.close()
