"""How figures are said in prose, as declared: subjects, claims and words, shared by the editions in one file.

The file is named by a declaration (``speech = "prose.toml"``) and stands beside the shipped ones; a declaration may add
subjects and claims of its own. Whether the cells of a claim exist is not asked here: editions differ, and what one of
them lacks is left out where the claims are used (:mod:`govxl.checks.prose.lexicon`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import resources

from govxl import texts
from govxl.form import Claim, Saying, Speech, Subject
from govxl.toml_reader import Item

_ID = re.compile(r"[a-z][a-z0-9_]*")
_CELL = re.compile(r"[a-z][a-z0-9_]*(\.([a-z][a-z0-9_]*\*?|@)){2}")
# What a word does in a sentence beside naming a subject or a claim.
WORD_KINDS = (
    "foreign",
    "compare",
    "qualified",
    "neutral",
    "unsure",
    "own_scope",
    "shown",
    "topic",
    "filler",
    "each",
    "respectively",
    "breakdown",
    "open_list",
    "none",
    "year_before",
    "year_this",
    "year_after",
    "year_other",
)


def speech_of(root: Item, faults: list[str]) -> Speech:
    """The speech of a declaration: that of the file it names, and what it adds itself. Faults go to the list."""
    shared = Speech()
    if name := root.text("speech", ""):
        source = resources.files("workbook_templates") / name
        if source.is_file():
            item = Item(tomllib.loads(source.read_text("utf-8")), name, faults)
            shared = _speech(item)
            item.end()
        else:
            root.fault("speech", texts.fault_unknown_name(name))
    own = _speech(root)
    made = Speech((*shared.subjects, *own.subjects), (*shared.claims, *own.claims), {**shared.words, **own.words})
    for where, ids in (("subjects", [s.id for s in made.subjects]), ("claims", [c.id for c in made.claims])):
        for again in _repeated(ids):
            faults.append(f"{where}: {texts.fault_duplicate(again)}")
    return made


def _speech(item: Item) -> Speech:
    subjects = tuple(_subject(one) for one in item.items("subjects", optional=True))
    claims = tuple(_claim(one) for one in item.items("claims", optional=True))
    words = item.lists("words")
    for kind in words:
        if kind not in WORD_KINDS:
            item.fault(f"words.{kind}", texts.fault_unknown_key())
    return Speech(subjects, claims, words)


def _subject(item: Item) -> Subject:
    made = Subject(
        id=item.text("id", spelt=_ID),
        table=item.text("table", spelt=_ID),
        lines=item.names("lines"),
        units=item.names("units"),
        words=item.names("words"),
        loose=item.flag("loose"),
    )
    item.end()
    return made


def _claim(item: Item) -> Claim:
    cells = item.groups("cells")
    made = Claim(
        id=item.text("id", spelt=_ID),
        name=item.text("name"),
        table=item.text("table", spelt=_ID),
        cells=cells,
        readings=item.names("readings"),
        words=item.names("words"),
        default=item.flag("default"),
        yields=item.flag("yields"),
        soft=item.flag("soft"),
        beside=item.flag("beside"),
        sure=item.flag("sure"),
        zero=item.flag("zero"),
        matches=tuple(_example(one) for one in item.items("matches", optional=True)),
        misses=item.names("misses", optional=True),
    )
    if len(made.readings) != len(cells):
        item.fault("readings", texts.fault_readings(len(made.readings), len(cells)))
    for index, reading in enumerate(cells):
        for cell in reading:
            if not _CELL.fullmatch(cell) or not cell.startswith(f"{made.table}."):
                item.fault(f"cells[{index}]", texts.fault_spelling(cell))
    item.end()
    return made


def _example(item: Item) -> Saying:
    made = Saying(text=item.text("text"), value=item.number("value", 0, 10**9))
    item.end()
    return made


def _repeated(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    again = [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
    return list(dict.fromkeys(again))
