"""What is wrong with the declaration of a form."""

from collections.abc import Sequence


def form_faults(source: str, faults: Sequence[str]) -> str:
    """All faults of a declaration."""
    return f"表式声明 {source} 有 {len(faults)} 处错误：\n" + "\n".join(f"  {fault}" for fault in faults)


def fault_syntax(detail: str) -> str:
    return f"不是合法的 TOML：{detail}"


def fault_missing() -> str:
    return "缺少这一项"


def fault_type(expected: str) -> str:
    names = {"str": "文字", "int": "整数", "bool": " true 或 false", "list": "数组", "table": "表"}
    return f"类型不对，应为{names[expected]}"


def fault_empty() -> str:
    return "不能为空"


def fault_too_long(length: int, limit: int) -> str:
    return f"有 {length} 个字，Excel 最多接受 {limit} 个"


def fault_spelling(value: str) -> str:
    return f"写法不对：“{value}”"


def fault_choice(value: str, allowed: Sequence[str]) -> str:
    return f"“{value}”不在可选的 {'、'.join(allowed)} 之中"


def fault_range(value: int, lowest: int, highest: int) -> str:
    return f"{value} 超出范围，应在 {lowest} 到 {highest} 之间"


def fault_unknown_key() -> str:
    return "不认识这一项，是不是写错了名字"


def fault_unknown_name(name: str) -> str:
    return f"没有叫“{name}”的行、列、表或标签"


def fault_duplicate(name: str) -> str:
    return f"“{name}”重复"


def fault_readings(names: int, readings: int) -> str:
    return f"有 {names} 个读法的名称、{readings} 个读法，应当一样多"


def fault_groups(wanted: int, there: int) -> str:
    return f"应有 {wanted} 组，写了 {there} 组"


def fault_one_block(arrangement: str) -> str:
    return f"{arrangement} 排法只能有一个 block"


def fault_empty_step(text: str) -> str:
    return f"标签“{text}”里有空的一级"


def fault_no_cells() -> str:
    return "没有一个 block 同时含有这条规则提到的行或列，规则落空"


def fault_computes() -> str:
    return "computes 的规则必须是“=”，而且右边只能有一项"


def fault_reserved(name: str) -> str:
    return f"“{name}”是系统用的工作表名"


def fault_not_listed(name: str) -> str:
    return f"没有列出“{name}”"


def fault_torn_head(name: str) -> str:
    return f"同属“{name}”的行或列没有排在一起，表头无法合并"


def fault_line_without_rule(between: str) -> str:
    line = {"rows": "行", "columns": "列"}[between]
    return f"没有一条{line}间规则提到这一{line}，是不是忘了加进合计"


def fault_only_prior() -> str:
    return "至少要有一项是本年的数"


def fault_circle(names: Sequence[str]) -> str:
    return f"规则循环计算：{' → '.join(names)}"


def fault_two_kinds(row: str, column: str) -> str:
    return f"这一行是 {row}，这一列是 {column}，同一格只能是一种"


def fault_same_spelling(spelling: str, label: str) -> str:
    return f"“{spelling}”已经是标签“{label}”的写法，不能再列（全角半角、空格不同算同一种写法）"
