"""The heap: which files lie at the paths a user names, in zips too, in an order that does not change."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from govxl import archives, texts
from govxl.archives import FAULTS, Member
from govxl.refusal import Refused

MAX_FILE = 20 << 20  # bytes of one file; an honest report has less than one MB
MAX_MEMBERS, MAX_UNPACKED = 5_000, 1 << 30  # of one zip with the zips in it: files, bytes
MAX_RATIO, MAX_DEPTH = 200, 2
# The columns of the long form (govxl.tidy): one row for each unit, year and figure; and how its .csv begins.
TIDY_COLUMNS = (
    *("unit_code", "unit_name", "year", "edition", "scope", "file", "included", "reason", "key", "table"),
    *("row_label", "column_label", "kind", "derived", "value", "state", "original"),
)
_TIDY = ",".join(TIDY_COLUMNS[:6]).encode()


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the heap. ``path`` is what the user is shown; the bytes are read when they are needed.

    Of a file in a zip ``archive`` is the zip on the disk and ``members`` the way into it. ``refusal`` (code and
    sentence) is known beforehand of what cannot be read, like a zip with a password. ``root`` is where a relative path
    begins, for a process that may work in another folder.
    """

    path: Path
    archive: Path | None = None
    members: tuple[Member, ...] = ()
    refusal: tuple[str, str] | None = None
    root: Path = Path()

    @property
    def saved(self) -> float:
        """When the file was changed last, as the disk or the zip says, in seconds since 1970."""
        stored = self.members[-1].saved if self.members else None
        return (self.archive or self.path).stat().st_mtime if stored is None else stored

    def data(self) -> bytes:
        """The bytes. Raises Refused with its sentence where they cannot be had or are more than MAX_FILE."""
        if self.refusal:
            raise Refused(*self.refusal)
        try:
            return (
                self._from_archive(self.root / self.archive) if self.archive else self._from_disk(self.root / self.path)
            )
        except OSError as error:
            raise Refused("unreadable", texts.cannot_open(error.errno, error.strerror or str(error))) from error

    def _from_disk(self, path: Path) -> bytes:
        size = path.stat().st_size
        if path.is_dir():
            raise Refused("unreadable", texts.is_directory())
        if not path.is_file():
            raise Refused("unreadable", texts.not_a_file())
        if size > MAX_FILE:
            raise Refused("too-large", texts.file_too_large(size, MAX_FILE))
        return path.read_bytes()

    def _from_archive(self, archive: Path) -> bytes:
        *outer, member = self.members
        if member.size > MAX_FILE:
            raise Refused("too-large", texts.file_too_large(member.size, MAX_FILE))
        with archive.open("rb") as file:
            try:
                if outer:
                    return member.read(io.BytesIO(_inner(archive, outer[0], archive.stat().st_mtime_ns)))
                return member.read(file)
            except FAULTS as error:
                raise Refused("unreadable", texts.member_damaged()) from error


@lru_cache(maxsize=1)
def _inner(archive: Path, member: Member, stamp: int) -> bytes:
    """A zip in a zip: its files come one after the other, and it is inflated once for all of them."""
    with archive.open("rb") as file:
        return member.read(file)


def items(paths: Iterable[Path], skip: Path | None = None) -> tuple[Item, ...]:
    """The files at the paths: folders and zips are walked; lock files, dot files and ``skip`` are passed over.

    Files of a folder come in order of name, those of a zip as they lie in it. A zip that cannot be walked is itself an
    item that says why. Raises FileNotFoundError, naming it, for a path that is not there.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found |= dict.fromkeys(sorted(inner for inner in path.rglob("*") if _counts(inner, path)))
        elif path.exists():
            found[path] = None
        else:
            raise FileNotFoundError(str(path))
    resolved = skip.resolve() if skip else None
    return tuple(item for path in found if path.resolve() != resolved for item in _unpacked(path))


def _counts(path: Path, root: Path) -> bool:
    named_as_one = path.suffix.lower() == ".xlsx"  # a folder named so is told, not passed over
    return not archives.is_junk(path.relative_to(root).parts) and (path.is_file() or named_as_one)


def _unpacked(path: Path) -> Iterator[Item]:
    """A file on the disk, or what lies in it if it is a zip that people made."""
    whole = Item(path)
    if not path.is_file():
        yield whole
        return
    try:
        with path.open("rb") as file:
            yield from _Walk(whole, path).inside(whole, file, file.read(64))
    except OSError:  # said when it is to be read
        yield whole


class _Walk:
    """One walk through a zip and the zips in it, within bounds for all of them together."""

    def __init__(self, whole: Item, archive: Path):
        self._whole, self._archive = whole, archive
        self._members, self._bytes = MAX_MEMBERS, MAX_UNPACKED

    def inside(self, item: Item, file: BinaryIO, head: bytes) -> Iterator[Item]:
        """The item as it is, or the files in it. ``file`` holds its bytes."""
        if head.removeprefix(codecs.BOM_UTF8).startswith(_TIDY):  # long, and full of the labels that are sought
            yield replace(item, refusal=("foreign", texts.PAPERWORK["tidy"]))
            return
        kind = archives.kind(head)
        if kind in ("rar", "7z"):
            yield replace(item, refusal=("unreadable", texts.other_archive(kind)))
            return
        if kind != "zip" or archives.begins_as_document(head):
            yield item
            return
        try:
            members = archives.members(archives.open_zip(file))
        except Refused as refusal:
            yield replace(item, refusal=(refusal.code, refusal.message))
            return
        except FAULTS:
            yield item  # a cut one; nobody knows of what
            return
        if archives.is_document({member.name for member in members}):
            yield item
        elif refused := self._refusal(item, members):
            yield replace(item, refusal=refused)
        else:
            for member in members:
                if _wanted(member):
                    yield from self._member(item, member, file)

    def _refusal(self, item: Item, members: tuple[Member, ...]) -> tuple[str, str] | None:
        """Why a zip is not walked."""
        files = [member for member in members if _wanted(member)]
        total, packed = sum(m.size for m in members), sum(m.packed for m in members)
        if not files:
            return "unreadable", texts.archive_empty()
        if all(member.encrypted for member in files):
            return "encrypted", texts.archive_encrypted()
        if len(item.members) >= MAX_DEPTH:
            return "unreadable", texts.archive_too_deep()
        if len(members) > self._members:
            return "too-large", texts.too_many_parts()
        if total > self._bytes or (total > MAX_FILE and total > MAX_RATIO * packed):
            return "too-large", texts.archive_too_large()
        self._members -= len(members)
        self._bytes -= total
        return None

    def _member(self, item: Item, member: Member, file: BinaryIO) -> Iterator[Item]:
        # Joined as text: to a path an absolute name would be a new beginning.
        one = Item(Path(f"{item.path}/{member.name}"), self._archive, (*item.members, member))
        if member.name.endswith("/"):
            yield replace(one, refusal=("unreadable", texts.is_directory()))
            return
        if member.encrypted:
            yield replace(one, refusal=("encrypted", texts.archive_encrypted()))
            return
        try:
            head = member.head(file)
            if archives.kind(head) == "zip" and not archives.begins_as_document(head):
                if member.size > MAX_FILE:
                    yield replace(one, refusal=("too-large", texts.archive_too_large()))
                    return
                file = io.BytesIO(member.read(file))
        except FAULTS:
            yield one  # said when it is to be read
            return
        yield from self.inside(one, file, head)


def _wanted(member: Member) -> bool:
    folder = member.name.endswith("/")
    named_as_one = member.name.lower().endswith(".xlsx/")
    return not archives.is_junk(member.name.strip("/").split("/")) and (not folder or named_as_one)
