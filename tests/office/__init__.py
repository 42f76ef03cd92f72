"""LibreOffice as a second engine and as an office clerk, for tests.

``Office`` starts ``driver.py`` under an interpreter that can import uno; the driver starts a LibreOffice of its own.
"""

import contextlib
import functools
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

__all__ = ["Cell", "Office", "OfficeError", "available", "why_not"]

Cell = float | str | None

DRIVER = Path(__file__).with_name("driver.py")
END_LIMIT = 15  # seconds that the driver gets for ending; it takes at most 10 with a stuck office


class OfficeError(Exception):
    """The office refused a request, died or did not answer."""


class Office:
    """One LibreOffice with at most one open document; use it in a ``with`` statement.

    A number is a float when read. Sheets are named as on their tabs, ranges as in ``D5:J28``. Every request raises
    OfficeError with the office's own words, and after ``timeout`` seconds without a reply it ends the office.
    ``recalc`` says what loading a workbook does with the values stored in it: LibreOffice's own default keeps them.
    """

    def __init__(self, recalc: Literal["never", "always"] = "never", timeout: float = 120) -> None:
        self._recalc = recalc
        self._timeout = timeout
        self._process: subprocess.Popen[str] | None = None
        self._late = False

    def __enter__(self) -> Self:
        if reason := why_not():
            raise OfficeError(reason)
        self._process = subprocess.Popen(
            [_python(), str(DRIVER), "--recalc", self._recalc, "--soffice", _soffice()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for pytest, which then ends the driver
        )
        try:
            self.close()  # answers once LibreOffice runs
        except OfficeError:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def open(self, path: str | Path) -> None:
        """Open a workbook, in place of the one that is open."""
        self._ask("open", path=_absolute(path))

    def close(self) -> None:
        """Close the document, if any, without saving."""
        self._ask("close")

    def enter(self, sheet: str, cell: str, text: str) -> str:
        """Type text into a cell as a clerk does ("" presses Delete); return what the cell then shows.

        A locked cell still shows what it did. The validation is not asked.
        """
        return self.enter_many([(sheet, cell, text)])[0]

    def enter_many(self, entries: Iterable[tuple[str, str, str]]) -> list[str]:
        """Do several ``enter`` in one round trip."""
        shown: list[str] = self._ask("enter_many", entries=list(entries))
        return shown

    def fill(self, sheet: str, range_ref: str, rows: Sequence[Sequence[Cell]]) -> None:
        """Set cells at once, text as text, None as empty. Passes over locks, but a locked cell cannot be emptied."""
        self._ask("fill", sheet=sheet, range_ref=range_ref, rows=rows)

    def read(self, sheet: str, range_ref: str) -> list[list[Cell]]:
        """Return values: None for an empty cell, "#N/A" or "Err:522" for an error, 1.0 for TRUE."""
        values: list[list[Cell]] = self._ask("read", sheet=sheet, range_ref=range_ref)
        return values

    def formulas(self, sheet: str, range_ref: str) -> list[list[str]]:
        """Return the formulas; of other cells the input, of empty cells ""."""
        found: list[list[str]] = self._ask("formulas", sheet=sheet, range_ref=range_ref)
        return found

    def paste(self, source_path: str | Path, source_sheet: str, source_range: str, sheet: str, cell: str) -> None:
        """Copy a range of another workbook and paste it, with its formats, from the given cell on."""
        source = {"source_path": _absolute(source_path), "source_sheet": source_sheet, "source_range": source_range}
        self._ask("paste", **source, sheet=sheet, cell=cell)

    def paste_unformatted(
        self, source_path: str | Path, source_sheet: str, source_range: str, sheet: str, cell: str
    ) -> None:
        """Copy a range of another workbook and paste its text alone."""
        source = {"source_path": _absolute(source_path), "source_sheet": source_sheet, "source_range": source_range}
        self._ask("paste", **source, sheet=sheet, cell=cell, unformatted=True)

    def locked(self, sheet: str, cell: str) -> bool:
        """Return the cell's lock flag, which means something only while its sheet is protected."""
        flag: bool = self._ask("locked", sheet=sheet, cell=cell)
        return flag

    def validation(self, sheet: str, cell: str) -> dict[str, str] | None:
        """Return type ("WHOLE", "DECIMAL", "LIST", "CUSTOM", …), prompt_title, prompt, error_title and error."""
        rule: dict[str, str] | None = self._ask("validation", sheet=sheet, cell=cell)
        return rule

    def recalculate(self) -> None:
        """Calculate every formula anew, whatever values the file held."""
        self._ask("recalculate")

    def sort(self, sheet: str, range_ref: str, column: int) -> None:
        """Sort the rows of a range without a head by its column of that number, from 0."""
        self._ask("sort", sheet=sheet, range_ref=range_ref, column=column)

    def follow(self, target: str) -> str:
        """Follow a link to a place in the document (what stands behind its "#"); return the cells it leads to."""
        place: str = self._ask("follow", target=target)
        return place

    def save(self, path: str | Path) -> None:
        """Write a copy in the format of the suffix: .xlsx, .xls or .ods."""
        self._ask("save", path=_absolute(path))

    def to_pdf(self, path: str | Path) -> None:
        """Write the whole document as PDF."""
        self._ask("to_pdf", path=_absolute(path))

    def batch(self, ops: list[dict[str, Any]]) -> list[Any]:
        """Do several operations in one round trip and return their results; the first error ends it.

        An operation is a method's name and its arguments by name, paths as absolute strings:
        ``{"op": "read", "sheet": "三", "range_ref": "D5:J28"}``.
        """
        results: list[Any] = self._ask("batch", ops=ops)
        return results

    def _ask(self, op: str, **arguments: object) -> Any:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise OfficeError("the office is not running")
        request = json.dumps({"op": op, **arguments})
        watchdog = threading.Timer(self._timeout, self._give_up, [process])
        watchdog.start()
        try:
            process.stdin.write(request + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = ""
        finally:
            watchdog.cancel()
            watchdog.join()
        if self._late or not line:
            self._end()
            raise OfficeError(f"{op}: " + (f"no reply in {self._timeout} s" if self._late else "the driver has ended"))
        reply = json.loads(line)
        if "error" in reply:
            raise OfficeError(f"{op}: {reply['error']}")
        return reply["ok"]

    def _give_up(self, process: "subprocess.Popen[str]") -> None:
        self._late = True
        process.terminate()
        _wait_or_kill(process)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or process.stdin is None or process.stdout is None:
            return
        with contextlib.suppress(OSError):
            process.stdin.close()
        _wait_or_kill(process)
        process.stdout.close()


def available() -> bool:
    """Whether an ``Office`` can be started on this machine."""
    return not why_not()


@functools.cache
def why_not() -> str:
    """Return what is missing for an ``Office``, or ""."""
    if sys.platform == "win32":
        return "the LibreOffice driver needs a POSIX system"
    if not _soffice():
        return "no soffice on the PATH"
    return "" if _python() else "no Python interpreter that can import uno (Debian: python3-uno)"


@functools.cache
def _soffice() -> str:
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


@functools.cache
def _python() -> str:
    bundled = Path(_soffice()).resolve().with_name("python")
    for python in (sys.executable, "/usr/bin/python3", str(bundled)):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run([python, "-c", "import uno"], check=True, capture_output=True, timeout=60)
            return python
    return ""


def _absolute(path: str | Path) -> str:
    return str(Path(path).absolute())


def _wait_or_kill(process: "subprocess.Popen[str]") -> None:
    try:
        process.wait(END_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
