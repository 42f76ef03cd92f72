"""The form as data: tables, lines, figures, rules and the relations they spell out.

It is declared in one TOML file an edition and loaded by :mod:`govxl.declaration`.

Here a figure has a meaning (its address) and no place; where it stands on a sheet only :mod:`govxl.layout` knows.
Words: an *address* is ``table.row.column``; a *line* is a row or a column; a *rule* is one declared equation between
lines; a *relation* is that rule at one row or column, spelt out in addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from functools import cached_property, lru_cache
from typing import Any, Literal, NewType, SupportsIndex, get_args

Address = NewType("Address", str)
# A count is a whole number from 0; an amount has decimals, in 万元; a change is a whole number, negative where it fell.
Kind = Literal["count", "amount", "change"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Arrangement = Literal["grid", "blocks", "strip"]
Severity = Literal["error", "warning", "info"]
Sign = Literal["=", "<=", ">="]
PRIOR = "prior:"  # before the address of a figure in the report of last year
PARENT = "parent:"  # before the address of a figure in the report of the unit above
# What a check that is no equation looks at: see Check.
Shape = Literal["share", "jump", "unsaid", "alike", "prose", "set"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
ChartShape = Literal["bar", "column", "units", "years"]
CHART_SHAPES: tuple[ChartShape, ...] = get_args(ChartShape)


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column: id, label path (neighbours sharing a beginning share a head), kind and help."""

    id: str
    path: tuple[str, ...]
    kind: Kind
    help: str


@dataclass(frozen=True, slots=True)
class Block:
    """Rows times columns under one set of heads. ``title`` is a band over it, ``corner`` heads its row labels."""

    title: str
    corner: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One statutory table: ``grid`` one block, ``blocks`` several in a column, ``strip`` its rows laid end to end."""

    id: str
    sheet: str
    title: str
    arrangement: Arrangement
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """One section of text, a paragraph a row."""

    id: str
    sheet: str
    title: str
    prompt: str
    paragraphs: int


@dataclass(frozen=True, slots=True)
class CoverField:
    """One field of the cover sheet."""

    id: str
    label: str
    prompt: str
    kind: Literal["text", "year"]
    choices: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the report: what it is called and whether it is typed or worked out.

    ``row_path`` begins with the title of its block; in a strip it is empty and the row is part of ``column_path``.
    """

    address: Address
    table: Table
    row: Line
    column: Line
    kind: Kind
    derived: bool
    row_path: tuple[str, ...]
    column_path: tuple[str, ...]

    @property
    def row_label(self) -> str:
        """The row in words, all steps."""
        return "/".join(self.row_path)

    @property
    def column_label(self) -> str:
        """The column in words, all steps."""
        return "/".join(self.column_path)


@dataclass(frozen=True, slots=True)
class Example:
    """Two reports that show what a rule means, each as changes to the example of the form: one that just passes, and
    one that breaks this rule and no other. Figures by address, prose by section; a change to None takes a figure away.
    """

    passes: Mapping[str, str]
    breaks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """One declared check that is no equation. Its ``shape`` tells what is looked at:

    ``share``   one of ``figures`` is more than ``limit`` percent of ``whole``, which is at least ``least``;
    ``jump``    a figure is more than ``limit`` times last year's, or less than one part in ``limit`` of it, and the
                larger of the two is at least ``least``;
    ``unsaid``  one of ``figures`` is above 0 and the ``sections`` hold none of ``words``;
    ``alike``   more than ``limit`` percent of a section stand word for word in last year's, and it has at least
                ``least`` characters;
    ``prose``   the words against the tables (:mod:`govxl.checks.prose`);
    ``set``     one report against others of the same collection.

    ``formula`` is the check in words, ``source`` what demands it, ``todo`` what the unit does about a finding.
    """

    code: str
    title: str
    severity: Severity
    shape: Shape
    formula: str
    source: str
    todo: str
    figures: tuple[Address, ...]
    whole: Address
    limit: int
    least: int
    sections: tuple[str, ...]
    words: tuple[str, ...]
    example: Example


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared equation. ``source`` names the article of law or the passage of the format that demands it.

    A name with ``prior:`` before it means the same line in the unit's report of last year. ``severity_at`` holds the
    lines across at which the severity is another, ``only`` those at which the rule holds at all (empty: all), and
    ``exempt`` the categories of units (单位类别) that it does not concern. An empty side is zero. ``swapped`` is what
    may have happened where it is broken at two lines by opposite differences; without it each is told by itself.
    """

    code: str
    title: str
    severity: Severity
    table: str
    between: Literal["rows", "columns"]
    left: tuple[str, ...]
    sign: Sign
    right: tuple[str, ...]
    computes: bool
    severity_at: Mapping[str, Severity]
    only: tuple[str, ...]
    exempt: tuple[str, ...]
    swapped: str
    source: str
    todo: str
    example: Example


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose figures a sentence speaks of: words that stand for some lines of a table, and the units of counting.

    ``lines`` are rows or columns, whichever the claims of the table leave open with ``@``. The words of a ``loose``
    subject name it only where its table is spoken of and no other word stands before them.
    """

    id: str
    table: str
    lines: tuple[str, ...]
    units: tuple[str, ...]
    words: tuple[str, ...]
    loose: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence and the value that a claim reads in it."""

    text: str
    value: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of a subject: words, and the cells they mean in alternative readings, each a sum.

    In a cell ``@`` is filled with the lines of the subject, and ``*`` stands for all lines that begin so; a reading
    without a cell in an edition is none there. ``default`` holds where the subject is named and nothing is said of it,
    ``yields`` where no other claim is made, ``soft`` never contradicts, ``beside`` does only beside other results,
    ``sure`` names its cells wherever it stands, and ``zero`` says by its words alone that its cells are 0.
    """

    id: str
    name: str
    table: str
    cells: tuple[tuple[str, ...], ...]
    readings: tuple[str, ...]
    words: tuple[str, ...]
    default: bool
    yields: bool
    soft: bool
    beside: bool
    sure: bool
    zero: bool
    matches: tuple[Saying, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """How the figures are said in prose: subjects, claims, and other words by what they do in a sentence."""

    subjects: tuple[Subject, ...] = ()
    claims: tuple[Claim, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that a leader asks for: the sum of ``figures``, or its share of the sum of ``whole`` where there is one.

    Both are names of figures as :func:`matching` takes them. ``note`` says in the words of the form what is worked out.
    """

    id: str
    title: str
    note: str
    figures: tuple[str, ...]
    whole: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One category of a chart: its label, and for each series the figures that are added up."""

    label: str
    figures: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the summary. ``bar`` and ``column`` show ``points``, without ``series`` under one name: the title.

    ``units`` shows the units with most of one headline, ``years`` headlines of last year and of this.
    """

    id: str
    title: str
    shape: ChartShape
    headlines: tuple[str, ...]
    series: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A rule at one row or column: sum of ``left`` ``sign`` sum of ``right``.

    ``fills`` is the derived cell that this relation works out, if it is the one to do so. ``judged`` is false where
    one other rule computes every cell: it is then the sum of its own instances, and judging it would report twice.
    ``support`` are the entry cells that its verdict rests on, ``prior`` the addresses of last year's figures in it,
    ``needed`` all figures without which it cannot be assessed.
    """

    rule: Rule
    at: Line
    left: tuple[Address, ...]
    right: tuple[Address, ...]
    fills: Address | None
    judged: bool
    support: tuple[Address, ...]
    prior: tuple[Address, ...]
    needed: frozenset[Address]

    @property
    def cells(self) -> tuple[Address, ...]:
        """The addresses of this year's figures, left then right."""
        return tuple(spot for spot in self.left + self.right if spot not in self.prior)

    @property
    def severity(self) -> Severity:
        """How grave it is that this instance does not hold."""
        return self.rule.severity_at.get(self.at.id, self.rule.severity)


@dataclass(frozen=True, eq=False)
class Form:
    """One edition of the form, as declared, or a hybrid of two (:func:`govxl.declaration.blend`).

    ``in_force`` are the first and the last report year that it is meant for. ``variants`` holds the spellings, beside
    the printed one, in which a label comes back; ``tables_of`` for each table the edition that declares it. ``example``
    is a report in which every rule holds: figures by address (those not named are 0) and prose by section. ``speech``
    is how the figures are said in prose; its claims may name cells that this form does not have. ``recipe`` is the
    call that gives this very form: another process gets its own one by it, and not a copy each time.
    """

    edition: str
    name: str
    source: str
    deadline: str
    in_force: tuple[int, int]
    sections: tuple[str, ...]
    breaks: Mapping[str, str]
    guide: tuple[tuple[str, str], ...]
    cover: tuple[CoverField, ...]
    prose: tuple[Prose, ...]
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    checks: tuple[Check, ...]
    example: Mapping[str, str]
    variants: Mapping[str, tuple[str, ...]]
    tables_of: Mapping[str, str]
    figures: tuple[Figure, ...] = field(repr=False)
    relations: tuple[Relation, ...] = field(repr=False)
    fill_order: tuple[Relation, ...] = field(repr=False)
    speech: Speech = field(default_factory=Speech, repr=False)
    headlines: tuple[Headline, ...] = field(default=(), repr=False)
    charts: tuple[Chart, ...] = field(default=(), repr=False)
    recipe: tuple[Any, ...] = field(default=(), init=False, repr=False)

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        return self.recipe or super().__reduce_ex__(protocol)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What may be said of the figures in prose."""
        return self.speech.claims

    @cached_property
    def by_address(self) -> Mapping[Address, Figure]:
        """The figures by address, in the order of the form."""
        return {figure.address: figure for figure in self.figures}

    @cached_property
    def entries(self) -> tuple[Figure, ...]:
        """The figures that are typed."""
        return tuple(figure for figure in self.figures if not figure.derived)

    @cached_property
    def filled_by(self) -> Mapping[Address, Relation]:
        """For each derived figure the relation that works it out."""
        return {relation.fills: relation for relation in self.fill_order if relation.fills}

    @cached_property
    def prior(self) -> tuple[Address, ...]:
        """The figures of last year that rules use, with ``prior:`` before them, in the order of the rules."""
        return tuple(dict.fromkeys(spot for relation in self.relations for spot in relation.prior))

    @cached_property
    def offered(self) -> Mapping[Address, Address]:
        """Entry figures that must equal one figure of last year, and so are offered with it: entry -> prior."""
        pairs = ((r.left[0], r.right[0]) for r in self.relations if len(r.left) == 1 and r.right == r.prior)
        return {left: right for left, right in pairs if not self.by_address[left].derived}

    @cached_property
    def codes(self) -> Mapping[str, Rule | Check]:
        """Everything that is checked, by code: first the equations, then the other checks."""
        everything: tuple[Rule | Check, ...] = (*self.rules, *self.checks)
        return {rule.code: rule for rule in everything}

    @cached_property
    def explained(self) -> tuple[Check, ...]:
        """The checks that are no equations and whose findings a unit may explain."""
        return tuple(check for check in self.checks if check.severity == "warning")

    @cached_property
    def parts(self) -> tuple[Prose | Table, ...]:
        """Prose and tables in printed order."""
        known: dict[str, Prose | Table] = {part.id: part for part in self.prose}
        known |= {part.id: part for part in self.tables}
        return tuple(known[name] for name in self.sections)

    def printed(self, label: str) -> str:
        """A label with the line breaks it is printed with."""
        return self.breaks.get(label, label)


@lru_cache(maxsize=64)
def common(one: Form, other: Form) -> tuple[Address, ...]:
    """The figures that two editions share, in the order of ``one``: the same address, kind and labels.

    The labels count because an address may outlive its meaning: 行政事业性收费 was a number of items and became money.
    """
    if one is other:
        return tuple(one.by_address)
    known = {spot: _meaning(figure) for spot, figure in other.by_address.items()}
    return tuple(spot for spot, figure in one.by_address.items() if known.get(spot) == _meaning(figure))


def _meaning(figure: Figure) -> tuple[object, ...]:
    return figure.kind, figure.row_path, figure.column_path


def matching(figures: Iterable[Address], names: Iterable[str]) -> tuple[Address, ...]:
    """The figures that names stand for: addresses, ``*`` at the end of a row meaning all rows that begin so."""
    every = tuple(figures)
    return tuple(dict.fromkeys(spot for name in names for spot in filter(re.compile(translate(name)).match, every)))


def address(table: str, row: str, column: str) -> Address:
    """The address of a figure, spelt as in every file and message: ``requests.received.natural_person``."""
    return Address(f"{table}.{row}.{column}")
