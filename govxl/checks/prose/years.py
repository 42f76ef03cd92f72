"""Years that are told as the period of the report and are not: prose kept from another year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from govxl.checks.prose import words
from govxl.checks.prose.sentences import plain, split
from govxl.filing import Filing


class StrayYear(NamedTuple):
    """A year that is neither the report's nor next to it, and the sentence that it opens."""

    year: int
    section: str
    paragraph: int
    sentence: str


def stray_years(filing: Filing) -> Iterator[StrayYear]:
    """Each such year once, where it comes first."""
    if filing.year is None:
        return
    seen: set[int] = set()
    usual = {str(filing.year + step) for step in (-1, 0, 1)}
    for section, text in filing.texts.items():
        for index, paragraph in enumerate(text.split("\n")):
            if not any(year not in usual for year in words.ANY_YEAR.findall(paragraph)):
                continue
            even = plain(paragraph)
            for start, end in split(even):
                solid = words.TITLE.sub("", "".join(even[start:end].split()))
                for match in _periods(solid):
                    year = int(match[1])
                    if match[1] not in usual and year not in seen:
                        seen.add(year)
                        yield StrayYear(year, section, index, " ".join(paragraph[start:end].split()))


def _periods(text: str) -> Iterator[re.Match[str]]:
    for pattern in (words.PERIOD, words.PERIOD_YEARLY):
        for match in pattern.finditer(text):
            if words.NOT_PERIOD.match(text[match.end() :]) or text[: match.start(1)].endswith(words.BEFORE_NO_PERIOD):
                continue
            yield match
