"""The process that reads .xls, .xlsb and .ods: what it gives, and that it may die."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from test_hostile import ODS_CELL, ods
from workbooks import repack, xls

from govxl import texts
from govxl.reading import old_books, worker
from govxl.reading.gate import Refused, look
from govxl.reading.old_books import read_old_book

SMALL = xls({(0, 0): 1.5, (2, 1): 7}, "三")


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(Refused) as error:
        read_old_book(look(data))
    return error.value.code, error.value.message


def process() -> subprocess.Popen[bytes]:
    return old_books._worker(os.getpid())._process


def test_an_xls():
    book = read_old_book(look(SMALL))
    assert {name: grid.values for name, grid in book.grids.items()} == {"三": [[1.5, ""], ["", ""], ["", 7.0]]}
    assert book.visibility == {"三": "visible"}


def test_an_ods_with_merged_cells_and_an_error():
    cells = {
        "merged": '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3" '
        'office:value-type="string"><text:p>甲</text:p></table:table-cell><table:covered-table-cell/>',
        "error": '<table:table-cell xmlns:calcext="urn:c" table:formula="of:=1/0" calcext:value-type="error" '
        'office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>',
        "date": '<table:table-cell office:value-type="date" office:date-value="2025-01-15"/>',
    }
    rows = "<table:table-row table:number-rows-repeated='2'><table:table-cell/></table:table-row>"
    rows += f"<table:table-row>{ODS_CELL}{''.join(cells.values())}</table:table-row>"
    grid = read_old_book(look(ods(rows))).grids["表"]
    assert grid.merged == ((2, 1, 4, 2),)
    assert grid.errors == {(2, 3): "#DIV/0!"}
    assert (grid.values[2][0], grid.values[2][1], str(grid.values[2][4])) == (1.0, "甲", "2025-01-15")


def test_one_process_reads_file_after_file():
    read_old_book(look(SMALL))
    first = process().pid
    read_old_book(look(ods(f"<table:table-row>{ODS_CELL}</table:table-row>")))
    assert process().pid == first


def test_a_process_that_dies_costs_one_file():
    read_old_book(look(SMALL))
    died = process()
    assert refusal(xls({(0, 0): 1, (65535, 255): 2})) == ("unreadable", texts.reader_died())
    assert died.poll() is not None
    assert list(read_old_book(look(SMALL)).grids) == ["三"]


def test_a_process_that_takes_too_long_costs_one_file(monkeypatch):
    with monkeypatch.context() as changed:
        changed.setattr(worker, "TIME_LIMIT", 0)
        old_books._worker(os.getpid()).close()  # starting takes longer than that
        assert refusal(SMALL) == ("unreadable", texts.too_slow())
    assert list(read_old_book(look(SMALL)).grids) == ["三"]


def test_a_process_that_does_not_start(monkeypatch):
    old_books._worker(os.getpid()).close()
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    code, message = refusal(SMALL)
    assert (code, message.startswith("读取旧格式的程序没有启动（")) == ("unreadable", True)


def test_an_answer_that_is_too_long(monkeypatch):
    monkeypatch.setattr(old_books, "MAX_REPLY", 10)
    assert refusal(SMALL) == ("unreadable", texts.reader_died())


def test_a_fork_has_a_process_of_its_own():
    read_old_book(look(SMALL))
    code = (
        "import os, sys; from pathlib import Path; from govxl.reading import old_books\n"
        "from govxl.reading.gate import look\n"
        "data = look(Path(sys.argv[1]).read_bytes()); old_books.read_old_book(data)\n"
        "mine = old_books._worker(os.getpid())._process.pid\n"
        "if os.fork() == 0:\n"
        "    old_books.read_old_book(data)\n"
        "    other = old_books._worker(os.getpid()); same = other._process.pid == mine; other.close(); os._exit(same)\n"
        "status = os.wait()[1]; old_books.read_old_book(data); print(status, mine)"
    )
    status, pid = _run(code)
    assert status == "0"
    assert not Path(f"/proc/{pid}").exists()  # nor is it left behind


def _run(code: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.xls"
        file.write_bytes(SMALL)
        path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
        command = [sys.executable, "-W", "error", "-c", code, str(file)]
        run = subprocess.run(
            command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=True, cwd=folder
        )
        assert run.stderr == ""
        return run.stdout.split()


def test_the_process_ends_with_a_parent_that_is_killed():
    code = (
        "import os, signal, sys; from pathlib import Path; from govxl.reading import old_books\n"
        "from govxl.reading.gate import look\n"
        "old_books.read_old_book(look(Path(sys.argv[1]).read_bytes()))\n"
        "process = old_books._worker(os.getpid())._process\n"
        "process.stdin.close(); print(process.wait(5)); process.stdout.close()"
    )
    assert _run(code) == ["0"]


def test_bounds_of_zips_hold_before_the_process_sees_them():
    huge = repack(ods(""), {"content.xml": b"<a>" + os.urandom(100_000).hex().encode() + b" " * (25 << 20) + b"</a>"})
    assert refusal(huge) == ("too-large", texts.unpacks_too_large())
