"""A sentence as words, numbers and signs, and what the words around a number say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from govxl.checks.prose import words
from govxl.checks.prose.lexicon import Lexicon, Meaning
from govxl.checks.prose.sentences import Number, Sentence, number_of
from govxl.form import Claim, Subject

NOTHING = Meaning()


@dataclass(slots=True, eq=False)  # nobody changes one; frozen, each would take twice as long to make
class Token:
    """A word, a number or a sign of a sentence."""

    kind: str  # "w" word, "n" number, "p" sign, "x" a number that counts nothing
    start: int
    end: int
    text: str
    meaning: Meaning = NOTHING
    number: Number | None = None


@dataclass(slots=True, eq=False)
class Label:
    """What the words of a label say: subjects in a chain, claims by table, and what is wrong with it.

    ``said`` are those of its words that name a subject or a claim.
    """

    tokens: tuple[Token, ...] = ()
    said: tuple[Token, ...] = ()
    subjects: tuple[Subject, ...] = ()
    soft: bool = False
    killed: bool = False
    own: bool = False

    @property
    def table(self) -> str:
        """The table of the subjects."""
        return self.subjects[-1].table if self.subjects else ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the subjects together, of the narrower ones where one holds another."""
        return lines_of(self.subjects)

    def claims(self, table: str) -> list[tuple[Token, Claim]]:
        """The claims that the words make in a table."""
        return [
            (token, claim)
            for token in self.said
            for claim in token.meaning.claims
            if claim.table == table and not claim.zero
        ]


SILENCE = Label()


def lines_of(subjects: Sequence[Subject]) -> tuple[str, ...]:
    """The lines of some subjects, without those that only repeat what another says more closely."""
    if len(subjects) == 1:
        return subjects[0].lines
    kept = [one for one in subjects if not any(set(two.lines) < set(one.lines) for two in subjects)]
    if len(kept) > 1:
        kept = [one for one in kept if one.lines != ("total",)] or kept
    return tuple(dict.fromkeys(line for one in kept for line in one.lines))


def tokens_of(lexicon: Lexicon, text: str) -> list[Token]:
    """The words, numbers and signs of a view."""
    made = []
    meanings = lexicon.meanings
    for match in lexicon.token.finditer(text):
        start, end = match.span()
        kind, word = match.lastgroup, match[0]
        if kind == "word":
            made.append(Token("w", start, end, word, meanings[word]))
        elif kind == "stop":
            made.append(Token("p", start, end, word))
        else:
            number = number_of(match, text)
            made.append(Token("n" if number else "x", start, end, word, NOTHING, number))
    return made


def _leads(token: Token, after: Token | None) -> bool:
    """Whether a word only leads to the subject right after it: 涉及复议2件, beside 涉及征地的申请2件."""
    tables = {claim.table for claim in token.meaning.claims}
    return after is not None and after.start == token.end and any(s.table in tables for s in after.meaning.subjects)


class Line:
    """A sentence in tokens. Labels are made of stretches of it, ``said`` and ``marks`` are what all its words say."""

    def __init__(self, lexicon: Lexicon, sentence: Sentence, tokens: tuple[Token, ...]):
        self.lexicon, self.sentence, self.tokens = lexicon, sentence, tokens
        self.text = sentence.view
        self.ends = [token.end for token in tokens]
        self.said = [token for token in tokens if token.meaning.speaking]
        self.marks: set[str] = set()
        for token in tokens:
            if token.meaning.marks:
                self.marks |= token.meaning.marks
        self._labels: dict[tuple[int, int], Label] = {}

    def _label(self, first: int, last: int) -> Label:
        """What the words from one token to before another say."""
        if first >= last:
            return SILENCE
        label = self._labels.get((first, last))
        if label is None:
            label = self._labels[first, last] = self._label_of(self.tokens[first:last])
        return label

    def _label_of(self, tokens: Iterable[Token]) -> Label:
        found = tuple([token for token in tokens if token.kind == "w"])
        said: list[Token] = []
        chain: list[Subject] = []
        soft = killed = own = compared = before = False
        last: Token | None = None
        for at, token in enumerate(found):
            meaning = token.meaning
            if meaning.mute:
                continue
            marks = meaning.marks
            if meaning.speaking:
                said.append(token)
            if meaning.subjects:
                subject = meaning.subjects[0]
                if chain and last and subject.table == chain[-1].table:
                    linked = subject.table == "requests" or self._linked(last.end, token.start)
                    chain = [*chain, subject] if linked else [subject]
                else:
                    soft = soft or bool(chain and chain[-1].table == "disclosure")
                    chain = [subject]
                if subject.table == "disclosure" and len(self._before(token)) > 1:
                    soft = True  # 涉水行政许可30件
                soft, killed, last = soft or killed, False, token
            elif "foreign" in marks and not meaning.claims:
                killed = True
            compared = (
                compared
                or "compare" in marks
                or (meaning.claiming and self._beside_negation(token) and self._negated(token))
            )
            soft = soft or ("qualified" in marks and not _leads(token, found[at + 1] if at + 1 < len(found) else None))
            own = own or ("own_scope" in marks and not self.text.startswith(words.DISCLOSED, token.end))
            soft = soft or (before and "year_this" in marks)  # 上年申请本年办结
            before = before or "year_before" in marks
        return Label(found, tuple(said), tuple(chain), soft, killed or compared, own)

    def _beside_negation(self, token: Token) -> bool:
        start, end = token.start, token.end
        return self.text[start - 1 : start] in words.NEGATIVE or self.text[end : end + 1] == words.NOT

    def _negated(self, token: Token) -> bool:
        """Whether what a word says is denied by signs next to it that are no part of it: 无法答复, 处理不了."""
        text = self.text
        if words.NEGATED_AFTER.match(text, token.end):
            return True
        found = words.NEGATED.search(text, max(0, token.start - 4), token.start)
        said = found and self.lexicon.meanings.get(found[0])  # 没有不予公开的 is told as none
        return bool(found) and not (said and "none" in said.marks)

    def _before(self, token: Token) -> str:
        """The unknown signs right before a word."""
        return self._rest(self._end_before(token.start), token.start)

    def _end_before(self, place: int) -> int:
        """Where the last token ends that ends by a place."""
        behind = bisect_right(self.ends, place)
        return self.ends[behind - 1] if behind else 0

    def _rest(self, start: int, end: int) -> str:
        """What is left of a stretch of the sentence without words that are known and those that say nothing."""
        left, at = "", start
        if start < end:
            for index in range(bisect_right(self.ends, start), len(self.ends)):
                token = self.tokens[index]
                if token.start >= end:
                    break
                if token.kind == "w":
                    if at < token.start:
                        left += self.lexicon.filler.sub("", self.text[at : token.start])
                    at = token.end
            if at < end:
                left += self.lexicon.filler.sub("", self.text[at:end])
        return left

    def _linked(self, start: int, end: int) -> bool:
        """Whether what stands between two names only joins them."""
        rest = self._rest(start, end)
        return not rest or not words.CONNECTORS.sub("", rest)

    def _follows(self, token: Token, right: Label, end: int) -> bool:
        """Whether what a number counts stands right after it; a weak word only if it says nothing more: 28件已办结。"""
        strong = bool(right.subjects) or any(not claim.yields for one in right.said for claim in one.meaning.claims)
        rest = self._rest(token.end, right.tokens[0].start)
        return len(rest) <= 2 if strong else not rest and not self._rest(right.tokens[-1].end, end)

    def in_breakdown(self, start: int) -> bool:
        """Whether a breakdown (其中) was begun before a place."""
        if "breakdown" not in self.marks:
            return False
        return any("breakdown" in token.meaning.marks for token in self.tokens if token.end <= start)

    def narrower(self, subjects: Sequence[Subject]) -> bool:
        """Whether the sentence names a part of a subject beside it: 法人2件、其他组织1件."""
        lines = set(lines_of(subjects))
        if len(lines) < 2:
            return False
        parts = [
            token
            for token in self.said
            for s in token.meaning.subjects
            if s.table == "requests" and lines.issuperset(s.lines) and set(s.lines) != lines and s not in subjects
        ]
        return bool(parts) and any(token in parts for token in self._outside())

    def _outside(self) -> Iterable[Token]:
        """The tokens that stand in no bracket."""
        depth = 0
        for token in self.tokens:
            depth += (token.text == "（") - (token.text == "）" and depth > 0)
            if not depth:
                yield token

    def _left(self, index: int) -> tuple[int, int]:
        """The first token of the label before a token, and where its text begins."""
        at = index - 1
        while at >= 0:
            token = self.tokens[at]
            if token.kind in "nx" or (token.kind == "p" and token.text != words.LIST):
                return at + 1, token.end
            at -= 1
        return 0, 0

    def _right(self, index: int) -> int:
        """The first token behind the words that stand right after a token."""
        at = index + 1
        while at < len(self.tokens) and self.tokens[at].kind == "w":
            at += 1
        return at

    def _start(self, index: int) -> int:
        """Where a token starts; the end of the sentence behind the last one."""
        return self.tokens[index].start if index < len(self.tokens) else len(self.text)

    def _predicate(self, token: Token, right: Label) -> bool:
        """Whether what follows a number goes on to say something of it, and is not what it counts."""
        following = self.text[token.end : token.end + 1]
        if not following or following in words.PARTS + words.LIST or words.PREDICATE.match(following):
            return True
        first = right.tokens[0] if right.tokens else None
        return first is not None and first.start == token.end and bool(first.meaning.claims or first.meaning.marks)
