//! Text that means harm: a record with a diagnostic, in linear time.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test that fails says where, a measurement what it is")]

mod noise;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
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
    "On Monday Peru asked Chile to wait for the answer. ",
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

/// The time that this thread has had, in seconds: other work on the machine is not counted, where the system tells.
fn clock() -> f64 {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let begun = BEGUN.get_or_init(Instant::now);
    let used = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds: Option<f64> = used.and_then(|used| used.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| begun.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// Seconds of a measurement: enough to tell what is plainly linear, and enough to judge the rest.
const SHORT: f64 = 0.02;
const LONG: f64 = 0.06;

/// The seconds that a text takes: read again and again until the clock, which ticks, tells them apart.
fn time(extractor: &Extractor, text: &str, least: f64) -> f64 {
    let (start, mut times) = (clock(), 0);
    loop {
        std::hint::black_box(extractor.extract(&Source::new("worst", text)));
        times += 1;
        let seconds = clock() - start;
        if seconds >= least {
            return seconds / f64::from(times);
        }
    }
}

/// Four times the text may take so many times as long. A square would take sixteen times; memory that the system has to
/// hand over anew for each long text adds to the four.
const STEEPEST: f64 = 6.5;

/// How much longer four times the text takes; the least of four measurements, the first a short one, ended where it is
/// plainly linear. What is steeper is measured up to a dozen times: other work on the machine takes the memory that a long
/// text would have kept near, and a square is sixteen times as long each time.
fn growth(extractor: &Extractor, unit: &str, bytes: usize) -> f64 {
    let short = unit.repeat(bytes / unit.len() + 1);
    let long = short.repeat(4);
    let mut least = f64::INFINITY;
    for attempt in 0..12 {
        let seconds = if attempt == 0 { SHORT } else { LONG };
        least = least.min(time(extractor, &long, seconds) / time(extractor, &short, seconds));
        if least < 5.0 || attempt >= 3 && least < STEEPEST {
            break;
        }
    }
    least
}

/// The rules are asked with texts so long that a square would show in any layer and that what looks a bounded way back
/// has reached its bound; the network, whose own work is by far the slowest here, with shorter ones.
#[test]
fn time_grows_with_the_length_and_not_with_its_square() {
    for (attribution, bytes) in [(Attribution::Rules, 150_000), (Attribution::Small, 2_000)] {
        let extractor = Extractor::new(Options { attribution, ..Options::default() }).unwrap();
        for unit in WORST {
            let growth = growth(&extractor, unit, bytes);
            assert!(growth < STEEPEST, "{unit:?}, {attribution}: four times the text takes {growth:.1} times as long");
        }
    }
}

/// Each table of patterns as one text: the words that each row asks for, and the same without the last of them, so that
/// every rule begins to match everywhere and ends nowhere.
#[test]
fn time_grows_with_the_length_for_the_words_of_every_table() {
    let extractor = Extractor::new(Options { attribution: Attribution::Rules, ..Options::default() }).unwrap();
    let tables = tables();
    assert!(tables.len() > 30, "{} tables", tables.len());
    for (table, rows) in &tables {
        let all: Vec<_> = rows.iter().map(|row| row.join(" ")).collect();
        let begun: Vec<_> = rows.iter().map(|row| row[..row.len().saturating_sub(1)].join(" ")).collect();
        for words in [all.join(" "), begun.join(" ")].iter().filter(|words| words.len() > 1) {
            let growth = growth(&extractor, &format!("{words} "), 30_000);
            assert!(growth < STEEPEST, "{table}: four times the text takes {growth:.1} times as long");
        }
    }
}

/// As above for every row of every table alone; prints the steepest ones.
/// `cargo test --release -p onrecord-extract --test hostile -- --ignored --nocapture every_row`
#[test]
#[ignore = "takes minutes"]
fn time_grows_with_the_length_for_every_row_of_every_table() {
    let extractor = Extractor::new(Options { attribution: Attribution::Rules, ..Options::default() }).unwrap();
    // Many rows hold the same words.
    let rows = tables().into_iter().flat_map(|(_, rows)| rows);
    let whole_and_cut = rows.flat_map(|row| [row.join(" "), row[..row.len() - 1].join(" ")]);
    let units: BTreeSet<String> = whole_and_cut.filter(|words| !words.is_empty()).map(|words| words + " ").collect();
    let mut steepest: Vec<_> = units.into_iter().map(|unit| (growth(&extractor, &unit, 10_000), unit)).collect();
    steepest.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (growth, unit) in steepest.iter().take(10) {
        println!("{growth:.2}  {unit}");
    }
    println!("{} units", steepest.len());
    assert!(steepest[0].0 < STEEPEST, "{steepest:?}");
}

/// The words that the rows of each table ask for: of alternatives the first, for a class of words one of them.
fn tables() -> Vec<(String, Vec<Vec<String>>)> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("data")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "tsv") {
                files.push(path);
            }
        }
    }
    files.sort();
    let rows = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
        // A pattern stands in the first column; where that is a name, behind it.
        let cells = lines.flat_map(|line| line.split('\t').take(3)).map(words);
        cells.filter(|words| !words.is_empty()).collect()
    };
    files.iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), rows(path))).collect()
}

/// Words for the classes of the patterns.
const CLASSES: &[(&str, &str)] = &[
    ("MONTH", "March"),
    ("WEEKDAY", "Monday"),
    ("YEAR", "2024"),
    ("DAY", "5"),
    ("NUMBER", "three"),
    ("UNITS", "days"),
    ("UNIT", "day"),
    ("@DATE", "March 5"),
    ("@AMOUNT", "three days"),
    ("@REL", "last"),
    ("place", "ORLA"),
    ("date", "March 3"),
    ("agency", "(Reuters)"),
];

fn words(pattern: &str) -> Vec<String> {
    let part = |part: &str| {
        let first = part.split(['/', '|']).find(|word| !word.is_empty()).unwrap_or(part);
        let first = first.trim_matches(['{', '}', '[', ']', '?', '(', ')', '*', '_', '=']);
        let class = CLASSES.iter().find(|(class, _)| first.starts_with(class));
        class.map_or_else(|| first.to_owned(), |(_, word)| (*word).to_owned())
    };
    pattern.split_whitespace().map(part).filter(|word| !word.is_empty()).collect()
}

/// Long dispatches with ever new people, places and bodies: the layer of actors looks back for each of them.
#[test]
fn time_grows_with_the_length_where_everybody_is_new() {
    let extractor = Extractor::new(Options { attribution: Attribution::Rules, ..Options::default() }).unwrap();
    let text = |from: usize, to: usize| {
        let people = (from..to).map(|number| {
            let name: String = format!("{number:05}").bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
            format!(
                "The foreign minister of Norland, Ana Or{name}, met the Lake {name} Council in Vienna. \"I asked them, and \
                 they will tell us whether he agrees,\" she said. The council and the minister declined to comment. The \
                 company said that President Ko{name} and the president of Estonia had spoken.\n\n"
            )
        });
        people.collect::<String>()
    };
    let (short, long) = (text(0, 500), text(0, 2000));
    let least =
        (0..3).map(|_| time(&extractor, &long, LONG) / time(&extractor, &short, LONG)).fold(f64::INFINITY, f64::min);
    // So many actors are searched at most, which long texts reach and short ones do not.
    assert!(least < 9.0, "four times the text takes {least:.1} times as long");
}

#[test]
fn characters_that_combine_or_turn_the_line_are_kept_where_they_are() {
    let marks = "\u{301}".repeat(2000);
    for text in [
        format!("\"We will answer{marks},\" Minister Ana Orlu said on Monday."),
        "\u{202E}\"We will answer,\" Minister\u{2066} Ana\u{2069} Orlu\u{202C} said\u{200F} on Monday.".to_owned(),
        "\"We\0 will\u{7} answer,\" Minister Ana Orlu\u{9F} said on \u{FFFE}Monday.".to_owned(),
        "\u{1D4E6}\u{1D4EE} \u{FEFF}\u{FEFF}\"We will answer,\" he said.\u{2028}He left.\u{2029}".to_owned(),
    ] {
        let record = Extractor::default().extract(&Source::new("odd", &text));
        record.check(&text).unwrap();
        assert!(record.statements.iter().any(|statement| statement.level == 1), "{text:.80}: somebody speaks");
    }
}

/// Every kind of damage of the census, each ten times as often as it is found, over the dispatches of the project.
#[test]
fn damage_ten_times_as_frequent_as_in_the_wild_breaks_nothing() {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/gold");
    let mut damaged = 0;
    let mut files: Vec<_> = std::fs::read_dir(gold).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt")) {
        let whole = std::fs::read_to_string(path).unwrap();
        for seed in 0..4 {
            let text = noise::damage(&whole, seed);
            damaged += usize::from(text != whole);
            codes(&text);
        }
    }
    assert!(damaged > 90, "{damaged} texts were damaged");
}

/// A file of 100 MB on one line costs what is read of it.
/// `cargo test --release -p onrecord-extract --test hostile -- --ignored --nocapture hundred`
#[test]
#[ignore = "needs memory and time"]
fn a_line_of_a_hundred_megabytes_is_bounded() {
    let unit = "The talks go on, \"we will answer,\" Minister Ana Orlu said on Monday. ";
    let text = unit.repeat(100_000_000 / unit.len());
    let extractor = Extractor::new(Options { max_chars: Some(1_000_000), ..Options::default() }).unwrap();
    let million: String = text.chars().take(1_000_000).collect();
    let (long, short) = (time(&extractor, &text, LONG), time(&extractor, &million, LONG));
    println!("100 MB: {long:.2} s, 1 MB: {short:.2} s");
    let record = extractor.extract(&Source::new("long", &text));
    assert_eq!(record.diagnostics[0].code, "truncated");
    assert!(long < short * 2.0 + 1.0, "what is not read costs nothing but its digest");
}
