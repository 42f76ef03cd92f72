"""The pictures of the manuals, made from the real product: ``python docs/pictures.py`` (needs LibreOffice and Poppler).

govxl writes a workbook or a report, LibreOffice prints it to PDF, Poppler draws the page, cut to what stands on it. To
show what a screen shows, a copy of a workbook is printed with row and column headings, on large paper, without headers,
footers and print areas: so the panel at the right and last year's figures under a table are in the picture. Prompts,
drop-down arrows and the mark of the chosen cell are not printed. The workbook "printed" is shown as it prints.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from govxl import Content, demo, edition, read, texts, write_template
from govxl.demo.county import county
from govxl.form import Address
from govxl.publication import publish
from govxl.rules import Number, complete

IMAGES = Path(__file__).with_name("images")
DPI = 70
BORDER = 8  # white pixels left around a picture
LARGEST = 200_000  # bytes of a picture
UNIT = "SC003"


class Picture(NamedTuple):
    """A picture: its name, the words that its page is the first to carry, and how much of its height is shown."""

    name: str
    words: str
    top: float = 0.0
    bottom: float = 1.0
    dpi: int = DPI


# Workbook -> pictures. The words are looked for without white space.
PICTURES = {
    "sent": (
        Picture("unit-guide", "一、怎么填"),
        Picture("unit-cover", "《中华人民共和国政府信息公开条例》第五十条"),
        Picture("unit-table2", "二、主动公开政府信息情况"),
        Picture("unit-table3", "三、收到和处理政府信息公开申请情况"),
        Picture("unit-table4", "四、政府信息公开行政复议、行政诉讼情况"),
        Picture("unit-check", "校验（自动计算，不用填写）", bottom=0.5),
    ),
    "broken": (
        Picture("unit-prose", "一、总体情况", bottom=0.62),
        Picture("broken-table3", "三、收到和处理政府信息公开申请情况"),
        Picture("broken-check", "校验（自动计算，不用填写）", bottom=0.5),
    ),
    "to-explain": (
        Picture("explain-table2", "二、主动公开政府信息情况"),
        Picture("explain-check", "行政规范性文件：现行有效＋本年废止＝上年现行有效＋本年制发", dpi=64),
    ),
    "first-summary": (
        Picture("summary-files", "是否计入"),
        Picture("summary-issues", "怎么改", dpi=110),
    ),
    "summary": (
        Picture("summary-table3", "三、收到和处理政府信息公开申请情况"),
        Picture("summary-units", "各单位数据（可以筛选"),
    ),
    "printed": (
        Picture("summary-overview", "报告汇总总览", dpi=90),
        Picture("summary-yearly", "同比：本年与上年", bottom=0.4, dpi=100),
    ),
}


# The same of the report in Word, which is printed as it is.
REPORT = Picture("report", "三、收到和处理政府信息公开申请情况", dpi=75)
# The fonts of official documents, and what stands in for them where they are not: their looks, not their names.
FONTS = {"方正小标宋简体": "Serif", "仿宋_GB2312": "Serif", "楷体_GB2312": "Serif", "宋体": "Serif", "黑体": "Sans"}


def main() -> int:
    """Make all pictures; one that is no longer made is removed. Returns the exit code: 1 if one is too large."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        write_workbooks(home)
        for book in PICTURES:
            if book != "printed":
                show_as_on_screen(home / f"{book}.xlsx")
        print_to_pdf(home, [home / f"{book}.xlsx" for book in PICTURES])
        publish(read(home / "full.xlsx"), home / "report.docx")
        print_to_pdf(home, [home / "report.docx"], fonts(home))
        draw(home / "report.pdf", REPORT)
        for book, pictures in PICTURES.items():
            for picture in pictures:
                draw(home / f"{book}.pdf", picture)
    made = {REPORT.name} | {picture.name for pictures in PICTURES.values() for picture in pictures}
    for path in sorted(IMAGES.glob("*.png")):
        if path.stem not in made:
            path.unlink()
    sizes = {path.name: path.stat().st_size for path in sorted(IMAGES.glob("*.png"))}
    print("\n".join(f"{size:>8} {name}" for name, size in sizes.items()))
    return int(max(sizes.values()) > LARGEST)


def write_workbooks(home: Path) -> None:
    """A unit's workbook as sent, with a broken balance, and with a difference to explain; two summaries of a county."""
    units = county(demo.YEAR)
    full = demo.content(next(unit for unit in units if unit.code == UNIT))
    wrong = demo.faulty(units)[UNIT][1]
    prior = last_year(full)
    moved = prior | {in_force: prior[in_force] + 3 for in_force in prior if in_force.endswith("documents.in_force")}
    sent = Content(full.unit, full.year, serial="0003", category="县直部门", prior=prior)
    write_template(home / "sent.xlsx", sent)
    write_template(home / "full.xlsx", full)
    write_template(home / "broken.xlsx", replace(wrong, serial="0003", prior=prior))
    write_template(home / "to-explain.xlsx", replace(full, serial="0003", prior=moved))
    demo.run(home / "demo", lambda line: None, lambda total: nullcontext())
    for book, name in zip(("first-summary", "summary"), texts.DEMO_SUMMARIES, strict=True):
        (home / "demo" / texts.DEMO_FOLDERS[-1] / name).rename(home / f"{book}.xlsx")
    shutil.copy(home / "summary.xlsx", home / "printed.xlsx")


def last_year(content: Content) -> dict[Address, Number]:
    """Figures of last year that fit a unit's report of this year: its 上年结转 was carried out then."""
    figures = content.figures
    prior: dict[Address, Number] = {}
    for spot, value in figures.items():
        table, row, column = spot.split(".")
        if row == "carried_in":
            prior[Address(f"{table}.carried_out.{column}")] = value
        elif column == "in_force":
            before = figures[Address(f"{table}.{row}.repealed")] - figures[Address(f"{table}.{row}.issued")]
            prior[spot] = value + before
    return {spot: value for spot, value in complete(edition(), prior).items() if value is not None}


def show_as_on_screen(path: Path) -> None:
    """Change a workbook's print settings, in its XML, so that all else stays as govxl wrote it."""
    with zipfile.ZipFile(path) as archive:
        parts = {item: archive.read(item) for item in archive.namelist()}
    for name, data in parts.items():
        if name == "xl/workbook.xml":
            data = re.sub(rb'<definedName name="_xlnm\.Print_Area"[^>]*>.*?</definedName>', b"", data)
        elif name.startswith("xl/worksheets/sheet"):
            data = re.sub(rb"<headerFooter.*?</headerFooter>|<printOptions[^>]*/>", b"", data, flags=re.DOTALL)
            data = data.replace(b"<pageMargins", b'<printOptions headings="1"/><pageMargins', 1)
            data = data.replace(b'paperSize="9"', b'paperSize="8"')  # A3
        parts[name] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def fonts(home: Path) -> dict[str, str]:
    """The settings under which fonts of official documents are found, where the system has none of their names."""
    rule = (
        '<match target="pattern"><test name="family"><string>{}</string></test>'
        '<edit name="family" mode="append" binding="same"><string>Noto {} CJK SC</string></edit></match>'
    )
    rules = "".join(rule.format(*pair) for pair in FONTS.items())
    config = home / "fonts.conf"
    head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    config.write_text(f"{head}<fontconfig>{system}{rules}</fontconfig>", "utf-8")
    return os.environ | {"FONTCONFIG_FILE": str(config)}


def print_to_pdf(home: Path, books: list[Path], settings: dict[str, str] | None = None) -> None:
    """All files to PDF, with a profile of its own, so that an open LibreOffice is left alone."""
    command = ["soffice", f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    command += ["--outdir", str(home), *map(str, books)]
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=settings)


def draw(pdf: Path, picture: Picture) -> None:
    """One picture: the page that carries its words, cut to what is drawn there."""
    pages = run("pdftotext", str(pdf), "-").split("\f")
    found = [number for number, page in enumerate(pages, start=1) if picture.words in "".join(page.split())]
    if not found:
        raise SystemExit(f"{picture.name}: no page of {pdf.name} says {picture.words}")
    page = ["-r", str(picture.dpi), "-f", str(found[0]), "-l", str(found[0]), "-singlefile"]
    run("pdftoppm", "-gray", *page, str(pdf), str(pdf.with_suffix("")))
    left, top, right, bottom = drawn(pdf.with_suffix(".pgm").read_bytes())
    height = bottom - top
    top, bottom = top + round(height * picture.top), top + round(height * picture.bottom)
    left, top = max(left - BORDER, 0), max(top - BORDER, 0)
    box = ["-x", left, "-y", top, "-W", right + BORDER - left, "-H", bottom + BORDER - top]
    run("pdftoppm", "-png", *page, *map(str, box), str(pdf), str(IMAGES / picture.name))


def drawn(pgm: bytes) -> tuple[int, int, int, int]:
    """The rectangle of a grey picture in which something is drawn: left, top, right, bottom."""
    magic, width, height, *_ = pgm.split(maxsplit=4)
    assert magic == b"P5"
    wide = int(width)
    pixels = pgm[-wide * int(height) :]
    white = b"\xff" * wide
    rows = [pixels[start : start + wide] for start in range(0, len(pixels), wide)]
    inked = [number for number, row in enumerate(rows) if row != white]
    left = min(wide - len(row.lstrip(b"\xff")) for row in rows)
    right = max(len(row.rstrip(b"\xff")) for row in rows)
    return left, inked[0], right, inked[-1] + 1


def run(*command: str) -> str:
    """What a program prints."""
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", timeout=60).stdout


if __name__ == "__main__":
    sys.exit(main())
