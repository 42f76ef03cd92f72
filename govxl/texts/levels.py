"""Summaries of summaries: what is in them, what was left out below, and whose summary it is."""

from collections.abc import Sequence

IN_SUMMARY, LEFT_OUT_BELOW = "在汇总表里", "下级没有计入"
ARROW = "→"


def row_removed() -> str:
    return "汇总以后，它的一行从“各单位数据”里删去了。"


def inside_of(summary: str) -> str:
    return f"在汇总表“{summary}”里。"


def left_out_by(summary: str, reason: str) -> str:
    return f"“{summary}”汇总时没有计入：{reason}"


def left_out_below(count: int, lost: Sequence[tuple[str, str]]) -> str:
    """The next level is told of the units that a summary does not count, each with the reason."""
    some = "；".join(f"{unit}（{reason.rstrip('。')}）" for unit, reason in lost[:5])
    return f"这份汇总表有 {count} 个单位没有计入：{some}{'等' if count > 5 else ''}。"


def todo_left_out_below() -> str:
    return "请下级补齐后重新汇总；这些单位另交了报表的，会自动计入。"


def left_out_note(summary: str, message: str) -> str:
    return f"下级没有计入：{summary}　{message}"


def whole_twice(unit: str, file: str) -> str:
    return (
        f"这是“{unit}”的汇总表，“{file}”是同一个单位统计范围为“各级行政机关”的报表，都计入会重复计算，这一份没有计入。"
    )


def todo_whole_twice() -> str:
    return "请只留其中一份，再汇总一次。"


def local_codes(summary: str, codes: Sequence[str]) -> str:
    some = "、".join(codes[:5]) + (f"等 {len(codes)} 个" if len(codes) > 5 else "")
    return f"与汇总表“{summary}”有相同的单位代码（{some}），单位名称都不同，按不同的单位计入。"


def todo_local_codes() -> str:
    return "请核对是不是各自编的代码；是同一批单位改了名的，只留一份汇总表。"


def same_name_in(folder: str, name: str) -> str:
    """Two summaries of one name are told apart by the folder."""
    return f"{name}（{folder}）"
