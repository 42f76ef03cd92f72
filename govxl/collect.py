"""The heap: which files there are, what each is, and which of them counts for its unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from govxl import texts
from govxl.checks import check
from govxl.filing import Filing, State
from govxl.findings import Finding
from govxl.reading import read


@dataclass(frozen=True, slots=True)
class Judged:
    """One file of the heap: as read, with all its findings, its state and why it is in it."""

    filing: Filing
    findings: tuple[Finding, ...]
    state: State
    reason: str

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity == "error" for finding in self.findings)


def files(paths: Iterable[Path], skip: Path | None = None) -> tuple[Path, ...]:
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
    return tuple(path for path in found if path.resolve() != resolved)


def _counts(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    hidden = any(part.startswith((".", "~$")) for part in parts)
    return not hidden and (path.is_file() or path.suffix.lower() == ".xlsx")


def judge(
    paths: Sequence[Path], year: int | None = None, tick: Callable[[Path], None] | None = None
) -> tuple[Judged, ...]:
    """Read and check files, and put each in its state.

    Without ``year`` it is the one that most files carry. Of several files of one unit the one that a program saved last
    counts, unless another has fewer errors; the others are ``superseded``, or ``duplicate`` if nothing differs.
    """
    read_ones = []
    for path in paths:
        filing = read(path)
        read_ones.append((filing, check(filing)))
        if tick:
            tick(path)
    year = year or _usual_year(filing for filing, _ in read_ones)
    judged = [_alone(filing, findings, year) for filing, findings in read_ones]
    for group in _same_unit(judged).values():
        best = max(group, key=lambda index: _rank(judged[index]))
        for index in group:
            if index != best:
                same = _content(judged[index].filing) == _content(judged[best].filing)
                chosen = judged[best].filing.file.name
                reason = texts.duplicate(chosen) if same else texts.superseded(chosen)
                judged[index] = replace(judged[index], state="duplicate" if same else "superseded", reason=reason)
    return tuple(judged)


def _usual_year(filings: Iterable[Filing]) -> int | None:
    years = Counter(filing.year for filing in filings if filing.state == "used" and filing.year)
    return max(years, key=lambda year: (years[year], year), default=None)


def _alone(filing: Filing, findings: tuple[Finding, ...], year: int | None) -> Judged:
    if filing.state != "used":
        return Judged(filing, findings, filing.state, findings[0].message)
    if filing.year != year:
        return Judged(filing, findings, "wrong_year", texts.wrong_year(filing.year, year))
    return Judged(filing, findings, "used", "")


def _same_unit(judged: Sequence[Judged]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for index, one in enumerate(judged):
        if one.state == "used":
            groups.setdefault(one.filing.unit.key or str(one.filing.file), []).append(index)
    return groups


def _rank(one: Judged) -> tuple[bool, str, float, str]:
    """What makes a version count: no errors, then saved last; the name decides only so that the order is fixed."""
    return (not one.has_errors, one.filing.modified, one.filing.file.stat().st_mtime, str(one.filing.file))


def _content(filing: Filing) -> tuple[object, ...]:
    return (dict(filing.shown), filing.blanks, dict(filing.texts))
