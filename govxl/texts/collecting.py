"""Who has handed in: the states of the units, the workbook of a collection, and the letters."""

from collections.abc import Sequence

from govxl.texts.names import unit_words

UNIT_STATE = {"ok": "没有问题", "to_explain": "要说明", "faulty": "要退回", "missing": "未交"}
LETTER_KIND = {"ok": "", "to_explain": "请说明", "faulty": "退回", "missing": "催报"}
STATUS = "收报情况"

# the workbook

STATUS_SHEETS = ("概览", "单位", "未交", "退回", "文件", "问题清单", "情况说明", "通知")
EVERY_UNIT, NO_CATEGORY, IN_ALL, STATE_HEAD = "全部", "（没有类别）", "合计", "状态"
OVERVIEW_HEADS = ("单位类别", *UNIT_STATE.values(), IN_ALL)
OVERVIEW_FILE_HEADS = ("文件的状态", "个数")
OVERVIEW_CHART = "收报进度（单位数）"
STATUS_UNIT_HEADS = ("单位代码", "单位名称", "类别", "状态", "文件", "保存时间", "错误", "提醒", "说明")
STATUS_UNIT_WIDTHS = (14, 30, 14, 10, 40, 26, 8, 8, 60)
MISSING_HEADS = ("单位代码", "单位名称", "类别", "联系人", "电话", "说明")
MISSING_WIDTHS = (14, 30, 14, 12, 18, 60)
RETURN_HEADS = ("单位代码", "单位名称", "状态", "联系人", "电话", "错误", "提醒", "退回的话")
RETURN_WIDTHS = (14, 26, 10, 12, 18, 8, 8, 100)
STATUS_FILE_HEADS = ("文件", "状态", "单位代码", "单位名称", "年度", "格式", "保存时间", "原因", "错误", "提醒")
STATUS_FILE_WIDTHS = (44, 16, 14, 28, 8, 8, 26, 60, 8, 8)
LETTER_HEADS = ("单位", "联系人", "电话", "种类", "通知")
LETTER_WIDTHS = (28, 12, 18, 10, 110)


def status_title(year: int | None, form: str) -> str:
    return f"{_of_year(year, form)}{STATUS}"


def status_deadline(deadline: str) -> str:
    return f"报送和公布的期限：{deadline}前"


def not_a_status(path: str) -> str:
    return f"{path} 已经存在，而且不是以前的收报情况，不覆盖。请换一个文件名。"


def status_was_edited(path: str) -> str:
    return f"{path} 写出以后在别处保存过，可能有改动，不覆盖。请换一个文件名。"


# why a unit is in its state


def not_handed_in() -> str:
    return "没有交。"


def has_to_explain(count: int, blank: int, unwritten: int) -> str:
    """``blank`` cells and ``unwritten`` sections of prose are among them."""
    parts = [f"{blank} 格没有填，汇总按 0 计"] if blank else []
    parts += [f"正文有 {unwritten} 部分没有写"] if unwritten else []
    return f"有 {count} 处提醒，请单位说明" + (f"：{'；'.join(parts)}。" if parts else "。")


def has_warnings(count: int, more: bool) -> str:
    """Warnings that nobody has to explain."""
    return f"{'另' if more else ''}有 {count} 处提醒。"


def no_files_found() -> str:
    return "没有找到任何文件。"


def perhaps_misnamed(file: str, unit: str) -> str:
    return f"“{file}”的文件名像是这个单位的，里面的识别信息是“{unit}”的，请核对。"


def through_summary(file: str, errors: int) -> str:
    return f"在汇总表“{file}”里。" + (f"那份汇总表有 {errors} 处错误，要退回。" if errors else "")


def only_another_year(file: str, year: int | None) -> str:
    return f"只收到 {year} 年的“{file}”。" if year else f"收到的“{file}”没有填年度。"


def could_not_be_read(file: str, reason: str) -> str:
    return f"收到的“{file}”读不出来：{to_unit(reason)}"


def to_unit(text: str) -> str:
    """A sentence for the office, put to the unit itself."""
    return text.replace("请让单位", "请").replace("让单位", "")


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


# on the terminal


def collected(year: int | None, numbers: Sequence[int], files: int, idle: int) -> str:
    """How far a collection has come; ``numbers`` are the units that are ok, to explain, faulty and missing."""
    fine, explain, faulty, missing = numbers
    units = sum(numbers)
    text = f"{f'{year} 年：' if year else ''}名单上 {units} 个单位，交了 {units - missing} 个，未交 {missing} 个；"
    text += f"交了的里面，没有问题 {fine} 个，要说明 {explain} 个，要退回 {faulty} 个。收到 {files} 个文件"
    return text + (f"，其中 {idle} 个没有用。" if idle else "。")


def units_head(state: str, count: int) -> str:
    return f"{UNIT_STATE[state]} {count} 个："


def unit_line(code: str, name: str, contact: str, telephone: str, reason: str) -> str:
    return "  " + "　".join(part for part in (unit_words(code, name), contact, telephone, reason) if part)


def and_more(count: int) -> str:
    return f"    等 {count} 处。"


def idle_files_head(count: int) -> str:
    return f"没有用的文件 {count} 个："


def idle_file(file: str, state: str, reason: str) -> str:
    return f"  {file}　{reason}" if reason.startswith(state) else f"  {file}　{state}：{reason}"


# letters


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
    more_errors: bool,
    more_explain: bool,
) -> str:
    """The text that sends a report back; the lists may be shorter than what there is, and then it says so."""
    lines = [f"{unit}：", f"　　贵单位报来的《{_of_year(year, form)}》（文件“{file}”）已经收到，谢谢。"]
    if all_errors:
        lines.append(f"　　核对时发现 {all_errors} 处错误，请在工作簿里改正：")
        lines += [f"{number}. {line}" for number, line in enumerate(errors, 1)]
    if more_errors:
        lines.append(f"等 {all_errors} 处，详见退回的工作簿。")
    if all_explain:
        lines.append(
            f"　　{'另' if all_errors else ''}有 {all_explain} 处需要说明：数字没有错的，请说明原因，“校验”表里有“情况说明”一格的写在那里；有错的，请改正："
        )
        lines += [f"{number}. {line}" for number, line in enumerate(explain, 1)]
    if more_explain:
        lines.append(f"等 {all_explain} 处，详见退回的工作簿。")
    lines.append(
        f"　　年度报告应于 {deadline}前报送主管部门并向社会公布，请尽快改好、经负责人审核后再交。有疑问请与我们联系。谢谢支持！"
    )
    return "\n".join(lines)
