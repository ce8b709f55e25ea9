//! `onrecord show`: what a person reads.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::{DISPATCH, Directory};
use unicode_width::UnicodeWidthStr;

fn printed(here: &Directory, arguments: &[&str]) -> String {
    let run = here.run(&[&["show"], arguments].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    String::from_utf8(run.stdout).unwrap()
}

/// The text without its colours.
fn plain(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').unwrap().1)
}

#[test]
fn the_page_has_the_dispatch_and_the_table() {
    let here = Directory::new("page");
    here.write("orlu.txt", DISPATCH);
    let page = printed(&here, &["orlu.txt"]);
    assert!(page.starts_with("orlu"), "{page}");
    assert!(
        page.contains("s0│ VIENNA, March 3. \"We will answer in writing,\" Foreign Minister Ana Orlu said."),
        "{page}"
    );
    let row = page.lines().find(|line| line.contains('\u{201C}')).unwrap();
    for cell in ["s0", "Ana Orlu", "said", "“We will answer in writing,”"] {
        assert!(row.contains(cell), "{cell} in {row}");
    }
}

#[test]
fn colour_is_for_terminals_or_on_demand() {
    let here = Directory::new("colour");
    here.write("orlu.txt", DISPATCH);
    let without = printed(&here, &["orlu.txt"]);
    let with = printed(&here, &["orlu.txt", "--color", "always"]);
    assert!(!without.contains('\x1b'), "no colour when piped");
    assert!(with.contains("\x1b[0;36m\"We will answer in writing,\"\x1b[0m"), "the quotation in the speaker's colour");
    assert!(with.contains("\x1b[0;4;36msaid"), "the cue underlined");
    assert!(with.contains("\x1b[0;1;36mForeign Minister Ana Orlu"), "the speaker bold");
    assert_eq!(plain(&with), without);
}

#[test]
fn lines_fit_the_width() {
    let here = Directory::new("width");
    here.write("a.txt", format!("{DISPATCH}\n{} 外交部发言人说 {}\n", "word ".repeat(50), "x".repeat(300)));
    for width in [40, 57, 100, 180] {
        let page = printed(&here, &["a.txt", "--width", &width.to_string()]);
        for line in page.lines() {
            assert!(line.width() <= width, "{} > {width}: {line}", line.width());
        }
        assert_eq!(page.matches('外').count(), 1, "every word is there");
    }
}

#[test]
fn records_are_shown_as_they_are() {
    let here = Directory::new("records");
    here.write("in.jsonl", "{\"id\": \"a\", \"text\": \"\\\"No,\\\" Ana Orlu said.\"}\nbad\n");
    let direct = printed(&here, &["in.jsonl"]);
    assert_eq!(here.run(&["extract", "in.jsonl", "--output", "out.jsonl"]).status, 0);
    assert_eq!(printed(&here, &["out.jsonl"]), direct);
    assert!(direct.contains("invalid_json: in.jsonl, line 2"), "{direct}");
}

#[test]
fn a_text_cannot_command_the_terminal() {
    let here = Directory::new("control");
    here.write("a.txt", "Talks \x1b]0;title\x07 go \u{9b}31m on \u{202E}backwards.");
    let page = printed(&here, &["a.txt"]);
    assert!(page.contains("Talks ␛]0;title␇ go \u{FFFD}31m on \u{FFFD}backwards."), "{page}");
}

#[test]
fn a_text_without_statements_says_so() {
    let here = Directory::new("none");
    here.write("a.txt", "");
    let page = printed(&here, &["a.txt"]);
    assert!(page.contains("No statements were found.") && page.contains("! empty_text: "), "{page}");
}
