"""What is marked in a dispatch: spans with a label and a hover text, and text cut into properly nested pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from onrecord._errors import OptionError
from onrecord._native import (
    Actor,
    Concept,
    Event,
    Exchange,
    Instrument,
    Record,
    Span,
    Statement,
    Timex,
)


@dataclass(frozen=True)
class Mark:
    """A stretch of the text, half-open in code points, and what is said of it."""

    start: int
    end: int
    style: str
    label: str
    hover: str


@dataclass(frozen=True)
class Kind:
    """A list of the record that can be marked."""

    name: str
    singular: str
    marks: Callable[[Record], Iterator[Mark]]


def known(item: Statement | Timex | Instrument | Exchange | Event | Concept | Actor) -> str:
    """Tell how an item is known: evidence, rule, confidence."""
    confidence = "not measured" if item.confidence is None else f"{item.confidence:.2f}"
    return f"{item.evidence} · rule {item.rule} · confidence {confidence}"


def _mark(span: Span, style: str, label: str, *facts: str | None) -> Mark:
    return Mark(span.start, span.end, style, label, " · ".join(fact for fact in facts if fact))


def speaker(statement: Statement) -> str:
    """Tell who speaks, with the office held: "Ana Orlu, foreign minister"."""
    role = statement.role_item
    name = statement.speaker_name or "nobody named"
    return f"{name}, {role.office}" if role else name


def _statements(record: Record) -> Iterator[Mark]:
    for item in record.statements:
        facts = [
            f"{item.quotation} statement, level {item.level}",
            speaker(item),
            item.date and f"said on {item.date}",
            known(item),
        ]
        marks = {span.start: span for span in item.quote_marks}
        for span in item.content:
            # A quotation is marked with its quotation marks, as one stretch.
            opening, closing = (
                next((m for m in marks.values() if m.end == span.start), None),
                marks.get(span.end),
            )
            start, end = opening.start if opening else span.start, closing.end if closing else span.end
            yield _mark(Span(start, end, ""), item.quotation, item.id, *facts)
        if item.speaker_span:
            yield _mark(item.speaker_span, "speaker", "", f"speaker of {item.id}", speaker(item), known(item))
        if item.cue:
            negated = "negated" if item.cue.negated else None
            yield _mark(item.cue.span, "cue", "", f"cue of {item.id}", item.cue.lemma, negated)


def _timexes(record: Record) -> Iterator[Mark]:
    for item in record.timexes:
        function = item.function.replace("_", " ")
        yield _mark(item.span, "timex", item.id, item.type, item.value, item.mod, function, known(item))


def _instruments(record: Record) -> Iterator[Mark]:
    for item in record.instruments:
        for span in item.spans:
            yield _mark(span, "instrument", item.id, item.kind, item.title, item.number, item.year, known(item))


def _exchanges(record: Record) -> Iterator[Mark]:
    for item in record.exchanges:
        sender = item.sender_item or item.sender_state_item
        parties = f"{sender.name if sender else '?'} → {', '.join(a.name for a in item.recipients_items) or '?'}"
        status = item.status.replace("_", " ")
        for report in item.reports:
            # In "called" one word is both.
            for span in {report.kind_span, report.act_span}:
                if span:
                    yield _mark(span, "exchange", item.id, item.kind, parties, item.date, status, known(item))


def _events(record: Record) -> Iterator[Mark]:
    for item in record.events:
        for span in item.spans:
            yield _mark(span, "event", item.id, item.kind.replace("_", " "), item.date, known(item))


def _concepts(record: Record) -> Iterator[Mark]:
    for item in record.concepts:
        for span in item.spans:
            yield _mark(span, "concept", item.id, item.kind, item.label, known(item))


def _actors(record: Record) -> Iterator[Mark]:
    for item in record.mentions:
        actor = item.actor_item
        yield _mark(item.span, "actor", actor.id, actor.kind, actor.name, actor.iso3, item.type, known(actor))


KINDS = {
    kind.name: kind
    for kind in (
        Kind("statements", "statement", _statements),
        Kind("timexes", "date", _timexes),
        Kind("instruments", "instrument", _instruments),
        Kind("exchanges", "exchange", _exchanges),
        Kind("events", "event", _events),
        Kind("concepts", "concept", _concepts),
        Kind("actors", "actor", _actors),
    )
}
"""What can be marked, by the name of its list."""

DEFAULT = ("statements", "timexes", "instruments", "exchanges")


def marks(record: Record, kinds: str | Iterable[str] | None = None) -> list[Mark]:
    """Find the marks of these kinds, in the order in which they open. Raises `OptionError` for any other kind."""
    names = DEFAULT if kinds is None else (kinds,) if isinstance(kinds, str) else tuple(kinds)
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        raise OptionError(f"option kinds: there is no kind {unknown[0]!r}; there are {', '.join(KINDS)}")
    found = [mark for name in KINDS if name in names for mark in KINDS[name].marks(record) if mark.start < mark.end]
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


@dataclass(frozen=True)
class Open:
    """A mark begins, or goes on after another has ended across it."""

    mark: Mark
    first: bool


@dataclass(frozen=True)
class Close:
    """The mark opened last ends."""


def pieces(text: str, start: int, marks: list[Mark]) -> Iterator[str | Open | Close]:
    """Cut a text that begins at `start` at the ends of the marks, so that what opens last closes first.

    Marks may nest and cross each other: where one ends inside another, that other is closed and opened anew. `marks`
    are sorted as `marks` gives them; those outside the text are passed over.

    >>> a, b = Mark(0, 6, "a", "", ""), Mark(4, 10, "b", "", "")
    >>> written = {str: str, Open: lambda piece: piece.mark.style, Close: lambda _: "/"}
    >>> [written[type(piece)](piece) for piece in pieces("We met her.", 0, [a, b])]
    ['a', 'We m', 'b', 'et', '/', '/', 'b', ' her', '/', '.']
    """
    end = start + len(text)
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = sorted({start, end, *(at for mark in inside for at in (mark.start, mark.end) if start < at < end)})
    waiting = iter(inside)
    following = next(waiting, None)
    stack: list[Mark] = []
    for at, until in pairwise(cuts):
        ended = next((depth for depth, mark in enumerate(stack) if mark.end <= at), len(stack))
        reopened = [mark for mark in stack[ended:] if mark.end > at]
        yield from (Close() for _ in stack[ended:])
        del stack[ended:]
        opened = [(mark, False) for mark in reopened]
        while following and following.start <= at:
            opened.append((following, following.start >= start))
            following = next(waiting, None)
        for mark, first in opened:
            stack.append(mark)
            yield Open(mark, first)
        yield text[at - start : until - start]
    yield from (Close() for _ in stack)
