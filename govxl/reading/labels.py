"""Labels as people spell them: folded to one spelling, and found by their whole path, never by a short label alone.

A line of a table (a row or a column) has a path of steps: group, ordinal and label. What a sheet shows of it may be
less: a merged group stands only in its first row, a head is left out. The steps that are there must agree, those that
are not must follow from the lines before, and where neither is so the label must be long and the only one of its kind.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from govxl.reading import words

Key = tuple[str, ...]  # of a line: what names it among the lines of its axis
_DROPPED = re.compile(rf"[\s{words.INVISIBLE}{words.QUOTES}]+")
_HAN = words.HAN_DIGITS
_ORDINALS = (
    (re.compile(rf"^([{_HAN}]+)[、.,:]+(?=.)"), r"\1、"),
    (re.compile(rf"^\(([{_HAN}]+)\)[、.,:]*(?=.)"), r"(\1)"),
    (re.compile(r"^\(?(\d{1,2})[、.,:)]*(?=[^\d.,、)%])"), r"\1."),
)
_ORDINAL = re.compile(rf"^(?:[{_HAN}]+、|\([{_HAN}]+\)|\d{{1,2}}\.(?!\d))")  # 86.4 is an amount
_REMARK = re.compile(r"(?<=.)\([^()]*\)?$")
_NOTE = re.compile(rf"(?<=.){re.escape(words.RAISED)}\d+$")  # the number of a note
_ALIKE, _APART = 0.72, 0.1  # how alike a misspelt label must be, and how far from the next one
_LONGEST = 60  # characters of anything that is a label
_SHORTEST = 4  # characters of a label that may stand without its group
_LONG = 8  # characters of one that is certain even where another group seems to be open


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A label in one spelling: width, white space, quotes, brackets and the sign after an ordinal do not count."""
    folded = _DROPPED.sub("", unicodedata.normalize("NFKC", text).translate(words.BRACKETS)).rstrip(":;。,.")
    folded = _NOTE.sub("", folded)
    for pattern, spelling in _ORDINALS:
        if pattern.match(folded):
            return pattern.sub(spelling, folded, count=1)
    return folded


def core(label: str) -> str:
    """A plain label without a remark in brackets at its end."""
    return _REMARK.sub("", label)


def ordinal(label: str) -> str:
    """The ordinal that a plain label begins with, if any."""
    match = _ORDINAL.match(label)
    return match[0] if match else ""


def without_ordinal(label: str) -> str:
    """A plain label without the ordinal that it begins with."""
    return label[len(ordinal(label)) :]


@dataclass(frozen=True, slots=True)
class Match:
    """What labels name: a line by its key, or a group (``key`` None) whose subtotal stands there.

    ``misspelt`` are the labels that were not known as they stand, each with what it was taken for.
    """

    key: Key | None
    path: tuple[str, ...]
    misspelt: tuple[tuple[str, str], ...] = ()


class Axis:
    """The lines of a table in one direction, to be recognised by their labels. Steps are plain."""

    def __init__(self, lines: Iterable[tuple[Key, Sequence[str]]], variants: Mapping[str, Sequence[str]]):
        known = [(key, tuple(path)) for key, path in lines]
        self.printed = {plain(step): step for _, path in known for step in path}
        self.paths = {key: tuple(map(plain, path)) for key, path in known}
        self.leaves: dict[str, list[Key]] = {}
        for key, path in self.paths.items():
            self.leaves.setdefault(path[-1], []).append(key)
        self.groups = {step for path in self.paths.values() for step in path[:-1]}
        self.shared = _shared(list(self.paths.values()))
        self._steps: dict[str, str] = {}
        for step, printed in self.printed.items():
            spellings = (step, core(step), *(plain(variant) for variant in variants.get(printed, ())))
            for spelling in spellings:
                self._steps.setdefault(spelling, step)
        self._guesses: dict[str, str] = {}

    def step(self, label: str) -> str:
        """The step that a plain label spells, empty if none. A remark may be left out, or say nothing."""
        found = self._steps.get(label)
        if found is None and words.neutral(label[len(core(label)) :].strip("()")):
            found = self._without_remark(label)
        return found or ""

    def _without_remark(self, label: str) -> str:
        found = self._steps.get(core(label), "")
        return "" if words.other_unit(found, label) else found

    def guess(self, label: str) -> str:
        """The one step that a misspelt label is close to; empty where there is none, or more than one."""
        if label not in self._guesses:
            self._guesses[label] = self._closest(label)
        return self._guesses[label]

    def _closest(self, label: str) -> str:
        remark = label[len(core(label)) :]
        if remark and (found := self._without_remark(label)):
            return "" if words.TURNING & set(remark) else found
        own, wording = ordinal(label), without_ordinal(label)
        if not _SHORTEST <= len(wording) <= _LONGEST:
            return ""
        matcher = difflib.SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(wording)
        rated = []
        for spelling, step in self._steps.items():
            if own and ordinal(spelling) and own != ordinal(spelling):
                continue
            matcher.set_seq1(without_ordinal(spelling))
            if matcher.real_quick_ratio() > _ALIKE - _APART and matcher.quick_ratio() > _ALIKE - _APART:
                rated.append((matcher.ratio(), step, _turned(matcher, without_ordinal(spelling), wording)))
        rated.sort(reverse=True)
        if not rated or rated[0][0] < _ALIKE or words.other_unit(rated[0][1], label):
            return ""
        if all(turned for ratio, step, turned in rated if step == rated[0][1]):
            return ""
        others = [ratio for ratio, step, _ in rated if step != rated[0][1]]
        return rated[0][1] if not others or rated[0][0] - others[0] >= _APART else ""

    def match(self, labels: Sequence[str], context: Sequence[str] = (), *, guessing: bool = False) -> Match | None:
        """The line or group that plain labels name, outermost first; None where they name none, or no certain one.

        ``context`` are the groups open before it. With ``guessing`` misspelt labels count, too.
        """
        steps: list[str] = []
        misspelt: list[tuple[str, str]] = []
        for label in labels:
            step = self.step(label)
            if not step and guessing and (step := self.guess(label)):
                misspelt.append((label, step))
            if step and (not steps or steps[-1] != step):
                steps.append(step)
        if not steps:
            return None
        if steps[-1] in self.leaves:
            found = self._leaf(steps, context)
            if found is not None:
                return Match(found, self.paths[found], tuple(misspelt))
            if labels[-1] in words.SUBTOTALS:  # the total of a group, not of all
                steps.pop()
        if steps and steps[-1] in self.groups:
            return Match(None, self._opened(steps, context), tuple(misspelt))
        return None

    def _leaf(self, steps: Sequence[str], context: Sequence[str]) -> Key | None:
        sure, alone, named = [], [], []
        for key in self.leaves[steps[-1]]:
            path = self.paths[key]
            outer = path[:-1]
            if any(step not in outer for step in steps[:-1]):
                continue
            named.append(key)
            missing = [step for step in outer if step not in steps and step not in self.shared]
            if all(step in context for step in missing):
                sure.append(key)
            elif not any(_same_level(self.paths.values(), step, context) for step in missing):
                alone.append(key)
        if len(sure) == 1:
            return sure[0]
        if sure or len(named) != 1 or len(self.leaves[steps[-1]]) != 1:
            return None
        return named[0] if len(without_ordinal(core(steps[-1]))) >= (_SHORTEST if alone else _LONG) else None

    def _opened(self, steps: Sequence[str], context: Sequence[str]) -> tuple[str, ...]:
        """The path of groups that are open once a group has been named."""
        for path in self.paths.values():
            if steps[-1] in path[:-1]:
                outer = path[: path.index(steps[-1]) + 1]
                if all(step in outer for step in steps) and all(
                    step in steps or step in context or step in self.shared for step in outer
                ):
                    return outer
        return tuple(steps)


def _turned(matcher: difflib.SequenceMatcher[str], one: str, other: str) -> bool:
    """Whether what differs between two wordings may turn the one into the other's contrary, or another year's."""
    signs: set[str] = set()
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            signs |= {*one[a:b], *other[c:d]}
    return bool(signs & words.TURNING)


def _shared(paths: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """The steps that all lines begin with, which tell nothing."""
    first: list[str] = []
    for steps in zip(*(path[:-1] for path in paths), strict=False):
        if len(set(steps)) > 1:
            break
        first.append(steps[0])
    return frozenset(first)


def _same_level(paths: Iterable[tuple[str, ...]], step: str, context: Sequence[str]) -> bool:
    """Whether another group is open where this one would have to be."""
    levels = {path.index(step) for path in paths if step in path[:-1]}
    return any(level < len(context) and context[level] != step for level in levels)
