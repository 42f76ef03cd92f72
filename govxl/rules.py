"""What a relation means: to Python (a verdict), to a spreadsheet (formulas), and to a person (a finding).

Everything here is derived from the one declaration of a rule; adding a rule of an existing shape adds nothing here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from govxl import texts
from govxl.findings import SEVERITIES, Finding
from govxl.form import PRIOR, Address, Form, Kind, Relation
from govxl.layout import Layout, Place, areas, reported_at

Number = int | Decimal
# "unchecked": last year's figure is not known, which is never "passed"; "exempt": the rule does not concern the unit.
State = Literal["passed", "broken", "unassessable", "unchecked", "exempt"]
# The finest difference that counts: amounts are in 万元 with four decimals, and a spreadsheet's sums carry noise.
TOLERANCE = "0.00005"
# What no office has: a date, a telephone number or a slip of the finger, not a figure.
TOO_LARGE = 10**12
SHORTEST_EXPLANATION = 5  # characters
_Getter = Callable[[Mapping[Address, Number]], Iterable[Number]]
_COMPARE = {"=": operator.eq, "<=": operator.le, ">=": operator.ge}


class Verdict(NamedTuple):
    """A relation held against figures. ``left`` and ``right`` are None where it cannot be assessed."""

    relation: Relation
    state: State
    left: Number | None = None
    right: Number | None = None

    @property
    def difference(self) -> Number:
        """Left minus right."""
        return (self.left or 0) - (self.right or 0)


def is_possible(value: Number, kind: Kind) -> bool:
    """Whether a number can be a figure of a kind: whole unless an amount, not below zero unless a change."""
    if kind != "amount" and value != int(value):
        return False
    return -TOO_LARGE < value < TOO_LARGE if kind == "change" else 0 <= value < TOO_LARGE


def complete(
    form: Form, entries: Mapping[Address, Number], typed: Mapping[Address, Number] | None = None
) -> dict[Address, Number]:
    """All figures: the entries and, worked out from them, the derived ones.

    With ``typed`` the totals that stand in the file as plain numbers keep that value, as in the spreadsheet itself.
    A derived figure one of whose parts is absent is absent.
    """
    figures = dict(entries)
    for relation in form.fill_order:
        spot = relation.fills
        assert spot is not None
        if typed and spot in typed:
            figures[spot] = typed[spot]
        elif all(map(figures.__contains__, relation.left)):
            figures[spot] = sum(map(figures.__getitem__, relation.left))
    return figures


def as_shown(form: Form, entries: Mapping[Address, Number]) -> dict[Address, Number]:
    """What the cells show: a sum passes over blank cells."""
    return complete(form, dict.fromkeys((figure.address for figure in form.entries), 0) | dict(entries))


def blanks_as_zero(
    form: Form, entries: Mapping[Address, Number], blanks: Iterable[Address], typed: Mapping[Address, Number]
) -> dict[Address, Number]:
    """All figures where a blank counts as 0. What could not be read is still absent, and the totals that it is in."""
    return complete(form, dict.fromkeys(blanks, 0) | dict(entries), typed)


def judge(relation: Relation, figures: Mapping[Address, Number]) -> Verdict:
    """Hold one relation against figures. It is not assessable if a cell of it, or what it is made of, is absent."""
    if not relation.needed <= figures.keys():
        unknown = any(spot not in figures for spot in relation.prior)
        return Verdict(relation, "unchecked" if unknown else "unassessable")
    return _held(relation, sum(map(figures.__getitem__, relation.left)), sum(map(figures.__getitem__, relation.right)))


def _held(relation: Relation, left: Number, right: Number) -> Verdict:
    sign = relation.rule.sign
    holds = left == right if sign == "=" else _COMPARE[sign](left, right)
    return Verdict(relation, "passed" if holds else "broken", left, right)


def would_hold(relation: Relation, difference: Number) -> bool:
    """Whether a relation would hold with this difference of left minus right."""
    return bool(_COMPARE[relation.rule.sign](difference, 0))


def judge_all(
    form: Form, figures: Mapping[Address, Number], unreadable: Collection[Address] = (), category: str = ""
) -> tuple[Verdict, ...]:
    """A verdict for every relation of the form.

    ``figures`` may hold last year's with ``prior:`` before their addresses; ``unreadable`` are totals whose own cell
    could not be read; ``category`` is the unit's, which some rules exempt.
    """
    verdicts = []
    everything, sides = _sides(form)
    absent = everything.difference(figures)
    for relation, left, right in sides:
        if category and category in relation.rule.exempt:
            verdicts.append(Verdict(relation, "exempt"))
        elif unreadable and any(spot in unreadable for spot in relation.cells):
            verdicts.append(Verdict(relation, "unassessable"))
        elif absent and not relation.needed.isdisjoint(absent):
            verdicts.append(judge(relation, figures))
        else:
            verdicts.append(_held(relation, sum(left(figures)), sum(right(figures))))
    return tuple(verdicts)


@lru_cache(maxsize=32)
def _sides(form: Form) -> tuple[frozenset[Address], tuple[tuple[Relation, _Getter, _Getter], ...]]:
    """All figures that the relations of a form need, and each relation with what takes its sides out of figures."""
    everything = frozenset(spot for relation in form.relations for spot in relation.needed)
    return everything, tuple((one, _getter(one.left), _getter(one.right)) for one in form.relations)


def _getter(side: tuple[Address, ...]) -> _Getter:
    if len(side) > 1:
        return operator.itemgetter(*side)
    return lambda figures: [figures[spot] for spot in side]


def is_empty_talk(explanation: str) -> bool:
    """Whether an explanation explains nothing: too short, or one of the usual phrases."""
    plain = explanation.replace("\u3000", " ").replace("\n", " ").strip(" ")
    return len(plain) < SHORTEST_EXPLANATION or plain in texts.EMPTY_TALK


def state_word(verdict: Verdict, explanation: str = "") -> str:
    """The state as the check sheet words it."""
    relation = verdict.relation
    if verdict.state != "broken":
        return texts.STATE[verdict.state]
    if relation.severity == "warning":
        return texts.STATE_TO_EXPLAIN if is_empty_talk(explanation) else texts.STATE_EXPLAINED
    return texts.STATE_BROKEN if relation.judged else texts.STATE_FOLLOWS


# ------------------------------------------------------------------------------------------------------- to a person


def broken(
    form: Form,
    places: Mapping[Address, Place],
    figures: Mapping[Address, Number],
    typed: Collection[Address],
    verdicts: Iterable[Verdict],
    *,
    ours: bool = True,
) -> list[Finding]:
    """The findings for all broken relations: one a fault. ``places`` tell where each figure stands in the file.

    A figure of last year may stand in none. In a workbook of ours totals that are ``typed`` stand over formulas, and
    that is said.

    Where one cell, put right, would mend several relations and disturb none, that is one fault at that cell: so it is
    when a sheet whose totals are plain numbers has a wrong figure in it, or a wrong total that other rules use.
    """
    open_ = [v for v in verdicts if v.relation.judged and v.state in ("passed", "broken")]
    wrong = [v for v in open_ if v.state == "broken"]
    found = []
    if len(wrong) > 1:
        for spot, mended in _culprits(form, open_, typed):
            found.append(_finding(form, places, figures, typed, mended, spot, ours))
            wrong = [v for v in wrong if v not in mended]
    return found + [_finding(form, places, figures, typed, together, None, ours) for together in _together(wrong)]


def _together(wrong: Sequence[Verdict]) -> list[list[Verdict]]:
    """What is one fault although several relations are broken, the gravest first.

    A rule graver at one line (the total) tells with it of its other lines; a warning about the very cells of a broken
    error tells nothing new. Where a rule is broken at just two lines, as much too large at one as too small at the
    other, something may have been counted under one and settled under the other: one fault, if the rule knows it.
    """
    groups: list[list[Verdict]] = _swaps(wrong)
    paired = [verdict for pair in groups for verdict in pair]
    wrong = [verdict for verdict in wrong if verdict not in paired]
    for verdict in sorted(wrong, key=lambda v: SEVERITIES.index(v.relation.severity)):
        for group in groups:
            first = group[0].relation
            if first.rule is verdict.relation.rule and first.severity != verdict.relation.severity:
                group.append(verdict)
                break
            if first.severity != verdict.relation.severity and set(first.cells) == set(verdict.relation.cells):
                break
        else:
            groups.append([verdict])
    return groups


def _swaps(wrong: Sequence[Verdict]) -> list[list[Verdict]]:
    """Pairs of broken instances of a rule that knows such a fault (``swapped``) and whose differences cancel out."""
    codes = dict.fromkeys(v.relation.rule.code for v in wrong if v.relation.rule.swapped)
    alike = [[v for v in wrong if v.relation.rule.code == code] for code in codes]
    return [pair for pair in alike if _is_swap(pair)]


def _is_swap(verdicts: Sequence[Verdict]) -> bool:
    return len(verdicts) == 2 and verdicts[0].difference == -verdicts[1].difference


def _culprits(
    form: Form, verdicts: Sequence[Verdict], typed: Collection[Address]
) -> list[tuple[Address, list[Verdict]]]:
    """Cells that each explain several broken relations by one and the same correction; the best explanation first.

    Last year's figures are given, and none of them is put right here.
    """
    parts = {relation.fills: relation.left for relation in form.fill_order if relation.fills not in typed}
    weights: dict[
        Address, dict[int, int]
    ] = {}  # cell -> verdict -> how its difference moves when the cell grows by one
    for index, verdict in enumerate(verdicts):
        if verdict.relation.rule.sign != "=":
            continue
        for side, sign in ((verdict.relation.left, 1), (verdict.relation.right, -1)):
            for leaf in _leaves(side, parts):
                moves = weights.setdefault(leaf, {})
                moves[index] = moves.get(index, 0) + sign
    candidates = []
    for spot, moves in weights.items():
        if spot.startswith(PRIOR):
            continue
        touched = [(verdicts[index], move) for index, move in moves.items() if move]
        steps = {verdict.difference / move if move != 1 else verdict.difference for verdict, move in touched}
        if len(touched) > 1 and len(steps) == 1 and 0 not in steps and not _explained_apart(touched):
            candidates.append((-len(touched), spot not in typed, spot, [verdict for verdict, _ in touched]))
    chosen: list[tuple[Address, list[Verdict]]] = []
    for _, _, spot, mended in sorted(candidates, key=lambda candidate: candidate[:2]):
        if not any(verdict in taken for _, taken in chosen for verdict in mended):
            chosen.append((spot, mended))
    return chosen


def _explained_apart(touched: Sequence[tuple[Verdict, int]]) -> bool:
    """Whether these are warnings of several rules: each has its own line on the check sheet and its own way out."""
    relations = [verdict.relation for verdict, _ in touched]
    return all(one.severity != "error" for one in relations) and len({one.rule.code for one in relations}) > 1


def _leaves(side: Iterable[Address], parts: Mapping[Address | None, tuple[Address, ...]]) -> Iterable[Address]:
    for spot in side:
        if spot in parts:
            yield from _leaves(parts[spot], parts)
        else:
            yield spot


def _finding(
    form: Form,
    places: Mapping[Address, Place],
    figures: Mapping[Address, Number],
    typed: Collection[Address],
    verdicts: Sequence[Verdict],
    culprit: Address | None,
    ours: bool,
) -> Finding:
    gravest = min(verdicts, key=lambda v: SEVERITIES.index(v.relation.severity))
    first = next((v for v in verdicts if v.relation.fills == culprit and culprit), gravest)
    rule = first.relation.rule
    over = (spot for v in verdicts for spot in v.relation.right if v.relation.fills and spot in typed)
    overwritten = tuple(dict.fromkeys(over)) if ours else ()
    if culprit is None:
        place, found, expected = places[reported_at(first.relation)], first.left, first.right
        if rule.computes:
            found, expected = first.right, first.left
    else:
        place, found = places[culprit], figures.get(culprit, 0)
        up = culprit in set(
            _leaves(first.relation.left, {r.fills: r.left for r in form.fill_order if r.fills not in typed})
        )
        expected = found - first.difference if up else found + first.difference
    return Finding(
        code=rule.code,
        severity=first.relation.severity,
        at=first.relation.at.id,
        summed=culprit is None and not rule.computes and len(first.relation.left) > 1,
        place=place,
        figures=tuple(dict.fromkeys(spot for v in verdicts for spot in v.relation.left + v.relation.right)),
        found=None if culprit and culprit not in figures else texts.number(found),
        expected=(texts.SIGN[rule.sign] if rule.sign != "=" else "") + texts.number(expected),
        message=texts.rule_broken(
            [
                texts.Sides(
                    title=v.relation.rule.title,
                    at=texts.label(v.relation.at.path),
                    left=_side(places, v.relation.left, figures),
                    right=_side(places, v.relation.right, figures),
                    left_sum=texts.number(v.left),
                    right_sum=texts.number(v.right),
                    difference=texts.number(v.difference if v.difference >= 0 else -v.difference),
                    sign=v.relation.rule.sign,
                )
                for v in verdicts
            ],
            culprit=str(places[culprit]) if culprit else None,
            overwritten=[str(places[spot]) for spot in overwritten],
        )
        + (rule.swapped if culprit is None and _is_swap(verdicts) else ""),
        todo=rule.todo,
    )


def _side(places: Mapping[Address, Place], side: Sequence[Address], figures: Mapping[Address, Number]) -> str:
    """One side in words: cells with their values; a long side as its areas."""
    if len(side) > 6 and all(spot in places for spot in side):
        return "＋".join(areas(places[spot] for spot in side))
    if not side:
        return "0"
    return "＋".join(
        texts.operand(
            places[spot].cell if spot in places else "",
            texts.number(figures[spot]) if spot in figures else texts.BLANK_OPERAND,
            spot.startswith(PRIOR),
        )
        for spot in side
    )


# -------------------------------------------------------------------------------------------------- to a spreadsheet


def refs(places: Sequence[Place], sheet: str | None = None) -> list[str]:
    """Areas for a formula, spelt with their sheet unless the formula stands on ``sheet`` itself."""
    prefix = "" if not places or places[0].sheet == sheet else f"'{places[0].sheet}'!"
    return [prefix + area for area in areas(places)]


def sum_formula(layout: Layout, side: Sequence[Address], sheet: str | None = None) -> str:
    """The sum of some cells. SUM, because + would break on a text."""
    return f"SUM({','.join(refs([layout.places[spot] for spot in side], sheet))})" if side else "0"


@lru_cache(maxsize=32)
def fill_formulas(layout: Layout) -> Mapping[Address, str]:
    """The formula of every derived cell, without the equals sign: ``SUM(D5:I5)``."""
    by_spot = layout.form.filled_by
    return {spot: sum_formula(layout, by_spot[spot].left, layout.places[spot].sheet) for spot in by_spot}


def readable_formula(layout: Layout, spots: Sequence[Address], sheet: str | None = None) -> str:
    """The condition that all these cells are filled with numbers.

    A table that is declared to be zero where blank counts its blanks as filled, but never a text.
    """
    every = ",".join(refs([layout.places[spot] for spot in spots], sheet))
    zero = layout.plan(layout.form.by_address[spots[0]].table.id).panel.zero
    declared = f'{zero.cell if zero.sheet == sheet else zero.absolute}="{texts.YES}"'
    return f"COUNT({every})=IF({declared},COUNTA({every}),{len(spots)})"


# Per area: how many numbers are impossible, and for one cell: whether its number is.
IMPOSSIBLE_COUNTS = (
    ("count", 'SUMPRODUCT(--({0}<>ABS(INT({0}))))+COUNTIF({0},">=1E+12")'),
    ("amount", 'COUNTIF({0},"<0")+COUNTIF({0},">=1E+12")'),
    ("change", 'SUMPRODUCT(--({0}<>INT({0})))+COUNTIF({0},">=1E+12")+COUNTIF({0},"<=-1E+12")'),
)
IMPOSSIBLE_CELLS = (
    ("count", "OR({0}<>ABS(INT({0})),{0}>=1E+12)"),
    ("amount", "OR({0}<0,{0}>=1E+12)"),
    ("change", "OR({0}<>INT({0}),ABS({0})>=1E+12)"),
)


def invalid_count(layout: Layout, spots: Sequence[Address], sheet: str | None = None) -> str:
    """How many numbers among entry cells are impossible for their kind: as :func:`is_possible` has it."""
    figures = layout.form.by_address
    terms = []
    for kind, impossible in IMPOSSIBLE_COUNTS:
        places = [layout.places[spot] for spot in spots if figures[spot].kind == kind]
        terms += [impossible.format(area) for area in refs(places, sheet)]
    return "+".join(terms)


@dataclass(frozen=True, slots=True)
class Formulas:
    """What a relation is to a spreadsheet: both sides, the state on its line of the check sheet, and its alarm.

    ``alarm`` is the condition of a conditional format over the areas ``alarmed`` of the table's own sheet.
    """

    left: str
    right: str
    state: str
    alarm: str
    alarmed: tuple[str, ...]


@lru_cache(maxsize=32)
def relation_formulas(layout: Layout) -> tuple[Formulas, ...]:
    """The formulas of every relation, in the order of the check sheet: the same in every workbook, worked out once."""
    return tuple(
        Formulas(
            sum_formula(layout, relation.left),
            sum_formula(layout, relation.right),
            state_formula(layout, relation, layout.rule_line(index, 4).cell, layout.rule_line(index, 6).cell),
            alarm_formula(layout, relation),
            tuple(areas(alarm_cells(layout, relation))),
        )
        for index, relation in enumerate(layout.form.relations)
    )


def state_formula(layout: Layout, relation: Relation, difference: str, explanation: str) -> str:
    """The state on the check sheet, given the cells of the difference and of the unit's explanation."""
    spots = tuple(dict.fromkeys((*relation.support, *relation.cells)))
    wrong = f'"{texts.STATE_BROKEN}"' if relation.judged else f'"{texts.STATE_FOLLOWS}"'
    if relation.severity == "warning":
        plain = f'TRIM(SUBSTITUTE(SUBSTITUTE({explanation},"\u3000"," "),CHAR(10)," "))'
        empty = [f"LEN({plain})<{SHORTEST_EXPLANATION}", *(f'{plain}="{words}"' for words in texts.EMPTY_TALK)]
        wrong = f'IF(OR({",".join(empty)}),"{texts.STATE_TO_EXPLAIN}","{texts.STATE_EXPLAINED}")'
    state = (
        f'IF(NOT({readable_formula(layout, spots)}),"{texts.STATE_BLANK}",'
        f'IF({invalid_count(layout, relation.support)}>0,"{texts.STATE_INVALID}",'
        f'IF({_breaks(relation, difference)},{wrong},"{texts.STATE_PASSED}")))'
    )
    if not relation.prior:
        return state
    known = ",".join(refs([layout.places[spot] for spot in relation.prior]))
    return f'IF(COUNT({known})<{len(relation.prior)},"{texts.STATE_UNCHECKED}",{state})'


def alarm_formula(layout: Layout, relation: Relation) -> str:
    """The condition under which cells of a relation turn red: a conditional format on their own sheet."""
    sheet = layout.places[relation.cells[0]].sheet
    left, right = (sum_formula(layout, side, sheet) for side in (relation.left, relation.right))
    conditions = [readable_formula(layout, relation.support, sheet), _breaks(relation, f"({left}-{right})")]
    if relation.prior:
        known = ",".join(refs([layout.places[spot] for spot in relation.prior], sheet))
        conditions.insert(0, f"COUNT({known})={len(relation.prior)}")
    condition = f"AND({','.join(conditions)})"
    return re.sub(r"\b([A-Z]+)([0-9]+)\b", r"$\1$\2", condition)


def alarm_cells(layout: Layout, relation: Relation) -> list[Place]:
    """The cells that turn red: the computed one, or all of a rule that computes nothing."""
    return [layout.places[spot] for spot in (relation.right if relation.rule.computes else relation.cells)]


def _breaks(relation: Relation, difference: str) -> str:
    return {
        "=": f"ABS({difference})>={TOLERANCE}",
        "<=": f"{difference}>={TOLERANCE}",
        ">=": f"{difference}<=-{TOLERANCE}",
    }[relation.rule.sign]
