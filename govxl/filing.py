"""One unit's report as data, however it came: who, when, figures by address, prose, and what was found wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from govxl.files import printable
from govxl.findings import Finding, pack_findings
from govxl.form import Address, Form
from govxl.layout import Place
from govxl.rules import Number
from govxl.shelf import Shelf, Shelved, keep, opened, pack, pack_row, unpack, unpack_row
from govxl.texts import number
from govxl.waivers import Waiver

Source = Literal["template", "summary", "workbook", "docx", "html", "text"]
# What a file turned out to be. ``used`` means that it could be read as a report.
State = Literal["used", "superseded", "duplicate", "foreign", "unknown_unit", "wrong_year", "unreadable"]


@dataclass(frozen=True, slots=True)
class Unit:
    """Who reports. ``code`` is empty where the workbook carries none."""

    code: str = ""
    name: str = ""

    @property
    def key(self) -> str:
        """What tells two units apart: the code, else the name."""
        return self.code or self.name


NOBODY = Unit()


@dataclass(frozen=True, slots=True)
class Part:
    """A unit in a summary. ``depth`` 0 has a row of its own in it; what is in a part follows it, one deeper.

    ``summary`` says that it is a summary itself, and no unit that reported.
    """

    unit: Unit
    depth: int = 0
    summary: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit that is not in a summary, and why. ``by`` is the summary below that left it out; empty: the file's own."""

    unit: Unit
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Prior:
    """The unit's own report of last year: its figures by address, its prose by section, and what it was read from.

    ``form`` is the one it was filled in, which may be another edition; None where it is not known. Of a filing's
    ``prior`` the figures are those that mean the same in the filing's own form (:func:`govxl.form.common`), derived
    ones included; after a merger they are sums, and there is no prose.
    """

    figures: Mapping[Address, Number]
    texts: Mapping[str, str] = field(default_factory=dict)
    form: Form | None = None
    origin: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        return _prior, (pack(self.figures, self.form), pack(self.texts, self.form), self.form, self.origin)


@dataclass(frozen=True, slots=True)
class Filing:
    """One file as read. Bad data is data: a file that could not be read is a filing without figures.

    ``entries`` are the figures as typed (blank and unreadable ones are absent); ``typed`` the totals that stand as
    plain numbers over their formulas; ``unreadable`` the totals that are no number. ``figures`` are the entries and
    the totals worked out from them, ``shown`` the same with totals as typed: the first is reported and added up, the
    second judged. ``blanks`` are the entry cells left empty, ``zeros`` the tables whose blanks are declared 0. Last
    year's figures, as far as the workbook carries them, are in ``shown`` with ``prior:`` before their addresses.
    ``places`` tell where each figure stands in this file; empty means: where the layout of the form says.
    """

    file: Path
    state: State
    form: Form | None = None
    source: Source = "workbook"
    unit: Unit = NOBODY
    year: int | None = None
    scope: str = ""
    cover: Mapping[str, str] = field(default_factory=dict)
    entries: Mapping[Address, Number] = field(default_factory=dict)
    typed: Mapping[Address, Number] = field(default_factory=dict)
    unreadable: frozenset[Address] = frozenset()
    blanks: tuple[Address, ...] = ()
    zeros: frozenset[str] = frozenset()
    figures: Mapping[Address, Number] = field(default_factory=dict)
    shown: Mapping[Address, Number] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    category: str = ""
    explanations: Mapping[tuple[str, str], str] = field(default_factory=dict)  # by rule and line of the check sheet
    contains: tuple[Unit, ...] = ()  # of a summary: the units in it
    parts: tuple[Part, ...] = ()  # the same, level by level
    left_out: tuple[LeftOut, ...] = ()  # of a summary: what it had left out
    unfilled: Mapping[Address, int] = field(default_factory=dict)  # of a summary: how many units left a figure blank
    modified: str = ""  # when a program saved it last, ISO 8601, as the file itself says
    places: Mapping[Address, Place] = field(default_factory=dict)
    lines: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)  # of our own workbook: each line of its prose
    format: str = "xlsx"  # what the file is by its content: xlsx, xlsm, xls, xlsb, ods, docx, html, text
    program: str = ""  # the program that saved it last, as the file says
    authors: tuple[str, ...] = ()  # who made it and who saved it last, as the file says
    prior: Prior | None = None  # what the office has of last year; what the workbook carries itself is in ``shown``
    waivers: tuple[Waiver, ...] = ()  # of the central office, in force for this unit and about rules of its form
    preamble: str = ""  # what a report says between its title and its first section, a paragraph a line
    serial: str = ""  # of our own workbook: the number of the copy and its seal
    signature: str = ""
    digest: str = ""  # SHA-256 of the bytes that were read, and how many they were
    bytes_read: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpacked, (self.packed(),)

    @property
    def whole(self) -> Filing:
        """The same with all its mappings in memory, for who has many questions."""
        return self.packed().filing() if any(isinstance(getattr(self, name), Shelved) for name in _MAPPINGS) else self

    def packed(self) -> Packed:
        """The same with its mappings as bytes; those that lie on a shelf are not unpacked for it."""
        form = self.form
        known: dict[int, bytes] = {}
        made: list[Any] = []
        for name in Filing.__slots__:
            value = getattr(self, name)
            if name in _MAPPINGS:
                if id(value) not in known:
                    known[id(value)] = pack(value, form)
                made.append(known[id(value)])
            elif name == "findings":
                made.append(pack_findings(value))
            else:
                made.append(pack_row(value, form) if name in _ROWS else value)
        return Packed(tuple(made))

    @property
    def label(self) -> str:
        """The unit for people: its name, else its code, else the file's name."""
        return self.unit.name or self.unit.code or printable(self.file.name)

    @property
    def known(self) -> Mapping[Address, Number]:
        """All figures that the file tells: those read or worked out, and printed totals whose parts are not there."""
        return {**opened(self.typed), **opened(self.figures)} if self.typed else self.figures

    @property
    def size(self) -> int:
        """How many reports of units are in it: of a summary those at the bottom of it, else one."""
        return sum(not part.summary for part in self.parts) or 1

    @property
    def ours(self) -> bool:
        """Whether the file is a workbook of our making: a unit's, or a summary."""
        return self.source in ("template", "summary")

    @property
    def untouched(self) -> bool:
        """Whether nobody has typed anything into this workbook of ours."""
        if self.source != "template" or self.entries or self.texts or self.zeros:
            return False
        given = {"unit_name", "unit_code", "year", "scope"}
        typed = any(value for key, value in self.cover.items() if key not in given)
        return not typed and all(finding.code == "blank" for finding in self.findings)

    def to_json(self, findings: Sequence[Finding]) -> dict[str, Any]:
        """As ``show --json`` prints it: counts as numbers, amounts as decimal strings, absent figures absent."""
        kinds = self.form.by_address if self.form else {}
        return {
            "file": printable(self.file),
            "source": "workbook" if self.source == "summary" else self.source,
            "unit": {"code": self.unit.code, "name": self.unit.name},
            "year": self.year,
            "scope": self.scope,
            "edition": self.form.edition if self.form else None,
            "figures": {
                spot: json_number(kinds[spot].kind, value) for spot, value in in_order(self.form, self.figures).items()
            },
            "texts": dict(self.texts),
            "findings": [finding.to_json() for finding in findings],
        }


# The mappings of a filing, which are nearly all that it holds.
_MAPPINGS = frozenset(
    {"cover", "entries", "typed", "figures", "shown", "texts", "explanations", "unfilled", "places", "lines"}
)
_ROWS = frozenset({"blanks"})  # of addresses
_ALIKE = frozenset(  # what most files have in common
    {"state", "source", "scope", "category", "modified", "format", "program", "authors", "unreadable", "zeros"}
)


@dataclass(frozen=True, slots=True)
class Packed:
    """A filing as it goes from process to process and on the shelf: its fields in order, the mappings as bytes."""

    values: tuple[Any, ...]

    def filing(self, shelf: Shelf | None = None, **changes: Any) -> Filing:
        """The filing again, with changes; with ``shelf`` its mappings lie there and are looked up when needed."""
        names = tuple(Filing.__slots__)
        form: Form | None = self.values[names.index("form")]
        known: dict[int, Mapping[Any, Any]] = {}  # the figures and what is shown are often the same
        made: dict[str, Any] = {}
        for name, value in zip(names, self.values, strict=True):
            if name in _MAPPINGS:
                if id(value) not in known:
                    known[id(value)] = keep(value, form, shelf)
                made[name] = known[id(value)]
            elif name in _ROWS:
                made[name] = unpack_row(value, form)
            elif name == "findings":
                made[name] = value.findings(shelf)
            elif name in _ALIKE:
                made[name] = _once(value)
            else:
                made[name] = value
        return Filing(**(made | changes))


@lru_cache(maxsize=256)
def _once(value: Any) -> Any:
    """Of equal values the first one, so that it is kept once."""
    return value


def _unpacked(packed: Packed) -> Filing:
    return packed.filing()


def shelved(prior: Prior, form: Form | None, shelf: Shelf) -> Prior:
    """A report of last year whose mappings lie on the shelf; ``form`` has its addresses."""
    figures, said = (keep(pack(mapping, form), form, shelf) for mapping in (prior.figures, prior.texts))
    return Prior(figures, said, prior.form, prior.origin)


def _prior(figures: bytes, said: bytes, form: Form | None, origin: str) -> Prior:
    return Prior(unpack(figures, form), unpack(said, form), form, origin)


def in_order(form: Form | None, figures: Mapping[Address, Number]) -> dict[Address, Number]:
    """Figures in the order of the form."""
    return {spot: figures[spot] for spot in form.by_address if spot in figures} if form else {}


def json_number(kind: str, value: Number) -> int | str:
    """A count as a number, an amount as a decimal string."""
    return number(value) if kind == "amount" else int(value)
