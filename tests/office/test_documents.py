"""Documents that LibreOffice saved: it rewrites every table, list and span in its own way."""

import shutil
import subprocess
from pathlib import Path

import pytest

from govxl.reading.documents import document_grid
from govxl.reading.grids import Grid
from tests.documents import expected, lay_out, write_docx, write_html
from tests.workbooks import report, write_seed

pytestmark = pytest.mark.office
LIMIT = 120  # seconds for one conversion


def save_as(kind: str, source: Path, folder: Path, *more: str) -> Path:
    """The source opened by LibreOffice and saved in another format."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "no soffice on the PATH"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", *more, "--convert-to", kind, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=LIMIT)
    return folder / f"{source.stem}.{kind.partition(':')[0]}"


def own(grid: Grid) -> list[list[object]]:
    """The rows without covered cells: what stands in the document, whatever its columns are."""
    covered = {
        (row, column)
        for top, left, bottom, right in grid.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    return [
        [value for column, value in enumerate(line) if (row, column) not in covered]
        for row, line in enumerate(grid.values)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def test_word_saved_by_libreoffice(folder: Path) -> None:
    made = write_docx(folder.joinpath("numbered.docx"), report("00"), numbered=True)
    (folder / "saved").mkdir()
    grid = document_grid(save_as("docx", made, folder / "saved").read_bytes(), "docx")
    values, merged = expected(lay_out(report("00")))
    assert [list(row) for row in grid.values] == values
    assert sorted(grid.merged) == sorted(merged)


def test_a_page_saved_as_word_by_libreoffice(folder: Path) -> None:
    made = write_html(folder / "page.html", report("05"), broken="\n")
    saved = save_as("docx:MS Word 2007 XML", made, folder, "--infilter=HTML (StarWriter)")
    grid = document_grid(saved.read_bytes(), "docx")
    values, merged = expected(lay_out(report("05"), broken="\n"))
    assert [list(row) for row in grid.values] == values
    assert sorted(grid.merged) == sorted(merged)


def test_word_saved_as_a_page_by_libreoffice(folder: Path) -> None:
    """Its page has one column more where borders differ by rounding; what stands in the cells is the same."""
    made = write_docx(folder / "report.docx", report("02"))
    grid = document_grid(save_as("html", made, folder).read_bytes(), "html")
    values, merged = expected(lay_out(report("02")))
    assert own(grid) == own(Grid(values, merged=merged))


def test_a_workbook_saved_as_a_page_by_libreoffice(folder: Path) -> None:
    made = write_seed(folder / "workbook.xlsx")
    grid = document_grid(save_as("html", made, folder).read_bytes(), "html")
    figures = report("00")["figures"]
    columns = ["natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total"]
    (received,) = [row for row in grid.values if row[0] == "一、本年新收政府信息公开申请数量" and row[3] != ""][:1]
    assert received[3:10] == [str(figures[f"requests.received.{column}"]) for column in columns]
    (excessive,) = [row for row in grid.values if "4.无正当理由大量反复申请" in row]
    assert excessive[2:10] == ["4.无正当理由大量反复申请", "13", "0", "0", "0", "0", "0", "13"]
