"""Adding up: the summary workbook, and what was left out of it."""

from collections.abc import Sequence

SUMMARY = "汇总"
SCOPE_ALL = "各级行政机关"
UNITS_TITLE = "各单位数据（可以筛选、排序；改这里的数，“二”“三”“四”会跟着变）"
UNIT_HEADS = ("单位代码", "单位名称", "年度", "统计范围", "文件")
FILE_HEADS = ("文件", "单位代码", "单位名称", "年度", "状态", "是否计入", "原因", "错误", "提醒", "未填格数")


def other_edition(name: str, editions: Sequence[str], wanted: Sequence[str]) -> str:
    """A report in another edition of the form, or a mixture of two, than the ones it would be added to."""
    return f"用的是{name} {'、'.join(editions)} 版，多数报告用的是 {'、'.join(wanted)} 版，指标不同，不能直接相加，没有计入。"


def nothing_to_add_up(count: int) -> str:
    return f"{count} 个文件里没有一个可以计入汇总，没有生成汇总表。" if count else "没有找到任何文件，没有生成汇总表。"


def not_a_summary(path: str) -> str:
    return f"{path} 已经存在，而且不是以前的汇总表，不覆盖。请换一个文件名。"


def too_large_to_replace(path: str) -> str:
    return f"{path} 已经存在，太大，看不了是不是以前的汇总表，不覆盖。请换一个文件名，或者先把它移走。"


def summary_beyond_us(path: str, units: int) -> str:
    return (
        f"{path} 里有 {units} 个单位，表、合计和各单位的数都在，Excel、WPS、LibreOffice 打得开，"
        "但是超过了 govxl 读一个文件的上限：不能再并入上一级的汇总，也不能用同一个文件名重做。"
        "要往上汇总的，请按市、县分级汇总，再汇总这些汇总表。"
    )


def summary_was_edited(path: str) -> str:
    return f"{path} 写出以后在别处保存过，可能有改动，不覆盖。请换一个文件名。"


def left_out(file: str, unit: str, reason: str) -> str:
    return f"  未计入：{unit or '（单位不明）'}　{file}　{reason}"


def consolidated(
    output: str, units: int, missing: Sequence[tuple[str, str, str]], faulty: Sequence[tuple[str, str]], blanks: int
) -> str:
    """The report of ``consolidate``."""
    lines = [f"已汇总 {units} 个单位，写出 {output}"]
    lines += [f"  已计入但有错误：{unit}　{file}" for file, unit in faulty]
    lines += [left_out(*one) for one in missing]
    if blanks:
        lines.append(f"  有 {blanks} 个指标存在单位漏填，汇总时按 0 计，详见“收录情况”。")
    return "\n".join(lines)
