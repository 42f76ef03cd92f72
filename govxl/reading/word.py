"""Word documents (.docx): what stands on the page, whichever of Word, WPS and LibreOffice saved it.

The main part is read as it is: the usual library shows neither content controls nor text boxes nor insertions, and it
gives up where a part is missing that nobody needs here.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

from govxl import texts
from govxl.reading import words
from govxl.reading.flow import Flow
from govxl.reading.formats import look
from govxl.reading.gate import Package, Refused
from govxl.reading.grids import Grid
from govxl.reading.numbering import Numbering

MAX_TAGS = 600_000
SLIVER = 100  # of 1440 to the inch, less than 2 mm
_SKIPPED = frozenset(
    # properties, deletions, field codes, the reading above a character
    "pPr rPr sectPr tblPr tblPrEx tblGrid trPr tcPr sdtPr sdtEndPr del moveFrom delText instrText delInstrText "  # noqa: SIM905
    "rt object binData".split()
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_word(data: bytes) -> Grid:
    """The body of the document as one grid: without headers, footers and notes. Raises Refused."""
    opened = look(data)
    if opened.archive is None or opened.format != "docx":
        raise Refused("unreadable", texts.document_no_body())
    package = Package(data, opened.archive, {})
    main = next(_targets(package, "", "officeDocument"), ("", "word/document.xml"))[1]
    if main not in package.archive.namelist():
        raise Refused("unreadable", texts.document_no_body())
    if package.part(main).count(b"<") > MAX_TAGS:
        raise Refused("too-large", texts.document_too_large())
    document = package.xml(main)
    if _word_name(document.tag) != "document":
        raise Refused("unreadable", texts.document_no_body())
    flow = Flow()
    numbering = Numbering(_optional(package, main, "numbering"), _optional(package, main, "styles"))
    _Body(flow, numbering, package, dict(_targets(package, main))).walk(document)
    return flow.grid()


def _optional(package: Package, main: str, kind: str) -> Element | None:
    """A part that may be missing or damaged: only the automatic numbers are lost."""
    for _, part in _targets(package, main, kind):
        try:
            return package.xml(part) if package.part(part).count(b"<") <= MAX_TAGS else None
        except Refused:
            return None
    return None


def _targets(package: Package, source: str, kind: str = "") -> Iterator[tuple[str, str]]:
    """The parts within the package to which a part refers, of one kind or all: id and name."""
    folder, base = posixpath.split(source)
    relations = posixpath.join(folder, "_rels", f"{base}.rels")
    names = set(package.archive.namelist())
    for relation in package.xml(relations) if relations in names else ():
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        wanted = relation.get("Type", "").endswith(f"/{kind}" if kind else "")
        if wanted and target in names and relation.get("TargetMode") != "External":
            yield relation.get("Id", ""), target


class _Body:
    """The main part on its way into a flow."""

    def __init__(self, flow: Flow, numbering: Numbering, package: Package, parts: dict[str, str]):
        self._flow, self._numbering, self._package, self._parts = flow, numbering, package, parts
        self._numbers: list[str] = []  # of the paragraphs that are open: a text box stands inside of one

    def walk(self, root: Element) -> None:
        """Take everything in, without recursion."""
        stack = [(root, iter(root))]
        while stack:
            element, children = stack[-1]
            for child in children:
                if self._begin(_word_name(child.tag), child):
                    stack.append((child, iter(child)))
                    break
            else:
                stack.pop()
                self._end(_word_name(element.tag))

    def _begin(self, name: str, element: Element) -> bool:
        """Take one element in; whether what it holds counts, too."""
        flow = self._flow
        if name in _SKIPPED or element.tag.endswith("}Fallback"):  # the second copy of a text box, for older programs
            return False
        if name == "t" or element.tag.endswith("/math}t"):
            flow.text(element.text or "")
            return False
        if name in _SIGNS:
            flow.text(_SIGNS[name])
            return False
        if name == "r":
            if mark := _mark(element):
                flow.text(mark)
            return not _on(element, "rPr/vanish")
        if name == "p":
            flow.end_paragraph()
            self._numbers.append(self._numbering.of(element))
        elif name == "tbl":
            flow.begin_table(_slivers(element))
        elif name == "tr":
            if _child(element, "trPr/del") is not None:
                return False
            flow.begin_row(_number(element, "trPr/gridBefore", 0))
        elif name == "tc":
            flow.begin_cell(
                _number(element, "tcPr/gridSpan", 1),
                below=_continues(element, "tcPr/vMerge"),
                beside=_continues(element, "tcPr/hMerge"),
            )
        elif name == "txbxContent":
            flow.begin_aside()
        elif name == "sdt":
            return not _on(element, "sdtPr/showingPlcHdr")  # "click here to enter text" is no text
        elif name == "altChunk":
            self._insert(self._parts.get(_value(element, "id") or "", ""))
        return True

    def _end(self, name: str) -> None:
        if name == "p":
            self._flow.end_paragraph(self._numbers.pop())
        elif name == "tbl":
            self._flow.end_table()
        elif name == "tr":
            self._flow.end_row()
        elif name == "tc":
            self._flow.end_cell()
        elif name == "txbxContent":
            self._flow.end_aside()

    def _insert(self, part: str) -> None:
        """A web page within the document, as sites make that offer their pages as .docx."""
        from govxl.reading.web import read_web

        if part.lower().endswith((".htm", ".html", ".xhtml", ".mht", ".mhtml")):
            self._flow.insert(read_web(_page(self._package, part)))


def _page(package: Package, part: str) -> bytes:
    try:
        return package.archive.read(part)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise Refused("unreadable", texts.damaged(part)) from error


@lru_cache(maxsize=512)  # a hostile document may have a name for every element
def _word_name(tag: str) -> str:
    """The name of an element of WordprocessingML, of the transitional or the strict kind; empty for all others."""
    namespace, _, name = tag.rpartition("}")
    return name if "wordprocessingml" in namespace and namespace.endswith("/main") else ""


def _child(element: Element, path: str) -> Element | None:
    return element.find("/".join(f"{{*}}{name}" for name in path.split("/")))


def _value(element: Element, name: str = "val") -> str | None:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _on(element: Element, path: str) -> bool:
    found = _child(element, path)
    return found is not None and _value(found) not in ("0", "false", "off")


def _mark(run: Element) -> str:
    """What tells the digits of a run that are raised, lowered or struck out from those beside them."""
    if not any(map(str.isdigit, "".join(text.text or "" for text in run.iterfind("{*}t")))):
        return ""
    align = _child(run, "rPr/vertAlign")
    if align is not None and _value(align) in ("superscript", "subscript"):
        return words.RAISED
    return words.STRUCK if _on(run, "rPr/strike") or _on(run, "rPr/dstrike") else ""


def _continues(element: Element, path: str) -> bool:
    found = _child(element, path)
    return found is not None and _value(found) != "restart"


def _slivers(table: Element) -> frozenset[int]:
    """The columns of a table that are hardly wider than a border."""
    widths = [_whole(_value(column, "w")) or 0 for column in table.iterfind("{*}tblGrid/{*}gridCol")]
    return frozenset(n for n, width in enumerate(widths) if width < SLIVER and width * 8 < max(widths))


def _number(element: Element, path: str, default: int) -> int:
    found = _child(element, path)
    number = None if found is None else _whole(_value(found))
    return default if number is None else number


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None
