//! What a page holds, in the names of the record.

use std::collections::{BTreeMap, HashMap};

use onrecord_model::{Concept, Quotation, Record, Span, SpeechAct, Statement};
use serde::Serialize;

use super::{MOST_STATEMENTS, Reported};
use crate::archive::Archive;
use crate::ask::{Filter, Unanswered};
use crate::error::{Error, ErrorKind};
use crate::keys::concept_identity;

/// Everything that the script of the page reads.
#[derive(Serialize)]
pub(super) struct Content {
    /// The name of the archive.
    title: String,
    /// The day up to which answers were looked for.
    as_of: Option<String>,
    /// Whether the archive keeps texts.
    keeps_text: bool,
    /// States by their codes.
    states: BTreeMap<String, String>,
    /// Labels of concepts by their identities.
    concepts: BTreeMap<String, String>,
    documents: Vec<Dispatch>,
    exchanges: Vec<Unanswered>,
}

/// A dispatch with the statements that the filter let through.
#[derive(Serialize)]
struct Dispatch {
    id: String,
    date: Option<String>,
    agency: Option<String>,
    place: Option<String>,
    text: Option<String>,
    statements: Vec<Said>,
}

/// A statement as the page shows it.
#[derive(Serialize)]
struct Said {
    id: String,
    quotation: Quotation,
    level: u8,
    /// Under the name that the speaker has across documents.
    speaker: Option<String>,
    state: Option<String>,
    role: Option<String>,
    speaker_span: Option<Span>,
    addressees: Vec<String>,
    cue: Option<Span>,
    content: Vec<Span>,
    speech_act: Option<SpeechAct>,
    date: Option<String>,
    voice: String,
    concepts: Vec<String>,
    evidence: onrecord_model::Evidence,
    rule: String,
    confidence: Option<f64>,
}

/// A statement as the archive knows it: where it stands, and its speaker across documents.
struct Row {
    document: String,
    statement: String,
    date: Option<String>,
    agency: Option<String>,
    speaker: Option<String>,
    state: Option<String>,
    voice: String,
}

impl Content {
    pub(super) fn gather(archive: &Archive, as_of: Option<&str>, filter: &Filter) -> Result<Self, Error> {
        let rows = rows(archive, filter)?;
        let as_of = match as_of.or(filter.to.as_deref()) {
            Some(as_of) => Some(as_of.to_owned()),
            None => archive.connection.query_row("SELECT max(date) FROM documents", [], |row| row.get(0))?,
        };
        let everything = Filter { limit: None, ..filter.clone() };
        let exchanges = match &as_of {
            Some(as_of) => archive.unanswered(as_of, &everything)?,
            None => Vec::new(),
        };
        let mut content = Self {
            title: archive.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
            as_of,
            keeps_text: archive.settings().keep_text,
            states: states(archive)?,
            concepts: BTreeMap::new(),
            documents: Vec::new(),
            exchanges: Vec::new(),
        };
        content.dispatches(archive, rows, &exchanges)?;
        content.exchanges = exchanges;
        Ok(content)
    }

    pub(super) fn reported(&self) -> Reported {
        Reported {
            documents: self.documents.len(),
            statements: self.documents.iter().map(|dispatch| dispatch.statements.len()).sum(),
            open_exchanges: self.exchanges.len(),
            as_of: self.as_of.clone(),
        }
    }

    /// The dispatches of the statements, and those in which the exchanges are reported.
    fn dispatches(&mut self, archive: &Archive, rows: Vec<Row>, exchanges: &[Unanswered]) -> Result<(), Error> {
        let mut order: Vec<(String, Option<String>, Option<String>)> = Vec::new();
        let mut statements: HashMap<String, Vec<Row>> = HashMap::new();
        let reports = exchanges.iter().flat_map(|exchange| &exchange.evidence);
        let reporting = reports.map(|report| (report.document.clone(), report.date.clone(), report.agency.clone()));
        for row in rows {
            let told = statements.entry(row.document.clone()).or_default();
            if told.is_empty() {
                order.push((row.document.clone(), row.date.clone(), row.agency.clone()));
            }
            told.push(row);
        }
        order.extend(reporting);
        order.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
        order.dedup_by(|one, other| one.0 == other.0);
        let mut spellings: HashMap<String, String> = HashMap::new();
        for (id, date, agency) in order {
            let Some(record) = archive.record(&id)? else { continue };
            let rows = statements.remove(&id).unwrap_or_default();
            // An agency is one in any letter case: under the spelling that comes first.
            let agency = agency.map(|name| spellings.entry(name.to_lowercase()).or_insert(name).clone());
            let text = archive.text(&id)?;
            let place = record.document.dateline.as_ref().and_then(|dateline| dateline.places.first());
            let place = place.and_then(|place| record.places.get(place.index())).map(|place| place.name.clone());
            let statements = self.statements(&record, rows);
            self.documents.push(Dispatch { id, date, agency, place, text, statements });
        }
        Ok(())
    }

    fn statements(&mut self, record: &Record, rows: Vec<Row>) -> Vec<Said> {
        let items: HashMap<String, &Statement> =
            record.statements.iter().map(|statement| (statement.id.to_string(), statement)).collect();
        let told = rows.into_iter().filter_map(|row| Some((*items.get(&row.statement)?, row)));
        told.map(|(statement, row)| self.said(record, statement, row)).collect()
    }

    fn said(&mut self, record: &Record, statement: &Statement, row: Row) -> Said {
        let addressees = statement.addressees.iter().filter_map(|actor| record.actors.get(actor.index()));
        let role = statement.role.and_then(|role| record.roles.get(role.index()));
        Said {
            id: row.statement,
            quotation: statement.quotation,
            level: statement.level,
            speaker: row.speaker,
            state: row.state,
            role: role.map(|role| role.office.clone()),
            speaker_span: statement.speaker_span.clone(),
            addressees: addressees.map(|actor| actor.name.clone()).collect(),
            cue: statement.cue.as_ref().map(|cue| cue.span.clone()),
            content: statement.content.clone(),
            speech_act: statement.speech_act,
            date: statement.date.clone(),
            voice: row.voice,
            concepts: self.concepts_in(record, statement),
            evidence: statement.evidence,
            rule: statement.rule.to_string(),
            confidence: statement.confidence,
        }
    }

    /// The concepts that the words of a statement name.
    fn concepts_in(&mut self, record: &Record, statement: &Statement) -> Vec<String> {
        let within =
            |span: &Span| statement.content.iter().any(|part| part.start <= span.start && span.end <= part.end);
        let named = |concept: &&Concept| concept.spans.iter().any(within);
        let mut identities: Vec<String> = Vec::new();
        for concept in record.concepts.iter().filter(named) {
            let identity = concept_identity(concept.dictionary.as_deref(), &concept.label);
            self.concepts.entry(identity.clone()).or_insert_with(|| concept.label.clone());
            identities.push(identity);
        }
        identities.sort();
        identities.dedup();
        identities
    }
}

/// The statements that the filter lets through, in the order of dates.
fn rows(archive: &Archive, filter: &Filter) -> Result<Vec<Row>, Error> {
    let mut condition = filter.condition(&archive.connection)?;
    let sql = format!(
        "SELECT * FROM ({}\n) WHERE {} GROUP BY document_key, statement ORDER BY date, document, start, statement \
         LIMIT :most",
        include_str!("statements.sql"),
        condition.sql
    );
    let limit = filter.limit.map_or(usize::MAX, |limit| limit as usize);
    // One more than a page holds tells that there are too many.
    let most = i64::try_from(limit.min(MOST_STATEMENTS + 1)).unwrap_or(i64::MAX);
    condition.values.push((":most".to_owned(), Box::new(most)));
    let values: Vec<(&str, &dyn rusqlite::ToSql)> =
        condition.values.iter().map(|(name, value)| (name.as_str(), &**value)).collect();
    let mut read = archive.connection.prepare_cached(&sql)?;
    let rows = read.query_map(values.as_slice(), |row| {
        Ok(Row {
            document: row.get("document")?,
            statement: row.get("statement")?,
            date: row.get("date")?,
            agency: row.get("agency")?,
            speaker: row.get("speaker")?,
            state: row.get("state")?,
            voice: row.get("voice")?,
        })
    })?;
    let rows: Vec<Row> = rows.collect::<Result<_, _>>()?;
    if rows.len() > MOST_STATEMENTS {
        let message = "these are more than 20,000 statements, the most that a page holds; choose fewer by date, agency, \
                       actor, state or concept (onrecord report: --from, --to, --by-agency, --by-actor, --state, \
                       --on-concept)";
        return Err(Error::new(ErrorKind::TooMuch, message).in_file(archive.path()));
    }
    Ok(rows)
}

/// The names of states, by their codes.
fn states(archive: &Archive) -> Result<BTreeMap<String, String>, Error> {
    let sql = "SELECT iso3, min(name) FROM signatures WHERE kind = 'state' AND iso3 <> '' GROUP BY iso3";
    let mut read = archive.connection.prepare_cached(sql)?;
    Ok(read.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}
