"""Workbooks and zips of the heap: ours with cells changed, others made by hand, and packages with parts changed."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from heap_units import YEAR, as_report, in_2019, last_year, whole

from govxl import texts
from govxl.declaration import edition
from govxl.demo import content
from govxl.demo.county import SampleUnit
from govxl.layout import layout_of
from govxl.lists import write_rows as write_list
from govxl.template import write_template
from govxl.workbook import CREATED, write
from tests.documents import Block, Table, lay_out
from tests.workbooks import change, pack, repack

PLACES = {str(place): spot for spot, place in layout_of(edition("2021")).places.items()}
_DATED = (2025, 1, 15, 9, 30, 0)
SAVED = b"2024-12-01T00:00:00Z"


def wide(value: object) -> str:
    """A number in full-width digits."""
    return str(value).translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)})


def same(value: object) -> object:
    """The number itself, where a formula stood."""
    return value


def write_own(path: Path, unit: SampleUnit, cells: dict[str, object], year: int = YEAR, **more: object) -> Path:
    """A unit's workbook, with last year's figures where the county has them. A function of a cell gets its figure."""
    before = last_year().get(unit.code) if year == YEAR else None
    filled = replace(content(unit), year=year, prior=before.figures if before else {}, **more)
    write_template(path, filled)
    true = whole(unit.figures)
    return change(
        path, {spot: value(true[PLACES[spot]]) if callable(value) else value for spot, value in cells.items()}
    )


def write_2019(path: Path, unit: SampleUnit, year: int) -> None:
    """The workbook of the old edition, filled with what both editions have."""
    write_template(path, replace(content(unit), year=year, figures=in_2019(unit.figures)), form=edition("2019"))


def fill_with_openpyxl(path: Path, unit: SampleUnit) -> None:
    """The blank workbook filled by a program that calculates nothing."""
    import openpyxl

    write_template(path, replace(content(unit), figures={}))
    book = openpyxl.load_workbook(path)
    for spot, place in layout_of(edition("2021")).places.items():
        if spot in unit.figures:
            value = unit.figures[spot]
            book[place.sheet][place.cell] = float(value) if isinstance(value, Decimal) else value
    book.save(path)
    path.write_bytes(saved_at(SAVED.decode())(path.read_bytes()))


# ------------------------------------------------------------------------------------------------------ made by hand


def write_hand_made(
    path: Path,
    report: dict,
    *,
    together: str = "",
    relabel: dict[str, str] | None = None,
    without: str = "",
    again: SampleUnit | None = None,
    wrong: dict[str, int] | None = None,
    undated: bool = False,
    sheets: tuple[str, ...] = ("正文", "表1", "表2", "表3"),
    **variants: object,
) -> None:
    """A report as somebody lays it out in a workbook.

    ``together``: "" for text and tables on sheets of their own, "tables" for all tables on one, "all" for everything on
    one. ``relabel`` changes labels, ``without`` leaves a table out, ``again`` adds the third table of other figures,
    ``wrong`` adds to the first number of a row with a label, ``undated`` names no year in the prose.
    """
    if undated:
        prose = {key: re.sub(r"20\d\d年(?:度)?", "全年", text) for key, text in report["texts"].items()}
        report = report | {"texts": prose}
    blocks = lay_out(report, **variants)
    order = [index for index, block in enumerate(blocks) if isinstance(block, Table)]
    ids = dict(zip(order, ("disclosure", "requests", "disputes"), strict=True))
    kept = [block for index, block in enumerate(blocks) if not without or ids.get(index) != without]
    tables = [block for block in kept if isinstance(block, Table)]
    if again is not None:
        tables.append([block for block in lay_out(as_report(again)) if isinstance(block, Table)][2])
    prose_only = [block for block in kept if not isinstance(block, Table)]
    pages: dict[str, list[Block]]
    if together == "all":
        pages = {"Sheet1": kept}
    elif together == "tables":
        pages = {sheets[0]: prose_only, "Sheet1": tables}
    else:
        names = [*sheets, *(f"表{n}" for n in range(len(sheets), len(tables) + 1))]
        pages = dict(zip(names, [prose_only, *([table] for table in tables)], strict=False))
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": CREATED, "author": "admin"})
        for name, page in pages.items():
            _write_page(book, book.add_worksheet(name), page, relabel or {}, dict(wrong or {}))


def _write_page(book, sheet, page: Iterable[Block], relabel: dict[str, str], wrong: dict[str, int]) -> None:
    style = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    row = 0
    for block in page:
        if not isinstance(block, Table):
            sheet.write_string(row, 0, block)
            row += 1
            continue
        for top, left, bottom, right in block.merged:
            sheet.merge_range(row + top, left, row + bottom, right, "", style)
        covered = {(r, c) for t, a, b, z in block.merged for r in range(t, b + 1) for c in range(a, z + 1)}
        covered -= {(t, a) for t, a, _, _ in block.merged}
        for down, cells in enumerate(block.rows):
            more = next((wrong.pop(text) for text in cells if text in wrong), 0)
            for across, text in enumerate(cells):
                if (down, across) in covered:
                    continue
                text = relabel.get(text, text)
                number = text.replace(",", "")
                if re.fullmatch(r"-?\d+(\.\d+)?", number):
                    sheet.write_number(row + down, across, float(number) + more, style)
                    more = 0
                else:
                    sheet.write(row + down, across, text, style)
        row += len(block.rows)


# --------------------------------------------------------------------------------------------------------- packages


def saved_at(time: str) -> Callable[[bytes], bytes]:
    """The package with another time of its last saving."""

    def changed(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            core = archive.read("docProps/core.xml")
        made, count = re.subn(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + time.encode(), core)
        assert count == 1
        made = re.sub(rb"(<dcterms:created[^>]*>)[^<]*", rb"\g<1>" + SAVED, made)
        return repack(data, {"docProps/core.xml": made})

    return changed


def with_macro(data: bytes) -> bytes:
    """The package with a part of macros, as Excel saves it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert plain in types
    types = types.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    return repack(data, {"[Content_Types].xml": types, "xl/vbaProject.bin": b"Attribute VB_Name"})


def patched(data: bytes, name: str, value: str) -> bytes:
    """Another value in the sheet of the identity, which nothing else is kept from: a later govxl's own workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/sheet")]
        last = max(sheets, key=lambda part: int(re.findall(r"\d+", part)[-1]))
        shared = re.findall(r"<si><t[^>]*>(.*?)</t></si>", archive.read("xl/sharedStrings.xml").decode(), re.DOTALL)
        sheet = archive.read(last).decode()
    index = shared.index(name)
    cell = rf'(<c r="A(\d+)"[^>]*><v>{index}</v></c>)<c r="B\2"[^>]*?(?:/>|>.*?</c>)'
    made, count = re.subn(cell, rf'\1<c r="B\2" t="inlineStr"><is><t>{value}</t></is></c>', sheet)
    assert count == 1
    return repack(data, {last: made.encode()})


def without_identity(data: bytes) -> bytes:
    """The workbook after its last sheet was deleted."""
    return _sheets(data, lambda name: name != "_govxl")


def only_sheet(data: bytes, name: str) -> bytes:
    """One sheet alone, as copied into a workbook of its own."""
    return _sheets(data, lambda one: one == name)


def _sheets(data: bytes, keep: Callable[[str], bool]) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        if not keep(sheet.title):
            book.remove(sheet)
    for name in list(book.defined_names):
        del book.defined_names[name]
    made = io.BytesIO()
    book.save(made)
    return saved_at(SAVED.decode())(made.getvalue())


def steady(path: Path, method: int = zipfile.ZIP_DEFLATED) -> None:
    """Date the parts of a document or zip, so that it is the same whenever it is made; if stored, on any machine."""
    if not path.is_file() or not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    if any(not info.filename.isascii() and not info.flag_bits & 0x800 for info, _ in parts):
        return  # names in GBK, and dated already
    with zipfile.ZipFile(path, "w", method) as archive:
        for info, data in parts:
            archive.writestr(zipfile.ZipInfo(info.filename, _DATED), data, method)


def zip_of(members: dict[str, bytes], encoding: str) -> bytes:
    """A zip; with names in GBK as Windows writes them, without saying so."""
    if encoding == "utf-8":
        return pack(members)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(members.values()):
            archive.writestr(f"{number:06}", content)
    data = made.getvalue()
    for number, name in enumerate(members):
        data = _renamed(data, f"{number:06}".encode(), name.encode(encoding))
    return data


def _renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The zip with a member's name replaced by raw bytes of another length."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(info, archive.read(info)) for info in archive.infolist()]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, content in parts:
            name = info.filename if info.filename.encode("cp437") != old else new.decode("cp437")
            archive.writestr(_Raw(name, _DATED), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


class _Raw(zipfile.ZipInfo):
    """A member whose name is written byte for byte, and not marked as UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


# ----------------------------------------------------------------------------------------------- the office's own lists


def write_roster(path: Path, units: Iterable[SampleUnit]) -> None:
    """The roster, as Excel saves it in China: GBK, with the clerks' names and telephones."""
    lines = ["单位代码,单位名称,单位类别,联系人,电话"]
    for unit in units:
        kind = "镇街" if re.search("镇|乡|街道", unit.name) and "振兴" not in unit.name else "部门"
        lines.append(f"{unit.code},{unit.name},{kind},{unit.cover['filler']},{unit.cover['telephone']}")
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("gbk"))


def write_roster_workbook(path: Path, units: Iterable[SampleUnit]) -> None:
    """An older list of units as a workbook."""
    write_rows(path, [["2023年单位名单"], ["单位代码", "单位名称"], *([one.code, one.name] for one in units)])


def write_issued(path: Path, units: Iterable[SampleUnit]) -> None:
    """The list of what was sent out."""
    rows = [
        (n, one.code, one.name, f"{one.code}_{one.name}_{YEAR}.xlsx", f"{n:04}", "2024-12-20", "有", "", "")
        for n, one in enumerate(units, 1)
    ]

    def fill(book) -> None:
        write_list(book, book.add_worksheet(texts.ISSUED_LIST), texts.ISSUED_HEADS, texts.ISSUED_WIDTHS, rows)

    write(path, fill, in_memory=True)


def write_rows(path: Path, rows: list[list[str]]) -> None:
    """A workbook of some rows of text."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet("Sheet1")
        for row, cells in enumerate(rows):
            sheet.write_row(row, 0, cells)


def write_sum(path: Path, units: Iterable[SampleUnit]) -> None:
    """A summary of some units, made from their workbooks."""
    from govxl.consolidation import consolidate

    with tempfile.TemporaryDirectory() as folder:
        for unit in units:
            steady(write_own(Path(folder, f"{unit.code}.xlsx"), unit, {}), zipfile.ZIP_STORED)  # its digest is told
        path.unlink(missing_ok=True)
        consolidate([Path(folder)], path)
