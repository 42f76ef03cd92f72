"""The seal of a workbook that was sent out: right, broken, missing, and where nobody can tell."""

import datetime
from pathlib import Path

import pytest
from workbooks import FORM, change

import govxl
from govxl.collect import judge
from govxl.heap import items


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A campaign of two units, in 下发 beside the roster."""
    (tmp_path / "名单.csv").write_text("单位代码,单位名称\nA1,甲局\nA2,乙局\n", "utf-8")
    roster = govxl.read_roster(tmp_path / "名单.csv")
    govxl.distribute(roster, tmp_path / "下发", year=2024, today=datetime.date(2025, 1, 3))
    (tmp_path / "收回").mkdir()
    return tmp_path


def returned(sent: Path, cells: dict[str, object] | None = None) -> Path:
    path = sent / "收回" / "甲局.xlsx"
    path.write_bytes((sent / "下发" / "A1_甲局_2024.xlsx").read_bytes())
    return change(path, cells or {})


def said(sent: Path, *, roster: bool = True) -> list[tuple[str, str]]:
    known = govxl.read_roster(sent / "名单.csv") if roster else None
    (one,) = judge(items([sent / "收回"]), 2024, roster=known)
    return [(f.severity, f.message) for f in one.findings if f.code == "identity-mismatch"]


BROKEN = "签名对不上：工作簿里的单位、年度或编号被改动过，或者不是从这里发出的。"


def test_a_workbook_as_it_was_sent(sent: Path) -> None:
    returned(sent)
    assert said(sent) == []


@pytest.mark.parametrize("code", [True, False])
def test_a_changed_identity_breaks_the_seal(sent: Path, code: bool) -> None:
    """Somebody lifted the protection and made A1's workbook one of A2, everywhere where the identity stands."""
    path = returned(sent)
    changed = {"unit_code": "A2", "unit_name": "乙局"}
    cells = {f"_govxl!B{n}": changed[key] for n, key in _identity(path) if key in changed}
    cells |= {"封面!B4": "乙局", "封面!B5": "A2"} if code else {}
    change(path, cells)
    assert ("error", BROKEN) in said(sent)


def _identity(path: Path) -> list[tuple[int, str]]:
    from govxl.heap import Item
    from govxl.reading.gate import load
    from govxl.reading.grids import PackageBook

    grid = PackageBook(load(Item(path))).grid("_govxl")
    return [(n, row[0]) for n, row in enumerate(grid.values, start=1)]


def test_a_workbook_of_another_sender(sent: Path) -> None:
    elsewhere = sent / "别处"
    govxl.distribute(govxl.read_roster(sent / "名单.csv"), elsewhere, year=2024, today=datetime.date(2025, 1, 3))
    (sent / "收回" / "甲局.xlsx").write_bytes((elsewhere / "A1_甲局_2024.xlsx").read_bytes())
    (elsewhere / ".govxl").rename(sent / "gone")
    assert said(sent) == [("error", BROKEN)]


def test_a_workbook_that_was_not_sent_is_said(sent: Path) -> None:
    govxl.write_template(sent / "收回" / "甲局.xlsx", govxl.Content(govxl.Unit("A1", "甲局"), 2024), form=FORM)
    assert said(sent) == [("info", "这不是下发的那一份（A1_甲局_2024.xlsx）：里面没有签名。")]


def test_without_the_campaign_nothing_is_said(sent: Path) -> None:
    returned(sent)
    (sent / "下发").rename(sent.parent / f"{sent.name}-away")
    assert said(sent) == []


def test_the_campaign_is_also_found_beside_the_files(sent: Path) -> None:
    govxl.write_template(sent / "下发" / "A1_甲局_2024.xlsx", govxl.Content(govxl.Unit("A1", "甲局"), 2024), form=FORM)
    one = next(one for one in judge(items([sent / "下发"]), 2024) if one.filing.unit.code == "A1")
    assert ("info", "identity-mismatch") in [(f.severity, f.code) for f in one.findings]
