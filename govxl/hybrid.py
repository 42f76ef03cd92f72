"""Hybrids: reports in which some tables are of another edition than the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from govxl.declaration import ONE_AT_A_TIME, known_by, labels_of, plain_label
from govxl.form import Address, Check, Form
from govxl.relations import cells, figures_of, spell_out


def blend(base: Form, tables: Mapping[str, Form]) -> Form:
    """A hybrid: ``base`` with some tables, by id, and their rules as another edition declares them.

    Such reports are filled where an office kept an old table in a new form. The edition, cover and prose are those of
    ``base``, the sheets' names too; ``tables_of`` tells what came from where. The same call gives the same form, and
    one that changes nothing gives ``base`` itself. Raises KeyError for a table that one of the forms does not have.
    """
    for name, form in tables.items():
        if name not in base.tables_of or name not in form.tables_of:
            raise KeyError(name)
    return _blend(base, tuple(sorted((name, form) for name, form in tables.items() if form is not base)))


def _blend(base: Form, swapped: tuple[tuple[str, Form], ...]) -> Form:
    with ONE_AT_A_TIME:
        return _blended(base, swapped) if swapped else base


@lru_cache(maxsize=64)
def _blended(base: Form, swapped: tuple[tuple[str, Form], ...]) -> Form:
    others = dict(swapped)
    tables = tuple(
        replace(next(other for other in others[table.id].tables if other.id == table.id), sheet=table.sheet)
        if table.id in others
        else table
        for table in base.tables
    )
    # A table's rules stand where those that they replace began: their own order decides which one fills a cell.
    first = {
        name: next((i for i, rule in enumerate(base.rules) if rule.table == name), len(base.rules)) for name in others
    }
    placed = [(index, rule) for index, rule in enumerate(base.rules) if rule.table not in others]
    placed += [(first[name], rule) for name, form in swapped for rule in form.rules if rule.table == name]
    rules = tuple(rule for _, rule in sorted(placed, key=lambda pair: pair[0]))
    homes = [(table, others.get(table.id, base)) for table in tables]
    labels = [(label, base) for label in labels_of(base.cover, base.prose, ())]
    labels += [(label, form) for table, form in homes for label in labels_of((), (), (table,))]
    breaks = {label: form.breaks[label] for label, form in labels if label in form.breaks}
    taken = {plain_label(label): label for label, _ in labels}
    variants: dict[str, tuple[str, ...]] = {}
    for label, form in labels:
        for spelling in form.variants.get(label, ()):
            if plain_label(spelling) not in taken:  # what is a variant in one edition may be a label of the other
                taken[plain_label(spelling)] = label
                variants[label] = (*variants.get(label, ()), spelling)
    relations, fill_order = spell_out(tables, rules)
    figures = frozenset(spot for table in tables for _, _, _, spot in cells(table))
    checks = tuple(
        check
        for one in base.checks
        if (check := _declared_for(figures, one, (form for _, form in swapped))) is not None
    )
    made = replace(
        base,
        breaks=breaks,
        tables=tables,
        rules=rules,
        checks=checks,
        variants=variants,
        tables_of={**base.tables_of, **{name: form.tables_of[name] for name, form in swapped}},
        figures=figures_of(tables, fill_order),
        relations=relations,
        fill_order=fill_order,
    )
    return known_by(made, _blend, base, swapped)


def _declared_for(figures: frozenset[Address], check: Check, others: Iterable[Form]) -> Check | None:
    """A check as the edition declares it whose figures a hybrid has; None where none does."""
    for one in (check, *(form.codes.get(check.code) for form in others)):
        if isinstance(one, Check) and figures.issuperset((*one.figures, *((one.whole,) if one.whole else ()))):
            return one
    return None
