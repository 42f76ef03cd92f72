"""The annotated corpus of prose in data/prose: loading it, its filings, and how well a prose checker does on it.

Each file is a small report. ``figures`` are its entries that are not zero, ``numbers`` what a careful reader holds
against cells of the tables of the report's year, ``others`` numbers that tempt but name no cell, ``expected`` the
findings wanted beside ``prose-figure``. The truth was written by hand, not by the checker. What the checker calls
things is known in one place here, the functions under "the adapter".
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from govxl.declaration import edition
from govxl.filing import Filing, Unit
from govxl.findings import Finding
from govxl.form import Address, Form
from govxl.rules import complete

FOLDER = Path(__file__).parent / "data" / "prose"
SECTIONS = ("overview", "problems", "other_matters")
# Findings that a wrong figure brings with it in its sentence: parts that no longer sum, shares that no longer fit.
FOLLOWS = ("prose-breakdown", "prose-percent")
_DIGITS = "零一二三四五六七八九"
# What of ``about`` is enough: the value with the words or the cells; where there is no number, words with cells.
SURE = {"number": frozenset({3, 6, 7}), "zero": frozenset({3, 5, 6, 7}), "all": frozenset({3, 5, 6, 7})}
Engine = Callable[[Filing], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or words for none or all, that names cells.

    ``quote`` stands once in the report, ``number`` is what of it is the number (its last occurrence there). Each of
    ``readings`` is a sum of cells that it may mean. ``against`` are, of a statement about all, the cells that must then
    be 0. ``kind`` is number, zero or all; ``verdict`` agrees, contradicts or approximate.
    """

    quote: str
    number: str
    value: Decimal
    kind: str
    verdict: str
    readings: tuple[tuple[Address, ...], ...]
    against: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One file of the corpus."""

    name: str
    title: str
    year: int
    form: Form
    figures: Mapping[Address, Decimal]
    texts: Mapping[str, str]
    numbers: tuple[Number, ...]
    others: tuple[tuple[str, str], ...]  # quote and why
    expected: tuple[tuple[str, str], ...]  # code and quote

    @property
    def full(self) -> dict[Address, Decimal]:
        """All figures: those not given are 0, totals are worked out."""
        blank = {figure.address: Decimal(0) for figure in self.form.entries}
        return {spot: Decimal(value) for spot, value in complete(self.form, blank | dict(self.figures)).items()}

    @property
    def filing(self) -> Filing:
        """The report as the checks take it."""
        full = self.full
        entries = {figure.address: full[figure.address] for figure in self.form.entries}
        return Filing(
            file=Path(f"{self.name}.xlsx"),
            state="used",
            form=self.form,
            source="template",
            unit=Unit("A1", "某市某局"),
            year=self.year,
            scope="本机关",
            entries=entries,
            figures=full,
            shown=full,
            texts=dict(self.texts),
        )

    def place(self, number: Number) -> tuple[str, int, int]:
        """Where a number stands: section, start, end."""
        for section, text in self.texts.items():
            if (at := text.find(number.quote)) >= 0:
                start = at + number.quote.rfind(number.number)
                return section, start, start + len(number.number)
        raise ValueError(number.quote)


def load() -> tuple[Report, ...]:
    """All reports of the corpus in order."""
    return tuple(_report(path) for path in sorted(FOLDER.glob("*.toml")))


def _report(path: Path) -> Report:
    data = tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    return Report(
        name=path.stem,
        title=data["title"],
        year=data["year"],
        form=edition(data["edition"]),
        figures={spot: Decimal(value) for spot, value in data["figures"].items()},
        texts={section: data["texts"].get(section, "") for section in SECTIONS},
        numbers=tuple(_number(item) for item in data.get("numbers", ())),
        others=tuple((item["quote"], item["why"]) for item in data.get("other", ())),
        expected=tuple((item["code"], item["quote"]) for item in data.get("findings", ())),
    )


def _number(item: Mapping[str, Any]) -> Number:
    readings = tuple(map(tuple, item["readings"]))
    given = {key: item[key] for key in ("quote", "number", "kind", "verdict")}
    return Number(**given, value=Decimal(item["value"]), readings=readings, against=tuple(item.get("against", ())))


# --------------------------------------------------------------------------------------------------------- the truth


def faults(report: Report) -> list[str]:
    """What is wrong with the annotation itself."""
    wrong = []
    full = report.full
    quotes = [number.quote for number in report.numbers] + [quote for quote, _ in report.others]
    for quote in quotes + [quote for _, quote in report.expected]:
        if (times := sum(text.count(quote) for text in report.texts.values())) != 1:
            wrong.append(f"{report.name}: {quote!r} stands {times} times")
    wrong += [f"{report.name}: {spot} is no entry" for spot in report.figures.keys() - _entries(report.form)]
    taken = [report.place(number) for number in report.numbers]
    if len(set(taken)) < len(taken):
        wrong.append(f"{report.name}: one number twice")
    for number in report.numbers:
        cells = [spot for reading in number.readings for spot in reading] + list(number.against)
        if absent := [spot for spot in cells if spot not in full]:
            wrong.append(f"{report.name}: {number.quote!r} names {absent}")
            continue
        if number.number not in number.quote:
            wrong.append(f"{report.name}: {number.number!r} is not in {number.quote!r}")
        holds = number.value in [sum(full[spot] for spot in reading) for reading in number.readings]
        holds = holds and not any(full[spot] for spot in number.against)
        if number.verdict != "approximate" and holds != (number.verdict == "agrees"):
            wrong.append(f"{report.name}: {number.quote!r} {number.verdict} is not so")
    return wrong


def _entries(form: Form) -> frozenset[Address]:
    return frozenset(figure.address for figure in form.entries)


def leaves(form: Form, cells: Iterable[Address]) -> frozenset[Address]:
    """The entry cells that cells are made of."""
    parts = _parts(form.edition)
    found: set[Address] = set()
    waiting = [spot for spot in cells if not spot.startswith("prior:")]
    while waiting:
        spot = waiting.pop()
        waiting += parts.get(spot, ())
        if spot not in parts:
            found.add(spot)
    return frozenset(found)


@cache
def _parts(name: str) -> dict[Address, tuple[Address, ...]]:
    return {rel.fills: rel.left for rel in edition(name).fill_order if rel.fills is not None}


# ------------------------------------------------------------------------------------------------------- the adapter


def plain(text: str) -> str:
    """Text for comparing: compatible characters made one, without white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def about(finding: Finding, number: Number, form: Form) -> int:
    """How surely a finding is about a number: 4 for its cells, 2 for its value, 1 for its words."""
    said = plain(f"{finding.message} {finding.found or ''}")
    cells = leaves(form, finding.figures)
    own = [leaves(form, reading) for reading in number.readings]
    own += [leaves(form, number.against), frozenset().union(*own), frozenset().union(*own, number.against)]
    named = bool(cells) and (cells in own or (number.kind == "zero" and cells <= own[-1]))
    tail = plain(number.quote)[-len(plain(number.number)) - 5 :]
    words = tail in said or plain(number.quote) in said
    where = plain(finding.found) if finding.found else said
    printed = re.findall(r"\d+(?:\.\d+)?", where.replace(",", ""))
    value = any(Decimal(digits) == number.value for digits in printed)
    value = value or plain(number.number) in where
    return 4 * named + 2 * value + words


@dataclass(frozen=True, slots=True)
class Mention:
    """What the checker read at one place, whatever it calls it."""

    quote: str
    value: Decimal | None
    figures: frozenset[Address] = frozenset()


def mention_of(form: Form, mention: Any) -> Mention:
    """A mention of the checker's as ours."""
    value = getattr(mention, "value", None)
    cells = getattr(mention, "figures", None) or ()
    return Mention(
        plain(mention.quote if hasattr(mention, "quote") else mention.sentence.view),
        None if value is None else Decimal(value),
        leaves(form, cells),
    )


# ------------------------------------------------------------------------------------------------------- the measure


@dataclass(frozen=True, slots=True)
class Score:
    """How a checker did on one report.

    ``found`` are the contradictions told, ``named`` those of them told of the right cells, ``missed`` those not told;
    ``expected`` and ``absent`` the same for the other findings. ``false`` are findings about what is right or names no
    cell. ``caught`` are the right numbers that were told when they, or their cells, were changed; ``passed`` those not.
    """

    name: str
    found: tuple[Number, ...] = ()
    named: tuple[Number, ...] = ()
    missed: tuple[Number, ...] = ()
    expected: tuple[tuple[str, str], ...] = ()
    absent: tuple[tuple[str, str], ...] = ()
    false: tuple[Finding, ...] = ()
    caught: tuple[Number, ...] = field(default=())
    passed: tuple[Number, ...] = field(default=())


def assign(
    findings: Sequence[Finding], numbers: Sequence[Number], form: Form
) -> tuple[dict[int, tuple[int, int]], list[Finding]]:
    """Which finding is about which number, one to one, and the findings that are about none.

    By index of the number: the index of the finding and how surely. Of equals a contradiction goes first, then numbers.
    """
    pairs = []
    for at, finding in enumerate(findings):
        for index, number in enumerate(numbers):
            if (sure := about(finding, number, form)) in SURE[number.kind]:
                pairs.append((-sure, number.verdict != "contradicts", number.kind != "number", index, at))
    taken: dict[int, tuple[int, int]] = {}
    used: set[int] = set()
    for sure, _, _, index, at in sorted(pairs):
        if index not in taken and at not in used:
            taken[index] = (at, -sure)
            used.add(at)
    return taken, [finding for at, finding in enumerate(findings) if at not in used]


def judge(report: Report, engine: Engine) -> Score:
    """Findings against the truth, without changing anything."""
    told = [finding for finding in engine(report.filing) if finding.code.startswith("prose-")]
    figures = [finding for finding in told if finding.code == "prose-figure"]
    taken, false = assign(figures, report.numbers, report.form)
    wrong = {index: number for index, number in enumerate(report.numbers) if number.verdict == "contradicts"}
    false += [figures[at] for index, (at, _) in taken.items() if index not in wrong]
    wanted, expected = list(report.expected), []
    for finding in (finding for finding in told if finding.code != "prose-figure"):
        fits = [item for item in wanted if item[0] == finding.code]
        said = plain(finding.message)
        if fits:
            best = max(fits, key=lambda item: (plain(item[1]) in said, -wanted.index(item)))
            wanted.remove(best)
            expected.append(best)
        elif not (finding.code in FOLLOWS and any(_words(number) in said for number in wrong.values())):
            false.append(finding)
    return Score(
        report.name,
        found=tuple(number for index, number in wrong.items() if index in taken),
        named=tuple(number for index, number in wrong.items() if taken.get(index, (0, 0))[1] >= 4),
        missed=tuple(number for index, number in wrong.items() if index not in taken),
        expected=tuple(expected),
        absent=tuple(wanted),
        false=tuple(false),
    )


def _words(number: Number) -> str:
    return plain(number.number) + plain(number.quote)[-1:]


def cover(report: Report, engine: Engine) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Of the numbers that agree: those told when they are made wrong, and those not.

    What is told of the report as it is does not count.
    """
    caught, passed = [], []
    before = {(finding.message, finding.found) for finding in engine(report.filing)}
    for index, number in enumerate(report.numbers):
        if number.verdict != "agrees":
            continue
        changed = disturbed(report, index)
        told = [finding for finding in engine(changed.filing) if finding.code == "prose-figure"]
        told = [finding for finding in told if (finding.message, finding.found) not in before]
        taken, _ = assign(told, changed.numbers, changed.form)
        (caught if index in taken else passed).append(number)
    return tuple(caught), tuple(passed)


def disturbed(report: Report, index: int) -> Report:
    """The report with one number that agrees made wrong: in the text, or for none and all in the table."""
    number = report.numbers[index]
    if number.kind != "number" or not re.search(r"[\d一二两三四五六七八九十]", number.number):
        (spot, *_) = leaves_in_order(report.form, number.against or number.readings[0])
        other = replace(number, verdict="contradicts")
        changed = {**report.figures, spot: report.full[spot] + 5}
        return replace(report, figures=changed, numbers=_with(report.numbers, index, other))
    # The new value is to be no figure and no sum of two, lest another reading of the sentence make it right again.
    figures = {value for value in report.full.values() if value}
    taken = figures | {one + other for one in figures for other in figures}
    for step in range(7, 1000):
        written, value = _raised(number, step)
        if value not in taken:
            break
    section, start, end = report.place(number)
    text = report.texts[section]
    cut = number.quote.rfind(number.number)
    quote = number.quote[:cut] + written + number.quote[cut + len(number.number) :]
    other = replace(number, quote=quote, number=written, value=value, verdict="contradicts")
    texts = {**report.texts, section: text[:start] + written + text[end:]}
    return replace(report, texts=texts, numbers=_with(report.numbers, index, other))


def leaves_in_order(form: Form, cells: Iterable[Address]) -> list[Address]:
    """The entry cells that cells are made of, in the order of the form."""
    found = leaves(form, cells)
    return [spot for spot in form.by_address if spot in found]


def _with(numbers: tuple[Number, ...], index: int, other: Number) -> tuple[Number, ...]:
    return (*numbers[:index], other, *numbers[index + 1 :])


def _raised(number: Number, step: int) -> tuple[str, Decimal]:
    """A number's words with another value, and that value."""
    plainly = plain(number.number).replace(",", "")
    if match := re.search(r"\d+(\.\d+)?", plainly):
        unit = Decimal("0.0001") if "元" in plainly else Decimal(10000) if "万" in plainly else Decimal(1)
        more = Decimal(match[0]) + step * (1000 if "元" in plainly else 1)
        return plainly[: match.start()] + f"{more:f}" + plainly[match.end() :], more * unit
    value = int(number.value) + step
    tens, ones = divmod(value, 10)
    written = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
    return re.sub("[零一二两三四五六七八九十]+", written, number.number), Decimal(value)


def measure(engine: Engine, *, covering: bool = True) -> tuple[Score, ...]:
    """A score for each report of the corpus."""
    scores = []
    for report in load():
        score = judge(report, engine)
        if covering:
            caught, passed = cover(report, engine)
            score = replace(score, caught=caught, passed=passed)
        scores.append(score)
    return tuple(scores)


def read_right(report: Report, mentions: Iterable[Any]) -> tuple[list[Number], list[Number], list[Mention]]:
    """Numbers that the checker says it has read, those that it has not, and what it has read that names no cell.

    Cells are compared where the mention carries any.
    """
    left = [mention_of(report.form, mention) for mention in mentions]
    seen, unseen = [], []
    for number in sorted(report.numbers, key=lambda number: number.kind != "number"):
        quote, digits = plain(number.quote), plain(number.number)
        readings = [leaves(report.form, reading) for reading in (*number.readings, number.against)]
        for mention in left:
            words = digits in mention.quote and (
                quote in mention.quote or mention.quote in quote or quote[-8:] in mention.quote
            )
            if words and mention.value in (number.value, None) and (not mention.figures or mention.figures in readings):
                left.remove(mention)
                seen.append(number)
                break
        else:
            unseen.append(number)
    return seen, unseen, left
