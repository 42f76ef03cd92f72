"""Filled workbooks for the measurements: clean reports from a fixed seed, half of them saved again by LibreOffice."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from random import Random

import soffice

import govxl
from govxl.demo import content
from govxl.demo.county import county
from govxl.layout import layout_of

YEAR = 2024
Spots = dict[str, dict[str, tuple[int, int]]]  # sheet -> figure -> row and column from 0


def spots() -> Spots:
    """Where the figures stand in a workbook of ours."""
    form, found = govxl.edition(), Spots()
    for figure in form.figures:
        place = layout_of(form).places[figure.address]
        found.setdefault(place.sheet, {})[figure.address] = (place.row, place.column)
    return found


def reports(chance: Random) -> Iterator[govxl.Content]:
    """Reports without end in which nothing is wrong, all of one year, with figures and prose as units have them."""
    while True:
        year = chance.randrange(2005, YEAR + 1)
        sample = content(chance.choice(county(year)[1:]))
        prose = {part: _dated(text, year) for part, text in sample.texts.items()}
        cover = {name: _dated(text, year) for name, text in sample.cover.items()}
        yield replace(sample, texts=prose, cover=cover)


def _dated(text: str, year: int) -> str:
    """What a report says of its year and of the next, as if it were of the year that all are of."""
    return text.replace(str(year + 1), str(YEAR + 1)).replace(str(year), str(YEAR))


def save_again(paths: Sequence[Path], folder: Path) -> bool:
    """Have LibreOffice save these workbooks in their places; False if it is not installed."""
    if not soffice.program():
        return False
    again = folder / "again"

    def arrived(path: Path) -> bool:
        return zipfile.is_zipfile(again / path.name)  # a broken off file has no end

    soffice.convert(paths, "xlsx:Calc MS Excel 2007 XML", again, folder / "profile", arrived)
    for path in paths:
        (again / path.name).replace(path)
    shutil.rmtree(again, ignore_errors=True)
    return True


def make(folder: Path, number: int) -> bool:
    """So many filled workbooks in ``folder/books``, and in ``folder/spots.json`` where their figures stand.

    What this version has made there for that number is taken as it is. Tells whether LibreOffice saved half of them
    again.
    """
    made, books = folder / "made.json", folder / "books"
    wanted = {"files": number, "govxl": version("govxl"), "resaved": bool(soffice.program())}
    if made.exists() and json.loads(made.read_text("utf-8")) == wanted:
        return wanted["resaved"]
    made.unlink(missing_ok=True)
    shutil.rmtree(books, ignore_errors=True)
    books.mkdir(parents=True)
    (folder / "spots.json").write_text(json.dumps(spots()), "utf-8")
    paths = []
    for index, report in zip(range(number), reports(Random(YEAR)), strict=False):
        paths.append(books / f"B{index:05}.xlsx")
        govxl.write_template(paths[-1], replace(report, unit=govxl.Unit(f"B{index:05}", f"第{index}局")))
    save_again(paths[1::2], folder)
    made.write_text(json.dumps(wanted), "utf-8")
    return wanted["resaved"]
