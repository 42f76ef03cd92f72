"""Damaged and altered files by the thousand: none may end the program, hang, or give a wrong figure in silence.

Each mutant is read and checked in a process of its own kind, watched from outside. A figure, a name or a line that was
read and is not the original's must either be spoken of by a finding or really stand in the mutant, as readers say that
have nothing to do with this toolkit (see oracles.py). Everything else is listed, and the exit code is 1.

Usage: python benchmarks/mutants.py [COUNT] [FIRST SEED]; or SOURCE:SEED to see one mutant in detail.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

from mutations import Source, mutant, plan, sources
from oracles import Oracle

import govxl
from govxl import Filing, Finding
from govxl.heap import items

SECONDS = 5  # that one mutant may take
MANY = 5  # things said to be wrong with a table, so that nobody takes a figure of it unseen
_LOST = ("layout-changed", "error")
OUTCOMES = ("refused", "read, and said", "read as the original", "content itself altered", "FAILED")


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant: one of OUTCOMES, with the code of the refusal or what went wrong."""

    source: str
    seed: int
    action: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True)
class Reading:
    """What is read of an honest file."""

    filing: Filing
    findings: frozenset[tuple[str, str, str | None, str]]


def said(findings: Iterable[Finding]) -> frozenset[tuple[str, str, str | None, str]]:
    """Errors and warnings, without the file's name."""
    return frozenset((f.code, f.severity, str(f.place), f.message) for f in findings if f.severity != "info")


def read(path: Path) -> tuple[Filing, tuple[Finding, ...]]:
    """The report in a file, or in the zip that it is."""
    found = items([path])
    filing = govxl.read(found[0] if found else path)
    return filing, govxl.check(filing)


def judge(original: Reading, kind: str, data: bytes, filing: Filing, findings: tuple[Finding, ...]) -> tuple[str, str]:
    """The outcome of a mutant that was read, with a detail."""
    if filing.state != "used":
        (finding,) = findings
        assert (finding.message and finding.code in ("unreadable", "encrypted", "too-large", "foreign")) or (
            finding.code.endswith("edition")
        ), finding
        return "refused", finding.code
    new = said(findings) - original.findings
    differing, missing = _differences(original.filing, filing)
    if not differing and not missing and not _others(original.filing, filing):
        return ("read, and said" if new else "read as the original"), ""
    loud = frozenset(spot for f in findings if f.severity != "info" for spot in f.figures)
    spoken = {spot for f in findings for spot in f.figures} if new else set()
    doubtful = _doubtful(findings)
    oracle = Oracle(kind, data)
    form = filing.form
    wrong = [spot for spot in missing if spot not in loud and form is not None and spot in form.by_address]
    wrong += [
        spot
        for spot in differing
        if spot not in spoken and not spot.startswith(doubtful) and not oracle.confirms(filing, spot)
    ]
    if missing and form != original.filing.form and not any(f.code == "old-edition" for f in findings):
        wrong.append("another edition")
    for what in _others(original.filing, filing):
        if not _stands(what, original.filing, filing, findings, oracle) and not _spoken(what, findings):
            wrong.append(what)
    if wrong:
        return "FAILED", f"{'said, but not' if new else 'silently'} wrong: {', '.join(wrong[:8])} ({len(wrong)})"
    return ("read, and said" if new else "content itself altered"), ""


def _doubtful(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Beginnings of addresses about which a reader is warned as a whole.

    So are the rows in which a cell is wrong, a table in which lines are missing, and one with many things amiss.
    """
    rows = {spot.rpartition(".")[0] + "." for f in findings if f.severity == "error" for spot in f.figures}
    tables = {spot.partition(".")[0] + "." for f in findings if (f.code, f.severity) == _LOST for spot in f.figures}
    warned = Counter(
        table
        for f in findings
        if f.severity != "info"
        for table in {spot.partition(".")[0] + "." for spot in f.figures}
    )
    return (*rows, *tables, *(table for table, number in warned.items() if number >= MANY))


def _differences(original: Filing, filing: Filing) -> tuple[list[str], list[str]]:
    """Addresses whose figure is another, and those that have none any more."""
    old, new = original.entries, filing.entries
    return [spot for spot in new if new[spot] != old.get(spot)], [spot for spot in old if spot not in new]


def _others(original: Filing, filing: Filing) -> list[str]:
    pairs = {
        "unit code": (original.unit.code, filing.unit.code),
        "unit name": (original.unit.name, filing.unit.name),
        "year": (original.year, filing.year),
        "texts": (dict(original.texts), dict(filing.texts)),
    }
    return [what for what, (old, new) in pairs.items() if old != new]


def _stands(what: str, original: Filing, filing: Filing, findings: tuple[Finding, ...], oracle: Oracle) -> bool:
    """Whether another name, year or text stands so in the file, and no text of the file was passed over."""
    if what == "texts":
        old = {line for text in original.texts.values() for line in text.split("\n")}
        new = [line for text in filing.texts.values() for line in text.split("\n")]
        shown = ["".join(f.found.split())[:20] for f in findings if f.found and f.severity != "info"]
        passed = [
            line
            for line in old - set(new)
            if oracle.has_line(line, surely=True) and "".join(line.split())[:20] not in shown
        ]
        return not passed and all(oracle.has_line(line) for line in set(new) - old)
    key = what.replace(" ", "_")
    value = {"unit code": filing.unit.code, "unit name": filing.unit.name, "year": str(filing.year or "")}[what]
    known = oracle.identity(key)
    return known == value if known else bool(value) and oracle.has_text(value)


def _spoken(what: str, findings: tuple[Finding, ...]) -> bool:
    """Whether a finding is about a name, a year or a text."""
    if what == "texts":
        return any(
            f.code in ("layout-changed", "blank") or (f.code == "hidden-content" and f.place is not None)
            for f in findings
            if not f.figures
        )
    return any(f.code in ("identity-mismatch", "blank", "layout-changed", "not-a-number") for f in findings)


class Examiner:
    """Reads mutants one by one, in the process that it is made in."""

    def __init__(self, folder: Path):
        self._folder = folder / str(os.getpid())
        self._folder.mkdir(exist_ok=True)
        self._sources = {source.name: source for source in sources()}
        self._originals: dict[str, Reading] = {}

    def examine(self, name: str, seed: int) -> Outcome:
        """Make a mutant and see what becomes of it."""
        source = self._sources[name]
        action, data = mutant(source, seed)
        try:
            filing, findings = self.read(source, data)
            return Outcome(name, seed, action, *judge(self._original(source), source.kind, data, filing, findings))
        except BaseException as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            return Outcome(name, seed, action, "FAILED", f"{error!r} at {last.filename}:{last.lineno}"[:500])

    def read(self, source: Source, data: bytes) -> tuple[Filing, tuple[Finding, ...]]:
        """Read bytes as they would lie on a disk."""
        path = self._folder / source.name
        path.write_bytes(data)
        return read(path)

    def _original(self, source: Source) -> Reading:
        if source.name not in self._originals:
            filing, findings = self.read(source, source.data)
            self._originals[source.name] = Reading(filing, said(findings))
        return self._originals[source.name]


# ------------------------------------------------------------------------------------------------------------- the pool


def _serve(pipe: Connection, folder: Path) -> None:
    examiner = Examiner(folder)
    while task := pipe.recv():
        pipe.send(examiner.examine(*task))


class Watched:
    """A process that examines mutants, ended and begun anew where one hangs or kills it."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._begin()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, self._folder), daemon=True)
        self._process.start()
        other.close()

    def examine(self, name: str, seed: int) -> Outcome:
        """What becomes of a mutant, whatever it does to the process."""
        self._pipe.send((name, seed))
        try:
            if self._pipe.poll(SECONDS + 10 * (self._process.exitcode is None and not self._warm)):
                self._warm = True
                return self._pipe.recv()  # type: ignore[no-any-return]
            failure = f"hangs for more than {SECONDS} s"
        except EOFError:
            self._process.join()
            failure = f"the process died: {self._process.exitcode}"
        self.end()
        self._begin()
        return Outcome(name, seed, "", "FAILED", failure)

    _warm = False  # the first answer waits for the imports

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()
        self._pipe.close()
        self._warm = False


def examine(tasks: Iterable[tuple[str, int]], workers: int) -> list[Outcome]:
    """Examine mutants in so many processes; the outcomes in order of the tasks."""
    with tempfile.TemporaryDirectory() as name:
        idle: SimpleQueue[Watched] = SimpleQueue()
        pool = [Watched(Path(name)) for _ in range(workers)]
        for one in pool:
            idle.put(one)

        def run(task: tuple[str, int]) -> Outcome:
            watched = idle.get()
            try:
                return watched.examine(*task)
            finally:
                idle.put(watched)

        with ThreadPoolExecutor(workers) as threads:
            outcomes = list(threads.map(run, tasks))
        for one in pool:
            one.end()
    return outcomes


def table(outcomes: list[Outcome]) -> str:
    """The counts in Markdown."""
    lines = [f"| source | mutants | {' | '.join(OUTCOMES)} |", "|---|--:|" + "--:|" * len(OUTCOMES)]
    for name in (*dict.fromkeys(one.source for one in outcomes), "all"):
        own = [one for one in outcomes if name in (one.source, "all")]
        counts = Counter(one.outcome for one in own)
        lines.append(f"| {name} | {len(own):,} | " + " | ".join(f"{counts[what]:,}" for what in OUTCOMES) + " |")
    refused = Counter(one.detail for one in outcomes if one.outcome == "refused")
    lines += ["", "Refused: " + ", ".join(f"{code} {number:,}" for code, number in refused.most_common()) + "."]
    return "\n".join(lines)


def main() -> int:
    """Examine, print, and tell by the exit code whether all was well."""
    arguments = sys.argv[1:]
    if arguments and ":" in arguments[0]:
        name, _, seed = arguments[0].rpartition(":")
        (source,) = [one for one in sources() if one.name == name]
        action, data = mutant(source, int(seed))
        path = Path(tempfile.gettempdir()) / f"mutant_{seed}_{name}"
        path.write_bytes(data)
        print(action, path)
        for finding in read(path)[1]:
            print(finding.code, finding.severity, finding.place, finding.found, finding.message)
        with tempfile.TemporaryDirectory() as folder:
            print(Examiner(Path(folder)).examine(name, int(seed)))
        return 0
    count, first = (*map(int, arguments), *(10_000, 0)[len(arguments) :])
    start = time.perf_counter()
    tasks = [(source.name, seed) for source, seed in plan(count, first)]
    outcomes = examine(tasks, workers=os.cpu_count() or 1)
    print(table(outcomes))
    print(f"\n{count:,} mutants in {time.perf_counter() - start:.0f} s")
    failed = [one for one in outcomes if one.outcome == "FAILED"]
    for one in failed:
        print(f"{one.source}:{one.seed} ({one.action}): {one.detail}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
