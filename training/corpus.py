"""Documents as one long run of tokens, with the labels projected on them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from features import N_FLAGS, Encoded, Vocabulary, chunks, encode
from tokens import Layers, analyse, read_jsonl, read_layers

LABELS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
FIRST_LABEL = {"source": 1, "cue": 3, "content": 5}
ROLES = ("source", "cue", "content")
IGNORE = -100
Spans = dict[str, list[tuple[int, int]]]


@dataclass
class Attribution:
    """One attribution in token indices of the corpus."""

    anchor: int
    spans: Spans
    # Posterior label probabilities [window, 7] of the teachers, when there are any.
    soft: np.ndarray | None = None
    # Probability that it is right: 1 for annotated ones, the teachers' confidence for silver ones.
    weight: float = 1.0


def project(layers: Layers, attributions: Iterable[dict]) -> list[Spans]:
    """Character spans to token spans; fragments without a token vanish."""
    at = np.full(len(layers.text) + 1, -1, np.int64)
    for i, (a, b) in enumerate(layers.tokens):
        at[a:b] = i
    result = []
    for attribution in attributions:
        spans: Spans = {}
        for role in ROLES:
            found = []
            for start, end in attribution[role]:
                inside = at[start : min(end, len(at) - 1)]
                inside = inside[inside >= 0]
                if len(inside):
                    found.append((int(inside[0]), int(inside[-1]) + 1))
            spans[role] = sorted(found)
        result.append(spans)
    return result


class Corpus:
    """Concatenated documents. `tags` is IGNORE where a text has no annotation of its own."""

    def __init__(self, documents: list[Encoded], labels: list[list[Spans]] | None, longest: int = 160) -> None:
        self.documents = documents
        sizes = [len(d.ids) for d in documents]
        self.offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        shift = np.repeat(self.offsets[:-1], sizes)
        total = int(self.offsets[-1])
        self.ids = np.concatenate([d.ids for d in documents]).astype(np.int32)
        self.flags = np.concatenate([d.flags for d in documents]).astype(np.float32)
        self.sentence = np.concatenate([d.sentence for d in documents])
        self.first = np.concatenate([d.first for d in documents]) + shift
        self.last = np.concatenate([d.last for d in documents]) + shift
        self.separators = running([d.separators for d in documents])
        self.changes = running([d.changes for d in documents])
        self.quoted = self.flags[:, 0].astype(np.int64)
        self.chunks: list[tuple[int, int]] = []
        self.chunks_of: list[list[tuple[int, int]]] = []
        self.chunk_start = np.zeros(total, np.int64)
        self.chunk_end = np.zeros(total, np.int64)
        for d, offset in zip(documents, self.offsets, strict=False):
            mine = [(a + int(offset), b + int(offset)) for a, b in chunks(d, longest)]
            for a, b in mine:
                self.chunk_start[a:b], self.chunk_end[a:b] = a, b
            self.chunks += mine
            self.chunks_of.append(mine)
        self.tags = np.full(total, IGNORE, np.int64)
        # Target probability of "a cue starts here".
        self.anchor_target = np.zeros(total, np.float32)
        self.attributions: list[Attribution] = []
        self.at_anchor: dict[int, Attribution] = {}
        if labels is not None:
            self.add_gold(labels)

    def add_gold(self, labels: list[list[Spans]]) -> None:
        """Set tags, anchors and attributions from the annotation."""
        self.tags[:] = 0
        for offset, attributions in zip(self.offsets, labels, strict=False):
            for relative in attributions:
                spans = {r: [(a + int(offset), b + int(offset)) for a, b in relative[r]] for r in ROLES}
                for role in ("content", "source", "cue"):
                    for a, b in spans[role]:
                        self.tags[a] = FIRST_LABEL[role]
                        self.tags[a + 1 : b] = FIRST_LABEL[role] + 1
                if spans["cue"]:
                    self.add(Attribution(spans["cue"][0][0], spans))
        self.anchor_target[self.tags == FIRST_LABEL["cue"]] = 1

    def add(self, attribution: Attribution) -> None:
        """Register an attribution under its anchor."""
        self.attributions.append(attribution)
        self.at_anchor[attribution.anchor] = attribution

    def window(self, anchor: int, before: int = 64, after: int = 100) -> tuple[int, int]:
        """Tokens that the pair stage reads for an anchor: its paragraph within its chunk, cut around it."""
        low = max(self.first[anchor], self.chunk_start[anchor], anchor - before)
        high = min(self.last[anchor], self.chunk_end[anchor], anchor + after)
        return int(low), int(high)

    def pair_labels(self, attribution: Attribution, low: int, high: int) -> np.ndarray:
        """Labels of the window [low, high) under one attribution."""
        y = np.zeros(high - low, np.int64)
        for role in ("content", "source", "cue"):
            for a, b in attribution.spans[role]:
                begin, end = max(a, low), min(b, high)
                if begin >= end:
                    continue
                y[begin - low : end - low] = FIRST_LABEL[role] + 1
                y[begin - low] = FIRST_LABEL[role]
        return y

    def with_noise(self, rng: random.Random, share: float) -> np.ndarray:
        """A second set of flags where some paragraphs have lost or gained quotation state."""
        noisy = []
        for d in self.documents:
            q = np.array(d.layers.quoted, np.int64)
            bounds = [*d.layers.paragraphs, len(q)]
            for a, b in zip(bounds[:-1], bounds[1:], strict=True):
                if not q[a:b].any() or rng.random() >= share:
                    continue
                kind = rng.randrange(3)
                marks = [i for i in range(a, b) if d.forms[i] == '"']
                if kind == 0 or not marks:
                    q[a:b] = 0
                elif kind == 1:
                    q[marks[0] : b] = 1
                else:
                    q[marks[-1] + 1 : b] = 1 - q[marks[-1] + 1 : b]
            clean = Layers(d.layers.doc_id, d.layers.text, d.layers.tokens, d.layers.sentences, d.layers.paragraphs, [])
            noisy.append(encode(clean, _EMPTY, q).flags)
        return np.concatenate(noisy) if noisy else np.zeros((0, N_FLAGS), np.float32)


_EMPTY = Vocabulary({}, {}, {})


def running(counts: list[np.ndarray]) -> np.ndarray:
    """Join running counts of documents into one array of total + 1 entries."""
    steps = [np.diff(c) for c in counts]
    return np.concatenate([[0], np.cumsum(np.concatenate(steps))]).astype(np.int64)


def read_polnear(path: Path, given: Path | None = None) -> tuple[list[dict], list[Layers], list[list[Spans]]]:
    """Rows, text layers and projected attributions of a PolNeAR file (or any file of that form).
    `given`: a file of text layers to use in place of our own."""
    rows, layers, labels = [], [], []
    everything = list(read_jsonl(path))
    ready = read_layers(given, {row["doc_id"]: row["text"] for row in everything}) if given else {}
    for row in everything:
        layer = ready.get(row["doc_id"]) or analyse(row["doc_id"], row["text"])
        if not layer.tokens:
            continue
        rows.append(row)
        layers.append(layer)
        labels.append(project(layer, row["attributions"]))
    return rows, layers, labels


def read_plain(paths: Iterable[Path], longest: int = 200_000) -> Iterator[Layers]:
    """Text layers of unlabelled files; very long documents are cut at paragraph breaks."""
    for path in paths:
        for row in read_jsonl(path):
            text = row["text"].replace("\r", "")
            for k, start in enumerate(range(0, len(text), longest)):
                layer = analyse(f"{path.name}:{row['id']}:{k}", text[start : start + longest])
                if len(layer.tokens) > 20:
                    yield layer
