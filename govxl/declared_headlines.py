"""Reading from a declaration what a leader sees first: headlines and charts of the summary's sheet 总览.

They stand in the declaration itself, or in a shipped file that it names (``overview = "overview.toml"``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable
from importlib import resources

from govxl import texts
from govxl.form import CHART_SHAPES, Address, Chart, Headline, Point, matching
from govxl.toml_reader import Item

_ID = re.compile(r"[a-z][a-z0-9_]*")
_NAMED = re.compile(r"[a-z][a-z0-9_]*\.([a-z][a-z0-9_]*\*?|\*)\.[a-z][a-z0-9_]*")


def overview_of(
    root: Item, faults: list[str], known: Collection[Address]
) -> tuple[tuple[Headline, ...], tuple[Chart, ...]]:
    """The headlines and charts of a declaration: those of the file it names, then its own. Faults go to the list."""
    headlines: list[Headline] = []
    charts: list[Chart] = []
    parts = [root]
    if name := root.text("overview", ""):
        source = resources.files("workbook_templates") / name
        if source.is_file():
            parts.insert(0, Item(tomllib.loads(source.read_text("utf-8")), name, faults))
        else:
            root.fault("overview", texts.fault_unknown_name(name))
    for part in parts:
        headlines += [_headline(item, known) for item in part.items("headlines", optional=True)]
        charts += [_chart(item, known, headlines) for item in part.items("charts", optional=True)]
        if part is not root:
            part.end()
    for where, ids in (("headlines", [one.id for one in headlines]), ("charts", [one.id for one in charts])):
        faults += [f"{where}: {texts.fault_duplicate(name)}" for name in dict.fromkeys(ids) if ids.count(name) > 1]
    return tuple(headlines), tuple(charts)


def _headline(item: Item, known: Collection[Address]) -> Headline:
    made = Headline(
        id=item.text("id", spelt=_ID),
        title=item.text("title"),
        note=item.text("note"),
        figures=item.names("figures"),
        whole=item.names("whole", optional=True),
    )
    _must_be_there(item, "figures", made.figures, known)
    _must_be_there(item, "whole", made.whole, known)
    item.end()
    return made


def _chart(item: Item, known: Collection[Address], headlines: Iterable[Headline]) -> Chart:
    shape = item.choice("shape", CHART_SHAPES)
    over_points = shape in ("bar", "column")
    made = Chart(
        id=item.text("id", spelt=_ID),
        title=item.text("title"),
        shape=shape,
        headlines=() if over_points else item.names("headlines"),
        series=item.names("series", optional=True) if over_points else (),
        points=tuple(_point(one, known) for one in item.items("points")) if over_points else (),
    )
    totals = {one.id for one in headlines if not one.whole}
    for name in made.headlines:
        if name not in totals:
            item.fault("headlines", texts.fault_unknown_name(name))
    if shape == "units" and len(made.headlines) > 1:
        item.fault("headlines", texts.fault_groups(1, len(made.headlines)))
    groups = max(len(made.series), 1)
    for index, point in enumerate(made.points):
        if len(point.figures) != groups:
            item.fault(f"points[{index}]", texts.fault_groups(groups, len(point.figures)))
    item.end()
    return made


def _point(item: Item, known: Collection[Address]) -> Point:
    made = Point(label=item.text("label"), figures=item.groups("figures"))
    for index, names in enumerate(made.figures):
        _must_be_there(item, f"figures[{index}]", names, known)
    item.end()
    return made


def _must_be_there(item: Item, key: str, names: Iterable[str], known: Collection[Address]) -> None:
    for name in names:
        if not _NAMED.fullmatch(name):
            item.fault(key, texts.fault_spelling(name))
        elif not matching(known, (name,)):
            item.fault(key, texts.fault_unknown_name(name))
