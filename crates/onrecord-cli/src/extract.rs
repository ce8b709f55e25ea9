//! `onrecord extract`: rows in, records out, in the same order.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use onrecord_extract::Extractor;
use onrecord_model::RowError;
use serde::Serialize;

use crate::arguments::{ExtractCommand, Format};
use crate::error::{Error, ErrorKind};
use crate::in_order::{InOrder, PIECE_BYTES, PIECE_ROWS};
use crate::input::Rows;
use crate::output::Output;
use crate::parts::Parts;
use crate::progress::{Progress, grouped};
use crate::row::{FieldNames, Refusal, Row};
use crate::say;

/// Bytes that are in memory at once, for each thread: of texts of a megabyte one for each of two threads.
const BYTES: u64 = 576 << 10;

pub(crate) fn run(command: &ExtractCommand) -> Result<(), Error> {
    let reader = Arc::new(Reader {
        extractor: command.source.build()?,
        names: command.source.names(),
        published: command.source.published,
        format: command.format,
    });
    let mut rows = Rows::new(&command.source)?;
    let mut output = Output::new(command.output.as_deref(), command.format, &command.source.inputs)?;
    let mut work = InOrder::new(command.threads.map(usize::from), BYTES)
        .map_err(|cause| Error::new(ErrorKind::Option, format!("no threads: {cause}; ask for fewer with --threads")))?;

    let mut progress = Progress::new(rows.bytes);
    let mut account = Account::new(command.source.inputs.len());
    let piece = Room { rows: PIECE_ROWS, bytes: PIECE_BYTES };
    let (mut ended, mut broken) = (false, None);
    loop {
        while !ended && work.has_room() {
            let (rows, bytes, failure) = piece.fill(&mut rows);
            ended = rows.is_empty() || failure.is_some();
            // What was read before the failure is written all the same.
            broken = failure;
            let reader = Arc::clone(&reader);
            work.give(bytes, move || (rows.into_iter().map(|row| reader.read(row)).collect::<Vec<_>>(), bytes));
        }
        let Some((lines, bytes)) = work.take() else { break };
        let count = lines.len() as u64;
        for line in lines {
            output.row(&line.json)?;
            account.enter(line);
        }
        progress.add(count, bytes);
    }
    output.finish()?;
    progress.clear();
    account.say();
    broken.map_or_else(|| account.close(command, &reader.names), Err)
}

/// How much is taken into memory at once.
pub(crate) struct Room {
    pub(crate) rows: usize,
    pub(crate) bytes: u64,
}

impl Room {
    /// The next rows, their bytes, and why there are no more if reading failed. No rows at the end.
    pub(crate) fn fill(&self, rows: &mut Rows) -> (Vec<Row>, u64, Option<Error>) {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < self.rows && bytes < self.bytes {
            match rows.next() {
                Some(Ok(row)) => {
                    bytes += row.size();
                    batch.push(row);
                }
                Some(Err(error)) => return (batch, bytes, Some(error)),
                None => break,
            }
        }
        (batch, bytes, None)
    }
}

/// A row of output.
struct Line {
    json: Parts,
    id: String,
    input: usize,
    error: Option<RowError>,
    lacks_field: bool,
}

/// What every thread needs to make lines of rows.
struct Reader {
    extractor: Extractor,
    names: FieldNames,
    published: Option<NaiveDate>,
    format: Format,
}

impl Reader {
    fn read(&self, row: Row) -> Line {
        let input = row.input;
        let result = row.dispatch(&self.names, self.published).and_then(|dispatch| dispatch.extract(&self.extractor));
        match result {
            Ok(record) => {
                let json = json(&record, self.format);
                Line { json, id: record.document.id, input, error: None, lacks_field: false }
            }
            Err(Refusal { error, lacks_field }) => {
                Line { json: json(&error, self.format), id: error.id.clone(), input, error: Some(error), lacks_field }
            }
        }
    }
}

fn json<T: Serialize>(row: &T, format: Format) -> Parts {
    let mut json = Parts::default();
    let written = match format {
        Format::Jsonl => serde_json::to_writer(&mut json, row),
        Format::Json => serde_json::to_writer_pretty(&mut json, row),
    };
    // Only a failing writer or a key that is no string could fail, and there is neither.
    written.map_or_else(|_| Parts::default(), |()| json)
}

/// What is said at the end.
struct Account {
    rows: u64,
    errors: BTreeMap<String, u64>,
    inputs: Vec<InputAccount>,
    hasher: RandomState,
    ids: HashSet<u64>,
    repeated: u64,
    first_repeated: Option<String>,
}

/// Whether any row of an input had the text field.
#[derive(Clone, Debug, Default)]
struct InputAccount {
    with_field: bool,
    lacking: Option<String>,
}

/// Ids are compared up to this many rows, so that memory stays bounded.
const MOST_IDS: usize = 1 << 20;

impl Account {
    fn new(inputs: usize) -> Self {
        Self {
            rows: 0,
            errors: BTreeMap::new(),
            inputs: vec![InputAccount::default(); inputs],
            hasher: RandomState::new(),
            ids: HashSet::new(),
            repeated: 0,
            first_repeated: None,
        }
    }

    fn enter(&mut self, line: Line) {
        self.rows += 1;
        if let Some(input) = self.inputs.get_mut(line.input) {
            if !line.lacks_field {
                input.with_field |= line.error.as_ref().is_none_or(|error| error.error.code != "invalid_json");
            } else if input.lacking.is_none() {
                input.lacking = line.error.as_ref().map(|error| error.error.message.clone());
            }
        }
        if let Some(error) = line.error {
            *self.errors.entry(error.error.code.into_owned()).or_default() += 1;
        }
        if self.ids.len() < MOST_IDS && !self.ids.insert(self.hasher.hash_one(&line.id)) {
            self.repeated += 1;
            self.first_repeated.get_or_insert(line.id);
        }
    }

    /// Says what was odd about the rows.
    fn say(&self) {
        if let Some(first) = &self.first_repeated {
            let rows = grouped(self.repeated);
            say(&format!("{rows} row(s) with an id that an earlier row has, the first being {first:?}; all were kept"));
        }
        let unreadable: u64 = self.errors.values().sum();
        if unreadable > 0 {
            let codes: Vec<_> = self.errors.iter().map(|(code, count)| format!("{code} {}", grouped(*count))).collect();
            say(&format!(
                "{} of {} rows could not be read ({}); in the output they have an \"error\"",
                grouped(unreadable),
                grouped(self.rows),
                codes.join(", ")
            ));
        }
    }

    /// Whether each input had the text field at all.
    fn close(self, command: &ExtractCommand, names: &FieldNames) -> Result<(), Error> {
        if self.rows == 0 {
            say("the input has no rows");
        }
        let Some(wrong) = self.inputs.iter().position(|input| !input.with_field && input.lacking.is_some()) else {
            return Ok(());
        };
        let file = command.source.inputs.get(wrong).map_or(Path::new("-"), |path| path.as_path());
        let message = "no row has this field; name the right one with --text-field";
        Err(Error::new(ErrorKind::Column, message).in_column(&names.text).in_file(file))
    }
}
