"""LibreOffice Calc in the hands of an office clerk, served as JSON lines on stdin and stdout.

Run by an interpreter that can ``import uno``; the client is ``Office`` in this package. Each request is one line
``{"op": name, ...arguments}``, each reply one line ``{"ok": value}`` or ``{"error": text}``. The operations are the
public methods of ``Clerk``. The program starts an office of its own with a throw-away profile, and ends both when stdin
closes or a SIGTERM comes; if the office does not start, it says so in one error line and ends. POSIX only.
"""

import argparse
import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

import uno
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.table.CellContentType import EMPTY
from com.sun.star.uno import RuntimeException

START_LIMIT = 60  # seconds from launch to a usable office
GRACE = 5  # seconds that a request under way, and then the office, get for ending

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xls": "MS Excel 97", ".ods": "calc8"}

REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>
"""
SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
CLERK = (
    ("Setup/L10N", "ooSetupSystemLocale", "zh-CN"),  # decides what typed text means
    ("Office.Calc/Input", "ReplaceCellsWarning", "false"),  # a headless office answers no to "overwrite the cells?"
    ("Office.Common/Misc", "UseLocking", "false"),  # a .~lock file left by a killed office would stop the next one
)
RECALC_ALWAYS = tuple(("Office.Calc/Formula/Load", name, "0") for name in ("OOXMLRecalcMode", "ODFRecalcMode"))


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


class Clerk:
    """One person at one open document. Every public method is an operation of the protocol.

    pyuno takes 1 to 3 ms for the first use of each remote object, more than most calls take: so ranges are kept.
    """

    def __init__(self, context):
        manager = context.ServiceManager
        self._desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._dispatcher = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        self._document = self._controller = self._frame = None
        self._sheets = {}
        self._ranges = {}

    def open(self, path):
        self.close()
        self._document = self._load(path)
        self._controller = self._document.getCurrentController()
        self._frame = self._controller.getFrame()

    def close(self):
        self._sheets, self._ranges = {}, {}
        document, self._document = self._document, None
        if document is not None:
            document.close(True)

    def enter(self, sheet, cell, text):
        if self._go_to(sheet, cell):
            if text:
                self._dispatch(self._frame, "EnterString", StringName=text)
            else:
                self._dispatch(self._frame, "ClearContents")
        return self._range(sheet, cell).getString()

    def enter_many(self, entries):
        return [self.enter(*entry) for entry in entries]

    def fill(self, sheet, range_ref, rows):
        cells = self._range(sheet, range_ref)
        data = tuple(tuple(_cell_input(value) for value in row) for row in rows)
        try:
            cells.setDataArray(data)
        except RuntimeException:  # without a text: a wrong shape, or a locked cell
            at = cells.getRangeAddress()
            shape = (at.EndRow - at.StartRow + 1, at.EndColumn - at.StartColumn + 1)
            if len(data) != shape[0] or any(len(row) != shape[1] for row in data):
                raise ValueError(f"the rows do not have the shape of {sheet}!{range_ref}, {shape}") from None
            for y, row in enumerate(data):
                for x, value in enumerate(row):
                    self._overwrite(cells.getCellByPosition(x, y), value)

    def read(self, sheet, range_ref):
        cells = self._range(sheet, range_ref)
        values = cells.getDataArray()
        formulas = cells.getFormulaArray() if any("" in row for row in values) else values
        return [
            [_cell_output(cells, x, y, value, formulas[y][x]) for x, value in enumerate(row)]
            for y, row in enumerate(values)
        ]

    def formulas(self, sheet, range_ref):
        return self._range(sheet, range_ref).getFormulaArray()

    def paste(self, source_path, source_sheet, source_range, sheet, cell, unformatted=False):
        source = self._load(source_path)
        try:
            controller = source.getCurrentController()
            controller.select(source.getSheets().getByName(source_sheet).getCellRangeByName(source_range))
            self._dispatch(controller.getFrame(), "Copy")
            if self._go_to(sheet, cell):
                self._dispatch(self._frame, "PasteUnformatted" if unformatted else "Paste")
        finally:
            source.close(True)

    def locked(self, sheet, cell):
        return self._range(sheet, cell).CellProtection.IsLocked

    def validation(self, sheet, cell):
        rule = self._range(sheet, cell).Validation
        texts = {
            "prompt_title": rule.InputTitle,
            "prompt": rule.InputMessage,
            "error_title": rule.ErrorTitle,
            "error": rule.ErrorMessage,
        }
        kind = rule.Type.value
        return None if kind == "ANY" and not any(texts.values()) else {"type": kind, **texts}

    def recalculate(self):
        self._opened().calculateAll()

    def unprotect(self):
        """Lift the protection of the workbook and of all its sheets, which has no password."""
        document = self._opened()
        for protected in (document, *(document.getSheets().getByIndex(n) for n in range(document.getSheets().Count))):
            protected.unprotect("")

    def insert_rows(self, sheet, row, count=1):
        """Rows are counted from 1, as on the screen."""
        self._sheet(sheet).getRows().insertByIndex(row - 1, count)

    def remove_rows(self, sheet, row, count=1):
        self._sheet(sheet).getRows().removeByIndex(row - 1, count)

    def insert_columns(self, sheet, column, count=1):
        self._sheet(sheet).getColumns().insertByIndex(self._column(sheet, column), count)

    def remove_columns(self, sheet, column, count=1):
        self._sheet(sheet).getColumns().removeByIndex(self._column(sheet, column), count)

    def move(self, sheet, range_ref, cell):
        """Cut a range and paste it from a cell of the same sheet on."""
        target = self._range(sheet, cell).getCellByPosition(0, 0).getCellAddress()
        self._sheet(sheet).moveRange(target, self._range(sheet, range_ref).getRangeAddress())

    def merge(self, sheet, range_ref, merged):
        self._range(sheet, range_ref).merge(merged)

    def formula(self, sheet, cell, formula):
        """Set a formula in the spelling of the office, past locks."""
        self._range(sheet, cell).getCellByPosition(0, 0).setFormula(formula)

    def hide_rows(self, sheet, row, count=1):
        for number in range(row - 1, row - 1 + count):
            self._sheet(sheet).getRows().getByIndex(number).IsVisible = False

    def comment(self, sheet, cell, text):
        address = self._range(sheet, cell).getCellByPosition(0, 0).getCellAddress()
        self._sheet(sheet).getAnnotations().insertNew(address, text)

    def sort(self, sheet, range_ref, column):
        """Sort the rows of a range, which has no head, by its so manyth column, from 0."""
        cells = self._range(sheet, range_ref)
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, True
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        cells.sort(properties(SortFields=fields, ContainsHeader=False))

    def follow(self, target):
        """Where the cursor lands when a link to a place in the document, without its "#", is followed."""
        self._dispatch(self._frame, "JumpToMark", Bookmark=target)
        at = self._controller.getSelection()
        return at.AbsoluteName

    def rename_sheet(self, sheet, name):
        self._sheet(sheet).setName(name)
        self._sheets, self._ranges = {}, {}

    def move_sheet(self, sheet, position):
        self._opened().getSheets().moveByName(sheet, position)

    def add_sheet(self, name, position, visible=True):
        self._opened().getSheets().insertNewByName(name, position)
        self._sheet(name).IsVisible = visible

    def remove_sheet(self, sheet):
        self._opened().getSheets().removeByName(sheet)
        self._sheets, self._ranges = {}, {}

    def import_sheet(self, source_path, sheet, position):
        """Copy a whole sheet out of another workbook."""
        source = self._load(source_path)
        try:
            self._opened().getSheets().importSheet(source, sheet, position)
        finally:
            source.close(True)

    def save(self, path, password=None):
        suffix = Path(path).suffix
        if suffix not in FILTERS:
            raise ValueError(f"cannot save as {suffix!r}, only as {', '.join(FILTERS)}")
        self._store(path, FILTERS[suffix], password)

    def to_pdf(self, path):
        self._store(path, "calc_pdf_Export")

    def batch(self, ops):
        document = self._document
        if document is not None:
            document.lockControllers()  # no painting between the operations: they take half the time
        replies = []
        try:
            for op in ops:
                replies.append(self.perform(op))
        except Exception as problem:
            at = len(replies)
            raise ValueError(f"operation {at} of the batch ({ops[at]['op']}): {_text(problem)}") from problem
        finally:
            if document is not None:
                with contextlib.suppress(DisposedException):  # closed by one of the operations
                    document.unlockControllers()
        return replies

    def perform(self, request):
        arguments = dict(request)
        name = arguments.pop("op")
        if name.startswith("_") or not callable(getattr(self, name, None)):
            raise ValueError(f"unknown operation {name!r}")
        return getattr(self, name)(**arguments)

    def is_alive(self):
        """Whether the office answers; what a call to a dead one raises tells nothing."""
        try:
            self._desktop.getFrames()
        except RuntimeException:
            return False
        return True

    def end_office(self):
        self.close()
        self._desktop.terminate()

    def _load(self, path):
        # Not Hidden=True: LibreOffice 7.4 then crashes at the first refusal, its dialog having no window.
        document = self._desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, ())
        if document is None:
            raise ValueError(f"LibreOffice did not open {path}")
        if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            document.close(True)
            raise ValueError(f"LibreOffice does not take {path} for a workbook")
        return document

    def _opened(self):
        if self._document is None:
            raise ValueError("no document is open")
        return self._document

    def _sheet(self, name):
        if name not in self._sheets:
            sheets = self._opened().getSheets()
            if not sheets.hasByName(name):
                raise ValueError(f"no sheet {name!r}, only {', '.join(sheets.getElementNames())}")
            self._sheets[name] = sheets.getByName(name)
        return self._sheets[name]

    def _range(self, sheet, ref):
        if (sheet, ref) not in self._ranges:
            try:
                self._ranges[sheet, ref] = self._sheet(sheet).getCellRangeByName(ref)
            except RuntimeException:
                raise ValueError(f"no range {ref!r} on sheet {sheet!r}") from None
        return self._ranges[sheet, ref]

    def _go_to(self, sheet, cell):
        """Whether the cursor reaches the cell: not so if the protection forbids to select it."""
        target = self._range(sheet, cell).getRangeAddress()
        if (target.StartColumn, target.StartRow) != (target.EndColumn, target.EndRow):
            raise ValueError(f"{cell} is more than one cell")
        if not self._sheet(sheet).IsVisible:
            raise ValueError(f"sheet {sheet!r} is hidden")
        name = sheet.replace("'", "''")
        self._dispatch(self._frame, "GoToCell", ToPoint=f"$'{name}'.{cell}")
        at = self._controller.getSelection().getRangeAddress()
        if (at.Sheet, at.StartColumn, at.StartRow) == (target.Sheet, target.StartColumn, target.StartRow):
            return True
        if (at.StartColumn, at.StartRow) != (at.EndColumn, at.EndRow):
            raise ValueError(f"{cell} is an inner cell of a merged area")
        return False

    def _overwrite(self, cell, value):
        if isinstance(value, float):
            cell.setValue(value)
            return
        cell.setString(value)
        if value == "" and cell.getType() != EMPTY:
            raise ValueError(f"{cell.AbsoluteName} is locked: LibreOffice lets it be overwritten but not emptied")

    def _column(self, sheet, column):
        return self._range(sheet, f"{column}1").getRangeAddress().StartColumn

    def _store(self, path, filter_name, password=None):
        target = properties(FilterName=filter_name, Overwrite=True, **_secret(filter_name, password))
        self._opened().storeToURL(uno.systemPathToFileUrl(path), target)

    def _dispatch(self, frame, command, **arguments):
        self._dispatcher.executeDispatch(frame, ".uno:" + command, "", 0, properties(**arguments))


def _secret(filter_name, password):
    """What the dialog of saving hands over for a password; Excel's own formats ask for more than the word."""
    if not password:
        return {}
    if "2007" not in filter_name:
        return {"Password": password}
    named = (("OOXPassword", password), ("CryptoType", "Standard"))
    return {"EncryptionData": uno.Any("[]com.sun.star.beans.NamedValue", tuple(NamedValue(*pair) for pair in named))}


def _cell_input(value):
    if value is None:
        return ""  # a None would be stored as #N/A
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise TypeError(f"a cell takes a number, a text or None, not {value!r}")
    return value if isinstance(value, str) else float(value)


def _cell_output(cells, x, y, value, formula):
    if value is None:  # an error, whose name only the cell itself can tell
        return cells.getCellByPosition(x, y).getString()
    return None if value == "" and formula == "" else value


def _text(problem):
    text = str(problem).strip()
    return text if isinstance(problem, ValueError) else f"{type(problem).__name__.rpartition('.')[2]}: {text}"


def reply(**message):
    with contextlib.suppress(BrokenPipeError):  # the client has died: the end of stdin says the same
        print(json.dumps(message), flush=True)


def launch(soffice, profile, pipe, recalc):
    user = profile / "user"
    user.mkdir()
    settings = CLERK + (RECALC_ALWAYS if recalc == "always" else ())
    registry = REGISTRY.format("".join(SETTING.format(*setting) for setting in settings))
    (user / "registrymodifications.xcu").write_text(registry, encoding="utf-8")
    with (profile / "log").open("wb") as log:
        return subprocess.Popen(
            [
                soffice,
                "--headless",
                "--norestore",
                f"-env:UserInstallation={profile.as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ],
            env={**os.environ, "TMPDIR": str(profile)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def connect(process, pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while process.poll() is None:
        with contextlib.suppress(NoConnectException):
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        time.sleep(0.1)
    raise ValueError(f"soffice ended at once with status {process.returncode}")


def work(process, pipe, requests, started):
    """Serve the requests up to a None. In a thread of its own: a stuck call must not keep the program from ending."""
    try:
        clerk = Clerk(connect(process, pipe))
    except Exception as problem:
        started.put(_text(problem))
        return
    started.put(None)
    while (line := requests.get()) is not None:
        try:
            reply(ok=clerk.perform(json.loads(line)))
        except Exception as problem:  # whatever went wrong is the reply
            reply(error=_text(problem) if clerk.is_alive() else "LibreOffice has crashed or was ended")
    with contextlib.suppress(Exception):
        clerk.end_office()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recalc", choices=("never", "always"), default="never", help="on loading; default: never")
    parser.add_argument("--soffice", default="soffice", help="the program to start; default: soffice")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    pipe = f"clerk-{uuid.uuid4().hex}"
    requests, started = queue.Queue(), queue.Queue()
    status, process, worker = 1, None, None
    profile = Path(tempfile.mkdtemp(prefix="clerk-"))
    try:
        process = launch(options.soffice, profile, pipe, options.recalc)
        worker = threading.Thread(target=work, args=(process, pipe, requests, started), daemon=True)
        worker.start()
        if problem := started.get(timeout=START_LIMIT):
            raise OSError(f"{problem}\n{(profile / 'log').read_text(errors='replace')}")
        for line in sys.stdin:
            requests.put(line)
        status = 0
    except (OSError, queue.Empty) as problem:
        reply(error=f"LibreOffice did not start: {str(problem) or f'no answer within {START_LIMIT} s'}")
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        requests.put(None)
        if worker is not None:
            worker.join(GRACE)
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(profile, ignore_errors=True)
        os._exit(status)  # an ordinary exit may wait for a stuck UNO call


if __name__ == "__main__":
    main()
