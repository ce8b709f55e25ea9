"""`extract_arrow`: a stream of rows in, a stream of records out."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from memory import HIGH_WATER

import onrecord

LETTER = (
    "TALLINN, March 5. /BALTINFORM/. Estonia will answer the Norwegian letter by the end of the month, "
    'Foreign Minister Ana Orlu said on Tuesday.\n\n"We have read the letter with care," she told reporters.\n'
)


def rows(count: int = 3) -> pa.Table:
    texts = [LETTER * (i % 3) for i in range(count)]
    return pa.table(
        {
            "url": [f"d{i}" for i in range(count)],
            "day": [datetime.date(2024, 3, 5 + i % 20) for i in range(count)],
            "feed": ["north", None, "south"] * (count // 3),
            "text": texts,
        }
    )


def read(source: object, **columns: object) -> pa.Table:
    return pa.table(onrecord.extract_arrow(source, **columns))  # type: ignore[arg-type]


def codes(records: pa.Table) -> list[str | None]:
    return [error and error["code"] for error in records["error"].to_pylist()]


def test_records_are_those_of_extract_many() -> None:
    table = rows(1200)
    records = read(table, id="url", published="day", keep=["feed"])
    assert records.column_names[:3] == ["url", "feed", "schema"]
    assert records["feed"].to_pylist() == table["feed"].to_pylist()
    corpus = onrecord.extract_many((row["url"], row["text"], row["day"]) for row in table.to_pylist())
    assert onrecord.Corpus.from_arrow(records) == corpus
    assert pa.table(corpus.to_arrow()).equals(records.drop_columns(["url", "feed"]))
    assert records.to_pylist()[1]["statements"] == [statement.to_dict() for statement in corpus[1].statements]


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_nothing(threads: int) -> None:
    table = rows(900)
    assert read(table, id="url", threads=threads).equals(read(table, id="url"))


def test_every_writer_of_arrow_is_read() -> None:
    table = rows()
    expected = read(table, id="url", published="day").to_pylist()
    frame = pl.DataFrame(table)
    database = duckdb.connect()
    database.register("dispatches", table)
    for source in (
        frame,
        table.to_reader(),
        table.to_pandas(),
        database.sql("select * from dispatches"),
        table.to_batches()[0],
    ):
        assert read(source, id="url", published="day").to_pylist() == expected
    assert pl.DataFrame(onrecord.extract_arrow(frame, id="url"))["url"].to_list() == ["d0", "d1", "d2"]
    with pytest.raises(TypeError, match=r"rows must be Arrow, .* not list"):
        onrecord.extract_arrow([LETTER])  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary()])
def test_text_may_be_any_type_of_text(kind: pa.DataType) -> None:
    table = pa.table({"text": pa.array([LETTER, None]).cast(kind)})
    records = read(table)
    assert records["document"].to_pylist()[0] == onrecord.extract(LETTER, id="1").document.to_dict()
    assert codes(records) == [None, "missing_text"]


def test_a_bad_row_costs_itself_only() -> None:
    texts = pa.array([b"Talks go on.", None, b"Talks \xff", b"", b"A\0B"], pa.binary())
    # Engines hand over strings that nobody has looked at.
    unseen = pa.Array.from_buffers(pa.string(), len(texts), texts.buffers())
    table = pa.table({"key": pa.array([1, 2, 3, None, 5]), "text": unseen})
    records = read(table, id="key")
    assert codes(records) == [None, "missing_text", "invalid_utf8", "missing_id", None]
    assert "byte 6" in records["error"].to_pylist()[2]["message"]
    assert records["key"].to_pylist() == [1, 2, 3, None, 5]
    assert [statements is None for statements in records["statements"].to_pylist()] == [False, True, True, True, False]
    corpus = onrecord.Corpus.from_arrow(records)
    assert [record.document.id for record in corpus] == ["1", "5"]
    assert [(error.row, error.code) for error in corpus.errors] == [
        (1, "missing_text"), (2, "invalid_utf8"), (3, "missing_id"),
    ]  # fmt: skip
    assert pa.table(corpus.to_arrow())["error"].to_pylist() == records["error"].to_pylist()


@pytest.mark.parametrize(
    "days",
    [
        pa.array(["2024-03-05", "5 March", None]),
        pa.array([datetime.date(2024, 3, 5), None, None]),
        pa.array([datetime.datetime(2024, 3, 5, 23, 59), None, None]),
        pa.array([datetime.datetime(2024, 3, 5), None, None], pa.timestamp("s", "UTC")),
    ],
)
def test_dates_may_be_dates_timestamps_or_text(days: pa.Array) -> None:
    records = read(pa.table({"on": days, "text": ["Talks go on."] * 3}), published="on")
    assert [document["published"] for document in records["document"].to_pylist()] == ["2024-03-05", None, None]
    remarks = [[remark["code"] for remark in remarks] for remarks in records["diagnostics"].to_pylist()]
    assert remarks == [[], ["published_not_a_date"] if pa.types.is_string(days.type) else [], []]


def test_what_is_wrong_with_columns_is_said_at_once() -> None:
    table = pa.table({"text": ["a"], "number": [1.5], "error": ["x"], "feed": ["y"]})
    for columns, problem in [
        ({"text": "body"}, 'there is no column "body"; there are text, number, error, feed'),
        ({"text": "number"}, 'column "number" has the type Float64; it must be text'),
        ({"id": "number"}, "must be text or whole numbers"),
        ({"published": "number"}, "must be text, dates or timestamps"),
        ({"keep": ["error"]}, 'two columns "error"'),
        ({"keep": ["feed", "feed"]}, 'two columns "feed"'),
        ({"threads": 0}, "option threads"),
    ]:
        with pytest.raises(onrecord.OptionError, match=problem):
            read(table, **columns)  # type: ignore[arg-type]
    with pytest.raises(onrecord.RecordError, match='no column "schema": these rows are no records'):
        onrecord.Corpus.from_arrow(table)


def test_a_stream_is_read_once_and_in_batches() -> None:
    stream = onrecord.extract_arrow(rows(1200), id="url")
    assert repr(stream) == f"<RecordStream, {len(stream.columns)} columns>"
    assert list(stream.schema) == stream.columns
    first = next(stream)
    assert len(first) == pa.record_batch(first).num_rows == len(onrecord.Corpus.from_arrow(first))
    rest = pa.table(stream)
    assert len(first) + len(rest) == 1200
    with pytest.raises(onrecord.RecordError, match="can be read once"):
        pa.table(stream)
    assert list(stream) == []


def test_no_rows_have_the_columns_all_the_same() -> None:
    records = read(rows()[:0], id="url", keep=["feed"])
    assert len(records) == 0
    assert records.schema == read(rows(), id="url", keep=["feed"]).schema


def counted(batches: list[int], length: int) -> pa.RecordBatchReader:
    batch = rows(300).to_batches()[0]

    def count() -> Iterator[pa.RecordBatch]:
        for i in range(length):
            batches.append(i)
            yield batch

    return pa.RecordBatchReader.from_batches(batch.schema, count())


def test_whoever_takes_records_sets_the_pace() -> None:
    taken: list[int] = []
    stream = onrecord.extract_arrow(counted(taken, 1000), id="url", threads=2)
    assert taken == []
    for _ in range(3):
        next(stream)
    time.sleep(0.2)
    assert len(taken) <= 10


def test_a_broken_input_is_told_and_ends_the_stream() -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield rows().to_batches()[0]
        raise OSError("the disk is gone")

    for threads in (1, 2):
        stream = onrecord.extract_arrow(pa.RecordBatchReader.from_batches(rows().schema, broken()), threads=threads)
        with pytest.raises(onrecord.RecordError, match="the disk is gone"):
            list(stream)
        assert list(stream) == []


@pytest.mark.parametrize("threads", [1, 2])
def test_an_interrupt_ends_the_loop(threads: int) -> None:
    stream = onrecord.extract_arrow(counted([], 100_000), id="url", threads=threads)
    next(stream)
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        list(stream)


def test_parquet_in_and_out(tmp_path: Path) -> None:
    table = rows(600)
    pq.write_table(table, tmp_path / "rows.parquet")
    stream = onrecord.extract_arrow(tmp_path / "rows.parquet", id="url", published="day", keep=["feed"])
    assert stream.to_parquet(tmp_path / "records.parquet") == 600
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["records.parquet", "rows.parquet"]
    written = pq.read_table(tmp_path / "records.parquet")
    expected = read(table, id="url", published="day", keep=["feed"])
    assert written.to_pylist() == expected.to_pylist()
    assert onrecord.Corpus.from_arrow(written) == onrecord.Corpus.from_arrow(expected)
    counts = duckdb.sql(f"select sum(len(statements)) from '{tmp_path}/records.parquet'")
    assert counts is not None
    assert counts.fetchall() == [(sum(map(len, expected["statements"].to_pylist())),)]


def test_a_parquet_file_is_there_when_it_is_whole(tmp_path: Path) -> None:
    def broken() -> Iterator[pa.RecordBatch]:
        yield rows().to_batches()[0]
        raise OSError("the disk is gone")

    stream = onrecord.extract_arrow(pa.RecordBatchReader.from_batches(rows().schema, broken()))
    with pytest.raises(onrecord.RecordError, match="the disk is gone"):
        stream.to_parquet(tmp_path / "records.parquet")
    assert list(tmp_path.iterdir()) == []


def test_csv_in(tmp_path: Path) -> None:
    rows().to_pandas().to_csv(tmp_path / "rows.csv.gz", index=False)
    records = read(tmp_path / "rows.csv.gz", id="url", published="day")
    # An empty cell is an empty text in CSV.
    assert records["document"].to_pylist()[1:] == read(rows(), id="url", published="day")["document"].to_pylist()[1:]
    with pytest.raises(onrecord.OptionError, match=r"no \.parquet and no \.csv"):
        onrecord.extract_arrow(tmp_path / "rows.txt")


def test_an_archive_goes_to_arrow_and_back(tmp_path: Path) -> None:
    corpus = onrecord.extract_many([(f"d{i:04}", LETTER, f"2024-03-{1 + i % 28:02}") for i in range(700)])
    archive = onrecord.Archive(tmp_path / "one.db", full_text=False)
    archive.add(corpus)
    archive.to_arrow().to_parquet(tmp_path / "records.parquet")
    assert onrecord.Corpus.from_arrow(archive.to_arrow()) == corpus
    sources: dict[str, Callable[[], onrecord.RecordStream | Path]] = {
        "arrow": archive.to_arrow,
        "parquet": lambda: tmp_path / "records.parquet",
    }
    for name, source in sources.items():
        again = onrecord.Archive(tmp_path / f"{name}.db", full_text=False)
        assert again.add(source()) == {"new": 700, "replaced": 0, "unchanged": 0, "errors": []}
        assert again.fingerprint() == archive.fingerprint()
        assert again.add(source())["unchanged"] == 700
    with_error = onrecord.extract_many(["Talks go on.", None])  # type: ignore[list-item]
    added = archive.add(with_error.to_arrow())
    assert (added["new"], added["errors"][0]["error"]["code"]) == (1, "missing_text")


PEAK = """
import pyarrow as pa, sys
import onrecord

text = open(sys.argv[1], encoding="utf-8").read()
batch = pa.record_batch({"text": [text]})
count = int(sys.argv[2])
rows = pa.RecordBatchReader.from_batches(batch.schema, (batch for _ in range(count)))
done = sum(len(batch) for batch in onrecord.extract_arrow(rows, threads=2))
assert done == count
"""


def peak(path: Path, count: int) -> int:
    """Return the most kibibytes that a process has held which read a text so many times."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK + HIGH_WATER, str(path), str(count)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_a_longer_stream_takes_no_more_memory(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER * 60, encoding="utf-8")
    few, many = peak(path, 40), peak(path, 400)
    assert many < few + (24 << 10), (few, many)


def test_a_batch_of_pandas_without_rows_is_read() -> None:
    frame = pd.DataFrame({"text": pd.Series([], dtype="str")})
    assert len(read(frame)) == 0


def test_a_directory_of_parquet_has_the_columns_of_its_first_file(tmp_path: Path) -> None:
    pq.write_table(pa.table({"url": ["a"], "text": ["Talks go on."]}), tmp_path / "1.parquet")
    (tmp_path / "deeper").mkdir()
    second = pa.table({"text": pa.array(["Talks end."], pa.large_string()), "feed": ["north"]})
    pq.write_table(second, tmp_path / "deeper" / "2.parquet")
    for mark in ("_SUCCESS", ".1.parquet.crc"):
        (tmp_path / mark).write_text("no rows")
    records = read(tmp_path, keep=["url"])
    assert records["url"].to_pylist() == ["a", None]
    assert codes(records) == [None, None]
    (tmp_path / "empty").mkdir()
    with pytest.raises(onrecord.OptionError, match=r'there is no column "text"'):
        onrecord.extract_arrow(tmp_path / "empty")
