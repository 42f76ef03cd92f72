"""One report carried over to another form: what is taken from where, what finds no place, and the content it makes.

A figure goes to the same address only where its labels and kind are the same there, too. Totals are not carried:
formulas work them out, and a total that comes out differently is said. Nothing is guessed, and blanks stay blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from govxl import texts
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import PRIOR, Address, Figure, Form
from govxl.layout import Place, layout_of, own_year
from govxl.reading.cells import take
from govxl.rules import Number, as_shown, is_possible
from govxl.template import CELL_LIMIT, Content, in_cells
from govxl.texts import number

Fate = Literal[
    "taken",
    "cleaned",
    "declared",
    "computed",
    "blank",
    "open",
    "differs",
    "unreadable",
    "missing",
    "homeless",
    "cut",
    "beside",
]
# What could not be carried over, as the record and the commands count it.
LOST: tuple[Fate, ...] = ("homeless", "unreadable", "missing", "differs", "cut")
_BY_CELL = ("cleaned", "not-a-number", "not-whole", "negative", "cell-error", "formula-overwritten", "total-stale")
_GIVEN = ("unit_name", "unit_code", "year", "scope")
# Reads a cell of the source: its text, and its value as stored. None where there is no such sheet.
Cells = Callable[[Place], tuple[str, object] | None]


@dataclass(frozen=True, slots=True)
class Passage:
    """The way of one figure or text: where it stood and as what, what was taken, where it stands now.

    ``key`` is the address of a figure (last year's with ``prior:``) or the id of a section, a field of the cover or a
    line of the check sheet. ``value`` is the number taken; None for a text.
    """

    label: str
    key: str
    fate: Fate
    kind: Literal["figure", "total", "prior", "text"] = "figure"
    source: Place | None = None
    original: str = ""
    value: Number | None = None
    target: Place | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """All passages of one report, in the order of its form, and what they make: :class:`govxl.Content` without unit."""

    passages: tuple[Passage, ...]
    content: Content = field(default_factory=Content)

    @property
    def taken(self) -> int:
        """How many entry figures were carried over, those declared 0 included."""
        return sum(one.kind == "figure" and one.fate in ("taken", "cleaned", "declared") for one in self.passages)

    @property
    def blank(self) -> int:
        """How many entry cells of the new workbook are left to be filled in, beside those of what was lost."""
        return sum(one.fate in ("blank", "open") and one.target is not None for one in self.passages)

    @property
    def lost(self) -> tuple[Passage, ...]:
        """What could not be carried over: figures without a place, unreadable or not found, totals that differ."""
        return tuple(one for one in self.passages if one.fate in LOST)


NOTHING = Carried(())


def carry(filing: Filing, target: Form, cells: Cells) -> Carried:
    """Carry a report that could be read over to a form. ``cells`` reads the source."""
    return _Carrier(filing, target, cells).carried()


class _Carrier:
    def __init__(self, filing: Filing, target: Form, cells: Cells):
        assert filing.form is not None
        self.filing, self.form, self.target, self.cells = filing, filing.form, target, cells
        self.old, self.new = layout_of(filing.form), layout_of(target)
        self.figures: dict[Address, Number] = {}
        self.prior: dict[Address, Number] = {}
        self.notes: dict[Address, Finding] = {}
        self.gone: dict[Address, Finding] = {}
        for finding in filing.findings:
            if finding.code == "layout-changed" and finding.severity == "error":
                self.gone |= dict.fromkeys(finding.figures, finding)
            elif finding.code in _BY_CELL or (finding.code == "blank" and finding.found):
                for spot in finding.figures:
                    self.notes.setdefault(spot, finding)
        self.labels = [f for f in filing.findings if f.code == "layout-changed" and f.found and f.expected and f.place]
        # A declaration stands only for the table that it was made for.
        same = {t.id for t in target.tables if self.form.tables_of.get(t.id) == target.tables_of[t.id]}
        self.zeros = frozenset(filing.zeros & same)

    def carried(self) -> Carried:
        """Everything, figures first, because totals are held against them."""
        taken = {figure.address: self._entry(figure) for figure in self.form.entries}
        known = as_shown(self.target, self.figures)
        passages = [
            taken[figure.address] if figure.address in taken else self._total(figure, known)
            for figure in self.form.figures
        ]
        came = {one.key for one in passages if one.target}
        passages += [
            self._passage(figure, "open", target=self.new.places[figure.address], remark=texts.to_be_filled())
            for figure in self.target.entries
            if figure.address not in came
        ]
        passages += self._last_year()
        prose, cover, words = dict[str, str](), dict[str, str](), dict[tuple[str, str], str]()
        passages += [*self._prose(prose), *self._cover(cover), *self._explanations(words), *self._beside()]
        content = Content(
            scope=cover.pop("scope", ""),
            cover=cover,
            figures=self.figures,
            texts=prose,
            zeros=self.zeros,
            category=self.filing.category,
            prior=self.prior,
            explanations=words,
            offer=False,
        )
        return Carried(tuple(passages), content)

    # -- figures

    def _entry(self, figure: Figure) -> Passage:
        spot = figure.address
        if spot in self.gone:
            return self._passage(figure, "missing", target=self._home(figure), remark=self.gone[spot].message)
        place = self._place(spot)
        original = self._text(place)
        known, value = self._remark(figure, place), self.filing.entries.get(spot)
        home = self._home(figure)
        if value is None:
            fate: Fate = "blank" if spot in self.filing.blanks else "unreadable" if place else "missing"
            return self._passage(figure, fate, place, original, target=home, remark=known)
        if home is None or not is_possible(value, figure.kind):
            remark = known + texts.no_place(number(value), self.target.edition)
            return self._passage(figure, "homeless", place, original, value, remark=remark)
        if figure.table.id in self.filing.zeros and not original:
            if figure.table.id not in self.zeros:
                self.figures[spot] = value
            return self._passage(figure, "declared", place, original, value, home, texts.declared_zero())
        self.figures[spot] = value
        finding = self.notes.get(spot)
        fate = "cleaned" if finding and finding.code == "cleaned" else "taken"
        return self._passage(figure, fate, place, original, value, home, known)

    def _total(self, figure: Figure, known: Mapping[Address, Number]) -> Passage:
        """A total is worked out anew; what the source had is held against it."""
        spot = figure.address
        place = None if spot in self.gone else self._place(spot)
        original = self._text(place)
        stood = self.filing.typed.get(spot)
        if stood is None and place and not self.filing.ours and (cell := self.cells(place)):
            stood = take(cell[1], figure.kind).number or None  # a stored 0 may be one that was never calculated
        home, remark = self._home(figure), self._remark(figure, place)
        if home is None:
            if stood is None:
                return self._passage(figure, "computed", place, original, remark=remark)
            remark = texts.no_place(number(stood), self.target.edition)
            return self._passage(figure, "homeless", place, original, stood, remark=remark)
        if stood is not None and stood != known[spot]:
            remark = texts.total_not_kept(number(stood), number(known[spot]))
            return self._passage(figure, "differs", place, original, known[spot], home, remark)
        return self._passage(figure, "computed", place, original, known[spot], home, remark)

    def _last_year(self) -> Iterator[Passage]:
        homes = set(self.target.prior)
        for spot, value in self.filing.shown.items():
            if not spot.startswith(PRIOR):
                continue
            figure = self.form.by_address[own_year(spot)]
            place = None if self.filing.places else self.old.places.get(spot)
            label = texts.figure_words(figure.row_label, figure.column_label, prior=True)
            original = self._text(place) or number(value)
            if spot in homes and self._home(figure):
                self.prior[own_year(spot)] = value
                yield Passage(label, spot, "taken", "prior", place, original, value, self.new.places[spot])
            else:
                remark = texts.no_place(number(value), self.target.edition)
                yield Passage(label, spot, "homeless", "prior", place, original, value, remark=remark)

    def _passage(
        self,
        figure: Figure,
        fate: Fate,
        source: Place | None = None,
        original: str = "",
        value: Number | None = None,
        target: Place | None = None,
        remark: str = "",
    ) -> Passage:
        label = texts.figure_words(figure.row_label, figure.column_label)
        kind: Literal["figure", "total"] = "total" if figure.derived else "figure"
        return Passage(label, figure.address, fate, kind, source, original, value, target, remark)

    def _home(self, figure: Figure) -> Place | None:
        """The cell of the same figure in the target: of the same address, labels and kind."""
        other = self.target.by_address.get(figure.address)
        facts = (figure.kind, figure.derived, figure.row_path, figure.column_path)
        if other is None or facts != (other.kind, other.derived, other.row_path, other.column_path):
            return None
        return self.new.places[figure.address]

    def _place(self, spot: Address) -> Place | None:
        """Where a figure stands in the source."""
        if spot in self.filing.places:
            return self.filing.places[spot]
        return self.old.places.get(spot) if self.filing.ours and not self.filing.places else None

    def _text(self, place: Place | None) -> str:
        cell = self.cells(place) if place else None
        return cell[0] if cell else ""

    def _remark(self, figure: Figure, place: Place | None) -> str:
        """What was odd about a cell, or about the label of its row or column."""
        finding = self.notes.get(figure.address)
        words = [finding.message] if finding else []
        steps = {*figure.row_path, *figure.column_path}
        for label in self.labels:
            at = label.place
            if place is None or at is None or at.sheet != place.sheet or label.expected not in steps:
                continue
            if at.row == place.row or (at.column == place.column and at.row < place.row):
                words.append(texts.other_label(label.found or "", label.expected or ""))
        return "".join(words)

    # -- texts

    def _prose(self, kept: dict[str, str]) -> Iterator[Passage]:
        homes = {part.id: part for part in self.target.prose}
        for part in self.form.prose:
            text = self.filing.texts.get(part.id, "")
            if not text:
                continue
            label = texts.section_words(texts.PROSE_LABEL, part.title)
            if part.id not in homes:
                yield self._lost_text(label, part.id, text)
                continue
            kept[part.id] = in_cells(text)
            here = self._there(next(self.old.paragraphs(part)))
            there = next(self.new.paragraphs(homes[part.id]))
            yield Passage(label, part.id, "taken", "text", here, texts.clip(text), target=there)

    def _cover(self, kept: dict[str, str]) -> Iterator[Passage]:
        for item in self.form.cover:
            text = self.filing.cover.get(item.id, "")
            if not text or item.id in ("unit_name", "unit_code", "year"):
                continue
            label = texts.section_words(texts.COVER_LABEL, item.label)
            if item.id not in self.new.cover:
                yield self._lost_text(label, item.id, text)
                continue
            here = self._there(self.old.cover[item.id])
            yield self._in_one_cell(label, item.id, text, here, self.new.cover[item.id])
            kept[item.id] = text[:CELL_LIMIT]

    def _explanations(self, kept: dict[tuple[str, str], str]) -> Iterator[Passage]:
        """The unit's words on the check sheet, also beside what needs no explanation any more."""
        if not self.filing.ours:
            return
        homes = self.new.explanations()
        for line, place in self.old.explanations().items():
            here = self._there(place)
            text = self._text(here) or self.filing.explanations.get(line, "")
            if not text:
                continue
            label, key = texts.section_words(texts.EXPLAIN_LABEL, self._rule_words(*line)), ".".join(filter(None, line))
            if line not in homes:
                yield self._lost_text(label, key, text, here)
                continue
            kept[line] = text[:CELL_LIMIT]
            yield self._in_one_cell(label, key, text, here, homes[line])

    def _rule_words(self, code: str, at: str) -> str:
        """A rule in words, with the line at which it is explained."""
        lines = (r.at.path for r in self.form.relations if (r.rule.code, r.at.id) == (code, at))
        return "　".join((self.form.codes[code].title, *map(texts.label, lines)))

    def _beside(self) -> Iterator[Passage]:
        """What stands beside the form, as far as the reader tells: it is no part of the report."""
        for one in self.filing.findings:
            if one.code == "hidden-content" and one.found and one.place:
                yield Passage(texts.BESIDE_LABEL, "", "beside", "text", one.place, one.found, remark=one.message)

    def _there(self, place: Place) -> Place | None:
        """A place of our own workbook, where its sheet is still there."""
        return place if self.filing.ours and self.cells(place) else None

    @staticmethod
    def _in_one_cell(label: str, key: str, text: str, source: Place | None, target: Place) -> Passage:
        whole = len(text) <= CELL_LIMIT
        remark = "" if whole else texts.too_long_for_cell(CELL_LIMIT)
        return Passage(label, key, "taken" if whole else "cut", "text", source, texts.clip(text), None, target, remark)

    def _lost_text(self, label: str, key: str, text: str, source: Place | None = None) -> Passage:
        remark = texts.no_place("", self.target.edition)
        return Passage(label, key, "homeless", "text", source, texts.clip(text), remark=remark)
