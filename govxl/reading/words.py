"""Words and signs that are looked for in files. Nobody is shown them: what users read is in :mod:`govxl.texts`."""

from __future__ import annotations

import re

from govxl.form import Kind
from govxl.texts import CHECK_LINK, DRAFT_MARK, PARAGRAPH, PLACEHOLDER, VERDICT_PASSED

# Signs that nobody sees: of no width, marks of direction, the byte order mark, the soft hyphen.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u00ad"
# Signs that no text holds, but a damaged file may.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
MINUS_SIGNS = "\u2212\u2010\u2011\u2012\u2013\u2014\u2015"
DASHES = MINUS_SIGNS + "-_ \u2500"
DIGITS = frozenset("0123456789０１２３４５６７８９")
QUOTES = "\"'“”‘’「」『』*#·"
BRACKETS = str.maketrans("〔〕【】[]{}﹙﹚", "()()()()()")
HAN_DIGITS = "一二三四五六七八九十"

# What people write for "nothing": blanks that say so, not zeros.
NOTHING = frozenset({"", "/", "\\", "无", "没有", "空"})
SUBTOTALS = frozenset({"小计", "合计", "总计", "计"})
NOTE_BEGINNINGS = ("其中", "含", "包括", "均为", "全部", "都是")  # of a remark behind a number that does not change it
# A number in such a remark that is no date.
NUMBER_IN_NOTE = re.compile(r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?(?![0-9.年月日号])")
_COUNT_UNITS = dict.fromkeys(("件", "条", "份", "个", "项", "宗", "起", "次"), 0)
# The units that may stand behind a number, and the power of ten that they mean.
UNITS_OF: dict[Kind, dict[str, int]] = {
    "count": _COUNT_UNITS,
    "change": _COUNT_UNITS,
    "amount": {"万元": 0, "万": 0, "元": -4, "亿元": 4},
}
_MONEY = re.compile("[亿万千百]*元")

# What is put before digits that are raised, lowered or struck out: they are no part of the number beside them.
RAISED, STRUCK = "^", "~"
MARK_OF_TAG = {"sup": RAISED, "sub": RAISED, "del": STRUCK, "s": STRUCK, "strike": STRUCK}
NOTE_EQUALS = ("均为", "全部", "都是")
NOTE_DOUBTS = re.compile("应|实为|改|误|更正")  # in a remark behind a number: it may be another

CODE_MARK = "govxl|"  # how the identity begins that our workbooks print on every sheet
LONGEST_UNIT = 60  # characters of a title beside the form's name
LONGEST_NAME = 220  # the same, where the title ends with the year and that name and is no sentence
SENTENCE = re.compile("[，。；：,;:]")
STOP = "。"
AROUND_NAME = "()-_.:,"  # signs around a unit's name in a title that are no part of it
BEFORE_YEAR = "（(〔[【:：,，_—"  # the same, as they stand
DECORATION = " \t\u3000*#·"  # around a title, as in Markdown
# Heads of figures that are not this year's.
PAST = re.compile(r"(?:上|去|前)一?年度?(?:同期)?(?:数|数据|情况)?|(?:上|同)期数?|(?:比|较)(?:上|去)年.*|同比.*|增减.*")
# Signs that turn a label into another one: it is not guessed where one of them was put in, left out or replaced.
TURNING = frozenset("同比累上下本去今昨前后不未非无有已应新旧增减允予废停其" + HAN_DIGITS + "0123456789")
# Remarks in brackets behind a label that change nothing.
_NEUTRAL = re.compile(r"单位.*|[件条项个份宗次]|万元|注?\d*|自动计算|必填|区分处理.*")
YEAR = re.compile(r"(20\d\d)年?度?")
YEARS = re.compile(r"20\d\d(?:[\s年度/-]+20\d\d)*(?:年度?)?")  # one, or several of which nobody knows which is meant
YEAR_NAMED = re.compile(r"(20\d\d)\s*年")
TITLE_YEAR = re.compile(r"\(?(20\d\d)(?:年度|年)?\)?")
AFTER_HEADING = "：:。.　 \t"  # what may stand between a heading and the text in the same line
# What our sheets of prose print before a paragraph: more than there are rows for.
PARAGRAPH_LABELS = frozenset(PARAGRAPH.format(n=number) for number in range(1, 401))
_VERDICT = re.compile(rf"{VERDICT_PASSED}|{CHECK_LINK}|(?:(?:未填完|有错误|需说明)（\d+ (?:格未填|项)），?)+")


def other_unit(known: str, label: str) -> bool:
    """Whether a label names another unit of money than the one it is taken for."""
    return bool(_MONEY.search(label)) and set(_MONEY.findall(known)) != set(_MONEY.findall(label))


def neutral(remark: str) -> bool:
    """Whether a remark behind a label, without its brackets, leaves it what it is."""
    return _NEUTRAL.fullmatch(remark) is not None


def is_printed(text: str) -> bool:
    """Whether a text is what our sheets print before a paragraph or beside a table, or our reports for want of one."""
    return text in PARAGRAPH_LABELS or bool(_VERDICT.fullmatch(text) or PLACEHOLDER.fullmatch(text))


def is_draft(text: str) -> bool:
    """Whether a text is one that our reports offer to their writer, who has not made it his own."""
    return text.startswith(DRAFT_MARK)


def without_placeholders(text: str) -> str:
    """A text without what our reports put where a word is missing."""
    return PLACEHOLDER.sub("", text)
