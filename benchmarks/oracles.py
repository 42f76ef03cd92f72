"""What stands in a file, read by others than the toolkit: openpyxl, xlrd, the standard library, regular expressions.

Each oracle is naive and strict. It says whether a figure, a name or a line of text that was read really stands in the
file, at the place where the form has it; a file that it cannot read confirms nothing.
"""

from __future__ import annotations

import difflib
import io
import re
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from html import unescape
from xml.etree import ElementTree

from govxl import Filing
from govxl.form import Form
from govxl.layout import IDENTITY, NO_REPORT, layout_of

Cells = Mapping[str, Mapping[tuple[int, int], object]]


class Oracle:
    """What one mutant holds. ``cells`` by sheet and place of a workbook; ``rows`` of a document's tables."""

    def __init__(self, kind: str, data: bytes):
        self.cells: Cells | None = None
        self.rows: list[list[str]] = []
        self.lines: list[str] = []
        self._sure: set[str] | None = None
        self._raw = data if kind == "xls" else b""
        try:
            if kind == "zip":
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    (name,) = archive.namelist()
                    kind, data = "xlsx", archive.read(name)
            if kind in _BOOKS:
                self.cells = _BOOKS[kind](data)
                self.lines = _lines(self.cells)
                if kind == "xlsx":  # texts of several pieces, of which each reader keeps others where one is damaged
                    bare = _lines(_xlsx_bare(data))
                    self._sure = {_plain(line) for line in bare}.intersection(map(_plain, self.lines))
                    self.lines += bare
            else:
                self.rows, self.lines = _DOCUMENTS[kind](data)
        except Exception:  # whatever a library says of a damaged file: then nothing is confirmed
            return
        self.lines = [_plain(line) for line in self.lines]

    def has_line(self, line: str, *, surely: bool = False) -> bool:
        """Whether a paragraph stands in the file as a whole; ``surely``: as all readers have it."""
        if self._raw and self.cells is None and not surely:  # an .xls that xlrd does not read
            return line.encode("utf-16-le") in self._raw
        return _plain(line) in (self.lines if self._sure is None or not surely else self._sure)

    def has_text(self, text: str) -> bool:
        """Whether some words stand anywhere."""
        return any(_plain(text) in line for line in self.lines)

    def identity(self, key: str) -> str | None:
        """What the hidden sheet of our workbook says; None where there is none."""
        sheet = (self.cells or {}).get(IDENTITY, {})
        for (row, column), value in sheet.items():
            if column == 0 and value == key:
                return _shown(sheet.get((row, 1), ""))
        return None

    def labels_stand(self, form: Form, table: str) -> bool:
        """Whether all labels of a table of our workbook stand where the layout has them."""
        plan = layout_of(form).plan(table)
        sheet = (self.cells or {}).get(plan.table.sheet, {})
        return all(
            _plain(str(sheet.get((caption.place.row, caption.place.column), ""))) == _plain(caption.text)
            for caption in plan.captions
        )

    def confirms(self, filing: Filing, spot: str) -> bool:
        """Whether the figure that was read at an address stands there."""
        assert filing.form is not None
        value = filing.entries[spot]  # type: ignore[index]
        if self._raw and self.cells is None:  # xlrd gives up at much that has no part in the figures
            return any(written in self._raw for written in _in_biff(value))
        if self.cells is not None:
            place = filing.places.get(spot) or layout_of(filing.form).places[spot]  # type: ignore[call-overload,index]
            written = self.cells.get(place.sheet, {}).get((place.row, place.column))
            moved = spot in filing.places
            return same(written, value) and (moved or self.labels_stand(filing.form, spot.partition(".")[0]))
        return self._in_a_row(filing.form, spot, value)

    def _turn_of_heads(self, labels: list[str], turn: int) -> int:
        """The turn of a column where a row of heads has them in another order."""
        for row in self.rows:
            heads = [cell for cell in map(_plain, row) if cell in labels]
            if len(heads) > 2 and len(set(heads)) == len(heads) and labels[turn] in heads:
                first = min(labels.index(head) for head in heads)
                return first + heads.index(labels[turn])
        return turn

    def _in_a_row(self, form: Form, spot: str, value: object) -> bool:
        """Whether a row that is labelled so has this number at that turn."""
        figure = form.by_address[spot]  # type: ignore[index]
        table = figure.table
        block = next(b for b in table.blocks if any(row.id == figure.row.id for row in b.rows))
        if table.arrangement == "strip":
            keys = [f"{table.id}.{row.id}.{column.id}" for row in block.rows for column in block.columns]
            turn, width, label = keys.index(spot), len(keys), ""
        else:
            turn = [column.id for column in block.columns].index(figure.column.id)
            width, label = len(block.columns), _plain(figure.row.path[-1])
            turn = self._turn_of_heads([_plain(column.path[-1]) for column in block.columns], turn)
        candidates = []
        for row in self.rows:
            labels = [_plain(cell) for cell in row if cell.strip() and not re.match(r"[\d０-９.,]+\D?$", cell.strip())]
            for figures in _figures(row, width, bool(label)):
                if not label:
                    candidates.append((1.0 if not labels else 0.0, figures))
                else:
                    likeness = max((difflib.SequenceMatcher(None, one, label).ratio() for one in labels), default=0.0)
                    candidates.append((likeness, figures))
        best = max((likeness for likeness, _ in candidates), default=0.0)
        return best > 0.5 and any(
            same(figures[turn], value) for likeness, figures in candidates if likeness == best and turn < len(figures)
        )


def _lines(cells: Cells) -> list[str]:
    """The texts of the sheets in which something is reported."""
    return [str(value) for name, sheet in cells.items() if name not in NO_REPORT for value in sheet.values()]


def _figures(row: list[str], width: int, labelled: bool) -> Iterable[list[str]]:
    """The cells of a row that may be its figures: as many as there are columns, at the end or behind the label."""
    cells = list(row)
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) >= width + labelled:
        yield cells[-width:]
    for at, cell in enumerate(cells):
        if at and re.match(r"\s*[+-]?[\d０-９]", cell):
            yield cells[at:]
            break
    if not labelled:
        yield cells


def same(written: object, value: object) -> bool:
    """Whether a cell's content is this number, written as a number or as plain digits."""
    try:
        text = unicodedata.normalize("NFKC", str(written)).strip().replace(",", "")
        text = re.sub(r"(?<=\d)(件|元|万元|个|条)$", "", text)
        return abs(Decimal(text) - Decimal(str(value))) < Decimal("0.000000001")
    except InvalidOperation:
        return False


def _in_biff(value: object) -> Iterable[bytes]:
    """The ways in which an .xls writes a number: as it is, or in four bytes as a whole, also in hundredths."""
    number = float(str(value))
    yield struct.pack("<d", number)
    for size, flag in ((number, 0), (number * 100, 1)):
        if abs(size) < 1 << 29 and size == int(size):
            yield struct.pack("<i", int(size) << 2 | 2 | flag)
        if (double := struct.pack("<d", size))[:4] == bytes(4) and not double[4] & 3:
            yield bytes((double[4] | flag,)) + double[5:]


def _plain(text: str) -> str:
    return re.sub(r"[\s\xa0]+", "", text)


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


# ------------------------------------------------------------------------------------------------------------ workbooks


def _xlsx(data: bytes) -> Cells:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return {
            sheet.title: {
                (cell.row - 1, cell.column - 1): cell.value
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
            for sheet in book.worksheets
        }
    except Exception:  # it needs more parts than the figures do
        return _xlsx_bare(data)


def _xlsx_bare(data: bytes) -> Cells:
    """The cells by the standard library alone, check sums included."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        shared = []
        if "xl/sharedStrings.xml" in names:
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml")):
                shared.append("".join(node.text or "" for node in item.iter() if node.tag.endswith("}t")))
        targets = {
            relation.get("Id"): relation.get("Target", "")
            for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        cells: dict[str, dict[tuple[int, int], object]] = {}
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            (key,) = [value for name, value in sheet.attrib.items() if name.endswith("}id")]
            target = targets.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part not in names:
                continue
            found = cells[sheet.get("name", "")] = {}
            for cell in ElementTree.fromstring(archive.read(part)).iterfind("{*}sheetData/{*}row/{*}c"):
                match = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
                value: object = cell.findtext("{*}v")
                if match is None:
                    continue
                if cell.get("t") == "s" and value is not None:
                    index = str(value)
                    value = shared[int(index)] if index.isdecimal() and int(index) < len(shared) else None
                elif cell.get("t") == "inlineStr":
                    value = "".join(node.text or "" for node in cell.iter() if node.tag.endswith("}t"))
                column = 0
                for letter in match[1]:
                    column = column * 26 + ord(letter) - 64
                if value is not None:
                    found[int(match[2]) - 1, column - 1] = value
        return cells


def _ods(data: bytes) -> Cells:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        tree = ElementTree.fromstring(archive.read("content.xml"))
    cells: dict[str, dict[tuple[int, int], object]] = {}
    for table in tree.iter("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table"):
        found: dict[tuple[int, int], object] = {}
        row_at = 0
        for row in table.iter("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-row"):
            column_at = 0
            for cell in row:
                if not cell.tag.endswith("table-cell"):
                    continue
                attributes = {name.rpartition("}")[2]: value for name, value in cell.attrib.items()}
                value: object = attributes.get("value") or "\n".join(
                    "".join(one.itertext()) for one in cell if one.tag.endswith("}p")
                )
                count = int(attributes.get("number-columns-repeated", "1"))
                if value != "":
                    found |= {(row_at, column_at + step): value for step in range(min(count, 200))}
                column_at += count
            row_at += int(row.get("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}number-rows-repeated", "1"))
        cells[table.get("{urn:oasis:names:tc:opendocument:xmlns:table:1.0}name", "")] = found
    return cells


def _xls(data: bytes) -> Cells:
    import xlrd

    book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ignore_workbook_corruption=True)
    return {
        sheet.name: {
            (row, column): cell.value
            for row in range(sheet.nrows)
            for column, cell in enumerate(sheet.row(row))
            if cell.ctype not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
        }
        for sheet in book.sheets()
    }


# ------------------------------------------------------------------------------------------------------------ documents


def _docx(data: bytes) -> tuple[list[list[str]], list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        tree = ElementTree.fromstring(archive.read("word/document.xml"))

    def words(element: ElementTree.Element) -> str:
        return "".join(node.text or "" for node in element.iter() if node.tag.endswith("}t"))

    rows = [[words(cell) for cell in row if cell.tag.endswith("}tc")] for row in tree.iter() if row.tag.endswith("}tr")]
    return rows, [words(paragraph) for paragraph in tree.iter() if paragraph.tag.endswith("}p")]


def _text_of(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        damaged, other = data.decode("utf-8-sig", "replace"), data.decode("gb18030", "replace")
        return min((damaged, other), key=lambda text: text.count("\ufffd"))


def _html(data: bytes) -> tuple[list[list[str]], list[str]]:
    page = _text_of(data)
    rows = [
        [_tagless(cell) for cell in re.split(r"<t[dh]\b[^>]*>", row)[1:]]
        for row in re.findall(r"<tr\b[^>]*>(.*?)(?=<tr\b|</table|\Z)", page, re.DOTALL)
    ]
    blocks = re.split(r"</?(?:p|td|tr|table|div|body|html)\b[^>]*>", page)
    return rows, [_tagless(block) for block in blocks]


def _tagless(text: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", text)).replace("\xa0", " ").strip()


def _plain_text(data: bytes) -> tuple[list[list[str]], list[str]]:
    lines = re.split(r"\r\n|\r|\n", _text_of(data))
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if "|" in line]
    return rows, lines + [cell for row in rows for cell in row]


_BOOKS = {"xlsx": _xlsx, "ods": _ods, "xls": _xls}
_DOCUMENTS = {"docx": _docx, "html": _html, "text": _plain_text}
