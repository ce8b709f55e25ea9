"""How long a million statements take to a polars frame, against what Rust needs to make their Arrow batches.

``.venv/bin/python eval/frames.py`` prints the medians and ratios of EVALUATION.md. The records are those of the example
dispatches, as often as it takes; both ways keep what they get, so that both pay for the memory.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import polars
import pyarrow

import onrecord

STATEMENTS = 1_000_000
RUNS = 7


def seconds(work: Callable[[], object]) -> float:
    """Time some work, what it gives kept until the clock has stopped."""
    gc.collect()
    begun = time.perf_counter()
    kept = work()
    taken = time.perf_counter() - begun
    del kept
    return taken


def main() -> None:
    """Measure both forms of the table of statements."""
    paths = sorted((Path(__file__).parent.parent / "examples").glob("*.txt"))
    few = onrecord.extract_many([(path.stem, path.read_bytes().decode(), path.stem[:10]) for path in paths])
    corpus = onrecord.Corpus(list(few) * (STATEMENTS // len(few.statements) + 1))
    print(f"{len(corpus.statements):,} statements of {len(corpus):,} records; medians of {RUNS} runs")
    print("| form | Arrow batches, s | polars frame, s | ratio |\n|---|---|---|---|")
    for form in ("flat", "nested"):
        table = getattr(corpus.statements, form)
        pairs = [
            (
                seconds(lambda table=table: list(pyarrow.RecordBatchReader.from_stream(table))),
                seconds(lambda table=table: polars.DataFrame(table)),
            )
            for _ in range(RUNS)
        ]
        batches, frames = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
        ratio = median(frame / batch for batch, frame in pairs)
        print(f"| {form} | {batches:.2f} | {frames:.2f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
