"""The files of a heap: of which year and of which unit each is, and which of several counts."""

from collections.abc import Sequence

from govxl.texts.names import unit_words

FILE_STATE = {
    "used": "已读取",
    "superseded": "有更新的版本",
    "duplicate": "重复",
    "foreign": "不是年度报告",
    "unknown_unit": "单位不在名单",
    "wrong_year": "不是本年度",
    "unreadable": "读不出来",
}
PAPERWORK = {
    "roster": "这是单位名单，不是单位的报表。",
    "issued": "这是发放清单，不是单位的报表。",
    "status": "这是收报情况，不是单位的报表。",
    "issues": "这是问题清单，不是单位的报表。",
    "tidy": "这是汇总时写的长表，不是单位的报表。",
    "conversion": "这是转换记录，不是单位的报表。",
    "waivers": "这是豁免清单，不是单位的报表；要让它起作用，请写 --waivers，或放在单位名单旁边。",
}


def todo_paperwork() -> str:
    return "不用处理；不想再看到，可以移出这个文件夹。"


def has_errors(count: int) -> str:
    return f"有 {count} 处错误，需退回更正。"


def wrong_year(found: int | None, year: int | None) -> str:
    """A file of another year."""
    return f"报告年度是 {found}，不是 {year}。" if found else f"没有填报告年度，不能确定是不是 {year} 年的。"


def year_unclear(years: Sequence[str]) -> str:
    return f"{'、'.join(years)} 年的文件一样多，不能确定要哪一年的。请用 --year 指明。"


def nameless() -> str:
    return "没有单位名称和单位代码，不知道是哪个单位的，没有计入。请补填封面。"


# held against a roster


def todo_roster() -> str:
    return "请核对是不是用了别的单位的工作簿；单位更名的，请改正名单。"


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


def todo_former_code() -> str:
    return "请让单位改用新代码的工作簿；来不及的，这一份照收。"


def not_in_roster(unit: str, nearest: str) -> str:
    return f"名单里没有 {unit}。" + (f"是不是 {nearest}？请核对。" if nearest else "")


def summary_of_strangers(units: Sequence[str]) -> str:
    return f"这是汇总表，里面的单位（{_some(units)}）名单里都没有。"


def strangers_in_summary(units: Sequence[str], with_code: bool) -> str:
    what = "单位" if with_code else "没有代码的单位或下级汇总表"
    return f"这份汇总表里有名单里没有的{what}：{_some(units)}。"


# several of one unit


def duplicate(chosen: str) -> str:
    return f"与“{chosen}”内容相同，只算一份。"


def chosen_of_copies(count: int) -> str:
    return f"交了 {count} 份，内容相同，算一份。"


def chosen(count: int, faulty: bool, better: bool, ours: bool, rivals: bool, latest: bool) -> str:
    """Why one of several files of a unit counts: it has no errors, is our own workbook, or was saved last."""
    if faulty:
        why = "都有错误，" + ("这一份保存得最晚" if latest else "保存时间相同，取文件日期最晚、文件名排在最后的")
    else:
        words = ["没有错误"] if better else []
        words += ["是下发的工作簿"] if ours else []
        if rivals:
            words.append("保存得最晚" if latest else "保存时间相同，取文件日期最晚、文件名排在最后的")
        why = "这一份" + "，".join(words)
    return f"同一单位交了 {count} 份，采用这一份：{why}。"


def superseded(chosen: str, saved: str, this: str) -> str:
    return f"同一单位有多份，采用“{chosen}”：它保存得较晚（{saved}，这一份 {this}）。"


def superseded_blank(chosen: str) -> str:
    return f"同一单位有多份，采用“{chosen}”；这一份整本没有填。"


def superseded_not_ours(chosen: str) -> str:
    return f"同一单位有多份，采用“{chosen}”：它是下发的工作簿，这一份不是。"


def date_of_disk(time: str) -> str:
    """A file that does not say itself when it was saved has only the date of the disk."""
    return f"文件日期 {time}"


def misnamed(named: str, unit: str) -> str:
    return f"文件名像是“{named}”的，里面的识别信息是“{unit}”的，请核对。"


def misnamed_version(chosen: str, named: str, this: bool) -> str:
    which = "这一份" if this else "那一份"
    return f"同一单位有多份，采用“{chosen}”；{which}的文件名像是“{named}”的，请核对应该用哪一份。"


def all_blank() -> str:
    return "整本没有填。"


def todo_all_blank() -> str:
    return "请填好再交。"


def superseded_same_time(chosen: str) -> str:
    return f"同一单位有多份，采用“{chosen}”：保存时间相同，取文件日期最晚、文件名排在最后的。"


def superseded_faulty(chosen: str, errors: int) -> str:
    return f"同一单位有多份，采用“{chosen}”：它没有错误，这一份有 {errors} 处错误。"


def later_is_faulty(chosen: str, errors: int) -> str:
    return f"同一单位有多份，这一份保存得较晚，但有 {errors} 处错误，暂用较早的“{chosen}”。请核对应该用哪一份。"


def other_identity(chosen: str, unit: str) -> str:
    return f"同一单位有多份，采用“{chosen}”。这一份写的是 {unit or '（没有单位）'}，与它不同，请核对应该用哪一份。"


def shared_code(code: str, names: Sequence[str]) -> str:
    return (
        f"单位代码 {code} 有不同的单位名称：{'、'.join(name or '（空）' for name in names)}，不能确定是不是同一个单位。"
    )


def todo_shared_code() -> str:
    return "请核对单位代码和名称，改正后重新汇总。"


def shared_name(name: str, codes: Sequence[str]) -> str:
    return f"单位“{name}”有不同的单位代码：{'、'.join(code or '（空）' for code in codes)}，不能确定是不是同一个单位。"


def counted_twice(twice: Sequence[str], lost: Sequence[str]) -> str:
    some = "、".join(twice[:5]) + ("等" if len(twice) > 5 else "")
    text = f"这是汇总表，其中 {len(twice)} 个单位（{some}）另有报表，计入会重复计算，所以整份没有计入。"
    return text + (f"其中的 {'、'.join(lost)} 因此没有计入任何一处。" if lost else "")


def todo_counted_twice() -> str:
    return "请只留汇总表或只留各单位的报表，再汇总一次。"


# copies


def report_of(file: str, unit: str, year: int | None) -> str:
    who = "，".join(part for part in (unit, f"{year} 年" if year else "") if part)
    return f"“{file}”（{who}）" if who else f"“{file}”"


def copied_return(others: Sequence[str], figures: int) -> str:
    return f"不是 0 的 {figures} 个数与{_some(others)}完全相同，可能是抄来的，或用错了工作簿。"


def todo_copied_return() -> str:
    return "请核对：照抄上年或别的单位的，按台账重填；确实相同的，请说明。"


def _some(words: Sequence[str]) -> str:
    return "、".join(words[:5]) + (f"等 {len(words)} 个" if len(words) > 5 else "")
