//! `onrecord ingest` and what follows: resumable at any moment, and answers in the terminal.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{Directory, rows};
use onrecord_archive::{Archive, Settings};
use serde_json::{Value, json};

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// The dispatches of `examples/` again and again, each with an id and a day of its own, as JSONL.
fn dispatches(copies: usize) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut files: Vec<_> = std::fs::read_dir(examples).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let mut lines = String::new();
    for copy in 0..copies {
        for path in &files {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let row = json!({
                "id": format!("{copy:03}-{stem}"), "published": stem[..10],
                "text": format!("{}\nNote {copy}.\n", std::fs::read_to_string(path).unwrap()),
            });
            writeln!(lines, "{row}").unwrap();
        }
    }
    lines
}

fn fingerprint(path: &Path) -> String {
    Archive::open_existing(path).unwrap().fingerprint().unwrap()
}

#[test]
fn an_archive_is_made_kept_and_asked() {
    let here = Directory::new("archive");
    here.write("in.jsonl", dispatches(2));
    let run = here.run(&["ingest", "a.db", "in.jsonl"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("12 dispatches added, 0 replaced, 0 there as they are"), "{}", run.stderr);
    let again = here.run(&["ingest", "a.db", "in.jsonl"]);
    assert!(again.stderr.contains("0 dispatches added, 0 replaced, 12 there as they are"), "{}", again.stderr);
    let other = here.run(&["ingest", "a.db", "in.jsonl", "--attribution", "rules"]);
    assert!(other.stderr.contains("0 dispatches added, 12 replaced"), "{}", other.stderr);
    here.run(&["ingest", "a.db", "in.jsonl"]);

    let bulk = here.run(&["ingest", "bulk.db", "in.jsonl", "--bulk", "--batch", "5"]);
    assert_eq!(bulk.status, 0, "{}", bulk.stderr);
    assert_eq!(fingerprint(&here.path().join("bulk.db")), fingerprint(&here.path().join("a.db")));

    let stats: Value = rows(&here.run(&["stats", "a.db", "--format", "jsonl"]).stdout).remove(0);
    assert_eq!(stats["documents"], 12);
    assert!(here.run(&["check", "a.db"]).stderr.contains("the archive is sound"));
    assert_eq!(here.run(&["vacuum", "a.db"]).status, 0);

    let open = rows(&here.run(&["ask", "a.db", "unanswered", "--as-of", "2024-03-13", "--format", "jsonl"]).stdout);
    let letter = open.iter().find(|row| row["date"] == "2024-02-26" && row["sender"] == "Norway").unwrap();
    assert_eq!(letter["open"], json!(["DNK"]), "Finland has answered, Sweden has refused");
    let page = here.run(&["ask", "a.db", "unanswered", "--as-of", "2024-03-13"]);
    assert!(String::from_utf8(page.stdout).unwrap().contains("open: DNK"));

    let found =
        rows(&here.run(&["search", "a.db", "separate answer", "--speaker", "Lindqvist", "--format", "jsonl"]).stdout);
    assert!(found[0]["highlighted"].as_str().unwrap().contains("[separate] [answer]"), "{}", found[0]);
    assert_eq!(found[0]["speaker"], "Erik Lindqvist");
}

#[test]
fn records_are_ingested_without_their_texts() {
    let here = Directory::new("archive-records");
    here.write("in.jsonl", dispatches(1));
    here.run(&["extract", "in.jsonl", "--output", "records.jsonl"]);
    assert!(here.run(&["ingest", "a.db", "records.jsonl"]).stderr.contains("6 dispatches added"));
    assert!(here.run(&["ingest", "a.db", "records.jsonl"]).stderr.contains("6 there as they are"));
    let archive = Archive::open_existing(&here.path().join("a.db")).unwrap();
    let id = archive.ids().unwrap().remove(0);
    assert_eq!(archive.text(&id).unwrap(), None);
    assert!(archive.record(&id).unwrap().is_some());
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let here = Directory::new("archive-errors");
    here.write("in.jsonl", dispatches(1) + "{\"id\": 3}\n");
    assert!(here.run(&["ask", "none.db", "roles"]).failure().contains("there is no such archive"));
    here.write(
        "text.db",
        "this is no database, it is a text that is longer than a header of one hundred bytes ............",
    );
    assert!(here.run(&["stats", "text.db"]).failure().contains("text.db"));
    let run = here.run(&["ingest", "a.db", "in.jsonl"]);
    assert_eq!(run.status, 0);
    assert!(run.stderr.contains("1 rows could not be read"), "{}", run.stderr);
    assert!(here.run(&["ask", "a.db", "who"]).failure().contains("ask one of unanswered"));
    assert!(here.run(&["ask", "a.db", "roles"]).failure().contains("needs actor"));
    assert!(
        here.run(&["ask", "a.db", "roles", "--actor", "Halvorsn"]).failure().contains("do you mean Ingrid Halvorsen")
    );
    assert!(here.run(&["search", "a.db", "\"open"]).failure().contains("is no search"));
}

#[test]
fn the_command_that_lists_concepts_does_so() {
    let here = Directory::new("archive-advice");
    here.write("in.jsonl", dispatches(1));
    here.run(&["ingest", "a.db", "in.jsonl"]);
    let run = here.run(&["ask", "a.db", "definitions", "--concept", "no such thing"]);
    let (before, command) = run.failure().rsplit_once(": onrecord ").unwrap();
    let command = command.replace("ARCHIVE", "a.db");
    assert_eq!(here.run(&command.split(' ').collect::<Vec<_>>()).status, 0, "{command}");
    let file = before.split(' ').find(|word| word.ends_with("concepts.csv")).unwrap();
    let concepts = std::fs::read_to_string(here.path().join(file)).unwrap();
    assert!(concepts.starts_with("document,id,label,"), "{concepts}");
}

/// Kills as many runs as asked for, each at another moment; every run goes on where the last was killed.
fn kill(here: &Directory, times: u64, options: &[&str]) {
    here.write("in.jsonl", dispatches(8));
    let arguments = [&["ingest", "killed.db", "in.jsonl", "--batch", "3", "--threads", "1"], options].concat();
    let calm = [&["ingest", "calm.db", "in.jsonl"], options].concat();
    let begun = Instant::now();
    assert_eq!(here.run(&calm).status, 0);
    let whole = begun.elapsed().as_micros() as u64;
    let expected = fingerprint(&here.path().join("calm.db"));
    let path = here.path().join("killed.db");
    let (mut numbers, mut killed, mut finished, mut known) = (Numbers(7), 0, 0, 0);
    while killed < times {
        let mut child = here.command(&arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(numbers.below(whole / 3) + 1));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            killed += 1;
        }
        let done = child.wait().unwrap().success();
        if !path.is_file() {
            continue;
        }
        // A killed process leaves whole batches, and none that was there is lost.
        let archive = Archive::open(&path, Settings::default()).unwrap();
        let documents = archive.stats().unwrap().documents;
        assert!(documents >= known && documents.is_multiple_of(3), "{documents} after {known}");
        known = documents;
        for id in archive.ids().unwrap() {
            let record = archive.record(&id).unwrap().unwrap();
            let sql = "SELECT count(*) FROM statements JOIN documents ON key = document WHERE documents.id = ?1";
            let sql = sql.replace("ON key", "ON documents.key");
            let count: i64 = archive.connection().query_row(&sql, [&id], |row| row.get(0)).unwrap();
            assert_eq!(count as usize, record.statements.len(), "{id} is whole");
        }
        if done {
            assert_eq!(archive.fingerprint().unwrap(), expected);
            finished += 1;
            known = 0;
            drop(archive);
            for name in ["killed.db", "killed.db-wal", "killed.db-shm"] {
                let _ = std::fs::remove_file(here.path().join(name));
            }
        }
    }
    assert_eq!(here.run(&arguments).status, 0);
    assert_eq!(fingerprint(&path), expected, "after {killed} kills and {finished} archives");
    assert!(Archive::open_existing(&path).unwrap().check().unwrap().is_empty());
}

#[test]
fn a_killed_ingest_goes_on_where_it_was() {
    kill(&Directory::new("archive-kill"), 12, &[]);
    kill(&Directory::new("archive-kill-bulk"), 8, &["--bulk"]);
}

#[test]
fn dispatches_are_read_anew_where_the_own_tables_have_changed() {
    let here = Directory::new("archive-knowledge");
    here.write("warden.txt", "\"The water is low,\" Lake Warden Ana Orlu said.");
    let table = |office: &str| {
        here.write(
            "offices.csv",
            format!("key,name,kind,of,holders\nlake_warden,{office},official,organisation,one\n"),
        );
    };
    let ingest = |more: &[&str]| here.run(&[&["ingest", "a.db", "warden.txt"], more].concat()).stderr;
    let offices = || -> Vec<String> {
        let record = Archive::open_existing(&here.path().join("a.db")).unwrap().record("warden").unwrap().unwrap();
        record.roles.into_iter().map(|role| role.office).collect()
    };
    ingest(&[]);
    assert_eq!(offices(), [""; 0]);
    table("lake warden");
    let own = ["--knowledge", "offices.csv"];
    assert!(ingest(&own).contains("1 replaced"));
    assert_eq!(offices(), ["lake warden"]);
    assert!(ingest(&own).contains("1 there as they are"));
    table("Lake Warden");
    assert!(ingest(&own).contains("1 replaced"));
    assert!(ingest(&[]).contains("1 replaced"));
    assert_eq!(offices(), [""; 0]);
}

/// `cargo test -p onrecord-cli --test archive -- --ignored`
#[test]
#[ignore = "takes minutes"]
fn killed_two_hundred_times() {
    kill(&Directory::new("archive-kill-often"), 100, &[]);
    kill(&Directory::new("archive-kill-often-bulk"), 100, &["--bulk"]);
}
