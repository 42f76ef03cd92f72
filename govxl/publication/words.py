"""Signs and words that are looked for in what is published. What readers see is in :mod:`govxl.texts` and the form."""

from __future__ import annotations

import re

_COUNT = "[一二三四五六七八九十]"
# A heading of the second level at the beginning of a paragraph: it ends with the paragraph or with its own stop.
SUBHEAD = re.compile(rf"[（(]{_COUNT}{{1,3}}[）)][^。：:；，]{{1,28}}(?:[。：:]|\Z)")
ORDINAL = re.compile(rf"^(?:{_COUNT}+、|（{_COUNT}+）|\d+\.)")  # before a label
REMARK = re.compile(r"（[^（）]*）$")  # behind a label
SEPARATOR = "、"  # between the ordinal of a section and its title
BAR, OTHER_BAR = "|", "｜"  # between the cells of a row of text; what stands for it in a sentence
WIDE_SPACE = "\u3000"
# Signs that no document can hold, or that would part a line in one kind of document and not in another.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
