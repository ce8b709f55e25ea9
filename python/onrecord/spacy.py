"""onrecord as a component of a spaCy pipeline: ``nlp.add_pipe("onrecord")``.

The component works on any pipeline, also a blank one, and reads only the text of the document. It sets

- ``doc._.record``: the `Record`;
- ``doc.spans["statements"]``, ``["speakers"]``, ``["cues"]``: spans of tokens, labelled ``direct``, ``indirect`` …; the
  id of the statement is the ``id_`` of the span.

``doc._.published`` may hold the date of publication before the component runs. The record is kept in
``doc.user_data`` as JSON, so it survives ``DocBin(store_user_data=True)``, ``Doc.to_bytes`` and several processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord._native import Extractor, Record
from onrecord._native import Span as Words

KEY = "onrecord"
"""Where the record stands in ``doc.user_data``, as JSON."""


@lru_cache(maxsize=128)
def _parse(json: str) -> Record:
    return Record.from_json(json)


def _record(doc: Doc) -> Record | None:
    json = doc.user_data.get(KEY)
    return None if json is None else _parse(json)


Doc.set_extension("record", getter=_record, force=True)
Doc.set_extension("published", default=None, force=True)


class Component:
    """Reads each document. The extractor is built once in each process."""

    def __init__(self, **options: Any) -> None:
        """Take the options of `Extractor`."""
        self._options = options
        self._extractor: Extractor | None = Extractor(**options)

    def __call__(self, doc: Doc) -> Doc:
        """Read the document and return it with its record."""
        if self._extractor is None:
            self._extractor = Extractor(**self._options)
        published = doc._.published
        record = self._extractor.extract(doc.text, published=published, id=str(doc.user_data.get("id", "")))
        doc.user_data[KEY] = record.to_json()
        statements = record.statements
        doc.spans["statements"] = list(
            _spans(doc, ((span, s.quotation, s.id) for s in statements for span in s.content))
        )
        doc.spans["speakers"] = list(
            _spans(doc, ((s.speaker_span, "speaker", s.id) for s in statements if s.speaker_span))
        )
        doc.spans["cues"] = list(_spans(doc, ((s.cue.span, "cue", s.id) for s in statements if s.cue)))
        return doc

    def __getstate__(self) -> dict[str, Any]:
        """Leave the extractor behind: another process builds its own."""
        return {"_options": self._options, "_extractor": None}


def _spans(doc: Doc, found: Iterator[tuple[Words, str, str]]) -> Iterator[Span]:
    """Find the whole tokens of each span: the tokenizer of the pipeline may cut words in another way."""
    for words, label, key in found:
        span = doc.char_span(words.start, words.end, label=label, span_id=key, alignment_mode="expand")
        if span is not None:
            yield span


@Language.factory(
    "onrecord",
    default_config={"attribution": None, "min_confidence": None, "max_chars": None},
    assigns=["doc._.record", "doc.spans"],
)
def create(
    nlp: Language,  # noqa: ARG001 what spaCy calls it with
    name: str,  # noqa: ARG001
    attribution: str | None,
    min_confidence: float | None,
    max_chars: int | None,
) -> Component:
    """Make the component, with the options of `Extractor`."""
    return Component(attribution=attribution, min_confidence=min_confidence, max_chars=max_chars)
