"""Write the model file and the parity file described in FORMAT.md."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import torch

from corpus import Corpus
from decode import FEATURES, DecodeSettings, candidates
from features import N_FLAGS, Vocabulary, encode
from network import Network
from quotations import document_attributions
from rerank import Reranker, set_confidences
from tokens import analyse

MAGIC = b"ONRATTR1"
ALIGNMENT = 64
TABLES = ("word", "suffix", "prefix", "shape")

# Written for this file; every text is one chunk.
PARITY_TEXTS = (
    "Foreign Minister Elena Markova said on Tuesday that the two delegations would meet again in the capital "
    "next week. “We have not closed any door,” she told reporters after the talks.",
    'The harbour will stay shut until the inspection ends, according to a spokesman for the port authority. "Nobody '
    "wants an accident,\" he added, \"and nobody will get one.\"",
    "GENEVA, March 3 (Wire) -- The ministry denies that any such letter was sent, and it plans to lodge a protest. "
    "``This is a fabrication,'' Deputy Minister J. R. Osei declared.\nMR. OSEI: Let me repeat it. We will not sign.",
    "“The figures are wrong,” said Dr. Hanna Lind, who leads the institute’s field office. “They were wrong in 2,019 "
    "villages and they are wrong today.\n“I expect a correction.”",
    "Talks ended at 10:30 without a result.",
    "Critics believe the plan was drawn up in haste; its author, a former judge, wants parliament to vote on it by June 1.",
)


def quantise_embeddings(network: Network) -> None:
    """Round the embedding tables to 8 bits a value with one scale a row, as the file holds them."""
    with torch.no_grad():
        for name in TABLES:
            weight = getattr(network.encoder, name).weight
            scale = row_scale(weight.numpy())
            weight.copy_(torch.from_numpy(np.round(weight.numpy() / scale[:, None]) * scale[:, None]))


def row_scale(weight: np.ndarray) -> np.ndarray:
    """Scale of each row so that its largest value becomes 127."""
    return np.maximum(np.abs(weight).max(1) / 127, 1e-8).astype(np.float32)


def gru_tensors(name: str, gru: torch.nn.GRU) -> dict[str, np.ndarray]:
    """Weights of one direction."""
    return {
        f"{name}.input": gru.weight_ih_l0.detach().numpy(),
        f"{name}.recurrent": gru.weight_hh_l0.detach().numpy(),
        f"{name}.input_bias": gru.bias_ih_l0.detach().numpy(),
        f"{name}.recurrent_bias": gru.bias_hh_l0.detach().numpy(),
    }


def tensors(network: Network, vocabulary: Vocabulary, reranker: Reranker) -> dict[str, np.ndarray]:
    """All tensors of the file in order."""
    result: dict[str, np.ndarray] = {}
    for name, table in (("words", vocabulary.words), ("suffixes", vocabulary.suffixes), ("prefixes", vocabulary.prefixes)):
        assert list(table.values()) == list(range(2, len(table) + 2))
        assert not any("\n" in entry for entry in table)
        result[name] = np.frombuffer("\n".join(table).encode(), np.uint8)
    for name in TABLES:
        weight = getattr(network.encoder, name).weight.detach().numpy()
        scale = row_scale(weight)
        result[name] = np.round(weight / scale[:, None]).astype(np.int8)
        result[f"{name}.scale"] = scale
    result |= gru_tensors("encoder.ahead", network.encoder.gru.ahead)
    result |= gru_tensors("encoder.back", network.encoder.gru.back)
    n = network
    values = {
        "anchor.weight": n.anchor.weight[0],
        "anchor.bias": n.anchor.bias,
        "pair.token": n.pair_token.weight,
        "pair.anchor": n.pair_anchor.weight,
        "pair.features": n.pair_features.weight,
        "pair.bias": n.pair_token.bias + n.pair_anchor.bias + n.pair_features.bias,
        "pair.bucket": n.bucket.weight,
    }
    result |= {k: v.detach().numpy() for k, v in values.items()}
    result |= gru_tensors("pair.ahead", n.pair_gru.ahead)
    result |= gru_tensors("pair.back", n.pair_gru.back)
    transitions, start = n.matrices()
    values = {
        "label.weight": n.pair_label.weight,
        "label.bias": n.pair_label.bias,
        "transitions": transitions,
        "start": start,
        "accept.hidden.weight": n.accept[0].weight,
        "accept.hidden.bias": n.accept[0].bias,
        "accept.out.weight": n.accept[2].weight[0],
        "accept.out.bias": n.accept[2].bias,
    }
    result |= {k: v.detach().numpy() for k, v in values.items()}
    result["rerank.mean"] = reranker.mean.astype(np.float32)
    result["rerank.deviation"] = reranker.deviation.astype(np.float32)
    result["rerank.weight"] = reranker.weight.astype(np.float32)
    result["rerank.bias"] = np.array([reranker.bias], np.float32)
    return result


def padding(n: int) -> int:
    """Zero bytes up to the next multiple of the alignment."""
    return -n % ALIGNMENT


def write_model(path: Path, name: str, network: Network, vocabulary: Vocabulary, reranker: Reranker,
                decode: DecodeSettings, threshold: float) -> None:  # fmt: skip
    """Write the model file."""
    c = network.config
    types = {"int8": "i8", "float32": "f32", "uint8": "utf8"}
    directory, body = [], bytearray()
    for key, tensor in tensors(network, vocabulary, reranker).items():
        data = np.ascontiguousarray(tensor).tobytes()
        directory.append({
            "name": key, "type": types[str(tensor.dtype)], "shape": list(tensor.shape), "offset": len(body), "bytes": len(data),
        })  # fmt: skip
        body += data + bytes(padding(len(data)))
    header = {
        "version": 1, "name": name, "hidden": c.hidden, "pair_hidden": c.pair_hidden, "pair_input": c.pair_input,
        "word_width": c.word_width, "suffix_width": c.suffix_width, "prefix_width": c.prefix_width,
        "shape_width": c.shape_width, "flags": N_FLAGS, "accept_width": c.accept_width,
        "decode": vars(decode), "threshold": threshold, "features": list(FEATURES),
        "vocabulary": {k: len(getattr(vocabulary, k)) for k in ("words", "suffixes", "prefixes")},
        "tensors": directory,
    }  # fmt: skip
    text = json.dumps(header, separators=(",", ":")).encode()
    prefix = MAGIC + struct.pack("<I", len(text)) + text
    path.write_bytes(prefix + bytes(padding(len(prefix))) + bytes(body))


def rounded(x: np.ndarray | list) -> list:
    """Plain numbers with six decimals."""
    return np.round(np.asarray(x, np.float64), 6).tolist()


def write_parity(path: Path, name: str, network: Network, vocabulary: Vocabulary, reranker: Reranker,
                 decode: DecodeSettings, threshold: float) -> None:  # fmt: skip
    """Write everything that the inference must reproduce on the texts above."""
    pieces = []
    for text in PARITY_TEXTS:
        layers = analyse("parity", text)
        corpus = Corpus([encode(layers, vocabulary)], None)
        found, logits = candidates([network], corpus, decode, keep=True)
        set_confidences(reranker, found)
        pieces.append({
            "text": text,
            "tokens": layers.tokens,
            "sentences": layers.sentences,
            "paragraphs": layers.paragraphs,
            "quoted": layers.quoted,
            "ids": corpus.ids.tolist(),
            "flags": rounded(corpus.flags),
            "anchor_logits": rounded(logits),
            "candidates": [
                {
                    "anchor": c.anchor, "window": c.window, "accept_logit": round(c.accept_logit, 6),
                    "emissions": rounded(c.emissions), **c.spans,
                    "features": {k: round(v, 6) for k, v in c.features.items()}, "confidence": round(c.confidence, 6),
                }
                for c in found[0]
            ],
            "selected": [{"anchor": c.anchor, **spans} for c, spans in document_attributions(corpus, 0, found, threshold)],
        })  # fmt: skip
    path.write_text(json.dumps({"model": name, "chunks": pieces}, ensure_ascii=False, default=int) + "\n", encoding="utf8")
