"""onrecord in a spaCy pipeline."""

import pickle

import pytest
import spacy
from spacy import displacy
from spacy.tokens import Doc, DocBin

import onrecord


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    """Make a blank pipeline; the component is found through the entry point."""
    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord")
    return nlp


def test_a_document_has_its_record_and_spans(nlp: spacy.language.Language, dispatch: str) -> None:
    doc = nlp(dispatch)
    record = doc._.record
    assert record == onrecord.extract(dispatch)
    (statement,) = doc.spans["statements"]
    assert (statement.text, statement.label_, statement.id_) == ("We will answer in writing,", "direct", "s0")
    assert [span.text for span in doc.spans["speakers"]] == ["Foreign Minister Ana Orlu"]
    assert [span.text for span in doc.spans["cues"]] == ["said"]
    html = displacy.render(doc, style="span", options={"spans_key": "statements"}, jupyter=False)
    assert "direct" in html


def test_the_date_of_publication_is_heard(nlp: spacy.language.Language, dispatch: str) -> None:
    doc = nlp.make_doc(dispatch)
    doc._.published = "2024-03-03"
    doc = nlp(doc)
    assert doc._.record.document.published == "2024-03-03"
    assert doc._.record.statements[0].date == "2024-03-03"


def test_a_document_without_the_component_has_no_record(dispatch: str) -> None:
    assert spacy.blank("en")(dispatch)._.record is None


def test_records_survive_a_docbin_and_bytes(nlp: spacy.language.Language, dispatch: str) -> None:
    doc = nlp(dispatch)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert again._.record == doc._.record
    assert [span.id_ for span in again.spans["statements"]] == ["s0"]
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.record == doc._.record


def test_two_processes_give_what_one_gives(nlp: spacy.language.Language, dispatch: str) -> None:
    texts = [dispatch, "Talks go on, the ministry said.", ""] * 2
    one = [doc._.record for doc in nlp.pipe(texts)]
    two = [doc._.record for doc in nlp.pipe(texts, n_process=2)]
    assert two == one
    component = pickle.loads(pickle.dumps(nlp.get_pipe("onrecord")))
    assert component(nlp.make_doc(dispatch))._.record == one[0]


def test_options_are_those_of_the_extractor(dispatch: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("onrecord", config={"attribution": "rules"})
    assert nlp(dispatch)._.record == onrecord.Extractor(attribution="rules").extract(dispatch)
