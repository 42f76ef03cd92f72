"""Whose report it is, of which year, in which edition of the form, and whether it is the copy that was sent."""

from collections.abc import Sequence

from govxl.texts.names import ROSTER_COLUMNS, clip


def cover_blank(label: str) -> str:
    return f"封面的“{label}”没有填。"


def todo_cover() -> str:
    return "请在封面补填。"


def cover_differs(label: str, found: str, known: str) -> str:
    return f"封面的“{label}”是“{found}”，与下发时的“{known}”不同，以下发时的为准。"


def todo_identity() -> str:
    return "请核对是不是用了别的单位或别的年度的工作簿。"


def not_in_list(found: str) -> str:
    return f"“{found}”不在可选的内容里。"


def sheet_of_another(sheet: str, found: str, known: str) -> str:
    return f"工作表“{sheet}”的识别码是“{found}”，与本工作簿的“{known}”不同，可能是从别的单位或年度的工作簿里拷来的。"


def identity_lost() -> str:
    return "这是下发的工作簿里的表，但识别用的工作表（_govxl）不见了，单位和年度按表上印的识别码认定，锁定和公式都没有核对。"


def what_else(cells: Sequence[str]) -> str:
    """What a file is in which no table of any form was found."""
    if ROSTER_COLUMNS["code"] in cells and ROSTER_COLUMNS["name"] in cells:
        return "这是单位名单一类的表，不是报告。"
    return "不是年度报告：没有识别信息，也没有找到任何一张法定的表。请让单位在下发的工作簿里填报。"


# the year


def year_unreadable(found: str) -> str:
    return f"报告年度“{found}”不是四位年份。"


def year_missing() -> str:
    return "没有找到报告年度。"


def year_from_prose(year: str) -> str:
    return f"没有写明报告年度，正文里提到的都是 {year} 年，按 {year} 年读取。"


def years_differ(years: Sequence[str]) -> str:
    return f"文件里写着不同的年度：{'、'.join(years)}，按写在最前面的读取。"


def other_year(title: str, found: str) -> str:
    return f"“{title}”上面写着“{clip(found)}”，可能不是本年的数。"


def todo_other_year() -> str:
    return "请核对这张表是不是本年的；不是的，请换成本年的数。"


# the edition


def newer_edition(name: str, known: Sequence[str]) -> str:
    return f"这是 {name} 版的表式，比本程序认识的（{'、'.join(known)}）新。请升级 govxl 后再读。"


def older_edition(name: str, known: Sequence[str]) -> str:
    return f"这是 {name} 版的旧表式，本程序只认识 {'、'.join(known)} 版，没有读取。"


def unknown_edition(form: str, name: str) -> str:
    return f"识别信息里的表式是“{form} {name}”，本程序不认识，没有读取。"


def hybrid_table(title: str, found: str, edition: str) -> str:
    return f"“{title}”用的是 {found} 版的表式，不是 {edition} 版的，与其他单位的数不能相加。"


def edition_of_another_year(edition: str, year: int, first: int, last: int) -> str:
    """A form that was not in force in the year of the report, and from when or until when it was."""
    period = f"从 {first} 年度起用" if year < first else f"只用到 {last} 年度"
    return f"{year} 年度的报告不能用 {edition} 版的表式，这一版{period}。"


def todo_edition(edition: str) -> str:
    wanted = f" {edition} 版" if edition else "当年有效"
    return f"请核对报告年度；年度没有错的，请让单位改用{wanted}的表式重新填报。"


# the seal


def seal_broken() -> str:
    return "签名对不上：工作簿里的单位、年度或编号被改动过，或者不是从这里发出的。"


def not_the_copy_sent(file: str) -> str:
    return f"这不是下发的那一份（{file}）：里面没有签名。"


def todo_seal() -> str:
    return "请与单位核对这份报表是不是它的，最好请它在下发的工作簿里重新填报。"
