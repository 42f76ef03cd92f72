"""The measurement at the scale of a nation counts right, and would see one figure that is not."""

import sys
from decimal import Decimal
from pathlib import Path

import pytest

import govxl
from govxl.form import Address

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import country
import nation
import soffice

pytestmark = pytest.mark.slow
FILES = 14  # five a county, two counties a city, one city a province: 3 counties, 2 cities, 2 provinces
FEES = "disclosure.fees.amount"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"ORIGINALS": 2, "UNITS": 5, "COUNTIES": 2, "CITIES": 1}.items():
        monkeypatch.setattr(country, name, value)
    monkeypatch.setattr(soffice, "program", lambda: "")
    return country.make(tmp_path, FILES)


def test_flat_and_by_levels_come_to_what_was_counted_and_one_figure_more_is_seen(tree: Path) -> None:
    folder = tree.parent
    counted = country.counted(folder)
    assert len(counted) == 200
    read = [govxl.read(path) for path in sorted(tree.rglob("*.xlsx"))]
    assert len(read) == len({filing.unit for filing in read}) == FILES
    assert [finding for filing in read for finding in govxl.check(filing)] == []
    assert counted[FEES] == sum(Decimal(filing.figures[Address(FEES)]) for filing in read) > 0

    nation.flat(tree, folder / "flat.xlsx", None)
    (folder / "levels").mkdir()
    levels = nation.by_levels(tree, folder / "levels" / "nation.xlsx", None)
    assert [level["runs"] for level in levels] == [1, 2, 2, 3]
    nation.compare(counted, folder / "flat.xlsx")
    nation.compare(counted, folder / "levels" / "nation.xlsx")

    one = next(iter(country.copies(tree, FILES)))
    more = one._replace(own=one.own | {FEES: one.own[FEES] + Decimal("0.0001")})
    country.write([folder / "originals" / f"{number}.xlsx" for number in range(2)], more)
    nation.flat(tree, folder / "more.xlsx", None)
    with pytest.raises(SystemExit, match=f"1 of 200 sums differ, {FEES} is "):
        nation.compare(counted, folder / "more.xlsx")
