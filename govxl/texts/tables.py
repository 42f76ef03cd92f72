"""What is said of sheets, tables, their lines and labels, the rows of units, and the prose."""

from collections.abc import Sequence

from govxl.texts.names import clip

DOCUMENT = "文档"  # the one sheet that a document is
# Of the automatic numbers of lists.
DIGITS, TEN, STEMS = "〇一二三四五六七八九", "十", "甲乙丙丁戊己庚辛壬癸"

# sheets and tables


def sheet_missing(sheet: str, title: str) -> str:
    return f"没有工作表“{sheet}”（{title}），这部分的数都没有读到。"


def sheet_renamed(sheet: str, title: str, found: str) -> str:
    return f"没有工作表“{sheet}”；“{title}”已在工作表“{found}”里按行列的标签逐项找到并读取，请核对。"


def todo_layout() -> str:
    return "请让单位在原来下发的工作簿里填报，不要增删行列、改表头或工作表名。"


def table_moved(title: str, sheet: str, found: str, expected: str) -> str:
    what = f"这里应是“{expected}”，{_now(found)}。" if expected else ""
    return f"“{title}”不在原来的位置：{what}已在工作表“{sheet}”里按行列的标签逐项找到并读取，请核对。"


def table_missing(title: str) -> str:
    return f"没有找到“{title}”的表，这部分的数都没有读到。"


def todo_table() -> str:
    return "请补上这张表，或改在下发的工作簿里填报。"


def table_twice(title: str, places: Sequence[str]) -> str:
    return f"“{title}”的表有 {len(places)} 张（{'、'.join(places)}），数字不同，不知道哪一张对，都没有读。"


# labels


def _now(found: str) -> str:
    return f"现在是“{found}”" if found else "现在是空的"


def label_moved(found: str, expected: str) -> str:
    return f"这里应是“{expected}”，{_now(found)}：表格的行列或文字被改动过，为免读错位置，本表的数都没有读。"


def label_unknown(found: str, known: str) -> str:
    return f"这里应是“{known}”，{_now(found)}，认不出是哪一项，这一项的数没有读取。"


def label_reworded(found: str, known: str) -> str:
    return f"这里应是“{known}”，{_now(found)}。表没有移动，数已照常读取，请核对。"


def misspelt(label: str, known: str) -> str:
    return f"这里写的是“{label}”，按“{known}”读取。"


def todo_label() -> str:
    return "请核对是不是这一项，改回规定的写法。"


# lines


def lines_missing(title: str, labels: Sequence[str]) -> str:
    some = "、".join(f"“{clip(one, 24)}”" for one in labels[:5]) + ("等" if len(labels) > 5 else "")
    return f"“{title}”里没有找到 {some}（共 {len(labels)} 项），这些数没有读到。"


def todo_lines(ours: bool) -> str:
    return todo_layout() if ours else "请补上这些行或列，或改在下发的工作簿里填报。"


def strange_line(label: str) -> str:
    return f"多出一行或一列“{clip(label)}”，表式里没有，里面的数没有读。"


def todo_strange() -> str:
    return "请核对这些数应填在哪一项；不需要的请删去。"


def line_twice(places: Sequence[str]) -> str:
    return f"同一项出现在 {'、'.join(places)}，数字不同，不知道哪一个对，没有读。"


def todo_twice() -> str:
    return "请只留正确的一处。"


def subtotal_wrong() -> str:
    return "自己加的小计与各项之和不相等。小计不计入汇总。"


def todo_subtotal() -> str:
    return "请核对各项和小计。"


def subtotals_added(count: int, wrong: int) -> str:
    return f"多出小计的行或列，共 {count} 个数，已与各项核对" + (f"，{wrong} 个不等" if wrong else "") + "，没有计入。"


def todo_subtotals() -> str:
    return "不用改；下次请不要加小计。"


# the rows of units in a summary

TOTAL_WORDS = ("合计", "总计", "小计", "总和", "汇总")


def keys_lost(keys: Sequence[str]) -> str:
    some = "、".join(keys[:3]) + ("等" if len(keys) > 3 else "")
    return f"“各单位数据”隐藏的第 2 行（指标代码）被改动：{some} {len(keys)} 个指标找不到或重复，这些数没有读。"


def rows_lost() -> str:
    return "没有“各单位数据”，或里面没有一个单位，汇总的数无从核对，都没有读。"


def row_of_totals(name: str) -> str:
    return f"“各单位数据”里有一行是“{name}”，会和各单位的行一起重复相加。"


def row_twice(name: str) -> str:
    return f"“各单位数据”里“{name}”出现不止一次，会重复相加。"


def todo_rows() -> str:
    return "请改正“各单位数据”，或用各单位的报表重新汇总一次。"


# prose


def prose_blank(title: str) -> str:
    return f"“{title}”没有写。"


def todo_prose() -> str:
    return "请补写这一部分；确实没有内容，也请写明“无”。"


def prose_elsewhere(sheet: str, title: str) -> str:
    return f"没有工作表“{sheet}”，“{title}”按标题在别的工作表里找到并读取，请核对。"
