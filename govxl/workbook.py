"""Writing .xlsx files: xlsxwriter with what it lacks, the house style, and a save that is whole or not at all."""

from __future__ import annotations

import datetime
import html
import io
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, cast

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from govxl.files import Aside, write_bytes

# A fixed date, that of the format text: the same input gives the same bytes.
CREATED = datetime.datetime(2021, 9, 26)
ACCENT, ENTRY, DERIVED, RED, AMBER, GREEN = "#1F4E79", "#FFF9E5", "#EDEDED", "#F8CBAD", "#FFE699", "#C6E0B4"

_SONG: dict[str, Any] = {"font_name": "宋体", "font_charset": 134, "font_family": 3}
_HEI: dict[str, Any] = {**_SONG, "font_name": "黑体"}
_FANG: dict[str, Any] = {**_SONG, "font_name": "仿宋"}
_TITLE: dict[str, Any] = {**_SONG, "font_name": "方正小标宋简体"}
_MIDDLE: dict[str, Any] = {"align": "center", "valign": "vcenter", "text_wrap": True}
_LEFT: dict[str, Any] = {"align": "left", "valign": "vcenter", "text_wrap": True}
_BOX: dict[str, Any] = {"border": 1}

STYLES: dict[str, dict[str, Any]] = {
    "blank": {**_SONG, "font_size": 10.5},
    "title": {**_TITLE, **_MIDDLE, "font_size": 16},
    "subtitle": {**_FANG, **_MIDDLE, "font_size": 11, "font_color": "#595959"},
    "band": {**_HEI, **_MIDDLE, **_BOX, "font_size": 10.5},
    "corner": {**_SONG, **_MIDDLE, **_BOX, "font_size": 10.5},
    "head": {**_HEI, **_MIDDLE, **_BOX, "font_size": 10.5},
    "label": {**_SONG, **_LEFT, **_BOX, "font_size": 10},
    "label_middle": {**_SONG, **_MIDDLE, **_BOX, "font_size": 10},
    "entry": {**_SONG, **_MIDDLE, **_BOX, "font_size": 10.5, "bg_color": ENTRY, "locked": False},
    "derived": {**_SONG, **_MIDDLE, **_BOX, "font_size": 10.5, "bg_color": DERIVED},
    "text_entry": {**_FANG, **_LEFT, **_BOX, "font_size": 12, "num_format": "@", "bg_color": ENTRY, "locked": False},
    "text_locked": {**_FANG, **_LEFT, **_BOX, "font_size": 12, "num_format": "@", "bg_color": DERIVED},
    "paragraph": {
        **_FANG,
        "font_size": 12,
        "num_format": "@",
        "bg_color": ENTRY,
        "locked": False,
        **_BOX,
        "valign": "top",
        "text_wrap": True,
    },
    "prompt": {**_FANG, **_LEFT, "font_size": 11, "font_color": "#595959"},
    "guide_head": {**_HEI, "font_size": 12, "valign": "top", "font_color": ACCENT},
    "guide": {**_FANG, "font_size": 12, "valign": "top", "text_wrap": True},
    "explanation": {**_FANG, **_LEFT, **_BOX, "font_size": 10.5, "num_format": "@", "bg_color": ENTRY, "locked": False},
    "prior": {**_SONG, **_MIDDLE, **_BOX, "font_size": 10.5, "bg_color": DERIVED, "font_color": "#595959"},
    "prior_label": {**_SONG, **_LEFT, **_BOX, "font_size": 10, "font_color": "#595959"},
    "prior_head": {**_SONG, **_LEFT, "font_size": 10, "font_color": "#595959"},
    "verdict": {**_HEI, **_MIDDLE, **_BOX, "font_size": 11},
    "link": {**_SONG, "font_size": 10.5, "font_color": ACCENT, "underline": 1, "valign": "vcenter", "text_wrap": True},
    "link_box": {**_SONG, **_LEFT, **_BOX, "font_size": 10.5, "font_color": ACCENT, "underline": 1},
    "code": {**_SONG, "font_size": 8, "font_color": "#808080", "valign": "vcenter"},
    "cell": {**_SONG, **_LEFT, **_BOX, "font_size": 10.5},
    "text": {**_SONG, **_LEFT, **_BOX, "font_size": 10.5, "num_format": "@"},
    "number": {**_SONG, **_BOX, "font_size": 10.5, "align": "right", "valign": "vcenter"},
    "middle": {**_SONG, **_MIDDLE, **_BOX, "font_size": 10.5},
    "big_title": {**_TITLE, **_MIDDLE, "font_size": 20},
    "tile_head": {**_SONG, **_MIDDLE, **_BOX, "font_size": 10, "bg_color": DERIVED},
    "tile": {**_HEI, **_MIDDLE, **_BOX, "font_size": 15},
    "section": {**_HEI, **_LEFT, "font_size": 12, "font_color": ACCENT},
    "headline": {**_HEI, **_LEFT, **_BOX, "font_size": 11},
    "big": {**_HEI, **_BOX, "font_size": 14, "align": "center", "valign": "vcenter"},
    "beside": {**_SONG, **_BOX, "font_size": 11, "align": "center", "valign": "vcenter"},
    "headline_note": {**_SONG, "font_size": 8.5, "font_color": "#595959"},
    "source": {**_SONG, **_MIDDLE, **_BOX, "font_size": 10, "font_color": ACCENT, "underline": 1},
    "remark": {**_FANG, **_LEFT, "font_size": 11},
    "remark_link": {**_FANG, **_LEFT, "font_size": 11, "font_color": ACCENT, "underline": 1},
    "alarm": {"bg_color": RED, "font_color": "#9C0006"},
    "good": {"bg_color": GREEN, "font_color": "#375623"},
    "caution": {"bg_color": AMBER, "font_color": "#7F6000"},
}

_UNSAFE = re.compile(r"[&<>_\x00-\x08\x0b-\x1f\ufffe\uffff]")  # characters that XML or Excel may want escaped


class Formula(NamedTuple):
    """A cell that is a formula, with the text that it gives."""

    formula: str
    text: str


Value = str | int | float | Decimal | Formula | None


@cache
def _letters(count: int) -> tuple[str, ...]:
    return tuple(map(xl_col_to_name, range(count)))


class Sheet(Worksheet):
    """A worksheet that takes formulas as they are."""

    def write_cells(self, row: int, values: Sequence[Value], looks: Sequence[Format]) -> None:
        """Write a row from its first cell on, each value in its format, text as text and None as an empty cell."""
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            if value is None:
                self.write_blank(row, column, None, look)
            elif isinstance(value, str):
                self.write_string(row, column, value, look)
            elif isinstance(value, Formula):
                self.write_formula(row, column, value.formula, look, value.text)
            else:
                self.write_number(row, column, float(value), look)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        # xlsxwriter searches every formula for sixty newer functions: half of a template's time, and we use none.
        return formula.removeprefix("=")

    def _write_string(self, row: int, col: int, string: str, cell_format: Format | None = None) -> Literal[0, -1, -2]:
        # xlsxwriter takes a text between <r> and </r> for a rich string of its own making and does not escape it.
        if string.startswith("<r>") and string.endswith("</r>"):
            string = f'<r><t xml:space="preserve">{html.escape(string, quote=False)}</t></r>'
        return super()._write_string(row, col, string, cell_format)


class RowSheet(Sheet):
    """A sheet whose rows leave the memory as they are written, so that thousands of units fit: from the first row down.

    The book must not be made in memory. Cells of several rows are joined by :meth:`join` alone.
    """

    fh: Any  # where xlsxwriter puts the rows

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data | {"constant_memory": True})

    def write_cells(self, row: int, values: Sequence[Value], looks: Sequence[Format]) -> None:
        """Write a whole row in one piece, the same as cell by cell, at a fraction of the time.

        It must lie below all rows that are written, and its height must be set before. No text may be longer than a
        cell takes, and no number infinite. Raises ValueError for a row that has cells already.
        """
        if row > self.previous_row:
            self._write_single_row(row)
        if self._check_dimensions(row, 0) or self._check_dimensions(row, len(values) - 1) or self.table:
            raise ValueError(row)
        made = []
        for letters, value, look in zip(_letters(len(values)), values, looks, strict=True):
            style: int = look._get_xf_index()  # type: ignore[no-untyped-call]
            start = f'<c r="{letters}{row + 1}" s="{style}"'
            if isinstance(value, int):
                made.append(f"{start}><v>{value:d}</v></c>")
            elif value is None:
                made.append(f"{start}/>")
            elif isinstance(value, str):
                keep = ' xml:space="preserve"' if value != value.strip() else ""
                text = _escaped(value) if _UNSAFE.search(value) else value
                made.append(f'{start} t="inlineStr"><is><t{keep}>{text}</t></is></c>')
            elif isinstance(value, Formula):
                formula, text = (html.escape(part, quote=False) for part in value)
                made.append(f'{start} t="str"><f>{formula}</f><v>{text}</v></c>')
            else:
                made.append(f"{start}><v>{float(value):.16G}</v></c>")
        self._write_row(row, None, self.row_info.pop(row, None))
        self.row_sizes.pop(row, None)  # for pictures, of which there are none
        self.fh.write("".join(made))
        self._xml_end_tag("row")
        self.previous_row = row + 1  # so that nobody writes this one again

    def _write_single_row(self, current_row_num: int = 0) -> None:
        # xlsxwriter keeps the height of every row, which for the rows that are written nobody needs any more.
        row = self.previous_row
        super()._write_single_row(current_row_num)
        self.row_info.pop(row, None)
        self.row_sizes.pop(row, None)

    def join(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge cells that have been written."""
        self.merge.append([first_row, first_column, last_row, last_column])

    def discard(self) -> None:
        """Let go of the rows written so far; does nothing once the book is closed."""
        if self.row_data_fh:
            with suppress(OSError):  # of rows that there was no room for, which has been said
                self.row_data_fh.close()


def _escaped(text: str) -> str:
    """A text as a cell takes it: as XML, and what no XML takes as Excel spells it."""
    spelled: str = Worksheet._escape_control_characters(text)  # type: ignore[no-untyped-call]
    return html.escape(spelled, quote=False)


class Book(xlsxwriter.Workbook):
    """A workbook with a locked structure and formats by name. Use it through :func:`write`."""

    def __init__(self, target: BinaryIO, *, structure_locked: bool, **options: Any):
        super().__init__(target, options)
        self._structure_locked = structure_locked
        self._styles: dict[str, Format] = {}

    def style(self, name: str, **changes: Any) -> Format:
        """A format of the house style, with changes where a place needs them."""
        key = name + repr(sorted(changes.items())) if changes else name
        if key not in self._styles:
            self._styles[key] = self.add_format({**STYLES[name], **changes})
        return self._styles[key]

    def add_worksheet(self, name: str | None = None, worksheet_class: type[Worksheet] | None = None) -> Sheet:
        """Add a sheet."""
        sheet = super().add_worksheet(name, worksheet_class or Sheet)
        assert isinstance(sheet, Sheet)
        return sheet

    def add_rows(self, name: str) -> RowSheet:
        """Add a sheet that is written row by row."""
        sheet = self.add_worksheet(name, RowSheet)
        assert isinstance(sheet, RowSheet)
        return sheet

    def discard(self) -> None:
        """Let go of what lies on the disk for it."""
        for sheet in self.worksheets():
            if isinstance(sheet, RowSheet):
                sheet.discard()

    def _write_book_views(self) -> None:
        # xlsxwriter cannot lock the structure of a workbook; the element belongs right before <bookViews>.
        if self._structure_locked:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
        super()._write_book_views()


def write(
    path: Path | BinaryIO, fill: Callable[[Book], None], *, structure_locked: bool = False, **options: Any
) -> None:
    """Write a workbook whole or not at all. Raises OSError where the disk or the folder does not allow it.

    It is put together aside, so that its own place is touched last, and by nothing that would try again when the disk
    is full.
    """
    with _scratch(options) as folder, nullcontext(io.BytesIO()) if options.get("in_memory") else Aside() as made:
        book = Book(cast(BinaryIO, made), structure_locked=structure_locked, tmpdir=folder, **options)
        book.set_properties({"created": CREATED})
        try:
            fill(book)
            book.close()
        except (OSError, xlsxwriter.exceptions.FileCreateError) as error:  # no room for the parts: name what was meant
            cause = error if isinstance(error, OSError) else error.args[0] if error.args else error
            number, said = getattr(cause, "errno", None), getattr(cause, "strerror", None)
            raise OSError(number, said or str(cause), str(path)) from error
        finally:
            book.discard()
        if isinstance(made, Aside):
            made.move(path)
        elif isinstance(path, Path):
            write_bytes(path, made.getvalue())
        else:
            path.write(made.getvalue())


@contextmanager
def _scratch(options: Mapping[str, Any]) -> Iterator[str | None]:
    """Where the parts of a large workbook lie until they are put together."""
    if options.get("in_memory"):
        yield None
    else:
        with tempfile.TemporaryDirectory(prefix="govxl-", ignore_cleanup_errors=True) as folder:
            yield folder
