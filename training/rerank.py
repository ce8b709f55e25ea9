"""The reranker (a logistic regression), its training targets, and the selection of disjoint attributions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus import Corpus, Spans
from decode import FEATURES, Candidate, sigmoid


@dataclass
class Reranker:
    """Confidence = sigmoid(bias + sum of weight * (value - mean) / deviation)."""

    mean: np.ndarray
    deviation: np.ndarray
    weight: np.ndarray
    bias: float

    def confidences(self, values: np.ndarray) -> np.ndarray:
        """Probability that a candidate is right, for rows of features."""
        return sigmoid(((values - self.mean) / self.deviation) @ self.weight + self.bias)


def matrix(candidates: Iterable[Candidate]) -> np.ndarray:
    """Rows of features in the order of FEATURES."""
    return np.array([[c.features[f] for f in FEATURES] for c in candidates], np.float64).reshape(-1, len(FEATURES))


def fit(values: np.ndarray, targets: np.ndarray, penalty: float = 10.0) -> Reranker:
    """Penalised logistic regression by Newton's method on standardised features."""
    mean, deviation = values.mean(0), values.std(0) + 1e-6
    x = np.concatenate([(values - mean) / deviation, np.ones((len(values), 1))], 1)
    ridge = np.full(x.shape[1], penalty)
    ridge[-1] = 0.0
    w = np.zeros(x.shape[1])
    for _ in range(25):
        p = sigmoid(x @ w)
        gradient = x.T @ (p - targets) + ridge * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge + 1e-9)
        step = np.linalg.solve(hessian, gradient)
        w = w - step
        if np.abs(step).max() < 1e-6:
            break
    return Reranker(mean, deviation, w[:-1], float(w[-1]))


def tokens_of(spans: list[tuple[int, int]]) -> set[int]:
    """All positions of some spans."""
    return {t for a, b in spans for t in range(a, b)}


def is_right(c: Candidate, gold: list[Spans], is_word: np.ndarray) -> bool:
    """The linked criterion on word tokens: contents overlap by half both ways and the sources agree."""
    content = {t for t in tokens_of(c.spans["content"]) if is_word[t]}
    source = {t for t in tokens_of(c.spans["source"]) if is_word[t]}
    for g in gold:
        other = {t for t in tokens_of(g["content"]) if is_word[t]}
        shared = len(content & other)
        if shared and shared >= 0.5 * len(content) and shared >= 0.5 * len(other):
            theirs = {t for t in tokens_of(g["source"]) if is_word[t]}
            if source & theirs or (not source and not theirs):
                return True
    return False


def word_mask(corpus: Corpus) -> np.ndarray:
    """1 for tokens that hold a letter or digit."""
    return np.array([w[0].isalnum() for d in corpus.documents for w in d.layers.words()])


def targets(corpus: Corpus, found: list[list[Candidate]]) -> np.ndarray:
    """1 for each candidate that is right, in order."""
    is_word = word_mask(corpus)
    by_chunk: dict[int, list[Spans]] = {}
    for attribution in corpus.attributions:
        by_chunk.setdefault(int(corpus.chunk_start[attribution.anchor]), []).append(attribution.spans)
    return np.array([is_right(c, by_chunk.get(c.chunk[0], []), is_word) for group in found for c in group], float)


def set_confidences(reranker: Reranker, found: list[list[Candidate]]) -> None:
    """Score all candidates."""
    flat = [c for group in found for c in group]
    if flat:
        for c, p in zip(flat, reranker.confidences(matrix(flat)), strict=True):
            c.confidence = float(p)


def runs(positions: list[int]) -> list[tuple[int, int]]:
    """Maximal runs of consecutive positions."""
    result: list[tuple[int, int]] = []
    for t in positions:
        if result and result[-1][1] == t:
            result[-1] = (result[-1][0], t + 1)
        else:
            result.append((t, t + 1))
    return result


def distance(span: tuple[int, int], i: int) -> int:
    """Tokens from `i` to the nearest token of a span."""
    return max(span[0] - i, i - span[1] + 1, 0)


def kept_content(c: Candidate, found: list[Candidate], ceding: float = 0.5) -> list[tuple[int, int]]:
    """The content of a candidate without the fragments that belong to a nearer cue: the nearest fragment always
    stays; another one goes when a candidate of at least `ceding` confidence, whose anchor is nearer to it, holds
    more than half of it ("…," he said, adding that …)."""
    fragments = c.spans["content"]
    if len(fragments) < 2:
        return fragments
    nearest = min(fragments, key=lambda f: (distance(f, c.anchor), f))

    def ceded(fragment: tuple[int, int]) -> bool:
        a, b = fragment
        return any(
            2 * sum(max(0, min(b, d) - max(a, e)) for e, d in other.spans["content"]) > b - a
            and distance(fragment, other.anchor) < distance(fragment, c.anchor)
            for other in found
            if other is not c and other.confidence >= ceding
        )

    return [f for f in fragments if f == nearest or not ceded(f)]


def select(found: list[Candidate], threshold: float) -> list[tuple[Candidate, Spans]]:
    """Disjoint attributions of one chunk: greedily by falling confidence, earlier anchor first among equals."""
    taken: set[int] = set()
    cues: set[int] = set()
    chosen = []
    for c in sorted(found, key=lambda c: (-c.confidence, c.anchor)):
        if c.confidence < threshold:
            break
        fragments = kept_content(c, found)
        content = [t for a, b in fragments for t in range(a, b)]
        cue = tokens_of(c.spans["cue"])
        if not content or cue & cues or cue & taken:
            continue
        if sum(t in taken for t in content) > 0.3 * len(content):
            continue
        pieces = [
            run for a, b in fragments for run in runs([t for t in range(a, b) if t not in taken and t not in cues])
        ]
        if not pieces:
            continue
        source = c.spans["source"]
        if len(source) > 1:
            first, last = c.spans["cue"][0]
            source = [min(source, key=lambda s: (min(abs(s[0] - last), abs(first - s[1])), s[0]))]
        taken |= tokens_of(pieces)
        cues |= cue
        chosen.append((c, {"source": source, "cue": c.spans["cue"], "content": pieces}))
    return sorted(chosen, key=lambda x: x[0].anchor)
