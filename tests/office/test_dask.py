"""Many machines, on this one: a real scheduler with two workers, one of which dies in the middle of the work.

No office is needed; it takes longer than the quick tests may.
"""

import contextlib
import re
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import govxl
from govxl import texts
from govxl.cluster import Cluster, ClusterError
from govxl.demo import content
from govxl.demo.county import county
from govxl.form import Address

pytestmark = [pytest.mark.office, pytest.mark.filterwarnings("ignore")]
UNITS = 2_000
CODE, NAME, FEE = "QK0000", "青禾县第0000局", 7654321


class Machines:
    """A scheduler and two workers, as an administrator starts them."""

    def __init__(self, stack: contextlib.ExitStack, folder: Path):
        self._stack, self._folder = stack, folder
        first = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", told=r"Scheduler at:\s+(tcp://\S+)"
        )
        self.scheduler, self.address = first
        once = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
        self.workers = [
            self._start("worker", self.address, *once, told=r"Registered to:\s+(tcp://\S+)")[0] for _ in range(2)
        ]

    def _start(self, *words: str, told: str) -> tuple[subprocess.Popen[str], str]:
        """Start a process and wait until it says that it is ready."""
        call = [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]]
        process = subprocess.Popen(call, cwd=self._folder, stderr=subprocess.PIPE, encoding="utf-8")
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(told, line):
                threading.Thread(target=process.stderr.read, daemon=True).start()  # lest the pipe be full
                return process, found[1]
        raise AssertionError(f"{words[0]} did not start")


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    with contextlib.ExitStack() as stack:
        yield Machines(stack, tmp_path)


def fill(folder: Path, units: int = UNITS) -> None:
    """Workbooks of so many units, no two alike: one is written, and in the others some texts and a figure differ."""
    folder.mkdir()
    first = folder / "first.xlsx"
    sample = content(county()[1])
    figures = dict(sample.figures) | {Address("disclosure.fees.amount"): FEE}
    govxl.write_template(first, replace(sample, unit=govxl.Unit(CODE, NAME), figures=figures))
    with zipfile.ZipFile(first) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    first.unlink()
    told = {CODE.encode(): "QK{:04}", NAME.encode(): "青禾县第{:04}局", b"<v>%d</v>" % FEE: "<v>{}</v>"}
    changed = {name for name, data in parts.items() if any(sign in data for sign in told)}
    for number in range(units):
        with zipfile.ZipFile(folder / f"{number:04}.xlsx", "w") as archive:
            for name, data in parts.items():
                for sign, words in told.items() if name in changed else ():
                    data = data.replace(sign, words.format(number).encode())
                archive.writestr(name, data)


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes_as_one_process(machines: Machines, tmp_path: Path) -> None:
    fill(tmp_path / "heap")
    fees = sum(range(UNITS))
    alone, together = tmp_path / "alone", tmp_path / "together"
    for folder in (alone, together):
        folder.mkdir()
    done = 0

    def tick(path: Path) -> None:
        nonlocal done
        done += 1
        if done == UNITS // 2:
            machines.workers[0].kill()

    with Cluster(machines.address) as cluster:
        assert cluster.workers == 2
        result = govxl.consolidate([tmp_path / "heap"], together / "sum.xlsx", tick=tick, executor=cluster)
    assert machines.workers[0].wait() == -signal.SIGKILL
    assert machines.workers[1].poll() is None
    assert (done, len(result.included)) == (UNITS, UNITS)
    assert result.total.figures[Address("disclosure.fees.amount")] == fees
    assert {one.filing.unit.name for one in result.included} == {f"青禾县第{n:04}局" for n in range(UNITS)}
    govxl.consolidate([tmp_path / "heap"], alone / "sum.xlsx")
    assert (alone / "sum.xlsx").read_bytes() == (together / "sum.xlsx").read_bytes()


@pytest.mark.parametrize("lost", ["workers", "scheduler"])
def test_a_cluster_that_is_lost_for_good_ends_the_run_and_writes_nothing(
    machines: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    fill(tmp_path / "heap", 200)
    monkeypatch.setattr("govxl.cluster.DESERTED", 2)
    words = {"workers": texts.workers_lost(machines.address, 2), "scheduler": texts.scheduler_lost(machines.address)}
    killed = []

    def tick(path: Path) -> None:
        if not killed:
            killed.extend(machines.workers if lost == "workers" else [machines.scheduler])
            for process in killed:
                process.kill()

    with pytest.raises(ClusterError) as fault, Cluster(machines.address) as cluster:
        govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx", tick=tick, executor=cluster)
    assert str(fault.value) == words[lost]
    assert [process.wait() for process in killed] == [-signal.SIGKILL] * len(killed)
    assert not (tmp_path / "sum.xlsx").exists()
