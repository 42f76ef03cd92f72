"""Rows written in one piece hold the same as cell by cell, whatever is in them, for every program that reads."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from govxl.workbook import Book, Formula, RowSheet, Sheet, Value, write

TEXTS = (
    "",
    "本机关",
    " 前后有空格　",
    "甲\n乙\t丙",
    "<r>甲</r>",
    "=1+1",
    """甲&乙<丙>"丁"'戊'""",
    "&amp;",
    "_x0041_",
    "甲\x07乙",
    "甲\ufffe乙",
    "😀",
    "0012",
)
NUMBERS = {
    0: 0,
    12: 12,
    -3: -3,
    10**11: 10**11,
    0.1: 0.1,
    Decimal("1.50"): 1.5,
    Decimal("999999999999.99"): 999999999999.99,
}
LINK = Formula('HYPERLINK("#\'甲\'!A"&MATCH(1,A1:A2,0),"甲""乙<&")', '甲"乙<&')
ROWS: tuple[tuple[Value, ...], ...] = (
    TEXTS,
    tuple(NUMBERS),
    (None, LINK, "甲", 7, None),
    tuple(range(800)),  # as far as column ADT
)


def _book(write_cells: Callable[[RowSheet, int, tuple[Value, ...], list], None]) -> bytes:
    """A sheet with rows between those of a head, of a height and of cells alone."""
    made = io.BytesIO()

    def fill(book: Book) -> None:
        sheet = book.add_rows("甲")
        looks = [book.style(name) for name in ("text", "number", "cell")]
        sheet.set_row(0, 30)
        sheet.write_string(0, 1, "头", book.style("head"))
        for row, values in enumerate(ROWS, start=2):
            sheet.set_row(row, 15 * row)
            write_cells(sheet, row, values, [looks[column % 3] for column in range(len(values))])
        end = len(ROWS) + 2
        sheet.write_string(end, 0, "尾", looks[0])
        sheet.join(end, 0, end, 1)
        write_cells(sheet, end + 2, ("末",), looks[:1])
        sheet.data_validation(2, 0, 9, 0, {"validate": "integer", "criteria": ">=", "value": 0})
        sheet.autofilter(0, 0, end, 3)

    write(made, fill)
    return made.getvalue()


def _parts(book: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _in_one_piece(sheet: RowSheet, row: int, values: tuple[Value, ...], looks: list) -> None:
    sheet.write_cells(row, values, looks)


def _cell_by_cell(sheet: RowSheet, row: int, values: tuple[Value, ...], looks: list) -> None:
    Sheet.write_cells(sheet, row, values, looks)


def test_a_row_in_one_piece_is_written_as_cell_by_cell() -> None:
    fast, slow = _parts(_book(_in_one_piece)), _parts(_book(_cell_by_cell))
    ours, theirs = "<t>&lt;r&gt;甲&lt;/r&gt;</t>", '<r><t xml:space="preserve">&lt;r&gt;甲&lt;/r&gt;</t></r>'
    name = "xl/worksheets/sheet1.xml"
    assert slow[name].count(theirs.encode()) == 1
    slow[name] = slow[name].replace(theirs.encode(), ours.encode())  # the one that xlsxwriter takes for its own markup
    assert fast == slow


def test_openpyxl_reads_every_value_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(_book(_in_one_piece))
    formulas, values = (openpyxl.load_workbook(path, data_only=only).active for only in (False, True))
    seen = list(values.iter_rows(min_row=3, max_row=6, values_only=True))
    spelled = {"甲\x07乙": "甲_x0007_乙", "甲\ufffe乙": "甲_xFFFE_乙", "_x0041_": "_x005F_x0041_"}  # as Excel spells it
    assert seen[0][: len(TEXTS)] == tuple(spelled.get(text, text) for text in TEXTS)
    assert list(seen[1][: len(NUMBERS)]) == list(NUMBERS.values())
    assert seen[2][:5] == (None, LINK.text, "甲", 7, None)
    assert seen[3] == tuple(range(800))
    assert formulas["B5"].value == "=" + LINK.formula
    assert [formulas.row_dimensions[row].height for row in (1, 3, 4, 5, 6)] == [30, 30, 45, 60, 75]
    assert [values["B1"].value, values["A7"].value, values["A9"].value] == ["头", "尾", "末"]
    assert values.dimensions == "A1:ADT9"
    assert (formulas["A3"].number_format, formulas["A3"].border.left.style) == ("@", "thin")


def test_calamine_reads_every_value_back() -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(_book(_in_one_piece))).get_sheet_by_index(0)
    seen = sheet.to_python(skip_empty_area=False)
    spelled = {"甲\ufffe乙": "甲_xFFFE_乙"}  # of what Excel spells it knows the control characters
    assert seen[2][: len(TEXTS)] == [spelled.get(text, text) for text in TEXTS]
    assert seen[3][: len(NUMBERS)] == list(NUMBERS.values())
    assert seen[4][:5] == ["", LINK.text, "甲", 7, ""]
    assert seen[5] == list(range(800))
    assert [seen[0][1], seen[6][0], seen[8][0]] == ["头", "尾", "末"]


def test_a_row_that_has_cells_already_is_not_written_again() -> None:
    made = io.BytesIO()

    def fill(book: Book) -> None:
        sheet, look = book.add_rows("甲"), book.style("text")
        sheet.write_cells(1, ("甲",), [look])
        sheet.write_string(2, 0, "乙", look)
        for row in range(3):
            with pytest.raises(ValueError, match=str(row)):
                sheet.write_cells(row, ("丙",), [look])

    write(made, fill)
    made.seek(0)
    assert CalamineWorkbook.from_filelike(made).get_sheet_by_index(0).to_python(skip_empty_area=True) == [
        ["甲"],
        ["乙"],
    ]


def test_a_disk_that_is_full_at_any_byte_is_said_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of parts at the end of a zip reckons with places, the more so after a fault."""
    make, room = tempfile.TemporaryFile, [0]

    class Small:
        """A file on a disk with so much room."""

        def __init__(self, *arguments: object, **more: object):
            self.file = make(*arguments, **more)

        def __getattr__(self, name):
            return getattr(self.file, name)

        def write(self, data):
            if self.file.tell() + len(data) > room[0]:
                raise OSError(28, "No space left on device")
            return self.file.write(data)

    target = tmp_path / "book.xlsx"
    write(target, lambda book: book.add_worksheet("a"))
    size = target.stat().st_size
    whole = target.read_bytes()
    monkeypatch.setattr(tempfile, "TemporaryFile", Small)
    for room[0] in range(size - 2000, size, 23):
        with pytest.raises(OSError, match="No space left") as caught:
            write(target, lambda book: book.add_worksheet("b"))
        assert (caught.value.filename, target.read_bytes()) == (str(target), whole)
    room[0] = 10 * size
    write(target, lambda book: book.add_worksheet("b"))
    assert openpyxl.load_workbook(target).sheetnames == ["b"]
