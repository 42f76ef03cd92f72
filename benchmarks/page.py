"""docs/性能.md, written from the kept results of the measurements alone, so that each can be renewed by itself.

What has not been measured is said to be so. Why a goal is missed stands in benchmarks/profiles.toml by the goal's name;
it is told only while the goal is missed. Usage: python benchmarks/page.py [FOLDER] [--write FILE]
Without arguments the results are those of benchmarks/results and the page is renewed.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import results

NOTE = Path(__file__).parents[1] / "docs" / "性能.md"
PROFILES = Path(__file__).with_name("profiles.toml")
NAMES = ("comparison", "memory", "jobs", "starting", "distributing", "nation")
COUNTY, PROVINCE = 60, 5_000  # workbooks of a county and of a province as a reader imagines them
ROOM = 4_096  # MB of memory that an office's PC has free for us
MOST_ROWS = 100_000  # of a list of ours
WAYS = {
    "consolidate": "**govxl consolidate**（读取、核对、写出汇总工作簿）",
    "check": "**govxl 读取并核对**",
    "pandas-openpyxl": "pandas `read_excel`，openpyxl 引擎",
    "pandas-calamine": "pandas `read_excel`，calamine 引擎",
    "openpyxl": "openpyxl 普通方式",
    "openpyxl-read-only": "openpyxl 只读方式",
    "pyexcel": "pyexcel + pyexcel-xlsx",
    "libreoffice": "LibreOffice 转成 csv（含启动）",
    "calamine": "只用 python-calamine 读同样的表",
    "bytes": "只解压、把字节过一遍（不求和）",
}
Results = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal, with the ratio that was measured; ``key`` is its name in profiles.toml."""

    key: str
    words: str
    sign: str
    wanted: float
    found: float

    @property
    def reached(self) -> bool:
        """Whether the ratio is on the right side."""
        return self.found <= self.wanted if self.sign == "≤" else self.found >= self.wanted


def goals(kept: Results) -> Iterator[Goal]:
    """The goals of all that was measured."""
    if "comparison" in kept:
        spent = {way: one["ms"] for way, one in kept["comparison"]["ways"].items()}
        aims = [
            ("check-calamine", "读取并核对，不超过只用 calamine 读的", "check", "calamine", "≤", 3),
            ("check-bytes", "读取并核对，不超过只解压的", "check", "bytes", "≤", 12),
            ("sum-pandas-openpyxl", "汇总，比 pandas（openpyxl 引擎）快", "pandas-openpyxl", "consolidate", "≥", 10),
            ("sum-openpyxl", "汇总，比 openpyxl 普通方式快", "openpyxl", "consolidate", "≥", 25),
            ("sum-openpyxl-read-only", "汇总，比 openpyxl 只读方式快", "openpyxl-read-only", "consolidate", "≥", 25),
            ("sum-pandas-calamine", "汇总，比 pandas（calamine 引擎）快", "pandas-calamine", "consolidate", "≥", 3),
        ]
        for key, words, above, below, sign, wanted in aims:
            if above in spent and below in spent:
                yield Goal(key, words, sign, wanted, spent[above] / spent[below])
    if "memory" in kept:
        few, many = kept["memory"]["files"]
        first, last = kept["memory"]["jobs"]["1"]["peaks"]
        yield Goal("memory", f"{in_words(many)}的内存峰值，不超过 {in_words(few)}的", "≤", 1.5, last / first)
    if "jobs" in kept:
        words = {"read + check": "读取并核对", "consolidate": "汇总"}
        for way, one in kept["jobs"]["ways"].items():
            number = kept["jobs"]["workers"]
            yield Goal(
                f"jobs-{way.split()[0]}", f"{words[way]}，{number} 个进程比 1 个快", "≥", 1.7, one["one"] / one["many"]
            )
    if "distributing" in kept:
        spent = kept["distributing"]["ms"]
        yield Goal(
            "distribute", "发放，不超过裸 xlsxwriter 的", "≤", 1.2, spent["govxl distribute"] / spent["bare xlsxwriter"]
        )
        if "floor" in spent:
            yield Goal(
                "distribute-floor", "发放，不超过只压缩并写盘的", "≤", 5, spent["govxl distribute"] / spent["floor"]
            )
    if "starting" in kept:
        for command, wanted in (("--help", 1.3), ("check", 1.5)):
            spent = kept["starting"]["ms"][command]
            words = "`govxl --help`" if command == "--help" else "`govxl check 一份.xlsx`"
            yield Goal(
                f"start-{command.strip('-')}",
                f"{words}，不超过裸 typer 程序的",
                "≤",
                wanted,
                spent["govxl"] / spent["bare typer"],
            )


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], sides: str = "") -> str:
    """A table; ``sides`` has l or r for each column, the first is words and the others are numbers unless given."""
    sides = sides or "l" + "r" * (len(heads) - 1)
    lines = [heads, ["---:" if side == "r" else "---" for side in sides], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def duration(seconds: float) -> str:
    """A time in words, no more exact than it is known."""
    if seconds < 1:
        return "不到 1 秒"
    if seconds < 100:
        return f"约 {seconds:.0f} 秒"
    return f"约 {seconds / 60:.0f} 分钟" if seconds < 100 * 60 else f"约 {seconds / 3600:.1f} 小时"


def in_words(number: int, unit: str = "份") -> str:
    """A number of workbooks, or of something else, in words."""
    return f"{number // 10_000} 万{unit}" if number and number % 10_000 == 0 else f"{number} {unit}"


def size(mb: float) -> str:
    """A size in words."""
    if mb < 1:
        return f"{mb * 1024:.0f} KB"
    return f"{mb:.0f} MB" if mb < 1024 else f"{mb / 1024:.1f} GB"


def short(kept: Results) -> str:
    """For the person who decides: how long it takes and up to where one PC is enough."""
    lines = []
    if "comparison" in kept:
        each = kept["comparison"]["ways"]["consolidate"]["ms"] / 1000
        lines.append(
            f"- 一个县（{COUNTY} 份）读完、核对完、写出汇总表，一个处理器上{duration(COUNTY * each)}；"
            f"一个省（{PROVINCE} 份）{duration(PROVINCE * each)}。按每份 {each * 1000:.1f} 毫秒算，启动程序的时间另计。"
        )
    if "nation" in kept:
        lines += [f"- {line}" for line in one_computer(kept["nation"])]
    made = list(goals(kept))
    missed = [goal for goal in made if not goal.reached]
    if made:
        told = f"没有达到的 {len(missed)} 个在下面写明" if missed else "全部达到"
        lines.append(f"- 定过 {len(made)} 个可以量的目标，达到 {len(made) - len(missed)} 个，{told}。")
    return "\n".join(lines)


def one_computer(nation: Mapping[str, Any]) -> list[str]:
    """Up to where one PC is enough, as far as the figures say it."""
    whole, runs = nation["outlook"], nation["runs"]
    longest = max(whole["longest_seconds"])
    lines = [
        f"全国 {in_words(whole['files'])}，一台两个处理器的普通电脑算得下来：一次平铺汇总，推算两个进程{duration(whole['minutes']['flat 2'] * 60)}"
        f"（一个进程{duration(whole['minutes']['flat 1'] * 60)}），内存峰值约 {size(whole['peak_mb'])}。"
        if whole["peak_mb"] <= ROOM
        else f"全国 {in_words(whole['files'])}一次平铺汇总，推算内存峰值约 {size(whole['peak_mb'])}，普通电脑不够，应当按级汇总。",
        f"但是平铺的总表推算有 {size(whole['summary_mb'])}，打开很慢，人也看不过来。"
        f"逐级汇总的全国总表只有 {size(runs['levels 1']['summary_mb'])}，合计数完全一样，每一级最长的一次运行{duration(longest)}：全国应当逐级汇总。",
    ]
    if nation["read_back"]["flat"] != "used":
        lines.append(
            f"{nation['files']} 份平铺的汇总表超过 govxl 读文件的安全上限，不能再交给上一级汇总，也不能用同一个文件名重做；"
            "逐级汇总没有这个问题。"
        )
    return lines


def comparison(result: Mapping[str, Any]) -> str:
    """What was compared, and the table."""
    number, again, base = result["files"], result["resaved"], result["ways"]["consolidate"]["ms"]
    origin = f"其中 {again} 份由 LibreOffice 重新保存过" if again else "没有 LibreOffice，都是 govxl 直接写出的"
    ways = sorted(result["ways"].items(), key=lambda pair: pair[1]["ms"])
    once = "、".join(WAYS[way] for way, one in ways if one["rounds"] < result["rounds"])
    left_out = "、".join(WAYS[way] for way in result["not_measured"])
    rows = [(WAYS[way], f"{one['ms']:.2f}", f"{one['ms'] / base:.2f}", one["mb"]) for way, one in ways]
    return f"""{number} 份填好的年报工作簿（固定的随机种子，每份约 {result["kilobytes"]:.0f} KB，{origin}）。
各种做法对同样的文件求同样的 {result["sums"]} 个合计数，结果不一样就不出表；只有“只解压”那一行不求和，它是下限。
每种做法在自己的进程里运行，轮流进行 {result["rounds"]} 轮，取中位数{f"；太慢的只做 1 轮：{once}" if once else ""}。单个进程，不用多核。
装载程序库的时间不算（先做一份热身），LibreOffice 的启动时间算在内（每 200 份启动一次，再多它会悄悄漏掉文件）。
别的做法都按各自最快的写法：一份只打开一次，只读有数字的三张表，读到表尾为止，不猜类型；pyexcel 连隐藏行也读，那样更快。
别的做法只取数、求和；govxl 还辨认文件、防恶意文件、核对全部规则，`consolidate` 再写出汇总工作簿。

{table(["做法", "每份 CPU 毫秒", "是 govxl consolidate 的几倍", "内存峰值 MB"], rows)}
{f"{chr(10)}没有量的（没有安装，或者没有要求）：{left_out}。{chr(10)}" if left_out else ""}"""


def goal_table(kept: Results, profiles: Mapping[str, str]) -> str:
    """All goals, and why those are missed that are."""
    made = list(goals(kept))
    rows = [
        (
            goal.words,
            f"{goal.sign} {goal.wanted:g} 倍",
            f"{goal.found:.1f} 倍" if goal.found >= 10 else f"{goal.found:.2f} 倍",
            "达到" if goal.reached else "**没有达到**",
        )
        for goal in made
    ]
    reasons = [f"- {goal.words}：{profiles[goal.key]}" for goal in made if not goal.reached and goal.key in profiles]
    told = "\n\n没有达到的，剖析的结果是：\n\n" + "\n".join(reasons) if reasons else ""
    return f"都是同一次运行里的倍数。“快几倍”比的是每份的 CPU 时间；多个进程比的是钟表时间。\n\n{table(['目标', '要求', '这一次', ''], rows, 'lrrl')}{told}"


def memory(result: Mapping[str, Any]) -> str:
    """How the peak grows with the number of files."""
    few, many = result["files"]
    rows = [
        (f"{jobs} 个进程", *(f"{peak:.0f}" for peak in one["peaks"]), f"{one['peaks'][1] / one['peaks'][0]:.2f}")
        for jobs, one in result["jobs"].items()
    ]
    return "`consolidate` 主进程的内存峰值，每次在自己的进程里运行。\n\n" + table(
        ["", f"{few} 份，MB", f"{many} 份，MB", "倍数"], rows
    )


def jobs(result: Mapping[str, Any]) -> str:
    """What more workers are worth."""
    words, number = {"read + check": "读取并核对", "consolidate": "汇总"}, result["workers"]
    rows = [
        (
            words[way],
            f"{one['one']:.2f}",
            f"{one['many']:.2f}",
            f"{one['one'] / one['many']:.2f}",
            f"{one['parent_cpu']:.2f}",
            f"{one['busiest_cpu']:.2f}",
        )
        for way, one in result["ways"].items()
    ]
    heads = ["", "1 个进程，秒", f"{number} 个进程，秒", "快几倍", "主进程 CPU 秒", "最忙的一个 CPU 秒"]
    return (
        f"{result['files']} 份，钟表时间，轮流 {result['rounds']} 轮取中位数；启动进程的时间不算。不写 `--jobs`，"
        "份数多时有几个处理器就用几个。\n\n"
        + table(heads, rows)
        + "\n\n结果的先后不随进程数变，写出的文件逐字节相同。写汇总工作簿的部分只有主进程做。"
        "文件在共享存储、几台机器一起做时，用 `--dask`。"
    )


def starting(result: Mapping[str, Any]) -> str:
    """What a command costs before it does anything."""
    programs = {
        "govxl": "govxl",
        "bare typer": "裸 typer 程序",
        "typer without rich": "裸 typer 程序，不用 rich 画帮助",
    }
    commands = {"--help": "--help", "check": "check 一份.xlsx"}
    rows = [
        (words, *(f"{result['ms'][command][program]:.0f}" for command in commands))
        for program, words in programs.items()
        if program in result["ms"]["--help"]
    ]
    return "CPU 毫秒。裸 typer 程序的 check 只用 calamine 读同样的表，不核对。\n\n" + table(
        ["", *commands.values()], rows
    )


def distributing(result: Mapping[str, Any]) -> str:
    """What a workbook to send costs."""
    names = {
        "govxl distribute": "**govxl distribute**",
        "with last year's figures": "govxl，带上年数字的",
        "bare xlsxwriter": "裸 xlsxwriter 写同样的表",
        "floor": "只压缩各份不同的部分并写盘",
    }
    ms = result["ms"]
    rows = [
        (words, f"{ms[name]:.2f}", f"{ms[name] / ms['bare xlsxwriter']:.2f}")
        for name, words in names.items()
        if name in ms
    ]
    return f"一次发 {result['files']} 份，没有上年数字。\n\n" + table(
        ["做法", "每份 CPU 毫秒", "是裸 xlsxwriter 的几倍"], rows
    )


def nation(result: Mapping[str, Any]) -> str:
    """Flat and by levels, and what it comes to for the nation."""
    files, runs, whole = result["files"], result["runs"], result["outlook"]
    words = {"flat": "平铺，一次读全部", "levels": "逐级：县、市、省、全国"}
    rows = []
    for name in ("flat 1", "flat 2", "levels 1", "levels 2"):
        way, jobs_ = name.split()
        one = runs[name]
        rows.append(
            (
                words[way],
                jobs_,
                f"{one['seconds']:.0f}",
                f"{files / one['seconds']:.0f}",
                f"{one['cpu'] * 1000 / files:.2f}",
                one["peak_mb"],
                one["worker_mb"] or "",
                size(one["summary_mb"]),
                f"{whole['minutes'][name]:.0f} 分钟",
            )
        )
    heads = [
        "做法",
        "进程",
        "秒",
        "份/秒",
        "每份 CPU 毫秒",
        "内存峰值 MB",
        "其他进程 MB",
        "总表",
        f"推算 {in_words(whole['files'])}",
    ]
    level_rows = [
        (word, one["runs"], f"{one['longest']:.1f}", size(one["bytes"] / 2**20 / one["runs"]))
        for word, one in zip(("全国", "省", "市", "县"), runs["levels 1"]["levels"], strict=True)
    ]
    told = {"used": "能读回"}
    flat, levels = (told.get(result["read_back"][way], "**读不回**") for way in ("flat", "levels"))
    look = result.get("opened") or {}
    seen = [
        f"{words[way]}的总表，LibreOffice 打开再另存要 {one['seconds']:.0f} 秒"
        if one
        else f"{words[way]}的总表太大，没有让 LibreOffice 打开"
        for way, one in look.items()
    ]
    return f"""{files} 份工作簿放在 {result["provinces"]} 个省、{result["cities"]} 个市、{result["counties"]} 个县的文件夹里，一共 {size(result["workbooks_mb"])}。
每份的单位和几个数字各不相同，合计数在造文件时另外数好（不经过 govxl 的读取程序）。
平铺汇总和逐级汇总的全部 {result["sums"]} 个合计数都与数好的一样，改动一份里的一个数字就会不一样；1 个和 2 个进程写出的总表逐字节相同。

{table(heads, rows)}

逐级汇总时，每一级的每个机关只做自己的一次，用自己的电脑：

{table(["级", "汇总次数", "最长的一次，秒", "汇总表平均大小"], level_rows)}

推算到 {in_words(whole["files"])}：时间和文件大小按份数成比例；内存和平铺总表的大小从一部分到全部直线外推；没有算网络和硬盘的等待。

- 平铺：内存峰值约 {size(whole["peak_mb"])}，总表约 {size(whole["summary_mb"])}，工作簿本身约 {whole["workbooks_gb"]:.1f} GB。
- “各单位数据”一份一行，{in_words(whole["files"], "行")}在 Excel 的上限 104 万行之内；“数据来源”“问题清单”最多列 {in_words(MOST_ROWS, "行")}，再多的在表尾写明没有列出。
- {files} 份平铺的总表，govxl 自己{flat}；逐级汇总的总表{levels}。{"".join(f"{chr(10)}- {one}。" for one in seen)}
- 一台电脑够用到哪里，见本页开头。"""


def origin(kept: Results) -> str:
    """On what each was measured; those alike together."""
    places: dict[str, list[str]] = {}
    for name, result in kept.items():
        where, programs = result["machine"], dict(result["versions"])
        if result.get("libreoffice"):
            programs["LibreOffice"] = result["libreoffice"]
        told = "，".join(
            f"{program} {one}"
            for program, one in programs.items()
            if name == "comparison" or program in ("Python", "govxl")
        )
        text = f"{where['processor']}，{where['cores']} 个处理器，内存 {where['memory_gb']} GB，{where['system']}；{told}。"
        places.setdefault(text, []).append(f"`{name}`")
    return "\n".join(f"- {'、'.join(names)}：{text}" for text, names in places.items())


def page(kept: Results, profiles: Mapping[str, str]) -> str:
    """The whole of docs/性能.md."""
    parts = [
        ("和别的做法比", "comparison", comparison),
        ("内存", "memory", memory),
        ("多个处理器", "jobs", jobs),
        ("启动", "starting", starting),
        ("发放", "distributing", distributing),
        ("全国规模", "nation", nation),
    ]
    told = [(head, make(kept[name]) if name in kept else "还没有量。") for head, name, make in parts]
    told.insert(1, ("目标", goal_table(kept, profiles)))
    body = "\n\n".join(f"## {head}\n\n{text.rstrip()}" for head, text in [("先说结论", short(kept)), *told])
    return f"""# 性能

本页由 `benchmarks/page.py` 根据 `benchmarks/results/` 里的测量结果写成，数字都是量出来的，没有改过；没有达到的如实写着。

{body}

## 怎样重做

```
make bench          # 全部，约 50 分钟，重写本页
make bench N=60     # 小规模走一遍，几分钟，结果放在 build/bench，不动本页
```

`benchmarks/` 里每个程序都可以单独运行，用 `--json benchmarks/results/名字.json` 换掉一个结果，再用 `benchmarks/page.py` 重写本页。
别的程序同时在跑的时候，毫秒数每次都不同；能比的只有同一次里的倍数。

## 机器和版本

{origin(kept)}
"""


def main() -> None:
    """Write the page."""
    given = sys.argv[1:]
    target = Path(results.option(given, "--write") or NOTE)
    folder = Path(given[0]) if given else results.FOLDER
    kept = {name: result for name in NAMES if (result := results.load(name, folder))}
    profiles = tomllib.loads(PROFILES.read_text("utf-8")) if PROFILES.exists() else {}
    target.write_text(page(kept, profiles), "utf-8")


if __name__ == "__main__":
    main()
