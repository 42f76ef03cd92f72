"""How well and how fast prose is held against the tables: found, missed and false numbers per published report.

    python -m benchmarks.prose [REPORT.json …]

A number counts as found if one of its readings names the cells that ``tests/data/prose_truth.toml`` names (but for
cells that are 0), as missed if it is in that file alone, as false if it was taken for a cell and is not in the file.
The time is that of all of prose for one report, the best of several runs, in milliseconds of processor time.
"""

import json
import sys
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from govxl.checks import check
from govxl.checks.prose import mentions, prose_findings
from tests.test_prose import TRUTH, expand, filing, published, stripped

RUNS = 100
LENGTH = 2000  # characters for which the time is told beside


def count(report: dict) -> tuple[int, int, int]:
    """Found, missed and false."""
    one = published(report["id"])
    wanted = [(Decimal(number["value"]), stripped(expand(number["figures"], one), one)) for number in report["numbers"]]
    missed, false = list(wanted), 0
    for mention in mentions(one):
        if not mention.readings:
            continue
        readings = [stripped(reading.cells, one) for reading in mention.readings]
        hit = next((item for item in missed if item[0] == mention.value and item[1] in readings), None)
        if hit is None:
            false += 1
        else:
            missed.remove(hit)
    return len(wanted) - len(missed), len(missed), false


def cost(work, *given) -> float:
    """The processor time of some work in milliseconds, the best of several runs."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        work(*given)
        best = min(best, time.process_time() - start)
    return best * 1000


def main() -> None:
    """Count and time the published reports; of reports that are named, list every number and every finding."""
    print("report  found missed false   characters   prose   all checks   prose for 2000 characters")
    totals = [0, 0, 0]
    for report in TRUTH:
        one = published(report["id"])
        counts = count(report)
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        length = sum(map(len, one.texts.values()))
        prose, everything = cost(prose_findings, one), cost(check, one)
        print(f"{report['id']:6}  {counts[0]:5} {counts[1]:6} {counts[2]:5}   {length:10}", end="")
        print(f"   {prose:5.2f}   {everything:10.2f}", end="")
        print(f"   {prose * LENGTH / max(length, 1):5.2f}" if length > LENGTH / 4 else "")
    print("all     {:5} {:6} {:5}".format(*totals))
    for name in sys.argv[1:]:
        report = json.loads(Path(name).read_text("utf-8"))
        one = filing(report["texts"], report["figures"], year=report["year"])
        for mention in mentions(one):
            reading = mention.reading.name if mention.reading else ""
            print(f"  {mention.text}\t{mention.claim}\t{mention.verdict}\t{reading}")
        for finding in prose_findings(one):
            print(f"  {finding.code}: {finding.message}")


if __name__ == "__main__":
    main()
