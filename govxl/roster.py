"""The roster: which units there are, read from the office's own list (:mod:`govxl.office_list`).

The list is ours to get right, so a faulty one raises, with all its faults at once. Empty rows are skipped.

A spreadsheet that takes a code for a number drops its leading zeros and keeps fifteen digits. A code in a number cell
is taken as its whole number unless that shows: it is not whole or has sixteen digits; some text code begins with a zero
and is longer; all text codes are of one greater length; or, where all codes are numbers, more than half are of one
greater length of six digits or more. A false alarm is ended by making the cell text, as the message says.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from govxl import office_list, texts
from govxl.files import printable
from govxl.filing import Unit
from govxl.office_list import Row, at
from govxl.reading.grids import as_text

_CODES = ("code", "parent", "former")
_CODE_LIMIT, _LIMIT = 64, 200
_SHORT = 70  # characters of a name that stands first in a file's name: 210 bytes
_EXPONENT = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"} | {f"{a}{n}" for a in ("COM", "LPT") for n in range(10)}


@dataclass(frozen=True, slots=True)
class Member:
    """One unit of the roster. ``former`` are the codes it had last year, where they differ: several after a merger."""

    row: int
    code: str
    name: str
    parent: str = ""
    category: str = ""
    contact: str = ""
    telephone: str = ""
    former: tuple[str, ...] = ()

    @property
    def unit(self) -> Unit:
        """The unit as it stands in a workbook."""
        return Unit(self.code, self.name)

    @property
    def last_year(self) -> tuple[str, ...]:
        """The codes whose figures of last year are this unit's."""
        return self.former or (self.code,)

    def file_name(self, ending: str) -> str:
        """``code_name`` + ending as Windows takes it too, with the code kept whole and the name cut.

        It has at most 120 characters, and 240 bytes in UTF-8 because Linux takes no more than 255 of a name.
        """
        code, name = (_FORBIDDEN.sub("_", part) for part in (self.code, self.name))
        device = unicodedata.normalize("NFKC", code.partition(".")[0]).strip().upper()
        if code.startswith((".", "~$")) or device in _DEVICES:  # hidden, a lock file, or no file at all
            code = f"_{code}"
        room = max(120 - len(code) - 1 - len(ending), 0)
        while room and len(f"{code}_{name[:room]}{ending}".encode()) > 240:
            room -= 1
        return f"{code}_{name[:room].rstrip('. ')}{ending}"


def workbook_name(unit: Unit, when: str, nobody: str) -> str:
    """The name of a unit's workbook, as :meth:`Member.file_name`: ``code_name_when.xlsx``, or what there is of it.

    ``nobody`` stands for a unit with neither.
    """
    if unit.code and unit.name:
        return Member(0, unit.code, unit.name).file_name(f"_{when}.xlsx")
    return Member(0, (unit.key or nobody)[:_SHORT], when).file_name(".xlsx")


@dataclass(frozen=True, slots=True)
class Roster:
    """All units, in the order of the list."""

    file: Path
    members: tuple[Member, ...]


class RosterError(Exception):
    """The list cannot be used. ``faults`` are all that is wrong with it, a sentence each."""

    def __init__(self, file: Path, faults: Sequence[str]):
        self.faults = tuple(faults)
        super().__init__(texts.roster_faults(printable(file), self.faults))


def read_roster(path: Path | str) -> Roster:
    """Read a roster. Raises RosterError with all its faults, and FileNotFoundError where there is no such file."""
    path = Path(path)
    names = texts.ROSTER_COLUMNS
    try:
        sheets = office_list.sheets(path, names.values())
    except office_list.Unusable as error:
        raise RosterError(path, [str(error)]) from error
    found = office_list.find_head(sheets, names.values())
    if found is None:
        raise RosterError(path, [texts.roster_empty() if office_list.is_empty(sheets) else texts.roster_no_table()])
    rows, head = found
    columns, faults = office_list.columns(rows, head, names, ("code", "name"))
    filled = office_list.filled(rows, head)
    if not filled:
        raise RosterError(path, [*faults, texts.roster_empty()])
    reader = _Rows(columns, [row for _, row in filled])
    members = [reader.member(number, row) for number, row in filled]
    if faults := [*faults, *reader.faults]:
        raise RosterError(path, faults)
    return Roster(path, tuple(members))


# ------------------------------------------------------------------------------------------------------------ the rows


class _Rows:
    """One pass over the rows, collecting faults."""

    def __init__(self, columns: Mapping[str, int], rows: Sequence[Row]):
        self.columns = columns
        self.faults: list[str] = []
        self.code_length = _code_length([at(row, columns["code"]) for row in rows] if "code" in columns else [])
        self.rows_of: dict[tuple[Literal["code", "file"], str], int] = {}

    def member(self, number: int, row: Row) -> Member:
        """One unit; what is wrong with it goes to the faults."""
        cells = {key: at(row, column) for key, column in self.columns.items()}
        values = {key: as_text(cell) for key, cell in cells.items()}
        former = re.split(f"[{texts.CODE_SEPARATORS}]", values.pop("former", ""))
        codes = tuple(dict.fromkeys(code.strip() for code in former if code.strip()))
        member = Member(number, **({"code": "", "name": ""} | values), former=codes)
        faults = [*self._cells(cells, values | {"former": max(codes, key=len, default="")}), *self._whole(member)]
        self.faults += [texts.roster_row(number, fault) for fault in faults]
        return member

    def _cells(self, cells: Mapping[str, object], values: Mapping[str, Any]) -> Iterator[str]:
        for key, cell in cells.items():
            name, limit = texts.ROSTER_COLUMNS[key], _CODE_LIMIT if key in _CODES else _LIMIT
            value = values[key]
            if not value and key in ("code", "name"):
                yield texts.roster_blank(name)
            if hidden := [sign for sign in as_text(cell) if unicodedata.category(sign) in _INVISIBLE]:
                yield texts.roster_invisible(name, f"U+{ord(hidden[0]):04X}")
            if len(value) > limit:
                yield texts.roster_too_long(name, len(value), limit)
            if key in _CODES and (kind := _damage(cell, self.code_length)):
                yield texts.roster_code_damaged(name, as_text(cell), kind)

    def _whole(self, member: Member) -> Iterator[str]:
        if member.code and member.parent == member.code:
            yield texts.roster_itself(texts.ROSTER_COLUMNS["parent"], member.code)
        if member.code and member.former == (member.code,):  # beside others it is a merger into this unit
            yield texts.roster_itself(texts.ROSTER_COLUMNS["former"], member.code)
        if member.code and (first := self.rows_of.setdefault(("code", member.code), member.row)) != member.row:
            yield texts.roster_code_twice(member.code, first)
        elif member.code and member.name:
            file = member.file_name("")
            if (first := self.rows_of.setdefault(("file", file), member.row)) != member.row:
                yield texts.roster_same_file(file, first)


def _code_length(codes: Sequence[object]) -> int:
    """The length below which a number can no longer be the whole code; 0 if there is none."""
    written = [code.strip() for code in codes if isinstance(code, str) and code.strip()]
    padded = max((len(code) for code in written if code.startswith("0")), default=0)
    lengths = Counter(len(code) for code in written or [as_text(code) for code in codes] if code)
    ((length, count),) = lengths.most_common(1) or [(0, 0)]
    usual = count == lengths.total() if written else 2 * count > lengths.total() and length >= 6
    return max(padded, length if usual else 0)


def _damage(cell: object, code_length: int) -> Literal["digits", "zeros", "date", ""]:
    """What a spreadsheet did to a code that it took for a number or a date."""
    if isinstance(cell, (datetime.date, datetime.time, datetime.timedelta)):
        return "date"
    if isinstance(cell, str):
        return "digits" if _EXPONENT.fullmatch(cell.strip()) else ""
    if isinstance(cell, (int, float)):
        if not float(cell).is_integer() or abs(cell) >= 1e15:
            return "digits"
        return "zeros" if len(as_text(cell)) < code_length else ""
    return ""
