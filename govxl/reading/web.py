"""Web pages: of government sites, "save as web page" of Word, WPS, Excel and LibreOffice, and the same in one file.

lxml reads broken pages as they are meant, quickly and within a fixed depth; spans are laid out as a browser does.
"""

from __future__ import annotations

import re

from lxml import etree

from govxl import texts
from govxl.reading import words
from govxl.reading.encoding import decode
from govxl.reading.flow import Flow
from govxl.reading.gate import Refused
from govxl.reading.grids import Grid

MAX_TAGS = 300_000
_MHTML = re.compile(
    rb"\s*(?:(?:MIME-Version|Content-Type|From|Subject|Date|X-[\w-]+|Snapshot-Content-Location)\s*:)", re.IGNORECASE
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.-]+)""", re.IGNORECASE)
# A page may hold whole pages: the end of an inner one is not the end. Both end tags may be left out by right.
_END = re.compile(r"</(?:html|body)\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)
_DROPPED = frozenset(
    "script style noscript template title iframe object embed applet select option textarea button svg xml rt rp "  # noqa: SIM905
    "nav footer audio video canvas datalist".split()
)
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd section article header main aside blockquote center address form "  # noqa: SIM905
    "fieldset legend figure figcaption hr pre caption details summary menu dir "
    "tbody thead tfoot body html head".split()
)
_BREAK = "\0"  # a <br>, told from a line end in the source; no page can hold this sign
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HARD_SPACE = chr(0xA0)
_NOT_LETTERS = re.compile(r"\s+")


def read_web(data: bytes) -> Grid:
    """The page as one grid, its title first unless the page repeats it. Raises Refused."""
    flow = Flow(_tidy, unwrap=True)
    title = ""
    for page, claimed in _pages(data):
        title = _walk(_parsed(decode(page, claimed)), flow) or title
    grid = flow.grid()
    if title and grid.values and not _repeated(title, grid):
        merged = tuple((a + 1, b, c + 1, d) for a, b, c, d in grid.merged)
        return Grid([[title], *grid.values], merged=merged)
    return grid


def _pages(data: bytes) -> list[tuple[bytes, str]]:
    """The HTML and the encoding it claims; of a file in MIME format all its HTML parts."""
    if not _MHTML.match(data):
        found = _CHARSET.search(data, 0, 8192)
        return [(data, found[1].decode("ascii", "replace") if found else "")]
    import email
    import email.policy

    pages = []
    try:
        for part in email.message_from_bytes(data.lstrip(), policy=email.policy.compat32).walk():
            if part.get_content_type() in ("text/html", "application/xhtml+xml"):
                content = part.get_payload(decode=True)
                if isinstance(content, bytes) and content.strip():
                    pages.append((content, str(part.get_content_charset("") or "")))
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:  # nested or damaged at will
        raise Refused("unreadable", texts.damaged("MIME")) from error
    return pages


def _parsed(text: str) -> etree._Element | None:
    """The tree; None of a page without any element."""
    if text.count("<") > MAX_TAGS:
        raise Refused("too-large", texts.document_too_large())
    # Not huge in truth, but 256 levels are too few where a site never closes its <font>; then there are 2048.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    try:
        root = etree.fromstring(_END.sub(" ", text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        if not text.strip():
            return None
        raise Refused("unreadable", texts.damaged("HTML")) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise Refused("too-large", texts.document_too_deep())
    return root


def _walk(root: etree._Element | None, flow: Flow) -> str:
    """Everything that is shown, in order, without recursion; the page's title is returned."""
    title, preformatted = "", 0
    if root is None:
        return title

    def say(text: str | None) -> None:
        if text:
            flow.text(text.replace("\n", _BREAK) if preformatted else text)

    events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    dropped = None
    for event, element in events:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _DROPPED or (tag not in ("html", "body") and _hidden(element)):
                title = title or (_tidy(element.text or "") if tag == "title" else "")
                dropped = element
                events.skip_subtree()
                continue
            preformatted += tag == "pre"
            _begin(tag, element, flow)
            if tag in words.MARK_OF_TAG and any(map(str.isdigit, element.text or "")):
                say(words.MARK_OF_TAG[tag])
            say(element.text)
            continue
        if event == "end":
            if element is dropped:
                dropped = None
            else:
                preformatted -= tag == "pre"
                _end(tag, flow)
        say(element.tail)
    flow.end_paragraph()
    return title


def _begin(tag: str, element: etree._Element, flow: Flow) -> None:
    if tag == "br":
        flow.text(_BREAK)
    elif tag == "table":
        flow.begin_table()
    elif tag == "tr":
        flow.begin_row()
    elif tag in ("td", "th"):
        flow.begin_cell(_span(element, "colspan"), _span(element, "rowspan"))
    elif tag in _BLOCKS:
        flow.end_paragraph()


def _end(tag: str, flow: Flow) -> None:
    if tag == "table":
        flow.end_table()
    elif tag == "tr":
        flow.end_row()
    elif tag in ("td", "th"):
        flow.end_cell()
    elif tag in _BLOCKS:
        flow.end_paragraph()


def _span(element: etree._Element, name: str) -> int:
    """A span as browsers take it: leading digits; rowspan 0 reaches to the end of the table."""
    found = re.match(r"\s*\+?(\d{1,6})", element.get(name) or "")
    if found is None:
        return 1
    number = int(found[1])
    return 65_534 if number == 0 and name == "rowspan" else max(number, 1)


def _hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "") is not None


def _tidy(text: str) -> str:
    """Text as a browser shows it: white space is one space, a break is a line end."""
    text = _SPACES.sub(" ", text).replace(_HARD_SPACE, " ")
    return "\n".join(line.strip() for line in text.split(_BREAK)).strip()


def _repeated(title: str, grid: Grid) -> bool:
    wanted = _NOT_LETTERS.sub("", title)
    return any(wanted in _NOT_LETTERS.sub("", str(row[0])) for row in grid.values if row)
