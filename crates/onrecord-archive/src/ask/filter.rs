//! What every question may be limited to.

use rusqlite::{Connection, ToSql};
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::keys::concept_identity;
use crate::merge;
use crate::text::folded;

/// What the rows behind an answer must be like. An empty field limits nothing.
///
/// ```
/// use onrecord_archive::Filter;
/// let filter = Filter { from: Some("2024-03-01".into()), agencies: vec!["Norpress".into()], ..Filter::default() };
/// # let _ = filter;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// The first ISO date of a document.
    pub from: Option<String>,
    /// The last ISO date of a document.
    pub to: Option<String>,
    /// Agencies, by name.
    pub agencies: Vec<String>,
    /// Actors, by name or by ISO 3166-1 alpha-3; a state stands also for those who speak for it.
    pub actors: Vec<String>,
    /// States that actors belong to, by ISO 3166-1 alpha-3.
    pub states: Vec<String>,
    /// Concepts, by label or by key of the dictionary.
    pub concepts: Vec<String>,
    /// `own` or `attributed`.
    pub voice: Option<String>,
    /// Rows with a lower confidence are left out; those without one stay.
    pub min_confidence: Option<f64>,
    /// `explicit`, `inferred`, `registry`.
    pub evidence: Vec<String>,
    /// Ids of rules.
    pub rules: Vec<String>,
    /// The most rows of an answer.
    pub limit: Option<u32>,
}

/// A filter as SQL over the columns that every question has.
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) values: Vec<(String, Box<dyn ToSql>)>,
}

impl Filter {
    pub(crate) fn condition(&self, connection: &Connection) -> Result<Condition, Error> {
        let mut condition = Condition { sql: "TRUE".to_owned(), values: Vec::new() };
        condition.and("date >= :from", ":from", self.from.clone());
        condition.and("date <= :to", ":to", self.to.clone());
        condition.any("agency COLLATE NOCASE", ":agencies", &self.agencies)?;
        condition.any("state", ":states", &self.states)?;
        condition.any("evidence", ":evidence_grades", &self.evidence)?;
        condition.any("rule", ":rules", &self.rules)?;
        condition.and("voice = :voice", ":voice", self.voice.clone());
        condition.and("(confidence IS NULL OR confidence >= :min_confidence)", ":min_confidence", self.min_confidence);
        if !self.actors.is_empty() {
            let mut keys = Vec::new();
            for actor in &self.actors {
                keys.extend(signatures(connection, actor)?);
            }
            condition.any("signature", ":actors", &keys)?;
        }
        if !self.concepts.is_empty() {
            condition.any("concept", ":concepts", &concepts(connection, &self.concepts)?)?;
        }
        Ok(condition)
    }
}

impl Condition {
    fn and<T: ToSql + 'static>(&mut self, sql: &str, name: &str, value: Option<T>) {
        if let Some(value) = value {
            self.sql = format!("{} AND {sql}", self.sql);
            self.values.push((name.to_owned(), Box::new(value)));
        }
    }

    fn any<T: Serialize>(&mut self, column: &str, name: &str, values: &[T]) -> Result<(), Error> {
        if !values.is_empty() {
            let sql = format!("{column} IN (SELECT value FROM json_each({name}))");
            self.and(&sql, name, Some(serde_json::to_string(values)?));
        }
        Ok(())
    }
}

/// The signatures of an actor: by code of a state, by name, or by the last word of a name. A state stands also for
/// those who speak for it.
pub(crate) fn signatures(connection: &Connection, actor: &str) -> Result<Vec<i64>, Error> {
    let mut read = connection.prepare_cached(include_str!("signatures.sql"))?;
    let name = folded(actor);
    let keys: Vec<i64> = read.query_map([actor, &name], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if keys.is_empty() {
        let message = format!("no actor of the archive is called {actor:?}; {}", suggestion(connection, &name)?);
        return Err(Error::new(ErrorKind::Question, message));
    }
    Ok(keys)
}

/// Names that begin alike.
fn suggestion(connection: &Connection, name: &str) -> Result<String, Error> {
    let begin: String = name.chars().take(3).collect();
    let mut read = connection.prepare_cached(
        "SELECT DISTINCT name FROM signatures WHERE folded GLOB ?1 || '*' OR folded GLOB '* ' || ?1 || '*' \
         ORDER BY name LIMIT 3",
    )?;
    let near: Vec<String> = read.query_map([begin], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(if near.is_empty() {
        "give a full name, or the ISO code of a state".to_owned()
    } else {
        format!("do you mean {}?", near.join(", "))
    })
}

/// The identities of concepts that are named by label or key.
pub(crate) fn concepts(connection: &Connection, named: &[String]) -> Result<Vec<String>, Error> {
    let mut find =
        connection.prepare_cached("SELECT identity FROM concepts WHERE label = ?1 COLLATE NOCASE LIMIT 1")?;
    let mut by_key = connection.prepare_cached("SELECT 1 FROM concepts WHERE identity = ?1 LIMIT 1")?;
    named
        .iter()
        .map(|name| {
            let key = concept_identity(None, name);
            for key in [name, &key] {
                if by_key.exists([key])? {
                    return Ok(key.clone());
                }
            }
            merge::optional(find.query_row([name], |row| row.get(0)))?.ok_or_else(|| {
                let message = format!(
                    "the archive has no concept {name:?}; they are listed in tables/concepts.csv after: \
                     onrecord export ARCHIVE --format csv --output tables"
                );
                Error::new(ErrorKind::Question, message)
            })
        })
        .collect()
}
