"""Reading from a declaration what is checked beyond equations, and the examples of all rules."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from govxl import texts
from govxl.form import PARENT, PRIOR, SHAPES, Address, Check, Example, Severity, Table
from govxl.relations import cells
from govxl.toml_reader import Item

# The options of each shape beside the head that all have: those that must be given, and those that may be.
_OPTIONS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "share": (frozenset({"figures", "whole", "limit", "least"}), frozenset()),
    "jump": (frozenset({"limit", "least"}), frozenset({"figures"})),
    "unsaid": (frozenset({"figures", "sections", "words"}), frozenset()),
    "alike": (frozenset({"sections", "limit", "least"}), frozenset()),
    "prose": (frozenset(), frozenset()),
    "set": (frozenset(), frozenset()),
}
_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def read_check(item: Item, code: re.Pattern[str], tables: Iterable[Table], sections: Collection[str]) -> Check:
    """One ``[[checks]]``. ``code`` is how codes are spelt, ``sections`` the ids of the prose."""
    shape = item.choice("shape", SHAPES)
    needed, allowed = _OPTIONS[shape]
    options = needed | allowed

    def names(key: str) -> tuple[str, ...]:
        return item.names(key, optional=key not in needed) if key in options else ()

    known = {spot for table in tables for _, _, _, spot in cells(table)}
    made = Check(
        code=item.text("code", spelt=code),
        title=item.text("title"),
        severity=item.choice("severity", _SEVERITIES),
        shape=shape,
        formula=item.text("formula"),
        source=item.text("source"),
        todo=item.text("todo"),
        figures=tuple(Address(name) for name in names("figures")),
        whole=Address(item.text("whole")) if "whole" in options else Address(""),
        limit=item.number("limit", 1, 1000) if "limit" in options else 0,
        least=item.number("least", 0, 10**6) if "least" in options else 0,
        sections=names("sections"),
        words=names("words"),
        example=read_example(item, known, sections),
    )
    for key, spots in (("figures", made.figures), ("whole", (made.whole,) if made.whole else ())):
        for spot in spots:
            if spot not in known:
                item.fault(key, texts.fault_unknown_name(spot))
    for name in made.sections:
        if name not in sections:
            item.fault("sections", texts.fault_unknown_name(name))
    item.end()
    return made


def read_example(item: Item, figures: Collection[Address], sections: Collection[str]) -> Example:
    """The example of a rule: what is to be changed in the example of the form, so that it passes, and so that not."""
    inner = item.table("example")
    made = Example(*(read_changes(inner, key, figures, sections) for key in ("passes", "breaks")))
    inner.end()
    return made


def read_changes(item: Item, key: str, figures: Collection[Address], sections: Collection[str]) -> dict[str, str]:
    """Figures and prose by name, all as text. Last year's have ``prior:``, those of the unit above ``parent:``."""
    others = ("year",)
    values = item.texts(key)
    for name in values:
        plain = name.removeprefix(PRIOR).removeprefix(PARENT)
        if plain not in figures and plain not in sections and plain not in others:
            item.fault(f"{key}.{name}", texts.fault_unknown_name(name))
    return values
