#!/usr/bin/env python3
"""Instructions a word of each layer, counted by valgrind's callgrind, against the baseline beside this file.

The command reads the dispatches of this project twice, a few and many of them; the difference, divided by the words
between, is free of what starting costs. A layer costs what the extraction with it costs more than without it. Counts
hardly depend on the machine, so that a change that makes a layer dearer shows, whatever else the machine does.

    python3 benches/instructions.py            print the counts beside the baseline; status 1 where one rose by over 5 %
    python3 benches/instructions.py --write    make them the new baseline, and write them into EVALUATION.md
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASELINE = Path(__file__).with_name("instructions.tsv")
LAYERS = ["time", "statements", "actors", "pragmatics", "events", "instruments", "concepts", "exchanges", "definitions"]
LAYERS += ["invocations", "positions", "factuality"]
# More than this share above the baseline, and more than so many instructions a word, is a rise: the seeds of hash
# tables differ from run to run, which alone moves the difference of two counts by some tens.
TOLERANCE = 0.05
SLACK = 100.0


def dispatches() -> list[str]:
    """Return the dispatches that were written for this project."""
    files = sorted([*(ROOT / "examples").glob("*.txt"), *(ROOT / "tests" / "gold").glob("*.txt")])
    return [file.read_text("utf-8") for file in files]


def instructions(binary: Path, texts: list[str], options: list[str]) -> int:
    """Count the instructions that the command executes to read these texts."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "texts.jsonl"
        lines = (json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts))
        rows.write_text("\n".join(lines) + "\n", "utf-8")
        command = [
            "valgrind",
            "--tool=callgrind",
            f"--callgrind-out-file={folder}/callgrind.out",
            binary,
            "extract",
            rows,
        ]
        done = subprocess.run([*command, "--threads", "1", *options], capture_output=True, text=True, check=False)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not counted:
        sys.exit(f"valgrind counted nothing: {done.stderr[-500:]}")
    return int(counted.group(1))


def a_word(binary: Path, few: list[str], many: list[str], options: list[str]) -> float:
    """Instructions for each word that the second list has more than the first."""
    words = sum(len(text.split()) for text in many) - sum(len(text.split()) for text in few)
    with ThreadPoolExecutor(2) as both:
        less, more = both.map(lambda texts: instructions(binary, texts, options), (few, many))
    return (more - less) / words


def measure(binary: Path) -> dict[str, float]:
    """Instructions a word of each layer; the network stands apart, since valgrind emulates it slowly."""
    texts = dispatches()
    counts = {}
    before = 0.0
    for count, layer in enumerate(LAYERS, 1):
        options = ["--attribution", "rules", "--layers", ",".join(LAYERS[:count])]
        total = a_word(binary, texts, 4 * texts, options)
        counts["text and time" if count == 1 else layer] = total - before
        before = total
    network = [
        a_word(binary, texts[:8], texts[:16], ["--attribution", engine, "--layers", "statements"])
        for engine in ("rules", "small")
    ]
    counts["network small, beyond the rules"] = network[1] - network[0]
    return counts


def table(counts: dict[str, float]) -> str:
    """Write the figures for EVALUATION.md."""
    lines = ["| layer | instructions a word |", "|---|---|"]
    return "\n".join(lines + [f"| {layer} | {count:,.0f} |" for layer, count in counts.items()])


def main() -> None:
    """Count and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "onrecord")
    parser.add_argument("--write", action="store_true", help="make the counts the new baseline")
    given = parser.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("valgrind is missing: install it with the package manager")
    counts = measure(given.binary)
    if given.write:
        BASELINE.write_text(
            "layer\tinstructions a word\n" + "".join(f"{layer}\t{count:.0f}\n" for layer, count in counts.items()),
            "utf-8",
        )
        report = ROOT / "EVALUATION.md"
        block = f"<!-- figures: instructions -->\n{table(counts)}\n<!-- end -->"
        pattern = re.compile(r"<!-- figures: instructions -->.*?<!-- end -->", re.DOTALL)
        report.write_text(pattern.sub(lambda _: block, report.read_text("utf-8")), "utf-8")
    baseline = dict(line.split("\t") for line in BASELINE.read_text("utf-8").splitlines()[1:])
    risen = []
    for layer, count in counts.items():
        allowed = float(baseline[layer])
        print(f"{layer:32} {count:10,.0f}  baseline {allowed:10,.0f}")
        if count > allowed * (1 + TOLERANCE) and count > allowed + SLACK:
            risen.append(layer)
    if risen:
        names = ", ".join(risen)
        sys.exit(f"more instructions a word than the baseline allows: {names}. Mend it, or give a reason and --write")
    print("no layer needs more instructions than the baseline allows")


if __name__ == "__main__":
    main()
