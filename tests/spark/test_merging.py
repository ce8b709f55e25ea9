"""Merging by SQL in Spark gives what the archive gives."""

from pathlib import Path
from typing import Any

import pytest
from merged import Archived, agree, crowded, world
from spark_setting import LOCAL

import onrecord
from onrecord import merging


def merged_by_spark(spark: Any, corpus: onrecord.Corpus, folder: Path) -> Any:
    """Merge records that Spark has read; the result gives rows of tables."""
    corpus.to_arrow().to_parquet(folder / "records.parquet")
    keys = merging.keys(spark.read.parquet(str(folder / "records.parquet")).repartition(3))
    keys.write.parquet(str(folder / "keys"))
    tables = merging.merge(spark, folder / "keys")
    return lambda table, columns: [tuple(row) for row in tables[table].selectExpr(*columns.split(", ")).collect()]


@pytest.mark.parametrize("spark", [LOCAL], indirect=True)
@pytest.mark.parametrize("corpus", [world, lambda: crowded(7, 60)], ids=["world", "crowded"])
def test_it_is_merged_as_in_the_archive(spark: Any, corpus: Any, tmp_path: Path) -> None:
    records = corpus()
    agree(Archived(records, tmp_path / "archive.db"), merged_by_spark(spark, records, tmp_path))
