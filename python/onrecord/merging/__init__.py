"""Actors, exchanges and quotations merged across documents by SQL, in DuckDB or Spark, as the archive merges them.

`keys` works out of each record what its items are compared by; Parquet keeps it. `merge` runs the ``.sql`` files of
this folder over the keys: in DuckDB on one machine (``pip install 'onrecord[duckdb]'``), in Spark on many. What SQL
cannot say of names and words (blocks, parties, bands of near-duplicates) is in the keys; what relates two documents is
SQL.

>>> import duckdb
>>> import onrecord
>>> letter = "OSLO, March {} (NORPRESS) -- Norway sent a letter to Finland on March 4, the ministry said."
>>> corpus = onrecord.extract_many([("a", letter.format(5), "2024-03-05"), ("b", letter.format(6), "2024-03-06")])
>>> merged = merge(duckdb.connect(), keys(corpus.to_arrow()))
>>> merged["exchanges"].select("document", "identity").order("document").fetchall()
[('a', 'a#x0'), ('b', 'a#x0')]

What a user has decided about actors belongs to an archive, and is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from onrecord import _frames
from onrecord._frames import needs
from onrecord._native import Corpus, merging_keys

if TYPE_CHECKING:
    import pyarrow

__all__ = ["TABLES", "keys", "merge"]

TABLES = ("actors", "exchanges", "merged_exchanges", "discrepancies", "quotations")
"""The tables that `merge` makes.

``actors``, ``exchanges`` and ``quotations`` have a row for each item of a document and its identity across documents,
``merged_exchanges`` one for each identity, ``discrepancies`` one for each value on which documents differ.
"""


def keys(records: Any) -> Any:
    """Return what the items of records are compared by, a row for each record.

    `records` are Arrow as ``to_arrow`` and ``extract_arrow`` give it, a Parquet file or a directory of them, and the
    keys a stream, which is read once, or written by its ``to_parquet``. Of a data frame of Spark they are a data frame.
    """
    if hasattr(records, "mapInArrow"):
        schema = needs("pyspark.sql.pandas.types", "spark").from_arrow_schema(
            needs("pyarrow", "spark").schema(keys(Corpus().to_arrow()))
        )
        return records.mapInArrow(_keys, schema)
    if isinstance(records, str | PathLike):
        records = _frames.open_rows(Path(records))
    return merging_keys(records)


def _keys(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Work out the keys of the records of a partition, on a worker."""
    import pyarrow

    for batch in batches:
        yield from pyarrow.RecordBatchReader.from_stream(merging_keys(pyarrow.Table.from_batches([batch])))


class _Engine(Protocol):
    """What runs the SQL. Every step becomes a table of its own, ``merging_`` before its name."""

    def give(self, keys: Any) -> None:
        """Take the keys as the table ``merging_keys``."""

    def make(self, name: str, sql: str) -> None:
        """Make a table of the rows that a query gives."""

    def call(self, name: str, other: str) -> None:
        """Give a table, as it is now, another name too."""

    def count(self, sql: str) -> int:
        """Return the one number that a query gives."""

    def table(self, name: str) -> Any:
        """Hand a table to the user."""


class _DuckDB:
    """A connection of DuckDB. The tables are temporary, and go with it."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        connection.execute(_sql("duckdb"))

    def give(self, keys: Any) -> None:
        if isinstance(keys, str | PathLike):
            rows = self.connection.read_parquet(fspath(keys))
        else:
            rows = self.connection.from_arrow(needs("pyarrow", "duckdb").RecordBatchReader.from_stream(keys))
        rows.create_view("merging_given")
        self.make("keys", "SELECT * FROM merging_given")
        self.connection.execute("DROP VIEW merging_given")

    def make(self, name: str, sql: str) -> None:
        # DuckDB writes x -> y as lambda x: y.
        sql = re.sub(r"\((\w+), (\w+)\) ->|(\w+) ->", _as_lambda, sql)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE merging_{name} AS {sql}")

    def call(self, name: str, other: str) -> None:
        self.make(other, f"SELECT * FROM merging_{name}")

    def count(self, sql: str) -> int:
        (row,) = self.connection.execute(sql).fetchall()
        return int(row[0])

    def table(self, name: str) -> Any:
        return self.connection.table(f"merging_{name}")


def _as_lambda(arrow: re.Match[str]) -> str:
    return f"lambda {', '.join(name for name in arrow.groups() if name)}:"


class _Spark:
    """A session of Spark. Every table is kept where it was made, so that no step is done twice."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def give(self, keys: Any) -> None:
        frame = self.session.read.parquet(fspath(keys)) if isinstance(keys, str | PathLike) else keys
        frame.createOrReplaceTempView("merging_keys")

    def make(self, name: str, sql: str) -> None:
        self.session.sql(sql).localCheckpoint().createOrReplaceTempView(f"merging_{name}")

    def call(self, name: str, other: str) -> None:
        self.session.table(f"merging_{name}").createOrReplaceTempView(f"merging_{other}")

    def count(self, sql: str) -> int:
        return int(self.session.sql(sql).first()[0])

    def table(self, name: str) -> Any:
        return self.session.table(f"merging_{name}")


def merge(engine: Any, keys: Any) -> dict[str, Any]:
    """Merge actors, exchanges and quotations across documents; the result has the tables of `TABLES` by their names.

    `engine` is a connection of DuckDB or a session of Spark, `keys` what the function `keys` gives, or the path of
    Parquet that holds it, in any order. Several steps read a data frame of keys: write it first, and give what was
    written. The tables are those of the engine: relations, or data frames.
    """
    on: _Engine = _Spark(engine) if hasattr(engine, "createDataFrame") else _DuckDB(engine)
    on.give(keys)
    _actors(on)
    for name in ("reports", "report_pairs", "report_groups", "exchanges", "merged_exchanges", "discrepancies"):
        on.make(name, _sql(name))
    for name in ("wordings", "variants"):
        on.make(name, _sql(name))
    _sets(on, "variants", "variant_sets")
    on.make("quotations", _sql("quotations"))
    return {name: on.table(name) for name in TABLES}


def _actors(on: _Engine) -> None:
    """Persons are joined by name, then by role, then by surname; each step asks what the one before has joined."""
    on.make("signatures", _sql("signatures"))
    for name in ("same_names", "same_roles", "same_surnames"):
        on.make(name, _sql(name))
        _sets(on, name, "persons")
    on.make("actors", _sql("actors"))


def _sets(on: _Engine, links: str, name: str) -> None:
    """Make the sets of nodes that are linked; the label of each is its least node."""
    on.call(links, "pairs")
    on.make("links", _sql("links"))
    on.make("sets", "SELECT DISTINCT block, node, node AS label FROM merging_links")
    changed = 1
    while changed:
        on.make("nearer", _sql("sets_step"))
        changed = on.count(
            "SELECT count(*) FROM merging_nearer AS after JOIN merging_sets AS before"
            " ON after.block = before.block AND after.node = before.node WHERE after.label <> before.label"
        )
        on.call("nearer", "sets")
    on.call("sets", name)


def _sql(name: str) -> str:
    return (files("onrecord.merging") / f"{name}.sql").read_text(encoding="utf-8")
