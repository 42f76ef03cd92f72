"""Loading a form: TOML in, a Form out, or *all* faults of the declaration by key path.

A fault here is our mistake, so it raises; what a clerk gets wrong never does.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from graphlib import CycleError, TopologicalSorter
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from govxl import texts
from govxl.form import (
    PRIOR,
    Address,
    Block,
    CoverField,
    Figure,
    Form,
    Kind,
    Line,
    Prose,
    Relation,
    Rule,
    Table,
    address,
)
from govxl.toml_reader import Item, length

OWN_FORMS = "GOVXL_FORMS"  # the environment variable that names a folder of one's own declarations
# What Excel takes (Microsoft's limits; xlsxwriter drops what is longer).
SHEET_NAME_LIMIT, PROMPT_TITLE_LIMIT, PROMPT_LIMIT, ALERT_LIMIT, MAX_PARAGRAPHS = 31, 32, 255, 225, 200


class FormError(Exception):
    """A declaration that is wrong. ``faults`` lists all of its faults, each with its key path."""

    def __init__(self, source: str, faults: Iterable[str]):
        self.faults = tuple(faults)
        super().__init__(texts.form_faults(source, self.faults))


def editions() -> tuple[str, ...]:
    """The editions that are declared: those shipped, and those in the folder that GOVXL_FORMS names."""
    return tuple(_sources(os.environ.get(OWN_FORMS, "")))


def edition(name: str = "2021") -> Form:
    """The declared form of an edition. Raises KeyError for an unknown one and FormError for a bad declaration."""
    return _form(name, os.environ.get(OWN_FORMS, ""))


@cache
def _sources(own: str) -> dict[str, Traversable]:
    """Where each edition is declared. A form of one's own is named by the edition that stands in it."""
    found: dict[str, Traversable] = {}
    for entry in sorted(resources.files("workbook_templates").iterdir(), key=lambda entry: entry.name):
        if match := re.fullmatch(r"annual_report_(\w+)\.toml", entry.name):
            found[match[1]] = entry
    for path in sorted(Path(own).glob("*.toml")) if own else ():
        found[load(path).edition] = path
    return found


@lru_cache(maxsize=16)
def _form(name: str, own: str) -> Form:
    source = _sources(own)[name]
    return parse(source.read_text("utf-8"), source.name)


def load(path: Path) -> Form:
    """Load a declaration of one's own from a file. Raises FormError with all its faults."""
    return parse(path.read_text("utf-8"), path.name)


def parse(text: str, source: str = "<text>") -> Form:
    """Build a form from TOML text. Raises FormError with all its faults."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(source, [texts.fault_syntax(str(error))]) from error
    declaration = _Declaration(data)
    form = declaration.form()
    if declaration.faults or form is None:
        raise FormError(source, declaration.faults)
    return form


_ID = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SHEET = re.compile(r"[^\[\]:*?/\\']+")


SEVERITIES = ("error", "warning", "info")
ZERO = "0"  # as the one name of a side: nothing is to stand there


class _Declaration:
    """The way from TOML data to a Form, collecting every fault on it."""

    def __init__(self, data: dict[str, Any]):
        self.faults: list[str] = []
        self._root = Item(data, "", self.faults)

    def form(self) -> Form | None:
        root = self._root
        head = {key: root.text(key) for key in ("edition", "name", "source", "deadline")}
        sections = root.names("sections")
        raw_breaks = root.names("breaks", optional=True)
        guide = tuple(self._guide(item, head["deadline"]) for item in root.items("guide", optional=True))
        cover = tuple(self._cover(item) for item in root.items("cover"))
        prose = tuple(self._prose(item) for item in root.items("prose", optional=True))
        tables = tuple(self._table(item) for item in root.items("tables"))
        self._unique("cover", (field.id for field in cover))
        self._check_sections(sections, prose, tables)
        self._check_labels(tables)
        breaks = self._breaks(raw_breaks, tables)
        rules = tuple(
            self._rule(item, {table.id: table for table in tables}) for item in root.items("rules", optional=True)
        )
        self._unique("rules", (rule.code for rule in rules))
        root.end()
        if self.faults:  # relations are worth working out only where all names are right
            return None
        self._check_named_lines(tables, rules)
        relations, fill_order = self._relations(tables, rules)
        derived = {relation.fills for relation in fill_order}
        figures = tuple(
            Figure(spot, table, row, column, kind, spot in derived, *_labels(table, block, row, column))
            for table in tables
            for block, row, column, spot, kind in _cells(table)
        )
        if self.faults:
            return None
        return Form(
            **head,
            sections=sections,
            breaks=breaks,
            guide=guide,
            cover=cover,
            prose=prose,
            tables=tables,
            rules=rules,
            figures=figures,
            relations=relations,
            fill_order=fill_order,
        )

    # -- parts

    def _guide(self, item: Item, deadline: str) -> tuple[str, str]:
        made = (item.text("head"), item.text("text").replace("{deadline}", deadline))
        item.end()
        return made

    def _cover(self, item: Item) -> CoverField:
        made = CoverField(
            id=item.text("id", spelt=_ID),
            label=item.text("label", limit=PROMPT_TITLE_LIMIT),
            prompt=item.text("prompt", limit=PROMPT_LIMIT),
            kind=item.choice("kind", ("text", "year"), "text"),
            choices=item.names("choices", optional=True),
            optional=item.flag("optional"),
        )
        alert = length(texts.choice_alert(made.choices))  # its list is longer than the one in the validation
        if alert > ALERT_LIMIT:
            item.fault("choices", texts.fault_too_long(alert, ALERT_LIMIT))
        item.end()
        return made

    def _prose(self, item: Item) -> Prose:
        made = Prose(
            id=item.text("id", spelt=_ID),
            sheet=item.text("sheet", limit=SHEET_NAME_LIMIT, spelt=_SHEET),
            title=item.text("title", limit=PROMPT_TITLE_LIMIT),
            prompt=item.text("prompt", limit=PROMPT_LIMIT),
            paragraphs=item.number("paragraphs", 1, MAX_PARAGRAPHS),
        )
        item.end()
        return made

    def _table(self, item: Item) -> Table:
        made = Table(
            id=item.text("id", spelt=_ID),
            sheet=item.text("sheet", limit=SHEET_NAME_LIMIT, spelt=_SHEET),
            title=item.text("title"),
            arrangement=item.choice("arrangement", ("grid", "blocks", "strip")),
            blocks=tuple(self._block(block) for block in item.items("blocks")),
        )
        if made.arrangement != "blocks" and len(made.blocks) != 1:
            item.fault("blocks", texts.fault_one_block(made.arrangement))
        seen: set[Address] = set()
        for _block, row, column, spot, _kind in _cells(made):
            if spot in seen:
                item.fault("blocks", texts.fault_duplicate(spot))
            seen.add(spot)
            prompt = texts.entry_prompt(row.help, column.help)
            if length(prompt) > PROMPT_LIMIT:
                item.fault(f"{row.id}.{column.id}.help", texts.fault_too_long(length(prompt), PROMPT_LIMIT))
        item.end()
        return made

    def _block(self, item: Item) -> Block:
        made = Block(
            title=item.text("title", ""),
            corner=item.text("corner", ""),
            rows=tuple(self._line(line) for line in item.items("rows")),
            columns=tuple(self._line(line) for line in item.items("columns")),
        )
        for key, lines in (("rows", made.rows), ("columns", made.columns)):
            for name in _repeated(line.id for line in lines):
                item.fault(key, texts.fault_duplicate(name))
        item.end()
        return made

    def _line(self, item: Item) -> Line:
        label = item.text("label")
        made = Line(
            id=item.text("id", spelt=_ID),
            path=tuple(label.split("/")),
            kind=item.choice("kind", ("count", "amount"), "count"),
            help=item.text("help", "", limit=PROMPT_LIMIT),
        )
        if label and not all(made.path):
            item.fault("label", texts.fault_empty_step(label))
        item.end()
        return made

    def _rule(self, item: Item, tables: Mapping[str, Table]) -> Rule:
        made = Rule(
            code=item.text("code", spelt=_CODE),
            title=item.text("title"),
            severity=item.choice("severity", SEVERITIES),
            table=item.text("table"),
            between=item.choice("between", ("rows", "columns")),
            left=item.names("left"),
            sign=item.choice("sign", ("=", "<=", ">=")),
            right=item.names("right"),
            computes=item.flag("computes"),
            severity_at=item.mapping("severity_at", SEVERITIES),
            only=item.names("only", optional=True),
            exempt=item.names("exempt", optional=True),
            source=item.text("source"),
            todo=item.text("todo"),
        )
        if made.right == (ZERO,):
            made = replace(made, right=())
        table = tables.get(made.table)
        if table is None:
            if made.table:
                item.fault("table", texts.fault_unknown_name(made.table))
        else:
            known = {line.id for block in table.blocks for line in getattr(block, made.between)}
            for side in ("left", "right"):
                for index, name in enumerate(getattr(made, side)):
                    if name.removeprefix(PRIOR) not in known:
                        item.fault(f"{side}[{index}]", texts.fault_unknown_name(name))
            crossing = "columns" if made.between == "rows" else "rows"
            across = {line.id for block in table.blocks for line in getattr(block, crossing)}
            for key in ("only", "severity_at"):
                for name in getattr(made, key):
                    if name not in across:
                        item.fault(f"{key}.{name}", texts.fault_unknown_name(name))
            if _lines(made) <= known and not any(_instances(made, table)):
                item.fault("left", texts.fault_no_cells())
        for name in _repeated(made.left + made.right):
            item.fault("right" if name in made.right else "left", texts.fault_duplicate(name))
        used = (*made.left, *made.right)
        if all(name.startswith(PRIOR) for name in used):
            item.fault("left", texts.fault_only_prior())
        if made.computes and (made.sign != "=" or len(made.right) != 1 or any(name.startswith(PRIOR) for name in used)):
            item.fault("computes", texts.fault_computes())
        item.end()
        return made

    # -- checks over the whole

    def _unique(self, where: str, names: Iterable[str]) -> None:
        for name in _repeated(names):
            self.faults.append(f"{where}: {texts.fault_duplicate(name)}")

    def _check_sections(self, sections: tuple[str, ...], prose: tuple[Prose, ...], tables: tuple[Table, ...]) -> None:
        parts: list[Prose | Table] = [*prose, *tables]
        self._unique("sections", (*sections,))
        self._unique("id", (part.id for part in parts))
        self._unique("sheet", (part.sheet.casefold() for part in parts))
        for reserved in (*texts.RESERVED_SHEETS, texts.MARKS_SHEET, texts.MARKS_RECORD):
            if reserved in {part.sheet.casefold() for part in parts}:
                self.faults.append(f"sheet: {texts.fault_reserved(reserved)}")
        for name in sections:
            if name not in {part.id for part in parts}:
                self.faults.append(f"sections: {texts.fault_unknown_name(name)}")
        for part in parts:
            if part.id and part.id not in sections:
                self.faults.append(f"sections: {texts.fault_not_listed(part.id)}")

    def _check_labels(self, tables: tuple[Table, ...]) -> None:
        """Labels must be told apart, and a merged head must be one piece: its lines stand together."""
        for table in tables:
            for block in table.blocks:
                for lines in (block.rows, block.columns):
                    for name in _repeated("/".join(line.path) for line in lines):
                        self.faults.append(f"tables.{table.id}: {texts.fault_duplicate(name)}")
                    closed: set[tuple[str, ...]] = set()
                    previous: tuple[str, ...] = ()
                    for line in lines:
                        heads = {line.path[:n] for n in range(1, len(line.path))}
                        closed |= {previous[:n] for n in range(1, len(previous))} - heads
                        for head in sorted(heads & closed):
                            self.faults.append(f"tables.{table.id}: {texts.fault_torn_head('/'.join(head))}")
                        previous = line.path

    def _breaks(self, raw: tuple[str, ...], tables: tuple[Table, ...]) -> dict[str, str]:
        lines = [line for table in tables for block in table.blocks for line in (*block.rows, *block.columns)]
        known = {step for line in lines for step in line.path}
        breaks = {text.replace("|", ""): text.replace("|", "\n") for text in raw}
        for label in breaks:
            if label not in known:
                self.faults.append(f"breaks: {texts.fault_unknown_name(label)}")
        return breaks

    def _check_named_lines(self, tables: tuple[Table, ...], rules: tuple[Rule, ...]) -> None:
        """Where rules hold between the rows of a block, a row that none of them names was forgotten.

        So was a column beside columns that a rule adds up; between columns a rule that computes nothing may choose.
        """
        for table in tables:
            for block in table.blocks:
                for between, lines in (("rows", block.rows), ("columns", block.columns)):
                    known = {line.id for line in lines}
                    sides = [
                        _lines(rule)
                        for rule in rules
                        if (rule.table, rule.between) == (table.id, between) and (rule.computes or between == "rows")
                    ]
                    named = {name for side in sides if side <= known for name in side}
                    for line in lines:
                        if named and line.id not in named:
                            fault = texts.fault_line_without_rule(between)
                            self.faults.append(f"tables.{table.id}.{between}.{line.id}: {fault}")

    def _relations(
        self, tables: tuple[Table, ...], rules: tuple[Rule, ...]
    ) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
        spelt = [
            (rule, at, left, right)
            for rule in rules
            for at, left, right in _instances(rule, next(table for table in tables if table.id == rule.table))
        ]
        claims: dict[Address, list[Rule]] = {}
        operands: dict[Address, tuple[Address, ...]] = {}
        for rule, _at, left, right in spelt:
            if rule.computes:
                claims.setdefault(right[0], []).append(rule)
                operands.setdefault(right[0], left)
        try:
            order = [spot for spot in TopologicalSorter(operands).static_order() if spot in operands]
        except CycleError as error:
            self.faults.append(f"rules: {texts.fault_circle(error.args[1])}")
            return (), ()
        support: dict[Address, tuple[Address, ...]] = {}
        for spot in order:
            support[spot] = _unique(leaf for part in operands[spot] for leaf in support.get(part, (part,)))
        made = []
        for rule, at, left, right in spelt:
            fills = right[0] if rule.computes and claims[right[0]][0] is rule else None
            others = {
                other.code
                for other in rules
                if other is not rule and all(spot in claims and claims[spot][0] is other for spot in left + right)
            }
            prior = _unique(spot for spot in left + right if spot.startswith(PRIOR))
            own = [spot for spot in left + right if spot not in prior]
            leaves = _unique(leaf for part in own for leaf in support.get(part, (part,)))
            made.append(Relation(rule, at, left, right, fills, not others, leaves, prior))
        by_spot = {relation.fills: relation for relation in made if relation.fills}
        return tuple(made), tuple(by_spot[spot] for spot in order)


def _cells(table: Table) -> Iterator[tuple[Block, Line, Line, Address, Kind]]:
    for block in table.blocks:
        for row in block.rows:
            for column in block.columns:
                kind: Kind = "amount" if "amount" in (row.kind, column.kind) else "count"
                yield block, row, column, address(table.id, row.id, column.id), kind


def _labels(table: Table, block: Block, row: Line, column: Line) -> tuple[str, str]:
    if table.arrangement == "strip":
        return "", "/".join(row.path + column.path)
    return "/".join(((block.title,) if block.title else ()) + row.path), "/".join(column.path)


def _instances(rule: Rule, table: Table) -> Iterator[tuple[Line, tuple[Address, ...], tuple[Address, ...]]]:
    """The rule at every line across it, in the blocks that have all the lines it names."""
    for block in table.blocks:
        named, across = (block.rows, block.columns) if rule.between == "rows" else (block.columns, block.rows)
        if _lines(rule) <= {line.id for line in named}:
            for at in across:
                if not rule.only or at.id in rule.only:
                    left, right = (tuple(_cell(rule, name, at.id) for name in side) for side in (rule.left, rule.right))
                    yield at, left, right


def _lines(rule: Rule) -> set[str]:
    """The lines that a rule names, whatever the year."""
    return {name.removeprefix(PRIOR) for name in rule.left + rule.right}


def _cell(rule: Rule, name: str, at: str) -> Address:
    line = name.removeprefix(PRIOR)
    spot = address(rule.table, line, at) if rule.between == "rows" else address(rule.table, at, line)
    return Address(PRIOR + spot) if line != name else spot


def _repeated(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    again = []
    for name in names:
        if name in seen and name:
            again.append(name)
        seen.add(name)
    return again


def _unique(names: Iterable[Address]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(names))
