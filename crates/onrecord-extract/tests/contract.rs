//! Contract rule 1 over everything: every span of every record equals its text, and references lead somewhere.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

mod noise;
mod shared;

use onrecord_extract::{Attribution, Extractor, Options, Source};
use onrecord_model::Record;
use proptest::prelude::*;

/// Extracts a text and checks the record against it, and that reading it back gives the same bytes.
fn check(extractor: &Extractor, id: &str, text: &str) {
    let record = extractor.extract(&Source::new(id, text));
    if let Err(error) = record.check(text) {
        panic!("{id}: {error}");
    }
    let json = record.to_json().unwrap();
    assert_eq!(Record::from_json(&json).unwrap().to_json().unwrap(), json, "{id}: read back, the record differs");
    assert_eq!(
        extractor.extract(&Source::new(id, text)).to_json().unwrap(),
        json,
        "{id}: read again, the record differs"
    );
}

/// What news is made of, in any order: words, marks of every kind, white space, dates, damage.
const PIECES: &[&str] = &[
    "said",
    "the",
    "minister",
    "Orlu",
    "He",
    "that",
    "talks",
    "told",
    "according to",
    "VIENNA",
    "March 5",
    "/TASS/.",
    "(Reuters) -",
    "\"",
    "“",
    "”",
    "''",
    "``",
    "«",
    "»",
    "'",
    "’",
    "‘",
    "[",
    "]",
    "(",
    ")",
    ".",
    ",",
    "?",
    "!",
    "…",
    "--",
    "—",
    ":",
    ";",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u{A0}",
    "\u{200B}",
    "\u{AD}",
    "\u{FEFF}",
    "\0",
    "é",
    "e\u{301}",
    "Ж",
    "漢",
    "😀",
    "U.S.",
    "Mr.",
    "No.",
    "2022",
    "1,200",
    "'s",
    "\u{202E}",
    "Reporting by",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn holds_for_any_unicode_text(text in "\\PC{0,200}") {
        check(&Extractor::default(), "any", &text);
    }

    #[test]
    fn holds_for_what_news_is_made_of(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..120)) {
        check(&Extractor::default(), "pieces", &pieces.concat());
        check(&Extractor::default(), "spaced", &pieces.join(" "));
    }

    #[test]
    fn holds_for_a_text_cut_short(text in "[A-Za-z “”.,é\n]{0,200}", most in 1usize..60) {
        let extractor = Extractor::new(Options { max_chars: Some(most), ..Options::default() }).unwrap();
        check(&extractor, "cut", &text);
    }
}

#[test]
fn holds_for_every_development_text() {
    let Some(shared) = shared::folder() else { return };
    let extractor = Extractor::default();
    let mut texts = 0;
    for (id, text) in shared::texts(&shared) {
        check(&extractor, &id, &text);
        texts += 1;
    }
    assert!(texts > 1000, "the development data hold {texts} texts only");
}

#[test]
fn holds_for_every_development_text_under_noise() {
    let Some(shared) = shared::folder() else { return };
    let extractor = Extractor::new(Options { attribution: Attribution::Rules, ..Options::default() }).unwrap();
    let mut damaged = 0;
    for (seed, (id, text)) in (0..).zip(shared::texts(&shared)) {
        let noisy = noise::damage(&text, seed);
        damaged += usize::from(noisy != text);
        let record = extractor.extract(&Source::new(&id, &noisy));
        if let Err(error) = record.check(&noisy) {
            panic!("{id}, seed {seed}: {error}");
        }
    }
    assert!(damaged > 3000, "{damaged} texts were damaged");
}
