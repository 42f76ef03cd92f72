"""From words to cells: what the numbers of a sentence are numbers of.

A sentence is walked from left to right. A number belongs to the words before it in its clause ("予以公开12件"), else to
those after it ("12件予以公开"), else to the clause before ("收到申请，共计12件"). What is not said again (of whose
applications, in which disputes) is carried on from what was said last in the paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from govxl.checks.prose import words
from govxl.checks.prose.labels import NOTHING, Label, Line, Token, lines_of, tokens_of
from govxl.checks.prose.lexicon import Lexicon, Reading
from govxl.checks.prose.mention import Mention
from govxl.checks.prose.sentences import Sentence, view
from govxl.checks.prose.state import State
from govxl.form import Claim, Subject

_FAR = 14  # signs between "there is no" and what there is none of
_TAIL, _LOOSE_TAIL, _ALONG = 1, 4, 6  # unknown signs that a label may have: before the number, softly so, in all


class Interpreter:
    """Reads the sentences of a report one after another."""

    def __init__(self, lexicon: Lexicon, year: int | None):
        self._lexicon, self._year = lexicon, year
        self._heading = State()
        self._state = State()

    # -- paragraphs

    def paragraph(self, text: str) -> None:
        """A new paragraph. A short one without a full stop is a heading, and holds for those that follow."""
        heading = len(text) < 30 and words.HEADING_END not in text and not any(sign.isdigit() for sign in text)
        numbered = text.lstrip()[:1] in words.HEADING_SIGNS or text[1:2] == words.LIST
        if heading or numbered:
            self._heading = State()
        kept = self._state if words.NUMBERED.match(text) else self._heading
        self._state = State(table=kept.table, lines=kept.lines, about=kept.about, spoken=set(kept.spoken))
        self._state.pending = list(kept.pending)
        self._state.about |= words.is_about(text)
        if heading:
            self._state.pending.append(text)
            self._heading = self._state

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
                if token.meaning.subjects:
                    state.speak(token.meaning.subjects[:1])
                elif "foreign" in token.meaning.marks:
                    state.foreign = True

    # -- sentences

    def sentence(self, sentence: Sentence, tokens: Sequence[Token]) -> list[Mention]:
        """The mentions of a sentence, in its order; zero statements among them."""
        return _Walk(self._lexicon, sentence, tokens, self._state, self).run()


class _Walk(Line):
    """One walk through one sentence."""

    def __init__(
        self,
        lexicon: Lexicon,
        sentence: Sentence,
        tokens: Sequence[Token],
        state: State,
        interpreter: Interpreter,
    ):
        super().__init__(lexicon, sentence, tokens)
        self.state = state
        self.catch_up = interpreter.catch_up
        self.shared: dict[int, tuple[Subject | None, Claim | None]] = {}
        self.passed: set[int] = set()
        self.made: list[Mention] = []

    def run(self) -> list[Mention]:
        state = self.state
        state.other_year, state.row, state.deed, state.siblings = False, None, None, ()
        state.counted, state.shown = set(), False
        if state.table == "requests":
            state.lines = ("total",)
        clause = 0
        aside: list[tuple[str, tuple[str, ...], Claim | None, tuple[str, ...]]] = []
        for index, token in enumerate(self.tokens):
            if token.kind == "p" and token.text in words.PARTS:
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
            elif token.kind == "w":
                if not token.meaning.idle:
                    self._word(index, token, clause)
            elif token.kind == "n" and index not in self.passed:
                self._number(index, token)
                clause = index + 1
        return self.made

    def _word(self, index: int, token: Token, clause: int) -> None:
        state, meaning = self.state, token.meaning
        marks = meaning.marks
        if meaning.subjects:
            state.speak(self._label(self.tokens[clause : index + 1]).subjects)
        if "foreign" in marks and not meaning.claims:
            state.foreign = True
        if meaning.deed:
            state.deed, state.shown = meaning.deed, False
        elif "shown" in marks:
            state.deed, state.shown = None, True
        if "year_this" in marks:
            state.other_year = False
        elif marks & {"year_before", "year_after", "year_other"}:
            state.other_year = True
        if "respectively" in marks:
            self._respectively(index, clause)
        if meaning.zero:
            self._all_zero(index, token, meaning.zero, clause)
        elif "none" in marks:
            self._none(index, token, clause)

    # -- labels

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
        if index in self.shared:
            subject, claim = self.shared[index]
            return self._settle(mention, (subject,) if subject else (), [claim] if claim else [], False, False)
        first, start = self._left(index)
        label = self._label(self.tokens[first:index])
        right = self._right(index)
        rest_end = self._right_end(index, right)
        if not label.speaks and not label.killed and not self._rest(start, token.start):
            after = self._label(right)
            if after.speaks and not after.killed and self._follows(token, right, rest_end):
                if not after.subjects and not self._allowed(after):
                    return []
                return self._claimed(mention, after, after.subjects, ())
            while not (label.speaks or label.killed) and first > 0 and self.tokens[first - 1].text in words.SOFT_BREAKS:
                before, start = self._left(first - 1)
                if before == first - 1 and self.tokens[before - 1 : before] and self.tokens[before - 1].kind in "nx":
                    break
                label, first = self._label(self.tokens[before : first - 1]), before
        if label.killed or state.other_year or not label.speaks:
            return []
        said = [one for one in label.tokens if one.meaning.subjects or one.meaning.claims]
        tail = self._rest(said[-1].end, token.start) if start < token.start else ""
        if len(tail) > _LOOSE_TAIL:
            return []
        soft = len(tail) > _TAIL
        subjects = label.subjects
        following = self.text[token.end : rest_end]
        after = self._label(right)
        if not subjects or (subjects[-1].lines == ("total",) and not label.claims(subjects[-1].table)):
            near = bool(right) and len(self._rest(token.end, right[0].start)) <= _TAIL
            if not subjects and near and after.subjects:
                subjects = after.subjects
                soft = soft or after.soft
            elif not subjects and (after.killed or (following and not self._predicate(token, right))):
                return []
        loose = mention.unit in words.LOOSE_UNITS
        if loose and following and not self._predicate(token, right) and not after.subjects:
            return []
        if not subjects:
            if not self._allowed(label):
                return []
            if len(self._rest(start, token.start)) > _ALONG:
                soft = True
        return self._claimed(mention._replace(soft=soft), label, subjects, right)

    def _allowed(self, label: Label) -> bool:
        """Whether a label without a subject may take that of the paragraph."""
        state = self.state
        if not state.table:
            self.catch_up()
        if not state.table or state.foreign:
            strong = [t for t, claim in label.claims("requests") if not (claim.yields or claim.soft)]
            said = bool(strong) and words.APPLICATION in self.text[strong[0].start : label.tokens[-1].end + 12]
            if said and not state.table:
                state.table, state.lines = "requests", self.lexicon.totals["requests"].lines
            return bool(strong) and (said or "requests" in state.spoken)
        return True

    def _claimed(
        self, mention: Mention, label: Label, subjects: Sequence[Subject], right: Sequence[Token]
    ) -> list[Mention]:
        """The mentions that a label makes of a number."""
        state = self.state
        soft = mention.soft or label.soft
        table = subjects[-1].table if subjects else state.table
        if not subjects and not label.claims(table):
            others = [t for t in ("requests", "disputes") if t in state.spoken and t != table]
            table = next((t for t in others if any(not c.yields for _x, c in label.claims(t))), "")
        if not table:
            return []
        found = label.claims(table)
        if subjects and not found and right and subjects[-1].table == table:
            after = self._label(right)
            if after.tokens and len(self._rest(mention.end, after.tokens[0].start)) <= 2:
                found = after.claims(table)
        claims = self._chosen(found)
        if not (subjects or claims):
            return []
        each = self._each(label, mention)
        if each and (len(subjects) > 1 or len(claims) > 1):
            if len(subjects) > 1:
                kept = [s for s in subjects if s.lines != ("total",)]
                return [m for s in kept for m in self._settle(mention, (s,), claims, soft, label.own)]
            return [m for c in claims for m in self._settle(mention, subjects, [c], soft, label.own)]
        return self._settle(mention, subjects, claims, soft, label.own, table)

    def _each(self, label: Label, mention: Mention) -> bool:
        if not label.tokens or "each" not in label.tokens[-1].meaning.marks:
            return False
        between = self.text[label.tokens[-1].end : mention.start]
        return bool(words.EACH_TAIL.fullmatch(between))

    def _chosen(self, found: Sequence[tuple[Token, Claim]]) -> list[Claim]:
        """Of the claims of a label those that hold: the closest ones, joined if they are named together."""
        strong = [(token, claim) for token, claim in found if not claim.yields]
        if not strong:
            return list({claim.id: claim for _token, claim in found}.values())
        token, claim = strong[-1]
        chosen = [claim]
        earlier = strong[:-1]
        for (one, first), (two, _second) in reversed(list(pairwise(strong))):
            gap = self.text[one.end : two.start]
            if not words.CONNECTORS.search(gap) or not self._linked(one.end, two.start):
                break
            if first.id != claim.id:
                chosen.insert(0, first)
        if len(chosen) == 1 and earlier:
            inside, narrow = earlier[-1]
            group = {spot for reading in self._cells(claim) for spot in reading}
            part = {spot for reading in self._cells(narrow) for spot in reading}
            if part < group and words.AND_SO_ON not in self.text[inside.end : token.start]:
                return [narrow]
        return chosen

    def _cells(self, claim: Claim) -> list[tuple[str, ...]]:
        total = self.lexicon.totals[claim.table].lines
        return [reading.cells for reading in self.lexicon.readings(claim, total)]

    # -- settling

    def _settle(
        self,
        mention: Mention,
        subjects: Sequence[Subject],
        claims: Sequence[Claim],
        soft: bool,
        own: bool,
        table: str = "",
    ) -> list[Mention]:
        """The mention with its readings, or none where no cell is named."""
        state = self.state
        if not subjects and not state.table:
            self.catch_up()
        table = table or (subjects[-1].table if subjects else claims[0].table if claims else state.table)
        if subjects:
            choices = [lines_of(subjects)]
        elif table == "requests":
            choices = [("total",)]
            if state.lines != ("total",) and state.table == table and self.in_breakdown(mention.start):
                choices = [state.lines, ("total",)]
        elif table == state.table:
            choices = [state.lines]
            if state.siblings and set(state.siblings) != set(state.lines):
                choices.append(state.siblings)
        else:
            choices = [self.lexicon.totals[table].lines]
        if subjects and not claims and choices[0] != ("total",) and table == "requests" and state.row:
            claims = [state.row]
        if not claims:
            claims = self._default(table, choices[0]) or ([state.deed] if state.deed and subjects else [])
        units = self.lexicon.units_of(table, choices[0])
        if not claims or mention.unit not in units or not self._bare(mention):
            return []
        if table == "disputes" and not state.about:
            soft = True
        readings = self._readings(claims, choices)
        money = mention.unit in words.MONEY
        amounts = any(self.lexicon.form.by_address[r.cells[0]].kind == "amount" for r in readings)
        if not readings or money != amounts:
            return []
        key = (claims[-1].id, choices[0])
        again = claims[-1].default and choices[0] == ("total",)
        if (key in state.counted or ((own or again) and state.counted)) and self.in_breakdown(mention.start):
            return []  # a part of what was counted before: 共受理156件，其中县政府受理34件
        state.counted.add(key)
        if table == "disclosure" and claims[-1].default and state.shown:
            soft = True
        value, step = mention.value, mention.step
        if money:
            worth = Decimal(words.MONEY[mention.unit]) / 10_000
            value, step = value * worth, step * worth
        claim = claims[-1]
        if table == "requests":
            state.row = claim if len(claims) == 1 else None
        elif table == "disputes" and claim.default:
            state.siblings = tuple(dict.fromkeys((*state.siblings, *choices[0])))
        soft = soft or any(one.soft for one in claims) or self.narrower(subjects)
        name = "＋".join(one.name for one in claims) if len(claims) > 1 and not claim.yields else claim.name
        return [
            mention._replace(value=value, step=step, claim=claim.id, name=name, readings=readings, soft=soft, own=own)
        ]

    def _bare(self, mention: Mention) -> bool:
        """A number without a unit counts only where it ends a clause: 行政复议为0."""
        return bool(mention.unit) or self.text[mention.end : mention.end + 1] in ("", *words.PARTS, *words.LIST)

    def _default(self, table: str, lines: tuple[str, ...]) -> list[Claim]:
        for claim in self.lexicon.claims.values():
            if claim.table == table and claim.default and self.lexicon.readings(claim, lines):
                return [claim]
        return []

    def _readings(self, claims: Sequence[Claim], choices: Sequence[tuple[str, ...]]) -> tuple[Reading, ...]:
        made: dict[tuple[str, ...], Reading] = {}
        for lines in choices:
            found = [self.lexicon.readings(claim, lines) for claim in claims]
            if len(claims) > 1 and not claims[-1].yields:
                if all(found):
                    cells = tuple(dict.fromkeys(spot for one in found for spot in one[0].cells))
                    made.setdefault(cells, Reading("＋".join(one[0].name for one in found), cells))
                continue
            for one in found:
                for reading in one:
                    made.setdefault(reading.cells, reading)
        return tuple(made.values())

    # -- numbers shared out, and numbers that are not written

    def _respectively(self, index: int, clause: int) -> None:
        """ "A、B分别为3件、2件": each number goes to the name that stands in its place."""
        years = [t for t in self.tokens[:index] if any(mark.startswith("year_") for mark in t.meaning.marks)]
        if len(years) > 1:  # 2023年、2024年分别受理……
            self.state.other_year = True
            return
        numbers = []
        for at, token in enumerate(self.tokens[index + 1 :], index + 1):
            if token.number and token.number.unit != words.PER_CENT:
                numbers.append(at)
            elif token.text not in (words.LIST, words.COMMA) and (token.kind != "w" or token.meaning.claims):
                break
        if not numbers:
            return
        for start in (clause, *(0,) * (clause > 0)):
            label = self._label(self.tokens[start:index])
            table = label.table or self.state.table
            named = [(None, claim) for _token, claim in label.claims(table) if not claim.yields]
            persons = [(s, None) for token in label.tokens for s in token.meaning.subjects[:1]]
            whole = [(s, c) for s, c in persons if s.lines != ("total",)]
            verbs = [(None, claim) for _token, claim in label.claims(table)]
            for names in (named, whole, verbs):
                if len(names) >= len(numbers) > 0 and not label.killed:
                    said = [claim for _x, claim in named] if names is whole else []
                    for at, (subject, claim) in zip(numbers, names[-len(numbers) :], strict=True):
                        self.shared[at] = (subject, claim or (said[-1] if said else None))
                    return

    def _all_zero(self, index: int, token: Token, claim: Claim, clause: int) -> None:
        """ "均获维持": the words say that some cells are 0."""
        label = self._label(self.tokens[clause:index])
        mention = Mention(self.sentence, token.start, token.end, Decimal(0), "", Decimal(1))
        if self.state.other_year or label.killed:
            return
        if label.table == "disputes":
            lines = label.lines
        else:
            if not self.state.table:
                self.catch_up()
            if self.state.table != "disputes":
                return
            lines = self.state.siblings or self.state.lines
        readings = self.lexicon.readings(claim, lines)
        if readings and not self._says_itself(readings, lines):
            soft = label.soft or not self.state.about
            self.made.append(mention._replace(claim=claim.id, name=claim.name, readings=readings, soft=soft))

    def _says_itself(self, readings: Sequence[Reading], lines: tuple[str, ...]) -> bool:
        """Whether the sentence itself tells of cases in the cells that would be 0: 审结2件，均维持，尚未审结1件."""
        cells = set(readings[0].cells)
        return any(
            not claim.zero
            and not claim.default
            and cells & {spot for r in self.lexicon.readings(claim, lines)[:1] for spot in r.cells}
            for token in self.tokens
            for claim in token.meaning.claims
            if claim.table == "disputes"
        )

    def _none(self, index: int, token: Token, clause: int) -> None:
        """ "未收到……": the words after it have the number 0."""
        if self.state.other_year:
            return
        text = self.text
        if token.text == words.NONE_WORD and text[token.end : token.end + 1] in words.NOT_NONE:
            return
        at = index + 1
        while at < len(self.tokens) and self.tokens[at].kind in "nx" and self.tokens[at].start == token.end:
            self.passed.add(at)  # 未发生一起……
            at += 1
        right = []
        for one in self.tokens[at:]:
            if one.kind in "nx" or (one.kind == "p" and one.text in words.PARTS) or "none" in one.meaning.marks:
                break
            right.append(one)
        label = self._label(right)
        subjects = label.subjects
        said = [one for one in label.tokens if one.meaning.subjects or one.meaning.claims]
        end = next((t.start for t in self.tokens[at + len(right) :]), len(text))
        if not said:
            before = self._label(self.tokens[clause:index])
            if self._rest(token.end, end) or not before.subjects:
                return
            label, subjects, said = before, before.subjects, list(before.tokens)
        elif len(self._rest(token.end, said[0].start)) > _FAR:
            return
        if label.killed or any("compare" in one.meaning.marks for one in label.tokens):
            return
        verb = self.lexicon.meanings.get(token.text.lstrip(words.NEGATIONS), NOTHING)
        table = subjects[-1].table if subjects else self.state.table
        strong = [(t, claim) for t, claim in label.claims(table) if not claim.yields]
        if not subjects and (not strong or not self._allowed(label)):
            return
        claims = self._chosen(strong) or [claim for claim in verb.claims if claim.table == table]
        qualified = any("qualified" in one.meaning.marks for one in label.tokens)
        more = words.CONNECTORS.match(text, said[-1].end)  # 复议、诉讼和申诉
        soft = (
            qualified
            or (not more and len(self._rest(said[-1].end, end)) > _TAIL)
            or len(self._rest(token.end, end)) > _FAR
        )
        if soft:  # 无当面申请件 is no word about the rest
            return
        counted = self.lexicon.units_of(table, lines_of(subjects) if subjects else self.state.lines)
        unit = words.OF_COUNTS if words.OF_COUNTS in counted else words.OF_AMOUNTS
        mention = Mention(self.sentence, token.start, end, Decimal(0), unit, Decimal(1))
        if table == "disclosure" and not claims and not strong:
            claims = self._default(table, lines_of(subjects))
        found = self._settle(mention, subjects, claims, soft, label.own, table)
        self.made += found
        if subjects:
            self.state.speak(subjects)
