"""Read all texts once and keep them encoded in the work folder."""

from __future__ import annotations

import pickle
import random
import time
from pathlib import Path

import numpy as np

from corpus import Corpus, read_plain, read_polnear
from features import Vocabulary, encode, normalise
from pretrain import word_vectors

HELD_OUT = 100


def prepare(shared: Path, work: Path, seed: int = 1, layers: Path | None = None, quick: bool = False) -> None:
    """Write vocabulary, word vectors and corpora (train, held, dev, plain) to `work`.

    `layers`: folder with `train.tokens.jsonl.gz` and `dev.tokens.jsonl.gz`, text layers written by the extractor;
    without it the rules of `tokens.py` make them. `quick`: a fraction of the texts.
    """
    began = time.time()
    own = {n: layers / f"{n}.tokens.jsonl.gz" if layers else None for n in ("train", "dev")}
    rows, texts, labels = read_polnear(shared / "data/polnear/train.jsonl.gz", own["train"])
    order = list(range(len(rows)))[: 140 if quick else None]
    random.Random(seed).shuffle(order)
    held = set(order[:HELD_OUT])
    data = shared / "data"
    plain = list(read_plain([
        data / "unlabelled/afp_xinhua.jsonl.gz", data / "unlabelled/reuters21578.jsonl.gz",
        data / "throughput/wikinews_2019_2020.jsonl.gz", data / "throughput/wh_briefings.jsonl.gz",
    ]))  # fmt: skip
    print(f"read {time.time() - began:.0f}s", sum(len(d.tokens) for d in plain), flush=True)
    plain = plain[::40] if quick else plain
    # The briefings are transcripts: a third of them is enough beside the news.
    rng = random.Random(seed)
    plain = [d for d in plain if not d.doc_id.startswith("wh_") or rng.random() < 0.35]
    train_layers = [texts[i] for i in order[HELD_OUT:]]
    vocabulary = Vocabulary.build(train_layers, plain)
    forms = [[normalise(w) for w in d.words()] for d in train_layers + plain]
    vectors = word_vectors(train_layers + plain, vocabulary, forms)
    print(f"vectors {time.time() - began:.0f}s", vectors.shape, flush=True)
    np.save(work / "vectors.npy", vectors)
    parts = {
        "train": order[HELD_OUT:],
        "held": order[:HELD_OUT],
    }
    for name, indices in parts.items():
        corpus = Corpus([encode(texts[i], vocabulary) for i in indices], [labels[i] for i in indices])
        save(work / f"{name}.pkl", ([rows[i] for i in indices], corpus))
    dev_rows, dev_layers, dev_labels = read_polnear(data / "polnear/dev.jsonl.gz", own["dev"])
    save(work / "dev.pkl", (dev_rows, Corpus([encode(d, vocabulary) for d in dev_layers], dev_labels)))
    corpus = Corpus([encode(d, vocabulary) for d in train_layers + plain], None)
    save(work / "vocabulary.pkl", vocabulary)
    save(work / "plain.pkl", corpus)
    sizes = [len(t) for t in (corpus.ids, corpus.chunks, vocabulary.words, vocabulary.suffixes, vocabulary.prefixes)]
    print(f"prepared {time.time() - began:.0f}s: tokens, chunks, words, suffixes, prefixes", sizes, "held", len(held), flush=True)


def save(path: Path, item: object) -> None:
    """Pickle an object."""
    with open(path, "wb") as file:
        pickle.dump(item, file, protocol=5)


def load(path: Path):  # noqa: ANN201
    """Read a pickled object back."""
    with open(path, "rb") as file:
        return pickle.load(file)

