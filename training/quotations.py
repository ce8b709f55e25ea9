"""Rules that make quotations whole after selection: marks and network together.

The first two work on the selected attributions of one chunk, the others on a document.
A quotation is a maximal run of quoted tokens of one paragraph.

1. A content that holds more than half of a quotation's tokens takes the rest of it, as far as the rest is free
   (in no accepted content, cue or source).
2. A quotation of at least `SENTENCE` tokens that no attribution touches goes to the attribution of the same
   paragraph, nearest before it, else after it, whose content has quoted tokens.
3. A quotation of at least `SENTENCE` tokens that no attribution touches, directly followed by a dash and a name
   (in its paragraph or at the start of the next), is signed: the name is the source, the dash the cue.
4. A paragraph that is a quotation and has no attribution of its own continues the one of the paragraph before.
"""

from __future__ import annotations

from corpus import Corpus, Spans
from decode import Candidate
from features import OPENING_MARK
from rerank import runs, select, tokens_of

SENTENCE = 5
# Longest name after a dash.
SIGNATURE = 8


def quotations(corpus: Corpus, start: int, end: int) -> list[tuple[int, int]]:
    """Maximal quoted runs of the tokens [start, end), cut at paragraph starts."""
    result: list[tuple[int, int]] = []
    for t in range(start, end):
        if not corpus.quoted[t]:
            continue
        if result and result[-1][1] == t and corpus.first[t] != t and not opens_again(corpus, t):
            result[-1] = (result[-1][0], t + 1)
        else:
            result.append((t, t + 1))
    return result


def opens_again(corpus: Corpus, t: int) -> bool:
    """Whether a quotation begins at `t` directly after another one ended."""
    return bool(corpus.ids[t, 3] == OPENING_MARK)


def document_attributions(
    corpus: Corpus, number: int, found: list[list[Candidate]], threshold: float
) -> list[tuple[Candidate, Spans]]:
    """The final attributions of a document, in order of their anchors; `found`: candidates of each of its chunks."""
    chosen = [x for group in found for x in chunk_attributions(corpus, group, threshold)]
    document = corpus.documents[number]
    shift = int(corpus.offsets[number])
    starts = [a + shift for a in document.layers.paragraphs]
    chosen += signed(corpus, shift, shift + len(document.ids), document.forms, document.layers.words(), chosen)
    chosen.sort(key=lambda x: x[0].anchor)
    continue_paragraphs(corpus, [*starts, shift + len(document.ids)], chosen)
    return chosen


def signed(
    corpus: Corpus, start: int, end: int, forms: list[str], words: list[str], chosen: list[tuple[Candidate, Spans]]
) -> list[tuple[Candidate, Spans]]:
    """The third rule: new attributions of the document [start, end)."""
    touched = {t for _, spans in chosen for role in spans for t in tokens_of(spans[role])}
    result = []
    for a, b in quotations(corpus, start, end):
        if b - a < SENTENCE or b + 1 >= end or forms[b - start] not in ("--", "-") or not touched.isdisjoint(range(a, b)):
            continue
        c = b + 1
        stop = c
        while stop < min(corpus.last[b], c + SIGNATURE) and forms[stop - start] not in (",", "(", ".", ";", ":", "--"):
            stop += 1
        if stop == c or not words[c - start][0].isupper() or not touched.isdisjoint(range(b, stop)):
            continue
        # A signature ends its paragraph or is cut off by punctuation; running text after a dash goes on.
        if stop < corpus.last[b] and stop == c + SIGNATURE:
            continue
        spans: Spans = {"source": [(c, stop)], "cue": [(b, b + 1)], "content": [(a, b)]}
        chunk = (int(corpus.chunk_start[b]), int(corpus.chunk_end[b]))
        result.append((Candidate(b, chunk, spans, 0.0, 0.0, {}, confidence=1.0), spans))
    return result


def continue_paragraphs(corpus: Corpus, bounds: list[int], chosen: list[tuple[Candidate, Spans]]) -> None:
    """The fourth rule, in place; `bounds`: starts of the paragraphs and the end of the document."""
    content_starts = {a for _, spans in chosen for a, _ in spans["content"]}
    owner: Spans | None = None
    k = 0
    for a, b in zip(bounds[:-1], bounds[1:], strict=True):
        mine = []
        while k < len(chosen) and chosen[k][0].anchor < b:
            mine.append(chosen[k][1])
            k += 1
        if mine:
            quoting = [m for m in mine if any(corpus.quoted[t] for t in tokens_of(m["content"]))]
            owner = quoting[-1] if quoting else None
            continue
        touched = any(t in content_starts for t in range(a, b))
        quotation = b - a >= SENTENCE and corpus.quoted[a] and 10 * int(corpus.quoted[a:b].sum()) > 9 * (b - a)
        if owner is None or touched or not quotation:
            owner = None
            continue
        owner["content"] = [*owner["content"], (a, b)]


def chunk_attributions(corpus: Corpus, found: list[Candidate], threshold: float) -> list[tuple[Candidate, Spans]]:
    """The attributions of one chunk after the first two rules, in order of their anchors."""
    chosen = select(found, threshold)
    if chosen:
        complete(corpus, chosen)
    return chosen


def complete(corpus: Corpus, chosen: list[tuple[Candidate, Spans]]) -> None:
    """Apply both rules to the selected attributions of one chunk, in place."""
    contents = [tokens_of(spans["content"]) for _, spans in chosen]
    others = set().union(*(tokens_of(spans["cue"]) | tokens_of(spans["source"]) for _, spans in chosen))
    start, end = chosen[0][0].chunk
    for a, b in quotations(corpus, start, end):
        run = set(range(a, b))
        taken = set().union(*contents)
        holders = [k for k, content in enumerate(contents) if 2 * len(content & run) > len(run)]
        if holders:
            contents[holders[0]] |= run - taken - others
        elif not run & (taken | others) and b - a >= SENTENCE:
            owner = nearest_speaker(corpus, chosen, contents, a)
            if owner is not None:
                contents[owner] |= run
    for (_, spans), content in zip(chosen, contents, strict=True):
        if content != tokens_of(spans["content"]):
            spans["content"] = runs(sorted(content))


def nearest_speaker(
    corpus: Corpus, chosen: list[tuple[Candidate, Spans]], contents: list[set[int]], start: int
) -> int | None:
    """The attribution of the same paragraph with a quoted content: the last one before `start`, else the first after."""
    same = [
        k
        for k, (c, _) in enumerate(chosen)
        if corpus.first[c.anchor] == corpus.first[start] and any(corpus.quoted[t] for t in contents[k])
    ]
    before = [k for k in same if chosen[k][0].anchor < start]
    return before[-1] if before else same[0] if same else None
