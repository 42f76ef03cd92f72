"""What is no equation and yet hard to believe: shares, jumps since last year, words that are missing or copied.

Every check is declared (:class:`govxl.form.Check`); here stands what each shape looks at. None changes a figure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from govxl import texts
from govxl.filing import Filing
from govxl.findings import Finding
from govxl.form import PRIOR, Address, Check, Form
from govxl.layout import Place, layout_of
from govxl.rules import Number

PIECE = 10  # characters that two texts must have in a row to be called alike there
# An amount in 元 where 万元 are asked for is ten thousand times too large; units grow and shrink besides.
_WRONG_UNIT = range(2_000, 50_000)
_NO_WORDS = re.compile(r"[\d\s]+")


def plausible(filing: Filing) -> list[Finding]:
    """The findings of all declared checks that look at one report and, where it is known, at that of last year."""
    form = filing.form
    assert form is not None
    found: list[Finding] = []
    for check in form.checks:
        if look := _LOOKS.get(check.shape):
            found += look(check, filing, form)
    return found


def last_year(filing: Filing) -> Mapping[Address, Number]:
    """Last year's figures by their plain addresses: what the office has, else what the workbook carries."""
    if filing.prior:
        return filing.prior.figures
    if filing.form and filing.shown.keys() <= filing.form.by_address.keys():
        return {}
    carried = filing.shown.items()
    return {Address(spot.removeprefix(PRIOR)): value for spot, value in carried if spot.startswith(PRIOR)}


def _share(check: Check, filing: Filing, form: Form) -> Iterator[Finding]:
    shown = filing.shown
    whole = shown.get(check.whole)
    if not whole or whole < check.least:
        return
    for spot in check.figures:
        part = shown.get(spot)
        if part and part * 100 > whole * check.limit:
            message = texts.large_share(
                _words(form, spot),
                texts.operand(_place(filing, form, spot).cell, texts.number(part), False),
                texts.operand(_place(filing, form, check.whole).cell, texts.number(whole), False),
                check.limit,
            )
            yield _finding(check, message, _place(filing, form, spot), (spot, check.whole), texts.number(part))


def _jump(check: Check, filing: Filing, form: Form) -> Iterator[Finding]:
    before = last_year(filing)
    if not before:
        return
    figures = form.by_address
    known = dict(_carried_on(form, before))
    jumped = {}
    for spot, old in before.items():
        new = filing.shown.get(spot)
        if (
            new is not None
            and known.get(spot) != new
            and max(new, old) >= check.least
            and (new > old * check.limit or new * check.limit < old)
            and (not check.figures or spot in check.figures)
            and spot in figures
            and figures[spot].kind != "change"
        ):
            jumped[spot] = (new, old)
    for spot, (new, old) in jumped.items():
        if figures[spot].derived and any(part in jumped for part in form.filled_by[spot].support):
            continue  # a total only where none of its parts tells of it
        low, high = min(new, old), max(new, old)
        wrong_unit = figures[spot].kind == "amount" and low > 0 and int(high / low) in _WRONG_UNIT
        message = texts.jumped(_words(form, spot), texts.number(new), texts.number(old), check.limit, wrong_unit)
        yield _finding(check, message, _place(filing, form, spot), (spot,), texts.number(new))


def _carried_on(form: Form, before: Mapping[Address, Number]) -> Iterator[tuple[Address, Number]]:
    """Figures that last year's report foretells one by one (上年结转 by 结转下年度): nothing to wonder at in these."""
    for relation in form.relations:
        if len(relation.left) == len(relation.right) == 1 and relation.right[0].startswith(PRIOR):
            spot = Address(relation.right[0].removeprefix(PRIOR))
            if spot in before:
                yield relation.left[0], before[spot]


def _unsaid(check: Check, filing: Filing, form: Form) -> Iterator[Finding]:
    if filing.source == "summary":
        return  # its words are in the reports that it adds up
    said = "".join(filing.texts.get(name, "") for name in check.sections)
    plain = "".join(said.split())
    if not plain or any(word in plain for word in check.words):
        return  # that nothing is written at all is told as a blank
    titles = [part.title for part in form.prose if part.id in check.sections]
    for spot in check.figures:
        value = filing.shown.get(spot)
        if value:
            place = _place(filing, form, spot)
            cell = texts.operand(place.cell, texts.number(value), False)
            message = texts.unsaid(_words(form, spot), cell, titles, check.words[0])
            yield _finding(check, message, place, (spot,), texts.number(value))


def _alike(check: Check, filing: Filing, form: Form) -> Iterator[Finding]:
    if not filing.prior:
        return
    for part in form.prose:
        text = filing.texts.get(part.id, "")
        before = filing.prior.texts.get(part.id, "")
        if part.id not in check.sections or len(text) < check.least or not before:
            continue
        share = alike(text, before)
        if share * 100 > check.limit:
            message = texts.copied_prose(part.title, round(share * 100), filing.prior.origin)
            place = next(layout_of(form).paragraphs(part)) if filing.ours else None
            yield _finding(check, message, place, (), None)


_LOOKS: Mapping[str, Callable[[Check, Filing, Form], Iterator[Finding]]] = {
    "share": _share,
    "jump": _jump,
    "unsaid": _unsaid,
    "alike": _alike,
}


def alike(text: str, before: str) -> float:
    """How much of a text stands word for word in another, from 0 to 1; figures and white space are passed over."""
    text, before = _bare(text), _bare(before)
    if len(text) < PIECE:
        return float(bool(text) and text in before)
    known = {before[at : at + PIECE] for at in range(len(before) - PIECE + 1)}
    covered = end = 0
    for at in range(len(text) - PIECE + 1):
        if text[at : at + PIECE] in known:
            covered += at + PIECE - max(at, end)
            end = at + PIECE
    return covered / len(text)


@lru_cache(maxsize=64)
def _bare(text: str) -> str:
    return _NO_WORDS.sub("", unicodedata.normalize("NFKC", text))


def _words(form: Form, spot: Address) -> str:
    figure = form.by_address[spot]
    return texts.cell_words(figure.row_path, figure.column_path)


def _place(filing: Filing, form: Form, spot: Address) -> Place:
    return filing.places.get(spot) or layout_of(form).places[spot]


def _finding(
    check: Check, message: str, place: Place | None, figures: tuple[Address, ...], found: str | None
) -> Finding:
    return Finding(check.code, check.severity, message, check.todo, place, figures, found=found)
