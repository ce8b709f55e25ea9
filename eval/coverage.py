#!/usr/bin/env python3
"""Print which share of the lines of a crate its tests reach, module by module.

usage: eval/coverage.py [--crate onrecord-extract] [--target target/coverage] [--missed FILE]

Needs llvm-profdata and llvm-cov of the version of LLVM that `rustc -vV` names (Debian: llvm-22). Tests in files of their own are not
counted as lines; documentation tests, tests marked to be ignored, measurements of time and the reading of the development data, which
all machines do not have, are not run. `--missed` writes the lines that no test reaches.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: Tests whose names hold this take long where everything is counted.
SLOW = ("time_grows", "development_text", "what_news_is_made_of")


def tool(name: str) -> str:
    """A tool of the LLVM that the compiler was built with."""
    version = re.search(r"LLVM version: (\d+)", call(["rustc", "-vV"]))
    numbered = f"{name}-{version[1]}" if version else name
    found = shutil.which(numbered) or shutil.which(name)
    return found or sys.exit(f"{numbered} is needed; Debian has it in the package llvm-{version[1] if version else ''}")


def call(command: list[str], environment: dict[str, str] | None = None) -> str:
    """Standard output of a command, which must succeed."""
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def tests(crate: str, environment: dict[str, str]) -> list[str]:
    """The programs of the tests of a crate, built so that they count."""
    command = ["cargo", "test", "--locked", "-p", crate, "--tests", "--no-run", "--message-format", "json"]
    messages = [json.loads(line) for line in call(command, environment).splitlines()]
    return [
        message["executable"]
        for message in messages
        if message.get("executable") and message.get("profile", {}).get("test")
    ]


def counted(crate: str, target: Path) -> tuple[list[str], Path]:
    """The programs of the tests, and what they counted when they ran."""
    profiles = target / "profiles"
    shutil.rmtree(profiles, ignore_errors=True)
    environment = os.environ | {
        "RUSTFLAGS": "-C instrument-coverage",
        "CARGO_TARGET_DIR": str(target),
        "LLVM_PROFILE_FILE": str(profiles / "%m-%p.profraw"),
    }
    programs = tests(crate, environment)
    for program in programs:
        print(program, file=sys.stderr)
        skipped = [argument for name in SLOW for argument in ("--skip", name)]
        subprocess.run([program, *skipped], cwd=ROOT / "crates" / crate, env=environment, check=True, stdout=sys.stderr)
    merged = target / f"{crate}.profdata"
    # Build scripts and macros have counted too; they are none of the programs.
    call([tool("llvm-profdata"), "merge", "--sparse", "--output", str(merged), *map(str, profiles.glob("*.profraw"))])
    return programs, merged


def files(crate: str, programs: list[str], merged: Path) -> list[dict[str, Any]]:
    """What LLVM knows of each source file of the crate, its tests left out."""
    objects = [argument for program in programs for argument in ("--object", program)][1:]
    command = [
        tool("llvm-cov"),
        "export",
        "--instr-profile",
        str(merged),
        "--skip-expansions",
        "--skip-functions",
        *objects,
    ]
    source = ROOT / "crates" / crate / "src"
    known = json.loads(call(command))["data"][0]["files"]
    return [
        file
        for file in known
        if Path(file["filename"]).is_relative_to(source) and Path(file["filename"]).name != "tests.rs"
    ]


def module(crate: str, file: dict[str, Any]) -> str:
    """The module of the crate's root that a file belongs to."""
    return Path(file["filename"]).relative_to(ROOT / "crates" / crate / "src").parts[0].removesuffix(".rs")


def missed(file: dict[str, Any]) -> list[int]:
    """The lines of a file at which a region begins that no test reaches."""
    regions = [
        (line, count)
        for line, _, count, has_count, is_entry, is_gap in file["segments"]
        if has_count and is_entry and not is_gap
    ]
    return sorted({line for line, count in regions if count == 0})


def main() -> None:
    """Build, run, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crate", default="onrecord-extract")
    parser.add_argument("--target", type=Path, default=ROOT / "target" / "coverage")
    parser.add_argument("--missed", type=Path)
    given = parser.parse_args()
    known = files(given.crate, *counted(given.crate, given.target.resolve()))
    lines, reached = Counter[str](), Counter[str]()
    for file in known:
        summary = file["summary"]["lines"]
        for name in (module(given.crate, file), "all"):
            lines[name] += summary["count"]
            reached[name] += summary["covered"]
    print("| module | lines | reached by tests | % |\n|---|---|---|---|")
    for name in sorted(lines, key=lambda name: (name == "all", name)):
        print(f"| {name} | {lines[name]:,} | {reached[name]:,} | {100 * reached[name] / lines[name]:.1f} |")
    if given.missed:
        places = [f"{Path(file['filename']).relative_to(ROOT)}:{line}" for file in known for line in missed(file)]
        given.missed.write_text("".join(f"{place}\n" for place in places), "utf-8")


if __name__ == "__main__":
    main()
