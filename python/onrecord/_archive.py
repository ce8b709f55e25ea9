"""Many records in one SQLite file, and the questions it answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Self, TypedDict, Unpack

from onrecord import _frames
from onrecord._native import ArchiveFile, Corpus, Extractor, Record, RecordStream
from onrecord.types import ArrowStream, Row

Answer = list[dict[str, Any]]
"""Rows of an answer; each has its evidence: document, date, agency, exact words and where they stand."""


class Filter(TypedDict, total=False):
    """What the rows behind an answer must be like. What is left out limits nothing."""

    from_date: str
    to_date: str
    agencies: Sequence[str]
    actors: Sequence[str]
    states: Sequence[str]
    concepts: Sequence[str]
    voice: str
    min_confidence: float
    evidence: Sequence[str]
    rules: Sequence[str]
    limit: int


# "from" cannot be the name of an argument in Python.
_NAMES = {"from_date": "from", "to_date": "to"}


def _json(fields: Filter) -> str:
    return json.dumps({_NAMES.get(name, name): value for name, value in fields.items() if value is not None})


class Archive:
    """Many records in one SQLite file, with actors, exchanges, events and quotations merged across documents.

    `path` is made where there is none; `keep_text` and `full_text` are those of a new archive. Any tool that reads
    SQLite can open the file, while it is written too.

    >>> import tempfile
    >>> archive = Archive(Path(tempfile.mkdtemp()) / "a.db")
    >>> archive.add([("note", 'VIENNA, March 3. "We will answer in writing," Foreign Minister Ana Orlu said.')])
    {'new': 1, 'replaced': 0, 'unchanged': 0, 'errors': []}
    >>> archive.search("answer")[0]["speaker"]
    'Ana Orlu'

    Every question takes the filters of `Filter` as keywords: ``from_date``, ``to_date``, ``agencies``, ``actors``,
    ``states``, ``concepts``, ``voice``, ``min_confidence``, ``evidence``, ``rules`` and ``limit``. An actor is given by
    name or by the ISO code of a state, which stands also for those who speak for it.
    """

    def __init__(self, path: str | PathLike[str], *, keep_text: bool = True, full_text: bool = True) -> None:
        """Open an archive, or make one."""
        self._file = ArchiveFile(path, keep_text=keep_text, full_text=full_text)
        self._path = fspath(path)

    def __repr__(self) -> str:
        return f"Archive({self._path!r})"

    def __len__(self) -> int:
        """Count the documents."""
        documents: int = self.stats()["documents"]
        return documents

    def __contains__(self, id: object) -> bool:
        """Say whether there is a document with this id."""
        return isinstance(id, str) and self._file.record(id) is not None

    def __getitem__(self, id: str) -> Record:
        """Return the record of a document, exactly as it was added."""
        record = self._file.record(id)
        if record is None:
            raise KeyError(id)
        return record

    def add(
        self,
        documents: Iterable[Row] | Corpus | ArrowStream | PathLike[str],
        *,
        extractor: Extractor | None = None,
        threads: int | None = None,
        text: str = "text",
        id: str = "id",
        published: str = "published",
    ) -> dict[str, Any]:
        """Add dispatches, and say what became of them.

        `documents` are rows or a table as in `onrecord.extract_many`; or records: a `Corpus`, Arrow as `to_arrow` gives
        it, or the path of a file, JSONL as ``onrecord extract`` writes it or Parquet, also a directory that Spark has
        written. Arrow with the columns of a record holds records, any other holds dispatches. Rows that are there with
        the same text, date, options and tables cost next to nothing; a document for which one of them changed is
        replaced whole. Records have no texts.
        """
        added: dict[str, Any]
        if isinstance(documents, Corpus):
            added = self._file.add_corpus(documents)
            return added
        if isinstance(documents, PathLike) and (Path(documents).is_dir() or fspath(documents).endswith(".parquet")):
            documents = _frames.open_rows(documents)
        if isinstance(documents, ArrowStream) and _frames.holds_records(documents):
            added = self._file.add_arrow(documents)
        elif isinstance(documents, PathLike):
            lines = Path(documents).read_text(encoding="utf-8").splitlines()
            added = self._file.add_json([line for line in lines if line.strip() and '"error":{' not in line[:200]])
        else:
            added = self._file.add_rows(
                documents, extractor or Extractor(), threads=threads, text=text, id=id, published=published
            )
        return added

    @contextmanager
    def bulk(self) -> Iterator[Self]:
        """Leave indexes, full text and merging for the end of the block: faster for many dispatches at once."""
        self._file.begin_bulk()
        yield self
        self._file.finish_bulk()

    def remove(self, id: str) -> bool:
        """Take a document out; false where there is none of this id."""
        return self._file.remove(id)

    def to_arrow(self) -> RecordStream:
        """Return all records as a stream of Arrow batches, in the order of their ids.

        ``archive.to_arrow().to_parquet("records.parquet")`` makes a file that Spark, DuckDB and polars read, and that
        `add` takes back.
        """
        return self._file.to_arrow()

    def ids(self) -> list[str]:
        """Return the ids of all documents, sorted."""
        return self._file.ids()

    def text(self, id: str) -> str | None:
        """Return the text of a document, where the archive keeps texts."""
        return self._file.text(id)

    def ask(self, question: str, *, filter: Filter | None = None, **about: str | int | None) -> Answer:
        """Ask a question by the name that ``onrecord ask --help`` lists; the methods below are these questions."""
        named = json.dumps({name: value for name, value in about.items() if value is not None})
        rows: Answer = self._file.ask(question, named, _json(filter or {}))
        return rows

    def unanswered(self, as_of: str, **filter: Unpack[Filter]) -> Answer:
        """Exchanges without a reported answer as of a date, for at least one recipient."""
        return self.ask("unanswered", as_of=as_of, filter=filter)

    def invocations(self, instrument: str | None = None, **filter: Unpack[Filter]) -> Answer:
        """Who invokes an instrument, and in which relation."""
        return self.ask("invocations", instrument=instrument, filter=filter)

    def definitions(self, concept: str | None = None, **filter: Unpack[Filter]) -> Answer:
        """Return what a concept is said to be over time, with the differences of words."""
        return self.ask("definitions", concept=concept, filter=filter)

    def variants(self, words: str | None = None, **filter: Unpack[Filter]) -> Answer:
        """Quotations across agencies, compared word by word."""
        return self.ask("variants", words=words, filter=filter)

    def speaks_about(self, speaker: str | None = None, about: str | None = None, **filter: Unpack[Filter]) -> Answer:
        """Who speaks about whom, and how often."""
        return self.ask("speaks-about", actor=speaker, other=about, filter=filter)

    def agreement(self, actor: str | None = None, concept: str | None = None, **filter: Unpack[Filter]) -> Answer:
        """Who is for and against what, in the own voice or by another's account."""
        return self.ask("agreement", actor=actor, concept=concept, filter=filter)

    def presented(self, actor: str, other: str, **filter: Unpack[Filter]) -> Answer:
        """Return what `actor` says that `other` thinks, beside what `other` says."""
        return self.ask("presented", actor=actor, other=other, filter=filter)

    def directives(self, addressee: str, **filter: Unpack[Filter]) -> Answer:
        """Return what an actor is asked to do, with later words on the same act."""
        return self.ask("directives", actor=addressee, filter=filter)

    def commissives(self, speaker: str, **filter: Unpack[Filter]) -> Answer:
        """Return what an actor promises, with later words on the same act."""
        return self.ask("commissives", actor=speaker, filter=filter)

    def occasions(self, actor: str, other: str, **filter: Unpack[Filter]) -> Answer:
        """When two actors met or spoke."""
        return self.ask("occasions", actor=actor, other=other, filter=filter)

    def in_context(self, concept: str, width: int = 60, **filter: Unpack[Filter]) -> Answer:
        """Return a concept in its contexts, `width` code points on each side."""
        return self.ask("in-context", concept=concept, width=width, filter=filter)

    def only_by(self, agency: str, **filter: Unpack[Filter]) -> Answer:
        """Claims that one agency alone makes."""
        return self.ask("only-by", agency=agency, filter=filter)

    def discrepancies(self, **filter: Unpack[Filter]) -> Answer:
        """Exchanges on which documents differ, with what each says."""
        return self.ask("discrepancies", filter=filter)

    def roles(self, person: str, **filter: Unpack[Filter]) -> Answer:
        """Return the offices of a person over time, with contradictions."""
        return self.ask("roles", actor=person, filter=filter)

    def ladder(self, exchange: str | None = None, **filter: Unpack[Filter]) -> Answer:
        """How the answer to an exchange came nearer: hoped for, expected, announced, arrived or refused."""
        return self.ask("ladder", exchange=exchange, filter=filter)

    def search(self, words: str, *, speaker: str | None = None, **filter: Unpack[Filter]) -> Answer:
        """Statements by their words, best first: words, "phrases", ``prefix*``, AND, OR, NOT."""
        rows: Answer = self._file.search(words, speaker, _json(filter))
        return rows

    def stats(self) -> dict[str, Any]:
        """Count what the archive holds."""
        counts: dict[str, Any] = self._file.stats()
        return counts

    def check(self) -> Answer:
        """Return what is wrong with the file, its references or its spans; nothing is wrong with a sound one."""
        findings: Answer = self._file.check()
        return findings

    def export(self, format: str, output: str | PathLike[str], *, network: str = "speaks-about") -> dict[str, Any]:
        """Write the archive as csv, jsonl, graphml, gexf, dna, brat, web-annotation or timeml.

        `network` says what graphml and gexf hold: speaks-about, exchanges or positions.
        """
        done: dict[str, Any] = self._file.export(format, network, output)
        return done

    def report(
        self, output: str | PathLike[str], *, as_of: str | None = None, **filter: Unpack[Filter]
    ) -> dict[str, Any]:
        """Write one HTML file for people without Python: statements to search, filter and read in their dispatches.

        It holds at most 20,000 statements; the filters choose which. `as_of` is the ISO date up to which answers to
        exchanges are looked for: where not given, ``to_date`` or else the last date of the archive. Returns how many
        documents, statements and open exchanges the page holds. Raises `ArchiveError` for more statements than that.

        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> archive = Archive(folder / "a.db")
        >>> _ = archive.add([("note", 'VIENNA, March 3. "We will answer," Minister Ana Orlu said.', "2024-03-03")])
        >>> archive.report(folder / "page.html")
        {'documents': 1, 'statements': 1, 'open_exchanges': 0, 'as_of': '2024-03-03'}
        """
        done: dict[str, Any] = self._file.report(output, as_of, _json(filter))
        return done

    def merge_actors(self, name: str, other: str, *, state: str = "", other_state: str = "") -> None:
        """Say that two names are one actor, whatever merging found; a state (ISO code) limits a name to it."""
        self._file.decide(True, (name, state), (other, other_state))

    def split_actors(self, name: str, other: str, *, state: str = "", other_state: str = "") -> None:
        """Say that two names are two actors, whatever merging found."""
        self._file.decide(False, (name, state), (other, other_state))

    def vacuum(self) -> None:
        """Give back the room of what was removed."""
        self._file.vacuum()

    def fingerprint(self) -> str:
        """Return the digest of the content, which is the same for the same documents in any order."""
        return self._file.fingerprint()
