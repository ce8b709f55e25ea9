//! The figures of an archive with a million statements: speed of ingest, of each question, of a search, and size.
//!
//! `cargo run --release -p onrecord-archive --example million [STATEMENTS]`
//!
//! The records are those of the dispatches in `examples/` and `tests/gold/`, extracted once and varied: every copy has ids,
//! days, persons and quoted words of its own, every quotation is carried by two copies.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a development tool")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::{Days, NaiveDate};
use onrecord_archive::{About, Archive, Entry, Filter, QUESTIONS, Settings, version};
use onrecord_extract::{Extractor, Source, parse_date};
use onrecord_model::{ActorKind, Record};

fn main() {
    let wanted: usize = std::env::args().nth(1).map_or(1_000_000, |number| number.parse().unwrap());
    let originals = originals();
    let each: usize = originals.iter().map(|record| record.statements.len()).sum();
    let copies = wanted.div_ceil(each);
    let path = std::env::temp_dir().join(format!("onrecord-million-{}.db", std::process::id()));
    let settings = Settings { keep_text: false, full_text: false };
    let mut archive = Archive::open(&path, settings).unwrap();
    println!("{} statements in {} dispatches", copies * each, copies * originals.len());

    archive.begin_bulk().unwrap();
    let mut adding = 0.0;
    let mut copy = 0;
    while copy < copies {
        let batch: Vec<Entry> = (copy..copies.min(copy + 40))
            .flat_map(|copy| originals.iter().map(move |record| varied(record, copy)))
            .collect();
        copy += 40;
        let begun = Instant::now();
        archive.add(batch).unwrap();
        adding += begun.elapsed().as_secs_f64();
    }
    let statements = (copies * each) as f64;
    println!("rows: {adding:.1} s, {:.0} statements/s", statements / adding);
    let begun = Instant::now();
    archive.finish_bulk().unwrap();
    let finishing = begun.elapsed().as_secs_f64();
    println!("indexes and merging: {finishing:.1} s; in all {:.0} statements/s", statements / (adding + finishing));

    let batch: Vec<Entry> =
        originals.iter().cycle().take(1000).enumerate().map(|(n, r)| varied(r, copies + n / 30)).collect();
    let begun = Instant::now();
    archive.add(batch).unwrap();
    println!("a thousand dispatches more: {:.2} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let known = originals.iter().filter(|record| {
        let entry = varied(record, 0);
        archive.knows(&entry.record.document.id, &record.document.sha256, &entry.version).unwrap()
    });
    assert_eq!(known.count(), originals.len());
    println!("a dispatch that is known: {:.0} µs", begun.elapsed().as_micros() as f64 / originals.len() as f64);

    for (question, _) in QUESTIONS {
        let begun = Instant::now();
        let rows = archive.ask(question, &about(), &Filter { limit: Some(100), ..Filter::default() });
        let rows = rows.map_or_else(|error| error.to_string(), |rows| rows.len().to_string());
        println!("{question}: {:.0} ms ({rows} rows)", begun.elapsed().as_secs_f64() * 1000.0);
    }
    let bytes = archive.stats().unwrap().bytes as f64;
    println!("{:.0} bytes a statement without full text, {:.0} MB", bytes / statements, bytes / 1e6);

    let begun = Instant::now();
    archive.connection().execute("UPDATE settings SET value = 'yes' WHERE name = 'full_text'", []).unwrap();
    drop(archive);
    let archive = Archive::open_existing(&path).unwrap();
    archive.connection().execute("INSERT INTO statement_text (statement_text) VALUES ('rebuild')", []).unwrap();
    println!("full text: {:.1} s", begun.elapsed().as_secs_f64());
    for words in ["letter", "\"separate reply\"", "inspect* NOT letter"] {
        let begun = Instant::now();
        let rows = archive.search(words, None, &Filter::default()).unwrap();
        println!("search {words}: {:.0} ms ({} rows)", begun.elapsed().as_secs_f64() * 1000.0, rows.len());
    }
    let bytes = archive.stats().unwrap().bytes as f64;
    println!("{:.0} bytes a statement with full text", bytes / statements);
    drop(archive);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}

/// What the questions are about: something of which the copies have much.
fn about() -> About {
    let text = |text: &str| Some(text.to_owned());
    About {
        actor: text("Ingrid Halvorsen-7"),
        other: text("Erik Lindqvist-7"),
        concept: text("sovereignty"),
        instrument: text("Vienna Document"),
        agency: text("NORPRESS"),
        as_of: text("2024-06-01"),
        ..About::default()
    }
}

fn originals() -> Vec<Record> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files: Vec<PathBuf> = ["examples", "tests/gold"]
        .iter()
        .flat_map(|directory| std::fs::read_dir(root.join(directory)).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    let extractor = Extractor::default();
    let read = |path: &PathBuf| {
        let (text, id) = (std::fs::read_to_string(path).unwrap(), path.file_stem().unwrap().to_str().unwrap());
        extractor.extract(&Source::new(id, &text).published(parse_date(&id[..10]).unwrap()))
    };
    files.iter().map(read).collect()
}

/// A copy with an id, days, persons and quoted words of its own.
fn varied(record: &Record, copy: usize) -> Entry {
    let mut record = record.clone();
    record.document.id = format!("{copy:05}-{}", record.document.id);
    let shift = |date: &mut Option<String>| {
        if let Some(day) = date.as_deref().and_then(|date| date.parse::<NaiveDate>().ok()) {
            *date = Some((day - Days::new((copy as u64 * 3) % 3650)).to_string());
        }
    };
    shift(&mut record.document.published);
    record.exchanges.iter_mut().for_each(|exchange| {
        shift(&mut exchange.date);
        shift(&mut exchange.status_as_of);
    });
    record.events.iter_mut().for_each(|event| shift(&mut event.date));
    for actor in record.actors.iter_mut().filter(|actor| actor.kind == ActorKind::Person) {
        actor.name = format!("{}-{}", actor.name, copy % 100);
    }
    // Letters are turned within the alphabet, by another number for every word: words of the same lengths, seldom the same.
    for (number, statement) in record.statements.iter_mut().enumerate() {
        for span in &mut statement.content {
            let mut seed = (copy / 2 * 31 + number) as u32;
            let turned: String = span
                .text
                .chars()
                .map(|letter| {
                    if letter == ' ' {
                        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    }
                    let by = ((seed >> 24) % 3) as u8;
                    if letter.is_ascii_lowercase() && copy > 1 {
                        char::from((letter as u8 - b'a' + by) % 26 + b'a')
                    } else {
                        letter
                    }
                })
                .collect();
            span.text = turned.into();
        }
    }
    let version = version(&onrecord_extract::Options::default(), record.document.published.as_deref());
    Entry { record, text: None, version }
}
