"""Reproduce the attribution models from the training texts.

    python training/train.py --shared ../shared --out models [--layers DIR] [--quick]

Stages (each leaves its result in OUT/work and is skipped when that is there): read and encode all texts; word vectors;
pre-training of an encoder of each width; wide teachers; silver labels; the small and the large model; reranker and
threshold on the held-out documents; model file, parity file and figures. One thread, fixed seeds.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from decode import DecodeSettings, candidates
from evaluate import best_threshold, by_cue_class, calibration, figures, line, load_scorer, predictions, totals
from export import quantise_embeddings, write_model, write_parity
from features import Vocabulary
from fit import Settings, Trainer
from network import Config, Network
from prepare import load, prepare, save
from pretrain import pretrain
from rerank import Reranker, fit, matrix, set_confidences, targets
from silver import label, sample

SILVER_TOKENS = {"wikinews": 150_000, "afp": 180_000, "reuters": 40_000}
SHIPPED_DECODING = DecodeSettings(anchor_threshold=0.15, bias_source=1.0, bias_content=1.0)


@dataclass
class Recipe:
    """How one network is made."""

    hidden: int
    pair_hidden: int
    epochs: int
    seed: int = 1
    rate: float = 3e-3
    silver: bool = False
    # Steps of language-model pre-training of its encoder (64 chunks each).
    pretraining_steps: int = 0
    # A network of the same size to go on from, in place of the pre-trained encoder.
    start: str | None = None
    batch: int = 32
    decode: DecodeSettings = field(default_factory=DecodeSettings)


TEACHERS = {
    "teacher64": Recipe(64, 32, 5, pretraining_steps=760),
    "teacher128": Recipe(128, 48, 5, pretraining_steps=500),
}
MODELS = {
    "small": Recipe(64, 32, 6, silver=True, pretraining_steps=760, decode=SHIPPED_DECODING),
    "large": Recipe(128, 48, 2, seed=5, rate=1.5e-3, silver=True, start="teacher128", decode=SHIPPED_DECODING),
}


@dataclass
class Run:
    """Folders and texts of one run of the trainer."""

    shared: Path
    out: Path
    work: Path
    quick: bool = False

    def __post_init__(self) -> None:
        self.vocabulary: Vocabulary = load(self.work / "vocabulary.pkl")
        self.vectors = np.load(self.work / "vectors.npy")
        self.scorer = load_scorer(self.shared)
        self.held_rows, self.held = load(self.work / "held.pkl")

    def config(self, recipe: Recipe, dropout: float = 0.3, word_dropout: float = 0.04) -> Config:
        """Sizes of the network of a recipe."""
        v = self.vocabulary
        return Config(
            len(v.words) + 2, len(v.suffixes) + 2, len(v.prefixes) + 2,
            hidden=recipe.hidden, pair_hidden=recipe.pair_hidden, dropout=dropout, word_dropout=word_dropout,
        )  # fmt: skip

    def encoder(self, recipe: Recipe) -> dict[str, torch.Tensor] | None:
        """Weights of the pre-trained encoder of a recipe's width."""
        if not recipe.pretraining_steps:
            return None
        path = self.work / f"encoder{recipe.hidden}.pt"
        if not path.exists():
            steps = 20 if self.quick else recipe.pretraining_steps
            config = self.config(recipe, dropout=0.1, word_dropout=0.02)
            weights = pretrain(load(self.work / "plain.pkl"), config, self.vectors, steps, batch=64)
            torch.save(weights, path)
        return torch.load(path)

    def network(self, name: str, recipe: Recipe) -> Network:
        """Train the network of a recipe, or read it back; the held-out documents choose the epoch."""
        path = self.work / f"{name}.pt"
        if not path.exists():
            corpora = [load(self.work / "train.pkl")[1]]
            if recipe.silver:
                corpora.append(load(self.work / "silver.pkl"))
            settings = Settings(
                epochs=1 if self.quick else recipe.epochs, batch=recipe.batch, rate=recipe.rate, seed=recipe.seed
            )
            trainer = Trainer(corpora, self.config(recipe), settings, self.vectors, self.encoder(recipe))
            if recipe.start:
                trainer.network.load_state_dict(torch.load(self.work / f"{recipe.start}.pt")["state"])
            network = trainer.run(lambda n, _: self.held_figure(n, DecodeSettings()))
            torch.save({"config": network.config.as_dict(), "state": network.state_dict()}, path)
        stored = torch.load(path)
        network = Network(Config(**stored["config"]))
        network.load_state_dict(stored["state"])
        return network.eval()

    def held_figure(self, network: Network, settings: DecodeSettings) -> float:
        """Linked F1 on the held-out documents, each half scored by a reranker trained on the other."""
        found, _ = candidates([network], self.held, settings)
        flat = [c for group in found for c in group]
        middle = sum(len(group) for group in found[: len(found) // 2])
        values, right = matrix(flat), targets(self.held, found)
        for a, b in ((slice(0, middle), slice(middle, None)), (slice(middle, None), slice(0, middle))):
            for c, p in zip(flat[b], fit(values[a], right[a]).confidences(values[b]), strict=True):
                c.confidence = float(p)
        _, result = best_threshold(self.scorer, self.held_rows, self.held, found)
        print("  held", line(result), flush=True)
        return result["attr.all"][2]

    def reranker(self, networks: list[Network], settings: DecodeSettings) -> tuple[Reranker, float]:
        """Reranker and threshold from the held-out documents."""
        found, _ = candidates(networks, self.held, settings)
        flat = [c for group in found for c in group]
        reranker = fit(matrix(flat), targets(self.held, found))
        set_confidences(reranker, found)
        threshold, result = best_threshold(self.scorer, self.held_rows, self.held, found)
        print("held, reranker trained on it:", threshold, line(result), flush=True)
        return reranker, threshold

    def make_silver(self) -> None:
        """Label a sample of the plain text with the teachers."""
        path = self.work / "silver.pkl"
        if path.exists():
            return
        teachers = [self.network(name, recipe) for name, recipe in TEACHERS.items()]
        reranker, _ = self.reranker(teachers, DecodeSettings())
        shares = {k: n // 50 for k, n in SILVER_TOKENS.items()} if self.quick else SILVER_TOKENS
        save(path, label(sample(load(self.work / "plain.pkl"), shares, 1), teachers, reranker))

    def report(self, name: str, network: Network, reranker: Reranker, settings: DecodeSettings, threshold: float) -> None:
        """Write the figures on dev."""
        rows, corpus = load(self.work / "dev.pkl")
        found, _ = candidates([network], corpus, settings)
        set_confidences(reranker, found)
        predicted = predictions(corpus, found, threshold)
        error, table = calibration(corpus, found)
        sweep = {
            f"{t:.2f}": figures(self.scorer, totals(self.scorer, rows, predictions(corpus, found, t)))
            for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
        }
        result = {
            "threshold": threshold,
            "dev": figures(self.scorer, totals(self.scorer, rows, predicted)),
            "by_cue_class": by_cue_class(self.scorer, rows, predicted),
            "expected_calibration_error": error,
            "calibration": table,
            "thresholds": sweep,
        }
        (self.out / f"{name}.figures.json").write_text(json.dumps(result, indent=1) + "\n")
        with open(self.work / f"{name}.dev.jsonl", "w", encoding="utf8") as file:
            for row, attributions in zip(rows, predicted, strict=True):
                file.write(json.dumps({"doc_id": row["doc_id"], "attributions": attributions}) + "\n")
        print(name, "dev", line(result["dev"]), "by cue", result["by_cue_class"], f"ece {error:.3f}", flush=True)

    def ship(self, name: str, recipe: Recipe) -> None:
        """Quantise, fit the reranker, write model and parity file, report on dev."""
        network = self.network(name, recipe)
        quantise_embeddings(network)
        reranker, threshold = self.reranker([network], recipe.decode)
        # The file holds 32-bit numbers: use what it holds.
        reranker = Reranker(
            *(x.astype(np.float32).astype(np.float64) for x in (reranker.mean, reranker.deviation, reranker.weight)),
            float(np.float32(reranker.bias)),
        )
        arguments = (name, network, self.vocabulary, reranker, recipe.decode, threshold)
        write_model(self.out / f"{name}.bin", *arguments)
        write_parity(self.out / f"{name}.parity.json", *arguments)
        self.report(name, network, reranker, recipe.decode, threshold)


def main() -> None:
    """Run all stages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ and eval/")
    parser.add_argument("--out", type=Path, required=True, help="folder for the models")
    parser.add_argument("--layers", type=Path, help="folder of JSONL text layers written by the extractor")
    parser.add_argument("--models", default="small,large", help="which models to write")
    parser.add_argument("--quick", action="store_true", help="a few steps of everything, to test the machinery")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    work = arguments.out / "work"
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "plain.pkl").exists():
        prepare(arguments.shared, work, layers=arguments.layers, quick=arguments.quick)
    run = Run(arguments.shared, arguments.out, work, arguments.quick)
    names = arguments.models.split(",")
    if any(MODELS[name].silver for name in names):
        run.make_silver()
    for name in names:
        run.ship(name, MODELS[name])


if __name__ == "__main__":
    main()
