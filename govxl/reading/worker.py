"""The process in which the old formats are read, run as a script by :mod:`govxl.reading.old_books`.

The library may abort, hang or take all memory at a hostile file; then this process ends and nothing else does. It talks
in frames of eight bytes of length and content: a file comes in, JSON goes out. It imports nothing of govxl, so that it
starts quickly and wherever the package lies.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import os
import signal
import struct
import sys
from pathlib import Path
from typing import BinaryIO

MEMORY = 224 << 20  # bytes above what the process takes at its start
MAX_CELLS = 2_000_000  # in all sheets together
TIME_LIMIT = 5  # seconds a file


def answer(data: bytes) -> dict[str, object]:
    """The sheets of a workbook, or why there are none."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets, cells = [], 0
        for index, about in enumerate(book.sheets_metadata):
            if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(index)
            cells += sheet.total_height * sheet.total_width
            if cells > MAX_CELLS:
                return {"refused": "far", "detail": about.name}
            rows = sheet.to_python(skip_empty_area=False)
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
            sheets.append([about.name, str(about.visible).rpartition(".")[2], rows, merged])
    except python_calamine.PasswordError:
        return {"refused": "encrypted", "detail": ""}
    except MemoryError:
        return {"refused": "far", "detail": ""}
    except BaseException as error:  # a panic of the library is no Exception
        return {"refused": "damaged", "detail": str(error).partition("\n")[0][:200]}
    return {"sheets": sheets}


def tagged(value: object) -> dict[str, object]:
    """What JSON does not know: dates, times and durations, with their kind."""
    if isinstance(value, datetime.timedelta):
        return {"timedelta": value.total_seconds()}
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return {type(value).__name__: value.isoformat()}
    raise TypeError(type(value))


def confine() -> None:
    """Bound the memory and leave no core file behind. Where the system cannot do so, the time limit remains."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def alarm(seconds: int) -> None:
    """End this process after so long, should the parent be gone by then."""
    if sys.platform != "win32":
        signal.alarm(seconds)


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer until the parent closes the pipe."""
    while len(head := source.read(8)) == 8:
        data = source.read(struct.unpack("<Q", head)[0])
        alarm(2 * TIME_LIMIT)
        reply = json.dumps(answer(data), default=tagged, ensure_ascii=False).encode()
        alarm(0)
        sink.write(struct.pack("<Q", len(reply)) + reply)
        sink.flush()


if __name__ == "__main__":
    own_output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    confine()
    serve(sys.stdin.buffer, own_output)
