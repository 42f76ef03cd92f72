"""A tree of filled workbooks, made quickly, and what their figures come to, counted while they are made.

Some dozens are written by govxl, half of them saved again by LibreOffice; each workbook is one of these with another
unit and three figures of its own put in the places of marks, in all parts of the file. What they come to is counted
from what python-calamine finds in the originals and from the figures put in: nothing of it was read by govxl.
"""

from __future__ import annotations

import functools
import io
import json
import math
import os
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import NamedTuple

import filled
import soffice

import govxl
from govxl.form import Address

ORIGINALS = 48
FEW = 1000  # up to so many are made by one process
UNITS, COUNTIES, CITIES = 50, 8, 10  # of a county, of a city, of a province
CODE, OFFICE = "N999999", "某某某某某局"  # stands in the originals where each workbook has its own
# In no rule between figures, and so free. Their marks are such numbers as nothing else in an original has.
MARKS = {
    "disclosure.licences.decisions": Decimal("915591"),
    "disclosure.penalties.decisions": Decimal("915593"),
    "disclosure.fees.amount": Decimal("91559.25"),
}
# How the reports put the same figures into words.
WORDS = {
    "disclosure.licences.decisions": r"(行政许可\D{0,8})%s(件)",
    "disclosure.penalties.decisions": r"(行政处罚\D{0,8})%s(件)",
    "disclosure.fees.amount": r"(收费\D{0,8})%s(万元)",
}


class Copy(NamedTuple):
    """One workbook of the tree: where, of which original, whose, and its own figures."""

    path: Path
    original: int
    code: str
    office: str
    own: dict[str, Decimal]


def shape(number: int) -> dict[str, int]:
    """How many places there are of each kind for so many workbooks."""
    counties = math.ceil(number / UNITS)
    cities = math.ceil(counties / COUNTIES)
    return {"files": number, "counties": counties, "cities": cities, "provinces": math.ceil(cities / CITIES)}


def make(folder: Path, number: int) -> Path:
    """Make the tree in ``folder/tree`` and the count beside it; what is there of the same version is taken as it is."""
    tree, made = folder / "tree", folder / "made.json"
    wanted = {"files": number, "govxl": version("govxl"), "office": bool(soffice.program())}
    if made.exists() and json.loads(made.read_text("utf-8")) == wanted:
        return tree
    made.unlink(missing_ok=True)
    for old in (tree, folder / "originals"):
        shutil.rmtree(old, ignore_errors=True)
    paths = originals(folder)
    all_of_it = list(copies(tree, number))
    for place in {copy.path.parent for copy in all_of_it}:
        place.mkdir(parents=True)
    work = functools.partial(write, paths)
    if number < FEW:
        for copy in all_of_it:
            work(copy)
    else:
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(work, all_of_it, chunksize=UNITS))
    sums = count([figures_in(path) for path in paths], all_of_it)
    (folder / "counted.json").write_text(json.dumps({spot: str(value) for spot, value in sums.items()}), "utf-8")
    made.write_text(json.dumps(wanted), "utf-8")
    return tree


def counted(folder: Path) -> dict[str, Decimal]:
    """What the figures of all workbooks that were made there come to."""
    return {spot: Decimal(value) for spot, value in json.loads((folder / "counted.json").read_text("utf-8")).items()}


def originals(folder: Path) -> tuple[Path, ...]:
    """Different workbooks with the marks in them, half of them saved again by LibreOffice."""
    place = folder / "originals"
    place.mkdir(parents=True)
    paths = tuple(place / f"{number}.xlsx" for number in range(ORIGINALS))
    reports = _marked()
    for path in paths:
        govxl.write_template(path, next(reports))
        while govxl.check(govxl.read(path)):  # such as a report that says in words that no fees were taken
            govxl.write_template(path, next(reports))
    filled.save_again(paths[1::2], folder)
    return paths


def _marked() -> Iterator[govxl.Content]:
    """Reports in which the marks stand for their figures, in the tables and wherever the words tell them."""
    for report in filled.reports(Random(7)):
        words = dict(report.texts)
        for spot, mark in MARKS.items():
            value = f"{Decimal(report.figures[Address(spot)]):f}"
            told = re.compile(WORDS[spot] % re.escape(value))
            words = {part: told.sub(rf"\g<1>{mark}\g<2>", text) for part, text in words.items()}
        figures = dict(report.figures) | {Address(spot): mark for spot, mark in MARKS.items()}
        yield replace(report, unit=govxl.Unit(CODE, OFFICE), figures=figures, texts=words)


def copies(tree: Path, number: int) -> Iterator[Copy]:
    """What is made, from a fixed seed."""
    chance = Random(number)
    for index in range(number):
        county = index // UNITS
        city = county // COUNTIES
        place = tree / f"{city // CITIES + 1}省" / f"{city + 1}市" / f"{county + 1}县"
        code, office = f"N{index:06}", f"第{index + 1}局"
        values = (chance.randrange(1, 9000), chance.randrange(1, 900), Decimal(chance.randrange(1, 10**8)) / 10_000)
        own = dict(zip(MARKS, map(Decimal, values), strict=True))
        yield Copy(place / f"{code}_{office}.xlsx", chance.randrange(ORIGINALS), code, office, own)


def write(paths: Sequence[Path], copy: Copy) -> None:
    """Make one workbook."""
    changes = [(CODE, copy.code), (OFFICE, copy.office)]
    changes += [(str(mark), f"{copy.own[spot]:f}") for spot, mark in MARKS.items()]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(paths[copy.original]):
            for mark, own in changes:
                content = content.replace(mark.encode(), own.encode())
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    copy.path.write_bytes(made.getbuffer())


@functools.cache
def _parts(original: Path) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(original) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def figures_in(path: Path) -> dict[str, Decimal]:
    """The figures of a workbook as bare python-calamine finds them at their places."""
    import python_calamine

    found, book = {}, python_calamine.CalamineWorkbook.from_path(str(path))
    for sheet, places in filled.spots().items():
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        found |= {spot: Decimal(str(rows[row][column])) for spot, (row, column) in places.items()}
    return found


def count(of_originals: Sequence[Mapping[str, Decimal]], made: Sequence[Copy]) -> dict[str, Decimal]:
    """What the figures of all copies come to: those of its original each, but for its own."""
    times = Counter(copy.original for copy in made)
    sums = {
        spot: sum((of_originals[one][spot] * often for one, often in times.items()), Decimal())
        for spot in of_originals[0]
    }
    return sums | {spot: sum((copy.own[spot] for copy in made), Decimal()) for spot in MARKS}
