"""Two runs of a consolidation compared: the sheet 本次变动."""

from collections.abc import Sequence

CHANGE_HEADS = ("变动", "单位代码", "单位名称", "单元格", "指标", "上一次", "本次", "增减", "说明")
CHANGE_WIDTHS = (14.0, 12.0, 30.0, 10.0, 46.0, 12.0, 12.0, 12.0, 50.0)
UNIT_CHANGE = {"added": "新增单位", "removed": "不再计入", "left_out": "新的未计入", "renamed": "代码或名称变了"}
TOTAL_CHANGED, FIGURE_CHANGED, MORE_CHANGED = "合计变动", "数有变动", "没有列完"
BLANK_BEFORE = "（空）"


def nothing_before(file: str) -> str:
    return f"“{file}”是第一次汇总，没有上一次可以比较。再汇总一次、写在同一个文件里，这里就列出两次之间变了什么。"


def before_unusable(file: str) -> str:
    return f"没有与上一次比较：上一次的“{file}”里没有各单位的数。"


def before_other_year(file: str, before: int | None, now: int | None) -> str:
    return f"没有与上一次比较：上一次的“{file}”是 {before or '不明'} 年度的，这一次是 {now or '不明'} 年度的。"


def before_other_form(file: str, before: str, now: str) -> str:
    return f"没有与上一次比较：上一次的“{file}”用的是{before}，这一次用的是{now}，指标不同。"


def edition_words(name: str, editions: Sequence[str]) -> str:
    return f"{name} {'、'.join(editions)} 版"


def changes_said(
    added: int, removed: int, left_out: int, renamed: int, units: int, figures: int, totals: int, sheet: bool
) -> str:
    """What changed since the last run, in one sentence; on the terminal it says where to look."""
    parts = [f"新增 {added} 个单位"] if added else []
    parts += [f"{removed} 个单位不再计入"] if removed else []
    parts += [f"{left_out} 个新的未计入"] if left_out else []
    parts += [f"{renamed} 个单位的代码或名称变了"] if renamed else []
    parts += [f"{units} 个单位的 {figures} 个数有变动"] if figures else []
    if not parts:
        return "与上一次相比：没有变动。"
    text = "与上一次相比：" + "，".join(parts)
    text += f"，{totals} 个合计数因此变了" if totals else "，合计数没有变"
    return text + ("。" if sheet else "，见“本次变动”。")


def was_left_out(reason: str) -> str:
    return f"上一次没有计入：{reason}"


def not_there_before() -> str:
    return "上一次没有这个单位。"


def not_received() -> str:
    return "这一次没有收到它的报告。"


def renamed_from(unit: str) -> str:
    return f"上一次写的是 {unit}。"


def more_changes(count: int, shown: int) -> str:
    return f"变动的数共 {count} 个，这里列到第 {shown} 个；合计变动已在前面列全。"
