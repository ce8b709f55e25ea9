"""Rules that make quotations whole after selection: marks and network together.

Works on the selected attributions of one chunk. A quotation is a maximal run of quoted tokens of one paragraph.

1. A content that holds more than half of a quotation's tokens takes the rest of it, as far as the rest is free
   (in no accepted content, cue or source).
2. A quotation of at least `SENTENCE` tokens that no attribution touches goes to the attribution of the same
   paragraph, nearest before it, else after it, whose content has quoted tokens.
"""

from __future__ import annotations

from corpus import Corpus, Spans
from decode import Candidate
from features import OPENING_MARK
from rerank import runs, select, tokens_of

SENTENCE = 5


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


def final_attributions(corpus: Corpus, found: list[Candidate], threshold: float) -> list[tuple[Candidate, Spans]]:
    """The final attributions of one chunk, in order of their anchors."""
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
