//! The tables, and how a file of an older version becomes one of this version.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{Error, ErrorKind};

/// The steps from one `user_version` to the next.
const VERSIONS: &[&str] = &[include_str!("001.sql")];

/// Indexes that a bulk ingest builds at its end.
pub(crate) const INDEXES: &str = include_str!("indexes.sql");

/// The full text over statements. Its words are those of `statements.content`; it keeps none itself.
pub(crate) const FULL_TEXT: &str = "CREATE VIRTUAL TABLE IF NOT EXISTS statement_text USING fts5 \
     (content, content='statements', content_rowid='key', tokenize=\"unicode61 remove_diacritics 2\")";

/// "onrc" in ASCII: what `file` and SQLite know the archive by.
const APPLICATION_ID: i64 = 0x6F6E_7263;

/// The tables with rows of documents, in the order in which they are dumped and exported.
pub const TABLES: &[&str] = &[
    "documents",
    "timexes",
    "places",
    "actors",
    "members",
    "mentions",
    "roles",
    "events",
    "participants",
    "statements",
    "addressees",
    "statement_actors",
    "instruments",
    "concepts",
    "concept_spans",
    "definitions",
    "exchanges",
    "recipients",
    "reports",
    "discrepancies",
    "invocations",
    "positions",
    "factuality",
    "signatures",
    "wordings",
    "actor_decisions",
];

/// Whether the file is an archive that this version can read, or one that is yet to be made; gives its version.
/// Nothing is written, so that the databases of others stay as they are.
pub(crate) fn version(connection: &Connection) -> Result<usize, Error> {
    // The tables first: whoever sees those of another process, which come with the numbers, sees the numbers after that.
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let version = version as usize;
    if application != APPLICATION_ID && tables > 0 {
        let message = "is a database, but no archive of onrecord; name another file";
        return Err(Error::new(ErrorKind::NotAnArchive, message));
    }
    if version > VERSIONS.len() {
        let message = format!("is of version {version}; this onrecord reads up to {}: update it", VERSIONS.len());
        return Err(Error::new(ErrorKind::NotAnArchive, message));
    }
    Ok(version)
}

/// Brings the file to this version; makes the tables of a new one.
pub(crate) fn migrate(connection: &Connection) -> Result<(), Error> {
    if version(connection)? == VERSIONS.len() {
        return Ok(());
    }
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    // Another process may have made the tables while this one waited.
    for (number, step) in VERSIONS.iter().enumerate().skip(version(&transaction)?) {
        transaction.execute_batch(&format!(
            "{step}; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {};",
            number + 1
        ))?;
    }
    Ok(transaction.commit()?)
}
