//! Every table as CSV or JSONL.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use super::Exported;
use crate::archive::Archive;
use crate::error::Error;
use crate::schema::TABLES;
use crate::text::decompress;

/// Writes a file for each table into a directory.
pub(super) fn write(archive: &Archive, directory: &Path, ending: &str) -> Result<Exported, Error> {
    let mut exported = Exported::default();
    for table in TABLES {
        let path = directory.join(format!("{table}.{ending}"));
        let output = BufWriter::new(File::create(&path).map_err(|error| Error::from(error).in_file(&path))?);
        exported.rows += match ending {
            "csv" => csv(archive, table, output)?,
            _ => jsonl(archive, table, output)?,
        };
        exported.files += 1;
    }
    Ok(exported)
}

/// The rows of a table, in the order of documents; documents are named by their ids, not by keys of this file.
fn rows(
    archive: &Archive,
    table: &str,
    mut each: impl FnMut(&[String], &rusqlite::Row<'_>) -> Result<(), Error>,
) -> Result<u64, Error> {
    let columns: Vec<String> = archive.columns(table)?;
    let selected: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "document" => "(SELECT id FROM documents WHERE key = document) AS document".to_owned(),
            _ => format!("{table}.\"{column}\""),
        })
        .collect();
    let sql = format!("SELECT {} FROM {table} ORDER BY 1, 2", selected.join(", "));
    let mut read = archive.connection.prepare(&sql)?;
    let mut rows = read.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        each(&columns, row)?;
        count += 1;
    }
    Ok(count)
}

fn csv(archive: &Archive, table: &str, output: impl Write) -> Result<u64, Error> {
    let mut writer = csv::Writer::from_writer(output);
    let failed = |error: csv::Error| Error::from(std::io::Error::from(error));
    // The columns of a table without rows are written too.
    writer.write_record(archive.columns(table)?).map_err(failed)?;
    let count = rows(archive, table, |columns, row| {
        let cells: Result<Vec<String>, Error> = (0..columns.len())
            .map(|column| match row.get_ref(column)? {
                ValueRef::Null => Ok(String::new()),
                ValueRef::Integer(number) => Ok(number.to_string()),
                ValueRef::Real(number) => Ok(number.to_string()),
                ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => decompress(bytes),
            })
            .collect();
        writer.write_record(cells?).map_err(failed)
    })?;
    writer.flush()?;
    Ok(count)
}

fn jsonl(archive: &Archive, table: &str, mut output: impl Write) -> Result<u64, Error> {
    let count = rows(archive, table, |columns, row| {
        let mut object = Map::new();
        for (position, column) in columns.iter().enumerate() {
            let value = match row.get_ref(position)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Real(number) => number.into(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                ValueRef::Blob(bytes) if column == "record" => serde_json::from_str(&decompress(bytes)?)?,
                ValueRef::Blob(bytes) => decompress(bytes)?.into(),
            };
            object.insert(column.clone(), value);
        }
        Ok(writeln!(output, "{}", Value::Object(object))?)
    })?;
    output.flush()?;
    Ok(count)
}
