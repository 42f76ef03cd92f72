"""What a workbook costs: making a blank one, and reading and checking a filled one, beside openpyxl and bare calamine.

Prints CPU milliseconds per workbook as medians of interleaved rounds, and ratios, which alone carry over to another
machine. Usage: python benchmarks/reading.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import python_calamine

import govxl
from govxl.demo import content
from govxl.demo.county import county

SHEETS = ("封面", "一", "二", "三", "四", "五", "六", "_govxl")


def bare_calamine(path: Path) -> None:
    """The floor: the cells of the sheets that the reader needs, and nothing done with them."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in SHEETS:
        book.get_sheet_by_name(name).to_python()


def measure(rounds: int) -> dict[str, float]:
    """CPU milliseconds per workbook of each way, as medians over rounds in which all ways take turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{unit.code}.xlsx" for unit in county()]
        for path, unit in zip(paths, county(), strict=True):
            govxl.write_template(path, content(unit))
        blank = folder / "blank.xlsx"
        ways: dict[str, tuple[Callable[[Path], object], list[Path]]] = {
            "blank template": (govxl.write_template, [blank] * 4),
            "govxl read + check": (lambda path: govxl.check(govxl.read(path)), paths),
            "bare calamine": (bare_calamine, paths),
            "openpyxl.load_workbook": (openpyxl.load_workbook, paths[:4]),
        }
        times: dict[str, list[float]] = {way: [] for way in ways}
        for turn in range(rounds + 1):
            for way, (act, files) in ways.items():
                start = time.process_time()
                for path in files:
                    act(path)
                if turn:  # the first round warms up
                    times[way].append((time.process_time() - start) * 1000 / len(files))
        print(f"blank template: {blank.stat().st_size / 1024:.1f} KB")
    return {way: statistics.median(values) for way, values in times.items()}


def main() -> None:
    """Measure and print."""
    result = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
    for way, milliseconds in result.items():
        print(f"{way}: {milliseconds:.2f} ms CPU")
    own = result["govxl read + check"]
    print(f"openpyxl / govxl: {result['openpyxl.load_workbook'] / own:.1f}")
    print(f"govxl / bare calamine: {own / result['bare calamine']:.1f}")


if __name__ == "__main__":
    main()
