"""From a label to cells: which claims of its words hold, of whom, and the readings of a number beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from govxl.checks.prose import words
from govxl.checks.prose.labels import Label, Line, Token, lines_of
from govxl.checks.prose.lexicon import Lexicon, Reading
from govxl.checks.prose.mention import Mention
from govxl.checks.prose.sentences import Sentence
from govxl.checks.prose.state import State
from govxl.form import Claim, Subject


class Claiming(Line):
    """A sentence beside what its paragraph speaks of: settles which cells a label names."""

    def __init__(
        self,
        lexicon: Lexicon,
        sentence: Sentence,
        tokens: tuple[Token, ...],
        state: State,
        catch_up: Callable[[], None],
    ):
        super().__init__(lexicon, sentence, tokens)
        self.state = state
        self.catch_up = catch_up
        self.shared: dict[int, tuple[Subject | None, Claim | None]] = {}
        self.named = -1  # the last word so far that names a subject
        self.passed: set[int] = set()
        self.made: list[Mention] = []
        self.silent: set[int] = set()  # numbers that are parts of what no table parts so
        self.decided: list[tuple[int, int]] = []  # stretches that tell of cases the office decides itself
        self.above = False  # whether the sentence before told the figures of a level above, and this goes on
        self.others = False  # whether the sentence tells the figures of a level above beside its own
        self._documents: bool | None = None
        self.elsewhere = False  # whether the sentence counts another business, and no applications

    @property
    def documents(self) -> bool:
        """Whether the sentence sorts documents by the way in which they are public."""
        if self._documents is None:
            found = words.BY_DOCUMENT.search(self.text)
            self._documents = found is not None and words.APPLICATION not in self.text[: found.start()]
        return self._documents

    def _allowed(self, label: Label) -> bool:
        """Whether a label without a subject may take that of the paragraph."""
        state = self.state
        if not state.table:
            self.catch_up()
        if self._sure(label):
            if state.table != "requests":
                state.table, state.lines = "requests", self.lexicon.totals["requests"].lines
            state.about = True
            return True
        if not state.table or state.foreign:
            strong = [t for t, claim in label.claims("requests") if not (claim.yields or claim.soft or claim.beside)]
            said = bool(strong) and words.APPLICATION in self.text[strong[0].start : label.tokens[-1].end + 12]
            if said and not state.table:
                state.table, state.lines = "requests", self.lexicon.totals["requests"].lines
            return bool(strong) and (said or "requests" in state.spoken)
        return True

    def _sure(self, label: Label) -> bool:
        """Whether a label holds words that name a cell by themselves, and not one of the disputes spoken of."""
        if self.state.business and "requests" not in self.state.spoken:
            return False  # 办理建议45件。予以公开40件
        if self.documents or self.elsewhere or (self.state.table == "disputes" and label.claims("disputes")):
            return False
        return any(token.meaning.sure for token in label.said)

    def _claimed(
        self, mention: Mention, label: Label, subjects: Sequence[Subject], right: Label, soft: bool
    ) -> list[Mention]:
        """The mentions that a label makes of a number. ``right`` is what is said behind it."""
        state = self.state
        soft = soft or label.soft or (self.others and self._of_above(mention))
        table = subjects[-1].table if subjects else state.table
        if not subjects and table != "requests" and self._sure(label):
            table = "requests"
        elif not subjects and not label.claims(table):
            others = [t for t in ("requests", "disputes") if t in state.spoken and t != table]
            table = next((t for t in others if any(not c.yields for _x, c in label.claims(t))), "")
        if not table or (table == "requests" and self.documents):
            return []
        found = label.claims(table)
        lacking = subjects and not found and right.said and subjects[-1].table == table
        if lacking and len(self._rest(mention.end, right.tokens[0].start)) <= 2:
            found = right.claims(table)
        claims = self._chosen(found)
        if not (subjects or claims):
            return []
        if found and found[-1][1].yields and self._denied(found[-1][0]):
            return []  # 2件申请未在期限内答复
        if any(claim.beside for claim in claims) and not self._plainly(found, mention):
            soft = True
        each = self._each(label, mention)
        if each and (len(subjects) > 1 or len(claims) > 1):
            kept = [s for s in subjects if s.lines != ("total",)]
            if len(kept) > 1:
                return [m for s in kept for m in self._settle(mention, (s,), claims, soft, label.own)]
            return [m for c in claims for m in self._settle(mention, subjects, [c], soft, label.own)]
        return self._settle(mention, subjects, claims, soft, label.own, table)

    def _of_above(self, mention: Mention) -> bool:
        """Whether a number is said of a level above: 全区共收到申请356例，我镇2例."""
        return self._is_above(mention.end)

    def _is_above(self, end: int) -> bool:
        """Whether a level above is spoken of where a stretch of the sentence ends."""
        above = max((found.start() for found in words.HIGHER.finditer(self.text, 0, end)), default=-1)
        own = (found.start() for sign in (words.LOWER, words.OFFICE) for found in sign.finditer(self.text, 0, end))
        last = max(own, default=-1)
        return above > last or (self.above and last < 0)

    def _cases_of_others(self, start: int) -> bool:
        """Whether a place is told of cases that the office decides as the organ for reviews."""
        return bool(self.decided) and any(begin <= start < end for begin, end in self.decided)

    def _denied(self, token: Token) -> bool:
        """Whether a word is denied by what stands between it and the word or number before."""
        return bool(words.DENIED.search(self.text, self._end_before(token.start), token.start))

    def _plainly(self, found: Sequence[tuple[Token, Claim]], mention: Mention) -> bool:
        """Whether a word that means a result only beside others stands alone with its number."""
        token = next(token for token, claim in reversed(found) if claim.beside)
        if token.end <= mention.start:
            start = max((t.end for t in self.tokens if t.end <= token.start and t.kind in "np"), default=0)
            between = self._rest(token.end, mention.start)
        else:
            start, between = mention.end, ""
        return not between and not self._rest(start, token.start)

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
        if len(strong) == 1:
            return [claim]
        chosen = [claim]
        for (one, first), (two, second) in reversed(list(pairwise(strong))):
            gap = self.text[one.end : two.start]
            joined = words.CONNECTORS.search(gap) or (not gap and self._apart(first, second))
            if not joined or not self._linked(one.end, two.start):
                break
            if first.id != claim.id:
                chosen.insert(0, first)
        if len(chosen) == 1:
            inside, narrow = strong[-2]
            group = {spot for reading in self._cells(claim) for spot in reading}
            part = {spot for reading in self._cells(narrow) for spot in reading}
            if part < group and words.AND_SO_ON not in self.text[inside.end : token.start]:
                return [narrow]
        return chosen

    def _apart(self, one: Claim, two: Claim) -> bool:
        """Whether two claims are sure and neither is a part of the other, so that they can only be named together."""
        cells = [{spot for reading in self._cells(claim) for spot in reading} for claim in (one, two)]
        return one.sure and two.sure and cells[0].isdisjoint(cells[1])

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
            for more in (state.siblings, state.named):
                if more and not any(set(more) == set(lines) for lines in choices):
                    choices.append(more)
        else:
            choices = [self.lexicon.totals[table].lines]
        if subjects and not claims and choices[0] != ("total",) and table == "requests" and state.row:
            claims = [state.row]
        if not claims:
            claims = self._default(table, choices[0]) or ([state.deed] if state.deed and subjects else [])
        units = self.lexicon.units_of(table, choices[0])
        if not claims or mention.unit not in units or not self._bare(mention):
            return []
        if table == "disputes" and self._cases_of_others(mention.start) and choices[0] == ("review",):
            return []
        if table == "disputes" and not state.about and mention.value:  # none at all is none about disclosure
            soft = True
        readings = self._readings(claims, choices)
        money = mention.unit in words.MONEY
        amounts = any(reading.cells[0] in self.lexicon.amounts for reading in readings)
        if not readings or money != amounts:
            return []
        if table == "disclosure" and mention.unit in words.OF_KINDS and not money and claims[-1].default:
            said = words.SAID_OF.search(self.text[max(0, mention.start - 16) : mention.start])
            if said and words.KINDS in said[0]:
                return []  # 行政许可事项3项
            soft = soft or (not (said and words.DECISION in said[0]) and not state.counted)
        key = (claims[-1].id, choices[0])
        again = claims[-1].default and choices[0] == ("total",)
        if (key in state.counted or ((own or again) and state.counted)) and self.in_breakdown(mention.start):
            return []  # a part of what was counted before: 共受理156件，其中县政府受理34件
        state.counted.add(key)
        if table == "disputes" and words.OF_WHICH_ABOUT.match(self.text, mention.end):
            soft = True  # 行政复议30件，其中信息公开类2件
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
            state.named = tuple(dict.fromkeys((*state.named, *choices[0])))
        weak = any(one.beside for one in claims)
        weak = weak or (state.inherited and not subjects and all(one.yields for one in claims))
        if weak and table == "disclosure":
            weak, soft = False, True
        soft = soft or any(one.soft for one in claims) or self.narrower(subjects)
        name = "＋".join(one.name for one in claims) if len(claims) > 1 and not claim.yields else claim.name
        start, end, unit, about = mention.start, mention.end, mention.unit, mention.about
        return [Mention(self.sentence, start, end, value, unit, step, about, claim.id, name, readings, soft, weak, own)]

    def _bare(self, mention: Mention) -> bool:
        """A number without a unit counts only where it ends a clause: 行政复议为0."""
        return bool(mention.unit) or self.text[mention.end : mention.end + 1] in ("", *words.PARTS, *words.LIST)

    def _default(self, table: str, lines: tuple[str, ...]) -> list[Claim]:
        for claim in self.lexicon.defaults.get(table, ()):
            if self.lexicon.readings(claim, lines):
                return [claim]
        return []

    def _readings(self, claims: Sequence[Claim], choices: Sequence[tuple[str, ...]]) -> tuple[Reading, ...]:
        if len(claims) == len(choices) == 1:
            return self.lexicon.readings(claims[0], choices[0])
        made: dict[tuple[str, ...], Reading] = {}
        for lines in choices:
            found = [self.lexicon.readings(claim, lines) for claim in claims]
            if len(claims) > 1 and not claims[-1].yields:
                if all(found):
                    cells = tuple(dict.fromkeys(spot for one in found for spot in one[0].cells))
                    names = dict.fromkeys(one[0].name for one in found)
                    made.setdefault(cells, Reading("＋".join(names), cells))
                continue
            for one in found:
                for reading in one:
                    made.setdefault(reading.cells, reading)
        return tuple(made.values())
