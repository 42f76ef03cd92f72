"""Cells whose own alarm is settled: a rule of ours before the workbook's own turns them green, and goes with the marks.

A workbook of the form turns the cells of a broken relation red or yellow by itself. Ours holds only while the figures
are those that were explained or waived: once one is changed, the workbook's own alarm is back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

from govxl.annotate.package import WORKBOOK, Element, Parts, whole
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import Address
from govxl.layout import Place, areas
from govxl.rules import Number, Verdict
from govxl.texts import number

_MARK = 'LEN("govxl")=5'  # by which our rules are known again, whatever program has saved them
_DXF = '<dxf xmlns="{0}"><fill><patternFill patternType="solid"><bgColor rgb="FF{1}"/></patternFill></fill></dxf>'


@dataclass(frozen=True, slots=True)
class Calm:
    """The cells of a settled relation on one sheet: those that turn green, and the figures that it was settled for."""

    sheet: str
    cells: tuple[Place, ...]
    figures: tuple[tuple[Place, Number], ...]

    @property
    def formula(self) -> str:
        """The condition under which the cells are green."""
        same = (f"{place.absolute.partition('!')[2]}={number(value)}" for place, value in self.figures)
        return f"AND({_MARK},{','.join(same)})"


def settled_cells(
    filing: Filing, verdicts: Iterable[Verdict], findings: Iterable[Finding], places: Mapping[Address, Place]
) -> tuple[Calm, ...]:
    """What is to be calmed of a file, given its findings: all cells of settled relations that no other finding names.

    A sum of relations that are all settled, such as that of a total, is settled too.
    """
    findings = tuple(findings)
    settled = [finding for finding in findings if finding.settled]
    others = [finding for finding in findings if not finding.settled]
    alone = {finding.code for finding in settled} - {finding.code for finding in others}
    open_spots = {spot for finding in others if finding.severity != "info" for spot in finding.figures}
    named = {finding.place for finding in others if finding.place}
    found = []
    for verdict in verdicts:
        relation = verdict.relation
        code, cells = relation.rule.code, set(relation.cells)
        if verdict.state != "broken" or not (
            code in alone or any(code == finding.code and cells <= set(finding.figures) for finding in settled)
        ):
            continue
        for sheet in dict.fromkeys(places[spot].sheet for spot in relation.cells):
            here = [spot for spot in relation.cells if places[spot].sheet == sheet]
            green = tuple(places[s] for s in here if s not in open_spots and places[s] not in named)
            if green:
                found.append(Calm(sheet, green, tuple((places[spot], filing.shown[spot]) for spot in here)))
    return tuple(found)


def put_calm(parts: Parts, part: str, calm: Iterable[Calm], colour: str) -> None:
    """Put rules before those of a sheet; nothing where it has none, or the workbook no formats for them."""
    calm = tuple(calm)
    rules = list(parts.look(part).iterfind("{*}conditionalFormatting"))
    styles = parts.target(WORKBOOK, "styles")
    formats = parts.look(styles).find("{*}dxfs") if styles else None
    if not calm or not rules or styles is None or formats is None:
        return
    parts.edit(styles)
    formats.append(etree.fromstring(_DXF.format(parts.main, colour)))
    formats.set("count", str(len(formats)))
    _move(parts.edit(part), len(calm), above=0)
    for priority, one in enumerate(calm, start=1):
        block = rules[0].makeelement(parts.tag("conditionalFormatting"), sqref=" ".join(areas(one.cells)))
        rule = etree.SubElement(
            block,
            parts.tag("cfRule"),
            type="expression",
            dxfId=str(len(formats) - 1),
            priority=str(priority),
            stopIfTrue="1",
        )
        etree.SubElement(rule, parts.tag("formula")).text = one.formula
        rules[0].addprevious(block)


def remove_calm(parts: Parts, part: str) -> None:
    """Take our rules away again."""
    for rule in list(parts.look(part).iterfind("{*}conditionalFormatting/{*}cfRule")):
        formula = rule.find("{*}formula")
        if formula is None or _MARK not in re.sub(r"\s", "", formula.text or ""):
            continue
        root, block = parts.edit(part), rule.getparent()
        block.remove(rule)
        if block.find("{*}cfRule") is None:
            block.getparent().remove(block)
        _move(root, -1, above=whole(rule.get("priority")))


def _move(root: Element, by: int, above: int) -> None:
    """Make room before the rules of a sheet, or close a gap."""
    for rule in root.iterfind("{*}conditionalFormatting/{*}cfRule"):
        if (priority := whole(rule.get("priority"))) > above:
            rule.set("priority", str(priority + by))
