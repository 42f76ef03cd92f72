"""What starting costs: ``govxl --help`` and ``govxl check one.xlsx`` beside bare typer programs of one command.

The bare program for ``check`` reads the same sheets with calamine and does nothing with them. All are run in the same
way: a script of two lines or of a few, by the same Python, compiled before. Prints CPU milliseconds as medians of
interleaved rounds, and ratios, which alone carry over to another machine. A bare typer program draws its help with
rich, which govxl does not; so one that does not is beside it. Then come the modules that are slow to import and are
loaded all the same; where one is among them that the command does not use, the exit status is 1.
Usage: python benchmarks/starting.py [ROUNDS] [--json FILE]
"""

from __future__ import annotations

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import results

from govxl import write_template
from govxl.demo import content
from govxl.demo.county import county

GOVXL = "from govxl.__main__ import main\nmain()\n"
BARE = """\
import typer

app = typer.Typer({options})


@app.command()
def check(path: str) -> None:
    \"\"\"Read a workbook.\"\"\"
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    for name in ("封面", "一", "二", "三", "四", "五", "六", "_govxl"):
        book.get_sheet_by_name(name).to_python()


app()
"""
PROGRAMS = {
    "govxl": GOVXL,
    "bare typer": BARE.format(options=""),
    "typer without rich": BARE.format(options="rich_markup_mode=None"),
}
# What takes 10 ms or more to import, or draws in what does.
HEAVY = frozenset(
    (
        *("asyncio", "concurrent", "dask", "distributed", "docx", "duckdb", "fsspec", "lxml", "multiprocessing"),
        *("numpy", "openpyxl", "pandas", "pkg_resources", "pyarrow", "pydantic", "python_calamine", "rich"),
        *("setuptools", "sqlite3", "ssl", "unittest", "upath", "xlsxwriter"),
    )
)
USED = {"--help": frozenset[str](), "check": frozenset({"python_calamine"})}


def environment(folder: Path) -> dict[str, str]:
    """Modules are compiled once, in a folder of their own, as an installation does."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONIOENCODING": "utf-8"}


def loaded(arguments: list[str]) -> set[str]:
    """The slow modules that govxl loads for some arguments."""
    command = [sys.executable, "-X", "importtime", "-c", GOVXL, *arguments]
    told = subprocess.run(command, capture_output=True, text=True, encoding="utf-8").stderr
    return HEAVY & {name.partition(".")[0] for name in re.findall(r"^import time:.*\| +(\S+)$", told, re.M)}


def measure(folder: Path, workbook: Path, rounds: int) -> dict[tuple[str, str], float]:
    """CPU milliseconds of each program with each command, as medians over rounds in which all take turns."""
    runs = {}
    for program, text in PROGRAMS.items():
        script = folder / f"start {program}.py"
        script.write_text(text, "utf-8")
        runs[program, "--help"] = [sys.executable, str(script), "--help"]
        bare = [] if program == "govxl" else [str(workbook)]
        runs[program, "check"] = [sys.executable, str(script), *(bare or ["check", str(workbook)])]
    times: dict[tuple[str, str], list[float]] = {run: [] for run in runs}
    for turn in range(rounds + 1):
        for run, command in runs.items():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, env=environment(folder), stdout=subprocess.DEVNULL, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if turn:  # the first round compiles
                spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                times[run].append(spent * 1000)
    return {run: statistics.median(values) for run, values in times.items()}


def main() -> None:
    """Measure and print."""
    given, target = results.arguments()
    [rounds] = results.numbers(given, 30)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = folder / "one.xlsx"
        write_template(workbook, content(county()[1]))
        medians = measure(folder, workbook, rounds)
        for (program, command), milliseconds in medians.items():
            print(f"{program} {command}: {milliseconds:.0f} ms CPU")
        for command, goal in (("--help", 1.3), ("check", 1.5)):
            for program in ("bare typer", "typer without rich"):
                ratio = medians["govxl", command] / medians[program, command]
                print(f"{command}: govxl / {program} {ratio:.2f} (goal for a bare program: {goal})")
        wrong = set()
        for command, arguments in (("--help", ["--help"]), ("check", ["check", str(workbook)])):
            found = loaded(arguments)
            print(f"{command} loads {', '.join(sorted(found)) or 'nothing slow'}")
            wrong |= found - USED[command]
    told = {one: {program: round(medians[program, one], 1) for program in PROGRAMS} for one in ("--help", "check")}
    results.save(target, {"rounds": rounds, "ms": told})
    if wrong:
        sys.exit(f"not used, but loaded: {', '.join(sorted(wrong))}")


if __name__ == "__main__":
    main()
