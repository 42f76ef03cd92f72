"""From words to cells: what the numbers of a sentence are numbers of.

A sentence is walked from left to right. A number belongs to the words before it in its clause ("予以公开12件"), else to
those after it ("12件予以公开"), else to the clause before ("收到申请，共计12件"). What is not said again (of whose
applications, in which disputes) is carried on from what was said last in the paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from govxl.checks.prose import words
from govxl.checks.prose.groups import grouped
from govxl.checks.prose.labels import SILENCE, Label, Token, tokens_of
from govxl.checks.prose.lexicon import Lexicon
from govxl.checks.prose.loose import settled
from govxl.checks.prose.mention import Mention
from govxl.checks.prose.sentences import Sentence, view
from govxl.checks.prose.state import State
from govxl.checks.prose.unwritten import TAIL, Unwritten
from govxl.form import Claim, Subject

_LOOSE_TAIL, _ALONG = 4, 6  # unknown signs that a label may have before the number, softly so; in all


_OTHER_YEARS = frozenset({"year_before", "year_after", "year_other"})
_CARRIED = ("requests", "disputes")  # tables that a paragraph without a heading may go on with


class Interpreter:
    """Reads the sentences of a report one after another."""

    def __init__(self, lexicon: Lexicon, year: int | None):
        self._lexicon, self._year = lexicon, year
        self._heading = State()
        self._state = State()
        self.small = False

    # -- paragraphs

    def paragraph(self, text: str) -> None:
        """A new paragraph. A short one without a full stop is a heading, and holds for those that follow."""
        heading = len(text) < 30 and words.HEADING_END not in text and not any(sign.isdigit() for sign in text)
        numbered = text.lstrip()[:1] in words.HEADING_SIGNS or text[1:2] == words.LIST
        if heading or numbered:
            self._heading = State()
        kept = self._state if words.NUMBERED.match(text) else self._heading
        last = self._state
        self._state = State(table=kept.table, lines=kept.lines, about=kept.about, spoken=set(kept.spoken))
        self._state.pending = list(kept.pending)
        if kept is not last and not (heading or numbered or kept.table) and last.table in _CARRIED:
            self._state.table, self._state.lines = last.table, self._lexicon.totals[last.table].lines
            self._state.spoken.add(last.table)
            self._state.about, self._state.inherited = last.about and not words.is_other(text), True
        self._state.about |= words.is_about(text)
        if heading:
            self._state.pending.append(text)
            self._heading = self._state

    def section(self) -> None:
        """A new section of the report."""
        self._heading = self._state = State()

    def skipped(self, text: str) -> None:
        """A sentence without figures: it may still say what the next one speaks of."""
        self._state.pending.append(text)

    def catch_up(self) -> None:
        """Take in what the sentences without figures spoke of."""
        state = self._state
        if not state.pending:
            return
        waiting, state.pending = state.pending[-4:], []
        for text in waiting:
            for token in tokens_of(self._lexicon, view(text, self._year)[0]):
                if token.meaning.subjects and not token.meaning.loose:
                    state.speak(token.meaning.subjects[:1])
                elif "foreign" in token.meaning.marks:
                    state.foreign = True

    # -- sentences

    def sentence(self, sentence: Sentence, tokens: Sequence[Token]) -> list[Mention]:
        """The mentions of a sentence, in its order; zero statements among them."""
        tokens = settled(self._lexicon, sentence.view, tokens, self._state)
        self._state.small = self.small
        return _Walk(self._lexicon, sentence, tokens, self._state, self.catch_up).run()


class _Walk(Unwritten):
    """One walk through one sentence."""

    def run(self) -> list[Mention]:
        state = self.state
        state.other_year, state.row, state.deed, state.siblings = False, None, None, ()
        state.counted, state.shown, state.named = set(), False, ()
        if state.table == "requests":
            state.lines = ("total",)
        self._topic()
        self._whose()
        clause = 0
        aside: list[tuple[str, tuple[str, ...], Claim | None, tuple[str, ...]]] = []
        for index, token in enumerate(self.tokens):
            if token.kind == "w":
                if not token.meaning.idle:
                    self._word(index, token, clause)
            elif token.kind == "p" and token.text != words.LIST:
                if state.deed and not any(one.kind == "n" for one in self.tokens[clause - 1 : index] if clause):
                    state.deed = None  # what was done was done to something else
                clause = index + 1
                if token.text == "（":
                    aside.append((state.table, state.lines, state.row, state.siblings))
                elif token.text == "）" and aside:  # what was said aside is over
                    state.table, state.lines, state.row, state.siblings = aside.pop()
                if token.text == words.HALF_STOP:
                    state.row, state.deed, state.siblings, state.shown = None, None, (), False
                    if state.table == "requests":
                        state.lines = ("total",)
            elif token.kind == "n" and index not in self.passed:
                self._number(index, token)
                self._aside(index)
                clause = index + 1
        if not self.made:
            return []
        self.made = grouped(self.lexicon, self.text, self._apportioned())
        state.business = state.business or (state.foreign and any(not one.readings for one in self.made))
        return list(self._borne_out())

    def _whose(self) -> None:
        """Which stretches tell of others: cases that the office decides, and the figures of a level above."""
        text, state = self.text, self.state
        if words.RESPONDENT in text:  # 以区县政府为被申请人
            text = words.OTHER_RESPONDENTS.sub(lambda found: words.SIGN * len(found[0]), text)
        if state.reviewing and (words.RESPONDENTS.search(text) or self._names("disputes")):
            state.reviewing = False
        if state.reviewing:
            self.decided.append((0, len(text)))
        if words.REVIEW_ORGAN in text:
            at = 0
            for piece in text.split(words.HALF_STOP):
                if found := words.REVIEWING.search(piece):
                    own = words.RESPONDENTS.search(piece, found.end())
                    end = len(piece) if own is None else piece.rfind(words.COMMA, 0, own.start())
                    if end > found.start() and any(sign.isdigit() for sign in piece[found.end() : end]):
                        self.decided.append((at + found.start(), at + end))
                        state.reviewing = own is None
                elif state.reviewing and words.RESPONDENTS.search(piece):
                    state.reviewing = False
                at += len(piece) + 1
        self.others = (
            words.ALL in text
            and bool(words.HIGHER.search(text))
            and (state.small or bool(words.OFFICE.search(text)) or bool(words.CIRCULAR.search(text)))
        )
        self.above = state.above and not self.others
        if self.others or self.above:
            self.others = True
            state.above = self._is_above(len(text))

    def _apportioned(self) -> list[Mention]:
        """The mentions; what is said of several kinds of documents where numbers are shared out is no sum of them."""
        place = None
        if "respectively" in self.marks:
            place = next(t.start for t in self.tokens if "respectively" in t.meaning.marks)
        return [
            one._replace(soft=True)
            if len(one.figures) > 1
            and one.figures[0].startswith("disclosure.")
            and (words.NEXT_NUMBER.match(self.text, one.end) or (place is not None and one.start > place))
            else one
            for one in self.made
        ]

    def _names(self, table: str) -> bool:
        return any(s.table == table for token in self.said for s in token.meaning.subjects)

    def _aside(self, index: int) -> None:
        """Pass over the parts of a count of documents in the bracket behind it: 公开规章9件（含新制定5件，修改4件）."""
        if self.state.table != "disclosure":
            return
        one = self.made[-1]
        opening = self.tokens[index + 1 : index + 2]
        if not opening or one.unit in words.MONEY or opening[0].start != one.end:
            return
        if opening[0].text == words.COMMA:
            self._among_which(index, one)
        if opening[0].text != words.OPENED or not one.readings or not one.figures[0].startswith("disclosure."):
            return
        inside: list[int] = []
        told = Decimal(0)
        for at, token in enumerate(self.tokens[index + 2 :], index + 2):
            if token.text == "）":
                break
            if token.number and token.number.unit == one.unit:
                inside.append(at)
                told += token.number.value
        if told == one.value or words.PARTED.match(self.text, opening[0].end):
            self.silent.update(inside)

    def _among_which(self, index: int, one: Mention) -> None:
        """Pass over the parts of a count of documents that follow it and make it up: 9件，其中新制定5件，修改4件."""
        if not any("breakdown" in token.meaning.marks for token in self.tokens[index + 2 : index + 3]):
            return
        parts: list[int] = []
        told = Decimal(0)
        for at, token in enumerate(self.tokens[index + 3 :], index + 3):
            if token.text == words.HALF_STOP:
                return
            if token.number and token.number.unit == one.unit:
                parts.append(at)
                told += token.number.value
                if told == one.value and len(parts) > 1:
                    self.silent.update(parts)
                    return

    def _topic(self) -> None:
        """Where the paragraph has not said what it is about, words of this sentence may: 接件19件，予以公开9件."""
        state = self.state
        if state.table or state.foreign or self.documents:
            return
        if not any(c.sure for t in self.said for c in t.meaning.claims if "unsure" not in t.meaning.marks):
            return
        self.catch_up()
        if not (state.table or state.foreign):
            state.table, state.lines = "requests", self.lexicon.totals["requests"].lines
            state.about = state.inherited = True

    def _borne_out(self) -> Iterator[Mention]:
        """The mentions; weak ones that no other result of their table stands beside only agree."""
        for one in self.made:
            if one.weak and one.readings:
                table = one.figures[0].partition(".")[0]
                beside = (
                    two.figures[0].startswith(table) and two.unit == one.unit
                    for two in self.made
                    if two.readings and two is not one and not two.soft and not two.weak
                )
                if not any(beside) or (one.claim in words.RESTS and not self._after_result(one, table)):
                    one = one._replace(weak=False, soft=True)
                elif not self.lexicon.claims[one.claim].beside:
                    one = one._replace(weak=False)
            yield one

    def _after_result(self, rest: Mention, table: str) -> bool:
        """Whether the number before a rest is a result of the same table: 涉及征地20件、其他10件 is no result."""
        before = [one for one in self.made if one.start < rest.start and one.unit == rest.unit]
        if not before or not before[-1].readings or before[-1].soft:
            return False
        return before[-1].figures[0].startswith(table) and ".received." not in before[-1].figures[0]

    def _word(self, index: int, token: Token, clause: int) -> None:
        state, meaning = self.state, token.meaning
        marks = meaning.marks
        if meaning.subjects:
            first = self.named < clause  # none is named before it here, and it stands alone
            state.speak(meaning.subjects[:1] if first else self._label(clause, index + 1).subjects)
            self.named = index
            state.about = state.about or state.table == "requests"
            self.elsewhere = False
        if "foreign" in marks and not meaning.claims:
            state.foreign = True
            self.elsewhere = self.elsewhere or not self._counted_requests()
        if meaning.deed:
            state.deed, state.shown = meaning.deed, False
        elif "shown" in marks:
            state.deed, state.shown = None, True
        if "year_this" in marks:
            state.other_year = False
        elif not marks.isdisjoint(_OTHER_YEARS) and not self._compared(token):
            state.other_year = True
        if "respectively" in marks:
            self._respectively(index, clause)
        if meaning.zero:
            self._all_zero(index, token, meaning.zero, clause)
        elif "none" in marks:
            self._none(index, token, clause)

    def _counted_requests(self) -> bool:
        """Whether the sentence has counted applications already."""
        return any(one.readings and one.figures[0].startswith("requests.") for one in self.made)

    def _compared(self, token: Token) -> bool:
        """Whether a year is only what this year is compared with: 与上年持平."""
        before = self.text[token.start - 1 : token.start] if token.start else ""
        return bool(before) and before in words.COMPARED and bool(words.ONLY_COMPARED.match(self.text, token.end))

    # -- labels

    def _among(self, label: Label) -> bool:
        """Whether a number is one among those named before it: 24件申请中有3件."""
        said = label.said
        return bool(said) and bool(said[-1].meaning.subjects) and bool(words.AMONG.match(self.text, said[-1].end))

    def _over_aside(self, closing: int) -> tuple[Label, int, int]:
        """The label before a bracket that ends before a number, with what is included: 公开（含部分公开）120件."""
        opening = next((at for at in range(closing - 1, -1, -1) if self.tokens[at].text == "（"), 0)
        first, start = self._left(opening)
        aside = self.tokens[opening + 1 : closing]
        begun = self.text[self.tokens[opening].end :].startswith(words.INCLUDED)
        plain = not any(token.kind in "nx" for token in aside)
        outer, inner = self._label(first, opening), self._label(opening + 1, closing)
        if plain and outer.table == inner.table == "disputes" and set(inner.lines) < set(outer.lines):
            self.state.speak(inner.subjects)  # 行政诉讼（复议后起诉）3件
            return self._label_of((*outer.tokens, *inner.tokens)), first, start
        if begun and plain:
            return self._label_of((*outer.tokens, *inner.tokens)), first, start
        return outer, first, start

    def _same(self, index: int) -> bool:
        """Whether a number repeats the one before in another unit: 35200元（即3.52万元）."""
        before = self.tokens[index - 1] if index > 1 else None
        if before is None or not self.made or self.made[-1].end != self.tokens[index - 2].end:
            return False
        gap = self.text[self.made[-1].end : self.tokens[index].start]
        return bool(words.SAME.fullmatch(gap)) and self.made[-1].unit in words.MONEY

    def _written(self, mention: Mention) -> dict[str, Any]:
        """Where and how a number is written that repeats another."""
        worth = Decimal(words.MONEY.get(mention.unit, 1)) / 10_000
        written = {"value": mention.value * worth, "step": mention.step * worth, "about": mention.about}
        return {**written, "start": mention.start, "end": mention.end, "unit": mention.unit}

    def _rest_of_applicants(self, index: int, label: Label) -> Subject | None:
        """The other organisations, where others of the kind were counted right before: 企业300件、其他36件."""
        if len(label.tokens) != 1 or label.tokens[0].text not in words.OTHERS or not self.made:
            return None
        last = self.made[-1]
        numbers = [token for token in self.tokens[:index] if token.kind == "n"]
        if not last.readings or numbers[-1].start != last.start or ".received." not in last.figures[0]:
            return None
        if last.figures[0].endswith((".total", ".natural_person")) or len(last.figures) > 2:
            return None
        return self.lexicon.subjects.get("other_org")

    def _summed_up(self, token: Token, label: Label) -> Claim | None:
        """The total of the results that were told before: 以上共59件."""
        if label.said or label.killed or not words.ALL_ABOVE.search(self.text, max(0, token.start - 12), token.start):
            return None
        results = [one for one in self.made if one.readings and one.figures[0].endswith(".total")]
        results = [one for one in results if not one.figures[0].startswith(words.TAKEN_IN)]
        return self.lexicon.claims.get("answered") if len(results) > 1 else None

    # -- numbers

    def _number(self, index: int, token: Token) -> None:
        number = token.number
        assert number is not None
        mention = Mention(
            self.sentence, token.start, token.end, number.value, number.unit, number.step, about=number.about
        )
        self.made += self._meant(index, token, mention) or [mention]

    def _meant(self, index: int, token: Token, mention: Mention) -> list[Mention]:
        state = self.state
        if mention.unit not in self.lexicon.units or self.state.other_year:
            return []
        if index in self.silent:
            return []
        if index in self.shared:
            subject, claim = self.shared[index]
            return self._settle(mention, (subject,) if subject else (), [claim] if claim else [], False, False)
        first, start = self._left(index)
        if first and self.tokens[index - 1].text == words.LIST and self.tokens[index - 1].end == token.start:
            first, start = index, token.start  # what stands before belongs to the number before: 1件维持、1件撤销
        label = self._label(first, index)
        if self._among(label):
            label, start = SILENCE, token.start
        if self._same(index):
            return [self.made[-1]._replace(**self._written(mention))]
        if other := self._rest_of_applicants(index, label):
            return self._settle(mention, (other,), [], False, False)
        if claim := self._summed_up(token, label):
            return self._settle(mention, (), [claim], False, False, "requests")
        behind = self._right(index)
        rest_end = self._start(behind)
        after = self._label(index + 1, behind)
        if not label.said and not label.killed and not self._rest(start, token.start):
            if after.said and not after.killed and self._follows(token, after, rest_end):
                if not after.subjects and not self._allowed(after):
                    return []
                return self._claimed(mention, after, after.subjects, SILENCE, label.soft)
            while not (label.said or label.killed) and first > 0 and self.tokens[first - 1].text in words.SOFT_BREAKS:
                if self.tokens[first - 1].text == "）":
                    label, first, start = self._over_aside(first - 1)
                    if label.said or label.killed:
                        break
                    continue
                before, start = self._left(first - 1)
                if before == first - 1 and self.tokens[before - 1 : before] and self.tokens[before - 1].kind in "nx":
                    break
                label, first = self._label(before, first - 1), before
        if label.killed or state.other_year or not label.said:
            return []
        tail = self._rest(label.said[-1].end, token.start) if start < token.start else ""
        if len(tail) > _LOOSE_TAIL:
            return []
        soft = len(tail) > TAIL
        subjects = label.subjects
        following = self.text[token.end : rest_end]
        if not subjects or (subjects[-1].lines == ("total",) and not label.claims(subjects[-1].table)):
            near = bool(after.said) and len(self._rest(token.end, after.tokens[0].start)) <= TAIL
            if not subjects and near and after.subjects:
                subjects = after.subjects
                soft = soft or after.soft
            elif not subjects and (after.killed or (following and not self._predicate(token, after))):
                return []
        loose = mention.unit in words.LOOSE_UNITS
        if loose and following and not self._predicate(token, after) and not after.subjects:
            return []
        if not subjects:
            if not self._allowed(label):
                return []
            if len(self._rest(start, token.start)) > _ALONG:
                soft = True
        return self._claimed(mention, label, subjects, after, soft)
