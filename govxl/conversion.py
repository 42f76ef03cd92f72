"""Converting: the figures and prose of any readable source, lifted into a fresh workbook for the right unit.

Whose a report is, and of which year, it says itself; its file's name says nothing. Where it contradicts itself it is
not converted. No file that is there is replaced; of several reports of a unit the one that counts when collecting has
the plain name.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from govxl import texts
from govxl.belonging import Directory, Owner, plain
from govxl.carrying import NOTHING, Carried, Cells, Passage, carry
from govxl.checks import check
from govxl.collect import Judged, rank
from govxl.declaration import edition, editions_for
from govxl.files import printable, write_bytes
from govxl.filing import NOBODY, Filing, Unit, json_number
from govxl.findings import Finding, grouped, ordered
from govxl.form import Form
from govxl.heap import Item, items
from govxl.layout import Place, layout_of, own_year
from govxl.paperwork import kind_of
from govxl.reading import open_book, read
from govxl.reading.formats import look
from govxl.reading.grids import Grid, as_text
from govxl.refusal import Refused
from govxl.roster import Roster, workbook_name
from govxl.seals import Campaign, find_campaigns, verified
from govxl.template import write_template

_NAME_LIMIT, _CODE_LIMIT, _EXAMPLES = 200, 64, 3


class ConversionError(Exception):
    """Nothing was converted; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What became of one file.

    ``path`` is the fresh workbook, None where there is none and ``reason`` says why. ``notes`` are what was done about
    its unit and year; with ``doubtful`` one of them is not known, or is not the one that was asked for.
    """

    item: Item
    filing: Filing
    findings: tuple[Finding, ...]
    unit: Unit = NOBODY
    year: int | None = None
    carried: Carried = NOTHING
    path: Path | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    doubtful: bool = False

    @property
    def clean(self) -> bool:
        """Whether nothing was left out and the source has no errors beside cells that were left blank."""
        return self.path is not None and not self.doubtful and not self.carried.lost and not self.errors

    @property
    def errors(self) -> int:
        """How many errors the source has, beside cells that were left blank."""
        return sum(finding.severity == "error" and finding.code != "blank" for finding in self.findings)

    @property
    def still_open(self) -> list[str]:
        """What is to be looked at, beside notes and what was lost: blank cells, what was not read, errors."""
        warned = [
            "hidden-rows" if finding.todo == texts.todo_hidden_rows() else finding.code  # which are read
            for finding in self.findings
            if finding.severity == "warning"
        ]
        counts = (
            (texts.blank_cells, self.carried.blank),
            (texts.not_read, warned.count("hidden-content")),
            (texts.rows_hidden, warned.count("hidden-rows")),
            (texts.layout_touched, warned.count("layout-changed")),
            (texts.errors_in_source, self.errors),
        )
        return [words(count) for words, count in counts if count]

    @property
    def plain(self) -> bool:
        """Whether there is nothing to look at; a code from the roster and a year from the command need no look."""
        expected = {texts.code_from_roster(self.unit.code), texts.year_by_option(self.year or 0)}
        return self.clean and not self.still_open and expected.issuperset(self.notes)

    @property
    def judged(self) -> Judged:
        """The file as it is held against others of its unit."""
        return Judged(self.item, self.filing, self.findings, self.filing.state, self.reason)

    @property
    def file(self) -> str:
        """The source as it is shown."""
        return printable(self.item.path)

    @property
    def kind(self) -> str:
        """What the source is by its content; empty where that is not known."""
        return self.filing.format if self.filing.form else ""

    @property
    def editions(self) -> str:
        """The editions that the source's tables follow; empty where that is not known."""
        form = self.filing.form
        return texts.AND.join(dict.fromkeys((form.edition, *form.tables_of.values()))) if form else ""

    def to_json(self) -> dict[str, Any]:
        """As ``convert --format json`` prints it: only what could not be carried over is listed figure by figure."""
        return {
            "file": self.file,
            "unit": {"code": self.unit.code, "name": self.unit.name},
            "year": self.year,
            "edition": self.filing.form.edition if self.filing.form else None,
            "format": self.kind or None,
            "output": printable(self.path) if self.path else None,
            "reason": self.reason,
            "notes": list(self.notes),
            "taken": self.carried.taken,
            "blank": self.carried.blank,
            "texts": list(self.carried.content.texts),
            "lost": [
                {
                    "figure": one.key,
                    "state": one.fate,
                    "sheet": one.source.sheet if one.source else None,
                    "cell": one.source.cell if one.source else None,
                    "found": one.original,
                    "value": self._number(one.key, one.value) if one.value is not None else None,
                    "message": one.remark,
                }
                for one in self.carried.lost
            ],
            "findings": [finding.to_json() for finding in self.findings],
        }

    def _number(self, key: str, value: Any) -> int | str:
        assert self.filing.form is not None
        spot = own_year(key)  # type: ignore[arg-type]
        return json_number(self.filing.form.by_address[spot].kind, value)

    def lines(self) -> list[str]:
        """The file as text: what it was, what became of it, and what was not carried over."""
        if self.path is None or self.filing.form is None:
            if not self.findings or self.reason:
                return [texts.not_converted(self.file, self.reason)]
            found = [texts.finding_line(finding) for finding in grouped(self.findings)]
            return [texts.not_converted(self.file, ""), *found]
        name = texts.unit_words(self.unit.code, self.unit.name) if self.unit.key else ""
        lines = [
            texts.converted(
                self.file,
                texts.KIND_WORDS.get(self.kind, self.kind),
                name,
                self.year,
                self.editions,
                printable(self.path),
            )
        ]
        lines += [texts.conversion_note(note) for note in self.notes]
        carried = self.carried
        sections = len(carried.content.texts)
        lines.append(texts.converted_counts(carried.taken, sections, self.still_open, len(carried.lost)))
        for fate in dict.fromkeys(one.fate for one in carried.lost):
            some = [one for one in carried.lost if one.fate == fate]
            shown = [_words(one) for one in some[:_EXAMPLES]]
            lines.append(texts.not_carried(texts.FATE[fate], shown, len(some)))
        return lines


@dataclass(frozen=True, slots=True)
class Conversion:
    """What became of all files, in the order of the heap, and the record of it (None where nothing was converted)."""

    files: tuple[Converted, ...]
    form: Form
    record: Path | None = None

    @property
    def clean(self) -> bool:
        """Whether every file was converted, nothing was left out and no source has errors."""
        return all(one.clean for one in self.files)

    def report(self) -> str:
        """The conversion as text: of many files only those with something to look at are told one by one."""
        told = [one for one in self.files if not one.plain or len(self.files) == 1]
        lines = [line for one in told for line in one.lines()]
        if rest := len(self.files) - len(told):
            lines.append(texts.all_whole(rest, bool(told)))
        done = sum(one.path is not None for one in self.files)
        if self.record:
            lines.append(texts.conversion_done(len(self.files), done, printable(self.record)))
        else:
            lines.append(texts.nothing_converted(len(self.files)))
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The conversion as data."""
        return {
            "files": [one.to_json() for one in self.files],
            "record": printable(self.record) if self.record else None,
        }


def convert(
    paths: Iterable[Path | str],
    folder: Path | str,
    *,
    form: Form | None = None,
    roster: Roster | None = None,
    unit: Unit | None = None,
    year: int | None = None,
    tick: Callable[[Path], None] | None = None,
) -> Conversion:
    """Make a fresh workbook of a form (the current edition if none is given) from every report at the paths.

    With ``roster`` a report that has only its unit's name gets its code. ``unit`` and ``year`` stand in for what the
    one file (``year``: any file) does not say. The workbooks and the record 转换记录.xlsx go into ``folder``, which is
    made, and is passed over where it lies in a source. What is there already stays as it is, and where it is another
    file the new one is numbered. Raises ConversionError for wrong arguments, FileNotFoundError for a path that is not
    there, OSError where a file cannot be written.
    """
    folder, form = Path(folder), form or edition()
    if folder.exists() and not folder.is_dir():
        raise ConversionError(texts.conversion_not_a_folder(printable(folder)))
    heap = _heap([Path(path) for path in paths], folder, roster)
    if unit and unit.key and len(heap) != 1:
        raise ConversionError(texts.one_file_only(len(heap)))
    places = {(item.archive or item.path).parent for item in heap} | ({roster.file.parent} if roster else set())
    campaigns = find_campaigns(sorted(places))
    work = _Work(folder, form, Directory(roster) if roster else None, unit or NOBODY, year, campaigns)
    files = []
    for item in heap:
        with _named(item):
            files.append(work.carried(item))
        if tick:
            tick(item.path)
    carried = [index for index, one in enumerate(files) if one.carried is not NOTHING]
    for index in sorted(carried, key=lambda index: rank(files[index].judged), reverse=True):  # the best takes the name
        with _named(heap[index]):
            files[index] = work.written(files[index])
    record = None
    if any(one.path for one in files):
        from govxl.conversion_record import write_record  # which needs what is declared here

        record = work.save(texts.CONVERSION_RECORD, lambda file: write_record(file, files))
    return Conversion(tuple(files), form, record)


@contextmanager
def _named(item: Item) -> Iterator[None]:
    """A fault of ours; the user shall know at which file."""
    try:
        yield
    except Exception as error:
        error.add_note(printable(item.path))
        raise


def _heap(paths: list[Path], folder: Path, roster: Roster | None) -> list[Item]:
    """The files to convert: not the roster, and not what lies in the folder for the results if that is in a source."""
    out, own = folder.resolve(), roster.file.resolve() if roster else None
    walked = [path.resolve() for path in paths if path.is_dir()]
    if out in walked:
        raise ConversionError(texts.converted_into_source(printable(folder)))
    results = out if any(out.is_relative_to(path) for path in walked) else None
    named = {path.resolve() for path in paths}
    found = ((item, (item.archive or item.path).resolve()) for item in items(paths))
    return [
        item
        for item, path in found
        if path != own and (path in named or results is None or not path.is_relative_to(results))
    ]


class _Work:
    """One run of the command: every file by itself, and the names that are taken."""

    def __init__(
        self,
        folder: Path,
        form: Form,
        directory: Directory | None,
        unit: Unit,
        year: int | None,
        campaigns: Sequence[Campaign],
    ):
        self._folder, self._form, self._directory = folder, form, directory
        self._unit, self._year, self._campaigns = unit, year, campaigns
        self._names: set[str] = set()

    def carried(self, item: Item) -> Converted:
        """Read a file and carry it over."""
        filing = read(item)
        one = Converted(item, filing, check(filing))
        if filing.state != "used" or filing.form is None:
            kind = kind_of(item)
            return replace(one, reason=texts.PAPERWORK[kind]) if kind else one
        if filing.source == "summary":
            return replace(one, reason=texts.summary_not_converted())
        if filing.form.name != self._form.name:
            return replace(one, reason=texts.other_form_not_converted(filing.form.name, self._form.name))
        one = self._identified(one)
        if one.reason:
            return one
        try:
            carried = carry(one.filing, self._form, _cells(item))
        except Refused as refusal:  # it could be read a moment ago
            return replace(one, reason=refusal.message)
        content = replace(carried.content, unit=one.unit, year=one.year)
        if self._still_sealed(one):
            content = replace(content, serial=filing.serial, signature=filing.signature)
        return replace(one, carried=replace(carried, content=content))

    def written(self, one: Converted) -> Converted:
        """Write the workbook of what was carried over."""
        stem, content = _stem(one.unit, one.year, self._form, one.item.path), one.carried.content
        return replace(one, path=self.save(stem, lambda file: write_template(file, content, form=self._form)))

    def _still_sealed(self, one: Converted) -> bool:
        """Whether it is the copy that was sent out: its seal holds for one form, edition, unit and year."""
        filing, form = one.filing, self._form
        assert filing.form is not None
        same = (filing.form.name, *filing.form.tables_of.items()) == (form.name, *form.tables_of.items())
        return same and (one.unit, one.year) == (filing.unit, filing.year)

    # -- whose and when

    def _identified(self, one: Converted) -> Converted:
        filing, notes, doubtful = one.filing, list[str](), False
        unit, sealed = filing.unit, bool(filing.serial)
        asked = Unit(self._unit.code or unit.code, self._unit.name or unit.name)
        if self._unit.key and (plain(asked.code), plain(asked.name)) != (plain(unit.code), plain(unit.name)):
            found, used = (texts.unit_words(who.code, who.name).strip() for who in (unit, asked))
            if sealed:
                return replace(one, reason=texts.unit_sealed(found, used))
            if self._contradicts(unit):
                notes.append(texts.unit_by_option(found, used))
            unit = asked
        owner = self._owner(filing, unit)
        if owner.member:
            if not unit.code:
                unit = owner.member.unit
                notes.append(texts.code_from_roster(unit.code))
            elif not unit.name:
                unit = owner.member.unit
            if owner.member.category and not filing.category:
                filing = replace(filing, category=owner.member.category)
        elif self._directory and unit.key:
            notes.append(owner.reason)
            doubtful = True
        seal = verified(filing, self._campaigns)
        findings = [*owner.findings, *([seal] if seal else []), *check(filing)]
        one = replace(one, filing=filing, findings=ordered(findings, layout_of(filing.form).sheets))
        foreign = [finding for finding in one.findings if finding.code == "identity-mismatch"]
        if contradicted := [finding.message for finding in foreign if finding.severity == "error"]:
            return replace(one, unit=unit, reason=texts.identity_in_doubt(contradicted), doubtful=True)
        notes += [finding.message for finding in foreign]
        doubtful = doubtful or any(finding.severity == "warning" for finding in foreign)
        if not unit.key:
            notes.append(texts.unit_not_in_file())
            doubtful = True
        if len(unit.name) > _NAME_LIMIT or len(unit.code) > _CODE_LIMIT:
            unit = Unit(unit.code[:_CODE_LIMIT], unit.name[:_NAME_LIMIT])
            notes.append(texts.too_long_for_cell(_NAME_LIMIT))
            doubtful = True
        year = filing.year or self._year
        if year is None:
            notes.append(texts.year_not_in_file())
        elif filing.year is None:
            notes.append(texts.year_by_option(year))
        elif self._year and self._year != year:
            notes.append(texts.year_kept(year, self._year))
        if year and not self._form.in_force[0] <= year <= self._form.in_force[1]:
            notes.append(texts.edition_not_of_year(self._form.edition, year, editions_for(self._form, year)))
        doubtful = doubtful or year is None or (self._year is not None and self._year != year)
        return replace(one, unit=unit, year=year, notes=tuple(notes), doubtful=doubtful)

    def _contradicts(self, unit: Unit) -> bool:
        """Whether the unit that was asked for is another than the file says, and not only more of it."""
        pairs = ((unit.code, self._unit.code), (unit.name, self._unit.name))
        return any(found and asked and plain(found) != plain(asked) for found, asked in pairs)

    def _owner(self, filing: Filing, unit: Unit) -> Owner:
        return self._directory.owner(replace(filing, unit=unit)) if self._directory else Owner()

    # -- files

    def save(self, stem: str, make: Callable[[BinaryIO], None]) -> Path:
        """Write a file under a name that is free, or leave the one that is there if it is the same to the byte."""
        made = io.BytesIO()
        make(made)
        data = made.getvalue()
        self._folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            path = self._folder / (f"{stem}({number}).xlsx" if number > 1 else f"{stem}.xlsx")
            if os.path.lexists(path):
                if _holds(path, data):
                    break
            elif path.name.casefold() not in self._names:
                write_bytes(path, data)
                break
            number += 1
        self._names.add(path.name.casefold())
        return path


def _words(one: Passage) -> str:
    instead = texts.number(one.value) if one.fate == "differs" and one.value is not None else ""
    return texts.lost_figure(one.label, one.original, str(one.source) if one.source else "", instead)


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _stem(unit: Unit, year: int | None, form: Form, source: Path) -> str:
    """The name of a workbook without its ending; that of an unknown unit is called after its source."""
    when = str(year or texts.UNKNOWN_YEAR)
    name = workbook_name(unit, when, form.name)
    if not unit.key:
        stem = re.sub(r"[.\s]+$", "", Path(printable(source)).stem)
        name = workbook_name(Unit(texts.UNKNOWN_UNIT, stem), when, form.name)
    return name.removesuffix(".xlsx")


def _cells(item: Item) -> Cells:
    """Reads the cells of a file again, as they stand there."""
    opened = look(item.data())
    grids: dict[str, Grid | None] = {}
    if opened.format in ("docx", "html", "text"):
        from govxl.reading.documents import document_grid

        grids[texts.DOCUMENT] = document_grid(opened.data, opened.format)
        book = None
    else:
        book, _ = open_book(opened)

    def cell(place: Place) -> tuple[str, object] | None:
        if place.sheet not in grids:
            grids[place.sheet] = book.grid(place.sheet, formulas=True) if book else None
        grid = grids[place.sheet]
        if grid is None:
            return None
        error = grid.errors.get((place.row, place.column))
        value = grid.at(place)
        return (error, error) if error else (as_text(value), value)

    return cell
