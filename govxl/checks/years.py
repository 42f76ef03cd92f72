"""Last year's figures: the office's own come before what the workbook carries, and a difference is said."""

from __future__ import annotations

from collections.abc import Mapping

from govxl import texts
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import PRIOR, Address
from govxl.layout import layout_of, own_year
from govxl.rules import Number
from govxl.shelf import opened


def judged_figures(filing: Filing) -> Mapping[Address, Number]:
    """The figures as the rules hold them: totals as typed, last year's under ``prior:`` as the office has them.

    What the office has not of last year is taken as the workbook carries it.
    """
    return {**opened(filing.shown), **office_figures(filing)} if filing.prior else filing.shown


def office_figures(filing: Filing) -> dict[Address, Number]:
    """Last year's figures that rules use, with ``prior:`` before their addresses, as the office has them."""
    if filing.prior is None or filing.form is None:
        return {}
    known = opened(filing.prior.figures)
    return {spot: known[own_year(spot)] for spot in filing.form.prior if own_year(spot) in known}


def judge_carried(filing: Filing) -> list[Finding]:
    """One finding where the workbook carries other figures of last year than the office has.

    They stand in locked cells that the office has filled in, so the layout was changed, or last year's report was
    corrected after the workbook was sent.
    """
    if filing.prior is None or filing.form is None:
        return []
    shown = filing.shown
    differ = [(spot, value) for spot, value in office_figures(filing).items() if shown.get(spot, value) != value]
    if not differ:
        return []
    places = {spot: place for spot, place in layout_of(filing.form).places.items() if spot.startswith(PRIOR)}
    places |= filing.places
    single = len(differ) == 1
    spot, value = differ[0]
    cells = [(str(places[spot]), texts.number(shown[spot]), texts.number(value)) for spot, value in differ]
    return [
        Finding(
            "layout-changed",
            "warning",
            texts.prior_differs(cells, filing.prior.origin),
            texts.todo_prior_differs(),
            place=places[spot],
            figures=tuple(spot for spot, _ in differ),
            found=texts.number(shown[spot]) if single else None,
            expected=texts.number(value) if single else None,
        )
    ]
