"""Workbooks in other formats than .xlsx: .xls and .et, .xlsb, .ods, read in a process of their own.

The library can take its process with it at a hostile file. So one process reads, one file after another; when it dies
or takes too long, that one file is refused and the next gets a new process.
"""

from __future__ import annotations

import atexit
import contextlib
import datetime
import importlib.util
import json
import os
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from govxl import texts
from govxl.reading import worker
from govxl.reading.formats import Opened
from govxl.reading.grids import Grid
from govxl.reading.ods import Table, look_through
from govxl.refusal import Refused

MAX_REPLY = 32 << 20  # bytes
_STATES = {"Hidden": "hidden", "VeryHidden": "veryHidden"}


@dataclass(frozen=True, slots=True)
class OldBook:
    """The sheets by name, in workbook order; ``visibility`` of each "visible", "hidden" or "veryHidden".

    The library shows no formulas. Error cells are known of .ods alone; in .xls and .xlsb they read as blanks.
    """

    grids: dict[str, Grid]
    visibility: dict[str, str]


def read_old_book(opened: Opened) -> OldBook:
    """Read an .xls, .xlsb or .ods. Raises Refused where it is damaged, hostile or has a password."""
    tables = look_through(opened.archive) if opened.format == "ods" and opened.archive else {}
    reply = _worker(os.getpid()).ask(opened.data)
    if reason := reply.get("refused"):
        raise Refused(*_refusal(reason, reply["detail"]))
    grids: dict[str, Grid] = {}
    visibility: dict[str, str] = {}
    for name, state, rows, merged in reply["sheets"]:
        about = tables.get(name, Table())
        rectangles = tuple((first, left, last, right) for first, left, last, right in merged)
        grids[name] = Grid(rows, errors=about.errors, merged=rectangles or tuple(about.merged))
        visibility[name] = _STATES.get(state, "visible")
    if not grids or len(grids) < len(reply["sheets"]):  # of two sheets with one name one would be lost
        raise Refused("unreadable", texts.reader_died())
    return OldBook(grids, visibility)


def _refusal(reason: str, detail: str) -> tuple[str, str]:
    if reason == "encrypted":
        return "encrypted", texts.encrypted()
    if reason == "far":
        return "too-large", texts.far_cells(detail) if detail else texts.many_cells()
    return "unreadable", texts.damaged(detail)


def _value(tagged: dict[str, Any]) -> object:
    """What the worker put into words because JSON does not know it."""
    for kind in (datetime.datetime, datetime.date, datetime.time):
        if text := tagged.get(kind.__name__):
            return kind.fromisoformat(text)
    return datetime.timedelta(seconds=tagged["timedelta"]) if "timedelta" in tagged else tagged


# --------------------------------------------------------------------------------------------------------- the process


class _Worker:
    """The reading process, started at the first file and again after one that it did not survive."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def ask(self, data: bytes) -> dict[str, Any]:
        """Have one file read. Raises Refused where the process dies, takes too long or cannot be started."""
        with self._lock:
            late = threading.Event()
            try:
                process = self._running()
                timer = threading.Timer(worker.TIME_LIMIT, _stop, (process, late))
                timer.daemon = True
                timer.start()
                try:
                    reply = _exchange(process, data)
                finally:
                    timer.cancel()
                return json.loads(reply, object_hook=_value)  # type: ignore[no-any-return]
            except (OSError, EOFError, ValueError) as error:
                missing = self._process is None
                self._end()
                if missing:
                    raise Refused("unreadable", texts.reader_missing(str(error))) from error
                raise Refused("unreadable", texts.too_slow() if late.is_set() else texts.reader_died()) from error
            except BaseException:  # interrupted: the next answer would be that to another question
                self._end()
                raise

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-P", worker.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": _path_of_library()},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        return self._process

    def _end(self) -> None:
        if process := self._process:
            self._process = None
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    _sure(pipe).close()


def _exchange(process: subprocess.Popen[bytes], data: bytes) -> bytes:
    source, sink = _sure(process.stdin), _sure(process.stdout)
    source.write(struct.pack("<Q", len(data)) + data)
    source.flush()
    head = sink.read(8)
    if len(head) < 8 or (size := struct.unpack("<Q", head)[0]) > MAX_REPLY:
        raise EOFError
    reply = sink.read(size)
    if len(reply) < size:
        raise EOFError
    return reply


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _sure(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe


def _path_of_library() -> str:
    """Where the process finds the library, however it came into ours; before all else that is on the path."""
    found = importlib.util.find_spec("python_calamine")
    home = str(Path(found.origin).parents[1]) if found and found.origin else ""
    return os.pathsep.join(part for part in (home, os.environ.get("PYTHONPATH", "")) if part)


@cache
def _worker(process: int) -> _Worker:
    """The worker of this process; a fork does not share its parent's, whose answers it would take."""
    made = _Worker()
    atexit.register(made.close)
    return made
