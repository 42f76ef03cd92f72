"""What is imported by a command that does not use it: nobody waits for what is not needed."""

import sys
from pathlib import Path

import govxl

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from starting import USED, loaded


def test_help_loads_no_slow_library():
    assert loaded(["--help"]) == USED["--help"] == set()


def test_check_loads_the_readers_alone(tmp_path):
    govxl.write_template(tmp_path / "a.xlsx", govxl.Content(govxl.Unit("A1", "甲局"), 2024, "本机关"))
    assert loaded(["check", str(tmp_path / "a.xlsx")]) == USED["check"] == {"python_calamine"}


def test_a_slow_library_that_is_used_is_seen(tmp_path):
    assert loaded(["template", "-o", str(tmp_path / "a.xlsx")]) >= {"xlsxwriter"}
