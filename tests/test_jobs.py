"""Many workers: the same results as one process, in the same order, whatever ends first and whoever dies."""

import contextlib
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest

import govxl
from govxl import texts
from govxl.collect import judge
from govxl.declaration import edition
from govxl.demo import content
from govxl.demo.county import county
from govxl.files import StorageError, located
from govxl.filing import Prior
from govxl.heap import Item, items
from govxl.hybrid import blend
from govxl.last_year import Past
from govxl.reading import read
from govxl.spreading import FEW, read_all, spread, worthwhile
from govxl.workers import Workers

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[1] / "samples" / "heap"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2) as running:
        yield running


@pytest.fixture(scope="module")
def heap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that comes back: our own workbooks, old formats, pages, zips in zips, and rubbish."""
    folder = tmp_path_factory.mktemp("heap")
    for unit in county()[:4]:
        govxl.write_template(folder / f"{unit.code}.xlsx", content(unit))
    there = sorted(path for path in SAMPLES.iterdir() if path.is_file())
    for path in (*there[::9], *(path for path in there if path.suffix in (".zip", ".ods", ".pdf", ".doc"))):
        shutil.copy(path, folder)
    return folder


class Shuffled(Executor):
    """Does its tasks one by one in an order of its own."""

    def __init__(self) -> None:
        self._dice, self._waiting, self._thread = random.Random(7), [], ThreadPoolExecutor(1)
        self.order: list[int] = []

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self._waiting.append((len(self.order) + len(self._waiting), future, lambda: fn(*args, **kwargs)))
        self._thread.submit(self._any)
        return future

    def _any(self) -> None:
        number, future, call = self._waiting.pop(self._dice.randrange(len(self._waiting)))
        self.order.append(number)
        future.set_result(call())


class Mortal(Executor):
    """Dies of every task with a certain file, and of all that is under way with it."""

    def __init__(self, deadly: str):
        self._deadly, self.deaths = deadly, 0

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        if any(isinstance(thing, Item) and thing.path.name == self._deadly for arg in args[1:] for thing in arg):
            self.deaths += 1
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def square(number: int) -> int:
    """The work of some tests, in workers; 7 is fatal."""
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def second(number: int, made: int) -> int:
    return made


def fail(number: int) -> NoReturn:
    raise ZeroDivisionError(number)


# ------------------------------------------------------------------------------------------------------- what is sent


def test_a_filing_comes_back_as_it_was_small_and_with_the_same_form(heap: Path) -> None:
    filings = [read(item) for item in items([heap])]
    assert {"used", "unreadable"} <= {filing.state for filing in filings}
    for filing in filings:
        again = pickle.loads(pickle.dumps(filing))
        assert again == filing
        assert again.form is filing.form
        for name in ("entries", "figures", "shown", "texts", "cover", "places"):
            assert list(getattr(again, name)) == list(getattr(filing, name)), "in the same order"
        assert govxl.check(again) == govxl.check(filing) == pickle.loads(pickle.dumps(govxl.check(filing)))
    ours = [filing for filing in filings if filing.source == "template"]
    assert len(pickle.dumps(ours)) / len(ours) < 12_000


def test_addresses_are_kept_once_for_all_filings(heap: Path) -> None:
    one = read(heap / f"{county()[0].code}.xlsx")
    first, second = (pickle.loads(pickle.dumps(one)) for _ in range(2))
    assert all(a is b for a, b in zip(first.entries, second.entries, strict=True))
    prior = pickle.loads(pickle.dumps(Prior(one.figures, one.texts, one.form, "x")))
    assert prior == Prior(one.figures, one.texts, one.form, "x")
    assert all(a is b for a, b in zip(prior.figures, first.figures, strict=True))


def test_forms_are_the_same_object_on_the_other_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = edition("2021"), edition("2019")
    hybrid = blend(new, {"disclosure": old})
    text = Path(govxl.__file__).parents[1].joinpath("workbook_templates/annual_report_2021.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(text.replace('edition = "2021"', 'edition = "mine"', 1), "utf-8")
    monkeypatch.setenv("GOVXL_FORMS", str(tmp_path))
    own = edition("mine")
    for form in (new, old, hybrid, own, blend(own, {"disclosure": old})):
        assert pickle.loads(pickle.dumps(form)) is form
    monkeypatch.delenv("GOVXL_FORMS")
    assert pickle.loads(pickle.dumps(own)) is own
    code = f"import pickle; form = pickle.loads({pickle.dumps((hybrid, hybrid, own))!r}); " + (
        "from govxl.declaration import edition; from govxl.hybrid import blend; "
        "assert form[0] is form[1] is blend(edition('2021'), {'disclosure': edition('2019')}); print(form[2].edition)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "mine\n"


# ---------------------------------------------------------------------------------------------------- the same results


def test_workers_give_what_one_process_gives(heap: Path, workers: Workers, tmp_path: Path) -> None:
    listed = tmp_path / "roster.csv"
    lines = [f"{one.code},{one.name},县直部门" for one in county()[:5]]
    listed.write_text("\n".join(["单位代码,单位名称,单位类别", *lines]), "utf-8")
    roster = govxl.read_roster(listed)
    heaped = items([heap])
    for known, executors in ((None, [workers]), (roster, [workers, Shuffled(), ThreadPoolExecutor(3)])):
        alone = judge(heaped, 2024, roster=known)
        for executor in executors:
            seen: list[Path] = []
            assert judge(heaped, 2024, seen.append, known, executor=executor) == alone
            assert sorted(seen) == sorted(item.path for item in heaped)
    assert {"used", "unreadable", "foreign", "unknown_unit"} <= {one.state for one in alone}


def test_last_year_is_read_and_held_against_this_one_in_workers(heap: Path, workers: Workers, tmp_path: Path) -> None:
    for unit in county()[:3]:
        govxl.write_template(tmp_path / f"{unit.code}.xlsx", content(unit))
    now, before = items([heap]), [tmp_path]
    alone = judge(now, 2025, prior=Past(before))
    assert judge(now, 2025, prior=Past(before, executor=workers), executor=workers) == alone


def test_the_order_in_which_tasks_end_does_not_matter() -> None:
    shuffled = Shuffled()
    assert spread(shuffled, square, range(8, 2000), lambda _: -1, second) == [n * n for n in range(8, 2000)]
    assert shuffled.order != sorted(shuffled.order)


def test_files_are_found_from_another_folder(heap: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    workers.submit(os.getpid).result()  # they have begun elsewhere
    monkeypatch.chdir(heap)
    found = [filing for filing, _ in read_all(items([Path()]), workers)]
    assert found == [read(item) for item in items([Path()])]
    assert not any("empty" not in str(one.file) and "没有这个文件" in f.message for one in found for f in one.findings)


def test_commands_say_and_write_the_same(run, heap: Path) -> None:
    said = [run("check", str(heap), "--jobs", jobs, "--format", "json") for jobs in ("1", "2")]
    assert said[0] == said[1]
    for jobs in ("1", "2"):
        Path(jobs).mkdir()
        run("consolidate", str(heap), "-o", f"{jobs}/sum.xlsx", "--include-faulty", "--jobs", jobs)
    assert Path("1/sum.xlsx").read_bytes() == Path("2/sum.xlsx").read_bytes()
    assert run("check", str(heap), "--jobs", "0")[0] == 2


def test_few_files_start_no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govxl.spreading.cores", lambda: 4)
    assert [worthwhile(None, n) for n in (0, 1, FEW - 1, FEW, 10_000)] == [1, 1, 1, 4, 4]
    assert [worthwhile(3, n) for n in (0, 1, 2, 3, 10_000)] == [1, 1, 2, 3, 3]
    assert worthwhile(1, 10_000) == 1


# ------------------------------------------------------------------------------------------------------------- deaths


def test_a_thing_that_kills_costs_itself_alone(workers: Workers) -> None:
    before = workers.submit(os.getpid).result()
    assert spread(workers, square, range(200), lambda n: -n, second) == [-7 if n == 7 else n * n for n in range(200)]
    assert workers.submit(os.getpid).result() != before


def test_a_file_that_kills_is_unreadable_and_the_others_are_read(heap: Path) -> None:
    heaped = items([heap])
    deadly = heaped[2].path
    mortal = Mortal(deadly.name)
    found = [filing for filing, _ in read_all(heaped, mortal)]
    assert mortal.deaths == 3, "in its chunk, in its chunk again, and by itself"
    for item, filing in zip(heaped, found, strict=True):
        if item.path != deadly:
            assert filing == read(item)
            continue
        assert (filing.state, filing.file) == ("unreadable", deadly)
        (finding,) = filing.findings
        assert (finding.code, finding.severity, finding.file) == ("unreadable", "error", str(deadly))
        assert (finding.message, finding.todo) == (texts.worker_died(), texts.todo_worker())


def test_a_fault_of_ours_is_none_of_a_file(workers: Workers) -> None:
    with pytest.raises(ZeroDivisionError):
        spread(workers, fail, range(10), lambda n: n, second)
    with ProcessPoolExecutor(1, mp_context=workers._context) as plain, pytest.raises(BrokenExecutor):
        spread(
            plain, square, range(20), lambda n: n, second
        )  # it starts no new workers, and we do not read on in silence


# ----------------------------------------------------------------------------------------------------------- the end


@LINUX
@pytest.mark.parametrize("how", ["SIGINT", "SIGKILL"])
def test_no_process_is_left_behind(heap: Path, tmp_path: Path, how: str) -> None:
    """Ctrl-C, which goes to all processes of the terminal, ends them all; and so does the death of the first."""
    many = tmp_path / "many"
    many.mkdir()
    one = heap / f"{county()[0].code}.xlsx"
    for number in range(600):
        os.link(one, many / f"{number}.xlsx")
    call = [sys.executable, "-m", "govxl", "consolidate", str(many), "-o", str(tmp_path / "sum.xlsx"), "--jobs", "2"]
    process = subprocess.Popen(
        call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )
    while _working(process.pid) < 2:
        assert process.poll() is None
        time.sleep(0.01)  # leave the processor to them
    if how == "SIGINT":
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.kill()
    out, err = process.communicate(timeout=20)  # until nobody holds the other end of the pipes any more
    assert out == ""
    if how == "SIGINT":
        assert (process.returncode, err) == (2, texts.interrupted() + "\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many"]


def _working(session: int) -> int:
    """How many processes of a session have taken some time on the processor as workers."""
    count = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
            forked = b"forkserver" in (folder / "cmdline").read_bytes()
            count += forked and int(stat[3]) == session and int(stat[1]) != session
    return count


# ---------------------------------------------------------------------------------------------------- other machines


def test_addresses_are_paths_that_other_libraries_read(heap: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    paths = sorted(path for path in heap.iterdir() if path.suffix in (".xlsx", ".zip"))
    for path in paths:
        memory.pipe(f"/govxl/heap/{path.name}", path.read_bytes())
    judged = judge(items([located("memory://govxl/heap")]), 2024, executor=ThreadPoolExecutor(2))
    local = judge(items(paths), 2024)
    assert [one.state for one in judged] == [one.state for one in local]
    assert [dict(one.filing.figures) for one in judged] == [dict(one.filing.figures) for one in local]
    assert str(judged[0].filing.file) == f"memory://govxl/heap/{paths[0].name}"
    far, near = (govxl.consolidate([f"{place}/{county()[0].code}.xlsx"]) for place in ("memory://govxl/heap", heap))
    assert far.total.figures == near.total.figures


@pytest.mark.parametrize("address", ["nosuch://bucket/x", "s3://bucket/x"])
def test_an_address_that_nothing_here_reads_is_said(run, address: str) -> None:
    with pytest.raises(StorageError, match=address):
        located(address)
    code, said = run("check", address)
    assert (code, said.startswith(f"{address}：读不了这种地址（")) == (2, True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("what", texts.no_address_of_scheduler("what")),
        ("foo://h:1", texts.no_address_of_scheduler("foo://h:1")),
        ("tcp://127.0.0.1:9", texts.no_scheduler("tcp://127.0.0.1:9", 1)),
    ],
)
def test_a_cluster_that_is_not_there_is_said(
    run, heap: Path, monkeypatch: pytest.MonkeyPatch, address: str, words: str
) -> None:
    monkeypatch.setattr("govxl.cluster.PATIENCE", 1)
    assert run("consolidate", str(heap), "-o", "sum.xlsx", "--dask", address) == (2, words + "\n")
    assert not Path("sum.xlsx").exists()


@pytest.mark.parametrize(
    ("library", "call", "words"),
    [
        ("distributed", ("--dask", "tcp://h:1"), texts.needs_dask()),
        ("upath", ("s3://b/x",), texts.needs_fsspec("s3://b/x")),
    ],
)
def test_what_is_not_installed_is_said(
    run, heap: Path, monkeypatch: pytest.MonkeyPatch, library: str, call: tuple[str, ...], words: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert run("check", str(heap), *call) == (2, words + "\n")
