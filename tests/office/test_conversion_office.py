"""Our own workbook saved in other formats by LibreOffice comes out as the same copy; what is made calculates right."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_conversion import exact, own
from workbooks import DATA, report, seed_content

import govxl
from govxl.form import Address

from . import Office

pytestmark = pytest.mark.office


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_copy_saved_in_another_format(clerk: Office, tmp_path: Path, ending: str) -> None:
    content = replace(
        seed_content(),
        serial="0007",
        signature="f" * 32,
        prior={Address("requests.carried_out.natural_person"): 9, Address("requests.carried_out.total"): 9},
        explanations={("carry-over", "natural_person"): "机构改革，上年结转由原单位移交，已核对台账。"},
    )
    govxl.write_template(tmp_path / "a.xlsx", content)
    clerk.open(tmp_path / "a.xlsx")
    clerk.save(tmp_path / f"a.{ending}")
    result = govxl.convert([tmp_path / f"a.{ending}"], tmp_path / "out")
    (made,) = result.files
    assert (made.kind, made.errors) == (ending, 1), "上年结转 is not last year's 9, which is the unit's to mend"
    govxl.write_template(tmp_path / "again.xlsx", replace(content, offer=False))
    assert made.path.read_bytes() == (tmp_path / "again.xlsx").read_bytes()


def test_a_moved_copy_calculates_right(clerk: Office, tmp_path: Path) -> None:
    (made,) = govxl.convert([own(tmp_path / "a.xlsx")], tmp_path / "out").files
    clerk.open(made.path)
    clerk.recalculate()
    assert clerk.read("三", "J5:J5") == [[report("00")["figures"]["requests.received.total"]]]
    clerk.save(tmp_path / "saved.xlsx")
    filing = govxl.read(tmp_path / "saved.xlsx")
    assert exact(filing.figures) == exact(govxl.read(made.path).figures)
    assert [f for f in filing.findings if f.severity == "error"] == []


def test_the_seed_in_the_office(clerk: Office, tmp_path: Path) -> None:
    (made,) = govxl.convert([DATA / "report_00.txt"], tmp_path / "out").files
    clerk.open(made.path)
    clerk.recalculate()
    clerk.save(tmp_path / "saved.ods")
    assert exact(govxl.read(tmp_path / "saved.ods").figures) == exact(report("00")["figures"])
