"""What is said of a cell: entries, totals, sums."""

from typing import Literal

from govxl.texts.names import clip

# entries

Cleaning = Literal["text", "unit", "note", "yuan", "noise", "date"]


def bad_cell(code: str, found: str, kind: str = "text") -> str:
    """What is wrong with an entry cell; ``kind`` is what stands there instead of a number."""
    no_number = {
        "formula": f"这一格是公式 {found}，文件里没有它的计算结果。",
        "date": f"这一格变成了日期 {found}，不知道原来的数是多少。",
        "large": f"{found} 大得不可能，应是填错。",
        "boolean": f"这一格是逻辑值 {found}，不是数字。",
        "text": f"“{found}”不是数字。",
    }
    return {
        "blank": "没有填数" + (f"，只写了“{found}”，不是 0。" if found else "。"),
        "not-a-number": no_number.get(kind, no_number["text"]),
        "not-whole": f"{found} 不是整数，件数只能是整数。",
        "negative": f"{found} 是负数。",
        "cell-error": f"单元格的值是错误 {found}。",
    }[code]


def todo_cell(code: str) -> str:
    """What to do about it."""
    return {
        "blank": "没有就填 0；一张表里 0 很多，可把表右侧“本表未填的格均为0”选成“是”。",
        "not-a-number": "请在这一格重新键入数字，不带单位和说明。",
        "not-whole": "请填整数。",
        "negative": "请填不小于 0 的数。",
        "cell-error": "请删去这一格的内容，重新填数字。",
    }[code]


def cleaned(why: Cleaning, found: str, value: str, ours: bool) -> str:
    """A number that did not stand there as one."""
    reasons = {
        "text": f"这里的“{found}”不是数字格式，按 {value} 读取。",
        "unit": f"这里写的是“{found}”，带有单位，按 {value} 读取。",
        "note": f"这里写的是“{found}”，带有说明，按 {value} 读取。",
        "yuan": f"这里写的是“{found}”，这一格的单位是万元，折算成 {value} 读取。",
        "noise": f"这里是 {found}，是计算留下的尾差，按 {value} 读取。",
        "date": f"这一格变成了日期 {found}，按原来的数 {value} 读取。",
    }
    summed = "这是文本，工作簿里的合计没有把它算进去。" if ours and why in ("text", "unit", "note", "yuan") else ""
    return reasons[why] + summed


def todo_cleaned(value: str) -> str:
    return f"请核对；没有错的话，在这一格重新键入数字 {value}。"


def entry_formula(formula: str, value: str) -> str:
    return f"这一格填的是公式 ={formula}，取其结果 {value}。"


def todo_formula() -> str:
    return "请核对结果，直接填数字。"


def todo_blank_elsewhere() -> str:
    return "请补填；没有就填 0。核对合计和汇总时这一格按 0 计。"


# totals


def bad_total(found: str, ours: bool) -> str:
    """What is wrong with a total that is no number."""
    return f"{'公式已被改掉，现在的' if ours else ''}内容“{found}”不能作为合计。"


def todo_total(ours: bool) -> str:
    return "请恢复公式，或在原来下发的工作簿里填报。" if ours else "请核对各分项，重新填写合计。"


def total_blank() -> str:
    return "合计没有填，按各分项计算。"


def todo_blank_total() -> str:
    return "请补填合计。"


def total_deleted() -> str:
    return "合计的公式被删掉了，汇总时按各分项计算。"


def total_typed() -> str:
    return "合计的公式被改成了数字，数值正确。"


def total_other_formula(formula: str) -> str:
    return f"合计的公式被改成了别的公式“={clip(formula, 40)}”，数值正确。"


def total_failed(found: str) -> str:
    return f"公式的结果是“{found}”，没有算出数来；汇总时按各分项计算。"


def total_never_calculated() -> str:
    return "公式没有计算过（保存这个文件的程序没有计算公式），汇总时按各分项计算。"


def total_stale() -> str:
    return "公式没有重新计算，文件里存的是旧的结果；汇总时按各分项计算。"


def todo_stale() -> str:
    return "请用 Excel 或 WPS 打开，保存一次再交；数值以重新计算的为准。"


def total_adds_more(formula: str) -> str:
    return f"合计（={clip(formula, 40)}）把插进来的行或列也加进去了；汇总时只按表式里的各项计算。"


def todo_adds_more() -> str:
    return "请核对插进来的行或列，不需要的请删去；合计只加表式里的各项。"


# sums in a summary


def units_blank(count: int) -> str:
    return f"有 {count} 个单位没有填这个数，汇总时按 0 计。"


def todo_units_blank() -> str:
    return "请让这些单位补填，再汇总一次。"


def sum_typed() -> str:
    return "汇总的公式被改成了数字，与各单位数据之和不一致，这里按填写的数。"


def todo_sum() -> str:
    return "请核对是哪个单位的数有变动，在“各单位数据”里更正，恢复公式。"
