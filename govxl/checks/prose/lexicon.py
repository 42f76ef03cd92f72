"""What words mean in one form: its speech compiled, and the claims resolved to the cells that the form has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from govxl.checks.prose import words
from govxl.form import Address, Claim, Form, Subject


@dataclass(frozen=True, slots=True)
class Meaning:
    """All that a word may be: subjects, claims by table, and its part in a sentence."""

    subjects: tuple[Subject, ...] = ()
    claims: tuple[Claim, ...] = ()
    marks: frozenset[str] = frozenset()
    deed: Claim | None = None  # what is done with documents
    zero: Claim | None = None  # a claim that its cells are 0
    idle: bool = True  # whether it changes nothing for what follows
    claiming: bool = False  # whether it is a claim of any number
    loose: bool = False  # whether its subject is named only in the right place
    sure: bool = False  # whether it names cells of applications by itself
    speaking: bool = False  # whether it names a subject or a claim
    mute: bool = True  # whether it changes nothing for the label that it stands in


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a number: what it would be the sum of."""

    name: str
    cells: tuple[Address, ...]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of a form. ``token`` finds words, numbers and punctuation; ``filler`` what carries no meaning."""

    form: Form
    token: re.Pattern[str]
    filler: re.Pattern[str]
    meanings: dict[str, Meaning]
    subjects: dict[str, Subject]
    claims: dict[str, Claim]
    totals: dict[str, Subject]
    units: frozenset[str]
    defaults: dict[str, tuple[Claim, ...]]  # by table the claims that hold where nothing is said
    amounts: frozenset[Address]
    unnamed: dict[str, Meaning]  # of words that are loose: what they mean where they name no subject
    _units: dict[tuple[str, tuple[str, ...]], frozenset[str]] = field(default_factory=dict)
    _resolved: dict[tuple[str, tuple[str, ...]], tuple[Reading, ...]] = field(default_factory=dict)

    def units_of(self, table: str, lines: tuple[str, ...]) -> frozenset[str]:
        """The units in which what stands in some lines of a table is counted."""
        key = (table, lines)
        if key not in self._units:
            alike = [one for one in self.subjects.values() if one.table == table and set(one.lines) & set(lines)]
            self._units[key] = frozenset(unit for one in alike for unit in one.units)
        return self._units[key]

    def readings(self, claim: Claim, lines: tuple[str, ...]) -> tuple[Reading, ...]:
        """The readings of a claim about some lines, as far as the form has their cells."""
        key = (claim.id, lines)
        if key not in self._resolved:
            made: dict[tuple[Address, ...], Reading] = {}
            for name, patterns in zip(claim.readings, claim.cells, strict=True):
                cells = [spot for pattern in patterns for spot in self._cells(pattern, lines)]
                if cells and None not in cells:
                    found = tuple(dict.fromkeys(spot for spot in cells if spot))
                    made.setdefault(found, Reading(name, found))
            self._resolved[key] = tuple(made.values())
        return self._resolved[key]

    def _cells(self, pattern: str, lines: tuple[str, ...]) -> Iterable[Address | None]:
        known = self.form.by_address
        for line in lines:
            cell = pattern.replace("@", line)
            if "*" not in cell:
                yield Address(cell) if cell in known else None
                continue
            wanted = re.compile(re.escape(cell).replace(r"\*", r"[a-z0-9_]*"))
            found = [spot for spot in known if wanted.fullmatch(spot)]
            yield from found or (None,)


_FEW = (96, 24)  # first signs that are tried as one set, and of these those that are


def _pattern(found: Iterable[str]) -> str:
    """Words as alternatives, the longest that fits first, parted by first signs so that few are tried anywhere."""
    heads = [(word, list(group)) for word, group in groupby(sorted(set(found)), key=lambda word: word[0])]
    return _parted(heads, _FEW)


def _parted(heads: Sequence[tuple[str, list[str]]], sizes: Sequence[int]) -> str:
    """Words by their first signs: a set of these is passed over at once, alternatives one by one."""
    if not sizes:
        return "|".join(_tree(group) for _sign, group in heads)
    made = []
    for at in range(0, len(heads), sizes[0]):
        some = heads[at : at + sizes[0]]
        signs = "".join(re.escape(sign) for sign, _words in some)
        made.append(f"(?=[{signs}])(?:{_parted(some, sizes[1:])})")
    return "|".join(made)


def _tree(found: Sequence[str]) -> str:
    """Words with the same first sign as one alternative, the longest first.

    Parted by each further sign they would be found no sooner, and take twice as long to compile.
    """
    tails = (re.escape(word[1:]) for word in sorted(found, key=len, reverse=True))
    return f"{re.escape(found[0][0])}(?:{'|'.join(tails)})"


@lru_cache(maxsize=32)
def lexicon_of(form: Form) -> Lexicon:
    """The lexicon of a form, compiled once."""
    speech = form.speech
    tables = {table.id for table in form.tables}
    claims = tuple(claim for claim in speech.claims if claim.table in tables and _known(form, claim, speech.subjects))
    subjects = tuple(subject for subject in speech.subjects if subject.table in tables)
    meanings: dict[str, Meaning] = {}

    def add(word: str, **more: Sequence[object]) -> None:
        old = meanings.get(word, Meaning())
        meanings[word] = _meaning(
            (*old.subjects, *more.get("subjects", ())),  # type: ignore[arg-type]
            (*old.claims, *more.get("claims", ())),  # type: ignore[arg-type]
            old.marks | frozenset(more.get("marks", ())),  # type: ignore[arg-type]
        )

    for subject in subjects:
        for word in subject.words:
            add(word, subjects=(subject,))
    for claim in claims:
        for word in claim.words:
            add(word, claims=(claim,))
    for kind, listed in speech.words.items():
        for word in listed if kind != "filler" else ():
            add(word, marks=(kind,))
    totals = {subject.table: subject for subject in reversed(subjects) if not subject.loose}
    defaults = {table: tuple(claim for claim in claims if claim.default and claim.table == table) for table in tables}
    pattern = _pattern(meanings)
    first = "".join(sorted({re.escape(word[0]) for word in meanings}))
    first = f"(?=[{first}\\d{words.NUMERALS}{words.PARTS}{words.LIST}])"  # passes over most signs at once
    token = f"{first}(?:(?P<word>{pattern})|{words.NUMBER}|(?P<stop>[{words.PARTS}{words.LIST}]))"
    filler = "|".join(sorted(map(re.escape, speech.words.get("filler", ())), key=len, reverse=True))
    return Lexicon(
        form,
        re.compile(token if meanings else "(?!)"),
        re.compile(f"{filler}|[{words.PARTS}{words.LIST}]" if filler else r"(?!)"),
        meanings,
        {subject.id: subject for subject in subjects},
        {claim.id: claim for claim in claims},
        totals,
        frozenset(unit for subject in subjects for unit in subject.units),
        defaults,
        frozenset(spot for spot, figure in form.by_address.items() if figure.kind == "amount"),
        {word: replace(_meaning((), one.claims, one.marks), idle=True) for word, one in meanings.items() if one.loose},
    )


# What a word does in a label, and what it does for what follows.
_IN_LABELS = frozenset({"foreign", "compare", "qualified", "own_scope", "year_this", "year_before"})
_TURNS = frozenset({"foreign", "shown", "year_before", "year_this", "year_after", "year_other", "respectively", "none"})


def _meaning(subjects: tuple[Subject, ...], claims: tuple[Claim, ...], marks: frozenset[str]) -> Meaning:
    deed = next((claim for claim in claims if claim.table == "disclosure" and not claim.default), None)
    zero = next((claim for claim in claims if claim.zero), None)
    idle = not (subjects or deed or zero or marks & _TURNS)
    return Meaning(
        subjects,
        claims,
        marks,
        deed,
        zero,
        idle,
        any(not claim.zero for claim in claims),
        any(subject.loose for subject in subjects),
        "unsure" not in marks and any(one.sure and not one.zero and one.table == "requests" for one in claims),
        bool(subjects or claims),
        not (subjects or claims or marks & _IN_LABELS),
    )


def _known(form: Form, claim: Claim, subjects: Sequence[Subject]) -> bool:
    """Whether any cell of a claim stands in the form, for some subject."""
    probe = Lexicon(form, re.compile(""), re.compile(""), {}, {}, {}, {}, frozenset(), {}, frozenset(), {})
    return any(probe.readings(claim, subject.lines) for subject in subjects if subject.table == claim.table)
