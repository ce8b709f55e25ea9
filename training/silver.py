"""Silver labels: what an ensemble of teachers finds in unlabelled text, for training smaller networks."""

from __future__ import annotations

import random

import numpy as np

from corpus import Attribution, Corpus
from decode import DecodeSettings, candidates, sigmoid
from features import Encoded
from network import Network
from rerank import Reranker, set_confidences


def sample(corpus: Corpus, shares: dict[str, int], seed: int) -> list[Encoded]:
    """Random documents of the plain corpus, up to so many tokens for each prefix of the document id."""
    documents = list(corpus.documents)
    random.Random(seed).shuffle(documents)
    chosen = []
    left = dict(shares)
    for d in documents:
        for prefix in left:
            if d.layers.doc_id.startswith(prefix) and left[prefix] > 0:
                left[prefix] -= len(d.ids)
                chosen.append(d)
    return chosen


def label(documents: list[Encoded], teachers: list[Network], reranker: Reranker, lowest: float = 0.25) -> Corpus:
    """A corpus whose anchor targets are the teachers' probabilities and whose attributions are their decoded
    candidates with at least `lowest` anchor probability, weighted by confidence."""
    corpus = Corpus(documents, None)
    found, logits = candidates(teachers, corpus, DecodeSettings())
    set_confidences(reranker, found)
    corpus.anchor_target = sigmoid(logits).astype(np.float32)
    for group in found:
        for c in group:
            if c.anchor_probability < lowest or not c.spans["content"]:
                continue
            corpus.add(Attribution(c.anchor, c.spans, soft=c.soft, weight=c.confidence))
    return corpus
