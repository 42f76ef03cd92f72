"""Figures in sentences, for the writer of a summary's prose: worked out from the figures alone, whatever the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from govxl import texts
from govxl.filing import Filing
from govxl.form import Form, Line, Table, address
from govxl.publication import words
from govxl.rules import Number


def drafts(filing: Filing) -> tuple[str, ...]:
    """One paragraph a table. A figure that is blank, or made of a blank one, is left out."""
    form = filing.form
    assert form is not None
    shapes = {"grid": _grid, "blocks": _blocks, "strip": _strip}
    parts = (texts.draft_sentence(list(shapes[table.arrangement](form, table, filing))) for table in form.tables)
    return tuple(filter(None, parts))


def _grid(form: Form, table: Table, filing: Filing) -> Iterator[str]:
    """Every line by its total, the first one by its columns too; a group of lines by the groups within."""
    (block,) = table.blocks
    totals, kinds = _parted(form, table, block.columns)

    def value(rows: Iterable[Line], columns: Iterable[Line] = totals or kinds) -> Number | None:
        return _sum(filing, table, rows, columns)

    for number, (head, group) in enumerate(groupby(block.rows, key=lambda row: row.path[0])):
        rows = list(group)
        if any(len(row.path) > 1 for row in rows):
            inner = groupby(rows, key=lambda row: row.path[:2][-1])
            yield texts.draft_list(_label(head), _items((name, value(list(some))) for name, some in inner))
        else:
            by_kind = groupby(kinds, key=lambda column: column.path[:2][-1])
            parts = _items((name, value(rows, list(some))) for name, some in by_kind) if number == 0 else []
            yield texts.draft_number(_label(head), value(rows), parts)


def _strip(form: Form, table: Table, filing: Filing) -> Iterator[str]:
    """Every group of rows by its total and by its columns."""
    (block,) = table.blocks
    totals, kinds = _parted(form, table, block.columns)
    for head, group in groupby(block.rows, key=lambda row: row.path[0]):
        rows = list(group)
        total = _sum(filing, table, rows, totals or kinds)
        parts = _items((column.path[-1], _sum(filing, table, rows, [column])) for column in kinds)
        yield texts.draft_number(_label(head), total, parts)


def _blocks(form: Form, table: Table, filing: Filing) -> Iterator[str]:
    """Every line by its columns."""
    for block in table.blocks:
        for row in block.rows:
            known = []
            for column in block.columns:
                spot = address(table.id, row.id, column.id)
                money = form.by_address[spot].kind == "amount"
                known.append((_label(column.path[-1]), filing.figures.get(spot), money))
            yield texts.draft_line(_label(row.path[-1]), known)


def _parted(form: Form, table: Table, columns: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """The columns that are worked out from others in their row, and the others."""
    between = {
        figure.column.id
        for figure in form.figures
        if figure.table is table and figure.derived and form.filled_by[figure.address].rule.between == "columns"
    }
    columns = list(columns)
    return [c for c in columns if c.id in between], [c for c in columns if c.id not in between]


def _sum(filing: Filing, table: Table, rows: Iterable[Line], columns: Iterable[Line]) -> Number | None:
    """The sum of some cells; None where one of them is blank or there are none."""
    columns = list(columns)
    spots = [address(table.id, row.id, column.id) for row in rows for column in columns]
    if not spots or any(spot not in filing.figures for spot in spots):
        return None
    return sum(filing.figures[spot] for spot in spots)


def _items(named: Iterable[tuple[str, Number | None]]) -> list[tuple[str, Number | None]]:
    return [(_label(name), value) for name, value in named]


def _label(text: str) -> str:
    """A label as it is spoken: without ordinal and remark."""
    return words.REMARK.sub("", words.ORDINAL.sub("", text))
