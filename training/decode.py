"""From network output to candidates (one decoded attribution an anchor) and their features for the reranker."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch

from corpus import FIRST_LABEL, ROLES, Corpus, Spans
from fit import Pairs, length_groups, pair_windows
from network import N_LABELS, Network
from pretrain import gather

FORCE = 50.0
FEATURES = (
    "anchor_logit", "accept_logit", "path_log_probability", "path_log_probability_per_token",
    "content_lowest", "content_mean", "source_lowest", "has_source", "source_length", "content_length",
    "content_distance", "content_before", "content_quoted", "anchor_quoted", "window_length",
    "content_fragments", "cue_length", "anchor_inside_content", "inside_other", "overlap_other",
    "mass_before_content", "source_distance", "ends_sentence", "accept_quoted",
)  # fmt: skip


@dataclass
class DecodeSettings:
    """Constants of decoding, stored in the model file."""

    anchor_threshold: float = 0.12
    anchor_cap: int = 6
    anchor_per_token: float = 0.125
    bias_source: float = 0.0
    bias_content: float = 0.0


@dataclass
class Candidate:
    """One decoded attribution in corpus positions."""

    anchor: int
    chunk: tuple[int, int]
    spans: Spans
    anchor_logit: float
    accept_logit: float
    features: dict[str, float]
    confidence: float = 0.0
    emissions: np.ndarray | None = None
    window: tuple[int, int] = (0, 0)
    anchor_probability: float = 0.0
    soft: np.ndarray | None = field(default=None, repr=False)


def viterbi(emissions: np.ndarray, lengths: np.ndarray, transitions: np.ndarray, start: np.ndarray) -> list[np.ndarray]:
    """Best label path of every window; of equal scores the lower label wins."""
    n, longest, _ = emissions.shape
    score = start + emissions[:, 0]
    back = np.zeros((n, longest, N_LABELS), np.int8)
    final = score.copy()
    for t in range(1, longest):
        options = score[:, :, None] + transitions
        back[:, t] = options.argmax(1)
        score = options.max(1) + emissions[:, t]
        alive = lengths > t
        final[alive] = score[alive]
    paths = []
    for row in range(n):
        label = int(final[row].argmax())
        path = [label]
        for t in range(int(lengths[row]) - 1, 0, -1):
            label = int(back[row, t, label])
            path.append(label)
        paths.append(np.array(path[::-1]))
    return paths


def label_spans(path: np.ndarray, low: int) -> Spans:
    """Runs of each role in a label path."""
    spans: Spans = {role: [] for role in ROLES}
    role_of = {FIRST_LABEL[r] + k: r for r in ROLES for k in (0, 1)}
    begin, current = 0, None
    for t, label in enumerate([*path, 0]):
        role = role_of.get(int(label))
        if current and (role != current or label == FIRST_LABEL[current]):
            spans[current].append((begin + low, t + low))
            current = None
        if role and current is None:
            begin, current = t, role
    return spans


def choose_anchors(probability: np.ndarray, settings: DecodeSettings) -> np.ndarray:
    """Positions in a chunk with enough probability; the most probable ones when they are too many."""
    above = np.flatnonzero(probability >= settings.anchor_threshold)
    cap = settings.anchor_cap + int(len(probability) * settings.anchor_per_token)
    if len(above) > cap:
        above = np.sort(above[np.argsort(-probability[above], kind="stable")[:cap]])
    return above


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Logistic function."""
    return 1 / (1 + np.exp(-x))


def gap(spans: list[tuple[int, int]], i: int) -> int:
    """Distance in tokens from `i` to the nearest token of the spans (0 when none)."""
    return min((max(a - i, i - b + 1, 0) for a, b in spans), default=0)


def own_features(corpus: Corpus, c: Candidate, emissions: np.ndarray, path: np.ndarray, path_score: float,
                 probability: np.ndarray) -> dict[str, float]:  # fmt: skip
    """Features of one candidate that need no other candidate. `probability`: anchor probabilities of its chunk."""
    low, high = c.window
    e = emissions - emissions.max(1, keepdims=True)
    soft = np.exp(e) / np.exp(e).sum(1, keepdims=True)
    chosen = soft[np.arange(len(path)), path]
    content = np.concatenate([np.arange(a, b) for a, b in c.spans["content"]] or [np.zeros(0, np.int64)])
    source = np.concatenate([np.arange(a, b) for a, b in c.spans["source"]] or [np.zeros(0, np.int64)])
    start = c.chunk[0]
    quoted_share = float(corpus.quoted[content].mean()) if len(content) else 0.0
    mass = inside = 0.0
    ends = False
    if len(content):
        others = content[content != c.anchor]
        inside = float(probability[others - start].max()) if len(others) else 0.0
        left, right = sorted((c.anchor, int(min(content, key=lambda t: (abs(t - c.anchor), t)))))
        mass = float(probability[left + 1 - start : right - start].sum())
        last = int(content[-1])
        ends = last + 2 >= high or corpus.sentence[last + 1] != corpus.sentence[min(last + 2, high - 1)]
        ends = bool(ends or corpus.sentence[last] != corpus.sentence[last + 1])
    accept = float(np.clip(c.accept_logit, -10, 10))
    return {
        "anchor_logit": float(np.clip(c.anchor_logit, -10, 10)),
        "accept_logit": accept,
        "path_log_probability": path_score,
        "path_log_probability_per_token": path_score / (len(content) + 5),
        "content_lowest": float(chosen[content - low].min()) if len(content) else 0.0,
        "content_mean": float(chosen[content - low].mean()) if len(content) else 0.0,
        "source_lowest": float(chosen[source - low].min()) if len(source) else 1.0,
        "has_source": float(len(source) > 0),
        "source_length": min(len(source), 20) / 20,
        "content_length": float(np.log1p(len(content))),
        "content_distance": min(gap(c.spans["content"], c.anchor), 30) / 30,
        "content_before": float(len(content) > 0 and content[0] < c.anchor),
        "content_quoted": quoted_share,
        "anchor_quoted": float(corpus.quoted[c.anchor]),
        "window_length": (high - low) / 164,
        "content_fragments": float(len(c.spans["content"])),
        "cue_length": min(c.spans["cue"][0][1] - c.spans["cue"][0][0], 10) / 10,
        "anchor_inside_content": inside,
        "inside_other": 0.0,
        "overlap_other": 0.0,
        "mass_before_content": min(mass, 3.0),
        "source_distance": min(gap(c.spans["source"], c.anchor), 30) / 30,
        "ends_sentence": float(ends),
        "accept_quoted": accept * quoted_share,
    }


def add_context_features(candidates: list[Candidate]) -> None:
    """Features of a candidate that come from the others of its chunk."""
    for c in candidates:
        mine = sum(b - a for a, b in c.spans["content"])
        for other in candidates:
            if other is c:
                continue
            p = float(sigmoid(np.float64(other.features["accept_logit"])))
            if any(a <= c.anchor < b for a, b in other.spans["content"]):
                c.features["inside_other"] = max(c.features["inside_other"], p)
            shared = sum(
                max(0, min(b, d) - max(a, e)) for a, b in c.spans["content"] for e, d in other.spans["content"]
            )
            if mine and shared > 0.3 * mine:
                c.features["overlap_other"] = max(c.features["overlap_other"], p)


Decoded = tuple[np.ndarray, np.ndarray, list[np.ndarray], np.ndarray, np.ndarray | None]


@torch.no_grad()
def network_output(
    networks: list[Network], corpus: Corpus, batch: list[tuple[int, int]]
) -> tuple[list[torch.Tensor], np.ndarray]:
    """Encoder states of every network and the mean anchor logits [batch, length]."""
    ids, flags, _ = gather(corpus, batch)
    states = [n.encoder(ids, flags) for n in networks]
    logits = torch.stack([n.anchor(h).squeeze(-1) for n, h in zip(networks, states, strict=True)]).mean(0)
    return states, logits.numpy()


@torch.no_grad()
def decode_group(networks: list[Network], corpus: Corpus, pairs: Pairs, anchors: np.ndarray, shift: np.ndarray,
                 flat: list[torch.Tensor], settings: DecodeSettings) -> Decoded:  # fmt: skip
    """Emissions (mean of the networks), accept logits, paths and their log probabilities for some windows."""
    index, bucket, numbers, mask = pairs.tensors()
    move = torch.from_numpy(shift)
    outs = [
        n.pair(h, index + move[:, None], torch.from_numpy(anchors) + move, bucket, numbers, mask)
        for n, h in zip(networks, flat, strict=True)
    ]
    emissions = torch.stack([e for e, _ in outs]).mean(0)
    accept = torch.stack([a for _, a in outs]).mean(0).numpy()
    transitions = torch.stack([n.matrices()[0] for n in networks]).mean(0)
    start = torch.stack([n.matrices()[1] for n in networks]).mean(0)
    forced = emissions.clone()
    forced[..., FIRST_LABEL["source"]] += settings.bias_source
    forced[..., FIRST_LABEL["content"]] += settings.bias_content
    rows, place = torch.arange(len(anchors)), torch.from_numpy(anchors - pairs.low)
    keep = forced[rows, place, FIRST_LABEL["cue"]].clone()
    forced[rows, place] -= FORCE
    forced[rows, place, FIRST_LABEL["cue"]] = keep
    lengths = pairs.high - pairs.low
    paths = viterbi(forced.numpy(), lengths, transitions.numpy(), start.numpy())
    labels = np.zeros(pairs.mask.shape, np.int64)
    for row, path in enumerate(paths):
        labels[row, : len(path)] = path
    scorer = networks[0]
    saved = scorer.transitions.data, scorer.start.data
    scorer.transitions.data, scorer.start.data = transitions - scorer.forbidden, start - scorer.forbidden_start
    log_probability = -scorer.negative_log_likelihood(forced, torch.from_numpy(labels), mask).numpy()
    posterior = scorer.posteriors(forced, mask).numpy() if len(networks) > 1 else None
    scorer.transitions.data, scorer.start.data = saved
    return emissions.numpy(), accept, paths, log_probability, posterior


def candidates(networks: list[Network], corpus: Corpus, settings: DecodeSettings, keep: bool = False,
               size: int = 48) -> tuple[list[list[Candidate]], np.ndarray]:  # fmt: skip
    """Candidates of every chunk of the corpus (in the order of `corpus.chunks`) and anchor logits of every token.
    With several networks, anchor logits, accept logits and emissions are averaged; `keep` stores the emissions."""
    for n in networks:
        n.eval()
    all_logits = np.zeros(len(corpus.ids), np.float32)
    result: list[list[Candidate]] = [[] for _ in corpus.chunks]
    order = np.argsort([b - a for a, b in corpus.chunks], kind="stable")
    for begin in range(0, len(order), size):
        numbers = order[begin : begin + size]
        batch = [corpus.chunks[k] for k in numbers]
        states, logits = network_output(networks, corpus, batch)
        longest = logits.shape[1]
        flat = [h.reshape(-1, h.shape[-1]) for h in states]
        probability = sigmoid(logits.astype(np.float64)).astype(np.float32)
        picked = []
        for row, (a, b) in enumerate(batch):
            probability[row, b - a :] = 0
            all_logits[a:b] = logits[row, : b - a]
            picked += [(a + int(i), row) for i in choose_anchors(probability[row, : b - a], settings)]
        if not picked:
            continue
        mass = np.concatenate([[0], np.cumsum(probability.reshape(-1))]).astype(np.float32)
        anchors = np.array([i for i, _ in picked])
        rows = np.array([r for _, r in picked])
        shift = np.array([r * longest - batch[r][0] for r in rows])
        lengths = np.array([np.subtract(*corpus.window(int(a))[::-1]) for a in anchors])
        found: list[tuple[int, Candidate]] = []
        for group in length_groups(lengths, 4):
            pairs = pair_windows(corpus, anchors[group], mass, shift[group])
            emissions, accept, paths, scores, soft = decode_group(
                networks, corpus, pairs, anchors[group], shift[group], flat, settings
            )
            for k, g in enumerate(group):
                row = int(rows[g])
                low, high = int(pairs.low[k]), int(pairs.high[k])
                i = int(anchors[g])
                spans = label_spans(paths[k], low)
                spans["cue"] = [s for s in spans["cue"] if s[0] <= i < s[1]]
                c = Candidate(i, batch[row], spans, float(logits[row, i - batch[row][0]]), float(accept[k]), {})
                c.window = (low, high)
                c.anchor_probability = float(probability[row, i - batch[row][0]])
                e = emissions[k, : high - low]
                size_of = batch[row][1] - batch[row][0]
                c.features = own_features(corpus, c, e, paths[k], float(scores[k]), probability[row, :size_of])
                if keep:
                    c.emissions = e.copy()
                if soft is not None:
                    c.soft = soft[k, : high - low].astype(np.float16)
                found.append((int(numbers[row]), c))
        for number, c in found:
            result[number].append(c)
    for group in result:
        group.sort(key=lambda c: c.anchor)
        add_context_features(group)
    return result, all_logits
