"""A nation's reports: thousands of workbooks in a tree of provinces, cities and counties, added up flat and by levels.

Makes them from a fixed seed, adds them up in one run over the tree, and again by levels: a summary of each county, of
these one of each city, of these of each province, and of these the nation's. Every one of the sums must be the one that
was counted when the workbooks were made; if one is not, the program ends with its name. Prints rate, processor time,
peak memory and sizes with one worker and with two, and what they come to for 150,000 workbooks.
Usage: python benchmarks/nation.py [FILES] [--keep FOLDER] [--open] [--json FILE]
``--keep`` leaves all files in a folder, and takes the workbooks that it holds already; ``--open`` lets LibreOffice open
the summaries.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Any

import country
import results
import soffice

NATION = 150_000
HEAVY = 50 << 20  # bytes of a summary from which on LibreOffice is not asked to open it
NAME = "全国"


def compare(counted: dict[str, Decimal], summary: Path) -> None:
    """Hold every sum in the tables of a summary workbook against what was counted; ends the program where one differs.

    The cells are read with bare python-calamine, so that our own reader has no part in it.
    """
    found = country.figures_in(summary)
    wrong = {spot: (found.get(spot), value) for spot, value in counted.items() if found.get(spot) != value}
    if wrong or len(found) != len(counted):
        spot, (is_there, wanted) = next(iter(wrong.items()))
        raise SystemExit(
            f"{summary.name}: {len(wrong)} of {len(counted)} sums differ, {spot} is {is_there}, not {wanted}"
        )


def flat(folder: Path, target: Path, workers: Any) -> None:
    """One run over the whole tree."""
    import govxl

    result = govxl.consolidate([folder], target, unit=govxl.Unit("N", NAME), executor=workers)
    if result.left_out:
        raise SystemExit(
            f"{len(result.left_out)} workbooks were left out, {result.left_out[0][0].filing.file} among them"
        )


def by_levels(folder: Path, target: Path, workers: Any) -> list[dict[str, Any]]:
    """A summary of each county, city and province and the nation's; of each level what it took, of the nation's first.

    ``longest`` is the run of that level that took longest, in seconds: each office does only one.
    """
    import govxl

    taken: list[dict[str, Any]] = [{"runs": 0, "seconds": 0.0, "longest": 0.0, "bytes": 0} for _ in range(4)]

    def add_up(place: Path, depth: int) -> Path:
        folders = sorted(below for below in place.iterdir() if below.is_dir())
        parts = [add_up(below, depth + 1) for below in folders] or [place]
        made = target if depth == 0 else target.parent / f"{place.name}.xlsx"
        start = time.perf_counter()
        result = govxl.consolidate(parts, made, unit=govxl.Unit(f"L{place.name}", place.name), executor=workers)
        spent, level = time.perf_counter() - start, taken[depth]
        if result.left_out:
            raise SystemExit(f"{place.name}: {len(result.left_out)} files were left out")
        level["runs"] += 1
        level["seconds"] += spent
        level["longest"] = max(level["longest"], spent)
        level["bytes"] += made.stat().st_size
        return made

    add_up(folder, 0)
    return taken


def child(way: str, folder: Path, target: Path, jobs: int) -> None:
    """One way in this process; prints what it took as JSON."""
    from govxl.workers import Workers

    target.parent.mkdir(parents=True, exist_ok=True)
    act = by_levels if way == "levels" else flat
    spent: dict[int, tuple[float, float]] = {}
    with Workers(jobs) if jobs > 1 else nullcontext() as workers:
        if workers:
            results.of_workers(workers)  # they are there before the clock starts
        wall, cpu = time.perf_counter(), time.process_time()
        levels = act(folder, target, workers)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if workers:
            spent = results.of_workers(workers)
    taken = {
        "seconds": round(wall, 2),
        "cpu": round(cpu + sum(seconds for seconds, _ in spent.values()), 2),
        "peak_mb": round(results.own_peak()),
        "worker_mb": round(max((mb for _, mb in spent.values()), default=0)),
        "summary_mb": round(target.stat().st_size / 2**20, 3),
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
    }
    print(json.dumps(taken | ({"levels": levels} if levels else {})))


def opened(path: Path, folder: Path) -> dict[str, float] | None:
    """How long LibreOffice takes to start, open a workbook and save it as .ods; None if it is too large for that."""
    if path.stat().st_size > HEAVY:
        return None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    order = [
        soffice.program(),
        profile,
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        str(folder / "opened"),
        str(path),
    ]
    start = time.perf_counter()
    subprocess.run(order, check=True, capture_output=True, timeout=1800)
    return {"seconds": round(time.perf_counter() - start, 1)}


def measure(number: int, folder: Path, look: bool) -> dict[str, Any]:
    """Make the tree, add it up in all ways, hold them against each other, and tell what they took."""
    start = time.perf_counter()
    tree = country.make(folder, number)
    made, counted = time.perf_counter() - start, country.counted(folder)
    size = sum(path.stat().st_size for path in tree.rglob("*.xlsx"))
    part = tree
    while len(places := sorted(part.iterdir())) == 1:
        [part] = places
    part = places[0] if places[0].is_dir() else part  # the first province, for what grows with the number
    runs: dict[str, dict[str, Any]] = {}
    orders = [
        ("part", "flat", part, 1),
        *((f"{way} {jobs}", way, tree, jobs) for jobs in (1, 2) for way in ("flat", "levels")),
    ]
    for name, way, place, jobs in orders:
        print(f"{name} …", file=sys.stderr, flush=True)
        target = folder / name / f"{NAME}.xlsx"
        target.unlink(missing_ok=True)  # else it would be compared
        runs[name] = results.child(__file__, "--child", way, place, target, jobs)
        if place is tree:
            compare(counted, target)
    for way in ("flat", "levels"):
        if runs[f"{way} 1"]["sha256"] != runs[f"{way} 2"]["sha256"]:
            raise SystemExit(f"{way}: two workers do not make the same bytes as one")
    runs["part"]["files"] = sum(1 for _ in part.rglob("*.xlsx"))
    result = {
        **country.shape(number),
        "sums": len(counted),
        "making_seconds": round(made, 1),
        "workbooks_mb": round(size / 2**20, 1),
        "runs": runs,
        "read_back": {way: _read_back(folder / f"{way} 1" / f"{NAME}.xlsx") for way in ("flat", "levels")},
    }
    if look and soffice.program():
        result["opened"] = {way: opened(folder / f"{way} 1" / f"{NAME}.xlsx", folder) for way in ("flat", "levels")}
    return {**result, "outlook": outlook(result)}


def _read_back(path: Path) -> str:
    """What our own reader says of a summary: used, or why not."""
    import govxl

    filing = govxl.read(path)
    return "used" if filing.source == "summary" else "; ".join(finding.message for finding in filing.findings)


def outlook(result: dict[str, Any]) -> dict[str, Any]:
    """What a run comes to for a nation's workbooks, all growing in a straight line with their number.

    Memory and the size of a flat summary grow from the first province to the whole tree; all else is so much a file.
    """
    files, runs = result["files"], result["runs"]
    times, part, whole = NATION / files, runs["part"], runs["flat 1"]

    def line(name: str) -> float:
        if part["files"] == files:
            return whole[name]
        return whole[name] + (whole[name] - part[name]) / (files - part["files"]) * (NATION - files)

    return {
        "files": NATION,
        "minutes": {name: round(one["seconds"] * times / 60, 1) for name, one in runs.items() if name != "part"},
        "peak_mb": round(line("peak_mb")),
        "summary_mb": round(line("summary_mb"), 1),
        "workbooks_gb": round(result["workbooks_mb"] * times / 1024, 1),
        "longest_seconds": [round(level["longest"], 1) for level in runs["levels 1"]["levels"]],
    }


def show(result: dict[str, Any]) -> None:
    """Print it."""
    files = result["files"]
    print("{files} workbooks of {counties} counties, {cities} cities, {provinces} provinces".format(**result), end="; ")
    print(f"{result['workbooks_mb']} MB, made in {result['making_seconds']} s")
    for name, one in result["runs"].items():
        count = one.get("files", files)
        print(
            f"{name}: {one['seconds']:.1f} s, {count / one['seconds']:.0f} files/s, {one['cpu'] * 1000 / count:.2f} ms "
            f"CPU a file, peak {one['peak_mb']} MB (a worker {one['worker_mb']}), summary {one['summary_mb']} MB"
        )
    print(f"all {result['sums']} sums are those counted; the summaries are read back as {result['read_back']}")
    print(json.dumps({key: result.get(key) for key in ("opened", "outlook")}, ensure_ascii=False))


def main() -> None:
    """Measure and print, or be the child that does one part of it."""
    given, target = results.arguments()
    if given[:1] == ["--child"]:
        child(given[1], Path(given[2]), Path(given[3]), int(given[4]))
        return
    kept, look = results.option(given, "--keep"), "--open" in given
    [number] = results.numbers([one for one in given if one != "--open"], 20_000)
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as name:
        result = measure(number, Path(name).absolute(), look)
    show(result)
    results.save(target, result)


if __name__ == "__main__":
    main()
