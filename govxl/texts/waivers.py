"""Explanations and waivers: the list of waivers and its faults, what is said of settled findings, the sheet 情况说明."""

from collections.abc import Sequence

# the list

WAIVER_NAMES = ("豁免.toml", "豁免.xlsx", "豁免.csv")
WAIVER_TABLE, WAIVER_LIST = "豁免", "豁免清单"
WAIVER_COLUMNS = {"unit": "单位", "rule": "规则", "reason": "理由", "until": "有效期至", "cell": "单元格"}


def waiver_faults(file: str, faults: Sequence[str]) -> str:
    """All faults of a list of waivers."""
    return f"豁免清单 {file} 有 {len(faults)} 处问题，没有核对：\n" + "\n".join(f"  {fault}" for fault in faults)


def waiver_fault(at: str, fault: str) -> str:
    return f"{at}：{fault}"


def waiver_no_table() -> str:
    return "没有找到写着“单位”“规则”“理由”“有效期至”的表头，不是豁免清单。"


def waiver_syntax(line: str) -> str:
    """A TOML file that cannot be parsed, with the number of the line where that shows, if it is known."""
    where = f"第 {line} 行" if line else "文件"
    return f'{where}的写法不对。文字两边要加英文引号，如 unit = "SC007"；日期写成 until = 2026-12-31。'


def waiver_key_unknown(name: str) -> str:
    known = "、".join(f"{key}（{chinese}）" for key, chinese in WAIVER_COLUMNS.items())
    return f"不认识“{name}”这一项，请删去或改名；可以有的项：{known}。"


def waiver_table_unknown(name: str) -> str:
    return f"不认识“{name}”。每一条豁免写在一个 [[waivers]] 下面。"


def waiver_not_tables(name: str) -> str:
    return f"“{name}”不是一条一条的豁免。每一条写在一个 [[waivers]] 下面。"


def waiver_key_twice(first: str, second: str) -> str:
    return f"“{first}”和“{second}”是同一项，请删去一个。"


def waiver_not_text(name: str) -> str:
    return f"“{name}”要写成文字，两边加英文引号。"


def waiver_missing(name: str) -> str:
    return f"没有写“{name}”。"


def waiver_empty_reason(name: str, text: str) -> str:
    return f"“{name}”只写了“{text}”，不算理由，请写明为什么可以豁免。"


def waiver_bad_date(name: str, text: str) -> str:
    return f"“{name}”的“{text}”不是日期，请写成 2025-12-31 这样，到这一天为止有效。"


def waiver_bad_cell(name: str, text: str) -> str:
    return f"“{name}”的“{text}”不是单元格，请写成 三!D5 这样，或者不写。"


def waiver_too_long(name: str, length: int, limit: int) -> str:
    return f"“{name}”有 {length} 个字，最多 {limit} 个。"


def waiver_twice(first: str) -> str:
    return f"与{first}重复：同一单位、同一规则、同一单元格，请删去一条。"


DATE_PATTERN = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"


def nth_row(number: int) -> str:
    return f"第 {number} 行"


def nth_waiver(number: int) -> str:
    return f"第 {number} 条"


# what is said of the list, once the files have been judged


def waiver_expired(at: str, unit: str, rule: str, until: str) -> str:
    return f"{at}：“{unit}”的 {rule} 豁免已在 {until} 到期，不再起作用。"


def todo_waiver_expired() -> str:
    return "仍要豁免的，请把有效期改到新的日期；不再需要的，请删去。"


def waiver_unknown_unit(at: str, unit: str, listed: bool) -> str:
    where = "单位名单里没有" if listed else "收到的文件里没有"
    return f"{at}：{where}单位“{unit}”，这条豁免没有起作用。"


def waiver_unclear_unit(at: str, unit: str, codes: Sequence[str]) -> str:
    return f"{at}：叫“{unit}”的单位有 {len(codes)} 个（{'、'.join(codes)}），这条豁免没有起作用。"


def todo_waiver_unit() -> str:
    return "请核对单位，最好写单位代码。"


def waiver_unknown_rule(at: str, rule: str) -> str:
    return f"{at}：没有“{rule}”这条规则，或它不能豁免，这条豁免没有起作用。"


def todo_waiver_rule(codes: Sequence[str]) -> str:
    return f"请核对规则代码，可以豁免的有：{'、'.join(codes)}。"


def waiver_unused(at: str, unit: str, rule: str) -> str:
    return f"{at}：“{unit}”没有 {rule} 的问题要豁免（本来就对，或单位已经说明），这条豁免没有用上。"


def todo_waiver_unused() -> str:
    return "不再需要的，请删去。"


def waiver_list_used(count: int, used: int) -> str:
    return f"共 {count} 条豁免，起作用的 {used} 条。"


def waiver_list_line(file: str, reason: str) -> str:
    return f"{file}　{reason}"


# settled findings

SETTLED = {"explained": "已说明", "waived": "已豁免"}


def waived(reason: str, until: str) -> str:
    return f"已豁免：{reason}（有效期至 {until}）"


def todo_explained() -> str:
    return "单位已经说明，数字没有错的不用改。"


def todo_waived() -> str:
    return "主管部门已经豁免，不用改。"


def settled_counts(explained: int, waived: int) -> str:
    """How many findings are settled; empty where there are none."""
    parts = [f"{explained} 项已说明"] if explained else []
    parts += [f"{waived} 项已豁免"] if waived else []
    return "，".join(parts)


def settled_line(counts: str) -> str:
    return f"  其中 {counts}。"


def settled_reason(counts: str) -> str:
    return f"{counts}。"


def settled_in_all(counts: str) -> str:
    return f"其中 {counts}，不再算错误或提醒。"


def waived_in_summary(file: str, unit: str, count: int) -> str:
    return f"  已计入，有 {count} 项已豁免：{unit}　{file}"


def explained_in_summary(units: int, count: int) -> str:
    return f"  有 {units} 个单位的 {count} 项提醒已说明，详见“情况说明”。"


def from_waived_units(units: Sequence[str]) -> str:
    return f"相差的数全部来自已豁免的单位：{'、'.join(units)}"


# the sheet

REMARK_KIND = {"explained": "单位说明", "waived": "主管部门豁免"}
REMARK_HEADS = ("单位", "文件", "规则", "表", "单元格", "程度", "问题", "种类", "说明或理由", "有效期至")
REMARK_WIDTHS = (26, 28, 20, 8, 14, 8, 60, 14, 50, 12)
