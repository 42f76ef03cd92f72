"""The container of the old formats (OLE2): the streams in its root, as far as telling files apart needs it.

Written for hostile files: sectors are followed with a memory of where one has been, and nothing recurses.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0"
_LAST = 0xFFFFFFFA  # sector numbers from here on are marks
_SMALL = 4096  # a stream below this size lies elsewhere
_BOF, _PASSWORD, _WRITE_PROTECT = 0x0809, 0x002F, 0x0086


class Container:
    """One file. Raises ValueError where its directory cannot be followed."""

    def __init__(self, data: bytes):
        self._data = data
        try:
            shift = struct.unpack_from("<H", data, 30)[0]
            if not 7 <= shift <= 12:
                raise ValueError(shift)
            self._size = 1 << shift
            self._table = list(self._table_sectors())
            entries = b"".join(self._sector(n) for n in self._chain(struct.unpack_from("<L", data, 48)[0]))
            self.streams = _root_streams(entries)
        except struct.error as error:
            raise ValueError("cut") from error

    def beginning(self, name: str) -> bytes:
        """The first sector of a stream; empty where it is small or not there."""
        start, size = self.streams.get(name, (0, 0))
        return self._sector(start) if size >= _SMALL else b""

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _table_sectors(self) -> Iterator[int]:
        """The sectors of the table that tells which sector follows which."""
        yield from struct.unpack_from("<109L", self._data, 76)
        (following,) = struct.unpack_from("<L", self._data, 68)
        seen: set[int] = set()
        while following < _LAST and following not in seen:
            seen.add(following)
            *sectors, following = struct.unpack(f"<{self._size // 4}L", self._sector(following))
            yield from sectors

    def _chain(self, number: int) -> Iterator[int]:
        width = self._size // 4
        seen: set[int] = set()
        while number < _LAST:
            if number in seen or number // width >= len(self._table):
                raise ValueError(number)
            seen.add(number)
            yield number
            table = self._sector(self._table[number // width])
            (number,) = struct.unpack_from("<L", table, number % width * 4)


def _root_streams(entries: bytes) -> dict[str, tuple[int, int]]:
    """First sector and size of each stream in the root; what lies in its folders is of embedded things."""
    streams: dict[str, tuple[int, int]] = {}
    (first,) = struct.unpack_from("<L", entries, 76)
    waiting, seen = [first], set[int]()
    while waiting:
        number = waiting.pop()
        if number >= len(entries) // 128 or number in seen:
            continue
        seen.add(number)
        name, length, what, left, right, start, size = struct.unpack_from("<64sHBx2L40xLL", entries, number * 128)
        if what == 2:
            streams[name[: max(length - 2, 0)].decode("utf-16-le", "replace")] = (start, size)
        waiting += [left, right]
    return streams


def has_password(beginning: bytes) -> bool:
    """Whether an old Excel stream that begins so is encrypted: the record stands at its very beginning."""
    at = 0
    while at + 4 <= len(beginning):
        record, length = struct.unpack_from("<HH", beginning, at)
        if record == _PASSWORD:
            return True
        if record not in (_BOF, _WRITE_PROTECT):
            return False
        at += 4 + length
    return False
