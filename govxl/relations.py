"""Rules spelt out: a declared line of equations becomes one relation a row or column, and totals get an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from graphlib import TopologicalSorter

from govxl.form import PRIOR, Address, Block, Figure, Line, Relation, Rule, Table, address


def cells(table: Table) -> Iterator[tuple[Block, Line, Line, Address]]:
    """Every cell of a table: block, row, column and address, in printed order."""
    for block in table.blocks:
        for row in block.rows:
            for column in block.columns:
                yield block, row, column, address(table.id, row.id, column.id)


def lines_of(rule: Rule) -> set[str]:
    """The lines that a rule names, whatever the year."""
    return {name.removeprefix(PRIOR) for name in rule.left + rule.right}


def instances(rule: Rule, table: Table) -> Iterator[tuple[Line, tuple[Address, ...], tuple[Address, ...]]]:
    """The rule at every line across it, in the blocks that have all the lines it names."""
    for block in table.blocks:
        named, across = (block.rows, block.columns) if rule.between == "rows" else (block.columns, block.rows)
        if lines_of(rule) <= {line.id for line in named}:
            for at in across:
                if not rule.only or at.id in rule.only:
                    left, right = (tuple(_cell(rule, name, at.id) for name in side) for side in (rule.left, rule.right))
                    yield at, left, right


def spell_out(tables: Sequence[Table], rules: Sequence[Rule]) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
    """All relations in the order of the rules, and those that fill a derived cell in an order in which they can.

    Raises graphlib.CycleError, with the addresses as its second argument, where rules compute in a circle.
    """
    spelt = [
        (rule, at, left, right)
        for rule in rules
        for at, left, right in instances(rule, next(table for table in tables if table.id == rule.table))
    ]
    claims: dict[Address, list[Rule]] = {}
    operands: dict[Address, tuple[Address, ...]] = {}
    for rule, _at, left, right in spelt:
        if rule.computes:
            claims.setdefault(right[0], []).append(rule)
            operands.setdefault(right[0], left)
    order = [spot for spot in TopologicalSorter(operands).static_order() if spot in operands]
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
        needed = frozenset((*left, *right, *leaves))
        made.append(Relation(rule, at, left, right, fills, not others, leaves, prior, needed))
    by_spot = {relation.fills: relation for relation in made if relation.fills}
    return tuple(made), tuple(by_spot[spot] for spot in order)


def figures_of(tables: Sequence[Table], fill_order: Sequence[Relation]) -> tuple[Figure, ...]:
    """The figures of the tables; those that a relation fills are derived."""
    derived = {relation.fills for relation in fill_order}
    return tuple(
        Figure(
            spot,
            table,
            row,
            column,
            column.kind if row.kind == "count" else row.kind,
            spot in derived,
            *_paths(table, block, row, column),
        )
        for table in tables
        for block, row, column, spot in cells(table)
    )


def _paths(table: Table, block: Block, row: Line, column: Line) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if table.arrangement == "strip":
        return (), row.path + column.path
    return ((block.title,) if block.title else ()) + row.path, column.path


def _cell(rule: Rule, name: str, at: str) -> Address:
    line = name.removeprefix(PRIOR)
    spot = address(rule.table, line, at) if rule.between == "rows" else address(rule.table, at, line)
    return Address(PRIOR + spot) if line != name else spot


def _unique(names: Iterable[Address]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(names))
