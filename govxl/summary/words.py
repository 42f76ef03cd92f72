"""The sheet 文字材料: what the units have written, by section and unit, for whoever writes the report of them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govxl import texts
from govxl.collect import Judged
from govxl.form import Form
from govxl.lists import write_rows
from govxl.workbook import Book, Sheet

PIECE = 1150  # characters: what the tallest row shows and prints, far less than a cell takes
_ENDS = "。；！？\n"


def write_words(book: Book, sheet: Sheet, form: Form, included: Sequence[Judged]) -> None:
    """Write the sheet, a row a paragraph; a long one goes on in the next rows, and nothing is lost."""
    write_rows(book, sheet, texts.WORDS_HEADS, texts.WORDS_WIDTHS, _rows(form, included), more=texts.ALL_WORDS)


def _rows(form: Form, included: Sequence[Judged]) -> Iterator[tuple[str, ...]]:
    for section, title in (("", texts.PREAMBLE), *((prose.id, prose.title) for prose in form.prose)):
        for one in included:
            filing = one.filing
            words = filing.texts.get(section, "") if section else filing.preamble
            paragraphs = [line for line in words.split("\n") if line.strip()]
            for number, paragraph in enumerate(paragraphs, start=1):
                for part, piece in enumerate(pieces(paragraph)):
                    unit = filing.unit
                    yield title, unit.code, unit.name, texts.paragraph_number(number, part), piece


def pieces(paragraph: str) -> Iterator[str]:
    """A paragraph in pieces of at most PIECE characters, cut behind a sentence where there is one."""
    start = 0
    while len(paragraph) - start > PIECE:
        least, most = start + PIECE // 2, start + PIECE
        end = max(paragraph.rfind(mark, least, most) for mark in _ENDS) + 1 or most
        yield paragraph[start:end]
        start = end
    yield paragraph[start:]
