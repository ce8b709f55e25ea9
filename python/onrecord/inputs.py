"""Files as rows for `onrecord.extract_many` and `Archive.add`: plain text, web pages, web archives.

Pages need an extra: ``pip install 'onrecord[html]'``, archives of them ``'onrecord[warc]'``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord
    from resiliparse.parse.html import HTMLTree

__all__ = ["PUBLISHED", "FileRow", "read_html", "read_text", "read_warc"]


class FileRow(TypedDict):
    """A file or a page as a row. A page without any text has none, and `extract_many` says so."""

    id: str
    text: str | None
    published: str | None


PUBLISHED = (
    ('meta[property="article:published_time"]', "content"),
    ('[itemprop="datePublished"]', "content"),
    ('[itemprop="datePublished"]', "datetime"),
    ('meta[name="DC.date.issued"]', "content"),
    ('meta[name="date"]', "content"),
)
"""Where pages say when they were published: a CSS selector and an attribute, the surest first."""

_ISO_DATE = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?!\d)")
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PLAIN = "text/plain"


def read_text(
    path: str | PathLike[str], published: str | Callable[[Path], str | None] | None = None
) -> Iterator[FileRow]:
    """Read a file of plain text, or every ``.txt`` file of a directory in the order of their names.

    The id is the file's name without its ending. `published` is the day of all of them, or says the day of each from
    its path. Line ends and marks stay as they are in the file, so that offsets count in it; a file that is not UTF-8
    costs its own row. Raises `OSError` for a file that cannot be opened.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "2024-03-05_orlu.txt").write_text("Talks go on, the ministry said.")
    >>> list(read_text(folder, published=lambda path: path.name[:10]))
    [{'id': '2024-03-05_orlu', 'text': 'Talks go on, the ministry said.', 'published': '2024-03-05'}]
    """
    given = Path(path)
    for file in sorted(given.glob("*.txt")) if given.is_dir() else [given]:
        # What is no UTF-8 becomes what no string of Unicode holds: the row is refused, not the whole folder.
        text = file.read_bytes().decode("utf-8", "surrogateescape")
        yield FileRow(id=file.stem, text=text, published=published(file) if callable(published) else published)


def read_html(paths: Iterable[str | PathLike[str]]) -> Iterator[FileRow]:
    """Read files of web pages: their main text, without navigation and advertisements.

    The id is the file's name without its ending. The date of publication is what the page says in its own tags
    (`PUBLISHED`); where it says nothing there is none. Offsets of a record count the text as it is here, not the page:
    keep it, as an archive does. Raises `OSError` for a file that cannot be opened.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "orlu.html"
    >>> _ = path.write_text("<nav>Home</nav><p>VIENNA, March 3. Talks go on, the ministry <b>said</b>.</p>")
    >>> list(read_html([path]))
    [{'id': 'orlu', 'text': 'VIENNA, March 3. Talks go on, the ministry said.', 'published': None}]
    """
    for path in map(Path, paths):
        yield _page(path.stem, path.read_bytes(), None)


def read_warc(path: str | PathLike[str]) -> Iterator[FileRow]:
    """Read the pages of a web archive (WARC, WET; plain, gzip, zstd or lz4), one after the other.

    The id is the address of the page; where an archive holds an address several times, `Archive.add` keeps the last.
    Pages of HTML and of plain text that were answered with status 200 are read, and nothing else. The day on which a
    page was fetched is not the day of its publication: that is read as `read_html` does. A record that is cut off at
    the end of the file is left out. Raises `OSError` where the file cannot be opened or is none of these.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    for record in ArchiveIterator(str(path), record_types=kinds, auto_decode="all", fsspec_args=False):
        row = _fetched(record)
        if row is not None:
            yield row


def _fetched(record: WarcRecord) -> FileRow | None:
    """Return the page of a record of a web archive; None where it is something else."""
    if record.is_http_parsed:
        if record.http_headers.status_code != 200:
            return None
        content_type, charset = record.http_content_type, record.http_charset
    else:
        content_type, charset = (record.headers.get("Content-Type") or "").partition(";")[0].strip().lower(), None
    address = record.headers.get("WARC-Target-URI") or record.record_id or ""
    if content_type == _PLAIN:
        text = record.reader.read().decode(charset or "utf-8", errors="replace")
        return FileRow(id=address, text=text or None, published=None)
    if content_type in _HTML:
        return _page(address, record.reader.read(), charset)
    return None


def _page(id: str, page: bytes, charset: str | None) -> FileRow:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    encoding = charset or detect_encoding(page, from_html_meta=True) or "utf-8"
    tree = HTMLTree.parse_from_bytes(page, encoding, "replace")
    text = extract_plain_text(
        tree, preserve_formatting=True, main_content=True, list_bullets=False, alt_texts=False, comments=False
    )
    return FileRow(id=id, text=text or None, published=_published(tree))


def _published(tree: HTMLTree) -> str | None:
    if tree.document is None:
        return None
    for selector, attribute in PUBLISHED:
        element = tree.document.query_selector(selector)
        date = _ISO_DATE.match(element.getattr(attribute) or "") if element is not None else None
        if date is not None:
            return date[1]
    return None
