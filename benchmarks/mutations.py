"""Damaged and altered copies of files, seeded: what mails, disks and people do, and what a fuzzer would."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAVED = ROOT / "tests" / "data" / "mutants"
# The parts in which a report stands: most mutants of a zip are made there.
_CONTENT = re.compile(r"xl/worksheets/sheet([2-9]|10)\.xml|xl/sharedStrings\.xml|content\.xml|word/document\.xml")
_TEXT = re.compile(rb">([^<>]*[^<>\s][^<>]*)<")
_NUMBER_TEXT = re.compile(rb">\s*(\d[\d.,]*)\s*<")
_BARE_NUMBER = re.compile(rb"(?<![\w.=\"'#&-])(\d+)(?![\w.=\"'-])")
_ATTRIBUTE = re.compile(rb"""\s([\w:]+)=("[^"<]*"|'[^'<]*')""")
_ELEMENT = re.compile(rb"<([\w:]+)\b[^<>]*>[^<>]*</\1>")


@dataclass(frozen=True)
class Source:
    """One honest file: its name, its kind (xlsx, ods, xls, docx, html, text, zip) and its bytes."""

    name: str
    kind: str
    data: bytes

    @cached_property
    def parts(self) -> dict[str, bytes]:
        """The parts of a zip."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def sources() -> tuple[Source, ...]:
    """The honest files: of this toolkit, re-saved by LibreOffice in three formats, and published reports."""
    (sample,) = (ROOT / "samples" / "county").glob("SC003*.xlsx")
    files = [("ours.xlsx", sample.read_bytes())]
    files += [(path.name, path.read_bytes()) for path in sorted(SAVED.iterdir())]
    kinds = {"txt": "text"}
    made = [Source(name, kinds.get(ending := name.rpartition(".")[2], ending), data) for name, data in files]
    return (*made, Source("ours.zip", "zip", zipped({"报送/SC003_2024.xlsx": files[0][1]})))


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip with right check sums, the same at every time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def mutant(source: Source, seed: int) -> tuple[str, bytes]:
    """One mutant of a source, and what was done to it: the same for the same seed."""
    chance = random.Random(f"{source.name} {seed}")
    if source.kind == "zip" and chance.random() < 0.5:  # the workbook in the zip
        name, inner = next(iter(source.parts.items()))
        action, made = mutant(Source("ours.xlsx", "xlsx", inner), seed)
        return f"inside: {action}", zipped({name: made})
    if source.kind in ("xlsx", "ods", "docx") and chance.random() < 0.8:
        action = chance.choice(tuple(_IN_ZIP))
        return action, _IN_ZIP[action](source, chance)
    flat = _FLAT if source.kind in ("text", "html") else _RAW
    if source.kind == "xls" and chance.random() < 0.5:  # much else makes no workbook of it any more
        return "one bit flipped", flip_bit(source.data, chance)
    action = chance.choice(tuple(flat))
    return action, flat[action](source.data, chance)


# ------------------------------------------------------------------------------------------------------------ in a part


def _in_part(change: Callable[[bytes, random.Random], bytes]) -> Callable[[Source, random.Random], bytes]:
    def act(source: Source, chance: random.Random) -> bytes:
        part = _part(source, chance)
        return zipped(source.parts | {part: change(source.parts[part], chance)})

    return act


def _part(source: Source, chance: random.Random) -> str:
    names = list(source.parts)
    content = [name for name in names if _CONTENT.fullmatch(name)]
    return chance.choice(content if chance.random() < 0.8 else names)


def _drop(source: Source, chance: random.Random) -> bytes:
    part = chance.choice(list(source.parts))
    return zipped({name: content for name, content in source.parts.items() if name != part})


def flip(data: bytes, chance: random.Random) -> bytes:
    """One to eight bytes set to others."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        if made:
            made[chance.randrange(len(made))] ^= chance.randrange(1, 256)
    return bytes(made)


def flip_bit(data: bytes, chance: random.Random) -> bytes:
    """One bit."""
    made = bytearray(data)
    made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def insert(data: bytes, chance: random.Random) -> bytes:
    """Some bytes in between."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.choice((1, 2, 7, 64, 513))) + data[at:]


def cut(data: bytes, chance: random.Random) -> bytes:
    """Only the beginning."""
    return data[: chance.randrange(len(data) + 1)]


def cut_out(data: bytes, chance: random.Random) -> bytes:
    """A piece taken out of the middle."""
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 3, 20, 200, 4000)) :]


def exchange(data: bytes, chance: random.Random) -> bytes:
    """Two pieces of 8, 64 or 512 bytes in each other's place."""
    size = chance.choice((8, 64, 512))
    first, second = sorted(chance.randrange(max(len(data) // size, 1)) * size for _ in range(2))
    if second < first + size:
        return data
    one, other = data[first : first + size], data[second : second + size]
    return data[:first] + other + data[first + size : second] + one + data[second + size :]


def _swap(pattern: re.Pattern[bytes], near: bool = False) -> Callable[[bytes, random.Random], bytes]:
    def act(data: bytes, chance: random.Random) -> bytes:
        found = list(pattern.finditer(data))
        if len(found) < 2:
            return flip(data, chance)
        first = chance.randrange(len(found) - 1)
        second = first + 1 if near else chance.randrange(len(found))
        one, other = sorted((found[first], found[second]), key=lambda match: match.start())
        if one.end() > other.start():
            return flip(data, chance)
        (a, b), (c, d) = one.span(pattern.groups), other.span(pattern.groups)
        return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]

    return act


def _swap_same_attribute(data: bytes, chance: random.Random) -> bytes:
    """The values of two attributes of one name: the places of two cells, the styles, the spans."""
    found = list(_ATTRIBUTE.finditer(data))
    if not found:
        return flip(data, chance)
    name = chance.choice(found)[1]
    alike = [match for match in found if match[1] == name]
    one, other = sorted(chance.choices(alike, k=2), key=lambda match: match.start())
    if one is other or one.start() == other.start():
        return flip(data, chance)
    (a, b), (c, d) = one.span(2), other.span(2)
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _digit(pattern: re.Pattern[bytes]) -> Callable[[bytes, random.Random], bytes]:
    def act(data: bytes, chance: random.Random) -> bytes:
        found = list(pattern.finditer(data))
        if not found:
            return flip(data, chance)
        start, end = chance.choice(found).span(1)
        at = chance.randrange(start, end)
        return data[:at] + chance.choice("0123456789.,-１e 件").encode() + data[at + 1 :]

    return act


def _twice(data: bytes, chance: random.Random) -> bytes:
    """An element that stands twice, or not at all."""
    found = list(_ELEMENT.finditer(data))
    if not found:
        return flip(data, chance)
    match = chance.choice(found)
    again = match[0] * chance.choice((0, 2))
    return data[: match.start()] + again + data[match.end() :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    """Two lines in each other's place, or one line lost."""
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    if chance.random() < 0.5:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        del lines[one]
    return b"\n".join(lines)


_ANY = {"bytes flipped": flip, "bytes inserted": insert, "file truncated": cut}
_RAW = _ANY | {"piece cut out": cut_out, "pieces exchanged": exchange, "one bit flipped": flip_bit}
_FLAT = _ANY | {
    "piece cut out": cut_out,
    "texts swapped": _swap(_TEXT),
    "numbers swapped": _swap(_BARE_NUMBER),
    "attributes swapped": _swap_same_attribute,
    "digit altered": _digit(_BARE_NUMBER),
    "element doubled": _twice,
    "lines swapped": _lines,
}
_IN_ZIP: dict[str, Callable[[Source, random.Random], bytes]] = {
    "member dropped": _drop,
    "member truncated": _in_part(cut),
    "XML cut": _in_part(cut_out),
    "bytes of a part flipped": _in_part(flip),
    "bytes of a part inserted": _in_part(insert),
    "texts swapped": _in_part(_swap(_TEXT)),
    "numbers swapped": _in_part(_swap(_NUMBER_TEXT)),
    "neighbours swapped": _in_part(_swap(_NUMBER_TEXT, near=True)),
    "attributes swapped": _in_part(_swap_same_attribute),
    "digit altered": _in_part(_digit(_NUMBER_TEXT)),
    "element doubled": _in_part(_twice),
}


def plan(count: int, first: int = 0) -> Iterator[tuple[Source, int]]:
    """So many mutants, the sources taking turns."""
    known = sources()
    for number in range(count):
        yield known[number % len(known)], first + number // len(known)
