"""What the tests share: entries of published reports, workbooks of them, and cells changed as another program would."""

import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

from govxl import Content, Unit, edition, write_template

DATA = Path(__file__).with_name("data")
FORM = edition("2021")
# The sheets' parts in the order in which the template writes them.
PARTS = {
    name: f"xl/worksheets/sheet{n}.xml"
    for n, name in enumerate(["填报说明", "封面", "一", "二", "三", "四", "五", "六", "校验"], 1)
}


def report(name: str) -> dict:
    return json.loads((DATA / f"report_{name}.json").read_text("utf-8"))


def entries(figures: dict) -> dict:
    """The entry figures of a published report; what its layout lacks or left blank is filled with 0."""
    taken = {figure.address: figures.get(figure.address) or 0 for figure in FORM.entries}
    return {key: Decimal(value) if isinstance(value, str) else value for key, value in taken.items()}


def seed_content() -> Content:
    seed = report("00")
    cover = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025年1月15日"}
    return Content(Unit("S1", seed["agency"]), 2024, "本机关", cover, entries(seed["figures"]), seed["texts"])


def write_seed(path: Path) -> Path:
    write_template(path, seed_content())
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
