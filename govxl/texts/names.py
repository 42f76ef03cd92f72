"""The words that all parts share: sheets, severities, columns of the roster; how numbers, labels and units are written."""

from collections.abc import Sequence
from decimal import Decimal

_SHEETS = ("填报说明", "封面", "校验", "_govxl", "各单位数据", "收录情况", "问题清单", "情况说明")
_SHEETS_OF_SUMMARIES = ("本次变动", "总览", "同比", "文字材料", "数据来源", "取数记录")
RESERVED_SHEETS = (*_SHEETS, *_SHEETS_OF_SUMMARIES)
YES, NO = "是", "否"
SEVERITY = {"error": "错误", "warning": "提醒", "info": "提示"}
ROSTER_COLUMNS = {
    "code": "单位代码",
    "name": "单位名称",
    "parent": "上级代码",
    "category": "单位类别",
    "contact": "联系人",
    "telephone": "电话",
    "former": "原代码",
}
NO_FILE = "（没有文件）"


def number(value: int | Decimal | None) -> str:
    """A number as printed: no exponent, no trailing zeros."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if value is None else str(value)


def label(path: Sequence[str]) -> str:
    """A label path in words, without the head that all lines share."""
    return "·".join(path[1:] or path)


def clip(text: str, limit: int = 60) -> str:
    """A text found in a file, short enough for a message."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def unit_words(code: str, name: str) -> str:
    return f"{code} {name}".strip()


# What the names of many units end with, the longest first: it tells nobody apart.
GOVERNMENT = "人民政府"
UNIT_ENDINGS: tuple[str, ...] = ("街道办事处", GOVERNMENT, "管理委员会", "服务中心", "管理中心", "委员会", "办事处")
UNIT_ENDINGS += ("办公室", "街道办", "中心", "公司", "政府", "局", "委", "办", "厅", "处", "所", "站")
# Words that stand in file names of this work anyway: a unit called so is known with its ending only.
ORDINARY_WORDS = frozenset(
    {"统计", "信息", "档案", "政务", "审计", "公开", "信息公开", "政务公开", "年报", "报表", "汇总"}
)
