"""Plain text: what is copied from a web page, Markdown, and the text files that spreadsheet programs write."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import pairwise

from govxl import texts
from govxl.reading.encoding import decode
from govxl.reading.flow import MAX_COLUMNS
from govxl.reading.gate import Refused
from govxl.reading.grids import Grid

MAX_BYTES, MAX_LINES = 5 << 20, 50_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_RULER = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
MOST = 0.6  # of the lines have the same number of columns: no text, a table throughout


def read_plain(data: bytes) -> Grid:
    """The text as one grid: lines with ``|`` or tabs are rows of a table, others paragraphs. Raises Refused."""
    if len(data) > MAX_BYTES:
        raise Refused("too-large", texts.document_too_large())
    text = decode(data)
    lines = _LINE_END.split(text)
    if len(lines) > MAX_LINES:
        raise Refused("too-large", texts.document_too_large())
    rows = _export(text, "\t") or _export(text, ",") or _by_line(lines)
    if max(map(len, rows), default=0) > MAX_COLUMNS:
        raise Refused("too-large", texts.document_too_large())
    return Grid(rows)


def _export(text: str, separator: str) -> list[list[str]]:
    """The rows of a text file that is one table throughout, as a spreadsheet program writes it; else nothing."""
    if separator not in text:
        return []
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True) if any(row)]
    except csv.Error:  # a quotation mark that is none
        return []
    widths = Counter(map(len, rows))
    width, number = widths.most_common(1)[0] if widths else (0, 0)
    # A ruled line inside means that the commas belong to the sentences.
    if width < 3 or number < max(2, MOST * len(rows)) or text.count("|") > len(rows):
        return []
    return [_stripped(row) for row in rows if any(cell.strip() for cell in row)]


def _by_line(lines: list[str]) -> list[list[str]]:
    kept = [line for line in lines if line.strip()]
    barred = _rows(kept, "|")
    tabbed = _rows(kept, "\t")
    leading = _led(kept, barred)
    rows = []
    for number, line in enumerate(kept):
        if barred[number]:
            if _RULER.fullmatch(line):
                continue
            rows.append(_stripped(line.strip().removeprefix("|").split("|") if leading[number] else line.split("|")))
        elif tabbed[number]:
            rows.append(_stripped(line.split("\t")))
        else:
            rows.append([line.strip()])
    return rows


def _rows(lines: list[str], separator: str) -> list[bool]:
    """Which lines are rows: at least two separators, or fewer right beside such a row."""
    marks = [_mark(line, separator) for line in lines]
    rows = [mark == 2 for mark in marks]
    for numbers in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for before, number in pairwise(numbers):
            rows[number] = rows[number] or (rows[before] and marks[number] > 0)
    return rows


def _mark(line: str, separator: str) -> int:
    """2 a row for sure, 1 a row in a table, 0 none. Tabs at the front of a line are an indent, too."""
    number = line.count(separator)
    if separator == "|":
        return min(number, 2)
    filled = sum(1 for cell in line.split(separator) if cell.strip())
    if filled > 1:
        return min(number, 2)
    return 1 if number > 1 else 0


def _led(lines: list[str], rows: list[bool]) -> list[bool]:
    """Which rows belong to a table whose every row begins with ``|``, as in Markdown: there it is no empty cell."""
    led = [False] * len(lines)
    first = 0
    while first < len(lines):
        last = first
        while last < len(lines) and rows[last] == rows[first]:
            last += 1
        if rows[first] and all(line.lstrip().startswith("|") for line in lines[first:last]):
            led[first:last] = [True] * (last - first)
        first = last
    return led


def _stripped(cells: list[str]) -> list[str]:
    """The cells without white space around them, and without the empty ones at the end."""
    cells = [cell.strip() for cell in cells]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells
