"""The catalogue of everything that is checked, generated from the declarations: rules, checks, and what breaks each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from govxl import texts
from govxl.examples import findings
from govxl.findings import Finding
from govxl.form import PRIOR, Address, Check, Form, Line, Relation, Rule
from govxl.layout import areas, layout_of


def to_json(form: Form) -> list[dict[str, Any]]:
    """Every rule with its formula in words, its cells, its source in the law or the format, and an example."""
    return [
        {
            "code": rule.code,
            "severity": rule.severity,
            "title": rule.title,
            "table": rule.table if isinstance(rule, Rule) else None,
            "formula": formula(form, rule),
            "cells": cells(form, rule),
            "instances": [
                {
                    "at": texts.label(relation.at.path),
                    "left": list(relation.left),
                    "sign": relation.rule.sign,
                    "right": list(relation.right),
                }
                for relation in _relations(form, rule)
            ],
            "source": rule.source,
            "todo": rule.todo,
            "example": {
                "passes": dict(rule.example.passes),
                "breaks": dict(rule.example.breaks),
                "message": " ".join(finding.message for finding in shown(form, rule)),
            },
        }
        for rule in form.codes.values()
    ]


def formula(form: Form, rule: Rule | Check) -> str:
    """The rule in words, by the labels of its lines."""
    if isinstance(rule, Check):
        return rule.formula
    table = next(table for table in form.tables if table.id == rule.table)
    lines = {line.id: line for block in table.blocks for line in getattr(block, rule.between)}
    left, right = ("＋".join(_operand(lines, name) for name in side) or "0" for side in (rule.left, rule.right))
    return f"{left} {texts.SIGN[rule.sign]} {right}"


def _operand(lines: Mapping[str, Line], name: str) -> str:
    words = texts.label(lines[name.removeprefix(PRIOR)].path)
    return texts.prior_operand(words) if name.startswith(PRIOR) else words


def cells(form: Form, rule: Rule | Check) -> str:
    """Where the rule's findings are reported: cells of the tables, or the sheets of the prose."""
    layout = layout_of(form)
    if isinstance(rule, Rule):
        return "、".join(str(layout.relation_place(relation)) for relation in _relations(form, rule))
    if rule.shape in ("alike", "prose"):
        return "、".join(part.sheet for part in form.prose if not rule.sections or part.id in rule.sections)
    return _areas(form, rule.figures) or texts.EVERY_FIGURE


def _areas(form: Form, spots: Sequence[Address]) -> str:
    """Figures as areas, sheet by sheet."""
    places = [layout_of(form).places[spot] for spot in spots]
    sheets = dict.fromkeys(place.sheet for place in places)
    return "、".join(f"{name}!{area}" for name in sheets for area in areas(p for p in places if p.sheet == name))


def shown(form: Form, rule: Rule | Check) -> tuple[Finding, ...]:
    """The findings of the example that breaks the rule."""
    return tuple(finding for finding in findings(form, rule, broken=True) if finding.code == rule.code)


def catalogue(form: Form, *, markdown: bool = False) -> str:
    """Everything that is checked as a page to read."""
    parts = [texts.catalogue_head(form.name, form.edition, form.source, markdown)]
    for rule in form.codes.values():
        relations = _relations(form, rule)
        parts.append(
            texts.catalogue_rule(
                code=rule.code,
                severity=_severity(rule, relations),
                title=rule.title,
                formula=formula(form, rule),
                count=len(relations),
                cells=cells(form, rule),
                source=rule.source,
                example=_example(form, rule),
                message=" ".join(finding.message for finding in shown(form, rule)),
                todo=rule.todo,
                markdown=markdown,
            )
        )
    return "\n".join(parts)


def _example(form: Form, rule: Rule | Check) -> str:
    """What is changed in the form's example so that the rule is broken, in words."""
    return "；".join(
        texts.example_change(_name(form, name), form.example.get(name, "0"), value)
        for name, value in rule.example.breaks.items()
    )


def _name(form: Form, name: str) -> str:
    """A figure or a section in words: its place and its label."""
    layout = layout_of(form)
    plain = name.rpartition(":")[2]
    whose = texts.WHOSE[name.rpartition(":")[0]]
    if plain in form.by_address:
        figure = form.by_address[Address(plain)]
        words = texts.cell_words(figure.row_path, figure.column_path)
        return f"{whose}{layout.places[figure.address]}（{words}）"
    return whose + next(part.title for part in form.prose if part.id == plain)


def _severity(rule: Rule | Check, relations: list[Relation]) -> str:
    others = [(texts.label(r.at.path), texts.SEVERITY[r.severity]) for r in relations if r.severity != rule.severity]
    return texts.severity_words(texts.SEVERITY[rule.severity], others)


def _relations(form: Form, rule: Rule | Check) -> list[Relation]:
    return [relation for relation in form.relations if relation.rule is rule]
