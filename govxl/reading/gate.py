"""Before anything is unpacked: what a file is, by its content, and whether it is safe to hand to a library.

A library that meets a hostile file may take the whole process with it, so sizes and far cells are bounded here.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

from govxl import texts
from govxl.heap import Item

MAX_FILE, MAX_TOTAL, MAX_PART = 20 << 20, 96 << 20, 48 << 20  # bytes
MAX_PARTS, MAX_RATIO, MAX_CELLS = 500, 200, 4_000_000
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# A cell or row reference far out: three letters, or five digits and more.
_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{3,}\d|[A-Za-z]{0,2}\d{4,})""")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_LIBRARY_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
)


class Refused(Exception):
    """The file cannot be read: ``code`` as in the catalogue of findings, and the sentence for the user."""

    def __init__(self, code: str, message: str):
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Package:
    """An .xlsx that has passed the gate: its bytes, and the part of each sheet by name, in workbook order."""

    data: bytes
    archive: zipfile.ZipFile
    sheets: dict[str, str]

    def part(self, name: str) -> bytes:
        """The bytes of one part. Raises Refused where it is damaged or carries a DTD."""
        try:
            data = self.archive.read(name)
        except _LIBRARY_FAULTS as error:
            raise Refused("unreadable", texts.damaged(name)) from error
        head = data[:4096]
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head[:64]:
            raise Refused("unreadable", texts.unsafe_xml(name))
        return data

    def xml(self, name: str) -> ElementTree.Element:
        """One part, parsed."""
        try:
            return ElementTree.fromstring(self.part(name))
        except ElementTree.ParseError as error:
            raise Refused("unreadable", texts.damaged(name)) from error

    def sheet(self, name: str) -> bytes:
        """The XML of a sheet as far as its cells go.

        Refuses one whose cells span more than could be meant: a reader would allocate the whole rectangle.
        """
        data = self.part(self.sheets[name])
        data = data[: data.rfind(b"</sheetData>")]  # without it all is kept but one byte, and searched
        if _FAR.search(data):
            spots = _REFERENCE.findall(data)
            height = max((int(digits) for _, digits in spots), default=1)
            width = max((_column(letters) for letters, _ in spots if letters), default=1)
            if height * width > MAX_CELLS:
                raise Refused("too-large", texts.far_cells(name))
        return data


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def load(item: Item) -> Package:
    """Open a file as an .xlsx package. Raises Refused with a sentence for everything else that a heap contains."""
    path = item.path
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise Refused("unreadable", texts.is_directory())
        if not path.is_file():
            raise Refused("unreadable", texts.not_a_file())
        if size > MAX_FILE:
            raise Refused("too-large", texts.file_too_large(size, MAX_FILE))
        data = path.read_bytes()
    except OSError as error:
        raise Refused("unreadable", texts.cannot_open(error.errno, error.strerror or str(error))) from error
    if not data.startswith(b"PK"):
        raise Refused(*_what(data))
    archive = open_zip(data)
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise Refused("unreadable", texts.not_a_workbook())
    package = Package(data, archive, {})
    targets = {
        rel.get("Id"): rel.get("Target", "")
        for rel in package.xml("xl/_rels/workbook.xml.rels")
        if rel.get("TargetMode") != "External"
    }
    for sheet in package.xml("xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(_RELATIONSHIP), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            package.sheets[sheet.get("name", "")] = part
    return package


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open a zip whose parts are safe to unpack. Raises Refused where it is damaged, encrypted or a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except _LIBRARY_FAULTS as error:
        raise Refused("unreadable", texts.truncated()) from error
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted", texts.encrypted())
    total = sum(part.file_size for part in parts)
    bloated = any(
        part.file_size > MAX_PART or part.file_size > MAX_RATIO * (part.compress_size + 1024) for part in parts
    )
    if len(parts) > MAX_PARTS or total > MAX_TOTAL or bloated:
        raise Refused("too-large", texts.unpacks_too_large())
    return archive


def _what(data: bytes) -> tuple[str, str]:
    """What a file is that is no zip: finding code and sentence."""
    if not data:
        return "unreadable", texts.empty_file()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "encrypted", texts.encrypted()
        return "unreadable", texts.old_excel()
    if data.startswith(b"%PDF"):
        return "unreadable", texts.pdf()
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
        return "unreadable", texts.picture()
    return "unreadable", texts.not_excel()
