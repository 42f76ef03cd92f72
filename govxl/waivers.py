"""Waivers: what the central office does not hold against one unit, for a reason and for a time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Waiver:
    """One rule that is not held against one unit, up to and including the day ``until``.

    ``unit`` is a code or a name as the list spells it, ``rule`` the code of a rule. With ``cell`` (``三!D5`` or ``D5``,
    as cells are called in the workbook that was sent out) it is about the relations of that cell alone. ``at`` names
    the entry in its ``file`` for people.
    """

    unit: str
    rule: str
    reason: str
    until: datetime.date
    cell: str = ""
    file: Path = Path()
    at: str = ""


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of one or more files, as of a day: those whose last day is before ``today`` have expired."""

    items: tuple[Waiver, ...]
    files: tuple[Path, ...]
    today: datetime.date
