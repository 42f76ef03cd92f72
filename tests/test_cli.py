"""The commands as a user meets them: words, JSON, files and exit codes."""

import csv
import dataclasses
import functools
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from workbooks import change, ole, pack

import govxl
from govxl import cli, texts
from govxl.demo import YEAR, content, faulty
from govxl.demo.county import county
from govxl.form import Address

COMMANDS = ("template", "distribute", "show", "check", "collect", "consolidate", "convert", "report", "rules", "demo")
DATA = Path(__file__).with_name("data")
WRONG_USAGE = [
    (("check", "--nosuch", "x"), "没有这个选项（"),
    (("check",), "缺少参数（"),
    (("consolidate", "x"), "缺少参数（"),
    (("check", "x", "--format", "pdf"), "参数的值不对（"),
    (("template", "--year", "abc"), "参数的值不对（"),
    (("template", "--year", "1999"), "参数的值不对（"),
    (("nosuch",), "用法不对（"),
]
FINDING_KEYS = ["file", "unit", "code", "severity", "sheet", "cell", "figures", "found", "expected", "message", "todo"]


class Result(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def logs(tmp_path_factory, monkeypatch) -> Path:
    """Where the details of an unforeseen error are written."""
    folder = tmp_path_factory.mktemp("logs")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, logs):
    """The command in a folder of its own; nobody ever sees a traceback, and success says nothing on stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["govxl", *args])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        result = Result(stop.value.code, *capsys.readouterr())
        assert "Traceback" not in result.out + result.err
        assert (result.code == 2) == bool(result.err)
        return result

    return call


@functools.cache
def units() -> dict[str, govxl.Content]:
    return {unit.code: plain(content(unit)) for unit in county(YEAR)}


def plain(report: govxl.Content) -> govxl.Content:
    """A report about which no check that is no equation has anything to say, as these tests are not about them."""
    form = govxl.edition()
    figures = dict(report.figures)
    if report.unit.code == "SC001":  # 13 of its 14 requests have one outcome
        figures |= {"requests.unprocessed_excessive.natural_person": 9, "requests.granted.natural_person": 4}
    return dataclasses.replace(report, figures=figures, texts={part.id: form.example[part.id] for part in form.prose})


@functools.cache
def workbook(name: str) -> bytes:
    """The report of a sample unit, given by its code, or with its known fault: "SC003 faulty"."""
    code, _, wrong = name.partition(" ")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        govxl.write_template(path, plain(faulty(county(YEAR))[code][1]) if wrong else units()[code])
        return path.read_bytes()


def returned(folder: Path, *names: str) -> Path:
    """A folder with reports as they came back, each named by its unit's code."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name[:5]}.xlsx").write_bytes(workbook(name))
    return folder


def zeros(code: str, name: str, year: int) -> govxl.Content:
    """A report of nothing, complete."""
    form = govxl.edition()
    cover = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025年1月15日"}
    tables = frozenset(table.id for table in form.tables)
    prose = {part.id: "无。" for part in form.prose}
    return govxl.Content(govxl.Unit(code, name), year, texts.SCOPE_OWN, cover, texts=prose, zeros=tables)


# --------------------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_help_is_chinese(run, command):
    result = run(*command, "--help")
    assert result.code == 0
    assert re.match(r"用法： \S*(python -m \S*)?govxl", result.out)
    assert texts.HELP[command[0] if command else "govxl"] in result.out
    assert "显示这段说明。" in result.out
    english = r"Usage|Options|Arguments|Commands|OPTIONS|ARGS|required|default|Show this|exit\."
    assert not re.search(english, result.out)
    result.out.encode("gbk")


def test_help_names_all_commands(run):
    listed = re.findall(r"^  (\w+)  ", run("--help").out.partition("命令：")[2], re.MULTILINE)
    assert tuple(listed) == COMMANDS


def test_help_shows_nothing_of_the_programming(run):
    notes = {command: re.findall(r"<\w+|[{}]|\[\[|<=x", run(command, "--help").out) for command in COMMANDS}
    assert notes == {command: [] for command in COMMANDS}


# ---------------------------------------------------------------------------------------------------------- wrong usage


@pytest.mark.parametrize(("args", "begins"), WRONG_USAGE)
def test_wrong_usage_is_one_chinese_sentence(run, args, begins):
    result = run(*args)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(begins)
    assert result.err.endswith("）。用 govxl --help 看用法。\n")
    assert result.err.count("\n") == 1


def test_wrong_usage_is_told_without_english(run):
    english = {args: re.findall(r"Invalid|Missing|No such|should be", run(*args).err) for args, _ in WRONG_USAGE}
    assert english == {args: [] for args, _ in WRONG_USAGE}


def test_without_a_command_the_help_is_shown(run):
    result = run()
    assert "用法： govxl" in result.out + result.err
    assert "（用法：" not in result.out + result.err


@pytest.mark.parametrize("args", [("check", "gone"), ("show", "gone"), ("consolidate", "gone", "-o", "sum.xlsx")])
def test_a_missing_path(run, tmp_path, args):
    returned(tmp_path, "SC001")
    result = run(*args)
    assert (result.code, result.out, result.err) == (2, "", "没有这个文件或文件夹：gone\n")
    assert not Path("sum.xlsx").exists()


def test_a_missing_path_among_good_ones_stops_the_command(run, tmp_path):
    returned(tmp_path, "SC001")
    result = run("consolidate", "SC001.xlsx", "gone", "-o", "sum.xlsx")
    assert (result.code, result.err) == (2, "没有这个文件或文件夹：gone\n")
    assert not Path("sum.xlsx").exists()


@pytest.mark.parametrize("args", [("check", "empty"), ("consolidate", "empty", "-o", "sum.xlsx")])
def test_an_empty_folder(run, args):
    Path("empty").mkdir()
    assert run(*args) == (2, "", "没有找到任何文件：empty\n")
    assert not Path("sum.xlsx").exists()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_needs_a_file_to_go_to(run, tmp_path, form):
    returned(tmp_path, "SC001")
    assert run("check", "SC001.xlsx", "--format", form) == (2, "", f"{form} 格式要用 -o 指定写到哪个文件。\n")


# ---------------------------------------------------------------------------------------- what comes back in the heap


def foreign(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "一、本年新收政府信息公开申请数量"
    book.save(path)


def truncated(path: Path) -> None:
    path.write_bytes(workbook("SC002")[:20000])


def archive(path: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, data)


BAD = {  # the file's name -> how it is made, its state, the code and the sentence
    "text.xlsx": (
        lambda path: path.write_bytes(bytes(range(256))),
        ("unreadable", "unreadable", texts.unknown_file()),
    ),
    "truncated.xlsx": (
        truncated,
        ("unreadable", "unreadable", "文件不完整，可能没有下载完或传输中断。请重新下载，或让单位重新发送。"),
    ),
    "foreign.xlsx": (
        foreign,
        (
            "foreign",
            "foreign",
            "不是年度报告：没有识别信息，也没有找到任何一张法定的表。请让单位在下发的工作簿里填报。",
        ),
    ),
    "folder.xlsx": (Path.mkdir, ("unreadable", "unreadable", "这是一个文件夹，不是文件。")),
    "empty.xlsx": (Path.touch, ("unreadable", "unreadable", "文件是空的（0 字节）。请让单位重新发送。")),
    "encrypted.xlsx": (
        lambda path: path.write_bytes(ole(EncryptedPackage=b"")),
        ("unreadable", "encrypted", "文件加了打开密码，读不出来。请让单位取消密码后重新发送。"),
    ),
    "old.xls": (
        lambda path: path.write_bytes(ole(Workbook=b"")),
        (
            "unreadable",
            "unreadable",
            "文件已损坏或写法异常，读取时出错。请用 Excel 或 WPS 打开后另存为 .xlsx 再交。",
        ),
    ),
    "pdf.xlsx": (
        lambda path: path.write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"),
        ("unreadable", "unreadable", "这是 PDF，读不出表里的数。请交填好的工作簿。"),
    ),
    "picture.jpg": (
        lambda path: path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("unreadable", "unreadable", "这是图片，读不出表里的数。请交填好的工作簿。"),
    ),
    "word.docx": (
        lambda path: archive(path, "word/document.xml", b"<document/>"),
        (
            "unreadable",
            "unreadable",
            "这不是 Word 文档（.docx），里面没有正文。请用 Word、WPS 打开后另存为 .docx 再交。",
        ),
    ),
    "bomb.xlsx": (
        lambda path: archive(path, "xl/workbook.xml", bytes(8 << 20)),
        ("unreadable", "too-large", "文件解压后异常地大，可能不是正常的工作簿，没有打开。"),
    ),
}


@pytest.fixture
def mess(tmp_path) -> Path:
    """One good report among one of every kind of bad file."""
    folder = returned(tmp_path / "heap", "SC001")
    for name, (make, _) in BAD.items():
        make(folder / name)
    return folder


def test_bad_files_are_told_and_the_others_are_done(run, mess):
    result = run("check", "heap", "--format", "json")
    assert result.code == 1
    found = {}
    for file in result.json["files"]:
        for finding in file["findings"]:
            found[finding["file"]] = (file["state"], finding["code"], finding["message"])
            assert (finding["severity"], finding["sheet"], finding["cell"]) == ("error", None, None)
    assert found == {f"heap/{name}": told for name, (_, told) in BAD.items()}
    assert result.json["files"][0]["file"] == "heap/SC001.xlsx"
    assert (result.json["files"][0]["state"], result.json["files"][0]["findings"]) == ("used", [])
    assert (len(result.json["files"]), result.json["errors"]) == (1 + len(BAD), len(BAD))


def test_bad_files_on_the_terminal(run, mess):
    result = run("check", "heap")
    assert result.code == 1
    assert {name: result.out.count(told[2]) for name, (_, told) in BAD.items()} == dict.fromkeys(BAD, 1)
    assert "heap/SC001.xlsx　某市经济和信息化局　2024年　已读取：没有问题\n" in result.out
    sums = f"共 {1 + len(BAD)} 个文件，{len(BAD)} 个有错误；合计 {len(BAD)} 处错误，0 处提醒。\n"
    assert result.out.endswith(sums + "其中 1 个文件没有上年数，与上年衔接的关系未核对。\n")


def test_showing_a_folder(run, mess):
    assert run("show", "heap") == (2, "", "heap 是文件夹。show 一次看一份工作簿；整个文件夹请用 govxl check。\n")


@pytest.mark.parametrize("name", sorted(set(BAD) - {"folder.xlsx"}))
def test_showing_a_bad_file(run, tmp_path, name):
    make, (_, code, sentence) = BAD[name]
    make(tmp_path / name)
    plain, as_json = run("show", name), run("show", name, "--json")
    assert (plain.code, plain.out.count(sentence), plain.out.count("\n")) == (1, 1, 1)
    assert (as_json.code, as_json.json["unit"], as_json.json["figures"]) == (1, {"code": "", "name": ""}, {})
    assert [finding["code"] for finding in as_json.json["findings"]] == [code]


def test_bad_files_are_left_out_and_named(run, mess):
    (mess / "folder.xlsx").rmdir()  # the next test is about it
    bad = {f"heap/{name}": told[2] for name, (_, told) in sorted(BAD.items()) if name != "folder.xlsx"}
    result = run("consolidate", "heap", "-o", "sum.xlsx")
    assert result.code == 1
    assert result.out.splitlines() == [
        "已汇总 1 个单位，写出 sum.xlsx",
        *(f"  未计入：（单位不明）　{file}　{sentence}" for file, sentence in bad.items()),
    ]
    result = run("consolidate", "heap", "-o", "sum.xlsx", "--format", "json")
    assert (result.code, result.json["included"]) == (1, ["SC001"])
    assert result.json["left_out"] == [{"unit": "", "file": file, "reason": bad[file]} for file in bad]


def test_a_folder_named_like_a_workbook_is_left_out_and_named(run, mess):
    assert BAD["folder.xlsx"][1][2] in run("consolidate", "heap", "-o", "sum.xlsx").out


def test_a_zip_is_walked_like_a_folder(run, tmp_path):
    folder = returned(tmp_path / "heap", "SC001", "SC002")
    (folder / "z.zip").write_bytes(pack({"乙/SC003.xlsx": workbook("SC003"), "a.pdf": b"%PDF-1.4"}))
    (folder / "SC002.xlsx").rename(folder / "SC001.xls")
    result = run("consolidate", "heap", "-o", "sum.xlsx", "--format", "json")
    assert result.json["included"] == ["SC001", "SC002", "SC003"]
    assert [left["file"] for left in result.json["left_out"]] == ["heap/z.zip/a.pdf"]
    assert {path.name for path in folder.iterdir()} == {"SC001.xlsx", "SC001.xls", "z.zip"}


def test_a_heap_of_nothing_usable_gives_no_summary(run, tmp_path):
    names = ("foreign.xlsx", "text.xlsx")
    for name in names:
        BAD[name][0](tmp_path / name)
    result = run("consolidate", *names, "-o", "sum.xlsx")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines() == [
        *(f"  未计入：（单位不明）　{name}　{BAD[name][1][2]}" for name in names),
        "2 个文件里没有一个可以计入汇总，没有生成汇总表。",
    ]
    assert not Path("sum.xlsx").exists()


def test_a_workbook_of_another_year(run, tmp_path):
    returned(tmp_path / "heap", "SC001", "SC002")
    govxl.write_template(tmp_path / "heap" / "old.xlsx", zeros("B1", "乙局", 2025))
    report = run("check", "heap", "--format", "json")
    assert report.code == 1
    assert {Path(file["file"]).name: file["state"] for file in report.json["files"]} == {
        "SC001.xlsx": "used",
        "SC002.xlsx": "used",
        "old.xlsx": "wrong_year",
    }
    assert run("check", "heap").out.count("报告年度是 2025，不是 2024。") == 1
    summed = run("consolidate", "heap", "-o", "sum.xlsx")
    assert (summed.code, "已汇总 2 个单位" in summed.out) == (1, True)
    assert "  未计入：乙局　heap/old.xlsx　报告年度是 2025，不是 2024。\n" in summed.out
    asked = run("consolidate", "heap", "-o", "sum.xlsx", "--year", "2025", "--format", "json")
    assert (asked.code, asked.json["included"], len(asked.json["left_out"])) == (1, ["B1"], 2)


def test_a_workbook_without_a_year(run, tmp_path):
    returned(tmp_path / "heap", "SC001")
    govxl.write_template(tmp_path / "heap" / "none.xlsx", zeros("B1", "乙局", None))
    assert "没有填报告年度，不能确定是不是 2024 年的。" in run("consolidate", "heap", "-o", "sum.xlsx").out


def test_lock_files_and_dot_files_are_skipped(run, tmp_path):
    heap = returned(tmp_path / "heap", "SC001")
    for name in ("~$SC001.xlsx", ".SC001.xlsx", ".cache/x.xlsx", "~$tmp/x.xlsx"):
        (heap / name).parent.mkdir(exist_ok=True)
        (heap / name).write_bytes(b"lock")
    result = run("check", "heap", "--format", "json")
    assert (result.code, [file["file"] for file in result.json["files"]]) == (0, ["heap/SC001.xlsx"])


def test_folders_are_walked_and_a_file_named_twice_counts_once(run, tmp_path):
    returned(tmp_path / "heap", "SC001")
    returned(tmp_path / "heap" / "deep", "SC002")
    result = run("consolidate", "heap", "heap/SC001.xlsx", "heap/deep", "-o", "sum.xlsx", "--format", "json")
    assert (result.code, result.json["included"], result.json["left_out"]) == (0, ["SC001", "SC002"], [])


def test_versions_of_one_unit(run, tmp_path):
    heap = returned(tmp_path / "heap", "SC003")
    shutil.copy(heap / "SC003.xlsx", heap / "SC003 copy.xlsx")
    (heap / "SC003 wrong.xlsx").write_bytes(workbook("SC003 faulty"))
    states = {Path(f["file"]).name: f["state"] for f in run("check", "heap", "--format", "json").json["files"]}
    assert states["SC003 wrong.xlsx"] == "superseded"
    assert sorted(states.values()) == ["duplicate", "superseded", "used"]
    result = run("consolidate", "heap", "-o", "sum.xlsx", "--format", "json")
    assert (result.code, result.json["included"]) == (1, ["SC003"]), "the version saved last has an error"
    assert sorted(one["reason"][:4] for one in result.json["left_out"]) == ["与“he", "同一单位"]
    assert "这一份保存得较晚，但有 1 处错误" in str(result.json["left_out"])
    assert run("check", "heap").code == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there can a name be no Unicode")
def test_a_file_name_that_is_not_unicode(run, tmp_path):
    heap = returned(tmp_path / "heap", "SC001")
    (heap / "SC001.xlsx").rename(heap / os.fsdecode("甲局.xlsx".encode("gbk")))
    commands = (("check", "heap", "--format", "json"), ("consolidate", "heap", "-o", "sum.xlsx"))
    assert [run(*args).code for args in commands] == [0, 0]


# ------------------------------------------------------------------------------------------------------------ template


def test_template(run):
    result = run("template")
    assert result == (0, "已写出 政府信息公开工作年度报告_2021.xlsx\n", "")
    blank = govxl.read("政府信息公开工作年度报告_2021.xlsx")
    assert (blank.state, blank.source, blank.unit, blank.year) == ("used", "template", govxl.Unit(), None)


def test_template_for_a_unit(run):
    result = run("template", "--unit", "甲局", "--code", "A1", "--year", "2024", "--edition", "2021")
    assert result == (0, "已写出 A1_甲局_2024.xlsx\n", "")
    filing = govxl.read("A1_甲局_2024.xlsx")
    assert (filing.unit, filing.year) == (govxl.Unit("A1", "甲局"), 2024)
    assert run("template", "--code", "A1", "-o", "mine.xlsx") == (0, "已写出 mine.xlsx\n", "")
    assert govxl.read("mine.xlsx").unit == govxl.Unit("A1", "")


def test_template_of_an_unknown_edition(run):
    assert run("template", "--edition", "1999") == (2, "", "没有 1999 版的表式，现有：2019、2021。\n")
    assert list(Path().iterdir()) == []


def test_template_overwrites_a_blank_workbook(run):
    run("template", "-o", "x.xlsx", "--code", "A1")
    assert run("template", "-o", "x.xlsx", "--code", "A2").code == 0
    assert govxl.read("x.xlsx").unit.code == "A2"


def in_words(path: Path) -> None:
    """Somebody has typed, though nothing of it is a number."""
    govxl.write_template(path)
    change(path, {"三!D5": "5件"})


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda path: path.write_bytes(workbook("SC001")), id="filled"),
        pytest.param(
            lambda path: govxl.write_template(
                path, govxl.Content(figures={Address("disclosure.licences.decisions"): 0})
            ),
            id="one zero",
        ),
        pytest.param(lambda path: govxl.write_template(path, govxl.Content(texts={"problems": "无。"})), id="prose"),
        pytest.param(foreign, id="foreign"),
        pytest.param(lambda path: path.write_bytes(b"text"), id="text"),
        pytest.param(Path.mkdir, id="folder"),
        pytest.param(in_words, id="in words"),
        pytest.param(
            lambda path: govxl.write_template(path, govxl.Content(cover={"filler": "张三"})),
            id="cover",
        ),
    ],
)
def test_template_overwrites_nothing_else(run, tmp_path, make):
    make(tmp_path / "x.xlsx")
    before = (tmp_path / "x.xlsx").is_file() and (tmp_path / "x.xlsx").read_bytes()
    result = run("template", "-o", "x.xlsx")
    assert result == (2, "", "x.xlsx 已经存在，而且不是空白表，不覆盖。请换一个文件名。\n")
    assert before == ((tmp_path / "x.xlsx").is_file() and (tmp_path / "x.xlsx").read_bytes())


def test_template_for_a_unit_with_a_stroke_in_its_name(run, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir("here")
    assert [run("template", "--unit", unit).code for unit in ("甲局/乙科", "../甲局")] == [0, 0]
    assert {path.parent.name for path in tmp_path.rglob("*.xlsx")} == {"here"}


# ---------------------------------------------------------------------------------------------------------------- show


def test_show(run, tmp_path):
    returned(tmp_path, "SC003")
    result = run("show", "SC003.xlsx")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[:2] == ["SC003.xlsx", "青禾县自然资源和规划局　SC003　2024年　本机关　2021 版"]
    assert "  第二十条第（八）项/行政事业性收费　本年收费金额（单位：万元）：59237.2449" in lines
    assert "  一、本年新收政府信息公开申请数量　申请人情况/总计：228" in lines
    titles = [part.title for part in govxl.edition().parts]
    assert [line for line in lines if line in titles] == titles
    assert lines[-1] == "没有发现问题。"


def test_show_json(run, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(workbook("SC007 faulty"))
    result = run("show", "x.xlsx", "--json")
    assert result.code == 1
    shown = result.json
    assert list(shown) == ["file", "source", "unit", "year", "scope", "edition", "figures", "texts", "findings"]
    assert [shown[key] for key in ("file", "source", "year", "scope", "edition")] == [
        "x.xlsx",
        "template",
        2024,
        "本机关",
        "2021",
    ]
    assert shown["unit"] == {"code": "SC007", "name": "青禾县市场监督管理局"}
    assert list(shown["texts"]) == ["overview", "problems", "other_matters"]
    (finding,) = shown["findings"]
    assert list(finding) == FINDING_KEYS
    assert (finding["code"], finding["sheet"], finding["cell"]) == ("blank", "四", "D5")
    assert (finding["found"], finding["expected"], finding["figures"]) == (None, None, ["disputes.review.pending"])
    with (DATA / "figures-2021.csv").open(encoding="utf-8") as file:
        kinds = {row["key"]: row["kind"] for row in csv.DictReader(file)}
    absent = {"disputes.review.pending", "disputes.review.total"}
    assert list(shown["figures"]) == [key for key in kinds if key not in absent]
    assert {type(value) for key, value in shown["figures"].items() if kinds[key] == "count"} == {int}
    assert {type(value) for key, value in shown["figures"].items() if kinds[key] == "amount"} == {str}


def test_show_json_keeps_amounts_exact(run, tmp_path):
    returned(tmp_path, "SC003")
    shown = run("show", "SC003.xlsx", "--json")
    assert shown.code == 0
    assert shown.json["figures"]["disclosure.fees.amount"] == "59237.2449"
    assert shown.json["figures"]["requests.received.natural_person"] == 188
    assert shown.json["findings"] == []


# --------------------------------------------------------------------------------------------------------------- check

BALANCE = (
    "  [错误] 三!D5 自然人：一＋二＝三（七）总计＋四 不成立，"
    "D5(188)＋D6(13)＝201 不等于 D28(186)＋D29(17)＝203，相差 2。（左边合计 201，应为 203）"
    "请按台账核对这一列的新收、上年结转、各项办理结果和结转下年度，改正填错的格。 [requests-balance]"
)


@pytest.fixture
def heap(tmp_path) -> Path:
    """One good report and one whose balance is off."""
    return returned(tmp_path / "heap", "SC001", "SC003 faulty")


def test_check(run, heap):
    result = run("check", "heap")
    assert result.code == 1
    assert result.out.splitlines() == [
        "heap/SC001.xlsx　某市经济和信息化局　2024年　已读取：没有问题",
        "heap/SC003.xlsx　青禾县自然资源和规划局　2024年　已读取：1 处错误，0 处提醒",
        BALANCE,
        "共 2 个文件，1 个有错误；合计 1 处错误，0 处提醒。",
        "其中 2 个文件没有上年数，与上年衔接的关系未核对。",
    ]
    assert run("check", "heap/SC001.xlsx").code == 0


def test_check_json(run, heap):
    result = run("check", "heap", "--format", "json")
    assert result.code == 1
    report = result.json
    assert list(report) == ["files", "errors", "warnings"]
    assert (report["errors"], report["warnings"]) == (1, 0)
    assert [list(file) for file in report["files"]] == [["file", "unit", "year", "state", "findings"]] * 2
    good, bad = report["files"]
    assert good == {
        "file": "heap/SC001.xlsx",
        "unit": "某市经济和信息化局",
        "year": 2024,
        "state": "used",
        "findings": [],
    }
    (finding,) = bad["findings"]
    assert list(finding) == FINDING_KEYS
    assert finding["file"] == "heap/SC003.xlsx"
    assert (finding["code"], finding["severity"]) == ("requests-balance", "error")
    assert (finding["sheet"], finding["cell"], finding["found"], finding["expected"]) == ("三", "D5", "201", "203")
    assert finding["figures"] == [
        f"requests.{row}.natural_person" for row in ("received", "carried_in", "outcomes_total", "carried_out")
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_check_to_a_file(run, heap, form):
    said = run("check", "heap", "--format", form)
    result = run("check", "heap", "--format", form, "-o", "report.txt")
    assert result.code == 1
    assert Path("report.txt").read_text("utf-8") == said.out


def test_check_to_csv_and_xlsx(run, heap):
    assert run("check", "heap", "--format", "csv", "-o", "list.csv") == (1, "已写出 list.csv\n", "")
    assert Path("list.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(Path("list.csv").read_text("utf-8-sig").splitlines()))
    assert run("check", "heap", "--format", "xlsx", "-o", "heap/list.xlsx") == (1, "已写出 heap/list.xlsx\n", "")
    sheet = openpyxl.load_workbook("heap/list.xlsx").active
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)] == rows
    assert rows[0] == ["单位", "文件", "程度", "表", "单元格", "现值", "应为", "问题", "怎么改", "代码"]
    assert [row[:7] for row in rows[1:]] == [
        ["青禾县自然资源和规划局", "SC003.xlsx", "错误", "三", "D5", "201", "203"],
    ]
    assert [row[9] for row in rows[1:]] == ["requests-balance"]
    again = run("check", "heap", "--format", "xlsx", "-o", "heap/list.xlsx")  # the list is not one of the reports
    assert again.code == 1
    assert openpyxl.load_workbook("heap/list.xlsx").active.max_row == 2


def test_check_groups_blank_cells_for_people_and_lists_each_in_json(run):
    run("template", "-o", "x.xlsx", "--code", "A1", "--unit", "甲局", "--year", "2024")
    plain = run("check", "x.xlsx").out
    assert "  [错误] 四!A5:D5、F5:I5、K5:N5 没有填数。" in plain
    assert "  另有 43 条勾稽关系因缺数无法核对，补全后再查。" in plain
    report = run("check", "x.xlsx", "--format", "json").json
    assert (report["errors"], report["warnings"]) == (166, len(report["files"][0]["findings"]) - 166)


def test_warnings_alone_are_exit_code_0(run, tmp_path):
    govxl.write_template(tmp_path / "x.xlsx", dataclasses.replace(zeros("A1", "甲局", 2024), cover={}))
    result = run("check", "x.xlsx", "--format", "json")
    assert (result.code, result.json["errors"], result.json["warnings"]) == (0, 0, 4)
    assert run("show", "x.xlsx").code == 0
    assert run("consolidate", "x.xlsx", "-o", "sum.xlsx").code == 0


# --------------------------------------------------------------------------------------------------------- consolidate


def test_consolidate(run, tmp_path):
    returned(tmp_path / "heap", "SC001", "SC002", "SC003")
    assert run("consolidate", "heap", "-o", "sum.xlsx") == (0, "已汇总 3 个单位，写出 sum.xlsx\n", "")
    total = govxl.read("sum.xlsx")
    assert (total.state, total.source, total.year, len(govxl.check(total))) == ("used", "summary", 2024, 0)
    for key in ("requests.received.natural_person", "disclosure.fees.amount", "disputes.review.upheld"):
        assert total.figures[Address(key)] == sum(
            units()[code].figures[Address(key)] for code in ("SC001", "SC002", "SC003")
        )


def test_consolidate_json(run, tmp_path):
    returned(tmp_path / "heap", "SC001", "SC003")
    result = run("consolidate", "heap", "-o", "sum.xlsx", "--format", "json")
    assert result.code == 0
    summed = result.json
    assert list(summed) == ["units", "included", "left_out", "figures", "output"]
    assert (summed["units"], summed["included"], summed["left_out"]) == (2, ["SC001", "SC003"], [])
    assert summed["output"] == "sum.xlsx"
    with (DATA / "figures-2021.csv").open(encoding="utf-8") as file:
        assert list(summed["figures"]) == [row["key"] for row in csv.DictReader(file)]
    assert summed["figures"]["disclosure.fees.amount"] == "59237.2449"
    assert summed["figures"]["requests.received.total"] == 14 + 228


def test_units_with_errors_are_left_out_and_named(run, heap):
    result = run("consolidate", "heap", "-o", "sum.xlsx")
    assert result.code == 1
    assert result.out.splitlines() == [
        "已汇总 1 个单位，写出 sum.xlsx",
        "  未计入：青禾县自然资源和规划局　heap/SC003.xlsx　有 1 处错误，需退回更正。",
    ]
    result = run("consolidate", "heap", "-o", "sum.xlsx", "--format", "json")
    assert (result.code, result.json["units"], result.json["included"]) == (1, 1, ["SC001"])
    assert result.json["left_out"] == [
        {"unit": "SC003", "file": "heap/SC003.xlsx", "reason": "有 1 处错误，需退回更正。"}
    ]
    assert result.json["figures"]["requests.received.total"] == 14


def test_include_faulty_counts_them(run, heap):
    result = run("consolidate", "heap", "-o", "sum.xlsx", "--include-faulty", "--format", "json")
    assert (result.code, result.json["included"], result.json["left_out"]) == (1, ["SC001", "SC003"], [])
    assert result.json["figures"]["requests.received.total"] == 14 + 228
    plain = run("consolidate", "heap", "-o", "sum.xlsx", "--include-faulty").out
    assert plain.startswith("已汇总 2 个单位，写出 sum.xlsx\n")
    assert "[requests-balance]" in plain, "the sum itself does not balance"


def test_include_faulty_still_names_them(run, heap):
    assert "青禾县自然资源和规划局" in run("consolidate", "heap", "-o", "sum.xlsx", "--include-faulty").out


def test_blanks_are_counted_and_said(run, tmp_path):
    returned(tmp_path / "heap", "SC001", "SC007 faulty")
    result = run("consolidate", "heap", "-o", "sum.xlsx", "--include-faulty")
    assert "  有 1 个指标存在单位漏填，汇总时按 0 计，详见“收录情况”。\n" in result.out
    rows = CalamineWorkbook.from_path("sum.xlsx").get_sheet_by_name("收录情况").to_python()
    assert [(row[0], row[5], row[9]) for row in rows[1:]] == [("SC001.xlsx", "是", 0), ("SC007.xlsx", "是", 1)]


def test_a_summary_in_its_own_folder_is_not_counted(run, tmp_path):
    returned(tmp_path / "heap", "SC001", "SC003")
    first = run("consolidate", "heap", "-o", "heap/sum.xlsx", "--format", "json")
    again = run("consolidate", "heap", "-o", "heap/../heap/sum.xlsx", "--format", "json")
    assert (first.code, again.code) == (0, 0)
    assert again.json["included"] == first.json["included"] == ["SC001", "SC003"]
    assert again.json["figures"] == first.json["figures"]
    written = Path("heap/sum.xlsx").read_bytes()
    assert run("consolidate", "heap", "-o", "heap/sum.xlsx").out.splitlines()[1:] == ["与上一次相比：没有变动。"]
    assert Path("heap/sum.xlsx").read_bytes() == written


def test_an_earlier_summary_of_the_same_units_is_not_added_to_them(run, tmp_path):
    returned(tmp_path / "heap", "SC001", "SC003")
    first = run("consolidate", "heap", "-o", "heap/first.xlsx", "--format", "json")
    second = run("consolidate", "heap", "-o", "heap/second.xlsx", "--format", "json")
    assert second.json["figures"] == first.json["figures"]


def test_summaries_add_up(run, tmp_path):
    returned(tmp_path / "east", "SC001", "SC002")
    returned(tmp_path / "west", "SC003")
    for side in ("east", "west"):
        Path("up").mkdir(exist_ok=True)
        assert run("consolidate", side, "-o", f"up/{side}.xlsx").code == 0
    upper = run("consolidate", "up", "-o", "all.xlsx", "--format", "json")
    direct = run("consolidate", "east", "west", "-o", "direct.xlsx", "--format", "json")
    assert (upper.code, upper.json["units"], direct.json["units"]) == (0, 2, 3)
    assert upper.json["figures"] == direct.json["figures"]


def test_a_filled_workbook_is_never_overwritten(run, tmp_path):
    path = returned(tmp_path / "heap", "SC001", "SC002") / "SC002.xlsx"
    codes = [run(*args, "-o", "heap/SC002.xlsx").code for args in (("consolidate", "heap"), ("check", "heap"))]
    assert path.read_bytes() == workbook("SC002")
    assert codes == [2, 2]


def test_two_units_with_one_code_are_not_one(run, tmp_path):
    for code, name in (("X1", "甲局"), ("X1", "乙局"), ("X2", "丙局")):
        govxl.write_template(tmp_path / f"{name}.xlsx", zeros(code, name, 2024))
    result = run("consolidate", "甲局.xlsx", "乙局.xlsx", "丙局.xlsx", "-o", "sum.xlsx", "--format", "json")
    assert (result.code, result.json["included"]) == (1, ["X2"])
    assert {one["file"] for one in result.json["left_out"]} == {"甲局.xlsx", "乙局.xlsx"}
    assert "单位代码 X1 有不同的单位名称：乙局、甲局" in run("check", "甲局.xlsx", "乙局.xlsx").out


# ------------------------------------------------------------------------------------------------------- rules and demo


def test_rules(run):
    result = run("rules")
    assert result.code == 0
    assert re.findall(r"^(\S+)　\[([^]]+)\]", result.out, re.MULTILINE) == [
        ("requests-balance", "错误"),
        ("requests-row-total", "错误"),
        ("requests-outcomes", "错误"),
        ("disputes-total", "错误"),
        ("stock-possible", "错误"),
        ("carry-over", "提醒，总计为错误"),
        ("stock", "提醒"),
        ("regulations-authority", "提醒"),
        ("lawsuit-after-review", "提醒"),
        ("outlier", "提醒"),
        ("one-outcome", "提示"),
        ("unpaid-fee", "提醒"),
        ("parent-child", "提醒"),
        ("prose-figure", "提醒"),
        ("prose-percent", "提醒"),
        ("prose-breakdown", "提醒"),
        ("prose-duplicate", "提醒"),
        ("prose-fee", "提醒"),
        ("prose-year", "提醒"),
        ("prose-copied", "提醒"),
    ]
    assert "  位置：3 处（四!E5、四!J5、四!O5）\n" in result.out
    assert "  位置：三!J26\n" in result.out
    assert "  公式：现行有效件数＋本年废止件数 ≥ 本年制发件数\n" in result.out


def test_rules_json(run):
    result = run("rules", "--format", "json")
    assert result.code == 0
    last = result.json[4]
    assert " ".join(last) == "code severity title table formula cells instances source todo example"
    assert (last["code"], last["severity"], last["table"]) == ("stock-possible", "error", "disclosure")
    assert last["instances"][1] == {
        "at": "行政规范性文件",
        "left": ["disclosure.normative_documents.in_force", "disclosure.normative_documents.repealed"],
        "sign": ">=",
        "right": ["disclosure.normative_documents.issued"],
    }
    assert [len(rule["instances"]) for rule in result.json] == [7, 25, 7, 3, 2, 7, 2, 1, 1, *[0] * 11]


def test_rules_markdown(run):
    result = run("rules", "--format", "markdown")
    assert result.code == 0
    assert result.out.startswith("# 政府信息公开工作年度报告（2021 版）勾稽关系目录\n")
    assert re.findall(r"^## `(\S+)` ", result.out, re.MULTILINE) == list(govxl.edition().codes)


def test_demo(run):
    result = run("demo", "there")
    assert result.code == 0
    steps = re.findall(r"^([一二三四五六])、(..)", result.out, re.MULTILINE)
    assert "".join(number for number, _ in steps) == "一二三四五六"
    assert BALANCE in result.out
    assert result.out.count("有 1 处错误，需退回更正。") == 3
    assert "12 个单位全部计入：there/3-汇总/全部汇总.xlsx" in result.out.replace("\\", "/")
    assert "所有结果都在 there，" in result.out
    assert {path.name: len(list(path.iterdir())) for path in Path("there").iterdir()} == {
        "0-上年": 1,
        "1-下发": 12,
        "2-收回": 12,
        "2-退回": 3,
        "3-汇总": 4,
    }
    assert run("check", "there/2-收回").code == 0, "the three are mended at the end"
    assert "59654.7649 万元" in result.out
    assert govxl.read("there/3-汇总/全部汇总.xlsx").figures[Address("requests.received.total")] == 617


# ------------------------------------------------------------------------------------------ what nobody has foreseen


@pytest.fixture
def broken(monkeypatch):
    """Break a function of the code."""

    def breaks(name: str, error: BaseException) -> None:
        def fails(*_args: object, **_named: object) -> None:
            raise error

        monkeypatch.setattr(name, fails)

    return breaks


def test_an_unforeseen_error_is_one_sentence(run, broken, heap, logs):
    broken("govxl.spreading.check", RuntimeError("boom"))
    result = run("check", "heap")
    assert (result.code, result.out) == (2, "")
    (log,) = logs.iterdir()
    assert result.err == (
        "处理 heap/SC001.xlsx 时，"
        f"程序出了没有料到的错误（RuntimeError: boom），详情写在 {log}，请发给开发者；没有写出结果。\n"
    )
    assert log.read_text("utf-8").startswith("Traceback")
    assert "boom" in log.read_text("utf-8")


def test_an_unforeseen_error_names_the_file(run, broken, heap):
    broken("govxl.spreading.check", RuntimeError("boom"))
    assert "SC001.xlsx" in run("check", "heap").err


INTERRUPTED = pytest.param(
    KeyboardInterrupt(),
    "已中断，没有做完，没有留下半个文件，请再运行一次。",
)


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (RuntimeError("boom"), "程序出了没有料到的错误（"),
        (OSError(28, "No space left on device"), "写不了文件"),
        INTERRUPTED,
    ],
)
def test_a_failed_command_leaves_the_old_file_and_no_other(run, broken, heap, error, begins):
    run("consolidate", "heap", "-o", "sum.xlsx", "--include-faulty")
    old = Path("sum.xlsx").read_bytes()
    broken("govxl.summary.write_files", error)
    result = run("consolidate", "heap", "-o", "sum.xlsx")
    assert Path("sum.xlsx").read_bytes() == old
    assert sorted(path.name for path in Path().iterdir()) == ["heap", "sum.xlsx"]
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert result.err.startswith(begins)


@pytest.mark.parametrize("output", ["no/sum.xlsx", "heap", ".", "heap/SC001.xlsx/sum.xlsx"])
@pytest.mark.parametrize("command", ["consolidate", "check"])
def test_a_place_that_cannot_be_written(run, heap, command, output):
    before = (heap / "SC001.xlsx").read_bytes()
    result = run(command, "heap", "-o", output)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert result.err.startswith("写不了文件 ")
    assert result.err.endswith("请检查磁盘空间、权限，或文件是不是正在别处打开；原有的文件没有改动。\n")
    assert [path.name for path in heap.iterdir()] and (heap / "SC001.xlsx").read_bytes() == before
    assert not list(Path().rglob(".govxl-*"))


def test_a_place_that_cannot_be_written_is_named(run, heap):
    for output in ("no/sum.xlsx", "heap"):
        error = run("consolidate", "heap", "-o", output).err
        assert output in error
        assert not re.search(r"\.tmp|directory", error)


# ------------------------------------------------------------------------------------------------- a process of its own


def test_a_console_in_gbk_and_json_in_utf8(run, heap, monkeypatch):
    def said(*args: str) -> bytes:
        with monkeypatch.context() as console:
            console.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="gbk"))
            assert run(*args).code == 1
            sys.stdout.flush()
            return sys.stdout.buffer.getvalue()

    assert BALANCE in said("check", "heap").decode("gbk")
    assert json.loads(said("check", "heap", "--format", "json").decode("utf-8"))["errors"] == 1


def test_the_package_runs_as_a_module(tmp_path):
    command = [sys.executable, "-m", "govxl", "check", "gone"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, encoding="utf-8")
    assert (result.returncode, result.stdout, result.stderr) == (2, "", "没有这个文件或文件夹：gone\n")


def test_nothing_that_could_be_converted(run):
    Path("x.pdf").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    result = run("convert", "x.pdf", "-o", "out")
    assert result.code == 2
    assert (result.out, result.err.splitlines()[0]) == ("", "x.pdf：没有转换。")
    assert "这是 PDF，读不出表里的数。" in result.err
    assert not Path("out").exists()
