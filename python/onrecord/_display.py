"""What a notebook shows: the dispatch as printed, with marks and a legend, and a table of its statements.

Plain HTML without script. Marks differ by line and label, not by colour alone; colours are tints that stand on light
and dark ground. Every text is escaped, and characters that nobody sees but that turn text around are spelled out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from onrecord._marks import KINDS, Mark, Open, marks, pieces
from onrecord._native import Record, Statement, Table

STYLE = """
.onrecord { font: 15px/1.75 Georgia, "Times New Roman", serif; color: inherit; text-align: left }
.onrecord p { max-width: 50em } .onrecord .legend { max-width: 60em }
.onrecord p { margin: 0 0 .8em; white-space: pre-wrap; unicode-bidi: isolate; overflow-wrap: anywhere }
.onrecord .head, .onrecord .legend, .onrecord table, .onrecord .note { font: 12.5px/1.5 system-ui, sans-serif }
.onrecord .head { margin: 0 0 .8em } .onrecord .head b { font-size: 14px }
.onrecord .legend { margin: 1em 0; padding: .5em 0; border-top: 1px solid #8886; line-height: 2 }
.onrecord .legend span.m { margin-right: 1.2em; white-space: nowrap }
.onrecord .m { border-radius: 2px; padding: 1px 0 }
.onrecord sub { font: 600 10px/1 system-ui, sans-serif; vertical-align: -.35em; margin-right: .15em; opacity: .85;
  user-select: none }
.onrecord .direct { background: #3b82f62e; border-bottom: 2px solid #3b82f6 }
.onrecord .mixed { background: #3b82f61f; border-bottom: 2px dashed #3b82f6 }
.onrecord .indirect { background: #3b82f614; border-bottom: 2px dotted #3b82f6 }
.onrecord .unattributed { background: none; border-bottom: 1px dotted #8889 }
.onrecord .speaker { font-weight: 700 }
.onrecord .cue { font-style: italic; text-decoration: underline; text-underline-offset: 3px }
.onrecord .timex { background: #f59e0b30; outline: 1px solid #d97706b0 }
.onrecord .instrument { background: #10b9812b; border-bottom: 3px double #059669 }
.onrecord .exchange { background: #a855f72b; text-decoration: underline wavy #a855f7; text-underline-offset: 3px }
.onrecord .event { background: #ec48992b; border-bottom: 2px dashed #db2777 }
.onrecord .concept { background: #84cc162b; border-bottom: 2px dotted #65a30d }
.onrecord .actor { outline: 1px dotted #888c }
.onrecord .scroll { overflow-x: auto }
.onrecord table { border-collapse: collapse; width: 100%; color: inherit; background: none }
.onrecord th, .onrecord td { text-align: left; vertical-align: top; padding: .35em .8em .35em 0; color: inherit;
  border-bottom: 1px solid #8884; background: none; unicode-bidi: isolate }
.onrecord th { border-bottom: 1px solid #8889; white-space: nowrap }
.onrecord .faint { opacity: .7 } .onrecord .short { white-space: nowrap }
.onrecord .long { display: block; min-width: 20em } .onrecord td .faint { white-space: nowrap }
.onrecord .note { margin: .4em 0 }
@media (max-width: 40em) {
  .onrecord .said tr { display: grid; grid-template-columns: 2.4em 1fr; padding: .4em 0;
    border-bottom: 1px solid #8884 }
  .onrecord .said td { grid-column: 2; border: 0; padding: 0 }
  .onrecord .said td:first-child { grid-column: 1; grid-row: 1 / span 6 }
  .onrecord .said th, .onrecord .said td:empty { display: none } .onrecord .said .long { min-width: 0 }
  .onrecord .said td:nth-child(3)::before { content: "to whom: " } .onrecord .said td:nth-child(4)::before {
    content: "cue: " } .onrecord .said td:nth-child(6)::before { content: "date: " }
}
"""

# Controls of writing direction, joiners and marks without width, and control characters but tab and line ends.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

_STYLES = {
    "statements": [
        ("direct", "direct"),
        ("mixed", "mixed"),
        ("indirect", "indirect"),
        ("unattributed", "the agency itself"),
        ("speaker", "speaker"),
        ("cue", "cue"),
    ],
    "timexes": [("timex", "date")],
    "instruments": [("instrument", "instrument")],
    "exchanges": [("exchange", "exchange")],
    "events": [("event", "event")],
    "concepts": [("concept", "concept")],
    "actors": [("actor", "actor")],
}


def escape(text: object) -> str:
    r"""Write text as HTML shows it, in content and in attributes alike; unseen characters by their number.

    >>> escape('<b title="x">\u202eabc')
    '&lt;b title=&quot;x&quot;&gt;⟨U+202E⟩abc'
    """
    return html.escape(_UNSEEN.sub(lambda unseen: f"⟨U+{ord(unseen[0]):04X}⟩", str(text)), quote=True)


class Shown:
    """HTML that a notebook shows as the result of a cell; `str()` gives the HTML."""

    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_html_(self) -> str:
        return self._html

    def __str__(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return f"<HTML, {len(self._html):,} characters; str() gives it>"


def show(record: Record, kinds: str | Iterable[str] | None = None) -> Shown:
    """Mark these kinds in the dispatch, for a notebook."""
    return Shown(fragment(record, kinds))


def page(record: Record, kinds: str | Iterable[str] | None = None) -> str:
    """Write a page that stands alone. It asks the browser to run and to load nothing."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(record.document.id or 'dispatch')}</title>"
        "<style>body { margin: 2em auto; padding: 0 1em; max-width: 62em; background: Canvas; color: CanvasText }"
        f"</style></head><body>\n{fragment(record, kinds)}\n</body></html>\n"
    )


def fragment(record: Record, kinds: str | Iterable[str] | None = None) -> str:
    """Mark these kinds in the dispatch; write a legend below it and a table of its statements, as one element."""
    found = marks(record, kinds)
    paragraphs = "".join(
        f'<p dir="auto">{_marked(paragraph.span.text, paragraph.span.start, found)}</p>\n'
        for paragraph in record.document.paragraphs
    )
    remarks = "".join(
        f'<div class="note">! {escape(remark.code)}: {escape(remark.message)}</div>\n' for remark in record.diagnostics
    )
    return (
        f'<div class="onrecord"><style>{STYLE}</style>\n{_head(record)}\n{paragraphs}'
        f"{_legend(found)}\n{_statements(record.statements)}\n{remarks}</div>"
    )


def _marked(text: str, start: int, found: list[Mark]) -> str:
    """Write the text with its marks."""
    out = []
    for piece in pieces(text, start, found):
        if isinstance(piece, str):
            out.append(escape(piece))
        elif isinstance(piece, Open):
            mark = piece.mark
            label = f"<sub>{escape(mark.label)}</sub>" if mark.label and piece.first else ""
            out.append(f'<span class="m {mark.style}" title="{escape(mark.hover)}">{label}')
        else:
            out.append("</span>")
    return "".join(out)


def _head(record: Record) -> str:
    """Write the id, place, date and agency of the dispatch."""
    document = record.document
    facts: list[str | None] = []
    if document.dateline:
        agency = document.dateline.agency_item
        facts += [place.name for place in document.dateline.places_items]
        facts += [document.dateline.date or document.published, agency and agency.name]
    else:
        facts.append(document.published)
    words = " · ".join(escape(fact) for fact in facts if fact)
    return f'<div class="head"><b>{escape(document.id)}</b> <span class="faint">{words}</span></div>'


def _legend(found: list[Mark]) -> str:
    """Write the marks that occur, each in its own style."""
    there = {mark.style for mark in found}
    samples = [
        f'<span class="m {style}">{words}</span>' for kind in KINDS for style, words in _STYLES[kind] if style in there
    ]
    return f'<div class="legend" aria-label="Legend">{" ".join(samples)}</div>' if samples else ""


def _statements(statements: list[Statement]) -> str:
    """Write who said what, a row each."""
    if not statements:
        return '<div class="note">No statements.</div>'
    rows = [_row(["", "who", "to whom", "cue", "words", "date", "how known"], cell="th")]
    for item in statements:
        role = item.role_item
        words = " … ".join(span.text for span in item.content)
        confidence = "not measured" if item.confidence is None else f"{item.confidence:.2f}"
        cells = [
            f"<b>{item.id}</b>",
            f"{escape(item.speaker_name or '—')}{_faint(role.office if role else None)}",
            escape(", ".join(actor.name for actor in item.addressees_items)),
            escape(item.cue.span.text if item.cue else ""),
            f'<span class="long">{escape(f"“{words}”" if item.quotation == "direct" else words)}</span>',
            f'<span class="short">{escape(item.date)}</span>' if item.date else "",
            f"{confidence}{_faint(item.rule)}{_faint(item.evidence)}",
        ]
        rows.append(_row(cells))
    return f'<div class="scroll"><table class="said">{"".join(rows)}</table></div>'


def _faint(text: str | None) -> str:
    """Write a line that stands back, below the value of a cell."""
    return f'<br><span class="faint">{escape(text)}</span>' if text else ""


def _row(cells: Iterable[str], cell: str = "td") -> str:
    """Write a row of a table, its cells being HTML."""
    return "<tr>" + "".join(f"<{cell}>{content}</{cell}>" for content in cells) + "</tr>\n"


def _cell(value: object) -> str:
    """Write a value of a table: short ones in one line, long ones with room."""
    text = "" if value is None else str(value)
    return f'<span class="{"short" if len(text) <= 32 else "long"}">{escape(text)}</span>'


def table(table: Table, rows: int = 20) -> str:
    """Write the first rows of a table, without the columns that are empty in them."""
    first = table.flat.to_dicts(limit=rows)
    columns = [name for name in table.flat.columns if any(row[name] is not None for row in first)]
    lines = [_row(map(escape, columns), "th")]
    lines += [_row(_cell(row[name]) for name in columns) for row in first]
    left = len(table) - len(first)
    more = f", {left:,} more rows" if left else ""
    empty = len(table.flat.columns) - len(columns)
    without = f"; {empty} empty columns are not shown" if empty else ""
    return (
        f'<div class="onrecord"><style>{STYLE}</style>'
        f'<div class="note"><b>{escape(table.name)}</b>: {len(table):,} rows{more}{without}</div>'
        f'<div class="scroll"><table>{"".join(lines)}</table></div></div>'
    )
