"""Distribution: one workbook a unit of the roster, with what it was last year; a list of what was sent, and notes.

It can be run again at any time: serials are recorded before the first workbook is made, whatever is there stays as it
is, and whatever is missing is made. The workbooks depend on the roster, last year's files and the key alone.
"""

from __future__ import annotations

import datetime
import io
import itertools
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from govxl import texts
from govxl.campaign import CampaignError, Issued, campaign_key, load_campaign, next_serial, save_campaign, sign
from govxl.declaration import edition, editions_for
from govxl.files import printable, write_bytes, write_text
from govxl.filing import Unit
from govxl.form import Form
from govxl.last_year import Figures, LastYear, Succession, read_last_year
from govxl.lists import write_rows
from govxl.roster import Member, Roster
from govxl.series import Series
from govxl.template import Content
from govxl.workbook import CREATED, Book, write

BATCH, BATCHES = 50, 20  # at least so many workbooks between two records of the campaign, and about so many records
Tick = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Distribution:
    """What a run did, and what it could not. Units are in words, pairs are with a reason, name or file.

    ``made`` were issued for the first time, ``again`` were missing on disk, ``there`` counts those left as they were.
    ``new`` were made without last year's figures because there are none, ``without`` because they could not be taken
    over. ``renamed`` have another name in the roster than in their workbook; ``vanished`` are no longer in the roster;
    ``blocked`` were not made because a foreign file has their name. ``refused`` are files of last year that could not
    be used, ``unclaimed`` units in them that nobody takes over.
    """

    folder: Path
    made: tuple[str, ...]
    again: tuple[str, ...]
    there: int
    new: tuple[str, ...]
    without: tuple[tuple[str, str], ...]
    renamed: tuple[tuple[str, str], ...]
    vanished: tuple[str, ...]
    blocked: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]
    unclaimed: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether all that was given was used: the exit code rests on it. A unit without a last year is no fault."""
        return not (self.without or self.renamed or self.blocked or self.refused or self.unclaimed)

    def report(self) -> str:
        """As the command prints it."""
        made = texts.distributed(
            printable(self.folder), self.made, self.there, self.again, printable(_list_path(self.folder))
        )
        notes = texts.distribution_notes(
            self.new, self.without, self.renamed, self.vanished, self.blocked, self.refused, self.unclaimed
        )
        return "\n".join([made, *notes])


def distribute(
    roster: Roster,
    folder: Path | str,
    *,
    year: int,
    today: datetime.date,
    form: Form | None = None,
    prior: Sequence[Path] = (),
    archives: bool = False,
    tick: Tick | None = None,
) -> Distribution:
    """Make what is missing in ``folder``: a workbook and a note for each unit, an archive of both, and the list.

    ``prior`` are files and folders with the reports of the year before. Raises CampaignError where the folder belongs
    to another campaign, the form is not meant for the year or no file of last year can be used, FileNotFoundError for a
    path that is not there (nothing is written then), and OSError where a file cannot be written.
    """
    folder, form = Path(folder), form or edition()
    if not form.in_force[0] <= year <= form.in_force[1]:  # each of them would come back as an error
        raise CampaignError(texts.wrong_edition_to_send(form.edition, year, editions_for(form, year)))
    issued = load_campaign(folder, form, year)
    last = read_last_year(prior, year - 1, tick)
    if prior and not last.reports:
        raise CampaignError(texts.prior_none(year - 1, last.refused))
    blocked = _reserve(issued, roster, folder, year)
    key = campaign_key(folder)
    run = _Run(
        folder, form, Series(form), year, key, today.isoformat(), Succession(roster, last), bool(prior), archives
    )
    for name in (texts.NOTES_FOLDER, *([texts.ARCHIVES_FOLDER] if archives else [])):
        (folder / name).mkdir(parents=True, exist_ok=True)
    save_campaign(folder, form, year, issued.values())
    batch = max(BATCH, len(roster.members) // BATCHES)  # a record names every unit
    for count, member in enumerate(roster.members, start=1):
        if member.code in issued:
            issued[member.code] = run.issue(member, issued[member.code])
        if count % batch == 0:
            save_campaign(folder, form, year, issued.values())
        if tick:
            tick(folder)
    save_campaign(folder, form, year, issued.values())
    _write_list(folder, issued.values(), roster)
    return run.result(roster, issued, blocked, last)


def _reserve(issued: dict[str, Issued], roster: Roster, folder: Path, year: int) -> list[tuple[str, str]]:
    """Give the units that have none a file name and a serial; those whose file is there, though not of us, are told."""
    blocked = []
    taken = {name.casefold() for one in issued.values() for name in _names(one.file, year)}
    serials = itertools.count(next_serial(issued.values()))
    for member in roster.members:
        if member.code not in issued:
            numbers = itertools.chain([""], (f"_{number}" for number in itertools.count(2)))
            choices = (member.file_name(f"_{year}{number}.xlsx") for number in numbers)
            file = next(file for file in choices if not taken & {name.casefold() for name in _names(file, year)})
            taken |= {name.casefold() for name in _names(file, year)}
            if (folder / file).exists():
                blocked.append((texts.unit_words(member.code, member.name), file))
            else:
                issued[member.code] = Issued(member.code, member.name, file, f"{next(serials):04d}")
    return blocked


def _names(file: str, year: int) -> tuple[str, str]:
    """A workbook's file name and that of its note, which leaves out the year."""
    head, _, number = file.removesuffix(".xlsx").rpartition(f"_{year}")
    return file, f"{head}{number}.txt"


@dataclass(slots=True)
class _Run:
    """One run: makes what is missing and remembers what it did."""

    folder: Path
    form: Form
    series: Series
    year: int
    key: bytes
    date: str
    succession: Succession
    with_prior: bool
    archives: bool
    made: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    there: int = 0
    new: list[str] = field(default_factory=list)
    without: list[tuple[str, str]] = field(default_factory=list)

    def issue(self, member: Member, one: Issued) -> Issued:
        """Make what a unit lacks of workbook, note and archive."""
        path, words = self.folder / one.file, texts.unit_words(one.code, one.name)
        fresh = not path.exists()
        figures = self.succession.figures(member, self.form) if fresh or not one.date else {}
        if fresh:
            self._write_workbook(path, member, one, figures)
            (self.again if one.date else self.made).append(words)
            if not figures:
                self._tell_why(member, one, words)
        else:
            self.there += 1
        if fresh or not one.date:  # without a date it was made just before a run broke off
            one = replace(one, date=one.date or self.date, prior=bool(figures))
        note = self.folder / texts.NOTES_FOLDER / _names(one.file, self.year)[1]
        if not note.exists():
            text = texts.notice(one.name, one.code, self.year, self.form.name, self.form.deadline, one.file)
            write_text(note, text.replace("\n", "\r\n"), "utf-8-sig")  # as an old Notepad wants it
        archive = self.folder / texts.ARCHIVES_FOLDER / f"{path.stem}.zip"
        if self.archives and (fresh or not archive.exists()):
            _write_archive(archive, (path, note))
        return one

    def _write_workbook(self, path: Path, member: Member, one: Issued, figures: Figures) -> None:
        form = self.form
        signature = sign(
            self.key,
            form=form.name,
            edition=form.edition,
            code=one.code,
            name=one.name,
            year=self.year,
            serial=one.serial,
        )
        content = Content(
            unit=Unit(one.code, one.name),
            year=self.year,
            serial=one.serial,
            signature=signature,
            category=member.category,
            prior=figures,
        )
        self.series.write(path, content)

    def _tell_why(self, member: Member, one: Issued, words: str) -> None:
        """Remember why a workbook has no figures of last year."""
        if not self.with_prior:
            if one.prior:
                self.without.append((words, texts.prior_not_given()))
        elif self.succession.is_new(member):
            self.new.append(words)
        else:
            self.without.append((words, self.succession.obstacle(member) or texts.prior_blank()))

    def result(
        self, roster: Roster, issued: Mapping[str, Issued], blocked: Sequence[tuple[str, str]], last: LastYear
    ) -> Distribution:
        """What the run did."""
        names = {member.code: member.name for member in roster.members}
        renamed = [
            (texts.unit_words(one.code, one.name), names[one.code])
            for one in issued.values()
            if names.get(one.code, one.name) != one.name
        ]
        return Distribution(
            folder=self.folder,
            made=tuple(self.made),
            again=tuple(self.again),
            there=self.there,
            new=tuple(self.new),
            without=tuple(self.without),
            renamed=tuple(renamed),
            vanished=tuple(
                texts.unit_words(one.code, one.name) for one in issued.values() if one.date and one.code not in names
            ),
            blocked=tuple(blocked),
            refused=last.refused,
            unclaimed=tuple(self.succession.unclaimed()),
        )


def _write_archive(path: Path, parts: Iterable[Path]) -> None:
    """A zip of some files, the same bytes for the same files; names that are not ASCII are marked as UTF-8."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            entry = zipfile.ZipInfo(part.name, CREATED.timetuple()[:6])
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, part.read_bytes())
    write_bytes(path, made.getvalue())


def _list_path(folder: Path) -> Path:
    return folder / f"{texts.ISSUED_LIST}.xlsx"


def _write_list(folder: Path, issued: Iterable[Issued], roster: Roster) -> None:
    """The list 发放清单: every unit that was given a workbook, in the order of the serials."""
    members = {member.code: member for member in roster.members}
    rows: list[tuple[str | int, ...]] = []
    for number, one in enumerate((one for one in issued if one.date), start=1):
        member = members.get(one.code)
        contact = (member.contact, member.telephone) if member else ("", "")
        prior = texts.HAS_PRIOR if one.prior else texts.NO_PRIOR
        rows.append((number, one.code, one.name, one.file, one.serial, one.date, prior, *contact))

    def fill(book: Book) -> None:
        write_rows(book, book.add_worksheet(texts.ISSUED_LIST), texts.ISSUED_HEADS, texts.ISSUED_WIDTHS, rows)

    write(_list_path(folder), fill, in_memory=True)
