"""The frame of the command line: help and errors in Chinese, progress, output, and the last border of all faults."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from govxl import texts
from govxl.files import OpenElsewhere, printable, write_text

OK, WRONG, FAILED = 0, 1, 2
_INTERRUPTED = 130  # what typer makes of Ctrl-C


class TextFormat(StrEnum):
    """Formats of a report on the terminal."""

    text = "text"
    json = "json"


class ListFormat(StrEnum):
    """Formats of a list of findings."""

    text = "text"
    json = "json"
    xlsx = "xlsx"
    csv = "csv"


class PageFormat(StrEnum):
    """Formats of the catalogue of rules."""

    text = "text"
    json = "json"
    markdown = "markdown"


class _AsGiven:
    """Stands before typer's conversion of a parameter, which loads pydantic: a quarter of the start of ``check``.

    What is not given, is a flag or of an enumeration by default, or has a parser of ours needs no conversion.
    """

    def __init__(self, usual: Callable[[], Any]):
        self._usual = usual

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of a parameter."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if isinstance(value, bool | StrEnum):
            return value
        parser = param.type_descriptor.parameter_info.parser
        if parser and param.nargs == -1:
            return [parser(one) for one in value]
        return self._usual().coerce(value, param=param, ctx=ctx)


def _as_given(params: list[Any]) -> list[Any]:
    """Parameters that take what is given as it is; those of another typer, which converts otherwise, do as ever."""
    for param in params:
        usual = getattr(param, "get_runtime_param", None)
        if usual and not isinstance(usual, partial):
            param.get_runtime_param = partial(_AsGiven, usual)
    return params


class Group(TyperGroup):
    """The commands as a whole, with help in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return texts.help_in_chinese(super().get_help(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        """The options."""
        return _as_given(super().get_params(ctx))


class Command(TyperCommand):
    """One command, with help in Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help text."""
        return texts.help_in_chinese(super().get_help(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        """The options and arguments."""
        return _as_given(super().get_params(ctx))


class PriorCommand(Command):
    """A command with ``--prior PATH...``: a shell expands a pattern to several paths after one option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give every path after ``--prior`` its own option."""
        spread: list[str] = []
        another = False
        for before, arg in pairwise(["", *args]):
            another = not arg.startswith("-") and (another or before == "--prior")
            spread += ["--prior", arg] if another and before != "--prior" else [arg]
        return super().parse_args(ctx, spread)


def print_text(text: str, output: Path | None) -> None:
    """Print a text, or write it to a file and say so."""
    if output is None:
        print(text)
    else:
        write_text(output, text + "\n")
        print(texts.written(printable(output)))


def print_json(data: Any, output: Path | None = None) -> None:
    """Print data as JSON, or write it to a file."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=2)
    if output is None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8, also in a pipe of a Chinese Windows
    print_text(text, output)


@contextmanager
def progress(total: int) -> Iterator[Callable[[Path], None] | None]:
    """A progress bar with the rate and the time left on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    words = TextColumn("{task.fields[pace]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), words)
    start = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(texts.PROGRESS, total=total, pace="")

        def tick(_path: Path) -> None:
            done = bar.tasks[0].completed + 1
            rate = done / max(time.monotonic() - start, 0.001)
            bar.update(task, advance=1, pace=texts.pace(round(rate), round(max(total - done, 0) / rate)))

        yield tick


def fail(message: str) -> NoReturn:
    """Say why nothing could be done, and end."""
    print(message, file=sys.stderr)
    raise typer.Exit(FAILED)


def _culprit(error: Any) -> str:
    """The option or argument that a usage error is about."""
    param = getattr(error, "param", None)
    names = [getattr(error, "option_name", None), getattr(error, "param_hint", None)]
    names += list(getattr(param, "opts", ())) if param else []
    if param is not None and getattr(param, "metavar", None) and getattr(param, "param_type_name", "") == "argument":
        return str(param.metavar)
    return next((str(name) for name in names if name), error.format_message().rstrip("."))


def run(app: typer.Typer) -> None:
    """Run the commands: every fault ends in one Chinese sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = app(prog_name="govxl", standalone_mode=False)
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
        sys.stdout.flush()  # a disk that is full by now is told here
    except KeyboardInterrupt:
        print(texts.interrupted(), file=sys.stderr)
        code = FAILED
    except Exception as error:  # the outermost border: nobody shall see a traceback
        code = FAILED
        if type(error).__name__ == "NoArgsIsHelpError":
            print(texts.help_in_chinese(str(error)), file=sys.stderr)
        elif hasattr(error, "format_message"):
            print(texts.usage_error(type(error).__name__, _culprit(error)), file=sys.stderr)
        elif isinstance(error, FileExistsError) and error.errno is None:  # our own sentence, as the demo meets it
            print(error, file=sys.stderr)
        elif isinstance(error, OpenElsewhere):
            print(texts.open_elsewhere(printable(error.filename), error.lock), file=sys.stderr)
        elif isinstance(error, OSError) and error.filename is None:  # a stream has no name: it is the output
            _give_up_output()
            print(texts.cannot_print(texts.os_reason(error.errno, error.strerror or "")), file=sys.stderr)
        elif isinstance(error, OSError):
            print(
                texts.cannot_write(printable(error.filename or ""), error.errno, error.strerror or ""), file=sys.stderr
            )
        else:
            notes = getattr(error, "__notes__", [])
            print(texts.unforeseen(f"{type(error).__name__}: {error}", notes, _logged()), file=sys.stderr)
    sys.exit(code if isinstance(code, int) else OK)


def _give_up_output() -> None:
    """Close the standard output if it takes nothing any more, lest Python tries again at its end and complains."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            sys.stdout.close()


def _logged() -> str:
    """The error that is being handled, with all details, in a file of its own; empty where none can be written."""
    import tempfile

    try:
        with tempfile.NamedTemporaryFile("w", prefix="govxl-", suffix=".log", delete=False, encoding="utf-8") as log:
            traceback.print_exc(file=log)
    except OSError:
        return ""
    return log.name
