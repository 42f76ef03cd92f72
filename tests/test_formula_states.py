"""What can become of the formula of a total, and what is said of it: in our file, re-saved by LibreOffice, and moved.

The workbook of one unit is the same three times. Its totals, worked out by hand from its figures, are in TOTALS.
"""

import dataclasses
import re
import shutil
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from test_faults_at_once import UNIT
from workbooks import PARTS, change, equations, repack

import govxl
from govxl.demo import content
from govxl.findings import grouped

pytestmark = pytest.mark.slow

SAVED = Path(__file__).with_name("data") / "mutants" / "saved.xlsx"
ROW = 20  # before which a row is put in; SUM(D7:D27) becomes SUM(D7:D28)
# kind of total -> cell, formula, value, the rule that a wrong one breaks
TOTALS = {
    "row": ("三!J7", "SUM(D7:I7)", 82, "requests-row-total"),
    "row below": ("三!J26", "SUM(D26:I26)", 5, "requests-row-total"),
    "column": ("三!D28", "SUM(D7:D27)", 186, "requests-outcomes"),
    "corner": ("三!J28", "SUM(D28:I28)", 226, "requests-row-total"),
    "disputes": ("四!E5", "SUM(A5:D5)", 14, "disputes-total"),
}
MOVED = [("warning", "layout-changed", "三!A29")]  # the first label, level by level, that is not there


def shifted(text: str) -> str:
    """Cells from ROW on are one row lower, as spreadsheet programs write it."""
    return re.sub(r"\b([A-Z]{1,2})(\d+)\b", lambda m: m[1] + str(int(m[2]) + (int(m[2]) >= ROW)), text)


def with_a_row(path: Path, cells: str = "") -> Path:
    """A row put in before ROW of sheet 三: all that stands below is moved, all formulas and merges follow."""
    name = PARTS["三"]
    with ZipFile(path) as archive:
        xml = archive.read(name).decode()
    head, body, tail = re.split(r"(?<=<sheetData>)|(?=</sheetData>)", xml)
    body = re.sub(r'<row r="(\d+)"', lambda m: f'<row r="{int(m[1]) + (int(m[1]) >= ROW)}"', body)
    body = re.sub(r'(?<=<c r=")[A-Z]+\d+', lambda m: shifted(m[0]), body)
    body = re.sub(r"(?<=<f>)[^<]*", lambda m: shifted(m[0]), body)
    body = body.replace(f'<row r="{ROW + 1}"', f'<row r="{ROW}">{cells}</row><row r="{ROW + 1}"')
    tail = re.sub(r'(?<=<mergeCell ref=")[^"]*', lambda m: shifted(m[0]), tail)
    path.write_bytes(repack(path.read_bytes(), {name: (head + body + tail).encode()}))
    return path


@dataclasses.dataclass(frozen=True)
class Base:
    path: Path
    moved: bool

    def place(self, kind: str) -> tuple[str, str, int, str]:
        cell, formula, value, rule = TOTALS[kind]
        if self.moved and cell.startswith("三"):
            return "三!" + shifted(cell[2:]), shifted(formula), value, rule
        return cell, formula, value, rule


@pytest.fixture(params=["ours", "saved by LibreOffice", "with a row put in"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Base:
    path = tmp_path / "r.xlsx"
    if request.param == "saved by LibreOffice":
        shutil.copy(SAVED, path)
        return Base(path, moved=False)
    govxl.write_template(path, content(UNIT))
    if request.param == "ours":
        return Base(path, moved=False)
    return Base(with_a_row(path), moved=True)


def told(base: Base, kind: str, value: object, *, as_error: bool = False) -> list[govxl.Finding]:
    """All findings with one total changed, but that the table has moved."""
    cell = base.place(kind)[0]
    change(base.path, {cell: value})
    if as_error:  # a formula whose result is an error
        with ZipFile(base.path) as archive:
            xml = archive.read(PARTS[cell[0]]).decode()
        made = re.sub(rf'(<c r="{cell[2:]}"[^>]*)(>)', r'\1 t="e"\2', xml)
        base.path.write_bytes(repack(base.path.read_bytes(), {PARTS[cell[0]]: made.encode()}))
    found = [f for f in equations(govxl.check(govxl.read(base.path))) if f.code != "layout-changed"]
    assert base.moved or len(found) == len(equations(govxl.check(govxl.read(base.path))))
    return found


def test_intact(base: Base) -> None:
    found = [(f.severity, f.code, str(f.place)) for f in equations(govxl.check(govxl.read(base.path)))]
    assert found == (MOVED if base.moved else [])


@pytest.mark.parametrize("kind", TOTALS)
@pytest.mark.parametrize("other", [False, True], ids=["a number", "another formula"])
def test_overwritten_with_the_same_value(base: Base, kind: str, other: bool) -> None:
    cell, formula, value, _ = base.place(kind)
    (finding,) = told(base, kind, f"={formula}+0|{value}" if other else value)
    assert (finding.severity, finding.code, str(finding.place)) == ("info", "formula-overwritten", cell)
    assert "数值正确" in finding.message
    assert (f"别的公式“={formula}+0”" if other else "改成了数字") in finding.message


@pytest.mark.parametrize("kind", TOTALS)
@pytest.mark.parametrize("other", [False, True], ids=["a number", "another formula"])
def test_overwritten_with_another_value(base: Base, kind: str, other: bool) -> None:
    cell, formula, value, rule = base.place(kind)
    (finding,) = told(base, kind, f"={formula}+7|{value + 7}" if other else value + 7)
    assert (finding.severity, finding.code, str(finding.place)) == ("error", rule, cell)
    assert (finding.found, finding.expected) == (str(value + 7), str(value))
    assert f"{cell} 的公式已被改成数字或别的公式" in finding.message


@pytest.mark.parametrize("kind", TOTALS)
def test_deleted(base: Base, kind: str) -> None:
    (finding,) = told(base, kind, None)
    assert (finding.severity, finding.code, str(finding.place)) == (
        "warning",
        "formula-overwritten",
        base.place(kind)[0],
    )
    assert "公式被删掉了" in finding.message


@pytest.mark.parametrize("kind", TOTALS)
@pytest.mark.parametrize(("stored", "words"), [("", "没有计算过"), (-1, "旧的结果"), ("#REF!", "公式的结果是“#REF!”")])
def test_its_own_formula_without_the_right_result(base: Base, kind: str, stored: object, words: str) -> None:
    cell, formula, value, _ = base.place(kind)
    written = value + stored if isinstance(stored, int) else stored
    (finding,) = told(base, kind, f"={formula}|{written}", as_error=stored == "#REF!")
    assert (finding.severity, finding.code, str(finding.place)) == ("warning", "total-stale", cell)
    assert (finding.found, finding.expected) == (str(written) or None, str(value))
    assert words in finding.message


@pytest.mark.parametrize("kind", TOTALS)
@pytest.mark.parametrize(("value", "code"), [("#REF!", "cell-error"), ("无法计算", "not-a-number")])
def test_no_number(base: Base, kind: str, value: str, code: str) -> None:
    (finding,) = told(base, kind, value)
    assert (finding.severity, finding.code, str(finding.place)) == ("error", code, base.place(kind)[0])
    assert f"“{value}”不能作为合计" in finding.message


def test_never_calculated_is_one_line_a_table(base: Base, tmp_path: Path) -> None:
    """openpyxl writes formulas without results."""
    book = openpyxl.load_workbook(base.path)
    book.save(base.path)
    found = [f for f in grouped(equations(govxl.check(govxl.read(base.path)))) if f.code != "layout-changed"]
    assert [(f.code, f.place and f.place.sheet) for f in found] == [("total-stale", "三"), ("total-stale", "四")]
    assert all("没有计算过" in f.message for f in found)


def test_a_sum_that_takes_in_an_added_row(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    govxl.write_template(path, content(UNIT))
    row = '<c r="C20" t="inlineStr"><is><t>4.另外的</t></is></c><c r="D20"><v>3</v></c>'
    change(with_a_row(path, row), {"三!D29": "=SUM(D7:D28)|189"})
    found = [(f.severity, f.code, str(f.place)) for f in equations(govxl.check(govxl.read(path)))]
    assert ("warning", "total-stale", "三!D29") in found
    (finding,) = [f for f in equations(govxl.check(govxl.read(path))) if f.code == "total-stale"]
    assert (finding.found, finding.expected) == ("189", "186")
    assert "（=SUM(D7:D28)）把插进来的行或列也加进去了" in finding.message
    assert not [code for severity, code, _ in found if severity == "error"]
