"""Rules: the states of their relations, what is said of a broken one, explanations, and the catalogue."""

from collections.abc import Sequence
from typing import NamedTuple

SIGN = {"=": "＝", "<=": "≤", ">=": "≥"}
STATE_PASSED, STATE_BROKEN, STATE_FOLLOWS = "通过", "不通过", "随分项"
STATE_BLANK, STATE_INVALID = "未填完", "无法核对"
STATE_UNCHECKED, STATE_TO_EXPLAIN, STATE_EXPLAINED, STATE_EXEMPT = "未核对", "需说明", "已说明", "不适用"
STATE = {
    "passed": STATE_PASSED,
    "unassessable": STATE_BLANK,
    "unchecked": STATE_UNCHECKED,
    "exempt": STATE_EXEMPT,
}
EMPTY_TALK = ("核实无误。", "核实无误！", "经核实无误", "情况属实。", "情况属实，核实无误", "情况属实，核实无误。")

# broken rules


class Sides(NamedTuple):
    """A broken relation in words."""

    title: str
    at: str
    left: str
    right: str
    left_sum: str
    right_sum: str
    difference: str
    sign: str


def operand(cell: str, value: str, prior: bool) -> str:
    """A figure in one side of a relation."""
    return f"上年数{cell}({value})" if prior else f"{cell}({value})"


def rule_broken(relations: Sequence[Sides], culprit: str | None, overwritten: Sequence[str]) -> str:
    """A rule that does not hold, with both sides and the difference."""
    words = []
    for sides in relations:
        left = f"{sides.left}＝{sides.left_sum}" if not sides.left.endswith(f"({sides.left_sum})") else sides.left
        right = f"{sides.right}＝{sides.right_sum}" if not sides.right.endswith(f"({sides.right_sum})") else sides.right
        sign = {"=": "不等于", ">=": "小于", "<=": "大于"}[sides.sign]
        words.append(f"{sides.at}：{sides.title} 不成立，{left} {sign} {right}，相差 {sides.difference}")
    text = "；".join(words) + "。"
    if culprit:
        text += f"这 {len(relations)} 条关系相差一致，只要改 {culprit} 一格就都成立，请先核对这一格。"
    if overwritten:
        text += f"{'、'.join(overwritten)} 的公式已被改成数字或别的公式，这里按格里现有的数判断。"
    return text


def explained(text: str) -> str:
    return f"单位说明：{text}"


def empty_talk(text: str) -> str:
    return f"单位只写了“{text}”，不算说明。"


# the catalogue


def prior_operand(label: str) -> str:
    return f"上年的{label}"


def severity_words(words: str, others: Sequence[tuple[str, str]]) -> str:
    """The severity of a rule, and where it is another."""
    return "，".join([words, *(f"{at}为{other}" for at, other in others)])


def catalogue_head(name: str, edition: str, source: str, markdown: bool) -> str:
    """The head of the catalogue of rules."""
    return f"{'# ' if markdown else ''}{name}（{edition} 版）勾稽关系目录\n\n来源：{source}\n"


EVERY_FIGURE = "各表每一格"
WHOSE = {"": "", "prior": "上年的 ", "parent": "上级的 "}


def example_change(name: str, before: str, after: str) -> str:
    """One change in an example: a figure from one value to another, or a section's words."""
    if after.isdigit() or after.replace(".", "", 1).isdigit():
        return f"{name}由 {before} 改为 {after}"
    return f"{name}写“{after}”"


def catalogue_rule(
    *,
    code: str,
    severity: str,
    title: str,
    formula: str,
    count: int,
    cells: str,
    source: str,
    example: str,
    message: str,
    todo: str,
    markdown: bool,
) -> str:
    """One rule of the catalogue."""
    facts = {
        "程度": severity,
        "公式": formula,
        "位置": f"{count} 处（{cells}）" if count else cells,
        "依据": source,
        "例子": example,
        "提示": message,
        "处理": todo,
    }
    if markdown:
        lines = (f"- {name}：{text}\n" for name, text in facts.items())
        return f"## `{code}` {title}\n\n{''.join(lines)}"
    return f"{code}　[{severity}] {title}\n" + "".join(
        f"  {name}：{text}\n" for name, text in facts.items() if name != "程度"
    )
