"""Units and the units above them: whose figures include whose, and what would be counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govxl import texts
from govxl.files import printable
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import Address, common
from govxl.layout import layout_of
from govxl.roster import Member, Roster
from govxl.rules import Number
from govxl.shelf import opened

FEW = 4  # from so many cells of a table on one finding lists them all
CODE = "parent-child"


@dataclass(frozen=True, slots=True)
class Relative:
    """A report and the units of the roster that it is of: one, or those of a summary."""

    filing: Filing
    members: tuple[Member, ...]

    @property
    def alone(self) -> bool:
        """Whether it is the report of one unit, and no summary."""
        return len(self.members) == 1 and not self.filing.contains


def kinship(relatives: Mapping[int, Relative], roster: Roster) -> dict[int, list[Finding]]:
    """For each report, by the caller's key, what is wrong between it and those of the units above and below it."""
    found = above_parent(relatives, roster)
    for key, children in counted_twice(relatives, roster).items():
        filing = relatives[key].filing
        message = texts.parent_and_children(filing.label, [child.name for child in children])
        finding = _finding(filing, message, texts.todo_parent_and_children())
        found.setdefault(key, []).append(finding)
    return found


def above_parent(relatives: Mapping[int, Relative], roster: Roster) -> dict[int, list[Finding]]:
    """For each report the figures that are greater than those of the nearest unit above that covers it."""
    found: dict[int, list[Finding]] = {}
    parents = _covering(relatives)
    chains = _Chains(roster)
    for key, relative in relatives.items():
        if relative.alone:
            above = next((code for code in chains.above(relative.members[0]) if code in parents), None)
            if above is not None:
                found.setdefault(key, []).extend(_above_parent(relative.filing, relatives[parents[above]].filing))
    return found


def counted_twice(relatives: Mapping[int, Relative], roster: Roster) -> dict[int, tuple[Member, ...]]:
    """For each report that covers the units below it: those of them that have a report of their own among the rest."""
    parents = _covering(relatives)
    chains = _Chains(roster)
    found: dict[int, dict[str, Member]] = {}
    for key, relative in relatives.items():
        for member in relative.members:
            for code in chains.above(member):
                if code in parents and parents[code] != key:
                    found.setdefault(parents[code], {})[member.code] = member
    return {key: tuple(children.values()) for key, children in found.items()}


def scope_finding(filing: Filing) -> Finding | None:
    """A unit with nobody below it, by its category, that reports for others too."""
    category = filing.category
    single = category.startswith(texts.SINGLE_UNITS) or category.endswith(texts.SINGLE_UNITS)
    if filing.scope not in texts.SCOPES_WITH_OTHERS or not single or category.startswith(texts.NOT_SINGLE):
        return None
    place = layout_of(filing.form).cover.get("scope") if filing.form and filing.source == "template" else None
    return Finding(
        "identity-mismatch",
        "warning",
        texts.scope_too_wide(category, filing.scope),
        texts.todo_scope_too_wide(),
        place=place,
        found=filing.scope,
        file=printable(filing.file),
        unit=filing.label,
    )


class _Chains:
    """Who stands above whom, by 上级代码."""

    def __init__(self, roster: Roster):
        self._members = {member.code: member for member in roster.members}

    def above(self, member: Member) -> Iterator[str]:
        """The codes above a unit, the nearest first; a circle ends where it closes."""
        seen = {member.code}
        while member.parent and member.parent not in seen:
            seen.add(member.parent)
            yield member.parent
            if member.parent not in self._members:
                return
            member = self._members[member.parent]


def _covering(relatives: Mapping[int, Relative]) -> dict[str, int]:
    """The reports of single units that cover the units below them, by the unit's code."""
    return {
        relative.members[0].code: key
        for key, relative in relatives.items()
        if relative.alone and relative.filing.scope == texts.SCOPE_ALL
    }


def _above_parent(child: Filing, parent: Filing) -> Iterator[Finding]:
    """A child's figures that are greater than its parent's, table by table.

    A total is named only where none of its parts is. Changes are passed over: one below zero hides one above.
    """
    if child.form is None or parent.form is None or CODE not in child.form.codes:
        return
    own, limits = opened(child.known), opened(parent.known)
    kinds = child.form.by_address
    shared = [spot for spot in common(child.form, parent.form) if spot in own and spot in limits]
    above = {spot for spot in shared if own[spot] > limits[spot] and kinds[spot].kind != "change"}
    filled = child.form.filled_by
    told = [spot for spot in shared if spot in above and not (spot in filled and above & set(filled[spot].support))]
    for table in child.form.tables:
        spots = [spot for spot in told if kinds[spot].table.id == table.id]
        for group in [spots] if len(spots) >= FEW else [[spot] for spot in spots]:
            yield _compared(child, group, own, limits, parent.label, table.title)


def _compared(
    child: Filing,
    spots: list[Address],
    own: Mapping[Address, Number],
    limits: Mapping[Address, Number],
    parent: str,
    table: str,
) -> Finding:
    assert child.form is not None
    places = {**layout_of(child.form).places, **child.places}
    single = len(spots) == 1
    figure = child.form.by_address[spots[0]]
    words = texts.figure_words(texts.label(figure.row.path), texts.label(figure.column.path)) if single else ""
    cells = [
        (f"{places[spot].cell} {words}".strip(), texts.number(own[spot]), texts.number(limits[spot])) for spot in spots
    ]
    return Finding(
        CODE,
        "warning",
        texts.above_parent(cells, parent, table),
        child.form.codes[CODE].todo,
        place=places[spots[0]],
        figures=tuple(spots),
        found=cells[0][1] if single else None,
        expected=texts.SIGN["<="] + cells[0][2] if single else None,
        file=printable(child.file),
        unit=child.label,
    )


def _finding(filing: Filing, message: str, todo: str) -> Finding:
    return Finding(CODE, "warning", message, todo, file=printable(filing.file), unit=filing.label)
