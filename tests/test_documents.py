"""Word, HTML and text come back as the grid that was laid out, however broken; what is hostile is refused at once."""

import email.mime.multipart
import email.mime.text
import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from govxl.reading.documents import document_grid
from govxl.reading.gate import Refused
from govxl.reading.numbering import written
from tests.documents import (
    OTHER_TITLES,
    Table,
    expected,
    html_of,
    lay_out,
    text_of,
    write_docx,
    write_docx_blocks,
    write_html,
    write_text,
)

DATA = Path(__file__).with_name("data")
REPORTS = ["00", "01", "02", "05", "06", "07", "10", "13"]
VARIANTS = [
    {},
    {"brackets": "(", "broken": " ", "zeros": "", "full_width": True, "spans": False, "title": ""},
    {
        "brackets": "㈠",
        "ordinal": "、",
        "broken": "\n",
        "quotes": '"',
        "normative": "规范性文件",
        "carried_out": "四、结转下一年度",
        "total": "合计",
        "titles": OTHER_TITLES,
        "subtotal_rows": True,
        "subtotal_columns": True,
        "thousands": True,
    },
]


def report(name: str) -> dict:
    return json.loads((DATA / f"report_{name}.json").read_text("utf-8"))


def read(data: bytes | str | Path, format: str) -> tuple[list[list[object]], list[tuple[int, int, int, int]]]:
    if isinstance(data, Path):
        data = data.read_bytes()
    grid = document_grid(data.encode() if isinstance(data, str) else data, format)
    return [list(row) for row in grid.values], sorted(grid.merged)


def rows(data: bytes | str, format: str = "html") -> list[list[object]]:
    return read(data, format)[0]


def wanted(report: dict, **variants) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    values, merged = expected(lay_out(report, **variants))
    return values, sorted(merged)


def docx(body: str, **parts: str) -> bytes:
    """A document with this body; ``numbering`` and ``styles`` are other parts."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    out = io.BytesIO()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = "".join(f'<Relationship Id="{part}" Type="{office}/{part}" Target="{part}.xml"/>' for part in parts)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{package}">{relations}</Relationships>'
        )
        archive.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
        for part, xml in parts.items():
            archive.writestr(f"word/{part}.xml", f"<w:{part} {names}>{xml}</w:{part}>")
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


# ------------------------------------------------------------------------------------------------ what was laid out


def test_the_official_layout_has_the_shapes_of_the_law() -> None:
    """The helper itself: 4 × 14, 28 × 10 and 4 × 15, as the official form is."""
    tables = [block for block in lay_out(report("00")) if isinstance(block, Table)]
    assert [(len(table.rows), len(table.rows[0])) for table in tables] == [(14, 4), (28, 10), (4, 15)]
    assert tables[1].rows[9] == ["", "", "3.危及“三安全一稳定”", *["0"] * 7]
    assert {(0, 0, 2, 2), (0, 3, 0, 9), (1, 4, 1, 8), (5, 0, 26, 0), (7, 1, 14, 1), (26, 1, 26, 2)} < set(
        tables[1].merged
    )
    old = [block for block in lay_out(report("02")) if isinstance(block, Table)]
    assert [(len(table.rows), len(table.rows[0])) for table in old] == [(18, 4), (26, 10), (4, 15)]
    assert old[0].rows[-1] == ["政府集中采购", "6", "251000元", ""]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("variants", VARIANTS, ids=["official", "typed", "free"])
def test_html_reads_back_as_laid_out(tmp_path: Path, name: str, variants: dict) -> None:
    made = write_html(tmp_path / "r.html", report(name), **variants)
    assert read(made, "html") == wanted(report(name), **variants)


@pytest.mark.parametrize("how", [{"site": True, "encoding": "gbk"}, {"word": True, "encoding": "utf-16"}])
def test_html_of_a_site_and_of_word(tmp_path: Path, how: dict) -> None:
    made = write_html(tmp_path / "r.html", report("05"), **how)
    assert read(made, "html") == wanted(report("05"))


@pytest.mark.parametrize(("name", "variants"), [("00", 0), ("02", 0), ("05", 2), ("13", 1)])
def test_docx_reads_back_as_laid_out(tmp_path: Path, name: str, variants: int) -> None:
    made = write_docx(tmp_path / "r.docx", report(name), **VARIANTS[variants])
    assert read(made, "docx") == wanted(report(name), **VARIANTS[variants])


def test_docx_with_automatic_ordinals(tmp_path: Path) -> None:
    made = write_docx(tmp_path / "r.docx", report("00"), numbered=True)
    with zipfile.ZipFile(made) as archive:
        assert "一、总体情况" not in archive.read("word/document.xml").decode()
    assert read(made, "docx") == wanted(report("00"))


@pytest.mark.parametrize("form", ["tabs", "markdown", "csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_reads_back_as_laid_out(tmp_path: Path, form: str, encoding: str) -> None:
    values, _ = wanted(report("05"))
    for row in values:
        while len(row) > 1 and not row[-1]:
            row.pop()
    made = write_text(tmp_path / "r.txt", report("05"), form=form, encoding=encoding)
    assert read(made, "text") == (values, [])


def test_the_text_of_the_seed() -> None:
    got = rows((DATA / "report_00.txt").read_bytes(), "text")
    assert len(got) == 63 - 1  # as laid out, without the line of the title
    assert got[7] == ["第二十条第(一)项"]
    assert got[9] == ["规章", "0", "0", "0"]
    assert got[24] == ["商业 企业", "科研 机构", "社会公益组织", "法律服务机构", "其他"]
    assert got[27] == ["三、本年度办理结果", "(一)予以公开", "0", "0", "0", "0", "0", "0", "0"]
    assert got[43] == ["4.无正当理由大量反复申请", "13", "0", "0", "0", "0", "0", "13"]
    assert got[54] == ["0"] * 15
    made = rows(text_of(lay_out(report("00"), title=""), "bars"), "text")
    assert [row[-7:] for row in made if row[-1].isdigit()] == [row[-7:] for row in got if row[-1].isdigit()]
    assert [len(row) for row in made] == [len(row) for row in got]


# ------------------------------------------------------------------------------------------------------------- HTML


@pytest.mark.parametrize(
    ("page", "values"),
    [
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>x", [["a", "b"], ["c", "d"], ["x"]]),
        ("<table><td>a</td><td>b</td></tr><tr><td>c</table>", [["a", "b"], ["c", ""]]),
        ("<table>before<tr><td>a<td>b</tr></table>", [["before"], ["a", "b"]]),
        ("<table><tr><td>a</td></td></div></tr><tr><td>b</td></tr></table></table><p>c", [["a"], ["b"], ["c"]]),
        ("<div><table><tr><td>a</div></td><td>b</td></tr></table></div>t", [["a", "b"], ["t"]]),
        ("<p>a</p></body></html><p>b</p>", [["a"], ["b"]]),
        ("<div><html><body><p>a</p></body></html></div><p>b</p>", [["a"], ["b"]]),
        ("<td>a</td><td>b", [["a"], ["b"]]),
        ("<p>a<p>b<br>c<br/><br>d<div>e", [["a"], ["b\nc"], ["d"], ["e"]]),
        ("<p>主动\r\n\t 公开<b>情\n</b> 况</p>\n", [["主动 公开情 况"]]),
        ("<p>&nbsp;&#12288;1&nbsp;&lt;2&amp;&ldquo;</p><p>&nbsp;</p>", [["1 <2&“"]]),
        ("<p>a<!-- x --><script>y</script>b<span style='display : none'>z</span>c<i hidden>w</i>", [["abc"]]),
        ("<p><![if !supportLists]>一、<![endif]>总<o:p></o:p>体<!--[if mso]>x<![endif]-->", [["一、总体"]]),
        ("<pre>a\n b</pre>", [["a\nb"]]),
        ("<ul><li>a<li>b</ul><table><caption>c</caption><tr><th>d<th>e</table>", [["a"], ["b"], ["c"], ["d", "e"]]),
        ("<title>t</title><p>a", [["t"], ["a"]]),
        ("<title>甲 2024年</title><h1>甲\n2024年报告</h1>", [["甲 2024年报告"]]),
        ("<p>a\N{ZERO WIDTH SPACE}b\N{ZERO WIDTH NO-BREAK SPACE}", [["ab"]]),
    ],
)
def test_broken_and_odd_html(page: str, values: list[list[str]]) -> None:
    assert rows(page) == values


@pytest.mark.parametrize(
    ("table", "values", "merged"),
    [
        (
            "<tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d",
            [["a", "b", ""], ["", "c", "d"]],
            [(0, 0, 1, 0), (0, 1, 0, 2)],
        ),
        ("<tr><td rowspan=9>a<td>b<tr><td>c", [["a", "b"], ["", "c"]], [(0, 0, 1, 0)]),
        ("<tr><td rowspan=0>a<td>b<tr><td>c", [["a", "b"], ["", "c"]], [(0, 0, 1, 0)]),
        ("<tr><td colspan=100>a<tr><td>b<td>c", [["a", ""], ["b", "c"]], [(0, 0, 0, 1)]),
        (
            "<tr><td colspan='2px'>a<td colspan=x>b<tr><td>c<td>d<td>e",
            [["a", "", "b"], ["c", "d", "e"]],
            [(0, 0, 0, 1)],
        ),
        ("<tr><td>a<tr><td>b<td>c<td>d<tr>", [["a", "", ""], ["b", "c", "d"], ["", "", ""]], []),
        (
            "<tr><td>a<td rowspan=2>b<tr><td colspan=2>c<tr><td>d<td>e",
            [["a", "b"], ["c", ""], ["d", "e"]],
            [(0, 1, 1, 1)],
        ),
        ("<tr style='display:none'><td>x<tr><td>a<td>b", [["a", "b"]], []),
    ],
)
def test_spans_are_laid_out_as_a_browser_does(table: str, values: list, merged: list) -> None:
    assert read(f"<table>{table}</table>", "html") == (values, merged)


def test_layout_tables_are_taken_apart() -> None:
    page = (
        "<table><tr><td>菜单</td><td><table><tr><td><p>标题</p><table><tr><td>规章<td>0</tr></table>尾</td></tr></table>"
        "</td></tr><tr><td colspan=2>版权</td></tr></table>"
    )
    assert read(page, "html") == ([["菜单"], ["标题"], ["规章", "0"], ["尾"], ["版权"]], [])


@pytest.mark.parametrize(
    ("encoding", "claims"),
    [
        *((encoding, ["", "gb2312", "utf-8"]) for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")),
        *((encoding, ["", "gb2312", "big5"]) for encoding in ("utf-8-sig", "utf-16")),
        ("big5", ["big5"]),
    ],
)
def test_encodings_are_known_by_the_bytes(encoding: str, claims: list[str]) -> None:
    for claim in claims:
        page = f'<meta charset="{claim}"><table><tr><td>結果維持<td>12</table>'
        assert rows(page.encode(encoding)) == [["結果維持", "12"]], claim


def test_one_damaged_byte_does_not_turn_a_page_to_gibberish() -> None:
    page = html_of(lay_out(report("00"))).encode()
    place = page.index("现行有效".encode())
    got = rows(page[:place] + b"\xff" + page[place + 1 :])
    assert got[10] == wanted(report("00"))[0][10]


def test_a_page_in_one_file() -> None:
    whole = email.mime.multipart.MIMEMultipart("related")
    whole["From"] = "<由 Microsoft Word 保存>"
    whole.attach(email.mime.text.MIMEText(html_of(lay_out(report("05"))), "html", "gb18030"))
    whole.attach(email.mime.text.MIMEText("<xml>不是正文</xml>", "xml", "utf-8"))
    assert read(whole.as_bytes(), "html") == wanted(report("05"))


# ------------------------------------------------------------------------------------------------------------- Word


def test_what_is_merged_in_word() -> None:
    body = tbl(
        tr(tc("a", '<w:vMerge w:val="restart"/>'), tc("b", '<w:gridSpan w:val="2"/>')),
        tr(tc("隐", "<w:vMerge/>"), tc("c"), tc("d")),
        tr(tc("e"), tc("f", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>")),
        tr(tc("g"), tc("h"), properties='<w:gridBefore w:val="1"/>'),
        tr(tc("x"), tc("y"), properties="<w:del/>"),
    )
    assert read(docx(body), "docx") == (
        [["a", "b", ""], ["", "c", "d"], ["e", "f", ""], ["", "g", "h"]],
        [(0, 0, 1, 0), (0, 1, 0, 2), (2, 1, 2, 2)],
    )


def test_slivers_between_columns_are_no_columns() -> None:
    """LibreOffice leaves one, 1/1440 of an inch wide, where the borders of two rows differ by rounding."""
    body = tbl(
        tr(tc("复议", '<w:gridSpan w:val="2"/>'), tc("诉讼", '<w:gridSpan w:val="2"/>')),
        tr(tc("1"), tc("2", '<w:gridSpan w:val="2"/>'), tc("3")),
        widths=(576, 575, 1, 576),
    )
    assert read(docx(body), "docx") == ([["复议", "", "诉讼"], ["1", "2", "3"]], [(0, 0, 0, 1)])
    assert read(docx(body.replace('w:w="1"', 'w:w="576"')), "docx")[0] == [
        ["复议", "", "诉讼", ""],
        ["1", "2", "", "3"],
    ]


def test_inner_tables_follow_their_row_but_not_within_merged_rows() -> None:
    inner = f"<w:tc>{tbl(tr(tc('i'), tc('j')))}<w:p/></w:tc>"
    body = tbl(
        tr(tc("a", '<w:vMerge w:val="restart"/>'), inner), tr(tc("", "<w:vMerge/>"), tc("b")), tr(tc("c"), tc("d"))
    )
    assert read(docx(body), "docx") == ([["a", ""], ["", "b"], ["i", "j"], ["c", "d"]], [(0, 0, 1, 0)])
    assert rows(docx(tbl(tr(f"<w:tc>{p('一')}{p('二')}{tbl(tr(tc('i'), tc('j')))}</w:tc>"))), "docx") == [
        ["一"],
        ["二"],
        ["i", "j"],
    ]


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p><w:p/>", [["甲\n乙\t丙"]]),
        (
            "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>",
            [["新"]],
        ),
        ("<w:sdt><w:sdtPr/><w:sdtContent>" + p("内") + "</w:sdtContent></w:sdt>", [["内"]]),
        (
            "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处</w:t></w:r></w:sdtContent>"
            "</w:sdt><w:r><w:t>留</w:t></w:r></w:p>",
            [["留"]],
        ),
        (
            "<w:p><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
            [["链"]],
        ),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>显</w:t></w:r></w:p>", [["显"]]),
        (
            '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice><w:txbxContent>{p('框')}</w:txbxContent></mc:Choice>"
            f"<mc:Fallback><w:pict><w:txbxContent>{p('框')}</w:txbxContent></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r><w:r><w:t>段</w:t></w:r></w:p>",
            [["框"], ["段"]],
        ),
    ],
    ids=["signs", "tracked", "control", "placeholder", "link", "hidden", "text box"],
)
def test_what_counts_in_word(body: str, values: list[list[str]]) -> None:
    assert rows(docx(body), "docx") == values


def test_automatic_numbers_of_styles_levels_and_restarts() -> None:
    def level(depth: int, format: str, text: str, more: str = "") -> str:
        return f'<w:lvl w:ilvl="{depth}">{more}<w:numFmt w:val="{format}"/><w:lvlText w:val="{text}"/></w:lvl>'

    numbering = (
        '<w:abstractNum w:abstractNumId="4">'
        + level(0, "chineseCounting", "%1、", '<w:pStyle w:val="H"/>')
        + level(1, "japaneseCounting", "（%2）")
        + level(2, "decimal", "%3.")
        + '</w:abstractNum><w:abstractNum w:abstractNumId="5">'
        + level(0, "bullet", "\uf06c")
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="4"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="4"/>'
        '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride>'
        '</w:num><w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num>'
    )
    styles = (
        '<w:style w:styleId="H"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="K"><w:basedOn w:val="H"/></w:style>'
    )

    def at(number: int, depth: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'

    body = [
        p("总体", '<w:pStyle w:val="H"/>'),
        p("主动", at(1, 1)),
        p("依申请", at(1, 1)),
        p("国家秘密", at(1, 2)),
        p("2024年", at(1, 2)),
        p("其他", at(2, 2)),
        p("公开", '<w:pStyle w:val="K"/>'),
        p("平台", at(1, 1)),
        p("点", at(3, 0)),
        p("14", at(1, 1)),
        p("无", '<w:pStyle w:val="H"/>' + at(0, 0)),
    ]
    assert [row[0] for row in rows(docx("".join(body), numbering=numbering, styles=styles), "docx")] == [
        "一、总体",
        "（一）主动",
        "（二）依申请",
        "1.国家秘密",
        "2. 2024年",
        "1.其他",
        "二、公开",
        "（一）平台",
        "点",
        "14",  # a figure never grows by a number before it
        "无",
    ]


def test_numbers_as_word_writes_them() -> None:
    assert [written(n, "chineseCounting") for n in (1, 10, 11, 20, 21, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]
    assert [written(3, f) for f in ("decimal", "decimalEnclosedCircle", "decimalFullWidth", "upperLetter")] == [
        "3",
        "③",
        "３",
        "C",
    ]
    assert written(3, "hebrew1") is None


def test_documents_of_sites_that_only_wrap_a_page(tmp_path: Path) -> None:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    made = docx(f'<w:altChunk xmlns:r="{relations}" r:id="aFChunk"/>', aFChunk="")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name).replace(b'"aFChunk.xml"', b'"/word/a.html"'))
        archive.writestr("word/a.html", html_of(lay_out(report("05"))))
    assert read(out.getvalue(), "docx") == wanted(report("05"))


# ------------------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("规章 | 0 | 0\n行政许可 | 3\n完", [["规章", "0", "0"], ["行政许可", "3"], ["完"]]),
        ("| a | b |\n|:--|--:|\n| | 1 |\n", [["a", "b"], ["", "1"]]),
        ("a | b |\n | 1 |\n", [["a", "b"], ["", "1"]]),
        ("\t\t缩进的段落\n正文\n", [["缩进的段落"], ["正文"]]),
        ("表\n\t\t总计\n规章\t\t1\n\t段\n", [["表"], ["", "", "总计"], ["规章", "", "1"], ["段"]]),
        ("一,二，三\r\r\n甲，乙\r", [["一,二，三"], ["甲，乙"]]),
        ('项目,"商业\n企业",总计\n新收,1,"1,234"\n', [["项目", "商业\n企业", "总计"], ["新收", "1", "1,234"]]),
        ("a,b,c\n共3件,其中甲1件,乙1件,丙1件。\n共2件,其中甲1件,乙1件,没有。,\n", None),
    ],
)
def test_lines_of_text(text: str, values: list[list[str]] | None) -> None:
    assert rows(text, "text") == (values or [[line] for line in text.split("\n") if line])


# --------------------------------------------------------------------------------------------------------- refusals


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:p/>" * (9 << 20))
    return out.getvalue()


ENTITIES = '<!DOCTYPE w:document [<!ENTITY a "{}">]><w:document xmlns:w="x/wordprocessingml/main"/>'.format("a" * 99)
HOSTILE = {
    "docx bomb": ("docx", bomb, "too-large"),
    "docx deep": (
        "docx",
        lambda: docx("<w:tbl><w:tr><w:tc>" * 50_000 + "</w:tc></w:tr></w:tbl>" * 50_000),
        "too-large",
    ),
    "docx deep runs": ("docx", lambda: docx("<w:r>" * 150_000 + "</w:r>" * 150_000), "unreadable"),
    "docx wide": ("docx", lambda: docx(tbl(tr(*[tc("a")] * 300))), "too-large"),
    "docx many tags": ("docx", lambda: docx("<w:p/>" * 700_000), "too-large"),
    "docx cut": ("docx", lambda: docx(p("a"))[:-30], "unreadable"),
    "docx without body": ("docx", lambda: docx("")[:22] + b"", "unreadable"),
    "docx empty": ("docx", lambda: docx("<w:p/>"), "unreadable"),
    "html deep div": ("html", lambda: b"<div>" * 100_000 + b"x", "too-large"),
    "html deep tables": ("html", lambda: b"<table><tr><td>" * 90_000 + b"x", "too-large"),
    "html tables in tables": ("html", lambda: b"<table><tr><td>" * 300 + b"x", "too-large"),
    "html many tags": ("html", lambda: b"<b></b>" * 280_000, "too-large"),
    "html spans": ("html", lambda: b"<table><tr>" + b"<td colspan=1000 rowspan=65534>" * 60_000, "too-large"),
    "html tall": ("html", lambda: b"<table><tr>" + b"<td>" * 200 + b"<tr><td>" * 50_000, "too-large"),
    "html picture only": ("html", lambda: b"<img src=a.png>", "unreadable"),
    "html frames": ("html", lambda: b"<frameset><frame src=sheet001.htm></frameset>", "unreadable"),
    "mime deep": ("html", lambda: deep_mime(), "unreadable"),
    "binary": ("text", lambda: bytes(range(256)) * 99, "unreadable"),
    "text size": ("text", lambda: b"a" * (6 << 20), "too-large"),
    "text lines": ("text", lambda: b"a\n" * 60_000, "too-large"),
    "text columns": ("text", lambda: b"a|" * 300, "too-large"),
    "text empty": ("text", lambda: b" \n", "unreadable"),
}


def deep_mime() -> bytes:
    levels = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
    return ("MIME-Version: 1.0\n" + levels).encode()


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_documents_are_refused_in_time(case: str) -> None:
    format, make, code = HOSTILE[case]
    data = make()
    start = time.process_time()
    with pytest.raises(Refused) as refusal:
        document_grid(data, format)
    assert refusal.value.code == code
    assert refusal.value.message
    assert time.process_time() - start < 2


def test_no_entity_is_expanded() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", ENTITIES)
    with pytest.raises(Refused, match=r"word/document\.xml"):
        document_grid(out.getvalue(), "docx")
    page = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>a&x;b</p>'
    assert all("&x;" in row[0] or "ab" in row[0] for row in rows(page) if "a" in str(row[0]))


@pytest.mark.parametrize(
    "page",
    [b"<p>" + "字".encode() * 700_000, b"<p a=" + b"'x " * 700_000, b"<" * 200_000, b"&" * 2_000_000, b"<p>" * 99_999],
)
def test_long_lines_are_read_in_time(page: bytes) -> None:
    start = time.process_time()
    try:
        document_grid(page + b"<p>end", "html")
    except Refused:
        assert page.startswith((b"<p a", b"<<"))
    assert time.process_time() - start < 2


def test_blocks_of_ones_own(tmp_path: Path) -> None:
    blocks = ["甲\n乙", Table([["a", "b"], ["", "c"]], [(0, 0, 1, 0)]), "丙"]
    assert read(write_docx_blocks(tmp_path / "r.docx", blocks), "docx") == expected(blocks)
