"""What a second worker is worth: 400 workbooks read and checked, and consolidated, by one process and by workers.

One process and the workers take turns, so that whatever else the machine does meets both. Prints medians of wall time,
their ratio, and the processor time of the parent and of all workers together, which tells what the ratio would be on
processors that have nothing else to do. Usage: python benchmarks/jobs.py [FILES] [WORKERS] [ROUNDS] [--json FILE]
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

import results
from collecting import fill

import govxl
from govxl.collect import judge
from govxl.heap import items
from govxl.workers import Workers


def cpu(workers: Workers) -> dict[int, float]:
    """The processor time of each worker since its start."""
    return {worker: seconds for worker, (seconds, _) in results.of_workers(workers).items()}


def main() -> None:
    """Measure and print."""
    given, target = results.arguments()
    files, number, rounds = results.numbers(given, 400, 2, 5)
    told: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, files)
        heap = items([folder / "heap"])
        ways: dict[str, Callable[[Executor | None], object]] = {
            "read + check": lambda executor: judge(heap, executor=executor),
            "consolidate": lambda executor: govxl.consolidate(
                [folder / "heap"], folder / "sum.xlsx", executor=executor
            ),
        }
        start = time.perf_counter()
        with Workers(number) as workers:
            workers.submit(os.getpid).result()
            print(
                f"starting workers: {time.perf_counter() - start:.2f} s; the machine's load: {os.getloadavg()[0]:.1f}"
            )
            for way, act in ways.items():
                walls: dict[str, list[float]] = {"one": [], "workers": []}
                parents: dict[str, list[float]] = {"one": [], "workers": []}
                spent = []
                for turn in range(rounds + 1):
                    for who, executor in (("one", None), ("workers", workers)):
                        before = cpu(workers)
                        (folder / "sum.xlsx").unlink(missing_ok=True)  # which would be read and compared
                        wall, own = time.perf_counter(), time.process_time()
                        act(executor)
                        wall, own = time.perf_counter() - wall, time.process_time() - own
                        if turn:  # the first round warms up
                            walls[who].append(wall)
                            parents[who].append(own)
                            after = cpu(workers)
                            spent += [max(after[one] - before.get(one, 0) for one in after)] if executor else []
                one, many = (statistics.median(walls[who]) for who in ("one", "workers"))
                alone, parent = (statistics.median(parents[who]) for who in ("one", "workers"))
                busiest = statistics.median(spent)
                told[way] = {
                    "one": round(one, 3),
                    "many": round(many, 3),
                    "one_cpu": round(alone, 3),
                    "parent_cpu": round(parent, 3),
                    "busiest_cpu": round(busiest, 3),
                }
                print(
                    f"{way}, {files} workbooks: one {one:.2f} s, {number} workers {many:.2f} s, "
                    f"ratio {one / many:.2f}; "
                    f"CPU: one {alone:.2f} s, parent {parent:.2f} s, busiest worker {busiest:.2f} s, "
                    f"ratio where nothing else runs at most {alone / max(busiest, parent):.2f}, "
                    f"one after the other {alone / (busiest + parent):.2f}"
                )
    results.save(target, {"files": files, "workers": number, "rounds": rounds, "ways": told})


if __name__ == "__main__":
    main()
