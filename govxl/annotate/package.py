"""An .xlsx taken apart and put together again: what is not edited keeps its bytes.

A library that reads a workbook and writes it anew loses what it does not know: stored results, pictures, extensions.
Here only the parts that a mark touches are changed.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml import etree

Element = Any  # of lxml, which has no types
WORKBOOK = "xl/workbook.xml"
_TYPES_PART = "[Content_Types].xml"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_DATE = (1980, 1, 1, 0, 0, 0)  # the same input gives the same bytes
# What stands after <sheets> in a workbook: a new <definedNames> goes before the first of these.
_AFTER_NAMES = frozenset(
    (
        *("calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes"),
        *("webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
    )
)


def whole(text: str | None, default: int = 0) -> int:
    """A number as XML spells it; the default for what is none, because any program may have written it."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else default


class Broken(Exception):
    """The package cannot be edited: a part is missing, or no XML."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of a part: its id, the last word of its type, and the part it leads to."""

    id: str
    kind: str
    target: str


class Parts:
    """The parts of a workbook. Raises :class:`Broken` where they cannot be taken apart."""

    def __init__(self, data: bytes):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self._bytes = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise Broken(str(error)) from error
        self._trees: dict[str, Element] = {}
        self._edited: set[str] = set()
        self._shared: tuple[str, ...] | None = None
        self.main: str = etree.QName(self.look(WORKBOOK)).namespace or ""
        self.relations_space = _STRICT if "purl.oclc.org" in self.main else _TRANSITIONAL

    def look(self, name: str) -> Element:
        """The tree of a part, for reading."""
        if name not in self._trees:
            data = self._bytes.get(name)
            if data is None or b"<!DOCTYPE" in data[:4096]:
                raise Broken(name)
            parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=name.endswith(".vml"))
            try:
                self._trees[name] = etree.fromstring(data, parser)
            except etree.XMLSyntaxError as error:
                raise Broken(name) from error
            if self._trees[name] is None:
                raise Broken(name)
        return self._trees[name]

    def edit(self, name: str) -> Element:
        """The tree of a part, which will be written anew."""
        tree = self.look(name)
        self._edited.add(name)
        return tree

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """A new part, with its content type."""
        self._bytes[name] = data
        self._trees.pop(name, None)
        types = self.edit(_TYPES_PART)
        if name.endswith(".vml"):  # Excel knows these by their suffix alone
            if not any(one.get("Extension", "").lower() == "vml" for one in types):
                types.insert(0, types.makeelement(f"{{{_TYPES}}}Default", Extension="vml", ContentType=content_type))
            return
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)

    def drop(self, name: str) -> None:
        """Remove a part and the parts that only it led to."""
        targets = [link.target for link in self.links(name)]
        for gone in (name, _rels_of(name)):
            self._bytes.pop(gone, None)
            self._trees.pop(gone, None)
            self._edited.discard(gone)
        types = self.edit(_TYPES_PART)
        for one in [one for one in types if one.get("PartName") == f"/{name}"]:
            types.remove(one)
        used = {link.target for part in self._bytes for link in self.links(part)}
        for target in targets:
            if target in self._bytes and target not in used:
                self.drop(target)

    def free(self, pattern: str) -> str:
        """The first name of a pattern (``xl/comments{}.xml``) that is not taken, nor meant for a part that is lost."""
        meant = {link.target for part in self._bytes for link in self.links(part)}
        taken = {name.lower() for name in meant | self._bytes.keys()}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    # -- relationships

    def links(self, part: str) -> tuple[Link, ...]:
        """Where a part leads to, inside the package."""
        if _rels_of(part) not in self._bytes:
            return ()
        folder = posixpath.dirname(part)
        return tuple(
            Link(
                one.get("Id", ""),
                one.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            )
            for one in self.look(_rels_of(part)).iterfind("{*}Relationship")
            if one.get("TargetMode") != "External"
        )

    def target(self, part: str, kind: str) -> str | None:
        """The first part of a kind that a part leads to."""
        return next((link.target for link in self.links(part) if link.kind == kind), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Lead from a part to another; returns the new id."""
        name = _rels_of(part)
        if name not in self._bytes:
            self._bytes[name] = f'<Relationships xmlns="{_RELS}"/>'.encode()
        rels = self.edit(name)
        taken = {one.get("Id") for one in rels}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        etree.SubElement(
            rels,
            f"{{{_RELS}}}Relationship",
            Id=f"rId{number}",
            Type=f"{self.relations_space}/{kind}",
            Target=posixpath.relpath(target, posixpath.dirname(part)),
        )
        return f"rId{number}"

    def unrelate(self, part: str, target: str) -> None:
        """Take back what leads from a part to another, and drop the other."""
        gone = {link.id for link in self.links(part) if link.target == target}
        rels = self.edit(_rels_of(part))
        for one in [one for one in rels if one.get("Id") in gone]:
            rels.remove(one)
        self.drop(target)

    # -- sheets

    def child(self, element: Element, name: str) -> Element:
        """A child that must be there. Raises Broken where it is not."""
        found = element.find(f"{{*}}{name}")
        if found is None:
            raise Broken(name)
        return found

    def tag(self, name: str) -> str:
        """The name of an element of a spreadsheet in this package's namespace."""
        return f"{{{self.main}}}{name}"

    def sheets(self) -> dict[str, str]:
        """The worksheets by name, in workbook order: the part of each."""
        links = {link.id: link for link in self.links(WORKBOOK)}
        found = {}
        for sheet in self._sheets():
            link = links.get(sheet.get(f"{{{self.relations_space}}}id", ""))
            if link and link.kind == "worksheet" and link.target in self._bytes:
                found[sheet.get("name", "")] = link.target
        return found

    def _sheets(self) -> list[Element]:
        return list(self.look(WORKBOOK).iterfind("{*}sheets/{*}sheet"))

    def add_sheet(self, name: str, data: bytes, *, first: bool) -> str:
        """A new sheet, first and active, or last and very hidden; returns its part."""
        workbook = self.edit(WORKBOOK)
        part = self.free("xl/worksheets/sheet{}.xml")
        self.add(part, data, _SHEET_TYPE)
        number = 1 + max((whole(sheet.get("sheetId")) for sheet in self._sheets()), default=0)
        list_ = self.child(workbook, "sheets")
        sheet = list_.makeelement(self.tag("sheet"), name=name, sheetId=str(number))
        sheet.set(f"{{{self.relations_space}}}id", self.relate(WORKBOOK, "worksheet", part))
        if not first:
            sheet.set("state", "veryHidden")
            list_.append(sheet)
            return part
        list_.insert(0, sheet)
        self._shift_names(lambda at: at + 1)
        self._activate_first()
        return part

    def remove_sheet(self, name: str) -> None:
        """Remove a sheet, its names and its parts."""
        found = [(index, sheet) for index, sheet in enumerate(self._sheets()) if sheet.get("name") == name]
        for index, sheet in found:
            workbook = self.edit(WORKBOOK)
            target = self.sheets().get(name)
            workbook.find("{*}sheets").remove(sheet)
            if target:
                self.unrelate(WORKBOOK, target)
            self._shift_names(partial(_after_removal, index))

    def name_on_first(self, name: str, refers_to: str) -> None:
        """A name that belongs to the first sheet, as that of its repeated rows does."""
        workbook = self.edit(WORKBOOK)
        names = workbook.find("{*}definedNames")
        if names is None:
            names = workbook.makeelement(self.tag("definedNames"))
            after = [one for one in workbook if isinstance(one.tag, str) and etree.QName(one).localname in _AFTER_NAMES]
            workbook.insert(list(workbook).index(after[0]) if after else len(workbook), names)
        made = names.makeelement(self.tag("definedName"), name=name, localSheetId="0")
        made.text = refers_to
        names.insert(0, made)

    def _shift_names(self, move: Callable[[int], int | None]) -> None:
        """Names that belong to a sheet count its place among the sheets."""
        names = self.look(WORKBOOK).find("{*}definedNames")
        for one in list(names) if names is not None else ():
            if (at := one.get("localSheetId")) is None:
                continue
            place = move(whole(at))
            if place is None:
                names.remove(one)
            else:
                one.set("localSheetId", str(place))
        if names is not None and not len(names):
            names.getparent().remove(names)

    def _activate_first(self) -> None:
        for view in self.edit(WORKBOOK).iterfind("{*}bookViews/{*}workbookView"):
            view.set("activeTab", "0")
            view.attrib.pop("firstSheet", None)
        for part in list(self.sheets().values())[1:]:
            for view in self.look(part).iterfind("{*}sheetViews/{*}sheetView"):
                if view.get("tabSelected") is not None:
                    self.edit(part)
                    del view.attrib["tabSelected"]

    # -- the whole

    def text_of(self, cell: Element) -> str:
        """The text of a cell, wherever it is kept."""
        value = cell.findtext("{*}v", "")
        if cell.get("t") == "s":
            if self._shared is None:
                part = self.target(WORKBOOK, "sharedStrings")
                self._shared = tuple(_joined(one) for one in self.look(part).iterfind("{*}si")) if part else ()
            index = whole(value, len(self._shared))
            return self._shared[index] if index < len(self._shared) else ""
        return _joined(cell.find("{*}is")) if cell.get("t") == "inlineStr" else value

    def fingerprint(self, without: str) -> str:
        """A digest of all parts but one: it changes when any program saves the file."""
        digest = hashlib.sha256()
        for name, data in self._written():
            if name != without:
                digest.update(f"{name}\0{len(data)}\0".encode() + data)
        return digest.hexdigest()

    def packed(self) -> bytes:
        """The package as a file."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, data in self._written():
                archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
        return made.getvalue()

    def _written(self) -> Iterator[tuple[str, bytes]]:
        for name, data in sorted(self._bytes.items()):  # the types, which must be found first, come first
            if name in self._edited:
                yield name, etree.tostring(self._trees[name], xml_declaration=True, encoding="UTF-8", standalone=True)
            else:
                yield name, data


def _joined(element: Element) -> str:
    """The text of a string with or without runs, without what is read aloud."""
    if element is None:
        return ""
    return "".join(t.text or "" for t in element.iter("{*}t") if etree.QName(t.getparent()).localname != "rPh")


def _after_removal(gone: int, at: int) -> int | None:
    """The place of a sheet when another is gone; None for that one itself."""
    return None if at == gone else at - (at > gone)


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
