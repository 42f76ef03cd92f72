"""The page of speeds is what the kept results say, with every missed goal on it."""

import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import page
import results

MADE_ON = {
    "machine": {"processor": "P", "cores": 2, "memory_gb": 8.0, "system": "Linux"},
    "versions": {"Python": "3.11", "govxl": "1"},
}


def test_the_page_is_written_from_the_kept_results() -> None:
    kept = {name: result for name in page.NAMES if (result := results.load(name))}
    profiles = tomllib.loads(page.PROFILES.read_text("utf-8"))
    assert page.NOTE.read_text("utf-8") == page.page(kept, profiles), "run benchmarks/page.py"


@pytest.mark.parametrize(
    ("last", "row"),
    [
        (150.0, "| 1 万份的内存峰值，不超过 1000 份的 | ≤ 1.5 倍 | 1.50 倍 | 达到 |"),
        (151.0, "| 1 万份的内存峰值，不超过 1000 份的 | ≤ 1.5 倍 | 1.51 倍 | **没有达到** |"),
    ],
)
def test_a_missed_goal_is_told_with_its_reason(last: float, row: str) -> None:
    kept = {"memory": {"files": [1000, 10000], "jobs": {"1": {"peaks": [100.0, last]}}, **MADE_ON}}
    made = page.page(kept, {"memory": "每份都留着。"})
    assert row in made.splitlines()
    assert ("：每份都留着。" in made) == ("没有达到的 1 个" in made) == ("**" in row)
    assert made.count("还没有量。") == 5, "all but memory"


def test_times_and_sizes_in_words() -> None:
    said = [page.duration(seconds) for seconds in (0.4, 71, 400, 5400, 7200)]
    assert said == ["不到 1 秒", "约 71 秒", "约 7 分钟", "约 90 分钟", "约 2.0 小时"]
    assert [page.size(mb) for mb in (0.5, 20.4, 2048)] == ["512 KB", "20 MB", "2.0 GB"]
