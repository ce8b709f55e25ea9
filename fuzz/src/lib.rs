//! What must hold of any input, a function for each fuzz target. `cargo test` replays with them every file of
//! `tests/regressions`, so that a find stays found.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;

use onrecord_archive::{Archive, Entry, version};
use onrecord_extract::knowledge::{Knowledge, Table};
use onrecord_extract::text::Text;
use onrecord_extract::{Attribution, Extractor, Options, Source, dateline, parse_date, time};
use onrecord_model::Record;

/// What must hold for the bytes of one input.
pub type Property = fn(&[u8]);

/// The targets by their names.
pub const TARGETS: &[(&str, Property)] = &[
    ("text", |bytes| text(&readable(bytes))),
    ("dateline", |bytes| dateline(&readable(bytes))),
    ("dates", |bytes| dates(&readable(bytes))),
    ("extract", |bytes| extract(&readable(bytes))),
    ("record_json", |bytes| record_json(&readable(bytes))),
    ("archive", |bytes| archive(&readable(bytes))),
    ("knowledge", knowledge),
    ("command", command),
];

/// The bytes as text, what is not UTF-8 replaced.
fn readable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The text layer: tokens, sentences and paragraphs are in order, do not overlap and stand on code point boundaries.
/// One paragraph more leaves tokens as they are; where it does not change how lines are read, the paragraphs, sentences
/// and quotations too.
pub fn text(source: &str) {
    let _ = extractors();
    let clock = Clock::start();
    let text = Text::new(source);
    clock.check(source.len());
    let mut end = 0;
    for token in &text.tokens {
        assert!(token.range.start >= end && token.range.end > token.range.start);
        assert!(source.get(token.range.bytes()).is_some());
        end = token.range.end;
    }
    let mut sentence_end = 0;
    for sentence in &text.sentences {
        assert!(sentence.tokens.start >= sentence_end && sentence.tokens.end > sentence.tokens.start);
        sentence_end = sentence.tokens.end;
    }
    assert!(sentence_end as usize <= text.tokens.len());
    for quotation in &text.quotations {
        assert!(quotation.words().end as usize <= text.tokens.len());
    }

    let longer = format!("{source}\n\nThe talks go on.\n");
    let longer = Text::new(&longer);
    assert!(longer.tokens.starts_with(&text.tokens), "a paragraph more leaves the tokens before it");
    if longer.paragraphs.starts_with(&text.paragraphs) {
        assert!(longer.sentences.starts_with(&text.sentences), "a paragraph more leaves the sentences before it");
        assert!(longer.quotations.starts_with(&text.quotations), "a paragraph more leaves the quotations before it");
        assert_eq!(longer.marks, text.marks);
    }
}

/// The dateline: the body begins inside the text, credits stand in it.
pub fn dateline(source: &str) {
    let _ = extractors();
    let clock = Clock::start();
    let layer = dateline::read(&Text::new(source), parse_date("2024-03-05").ok());
    clock.check(source.len());
    assert!(source.is_char_boundary(layer.body_start as usize));
    for credit in &layer.credits {
        assert!(source.get(credit.bytes()).is_some());
    }
}

/// Dates alone: spans equal the text, intervals begin before they end, values convert or say that they do not.
pub fn dates(source: &str) {
    let _ = extractors();
    let clock = Clock::start();
    let found = time::dates(source, parse_date("2024-02-29").ok());
    clock.check(source.len());
    for timex in found {
        let length = (timex.span.end - timex.span.start) as usize;
        let words: String = source.chars().skip(timex.span.start as usize).take(length).collect();
        assert_eq!(words, &*timex.span.text);
        if let Some(interval) = &timex.interval {
            let (start, end) = time::interval_bounds(interval);
            assert!(start.zip(end).is_none_or(|(start, end)| start <= end), "{timex:?}");
        }
        let _ = time::edtf(&timex.value, timex.r#mod);
    }
}

/// Extractors by rules and by the small network.
fn extractors() -> &'static [Extractor; 2] {
    static EXTRACTORS: OnceLock<[Extractor; 2]> = OnceLock::new();
    EXTRACTORS.get_or_init(|| {
        [Attribution::Rules, Attribution::Small].map(|attribution| {
            let extractor = Extractor::new(Options { attribution, ..Options::default() }).expect("valid options");
            // The first text pays for reading tables and network, and is not measured.
            let _ = extractor.extract(&Source::new("first", "VIENNA, March 3. \"We will answer,\" Ana Orlu said."));
            extractor
        })
    })
}

/// Whole extraction: spans equal the text, the same bytes twice, JSON read back is the same record, each quotation mark
/// is claimed at most once, time is in proportion to length.
pub fn extract(text: &str) {
    for extractor in extractors() {
        let source = Source { text, id: "fuzz", published: parse_date("2024-03-05").ok() };
        let clock = Clock::start();
        let record = extractor.extract(&source);
        clock.check(text.len());
        record.check(text).expect("every span equals its text");
        let json = record.to_json().expect("a record can be written");
        assert_eq!(Record::from_json(&json).expect("a record can be read"), record, "read back, it is the same");
        assert_eq!(extractor.extract(&source).to_json().expect("twice"), json, "the same text gives the same bytes");
        marks_are_claimed_once(&record);
    }
}

/// No two statements of level 1 claim one quotation mark, and no record claims more than there are.
fn marks_are_claimed_once(record: &Record) {
    let outer = record.statements.iter().filter(|statement| statement.level == 1);
    let mut marks: Vec<u32> = outer.flat_map(|statement| &statement.quote_marks).map(|mark| mark.start).collect();
    let all = marks.len();
    marks.sort_unstable();
    marks.dedup();
    assert_eq!(marks.len(), all, "a quotation mark belongs to one statement");
    assert!(record.coverage.quotation_marks_claimed <= record.coverage.quotation_marks_total);
}

/// Records from JSON: what is read is written, and read again as the same.
pub fn record_json(json: &str) {
    let Ok(record) = Record::from_json(json) else { return };
    let Ok(written) = record.to_json() else { return };
    let again = Record::from_json(&written).expect("what was written can be read");
    assert_eq!(again, record);
    assert_eq!(again.to_json().ok().as_deref(), Some(written.as_str()));
}

/// An archive: the order of documents changes nothing, records and texts come back as they were, and nothing is found
/// wrong with it. Documents are divided by the record separator U+001E; one that is the JSON of a record is taken as it is.
pub fn archive(input: &str) {
    let mut entries: Vec<Entry> = Vec::new();
    for (number, part) in input.split('\u{1E}').take(4).enumerate() {
        match Record::from_json(part).map(Entry::of_record) {
            Ok(Ok(entry)) => entries.push(entry),
            _ => entries.push(entry(&format!("document {number}"), part)),
        }
    }
    let mut forwards = Archive::in_memory().expect("memory");
    if forwards.add(entries.clone()).is_err() {
        return;
    }
    let extracted = entries.iter().all(|entry| entry.text.is_some());
    if extracted {
        for entry in &entries {
            let id = &entry.record.document.id;
            assert_eq!(forwards.record(id).expect("readable").as_ref(), Some(&entry.record));
            assert_eq!(forwards.text(id).expect("readable"), entry.text);
        }
        assert_eq!(forwards.check().expect("a sound file"), []);
    }
    let mut ids: Vec<_> = entries.iter().map(|entry| &entry.record.document.id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < entries.len() {
        return;
    }
    let mut backwards = Archive::in_memory().expect("memory");
    for entry in entries.iter().rev() {
        backwards.add(vec![entry.clone()]).expect("what can be added together can be added singly");
    }
    let expected = forwards.fingerprint().expect("readable");
    assert_eq!(backwards.fingerprint().expect("readable"), expected, "the order of documents changes nothing");
}

fn entry(id: &str, text: &str) -> Entry {
    let [extractor, _] = extractors();
    let record = extractor.extract(&Source { text, id, published: parse_date("2024-03-05").ok() });
    Entry { record, text: Some(text.to_owned()), version: version(extractor.options(), None, Some("2024-03-05")) }
}

/// Tables of a user's own: each is read or refused with its place, and an extraction by what was read holds what every
/// extraction holds. The first byte chooses the table.
pub fn knowledge(bytes: &[u8]) {
    let Some((&first, rows)) = bytes.split_first() else { return };
    let rows = readable(rows);
    let Some(&table) = Table::ALL.get(first as usize % Table::ALL.len()) else { return };
    let [extractor, _] = extractors();
    let clock = Clock::start();
    let read = Knowledge::builtin().clone().with_text(table, "own.tsv", &rows);
    clock.check(rows.len());
    let knowledge = match read {
        Ok(knowledge) => knowledge,
        Err(error) => {
            let lines = rows.lines().count().max(1);
            assert!(error.line().is_none_or(|line| line as usize <= lines), "{error} of {lines} lines");
            return;
        }
    };
    let Ok(extractor) = extractor.clone().with_knowledge(knowledge) else { return };
    let text =
        format!("VIENNA, March 3. {} \"We will answer,\" Foreign Minister Ana Orlu said.", rows.replace('\t', " "));
    let record = extractor.extract(&Source::new("fuzz", &text));
    record.check(&text).expect("every span equals its text");
}

/// The files that the command is given; the first byte chooses one.
const FILES: &[&str] = &["in.jsonl", "in.csv", "in.txt", "in", "in.jsonl.gz", "in.csv.gz", "in.tsv"];

/// The command: whatever a file holds, the status is 0 or 1, and each line of output is a record or an error.
/// Each line of a JSONL file that is not blank has its row.
pub fn command(bytes: &[u8]) {
    let Some((&first, content)) = bytes.split_first() else { return };
    let Some(name) = FILES.get(first as usize % FILES.len()) else { return };
    let directory = std::env::temp_dir().join(format!("onrecord-fuzz-{}", std::process::id()));
    fs::create_dir_all(&directory).expect("a directory");
    let (input, output) = (directory.join(name), directory.join("out.jsonl"));
    fs::write(&input, content).expect("room");
    let _ = fs::remove_file(&output);
    let options = ["--attribution", "rules", "--threads", "1", "--output"].map(Path::new);
    let arguments = [&[Path::new("onrecord"), Path::new("extract"), &input], &options[..], &[&output]].concat();
    let status = onrecord_cli::run(arguments);
    assert!(status <= 1, "status {status}");
    let written = fs::read_to_string(&output).unwrap_or_default();
    let rows = written.lines().inspect(|line| {
        let row: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(row.get("error").is_some() || Record::from_json(line).is_ok(), "a line is a record or an error");
    });
    let rows = rows.count();
    if *name == "in.jsonl" {
        let lines = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content).split(|&byte| byte == b'\n');
        assert_eq!(rows, lines.filter(|line| !line.trim_ascii().is_empty()).count(), "each line has its row");
    }
}

/// The time that a thread has had, so that other work on the machine is not counted.
struct Clock {
    begun: Instant,
    /// Nanoseconds on a processor, where the system tells.
    used: Option<u64>,
}

impl Clock {
    /// Far above what any text needs, and far below what a square of these lengths takes.
    const SECONDS: f64 = 0.1;
    const SECONDS_A_BYTE: f64 = 2e-4;

    fn start() -> Self {
        Self { begun: Instant::now(), used: Self::used() }
    }

    fn used() -> Option<u64> {
        fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
    }

    /// Time is in proportion to the length of what was read.
    fn check(&self, bytes: usize) {
        let seconds = match (self.used, Self::used()) {
            (Some(begin), Some(end)) => (end - begin) as f64 / 1e9,
            _ => self.begun.elapsed().as_secs_f64(),
        };
        let most = Self::SECONDS + Self::SECONDS_A_BYTE * bytes as f64;
        assert!(seconds <= most, "{bytes} bytes took {seconds:.3} s, more than {most:.3} s");
    }
}
