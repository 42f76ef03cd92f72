"""The catalogue of rules, generated from the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govxl import texts
from govxl.form import PRIOR, Form, Line, Relation, Rule
from govxl.layout import layout_of


def to_json(form: Form) -> list[dict[str, Any]]:
    """Every rule with its formula in words, its cells, and its source in the law or the format."""
    return [
        {
            "code": rule.code,
            "severity": rule.severity,
            "title": rule.title,
            "table": rule.table,
            "formula": formula(form, rule),
            "instances": [
                {
                    "at": texts.label(relation.at.path),
                    "left": list(relation.left),
                    "sign": rule.sign,
                    "right": list(relation.right),
                }
                for relation in _relations(form, rule)
            ],
            "source": rule.source,
            "todo": rule.todo,
        }
        for rule in form.rules
    ]


def formula(form: Form, rule: Rule) -> str:
    """The rule in words, by the labels of its lines."""
    table = next(table for table in form.tables if table.id == rule.table)
    lines = {line.id: line for block in table.blocks for line in getattr(block, rule.between)}
    left, right = ("＋".join(_operand(lines, name) for name in side) or "0" for side in (rule.left, rule.right))
    return f"{left} {texts.SIGN[rule.sign]} {right}"


def _operand(lines: Mapping[str, Line], name: str) -> str:
    words = texts.label(lines[name.removeprefix(PRIOR)].path)
    return texts.prior_operand(words) if name.startswith(PRIOR) else words


def catalogue(form: Form, *, markdown: bool = False) -> str:
    """All rules as a page to read."""
    layout = layout_of(form)
    parts = [texts.catalogue_head(form.name, form.edition, form.source, markdown)]
    for rule in form.rules:
        relations = _relations(form, rule)
        cells = "、".join(str(layout.relation_place(relation)) for relation in relations)
        parts.append(
            texts.catalogue_rule(
                code=rule.code,
                severity=_severity(rule, relations),
                title=rule.title,
                formula=formula(form, rule),
                count=len(relations),
                cells=cells,
                source=rule.source,
                todo=rule.todo,
                markdown=markdown,
            )
        )
    return "\n".join(parts)


def _severity(rule: Rule, relations: list[Relation]) -> str:
    others = [(texts.label(r.at.path), texts.SEVERITY[r.severity]) for r in relations if r.severity != rule.severity]
    return texts.severity_words(texts.SEVERITY[rule.severity], others)


def _relations(form: Form, rule: Rule) -> list[Relation]:
    return [relation for relation in form.relations if relation.rule is rule]
