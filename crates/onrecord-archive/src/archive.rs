//! One file with many records: opening, adding, reading back.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use onrecord_extract::{Layer, Layers, Options};
use onrecord_model::Record;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::keys::Signature;
use crate::merge;
use crate::prepare::{self, Entry};
use crate::schema::{self, FULL_TEXT, INDEXES};
use crate::text::decompress;
use crate::write::Writer;

/// How long a process waits for another that writes to the same file.
const PATIENCE: Duration = Duration::from_mins(1);

/// Counts for the planner of questions, from a sample of each index.
const ANALYSE: &str = "PRAGMA analysis_limit = 1000; ANALYZE";

/// How an archive is made. An archive that is there keeps what it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Keep the texts, compressed. Without them the archive holds only the words that the record cites.
    pub keep_text: bool,
    /// Build a full text over statements, which `search` needs.
    pub full_text: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { keep_text: true, full_text: true }
    }
}

/// What a call of [`Archive::add`] has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Added {
    /// Documents that were not there.
    pub new: u64,
    /// Documents whose text, options or extractor had changed, replaced whole.
    pub replaced: u64,
    /// Documents that were there as they are.
    pub unchanged: u64,
}

/// Many records in one SQLite file, with actors, exchanges, events and quotations merged across documents.
///
/// ```
/// use onrecord_archive::{Archive, Entry, version};
/// use onrecord_extract::{Extractor, Source};
///
/// let mut archive = Archive::in_memory()?;
/// let text = "VIENNA, March 3. \"We will answer in writing,\" Foreign Minister Ana Orlu said.";
/// let extractor = Extractor::default();
/// let record = extractor.extract(&Source::new("note", text));
/// let version = version(extractor.options(), None, None);
/// archive.add(vec![Entry { record, text: Some(text.into()), version }])?;
/// assert_eq!(archive.stats()?.statements, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Archive {
    pub(crate) connection: Connection,
    path: PathBuf,
    settings: Settings,
    bulk: bool,
    signatures: HashMap<Signature, i64>,
}

/// What a record was made with, as the archive compares it: the extractor, its options, the digest of the user's own tables
/// (`Knowledge::own_digest`), and the date of publication that the caller gave.
///
/// ```
/// use onrecord_extract::Options;
/// let version = onrecord_archive::version(&Options::default(), None, Some("2024-03-05"));
/// assert_eq!(version, concat!("onrecord ", env!("CARGO_PKG_VERSION"), " attribution=small published=2024-03-05"));
/// ```
#[must_use]
pub fn version(options: &Options, own_tables: Option<u64>, published: Option<&str>) -> String {
    use std::fmt::Write;
    let Options { attribution, layers, min_confidence, max_chars } = options;
    let layers = (*layers != Layers::ALL).then(|| layers.iter().map(Layer::as_str).collect::<Vec<_>>().join(","));
    let mut version = format!(concat!("onrecord ", env!("CARGO_PKG_VERSION"), " attribution={}"), attribution);
    for (name, value) in [
        ("layers", layers),
        ("min_confidence", min_confidence.map(|value| value.to_string())),
        ("max_chars", max_chars.map(|value| value.to_string())),
        ("knowledge", own_tables.map(|digest| format!("{digest:016x}"))),
        ("published", published.map(str::to_owned)),
    ] {
        if let Some(value) = value {
            let _ = write!(version, " {name}={value}");
        }
    }
    version
}

impl Archive {
    /// Opens an archive, and makes it where there is none.
    ///
    /// # Errors
    /// [`ErrorKind::NotAnArchive`] for another kind of file, [`ErrorKind::File`] where it cannot be opened.
    pub fn open(path: &Path, settings: Settings) -> Result<Self, Error> {
        Self::set_up(Connection::open(path).map_err(|error| Error::from(error).in_file(path))?, path, settings)
    }

    /// Opens an archive that is there, to ask; another process may write to it meanwhile.
    ///
    /// # Errors
    /// As [`Archive::open`]; [`ErrorKind::File`] too where there is no such file.
    pub fn open_existing(path: &Path) -> Result<Self, Error> {
        if !path.is_file() {
            let message = "there is no such archive; make one with: onrecord ingest ARCHIVE INPUT…";
            return Err(Error::new(ErrorKind::File, message).in_file(path));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| Error::from(error).in_file(path))?;
        Self::set_up(connection, path, Settings::default())
    }

    /// An archive that goes away with the value.
    ///
    /// # Errors
    /// Where memory runs out.
    pub fn in_memory() -> Result<Self, Error> {
        Self::set_up(Connection::open_in_memory()?, Path::new(":memory:"), Settings::default())
    }

    fn set_up(connection: Connection, path: &Path, settings: Settings) -> Result<Self, Error> {
        Self::configure(connection, path, settings).map_err(|error| error.in_file(path))
    }

    fn configure(connection: Connection, path: &Path, settings: Settings) -> Result<Self, Error> {
        connection.busy_timeout(PATIENCE)?;
        schema::version(&connection)?;
        connection.set_prepared_statement_cache_capacity(256);
        // Large pages, for rows with many words; the largest map there can be; one more thread sorts where an index is
        // built.
        connection.execute_batch("PRAGMA page_size = 16384")?;
        Self::write_ahead(&connection)?;
        connection.execute_batch(
            "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -65536; PRAGMA mmap_size = 2147418112; PRAGMA threads = 1;",
        )?;
        schema::migrate(&connection)?;
        let mut archive = Self { connection, path: path.to_owned(), settings, bulk: false, signatures: HashMap::new() };
        archive.settings = Settings {
            keep_text: archive.setting("keep_text", settings.keep_text)?,
            full_text: archive.setting("full_text", settings.full_text)?,
        };
        archive.set_bulk(archive.setting("bulk", false)?)?;
        if !archive.bulk {
            archive.build()?;
        }
        Ok(archive)
    }

    /// In WAL mode a commit that was acknowledged survives a kill of the process; readers go on while it writes. SQLite
    /// does not wait for others while it changes the mode of a file, whatever its timeout: so it is asked again.
    fn write_ahead(connection: &Connection) -> Result<(), Error> {
        let begun = Instant::now();
        loop {
            match connection.execute_batch("PRAGMA journal_mode = WAL") {
                Err(error)
                    if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < PATIENCE =>
                {
                    std::thread::sleep(Duration::from_millis(5));
                }
                done => return Ok(done?),
            }
        }
    }

    /// Reads a setting, which is written down where it is new.
    fn setting(&self, name: &str, default: bool) -> Result<bool, Error> {
        let read = |connection: &Connection| {
            merge::optional(
                connection.query_row("SELECT value = 'yes' FROM settings WHERE name = ?1", [name], |row| row.get(0)),
            )
        };
        if let Some(value) = read(&self.connection)? {
            return Ok(value);
        }
        self.set(name, default)?;
        Ok(default)
    }

    fn set(&self, name: &str, value: bool) -> Result<(), Error> {
        let value = if value { "yes" } else { "no" };
        self.connection.execute("INSERT OR REPLACE INTO settings VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    /// What the archive was made with.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// Where the archive lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The SQLite connection, for questions of one's own. The tables are described in `schema/001.sql`.
    #[must_use]
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Whether this document is there with this text, made by this version: then it need not be extracted again.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn knows(&self, id: &str, sha256: &str, version: &str) -> Result<bool, Error> {
        let mut find = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM documents WHERE id = ?1 AND sha256 = ?2 AND version = ?3)")?;
        Ok(find.query_row([id, sha256, version], |row| row.get(0))?)
    }

    /// Adds records in one transaction: all of them are there afterwards, or none. A document with a known id is
    /// replaced whole where its text or version differs. Of two entries with one id the later stands.
    ///
    /// # Errors
    /// Where the file cannot be written; nothing was added then.
    pub fn add(&mut self, entries: Vec<Entry>) -> Result<Added, Error> {
        let mut added = Added::default();
        let mut fresh: HashMap<String, usize> = HashMap::new();
        let mut kept = Vec::new();
        for entry in entries {
            let document = &entry.record.document;
            fresh.insert(document.id.clone(), kept.len());
            kept.push(entry);
        }
        let mut changed = Vec::new();
        for (position, entry) in kept.into_iter().enumerate() {
            let document = &entry.record.document;
            if fresh.get(&document.id) != Some(&position)
                || self.knows(&document.id, &document.sha256, &entry.version)?
            {
                added.unchanged += 1;
                continue;
            }
            changed.push(entry);
        }
        if changed.is_empty() {
            return Ok(added);
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut writer = Writer::new(&transaction, &mut self.signatures, self.settings.full_text && !self.bulk);
        let done = (|| {
            prepare::each_ready(changed, self.settings.keep_text, |prepared| {
                if writer.write(prepared)? {
                    added.replaced += 1;
                } else {
                    added.new += 1;
                }
                Ok(())
            })?;
            if self.bulk { Ok(()) } else { merge::merge(&transaction) }
        })();
        drop(writer);
        let done = done.and_then(|()| Ok(transaction.commit()?));
        if done.is_err() || added.replaced > 0 {
            // Keys of signatures that were rolled back or have gone lead nowhere.
            self.signatures.clear();
        }
        done.map(|()| added).map_err(|error| error.in_file(&self.path))
    }

    /// Takes a document out; `false` where there is none of this id.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn remove(&mut self, id: &str) -> Result<bool, Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        self.signatures.clear();
        let full_text = self.settings.full_text && !self.bulk;
        let removed = Writer::new(&transaction, &mut self.signatures, full_text).remove(id)?;
        if !self.bulk {
            merge::merge(&transaction)?;
        }
        transaction.commit()?;
        Ok(removed)
    }

    /// Begins a bulk ingest: indexes, full text and merging are left for [`Archive::finish_bulk`]. A process that is
    /// killed in between leaves an archive that goes on in bulk mode until it is finished.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn begin_bulk(&mut self) -> Result<(), Error> {
        self.set("bulk", true)?;
        self.set_bulk(true)?;
        for line in INDEXES.lines() {
            if let Some(name) = line.strip_prefix("CREATE INDEX IF NOT EXISTS ").and_then(|rest| rest.split(' ').next())
            {
                self.connection.execute_batch(&format!("DROP INDEX IF EXISTS {name}"))?;
            }
        }
        Ok(())
    }

    /// In bulk pages are written to the file in larger lots.
    fn set_bulk(&mut self, bulk: bool) -> Result<(), Error> {
        self.bulk = bulk;
        let pages = if bulk { 16_384 } else { 256 };
        Ok(self.connection.execute_batch(&format!("PRAGMA wal_autocheckpoint = {pages}"))?)
    }

    /// Ends a bulk ingest: builds the indexes and the full text, and merges. Without a bulk ingest it does nothing.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn finish_bulk(&mut self) -> Result<(), Error> {
        if !self.bulk {
            return Ok(());
        }
        self.build()?;
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        merge::merge(&transaction)?;
        if self.settings.full_text {
            transaction.execute("INSERT INTO statement_text (statement_text) VALUES ('rebuild')", [])?;
        }
        transaction.commit()?;
        self.connection.execute_batch(ANALYSE)?;
        self.set("bulk", false)?;
        self.set_bulk(false)?;
        self.signatures.clear();
        Ok(())
    }

    /// Whether a bulk ingest was begun and not finished: questions then miss what is not merged yet.
    #[must_use]
    pub fn in_bulk(&self) -> bool {
        self.bulk
    }

    /// Indexes and full text.
    fn build(&self) -> Result<(), Error> {
        // A look first: an archive that is only read need not be written to.
        let built = "SELECT count(*) FROM sqlite_schema WHERE name IN ('documents_by_date', 'participants_by_actor')";
        if self.connection.query_row(built, [], |row| row.get::<_, i64>(0))? < 2 {
            self.connection.execute_batch(INDEXES)?;
        }
        if self.settings.full_text {
            self.connection.execute_batch(FULL_TEXT)?;
        }
        Ok(())
    }

    /// Says that two names are one actor, whatever merging found. A state (ISO 3166-1 alpha-3) limits a name to actors
    /// of that state; the empty one is any.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn merge_actors(&mut self, name: (&str, &str), other: (&str, &str)) -> Result<(), Error> {
        self.decide("merge", name, other)
    }

    /// Says that two names are two actors, whatever merging found.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn split_actors(&mut self, name: (&str, &str), other: (&str, &str)) -> Result<(), Error> {
        self.decide("split", name, other)
    }

    fn decide(&mut self, decision: &str, name: (&str, &str), other: (&str, &str)) -> Result<(), Error> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        merge::actors::decide(&transaction, decision, name, other)?;
        Ok(transaction.commit()?)
    }

    /// The record of a document, exactly as it was added; `None` where there is none of this id.
    ///
    /// # Errors
    /// Where the file is broken.
    pub fn record(&self, id: &str) -> Result<Option<Record>, Error> {
        let mut find = self.connection.prepare_cached("SELECT record FROM documents WHERE id = ?1")?;
        let Some(json) = merge::optional(find.query_row([id], |row| row.get::<_, Vec<u8>>(0)))? else {
            return Ok(None);
        };
        Ok(Some(Record::from_json(&decompress(&json)?)?))
    }

    /// The text of a document; `None` where there is none of this id or the archive keeps no texts.
    ///
    /// # Errors
    /// Where the file is broken.
    pub fn text(&self, id: &str) -> Result<Option<String>, Error> {
        let mut find = self.connection.prepare_cached("SELECT text FROM documents WHERE id = ?1")?;
        let text = merge::optional(find.query_row([id], |row| row.get::<_, Option<Vec<u8>>>(0)))?.flatten();
        text.map(|text| decompress(&text)).transpose()
    }

    /// The ids of all documents, sorted.
    ///
    /// # Errors
    /// Where the file is broken.
    pub fn ids(&self) -> Result<Vec<String>, Error> {
        let mut read = self.connection.prepare_cached("SELECT id FROM documents ORDER BY id")?;
        Ok(read.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Gives back the room of what was removed.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn vacuum(&self) -> Result<(), Error> {
        if self.settings.full_text && !self.bulk {
            self.connection.execute("INSERT INTO statement_text (statement_text) VALUES ('optimize')", [])?;
        }
        Ok(self.connection.execute_batch(&format!("VACUUM; {ANALYSE}; PRAGMA wal_checkpoint(TRUNCATE);"))?)
    }
}
