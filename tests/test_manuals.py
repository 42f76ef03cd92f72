"""The manuals tell the truth: their commands, run in order in one folder, say what is shown; pictures and links work.

In a manual a block ``csv NAME`` or ``toml NAME`` is a file that its reader has, ``csv NAME +`` what is added to it. A
block ``console`` is what a terminal shows: a command after ``$``, its output, where a line "…" stands for any lines,
and 退出码 unless 0.
"""

import contextlib
import io
import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from documents import write_html
from workbooks import change

import govxl
from govxl import Unit, cli, demo
from govxl.campaign import sign
from govxl.demo.county import county

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
MANUALS = [ROOT / "docs" / "填报手册.md", ROOT / "docs" / "汇总手册.md"]
BLOCK = re.compile(r"^```(\S+) ?([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
EXIT_CODE = re.compile(r"^（退出码 (\d)）\n\Z", re.MULTILINE)


class Step(NamedTuple):
    """A command of a manual with what it shows and how it ends, and what it does when run."""

    command: str
    shown: str
    code: int
    said: str
    ended: int


def blocks(manual: Path) -> list[tuple[str, str, str]]:
    return BLOCK.findall(manual.read_text("utf-8"))


def commands(block: str) -> list[tuple[str, str, int]]:
    """The commands of a console block, each with what it shows and its exit code."""
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        code = EXIT_CODE.search(shown)
        found.append((command, EXIT_CODE.sub("", shown), int(code[1]) if code else 0))
    return found


LISTED = [
    (manual.stem, *one)
    for manual in MANUALS
    for kind, _, text in blocks(manual)
    if kind == "console"
    for one in commands(text)
]


def prepare(folder: Path) -> None:
    """What the office of the manual has: what came back, last year's summary, a neighbour's, and a form of its own."""
    units = {unit.code: demo.content(unit) for unit in county(demo.YEAR)}
    returned = folder / "收回"
    returned.mkdir()
    for code in ("SC002", "SC008", "SC010", "SC011", "SC012"):
        for path in (ROOT / "samples" / "county").glob(f"{code}_*.xlsx"):
            shutil.copy(path, returned)
    for path in (ROOT / "samples" / "faulty").glob("*.xlsx"):
        shutil.copy(path, returned / f"{path.stem.rpartition('_')[0]}.xlsx")
    old = {
        "SC002": ("SC002", "青禾县公安局"),
        "SC003": ("SC003", "青禾县自然资源和规划局"),
        "SC017": ("SC007", "青禾县工商行政管理局"),
        "SC018": ("SC011", "青禾县质量技术监督局"),
        "SC019": ("SC009", "青禾县城关镇人民政府"),
        "SC020": ("SC008", "青禾县云湾镇人民政府"),
        "SC021": ("SC012", "青禾县旅游局"),
    }
    before = [replace(units[like], unit=Unit(code, name), year=2023) for code, (like, name) in old.items()]
    sum_of(folder, "2023年汇总.xlsx", before)
    beside = [replace(units[like], unit=Unit(f"LH{like}", f"柳河县{like}")) for like in ("SC004", "SC011")]
    sum_of(folder, "柳河县.xlsx", beside)
    town = govxl.read(next((ROOT / "samples" / "county").glob("SC008_*.xlsx"))).to_json(())
    write_html(folder / "云溪镇年报.html", town | {"agency": town["unit"]["name"]})
    (folder / "我的表式").mkdir()
    shutil.copy(ROOT / "tests" / "data" / "forms" / "letters.toml", folder / "我的表式")


def seal(returned: Path, sent: Path) -> None:
    """Make what came back the copies that were sent out from the campaign of the manual."""
    key = (sent / ".govxl" / "key").read_bytes()
    for path in returned.iterdir():
        filing = govxl.read(path)
        unit, parts = filing.unit, {"form": filing.form.name, "edition": filing.form.edition, "year": filing.year}
        change(path, {"_govxl!B9": sign(key, code=unit.code, name=unit.name, serial=filing.serial, **parts)})


def sum_of(folder: Path, name: str, contents: list[govxl.Content]) -> None:
    """Write a summary of some reports."""
    heap = folder / ".heap" / name
    heap.mkdir(parents=True)
    for content in contents:
        govxl.write_template(heap / f"{content.unit.code}.xlsx", content)
    govxl.consolidate(sorted(heap.iterdir()), folder / name)


def run(command: str, patch: pytest.MonkeyPatch) -> tuple[str, int]:
    """What a command of a manual says, on both streams, and its exit code."""
    words = shlex.split(command)
    if words[0] == "export":
        name, _, value = words[1].partition("=")
        patch.setenv(name, value)
        return "", 0
    assert words[0] == "govxl", command
    patch.setattr("sys.argv", words)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), pytest.raises(SystemExit) as stop:
        cli.main()
    return said.getvalue(), stop.value.code


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> list[Step]:
    """All steps of the manuals, run in order."""
    steps = []
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GOVXL_FORMS", raising=False)
        for manual in MANUALS:
            folder = tmp_path_factory.mktemp("office")
            prepare(folder)
            patch.chdir(folder)
            for kind, name, text in blocks(manual):
                if kind in ("csv", "toml"):
                    name, _, more = name.partition(" ")
                    with Path(name).open("a" if more else "w", encoding="utf-8") as file:
                        file.write(text)
                if kind == "console" and "$ govxl check 收回 " in text:
                    seal(folder / "收回", folder / "下发")
                if kind == "console":
                    steps += [Step(*one, *run(one[0], patch)) for one in commands(text)]
    return steps


def shows(shown: str, said: str) -> bool:
    """Whether the output is as shown, where a line "…" stands for any lines."""
    pattern = r"(?:.*\n)*?".join(re.escape(part) for part in re.split(r"^…\n", shown, flags=re.MULTILINE))
    return re.fullmatch(pattern, said) is not None


@pytest.mark.parametrize("index", range(len(LISTED)), ids=[line.split()[1] for _, line, *_ in LISTED])
def test_a_command_does_as_told(story, index):
    step = story[index]
    assert shows(step.shown, step.said), f"$ {step.command}\n{step.said}"
    assert step.ended == step.code, step.command


def test_every_command_there_is_is_shown():
    shown = {line.split()[1] for _, line, *_ in LISTED if line.startswith("govxl ")}
    assert {command.callback.__name__ for command in cli.app.registered_commands} <= shown


def test_a_difference_would_be_seen():
    assert shows("a\n…\nc\n", "a\nb\nb\nc\n")
    assert shows("a\n…\n", "a\nb\n")
    assert not shows("a\n…\nc\n", "a\nb\nd\n")
    assert not shows("a\n", "a\nb\n")
    assert commands("$ govxl x\nsaid\n（退出码 1）\n$ govxl y\n") == [("govxl x", "said\n", 1), ("govxl y", "", 0)]


def test_pictures_and_links_are_there():
    named = set()
    for manual in MANUALS:
        for target in LINK.findall(manual.read_text("utf-8")):
            path, _, anchor = target.partition("#")
            there = manual.parent / path if path else manual
            assert there.exists(), f"{manual.name}: {target}"
            if anchor:
                heads = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), re.MULTILINE)
                assert anchor in [re.sub(r"[^\w-]", "", head.replace(" ", "-").lower()) for head in heads], target
            if there.suffix == ".png":
                named.add(there.resolve())
    images = {path.resolve() for path in (ROOT / "docs" / "images").iterdir()}
    assert len(images) > 10
    assert images == named
    assert [path.name for path in images if path.stat().st_size > 200_000] == []


def test_both_manuals_can_be_found():
    assert {path.name for path in MANUALS} <= {
        Path(target).name for target in LINK.findall((ROOT / "README.md").read_text("utf-8"))
    }
