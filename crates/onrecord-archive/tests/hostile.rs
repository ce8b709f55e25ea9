//! Words that mean harm, as ids, texts, questions and filters: they are found or not found, and never become SQL.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use onrecord_archive::{About, Archive, Entry, ErrorKind, Filter, QUESTIONS, version};
use onrecord_extract::{Extractor, Source};

const HOSTILE: &[&str] = &[
    "'; DROP TABLE documents; --",
    "\" OR 1 = 1 --",
    "') UNION SELECT record FROM documents --",
    "%",
    "_",
    "\0",
    "a\0b",
    "\u{202E}",
    "NULL",
    "*",
    "\"",
    "NEAR(a b",
    "../../etc/passwd",
    "",
];

fn entry(id: &str, words: &str) -> Entry {
    let text =
        format!("VIENNA, March 3. \"We will answer {words} in writing,\" Foreign Minister Ana Orlu said on Monday.");
    let extractor = Extractor::default();
    let record = extractor.extract(&Source::new(id, &text));
    Entry { record, text: Some(text), version: version(extractor.options(), None, None) }
}

fn archive() -> Archive {
    let mut archive = Archive::in_memory().unwrap();
    archive.add(HOSTILE.iter().map(|words| entry(words, words)).collect()).unwrap();
    archive
}

#[test]
fn ids_and_texts_come_back_as_they_are() {
    let mut archive = archive();
    for words in HOSTILE {
        let expected = entry(words, words);
        assert_eq!(archive.record(words).unwrap().as_ref(), Some(&expected.record), "{words:?}");
        assert_eq!(archive.text(words).unwrap(), expected.text, "{words:?}");
    }
    assert_eq!(archive.check().unwrap(), []);
    for words in HOSTILE {
        assert!(archive.remove(words).unwrap(), "{words:?}");
    }
    assert_eq!(archive.stats().unwrap().documents, 0);
}

#[test]
fn questions_and_filters_are_parameters() {
    let archive = archive();
    let before = archive.fingerprint().unwrap();
    for words in HOSTILE {
        let given = Some((*words).to_owned());
        let about = About {
            actor: given.clone(),
            other: given.clone(),
            concept: given.clone(),
            instrument: given.clone(),
            agency: given.clone(),
            words: given.clone(),
            exchange: given.clone(),
            as_of: given.clone(),
            width: Some(usize::MAX),
        };
        let many = vec![(*words).to_owned()];
        let filter = Filter {
            from: given.clone(),
            to: given.clone(),
            agencies: many.clone(),
            actors: many.clone(),
            states: many.clone(),
            concepts: many.clone(),
            voice: given.clone(),
            evidence: many.clone(),
            rules: many.clone(),
            min_confidence: Some(f64::NAN),
            limit: Some(u32::MAX),
        };
        for (question, _) in QUESTIONS {
            for filter in [&Filter::default(), &filter] {
                match archive.ask(question, &about, filter) {
                    Ok(_) => {}
                    Err(error) => assert_eq!(error.kind(), ErrorKind::Question, "{question} {words:?}: {error}"),
                }
            }
        }
        for filter in [&Filter::default(), &filter] {
            if let Err(error) = archive.search(words, given.as_deref(), filter) {
                assert_eq!(error.kind(), ErrorKind::Question, "search {words:?}: {error}");
            }
        }
    }
    assert_eq!(archive.fingerprint().unwrap(), before, "nothing has changed");
}
