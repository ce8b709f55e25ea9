"""Long work shows how far it is, and an interrupt keeps what is done."""

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

import onrecord
from onrecord._progress import Line

# Minutes of work, however fast the machine: an interrupt is heard long before its end.
LONG_ROWS = 10_000
SOON = 60.0

ROWS = ["Talks go on, the ministry said."] * 50
LONG = '"We go on," the minister said. ' * 2000


def interrupt(after: float) -> None:
    """Press Ctrl-C in a while."""
    threading.Timer(after, lambda: os.kill(os.getpid(), signal.SIGINT)).start()


def test_the_bar_counts_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    corpus = onrecord.extract_many(ROWS, progress=True)
    assert len(corpus) == 50
    assert not corpus.interrupted
    assert re.search(r"50/50 .*dispatches/s", capsys.readouterr().err)


def test_without_tqdm_there_is_a_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    onrecord.extract_many(ROWS, progress=True)
    assert "50 of 50 dispatches" in capsys.readouterr().err
    onrecord.extract_many(iter(ROWS), progress=True)
    assert re.search(r"\r50 dispatches, [\d,]+ a second\n$", capsys.readouterr().err)


def test_the_line_tells_the_time_left(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 10.0, 10.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    Line(100).update(20)
    assert capsys.readouterr().err == "\r20 of 100 dispatches, 2 a second, 40 seconds left"


def test_nothing_is_shown_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    onrecord.extract_many(ROWS)
    assert capsys.readouterr().err == ""


def test_an_interrupt_stops_at_once_and_keeps_what_is_done() -> None:
    rows = (f"{LONG} {n}" for n in range(LONG_ROWS))
    begun = time.monotonic()
    interrupt(2.0)
    with pytest.warns(UserWarning, match="interrupted"):
        corpus = onrecord.extract_many(rows, progress=True)
    assert time.monotonic() - begun < SOON
    assert corpus.interrupted
    assert 0 < len(corpus) < LONG_ROWS
    assert "interrupted" in repr(corpus)
    assert [record.document.id for record in corpus] == [str(n + 1) for n in range(len(corpus))]


def test_an_interrupt_while_rows_are_read_keeps_what_is_done() -> None:
    def rows() -> Iterator[str]:
        yield from ROWS
        interrupt(0.1)
        time.sleep(30)

    with pytest.warns(UserWarning, match="interrupted"):
        corpus = onrecord.extract_many(rows(), progress=True)
    assert corpus.interrupted


def test_an_interrupt_without_progress_is_raised_at_once() -> None:
    begun = time.monotonic()
    interrupt(1.0)
    with pytest.raises(KeyboardInterrupt):
        onrecord.extract_many(f"{LONG} {n}" for n in range(LONG_ROWS))
    assert time.monotonic() - begun < SOON
