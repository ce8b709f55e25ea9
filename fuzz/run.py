#!/usr/bin/env python3
"""Run each fuzz target for some seconds on its corpus and seeds, and print what was executed and covered so far.

usage: fuzz/run.py [--seconds 60] [--targets NAME ...]

The targets must have been built: cargo fuzz build --sanitizer none. What one run has done is added to fuzz/log.jsonl,
finds go to fuzz/artifacts/TARGET/. The status is 1 where there is a find.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path

FUZZ = Path(__file__).resolve().parent
BINARIES = FUZZ / "target" / "x86_64-unknown-linux-gnu" / "release"
LOG = FUZZ / "log.jsonl"
TARGETS = [path.stem for path in sorted((FUZZ / "fuzz_targets").glob("*.rs"))]
# Longer texts for the layers that look far, shorter ones where each execution is dear.
LONGEST = {"archive": 2048, "command": 2048, "extract": 2048}
OPTIONS = ["-print_final_stats=1", "-timeout=60", "-rss_limit_mb=4096", "-close_fd_mask=3", f"-dict={FUZZ / 'news.dict'}"]


def fuzz(target: str, seconds: int) -> dict[str, object]:
    """One run of a target."""
    corpus, artifacts = FUZZ / "corpus" / target, FUZZ / "artifacts" / target
    for folder in (corpus, artifacts, FUZZ / "seeds" / target):
        folder.mkdir(parents=True, exist_ok=True)
    longest = f"-max_len={LONGEST.get(target, 4096)}"
    command = [BINARIES / target, corpus, FUZZ / "seeds" / target, f"-max_total_time={seconds}", longest, f"-artifact_prefix={artifacts}/"]
    begun = time.monotonic()
    done = subprocess.run([*command, *OPTIONS], capture_output=True, text=True, errors="replace", check=False)
    said = done.stderr

    def last(pattern: str) -> int:
        found = re.findall(pattern, said)
        return int(found[-1]) if found else 0

    return {
        "target": target,
        "seconds": round(time.monotonic() - begun),
        "executions": last(r"number_of_executed_units: (\d+)"),
        "edges": last(r" cov: (\d+)"),
        "all_edges": last(r"\((\d+) inline 8-bit counters\)"),
        "corpus": len(list(corpus.iterdir())),
        "find": done.returncode != 0,
    }


def report() -> str:
    """What all runs of the log have done, as a table."""
    rows = [json.loads(line) for line in LOG.read_text("utf-8").splitlines()]
    lines = ["| target | minutes | executions | edges covered | of | inputs kept | finds |", "|---|---|---|---|---|---|---|"]
    for target in TARGETS:
        own = [row for row in rows if row["target"] == target]
        if own:
            minutes, executions, finds = (sum(row[name] for row in own) for name in ("seconds", "executions", "find"))
            edges = max(row["edges"] for row in own)
            all_edges, corpus = own[-1]["all_edges"], own[-1]["corpus"]
            lines.append(f"| `{target}` | {minutes / 60:.0f} | {executions:,} | {edges:,} | {all_edges:,} | {corpus:,} | {finds} |")
    return "\n".join(lines)


def main() -> None:
    """Run the targets one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--targets", nargs="*", choices=TARGETS, default=TARGETS)
    given = parser.parse_args()
    found = False
    for target in given.targets:
        row = fuzz(target, given.seconds)
        found |= bool(row["find"])
        with LOG.open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
    print(report())
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
