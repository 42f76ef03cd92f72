"""Cell formats of an existing workbook: the same with another fill, and those of a sheet of our own."""

from __future__ import annotations

import copy

from lxml import etree

from govxl.annotate.package import WORKBOOK, Broken, Element, Parts, whole


class Styles:
    """The formats of a package, found or added. A format is known by its index, as cells name it."""

    def __init__(self, parts: Parts):
        part = parts.target(WORKBOOK, "styles")
        if part is None:
            raise Broken("styles")
        self._parts, self._root = parts, parts.edit(part)
        self._known: dict[str, dict[bytes, int]] = {}
        if any(not len(parts.child(self._root, name)) for name in ("fonts", "fills", "borders", "cellXfs")):
            raise Broken(part)

    def fill(self, style: int) -> str:
        """The colour that fills a format, as six hexadecimal digits; empty where it has none of its own."""
        formats = self._root.find("{*}cellXfs")
        if not 0 <= style < len(formats):
            return ""
        fills = self._root.find("{*}fills")
        index = whole(formats[style].get("fillId"))
        colour = fills[index].find("{*}patternFill/{*}fgColor") if index < len(fills) else None
        return "" if colour is None else colour.get("rgb", "")[-6:].upper()

    def filled(self, style: int, colour: str) -> int:
        """A format with another fill; all else, its lock too, stays."""
        formats = self._root.find("{*}cellXfs")
        made = copy.deepcopy(formats[style if style < len(formats) else 0])
        pattern = '<patternFill patternType="solid"><fgColor rgb="FF{}"/><bgColor indexed="64"/></patternFill>'
        index = self._index("fills", self._made(f"<fill>{pattern.format(colour)}</fill>")) if colour else 0
        made.set("fillId", str(index))
        made.set("applyFill", "1")
        return self._index("cellXfs", made)

    def made(self, *, font: str, colour: str = "", boxed: bool = True, align: str = "") -> int:
        """A locked format of a sheet of our own. ``font`` and ``align`` are the inner XML and the attributes."""
        side = '<{0} style="thin"><color auto="1"/></{0}>'
        box = "".join(side.format(name) for name in ("left", "right", "top", "bottom")) if boxed else ""
        border = self._index(
            "borders", self._made(f"<border>{box or '<left/><right/><top/><bottom/>'}<diagonal/></border>")
        )
        plain = self._index(
            "cellXfs",
            self._made(
                f'<xf numFmtId="0" fontId="{self._index("fonts", self._made(f"<font>{font}</font>"))}" fillId="0" '
                f'borderId="{border}" xfId="0" applyFont="1" applyBorder="1" applyAlignment="1" applyProtection="1">'
                f'<alignment vertical="center" wrapText="1" {align}/><protection locked="1"/></xf>'
            ),
        )
        return self.filled(plain, colour) if colour else plain

    def _made(self, xml: str) -> Element:
        return etree.fromstring(f'<made xmlns="{self._parts.main}">{xml}</made>')[0]

    def _index(self, kind: str, element: Element) -> int:
        """Where an element stands among those of its kind; it is added if it is new."""
        all_ = self._root.find(f"{{*}}{kind}")
        if kind not in self._known:
            self._known[kind] = {}
            for index, one in enumerate(all_):
                self._known[kind].setdefault(_canonical(one), index)
        key = _canonical(element)
        if key not in self._known[kind]:
            self._known[kind][key] = len(all_)
            all_.append(element)
            all_.set("count", str(len(all_)))
        return self._known[kind][key]


def _canonical(element: Element) -> bytes:
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_tail=False))
