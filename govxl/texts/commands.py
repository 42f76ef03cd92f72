"""The command line: help, wrong usage, what goes wrong with paths, and what ``check`` and ``show`` print."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from govxl.texts.files import os_reason
from govxl.texts.waivers import settled_counts, settled_in_all, settled_line

HELP = {
    "govxl": "政府信息公开工作年度报告：生成填报表、读取、核对、汇总。退出码：0 没有问题；1 有错误或有文件没有计入；2 用法不对或没有做成。",
    "version": "显示版本号。",
    # the commands
    "template": "生成一份空白的、锁定的填报工作簿。",
    "distribute": "按单位名单给每个单位生成一份工作簿，填好名称、代码和上年数；再运行一次只补新增的单位。",
    "show": "显示一份工作簿里读到的内容。",
    "check": "一次查出所有文件的全部问题，指出单元格、现值和应有的值。",
    "collect": "按单位名单清点收回的文件：谁交了、谁没交、哪份要退回，并写好催报和退回的话。",
    "consolidate": "读取、核对、相加，写出汇总工作簿。有错误的单位不计入并列出名单。",
    "convert": "把任何读得了的报表里的数和文字放进一份新的填报工作簿，并列出每个数取自哪里。",
    "report": "把一份填好的工作簿或汇总表写成公布用的报告：Word、网页或文本。",
    "rules": "列出全部勾稽关系。",
    "demo": "用样例走一遍全过程，并告诉你结果在哪里。",
    # options of several commands
    "paths": "文件或文件夹，可以有多个。",
    "file": "一份工作簿。",
    "year": "报告年度；不写就取多数文件的年度。",
    "report_year": "报告年度。",
    "edition": "表式版本。现行的是 2021；2019、2020 两个年度的报告用 2019。",
    "prior": "上年的报告（工作簿、Word、网页等）、文件夹、压缩包或汇总表，可以有多个，写在名单和文件之后。",
    "roster": "单位名单，.xlsx 或 .csv，要有“单位代码”“单位名称”两列。",
    "roster_option": "单位名单，.xlsx 或 .csv；写了就按名单认单位。",
    "jobs": "用几个进程同时读和核对；不写就按处理器的个数，文件少时只用一个。结果和只用一个进程时一样。",
    "dask": "由 Dask 集群里的机器读和核对，写调度器的地址，如 tcp://10.0.0.1:8786；文件要放在各台机器都读得到的地方。",
    "waivers": "豁免清单，.toml 或 .xlsx；不写就用单位名单旁边的“豁免.toml”“豁免.xlsx”。",
    "output": "写到这个文件。",
    "json": "按 JSON 输出。",
    "format": "输出格式。",
    # options of one command
    "template_year": "报告年度，预先填好并锁定。",
    "unit": "单位名称，预先填好并锁定。",
    "code": "单位代码，预先填好并锁定。",
    "campaign_dir": "放在这个文件夹。",
    "zip": "另给每个单位打一个压缩包。",
    "annotate": "给每个有问题的文件做一份标注过的工作簿，放在这个文件夹，原文件不动。",
    "collect_roster": "单位名单，.xlsx 或 .csv，要有“单位代码”“单位名称”两列。",
    "status": "收报情况写到这个 .xlsx 文件；不写就只显示。",
    "summary": "汇总工作簿写到这个文件。",
    "tidy": "另写一份长表，每个单位、年度、指标一行，供 Excel、DuckDB、Polars 分析；.csv 或 .parquet。",
    "office": "汇总的单位的名称，写在封面上；不写就用名单里这个代码的名称，再没有就用文件名。",
    "office_code": "汇总的单位的代码，供上一级认；名单里的这个单位不算没有交。",
    "include_faulty": "有错误的单位也计入（仍会列出）。",
    "convert_paths": "文件、文件夹或压缩包，可以有多个。",
    "convert_dir": "工作簿和转换记录放在这个文件夹。",
    "convert_roster": "单位名单；文件里只有单位名称的，按它补上代码。",
    "convert_year": "报告年度，文件里没有写的用它。",
    "convert_unit": "单位名称，只有一个文件、里面没有写的时候用。",
    "convert_code": "单位代码，只有一个文件、里面没有写的时候用。",
    "report_file": "填好的工作簿、汇总表，或其他读得了的报告。",
    "report_output": "报告写到这个文件，.docx、.html 或 .txt。",
    "demo_dir": "放在这个文件夹。",
}
PROGRESS = "处理中"
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


# wrong usage


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


def no_such_path(path: str) -> str:
    return f"没有这个文件或文件夹：{path}"


def no_such_edition(name: str, known: Sequence[str]) -> str:
    return f"没有 {name} 版的表式，现有：{'、'.join(known)}。"


def no_files(paths: Sequence[str]) -> str:
    return f"没有找到任何文件：{'、'.join(paths)}"


def needs_output(form: str) -> str:
    return f"{form} 格式要用 -o 指定写到哪个文件。"


def show_folder(path: str) -> str:
    return f"{path} 是文件夹。show 一次看一份工作簿；整个文件夹请用 govxl check。"


def not_xlsx(path: str) -> str:
    return f"{path} 不是 .xlsx 文件名。写出的是 Excel 工作簿，文件名要以 .xlsx 结尾。"


def exists_already(path: str) -> str:
    return f"{path} 已经存在，而且不是空白表，不覆盖。请换一个文件名。"


def is_a_report(path: str) -> str:
    return f"{path} 是填好的报表或汇总表，不覆盖。请换一个文件名。"


# the run


def written(path: str) -> str:
    return f"已写出 {path}"


def cannot_write(file: str, number: int | None, reason: str) -> str:
    return f"写不了文件 {file}（{os_reason(number, reason)}）。请检查磁盘空间、权限，或文件是不是正在别处打开；原有的文件没有改动。"


def unforeseen(error: str, files: Sequence[str], log: str) -> str:
    where = f"处理 {'、'.join(files)} 时，" if files else ""
    details = f"详情写在 {log}，请发给开发者" if log else "请发给开发者"
    return f"{where}程序出了没有料到的错误（{error}），{details}；没有写出结果。"


# check


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
    explained: int = 0
    waived: int = 0
    carried: bool = False  # of last year there is only what the workbook carries
    ruled: bool = False  # the office's list of waivers, which is no file that came back


def check_report(sections: Sequence[Section]) -> str:
    """The report of ``check``: every file with its findings, then the sum."""
    lines = []
    for part in sections:
        who = "　".join(text for text in (part.unit, f"{part.year}年" if part.year else "") if text)
        verdict = f"{part.errors} 处错误，{part.warnings} 处提醒" if part.errors or part.warnings else "没有问题"
        lines.append(f"{part.file}　{who}　{part.state}：{verdict}")
        lines += [f"  {part.reason}"] if part.reason else []
        lines += part.lines
        if settled := settled_counts(part.explained, part.waived):
            lines.append(settled_line(settled))
        if part.unassessable:
            lines.append(f"  另有 {part.unassessable} 条勾稽关系因缺数无法核对，补全后再查。")
    errors, warnings = sum(part.errors for part in sections), sum(part.warnings for part in sections)
    wrong, files = sum(part.errors > 0 for part in sections), sum(not part.ruled for part in sections)
    lines.append(f"共 {files} 个文件，{wrong} 个有错误；合计 {errors} 处错误，{warnings} 处提醒。")
    if settled := settled_counts(sum(part.explained for part in sections), sum(part.waived for part in sections)):
        lines.append(settled_in_all(settled))
    if unchecked := sum(part.unchecked > 0 for part in sections):
        lines.append(f"其中 {unchecked} 个文件没有上年数，与上年衔接的关系未核对。")
    if carried := sum(part.carried for part in sections):
        lines.append(
            f"{carried} 个文件只按工作簿里带的上年数核对；"
            "其余各数是否变化过大、文字是否与上年雷同未核对，用 --prior 给出上年的报告才能核对。"
        )
    return "\n".join(lines)


# show

NOT_WRITTEN = "（没有写）"


def show_head(file: str, name: str, code: str, year: int | None, scope: str, edition: str) -> str:
    """The head of ``show``."""
    parts = [name or "（没有单位名称）", code, f"{year}年" if year else "（没有年度）", scope, f"{edition} 版"]
    return f"{file}\n{'　'.join(part for part in parts if part)}"


def show_figure(name: str, value: str) -> str:
    return f"  {name}：{value}"


def show_rest(zeros: int, absent: int) -> str:
    return f"  其余 {zeros} 个数为 0" + (f"，{absent} 个没有读到。" if absent else "。")
