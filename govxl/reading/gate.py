"""Before anything is unpacked: what a file is, by its content, and whether it is safe to hand to a library.

A library that meets a hostile file may take the whole process with it, so sizes and far cells are bounded here.
"""

from __future__ import annotations

import html
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from govxl import texts
from govxl.archives import FAULTS, read_part
from govxl.heap import MAX_FILE, Item
from govxl.reading.formats import MAX_PART, MAX_PARTS, MAX_RATIO, MAX_TOTAL, Format, Opened, look, sniff
from govxl.refusal import Refused

__all__ = [
    "MAX_CELLS",
    "MAX_FILE",
    "MAX_PART",
    "MAX_PARTS",
    "MAX_RATIO",
    "MAX_TOTAL",
    "Format",
    "Opened",
    "Package",
    "Properties",
    "Refused",
    "load",
    "look",
    "package",
    "sniff",
]

MAX_CELLS, MAX_WRITTEN = 4_000_000, 700_000  # cells that a sheet spans, cells that are written in it
# What the library reads beside the sheets and their list, in small letters: it takes any.
_TABLES, _ROOT = ("xl/sharedstrings.xml", "xl/styles.xml"), "_rels/.rels"
_RELATIONS, _WORKBOOK = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
MAX_TREE, MAX_TABLE = 4 << 20, 16 << 20  # bytes of a part that is parsed as a whole, of shared texts and styles
_LARGE, _MERGED = 8 << 20, b"</mergeCells>"
# A cell whose number among the shared texts is none: the library would show the first text.
_NO_INDEX = re.compile(rb"""t="s"[^<>]*><v>(?!\d{1,9}</v>)""")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLAIN_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*>\s*+)?<[A-Za-z]")
PREFIX = rb"""(?:[^\s<>/!?"'=:]+:)?"""  # that a tag may have: any name, not only one of Latin letters
_SAID = re.compile(rb"<%b(creator|lastModifiedBy|modified|Application|AppVersion)(?:\s[^<>]*)?>([^<]*)</" % PREFIX)
# A row or cell that does not begin with a reference near A1, up to ZZ999, or a comment: nearly every sheet has none.
_UNUSUAL = re.compile(rb"""<(?!/|v>|c r="[A-Z]{1,2}\d{1,3}"|row r="\d{1,3}")(?:%b(?:c|row)(?=[\s/>])|!)""" % PREFIX)
# A run of empty rows as programs write them (of the last one the number), or a cell as they write it, or else one row
# or cell with its attributes.
_TAG = re.compile(
    rb"""(?:<row r="(\d{1,7})"(?: [\w:]+="[^"<]*+")*+/>)++|<c r="([A-Z]{1,3})(\d{1,7})\""""
    rb"""|<%b(c|row)(?=[\s/>])((?:[^<>"']+|"[^"]*"|'[^']*')*+)>""" % PREFIX
)
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d*)["']""")


@dataclass(frozen=True, slots=True)
class Properties:
    """What a workbook says about itself; empty where it says nothing. ``modified`` is ISO 8601."""

    creator: str = ""
    last_modified_by: str = ""
    modified: str = ""
    application: str = ""
    app_version: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """An .xlsx or .xlsm that has passed the gate: its bytes, and the part of each sheet by name, in workbook order.

    ``visibility`` is of each sheet "visible", "hidden" or "veryHidden". ``common`` is what all sheets share, by part:
    their list, texts and styles.
    """

    data: bytes
    archive: zipfile.ZipFile
    sheets: dict[str, str]
    visibility: dict[str, str] = field(default_factory=dict)
    common: dict[str, bytes] = field(default_factory=dict)

    def part(self, name: str) -> bytes:
        """The bytes of one part. Raises Refused where it is damaged or carries a DTD."""
        try:
            data = read_part(self.data, self.archive.NameToInfo[name])
        except FAULTS as error:
            raise Refused("unreadable", texts.damaged(name)) from error
        # A DTD stands before the first element; only what comments or nothing known stands before is searched for it.
        if not _PLAIN_PROLOG.match(data) and (b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data[:64]):
            raise Refused("unreadable", texts.unsafe_xml(name))
        return data

    def xml(self, name: str) -> ElementTree.Element:
        """One part, parsed. Raises Refused where it is damaged, or larger than anybody needs."""
        return _parsed(name, self.part(name))

    def sheet(self, name: str) -> tuple[bytes, bytes]:
        """The XML of a sheet as far as its cells go, for :meth:`judge`, and as far as its merged areas go.

        What follows, as prompts by the hundred, tells a reader nothing.
        """
        data = self.part(self.sheets[name])
        # The last time that cells are named, so that none may follow; named or spelt in another way, all is kept.
        end = max(data.rfind(b"sheetData"), 0)
        if not data.endswith(b"</", 0, end):
            return data, data
        merged = data.find(_MERGED, end)
        return data[: end - 2], data[: merged + len(_MERGED)] if merged > 0 else data

    def judge(self, name: str, data: bytes) -> None:
        """Hold the cells of a sheet, as :meth:`sheet` gives them, against what a reader may be given.

        Refuses those that span more than could be meant: a reader would allocate the whole rectangle. Refuses a text
        that is none of the shared ones; and comments: no program writes them into a sheet, and patterns would take
        what stands in them for cells.
        """
        part = self.sheets[name]
        if len(data) > _LARGE and data.count(b"<c") + data.count(b":c") > MAX_WRITTEN:
            raise Refused("too-large", texts.far_cells(name))
        if _UNUSUAL.search(data):
            if b"<!" in data:
                raise Refused("unreadable", texts.unsafe_xml(part))
            if _spans_too_much(data):
                raise Refused("too-large", texts.far_cells(name))
        if _NO_INDEX.search(data):
            raise Refused("unreadable", texts.damaged(part))

    @property
    def macros(self) -> bool:
        """Whether there are macros in it; they are never run."""
        return "vbaproject.bin" in self._names()

    @property
    def external_links(self) -> tuple[str, ...]:
        """The parts that hold links to other workbooks; none is ever followed."""
        return self._parts("xl/externallinks/external") if "externallinks" in self._names() else ()

    @property
    def comments(self) -> tuple[str, ...]:
        """The parts that hold comments on cells."""
        if "comments" not in self._names():
            return ()
        parts = self._parts("xl/comments", "xl/threadedcomments", "xl/worksheets/comments")
        return tuple(name for name in parts if name.casefold().endswith(".xml"))

    def properties(self) -> Properties:
        """Who made and saved it, when, and with which program; read when asked."""
        core, app = self._said("docProps/core.xml"), self._said("docProps/app.xml")
        return Properties(
            core.get(b"creator", ""),
            core.get(b"lastModifiedBy", ""),
            core.get(b"modified", ""),
            app.get(b"Application", ""),
            app.get(b"AppVersion", ""),
        )

    def _names(self) -> str:
        return "\n".join(self.archive.NameToInfo).casefold()

    def _parts(self, *beginnings: str) -> tuple[str, ...]:
        return tuple(name for name in self.archive.NameToInfo if name.casefold().startswith(beginnings))

    def _said(self, name: str) -> dict[bytes, str]:
        """The texts of a part of document properties by element; none where it is not there or damaged."""
        try:
            data = self.part(name) if name in self.archive.NameToInfo else b""
        except Refused:
            return {}
        return {tag: html.unescape(text.decode("utf-8", "replace")).strip() for tag, text in _SAID.findall(data)}


def load(item: Item) -> Package:
    """Open a file as an .xlsx or .xlsm. Raises Refused with a sentence for everything else that a heap contains."""
    opened = look(item.data())
    if opened.format not in ("xlsx", "xlsm"):
        raise Refused("unreadable", texts.not_a_workbook())
    return package(opened)


def package(opened: Opened) -> Package:
    """The package of an .xlsx or .xlsm. Raises Refused where its list of sheets is damaged."""
    archive = opened.archive
    if archive is None:
        raise ValueError(opened.format)
    made = Package(opened.data, archive, {})
    spelt = {name.casefold(): name for name in archive.NameToInfo}
    shared = [spelt[name] for name in _TABLES if name in spelt]
    if any(archive.NameToInfo[name].file_size > MAX_TABLE for name in shared):  # the library keeps them whole
        raise Refused("too-large", texts.unpacks_too_large())
    for name in (*shared, _RELATIONS, _WORKBOOK, *filter(None, [spelt.get(_ROOT)])):
        made.common[name] = made.part(name)  # the library itself would not see all wrong check sums
    targets = {
        rel.get("Id"): rel.get("Target", "")
        for rel in _parsed(_RELATIONS, made.common[_RELATIONS])
        if rel.get("TargetMode") != "External"
    }
    for sheet in _parsed(_WORKBOOK, made.common[_WORKBOOK]).iterfind("{*}sheets/{*}sheet"):
        target = targets.get(sheet.get(_RELATIONSHIP), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        name = sheet.get("name", "")
        if part in archive.NameToInfo:
            made.sheets[name] = part
            made.visibility[name] = sheet.get("state", "visible")
    if len(set(made.sheets.values())) < len(made.sheets):  # one part shown as many sheets would be read as often
        raise Refused("unreadable", texts.damaged(_WORKBOOK))
    return made


def _parsed(name: str, data: bytes) -> ElementTree.Element:
    if len(data) > MAX_TREE:
        raise Refused("too-large", texts.unpacks_too_large())
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Refused("unreadable", texts.damaged(name)) from error


def _spans_too_much(data: bytes) -> bool:
    """Whether the rectangle from A1 to the last cell is too large. Rows without cells cost a reader nothing.

    Rows and cells need not say where they are: then each stands behind the one before.
    """
    row = column = height = width = 0
    columns: dict[bytes, int] = {}
    for match in _TAG.finditer(data):
        last, letters, digits, tag, attributes = match.groups()
        if last:
            row = int(last)
            continue
        if tag and (spot := _REFERENCE.search(attributes)):
            letters, digits = spot.groups()
        if tag == b"row":
            row = _number(digits) if digits else row + 1
            column = 0
            continue
        if letters and digits:
            row = _number(digits)
            column = columns.get(letters) or columns.setdefault(letters, _column(letters))
        else:
            column += 1
        height, width = max(height, row), max(width, column)
        if height * width > MAX_CELLS:
            return True
    return False


def _number(digits: bytes) -> int:
    return int(digits) if len(digits) <= 9 else MAX_CELLS + 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
