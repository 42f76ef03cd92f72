"""Bytes to text: a byte order mark, then what the bytes themselves say, then what the document claims."""

from __future__ import annotations

import codecs

from govxl import texts
from govxl.reading.gate import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins the same
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a Chinese document may claim besides UTF-8 and GB18030 (which holds GBK and GB2312).
_OTHERS = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs"}
MAX_LOST = 0.01  # of the signs may be damaged
_LOST, _MARK = chr(0xFFFD), chr(0xFEFF)  # what stands for a damaged sign; a byte order mark that came twice


def decode(data: bytes, claimed: str = "") -> str:
    """The text of a document that claims an encoding or none. Raises Refused where it is no text.

    Claims are often wrong: pages are converted to UTF-8 and go on calling themselves GB2312. Bytes that are UTF-8 by
    chance are so rare that they are believed first.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _clean(data[len(mark) :].decode(name, "replace"))
    if b"\0" in data[:4096]:
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        # Digits and line ends have a zero byte in UTF-16, always on the same side.
        if min(even, odd) * 20 > max(even, odd):
            raise Refused("unreadable", texts.document_not_text())
        return _clean(data.decode("utf-16-le" if odd > even else "utf-16-be", "replace"))
    names = ["utf-8", "gb18030"]
    if other := _OTHERS.get(claimed.strip().lower()):
        names.insert(1, other)
    for name in names:
        try:
            return _clean(data.decode(name))
        except UnicodeDecodeError:
            continue
    # Damaged somewhere: the reading that loses least.
    return _clean(min((data.decode(name, "replace") for name in names), key=lambda text: text.count(_LOST)))


def _clean(text: str) -> str:
    lost = text.count(_LOST) + text.count("\0")
    if lost > max(1, len(text) * MAX_LOST):
        raise Refused("unreadable", texts.document_not_text())
    return text.replace("\0", "").removeprefix(_MARK)
