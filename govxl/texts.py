"""Every Chinese sentence that a user reads, as constants and functions with typed parameters.

Labels of the form are in its declaration, not here. Every text encodes to GBK, because a Chinese Windows console may use it.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from govxl.findings import Finding

# ------------------------------------------------------------------------------------------------------ names of things

RESERVED_SHEETS = ("填报说明", "封面", "校验", "_govxl", "各单位数据", "收录情况", "问题清单")
YES, NO = "是", "否"
SEVERITY = {"error": "错误", "warning": "提醒", "info": "提示"}
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
VERDICT_PASSED = "校验通过"


def operand(cell: str, value: str, prior: bool) -> str:
    """A figure in one side of a relation."""
    return f"上年数{cell}({value})" if prior else f"{cell}({value})"


def number(value: int | Decimal | None) -> str:
    """A number as printed: no exponent, no trailing zeros."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if value is None else str(value)


def label(path: Sequence[str]) -> str:
    """A label path in words, without the head that all lines share."""
    return "·".join(path[1:] or path)


# ------------------------------------------------------------------------------------------------- faults of declarations


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


# -------------------------------------------------------------------------------------------------------- the workbook


def entry_prompt(row_help: str, column_help: str) -> str:
    """The input message of an entry cell."""
    return "".join(part for part in (row_help, column_help) if part) + "没有就填 0。"


def entry_alert(kind: str) -> str:
    """The alert when something impossible is typed."""
    if kind == "amount":
        return "这里只能填不小于 0 的数字，单位是万元，可以有小数。不要填文字、单位或负数。"
    if kind == "change":
        return "这里只能填整数，减少的前面加负号，例如 -3。不要填文字、单位或小数；没有增减就填 0。"
    return "这里只能填不小于 0 的整数。不要填文字、单位、小数或负数；没有就填 0。"


ALERT_TITLE = "这个数填不进去"
PROSE_ALERT_TITLE = "这一段太长"
CHOICE_ALERT_TITLE = "请从列表里选"
YEAR_ALERT_TITLE = "年度不对"


def prose_alert(limit: int) -> str:
    return f"一格写一段，每段最多 {limit} 字。请把长段分开，写到下面的格里。"


def choice_alert(choices: Sequence[str]) -> str:
    return f"请从列表里选：{'、'.join(choices)}。"


def year_alert() -> str:
    return "请填四位数的年份，例如 2024。"


PRIOR_TITLE = "上年报告的数（锁定，供核对，不打印）"
EXPLAIN_PROMPT_TITLE = "情况说明"
EXPLAIN_PROMPT = "状态是“需说明”时，在这里写清原因，例如“机构改革，由某局移交3件”。少于 5 个字，或只写“情况属实，核实无误”，不算说明。"


def prior_prompt(value: str) -> str:
    """What last year's report says, in the prompt of the cell that should equal it."""
    return f"上年报告的数是 {value}。"


ZERO_LABEL = "本表未填的格均为0："
ZERO_PROMPT_TITLE = "未填的格均为0"
ZERO_PROMPT = "选“是”，表示本表所有没有填的格都是 0，不必一格一格地填 0。选“否”，没有填的格算作漏填。"
PARAGRAPH = "第{n}段"
CHECK_LINK = "看校验结果"
VERDICT_LABEL = "校验结果"
CODE_LABEL = "识别码"
CHECK_TITLE = "校验（自动计算，不用填写）"
CHECK_TABLE_HEADS = ("序号", "表", "应填格数", "空白格数", "有误格数", "状态")
CHECK_RULE_HEADS = ("序号", "勾稽关系", "左边", "右边", "相差", "状态", "情况说明")
GUIDE_TITLE = "填报说明"


def document_title(year: int | None, name: str) -> str:
    """The title in the document's properties."""
    return f"{year}年{name}" if year else name


def page_header(unit: str, year: int | None) -> str:
    """The header of a printed page: unit and year. Long names are cut, as the header has only 255 characters."""
    return f"&L{unit[:80].replace('&', '&&')}&R{f'{year}年度' if year else ''}"


def page_footer(code: str) -> str:
    """The footer of a printed page."""
    return f"&L{code.replace('&', '&&')}&C第 &P 页 共 &N 页"


UNIT_CODE, UNIT_NAME, PASSWORD = "单位代码", "单位名称", "保护密码"


def content_unknown(name: str) -> str:
    return f"表式里没有“{name}”，填不进去。"


def content_impossible(name: str, value: str) -> str:
    return f"“{name}”不能是 {value}：件数是不小于 0 的整数，金额不小于 0。"


def content_too_long(name: str, length: int, limit: int) -> str:
    return f"“{name}”有 {length} 个字，最多 {limit} 个。"


def unfinished(blank: int) -> str:
    return f"未填完（{blank} 格未填）"


def faulty(errors: int) -> str:
    return f"有错误（{errors} 项）"


def to_explain(count: int) -> str:
    return f"需说明（{count} 项）"


def verdict_formula(blank: str, errors: str, warnings: str) -> str:
    """The overall verdict as a formula over the numbers of blank cells, of errors and of warnings not explained."""
    some_blank = f'"未填完（"&{blank}&" 格未填）"'
    some_wrong = f'"有错误（"&{errors}&" 项）"'
    passed = f'IF({warnings}>0,"需说明（"&{warnings}&" 项）","{VERDICT_PASSED}")'
    return f'IF({blank}>0,{some_blank}&IF({errors}>0,"，"&{some_wrong},""),IF({errors}>0,{some_wrong},{passed}))'


def verdict(blank: int, errors: int, warnings: int = 0) -> str:
    """The overall verdict as the formula works it out."""
    if blank:
        return unfinished(blank) + (f"，{faulty(errors)}" if errors else "")
    if errors:
        return faulty(errors)
    return to_explain(warnings) if warnings else VERDICT_PASSED


def rule_line(sheet: str, at: str, title: str) -> str:
    """A line of the check sheet."""
    return f"{sheet}　{at if len(at) <= 24 else at[:23] + '…'}：{title}"


# ------------------------------------------------------------------------------------------------------------- findings


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


# what a file is


def is_directory() -> str:
    return "这是一个文件夹，不是文件。"


def file_too_large(size: int, limit: int) -> str:
    return f"文件有 {size / 1048576:.0f} MB，超过 {limit >> 20} MB 的上限，没有打开。正常的报告不到 1 MB，请检查是不是插入了图片或附件。"


def cannot_open(number: int | None, reason: str) -> str:
    return f"打不开这个文件（{os_reason(number, reason)}）。"


def not_a_file() -> str:
    return "这不是普通文件，没有打开。"


def damaged(detail: str) -> str:
    return f"文件已损坏，读不出来（{detail}）。请让单位重新发送，或用 Excel、WPS 打开后另存一份。"


def truncated() -> str:
    return "文件不完整，可能没有下载完或传输中断。请重新下载，或让单位重新发送。"


def unsafe_xml(part: str) -> str:
    return f"文件里的 {part} 写法不安全，没有读取。请用 Excel、WPS 打开后另存一份再交。"


def far_cells(sheet: str) -> str:
    return f"工作表“{sheet}”在很远的行或列里有内容，撑得过大，没有读取。请删去表格以外的行列后另存一份。"


def encrypted() -> str:
    return "文件加了打开密码，读不出来。请让单位取消密码后重新发送。"


def unpacks_too_large() -> str:
    return "文件解压后异常地大，可能不是正常的工作簿，没有打开。"


def not_a_workbook() -> str:
    return "这不是 Excel 工作簿（可能是压缩包或 Word 文件）。请交 .xlsx 格式的报表。"


def empty_file() -> str:
    return "文件是空的（0 字节）。请让单位重新发送。"


def pdf() -> str:
    return "这是 PDF，读不出表里的数。请交填好的工作簿。"


def picture() -> str:
    return "这是图片，读不出表里的数。请交填好的工作簿。"


def newer_edition(name: str, known: Sequence[str]) -> str:
    return f"这是 {name} 版的表式，比本程序认识的（{'、'.join(known)}）新。请升级 govxl 后再读。"


def unknown_edition(form: str, name: str) -> str:
    return f"识别信息里的表式是“{form} {name}”，本程序不认识，没有读取。"


def todo_file(code: str) -> str:
    return {
        "foreign": "放错了地方的文件，移出即可。",
        "newer-edition": "升级以后再核对这一份。",
        "old-edition": "请让单位改用当年有效的表式重新填报。",
    }.get(code, "请与单位联系，换一份能读的文件。")


# cells


def sheet_missing(sheet: str, title: str) -> str:
    return f"没有工作表“{sheet}”（{title}），这部分的数都没有读到。"


def label_moved(found: str, expected: str) -> str:
    return f"这里应是“{expected}”，{_now(found)}：表格的行列或文字被改动过，为免读错位置，本表的数都没有读。"


def todo_layout() -> str:
    return "请让单位在原来下发的工作簿里填报，不要增删行列、改表头或工作表名。"


def cover_blank(label: str) -> str:
    return f"封面的“{label}”没有填。"


def todo_cover() -> str:
    return "请在封面补填。"


def cover_differs(label: str, found: str, known: str) -> str:
    return f"封面的“{label}”是“{found}”，与下发时的“{known}”不同，以下发时的为准。"


def todo_identity() -> str:
    return "请核对是不是用了别的单位或别的年度的工作簿。"


def year_unreadable(found: str) -> str:
    return f"报告年度“{found}”不是四位年份。"


def not_in_list(found: str) -> str:
    return f"“{found}”不在可选的内容里。"


def prose_blank(title: str) -> str:
    return f"“{title}”没有写。"


def todo_prose() -> str:
    return "请补写这一部分；确实没有内容，也请写明“无”。"


def clip(text: str, limit: int = 60) -> str:
    """A text found in a file, short enough for a message."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


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
        "blank": "没有填数" + (f"，只写了“{found}”，不能当作 0。" if found else "。"),
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


def sheet_of_another(sheet: str, found: str, known: str) -> str:
    return f"工作表“{sheet}”的识别码是“{found}”，与本工作簿的“{known}”不同，可能是从别的单位或年度的工作簿里拷来的。"


def beside() -> str:
    return "表格以外有内容，没有读取。"


def todo_beside() -> str:
    return "请核对是不是填错了位置；不需要的请删去。"


TOTAL_WORDS = ("合计", "总计", "小计", "总和", "汇总")


def keys_lost(keys: Sequence[str]) -> str:
    some = "、".join(keys[:3]) + ("等" if len(keys) > 3 else "")
    return f"“各单位数据”隐藏的第 2 行（指标代码）被改动：{some} {len(keys)} 个指标找不到或重复，这些数没有读。"


def rows_lost() -> str:
    return "没有“各单位数据”，或里面没有一个单位，汇总的数无从核对，都没有读。"


def row_of_totals(name: str) -> str:
    return f"“各单位数据”里有一行是“{name}”，会和各单位的行一起重复相加。"


def row_twice(name: str) -> str:
    return f"“各单位数据”里“{name}”出现不止一次，会重复相加。"


def todo_rows() -> str:
    return "请改正“各单位数据”，或用各单位的报表重新汇总一次。"


def units_blank(count: int) -> str:
    return f"有 {count} 个单位没有填这个数，汇总时按 0 计。"


def todo_units_blank() -> str:
    return "请让这些单位补填，再汇总一次。"


def bad_total(found: str, ours: bool) -> str:
    """What is wrong with a total that is no number."""
    return f"{'公式已被改掉，现在的' if ours else ''}内容“{found}”不能作为合计。"


def total_deleted() -> str:
    return "合计的公式被删掉了，汇总时按各分项计算。"


def total_typed() -> str:
    return "合计的公式被改成了数字，数值正确。"


def total_stale() -> str:
    return "公式没有重新计算，文件里存的是旧的结果；汇总时按各分项计算。"


def todo_total(ours: bool) -> str:
    return "请恢复公式，或在原来下发的工作簿里填报。" if ours else "请核对各分项，重新填写合计。"


def todo_stale() -> str:
    return "请用 Excel 或 WPS 打开，保存一次再交；数值以重新计算的为准。"


def entry_formula(formula: str, value: str) -> str:
    return f"这一格填的是公式 ={formula}，取其结果 {value}。"


def todo_formula() -> str:
    return "请核对结果，直接填数字。"


def sum_typed() -> str:
    return "汇总的公式被改成了数字，与各单位数据之和不一致，这里按填写的数。"


def todo_sum() -> str:
    return "请核对是哪个单位的数有变动，在“各单位数据”里更正，恢复公式。"


# ------------------------------------------------------------------------------------------------------------- the heap


def wrong_year(found: int | None, year: int | None) -> str:
    """A file of another year."""
    return f"报告年度是 {found}，不是 {year}。" if found else f"没有填报告年度，不能确定是不是 {year} 年的。"


def duplicate(chosen: str) -> str:
    return f"与“{chosen}”内容相同，只算一份。"


def superseded(chosen: str, saved: str, this: str) -> str:
    return f"同一单位有多份，采用“{chosen}”：它保存得较晚（{saved}，这一份 {this}）。"


def shared_code(code: str, names: Sequence[str]) -> str:
    return (
        f"单位代码 {code} 有不同的单位名称：{'、'.join(name or '（空）' for name in names)}，不能确定是不是同一个单位。"
    )


def todo_shared_code() -> str:
    return "请核对单位代码和名称，改正后重新汇总。"


def shared_name(name: str, codes: Sequence[str]) -> str:
    return f"单位“{name}”有不同的单位代码：{'、'.join(code or '（空）' for code in codes)}，不能确定是不是同一个单位。"


def nameless() -> str:
    return "没有单位名称和单位代码，不知道是哪个单位的，没有计入。请补填封面。"


def year_unclear(years: Sequence[str]) -> str:
    return f"{'、'.join(years)} 年的文件一样多，不能确定要哪一年的。请用 --year 指明。"


def later_is_faulty(chosen: str, errors: int) -> str:
    return f"同一单位有多份，这一份保存得较晚，但有 {errors} 处错误，暂用较早的“{chosen}”。请核对应该用哪一份。"


def counted_twice(twice: Sequence[str], lost: Sequence[str]) -> str:
    some = "、".join(twice[:5]) + ("等" if len(twice) > 5 else "")
    text = f"这是汇总表，其中 {len(twice)} 个单位（{some}）另有报表，计入会重复计算，所以整份没有计入。"
    return text + (f"其中的 {'、'.join(lost)} 因此没有计入任何一处。" if lost else "")


def todo_counted_twice() -> str:
    return "请只留汇总表或只留各单位的报表，再汇总一次。"


def not_xlsx(path: str) -> str:
    return f"{path} 不是 .xlsx 文件名。写出的是 Excel 工作簿，文件名要以 .xlsx 结尾。"


def not_a_summary(path: str) -> str:
    return f"{path} 已经存在，而且不是以前的汇总表，不覆盖。请换一个文件名。"


def summary_was_edited(path: str) -> str:
    return f"{path} 写出以后在别处保存过，可能有改动，不覆盖。请换一个文件名。"


def has_errors(count: int) -> str:
    return f"有 {count} 处错误，需退回更正。"


FILE_STATE = {
    "used": "已读取",
    "superseded": "有更新的版本",
    "duplicate": "重复",
    "foreign": "不是年度报告",
    "unknown_unit": "单位不在名单",
    "wrong_year": "不是本年度",
    "unreadable": "读不出来",
}

SUMMARY = "汇总"
SCOPE_ALL = "各级行政机关"
UNITS_TITLE = "各单位数据（可以筛选、排序；改这里的数，“二”“三”“四”会跟着变）"
UNIT_HEADS = ("单位代码", "单位名称", "年度", "统计范围", "文件")
FILE_HEADS = ("文件", "单位代码", "单位名称", "年度", "状态", "是否计入", "原因", "错误", "提醒", "未填格数")
ISSUE_HEADS = ("单位", "文件", "程度", "表", "单元格", "现值", "应为", "问题", "怎么改", "代码")
ISSUE_WIDTHS = (26, 28, 8, 8, 14, 12, 12, 60, 46, 20)


def issue_row(finding: Finding) -> tuple[str, ...]:
    """One finding as a row of 问题清单."""
    return (
        finding.unit,
        Path(finding.file).name,
        SEVERITY[finding.severity],
        finding.place.sheet if finding.place else "",
        finding.cell or "",
        finding.found or "",
        finding.expected or "",
        finding.message,
        finding.todo,
        finding.code,
    )


def nothing_to_add_up(count: int) -> str:
    return f"{count} 个文件里没有一个可以计入汇总，没有生成汇总表。" if count else "没有找到任何文件，没有生成汇总表。"


# ---------------------------------------------------------------------------------------------------- the command line

HELP = {
    "govxl": "政府信息公开工作年度报告：生成填报表、读取、核对、汇总。退出码：0 没有问题；1 有错误或有文件没有计入；2 用法不对或没有做成。",
    "version": "显示版本号。",
    "template": "生成一份空白的、锁定的填报工作簿。",
    "distribute": "按单位名单给每个单位生成一份工作簿，填好名称、代码和上年数；再运行一次只补新增的单位。",
    "show": "显示一份工作簿里读到的内容。",
    "check": "一次查出所有文件的全部问题，指出单元格、现值和应有的值。",
    "consolidate": "读取、核对、相加，写出汇总工作簿。有错误的单位不计入并列出名单。",
    "rules": "列出全部勾稽关系。",
    "demo": "用样例走一遍全过程，并告诉你结果在哪里。",
    "paths": "文件或文件夹，可以有多个。",
    "file": "一份工作簿。",
    "year": "报告年度；不写就取多数文件的年度。",
    "template_year": "报告年度，预先填好并锁定。",
    "edition": "表式版本。现行的是 2021；2019、2020 两个年度的报告用 2019。",
    "output": "写到这个文件。",
    "summary": "汇总工作簿写到这个文件。",
    "unit": "单位名称，预先填好并锁定。",
    "code": "单位代码，预先填好并锁定。",
    "json": "按 JSON 输出。",
    "format": "输出格式。",
    "include_faulty": "有错误的单位也计入（仍会列出）。",
    "demo_dir": "放在这个文件夹。",
    "roster": "单位名单，.xlsx 或 .csv，要有“单位代码”“单位名称”两列。",
    "campaign_dir": "放在这个文件夹。",
    "report_year": "报告年度。",
    "prior": "上年的工作簿、文件夹或汇总表，可以有多个，写在名单之后。",
    "zip": "另给每个单位打一个压缩包。",
}
PROGRESS = "处理中"
NOT_WRITTEN = "（没有写）"
NO_FINDINGS = "没有发现问题。"
_HELP_WORDS = (
    ("Usage:", "用法："),
    ("Options:", "选项："),
    ("Arguments:", "参数："),
    ("Commands:", "命令："),
    ("Show this message and exit.", "显示这段说明。"),
    ("[required]", "[必填]"),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]..."),
)


def help_in_chinese(text: str) -> str:
    """The frame of the help text, which the library words in English."""
    for english, chinese in _HELP_WORDS:
        text = text.replace(english, chinese)
    text = re.sub(r"\[default:\s+", "[默认：", text)  # the line may end within
    text = re.sub(r"\{(\w+)\}", r"\1", text)
    text = re.sub(r"\[\[(\w+)\]\]", r"[\1]", text)
    text = re.sub(r" <[^<>|]*>", "", text)
    return re.sub(r"<([^<>]*)>", r"\1", text)


def usage_error(kind: str, detail: str) -> str:
    """Wrong usage: what kind of, with the library's detail, which names the option."""
    kinds = {
        "NoSuchOption": "没有这个选项",
        "MissingParameter": "缺少参数",
        "BadParameter": "参数的值不对",
        "BadOptionUsage": "选项用法不对",
        "NoArgsIsHelpError": "请写一个命令",
    }
    detail = detail.replace("No such command", "没有这个命令").replace("Got unexpected extra arguments", "多余的参数")
    detail = detail.replace("Got unexpected extra argument", "多余的参数").replace("多余的参数(s)", "多余的参数")
    return f"{kinds.get(kind, '用法不对')}（{detail}）。用 govxl --help 看用法。"


_REASONS = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有权限，或文件正在别处打开",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.EBUSY: "正在别处使用",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.ENAMETOOLONG: "文件名太长",
}


def os_reason(number: int | None, reason: str) -> str:
    """What the system says, in Chinese where it is one of the usual things."""
    return _REASONS.get(number or 0, reason)


def cannot_write(file: str, number: int | None, reason: str) -> str:
    return f"写不了文件 {file}（{os_reason(number, reason)}）。请检查磁盘空间、权限，或文件是不是正在别处打开；原有的文件没有改动。"


def unforeseen(error: str, files: Sequence[str], log: str) -> str:
    where = f"处理 {'、'.join(files)} 时，" if files else ""
    return f"{where}程序出了没有料到的错误（{error}），详情写在 {log}，请发给开发者；没有写出结果。"


def interrupted() -> str:
    return "已中断，没有写出结果。"


def no_such_path(path: str) -> str:
    return f"没有这个文件或文件夹：{path}"


def no_such_edition(name: str, known: Sequence[str]) -> str:
    return f"没有 {name} 版的表式，现有：{'、'.join(known)}。"


def no_files(paths: Sequence[str]) -> str:
    return f"没有找到任何文件：{'、'.join(paths)}"


def needs_output(form: str) -> str:
    return f"{form} 格式要用 -o 指定写到哪个文件。"


def exists_already(path: str) -> str:
    return f"{path} 已经存在，而且不是空白表，不覆盖。请换一个文件名。"


def written(path: str) -> str:
    return f"已写出 {path}"


def workbook_name(code: str, unit: str, year: int | None) -> str:
    """The file name of a unit's workbook."""
    return "_".join(part for part in (code, unit, str(year or "")) if part) + ".xlsx"


def finding_line(finding: Finding) -> str:
    """One finding on the terminal."""
    spot = f"{finding.place.sheet}!{finding.cell} " if finding.place else ""
    values = [f"现值 {finding.found}"] if finding.found is not None else []
    values += [f"应为 {finding.expected}"] if finding.expected is not None else []
    return f"  [{SEVERITY[finding.severity]}] {spot}{finding.message}{'（' + '，'.join(values) + '）' if values else ''}{finding.todo} [{finding.code}]"


class Section(NamedTuple):
    """One file in the report of ``check``."""

    file: str
    unit: str
    year: int | None
    state: str
    reason: str
    lines: list[str]
    unassessable: int
    unchecked: int
    errors: int
    warnings: int


def check_report(sections: Sequence[Section]) -> str:
    """The report of ``check``: every file with its findings, then the sum."""
    lines = []
    for part in sections:
        who = "　".join(text for text in (part.unit, f"{part.year}年" if part.year else "") if text)
        verdict = f"{part.errors} 处错误，{part.warnings} 处提醒" if part.errors or part.warnings else "没有问题"
        lines.append(f"{part.file}　{who}　{part.state}：{verdict}")
        lines += [f"  {part.reason}"] if part.reason else []
        lines += part.lines
        if part.unassessable:
            lines.append(f"  另有 {part.unassessable} 条勾稽关系因缺数无法核对，补全后再查。")
    errors, warnings = sum(part.errors for part in sections), sum(part.warnings for part in sections)
    wrong = sum(part.errors > 0 for part in sections)
    lines.append(f"共 {len(sections)} 个文件，{wrong} 个有错误；合计 {errors} 处错误，{warnings} 处提醒。")
    if unchecked := sum(part.unchecked > 0 for part in sections):
        lines.append(f"其中 {unchecked} 个文件没有上年数，与上年衔接的关系未核对。")
    return "\n".join(lines)


def left_out(file: str, unit: str, reason: str) -> str:
    return f"  未计入：{unit or '（单位不明）'}　{file}　{reason}"


def show_folder(path: str) -> str:
    return f"{path} 是文件夹。show 一次看一份工作簿；整个文件夹请用 govxl check。"


def is_a_report(path: str) -> str:
    return f"{path} 是填好的报表或汇总表，不覆盖。请换一个文件名。"


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


def show_head(file: str, name: str, code: str, year: int | None, scope: str, edition: str) -> str:
    """The head of ``show``."""
    parts = [name or "（没有单位名称）", code, f"{year}年" if year else "（没有年度）", scope, f"{edition} 版"]
    return f"{file}\n{'　'.join(part for part in parts if part)}"


def show_figure(name: str, value: str) -> str:
    return f"  {name}：{value}"


def show_rest(zeros: int, absent: int) -> str:
    return f"  其余 {zeros} 个数为 0" + (f"，{absent} 个没有读到。" if absent else "。")


def prior_operand(label: str) -> str:
    return f"上年的{label}"


def severity_words(words: str, others: Sequence[tuple[str, str]]) -> str:
    """The severity of a rule, and where it is another."""
    return "，".join([words, *(f"{at}为{other}" for at, other in others)])


def catalogue_head(name: str, edition: str, source: str, markdown: bool) -> str:
    """The head of the catalogue of rules."""
    return f"{'# ' if markdown else ''}{name}（{edition} 版）勾稽关系目录\n\n来源：{source}\n"


def catalogue_rule(
    *,
    code: str,
    severity: str,
    title: str,
    formula: str,
    count: int,
    cells: str,
    source: str,
    todo: str,
    markdown: bool,
) -> str:
    """One rule of the catalogue."""
    if markdown:
        return f"## `{code}` {title}\n\n- 程度：{severity}\n- 公式：{formula}\n- 处数：{count}（{cells}）\n- 依据：{source}\n- 处理：{todo}\n"
    return f"{code}　[{severity}] {title}\n  公式：{formula}\n  处数：{count}（{cells}）\n  依据：{source}\n  处理：{todo}\n"


# -------------------------------------------------------------------------------------------------------------- the demo

SCOPE_OWN = "本机关"
DEMO_FOLDERS = ("1-下发", "2-收回", "3-汇总")
DEMO_SUMMARIES = ("第一次汇总.xlsx", "全部汇总.xlsx")
DEMO_UNBALANCED, DEMO_BLANK, DEMO_STOCK = "勾稽不平", "漏填一格", "现行有效不可能"


def demo_sent(count: int, folder: str) -> str:
    return f"一、下发：给 {count} 个单位各生成一份锁定的填报工作簿，在 {folder}"


def demo_returned(count: int, folder: str) -> str:
    return f"二、收回：{count} 个单位交回填好的工作簿，其中三份各有一处错误，在 {folder}"


def demo_shown(file: str, unit: str, figures: int, findings: int) -> str:
    return f"三、读取：{file} 是{unit}的报告，读到 {figures} 个数，{findings} 个问题"


def demo_checked(count: int, wrong: int, lines: Sequence[str]) -> str:
    return "\n".join([f"四、核对：{count} 个文件，{wrong} 个要退回：", *lines])


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


# -------------------------------------------------------------------------------------- the roster and the distribution

ROSTER_COLUMNS = {
    "code": "单位代码",
    "name": "单位名称",
    "parent": "上级代码",
    "category": "单位类别",
    "contact": "联系人",
    "telephone": "电话",
    "former": "原代码",
}
CODE_SEPARATORS = ";；、,，/|+"
ISSUED_LIST, NOTES_FOLDER, ARCHIVES_FOLDER = "发放清单", "通知", "压缩包"
ISSUED_HEADS = ("序号", "单位代码", "单位名称", "文件", "编号", "发放日期", "上年数", "联系人", "电话")
ISSUED_WIDTHS = (6, 14, 30, 46, 8, 12, 8, 12, 16)
HAS_PRIOR, NO_PRIOR = "有", "无"


def roster_faults(file: str, faults: Sequence[str]) -> str:
    """All faults of a roster."""
    return f"单位名单 {file} 有 {len(faults)} 处问题，没有生成任何文件：\n" + "\n".join(
        f"  {fault}" for fault in faults
    )


def roster_row(row: int, fault: str) -> str:
    return f"第 {row} 行：{fault}"


def roster_too_large(size: int, limit: int) -> str:
    return f"文件有 {size / 1048576:.0f} MB，超过 {limit >> 20} MB 的上限，没有打开。"


def roster_undecodable() -> str:
    return "读不出文字。请存成 .xlsx，或者 UTF-8、GBK 编码的 .csv。"


def roster_no_table() -> str:
    return "没有找到写着“单位代码”“单位名称”的表头，不是单位名单。"


def roster_empty() -> str:
    return "名单里一个单位也没有。"


def roster_column_missing(name: str) -> str:
    return f"没有“{name}”这一列。"


def roster_column_twice(name: str) -> str:
    return f"“{name}”这一列有两个，请删去一个。"


def roster_column_unknown(name: str, known: Sequence[str]) -> str:
    return f"不认识“{name}”这一列，请删去或改名；可以有的列：{'、'.join(known)}。"


def roster_column_unnamed(letter: str) -> str:
    return f"{letter} 列有内容，但没有列名。"


def roster_blank(column: str) -> str:
    return f"“{column}”是空的。"


def roster_invisible(column: str, sign: str) -> str:
    return f"“{column}”里有看不见的字符（{sign}），如换行或零宽字符，请重新输入。"


def roster_too_long(column: str, length: int, limit: int) -> str:
    return f"“{column}”有 {length} 个字，最多 {limit} 个。"


def roster_code_damaged(column: str, found: str, damage: str) -> str:
    """A code that a spreadsheet took for something else."""
    what = {
        "digits": f"是 {found}：长数字被 Excel 改写过，末尾的数字已经丢失",
        "zeros": f"是数字 {found}，比别的代码短：开头的 0 可能被 Excel 去掉了",
        "date": f"是日期 {found}：代码被 Excel 改成了日期",
    }[damage]
    return f"“{column}”{what}。请把这一列设成“文本”格式，再重新输入。"


def roster_itself(column: str, code: str) -> str:
    return f"“{column}”就是本单位的代码 {code}，请删去或改正。"


def roster_code_twice(code: str, row: int) -> str:
    return f"单位代码 {code} 与第 {row} 行重复。"


def roster_same_file(file: str, row: int) -> str:
    return f"工作簿的文件名“{file}”会与第 {row} 行的相同，请改一个代码或名称。"


def campaign_unreadable(path: str) -> str:
    return f"发放记录 {path} 读不出来，没有做任何改动。请从备份恢复，或换一个文件夹。"


def campaign_other(folder: str, found: str, wanted: str) -> str:
    return f"{folder} 里发放的是 {found}，不是 {wanted}，没有做任何改动。请换一个文件夹。"


def campaign_name(year: int, form: str, edition: str) -> str:
    return f"{year} 年{form}（{edition} 版）"


def campaign_key_lost(path: str) -> str:
    return f"密钥 {path} 不见了或不完整，新旧工作簿的签名会对不上，没有做任何改动。请从备份恢复，或换一个文件夹。"


def prior_none(year: int, refused: Sequence[tuple[str, str]]) -> str:
    lines = [f"上年的文件里没有一份 {year} 年的报告能用，没有生成任何文件："]
    return "\n".join([*lines, *(f"  {file}　{reason}" for file, reason in refused)])


def prior_no_units() -> str:
    return "里面没有写明单位的数据。"


def prior_blank() -> str:
    return "一个数也没有。"


def prior_twice(unit: str, file: str) -> str:
    return f"{unit}的上年数与 {file} 里的不同，采用那里的。"


def prior_split() -> str:
    return "拆分，上年数不能自动带入。"


def prior_not_given() -> str:
    return "原来的有，这次没有用 --prior 给出上年的文件。"


def prior_incomplete(codes: Sequence[str]) -> str:
    return f"原代码 {'、'.join(codes)} 没有上年数，合并数不全。"


def unit_words(code: str, name: str) -> str:
    return f"{code} {name}".strip()


def distributed(folder: str, made: Sequence[str], there: int, again: Sequence[str], issued_list: str) -> str:
    """What a run of ``distribute`` made."""
    lines = [f"新生成 {len(made)} 个单位的工作簿，在 {folder}；已有 {there} 个，没有动。"]
    lines += _units(made)
    if again:
        lines += [f"补做 {len(again)} 个（文件不见了，编号不变）：", *_units(again)]
    return "\n".join([*lines, f"清单：{issued_list}"])


def _units(names: Sequence[str]) -> list[str]:
    shown = [f"  {name}" for name in names[:20]]
    return shown + ([f"  等 {len(names)} 个，见清单。"] if len(names) > 20 else [])


def distribution_notes(
    new: Sequence[str],
    without: Sequence[tuple[str, str]],
    renamed: Sequence[tuple[str, str]],
    vanished: Sequence[str],
    blocked: Sequence[tuple[str, str]],
    refused: Sequence[tuple[str, str]],
    unclaimed: Sequence[str],
) -> list[str]:
    """What the central office should look at, one line each."""
    return [
        *(f"没有上年数：{unit}" for unit in new),
        *(f"没有带入上年数：{unit}，{reason}" for unit, reason in without),
        *(f"没有重发：{unit}，名单里的名称现在是“{name}”。要重发请换一个新代码。" for unit, name in renamed),
        *(f"名单里没有了：{unit}，已发的没有动。" for unit in vanished),
        *(f"没有生成：{unit}，已经有一个不是这里发的 {file}，不覆盖。" for unit, file in blocked),
        *(f"上年的文件没有用：{file}　{reason}" for file, reason in refused),
        *(f"上年有数、名单里没有的单位：{unit}" for unit in unclaimed),
    ]


def distribution_interrupted() -> str:
    return "已中断。做好的工作簿都在，再运行一次就接着做。"


def notice(unit: str, code: str, year: int, form: str, deadline: str, file: str) -> str:
    """The covering note of a unit, as lines of a text file."""
    return f"""关于填报 {year} 年{form}的通知

{unit}（{code}）：

随本通知发去填报工作簿“{file}”，单位名称、代码和年度已经填好。

一、填什么：先填“封面”，再填“二”“三”“四”三张表，最后写“一”“五”“六”三部分文字。只填浅黄色的格，没有的填 0；填法见“填报说明”。
二、怎么交：“校验”显示“校验通过”，经单位负责人审核后，把工作簿原样交回，不要另做表。
三、期限：{deadline}前报送主管部门并向社会公布。交回日期：请填写
四、交到哪里：请填写
五、咨询：联系人：请填写　电话：请填写
"""


# --- editions of the form


def fault_two_kinds(row: str, column: str) -> str:
    return f"这一行是 {row}，这一列是 {column}，同一格只能是一种"


def fault_same_spelling(spelling: str, label: str) -> str:
    return f"“{spelling}”已经是标签“{label}”的写法，不能再列（全角半角、空格不同算同一种写法）"


def other_edition(name: str, editions: Sequence[str], wanted: Sequence[str]) -> str:
    """A report in another edition of the form, or a mixture of two, than the ones it would be added to."""
    return f"用的是{name} {'、'.join(editions)} 版，多数报告用的是 {'、'.join(wanted)} 版，指标不同，不能直接相加，没有计入。"


# --- reading what comes back

DOCUMENT = "文档"  # the one sheet that a document is
Cleaning = Literal["text", "unit", "note", "yuan", "noise", "date"]


def cleaned(why: Cleaning, found: str, value: str, ours: bool) -> str:
    """A number that did not stand there as one."""
    reasons = {
        "text": f"这里写的是“{found}”，按 {value} 读取。",
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


def todo_blank_elsewhere() -> str:
    return "请补填；没有就填 0。汇总时这一格按 0 计。"


def total_blank() -> str:
    return "合计没有填，按各分项计算。"


def todo_blank_total() -> str:
    return "请补填合计。"


def total_never_calculated() -> str:
    return "公式没有计算过（保存这个文件的程序没有计算公式），汇总时按各分项计算。"


def misspelt(label: str, known: str) -> str:
    return f"这里写的是“{label}”，按“{known}”读取。"


def todo_label() -> str:
    return "请核对是不是这一项，改回规定的写法。"


def strange_line(label: str) -> str:
    return f"多出一行或一列“{clip(label)}”，表式里没有，里面的数没有读。"


def todo_strange() -> str:
    return "请核对这些数应填在哪一项；不需要的请删去。"


def lines_missing(title: str, labels: Sequence[str]) -> str:
    some = "、".join(f"“{clip(one, 24)}”" for one in labels[:5]) + ("等" if len(labels) > 5 else "")
    return f"“{title}”里没有找到 {some}（共 {len(labels)} 项），这些数没有读到。"


def todo_lines(ours: bool) -> str:
    return todo_layout() if ours else "请补上这些行或列，或改在下发的工作簿里填报。"


def line_twice(places: Sequence[str]) -> str:
    return f"同一项出现在 {'、'.join(places)}，数字不同，不知道哪一个对，没有读。"


def todo_twice() -> str:
    return "请只留正确的一处。"


def subtotal_wrong() -> str:
    return "自己加的小计与各项之和不相等。小计不计入汇总。"


def todo_subtotal() -> str:
    return "请核对各项和小计。"


def subtotals_added(count: int, wrong: int) -> str:
    return f"多出小计的行或列，共 {count} 个数，已与各项核对" + (f"，{wrong} 个不等" if wrong else "") + "，没有计入。"


def todo_subtotals() -> str:
    return "不用改；下次请不要加小计。"


def table_moved(title: str, sheet: str, found: str, expected: str) -> str:
    what = f"这里应是“{expected}”，{_now(found)}。" if expected else ""
    return f"“{title}”不在原来的位置：{what}已在工作表“{sheet}”里按行列的标签逐项找到并读取，请核对。"


def table_missing(title: str) -> str:
    return f"没有找到“{title}”的表，这部分的数都没有读到。"


def todo_table() -> str:
    return "请补上这张表，或改在下发的工作簿里填报。"


def table_twice(title: str, places: Sequence[str]) -> str:
    return f"“{title}”的表有 {len(places)} 张（{'、'.join(places)}），数字不同，不知道哪一张对，都没有读。"


def prose_elsewhere(sheet: str, title: str) -> str:
    return f"没有工作表“{sheet}”，“{title}”按标题在别的工作表里找到并读取，请核对。"


def hybrid_table(title: str, found: str, edition: str) -> str:
    return f"“{title}”用的是 {found} 年的旧表式，不是 {edition} 版的，与其他单位的数不能相加。"


def edition_of_another_year(edition: str, year: int) -> str:
    return f"{year} 年的报告不应再用 {edition} 版的表式。"


def todo_edition(edition: str) -> str:
    return f"请让单位改用 {edition} 版的表式重新填报。" if edition else "请让单位改用当年有效的表式重新填报。"


def text_beside(count: int) -> str:
    return f"表格旁边有 {count} 行文字，不属于任何一部分，没有读取。"


def year_from_prose(year: str) -> str:
    return f"没有写明报告年度，正文里提到的都是 {year} 年，按 {year} 年读取。"


def year_missing() -> str:
    return "没有找到报告年度。"


def older_edition(name: str, known: Sequence[str]) -> str:
    return f"这是 {name} 版的旧表式，本程序只认识 {'、'.join(known)} 版，没有读取。"


def what_else(cells: Sequence[str]) -> str:
    """What a file is in which no table of any form was found."""
    if ROSTER_COLUMNS["code"] in cells and ROSTER_COLUMNS["name"] in cells:
        return "这是单位名单一类的表，不是报告。"
    return "不是年度报告：没有识别信息，也没有找到任何一张法定的表。请让单位在下发的工作簿里填报。"


# what else is in a file


def has_macros() -> str:
    return "文件里有宏。宏没有运行，也没有读取。"


def todo_macros() -> str:
    return "请不要在这份文件里启用宏；让单位另存为 .xlsx 再交。"


def has_external_links() -> str:
    return "文件里有指向别的文件的链接。没有打开这些链接，用的是文件里存的数。"


def todo_external_links() -> str:
    return "请核对有关的数，改成直接填写的数字。"


def hidden_sheets(names: Sequence[str]) -> str:
    return f"有隐藏的工作表：{'、'.join(names)}，没有读取。"


def hidden_rows(names: Sequence[str]) -> str:
    return f"工作表 {'、'.join(names)} 里有隐藏的行或列，其中的数照常读取。"


def todo_hidden_rows() -> str:
    return "请取消隐藏，核对其中的数。"


def todo_hidden() -> str:
    return "请核对里面有没有应当填在表里的内容。"


def comment() -> str:
    return "单位在这一格写了批注。"


def todo_comment() -> str:
    return "请看一看单位写了什么。"


def other_sheets(names: Sequence[str]) -> str:
    return f"多出工作表：{'、'.join(clip(name, 20) for name in names)}，没有读取。"


# --- who has handed in: a heap held against a roster

STATUS = "收报情况"
STATUS_SHEETS = ("概览", "单位", "未交", "退回", "文件", "问题清单", "通知")
UNIT_STATE = {"ok": "没有问题", "to_explain": "要说明", "faulty": "要退回", "missing": "未交"}
LETTER_KIND = {"ok": "", "to_explain": "请说明", "faulty": "退回", "missing": "催报"}
PAPERWORK = {
    "roster": "这是单位名单，不是单位的报表。",
    "issued": "这是发放清单，不是单位的报表。",
    "status": "这是收报情况，不是单位的报表。",
    "issues": "这是问题清单，不是单位的报表。",
}
EVERY_UNIT, NO_CATEGORY, IN_ALL, STATE_HEAD = "全部", "（没有类别）", "合计", "状态"
OVERVIEW_HEADS = ("单位类别", *UNIT_STATE.values(), IN_ALL)
OVERVIEW_FILE_HEADS = ("文件的状态", "个数")
OVERVIEW_CHART = "收报进度（单位数）"
STATUS_UNIT_HEADS = ("单位代码", "单位名称", "类别", "状态", "文件", "保存时间", "错误", "提醒", "说明")
STATUS_UNIT_WIDTHS = (14, 30, 14, 10, 40, 17, 8, 8, 60)
MISSING_HEADS = ("单位代码", "单位名称", "类别", "联系人", "电话", "说明")
MISSING_WIDTHS = (14, 30, 14, 12, 18, 60)
RETURN_HEADS = ("单位代码", "单位名称", "状态", "联系人", "电话", "错误", "提醒", "退回的话")
RETURN_WIDTHS = (14, 26, 10, 12, 18, 8, 8, 100)
STATUS_FILE_HEADS = ("文件", "状态", "单位代码", "单位名称", "年度", "格式", "保存时间", "原因", "错误", "提醒")
STATUS_FILE_WIDTHS = (44, 16, 14, 28, 8, 8, 17, 60, 8, 8)
LETTER_HEADS = ("单位", "联系人", "电话", "种类", "通知")
LETTER_WIDTHS = (28, 12, 18, 10, 110)

HELP |= {
    "collect": "按单位名单清点收回的文件：谁交了、谁没交、哪份要退回，并写好催报和退回的话。",
    "roster_option": "单位名单，.xlsx 或 .csv；写了就按名单认单位。",
    "collect_roster": "单位名单，.xlsx 或 .csv，要有“单位代码”“单位名称”两列。",
    "status": "收报情况写到这个 .xlsx 文件；不写就只显示。",
}


NO_FILE = "（没有文件）"


def todo_paperwork() -> str:
    return "不用处理；不想再看到，可以移出这个文件夹。"


def todo_roster() -> str:
    return "请核对是不是用了别的单位的工作簿；单位更名的，请改正名单。"


def todo_former_code() -> str:
    return "请让单位改用新代码的工作簿；来不及的，这一份照收。"


def code_unclear(code: str, codes: Sequence[str]) -> str:
    return f"单位代码“{code}”与名单里的 {'、'.join(codes)} 都像，不能确定是哪一个。"


def name_unclear(name: str, codes: Sequence[str]) -> str:
    return f"没有单位代码，名单里叫“{name}”的有几个（{'、'.join(codes)}），不能确定是哪一个。"


def name_differs(code: str, found: str, name: str, others: Sequence[str]) -> str:
    text = f"单位代码 {code} 在名单里是“{name}”，文件里写的是“{found}”。"
    return text + (f"名单里“{found}”的代码是 {'、'.join(others)}。" if others else "")


def code_was_split(code: str, units: Sequence[str]) -> str:
    return f"{code} 是原代码，名单里写着它的有 {'、'.join(units)}，不能确定是哪一个。"


def part_of_merger(code: str, name: str, unit: str) -> str:
    return f"{unit_words(code, name)}已经并入 {unit}，这一份只是合并前的一部分，不能当作合并后的报表。"


def former_code(code: str, unit: str) -> str:
    return f"文件里是原代码 {code}，按名单认作 {unit}。"


def not_in_roster(unit: str, nearest: str) -> str:
    return f"名单里没有 {unit}。" + (f"是不是 {nearest}？请核对。" if nearest else "")


def summary_of_strangers(units: Sequence[str]) -> str:
    return f"这是汇总表，里面的单位（{_some(units)}）名单里都没有。"


def strangers_in_summary(units: Sequence[str], with_code: bool) -> str:
    what = "单位" if with_code else "没有代码的单位或下级汇总表"
    return f"这份汇总表里有名单里没有的{what}：{_some(units)}。"


def _some(words: Sequence[str]) -> str:
    return "、".join(words[:5]) + (f"等 {len(words)} 个" if len(words) > 5 else "")


def chosen_of_copies(count: int) -> str:
    return f"交了 {count} 份，内容相同，算一份。"


def chosen(count: int, faulty: bool, better: bool, rivals: bool, latest: bool) -> str:
    """Why one of several files of a unit counts: it alone has no errors, or it was saved last."""
    if faulty:
        why = "都有错误，" + ("这一份保存得最晚" if latest else "保存时间相同，取文件日期最晚、文件名排在最后的")
    else:
        words = ["没有错误"] if better else []
        if rivals:
            words.append("保存得最晚" if latest else "保存时间相同，取文件日期最晚、文件名排在最后的")
        why = "这一份" + "，".join(words)
    return f"同一单位交了 {count} 份，采用这一份：{why}。"


def superseded_faulty(chosen: str, errors: int) -> str:
    return f"同一单位有多份，采用“{chosen}”：它没有错误，这一份有 {errors} 处错误。"


def superseded_same_time(chosen: str) -> str:
    return f"同一单位有多份，采用“{chosen}”：保存时间相同，取文件日期最晚、文件名排在最后的。"


def other_identity(chosen: str, unit: str) -> str:
    return f"同一单位有多份，采用“{chosen}”。这一份写的是 {unit or '（没有单位）'}，与它不同，请核对应该用哪一份。"


def report_of(file: str, unit: str, year: int | None) -> str:
    who = "，".join(part for part in (unit, f"{year} 年" if year else "") if part)
    return f"“{file}”（{who}）" if who else f"“{file}”"


def copied_return(others: Sequence[str], figures: int) -> str:
    return f"不是 0 的 {figures} 个数与{_some(others)}完全相同，可能是抄来的，或用错了工作簿。"


def todo_copied_return() -> str:
    return "请核对：照抄上年或别的单位的，按台账重填；确实相同的，请说明。"


def not_handed_in() -> str:
    return "没有交。"


def has_to_explain(count: int) -> str:
    return f"有 {count} 处提醒，请单位说明。"


def through_summary(file: str, errors: int) -> str:
    return f"在汇总表“{file}”里。" + (f"那份汇总表有 {errors} 处错误，要退回。" if errors else "")


def only_another_year(file: str, year: int | None) -> str:
    return f"只收到 {year} 年的“{file}”。" if year else f"收到的“{file}”没有填年度。"


def could_not_be_read(file: str, reason: str) -> str:
    return f"收到的“{file}”读不出来：{reason}"


def look_at(file: str, reason: str) -> str:
    return f"另有“{file}”：{reason}"


def only_in_summary(file: str) -> str:
    return f"汇总表“{file}”里有这个单位，但那份汇总表会重复计算，没有计入。"


def perhaps_this(file: str, unit: str) -> str:
    return f"“{file}”写的是 {unit}，名单里没有，可能是这个单位的，请核对。"


def perhaps_unreadable(file: str, state: str) -> str:
    return f"“{file}”的文件名里有这个单位，但{state}，请核对。"


def named_like_this(file: str, unit: str) -> str:
    return f"“{file}”写的是这个单位的名称，代码却是 {unit} 的，请核对。"


def collected(year: int | None, numbers: Sequence[int], files: int, idle: int) -> str:
    """How far a collection has come; ``numbers`` are the units that are ok, to explain, faulty and missing."""
    fine, explain, faulty, missing = numbers
    units = sum(numbers)
    text = f"{f'{year} 年：' if year else ''}名单上 {units} 个单位，交了 {units - missing} 个，未交 {missing} 个；"
    text += f"交了的里面，没有问题 {fine} 个，要说明 {explain} 个，要退回 {faulty} 个。收到 {files} 个文件"
    return text + (f"，其中 {idle} 个不能用。" if idle else "。")


def units_head(state: str, count: int) -> str:
    return f"{UNIT_STATE[state]} {count} 个："


def unit_line(code: str, name: str, contact: str, telephone: str, reason: str) -> str:
    return "  " + "　".join(part for part in (unit_words(code, name), contact, telephone, reason) if part)


def and_more(count: int) -> str:
    return f"    等 {count} 处。"


def idle_files_head(count: int) -> str:
    return f"没有用的文件 {count} 个："


def idle_file(file: str, state: str, reason: str) -> str:
    return f"  {file}　{state}：{reason}"


def _of_year(year: int | None, form: str) -> str:
    return f"{year} 年{form}" if year else f"本年度{form}"


def reminder(unit: str, year: int | None, form: str, deadline: str, instead: Sequence[str]) -> str:
    """The text that asks a unit for its report; ``instead`` tells what has come in its place, if anything."""
    return (
        f"{unit}：\n"
        f"　　贵单位的《{_of_year(year, form)}》填报工作簿，我们还没有收到。年度报告应于 {deadline}前报送主管部门并向社会公布，"
        "请尽快填好，“校验”显示“校验通过”、经负责人审核后，把工作簿原样交回。\n"
        + (f"　　目前的情况：{''.join(instead)}\n" if instead else "")
        + "　　已经交了的，请告诉我们是什么时候、怎么交的；填报有困难的，请与我们联系。谢谢支持！"
    )


def asked_line(finding: Finding) -> str:
    """One finding in the text sent to a unit: where, what stands there, what should, what to do."""
    spot = f"“{finding.place.sheet}”表 {finding.cell}：" if finding.place else ""
    values = [f"现值 {finding.found}"] if finding.found is not None else []
    values += [f"应为 {finding.expected}"] if finding.expected is not None else []
    return f"{spot}{finding.message}{'（' + '，'.join(values) + '）' if values else ''}{finding.todo}"


def return_letter(
    *,
    unit: str,
    year: int | None,
    form: str,
    deadline: str,
    file: str,
    errors: Sequence[str],
    explain: Sequence[str],
    all_errors: int,
    all_explain: int,
) -> str:
    """The text that sends a report back; the lists may be shorter than what there is, and then it says so."""
    lines = [f"{unit}：", f"　　贵单位报来的《{_of_year(year, form)}》（文件“{file}”）已经收到，谢谢。"]
    if all_errors:
        lines.append(f"　　核对时发现 {all_errors} 处错误，请在工作簿里改正：")
        lines += [f"{number}. {line}" for number, line in enumerate(errors, 1)]
    if all_errors > len(errors):
        lines.append(f"等 {all_errors} 处，详见退回的工作簿。")
    if all_explain:
        lines.append(
            f"　　{'另' if all_errors else ''}有 {all_explain} 处需要说明：数字没有错的，请说明原因，“校验”表里有“情况说明”一格的写在那里；有错的，请改正："
        )
        lines += [f"{number}. {line}" for number, line in enumerate(explain, 1)]
    if all_explain > len(explain):
        lines.append(f"等 {all_explain} 处，详见退回的工作簿。")
    lines.append(
        f"　　年度报告应于 {deadline}前报送主管部门并向社会公布，请尽快改好、经负责人审核后再交。有疑问请与我们联系。谢谢支持！"
    )
    return "\n".join(lines)


def status_title(year: int | None, form: str) -> str:
    return f"{_of_year(year, form)}{STATUS}"


def status_deadline(deadline: str) -> str:
    return f"报送和公布的期限：{deadline}前"


def not_a_status(path: str) -> str:
    return f"{path} 已经存在，而且不是以前的收报情况，不覆盖。请换一个文件名。"


def status_was_edited(path: str) -> str:
    return f"{path} 写出以后在别处保存过，可能有改动，不覆盖。请换一个文件名。"


DEMO_ROSTER, DEMO_STATUS = "单位名单.csv", f"{STATUS}.xlsx"
DEMO_LATE_UNIT = "青禾县林业局"


def demo_collected(verdict: str, missing: Sequence[str], output: str) -> str:
    return f"五、清点：{verdict}\n  未交：{'、'.join(missing)}\n  催报和退回的话已经写好，在 {output}"


# --- documents: reports in Word, HTML and plain text

# Of the automatic numbers of lists.
DIGITS, TEN, STEMS = "〇一二三四五六七八九", "十", "甲乙丙丁戊己庚辛壬癸"


def document_too_large() -> str:
    return "文件里的内容多得不像一份报告，没有读取。请只保留报告正文和三张表，另存一份再交。"


def document_too_deep() -> str:
    return "文件里的表格或段落一层套一层，套得太深，没有读取。请用 Word、WPS 打开后另存为 .docx 再交。"


def document_empty() -> str:
    return "文件打开了，但里面没有文字（可能只有图片，或者正文在另一个文件里）。请交能选中文字的报告。"


def document_not_text() -> str:
    return "这不是文字文件，或者文字的编码认不出来。请用记事本打开，另存为 UTF-8 编码再交。"


def document_no_body() -> str:
    return "这不是 Word 文档（.docx），里面没有正文。请用 Word、WPS 打开后另存为 .docx 再交。"


# --- what a file is, and zips

SAME_PART_TWICE = "同一部件有两份"


def too_many_parts() -> str:
    return "里面的文件或工作表太多，没有打开。正常的报表只有几张工作表；压缩包请解压成文件夹，分批放进来。"


def other_archive(kind: str) -> str:
    return f"这是 {kind} 压缩包，govxl 只会打开 zip。请先解压，把里面的文件放进来。"


def is_archive() -> str:
    return "这是 zip 压缩包，里面不是一份报表。请解压，或用 check、collect、consolidate 处理整个压缩包。"


def archive_empty() -> str:
    return "压缩包里没有文件。请让单位重新发送。"


def archive_encrypted() -> str:
    return "压缩包加了密码，打不开。请先解压，把里面的文件放进来。"


def archive_too_deep() -> str:
    return "压缩包套了三层以上，没有打开。请先解压，把里面的文件放进来。"


def archive_too_large() -> str:
    return "压缩包解压后异常地大，没有打开。请先解压，只把报表放进来。"


def member_damaged() -> str:
    return "压缩包里的这个文件已损坏或不完整，解压不出来。请重新下载压缩包，或让单位重新发送。"


def unknown_file() -> str:
    return "认不出这是什么文件，可能已损坏或不是报表。请交填好的工作簿。"


def no_report(what: str) -> str:
    """A file of a kind that holds no report which could be read."""
    return {
        "picture": picture(),
        "program": "这是程序，没有打开，也请不要打开。请让单位交填好的工作簿。",
        "shortcut": "这是快捷方式，只指向单位电脑上的文件，里面没有报表。请让单位发送文件本身。",
        "archive": "这是压缩包，govxl 只会打开 zip。请先解压，把里面的文件放进来。",
        "ofd": "这是 OFD 版式文件，读不出表里的数。请交填好的工作簿，或 Word 格式（.docx）的报告。",
        "slides": "这是幻灯片，不是报表。请交填好的工作簿。",
        "odt": "这是 .odt 文字文件。请用 Word、WPS 或 LibreOffice 打开，另存为 .docx 再交。",
        "doc": "这是旧的 Word 或 WPS 文字格式（.doc、.wps）。请打开后另存为 .docx 再交，最好交填好的工作簿。",
        "rtf": "这是 RTF 文字文件。请用 Word 或 WPS 打开，另存为 .docx 再交。",
        "xml": "这是 XML 格式的表格或文档。请用 Excel、WPS 打开，另存为 .xlsx（文档另存为 .docx）再交。",
    }[what]


def too_slow() -> str:
    return "读了很久也没有读完，已放弃这个文件。请用 Excel 或 WPS 打开后另存为 .xlsx 再交。"


def reader_died() -> str:
    return "文件已损坏或写法异常，读取时出错。请用 Excel 或 WPS 打开后另存为 .xlsx 再交。"


def reader_missing(reason: str) -> str:
    return f"读取旧格式的程序没有启动（{reason}）。请用 Excel 或 WPS 打开后另存为 .xlsx 再交。"


def many_cells() -> str:
    return "工作表撑得过大，没有读取。请删去表格以外的行列后另存一份。"


# --- marked copies

MARKS_SHEET, MARKS_RECORD, COPY_SUFFIX = "检查结果", "_govxl_marks", "_检查结果"
NOTE_HEAD, NOTE_END, NOTE_FONT = "【govxl检查结果】", "【检查结果完】", "宋体"
CELLS_APART = "、"  # between the cells of a grouped finding
RESULT_FONTS = ("宋体", "黑体")
RESULT_HEADS = ("序号", "程度", "表", "单元格", "现值", "应为", "相差", "问题", "怎么改", "代码")
RESULT_WIDTHS = (6, 8, 8, 14, 12, 12, 10, 60, 46, 20)
RESULT_HOW = "这是检查结果，改好后把本工作簿交回即可，不用删这张表。"
RESULT_FRESH = "交来的文件不能直接标注，这是按读到的内容另做的一份工作簿。请核对各表的数，在这一份里改好后交回；表和单元格指的是这一份里的位置。"


def result_of(unit: str, code: str, year: int | None, file: str) -> str:
    """Whose file was checked."""
    who = "".join((unit or "（没有单位名称）", f"（{code}）" if code else ""))
    return f"单位：{who}　年度：{year or '（没有年度）'}　文件：{file}"


def result_counts(errors: int, warnings: int, infos: int) -> str:
    """What was found, by severity."""
    words = f"{errors} 处错误（红色），{warnings} 处提醒（黄色）" + (f"，{infos} 处提示（蓝色）" if infos else "")
    return f"{words}。有问题的格涂了颜色，写了批注；点“单元格”一列可以跳到那一格。"


def note(finding: Finding) -> str:
    """One finding as the comment of its cell."""
    values = [f"现值：{finding.found}"] if finding.found is not None else []
    values += [f"应为：{finding.expected}"] if finding.expected is not None else []
    lines = [*values, f"问题：{finding.message}", f"怎么改：{finding.todo}"]
    return "\n".join([f"{SEVERITY[finding.severity]}（{finding.code}）", *lines])


def annotated(file: str, copy: str, fresh: bool) -> str:
    return f"已标注 {file} → {copy}" + ("（原文件不能直接标注，另做了一份工作簿）" if fresh else "")


def not_annotated(file: str, reason: str) -> str:
    return f"没有标注 {file}：{reason}"


def nothing_to_annotate() -> str:
    return "没有需要标注的文件。"


def not_a_folder(path: str) -> str:
    return f"{path} 是文件，不是文件夹。请给标注过的工作簿另指定一个文件夹。"


HELP["annotate"] = "给每个有问题的文件做一份标注过的工作簿，放在这个文件夹，原文件不动。"


# the seal


def seal_broken() -> str:
    return "签名对不上：工作簿里的单位、年度或编号被改动过，或者不是从这里发出的。"


def not_the_copy_sent(file: str) -> str:
    return f"这不是下发的那一份（{file}）：里面没有签名。"


def todo_seal() -> str:
    return "请与单位核对这份报表是不是它的，最好请它在下发的工作簿里重新填报。"


def saved_by(format: str, modified: str, program: str, authors: Sequence[str]) -> str:
    """What a file tells of who saved it last."""
    facts = [f"格式 {format}", f"保存于 {modified}" if modified else "", f"程序 {program}" if program else ""]
    facts.append(f"作者 {'、'.join(authors)}" if authors else "")
    return "，".join(fact for fact in facts if fact)


# --- text in the wrong cells of a section


def beside_prose() -> str:
    return "正文栏以外有文字，没有读取。"


def todo_beside_prose() -> str:
    return "是正文的，请移到正文栏里，一格一段；不需要的请删去。"


# --- what the heap of samples taught


def total_adds_other() -> str:
    return "合计的公式算出的数与各分项之和不相等，可能多加或漏加了行列；汇总时按各分项计算。"


def todo_adds_other() -> str:
    return "请核对各分项和公式的范围，在原来下发的工作簿里填报最稳妥。"


def identity_lost() -> str:
    return "这是下发的工作簿里的表，但识别用的工作表（_govxl）不见了，单位和年度按表上印的识别码认定，锁定和公式都没有核对。"


def sheet_renamed(sheet: str, title: str, found: str) -> str:
    return f"没有工作表“{sheet}”；“{title}”已在工作表“{found}”里按行列的标签逐项找到并读取，请核对。"


# --- conversion: what was read, in a fresh workbook

CONVERSION_RECORD = "转换记录"
CONVERSION_SHEETS = ("转换记录", "取数明细")
PAPERWORK["conversion"] = "这是转换记录，不是单位的报表。"
HELP["convert"] = "把任何读得了的报表里的数和文字放进一份新的填报工作簿，并列出每个数取自哪里。"
HELP["convert_paths"] = "文件、文件夹或压缩包，可以有多个。"
HELP["convert_dir"] = "工作簿和转换记录放在这个文件夹。"
HELP["convert_roster"] = "单位名单；文件里只有单位名称的，按它补上代码。"
HELP["convert_year"] = "报告年度，文件里没有写的用它。"
HELP["convert_unit"] = "单位名称，只有一个文件、里面没有写的时候用。"
HELP["convert_code"] = "单位代码，只有一个文件、里面没有写的时候用。"
CONVERSION_HEADS = (
    "文件",
    "单位代码",
    "单位名称",
    "年度",
    "版本",
    "格式",
    "取得",
    "空白",
    "没有带过去",
    "文字",
    "错误",
    "提醒",
    "结果",
    "说明",
)
CONVERSION_WIDTHS = (30, 12, 24, 7, 11, 7, 7, 7, 11, 7, 7, 7, 34, 46)
PASSAGE_HEADS = ("文件", "指标", "原表", "原单元格", "原文", "取值", "新表", "新单元格", "结果", "说明", "代码")
PASSAGE_WIDTHS = (20, 42, 8, 9, 16, 11, 7, 9, 16, 46, 36)
LOST_HEAD, FATE_HEAD, AND = "没有带过去", "结果", "、"
FATE = {
    "taken": "已取",
    "cleaned": "改写后已取",
    "declared": "声明为0",
    "computed": "合计由公式算",
    "blank": "空白",
    "open": "原表没有，待填",
    "differs": "合计没有带过去",
    "unreadable": "没有读出",
    "missing": "原表没有找到",
    "homeless": "新表没有这一格",
    "cut": "文字过长，截短",
    "beside": "不属于报表，没有取",
}
KIND_WORDS = {"docx": "Word", "html": "网页", "text": "文本"}
UNKNOWN_UNIT = "单位不明"
PROSE_LABEL, COVER_LABEL, EXPLAIN_LABEL = "文字", "封面", "情况说明"
BESIDE_LABEL = "表外的内容"


def figure_words(row: str, column: str, prior: bool = False) -> str:
    """A figure by its row and column."""
    return ("上年数：" if prior else "") + " · ".join(part for part in (row, column) if part)


def section_words(kind: str, title: str) -> str:
    """What is carried over beside the figures."""
    return f"{kind}：{title}"


def total_not_kept(found: str, shown: str) -> str:
    return f"原文的合计是 {found}，合计不照抄，新工作簿按各分项相加是 {shown}。请核对各分项。"


def other_label(found: str, known: str) -> str:
    return f"表里写的是“{found}”，按“{known}”取。"


def no_place(value: str, edition: str) -> str:
    return f"{edition} 版没有同样的一格，{value} 没有带过去，请按新表的口径另填。"


def to_be_filled() -> str:
    return "原来的表没有同样的一格，留空，请填写。"


def declared_zero() -> str:
    return "原表选了“本表未填的格均为0”，这一格是空的。"


def too_long_for_cell(limit: int) -> str:
    return f"超过 {limit} 个字，一格放不下，后面的没有带过去。"


def unit_not_in_file() -> str:
    return "文件里没有单位名称和代码，新工作簿的封面上空着。"


def unit_by_option(found: str, used: str) -> str:
    return f"文件里写的单位是“{found}”，按命令里写的“{used}”。"


def unit_sealed(found: str, asked: str) -> str:
    return f"这是发给 {found} 的工作簿，不能改成 {asked}。"


def code_from_roster(code: str) -> str:
    return f"文件里没有单位代码，按名单补上 {code}。"


def year_not_in_file() -> str:
    return "文件里没有年度，新工作簿的封面上空着；可以用 --year 写明。"


def year_by_option(year: int) -> str:
    return f"文件里没有年度，按 --year 写成 {year}。"


def year_kept(found: int, asked: int) -> str:
    return f"文件里的年度是 {found}，不是 {asked}，按文件里的。"


def summary_not_converted() -> str:
    return "这是汇总表，不是一个单位的报表，没有转换。要汇总的直接交给 consolidate。"


def other_form_not_converted(found: str, wanted: str) -> str:
    return f"这是“{found}”，不是“{wanted}”，没有转换。"


def one_file_only(count: int) -> str:
    return f"--unit、--code 只能用于一个文件，这里有 {count} 个。多个文件请用 --roster。"


def conversion_not_a_folder(path: str) -> str:
    return f"{path} 是文件，不是文件夹。请给转换的结果另指定一个文件夹。"


def converted_into_source(path: str) -> str:
    return f"{path} 是来源文件夹，结果放在里面会和交来的混在一起。请另指定一个文件夹。"


def nothing_converted(count: int) -> str:
    return f"{count} 个文件都没有转换，没有写出任何文件。"


def converted(file: str, kind: str, unit: str, year: int | None, edition: str, output: str) -> str:
    """The first line about a converted file: what it was and what became of it."""
    parts = [kind, f"{edition} 版", unit or "（没有单位名称）", f"{year}年" if year else "（没有年度）"]
    return f"{file}（{'，'.join(parts)}）→ {output}"


def converted_counts(taken: int, sections: int, blank: int, lost: int) -> str:
    """The second line about a converted file."""
    counted = f"  取了 {taken} 个数、{sections} 部分文字"
    counted += f"，{blank} 格空白" if blank else ""
    return counted + (f"，{lost} 处没有带过去：" if lost else "，没有遗漏。")


def conversion_note(note: str) -> str:
    return f"  {note}"


def not_carried(what: str, examples: Sequence[str], count: int) -> str:
    more = f"；等 {count} 处" if count > len(examples) else ""
    return f"    {what}：{'；'.join(examples)}{more}"


def lost_figure(label: str, value: str, place: str, instead: str) -> str:
    """A figure that was not carried over, as it stood, and for a total what stands there now."""
    words = label + (f"＝{clip(value, 30)}" if value else "") + (f"（{place}）" if place else "")
    return words + (f"，按各分项是 {instead}" if instead else "")


def edition_not_of_year(edition: str, year: int, others: Sequence[str]) -> str:
    use = f"；要按原来的版式，用 --edition {'、'.join(others)}" if others else ""
    return f"{edition} 版不是 {year} 年度用的版本{use}。"


def not_converted(file: str, reason: str) -> str:
    return f"{file}：没有转换。{reason}"


def conversion_done(files: int, done: int, record: str) -> str:
    """The last line."""
    return f"共 {files} 个文件，转换了 {done} 个。每个数取自哪里，见 {record}。"


# --- numbers that were not read


def numbers_beside(sheet: str, count: int) -> str:
    return f"“{clip(sheet)}”里还有 {count} 个数不属于表式的任何一项，没有读。"


def todo_numbers_beside() -> str:
    return "请核对已读的数是不是本年的；这些数如果应该填报，请填到相应的格，不需要的请删去。"


def other_year(title: str, found: str) -> str:
    return f"“{title}”上面写着“{clip(found)}”，可能不是本年的数。"


def todo_other_year() -> str:
    return "请核对这张表是不是本年的；不是的，请换成本年的数。"


# --- labels in their place, in other words


def _now(found: str) -> str:
    return f"现在是“{found}”" if found else "现在是空的"


def label_unknown(found: str, known: str) -> str:
    return f"这里应是“{known}”，{_now(found)}，认不出是哪一项，这一项的数没有读取。"


def label_reworded(found: str, known: str) -> str:
    return f"这里应是“{known}”，{_now(found)}。表没有移动，数已照常读取，请核对。"


# --- what became of the formulas of totals


def total_other_formula(formula: str) -> str:
    return f"合计的公式被改成了别的公式“={clip(formula, 40)}”，数值正确。"


def total_failed(found: str) -> str:
    return f"公式的结果是“{found}”，没有算出数来；汇总时按各分项计算。"


def total_adds_more(formula: str) -> str:
    return f"合计（={clip(formula, 40)}）把插进来的行或列也加进去了；汇总时只按表式里的各项计算。"


def todo_adds_more() -> str:
    return "请核对插进来的行或列，不需要的请删去；合计只加表式里的各项。"


def years_differ(years: Sequence[str]) -> str:
    return f"文件里写着不同的年度：{'、'.join(years)}，按写在最前面的读取。"
