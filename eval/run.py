#!/usr/bin/env python3
"""Measure the extractor on the development data and write the table of figures to EVALUATION.md.

usage: eval/run.py [--binary target/release/onrecord] [--shared ../shared] [--only NAME ...]

Needs the development data beside the project (or ONRECORD_SHARED); without them it says so and ends with status 3.
Every figure stands beside the command that makes it. Standard library only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import noise as damage

ROOT = Path(__file__).resolve().parent.parent
TABLE = re.compile(r"<!-- figures: (?P<name>[\w-]+) -->\n.*?<!-- end -->", re.DOTALL)


@dataclass
class Run:
    """Where things are: the command, the development data, a folder for what is made on the way."""

    binary: Path
    shared: Path
    work: Path

    def extract(self, name: str, *options: str) -> Path:
        """Records of a work file, by the command line."""
        out = self.work / f"{name}.records.jsonl"
        call([str(self.binary), "extract", str(self.work / f"{name}.jsonl"), "--format", "jsonl", "--output", str(out), *options])
        return out

    def scorer(self, script: str, *arguments: str) -> str:
        """What a scorer of the development data prints."""
        return call([sys.executable, str(self.shared / "eval" / script), *arguments])


def call(command: list[str]) -> str:
    """Standard output of a command; its status must be 0, or 1 where a scorer found faults."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def unpack(run: Run, path: str, name: str) -> Path:
    """A gzipped JSONL file of the development data as a plain file in the work folder."""
    out = run.work / f"{name}.jsonl"
    out.write_bytes(gzip.decompress((run.shared / "data" / path).read_bytes()))
    return out


def percent(value: float) -> str:
    """A share as a percentage with one decimal."""
    return f"{100 * value:.1f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def quotations(run: Run) -> str:
    """Attributions on PolNeAR dev, for each engine."""
    gold = unpack(run, "polnear/dev.jsonl.gz", "polnear_dev")
    rows = []
    for engine in engines(run):
        figures = quotation_figures(run, gold, engine)
        measures = ["attr.all", "attr.direct", "attr.mixed", "attr.indirect", "exact.source", "exact.cue", "exact.content", "strict.all"]
        rows.append([engine, *(percent(figures[measure]["f1"]) for measure in measures)])
    return table(["engine", "linked", "direct", "mixed", "indirect", "exact source", "exact cue", "exact content", "strict"], rows)


def quotation_figures(run: Run, gold: Path, engine: str) -> dict[str, dict[str, float]]:
    """What the scorer of quotations says of an engine on a work file."""
    records = run.extract(gold.stem, "--id-field", "doc_id", "--date-field", "date", "--attribution", engine)
    predicted = gold.with_suffix(".predicted.jsonl")
    run.scorer("record_to_quotes.py", str(records), str(gold), "-o", str(predicted))
    return json.loads(run.scorer("eval_quotes.py", str(gold), str(predicted), "--json"))


def engines(run: Run) -> list[str]:
    """The attribution engines that the command offers."""
    probe = subprocess.run([str(run.binary), "extract", "--attribution", "?", "-"], input="", capture_output=True, text=True, check=False)
    offered = [name for name in ("rules", "small", "large") if re.search(rf"\b{name}\b", probe.stderr)]
    return offered or sys.exit(f"the command names no engine: {probe.stderr}")


def dates(run: Run) -> str:
    """Time expressions on TimeBank and AQUAINT together and on MEANTIME without its date line."""
    both = b"".join(unpack(run, f"timex/{name}.jsonl.gz", name).read_bytes() for name in ("timebank", "aquaint"))
    (run.work / "timebank_aquaint.jsonl").write_bytes(both)
    unpack(run, "timex/meantime_dev.jsonl.gz", "meantime_dev")
    rows = []
    for name, options in (("timebank_aquaint", []), ("timebank", []), ("aquaint", []), ("meantime_dev", ["--exclude-dct"])):
        figures = date_figures(run, run.work / f"{name}.jsonl", *options)
        rows.append([name, percent(figures["strict"]["f1"]), percent(figures["relaxed"]["f1"]), percent(figures["value_f1"])])
    return table(["set", "strict F1", "relaxed F1", "value F1"], rows)


def date_figures(run: Run, gold: Path, *options: str) -> dict[str, Any]:
    """What the scorer of dates says on a work file."""
    records = run.extract(gold.stem, "--id-field", "doc_id", "--date-field", "dct", "--layers", "time")
    predicted = gold.with_suffix(".predicted.jsonl")
    run.scorer("record_to_timex.py", str(records), str(gold), "-o", str(predicted))
    figures = json.loads(run.scorer("eval_timex.py", str(gold), str(predicted), "--json", *options))
    return figures.get("overall", figures)


def dispatches(run: Run) -> str:
    """The seed and the other graded dispatches: items, fields, assertions."""
    examples = run.shared / "examples"
    rows = []
    for name in ("seed.txt", "dispatches.dev.jsonl", "full.dev.jsonl"):
        out = run.work / f"{name}.records.jsonl"
        call([str(run.binary), "extract", str(examples / name), "--format", "jsonl", "--output", str(out)])
        gold = examples / name.replace("seed.txt", "seed.gold.json")
        printed = run.scorer("score_record.py", str(gold), str(out))
        score = re.search(r"score required=(\S+) fields=(\S+) negatives=(\S+)", printed)
        layers = {match[1]: match[2] for match in re.finditer(r"^(\w+)\s+\d+/\d+\s+\S+\s+\S+\s+\S+\s+(\S+)", printed, re.M)}
        rows.append([name, *(score.groups() if score else ("?",) * 3), layers.get("statements", "-"), layers.get("timexes", "-"), layers.get("actors", "-"), layers.get("roles", "-")])
    rows.append(own_dispatches(run))
    return table(["file", "required", "fields", "negatives", "statements F1", "timexes F1", "actors F1", "roles F1"], rows)


def own_dispatches(run: Run) -> list[str]:
    """The dispatches written for this project, each against its own gold, added up."""
    total = {"required": [0, 0], "fields": [0, 0], "negatives": [0, 0]}
    golds = own_golds()
    for path in golds:
        gold = json.loads(path.read_text("utf-8"))
        text = path.parent / gold["text_file"]
        out = run.work / "own.records.jsonl"
        published = gold["document"]["published"]
        call([str(run.binary), "extract", str(text), "--published", published, "--format", "jsonl", "--output", str(out)])
        score = json.loads(run.scorer("score_record.py", str(path), str(out), "--json"))["score"]
        total = {name: [a + b for a, b in zip(have, score[name])] for name, have in total.items()}
    return [f"{len(golds)} of our own", *("/".join(map(str, pair)) for pair in total.values()), "-", "-", "-", "-"]


def own_golds() -> list[Path]:
    """The graded dispatches of this project."""
    return sorted([*(ROOT / "examples" / "gold").glob("*.json"), *(ROOT / "tests" / "gold").glob("*.json")])


def datelines(run: Run) -> str:
    """Place and date of the dateline, and datelines invented for texts without one."""
    rows = []
    for name in ("reuters", "tass", "te3_silver"):
        right, asked = dateline_figures(run, unpack(run, f"datelines/{name}.jsonl.gz", name))
        rows.append([name, str(asked), f"{100 * right / asked:.2f}"])
    unpack(run, "polnear/dev.jsonl.gz", "polnear_dev")
    records = read_records(run.extract("polnear_dev", "--id-field", "doc_id", "--date-field", "date", "--attribution", "rules"))
    found = [record for record in records.values() if record["document"]["dateline"]]
    rows.append(["polnear_dev (texts given a dateline)", str(len(records)), f"{100 * len(found) / len(records):.2f}"])
    return table(["set", "texts", "place and date exact, %"], rows)


def dateline_figures(run: Run, gold: Path) -> tuple[int, int]:
    """How many datelines of a work file are right, of how many."""
    records = read_records(run.extract(gold.stem, "--date-field", "published", "--attribution", "rules", "--layers", "time"))
    asked = [row for row in map(json.loads, gold.open(encoding="utf-8")) if row["parseable"]]
    return sum(dateline_right(row, records[row["id"]]) for row in asked), len(asked)


def sentences(run: Run) -> str:
    """Ends of sentences inside paragraphs against those of CoreNLP, by the example of the extract crate."""
    texts = unpack(run, "polnear/dev.jsonl.gz", "polnear_dev")
    reference = unpack(run, "polnear/corenlp_dev.jsonl.gz", "corenlp_dev")
    example = ["cargo", "run", "--quiet", "--release", "--locked", "-p", "onrecord-extract", "--example", "sentence_eval", "--"]
    printed = call([*example, str(texts), str(reference)])
    return "```text\n" + printed.strip() + "\n```"


def layers(run: Run) -> str:
    """Words a second with the layers up to each, one thread: what each layer costs."""
    words = throughput(run)
    names = ["time", "statements", "actors", "pragmatics", "events", "instruments", "concepts", "exchanges", "definitions"]
    names += ["invocations", "positions", "factuality"]
    rows = []
    for count in range(1, len(names) + 1):
        seconds = timed(run, "--attribution", "small", "--layers", ",".join(names[:count]))
        rows.append([f"… {names[count - 1]}", f"{words / seconds:,.0f}"])
    return table(["layers up to", "words a second"], rows)


def read_records(path: Path) -> dict[str, dict]:
    """Records by document id."""
    return {record["document"]["id"]: record for record in map(json.loads, path.open(encoding="utf-8"))}


def dateline_right(row: dict, record: dict) -> bool:
    """Whether date and places are those of the gold; the gold gives places as printed, joined by slashes or commas."""
    dateline = record["document"]["dateline"]
    if not dateline or dateline["date"] != row["date"]:
        return False
    places = {place["id"]: place for place in record["places"]}
    gold = fold(row["place"])
    return all(fold(places[place]["spans"][0]["text"]) in gold for place in dateline["places"]) and bool(dateline["places"]) and fold(
        places[dateline["places"][0]]["spans"][0]["text"]
    ) == gold[: len(fold(places[dateline["places"][0]]["spans"][0]["text"]))]


def fold(text: str) -> str:
    """Letters only, in lower case."""
    return re.sub(r"[^a-z]", "", text.lower())


def throughput(run: Run) -> int:
    """The texts for speed as one file; how many words they have."""
    path = unpack(run, "throughput/wikinews_2019_2020.jsonl.gz", "wikinews")
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    briefings = unpack(run, "throughput/wh_briefings.jsonl.gz", "wh_briefings")
    rows += [json.loads(line) for line in briefings.open(encoding="utf-8")][:60]
    corpus = run.work / "throughput.jsonl"
    corpus.write_text("".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in rows), "utf-8")
    return sum(len(row["text"].split()) for row in rows)


def timed(run: Run, *options: str) -> float:
    """Seconds for the texts for speed, one thread, reading and writing included: the median of three runs."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        run.extract("throughput", "--threads", "1", *options)
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[1]


def speed(run: Run) -> str:
    """Words a second of the command for each engine."""
    words = throughput(run)
    lines = [[engine, f"{words:,}", f"{words / timed(run, '--attribution', engine):,.0f}"] for engine in engines(run)]
    return table(["engine", "words", "words a second"], lines)


def noise(run: Run) -> str:
    """Each development set again under each kind of noise: the figure without noise, and what each kind takes from it."""
    sets = noise_sets(run)
    clean = {name: figure(run, rows) for name, (rows, figure) in sets.items()}
    table_rows = [["none", *(percent(value) for value in clean.values())]]
    for kind in damage.KINDS:
        cells = []
        for name, (rows, figure) in sets.items():
            damaged = [damage.damage(row, kind, str(number)) for number, row in enumerate(rows)]
            cells.append(f"{100 * (figure(run, damaged) - clean[name]):+.1f}")
        table_rows.append([kind, *cells])
        print(" | ".join(table_rows[-1]), file=sys.stderr, flush=True)
    return table(["noise", *sets], table_rows)


Rows = list[dict[str, Any]]


def noise_sets(run: Run) -> dict[str, tuple[Rows, Callable[[Run, Rows], float]]]:
    """The development sets with the figure that each is judged by; of the datelines every tenth."""
    path = run.work / "noise.jsonl"

    def read(*files: str) -> Rows:
        return [json.loads(line) for file in files for line in unpack(run, file, "noise").open(encoding="utf-8")]

    def write(rows: Rows) -> Path:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return path

    def dateline_share(run: Run, rows: Rows) -> float:
        right, asked = dateline_figures(run, write(rows))
        return right / asked

    graded = [json.loads(line) for name in ("dispatches", "full") for line in (run.shared / "examples" / f"{name}.dev.jsonl").open(encoding="utf-8")]
    for gold_path in [run.shared / "examples" / "seed.gold.json", *own_golds()]:
        gold = json.loads(gold_path.read_text("utf-8"))
        text = (gold_path.parent / gold["text_file"]).read_text("utf-8")
        graded.append({"id": gold["document"]["id"], "published": gold["document"]["published"], "text": text, "gold": gold})
    return {
        "quotations, linked F1": (read("polnear/dev.jsonl.gz"), lambda run, rows: quotation_figures(run, write(rows), "small")["attr.all"]["f1"]),
        "dates, value F1": (
            read("timex/timebank.jsonl.gz", "timex/aquaint.jsonl.gz"),
            lambda run, rows: date_figures(run, write(rows))["value_f1"],
        ),
        "datelines exact": (read(*(f"datelines/{name}.jsonl.gz" for name in ("reuters", "tass", "te3_silver")))[::10], dateline_share),
        "graded items required": (graded, lambda run, rows: required_share(run, write(rows))),
    }


def required_share(run: Run, gold: Path) -> float:
    """The share of the required items that is found, over the graded dispatches of a work file."""
    printed = run.scorer("score_record.py", str(gold), str(run.extract(gold.stem)))
    found = [re.fullmatch(r".*score required=(\d+)/(\d+) .*", line) for line in printed.splitlines()]
    pairs = [(int(match[1]), int(match[2])) for match in found if match]
    return pairs[-1][0] / pairs[-1][1]


def spans(run: Run) -> str:
    """Every span of every development text, as Python slices it: what a record says stands where it says."""
    table_rows = []
    for path in sorted(path for path in (run.shared / "data").rglob("*.jsonl.gz") if not path.name.startswith("corenlp")):
        name = path.name.removesuffix(".jsonl.gz")
        texts = [json.loads(line)["text"] for line in gzip.open(path, "rt", encoding="utf-8")]
        (run.work / "spans.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
        checked = wrong = 0
        for text, line in zip(texts, run.extract("spans", "--attribution", "rules").open(encoding="utf-8"), strict=True):
            for span in spans_of(json.loads(line)):
                checked += 1
                wrong += text[span["start"] : span["end"]] != span["text"]
        table_rows.append([name, f"{len(texts):,}", f"{checked:,}", str(wrong)])
    return table(["set", "texts", "spans", "wrong"], table_rows)


def spans_of(value: Any) -> Iterator[dict[str, Any]]:
    """The spans of a record."""
    if isinstance(value, dict):
        if value.keys() == {"start", "end", "text"}:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from spans_of(inner)


def agreement(run: Run) -> str:
    """Statements of level 1 by the network with rules and by rules alone: what both find and what one finds alone, and how
    much of it the gold of PolNeAR dev has too. Contents are the same where each covers half of the other."""
    gold = [json.loads(line) for line in unpack(run, "polnear/dev.jsonl.gz", "polnear_dev").open(encoding="utf-8")]
    options = ("--id-field", "doc_id", "--date-field", "date", "--attribution")
    small, rules = (read_records(run.extract("polnear_dev", *options, engine)) for engine in ("small", "rules"))
    counts: dict[str, list[int]] = {}

    def count(what: str, content: set[int], known: list[set[int]]) -> None:
        pair = counts.setdefault(what, [0, 0])
        pair[0] += 1
        pair[1] += any(same(content, other) for other in known)

    for row in gold:
        known = [covered(found["content"]) for found in row["attributions"]]
        left = outer(rules[row["doc_id"]])
        for source, content in outer(small[row["doc_id"]]):
            partner = next((other for other in left if same(content, other[1])), None)
            if partner:
                left.remove(partner)
            count("small alone" if partner is None else "both" if partner[0] == source else "both, another source", content, known)
        for _, content in left:
            count("rules alone", content, known)
    return table(
        ["found by", "statements", "in the gold, %"],
        [[what, str(all_), f"{100 * right / all_:.0f}"] for what, (all_, right) in sorted(counts.items())],
    )


def outer(record: dict[str, Any]) -> list[tuple[str | None, set[int]]]:
    """Source and content of the attributed statements of level 1."""
    said = [found for found in record["statements"] if found["level"] == 1 and found["quotation"] != "unattributed"]
    pairs = [[(span["start"], span["end"]) for span in found["content"]] for found in said]
    return [((found["speaker_span"] or {}).get("text"), covered(content)) for found, content in zip(said, pairs)]


def covered(content: Iterable[tuple[int, int]]) -> set[int]:
    """The places that spans cover."""
    return {place for start, end in content for place in range(start, end)}


def same(one: set[int], other: set[int]) -> bool:
    """Whether each covers half of the other."""
    return 2 * len(one & other) >= max(len(one), len(other))


MEASURES: dict[str, Callable[[Run], str]] = {
    "datelines": datelines,
    "sentences": sentences,
    "dates": dates,
    "quotations": quotations,
    "dispatches": dispatches,
    "noise": noise,
    "spans": spans,
    "agreement": agreement,
    "speed": speed,
    "layers": layers,
}


def main() -> None:
    """Measure, and write the figures between their markers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=ROOT / "target" / "release" / "onrecord")
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("ONRECORD_SHARED", ROOT.parent / "shared")))
    parser.add_argument("--only", nargs="*", choices=MEASURES, default=list(MEASURES))
    given = parser.parse_args()
    if not (given.shared / "data").is_dir():
        print(f"SKIPPED: no development data at {given.shared} (set ONRECORD_SHARED to their folder)", file=sys.stderr)
        raise SystemExit(3)
    work = ROOT / ".eval"
    work.mkdir(exist_ok=True)
    run = Run(given.binary.resolve(), given.shared.resolve(), work)
    report = ROOT / "EVALUATION.md"
    text = report.read_text("utf-8")
    for name in given.only:
        figures = MEASURES[name](run)
        print(f"## {name}\n{figures}\n", flush=True)
        block = f"<!-- figures: {name} -->\n{figures}\n<!-- end -->"
        if f"<!-- figures: {name} -->" not in text:
            sys.exit(f"EVALUATION.md has no place for the figures of {name}")
        text = TABLE.sub(lambda match, block=block, name=name: block if match["name"] == name else match[0], text)
        report.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
