"""Merging by SQL in DuckDB gives what the archive gives."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from merged import Archived, agree, crowded, groups, world

import onrecord
from onrecord import merging


def merged_by_duckdb(keys: Any) -> Any:
    """Merge in a new database; the result gives rows of tables."""
    tables = merging.merge(duckdb.connect(), keys)
    assert tuple(tables) == merging.TABLES
    return lambda table, columns: tables[table].project(columns).fetchall()


def test_the_world_is_merged_as_in_the_archive(tmp_path: Path) -> None:
    corpus = world()
    assert len(corpus) >= 150
    archived = Archived(corpus, tmp_path / "world.db")
    merging.keys(corpus.to_arrow()).to_parquet(tmp_path / "keys.parquet")
    agree(archived, merged_by_duckdb(tmp_path / "keys.parquet"))
    assert sum(len(group) > 1 for group in groups(archived.exchanges)) >= 14
    assert sum(len(group) > 1 for group in groups(archived.quotations)) >= 14
    assert {row[2] for row in archived.discrepancies} >= {"date"}


@pytest.mark.parametrize("seed", range(3))
def test_what_is_hard_to_tell_apart_is_merged_as_in_the_archive(seed: int, tmp_path: Path) -> None:
    corpus = crowded(seed, 90)
    archived = Archived(corpus, tmp_path / "crowded.db")
    agree(archived, merged_by_duckdb(merging.keys(corpus.to_arrow())))
    for rows in (archived.actors, archived.exchanges, archived.quotations):
        assert 1 < len(groups(rows)) < len(rows)


def test_records_come_from_parquet_and_errors_have_no_keys(tmp_path: Path) -> None:
    rows = pa.table({"id": ["a", "b"], "text": ["Talks go on, Ana Orlu said.", None]})
    onrecord.extract_arrow(rows, id="id").to_parquet(tmp_path / "records.parquet")
    keys = pa.table(merging.keys(tmp_path / "records.parquet"))
    assert keys["document"].to_pylist() == ["a"]
    assert keys["actors"].to_pylist()[0][0]["block"] == "person|orlu"
    with pytest.raises(onrecord.RecordError, match="these rows are no records"):
        merging.keys(rows)


def test_nothing_is_merged_of_nothing() -> None:
    rows = merged_by_duckdb(merging.keys(onrecord.Corpus().to_arrow()))
    assert [rows(table, "*") for table in merging.TABLES] == [[]] * 5
