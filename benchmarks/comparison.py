"""govxl beside what people add up workbooks with: CPU time and peak memory of each way, on the same files.

Makes filled workbooks from a fixed seed, half of them saved again by LibreOffice if it is installed. Then every way
adds up the same figures of all of them, each in a process of its own; the ways take turns over some rounds, and medians
are told. Those that take long do one round. A way whose sums differ ends the run. Each way is as quick as its library
allows: it takes no sheet without figures, stops below the last row of a table, and does not guess types.
Usage: python benchmarks/comparison.py [FILES] [ROUNDS] [--only WAY,WAY...] [--keep FOLDER] [--json FILE]
``--keep`` leaves the workbooks in a folder, and takes those that it holds already.
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import results
import soffice

# The sheets that govxl reads of a filled workbook.
READ = ("封面", "一", "二", "三", "四", "五", "六", "_govxl")
CSV_FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

Spots = dict[str, dict[str, tuple[int, int]]]  # sheet -> figure -> row and column from 0
Sums = dict[str, float]
Act = Callable[[Sequence[Path], Spots], Sums | None]


def rows_of(spots: Spots) -> dict[str, int]:
    """How many rows of each sheet hold all its figures."""
    return {sheet: 1 + max(row for row, _ in places.values()) for sheet, places in spots.items()}


class _Adder:
    """The sums of what stands at the figures' places in the sheets of one workbook after the other."""

    def __init__(self, spots: Spots):
        self.spots = spots
        self.sums: Sums = {name: 0 for sheet in spots.values() for name in sheet}

    def rows(self, sheet: str, rows: Any) -> None:
        """One sheet, as a sequence of rows."""
        for name, (row, column) in self.spots[sheet].items():
            self.sums[name] += float(rows[row][column] or 0)


def _govxl_consolidate(paths: Sequence[Path], spots: Spots) -> Sums:
    import govxl

    with tempfile.TemporaryDirectory() as name:
        result = govxl.consolidate(paths, Path(name) / "汇总.xlsx")
    if len(result.included) != len(paths):
        raise SystemExit("not all workbooks count")
    return {spot: float(value) for spot, value in result.total.figures.items()}


def _govxl_check(paths: Sequence[Path], spots: Spots) -> Sums:
    import govxl

    sums: Sums = {}
    for path in paths:
        filing = govxl.read(path)
        govxl.check(filing)
        for spot, value in filing.figures.items():
            sums[spot] = sums.get(spot, 0) + float(value)
    return sums


def _pandas(engine: str) -> Act:
    def act(paths: Sequence[Path], spots: Spots) -> Sums:
        import pandas

        adder, plain = _Adder(spots), {"header": None, "na_filter": False, "dtype": object}
        for path in paths:
            with pandas.ExcelFile(path, engine=engine) as book:
                for sheet, count in rows_of(spots).items():
                    frame = pandas.read_excel(book, sheet_name=sheet, nrows=count, **plain)
                    adder.rows(sheet, frame.to_numpy())
        return adder.sums

    return act


def _openpyxl(read_only: bool) -> Act:
    def act(paths: Sequence[Path], spots: Spots) -> Sums:
        import openpyxl

        adder = _Adder(spots)
        for path in paths:
            book = openpyxl.load_workbook(path, data_only=True, read_only=read_only, keep_links=False)
            for sheet, count in rows_of(spots).items():
                adder.rows(sheet, list(book[sheet].iter_rows(max_row=count, values_only=True)))
            book.close()
        return adder.sums

    return act


def _pyexcel(paths: Sequence[Path], spots: Spots) -> Sums:
    import pyexcel

    adder = _Adder(spots)
    for path in paths:
        # What is hidden counts too, which is also the reader's quicker way.
        book = pyexcel.get_book_dict(file_name=str(path), sheets=list(spots), skip_hidden_row_and_column=False)
        for sheet in spots:
            adder.rows(sheet, book[sheet])
    return adder.sums


def _libreoffice(paths: Sequence[Path], spots: Spots) -> Sums:
    adder = _Adder(spots)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def tables(path: Path) -> dict[str, Path]:
            return {sheet: folder / f"{path.stem}-{sheet}.csv" for sheet in spots}

        def arrived(path: Path) -> bool:
            return all(table.exists() for table in tables(path).values())

        soffice.convert(paths, CSV_FILTER, folder, folder / "profile", arrived)
        for path in paths:
            for sheet, table in tables(path).items():
                with table.open(encoding="utf-8", newline="") as file:
                    adder.rows(sheet, list(csv.reader(file)))
    return adder.sums


def _calamine(paths: Sequence[Path], spots: Spots) -> Sums:
    import python_calamine

    adder = _Adder(spots)
    for path in paths:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for sheet in READ:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if sheet in spots:
                adder.rows(sheet, rows)
    return adder.sums


def _bytes(paths: Sequence[Path], spots: Spots) -> None:
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                archive.read(name).count(b"<c ")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the sums: what it does, the module or program it needs, and whether one round of it is enough."""

    act: Act
    needs: str = ""
    once: bool = False

    @property
    def missing(self) -> bool:
        """Whether what it needs is not installed."""
        if self.needs == "soffice":
            return not soffice.program()
        return bool(self.needs) and results.missing(self.needs)


WAYS: dict[str, Way] = {
    "consolidate": Way(_govxl_consolidate),
    "check": Way(_govxl_check),
    "pandas-openpyxl": Way(_pandas("openpyxl"), "pandas"),
    "pandas-calamine": Way(_pandas("calamine"), "pandas"),
    "openpyxl": Way(_openpyxl(False), once=True),
    "openpyxl-read-only": Way(_openpyxl(True)),
    "pyexcel": Way(_pyexcel, "pyexcel_xlsx"),
    "libreoffice": Way(_libreoffice, "soffice", once=True),
    "calamine": Way(_calamine),
    "bytes": Way(_bytes),
}


def run(way: str, folder: Path) -> None:
    """One way in this process; prints its CPU seconds, its peak memory in MB and its sums as JSON.

    What is loaded once is not counted: each way first does one workbook.
    """
    spots: Spots = json.loads((folder / "spots.json").read_text("utf-8"))
    paths, act = sorted((folder / "books").iterdir()), WAYS[way].act
    if way != "libreoffice":
        act(paths[:1], spots)
    start = results.seconds()
    sums = act(paths, spots)
    print(json.dumps({"cpu": results.seconds() - start, "peak": results.peak(), "sums": sums}))


def measure(number: int, rounds: int, only: Sequence[str], folder: Path) -> dict[str, Any]:
    """All that is told: of each way the median CPU milliseconds per workbook and the peak memory."""
    ways = [name for name, way in WAYS.items() if not way.missing and (not only or name in only)]
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in ways}
    resaved = results.child(__file__, "--make", folder, number)
    size = sum(path.stat().st_size for path in (folder / "books").iterdir()) / number
    for turn in range(rounds):
        for name in ways:
            if turn == 0 or not WAYS[name].once:
                print(f"{turn + 1}/{rounds} {name}", file=sys.stderr, flush=True)
                taken[name].append(results.child(__file__, "--run", name, folder))
    wanted = _rounded(taken["check"][0]["sums"])
    for name, some in taken.items():
        if name != "bytes" and any(_rounded(one["sums"]) != wanted for one in some):
            raise SystemExit(f"{name} does not come to the same sums")
    return {
        "files": number,
        "rounds": rounds,
        "resaved": number // 2 if resaved else 0,
        "kilobytes": round(size / 1024, 1),
        "sums": len(wanted),
        "ways": {name: _told(some, number) for name, some in taken.items()},
        "not_measured": [name for name in WAYS if name not in ways],
        "libreoffice": soffice.version(),
    }


def _told(some: Sequence[dict[str, Any]], number: int) -> dict[str, Any]:
    each = [one["cpu"] * 1000 / number for one in some]
    return {
        "ms": round(statistics.median(each), 2),
        "ms_from_to": [round(min(each), 2), round(max(each), 2)],
        "mb": round(statistics.median(one["peak"] for one in some)),
        "rounds": len(some),
    }


def _rounded(sums: Sums) -> Sums:
    return {name: round(value, 6) for name, value in sorted(sums.items())}


def main() -> None:
    """Measure and print, or be the child that does one part of it."""
    given, target = results.arguments()
    if given[:1] == ["--make"]:
        import filled

        print(json.dumps(filled.make(Path(given[1]), int(given[2]))))
        return
    if given[:1] == ["--run"]:
        run(given[1], Path(given[2]))
        return
    start = time.monotonic()
    kept, only = results.option(given, "--keep"), results.option(given, "--only")
    number, rounds = results.numbers(given, 60, 3)
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as name:
        result = measure(number, rounds, ("consolidate", "check", *only.split(",")) if only else (), Path(name))
    if not result["resaved"]:
        print("LibreOffice is not installed: no workbook was saved again by it.", file=sys.stderr)
    for way, one in sorted(result["ways"].items(), key=lambda pair: pair[1]["ms"]):
        ratio = one["ms"] / result["ways"]["consolidate"]["ms"]
        low, high = one["ms_from_to"]
        print(f"{way}: {one['ms']:.2f} ms CPU a file ({low:.2f} to {high:.2f}), {ratio:.2f} of govxl, {one['mb']} MB")
    print(f"{time.monotonic() - start:.0f} s in all", file=sys.stderr)
    results.save(target, result)


if __name__ == "__main__":
    main()
