"""What a consolidation holds in memory: 1,000 and 10,000 workbooks, each in a process of its own, by one and two jobs.

Prints for each number of files and jobs the peak memory of the parent process and of its largest worker, the CPU time
of all of them, and the ratio of the peaks. Usage: python benchmarks/memory.py [FEW] [MANY] [JOBS,JOBS] [--json FILE]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import results

import govxl
from govxl.demo import content
from govxl.demo.county import county
from govxl.form import Address

KINDS = 24  # different workbooks that are written; the others are these with another unit and another fee
CODE, NAME, FEE = "QK00000", "青禾县第00000局", 7654321
GOAL = 1.5


def fill(folder: Path, files: int) -> None:
    """Write workbooks of so many units, no two alike, a thousand a folder."""
    kinds = [_parts(folder / "kind.xlsx", number) for number in range(min(KINDS, files))]
    for number in range(files):
        parts, changed = kinds[number % len(kinds)]
        place = folder / f"{number // 1000:03}" / f"{number:05}.xlsx"
        place.parent.mkdir(exist_ok=True)
        told = {
            CODE.encode(): f"QK{number:05}".encode(),
            NAME.encode(): f"青禾县第{number:05}局".encode(),
            b"<v>%d</v>" % FEE: b"<v>%d</v>" % number,
        }
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in parts.items():
                for sign, words in told.items() if name in changed else ():
                    data = data.replace(sign, words)
                archive.writestr(name, data)


def _parts(path: Path, number: int) -> tuple[Mapping[str, bytes], frozenset[str]]:
    """One workbook's parts, and those of them that tell the unit or the fee."""
    units = county()
    sample = content(units[number % len(units)])
    figures = dict(sample.figures) | {Address("disclosure.fees.amount"): FEE}
    govxl.write_template(path, replace(sample, unit=govxl.Unit(CODE, NAME), figures=figures))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    path.unlink()
    signs = (CODE.encode(), NAME.encode(), b"<v>%d</v>" % FEE)
    return parts, frozenset(name for name, data in parts.items() if any(sign in data for sign in signs))


def consolidate(folder: Path, output: Path, jobs: int) -> None:
    """The work that is measured, in this process; prints what it took as JSON."""
    from govxl.workers import Workers

    start, spent = time.perf_counter(), dict[int, tuple[float, float]]()
    if jobs == 1:
        result = govxl.consolidate([folder], output)
    else:
        with Workers(jobs) as workers:
            result = govxl.consolidate([folder], output, executor=workers)
            spent = results.of_workers(workers)
    wall, cpu = time.perf_counter() - start, time.process_time() + sum(seconds for seconds, _ in spent.values())
    peaks = {"peak": results.own_peak(), "worker": max((mb for _, mb in spent.values()), default=0)}
    print(json.dumps({"units": len(result.included), "cpu": cpu, "wall": wall, **peaks}))


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--child"]:
        consolidate(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
        return
    given, target = results.arguments()
    few, many = results.numbers(given[:2], 1000, 10_000)
    jobs = [int(one) for one in (given[2] if given[2:] else "1,2").split(",")]
    peaks: dict[tuple[int, int], float] = {}
    with tempfile.TemporaryDirectory() as name:
        for files in (few, many):
            heap = Path(name) / str(files)
            heap.mkdir()
            fill(heap, files)
            for number in jobs:
                call = [sys.executable, __file__, "--child", str(heap), str(Path(name) / "sum.xlsx"), str(number)]
                environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
                child = subprocess.run(call, check=True, capture_output=True, encoding="utf-8", env=environment)
                taken = json.loads(child.stdout)
                (Path(name) / "sum.xlsx").unlink()
                peaks[files, number] = taken["peak"]
                print(
                    f"{files} files, {number} jobs: {taken['units']} units added up, peak {taken['peak']:.0f} MB; "
                    f"CPU {taken['cpu']:.1f} s, wall {taken['wall']:.1f} s"
                    + (f"; largest worker {taken['worker']:.0f} MB" if number > 1 else ""),
                    flush=True,
                )
    for number in jobs:
        ratio = peaks[many, number] / peaks[few, number]
        print(f"{number} jobs: peak at {many} files is {ratio:.2f} x that at {few} (goal: at most {GOAL})")
    told = {str(number): {"peaks": [round(peaks[files, number], 1) for files in (few, many)]} for number in jobs}
    results.save(target, {"files": [few, many], "jobs": told})


if __name__ == "__main__":
    main()
