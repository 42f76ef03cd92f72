"""Groups told with their parts, and numbers of another level than the office's own.

公开类90件（予以公开70件、部分公开20件） is the sum of the cells that its parts name, not the first of them alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from govxl.checks.prose import words
from govxl.checks.prose.lexicon import Lexicon, Reading
from govxl.checks.prose.mention import Mention


def grouped(lexicon: Lexicon, text: str, made: Sequence[Mention]) -> list[Mention]:
    """The mentions of a sentence, those of a group also read as what its parts are together."""
    found = list(made)
    for at, one in enumerate(found):
        if one.readings and one.figures[0].startswith("requests.") and not lexicon.claims[one.claim].yields:
            found[at] = _group(text, found, one)
    levels = [match.span() for match in words.LEVELS.finditer(text)] if words.LEVEL.search(text) else []
    if not levels:
        return found
    reach = [
        (first.start(), end if (end := text.find(words.HALF_STOP, first.start())) >= 0 else len(text))
        for first in words.OF_ITSELF.finditer(text)
    ]
    for start, _end in levels:
        begin = text.rfind(words.HALF_STOP, 0, start) + 1
        end = text.find(words.HALF_STOP, start)
        first = words.LEVELS_FROM.search(text, begin, start)  # 其中县政府办办结40件，自然资源局办结60件，乡镇办结50件
        reach.append((first.end() if first else start, end if end >= 0 else len(text)))
    return [
        one._replace(scoped=True) if one.own or any(first <= one.start < end for first, end in reach) else one
        for one in found
    ]


def _group(text: str, made: Sequence[Mention], one: Mention) -> Mention:
    parts, all_told = _parts(text, made, one)
    named = [part for part in parts if part.readings]
    own = one.figures
    if not named or all(set(own).issuperset(part.figures) for part in named):
        return one
    if len(named) < len(parts):
        return one._replace(soft=True)
    together = tuple(dict.fromkeys(spot for part in named for spot in part.figures))
    name = "＋".join(dict.fromkeys(part.name for part in named))
    more = Reading(name, together)
    wider = tuple(dict.fromkeys((*own, *together)))
    if not all_told or wider != together:
        extended = Reading(f"{one.name}＋{name}", wider)
        return one._replace(readings=tuple(dict.fromkeys((*one.readings, more, extended))))
    return one._replace(readings=tuple(dict.fromkeys((*one.readings, more))))


def _parts(text: str, made: Sequence[Mention], one: Mention) -> tuple[list[Mention], bool]:
    """The numbers that a number is broken down into right behind it, and whether they are all of them."""
    head = words.GROUP_HEAD.match(text, one.end)
    if head is None:
        return [], False
    ends = words.CLOSED if head[0].startswith(words.OPENED) else words.GROUP_ENDS
    end = min((place for sign in ends if (place := text.find(sign, head.end())) >= 0), default=len(text))
    parts = [part for part in made if head.end() <= part.start < end and part.unit in (one.unit, "")]
    if head[0].startswith((words.OPENED, words.TOTAL_HEAD)):
        return parts, True
    for count, told in enumerate(accumulate(part.value for part in parts), 1):
        if told == one.value:
            return parts[:count], True
    return [part for part in parts if part.claim in words.PUBLIC and one.claim in words.PUBLIC], False
