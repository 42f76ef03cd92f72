"""What a command is given, made sure of: what cannot be used ends it with one sentence and exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from govxl import texts
from govxl.files import printable
from govxl.terminal import fail

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from govxl.form import Form
    from govxl.heap import Item
    from govxl.roster import Roster
    from govxl.waivers import Waivers


def form_of(edition: str) -> Form:
    """The declared form of an edition."""
    from govxl.declaration import FormError, editions
    from govxl.declaration import edition as declared

    try:
        if edition not in editions():
            fail(texts.no_such_edition(edition, editions()))
        return declared(edition)
    except FormError as error:
        fail(str(error))


def roster_at(path: Path) -> Roster:
    """The roster in a file."""
    from govxl.roster import RosterError, read_roster

    if not path.exists():
        fail(texts.no_such_path(printable(path)))
    try:
        return read_roster(path)
    except RosterError as fault:
        fail(str(fault))


def waivers_at(path: Path | None, roster: Roster | None) -> Waivers | None:
    """The list of waivers: the one that is named, else those that lie beside the roster."""
    if path is None and roster is None:
        return None
    import datetime

    from govxl.waiver_list import WaiverError, read_waivers, waiver_files

    if path and not path.exists():
        fail(texts.no_such_path(printable(path)))
    files = (path,) if path else waiver_files(roster.file.parent) if roster else ()
    try:
        return read_waivers(*files, today=datetime.date.today()) if files else None
    except WaiverError as fault:
        fail(str(fault))


@contextmanager
def workers_for(files: int, jobs: int | None, dask: str | None = None) -> Iterator[Executor | None]:
    """Who reads so many files: the workers of a cluster, processes of this machine, or nobody but ourselves."""
    if dask:
        from govxl.cluster import Cluster, ClusterError

        try:
            with Cluster(dask) as cluster:
                yield cluster
        except ClusterError as fault:
            fail(str(fault))
        return
    from govxl.spreading import worthwhile

    if (number := worthwhile(jobs, files)) == 1:
        yield None
        return
    from govxl.workers import Workers

    with Workers(number) as workers:
        yield workers


def files_in(paths: list[Path], output: Path | None, needed: bool = True) -> tuple[Item, ...]:
    """The files that paths stand for, but for the one to be written."""
    from govxl.heap import items

    try:
        found = items(paths, skip=output)
    except FileNotFoundError as missing:
        fail(texts.no_such_path(printable(str(missing))))
    if not found and needed:
        fail(texts.no_files([printable(path) for path in paths]))
    return found


def count_files(prior: list[Path] | None) -> int:
    """How many files of last year there are, if any are given."""
    return len(files_in(prior, None)) if prior else 0


def refuse_to_overwrite(path: Path) -> None:
    """A filled workbook is never overwritten; a blank one of ours may be."""
    if path.exists():
        from govxl.reading import read

        if not read(path).untouched:
            fail(texts.exists_already(printable(path)))


def must_be_xlsx(path: Path) -> None:
    """What is written is a workbook, and is called so."""
    if path.suffix.lower() != ".xlsx" and not path.is_dir():
        fail(texts.not_xlsx(printable(path)))


def keep_reports(path: Path) -> None:
    """No list of findings is written over a report or a summary."""
    from govxl.reading import read

    if read(path).state == "used":
        fail(texts.is_a_report(printable(path)))
