"""Damage done to a text on purpose, the way news archives are damaged, and where its places have gone.

Each kind of noise is a function from a text and a seeded generator to edits: what stands where, and what takes its place.
`damage` applies them to a text with its gold and moves every offset along. Standard library only.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterable
from typing import Any

# (start, end, replacement), in order, not overlapping.
Edit = tuple[int, int, str]

QUOTATION_MARK = re.compile(r"``|''|[\"“”„«»]")
STRAIGHT = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "``": '"', "''": '"'}
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
PARAGRAPH_END = re.compile(r"\n\s*\n|\n")

# Share of the documents with quotation marks that miss one, the highest of the census.
UNBALANCED = 0.125
# Columns of a wrapped line.
WIDTH = 72


def straight_marks(text: str, _: random.Random) -> Iterable[Edit]:
    """Every quotation mark and apostrophe made straight."""
    return [(found.start(), found.end(), STRAIGHT[found[0]]) for found in re.finditer("``|''|[“”„«»‘’]", text)]


def one_mark_lost(text: str, random: random.Random) -> Iterable[Edit]:
    """One quotation mark lost, in as many documents as the census counts."""
    return mark_lost_everywhere(text, random) if random.random() < UNBALANCED else []


def mark_lost_everywhere(text: str, random: random.Random) -> Iterable[Edit]:
    """One quotation mark lost in every document that has some."""
    marks = list(QUOTATION_MARK.finditer(text))
    return [(lost.start(), lost.end(), "") for lost in random.sample(marks, 1)] if marks else []


def wrapped_lines(text: str, _: random.Random) -> Iterable[Edit]:
    """Lines broken at 72 columns, paragraphs divided by blank lines."""
    begin, space = 0, None
    for place, character in enumerate(text):
        if character == "\n":
            begin, space = place + 1, None
            if text[place - 1 : place] != "\n" and text[place + 1 : place + 2] != "\n":
                yield place, place + 1, "\n\n"
        elif character == " ":
            if place - begin > WIDTH and space is not None:
                yield space, space + 1, "\n"
                begin = space + 1
            space = place


def capitals(text: str, _: random.Random) -> Iterable[Edit]:
    """The whole text in capitals."""
    return shouted(text, 0, len(text))


def capitals_in_a_paragraph(text: str, random: random.Random) -> Iterable[Edit]:
    """One paragraph in capitals."""
    ends = [found.start() for found in PARAGRAPH_END.finditer(text)]
    begins = [found.end() for found in PARAGRAPH_END.finditer(text)]
    start, end = random.choice(list(zip([0, *begins], [*ends, len(text)])))
    return shouted(text, start, end)


def shouted(text: str, start: int, end: int) -> Iterable[Edit]:
    """Capitals for the small letters that have one."""
    letters = ((place, text[place].upper()) for place in range(start, end))
    return [(place, place + 1, upper) for place, upper in letters if len(upper) == 1 and upper != text[place]]


def white_space(text: str, random: random.Random) -> Iterable[Edit]:
    """One space in twenty doubled, made a tab or made one that does not break; ends of lines with spaces before them."""
    for place, character in enumerate(text):
        if character == " " and random.random() < 0.05:
            yield place, place + 1, random.choice(["  ", "\t", "\u00a0"])
        elif character == "\n":
            yield place, place, "  "


def markup(text: str, _: random.Random) -> Iterable[Edit]:
    """Tags between the paragraphs, as left behind by a page."""
    return [(found.start(), found.start(), "</p>") for found in PARAGRAPH_END.finditer(text)] + [
        (found.end(), found.end(), "<p>") for found in PARAGRAPH_END.finditer(text) if found.end() < len(text)
    ]


def mojibake(text: str, _: random.Random) -> Iterable[Edit]:
    """UTF-8 read as Windows-1252, apostrophes made curly before."""
    for place, character in enumerate(APOSTROPHE.sub("’", text)):
        if character > "\x7f":
            yield place, place + 1, character.encode().decode("cp1252", "replace")


def zero_width(text: str, random: random.Random) -> Iterable[Edit]:
    """A zero-width space at one space in ten, a soft hyphen in one word in fifty, a byte order mark before all."""
    yield 0, 0, "\ufeff"
    for place, character in enumerate(text):
        if character == " " and random.random() < 0.1:
            yield place, place, "\u200b"
        elif place and character.isalpha() and text[place - 1].isalpha() and random.random() < 0.004:
            yield place, place, "\u00ad"


KINDS: dict[str, Callable[[str, random.Random], Iterable[Edit]]] = {
    "straight marks": straight_marks,
    "a mark lost, census rate": one_mark_lost,
    "a mark lost in each": mark_lost_everywhere,
    "wrapped lines": wrapped_lines,
    "white space": white_space,
    "markup": markup,
    "mojibake": mojibake,
    "zero width": zero_width,
    "capitals in a paragraph": capitals_in_a_paragraph,
    "all in capitals": capitals,
}


class Damaged:
    """A text after edits, and where its places have gone."""

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        """Applies the edits. What is inserted between two characters belongs to neither."""
        parts: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        length = done = 0

        def keep(until: int) -> None:
            nonlocal length
            self.starts.extend(range(length, length + until - done))
            self.ends.extend(range(length + 1, length + until - done + 1))
            parts.append(text[done:until])
            length += until - done

        for start, end, replacement in sorted(edits):
            keep(start)
            parts.append(replacement)
            for _ in range(start, end):
                self.starts.append(length)
                self.ends.append(length + len(replacement))
            length += len(replacement)
            done = end
        keep(len(text))
        self.text = "".join(parts)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span where it has gone; white space that took the place of something at its ends is left out."""
        if start >= end:
            return (self.starts[start], self.starts[start]) if start < len(self.starts) else (len(self.text),) * 2
        return self.starts[start], self.ends[end - 1]

    def gold(self, value: Any) -> Any:
        """Any gold with the offsets of its spans moved, be they pairs or objects with start, end and text."""
        if isinstance(value, dict):
            moved = {key: self.gold(inner) for key, inner in value.items()}
            if isinstance(value.get("start"), int) and isinstance(value.get("end"), int):
                moved["start"], moved["end"] = self.span(value["start"], value["end"])
                if "text" in value:
                    moved["text"] = self.text[moved["start"] : moved["end"]]
            return moved
        if isinstance(value, list):
            if len(value) == 2 and all(type(inner) is int for inner in value):
                return list(self.span(*value))
            return [self.gold(inner) for inner in value]
        return value


def damage(row: dict[str, Any], kind: str, identity: str) -> dict[str, Any]:
    """A row of text and gold under one kind of noise; the same row and kind give the same noise in every run."""
    generator = random.Random(f"{kind} {identity}")
    damaged = Damaged(row["text"], KINDS[kind](row["text"], generator))
    moved = {key: damaged.gold(value) for key, value in row.items() if key != "text"}
    moved["text"] = damaged.text
    document = moved.get("gold", {}).get("document", {})
    if "sha256" in document:
        document["sha256"] = hashlib.sha256(damaged.text.encode()).hexdigest()
    return moved
