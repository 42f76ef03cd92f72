"""Reports in Word, HTML and plain text: each is one grid, its paragraphs and tables in the order of the document.

A paragraph is a row with one cell in column 0. A table is its rows, cells from column 0; of merged cells the first
holds the value and ``Grid.merged`` the extent. Every value is text as it stands: what is a number is for others to say.
"""

from __future__ import annotations

from typing import Literal

from govxl import texts
from govxl.reading.gate import Refused
from govxl.reading.grids import Grid

DocumentFormat = Literal["docx", "html", "text"]


def document_grid(data: bytes, format: DocumentFormat) -> Grid:
    """Read the bytes of a document. "html" is also a web page in a single file (MHTML), "text" also CSV.

    Raises Refused, with the code and the sentence of the finding, for what is damaged, hostile, too large or empty.
    """
    # What one kind of document needs is not loaded for the others.
    if format == "docx":
        from govxl.reading.word import read_word as read
    elif format == "html":
        from govxl.reading.web import read_web as read
    else:
        from govxl.reading.plain import read_plain as read
    grid = read(data)
    if not grid.values:
        raise Refused("unreadable", texts.document_empty())
    return grid
