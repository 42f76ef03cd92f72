"""Reports in Word, HTML and text, made from published figures as offices lay them out. Nothing here reads.

``lay_out`` gives the document as blocks, which the writers write and which a test takes for what is to be read back::

    blocks = lay_out(report("00"), brackets="(")
    write_docx(path, report("00"), brackets="(")
    assert grid_of(path) == expected(blocks)

A figure that is null is a blank cell; a key that is missing has no row or column in the layout. Which edition a table
has is told by its keys.
"""

import csv
import html
import io
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[1]
FORM = tomllib.loads((ROOT / "workbook_templates" / "annual_report_2021.toml").read_text("utf-8"))
TABLES = {table["id"]: table for table in FORM["tables"]}
ORDINALS = "一二三四五六七八九十"
# Titles as other offices print them.
OTHER_TITLES = {
    "overview": "一、总体工作情况",
    "disclosure": "二、行政机关主动公开政府信息情况",
    "disputes": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "problems": "五、存在问题及改进情况",
}
# The first table of the edition of 2019: block, columns, rows.
ITEMS = [("prior_items", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")]
DISCLOSURE_2019 = [
    (
        "第二十条第（一）项",
        [("made", "本年新制作数量"), ("published", "本年新公开数量"), ("public_total", "对外公开总数量")],
        [("regulations", "规章"), ("normative_documents", "规范性文件")],
    ),
    ("第二十条第（五）项", ITEMS, [("licences", "行政许可"), ("other_services", "其他对外管理服务事项")]),
    ("第二十条第（六）项", ITEMS, [("penalties", "行政处罚"), ("coercion", "行政强制")]),
    ("第二十条第（八）项", ITEMS[:2], [("fees", "行政事业性收费")]),
    (
        "第二十条第（九）项",
        [("projects", "采购项目数量"), ("amount", "采购总金额")],
        [("procurement", "政府集中采购")],
    ),
]
GROUPS = {
    "（三）不予公开": "denied_",
    "（四）无法提供": "unavailable_",
    "（五）不予处理": "unprocessed_",
    "（六）其他处理": "other_",
}
ORGANISATIONS = ["business", "research", "public_interest", "legal_service", "other_org"]

Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as texts, covered ones empty; ``merged`` are (first row, first column, last row, last column)."""

    rows: list[list[str]]
    merged: list[Rectangle]


Block = str | Table


@dataclass(frozen=True, slots=True)
class Variants:
    """How an office deviates from the official print."""

    brackets: str = "（"  # "（" （一）, "(" (一), "㈠" ㈠
    ordinal: str = "."  # after 1: "." "．" "、"
    broken: str = ""  # what stands inside long labels: "", " " or "\n"
    quotes: str = "“"  # "“", '"' or "" for none
    normative: str = "行政规范性文件"
    carried_out: str = "四、结转下年度继续办理"
    total: str = "总计"
    misspelt: bool = False  # 2.其他法律行政止公开
    titles: dict | None = None  # section id: title
    title: str | None = None  # the first line; "" for none
    subtotal_rows: bool = False
    subtotal_columns: bool = False
    zeros: str = "0"  # what is written for a zero: "0", "" or "-"
    full_width: bool = False  # digits
    thousands: bool = False  # 1,234
    spans: bool = True  # merged cells; else the covered cells are there, and empty


def lay_out(report: dict, **variants) -> list[Block]:
    """The report as blocks: title, then the six sections, each with its title."""
    v = Variants(**variants)
    title = v.title
    if title is None:
        title = f"{report['agency']}{report['year']}年政府信息公开工作年度报告"
    blocks: list[Block] = [title] if title else []
    if text := report["texts"].get("preamble"):
        blocks += text.split("\n")
    titles = {item["id"]: item["title"] for item in [*FORM["prose"], *FORM["tables"]]} | (v.titles or {})
    tables = {"disclosure": disclosure, "requests": requests, "disputes": disputes}
    for section in FORM["sections"]:
        blocks.append(titles[section])
        if section in tables:
            blocks.append(tables[section](report["figures"], v))
        else:
            blocks += [line for line in report["texts"].get(section, "").split("\n") if line]
    return blocks


def expected(blocks: Sequence[Block]) -> tuple[list[list[str]], list[Rectangle]]:
    """The values and merges of the one grid that the blocks make."""
    values: list[list[str]] = []
    merged: list[Rectangle] = []
    for block in blocks:
        if isinstance(block, str):
            values.append([block])
        else:
            top = len(values)
            values += block.rows
            merged += [(a + top, b, c + top, d) for a, b, c, d in block.merged]
    return values, merged


# ---------------------------------------------------------------------------------------------------------- the tables


def disclosure(figures: dict, v: Variants) -> Table:
    """Table 1: four columns; the last column of a block takes what is left."""
    if any(key.startswith("disclosure.regulations.made") for key in figures):
        blocks = DISCLOSURE_2019
    else:
        blocks = [
            (block["title"], _pairs(block["columns"]), _pairs(block["rows"]))
            for block in TABLES["disclosure"]["blocks"]
        ]
    drawn = _Drawn(4)
    for title, columns, rows in blocks:
        rows = [row for row in rows if any(f"disclosure.{row[0]}.{column[0]}" in figures for column in columns)]
        columns = [column for column in columns if any(f"disclosure.{row[0]}.{column[0]}" in figures for row in rows)]
        if not rows:
            continue
        drawn.line([_label(title, v)])
        drawn.line(["信息内容", *(_label(label, v) for _, label in columns)])
        for row, label in rows:
            values = (figures.get(f"disclosure.{row}.{column}") for column, _ in columns)
            drawn.line([_label(label, v), *(_value(value, v) for value in values)])
    return drawn.table(v)


def requests(figures: dict, v: Variants) -> Table:
    """Table 2: three label columns, three head rows."""
    (block,) = TABLES["requests"]["blocks"]
    rows = _pairs(block["rows"])
    last = max(number for number, (id_, _) in enumerate(rows) if id_.startswith("other_"))
    rows.insert(last + 1, ("other_handling", "三、本年度办理结果/（六）其他处理"))
    columns = _pairs(block["columns"])
    rows = [(row, label) for row, label in rows if any(f"requests.{row}.{column}" in figures for column, _ in columns)]
    columns = [
        (column, label) for column, label in columns if any(f"requests.{row}.{column}" in figures for row, _ in rows)
    ]
    members = {row: [row] for row, _ in rows}
    if v.subtotal_rows:
        rows = _with_subtotals(rows, members)
    parts = {column: [column] for column, _ in columns}
    if v.subtotal_columns:
        place = 1 + max(number for number, (column, _) in enumerate(columns) if column in ORGANISATIONS)
        columns.insert(place, ("organisations", "申请人情况/法人或其他组织/小计"))
        parts["organisations"] = [column for column, _ in columns if column in ORGANISATIONS]
    side = _heads([_path(label, v) for _, label in rows], 3)
    head = _heads([_path(label, v) for _, label in columns], 3)
    drawn = _Drawn(3 + len(columns), 3 + len(rows))
    drawn.put(0, 0, 2, 2, _label(block["corner"], v))
    for level, first, until, last, text in head:
        drawn.put(level, 3 + first, until, 3 + last, text)
    for level, first, until, last, text in side:
        drawn.put(3 + first, level, 3 + last, until, text)
    for number, (row, _) in enumerate(rows):
        for place, (column, _) in enumerate(columns):
            found = [figures.get(f"requests.{one}.{other}") for one in members[row] for other in parts[column]]
            value = found[0] if len(found) == 1 else sum(item or 0 for item in found)
            drawn.put(3 + number, 3 + place, 3 + number, 3 + place, _value(value, v))
    return drawn.table(v)


def disputes(figures: dict, v: Variants) -> Table:
    """Table 3: three head rows and one of figures."""
    (block,) = TABLES["disputes"]["blocks"]
    columns = [
        (f"disputes.{row}.{column}", f"{group}/{label}")
        for row, group in _pairs(block["rows"])
        for column, label in _pairs(block["columns"])
        if f"disputes.{row}.{column}" in figures
    ]
    drawn = _Drawn(len(columns), 4)
    for level, first, until, last, text in _heads([_path(label, v) for _, label in columns], 3):
        drawn.put(level, first, until, last, text)
    for place, (key, _) in enumerate(columns):
        drawn.put(3, place, 3, place, _value(figures[key], v))
    return drawn.table(v)


def _with_subtotals(rows: list[tuple[str, str]], members: dict[str, list[str]]) -> list[tuple[str, str]]:
    """The rows, with one of sums after each group of several."""
    done: list[tuple[str, str]] = []
    for group, run in groupby(rows, key=lambda row: row[1].split("/")[1] if row[1].count("/") == 2 else ""):
        lines = list(run)
        done += lines
        if group:
            sums = GROUPS[group] + "subtotal"
            members[sums] = [row for row, _ in lines]
            done.append((sums, f"三、本年度办理结果/{group}/小计"))
    return done


class _Drawn:
    """A table while it is drawn."""

    def __init__(self, width: int, height: int = 0):
        self._width = width
        self._rows = [[""] * width for _ in range(height)]
        self._merged: list[Rectangle] = []

    def put(self, top: int, left: int, bottom: int, right: int, text: str) -> None:
        self._rows[top][left] = text
        if (top, left) != (bottom, right):
            self._merged.append((top, left, bottom, right))

    def line(self, cells: list[str]) -> None:
        row = len(self._rows)
        self._rows.append([*cells, *[""] * (self._width - len(cells))])
        if len(cells) < self._width:
            self._merged.append((row, len(cells) - 1, row, self._width - 1))

    def table(self, v: Variants) -> Table:
        return Table(self._rows, sorted(self._merged) if v.spans else [])


def _heads(paths: list[tuple[str, ...]], depth: int) -> list[tuple[int, int, int, int, str]]:
    """The heads of paths: (level, first, last level, last, text); neighbours share what they begin with."""
    found = []
    for level in range(depth):
        first = 0
        while first < len(paths):
            path, last = paths[first], first
            if level < len(path):
                shared = path[: level + 1]
                while level + 1 < len(path) and last + 1 < len(paths) and paths[last + 1][: level + 1] == shared:
                    last += 1
                until = depth - 1 if level + 1 == len(path) else level
                found.append((level, first, until, last, path[level]))
            first = last + 1
    return found


def _pairs(lines: list[dict]) -> list[tuple[str, str]]:
    return [(line["id"], line["label"]) for line in lines]


def _path(label: str, v: Variants) -> tuple[str, ...]:
    return tuple(_label(part, v) for part in label.split("/"))


def _label(text: str, v: Variants) -> str:
    """A label as this office prints it."""
    if v.misspelt:
        text = text.replace("其他法律行政法规禁止公开", "其他法律行政止公开")
    if text == "四、结转下年度继续办理":
        text = v.carried_out
    if text == "行政规范性文件":
        text = v.normative
    if text.endswith("总计"):
        text = text.removesuffix("总计") + v.total
    if v.broken:
        for word in [*FORM["breaks"], "现行有效件|数"]:
            text = text.replace(word.replace("|", ""), word.replace("|", v.broken))
    text = re.sub(r"^(\d)\.", rf"\1{v.ordinal}", text)
    if v.quotes != "“":
        text = text.replace("“", v.quotes).replace("”", v.quotes)
    if v.brackets == "㈠":
        text = re.sub(f"（([{ORDINALS}])）", lambda m: chr(0x3220 + ORDINALS.index(m[1])), text)
    elif v.brackets == "(":
        text = text.replace("（", "(").replace("）", ")")
    return text


def _value(value: object, v: Variants) -> str:
    """A figure as this office types it."""
    if value is None:
        return ""
    if value in (0, "0"):
        text = v.zeros
    elif v.thousands and re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        whole, point, rest = str(value).partition(".")
        text = f"{int(whole):,}{point}{rest}"
    else:
        text = str(value)
    return text.translate({ord("0") + n: chr(0xFF10 + n) for n in range(10)}) if v.full_width else text


# --------------------------------------------------------------------------------------------------------- the writers


def write_docx(path: Path, report: dict, *, numbered: bool = False, **variants) -> Path:
    """A Word document. ``numbered``: the ordinals of the sections are an automatic list, no text."""
    return write_docx_blocks(path, lay_out(report, **variants), numbered=numbered)


def write_docx_blocks(path: Path, blocks: Sequence[Block], *, numbered: bool = False) -> Path:
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document()
    if numbered:
        _chinese_list(document)
    for block in blocks:
        if isinstance(block, Table):
            _docx_table(document, block)
            continue
        paragraph = document.add_paragraph()
        head = re.match(f"[{ORDINALS}]、", block) if numbered and len(block) < 40 else None
        paragraph.add_run(block[head.end() :] if head else block)
        if head:
            properties = OxmlElement("w:numPr")
            for name, value in (("w:ilvl", "0"), ("w:numId", "77")):
                element = OxmlElement(name)
                element.set(qn("w:val"), value)
                properties.append(element)
            paragraph._p.get_or_add_pPr().append(properties)
    document.save(path)
    return path


def _docx_table(document, block: Table) -> None:
    table = document.add_table(len(block.rows), len(block.rows[0]))
    width, cells = len(block.rows[0]), table._cells
    for top, left, bottom, right in block.merged:
        cells[top * width + left].merge(cells[bottom * width + right])
    for row, texts in enumerate(block.rows):
        for column, text in enumerate(texts):
            if text:
                cells[row * width + column].text = text


def _chinese_list(document) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    numbering = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    base = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{level}</w:abstractNum>'
    numbering.insert(0, parse_xml(base))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def write_html(
    path: Path, report: dict, *, encoding: str = "utf-8", site: bool = False, word: bool = False, **variants
) -> Path:
    """A web page. ``site``: within the layout tables of a government site; ``word``: as Word saves one."""
    page = html_of(lay_out(report, **variants), encoding=encoding, site=site, word=word)
    path.write_bytes(page.encode(encoding))
    return path


def html_of(blocks: Sequence[Block], *, encoding: str = "utf-8", site: bool = False, word: bool = False) -> str:
    body = "\n".join(
        _html_table(block, word) if isinstance(block, Table) else _html_text(block, word) for block in blocks
    )
    if site:
        body = (
            '<table width="1000"><tr><td><script>var a = "<td>";</script></td></tr><tr><td valign=top>'
            f'<div class="content">{body}</div><p style="DISPLAY: none">不显示</p></td></tr></table>'
        )
    name = {"gb18030": "gb2312", "gbk": "gb2312"}.get(encoding, encoding)
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1.dtd">'
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>'
        f'<meta http-equiv="Content-Type" content="text/html; charset={name}"><style>td {{ color: red }}</style>'
        "<!--[if gte mso 9]><xml><o:Title>x</o:Title></xml><![endif]--></head>"
        f"<body>{body}</body></html>"
    )


def _html_text(text: str, word: bool) -> str:
    inside = html.escape(text, quote=False).replace("\n", "<br/>")
    if word:
        inside = f"<span lang=EN-US style='font-size:12.0pt'><![if !supportLists]><![endif]>{inside}<o:p></o:p></span>"
    return f"<p class=MsoNormal>{inside or '&nbsp;'}</p>"


def _html_table(table: Table, word: bool) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in table.merged}
    covered = {
        (row, column)
        for top, left, bottom, right in table.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(spans)
    lines = ["<table border=1>"]
    for row, texts in enumerate(table.rows):
        lines.append("<tr>")
        for column, text in enumerate(texts):
            if (row, column) in covered:
                continue
            down, across = spans.get((row, column), (1, 1))
            span = (f" rowspan={down}" if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
            inside = html.escape(text, quote=False).replace("\n", "<br>") or "&nbsp;"
            lines.append(f"<td{span}>{_html_text(text, word) if word else inside}</td>")
        lines.append("</tr>")
    return "\n".join([*lines, "</table>"])


def write_text(path: Path, report: dict, *, form: str = "bars", encoding: str = "utf-8", **variants) -> Path:
    """Plain text. ``form``: "bars" as copied from a page (covered cells left out), "markdown", "tabs", or "csv"."""
    path.write_bytes(text_of(lay_out(report, **variants), form).encode(encoding))
    return path


def text_of(blocks: Sequence[Block], form: str = "bars") -> str:
    if form == "csv":
        width = max(len(block.rows[0]) for block in blocks if isinstance(block, Table))
        out = io.StringIO()
        writer = csv.writer(out)
        for row in expected(blocks)[0]:
            writer.writerow([*row, *[""] * (width - len(row))])
        return out.getvalue()
    lines = []
    for block in blocks:
        lines += [block] if isinstance(block, str) else _text_rows(block, form)
    return "\n".join(lines) + "\n"


def _text_rows(table: Table, form: str) -> list[str]:
    rows = [[text.replace("\n", " ") for text in row] for row in table.rows]
    if form == "tabs":
        return ["\t".join(row) for row in rows]
    if form == "markdown":
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]
    covered = {
        (row, column)
        for top, left, bottom, right in table.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    kept = [[text for column, text in enumerate(row) if (n, column) not in covered] for n, row in enumerate(rows)]
    return [" | ".join(row) + " | " + "|" * (len(rows[0]) - len(row)) for row in kept]
