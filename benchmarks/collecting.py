"""What a collection costs: 500 filled workbooks held against a roster, in a process of its own.

Prints the peak memory of that process and its CPU time per file. Usage: python benchmarks/collecting.py [FILES]
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import govxl
from govxl.demo import content
from govxl.demo.county import county
from govxl.form import Address


def fill(folder: Path, files: int) -> Path:
    """Write a heap of workbooks and the roster of their units; returns the roster."""
    heap = folder / "heap"
    heap.mkdir()
    samples = [content(unit) for unit in county()]
    fee = Address("disclosure.fees.amount")
    rows = ["单位代码,单位名称,联系人,电话"]
    for number in range(files):
        code, sample = f"U{number:04}", samples[number % len(samples)]
        figures = dict(sample.figures) | {fee: number}  # no two alike
        rows.append(f"{code},青禾县第{number}局,某人,0000")
        unit = govxl.Unit(code, f"青禾县第{number}局")
        govxl.write_template(heap / f"{code}.xlsx", replace(sample, unit=unit, figures=figures))
    roster = folder / "roster.csv"
    roster.write_text("\n".join([*rows, "U9999,青禾县没有交的局,某人,0000"]) + "\n", "utf-8")
    return roster


def collect(folder: Path) -> None:
    """The work that is measured, in this process; prints what it took as JSON."""
    roster = govxl.read_roster(folder / "roster.csv")
    start = time.process_time()
    result = govxl.gather([folder / "heap"], roster)
    judged = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    govxl.write_status(folder / "status.xlsx", result)
    used = sum(one.state == "used" for one in result.judged)
    written = time.process_time() - start - judged
    total = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"used": used, "judged": judged, "written": written, "peak": peak, "total": total}))


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--child"]:
        collect(Path(sys.argv[2]))
        return
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, files)
        child = subprocess.run(
            [sys.executable, __file__, "--child", name], check=True, capture_output=True, encoding="utf-8"
        )
    taken = json.loads(child.stdout)
    print(f"{files} files, {taken['used']} used")
    print(
        f"read, checked and judged: {taken['judged'] * 1000 / files:.2f} ms CPU per file, peak {taken['peak']:.0f} MB"
    )
    print(f"status workbook: {taken['written']:.2f} s CPU in all, peak {taken['total']:.0f} MB")


if __name__ == "__main__":
    main()
