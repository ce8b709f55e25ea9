"""What Spark reads is what a single process reads."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from spark_setting import LETTER, LOCAL

import onrecord
import onrecord.spark

in_one_process = pytest.mark.parametrize("spark", [LOCAL], indirect=True)


def single(rows: pa.Table, **columns: Any) -> pa.Table:
    """Read the rows without Spark."""
    return pa.table(onrecord.Extractor(max_chars=1_000_000).extract_arrow(rows, **columns))


def in_order(records: pa.Table, key: str = "url") -> list[dict[str, Any]]:
    return sorted(records.to_pylist(), key=lambda row: str(row[key]))


def test_every_value_is_that_of_a_single_process(spark: Any, rows: pa.Table) -> None:
    frame = spark.createDataFrame(rows).repartition(7)
    records = onrecord.spark.extract(frame, id_col="url", published_col="day", keep=["feed"])
    expected = single(rows, id="url", published="day", keep=["feed"])
    assert records.columns == expected.column_names
    done = records.toArrow()
    assert in_order(done) == in_order(expected)
    assert onrecord.Corpus.from_arrow(done.sort_by("url")) == onrecord.Corpus.from_arrow(expected)


@in_one_process
def test_lists_become_tables(spark: Any, rows: pa.Table) -> None:
    records = onrecord.spark.extract(spark.createDataFrame(rows[:40]), id_col="url", published_col="day").cache()
    corpus = onrecord.Corpus.from_arrow(single(rows[:40], id="url", published="day"))

    def sorted_rows(table: pa.Table) -> list[dict[str, Any]]:
        return sorted(table.to_pylist(), key=lambda row: (row["document"], row["id"]))

    for name in ("statements", "exchanges", "actors", "positions", "factuality"):
        done = onrecord.spark.table(records, name).toArrow()
        expected = pa.table(getattr(corpus, name).nested)
        assert done.column_names == expected.column_names
        assert sorted_rows(done) == sorted_rows(expected)
    assert onrecord.spark.statements(records).count() == len(corpus.statements) > 100
    assert onrecord.spark.exchanges(records).count() == len(corpus.exchanges) > 20
    with pytest.raises(onrecord.OptionError, match="no table 'document'"):
        onrecord.spark.table(records, "document")


@in_one_process
def test_a_bad_row_costs_itself_only(spark: Any) -> None:
    frame = spark.sql(
        "SELECT * FROM VALUES ('good', 'Talks go on, Ana Orlu said.', 'x'), ('null', NULL, 'x'), (NULL, 'Yes.', 'x'), "
        "('empty', '', NULL) AS t(url, text, feed) "
        "UNION ALL SELECT 'nul', concat('Talks', decode(X'00', 'UTF-8'), ' go on.'), 'x' "
        "UNION ALL SELECT 'bytes', CAST(X'54FF' AS STRING), 'x'"
    )
    records = onrecord.spark.extract(frame, id_col="url", keep=["feed"])
    bad = {row.url: (row.feed, row.code) for row in onrecord.spark.quarantine(records).collect()}
    assert bad == {None: ("x", "missing_id"), "null": ("x", "missing_text"), "bytes": ("x", "invalid_utf8")}
    assert onrecord.spark.quarantine(records).columns == ["url", "feed", "code", "message"]
    good = records.where("error IS NULL").toArrow()
    expected = pa.table(
        {"url": ["good", "nul", "empty"], "text": ["Talks go on, Ana Orlu said.", "Talks\0 go on.", ""]}
    )
    assert in_order(good.drop_columns("feed")) == in_order(single(expected, id="url"))


@in_one_process
def test_columns_go_by_their_names(spark: Any, rows: pa.Table) -> None:
    few = rows[:20].append_column("other.text", rows[:20]["url"])
    names = ["other.text", "day", "feed", "url", "text"]
    for order in (names, names[::-1]):
        frame = spark.createDataFrame(few.select(order))
        records = onrecord.spark.extract(frame, id_col="url", keep=["feed", "other.text"], published_col="day")
        expected = single(few, id="url", keep=["feed", "other.text"], published="day")
        assert in_order(records.toArrow()) == in_order(expected)
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"id_col": "key"}, "no column 'key'"),
        ({"id_col": "url", "keep": ["text", "text"]}, 'two columns "text"'),
        ({"id_col": "url", "max_chars": 0}, "option max_chars"),
        ({"id_col": "url", "attribution": "none"}, "attribution"),
    ]
    for wrong, problem in wrongs:
        with pytest.raises(onrecord.OptionError, match=problem):
            onrecord.spark.extract(frame, **wrong)


@in_one_process
def test_a_timestamp_counts_by_its_day(spark: Any) -> None:
    spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    frame = spark.sql("SELECT 1 AS url, 'Talks go on.' AS text, TIMESTAMP '2024-03-05 01:00:00' AS at")
    (row,) = onrecord.spark.extract(frame, id_col="url", published_col="at", keep=["at"]).collect()
    assert (row.url, row.document.published, row.at.day) == (1, "2024-03-05", row.at.day)


@in_one_process
def test_one_partition_may_have_nearly_all_rows(spark: Any, rows: pa.Table) -> None:
    frame = spark.createDataFrame(rows)
    uneven = frame.repartition(8, frame.url < f"d{len(rows) * 9 // 10:04}")

    def largest(records: Any) -> float:
        counts = records.selectExpr("spark_partition_id() AS at").groupBy("at").count().collect()
        return float(max(row["count"] for row in counts)) / len(rows)

    assert largest(uneven) >= 0.9
    done = onrecord.spark.extract(uneven, id_col="url")
    assert in_order(done.toArrow()) == in_order(single(rows, id="url"))
    assert largest(onrecord.spark.extract(uneven, id_col="url", partitions=8)) < 0.2


@in_one_process
def test_partitions_and_frames_may_be_empty(spark: Any, rows: pa.Table) -> None:
    frame = spark.createDataFrame(rows).repartition(4)
    one = onrecord.spark.extract(frame.where("url = 'd0003'"), id_col="url")
    assert in_order(one.toArrow()) == in_order(single(rows[3:4], id="url"))
    none = onrecord.spark.extract(frame.where("false"), id_col="url")
    assert none.schema == one.schema
    assert none.count() == onrecord.spark.statements(none).count() == 0


@in_one_process
def test_a_document_of_five_megabytes(spark: Any) -> None:
    text = LETTER.format(day=5, number=1) * (5_000_000 // len(LETTER))
    rows = pa.table({"url": ["long", "short"], "text": [text, "Talks go on."]})
    frame = spark.createDataFrame(rows)
    cut = onrecord.spark.extract(frame, id_col="url", max_chars=50_000)
    expected = pa.table(onrecord.Extractor(max_chars=50_000).extract_arrow(rows, id="url"))
    assert in_order(cut.toArrow()) == in_order(expected)
    assert "truncated" in [remark["code"] for remark in expected["diagnostics"].to_pylist()[0]]
    whole = onrecord.spark.extract(frame, id_col="url", max_chars=None, layers=["time"])
    expected = pa.table(onrecord.Extractor(layers=["time"]).extract_arrow(rows, id="url"))
    assert in_order(whole.toArrow()) == in_order(expected)


@in_one_process
def test_an_archive_goes_to_spark_and_back(spark: Any, rows: pa.Table, tmp_path: Path) -> None:
    archive = onrecord.Archive(tmp_path / "one.db", full_text=False)
    archive.add(onrecord.Corpus.from_arrow(single(rows, id="url", published="day")))
    archive.to_arrow().to_parquet(tmp_path / "archive.parquet")
    records = spark.read.parquet(str(tmp_path / "archive.parquet"))
    assert onrecord.spark.statements(records).count() == archive.stats()["statements"]
    made = onrecord.spark.extract(spark.createDataFrame(rows), id_col="url", published_col="day", keep=["feed"])
    assert [field for field in made.schema if field.name not in {"url", "feed"}] == list(records.schema)
    made.write.parquet(str(tmp_path / "records"))
    again = onrecord.Archive(tmp_path / "two.db", full_text=False)
    assert again.add(tmp_path / "records")["new"] == len(rows)
    assert again.fingerprint() == archive.fingerprint()


@in_one_process
def test_tables_of_a_users_own_travel(spark: Any) -> None:
    pandas = pytest.importorskip("pandas")
    offices = pandas.DataFrame(
        [["lake_warden", "lake warden", "official", "organisation", "one"]],
        columns=["key", "name", "kind", "of", "holders"],
    )
    frame = spark.sql("""SELECT 1 AS url, '"The water is low," Lake Warden Ana Orlu said.' AS text""")
    records = onrecord.spark.extract(frame, id_col="url", knowledge=[("offices", offices)])
    assert [row.office for row in onrecord.spark.table(records, "roles").collect()] == ["lake warden"]
