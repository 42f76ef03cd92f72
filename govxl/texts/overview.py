"""What the summary says at a glance: the sheets 总览 and 同比."""

from collections.abc import Sequence

from govxl.texts.names import clip

UNKNOWN = "—"  # where a number cannot be worked out
FORMAT_COUNT, FORMAT_AMOUNT, FORMAT_SHARE = "#,##0", "#,##0.00##", "0.0%"
FORMAT_CHANGE, FORMAT_AMOUNT_CHANGE = "+#,##0;-#,##0;0", "+#,##0.00##;-#,##0.00##;0"
FORMAT_CHANGE_SHARE, FORMAT_POINTS = "+0.0%;-0.0%;0.0%", '+0.0"个百分点";-0.0"个百分点";0.0"个百分点"'

YEARLY_TITLE = "同比：本年与上年"
YEARLY_HEADS = ("行", "列", "本年", "上年", "增减", "增减%")
YEARLY_ALL, YEARLY_BOTH = "全部单位", "两年都有的单位（生成汇总时的数）"
YEARLY_NO_PRIOR = "没有上年数。汇总时加上 --prior 和上年的汇总表（或上年各单位工作簿的文件夹），这里就有上年数和增减。"
SAME_UNITS = "两年是同样的单位。“本年”随各表变动，“上年”取自上年的报告。“—”表示上年没有这一项，或者无法计算。"

OVERVIEW_HEADLINES, OVERVIEW_ATTENTION, OVERVIEW_CHARTS = "主要数据", "需要注意", "图表"
OVERVIEW_DATA = "图表的数据（公式，随各表变动；这一块不打印）"
OVERVIEW_TABLES = "各表"
FIGURE_HEAD, SOURCE_HEAD, THIS_YEAR, LAST_YEAR, BOTH_THIS_YEAR = "指标", "出处", "本年", "上年", "可比本年"
CHANGE_HEAD, CHANGE_SHARE_HEAD = "增减", "增减%"
STATUS_ROSTER = ("应报单位", "已计入", "交了未计入", "未交")
STATUS_FILES = ("收到文件", "已计入", "未计入", "汇总单位")
VERDICT_SUM = "汇总数校验"
ALL_WELL = "没有需要注意的事项。"


def overview_title(year: int | None, form: str) -> str:
    return f"{year or ''}{'年' if year else ''}{form}汇总总览"


def overview_subtitle(name: str, scope: str, units: int) -> str:
    return f"{clip(name, 60)}　统计范围：{scope}　汇总 {units} 个单位"


def joined_units(units: Sequence[str]) -> str:
    """Units that only this year's sum has."""
    return f"本年有、上年没有（或不全）的 {len(units)} 个单位：{some(units, 40)}。"


def left_units(units: Sequence[str]) -> str:
    """Units that only last year's sum has."""
    return f"上年有、本年没有的 {len(units)} 个单位：{some(units, 40)}。"


def other_units(both: int | None) -> str:
    """That the two years are of different units."""
    if both is None:
        return "两年的单位不同，“全部单位”的增减里有单位变动的影响；有下级汇总表，两年都有的单位没有单独比较。"
    return f"两年的单位不同，“全部单位”的增减里有单位变动的影响；右边另比较两年都有的 {both} 个单位，是生成汇总时的数。"


def comparable(both: int, units: int) -> str:
    """What is compared on the overview where the units differ."""
    if both == units:
        return f"上年的单位比本年多：“上年”和增减只算本年计入的 {both} 个单位，名单见“同比”。"
    return f"两年的单位不同：“可比本年”“上年”和增减只算两年都有的 {both} 个单位，名单见“同比”。"


def not_comparable() -> str:
    return "两年的单位不同，没有列上年数；全部单位的比较见“同比”。"


def some(names: Sequence[str], limit: int) -> str:
    """Names, not too many."""
    return "、".join(clip(name, 30) for name in names[:limit]) + (f"等 {len(names)} 个" if len(names) > limit else "")


def squeeze(name: str) -> str:
    """A unit's name short enough for a chart: what tells it apart stands at either end."""
    return name if len(name) <= 18 else f"{name[:8]}…{name[-9:]}"


def steps(path: Sequence[str]) -> str:
    """A label path in words, all steps."""
    return "·".join(path)


# what needs attention


def attention_missing(units: Sequence[str]) -> str:
    return f"{len(units)} 个单位没有交：{some(units, 6)}。"


def attention_left_out(units: Sequence[str]) -> str:
    return f"{len(units)} 个文件没有计入：{some(units, 6)}。"


def attention_faulty(units: Sequence[str]) -> str:
    return f"{len(units)} 个单位有错误，仍然计入：{some(units, 6)}。"


def attention_open(units: int, findings: int) -> str:
    return f"{units} 个计入的单位共有 {findings} 处提醒，还没有说明。"


def attention_waived(units: int, findings: int) -> str:
    return f"{units} 个单位共有 {findings} 处问题已豁免，仍然计入。"


def attention_blank(units: int, cells: int) -> str:
    return f"{units} 个单位共有 {cells} 格空着，按 0 计。"


def attention_sum(errors: int, warnings: int) -> str:
    counts = [f"{errors} 处错误" if errors else "", f"{warnings} 处提醒" if warnings else ""]
    return f"汇总数本身有{'、'.join(filter(None, counts))}。"


def attention_more(count: int, sheet: str) -> str:
    return f"另有 {count} 条，见“{sheet}”。"


# charts


def other_units_label(count: int) -> str:
    return f"其余 {count} 个单位"


def top_units_title(title: str, top: int) -> str:
    return f"{title}：前 {top} 个单位"


CHART_FONT = "宋体"
