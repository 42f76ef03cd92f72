"""Marked copies: the sheet of results, and what is said of the copies."""

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


def result_counts(errors: int, warnings: int, infos: int, settled: str) -> str:
    """What was found, by severity."""
    words = f"{errors} 处错误（红色），{warnings} 处提醒（黄色）" + (f"，{infos} 处提示（蓝色）" if infos else "")
    words += f"，{settled}（绿色，不用改）" if settled else ""
    return f"{words}。有问题的格涂了颜色，写了批注；点“单元格”一列可以跳到那一格。"


def annotated(file: str, copy: str, fresh: bool) -> str:
    return f"已标注 {file} → {copy}" + ("（原文件不能直接标注，另做了一份工作簿）" if fresh else "")


def not_annotated(file: str, reason: str) -> str:
    return f"没有标注 {file}：{reason}"


def nothing_to_annotate() -> str:
    return "没有需要标注的文件。"


def first_of_cells(cells: str) -> str:
    return f"{cells.partition(CELLS_APART)[0]} 等"


def with_cells(message: str, cells: str) -> str:
    return f"{message}单元格：{cells}。"


def marked_into_source(path: str) -> str:
    return f"{path} 是收回的文件所在的文件夹，标注过的放在里面会和交来的混在一起。请另指定一个文件夹。"


def not_a_folder(path: str) -> str:
    return f"{path} 是文件，不是文件夹。请给标注过的工作簿另指定一个文件夹。"
