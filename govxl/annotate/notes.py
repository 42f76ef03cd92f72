"""The comments of a sheet: ours beside or below the unit's own, and taken away again without a trace.

A comment has a text in one part and a box in a drawing (VML). Ours stands between two fixed marks, by which it is found
again whatever program has saved the file since, and whoever it then names as author.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator

from lxml import etree

from govxl import texts
from govxl.annotate.cells import Cells, Spot, reference_of, spot_of
from govxl.annotate.package import Element, Parts, whole

AUTHOR = "govxl"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_X = "urn:schemas-microsoft-com:office:excel"
_V = "urn:schemas-microsoft-com:vml"
_OURS = re.compile(rf"\n?{re.escape(texts.NOTE_HEAD)}.*?(?:{re.escape(texts.NOTE_END)}|\Z)", re.DOTALL)
_WIDTH, _LINE, _LETTERS = 260, 17, 40  # pixels of a box and of a line, half-width letters in it
_STEPS = 200  # columns or rows that a box reaches over at most, hidden ones too
_DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{0}"/>'
    "</o:shapelayout>{1}</xml>"
)
_SHAPE_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke '
    'joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:{width}pt;height:{height}pt;z-index:1;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" '
    'color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div '
    'style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_RUN = (
    '<r xmlns="{0}"><rPr><sz val="9"/><color indexed="81"/><rFont val="{1}"/><charset val="134"/></rPr>'
    '<t xml:space="preserve"/></r>'
)


class Notes:
    """The comments of one sheet."""

    def __init__(self, parts: Parts, cells: Cells):
        self._parts, self._cells = parts, cells
        self._comments = parts.target(cells.part, "comments")
        drawings = {link.id: link.target for link in parts.links(cells.part) if link.kind == "vmlDrawing"}
        self._drawing = drawings.get(cells.legacy_id or "")

    # -- taking away

    def clear(self) -> None:
        """Take our texts out; a comment in which nothing else stands goes with its box."""
        if self._comments is None:
            return
        emptied = []
        for comment in list(self._all()):
            before = _text(comment)
            ours = list(_OURS.finditer(before))
            if not ours:
                continue
            self._parts.edit(self._comments)
            for match in reversed(ours):
                _cut(comment, match.start(), match.end())
            spot = spot_of(comment.get("ref", ""))
            if _text(comment).strip():
                self._stretch(spot, -sum(_lines(match[0]) for match in ours))
                continue
            comment.getparent().remove(comment)
            emptied.append(spot)
        self._remove_boxes(emptied)
        if emptied and not any(True for _ in self._all()):
            self._parts.unrelate(self._cells.part, self._comments)
            self._comments = None

    def _remove_boxes(self, spots: list[Spot | None]) -> None:
        if self._drawing is None or not spots:
            return
        root = self._parts.edit(self._drawing)
        for shape in list(root.iter(f"{{{_V}}}shape")):
            if _noted(shape) in spots:
                shape.getparent().remove(shape)
        if next(root.iter(f"{{{_V}}}shape"), None) is None:
            self._parts.unrelate(self._cells.part, self._drawing)
            self._cells.set_legacy(None)
            self._drawing = None

    # -- putting

    def put(self, spot: Spot, text: str) -> None:
        """Comment on a cell; where the unit has a comment of its own, below it."""
        text = f"{texts.NOTE_HEAD}\n{text}\n{texts.NOTE_END}"
        run = etree.fromstring(_RUN.format(self._parts.main, texts.NOTE_FONT))
        run[1].text = text
        comment = next((one for one in self._all() if one.get("ref") == reference_of(spot)), None)
        if comment is not None:
            if self._author(comment).startswith("tc="):  # of a thread, whose text Excel keeps elsewhere
                return
            self._parts.edit(self._comments or "")
            _as_runs(comment, self._parts)
            run[1].text = "\n" + text
            self._parts.child(comment, "text").append(run)
            self._stretch(spot, _lines("\n" + text))
            return
        root = self._parts.edit(self._comments or self._new_comments())
        made = etree.SubElement(
            self._parts.child(root, "commentList"),
            self._parts.tag("comment"),
            ref=reference_of(spot),
            authorId=self._author_id(),
        )
        etree.SubElement(made, self._parts.tag("text")).append(run)
        self._add_box(spot, text)

    def _all(self) -> Iterator[Element]:
        if self._comments is not None:
            yield from self._parts.look(self._comments).iterfind("{*}commentList/{*}comment")

    def _new_comments(self) -> str:
        self._comments = self._parts.free("xl/comments{}.xml")
        empty = f'<comments xmlns="{self._parts.main}"><authors/><commentList/></comments>'
        self._parts.add(self._comments, empty.encode(), _COMMENTS_TYPE)
        self._parts.relate(self._cells.part, "comments", self._comments)
        return self._comments

    def _author(self, comment: Element) -> str:
        authors = self._parts.look(self._comments or "").findall("{*}authors/{*}author")
        index = whole(comment.get("authorId"))
        return (authors[index].text or "") if index < len(authors) else ""

    def _author_id(self) -> str:
        authors = self._parts.child(self._parts.edit(self._comments or ""), "authors")
        for index, author in enumerate(authors):
            if author.text == AUTHOR:
                return str(index)
        etree.SubElement(authors, self._parts.tag("author")).text = AUTHOR
        return str(len(authors) - 1)

    # -- boxes

    def _add_box(self, spot: Spot, text: str) -> None:
        if self._drawing is None:
            self._drawing = self._parts.free("xl/drawings/vmlDrawing{}.vml")
            number = int("".join(filter(str.isdigit, self._drawing.rpartition("/")[2])))
            self._parts.add(self._drawing, _DRAWING.format(number, _SHAPE_TYPE).encode(), _VML_TYPE)
            self._cells.set_legacy(self._parts.relate(self._cells.part, "vmlDrawing", self._drawing))
        root = self._parts.edit(self._drawing)
        if not any(one.get("id") == "_x0000_t202" for one in root.iter(f"{{{_V}}}shapetype")):
            root.append(etree.fromstring(_SHAPE_TYPE))
        numbers = [
            int(n) for shape in root.iter(f"{{{_V}}}shape") for n in re.findall(r"_s(\d+)$", shape.get("id", ""))
        ]
        blocks = re.findall(r"\d+", next((one.get("data", "") for one in root.iter("{*}idmap")), "")) or ["1"]
        height = _lines(text) * _LINE + 10
        shape = _SHAPE.format(
            number=max([*numbers, int(blocks[0]) * 1024]) + 1,
            width=_WIDTH * 3 / 4,
            height=height * 3 / 4,
            anchor=", ".join(map(str, self._anchor(spot, height))),
            row=spot[0],
            column=spot[1],
        )
        root.append(etree.fromstring(shape))

    def _anchor(self, spot: Spot, height: int) -> tuple[int, ...]:
        """The corners of a box right of a cell: column, pixels in it, row, pixels in it, twice."""
        anchors = self._cells.anchors()
        left = spot[1] + 1
        while anchors.get((spot[0], left)) == anchors.get(spot, spot):
            left += 1
        top = max(spot[0] - 1, 0)
        right, across = _walk(left, 15 + _WIDTH, self._cells.width)
        bottom, down = _walk(top, 10 + height, self._cells.height)
        return left, 15, top, 10, right, across, bottom, down

    def _stretch(self, spot: Spot | None, lines: int) -> None:
        """Make the box of the unit's comment higher by some lines, or lower again."""
        if self._drawing is None:
            return
        for shape in self._parts.edit(self._drawing).iter(f"{{{_V}}}shape"):
            anchor = shape.find(f"{{{_X}}}ClientData/{{{_X}}}Anchor")
            if anchor is not None and _noted(shape) == spot:
                corners = [int(n) for n in re.findall(r"-?\d+", anchor.text or "")]
                if len(corners) == 8:
                    corners[6] = max(corners[6] + lines, corners[2] + 1)
                    anchor.text = ", ".join(map(str, corners))


def _noted(shape: Element) -> Spot | None:
    """The cell whose comment a box holds."""
    data = shape.find(f"{{{_X}}}ClientData")
    if data is None or data.get("ObjectType") != "Note":
        return None
    row, column = (data.findtext(f"{{{_X}}}{name}", "").strip() for name in ("Row", "Column"))
    return (int(row), int(column)) if row.isdigit() and column.isdigit() else None


def _lines(text: str) -> int:
    """How many lines of a box a text takes."""
    return sum(max(1, -(-sum(1 + (ord(c) > 0xFF) for c in line) // _LETTERS)) for line in text.split("\n"))


def _walk(start: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """Where one is after so many pixels of columns or rows, and how far inside."""
    for _ in range(_STEPS):
        if pixels < (step := size(start)):
            break
        pixels -= step
        start += 1
    return start, pixels


def _pieces(comment: Element) -> list[Element]:
    """The elements that hold the text of a comment, in order."""
    text = comment.find("{*}text")
    if text is None:
        return []
    return [t for t in text.iter("{*}t") if etree.QName(t.getparent()).localname != "rPh"]


def _text(comment: Element) -> str:
    return "".join(piece.text or "" for piece in _pieces(comment))


def _cut(comment: Element, start: int, end: int) -> None:
    """Take the characters from start to end out of a comment; runs in which nothing is left go."""
    at = 0
    for piece in _pieces(comment):
        text = piece.text or ""
        left, right = max(start - at, 0), max(end - at, 0)
        at += len(text)
        if left >= len(text) or right <= 0:
            continue
        piece.text = text[:left] + text[right:]
        run = piece.getparent()
        if not piece.text and etree.QName(run).localname == "r":
            run.getparent().remove(run)


def _as_runs(comment: Element, parts: Parts) -> None:
    """A plain text as a run, beside which another may stand."""
    text = parts.child(comment, "text")
    for plain in [one for one in text if etree.QName(one).localname == "t"]:
        run = text.makeelement(parts.tag("r"))
        run.append(copy.deepcopy(plain))
        text.replace(plain, run)
