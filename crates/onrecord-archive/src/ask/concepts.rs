//! Questions about concepts and instruments.

use std::collections::BTreeMap;

use serde::Serialize;

use super::changes::{Change, changes};
use super::evidence::Evidence;
use super::exchanges::limited;
use super::filter::{Filter, concepts, signatures};
use crate::archive::Archive;
use crate::error::{Error, ErrorKind};
use crate::merge;
use crate::text::{decompress, folded};

/// Who cites an instrument in which sense.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InvocationCount {
    /// The instrument across documents.
    pub instrument: String,
    /// Its title.
    pub title: Option<String>,
    /// Who cites it.
    pub actor: String,
    /// What it is said to do, or what is done to it.
    pub relation: String,
    /// How often.
    pub count: usize,
    /// Where.
    pub evidence: Vec<Evidence>,
}

/// A definition of a concept, and how it differs from the one before it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefinitionInTime {
    /// The concept.
    pub concept: String,
    /// Who defines it.
    pub actor: String,
    /// How.
    pub kind: String,
    /// The words that define.
    pub definiens: String,
    /// What is different from the definition before this one; nothing for the first.
    pub changes: Vec<Change>,
    /// Where.
    pub evidence: Evidence,
}

/// How often an actor is for and against a concept, by whose account.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgreementCount {
    /// Who.
    pub actor: String,
    /// On what.
    pub concept: String,
    /// `own`, or `attributed` by another party.
    pub voice: String,
    /// For it.
    pub support: usize,
    /// Against it.
    pub oppose: usize,
    /// Both.
    pub ambivalent: usize,
    /// Passed over.
    pub omit: usize,
    /// Where.
    pub evidence: Vec<Evidence>,
}

/// A concept in its context.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InContext {
    /// The words before.
    pub left: String,
    /// The words of the concept.
    pub words: String,
    /// The words after.
    pub right: String,
    /// In whose words.
    pub speaker: Option<String>,
    /// Where.
    pub evidence: Evidence,
}

/// The title of an instrument, and where it is cited.
type TitledEvidence = (Option<String>, Vec<Evidence>);

impl Archive {
    /// Who cites an instrument, in which sense and how often. Without an instrument, all of them.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such instrument.
    pub fn invocations(&self, instrument: Option<&str>, filter: &Filter) -> Result<Vec<InvocationCount>, Error> {
        let instruments = instrument.map(|named| self.instruments(named)).transpose()?;
        let json = instruments.map(|found| serde_json::to_string(&found)).transpose()?;
        let rows = self.answer(include_str!("invocations.sql"), &[(":instruments", &json)], filter, |row| {
            Ok(((row.get("instrument")?, row.get("actor")?, row.get("relation")?), row.get("title")?))
        })?;
        let mut counts: BTreeMap<(String, String, String), TitledEvidence> = BTreeMap::new();
        for (evidence, (key, title)) in rows {
            counts.entry(key).or_insert_with(|| (title, Vec::new())).1.push(evidence);
        }
        let rows = counts.into_iter().map(|((instrument, actor, relation), (title, evidence))| InvocationCount {
            instrument,
            title,
            actor,
            relation,
            count: evidence.len(),
            evidence,
        });
        Ok(limited(rows.collect(), filter))
    }

    /// The identities of instruments by key, title or number.
    fn instruments(&self, named: &str) -> Result<Vec<String>, Error> {
        let mut find = self.connection.prepare_cached(
            "SELECT DISTINCT identity FROM instruments WHERE identity IN (?1, ?2) OR title = ?1 COLLATE NOCASE \
             OR registry_title = ?1 COLLATE NOCASE OR number = ?1 OR words = ?1 COLLATE NOCASE",
        )?;
        let found: Vec<String> =
            find.query_map([named, &folded(named)], |row| row.get(0))?.collect::<Result<_, _>>()?;
        if found.is_empty() {
            let message = format!("the archive has no instrument {named:?}; ask without one to see all that are cited");
            return Err(Error::new(ErrorKind::Question, message));
        }
        Ok(found)
    }

    /// What a concept is said to be over time, each definition with its differences from the one before.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such concept.
    pub fn definitions(&self, concept: Option<&str>, filter: &Filter) -> Result<Vec<DefinitionInTime>, Error> {
        let asked = concept.map(|concept| concepts(&self.connection, &[concept.to_owned()])).transpose()?;
        let json = asked.map(|asked| serde_json::to_string(&asked)).transpose()?;
        let rows = self.answer(include_str!("definitions.sql"), &[(":asked", &json)], filter, |row| {
            Ok((row.get::<_, String>("concept")?, row.get("label")?, row.get("actor")?, row.get("kind")?))
        })?;
        let mut last: BTreeMap<String, String> = BTreeMap::new();
        let rows = rows.into_iter().map(|(evidence, (identity, concept, actor, kind))| {
            let definiens = evidence.words();
            let before = last.insert(identity, definiens.clone());
            let changes = before.map(|before| changes(&before, &definiens)).unwrap_or_default();
            DefinitionInTime { concept, actor, kind, definiens, changes, evidence }
        });
        Ok(limited(rows.collect(), filter))
    }

    /// How often actors are for and against concepts, in their own voice and by others' account.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such actor or concept.
    pub fn agreement(
        &self,
        actor: Option<&str>,
        concept: Option<&str>,
        filter: &Filter,
    ) -> Result<Vec<AgreementCount>, Error> {
        let mut filter = filter.clone();
        filter.concepts.extend(concept.map(str::to_owned));
        let rows = self.positions(actor, &filter)?;
        let mut counts: BTreeMap<(String, String, String), AgreementCount> = BTreeMap::new();
        for (evidence, position) in rows {
            let key = (position.actor.clone(), position.concept.clone(), position.voice.clone());
            let row = counts.entry(key).or_insert_with(|| AgreementCount {
                actor: position.actor,
                concept: position.label,
                voice: position.voice,
                support: 0,
                oppose: 0,
                ambivalent: 0,
                omit: 0,
                evidence: Vec::new(),
            });
            match position.agreement.as_str() {
                "support" => row.support += 1,
                "oppose" => row.oppose += 1,
                "ambivalent" => row.ambivalent += 1,
                _ => row.omit += 1,
            }
            row.evidence.push(evidence);
        }
        Ok(limited(counts.into_values().collect(), &filter))
    }

    pub(super) fn positions(
        &self,
        holder: Option<&str>,
        filter: &Filter,
    ) -> Result<Vec<(Evidence, PositionRow)>, Error> {
        let holders = holder.map(|holder| signatures(&self.connection, holder)).transpose()?;
        let json = holders.map(|keys| serde_json::to_string(&keys)).transpose()?;
        self.answer(include_str!("positions.sql"), &[(":holders", &json)], filter, |row| {
            Ok(PositionRow {
                actor: row.get("actor")?,
                concept: row.get("concept")?,
                label: row.get("label")?,
                agreement: row.get("agreement")?,
                voice: row.get("voice")?,
                presenter: row.get("presenter")?,
            })
        })
    }

    /// A concept in its contexts: the words around each place that speaks of it, up to `width` code points on each side.
    /// An archive without texts gives the words of the statement only.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such concept.
    pub fn in_context(&self, concept: &str, width: usize, filter: &Filter) -> Result<Vec<InContext>, Error> {
        let asked = serde_json::to_string(&concepts(&self.connection, &[concept.to_owned()])?)?;
        let rows = self.answer(include_str!("in_context.sql"), &[(":asked", &asked)], filter, |row| {
            let text: Option<Vec<u8>> = row.get("text")?;
            Ok((
                text,
                row.get::<_, Option<String>>("content")?,
                row.get::<_, Option<i64>>("content_start")?,
                row.get("speaker")?,
            ))
        })?;
        let mut found = Vec::new();
        for (evidence, (text, content, content_start, speaker)) in limited(rows, filter) {
            let Some(span) = evidence.spans.first() else { continue };
            let (around, offset) = match (text, content) {
                (Some(text), _) => (decompress(&text)?, 0),
                (None, Some(content)) => (content, content_start.unwrap_or(0)),
                (None, None) => (span.text.to_string(), i64::from(span.start)),
            };
            let place = |at: u32| usize::try_from(i64::from(at) - offset).unwrap_or(0);
            let (start, end) = (place(span.start), place(span.end));
            let cut = |from: usize, to: usize| flat(&around.chars().skip(from).take(to - from).collect::<String>());
            found.push(InContext {
                left: cut(start.saturating_sub(width), start),
                words: span.text.to_string(),
                right: cut(end, end + width),
                speaker,
                evidence,
            });
        }
        Ok(found)
    }
}

/// A position with what it is counted by.
pub(super) struct PositionRow {
    pub(super) actor: String,
    pub(super) concept: String,
    pub(super) label: String,
    pub(super) agreement: String,
    pub(super) voice: String,
    pub(super) presenter: Option<i64>,
}

/// On one line.
fn flat(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

/// Whether the archive has a row that the query finds.
pub(super) fn exists(archive: &Archive, sql: &str, values: impl rusqlite::Params) -> Result<bool, Error> {
    let mut find = archive.connection.prepare_cached(sql)?;
    Ok(merge::optional(find.query_row(values, |_| Ok(())))?.is_some())
}
