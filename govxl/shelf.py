"""The shelf: what is known of thousands of files lies in one temporary file, packed, until somebody asks for it.

A mapping is packed as two rows, its keys and its values. Addresses of the form are numbers there, which makes them
short, and when unpacked they are the form's own, so that the memory holds each of them once.
"""

from __future__ import annotations

import os
import pickle
import threading
from array import array
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from functools import lru_cache
from typing import Any, BinaryIO, TypeVar

from govxl.form import Form

_OPEN = 8  # things that stay unpacked: about those of one file
_SIZE = 32  # bits of a place that are its size
_HELD = 1 << 20  # bytes that stay in memory: those of a few hundred files, for which no file need be made

T = TypeVar("T")


class Shelf:
    """A temporary file for what is packed. It is gone as soon as nothing that lies on it is used any more.

    The first ``held`` bytes stay in memory, and so does what the disk has no room for.
    """

    __slots__ = ("_end", "_file", "_full", "_held", "_left", "_lock", "_open")

    def __init__(self, held: int = _HELD) -> None:
        self._file: BinaryIO | None = None
        self._end, self._full = 0, False
        self._held: list[bytes] = []
        self._left = held
        self._open: dict[int, Any] = {}
        self._lock = threading.Lock()

    def put(self, packed: bytes) -> int:
        """Put bytes on the shelf; returns where they are: from -1 down in memory, else their start and size."""
        with self._lock:
            self._left -= len(packed)
            if self._left >= 0 or not self._written(packed):
                self._held.append(packed)
                return -len(self._held)
            start, self._end = self._end, self._end + len(packed)
            return start << _SIZE | len(packed)

    def _written(self, packed: bytes) -> bool:
        """Put bytes at the end of the file; false, from then on, where there is no room."""
        import tempfile  # few files need none

        if not self._full:
            try:
                if self._file is None:
                    self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (as long as the shelf)
                self._file.seek(self._end)
                self._full = self._file.write(packed) < len(packed)
            except OSError:
                self._full = True
        return not self._full

    def read(self, place: int) -> bytes:
        """The bytes at a place. Raises OSError where the disk cannot be read any more."""
        if place < 0:
            return self._held[~place]
        assert self._file is not None
        start, size = place >> _SIZE, place & ((1 << _SIZE) - 1)
        if hasattr(os, "pread"):  # for processes forked from this one share the position in the file
            return os.pread(self._file.fileno(), size, start)
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)

    def opened(self, place: int, unpack: Callable[[bytes], T]) -> T:
        """What was packed there; the last ones asked for stay at hand."""
        found: T | None = self._open.get(place)
        if found is None:
            found = unpack(self.read(place))
            with self._lock:
                while len(self._open) >= _OPEN:
                    del self._open[next(iter(self._open))]
                self._open[place] = found
        return found

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()


class Shelved(Mapping[Any, Any]):
    """A mapping that lies on a shelf. It is equal to the dict that it was; who asks for many values takes its items."""

    __slots__ = ("_form", "_place", "_shelf")

    def __init__(self, shelf: Shelf, place: int, form: Form | None):
        self._shelf, self._place, self._form = shelf, place, form

    @property
    def _mapping(self) -> dict[Any, Any]:
        return self._shelf.opened(self._place, lambda packed: unpack(packed, self._form))

    def packed(self, form: Form | None) -> bytes:
        """Its bytes, for another shelf or process where the form is the same."""
        return self._shelf.read(self._place) if form is self._form else pack(self._mapping, form)

    def __getitem__(self, key: Any) -> Any:
        return self._mapping[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._mapping)

    def __len__(self) -> int:
        return len(self._mapping)

    def __bool__(self) -> bool:
        return True  # an empty one is not put on a shelf

    def __contains__(self, key: object) -> bool:
        return key in self._mapping

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Shelved):
            return self._mapping == other._mapping
        return self._mapping == other

    def get(self, key: Any, default: Any = None) -> Any:
        """As of a dict."""
        return self._mapping.get(key, default)

    def keys(self) -> KeysView[Any]:
        """As of a dict."""
        return self._mapping.keys()

    def values(self) -> ValuesView[Any]:
        """As of a dict."""
        return self._mapping.values()

    def items(self) -> ItemsView[Any, Any]:
        """As of a dict."""
        return self._mapping.items()

    def __or__(self, other: Mapping[Any, Any]) -> dict[Any, Any]:
        return {**self._mapping, **opened(other)}

    def __ror__(self, other: Mapping[Any, Any]) -> dict[Any, Any]:
        return {**other, **self._mapping}

    def __reduce__(self) -> tuple[Any, ...]:
        return unpack, (self.packed(self._form), self._form)

    def __repr__(self) -> str:
        return repr(self._mapping)


def keep(packed: bytes, form: Form | None, shelf: Shelf | None) -> Mapping[Any, Any]:
    """A mapping that was packed by ``form``, on a shelf if there is one. Nothing is put there for an empty one."""
    return Shelved(shelf, shelf.put(packed), form) if shelf and packed else unpack(packed, form)


def opened(mapping: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A mapping for many questions: the dict itself, and not the way to it."""
    return mapping._mapping if isinstance(mapping, Shelved) else mapping


def pack(mapping: Mapping[Any, Any], form: Form | None) -> bytes:
    """A mapping as bytes, no bytes for an empty one. Keys and values must be picklable."""
    if isinstance(mapping, Shelved):
        return mapping.packed(form)
    if not mapping:
        return b""
    return pickle.dumps((pack_row(tuple(mapping), form), tuple(mapping.values())), pickle.HIGHEST_PROTOCOL)


def unpack(packed: bytes, form: Form | None) -> dict[Any, Any]:
    """What was packed; ``form`` is the one it was packed by."""
    if not packed:
        return {}
    keys, values = pickle.loads(packed)
    return dict(zip(unpack_row(keys, form), values, strict=True))


def pack_row(keys: Sequence[Any], form: Form | None) -> bytes | tuple[Any, ...]:
    """Addresses of a form as numbers of two bytes; other keys as they are."""
    if form is not None:
        try:
            return array("H", map(_numbers(form).__getitem__, keys)).tobytes()
        except KeyError:
            pass
    return tuple(keys)


def unpack_row(row: bytes | tuple[Any, ...], form: Form | None) -> tuple[Any, ...]:
    """The keys again; of addresses those that the form has itself."""
    if isinstance(row, tuple) or form is None:
        return tuple(row)
    numbers = array("H")
    numbers.frombytes(row)
    return tuple(map(_addresses(form).__getitem__, numbers))


@lru_cache(maxsize=64)
def _addresses(form: Form) -> tuple[Any, ...]:
    return (*form.by_address, *form.prior)


@lru_cache(maxsize=64)
def _numbers(form: Form) -> Mapping[Any, int]:
    return {spot: number for number, spot in enumerate(_addresses(form))}
