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
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from govxl import __version__, texts
from govxl.files import printable, write_text

if TYPE_CHECKING:
    from govxl.collect import Judged
    from govxl.findings import Finding
    from govxl.form import Form

OK, WRONG, FAILED = 0, 1, 2
_INTERRUPTED = 130  # what typer makes of Ctrl-C


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return texts.help_in_chinese(super().get_help(ctx))


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return texts.help_in_chinese(super().get_help(ctx))


class _PriorCommand(_Command):
    """A command with ``--prior PATH...``: a shell expands a pattern to several paths after one option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        spread: list[str] = []
        another = False
        for before, arg in pairwise(["", *args]):
            another = not arg.startswith("-") and (another or before == "--prior")
            spread += ["--prior", arg] if another and before != "--prior" else [arg]
        return super().parse_args(ctx, spread)


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


def _plausible_year(year: int | None) -> int | None:
    if year is not None and not 2008 <= year <= 2100:
        raise typer.BadParameter(str(year))
    return year


Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help=texts.HELP["paths"], show_default=False)]
Year = Annotated[int | None, typer.Option("--year", metavar="Y", callback=_plausible_year, help=texts.HELP["year"])]
Edition = Annotated[str, typer.Option("--edition", metavar="EDITION", help=texts.HELP["edition"])]
Prior = Annotated[list[Path] | None, typer.Option("--prior", metavar="PATH...", help=texts.HELP["prior"])]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=texts.HELP["output"])]


def _version(asked: bool) -> None:
    if asked:
        print(f"govxl {__version__}")
        raise typer.Exit


@app.callback(cls=_Group)
def _app(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=texts.HELP["version"])
    ] = False,
) -> None: ...


@app.command(cls=_Command, help=texts.HELP["template"])
def template(
    output: Output = None,
    edition: Edition = "2021",
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=texts.HELP["unit"])] = "",
    code: Annotated[str, typer.Option("--code", metavar="CODE", help=texts.HELP["code"])] = "",
    year: Annotated[
        int | None, typer.Option("--year", metavar="Y", callback=_plausible_year, help=texts.HELP["template_year"])
    ] = None,
) -> None:
    from govxl.filing import Unit
    from govxl.template import Content, write_template

    form = _form(edition)
    path = output or Path(_template_name(form, code, unit, year))
    _must_be_xlsx(path)
    _refuse_to_overwrite(path)
    content = Content(Unit(code, unit), year)
    if faults := content.faults(form):
        _fail("\n".join(faults))
    write_template(path, content, form=form)
    print(texts.written(printable(path)))


@app.command(cls=_PriorCommand, help=texts.HELP["distribute"])
def distribute(
    roster: Annotated[Path, typer.Argument(metavar="ROSTER", help=texts.HELP["roster"], show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help=texts.HELP["campaign_dir"], show_default=False)
    ],
    year: Annotated[
        int,
        typer.Option(
            "--year", metavar="Y", callback=_plausible_year, help=texts.HELP["report_year"], show_default=False
        ),
    ],
    prior: Prior = None,
    archives: Annotated[bool, typer.Option("--zip", help=texts.HELP["zip"])] = False,
    edition: Edition = "2021",
) -> None:
    import datetime

    from govxl.campaign import CampaignError
    from govxl.distribution import distribute as send
    from govxl.roster import RosterError, read_roster

    form = _form(edition)
    if not roster.exists():
        _fail(texts.no_such_path(printable(roster)))
    try:
        listed = read_roster(roster)
        files = _files(prior, None) if prior else ()
        with _progress(len(files) + len(listed.members)) as tick:
            today = datetime.date.today()
            result = send(listed, output, year=year, today=today, form=form, prior=files, archives=archives, tick=tick)
    except (RosterError, CampaignError) as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail(texts.distribution_interrupted())
    print(result.report())
    raise typer.Exit(OK if result.clean else WRONG)


@app.command(cls=_Command, help=texts.HELP["show"])
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.HELP["file"], show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help=texts.HELP["json"])] = False,
) -> None:
    from govxl.checks import check as check_filing
    from govxl.reading import read

    if not file.exists():
        _fail(texts.no_such_path(printable(file)))
    if file.is_dir():
        _fail(texts.show_folder(printable(file)))
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
    if output is None and format_ in (ListFormat.xlsx, ListFormat.csv):
        _fail(texts.needs_output(format_.value))
    if output and output.is_file():
        _keep_reports(output)
    judged = _judge(paths, year, output)
    findings = [finding for one in judged for finding in one.findings]
    if format_ is ListFormat.json:
        _print_json(
            {
                "files": [
                    {
                        "file": printable(one.filing.file),
                        "unit": one.filing.unit.name or one.filing.unit.code,
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

        assert output is not None
        write_list(output, findings, format_.value)
        print(texts.written(printable(output)))
    raise typer.Exit(
        _exit_code(
            findings, any(one.attention or one.state not in ("used", "duplicate", "superseded") for one in judged)
        )
    )


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
    from govxl.collect import YearUnclear
    from govxl.consolidation import NothingToAddUp
    from govxl.consolidation import consolidate as add_all
    from govxl.findings import count

    _must_be_xlsx(output)
    try:
        with _progress(len(_files(paths, output))) as tick:
            result = add_all(paths, output, year=year, include_faulty=include_faulty, tick=tick)
    except (FileExistsError, YearUnclear) as exists:
        _fail(str(exists))
    except NothingToAddUp as nothing:
        for one in nothing.judged:
            reason = one.reason or texts.has_errors(count(one.findings, "error"))
            print(texts.left_out(printable(one.filing.file), one.filing.unit.name, reason), file=sys.stderr)
        _fail(str(nothing))
    if format_ is TextFormat.json:
        _print_json(result.to_json(output))
    else:
        left_out = [(printable(one.filing.file), one.filing.unit.name, reason) for one, reason in result.left_out]
        faulty = [(printable(one.filing.file), one.filing.label) for one in result.included if one.has_errors]
        print(texts.consolidated(printable(output), len(result.included), left_out, faulty, len(result.blanks)))
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
    from govxl.declaration import FormError, editions
    from govxl.declaration import edition as declared

    try:
        if edition not in editions():
            _fail(texts.no_such_edition(edition, editions()))
        return declared(edition)
    except FormError as error:
        _fail(str(error))


def _files(paths: list[Path], output: Path | None) -> tuple[Path, ...]:
    from govxl.collect import files

    try:
        found = files(paths, skip=output)
    except FileNotFoundError as missing:
        _fail(texts.no_such_path(printable(str(missing))))
    if not found:
        _fail(texts.no_files([printable(path) for path in paths]))
    return found


def _judge(paths: list[Path], year: int | None, output: Path | None) -> tuple[Judged, ...]:
    from govxl.collect import YearUnclear, judge

    files = _files(paths, output)
    try:
        with _progress(len(files)) as tick:
            return judge(files, year, tick)
    except YearUnclear as unclear:
        _fail(str(unclear))


def _section(one: Judged) -> texts.Section:
    from govxl.checks import verdicts
    from govxl.findings import grouped

    states = [verdict.state for verdict in verdicts(one.filing) if verdict.relation.judged]
    return texts.Section(
        file=printable(one.filing.file),
        unit=one.filing.unit.name or one.filing.unit.code,
        year=one.filing.year,
        state=texts.FILE_STATE[one.state],
        reason=one.reason if one.state not in ("used", "foreign", "unreadable") else "",
        lines=[texts.finding_line(finding) for finding in grouped(one.findings)],
        unassessable=states.count("unassessable"),
        unchecked=states.count("unchecked"),
        errors=sum(finding.severity == "error" for finding in one.findings),
        warnings=sum(finding.severity == "warning" for finding in one.findings),
    )


def _exit_code(findings: list[Finding] | tuple[Finding, ...], left_out: bool) -> int:
    return WRONG if left_out or any(finding.severity == "error" for finding in findings) else OK


def _refuse_to_overwrite(path: Path) -> None:
    """A filled workbook is never overwritten; a blank one of ours may be."""
    if path.exists():
        from govxl.reading import read

        if not read(path).untouched:
            _fail(texts.exists_already(printable(path)))


def _must_be_xlsx(path: Path) -> None:
    if path.suffix.lower() != ".xlsx" and not path.is_dir():
        _fail(texts.not_xlsx(printable(path)))


def _keep_reports(path: Path) -> None:
    """No list of findings is written over a report or a summary."""
    from govxl.reading import read

    if read(path).state == "used":
        _fail(texts.is_a_report(printable(path)))


def _template_name(form: Form, code: str, unit: str, year: int | None) -> str:
    """The file name of a template where none is given, as Windows takes it too."""
    from govxl.roster import Member

    if code and unit:
        return Member(0, code, unit).file_name(f"_{year or form.edition}.xlsx")
    return Member(0, code or unit or form.name, str(year or form.edition)).file_name(".xlsx")


def _print_findings(findings: list[Finding] | tuple[Finding, ...]) -> None:
    from govxl.findings import grouped

    for finding in grouped(findings):
        print(texts.finding_line(finding))


def _print(text: str, output: Path | None) -> None:
    if output is None:
        print(text)
    else:
        write_text(output, text + "\n")
        print(texts.written(printable(output)))


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


def _culprit(error: Any) -> str:
    """The option or argument that a usage error is about."""
    param = getattr(error, "param", None)
    names = [getattr(error, "option_name", None), getattr(error, "param_hint", None)]
    names += list(getattr(param, "opts", ())) if param else []
    if param is not None and getattr(param, "metavar", None) and getattr(param, "param_type_name", "") == "argument":
        return str(param.metavar)
    return next((str(name) for name in names if name), error.format_message().rstrip("."))


def main() -> None:
    """The entry point: every fault ends in one Chinese sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = app(prog_name="govxl", standalone_mode=False)
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        print(texts.interrupted(), file=sys.stderr)
        code = FAILED
    except Exception as error:  # the outermost border: nobody shall see a traceback
        code = FAILED
        if type(error).__name__ == "NoArgsIsHelpError":
            print(texts.help_in_chinese(str(error)), file=sys.stderr)
        elif hasattr(error, "format_message"):
            print(texts.usage_error(type(error).__name__, _culprit(error)), file=sys.stderr)
        elif isinstance(error, OSError):
            print(
                texts.cannot_write(printable(error.filename or ""), error.errno, error.strerror or ""), file=sys.stderr
            )
        else:
            with tempfile.NamedTemporaryFile(
                "w", prefix="govxl-", suffix=".log", delete=False, encoding="utf-8"
            ) as log:
                traceback.print_exc(file=log)
            notes = getattr(error, "__notes__", [])
            print(texts.unforeseen(f"{type(error).__name__}: {error}", notes, log.name), file=sys.stderr)
    sys.exit(code if isinstance(code, int) else OK)
