#!/usr/bin/env python3
"""Write what the fuzzer begins with to fuzz/seeds/TARGET/: the project's own dispatches, cases, tables and their records.

usage: fuzz/seeds.py [--binary target/release/onrecord]
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "fuzz" / "seeds"
CASE = re.compile(r"^```text\n(.*?)\n```", re.DOTALL | re.MULTILINE)


def write(target: str, name: str, content: bytes) -> None:
    """One seed."""
    (SEEDS / target).mkdir(parents=True, exist_ok=True)
    (SEEDS / target / name).write_bytes(content)


def cases(layers: list[str]) -> list[str]:
    """The texts of the cases of these layers."""
    files = [path for layer in layers for path in sorted((ROOT / "tests" / "cases" / layer).glob("*.md"))]
    return [text for path in files for text in CASE.findall(path.read_text("utf-8"))]


def tables() -> list[str]:
    """The names of the tables, in the order in which the target counts them."""
    source = (ROOT / "crates" / "onrecord-knowledge" / "src" / "table.rs").read_text("utf-8")
    return re.findall(r'^        \w+ = "(\w+)",', source.split("Table {")[1].split("vocabulary!")[0], re.MULTILINE)


def main() -> None:
    """Write the seeds of every target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "onrecord")
    binary = parser.parse_args().binary
    dispatches = [path.read_text("utf-8") for folder in ("examples", "tests/gold") for path in sorted((ROOT / folder).glob("*.txt"))]
    texts = dispatches + cases(["text", "dateline", "time", "attribution", "actors", "diplomacy"])
    for number, text in enumerate(texts):
        for target in ("text", "extract"):
            write(target, f"{number:04}", text.encode())
        # Each costs a database.
        if number % 20 == 0:
            write("archive", f"{number:04}", "\x1e".join(texts[number : number + 3]).encode())
    for target, layers in (("dateline", ["dateline"]), ("dates", ["time"])):
        for number, text in enumerate(cases(layers) + dispatches):
            write(target, f"{number:04}", text.encode())
    for number, table in enumerate(tables()):
        path = ROOT / "crates" / "onrecord-knowledge" / "data" / f"{table}.tsv"
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")] if path.is_file() else ["table\tkey\talias\tguards"]
        write("knowledge", table, bytes([number]) + "\n".join(lines[:12]).encode())
    rows = [{"id": str(number), "published": "2024-03-05", "text": text} for number, text in enumerate(texts[:200])]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    for number in range(0, len(lines), 5):
        write("command", f"jsonl{number}", b"\x00" + "\n".join(lines[number : number + 5]).encode())
        fields = ['{id},{published},"{text}"'.format(**{**row, "text": row["text"].replace('"', '""')}) for row in rows[number : number + 5]]
        write("command", f"csv{number}", b"\x01" + "\n".join(["id,published,text", *fields]).encode())
        write("command", f"text{number}", b"\x03" + texts[number].encode())
    records = subprocess.run([str(binary), "extract", "-"], input="\n".join(lines), capture_output=True, text=True, check=True).stdout
    for number, record in enumerate(records.splitlines()):
        write("record_json", f"{number:04}", record.encode())
        if number % 20 == 0:
            write("archive", f"record{number:04}", record.encode())


if __name__ == "__main__":
    main()
