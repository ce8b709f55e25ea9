//! What an archive holds, whether it is sound, and its content in one canonical form.

use std::io::Write;

use onrecord_model::{OffsetMap, Record, Span};
use rusqlite::types::ValueRef;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::archive::Archive;
use crate::error::Error;
use crate::schema::TABLES;
use crate::text::{decompress, digest};

/// How much an archive holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Documents.
    pub documents: u64,
    /// The first and the last date of a document.
    pub first_date: Option<String>,
    /// The last date of a document.
    pub last_date: Option<String>,
    /// Agencies.
    pub agencies: u64,
    /// Statements.
    pub statements: u64,
    /// Actors across documents.
    pub actors: u64,
    /// Exchanges across documents.
    pub exchanges: u64,
    /// Reports of them.
    pub exchange_reports: u64,
    /// Events across documents.
    pub events: u64,
    /// Instruments across documents.
    pub instruments: u64,
    /// Concepts across documents.
    pub concepts: u64,
    /// Quotations across documents.
    pub quotations: u64,
    /// Quotations that more than one document carries.
    pub quotations_carried_by_several: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

/// What is wrong with an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The document it is about.
    pub document: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl Archive {
    /// Counts what the archive holds.
    ///
    /// # Errors
    /// Where the file is broken.
    pub fn stats(&self) -> Result<Stats, Error> {
        let row = self.connection.query_row(include_str!("stats.sql"), [], |row| {
            let count = |column: usize| row.get::<_, i64>(column).map(|count| count as u64);
            Ok(Stats {
                documents: count(0)?,
                first_date: row.get(1)?,
                last_date: row.get(2)?,
                agencies: count(3)?,
                statements: count(4)?,
                actors: count(5)?,
                exchanges: count(6)?,
                exchange_reports: count(7)?,
                events: count(8)?,
                instruments: count(9)?,
                concepts: count(10)?,
                quotations: count(11)?,
                quotations_carried_by_several: count(12)?,
                bytes: count(13)?,
            })
        })?;
        Ok(row)
    }

    /// Checks the file, the references between its tables, every record against its text, and that every row with
    /// words has them where it says.
    ///
    /// # Errors
    /// Where the file cannot be read at all; what is wrong inside becomes a finding.
    pub fn check(&self) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        let mut integrity = self.connection.prepare("PRAGMA integrity_check")?;
        for line in integrity.query_map([], |row| row.get::<_, String>(0))? {
            let message = line?;
            if message != "ok" {
                findings.push(Finding { document: None, message });
            }
        }
        let mut keys = self.connection.prepare("PRAGMA foreign_key_check")?;
        for row in keys.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?)))? {
            let (table, parent) = row?;
            findings.push(Finding { document: None, message: format!("a row of {table} leads to no row of {parent}") });
        }
        let mut documents =
            self.connection.prepare("SELECT key, id, sha256, text, record FROM documents ORDER BY id")?;
        let mut rows = documents.query([])?;
        while let Some(row) = rows.next()? {
            let (key, id, sha256): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (text, record): (Option<Vec<u8>>, Vec<u8>) = (row.get(3)?, row.get(4)?);
            let mut report = |message: String| findings.push(Finding { document: Some(id.clone()), message });
            let record = match decompress(&record).and_then(|json| Ok(Record::from_json(&json)?)) {
                Ok(record) => record,
                Err(error) => {
                    report(error.to_string());
                    continue;
                }
            };
            if record.document.sha256 != sha256 {
                report("the record is of another text than its row says".to_owned());
            }
            let text = match text.map(|text| decompress(&text)).transpose() {
                Ok(Some(text)) => text,
                Ok(None) => continue,
                Err(error) => {
                    report(error.to_string());
                    continue;
                }
            };
            if digest(&text) != sha256 {
                report("the text is not the one that the record was made from".to_owned());
                continue;
            }
            if let Err(error) = record.check(&text) {
                report(error.to_string());
            }
            for wrong in self.wrong_spans(key, &text)? {
                report(wrong);
            }
        }
        Ok(findings)
    }

    /// Rows of a document whose words do not stand where they say.
    fn wrong_spans(&self, document: i64, text: &str) -> Result<Vec<String>, Error> {
        let map = OffsetMap::new(text);
        let stands = |span: &Span| map.byte_range(span).and_then(|range| text.get(range)) == Some(&*span.text);
        let mut wrong = Vec::new();
        for table in [
            "timexes",
            "places",
            "mentions",
            "roles",
            "events",
            "instruments",
            "definitions",
            "invocations",
            "factuality",
        ] {
            let sql =
                format!("SELECT id, start, \"end\", words FROM {table} WHERE document = ?1 AND words IS NOT NULL");
            let mut read = self.connection.prepare_cached(&sql)?;
            for row in read.query_map([document], |row| {
                let text: String = row.get(3)?;
                Ok((row.get::<_, String>(0)?, Span { start: row.get(1)?, end: row.get(2)?, text: text.into() }))
            })? {
                let (id, span) = row?;
                if !stands(&span) {
                    wrong.push(format!("{table} {id}: {:?} does not stand at {}..{}", span.text, span.start, span.end));
                }
            }
        }
        let mut read = self
            .connection
            .prepare_cached("SELECT id, start, \"end\", content, content_spans FROM statements WHERE document = ?1")?;
        for row in read.query_map([document], |row| {
            let text: String = row.get(3)?;
            let span = Span { start: row.get(1)?, end: row.get(2)?, text: text.into() };
            Ok((row.get::<_, String>(0)?, span, row.get::<_, Option<String>>(4)?))
        })? {
            let (id, whole, spans) = row?;
            let spans = match spans {
                Some(json) => serde_json::from_str(&json)?,
                None => vec![whole],
            };
            if !spans.iter().all(stands) {
                wrong.push(format!("statements {id}: its content does not stand where it says"));
            }
        }
        Ok(wrong)
    }

    /// The SHA-256 of the canonical dump: equal for two archives with the same documents, whatever the order, the
    /// batches and the interruptions in which they came.
    ///
    /// # Errors
    /// Where the file is broken.
    pub fn fingerprint(&self) -> Result<String, Error> {
        struct Hasher(Sha256);
        impl Write for Hasher {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.update(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        use std::fmt::Write as _;
        let mut hasher = Hasher(Sha256::new());
        self.dump(&mut hasher)?;
        Ok(hasher.0.finalize().iter().fold(String::new(), |mut digits, byte| {
            let _ = write!(digits, "{byte:02x}");
            digits
        }))
    }

    /// Writes every row of every table in one canonical form and order, a line each. Keys that depend on the order of
    /// ingest are replaced by what they lead to.
    ///
    /// # Errors
    /// Where the file is broken or the output cannot be written.
    pub fn dump(&self, output: &mut impl Write) -> Result<(), Error> {
        for table in TABLES {
            for line in self.canonical_rows(table)? {
                writeln!(output, "{table}\t{line}")?;
            }
        }
        Ok(())
    }

    /// Rows as lines, sorted.
    fn canonical_rows(&self, table: &str) -> Result<Vec<String>, Error> {
        const NAMED: &str =
            "kind || '|' || name || '|' || iso3 || '|' || registry || '|' || state || '|' || office || '|' || year";
        let mut columns = Vec::new();
        for column in self.columns(table)? {
            columns.push(match column.as_str() {
                "key" if table != "wordings" => continue,
                "document" => "(SELECT id FROM documents WHERE key = document)".to_owned(),
                "signature" => format!("(SELECT {NAMED} FROM signatures WHERE key = signature)"),
                "identity" if table == "signatures" => {
                    format!("(SELECT {NAMED} FROM signatures AS first WHERE first.key = signatures.identity)")
                }
                _ => format!("{table}.\"{column}\""),
            });
        }
        let mut read = self.connection.prepare(&format!("SELECT {} FROM {table}", columns.join(", ")))?;
        let mut rows = read.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            let mut line = String::new();
            for column in 0..columns.len() {
                let cell = match row.get_ref(column)? {
                    ValueRef::Null => "null".to_owned(),
                    ValueRef::Integer(number) => number.to_string(),
                    ValueRef::Real(number) => number.to_string(),
                    ValueRef::Text(text) => serde_json::to_string(&String::from_utf8_lossy(text))?,
                    ValueRef::Blob(bytes) => digest(&decompress(bytes)?),
                };
                line.push_str(&cell);
                line.push('\t');
            }
            lines.push(line);
        }
        lines.sort_unstable();
        Ok(lines)
    }

    /// The names of the columns of a table.
    pub(crate) fn columns(&self, table: &str) -> Result<Vec<String>, Error> {
        let mut read = self.connection.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
        Ok(read.query_map([table], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}
