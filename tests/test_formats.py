"""What a file is, by its content: each kind is told, or refused with its own code and sentence."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from workbooks import ole, pack, repack, xls

import govxl
from govxl import texts
from govxl.archives import stored
from govxl.heap import Item
from govxl.reading import grids
from govxl.reading.gate import Refused, load, sniff

SAMPLE = next((Path(__file__).parents[1] / "samples" / "county").glob("SC001*.xlsx")).read_bytes()
TYPES = {"[Content_Types].xml": b"<Types/>"}
ODS = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}
EXCEL_PAGE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    "<head><meta charset=gbk></head><body><table><tr><td>本年新收</td></tr></table></body></html>"
)

TOLD = {
    "web page in one file": (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n<html>",
        "html",
    ),
    "our own": (SAMPLE, "xlsx"),
    "with macros": (repack(SAMPLE, {"xl/vbaProject.bin": b"x"}), "xlsm"),
    "binary": (pack(TYPES | {"xl/workbook.bin": b"x"}), "xlsb"),
    "old": (xls({(0, 0): 1}), "xls"),
    "old, from before 1997": (ole(Book=b""), "xls"),
    "ods": (pack(ODS), "ods"),
    "ods template": (pack(ODS | {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet-template"}), "ods"),
    "word": (pack(TYPES | {"word/document.xml": b"<w/>"}), "docx"),
    "word on the web": (pack(TYPES | {"word/document2.xml": b"<w/>"}), "docx"),
    "web page of Excel": (EXCEL_PAGE.encode("gbk"), "html"),
    "web page in UTF-16": (EXCEL_PAGE.encode("utf-16"), "html"),
    "web page, UTF-8 with mark": ("\ufeff\r\n <!DOCTYPE HTML>\n<HTML>甲</HTML>".encode(), "html"),
    "web page as XML": (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>', "html"),
    "table only": ("<table border=1><tr><td>甲</td></tr></table>".encode("gbk"), "html"),
    "text": ("2024年 | 甲\n".encode(), "text"),
    "text in GBK": ("政府信息公开\t12\r\n".encode("gbk"), "text"),
    "text in UTF-16": ("政府信息公开\t12\r\n".encode("utf-16"), "text"),
    "text with a bracket": ("<某局>2024年报告".encode(), "text"),
    "text longer than what is looked at": (b"a" + "甲".encode() * 40_000, "text"),
}
REFUSED = {
    "encrypted OOXML": (ole(EncryptionInfo=b"", EncryptedPackage=b""), "encrypted", texts.encrypted()),
    "encrypted xls": (xls({(0, 0): 1}, password=True), "encrypted", texts.encrypted()),
    "encrypted ods": (
        pack(ODS | {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        "encrypted",
        texts.encrypted(),
    ),
    "pdf": (b"%PDF-1.4\n%\xe2\xe3", "unreadable", texts.pdf()),
    "png": (b"\x89PNG\r\n\x1a\n", "unreadable", texts.picture()),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "unreadable", texts.picture()),
    "bmp": (b"BM\x36\x00\x0c\x00\0\0\0\0\x36\0", "unreadable", texts.picture()),
    "heic": (b"\0\0\0\x18ftypheic", "unreadable", texts.picture()),
    "webp": (b"RIFF\x01\0\0\0WEBPVP8 ", "unreadable", texts.picture()),
    "empty": (b"", "unreadable", texts.empty_file()),
    "white space": (b" \r\n", "unreadable", texts.empty_file()),
    "zeros": (bytes(5000), "unreadable", texts.unknown_file()),
    "cut zip": (SAMPLE[:20_000], "unreadable", texts.truncated()),
    "cut xls": (xls({(0, 0): 1})[:3000], "unreadable", texts.truncated()),
    "rar": (b"Rar!\x1a\x07\x01\x00xyz", "unreadable", texts.other_archive("rar")),
    "7z": (b"7z\xbc\xaf'\x1c\x00\x04", "unreadable", texts.other_archive("7z")),
    "gzip": (b"\x1f\x8b\x08\0", "unreadable", texts.no_report("archive")),
    "zip": (pack({"甲局.xlsx": SAMPLE}), "unreadable", texts.is_archive()),
    "empty zip": (pack({}), "unreadable", texts.archive_empty()),
    "old Word": (ole(WordDocument=b"", **{"1Table": b""}), "unreadable", texts.no_report("doc")),
    "slides": (pack(TYPES | {"ppt/presentation.xml": b"<p/>"}), "unreadable", texts.no_report("slides")),
    "old slides": (ole(PowerPoint_Document=b""), "unreadable", texts.no_report("slides")),
    "odt": (
        pack(ODS | {"mimetype": b"application/vnd.oasis.opendocument.text"}),
        "unreadable",
        texts.no_report("odt"),
    ),
    "ofd": (pack({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<d/>"}), "unreadable", texts.no_report("ofd")),
    "some document": (pack(TYPES | {"visio/document.xml": b"<v/>"}), "unreadable", texts.not_a_workbook()),
    "some old document": (ole(VisioDocument=b""), "unreadable", texts.unknown_file()),
    "program": (b"MZ\x90\x00\x03", "unreadable", texts.no_report("program")),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0" + bytes(60), "unreadable", texts.no_report("shortcut")),
    "rtf": (b"{\\rtf1\\ansi", "unreadable", texts.no_report("rtf")),
    "SpreadsheetML 2003": (
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:x"><ss:Table/>',
        "unreadable",
        texts.no_report("xml"),
    ),
    "other XML": (b'<?xml version="1.0"?><invoice/>', "unreadable", texts.unknown_file()),
    "binary": (bytes(range(256)), "unreadable", texts.unknown_file()),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_file_is_told_by_its_content(name):
    data, expected = TOLD[name]
    assert sniff(data) == expected


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_holds_no_report(name):
    data, code, sentence = REFUSED[name]
    with pytest.raises(Refused) as refusal:
        sniff(data)
    assert (refusal.value.code, refusal.value.message) == (code, sentence)


def test_what_is_embedded_does_not_decide():
    """A Word document with a table of Excel in it: the stream Workbook lies in a folder."""
    inside = xls({(0, 0): 1})
    data = ole(WordDocument=inside)
    assert data.count("Workbook".encode("utf-16-le")) == 1
    with pytest.raises(Refused) as refusal:
        sniff(data)
    assert refusal.value.message == texts.no_report("doc")


def test_an_encrypted_member():
    data = bytearray(pack(TYPES | {"word/document.xml": b"<w/>"}))
    for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = -1
        while (at := data.find(magic, at + 1)) >= 0:
            data[at + flags] |= 1
    with pytest.raises(Refused) as refusal:
        sniff(bytes(data))
    assert refusal.value.code == "encrypted"


def test_two_parts_with_one_name():
    made = io.BytesIO(SAMPLE)
    with zipfile.ZipFile(made, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    with pytest.raises(Refused) as refusal:
        sniff(made.getvalue())
    assert refusal.value.message == texts.damaged(texts.SAME_PART_TWICE)


# --------------------------------------------------------------------------------------- what a package tells of itself


def test_what_a_workbook_says_about_itself(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        book.set_properties({"author": "张三"})
        book.add_worksheet("甲")
        hidden, very = book.add_worksheet("乙"), book.add_worksheet("丙")
        hidden.hide()
        very.very_hidden()
        hidden.write_comment("A1", "请核对")
        very.write_formula("A1", "='[other.xlsx]S'!A1")
    package = load(Item(tmp_path / "x.xlsx"))
    assert package.visibility == {"甲": "visible", "乙": "hidden", "丙": "veryHidden"}
    assert (package.macros, package.external_links, package.comments) == (False, (), ("xl/comments1.xml",))
    known = package.properties()
    assert (known.creator, known.last_modified_by, known.application) == ("张三", "张三", "Microsoft Excel")
    assert (known.app_version, known.modified[:2]) == ("12.0000", "20")


def test_macros_and_links_are_seen_in_any_spelling(tmp_path):
    parts = {"xl/VbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>", "docProps/core.xml": b"<"}
    (tmp_path / "x.xlsx").write_bytes(repack(SAMPLE, parts | {"docProps/app.xml": None}))
    package = load(Item(tmp_path / "x.xlsx"))
    assert (package.macros, package.external_links) == (True, ("xl/externalLinks/externalLink1.xml",))
    assert package.properties().modified == package.properties().application == ""


def test_one_part_as_two_sheets(tmp_path):
    links = repack(SAMPLE, {})
    with zipfile.ZipFile(io.BytesIO(links)) as archive:
        rels = archive.read("xl/_rels/workbook.xml.rels")
    twice = rels.replace(b"worksheets/sheet2.xml", b"worksheets/sheet1.xml")
    (tmp_path / "x.xlsx").write_bytes(repack(SAMPLE, {"xl/_rels/workbook.xml.rels": twice}))
    with pytest.raises(Refused) as refusal:
        load(Item(tmp_path / "x.xlsx"))
    assert refusal.value.message == texts.damaged("xl/workbook.xml")


def test_a_zip_that_is_only_stored():
    parts = {"xl/workbook.xml": b"<workbook/>", "xl/表 1.xml": bytes(range(256)) * 300, "empty": b""}
    with zipfile.ZipFile(io.BytesIO(stored(parts))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == parts


def test_a_sheet_too_large_to_be_held_with_the_others_is_read_alike(monkeypatch):
    path = next((Path(__file__).parents[1] / "samples" / "county").glob("SC001*.xlsx"))
    usual = govxl.read(path)
    monkeypatch.setattr(grids, "_ROOM", 20_000)  # bytes: some sheets find room, some do not
    assert govxl.read(path) == usual
    assert usual.figures
