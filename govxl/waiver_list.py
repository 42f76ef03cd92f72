"""The list of waivers: a .toml, or a list of the office as the roster is one (:mod:`govxl.office_list`).

It is the office's own to get right, so a faulty one raises, with all its faults at once, each with its entry.
"""

from __future__ import annotations

import datetime
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from govxl import office_list, texts
from govxl.files import printable
from govxl.office_list import Unusable
from govxl.reading.grids import as_text
from govxl.rules import is_empty_talk
from govxl.waivers import Waiver, Waivers

_LIMIT = 200  # characters of a unit or a rule
_REASON_LIMIT = 2000
_NEEDED = ("unit", "rule", "reason", "until")
_DATE = re.compile(texts.DATE_PATTERN)
_CELL = re.compile(r"(?:.+!)?[A-Z]{1,3}[1-9][0-9]{0,6}")
# TOML takes a Chinese key in quotes only, which nobody guesses.
_BARE_KEY = re.compile(r'^(\s*)([^\s"\'#=\[\]A-Za-z0-9_-]+)(\s*=)', re.MULTILINE)
_BARE_TABLE = re.compile(r'^(\s*\[\[)\s*([^\s"\'#=\[\]A-Za-z0-9_-]+)\s*(\]\])', re.MULTILINE)


class WaiverError(Exception):
    """The list cannot be used. ``faults`` are all that is wrong with it, a sentence each."""

    def __init__(self, file: Path, faults: Sequence[str]):
        self.faults = tuple(faults)
        super().__init__(texts.waiver_faults(printable(file), self.faults))


def waiver_files(folder: Path) -> tuple[Path, ...]:
    """The lists of waivers that lie in a folder, known by their names."""
    return tuple(path for name in texts.WAIVER_NAMES if (path := folder / name).is_file())


def read_waivers(*paths: Path | str, today: datetime.date) -> Waivers:
    """Read lists of waivers, of which those count that have not expired before ``today``.

    Raises WaiverError with all faults of the first faulty one, and FileNotFoundError where there is no such file.
    """
    files = tuple(map(Path, paths))
    return Waivers(tuple(waiver for file in files for waiver in _read(file)), files, today)


def _read(file: Path) -> list[Waiver]:
    faults: list[str] = []
    try:
        entries = _toml(file, faults) if file.suffix.lower() == ".toml" else _list(file, faults)
    except Unusable as error:
        raise WaiverError(file, [str(error)]) from error
    waivers: list[Waiver] = []
    first: dict[tuple[str, str, str], str] = {}
    for where, values, names in entries:
        wrong = list(_faults(values, names))
        if not wrong and all(key in values for key in _NEEDED):  # a column that is not there is told once
            waiver = _waiver(file, where, values)
            known = first.setdefault((_plain(waiver.unit), waiver.rule, waiver.cell), where)
            wrong = [] if known == where else [texts.waiver_twice(known)]
            waivers.append(waiver)
        faults += [texts.waiver_fault(where, fault) for fault in wrong]
    if faults:
        raise WaiverError(file, faults)
    return waivers


# ------------------------------------------------------------------------------------------------------------ the file

# An entry: what names it for people, its values by field, and each field as the file spells it.
_Entry = tuple[str, Mapping[str, object], Mapping[str, str]]


def _list(file: Path, faults: list[str]) -> list[_Entry]:
    """The rows of a sheet or a .csv."""
    names = texts.WAIVER_COLUMNS
    found = office_list.find_head(office_list.sheets(file, names.values()), names.values())
    if found is None:
        raise Unusable(texts.waiver_no_table())
    rows, head = found
    columns, wrong = office_list.columns(rows, head, names, _NEEDED)
    faults += wrong
    there = {key: name for key, name in names.items() if key in columns}
    return [
        (texts.nth_row(number), {key: _cell(office_list.at(row, columns[key])) for key in there}, there)
        for number, row in office_list.filled(rows, head)
    ]


def _cell(value: object) -> object:
    if isinstance(value, (str, datetime.date)):
        return value
    return as_text(value)


def _toml(file: Path, faults: list[str]) -> list[_Entry]:
    """The tables ``[[waivers]]`` of a TOML file."""
    data = _parsed(office_list.decoded(office_list.contents(file)))
    entries: list[_Entry] = []
    for name, tables in data.items():
        if name not in ("waivers", texts.WAIVER_TABLE):
            faults.append(texts.waiver_table_unknown(name))
        elif not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            faults.append(texts.waiver_not_tables(name))
        else:
            for table in tables:
                where = texts.nth_waiver(len(entries) + 1)
                values, names, wrong = _fields(table)
                faults += [texts.waiver_fault(where, fault) for fault in wrong]
                entries.append((where, values, names))
    return entries


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        quoted = _BARE_TABLE.sub(r'\1"\2"\3', _BARE_KEY.sub(r'\1"\2"\3', text))
    try:
        return tomllib.loads(quoted)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise Unusable(texts.waiver_syntax(line[1] if line else "")) from error


def _fields(table: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str], list[str]]:
    """The values of one table by field, each field as the file spells it, and what is wrong with the keys."""
    keys = {chinese: key for key, chinese in texts.WAIVER_COLUMNS.items()} | {key: key for key in texts.WAIVER_COLUMNS}
    values: dict[str, object] = {}
    names: dict[str, str] = {}
    wrong = []
    for name, value in table.items():
        key = keys.get(name)
        if key is None:
            wrong.append(texts.waiver_key_unknown(name))
        elif key in values:
            wrong.append(texts.waiver_key_twice(names[key], name))
        else:
            values[key], names[key] = value, name
    return values, {key: names.get(key, chinese) for key, chinese in texts.WAIVER_COLUMNS.items()}, wrong


# ----------------------------------------------------------------------------------------------------------- the entry


def _faults(values: Mapping[str, object], names: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with one entry. A column that is not there at all is a fault of the head."""
    for key, name in names.items():
        value = values.get(key, "")
        text = _text(value)
        if key != "until" and not isinstance(value, str):
            yield texts.waiver_not_text(name)
        elif not text and key in _NEEDED:
            yield texts.waiver_missing(name)
        elif key == "until" and _date(value) is None:
            yield texts.waiver_bad_date(name, texts.clip(text))
        elif key == "reason" and is_empty_talk(text):
            yield texts.waiver_empty_reason(name, text)
        elif key == "cell" and text and not _CELL.fullmatch(_cell_name(text)):
            yield texts.waiver_bad_cell(name, texts.clip(text))
        elif len(text) > (limit := _REASON_LIMIT if key == "reason" else _LIMIT):
            yield texts.waiver_too_long(name, len(text), limit)


def _waiver(file: Path, where: str, values: Mapping[str, object]) -> Waiver:
    until = _date(values["until"])
    assert until is not None
    unit, reason = _text(values["unit"]), _text(values["reason"])
    rule, cell = _plain(_text(values["rule"])), _cell_name(_text(values.get("cell", "")))
    return Waiver(unit, rule, reason, until, cell, file, where)


def _text(value: object) -> str:
    return " ".join(str(value).replace("\u3000", " ").split())


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _cell_name(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper().replace("$", "")


def _date(value: object) -> datetime.date | None:
    """A date, written as one or as a text; None for anything else."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", _text(value))) if isinstance(value, str) else None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
