"""Whenever a command ends, each file is the old one or the new one, whole; what is left is never taken for a report."""

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from killing import broken_off

import govxl
from govxl import files, texts
from govxl.heap import items

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
COUNTY = sorted((ROOT / "samples" / "county").glob("*.xlsx"))
OLD, NEW = b"old" * 999, b"new" * 99_999


def prepare(folder: Path) -> Path:
    """A folder with two reports and an earlier summary of one of them among them."""
    folder.mkdir(exist_ok=True)
    govxl.consolidate(COUNTY[:1], folder / "sum.xlsx")
    for path in COUNTY[:2]:
        shutil.copy(path, folder)
    return folder


def whole_or_not_at_all(result: dict) -> None:
    """Every file is as before or as after the run; anything else is a temporary file, and a next run does its work."""
    known = {*result["old"], *result["new"]}
    for run in result["runs"]:
        for name in known & set(run["left"]):
            assert run["left"][name] in (result["old"].get(name), result["new"].get(name)), (run["at"], name)
        assert set(result["old"]) <= set(run["left"])
        for name in set(run["left"]) - known:
            assert files._LEFT.fullmatch(Path(name).name), name
        if run["again"] is not None:
            assert run["again"] == result["code"]
            for name, digest in result["new"].items():
                assert run["then"][name] in (digest, result["twice"].get(name)), (run["at"], name)


def test_killed(tmp_path: Path) -> None:
    result = broken_off(prepare(tmp_path / "heap"), ["consolidate", ".", "-o", "sum.xlsx"], 5)
    whole_or_not_at_all(result)
    assert result["old"]["sum.xlsx"] != result["new"]["sum.xlsx"]
    assert {run["ended"] for run in result["runs"]} == {-9}
    assert any(run["left"]["sum.xlsx"] == result["old"]["sum.xlsx"] for run in result["runs"])


def test_interrupted(tmp_path: Path) -> None:
    result = broken_off(prepare(tmp_path / "heap"), ["consolidate", ".", "-o", "sum.xlsx"], 3, "SIGINT")
    whole_or_not_at_all(result)
    assert {(run["ended"], run["said"]) for run in result["runs"]} == {(2, texts.interrupted() + "\n")}
    assert all(set(run["left"]) == set(result["old"]) for run in result["runs"]), "nothing is left at all"


# ------------------------------------------------------------------------------------------------------ what is left


def test_what_a_killed_run_left_is_no_report_and_is_removed(tmp_path: Path) -> None:
    fresh, stale, other = (tmp_path / name for name in (".govxl-00000000.tmp", ".govxl-abc_9xyz.tmp", ".govxl-a.tmp"))
    folder = tmp_path / ".govxl-11111111.tmp"
    folder.mkdir()
    for path in (fresh, stale, other):
        shutil.copy(COUNTY[0], path)
    assert items([tmp_path]) == ()
    for path in (stale, other, folder):
        os.utime(path, (0, 0))
    files.write_text(tmp_path / "new.txt", "new")
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"new.txt", fresh.name, other.name, folder.name}, "another run may be writing the fresh one"


# ---------------------------------------------------------------------------------------------------- open elsewhere


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "sum.xlsx"
    path.write_bytes(OLD)
    return path


def unharmed(target: Path) -> None:
    assert target.read_bytes() == OLD
    assert [path for path in target.parent.iterdir() if path.name.startswith(".govxl-")] == []


def test_a_target_that_windows_keeps_open(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(source: object, goal: object) -> None:
        raise PermissionError(errno.EACCES, "Access is denied", str(source), 5, str(goal))

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(files.OpenElsewhere) as told:
        files.write_bytes(target, NEW)
    assert (told.value.filename, told.value.lock) == (str(target), "")
    unharmed(target)


@pytest.mark.parametrize("lock", ["~$sum.xlsx", ".~lock.sum.xlsx#"])
def test_a_target_that_a_lock_file_tells_is_open(run, tmp_path: Path, lock: str) -> None:
    prepare(tmp_path)
    old = (tmp_path / "sum.xlsx").read_bytes()
    (tmp_path / lock).write_bytes(b"somebody")
    names = sorted(path.name for path in tmp_path.iterdir())
    code, said = run("consolidate", ".", "-o", "sum.xlsx")
    assert (code, said) == (2, texts.open_elsewhere("sum.xlsx", lock) + "\n")
    assert said.startswith("写不了文件 sum.xlsx：它正在别处打开")
    assert (tmp_path / "sum.xlsx").read_bytes() == old
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    (tmp_path / lock).unlink()
    assert run("consolidate", ".", "-o", "sum.xlsx")[0] == 0
    assert (tmp_path / "sum.xlsx").read_bytes() != old


def test_it_is_found_open_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(tmp_path)
    (tmp_path / "~$sum.xlsx").write_bytes(b"somebody")
    monkeypatch.setattr("govxl.consolidation.judge", None)
    with pytest.raises(files.OpenElsewhere):
        govxl.consolidate([tmp_path], tmp_path / "sum.xlsx")


# --------------------------------------------------------------------------------------------- as another, poorer user


# What the poorer user runs: this module of ours alone, and he may not do everything.
WRITE = f"""
import importlib.util, os, pathlib, resource, sys
spec = importlib.util.spec_from_loader("files", None)
files = importlib.util.module_from_spec(spec)
exec({Path(files.__file__).read_text("utf-8")!r}, vars(files))
bound = int(sys.argv[1])
if bound >= 0:
    resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound))
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    files.write_bytes(pathlib.Path("sum.xlsx"), b"new" * 99_999)
except OSError as error:
    print(type(error).__name__, error.errno, error.filename)
"""


def as_somebody(folder: Path, bound: int = -1, mode: int = 0o755) -> str:
    """What is said when a user who may not do everything writes; no file may grow beyond ``bound`` bytes."""
    if os.geteuid() == 0:
        os.chown(folder, 65534, 65534)
        os.chown(folder / "sum.xlsx", 65534, 65534)
    folder.chmod(mode)
    command = [sys.executable, "-c", WRITE, str(bound)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can reach."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sum.xlsx").write_bytes(OLD)
        yield folder
        folder.chmod(0o700)


def test_a_folder_that_is_read_only(place: Path) -> None:
    assert as_somebody(place, mode=0o555) == f"PermissionError {errno.EACCES} sum.xlsx\n"
    unharmed(place / "sum.xlsx")


def test_a_file_that_is_read_only(place: Path) -> None:
    (place / "sum.xlsx").chmod(0o444)
    assert as_somebody(place) == f"OpenElsewhere {errno.EACCES} sum.xlsx\n"
    unharmed(place / "sum.xlsx")


@pytest.mark.parametrize("bound", [0, 1, 4096, 299_996])
def test_a_file_that_may_not_grow(place: Path, bound: int) -> None:
    """As a full disk, which needs no privilege: the system refuses the byte after so many."""
    assert len(NEW) == 299_997
    assert as_somebody(place, bound) == f"OSError {errno.EFBIG} sum.xlsx\n"
    unharmed(place / "sum.xlsx")


def test_a_file_that_just_fits(place: Path) -> None:
    assert as_somebody(place, len(NEW)) == ""
    assert (place / "sum.xlsx").read_bytes() == NEW


# -------------------------------------------------------------------------------------------------------- a full disk

# Every way in which a command writes: what it is given, and the file that is meant.
WRITERS = {
    "consolidate": (["consolidate", "{heap}", "-o", "{out}/sum.xlsx"], "sum.xlsx"),
    "tidy": (["consolidate", "{heap}", "-o", "sum.xlsx", "--tidy", "{out}/long.csv"], "long.csv"),
    "parquet": (["consolidate", "{heap}", "-o", "sum.xlsx", "--tidy", "{out}/long.parquet"], "long.parquet"),
    "check": (["check", "{heap}", "--format", "xlsx", "-o", "{out}/list.xlsx"], "list.xlsx"),
    "check csv": (["check", "{heap}", "--format", "csv", "-o", "{out}/list.csv"], "list.csv"),
    "annotate": (["check", "{heap}", "--annotate", "{out}"], ".xlsx"),
    "collect": (["collect", "{heap}", "--roster", "{roster}", "-o", "{out}/status.xlsx"], "status.xlsx"),
    "convert": (["convert", "{heap}", "-o", "{out}"], ".xlsx"),
    "distribute": (["distribute", "{roster}", "-o", "{out}", "--year", "2024"], ""),
    "template": (["template", "-o", "{out}/t.xlsx"], "t.xlsx"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports with something to say about each, and a roster."""
    base = tmp_path_factory.mktemp("faulty")
    heap = base / "heap"
    heap.mkdir()
    for path in (ROOT / "samples" / "faulty").glob("*.xlsx"):
        shutil.copy(path, heap)
    (base / "roster.csv").write_text("单位代码,单位名称\nSC003,青禾县自然资源和规划局\n", "utf-8")
    return base


@pytest.mark.parametrize("name", WRITERS)
def test_no_room(name: str, faulty: Path, run, tmp_path: Path) -> None:
    """Where the bytes of a file cannot be written, the command says so in one sentence and leaves nothing half."""
    out = tmp_path / "out"
    out.mkdir()
    command, meant = WRITERS[name]
    names = {"heap": faulty / "heap", "roster": faulty / "roster.csv", "out": out}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    try:
        extra = ["--include-faulty"] if command[0] == "consolidate" else []
        code, said = run(*(part.format(**names) for part in command), *extra)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert code == 2
    assert [line for line in said.splitlines() if line.startswith("写不了文件 ")] == said.splitlines()[-1:]
    assert str(out) in said.splitlines()[-1]
    assert meant in said
    assert "文件超过系统允许的大小" in said
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [], "nor the summary without its long form"


# A small file system in a name space of its own, where the system lets us have one.
SPACE = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
FULL = """
mount -t tmpfs -o size=$1k none out && echo mounted || exit 0
cp sum.xlsx out && head -c 999 /dev/zero > out/other
"$0" -m govxl consolidate heap -o out/sum.xlsx --include-faulty 2>&1; echo "code $?"
cmp out/sum.xlsx sum.xlsx && echo same
ls -A out
"""


def test_a_full_disk(faulty: Path, tmp_path: Path) -> None:
    shutil.copytree(faulty / "heap", tmp_path / "heap")
    (tmp_path / "out").mkdir()
    govxl.consolidate([tmp_path / "heap"], tmp_path / "sum.xlsx", include_faulty=True)
    size = (tmp_path / "sum.xlsx").stat().st_size
    command = [*SPACE, FULL, sys.executable, str(size * 3 // 2048)]  # room for one and a half
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    if not done.stdout.startswith("mounted"):
        pytest.skip(f"no file system can be mounted here ({done.stderr.strip()}); test_no_room stands in")
    sentence = texts.cannot_write("out/sum.xlsx", errno.ENOSPC, "")
    assert done.stdout.splitlines() == ["mounted", sentence, "code 2", "same", "other", "sum.xlsx"]
    assert done.stderr == ""


# ------------------------------------------------------------------------------------------------- the last border


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_cannot_be_printed(unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "govxl", "--version"]
        done = subprocess.run(
            command,
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered, "PYTHONIOENCODING": "utf-8"},
        )
    assert (done.returncode, done.stderr) == (2, texts.cannot_print("磁盘已满") + "\n")


def test_an_unforeseen_error_where_no_details_can_be_kept(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("govxl.consolidation.judge", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    shutil.copy(COUNTY[0], tmp_path)
    code, said = run("consolidate", ".", "-o", "sum.xlsx")
    assert (code, said) == (2, texts.unforeseen("RuntimeError: boom", [], "") + "\n")


def test_an_interruption_before_the_commands_are_there(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from govxl import __main__, cli

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == texts.interrupted() + "\n"
