"""The demo: its files, and what it tells while it runs."""

from collections.abc import Sequence

from govxl.texts.collecting import STATUS

SCOPE_OWN = "本机关"
DEMO_FOLDERS = ("1-下发", "2-收回", "3-汇总")
DEMO_LAST_YEAR = "0-上年"
DEMO_MARKED = "2-退回"
DEMO_SUMMARIES = ("第一次汇总.xlsx", "全部汇总.xlsx")
DEMO_UNBALANCED, DEMO_BLANK, DEMO_STOCK = "勾稽不平", "漏填一格", "现行有效不可能"
DEMO_ROSTER, DEMO_STATUS = "单位名单.csv", f"{STATUS}.xlsx"
DEMO_COUNTY = "青禾县"
DEMO_LATE_UNIT = "青禾县林业局"


def demo_sent(count: int, folder: str, prior: str) -> str:
    return f"一、下发：给 {count} 个单位各生成一份锁定的填报工作簿，在 {folder}；上年数取自 {prior}"


def demo_returned(count: int, folder: str) -> str:
    return f"二、收回：{count} 个单位交回填好的工作簿，其中三份各有一处错误，在 {folder}"


def demo_shown(file: str, unit: str, figures: int, findings: int) -> str:
    return f"三、读取：{file} 是{unit}的报告，读到 {figures} 个数，{findings} 个问题"


def demo_checked(count: int, wrong: int, lines: Sequence[str], marked: int, folder: str) -> str:
    handed_back = f"  标注好的 {marked} 份在 {folder}：有错的格涂了颜色，写了批注"
    return "\n".join([f"四、核对：{count} 个文件，{wrong} 个要退回：", *lines, handed_back])


def demo_finding(unit: str, line: str) -> str:
    return f"  {unit}\n  {line}"


def demo_consolidated(output: str, units: int, missing: Sequence[tuple[str, str]]) -> str:
    lines = [
        f"六、先汇总没有错误的 {units} 个单位：{output}",
        *(f"  未计入：{unit}，{reason}" for unit, reason in missing),
    ]
    return "\n".join(lines)


def demo_done(output: str, units: int, received: str, fees: str, folder: str) -> str:
    return (
        f"七、三个单位更正后重新汇总，{units} 个单位全部计入：{output}\n"
        f"  全县新收申请 {received} 件，行政事业性收费 {fees} 万元\n"
        f"所有结果都在 {folder}，可以用 Excel、WPS 或 LibreOffice 打开看。"
    )


def demo_collected(verdict: str, missing: Sequence[str], output: str) -> str:
    return f"五、清点：{verdict}\n  未交：{'、'.join(missing)}\n  催报和退回的话已经写好，在 {output}"
