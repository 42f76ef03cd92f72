"""The heap: which files lie at the paths a user names, in an order that does not change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the heap. ``path`` is what the user is shown; the bytes are read when they are needed."""

    path: Path

    @property
    def saved(self) -> float:
        """When the file was changed last, as the disk says, in seconds since 1970."""
        return self.path.stat().st_mtime


def items(paths: Iterable[Path], skip: Path | None = None) -> tuple[Item, ...]:
    """The files at the paths: folders are walked in order of name; lock files, dot files and ``skip`` are passed over.

    Raises FileNotFoundError, naming it, for a path that is not there.
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
    return tuple(Item(path) for path in found if path.resolve() != resolved)


def _counts(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return not hidden and (path.is_file() or path.suffix.lower() == ".xlsx")
