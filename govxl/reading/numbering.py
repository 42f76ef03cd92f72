"""The automatic numbers of a Word document: "一、" before a heading is often no text, only counted when it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from govxl import texts

MAX_LEVEL, MAX_STYLES = 8, 20
_COUNTING = frozenset(
    "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand "  # noqa: SIM905
    "japaneseCounting ideographDigital taiwaneseDigital japaneseDigitalTenThousand".split()
)
_CIRCLES = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str


@dataclass(slots=True)
class _List:
    """One numbered list: its levels, where counting stands, and where other lists on the same base begin anew."""

    base: str
    levels: dict[int, _Level] = field(default_factory=dict)
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through a document: ask :meth:`of` for every paragraph, in order."""

    def __init__(self, numbering: Element | None, styles: Element | None):
        self._bases: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._styles: dict[str, tuple[str, Element | None]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}  # style: base and level
        self._counts: dict[str, dict[int, int]] = {}
        self._seen: set[tuple[str, int]] = set()
        if numbering is None:
            return
        for item in numbering.iterfind("{*}abstractNum"):
            self._bases[_attribute(item, "abstractNumId")] = self._levels(item, _attribute(item, "abstractNumId"))
        for item in numbering.iterfind("{*}num"):
            self._lists[_attribute(item, "numId")] = self._list(item)
        for style in styles.iterfind("{*}style") if styles is not None else ():
            based = _attribute(style.find("{*}basedOn"), "val")
            self._styles[_attribute(style, "styleId")] = (based, style.find("{*}pPr/{*}numPr"))

    def of(self, paragraph: Element) -> str:
        """The number shown before a paragraph; empty where there is none, or one that is no number (a bullet)."""
        if not self._lists or (place := self._place(paragraph)) is None:
            return ""
        number, depth = place
        list_ = self._lists[number]
        levels = {**self._bases.get(list_.base, {}), **list_.levels}
        if depth not in levels:
            return ""
        counts = self._counts.setdefault(list_.base, {})
        if depth in list_.restarts and (number, depth) not in self._seen:
            self._seen.add((number, depth))
            counts[depth] = list_.restarts[depth] - 1
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        text = levels[depth].text
        for level in range(depth + 1):
            if f"%{level + 1}" in text:
                shape = levels.get(level, levels[depth])
                shown = written(counts.get(level, shape.start), shape.format)
                if shown is None:
                    return ""
                text = text.replace(f"%{level + 1}", shown)
        return "" if levels[depth].format in ("bullet", "none") else text.strip()

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        """The list and the level of a paragraph: its own, or those of its style."""
        own = paragraph.find("{*}pPr/{*}numPr")
        number, level = _pair(own)
        style = _attribute(paragraph.find("{*}pPr/{*}pStyle"), "val")
        for _ in range(MAX_STYLES):
            if number is not None or style not in self._styles:
                break
            based, properties = self._styles[style]
            number, its_level = _pair(properties)
            if number is not None and level is None:
                base = self._lists[number].base if number in self._lists else ""
                linked = self._by_style.get(style, ("", 0))
                level = linked[1] if linked[0] == base and its_level is None else its_level
            style = based
        if number is None or number not in self._lists:
            return None
        return number, min(level or 0, MAX_LEVEL)

    def _levels(self, parent: Element, base: str) -> dict[int, _Level]:
        levels = {}
        for item in parent.iterfind("{*}lvl"):
            depth = _whole(_attribute(item, "ilvl")) or 0
            if style := _attribute(item.find("{*}pStyle"), "val"):
                self._by_style[style] = (base, depth)
            levels[depth] = _Level(
                1 if (start := _whole(_attribute(item.find("{*}start"), "val"))) is None else start,
                _attribute(item.find("{*}numFmt"), "val") or "decimal",
                _attribute(item.find("{*}lvlText"), "val"),
            )
        return levels

    def _list(self, item: Element) -> _List:
        made = _List(_attribute(item.find("{*}abstractNumId"), "val"))
        for override in item.iterfind("{*}lvlOverride"):
            made.levels.update(self._levels(override, made.base))
            start = _whole(_attribute(override.find("{*}startOverride"), "val"))
            if start is not None:
                made.restarts[_whole(_attribute(override, "ilvl")) or 0] = start
        return made


def written(number: int, format: str) -> str | None:
    """A number as Word writes it in a format; None for formats that Chinese reports do not use."""
    if format in _COUNTING and 0 <= number < 100:
        return _counting(number)
    if format in _CIRCLES and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if format == "decimalEnclosedParen" and 1 <= number <= 20:
        return chr(0x2474 + number - 1)
    if format == "decimalFullWidth":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if format == "decimalZero":
        return f"{number:02d}"
    if format == "ideographTraditional" and 1 <= number <= 10:
        return texts.STEMS[number - 1]
    if format in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((ord("a") if format == "lowerLetter" else ord("A")) + number - 1)
    return str(number) if format in ("decimal", "bullet", "none") else None


def _counting(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = (texts.DIGITS[tens] if tens > 1 else "") + texts.TEN if tens else ""
    return ten + (texts.DIGITS[ones] if ones or not tens else "")


def _pair(properties: Element | None) -> tuple[str | None, int | None]:
    """The list and the level that properties name; list "0" takes a number away."""
    if properties is None:
        return None, None
    number = properties.find("{*}numId")
    return None if number is None else _attribute(number, "val"), _whole(_attribute(properties.find("{*}ilvl"), "val"))


def _attribute(element: Element | None, name: str) -> str:
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
