"""The report as a Word document in the layout of GB/T 9704-2012, 党政机关公文格式.

Paper, margins, fonts and spacing are those of the standard. The fonts it names come with Chinese office software and
not with every system, so each says what may stand in for it. The same report gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from functools import lru_cache
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from govxl.publication.blocks import Block, Cell, Heading, Paragraph, Report, Table
from govxl.publication.measures import LEADING, USUAL, column_widths, figure_size, font_size, margin, row_height

# Any fixed date will do: that of the format text.
_CREATED = datetime.datetime(2021, 9, 26, tzinfo=datetime.UTC)
_ZIP_DATE = (2021, 9, 26, 0, 0, 0)
_SONG, _HEI = "宋体", "黑体"
_FANG, _KAI, _TITLE = "仿宋_GB2312", "楷体_GB2312", "方正小标宋简体"
# What may stand in for a font that a system does not have.
_INSTEAD = {_FANG: "仿宋", _KAI: "楷体", _TITLE: "华文中宋"}
_ERHAO, _SANHAO, _SIHAO = 22, 16, 14  # 二号, 三号, 四号 in points
_LINE = 28  # points from line to line
_GAP = 120  # twips between a table and the headings around it
_TITLE_LINE = 20  # characters of a title in one line
_WAITING = "yellow"


def write(report: Report) -> bytes:
    """The document."""
    document = docx.Document()
    _drop_thumbnail(document)
    _page(document)
    _styles(document)
    document.core_properties.title = report.title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = _CREATED.replace(tzinfo=None)
    document.core_properties.last_modified_by = ""
    title = report.title
    if len(title) > _TITLE_LINE:  # two lines, each with a sense of its own
        title = title.replace(report.year_on, f"\n{report.year_on}", 1)
    document.add_paragraph(title, "Title")
    for before, block, after in zip((None, *report.blocks), report.blocks, (*report.blocks[1:], None), strict=False):
        _add(document, block, isinstance(before, Table), isinstance(after, Table))
    buffer = io.BytesIO()
    document.save(buffer)
    return _steady(buffer.getvalue())


def _add(document: Any, block: Block, table_above: bool, table_below: bool) -> None:
    if isinstance(block, Heading):
        paragraph = document.add_paragraph(block.text, "Heading 1")
        if table_above or table_below:
            spacing = _spacing(before=_GAP * table_above, after=_GAP * table_below)
            paragraph._p.get_or_add_pPr().append(spacing)
    elif isinstance(block, Table):
        _table(document, block)
    else:
        _paragraph(document, block)


def _paragraph(document: Any, block: Paragraph) -> None:
    head = block.subhead
    if head == block.text:
        document.add_paragraph(block.text, "Heading 2")
        return
    paragraph = document.add_paragraph()
    if head:
        _font(paragraph.add_run(head).element.get_or_add_rPr(), _KAI, _SANHAO)
    run = paragraph.add_run(block.text[len(head) :])
    if block.kind != "text":
        _sub(run.element.get_or_add_rPr(), "w:highlight", val=_WAITING)


# ------------------------------------------------------------------------------------------------------ page and styles


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    document.settings.odd_and_even_pages_header_footer = True
    # The standard puts the number of an odd page at the right, of an even one at the left, a character from the edge.
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        properties = paragraph._p.get_or_add_pPr()
        _sub(properties, "w:spacing", before=0, after=0)
        _sub(properties, "w:ind", **{side: _SIHAO * 20, f"{side}Chars": 100, "firstLine": 0, "firstLineChars": 0})
        _sub(properties, "w:jc", val=side)
        for part in ("— ", "PAGE", " —"):
            run = paragraph.add_run("" if part == "PAGE" else part)
            _font(run.element.get_or_add_rPr(), _SONG, _SIHAO)
            if part == "PAGE":
                _field(run.element, part)


def _field(run: Any, code: str) -> None:
    """A field: what the program works out, with 1 until it does."""
    _sub(run, "w:fldChar", fldCharType="begin")
    _sub(run, "w:instrText").text = code
    _sub(run, "w:fldChar", fldCharType="separate")
    _sub(run, "w:t").text = "1"
    _sub(run, "w:fldChar", fldCharType="end")


def _styles(document: Any) -> None:
    styles = document.styles
    languages = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    languages.set(qn("w:eastAsia"), "zh-CN")
    looks = (
        ("Normal", _FANG, _SANHAO, "both", 200),
        ("Title", _TITLE, _ERHAO, "center", 0),
        ("Heading 1", _HEI, _SANHAO, "both", 200),
        ("Heading 2", _KAI, _SANHAO, "both", 200),
    )
    for name, font, size, justified, indent in looks:
        element = styles[name].element
        for tag in ("w:pPr", "w:rPr"):
            for old in element.findall(qn(tag)):
                element.remove(old)
        properties = element.get_or_add_pPr()
        if name != "Normal":
            _sub(properties, "w:keepNext")
            _sub(properties, "w:keepLines")
        _sub(properties, "w:widowControl", val=0)
        _sub(properties, "w:overflowPunct")
        space = 0 if name != "Title" else _LINE * 20
        properties.append(_spacing(after=space))
        _sub(properties, "w:ind", firstLine=indent * size // 5, firstLineChars=indent)
        _sub(properties, "w:jc", val=justified)
        if name.startswith("Heading"):
            _sub(properties, "w:outlineLvl", val=int(name[-1]) - 1)
        _font(element.get_or_add_rPr(), font, size)
    table = styles.add_style("govxl", WD_STYLE_TYPE.PARAGRAPH)
    table.base_style = None
    _font(table.element.get_or_add_rPr(), _SONG, USUAL)


def _font(properties: Any, font: str, size: float) -> None:
    """One font for all scripts; without this Word takes another one for Chinese."""
    _sub(properties, "w:rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia")
    _sub(properties, "w:sz", val=round(size * 2))
    _sub(properties, "w:szCs", val=round(size * 2))


def _spacing(before: int = 0, after: int = 0, line: float = _LINE) -> Any:
    """The distance of paragraphs in twips and of lines in points."""
    element = OxmlElement("w:spacing")
    for name, value in {"before": before, "after": after, "line": round(line * 20), "lineRule": "exact"}.items():
        element.set(_name(f"w:{name}"), str(value))
    return element


def _sub(parent: Any, tag: str, **attributes: object) -> Any:
    """A new child with attributes of WordprocessingML."""
    named = {_name(f"w:{name}"): str(value) for name, value in attributes.items()}
    return etree.SubElement(parent, _name(tag), named)


@lru_cache(maxsize=256)
def _name(tag: str) -> str:
    """The full name of an element or attribute; asked five thousand times a report."""
    return str(qn(tag))


# --------------------------------------------------------------------------------------------------------------- tables


def _table(document: Any, block: Table) -> None:
    """A table as wide as the text, kept on one page where it fits one; its head is repeated where it does not."""
    widths = column_widths(block)
    height = row_height(block, widths)
    table = OxmlElement("w:tbl")
    properties = _sub(table, "w:tblPr")
    _sub(properties, "w:tblW", w=sum(widths), type="dxa")
    _sub(properties, "w:jc", val="center")
    borders = _sub(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _sub(borders, f"w:{side}", val="single", sz=4, space=0, color="000000")
    _sub(properties, "w:tblLayout", type="fixed")
    margins = _sub(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _sub(margins, f"w:{side}", w=margin(block), type="dxa")
    grid = _sub(table, "w:tblGrid")
    for width in widths:
        _sub(grid, "w:gridCol", w=width)
    above: dict[int, Cell] = {}  # by column: the cell that reaches down to the row in hand
    for number, cells in enumerate(block.cells):
        row = _sub(table, "w:tr")
        properties = _sub(row, "w:trPr")
        _sub(properties, "w:cantSplit")
        _sub(properties, "w:trHeight", val=height, hRule="atLeast")
        if number < block.head_rows:
            _sub(properties, "w:tblHeader")
        starting = {cell.column: cell for cell in cells}
        column = 0
        while column < len(widths):
            cell = starting.get(column) or above[column]
            last_row = number + 1 == len(block.cells)
            _cell(row, block, cell, widths, first=column in starting, last_row=last_row)
            above[column] = cell
            column += cell.width
    document.element.body.insert_element_before(table, "w:sectPr")


def _cell(row: Any, block: Table, cell: Cell, widths: list[int], *, first: bool, last_row: bool) -> None:
    width = sum(widths[cell.column : cell.column + cell.width])
    element = _sub(row, "w:tc")
    properties = _sub(element, "w:tcPr")
    _sub(properties, "w:tcW", w=width, type="dxa")
    if cell.width > 1:
        _sub(properties, "w:gridSpan", val=cell.width)
    if cell.height > 1:
        _sub(properties, "w:vMerge", val="restart" if first else "continue")
    _sub(properties, "w:vAlign", val="center")
    paragraph = _sub(element, "w:p")
    properties = _sub(paragraph, "w:pPr")
    _sub(properties, "w:pStyle", val="govxl")
    if not last_row:  # the rows of a table hold together, and with the heading above
        _sub(properties, "w:keepNext")
    properties.append(_spacing(line=font_size(block) * LEADING))
    left = cell.role == "label" and cell.height == 1
    _sub(properties, "w:jc", val="left" if left else "center")
    if not first:
        return
    size = figure_size(block, cell, width) if cell.role == "figure" else font_size(block)
    for number, line in enumerate(cell.text.split("\n") if cell.text else ()):
        run = _sub(paragraph, "w:r")
        if size != USUAL:
            _font(_sub(run, "w:rPr"), _SONG, size)
        if number:
            _sub(run, "w:br")
        _sub(run, "w:t").text = line


# ---------------------------------------------------------------------------------------------------------------- bytes


def _drop_thumbnail(document: Any) -> None:
    """The library's template has a picture of itself."""
    relations = document.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[name]


def _steady(data: bytes) -> bytes:
    """The package with fixed dates and with stand-ins for fonts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(info, _fonts() if name == "word/fontTable.xml" else content)
    return buffer.getvalue()


def _fonts() -> bytes:
    """The table of fonts, each with the one that may stand in for it."""
    table = OxmlElement("w:fonts")
    for name in (_SONG, _HEI, *_INSTEAD):
        font = _sub(table, "w:font", name=name)
        if name in _INSTEAD:
            _sub(font, "w:altName", val=_INSTEAD[name])
        _sub(font, "w:charset", val="86")
        _sub(font, "w:family", val="auto")
    return etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
