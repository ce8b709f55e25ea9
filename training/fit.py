"""Supervised training of the network, with soft targets of teachers where there are any."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from corpus import IGNORE, Corpus
from network import BUCKET, N_LABELS, N_PAIR_FEATURES, Config, Network
from pretrain import gather


@dataclass
class Settings:
    """Everything about a training run that is not the size of the network."""

    epochs: int = 6
    batch: int = 32
    rate: float = 3e-3
    seed: int = 1
    noise: float = 0.08
    # Weights of the losses.
    tag: float = 0.5
    anchor: float = 3.0
    pair: float = 1.5
    soft_pair: float = 1.0
    accept: float = 0.8
    # Tokens with at least this anchor probability are wrong candidates for the accept head.
    candidate: float = 0.08
    # Share of the annotated anchor target in the mixture with the teachers' probability.
    hard: float = 0.5
    log: Callable[[str], None] = field(default=lambda line: print(line, flush=True))


@dataclass
class Pairs:
    """Windows of some anchors as padded arrays."""

    index: np.ndarray
    mask: np.ndarray
    bucket: np.ndarray
    numbers: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def tensors(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Index, bucket, numbers, mask for the network."""
        return (
            torch.from_numpy(self.index),
            torch.from_numpy(self.bucket),
            torch.from_numpy(self.numbers),
            torch.from_numpy(self.mask),
        )


def pair_windows(corpus: Corpus, anchors: np.ndarray, mass: np.ndarray, mass_offset: np.ndarray) -> Pairs:
    """Windows and the ten pair features. `mass` is a running sum of anchor probabilities over flat positions;
    `mass_offset[k]` maps a corpus position of anchor k to it. `index` is in corpus positions."""
    bounds = [corpus.window(int(a)) for a in anchors]
    low = np.array([b[0] for b in bounds])
    high = np.array([b[1] for b in bounds])
    longest = int((high - low).max())
    t = low[:, None] + np.arange(longest)[None, :]
    mask = (t < high[:, None]).astype(np.float32)
    t = np.minimum(t, high[:, None] - 1)
    i = anchors[:, None]
    numbers = np.zeros((*t.shape, N_PAIR_FEATURES), np.float32)
    sentence = corpus.sentence
    numbers[..., 0] = sentence[t] == sentence[i]
    numbers[..., 1] = sentence[t] < sentence[i]
    numbers[..., 2] = sentence[t] > sentence[i]
    before = t < i
    m, o = mass, mass_offset[:, None]
    between = np.where(before, m[i + o] - m[np.minimum(t + 1, i) + o], m[t + o] - m[np.minimum(i + 1, t) + o])
    between = np.where(t == i, 0, between)
    numbers[..., 3] = np.clip(between, 0, 1)
    numbers[..., 4] = np.clip(between, 0, 4) / 4
    separators, changes = corpus.separators, corpus.changes
    separators_between = np.where(before, separators[i] - separators[t], separators[t + 1] - separators[i + 1])
    changes_between = np.abs(changes[t + 1] - changes[i + 1])
    for column, n in ((5, separators_between), (7, changes_between)):
        numbers[..., column] = n > 0
        numbers[..., column + 1] = np.clip(n, 0, 4) / 4
    numbers[..., 9] = t == i
    bucket = BUCKET[np.clip(t - i, -700, 700) + 700]
    return Pairs(t, mask, bucket, numbers, low, high)


def length_groups(lengths: np.ndarray, parts: int) -> list[np.ndarray]:
    """Indices sorted by length and cut into groups, so that short windows are not padded to the longest."""
    order = np.argsort(lengths, kind="stable")
    return [g for g in np.array_split(order, parts) if len(g)]


class Trainer:
    """One training run over labelled (and silver) corpora."""

    def __init__(self, corpora: list[Corpus], config: Config, settings: Settings, vectors: np.ndarray,
                 encoder: dict[str, Tensor] | None = None) -> None:  # fmt: skip
        self.corpora, self.settings = corpora, settings
        torch.manual_seed(settings.seed)
        self.rng = random.Random(settings.seed)
        self.network = Network(config, vectors)
        if encoder is not None:
            self.network.encoder.load_state_dict(encoder)
        self.noisy = [c.with_noise(self.rng, settings.noise) for c in corpora]
        self.optimiser = torch.optim.Adam(self.network.parameters(), lr=settings.rate)

    def epoch_batches(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """Batches of (corpus number, chunks) in random order."""
        result = []
        size = self.settings.batch
        for number, corpus in enumerate(self.corpora):
            order = list(corpus.chunks)
            self.rng.shuffle(order)
            for start in range(0, len(order), size * 40):
                block = sorted(order[start : start + size * 40], key=lambda c: c[1] - c[0])
                result += [(number, block[i : i + size]) for i in range(0, len(block), size)]
        self.rng.shuffle(result)
        return result

    def anchors(self, corpus: Corpus, batch: list[tuple[int, int]], probability: np.ndarray) -> tuple[list, list]:
        """Annotated anchors of the batch and the wrong ones that the network proposes now: (position, row)."""
        good, bad = [], []
        for row, (a, b) in enumerate(batch):
            for i in range(a, b):
                if i in corpus.at_anchor:
                    good.append((i, row))
                elif probability[row, i - a] >= self.settings.candidate and corpus.anchor_target[i] < 0.05:
                    bad.append((probability[row, i - a], i, row))
        bad.sort(reverse=True)
        return good, [(i, row) for _, i, row in bad[: max(8, len(good) // 2)]]

    def pair_losses(self, corpus: Corpus, states: Tensor, batch: list[tuple[int, int]], probability: np.ndarray) -> Tensor:
        """Losses of the pair stage: CRF and soft labels on true anchors, accept head on all candidates."""
        s = self.settings
        good, bad = self.anchors(corpus, batch, probability)
        if not good:
            return torch.zeros(())
        longest = states.shape[1]
        flat = states.reshape(-1, states.shape[-1])
        mass = np.concatenate([[0], np.cumsum(probability.reshape(-1))]).astype(np.float32)
        everything = good + bad
        anchors = np.array([i for i, _ in everything])
        offset = np.array([row * longest - batch[row][0] for _, row in everything])
        lengths = np.array([np.subtract(*corpus.window(int(a))[::-1]) for a in anchors])
        total = torch.zeros(())
        for group in length_groups(lengths, 3):
            pairs = pair_windows(corpus, anchors[group], mass, offset[group])
            index, bucket, numbers, mask = pairs.tensors()
            shift = torch.from_numpy(offset[group])
            emissions, accept = self.network.pair(
                flat, index + shift[:, None], torch.from_numpy(anchors[group]) + shift, bucket, numbers, mask
            )
            right = np.array([corpus.at_anchor[a].weight if a in corpus.at_anchor else 0.0 for a in anchors[group]])
            total = total + s.accept * functional.binary_cross_entropy_with_logits(
                accept, torch.tensor(right, dtype=torch.float32), reduction="sum"
            ) / len(everything)
            true = np.array([k for k, g in enumerate(group) if g < len(good)], np.int64)
            if len(true):
                total = total + self.label_loss(corpus, pairs, anchors[group], true, emissions, mask) / len(good)
        return total

    def label_loss(self, corpus: Corpus, pairs: Pairs, anchors: np.ndarray, true: np.ndarray, emissions: Tensor,
                   mask: Tensor) -> Tensor:  # fmt: skip
        """Summed CRF loss (a twentieth, windows are long) and divergence from the teachers' posteriors."""
        labels = np.zeros((len(true), emissions.shape[1]), np.int64)
        soft = np.zeros((len(true), emissions.shape[1], N_LABELS), np.float32)
        has_soft = np.zeros(len(true), np.float32)
        for row, k in enumerate(true):
            attribution = corpus.at_anchor[int(anchors[k])]
            low, high = int(pairs.low[k]), int(pairs.high[k])
            labels[row, : high - low] = corpus.pair_labels(attribution, low, high)
            if attribution.soft is not None:
                soft[row, : high - low] = attribution.soft
                has_soft[row] = 1
        e, m = emissions[torch.from_numpy(true)], mask[torch.from_numpy(true)]
        loss = self.settings.pair * self.network.negative_log_likelihood(e, torch.from_numpy(labels), m).sum() / 20
        if has_soft.any():
            cross = -(torch.from_numpy(soft) * functional.log_softmax(e, -1)).sum(-1) * m
            loss = loss + self.settings.soft_pair * (cross.sum(1) * torch.from_numpy(has_soft)).sum() / 20
        return loss

    def loss(self, number: int, batch: list[tuple[int, int]]) -> Tensor:
        """Weighted sum of all losses on a batch."""
        s, corpus = self.settings, self.corpora[number]
        noisy = self.noisy[number] if self.rng.random() < 0.5 else None
        ids, flags, mask = gather(corpus, batch, noisy)
        states = self.network.encoder(ids, flags)
        target = np.zeros(mask.shape, np.float32)
        tags = np.full(mask.shape, IGNORE, np.int64)
        for row, (a, b) in enumerate(batch):
            target[row, : b - a] = corpus.anchor_target[a:b]
            tags[row, : b - a] = corpus.tags[a:b]
        logits = self.network.anchor(states).squeeze(-1)
        anchor = functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(target), reduction="none")
        total = s.anchor * (anchor * mask).sum() / mask.sum()
        if (tags != IGNORE).any():
            total = total + s.tag * functional.cross_entropy(
                self.network.tag(states).reshape(-1, N_LABELS), torch.from_numpy(tags).reshape(-1), ignore_index=IGNORE
            )
        probability = (torch.sigmoid(logits) * mask).detach().numpy()
        return total + self.pair_losses(corpus, states, batch, probability)

    def run(self, evaluate: Callable[[Network, int], float] | None = None) -> Network:
        """Train; with `evaluate` (network, epoch) -> figure, the best epoch is kept, else the last."""
        s = self.settings
        best, best_state = -1.0, None
        steps = len(self.epoch_batches()) * s.epochs
        step = 0
        for epoch in range(s.epochs):
            self.network.train()
            began, losses = time.time(), []
            for number, batch in self.epoch_batches():
                for group in self.optimiser.param_groups:
                    group["lr"] = s.rate * min(1.0, (step + 1) / 150) * max(0.02, 1 - step / steps)
                loss = self.loss(number, batch)
                self.optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
                self.optimiser.step()
                losses.append(loss.item())
                step += 1
            line = f"epoch {epoch} loss {np.mean(losses):.4f} {time.time() - began:.0f}s"
            self.network.eval()
            if evaluate is not None and epoch >= s.epochs // 2:
                figure = evaluate(self.network, epoch)
                line += f" held {figure:.2f}"
                if figure > best:
                    best, best_state = figure, copy.deepcopy(self.network.state_dict())
            s.log(line)
        if best_state is not None:
            self.network.load_state_dict(best_state)
        self.network.eval()
        return self.network


