"""Fees for processing information (信息处理费), which no table holds: what the prose says of them must hold in itself.

They are multiples of 10 元: 《政府信息公开信息处理费管理办法》 (国办函〔2020〕109号) counts in tens of 元.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from govxl.checks.prose import words
from govxl.checks.prose.judging import ReadSentence
from govxl.checks.prose.labels import Token

STEP = 10  # 元
Fault = Literal["sum", "none", "step"]


class Fee(NamedTuple):
    """What is wrong with a fee: parts that do not sum, an amount beside "not charged", or no multiple of 10 元."""

    read: ReadSentence
    token: Token
    fault: Fault
    found: Decimal
    expected: Decimal


def wrong_fees(paragraph: Sequence[ReadSentence]) -> list[Fee]:
    """What is wrong with the fees in the sentences of one paragraph, at most one fault a sentence."""
    made: list[Fee] = []
    about = False
    none = False
    for read in paragraph:
        text = read.sentence.view
        about = about or words.FEE in text
        if not about:
            continue
        none = none or (words.FEE in text and bool(words.NO_FEE.search(text)))
        charged = [(token, value) for token, value in _amounts(read) if value]
        if not charged:
            continue
        token, value = charged[0]
        odd = next(((t, v) for t, v in charged if v % STEP), None)
        parts = [v for t, v in charged[1:]]
        broken_down = any("breakdown" in t.meaning.marks and t.start > token.end for t in read.tokens)
        if none:
            made.append(Fee(read, token, "none", value, Decimal(0)))
        elif broken_down and parts and (sum(parts) > value or (len(parts) > 1 and sum(parts) != value)):
            made.append(Fee(read, token, "sum", sum(parts, Decimal(0)), value))
        elif odd:
            made.append(Fee(read, odd[0], "step", odd[1], Decimal(0)))
    return made


def _is_fee(text: str, at: int, start: int) -> bool:
    """Whether an amount may be of the fee: no word between the number before and it, nor its sentence, says another."""
    before = text[at:start]
    if words.OTHER_FEE.search(before.rpartition(words.COMMA)[2]) and words.FEE not in before.rpartition(words.COMMA)[2]:
        return False
    if words.NOTICE in text[:start] and words.NO_FEE.search(text):
        return False  # asked for, and not paid
    return words.FEE in text or bool(words.CHARGED.search(text[:start]))


def _amounts(read: ReadSentence) -> list[tuple[Token, Decimal]]:
    """The amounts of a sentence in 元, without rates, waivers and approximate ones."""
    made = []
    at = 0
    for token in read.tokens:
        if token.kind == "n" and token.number and token.number.unit in words.MONEY:
            text = read.sentence.view
            before = text[at : token.start]
            if not token.number.about and not words.NO_CHARGE.search(before) and _is_fee(text, at, token.start):
                made.append((token, token.number.value * words.MONEY[token.number.unit]))
        if token.kind in "np":
            at = token.end
    return made
