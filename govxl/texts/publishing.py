"""The published report: its placeholders, its drafts, and what ``report`` says of it."""

import re
from collections.abc import Sequence
from decimal import Decimal

from govxl.texts.names import number

REPORT_SUFFIXES = (".docx", ".html", ".txt")

# What waits for somebody in a report. The reader knows it by these words and never takes it for prose.

_TO_WRITE = "（此处填写{what}）"
PLACEHOLDER_UNIT = _TO_WRITE.format(what="单位名称")
PLACEHOLDER_YEAR = _TO_WRITE.format(what="年度")
PLACEHOLDER = re.compile(_TO_WRITE.format(what="[^（）]{1,60}"))
DRAFT_MARK = "【草稿】"


def title_year(year: int) -> str:
    return f"{year}年"


def placeholder(what: str) -> str:
    return _TO_WRITE.format(what=f"“{what}”")


def draft(text: str) -> str:
    return f"{DRAFT_MARK}{text}"


# drafts: sentences made of figures


def draft_sentence(parts: Sequence[str]) -> str:
    known = [part for part in parts if part]
    return f"{'；'.join(known)}。" if known else ""


def draft_number(name: str, value: int | Decimal | None, parts: Sequence[tuple[str, int | Decimal | None]]) -> str:
    """A number, and what it is made of."""
    if value is None:
        return ""
    inner = _cases(parts)
    return f"{name}{number(value)}件" + (f"，其中{inner}" if inner else "")


def draft_list(name: str, parts: Sequence[tuple[str, int | Decimal | None]]) -> str:
    return f"{name}：{inner}" if (inner := _cases(parts)) else ""


def draft_line(name: str, parts: Sequence[tuple[str, int | Decimal | None, bool]]) -> str:
    """The figures of a line; those marked are amounts in 万元."""
    known = [f"{label} {number(value)}{' 万元' if money else ''}" for label, value, money in parts if value is not None]
    return f"{name}：{'，'.join(known)}" if known else ""


def _cases(parts: Sequence[tuple[str, int | Decimal | None]]) -> str:
    return "，".join(f"{name}{number(value)}件" for name, value in parts if value is not None)


# the command


def report_suffix(path: str) -> str:
    return f"{path} 的后缀不对。报告写成 Word（.docx）、网页（.html）或文本（.txt），按文件名的后缀决定。"


def report_from_folder(path: str) -> str:
    return f"{path} 是文件夹。report 一次写一份报告，请写明哪一个文件；整个文件夹请先用 govxl consolidate 汇总。"


def report_exists(path: str) -> str:
    return f"{path} 已经存在，内容不同，可能有人改过，不覆盖。请换一个文件名，或先删去它。"


def no_figures(path: str) -> str:
    return f"{path} 里没有一个数，不能写成报告。请给填好的工作簿、汇总表，或其他读得了的报告。"


def report_unreadable(path: str) -> str:
    return f"{path} 不是读得了的报告，没有写出。"


def report_open(parts: Sequence[str]) -> str:
    return f"有 {len(parts)} 处要由人写：{'、'.join(parts)}。写好以后删去“此处填写”和{DRAFT_MARK}的字样再公布。"


def report_errors(count: int, path: str) -> str:
    return f"数据有 {count} 处错误，{path} 已经写出，更正以前请不要公布："
