"""Whose a file is: the unit of the roster that it belongs to, by what it says itself, never by the file's name."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from govxl import texts
from govxl.files import printable
from govxl.filing import Filing, Part, Unit
from govxl.findings import Finding
from govxl.form import Severity
from govxl.layout import Place, layout_of
from govxl.roster import Member, Roster

_CLOSE = 0.6  # how like a name of the roster a name must be to be offered; difflib's own measure
_SHORTEST = 2  # characters of a short name
_BEGINNING = 4  # characters of a long short name that are enough for the unit's own file


def plain(text: str) -> str:
    """A code or name without what differs by accident: width, white space and case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _without_ending(name: str) -> str:
    for ending in texts.UNIT_ENDINGS:
        rest = name.removesuffix(ending)
        if rest != name and len(rest) >= _SHORTEST:
            return name if rest in texts.ORDINARY_WORDS else rest
    return name


def _usual_prefix(names: Iterable[str]) -> str:
    """What most names begin with, such as the name of the county; nothing where they have too little in common."""
    names = list(names)
    prefix = ""
    beginnings: list[str] = names
    while beginnings:
        size = len(prefix) + 1
        (longer, times), *_ = Counter(name[:size] for name in beginnings if len(name) >= size).most_common(1) or [
            ("", 0)
        ]
        if times < 2 or times * 2 <= len(names):
            break
        prefix = longer
        beginnings = [name for name in beginnings if name.startswith(prefix)]
    return prefix if len(prefix) >= _SHORTEST else ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a file is. Without ``member`` and ``covers`` it is nobody's, and ``reason`` says why.

    ``covers`` are the units of the roster in a summary; ``nearest`` is the unit that might be meant, never taken.
    """

    member: Member | None = None
    covers: tuple[Member, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    nearest: Member | None = None

    @property
    def known(self) -> bool:
        """Whether the file belongs to the roster."""
        return self.member is not None or bool(self.covers)


class Directory:
    """A roster to look units up in."""

    def __init__(self, roster: Roster):
        self._members = roster.members
        self._codes: dict[str, list[Member]] = {}
        self._former: dict[str, list[Member]] = {}
        self._names: dict[str, list[Member]] = {}
        for member in roster.members:
            self._codes.setdefault(plain(member.code), []).append(member)
            self._names.setdefault(plain(member.name), []).append(member)
            for code in {plain(code) for code in member.former} - {plain(member.code)}:
                self._former.setdefault(code, []).append(member)
        self._above = {plain(member.parent) for member in roster.members}
        self._prefix = _usual_prefix(self._names)
        self._short = {name: self.short(name) for name in self._names}

    def short(self, name: str) -> str:
        """A unit's name without what it has in common with most of the roster and without its usual ending."""
        name = plain(name)
        rest = name.removeprefix(self._prefix)
        return _without_ending(rest if len(rest) >= _SHORTEST else name)

    def spoken_of(self, stem: str) -> tuple[Member, ...]:
        """The units whose short name, which no other unit has in its own, is in a file's name. Only ever a question."""
        stem = plain(stem).replace(texts.GOVERNMENT, "|")  # across its middle stands the name of a bureau
        inside = [short for short in self._short.values() if len(short) >= _SHORTEST and short in stem]
        shorts = self._short.values()
        telling = {short for short in inside if sum(short in other for other in shorts) == 1}
        return tuple(m for name, some in self._names.items() if self._short[name] in telling for m in some)

    def other_name(self, stem: str, member: Member) -> Member | None:
        """Another unit that a file's name speaks of, where it does not speak of the file's own one."""
        own = self.short(member.name)
        if own in plain(stem) or (len(own) > _BEGINNING and own[:_BEGINNING] in plain(stem)):
            return None
        others = self.spoken_of(stem)
        return others[0] if others and plain(others[0].name) != plain(member.name) else None

    def owner(self, filing: Filing) -> Owner:
        """Whose a file that could be read is, with what is wrong about its identity."""
        return self._summary(filing) if filing.contains else self._report(filing, filing.unit)

    def member(self, unit: Unit) -> Member | None:
        """The unit of the roster that a unit is, if any."""
        return self._report(None, unit).member

    def _report(self, filing: Filing | None, unit: Unit) -> Owner:
        code, name = plain(unit.code), plain(unit.name)
        if not code and not name:
            return Owner(reason=texts.nameless())
        if not code:
            return self._by_name(filing, unit)
        members = self._codes.get(code, [])
        if len(members) > 1:  # the roster tells them apart by width or case alone
            members = [member for member in members if member.code == unit.code.strip()] or members
        if len(members) > 1:
            return Owner(reason=texts.code_unclear(unit.code, [member.code for member in members]))
        if not members:
            return self._by_former_code(filing, unit)
        (member,) = members
        if not name or name == plain(member.name):
            return Owner(member)
        others = [other.code for other in self._names.get(name, ())]
        message = texts.name_differs(unit.code, unit.name, member.name, others)
        return Owner(member, findings=_findings(filing, "error", message, unit, member))

    def _by_name(self, filing: Filing | None, unit: Unit) -> Owner:
        members = self._names.get(plain(unit.name), [])
        if len(members) == 1:
            return Owner(members[0])
        if members:
            return Owner(reason=texts.name_unclear(unit.name, [member.code for member in members]))
        return self._unknown(filing, unit)

    def _by_former_code(self, filing: Filing | None, unit: Unit) -> Owner:
        heirs = self._former.get(plain(unit.code), [])
        named = [member for member in heirs if plain(member.name) == plain(unit.name)]
        if len(heirs) > 1 and len(named) != 1:
            return Owner(reason=texts.code_was_split(unit.code, [texts.unit_words(m.code, m.name) for m in heirs]))
        if not heirs:
            return self._unknown(filing, unit)
        member = named[0] if named else heirs[0]
        if not named and len(member.former) > 1:  # one of several that became one: not the report of the whole
            message = texts.part_of_merger(unit.code, unit.name, texts.unit_words(member.code, member.name))
            return Owner(member, findings=_findings(filing, "error", message, unit, member))
        message = texts.former_code(unit.code, texts.unit_words(member.code, member.name))
        return Owner(member, findings=_findings(filing, "warning", message, unit, member))

    def _unknown(self, filing: Filing | None, unit: Unit) -> Owner:
        nearest = self._nearest(unit) if filing else None
        guess = texts.unit_words(nearest.code, nearest.name) if nearest else ""
        return Owner(reason=texts.not_in_roster(texts.unit_words(unit.code, unit.name), guess), nearest=nearest)

    def _nearest(self, unit: Unit) -> Member | None:
        """The unit of the roster that might be meant: of the same name, else of the most similar short name."""
        if not unit.name:
            return None
        if same := self._names.get(plain(unit.name)):
            return same[0]
        names = {short: name for name, short in self._short.items()}
        close = difflib.get_close_matches(self.short(unit.name), names, 1, _CLOSE)
        return self._names[names[close[0]]][0] if close else None

    def _summary(self, filing: Filing) -> Owner:
        """A summary stands for the units of the roster in it, else for the one whose name it bears."""
        parts = filing.parts or [Part(unit) for unit in filing.contains]
        found = [self.member(part.unit) for part in parts]
        covers = {member.code: member for member in found if member}
        own = self._report(filing, filing.unit) if filing.unit.key else Owner()
        if not covers:
            inside = [unit.name or unit.code for unit in filing.contains]
            return own if own.member else Owner(reason=texts.summary_of_strangers(inside), nearest=own.nearest)
        if own.member:
            covers[own.member.code] = own.member
        strange = list(self._strangers(parts, found, own.member))
        findings: tuple[Finding, ...] = ()
        for severity, with_code in (("error", True), ("warning", False)):
            strangers = [unit.name or unit.code for unit in strange if bool(unit.code) is with_code]
            if strangers:
                message = texts.strangers_in_summary(strangers, with_code)
                findings += _findings(filing, "error" if severity == "error" else "warning", message)
        return Owner(covers=tuple(covers.values()), findings=findings)

    def _strangers(self, parts: Sequence[Part], found: Sequence[Member | None], own: Member | None) -> Iterator[Unit]:
        """The units in a summary that are neither in the roster nor below one whose own units it does not list."""
        whole = [own is not None and plain(own.code) not in self._above]  # by depth, whether all below is covered
        for part, member in zip(parts, found, strict=True):
            del whole[part.depth + 1 :]
            known = member is not None or any(whole)
            whole.append(member is not None and plain(member.code) not in self._above)
            if not known and not part.summary:
                yield part.unit


def _findings(
    filing: Filing | None, severity: Severity, message: str, unit: Unit | None = None, member: Member | None = None
) -> tuple[Finding, ...]:
    """What is wrong about a file's identity, at the cell of its cover where that is known."""
    if filing is None:
        return ()
    found = expected = place = None
    if unit and member:
        named = severity == "error"
        found, expected = (unit.name, member.name) if named else (unit.code, member.code)
        place = _cover(filing, "unit_name" if named else "unit_code")
    return (
        Finding(
            "identity-mismatch",
            severity,
            message,
            texts.todo_roster() if severity == "error" else texts.todo_former_code(),
            place=place,
            found=found,
            expected=expected,
            file=printable(filing.file),
            unit=filing.label,
        ),
    )


def _cover(filing: Filing, field: str) -> Place | None:
    return layout_of(filing.form).cover.get(field) if filing.form and filing.source == "template" else None


def marks(unit: Unit, directory: Directory | None) -> set[str]:
    """What a unit is known by: its code, its name, its place in the roster. One in common is enough to look twice."""
    known = {f"{kind}{plain(text)}" for kind, text in (("code ", unit.code), ("name ", unit.name)) if plain(text)}
    member = directory.member(unit) if directory else None
    return known | {f"member {member.code}"} if member else known


def all_marks(units: Iterable[Unit], directory: Directory | None) -> set[str]:
    """The marks of several units."""
    return {mark for unit in units for mark in marks(unit, directory)}
