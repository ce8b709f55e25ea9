//! What a record answers, and what it is refused for.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use onrecord_model::{
    Actor, ActorId, ActorKind, Dateline, Document, ErrorKind, Evidence, Mention, MentionId, MentionType, Quotation,
    Record, Span, Statement, Timex,
};
use serde_json::json;

const TEXT: &str = "OSLO (NORPRESS) - Ingrid Halvorsen sailed. The minister met Ana Orlu.";

/// The first of these words in the text, which is ASCII.
fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap() as u32;
    Span { start, end: start + words.len() as u32, text: words.into() }
}

fn actor(name: &str, kind: ActorKind, iso3: Option<&str>) -> Actor {
    Actor {
        id: ActorId(0),
        kind,
        name: name.into(),
        iso3: iso3.map(str::to_owned),
        subkind: None,
        members: vec![],
        membership: None,
        member_office: None,
        registry: None,
        evidence: Evidence::Explicit,
        rule: "actor.name".into(),
        confidence: None,
    }
}

/// An agency, a minister who is once called so, her guest and two states.
fn record() -> Record {
    let dateline =
        Dateline { span: span("OSLO (NORPRESS)"), places: vec![], date: None, agency: Some(ActorId(0)), timex: None };
    let document = Document {
        id: "d".into(),
        sha256: String::new(),
        language: "en".into(),
        published: None,
        header: None,
        dateline: Some(dateline),
        paragraphs: vec![],
        body_start: 0,
        credits: vec![],
    };
    let mut record = Record::new("onrecord 0.1.0".into(), document);
    record.push(actor("NORPRESS", ActorKind::Organisation, None));
    record.push(actor("Ingrid Halvorsen", ActorKind::Person, None));
    record.push(actor("Ana Orlu", ActorKind::Person, None));
    record.push(actor("Norway", ActorKind::State, Some("NOR")));
    record.push(actor("Nor", ActorKind::Group, None));
    for (words, kind, actor) in [
        ("Ingrid Halvorsen", MentionType::Name, 1),
        ("The minister", MentionType::Nominal, 1),
        ("Ana Orlu", MentionType::Name, 2),
    ] {
        record.push(Mention {
            id: MentionId(0),
            span: span(words),
            r#type: kind,
            actor: ActorId(actor),
            evidence: Evidence::Explicit,
            rule: "mention.name".into(),
            confidence: None,
        });
    }
    record
}

fn named<'r>(record: &'r Record, name: &str) -> Vec<&'r str> {
    record.actors_named(name).iter().map(|actor| &*actor.name).collect()
}

#[test]
fn actors_are_found_by_name_code_part_and_mention() {
    let mut record = record();
    assert_eq!(named(&record, "ana  ORLU"), ["Ana Orlu"], "the whole name");
    assert_eq!(named(&record, "nor"), ["Nor"], "the whole name goes before the code");
    record.actors.pop();
    assert_eq!(named(&record, "nor"), ["Norway"], "the code");
    assert_eq!(named(&record, "Halvorsen"), ["Ingrid Halvorsen"], "a part");
    assert_eq!(named(&record, "the minister"), ["Ingrid Halvorsen"], "a mention");
    assert_eq!(named(&record, "halvor"), [""; 0], "words are not cut");
    assert_eq!(named(&record, ""), [""; 0]);
}

fn statement(more: &serde_json::Value) -> Statement {
    let mut fields = json!({
        "id": "s0", "quotation": "direct", "level": 1, "source_chain": [], "addressees": [], "content": [],
        "quote_marks": [], "interpolations": [], "evidence": "explicit", "rule": "attribution",
    });
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(fields).unwrap()
}

#[test]
fn who_speaks_is_the_actor_else_the_words_else_the_agency() {
    let record = record();
    let words = json!({"start": 43, "end": 55, "text": "The minister"});
    for (fields, expected) in [
        (json!({"speaker": "a2", "speaker_span": words}), Some("Ana Orlu")),
        (json!({"speaker_span": words}), Some("The minister")),
        (json!({"quotation": Quotation::Unattributed}), Some("NORPRESS")),
        (json!({}), None),
    ] {
        assert_eq!(record.speaker_name(&statement(&fields)), expected, "{fields}");
    }
}

#[test]
fn a_record_that_holds_is_accepted() {
    let mut record = record();
    record.push(statement(&json!({"speaker": "a1", "addressees": ["a2", "a3"], "content": [span("sailed")]})));
    // An interval begins too, but is no span.
    let timex = json!({
        "id": "t0", "span": span("sailed"), "type": "DATE", "value": "2024", "function": "discourse",
        "interval": {"start": "2024-01-01", "end": "2025-01-01"}, "evidence": "explicit", "rule": "timex.year",
    });
    record.push(serde_json::from_value::<Timex>(timex).unwrap());
    // What a table says may look like a reference; words of a reference field may be free text.
    record.actors[3].registry = Some(serde_json::from_value(json!({"key": "NOR", "of": "a99"})).unwrap());
    record.check(TEXT).unwrap();
}

/// A record, one field of it changed, and the place that the refusal must name.
#[test]
fn what_leads_nowhere_is_refused_with_its_place() {
    type Change = fn(&mut Record);
    let changes: [(Change, ErrorKind, &str); 7] = [
        (|record| record.actors[2].id = ActorId(1), ErrorKind::Reference, "actors[2]"),
        (|record| record.mentions[1].actor = ActorId(5), ErrorKind::Reference, "mentions[1].actor"),
        (|record| record.actors[4].members = vec![ActorId(3), ActorId(9)], ErrorKind::Reference, "actors[4].members"),
        (
            |record| record.document.dateline.as_mut().unwrap().agency = Some(ActorId(7)),
            ErrorKind::Reference,
            "document.dateline.agency",
        ),
        (|record| record.mentions[0].span.end += 1, ErrorKind::Span, "mentions[0].span"),
        (|record| record.mentions[2].span.text = "Ana Orla".into(), ErrorKind::Span, "mentions[2].span"),
        (|record| record.mentions[2].span.end = 4000, ErrorKind::Span, "mentions[2].span"),
    ];
    for (change, kind, place) in changes {
        let mut record = record();
        record.check(TEXT).unwrap();
        change(&mut record);
        let error = record.check(TEXT).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(place), "{error} names {place}");
    }
}

#[test]
fn spans_that_touch_do_not_overlap() {
    let (one, other) = (span("Ingrid"), span("Ingrid Halvorsen"));
    assert!(one.overlaps(&other) && other.overlaps(&one));
    let next = Span { start: one.end, end: other.end, text: " Halvorsen".into() };
    assert!(!one.overlaps(&next) && !next.overlaps(&one));
    assert!(!one.is_empty());
    assert!(Span { start: 3, end: 3, text: "".into() }.is_empty());
}
