"""Which file gets a marked copy, what it is made from, and what it is called."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from govxl import texts
from govxl.annotate.calm import settled_cells
from govxl.annotate.marks import origin, put_marks
from govxl.annotate.package import Broken, Parts
from govxl.annotate.result import Report
from govxl.checks import check, judged_figures, verdicts
from govxl.collect import Judged
from govxl.files import printable, write_bytes
from govxl.filing import Filing
from govxl.findings import Finding, count, count_settled
from govxl.form import PRIOR, Address
from govxl.layout import Place, layout_of, own_year
from govxl.reading.gate import Refused, load
from govxl.template import CELL_LIMIT, Content, in_cells, write_template

_OWN = ("xlsx", "xlsm")
_NAME_LIMIT = 240  # bytes of a file name; a file system takes 255, and "(12)" is still to come
_SUFFIX = re.compile(rf"{re.escape(texts.COPY_SUFFIX)}(\(\d+\))?$")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file with findings: its marked copy, or none.

    ``fresh`` says that the copy is a new workbook of the form, because the file itself cannot carry marks.
    """

    judged: Judged
    path: Path | None = None
    fresh: bool = False


def annotate(judged: Judged, folder: Path) -> Path | None:
    """Write the marked copy of one file into a folder, which is made where it is missing.

    None where there is nothing to mark: no findings, a file that could not be read, or one that does not count. An
    earlier marked copy of the same file is replaced unless a program has saved it since; no other file ever is.
    Raises OSError where the copy cannot be written; then nothing is left behind.
    """
    outcome = _copy(judged, folder, ())
    return outcome.path if outcome else None


def annotate_all(judged: Iterable[Judged], folder: Path) -> Iterator[Outcome]:
    """Write the marked copies of many files, as :func:`annotate` does; tells of every file that has findings."""
    taken: set[str] = set()
    for one in judged:
        if outcome := _copy(one, folder, taken):
            if outcome.path:
                taken.add(outcome.path.name.casefold())
            yield outcome


def _copy(judged: Judged, folder: Path, taken: Collection[str]) -> Outcome | None:
    judged = _for_the_unit(judged)
    if not judged.findings or judged.ruled:
        return None
    counts = judged.state == "used" or judged.attention
    if not counts or judged.filing.form is None:
        return Outcome(judged)
    judged = replace(judged, filing=judged.filing.whole)
    findings: Sequence[Finding] = judged.findings
    parts = _own(judged)
    fresh = parts is None
    if parts is None:
        parts, findings = _fresh(judged.filing), _on_form(judged)
    try:
        made = _marked(parts, judged, findings, fresh)
    except Broken:  # a part that only an editor needs is damaged
        if fresh:
            raise
        fresh, findings = True, _on_form(judged)
        made = _marked(_fresh(judged.filing), judged, findings, fresh)
    folder.mkdir(parents=True, exist_ok=True)
    path = _free_path(judged, folder, taken, ".xlsx" if fresh else _suffix(judged.filing))
    write_bytes(path, made.packed())
    return Outcome(judged, path, fresh)


def _for_the_unit(judged: Judged) -> Judged:
    """The file without what only the office is told: a unit knows what it has written into its own comments."""
    filing, known = judged.filing, texts.comment()
    own = tuple(finding for finding in filing.findings if finding.message != known)
    if own == filing.findings:
        return judged
    findings = tuple(finding for finding in judged.findings if finding.message != known)
    return replace(judged, findings=findings, filing=replace(filing, findings=own))


def _own(judged: Judged) -> Parts | None:
    """The parts of the file itself, where it is a workbook that can carry marks."""
    if judged.filing.format not in _OWN:
        return None
    try:
        return Parts(load(judged.item).data)
    except (Refused, Broken):
        return None


def _marked(parts: Parts, judged: Judged, findings: Sequence[Finding], fresh: bool) -> Parts:
    filing = judged.filing
    assert filing.form is not None
    places = layout_of(filing.form).places
    places = places if fresh else {**places, **filing.places}
    put_marks(parts, findings, _report(judged, fresh), settled_cells(filing, verdicts(filing), findings, places))
    return parts


def _report(judged: Judged, fresh: bool) -> Report:
    filing, findings = judged.filing, judged.findings
    lines = [
        texts.result_of(filing.unit.name, filing.unit.code, filing.year, _plain_name(filing)),
        texts.result_counts(
            count(findings, "error"),
            count(findings, "warning"),
            count(findings, "info") - sum(count_settled(findings)),
            texts.settled_counts(*count_settled(findings)),
        ),
        texts.RESULT_HOW,
    ]
    return Report((*lines, *((texts.RESULT_FRESH,) if fresh else ())), _source(filing))


# ------------------------------------------------------------------------------------------------------------- names


def _plain_name(filing: Filing) -> str:
    """The name of the file that the unit sent, without what an earlier round added to it."""
    name = Path(printable(filing.file.name))
    return _SUFFIX.sub("", name.stem) + name.suffix


def _source(filing: Filing) -> str:
    """What makes two copies rounds of one file: its name and unit."""
    return "|".join((_plain_name(filing), filing.unit.code, filing.unit.name, str(filing.year or "")))


def _suffix(filing: Filing) -> str:
    suffix = filing.file.suffix
    return suffix if suffix.lower() == f".{filing.format}" else f".{filing.format}"


def _free_path(judged: Judged, folder: Path, taken: Collection[str], suffix: str) -> Path:
    """A path that is free, or that of an earlier copy of this very file which nobody has saved since."""
    stem = _NOT_IN_NAMES.sub("_", Path(_plain_name(judged.filing)).stem)
    while len(os.fsencode(stem + texts.COPY_SUFFIX + suffix)) > _NAME_LIMIT:
        stem = stem[:-1]
    number = 1
    while True:
        path = folder / f"{stem}{texts.COPY_SUFFIX}{f'({number})' if number > 1 else ''}{suffix}"
        if path.name.casefold() not in taken and (not os.path.lexists(path) or _replaceable(path, judged.filing)):
            return path
        number += 1


def _replaceable(path: Path, filing: Filing) -> bool:
    """Whether a file is an earlier marked copy of the same file, just as we wrote it."""
    try:
        before = origin(Parts(path.read_bytes())) if path.is_file() and not path.is_symlink() else None
    except (Broken, OSError):
        return False
    return before is not None and before.unchanged and before.source == _source(filing)


# ------------------------------------------------------------------------------------------------- a fresh workbook


def _fresh(filing: Filing) -> Parts:
    """A new workbook of the form with what was read, for a file that cannot carry marks itself."""
    assert filing.form is not None
    form = filing.form
    given = {
        item: text for item, text in filing.cover.items() if item not in ("unit_name", "unit_code", "year", "scope")
    }
    content = Content(
        unit=replace(filing.unit, code=filing.unit.code[:64], name=filing.unit.name[:200]),
        year=filing.year,
        scope=filing.scope,
        cover=given,
        figures={spot: value for spot, value in filing.entries.items() if not form.by_address[spot].derived},
        texts={name: in_cells(text) for name, text in filing.texts.items()},
        zeros=filing.zeros,
        category=filing.category,
        prior={own_year(spot): value for spot, value in judged_figures(filing).items() if spot.startswith(PRIOR)},
        explanations={line: text[:CELL_LIMIT] for line, text in filing.explanations.items()},
        offer=False,  # what is blank stays blank
    )
    made = io.BytesIO()
    write_template(made, content, form=form)
    return Parts(made.getvalue())


def _on_form(judged: Judged) -> tuple[Finding, ...]:
    """All findings as they are in a workbook of the form: its cells named, in its order.

    One that is about no figure has no place there.
    """
    filing = judged.filing
    assert filing.form is not None
    places: Mapping[Address, Place] = layout_of(filing.form).places
    stood = {place: spot for spot, place in {**places, **filing.places}.items()}
    known = check(filing)
    added = [finding for finding in judged.findings if finding not in known]
    read = []
    for finding in (*added, *filing.findings):
        spot = stood.get(finding.place) if finding.place else None
        if spot not in finding.figures:
            spot = finding.figures[0] if finding.figures else None
        read.append(replace(finding, place=places.get(spot) if spot else None))
    return check(replace(filing, places={}, findings=tuple(read)))
