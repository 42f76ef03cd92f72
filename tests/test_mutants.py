"""Some of the mutants of ``benchmarks/mutants.py``, and what the thousands have found, each as small as it can be."""

import io
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from documents import write_html, write_text
from workbooks import change, equations, repack, report, write_seed

import govxl

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from mutants import examine
from mutations import plan, sources

pytestmark = pytest.mark.slow


def test_mutants() -> None:
    """No traceback, no hang, no death of the process, no wrong figure in silence."""
    outcomes = examine([(source.name, seed) for source, seed in plan(180, 20_000)], workers=2)
    assert [one for one in outcomes if one.outcome == "FAILED"] == []
    kinds = {one.outcome for one in outcomes}
    assert {"refused", "read, and said", "read as the original"} <= kinds, "mutants that change nothing prove nothing"
    assert {one.source for one in outcomes} == {source.name for source in sources()}


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    return write_seed(tmp_path / "seed.xlsx")


def said(path: Path) -> list[tuple[str, str, str]]:
    return [(f.severity, f.code, str(f.place)) for f in equations(govxl.check(govxl.read(path)))]


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_damaged_table_of_texts_is_noticed(seed: Path, part: str) -> None:
    """The library stops reading before the check sum, and would give another text for the unit's."""
    parts = {}
    with zipfile.ZipFile(seed) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    data = stored.getvalue()
    at = data.index(parts[part]) + parts[part].rindex(b">", 0, -20) - 1
    seed.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    filing = govxl.read(seed)
    assert filing.state == "unreadable"
    assert part in filing.findings[0].message


def test_a_text_whose_number_is_none(seed: Path) -> None:
    with zipfile.ZipFile(seed) as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml")
    at = sheet.index(b'<c r="B3"')
    start = sheet.index(b"<v>", at) + 3
    made = sheet[:start] + b"1x" + sheet[start + 1 :]
    seed.write_bytes(repack(seed.read_bytes(), {"xl/worksheets/sheet3.xml": made}))
    assert govxl.read(seed).state == "unreadable"


def test_prose_beside_its_column_is_said(seed: Path) -> None:
    change(seed, {"一!A8": "（五）监督保障情况。", "一!A9": "第9段"})
    assert said(seed) == [("warning", "hidden-content", "一!A8")]
    book = openpyxl.load_workbook(seed)
    book["五"]["D3"] = "还有一句"
    book.save(seed)
    assert ("warning", "hidden-content", "五!D3") in said(seed)


def test_prose_moved_by_a_row_and_a_column(seed: Path) -> None:
    texts = dict(govxl.read(seed).texts)
    book = openpyxl.load_workbook(seed)
    book["一"].insert_rows(3)
    book["五"].insert_cols(1)
    book.save(seed)
    assert dict(govxl.read(seed).texts) == texts
    assert not any("!A" in place or "!B" in place for _, code, place in said(seed) if code == "hidden-content")


@pytest.mark.parametrize("kept", [8, 12, 20])
def test_a_report_cut_short_is_no_older_one(tmp_path: Path, kept: int) -> None:
    """With its last rows lost a table fits both editions; it was taken for the one that has fewer rows."""
    path = write_text(tmp_path / "r.txt", report("10"))
    lines = path.read_text("utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if "本年新收政府信息公开申请数量" in line)
    path.write_text("\n".join(lines[: first + kept]), "utf-8")
    found = equations(govxl.check(govxl.read(path)))
    assert "old-edition" not in {finding.code for finding in found}
    assert {"layout-changed"} == {finding.code for finding in found if finding.severity == "error"}


def test_a_label_far_above_its_table(tmp_path: Path) -> None:
    """One label of a table somewhere else made the whole table disappear."""
    path = write_html(tmp_path / "r.html", report("10"))
    page = path.read_text("utf-8")
    one, other = "本年废止件数", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    assert (page.count(one), page.count(other)) == (1, 1)
    path.write_text(page.replace(one, "\0").replace(other, one).replace("\0", other), "utf-8")
    entries = govxl.read(path).entries
    assert entries["requests.received.natural_person"] == 705
    assert entries["requests.carried_out.natural_person"] == 31


def test_a_paragraph_within_a_table_is_said(tmp_path: Path) -> None:
    path = write_text(tmp_path / "r.txt", report("10"))
    lines = path.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("行政许可"))
    lines.insert(at + 1, "（注）" + "行政许可的件数按照上级部门的口径统计。" * 3)
    path.write_text("\n".join(lines), "utf-8")
    (finding,) = equations(govxl.check(govxl.read(path)))
    assert (finding.code, finding.severity) == ("hidden-content", "info")
    assert finding.found is not None and finding.found.startswith("（注）")
