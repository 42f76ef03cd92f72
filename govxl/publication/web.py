"""The report as one web page that needs nothing else: for a site as it is, or to be pasted into one.

Every cell carries its own border, because what is pasted loses the head of the page; there is no script, and every
text is escaped. Heads say what they head, for those who listen to a table.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise

from govxl.publication.blocks import Block, Cell, Heading, Report, Table

_STYLE = """
body { max-width: 50em; margin: 2em auto; padding: 0 1em; font-family: FangSong, STFangsong, serif; line-height: 1.75; }
h1 { text-align: center; font-size: 1.6em; }
h2 { font-family: SimHei, STHeiti, sans-serif; font-size: 1.2em; }
h3 { font-family: KaiTi, STKaiti, serif; font-size: 1em; text-indent: 2em; }
p { text-indent: 2em; overflow-wrap: anywhere; }
table { font-size: .9em; line-height: 1.4; }
caption { font-weight: bold; padding: .4em; }
th { font-weight: normal; }
"""
_TABLE = "border-collapse:collapse;width:100%"
_BOX = "border:1px solid;padding:.2em"
_RIGHT = f"{_BOX};text-align:center"
_LEFT = f"{_BOX};text-align:left"


def write(report: Report) -> bytes:
    """The page, in UTF-8."""
    title = escape(report.title)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{title}</h1>",
        *map(_block, report.blocks),
        "</main>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>"
    if isinstance(block, Table):
        return _table(block)
    text = _spaced(escape(block.text))
    if block.kind != "text":
        return f"<p><mark>{text}</mark></p>"
    return f"<h3>{text}</h3>" if block.subhead == block.text else f"<p>{text}</p>"


def _spaced(text: str) -> str:
    """Several spaces in a row stay several."""
    return text.replace("  ", " &nbsp;").replace("  ", " &nbsp;")


def _table(table: Table) -> str:
    lines = [f'<table style="{_TABLE}">', f"<caption>{escape(table.caption)}</caption>"]
    starts = (0, *(row for row in (table.head_rows, *table.bands) if row), len(table.cells))
    for first, end in pairwise(starts):
        group = "thead" if end <= table.head_rows else "tbody"
        lines.append(f"<{group}>")
        for row in table.cells[first:end]:
            lines.append(f"<tr>{''.join(_cell(cell, end - first) for cell in row)}</tr>")
        lines.append(f"</{group}>")
    return "\n".join([*lines, "</table>"])


def _cell(cell: Cell, rows: int) -> str:
    spans = f' colspan="{cell.width}"' if cell.width > 1 else ""
    spans += f' rowspan="{cell.height}"' if cell.height > 1 else ""
    if cell.role == "figure":
        return f'<td{spans} style="{_RIGHT}">{escape(cell.text)}</td>'
    down = cell.role in ("head", "corner")
    group = cell.role == "band" or (cell.width > 1 if cell.role == "head" else cell.role == "label" and cell.height > 1)
    scope = ("colgroup" if group else "col") if down else ("rowgroup" if group else "row")
    style = _LEFT if cell.role == "label" and cell.height == 1 else _RIGHT
    return f'<th scope="{scope}"{spans} style="{style}">{escape(cell.line)}</th>'
