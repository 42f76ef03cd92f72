"""n faults in one workbook are n findings of one run, each at its cell: none hides another, none is told twice."""

import dataclasses
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from workbooks import PARTS, change, check_tables, repack

import govxl
from govxl.demo import content
from govxl.demo.county import county

(UNIT,) = (unit for unit in county() if unit.code == "SC003")
Parts = dict[str, bytes]


@dataclass(frozen=True)
class Fault:
    """What is done, and the one finding that it must give.

    ``entries`` are typed before the totals are worked out, as the program does; ``cells`` are changed in the file.
    """

    finding: tuple[str, str, str | None]
    cells: dict[str, object] = field(default_factory=dict)
    entries: dict[str, int | None] = field(default_factory=dict)
    parts: Callable[[Parts], Parts] | None = None


def added(name: str, data: bytes) -> Callable[[Parts], Parts]:
    return lambda parts: {name: data}


def hidden_sheet(parts: Parts) -> Parts:
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    sheet = b'<sheet name="\xe5\xa4\x87\xe5\xbf\x98" sheetId="99" state="hidden" r:id="rId99"/></sheets>'
    space = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    link = b'<Relationship Id="rId99" Type="' + space + b'" Target="worksheets/sheet99.xml"/></Relationships>'
    return {
        book: parts[book].replace(b"</sheets>", sheet),
        links: parts[links].replace(b"</Relationships>", link),
        "xl/worksheets/sheet99.xml": b'<?xml version="1.0" encoding="UTF-8"?><worksheet '
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData></sheetData></worksheet>',
    }


def beside(parts: Parts) -> Parts:
    sheet = parts[PARTS["三"]]
    end = sheet.index(b"</row>", sheet.index(b'<row r="9"'))
    return {PARTS["三"]: sheet[:end] + b'<c r="K9"><v>17</v></c>' + sheet[end:]}


def comment(parts: Parts) -> Parts:
    space = b"http://schemas.openxmlformats.org"
    return {
        "xl/worksheets/_rels/sheet6.xml.rels": b'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="'
        + space
        + b'/package/2006/relationships"><Relationship Id="rId1" Type="'
        + space
        + b'/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>',
        "xl/comments1.xml": b'<?xml version="1.0" encoding="UTF-8"?><comments xmlns="'
        + space
        + b'/spreadsheetml/2006/main"><commentList><comment ref="G5"><text><t>?</t></text></comment></commentList>'
        b"</comments>",
    }


FAULTS = {
    "an entry left blank": Fault(("error", "blank", "二!B8"), entries={"disclosure.licences.decisions": None}),
    "words for a number": Fault(("error", "not-a-number", "三!D23"), {"三!D23": "若干"}),
    "a negative number": Fault(("error", "negative", "二!B12"), {"二!B12": -3}),
    "a decimal for a count": Fault(("error", "not-whole", "三!G8"), {"三!G8": 1.5}),
    "a column that does not balance": Fault(
        ("error", "requests-balance", "三!H5"), entries={"requests.carried_out.legal_service": 4}
    ),
    "a wrong total over its formula": Fault(("error", "requests-row-total", "三!J6"), {"三!J6": 61}),
    "a wrong total of disputes": Fault(("error", "disputes-total", "四!E5"), {"四!E5": 15}),
    "a stock that cannot be": Fault(
        ("error", "stock-possible", "二!D5"), entries={"disclosure.normative_documents.issued": 20}
    ),
    "an error value": Fault(("error", "cell-error", "三!I20"), {"三!I20": "#REF!"}),
    "the name of another unit": Fault(("error", "identity-mismatch", "封面!B4"), {"封面!B4": "青禾县林业局"}),
    "a sheet of another unit": Fault(("error", "identity-mismatch", "四!Q5"), {"四!Q5": "govxl|2021|2024|SC009|"}),
    "a number as text": Fault(("warning", "cleaned", "三!F7"), {"三!F7": "1"}),
    "a number with its unit": Fault(("warning", "cleaned", "二!B15"), {"二!B15": "59237.2449万元"}),
    "a formula in an entry cell": Fault(("warning", "cleaned", "三!E5"), {"三!E5": "=20+5|25"}),
    "a total not recalculated": Fault(("warning", "total-stale", "三!J12"), {"三!J12": "=SUM(D12:I12)|6"}),
    "a total deleted": Fault(("warning", "formula-overwritten", "三!J22"), {"三!J22": None}),
    "a misspelt label": Fault(("warning", "layout-changed", "二!A11"), {"二!A11": "行政处份"}),
    "something beside the table": Fault(("warning", "hidden-content", "三!K9"), parts=beside),
    "a telephone left out": Fault(("warning", "blank", "封面!B10"), {"封面!B10": None}),
    "a section not written": Fault(("warning", "blank", "六!B3"), {"六!B3": None}),
    "macros": Fault(("warning", "macro", None), parts=added("xl/vbaProject.bin", b"x")),
    "a link to another file": Fault(
        ("warning", "external-link", None), parts=added("xl/externalLinks/externalLink1.xml", b"<x/>")
    ),
    "a hidden sheet": Fault(("warning", "hidden-content", None), parts=hidden_sheet),
    "a comment of the unit": Fault(("info", "hidden-content", "四!G5"), parts=comment),
}


def plant(path: Path, faults: list[Fault]) -> Path:
    """The workbook of a unit without any finding, and these faults in it."""
    filled = content(UNIT)
    figures = dict(filled.figures) | {spot: n for fault in faults for spot, n in fault.entries.items()}
    figures = {spot: number for spot, number in figures.items() if number is not None}
    govxl.write_template(path, dataclasses.replace(filled, figures=figures))
    change(path, {cell: value for fault in faults for cell, value in fault.cells.items()})
    for fault in faults:
        if fault.parts:
            with zipfile.ZipFile(path) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            path.write_bytes(repack(path.read_bytes(), fault.parts(parts)))
    return path


def told(path: Path) -> list[tuple[str, str, str | None]]:
    found = check_tables(govxl.read(path))
    return sorted(((f.severity, f.code, str(f.place) if f.place else None) for f in found), key=str)


def test_the_workbook_is_without_fault(tmp_path: Path) -> None:
    assert told(plant(tmp_path / "f.xlsx", [])) == []


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_one_finding(tmp_path: Path, name: str) -> None:
    assert told(plant(tmp_path / "f.xlsx", [FAULTS[name]])) == [FAULTS[name].finding]


@pytest.mark.parametrize("count", range(2, len(FAULTS) + 1))
def test_so_many_faults_are_so_many_findings(tmp_path: Path, count: int) -> None:
    faults = random.Random(count).sample(list(FAULTS.values()), count)
    expected = sorted((fault.finding for fault in faults), key=str)
    assert told(plant(tmp_path / "f.xlsx", faults)) == expected
