//! `onrecord show`: the dispatch as a person reads it, its quotations marked, and a table of who said what.

mod dispatch;
mod ink;
mod table;
mod wrap;

use std::io::{self, BufWriter, IsTerminal, Write};

use onrecord_extract::Extractor;
use onrecord_model::{Actor, ActorId, Record, RowError};

use crate::arguments::{Colour, ShowCommand};
use crate::error::Error;
use crate::input::Rows;
use crate::row::{Content, Row};

use ink::{Ink, Style};

/// The widest page; longer lines are hard to read.
const WIDEST: u16 = 100;

pub(crate) fn run(command: &ShowCommand) -> Result<(), Error> {
    let extractor = command.source.build()?;
    let rows = Rows::new(&command.source)?;
    let stdout = io::stdout();
    let coloured = match command.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    let width = usize::from(command.width.unwrap_or_else(columns));
    let mut output = BufWriter::new(stdout.lock());
    let mut first = true;
    for row in rows {
        let text = match record(row?, &extractor, command) {
            Ok(record) => page(&record, width, coloured),
            Err(error) => fault(&error, coloured),
        };
        let between = if first { "" } else { "\n\n" };
        first = false;
        write!(output, "{between}{text}").map_err(|cause| Error::write(None, &cause))?;
    }
    output.flush().map_err(|cause| Error::write(None, &cause))
}

/// The columns of the terminal, or of a page where there is none.
fn columns() -> u16 {
    terminal_size::terminal_size().map_or(WIDEST, |(width, _)| width.0.clamp(40, WIDEST))
}

/// The record of a row; a row that is itself a line of records is shown as it is.
fn record(row: Row, extractor: &Extractor, command: &ShowCommand) -> Result<Record, RowError> {
    if let Content::Json(line) = &row.content {
        if let Ok(record) = serde_json::from_slice(line) {
            return Ok(record);
        }
        if let Ok(error) = serde_json::from_slice(line) {
            return Err(error);
        }
    }
    let dispatch = row.dispatch(&command.source.names(), command.source.published);
    dispatch.and_then(|dispatch| dispatch.extract(extractor)).map_err(|refusal| refusal.error)
}

fn fault(error: &RowError, coloured: bool) -> String {
    let mut ink = Ink::new(coloured);
    ink.push(Style::bold(), &error.id);
    ink.push(Style::plain(), &format!("\n  {}: {}\n", error.error.code, error.error.message));
    ink.finish()
}

/// A record as a page of text: the dispatch with the statements marked in the margin and, if `coloured`, in the
/// words; then a table of who said what. Lines hold at most `width` columns, at least 40.
///
/// ```
/// use onrecord_extract::{Extractor, Source};
///
/// let text = "VIENNA, March 3. \"We will answer,\" Foreign Minister Ana Orlu said.";
/// let record = Extractor::default().extract(&Source::new("note", text));
/// let page = onrecord_cli::show::page(&record, 80, false);
/// assert!(page.starts_with("note") && page.contains("We will answer,"));
/// assert!(page.lines().all(|line| line.chars().count() <= 80));
/// ```
#[must_use]
pub fn page(record: &Record, width: usize, coloured: bool) -> String {
    let width = width.max(40);
    let mut ink = Ink::new(coloured);
    heading(record, &mut ink);
    dispatch::write(record, width, &mut ink);
    ink.push(Style::plain(), "\n");
    table::write(record, width, &mut ink);
    remarks(record, width, &mut ink);
    ink.finish()
}

/// Id, place, date and agency.
fn heading(record: &Record, ink: &mut Ink) {
    let document = &record.document;
    let mut facts: Vec<String> = Vec::new();
    if let Some(dateline) = &document.dateline {
        facts.extend(dateline.places.iter().filter_map(|id| Some(record.places.get(id.index())?.name.clone())));
        facts.extend(dateline.date.clone().or_else(|| document.published.clone()));
        facts.extend(dateline.agency.and_then(|id| Some(actor(record, id)?.name.clone())));
    } else {
        facts.extend(document.published.clone());
    }
    ink.push(Style::bold(), &document.id);
    if !facts.is_empty() {
        ink.push(Style::faint(), &format!("  {}", facts.join(" · ")));
    }
    ink.push(Style::plain(), "\n\n");
}

/// What is odd about the text, and how much of it was read.
fn remarks(record: &Record, width: usize, ink: &mut Ink) {
    for diagnostic in &record.diagnostics {
        ink.push(Style::plain(), "\n");
        let place = diagnostic.span.as_ref().map(|span| format!(" (at {})", span.start)).unwrap_or_default();
        let remark = format!("{}: {}{place}", diagnostic.code, diagnostic.message);
        for (i, line) in wrap::plain(&remark, width.saturating_sub(2), usize::MAX).iter().enumerate() {
            ink.push(Style::faint(), if i == 0 { "! " } else { "\n  " });
            ink.push(Style::faint(), line);
        }
    }
    if !record.diagnostics.is_empty() {
        ink.push(Style::plain(), "\n");
    }
}

/// The actor with this id.
fn actor(record: &Record, id: ActorId) -> Option<&Actor> {
    record.actors.get(id.index())
}
