"""The sheet 检查结果 of a marked copy, and the hidden one that knows how its cells looked before."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from govxl import texts
from govxl.annotate.package import Parts
from govxl.annotate.styles import Styles
from govxl.findings import Finding, grouped
from govxl.layout import column_name

_FONT = '<sz val="{0}"/><color rgb="FF{1}"/><name val="{2}"/><family val="3"/><charset val="134"/>'
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_PROTECTION = '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'


@dataclass(frozen=True, slots=True)
class Report:
    """What the head of the sheet says: lines of text, and the file that the copy was made from."""

    lines: tuple[str, ...]
    source: str

    @property
    def head_row(self) -> int:
        """The row of the column heads, zero-based."""
        return len(self.lines) + 1


@dataclass(frozen=True, slots=True)
class Record:
    """A marked cell, with its format before and after."""

    sheet: str
    cell: str
    before: int
    after: int


def plain(text: str) -> str:
    """A text without the characters that XML does not take; and what Excel would take for one of them is spelt out."""
    return _ESCAPE.sub("_x005F_", _FORBIDDEN.sub("?", text))


def grade(finding: Finding) -> str:
    """What the colour of a finding goes by: its severity, or that it is settled."""
    return "settled" if finding.settled else finding.severity


def result_sheet(
    parts: Parts,
    styles: Styles,
    findings: Sequence[Finding],
    report: Report,
    colours: Mapping[str, str],
    sheets: Mapping[str, str],
) -> bytes:
    """The sheet with one line for each group of findings."""
    song, hei = texts.RESULT_FONTS
    title = styles.made(font=_FONT.format(16, "000000", hei), boxed=False)
    line = styles.made(font=_FONT.format(11, "404040", song), boxed=False)
    head = styles.made(font=_FONT.format("10.5", "000000", hei), align='horizontal="center"', colour="EDEDED")
    text = styles.made(font=_FONT.format("10.5", "000000", song))
    middle = styles.made(font=_FONT.format("10.5", "000000", song), align='horizontal="center"')
    right = styles.made(font=_FONT.format("10.5", "000000", song), align='horizontal="right"')
    linked = styles.made(font="<u/>" + _FONT.format("10.5", "1F4E79", song))
    severe = {
        name: styles.made(font=_FONT.format("10.5", "000000", hei), align='horizontal="center"', colour=colour)
        for name, colour in colours.items()
    }
    widths = texts.RESULT_WIDTHS
    last = column_name(len(widths) - 1)
    rows = [_row(0, 30, [_text(0, 0, texts.MARKS_SHEET, title)])]
    for at, words in enumerate(report.lines, start=1):
        rows.append(_row(at, 17.0 * math.ceil(_width(words) / sum(widths)) + 3, [_text(at, 0, words, line)]))
    top = report.head_row
    rows.append(_row(top, 22, [_text(top, column, words, head) for column, words in enumerate(texts.RESULT_HEADS)]))
    links = []
    for number, finding in enumerate(grouped(findings), start=1):
        at = top + number
        place = finding.place
        reachable = place is not None and place.sheet in sheets
        if place and reachable:
            first = (finding.cell or place.cell).partition(texts.CELLS_APART)[0]
            target = "'" + place.sheet.replace("'", "''") + "'!" + first
            links.append(f'<hyperlink ref="D{at + 1}" location={quoteattr(target)} display={quoteattr(first)}/>')
        # A long list would be cut off in the narrow column, for a link is not broken into lines.
        many = len(finding.cell or "") > widths[3]
        spot = texts.first_of_cells(finding.cell or "") if many else finding.cell or ""
        message = texts.with_cells(finding.message, finding.cell or "") if many else finding.message
        found, expected = _number(finding, finding.found), _number(finding, finding.expected)
        difference = None if found is None or expected is None else found - expected
        cells = [
            _value(at, 0, Decimal(number), middle),
            _text(at, 1, texts.grade(finding), severe[grade(finding)]),
            _text(at, 2, place.sheet if place else "", middle),
            _text(at, 3, spot, linked if reachable else text),
            _text(at, 4, finding.found or "", text) if found is None else _value(at, 4, found, right),
            _text(at, 5, finding.expected or "", text) if expected is None else _value(at, 5, expected, right),
            _text(at, 6, "", right) if difference is None else _value(at, 6, difference, right),
            _text(at, 7, message, text),
            _text(at, 8, finding.todo, text),
            _text(at, 9, finding.code, text),
        ]
        wrapped = (spot, finding.found or "", finding.expected or "", message, finding.todo)
        rooms = (widths[3], widths[4], widths[5], widths[7], widths[8])
        lines = max(_lines(word, room) for word, room in zip(wrapped, rooms, strict=True))
        rows.append(_row(at, min(15.0 * lines + 6, 409), cells))
    merged = "".join(f'<mergeCell ref="A{at + 1}:{last}{at + 1}"/>' for at in range(top))
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(widths, start=1)
    )
    pane = (
        f'<pane ySplit="{top + 1}" topLeftCell="A{top + 2}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="A{top + 2}" sqref="A{top + 2}"/>'
    )
    return _sheet(
        parts.main,
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>',
        f'<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">{pane}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>',
        rows,
        f'{_PROTECTION}<mergeCells count="{top}">{merged}</mergeCells>'
        + (f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "")
        + '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>',
    )


def record_sheet(main: str, record: Iterable[Record], source: str) -> bytes:
    """The hidden sheet: two empty cells carry the format that each marked cell had and has.

    Formats are numbered anew by every program that saves a workbook; cells keep theirs.
    """
    rows = [_row(0, None, [_text(0, 0, "govxl", 0), _text(0, 1, "-", 0), _text(0, 2, source, 0)])]
    for at, one in enumerate(record, start=1):
        styled = (f'<c r="{column}{at + 1}" s="{style}"/>' for column, style in (("C", one.before), ("D", one.after)))
        rows.append(_row(at, None, [_text(at, 0, one.sheet, 0), _text(at, 1, one.cell, 0), *styled]))
    return _sheet(main, "", '<sheetFormatPr defaultRowHeight="15"/>', rows, _PROTECTION)


def _sheet(main: str, properties: str, before: str, rows: Sequence[str], after: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    data = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'{head}<worksheet xmlns="{main}">{properties}{before}{data}{after}</worksheet>'.encode()


def _row(at: int, height: float | None, cells: Iterable[str]) -> str:
    tall = f' ht="{height:g}" customHeight="1"' if height else ""
    return f'<row r="{at + 1}"{tall}>{"".join(cells)}</row>'


def _text(row: int, column: int, text: str, style: int) -> str:
    """A cell with a text, which is never a formula."""
    start = f'<c r="{column_name(column)}{row + 1}" s="{style}"'
    if not text:
        return f"{start}/>"
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(plain(text))}</t></is></c>'


def _value(row: int, column: int, value: Decimal, style: int) -> str:
    return f'<c r="{column_name(column)}{row + 1}" s="{style}"><v>{value:f}</v></c>'


def _number(finding: Finding, text: str | None) -> Decimal | None:
    """What stands in a figure's cell as a number, if it is one. A year or a code is none."""
    return Decimal(text) if text and finding.figures and _NUMBER.fullmatch(text) else None


def _width(text: str) -> int:
    """The width of a text in half-width letters."""
    return sum(1 + (ord(letter) > 0xFF) for letter in text)


def _lines(text: str, width: float) -> int:
    return sum(max(1, math.ceil(_width(line) * 1.08 / (width - 1))) for line in text.split("\n"))
