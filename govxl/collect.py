"""The heap: which files there are, what each is, and which of them counts for its unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from govxl import texts
from govxl.checks import check
from govxl.files import printable
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
        try:
            filing = read(path)
            read_ones.append((filing, check(filing)))
        except Exception as error:
            error.add_note(printable(path))  # a fault of ours; the user shall know at which file
            raise
        if tick:
            tick(path)
    year = year or _usual_year(filing for filing, _ in read_ones)
    judged = [_alone(filing, findings, year) for filing, findings in read_ones]
    _refuse_shared_codes(judged)
    for group in _same_unit(judged).values():
        best = max(group, key=lambda index: _rank(judged[index]))
        for index in group:
            if index != best:
                same = _content(judged[index].filing) == _content(judged[best].filing)
                chosen = printable(judged[best].filing.file.name)
                reason = texts.duplicate(chosen) if same else texts.superseded(chosen)
                judged[index] = replace(judged[index], state="duplicate" if same else "superseded", reason=reason)
    _refuse_counting_twice(judged)
    return tuple(judged)


def _refuse_shared_codes(judged: list[Judged]) -> None:
    """Two names under one code are two units or a mistake; which, only the office can tell."""
    names: dict[str, set[str]] = {}
    for one in judged:
        if one.state == "used" and one.filing.unit.code:
            names.setdefault(one.filing.unit.code, set()).add(one.filing.unit.name)
    for index, one in enumerate(judged):
        known = names.get(one.filing.unit.code, set())
        if one.state == "used" and len(known) > 1:
            message = texts.shared_code(one.filing.unit.code, sorted(known))
            judged[index] = _with_error(one, "identity-mismatch", message, texts.todo_shared_code())


def _refuse_counting_twice(judged: list[Judged]) -> None:
    """A summary whose units have also come by themselves, or in another summary, is set aside and said."""
    covered = {one.filing.unit for one in judged if one.state == "used" and not one.filing.contains}
    summaries = [index for index, one in enumerate(judged) if one.state == "used" and one.filing.contains]
    for index in sorted(summaries, key=lambda index: _rank(judged[index]), reverse=True):
        one = judged[index]
        twice = [unit for unit in one.filing.contains if unit in covered]
        if not twice:
            covered |= set(one.filing.contains)
            continue
        reason = texts.counted_twice([unit.name or unit.code for unit in twice], len(one.filing.contains))
        if len(twice) < len(one.filing.contains):  # leaving it out loses the others: an error, not a remark
            one = _with_error(one, "copied-return", reason, texts.todo_counted_twice())
        judged[index] = replace(one, state="duplicate", reason=reason)


def _with_error(one: Judged, code: str, message: str, todo: str) -> Judged:
    filing = one.filing
    finding = Finding(code, "error", message, todo, file=printable(filing.file), unit=filing.label)
    return replace(one, findings=(finding, *one.findings))


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
            unit = one.filing.unit
            groups.setdefault(f"{unit.code}|{unit.name}" if unit.key else str(one.filing.file), []).append(index)
    return groups


def _rank(one: Judged) -> tuple[bool, str, float, str]:
    """What makes a version count: no errors, then saved last; the name decides only so that the order is fixed."""
    return (not one.has_errors, one.filing.modified, one.filing.file.stat().st_mtime, str(one.filing.file))


def _content(filing: Filing) -> tuple[object, ...]:
    return (dict(filing.shown), filing.blanks, dict(filing.texts))
