"""Sentences of a report as they are compared: one width, no white space, years told by the year of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from govxl.checks.prose import words

_PRINTED = 25  # signs that a line has at least where it was broken only by the width of the page


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: where it stands, as written, and as it is read (``view``).

    ``cuts`` are (place in the view, place in the sentence without white space) wherever both run apart.
    """

    section: str
    paragraph: int
    written: str
    view: str
    cuts: tuple[tuple[int, int], ...]

    def quote(self, start: int, end: int, room: int) -> str:
        """The words as written around a stretch of the view, whole if they are short enough."""
        text = " ".join(self.written.split())
        if len(text) <= room:
            return text
        solid = [index for index, sign in enumerate(text) if sign.translate(words.SIGNS) not in (" ", "")]
        first, last = (self._solid(place) for place in (start, end))
        middle = solid[min((first + last) // 2, len(solid) - 1)]
        left = min(max(0, middle - room // 2), len(text) - room)
        return ("…" if left else "") + text[left : left + room] + ("…" if left + room < len(text) else "")

    def _solid(self, place: int) -> int:
        at = (0, 0)
        for cut in self.cuts:
            if cut[0] > place:
                break
            at = cut
        return at[1] + place - at[0]


def plain(text: str) -> str:
    """A text with signs of one width; every sign keeps its place."""
    return words.ONE_OF_SIGNS.sub(_evened, text)


def _evened(sign: re.Match[str]) -> str:
    return sign[0].translate(words.SIGNS)


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a section with the number of their first line. Lines broken as in print are put together."""
    begun, first = "", 0
    for index, line in enumerate(text.split("\n")):
        last = begun.rstrip()[-1:]
        if begun and len(begun) >= _PRINTED and last not in words.LINE_END and not words.LINE_START.match(line):
            begun += line
            continue
        if begun:
            yield first, begun
        begun, first = line, index
    yield first, begun


def split(paragraph: str) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph as stretches of it."""
    return (match.span() for match in words.SENTENCE.finditer(paragraph))


def view(text: str, year: int | None) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A sentence without white space, with titles emptied and years, dates and numbers of documents rewritten."""
    solid = "".join(text.split())
    made: list[str] = []
    cuts: list[tuple[int, int]] = []
    done = length = 0
    for match in words.REWRITE.finditer(solid):
        kind = match.lastgroup or ""
        new = words.REWRITTEN.get(kind)
        if new is None:
            new = words.YEAR_WORDS[_which(int(match["year"]), year) if kind == "year" else kind]
        start, end = match.span()
        made += (solid[done:start], new)
        length += start - done + len(new)
        cuts.append((length, end))
        done = end
    made.append(solid[done:])
    return "".join(made), tuple(cuts)


def _which(year: int, report: int | None) -> str:
    if report is None or year == report:
        return "this"
    return {-1: "before", 1: "after"}.get(year - report, "other")


@dataclass(slots=True, eq=False)
class Number:
    """A number with its unit. ``step`` is the worth of its last printed digit, ``about`` whether it is approximate."""

    start: int
    end: int
    value: Decimal
    unit: str
    step: Decimal
    about: bool


_CHINESE = {sign: value for value, sign in enumerate(words.DIGITS)} | words.OTHER_DIGITS
_ONE = Decimal(1)


def number_of(match: re.Match[str], text: str) -> Number | None:
    """The number of a match of ``words.NUMBER``; None for a range, a part of a word or an idiom."""
    digits, scale, unit, about1, about2, about3 = match.group("digits", "scale", "unit", "about", "about2", "about3")
    start, end = match.span()
    before, after = text[max(0, start - 3) : start], text[end : end + 2]
    if before[-1:] in words.RANGE_SIGNS and before[-2:-1].isdigit():
        return None
    if (after[:1] in words.RANGE_SIGNS and after[1:2].isdigit()) or after.startswith(words.PART_OF):
        return None
    if before.endswith(words.NO_COUNT) or (before[-1:].isascii() and before[-1:].isalnum()):
        return None
    about = bool(about1 or about2 or about3) or before.endswith(words.ABOUT_BEFORE)
    step = _ONE
    if digits.isascii() or words.COMMA in digits:
        digits = digits.replace(words.COMMA, "")
        value = Decimal(digits)
        if "." in digits:
            step = _ONE.scaleb(-len(digits.partition(".")[2]))
    else:
        value = Decimal(_chinese(digits))
        about = about or before.endswith(words.SOME_BEFORE)
        if digits == words.ONE and (unit not in words.COUNTED_ONE or words.IDIOM.match(after)):
            return None
    if scale:
        worth = words.SCALES[scale]
        value, step = value * worth, step * worth
    return Number(start, end, value, unit or "", step, about)


def _chinese(text: str) -> int:
    """A Chinese numeral below ten thousand: 一百零五, 十二, 二〇."""
    if not any(sign in words.TENS for sign in text):
        return int("".join(str(_CHINESE[sign]) for sign in text))
    total = current = 0
    for sign in text:
        if sign in words.TENS:
            total += (current or 1) * words.TENS[sign]
            current = 0
        else:
            current = _CHINESE[sign]
    return total + current
