"""Our template saved in the old formats by LibreOffice gives the cells that the .xlsx has."""

from pathlib import Path

import pytest

from govxl.heap import Item
from govxl.layout import IDENTITY
from govxl.reading.gate import load, look
from govxl.reading.grids import PackageBook
from govxl.reading.old_books import read_old_book

from . import Office

pytestmark = pytest.mark.office

(SAMPLE,) = (Path(__file__).parents[2] / "samples" / "county").glob("SC003*.xlsx")


def cells(rows) -> dict[tuple[int, int], object]:
    return {(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if value != ""}


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_the_template_in_an_old_format(clerk: Office, tmp_path, ending):
    clerk.open(SAMPLE)
    clerk.save(tmp_path / f"old.{ending}")
    opened = look((tmp_path / f"old.{ending}").read_bytes())
    assert opened.format == ending
    book = read_old_book(opened)
    package = load(Item(SAMPLE))
    assert list(book.grids) == list(package.sheets)
    assert book.visibility[IDENTITY] == "hidden"
    assert set(book.visibility.values()) == {"visible", "hidden"}
    whole, differing, lost = PackageBook(package), {}, []
    for name, grid in book.grids.items():
        own = whole.grid(name, formulas=True)
        ours, theirs = cells(own.values), cells(grid.values)
        for spot in sorted(ours.keys() | theirs.keys()):
            if ours.get(spot) == theirs.get(spot):
                continue
            if spot in own.formulas and isinstance(ours.get(spot), str) and theirs[spot] == 0.0:
                lost.append((name, spot))
            else:
                differing[name, spot] = (ours.get(spot), theirs.get(spot))
    assert differing == {}
    # LibreOffice stores no text as the result of a formula in .xls: our verdicts, and nothing that is reported.
    assert bool(lost) == (ending == "xls")
    assert {name for name, _ in lost} <= {"封面", "二", "三", "四", "校验"}
