//! `onrecord ingest`: rows in, an archive out. What is there as it is, is not extracted again.

use onrecord_archive::{Added, Archive, Entry, Settings, digest, version};
use onrecord_extract::Extractor;
use onrecord_model::{Record, RowError};
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use crate::arguments::{IngestCommand, SourceOptions};
use crate::error::{Error, ErrorKind};
use crate::extract::Room;
use crate::input::Rows;
use crate::progress::{Progress, grouped};
use crate::row::{Content, Dispatch, FieldNames, Refusal, Row};
use crate::say;

/// Bytes of rows that are in memory at once, for each thread; a single row may be larger.
const BATCH_BYTES: u64 = 4 << 20;

/// A row on its way into the archive.
enum Incoming {
    /// A dispatch, with its digest and the version its record will have.
    Dispatch { dispatch: Dispatch, sha256: String, version: String },
    /// A record that `onrecord extract` has written.
    Record(Box<Entry>),
}

/// What makes records, and what tells its records from those of another.
struct Maker {
    extractor: Extractor,
    own_tables: Option<u64>,
}

impl Maker {
    fn new(source: &SourceOptions) -> Result<Self, Error> {
        let (extractor, own_tables) = source.build_with_digest()?;
        Ok(Self { extractor, own_tables })
    }

    fn version(&self, dispatch: &Dispatch) -> String {
        let published = dispatch.published.map(|date| date.to_string());
        version(self.extractor.options(), self.own_tables, published.as_deref())
    }
}

pub(crate) fn run(command: &IngestCommand) -> Result<(), Error> {
    let maker = Maker::new(&command.source)?;
    let mut rows = Rows::new(&command.source)?;
    let settings = Settings { keep_text: !command.no_text, full_text: !command.no_full_text };
    let mut archive = Archive::open(&command.archive, settings)?;
    if archive.settings() != settings && (command.no_text || command.no_full_text) {
        say("the archive keeps what it was made with; --no-text and --no-full-text are for a new one");
    }
    let threads = command.threads.map_or(0, usize::from);
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|cause| Error::new(ErrorKind::Option, format!("no threads: {cause}; ask for fewer with --threads")))?;
    if command.bulk && !archive.in_bulk() {
        archive.begin_bulk()?;
    }
    let names = command.source.names();
    let mut progress = Progress::new(rows.bytes);
    let (mut added, mut refused) = (Added::default(), Vec::new());
    let room = Room { rows: command.batch as usize, bytes: BATCH_BYTES * pool.current_num_threads() as u64 };
    let mut broken = None;
    while broken.is_none() {
        let (batch, bytes, failure) = room.fill(&mut rows);
        if batch.is_empty() && failure.is_none() {
            break;
        }
        broken = failure;
        let count = batch.len() as u64;
        let read: Vec<_> =
            pool.install(|| batch.into_par_iter().map(|row| incoming(row, &maker, &names, command)).collect());
        let fresh = unknown(&archive, read, &mut added, &mut refused)?;
        let done: Vec<_> = pool.install(|| fresh.into_par_iter().map(|row| entry(row, &maker.extractor)).collect());
        let mut entries = Vec::new();
        for entry in done {
            match entry {
                Ok(entry) => entries.push(entry),
                Err(refusal) => refused.push(refusal.error),
            }
        }
        let batch = archive.add(entries)?;
        added.new += batch.new;
        added.replaced += batch.replaced;
        added.unchanged += batch.unchanged;
        progress.add(count, bytes);
    }
    archive.finish_bulk().map_err(|cause| Error::archive(&command.archive, cause))?;
    progress.clear();
    account(added, &refused);
    broken.map_or(Ok(()), Err)
}

/// Understands a row.
fn incoming(row: Row, maker: &Maker, names: &FieldNames, command: &IngestCommand) -> Result<Incoming, Refusal> {
    if let Content::Json(line) = &row.content
        && let Ok(json) = std::str::from_utf8(line)
        && json.trim_start().starts_with("{\"schema\":")
        && let Ok(record) = Record::from_json(json)
        && let Ok(entry) = Entry::of_record(record)
    {
        return Ok(Incoming::Record(Box::new(entry)));
    }
    let dispatch = row.dispatch(names, command.source.published)?;
    let version = maker.version(&dispatch);
    Ok(Incoming::Dispatch { sha256: digest(&dispatch.text), version, dispatch })
}

/// The rows that the archive does not have as they are.
fn unknown(
    archive: &Archive,
    rows: Vec<Result<Incoming, Refusal>>,
    added: &mut Added,
    refused: &mut Vec<RowError>,
) -> Result<Vec<Incoming>, Error> {
    let mut fresh = Vec::new();
    for row in rows {
        match row {
            Err(refusal) => refused.push(refusal.error),
            Ok(Incoming::Dispatch { dispatch, sha256, version })
                if archive
                    .knows(&dispatch.id, &sha256, &version)
                    .map_err(|cause| Error::archive(archive.path(), cause))? =>
            {
                added.unchanged += 1;
            }
            Ok(row) => fresh.push(row),
        }
    }
    Ok(fresh)
}

fn entry(row: Incoming, extractor: &Extractor) -> Result<Entry, Refusal> {
    match row {
        Incoming::Record(entry) => Ok(*entry),
        Incoming::Dispatch { dispatch, version, .. } => {
            let record = dispatch.extract(extractor)?;
            Ok(Entry { record, text: Some(dispatch.text), version })
        }
    }
}

fn account(added: Added, refused: &[RowError]) {
    let Added { new, replaced, unchanged } = added;
    let [new, replaced, unchanged] = [new, replaced, unchanged].map(grouped);
    say(&format!("{new} dispatches added, {replaced} replaced, {unchanged} there as they are"));
    if let Some(first) = refused.first() {
        let rows = grouped(refused.len() as u64);
        say(&format!("{rows} rows could not be read, the first being {:?}: {}", first.id, first.error.message));
    }
}
