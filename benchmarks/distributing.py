"""What a distributed workbook costs: distribution beside bare xlsxwriter writing the same sheets, and beside the floor.

The bare way replays the recorded worksheet calls of one such workbook (cells, merged ranges, validations, conditional
formats, sizes, page setup) into a plain xlsxwriter.Workbook with default options: what any program would pay that
writes these sheets with it. The floor deflates the parts that differ between two units and writes the file. A workbook
with last year's figures is written whole; it is measured by itself, without what reading those figures costs. Prints
CPU milliseconds per workbook as medians of interleaved rounds, the ratios, which alone carry over to another machine,
the peak of Python's memory for a third of the units and for all, and the largest file.
Usage: python benchmarks/distributing.py [UNITS] [--json FILE]
"""

from __future__ import annotations

import datetime
import statistics
import tempfile
import time
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from typing import Any

import results
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from govxl import Content, Unit, edition, write_template
from govxl.distribution import distribute
from govxl.roster import Member, Roster

ROUNDS, TODAY = 3, datetime.date(2025, 1, 3)
Call = tuple[str, str, tuple[Any, ...], dict[str, Any]]  # sheet, method, arguments


def roster(count: int) -> Roster:
    """So many imagined units."""
    members = (Member(number, f"U{number:05}", f"青禾县第{number}局") for number in range(count))
    return Roster(Path("roster"), tuple(members))


class Recording:
    """The outermost worksheet calls that write one workbook, and the properties of the formats they use."""

    def __init__(self, folder: Path):
        self.sheets: list[str] = []
        self.calls: list[Call] = []
        self.formats: dict[int, dict[str, Any]] = {}
        self._kept: list[Format] = []  # so that no other format takes over the id of one
        self._inside = False
        methods = [name for name in vars(Worksheet) if not name.startswith(("_", "get_")) and name != "name"]
        originals = {name: getattr(Worksheet, name) for name in methods if callable(getattr(Worksheet, name))}
        add_format = xlsxwriter.Workbook.add_format
        try:
            for name, original in originals.items():
                setattr(Worksheet, name, self._watched(name, original))
            xlsxwriter.Workbook.add_format = self._watched_format(add_format)
            write_template(folder / "recorded.xlsx", Content(Unit("U00000", "青禾县第0局"), 2024, serial="0001"))
        finally:
            for name, original in originals.items():
                setattr(Worksheet, name, original)
            xlsxwriter.Workbook.add_format = add_format

    def _watched(self, name: str, original: Any) -> Any:
        def call(sheet: Worksheet, *args: Any, **options: Any) -> Any:
            if self._inside:
                return original(sheet, *args, **options)
            if sheet.name not in self.sheets:
                self.sheets.append(sheet.name)
            self.calls.append((sheet.name, name, args, options))
            self._inside = True
            try:
                return original(sheet, *args, **options)
            finally:
                self._inside = False

        return call

    def _watched_format(self, original: Any) -> Any:
        def call(book: xlsxwriter.Workbook, properties: dict[str, Any] | None = None) -> Format:
            made = original(book, properties)
            if "xf_index" not in (properties or {}):  # the default format, which every workbook has
                self.formats[id(made)] = dict(properties or {})
                self._kept.append(made)
            return made

        return call

    def replay(self, path: Path) -> float:
        """Write the workbook with bare xlsxwriter; CPU seconds, without those for handing on the formats."""
        start = time.process_time()
        book = xlsxwriter.Workbook(path)
        sheets = {name: book.add_worksheet(name) for name in self.sheets}
        formats = {key: book.add_format(properties) for key, properties in self.formats.items()}
        spent = time.process_time() - start

        def own(value: Any) -> Any:
            if isinstance(value, Format):
                return formats[id(value)]
            return {key: own(inner) for key, inner in value.items()} if isinstance(value, dict) else value

        calls = [
            (getattr(sheets[sheet], name), [own(value) for value in args], own(options))
            for sheet, name, args, options in self.calls
        ]
        start = time.process_time()
        for call, args, options in calls:
            call(*args, **options)
        book.close()
        return spent + time.process_time() - start


class Floor:
    """What no way can do without: to deflate the parts in which two workbooks differ, and to write the file."""

    def __init__(self, one: Path, other: Path):
        with zipfile.ZipFile(one) as first, zipfile.ZipFile(other) as second:
            assert first.namelist() == second.namelist()
            pairs = [(first.read(name), second.read(name)) for name in first.namelist()]
        self.changed = [data for data, same in pairs if data != same]
        self.data = one.read_bytes()

    def run(self, path: Path) -> None:
        """Do it once."""
        for part in self.changed:
            zlib.compress(part, wbits=-15)
        path.unlink(missing_ok=True)
        path.write_bytes(self.data)


def peak(count: int, folder: Path) -> float:
    """The peak of Python's memory while so many units are served, in MB beyond what was there before."""
    units = roster(count)
    tracemalloc.start()
    distribute(units, folder, year=2024, today=TODAY)
    size = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return size / 1e6


def main() -> None:
    """Measure and print."""
    given, target = results.arguments()
    [count] = results.numbers(given, 300)
    units = roster(count)
    prior = {figure.address: 12 for figure in edition().entries}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recording = Recording(folder)
        recording.replay(folder / "bare.xlsx")  # warms up, as the recording did
        print(f"{len(recording.calls)} calls on {len(recording.sheets)} sheets, {len(recording.formats)} formats")
        distribute(roster(3), folder / "few", year=2024, today=TODAY)
        floor = Floor(*sorted((folder / "few").glob("U*.xlsx"))[1:])
        print(f"{len(floor.changed)} parts differ, {sum(map(len, floor.changed)) / 1024:.0f} KB")
        times: dict[str, list[float]] = {}
        for turn in range(ROUNDS):
            start = time.process_time()
            distribute(units, folder / str(turn), year=2024, today=TODAY)
            times.setdefault("govxl distribute", []).append(time.process_time() - start)
            start = time.process_time()
            for member in units.members:
                write_template(folder / "prior.xlsx", Content(member.unit, 2024, serial="0001", prior=prior))
            times.setdefault("with last year's figures", []).append(time.process_time() - start)
            spent = sum(recording.replay(folder / "bare.xlsx") for _ in range(count))
            times.setdefault("bare xlsxwriter", []).append(spent)
            start = time.process_time()
            for _ in range(count):
                floor.run(folder / "floor.xlsx")
            times.setdefault("floor", []).append(time.process_time() - start)
        medians = {way: statistics.median(values) * 1000 / count for way, values in times.items()}
        for way, milliseconds in medians.items():
            ratios = ", ".join(f"{milliseconds / medians[base]:.2f} x {base}" for base in ("bare xlsxwriter", "floor"))
            print(f"{way}: {milliseconds:.2f} ms CPU a workbook ({ratios})")
        for part in (count // 3, count):
            print(f"peak memory of {part} units: {peak(part, folder / f'memory {part}'):.1f} MB")
        largest = max(path.stat().st_size for path in (folder / "0").glob("U*.xlsx"))
        bare = (folder / "bare.xlsx").stat().st_size
        print(f"largest workbook: {largest / 1024:.1f} KB (bare: {bare / 1024:.1f} KB)")
        told = {way: round(milliseconds, 3) for way, milliseconds in medians.items()}
        results.save(target, {"files": count, "ms": told})


if __name__ == "__main__":
    main()
