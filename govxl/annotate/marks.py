"""Putting marks into a workbook: filled cells, comments, the sheet of the result; and taking those of before away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govxl import texts
from govxl.annotate.calm import Calm, put_calm, remove_calm
from govxl.annotate.cells import Cells, Spot, reference_of, spot_of
from govxl.annotate.notes import Notes
from govxl.annotate.package import Parts
from govxl.annotate.result import Record, Report, grade, plain, record_sheet, result_sheet
from govxl.annotate.styles import Styles
from govxl.findings import SEVERITIES, Finding

# Colours by severity, and of what is settled. They are no colours that a person would choose, so that ours are known
# again.
COLOURS = {"error": "F7A3A1", "warning": "FFD37B", "info": "B5DCF6", "settled": "C3E6B6"}


@dataclass(frozen=True, slots=True)
class Origin:
    """What an earlier round left in a workbook: the digest of the rest of the file, and the file it was made from."""

    fingerprint: str
    source: str
    unchanged: bool  # since we wrote it


def origin(parts: Parts) -> Origin | None:
    """What a marked copy says of itself; None for any other workbook."""
    part = parts.sheets().get(texts.MARKS_RECORD)
    if part is None:
        return None
    cells = Cells(parts, part)
    fingerprint = cells.text((0, 1))
    return Origin(fingerprint, cells.text((0, 2)), fingerprint == parts.fingerprint(without=part))


def put_marks(parts: Parts, findings: Sequence[Finding], report: Report, calm: Sequence[Calm] = ()) -> None:
    """Mark the cells of findings and calm those that are settled, after taking away all marks that are there."""
    styles = Styles(parts)
    remove_marks(parts, styles)
    sheets = parts.sheets()
    record: list[Record] = []
    for name, by_spot in _by_cell(findings, sheets).items():
        cells = Cells(parts, sheets[name])
        notes, anchors = Notes(parts, cells), cells.anchors()
        together: dict[Spot, list[Finding]] = {}
        for spot, some in by_spot.items():
            together.setdefault(anchors.get(spot, spot), []).extend(some)
        for spot, some in sorted(together.items()):
            gravest = min(some, key=lambda finding: (SEVERITIES.index(finding.severity), finding.settled is not None))
            before = cells.style(spot)
            after = styles.filled(before, COLOURS[grade(gravest)])
            cells.restyle(spot, after)
            record.append(Record(name, reference_of(spot), before, after))
            notes.put(spot, "\n\n".join(plain(texts.note(finding)) for finding in some))
    for name in dict.fromkeys(one.sheet for one in calm if one.sheet in sheets):
        put_calm(parts, sheets[name], (one for one in calm if one.sheet == name), COLOURS["settled"])
    parts.add_sheet(texts.MARKS_SHEET, result_sheet(parts, styles, findings, report, COLOURS, sheets), first=True)
    parts.name_on_first("_xlnm.Print_Titles", f"'{texts.MARKS_SHEET}'!${report.head_row + 1}:${report.head_row + 1}")
    part = parts.add_sheet(texts.MARKS_RECORD, record_sheet(parts.main, record, report.source), first=False)
    digest = parts.fingerprint(without=part)
    parts.edit(part).find(".//{*}is/{*}t[.='-']").text = digest


def remove_marks(parts: Parts, styles: Styles) -> None:
    """Take away the sheets, comments and fills of an earlier round; every cell gets back the format it had."""
    known: dict[tuple[str, Spot], int] = {}
    alike: dict[int, int] = {}
    if part := parts.sheets().get(texts.MARKS_RECORD):
        cells = Cells(parts, part)
        for row in cells.rows[1:]:
            spot = spot_of(cells.text((row, 1)))
            before, after = cells.style((row, 2)), cells.style((row, 3))
            if spot:
                known[cells.text((row, 0)), spot] = before
            alike.setdefault(after, before)
    for name in (texts.MARKS_SHEET, texts.MARKS_RECORD):
        parts.remove_sheet(name)
    ours = set(COLOURS.values())
    for name, part in parts.sheets().items():
        cells = Cells(parts, part)
        filled = [(spot, style) for spot, style in cells.styled() if styles.fill(style) in ours]
        for spot, style in filled:
            original = known.get((name, spot), alike.get(style))
            cells.restyle(spot, styles.filled(style, "") if original is None else original)
        Notes(parts, cells).clear()
        remove_calm(parts, part)


def _by_cell(findings: Iterable[Finding], sheets: Mapping[str, str]) -> dict[str, dict[Spot, list[Finding]]]:
    found: dict[str, dict[Spot, list[Finding]]] = {}
    for finding in findings:
        place = finding.place
        # That there is a comment of the unit's own is no mark for that very cell.
        if place and place.sheet in sheets and finding.message != texts.comment():
            found.setdefault(place.sheet, {}).setdefault((place.row, place.column), []).append(finding)
    return found
