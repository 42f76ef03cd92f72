"""A guard against slow-downs without a clock: what reading and checking one fixed workbook takes, counted.

Counts are the same on any machine. They are made in a process of their own, where another workbook has filled the
caches, so that nothing depends on the other tests. After a change that is worth more effort:
python tests/test_effort.py --renew
"""

import json
import os
import subprocess
import sys
from inspect import CO_GENERATOR
from pathlib import Path
from types import CodeType, FrameType

import pytest

ROOT = Path(__file__).parents[1]
BASELINE = Path(__file__).with_name("data") / "effort.json"
SAMPLE = ROOT / "samples" / "county" / "SC003_青禾县自然资源和规划局_2024.xlsx"
ANOTHER = SAMPLE.with_name("SC005_青禾县教育局_2024.xlsx")
ALLOWED = 0.1
RENEW = "if that is meant: python tests/test_effort.py --renew"
# Python 3.12 does not call these, and so they count in no version.
INLINED = ("<listcomp>", "<setcomp>", "<dictcomp>")


def count(rounds: int = 1) -> dict[str, int]:
    """The effort of reading and checking the sample so many times.

    ``calls`` are those of functions of govxl, and what its generators give, for Python 3.13 ends a generator without a
    call where nobody wants the rest. ``library_calls`` are those that they make of compiled ones, ``members`` the parts
    of the zip that are inflated in Python, ``inflated`` their bytes, ``opened`` how often calamine opens a book and
    ``grids`` how many sheets it is asked for.
    """
    import govxl
    from govxl.archives import unpacked

    package = str(Path(govxl.__file__).parent)
    inside: dict[CodeType, bool] = {}  # whether a function is one of govxl
    seen = dict.fromkeys(("calls", "library_calls", "members", "inflated", "opened", "grids"), 0)

    def look(frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if code not in inside:
            inside[code] = code.co_filename.startswith(package)
        if event == "call":
            if code is unpacked.__code__:
                seen["members"] += 1
                seen["inflated"] += frame.f_locals["size"]
            seen["calls"] += inside[code] and code.co_name not in INLINED and not code.co_flags & CO_GENERATOR
        elif event == "return":
            seen["calls"] += inside[code] and bool(code.co_flags & CO_GENERATOR) and argument is not None
        elif event == "c_call" and inside[code]:
            name = getattr(argument, "__name__", "")
            seen["library_calls"] += 1
            seen["opened"] += name == "from_filelike"
            seen["grids"] += name == "to_python"

    govxl.check(govxl.read(ANOTHER))  # fills the caches, but with nothing of what is counted
    sys.setprofile(look)
    try:
        for _ in range(rounds):
            found = govxl.check(govxl.read(SAMPLE))
    finally:
        sys.setprofile(None)
    assert not found  # this is the effort of a good report
    return seen


def counted(rounds: int = 1) -> dict[str, int]:
    """The same in a process of its own, in which sets have one order."""
    command = [sys.executable, __file__, "--count", str(rounds)]
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT)}
    return json.loads(
        subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=environment).stdout
    )


def complaints(effort: dict[str, int], baseline: dict[str, int]) -> list[str]:
    """What is off by more than a tenth: more is a slow-down, less is a gain that the baseline should keep."""
    return [
        f"{name}: {effort[name]}, was {usual} ({effort[name] / usual - 1:+.0%}); {RENEW}"
        for name, usual in baseline.items()
        if abs(effort[name] - usual) > usual * ALLOWED
    ]


@pytest.fixture(scope="module")
def baseline() -> dict[str, int]:
    return json.loads(BASELINE.read_text("utf-8"))


@pytest.fixture(scope="module")
def effort() -> dict[str, int]:
    return counted()


def test_reading_and_checking_takes_what_it_took(effort, baseline):
    assert effort.keys() == baseline.keys()
    assert complaints(effort, baseline) == []


def test_the_counts_do_not_vary(effort):
    assert counted() == effort


def test_work_done_twice_is_seen(effort, baseline):
    twice = counted(2)
    assert all(1.9 * number < twice[name] <= 2 * number for name, number in effort.items())
    assert len(complaints(twice, baseline)) == len(baseline)


def test_a_tenth_is_allowed_and_no_more():
    assert complaints({"calls": 1100}, {"calls": 1000}) == []
    assert complaints({"calls": 1101}, {"calls": 1000}) == [f"calls: 1101, was 1000 (+10%); {RENEW}"]
    assert complaints({"calls": 899}, {"calls": 1000}) == [f"calls: 899, was 1000 (-10%); {RENEW}"]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--count"]:
        print(json.dumps(count(int(sys.argv[2]))))
    elif sys.argv[1:] == ["--renew"]:
        BASELINE.write_text(json.dumps(counted(), indent=2) + "\n", "utf-8")
    else:
        sys.exit(__doc__)
