//! The same event in several documents: of one kind, on one date, with a party or the place in common.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::union::Union;
use crate::error::Error;

struct Row {
    document: i64,
    id: String,
    name: String,
    parties: BTreeSet<String>,
}

/// Gives the events of every block that was touched their identities.
pub(crate) fn merge(connection: &Connection) -> Result<(), Error> {
    let mut blocks: BTreeSet<String> = super::queued(connection, "event")?.into_iter().collect();
    let mut fresh =
        connection.prepare_cached("SELECT DISTINCT block FROM events WHERE identity IS NULL AND block IS NOT NULL")?;
    for block in fresh.query_map([], |row| row.get(0))? {
        blocks.insert(block?);
    }
    for block in blocks {
        let rows = read(connection, &block)?;
        let mut union = Union::new(rows.len());
        for (one, row) in rows.iter().enumerate() {
            for (other, earlier) in rows.iter().enumerate().take(one) {
                if !row.parties.is_disjoint(&earlier.parties) {
                    union.join(one, other);
                }
            }
        }
        let mut update = connection
            .prepare_cached("UPDATE events SET identity = ?1 WHERE document = ?2 AND id = ?3 AND identity IS NOT ?1")?;
        for (position, row) in rows.iter().enumerate() {
            // Rows are in the order of their names, so the first of a set is its least.
            let name = rows.get(union.find(position)).map_or(&row.name, |first| &first.name);
            update.execute(params![name, row.document, row.id])?;
        }
    }
    Ok(())
}

fn read(connection: &Connection, block: &str) -> Result<Vec<Row>, Error> {
    let mut read = connection.prepare_cached(
        "SELECT document, events.id, documents.id || '#' || events.id AS name, parties \
         FROM events JOIN documents ON documents.key = document WHERE block = ?1 ORDER BY name",
    )?;
    let rows = read.query_map([block], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?)))?;
    rows.map(|row| {
        let (document, id, name, parties) = row?;
        Ok(Row { document, id, name, parties: serde_json::from_str(&parties)? })
    })
    .collect()
}
