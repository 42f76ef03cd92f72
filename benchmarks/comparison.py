"""govxl beside what people add up workbooks with: CPU time and peak memory of each way, on the same files.

Makes filled workbooks from a fixed seed, half of them saved again by LibreOffice if it is installed. Then every way
adds up the same figures, each in a process of its own; the ways take turns over some rounds, and medians are told. A
way whose sums differ ends the run. Prints a table in Markdown, then JSON.
Usage: python benchmarks/comparison.py [FILES] [ROUNDS] [--only WAY,WAY...] [--write]; --write renews docs/性能.md.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any

NOTE = Path(__file__).parents[1] / "docs" / "性能.md"
YEAR = 2024
LIBRARIES = ("openpyxl", "python-calamine", "pandas", "pyexcel", "pyexcel-xlsx")
# The sheets that govxl reads of a filled workbook.
READ = ("封面", "一", "二", "三", "四", "五", "六", "_govxl")
BATCH = 200  # files that LibreOffice is given at once: of more it leaves out some and does not say so
CSV_FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

Spots = dict[str, dict[str, tuple[int, int]]]  # sheet -> figure -> row and column from 0
Sums = dict[str, float]
Way = Callable[[Sequence[Path], Spots], Sums | None]


def make(folder: Path, number: int) -> bool:
    """Write so many filled workbooks, and where their figures stand; whether LibreOffice saved half of them again."""
    import govxl
    from govxl.demo import content
    from govxl.demo.county import county
    from govxl.layout import layout_of

    form, chance = govxl.edition(), Random(YEAR)
    spots: Spots = {}
    for figure in form.figures:
        place = layout_of(form).places[figure.address]
        spots.setdefault(place.sheet, {})[figure.address] = (place.row, place.column)
    (folder / "spots.json").write_text(json.dumps(spots), "utf-8")
    books = folder / "books"
    books.mkdir()
    paths = []
    for index in range(number):
        year = chance.randrange(2005, YEAR + 1)
        sample = content(chance.choice(county(year)[1:]))
        prose = {part: _dated(text, year) for part, text in sample.texts.items()}
        cover = {name: _dated(text, year) for name, text in sample.cover.items()}
        unit = govxl.Unit(f"B{index:05}", f"第{index}局")
        paths.append(books / f"B{index:05}.xlsx")
        govxl.write_template(paths[-1], replace(sample, unit=unit, texts=prose, cover=cover))
    office = shutil.which("soffice")
    if not office:
        return False
    again = folder / "again"
    _office(office, folder, "xlsx:Calc MS Excel 2007 XML", again, paths[1::2])
    for path in paths[1::2]:
        (again / path.name).replace(path)
    return True


def _dated(text: str, year: int) -> str:
    """What a report says of its year and of the next, as if it were of the year that all are of."""
    return text.replace(str(year + 1), str(YEAR + 1)).replace(str(year), str(YEAR))


def _office(office: str, folder: Path, kind: str, target: Path, paths: Sequence[Path]) -> None:
    order = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind]
    for at in range(0, len(paths), BATCH):
        some = map(str, paths[at : at + BATCH])
        subprocess.run([*order, "--outdir", str(target), *some], check=True, capture_output=True)


class _Adder:
    """The sums of what stands at the figures' places in the sheets of one workbook after the other."""

    def __init__(self, spots: Spots):
        self.spots = spots
        self.sums: Sums = {name: 0 for sheet in spots.values() for name in sheet}

    def add(self, sheet: str, at: Callable[[int, int], Any]) -> None:
        for name, (row, column) in self.spots[sheet].items():
            self.sums[name] += float(at(row, column) or 0)

    def rows(self, sheet: str, rows: Sequence[Sequence[Any]]) -> None:
        self.add(sheet, lambda row, column: rows[row][column])


def _govxl_consolidate(paths: Sequence[Path], spots: Spots) -> Sums:
    import govxl

    with tempfile.TemporaryDirectory() as name:
        result = govxl.consolidate(paths, Path(name) / "汇总.xlsx")
    if len(result.included) != len(paths):
        raise SystemExit("not all workbooks count")
    return {spot: float(value) for spot, value in result.total.figures.items()}


def _govxl_check(paths: Sequence[Path], spots: Spots) -> Sums:
    import govxl

    sums: Sums = {}
    for path in paths:
        filing = govxl.read(path)
        govxl.check(filing)
        for spot, value in filing.figures.items():
            sums[spot] = sums.get(spot, 0) + float(value)
    return sums


def _pandas(engine: str) -> Way:
    def act(paths: Sequence[Path], spots: Spots) -> Sums:
        import pandas

        adder = _Adder(spots)
        for path in paths:
            frames = pandas.read_excel(path, sheet_name=list(spots), header=None, engine=engine)
            for sheet, frame in frames.items():
                adder.rows(sheet, frame.to_numpy())
        return adder.sums

    return act


def _openpyxl(read_only: bool) -> Way:
    def act(paths: Sequence[Path], spots: Spots) -> Sums:
        import openpyxl

        adder = _Adder(spots)
        for path in paths:
            book = openpyxl.load_workbook(path, data_only=True, read_only=read_only)
            for sheet in spots:
                adder.rows(sheet, list(book[sheet].iter_rows(values_only=True)))
            book.close()
        return adder.sums

    return act


def _pyexcel(paths: Sequence[Path], spots: Spots) -> Sums:
    import pyexcel

    adder = _Adder(spots)
    for path in paths:
        book = pyexcel.get_book(file_name=str(path))
        for sheet in spots:
            adder.rows(sheet, book[sheet].to_array())
    return adder.sums


def _libreoffice(paths: Sequence[Path], spots: Spots) -> Sums:
    adder, office = _Adder(spots), shutil.which("soffice") or ""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _office(office, folder, CSV_FILTER, folder, paths)
        for path in paths:
            for sheet in spots:
                with (folder / f"{path.stem}-{sheet}.csv").open(encoding="utf-8", newline="") as file:
                    adder.rows(sheet, list(csv.reader(file)))
    return adder.sums


def _calamine(paths: Sequence[Path], spots: Spots) -> Sums:
    import python_calamine

    adder = _Adder(spots)
    for path in paths:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for sheet in READ:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            if sheet in spots:
                adder.rows(sheet, rows)
    return adder.sums


def _bytes(paths: Sequence[Path], spots: Spots) -> None:
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                archive.read(name).count(b"<c ")


# Each way: what it is called in the table, what it needs, and what it does.
WAYS: dict[str, tuple[str, str, Way]] = {
    "consolidate": ("**govxl consolidate**（读取、核对、汇总工作簿）", "", _govxl_consolidate),
    "check": ("**govxl 读取并核对**", "", _govxl_check),
    "pandas-openpyxl": ("pandas `read_excel`，openpyxl 引擎", "pandas", _pandas("openpyxl")),
    "pandas-calamine": ("pandas `read_excel`，calamine 引擎", "pandas", _pandas("calamine")),
    "openpyxl": ("openpyxl 普通方式", "", _openpyxl(False)),
    "openpyxl-read-only": ("openpyxl 只读方式", "", _openpyxl(True)),
    "pyexcel": ("pyexcel + pyexcel-xlsx", "pyexcel_xlsx", _pyexcel),
    "libreoffice": ("LibreOffice 转成 csv（含启动）", "soffice", _libreoffice),
    "calamine": ("只用 python-calamine 读同样的表", "", _calamine),
    "bytes": ("只解压、把字节过一遍（不求和）", "", _bytes),
}


def run(way: str, folder: Path) -> None:
    """One way in this process; prints its CPU seconds, its peak memory in MB and its sums as JSON.

    What is loaded once is not counted: each way first does one workbook.
    """
    spots: Spots = json.loads((folder / "spots.json").read_text("utf-8"))
    paths, act = sorted((folder / "books").iterdir()), WAYS[way][2]
    if way != "libreoffice":
        act(paths[:1], spots)
    start = _seconds()
    sums = act(paths, spots)
    print(json.dumps({"cpu": _seconds() - start, "peak": _peak(), "sums": sums}))


def _seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _peak() -> float:
    """MB of this process or of the largest that it has started. Linux tells it without what the parent took."""
    status = Path("/proc/self/status")
    if status.exists():
        own = int(re.search(r"VmHWM:\s*(\d+)", status.read_text())[1])  # type: ignore[index]
    else:
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _child(*arguments: str) -> Any:
    order = [sys.executable, __file__, *arguments]
    return json.loads(subprocess.run(order, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout)


def missing(needs: str) -> bool:
    """Whether what a way needs is not installed."""
    if needs == "soffice":
        return not shutil.which("soffice")
    return bool(needs) and importlib.util.find_spec(needs) is None


def measure(number: int, rounds: int, only: Sequence[str] = ()) -> dict[str, Any]:
    """All that is told: of each way the median CPU milliseconds per workbook and the peak memory; machine, versions."""
    ways = [way for way, (_, needs, _) in WAYS.items() if not missing(needs) and (not only or way in only)]
    taken: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as name:
        resaved = _child("--make", name, str(number))
        size = sum(path.stat().st_size for path in (Path(name) / "books").iterdir()) / number
        for _ in range(rounds):
            for way in ways:
                taken[way].append(_child("--run", way, name))
    wanted = _rounded(taken["check"][0]["sums"])
    for way, some in taken.items():
        for one in some:
            if way != "bytes" and _rounded(one["sums"]) != wanted:
                raise SystemExit(f"{way} does not come to the same sums")
    return {
        "files": number,
        "rounds": rounds,
        "resaved": number // 2 if resaved else 0,
        "kilobytes": round(size / 1024, 1),
        "sums": len(wanted),
        "ways": {
            way: {
                "ms": round(statistics.median(one["cpu"] for one in some) * 1000 / number, 2),
                "ms_from_to": [round(f(one["cpu"] for one in some) * 1000 / number, 2) for f in (min, max)],
                "mb": round(statistics.median(one["peak"] for one in some)),
            }
            for way, some in taken.items()
        },
        "not_measured": [way for way in WAYS if way not in ways],
        "machine": machine(),
        "versions": versions(),
    }


def _rounded(sums: Sums) -> Sums:
    return {name: round(value, 6) for name, value in sorted(sums.items())}


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    information = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", information.read_text()) if information.exists() else None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": found[1] if found else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory, 1),
        "system": platform.system(),
    }


def versions() -> dict[str, str]:
    """Of Python and of what is measured."""
    found = {"Python": platform.python_version(), "govxl": version("govxl")}
    found |= {name: version(name) for name in LIBRARIES if not missing(name.replace("-", "_"))}
    if office := shutil.which("soffice"):
        said = subprocess.run([office, "--version"], check=True, capture_output=True, encoding="utf-8").stdout
        found["LibreOffice"] = said.split()[1]
    return found


def table(result: dict[str, Any]) -> str:
    """The ways from the quickest to the slowest, with how many times longer they take than govxl's consolidation."""
    base = result["ways"]["consolidate"]["ms"]
    lines = ["| 做法 | 每份 CPU 毫秒 | 是 govxl consolidate 的几倍 | 内存峰值 MB |", "|---|---:|---:|---:|"]
    for way, one in sorted(result["ways"].items(), key=lambda pair: pair[1]["ms"]):
        lines.append(f"| {WAYS[way][0]} | {one['ms']:.2f} | {one['ms'] / base:.2f} | {one['mb']} |")
    return "\n".join(lines)


def goals(result: dict[str, Any]) -> str:
    """The goals as ratios of this run, and whether they are reached."""
    spent = {way: one["ms"] for way, one in result["ways"].items()}
    aims = [
        ("读取并核对，不超过只用 calamine 的", "check", "calamine", "≤", 3),
        ("读取并核对，不超过只解压的", "check", "bytes", "≤", 12),
        ("汇总，比 pandas（openpyxl 引擎）快", "pandas-openpyxl", "consolidate", "≥", 10),
        ("汇总，比 openpyxl 普通方式快", "openpyxl", "consolidate", "≥", 25),
        ("汇总，比 openpyxl 只读方式快", "openpyxl-read-only", "consolidate", "≥", 25),
        ("汇总，比 pandas（calamine 引擎）快", "pandas-calamine", "consolidate", "≥", 3),
    ]
    lines = ["| 目标 | 要求 | 这一次 | |", "|---|---:|---:|---|"]
    for name, above, below, sign, wanted in aims:
        if above in spent and below in spent:
            ratio = spent[above] / spent[below]
            reached = ratio <= wanted if sign == "≤" else ratio >= wanted
            lines.append(f"| {name} | {sign} {wanted} 倍 | {ratio:.1f} 倍 | {'达到' if reached else '**没有达到**'} |")
    return "\n".join(lines)


def note(result: dict[str, Any]) -> str:
    """The whole of docs/性能.md."""
    number, where, again = result["files"], result["machine"], result["resaved"]
    origin = f"其中 {again} 份由 LibreOffice 重新保存过" if again else "没有 LibreOffice，都是 govxl 直接写出的"
    programs = "，".join(f"{name} {one}" for name, one in result["versions"].items())
    left_out = "、".join(WAYS[way][0] for way in result["not_measured"])
    return f"""# 性能

本页由 `make bench` 里的 `benchmarks/comparison.py --write` 写成，数字都是那一次量出来的，没有改过。

## 量了什么

{number} 份填好的年报工作簿（固定的随机种子，每份约 {result["kilobytes"]:.0f} KB，{origin}）。
各种做法对同样的文件求同样的 {result["sums"]} 个合计数，结果不一样就不出表；只有“只解压”那一行不求和，它是下限。
每种做法在自己的进程里运行，轮流进行 {result["rounds"]} 轮，取中位数。单个进程，不用多核。
装载程序库的时间不算（先做一份热身），LibreOffice 的启动时间算在内。
别的做法只取数、求和；govxl 还辨认文件、防恶意文件、核对全部规则，`consolidate` 再写出汇总工作簿。

{table(result)}
{f"{chr(10)}没有量的（没有安装，或者没有要求）：{left_out}。{chr(10)}" if left_out else ""}
## 目标

{goals(result)}

求和的目标是按 1000 份定的；这里是 {number} 份，写汇总工作簿的固定开销摊在这些文件上，份数多的没有量过。
没有达到的如实写着。

## 怎样重做

```
make bench
.venv/bin/python benchmarks/comparison.py 1000 5 --write
```

第一个数是份数，第二个是轮数。机器小，上面还有别的程序在跑，毫秒数每次都不同；能比的只有同一次里的倍数。

## 机器和版本

{where["processor"]}，{where["cores"]} 个处理器，内存 {where["memory_gb"]} GB，{where["system"]}；{programs}。
"""


def main() -> None:
    """Measure and print, or be the child that does one part of it."""
    if sys.argv[1:2] == ["--make"]:
        print(json.dumps(make(Path(sys.argv[2]), int(sys.argv[3]))))
        return
    if sys.argv[1:2] == ["--run"]:
        run(sys.argv[2], Path(sys.argv[3]))
        return
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    number, rounds = (numbers + [60, 3][len(numbers) :])[:2]
    start = time.monotonic()
    only = sys.argv[sys.argv.index("--only") + 1].split(",") if "--only" in sys.argv else ()
    result = measure(number, rounds, only and ("consolidate", "check", *only))
    if not result["resaved"]:
        print("LibreOffice is not installed: no workbook was saved again by it.", file=sys.stderr)
    print(table(result), goals(result), json.dumps(result, ensure_ascii=False), sep="\n\n")
    print(f"{time.monotonic() - start:.0f} s in all", file=sys.stderr)
    if "--write" in sys.argv:
        NOTE.write_text(note(result), "utf-8")


if __name__ == "__main__":
    main()
