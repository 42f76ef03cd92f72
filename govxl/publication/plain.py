"""The report as plain text: a row of a table is a line, its cells parted by ``|``, as copied from a web page.

A merged cell stands where it begins; what it covers is left out, and the line ends with as many ``|`` as are missing.
"""

from __future__ import annotations

from govxl.publication import words
from govxl.publication.blocks import Block, Report, Table


def write(report: Report) -> bytes:
    """The text, in UTF-8."""
    title = _sentence(report.title)
    if title.startswith("<"):  # else it would be taken for a web page
        title = words.WIDE_SPACE + title
    lines = [title]
    for block in report.blocks:
        lines += _lines(block)
    return ("\n".join(lines) + "\n").encode()


def _lines(block: Block) -> list[str]:
    if not isinstance(block, Table):
        return [_sentence(block.text)]
    columns = len(block.widths)
    rows = ([cell.line for cell in row] for row in block.cells)
    return [(" | ".join(row) + " | " + words.BAR * (columns - len(row))).rstrip(" ") for row in rows]


def _sentence(text: str) -> str:
    """A text that no reader takes for a row of a table."""
    return text.replace(words.BAR, words.OTHER_BAR)
