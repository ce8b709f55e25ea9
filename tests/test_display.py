"""What a notebook shows."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import onrecord
from onrecord._display import escape
from onrecord._marks import Close, Mark, Open, pieces

VOID = {"meta", "br"}
HOSTILE = (
    'VIENNA, March 3. "<script>alert(1)</script> & <img src=x onerror=alert(2)> we answer," Minister '
    '<b>Ana</b> Orlu " onmouseover="alert(3) said on Monday.\n\n</p></div></style><!-- \u202egnihtyna\u202c, she said. '
    "“It's a 'note' to <Norway>,” the ministry said.\n"
)


class Reader(HTMLParser):
    """The text of a page, its elements and attributes; fails where elements do not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"style", "sub", "title"}:
            self.text.append(data)


def body(html: str) -> str:
    """Read the text of the paragraphs, without labels."""
    paragraphs = "".join(re.findall(r"<p dir=\"auto\">.*?</p>", html, re.DOTALL))
    return "".join(Reader(paragraphs).text)


def test_the_dispatch_stands_as_printed(record: onrecord.Record, dispatch: str) -> None:
    html = record._repr_html_()
    assert body(html) == dispatch.rstrip()
    assert 'class="m direct"' in html
    assert 'class="m speaker"' in html
    assert 'class="m timex"' in html
    assert "<sub>s0</sub>" in html
    statement = record.statements[0]
    assert f"rule {statement.rule}" in html
    assert "confidence" in html
    assert "foreign minister" in html


def test_kinds_are_chosen(record: onrecord.Record) -> None:
    only = str(record.show(kinds="timexes"))
    assert 'class="m timex"' in only
    assert 'class="m direct"' not in only
    both = record.html(kinds=["actors", "statements"])
    assert 'class="m actor"' in both
    assert 'class="m timex"' not in both
    assert record.show()._repr_html_() == record._repr_html_()
    with pytest.raises(onrecord.OptionError, match="no kind 'quotes'; there are statements, timexes"):
        record.show(kinds=["quotes"])


def test_a_page_stands_alone(record: onrecord.Record) -> None:
    html = record.html()
    assert html.startswith("<!doctype html>")
    assert record._repr_html_() in html
    read = Reader(html.removeprefix("<!doctype html>"))
    assert "script" not in read.tags
    assert not {name for name, _ in read.attributes} & {"src", "href"}


@pytest.mark.parametrize(
    "kinds", [None, ["statements", "timexes", "instruments", "exchanges", "events", "concepts", "actors"]]
)
def test_markup_in_a_dispatch_is_text(kinds: list[str] | None) -> None:
    record = onrecord.extract(HOSTILE, id='"><script>x</script>', published="2024-03-03")
    assert record.statements
    html = record.html(kinds=kinds).removeprefix("<!doctype html>")
    read = Reader(html)
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "div",
        "span",
        "sub",
        "p",
        "b",
        "table",
        "tr",
        "th",
        "td",
    }
    assert set(read.tags) <= allowed | VOID
    assert {name for name, _ in read.attributes} <= {
        "class", "title", "dir", "lang", "charset", "name", "content", "http-equiv", "aria-label",
    }  # fmt: skip
    assert "\u202e" not in html
    printed = "\n\n".join(paragraph.span.text for paragraph in record.document.paragraphs)
    assert "".join(body(html).split()) == "".join(escape_back(printed).split())


def escape_back(text: str) -> str:
    """Spell out the unseen characters as the page does."""
    return text.replace("\u202e", "⟨U+202E⟩").replace("\u202c", "⟨U+202C⟩")


def test_markup_in_tables_is_text() -> None:
    corpus = onrecord.extract_many([('"><script>x</script>', HOSTILE, "2024-03-03")])
    for table in (corpus.statements, corpus.documents, corpus.mentions):
        html = table._repr_html_()
        assert set(Reader(html).tags) <= {"div", "style", "b", "span", "table", "tr", "th", "td"}
        assert "\u202e" not in html
        assert "&lt;script&gt;" in html


def test_every_unseen_character_is_spelled_out() -> None:
    for character in "\x00\x1b\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\xad":
        assert escape(f"a{character}b") == f"a⟨U+{ord(character):04X}⟩b"
    assert escape("a\tb\nשלום é 👩") == "a\tb\nשלום é 👩"


def test_a_long_table_is_cut() -> None:
    corpus = onrecord.extract_many(["Talks go on, the ministry said."] * 30)
    html = corpus.statements._repr_html_()
    assert html.count("<tr>") == 21
    assert "10 more rows" in html


def test_an_empty_record_is_shown() -> None:
    html = onrecord.extract("", id="nothing").html()
    assert "No statements." in html
    Reader(html.removeprefix("<!doctype html>"))


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12)), max_size=8)


@given(st.text(min_size=1, max_size=25), st.integers(0, 10), spans)
def test_marks_nest_and_cover_what_they_should(text: str, start: int, spans: list[tuple[int, int]]) -> None:
    found = [Mark(at, at + length, str(n), "", "") for n, (at, length) in enumerate(spans)]
    found.sort(key=lambda mark: (mark.start, -mark.end))
    covered: dict[str, set[int]] = {mark.style: set() for mark in found}
    firsts: dict[str, int] = dict.fromkeys(covered, 0)
    stack: list[str] = []
    at = start
    for piece in pieces(text, start, found):
        if isinstance(piece, str):
            for style in stack:
                covered[style] |= set(range(at, at + len(piece)))
            at += len(piece)
        elif isinstance(piece, Open):
            stack.append(piece.mark.style)
            firsts[piece.mark.style] += piece.first
        else:
            assert isinstance(piece, Close)
            stack.pop()
    assert not stack
    assert at == start + len(text)
    for mark in found:
        assert covered[mark.style] == set(range(max(mark.start, start), min(mark.end, at)))
        assert firsts[mark.style] == (start <= mark.start < at)
