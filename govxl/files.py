"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` that takes its place when all went well, and vanishes when not."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".govxl-", suffix=".tmp", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error  # name the file that was meant
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)


def printable(path: Path | str) -> str:
    """A path as text that can be printed: a name in another coding (GBK, from a zip of Windows) is decoded as GBK."""
    text = str(path)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(text).decode("gb18030", "replace")
    return text


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a text file. Raises OSError where the disk or the folder does not allow it."""
    with whole(path) as temporary:
        temporary.write_text(text, encoding, newline="\n")
