"""How far `extract_many` has come: a bar of tqdm where it is installed, else a line on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Sized
from typing import Protocol


class Bar(Protocol):
    """What `extract_many` moves."""

    def update(self, n: int, /) -> object:
        """Move on by `n` rows."""

    def close(self) -> object:
        """End."""


def bar(rows: object) -> Bar:
    """Make a bar for these rows, with the time left where their number is known."""
    total = len(rows) if isinstance(rows, Sized) else None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return Line(total)
    made: Bar = tqdm(total=total, unit=" dispatches", unit_scale=False, smoothing=0.1)
    return made


class Line:
    """A line that is written anew, at most five times a second."""

    PAUSE = 0.2

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._done = 0
        self._begun = self._last = time.monotonic()

    def update(self, n: int, /) -> None:
        """Move on by `n` rows."""
        self._done += n
        now = time.monotonic()
        if now - self._last >= self.PAUSE:
            self._last = now
            self._write("\r")

    def close(self) -> None:
        """Write the last line, and leave it."""
        self._write("\r", "\n")

    def _write(self, before: str, after: str = "") -> None:
        seconds = max(time.monotonic() - self._begun, 1e-9)
        speed = self._done / seconds
        words = f"{self._done:,} dispatches, {speed:,.0f} a second"
        if self._total and speed:
            words = f"{self._done:,} of {self._total:,} dispatches, {speed:,.0f} a second"
            words += f", {max(self._total - self._done, 0) / speed:,.0f} seconds left"
        sys.stderr.write(f"{before}{words}{after}")
        sys.stderr.flush()
