"""What was found wrong: data that sorts, groups and goes to JSON; put into words in one place, :mod:`govxl.texts`."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import chain
from typing import Any, Literal, overload

from govxl.form import Address, Severity
from govxl.layout import Place, areas
from govxl.shelf import Shelf
from govxl.waivers import Waiver

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
# Findings about single cells, of which many of a kind are shown as one line (the data keep one each).
_CELL_CODES = frozenset({"blank", "total-stale", "formula-overwritten", "cell-error"})


@dataclass(frozen=True, slots=True)
class Settled:
    """Why a finding is no longer open: the unit has explained it, or the central office has waived it.

    ``words`` are those of the explanation or the reason, ``waiver`` the one that acted; ``severity`` and ``message``
    are what the finding was before.
    """

    kind: Literal["explained", "waived"]
    words: str
    severity: Severity
    message: str
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one file.

    ``place`` is the cell it is reported at, ``figures`` the addresses concerned, ``found`` and ``expected`` what stands
    there and what should (text, None where there is no such thing), ``todo`` what the unit or the office does now.
    """

    code: str
    severity: Severity
    message: str
    todo: str
    place: Place | None = None
    figures: tuple[Address, ...] = ()
    found: str | None = None
    expected: str | None = None
    file: str = ""
    unit: str = ""
    at: str = ""  # of a rule: the line at which it does not hold, which with the code names the line of the check sheet
    summed: bool = False  # whether ``found`` is the sum of several cells, and not what stands at the place
    cells: str | None = None  # several cells as one text, only in a grouped finding
    settled: Settled | None = None  # an error or warning that is none any more, and is now an info

    def __reduce__(self) -> tuple[type[Finding], tuple[Any, ...]]:
        return Finding, tuple(getattr(self, one.name) for one in fields(self))  # there may be hundreds in a file

    @property
    def cell(self) -> str | None:
        """The cell or cells in A1 style."""
        return self.cells or (self.place.cell if self.place else None)

    def to_json(self) -> dict[str, Any]:
        """The finding as the contract of the commands spells it."""
        return {
            "file": self.file,
            "unit": self.unit,
            "code": self.code,
            "severity": self.severity,
            "sheet": self.place.sheet if self.place else None,
            "cell": self.cell,
            "figures": list(self.figures),
            "found": self.found,
            "expected": self.expected,
            "message": self.message,
            "todo": self.todo,
        }


Tally = tuple[int, int, int, int, int]  # errors, warnings, infos; explained, waived


@dataclass(frozen=True, slots=True)
class PackedFindings:
    """Findings as bytes, as they go from process to process and on the shelf."""

    packed: bytes
    tally: Tally

    def findings(self, shelf: Shelf | None = None) -> Sequence[Finding]:
        """The findings again; with ``shelf`` they lie there."""
        if not any(self.tally):
            return ()
        return ShelvedFindings(shelf, self) if shelf else _loaded(self.packed)


class ShelvedFindings(Sequence[Finding]):
    """Findings that lie on a shelf; how many there are of each kind is known without a look at them."""

    __slots__ = ("_place", "_shelf", "tally")

    def __init__(self, shelf: Shelf, packed: PackedFindings):
        self._shelf, self._place, self.tally = shelf, shelf.put(packed.packed), _once(packed.tally)

    @property
    def _findings(self) -> tuple[Finding, ...]:
        return self._shelf.opened(self._place, _loaded)

    def packed(self) -> PackedFindings:
        """The same as bytes."""
        return PackedFindings(self._shelf.read(self._place), self.tally)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self._findings[index]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings)

    def __len__(self) -> int:
        return sum(self.tally[: len(SEVERITIES)])

    def __eq__(self, other: object) -> bool:
        return self._findings == (other._findings if isinstance(other, ShelvedFindings) else other)

    def __hash__(self) -> int:
        return hash(self._findings)

    def __reduce__(self) -> tuple[Any, ...]:
        return _loaded, (self._shelf.read(self._place),)

    def __repr__(self) -> str:
        return repr(self._findings)


def pack_findings(findings: Sequence[Finding]) -> PackedFindings:
    """Findings as bytes; those on a shelf are not unpacked for it."""
    if isinstance(findings, ShelvedFindings):
        return findings.packed()
    explained, waived = count_settled(findings)
    errors, warnings, infos = (count(findings, severity) for severity in SEVERITIES)
    packed = pickle.dumps(tuple(findings), pickle.HIGHEST_PROTOCOL) if findings else b""
    return PackedFindings(packed, (errors, warnings, infos, explained, waived))


def _loaded(packed: bytes) -> tuple[Finding, ...]:
    found: tuple[Finding, ...] = pickle.loads(packed)
    return found


@lru_cache(maxsize=1024)
def _once(tally: Tally) -> Tally:
    return tally


@dataclass(frozen=True, slots=True)
class AllFindings(Collection[Finding]):
    """The findings of many files one after the other, as often as they are wanted, and never all in memory."""

    rows: tuple[Sequence[Finding], ...]

    def __iter__(self) -> Iterator[Finding]:
        return chain.from_iterable(self.rows)

    def __len__(self) -> int:
        return sum(map(len, self.rows))

    def __contains__(self, finding: object) -> bool:
        return any(finding in row for row in self.rows)


def ordered(findings: Iterable[Finding], sheets: tuple[str, ...]) -> tuple[Finding, ...]:
    """Errors first, then by sheet in workbook order, then by cell."""
    rank: Mapping[str, int] = {name: index for index, name in enumerate(sheets)}

    def key(finding: Finding) -> tuple[int, int, int, int, str]:
        place = finding.place
        spot = (rank.get(place.sheet, len(rank)), place.row, place.column) if place else (-1, 0, 0)
        return (SEVERITIES.index(finding.severity), *spot, finding.code)

    return tuple(sorted(findings, key=key))


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """For display: findings of one kind about single cells of a sheet become one, with all cells named."""
    groups: dict[object, list[Finding]] = {}
    for index, finding in enumerate(findings):
        alike = finding.code in _CELL_CODES and finding.place is not None
        sheet = finding.place.sheet if finding.place else None
        key = (finding.file, finding.code, finding.severity, sheet, finding.message) if alike else index
        groups.setdefault(key, []).append(finding)
    return tuple(group[0] if len(group) == 1 else _merge(group) for group in groups.values())


def _merge(group: list[Finding]) -> Finding:
    return replace(
        group[0],
        cells="、".join(areas(finding.place for finding in group if finding.place)),
        figures=tuple(spot for finding in group for spot in finding.figures),
        found=group[0].found if len({finding.found for finding in group}) == 1 else None,
        expected=group[0].expected if len({finding.expected for finding in group}) == 1 else None,
    )


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """How many findings are of a severity."""
    if isinstance(findings, ShelvedFindings):
        return findings.tally[SEVERITIES.index(severity)]
    return sum(finding.severity == severity for finding in findings)


def count_settled(findings: Iterable[Finding]) -> tuple[int, int]:
    """How many findings are explained, and how many are waived."""
    if isinstance(findings, ShelvedFindings):
        return findings.tally[-2:]
    kinds = [finding.settled.kind for finding in findings if finding.settled]
    return kinds.count("explained"), kinds.count("waived")
