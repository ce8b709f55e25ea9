#!/usr/bin/env python3
"""Print how many changes of the model, of merging and of the dates a test notices.

usage: eval/mutants.py [--every N] [--part NAME] [--out target/mutants]

cargo-mutants changes one function, operator or condition at a time and runs the tests of that part. Of the model all mutants are made,
of merging and of the dates, where each costs seconds, every N-th. The name of each mutant that no test noticed is printed under the
table. Then the program in `eval/mutants` makes all mutants of merging and of the dates, compiled at once, and compares those that
no test noticed with the explained ones of `eval/mutants/survivors.tsv`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Part:
    """A part of the code: the files that are changed, the tests that are to notice, whether mutants are sampled."""

    name: str
    files: str
    tests: tuple[str, ...]
    sampled: bool = True

    def command(self, every: int, out: Path) -> list[str]:
        """The call of cargo-mutants."""
        sample = ["--shard", f"0/{every}", "--sharding", "round-robin"] if self.sampled and every > 1 else []
        options = ["--no-shuffle", "--colors", "never", "--timeout", "120", "--output", str(out)]
        return ["cargo", "mutants", "--file", self.files, *sample, *options, "--", "--locked", *self.tests]


def named(*tests: str) -> tuple[str, ...]:
    """Unit tests and these integration tests, as cargo names them."""
    return ("--lib", *(argument for test in tests for argument in ("--test", test)))


PARTS = (
    Part("model", "crates/onrecord-model/src/**", (), sampled=False),
    Part("merging", "crates/onrecord-archive/src/merge/**", named("ingest", "questions", "order", "decisions")),
    Part(
        "dates",
        "crates/onrecord-extract/src/time/**",
        named(
            "time_cases", "time_numbers", "time_convert", "time_rules", "time_seed",
            "time_properties", "cases", "dateline_cases",
        ),  # fmt: skip
    ),
)


def outcomes(folder: Path) -> dict[str, list[str]]:
    """The names of the mutants by what became of them: CaughtMutant, MissedMutant, Timeout, Unviable."""
    result: dict[str, list[str]] = {}
    for outcome in json.loads((folder / "mutants.out" / "outcomes.json").read_text())["outcomes"]:
        if outcome["scenario"] != "Baseline":
            result.setdefault(outcome["summary"], []).append(outcome["scenario"]["Mutant"]["name"])
    return result


def run_switched(part: str, out: Path) -> int:
    """Run all mutants of a part, compiled at once; 1 where one is neither noticed nor explained."""
    print(flush=True)
    cargo = ["cargo", "run", "--quiet", "--locked", "--manifest-path", str(ROOT / "eval" / "mutants" / "Cargo.toml")]
    arguments = ["--target-dir", str(out / "tool"), "--", "--part", part, "--out", str(out)]
    return subprocess.run([*cargo, *arguments], cwd=ROOT, check=False).returncode


def main() -> None:
    """Make the mutants of each part and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=40, help="of merging and the dates, make every N-th mutant")
    parser.add_argument("--part", choices=[part.name for part in PARTS], help="this part alone")
    parser.add_argument("--out", type=Path, default=ROOT / "target" / "mutants")
    arguments = parser.parse_args()
    missed: list[str] = []
    print("| code | mutants | caught | never ended | missed | do not compile |\n|---|---|---|---|---|---|")
    for part in PARTS:
        if arguments.part not in (None, part.name):
            continue
        folder = arguments.out / part.name
        folder.mkdir(parents=True, exist_ok=True)
        run = subprocess.run(part.command(arguments.every, folder), cwd=ROOT, stdout=sys.stderr, check=False)
        # 2: some were missed, 3: some never ended. Anything else but 0 is no result.
        if run.returncode not in (0, 2, 3):
            sys.exit(f"cargo mutants ended with status {run.returncode} for {part.name}")
        found = outcomes(folder)
        kinds = [len(found.get(kind, [])) for kind in ("CaughtMutant", "Timeout", "MissedMutant", "Unviable")]
        print(f"| {part.name} | {sum(kinds)} | " + " | ".join(map(str, kinds)) + " |", flush=True)
        missed += found.get("MissedMutant", [])
    print("\nMissed:\n" + "\n".join(f"- {name}" for name in missed) if missed else "\nNone was missed.", flush=True)
    switched = [part.name for part in PARTS if part.sampled and arguments.part in (None, part.name)]
    sys.exit(max((run_switched(name, arguments.out) for name in switched), default=0))


if __name__ == "__main__":
    main()
