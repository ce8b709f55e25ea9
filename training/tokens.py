"""Tokens, sentences, paragraphs and quotation state: the text layer that the network reads.

The trainer works on one JSON object a document, `{"doc_id", "tokens", "sentences", "paragraphs", "quoted"}`
(`tokens`: code-point ranges, `sentences` and `paragraphs`: index of each first token, `quoted`: 0 or 1 a token).
`analyse` makes it with the rules below; `read_layers` takes the same objects from a file that the
extractor wrote, so that a model can be trained on exactly the tokens it will meet.

Token rules, tried in this order at each position:

1. double quotation marks typed as two backquotes or two apostrophes;
2. initials: two or more pairs of capital and full stop ("U.S.");
3. a title, month or company abbreviation, or one capital, with its full stop, when white space follows;
4. a number with inner full stops, commas or colons ("3,000", "10:30");
5. the clitic 's (either apostrophe) after a word character;
6. a word, inner hyphens and apostrophes included unless what follows them is a final s;
7. a run of two or more full stops; a run of two or more hyphens; any other single symbol.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ABBREVIATIONS = (
    "Mr Mrs Ms Dr Sen Rep Gov Gen Sgt Lt Col Jr Sr St Rev Prof No vs "
    "Jan Feb Aug Sept Oct Nov Dec Inc Corp Co Ltd"
).split()
TOKEN = re.compile(
    rf"""
      ``|''
    | (?:[A-Z]\.){{2,}}
    | (?:{"|".join(ABBREVIATIONS)}|[A-Z])\.(?=\s)
    | \d+(?:[.,:]\d+)+
    | (?<=\w)['’][sS]\b
    | \w(?:\w|[-'’](?!['’]?[sS]\b)(?=\w))*
    | \.\.+
    | --+
    | [^\w\s]
    """,
    re.VERBOSE,
)
OPENING = frozenset("“„«") | {"``"}
CLOSING = frozenset("”»")
# Two apostrophes close what two backquotes open, but some texts use them on both sides.
STRAIGHT = frozenset('"') | {"''"}
DOUBLE_QUOTES = OPENING | CLOSING | STRAIGHT
SENTENCE_END = frozenset({".", "!", "?", "…", "..."})
AFTER_SENTENCE_END = CLOSING | STRAIGHT | frozenset("'’)]")
BEFORE_SENTENCE = OPENING | STRAIGHT | frozenset("‘(")


@dataclass
class Layers:
    """The text layer of one document; offsets are code points of `text`."""

    doc_id: str
    text: str
    tokens: list[tuple[int, int]]
    sentences: list[int]
    paragraphs: list[int]
    quoted: list[int]

    def words(self) -> list[str]:
        """The text of every token."""
        return [self.text[start:end] for start, end in self.tokens]


def quotation_state(words: list[str], paragraph_of: list[int]) -> list[int]:
    """1 for every token inside double quotation marks, the marks included.

    An opening mark opens, a closing mark closes, a straight mark (or two apostrophes) toggles; every paragraph starts closed.
    """
    state, inside = [], False
    for i, word in enumerate(words):
        if i and paragraph_of[i] != paragraph_of[i - 1]:
            inside = False
        if word in OPENING:
            inside = True
            state.append(1)
        elif word in CLOSING:
            inside = False
            state.append(1)
        elif word in STRAIGHT:
            inside = not inside
            state.append(1)
        else:
            state.append(int(inside))
    return state


def starts_sentence(words: list[str], quoted: list[int], i: int, first: int) -> bool:
    """Whether token `i`, not the first of its paragraph (`first`), begins a sentence."""
    j = i - 1
    while j >= first and words[j] in AFTER_SENTENCE_END:
        j -= 1
    if j < first or words[j] not in SENTENCE_END:
        return False
    word = words[i]
    if not (word[0].isupper() or word[0].isdigit() or word in BEFORE_SENTENCE):
        return False
    closes = word in STRAIGHT and quoted[i - 1] and words[i - 1] not in STRAIGHT
    return not closes


def analyse(doc_id: str, text: str, breaks: re.Pattern[str] | None = None) -> Layers:
    """Split `text` into tokens, sentences and paragraphs.

    `breaks` matches the white space that ends a paragraph; by default a line break does, unless the
    text is hard-wrapped (then an empty line or an indented line does).
    """
    breaks = breaks or paragraph_breaks(text)
    tokens = [(m.start(), m.end()) for m in TOKEN.finditer(text)]
    words = [text[a:b] for a, b in tokens]
    paragraph_of, paragraphs = [], []
    for i, (start, _) in enumerate(tokens):
        if not i or breaks.search(text[tokens[i - 1][1] : start]):
            paragraphs.append(i)
        paragraph_of.append(len(paragraphs) - 1)
    quoted = quotation_state(words, paragraph_of)
    firsts = set(paragraphs)
    sentences = [
        i for i in range(len(words)) if i in firsts or starts_sentence(words, quoted, i, paragraphs[paragraph_of[i]])
    ]
    return Layers(doc_id, text, tokens, sentences, paragraphs, quoted)


LINE_BREAK = re.compile(r"\n")
WRAPPED_BREAK = re.compile(r"\n[ \t]*\n|\n(?: {2,}|\t)")


def paragraph_breaks(text: str) -> re.Pattern[str]:
    """Which white space ends a paragraph: hard-wrapped text has lines of one width that end in mid-sentence."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    full = [line for line in lines if 45 <= len(line) <= 85]
    open_ended = [line for line in full if line[-1].isalnum() or line[-1] in ",-"]
    wrapped = len(lines) >= 4 and len(full) >= 0.6 * len(lines) and len(open_ended) >= 0.5 * len(full)
    return WRAPPED_BREAK if wrapped else LINE_BREAK


def read_jsonl(path: Path) -> Iterator[dict]:
    """The objects of a JSONL file, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as lines:
        for line in lines:
            yield json.loads(line)


def read_layers(path: Path, texts: dict[str, str]) -> dict[str, Layers]:
    """Layers that the extractor wrote, by document."""
    return {
        row["doc_id"]: Layers(
            row["doc_id"],
            texts[row["doc_id"]],
            [(a, b) for a, b in row["tokens"]],
            row["sentences"],
            row["paragraphs"],
            row["quoted"],
        )
        for row in read_jsonl(path)
        if row["doc_id"] in texts
    }
