"""The long form for analysts: one row for each unit, year and figure, as .csv or .parquet.

DuckDB, Polars and Excel open it as it is. Each figure of each report that could be read is there, also of reports that
were left out of the sum, which ``included`` and ``reason`` tell; a report of which another version counts is not.
For every entry the sum of ``value`` where ``included`` is the summary's figure. ``state`` is one of STATES:

``filled``         typed as a number;
``cleaned``        taken from a text or formula, which ``original`` has;
``blank``          left empty, without ``value``, and 0 in the sum;
``zero_declared``  0 in a table whose blanks the unit has declared to be 0;
``unreadable``     no number, or one that cannot be; ``original`` has it, there is no ``value``;
``absent``         the source has no such cell;
``computed``       a total, worked out from the entries;
``incomplete``     a total one of whose parts has no value, and so without one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from govxl import texts
from govxl.collect import Judged
from govxl.files import must_be_free, printable, whole
from govxl.form import Figure
from govxl.lists import harmless
from govxl.paperwork import is_tidy

if TYPE_CHECKING:
    from govxl.aggregate import Consolidation

State = Literal["filled", "cleaned", "blank", "zero_declared", "unreadable", "absent", "computed", "incomplete"]
STATES: tuple[State, ...] = get_args(State)
SUFFIXES = (".csv", ".parquet")
_SETTLED = ("duplicate", "superseded")  # another version of the same report counts
_UNREADABLE = frozenset({"not-a-number", "not-whole", "negative", "cell-error"})
_GROUP = 100_000  # rows that are held at once


class Row(NamedTuple):
    """One figure of one report. ``value`` is exact, in 万元 for amounts, and None where there is none."""

    unit_code: str
    unit_name: str
    year: int | None
    edition: str
    scope: str
    file: str
    included: bool
    reason: str
    key: str
    table: str
    row_label: str
    column_label: str
    kind: str
    derived: bool
    value: Decimal | None
    state: State
    original: str


class TidyError(Exception):
    """The long form cannot be written there: the sentence says why."""


def check_target(path: Path, output: Path | None = None) -> None:
    """Make sure, before anything is read, that the long form can be written to a path.

    Raises TidyError where the name ends otherwise than .csv or .parquet, the library for .parquet is not installed,
    there is a file that is no long form of ours, or it is that of the summary; OSError where it cannot be replaced.
    """
    kind = path.suffix.lower()
    if output and path.resolve() == output.resolve():
        raise TidyError(texts.tidy_is_output(printable(path)))
    if kind not in SUFFIXES:
        raise TidyError(texts.tidy_suffix(printable(path)))
    if kind == ".parquet" and find_spec("pyarrow") is None:
        raise TidyError(texts.tidy_needs_pyarrow())
    if path.is_file() and not is_tidy(path):
        raise TidyError(texts.tidy_not_ours(printable(path)))
    must_be_free(path)


def rows(result: Consolidation) -> Iterator[Row]:
    """The long form: the reports that are in the sum, then those left out, each with all its figures."""
    for one in result.included:
        yield from _rows(one, True)
    for one, reason in others(result):
        yield from _rows(one, False, reason)


def others(result: Consolidation) -> tuple[tuple[Judged, str], ...]:
    """The reports that could be read and are not in the sum, each with the reason."""
    return tuple(
        (one, reason) for one, reason in result.left_out if one.state not in _SETTLED and one.filing.form is not None
    )


def _rows(one: Judged, included: bool, reason: str = "") -> Iterator[Row]:
    filing, form = one.filing, one.filing.form
    assert form is not None
    about = (
        *(filing.unit.code, filing.unit.name, filing.year, form.edition, filing.scope, printable(filing.file)),
        *(included, reason),
    )
    told = {
        spot: (finding.code, finding.found or "")
        for finding in filing.findings
        if finding.code == "cleaned" or finding.code in _UNREADABLE
        for spot in finding.figures
    }
    blanks = frozenset(filing.blanks)
    for figure in form.figures:
        spot = figure.address
        value = filing.figures.get(spot)
        code, original = ("", "") if figure.derived else told.get(spot, ("", ""))
        state: State
        if figure.derived:
            state = "incomplete" if value is None else "computed"
        elif value is not None:
            declared = value == 0 and figure.table.id in filing.zeros
            state = "cleaned" if code == "cleaned" else "zero_declared" if declared else "filled"
        else:
            state = "blank" if spot in blanks else "unreadable" if code in _UNREADABLE else "absent"
        exact = None if value is None else Decimal(value)
        yield Row(*about, *_labels(figure), exact, state, original)


def _labels(figure: Figure) -> tuple[str, str, str, str, str, bool]:
    labels = (figure.address, figure.table.title, figure.row_label, figure.column_label)
    return (*labels, figure.kind, figure.derived)


@contextmanager
def tidy_beside(path: Path | None, result: Consolidation) -> Iterator[None]:
    """Write the long form, if a path is given, so that it takes its place when what is done meanwhile went well.

    The ending of the name tells the format: .csv is UTF-8 with the mark that Excel needs, and a text that a spreadsheet
    would take for a formula has a ``'`` before it; .parquet has the texts as they are and decimals. Raises OSError
    where the file cannot be written; then there is nothing new under its name.
    """
    if path is None:
        yield
        return
    with whole(path) as temporary:
        (_write_parquet if path.suffix.lower() == ".parquet" else _write_csv)(temporary, result)
        yield


def _write_csv(path: Path, result: Consolidation) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, lineterminator="\r\n")
        lines.writerow(Row._fields)
        lines.writerows(map(_cells, rows(result)))


def _cells(row: Row) -> list[str]:
    """A row in words: numbers without exponent, truth as true and false, nothing as nothing."""
    cells = []
    for cell in row:
        if isinstance(cell, bool):
            cells.append("true" if cell else "false")
        elif isinstance(cell, str):
            cells.append(harmless(cell))
        else:
            cells.append(texts.number(cell))
    return cells


def _write_parquet(path: Path, result: Consolidation) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = pa.dictionary(pa.int32(), pa.string())
    kinds: dict[str, Any] = {
        "year": pa.int32(),
        "included": pa.bool_(),
        "derived": pa.bool_(),
        "value": _decimal(result),
        "original": pa.string(),
    }
    schema = pa.schema([pa.field(name, kinds.get(name, words)) for name in Row._fields])
    made = io.BytesIO()
    everything = rows(result)
    with pq.ParquetWriter(made, schema, compression="zstd") as writer:
        while batch := list(islice(everything, _GROUP)):
            columns = zip(*batch, strict=True)
            arrays = [pa.array(cells, type=field.type) for cells, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    path.write_bytes(made.getvalue())


def _decimal(result: Consolidation) -> Any:
    """The type of the values: as many digits behind the point as any has, four at least."""
    import pyarrow as pa

    scale, front = 4, 1
    for row in rows(result):
        if row.value is not None:
            _, digits, exponent = row.value.as_tuple()
            assert isinstance(exponent, int)
            scale, front = max(scale, -exponent), max(front, len(digits) + exponent)
    return pa.decimal128(38, scale) if front + scale <= 38 else pa.decimal256(76, scale)
