"""Workbooks for many units, whose common parts are made once.

A blank workbook is the same for each unit but for six texts: name, code, category, serial, seal, and the line of the
identity, which is made of these. So one is written with marks in their place and cut at the marks, and for each unit
its own texts are put in between. What comes out is, byte for byte, what :func:`govxl.template.write_template` writes.

Where that is not sure the whole is written: last year's figures change what the formulas show; a long text is cut, and
signs beyond :data:`_PLAIN` may need an escape; a text that stands in the workbook already is kept there once. A
category that some rule exempts makes a kind of its own. Each kind is tried on texts of another length before use.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from govxl.files import write_bytes
from govxl.filing import Unit
from govxl.form import Form
from govxl.template import Content, write_template

_LONGEST = 64  # characters: the header of a page takes 80 of a name
# Letters and digits of any script, and signs that mean nothing in XML or in the header of a page; no blanks, which XML
# would drop at the ends.
_PLAIN = re.compile(rf"(?:[^\W_]|[（）、()\u00b7.-]){{0,{_LONGEST}}}")
_TAIL = "of5f0c9b1e77d24a6c"  # a mark is a figure with this: it stands in no workbook, and is plain
_MARKS = re.compile(f"[0-9]{_TAIL}".encode())
_STRINGS = "xl/sharedStrings.xml"
Words = tuple[str, str, str, str, str]  # code, name, serial, signature, category


@dataclass(frozen=True, slots=True)
class _Mould:
    """The parts of a workbook in their order, cut at the marks: every second piece is one."""

    parts: tuple[tuple[str, tuple[bytes, ...]], ...]

    def cast(self, words: Mapping[str, str]) -> bytes | None:
        """The workbook with words in place of marks; None where one of them is among its texts already."""
        put = {mark.encode(): word.encode() for mark, word in words.items()}
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, pieces in self.parts:
                data = b"".join([put.get(piece, piece) for piece in pieces])
                if name == _STRINGS:
                    strings = data.removesuffix(b"</sst>").split(b"<si>")
                    if len(set(strings)) < len(strings):
                        return None
                entry = zipfile.ZipInfo(name)  # of 1980, as xlsxwriter has it
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)
        return made.getvalue()


@dataclass(frozen=True, slots=True)
class Series:
    """The workbooks of one form. It keeps a mould (a quarter of a megabyte) for each kind of unit: a handful."""

    form: Form
    _moulds: dict[tuple[int | None, Words], _Mould | None] = field(default_factory=dict)

    def write(self, path: Path, content: Content) -> None:
        """Write one workbook as :func:`govxl.template.write_template` does, and raise as it does."""
        data = self._cast(content)
        if data is None:
            write_template(path, content, form=self.form)
        else:
            write_bytes(path, data)

    def _cast(self, content: Content) -> bytes | None:
        """The workbook made the quick way; None where that is not sure to be the same."""
        words = (content.unit.code, content.unit.name, content.serial, content.signature, content.category)
        if _worded(content, ("", "", "", "", "")) != Content(year=content.year):
            return None
        if not all(map(_PLAIN.fullmatch, words)):
            return None
        # Equal texts have one mark, as they are one text in the workbook; what is empty stays so.
        marks = {word: f"{number}{_TAIL}" for number, word in enumerate(dict.fromkeys(filter(None, words)))}
        code, name, serial, signature, category = (marks.get(word, "") for word in words)
        if any(content.category in rule.exempt for rule in self.form.rules):
            category = content.category
        marked = (code, name, serial, signature, category)
        kind = (content.year, marked)
        if kind not in self._moulds:
            self._moulds[kind] = self._mould(content, marked)
        mould = self._moulds[kind]
        return mould.cast({mark: word for word, mark in marks.items()}) if mould else None

    def _mould(self, content: Content, marked: Words) -> _Mould | None:
        """A mould from the workbook with marks; None where it does not give the same as the whole way."""
        with zipfile.ZipFile(io.BytesIO(self._whole(_worded(content, marked)))) as archive:
            mould = _Mould(tuple((name, _pieces(archive.read(name))) for name in archive.namelist()))
        others = {mark: mark.replace(_TAIL, "").ljust(_LONGEST, "x") for mark in marked if mark.endswith(_TAIL)}
        code, name, serial, signature, category = (others.get(mark, mark) for mark in marked)
        trial = _worded(content, (code, name, serial, signature, category))
        return mould if mould.cast(others) == self._whole(trial) else None

    def _whole(self, content: Content) -> bytes:
        made = io.BytesIO()
        write_template(made, content, form=self.form)
        return made.getvalue()


def _worded(content: Content, words: Words) -> Content:
    code, name, serial, signature, category = words
    return replace(content, unit=Unit(code, name), serial=serial, signature=signature, category=category)


def _pieces(data: bytes) -> tuple[bytes, ...]:
    """What stands between the marks, and the marks."""
    at = [place for found in _MARKS.finditer(data) for place in found.span()]
    return tuple(data[start:end] for start, end in zip([0, *at], [*at, len(data)], strict=True))
