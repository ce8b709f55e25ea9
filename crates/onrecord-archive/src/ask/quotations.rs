//! Questions about words: the variants of a quotation, and the full text.

use std::collections::BTreeMap;

use serde::Serialize;

use super::changes::{Change, changes};
use super::evidence::Evidence;
use super::exchanges::limited;
use super::filter::{Filter, signatures};
use crate::archive::Archive;
use crate::error::{Error, ErrorKind};
use crate::text::words;

/// One quotation with its variants.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variants {
    /// The quotation across documents.
    pub quotation: String,
    /// Who is quoted.
    pub speaker: Option<String>,
    /// The longest wording, which the others are compared with.
    pub words: String,
    /// Every document that carries it.
    pub variants: Vec<Variant>,
}

/// How one document words a quotation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    /// Its words.
    pub words: String,
    /// What is different from the longest wording.
    pub changes: Vec<Change>,
    /// Where.
    pub evidence: Evidence,
}

/// A statement found by its words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Who says so.
    pub speaker: Option<String>,
    /// The words, those asked for between `[` and `]`.
    pub highlighted: String,
    /// Where.
    pub evidence: Evidence,
}

impl Archive {
    /// The wordings of a quotation across agencies, compared word by word with the longest. Without words, all quotations
    /// that more than one agency carries.
    ///
    /// # Errors
    /// Where the file is broken or the filter names nobody.
    pub fn variants(&self, asked: Option<&str>, filter: &Filter) -> Result<Vec<Variants>, Error> {
        let sql = match asked {
            Some(_) => "SELECT DISTINCT identity FROM wordings WHERE instr(words, ?1) > 0",
            None => include_str!("carried_by_several.sql"),
        };
        let mut read = self.connection.prepare_cached(sql)?;
        let read_key = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
        let quotations: Vec<i64> = match asked {
            Some(asked) => read.query_map([words(asked).join(" ")], read_key)?.collect::<Result<_, _>>()?,
            None => read.query_map([filter.limit.map_or(-1, i64::from)], read_key)?.collect::<Result<_, _>>()?,
        };
        let json = serde_json::to_string(&quotations)?;
        let rows = self.answer(include_str!("variants.sql"), &[(":quotations", &json)], filter, |row| {
            Ok((row.get("quotation")?, row.get("speaker")?))
        })?;
        let mut found: BTreeMap<String, (Option<String>, Vec<Evidence>)> = BTreeMap::new();
        for (evidence, (quotation, speaker)) in rows {
            let entry = found.entry(quotation).or_default();
            entry.0 = entry.0.take().or(speaker);
            entry.1.push(evidence);
        }
        let rows = found.into_iter().map(|(quotation, (speaker, evidence))| {
            // Of wordings of one length the first carried stands.
            let longest = evidence.iter().rev().max_by_key(|evidence| words(&evidence.words()).len());
            let longest = longest.map(Evidence::words).unwrap_or_default();
            let variant = |evidence: Evidence| {
                let words = evidence.words();
                Variant { changes: changes(&longest, &words), words, evidence }
            };
            Variants { quotation, speaker, variants: evidence.into_iter().map(variant).collect(), words: longest }
        });
        Ok(limited(rows.collect(), filter))
    }

    /// Statements by their words, best first. `words` is a query of SQLite FTS5: words, "phrases", `prefix*`, AND, OR, NOT.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] for words that are no query, for an actor that is not there, or where the archive was made
    /// without full text.
    pub fn search(&self, asked: &str, speaker: Option<&str>, filter: &Filter) -> Result<Vec<Found>, Error> {
        if !self.settings().full_text {
            let message = "this archive was made without full text; ingest into a new one without --no-full-text";
            return Err(Error::new(ErrorKind::Question, message));
        }
        if self.in_bulk() {
            let message = "the bulk ingest has not finished; run onrecord ingest again first";
            return Err(Error::new(ErrorKind::Question, message));
        }
        let mut condition = filter.condition(&self.connection)?;
        let mut sql = format!("SELECT * FROM ({}) WHERE {}", include_str!("search.sql"), condition.sql);
        condition.values.push((":words".to_owned(), Box::new(asked.to_owned())));
        if let Some(speaker) = speaker {
            let keys = serde_json::to_string(&signatures(&self.connection, speaker)?)?;
            sql.push_str(" AND signature IN (SELECT value FROM json_each(:speakers))");
            condition.values.push((":speakers".to_owned(), Box::new(keys)));
        }
        sql.push_str(" LIMIT :limit");
        condition.values.push((":limit".to_owned(), Box::new(i64::from(filter.limit.unwrap_or(20)))));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values: Vec<(&str, &dyn rusqlite::ToSql)> =
            condition.values.iter().map(|(name, value)| (name.as_str(), &**value)).collect();
        let rows = statement.query_map(values.as_slice(), |row| {
            let marked: String = row.get("highlighted")?;
            let highlighted = marked.replace('\u{2}', "[").replace('\u{3}', "]");
            Ok(Found { speaker: row.get("speaker")?, highlighted, evidence: Evidence::read(row)? })
        });
        rows.and_then(Iterator::collect).map_err(|error| match error.sqlite_error_code() {
            // What is wrong with the query itself has no code of its own.
            Some(rusqlite::ErrorCode::Unknown) => {
                let advice = "quote words with punctuation, as in '\"no-fly zone\"'";
                Error::new(ErrorKind::Question, format!("{asked:?} is no search ({error}); {advice}"))
            }
            _ => error.into(),
        })
    }
}
