"""Prose against tables: what the sentences of a report say of its figures, and whether the tables agree.

``mentions`` tells every number of the prose with what it was taken to mean; ``prose_findings`` what is wrong. How grave
it is and what to do is declared (``[[checks]]``), as a warning in both editions: the scope of a sentence may differ
from that of a table. A number that names no cell for certain is held against nothing. The vocabulary is declared, too
(``[[subjects]]``, ``[[claims]]``), the grammar is in :mod:`meaning`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from govxl import texts
from govxl.checks.prose.fees import wrong_fees
from govxl.checks.prose.judging import ReadSentence, read_prose
from govxl.checks.prose.known import known_of
from govxl.checks.prose.lexicon import Reading, lexicon_of
from govxl.checks.prose.mention import Mention
from govxl.checks.prose.parts import Breakdown, breakdowns
from govxl.checks.prose.sentences import Sentence
from govxl.checks.prose.shares import wrong_shares
from govxl.checks.prose.words import MONEY
from govxl.checks.prose.years import stray_years
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import Address
from govxl.layout import Place, layout_of

_ROOM = 60  # characters of a sentence that are quoted


def mentions(filing: Filing) -> tuple[Mention, ...]:
    """Every number of the prose with the claim it makes, its readings and the verdict, in the order of the report."""
    return tuple(mention for read in read_prose(filing) for mention in read.mentions)


def prose_findings(filing: Filing) -> list[Finding]:
    """What is wrong with the figures in the prose by the checks that the form declares, in the order of the report."""
    if filing.form is None or not filing.form.claims or not filing.texts:
        return []
    checker = _Checker(filing)
    reads = read_prose(filing, checker.known)
    found = (*checker.figures(reads), *checker.lists(reads), *checker.fees(reads), *checker.years())
    return [one for one in found if one is not None]


class _Checker:
    """Makes the findings of one filing."""

    def __init__(self, filing: Filing):
        assert filing.form is not None
        self.filing, self.form = filing, filing.form
        self.known = known_of(filing)
        self.lexicon = lexicon_of(self.form)
        self.layout = layout_of(self.form)

    def _place(self, section: str, paragraph: int, cells: tuple[Address, ...] = ()) -> Place | None:
        """Where a finding is shown: the paragraph in our own workbook, or at least its section, else the cell."""
        if self.filing.ours or not cells:
            prose = next((part for part in self.form.prose if part.id == section), None)
            if prose is not None and self.filing.ours:
                lines = self.filing.lines.get(section, ())
                return lines[paragraph] if paragraph < len(lines) else next(self.layout.paragraphs(prose))
        return self._cell(cells[0]) if cells else None

    def _cell(self, spot: Address) -> Place:
        return self.filing.places.get(spot) or self.layout.places[spot]

    def _finding(
        self,
        code: str,
        sentence: Sentence,
        message: str,
        *,
        cells: tuple[Address, ...] = (),
        shown: tuple[Address, ...] = (),
        found: str | None = None,
        expected: str | None = None,
    ) -> Finding | None:
        if not (check := self.form.codes.get(code)):
            return None
        return Finding(
            code,
            check.severity,
            message,
            check.todo,
            place=self._place(sentence.section, sentence.paragraph, shown or cells),
            figures=cells,
            found=found,
            expected=expected,
        )

    def _shown(self, reading: Reading) -> str:
        total = texts.number(self.known.total(reading.cells) or 0)
        if len(reading.cells) > 1:
            return texts.prose_sum(reading.name, [str(self._cell(spot)) for spot in reading.cells], total)
        figure = self.form.by_address[reading.cells[0]]
        label = "/".join(label for label in (figure.row_label, figure.column_label) if label)
        return texts.prose_cell(str(self._cell(reading.cells[0])), label, total)

    def figures(self, reads: tuple[ReadSentence, ...]) -> Iterator[Finding | None]:
        """Numbers that no reading agrees with, and shares that fit no total; the same fault once."""
        seen: set[object] = set()
        for read in reads:
            for mention in read.mentions:
                if mention.verdict == "contradicts":
                    key = (mention.claim, mention.value, mention.readings)
                    if key not in seen:
                        seen.add(key)
                        yield self._figure(mention)
            for share in wrong_shares(read, self.lexicon, self.known):
                message = texts.prose_percent(
                    read.sentence.quote(share.mention.start, share.token.end, _ROOM),
                    texts.number(share.stated),
                    str(share.right),
                    share.mention.text,
                    share.base.name,
                    texts.number(self.known.total(share.base.cells) or 0),
                )
                yield self._finding(
                    "prose-percent",
                    read.sentence,
                    message,
                    cells=share.mention.figures,
                    found=texts.number(share.stated),
                    expected=str(share.right),
                )

    def _figure(self, mention: Mention) -> Finding | None:
        quote = mention.sentence.quote(mention.start, mention.end, _ROOM)
        readings = there = mention.readings
        if not mention.value:  # only what should not be there is worth naming
            there = tuple(self._there(reading) for reading in readings)
        shown = [self._shown(reading) for reading in there]
        said = texts.number(mention.value)
        if mention.value == 0:
            message = texts.prose_zero(quote, mention.name, shown)
        else:
            message = texts.prose_figure(quote, mention.name, said, shown, mention.own)
        first = readings[0]
        return self._finding(
            "prose-figure",
            mention.sentence,
            message,
            cells=first.cells,
            shown=there[0].cells,
            found=said,
            expected=texts.number(self.known.total(first.cells) or 0),
        )

    def _there(self, reading: Reading) -> Reading:
        return Reading(reading.name, tuple(spot for spot in reading.cells if self.known.figures.get(spot)))

    def lists(self, reads: tuple[ReadSentence, ...]) -> Iterator[Finding | None]:
        """Breakdowns that do not sum or name something twice; not where one of their numbers is wrong itself."""
        for read in reads:
            for made in breakdowns(read):
                if made.unit in MONEY:
                    continue
                if made.wrong:
                    if self._all_right(read, made):
                        continue
                    wrong = {mention.start for mention in read.mentions if mention.verdict == "contradicts"}
                    if not wrong & made.members:
                        yield self._wrong_sum(read.sentence, made)
                for name in made.repeated:
                    listed = [token.text for one, token in made.parts if one == name]
                    quote = self._quote(read.sentence, made)
                    message = texts.prose_duplicate(quote, name, listed)
                    yield self._finding("prose-duplicate", read.sentence, message, found=name)

    def _all_right(self, read: ReadSentence, made: Breakdown) -> bool:
        """Whether the tables have the whole and every part as they are said, so that the parts are some of them."""
        right = {mention.start for mention in read.mentions if mention.verdict == "passed"}
        return right >= made.members

    def _quote(self, sentence: Sentence, made: Breakdown) -> str:
        return sentence.quote(made.total.start, made.parts[-1][1].end, _ROOM)

    def _wrong_sum(self, sentence: Sentence, made: Breakdown) -> Finding | None:
        found, whole = texts.number(made.sum), texts.number(made.whole)
        parts = [token.text.removesuffix(made.unit) for _name, token in made.parts]
        difference = texts.number(abs(made.sum - made.whole))
        message = texts.prose_breakdown(self._quote(sentence, made), whole, found, parts, difference)
        return self._finding("prose-breakdown", sentence, message, found=found, expected=whole)

    def fees(self, reads: tuple[ReadSentence, ...]) -> Iterator[Finding | None]:
        """What is wrong with the fees for processing information."""
        for _key, group in groupby(reads, key=lambda read: (read.sentence.section, read.sentence.paragraph)):
            for fee in wrong_fees(tuple(group)):
                sentence = fee.read.sentence
                quote = sentence.quote(fee.token.start, fee.token.end, _ROOM)
                found, expected = texts.number(fee.found), texts.number(fee.expected)
                message = {
                    "sum": lambda: texts.prose_fee_sum(quote, expected, found),  # noqa: B023
                    "none": lambda: texts.prose_fee_none(quote, found),  # noqa: B023
                    "step": lambda: texts.prose_fee_step(quote, found),  # noqa: B023
                }[fee.fault]()
                shown = expected if fee.fault != "step" else None
                yield self._finding("prose-fee", sentence, message, found=found, expected=shown)

    def years(self) -> Iterator[Finding | None]:
        """Years that are told as the period of the report and are not."""
        for stray in stray_years(self.filing):
            assert self.filing.year is not None
            sentence = Sentence(stray.section, stray.paragraph, stray.sentence, "", ())
            quote = stray.sentence[:_ROOM] + ("…" if len(stray.sentence) > _ROOM else "")
            message = texts.prose_year(quote, stray.year, self.filing.year)
            yield self._finding("prose-year", sentence, message, found=str(stray.year), expected=str(self.filing.year))
