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

/// Exchanges in which an answer is nothing that could stay away.
const WITHOUT_ANSWER: &[&str] = &["call", "talks", "visit", "reply"];

impl Archive {
    /// Exchanges of which no answer was reported up to a date, for at least one recipient. A refusal is an answer. That
    /// none is reported says nothing about the world: it is a reading of these documents.
    ///
    /// # Errors
    /// Where the file is broken or the filter names nobody.
    pub fn unanswered(&self, as_of: &str, filter: &Filter) -> Result<Vec<Unanswered>, Error> {
        let mut merged = self.merged(Some(as_of), filter)?;
        merged.retain(|_, exchange| !WITHOUT_ANSWER.contains(&&*exchange.kind));
        let identities: Vec<&String> = merged.keys().collect();
        let mut answers: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
        let mut read = self.connection.prepare_cached(include_str!("replies.sql"))?;
        let values = rusqlite::named_params! {":identities": serde_json::to_string(&identities)?, ":as_of": as_of};
        for row in read.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (identity, by): (String, Option<String>) = row?;
            answers.entry(identity).or_default().insert(by);
        }
        let mut rows = Vec::new();
        for (exchange, found) in merged {
            let mut answered = answers.remove(&exchange).unwrap_or_default();
            let known = answered.iter().any(Option::is_some);
            for (_, told) in &found.told {
                match told.status.as_str() {
                    "refused" => answered.insert(told.reporter_state.clone()),
                    "reply_reported" if !known => answered.insert(None),
                    _ => false,
                };
            }
            let open: Vec<String> = match found.parties.len() {
                0 | 1 if !answered.is_empty() => continue,
                _ => {
                    found.parties.iter().filter(|party| !answered.contains(&Some((*party).clone()))).cloned().collect()
                }
            };
            if open.is_empty() && !found.parties.is_empty() {
                continue;
            }
            rows.push(Unanswered {
                exchange,
                kind: found.kind,
                sender: found.sender,
                recipients: found.parties.into_iter().collect(),
                open,
                date: found.sent,
                evidence: found.told.into_iter().map(|(evidence, _)| evidence).collect(),
            });
        }
        rows.sort_by(|one, other| (&one.date, &one.exchange).cmp(&(&other.date, &other.exchange)));
        Ok(limited(rows, filter))
    }

    /// Exchanges on which documents differ, field by field.
    ///
    /// # Errors
    /// Where the file is broken or the filter names nobody.
    pub fn discrepancies(&self, filter: &Filter) -> Result<Vec<Disagreement>, Error> {
        let rows = self.answer(include_str!("discrepancies.sql"), &[], filter, |row| {
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
        // A filter may have left one side only.
        Ok(limited(rows.filter(|row: &Disagreement| row.values.len() > 1).collect(), filter))
    }

    /// How the answer to an exchange came nearer: hoped for, expected, announced, arrived or refused. Without an
    /// exchange all are told of that the filter lets through and that two documents or more report.
    ///
    /// # Errors
    /// Where the file is broken or the filter names nobody.
    pub fn ladder(&self, exchange: Option<&str>, filter: &Filter) -> Result<Vec<Ladder>, Error> {
        let mut rows = Vec::new();
        for (identity, found) in self.merged(None, filter)? {
            let several = found.told.iter().map(|(evidence, _)| &evidence.document).collect::<BTreeSet<_>>().len() > 1;
            let asked = exchange.map_or(several && !WITHOUT_ANSWER.contains(&&*found.kind), |asked| asked == identity);
            if !asked {
                continue;
            }
            if filter.limit.is_some_and(|limit| rows.len() >= limit as usize) {
                break;
            }
            let mut rungs: Vec<LadderRung> =
                found.told.into_iter().map(|(evidence, told)| told.rung(evidence)).collect();
            rungs.extend(self.attitudes(&identity, filter)?);
            rungs.sort_by(|one, other| (one.evidence.order(), one.rung).cmp(&(other.evidence.order(), other.rung)));
            rungs.dedup_by(|one, other| one.evidence.document == other.evidence.document && one.rung == other.rung);
            let recipients = found.parties.into_iter().collect();
            rows.push(Ladder { exchange: identity, kind: found.kind, sender: found.sender, recipients, rungs });
        }
        Ok(rows)
    }

    /// Exchanges across documents, by identity.
    fn merged(&self, as_of: Option<&str>, filter: &Filter) -> Result<BTreeMap<String, Merged>, Error> {
        let mut filter = filter.clone();
        if let Some(as_of) = as_of {
            filter.to = Some(filter.to.map_or(as_of.to_owned(), |to| to.min(as_of.to_owned())));
        }
        let rows = self.answer(include_str!("exchange_reports.sql"), &[], &filter, |row| {
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
        let of_an_answer = |evidence: &Evidence| !stems(&evidence.words()).is_disjoint(&stems(ANSWER));
        Ok(rows
            .into_iter()
            .filter(|(evidence, _)| of_an_answer(evidence))
            .filter_map(|(evidence, (rung, speaker))| Some(LadderRung { rung: rung?, speaker, evidence }))
            .collect())
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

/// At most as many rows as asked for.
pub(super) fn limited<T>(mut rows: Vec<T>, filter: &Filter) -> Vec<T> {
    if let Some(limit) = filter.limit {
        rows.truncate(limit as usize);
    }
    rows
}
