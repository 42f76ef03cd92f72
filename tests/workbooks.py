"""What the tests share: entries of published reports, workbooks of them, and cells changed as another program would."""

import io
import json
import re
import struct
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from govxl import Content, Unit, edition, write_template
from govxl.findings import Finding

DATA = Path(__file__).with_name("data")
FORM = edition("2021")
# The sheets' parts in the order in which the template writes them.
PARTS = {
    name: f"xl/worksheets/sheet{n}.xml"
    for n, name in enumerate(["填报说明", "封面", "一", "二", "三", "四", "五", "六", "校验", "_govxl"], 1)
}


def report(name: str) -> dict:
    return json.loads((DATA / f"report_{name}.json").read_text("utf-8"))


def entries(figures: dict) -> dict:
    """The entry figures of a published report; what its layout lacks or left blank is filled with 0."""
    taken = {figure.address: figures.get(figure.address) or 0 for figure in FORM.entries}
    return {key: Decimal(value) if isinstance(value, str) else value for key, value in taken.items()}


def equations(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those of the checks that are no equations, which most tests are not about."""
    others = {check.code for check in FORM.checks}
    return [f for f in findings if f.code not in others and not f.code.startswith("prose-")]


def good_entries() -> dict:
    """The entries of the seed with its outcomes spread over three rows: no check at all has anything to say."""
    moved = {"requests.unprocessed_excessive.natural_person": 9, "requests.granted.natural_person": 4}
    return entries(report("00")["figures"]) | moved


def clean_content() -> Content:
    """The seed without any finding, now or when checks are added: its prose is that of the form's own example."""
    prose = {part.id: FORM.example[part.id] for part in FORM.prose}
    return replace(seed_content(), figures=good_entries(), texts=prose)


@cache
def _made(content: Callable[[], Content]) -> bytes:
    """The workbook of a content, made once."""
    made = io.BytesIO()
    write_template(made, content())
    return made.getvalue()


def write_clean(path: Path) -> Path:
    path.write_bytes(_made(clean_content))
    return path


def quiet(texts: dict) -> dict:
    """The prose of the seed without what it says of figures, for tests in which these are changed."""
    said = {
        "规划计划2条": "规划项目2条",  # the seed names 规划计划 twice
        "共承办依申请公开政府信息事项14件,无当面申请件。": "依法承办申请。",
        "未发生因政府信息公开而引发的行政诉讼。": "",
    }
    for old, new in said.items():
        assert any(old in text for text in texts.values())
        texts = {section: text.replace(old, new) for section, text in texts.items()}
    return texts


def seed_content() -> Content:
    seed = report("00")
    cover = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025年1月15日"}
    return Content(Unit("S1", seed["agency"]), 2024, "本机关", cover, entries(seed["figures"]), seed["texts"])


def write_seed(path: Path) -> Path:
    """The report as published; its prose names a part twice, and counts what a changed figure would contradict."""
    path.write_bytes(_made(seed_content))
    return path


def quiet_content() -> Content:
    """The seed with prose that says nothing of figures."""
    return replace(seed_content(), texts=quiet(seed_content().texts))


def write_quiet(path: Path) -> Path:
    path.write_bytes(_made(quiet_content))
    return path


def change(path: Path, cells: dict[str, object]) -> Path:
    """Change cells in the file itself, keeping all else: {"三!D5": 14, "三!J5": "=1+1|2", "二!B4": "#N/A"}.

    A number or text stands instead of what was there; "=F|v" is a formula with its stored value; None empties the cell.
    """
    with zipfile.ZipFile(path) as archive:
        parts = {item: archive.read(item) for item in archive.namelist()}
    for spot, value in cells.items():
        sheet, cell = spot.split("!")
        pattern = re.compile(rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)'.encode(), re.DOTALL)
        made, count = pattern.subn(lambda m, c=cell, v=value: _cell(c, m[1] or b"", v), parts[PARTS[sheet]])
        assert count == 1, spot
        parts[PARTS[sheet]] = made
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _cell(cell: str, style: bytes, value: object) -> bytes:
    head = f'<c r="{cell}"'.encode() + style
    if value is None:
        return head + b"/>"
    if isinstance(value, str) and value.startswith("="):
        formula, _, stored = value[1:].partition("|")
        return head + f"><f>{escape(formula)}</f><v>{stored}</v></c>".encode()
    if isinstance(value, str) and value.startswith("#"):
        return head + f' t="e"><v>{value}</v></c>'.encode()
    if isinstance(value, bool):
        return head + f' t="b"><v>{int(value)}</v></c>'.encode()
    if isinstance(value, str):
        return head + f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'.encode()
    return head + f"><v>{value}</v></c>".encode()


def repack(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """A zip with parts replaced, added or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return pack({name: content for name, content in (parts | changes).items() if content is not None})


def pack(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def ole(**streams: bytes) -> bytes:
    """An OLE2 container with streams in its root, as .xls, .doc and encrypted .xlsx are; "_" stands for a space."""
    sectors: list[bytes] = []
    following: list[int] = []
    entries = [_entry("Root Entry", 5, child=1 if streams else 0xFFFFFFFF)]
    for number, (name, content) in enumerate(streams.items(), 1):
        content = content.ljust(4096, b"\0")
        right = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name.replace("_", " "), 2, right=right, start=len(sectors), size=len(content)))
        _chain(sectors, following, content)
    directory = len(sectors)
    _chain(sectors, following, b"".join(entries))
    table = len(sectors)
    following.append(0xFFFFFFFD)
    assert len(following) <= 128
    sectors.append(struct.pack("<128L", *following, *[0xFFFFFFFF] * (128 - len(following))))
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<5H", 62, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<4L", 1, directory, 0, 4096) + struct.pack("<4L", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<109L", table, *[0xFFFFFFFF] * 108) + b"".join(sectors)


def _chain(sectors: list[bytes], following: list[int], content: bytes) -> None:
    pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
    following += [*range(len(sectors) + 1, len(sectors) + len(pieces)), 0xFFFFFFFE]
    sectors += pieces


def _entry(
    name: str, kind: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int = 0, size: int = 0
) -> bytes:
    raw = name.encode("utf-16-le")
    tree = struct.pack("<HBB3L", len(raw) + 2, kind, 1, 0xFFFFFFFF, right, child)
    return raw.ljust(64, b"\0") + tree + bytes(36) + struct.pack("<LLL", start, size, 0)


BIFF = struct.pack("<4H8x", 0x0809, 16, 0x0600, 0x0005) + bytes(4)  # how an old Excel stream begins


def xls(cells: dict[tuple[int, int], float], name: str = "表", password: bool = False) -> bytes:
    """An .xls with one sheet of numbers, by row and column."""
    title = name.encode("utf-16-le")
    locked = struct.pack("<HHH", 0x002F, 2, 0) if password else b""
    bound = struct.pack(
        "<HHLBBBB", 0x0085, 8 + len(title), len(BIFF) + len(locked) + 12 + len(title) + 4, 0, 0, len(name), 1
    )
    sheet = struct.pack("<4H8x", 0x0809, 16, 0x0600, 0x0010) + bytes(4)
    numbers = b"".join(struct.pack("<HHHHHd", 0x0203, 14, *spot, 0, value) for spot, value in cells.items())
    end = struct.pack("<HH", 0x000A, 0)
    return ole(Workbook=BIFF + locked + bound + title + end + sheet + numbers + end)
