"""The report in Word as LibreOffice shows and saves it: the same figures and words, each table whole on one page."""

import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from test_conversion import exact

import govxl
from govxl import Unit, edition
from govxl.publication import publish
from govxl.texts import number
from tests.documents import write_html
from tests.workbooks import report, seed_content, write_seed

from .test_documents import save_as

pytestmark = pytest.mark.office


def same(saved: Path, filing: govxl.Filing) -> None:
    back = govxl.read(saved)
    assert exact(back.figures) == exact(filing.figures)
    assert set(back.blanks) == {figure.address for figure in filing.form.entries} - set(filing.entries)
    assert (dict(back.texts), back.preamble) == (dict(filing.texts), filing.preamble)
    assert (back.unit.name, back.year, back.form.edition) == (filing.unit.name, filing.year, filing.form.edition)


@pytest.mark.parametrize("name", ["01", "07", "13"])
def test_a_report_saved_again_is_the_same(tmp_path: Path, name: str) -> None:
    filing = govxl.read(write_html(tmp_path / "source.html", report(name)))
    publish(filing, tmp_path / "a.docx")
    (tmp_path / "saved").mkdir()
    same(save_as("docx", tmp_path / "a.docx", tmp_path / "saved"), filing)


def test_a_page_opened_in_the_office_and_saved_as_word_is_the_same(tmp_path: Path) -> None:
    filing = govxl.read(write_seed(tmp_path / "a.xlsx"))
    publish(filing, tmp_path / "page.html")
    saved = save_as("docx:MS Word 2007 XML", tmp_path / "page.html", tmp_path, "--infilter=HTML (StarWriter)")
    same(saved, filing)


@pytest.mark.parametrize("form", [edition("2019"), edition("2021")], ids=lambda form: form.edition)
def test_every_table_is_whole_on_a_page(tmp_path: Path, form: govxl.Form) -> None:
    """Also with figures as large as a nation's, and a title of three lines."""
    large = {f.address: Decimal("123456.7891") if f.kind == "amount" else 1_234_567 for f in form.entries}
    unit, year = Unit("", "某某省某某市某某区某某街道办事处（某某经济技术开发区管理委员会）"), int(form.edition)
    content = replace(seed_content(), figures=large, unit=unit, year=year)
    govxl.write_template(tmp_path / "a.xlsx", content, form=form)
    filing = govxl.read(tmp_path / "a.xlsx")
    publish(filing, tmp_path / "a.docx")
    pdf = save_as("pdf", tmp_path / "a.docx", tmp_path)
    shown = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, encoding="utf-8").stdout
    pages = shown.split("\f")
    for table in form.tables:
        (page,) = [at for at, text in enumerate(pages) if table.title in "".join(text.split())]
        counts = sum(figure.table is table and figure.kind != "amount" for figure in form.entries)
        assert pages[page].count("1234567") == counts, f"{table.id} is whole on a page, and no number is broken"
        assert pages[page].count("123456.7891") == sum(f.table is table and f.kind == "amount" for f in form.entries)
        totals = {number(filing.figures[f.address]) for f in form.figures if f.table is table and f.derived}
        assert [total for total in totals if total not in pages[page]] == []
