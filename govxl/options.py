"""The options that several commands share, declared once for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govxl import texts
from govxl.files import StorageError, located
from govxl.terminal import fail


def plausible_year(year: int | None) -> int | None:
    """The year, if a report can be of it."""
    if year is not None and not 2008 <= year <= 2100:
        raise typer.BadParameter(str(year))
    return year


def at_least_one(number: int | None) -> int | None:
    """A number of processes."""
    if number is not None and number < 1:
        raise typer.BadParameter(str(number))
    return number


def place(text: str) -> Path:
    """A path on the disk, or an address of files that other libraries read."""
    try:
        return located(text)
    except StorageError as fault:
        fail(str(fault))


Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH", parser=place, help=texts.HELP["paths"], show_default=False)
]
Year = Annotated[int | None, typer.Option("--year", metavar="Y", callback=plausible_year, help=texts.HELP["year"])]
Edition = Annotated[str, typer.Option("--edition", metavar="EDITION", help=texts.HELP["edition"])]
Prior = Annotated[list[Path] | None, typer.Option("--prior", metavar="PATH...", help=texts.HELP["prior"])]
RosterOption = Annotated[Path | None, typer.Option("--roster", metavar="ROSTER", help=texts.HELP["roster_option"])]
WaiversOption = Annotated[Path | None, typer.Option("--waivers", metavar="FILE", help=texts.HELP["waivers"])]
Jobs = Annotated[int | None, typer.Option("--jobs", metavar="N", callback=at_least_one, help=texts.HELP["jobs"])]
Dask = Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help=texts.HELP["dask"])]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=texts.HELP["output"])]
