"""Loading a form: TOML in, a Form out, or *all* faults of the declaration by key path.

A fault here is our mistake, so it raises; what a clerk gets wrong never does.
"""

from __future__ import annotations

import os
import re
import threading
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from graphlib import CycleError
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from govxl import texts
from govxl.declared_checks import read_changes, read_check, read_example
from govxl.declared_claims import speech_of
from govxl.declared_headlines import overview_of
from govxl.form import KINDS, PRIOR, Address, Block, CoverField, Form, Line, Prose, Rule, Table
from govxl.relations import cells, figures_of, instances, lines_of, spell_out
from govxl.toml_reader import Item, length, repeated

# Forms are compared by identity: two threads that ask for one at the same time must get the same.
ONE_AT_A_TIME = threading.Lock()
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


def editions_for(form: Form, year: int) -> list[str]:
    """The editions of the same form that are meant for a report year."""
    kin = (one for one in map(edition, editions()) if one.name == form.name)
    return [one.edition for one in kin if one.in_force[0] <= year <= one.in_force[1]]


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


def _form(name: str, own: str) -> Form:
    with ONE_AT_A_TIME:
        return _declared(name, own)


@lru_cache(maxsize=16)
def _declared(name: str, own: str) -> Form:
    source = _sources(own)[name]
    return known_by(parse(source.read_text("utf-8"), source.name), _form, name, own)


def known_by(form: Form, call: Callable[..., Form], *arguments: object) -> Form:
    """The form, which from now on goes to other processes as the call that gives it."""
    object.__setattr__(form, "recipe", (call, arguments))
    return form


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
        first = root.number("first_year", 2008, 9999, 2008)
        in_force = (first, root.number("last_year", first, 9999, 9999))
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
        variants = self._variants(root.lists("variants"), (head["name"], *labels_of(cover, prose, tables)))
        named = {part.id for part in prose}
        rules = tuple(self._rule(item, tables, named) for item in root.items("rules", optional=True))
        checks = tuple(read_check(item, _CODE, tables, named) for item in root.items("checks", optional=True))
        known = {spot for table in tables for _, _, _, spot in cells(table)}
        example = read_changes(root, "example", known, named)
        self._unique("rules", (*(rule.code for rule in rules), *(check.code for check in checks)))
        speech = speech_of(root, self.faults)
        headlines, charts = overview_of(root, self.faults, known)
        root.end()
        if self.faults:  # relations are worth working out only where all names are right
            return None
        self._check_named_lines(tables, rules)
        if self.faults:
            return None
        try:
            relations, fill_order = spell_out(tables, rules)
        except CycleError as error:
            self.faults.append(f"rules: {texts.fault_circle(error.args[1])}")
            return None
        return Form(
            **head,
            in_force=in_force,
            sections=sections,
            breaks=breaks,
            guide=guide,
            cover=cover,
            prose=prose,
            tables=tables,
            rules=rules,
            checks=checks,
            example=example,
            variants=variants,
            tables_of={table.id: head["edition"] for table in tables},
            figures=figures_of(tables, fill_order),
            relations=relations,
            fill_order=fill_order,
            speech=speech,
            headlines=headlines,
            charts=charts,
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
        for _block, row, column, spot in cells(made):
            if spot in seen:
                item.fault("blocks", texts.fault_duplicate(spot))
            seen.add(spot)
            if {row.kind, column.kind} == {"amount", "change"}:
                item.fault(f"{row.id}.{column.id}.kind", texts.fault_two_kinds(row.kind, column.kind))
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
            for name in repeated(line.id for line in lines):
                item.fault(key, texts.fault_duplicate(name))
        item.end()
        return made

    def _line(self, item: Item) -> Line:
        made = Line(
            id=item.text("id", spelt=_ID),
            path=item.path("label"),
            kind=item.choice("kind", KINDS, "count"),
            help=item.text("help", "", limit=PROMPT_LIMIT),
        )
        item.end()
        return made

    def _rule(self, item: Item, tables: tuple[Table, ...], sections: Collection[str]) -> Rule:
        figures = {spot for table in tables for _, _, _, spot in cells(table)}
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
            swapped=item.text("swapped", ""),
            source=item.text("source"),
            todo=item.text("todo"),
            example=read_example(item, figures, sections),
        )
        if made.right == (ZERO,):
            made = replace(made, right=())
        table = next((table for table in tables if table.id == made.table), None)
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
            if lines_of(made) <= known and not any(instances(made, table)):
                item.fault("left", texts.fault_no_cells())
        for name in repeated(made.left + made.right):
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
        for name in repeated(names):
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
                    for path in repeated(line.path for line in lines):
                        self.faults.append(f"tables.{table.id}: {texts.fault_duplicate('/'.join(path))}")
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

    def _variants(self, raw: Mapping[str, tuple[str, ...]], labels: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Other spellings of a label. One that says another label too, or nothing new, would only confuse."""
        owner = {plain_label(label): label for label in labels}
        for label, spellings in raw.items():
            if label not in labels:
                self.faults.append(f"variants.{label}: {texts.fault_unknown_name(label)}")
            for index, spelling in enumerate(spellings):
                if taken := owner.get(plain_label(spelling)):
                    self.faults.append(f"variants.{label}[{index}]: {texts.fault_same_spelling(spelling, taken)}")
                owner.setdefault(plain_label(spelling), label)
        return dict(raw)

    def _check_named_lines(self, tables: tuple[Table, ...], rules: tuple[Rule, ...]) -> None:
        """Where rules hold between the rows of a block, a row that none of them names was forgotten.

        So was a column beside columns that a rule adds up; between columns a rule that computes nothing may choose,
        and so may one that holds only at some lines.
        """
        for table in tables:
            for block in table.blocks:
                for between, lines in (("rows", block.rows), ("columns", block.columns)):
                    known = {line.id for line in lines}
                    sides = [
                        lines_of(rule)
                        for rule in rules
                        if (rule.table, rule.between) == (table.id, between)
                        and (rule.computes or (between == "rows" and not rule.only))
                    ]
                    named = {name for side in sides if side <= known for name in side}
                    for line in lines:
                        if named and line.id not in named:
                            fault = texts.fault_line_without_rule(between)
                            self.faults.append(f"tables.{table.id}.{between}.{line.id}: {fault}")


def labels_of(cover: Iterable[CoverField], prose: Iterable[Prose], tables: Iterable[Table]) -> tuple[str, ...]:
    """All that is printed as a label: of fields, sections, tables, blocks, and the steps of rows and columns."""
    found = [item.label for item in cover] + [part.title for part in prose]
    for table in tables:
        found.append(table.title)
        for block in table.blocks:
            found += [block.title, block.corner]
            found += [step for line in (*block.rows, *block.columns) for step in line.path]
    return tuple(dict.fromkeys(text for text in found if text))


def plain_label(label: str) -> str:
    """A label without what readers pass over: width and white space."""
    return "".join(unicodedata.normalize("NFKC", label).split())
