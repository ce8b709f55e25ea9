//! Whatever comes in: a record with a diagnostic or a row with an error, never a panic, never a lost row.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::io::Read;
use std::time::{Duration, Instant};

use common::{DISPATCH, Directory, checked, diagnostics, outline};
use serde_json::json;

/// A row's outline, written shortly.
fn row(id: &str, code: Option<&str>) -> (String, Option<String>) {
    (id.to_owned(), code.map(str::to_owned))
}

#[test]
fn texts_that_are_odd_have_a_record_with_a_diagnostic() {
    let here = Directory::new("odd");
    for (text, code) in [
        ("", "empty_text"),
        (" \r\n\t", "empty_text"),
        ("\u{FEFF}", "empty_text"),
        (
            "Der Minister sagte am Montag, dass die Gespräche in der Hauptstadt noch lange dauern werden.",
            "language_not_english",
        ),
        ("\"We will answer, the minister said.", "unbalanced_quotation"),
        ("The minister\u{2019}s aide said: Itâ€™s over.", "mojibake_suspected"),
    ] {
        here.write("a.txt", text);
        let rows = here.run(&["extract", "a.txt"]).rows();
        assert!(diagnostics(&rows[0]).contains(&code), "{text:?}: {:?}", rows[0]["diagnostics"]);
        checked(&rows[0], text);
    }
}

#[test]
fn nothing_of_a_text_is_normalised_away() {
    let here = Directory::new("untouched");
    let text = "\u{FEFF}VIENNA, March 3.\r\n\r\n\u{201C}We\u{a0}will\0 answer,\u{201D} said Ana\u{200B} Or\u{AD}lu.\r\n\u{1F54A}";
    here.write("a.txt", text);
    let rows = here.run(&["extract", "a.txt"]).rows();
    let record = checked(&rows[0], text);
    assert_eq!(record.document.paragraphs[0].span.start, 1, "the byte order mark is a code point of the text");
}

#[test]
fn a_file_that_is_not_utf8_costs_itself_only() {
    let here = Directory::new("utf8");
    here.write("in/a.txt", DISPATCH);
    here.write("in/b.txt", b"The minister\x92s letter");
    here.write("in/c.txt", b"\xFF\xFEV\0I\0");
    here.write("in/d.txt", DISPATCH);
    let run = here.run(&["extract", "in"]);
    let rows = run.rows();
    let expected = [row("a", None), row("b", Some("invalid_utf8")), row("c", Some("invalid_utf8")), row("d", None)];
    assert_eq!(outline(&rows), expected);
    let message = rows[1]["error"]["message"].as_str().unwrap();
    assert!(message.contains("b.txt: byte 12 (0x92) is not UTF-8"), "{message}");
    assert!(run.stderr.contains("2 of 4 rows could not be read (invalid_utf8 2)"), "{}", run.stderr);
}

#[test]
fn every_json_line_has_its_row() {
    let here = Directory::new("lines");
    let lines: &[&[u8]] = &[
        br#"{"id": "good", "text": "Talks go on."}"#,
        br#"{"id": "no text"}"#,
        br#"{"id": "null", "text": null}"#,
        br#"{"id": "list", "text": ["a"]}"#,
        br#"{"id": "cut", "text": "Talks"#,
        b"{\"id\": \"bytes\", \"text\": \"M\x92s\"}",
        br#"{"text": "\ud800", "id": "surrogate"}"#,
        b"not JSON",
        b"[1, 2]",
        b"{\"id\": \"raw NUL\", \"text\": \"\0\"}",
        br#"{"id": {}, "text": "a"}"#,
        b"",
        br#"{"id": "NUL", "text": "Talks\u0000 go on."}"#,
        br#"{"id": "empty", "text": ""}"#,
        br#"{"id": "good", "text": "The same id again."}"#,
    ];
    here.write("in.jsonl", [b"\xEF\xBB\xBF", &*lines.join(&b"\r\n"[..])].concat());
    let run = here.run(&["extract", "in.jsonl"]);
    let rows = run.rows();
    let expected = [
        row("good", None),
        row("no text", Some("missing_text")),
        row("null", Some("missing_text")),
        row("list", Some("text_not_a_string")),
        row("cut", Some("invalid_json")),
        row("bytes", Some("invalid_utf8")),
        row("surrogate", Some("invalid_json")),
        row("8", Some("invalid_json")),
        row("9", Some("invalid_json")),
        row("raw NUL", Some("invalid_json")),
        row("11", Some("invalid_id")),
        row("NUL", None),
        row("empty", None),
        row("good", None),
    ];
    assert_eq!(outline(&rows), expected);
    assert!(rows[4]["error"]["message"].as_str().unwrap().starts_with("in.jsonl, line 5: not valid JSON at column"));
    let said: Vec<_> = run.stderr.lines().collect();
    assert_eq!(said.len(), 2, "{}", run.stderr);
    assert!(said[0].contains("1 row(s) with an id that an earlier row has, the first being \"good\""), "{}", said[0]);
    assert!(said[1].contains("10 of 14 rows could not be read"), "{}", said[1]);
}

#[test]
fn csv_rows_that_are_torn_are_errors() {
    let here = Directory::new("torn");
    let table: &[u8] =
        b"id,text\na,one\nb,two,three\nc\nd,M\x92s\n,five\nf,\"six \"\"and\"\" more\"\ng,\"never closed\nh,eight\n";
    here.write("in.csv", table);
    let rows = here.run(&["extract", "in.csv"]).rows();
    let expected = [
        row("a", None),
        row("b", Some("wrong_number_of_fields")),
        row("c", Some("wrong_number_of_fields")),
        row("d", Some("invalid_utf8")),
        row("5", None),
        row("f", None),
        row("g", Some("unclosed_quote")),
    ];
    assert_eq!(outline(&rows), expected);
    assert!(rows[6]["error"]["message"].as_str().unwrap().starts_with("in.csv, line 8: "), "{}", rows[6]);
}

#[test]
fn where_nothing_can_be_done_one_line_says_why_and_what_to_do() {
    let here = Directory::new("nothing");
    here.write("a.txt", DISPATCH);
    here.write("in.csv", "id,body\na,one\n");
    here.write("in.jsonl", "{\"id\": \"a\", \"body\": \"one\"}\n");
    here.write("in.pdf", "%PDF");
    here.write("void/notes.md", "");
    here.write("empty.csv", "");
    for (arguments, words) in [
        (&["missing.txt"][..], &["missing.txt: there is no such file"][..]),
        (&["a.txt", "missing.jsonl"], &["missing.jsonl"]),
        (&["in.csv"], &["in.csv: column \"text\"", "there are: id, body", "--text-field"]),
        (&["in.csv", "--text-field", "body", "--id-field", "key"], &["column \"key\"", "--id-field"]),
        (&["in.csv", "--text-field", "body", "--date-field", "on"], &["column \"on\"", "--date-field"]),
        (&["empty.csv"], &["column \"text\""]),
        (&["in.pdf"], &["in.pdf: ", "--input-format"]),
        (&["void"], &["void: there is no .txt file"]),
        (&["a.txt", "--output", "no/such/out.jsonl"], &["out.jsonl: cannot be written", "create the directory"]),
        (&["a.txt", "--output", "a.txt"], &["would overwrite the input"]),
        (&["a.txt", "--output", "void"], &["void: cannot be written"]),
    ] {
        let run = here.run(&[&["extract"], arguments].concat());
        for words in words {
            assert!(run.failure().contains(words), "{arguments:?}: {}", run.stderr);
        }
        assert!(run.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(std::fs::read_to_string(here.path().join("a.txt")).unwrap(), DISPATCH);
}

#[test]
fn a_field_that_no_row_has_is_no_such_column() {
    let here = Directory::new("field");
    here.write("in.jsonl", "{\"id\": \"a\", \"body\": \"one\"}\n{\"id\": \"b\", \"body\": \"two\"}\n");
    let run = here.run(&["extract", "in.jsonl"]);
    assert_eq!(run.status, 1);
    let expected = [row("a", Some("missing_text")), row("b", Some("missing_text"))];
    assert_eq!(outline(&common::rows(&run.stdout)), expected, "no row is lost all the same");
    assert!(run.stderr.contains("in.jsonl: column \"text\": no row has this field"), "{}", run.stderr);
    assert!(common::rows(&run.stdout)[0]["error"]["message"].as_str().unwrap().contains("it has body, id"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said() {
    let here = Directory::new("full");
    here.write("a.txt", DISPATCH);
    let run = here.run(&["extract", "a.txt", "--output", "/dev/full"]);
    assert!(run.failure().contains("/dev/full: cannot be written"), "{}", run.stderr);
    assert!(run.failure().contains("make room"), "{}", run.stderr);
}

#[test]
fn a_reader_that_goes_is_no_error() {
    let here = Directory::new("pipe");
    let line = json!({"text": DISPATCH.repeat(20)}).to_string() + "\n";
    here.write("in.jsonl", line.repeat(2000));
    let mut child = here.command(&["extract", "in.jsonl"]).spawn().unwrap();
    let mut first = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn long_lines_are_read_in_linear_time() {
    let here = Directory::new("long");
    let time = |size: usize, unit: &str| {
        let text = unit.repeat(size / unit.len());
        here.write("in.jsonl", json!({"id": "long", "text": text}).to_string());
        let begun = Instant::now();
        let rows = here.run(&["extract", "in.jsonl", "--output", "out.jsonl"]);
        assert_eq!(rows.status, 0, "{}", rows.stderr);
        begun.elapsed()
    };
    for unit in ["The talks go on and on, he said. ", "\"", "x", "\u{201C}a"] {
        let (short, long) = (time(1 << 17, unit), time(1 << 20, unit));
        // Eight times the text; quadratic time would be sixty-four times.
        let most = (short.max(Duration::from_millis(50))) * 30;
        assert!(long < most, "{unit:?}: {short:?} for 128 KB, {long:?} for 1 MB");
    }
}
