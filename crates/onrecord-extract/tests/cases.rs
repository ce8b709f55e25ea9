//! Runs the cases of `tests/cases/text` and `tests/cases/attribution`.
//!
//! `ONRECORD_CASE=words cargo test --test cases` runs those with the words in their file or name. Cases that only a
//! trained engine can be expected to read are counted as pending until an engine named `small` is there.

#![expect(clippy::print_stdout, reason = "a test harness reports on standard output")]

mod support;

use std::process::ExitCode;

use onrecord_extract::text::Text;
use onrecord_extract::{Attribution, Extractor, Options, Source, parse_date};
use onrecord_model::{Quotation, Statement};
use support::{Case, Item, Part, flat};

/// The name of the trained engine that cases with `engine: net` wait for.
const TRAINED: &str = "small";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        println!("cases: test");
        return ExitCode::SUCCESS;
    }
    let wanted = std::env::var("ONRECORD_CASE").ok();
    let mut failed = false;
    for (layer, run) in [("text", text as fn(&Case) -> Outcome), ("attribution", attribution)] {
        let cases = match support::load(layer) {
            Ok(cases) => cases,
            Err(fault) => {
                println!("{fault}");
                return ExitCode::FAILURE;
            }
        };
        let (mut passed, mut faults, mut pending) = (0, 0, Vec::new());
        for case in
            cases.iter().filter(|case| wanted.as_ref().is_none_or(|words| case.title().contains(words.as_str())))
        {
            match run(case) {
                Outcome::Differs(difference) if !difference.is_empty() => {
                    faults += 1;
                    println!("\ncases/{}\n{}", case.title(), difference.join("\n"));
                }
                Outcome::Differs(_) if holds_for_nothing(case, run) => {
                    faults += 1;
                    println!("\ncases/{}\n  holds for an empty dispatch too: it shows nothing", case.title());
                }
                Outcome::Differs(_) => passed += 1,
                Outcome::Pending => pending.push(case.title()),
            }
        }
        println!("cases/{layer}: {passed} passed, {faults} failed, {} pending", pending.len());
        for title in pending {
            println!("  waits for the engine {TRAINED:?}: {title}");
        }
        failed |= faults > 0 || cases.is_empty();
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Whether a case that expects something would hold with nothing read at all.
fn holds_for_nothing(case: &Case, run: fn(&Case) -> Outcome) -> bool {
    let expects = |item: &Item| item.parts.iter().any(|part| matches!(part, Part::Quoted(_)));
    let empty = Case { text: String::new(), ..case.clone() };
    case.expected.iter().any(expects) && matches!(run(&empty), Outcome::Differs(lines) if lines.is_empty())
}

/// What became of a case.
enum Outcome {
    /// The lines of the difference; none where all is as expected.
    Differs(Vec<String>),
    /// Its engine is not there yet.
    Pending,
}

/// What is expected and not found, and the other way round, each line once for each time it occurs.
fn difference(expected: &[String], found: &[String]) -> Vec<String> {
    let mut unexpected = found.to_vec();
    let mut lines = Vec::new();
    for line in expected {
        match unexpected.iter().position(|other| other == line) {
            Some(at) => drop(unexpected.remove(at)),
            None => lines.push(format!("  missing     {line}")),
        }
    }
    lines.extend(unexpected.iter().map(|line| format!("  unexpected  {line}")));
    lines
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", flat(words).replace('\\', "\\\\").replace('"', "\\\""))
}

// ---- text ----------------------------------------------------------------------------------------------------------

/// Compares each kind of item that the case lists with all items of that kind.
fn text(case: &Case) -> Outcome {
    let text = Text::new(&case.text);
    let of = |range: onrecord_extract::text::TextRange| range.of(&case.text);
    let mut lines = Vec::new();
    for kind in ["paragraph", "sentence", "quotation", "unbalanced", "bracket"] {
        let items: Vec<&Item> = case.expected.iter().filter(|item| item.kind() == kind).collect();
        let found: Vec<String> = match kind {
            "paragraph" => text.paragraphs.iter().map(|paragraph| flat(of(paragraph.range))).collect(),
            "sentence" => text.sentences.iter().map(|sentence| quoted(of(sentence.range))).collect(),
            "quotation" => text
                .quotations
                .iter()
                .map(|quotation| {
                    let words = quoted(of(text.range(quotation.words())));
                    if quotation.continues.is_some() { format!("{words} continues") } else { words }
                })
                .collect(),
            "unbalanced" => text
                .unbalanced
                .iter()
                .map(|mark| format!("{} {}", if mark.opens { "opening" } else { "closing" }, quoted(of(mark.range))))
                .collect(),
            _ => text.brackets.iter().map(|tokens| quoted(of(text.range(tokens.clone())))).collect(),
        };
        if items.is_empty() {
            continue;
        }
        let expected: Vec<String> =
            items.iter().filter(|item| !item.says("none")).map(|item| expected_text(item)).collect();
        let found = if kind == "paragraph" { shortened(&expected, found) } else { found };
        lines.extend(difference(&expected, &found).iter().map(|line| line.replacen("  ", &format!("  {kind} "), 1)));
    }
    let known = ["paragraph", "sentence", "quotation", "unbalanced", "bracket"];
    lines.extend(
        case.expected
            .iter()
            .filter(|item| !known.contains(&item.kind()))
            .map(|item| format!("  not understood: {}", item.line)),
    );
    Outcome::Differs(lines)
}

/// An expected item as found ones are written.
fn expected_text(item: &Item) -> String {
    let words: Vec<String> = item
        .parts
        .iter()
        .skip(1)
        .map(|part| match part {
            Part::Word(word) => word.clone(),
            Part::Quoted(words) => quoted(words),
        })
        .collect();
    words.join(" ")
}

/// Paragraphs in the short form of the case that stands at the same place, "first words … last words", where it fits.
fn shortened(expected: &[String], found: Vec<String>) -> Vec<String> {
    let short = |(number, words): (usize, String)| {
        let pattern =
            expected.get(number).map(|line| line.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\"));
        match pattern.as_deref().and_then(|pattern| pattern.split_once(" … ")) {
            Some((first, last)) if words.starts_with(first) && words.ends_with(last) => {
                quoted(&format!("{first} … {last}"))
            }
            _ => quoted(&words),
        }
    };
    found.into_iter().enumerate().map(short).collect()
}

// ---- attribution ---------------------------------------------------------------------------------------------------

/// A statement, as a case asks for it or as the record has it.
struct Said {
    quotation: String,
    level: u8,
    content: Vec<String>,
    speaker: Option<String>,
    cue: Option<String>,
    negated: Option<bool>,
    interpolations: Vec<String>,
}

fn attribution(case: &Case) -> Outcome {
    let name = if case.head("engine") == Some("net") { TRAINED } else { "rules" };
    let Ok(attribution) = name.parse::<Attribution>() else { return Outcome::Pending };
    let (extractor, date) = match (
        Extractor::new(Options { attribution, ..Options::default() }),
        case.head("published").map(parse_date).transpose(),
    ) {
        (Ok(extractor), Ok(date)) => (extractor, date),
        (extractor, date) => return Outcome::Differs(vec![format!("  {:?} {:?}", extractor.err(), date.err())]),
    };
    let mut source = Source::new("case", &case.text);
    source.published = date;
    let record = extractor.extract(&source);
    let (mut expected, mut lines) = (Vec::new(), Vec::new());
    for item in case.expected.iter().filter(|item| !["none", "(others"].contains(&item.kind())) {
        match said(item) {
            Ok(statement) => expected.push(statement),
            Err(what) => lines.push(format!("  not understood ({what}): {}", item.line)),
        }
    }
    let mut found: Vec<Said> = record.statements.iter().map(Said::from).collect();
    for statement in &expected {
        match found.iter().position(|other| statement.fits(other)) {
            Some(at) => drop(found.remove(at)),
            None => lines.push(format!("  missing     {statement}")),
        }
    }
    let others_may_follow = case.expected.iter().any(|item| item.line.contains("(others may follow)"));
    let exhaustive = |level: u8| match level {
        1 => !others_may_follow,
        _ => expected.iter().any(|statement| statement.level == level),
    };
    lines.extend(found.iter().filter(|other| exhaustive(other.level)).map(|other| format!("  unexpected  {other}")));
    Outcome::Differs(lines)
}

/// Reads an expected statement.
fn said(item: &Item) -> Result<Said, String> {
    let quotation = item.kind().to_owned();
    if !["direct", "indirect", "mixed", "unattributed"].contains(&quotation.as_str()) {
        return Err("not a kind of statement".to_owned());
    }
    let level = u8::from(quotation != "unattributed");
    let mut said = Said {
        quotation,
        level,
        content: Vec::new(),
        speaker: None,
        cue: None,
        negated: None,
        interpolations: Vec::new(),
    };
    let mut parts = item.parts.iter().skip(1);
    while let Some(part) = parts.next() {
        match part {
            Part::Quoted(words) => said.content.push(flat(words)),
            Part::Word(word) => match (word.as_str(), parts.clone().next()) {
                ("|" | "(others" | "may" | "follow)", _) => continue,
                ("negated", _) => {
                    said.negated = Some(true);
                    continue;
                }
                ("by", Some(Part::Quoted(words))) => said.speaker = Some(flat(words)),
                ("cue", Some(Part::Quoted(words))) => {
                    said.cue = Some(flat(words));
                    said.negated.get_or_insert(false);
                }
                ("interpolation", Some(Part::Quoted(words))) => said.interpolations.push(flat(words)),
                ("by", Some(Part::Word(word))) if word == "nobody" => said.speaker = Some(String::new()),
                ("cue", Some(Part::Word(word))) if word == "none" => said.cue = Some(String::new()),
                ("level", Some(Part::Word(number))) => said.level = number.parse().map_err(|_| "level".to_owned())?,
                (other, _) => return Err(other.to_owned()),
            },
        }
        if matches!(part, Part::Word(_)) {
            parts.next();
        }
    }
    if said.content.is_empty() { Err("no content".to_owned()) } else { Ok(said) }
}

impl Said {
    /// Whether a statement of the record is the one asked for; what the case does not name is not compared.
    fn fits(&self, other: &Self) -> bool {
        let same = |a: &Option<String>, b: &Option<String>| a.is_none() || a == b;
        self.quotation == other.quotation
            && self.level == other.level
            && self.content == other.content
            && same(&self.speaker, &other.speaker)
            && same(&self.cue, &other.cue)
            && self.negated.is_none_or(|negated| other.negated == Some(negated))
            && self.interpolations == other.interpolations
    }
}

impl From<&Statement> for Said {
    fn from(statement: &Statement) -> Self {
        let quotation = match statement.quotation {
            Quotation::Direct => "direct",
            Quotation::Indirect => "indirect",
            Quotation::Mixed => "mixed",
            Quotation::Unattributed => "unattributed",
        };
        let spans = |spans: &[onrecord_model::Span]| spans.iter().map(|span| flat(&span.text)).collect();
        Self {
            quotation: quotation.to_owned(),
            level: statement.level,
            content: spans(&statement.content),
            speaker: Some(statement.speaker_span.as_ref().map_or_else(String::new, |span| flat(&span.text))),
            cue: Some(statement.cue.as_ref().map_or_else(String::new, |cue| flat(&cue.span.text))),
            negated: Some(statement.cue.as_ref().is_some_and(|cue| cue.negated)),
            interpolations: spans(&statement.interpolations),
        }
    }
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let content: Vec<String> = self.content.iter().map(|words| quoted(words)).collect();
        write!(f, "{} {}", self.quotation, content.join(" | "))?;
        let or = |value: &Option<String>, none: &str| match value.as_deref() {
            None => "?".to_owned(),
            Some("") => none.to_owned(),
            Some(words) => quoted(words),
        };
        if self.level != 0 {
            write!(f, " by {} cue {}", or(&self.speaker, "nobody"), or(&self.cue, "none"))?;
        }
        if self.negated == Some(true) {
            write!(f, " negated")?;
        }
        for words in &self.interpolations {
            write!(f, " interpolation {}", quoted(words))?;
        }
        if self.level > 1 { write!(f, " level {}", self.level) } else { Ok(()) }
    }
}
