"""Every sentence can be shown on a Chinese Windows console, which may use GBK."""

import ast
import importlib
import inspect
import itertools
import pkgutil
import tomllib
import typing
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from govxl import texts
from govxl.findings import Finding
from govxl.layout import Place

ROOT = Path(__file__).parents[1]
SIDES = texts.Sides("一＋二＝三＋四", "自然人", "D5(1)＋D6(2)", "D28", "3", "4", "-1", "=")
SECTION = texts.Section("甲.xlsx", "甲局", 2024, "已读取", "原因", ["  一行"], 2, 4, 1, 3)
FINDING = Finding("blank", "error", "没有填数。", "请填数。", Place("三", 4, 3), (), "1", "2", "甲.xlsx", "甲局")
CELLS = ["blank", "not-a-number", "not-whole", "negative", "cell-error"]
# Plausible arguments by type, and for a parameter whose words are fixed by its name.
BY_TYPE = {
    str: ["甲"],
    int: [0, 3],
    int | None: [None, 2024],
    int | Decimal | None: [None, 7, Decimal("59237.2449"), Decimal("25.10")],
    str | None: [None, "三!D5"],
    bool: [False, True],
    Sequence[str]: [["甲", "乙"]],
    list[str]: [["甲", "乙"]],
    Sequence[texts.Sides]: [[SIDES], [SIDES._replace(sign="<="), SIDES._replace(sign=">=")]],
    Sequence[texts.Section]: [[SECTION], [SECTION._replace(errors=0, warnings=0, reason="", year=None)]],
    Sequence[tuple[str, str]]: [[], [("甲局", "原因")]],
    Sequence[tuple[str, str, str]]: [[], [("甲.xlsx", "", "原因")]],
    Sequence[tuple[str, int | Decimal | None]]: [[("甲", 1), ("乙", None)]],
    Sequence[tuple[str, int | Decimal | None, bool]]: [[("甲", 1, False), ("乙", Decimal("2.5"), True)]],
    Finding: [FINDING],
}
BY_NAME = {
    ("bad_cell", "code"): CELLS,
    ("bad_cell", "found"): ["", "12件"],
    ("todo_cell", "code"): CELLS,
    ("cleaned", "why"): list(typing.get_args(texts.Cleaning)),
    ("fault_line_without_rule", "between"): ["rows", "columns"],
    ("fault_type", "expected"): ["str", "int", "bool", "list", "table"],
    ("entry_alert", "kind"): ["count", "amount"],
    ("roster_code_damaged", "damage"): ["digits", "zeros", "date"],
    ("bad_cell", "kind"): ["count", "amount"],
    ("usage_error", "kind"): ["NoSuchOption", "MissingParameter", "BadParameter", "NoArgsIsHelpError", "Anything"],
    ("file_too_large", "limit"): [20 << 20],
    ("collected", "numbers"): [[7, 1, 2, 2]],
    ("units_head", "state"): list(texts.UNIT_STATE),
    ("no_report", "what"): [
        "picture",
        "program",
        "shortcut",
        "archive",
        "ofd",
        "slides",
        "odt",
        "doc",
        "rtf",
        "xml",
    ],
    ("rule_line", "at"): ["自然人", "很长" * 20],
    ("rule_broken", "overwritten"): [[], ["三!J5", "三!J6"]],
}
PARTS = [importlib.import_module(f"{texts.__name__}.{part.name}") for part in pkgutil.iter_modules(texts.__path__)]


def functions():
    return {
        name: item
        for part in PARTS
        for name, item in vars(part).items()
        if inspect.isfunction(item) and item.__module__ == part.__name__
    }


def constants():
    return {name: value for part in PARTS for name, value in vars(part).items() if name.strip("_").isupper()}


def defined(part) -> list[str]:
    """What a part itself defines, found in its source."""
    names = []
    for node in ast.parse(inspect.getsource(part)).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    return names


def strings(value):
    """All texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from strings(inner)


def not_in_gbk(value) -> list[str]:
    found = []
    for text in strings(value):
        try:
            text.encode("gbk")
        except UnicodeEncodeError as error:
            found.append(text[error.start : error.end] + " in " + text)
    return found


def results(name: str):
    function = functions()[name]
    hints = typing.get_type_hints(function, localns={"Finding": Finding})
    hints.pop("return")
    choices = [BY_NAME.get((name, parameter), BY_TYPE.get(kind)) for parameter, kind in hints.items()]
    assert None not in choices, f"no plausible argument for {name}: {hints}"
    for values in itertools.product(*choices):
        yield function(**dict(zip(hints, values, strict=True)))


def test_a_name_stands_in_one_part_and_is_found_in_the_whole():
    names = [name for part in PARTS for name in defined(part)]
    assert len(names) > 400
    rooms = [part.__name__.rpartition(".")[2] for part in PARTS]
    assert [name for name, count in Counter(names + rooms).items() if count > 1] == []
    assert [name for name in names if not name.startswith("_") and not hasattr(texts, name)] == []


def test_every_text_is_used():
    """A sentence that nobody says any more is deleted."""
    used = set()
    for path in (ROOT / "govxl").rglob("*.py"):
        inside = path.parent.name == "texts"
        for statement in ast.parse(path.read_text("utf-8")).body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "texts":
                    used.add(node.attr)
                elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(texts.__name__):
                    used |= {alias.name for alias in node.names}
                elif inside and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    used |= {node.id} - {getattr(statement, "name", "")}  # what calls itself alone is not used
    assert [name for part in PARTS for name in defined(part) if name not in used] == []


def test_constants_encode_to_gbk():
    assert len(constants()) > 90
    assert not_in_gbk(constants()) == []


def test_words_that_no_argument_here_calls_up_encode_to_gbk():
    assert not_in_gbk([inspect.getsource(part).splitlines() for part in PARTS]) == []


@pytest.mark.parametrize("name", functions())
def test_what_a_function_says_encodes_to_gbk(name):
    said = list(results(name))
    assert said
    assert not_in_gbk(said) == []
    assert all(list(strings(one)) for one in said), "says nothing"


@pytest.mark.parametrize(
    "path",
    [*sorted((ROOT / "workbook_templates").glob("*.toml")), *sorted((ROOT / "govxl").rglob("*.toml"))],
    ids=lambda path: path.name,
)
def test_a_declaration_encodes_to_gbk(path):
    declared = tomllib.loads(path.read_text("utf-8"))
    assert len(list(strings(declared))) > 100
    assert not_in_gbk(declared) == []


def test_the_check_finds_what_gbk_lacks():
    assert not_in_gbk({"a": ["≤ ≥ ＝ ① → ■ —", "对 ✓"]}) == ["✓ in 对 ✓"]
