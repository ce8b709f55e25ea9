"""Figures of a model by the project's scorer (`eval_quotes.py`), calibration and thresholds."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import numpy as np

from corpus import ROLES, Corpus
from decode import Candidate
from quotations import document_attributions
from rerank import targets

# A cue is one of speech when it holds one of these words (the class that the product reports by default).
SPEECH = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)?|writ(?:e|es|ing)|wrote|written|announc\w+"
    r"|not(?:e|es|ed|ing)|claim\w*|argu(?:e|es|ed|ing)|warn\w*|ask(?:s|ed|ing)?|explain\w*|report(?:s|ed|ing|edly)?"
    r"|tweet\w*|stat(?:e|es|ed|ing|ement)|respond\w*|repl(?:y|ies|ied)|declar\w+|insist\w*|suggest\w*|assert\w*"
    r"|acknowledg\w+|admit\w*|conced\w+|den(?:y|ies|ied)|emphasi\w+|stress\w*|recall\w*|continu\w+|contend\w*|accus\w+"
    r"|alleg\w+|call(?:s|ed|ing)?|describ\w+|quot\w+|reveal\w*|confirm\w*|mention\w*|predict\w*|promis\w+|vow\w*"
    r"|pledg\w+|urg(?:e|es|ed|ing)|criticiz\w+|praise\w*|testif\w+|point\w*|observ\w+|remark\w*|according)\b",
    re.IGNORECASE,
)
MEASURES = (
    "attr.all", "attr.direct", "attr.mixed", "attr.indirect", "content_only.all",
    "exact.source", "exact.cue", "exact.content", "strict.all",
)  # fmt: skip


def load_scorer(shared: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("eval_quotes", shared / "eval/eval_quotes.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predictions(corpus: Corpus, found: list[list[Candidate]], threshold: float) -> list[list[dict]]:
    """Selected attributions of every document in code points."""
    documents: list[list[dict]] = []
    k = 0
    for number, (d, pieces) in enumerate(zip(corpus.documents, corpus.chunks_of, strict=True)):
        offset, tokens = corpus.offsets[number], d.layers.tokens
        chosen = document_attributions(corpus, number, found[k : k + len(pieces)], threshold)
        documents.append([
            {r: [[tokens[a - offset][0], tokens[b - 1 - offset][1]] for a, b in spans[r]] for r in ROLES}
            for _, spans in chosen
        ])  # fmt: skip
        k += len(pieces)
    return documents


def totals(scorer: ModuleType, rows: list[dict], predicted: list[list[dict]]) -> Counter:
    """Summed counts of the scorer."""
    total: Counter = Counter()
    for row, attributions in zip(rows, predicted, strict=True):
        total.update(scorer.doc_counts(row["text"], row["attributions"], attributions))
    return total


def figures(scorer: ModuleType, total: Counter) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 in per cent of the main measures."""
    return {m: tuple(100 * x for x in scorer.prf(total, m)[:3]) for m in MEASURES}


def line(result: dict[str, tuple[float, float, float]]) -> str:
    """One line of F1 figures."""
    p, r, _ = result["attr.all"]
    return " ".join(f"{m} {v[2]:.1f}" for m, v in result.items()) + f" | P {p:.1f} R {r:.1f}"


def by_cue_class(scorer: ModuleType, rows: list[dict], predicted: list[list[dict]]) -> dict[str, tuple[float, ...]]:
    """Linked precision, recall, F1 for cues with and without a speech word."""
    count: Counter = Counter()
    for row, attributions in zip(rows, predicted, strict=True):
        d, text = scorer.Doc(row["text"]), row["text"]

        def units(items: list[dict], d=d, text=text) -> list[tuple]:  # noqa: ANN001
            result = []
            for item in items:
                covered = {r: set().union(*[d.span(s) for s in item[r]]) if item[r] else set() for r in ROLES}
                words = {r: {t for t in covered[r] if d.word[t]} for r in ROLES}
                if covered["content"]:
                    cue = " ".join(text[a:b] for a, b in item["cue"])
                    result.append((words["content"], words["source"], "speech" if SPEECH.search(cue) else "other"))
            return result

        gold, mine = units(row["attributions"]), units(attributions)
        pairs = []
        for i, g in enumerate(gold):
            for j, m in enumerate(mine):
                n = len(g[0] & m[0])
                half = n and n >= 0.5 * len(g[0]) and n >= 0.5 * len(m[0])
                if half and (g[1] & m[1] or (not g[1] and not m[1])):
                    pairs.append((n / len(g[0] | m[0]), i, j))
        used_g: set[int] = set()
        used_m: set[int] = set()
        for _, i, j in sorted(pairs, key=lambda x: -x[0]):
            if i not in used_g and j not in used_m:
                used_g.add(i)
                used_m.add(j)
        for i, g in enumerate(gold):
            count[g[2], "gold"] += 1
            count[g[2], "found"] += i in used_g
        for j, m in enumerate(mine):
            count[m[2], "made"] += 1
            count[m[2], "right"] += j in used_m
    result = {}
    for name in ("speech", "other"):
        p = 100 * count[name, "right"] / max(1, count[name, "made"])
        r = 100 * count[name, "found"] / max(1, count[name, "gold"])
        result[name] = (p, r, 2 * p * r / max(1e-9, p + r))
    return result


def calibration(corpus: Corpus, found: list[list[Candidate]], threshold: float = 0.0) -> tuple[float, list[tuple]]:
    """Expected calibration error in ten bins over the candidates, and the table (bin, n, predicted, right)."""
    confidence = np.array([c.confidence for group in found for c in group])
    right = targets(corpus, found)
    keep = confidence >= threshold
    confidence, right = confidence[keep], right[keep]
    table, error = [], 0.0
    for k in range(10):
        inside = (np.minimum((confidence * 10).astype(int), 9)) == k
        if inside.any():
            table.append((k / 10, int(inside.sum()), float(confidence[inside].mean()), float(right[inside].mean())))
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error), table


def best_threshold(scorer: ModuleType, rows: list[dict], corpus: Corpus, found: list[list[Candidate]]) -> tuple[float, dict]:
    """The threshold with the highest linked F1."""
    best: tuple[float, float, dict] = (-1.0, 0.0, {})
    for threshold in np.arange(0.2, 0.56, 0.05):
        result = figures(scorer, totals(scorer, rows, predictions(corpus, found, float(threshold))))
        if result["attr.all"][2] > best[0]:
            best = (result["attr.all"][2], round(float(threshold), 2), result)
    return best[1], best[2]
