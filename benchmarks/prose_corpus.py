"""How well the prose checker reads sentences it was not built on: the annotated corpus in tests/data/prose.

Prints for each report the contradictions told and missed, other findings told and missed, false findings, and how many
of the right numbers are told once they are made wrong; then the sums. Exit code 2 while there is no checker.
Usage: python benchmarks/prose_corpus.py [-v]   (-v: name what was missed and what was false)
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import prose_corpus as corpus

from govxl.filing import Filing
from govxl.findings import Finding


def entries() -> tuple[Callable[[Filing], Iterable[Finding]], Callable[[Filing], Iterable[Any]] | None]:
    """The checker: its findings of one filing, and, where it tells them, all that it has read."""
    module = importlib.import_module("govxl.checks.prose")
    return module.prose_findings, getattr(module, "mentions", None)


def main() -> int:
    """Measure and print."""
    try:
        findings, mentions = entries()
    except (ImportError, AttributeError) as error:
        print(f"no checker of prose here: {error}")
        return 2
    verbose = "-v" in sys.argv[1:]
    sums = dict.fromkeys(("told", "named", "missed", "other", "absent", "false", "caught", "passed"), 0)
    read = unread = beside = 0
    heads = ("wrong: told/cells/missed", "other: told/missed", "false", "right: caught/passed")
    print(f"    {heads[0]:>26}{heads[1]:>20}{heads[2]:>7}{heads[3]:>22}  what is special")
    spent = time.process_time()
    for report in corpus.load():
        score = corpus.judge(report, findings)
        caught, passed = corpus.cover(report, findings)
        row = {
            "told": len(score.found),
            "named": len(score.named),
            "missed": len(score.missed),
            "other": len(score.expected),
            "absent": len(score.absent),
            "false": len(score.false),
            "caught": len(caught),
            "passed": len(passed),
        }
        sums = {key: sums[key] + row[key] for key in sums}
        print(report.name, _line(row), report.title)
        if mentions:
            seen, unseen, rest = corpus.read_right(report, mentions(report.filing))
            read, unread, beside = read + len(seen), unread + len(unseen), beside + len(rest)
        if verbose:
            for number in score.missed:
                print(f"       missed: {number.quote} ({number.value}) = {number.readings}")
            for code, quote in score.absent:
                print(f"       missed: {code} {quote}")
            for finding in score.false:
                print(f"       false:  {finding.code} {finding.found} {finding.figures} {finding.message}")
            for number in passed:
                print(f"       passed: {number.quote} ({number.value}) = {number.readings}")
    spent = time.process_time() - spent
    print("all", _line(sums))
    if mentions:
        print(f"mentions: {read} numbers read right, {unread} not, {beside} mentions that are no annotated number")
    checks = len(corpus.load()) + sums["caught"] + sums["passed"]
    print(f"{spent / checks * 1000:.2f} ms CPU a report and check, the measuring included")
    return 0


def _line(row: dict[str, int]) -> str:
    wrong = f"{row['told']}/{row['named']}/{row['missed']}"
    return f"{wrong:>26}{row['other']:>16}/{row['absent']:<3}{row['false']:>7}{row['caught']:>18}/{row['passed']:<3}  "


if __name__ == "__main__":
    raise SystemExit(main())
