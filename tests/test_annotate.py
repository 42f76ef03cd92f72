"""Marked copies: what they carry, what they keep, and that marks go as they came."""

import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from workbooks import FORM, change, seed_content, write_clean, write_seed

import govxl
from govxl import cli, texts
from govxl.annotate import annotate, annotate_all
from govxl.annotate.cells import Cells
from govxl.annotate.marks import origin
from govxl.annotate.package import Parts
from govxl.collect import Judged, judge
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import Address
from govxl.heap import Item
from govxl.layout import Place, layout_of

SAMPLES = Path(__file__).parents[1] / "samples" / "faulty"
RED, AMBER, ENTRY, DERIVED = "FFF7A3A1", "FFFFD37B", "FFFFF9E5", "FFEDEDED"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OWN_SHEETS = ["填报说明", "封面", "一", "二", "三", "四", "五", "六", "校验", "_govxl"]


def judged(path: Path) -> Judged:
    (one,) = judge([Item(path)])
    return one


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A blank entry, a text, an unbalanced column, an entry that is a merged cell, a field of the cover."""
    path = write_clean(tmp_path_factory.mktemp("once") / "x.xlsx")
    return change(path, {"三!D5": 99, "三!E7": None, "三!F7": "十二件", "二!B15": "many", "封面!B8": None})


@pytest.fixture
def faulty(once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(once, tmp_path / "甲局.xlsx"))


def copied(path: Path, folder: str = "out") -> Path:
    made = annotate(judged(path), path.parent / folder)
    assert made is not None
    return made


def codes(path: Path) -> list[tuple[str, str, str | None, str | None, str]]:
    return [(f.code, str(f.place), f.found, f.expected, f.message) for f in govxl.check(govxl.read(path))]


def look(book: openpyxl.Workbook) -> dict[str, object]:
    """Format and comment of every cell but those of our own sheets."""
    cells = (cell for sheet in book if sheet.title in OWN_SHEETS for row in sheet.iter_rows() for cell in row)
    return {
        f"{cell.parent.title}!{cell.coordinate}": (
            *(repr(part) for part in (cell.fill, cell.font, cell.border, cell.alignment, cell.protection)),
            cell.number_format,
            cell.comment.text if cell.comment else None,
        )
        for cell in cells
    }


def at(book: openpyxl.Workbook, spot: str) -> openpyxl.cell.Cell:
    sheet, cell = spot.split("!")
    return book[sheet][cell]


def comments(path: Path) -> dict[str, tuple[str, str]]:
    book = openpyxl.load_workbook(path)
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment)
    return {f"{cell.parent.title}!{cell.coordinate}": (cell.comment.author, cell.comment.text) for cell in cells}


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


# ------------------------------------------------------------------------------------------------------ what it carries


def test_the_sheet_of_the_result(faulty: Path) -> None:
    book = openpyxl.load_workbook(copied(faulty))
    assert book.sheetnames == ["检查结果", *OWN_SHEETS, "_govxl_marks"]
    assert book.active.title == "检查结果"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["检查结果"]
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["_govxl", "_govxl_marks"]
    rows = [[cell.value for cell in row] for row in book["检查结果"].iter_rows()]
    unit = seed_content().unit
    assert [row[0] for row in rows[:4]] == [
        "检查结果",
        f"单位：{unit.name}（S1）　年度：2024　文件：甲局.xlsx",
        "4 处错误（红色），2 处提醒（黄色）。有问题的格涂了颜色，写了批注；点“单元格”一列可以跳到那一格。",
        "这是检查结果，改好后把本工作簿交回即可，不用删这张表。",
    ]
    assert rows[4] == ["序号", "程度", "表", "单元格", "现值", "应为", "相差", "问题", "怎么改", "代码"]
    assert [row[:7] + row[9:] for row in rows[5:]] == [
        [1, "错误", "二", "B15", "many", None, None, "not-a-number"],
        [2, "错误", "三", "D5", 99, 14, 85, "requests-balance"],
        [3, "错误", "三", "E7", None, None, None, "blank"],
        [4, "错误", "三", "F7", "十二件", None, None, "not-a-number"],
        [5, "提醒", "封面", "B8", None, None, None, "blank"],
        [6, "提醒", "三", "J5", 14, 99, -85, "total-stale"],
    ]
    links = {cell.coordinate: cell.hyperlink.location for row in book["检查结果"] for cell in row if cell.hyperlink}
    assert links == dict(
        zip(
            [f"D{n}" for n in range(6, 12)],
            ["'二'!B15", "'三'!D5", "'三'!E7", "'三'!F7", "'封面'!B8", "'三'!J5"],
            strict=True,
        )
    )


def test_cells_are_filled_and_commented_and_stay_open(faulty: Path) -> None:
    made = copied(faulty)
    book = openpyxl.load_workbook(made)
    filled = {"三!D5": RED, "三!E7": RED, "三!F7": RED, "二!B15": RED, "封面!B8": AMBER, "三!J5": AMBER}
    found = {spot: at(book, spot) for spot in filled}
    assert {spot: cell.fill.fgColor.rgb for spot, cell in found.items()} == filled
    assert [spot for spot, cell in found.items() if cell.protection.locked] == ["三!J5"]
    said = comments(made)
    assert set(said) == set(filled)
    assert {author for author, _ in said.values()} == {"govxl"}
    assert said["三!J5"][1] == (
        "【govxl检查结果】\n提醒（total-stale）\n现值：14\n应为：99\n问题：公式没有重新计算，文件里存的是旧的结果；"
        "汇总时按各分项计算。\n怎么改：请用 Excel 或 WPS 打开，保存一次再交；数值以重新计算的为准。\n【检查结果完】"
    )
    others = {"三!D6": ENTRY, "三!J6": DERIVED}
    assert {spot: book["三"][spot[2:]].fill.fgColor.rgb for spot in others} == others


def test_a_grouped_finding_marks_each_of_its_cells(tmp_path: Path) -> None:
    path = change(write_seed(tmp_path / "x.xlsx"), {"四!A5": None, "四!B5": None, "四!D5": None})
    made = copied(path)
    sheet = openpyxl.load_workbook(made)["检查结果"]
    blank = next(row for row in sheet.iter_rows() if row[9].value == "blank")
    assert [cell.value for cell in blank[:4]] == [1, "错误", "四", "A5:B5、D5"]
    assert blank[3].hyperlink.location == "'四'!A5:B5"
    assert {"四!A5", "四!B5", "四!D5"} <= set(comments(made))


def test_findings_without_a_place_are_in_the_list_alone(faulty: Path) -> None:
    one = judged(faulty)
    lost = replace(one.findings[0], place=None, figures=(), found="=1+1\x00 _x000D_", expected="2024")
    elsewhere = replace(one.findings[0], place=Place("没有这张表", 0, 0))
    made = annotate(replace(one, findings=(lost, elsewhere)), faulty.parent / "out")
    sheet = openpyxl.load_workbook(made)["检查结果"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert [row[2:7] for row in rows] == [
        [None, None, "=1+1? _x005F_x000D_", "2024", None],  # openpyxl leaves the escape of Excel as it is
        ["没有这张表", "A1", "many", None, None],
    ]
    assert sheet["E6"].data_type == "s"
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert comments(made) == {}


# -------------------------------------------------------------------------------------------------------- what it keeps


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem[:5])
def test_check_says_the_same_of_the_copy(tmp_path: Path, path: Path) -> None:
    made = annotate(judged(path), tmp_path)
    before, after = govxl.read(path), govxl.read(made)
    assert codes(made) == codes(path) != []
    assert (after.figures, after.texts, after.cover) == (before.figures, before.texts, before.cover)


def test_all_that_is_not_marked_keeps_its_bytes(faulty: Path) -> None:
    made = copied(faulty)
    with zipfile.ZipFile(faulty) as old, zipfile.ZipFile(made) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        added = set(new.namelist()) - set(old.namelist())
    sheets = {f"xl/worksheets/sheet{n}.xml" for n in (2, 4, 5)}  # 封面 (also no longer the active one), 二, 三
    package = {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"}
    assert changed == sheets | package
    assert added == {
        *("xl/worksheets/sheet11.xml", "xl/worksheets/sheet12.xml"),
        *(f"xl/comments{n}.xml" for n in (1, 2, 3)),
        *(f"xl/drawings/vmlDrawing{n}.vml" for n in (1, 2, 3)),
        *(f"xl/worksheets/_rels/sheet{n}.xml.rels" for n in (2, 4, 5)),
    }
    assert '<workbookProtection lockStructure="1"/>' in part(made, "xl/workbook.xml")


def test_values_formulas_rules_and_protection_stay(faulty: Path) -> None:
    made = copied(faulty)
    for values in (False, True):
        old, new = (openpyxl.load_workbook(path, data_only=values) for path in (faulty, made))
        for name in OWN_SHEETS:
            cells = [[cell.value for cell in row] for row in old[name].iter_rows()]
            assert [[cell.value for cell in row] for row in new[name].iter_rows()] == cells, name
    for name in OWN_SHEETS:
        one, two = old[name], new[name]
        assert two.protection.sheet and one.protection.sheet
        assert repr(one.data_validations) == repr(two.data_validations)
        assert [str(r.sqref) for r in one.conditional_formatting] == [str(r.sqref) for r in two.conditional_formatting]
        assert (one.print_area, one.print_title_rows) == (two.print_area, two.print_title_rows)
        assert (one.freeze_panes, one.oddFooter.left.text) == (two.freeze_panes, two.oddFooter.left.text)
    assert new["检查结果"].protection.sheet
    assert new["检查结果"].print_title_rows == "$5:$5"
    assert {p.name: p.value for p in new.custom_doc_props.props} == {
        p.name: p.value for p in old.custom_doc_props.props
    }


def test_the_unit_s_own_comments_stay(faulty: Path) -> None:
    book = openpyxl.load_workbook(faulty)
    book["三"]["D5"].comment = Comment("台账第 3 页\n已核", "张三", height=40, width=200)
    book["三"]["H9"].comment = Comment("别处", "张三")
    book.save(faulty)  # the totals are now without results
    made = copied(faulty)
    said = comments(made)
    assert said["三!D5"][0] == "张三"
    assert said["三!D5"][1].startswith("台账第 3 页\n已核\n【govxl检查结果】\n错误（")
    assert said["三!H9"] == ("张三", "别处")
    mended = change_by_openpyxl(made, {"三!D5": 14, "三!E7": 0, "三!F7": 0, "二!B15": 0, "封面!B8": "张三"})
    again = copied(mended, "again")
    assert comments(again)["三!D5"] == ("张三", "台账第 3 页\n已核")
    assert comments(again)["三!H9"] == ("张三", "别处")


def change_by_openpyxl(path: Path, cells: dict[str, object]) -> Path:
    """Correct cells as a program does that writes the whole file anew and drops stored results."""
    book = openpyxl.load_workbook(path)
    for spot, value in cells.items():
        sheet, cell = spot.split("!")
        book[sheet][cell].value = value
    saved = path.with_name("改.xlsx")
    book.save(saved)
    return saved


# ----------------------------------------------------------------------------------------------------- the second round

CORRECTED = {"三!D5": 14, "三!E7": 0, "三!F7": 0, "二!B15": 0, "三!J5": "=SUM(D5:I5)|14"}  # what is left: 封面!B8


def test_marking_twice_is_marking_once(faulty: Path) -> None:
    once = copied(faulty)
    twice = copied(once, "again")
    assert twice.name == once.name == "甲局_检查结果.xlsx"
    assert look(openpyxl.load_workbook(twice)) == look(openpyxl.load_workbook(once))
    with zipfile.ZipFile(once) as old, zipfile.ZipFile(twice) as new:
        assert set(old.namelist()) == set(new.namelist())
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == []
    assert twice.read_bytes() == once.read_bytes()


def test_marks_of_what_was_corrected_go(faulty: Path) -> None:
    corrected = change(copied(faulty), CORRECTED)
    again = copied(corrected, "again")
    never = change(shutil.copy(faulty, faulty.with_name("乙局.xlsx")), CORRECTED)
    expected = copied(never)
    assert set(comments(again)) == {"封面!B8"}
    assert look(openpyxl.load_workbook(again)) == look(openpyxl.load_workbook(expected))
    assert openpyxl.load_workbook(again).sheetnames == ["检查结果", *OWN_SHEETS, "_govxl_marks"]
    with zipfile.ZipFile(again) as archive:
        left = [name for name in archive.namelist() if "comments" in name or "vml" in name]
    assert left == ["xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"], "those of the other tables are gone"
    assert annotate(judged(change(again, {"封面!B8": "张三"})), faulty.parent) is None, "clean"


def test_a_program_that_numbers_formats_anew_loses_nothing(faulty: Path) -> None:
    saved = change_by_openpyxl(copied(faulty), {"三!E7": 0})
    again = openpyxl.load_workbook(copied(saved, "again"))
    assert at(again, "三!E7").fill.fgColor.rgb == ENTRY
    assert not at(again, "三!E7").protection.locked
    assert at(again, "三!E7").comment is None
    assert at(again, "三!D5").fill.fgColor.rgb == RED


def test_what_the_unit_writes_below_our_comment_stays(faulty: Path) -> None:
    book = openpyxl.load_workbook(copied(faulty))
    cell = at(book, "三!E7")
    cell.comment = Comment(cell.comment.text + "\n确实没有", "张三")
    cell.value = 0
    at(book, "三!F7").comment = Comment("我们改的", "张三")  # written over ours
    saved = faulty.with_name("改.xlsx")
    book.save(saved)
    said = comments(copied(saved, "again"))
    assert said["三!E7"] == ("张三", "\n确实没有")
    assert said["三!F7"][1].startswith("我们改的\n【govxl检查结果】")


def test_marks_that_moved_go_too(faulty: Path) -> None:
    """Copied formats, and a record that does not know the cell."""
    book = openpyxl.load_workbook(copied(faulty))
    at(book, "三!E9")._style = at(book, "三!E7")._style
    del book["_govxl_marks"]
    saved = faulty.with_name("改.xlsx")
    book.save(saved)
    again = openpyxl.load_workbook(copied(saved, "again"))
    assert at(again, "三!E9").fill.fill_type is None
    assert not at(again, "三!E9").protection.locked


def test_a_copied_format_of_ours_goes_as_well(faulty: Path) -> None:
    book = openpyxl.load_workbook(copied(faulty))
    at(book, "三!E9")._style = at(book, "三!E7")._style
    saved = faulty.with_name("改.xlsx")
    book.save(saved)
    cell = at(openpyxl.load_workbook(copied(saved, "again")), "三!E9")
    assert (cell.fill.fgColor.rgb, cell.protection.locked) == (ENTRY, False)


def test_each_cell_gets_back_its_own_fill(faulty: Path) -> None:
    """Two cells that differ by their fill alone look the same when they are marked."""
    book = openpyxl.load_workbook(faulty)
    at(book, "三!F7").fill = PatternFill("solid", fgColor="FF92D050")
    book.save(faulty)
    saved = change_by_openpyxl(copied(faulty), {"三!E7": 0, "三!F7": 0})
    again = openpyxl.load_workbook(copied(saved, "again"))
    assert [at(again, spot).fill.fgColor.rgb for spot in ("三!E7", "三!F7")] == [ENTRY, "FF92D050"]


def test_the_box_of_the_unit_s_comment_grows_and_shrinks(faulty: Path) -> None:
    def box(path: Path) -> list[int]:
        with zipfile.ZipFile(path) as archive:
            (name,) = (n for n in archive.namelist() if n.endswith(".vml") and b"<x:Row>6</x:Row>" in archive.read(n))
            shapes = re.findall(
                r"<x:Anchor>([^<]*)</x:Anchor>.*?<x:Row>(\d+)<.*?<x:Column>(\d+)<", part(path, name), re.S
            )
        return next([int(n) for n in a.split(",")] for a, row, column in shapes if (row, column) == ("6", "4"))

    with zipfile.ZipFile(faulty) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    drawing = [b"1, 15, 0, 2, 3, 15, 3, 16", b"<x:Row>6</x:Row>", b"<x:Column>4</x:Column>"]
    shape = b'<v:shape id="a" type="#_x0000_t202"><x:ClientData ObjectType="Note"><x:Anchor>%s</x:Anchor>%s%s'
    parts["xl/drawings/own.vml"] = (
        b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        + shape % tuple(drawing)
        + b"<br></x:ClientData></v:shape></xml>"  # not quite XML, as some programs write it
    )
    parts["xl/own.xml"] = (
        f'<comments xmlns="{MAIN}"><authors><author>张三</author></authors><commentList><comment ref="E7" authorId="0">'
        "<text><t>没有</t></text></comment></commentList></comments>"
    ).encode()
    kind = 'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{0}" Target="/xl/{1}"'
    parts["xl/worksheets/_rels/sheet5.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" {kind.format("vmlDrawing", "drawings/own.vml")}/>'
        f'<Relationship Id="rId2" {kind.format("comments", "own.xml")}/></Relationships>'
    ).encode()
    sheet = parts["xl/worksheets/sheet5.xml"]
    parts["xl/worksheets/sheet5.xml"] = sheet.replace(b"</worksheet>", b'<legacyDrawing r:id="rId1"/></worksheet>')
    with zipfile.ZipFile(faulty, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    made = copied(faulty)
    assert box(faulty) == [1, 15, 0, 2, 3, 15, 3, 16]
    # a line break, the head, severity, what is wrong, what to do in two lines, the end
    assert box(made) == [1, 15, 0, 2, 3, 15, 3 + 7, 16]
    again = copied(change(made, {"三!E7": 0}), "again")
    assert box(again) == box(faulty)
    assert "<text><r><t>没有</t></r></text>" in part(again, "xl/own.xml")


def test_cells_that_are_not_there_are_made_in_their_place(tmp_path: Path) -> None:
    """A sheet as lean programs write it: no references, a row with a format, a column with one."""
    sheet = (
        f'<worksheet xmlns="{MAIN}"><cols><col min="3" max="4" style="7"/></cols><sheetData><row><c><v>1</v></c>'
        '<c s="5"><v>2</v></c></row><row r="4" s="3" customFormat="1"><c r="E4"/></row></sheetData></worksheet>'
    )
    path = tmp_path / "lean.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>')
        archive.writestr("xl/s.xml", sheet)
    parts = Parts(path.read_bytes())
    cells = Cells(parts, "xl/s.xml")
    spots = [(0, 1), (0, 2), (1, 3), (1, 0), (3, 0), (3, 4)]
    assert [cells.style(spot) for spot in spots] == [5, 7, 7, 0, 3, 0]
    for number, spot in enumerate(spots, start=10):
        cells.restyle(spot, number)
    path.write_bytes(parts.packed())
    assert re.sub(r"<cols>.*</cols>|.*<sheetData>|</sheetData>.*", "", part(path, "xl/s.xml"), flags=re.S) == (
        '<row r="1"><c r="A1"><v>1</v></c><c s="10" r="B1"><v>2</v></c><c r="C1" s="11"/></row>'
        '<row r="2"><c r="A2" s="13"/><c r="D2" s="12"/></row>'
        '<row r="4" s="3" customFormat="1"><c r="A4" s="14"/><c r="E4" s="15"/></row>'
    )


def test_inside_a_merged_area_its_first_cell_is_marked(faulty: Path) -> None:
    one = judged(faulty)
    inner = replace(one.findings[0], place=Place("二", 14, 2))
    made = annotate(replace(one, findings=(inner,)), faulty.parent / "out")
    assert set(comments(made)) == {"二!B15"}


# ----------------------------------------------------------------------------------------------------- names and places


def test_two_files_of_one_name_get_two_copies(faulty: Path, tmp_path: Path) -> None:
    paths = []
    for number, unit in enumerate(("甲", "乙")):
        path = tmp_path / unit / "报表.xlsx"
        path.parent.mkdir()
        content = replace(seed_content(), unit=govxl.Unit(f"U{number}", unit))
        govxl.write_template(path, content)
        paths.append(change(path, {"三!D5": 99}))
    heap = judge([Item(path) for path in paths])
    for _ in range(2):  # a second run finds its own
        made = [outcome.path.name for outcome in annotate_all(heap, tmp_path / "out")]
        assert made == ["报表_检查结果.xlsx", "报表_检查结果(2).xlsx"]
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert [outcome.path.name for outcome in annotate_all(heap[1:], tmp_path / "out")] == ["报表_检查结果(2).xlsx"]
    names = [openpyxl.load_workbook(tmp_path / "out" / name)["检查结果"]["A2"].value for name in made]
    assert [name[:6] for name in names] == ["单位：甲（U", "单位：乙（U"]


def test_no_file_is_lost(faulty: Path) -> None:
    folder = faulty.parent
    original = faulty.read_bytes()
    (folder / "甲局_检查结果.xlsx").write_bytes(b"mine")
    first = annotate(judged(faulty), folder)
    assert first.name == "甲局_检查结果(2).xlsx"
    assert (faulty.read_bytes(), (folder / "甲局_检查结果.xlsx").read_bytes()) == (original, b"mine")
    assert annotate(judged(faulty), folder) == first, "our own of before is replaced"
    change(first, {"三!D5": 98})  # the unit has begun to correct it
    corrected = first.read_bytes()
    assert annotate(judged(faulty), folder).name == "甲局_检查结果(3).xlsx"
    assert first.read_bytes() == corrected
    assert not list(folder.glob(".govxl*"))


def test_a_marked_copy_knows_whether_it_was_changed(faulty: Path) -> None:
    made = copied(faulty)
    assert origin(Parts(made.read_bytes())).unchanged
    assert not origin(Parts(change(made, {"三!D6": 1}).read_bytes())).unchanged
    assert origin(Parts(faulty.read_bytes())) is None


def test_a_long_name_is_cut(faulty: Path) -> None:
    path = faulty.rename(faulty.with_name("很长" * 40 + ".xlsx"))
    assert len(copied(path).name.encode()) <= 240


def test_a_lost_sheet_stays_lost(faulty: Path) -> None:
    """The workbook names a part that is not there: ours must not be taken for it."""
    with zipfile.ZipFile(faulty) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["xl/worksheets/sheet3.xml"]
    with zipfile.ZipFile(faulty, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert ("layout-changed", "一!B3") in [code[:2] for code in codes(faulty)]
    assert codes(copied(faulty)) == codes(faulty)


def test_what_is_clean_or_does_not_count_gets_no_copy(tmp_path: Path, faulty: Path) -> None:
    clean = write_clean(tmp_path / "clean.xlsx")
    assert annotate(judged(clean), tmp_path / "out") is None
    foreign = tmp_path / "foreign.xlsx"
    openpyxl.Workbook().save(foreign)
    (tmp_path / "empty.xlsx").write_bytes(b"")
    older = change(shutil.copy(faulty, tmp_path / "older.xlsx"), {"三!D5": 98, "三!G7": -1})
    heap = judge([Item(path) for path in (faulty, foreign, tmp_path / "empty.xlsx", older)])
    made = {one.judged.item.path.name: one.path and one.path.name for one in annotate_all(heap, tmp_path / "out")}
    assert len(made) == 4
    states = {one.item.path.name: (one.state, one.attention) for one in heap}
    assert {name for name, path in made.items() if path} == {
        name for name, (state, attention) in states.items() if state == "used" or attention
    }
    assert made["foreign.xlsx"] is made["empty.xlsx"] is None


# ------------------------------------------------------------------------------------------------- other kinds of files


def test_a_workbook_with_macros_keeps_its_kind(faulty: Path) -> None:
    with zipfile.ZipFile(faulty) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0macro"
    path = faulty.with_name("甲局.xls")  # by its name something else
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    one = judged(path)
    one = replace(one, filing=replace(one.filing, format="xlsm"))
    made = annotate(one, faulty.parent / "out")
    assert made.name == "甲局_检查结果.xlsm"
    with zipfile.ZipFile(made) as archive:
        assert archive.read("xl/vbaProject.bin") == b"\xd0\xcf\x11\xe0macro"


def document(faulty: Path) -> Judged:
    """What was read, as if it had come in a document whose table stands elsewhere."""
    one = judged(faulty)
    form = one.filing.form
    moved = {spot: Place("文档", place.row + 40, place.column) for spot, place in layout_of(form).places.items()}
    there = {place: moved[spot] for spot, place in layout_of(form).places.items()}
    found = tuple(replace(f, place=there.get(f.place) or Place("文档", 0, 0)) for f in one.filing.findings)
    filing = replace(one.filing, file=faulty.with_suffix(".docx"), format="docx", source="docx", places=moved)
    filing = replace(filing, findings=found)
    doubt = Finding("identity-mismatch", "error", "不能确定", "请核对")  # as collecting adds it
    return replace(one, filing=filing, findings=(doubt, *govxl.check(filing)))


def test_a_document_comes_back_as_a_workbook_of_the_form(faulty: Path) -> None:
    one = document(faulty)
    (outcome,) = annotate_all([one], faulty.parent / "out")
    assert outcome.fresh
    assert outcome.path.name == "甲局_检查结果.xlsx"
    again: Filing = govxl.read(outcome.path)
    old = one.filing
    assert (again.unit, again.year, again.scope) == (old.unit, old.year, old.scope)
    assert (again.entries, again.texts) == (old.entries, old.texts)
    assert set(again.blanks) == {a for a in (f.address for f in FORM.entries) if a not in old.entries}
    sheet = openpyxl.load_workbook(outcome.path)["检查结果"]
    assert sheet["A5"].value == texts.RESULT_FRESH
    rows = [[cell.value for cell in row][2:6] for row in sheet.iter_rows(min_row=7)]
    assert rows == [
        [None, None, None, None],
        ["二", "B15", "many", None],
        ["三", "D5", 99, 14],
        ["三", "E7", None, None],
        ["三", "F7", "十二件", None],
        [None, None, None, None],  # of the cover: about no figure
        ["三", "J5", 14, 99],
    ]
    messages = [[cell.value for cell in row][7] for row in sheet.iter_rows(min_row=7)]
    assert messages[0] == "不能确定"
    assert "D45(99)" in next(f.message for f in one.findings if f.code == "requests-balance")
    assert "D5(99)＋D6(0)" in messages[2], "the cells of the copy, not of the document"
    assert set(comments(outcome.path)) == {"二!B15", "三!D5", "三!E7", "三!F7", "三!J5"}


def test_last_year_s_figures_go_along(tmp_path: Path, faulty: Path) -> None:
    one = document(faulty)
    spots = [Address(f"requests.carried_out.{column.id}") for column in FORM.tables[1].blocks[0].columns]
    prior = {Address(f"prior:{spot}"): 0 for spot in spots}
    one = replace(one, filing=replace(one.filing, shown=dict(one.filing.shown) | prior))
    made = annotate(one, tmp_path / "out")
    assert set(govxl.read(made).shown) >= set(prior)


def test_explanations_go_along_and_last_year_fills_nothing(tmp_path: Path, faulty: Path) -> None:
    one = document(faulty)
    carried_in, before = Address("requests.carried_in.business"), Address("prior:requests.carried_out.business")
    entries = {spot: value for spot, value in one.filing.entries.items() if spot != carried_in}
    words = {("carry-over", "natural_person"): "机构改革，由原单位移交。"}
    filing = replace(one.filing, shown=dict(one.filing.shown) | {before: 7}, entries=entries, explanations=words)
    made = annotate(replace(one, filing=filing), tmp_path / "out")
    assert carried_in in govxl.read(made).blanks
    assert govxl.read(made).shown[before] == 7
    sheet = openpyxl.load_workbook(made)["校验"]
    assert [row[6] for row in sheet.values if row[6] in words.values()] == ["机构改革，由原单位移交。"]


def test_a_workbook_that_cannot_be_edited_comes_back_fresh(faulty: Path) -> None:
    """Read without trouble, but a part that only an editor needs is broken."""
    with zipfile.ZipFile(faulty) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</worksheet>", b"")
    with zipfile.ZipFile(faulty, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    (outcome,) = annotate_all([judged(faulty)], faulty.parent / "out")
    assert outcome.fresh
    assert set(comments(outcome.path)) >= {"三!D5", "三!E7"}


# ----------------------------------------------------------------------------------------------------- the command line


@pytest.fixture
def run(faulty: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture):
    monkeypatch.chdir(faulty.parent)

    def call(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["govxl", *args])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return (ended.value.code, *capfd.readouterr())

    return call


def test_check_annotates(run, faulty: Path) -> None:
    Path("坏.xlsx").write_bytes(b"")
    plain = run("check", "甲局.xlsx", "坏.xlsx")
    code, out, err = run("check", "甲局.xlsx", "坏.xlsx", "--annotate", "退回/第一轮")
    assert (code, err) == (plain[0], "") == (1, "")
    made = "已标注 甲局.xlsx → 退回/第一轮/甲局_检查结果.xlsx\n"
    assert out == plain[1] + made + "没有标注 坏.xlsx：文件是空的（0 字节）。请让单位重新发送。\n"
    code, out, err = run("check", "甲局.xlsx", "--annotate", "退回/第一轮", "--format", "json")
    assert json.loads(out)["errors"] == 4
    assert err == "已标注 甲局.xlsx → 退回/第一轮/甲局_检查结果.xlsx\n"
    code, out, _ = run("check", "甲局.xlsx", "--annotate", "退回", "--format", "csv", "-o", "list.csv")
    assert out == "已写出 list.csv\n已标注 甲局.xlsx → 退回/甲局_检查结果.xlsx\n"


def test_a_copy_inside_the_heap_is_the_newer_version(run, faulty: Path) -> None:
    run("check", ".", "--annotate", "退回")
    copy = Path("退回/甲局_检查结果.xlsx")
    before = copy.read_bytes()
    code, out, _ = run("check", ".", "--annotate", "退回")
    assert code == 1
    assert "甲局.xlsx　" in out
    assert copy.read_bytes() == before
    assert [path.name for path in Path("退回").iterdir()] == ["甲局_检查结果.xlsx"]
    assert out.count("已标注") == 1
    assert out.count("：4 处错误，2 处提醒") == 2


def test_nothing_to_annotate(run, tmp_path: Path) -> None:
    write_clean(tmp_path / "clean.xlsx")
    code, out, _ = run("check", "clean.xlsx", "--annotate", "out")
    assert (code, out.splitlines()[-1], Path("out").exists()) == (0, "没有需要标注的文件。", False)


def test_the_folder_is_no_file(run) -> None:
    Path("list").write_text("")
    said = "list 是文件，不是文件夹。请给标注过的工作簿另指定一个文件夹。\n"
    assert run("check", "甲局.xlsx", "--annotate", "list") == (2, "", said)


def test_the_same_file_gives_the_same_bytes(faulty: Path) -> None:
    assert copied(faulty).read_bytes() == copied(faulty, "other").read_bytes()


def test_references_inside_the_package_lead_somewhere(faulty: Path) -> None:
    """What would make a program repair the file: a type without a part, a link to nothing, an unknown id."""
    made = copied(faulty)
    with zipfile.ZipFile(made) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        types = re.findall(r'PartName="/([^"]+)"', archive.read("[Content_Types].xml").decode())
        assert sorted(set(types)) == sorted(types)
        assert set(types) <= set(names)
        assert 'Extension="vml"' in archive.read("[Content_Types].xml").decode()
        for name in names:
            if name.startswith("xl/worksheets/_rels/"):
                ids = dict(re.findall(r'Id="(\w+)"[^>]*Target="\.\./([^"]+)"', archive.read(name).decode()))
                assert {f"xl/{target}" for target in ids.values()} <= set(names)
                sheet = archive.read(name.replace("_rels/", "").removesuffix(".rels")).decode()
                (used,) = re.findall(r'<legacyDrawing [^>]*r:id="(\w+)"', sheet)
                assert "vmlDrawing" in ids[used]
                assert sheet.index("<pageSetup") < sheet.index("<legacyDrawing")
        styles = archive.read("xl/styles.xml").decode()
        for kind, one in (("fonts", "font"), ("fills", "fill"), ("borders", "border"), ("cellXfs", "xf")):
            inner = re.search(rf'<{kind} count="(\d+)">(.*?)</{kind}>', styles, re.DOTALL)
            assert int(inner[1]) == len(re.findall(rf"<{one}[ >/]", inner[2])), kind
        used_styles = {
            int(s) for n in names if "sheet" in n for s in re.findall(r' s="(\d+)"', archive.read(n).decode())
        }
        assert max(used_styles) < int(re.search(r'<cellXfs count="(\d+)"', styles)[1])
        workbook = archive.read("xl/workbook.xml").decode()
        names_of = dict(re.findall(r'<definedName name="[^"]*" localSheetId="(\d+)">([^!]*)!', workbook))
        sheets = re.findall(r'<sheet name="([^"]+)"', workbook)
        assert {sheets[int(index)] for index in names_of} == {text.strip("'") for text in names_of.values()}


def test_copies_do_not_go_among_the_returns(run, faulty: Path) -> None:
    code, out, err = run("check", ".", "--annotate", ".")
    assert (code, out) == (2, "")
    assert err == ". 是收回的文件所在的文件夹，标注过的放在里面会和交来的混在一起。请另指定一个文件夹。\n"
    assert [path.name for path in Path().iterdir()] == ["甲局.xlsx"]


def test_a_long_list_of_cells_stands_in_the_sentence(tmp_path: Path) -> None:
    """A link is not broken into lines: in its column a long list would be cut off."""
    path = write_seed(tmp_path / "甲局.xlsx")
    blank = ["E7", "F9", "G11", "H13", "I15"]
    made = copied(change(path, {f"三!{cell}": None for cell in blank}))
    sheet = openpyxl.load_workbook(made)["检查结果"]
    assert sheet["D6"].value == "E7 等"
    assert sheet["D6"].hyperlink.location == "'三'!E7"
    assert sheet["H6"].value == "没有填数。单元格：E7、F9、G11、H13、I15。"
