"""Tables pulled about at random: no figure is read wrong, or lost, without a word.

More seeds: python tests/test_moved_tables.py 1000 5000
"""

import sys

import pytest
from moved import wrong


@pytest.mark.parametrize("first", range(0, 40, 10))
@pytest.mark.slow
def test_no_figure_is_lost_in_silence(first: int) -> None:
    for seed in range(first, first + 10):
        faults, case = wrong(seed)
        assert not faults, (seed, case.log, faults)


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        found, case = wrong(number)
        if found:
            print(number, case.log, len(found), *found[:3], sep="\n   ", flush=True)
