"""Numbers that are shared out (分别为3件、2件), and such as are not written: none of something, all of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from govxl.checks.prose import words
from govxl.checks.prose.claiming import Claiming
from govxl.checks.prose.labels import NOTHING, Token, lines_of
from govxl.checks.prose.lexicon import Reading
from govxl.checks.prose.mention import Mention
from govxl.form import Claim

_FAR = 14  # signs between "there is no" and what there is none of
TAIL = 1  # unknown signs that a label may have before its number


class Unwritten(Claiming):
    """Reads the words that stand for numbers."""

    def _respectively(self, index: int, clause: int) -> None:
        """ "A、B分别为3件、2件": each number goes to the name that stands in its place."""
        years = {m for t in self.tokens[:index] for m in t.meaning.marks if m.startswith("year_")}
        if len(years) > 1:  # 2023年、2024年分别受理……
            self.state.other_year = True
            return
        groups = self._groups(index)
        if not groups or all(at in self.shared for _claim, numbers in groups for at in numbers):
            return
        wanted = len(groups[0][1])
        for start in (clause, *(0,) * (clause > 0)):
            label = self._label(start, index)
            table = label.table or self.state.table
            named = [(None, claim) for _token, claim in label.claims(table) if not claim.yields]
            persons = [(s, None) for token in label.tokens for s in token.meaning.subjects[:1]]
            whole = [(s, c) for s, c in persons if s.lines != ("total",)]
            verbs = [(None, claim) for _token, claim in label.claims(table)]
            if start != clause and any(token.kind == "n" for token in self.tokens[:index]):
                verbs = []  # what stands before other numbers is said of these
                here = self._label(clause, index).claims(table)
                named = [(None, claim) for _token, claim in here if not claim.yields]
            for names in (named, whole, verbs):
                if len(names) >= wanted and not label.killed:
                    said = [claim for _x, claim in named] if names is whole else []
                    for claim, numbers in groups:
                        if len(numbers) != wanted:
                            break
                        for at, (subject, own) in zip(numbers, names[-wanted:], strict=True):
                            self.shared[at] = (subject, claim or own or (said[-1] if said else None))
                    return
        if any(token.kind == "n" for token in self.tokens[:clause]):
            self.silent.update(at for _claim, numbers in groups for at in numbers)

    def _groups(self, index: int) -> list[tuple[Claim | None, list[int]]]:
        """The numbers after "respectively", with what is said of each: 分别制发1件、4件，废止0件、2件."""
        groups: list[tuple[Claim | None, list[int]]] = [(None, [])]
        table = self._label(0, index).table or "disclosure"
        for at, token in enumerate(self.tokens[index + 1 :], index + 1):
            numbers = groups[-1][1]
            if token.number and token.number.unit != words.PER_CENT:
                numbers.append(at)
            elif token.meaning.marks & {"year_before", "year_other", "compare"}:
                break
            elif token.kind == "w" and any(c.table == table for c in token.meaning.claims):
                said = next(c for c in token.meaning.claims if c.table == table)
                before = at - 1
                while self.tokens[before].meaning.marks & {"respectively", "year_this"}:
                    before -= 1
                if numbers and self.tokens[before].text != words.COMMA:
                    break
                groups[-1:] = [(said, [])] if not numbers else [groups[-1], (said, [])]
            elif token.text not in (words.LIST, words.COMMA) and (token.kind != "w" or token.meaning.claims):
                break
        return [(claim, numbers) for claim, numbers in groups if numbers]

    def _all_zero(self, index: int, token: Token, claim: Claim, clause: int) -> None:
        """ "均获维持": the words say that some cells are 0."""
        label = self._label(clause, index)
        mention = Mention(self.sentence, token.start, token.end, Decimal(0), "", Decimal(1))
        if self.state.other_year or label.killed or (claim.table == "disputes" and self._cases_of_others(token.start)):
            return
        if claim.table == "requests":
            if not self.state.table:
                self.catch_up()
            lines = self.lexicon.totals["requests"].lines
            if self.documents or not (self.state.about or self.state.table == "requests"):
                return
        elif label.table == "disputes":
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
            for token in self.said
            for claim in token.meaning.claims
            if claim.table == readings[0].cells[0].partition(".")[0]
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
            number = self.tokens[at].number
            if number and number.value > 1:
                self.silent.add(at)  # 未办理2件申请
                return
            self.passed.add(at)  # 未发生一起……
            at += 1
        behind = at
        while behind < len(self.tokens):
            one = self.tokens[behind]
            if one.kind in "nx" or (one.kind == "p" and one.text != words.LIST) or "none" in one.meaning.marks:
                break
            behind += 1
        label = self._label(at, behind)
        subjects, said = label.subjects, label.said
        end = self._start(behind)
        if not said:
            before = self._label(clause, index)
            if self._rest(token.end, end) or not before.subjects:
                return
            label, subjects, said = before, before.subjects, before.tokens
        elif len(said) == 1 and said[0].meaning.loose and clause < index:  # 社会公益组织无申请
            before = self._label(clause, index)
            if before.subjects and before.subjects[-1].table == "requests":
                subjects = before.subjects
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
            or (not more and len(self._rest(said[-1].end, end)) > TAIL)
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
