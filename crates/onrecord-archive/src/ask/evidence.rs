//! Where an answer stands in the texts.

use onrecord_model::Span;
use rusqlite::{Row, ToSql};
use serde::Serialize;

use super::filter::Filter;
use crate::archive::Archive;
use crate::error::Error;

/// The words of a document that a row of an answer rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The id of the document.
    pub document: String,
    /// Its ISO date.
    pub date: Option<String>,
    /// Its agency.
    pub agency: Option<String>,
    /// The statement in its record, as `s3`.
    pub statement: Option<String>,
    /// The exact words and where they stand, in code points.
    pub spans: Vec<Span>,
    /// `own`, or `attributed`: another party's account.
    pub voice: String,
    /// `explicit`, `inferred` or `registry`.
    pub evidence: String,
    /// The rule that read it.
    pub rule: String,
    /// How often that rule is right, where it was measured.
    pub confidence: Option<f64>,
}

impl Evidence {
    /// The words, those of several spans joined by " … ".
    #[must_use]
    pub fn words(&self) -> String {
        crate::prepare::joined(&self.spans)
    }

    pub(crate) fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        let spans: Option<String> = row.get("spans")?;
        let spans = match spans {
            // Written by this crate alone; what is no list has no words.
            Some(json) => serde_json::from_str(&json).unwrap_or_default(),
            None => {
                let words: String = row.get("words")?;
                vec![Span { start: row.get("start")?, end: row.get("end")?, text: words.into() }]
            }
        };
        Ok(Self {
            document: row.get("document")?,
            date: row.get("date")?,
            agency: row.get("agency")?,
            statement: row.get("statement")?,
            spans,
            voice: row.get("voice")?,
            evidence: row.get("evidence")?,
            rule: row.get("rule")?,
            confidence: row.get("confidence")?,
        })
    }

    /// Documents by date, words by place.
    pub(crate) fn order(&self) -> (Option<&str>, &str, u32) {
        (self.date.as_deref(), &self.document, self.spans.first().map_or(0, |span| span.start))
    }
}

fn is_null(value: &dyn ToSql) -> bool {
    use rusqlite::types::{ToSqlOutput, Value, ValueRef};
    matches!(value.to_sql(), Ok(ToSqlOutput::Owned(Value::Null) | ToSqlOutput::Borrowed(ValueRef::Null)))
}

impl Archive {
    /// Runs a question: its rows, limited by the filter, in the order of dates. Every question has the columns of
    /// [`Evidence`], and those that filters look at.
    pub(crate) fn answer<T>(
        &self,
        sql: &str,
        values: &[(&str, &dyn ToSql)],
        filter: &Filter,
        read: impl Fn(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Vec<(Evidence, T)>, Error> {
        let mut rows = self.rows_of(sql, values, filter, ("*", ""), |row| Ok((Evidence::read(row)?, read(row)?)))?;
        rows.sort_by(|(one, _), (other, _)| one.order().cmp(&other.order()));
        Ok(rows)
    }

    /// Values of one column of a question, without the evidence: what is cheap to find first where the evidence of all
    /// rows would be much. `grouped` is what follows the conditions.
    pub(crate) fn keys_of(
        &self,
        sql: &str,
        values: &[(&str, &dyn ToSql)],
        filter: &Filter,
        (column, grouped): (&str, &str),
    ) -> Result<Vec<String>, Error> {
        self.rows_of(sql, values, filter, (column, grouped), |row| row.get(0))
    }

    /// Runs a question and reads some of its columns. `grouped` is what follows the conditions.
    pub(crate) fn rows_of<T>(
        &self,
        sql: &str,
        values: &[(&str, &dyn ToSql)],
        filter: &Filter,
        (columns, grouped): (&str, &str),
        read: impl Fn(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Vec<T>, Error> {
        let condition = filter.condition(&self.connection)?;
        let given: Vec<(&str, &dyn ToSql)> = values.iter().copied().filter(|(_, value)| !is_null(*value)).collect();
        // A line marked "-- if :name" is a condition on a value that need not be given.
        let asked =
            |line: &&str| line.split_once("-- if ").is_none_or(|(_, name)| given.iter().any(|(n, _)| n == &name));
        let lines: Vec<&str> = sql.lines().filter(asked).collect();
        let sql = format!("SELECT {columns} FROM ({}\n) WHERE {} {grouped}", lines.join("\n"), condition.sql);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let filtered = condition.values.iter().map(|(name, value)| (name.as_str(), &**value));
        let values: Vec<(&str, &dyn ToSql)> = given.into_iter().chain(filtered).collect();
        let rows = statement.query_map(values.as_slice(), read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
