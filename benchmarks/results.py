"""What every measurement here needs: processor time, peak memory, a child process, and the file that keeps the result.

A script keeps its result with ``--json FILE``; benchmarks/results/NAME.json are the last ones at full size, and
benchmarks/page.py writes docs/性能.md from them, so that each can be renewed alone::

    arguments, target = results.arguments()
    results.save(target, {"files": 1000, "mb": 95})
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("results")
LIBRARIES = ("openpyxl", "xlsxwriter", "python-calamine", "pandas", "pyexcel", "pyexcel-xlsx")


def arguments() -> tuple[list[str], Path | None]:
    """The arguments of the command line without ``--json FILE``, and that file."""
    given = sys.argv[1:]
    target = option(given, "--json")
    return given, Path(target) if target else None


def option(given: list[str], name: str) -> str | None:
    """The value that follows an option, both taken out of what was given; None without it."""
    if name not in given:
        return None
    at = given.index(name)
    if at + 1 == len(given):
        raise SystemExit(f"{name} wants a value")
    value = given[at + 1]
    del given[at : at + 2]
    return value


def numbers(given: list[str], *usual: int) -> list[int]:
    """What is left of the command line as numbers, with the usual ones for those that are not given."""
    return [*map(int, given), *usual[len(given) :]][: len(usual)]


def save(target: Path | None, result: Mapping[str, Any]) -> None:
    """Keep a result together with the machine and the versions; nothing is done without a target."""
    if target is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    whole = {**result, "machine": machine(), "versions": versions()}
    target.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", "utf-8")


def load(name: str, folder: Path = FOLDER) -> dict[str, Any] | None:
    """The kept result of that name, None if there is none."""
    path = folder / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def seconds() -> float:
    """The processor time of this process and of those that it has started and that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def peak() -> float:
    """MB of this process or of the largest that it has started. Linux tells it without what the parent took."""
    return max(own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)


def own_peak() -> float:
    """MB of this process alone."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1]) / 1024  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def child(script: str, *given: object) -> Any:
    """What a script prints as JSON, run with these arguments in a process of its own; what it complains of is seen."""
    order = [sys.executable, script, *map(str, given)]
    done = subprocess.run(order, stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"{' '.join(order[1:])} ended with {done.returncode}")
    return json.loads(done.stdout)


def of_workers(workers: Any) -> dict[int, tuple[float, float]]:
    """The processor time in seconds and the peak memory in MB of each worker of :class:`govxl.workers.Workers`."""
    return dict(task.result() for task in [workers.submit(_usage) for _ in range(8 * workers.workers)])


def _usage() -> tuple[int, tuple[float, float]]:
    time.sleep(0.05)  # so that each worker answers once
    return os.getpid(), (time.process_time(), own_peak())


def missing(module: str) -> bool:
    """Whether a module is not installed."""
    return importlib.util.find_spec(module) is None


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    information = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", information.read_text()) if information.exists() else None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": found[1] if found else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory, 1),
        "system": platform.system(),
    }


def versions() -> dict[str, str]:
    """Of Python, of govxl and of what it is measured beside."""
    found = {"Python": platform.python_version(), "govxl": version("govxl")}
    return found | {name: version(name) for name in LIBRARIES if not missing(name.replace("-", "_"))}
