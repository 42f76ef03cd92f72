"""A number in a sentence, what it was taken to mean, and whether the tables agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from govxl.checks.prose.lexicon import Reading
from govxl.checks.prose.sentences import Sentence
from govxl.form import Address

# "unknown": no cell is named, or nothing is known of it; "open": named, but not said exactly or of a part only.
Verdict = Literal["unknown", "open", "passed", "contradicts"]


class Mention(NamedTuple):
    """A number as said. ``claim`` is the id of what it was taken to say, empty where it names no cell.

    ``start`` and ``end`` are places in the view of the sentence. ``value`` is in the unit of the table (万元 for
    amounts), ``step`` the worth of its last printed digit, ``about`` whether it is said to be approximate. ``soft``
    mentions may speak of a part of what is counted: they agree with a cell or say nothing; ``weak`` ones only where
    nothing else in the paragraph bears them out. ``own`` tells that the
    sentence speaks of the office itself. ``scoped`` ones stand among numbers of other levels (本级, 乡镇, 部门) and
    contradict nothing. ``reading`` is the reading that agreed.
    """

    sentence: Sentence
    start: int
    end: int
    value: Decimal
    unit: str
    step: Decimal
    about: bool = False
    claim: str = ""
    name: str = ""
    readings: tuple[Reading, ...] = ()
    soft: bool = False
    weak: bool = False
    own: bool = False
    scoped: bool = False
    verdict: Verdict = "unknown"
    reading: Reading | None = None

    @property
    def text(self) -> str:
        """The number and its unit as read."""
        return self.sentence.view[self.start : self.end]

    @property
    def figures(self) -> tuple[Address, ...]:
        """The cells it is held against: of the reading that agreed, else of the first."""
        found = self.reading or (self.readings[0] if self.readings else None)
        return found.cells if found else ()
