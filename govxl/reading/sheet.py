"""A sheet with its labels: what is searched when a table is not where it should be, or the file is not our own."""

from __future__ import annotations

import re
import unicodedata

from govxl import texts
from govxl.layout import Place
from govxl.reading.grids import Grid
from govxl.reading.labels import plain

Spot = tuple[int, int]


class Sheet:
    """A grid with its labels: plain texts by row, merged cells spread over all that they cover."""

    def __init__(self, name: str, grid: Grid):
        self.name, self.grid = name, grid
        self.end = len(grid.values)  # the row at which last year's figures begin, and nothing of this year follows
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
        self._pass_over_prior()

    def _pass_over_prior(self) -> None:
        """Last year's figures, which our workbooks print under a table, are labelled like this year's."""
        passing = False
        for row, labels in enumerate(self.labels):
            passing = any(labels) and (passing or plain(texts.PRIOR_TITLE) in labels)
            if passing:
                self.end = min(self.end, row)
                self.labels[row] = [""] * len(labels)

    def place(self, row: int, column: int) -> Place:
        """A cell as a place."""
        return Place(self.name, row, column)

    def value(self, row: int, column: int) -> object:
        """What stands in a cell itself."""
        return self.grid.at(Place(self.name, row, column))

    def is_figure(self, row: int, column: int) -> bool:
        """Whether a cell holds a number, or a text that begins like one, other than zero."""
        value = self.value(row, column)
        if isinstance(value, str):
            return re.match(r"\s*[+-]?[\d.,]*[1-9]", unicodedata.normalize("NFKC", value)) is not None
        return bool(value)
