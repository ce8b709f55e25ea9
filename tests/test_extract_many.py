"""`extract_many`: many dispatches, one corpus."""

import datetime
import json
import math
import multiprocessing
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from types import MappingProxyType

import pytest

import onrecord
from onrecord.types import Row


def ids(corpus: onrecord.Corpus) -> list[str]:
    return [record.document.id for record in corpus]


def test_rows_may_be_strings_tuples_and_mappings() -> None:
    rows: list[Row] = [
        "Talks go on.",
        ("pair", "Talks go on."),
        (7, "Talks go on.", "2024-03-03"),
        {"text": "Talks go on.", "id": "dict", "published": datetime.date(2024, 3, 3), "else": object()},
        MappingProxyType({"text": "Talks go on."}),
        OrderedDict(text="Talks go on.", id=None, published=None),
    ]
    corpus = onrecord.extract_many(rows)
    assert ids(corpus) == ["1", "pair", "7", "dict", "5", "6"]
    assert [record.document.published for record in corpus] == [None, None, "2024-03-03", "2024-03-03", None, None]


def test_fields_are_named() -> None:
    row = {"body": "Talks go on.", "key": "k", "on": "2024-03-03", "text": "not this"}
    record = onrecord.extract_many([row], text="body", id="key", published="on")[0]
    assert record.document.to_dict() | {"paragraphs": []} == onrecord.extract(
        "Talks go on.", id="k", published="2024-03-03"
    ).document.to_dict() | {"paragraphs": []}


def test_a_bad_row_costs_itself_only() -> None:
    rows = [
        "Talks go on.",
        None,
        {"id": "no text"},
        {"id": "nan", "text": math.nan},
        ("bytes", b"Talks"),
        ("surrogate", "\ud83d"),
        7,
        ("too", "many", "parts", "here"),
        {"id": ["list"], "text": "Talks"},
        ("last", "Talks are over."),
    ]
    corpus = onrecord.extract_many(rows)  # type: ignore[arg-type]
    assert ids(corpus) == ["1", "last"]
    assert [(error.row, error.id, error.code) for error in corpus.errors] == [
        (1, "2", "missing_text"),
        (2, "no text", "missing_text"),
        (3, "nan", "missing_text"),
        (4, "bytes", "text_not_a_string"),
        (5, "surrogate", "invalid_text"),
        (6, "7", "invalid_row"),
        (7, "8", "invalid_row"),
        (8, "9", "invalid_id"),
    ]
    assert "lone surrogate at offset 0" in corpus.errors[4].message
    assert repr(corpus) == "<Corpus 2 records, 8 errors>"


def test_a_date_that_is_none_costs_only_itself() -> None:
    corpus = onrecord.extract_many([("a", "Talks go on.", "3 March"), ("b", "Talks go on.", math.nan)])  # type: ignore[list-item]
    assert [record.document.published for record in corpus] == [None, None]
    assert [diagnostic.code for diagnostic in corpus[0].diagnostics] == ["published_not_a_date"]
    assert corpus[1].diagnostics == []


def test_the_order_is_kept_and_threads_change_nothing() -> None:
    rows = [(f"d{i}", f'"Number {i}," Ana Orlu said. ' * (i % 7)) for i in range(2000)]
    one = onrecord.extract_many(rows, threads=1)
    four = onrecord.extract_many(iter(rows), threads=4)
    assert ids(four) == [name for name, _ in rows]
    assert one == four
    assert one[3] == onrecord.extract(rows[3][1], id="d3")


def test_a_corpus_is_a_sequence() -> None:
    corpus = onrecord.extract_many(["one", "two", "three", "four"])
    assert len(corpus) == 4
    assert corpus[-1].document.id == "4"
    assert ids(corpus[1:3]) == ["2", "3"]
    assert ids(corpus[::-2]) == ["4", "2"]
    assert len(corpus[9:]) == 0
    with pytest.raises(IndexError, match="there is no record 4: the corpus has 4"):
        corpus[4]
    with pytest.raises(TypeError, match="not str"):
        corpus["4"]  # type: ignore[call-overload]


def test_rows_are_written_as_the_command_writes_them() -> None:
    corpus = onrecord.extract_many(["one", None, "three"])  # type: ignore[list-item]
    lines = [json.loads(line) for line in corpus.to_jsonl().splitlines()]
    assert [line.get("id") or line["document"]["id"] for line in lines] == ["1", "2", "3"]
    assert lines[1] == corpus.errors[0].to_dict()
    assert onrecord.Record.from_json(corpus.to_jsonl().splitlines()[2]) == corpus[1]


def test_one_text_is_not_taken_for_many() -> None:
    with pytest.raises(TypeError, match=r"for one text there is extract\(text\)"):
        onrecord.extract_many("Talks go on.")
    with pytest.raises(onrecord.OptionError, match="option threads"):
        onrecord.extract_many([], threads=0)


def test_what_the_iterable_raises_is_raised() -> None:
    def rows() -> Iterator[str]:
        yield "Talks go on."
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        onrecord.extract_many(rows())


def test_other_threads_run_meanwhile() -> None:
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    ticker = threading.Thread(target=tick)
    ticker.start()
    # One batch, read in one go outside the interpreter.
    corpus = onrecord.extract_many(['"Yes," Ana Orlu said on Monday. ' * 2000] * 6, threads=1)
    done.set()
    ticker.join()
    assert len(corpus) == 6
    assert ticks > 5


def _count(texts: list[str]) -> int:
    return len(onrecord.extract_many(texts))


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_processes_that_fork_after_work_do_not_hang() -> None:
    assert _count(["one"]) == 1
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(_count, [["one"], ["one", "two"]]).get(timeout=60) == [1, 2]
