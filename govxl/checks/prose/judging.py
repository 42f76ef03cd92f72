"""Numbers of the prose held against the tables: every reading is tried, and one that agrees is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, groupby

from govxl.checks.prose import words
from govxl.checks.prose.known import Known, known_of
from govxl.checks.prose.labels import Token, tokens_of
from govxl.checks.prose.lexicon import Lexicon, Reading, lexicon_of
from govxl.checks.prose.meaning import Interpreter
from govxl.checks.prose.mention import Mention
from govxl.checks.prose.sentences import Sentence, paragraphs, plain, split, view
from govxl.filing import Filing
from govxl.form import Address
from govxl.rules import TOLERANCE, Number

_LONGEST = 3000  # characters; what is longer is no sentence


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with figures: its tokens and what its numbers mean, judged."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]


def read_prose(filing: Filing, known: Known | None = None) -> tuple[ReadSentence, ...]:
    """The sentences of a filing that hold figures, in its order, held against what is known of it."""
    if filing.form is None or not filing.form.claims:
        return ()
    return tuple(_read(filing, lexicon_of(filing.form), known or known_of(filing)))


def _read(filing: Filing, lexicon: Lexicon, known: Known) -> Iterator[ReadSentence]:
    """The sentences read and judged, a paragraph at a time."""
    for _key, group in groupby(
        _judge(filing, lexicon, known), key=lambda read: (read.sentence.section, read.sentence.paragraph)
    ):
        yield from reconciled(tuple(group))


def _judge(filing: Filing, lexicon: Lexicon, known: Known) -> Iterator[ReadSentence]:
    interpreter = Interpreter(lexicon, filing.year)
    interpreter.small = any(words.LOWER.search(text) for text in filing.texts.values())
    for section, text in filing.texts.items():
        interpreter.section()
        for index, paragraph in paragraphs(text):
            even = plain(paragraph)
            interpreter.paragraph(even)
            for start, end in split(even):
                piece = even[start:end]
                if start and words.NEW_PART.match(piece):
                    interpreter.paragraph(even[start:])
                if len(piece) > _LONGEST or not words.CANDIDATE.search(piece):
                    interpreter.skipped(piece)
                    continue
                seen, cuts = view(piece, filing.year)
                sentence = Sentence(section, index, paragraph[start:end].strip(), seen, cuts)
                tokens = tuple(tokens_of(lexicon, seen))
                mentions = interpreter.sentence(sentence, tokens)
                yield ReadSentence(sentence, tokens, tuple(_judged(one, known) for one in mentions))


def reconciled(reads: tuple[ReadSentence, ...]) -> Iterator[ReadSentence]:
    """The sentences of a paragraph, without contradictions that its other sentences explain.

    A number of the office itself (以区政府名义办理23件) is none where the paragraph tells that of all (全区受理117件).
    """
    if not any(mention.verdict == "contradicts" for read in reads for mention in read.mentions):
        yield from reads
        return
    reads = tuple(_one_cause(_without_parts(read)) for read in reads)
    passed = {
        cell for read in reads for m in read.mentions if m.verdict == "passed" and not m.own for cell in m.figures
    }
    for read in reads:
        made = tuple(
            mention._replace(verdict="open")
            if mention.verdict == "contradicts" and mention.own and _explained(mention, passed)
            else mention
            for mention in read.mentions
        )
        yield read if made == read.mentions else replace(read, mentions=made)


def _without_parts(read: ReadSentence) -> ReadSentence:
    """A sentence without contradictions of numbers that can only be parts of what they seem to be.

    These are several of one kind (公安局收到12件，住建局收到8件), and such as are less than one that the table has.
    """
    wrong: dict[tuple[Reading, ...], list[Mention]] = {}
    for mention in read.mentions:
        if mention.verdict == "contradicts" and mention.value:
            wrong.setdefault(mention.readings, []).append(mention)
    if not wrong:
        return read
    right: set[int] = set()
    if words.NET.search(read.sentence.view):
        right.update(m.start for group in wrong.values() for m in group if m.claim in words.TOTALS)
    for readings, group in wrong.items():
        whole = max((m.value for m in read.mentions if m.verdict == "passed" and m.readings == readings), default=0)
        parts = [mention for mention in group if mention.value < whole]
        right.update(mention.start for mention in (group if len({m.value for m in group}) > 1 else parts))
    if not right:
        return read
    made = (m._replace(verdict="open") if m.start in right and m.verdict == "contradicts" else m for m in read.mentions)
    return replace(read, mentions=tuple(made))


_SEVERAL = 4  # wrong parts of one list


def _one_cause(read: ReadSentence) -> ReadSentence:
    """A sentence whose list is right in itself but of another total than the tables': the total alone is told."""
    totals = [m for m in read.mentions if m.verdict == "contradicts" and m.claim in words.TOTALS]
    if not totals:
        return read
    for total in totals:
        after = [m for m in read.mentions if m.start > total.start and m.unit in (total.unit, "")]
        results = [m for m in after if m.claim not in words.TOTALS]
        for count, told in enumerate(accumulate(m.value for m in results), 1):
            wrong = {m.start for m in results[:count] if m.verdict == "contradicts"}
            if told == total.value and len(wrong) >= _SEVERAL:
                made = (m._replace(verdict="open") if m.start in wrong else m for m in read.mentions)
                return replace(read, mentions=tuple(made))
    return read


def _explained(mention: Mention, passed: set[Address]) -> bool:
    return any(passed.issuperset(reading.cells) for reading in mention.readings)


def _judged(mention: Mention, known: Known) -> Mention:
    if not mention.readings:
        return mention
    blank = False
    for reading in mention.readings:
        total = known.total(reading.cells)
        if total is None:
            blank = True
        elif _agrees(mention, total):
            return Mention(*mention[:-2], "open" if mention.about else "passed", reading)
    if mention.soft or (mention.weak and blank):  # a part of what is counted, or another thing: it names no cell
        return mention._replace(claim="", name="", readings=())
    if mention.about or mention.scoped:
        return mention._replace(verdict="open")
    return mention._replace(verdict="unknown" if blank else "contradicts")


_FINEST = Decimal(TOLERANCE)


def _agrees(mention: Mention, total: Number) -> bool:
    if mention.value == total:
        return True
    return abs(mention.value - total) <= (_FINEST if mention.step == 1 else mention.step / 2)
