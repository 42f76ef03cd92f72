"""The command line: parse, call, print, exit. No rule of the field lives here; heavy modules are imported where used.

Exit codes: 0 done, nothing wrong; 1 done, with errors among the findings or something left out; 2 wrong usage, or the
command could not do its work and wrote nothing.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from govxl import texts

if TYPE_CHECKING:
    from govxl.collect import Judged
    from govxl.findings import Finding
    from govxl.form import Form

OK, WRONG, FAILED = 0, 1, 2


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return texts.help_in_chinese(super().get_help(ctx))


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return texts.help_in_chinese(super().get_help(ctx))


app = typer.Typer(
    cls=_Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True, help=texts.HELP["govxl"]
)


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


Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help=texts.HELP["paths"], show_default=False)]
Year = Annotated[int | None, typer.Option("--year", metavar="Y", min=2008, max=2100, help=texts.HELP["year"])]
Edition = Annotated[str, typer.Option("--edition", metavar="EDITION", help=texts.HELP["edition"])]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=texts.HELP["output"])]


@app.command(cls=_Command, help=texts.HELP["template"])
def template(
    output: Output = None,
    edition: Edition = "2021",
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=texts.HELP["unit"])] = "",
    code: Annotated[str, typer.Option("--code", metavar="CODE", help=texts.HELP["code"])] = "",
    year: Year = None,
) -> None:
    from govxl.filing import Unit
    from govxl.template import Content, write_template

    form = _form(edition)
    path = output or Path(texts.template_name(form.name, form.edition, code, unit, year))
    _refuse_to_overwrite(path)
    content = Content(Unit(code, unit), year)
    if faults := content.faults(form):
        _fail("\n".join(faults))
    write_template(path, content, form=form)
    print(texts.written(str(path)))


@app.command(cls=_Command, help=texts.HELP["show"])
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.HELP["file"], show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help=texts.HELP["json"])] = False,
) -> None:
    from govxl.checks import check as check_filing
    from govxl.reading import read

    if not file.exists():
        _fail(texts.no_such_path(str(file)))
    filing = read(file)
    findings = check_filing(filing)
    if as_json:
        _print_json(filing.to_json(findings))
    elif filing.form:
        from govxl.show import show_filing

        print(show_filing(filing, findings))
    else:
        _print_findings(findings)
    raise typer.Exit(_exit_code(findings, filing.state != "used"))


@app.command(cls=_Command, help=texts.HELP["check"])
def check(
    paths: Paths,
    year: Year = None,
    format_: Annotated[ListFormat, typer.Option("--format", help=texts.HELP["format"])] = ListFormat.text,
    output: Output = None,
) -> None:
    judged = _judge(paths, year, output)
    findings = [finding for one in judged for finding in one.findings]
    if format_ is ListFormat.json:
        _print_json(
            {
                "files": [
                    {
                        "file": str(one.filing.file),
                        "unit": one.filing.unit.code or one.filing.unit.name,
                        "year": one.filing.year,
                        "state": one.state,
                        "findings": [finding.to_json() for finding in one.findings],
                    }
                    for one in judged
                ],
                "errors": sum(finding.severity == "error" for finding in findings),
                "warnings": sum(finding.severity == "warning" for finding in findings),
            },
            output,
        )
    elif format_ is ListFormat.text:
        _print(texts.check_report([_section(one) for one in judged]), output)
    else:
        from govxl.lists import write_list

        if output is None:
            _fail(texts.needs_output(format_.value))
        write_list(output, findings, format_.value)
        print(texts.written(str(output)))
    raise typer.Exit(_exit_code(findings, any(one.state != "used" for one in judged)))


@app.command(cls=_Command, help=texts.HELP["consolidate"])
def consolidate(
    paths: Paths,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.xlsx", help=texts.HELP["summary"], show_default=False)
    ],
    year: Year = None,
    include_faulty: Annotated[bool, typer.Option("--include-faulty", help=texts.HELP["include_faulty"])] = False,
    format_: Annotated[TextFormat, typer.Option("--format", help=texts.HELP["format"])] = TextFormat.text,
) -> None:
    from govxl.consolidation import NothingToAddUp
    from govxl.consolidation import consolidate as add_all

    files = _files(paths, output)
    try:
        with _progress(len(files)) as tick:
            result = add_all(files, output, year=year, include_faulty=include_faulty, tick=tick)
    except NothingToAddUp as nothing:
        for one in nothing.judged:
            print(
                texts.left_out(str(one.filing.file), one.filing.unit.name, one.reason or texts.has_errors_plain()),
                file=sys.stderr,
            )
        _fail(str(nothing))
    if format_ is TextFormat.json:
        _print_json(result.to_json(output))
    else:
        left_out = [(str(one.filing.file), one.filing.unit.name, reason) for one, reason in result.left_out]
        print(texts.consolidated(str(output), len(result.included), left_out, len(result.blanks)))
        _print_findings(result.findings)
    raise typer.Exit(OK if result.clean else WRONG)


@app.command(cls=_Command, help=texts.HELP["rules"])
def rules(
    format_: Annotated[PageFormat, typer.Option("--format", help=texts.HELP["format"])] = PageFormat.text,
    edition: Edition = "2021",
) -> None:
    from govxl.catalogue import catalogue, to_json

    form = _form(edition)
    if format_ is PageFormat.json:
        _print_json(to_json(form))
    else:
        print(catalogue(form, markdown=format_ is PageFormat.markdown))


@app.command(cls=_Command, help=texts.HELP["demo"])
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help=texts.HELP["demo_dir"])] = Path("govxl-demo"),
) -> None:
    from govxl.demo import run

    run(folder, print, _progress)


# ------------------------------------------------------------------------------------------------------------ helpers


def _form(edition: str) -> Form:
    from govxl.declaration import edition as declared
    from govxl.declaration import editions

    if edition not in editions():
        _fail(texts.no_such_edition(edition, editions()))
    return declared(edition)


def _files(paths: list[Path], output: Path | None) -> tuple[Path, ...]:
    from govxl.collect import files

    try:
        found = files(paths, skip=output)
    except FileNotFoundError as missing:
        _fail(texts.no_such_path(str(missing)))
    if not found:
        _fail(texts.no_files([str(path) for path in paths]))
    return found


def _judge(paths: list[Path], year: int | None, output: Path | None) -> tuple[Judged, ...]:
    from govxl.collect import judge

    files = _files(paths, output)
    with _progress(len(files)) as tick:
        return judge(files, year, tick)


def _section(one: Judged) -> texts.Section:
    from govxl.checks import verdicts
    from govxl.findings import grouped

    skipped = sum(verdict.relation.judged and verdict.state == "unassessable" for verdict in verdicts(one.filing))
    return texts.Section(
        file=str(one.filing.file),
        unit=one.filing.unit.name or one.filing.unit.code,
        year=one.filing.year,
        state=texts.FILE_STATE[one.state],
        reason=one.reason if one.state not in ("used", "foreign", "unreadable") else "",
        lines=[texts.finding_line(finding) for finding in grouped(one.findings)],
        unassessable=skipped,
        errors=sum(finding.severity == "error" for finding in one.findings),
        warnings=sum(finding.severity == "warning" for finding in one.findings),
    )


def _exit_code(findings: list[Finding] | tuple[Finding, ...], left_out: bool) -> int:
    return WRONG if left_out or any(finding.severity == "error" for finding in findings) else OK


def _refuse_to_overwrite(path: Path) -> None:
    """A filled workbook is never overwritten; a blank one of ours may be."""
    if path.exists():
        from govxl.reading import read

        there = read(path)
        if there.source != "template" or there.entries or there.texts:
            _fail(texts.exists_already(str(path)))


def _print_findings(findings: list[Finding] | tuple[Finding, ...]) -> None:
    from govxl.findings import grouped

    for finding in grouped(findings):
        print(texts.finding_line(finding))


def _print(text: str, output: Path | None) -> None:
    if output is None:
        print(text)
    else:
        from govxl.files import write_text

        write_text(output, text + "\n")


def _print_json(data: Any, output: Path | None = None) -> None:
    import json

    text = json.dumps(data, ensure_ascii=False, indent=2)
    if output is None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")  # JSON is UTF-8, also in a pipe of a Chinese Windows
    _print(text, output)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Path], None] | None]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(texts.PROGRESS, total=total)
        yield lambda _path: bar.advance(task)


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(FAILED)


def main() -> None:
    """The entry point: every fault ends in one Chinese sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = app(standalone_mode=False)
    except KeyboardInterrupt:
        print(texts.interrupted(), file=sys.stderr)
        code = FAILED
    except Exception as error:  # the outermost border: nobody shall see a traceback
        code = FAILED
        if hasattr(error, "format_message"):
            print(texts.usage_error(type(error).__name__, error.format_message()), file=sys.stderr)
        elif isinstance(error, OSError):
            print(texts.cannot_write(error.filename or "", error.strerror or str(error)), file=sys.stderr)
        else:
            with tempfile.NamedTemporaryFile(
                "w", prefix="govxl-", suffix=".log", delete=False, encoding="utf-8"
            ) as log:
                traceback.print_exc(file=log)
            print(texts.unforeseen(f"{type(error).__name__}: {error}", log.name), file=sys.stderr)
    sys.exit(code if isinstance(code, int) else OK)
