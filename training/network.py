"""The network: encoder, anchor head, pair stage with a conditional random field, accept head."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from corpus import LABELS
from features import N_FLAGS, N_SHAPES

EDGES = [-64, -40, -28, -20, -15, -11, -8, -6, -5, -4, -3, -2, -1, 0,
         1, 2, 3, 4, 5, 6, 8, 11, 15, 20, 28, 40, 64]  # fmt: skip
N_BUCKETS = len(EDGES) + 1
N_PAIR_FEATURES = 10
N_LABELS = len(LABELS)
IMPOSSIBLE = -1e4
# Bucket of a distance d in -700..700: the first edge that is not below it.
BUCKET = np.searchsorted(np.array(EDGES), np.arange(-700, 701), side="left")


@dataclass
class Config:
    """Sizes of a network; they stand in the header of the model file."""

    words: int
    suffixes: int
    prefixes: int
    hidden: int = 64
    pair_hidden: int = 32
    pair_input: int = 48
    word_width: int = 64
    suffix_width: int = 16
    prefix_width: int = 8
    shape_width: int = 8
    accept_width: int = 32
    dropout: float = 0.3
    pair_dropout: float = 0.2
    word_dropout: float = 0.04

    @property
    def token_width(self) -> int:
        """Numbers the encoder reads a token."""
        return self.word_width + self.suffix_width + self.prefix_width + self.shape_width + N_FLAGS

    def as_dict(self) -> dict:
        """Plain data."""
        return asdict(self)


class BidirectionalGru(nn.Module):
    """Two GRUs; the backward one begins at the last real token, never in the padding."""

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.ahead = nn.GRU(inputs, hidden, batch_first=True)
        self.back = nn.GRU(inputs, hidden, batch_first=True)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """[batch, length, inputs] to [batch, length, 2 * hidden]."""
        position = torch.arange(x.shape[1]).unsqueeze(0)
        mirrored = lengths.unsqueeze(1) - 1 - position
        mirrored = torch.where(mirrored >= 0, mirrored, position)
        ahead, _ = self.ahead(x)
        back, _ = self.back(flip(x, mirrored))
        return torch.cat([ahead, flip(back, mirrored)], -1)


def flip(x: Tensor, order: Tensor) -> Tensor:
    """Reorder the steps of each row."""
    return x.gather(1, order.unsqueeze(-1).expand(-1, -1, x.shape[-1]))


class Encoder(nn.Module):
    """Embeddings and one bidirectional GRU."""

    def __init__(self, config: Config, vectors: np.ndarray | None = None) -> None:
        super().__init__()
        self.config = config
        self.word = nn.Embedding(config.words, config.word_width)
        self.suffix = nn.Embedding(config.suffixes, config.suffix_width)
        self.prefix = nn.Embedding(config.prefixes, config.prefix_width)
        self.shape = nn.Embedding(N_SHAPES, config.shape_width)
        for embedding in (self.word, self.suffix, self.prefix, self.shape):
            nn.init.normal_(embedding.weight, std=0.1)
        if vectors is not None:
            with torch.no_grad():
                self.word.weight[: len(vectors), : vectors.shape[1]] = torch.tensor(vectors)
        self.gru = BidirectionalGru(config.token_width, config.hidden)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, ids: Tensor, flags: Tensor) -> Tensor:
        """[batch, length, 4] ids and [batch, length, N_FLAGS] flags to [batch, length, 2 * hidden]."""
        word = ids[..., 0]
        if self.training and self.config.word_dropout:
            drop = (torch.rand(word.shape) < self.config.word_dropout) & (word > 0)
            word = torch.where(drop, torch.ones_like(word), word)
        x = torch.cat(
            [self.word(word), self.suffix(ids[..., 1]), self.prefix(ids[..., 2]), self.shape(ids[..., 3]), flags], -1
        )
        return self.dropout(self.gru(self.dropout(x), (ids[..., 0] > 0).sum(1)))


class Network(nn.Module):
    """Everything that is stored in a model file except the reranker."""

    def __init__(self, config: Config, vectors: np.ndarray | None = None) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config, vectors)
        wide, pair = 2 * config.hidden, config.pair_input
        self.tag = nn.Linear(wide, N_LABELS)
        self.anchor = nn.Linear(wide, 1)
        nn.init.constant_(self.anchor.bias, -4.0)
        self.pair_token = nn.Linear(wide, pair)
        self.pair_anchor = nn.Linear(wide, pair)
        self.pair_features = nn.Linear(N_PAIR_FEATURES, pair)
        self.bucket = nn.Embedding(N_BUCKETS, pair)
        nn.init.normal_(self.bucket.weight, std=0.2)
        self.pair_gru = BidirectionalGru(pair, config.pair_hidden)
        self.pair_label = nn.Linear(2 * config.pair_hidden, N_LABELS)
        self.transitions = nn.Parameter(torch.zeros(N_LABELS, N_LABELS))
        self.start = nn.Parameter(torch.zeros(N_LABELS))
        self.accept = nn.Sequential(
            nn.Linear(wide + 4 * config.pair_hidden, config.accept_width), nn.ReLU(), nn.Linear(config.accept_width, 1)
        )
        self.pair_dropout = nn.Dropout(config.pair_dropout)
        forbidden = torch.zeros(N_LABELS, N_LABELS)
        for j in range(2, N_LABELS, 2):
            for i in range(N_LABELS):
                if i not in (j, j - 1):
                    forbidden[i, j] = IMPOSSIBLE
        self.register_buffer("forbidden", forbidden)
        forbidden_start = torch.zeros(N_LABELS)
        forbidden_start[[2, 4, 6]] = IMPOSSIBLE
        self.register_buffer("forbidden_start", forbidden_start)

    def pair(
        self, states: Tensor, index: Tensor, anchor: Tensor, bucket: Tensor, numbers: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Emissions [pairs, window, 7] and accept logits [pairs] for windows of flat encoder states."""
        x = (
            self.pair_token(states)[index]
            + self.pair_anchor(states[anchor]).unsqueeze(1)
            + self.bucket(bucket)
            + self.pair_features(numbers)
        )
        x = self.pair_dropout(functional.relu(x))
        g = self.pair_dropout(self.pair_gru(x, mask.sum(1).long()))
        keep = mask.unsqueeze(-1)
        highest = g.masked_fill(keep == 0, IMPOSSIBLE).max(1).values
        mean = (g * keep).sum(1) / keep.sum(1)
        accept = self.accept(torch.cat([states[anchor], highest, mean], -1)).squeeze(-1)
        return self.pair_label(g), accept

    def matrices(self) -> tuple[Tensor, Tensor]:
        """Transition and start scores with the impossible ones struck out."""
        return self.transitions + self.forbidden, self.start + self.forbidden_start

    def log_partition(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """Log of the summed weight of all label paths, one number a window."""
        transitions, start = self.matrices()
        alive = mask.bool()
        alpha = start + emissions[:, 0]
        # Sums of exponentials of seven numbers: a matrix product after taking the largest out is much
        # faster than logsumexp over [n, 7, 7] and the transitions stay fixed within a call.
        kernel = transitions.exp()
        for t in range(1, emissions.shape[1]):
            top = alpha.max(1, keepdim=True).values
            step = torch.log((alpha - top).exp() @ kernel + 1e-30) + top + emissions[:, t]
            alpha = torch.where(alive[:, t : t + 1], step, alpha)
        return torch.logsumexp(alpha, 1)

    def path_score(self, emissions: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Weight of one given label path a window (log)."""
        transitions, start = self.matrices()
        score = (emissions.gather(2, labels.unsqueeze(2)).squeeze(2) * mask).sum(1)
        score = score + start[labels[:, 0]]
        return score + (transitions[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]).sum(1)

    def negative_log_likelihood(self, emissions: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """CRF loss, one number a window."""
        return self.log_partition(emissions, mask) - self.path_score(emissions, labels, mask)

    def posteriors(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """Posterior label probabilities [pairs, window, 7]: the gradient of the log partition."""
        with torch.enable_grad():
            e = emissions.detach().requires_grad_()
            (grad,) = torch.autograd.grad(self.log_partition(e, mask).sum(), e)
        return grad.detach()
