"""Where the figures of a summary come from: its sheets 文字材料, 数据来源, 取数记录, and the ways between them."""

WORDS_HEADS = ("部分", "单位代码", "单位名称", "段", "文字")
WORDS_WIDTHS = (22, 12, 28, 8, 100)
SOURCE_HEADS: tuple[str, ...] = (
    "序号",
    "文件",
    "打开",
    "单位代码",
    "单位名称",
    "是否计入",
    "表式",
    "文件的格式",
    "保存软件",
)
SOURCE_HEADS += ("保存人", "保存时间", "读取日期", "字节数", "SHA-256")
SOURCE_WIDTHS = (7, 44, 7, 12, 28, 9, 9, 9, 24, 18, 18, 12, 11, 66)
TAKEN_HEADS = ("序号", "文件", "单位名称", "指标", "应在", "取自", "原文", "取值", "说明")
TAKEN_WIDTHS = (7, 34, 26, 40, 26, 26, 24, 14, 50)
OPEN_FILE = "打开"
PREAMBLE = "标题下的说明"
UNITS_BLANK = "空着这一格的单位数"
UNITS_LINK = "点表里的数，看各单位的数"
BLANKS_NOTE = ("有 ", " 个数有单位空着，按 0 计，见“各单位数据”第 1 行")  # around the number
BLANK_TITLE = "有单位没有填"
TAKEN_ELSEWHERE = "不在下发的位置，按行列的文字找到的。"


def units_of_figure(units: int, blank: int) -> str:
    """What a figure of the summary tells of the units that make it."""
    more = f"汇总时，{blank_units(units, blank)}" if blank else ""
    return f"看各单位的数。{more}"


def blank_units(units: int, blank: int) -> str:
    return f"{units} 个单位中有 {blank} 个这一格空着，按 0 计。"


def moved_figures(sheet: str, cells: str, count: int) -> str:
    return f"{sheet} {cells}（{count} 个数）"


def paragraph_number(number: int, part: int) -> str:
    """The number of a paragraph; a long one goes on in the rows below."""
    return f"{number} 续{part}" if part else str(number)


def rows_not_shown(count: int, where: str) -> str:
    """The last row of a list that is longer than a sheet shall be."""
    return f"还有 {count} 行没有列在这里。{where}"


ALL_ISSUES = "全部问题请用 govxl check 加 --format csv 列出；这里先列错误，再列提醒。"
ALL_WORDS = "其余的文字见各单位的文件，文件名在“数据来源”里。"
ALL_ROWS = "其余的见原文件。"


def cut_off(length: int) -> str:
    """What ends a text that a cell cannot hold."""
    return f"……（共 {length} 字，后面的没有列在这里，见原文件）"
