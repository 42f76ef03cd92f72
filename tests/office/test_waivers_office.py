"""A marked copy with a waived finding in LibreOffice: saved, it comes back, and what calmed its alarms goes again."""

import datetime
import shutil
from pathlib import Path

import openpyxl
import pytest

import govxl
from govxl.annotate import annotate
from govxl.collect import judge
from govxl.heap import Item
from govxl.waivers import Waiver, Waivers

from . import Office, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]

UNBALANCED = next((Path(__file__).parents[2] / "samples" / "faulty").glob("SC003_*.xlsx"))
DAY = datetime.date(2025, 3, 1)
WAIVERS = Waivers((Waiver("SC003", "requests-balance", "两件已移交，台账核对过。", DAY),), (), DAY)


def marked(path: Path, folder: Path, waivers: Waivers | None) -> Path:
    (one,) = judge([Item(path)], waivers=waivers)
    made = annotate(one, folder)
    assert made is not None
    return made


def alarms(path: Path) -> tuple[int, int]:
    """How many conditional formats table 三 has, and how many of them are ours."""
    found = openpyxl.load_workbook(path)["三"].conditional_formatting
    formulas = [rule.formula[0] for one in found for rule in one.rules]
    return len(formulas), sum("govxl" in formula for formula in formulas)


def test_a_round_through_libreoffice(clerk: Office, tmp_path: Path) -> None:
    path = shutil.copy(UNBALANCED, tmp_path / "a.xlsx")
    own, none = alarms(path)
    made = marked(path, tmp_path / "one", WAIVERS)
    assert (alarms(made), none) == ((own + 2, 2), 0)
    clerk.open(made)
    clerk.recalculate()
    clerk.save(tmp_path / "a_检查结果.xlsx")
    clerk.close()
    assert alarms(tmp_path / "a_检查结果.xlsx")[1] == 2
    codes = [f.code for f in govxl.check(govxl.read(tmp_path / "a_检查结果.xlsx"))]
    assert codes == ["requests-balance", "prose-figure"]
    again = marked(tmp_path / "a_检查结果.xlsx", tmp_path / "two", None)
    assert alarms(again)[1] == 0
    assert alarms(again)[0] == alarms(tmp_path / "a_检查结果.xlsx")[0] - 2
    assert openpyxl.load_workbook(again)["三"]["D5"].fill.fgColor.rgb == "FFF7A3A1"
