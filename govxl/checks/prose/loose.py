"""Words that name something only in their place: 申请 and 企业 may be applications and applicants, or anything else."""

from __future__ import annotations

from collections.abc import Sequence

from govxl.checks.prose import words
from govxl.checks.prose.labels import Token
from govxl.checks.prose.lexicon import Lexicon, Meaning
from govxl.checks.prose.state import State


def settled(lexicon: Lexicon, text: str, tokens: Sequence[Token], state: State) -> tuple[Token, ...]:
    """The tokens of a sentence, those that are loose and do not name their subject here without it."""
    if not any(token.meaning.loose for token in tokens):
        return tuple(tokens)
    spoken = state.table == "requests" and not state.foreign
    made: list[Token] = []
    foreign = False
    for token in tokens:
        meaning = token.meaning
        if meaning.loose:
            before = made[-1] if made else None
            start = before.end if before else 0
            clean = not lexicon.filler.sub("", text[start : token.start])
            total = meaning.subjects[0].lines == ("total",)
            if total:
                holds = not foreign and clean and not _led_away(before, token)
                spoken = spoken or holds
            else:
                holds = spoken and not foreign and (clean or before is None or before.kind != "w")
                holds = holds and _ends(text, token, lexicon)
            if not holds:
                token = Token(token.kind, token.start, token.end, token.text, lexicon.unnamed[token.text])
        elif _is_of_requests(meaning):
            spoken = True
        if "foreign" in meaning.marks and not meaning.claims:
            foreign = True
        elif token.text in (words.HALF_STOP,):
            foreign = False
        made.append(token)
    return tuple(made)


def _is_of_requests(meaning: Meaning) -> bool:
    return any(s.table == "requests" for s in meaning.subjects) or any(claim.sure for claim in meaning.claims)


def _led_away(before: Token | None, token: Token) -> bool:
    """Whether the word right before makes it an application for something else: 复议申请."""
    if before is None or before.kind != "w" or before.end != token.start:
        return False
    if "year_before" in before.meaning.marks:
        return True
    return bool(before.meaning.subjects) and before.meaning.subjects[-1].table != "requests"


def _ends(text: str, token: Token, lexicon: Lexicon) -> bool:
    """Whether a word ends what is named, so that it is no part of a longer name: 企业2件, 企业、律师, not 企业开办."""
    rest = words.REST_OF_CLAUSE.match(text, token.end)
    return not (rest and lexicon.filler.sub("", rest[0])[:2])
