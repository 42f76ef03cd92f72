"""Breaks off a command at many points of its life, each time in a process of its own, and tells what is left.

Run as a script it takes its orders as JSON: the folder to work on, the command, the signal and how many points. One run
counts the calls that the command makes; then, for each point, a fork of this warm process gets a fresh copy of the
folder and the signal when it has made that many calls. Counted and not timed, so the same points come every time.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__)
SEED = 6
LAST = 50  # calls before the end, where all is written
AGAIN = 10  # a run follows after each tenth, and after each that has left something


def broken_off(folder: Path, command: list[str], points: int, how: str = "SIGKILL") -> dict:
    """What a command leaves behind in copies of ``folder`` when it gets a signal at so many points.

    ``old`` and ``new`` are the files before and after an undisturbed run, by name with their contents' digests, and
    ``twice`` those after one more, which tells that nothing has changed;
    ``code`` how that run ended; ``runs`` holds for each point how the process ended (the exit code, or minus the
    signal), what it said and what files it ``left``, and for some how a run after it ended and what files were there
    ``then``. Seven points of ten lie where files are written, after the first call of ``whole``; the last point of
    those that kill lies where all is.
    """
    orders = json.dumps({"folder": str(folder), "command": command, "points": points, "how": how})
    done = subprocess.run([sys.executable, str(HERE)], input=orders, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main() -> None:
    from govxl.__main__ import main as govxl

    orders = json.load(sys.stdin)
    folder, command, how = Path(orders["folder"]), orders["command"], getattr(signal, orders["how"])
    with tempfile.TemporaryDirectory() as place:
        spare = iter(Path(place) / str(number) for number in range(10**6))

        def run(where: Path, prepare: Callable[[], Callable[[], object]] | None = None) -> tuple[int, str, object]:
            """Run the command in a fork: how it ended, what it said on the error stream, what ``prepare`` found."""
            said, found = next(spare), next(spare)
            if (child := os.fork()) == 0:
                code, tell = 99, None
                with contextlib.suppress(BaseException):
                    os.chdir(where)
                    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 2)
                    sys.argv = ["govxl", *command]
                    tell = prepare() if prepare else None
                    try:
                        govxl()
                    except SystemExit as ended:
                        code = ended.code
                    finally:
                        sys.setprofile(None)
                    for stream in (sys.stdout, sys.stderr):
                        with contextlib.suppress(ValueError, OSError):
                            stream.flush()
                    found.write_text(json.dumps(tell() if tell else None))
                os._exit(code)
            _, status = os.waitpid(child, 0)
            told = json.loads(found.read_text()) if found.exists() else None
            return os.waitstatus_to_exitcode(status), said.read_text("utf-8"), told

        def copy() -> Path:
            return Path(shutil.copytree(folder, next(spare)))

        warm = copy()
        with contextlib.chdir(warm), contextlib.redirect_stdout(None), contextlib.suppress(SystemExit):
            sys.argv = ["govxl", *command]
            govxl()
        undisturbed = copy()
        code, _, counted = run(undisturbed, _count)
        total, first = counted
        dice = random.Random(SEED)
        spots = [dice.randrange(1, first) for _ in range(orders["points"] * 3 // 10)]
        spots += [dice.randrange(first, total) for _ in range(orders["points"] - len(spots))]
        if how == signal.SIGKILL:
            spots[-1] = total - LAST
        runs, known = [], {*_files(folder), *_files(undisturbed)}
        for spot in sorted(spots):
            where = copy()
            ended, said, _ = run(where, lambda spot=spot: _interrupt(spot, how))
            left = _files(where)
            one = {"at": spot, "ended": ended, "said": said, "left": left, "again": None}
            if len(runs) % AGAIN == 0 or set(left) - known:
                again, _, _ = run(where)
                one |= {"again": again, "then": _files(where)}
            runs.append(one)
            shutil.rmtree(where)
        about = {"old": _files(folder), "new": _files(undisturbed), "code": code, "total": total, "first": first}
        run(undisturbed)
        about["twice"] = _files(undisturbed)
    print(json.dumps(about | {"runs": runs}))


def _count() -> Callable[[], object]:
    """Count the calls of a run, and those before its first temporary file is made."""
    seen, first = 0, 0

    def profile(frame: object, event: str, arg: object) -> None:
        nonlocal seen, first
        if event in ("call", "c_call"):
            seen += 1
            code = frame.f_code
            if not first and event == "call" and (Path(code.co_filename).name, code.co_name) == ("files.py", "whole"):
                first = seen

    sys.setprofile(profile)
    return lambda: (seen, first)


def _interrupt(spot: int, how: int) -> None:
    """Have the signal come at one call."""
    seen = 0

    def profile(frame: object, event: str, arg: object) -> None:
        nonlocal seen
        if event in ("call", "c_call"):
            seen += 1
            if seen == spot:
                signal.raise_signal(how)

    sys.setprofile(profile)


def _files(folder: Path) -> dict[str, str]:
    """The files below a folder, with the digests of their contents."""
    import hashlib

    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


if __name__ == "__main__":
    main()
