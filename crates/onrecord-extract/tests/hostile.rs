//! Text that means harm: a record with a diagnostic, in linear time.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::time::{Duration, Instant};

use onrecord_extract::{Extractor, Options, Source};

fn codes(text: &str) -> Vec<String> {
    let record = Extractor::default().extract(&Source::new("hostile", text));
    record.check(text).unwrap();
    record.diagnostics.iter().map(|remark| remark.code.to_string()).collect()
}

#[test]
fn empty_text_has_a_record() {
    assert_eq!(codes(""), ["empty_text"]);
    assert_eq!(codes(" \n\0\u{FEFF}\n "), ["empty_text"]);
}

#[test]
fn another_language_is_told() {
    assert_eq!(
        codes("Der Minister erklärte am Montag, dass die Gespräche in der Hauptstadt noch eine Woche dauern werden."),
        ["language_not_english"]
    );
}

#[test]
fn damaged_characters_are_told() {
    assert_eq!(
        codes("The ministerâ€™s letter was sent to the council on Monday, and the answer is awaited."),
        ["mojibake_suspected"]
    );
}

#[test]
fn unbalanced_marks_are_told_and_counted() {
    assert_eq!(codes("\"The answer is late, he said."), ["unbalanced_quotation"]);
    let many = codes(&"“ ".repeat(1000));
    assert!(many.len() <= 21, "{} remarks", many.len());
}

#[test]
fn a_long_text_is_cut_where_asked() {
    let extractor = Extractor::new(Options { max_chars: Some(20), ..Options::default() }).unwrap();
    let text = "The talks go on. é The talks go on.";
    let record = extractor.extract(&Source::new("long", text));
    record.check(text).unwrap();
    assert_eq!(record.diagnostics[0].code, "truncated");
    assert!(record.document.paragraphs.iter().all(|paragraph| paragraph.span.end <= 20));
}

/// The worst case of each rule that looks ahead or back.
const WORST: &[&str] = &[
    "“",
    "\" ",
    "'a ",
    "``",
    "[",
    "( ",
    "said ",
    "and said ",
    "saying ",
    "not said ",
    "he said that ",
    "that ",
    "according to ",
    ", ",
    "X, ",
    "and ",
    "No. ",
    "... ",
    "\n\"",
    "a",
    "é",
    "\u{200B}",
    "1,",
    "1994-",
    "A.",
    "-",
    "\"a\" ",
    "\"We agreed,\" ",
    "[a] ",
    "MR. A: ",
    "May ",
    "Reporting by ",
];

fn time(extractor: &Extractor, text: &str) -> Duration {
    let best = (0..3).map(|_| {
        let start = Instant::now();
        std::hint::black_box(extractor.extract(&Source::new("worst", text)));
        start.elapsed()
    });
    best.min().unwrap_or_default()
}

/// How many times as long ten times the text takes.
fn growth(extractor: &Extractor, unit: &str) -> f64 {
    let repeats = 60_000 / unit.len();
    let (short, long) = (unit.repeat(repeats), unit.repeat(repeats * 10));
    time(extractor, &long).as_secs_f64() / time(extractor, &short).as_secs_f64().max(0.000_5)
}

/// Ten times the text takes about ten times as long: a square would take a hundred times. A machine with other work
/// to do may spoil a measurement, so the best of three counts.
#[test]
fn time_grows_with_the_length_and_not_with_its_square() {
    let extractor = Extractor::default();
    for unit in WORST {
        let least = (0..3).map(|_| growth(&extractor, unit)).find(|growth| *growth < 30.0);
        assert!(least.is_some(), "{unit:?}: ten times the text takes more than thirty times as long");
    }
}
