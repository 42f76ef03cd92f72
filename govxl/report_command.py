"""The command that writes the report for publication: parse, call, print, exit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from govxl import texts
from govxl.files import printable
from govxl.terminal import OK, WRONG, fail


def report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=texts.HELP["report_file"], show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="REPORT", help=texts.HELP["report_output"], show_default=False)
    ],
) -> None:
    """Read a file, judge it, and publish it; what is wrong with it is told, and ends in exit code 1."""
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
