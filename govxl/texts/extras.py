"""What else is in a file: macros, links, hidden and strange sheets, comments, and what stands outside the tables."""

from collections.abc import Sequence

from govxl.texts.names import clip


def has_macros() -> str:
    return "文件里有宏。宏没有运行，也没有读取。"


def todo_macros() -> str:
    return "请不要在这份文件里启用宏；让单位另存为 .xlsx 再交。"


def has_external_links() -> str:
    return "文件里有指向别的文件的链接。没有打开这些链接，用的是文件里存的数。"


def todo_external_links() -> str:
    return "请核对有关的数，改成直接填写的数字。"


def hidden_sheets(names: Sequence[str]) -> str:
    return f"有隐藏的工作表：{'、'.join(names)}，没有读取。"


def todo_hidden() -> str:
    return "请核对里面有没有应当填在表里的内容。"


def hidden_rows(names: Sequence[str]) -> str:
    return f"工作表 {'、'.join(names)} 里有隐藏的行或列，其中的数照常读取。"


def todo_hidden_rows() -> str:
    return "请取消隐藏，核对其中的数。"


def comment() -> str:
    return "单位在这一格写了批注。"


def todo_comment() -> str:
    return "请看一看单位写了什么。"


def other_sheets(names: Sequence[str]) -> str:
    return f"多出工作表：{'、'.join(clip(name, 20) for name in names)}，没有读取。"


# outside the tables


def beside() -> str:
    return "表格以外有内容，没有读取。"


def todo_beside() -> str:
    return "请核对是不是填错了位置；不需要的请删去。"


def beside_prose() -> str:
    return "正文栏以外有文字，没有读取。"


def todo_beside_prose() -> str:
    return "是正文的，请移到正文栏里，一格一段；不需要的请删去。"


def control_signs() -> str:
    return "文字里有看不见的控制字符，文件可能已损坏。"


def todo_control() -> str:
    return "请核对这一部分的文字，让单位重新保存一份。"


def text_before(count: int) -> str:
    return f"第一部分的标题以前有 {count} 段文字，没有核对。"


def text_beside(count: int) -> str:
    return f"表格旁边有 {count} 行文字，不属于任何一部分，没有读取。"


def numbers_beside(sheet: str, count: int) -> str:
    return f"“{clip(sheet)}”里还有 {count} 个数不属于表式的任何一项，没有读。"


def todo_numbers_beside() -> str:
    return "请核对已读的数是不是本年的；这些数如果应该填报，请填到相应的格，不需要的请删去。"


def saved_by(format: str, modified: str, program: str, authors: Sequence[str]) -> str:
    """What a file tells of who saved it last."""
    facts = [f"格式 {format}", f"保存于 {modified}" if modified else "", f"程序 {program}" if program else ""]
    facts.append(f"作者 {'、'.join(authors)}" if authors else "")
    return "，".join(fact for fact in facts if fact)
