//! The page holds what the questions answer, and no more than it can.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::PathBuf;

use chrono::NaiveDate;
use onrecord_archive::{Archive, Entry, ErrorKind, Filter, Reported, Settings, version};
use onrecord_extract::{Extractor, Source};
use serde_json::Value;

const LETTER: &str = "OSLO, March 5 (Polaris) -- \"On February 26 I sent a letter to the foreign minister of Finland,\" \
    Norwegian Foreign Minister Ingrid Halvorsen said on Tuesday.";
const ANSWER: &str = "HELSINKI, March 9. /POLARIS/. Finland has not answered the letter that Norway sent on February 26, \
    Finnish Foreign Minister Aleksi Rautio said on Saturday. He reaffirmed \"territorial integrity\".";

fn archive(settings: Settings) -> (Archive, PathBuf) {
    let name = format!("onrecord-report-{}-{:?}", std::process::id(), std::thread::current().id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let mut archive = Archive::in_memory().unwrap();
    if !settings.keep_text {
        archive = Archive::open(&folder.join("a.db"), settings).unwrap();
    }
    let extractor = Extractor::default();
    let entry = |id: &str, text: &str| {
        let source = Source { id, text, published: NaiveDate::from_ymd_opt(2024, 3, 9) };
        Entry {
            record: extractor.extract(&source),
            text: Some(text.into()),
            version: version(extractor.options(), None, None),
        }
    };
    archive.add(vec![entry("letter", LETTER), entry("answer", ANSWER)]).unwrap();
    (archive, folder.join("page.html"))
}

/// What the script of the page reads.
fn content(page: &PathBuf) -> Value {
    let html = std::fs::read_to_string(page).unwrap();
    let (_, rest) = html.split_once("id=\"content\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn the_page_holds_statements_and_open_exchanges_with_their_texts() {
    let (archive, page) = archive(Settings::default());
    let reported = archive.report(&page, None, &Filter::default()).unwrap();
    let stats = archive.stats().unwrap();
    assert_eq!((reported.documents, reported.statements as u64), (2, stats.statements));
    assert_eq!(reported.as_of.as_deref(), Some("2024-03-09"));
    let content = content(&page);
    // Dispatches by their dates.
    assert_eq!(content["documents"][0]["id"], "letter");
    assert_eq!(content["documents"][0]["text"], LETTER);
    // An agency is one in any letter case.
    assert_eq!(content["documents"][1]["agency"], "Polaris");
    let said = &content["documents"][0]["statements"][0];
    assert_eq!((&said["speaker"], &said["state"]), (&"Ingrid Halvorsen".into(), &"NOR".into()));
    assert_eq!(said["speaker_span"]["text"], "Norwegian Foreign Minister Ingrid Halvorsen");
    assert_eq!(said["cue"]["text"], "said");
    let open = archive.unanswered("2024-03-09", &Filter::default()).unwrap();
    assert_eq!(reported.open_exchanges, open.len());
    assert_eq!(content["exchanges"], serde_json::to_value(&open).unwrap());
    assert!(!open.is_empty());
    assert_eq!(content["states"]["FIN"], "Finland");
    let concepts = content["concepts"].as_object().unwrap();
    assert!(concepts.values().any(|label| label == "territorial integrity"), "{concepts:?}");
}

#[test]
fn a_filter_chooses_statements() {
    let (archive, page) = archive(Settings::default());
    let report = |filter: Filter| archive.report(&page, None, &filter).unwrap();
    let reported = report(Filter { actors: vec!["Halvorsen".into()], ..Filter::default() });
    assert!(reported.statements > 0);
    let speakers: Vec<Value> = content(&page)["documents"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|dispatch| dispatch["statements"].as_array().unwrap().clone())
        .map(|said| said["speaker"].clone())
        .collect();
    assert!(speakers.iter().all(|speaker| speaker == "Ingrid Halvorsen"), "{speakers:?}");
    // Nobody is known to have answered a letter before it was sent, nor is it told of.
    let early = Filter { to: Some("2024-03-01".into()), ..Filter::default() };
    assert_eq!(report(early), Reported { as_of: Some("2024-03-01".into()), ..Reported::default() });
    let on = report(Filter { concepts: vec!["territorial integrity".into()], ..Filter::default() });
    assert_eq!((on.documents, on.statements > 0), (1, true));
    assert_eq!(report(Filter { limit: Some(1), ..Filter::default() }).statements, 1);
    let nobody = Filter { actors: vec!["Nobody".into()], ..Filter::default() };
    assert_eq!(archive.report(&page, None, &nobody).unwrap_err().kind(), ErrorKind::Question);
}

#[test]
fn without_texts_the_words_are_there() {
    let (archive, page) = archive(Settings { keep_text: false, full_text: true });
    archive.report(&page, None, &Filter::default()).unwrap();
    let content = content(&page);
    assert_eq!((&content["keeps_text"], &content["documents"][0]["text"]), (&Value::Bool(false), &Value::Null));
    let said = &content["documents"][0]["statements"][0]["content"][0];
    assert_eq!(said["text"], "On February 26 I sent a letter to the foreign minister of Finland,");
}

#[test]
fn a_bulk_ingest_is_finished_first() {
    let (mut archive, page) = archive(Settings::default());
    archive.begin_bulk().unwrap();
    assert_eq!(archive.report(&page, None, &Filter::default()).unwrap_err().kind(), ErrorKind::Question);
}
