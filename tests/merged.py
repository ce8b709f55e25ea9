"""What the tests of merging share: news that has much to merge, and what an archive makes of it."""

import json
import random
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import onrecord

WORLD = Path(__file__).parent.parent / "crates" / "onrecord-archive" / "tests" / "world" / "dispatches.jsonl"

#: Two of one surname and office, one of the same name in another state, and those with a surname alone.
SPEAKERS = (
    "Norwegian Foreign Minister Ingrid Halvorsen",
    "Norwegian Foreign Minister Berit Halvorsen",
    "Danish Foreign Minister Ingrid Halvorsen",
    "Foreign Minister Halvorsen",
    "Norwegian Foreign Minister Halvorsen",
    "Finnish Foreign Minister Rautio",
    "Aleksi Rautio",
)
QUOTATIONS = (
    "the harbour stays open to every ship that keeps to the rules of the port and nobody will be asked for a permit",
    "we have read the letter with care and will answer in writing before the end of the month",
    "the harbour stays open to every ship that keeps to the rules of the port and the letter says nothing else",
)
RECIPIENTS = ("Finland", "Finland and Sweden", "Sweden", "Estonia")
KINDS = ("letter", "note")
SUBJECTS = ("", "", " on territorial integrity", " on self-determination")


def world() -> onrecord.Corpus:
    """Return the records of the invented world of the archive's tests."""
    rows = [json.loads(line) for line in WORLD.read_text(encoding="utf-8").splitlines()]
    return onrecord.extract_many(rows)


def crowded(seed: int, size: int) -> onrecord.Corpus:
    """Return records that are hard to tell apart: few names, cut and changed words, near and missing dates."""
    draw = random.Random(seed)
    rows = []
    for number in range(size):
        year, month, day = 2019 + number * 6 // size, draw.choice((3, 4)), draw.randint(8, 28)
        words = draw.choice(QUOTATIONS).split()
        words = words[: len(words) - draw.randint(0, 9)]
        words[draw.randrange(len(words))] = draw.choice(("evidently", words[0]))
        sent = draw.choice(("", f" on March {draw.randint(1, 28)}"))
        letter = f"a {draw.choice(KINDS)}{draw.choice(SUBJECTS)} to {draw.choice(RECIPIENTS)}{sent}"
        text = (
            f"OSLO, {('March', 'April')[month - 3]} {day} (Polaris) -- "
            f'"{" ".join(words).capitalize()}," {draw.choice(SPEAKERS)} said. Norway sent {letter}, the ministry said.'
        )
        rows.append({"id": f"d{number}", "published": f"{year}-{month:02}-{day:02}", "text": text})
    draw.shuffle(rows)
    return onrecord.Extractor(attribution="rules").extract_many(rows)


class Archived:
    """What the archive makes of records, table by table, as tuples."""

    def __init__(self, corpus: onrecord.Corpus, path: Path) -> None:
        """Put the records into a new archive and read its tables."""
        archive = onrecord.Archive(path, full_text=False)
        archive.add(corpus)
        with closing(sqlite3.connect(path)) as connection:

            def rows(sql: str) -> list[tuple[Any, ...]]:
                return sorted(connection.execute(sql).fetchall(), key=repr)

            self.actors = rows(
                "SELECT documents.id, named.id, signatures.identity, named.name, named.state "
                "FROM named_actors AS named JOIN documents ON documents.key = named.document "
                "JOIN signatures ON signatures.key = named.signature"
            )
            self.exchanges = rows(
                "SELECT documents.id, exchanges.id, identity FROM exchanges JOIN documents ON documents.key = document"
            )
            self.discrepancies = rows(
                "SELECT documents.id, exchange, field, value FROM discrepancies "
                "JOIN documents ON documents.key = document WHERE scope = 'archive'"
            )
            self.quotations = rows(
                "SELECT documents.id, statements.id, wordings.identity FROM statements "
                "JOIN documents ON documents.key = document JOIN wordings ON wordings.key = wording"
            )
            self.statuses: dict[str, str] = dict(
                connection.execute(
                    "SELECT identity, status FROM exchanges JOIN documents ON documents.key = document "
                    "ORDER BY documents.date, documents.id, exchanges.id"
                ).fetchall()
            )
        self.unanswered = archive.ask("unanswered", as_of="2100-01-01")


def groups(rows: Iterable[tuple[Any, ...]]) -> set[frozenset[tuple[str, str]]]:
    """Return the sets of items that have one identity, which is the third value of a row."""
    sets: defaultdict[Any, set[tuple[str, str]]] = defaultdict(set)
    for document, item, identity, *_ in rows:
        sets[identity].add((document, item))
    return {frozenset(items) for items in sets.values()}


def agree(archived: Archived, rows: Callable[[str, str], list[tuple[Any, ...]]]) -> None:
    """Compare what an engine has merged with the archive; `rows` gives columns of a table of `onrecord.merging`."""

    def found(table: str, columns: str) -> list[tuple[Any, ...]]:
        return sorted(rows(table, columns), key=repr)

    actors = found("actors", "document, actor, identity, name, state")
    assert groups(actors) == groups(archived.actors)
    assert [row[:2] + row[3:] for row in actors] == [row[:2] + row[3:] for row in archived.actors]
    assert found("exchanges", "document, exchange, identity") == archived.exchanges
    assert found("discrepancies", "document, exchange, field, value") == archived.discrepancies
    assert found("quotations", "document, statement, quotation") == archived.quotations
    merged = {row[0]: row[1:] for row in found("merged_exchanges", "identity, kind, date, parties, status")}
    assert {identity: row[3] for identity, row in merged.items()} == archived.statuses
    assert archived.unanswered
    for open_one in archived.unanswered:
        kind, date, parties, _ = merged[open_one["exchange"]]
        assert (kind, date, list(parties)) == (open_one["kind"], open_one["date"], open_one["recipients"])
