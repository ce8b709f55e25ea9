//! Runs the cases of `tests/cases/dateline/*.md`, which a linguist can read and review.
//!
//! A case begins with a `## name` heading; a `published:` line may give the document date; a fenced block holds the
//! dispatch, with `\u{…}` and `\r` for characters that cannot be seen; then come the expected values. What a case does
//! not name must not be found: places, date, agency, header, credits and diagnostics are compared as a whole.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use onrecord_extract::dateline::{self, DatelineLayer};
use onrecord_extract::text::Text;

#[derive(Debug, Default)]
struct Case {
    name: String,
    published: Option<NaiveDate>,
    text: String,
    expected: Vec<(String, String)>,
}

/// Reads the cases of one file.
fn cases(markdown: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        if let Some(name) = line.strip_prefix("## ").filter(|_| !fenced) {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            case.text.push_str(line);
            case.text.push('\n');
        } else if let Some(date) = line.strip_prefix("published: ") {
            case.published = Some(date.trim().parse().unwrap_or_else(|_| panic!("{}: no date: {date}", case.name)));
        } else if let Some(line) = line.strip_prefix("- ") {
            let (field, value) = line.split_once(": ").unwrap_or((line, ""));
            case.expected.push((field.to_owned(), value.to_owned()));
        } else {
            assert!(line.trim().is_empty(), "{}: stray line {line:?}", case.name);
        }
    }
    for case in &mut cases {
        case.text = unescape(&case.text);
    }
    cases
}

/// Puts in the characters that a case writes as `\u{…}` and `\r`.
fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap_or_else(|| panic!("an escape that does not close: {part:?}"));
        let point = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        out.push(point.unwrap_or_else(|| panic!("no code point: {code:?}")));
        out.push_str(rest);
    }
    out.replace("\\r", "\r")
}

/// What the layer found, in the words of the cases; `none` where there is no dateline.
fn found(layer: &DatelineLayer, source: &str) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut line = |field: &str, value: String| lines.push((field.to_owned(), value));
    if let Some(header) = layer.header {
        line("header", format!("\"{}\"", header.range.of(source)));
    }
    match &layer.dateline {
        None => line("none", String::new()),
        Some(dateline) => {
            for place in &dateline.places {
                line("place", format!("\"{}\" {}", place.range.of(source), place.name));
            }
            line("date", dateline.date.map_or_else(|| "none".to_owned(), |date| date.to_string()));
            if let Some(agency) = &dateline.agency {
                line("agency", format!("\"{}\" {}", agency.range.of(source), agency.name));
            }
        }
    }
    for credit in &layer.credits {
        line("credit", format!("\"{}\"", credit.of(source)));
    }
    lines
}

/// Fields that are checked only where a case names them.
const OPTIONAL: [&str; 5] = ["printed", "body", "rule", "published", "diagnostic"];

fn check(case: &Case) -> Result<(), String> {
    let text = Text::new(&case.text);
    let layer = dateline::read(&text, case.published);
    let asked = |field: &str| case.expected.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str());
    let mut expected: Vec<_> =
        case.expected.iter().filter(|(field, _)| !OPTIONAL.contains(&field.as_str())).cloned().collect();
    let mut found = found(&layer, &case.text);
    expected.sort();
    found.sort();
    if expected != found {
        return Err(format!("expected {expected:#?}\nfound {found:#?}"));
    }
    let body = case.text.get(layer.body_start as usize..).ok_or("the body starts inside a character")?;
    let begins = asked("body").ok_or("every case says how the body begins")?.trim_matches('"');
    if !body.starts_with(begins) {
        return Err(format!("the body begins {:?}", body.chars().take(40).collect::<String>()));
    }
    let dateline = layer.dateline.as_ref();
    let one = |field: &str, value: Option<String>| match asked(field) {
        Some(expected) if Some(expected) != value.as_deref() => Err(format!("{field} is {value:?}, not {expected}")),
        _ => Ok(()),
    };
    one("printed", dateline.map(|dateline| format!("\"{}\"", dateline.printed(&case.text))))?;
    one("rule", dateline.map(|dateline| dateline.rule.to_owned()))?;
    one("published", layer.published.map(|date| date.to_string()))?;
    let codes: Vec<_> = layer.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let date = dateline.and_then(|dateline| dateline.date);
    if asked("diagnostic").is_some_and(|code| codes != [code]) || date.is_some() && !codes.is_empty() {
        return Err(format!("diagnostics are {codes:?}"));
    }
    Ok(())
}

#[test]
fn every_case_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/dateline");
    let (mut number, mut negative, mut failures) = (0, 0, Vec::new());
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        for case in cases(&fs::read_to_string(&file).unwrap()) {
            number += 1;
            negative += usize::from(case.expected.iter().any(|(field, _)| field == "none"));
            if let Err(problem) = check(&case) {
                failures.push(format!("{} / {}: {problem}", file.display(), case.name));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {number} cases fail:\n{}", failures.len(), failures.join("\n"));
    assert!(number >= 45 && negative >= 15, "{number} cases, {negative} without a dateline");
}
