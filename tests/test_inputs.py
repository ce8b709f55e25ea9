"""Web pages, web archives and Arrow sources as input."""

import doctest
import gzip
import os
import re
import subprocess
import sysconfig
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest

import onrecord
from onrecord.inputs import read_html, read_text, read_warc

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Kalna writes | Baltinform</title>
<meta property="article:published_time" content="2024-03-05T09:30:00+02:00"><script>var x = 1</script></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<article><p>RIGA, March 5. /BALTINFORM/. &ldquo;We asked &amp; wait,&rdquo; Latvian Foreign Minister
Ilze Kalna said.</p>
<p>Estonia has not
   yet replied, {}.</p></article><footer>All rights reserved.</footer></body></html>"""

TEXT = """RIGA, March 5. /BALTINFORM/. “We asked & wait,” Latvian Foreign Minister Ilze Kalna said.

Estonia has not yet replied, {}."""


def test_a_folder_of_plain_text_is_read_in_order_each_with_its_day(tmp_path: Path) -> None:
    said = "VIENNA, {}.\r\n“We wait,” Foreign Minister Ana Orlu said."
    for day in ("05", "03"):
        (tmp_path / f"2024-03-{day}.txt").write_bytes(said.format(f"March {int(day)}").encode())
    (tmp_path / "2024-03-04.txt").write_bytes("Café".encode("latin-1"))
    (tmp_path / "notes.md").write_text("not a dispatch", encoding="utf-8")
    corpus = onrecord.extract_many(read_text(tmp_path, published=lambda path: path.stem))
    assert [record.document.published for record in corpus] == ["2024-03-03", "2024-03-05"]
    assert [(error.id, error.code) for error in corpus.errors] == [("2024-03-04", "invalid_text")]
    (row,) = read_text(tmp_path / "2024-03-05.txt", published="2024-03-06")
    assert row == {"id": "2024-03-05", "text": said.format("March 5"), "published": "2024-03-06"}


def test_the_main_text_of_a_page_is_read_with_its_day(tmp_path: Path) -> None:
    (tmp_path / "kalna.html").write_text(PAGE.format("she added"), encoding="utf-8")
    (tmp_path / "empty.html").write_text("<nav>Home</nav>", encoding="utf-8")
    kalna, empty = read_html([tmp_path / "kalna.html", tmp_path / "empty.html"])
    assert kalna == {"id": "kalna", "text": TEXT.format("she added"), "published": "2024-03-05"}
    assert empty == {"id": "empty", "text": None, "published": None}
    corpus = onrecord.extract_many([kalna, empty])
    assert corpus[0].statements[0].speaker_name == "Ilze Kalna"
    assert [(error.id, error.code) for error in corpus.errors] == [("empty", "missing_text")]


@pytest.mark.parametrize("encoding", ["windows-1257", "utf-16", "iso-8859-13"])
def test_pages_are_decoded_as_they_say(tmp_path: Path, encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><p>Ministre Žanna Ķīle teica.</p></html>'
    (tmp_path / "a.html").write_bytes(page.encode(encoding))
    assert next(read_html([tmp_path / "a.html"]))["text"] == "Ministre Žanna Ķīle teica."


def warc_record(kind: str, address: str, block: bytes, content_type: str) -> bytes:
    """Write a record as the standard (ISO 28500) has it."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-01-02T03:04:05Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{len(block):032x}>\r\nContent-Type: {content_type}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(status: str, content_type: str, body: bytes, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{more}\r\n".encode() + body


HTTP = "application/http; msgtype=response"
RECORDS = [
    warc_record("warcinfo", "", b"software: a test\r\n", "application/warc-fields"),
    warc_record(
        "response",
        "https://baltinform.example/1",
        answer("200 OK", "text/html; charset=utf-8", PAGE.format("she added").encode()),
        HTTP,
    ),
    warc_record(
        "response",
        "https://baltinform.example/2",
        answer(
            "200 OK", "text/html", gzip.compress(PAGE.format("he added").encode()), more="Content-Encoding: gzip\r\n"
        ),
        HTTP,
    ),
    warc_record("request", "https://baltinform.example/2", b"GET /2 HTTP/1.1\r\n\r\n", "application/http"),
    warc_record(
        "response", "https://baltinform.example/gone", answer("404 Not Found", "text/html", b"<p>Gone.</p>"), HTTP
    ),
    warc_record("response", "https://baltinform.example/3", answer("200 OK", "image/png", b"\x89PNG"), HTTP),
    warc_record("conversion", "https://baltinform.example/4", "Talks go on, Žanna Ķīle said.".encode(), "text/plain"),
]


@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz"])
def test_the_pages_of_a_web_archive_are_read(tmp_path: Path, name: str) -> None:
    whole = b"".join(gzip.compress(record) if name.endswith("gz") else record for record in RECORDS)
    (tmp_path / name).write_bytes(whole)
    assert list(read_warc(tmp_path / name)) == [
        {"id": "https://baltinform.example/1", "text": TEXT.format("she added"), "published": "2024-03-05"},
        {"id": "https://baltinform.example/2", "text": TEXT.format("he added"), "published": "2024-03-05"},
        {"id": "https://baltinform.example/4", "text": "Talks go on, Žanna Ķīle said.", "published": None},
    ]
    archive = onrecord.Archive(tmp_path / "a.db")
    assert archive.add(read_warc(tmp_path / name))["new"] == 3
    assert archive.add(read_warc(tmp_path / name))["unchanged"] == 3
    assert archive.text("https://baltinform.example/2") == TEXT.format("he added")
    assert archive.check() == []


def test_what_was_read_of_a_broken_web_archive_stands(tmp_path: Path) -> None:
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(b"".join(map(gzip.compress, RECORDS))[:-60])
    assert [page["id"][-2:] for page in read_warc(path)] == ["/1", "/2"]
    path.write_text("This is no web archive, but a text that is long enough.\n" * 9)
    for wrong in (path, tmp_path / "nobody.warc"):
        with pytest.raises(OSError, match=r"Invalid WARC header|Gzip decompression error|No such file"):
            list(read_warc(wrong))


SAID = "RIGA, March 5. /BALTINFORM/. Talks go on, the ministry said."
COLUMNS = {"text": [SAID, None, "Talks are over."], "id": ["a", "b", "c"], "published": ["2024-03-05", None, "spring"]}


def sources(path: Path) -> dict[str, Any]:
    """Return the columns as every kind of table that people have."""
    table = pyarrow.table(COLUMNS)
    pyarrow.parquet.write_table(table, path)
    frame = pandas.DataFrame(COLUMNS)
    return {
        "polars": polars.DataFrame(COLUMNS),
        "pandas": frame,
        "categories": frame.astype({"id": "category"}),
        "pyarrow": table,
        "small batches": pyarrow.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=1)),
        "large strings": table.cast(pyarrow.schema([(name, pyarrow.large_string()) for name in table.column_names])),
        "string views": table.cast(pyarrow.schema([(name, pyarrow.string_view()) for name in table.column_names])),
        "dictionaries": table.set_column(1, "id", table["id"].dictionary_encode()),
        "Parquet": pyarrow.parquet.read_table(path),
        "DuckDB": duckdb.sql(f"SELECT * FROM '{path}'"),
    }


def test_any_arrow_source_gives_rows(tmp_path: Path) -> None:
    for name, source in sources(tmp_path / "rows.parquet").items():
        corpus = onrecord.extract_many(source)
        assert [(record.document.id, record.document.published) for record in corpus] == [
            ("a", "2024-03-05"),
            ("c", None),
        ], name
        assert [(error.row, error.id, error.code) for error in corpus.errors] == [(1, "b", "missing_text")], name
        assert corpus[1].diagnostics[-1].code == "published_not_a_date"
    for name, source in sources(tmp_path / "rows.parquet").items():
        archive = onrecord.Archive(tmp_path / f"{name}.db")
        added = archive.add(source)
        assert (added["new"], len(added["errors"])) == (2, 1), name
        assert archive.text("a") == SAID


def test_dates_of_any_arrow_kind_are_days() -> None:
    late = datetime(2024, 3, 5, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    days = [
        pyarrow.array([date(2024, 3, 5)]),
        pyarrow.array([date(2024, 3, 5)], pyarrow.date64()),
        *(pyarrow.array([datetime(2024, 3, 5, 23, 30)], pyarrow.timestamp(unit)) for unit in ("s", "ms", "us", "ns")),
        pyarrow.array([late], pyarrow.timestamp("us", "America/Lima")),
        pyarrow.array([late], pyarrow.timestamp("ns", "-05:00")),
    ]
    for day in days:
        (record,) = onrecord.extract_many(pyarrow.table({"text": [SAID], "id": [7], "published": day}))
        assert (record.document.id, record.document.published) == ("7", "2024-03-05"), day.type


def test_a_table_that_has_no_text_is_refused_with_advice() -> None:
    with pytest.raises(onrecord.OptionError, match=r'no column "text" \(it has body\); name the one'):
        onrecord.extract_many(polars.DataFrame({"body": [SAID]}))
    with pytest.raises(onrecord.OptionError, match=r'the column "text" has the type (Large)?List'):
        onrecord.extract_many(polars.DataFrame({"text": [[SAID]]}))
    (record,) = onrecord.extract_many(polars.DataFrame({"body": [SAID]}), text="body")
    assert record.document.id == "1"


@pytest.mark.parametrize("column", [polars.Series([SAID]), pandas.Series([SAID])])
def test_a_single_column_is_an_iterable_of_texts(column: Any) -> None:
    assert len(onrecord.extract_many(column)) == 1


def test_every_block_of_the_page_on_inputs_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Path(__file__).parent.parent / "docs/inputs.md"
    monkeypatch.chdir(tmp_path)
    Path("dispatches").mkdir()
    Path("dispatches/riga.txt").write_text(SAID, encoding="utf-8")
    Path("feed.jsonl").write_text(f'{{"key": "f1", "body": "{SAID}", "day": "2024-03-05"}}\n', encoding="utf-8")
    Path("table.csv").write_text(f'id,text\nt1,"{SAID}"\n', encoding="utf-8")
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    (block,) = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    done = subprocess.run(["sh", "-e", "-c", block], env={**os.environ, "PATH": path}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"(\d+) dispatches added", done.stderr) == ["1", "1", "1", "1"]

    frame = polars.DataFrame({"key": ["p1", "p2"], "body": [SAID, SAID], "day": [date(2024, 3, 5), None]})
    frame.write_parquet("feed.parquet")
    Path("orlu.html").write_text(f"<nav>Home</nav><p>{SAID}</p>", encoding="utf-8")
    fetched = answer("200 OK", "text/html", f"<p>{SAID}</p>".encode())
    Path("pages.warc").write_bytes(warc_record("response", "https://baltinform.example/1", fetched, HTTP))
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert tried > 6
    assert failed == 0
