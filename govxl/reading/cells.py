"""One cell's value: the number it certainly is, with what had to be done to it, or the code of what is wrong with it.

People write figures in many ways. A number is taken where it is certain, and then it is said; else it is asked for.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from govxl import texts
from govxl.form import Kind
from govxl.reading import words
from govxl.rules import TOO_LARGE, Number

_INVISIBLE = dict.fromkeys(map(ord, words.INVISIBLE))
_MINUS = dict.fromkeys(map(ord, words.MINUS_SIGNS), "-")
_NUMBER = re.compile(
    r"([+-]?)([0-9]+(?:\.[0-9]*)?|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?)(e[+-]?[0-9]{1,2})?", re.IGNORECASE
)
_WHOLE = re.compile(rf"'?({_NUMBER.pattern})\s*([^0-9\s()+.,-]*)\s*(?:\((.*)\))?", re.IGNORECASE | re.DOTALL)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}\.[0-9]{3}")  # of a count: a thousand, or one with zeros behind its point?
_USUAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# What a sum of floats may leave over: far less than anything that can be typed by mistake.
_NOISE = 1e-9
# A cell that is formatted as a date shows 14 as a day of January 1900; what is later may have been meant as a date.
_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken from a cell: its number, or None with the ``code`` of what is wrong.

    With a number and the code ``cleaned`` it did not stand there as one; ``why`` says what it was.
    """

    number: Number | None
    code: str = ""
    why: texts.Cleaning = "text"


def take(value: object, kind: Kind, *, usual_text: bool = False, day_zero: int = 31) -> Taken:
    """The number in a cell, or what is wrong with it: blank, not-a-number, not-whole, negative.

    Amounts are exact: the decimal of fifteen digits, all that a spreadsheet keeps of what was typed. ``usual_text``:
    the source has no numbers but texts, so that plain digits are nothing to speak of. ``day_zero`` is the day of
    December 1899 that counts as 0 (31 in .xlsx and .xls up to February 1900, 30 in .ods).
    """
    if isinstance(value, str):
        return _from_text(value, kind, usual_text)
    if isinstance(value, datetime.date):
        return _from_date(value, kind, day_zero)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return Taken(None, "not-a-number")
    return _checked(value, kind)


def to_number(value: object, kind: Kind) -> Number | str:
    """The number in a cell of our own making, or the code of the finding; what would have to be cleaned is none."""
    if type(value) is float and kind == "count" and 0 <= value < TOO_LARGE and value.is_integer():
        return int(value)  # nearly all of them
    taken = take(value, kind)
    if taken.number is None:
        return taken.code
    return "not-a-number" if taken.code else taken.number


def kind_of(value: object, formula: str | None) -> str:
    """What a thing that is no number is, for the message: "formula", "date", "large", "boolean" or "text"."""
    if formula is not None:
        return "formula"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "large"
    return "text" if isinstance(value, str) else "date"


def _checked(value: Number | float, kind: Kind) -> Taken:
    """A number held against what its cell can hold."""
    size = float(value)
    if not math.isfinite(size) or abs(size) >= TOO_LARGE:
        return Taken(None, "not-a-number")
    if kind == "amount":
        exact = value if isinstance(value, Decimal) else Decimal(format(value, ".15g"))
        exact = Decimal(int(exact)) if exact == int(exact) else exact
        return Taken(None, "negative") if exact < 0 else Taken(exact)
    whole = round(size)
    if abs(size - whole) > _NOISE * max(1, abs(whole)):
        return Taken(None, "not-whole")
    if whole < 0 and kind != "change":
        return Taken(None, "negative")
    return Taken(whole) if size == whole else Taken(whole, "cleaned", "noise")


def _from_text(text: str, kind: Kind, usual_text: bool) -> Taken:
    if any(unicodedata.category(sign).startswith("N") and sign not in words.DIGITS for sign in text):
        return Taken(None, "not-a-number")  # raised, circled, with a point, of another script
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip()
    if plain in words.NOTHING or not plain.strip(words.DASHES):
        return Taken(None, "blank")
    match = _WHOLE.fullmatch(plain.translate(_MINUS))
    if not match:
        return Taken(None, "not-a-number")
    digits, sign, _, exponent, unit, note = match.groups()  # digits: as it stands, with sign and exponent
    if note is not None and not note.startswith(words.NOTE_BEGINNINGS):
        return Taken(None, "not-a-number")
    number = Decimal(digits.replace(",", ""))
    if note is not None and not _agrees(note, number):
        return Taken(None, "not-a-number")
    if kind != "amount" and _THOUSANDS.fullmatch(digits):
        return Taken(None, "not-a-number")
    why: texts.Cleaning = "note" if note is not None else "text"
    if unit:
        power = words.UNITS_OF[kind].get(unit)
        if power is None:
            return Taken(None, "not-a-number")
        number, why = number.scaleb(power), "yuan" if power else why if note else "unit"
    checked = _checked(number, kind)
    if checked.number is None:
        return checked
    plain_sign = not sign or (kind == "change" and sign == "-")
    if usual_text and _USUAL.fullmatch(text.strip().removeprefix(sign)) and plain_sign and not exponent:
        return Taken(checked.number)
    return Taken(checked.number, "cleaned", why)


def _agrees(note: str, number: Decimal) -> bool:
    """Whether a remark behind a number leaves it certain: its own numbers are parts of it, or "all" are as many."""
    if words.NOTE_DOUBTS.search(note):
        return False
    inside = [Decimal(found) for found in words.NUMBER_IN_NOTE.findall(note)]
    if note.startswith(words.NOTE_EQUALS):
        return all(one == number for one in inside)
    return all(one <= number for one in inside)


def _from_date(value: datetime.date, kind: Kind, day_zero: int) -> Taken:
    day = value.date() if isinstance(value, datetime.datetime) else value
    if day.year > _FIRST_YEAR or (isinstance(value, datetime.datetime) and value.time() != datetime.time()):
        return Taken(None, "not-a-number")
    serial = (day - datetime.date(1899, 12, day_zero)).days
    if day_zero == 31 and day >= datetime.date(1900, 3, 1):  # Excel counts a 29 February 1900 that never was
        serial += 1
    checked = _checked(serial, kind)
    return checked if checked.number is None else Taken(checked.number, "cleaned", "date")
