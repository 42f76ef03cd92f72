"""What a file is, by its content and never by its name; what nobody could read a figure from is refused here."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Literal

from govxl import archives, texts
from govxl.archives import FAULTS
from govxl.reading import ole
from govxl.refusal import Refused

Format = Literal["xlsx", "xlsm", "xlsb", "xls", "ods", "docx", "html", "text"]

MAX_TOTAL, MAX_PART = 96 << 20, 48 << 20  # bytes, unpacked
MAX_PARTS, MAX_RATIO = 500, 200
_HEAD = 65536  # bytes from which a text is known
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_MARKUP = re.compile(r"<[a-z!?/]")
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|meta|body|table|style|div|p|h[1-6])\b")
_OFFICE_XML = re.compile(r"<(?:\w+:)?(?:workbook|worddocument|package)\b|<office:document\b")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffe\uffff]")
_BY_BEGINNING = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\0", "archive"),
    (b"MSCF", "archive"),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that somebody here can read: what it is, its bytes, and of a zip its parts, within bounds."""

    format: Format
    data: bytes
    archive: zipfile.ZipFile | None = None


def look(data: bytes) -> Opened:
    """Tell what a file is. Raises Refused, with a sentence of its own, for everything that holds no report."""
    if data.startswith(b"PK"):
        return _zip(data)
    if data.startswith(ole.MAGIC):
        return Opened(_old(data), data)
    if not data:
        raise Refused("unreadable", texts.empty_file())
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        raise Refused("unreadable", texts.pdf())
    if (kind := archives.kind(data)) in ("rar", "7z"):
        raise Refused("unreadable", texts.other_archive(kind))
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        raise Refused("unreadable", texts.picture())
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        raise Refused("unreadable", texts.picture())
    for beginning, what in _BY_BEGINNING:
        if data.startswith(beginning):
            raise Refused("unreadable", texts.no_report(what))
    return Opened(_written(data), data)


def sniff(data: bytes) -> Format:
    """What a file is. Raises Refused, with a sentence of its own, for everything that holds no report."""
    return look(data).format


def decode(data: bytes) -> str | None:
    """A text in UTF-8, UTF-16 with its mark, or GBK; None for what is none. A cut last sign is left out."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(data)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


# ---------------------------------------------------------------------------------------------------------------- zips


def _zip(data: bytes) -> Opened:
    try:
        archive = archives.open_zip(io.BytesIO(data))
    except FAULTS as error:
        raise Refused("unreadable", texts.truncated()) from error
    names = archive.NameToInfo
    if not archives.is_document(names):
        raise Refused("unreadable", texts.archive_empty() if not names else texts.is_archive())
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted", texts.encrypted())
    if len(parts) > MAX_PARTS:
        raise Refused("too-large", texts.too_many_parts())
    total = sum(part.file_size for part in parts)
    bloated = any(
        part.file_size > MAX_PART or part.file_size > MAX_RATIO * (part.compress_size + 1024) for part in parts
    )
    if total > MAX_TOTAL or bloated:
        raise Refused("too-large", texts.unpacks_too_large())
    if len(parts) != len(names):  # of two parts with one name each program takes another
        raise Refused("unreadable", texts.damaged(texts.SAME_PART_TWICE))
    return Opened(_package(archive), data, archive)


def _package(archive: zipfile.ZipFile) -> Format:
    names = archive.NameToInfo
    if "xl/workbook.xml" in names:
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("word/document") for name in names):  # Word on the web numbers it
        return "docx"
    if "OFD.xml" in names:
        raise Refused("unreadable", texts.no_report("ofd"))
    if any(name.startswith("ppt/") for name in names):
        raise Refused("unreadable", texts.no_report("slides"))
    try:
        kind = archive.read("mimetype").strip() if "mimetype" in names else b""
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    except FAULTS as error:
        raise Refused("unreadable", texts.damaged("mimetype")) from error
    if b"encryption-data" in manifest:
        raise Refused("encrypted", texts.encrypted())
    if kind.startswith(_SPREADSHEET) and "content.xml" in names:
        return "ods"
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        raise Refused("unreadable", texts.no_report("odt"))
    raise Refused("unreadable", texts.not_a_workbook())


# --------------------------------------------------------------------------------------------------------- old formats


def _old(data: bytes) -> Format:
    try:
        container = ole.Container(data)
    except ValueError as error:
        raise Refused("unreadable", texts.truncated()) from error
    streams = container.streams
    for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
        if name in streams:
            if ole.has_password(container.beginning(name)):
                raise Refused("encrypted", texts.encrypted())
            return "xls"
    if "EncryptedPackage" in streams:
        raise Refused("encrypted", texts.encrypted())
    if "WordDocument" in streams:
        raise Refused("unreadable", texts.no_report("doc"))
    if "PowerPoint Document" in streams:
        raise Refused("unreadable", texts.no_report("slides"))
    raise Refused("unreadable", texts.unknown_file())


# --------------------------------------------------------------------------------------------------------------- texts


def _written(data: bytes) -> Format:
    text = decode(data[:_HEAD])
    if text is None:
        raise Refused("unreadable", texts.unknown_file())
    head = text.lstrip(" \t\r\n")[:8192].lower()
    if not head:
        raise Refused("unreadable", texts.empty_file())
    if head.startswith("{\\rtf"):
        raise Refused("unreadable", texts.no_report("rtf"))
    if "mime-version:" in head and "multipart/related" in head:
        return "html"
    if not _MARKUP.match(head):
        return "text"
    if _OFFICE_XML.search(head):
        raise Refused("unreadable", texts.no_report("xml"))
    if _WEB_PAGE.search(head):
        return "html"
    raise Refused("unreadable", texts.unknown_file())
