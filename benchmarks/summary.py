"""What a summary costs: units that never were files, added up and written, in a process of its own.

Prints CPU time, peak memory and the size of the workbook, and with ``--office`` how long LibreOffice takes to open it.
Every unit has figures, prose and findings of its own. Usage: python benchmarks/summary.py [UNITS] [FINDINGS] [--office]
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import govxl
from govxl import declaration
from govxl.aggregate import Consolidation, add_up
from govxl.checks import check
from govxl.collect import Judged
from govxl.demo import content
from govxl.demo.county import county
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import Address
from govxl.heap import Item
from govxl.layout import layout_of
from govxl.rules import complete
from govxl.summary import write_summary

FEE = Address("disclosure.fees.amount")


def units(folder: Path, number: int, findings: int) -> Iterator[Judged]:
    """So many units, no two alike, as if each had been read from a file of the folder."""
    form, rng = declaration.edition(), Random(6)
    places = layout_of(form).places
    samples = [content(unit) for unit in county()]
    spots = [figure.address for figure in form.entries]
    for index in range(number):
        sample = samples[index % len(samples)]
        entries = {spot: int(value) + rng.randrange(9) for spot, value in sample.figures.items()} | {FEE: index}
        figures = complete(form, entries)
        path = folder / f"U{index:05}_第{index}局.xlsx"
        prose = {key: f"第{index}局。{text}" for key, text in sample.texts.items()}
        found = tuple(
            Finding(
                "outlier", "warning", f"这一格比上年大得多（{index}）。", "请核对。", places[spot], (spot,), "9", "1"
            )
            for spot in rng.sample(spots, min(findings, len(spots)))
        )
        filing = Filing(
            file=path,
            state="used",
            form=form,
            source="template",
            unit=govxl.Unit(f"U{index:05}", f"第{index}局"),
            year=2024,
            scope="本机关",
            entries=entries,
            figures=figures,
            shown=figures,
            texts=prose,
            findings=found,
            modified="2025-01-10T08:00:00Z",
            program="Microsoft Excel 16.0300",
            authors=(f"某{index}",),
        )
        yield Judged(Item(path), filing, found, "used", "")


def measure(folder: Path, number: int, findings: int) -> None:
    """Make the units, add them up and write, in this process; prints what it took as JSON."""
    judged = tuple(units(folder, number, findings))
    made, start = _peak(), time.process_time()
    form = declaration.edition()
    figures, blanks = add_up(form, (one.filing for one in judged))
    target = folder / "汇总.xlsx"
    total = Filing(
        file=target, state="used", form=form, source="summary", unit=govxl.Unit("", "汇总"), year=2024,
        entries={figure.address: figures[figure.address] for figure in form.entries}, figures=figures, shown=figures,
    )  # fmt: skip
    result = Consolidation(form, total, judged, judged, (), blanks, check(total))
    added = time.process_time() - start
    write_summary(target, result)
    written = time.process_time() - start - added
    print(json.dumps({"made": made, "added": added, "written": written, "peak": _peak()}))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--child"]:
        measure(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
        return
    numbers = [argument for argument in sys.argv[1:] if argument.isdigit()]
    number, findings = ([*numbers, "500", "2"] if not numbers else [*numbers, "2"])[:2]
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, __file__, "--child", name, number, findings]
        taken = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
        path = Path(name) / "汇总.xlsx"
        print(f"{number} units with {findings} findings each: {taken['added']:.2f} s CPU to add them up, ", end="")
        print(f"{taken['written']:.2f} s to write; {path.stat().st_size / 1e6:.2f} MB")
        print(f"peak {taken['peak']:.0f} MB, of which the units themselves {taken['made']:.0f} MB")
        if "--office" in sys.argv and (office := shutil.which("soffice")):
            start = time.monotonic()
            profile = f"-env:UserInstallation=file://{name}/profile"
            order = [office, profile, "--headless", "--convert-to", "ods", "--outdir", name, str(path)]
            subprocess.run(order, check=True, capture_output=True)
            print(f"LibreOffice: {time.monotonic() - start:.1f} s to start, open and save as .ods")


if __name__ == "__main__":
    main()
