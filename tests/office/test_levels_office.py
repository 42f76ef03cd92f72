"""A summary that another program has saved again, between two levels."""

from decimal import Decimal
from pathlib import Path

import pytest
from test_levels import FEES, SPOT, ZERO, put

import govxl

from . import Office, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]


def test_a_summary_corrected_and_saved_by_the_office_is_passed_on(clerk: Office, tmp_path: Path) -> None:
    """What is in it, what it left out and who left a cell empty survive, and the corrected figure counts."""
    figures = {"A": {SPOT: 5, FEES: Decimal("59237.2449")}, "B": {SPOT: None}, "C": {SPOT: 7}}
    for code, given in figures.items():
        put(tmp_path / "县" / f"{code}.xlsx", code, ZERO | given)
    govxl.consolidate([tmp_path / "县"], tmp_path / "甲县.xlsx", include_faulty=True)
    (tmp_path / "存过").mkdir()
    put(tmp_path / "县" / "D.xlsx", "D", ZERO | {SPOT: None})
    govxl.consolidate([tmp_path / "县" / "A.xlsx", tmp_path / "县" / "D.xlsx"], tmp_path / "乙.xlsx")
    govxl.consolidate([tmp_path / "甲县.xlsx"], tmp_path / "市.xlsx")
    keys = _columns()
    clerk.open(tmp_path / "甲县.xlsx")
    clerk.fill("各单位数据", f"{keys[SPOT]}8:{keys[SPOT]}8", [[70]])
    clerk.save(tmp_path / "存过" / "甲县.xlsx")
    clerk.close()
    clerk.open(tmp_path / "市.xlsx")
    clerk.save(tmp_path / "存过" / "市.xlsx")
    clerk.close()
    clerk.open(tmp_path / "乙.xlsx")
    clerk.save(tmp_path / "存过" / "乙.xlsx")
    clerk.close()

    county = govxl.read(tmp_path / "存过" / "甲县.xlsx")
    assert [(part.unit.code, part.depth) for part in county.parts] == [("A", 0), ("B", 0), ("C", 0)]
    assert (county.entries[SPOT], county.entries[FEES]) == (75, Decimal("59237.2449"))
    assert (county.unfilled, county.size) == ({SPOT: 1}, 3)
    city = govxl.consolidate([tmp_path / "存过" / "甲县.xlsx"])
    assert (city.total.entries[SPOT], city.blanks, city.size) == (75, {SPOT: 1}, 3)
    again = govxl.read(tmp_path / "存过" / "市.xlsx")
    assert (again.entries[SPOT], again.unfilled, again.size) == (12, {SPOT: 1}, 3)
    assert [(part.unit.key, part.depth, part.summary) for part in again.parts][:2] == [
        ("甲县", 0, True),
        ("A", 1, False),
    ]
    left = govxl.read(tmp_path / "存过" / "乙.xlsx").left_out
    assert [(one.unit.code, one.reason) for one in left] == [("D", "有 1 处错误，需退回更正。")]


def _columns() -> dict[str, str]:
    from govxl.summary.units import columns

    return dict(columns(govxl.edition("2021")))
