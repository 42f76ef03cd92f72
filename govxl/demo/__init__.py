"""The whole cycle on the samples of an imagined county: what ``govxl demo`` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from govxl import texts
from govxl.annotate import annotate_all
from govxl.checks import check
from govxl.collect import judge
from govxl.consolidation import consolidate
from govxl.declaration import edition
from govxl.demo.county import SampleUnit, county
from govxl.files import write_text
from govxl.filing import Unit
from govxl.findings import grouped
from govxl.form import Address
from govxl.heap import items
from govxl.reading import read
from govxl.returns import gather
from govxl.roster import read_roster
from govxl.rules import Number, complete
from govxl.status import write_status
from govxl.template import Content, write_template

YEAR = 2024
_DOCUMENTS = ("issued", "repealed", "in_force")
Progress = Callable[[int], AbstractContextManager[Callable[[Path], None] | None]]


def content(unit: SampleUnit) -> Content:
    """A sample unit as the content of its workbook."""
    return Content(
        unit=Unit(unit.code, unit.name),
        year=YEAR,
        scope=texts.SCOPE_OWN,
        cover=unit.cover,
        figures={Address(key): value for key, value in unit.figures.items()},
        texts=unit.texts,
    )


def faulty(units: tuple[SampleUnit, ...]) -> dict[str, tuple[str, Content]]:
    """Three units' reports with one known fault each: unit code -> name of the fault and the content."""
    by_code = {unit.code: content(unit) for unit in units}

    def changed(code: str, changes: Mapping[str, Number | None]) -> Content:
        figures = dict(by_code[code].figures)
        for key, value in changes.items():
            if value is None:
                del figures[Address(key)]
            else:
                figures[Address(key)] = value
        return replace(by_code[code], figures=figures)

    carried = by_code["SC003"].figures[Address("requests.carried_out.natural_person")]
    return {
        "SC003": (texts.DEMO_UNBALANCED, changed("SC003", {"requests.carried_out.natural_person": carried + 2})),
        "SC007": (texts.DEMO_BLANK, changed("SC007", {"disputes.review.pending": None})),
        "SC009": (
            texts.DEMO_STOCK,
            changed(
                "SC009",
                {
                    "disclosure.normative_documents.in_force": 0,
                    "disclosure.normative_documents.issued": 9,
                    "disclosure.normative_documents.repealed": 0,
                },
            ),
        ),
    }


def last_year(units: tuple[SampleUnit, ...], year: int) -> dict[str, Content]:
    """The reports of the year before, by unit code. The one that is published has none, so its figures are led back."""
    (published, *_), (_, *others) = units, county(year - 1)
    figures = {Address(key): value for key, value in published.figures.items()}
    issued, repealed, in_force = (Address(f"disclosure.normative_documents.{one}") for one in _DOCUMENTS)
    figures[in_force] += figures[repealed] - figures[issued]
    first = replace(content(published), year=year - 1, figures=figures, texts={})
    return {published.code: first} | {unit.code: replace(content(unit), year=year - 1) for unit in others}


def _write_last_year(target: Path, reports: Mapping[str, Content]) -> None:
    """Last year's summary of the county."""
    with TemporaryDirectory() as name:
        for code, report in reports.items():
            write_template(Path(name) / f"{code}.xlsx", report)
        consolidate([Path(name)], target)


def run(folder: Path, say: Callable[[str], None], progress: Progress) -> None:
    """Make templates, fill, check, see who is missing, add up, mend three units, add up again, all in ``folder``."""
    sent, returned, summaries = (folder / name for name in texts.DEMO_FOLDERS)
    past = folder / texts.DEMO_LAST_YEAR
    for place in (past, sent, returned, summaries):
        place.mkdir(parents=True, exist_ok=True)
    units = county(YEAR)
    wrong = faulty(units)
    names = {unit.code: texts.workbook_name(unit.code, unit.name, YEAR) for unit in units}

    before = last_year(units, YEAR)
    past /= texts.workbook_name("", texts.DEMO_COUNTY, YEAR - 1)
    with progress(2 * len(units)) as tick:
        _write_last_year(past, before)
        for unit in units:
            prior = complete(edition(), before[unit.code].figures)
            blank = Content(Unit(unit.code, unit.name), YEAR, texts.SCOPE_OWN, prior=prior)
            filled = wrong[unit.code][1] if unit.code in wrong else content(unit)
            write_template(sent / names[unit.code], blank)
            write_template(returned / names[unit.code], replace(filled, prior=prior))
            if tick:
                tick(sent)
                tick(returned)
    say(texts.demo_sent(len(units), str(sent), str(past)))
    say(texts.demo_returned(len(units), str(returned)))

    first = read(returned / names[units[0].code])
    say(texts.demo_shown(str(first.file), first.unit.name, len(first.figures), len(check(first))))

    with progress(len(units)) as tick:
        judged = judge(items([returned]), YEAR, tick)
    lines = [
        texts.demo_finding(one.filing.unit.name, texts.finding_line(finding))
        for one in judged
        for finding in grouped(one.findings)
    ]
    marked = folder / texts.DEMO_MARKED
    count = sum(made.path is not None for made in annotate_all([one for one in judged if one.has_errors], marked))
    say(texts.demo_checked(len(judged), sum(one.has_errors for one in judged), lines, count, str(marked)))

    roster, status = summaries / texts.DEMO_ROSTER, summaries / texts.DEMO_STATUS
    listed = [*((unit.code, unit.name) for unit in units), ("SC013", texts.DEMO_LATE_UNIT)]
    heads = (texts.ROSTER_COLUMNS["code"], texts.ROSTER_COLUMNS["name"])
    write_text(roster, "".join(f"{','.join(row)}\n" for row in (heads, *listed)), "utf-8-sig")
    with progress(len(units)) as tick:
        collection = gather([returned], read_roster(roster), tick=tick)
    write_status(status, collection)
    missing = [texts.unit_words(one.member.code, one.member.name) for one in collection.of("missing")]
    say(texts.demo_collected(collection.verdict(), missing, str(status)))

    first_sum, second_sum = (summaries / name for name in texts.DEMO_SUMMARIES)
    with progress(len(units)) as tick:
        result = consolidate([returned], first_sum, prior=[past], tick=tick)
    say(
        texts.demo_consolidated(
            str(first_sum), len(result.included), [(one.filing.unit.name, reason) for one, reason in result.left_out]
        )
    )

    for code in wrong:
        right = content(next(unit for unit in units if unit.code == code))
        write_template(returned / names[code], replace(right, prior=complete(edition(), before[code].figures)))
    with progress(len(units)) as tick:
        result = consolidate([returned], second_sum, prior=[past], tick=tick)
    received = result.total.figures[Address("requests.received.total")]
    fees = result.total.figures[Address("disclosure.fees.amount")]
    say(texts.demo_done(str(second_sum), len(result.included), texts.number(received), texts.number(fees), str(folder)))
