"""Collecting: every file and every unit of the roster in one state, and the status workbook that says so."""

import functools
import io
import json
import os
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from workbooks import FORM, change, good_entries

import govxl
from govxl import cli, texts
from govxl.collect import judge
from govxl.filing import State
from govxl.heap import items
from govxl.paperwork import kind_of
from govxl.returns import UNIT_STATES

GOOD = good_entries()
FEES = "disclosure.fees.amount"
COVER = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025年1月15日"}
PROSE = {part.id: "无。" for part in FORM.prose}
ROSTER = "单位代码,单位名称,单位类别,联系人,电话,原代码\n"
UNITS = {code: f"{name}局" for code, name in zip("ABCDEFGH", "甲乙丙丁戊己庚辛", strict=True)}


@functools.cache
def _bytes(code: str, name: str, year: int, changes: tuple[tuple[str, object], ...], category: str) -> bytes:
    figures = {key: value for key, value in (GOOD | dict(changes)).items() if value is not None}
    content = govxl.Content(govxl.Unit(code, name), year, "本机关", COVER, figures, PROSE, category=category)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        govxl.write_template(path, content)
        return path.read_bytes()


def put(
    path: Path,
    code: str,
    name: str | None = None,
    year: int = 2024,
    saved: str = "",
    category: str = "",
    **changes: object,
) -> Path:
    """A unit's report, as some program saved it at a time; in ``changes`` "__" stands for a dot, None for a blank.

    Without changes the fees tell the units apart.
    """
    figures = {key.replace("__", "."): value for key, value in changes.items()} or {FEES: sum(map(ord, code)) + year}
    data = _bytes(code, UNITS.get(code, "") if name is None else name, year, tuple(figures.items()), category)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(resaved(data, saved) if saved else data)
    return path


def resaved(data: bytes, when: str) -> bytes:
    """The same workbook as if a program had saved it at a time."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part, count = re.subn(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + when.encode(), part)
                assert count == 1
            new.writestr(name, part)
    return made.getvalue()


def roster(folder: Path, *lines: str) -> govxl.Roster:
    """A roster of some units: whole lines, or codes of the units above."""
    path = folder / "名单.csv"
    rows = [line if "," in line else f"{line},{UNITS[line]},,,," for line in lines]
    path.write_text(ROSTER + "\n".join(rows) + "\n", "utf-8")
    return govxl.read_roster(path)


def states(found: govxl.Collection) -> dict[str, str]:
    return {one.filing.file.name: one.state for one in found.judged}


def units(found: govxl.Collection) -> dict[str, str]:
    return {one.member.code: one.state for one in found.returns}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple]:
    """The command line in a folder of its own: exit code, what it says, what it complains about."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["govxl", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        return stop.value.code, said.out, said.err

    return call


# ---------------------------------------------------------------------------------------- every state, to the letter

EVERY_UNIT = [
    ("A", "ok", "收回/A2.xlsx", "同一单位交了 3 份，采用这一份：这一份保存得最晚。"),
    ("B", "to_explain", "收回/B.xlsx", "有 1 处提醒，请单位说明。"),
    ("C", "faulty", "收回/C.xlsx", "有 1 处错误，需退回更正。"),
    ("D", "missing", None, "没有交。只收到 2023 年的“收回/D.xlsx”。"),
    ("E", "missing", None, "没有交。“收回/E戊局的.xlsx”的文件名里有这个单位，但读不出来，请核对。"),
    ("F", "missing", None, "没有交。“收回/f.xlsx”写的是 X 己局，名单里没有，可能是这个单位的，请核对。"),
    ("G", "faulty", "收回/G.xlsx", "有 1 处错误，需退回更正。"),
    ("H", "missing", None, "没有交。“收回/G.xlsx”写的是这个单位的名称，代码却是 G 庚局 的，请核对。"),
]
EVERY_FILE = [
    (
        "A1.xlsx",
        "A",
        "superseded",
        "同一单位有多份，采用“收回/A2.xlsx”：它保存得较晚（2025-01-20 10:00，这一份 2025-01-18 16:30）。",
    ),
    ("A2.xlsx", "A", "used", "同一单位交了 3 份，采用这一份：这一份保存得最晚。"),
    ("A副本.xlsx", "A", "duplicate", "与“收回/A2.xlsx”内容相同，只算一份。"),
    ("B.xlsx", "B", "used", ""),
    ("C.xlsx", "C", "used", ""),
    ("D.xlsx", "D", "wrong_year", "报告年度是 2023，不是 2024。"),
    ("E戊局的.xlsx", "", "unreadable", texts.truncated()),
    ("G.xlsx", "G", "used", ""),
    ("f.xlsx", "X", "unknown_unit", "名单里没有 X 己局。是不是 F 己局？请核对。"),
    ("photo.xlsx", "", "foreign", texts.what_else([])),
]


def every_state(folder: Path) -> None:
    heap = folder / "收回"
    put(heap / "A1.xlsx", "A", saved="2025-01-18T08:30:00Z", disclosure__fees__amount=1)
    put(heap / "A2.xlsx", "A", saved="2025-01-20T02:00:00Z")
    put(heap / "A副本.xlsx", "A", saved="2025-01-19T02:00:00Z")
    put(heap / "B.xlsx", "B", disclosure__regulations__issued=1, disclosure__regulations__in_force=1)
    put(heap / "C.xlsx", "C", disputes__review__upheld=None)
    put(heap / "D.xlsx", "D", year=2023)
    (heap / "E戊局的.xlsx").write_bytes(put(heap / "x", "E").read_bytes()[:9000])
    (heap / "x").unlink()
    put(heap / "f.xlsx", "X", "己局")
    put(heap / "G.xlsx", "G", "辛局")
    book = openpyxl.Workbook()
    book.active["A1"] = "值班表"
    book.save(heap / "photo.xlsx")
    (heap / "~$A1.xlsx").write_bytes(b"lock")
    roster(folder, *"ABCDEFGH")


def test_every_file_and_every_unit_is_in_one_state(run, tmp_path):
    every_state(tmp_path)
    code, said, complained = run("collect", "收回", "--roster", "名单.csv", "--format", "json")
    assert (code, complained) == (1, "")
    assert json.loads(said) == {
        "units": [
            {"code": code, "name": UNITS[code], "state": state, "file": file, "reason": reason}
            for code, state, file, reason in EVERY_UNIT
        ],
        "files": [
            {"file": f"收回/{file}", "unit": unit, "state": state, "reason": reason}
            for file, unit, state, reason in EVERY_FILE
        ],
    }
    assert {state for _, _, state, _ in EVERY_FILE} == set(State.__args__)
    assert {state for _, state, *_ in EVERY_UNIT} == set(UNIT_STATES)


def test_the_report_counts_and_names_the_missing_the_faulty_and_the_useless(run, tmp_path):
    put(tmp_path / "收回" / "A.xlsx", "A")
    put(tmp_path / "收回" / "B.xlsx", "B", disputes__review__upheld=None)
    (tmp_path / "收回" / "x.pdf").write_bytes(b"%PDF-1.4")
    roster(tmp_path, "A", "B", "C,丙局,乡镇,王五,0000-03,")
    assert run("collect", "收回", "--roster", "名单.csv") == (
        1,
        "2024 年：名单上 3 个单位，交了 2 个，未交 1 个；交了的里面，没有问题 1 个，要说明 0 个，要退回 1 个。"
        "收到 3 个文件，其中 1 个没有用。\n"
        "未交 1 个：\n"
        "  C 丙局　王五　0000-03　没有交。\n"
        "要退回 1 个：\n"
        "  B 乙局　有 1 处错误，需退回更正。\n"
        "    [错误] 四!A5 没有填数。没有就填 0；一张表里 0 很多，可把表右侧“本表未填的格均为0”选成“是”。 [blank]\n"
        "没有用的文件 1 个：\n"
        "  收回/x.pdf　读不出来：这是 PDF，读不出表里的数。请交填好的工作簿。\n",
        "",
    )


# ------------------------------------------------------------------------------------------------------ whose it is


@pytest.mark.parametrize(
    ("line", "code", "name", "state", "finding"),
    [
        ("A1,甲局,,,,", "Ａ１", "甲 局", "used", None),
        ("ａ1,甲（本级）局,,,,", "A1", "甲(本级)局", "used", None),
        ("A1,甲局,,,,", "", "甲　局", "used", None),
        ("A1,甲局,,,,", "A1", "", "used", None),
        ("A1,甲局,,,,", "A1", "乙局", "used", "error"),
        ("A1,甲局,,,,", "A2", "甲局", "unknown_unit", None),
        ("A1,甲局,,,,", "", "甲乙局", "unknown_unit", None),
        ("A1,甲局,,,,", "", "", "unknown_unit", None),
        ("A1,甲局,,,,OLD", "old", "旧名局", "used", "warning"),
        ("A1,甲局,,,,X1;X2", "X1", "一局", "used", "error"),
        ("A1,甲局,,,,X1;X2", "X1", "甲局", "used", "warning"),
        ("A1,甲局,,,,A1;X2", "X2", "二局", "used", "error"),
    ],
)
def test_whose_a_file_is(tmp_path, line, code, name, state, finding):
    path = put(tmp_path / "heap" / "A1_甲局.xlsx", code, name)
    (one,) = judge(items([path]), 2024, roster=roster(tmp_path, line))
    assert (one.state, one.member.code if one.member else None) == (
        state,
        line.split(",")[0] if state == "used" else None,
    )
    found = [f.severity for f in one.findings if f.code == "identity-mismatch" and "封面" not in f.message]
    assert found == ([finding] if finding else [])


@pytest.mark.parametrize(
    ("lines", "code", "name", "owner", "reason"),
    [
        (["a,甲局,,,,", "A,乙局,,,,"], "A", "乙局", "A", ""),
        (["a,甲局,,,,", "A,乙局,,,,"], "Ａ", "", None, "单位代码“Ａ”与名单里的 a、A 都像，不能确定是哪一个。"),
        (
            ["1,甲局,,,,", "2,甲局,,,,"],
            "",
            "甲局",
            None,
            "没有单位代码，名单里叫“甲局”的有几个（1、2），不能确定是哪一个。",
        ),
        (
            ["1,甲局,,,,9", "2,乙局,,,,9"],
            "9",
            "丙局",
            None,
            "9 是原代码，名单里写着它的有 1 甲局、2 乙局，不能确定是哪一个。",
        ),
        (["1,甲局,,,,9", "2,乙局,,,,9"], "9", "乙局", "2", ""),
        (["1,甲局,,,,2", "2,乙局,,,,"], "2", "乙局", "2", ""),
        (
            ["1,青禾县林业局,,,,"],
            "7",
            "青禾县林业和草原局",
            None,
            "名单里没有 7 青禾县林业和草原局。是不是 1 青禾县林业局？请核对。",
        ),
        (["1,青禾县林业局,,,,"], "7", "某某协会", None, "名单里没有 7 某某协会。"),
    ],
)
def test_what_is_unclear_is_asked_not_guessed(tmp_path, lines, code, name, owner, reason):
    path = put(tmp_path / "heap" / "1_甲局.xlsx", code, name)
    (one,) = judge(items([path]), 2024, roster=roster(tmp_path, *lines))
    assert (one.member.code if one.member else None, one.reason) == (owner, reason)


def test_a_wrong_name_is_told_with_what_is_known(tmp_path):
    path = put(tmp_path / "heap" / "x.xlsx", "A", "乙局")
    (one,) = judge(items([path]), 2024, roster=roster(tmp_path, *"AB"))
    first = one.findings[0]
    assert (first.code, str(first.place), first.found, first.expected) == (
        "identity-mismatch",
        "封面!B4",
        "乙局",
        "甲局",
    )
    assert first.message == "单位代码 A 在名单里是“甲局”，文件里写的是“乙局”。名单里“乙局”的代码是 B。"


def test_rules_follow_the_category_in_the_roster(tmp_path):
    path = put(
        tmp_path / "heap" / "A.xlsx", "A", disclosure__regulations__issued=1, disclosure__regulations__in_force=1
    )
    found = {}
    for category in ("县直部门", "设区的市政府"):
        (one,) = judge(items([path]), 2024, roster=roster(tmp_path, f"A,甲局,{category},,,"))
        found[category] = [f.code for f in one.findings]
    assert found == {"县直部门": ["regulations-authority"], "设区的市政府": []}


# ----------------------------------------------------------------------------------------------- which version counts

EARLY, LATE = "2025-01-18T08:30:00Z", "2025-01-20T02:00:00Z"
BROKEN = {"requests__received__natural_person": 15}
VERSIONS = {
    "the later of two good ones": (
        [(EARLY, {}), (LATE, {FEES: 5})],
        1,
        "同一单位交了 2 份，采用这一份：这一份保存得最晚。",
        "同一单位有多份，采用“{}”：它保存得较晚（2025-01-20 10:00，这一份 2025-01-18 16:30）。",
    ),
    "the good one before a later faulty one": (
        [(EARLY, {}), (LATE, BROKEN)],
        0,
        "同一单位交了 2 份，采用这一份：这一份没有错误。",
        "同一单位有多份，这一份保存得较晚，但有 1 处错误，暂用较早的“{}”。请核对应该用哪一份。",
    ),
    "the good one after a faulty one": (
        [(EARLY, BROKEN), (LATE, {})],
        1,
        "同一单位交了 2 份，采用这一份：这一份没有错误。",
        "同一单位有多份，采用“{}”：它没有错误，这一份有 1 处错误。",
    ),
    "the later of two faulty ones": (
        [(LATE, BROKEN), (EARLY, BROKEN | {FEES: 5})],
        0,
        "同一单位交了 2 份，采用这一份：都有错误，这一份保存得最晚。",
        "同一单位有多份，采用“{}”：它保存得较晚（2025-01-20 10:00，这一份 2025-01-18 16:30）。",
    ),
    "one of two copies": (
        [(EARLY, {}), (LATE, {})],
        1,
        "交了 2 份，内容相同，算一份。",
        "与“{}”内容相同，只算一份。",
    ),
}


@pytest.mark.parametrize("case", VERSIONS)
def test_which_version_counts_and_why(tmp_path, case):
    files, best, why, other = VERSIONS[case]
    for number, (saved, changes) in enumerate(files):
        changes = {key.replace(".", "__"): value for key, value in changes.items()}
        put(tmp_path / "heap" / f"{number}.xlsx", "A", saved=saved, **({FEES.replace(".", "__"): 1} | changes))
    found = judge(items([tmp_path / "heap"]), roster=roster(tmp_path, "A"))
    assert [one.state == "used" for one in found] == [number == best for number in (0, 1)]
    assert found[best].reason == why
    assert found[1 - best].reason == other.format(tmp_path / "heap" / f"{best}.xlsx")


def test_a_version_that_only_explains_is_another_version(tmp_path):
    wrong = {"disclosure__regulations__issued": 1, "disclosure__regulations__in_force": 1}
    first = put(tmp_path / "heap" / "1.xlsx", "A", saved=EARLY, **wrong)
    book = openpyxl.load_workbook(first)
    sheet = book["校验"]
    (row,) = [
        row
        for row in range(1, sheet.max_row + 1)
        if "规章" in str(sheet.cell(row, 2).value) and "应为0" in str(sheet.cell(row, 2).value)
    ]
    sheet.cell(row, 7).value = "县政府报人大备案的规章一件"
    book.save(tmp_path / "heap" / "2.xlsx")
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, "A"))
    assert (states(found), units(found)) == ({"1.xlsx": "superseded", "2.xlsx": "used"}, {"A": "ok"})


def test_files_under_one_unit_that_name_different_ones_are_looked_at(tmp_path):
    put(tmp_path / "heap" / "1.xlsx", "A", saved=EARLY)
    put(tmp_path / "heap" / "2.xlsx", "OLD", "旧局", saved=LATE)
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, "A,甲局,,,,OLD"))
    assert states(found) == {"1.xlsx": "superseded", "2.xlsx": "used"}
    assert found.judged[0].attention
    assert not found.clean
    assert "这一份写的是 A 甲局，与它不同" in found.returns[0].reason


# --------------------------------------------------------------------------------------------------- copied returns


def _copied(folder: Path, listed: govxl.Roster | None = None) -> dict[str, list[str]]:
    found = judge(items([folder]), 2024, roster=listed)
    return {one.item.path.name: [f.message for f in one.findings if f.code == "copied-return"] for one in found}


def test_one_units_figures_under_another_name_are_said_at_both(tmp_path):
    heap = tmp_path / "heap"
    for code, fees in (("A", 7), ("B", 7), ("C", 8)):
        put(heap / f"{code}.xlsx", code, disclosure__fees__amount=fees)
    for listed in (None, roster(tmp_path, *"ABC")):
        found = _copied(heap, listed)
        assert {name: len(messages) for name, messages in found.items()} == {"A.xlsx": 1, "B.xlsx": 1, "C.xlsx": 0}
        count = sum(1 for value in (GOOD | {FEES: 7}).values() if value)
        assert found["A.xlsx"] == [
            f"不是 0 的 {count} 个数与“{heap}/B.xlsx”（乙局，2024 年）完全相同，可能是抄来的，或用错了工作簿。"
        ]
    assert units(govxl.gather([heap], roster(tmp_path, *"ABC"))) == {"A": "to_explain", "B": "to_explain", "C": "ok"}


def test_last_years_figures_sent_again_are_said_at_both(tmp_path):
    put(tmp_path / "heap" / "old.xlsx", "A", year=2023, disclosure__fees__amount=7)
    put(tmp_path / "heap" / "new.xlsx", "A", year=2024, disclosure__fees__amount=7)
    found = _copied(tmp_path / "heap", roster(tmp_path, "A"))
    assert ["2023 年" in found["new.xlsx"][0], "2024 年" in found["old.xlsx"][0]] == [True, True]


@pytest.mark.parametrize(("figures", "said"), [(4, 0), (5, 1)])
def test_few_figures_in_common_are_chance(tmp_path, figures, said):
    spots = [figure.address for figure in FORM.entries if figure.address.startswith("disclosure.administrative")][:2]
    spots += [figure.address for figure in FORM.entries if figure.address.startswith("requests")]
    zero = {figure.address.replace(".", "__"): 0 for figure in FORM.entries}
    for code in "AB":
        put(tmp_path / "heap" / f"{code}.xlsx", code, **(zero | {s.replace(".", "__"): 3 for s in spots[:figures]}))
    assert [len(messages) for messages in _copied(tmp_path / "heap").values()] == [said, said]


def test_versions_of_one_report_and_a_summary_of_it_are_no_copies(tmp_path):
    heap = tmp_path / "heap"
    put(heap / "1.xlsx", "A")
    put(heap / "2.xlsx", "A")
    govxl.consolidate([heap / "1.xlsx"], heap / "sum.xlsx")
    assert _copied(heap, roster(tmp_path, "A")) == {"1.xlsx": [], "2.xlsx": [], "sum.xlsx": []}


# ------------------------------------------------------------------------------------------------------- summaries


def _summary(folder: Path, codes: str) -> Path:
    for code in codes:
        put(folder / "part" / f"{code}.xlsx", code)
    (folder / "heap").mkdir(exist_ok=True)
    govxl.consolidate([folder / "part" / f"{code}.xlsx" for code in codes], folder / "heap" / "青禾县.xlsx")
    return folder / "heap"


def test_units_in_a_summary_have_handed_in(tmp_path):
    heap = _summary(tmp_path, "AB")
    put(heap / "C.xlsx", "C")
    found = govxl.gather([heap], roster(tmp_path, *"ABCD"))
    assert units(found) == {"A": "ok", "B": "ok", "C": "ok", "D": "missing"}
    assert found.returns[0].reason == f"在汇总表“{heap}/青禾县.xlsx”里。"
    assert states(found) == {"C.xlsx": "used", "青禾县.xlsx": "used"}


def test_a_summary_beside_its_units_is_a_duplicate_and_who_is_only_in_it_is_missing(tmp_path):
    heap = _summary(tmp_path, "AB")
    put(heap / "A.xlsx", "A")
    found = govxl.gather([heap], roster(tmp_path, *"AB"))
    assert states(found) == {"A.xlsx": "used", "青禾县.xlsx": "duplicate"}
    assert units(found) == {"A": "ok", "B": "missing"}
    assert (
        found.returns[1].reason == f"没有交。汇总表“{heap}/青禾县.xlsx”里有这个单位，但那份汇总表会重复计算，没有计入。"
    )
    assert not found.clean


def test_a_unit_under_its_former_code_is_not_counted_beside_the_summary_with_it(tmp_path):
    heap = _summary(tmp_path, "A")
    put(heap / "old.xlsx", "OLD", "旧局")
    found = govxl.gather([heap], roster(tmp_path, "A,甲局,,,,OLD"))
    assert states(found) == {"old.xlsx": "used", "青禾县.xlsx": "duplicate"}


@pytest.mark.parametrize(
    ("lines", "state", "errors"),
    [(["A", "B"], "used", 0), (["A"], "used", 1), (["C"], "unknown_unit", 0), (["Q,青禾县,,,,"], "used", 0)],
)
def test_whose_a_summary_is(tmp_path, lines, state, errors):
    heap = _summary(tmp_path, "AB")
    found = govxl.gather([heap], roster(tmp_path, *lines))
    assert [(one.state, sum(f.severity == "error" for f in one.findings)) for one in found.judged] == [(state, errors)]
    expected = "missing" if state == "unknown_unit" else "faulty" if errors else "ok"
    assert set(units(found).values()) == {expected}


# ------------------------------------------------------------------------------------------- the office's own lists


def test_the_offices_own_lists_are_told_apart(tmp_path):
    heap = tmp_path / "heap"
    put(heap / "A.xlsx", "A", disputes__review__upheld=None)
    listed = roster(tmp_path, "A")
    govxl.write_status(heap / "情况.xlsx", govxl.gather([heap], listed))
    (heap / "旧名单.csv").write_bytes((tmp_path / "名单.csv").read_text("utf-8").encode("gbk"))
    book = openpyxl.Workbook()
    for row in (["2024年名单"], ["单位代码", "单位 名称"], ["A", "甲局"]):
        book.active.append(row)
    book.save(heap / "名单.xlsx")
    from govxl.lists import write_list

    write_list(heap / "问题.xlsx", govxl.check(govxl.read(heap / "A.xlsx")), "xlsx")
    book = openpyxl.Workbook()
    book.active.title = "发放清单"
    book.save(heap / "清单.xlsx")
    found = {one.item.path.name: (one.state, one.reason) for one in judge(items([heap]), 2024, roster=listed)}
    assert found.pop("A.xlsx")[0] == "used"
    kinds = {
        "情况.xlsx": "status",
        "旧名单.csv": "roster",
        "名单.xlsx": "roster",
        "问题.xlsx": "issues",
        "清单.xlsx": "issued",
    }
    assert found == {name: ("foreign", texts.PAPERWORK[kind]) for name, kind in kinds.items()}
    assert kind_of(items([heap / "A.xlsx"])[0]) is None


def test_the_roster_and_the_output_in_the_heap_are_passed_over(run, tmp_path):
    put(tmp_path / "收回" / "A.xlsx", "A")
    roster(tmp_path / "收回", "A")
    for _ in range(2):
        code, said, complained = run("collect", "收回", "--roster", "收回/名单.csv", "-o", "收回/收报情况.xlsx")
        assert (code, complained) == (0, "")
        assert said.endswith("收到 1 个文件。\n已写出 收回/收报情况.xlsx\n")


# -------------------------------------------------------------------------------------------------- the exit code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, 0),
        ({"copy.xlsx": ("B", {})}, 0),
        ({"x.xlsx": ("Z", {"name": "别的"})}, 1),
        ({"x.xlsx": ("B", {"year": 2023})}, 1),
        ({"B.xlsx": ("B", {"disputes__review__upheld": None})}, 1),
        ({"B.xlsx": ("B", {"disclosure__regulations__issued": 1, "disclosure__regulations__in_force": 1})}, 0),
    ],
)
def test_the_exit_code(run, tmp_path, more, code):
    for unit in "AB":
        put(tmp_path / "收回" / f"{unit}.xlsx", unit)
    for name, (unit, changes) in more.items():
        put(tmp_path / "收回" / name, unit, **changes)
    roster(tmp_path, *"AB")
    assert run("collect", "收回", "--roster", "名单.csv")[0] == code


def test_nothing_has_come_yet(run, tmp_path):
    (tmp_path / "收回").mkdir()
    roster(tmp_path, *"AB")
    code, said, _ = run("collect", "收回", "--roster", "名单.csv", "-o", "情况.xlsx")
    assert code == 1
    assert said.startswith("没有找到任何文件。\n名单上 2 个单位，交了 0 个，未交 2 个；")
    letter = openpyxl.load_workbook(tmp_path / "情况.xlsx")["通知"]["E2"].value
    assert "《本年度政府信息公开工作年度报告》" in letter


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("收回", "--roster", "gone.csv"), "没有这个文件或文件夹：gone.csv"),
        (("gone", "--roster", "名单.csv"), "没有这个文件或文件夹：gone"),
        (("收回", "--roster", "坏名单.csv"), "单位名单 坏名单.csv 有 1 处问题"),
        (("收回", "--roster", "名单.csv", "-o", "x.pdf"), "x.pdf 不是 .xlsx 文件名"),
        (("收回", "--roster", "名单.csv", "-o", "mine.xlsx"), "mine.xlsx 已经存在，而且不是以前的收报情况"),
        (("收回", "--roster", "名单.csv", "-o", "sum.xlsx"), "sum.xlsx 已经存在，而且不是以前的收报情况"),
        (("收回", "--roster", "名单.csv", "-o", "edited.xlsx"), "edited.xlsx 写出以后在别处保存过"),
        (("收回",), "缺少参数（"),
    ],
)
def test_what_cannot_be_done_writes_nothing(run, tmp_path, words, complaint):
    put(tmp_path / "收回" / "A.xlsx", "A")
    listed = roster(tmp_path, "A")
    (tmp_path / "坏名单.csv").write_text(ROSTER + "A,,,,,\n", "utf-8")
    (tmp_path / "mine.xlsx").write_bytes(b"PK mine")
    govxl.consolidate([tmp_path / "收回"], tmp_path / "sum.xlsx")
    edited = tmp_path / "edited.xlsx"
    govxl.write_status(edited, govxl.gather([tmp_path / "收回"], listed))
    edited.write_bytes(resaved(edited.read_bytes(), LATE))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    code, said, complained = run("collect", *words)
    assert (code, said) == (2, "")
    assert complained.startswith(complaint)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


# ------------------------------------------------------------------------------------------------ the status workbook


@pytest.fixture(scope="module")
def status(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("status")
    put(folder / "收回" / "A.xlsx", "A", saved=LATE)
    put(folder / "收回" / "B.xlsx", "B", disclosure__regulations__issued=1, disclosure__regulations__in_force=1)
    put(folder / "收回" / "C.xlsx", "C", disputes__review__upheld=None)
    (folder / "收回" / "x.pdf").write_bytes(b"%PDF-1.4")
    os.utime(folder / "收回" / "x.pdf", (1737338400, 1737338400))  # 2025-01-20 02:00 in Greenwich
    listed = roster(
        folder, "A,甲局,县直,赵一,01,", "B,乙局,县直,钱二,02,", "C,丙局,乡镇,孙三,03,", "D,丁局,乡镇,李四,04,"
    )
    result = govxl.gather([folder / "收回"], listed)
    govxl.write_status(folder / "收报情况.xlsx", result)
    govxl.write_status(folder / "again.xlsx", result)
    return folder / "收报情况.xlsx"


def _rows(path: Path, name: str) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path)[name]
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


STATUS = {
    "单位": [
        ["单位代码", "单位名称", "类别", "状态", "文件", "保存时间", "错误", "提醒", "说明"],
        ["A", "甲局", "县直", "没有问题", "A.xlsx", "2025-01-20 10:00", 0, 0, ""],
        ["B", "乙局", "县直", "要说明", "B.xlsx", "", 0, 1, "有 1 处提醒，请单位说明。"],
        ["C", "丙局", "乡镇", "要退回", "C.xlsx", "", 1, 0, "有 1 处错误，需退回更正。"],
        ["D", "丁局", "乡镇", "未交", "", "", 0, 0, "没有交。"],
    ],
    "未交": [
        ["单位代码", "单位名称", "类别", "联系人", "电话", "说明"],
        ["D", "丁局", "乡镇", "李四", "04", "没有交。"],
    ],
    "文件": [
        ["文件", "状态", "单位代码", "单位名称", "年度", "格式", "保存时间", "原因", "错误", "提醒"],
        ["A.xlsx", "已读取", "A", "甲局", 2024, "xlsx", "2025-01-20 10:00", "", 0, 0],
        ["B.xlsx", "已读取", "B", "乙局", 2024, "xlsx", "", "", 0, 1],
        ["C.xlsx", "已读取", "C", "丙局", 2024, "xlsx", "", "", 1, 0],
        ["x.pdf", "读不出来", "", "", "", "", "文件日期 2025-01-20 10:00", texts.pdf(), 1, 0],
    ],
}


@pytest.mark.parametrize("name", STATUS)
def test_a_list_of_the_status_workbook(status, name):
    assert _rows(status, name) == STATUS[name]


def test_the_overview_counts_and_shows_it(status):
    rows = _rows(status, "概览")
    assert [row[0] for row in rows[:3]] == [
        "2024 年政府信息公开工作年度报告收报情况",
        "报送和公布的期限：1月31日前",
        "2024 年：名单上 4 个单位，交了 3 个，未交 1 个；交了的里面，没有问题 1 个，要说明 1 个，要退回 1 个。"
        "收到 4 个文件，其中 1 个没有用。",
    ]
    assert rows[4:8] == [
        ["单位类别", "没有问题", "要说明", "要退回", "未交", "合计"],
        ["县直", 1, 1, 0, 0, 2],
        ["乡镇", 0, 0, 1, 1, 2],
        ["全部", 1, 1, 1, 1, 4],
    ]
    files = [row[:2] for row in rows[8:] if row[0]]
    assert files == [["文件的状态", "个数"], ["已读取", 3], ["读不出来", 1], ["合计", 4]]
    with zipfile.ZipFile(status) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    shown = re.findall(r"<c:(tx|cat|val)>.*?<c:f>概览!(.*?)</c:f>", chart.replace("'", ""))
    columns = [("tx", f"${c}$5") for c in "BCDE"], [("val", f"${c}$6:${c}$8") for c in "BCDE"]
    assert shown[::3] == columns[0]
    assert shown[2::3] == columns[1]
    assert {ref for _, ref in shown[1::3]} == {"$A$6:$A$8"}


def test_a_text_for_every_unit_that_has_something_to_do(status):
    rows = _rows(status, "通知")
    assert [row[:4] for row in rows] == [
        ["单位", "联系人", "电话", "种类"],
        ["丁局", "李四", "04", "催报"],
        ["乙局", "钱二", "02", "请说明"],
        ["丙局", "孙三", "03", "退回"],
    ]
    assert rows[1][4] == (
        "丁局：\n"
        "　　贵单位的《2024 年政府信息公开工作年度报告》填报工作簿，我们还没有收到。"
        "年度报告应于 1月31日前报送主管部门并向社会公布，"
        "请尽快填好，“校验”显示“校验通过”、经负责人审核后，把工作簿原样交回。\n"
        "　　已经交了的，请告诉我们是什么时候、怎么交的；填报有困难的，请与我们联系。谢谢支持！"
    )
    assert rows[3][4] == (
        "丙局：\n"
        "　　贵单位报来的《2024 年政府信息公开工作年度报告》（文件“C.xlsx”）已经收到，谢谢。\n"
        "　　核对时发现 1 处错误，请在工作簿里改正：\n"
        "1. “四”表 A5：没有填数。没有就填 0；一张表里 0 很多，可把表右侧“本表未填的格均为0”选成“是”。\n"
        "　　年度报告应于 1月31日前报送主管部门并向社会公布，请尽快改好、经负责人审核后再交。"
        "有疑问请与我们联系。谢谢支持！"
    )
    assert [row[0] for row in _rows(status, "退回")] == ["单位代码", "B", "C"]
    assert [row[7] for row in _rows(status, "退回")[1:]] == [row[4] for row in rows[2:]]


def test_the_status_workbook_is_the_same_for_the_same(status):
    assert status.read_bytes() == (status.parent / "again.xlsx").read_bytes()


def test_a_text_names_twenty_faults_and_how_many_more(tmp_path):
    path = put(tmp_path / "heap" / "A.xlsx", "A")
    cells = {f"三!{column}{row}": "x" for column in "DE" for row in range(7, 19)}
    change(path, cells)
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, "A"))
    lines = found.letter(found.returns[0]).splitlines()
    assert [line.partition(".")[0] for line in lines if re.match(r"\d", line)] == [str(n) for n in range(1, 21)]
    assert lines[2] == "　　核对时发现 24 处错误，请在工作簿里改正："
    assert "等 24 处，详见退回的工作簿。" in lines


def test_a_unit_is_told_what_came_instead_but_not_what_might_be_anothers(tmp_path):
    put(tmp_path / "heap" / "A.xlsx", "A", year=2023)
    put(tmp_path / "heap" / "x.xlsx", "X", "甲局")
    put(tmp_path / "heap" / "B.xlsx", "B")
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, *"AB"), year=2024)
    letter = found.letter(found.returns[0])
    assert "目前的情况：只收到 2023 年的“A.xlsx”。" in letter
    assert "x.xlsx" in found.returns[0].reason
    assert "x.xlsx" not in letter


# ------------------------------------------------------------------------------------- the roster in other commands


def test_consolidate_names_who_is_missing_and_leaves_strangers_out(run, tmp_path):
    for code, name in (("A", "甲局"), ("Z", "别的局")):
        put(tmp_path / "收回" / f"{code}.xlsx", code, name, disclosure__fees__amount=2 if code == "A" else 3)
    roster(tmp_path, *"AB")
    words = ("consolidate", "收回", "-o", "sum.xlsx", "--roster", "名单.csv")
    code, said, _ = run(*words, "--format", "json")
    result = json.loads(said)
    assert (code, result["included"], result["figures"][FEES]) == (1, ["A"], "2")
    assert result["left_out"] == [
        {"unit": "Z", "file": "收回/Z.xlsx", "reason": "名单里没有 Z 别的局。"},
        {"unit": "B", "file": None, "reason": "没有交。"},
    ]
    assert _rows(tmp_path / "sum.xlsx", "收录情况")[-1] == ["", "B", "乙局", "", "未交", "否", "没有交。", "", "", ""]
    code, said, _ = run(*words)
    assert said.splitlines()[1:] == [
        "  未计入：别的局　收回/Z.xlsx　名单里没有 Z 别的局。",
        "  未计入：B 乙局　（没有文件）　没有交。",
        "与上一次相比：没有变动。",
    ]
    put(tmp_path / "收回" / "B.xlsx", "B")
    (tmp_path / "收回" / "Z.xlsx").unlink()
    assert run(*words)[0] == 0


def test_check_tells_strangers_with_a_roster(run, tmp_path):
    put(tmp_path / "收回" / "Z.xlsx", "Z", "甲局分局")
    roster(tmp_path, "A")
    code, said, _ = run("check", "收回", "--roster", "名单.csv")
    assert code == 1
    assert said.splitlines()[:2] == [
        "收回/Z.xlsx　甲局分局　2024年　单位不在名单：没有问题",
        "  名单里没有 Z 甲局分局。是不是 A 甲局？请核对。",
    ]
    assert run("check", "收回")[0] == 0


# ------------------------------------------------------------------------------------------- nothing is ever lost


@pytest.mark.parametrize("seed", range(12))
def test_no_file_and_no_unit_is_lost_or_counted_twice(tmp_path, seed):
    rng = random.Random(seed)
    heap = tmp_path / "heap"
    heap.mkdir()
    names = [*UNITS.values(), "别的局", ""]
    for number in range(rng.randrange(1, 16)):
        path = heap / f"{rng.choice('ABCDEFGH')}{number}.xlsx"
        kind = rng.randrange(10)
        if kind == 0:
            path.write_bytes(rng.randbytes(rng.randrange(200)))
        elif kind == 1:
            path.write_bytes(_bytes("A", "甲局", 2024, (), "")[: rng.randrange(9000)])
        else:
            code = rng.choice(["A", "B", "C", "OLD", "Z", ""])
            name = rng.choice([UNITS.get(code, ""), UNITS.get(code, ""), rng.choice(names)])
            fault = rng.choice([{}, {}, BROKEN])
            put(path, code, name, rng.choice([2024, 2024, 2024, 2023]), rng.choice([EARLY, LATE]), **fault)
    found = govxl.gather([heap], roster(tmp_path, *"ABD", "C,丙局,,,,OLD"), year=2024)
    assert [one.filing.file for one in found.judged] == sorted(heap.iterdir())
    assert {one.state for one in found.judged} <= set(State.__args__)
    assert [one.member.code for one in found.returns] == ["A", "B", "D", "C"]
    used = [one.member.code for one in found.judged if one.state == "used"]
    assert len(used) == len(set(used))
    assert set(used) == {one.member.code for one in found.returns if one.state != "missing"}
    for one in found.judged:
        assert one.reason or one.state == "used"
        assert one.member or one.state != "used"
    assert {one.member.code: one.state for one in found.returns if one.one and one.one.has_errors} == {
        one.member.code: "faulty" for one in found.of("faulty")
    }
    shuffled = list(items([heap]))
    rng.shuffle(shuffled)
    again = {one.item.path: one.state for one in judge(shuffled, 2024, roster=found.roster)}
    assert again == {one.item.path: one.state for one in found.judged}, "the order of the files does not matter"


def test_a_category_is_not_taken_from_the_roster_where_the_file_has_one(tmp_path):
    wrong = {"disclosure__regulations__issued": 1, "disclosure__regulations__in_force": 1}
    path = put(tmp_path / "heap" / "A.xlsx", "A", category="国务院部门", **wrong)
    (one,) = judge(items([path]), 2024, roster=roster(tmp_path, "A,甲局,县直部门,,,"))
    assert replace(one.filing).category == "国务院部门"


# ------------------------------------------------------------------------- what a tired clerk needs to be told at once

COUNTY = tuple(
    f"{code},青禾县{name},,,,"
    for code, name in zip("ABCDE", ("民政局", "司法局", "气象局", "档案馆", "河口镇人民政府"), strict=True)
)


def test_a_file_named_after_another_unit_is_asked_about(tmp_path):
    """The name never decides whose it is, but both units, and the report it pushes out, are to be looked at."""
    put(tmp_path / "heap" / "司法局.xlsx", "B", "青禾县司法局", saved=EARLY)
    put(tmp_path / "heap" / "民政局报表.xlsx", "B", "青禾县司法局", saved=LATE, disclosure__fees__amount=5)
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, *COUNTY))
    assert states(found) == {"司法局.xlsx": "superseded", "民政局报表.xlsx": "used"}
    (one,) = [one for one in found.judged if one.state == "used"]
    assert [(f.code, f.severity, f.message) for f in one.findings] == [
        (
            "identity-mismatch",
            "warning",
            "文件名像是“青禾县民政局”的，里面的识别信息是“青禾县司法局”的，请核对。",
        )
    ]
    civil, justice = found.returns[:2]
    assert (civil.state, justice.state) == ("missing", "to_explain")
    assert "民政局报表.xlsx”的文件名像是这个单位的，里面的识别信息是“青禾县司法局”的" in civil.reason
    assert "另有" in justice.reason
    assert "有 1 处提醒。" in justice.reason


@pytest.mark.parametrize(
    "name", ["司法局和民政局.xlsx", "2024.xlsx", "报表.xlsx", "青禾县.xlsx", "人民政府.xlsx", "档案.xlsx"]
)
def test_a_file_name_that_tells_nothing_is_let_be(tmp_path, name):
    put(tmp_path / "heap" / name, "B", "青禾县司法局")
    (one,) = govxl.gather([tmp_path / "heap"], roster(tmp_path, *COUNTY)).judged
    assert (one.state, one.findings) == ("used", ())


@pytest.mark.parametrize(("name", "nearest"), [("青禾县民生局", None), ("青禾县河口镇", "E"), ("青禾县气象", "C")])
def test_the_nearest_unit_is_like_it_in_what_tells_units_apart(tmp_path, name, nearest):
    put(tmp_path / "heap" / "x.xlsx", "X", name)
    (one,) = judge(items([tmp_path / "heap"]), roster=roster(tmp_path, *COUNTY))
    assert (one.nearest.code if one.nearest else None) == nearest


def test_a_file_that_cannot_be_read_is_tied_to_its_unit_by_the_short_name(tmp_path):
    (tmp_path / "heap").mkdir()
    (tmp_path / "heap" / "河口镇的.pdf").write_bytes(b"%PDF-1.4")
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, *COUNTY))
    assert [one.member.code for one in found.returns if "河口镇的.pdf" in one.reason] == ["E"]


def test_prose_that_is_not_written_is_to_be_explained(tmp_path):
    path = put(tmp_path / "heap" / "A.xlsx", "A")
    change(path, {"五!B3": None, "六!B3": None})
    (one,) = govxl.gather([tmp_path / "heap"], roster(tmp_path, "A")).returns
    assert (one.state, one.reason) == ("to_explain", "有 2 处提醒，请单位说明：正文有 2 部分没有写。")


def test_a_unit_whose_later_version_is_faulty_has_something_to_explain(tmp_path):
    put(tmp_path / "heap" / "1.xlsx", "A", saved=EARLY)
    put(tmp_path / "heap" / "2.xlsx", "A", saved=LATE, requests__received__natural_person=15)
    (one,) = govxl.gather([tmp_path / "heap"], roster(tmp_path, "A")).returns
    assert one.state == "to_explain"
    assert "这一份保存得较晚，但有 1 处错误" in one.reason


def test_our_own_workbook_comes_before_a_later_one_made_by_hand(tmp_path):
    own = put(tmp_path / "heap" / "1.xlsx", "A", saved=EARLY)
    later = put(tmp_path / "heap" / "2.xlsx", "A", saved=LATE, disclosure__fees__amount=5)
    listed = roster(tmp_path, "A")
    first, second = judge(items([own, later]), roster=listed)
    by_hand = replace(second, filing=replace(second.filing, source="workbook"))
    from govxl import collect

    assert collect.rank(first) > collect.rank(by_hand)
    first, second = replace(first, state="used"), replace(by_hand, state="used")
    assert collect._why(first, [second]) == "同一单位交了 2 份，采用这一份：这一份是下发的工作簿。"
    assert collect._set_aside(second, first).reason.endswith("它是下发的工作簿，这一份不是。")


def test_a_workbook_nobody_filled_in_has_one_fault(run, tmp_path):
    (tmp_path / "heap").mkdir()
    govxl.write_template(tmp_path / "heap" / "A.xlsx", govxl.Content(govxl.Unit("A", "甲局"), 2024, "本机关"))
    listed = roster(tmp_path, "A")
    found = govxl.gather([tmp_path / "heap"], listed)
    (one,) = found.returns
    assert (one.state, one.reason, one.count("error")) == ("faulty", "整本没有填。", 1)
    letter = found.letter(one)
    assert "1 处错误" in letter
    assert "1. 整本没有填。请填好再交。" in letter
    assert "没有填数" not in run("collect", "heap", "--roster", "名单.csv")[1]


@pytest.mark.parametrize("command", [("check",), ("collect",), ("consolidate", "-o", "汇总.xlsx")])
def test_the_offices_own_lists_alone_are_no_fault(run, tmp_path, command):
    put(tmp_path / "heap" / "A.xlsx", "A")
    roster(tmp_path, "A")
    (tmp_path / "heap" / "旧名单.csv").write_bytes((tmp_path / "名单.csv").read_bytes())
    assert run(command[0], "heap", "--roster", "名单.csv", *command[1:])[0] == 0
    (one,) = [one for one in judge(items([tmp_path / "heap"])) if one.state == "foreign"]
    assert [finding.severity for finding in one.findings] == ["info"]


def test_a_letter_speaks_to_the_unit_and_not_of_others(tmp_path):
    put(tmp_path / "heap" / "A.xlsx", "A", disclosure__fees__amount=5)
    put(tmp_path / "heap" / "B.xlsx", "B", disclosure__fees__amount=5)
    book = openpyxl.load_workbook(tmp_path / "heap" / "A.xlsx")
    book.create_sheet("底稿").sheet_state = "hidden"
    book.save(tmp_path / "heap" / "A.xlsx")
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, *"AB"))
    letter = found.letter(found.returns[0])
    assert "个数与另一单位的完全相同，可能是抄来的" in letter
    for word in ("请让单位", "乙局", "B.xlsx", str(tmp_path)):
        assert word not in letter


def test_last_years_figures_are_the_units_own_in_its_letter(tmp_path):
    put(tmp_path / "heap" / "A.xlsx", "A", disclosure__fees__amount=5)
    put(tmp_path / "heap" / "A旧.xlsx", "A", year=2023, disclosure__fees__amount=5)
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, "A"), year=2024)
    letter = found.letter(found.returns[0])
    assert "个数与本单位另一年度的完全相同" in letter
    assert "A旧.xlsx" not in letter


def test_a_date_of_the_disk_is_said_to_be_one(tmp_path):
    pages = [tmp_path / "heap" / f"{number}.xlsx" for number in (1, 2)]
    for path, fee, time in zip(pages, (1, 2), (1737338400, 1737338460), strict=True):
        put(path, "A", saved="", disclosure__fees__amount=fee)
        data = resaved(path.read_bytes(), "")
        path.write_bytes(data)
        os.utime(path, (time, time))
    old, new = judge(items([tmp_path / "heap"]), roster=roster(tmp_path, "A"))
    assert (old.state, new.state) == ("superseded", "used")
    assert "（文件日期 2025-01-20 10:01，这一份 文件日期 2025-01-20 10:00）" in old.reason


def test_a_blank_version_replaces_nothing(tmp_path):
    put(tmp_path / "heap" / "1.xlsx", "A", saved=EARLY)
    blank = tmp_path / "heap" / "2.xlsx"
    govxl.write_template(blank, govxl.Content(govxl.Unit("A", "甲局"), 2024, "本机关"))
    blank.write_bytes(resaved(blank.read_bytes(), LATE))
    found = govxl.gather([tmp_path / "heap"], roster(tmp_path, "A"))
    assert found.returns[0].state == "ok"
    assert found.judged[1].reason.endswith("这一份整本没有填。")
