"""The lists of a corpus as Arrow tables and data frames."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import onrecord

LETTER = (
    "TALLINN, March 5. /BALTINFORM/. Estonia will answer the Norwegian letter by the end of the month, "
    'Foreign Minister Ana Orlu said on Tuesday.\n\n"We have read the letter with care," she told reporters.\n'
)

NAMES = [
    "documents", "timexes", "places", "actors", "mentions", "roles", "events", "statements", "instruments", "concepts",
    "definitions", "exchanges", "invocations", "positions", "factuality",
]  # fmt: skip


@pytest.fixture(scope="module")
def corpus() -> onrecord.Corpus:
    return onrecord.extract_many([("a", LETTER, "2024-03-05"), ("empty", "", None), ("b", LETTER, None)])


def test_a_row_is_an_item(corpus: onrecord.Corpus) -> None:
    for name in NAMES:
        table = getattr(corpus, name)
        expected = len(corpus) if name == "documents" else sum(len(getattr(record, name)) for record in corpus)
        assert (table.name, len(table)) == (name, expected)
        assert len(table.to_polars()) == len(table.to_pandas()) == len(table.to_dicts()) == expected
    assert len(corpus.statements) >= 4


def test_flat_cells_are_those_of_the_record(corpus: onrecord.Corpus) -> None:
    frame = corpus.statements.to_polars()
    statements = [(record.document.id, s) for record in corpus for s in record.statements]
    for row, (document, statement) in zip(frame.iter_rows(named=True), statements, strict=True):
        assert (row["document"], row["id"]) == (document, statement.id)
        assert row["speaker_name"] == statement.speaker_name
        assert row["content_text"] == " … ".join(span.text for span in statement.content)
        assert row["content_start"] == statement.content[0].start
        assert row["cue_lemma"] == (statement.cue and statement.cue.lemma)
        assert row["role_name"] == (statement.role_item and statement.role_item.office)
        assert row["confidence"] == statement.confidence
    assert frame["agency"].to_list()[0] == "BALTINFORM"
    assert frame["published"].to_list()[0] == "2024-03-05"
    assert not any(isinstance(kind, pl.Struct | pl.List) for kind in frame.schema.values())


def test_nested_rows_are_the_dictionaries_of_the_record(corpus: onrecord.Corpus) -> None:
    for name in NAMES[1:]:
        rows = getattr(corpus, name).nested.to_dicts()
        items = [item.to_dict() for record in corpus for item in getattr(record, name)]
        assert [{k: v for k, v in row.items() if k not in {"document", "published", "agency"}} for row in rows] == items
    documents = corpus.documents.nested.to_dicts()
    for row, record in zip(documents, corpus, strict=True):
        assert row == {
            **record.document.to_dict(),
            "coverage": record.coverage.to_dict(),
            "diagnostics": [diagnostic.to_dict() for diagnostic in record.diagnostics],
            "extractor": record.extractor,
        }


def test_every_reader_of_arrow_takes_a_table(corpus: onrecord.Corpus) -> None:
    statements = corpus.statements
    speakers = [row["speaker_name"] for row in statements.to_dicts()]
    assert pl.DataFrame(statements)["speaker_name"].to_list() == speakers
    assert pa.table(statements)["speaker_name"].to_pylist() == speakers
    from_arrow = getattr(pd.DataFrame, "from_arrow")  # noqa: B009 not in the stubs of pandas yet
    assert from_arrow(statements)["speaker_name"].tolist() == speakers
    relation = duckdb.sql("select speaker_name from statements")
    assert relation is not None
    assert [row for (row,) in relation.fetchall()] == speakers
    nested = pa.table(statements.nested)
    assert nested.column("content").to_pylist()[0][0]["text"].startswith("Estonia will answer")
    nested.validate(full=True)


def test_a_stream_can_be_read_again_and_left_unread(corpus: onrecord.Corpus) -> None:
    table = corpus.actors
    capsule = table.__arrow_c_stream__()
    del capsule
    assert pl.DataFrame(table).equals(pl.DataFrame(table))
    assert pa.schema(table).names == table.columns


def test_an_empty_corpus_has_the_columns(corpus: onrecord.Corpus) -> None:
    none = corpus[:0]
    assert none.statements.to_polars().schema == corpus.statements.to_polars().schema
    assert list(none.exchanges.to_pandas().columns) == corpus.exchanges.columns
    assert none.events.to_dicts() == []


def test_more_records_than_fit_a_batch_keep_their_order(corpus: onrecord.Corpus) -> None:
    many = onrecord.Corpus(corpus[i % 3] for i in range(3000))
    frame = many.documents.to_polars()
    assert frame["id"].to_list() == [corpus[i % 3].document.id for i in range(3000)]
    assert pa.table(many.documents).column("id").num_chunks > 1


def test_a_table_says_what_it_is(corpus: onrecord.Corpus) -> None:
    table = corpus.exchanges
    assert repr(table) == f"<Table exchanges, {len(table)} rows, {len(table.columns)} columns>"
    assert repr(table.nested).endswith(", nested>")
    assert table.nested.flat.schema == table.schema
    assert table.schema["sender_name"] == "Utf8View"
    assert table.to_dicts(limit=1) == table.to_dicts()[:1]
    assert [list(row) for row in corpus.actors.to_dicts(columns=["name", "id"], limit=2)] == [["name", "id"]] * 2
    with pytest.raises(onrecord.RecordError, match="nothing"):
        table.to_dicts(columns=["nothing"])


def test_a_corpus_is_made_of_records_and_of_lines(corpus: onrecord.Corpus) -> None:
    assert onrecord.Corpus(list(corpus)) == corpus
    assert onrecord.Corpus.from_jsonl(corpus.to_jsonl()) == corpus
    with_error = onrecord.extract_many(["Talks go on.", None, "Talks are over."])  # type: ignore[list-item]
    assert onrecord.Corpus.from_jsonl(with_error.to_jsonl()) == with_error
    with pytest.raises(onrecord.RecordError, match="record 2"):
        onrecord.Corpus.from_jsonl(corpus[0].to_json() + "\n{}\n")
    with pytest.raises(TypeError, match="made of records, not of str"):
        onrecord.Corpus(["text"])  # type: ignore[list-item]


def test_a_missing_library_is_named(corpus: onrecord.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(ImportError, match=r"pip install 'onrecord\[polars\]'"):
        corpus.statements.to_polars()
