"""The office does what other tests rely on: it types, refuses, fills, reads, pastes, saves and recalculates."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter

from . import Office, OfficeError, available, why_not

pytestmark = [pytest.mark.office, pytest.mark.skipif(not available(), reason=why_not())]


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as running:
        yield running


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A protected sheet 三: D5:E6 open for input, D7 a locked total with a wrong stored value, column F errors."""
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as book:
        unlocked = book.add_format({"locked": False})
        sheet = book.add_worksheet("三")
        sheet.write("A1", "题目")
        for cell in ("D5", "E5", "D6", "E6"):
            sheet.write_blank(cell, None, unlocked)
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
        texts = {"input_title": "填数", "input_message": "填整数", "error_title": "有误", "error_message": "要整数"}
        sheet.data_validation("D5", rule | texts)
        sheet.write_formula("D7", "=SUM(D5:D6)+144", value=1)
        sheet.write_formula("F5", "=1/0", value="#DIV/0!")
        sheet.write_formula("F6", "=NA()", value="#N/A")
        sheet.write_formula("F7", '=""', value="")
        sheet.protect("secret")
        book.add_worksheet("O'Neil a.b")
        book.add_worksheet("藏").hide()
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An ordinary workbook of the clerk's own, with 41 and 42 in A1:B1."""
    path = tmp_path / "source.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Sheet1").write_row("A1", [41, 42], book.add_format({"bold": True}))
    return path


def test_an_unlocked_cell_takes_typing_and_a_locked_cell_refuses(office: Office, form: Path) -> None:
    office.open(form)
    typed = [("三", "D5", "14"), ("三", "A1", "改"), ("三", "D7", "9"), ("三", "E5", "无"), ("三", "E5", "")]
    assert office.enter_many(typed) == ["14", "题目", "158", "无", ""]
    assert office.read("三", "D5:E5") == [[14.0, None]]


def test_typing_reaches_the_cell_meant(office: Office, form: Path) -> None:
    office.open(form)
    assert office.enter("O'Neil a.b", "B2", "7") == "7"
    with pytest.raises(OfficeError, match="sheet '藏' is hidden"):
        office.enter("藏", "A1", "7")


def test_many_refusals_do_not_wear_the_office_out(office: Office, form: Path) -> None:
    office.open(form)
    assert office.enter_many([("三", "A1", "改")] * 30) == ["题目"] * 30


def test_fill_passes_over_locks(office: Office, form: Path) -> None:
    office.open(form)
    office.fill("三", "D5:E7", [[1, "007"], [None, "=1"], [2.5, "锁"]])
    assert office.read("三", "D5:E7") == [[1.0, "007"], [None, "=1"], [2.5, "锁"]]
    with pytest.raises(OfficeError, match=r"D\$7 is locked"):
        office.fill("三", "D7", [[None]])
    with pytest.raises(OfficeError, match="shape"):
        office.fill("三", "D5:E6", [[1, 2]])


def test_read_shows_errors_blanks_and_empty_texts(office: Office, form: Path) -> None:
    office.open(form)
    assert office.read("三", "E5:F7") == [[None, "#DIV/0!"], [None, "#N/A"], [None, ""]]
    assert office.formulas("三", "E5:F6") == [["", "=1/0"], ["", "=NA()"]]


def test_recalculate_replaces_the_stored_value(office: Office, form: Path) -> None:
    office.open(form)
    assert office.read("三", "D7") == [[1.0]]
    office.recalculate()
    assert office.read("三", "D7") == [[144.0]]


def test_an_office_that_always_recalculates_does_so_on_loading(form: Path) -> None:
    with Office(recalc="always") as office:
        office.open(form)
        assert office.read("三", "D7") == [[144.0]]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_a_saved_copy_keeps_value_lock_and_validation(office: Office, form: Path, tmp_path: Path, suffix: str) -> None:
    office.open(form)
    office.enter("三", "D5", "14")
    office.save(tmp_path / f"copy{suffix}")
    office.open(tmp_path / f"copy{suffix}")
    assert office.read("三", "D5:D7") == [[14.0], [None], [158.0]]
    assert (office.locked("三", "D5"), office.locked("三", "D7")) == (False, True)
    assert office.validation("三", "D5") == {
        "type": "WHOLE",
        "prompt_title": "填数",
        "prompt": "填整数",
        "error_title": "有误",
        "error": "要整数",
    }
    assert office.validation("三", "D6") is None


def test_paste_brings_the_lock_along_and_unformatted_paste_does_not(office: Office, form: Path, source: Path) -> None:
    office.open(form)
    office.paste_unformatted(source, "Sheet1", "A1:B1", "三", "D5")
    assert office.read("三", "D5:E5") == [[41.0, 42.0]]
    assert (office.locked("三", "D5"), office.validation("三", "D5") is None) == (False, False)
    office.fill("三", "D5:E5", [[1, 2]])
    office.paste(source, "Sheet1", "A1:B1", "三", "D5")
    assert office.read("三", "D5:E5") == [[41.0, 42.0]]
    assert (office.locked("三", "D5"), office.validation("三", "D5") is None) == (True, True)


def test_paste_that_touches_a_locked_cell_is_refused_whole(office: Office, form: Path, source: Path) -> None:
    office.open(form)
    office.paste(source, "Sheet1", "A1:B1", "三", "E6")
    assert office.read("三", "E6:F6") == [[None, "#N/A"]]


def test_pdf(office: Office, form: Path, tmp_path: Path) -> None:
    office.open(form)
    office.to_pdf(tmp_path / "form.pdf")
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF-")


def test_batch_does_all_in_order_and_names_the_operation_that_fails(office: Office, form: Path) -> None:
    office.open(form)
    read = {"op": "read", "sheet": "三", "range_ref": "D5:D7"}
    fill = {"op": "fill", "sheet": "三", "range_ref": "D5:D6", "rows": [[3], [4]]}
    assert office.batch([fill, {"op": "recalculate"}, read])[2] == [[3.0], [4.0], [151.0]]
    with pytest.raises(OfficeError, match=r"operation 1 of the batch \(read\): no sheet '四', only 三"):
        office.batch([read, read | {"sheet": "四"}])


def test_the_office_survives_a_bad_request(office: Office, form: Path, tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match=r"missing\.xlsx"):
        office.open(tmp_path / "missing.xlsx")
    with pytest.raises(OfficeError, match="no document is open"):
        office.read("三", "A1")
    office.open(form)
    assert office.read("三", "A1") == [["题目"]]


def test_a_silent_office_is_ended() -> None:
    office = Office(timeout=0.2)  # too short even for starting
    with pytest.raises(OfficeError, match=r"no reply in 0\.2 s"), office:
        pass
    with pytest.raises(OfficeError, match="not running"):
        office.close()
