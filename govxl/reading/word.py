"""Word documents (.docx): what stands on the page, whichever of Word, WPS and LibreOffice saved it.

The main part is read as it is: the usual library shows neither content controls nor text boxes nor insertions, and it
gives up where a part is missing that nobody needs here.
"""

from __future__ import annotations

import posixpath
from functools import cache
from xml.etree.ElementTree import Element

from govxl import texts
from govxl.reading.flow import Flow
from govxl.reading.formats import look
from govxl.reading.gate import Package, Refused
from govxl.reading.grids import Grid
from govxl.reading.numbering import Numbering

MAX_TAGS = 600_000
SLIVER = 100  # of 1440 to the inch, less than 2 mm
_SKIPPED = frozenset(
    # properties, deletions, field codes, the second copy for older programs, the reading above a character
    "pPr rPr sectPr tblPr tblPrEx tblGrid trPr tcPr sdtPr sdtEndPr del moveFrom delText instrText delInstrText "  # noqa: SIM905
    "Fallback rt object binData".split()
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_word(data: bytes) -> Grid:
    """The body of the document as one grid: without headers, footers and notes. Raises Refused."""
    opened = look(data)
    if opened.archive is None:
        raise Refused("unreadable", texts.document_no_body())
    package = Package(data, opened.archive, {})
    names = set(package.archive.namelist())
    main = _target(package, names, "", "officeDocument") or "word/document.xml"
    if main not in names:
        raise Refused("unreadable", texts.document_no_body())
    if package.part(main).count(b"<") > MAX_TAGS:
        raise Refused("too-large", texts.document_too_large())
    document = package.xml(main)
    if _word_name(document.tag) != "document":
        raise Refused("unreadable", texts.document_no_body())
    parts = (_target(package, names, main, kind) for kind in ("numbering", "styles"))
    flow = Flow()
    _walk(document, flow, Numbering(*(_optional(package, part) for part in parts)), package, main)
    return flow.grid()


def _optional(package: Package, part: str | None) -> Element | None:
    """A part that may be missing or damaged: only the automatic numbers are lost."""
    try:
        return package.xml(part) if part and package.part(part).count(b"<") <= MAX_TAGS else None
    except Refused:
        return None


def _targets(package: Package, names: set[str], source: str) -> list[tuple[str, str, str]]:
    """The parts within the package to which a part refers: id, type, name."""
    folder, base = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{base}.rels")
    if part not in names:
        return []
    found = []
    for relation in package.xml(part):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("TargetMode") != "External" and target in names:
            found.append((relation.get("Id", ""), relation.get("Type", ""), target))
    return found


def _target(package: Package, names: set[str], source: str, kind: str) -> str | None:
    wanted = (name for _, type_, name in _targets(package, names, source) if type_.endswith(f"/{kind}"))
    return next(wanted, None)


def _walk(root: Element, flow: Flow, numbering: Numbering, package: Package, main: str) -> None:
    numbers: list[str] = []  # of the paragraphs that are open: a text box stands inside of one
    stack = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        for child in children:
            if _begin(child, flow, numbering, numbers, package, main):
                stack.append((child, iter(child)))
                break
        else:
            stack.pop()
            _end(element, flow, numbers)


def _begin(element: Element, flow: Flow, numbering: Numbering, numbers: list[str], package: Package, main: str) -> bool:
    """Take one element in; whether what it holds counts, too."""
    name = _word_name(element.tag)
    if name in _SKIPPED or element.tag.endswith("}Fallback"):
        return False
    if name == "t" or element.tag.endswith("/math}t"):
        flow.text(element.text or "")
        return False
    if name in _SIGNS:
        flow.text(_SIGNS[name])
        return False
    if name == "r":
        return not _on(element, "rPr/vanish")
    if name == "p":
        flow.end_paragraph()
        numbers.append(numbering.of(element))
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
        _insert(element, flow, package, main)
    return True


def _end(element: Element, flow: Flow, numbers: list[str]) -> None:
    name = _word_name(element.tag)
    if name == "p":
        flow.end_paragraph(numbers.pop())
    elif name == "tbl":
        flow.end_table()
    elif name == "tr":
        flow.end_row()
    elif name == "tc":
        flow.end_cell()
    elif name == "txbxContent":
        flow.end_aside()


def _insert(element: Element, flow: Flow, package: Package, main: str) -> None:
    """A web page within the document, as sites make that offer their pages as .docx."""
    from govxl.reading.web import read_web

    wanted = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
    for name, _, target in _targets(package, set(package.archive.namelist()), main):
        if name == wanted and target.lower().endswith((".htm", ".html", ".xhtml", ".mht", ".mhtml")):
            flow.insert(read_web(package.archive.read(target)))


@cache
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
