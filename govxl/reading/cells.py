"""One cell's value: the number it certainly is, or the code of what is wrong with it."""

from __future__ import annotations

import math
import unicodedata
from decimal import Decimal

from govxl.form import Kind
from govxl.rules import TOO_LARGE, Number

# What people write for "nothing". They are blanks that say so, not zeros.
_NOTHING = frozenset({"", "-", "－", "—", "——", "–", "/", "／", "无", "\\"})


def to_number(value: object, kind: Kind) -> Number | str:
    """The number in a cell, or the code of the finding: blank, not-a-number, not-whole, negative.

    Amounts are exact: the decimal of fifteen digits, all that a spreadsheet keeps of what was typed.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "blank" if isinstance(value, str) and value.strip() in _NOTHING else "not-a-number"
    if not math.isfinite(value) or abs(value) >= TOO_LARGE:
        return "not-a-number"
    if value < 0 and kind != "change":
        return "negative"
    if kind == "amount":
        return Decimal(int(value)) if value == int(value) else Decimal(format(value, ".15g"))
    if value != int(value):
        return "not-whole"
    return int(value)


def kind_of(value: object, formula: str | None) -> str:
    """What a thing that is no number is, for the message: "formula", "text-number", "date", "large" or "text"."""
    if formula is not None:
        return "formula"
    if isinstance(value, bool):
        return "text"
    if isinstance(value, (int, float)):
        return "large"
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value).replace(",", "").strip()
        return "text-number" if plain.replace(".", "", 1).isdecimal() else "text"
    return "date"
