//! Questions about who speaks, about whom, for whom, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::akin::Akin;
use super::evidence::Evidence;
use super::exchanges::limited;
use super::filter::{Filter, signatures};
use crate::archive::Archive;
use crate::error::{Error, ErrorKind};
use crate::keys::julian_day;
use crate::text::stems;

/// How often one actor speaks about another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpeaksAbout {
    /// Who speaks.
    pub speaker: String,
    /// About whom.
    pub about: String,
    /// In how many statements.
    pub count: usize,
    /// Where.
    pub evidence: Vec<Evidence>,
}

/// What one actor presents as the position of another, beside what the other says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Presented {
    /// The concept; none for words that are on no concept.
    pub concept: Option<String>,
    /// What the one says that the other thinks.
    pub presented: Vec<Stance>,
    /// What the other says.
    pub own: Vec<Stance>,
}

/// Words, and how they stand to the concept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stance {
    /// `support`, `oppose`, `ambivalent` or `omit`; none where no concept is meant.
    pub agreement: Option<String>,
    /// Where.
    pub evidence: Evidence,
}

/// A request or a promise, with later words on the same act.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Act {
    /// Who asks or promises.
    pub speaker: Option<String>,
    /// The words.
    pub evidence: Evidence,
    /// Later statements by or about the actor that share at least half of the act's words.
    pub later: Vec<Evidence>,
}

/// An occasion on which two actors met or spoke.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Occasion {
    /// The event or exchange across documents.
    pub identity: String,
    /// What it was.
    pub kind: String,
    /// Its ISO date.
    pub date: Option<String>,
    /// Where it took place.
    pub place: Option<String>,
    /// Where it is reported.
    pub evidence: Vec<Evidence>,
}

/// An office that a document says a person holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleInTime {
    /// The person.
    pub actor: String,
    /// The office.
    pub office: String,
    /// Of which state or organisation.
    pub of: Option<String>,
    /// Where.
    pub evidence: Evidence,
    /// Documents of the same days that say otherwise.
    pub contradicted_by: Vec<Evidence>,
}

/// Days within which words on an act count as later words on it.
const FOLLOWED: i64 = 365;

/// Days within which documents that give a person different offices contradict each other.
const SAME_TIME: i64 = 7;

impl Archive {
    /// Who speaks about whom, and how often. One of the two must be named.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such actor, or none is named.
    pub fn speaks_about(
        &self,
        speaker: Option<&str>,
        about: Option<&str>,
        filter: &Filter,
    ) -> Result<Vec<SpeaksAbout>, Error> {
        if speaker.is_none() && about.is_none() && filter.from.is_none() && filter.agencies.is_empty() {
            let message = "who speaks about whom needs a speaker, one who is spoken about, a date or an agency";
            return Err(Error::new(ErrorKind::Question, message));
        }
        let (speakers, abouts) = (self.keys(speaker)?, self.keys(about)?);
        let values: [(&str, &dyn rusqlite::ToSql); 2] = [(":speakers", &speakers), (":abouts", &abouts)];
        let rows = self.answer(include_str!("speaks_about.sql"), &values, filter, |row| {
            Ok((row.get("speaker")?, row.get("about")?))
        })?;
        let mut counts: BTreeMap<(String, String), Vec<Evidence>> = BTreeMap::new();
        for (evidence, pair) in rows {
            counts.entry(pair).or_default().push(evidence);
        }
        let mut rows: Vec<_> = counts
            .into_iter()
            .map(|((speaker, about), evidence)| SpeaksAbout { speaker, about, count: evidence.len(), evidence })
            .collect();
        // The sort is stable: equal counts stay in the order of names.
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        Ok(limited(rows, filter))
    }

    /// The signatures of an actor as JSON.
    fn keys(&self, actor: Option<&str>) -> Result<Option<String>, Error> {
        let keys = actor.map(|actor| signatures(&self.connection, actor)).transpose()?;
        Ok(keys.map(|keys| serde_json::to_string(&keys)).transpose()?)
    }

    /// What `actor` says that `other` thinks, beside what `other` says: concept by concept, and then the words that are
    /// on no concept beside words of the other that share half of theirs.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such actor.
    pub fn presented(&self, actor: &str, other: &str, filter: &Filter) -> Result<Vec<Presented>, Error> {
        let presenters: BTreeSet<i64> = signatures(&self.connection, actor)?.into_iter().collect();
        let mut concepts: BTreeMap<String, Presented> = BTreeMap::new();
        for (evidence, position) in self.positions(Some(other), filter)? {
            let row = concepts.entry(position.concept).or_insert_with(|| Presented {
                concept: Some(position.label),
                presented: Vec::new(),
                own: Vec::new(),
            });
            let stance = Stance { agreement: Some(position.agreement), evidence };
            match position.voice.as_str() {
                "own" => row.own.push(stance),
                _ if position.presenter.is_some_and(|presenter| presenters.contains(&presenter)) => {
                    row.presented.push(stance);
                }
                _ => {}
            }
        }
        let mut rows: Vec<_> = concepts.into_values().filter(|row| !row.presented.is_empty()).collect();
        let on_concept: BTreeSet<_> = rows
            .iter()
            .flat_map(|row| &row.presented)
            .map(|stance| (stance.evidence.document.clone(), stance.evidence.statement.clone()))
            .collect();
        let (presented, presenters) = (self.keys(Some(other))?, self.keys(Some(actor))?);
        let values: [(&str, &dyn rusqlite::ToSql); 2] = [(":presented", &presented), (":presenters", &presenters)];
        let without = self.answer(include_str!("presented.sql"), &values, filter, |_| Ok(()))?.into_iter();
        let without: Vec<Evidence> = without
            .map(|(evidence, ())| evidence)
            .filter(|evidence| !on_concept.contains(&(evidence.document.clone(), evidence.statement.clone())))
            .collect();
        if without.is_empty() {
            return Ok(limited(rows, filter));
        }
        let without = limited(without, filter);
        let said: [(&str, &dyn rusqlite::ToSql); 1] = [(":speakers", &presented)];
        let own = self.akin(&without, include_str!("said.sql"), &said)?;
        let stance = |evidence| Stance { agreement: None, evidence };
        rows.extend(without.into_iter().zip(own).map(|(evidence, own)| Presented {
            concept: None,
            presented: vec![stance(evidence)],
            own: own.into_iter().map(stance).collect(),
        }));
        Ok(limited(rows, filter))
    }

    /// Of the statements that a query finds, those that share half of the words of each of some; in the order of dates.
    /// Only of these the evidence is read.
    fn akin(
        &self,
        asked: &[Evidence],
        sql: &str,
        values: &[(&str, &dyn rusqlite::ToSql)],
    ) -> Result<Vec<Vec<Evidence>>, Error> {
        let akin = Akin::new(asked.iter().map(Evidence::words));
        let columns = ("document_key, statement, words", "");
        let rows = self.rows_of(sql, values, &Filter::default(), columns, |row| {
            let to = akin.to(&stems(row.get_ref(2)?.as_str()?));
            if to.is_empty() {
                return Ok(None);
            }
            Ok(Some((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, to)))
        })?;
        let mut read =
            self.connection.prepare_cached("SELECT * FROM evidence WHERE document_key = ?1 AND statement = ?2")?;
        let mut found = vec![Vec::new(); asked.len()];
        for (document, statement, to) in rows.into_iter().flatten() {
            let evidence = read.query_row(rusqlite::params![document, statement], Evidence::read)?;
            for position in to {
                if let Some(found) = found.get_mut(position) {
                    found.push(evidence.clone());
                }
            }
        }
        for found in &mut found {
            found.sort_by(|one, other| one.order().cmp(&other.order()));
        }
        Ok(found)
    }

    /// What an actor is asked to do, with later words on the same act.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such actor.
    pub fn directives(&self, addressee: &str, filter: &Filter) -> Result<Vec<Act>, Error> {
        let keys = self.keys(Some(addressee))?;
        self.acts(include_str!("directives.sql"), ":addressees", keys.as_ref(), filter)
    }

    /// What an actor binds itself to, with later words on the same act.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such actor.
    pub fn commissives(&self, speaker: &str, filter: &Filter) -> Result<Vec<Act>, Error> {
        let keys = self.keys(Some(speaker))?;
        self.acts(include_str!("commissives.sql"), ":speakers", keys.as_ref(), filter)
    }

    fn acts(&self, sql: &str, name: &str, keys: Option<&String>, filter: &Filter) -> Result<Vec<Act>, Error> {
        let rows = limited(self.answer(sql, &[(name, &keys)], filter, |row| row.get("speaker"))?, filter);
        let (evidence, speakers): (Vec<Evidence>, Vec<Option<String>>) = rows.into_iter().unzip();
        // They are in the order of dates; where none has a date, nothing is later.
        let mut dates = evidence.iter().filter_map(|evidence| evidence.date.as_deref());
        let first = dates.next();
        let last = dates.next_back().or(first);
        let values: [(&str, &dyn rusqlite::ToSql); 4] =
            [(":first", &first), (":last", &last), (":days", &FOLLOWED), (":actors_asked", &keys)];
        let later = match first {
            Some(_) => self.akin(&evidence, include_str!("later.sql"), &values)?,
            None => vec![Vec::new(); evidence.len()],
        };
        let acts = evidence.into_iter().zip(speakers).zip(later).map(|((evidence, speaker), mut later)| {
            later.retain(|later| match (day(&evidence), day(later)) {
                (Some(one), Some(other)) => (1..=FOLLOWED).contains(&(other - one)),
                _ => false,
            });
            Act { speaker, evidence, later }
        });
        Ok(acts.collect())
    }

    /// Events, calls, talks and visits of two actors; the period is that of the occasion, where its date is known.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such actor.
    pub fn occasions(&self, actor: &str, other: &str, filter: &Filter) -> Result<Vec<Occasion>, Error> {
        let (ones, others) = (self.keys(Some(actor))?, self.keys(Some(other))?);
        let values: [(&str, &dyn rusqlite::ToSql); 2] = [(":ones", &ones), (":others", &others)];
        // A later document may report it.
        let any_date = Filter { from: None, to: None, ..filter.clone() };
        let rows = self.answer(include_str!("occasions.sql"), &values, &any_date, |row| {
            Ok((row.get::<_, String>("identity")?, row.get("kind")?, row.get("held_on")?, row.get("place")?))
        })?;
        let mut found: BTreeMap<String, Occasion> = BTreeMap::new();
        for (evidence, (identity, kind, date, place)) in rows {
            let occasion = found.entry(identity.clone()).or_insert_with(|| Occasion {
                identity,
                kind,
                date: None,
                place: None,
                evidence: Vec::new(),
            });
            occasion.date = occasion.date.take().or(date);
            occasion.place = occasion.place.take().or(place);
            occasion.evidence.push(evidence);
        }
        let within = |occasion: &Occasion| {
            let date = occasion.date.as_ref().or_else(|| occasion.evidence.first()?.date.as_ref());
            filter.from.as_ref().is_none_or(|from| date.is_some_and(|date| date >= from))
                && filter.to.as_ref().is_none_or(|to| date.is_some_and(|date| date <= to))
        };
        let mut rows: Vec<_> = found.into_values().filter(within).collect();
        rows.sort_by(|one, other| (&one.date, &one.identity).cmp(&(&other.date, &other.identity)));
        Ok(limited(rows, filter))
    }

    /// The offices of a person over time, with those that documents of the same days contradict: another office of the
    /// same body, or the same office of another.
    ///
    /// # Errors
    /// [`ErrorKind::Question`] where the archive has no such actor.
    pub fn roles(&self, person: &str, filter: &Filter) -> Result<Vec<RoleInTime>, Error> {
        let holders = self.keys(Some(person))?;
        let rows = self.answer(include_str!("roles.sql"), &[(":holders", &holders)], filter, |row| {
            Ok((row.get::<_, String>("actor")?, row.get::<_, String>("office")?, row.get::<_, Option<String>>("of")?))
        })?;
        // "The minister", said of a foreign minister, is less precise and contradicts nobody.
        let differs = |one: &str, other: &str| !one.ends_with(other) && !other.ends_with(one);
        let mut found = Vec::new();
        for (evidence, (actor, office, of)) in &rows {
            let contradicts =
                |(rival, (who, rival_office, rival_of)): &&(Evidence, (String, String, Option<String>))| {
                    let near = match (day(evidence), day(rival)) {
                        (Some(one), Some(other)) => (one - other).abs() <= SAME_TIME,
                        _ => false,
                    };
                    let same_body = of.is_some() && of == rival_of && differs(office, rival_office);
                    let same_office = office == rival_office && of.is_some() && rival_of.is_some() && of != rival_of;
                    who == actor && rival.document != evidence.document && near && (same_body || same_office)
                };
            found.push(RoleInTime {
                actor: actor.clone(),
                office: office.clone(),
                of: of.clone(),
                contradicted_by: rows.iter().filter(contradicts).map(|(rival, _)| rival.clone()).collect(),
                evidence: evidence.clone(),
            });
        }
        Ok(limited(found, filter))
    }
}

fn day(evidence: &Evidence) -> Option<i64> {
    julian_day(evidence.date.as_deref()?)
}
