"""Each command that writes, killed and interrupted at many points of its life; a hundred of consolidate's.

No office is needed; it takes longer than the quick tests may.
"""

import shutil
from pathlib import Path

import pytest
from killing import broken_off
from test_killed import COUNTY, prepare, whole_or_not_at_all

import govxl
from govxl import texts

pytestmark = pytest.mark.office

CONSOLIDATE = ["consolidate", ".", "-o", "sum.xlsx"]
ROSTER = "单位代码,单位名称\nSC001,某市经济和信息化局\nSC002,青禾县公安局\n"
OTHERS = {
    "tidy": [*CONSOLIDATE, "--tidy", "long.csv"],
    "collect": ["collect", ".", "--roster", "roster.csv", "-o", "status.xlsx"],
    "check": ["check", ".", "--format", "xlsx", "-o", "list.xlsx"],
    "annotate": ["check", ".", "--roster", "other.csv", "--annotate", "marked"],
    "convert": ["convert", "SC001.xlsx", "SC002.xlsx", "-o", "made"],
    "distribute": ["distribute", "roster.csv", "-o", "sent", "--year", "2024", "--zip"],
}


def test_a_hundred_deaths(tmp_path: Path) -> None:
    heap = prepare(tmp_path / "heap")
    result = broken_off(heap, CONSOLIDATE, 100)
    whole_or_not_at_all(result)
    assert len(result["runs"]) == 100
    assert {run["ended"] for run in result["runs"]} == {-9}
    states = [run["left"]["sum.xlsx"] == result["old"]["sum.xlsx"] for run in result["runs"]]
    assert 30 < states.count(True) < 100
    assert any(set(run["left"]) - set(result["old"]) for run in result["runs"]), "some left a temporary file"
    # What the two states are.
    old = govxl.read(heap / "sum.xlsx")
    new = govxl.consolidate([heap], heap / "sum.xlsx").total
    units = [govxl.read(path) for path in COUNTY[:2]]
    for spot, value in govxl.read(heap / "sum.xlsx").figures.items():
        assert value == sum(unit.figures[spot] for unit in units) == new.figures[spot]
        assert old.figures[spot] == units[0].figures[spot]


def test_interrupted_anywhere(tmp_path: Path) -> None:
    result = broken_off(prepare(tmp_path / "heap"), CONSOLIDATE, 30, "SIGINT")
    whole_or_not_at_all(result)
    assert {(run["ended"], run["said"]) for run in result["runs"]} == {(2, texts.interrupted() + "\n")}
    assert all(set(run["left"]) == set(result["old"]) for run in result["runs"])


@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
@pytest.mark.parametrize("name", OTHERS)
def test_every_command_that_writes(name: str, how: str, tmp_path: Path) -> None:
    heap = tmp_path / "heap"
    heap.mkdir()
    for code, path in zip(("SC001", "SC002"), COUNTY, strict=False):
        shutil.copy(path, heap / f"{code}.xlsx")
    (heap / "roster.csv").write_text(ROSTER, "utf-8")
    (heap / "other.csv").write_text(ROSTER.replace("局", "处"), "utf-8")
    result = broken_off(heap, OTHERS[name], 10, how)
    if name == "distribute":  # its key is another each time, and so is what it signs
        assert {run["again"] for run in result["runs"]} <= {result["code"], None}
        assert all(set(result["new"]) <= set(run["then"]) for run in result["runs"] if run["again"] is not None)
    else:
        whole_or_not_at_all(result)
    assert set(result["new"]) > set(result["old"])
    if how == "SIGINT":
        assert {run["ended"] for run in result["runs"]} <= {2}
        assert {run["said"].count("\n") for run in result["runs"]} == {1}
        assert all(set(run["left"]) <= set(result["new"]) for run in result["runs"])
