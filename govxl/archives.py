"""Zip archives: opened within bounds, names as people wrote them, one member inflated at a time.

Nothing is ever extracted to disk, so a name like ``../../x`` is only text.
"""

from __future__ import annotations

import datetime
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Literal

from govxl import texts
from govxl.refusal import Refused

# Whatever the standard library throws at a damaged zip.
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
)
MAX_DIRECTORY = 2 << 20  # bytes of the list of members, which is read as a whole: up to 45,000 of them
_MAGIC: tuple[tuple[bytes, Literal["zip", "rar", "7z"]], ...] = (
    (b"PK\3\4", "zip"),
    (b"PK\5\6", "zip"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf'\x1c", "7z"),
)
# A zip with one of these parts is a document of some program. The first two stand first in most of them.
_FIRST = (b"[Content_Types].xml", b"mimetype")
_PARTS = frozenset({"[Content_Types].xml", "mimetype", "xl/workbook.xml", "xl/workbook.bin", "word/document.xml"}) | {
    "content.xml",
    "OFD.xml",
    "Index/Document.iwa",
}
_JUNK = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_HEAD = struct.Struct("<4s22xHH")  # before each part: its magic, and how long its name and more are
_FACTS = struct.Struct("<HHHLLLLHH")  # version, flags, method, time and date, check sum, size packed and not, lengths
_UTF8, _NO_DATE = 0x800, 0x210000  # the flag of names in UTF-8; 1 January 1980


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a zip: where its bytes lie, what they should become, and when it was saved (seconds since 1970)."""

    name: str
    offset: int
    packed: int
    size: int
    crc: int
    method: int
    encrypted: bool
    saved: float | None

    def head(self, archive: BinaryIO) -> bytes:
        """The first bytes, at most 64. Raises one of FAULTS where the zip is damaged."""
        packed = self._packed(archive, min(self.packed, 4096))
        return packed[:64] if self.method == zipfile.ZIP_STORED else zlib.decompressobj(-15).decompress(packed, 64)

    def read(self, archive: BinaryIO) -> bytes:
        """All bytes. Raises one of FAULTS where the zip is damaged, and never inflates more than ``size`` says."""
        return unpacked(self.name, self._packed(archive, self.packed), self.method, self.size, self.crc)

    def _packed(self, archive: BinaryIO, count: int) -> bytes:
        if self.method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError(self.method)
        archive.seek(self.offset)
        magic, name, extra = _HEAD.unpack(archive.read(_HEAD.size))
        if magic != b"PK\3\4":
            raise zipfile.BadZipFile(self.name)
        archive.seek(name + extra, 1)
        return archive.read(count)


def kind(head: bytes) -> Literal["zip", "rar", "7z", ""]:
    """What archive a file is by its first bytes. A document of Excel, Word or WPS is a zip, too."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "")


def begins_as_document(head: bytes) -> bool:
    """Whether the first part of a zip is one with which a document begins: then its list need not be read."""
    return head[30:].startswith(_FIRST)


def is_document(names: Collection[str]) -> bool:
    """Whether the parts are those of a document, and not of a zip that people made."""
    return not _PARTS.isdisjoint(names)


def is_junk(parts: Iterable[str]) -> bool:
    """Whether a path leads to what programs leave behind: lock files, dot files, thumbnails."""
    return any((part.startswith((".", "~$")) and part not in (".", "..")) or part.casefold() in _JUNK for part in parts)


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """Open a zip whose list of members is of bounded length.

    Raises Refused where it is longer, and one of FAULTS where the file is damaged or no zip.
    """
    if _directory_size(file) > MAX_DIRECTORY:
        raise Refused("too-large", texts.too_many_parts())
    return zipfile.ZipFile(file)


def _directory_size(file: BinaryIO) -> int:
    """How long the list of members says it is; :mod:`zipfile` reads and keeps as much."""
    file.seek(max(file.seek(0, 2) - 65557, 0))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise zipfile.BadZipFile("no end")
    (size,) = struct.unpack_from("<L", tail, at + 12)
    if tail[max(at - 20, 0) : at].startswith(b"PK\6\7"):  # the long form, whose record stands right before
        magic, long_size = struct.unpack_from("<4s36xQ", tail, at - 76)
        if magic != b"PK\6\6":
            raise zipfile.BadZipFile("no end")
        size = max(size, long_size)
    return int(size)


def members(archive: zipfile.ZipFile) -> tuple[Member, ...]:
    """Everything in a zip, folders included: their names end in a slash."""
    return tuple(_member(info, _name(info), _saved(info.date_time)) for info in archive.infolist())


def read_part(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """The bytes of a part of a zip that is held as a whole; quicker than :mod:`zipfile`.

    Raises one of FAULTS where the part is damaged.
    """
    magic, name, extra = _HEAD.unpack_from(data, part.header_offset)
    if magic != b"PK\3\4":
        raise zipfile.BadZipFile(part.filename)
    start = part.header_offset + 30 + name + extra
    packed = data[start : start + part.compress_size]
    return unpacked(part.filename, packed, part.compress_type, part.file_size, part.CRC)


def stored(parts: Mapping[str, bytes]) -> bytes:
    """A zip of a few small parts as they are: for a library that takes nothing but zips."""
    written: list[bytes] = []
    listed, offset = b"", 0
    for name, data in parts.items():
        path, size = name.encode(), len(data)
        facts = _FACTS.pack(20, _UTF8, zipfile.ZIP_STORED, _NO_DATE, zlib.crc32(data), size, size, len(path), 0)
        listed += b"PK\1\2\x14\0" + facts + bytes(10) + offset.to_bytes(4, "little") + path
        written += (b"PK\3\4", facts, path, data)
        offset += _HEAD.size + len(path) + size
    end = struct.pack("<4s4xHHLLH", b"PK\5\6", len(parts), len(parts), len(listed), offset, 0)
    return b"".join((*written, listed, end))


def unpacked(name: str, packed: bytes, method: int, size: int, crc: int) -> bytes:
    """The bytes of a part, held against its size and check sum. Raises one of FAULTS."""
    if len(packed) > size + size // 100 + 1024:
        raise zipfile.BadZipFile(name)
    if method == zipfile.ZIP_DEFLATED:
        packed = zlib.decompressobj(-15).decompress(packed, size + 1)
    elif method != zipfile.ZIP_STORED:
        raise NotImplementedError(method)
    if len(packed) != size or zlib.crc32(packed) != crc:
        raise zipfile.BadZipFile(name)
    return packed


def _member(info: zipfile.ZipInfo, name: str, saved: float | None) -> Member:
    size, encrypted = info.file_size, bool(info.flag_bits & 1)
    return Member(name, info.header_offset, info.compress_size, size, info.CRC, info.compress_type, encrypted, saved)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as its author saw it: Windows writes GBK into zips without saying so, others UTF-8.

    GBK that happens to be valid UTF-8 gives only signs of two bytes, which are never Chinese.
    """
    name = info.orig_filename.partition("\0")[0]
    if not info.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437")
        try:
            decoded = raw.decode("utf-8")
        except UnicodeDecodeError:
            decoded = ""
        if all(ord(sign) < 0x800 for sign in decoded):
            try:
                decoded = raw.decode("gb18030")
            except UnicodeDecodeError:
                decoded = decoded or name
        name = decoded
    return name.replace("\\", "/")


def _saved(date: tuple[int, int, int, int, int, int]) -> float | None:
    try:
        return datetime.datetime(*date).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
