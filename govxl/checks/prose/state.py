"""What a paragraph speaks of, as far as it has been read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from govxl.checks.prose.labels import lines_of
from govxl.form import Claim, Subject


@dataclass(slots=True)
class State:
    """What the paragraph speaks of so far."""

    table: str = ""
    lines: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()  # lines of the disputes counted in this sentence
    named: tuple[str, ...] = ()  # lines of all disputes counted in this sentence, over its half stops
    counted: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)  # what this sentence has counted already
    shown: bool = False  # whether things are published here, and not done: 公示行政处罚20件
    row: Claim | None = None
    deed: Claim | None = None  # what was done with documents, for the next kind of them: 制定规章3件、规范性文件5件
    foreign: bool = False
    business: bool = False  # whether something foreign was counted
    inherited: bool = False  # whether it was the paragraph before that spoke of it
    other_year: bool = False
    reviewing: bool = False  # whether it tells of cases that the office decides as the organ for reviews
    above: bool = False  # whether it tells the figures of a level above
    small: bool = False  # whether the report is that of a town or a street
    about: bool = False  # whether the paragraph says that it is about disclosure
    spoken: set[str] = field(default_factory=set)
    pending: list[str] = field(default_factory=list)

    def speak(self, subjects: Sequence[Subject]) -> None:
        """Turn to some subjects: what follows is about them until others are named."""
        self.table, self.lines, self.foreign = subjects[-1].table, lines_of(subjects), False
        self.inherited = self.business = False
        self.spoken.add(self.table)
