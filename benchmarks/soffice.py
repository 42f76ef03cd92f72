"""LibreOffice for the measurements: many files converted, each of which is seen to have arrived."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

# Of more files given at once LibreOffice 7.4 converts 247 and does not say so. Whatever is missing is given again.
BATCHES = (200, 20, 1)
PATIENCE = 30  # seconds a batch, and as many again for each ten files


def program() -> str:
    """Where LibreOffice is; empty if it is not installed."""
    return shutil.which("soffice") or ""


def version() -> str:
    """What it calls itself, as 7.4.7.2; empty if it is not installed."""
    if not program():
        return ""
    said = subprocess.run([program(), "--version"], check=True, capture_output=True, encoding="utf-8").stdout
    return said.split()[1]


def convert(
    paths: Sequence[Path], kind: str, target: Path, profile: Path, arrived: Callable[[Path], bool]
) -> list[int]:
    """Convert files into a folder; how many were still to be done before each size of batch.

    ``kind`` is what ``--convert-to`` takes, ``arrived`` tells of one of the files whether all that comes of it is
    there. Ends the program with a sentence if one never arrives.
    """
    order = [program(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    left, counts = list(paths), []
    for size in BATCHES:
        counts.append(len(left))
        for at in range(0, len(left), size):
            some = [str(path) for path in left[at : at + size]]
            try:
                subprocess.run(
                    [*order, "--outdir", str(target), *some],
                    capture_output=True,
                    timeout=PATIENCE * (1 + len(some) / 10),
                )
            except subprocess.TimeoutExpired:
                continue
        left = [path for path in left if not arrived(path)]
        if not left:
            return counts
    names = ", ".join(path.name for path in left[:3])
    raise SystemExit(
        f"LibreOffice did not convert {len(left)} of {len(paths)} files, not even one at a time: {names}. "
        "See whether it opens them, and whether the disk is full."
    )
