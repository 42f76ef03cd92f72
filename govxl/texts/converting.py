"""Conversion: what was read, in a fresh workbook, and the record of where each figure comes from."""

from collections.abc import Sequence

from govxl.texts.names import clip

# the record

CONVERSION_RECORD = "转换记录"
CONVERSION_SHEETS = ("转换记录", "取数明细", "问题清单")
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
UNKNOWN_UNIT, UNKNOWN_YEAR = "单位不明", "年度不明"
PROSE_LABEL, COVER_LABEL, EXPLAIN_LABEL = "文字", "封面", "情况说明"
BESIDE_LABEL = "表外的内容"


def figure_words(row: str, column: str, prior: bool = False) -> str:
    """A figure by its row and column."""
    return ("上年数：" if prior else "") + " · ".join(part for part in (row, column) if part)


def section_words(kind: str, title: str) -> str:
    """What is carried over beside the figures."""
    return f"{kind}：{title}"


# what became of a figure or a text


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


# whose report it is


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


# what is not converted


def identity_in_doubt(messages: Sequence[str]) -> str:
    """Whose or of which year a report is cannot be told: nothing is put under a name that may be wrong."""
    return f"是哪个单位、哪个年度的有疑问，请先核对：{''.join(messages)}"


def summary_not_converted() -> str:
    return "这是汇总表，不是一个单位的报表，没有转换。要汇总的直接交给 consolidate。"


def other_form_not_converted(found: str, wanted: str) -> str:
    return f"这是“{found}”，不是“{wanted}”，没有转换。"


def edition_not_of_year(edition: str, year: int, others: Sequence[str]) -> str:
    use = f"；这个年度用的是 --edition {'、'.join(others)}" if others else ""
    return f"{edition} 版不是 {year} 年度用的版本{use}。"


def one_file_only(count: int) -> str:
    return f"--unit、--code 只能用于一个文件，这里有 {count} 个。多个文件请用 --roster。"


def conversion_not_a_folder(path: str) -> str:
    return f"{path} 是文件，不是文件夹。请给转换的结果另指定一个文件夹。"


def converted_into_source(path: str) -> str:
    return f"{path} 是来源文件夹，结果放在里面会和交来的混在一起。请另指定一个文件夹。"


def nothing_converted(count: int) -> str:
    return f"{count} 个文件都没有转换，没有写出任何文件。"


def not_converted(file: str, reason: str) -> str:
    return f"{file}：没有转换。{reason}"


# on the terminal


def converted(file: str, kind: str, unit: str, year: int | None, edition: str, output: str) -> str:
    """The first line about a converted file: what it was and what became of it."""
    parts = [kind, f"{edition} 版", unit or "（没有单位名称）", f"{year}年" if year else "（没有年度）"]
    return f"{file}（{'，'.join(parts)}）→ {output}"


def converted_counts(taken: int, sections: int, open_: Sequence[str], lost: int) -> str:
    """The second line about a converted file; ``open_`` is what is to be looked at beside what was lost."""
    counted = "，".join([f"  取了 {taken} 个数、{sections} 部分文字", *open_])
    if lost:
        return f"{counted}，{lost} 处没有带过去："
    return f"{counted}。" if open_ else f"{counted}，没有遗漏。"


def blank_cells(count: int) -> str:
    return f"{count} 格空白"


def not_read(count: int) -> str:
    return f"{count} 处没有读"


def rows_hidden(_count: int) -> str:
    return "有隐藏的行或列，请核对"


def layout_touched(count: int) -> str:
    return f"{count} 处行列、表头与原样不同，请核对"


def errors_in_source(count: int) -> str:
    return f"原文件有 {count} 处错误，见转换记录"


def all_whole(count: int, others: bool) -> str:
    """The files about which there is nothing to say."""
    return f"{'另有 ' if others else ''}{count} 个文件全部转换，没有遗漏。"


def conversion_note(note: str) -> str:
    return f"  {note}"


def not_carried(what: str, examples: Sequence[str], count: int) -> str:
    more = f"；等 {count} 处" if count > len(examples) else ""
    return f"    {what}：{'；'.join(examples)}{more}"


def lost_figure(label: str, value: str, place: str, instead: str) -> str:
    """A figure that was not carried over, as it stood, and for a total what stands there now."""
    words = label + (f"＝{clip(value, 30)}" if value else "") + (f"（{place}）" if place else "")
    return words + (f"，按各分项是 {instead}" if instead else "")


def conversion_done(files: int, done: int, record: str) -> str:
    """The last line."""
    return f"共 {files} 个文件，转换了 {done} 个。每个数取自哪里，见 {record}。"
