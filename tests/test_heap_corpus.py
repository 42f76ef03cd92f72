"""The heap of samples: every file is read and checked as `heap.toml` says, and all are held against the roster.

A new case is a new file in `samples/heap/` and its entry in `heap.toml`; both are found here by themselves. The figures
that a file must give are those that its unit has declared (`samples/heap_units.py`, the published reports), with the
changes that its fault makes: nothing of them comes from what govxl reads.
"""

import io
import runpy
import sys
import tomllib
import zipfile
from collections import Counter
from decimal import Decimal
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

import govxl
from govxl import texts
from govxl.heap import Item, items
from govxl.returns import gather
from govxl.roster import read_roster

SAMPLES = Path(__file__).parents[1] / "samples"
HEAP = SAMPLES / "heap"
ROSTER = HEAP / "单位名单.csv"
EXPECTED = tomllib.loads((SAMPLES / "heap.toml").read_text("utf-8"))
CASES = EXPECTED["files"]
with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(str(SAMPLES))
    import heap_units

UNITS = heap_units.units()


def name_of(item: Item) -> str:
    return item.path.relative_to(HEAP).as_posix()


@cache
def heap() -> dict[str, Item]:
    return {name_of(item): item for item in items([HEAP])}


@cache
def declared(name: str) -> dict[str, int | Decimal]:
    """The entry figures of a unit (SC005), of last year (SC005@2023), of a published report (report_05) or of a sum."""
    if "+" in name:
        parts = [declared(part) for part in name.split("+")]
        return {key: sum((part[key] for part in parts[1:]), parts[0][key]) for key in parts[0]}
    if name.startswith("report_"):
        figures = heap_units.published(name.removeprefix("report_"), UNITS["SC001"])["figures"]
        entries = {
            key: value for key, value in figures.items() if ".outcomes_total." not in key and key[-6:] != ".total"
        }
        return {key: amount(value) for key, value in entries.items()}
    if name.endswith("#2019"):
        return heap_units.in_2019(declared(name.removesuffix("#2019")))
    code, _, year = name.partition("@")
    return dict((heap_units.last_year() if year else UNITS)[code].figures)


def amount(value: object) -> object:
    """An amount as a number; what is no number is changed by the case."""
    return Decimal(value) if isinstance(value, str) and value.replace(".", "").isdecimal() else value


def figures_of(case: dict) -> dict[str, int | Decimal]:
    """What a file must give: declared, with rows copied from another unit, cells changed, and what cannot be read."""
    figures = dict(declared(case.get("figures", case["unit"])))
    for other, rows in case.get("copied", {}).items():
        figures |= {key: value for key, value in declared(other).items() if key.startswith(tuple(rows))}
    assert case.get("changed", {}).keys() <= figures.keys()
    figures |= {key: amount(value) for key, value in case.get("changed", {}).items()}
    lost = [
        key for key in figures for part in case.get("absent", ()) if fnmatch(key, part) or key.startswith(part + ".")
    ]
    assert len(lost) >= len(case.get("absent", ()))
    if case.get("absent_zeros"):
        lost = [key for key, value in figures.items() if not value]
    return {key: value for key, value in figures.items() if key not in lost}


def told(findings) -> Counter[str]:
    return Counter(f"{f.severity} {f.code} {f.place or ''}".strip() for f in findings)


def spelt(findings: list[str]) -> Counter[str]:
    """The findings of an entry: "error blank 三: D6 F9" is one for each cell."""
    spread: list[str] = []
    for line in findings:
        head, colon, cells = line.partition(": ")
        spread += [f"{head}!{cell}" for cell in cells.split()] if colon else [line]
    return Counter(spread)


def test_every_file_has_its_entry_and_every_entry_its_file():
    assert sorted(heap()) == sorted([*CASES, ROSTER.name])
    assert len(CASES) >= 60


def test_half_of_the_files_were_saved_by_an_office():
    by_office = [name for name, case in CASES.items() if case.get("office")]
    assert len(by_office) >= 0.4 * len(CASES)
    assert len(by_office) >= 45
    for name in by_office:
        if name.endswith((".xlsx", ".ods")) and "密码" not in name:
            with zipfile.ZipFile(HEAP / name) as archive:
                parts = b"".join(archive.read(p) for p in ("docProps/app.xml", "meta.xml") if p in archive.namelist())
            assert b"LibreOffice" in parts, name


@pytest.mark.parametrize("name", CASES)
def test_a_file_by_itself(name):
    case = CASES[name]
    filing = govxl.read(heap()[name])
    findings = govxl.check(filing)
    if case.get("known"):
        pytest.xfail(case["known"])
    assert told(findings) == spelt(case.get("findings", []))
    assert filing.state == case.get("state", "used")
    if filing.state != "used":
        assert (filing.entries, filing.figures, filing.texts) == ({}, {}, {})
        return
    source = case.get("source", "template")
    assert (filing.source, filing.form.edition) == (source, case.get("edition", "2021"))
    unit = UNITS.get(case["unit"])
    code = case["unit"] if source == "template" else case.get("code", "")
    assert (filing.unit.code, filing.unit.name) == (code, case.get("name", unit.name if unit else ""))
    assert filing.year == (None if case.get("year") == 0 else case.get("year", 2024))
    expected = figures_of(case)
    assert dict(filing.entries) == expected
    if not {"absent", "absent_zeros"} & case.keys() and filing.form.tables_of == govxl.edition("2021").tables_of:
        assert dict(filing.figures) == heap_units.whole(expected)
    if case.get("figures", case["unit"]) == case["unit"] and unit and "texts" not in case:
        assert filing.texts == unit.texts
    else:
        assert sorted(filing.texts) == sorted(case.get("texts", ["overview", "problems", "other_matters"]))


@pytest.fixture(scope="module")
def collection():
    return gather([HEAP], read_roster(ROSTER), year=2024)


def test_every_file_is_in_its_state(collection):
    found = {name_of(one.item): (one.state, one.member.code if one.member else None) for one in collection.judged}
    expected = {}
    for name, case in CASES.items():
        state = case.get("heap", case.get("state", "used"))
        owner = (
            case.get("unit")
            if state not in ("unknown_unit", "unreadable", "foreign") and "covers" not in case
            else None
        )
        expected[name] = (state, owner)
    assert found == expected


def test_what_only_the_heap_tells(collection):
    """Findings that need the roster or the other files."""
    more = {}
    for one in collection.judged:
        name = name_of(one.item)
        added = told(one.findings) - spelt(CASES[name].get("findings", []))
        if added:
            more[name] = sorted(added)
    assert more == {name: case["heap_findings"] for name, case in CASES.items() if "heap_findings" in case}


def test_every_unit_is_in_one_state(collection):
    """By the expectations alone: errors are faulty, warnings of rules to explain, and who has no file is missing."""
    expected = dict.fromkeys(UNITS, "missing")
    for case in CASES.values():
        if case.get("heap", case.get("state", "used")) == "used" and "covers" not in case:
            lines = [*spelt(case.get("findings", [])), *case.get("heap_findings", [])]
            errors = any(line.startswith("error") for line in lines)
            explain = case["unit"] in EXPECTED["looked_at"] or any(
                line.split()[1] in EXPECTED["to_explain"] and " blank 封面!" not in line
                for line in lines
                if line.startswith("warning")
            )
            assert expected[case["unit"]] == "missing", case["unit"]
            expected[case["unit"]] = "faulty" if errors else "to_explain" if explain else "ok"
    assert {one.member.code: one.state for one in collection.returns} == expected
    assert sorted(code for code, state in expected.items() if state == "missing") == EXPECTED["missing"]
    assert set(expected.values()) == {"ok", "to_explain", "faulty", "missing"}


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("heap")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["build_heap.py", str(folder)])
        patch.setattr(sys, "path", list(sys.path))
        runpy.run_path(str(SAMPLES / "build_heap.py"), run_name="__main__")
    return folder / "heap"


@pytest.mark.slow
def test_the_script_makes_what_no_office_saved(rebuilt):
    """Zips are compared by their members: how they are packed depends on the machine."""
    made = {path.relative_to(rebuilt).as_posix(): path for path in rebuilt.rglob("*") if path.is_file()}
    tops = {name.split("/")[0] for name, case in CASES.items() if not case.get("office")}
    lock = next(path.name for path in HEAP.iterdir() if path.name.startswith("~$"))
    assert {name.split("/")[0] for name in made} == tops | {ROSTER.name, lock}
    differing = [
        name for name, path in made.items() if content(path.read_bytes()) != content((HEAP / name).read_bytes())
    ]
    assert differing == []


def content(data: bytes) -> object:
    """What is in a file, and of a zip its members, down to the last."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data[:14] if data.startswith(b"PK") else data  # a cut one
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, info.flag_bits & 0x800, content(archive.read(info))) for info in archive.infolist()]


def test_the_readme_lists_the_heap():
    text = (SAMPLES / "README.md").read_text("utf-8")
    rows = [row(name, CASES[name]) for name in CASES]
    assert [line for line in rows if line not in text] == []
    assert text.partition("## heap")[2].count("\n| `") == len(rows) + 1  # and the roster


def row(name: str, case: dict) -> str:
    """A file's line of the table in the README."""
    state = texts.FILE_STATE[case.get("heap", case.get("state", "used"))]
    findings = spelt(case.get("findings", []))
    codes = "、".join(sorted({f"`{line.split()[1]}`" for line in findings})) or "–"
    return f"| `{name}` | {state} | {codes} |"
