"""Spreading work over processes or machines: results in order whatever ends first, and what kills a worker costs one
file and not the run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from govxl import texts
from govxl.checks import check
from govxl.files import printable
from govxl.filing import Filing, Packed
from govxl.findings import Finding, PackedFindings, pack_findings
from govxl.heap import Item
from govxl.reading import read
from govxl.shelf import Shelf

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

FEW = 100  # files that one process has read before it is worth while to start others
CHUNK = 24  # files a task: some tenth of a second, beside which sending it is nothing
_WAITING = 64  # tasks sent ahead to an executor that does not tell how many workers it has

Thing = TypeVar("Thing")
Made = TypeVar("Made")
Kept = TypeVar("Kept")
Tick = Callable[[Path], None]
Findings = Sequence[Finding]
Told = tuple[Packed, PackedFindings]


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def worthwhile(asked: int | None, files: int) -> int:
    """How many workers to start for so many files: as many as asked, else as many as make it quicker; 1 means none."""
    return max(1, min(asked or (cores() if files >= FEW else 1), files))


def read_all(
    items: Sequence[Item], executor: Executor | None = None, tick: Tick | None = None, shelf: Shelf | None = None
) -> Iterator[tuple[Filing, Findings]]:
    """The files as read, in order; without ``executor`` one after the other, each when it is asked for.

    Beside each stands what was found wrong with single cells. With ``shelf`` what they hold lies there. ``tick`` is
    told of each file that is done.
    """
    return _done(_read, items, executor, tick, shelf)


def judge_all(
    items: Sequence[Item], executor: Executor | None = None, tick: Tick | None = None, shelf: Shelf | None = None
) -> Iterator[tuple[Filing, Findings]]:
    """The files as read, each with all its findings: as of the other two, but what a file holds is sent once."""
    return _done(_judge, items, executor, tick, shelf)


def check_all(
    filings: Sequence[Filing], executor: Executor | None = None, shelf: Shelf | None = None
) -> Iterator[Findings]:
    """The findings of each filing, in order."""
    if executor is None:
        return (_check(filing).findings(shelf) for filing in filings)
    return iter(spread(executor, _check, filings, _unchecked, lambda _, packed: packed.findings(shelf)))


@contextmanager
def at(path: Path) -> Iterator[None]:
    """A fault of ours: the user shall know at which file."""
    try:
        yield
    except Exception as error:
        error.add_note(printable(path))
        raise


def _done(
    work: Callable[[Item], Told],
    items: Sequence[Item],
    executor: Executor | None,
    tick: Tick | None,
    shelf: Shelf | None,
) -> Iterator[tuple[Filing, Findings]]:
    """Each file as read and what was found in it by now."""

    def keep(item: Item, told: Told) -> tuple[Filing, Findings]:
        if tick:
            tick(item.path)
        packed, findings = told
        return packed.filing(shelf, file=item.path), findings.findings(shelf)

    if executor is None:
        return (keep(item, work(item)) for item in items)
    here = Path.cwd()
    sent = [replace(item, root=here) if isinstance(item.path, Path) else item for item in items]
    return iter(spread(executor, work, sent, _unread, keep))


def _read(item: Item) -> Told:
    with at(item.path):
        filing = read(item)
        return filing.packed(), pack_findings(filing.findings)


def _judge(item: Item) -> Told:
    with at(item.path):
        filing = read(item)
        return filing.packed(), pack_findings(check(filing))


def _check(filing: Filing) -> PackedFindings:
    with at(filing.file):
        return pack_findings(check(filing.whole))


def _unread(item: Item) -> Told:
    """A file that nobody could read and live."""
    filing = Filing(item.path, "unreadable", findings=(_lost(item.path),))
    return filing.packed(), pack_findings(filing.findings)


def _unchecked(filing: Filing) -> PackedFindings:
    return pack_findings((*filing.findings, _lost(filing.file, filing)))


def _lost(path: Path, filing: Filing | None = None) -> Finding:
    unit = filing.label if filing else ""
    return Finding("unreadable", "error", texts.worker_died(), texts.todo_worker(), file=printable(path), unit=unit)


def spread(
    executor: Executor,
    work: Callable[[Thing], Made],
    things: Sequence[Thing],
    lost: Callable[[Thing], Made],
    keep: Callable[[Thing, Made], Kept],
) -> list[Kept]:
    """Do the work on each thing in the workers of an executor; the results are in the order of the things.

    ``keep`` makes what is returned of each result as soon as that is there.

    Where a worker dies, the tasks that were under way are done again one at a time, those that are fatal again thing by
    thing; a thing that is fatal by itself too gets ``lost``. An executor that does not take up work again after a death
    ends the run with its own BrokenExecutor, whereas :class:`govxl.workers.Workers` starts new ones.
    """
    from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, wait

    workers = getattr(executor, "workers", 0)
    size = max(1, min(CHUNK, len(things) // (4 * workers or 1)))
    chunks = [things[start : start + size] for start in range(0, len(things), size)]
    results: list[list[Kept]] = [[] for _ in chunks]
    todo = iter(range(len(chunks)))
    under_way: dict[Future[list[Made]], int] = {}
    suspects: list[int] = []

    def finish(index: int, made: list[Made]) -> None:
        results[index] = [keep(thing, one) for thing, one in zip(chunks[index], made, strict=True)]

    while True:
        if suspects and not under_way:  # alone, so that it is known who is to blame
            for index in sorted(suspects):
                finish(index, _alone(executor, work, chunks[index], lost))
            suspects = []
        while not suspects and len(under_way) < (3 * workers or _WAITING) and (index := next(todo, -1)) >= 0:
            try:
                under_way[executor.submit(_each, work, chunks[index])] = index
            except BrokenExecutor:
                suspects.append(index)
        if not under_way:
            if suspects:
                continue
            break
        for future in wait(under_way, return_when=FIRST_COMPLETED).done:
            index = under_way.pop(future)
            try:
                finish(index, future.result())
            except (BrokenExecutor, CancelledError):
                suspects.append(index)
    return [one for kept in results for one in kept]


def _each(work: Callable[[Thing], Made], things: Sequence[Thing]) -> list[Made]:
    """One task, in a worker."""
    return [work(thing) for thing in things]


def _alone(
    executor: Executor, work: Callable[[Thing], Made], things: Sequence[Thing], lost: Callable[[Thing], Made]
) -> list[Made]:
    """A task again after a death, and thing by thing if it is fatal again."""
    from concurrent.futures import BrokenExecutor, CancelledError

    try:
        return executor.submit(_each, work, things).result()
    except (BrokenExecutor, CancelledError):
        if len(things) > 1:
            return [made for thing in things for made in _alone(executor, work, [thing], lost)]
    executor.submit(_alive).result()  # where not even this is done it is not the file's fault
    return [lost(things[0])]


def _alive() -> None:
    """What no worker dies of."""
