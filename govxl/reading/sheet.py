"""A sheet with its labels: what is searched when a table is not where it should be, or the file is not our own."""

from __future__ import annotations

import copy
import re
import unicodedata

from govxl import texts
from govxl.layout import Place
from govxl.reading.grids import Grid, as_text
from govxl.reading.labels import plain

Spot = tuple[int, int]
_WORD = re.compile(r"[^\W\d_]")


class Sheet:
    """A grid with its labels: plain texts by row, merged cells spread over all that they cover."""

    def __init__(self, name: str, grid: Grid):
        self.name, self.grid = name, grid
        self.covered: dict[Spot, Spot] = {}
        labels = [[plain(v) if isinstance(v, str) and v else "" for v in row] for row in grid.values]
        for top, left, bottom, right in grid.merged:
            if top >= len(labels) or left >= len(labels[top]):
                continue
            text = labels[top][left]
            for row in range(top, min(bottom + 1, len(labels))):
                labels[row] += [""] * (right + 1 - len(labels[row]))
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        self.covered[row, column] = (top, left)
                        labels[row][column] = text
        self.labels = labels
        self.passed: set[int] = set()  # rows of last year's figures
        self._pass_over_prior()
        self.labelled = [row for row, labels in enumerate(self.labels) if any(labels)]

    def _pass_over_prior(self) -> None:
        """Last year's figures, which our workbooks print under a table, are labelled like this year's.

        They end with a blank row, and where heads begin another table: a row of several labels.
        """
        passing = False
        for row, labels in enumerate(self.labels):
            words_in_row = {label for label in labels if _WORD.search(label)}
            begins = plain(texts.PRIOR_TITLE) in words_in_row
            passing = begins or (passing and any(labels) and len(words_in_row) <= 1)
            if passing:
                self.passed.add(row)
                self.labels[row] = [""] * len(labels)

    def part(self, columns: range) -> Sheet:
        """The sheet with the labels of some columns only, its cells where they are."""
        one = copy.copy(self)
        one.labels = [
            [label if column in columns else "" for column, label in enumerate(labels)] for labels in self.labels
        ]
        return one

    def place(self, row: int, column: int) -> Place:
        """A cell as a place."""
        return Place(self.name, row, column)

    def value(self, row: int, column: int) -> object:
        """What stands in a cell itself."""
        return self.grid.at(Place(self.name, row, column))

    def head(self, row: int, column: int) -> str:
        """A label, or a number as text: a year may be one."""
        return self.labels[row][column] or self.text(*self.covered.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        """What stands in a cell, as stripped text."""
        return as_text(self.value(row, column))

    def width(self, row: int) -> int:
        """How many columns a row has; none where there is no such row."""
        return len(self.labels[row]) if row < len(self.labels) else 0

    def filled(self, row: int) -> int:
        """How many cells a row has, up to the last with anything in it."""
        cells = self.grid.values[row]
        return max((column + 1 for column, value in enumerate(cells) if value not in ("", None)), default=0)

    def is_number(self, row: int, column: int) -> bool:
        """Whether a cell holds a number, or a text that begins like one."""
        value = self.value(row, column)
        if isinstance(value, str):
            return re.match(r"\s*[+-]?[\d.,]*\d", unicodedata.normalize("NFKC", value)) is not None
        return value is not None

    def is_figure(self, row: int, column: int) -> bool:
        """Whether a cell holds a number, or a text that begins like one, other than zero."""
        value = self.value(row, column)
        if isinstance(value, str):
            return re.match(r"\s*[+-]?[\d.,]*[1-9]", unicodedata.normalize("NFKC", value)) is not None
        return bool(value)
