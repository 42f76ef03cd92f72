"""Single faults planted at random over both editions: each is found, where it is and once.

``python tests/test_random_faults.py 5000 [SEED]`` plants as many as one likes and prints what went wrong.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from planted import FAULTS, Sheets, filled, plant

pytestmark = pytest.mark.slow

QUICK, WHOLE, SEED = 1500, 5000, 49


def workbooks(folder: Path) -> list[Sheets]:
    """The county in both editions, with last year's figures and without."""
    return [
        sheets
        for edition in ("2019", "2021")
        for known in (False, True)
        for sheets in filled(folder, edition, last_year=known, units=slice(None, None, 2))
    ]


def run(units: Sequence[Sheets], count: int, seed: int) -> tuple[list[str], Counter[str]]:
    """Plant faults; what was not found as it must be, and how many there were of each kind."""
    usual = {sheets.path: Counter(map(_key, sheets.everything())) for sheets in units}
    wrong, kinds = [], Counter()
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")  # each can be had again by itself
        sheets, fault = plant(rng, units)
        more = Counter(map(_key, sheets.everything())) - usual[sheets.path]
        if sheets.all_typed:  # each total that is right although typed is only remarked
            more = Counter({key: n for key, n in more.items() if key[:2] != ("info", "formula-overwritten")})
        found = list(more.elements())
        kinds[sheets.printed.edition + " " + fault.kind] += 1
        if fault.misses(found):
            wrong.append(f"seed {seed} case {number}: {sheets.path.name}: {fault}, found {found}")
    return wrong, kinds


def _key(finding: object) -> tuple[str, str, str]:
    return finding.severity, finding.code, str(finding.place)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> list[Sheets]:
    return workbooks(tmp_path_factory.mktemp("units"))


def test_the_workbooks_have_no_findings(units: list[Sheets]) -> None:
    assert [(sheets.path.name, f) for sheets in units for f in sheets.everything()] == []


def test_each_fault_is_found_once_and_where_it_is(units: list[Sheets]) -> None:
    wrong, kinds = run(units, QUICK, SEED)
    assert wrong == []
    assert len({kind.split(":")[0] for kind in kinds}) >= 2 * len(set(FAULTS)) - 2


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    count, seed = (given + [WHOLE, SEED][len(given) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        wrong, kinds = run(workbooks(Path(folder)), count, seed)
    print(*wrong, *(f"{number:6} {kind}" for kind, number in sorted(kinds.items())), sep="\n")
    print(f"{count} faults, {len(wrong)} not found as they must be")
    sys.exit(bool(wrong))
