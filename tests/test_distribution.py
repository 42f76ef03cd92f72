"""Distribution: what lies in the folder after a first, a second and an interrupted run, and last year's figures."""

import dataclasses
import datetime
import json
import re
import shutil
import stat
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import govxl
from govxl import campaign, cli, distribution, texts
from govxl.campaign import CampaignError, sign, verify
from govxl.distribution import distribute
from govxl.form import Address
from govxl.layout import IDENTITY
from govxl.roster import read_roster
from govxl.series import Series
from govxl.template import write_template

FORM = govxl.edition("2021")
FIRST, LATER = datetime.date(2025, 1, 3), datetime.date(2025, 1, 9)
THREE = """\
单位代码,单位名称,单位类别,联系人,电话
A1,甲局,部门,张三,0571-1
A2,乙局,部门,李四,0571-2
B1,丙镇,乡镇,,
"""
PERSON, TOTAL = Address("requests.received.natural_person"), Address("requests.received.total")
FEES, CARRIED = Address("disclosure.fees.amount"), Address("requests.carried_out.natural_person")


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(text: str = THREE, folder: str = "下发", *, today: datetime.date = FIRST, year: int = 2024, **options):
    Path("名单.csv").write_text(text, "utf-8")
    return distribute(read_roster("名单.csv"), Path(folder), year=year, today=today, **options)


def contents(folder: str = "下发") -> dict[str, bytes]:
    """All files of a folder but the key and the record."""
    root = Path(folder)
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and campaign.HOME not in path.parts
    }


def identity(path: Path) -> dict[str, str]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(IDENTITY).to_python()
    return {row[0]: row[1] for row in rows}


def issued(folder: str = "下发") -> list[list[object]]:
    """The rows of 发放清单 without its head."""
    return CalamineWorkbook.from_path(f"{folder}/发放清单.xlsx").get_sheet_by_index(0).to_python()[1:]


def last_year(path: str, code: str, name: str, year: int = 2023, lacking: tuple = (), **figures) -> None:
    """A report in which all is 0 but the figures given, by the names below, and those that are lacking."""
    spots = {"person": PERSON, "fees": FEES, "carried": CARRIED}
    filled = dict.fromkeys((figure.address for figure in FORM.entries), 0)
    filled |= {spots[key]: value for key, value in figures.items()}
    for spot in lacking:
        del filled[spot]
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    govxl.write_template(path, govxl.Content(govxl.Unit(code, name), year, "本机关", figures=filled))


@pytest.fixture
def given(monkeypatch) -> dict[str, dict]:
    """Last year's figures as they were handed to the writer, by unit code."""
    seen: dict[str, dict] = {}
    write = Series.write

    def watch(self, path, content):
        seen[content.unit.code] = dict(content.prior)
        write(self, path, content)

    monkeypatch.setattr(Series, "write", watch)
    return seen


# ---------------------------------------------------------------------------------------------------------- a first run


def test_a_workbook_a_note_and_a_line_for_each_unit(here):
    result = run()
    assert sorted(contents()) == [
        "A1_甲局_2024.xlsx",
        "A2_乙局_2024.xlsx",
        "B1_丙镇_2024.xlsx",
        "发放清单.xlsx",
        "通知/A1_甲局.txt",
        "通知/A2_乙局.txt",
        "通知/B1_丙镇.txt",
    ]
    filing = govxl.read("下发/B1_丙镇_2024.xlsx")
    assert (filing.state, filing.source, filing.unit, filing.year) == (
        "used",
        "template",
        govxl.Unit("B1", "丙镇"),
        2024,
    )
    assert not [f for f in filing.findings if f.code not in ("blank",)]
    assert result.clean
    assert result.report().splitlines() == [
        "新生成 3 个单位的工作簿，在 下发；已有 0 个，没有动。",
        "  A1 甲局",
        "  A2 乙局",
        "  B1 丙镇",
        "清单：下发/发放清单.xlsx",
    ]


def test_the_list(here):
    run()
    rows = CalamineWorkbook.from_path("下发/发放清单.xlsx").get_sheet_by_name("发放清单").to_python()
    assert rows == [
        ["序号", "单位代码", "单位名称", "文件", "编号", "发放日期", "上年数", "联系人", "电话"],
        [1, "A1", "甲局", "A1_甲局_2024.xlsx", "0001", "2025-01-03", "无", "张三", "0571-1"],
        [2, "A2", "乙局", "A2_乙局_2024.xlsx", "0002", "2025-01-03", "无", "李四", "0571-2"],
        [3, "B1", "丙镇", "B1_丙镇_2024.xlsx", "0003", "2025-01-03", "无", "", ""],
    ]


def test_the_note(here):
    run()
    data = Path("下发/通知/A1_甲局.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 5
    note = data.decode("utf-8-sig")
    for part in ("甲局（A1）", "“A1_甲局_2024.xlsx”", "1月31日前", "2024 年政府信息公开工作年度报告", "联系人：请填写"):
        assert part in note


def test_the_identity_is_sealed(here):
    run()
    said = identity(Path("下发/A2_乙局_2024.xlsx"))
    assert (said["unit_code"], said["unit_name"], said["year"]) == ("A2", "乙局", "2024")
    assert (said["serial"], said["category"], said["kind"]) == ("0002", "部门", "template")
    key = Path("下发/.govxl/key").read_bytes()
    parts = {"form": "政府信息公开工作年度报告", "edition": "2021", "code": "A2", "name": "乙局", "year": 2024}
    assert verify(key, said["signature"], **parts, serial="0002")
    assert not verify(key, said["signature"], **parts, serial="0001")
    assert not verify(b"x" * 32, said["signature"], **parts, serial="0002")


def test_a_seal():
    parts = {"form": "报告", "edition": "2021", "code": "A1", "name": "甲局", "year": 2024, "serial": "0001"}
    seal = sign(bytes(32), **parts)
    # printf '报告|2021|A1|甲局|2024|0001' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00
    assert seal == "e604949eabc61a0025c7d71276f60889"
    for part, other in [("code", "A2"), ("name", "乙局"), ("year", 2023), ("serial", "0002"), ("edition", "2019")]:
        assert sign(bytes(32), **parts | {part: other}) != seal
    assert sign(bytes(32), **parts | {"code": "A", "name": "1|甲局"}) != sign(
        bytes(32), **parts | {"code": "A|1", "name": "甲局"}
    )
    assert not verify(bytes(32), "不是签名", **parts)
    assert not verify(bytes(32), "", **parts)


def test_the_key_is_random_and_its_owners_alone(here):
    run(folder="a")
    run(folder="b")
    keys = [Path(folder, ".govxl/key").read_bytes() for folder in "ab"]
    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] != keys[1]
    if sys.platform != "win32":
        assert stat.S_IMODE(Path("a/.govxl/key").stat().st_mode) == 0o600


def test_the_same_key_gives_the_same_bytes(here):
    run(folder="a", archives=True)
    Path("b/.govxl").mkdir(parents=True)
    shutil.copy("a/.govxl/key", "b/.govxl/key")
    run(folder="b", archives=True)
    assert contents("a") == contents("b")
    assert len(contents("a")) == 10
    for path in Path("a").glob("*.xlsx"):
        with zipfile.ZipFile(path) as parts:
            assert re.findall(rb">(2[^<]*Z)<", parts.read("docProps/core.xml")) == [b"2021-09-26T00:00:00Z"] * 2
    run(folder="c", archives=True)
    assert contents("a")["A1_甲局_2024.xlsx"] != contents("c")["A1_甲局_2024.xlsx"]


def test_workbooks_do_not_depend_on_the_day(here):
    run(folder="a")
    Path("b/.govxl").mkdir(parents=True)
    shutil.copy("a/.govxl/key", "b/.govxl/key")
    run(folder="b", today=LATER)
    differ = [name for name, data in contents("a").items() if data != contents("b")[name]]
    assert differ == ["发放清单.xlsx"]


def test_archives(here):
    run(archives=True)
    assert sorted(path.name for path in Path("下发/压缩包").iterdir()) == [
        "A1_甲局_2024.zip",
        "A2_乙局_2024.zip",
        "B1_丙镇_2024.zip",
    ]
    with zipfile.ZipFile("下发/压缩包/A1_甲局_2024.zip") as archive:
        entries = archive.infolist()
        assert [entry.filename for entry in entries] == ["A1_甲局_2024.xlsx", "A1_甲局.txt"]
        assert all(entry.flag_bits & 1 << 11 for entry in entries)
        assert {entry.date_time for entry in entries} == {(2021, 9, 26, 0, 0, 0)}
        assert archive.read("A1_甲局_2024.xlsx") == Path("下发/A1_甲局_2024.xlsx").read_bytes()
        assert archive.read("A1_甲局.txt") == Path("下发/通知/A1_甲局.txt").read_bytes()


def test_archives_are_added_later(here):
    run()
    before = contents()
    result = run(archives=True)
    assert (result.made, result.there, len(list(Path("下发/压缩包").iterdir()))) == ((), 3, 3)
    assert {name: data for name, data in contents().items() if "压缩包" not in name} == before


def test_names_that_differ_in_case_alone_get_a_number(here):
    run("单位代码,单位名称\na1,甲局\nA1,甲局\nA1_甲局,2024\n", archives=True)
    assert [row[3] for row in issued()] == ["a1_甲局_2024.xlsx", "A1_甲局_2024_2.xlsx", "A1_甲局_2024_2024.xlsx"]
    names = [name.casefold() for name in contents()]
    assert len(set(names)) == len(names) == 10
    assert [path.name for path in sorted(Path("下发/通知").iterdir())] == [
        "A1_甲局_2.txt",
        "A1_甲局_2024.txt",
        "a1_甲局.txt",
    ]


def test_names_that_differ_in_case_alone_get_a_number_in_a_later_run_too(here):
    run("单位代码,单位名称\na1,甲局\n")
    run("单位代码,单位名称\nA1,甲局\na1,甲局\n")
    assert [row[3] for row in issued()] == ["a1_甲局_2024.xlsx", "A1_甲局_2024_2.xlsx"]


def test_a_long_name(here):
    run(f"单位代码,单位名称\n{'A' * 64},{'局' * 200}\n", archives=True)
    assert [row[1:3] for row in issued()] == [["A" * 64, "局" * 200]]
    assert len(contents()) == 4


# --------------------------------------------------------------------------------------------------------- a second run


def test_a_second_run_makes_the_new_ones_alone(here):
    run()
    before = contents()
    result = run(THREE.replace("A2,", "A0,丁局,部门,,\nA2,"), today=LATER)
    assert result.report().splitlines() == [
        "新生成 1 个单位的工作簿，在 下发；已有 3 个，没有动。",
        "  A0 丁局",
        "清单：下发/发放清单.xlsx",
    ]
    after = contents()
    assert {name for name in after if after[name] != before.get(name)} == {
        "A0_丁局_2024.xlsx",
        "通知/A0_丁局.txt",
        "发放清单.xlsx",
    }
    assert [(row[1], row[4], row[5]) for row in issued()] == [
        ("A1", "0001", "2025-01-03"),
        ("A2", "0002", "2025-01-03"),
        ("B1", "0003", "2025-01-03"),
        ("A0", "0004", "2025-01-09"),
    ]


def test_an_edited_workbook_stays_as_it_is(here):
    run()
    Path("下发/A1_甲局_2024.xlsx").write_bytes(b"filled in")
    assert run().there == 3
    assert Path("下发/A1_甲局_2024.xlsx").read_bytes() == b"filled in"


def test_a_missing_workbook_is_made_again_with_its_serial(here):
    run()
    before = contents()
    Path("下发/A2_乙局_2024.xlsx").unlink()
    result = run(today=LATER)
    assert result.report().splitlines() == [
        "新生成 0 个单位的工作簿，在 下发；已有 2 个，没有动。",
        "补做 1 个（文件不见了，编号不变）：",
        "  A2 乙局",
        "清单：下发/发放清单.xlsx",
    ]
    assert contents() == before


def test_a_serial_is_never_used_twice(here):
    run()
    Path("下发/B1_丙镇_2024.xlsx").unlink()
    run("单位代码,单位名称\nA1,甲局\nC1,戊局\n")
    assert [row[4] for row in issued()] == ["0001", "0002", "0003", "0004"]
    assert identity(Path("下发/C1_戊局_2024.xlsx"))["serial"] == "0004"
    assert not Path("下发/B1_丙镇_2024.xlsx").exists()


def test_a_unit_that_changed_its_name_or_vanished_is_told(here):
    run()
    before = contents()
    text = "单位代码,单位名称,单位类别\nA1,甲委,部门\nB1,丙镇,乡镇\n"
    result = run(text)
    assert result.report().splitlines()[2:] == [
        "没有重发：A1 甲局，名单里的名称现在是“甲委”。要重发请换一个新代码。",
        "名单里没有了：A2 乙局，已发的没有动。",
    ]
    assert not result.clean
    assert {name: data for name, data in contents().items() if data != before[name]}.keys() == {"发放清单.xlsx"}
    Path("下发/A1_甲局_2024.xlsx").unlink()
    run(text)
    assert contents()["A1_甲局_2024.xlsx"] == before["A1_甲局_2024.xlsx"]


def test_a_vanished_unit_alone_is_not_something_left_out(here):
    run()
    result = run(THREE.replace("B1,丙镇,乡镇,,\n", ""))
    assert (result.vanished, result.clean) == (("B1 丙镇",), True)


def test_a_foreign_file_is_never_overwritten(here):
    Path("下发").mkdir()
    Path("下发/A2_乙局_2024.xlsx").write_bytes(b"mine")
    result = run()
    assert Path("下发/A2_乙局_2024.xlsx").read_bytes() == b"mine"
    assert result.report().splitlines()[-1] == "没有生成：A2 乙局，已经有一个不是这里发的 A2_乙局_2024.xlsx，不覆盖。"
    assert not result.clean
    assert [(row[1], row[4]) for row in issued()] == [("A1", "0001"), ("B1", "0002")]


class PowerCut(Exception):
    """It comes while a workbook is written."""


@pytest.mark.parametrize("batch", [1, 2, 50])
def test_an_interrupted_run_can_simply_run_again(here, monkeypatch, batch):
    run(folder="whole")
    Path("下发/.govxl").mkdir(parents=True)
    shutil.copy("whole/.govxl/key", "下发/.govxl/key")
    monkeypatch.setattr(distribution, "BATCH", batch)
    write = Series.write

    def cut(self, path, content):
        if content.unit.code == "B1":
            raise PowerCut
        write(self, path, content)

    monkeypatch.setattr(Series, "write", cut)
    with pytest.raises(PowerCut):
        run()
    monkeypatch.setattr(Series, "write", write)
    result = run(THREE.replace("A1,", "A0,丁局,,,\nA1,"))
    assert (result.made, result.again, result.there) == (("A0 丁局", "B1 丙镇"), (), 2)
    assert [(row[1], row[4]) for row in issued()] == [("A1", "0001"), ("A2", "0002"), ("B1", "0003"), ("A0", "0004")]
    assert contents()["A1_甲局_2024.xlsx"] == contents("whole")["A1_甲局_2024.xlsx"]


def test_the_quick_way_changes_nothing(here, monkeypatch):
    """Workbooks cast from a mould are those that are written whole, with last year's figures and without."""
    for code, name in (("A1", "甲局"), ("A2", "乙局")):
        last_year(f"去年/{code}.xlsx", code, name, person=5, fees=3)
    text = THREE + "C1,丁 & <戊>局,国务院部门,,\nC2,己局,国务院部门,,\nC3,部门,部门,,\nC4,庚镇,乡镇,,\n"
    run(text, prior=[Path("去年")])
    Path("whole/.govxl").mkdir(parents=True)
    shutil.copy("下发/.govxl/key", "whole/.govxl/key")
    monkeypatch.setattr(Series, "write", lambda self, path, content: write_template(path, content, form=self.form))
    run(text, "whole", prior=[Path("去年")])
    assert contents() == contents("whole")
    assert len(contents()) == 15


def test_the_record(here):
    run()
    record = json.loads(Path("下发/.govxl/campaign.json").read_text("utf-8"))
    assert (record["form"], record["edition"], record["year"]) == ("政府信息公开工作年度报告", "2021", 2024)
    assert record["units"][1] == {
        "code": "A2",
        "name": "乙局",
        "file": "A2_乙局_2024.xlsx",
        "serial": "0002",
        "date": "2025-01-03",
        "prior": False,
    }


def test_the_record_is_kept_while_the_run_goes_on(here, monkeypatch):
    monkeypatch.setattr(distribution, "BATCH", 2)
    dates = []
    save = distribution.save_campaign

    def watch(folder, form, year, units):
        units = list(units)
        dates.append(sum(bool(one.date) for one in units))
        save(folder, form, year, units)

    monkeypatch.setattr(distribution, "save_campaign", watch)
    run()
    assert dates == [0, 2, 3]


def refused(**options) -> str:
    """The sentence of a run that must change nothing."""
    before = contents(), Path("下发/.govxl/campaign.json").read_bytes()
    with pytest.raises(CampaignError) as error:
        run("单位代码,单位名称\nC1,戊局\n", **options)
    assert (contents(), Path("下发/.govxl/campaign.json").read_bytes()) == before
    return str(error.value)


def test_another_campaign_in_the_same_folder_is_refused(here):
    run()
    name = "政府信息公开工作年度报告"
    assert refused(year=2025) == (
        f"下发 里发放的是 2024 年{name}（2021 版），不是 2025 年{name}（2021 版），没有做任何改动。请换一个文件夹。"
    )
    assert "不是 2024 年政府信息公开工作年度报告（2099 版）" in refused(form=dataclasses.replace(FORM, edition="2099"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": "x", "edition": "2021", "year": 2024, "units": [{}]}'])
def test_a_damaged_record_is_refused(here, text):
    run()
    Path("下发/.govxl/campaign.json").write_text(text)
    assert refused() == ("发放记录 下发/.govxl/campaign.json 读不出来，没有做任何改动。请从备份恢复，或换一个文件夹。")


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"short")])
def test_a_lost_key_is_refused(here, spoil):
    run()
    spoil(Path("下发/.govxl/key"))
    assert refused().startswith("密钥 下发/.govxl/key 不见了或不完整，")


# ------------------------------------------------------------------------------------------------------------ last year


def test_last_year_goes_to_the_same_code(here, given):
    last_year("去年/x.xlsx", "A1", "甲局", person=5, carried=2, fees=Decimal("59237.2449"))
    last_year("去年/y.xlsx", "A2", "旧名", person=7)
    result = run(prior=[Path("去年")])
    assert given["A1"] == given["A1"] | {PERSON: 5, TOTAL: 5, CARRIED: 2, FEES: Decimal("59237.2449")}
    assert list(given["A1"]) == list(FORM.by_address)
    assert (given["A2"][TOTAL], given["B1"]) == (7, {})
    assert [row[6] for row in issued()] == ["有", "有", "无"]
    assert result.report().splitlines()[-1] == "没有上年数：B1 丙镇"
    assert result.clean


MERGED = "单位代码,单位名称,原代码\nN1,甲乙局,A1；A2\nB1,丙镇,\n"


def test_merged_units_have_the_sums(here, given):
    last_year("去年/x.xlsx", "A1", "甲局", person=5, fees=Decimal("0.1"))
    last_year("去年/y.xlsx", "A2", "乙局", person=7, fees=Decimal("0.2"), lacking=(CARRIED,))
    result = run(MERGED, prior=[Path("去年")])
    assert (given["N1"][PERSON], given["N1"][TOTAL], given["N1"][FEES]) == (12, 12, Decimal("0.3"))
    lacking = {CARRIED, Address("requests.carried_out.total")}
    assert [spot for spot in FORM.by_address if spot not in given["N1"]] == [
        spot for spot in FORM.by_address if spot in lacking
    ]
    assert (result.clean, result.unclaimed) == (True, ())


def test_a_merger_one_of_whose_parts_is_missing_has_no_sums(here, given):
    last_year("去年/x.xlsx", "A1", "甲局", person=5)
    last_year("去年/y.xlsx", "B1", "丙镇", person=1)
    result = run(MERGED, prior=[Path("去年")])
    assert given["N1"] == {}
    assert "没有带入上年数：N1 甲乙局，原代码 A2 没有上年数，合并数不全。" in result.report()
    assert not result.clean


def test_a_unit_that_took_in_another(here, given):
    last_year("去年/x.xlsx", "A1", "甲局", person=5)
    last_year("去年/y.xlsx", "A2", "乙局", person=7)
    run("单位代码,单位名称,原代码\nA1,甲局,A1;A2\n", prior=[Path("去年")])
    assert given["A1"][PERSON] == 12


def test_a_unit_with_a_new_code(here, given):
    last_year("去年/x.xlsx", "A1", "甲局", person=5)
    run("单位代码,单位名称,原代码\nN1,甲局,A1\n", prior=[Path("去年")])
    assert given["N1"][PERSON] == 5


@pytest.mark.parametrize(
    "text",
    ["单位代码,单位名称,原代码\nN1,甲局,A1\nN2,乙局,A1\n", "单位代码,单位名称,原代码\nA1,甲局,\nN2,乙局,A1\n"],
    ids=["both new", "one keeps the code"],
)
def test_split_units_have_none_and_are_told(here, given, text):
    last_year("去年/x.xlsx", "A1", "甲局", person=5)
    result = run(text, prior=[Path("去年")])
    assert set(map(len, given.values())) == {0}
    assert result.report().count("，拆分，上年数不能自动带入。") == 2
    assert [row[6] for row in issued()] == ["无", "无"]
    assert not result.clean


def test_last_year_from_a_summary(here, given):
    last_year("去年/x.xlsx", "A1", "甲局", person=5, fees=Decimal("59237.2449"))
    last_year("去年/y.xlsx", "A2", "乙局", person=7, lacking=(CARRIED,))
    govxl.consolidate(["去年"], "汇总.xlsx", include_faulty=True)
    result = run(prior=[Path("汇总.xlsx")])
    assert (given["A1"][TOTAL], given["A1"][FEES]) == (5, Decimal("59237.2449"))
    assert (given["A2"][TOTAL], CARRIED in given["A2"], given["B1"]) == (7, False, {})
    assert result.new == ("B1 丙镇",)


def test_a_workbook_counts_before_a_summary_and_a_difference_is_told(here, given):
    last_year("a/x.xlsx", "A1", "甲局", person=5)
    last_year("a/y.xlsx", "A2", "乙局", person=7)
    govxl.consolidate(["a"], "汇总.xlsx", include_faulty=True)
    last_year("b/x.xlsx", "A1", "甲局", person=6)
    result = run(prior=[Path("汇总.xlsx"), Path("b")])
    assert (given["A1"][PERSON], given["A2"][PERSON]) == (6, 7)
    assert result.refused == (("汇总.xlsx", "甲局的上年数与 b/x.xlsx 里的不同，采用那里的。"),)


def test_a_file_without_a_code_is_known_by_its_name(here, given):
    last_year("去年/x.xlsx", "", "甲局", person=5)
    last_year("去年/y.xlsx", "", "乙局", person=7)
    text = "单位代码,单位名称\nA1,甲局\nA2,乙局\nA3,乙局\n"
    result = run(text, prior=[Path("去年")])
    assert (given["A1"][PERSON], given["A2"], given["A3"]) == (5, {}, {})
    assert (result.new, result.unclaimed) == (("A2 乙局", "A3 乙局"), ("乙局",))


def test_another_year_is_refused_and_told(here, given):
    last_year("去年/x.xlsx", "A1", "甲局", person=5)
    last_year("去年/y.xlsx", "A2", "乙局", 2022, person=7)
    Path("去年/z.xlsx").write_text("x")
    govxl.write_template("去年/空.xlsx", govxl.Content(govxl.Unit("B1", "丙镇"), 2023))
    result = run(prior=[Path("去年")])
    assert (given["A1"][PERSON], given["A2"], given["B1"]) == (5, {}, {})
    assert result.refused == (
        ("去年/y.xlsx", "报告年度是 2022，不是 2023。"),
        ("去年/z.xlsx", "不是年度报告：没有识别信息，也没有找到任何一张法定的表。请让单位在下发的工作簿里填报。"),
        ("去年/空.xlsx", "一个数也没有。"),
    )
    assert "上年的文件没有用：去年/y.xlsx　报告年度是 2022，不是 2023。" in result.report()
    assert not result.clean


def test_without_one_usable_file_nothing_is_made(here):
    last_year("x.xlsx", "A1", "甲局", 2022)
    with pytest.raises(CampaignError) as error:
        run(prior=[Path("x.xlsx")])
    assert str(error.value).splitlines() == [
        "上年的文件里没有一份 2023 年的报告能用，没有生成任何文件：",
        "  x.xlsx　报告年度是 2022，不是 2023。",
    ]
    assert not Path("下发").exists()


def test_units_of_last_year_that_nobody_takes_over_are_told(here):
    last_year("去年/x.xlsx", "A1", "甲局", person=5)
    last_year("去年/y.xlsx", "Z9", "撤销局", person=7)
    result = run(prior=[Path("去年")])
    assert "上年有数、名单里没有的单位：Z9 撤销局" in result.report()
    assert not result.clean


def test_a_later_run_without_last_year_keeps_what_the_list_says(here):
    last_year("去年/x.xlsx", "A1", "甲局", person=5)
    run(prior=[Path("去年")])
    assert run().clean
    assert [row[6] for row in issued()] == ["有", "无", "无"]
    Path("下发/A1_甲局_2024.xlsx").unlink()
    result = run()
    assert result.without == (("A1 甲局", "原来的有，这次没有用 --prior 给出上年的文件。"),)
    assert [row[6] for row in issued()] == ["无", "无", "无"]


# ----------------------------------------------------------------------------------------------------- the command line


@pytest.fixture
def command(here, monkeypatch, capsys):
    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["govxl", "distribute", *args])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        return stop.value.code, said.out, said.err

    Path("名单.csv").write_text(THREE, "utf-8")
    return call


def test_the_command(command):
    code, out, err = command("名单.csv", "-o", "下发", "--year", "2024", "--zip")
    assert (code, out.splitlines()[0], err) == (0, "新生成 3 个单位的工作簿，在 下发；已有 0 个，没有动。", "")
    assert len(contents()) == 10
    assert issued()[0][5] == datetime.date.today().isoformat()
    assert command("名单.csv", "-o", "下发", "--year", "2024") == (
        0,
        "新生成 0 个单位的工作簿，在 下发；已有 3 个，没有动。\n清单：下发/发放清单.xlsx\n",
        "",
    )


def test_several_files_after_one_prior(command):
    last_year("x.xlsx", "A1", "甲局")
    last_year("y.xlsx", "A2", "乙局")
    last_year("z.xlsx", "B1", "丙镇")
    assert (
        command("名单.csv", "--prior", "x.xlsx", "y.xlsx", "--year", "2024", "--prior", "z.xlsx", "-o", "下发")[0] == 0
    )
    assert [row[6] for row in issued()] == ["有", "有", "有"]


def test_something_left_out_is_exit_code_1(command):
    last_year("x.xlsx", "A1", "甲局")
    last_year("y.xlsx", "A2", "乙局", 2022)
    assert command("名单.csv", "-o", "下发", "--year", "2024", "--prior", "x.xlsx", "y.xlsx")[0] == 1


def test_a_faulty_roster_writes_nothing(command):
    Path("名单.csv").write_text("单位代码,单位名称\nA1,甲局\nA1,乙局\n,丙局\n", "utf-8")
    assert command("名单.csv", "-o", "下发", "--year", "2024") == (
        2,
        "",
        "单位名单 名单.csv 有 2 处问题，没有生成任何文件：\n"
        "  第 3 行：单位代码 A1 与第 2 行重复。\n"
        "  第 4 行：“单位代码”是空的。\n",
    )
    assert not Path("下发").exists()


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("gone.csv", "-o", "下发", "--year", "2024"), "没有这个文件或文件夹：gone.csv\n"),
        (("名单.csv", "-o", "下发", "--year", "2024", "--prior", "gone"), "没有这个文件或文件夹：gone\n"),
        (("名单.csv", "-o", "下发", "--year", "2024", "--edition", "1999"), "没有 1999 版的表式，现有：2019、2021。\n"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2(command, args, sentence):
    assert command(*args) == (2, "", sentence)
    assert not Path("下发").exists()


@pytest.mark.parametrize(
    "args", [("名单.csv", "-o", "下发"), ("名单.csv", "--year", "2024"), ("-o", "x", "--year", "2024")]
)
def test_what_must_be_given(command, args):
    code, out, err = command(*args)
    assert (code, out, err[:5]) == (2, "", "缺少参数（")


def test_another_year_in_the_same_folder_is_exit_code_2(command):
    command("名单.csv", "-o", "下发", "--year", "2024")
    code, out, err = command("名单.csv", "-o", "下发", "--year", "2025")
    assert (code, out, err.startswith("下发 里发放的是 2024 年")) == (2, "", True)


def test_an_interruption_says_that_it_goes_on(command, monkeypatch):
    def stop(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(Series, "write", stop)
    code, _, err = command("名单.csv", "-o", "下发", "--year", "2024")
    assert (code, err) == (2, "已中断。做好的工作簿都在，再运行一次就接着做。\n")


def test_a_long_list_of_the_new_is_cut_on_the_terminal(here):
    rows = "".join(f"U{number:03},单位{number}\n" for number in range(21))
    said = texts.distributed("下发", [row.replace(",", " ") for row in rows.splitlines()], 0, [], "清单.xlsx")
    assert said.splitlines()[-2:] == ["  等 21 个，见清单。", "清单：清单.xlsx"]
    assert len(said.splitlines()) == 23
