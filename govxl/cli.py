"""The command line: parse, call, print, exit. No rule of the field lives here; heavy modules are imported where used.

Exit codes: 0 done, nothing wrong; 1 done, with errors among the findings or something left out; 2 wrong usage, or the
command could not do its work and wrote nothing.
"""
# Annotations are evaluated here, once: typer would evaluate the texts of all commands three times at each start.

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govxl import __version__, texts
from govxl.arguments import (
    count_files,
    files_in,
    form_of,
    keep_reports,
    must_be_xlsx,
    refuse_to_overwrite,
    roster_at,
    waivers_at,
    workers_for,
)
from govxl.files import printable
from govxl.options import Dask, Edition, Jobs, Output, Paths, Prior, RosterOption, WaiversOption, Year, plausible_year
from govxl.terminal import (
    FAILED,
    OK,
    WRONG,
    Command,
    Group,
    ListFormat,
    PageFormat,
    PriorCommand,
    TextFormat,
    fail,
    print_json,
    print_text,
    progress,
    run,
)

if TYPE_CHECKING:
    from govxl.collect import Judged
    from govxl.findings import Finding
    from govxl.last_year import Past
    from govxl.roster import Roster
    from govxl.waivers import Waivers


app = typer.Typer(
    cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True, help=texts.HELP["govxl"]
)


def _version(asked: bool) -> None:
    if asked:
        print(f"govxl {__version__}")
        raise typer.Exit


@app.callback(cls=Group)
def _app(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=texts.HELP["version"])
    ] = False,
) -> None: ...


@app.command(cls=Command, help=texts.HELP["template"])
def template(
    output: Output = None,
    edition: Edition = "2021",
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=texts.HELP["unit"])] = "",
    code: Annotated[str, typer.Option("--code", metavar="CODE", help=texts.HELP["code"])] = "",
    year: Annotated[
        int | None, typer.Option("--year", metavar="Y", callback=plausible_year, help=texts.HELP["template_year"])
    ] = None,
) -> None:
    from govxl.declaration import editions_for
    from govxl.filing import Unit
    from govxl.roster import workbook_name
    from govxl.template import Content, write_template

    form = form_of(edition)
    path = output or Path(workbook_name(Unit(code, unit), str(year or form.edition), form.name))
    must_be_xlsx(path)
    refuse_to_overwrite(path)
    content = Content(Unit(code, unit), year)
    if faults := content.faults(form):
        fail("\n".join(faults))
    write_template(path, content, form=form)
    print(texts.written(printable(path)))
    if year and year not in range(form.in_force[0], form.in_force[1] + 1):
        print(texts.edition_not_of_year(form.edition, year, editions_for(form, year)), file=sys.stderr)


@app.command(cls=PriorCommand, help=texts.HELP["distribute"])
def distribute(
    roster: Annotated[Path, typer.Argument(metavar="ROSTER", help=texts.HELP["roster"], show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help=texts.HELP["campaign_dir"], show_default=False)
    ],
    year: Annotated[
        int,
        typer.Option(
            "--year", metavar="Y", callback=plausible_year, help=texts.HELP["report_year"], show_default=False
        ),
    ],
    prior: Prior = None,
    archives: Annotated[bool, typer.Option("--zip", help=texts.HELP["zip"])] = False,
    edition: Edition = "2021",
) -> None:
    import datetime

    from govxl.campaign import CampaignError
    from govxl.distribution import distribute as send

    form = form_of(edition)
    listed = roster_at(roster)
    try:
        with progress(count_files(prior) + len(listed.members)) as tick:
            today = datetime.date.today()
            result = send(
                listed, output, year=year, today=today, form=form, prior=prior or (), archives=archives, tick=tick
            )
    except CampaignError as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail(texts.distribution_interrupted())
    print(result.report())
    raise typer.Exit(OK if result.clean else WRONG)


@app.command(cls=Command, help=texts.HELP["show"])
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.HELP["file"], show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help=texts.HELP["json"])] = False,
) -> None:
    from govxl.checks import check as check_filing
    from govxl.reading import read

    if not file.exists():
        fail(texts.no_such_path(printable(file)))
    if file.is_dir():
        fail(texts.show_folder(printable(file)))
    filing = read(file)
    findings = check_filing(filing)
    if as_json:
        print_json(filing.to_json(findings))
    elif filing.form:
        from govxl.show import show_filing

        print(show_filing(filing, findings))
    else:
        _print_findings(findings)
    raise typer.Exit(_exit_code(findings, filing.state != "used"))


@app.command(cls=PriorCommand, help=texts.HELP["check"])
def check(
    paths: Paths,
    roster: RosterOption = None,
    year: Year = None,
    prior: Prior = None,
    format_: Annotated[ListFormat, typer.Option("--format", help=texts.HELP["format"])] = ListFormat.text,
    output: Output = None,
    marked: Annotated[Path | None, typer.Option("--annotate", metavar="DIR", help=texts.HELP["annotate"])] = None,
    waivers: WaiversOption = None,
    jobs: Jobs = None,
    dask: Dask = None,
) -> None:
    from govxl.check_report import to_json, to_text

    if output is None and format_ in (ListFormat.xlsx, ListFormat.csv):
        fail(texts.needs_output(format_.value))
    if marked and marked.exists() and not marked.is_dir():
        fail(texts.not_a_folder(printable(marked)))
    if marked and marked.resolve() in {(path if path.is_dir() else path.parent).resolve() for path in paths}:
        fail(texts.marked_into_source(printable(marked)))
    if output and output.is_file():
        keep_reports(output)
    listed = roster_at(roster) if roster else None
    judged, past = _judge(paths, year, output, listed, prior, waivers_at(waivers, listed), jobs, dask)
    notes = past.notes(judged) if past else ()
    copies = _annotate(judged, marked) if marked else []
    findings = [finding for one in judged for finding in one.findings]
    if format_ is ListFormat.json:
        print_json(to_json(judged), output)
    elif format_ is ListFormat.text:
        print_text("\n".join([to_text(judged), *notes]), output)
    else:
        from govxl.lists import write_list

        assert output is not None
        write_list(output, findings, format_.value)
        print(texts.written(printable(output)))
    for line in notes if format_ is not ListFormat.text else ():
        print(line, file=sys.stderr)
    for line in copies:  # JSON on the standard output stays JSON
        print(line, file=sys.stderr if format_ is ListFormat.json and output is None else sys.stdout)
    raise typer.Exit(
        _exit_code(
            findings,
            bool(past and past.refused)
            or any(
                one.attention or (one.state not in ("used", "duplicate", "superseded") and not one.office_list)
                for one in judged
            ),
        )
    )


@app.command(cls=Command, help=texts.HELP["collect"])
def collect(
    paths: Paths,
    roster: Annotated[
        Path, typer.Option("--roster", metavar="ROSTER", help=texts.HELP["collect_roster"], show_default=False)
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.xlsx", help=texts.HELP["status"])
    ] = None,
    year: Year = None,
    format_: Annotated[TextFormat, typer.Option("--format", help=texts.HELP["format"])] = TextFormat.text,
    waivers: WaiversOption = None,
    jobs: Jobs = None,
    dask: Dask = None,
) -> None:
    from govxl.collect import YearUnclear
    from govxl.returns import gather
    from govxl.status import write_status

    if output:
        must_be_xlsx(output)
    listed = roster_at(roster)
    ruled = waivers_at(waivers, listed)
    try:
        files = len(files_in(paths, output, needed=False))
        with workers_for(files, jobs, dask) as executor, progress(files) as tick:
            result = gather(paths, listed, year=year, skip=output, tick=tick, waivers=ruled, executor=executor)
        if output:
            write_status(output, result)
    except (FileExistsError, YearUnclear) as fault:
        fail(str(fault))
    if format_ is TextFormat.json:
        print_json(result.to_json())
    else:
        print(result.report())
        if output:
            print(texts.written(printable(output)))
    raise typer.Exit(OK if result.clean else WRONG)


@app.command(cls=PriorCommand, help=texts.HELP["consolidate"])
def consolidate(
    paths: Paths,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE.xlsx", help=texts.HELP["summary"], show_default=False)
    ],
    roster: RosterOption = None,
    year: Year = None,
    prior: Prior = None,
    include_faulty: Annotated[bool, typer.Option("--include-faulty", help=texts.HELP["include_faulty"])] = False,
    tidy: Annotated[Path | None, typer.Option("--tidy", metavar="FILE.csv|.parquet", help=texts.HELP["tidy"])] = None,
    format_: Annotated[TextFormat, typer.Option("--format", help=texts.HELP["format"])] = TextFormat.text,
    waivers: WaiversOption = None,
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=texts.HELP["office"])] = "",
    code: Annotated[str, typer.Option("--code", metavar="CODE", help=texts.HELP["office_code"])] = "",
    jobs: Jobs = None,
    dask: Dask = None,
) -> None:
    import datetime

    from govxl.collect import YearUnclear
    from govxl.consolidation import NothingToAddUp
    from govxl.consolidation import consolidate as add_all
    from govxl.filing import Unit
    from govxl.findings import count
    from govxl.template import unit_faults
    from govxl.tidy import TidyError, others

    must_be_xlsx(output)
    office = Unit(code.strip(), unit.strip())
    if faults := unit_faults(office):
        fail("\n".join(faults))
    listed = roster_at(roster) if roster else None
    ruled = waivers_at(waivers, listed)
    try:
        files = len(files_in(paths, output)) + count_files(prior)
        with workers_for(files, jobs, dask) as executor, progress(files) as tick:
            result = add_all(
                paths,
                output,
                roster=listed,
                year=year,
                include_faulty=include_faulty,
                prior=prior or (),
                tidy=tidy,
                tick=tick,
                waivers=ruled,
                unit=office,
                today=datetime.date.today(),
                executor=executor,
            )
    except (FileExistsError, YearUnclear, TidyError) as exists:
        fail(str(exists))
    except NothingToAddUp as nothing:
        for one in nothing.judged:
            reason = one.reason or texts.has_errors(count(one.findings, "error"))
            print(texts.left_out(printable(one.filing.file), one.filing.unit.name, reason), file=sys.stderr)
        fail(str(nothing))
    if format_ is TextFormat.json:
        print_json(result.to_json(output))
        for line in (*result.notes, *result.remarks()):  # JSON on the standard output stays JSON
            print(line, file=sys.stderr)
    else:
        left_out = [(printable(one.filing.file), one.filing.unit.name, reason) for one, reason in result.left_out]
        faulty = [(printable(one.filing.file), one.filing.label) for one in result.included if one.has_errors]
        print(texts.consolidated(printable(output), len(result.included), left_out, faulty, len(result.blanks)))
        for lost in result.missing:
            print(texts.left_out(texts.NO_FILE, texts.unit_words(lost.member.code, lost.member.name), lost.reason))
        for line in (*result.said(), *result.remarks()):
            print(line)
        if tidy:
            print(texts.tidy_written(printable(tidy), len(result.included), len(others(result))))
        _print_findings(result.findings)
    raise typer.Exit(OK if result.clean else WRONG)


@app.command(cls=Command, help=texts.HELP["convert"])
def convert(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE", help=texts.HELP["convert_paths"], show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help=texts.HELP["convert_dir"], show_default=False)
    ],
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="ROSTER", help=texts.HELP["convert_roster"])
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="Y", callback=plausible_year, help=texts.HELP["convert_year"])
    ] = None,
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help=texts.HELP["convert_unit"])] = "",
    code: Annotated[str, typer.Option("--code", metavar="CODE", help=texts.HELP["convert_code"])] = "",
    edition: Edition = "2021",
    format_: Annotated[TextFormat, typer.Option("--format", help=texts.HELP["format"])] = TextFormat.text,
) -> None:
    from govxl.conversion import ConversionError
    from govxl.conversion import convert as lift
    from govxl.filing import Unit

    form = form_of(edition)
    listed = roster_at(roster) if roster else None
    try:
        with progress(len(files_in(paths, None))) as tick:
            result = lift(paths, output, form=form, roster=listed, unit=Unit(code, unit), year=year, tick=tick)
    except ConversionError as error:
        fail(str(error))
    if format_ is TextFormat.json:
        print_json(result.to_json())
    else:
        print(result.report(), file=sys.stdout if result.record else sys.stderr)
    raise typer.Exit((OK if result.clean else WRONG) if result.record else FAILED)


@app.command(cls=Command, help=texts.HELP["report"])
def report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.HELP["report_file"], show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="REPORT", help=texts.HELP["report_output"], show_default=False)
    ],
) -> None:
    from govxl.checks import check
    from govxl.findings import grouped
    from govxl.publication import PublicationError, publish, suffix_of
    from govxl.reading import read

    if not file.exists():
        fail(texts.no_such_path(printable(file)))
    if file.is_dir():
        fail(texts.report_from_folder(printable(file)))
    try:
        suffix_of(output)
        filing = read(file)
        errors = [finding for finding in check(filing) if finding.severity == "error"]
        if filing.state != "used":
            fail("\n".join([texts.report_unreadable(printable(file)), *map(texts.finding_line, errors)]))
        written = publish(filing, output)
    except PublicationError as error:
        fail(str(error))
    print(texts.written(printable(output)))
    if written.open:
        print(texts.report_open(written.open))
    if errors:
        told = [texts.finding_line(finding) for finding in grouped(errors)]
        print("\n".join([texts.report_errors(len(errors), printable(output)), *told]), file=sys.stderr)
    raise typer.Exit(WRONG if errors else OK)


@app.command(cls=Command, help=texts.HELP["rules"])
def rules(
    format_: Annotated[PageFormat, typer.Option("--format", help=texts.HELP["format"])] = PageFormat.text,
    edition: Edition = "2021",
) -> None:
    from govxl.catalogue import catalogue, to_json

    form = form_of(edition)
    if format_ is PageFormat.json:
        print_json(to_json(form))
    else:
        print(catalogue(form, markdown=format_ is PageFormat.markdown))


@app.command(cls=Command, help=texts.HELP["demo"])
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help=texts.HELP["demo_dir"])] = Path("govxl-demo"),
) -> None:
    from govxl.demo import run as run_demo

    run_demo(folder, print, progress)


# ------------------------------------------------------------------------------------------------------------ helpers


def _judge(
    paths: list[Path],
    year: int | None,
    output: Path | None,
    roster: "Roster | None",
    prior: list[Path] | None,
    waivers: "Waivers | None",
    jobs: int | None,
    dask: str | None,
) -> "tuple[tuple[Judged, ...], Past | None]":
    from govxl.collect import YearUnclear, judge

    heap, past = files_in(paths, output), None
    try:
        files = len(heap) + count_files(prior)
        with workers_for(files, jobs, dask) as executor, progress(files) as tick:
            if prior:
                from govxl.last_year import Past

                past = Past(prior, roster, tick, executor)
            return judge(heap, year, tick, roster, past, waivers=waivers, executor=executor), past
    except YearUnclear as unclear:
        fail(str(unclear))


def _annotate(judged: "tuple[Judged, ...]", folder: Path) -> list[str]:
    """Write the marked copies; one line for each file that has findings."""
    from govxl.annotate import annotate_all

    lines = []
    for made in annotate_all(judged, folder):
        file = printable(made.judged.filing.file)
        if made.path:
            lines.append(texts.annotated(file, printable(made.path), made.fresh))
        else:
            lines.append(texts.not_annotated(file, made.judged.reason))
    return lines or [texts.nothing_to_annotate()]


def _exit_code(findings: "list[Finding] | tuple[Finding, ...]", left_out: bool) -> int:
    return WRONG if left_out or any(finding.severity == "error" for finding in findings) else OK


def _print_findings(findings: "list[Finding] | tuple[Finding, ...]") -> None:
    from govxl.findings import grouped

    for finding in grouped(findings):
        print(texts.finding_line(finding))


def main() -> None:
    """The entry point."""
    run(app)
