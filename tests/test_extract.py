"""`extract`: one dispatch, one record."""

import copy
import datetime
import json
import pickle
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import onrecord
from onrecord.types import Layer


def test_a_record_has_the_names_of_the_schema(record: onrecord.Record) -> None:
    statement = record.statements[0]
    assert statement.id == "s0"
    assert statement.quotation == "direct"
    assert [span.text for span in statement.content] == ["We will answer in writing,"]
    assert statement.speaker_span is not None
    assert statement.speaker_span.text == "Foreign Minister Ana Orlu"
    assert statement.cue is not None
    assert (statement.cue.lemma, statement.cue.position, statement.cue.negated) == ("say", "post", False)
    assert record.document.id == "orlu"
    assert record.document.published == "2024-03-03"


def test_spans_lead_back_to_the_text(record: onrecord.Record, dispatch: str) -> None:
    for statement in record.statements:
        for span in [*statement.content, *statement.quote_marks]:
            assert dispatch[span.start : span.end] == span.text == str(span)


def test_offsets_count_code_points_of_the_untouched_text() -> None:
    text = "\ufeff\U0001f54a VIENNA.\r\n\r\n“We\u00a0will answer,” said Ana Orlu’s aide."
    record = onrecord.extract(text)
    assert [text[p.span.start : p.span.end] == p.span.text for p in record.document.paragraphs] == [True, True]
    assert record.document.paragraphs[1].span.text.startswith("“We\u00a0will answer,”")


@pytest.mark.parametrize(
    "published",
    [
        "2024-03-03",
        "2024-03-03T09:30:00+02:00",
        datetime.date(2024, 3, 3),
        datetime.datetime(2024, 3, 3, 9, 30, tzinfo=datetime.UTC),
    ],
)
def test_published_may_be_a_date_in_many_forms(published: str | datetime.date) -> None:
    assert onrecord.extract("Talks go on.", published=published).document.published == "2024-03-03"


def test_what_is_wrong_is_raised_with_advice() -> None:
    with pytest.raises(onrecord.DateError, match="write it as in 2022-02-15"):
        onrecord.extract("Talks go on.", published="3 March 2024")
    with pytest.raises(TypeError, match=r"text must be str, not bytes: decode it first"):
        onrecord.extract(b"Talks go on.")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="published must be a date"):
        onrecord.extract("Talks go on.", published=20240303)  # type: ignore[arg-type]
    with pytest.raises(onrecord.TextError, match=r'lone surrogate at offset 6.*errors="replace"') as raised:
        onrecord.extract("Talks \ud83d go on.")
    assert isinstance(raised.value, ValueError)
    assert isinstance(raised.value, onrecord.OnrecordError)


def test_the_advice_for_lone_surrogates_works() -> None:
    mended = "Talks \ud83d go on.".encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert onrecord.extract(mended).document.paragraphs[0].span.text == "Talks \ufffd go on."


@pytest.mark.parametrize("text", ["", " \n", "\0", "\ufeff"])
def test_a_text_without_words_has_a_record_that_says_so(text: str) -> None:
    record = onrecord.extract(text)
    assert record.statements == []
    assert "empty_text" in [diagnostic.code for diagnostic in record.diagnostics]


def test_ids_lead_to_items(record: onrecord.Record) -> None:
    assert record.item("s0") == record.statements[0]
    for wrong in ["s9", "s00", "s-1", "S0", "s", "", "q0", "s0 "]:
        with pytest.raises(onrecord.UnknownIdError, match="this record has no item"):
            record.item(wrong)
    with pytest.raises(KeyError):
        record.item("a99")


def test_partners_of_ids_give_the_items() -> None:
    json_record = json.loads(onrecord.extract('"No," said Ana Orlu.').to_json())
    item: dict[str, Any] = {"evidence": "explicit", "rule": "test", "confidence": None}
    actor: dict[str, Any] = {
        "kind": "person",
        "name": "Ana Orlu",
        "iso3": None,
        "subkind": None,
        "members": [],
        "membership": None,
    }
    json_record["actors"] = [{"id": "a0", **actor, "membership": None, "member_office": None, "registry": None, **item}]
    json_record["statements"][0] |= {"speaker": "a0", "addressees": ["a0"], "date_from": "s0", "source_chain": ["a7"]}
    record = onrecord.Record.from_json(json.dumps(json_record))

    statement = record.statements[0]
    assert statement.speaker == "a0"
    assert statement.speaker_item == record.actors[0]
    assert statement.addressees_items == [record.actors[0]]
    assert statement.date_from_item == statement
    assert statement.holder_item is None
    assert statement.speaker_name == "Ana Orlu"
    with pytest.raises(onrecord.UnknownIdError, match='no item "a7"'):
        _ = statement.source_chain_items


def test_records_survive_json_pickle_and_copy(record: onrecord.Record) -> None:
    assert onrecord.Record.from_json(record.to_json()) == record
    assert onrecord.Record.from_json(record.to_json()).to_json() == record.to_json()
    assert pickle.loads(pickle.dumps(record)) == record
    assert pickle.loads(pickle.dumps(record.statements[0])) == record.statements[0]
    assert pickle.loads(pickle.dumps(record.document.paragraphs[0].span)) == record.document.paragraphs[0].span
    with pytest.raises(TypeError, match="pickle the record"):
        pickle.dumps(record.coverage)
    for value in [record, record.statements[0], record.coverage]:
        assert copy.copy(value) is value
        assert copy.deepcopy(value) is value


def test_the_dictionary_follows_the_schema(record: onrecord.Record) -> None:
    assert json.dumps(record.to_dict(), ensure_ascii=False, separators=(",", ":")) == record.to_json()
    jsonschema.validate(record.to_dict(), json.loads(onrecord.JSON_SCHEMA))
    assert record.statements[0].to_dict() == record.to_dict()["statements"][0]


def test_json_that_is_no_record_is_refused_with_its_place() -> None:
    with pytest.raises(onrecord.RecordError, match=r"not a record of schema 1\.0: .* at line 1 column 2"):
        onrecord.Record.from_json("{}")


def test_equal_values_are_equal_and_hash_alike(dispatch: str, record: onrecord.Record) -> None:
    again = onrecord.extract(dispatch, published="2024-03-03", id="orlu")
    other = onrecord.extract(dispatch, published="2024-03-03", id="other")
    assert again == record
    assert hash(again) == hash(record)
    assert other != record
    assert record != "orlu"
    assert {record.statements[0], again.statements[0]} == {record.statements[0]}
    assert other.statements[0] != record.statements[0], "the same words in another document"


def test_records_and_items_are_frozen(record: onrecord.Record) -> None:
    with pytest.raises(AttributeError):
        record.statements = []  # type: ignore[misc]
    with pytest.raises(AttributeError):
        record.statements[0].quotation = "indirect"  # type: ignore[misc]
    record.statements.clear()
    assert len(record.statements) == 1


def test_representations_are_short(record: onrecord.Record) -> None:
    assert repr(record) == '<Record "orlu", 1 statement, 2024-03-03>'
    assert repr(onrecord.Span(0, 5, "Talks")) == "Span(0, 5, 'Talks')"
    assert repr(record.statements[0]).startswith("Statement(id='s0', quotation='direct', ")
    long = onrecord.extract("word " * 1000, id="long")
    assert len(repr(long.document.paragraphs[0])) < 120
    assert "We will answer in writing," in str(record), "print(record) is a page to read"


def test_options_are_kept_and_checked() -> None:
    extractor = onrecord.Extractor(max_chars=6, min_confidence=0.5)
    assert (extractor.max_chars, extractor.min_confidence) == (6, 0.5)
    record = extractor.extract("VIENNA, March 3.")
    assert record.document.paragraphs[0].span.text == "VIENNA"
    assert [diagnostic.code for diagnostic in record.diagnostics] == ["truncated"]
    wrong_options: list[dict[str, Any]] = [
        {"max_chars": 0},
        {"min_confidence": 1.5},
        {"attribution": "magic"},
        {"layers": ["letters"]},
    ]
    for wrong in wrong_options:
        with pytest.raises(onrecord.OptionError, match=f"option {next(iter(wrong))}: "):
            onrecord.Extractor(**wrong)


def test_layers_are_chosen_and_bring_those_they_need(dispatch: str) -> None:
    extractor = onrecord.Extractor(layers=["definitions"])
    assert extractor.layers == ["statements", "actors", "concepts", "definitions"]
    record = extractor.extract(dispatch)
    assert record.statements[0].words == "We will answer in writing,"
    assert (record.timexes, record.statements[0].speech_act) == ([], None)
    assert (
        repr(onrecord.Extractor(layers=["actors"])) == "Extractor(attribution='small', layers=['statements', 'actors'])"
    )
    assert onrecord.Extractor().layers == list(get_args(Layer))


FRAGMENTS = st.sampled_from([
    '"', "“", "”", "‘", "’", "'", "``", "«", "[", "]", "\n\n", "\r\n", "\u00a0", "\u200b", "\ufeff", "\0", "🕊",
    "We will answer,", " said ", "Foreign Minister Ana Orlu", "according to", "VIENNA, March 3. /AB/.", " that ", "é",
])  # fmt: skip


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=4)), max_size=40).map("".join))
def test_every_span_equals_its_text_whatever_the_text(text: str) -> None:
    def spans(value: Any) -> None:
        if isinstance(value, dict):
            if value.keys() == {"start", "end", "text"}:
                assert text[value["start"] : value["end"]] == value["text"]
            for part in value.values():
                spans(part)
        elif isinstance(value, list):
            for part in value:
                spans(part)

    spans(onrecord.extract(text).to_dict())


def test_an_actor_is_found_by_name_and_leads_to_what_is_its_own() -> None:
    text = (
        '"We will answer," Polish Foreign Minister Ana Orlu said. Her deputy Ana Berg was absent. Orlu left for Oslo.'
    )
    record = onrecord.extract(text)
    orlu = record.actor("orlu")
    assert orlu == record.actor("Ana Orlu") == record.item(orlu.id)
    assert [statement.words for statement in orlu.statements][:1] == ["We will answer,"]
    assert [(role.office, role.of_item and role.of_item.iso3) for role in orlu.roles] == [("foreign minister", "POL")]
    assert [m.span.text for m in orlu.mentions][:1] == ["Polish Foreign Minister Ana Orlu"]
    assert record.actor("POL").kind == "state"
    with pytest.raises(onrecord.UnknownIdError, match="has no actor"):
        record.actor("Kral")
    with pytest.raises(onrecord.UnknownIdError, match=r"Ana Orlu \(a\d+\), Ana Berg \(a\d+\): ask by id"):
        record.actor("Ana")
