"""Breakdowns: "共计N条，其中A a条、B b条" must sum, and name nothing twice.

Parts are kept as a list, because the same name may come twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from govxl.checks.prose import words
from govxl.checks.prose.judging import ReadSentence
from govxl.checks.prose.labels import Token
from govxl.checks.prose.mention import Mention
from govxl.checks.prose.sentences import Number

_MANY = 4  # parts from which a list is taken to be complete
_NEAR = 5  # with fewer the sum has to come within a fifth of the total to be held against it


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A total and its parts, in the order of the sentence, each with its name.

    ``open`` lists are not meant to be complete ("等", "主要包括"): they can only be too long. ``others`` are the
    numbers before the total, of which it may be the breakdown as well: 收到56件，办结55件，其中……
    """

    total: Token
    parts: tuple[tuple[str, Token], ...]
    open: bool
    others: tuple[Decimal, ...] = ()

    @property
    def members(self) -> set[int]:
        """Where the total and the parts stand."""
        return {self.total.start, *(token.start for _name, token in self.parts)}

    @property
    def unit(self) -> str:
        """What is counted: 条, 件."""
        return _number(self.total).unit

    @property
    def sum(self) -> Decimal:
        """The parts added up."""
        return sum((_number(token).value for _name, token in self.parts), Decimal(0))

    @property
    def whole(self) -> Decimal:
        """The total as said."""
        return _number(self.total).value

    @property
    def wrong(self) -> bool:
        """Whether the parts do not make up the total."""
        told, whole = self.sum, self.whole
        numbers = [_number(token) for _name, token in self.parts]
        if not numbers or told == whole or told in self.others:
            return False
        if _number(self.total).about or any(number.about for number in numbers):
            return False
        if whole in accumulate(number.value for number in numbers):
            return False  # broken down twice: 自然人54件，法人2件，网上40件，信函16件
        if told > whole:
            return True
        near = (whole - told) * _NEAR <= whole
        return not self.open and (len(self.parts) >= _MANY or (len(self.parts) >= 2 and near))

    @property
    def repeated(self) -> tuple[str, ...]:
        """Names that come more than once."""
        if len({name for name, _token in self.parts}) == len(self.parts):
            return ()
        names = [name for name, _token in self.parts if len(name) > 1 and not name.startswith(words.TERMS)]
        return tuple(dict.fromkeys(name for name in names if names.count(name) > 1))


def _number(token: Token) -> Number:
    assert token.number is not None
    return token.number


def breakdowns(read: ReadSentence) -> Iterator[Breakdown]:
    """The breakdowns of a sentence."""
    tokens, text = read.tokens, read.sentence.view
    heads = [at for at, t in enumerate(tokens) if t.text == words.TOTAL_HEAD or "breakdown" in t.meaning.marks]
    for index in heads:
        head = "breakdown" in tokens[index].meaning.marks
        if not head and not _follows_total(tokens, index):
            continue
        if not head and any("breakdown" in t.meaning.marks for t in tokens[index + 1 : index + 2]):
            continue
        total = _total(tokens, index, text)
        if total is not None:
            made = _breakdown(read, tokens, index, total)
            if made.parts:
                yield made


def _follows_total(tokens: Sequence[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].kind == "n"


def _total(tokens: Sequence[Token], index: int, text: str) -> Token | None:
    """The number that is broken down: the last one before that is no difference and no share."""
    aside = 0
    for at in range(index - 1, -1, -1):
        token = tokens[at]
        if token.kind == "p" and token.text in "（）":
            aside = max(0, aside + (1 if token.text == "）" else -1))
        if aside:  # 共受理10件（含上年结转1件），其中……
            continue
        if token.kind == "p" and token.text == words.HALF_STOP:
            return None
        if token.kind == "n" and _number(token).unit not in words.NO_TOTAL:
            label = [t for t in tokens[:at] if t.end > _begin(tokens, at)]
            if not any("compare" in t.meaning.marks for t in label):
                return token
    return None


def _begin(tokens: Sequence[Token], at: int) -> int:
    """Where the clause of a number begins in the text."""
    for token in reversed(tokens[:at]):
        if token.kind == "n" or (token.kind == "p" and token.text in words.PARTS):
            return token.end
    return 0


def _breakdown(read: ReadSentence, tokens: Sequence[Token], index: int, total: Token) -> Breakdown:
    text = read.sentence.view
    unit = _number(total).unit
    inside = any(t.kind == "p" and t.text == "（" and t.start >= total.end for t in tokens[:index])
    said = {one.start: one for one in reversed(read.mentions) if one.readings}
    parts: list[tuple[str, Token]] = []
    behind = False
    compared = -1  # where a word stands that makes a number a difference
    depth, at, separator, kind = 0, tokens[index].end, "", ""
    is_open = any("open_list" in t.meaning.marks for t in tokens[index + 1 : index + 3] if t.start - at <= 3)
    is_open = is_open or words.LEAD.sub("", text[at : at + 6]).startswith(words.OPEN_LIST)
    for place in range(index + 1, len(tokens)):
        token = tokens[place]
        if "compare" in token.meaning.marks:
            compared = token.start
        if token.kind == "p":
            if token.text == "（":
                depth += 1
            elif token.text == "）":
                if depth == 0 and inside:
                    break
                depth = max(0, depth - 1)
                if depth == 0:
                    at = token.end
            elif token.text == words.HALF_STOP and depth == 0 and parts:
                if separator not in ("", words.HALF_STOP):
                    break
                separator = words.HALF_STOP
            elif depth == 0 and parts and not separator and token.start == parts[-1][1].end:
                separator = token.text
        elif "breakdown" in token.meaning.marks and depth == 0:
            is_open = True  # the parts of a part follow
            break
        elif token.kind == "n" and depth == 0:
            if _number(token).unit != unit or compared >= at:
                at = token.end
                continue
            name = words.LEAD.sub("", text[at : token.start])
            new_kind = _kind(said.get(token.start))
            if parts and (words.NEW_TOPIC.match(name) or (kind and new_kind and kind != new_kind)):
                break
            kind = kind or new_kind
            name = words.TAIL.sub("", name.rpartition(words.COMMA)[2])
            behind = behind if parts else not name  # 10件通过信函、10件通过网络
            if behind or not name:
                following = tokens[place + 1 :]
                stop = next((t.start for t in following if t.kind in "np"), len(text))
                name = text[token.end : stop]
            parts.append((name, token))
            at = token.end
    if parts:
        is_open = is_open or text[parts[-1][1].end :].startswith(words.AND_SO_ON)
        is_open = is_open or parts[-1][0].endswith(words.AND_SO_ON)
    others = [t.number.value for t in tokens[:index] if t.number and t.number.unit == unit and t is not total]
    return Breakdown(total, tuple(parts), is_open, tuple(others))


def _kind(mention: Mention | None) -> str:
    """Whether a part tells a kind of applicant or something else that the tables count, empty if neither."""
    if mention is None or not mention.figures[0].startswith("requests."):
        return ""
    return "row" if mention.figures[0].endswith(".total") else "column"
