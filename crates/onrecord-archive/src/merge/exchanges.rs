//! The same exchange in several documents: one sender state, one class of kind, dates at most three days apart or one of
//! them missing, overlapping recipients, the same subject. Every report is kept; what differs becomes a discrepancy.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use rusqlite::{Connection, Row as SqlRow, params};

use crate::error::Error;

/// Days between two dates of one exchange.
const APART: i64 = 3;
/// Days that a report without a date may follow the exchange it speaks of.
const LATER: i64 = 30;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    day: i64,
    /// Dated rows go first on their day.
    undated: bool,
    name: String,
    document: i64,
    id: String,
    parties: BTreeSet<String>,
    subject: Option<String>,
    kind: String,
    date: Option<String>,
}

impl Row {
    fn read(row: &SqlRow<'_>) -> Result<Self, rusqlite::Error> {
        let parties: String = row.get(3)?;
        let date: Option<String> = row.get(6)?;
        Ok(Self {
            document: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            // The column is written by this crate alone; what is no list has no parties.
            parties: serde_json::from_str(&parties).unwrap_or_default(),
            subject: row.get(4)?,
            kind: row.get(5)?,
            undated: date.is_none(),
            date,
            day: row.get(7)?,
        })
    }

    /// Whether the days allow that both are one exchange.
    fn near(&self, other: &Self) -> bool {
        match (self.undated, other.undated) {
            (true, false) => (0..=LATER).contains(&(self.day - other.day)),
            (false, true) => other.near(self),
            _ => (self.day - other.day).abs() <= APART,
        }
    }

    fn same_subject(&self, other: &Self) -> bool {
        self.subject.is_none() || other.subject.is_none() || self.subject == other.subject
    }

    /// Whether they have a recipient in common. A report that names none contradicts nobody, but something else must
    /// then be exactly the same.
    fn overlaps(&self, other: &Self) -> bool {
        if self.parties.is_empty() || other.parties.is_empty() {
            let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
            return same(&self.subject, &other.subject) || same(&self.date, &other.date);
        }
        !self.parties.is_disjoint(&other.parties)
    }

    fn may_be(&self, other: &Self) -> bool {
        self.near(other) && self.same_subject(other) && self.overlaps(other)
    }
}

/// Gives the exchanges that were touched, and those that they may be one with, their identities.
pub(crate) fn merge(connection: &Connection) -> Result<(), Error> {
    let mut touched: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for item in super::queued(connection, "exchange")? {
        if let Some((day, block)) = item.split_once('|')
            && let Ok(day) = day.parse()
        {
            touched.entry(block.to_owned()).or_default().insert(day);
        }
    }
    let mut fresh = connection
        .prepare_cached("SELECT DISTINCT block, day FROM exchanges WHERE identity IS NULL AND block IS NOT NULL")?;
    for row in fresh.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (block, day) = row?;
        touched.entry(block).or_default().insert(day);
    }
    for (block, days) in touched {
        let mut block = Block { name: block, ..Block::default() };
        let mut done = BTreeSet::new();
        for day in days {
            block.load(connection, day)?;
            for seed in block.within(day - LATER..=day + LATER, day - LATER..=day + LATER) {
                if done.contains(&seed) {
                    continue;
                }
                let component = block.component(connection, seed)?;
                let rows = component.iter().filter_map(|&position| block.rows.get(position).cloned()).collect();
                done.extend(component);
                for cluster in clusters(rows) {
                    write(connection, &cluster)?;
                }
            }
        }
    }
    Ok(())
}

/// The exchanges of a block, read as far as they are looked at.
#[derive(Default)]
struct Block {
    name: String,
    /// The first and the last day that was read.
    loaded: Option<(i64, i64)>,
    rows: Vec<Row>,
    dated: BTreeMap<i64, Vec<usize>>,
    undated: BTreeMap<i64, Vec<usize>>,
}

impl Block {
    /// Reads the exchanges around a day that are not there yet.
    fn load(&mut self, connection: &Connection, day: i64) -> Result<(), Error> {
        let (first, last) = (day - LATER, day + LATER);
        let (low, high) = self.loaded.unwrap_or((first, first - 1));
        if first < low {
            self.read(connection, first, low - 1)?;
        }
        if high < last {
            self.read(connection, high + 1, last)?;
        }
        self.loaded = Some((low.min(first), high.max(last)));
        Ok(())
    }

    /// The positions of dated and of undated exchanges of some days.
    fn within(&self, dated: RangeInclusive<i64>, undated: RangeInclusive<i64>) -> Vec<usize> {
        let of_days = self.dated.range(dated).chain(self.undated.range(undated));
        of_days.flat_map(|(_, positions)| positions).copied().collect()
    }

    fn read(&mut self, connection: &Connection, first: i64, last: i64) -> Result<(), Error> {
        let mut read = connection.prepare_cached(
            "SELECT document, exchanges.id, documents.id || '#' || exchanges.id, parties, subject_identity, kind, \
             exchanges.date, day FROM exchanges JOIN documents ON documents.key = document \
             WHERE block = ?1 AND day BETWEEN ?2 AND ?3",
        )?;
        for row in read.query_map(params![self.name, first, last], Row::read)? {
            let row = row?;
            let by_day = if row.undated { &mut self.undated } else { &mut self.dated };
            by_day.entry(row.day).or_default().push(self.rows.len());
            self.rows.push(row);
        }
        Ok(())
    }

    /// All exchanges that are reached from one by steps between exchanges that may be the same.
    fn component(&mut self, connection: &Connection, seed: usize) -> Result<BTreeSet<usize>, Error> {
        let mut component = BTreeSet::from([seed]);
        let mut open = vec![seed];
        while let Some(position) = open.pop() {
            let Some((day, undated)) = self.rows.get(position).map(|row| (row.day, row.undated)) else { continue };
            self.load(connection, day)?;
            // The days of `Row::near`.
            let near = if undated {
                self.within(day - LATER..=day, day - APART..=day + APART)
            } else {
                self.within(day - APART..=day + APART, day..=day + LATER)
            };
            let Some(row) = self.rows.get(position) else { continue };
            for next in near {
                if self.rows.get(next).is_some_and(|next| row.may_be(next)) && component.insert(next) {
                    open.push(next);
                }
            }
        }
        Ok(component)
    }
}

/// Divides a component, so that a chain of near dates does not become one exchange: every date lies at most three days
/// from every other, and no two subjects differ. Undated reports go to the latest exchange before them.
fn clusters(mut component: Vec<Row>) -> Vec<Vec<Row>> {
    component.sort();
    let (undated, dated): (Vec<_>, Vec<_>) = component.into_iter().partition(|row| row.undated);
    let mut clusters: Vec<Vec<Row>> = Vec::new();
    for row in dated {
        let fits = |cluster: &&mut Vec<Row>| {
            cluster.iter().all(|other| row.near(other) && row.same_subject(other))
                && cluster.iter().any(|other| row.overlaps(other))
        };
        match clusters.iter_mut().find(fits) {
            Some(cluster) => cluster.push(row),
            None => clusters.push(vec![row]),
        }
    }
    for row in undated {
        let fits = |cluster: &&mut Vec<Row>| {
            cluster.iter().all(|other| row.same_subject(other)) && cluster.iter().any(|other| row.may_be(other))
        };
        // Clusters stand in the order of their first dates.
        match clusters.iter_mut().rev().find(fits) {
            Some(cluster) => cluster.push(row),
            None => clusters.push(vec![row]),
        }
    }
    clusters
}

fn write(connection: &Connection, cluster: &[Row]) -> Result<(), Error> {
    let Some(identity) = cluster.iter().map(|row| &row.name).min() else { return Ok(()) };
    let mut update = connection
        .prepare_cached("UPDATE exchanges SET identity = ?1 WHERE document = ?2 AND id = ?3 AND identity IS NOT ?1")?;
    let mut clear = connection
        .prepare_cached("DELETE FROM discrepancies WHERE document = ?1 AND exchange = ?2 AND scope = 'archive'")?;
    for row in cluster {
        update.execute(params![identity, row.document, row.id])?;
        clear.execute(params![row.document, row.id])?;
    }
    let mut insert = connection.prepare_cached("INSERT INTO discrepancies VALUES (?1, ?2, 'archive', ?3, ?4)")?;
    for (field, value) in [
        ("kind", (|row: &Row| Some(row.kind.clone())) as fn(&Row) -> Option<String>),
        ("date", |row| row.date.clone()),
        ("subject", |row| row.subject.clone()),
        ("recipients", |row| Some(joined(&row.parties)).filter(|parties| !parties.is_empty())),
    ] {
        let differs = match field {
            // Naming fewer recipients contradicts nobody.
            "recipients" => cluster.iter().any(|one| {
                cluster
                    .iter()
                    .any(|other| !one.parties.is_subset(&other.parties) && !other.parties.is_subset(&one.parties))
            }),
            _ => cluster.iter().filter_map(value).collect::<BTreeSet<_>>().len() > 1,
        };
        for row in cluster.iter().filter(|_| differs) {
            if let Some(value) = value(row) {
                insert.execute(params![row.document, row.id, field, value])?;
            }
        }
    }
    Ok(())
}

fn joined(parties: &BTreeSet<String>) -> String {
    parties.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, day: i64, date: Option<&str>, parties: &[&str], subject: Option<&str>) -> Row {
        Row {
            day,
            undated: date.is_none(),
            name: name.to_owned(),
            document: 0,
            id: String::new(),
            parties: parties.iter().map(|&party| party.to_owned()).collect(),
            subject: subject.map(str::to_owned),
            kind: "letter".to_owned(),
            date: date.map(str::to_owned),
        }
    }

    #[test]
    fn a_chain_of_days_is_not_one_exchange() {
        let days = [(1, "a"), (4, "b"), (7, "c")];
        let rows = days.map(|(day, name)| row(name, day, Some("d"), &["FIN"], None)).to_vec();
        let names: Vec<Vec<_>> =
            clusters(rows).into_iter().map(|cluster| cluster.into_iter().map(|row| row.name).collect()).collect();
        assert_eq!(names, [vec!["a", "b"], vec!["c"]]);
    }

    #[test]
    fn undated_reports_go_to_the_latest_exchange_before_them() {
        let rows = vec![
            row("a", 1, Some("d"), &["FIN"], None),
            row("b", 20, Some("d"), &["FIN"], None),
            row("c", 22, None, &["FIN"], None),
        ];
        let clusters = clusters(rows);
        assert_eq!(clusters.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn days_bound_what_may_be_one() {
        let dated = |day| row("a", day, Some("d"), &["FIN"], None);
        let undated = |day| row("b", day, None, &["FIN"], None);
        for (one, other, near) in [
            (dated(10), dated(13), true),
            (dated(10), dated(14), false),
            (undated(10), undated(13), true),
            (undated(10), undated(14), false),
            // A report without a date speaks of what was before it, for a month.
            (dated(10), undated(10), true),
            (dated(10), undated(9), false),
            (dated(10), undated(40), true),
            (dated(10), undated(41), false),
        ] {
            assert_eq!((one.near(&other), other.near(&one)), (near, near), "{one:?} {other:?}");
        }
    }

    #[test]
    fn who_names_no_recipient_must_agree_in_date_or_subject() {
        let one = row("a", 1, Some("d"), &["FIN"], Some("grain"));
        for (date, subject, may_be) in [
            (Some("d"), None, true),
            (Some("e"), Some("grain"), true),
            (Some("e"), None, false),
            (Some("d"), Some("security"), false),
        ] {
            let other = row("b", 2, date, &[], subject);
            assert_eq!((one.may_be(&other), other.may_be(&one)), (may_be, may_be), "{other:?}");
        }
        let nothing = |name| row(name, 1, None, &[], None);
        assert!(!nothing("a").may_be(&nothing("b")), "what neither says is not the same");
    }

    #[test]
    fn a_cluster_has_one_subject_though_a_report_without_one_fits_both() {
        let rows = vec![
            row("a", 1, Some("d"), &["FIN"], Some("grain")),
            row("b", 2, Some("d"), &["FIN"], None),
            row("c", 3, Some("d"), &["FIN"], Some("security")),
            row("d", 4, None, &["FIN"], Some("grain")),
            row("e", 5, None, &["DNK"], Some("fish")),
            // To the same as nobody, and on another subject than one of the first two.
            row("f", 6, None, &["EST"], None),
            row("g", 7, None, &["FIN"], Some("fish")),
        ];
        let names: Vec<String> =
            clusters(rows).iter().map(|rows| rows.iter().map(|row| &*row.name).collect()).collect();
        assert_eq!(names, ["abd", "c", "e", "f", "g"]);
    }

    #[test]
    fn subjects_and_recipients_tell_exchanges_apart() {
        let one = row("a", 1, Some("d"), &["FIN", "SWE"], Some("security"));
        assert!(one.may_be(&row("b", 2, Some("d"), &["SWE"], None)));
        assert!(!one.may_be(&row("b", 2, Some("d"), &["DNK"], None)));
        assert!(!one.may_be(&row("b", 2, Some("d"), &["SWE"], Some("grain"))));
        assert!(one.may_be(&row("b", 2, Some("d"), &[], Some("security"))));
        assert!(!one.may_be(&row("b", 5, Some("d"), &["SWE"], None)));
    }
}
