"""Reports whose tables were pulled about: random figures, laid out and changed as people change them, by seed.

Every figure of a report is another number, so that a grid tells by its values where each figure went. What is read is
held against that: a figure is right, or somebody is told about it. ``wrong(seed)`` gives what was lost in silence.
"""

import io
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
from documents import Table, expected, html_of, lay_out, text_of

from govxl import Content, Unit, edition, write_template
from govxl.reading.about import About
from govxl.reading.documents import document_grid
from govxl.reading.grids import Grid, GridBook
from govxl.reading.other import read_other
from govxl.reading.own import read_own
from govxl.refusal import Refused
from govxl.rules import complete

FORM = edition("2021")
TEXTS = {"overview": "情况良好。", "problems": "没有。", "other_matters": "未收取信息处理费。"}
PATH = Path("r.xlsx")


@dataclass
class Sheet:
    """A sheet while it is changed."""

    name: str
    rows: list[list[object]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def square(self) -> None:
        width = self.width
        for row in self.rows:
            row += [""] * (width - len(row))

    def spots(self, test: Callable[[object], bool]) -> list[tuple[int, int]]:
        return [(r, c) for r, row in enumerate(self.rows) for c, value in enumerate(row) if test(value)]

    def find(self, value: object) -> tuple[int, int] | None:
        return next(iter(self.spots(lambda v: v == value)), None)

    def fill(self, rectangle: tuple[int, int, int, int]) -> None:
        """Unmerge, the value in every cell."""
        self.merged.remove(rectangle)
        top, left, bottom, right = rectangle
        for row in range(top, min(bottom + 1, len(self.rows))):
            for column in range(left, right + 1):
                self.rows[row][column] = self.rows[top][left]

    def insert_rows(self, at: int, rows: list[list[object]]) -> None:
        count = len(rows)
        self.rows[at:at] = [row + [""] * (self.width - len(row)) for row in rows]
        self.merged = [(a + count * (a >= at), b, c + count * (c >= at), d) for a, b, c, d in self.merged]

    def delete_row(self, at: int) -> None:
        for a, b, c, _d in self.merged:  # a spreadsheet keeps the value of a merge whose first row goes
            if a == at < c and not _is_figure(self.rows[at][b]):
                self.rows[at + 1][b] = self.rows[at][b]
        del self.rows[at]
        merged = [(a - (a > at), b, c - (c >= at), d) for a, b, c, d in self.merged]
        self.merged = [(a, b, c, d) for a, b, c, d in merged if a <= c and (a, b) != (c, d)]

    def turn(self) -> None:
        """Rows become columns."""
        self.square()
        self.rows = [list(row) for row in zip(*self.rows, strict=True)]
        self.merged = [(b, a, d, c) for a, b, c, d in self.merged]

    def grid(self) -> Grid:
        self.square()
        return Grid([list(row) for row in self.rows], merged=tuple(self.merged))


# --------------------------------------------------------------------------------------------------------- the layouts


def figures_of(rng: random.Random) -> dict[str, int]:
    """All figures, each another number."""
    while True:
        entries = dict(
            zip((f.address for f in FORM.entries), rng.sample(range(100, 9000), len(FORM.entries)), strict=True)
        )
        everything = {spot: int(value) for spot, value in complete(FORM, entries).items()}
        if len(set(everything.values())) == len(everything):
            return everything


_TEMPLATE: list[bytes] = []


def own_sheets(figures: dict[str, int]) -> list[Sheet]:
    """The sheets of our own workbook, filled, totals as plain numbers."""
    if not _TEMPLATE:
        target = Path(tempfile.mkdtemp()) / "r.xlsx"
        cover = {"filler": "张三", "reviewer": "李四", "telephone": "010", "date": "2025年1月15日"}
        entries = {figure.address: 7 for figure in FORM.entries}
        write_template(target, Content(Unit("S1", "甲局"), 2024, "本机关", cover, entries, TEXTS))
        _TEMPLATE.append(target.read_bytes())
    from govxl.layout import layout_of

    book = openpyxl.load_workbook(io.BytesIO(_TEMPLATE[0]))
    sheets = []
    for page in book:
        rows = [
            ["" if cell is None or (isinstance(cell, str) and cell.startswith("=")) else cell for cell in row]
            for row in page.iter_rows(min_row=1, min_col=1, values_only=True)
        ]
        merged = [(r.min_row - 1, r.min_col - 1, r.max_row - 1, r.max_col - 1) for r in page.merged_cells.ranges]
        sheets.append(Sheet(page.title, rows, merged))
    by_name = {sheet.name: sheet for sheet in sheets}
    for spot, place in layout_of(FORM).places.items():
        if spot in figures:
            by_name[place.sheet].rows[place.row][place.column] = figures[spot]
    return sheets


def _number(text: str) -> object:
    return int(text) if text.isdigit() else text


def hand_made(figures: dict[str, int], rng: random.Random) -> list[Sheet]:
    """A workbook made by hand: each table on its own sheet, or all below each other on one."""
    report = {"agency": "甲局", "year": 2024, "figures": figures, "texts": TEXTS}
    blocks = lay_out(
        report,
        brackets=rng.choice("（(㈠"),
        ordinal=rng.choice(".．、"),
        spans=rng.random() < 0.7,
        subtotal_rows=rng.random() < 0.2,
        subtotal_columns=rng.random() < 0.2,
    )
    if rng.random() < 0.5:
        values, merged = expected(blocks)
        return [Sheet("Sheet1", [list(map(_number, row)) for row in values], list(merged))]
    sheets = [Sheet("文字", [])]
    for block in blocks:
        if isinstance(block, Table):
            rows = [list(map(_number, row)) for row in block.rows]
            sheets.append(Sheet(f"表{len(sheets)}", rows, list(block.merged)))
        else:
            sheets[0].rows.append([block])
    return sheets


# ------------------------------------------------------------------------------------------------------------- changes


@dataclass
class Case:
    """A report while it is pulled about: what a careful person would read, by address; None is lost."""

    rng: random.Random
    sheets: list[Sheet]
    truth: dict[str, object]
    log: list[str] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)  # figures of which two say different things

    def sheet(self) -> Sheet:
        """One that holds figures."""
        known = set(self.truth.values())
        return self.rng.choice(
            [s for s in self.sheets if any(v in known for row in s.rows for v in row if v != "")] or self.sheets
        )

    def rows(self, sheet: Sheet) -> list[int]:
        """Rows with figures."""
        return sorted({r for r, _ in sheet.spots(_is_figure)})

    def columns(self, sheet: Sheet) -> list[int]:
        return sorted({c for _, c in sheet.spots(_is_figure)})


def _is_figure(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 100 and value != 2024


def _is_label(value: object) -> bool:
    return isinstance(value, str) and 2 <= len(value) <= 60 and not value.startswith("govxl")


def _near(case: Case, sheet: Sheet) -> int:
    rows = case.rows(sheet) or [0]
    return min(len(sheet.rows), max(0, case.rng.choice(rows) + case.rng.choice([-3, -2, -1, 0, 1])))


def insert_row(case: Case, sheet: Sheet) -> None:
    kind = case.rng.choice(["blank", "text", "figures", "labelled", "subtotal"])
    row: list[object] = [""] * max(sheet.width, 1)
    columns = case.columns(sheet)
    if kind == "text":
        row[case.rng.randrange(len(row))] = case.rng.choice(["备注", "单位：件", "填表说明：无", "（续表）"])
    if kind in ("figures", "labelled", "subtotal"):
        for column in columns:
            row[column] = case.rng.randrange(20000, 90000)
    if kind == "labelled":
        row[0] = case.rng.choice(
            ["其中：涉企", "网上申请", "备案文件", "电话咨询", "上年数", "去年同期", "本年比上年增减"]
        )
    if kind == "subtotal":
        row[max(0, (columns or [1])[0] - 1)] = case.rng.choice(["小计", "合计", "其中", "共计", "总数"])
    sheet.insert_rows(_near(case, sheet), [row])


def delete_row(case: Case, sheet: Sheet) -> None:
    at = min(_near(case, sheet), len(sheet.rows) - 1)
    sheet.delete_row(at)


def duplicate_row(case: Case, sheet: Sheet) -> None:
    rows = case.rows(sheet)
    if not rows:
        return
    at = case.rng.choice(rows)
    copy = list(sheet.rows[at])
    if case.rng.random() < 0.6:
        known = {value: spot for spot, value in case.truth.items()}
        for column, value in enumerate(copy):
            if _is_figure(value):
                copy[column] = case.rng.randrange(20000, 90000)
                if value in known:
                    case.doubtful.add(known[value])
    to = at + 1 if case.rng.random() < 0.5 else min(len(sheet.rows), at + case.rng.randrange(4))
    sheet.insert_rows(to, [copy])


def swap_rows(case: Case, sheet: Sheet) -> None:
    """Two rows change places, but for cells that are merged over several rows."""
    rows = case.rows(sheet)
    if len(rows) < 2:
        return
    at = case.rng.randrange(len(rows) - 1)
    one, other = rows[at], rows[min(len(rows) - 1, at + case.rng.choice([1, 1, 2, 3]))]
    across = [{(b, e) for a, b, d, e in sheet.merged if a == d == row} for row in (one, other)]
    if across[0] != across[1]:
        return
    over = [{(a, b) for a, b, d, e in sheet.merged if a <= row <= d and a < d} for row in (one, other)]
    strip = any("结果维持" in "".join(str(v).split()) for row in sheet.rows for v in row)
    if strip and (over[0] != over[1] or not over[0]):  # its labels mean nothing without their group
        return
    fixed = {(r, c) for a, b, d, e in sheet.merged if d > a for r in range(a, d + 1) for c in range(b, e + 1)}
    for column in range(sheet.width):
        if (one, column) not in fixed and (other, column) not in fixed:
            a, b = sheet.rows[one], sheet.rows[other]
            a[column], b[column] = b[column], a[column]


def swap_labels(case: Case, sheet: Sheet) -> None:
    """Two labels change places with their figures left: a person reads the figures by the labels."""
    labels = ["结果维持", "结果纠正", "其他结果", "尚未审结"]
    spots = [(r, c) for r, c in sheet.spots(lambda v: isinstance(v, str) and "".join(v.split()) in labels)]
    if len(spots) < 2:
        return
    at = case.rng.randrange(len(spots) - 1)
    (r, c), (s, d) = spots[at], spots[at + 1]
    if r != s:
        return
    below = [row for row in sheet.rows[r + 1 : r + 4] if _is_figure(row[c]) and _is_figure(row[d])]
    if not below:
        return
    case.log.append(f"labels {sheet.rows[r][c]} {sheet.rows[s][d]}")
    below[0][c], below[0][d] = below[0][d], below[0][c]
    sheet.rows[r][c], sheet.rows[s][d] = sheet.rows[s][d], sheet.rows[r][c]


def typo(case: Case, sheet: Sheet) -> None:
    """A character is left out, replaced, doubled or inserted in a label."""
    spots = sheet.spots(_is_label)
    if not spots:
        return
    row, column = case.rng.choice(spots)
    text = list(str(sheet.rows[row][column]))
    for _ in range(case.rng.choice([1, 1, 2])):
        at = case.rng.randrange(len(text))
        what = case.rng.choice(["drop", "replace", "insert"])
        if what == "drop" and len(text) > 2:
            del text[at]
        elif what == "replace":
            text[at] = case.rng.choice("的上下本其一二信息公开维持纠正无三四")
        else:
            text.insert(at, case.rng.choice("的上下本其一二信息公开维持纠正无三四"))
    case.log.append(f"typo {sheet.rows[row][column]!r} -> {''.join(text)!r}")
    sheet.rows[row][column] = "".join(text)


def two_typos(case: Case, sheet: Sheet) -> None:
    """Two labels that are misspelt towards each other."""
    spots = [spot for spot in sheet.spots(_is_label) if len(str(sheet.rows[spot[0]][spot[1]])) < 30]
    if len(spots) < 2:
        return
    at = case.rng.randrange(len(spots) - 1)
    (r, c), (s, d) = spots[at], spots[at + 1]
    one, other = list(str(sheet.rows[r][c])), list(str(sheet.rows[s][d]))
    for number in case.rng.sample(
        range(min(len(one), len(other))), min(case.rng.choice([1, 2, 3]), len(one), len(other))
    ):
        if case.rng.random() < 0.5:
            one[number] = other[number]
        else:
            other[number] = one[number]
    case.log.append(f"{sheet.rows[r][c]!r} {sheet.rows[s][d]!r} -> {''.join(one)!r} {''.join(other)!r}")
    if "".join(one) != "".join(other) and "".join(one) != sheet.rows[s][d] and "".join(other) != sheet.rows[r][c]:
        sheet.rows[r][c], sheet.rows[s][d] = "".join(one), "".join(other)


def ordinals(case: Case, sheet: Sheet) -> None:
    """Ordinals of labels left out, or wrong."""
    import re

    wrong = case.rng.random() < 0.5
    for row, column in sheet.spots(_is_label):
        text = str(sheet.rows[row][column])
        if case.rng.random() < 0.3:
            match = re.match(r"\d[.．、]", text)
            if match and wrong:
                text = f"{case.rng.randrange(1, 9)}{text[1:]}"
            elif match:
                text = text[match.end() :]
            sheet.rows[row][column] = text


def split_label(case: Case, sheet: Sheet) -> None:
    """A label goes on in the cell to its right."""
    spots = [(r, c) for r, c in sheet.spots(_is_label) if c + 1 < len(sheet.rows[r]) and sheet.rows[r][c + 1] == ""]
    if spots:
        row, column = case.rng.choice(spots)
        text = str(sheet.rows[row][column])
        at = case.rng.randrange(1, len(text))
        sheet.rows[row][column], sheet.rows[row][column + 1] = text[:at], text[at:]


def unmerge(case: Case, sheet: Sheet) -> None:
    filled = case.rng.random() < 0.5
    for rectangle in list(sheet.merged):
        if case.rng.random() < 0.7:
            if filled and not _is_figure(sheet.rows[rectangle[0]][rectangle[1]]):
                sheet.fill(rectangle)
            else:
                sheet.merged.remove(rectangle)


def merge_values(case: Case, sheet: Sheet) -> None:
    figures = sheet.spots(_is_figure)
    if figures:
        row, column = case.rng.choice(figures)
        if column + 1 < sheet.width and case.rng.random() < 0.5:
            sheet.rows[row][column + 1] = ""
            sheet.merged.append((row, column, row, column + 1))
        elif row + 1 < len(sheet.rows):
            sheet.rows[row + 1][column] = ""
            sheet.merged.append((row, column, row + 1, column))


def remark(case: Case, sheet: Sheet) -> None:
    spots = sheet.spots(_is_label)
    for row, column in case.rng.sample(spots, min(3, len(spots))):
        sheet.rows[row][column] = str(sheet.rows[row][column]) + case.rng.choice(
            ["（件）", "（单位：件）", "（注1）", "*", "：", "（含上年）"]
        )


def numbers_column(case: Case, sheet: Sheet) -> None:
    """A column 序号 in front, with numbers."""
    sheet.turn()
    column: list[object] = [""] * sheet.width
    rows = sheet.spots(_is_figure)
    tops = sorted({c for _, c in rows})
    for number, at in enumerate(tops, 1):
        column[at] = number
    if tops and tops[0]:
        column[tops[0] - 1] = "序号"
    sheet.insert_rows(0, [column])
    sheet.turn()


def empty_column(case: Case, sheet: Sheet) -> None:
    sheet.turn()
    sheet.insert_rows(case.rng.choice([0, 0, _near(case, sheet)]), [[]])
    sheet.turn()


def other_column(case: Case, sheet: Sheet) -> None:
    """A column of figures of somebody's own."""
    sheet.turn()
    row: list[object] = [""] * sheet.width
    rows = case.columns(sheet)  # turned: those with figures
    for at in rows:
        row[at] = case.rng.randrange(20000, 90000)
    if rows and rows[0]:
        row[rows[0] - 1] = case.rng.choice(
            ["备注", "小计", "上年数", "去年", "其中：网络", "合计", "", "2023年", "共计"]
        )
    sheet.insert_rows(_near(case, sheet), [row])
    sheet.turn()


def delete_column(case: Case, sheet: Sheet) -> None:
    columns = case.columns(sheet)
    if columns:
        sheet.turn()
        sheet.delete_row(case.rng.choice([*columns, columns[-1], max(0, columns[0] - 1)]))
        sheet.turn()


def swap_columns(case: Case, sheet: Sheet) -> None:
    sheet.turn()
    swap_rows(case, sheet)
    sheet.turn()


def last_year_beside(case: Case, sheet: Sheet) -> None:
    """Beside each column of figures last year's, told apart by a row of heads below the others."""
    rows = case.rows(sheet)
    if not rows or rows != list(range(rows[0], rows[-1] + 1)):
        return
    this, last = case.rng.choice([("本年", "上年"), ("今年", "去年"), ("2024年", "2023年"), ("2024", "2023")])
    first = case.rng.random() < 0.5
    columns = case.columns(sheet)
    top = rows[0]
    for column in reversed(columns):
        sheet.turn()
        made: list[object] = [""] * sheet.width
        for row in rows:
            made[row] = case.rng.randrange(20000, 90000)
        sheet.insert_rows(column + first, [made])
        sheet.turn()
    if case.rng.random() < 0.5:  # each head over both
        for number, column in enumerate(columns):
            left = column + number
            for row in range(top):
                pair = sheet.rows[row][left : left + 2]
                inside = any(a <= row <= c and b <= left + 1 and d >= left for a, b, c, d in sheet.merged)
                if sorted(map(bool, pair)) == [False, True] and not inside:
                    sheet.rows[row][left : left + 2] = [pair[0] or pair[1], ""]
                    sheet.merged.append((row, left, row, left + 1))
    heads: list[object] = [""] * sheet.width
    for number, column in enumerate(columns):
        heads[column + number], heads[column + number + 1] = (this, last) if first else (last, this)
    sheet.insert_rows(top, [heads])


def duplicate_table(case: Case, sheet: Sheet) -> None:
    """A table stands there again: below, beside or on a sheet of its own, with last year's figures or the same."""
    import copy

    other = copy.deepcopy(sheet)
    if case.rng.random() < 0.6:
        for r, c in other.spots(_is_figure):
            other.rows[r][c] = case.rng.randrange(20000, 90000)
        known = {value: spot for spot, value in case.truth.items()}
        if case.rng.random() < 0.5:
            other.insert_rows(0, [[case.rng.choice(["2023年", "上年数据", "去年同期"])]])
        here = {known[v] for row in sheet.rows for v in row if isinstance(v, int) and v in known}
        case.doubtful |= here
    where = case.rng.choice(["sheet", "below", "beside", "above"])
    if where == "sheet":
        other.name = sheet.name + "(2)"
        case.sheets.insert(case.sheets.index(sheet) + case.rng.randrange(2), other)
    elif where in ("below", "above"):
        at = len(sheet.rows) if where == "below" else 0
        sheet.insert_rows(at, [list(row) for row in other.rows] + [[]] * case.rng.randrange(3))
        sheet.merged += [(a + at, b, c + at, d) for a, b, c, d in other.merged]
    else:
        sheet.square()
        width = sheet.width + case.rng.randrange(1, 3)
        for row in other.rows[len(sheet.rows) :]:
            sheet.rows.append([""] * len(row))
        for row in sheet.rows:
            row += [""] * (width - len(row))
        for at, row in enumerate(other.rows):
            sheet.rows[at] += row
        sheet.merged += [(a, b + width, c, d + width) for a, b, c, d in other.merged]


def offset(case: Case, sheet: Sheet) -> None:
    sheet.insert_rows(0, [[]] * case.rng.randrange(1, 4))
    if case.rng.random() < 0.5:
        sheet.turn()
        sheet.insert_rows(0, [[]])
        sheet.turn()


def rename(case: Case, sheet: Sheet) -> None:
    sheet.name = case.rng.choice(["Sheet9", "附表", sheet.name + " ", "表" + sheet.name])


def rename_all(case: Case, sheet: Sheet) -> None:
    names = [s.name for s in case.sheets]
    one = case.rng.choice(case.sheets)
    if not one.name.startswith("_") and names.count(one.name) == 1:
        one.name, sheet.name = sheet.name, one.name


def transpose(case: Case, sheet: Sheet) -> None:
    sheet.turn()


def yuan(case: Case, sheet: Sheet) -> None:
    """The fees in yuan: what was read as ten thousand yuan is less."""
    for row, column in sheet.spots(lambda v: isinstance(v, str) and "收费金额" in v):
        sheet.rows[row][column] = case.rng.choice(
            ["本年收费金额（单位：元）", "本年收费金额（元）", "本年收费金额/元", "本年收费金额 单位元"]
        )
        spot = "disclosure.fees.amount"
        if isinstance(case.truth.get(spot), int):
            case.truth[spot] = Decimal(str(case.truth[spot])) / 10000


def put_together(case: Case, sheet: Sheet) -> None:
    """Another sheet's rows below or beside."""
    others = [
        s
        for s in case.sheets
        if s is not sheet and not s.name.startswith("_") and s.name not in ("封面", "校验", "填报说明")
    ]
    if not others:
        return
    other = case.rng.choice(others)
    case.sheets.remove(other)
    if case.rng.random() < 0.5:
        at = len(sheet.rows) if case.rng.random() < 0.5 else 0
        sheet.insert_rows(at, [list(row) for row in other.rows])
        sheet.merged += [(a + at, b, c + at, d) for a, b, c, d in other.merged]
        return
    sheet.square()
    width = sheet.width + case.rng.randrange(2)
    for _ in other.rows[len(sheet.rows) :]:
        sheet.rows.append([])
    for row in sheet.rows:
        row += [""] * (width - len(row))
    for at, row in enumerate(other.rows):
        sheet.rows[at] += row
    sheet.merged += [(a, b + width, c, d + width) for a, b, c, d in other.merged]


def footnote(case: Case, sheet: Sheet) -> None:
    sheet.insert_rows(
        len(sheet.rows),
        [
            [f"注：{case.rng.randrange(100, 999)}件为上年结转"],
            ["合计", *[case.rng.randrange(20000, 90000) for _ in range(5)]],
        ],
    )


CHANGES = [
    two_typos, insert_row, insert_row, delete_row, duplicate_row, swap_rows, swap_labels, typo, typo, ordinals,
    split_label, unmerge, merge_values, remark, numbers_column, empty_column, other_column, other_column,
    delete_column, swap_columns, last_year_beside, duplicate_table, offset, rename, rename_all, transpose, yuan,
    put_together, footnote,
]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- verdict


def wrong(seed: int, changes: list | None = None) -> tuple[list[str], Case]:
    """What of a report of this seed was read wrong, or lost, without a word."""
    rng = random.Random(seed)
    figures = figures_of(rng)
    layout = rng.choice(["own", "made", "made", "html", "docx", "text"])
    case = Case(rng, own_sheets(figures) if layout == "own" else hand_made(figures, rng), dict(figures), [layout])
    for change in changes or rng.choices(CHANGES, k=rng.choice([1, 1, 2, 2, 3, 4])):
        sheet = case.sheet()
        case.log.append(f"{change.__name__} {sheet.name}")
        sheet.square()
        change(case, sheet)
        sheet.square()
    if layout == "html":
        case.sheets = _document(case.sheets, "html")
    elif layout == "text":
        # Left out here and there only, or among figures: nobody can tell which cell is which but by the totals.
        whole = not any(entry.startswith(("unmerge", "merge_values")) for entry in case.log)
        case.sheets = _document(case.sheets, rng.choice(["tabs", "csv", *(["bars"] * 2 * whole)]))
    grids = {sheet.name: sheet.grid() for sheet in case.sheets}
    try:
        if layout == "own":
            filing = read_own(PATH, GridBook(grids), About("xls"))
        else:
            source = {"html": "html", "docx": "docx", "text": "text"}.get(layout, "workbook")
            filing = read_other(PATH, source, grids, About("xlsx"))  # type: ignore[arg-type]
    except Refused:
        return [], case
    return list(_judge(case, filing)), case


def _document(sheets: list[Sheet], form: str) -> list[Sheet]:
    """All sheets through a file of another kind."""
    blocks = []
    for sheet in sheets:
        sheet.square()
        if sheet.width > 1:
            blocks.append(Table([[str(v) for v in row] for row in sheet.rows], list(sheet.merged)))
        else:
            blocks += [str(row[0]) for row in sheet.rows if row and row[0] != ""]
    if form == "html":
        grid = document_grid(html_of(blocks).encode(), "html")
    else:
        grid = document_grid(text_of(blocks, form).encode(), "text")
    return [Sheet("文档", [list(row) for row in grid.values], list(grid.merged))]


def _judge(case: Case, filing):
    where: dict[str, list[tuple[str, int, int]]] = {}
    known = {value: spot for spot, value in case.truth.items()}
    fee = "disclosure.fees.amount"
    for sheet in case.sheets:
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                if isinstance(value, str) and value.isdigit():
                    value = int(value)
                if isinstance(value, int) and (spot := known.get(value)):
                    where.setdefault(spot, []).append((sheet.name, r, c))
    spoken = [f for f in filing.findings if f.severity in ("error", "warning")]
    named = {spot for f in spoken for spot in f.figures}
    lines = [f for f in spoken if f.place and not f.figures and f.code in ("layout-changed", "hidden-content")]
    rows = {(f.place.sheet, f.place.row) for f in lines}
    columns = {(f.place.sheet, f.place.column) for f in lines if f.code == "layout-changed"}
    read = {**filing.entries, **filing.typed}
    for spot, true in case.truth.items():
        got = read.get(spot)
        stands = spot in where or (spot == fee and isinstance(true, Decimal))
        sure = spot not in case.doubtful
        if got is not None and got == true and stands and sure:
            continue
        if spot not in filing.form.by_address and any(
            f.code == "old-edition" or any(one.startswith(spot.split(".")[0]) for one in f.figures) for f in spoken
        ):
            continue  # its table is of another edition, or not there
        if got is None and not stands and FORM.by_address[spot].derived:
            continue  # nothing was there, and it is worked out
        if spot in named or (not sure and not stands):  # of two only the other is left: nobody can know
            continue
        places = list(where.get(spot, ()))
        if spot in filing.places:
            place = filing.places[spot]
            places.append((place.sheet, place.row, place.column))
        if any((s, r) in rows or (s, c) in columns for s, r, c in places):
            continue
        if got == true and stands:  # doubtful, and rightly chosen
            continue
        yield f"{spot}: read {got}, true {true if stands else 'nothing'}{'' if sure else ' (two)'} at {places}"
