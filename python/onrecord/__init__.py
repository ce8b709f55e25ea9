"""onrecord turns newswire dispatches into a record of who said what, to whom, when and in which role.

Every value leads back to the exact words:

>>> import onrecord
>>> text = 'VIENNA, March 3. "We will answer in writing," Foreign Minister Ana Orlu said.'
>>> record = onrecord.extract(text, published="2024-03-03")
>>> statement = record.statements[0]
>>> statement.words
'We will answer in writing,'
>>> statement.speaker_span
Span(46, 71, 'Foreign Minister Ana Orlu')
>>> text[46:71]
'Foreign Minister Ana Orlu'

`extract` reads one dispatch, `extract_many` many of them on several threads, `extract_arrow` a stream of any length,
`onrecord.spark` what needs a cluster; `Extractor` takes options. In a notebook a
record shows the dispatch with its statements marked; the lists of a `Corpus` are data frames, as in
``corpus.statements.to_polars()``; `onrecord.plots` draws them. The attributes
of a `Record` and its items have the names of the schema (`JSON_SCHEMA`); every attribute that holds an id has a partner
that gives the item: ``statement.speaker`` is ``"a0"``, ``statement.speaker_item`` the `Actor`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from os import PathLike

from onrecord import _frames
from onrecord._archive import Archive
from onrecord._errors import ArchiveError, DateError, OnrecordError, OptionError, RecordError, TextError, UnknownIdError
from onrecord._native import (
    JSON_SCHEMA,
    SCHEMA_VERSION,
    Actor,
    Batch,
    Concept,
    Corpus,
    Coverage,
    Cue,
    Dateline,
    Definition,
    Diagnostic,
    Discrepancy,
    Document,
    Event,
    Exchange,
    ExpectedReply,
    Extractor,
    Factuality,
    Header,
    Instrument,
    InstrumentRegistryEntry,
    Interval,
    Invocation,
    Mention,
    Paragraph,
    Place,
    Position,
    Record,
    RecordStream,
    RegistryEntry,
    Report,
    Role,
    RowError,
    Span,
    Statement,
    Table,
    Timex,
    __version__,
)
from onrecord.types import ArrowStream, Row

__all__ = [
    "JSON_SCHEMA",
    "SCHEMA_VERSION",
    "Actor",
    "Archive",
    "ArchiveError",
    "Batch",
    "Concept",
    "Corpus",
    "Coverage",
    "Cue",
    "DateError",
    "Dateline",
    "Definition",
    "Diagnostic",
    "Discrepancy",
    "Document",
    "Event",
    "Exchange",
    "ExpectedReply",
    "Extractor",
    "Factuality",
    "Header",
    "Instrument",
    "InstrumentRegistryEntry",
    "Interval",
    "Invocation",
    "Mention",
    "OnrecordError",
    "OptionError",
    "Paragraph",
    "Place",
    "Position",
    "Record",
    "RecordError",
    "RecordStream",
    "RegistryEntry",
    "Report",
    "Role",
    "RowError",
    "Span",
    "Statement",
    "Table",
    "TextError",
    "Timex",
    "UnknownIdError",
    "__version__",
    "dates",
    "extract",
    "extract_arrow",
    "extract_many",
]


@cache
def _default() -> Extractor:
    return Extractor()


def extract(text: str, *, published: date | str | None = None, id: str | None = None) -> Record:
    """Read one dispatch and return its record.

    `text` is taken as it is: offsets count its code points, white space and byte order marks included. `published` is
    the date of publication, against which dates without a year are resolved: a `datetime.date`, a `datetime.datetime`
    or an ISO string. `id` is yours; without it the document has the id ``""``.

    Every text has a record; what is odd about it stands in `Record.diagnostics`. Raises `TextError` for a lone
    surrogate, `DateError` for a date that is none, and `TypeError` for anything that is no string.

    >>> extract("Talks will go on, the ministry said.", id="note")
    <Record "note", 1 statement>
    """
    return _default().extract(text, published=published, id=id)


def extract_many(
    rows: Iterable[Row] | ArrowStream,
    *,
    threads: int | None = None,
    progress: bool = False,
    text: str = "text",
    id: str = "id",
    published: str = "published",
) -> Corpus:
    """Read many dispatches on several threads and return their records in the same order.

    `rows` may be any iterable of strings, of pairs ``(id, text)``, of triples ``(id, text, published)``, or of
    mappings, in which `text`, `id` and `published` name the keys; it is read as the work goes on. It may also be a
    table that speaks Arrow, as data frames, Parquet readers and results of queries do: the names are then those of
    columns, and `OptionError` is raised where there is no such column of text. A row without an id
    gets its number, counted from 1. `threads` is the number of threads, one for each core where not given; the
    interpreter is free meanwhile. With `progress` a bar tells how far it is; an interrupt (Ctrl-C) then stops at once,
    with a warning, and the corpus of what was done until then is returned, its `interrupted` true. Without it an
    interrupt raises `KeyboardInterrupt`.

    A row that cannot be read costs itself only: it stands in `Corpus.errors`. A date of publication that is none costs
    only itself, and is noted in the diagnostics of the record.

    >>> corpus = extract_many([("a", "Talks go on."), {"id": "b", "text": None}, "Talks are over."])
    >>> corpus
    <Corpus 2 records, 1 error>
    >>> [record.document.id for record in corpus]
    ['a', '3']
    >>> corpus.errors
    [RowError(row=1, id="b", code="missing_text")]
    """
    return _default().extract_many(rows, threads=threads, progress=progress, text=text, id=id, published=published)


def extract_arrow(
    rows: ArrowStream | PathLike[str],
    *,
    text: str = "text",
    id: str | None = None,
    published: str | None = None,
    keep: Sequence[str] = (),
    threads: int | None = None,
) -> RecordStream:
    """Read a stream of dispatches of any length, and return their records as a stream, in the memory of a few batches.

    `rows` are Arrow, as tables and readers of pyarrow, polars, DuckDB and pandas are, or the path of a Parquet file, of
    a directory of them, or of a CSV file. `text`, `id` and `published` name columns; without `id` the rows are numbered
    from 1. The ids and the columns of `keep` stand before those of the record. `threads` is the number of threads, one
    for each core where not given. Rows are read when records are asked for, and little before.

    A row that cannot be read costs itself only: its `error` has a code and a message, and its record is null. A date
    that is none is noted in the diagnostics. Raises `OptionError` for a column that is missing, has a type that is none
    of its kind, or has the name of one of the record.

    >>> import pyarrow as pa
    >>> rows = pa.table({"key": ["a", "b"], "text": ["Talks go on, Ana Orlu said.", None]})
    >>> records = pa.table(extract_arrow(rows, id="key"))
    >>> records["error"].to_pylist()
    [None, {'code': 'missing_text', 'message': 'there is no "text" in this row'}]
    >>> Corpus.from_arrow(records)
    <Corpus 1 record, 1 error>
    """
    stream = _frames.open_rows(rows) if isinstance(rows, PathLike) else rows
    return _default().extract_arrow(stream, text=text, id=id, published=published, keep=keep, threads=threads)


def dates(text: str, *, anchor: date | str | None = None) -> list[Timex]:
    """Find the expressions of time in a text, with their TIMEX3 values and intervals.

    `anchor` is the date against which "on Monday" or "last month" are resolved, as `published` in `extract`; without it
    they keep a value that leaves open what is not known. The items are those of `Record.timexes`.

    >>> for timex in dates("The letter of 28 January was answered on Monday.", anchor="2024-03-05"):
    ...     print(timex.span.text, timex.type, timex.value)
    28 January DATE 2024-01-28
    Monday DATE 2024-03-04
    """
    return extract(text, published=anchor).timexes
