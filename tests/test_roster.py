"""The roster: every row it understands, and every fault it tells, by row."""

import datetime
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from govxl.filing import Unit
from govxl.roster import Member, RosterError, read_roster

PLAIN = """\
单位代码,单位名称,上级代码,单位类别,联系人,电话,原代码
A01,甲局,,部门,张三,0571-1,
A02,乙局,A01,,,,B1；B2;B1
"""
MEMBERS = (
    Member(2, "A01", "甲局", "", "部门", "张三", "0571-1"),
    Member(3, "A02", "乙局", "A01", former=("B1", "B2")),
)


def write_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def write_xlsx(path: Path, *sheets: list[list[object]]) -> Path:
    """Numbers are number cells, dates date cells, everything else text."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    else:
                        sheet.write(row, column, cell)
    return path


def table(text: str) -> list[list[object]]:
    return [line.split(",") for line in text.splitlines()]


def faults(path: Path) -> list[str]:
    with pytest.raises(RosterError) as error:
        read_roster(path)
    assert all(fault in str(error.value) for fault in error.value.faults)
    return list(error.value.faults)


def codes(tmp_path: Path, *cells: object) -> list[str]:
    """The faults of an .xlsx roster with these cells as codes, from row 2 on."""
    rows = [["单位代码", "单位名称"], *([cell, f"单位{number}"] for number, cell in enumerate(cells))]
    try:
        read_roster(write_xlsx(tmp_path / "r.xlsx", rows))
    except RosterError as error:
        return list(error.faults)
    return []


# -------------------------------------------------------------------------------------------------------- what is read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv(tmp_path, encoding):
    roster = read_roster(write_csv(tmp_path / "r.csv", PLAIN, encoding))
    assert roster.members == MEMBERS
    assert roster.file == tmp_path / "r.csv"


@pytest.mark.parametrize("delimiter", ["\t", ","])
def test_csv_of_other_programs(tmp_path, delimiter):
    text = PLAIN.replace(",", delimiter).replace("\n", "\r\n")
    assert read_roster(write_csv(tmp_path / "r.csv", text)).members == MEMBERS


def test_csv_with_semicolons_between(tmp_path):
    assert read_roster(write_csv(tmp_path / "r.csv", "单位代码;单位名称\nA1;甲局\n")).members == (
        Member(2, "A1", "甲局"),
    )


def test_csv_with_quotes(tmp_path):
    text = '单位代码,单位名称\nA1,"甲局,""本级"""\n'
    assert read_roster(write_csv(tmp_path / "r.csv", text)).members[0].name == '甲局,"本级"'


def test_xlsx(tmp_path):
    assert read_roster(write_xlsx(tmp_path / "r.xlsx", table(PLAIN))).members == MEMBERS


def test_a_title_above_blank_rows_between_and_a_sheet_before(tmp_path):
    rows = [
        ["青禾县单位名单"],
        [],
        ["", " 单位 代码 ", "单位名称"],
        [],
        ["", " A1 ", "甲局　"],
        ["", " "],
        ["", "A2", "乙局"],
    ]
    roster = read_roster(write_xlsx(tmp_path / "r.xlsx", [["说明"]], rows))
    assert roster.members == (Member(5, "A1", "甲局"), Member(7, "A2", "乙局"))


def test_numbers_that_lost_nothing_are_taken_as_their_whole_number(tmp_path):
    rows = [["单位代码", "单位名称", "电话", "原代码"], [1001, "甲局", 13900000000, 7], [999, "乙局", "", ""]]
    assert read_roster(write_xlsx(tmp_path / "r.xlsx", rows)).members == (
        Member(2, "1001", "甲局", telephone="13900000000", former=("7",)),
        Member(3, "999", "乙局"),
    )


def test_ods(tmp_path):
    names = {"office": "office", "table": "table", "text": "text"}
    spaces = " ".join(
        f'xmlns:{key}="urn:oasis:names:tc:opendocument:xmlns:{value}:1.0"' for key, value in names.items()
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(value) for value in row)}</table:table-row>"
        for row in (["单位代码", "单位名称"], ["A1", "甲局"])
    )
    body = f'<office:spreadsheet><table:table table:name="名单">{rows}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
    with zipfile.ZipFile(tmp_path / "r.ods", "w") as archive:
        archive.writestr("mimetype", kind)
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{entry}</m:manifest>')
        archive.writestr("content.xml", content)
    assert read_roster(tmp_path / "r.ods").members == (Member(2, "A1", "甲局"),)


def test_a_member_as_a_unit_and_its_codes_of_last_year():
    assert MEMBERS[0].unit == Unit("A01", "甲局")
    assert [member.last_year for member in MEMBERS] == [("A01",), ("B1", "B2")]


# ---------------------------------------------------------------------------------------------------------- what is not


def test_all_faults_are_told_by_row(tmp_path):
    text = f"""\
单位代码,单位名称,上级代码,原代码,单位名称,备注,
A1,甲局,,,,,
A1,乙局,,,,,
,丙局,,,,,
A4,,,,,,x
A5,戊局,A5,,,,
A6,己局,,A6,,,
A:7,庚局,,,,,
A/7,庚局,,,,,
{"A" * 65},辛局,,,,,
A9,{"壬" * 201},,,,,
A\u200b10,癸局,,,,,
1.23E+15,子局,,,,,
A12,丑局,,{"B" * 65};B1,,,
"""
    assert faults(write_csv(tmp_path / "r.csv", text)) == [
        "第 1 行：“单位名称”这一列有两个，请删去一个。",
        "第 1 行：不认识“备注”这一列，请删去或改名；"
        "可以有的列：单位代码、单位名称、上级代码、单位类别、联系人、电话、原代码。",
        "第 1 行：G 列有内容，但没有列名。",
        "第 3 行：单位代码 A1 与第 2 行重复。",
        "第 4 行：“单位代码”是空的。",
        "第 5 行：“单位名称”是空的。",
        "第 6 行：“上级代码”就是本单位的代码 A5，请删去或改正。",
        "第 7 行：“原代码”就是本单位的代码 A6，请删去或改正。",
        "第 9 行：工作簿的文件名“A_7_庚局”会与第 8 行的相同，请改一个代码或名称。",
        "第 10 行：“单位代码”有 65 个字，最多 64 个。",
        "第 11 行：“单位名称”有 201 个字，最多 200 个。",
        "第 12 行：“单位代码”里有看不见的字符（U+200B），如换行或零宽字符，请重新输入。",
        "第 13 行：“单位代码”是 1.23E+15：长数字被 Excel 改写过，末尾的数字已经丢失。"
        "请把这一列设成“文本”格式，再重新输入。",
        "第 14 行：“原代码”有 65 个字，最多 64 个。",
    ]


def test_the_message_counts_the_faults(tmp_path):
    path = write_csv(tmp_path / "r.csv", "单位代码,单位名称\n,甲局\nA2,\n")
    with pytest.raises(RosterError) as error:
        read_roster(path)
    assert str(error.value).splitlines() == [
        f"单位名单 {path} 有 2 处问题，没有生成任何文件：",
        "  第 2 行：“单位代码”是空的。",
        "  第 3 行：“单位名称”是空的。",
    ]


def test_a_column_that_is_missing(tmp_path):
    assert faults(write_csv(tmp_path / "r.csv", "单位名称,电话\n甲局,1\n")) == ["第 1 行：没有“单位代码”这一列。"]


def test_a_line_break_in_a_name(tmp_path):
    rows = [["单位代码", "单位名称"], ["A1", "甲\n局"]]
    assert faults(write_xlsx(tmp_path / "r.xlsx", rows)) == [
        "第 2 行：“单位名称”里有看不见的字符（U+000A），如换行或零宽字符，请重新输入。"
    ]


def test_a_merger_into_a_unit_that_keeps_its_code_is_no_fault(tmp_path):
    text = "单位代码,单位名称,原代码\nA1,甲局,A1;A2\n"
    assert read_roster(write_csv(tmp_path / "r.csv", text)).members[0].former == ("A1", "A2")


def test_names_that_differ_in_case_alone_are_no_fault(tmp_path):
    assert len(read_roster(write_csv(tmp_path / "r.csv", "单位代码,单位名称\na1,甲局\nA1,甲局\n")).members) == 2


ZEROS = (
    "第 {} 行：“单位代码”是数字 {}，比别的代码短：开头的 0 可能被 Excel 去掉了。请把这一列设成“文本”格式，再重新输入。"
)
DIGITS = "第 {} 行：“单位代码”是 {}：长数字被 Excel 改写过，末尾的数字已经丢失。请把这一列设成“文本”格式，再重新输入。"


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        pytest.param(("0012", "A1", 13), [ZEROS.format(4, 13)], id="a longer text begins with a zero"),
        pytest.param(("1001", "1002", 13), [ZEROS.format(4, 13)], id="all texts are of one greater length"),
        pytest.param((100001, 100002, 30), [ZEROS.format(4, 30)], id="most numbers are of one greater length"),
        pytest.param((1, 2.5), [DIGITS.format(3, 2.5)], id="no whole number"),
        pytest.param((1, 1.23e15), [DIGITS.format(3, "1230000000000000")], id="sixteen digits"),
        pytest.param(("1.1E+17",), [DIGITS.format(2, "1.1E+17")], id="an exponent in a text"),
        pytest.param((1.0, 2, 10, 300), [], id="a sequence"),
        pytest.param((999, 1000, 1001), [], id="short numbers"),
        pytest.param(("A1", "A002", 3), [], id="texts of several lengths"),
        pytest.param(("A1", "B2", 30), [], id="no shorter than the texts"),
        pytest.param(("0012", "13"), [], id="texts, whatever their length"),
        pytest.param((100001, 100002, 999999, 30, 40, 50), [], id="no more than half are longer"),
    ],
)
def test_codes_that_became_numbers(tmp_path, cells, wrong):
    assert codes(tmp_path, *cells) == wrong


def test_a_code_that_became_a_date(tmp_path):
    assert codes(tmp_path, datetime.date(2024, 3, 1)) == [
        "第 2 行：“单位代码”是日期 2024-03-01：代码被 Excel 改成了日期。请把这一列设成“文本”格式，再重新输入。"
    ]


def test_the_other_codes_became_numbers(tmp_path):
    rows = [["单位代码", "单位名称", "上级代码", "原代码"], ["001", "甲局", 2, 3]]
    assert [fault[:20] for fault in faults(write_xlsx(tmp_path / "r.xlsx", rows))] == [
        "第 2 行：“上级代码”是数字 2，比别",
        "第 2 行：“原代码”是数字 3，比别的",
    ]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("r.csv", b"", "名单里一个单位也没有。"),
        ("r.csv", "单位代码,单位名称\n ,\n".encode(), "名单里一个单位也没有。"),
        ("r.csv", "你好，\n世界".encode(), "没有找到写着“单位代码”“单位名称”的表头，不是单位名单。"),
        ("r.csv", b"\xff\xff\xff\xff", "读不出文字。请存成 .xlsx，或者 UTF-8、GBK 编码的 .csv。"),
        ("r.csv", '单位代码,单位名称\nA1,"甲局\n'.encode(), "读不出文字。请存成 .xlsx，或者 UTF-8、GBK 编码的 .csv。"),
        (
            "r.xlsx",
            b"PK\x03\x04 xl/workbook.xml",
            "文件不完整，可能没有下载完或传输中断。请重新下载，或让单位重新发送。",
        ),
    ],
)
def test_a_file_that_is_no_roster(tmp_path, name, data, sentence):
    (tmp_path / name).write_bytes(data)
    assert faults(tmp_path / name) == [sentence]


def test_a_damaged_file_of_an_older_kind(tmp_path):
    (tmp_path / "r.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    (sentence,) = faults(tmp_path / "r.xls")
    assert sentence == "文件不完整，可能没有下载完或传输中断。请重新下载，或让单位重新发送。"


def test_a_folder(tmp_path):
    assert faults(tmp_path) == ["这是一个文件夹，不是文件。"]


def test_a_cell_far_out_does_not_take_the_memory(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as book:
        book.add_worksheet("名单").write("A1", "单位代码")
        book.get_worksheet_by_name("名单").write(1048575, 16383, "x")
    assert faults(tmp_path / "r.xlsx") == [
        "工作表“名单”在很远的行或列里有内容，撑得过大，没有读取。请删去表格以外的行列后另存一份。"
    ]


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_roster(tmp_path / "r.csv")


# ---------------------------------------------------------------------------------------------------------- file names


@pytest.mark.parametrize(
    ("code", "name", "file"),
    [
        ("A1", "甲局", "A1_甲局_2024.xlsx"),
        ("A/1", '甲<>:"\\|?*局', "A_1_甲________局_2024.xlsx"),
        ("A1", "甲局. ", "A1_甲局_2024.xlsx"),
        ("A1", "../../甲", "A1_.._.._甲_2024.xlsx"),
        ("CON.1", "甲局", "_CON.1_甲局_2024.xlsx"),
        ("lpt9.x", "甲局", "_lpt9.x_甲局_2024.xlsx"),
        ("COM\u00b9.x", "甲局", "_COM\u00b9.x_甲局_2024.xlsx"),
        ("CON", "甲局", "_CON_甲局_2024.xlsx"),
        ("CONSUL", "甲局", "CONSUL_甲局_2024.xlsx"),
        (".1", "甲局", "_.1_甲局_2024.xlsx"),
        ("~$1", "甲局", "_~$1_甲局_2024.xlsx"),
        ("A" * 64, "b" * 200, f"{'A' * 64}_{'b' * 45}_2024.xlsx"),
        ("A1", "局" * 200, f"A1_{'局' * 75}_2024.xlsx"),
        ("A1", "a" * 106 + " . b", f"A1_{'a' * 106}_2024.xlsx"),
    ],
)
def test_file_names_that_every_system_takes(tmp_path, code, name, file):
    assert Member(2, code, name).file_name("_2024.xlsx") == file
    assert len(file) <= 120
    assert len(file.encode()) <= 240
    (tmp_path / file).touch()
