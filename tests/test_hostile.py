"""Strings that only Python can hold, and those that nobody should: the binding takes each or says what is wrong."""

import gzip
import html
import json
import os
import pickle
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord

ROOT = Path(__file__).parent.parent
COMMAND = Path(sysconfig.get_path("scripts")) / "onrecord"

#: Lone surrogates, controls, formats that turn the line, spaces, combining marks, letters beyond the first plane.
ODD = st.one_of(
    st.characters(categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp", "Mn", "Me"]),
    st.sampled_from(
        ["\0", "\ud83d", "\udc00", "\u202e", "\u2066", "\u2069", "\u200f", "\ufeff", "\U0001f54a", "e\u0301"]
    ),
)
NEWS = st.sampled_from(
    ['"', "“", "”", "'", "[", "]", "\n\n", " he said ", "Minister Ana Orlu", "March 3", "that ", ". "]
)
TEXTS = st.lists(st.one_of(ODD, NEWS, NEWS), max_size=40).map("".join)


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every span of a record."""
    if isinstance(value, dict):
        if value.keys() == {"start", "end", "text"}:
            yield value
        for part in value.values():
            yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


def first_surrogate(text: str) -> int | None:
    return next((place for place, character in enumerate(text) if "\ud800" <= character <= "\udfff"), None)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_text_has_a_record_or_an_error_that_names_the_place(text: str) -> None:
    surrogate = first_surrogate(text)
    if surrogate is not None:
        with pytest.raises(onrecord.TextError, match=f"lone surrogate at offset {surrogate}"):
            onrecord.extract(text)
        return
    record = onrecord.extract(text)
    assert all(text[span["start"] : span["end"]] == span["text"] for span in spans(record.to_dict()))
    assert onrecord.Record.from_json(record.to_json()) == record
    assert pickle.loads(pickle.dumps(record)) == record
    page = html.unescape(record._repr_html_())
    assert not {"\0", "\u202e", "\u2066"} & set(page), "nothing that turns the line stands on the page"


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS, max_size=8))
def test_a_row_costs_itself_only(texts: list[str]) -> None:
    corpus = onrecord.extract_many([(f"row {row}", text) for row, text in enumerate(texts)])
    bad = [f"row {row}" for row, text in enumerate(texts) if first_surrogate(text) is not None]
    assert [error.id for error in corpus.errors] == bad
    assert len(corpus) == len(texts) - len(bad)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(ODD, st.characters()), max_size=30).map("".join))
def test_ids_and_dates_of_any_kind_are_taken_or_refused(words: str) -> None:
    try:
        record = onrecord.extract("Talks go on.", id=words)
    except (onrecord.OnrecordError, UnicodeError):
        assert first_surrogate(words) is not None
    else:
        assert record.document.id == words
    with pytest.raises((onrecord.OnrecordError, TypeError, UnicodeError)):
        onrecord.extract("Talks go on.", published="x" + words)


def by_command(rows: list[tuple[str, str]], folder: Path) -> list[str]:
    """Extract by the command line; the lines that it writes."""
    path = folder / "in.jsonl"
    path.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in rows), encoding="utf-8")
    done = subprocess.run([COMMAND, "extract", path], check=True, capture_output=True)
    return done.stdout.decode().splitlines()


def assert_same(rows: list[tuple[str, str]], folder: Path) -> None:
    """Check that package and command write the same bytes, and that every span is what Python slices."""
    written = by_command(rows, folder)
    assert len(written) == len(rows)
    for (name, text), line, record in zip(rows, written, onrecord.extract_many(rows), strict=True):
        assert record.to_json() == line, name
        assert all(text[span["start"] : span["end"]] == span["text"] for span in spans(record.to_dict())), name


def test_the_package_and_the_command_write_the_same_records(tmp_path: Path) -> None:
    files = sorted([*ROOT.glob("examples/*.txt"), *ROOT.glob("tests/gold/*.txt")])
    assert_same([(path.stem, path.read_text("utf-8")) for path in files], tmp_path)


def test_they_do_so_for_development_texts(tmp_path: Path) -> None:
    shared = Path(os.environ.get("ONRECORD_SHARED", ROOT.parent / "shared"))
    if not (shared / "data").is_dir():
        pytest.skip("no development data beside the project (set ONRECORD_SHARED to their folder)")
    files = sorted(file for file in (shared / "data").rglob("*.jsonl.gz") if not file.name.startswith("corenlp"))
    rows = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found = [json.loads(line) for line in lines]
        rows += [(f"{file.stem} {row}", text["text"]) for row, text in enumerate(found[:40])]
    assert len(rows) > 400
    # Briefings are long: their beginnings are enough.
    assert_same([(name, text[:20_000]) for name, text in rows], tmp_path)
