//! `onrecord ask`, `search`, `export`, `report`, `stats`, `check` and `vacuum`: what an archive is asked, and its answers on a page.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use onrecord_archive::{About, Archive, QUESTIONS};
use serde_json::Value;

use crate::arguments::{AnswerFormat, ArchiveCommand, AskCommand, ExportCommand, ReportCommand, SearchCommand};
use crate::error::{Error, ErrorKind};
use crate::progress::grouped;
use crate::say;

/// The questions, for the help.
pub(crate) fn questions() -> String {
    let lines: Vec<_> = QUESTIONS.iter().map(|(name, what)| format!("  {name:<14} {what}")).collect();
    format!("Questions, with the options they need or [may have]:\n{}", lines.join("\n"))
}

pub(crate) fn ask(command: &AskCommand) -> Result<(), Error> {
    let archive = Archive::open_existing(&command.archive)?;
    let about = About {
        actor: command.actor.clone(),
        other: command.other.clone(),
        concept: command.concept.clone(),
        instrument: command.instrument.clone(),
        agency: command.agency.clone(),
        words: command.words.clone(),
        exchange: command.exchange.clone(),
        as_of: command.as_of.clone(),
        width: command.width,
    };
    let rows = archive.ask(&command.question, &about, &command.filter.filter());
    print(&rows.map_err(named(&command.archive))?, command.format)
}

pub(crate) fn search(command: &SearchCommand) -> Result<(), Error> {
    let archive = Archive::open_existing(&command.archive)?;
    let found = archive.search(&command.words, command.speaker.as_deref(), &command.filter.filter());
    let found = found.map_err(named(&command.archive))?;
    let rows: Vec<Value> = found.iter().filter_map(|row| serde_json::to_value(row).ok()).collect();
    print(&rows, command.format)
}

pub(crate) fn stats(command: &ArchiveCommand) -> Result<(), Error> {
    let stats = Archive::open_existing(&command.archive)?.stats().map_err(named(&command.archive))?;
    let value = serde_json::to_value(&stats).unwrap_or_default();
    if command.format == AnswerFormat::Jsonl {
        return print(&[value], command.format);
    }
    let lines = value.as_object().into_iter().flatten().map(|(name, value)| {
        let value = scalar(value).unwrap_or_default();
        format!("{:<30} {value}\n", name.replace('_', " "))
    });
    write(&lines.collect::<String>())
}

pub(crate) fn export(command: &ExportCommand) -> Result<(), Error> {
    let archive = Archive::open_existing(&command.archive)?;
    let done = archive.export(command.format, command.network, &command.output).map_err(named(&command.archive))?;
    let [files, rows, left_out] = [done.files, done.rows, done.left_out].map(grouped);
    say(&format!("{files} files written with {rows} rows, {left_out} left out"));
    Ok(())
}

pub(crate) fn report(command: &ReportCommand) -> Result<(), Error> {
    let archive = Archive::open_existing(&command.archive)?;
    let done = archive.report(&command.output, command.as_of.as_deref(), &command.filter.filter())?;
    let [statements, documents, open] =
        [done.statements, done.documents, done.open_exchanges].map(|n| grouped(n as u64));
    say(&format!("{statements} statements of {documents} dispatches written, with {open} open exchanges"));
    Ok(())
}

/// Prints what is wrong; the status is 1 where anything is.
pub(crate) fn check(command: &ArchiveCommand) -> Result<(), Error> {
    let findings = Archive::open_existing(&command.archive)?.check().map_err(named(&command.archive))?;
    let rows: Vec<Value> = findings.iter().filter_map(|row| serde_json::to_value(row).ok()).collect();
    if rows.is_empty() {
        say("the archive is sound");
        return Ok(());
    }
    print(&rows, command.format)?;
    let message = format!("{} things are wrong; ingest the dispatches named into a new archive", rows.len());
    Err(Error::new(ErrorKind::Archive, message).in_file(&command.archive))
}

pub(crate) fn vacuum(command: &ArchiveCommand) -> Result<(), Error> {
    Archive::open_existing(&command.archive)?.vacuum().map_err(named(&command.archive))
}

/// What makes an error of an archive name it.
fn named(archive: &Path) -> impl Fn(onrecord_archive::Error) -> Error {
    move |cause| Error::archive(archive, cause)
}

fn print(rows: &[Value], format: AnswerFormat) -> Result<(), Error> {
    let mut page = String::new();
    for row in rows {
        match format {
            AnswerFormat::Jsonl => page.push_str(&(row.to_string() + "\n")),
            AnswerFormat::Text => block(row, 0, &mut page),
        }
    }
    if rows.is_empty() && format == AnswerFormat::Text {
        say("no rows");
    }
    write(&page)
}

fn write(page: &str) -> Result<(), Error> {
    let mut output = BufWriter::new(io::stdout().lock());
    output.write_all(page.as_bytes()).and_then(|()| output.flush()).map_err(|cause| Error::write(None, &cause))
}

/// A row: its plain values on one line, then what it rests on and what it holds, each a step to the right.
fn block(row: &Value, depth: usize, page: &mut String) {
    let indent = "  ".repeat(depth);
    if let Some(line) = citation(row) {
        line_to(page, &indent, &line);
        return;
    }
    let Some(fields) = row.as_object() else { return };
    let plain: Vec<_> = fields
        .iter()
        .filter_map(|(name, value)| Some(format!("{}: {}", name.replace('_', " "), scalar(value)?)))
        .collect();
    if !plain.is_empty() {
        line_to(page, &indent, &plain.join(" · "));
    }
    for (name, value) in fields {
        match value {
            Value::Object(_) => block(value, depth + 1, page),
            Value::Array(items) if items.first().is_some_and(Value::is_object) => {
                if name != "evidence" {
                    line_to(page, &indent, &format!("  {}:", name.replace('_', " ")));
                }
                let step = if name == "evidence" { 1 } else { 2 };
                for item in items {
                    block(item, depth + step, page);
                }
            }
            _ => {}
        }
    }
    if depth == 0 {
        page.push('\n');
    }
}

fn line_to(page: &mut String, indent: &str, line: &str) {
    for part in [indent, line, "\n"] {
        page.push_str(part);
    }
}

/// Evidence on one line: date, agency, document, words.
fn citation(value: &Value) -> Option<String> {
    let spans = value.get("spans")?.as_array()?;
    let words: Vec<_> = spans.iter().filter_map(|span| span.get("text")?.as_str()).collect();
    let words = words.join(" … ").split_whitespace().collect::<Vec<_>>().join(" ");
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let place = [text("date"), text("agency"), text("document"), text("statement")];
    let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
    Some(format!("{}: “{words}”", place.join(", ")))
}

/// A plain value, or a list of them.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string) => {
            Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}
