"""A series of workbooks: what is cast from a mould is byte for byte what is written whole, and most are cast."""

import dataclasses
import itertools
from pathlib import Path

import pytest

import govxl
from govxl import Content, Unit, series
from govxl.form import Form
from govxl.series import Series
from govxl.template import write_template

FORMS = {name: govxl.edition(name) for name in ("2019", "2021")}
FORM = FORMS["2021"]
EXEMPT = sorted({category for rule in FORM.rules for category in rule.exempt})
SEAL = "0123456789abcdef0123456789abcdef"
PLAIN = Content(Unit("SC001", "青禾县公安局"), 2024, serial="0007", signature=SEAL, category="部门")

NAMES = [
    "青禾县第1局（筹）",
    "Bureau·No.1-A",
    "甲" * 64,
    "甲" * 65,
    "甲" * 200,
    "甲 & 乙局",
    "<甲>局",
    "甲'局\"",
    " 甲局",
    "甲局　",
    "甲  局",
    "甲局😀",
    "𠮷局",
    "甲局_x0041_",
    "甲\t局",
    "<r>甲</r>",
    "&L甲",
    "",
]
CODES = ["SC002", "11330000MB1234567X", "A|1", "A&1", "0007", "2024", "x" * 64, ""]
CATEGORIES = ["乡镇", "", *EXEMPT, "甲 & 乙"]
# What stands in the workbook beside: among its own texts, or as another of the six.
TWICE = [
    dataclasses.replace(PLAIN, unit=Unit("SC001", "单位名称")),
    dataclasses.replace(PLAIN, unit=Unit("SC001", "code")),  # the last of its texts
    dataclasses.replace(PLAIN, unit=Unit("2024", "青禾县公安局")),
    dataclasses.replace(PLAIN, unit=Unit("0007", "青禾县公安局")),
    dataclasses.replace(PLAIN, unit=Unit("部门", "部门")),
    dataclasses.replace(PLAIN, serial="template"),
    dataclasses.replace(PLAIN, category="signature"),
    dataclasses.replace(PLAIN, unit=Unit("SC001", EXEMPT[0]), category=EXEMPT[0]),
    dataclasses.replace(PLAIN, unit=Unit("SC001", EXEMPT[0]), category=EXEMPT[1]),
]


@pytest.fixture
def whole(monkeypatch) -> list[Content]:
    """What was written whole."""
    seen: list[Content] = []

    def watch(path, content, *, form):
        seen.append(content)
        write_template(path, content, form=form)

    monkeypatch.setattr(series, "write_template", watch)
    return seen


def differing(given: list[Content], form: Form, folder: Path) -> list[Content]:
    """Those that a series writes in another way."""
    one, found = Series(form), []
    for content in given:
        one.write(folder / "series.xlsx", content)
        write_template(folder / "whole.xlsx", content, form=form)
        if (folder / "series.xlsx").read_bytes() != (folder / "whole.xlsx").read_bytes():
            found.append(content)
    return found


@pytest.mark.parametrize(("edition", "names", "codes"), [("2021", NAMES, CODES), ("2019", NAMES[::4], CODES[::4])])
def test_the_same_bytes_whatever_the_unit_is_called(edition, names, codes, tmp_path):
    given = [dataclasses.replace(PLAIN, unit=Unit("SC002", name), serial="0008") for name in names]
    given += [dataclasses.replace(PLAIN, unit=Unit(code, "乙局")) for code in codes]
    given += [dataclasses.replace(PLAIN, category=category) for category in CATEGORIES]
    assert differing(given, FORMS[edition], tmp_path) == []


def test_the_same_bytes_where_a_text_stands_twice(tmp_path):
    assert differing([*TWICE, PLAIN], FORM, tmp_path) == []
    assert differing([PLAIN, *TWICE[::-1]], FORM, tmp_path) == []


def test_the_same_bytes_whatever_else_is_in_it(tmp_path):
    figures = {figure.address: 5 for figure in FORM.entries}
    given = [
        PLAIN,
        dataclasses.replace(PLAIN, prior=figures),
        dataclasses.replace(PLAIN, year=2025),
        dataclasses.replace(PLAIN, year=None, serial="", signature=""),
        dataclasses.replace(PLAIN, figures=figures),
        dataclasses.replace(PLAIN, scope="本机关"),
        dataclasses.replace(PLAIN, password="geheim"),
        Content(),
    ]
    assert differing(given, FORM, tmp_path) == []


@pytest.mark.parametrize("edition", FORMS)
def test_two_are_written_whole_for_each_kind_of_unit(edition, tmp_path, whole):
    one = Series(FORMS[edition])
    units = [Unit(f"SC{number:03}", f"青禾县第{number}局（筹）") for number in range(6)]
    for number, (unit, category) in enumerate(itertools.product(units, ["部门", "乡镇", *EXEMPT[:2]])):
        one.write(tmp_path / "a.xlsx", Content(unit, 2024, serial=f"{number:04}", signature=SEAL, category=category))
    assert len(whole) == 2 * 3


@pytest.mark.parametrize("name", ["甲 & 乙局", "甲局 ", "甲\x01局", "甲局_x0041_", "甲" * 65, "甲局\n", "单位名称"])
def test_what_is_not_sure_is_written_whole(name, tmp_path, whole):
    content = dataclasses.replace(PLAIN, unit=Unit("SC001", name))
    Series(FORM).write(tmp_path / "a.xlsx", content)
    assert whole[-1] == content


@pytest.mark.parametrize("mark", [f"{number}{series._TAIL}" for number in (0, 4)])
def test_a_form_in_which_a_mark_stands_is_written_whole(mark, tmp_path, whole):
    form = dataclasses.replace(FORM, guide=(*FORM.guide, ("甲", f"{mark}。")))
    Series(form).write(tmp_path / "a.xlsx", PLAIN)
    assert whole[-1] == PLAIN


def test_what_depends_on_the_length_of_a_text_is_written_whole(tmp_path, monkeypatch):
    """As if one day a row were made as high as a name is long."""

    def write(path, content, *, form):
        more = {"fax": "高" * len(content.unit.name)}
        write_template(path, dataclasses.replace(content, cover=more), form=form)

    monkeypatch.setattr(series, "write_template", write)
    Series(FORM).write(tmp_path / "series.xlsx", PLAIN)
    write(tmp_path / "whole.xlsx", PLAIN, form=FORM)
    assert (tmp_path / "series.xlsx").read_bytes() == (tmp_path / "whole.xlsx").read_bytes()


def test_what_does_not_fit_is_refused_as_ever(tmp_path):
    with pytest.raises(ValueError, match="单位代码"):
        Series(FORM).write(tmp_path / "a.xlsx", dataclasses.replace(PLAIN, unit=Unit("x" * 65, "甲局")))
    assert list(tmp_path.iterdir()) == []
