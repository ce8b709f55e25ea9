#!/usr/bin/env python3
"""Read texts by the command, by Python one by one and on two threads, as Arrow, and by Spark, and count the records that differ.

usage: eval/same.py [--binary target/release/onrecord] [--spark] SET.jsonl.gz:ID_FIELD:DATE_FIELD ...

Run it with the Python that has the package, built from what the command was built from. The records are compared as the JSON
that they are written as, byte for byte.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

import onrecord

ROOT = Path(__file__).resolve().parent.parent
Rows = list[dict[str, Any]]


def rows_of(path: Path, id_field: str, date_field: str) -> Rows:
    """The texts of a file, with ids that are text and dates that are ISO; other dates Python refuses and the command notes."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        read = [json.loads(line) for line in lines]
    dates = [re.fullmatch(r"\d{4}-\d\d-\d\d", row.get(date_field) or "") for row in read]
    return [
        {"id": str(row[id_field]), "text": row["text"], "published": date and date[0]}
        for row, date in zip(read, dates, strict=True)
    ]


def by_command(binary: str, rows: Rows) -> list[str]:
    """What the command writes."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.jsonl"
        texts.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        command = [binary, "extract", str(texts), "--format", "jsonl", "--id-field", "id", "--date-field", "published"]
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout.splitlines()


def by_spark(rows: Rows) -> list[str]:
    """What Spark reads, in two workers, in the order of the rows."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - Spark is wanted only where it is asked for.

    import onrecord.spark  # noqa: PLC0415

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    frame = session.createDataFrame(
        pa.Table.from_pylist([{"number": number, **row} for number, row in enumerate(rows)])
    )
    done = onrecord.spark.extract(frame.repartition(5), id_col="id", published_col="published", keep=["number"])
    return onrecord.Corpus.from_arrow(done.toArrow().sort_by("number")).to_jsonl().splitlines()


def ways(rows: Rows, binary: str, spark: bool) -> Iterator[tuple[str, list[str]]]:
    """The ways beside the command to have the records."""
    one_by_one = (onrecord.extract(row["text"], id=row["id"], published=row["published"]) for row in rows)
    yield "Python, one by one", [record.to_json() for record in one_by_one]
    yield "Python, two threads", onrecord.extract_many(rows, threads=2).to_jsonl().splitlines()
    table = pa.Table.from_pylist(rows)
    columns = onrecord.extract_arrow(table, id="id", published="published", threads=2)
    yield "Python, Arrow and back", onrecord.Corpus.from_arrow(columns).to_jsonl().splitlines()
    wheel = shutil.which("onrecord", path=str(Path(sys.executable).parent))
    if wheel and wheel != binary:
        yield "command of the package", by_command(wheel, rows)
    if spark:
        yield "Spark", by_spark(rows)


def main() -> None:
    """Compare, set by set; the status is 1 where something differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="FILE:ID_FIELD:DATE_FIELD")
    parser.add_argument("--binary", default=str(ROOT / "target" / "release" / "onrecord"))
    parser.add_argument("--spark", action="store_true")
    given = parser.parse_args()
    print("| set | texts | read by | records that differ from those of the command |\n|---|---|---|---|")
    differs = False
    for named in given.sets:
        path, id_field, date_field = named.rsplit(":", 2)
        rows = rows_of(Path(path), id_field, date_field)
        expected = by_command(given.binary, rows)
        for way, records in ways(rows, given.binary, given.spark):
            different = sum(one != other for one, other in zip(expected, records, strict=False)) + abs(
                len(expected) - len(records)
            )
            differs |= different > 0
            print(f"| {Path(path).name.split('.')[0]} | {len(rows)} | {way} | {different} |", flush=True)
    sys.exit(int(differs))


if __name__ == "__main__":
    main()
