//! Merging across documents: which actors, exchanges, events and quotations are the same.
//!
//! Every step looks only at what new or removed documents touch, and its result is a function of the documents that are
//! there, whatever their order. A row whose identity is NULL has not been looked at yet.

pub(crate) mod actors;
pub(crate) mod events;
pub(crate) mod exchanges;
pub(crate) mod quotations;
pub(crate) mod union;

use rusqlite::{Connection, OptionalExtension};

use crate::error::Error;

/// Brings all identities up to date.
pub(crate) fn merge(connection: &Connection) -> Result<(), Error> {
    actors::merge(connection)?;
    events::merge(connection)?;
    exchanges::merge(connection)?;
    quotations::merge(connection)?;
    connection.execute("DELETE FROM merge_queue", [])?;
    Ok(())
}

/// Notes what a removed document leaves to look at again.
pub(crate) fn queue(connection: &Connection, kind: &str, item: &str) -> Result<(), Error> {
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO merge_queue VALUES (?1, ?2)")?;
    insert.execute([kind, item])?;
    Ok(())
}

fn queued(connection: &Connection, kind: &str) -> Result<Vec<String>, Error> {
    let mut read = connection.prepare_cached("SELECT item FROM merge_queue WHERE kind = ?1")?;
    Ok(read.query_map([kind], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

pub(crate) fn optional<T>(result: Result<T, rusqlite::Error>) -> Result<Option<T>, Error> {
    Ok(result.optional()?)
}
