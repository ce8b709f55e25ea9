"""Pre-training of the encoder as a two-way language model on plain text."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor, nn

from corpus import Corpus
from features import N_FLAGS, Vocabulary
from network import Config, Encoder
from tokens import Layers


def word_vectors(documents: list[Layers], vocabulary: Vocabulary, forms: list[list[str]], width: int = 64,
                 contexts: int = 6000, seed: int = 1) -> np.ndarray:  # fmt: skip
    """Word vectors from counts: positive pointwise mutual information of a word with the frequent words
    left and right of it (three tokens each way), reduced by a randomised singular value decomposition."""
    rows = len(vocabulary.words) + 2
    stream = np.concatenate([[vocabulary.words.get(f, 1) for f in doc] + [0, 0, 0] for doc in forms])
    counts = torch.zeros(0)
    indices, values = [], []
    for side, steps in ((0, (-1, -2, -3)), (1, (1, 2, 3))):
        for step in steps:
            a = stream[max(0, -step) : len(stream) - max(0, step)]
            b = stream[max(0, step) : len(stream) + min(0, step)]
            keep = (a > 1) & (b > 1) & (b < contexts + 2)
            key, n = np.unique(a[keep].astype(np.int64) * (2 * contexts + 4) + side * (contexts + 2) + b[keep],
                               return_counts=True)  # fmt: skip
            indices.append(key)
            values.append(n / abs(step))
    key, inverse = np.unique(np.concatenate(indices), return_inverse=True)
    weight = np.bincount(inverse, np.concatenate(values))
    row, column = key // (2 * contexts + 4), key % (2 * contexts + 4)
    total = weight.sum()
    row_sum = np.bincount(row, weight, rows)
    column_sum = np.bincount(column, weight, 2 * contexts + 4) ** 0.75
    column_sum *= total / column_sum.sum()
    pmi = np.log(weight * total / (row_sum[row] * column_sum[column]))
    keep = pmi > 0
    counts = torch.sparse_coo_tensor(
        np.stack([row[keep], column[keep]]), torch.tensor(pmi[keep], dtype=torch.float32), (rows, 2 * contexts + 4)
    ).coalesce()
    torch.manual_seed(seed)
    u, s, _ = torch.svd_lowrank(counts, q=width + 16, niter=3)
    vectors = (u[:, :width] * s[:width].sqrt()).numpy()
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    known = norms[:, 0] > 1e-6
    vectors[known] /= norms[known]
    vectors[~known] = np.random.default_rng(seed).normal(0, 0.05, (int((~known).sum()), width))
    vectors[0] = 0
    return vectors.astype(np.float32)


def batches(corpus: Corpus, size: int, rng: random.Random) -> Iterator[list[tuple[int, int]]]:
    """Chunks in random batches of nearly equal length, for ever."""
    order = list(corpus.chunks)
    while True:
        rng.shuffle(order)
        for start in range(0, len(order) - size, size * 40):
            block = sorted(order[start : start + size * 40], key=lambda c: c[1] - c[0])
            groups = [block[i : i + size] for i in range(0, len(block), size)]
            rng.shuffle(groups)
            yield from groups


def gather(corpus: Corpus, batch: list[tuple[int, int]], flags: np.ndarray | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, flags and mask of a batch of chunks, padded."""
    longest = max(b - a for a, b in batch)
    ids = np.zeros((len(batch), longest, 4), np.int64)
    values = np.zeros((len(batch), longest, N_FLAGS), np.float32)
    mask = np.zeros((len(batch), longest), np.float32)
    source = corpus.flags if flags is None else flags
    for k, (a, b) in enumerate(batch):
        ids[k, : b - a] = corpus.ids[a:b]
        values[k, : b - a] = source[a:b]
        mask[k, : b - a] = 1
    return torch.from_numpy(ids), torch.from_numpy(values), torch.from_numpy(mask)


class LanguageModel(nn.Module):
    """Predicts the next word from the forward state and the previous one from the backward state."""

    def __init__(self, encoder: Encoder, counts: np.ndarray, negatives: int = 600) -> None:
        super().__init__()
        self.encoder = encoder
        config = encoder.config
        self.hidden, self.negatives = config.hidden, negatives
        self.forward_out = nn.Linear(config.hidden, config.word_width)
        self.backward_out = nn.Linear(config.hidden, config.word_width)
        self.out = nn.Embedding(config.words, config.word_width)
        self.out.weight.data.copy_(encoder.word.weight.data * 3)
        self.out_bias = nn.Parameter(torch.zeros(config.words))
        smoothed = counts.astype(float) ** 0.75
        smoothed[:2] = 0
        share = smoothed / smoothed.sum()
        self.cumulative = np.cumsum(share)
        self.register_buffer("expected", torch.tensor(np.log(share * negatives + 1e-9), dtype=torch.float32))

    def side(self, z: Tensor, target: Tensor, noise: Tensor) -> Tensor:
        """Sampled softmax loss of one direction."""
        right = (z * self.out(target)).sum(1) + self.out_bias[target] - self.expected[target]
        wrong = z @ self.out(noise).T + self.out_bias[noise] - self.expected[noise]
        wrong = wrong.masked_fill(noise[None, :] == target[:, None], -1e4)
        return (torch.logsumexp(torch.cat([right[:, None], wrong], 1), 1) - right).mean()

    def forward(self, ids: Tensor, flags: Tensor, mask: Tensor, noise: Tensor) -> Tensor:
        """Mean loss a predicted word, both directions."""
        h = self.encoder(ids, flags)
        word = ids[..., 0]
        ahead = (word[:, 1:] > 1) & (mask[:, 1:] > 0)
        back = (word[:, :-1] > 1) & (mask[:, 1:] > 0)
        loss = self.side(self.forward_out(h[:, :-1, : self.hidden][ahead]), word[:, 1:][ahead], noise)
        return (loss + self.side(self.backward_out(h[:, 1:, self.hidden :][back]), word[:, :-1][back], noise)) / 2


def pretrain(corpus: Corpus, config: Config, vectors: np.ndarray, steps: int, batch: int = 48, rate: float = 3e-3,
             seed: int = 1) -> dict[str, Tensor]:  # fmt: skip
    """Train the encoder for `steps` batches (linear decay); returns its weights."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    numbers = np.random.default_rng(seed)
    encoder = Encoder(config, vectors)
    counts = np.bincount(corpus.ids[:, 0], minlength=config.words)
    model = LanguageModel(encoder, counts)
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    began, losses, seen = time.time(), [], 0
    for step, group in enumerate(batches(corpus, batch, rng)):
        if step == steps:
            break
        for g in optimiser.param_groups:
            g["lr"] = rate * min(1.0, (step + 1) / 100) * max(0.03, 1 - step / steps)
        ids, flags, mask = gather(corpus, group)
        noise = torch.from_numpy(np.searchsorted(model.cumulative, numbers.random(model.negatives)).clip(2, config.words - 1))
        loss = model(ids, flags, mask, noise)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        losses.append(loss.item())
        seen += int(mask.sum())
        if step % 100 == 99:
            mean = np.mean(losses[-100:])
            print(f"pretrain step {step + 1} tokens {seen} loss {mean:.3f} {time.time() - began:.0f}s", flush=True)
    return {k: v.detach().clone() for k, v in encoder.state_dict().items()}
