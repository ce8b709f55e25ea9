//! `onrecord extract` by its contract: inputs, order, fields, formats.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::io::Read;

use common::{DISPATCH, Directory, checked, outline, rows};
use serde_json::json;

#[test]
fn a_text_file_becomes_one_record_with_its_stem_as_id() {
    let here = Directory::new("text");
    here.write("orlu.vienna.txt", DISPATCH);
    let rows = here.run(&["extract", "orlu.vienna.txt"]).rows();
    assert_eq!(outline(&rows), [("orlu.vienna".to_owned(), None)]);
    let record = checked(&rows[0], DISPATCH);
    assert_eq!(&*record.statements[0].content[0].text, "We will answer in writing,");
}

#[test]
fn a_directory_is_read_by_name_and_other_files_are_left_alone() {
    let here = Directory::new("directory");
    for name in ["b.txt", "a.txt", "B.TXT", "notes.md", "a.jsonl"] {
        here.write(&format!("in/{name}"), name);
    }
    here.write("in/more/c.txt", DISPATCH);
    let rows = here.run(&["extract", "in"]).rows();
    assert_eq!(outline(&rows).into_iter().map(|(id, _)| id).collect::<Vec<_>>(), ["B", "a", "b"]);
}

#[test]
fn fields_are_named_by_options_and_the_order_is_kept_on_any_number_of_threads() {
    let here = Directory::new("fields");
    let lines: Vec<String> = (0..3000)
        .map(|i| json!({"doc": format!("d{i}"), "body": DISPATCH, "on": "2024-03-04", "else": [i]}).to_string())
        .collect();
    here.write("in.jsonl", lines.join("\n"));
    let options = ["--id-field", "doc", "--text-field", "body", "--date-field", "on"];
    let one = here.run(&[&["extract", "in.jsonl", "--threads", "1"], &options[..]].concat());
    let rows = one.rows();
    assert_eq!(rows.len(), 3000);
    for (i, row) in rows.iter().enumerate() {
        assert_eq!(row["document"]["id"], format!("d{i}"));
        assert_eq!(row["document"]["published"], "2024-03-04");
    }
    let four = here.run(&[&["extract", "in.jsonl", "--threads", "4"], &options[..]].concat());
    assert!(one.stdout == four.stdout, "the same bytes on one and on four threads");
}

#[test]
fn csv_columns_are_found_under_commas_semicolons_and_tabs() {
    let here = Directory::new("csv");
    let text = "He said \"\"no\"\".\r\nA line; and, another.";
    for (name, separator) in [("a.csv", ","), ("b.csv", ";"), ("c.tsv", "\t")] {
        let header = ["published", "text", "id"].join(separator);
        let row = ["2024-03-04", &format!("\"{text}\""), "x7"].join(separator);
        here.write(name, format!("\u{FEFF}{header}\r\n{row}\r\n"));
        let rows = here.run(&["extract", name]).rows();
        assert_eq!(outline(&rows), [("x7".to_owned(), None)], "{name}");
        assert_eq!(rows[0]["document"]["published"], "2024-03-04");
        checked(&rows[0], &text.replace("\"\"", "\""));
    }
}

#[test]
fn standard_input_is_told_by_its_first_bytes() {
    let here = Directory::new("stdin");
    let table = format!("id,text\nx,{}\n", "Talks go on.");
    let line = json!({"id": "x", "text": "Talks go on."}).to_string();
    for (input, id) in [(DISPATCH, "-"), (&*line, "x"), (&*table, "x"), ("\u{FEFF}  {\"id\":\"x\",\"text\":\"\"}", "x")]
    {
        let rows = here.run_with(&["extract", "-"], input.as_bytes()).rows();
        assert_eq!(outline(&rows), [(id.to_owned(), None)], "{input}");
    }
    let forced = here.run_with(&["extract", "-", "--input-format", "txt"], line.as_bytes()).rows();
    checked(&forced[0], &line);
}

#[test]
fn inputs_follow_one_another() {
    let here = Directory::new("several");
    here.write("b.txt", DISPATCH);
    here.write("a.jsonl", "{\"text\": \"one\"}\n\n{\"text\": \"two\", \"id\": 7}\n");
    here.write("c.csv", "text\nthree\n");
    let rows = here.run(&["extract", "b.txt", "a.jsonl", "c.csv"]).rows();
    // A row without an id has its number, counted over all inputs.
    let ids: Vec<_> = outline(&rows).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["b", "2", "7", "4"]);
}

#[test]
fn compressed_files_are_read_and_written() {
    let here = Directory::new("gzip");
    here.write("in.jsonl", "{\"id\": \"a\", \"text\": \"one\"}\n{\"id\": \"b\", \"text\": \"two\"}\n");
    let plain = here.run(&["extract", "in.jsonl"]);
    assert_eq!(here.run(&["extract", "in.jsonl", "--output", "out.jsonl.gz"]).status, 0);
    let packed = std::fs::File::open(here.path().join("out.jsonl.gz")).unwrap();
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(packed).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.stdout);

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, DISPATCH.as_bytes()).unwrap();
    here.write("folder/a.txt.gz", encoder.finish().unwrap());
    assert_eq!(outline(&here.run(&["extract", "folder"]).rows()), [("a".to_owned(), None)]);
    assert_eq!(outline(&here.run(&["extract", "folder/a.txt.gz"]).rows()), [("a".to_owned(), None)]);

    assert_eq!(here.run(&["extract", "in.jsonl", "--output", "out.jsonl.zst"]).status, 0);
    let packed = std::fs::File::open(here.path().join("out.jsonl.zst")).unwrap();
    assert!(zstd::stream::decode_all(packed).unwrap() == plain.stdout);
    here.write("folder/b.txt.zst", zstd::stream::encode_all(DISPATCH.as_bytes(), 3).unwrap());
    assert_eq!(outline(&here.run(&["extract", "folder/b.txt.zst"]).rows()), [("b".to_owned(), None)]);
    assert_eq!(here.run(&["extract", "folder"]).rows().len(), 2);
}

#[test]
fn the_json_format_is_one_array() {
    let here = Directory::new("json");
    here.write("in.jsonl", "{\"id\": \"a\", \"text\": \"one\"}\nbad\n{\"id\": \"b\", \"text\": \"two\"}\n");
    let run = here.run(&["extract", "in.jsonl", "--format", "json"]);
    let array: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    let ids: Vec<_> = outline(array.as_array().unwrap()).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["a", "2", "b"]);
    here.write("empty.jsonl", "");
    assert_eq!(here.run(&["extract", "empty.jsonl", "--format", "json"]).stdout, b"[]\n");
}

#[test]
fn published_is_for_rows_without_a_date_of_their_own() {
    let here = Directory::new("published");
    here.write(
        "in.jsonl",
        [
            r#"{"text": "one", "published": "2024-03-04T10:00:00Z"}"#,
            r#"{"text": "two", "published": null}"#,
            r#"{"text": "three"}"#,
            r#"{"text": "four", "published": "4.3.2024"}"#,
        ]
        .join("\n"),
    );
    let rows = here.run(&["extract", "in.jsonl", "--published", "2023-01-02"]).rows();
    let dates: Vec<_> = rows.iter().map(|row| row["document"]["published"].as_str()).collect();
    // A date that cannot be read is not replaced by another.
    assert_eq!(dates, [Some("2024-03-04"), Some("2023-01-02"), Some("2023-01-02"), None]);
    assert_eq!(common::diagnostics(&rows[3]), ["published_not_a_date"]);
}

#[test]
fn the_extractor_has_its_options() {
    let here = Directory::new("options");
    here.write("a.txt", DISPATCH);
    let row = &here.run(&["extract", "a.txt", "--max-chars", "6", "--attribution", "rules"]).rows()[0];
    assert_eq!(row["document"]["paragraphs"][0]["span"]["text"], "VIENNA");
    assert_eq!(common::diagnostics(row), ["truncated"]);
    for wrong in [["--min-confidence", "2"], ["--max-chars", "0"]] {
        let run = here.run(&[&["extract", "a.txt"], &wrong[..]].concat());
        assert!(run.failure().starts_with("onrecord: error: option m"), "{}", run.stderr);
    }
    for wrong in [["--attribution", "magic"], ["--published", "4.3.2024"], ["--threads", "0"]] {
        let run = here.run(&[&["extract", "a.txt"], &wrong[..]].concat());
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains(wrong[1]), "{}", run.stderr);
    }
}

#[test]
fn output_goes_to_the_file_and_says_nothing_when_all_is_well() {
    let here = Directory::new("output");
    here.write("a.txt", DISPATCH);
    let run = here.run(&["extract", "a.txt", "--format", "jsonl", "--output", "out.jsonl"]);
    assert_eq!((run.status, run.stdout.len(), &*run.stderr), (0, 0, ""));
    let written = std::fs::read(here.path().join("out.jsonl")).unwrap();
    assert_eq!(outline(&rows(&written)), [("a".to_owned(), None)]);
}

#[test]
fn schema_and_version_are_printed() {
    let here = Directory::new("schema");
    assert_eq!(here.run(&["schema"]).stdout, onrecord_model::JSON_SCHEMA.as_bytes());
    let version = here.run(&["--version"]).stdout;
    assert_eq!(String::from_utf8(version).unwrap(), format!("onrecord {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn tables_of_ones_own_are_read_and_faults_in_them_named() {
    let here = Directory::new("knowledge");
    here.write("note.txt", "\"The water is low,\" Lake Warden Ana Orlu said.");
    here.write("offices.csv", "key,name,kind,of,holders\nlake_warden,lake warden,director,organisation,one\n");
    let roles = |arguments: &[&str]| here.run(arguments).rows()[0]["roles"].as_array().unwrap().len();
    assert_eq!(roles(&["extract", "note.txt"]), 0);
    assert_eq!(roles(&["extract", "note.txt", "--knowledge", "offices.csv"]), 1);

    here.write("holders.tsv", "office\tbody\tperson\tfrom\nlake_warden\tPOL\tAna Orlu\tMay\n");
    let tables = ["--knowledge", "offices.csv", "--knowledge", "holders.tsv"];
    let run = here.run(&[&["extract", "note.txt"], &tables[..]].concat());
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("holders.tsv, row at line 2, column from: \"May\" is no date"), "{}", run.stderr);
}
