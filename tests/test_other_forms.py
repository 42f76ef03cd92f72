"""Another form is another file: template, fill, check and consolidate without a line of Python."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

import govxl

FORMS = Path(__file__).with_name("data") / "forms"


@pytest.fixture(autouse=True)
def _own_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVXL_FORMS", str(FORMS))


def _fill(path: Path, cells: dict[str, object]) -> None:
    book = openpyxl.load_workbook(path)
    for spot, value in cells.items():
        sheet, _, cell = spot.partition("!")
        assert not book[sheet][cell].protection.locked, spot
        book[sheet][cell] = value
    book.save(path)


def test_a_table_with_one_balance(run, tmp_path: Path) -> None:
    for unit in ("甲局", "乙局"):
        assert run("template", "--edition", "letters", "--unit", unit, "--year", "2024", "-o", f"{unit}.xlsx")[0] == 0
    right = {"来信!B3": 5, "来信!C3": 7, "来信!B4": 3, "来信!C4": 7, "来信!B5": 2, "来信!C5": 0}
    _fill(tmp_path / "甲局.xlsx", right)
    _fill(tmp_path / "乙局.xlsx", right | {"来信!C5": 1})
    code, said = run("check", "甲局.xlsx", "乙局.xlsx")
    assert code == 1
    assert "来信!C3 电子邮件：收到＝已复＋未复 不成立，C3(7) 不等于 C4(7)＋C5(1)＝8，相差 1。" in said
    assert "2 个文件，1 个有错误" in said
    _fill(tmp_path / "乙局.xlsx", {"来信!C5": 0})
    assert run("consolidate", "甲局.xlsx", "乙局.xlsx", "-o", "汇总.xlsx")[0] == 0
    assert dict(govxl.read(tmp_path / "汇总.xlsx").figures) == {
        "letters.received.paper": 10,
        "letters.received.mail": 14,
        "letters.answered.paper": 6,
        "letters.answered.mail": 14,
        "letters.open.paper": 4,
        "letters.open.mail": 0,
    }
    code, said = run("rules", "--edition", "letters")
    assert (code, "公式：收到 ＝ 已复＋未复" in said) == (0, True)


def test_a_table_with_amounts_and_a_computed_total(run, tmp_path: Path) -> None:
    assert (
        run("template", "--edition", "rents", "--unit", "甲局", "--code", "1", "--year", "2024", "-o", "a.xlsx")[0] == 0
    )
    figures = {"租金!B4": 0.1, "租金!C4": 0.2, "租金!B5": 59237.2449, "租金!C5": 0.0001, "租金!B8": 12}
    _fill(tmp_path / "a.xlsx", figures | {"说明!B3": "没有空置。"})
    assert run("check", "a.xlsx")[0] == 0
    assert run("consolidate", "a.xlsx", "-o", "汇总.xlsx")[0] == 0
    total = govxl.read(tmp_path / "汇总.xlsx").figures
    assert total["rents.offices.year"] == Decimal("0.3")
    assert total["rents.halls.year"] == Decimal("59237.245")
    assert total["rents.rooms.number"] == 12


def test_a_bad_form_of_ones_own_is_told_with_all_its_faults(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (FORMS / "letters.toml").read_text("utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "bad.toml").write_text(text.replace('"open"]', '"opne"]').replace('"3月1日"', '""'), "utf-8")
    monkeypatch.setenv("GOVXL_FORMS", str(tmp_path / "mine"))
    code, said = run("template")
    assert code == 2
    assert said.startswith("表式声明 bad.toml 有 2 处错误：")
    assert "  deadline: 不能为空" in said
    assert "  rules[0].right[1]: 没有叫“opne”的行、列、表或标签" in said
