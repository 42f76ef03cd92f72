"""The samples are what the script builds, and hold exactly the faults that their README tells."""

import runpy
import zipfile
from pathlib import Path

import pytest
from workbooks import equations

import govxl
from govxl import texts

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
TEMPLATES = ROOT / "workbook_templates"
BLANK = TEMPLATES / "annual_report_2021.xlsx"
# file -> the one finding: code, sheet, cell, found, expected
FAULTS = {
    "SC003_青禾县自然资源和规划局_2024_勾稽不平.xlsx": ("requests-balance", "三", "D5", "201", "203"),
    "SC007_青禾县市场监督管理局_2024_漏填一格.xlsx": ("blank", "四", "D5", None, None),
    "SC009_青禾县城关街道办事处_2024_现行有效不可能.xlsx": ("stock-possible", "二", "D5", "0", "≥9"),
}


def members(path: Path) -> list[tuple[str, bytes]]:
    """Names, order and bytes of what is in a workbook; how it is compressed depends on the machine."""
    with zipfile.ZipFile(path) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def workbooks(folder: Path) -> list[Path]:
    """The county's; the heap has a test of its own."""
    return sorted(path.relative_to(folder) for part in ("county", "faulty") for path in (folder / part).glob("*.xlsx"))


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    before = BLANK.stat().st_mtime_ns
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["build.py", str(folder)])
        runpy.run_path(str(SAMPLES / "build.py"), run_name="__main__")
    assert BLANK.stat().st_mtime_ns == before, "with a folder given, nothing else is written"
    return folder


def test_the_script_makes_the_same_files(rebuilt):
    assert workbooks(rebuilt) == workbooks(SAMPLES)
    assert len(workbooks(rebuilt)) == 12 + 3


@pytest.mark.parametrize("name", [str(path) for path in workbooks(SAMPLES)])
def test_a_sample_is_what_the_script_builds(rebuilt, name):
    built, stored = members(rebuilt / name), members(SAMPLES / name)
    assert [part for part, _ in built] == [part for part, _ in stored]
    assert [part for (part, new), (_, old) in zip(built, stored, strict=True) if new != old] == []


def test_the_blank_workbook_is_a_fresh_template(tmp_path):
    govxl.write_template(tmp_path / "fresh.xlsx")
    assert members(tmp_path / "fresh.xlsx") == members(BLANK)
    assert members(tmp_path / "fresh.xlsx") != members(TEMPLATES / "annual_report_2019.xlsx")
    blank = govxl.read(BLANK)
    assert (blank.state, blank.unit.key, blank.year) == ("used", "", None)
    assert (len(blank.entries), len(blank.blanks)) == (0, 166)


def test_every_edition_has_its_blank_workbook_beside_its_declaration(tmp_path):
    declared = sorted(path.stem for path in TEMPLATES.glob("annual_report_*.toml"))
    assert declared == ["annual_report_2019", "annual_report_2021"]
    assert sorted(path.stem for path in TEMPLATES.glob("*.xlsx")) == declared
    runpy.run_path(str(SAMPLES / "build.py"))["build_blanks"](tmp_path)
    for name in declared:
        assert members(tmp_path / f"{name}.xlsx") == members(TEMPLATES / f"{name}.xlsx")
    blank = govxl.read(TEMPLATES / "annual_report_2019.xlsx")
    assert (blank.state, blank.form.edition, len(blank.blanks)) == ("used", "2019", 22 + 22 * 6 + 12)


def test_the_county_has_no_errors():
    county = sorted((SAMPLES / "county").iterdir())
    assert len(county) == 12
    for path in county:
        filing = govxl.read(path)
        assert filing.state == "used"
        assert len(filing.figures) == 200
        assert path.name == texts.workbook_name(filing.unit.code, filing.unit.name, filing.year)
        assert [finding for finding in govxl.check(filing) if finding.severity == "error"] == []


def test_every_faulty_sample_has_its_fault_told():
    assert sorted(path.name for path in (SAMPLES / "faulty").iterdir()) == sorted(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_sample_has_exactly_its_fault(name):
    code, sheet, cell, found, expected = FAULTS[name]
    (finding,) = equations(govxl.check(govxl.read(SAMPLES / "faulty" / name)))
    told = finding.to_json()
    assert told["severity"] == "error"
    assert tuple(told[key] for key in ("code", "sheet", "cell", "found", "expected")) == FAULTS[name]
    row = f"| `{name}` | `{code}` | {sheet}!{cell} | {found or '–'} | {expected or '–'} |"
    assert row in (SAMPLES / "README.md").read_text("utf-8")


def test_the_readme_names_every_sample():
    text = (SAMPLES / "README.md").read_text("utf-8")
    assert [path.name for path in workbooks(SAMPLES) if f"| `{path.name}` |" not in text] == []
    assert text.partition("## heap")[0].count(".xlsx`") == len(workbooks(SAMPLES))


def test_a_faulty_sample_differs_from_the_good_one_only_there():
    """The finding's cell is where the rule is shown; these are the cells that were changed."""
    changed = {}
    for name in FAULTS:
        good = govxl.read(SAMPLES / "county" / ("_".join(name.split("_")[:3]) + ".xlsx"))
        bad = govxl.read(SAMPLES / "faulty" / name)
        changed[name[:5]] = sorted(key for key in good.entries if good.entries[key] != bad.entries.get(key))
        assert good.texts == bad.texts
    assert changed == {
        "SC003": ["requests.carried_out.natural_person"],
        "SC007": ["disputes.review.pending"],
        "SC009": ["disclosure.normative_documents.issued"],
    }
