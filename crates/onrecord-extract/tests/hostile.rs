//! Text that means harm: a record with a diagnostic, in linear time.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::time::Instant;

use onrecord_extract::{Attribution, Extractor, Options, Source};

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

/// The least of three times, in seconds.
fn time(extractor: &Extractor, text: &str) -> f64 {
    let times = (0..3).map(|_| {
        let start = Instant::now();
        std::hint::black_box(extractor.extract(&Source::new("worst", text)));
        start.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

/// Ten times the text takes about ten times as long: a square would take a hundred times. A machine with other work
/// to do may spoil a measurement, so the best of three counts. The rules are asked with texts so long that a square
/// would show in any layer; the network, whose own work is by far the slowest here, with shorter ones.
#[test]
fn time_grows_with_the_length_and_not_with_its_square() {
    for (attribution, bytes) in [(Attribution::Rules, 20_000), (Attribution::Small, 1_000)] {
        let extractor = Extractor::new(Options { attribution, ..Options::default() }).unwrap();
        for unit in WORST {
            let repeats = bytes / unit.len();
            let (short, long) = (unit.repeat(repeats), unit.repeat(repeats * 10));
            let growth = || time(&extractor, &long) / time(&extractor, &short).max(0.000_5);
            let fits = (0..3).any(|_| growth() < 30.0);
            assert!(fits, "{unit:?}, {attribution}: ten times the text takes more than thirty times as long");
        }
    }
}
