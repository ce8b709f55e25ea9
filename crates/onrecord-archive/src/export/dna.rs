//! Positions as statements of Discourse Network Analyzer: an SQLite file with person, organisation, concept, agreement and
//! voice. Offsets count UTF-16 units, dates seconds since 1970.

use std::path::Path;

use onrecord_model::{Agreement, Position, Record};
use rusqlite::{Connection, OptionalExtension, params};

use super::Exported;
use crate::archive::Archive;
use crate::error::{Error, ErrorKind};
use crate::keys::actor;

const PERSON: i64 = 1;
const ORGANIZATION: i64 = 2;
const CONCEPT: i64 = 3;
const AGREEMENT: i64 = 4;
const VOICE: i64 = 5;

/// Shorter than the 191 characters that the program allows.
const LONGEST_VALUE: usize = 190;

/// Days from the beginning of the calendar to 1970-01-01.
const EPOCH: i64 = 719_163;

/// Writes the file, which must not be there. Positions with `omit` or `ambivalent` have no boolean and are left out, as
/// are documents whose text the archive does not keep.
pub(super) fn write(archive: &Archive, path: &Path) -> Result<Exported, Error> {
    if path.exists() {
        let message = "is there already; name another file or take it away";
        return Err(Error::new(ErrorKind::Export, message).in_file(path));
    }
    let mut connection = Connection::open(path)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(include_str!("dna.sql"))?;
    let mut exported = Exported { files: 1, ..Exported::default() };
    for id in archive.ids()? {
        let Some(record) = archive.record(&id)? else { continue };
        let Some(text) = archive.text(&id)? else {
            exported.left_out += record.positions.len() as u64;
            continue;
        };
        let date = record.document.published.as_deref().and_then(crate::keys::julian_day);
        let agency = record.document.dateline.as_ref().and_then(|dateline| actor(&record, dateline.agency?));
        transaction.execute(
            "INSERT INTO DOCUMENTS (Title, Text, Coder, Source, Type, Date) VALUES (?1, ?2, 1, ?3, 'dispatch', ?4)",
            params![
                cut(&id),
                text,
                agency.map(|agency| cut(&agency.name)).unwrap_or_default(),
                (date.unwrap_or(EPOCH) - EPOCH) * 86_400
            ],
        )?;
        let document = transaction.last_insert_rowid();
        for position in &record.positions {
            if statement(&transaction, document, &text, &record, position)? {
                exported.rows += 1;
            } else {
                exported.left_out += 1;
            }
        }
    }
    transaction.commit()?;
    Ok(exported)
}

/// Writes a position; `false` where the program has no place for it.
fn statement(
    connection: &Connection,
    document: i64,
    text: &str,
    record: &Record,
    position: &Position,
) -> Result<bool, Error> {
    let agreement = match position.agreement {
        Agreement::Support => 1,
        Agreement::Oppose => 0,
        Agreement::Ambivalent | Agreement::Omit => return Ok(false),
    };
    let spans = record.statements.get(position.statement.index()).map(|statement| &statement.content);
    let (Some(start), Some(end)) = (
        spans.and_then(|spans| spans.iter().map(|span| span.start).min()),
        spans.and_then(|spans| spans.iter().map(|span| span.end).max()),
    ) else {
        return Ok(false);
    };
    let units = |chars: u32| text.chars().take(chars as usize).map(char::len_utf16).sum::<usize>() as i64;
    connection.execute(
        "INSERT INTO STATEMENTS (StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (1, ?1, ?2, ?3, 1)",
        [document, units(start), units(end)],
    )?;
    let key = connection.last_insert_rowid();
    let holder = actor(record, position.actor);
    let person = holder.filter(|holder| holder.kind == onrecord_model::ActorKind::Person).map(|holder| &holder.name);
    let organisation = position.organisation.and_then(|id| actor(record, id)).map(|found| &found.name);
    let organisation = organisation.or_else(|| holder.filter(|_| person.is_none()).map(|holder| &holder.name));
    let concept = record.concepts.get(position.concept.index()).map(|concept| &concept.label);
    let voice = position.voice.to_string();
    for (variable, value) in [(PERSON, person), (ORGANIZATION, organisation), (CONCEPT, concept), (VOICE, Some(&voice))]
    {
        let entity = entity(connection, variable, &value.map(|value| cut(value)).unwrap_or_default())?;
        connection.execute(
            "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?1, ?2, ?3)",
            [key, variable, entity],
        )?;
    }
    connection.execute(
        "INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?1, ?2, ?3)",
        [key, AGREEMENT, agreement],
    )?;
    Ok(true)
}

fn entity(connection: &Connection, variable: i64, value: &str) -> Result<i64, Error> {
    let find = "SELECT ID FROM ENTITIES WHERE VariableId = ?1 AND Value = ?2";
    if let Some(key) = connection.query_row(find, params![variable, value], |row| row.get(0)).optional()? {
        return Ok(key);
    }
    connection.execute("INSERT INTO ENTITIES (VariableId, Value) VALUES (?1, ?2)", params![variable, value])?;
    Ok(connection.last_insert_rowid())
}

fn cut(value: &str) -> String {
    value.chars().take(LONGEST_VALUE).collect()
}
