//! Questions about letters, notes, calls and their answers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::evidence::Evidence;
use super::filter::Filter;
use crate::archive::Archive;
use crate::error::Error;
use crate::text::stems;

/// An exchange without a reported answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unanswered {
    /// The exchange across documents.
    pub exchange: String,
    /// What it was.
    pub kind: String,
    /// Who sent it.
    pub sender: Option<String>,
    /// To whom: states by their codes, others by name.
    pub recipients: Vec<String>,
    /// The recipients of whom no answer or refusal is reported.
    pub open: Vec<String>,
    /// Its ISO date.
    pub date: Option<String>,
    /// Every report of it.
    pub evidence: Vec<Evidence>,
}

/// A field on which documents differ about one exchange.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disagreement {
    /// The exchange across documents.
    pub exchange: String,
    /// What it was.
    pub kind: String,
    /// Who sent it.
    pub sender: Option<String>,
    /// The field.
    pub field: String,
    /// What documents say, each value with those that say so.
    pub values: Vec<DisagreementValue>,
}

/// What some documents say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DisagreementValue {
    /// The value.
    pub value: String,
    /// Who says so.
    pub evidence: Vec<Evidence>,
}

/// How the answer to one exchange came nearer over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ladder {
    /// The exchange across documents.
    pub exchange: String,
    /// What it was.
    pub kind: String,
    /// Who sent it.
    pub sender: Option<String>,
    /// To whom.
    pub recipients: Vec<String>,
    /// The rungs, in the order of dates.
    pub rungs: Vec<LadderRung>,
}

/// One reading of where an exchange stood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LadderRung {
    /// Where it stood.
    pub rung: Rung,
    /// Who says so.
    pub speaker: Option<String>,
    /// In which words.
    pub evidence: Evidence,
}

/// Where an exchange stands, from far to near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// It is reported, and no more.
    Reported,
    /// An answer is hoped for.
    HopedFor,
    /// An answer is expected or waited for.
    Expected,
    /// An answer is announced.
    Announced,
    /// An answer has arrived.
    Arrived,
    /// An answer was refused.
    Refused,
}

/// One report of an exchange.
struct Told {
    identity: String,
    kind: String,
    sent: Option<String>,
    sender: Option<String>,
    sender_state: Option<String>,
    parties: BTreeSet<String>,
    status: String,
    reporter: Option<String>,
    reporter_state: Option<String>,
}

/// An exchange with its reports.
#[derive(Default)]
struct Merged {
    kind: String,
    sent: Option<String>,
    sender: Option<String>,
    sender_state: Option<String>,
    parties: BTreeSet<String>,
    told: Vec<(Evidence, Told)>,
}

/// What documents say about a field, each value with those that say so.
type Values = BTreeMap<String, Vec<Evidence>>;

/// Exchanges of which the evidence is read at once: at most …
const AT_ONCE: usize = 256;
/// … and where few are asked for, no fewer than.
const FEW: usize = 16;

impl Archive {
    /// Exchanges of which no answer was reported up to a date, for at least one recipient. A refusal is an answer. That
    /// none is reported says nothing about the world: it is a reading of these documents.
    ///
    /// # Errors
    /// Where the file is broken or the filter names nobody.
    pub fn unanswered(&self, as_of: &str, filter: &Filter) -> Result<Vec<Unanswered>, Error> {
        let to = filter.to.as_deref().map_or(as_of, |to| to.min(as_of)).to_owned();
        let filter = Filter { to: Some(to), ..filter.clone() };
        let identities = self.exchange_identities(1, &filter)?;
        let mut rows = Vec::new();
        for identities in identities.chunks(at_once(&filter)) {
            for (exchange, found) in self.merged(identities, &filter)? {
                let answered = self.answered(&exchange, &found, as_of)?;
                rows.extend(found.unanswered(exchange, &answered));
            }
            if filter.limit.is_some_and(|limit| rows.len() >= limit as usize) {
                break;
            }
        }
        rows.sort_by(|one, other| (&one.date, &one.exchange).cmp(&(&other.date, &other.exchange)));
        Ok(limited(rows, &filter))
    }

    /// Who has answered or refused by a date: states, or none where somebody did and it is not said who.
    fn answered(&self, exchange: &str, found: &Merged, as_of: &str) -> Result<BTreeSet<Option<String>>, Error> {
        let mut read = self.connection.prepare_cached(include_str!("replies.sql"))?;
        let values = rusqlite::named_params! {":exchange": exchange, ":as_of": as_of};
        let mut answered: BTreeSet<Option<String>> =
            read.query_map(values, |row| row.get(0))?.collect::<Result<_, _>>()?;
        let known = answered.iter().any(Option::is_some);
        for (_, told) in &found.told {
            match told.status.as_str() {
                "refused" => answered.insert(told.reporter_state.clone()),
                "reply_reported" if !known => answered.insert(None),
                _ => false,
            };
        }
        Ok(answered)
    }

    /// Exchanges on which documents differ, field by field.
    ///
    /// # Errors
    /// Where the file is broken or the filter names nobody.
    pub fn discrepancies(&self, filter: &Filter) -> Result<Vec<Disagreement>, Error> {
        let sql = include_str!("discrepancies.sql");
        // A filter may leave one side only.
        let limit = filter.limit.map_or(-1, i64::from);
        let several =
            format!("GROUP BY identity, field HAVING count(DISTINCT value) > 1 ORDER BY identity, field LIMIT {limit}");
        let mut identities = self.keys_of(sql, &[], filter, ("identity", &several))?;
        identities.dedup();
        let identities = serde_json::to_string(&identities)?;
        let rows = self.answer(sql, &[(":identities", &identities)], filter, |row| {
            Ok((row.get("identity")?, row.get("field")?, row.get("value")?, row.get("kind")?, row.get("sender")?))
        })?;
        let mut found: BTreeMap<(String, String), (String, Option<String>, Values)> = BTreeMap::new();
        for (evidence, (identity, field, value, kind, sender)) in rows {
            let entry = found.entry((identity, field)).or_insert_with(|| (kind, sender, Values::new()));
            entry.2.entry(value).or_default().push(evidence);
        }
        let rows = found.into_iter().map(|((exchange, field), (kind, sender, values))| {
            let values = values.into_iter().map(|(value, evidence)| DisagreementValue { value, evidence }).collect();
            Disagreement { exchange, kind, sender, field, values }
        });
        Ok(limited(rows.filter(|row: &Disagreement| row.values.len() > 1).collect(), filter))
    }

    /// How the answer to an exchange came nearer: hoped for, expected, announced, arrived or refused. Without an
    /// exchange all are told of that the filter lets through and that two documents or more report.
    ///
    /// # Errors
    /// Where the file is broken or the filter names nobody.
    pub fn ladder(&self, exchange: Option<&str>, filter: &Filter) -> Result<Vec<Ladder>, Error> {
        let identities = match exchange {
            Some(exchange) => vec![exchange.to_owned()],
            None => self.exchange_identities(2, filter)?,
        };
        let mut several = Vec::new();
        for identities in identities.chunks(at_once(filter)) {
            let merged = self.merged(identities, filter)?.into_iter();
            several.extend(merged.filter(|(_, found)| exchange.is_some() || found.in_several_documents()));
            if filter.limit.is_some_and(|limit| several.len() >= limit as usize) {
                break;
            }
        }
        several.sort_by(|(one, found), (other, rival)| (&found.sent, one).cmp(&(&rival.sent, other)));
        limited(several, filter).into_iter().map(|(identity, found)| self.rungs(identity, found, filter)).collect()
    }

    /// The ladder of one exchange.
    fn rungs(&self, exchange: String, found: Merged, filter: &Filter) -> Result<Ladder, Error> {
        let mut rungs: Vec<LadderRung> = found.told.into_iter().map(|(evidence, told)| told.rung(evidence)).collect();
        rungs.extend(self.attitudes(&exchange, filter)?);
        rungs.sort_by(|one, other| (one.evidence.order(), one.rung).cmp(&(other.evidence.order(), other.rung)));
        rungs.dedup_by(|one, other| one.evidence.document == other.evidence.document && one.rung == other.rung);
        let recipients = found.parties.into_iter().collect();
        Ok(Ladder { exchange, kind: found.kind, sender: found.sender, recipients, rungs })
    }

    /// Exchanges that at least so many documents of the time of a filter report, by date.
    fn exchange_identities(&self, documents: u32, filter: &Filter) -> Result<Vec<String>, Error> {
        let mut read = self.connection.prepare_cached(include_str!("exchange_identities.sql"))?;
        let values = rusqlite::named_params! {":documents": documents, ":from": filter.from, ":to": filter.to};
        Ok(read.query_map(values, |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Some exchanges across documents, by identity.
    fn merged(&self, identities: &[String], filter: &Filter) -> Result<BTreeMap<String, Merged>, Error> {
        let identities = serde_json::to_string(identities)?;
        let rows =
            self.answer(include_str!("exchange_reports.sql"), &[(":identities", &identities)], filter, |row| {
                let parties: String = row.get("parties")?;
                Ok(Told {
                    identity: row.get("identity")?,
                    kind: row.get("kind")?,
                    sent: row.get("sent")?,
                    sender: row.get("sender")?,
                    sender_state: row.get("state")?,
                    parties: serde_json::from_str(&parties).unwrap_or_default(),
                    status: row.get("status")?,
                    reporter: row.get("reporter")?,
                    reporter_state: row.get("reporter_state")?,
                })
            })?;
        let mut merged: BTreeMap<String, Merged> = BTreeMap::new();
        for (evidence, told) in rows {
            let entry = merged.entry(told.identity.clone()).or_default();
            if entry.kind.is_empty() {
                entry.kind.clone_from(&told.kind);
            }
            entry.sent = entry.sent.take().or_else(|| told.sent.clone());
            entry.sender = entry.sender.take().or_else(|| told.sender.clone());
            entry.sender_state = entry.sender_state.take().or_else(|| told.sender_state.clone());
            entry.parties.extend(told.parties.iter().cloned());
            entry.told.push((evidence, told));
        }
        for exchange in merged.values_mut() {
            if let Some(sender) = &exchange.sender_state {
                exchange.parties.remove(sender);
            }
        }
        Ok(merged)
    }

    /// Hopes, expectations and announcements of an answer in the documents that report an exchange.
    fn attitudes(&self, exchange: &str, filter: &Filter) -> Result<Vec<LadderRung>, Error> {
        let filter = Filter { actors: Vec::new(), states: Vec::new(), concepts: Vec::new(), ..filter.clone() };
        let rows = self.answer(include_str!("attitudes.sql"), &[(":exchange", &exchange)], &filter, |row| {
            let (attitude, act): (Option<String>, Option<String>) = (row.get("attitude")?, row.get("speech_act")?);
            let rung = match (attitude.as_deref(), act.as_deref()) {
                (Some("hope"), _) => Some(Rung::HopedFor),
                (Some("expect" | "expectation"), _) => Some(Rung::Expected),
                (Some("refusal"), _) => Some(Rung::Refused),
                (_, Some("commissive")) => Some(Rung::Announced),
                _ => None,
            };
            Ok((rung, row.get("speaker")?))
        })?;
        let answer = stems(ANSWER);
        let of_an_answer = |evidence: &Evidence| stems(&evidence.words()).iter().any(|stem| answer.contains(stem));
        Ok(rows
            .into_iter()
            .filter(|(evidence, _)| of_an_answer(evidence))
            .filter_map(|(evidence, (rung, speaker))| Some(LadderRung { rung: rung?, speaker, evidence }))
            .collect())
    }
}

impl Merged {
    fn in_several_documents(&self) -> bool {
        let first = self.told.first().map(|(evidence, _)| &evidence.document);
        self.told.iter().any(|(evidence, _)| Some(&evidence.document) != first)
    }

    /// The exchange as one without an answer, where somebody has not answered.
    fn unanswered(self, exchange: String, answered: &BTreeSet<Option<String>>) -> Option<Unanswered> {
        if self.parties.len() < 2 && !answered.is_empty() {
            return None;
        }
        let open: Vec<String> =
            self.parties.iter().filter(|party| !answered.contains(&Some((*party).clone()))).cloned().collect();
        if open.is_empty() && !self.parties.is_empty() {
            return None;
        }
        Some(Unanswered {
            exchange,
            kind: self.kind,
            sender: self.sender,
            recipients: self.parties.into_iter().collect(),
            open,
            date: self.sent,
            evidence: self.told.into_iter().map(|(evidence, _)| evidence).collect(),
        })
    }
}

/// Words for an answer.
const ANSWER: &str = "answer reply response respond responses reaction";

impl Told {
    fn rung(self, evidence: Evidence) -> LadderRung {
        let rung = match self.status.as_str() {
            "awaiting_reply" => Rung::Expected,
            "reply_reported" => Rung::Arrived,
            "refused" => Rung::Refused,
            _ => Rung::Reported,
        };
        LadderRung { rung, speaker: self.reporter, evidence }
    }
}

/// How many exchanges to read at once: as many as are asked for, since most will be rows of the answer.
fn at_once(filter: &Filter) -> usize {
    filter.limit.map_or(AT_ONCE, |limit| (limit as usize).clamp(FEW, AT_ONCE))
}

/// At most as many rows as asked for.
pub(super) fn limited<T>(mut rows: Vec<T>, filter: &Filter) -> Vec<T> {
    if let Some(limit) = filter.limit {
        rows.truncate(limit as usize);
    }
    rows
}
