"""Shares in per cent: "予以公开12件，占57.1%" of what was answered, received, or said before in the sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from govxl.checks.prose import words
from govxl.checks.prose.judging import ReadSentence
from govxl.checks.prose.known import Known
from govxl.checks.prose.labels import Token
from govxl.checks.prose.lexicon import Lexicon, Reading
from govxl.checks.prose.mention import Mention


class Share(NamedTuple):
    """A percentage that fits none of its bases. ``right`` is the nearest share, of ``base``."""

    mention: Mention
    token: Token
    stated: Decimal
    right: Decimal
    base: Reading


def wrong_shares(read: ReadSentence, lexicon: Lexicon, known: Known) -> Iterator[Share]:
    """The percentages of a sentence that are wrong, of counts that agree with their cells."""
    text = read.sentence.view
    if words.PER_CENT not in text:
        return
    numbers = [token for token in read.tokens if token.kind == "n"]
    for before, token in pairwise(numbers):
        number = token.number
        if number is None or number.unit != "%" or number.about:
            continue
        between = text[before.end : token.start]
        aside = between == "（" and text[token.end : token.end + 1] == "）"  # 100件（33.1%）
        if not (words.SHARE in between or aside) or words.NO_SHARE.search(between) or words.HALF_STOP in between:
            continue
        if any(_of_a_part(one) for one in read.tokens if before.end <= one.start < token.start):
            continue  # 占不予公开的40%
        mention = next((m for m in read.mentions if m.start == before.start), None)
        if aside and mention is not None and mention.claim and lexicon.claims[mention.claim].yields:
            continue  # 收到20件（12.5%） is no share
        if mention is None or mention.verdict != "passed" or mention.soft or mention.reading is None:
            continue
        stated = number.value
        said = [m.value for m in read.mentions if m.start < before.start and m.unit == mention.unit]
        bases = [(base, total) for base in _bases(mention, lexicon) if (total := known.total(base.cells))]
        shares = [(base, mention.value * 100 / total) for base, total in bases]
        fits = [share for _base, share in shares] + [mention.value * 100 / value for value in said if value]
        if not shares or any(abs(share - stated) <= number.step / 2 for share in fits):
            continue
        base, share = min(shares, key=lambda pair: abs(pair[1] - stated))
        yield Share(mention, token, stated, share.quantize(number.step), base)


def _bases(mention: Mention, lexicon: Lexicon) -> Sequence[Reading]:
    """What a share may be one of: the totals of its table, for the disputes in question."""
    table = mention.figures[0].split(".")[0]
    lines = lexicon.totals[table].lines
    choices = [lines]
    if table == "disputes":
        own = tuple(dict.fromkeys(spot.split(".")[1] for spot in mention.figures))
        every = [line for one in lexicon.subjects.values() if one.table == table for line in one.lines]
        choices = [own, tuple(dict.fromkeys(every))]
    elif table != "requests":
        return ()
    return [
        reading
        for claim in lexicon.claims.values()
        if claim.table == table and claim.yields
        for lines in choices
        for reading in lexicon.readings(claim, lines)
    ]


def _of_a_part(token: Token) -> bool:
    """Whether a word names one of the results, so that a share is one of that."""
    return any(not (claim.yields or claim.soft) for claim in token.meaning.claims)
