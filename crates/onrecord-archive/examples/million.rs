//! The figures of an archive with a million statements: speed of ingest, of each question, of a search, and size.
//!
//! `cargo run --release -p onrecord-archive --example million [STATEMENTS]`
//!
//! The records are those of the dispatches in `examples/` and `tests/gold/`, extracted once and varied: every copy has ids,
//! days, persons and quoted words of its own, every quotation is carried by two copies, of two agencies.

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
    let statements = (copies * each) as f64;
    println!("{statements} statements in {} dispatches", copies * originals.len());
    let path = std::env::temp_dir().join(format!("onrecord-million-{}.db", std::process::id()));

    let first = ingest(&path, &originals, copies, statements);
    let mut archive = Archive::open_existing(&path).unwrap();
    again(&mut archive, &originals, copies, first);
    a_thousand_more(&mut archive, &originals, copies);
    questions(&archive);
    let bytes = archive.stats().unwrap().bytes as f64;
    println!("size: {:.0} bytes a statement without full text, {:.0} MB", bytes / statements, bytes / 1e6);

    let full_text = Clock::start();
    archive.connection().execute("UPDATE settings SET value = 'yes' WHERE name = 'full_text'", []).unwrap();
    drop(archive);
    let archive = Archive::open_existing(&path).unwrap();
    archive.connection().execute("INSERT INTO statement_text (statement_text) VALUES ('rebuild')", []).unwrap();
    println!("full text: {}", full_text.time());
    for words in ["letter", "\"separate reply\"", "inspect* NOT letter"] {
        let (time, rows) = median(|| archive.search(words, None, &Filter::default()).unwrap().len());
        println!("search {words}: {time}, {rows} rows");
    }
    let bytes = archive.stats().unwrap().bytes as f64;
    println!("size: {:.0} bytes a statement with full text", bytes / statements);
    drop(archive);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}

/// Time that goes by, and that of the processor: on a machine that others use too the two differ.
#[derive(Clone, Copy)]
struct Clock {
    begun: Instant,
    processor: f64,
}

impl Clock {
    fn start() -> Self {
        Self { begun: Instant::now(), processor: processor_seconds() }
    }

    fn time(self) -> Time {
        Time { wall: self.begun.elapsed().as_secs_f64(), processor: processor_seconds() - self.processor }
    }
}

#[derive(Clone, Copy, Default)]
struct Time {
    wall: f64,
    processor: f64,
}

impl std::ops::AddAssign for Time {
    fn add_assign(&mut self, other: Self) {
        self.wall += other.wall;
        self.processor += other.processor;
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} s ({:.3} s of the processor)", self.wall, self.processor)
    }
}

/// What the threads of this process have used of the processor; 0 where the system does not say.
fn processor_seconds() -> f64 {
    let nanoseconds = |thread: std::io::Result<std::fs::DirEntry>| -> Option<f64> {
        let read = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        read.split(' ').next()?.parse().ok()
    };
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten();
    threads.filter_map(nanoseconds).sum::<f64>() / 1e9
}

/// Copies of the records, some hundreds at once.
fn batches(originals: &[Record], copies: usize) -> impl Iterator<Item = Vec<Entry>> {
    (0..copies).step_by(40).map(move |first| {
        let copies = first..copies.min(first + 40);
        copies.flat_map(|copy| originals.iter().map(move |record| varied(record, copy))).collect()
    })
}

/// Rows, indexes and merging.
fn ingest(path: &Path, originals: &[Record], copies: usize, statements: f64) -> Time {
    let mut archive = Archive::open(path, Settings { keep_text: false, full_text: false }).unwrap();
    archive.begin_bulk().unwrap();
    let mut all = Time::default();
    for batch in batches(originals, copies) {
        let clock = Clock::start();
        archive.add(batch).unwrap();
        all += clock.time();
    }
    println!("rows: {all}");
    let clock = Clock::start();
    archive.finish_bulk().unwrap();
    println!("indexes and merging: {}", clock.time());
    all += clock.time();
    println!("ingest: {all}, {:.0} statements a second", statements / all.wall);
    all
}

/// The same corpus once more.
fn again(archive: &mut Archive, originals: &[Record], copies: usize, first: Time) {
    let mut all = Time::default();
    for batch in batches(originals, copies) {
        let (clock, count) = (Clock::start(), batch.len() as u64);
        assert_eq!(archive.add(batch).unwrap().unchanged, count);
        all += clock.time();
    }
    println!("the same again: {all}, {:.1} % of the first time", 100.0 * all.wall / first.wall);
}

/// A thousand dispatches more, and a thousand alone.
fn a_thousand_more(archive: &mut Archive, originals: &[Record], copies: usize) {
    let entries = |copy: usize| -> Vec<Entry> {
        originals
            .iter()
            .cycle()
            .take(1000)
            .enumerate()
            .map(|(n, record)| varied(record, copy + n / originals.len()))
            .collect()
    };
    let path = std::env::temp_dir().join(format!("onrecord-thousand-{}.db", std::process::id()));
    let mut alone = Archive::open(&path, Settings { keep_text: false, full_text: false }).unwrap();
    for (name, archive, entries) in [("alone", &mut alone, entries(0)), ("more", archive, entries(copies))] {
        let clock = Clock::start();
        assert_eq!(archive.add(entries).unwrap().new, 1000);
        println!("a thousand dispatches {name}: {}", clock.time());
    }
    drop(alone);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
}

fn questions(archive: &Archive) {
    for (question, _) in QUESTIONS {
        let filter = Filter { limit: Some(100), ..Filter::default() };
        let (time, rows) = median(|| archive.ask(question, &about(question), &filter).unwrap().len());
        println!("{question}: {time}, {rows} rows");
    }
}

/// The median of five times, the first included, and what was found.
fn median(ask: impl Fn() -> usize) -> (Time, usize) {
    let mut found = 0;
    let mut times: Vec<Time> = (0..5)
        .map(|_| {
            let clock = Clock::start();
            found = ask();
            clock.time()
        })
        .collect();
    times.sort_by(|one, other| one.wall.total_cmp(&other.wall));
    (times[2], found)
}

/// What a question is about: something of which the copies have much.
fn about(question: &str) -> About {
    let text = |text: &str| Some(text.to_owned());
    let (actor, other) = match question {
        "speaks-about" => (text("Sanna Koivula-7"), None),
        "agreement" => (text("VNM"), None),
        "presented" => (text("FIN"), text("NOR")),
        "directives" => (text("FIN"), None),
        "commissives" => (text("SWE"), None),
        "occasions" => (text("Ingrid Halvorsen-7"), text("Erik Lindqvist-7")),
        _ => (text("Ingrid Halvorsen-7"), None),
    };
    About {
        actor,
        other,
        concept: text("sovereignty").filter(|_| question != "agreement"),
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
    // Every other copy is another agency's.
    let agency = record.document.dateline.as_ref().and_then(|dateline| dateline.agency);
    if let Some(agency) = agency.and_then(|id| record.actors.get_mut(id.index())).filter(|_| copy % 2 == 1) {
        agency.name = format!("{} Regional", agency.name);
    }
    // Letters are turned within the alphabet, by another number for every word: words of the same lengths, seldom the same.
    for (number, statement) in record.statements.iter_mut().enumerate() {
        for span in &mut statement.content {
            let mut seed = ((copy / 2 * 31 + number) as u32).wrapping_mul(2_654_435_761);
            let turned: String = span
                .text
                .chars()
                .map(|letter| {
                    if letter == ' ' {
                        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    }
                    let by = ((seed >> 24) % 26) as u8;
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
    let version = version(&onrecord_extract::Options::default(), None, record.document.published.as_deref());
    Entry { record, text: None, version }
}
