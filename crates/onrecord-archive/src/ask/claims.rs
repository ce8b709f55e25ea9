//! What one agency alone claims.

use std::collections::BTreeMap;

use serde::Serialize;

use super::concepts::exists;
use super::evidence::Evidence;
use super::filter::Filter;
use super::rivals::Rivals;
use crate::archive::Archive;
use crate::error::Error;
use crate::keys::julian_day;
use crate::text::{Stem, stems};

/// A claim that no other agency carries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Who says so; the agency itself where nobody is cited.
    pub speaker: Option<String>,
    /// The words.
    pub evidence: Evidence,
}

/// Agencies report the same within so many days.
const SAME_NEWS: i64 = 3;

/// A claim before its evidence is read: its document, its statement, and the quotation it is of.
struct Place {
    document: i64,
    statement: String,
    quotation: Option<i64>,
    stems: Vec<Stem>,
}

impl Archive {
    /// What only one agency claims: no other carries the same quotation, and none within three days has a statement
    /// that shares half of its words. At most 100 claims where the filter sets no limit.
    ///
    /// # Errors
    /// Where the file is broken or the filter names nobody.
    pub fn only_by(&self, agency: &str, filter: &Filter) -> Result<Vec<Claim>, Error> {
        let limit = filter.limit.unwrap_or(100) as usize;
        let (mut claims, mut rivals) = (Vec::new(), BTreeMap::new());
        for day in self.days(agency, filter)? {
            let on_that_day = Filter { from: Some(day.clone()), to: Some(day.clone()), limit: None, ..filter.clone() };
            let places = self.places(agency, &on_that_day)?;
            if places.is_empty() {
                continue;
            }
            self.read_rivals(&day, agency, &mut rivals)?;
            let mut alone = Vec::new();
            for place in places {
                if rivals.values().any(|rivals| rivals.any_akin(&place.stems)) || self.carried(&place, agency)? {
                    continue;
                }
                alone.push((place.document, place.statement));
                if claims.len() + alone.len() >= limit {
                    break;
                }
            }
            claims.extend(self.claims(agency, &on_that_day, &alone)?);
            if claims.len() >= limit {
                break;
            }
        }
        claims.truncate(limit);
        Ok(claims)
    }

    /// What an agency claims on a day, in the order of documents.
    fn places(&self, agency: &str, on_that_day: &Filter) -> Result<Vec<Place>, Error> {
        let columns = ("document_key, statement, words, quotation", "ORDER BY document, start");
        self.rows_of(include_str!("claims.sql"), &[(":agency", &agency)], on_that_day, columns, |row| {
            let stems = stems(row.get_ref(2)?.as_str()?);
            Ok(Place { document: row.get(0)?, statement: row.get(1)?, quotation: row.get(3)?, stems })
        })
    }

    /// Whether another agency carries the quotation.
    fn carried(&self, place: &Place, agency: &str) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM wordings JOIN statements ON wording = wordings.key \
             JOIN documents ON documents.key = document WHERE identity = ?1 AND agency <> ?2 LIMIT 1";
        match place.quotation {
            Some(quotation) => exists(self, sql, rusqlite::params![quotation, agency]),
            None => Ok(false),
        }
    }

    /// Some claims of a day with their evidence.
    fn claims(&self, agency: &str, on_that_day: &Filter, places: &[(i64, String)]) -> Result<Vec<Claim>, Error> {
        let places = serde_json::to_string(places)?;
        let values: [(&str, &dyn rusqlite::ToSql); 2] = [(":agency", &agency), (":places", &places)];
        let rows = self.answer(include_str!("claims.sql"), &values, on_that_day, |row| row.get("speaker"))?;
        Ok(rows.into_iter().map(|(evidence, speaker)| Claim { speaker, evidence }).collect())
    }

    /// The days on which an agency reports.
    fn days(&self, agency: &str, filter: &Filter) -> Result<Vec<String>, Error> {
        let mut read = self.connection.prepare_cached(
            "SELECT DISTINCT date FROM documents WHERE agency = ?1 AND date >= coalesce(?2, '') \
             AND (?3 IS NULL OR date <= ?3) ORDER BY date",
        )?;
        let days = read.query_map(rusqlite::params![agency, filter.from, filter.to], |row| row.get(0))?;
        Ok(days.collect::<Result<_, _>>()?)
    }

    /// What others report on each of the days around a day; what was read for the day before is kept.
    fn read_rivals(&self, day: &str, agency: &str, rivals: &mut BTreeMap<i64, Rivals>) -> Result<(), Error> {
        let Some(number) = julian_day(day) else {
            rivals.clear();
            return Ok(());
        };
        *rivals = rivals.split_off(&(number - SAME_NEWS));
        let mut read = self.connection.prepare_cached(include_str!("rivals.sql"))?;
        for shift in -SAME_NEWS..=SAME_NEWS {
            if rivals.contains_key(&(number + shift)) {
                continue;
            }
            let values = rusqlite::named_params! {":day": day, ":shift": format!("{shift:+} days"), ":agency": agency};
            let said = read.query_map(values, |row| Ok(stems(row.get_ref(0)?.as_str()?)))?;
            rivals.insert(number + shift, Rivals::new(said.collect::<Result<_, _>>()?));
        }
        Ok(())
    }
}
