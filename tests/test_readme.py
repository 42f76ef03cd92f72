"""What README says is so: its commands give what is shown, its tables say what the code says."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

import govxl
from govxl import cli, declaration, texts
from govxl.form import Address
from govxl.heap import Item
from govxl.layout import IDENTITY
from govxl.reading.gate import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DECLARATION = ROOT / "workbook_templates" / "annual_report_2021.toml"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The rows of a section's table, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.fixture
def samples(tmp_path, monkeypatch) -> None:
    """A folder with the samples in it, as a reader of README has."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)


def shows(shown: str, said: str) -> bool:
    """Whether the output is as shown, where a line "…" stands for any lines."""
    pattern = ".*".join(re.escape(part) for part in shown.split("…\n"))
    return re.fullmatch(pattern, said, re.DOTALL) is not None


CONSOLE = [(block.splitlines()[0], block.partition("\n")[2]) for block in blocks("console")]
EXIT_CODES = {"template": 0, "show": 0, "check": 1, "consolidate": 0}


def test_every_step_of_the_cycle_is_shown():
    assert [line.split()[2] for line, _ in CONSOLE] == list(EXIT_CODES)


@pytest.mark.parametrize(("line", "shown"), CONSOLE, ids=[line.split()[2] for line, _ in CONSOLE])
def test_a_command_gives_what_is_shown(samples, monkeypatch, capsys, line, shown):
    prompt, *command = shlex.split(line)
    assert (prompt, command[0]) == ("$", "govxl")
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    said = capsys.readouterr()
    assert said.err == ""
    assert stop.value.code == EXIT_CODES[command[1]]
    assert shows(shown, said.out), said.out


def test_a_difference_would_be_seen():
    assert shows("a\n…\nc\n", "a\nb\nb\nc\n")
    assert not shows("a\n…\nc\n", "a\nb\nd\n")
    assert not shows("a\n", "a\nb\n")


def test_the_python_example_gives_what_is_shown(samples, capsys):
    (code,) = blocks("python")
    (shown,) = blocks("text")
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out == shown


def test_the_commands_are_those_there_are():
    listed = {re.match(r"`govxl (\w+)", command)[1]: text for command, text in rows("命令")}
    assert list(listed) == [command.callback.__name__ for command in cli.app.registered_commands]
    assert listed == {name: texts.HELP[name] for name in listed}
    planned = re.findall(r"（(\w+)）", section("命令").partition("计划中")[2].partition("\n")[0])
    assert not set(planned) & set(listed), "no longer a plan"


def test_the_rules_are_those_declared():
    form = govxl.edition("2021")
    declared = [
        [
            f"`{rule.code}`",
            rule.title,
            str(sum(relation.rule is rule for relation in form.relations) or "—"),
            texts.SEVERITY[rule.severity],
        ]
        for rule in form.codes.values()
    ]
    assert rows("核对什么") == declared


def test_the_modules_are_those_there_are():
    package = ROOT / "govxl"
    there = {path.stem for path in package.glob("*.py")} | {path.parent.name for path in package.glob("*/__init__.py")}
    listed = [name.strip("`") for name, _ in rows("文件夹")]
    assert len(listed) == len(set(listed))
    assert set(listed) == {name for name in there if not name.startswith("_")}


def test_the_folders_are_there():
    named = re.findall(r"`(\w+)/`", section("文件夹").splitlines()[1])
    assert len(named) > 4
    assert [name for name in named if not (ROOT / name).is_dir()] == []


def test_the_sheets_of_the_summary_are_those_there_are(samples):
    govxl.consolidate(["samples/county/SC001_某市经济和信息化局_2024.xlsx"], "sum.xlsx")
    named = re.findall(r"`(.+?)`", " ".join(row[0] for row in rows("汇总工作簿里有什么")))
    assert named == [name for name in load(Item(Path("sum.xlsx"))).sheets if name != IDENTITY]


def test_a_row_is_added_as_told():
    (line,) = blocks("toml")
    text = DECLARATION.read_text("utf-8")
    last = next(row for row in text.splitlines() if '{ id = "other_other"' in row)
    with_row = text.replace(last, f"{last}\n{line}")
    with pytest.raises(govxl.FormError, match="没有一条行间规则提到这一行"):
        declaration.parse(with_row)
    form = declaration.parse(
        with_row.replace('"other_fee_unpaid", "other_other",', '"other_fee_unpaid", "other_other", "withdrawn",')
    )
    assert len(form.figures) == 200 + 7
    assert "requests.withdrawn.business" in form.filled_by[Address("requests.outcomes_total.business")].left


def test_exit_codes_are_told_as_in_the_help():
    for part in ("0 没有问题", "1 做完了，但有错误，或有文件没有计入", "2 用法不对或没有做成"):
        assert part in section("命令")
    for part in ("0 没有问题", "1 有错误或有文件没有计入", "2 用法不对或没有做成"):
        assert part in texts.HELP["govxl"]


def test_make_targets_are_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"make (\w+)", README))
    assert {"demo", "test"} <= named
    assert [name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []
