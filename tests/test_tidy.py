"""The long form: read back by csv and DuckDB, its sums are the summary's, and each state is told."""

import csv
import importlib.util
import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from documents import write_html
from workbooks import FORM, change, entries, report

import govxl
from govxl import files, texts, tidy
from govxl.collect import judge
from govxl.heap import TIDY_COLUMNS, items

FEES = "disclosure.fees.amount"
GOOD = entries(report("00")["figures"])


def unit(folder: Path, code: str, figures: dict, name: str = "", **more: object) -> Path:
    cover = {"filler": "甲", "reviewer": "乙", "telephone": "1", "date": "2025年1月2日"}
    prose = {"overview": "甲", "problems": "乙", "other_matters": "丙"}
    path = folder / f"{code}.xlsx"
    about = govxl.Unit(code, name or f"{code}局")
    govxl.write_template(path, govxl.Content(about, 2024, "本机关", cover, figures, prose, **more))
    return path


@pytest.fixture(scope="module")
def heap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports that count, two that are left out, a second copy of one, and no report."""
    folder = tmp_path_factory.mktemp("heap")
    unit(folder, "001", GOOD | {FEES: Decimal("59237.2449")}, name="=1+1局")
    change(unit(folder, "002", GOOD | {FEES: Decimal("0.0000001")}), {"三!D5": "１４件"})
    unit(
        folder,
        "003",
        {key: value for key, value in GOOD.items() if value},
        zeros=frozenset({t.id for t in FORM.tables}),
    )
    blank = {key: value for key, value in GOOD.items() if key != "disputes.review.upheld"}
    change(unit(folder, "004", blank), {"三!D6": "+约十件"})
    shutil.copy(folder / "001.xlsx", folder / "001(1).xlsx")
    (folder / "报价.xlsx").write_text("not a workbook")
    return folder


@pytest.fixture(scope="module")
def made(heap: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[govxl.Consolidation, Path]:
    """The result, and the folder with its long form in both formats."""
    folder = tmp_path_factory.mktemp("made")
    govxl.consolidate([heap], folder / "sum.xlsx", tidy=folder / "long.parquet")
    return govxl.consolidate([heap], folder / "sum.xlsx", tidy=folder / "long.csv"), folder


def lines(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


def test_one_row_for_each_unit_and_figure(made) -> None:
    rows = lines(made[1] / "long.csv")
    assert tuple(rows[0]) == TIDY_COLUMNS == tidy.Row._fields
    assert [rows[at]["unit_code"] for at in range(0, len(rows), 200)] == ["001", "002", "003", "004"]
    for at in range(0, len(rows), 200):
        assert [row["key"] for row in rows[at : at + 200]] == list(FORM.by_address)
    assert len({(row["unit_code"], row["year"], row["key"]) for row in rows}) == len(rows) == 800
    row = next(row for row in rows if row["key"] == "requests.received.natural_person" and row["unit_code"] == "001")
    assert {name: row[name] for name in TIDY_COLUMNS if name != "file"} == {
        "unit_code": "001",
        "unit_name": "'=1+1局",
        "year": "2024",
        "edition": "2021",
        "scope": "本机关",
        "included": "true",
        "reason": "",
        "key": "requests.received.natural_person",
        "table": "三、收到和处理政府信息公开申请情况",
        "row_label": row["row_label"],
        "column_label": row["column_label"],
        "kind": "count",
        "derived": "false",
        "value": "14",
        "state": "filled",
        "original": "",
    }
    assert row["column_label"].endswith("自然人")
    assert "新收" in row["row_label"]


def test_sums_are_those_of_the_summary(made) -> None:
    result, folder = made
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in lines(folder / "long.csv"):
        if row["included"] == "true":
            assert "e" not in row["value"].lower()
            sums[row["key"]] += Decimal(row["value"])
    assert sums == {spot: Decimal(value) for spot, value in result.total.figures.items()}
    assert sums[FEES] == Decimal("59237.2449") + Decimal("0.0000001") + (GOOD[FEES] or 0)


def test_what_is_not_in_the_sum_is_there_and_says_so(made) -> None:
    rows = lines(made[1] / "long.csv")
    assert {(row["unit_code"], row["included"], row["reason"]) for row in rows} == {
        ("001", "true", ""),
        ("002", "true", ""),
        ("003", "true", ""),
        ("004", "false", texts.has_errors(2)),
    }


def test_each_state(made) -> None:
    rows = {(row["unit_code"], row["key"]): row for row in lines(made[1] / "long.csv")}

    def told(code: str, key: str) -> tuple[str, ...]:
        return tuple(rows[code, key][name] for name in ("value", "state", "original"))

    assert told("002", "requests.received.natural_person") == ("14", "cleaned", "１４件")
    assert told("002", FEES) == ("0.0000001", "filled", "")
    assert told("003", "disputes.review.upheld") == ("0", "zero_declared", "")
    assert told("004", "disputes.review.upheld") == ("", "blank", "")
    assert told("004", "disputes.review.total") == ("", "incomplete", "")
    assert told("004", "requests.carried_in.natural_person") == ("", "unreadable", "'+约十件")
    assert told("001", "requests.received.total") == ("14", "computed", "")


def test_an_absent_figure(tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    write_html(path, report("00"))
    path.write_text(path.read_text("utf-8").replace("行政强制", "其他强制措施"), "utf-8")
    rows = tidy.rows(govxl.consolidate([path], include_faulty=True))
    told = [(row.key, row.value, row.original) for row in rows if row.state == "absent"]
    assert told == [("disclosure.coercion.decisions", None, "")]


def test_duckdb_opens_both(made) -> None:
    folder = made[1]
    for name in ("long.csv", "long.parquet"):
        query = f"select count(*), count(value), sum(value) filter (included and key = '{FEES}') from '{folder / name}'"
        count, values, fees = duckdb.sql(query).fetchall()[0]
        expected = Decimal(made[0].total.figures[FEES])
        assert (count, values) == (800, len([row for row in tidy.rows(made[0]) if row.value is not None]))
        assert fees == (float(expected) if name == "long.csv" else expected)
    codes = duckdb.sql(f"select distinct unit_code from '{folder / 'long.parquet'}' order by 1").fetchall()
    assert codes == [("001",), ("002",), ("003",), ("004",)], "the text is kept, zeros and all"


def test_parquet_holds_what_csv_holds(made) -> None:
    table = pq.read_table(made[1] / "long.parquet")
    assert str(table.schema.field("value").type) == "decimal128(38, 7)"
    assert [tidy.Row(**row) for row in table.to_pylist()] == list(tidy.rows(made[0]))
    assert table.to_pylist()[0]["unit_name"] == "=1+1局", "a text is nothing else there"


# --------------------------------------------------------------------------------------------------- where it is put


def test_it_is_no_report(made, heap: Path, tmp_path: Path) -> None:
    for name in ("long.csv", "long.parquet"):
        shutil.copy(made[1] / name, tmp_path)
    shutil.copy(heap / "001.xlsx", tmp_path)
    judged = {one.filing.file.name: one for one in judge(items([tmp_path]))}
    assert {name: one.reason for name, one in judged.items() if name != "001.xlsx"} == {
        "long.csv": texts.PAPERWORK["tidy"],
        "long.parquet": texts.PAPERWORK["tidy"],
    }
    assert govxl.consolidate([tmp_path], tmp_path / "sum.xlsx").clean


def test_the_command(run, heap: Path, tmp_path: Path) -> None:
    shutil.copytree(heap, tmp_path / "heap")
    for _ in range(2):  # the second time it lies among the reports
        code, said = run("consolidate", "heap", "-o", "sum.xlsx", "--tidy", "heap/long.csv")
        assert code == 1
        assert texts.tidy_written("heap/long.csv", 3, 1) in said.splitlines()
        assert texts.PAPERWORK["tidy"] not in said
    assert len(lines(tmp_path / "heap" / "long.csv")) == 800


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("long.txt", texts.tidy_suffix("long.txt")),
        ("roster.csv", texts.tidy_not_ours("roster.csv")),
        ("some.parquet", texts.tidy_not_ours("some.parquet")),
    ],
)
def test_a_name_that_will_not_do(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, says: str) -> None:
    (tmp_path / "heap").mkdir()
    unit(tmp_path / "heap", "001", GOOD)
    (tmp_path / "roster.csv").write_text("单位代码,单位名称\n001,甲\n", "utf-8")
    (tmp_path / "some.parquet").write_bytes(b"PAR1 else PAR1")
    monkeypatch.setattr("govxl.consolidation.judge", None)  # nothing is read
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert run("consolidate", "heap", "-o", "sum.xlsx", "--tidy", name) == (2, says + "\n")
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_the_library_for_parquet_is_missing(run, heap: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(tidy, "find_spec", lambda name: None if name == "pyarrow" else found(name))
    monkeypatch.setattr("govxl.consolidation.judge", None)  # nothing is read
    code, said = run("consolidate", str(heap), "-o", "sum.xlsx", "--tidy", "long.parquet")
    assert (code, said) == (2, texts.tidy_needs_pyarrow() + "\n")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("fails", ["sum.xlsx", "long.csv"])
def test_both_are_written_or_none(run, heap: Path, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    """What cannot be written is named, be it the summary or the long form beside it."""
    command = ("consolidate", str(heap), "-o", "sum.xlsx", "--tidy", "long.csv")
    run(*command)
    old = {path.name: path.read_bytes() for path in Path().iterdir()}
    if fails == "sum.xlsx":
        monkeypatch.setattr(files.Aside, "move", lambda _, path: _full(path))
    else:
        monkeypatch.setattr(tidy, "_write_csv", lambda path, result: _full(path))
    code, said = run(*command)
    assert (code, said) == (2, texts.cannot_write(fails, 28, "") + "\n")
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == old


def _full(path: Path, *_: object) -> None:
    with files.whole(path):
        raise OSError(28, "No space left on device")


def test_many_digits(made, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A number longer than the usual type of decimals holds is kept whole."""
    row = next(tidy.rows(made[0]))
    long = Decimal("99999999999.0123456789012345678901234567890123456789")
    monkeypatch.setattr(tidy, "rows", lambda _: iter([row._replace(value=long), row._replace(value=None)]))
    for name in ("long.parquet", "long.csv"):
        with tidy.tidy_beside(tmp_path / name, made[0]):
            pass
    assert pq.read_table(tmp_path / "long.parquet").column("value").to_pylist() == [long, None]
    assert [row["value"] for row in lines(tmp_path / "long.csv")] == [str(long), ""]
