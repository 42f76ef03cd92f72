"""The options that several commands share, declared once for the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govxl import texts


def plausible_year(year: int | None) -> int | None:
    """The year, if a report can be of it."""
    if year is not None and not 2008 <= year <= 2100:
        raise typer.BadParameter(str(year))
    return year


Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help=texts.HELP["paths"], show_default=False)]
Year = Annotated[int | None, typer.Option("--year", metavar="Y", callback=plausible_year, help=texts.HELP["year"])]
Edition = Annotated[str, typer.Option("--edition", metavar="EDITION", help=texts.HELP["edition"])]
Prior = Annotated[list[Path] | None, typer.Option("--prior", metavar="PATH...", help=texts.HELP["prior"])]
RosterOption = Annotated[Path | None, typer.Option("--roster", metavar="ROSTER", help=texts.HELP["roster_option"])]
WaiversOption = Annotated[Path | None, typer.Option("--waivers", metavar="FILE", help=texts.HELP["waivers"])]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=texts.HELP["output"])]
