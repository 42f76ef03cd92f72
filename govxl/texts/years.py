"""Across the years and across units: last year's reports, what they say against, parents and children, scope."""

from collections.abc import Sequence

_NAMED = 20  # units that one line names

# last year's reports


def prior_refused(file: str, reason: str) -> str:
    return f"上年的文件没有用：{file}　{reason}"


def prior_obstacle(unit: str, reason: str) -> str:
    return f"上年数对不上：{unit}，{reason}"


def prior_new(units: Sequence[str]) -> str:
    return f"上年的文件里没有的单位 {len(units)} 个，与上年衔接的关系未核对：{_names(units)}"


def prior_unclaimed(units: Sequence[str]) -> str:
    return f"上年有数、这次没有对上的单位 {len(units)} 个：{_names(units)}"


def prior_partly(units: Sequence[str]) -> str:
    return (
        f"有上年数但不全（上年用的是另一版表式，或上年没有填）的单位 {len(units)} 个，缺数的关系未核对：{_names(units)}"
    )


def prior_year_unknown() -> str:
    return "没有一份报告写明年度，不知道上年是哪一年，上年的文件没有用。"


def prior_sum_unlike(joined: Sequence[str], left: Sequence[str]) -> str:
    """The sum is not held against last year's, because it is not of the same units."""
    parts = [f"这次计入、上年没有的 {len(joined)} 个：{_names(joined)}"] if joined else []
    parts += [f"上年有、这次没有计入的 {len(left)} 个：{_names(left)}"] if left else []
    return f"上年结转不可比：计入的单位与上年不同，合计没有与上年的合计核对。{'；'.join(parts)}。"


def prior_differs(cells: Sequence[tuple[str, str, str]], origin: str) -> str:
    """What a workbook carries of last year is not what the office has: cell, value there, value of the office."""
    words = "；".join(f"{cell} 是 {found}，应为 {expected}" for cell, found, expected in cells)
    return f"表下方的上年数与上年的报告（{origin}）不同：{words}。这里按上年的报告核对。"


def todo_prior_differs() -> str:
    return "请核对：发表以后更正过上年报告的，不用改；灰色格被改过的，请恢复原来的数。"


def several_files(files: Sequence[str]) -> str:
    return _names(files, 5)


# parents and children


def above_parent(cells: Sequence[tuple[str, str, str]], parent: str, table: str) -> str:
    """Figures of a unit that are greater than its parent's, which include them: cell, value, the parent's value."""
    words = "、".join(f"{cell}({found}，上级 {limit})" for cell, found, limit in cells)
    count = f" {len(cells)} 个数" if len(cells) > 1 else ""
    return f"{table}：{words}{count}大于上级 {parent} 的；上级的统计范围是“各级行政机关”，应当包含本单位的数。"


def parent_and_children(parent: str, children: Sequence[str]) -> str:
    return f"{parent} 的统计范围是“各级行政机关”，下级 {_names(children)} 又单独交了报告，相加会重复计算。"


def todo_parent_and_children() -> str:
    return "请只留一种：上级改报“本机关”或“本级”的数，或者汇总时不放下级的报告。"


# scope

SCOPES_WITH_OTHERS = ("本级", "各级行政机关")
# What the category of a unit that has nobody below it begins or ends with.
SINGLE_UNITS = ("部门", "乡镇", "街道")
NOT_SINGLE = ("国务院",)


def scope_too_wide(category: str, scope: str) -> str:
    return f"单位类别是“{category}”，统计范围写的是“{scope}”。"


def todo_scope_too_wide() -> str:
    return "部门、乡镇、街道一般只统计本单位，统计范围选“本机关”；确实包含下级的，请核对数字有没有重复。"


def scopes_differ(scopes: Sequence[tuple[str, str]]) -> str:
    """Reports of different scope are added up: each scope with its units in words."""
    return f"计入的报告统计范围不一样：{'；'.join(f'{scope} {units}' for scope, units in scopes)}。"


def scope_units(units: Sequence[str]) -> str:
    return f"{len(units)} 个（{_names(units, 5)}）"


def _names(units: Sequence[str], shown: int = _NAMED) -> str:
    return "、".join(units[:shown]) + (f"等 {len(units)} 个" if len(units) > shown else "")
