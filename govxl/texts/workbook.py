"""What stands in a workbook that is handed out: prompts, alerts, titles, the check sheet and its verdict."""

from collections.abc import Sequence

# input


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

# the check sheet

CHECK_LINK = "看校验结果"
VERDICT_LABEL = "校验结果"
CODE_LABEL = "识别码"
CHECK_TITLE = "校验（自动计算，不用填写）"
CHECK_TABLE_HEADS = ("序号", "表", "应填格数", "空白格数", "有误格数", "状态")
CHECK_RULE_HEADS = ("序号", "勾稽关系", "左边", "右边", "相差", "状态", "情况说明")

CHECK_OTHER_HEADS = ("序号", "交回后还要核对", "核对什么", "情况说明")


def rule_line(sheet: str, at: str, title: str) -> str:
    """A line of the check sheet."""
    return f"{sheet}　{at if len(at) <= 24 else at[:23] + '…'}：{title}"


def unfinished(blank: int) -> str:
    return f"未填完（{blank} 格未填）"


def faulty(errors: int) -> str:
    return f"有错误（{errors} 项）"


def to_explain(count: int) -> str:
    return f"需说明（{count} 项）"


VERDICT_PASSED = "校验通过"


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


# titles and pages

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


def workbook_name(code: str, unit: str, year: int | None) -> str:
    """The file name of a unit's workbook."""
    return "_".join(part for part in (code, unit, str(year or "")) if part) + ".xlsx"


# contents given by a program

UNIT_CODE, UNIT_NAME, PASSWORD = "单位代码", "单位名称", "保护密码"


def content_unknown(name: str) -> str:
    return f"表式里没有“{name}”，填不进去。"


def content_impossible(name: str, value: str) -> str:
    return f"“{name}”不能是 {value}：件数是不小于 0 的整数，金额不小于 0。"


def content_too_long(name: str, length: int, limit: int) -> str:
    return f"“{name}”有 {length} 个字，最多 {limit} 个。"
