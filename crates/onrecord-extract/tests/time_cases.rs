//! Runs the cases of `tests/cases/time/*.md`. The format stands in `tests/cases/time/README.md`.
//!
//! `TIME_CASE=words cargo test --test time_cases` runs the cases whose heading holds the words.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use onrecord_extract::text::{Text, TextRange};
use onrecord_extract::time::{DatedRange, TimeContext, TimeExpression, read, rules};

/// One case: a heading, a text with its circumstances, and every expression that is to be found.
#[derive(Debug, Default)]
struct Case {
    name: String,
    place: String,
    published: Option<NaiveDate>,
    header: Option<String>,
    dateline: Option<String>,
    text: String,
    expected: Vec<Expected>,
    none: bool,
    invalid: Vec<String>,
}

/// An expression that is to be found.
#[derive(Debug, Default)]
struct Expected {
    words: String,
    kind: String,
    value: String,
    attributes: Vec<(String, String)>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/time")
}

fn date(value: &str) -> Option<NaiveDate> {
    value.parse().ok()
}

fn parse(file: &str, content: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut fenced = false;
    for (number, line) in content.lines().enumerate() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name: name.to_owned(), place: format!("{file}:{}", number + 1), ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            if !case.text.is_empty() {
                case.text.push('\n');
            }
            case.text.push_str(line);
        } else if let Some(value) = line.strip_prefix("published: ") {
            case.published = Some(date(value).unwrap_or_else(|| panic!("{file}:{}: no date", number + 1)));
        } else if let Some(words) = line.strip_prefix("header: ") {
            case.header = Some(words.to_owned());
        } else if let Some(words) = line.strip_prefix("dateline: ") {
            case.dateline = Some(words.to_owned());
        } else if line == "- none" {
            case.none = true;
        } else if let Some(words) = line.strip_prefix("- invalid \"") {
            case.invalid.push(words.trim_end_matches('"').to_owned());
        } else if let Some(rest) = line.strip_prefix("- \"") {
            case.expected.push(expected(rest).unwrap_or_else(|| panic!("{file}:{}: {line}", number + 1)));
        } else {
            assert!(!line.starts_with('-'), "{file}:{}: not understood: {line}", number + 1);
        }
    }
    cases
}

fn expected(rest: &str) -> Option<Expected> {
    let (words, rest) = rest.rsplit_once("\" ")?;
    let mut fields = rest.split(' ');
    let (kind, value) = (fields.next()?.to_owned(), fields.next()?.to_owned());
    let attributes = fields
        .map(|field| field.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect::<Option<_>>()?;
    Some(Expected { words: words.to_owned(), kind, value, attributes })
}

/// `words => 2024-03-05`: words of the text that an earlier layer has read as a date.
fn given(case: &Case, line: &str) -> DatedRange {
    let (words, value) = line.split_once(" => ").unwrap_or((line, ""));
    let start = case.text.find(words).unwrap_or_else(|| panic!("{}: no {words:?}", case.place));
    DatedRange { range: TextRange::new(start, start + words.len()), date: date(value) }
}

fn attribute(found: &TimeExpression, name: &str) -> String {
    match name {
        "mod" => found.r#mod.map(|modifier| modifier.to_string()),
        "interval" => found.interval.as_ref().map(|interval| {
            format!("{}/{}", interval.start.as_deref().unwrap_or(".."), interval.end.as_deref().unwrap_or(".."))
        }),
        "function" => Some(found.function.to_string()),
        "anchor" => match found.anchor {
            onrecord_extract::time::Anchor::Expression(number) => Some(format!("t{number}")),
            onrecord_extract::time::Anchor::DocumentDate => Some("document".to_owned()),
            onrecord_extract::time::Anchor::None => None,
        },
        "evidence" => Some(format!("{:?}", found.evidence).to_lowercase()),
        "rule" => Some(found.rule.to_owned()),
        other => panic!("no attribute {other}"),
    }
    .unwrap_or_else(|| "none".to_owned())
}

/// What is wrong with a case; empty where nothing is. The rules that fire are struck from `unused`.
fn run(case: &Case, unused: &mut BTreeSet<&str>) -> String {
    let text = Text::new(&case.text);
    let context = TimeContext {
        document_date: case.published,
        header: case.header.as_deref().map(|line| given(case, line)),
        dateline: case.dateline.as_deref().map(|line| given(case, line)),
    };
    let layer = read(&text, &context);
    for found in &layer.expressions {
        unused.remove(found.rule);
    }
    let mut wrong = String::new();
    let found: Vec<_> = layer.expressions.iter().map(|found| (found.range.of(&case.text), found)).collect();
    for (i, expected) in case.expected.iter().enumerate() {
        let Some((words, found)) = found.get(i) else {
            let _ = writeln!(wrong, "  missing {:?}", expected.words);
            continue;
        };
        let same = *words == expected.words && found.r#type.as_str() == expected.kind && found.value == expected.value;
        if !same {
            let _ = writeln!(
                wrong,
                "  expected {:?} {} {}, found {words:?} {} {} [{}]",
                expected.words, expected.kind, expected.value, found.r#type, found.value, found.rule
            );
        }
        for (name, value) in &expected.attributes {
            let is = attribute(found, name);
            if is != *value {
                let _ = writeln!(wrong, "  {:?}: {name} expected {value}, found {is}", expected.words);
            }
        }
        if !expected.attributes.iter().any(|(name, _)| name == "mod") && found.r#mod.is_some() {
            let _ = writeln!(wrong, "  {:?}: mod {} not expected", expected.words, attribute(found, "mod"));
        }
    }
    for (words, found) in found.iter().skip(case.expected.len()) {
        let _ = writeln!(wrong, "  not expected: {words:?} {} {} [{}]", found.r#type, found.value, found.rule);
    }
    let invalid: Vec<&str> = layer.invalid.iter().map(|range| range.of(&case.text)).collect();
    if invalid != case.invalid {
        let _ = writeln!(wrong, "  invalid dates {:?}, expected {:?}", invalid, case.invalid);
    }
    wrong
}

#[test]
fn every_case_is_read_as_written() {
    let filter = std::env::var("TIME_CASE").unwrap_or_default();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut count, mut failures) = (0, String::new());
    let mut unused: BTreeSet<&str> = rules().iter().map(|rule| rule.rule).collect();
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "md")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        for case in parse(&name, &std::fs::read_to_string(path).unwrap()) {
            assert!(case.none == case.expected.is_empty(), "{}: neither expressions nor none", case.place);
            if case.name.contains(&filter) {
                count += 1;
                let wrong = run(&case, &mut unused);
                if !wrong.is_empty() {
                    let _ = write!(failures, "{} {}\n{wrong}", case.place, case.name);
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(!filter.is_empty() || count >= 250, "only {count} cases");
    assert!(!filter.is_empty() || unused.is_empty(), "rules without a case: {unused:?}");
}
