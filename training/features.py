"""What the network sees of a token: vocabulary ids, shape, and context flags.

`FORMAT.md` describes the same in prose; the Rust inference computes it from the text layer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from tokens import DOUBLE_QUOTES, Layers

DASHES = frozenset({"—", "–", "―", "--", "---"})
N_FLAGS = 16
N_SHAPES = 24
PAD, UNKNOWN = 0, 1
PUNCTUATION = {
    ",": 7, ".": 8, ":": 11, ";": 12, "--": 13, "-": 14, "(": 15, ")": 16, "[": 15, "]": 16,
    "?": 17, "!": 17, "'": 18, "…": 19, "...": 19, "/": 20, "$": 21, "%": 21,
}  # fmt: skip
OPENING_MARK, CLOSING_MARK, CLITIC, OTHER_SYMBOL = 9, 10, 22, 6
SEPARATORS = frozenset({",", ";", ":", "--"})
DIGIT = re.compile(r"\d")


def normalise(word: str) -> str:
    """Vocabulary form: lower case, one apostrophe, one double quotation mark, one dash, digits of numbers as 0."""
    if word in DOUBLE_QUOTES:
        return '"'
    if word in DASHES:
        return "--"
    word = word.lower().replace("’", "'").replace("‘", "'")
    return DIGIT.sub("0", word) if word[0].isdigit() else word


def shape(word: str, form: str, after_quoted: bool) -> int:
    """Class of the surface form; `after_quoted`: the token before, in the same paragraph, is inside quotation marks."""
    if form == '"':
        return CLOSING_MARK if after_quoted else OPENING_MARK
    if form in PUNCTUATION:
        return PUNCTUATION[form]
    if form == "'s":
        return CLITIC
    if not word[0].isalnum():
        return OTHER_SYMBOL
    if word[0].isdigit():
        return 4
    if word.islower():
        return 0
    if len(word) == 1:
        return 3
    if word.isupper():
        return 2
    if word[0].isupper() and word[1:].islower():
        return 1
    return 5


@dataclass
class Vocabulary:
    """Row of each word, suffix and prefix in its embedding table; 0 is padding, 1 everything unknown."""

    words: dict[str, int]
    suffixes: dict[str, int]
    prefixes: dict[str, int]

    @classmethod
    def build(cls, labelled: Iterable[Layers], unlabelled: Iterable[Layers]) -> Vocabulary:
        """Words seen five times anywhere or twice in labelled text; up to 3,000 affixes seen five times in it."""
        own = Counter(normalise(w) for d in labelled for w in d.words())
        all_words = Counter(own)
        all_words.update(normalise(w) for d in unlabelled for w in d.words())
        kept = [w for w, n in sorted(all_words.items(), key=lambda x: (-x[1], x[0])) if n >= 5 or own[w] >= 2]
        suffixes: Counter[str] = Counter()
        prefixes: Counter[str] = Counter()
        for word, n in own.items():
            suffixes[word[-3:]] += n
            prefixes[word[:3]] += n
        return cls(table(kept[:32000]), table(affixes(suffixes)), table(affixes(prefixes)))


def table(items: list[str]) -> dict[str, int]:
    """Rows from 2 on, in the order given."""
    return {item: row + 2 for row, item in enumerate(items)}


def affixes(counts: Counter[str]) -> list[str]:
    """The affixes worth a row of their own, most frequent first."""
    return [a for a, n in sorted(counts.items(), key=lambda x: (-x[1], x[0]))[:3000] if n >= 5]


@dataclass
class Encoded:
    """One document as arrays, one row a token."""

    layers: Layers
    ids: np.ndarray  # [n, 4]: word, suffix, prefix, shape
    flags: np.ndarray  # [n, N_FLAGS]
    sentence: np.ndarray
    first: np.ndarray  # first token of the paragraph
    last: np.ndarray  # end (exclusive) of the paragraph
    separators: np.ndarray  # [n + 1] how many separators stand before token i
    changes: np.ndarray  # [n + 1] how many tokens before i have another quotation state than their predecessor
    forms: list[str] = field(default_factory=list)


def ends(starts: list[int], n: int) -> list[int]:
    """End of each unit from the starts."""
    return [*starts[1:], n]


def has_speaker_label(words: list[str]) -> bool:
    """Whether a paragraph begins with a label such as a name in capitals and a colon (within eight tokens)."""
    for k, word in enumerate(words[:8]):
        if word == ":":
            return k > 0
        if word[0].isalpha() and not word[0].isupper():
            return False
    return False


def paragraph_flags(flags: np.ndarray, layers: Layers, words: list[str], quoted: np.ndarray) -> None:
    """Fill the flags that depend on the paragraph."""
    n = len(words)
    quote_before, open_before = 0.0, 0.0
    for a, b in zip(layers.paragraphs, ends(layers.paragraphs, n), strict=True):
        has_quote = float(quoted[a:b].any())
        flags[a, 3] = 1
        flags[b - 1, 4] = 1
        flags[a:b, 5] = words[a] in DOUBLE_QUOTES
        flags[a:b, 6] = quoted[b - 1]
        flags[a:b, 7] = quote_before
        flags[a:b, 8] = has_quote
        flags[a:b, 14] = open_before
        flags[a:b, 15] = has_speaker_label(words[a:b])
        quote_before, open_before = has_quote, float(quoted[b - 1])


def sentence_flags(flags: np.ndarray, layers: Layers, words: list[str], quoted: np.ndarray) -> np.ndarray:
    """Fill the flags that depend on the sentence; returns the sentence number of each token."""
    n = len(words)
    sentence = np.zeros(n, np.int64)
    for k, (a, b) in enumerate(zip(layers.sentences, ends(layers.sentences, n), strict=True)):
        sentence[a:b] = k
        flags[a, 1] = 1
        flags[b - 1, 2] = 1
        flags[a:b, 9] = quoted[a:b].any()
        flags[a:b, 10] = b - a > 1 and quoted[a : b - 1].all()
        flags[a:b, 11] = np.minimum(np.arange(b - a), 20) / 20
        flags[a:b, 12] = np.minimum(b - np.arange(a, b), 30) / 30
        flags[a:b, 13] = any(w in ("?", "!") for w in words[max(a, b - 2) : b])
    return sentence


def encode(layers: Layers, vocabulary: Vocabulary, quoted: np.ndarray | None = None) -> Encoded:
    """All features of a document; `quoted` overrides the quotation state (noise in training)."""
    words = layers.words()
    n = len(words)
    q = np.array(layers.quoted if quoted is None else quoted, np.int64)
    forms = [normalise(w) for w in words]
    flags = np.zeros((n, N_FLAGS), np.float32)
    flags[:, 0] = q
    paragraph_flags(flags, layers, words, q)
    sentence = sentence_flags(flags, layers, words, q)
    first, last = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for a, b in zip(layers.paragraphs, ends(layers.paragraphs, n), strict=True):
        first[a:b], last[a:b] = a, b
    ids = np.zeros((n, 4), np.int64)
    for i, (word, form) in enumerate(zip(words, forms, strict=True)):
        after_quoted = i > first[i] and bool(q[i - 1])
        ids[i] = (
            vocabulary.words.get(form, UNKNOWN),
            vocabulary.suffixes.get(form[-3:], UNKNOWN),
            vocabulary.prefixes.get(form[:3], UNKNOWN),
            shape(word, form, after_quoted),
        )
    separator = np.array([f in SEPARATORS for f in forms], np.int64)
    change = np.concatenate([[0], (q[1:] != q[:-1]).astype(np.int64)]) if n else np.zeros(0, np.int64)
    return Encoded(
        layers, ids, flags, sentence, first, last,
        np.concatenate([[0], np.cumsum(separator)]), np.concatenate([[0], np.cumsum(change)]), forms,
    )  # fmt: skip


def chunks(encoded: Encoded, longest: int = 160, hard: int = 600) -> list[tuple[int, int]]:
    """Token ranges of whole paragraphs, up to `longest` tokens; a longer paragraph alone, cut every `hard` tokens."""
    n = len(encoded.ids)
    if not n:
        return []
    pieces, start, end = [], 0, 0
    for paragraph_end in ends(encoded.layers.paragraphs, n):
        if paragraph_end - start > longest and end > start:
            pieces.append((start, end))
            start = end
        end = paragraph_end
    pieces.append((start, end))
    return [(a, min(a + hard, end)) for start, end in pieces for a in range(start, end, hard)]
