"""Files are written whole or not at all, whenever the process ends and whatever else has the file open."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast

from govxl import texts

STALE = 3600  # seconds after which a temporary file is that of a run that was killed; no file takes us a minute
_PREFIX, _SUFFIX = ".govxl-", ".tmp"  # a dot file: no walk through a folder takes it for a report
_LEFT = re.compile(re.escape(_PREFIX) + "[a-z0-9_]{8}" + re.escape(_SUFFIX))
# What Excel and WPS, and LibreOffice, put beside a file while it is open in them.
_LOCKS = ("~${}", ".~lock.{}#")


class OpenElsewhere(PermissionError):
    """A file that is there cannot be replaced: another program has it open, or it is read-only.

    ``lock`` is the name of the lock file beside it that says so, empty where the system said so itself.
    """

    def __init__(self, path: Path, lock: str = ""):
        super().__init__(errno.EACCES, "open in another program or read-only", str(path))
        self.lock = lock


def must_be_free(path: Path) -> None:
    """Make sure that a file, if it is there, can be replaced. Raises OpenElsewhere, or OSError for any other obstacle.

    A system other than Windows would replace a file that a spreadsheet program has open, and that program would later
    save its old contents over it; so the lock files tell as well.
    """
    if not path.is_file():
        return
    for lock in _LOCKS:
        if os.path.lexists(beside := path.with_name(lock.format(path.name))):
            raise OpenElsewhere(path, beside.name)
    try:
        with path.open("r+b"):
            pass
    except PermissionError as error:
        raise OpenElsewhere(path) from error


class StorageError(Exception):
    """An address of files that cannot be read here; says why."""


@contextmanager
def whole(path: Path, *, private: bool = False) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its place when all went well, and vanishes when not.

    Where it takes the place of another file, or is ``private`` (for its owner alone), it is on the disk before it does,
    so that not even a power cut loses both.
    Temporary files of earlier runs that were killed are removed. Raises OpenElsewhere where the file is open in another
    program, and OSError, naming ``path``, where the disk or the folder does not allow it; then nothing has changed.
    """
    temporary = path.parent / (_PREFIX + os.urandom(4).hex() + _SUFFIX)  # known before it is there, so never lost
    try:
        must_be_free(path)
        temporary.touch(0o600, exist_ok=False)
        _remove_stale(path.parent.absolute())
        yield temporary
        if not private:
            temporary.chmod(0o666 & ~_umask())
        if private or path.is_file():
            flush(temporary)
        try:
            temporary.replace(path)
        except PermissionError as error:  # Windows, where a program has it open
            raise (OpenElsewhere(path) if path.is_file() else error) from error
    except OpenElsewhere:
        raise
    except OSError as error:
        if error.filename not in (None, str(temporary)):  # of another file, that was to be written together with this
            raise
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error  # name the file that was meant
    finally:
        with suppress(OSError):  # the disk may be gone; the first error is the one to be told
            temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes | memoryview, *, private: bool = False) -> None:
    """Write a file. Raises as :func:`whole` does."""
    with whole(path, private=private) as temporary:
        temporary.write_bytes(data)


class Aside:
    """A file that is put together in a temporary one, before its own place is touched.

    Nothing fails while it is written: a zip file that cannot be finished tries again whenever it is let go, and it
    reckons with places, so that they are counted on. What went wrong is raised by :meth:`move`.
    """

    def __init__(self) -> None:
        import tempfile  # what only reads needs none

        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with this)
        self._error: OSError | None = None
        self._at = 0

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # of what is still to be written
            self._file.close()

    def write(self, data: bytes) -> int:
        """As of a file."""
        self._do(lambda: self._file.write(data))
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """As of a file."""
        at = self._do(lambda: self._file.seek(offset, whence))
        self._at = offset if self._error and whence == 0 else at
        return self._at

    def tell(self) -> int:
        """As of a file."""
        return self._at

    def flush(self) -> None:
        """As of a file."""
        self._do(self._flush)

    def _flush(self) -> int:
        self._file.flush()
        return 0

    def _do(self, act: Callable[[], int]) -> int:
        if self._error is None and not self._file.closed:
            try:
                return act()
            except OSError as error:
                self._error = error
        return 0

    def move(self, path: Path | BinaryIO) -> None:
        """Copy all that was written to its place, whole or not at all. Raises as :func:`whole` does."""
        self.seek(0)
        if self._error:
            named = path if isinstance(path, Path) else ""
            raise OSError(self._error.errno, self._error.strerror or str(self._error), str(named)) from self._error
        if isinstance(path, Path):
            with whole(path) as temporary, temporary.open("wb") as target:
                shutil.copyfileobj(self._file, target)
        else:
            shutil.copyfileobj(self._file, path)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file. Raises as :func:`whole` does."""
    write_bytes(path, text.encode(encoding))


def flush(path: Path) -> None:
    """Make sure that the contents of a file are on the disk. Raises OSError."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def printable(path: Path | str) -> str:
    """A path as text that can be printed: a name in another coding (GBK, from a zip of Windows) is decoded as GBK."""
    text = str(path)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(text).decode("gb18030", "replace")
    return text


def located(path: Path | str) -> Path:
    """A path; of an address like ``s3://bucket/folder`` one that fsspec reads, which does what a path does.

    Raises StorageError where the libraries for it are not installed.
    """
    if isinstance(path, Path) or "://" not in str(path):
        return Path(path) if isinstance(path, str) else path
    try:
        from upath import UPath
    except ModuleNotFoundError as missing:
        raise StorageError(texts.needs_fsspec(path)) from missing
    try:
        made = UPath(path)
        made.exists()  # only now is the library for it asked for
    except (ImportError, ValueError, OSError) as error:
        raise StorageError(texts.no_such_storage(path, printable(str(error)))) from error
    return cast(Path, made)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@lru_cache(maxsize=64)
def _remove_stale(folder: Path) -> None:
    """Remove what killed runs have left in a folder, once in a run: a folder may get thousands of files.

    The clock of its disk counts, which may not be ours; the folder has just been changed.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        now = folder.stat().st_mtime
        for entry in entries:
            if _LEFT.fullmatch(entry.name):
                with suppress(OSError):  # gone by now, or not ours to remove
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(about.st_mode) and about.st_mtime < now - STALE:
                        Path(entry.path).unlink()
