//! The same exchange in several documents: one sender state, one class of kind, dates at most three days apart or one of
//! them missing, overlapping recipients, the same subject. Every report is kept; what differs becomes a discrepancy.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use rusqlite::{Connection, Row as SqlRow, params};

use crate::error::Error;

/// Days between two dates of one exchange.
const APART: i64 = 3;
/// Days that a report without a date may follow the exchange it speaks of.
const LATER: i64 = 30;

/// What is compared. Many reports have the same; each is looked at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Shape {
    day: i64,
    undated: bool,
    parties: BTreeSet<String>,
    subject: Option<String>,
    date: Option<String>,
}

/// A report, in the order in which they are divided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    day: i64,
    name: String,
    document: i64,
    id: String,
    kind: String,
    /// The identity that it had before.
    identity: Option<String>,
    shape: usize,
}

impl Shape {
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
    let mut left = BTreeSet::new();
    for item in super::queued(connection, "exchange")? {
        if let Some((day, block)) = item.split_once('|')
            && let Ok(day) = day.parse()
        {
            touched.entry(block.to_owned()).or_default().insert(day);
            left.insert(block.to_owned());
        }
    }
    let mut fresh = connection
        .prepare_cached("SELECT DISTINCT block, day FROM exchanges WHERE identity IS NULL AND block IS NOT NULL")?;
    for row in fresh.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (block, day) = row?;
        touched.entry(block).or_default().insert(day);
    }
    for (name, days) in touched {
        // What has left an exchange may have differed from the rest.
        let all_anew = left.contains(&name);
        let mut block = Block { name, ..Block::default() };
        let mut done = BTreeSet::new();
        for day in days {
            block.load(connection, day)?;
            for seed in block.within(day - LATER..=day + LATER, day - LATER..=day + LATER) {
                if done.contains(&seed) {
                    continue;
                }
                let component = block.component(connection, seed)?;
                let rows = block.rows_of(&component);
                done.extend(component);
                let before = counts(&rows);
                for cluster in clusters(&block.shapes, rows) {
                    if all_anew || !is_as_before(&cluster, &before) {
                        write(connection, &block.shapes, &cluster)?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// How many reports had each identity.
fn counts(rows: &[Row]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for identity in rows.iter().filter_map(|row| row.identity.clone()) {
        *counts.entry(identity).or_default() += 1;
    }
    counts
}

/// Whether these reports were one exchange before, and no other was with them.
fn is_as_before(cluster: &[Row], before: &HashMap<String, usize>) -> bool {
    let Some(identity) = cluster.first().and_then(|row| row.identity.as_ref()) else { return false };
    cluster.iter().all(|row| row.identity.as_ref() == Some(identity)) && before.get(identity) == Some(&cluster.len())
}

/// The exchanges of a block, read as far as they are looked at.
#[derive(Default)]
struct Block {
    name: String,
    /// The first and the last day that was read.
    loaded: Option<(i64, i64)>,
    shapes: Vec<Shape>,
    /// The reports of each shape.
    rows: Vec<Vec<Row>>,
    known: HashMap<Shape, usize>,
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

    /// The shapes of dated and of undated exchanges of some days.
    fn within(&self, dated: RangeInclusive<i64>, undated: RangeInclusive<i64>) -> Vec<usize> {
        let of_days = self.dated.range(dated).chain(self.undated.range(undated));
        of_days.flat_map(|(_, positions)| positions).copied().collect()
    }

    fn read(&mut self, connection: &Connection, first: i64, last: i64) -> Result<(), Error> {
        let mut read = connection.prepare_cached(
            "SELECT document, exchanges.id, documents.id || '#' || exchanges.id, parties, subject_identity, kind, \
             exchanges.date, day, identity FROM exchanges JOIN documents ON documents.key = document \
             WHERE block = ?1 AND day BETWEEN ?2 AND ?3",
        )?;
        let mut rows = read.query(params![self.name, first, last])?;
        while let Some(row) = rows.next()? {
            let shape = self.shape(row)?;
            if let Some(rows) = self.rows.get_mut(shape) {
                rows.push(Row {
                    day: row.get(7)?,
                    name: row.get(2)?,
                    document: row.get(0)?,
                    id: row.get(1)?,
                    kind: row.get(5)?,
                    identity: row.get(8)?,
                    shape,
                });
            }
        }
        Ok(())
    }

    /// The shape of a row, which is made where it is new.
    fn shape(&mut self, row: &SqlRow<'_>) -> Result<usize, Error> {
        let date: Option<String> = row.get(6)?;
        let shape = Shape {
            // The column is written by this crate alone; what is no list has no parties.
            parties: serde_json::from_str(row.get_ref(3)?.as_str().unwrap_or_default()).unwrap_or_default(),
            subject: row.get(4)?,
            undated: date.is_none(),
            date,
            day: row.get(7)?,
        };
        if let Some(&known) = self.known.get(&shape) {
            return Ok(known);
        }
        let by_day = if shape.undated { &mut self.undated } else { &mut self.dated };
        by_day.entry(shape.day).or_default().push(self.shapes.len());
        self.known.insert(shape.clone(), self.shapes.len());
        self.shapes.push(shape);
        self.rows.push(Vec::new());
        Ok(self.shapes.len() - 1)
    }

    fn rows_of(&self, shapes: &BTreeSet<usize>) -> Vec<Row> {
        shapes.iter().filter_map(|&shape| self.rows.get(shape)).flatten().cloned().collect()
    }

    /// The shapes of all exchanges that are reached from one by steps between exchanges that may be the same.
    fn component(&mut self, connection: &Connection, seed: usize) -> Result<BTreeSet<usize>, Error> {
        let mut component = BTreeSet::from([seed]);
        let mut open = vec![seed];
        while let Some(position) = open.pop() {
            let Some((day, undated)) = self.shapes.get(position).map(|shape| (shape.day, shape.undated)) else {
                continue;
            };
            self.load(connection, day)?;
            // The days of `Shape::near`.
            let near = if undated {
                self.within(day - LATER..=day, day - APART..=day + APART)
            } else {
                self.within(day - APART..=day + APART, day..=day + LATER)
            };
            let Some(shape) = self.shapes.get(position) else { continue };
            for next in near {
                if self.shapes.get(next).is_some_and(|next| shape.may_be(next)) && component.insert(next) {
                    open.push(next);
                }
            }
        }
        Ok(component)
    }
}

/// Reports that are one exchange, and what they look like.
struct Cluster<'s> {
    first: i64,
    last: i64,
    shapes: Vec<&'s Shape>,
    rows: Vec<Row>,
}

impl<'s> Cluster<'s> {
    fn new(shape: &'s Shape, row: Row) -> Self {
        Self { first: row.day, last: row.day, shapes: vec![shape], rows: vec![row] }
    }

    fn push(&mut self, shape: &'s Shape, row: Row) {
        self.first = self.first.min(row.day);
        self.last = self.last.max(row.day);
        if !self.shapes.contains(&shape) {
            self.shapes.push(shape);
        }
        self.rows.push(row);
    }
}

/// Divides a component, so that a chain of near dates does not become one exchange: every date lies at most three days
/// from every other, and no two subjects differ. Undated reports go to the latest exchange before them.
fn clusters(shapes: &[Shape], mut component: Vec<Row>) -> Vec<Vec<Row>> {
    component.sort();
    let shaped = component.into_iter().filter_map(|row| Some((shapes.get(row.shape)?, row)));
    let (undated, dated): (Vec<_>, Vec<_>) = shaped.partition(|(shape, _)| shape.undated);
    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    for (shape, row) in dated {
        let fits = |cluster: &&mut Cluster<'_>| {
            cluster.shapes.iter().all(|other| shape.near(other) && shape.same_subject(other))
                && cluster.shapes.iter().any(|other| shape.overlaps(other))
        };
        // Clusters stand in the order of their first dates.
        let near = clusters.partition_point(|cluster| cluster.first < row.day - APART);
        match clusters.iter_mut().skip(near).find(fits) {
            Some(cluster) => cluster.push(shape, row),
            None => clusters.push(Cluster::new(shape, row)),
        }
    }
    for (shape, row) in undated {
        let fits = |cluster: &&mut Cluster<'_>| {
            // The days alone tell most apart.
            row.day - LATER <= cluster.last
                && cluster.first <= row.day + APART
                && cluster.shapes.iter().all(|other| shape.same_subject(other))
                && cluster.shapes.iter().any(|other| shape.may_be(other))
        };
        match clusters.iter_mut().rev().find(fits) {
            Some(cluster) => cluster.push(shape, row),
            None => clusters.push(Cluster::new(shape, row)),
        }
    }
    clusters.into_iter().map(|cluster| cluster.rows).collect()
}

fn write(connection: &Connection, shapes: &[Shape], cluster: &[Row]) -> Result<(), Error> {
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
    let parties: BTreeSet<&BTreeSet<String>> =
        cluster.iter().filter_map(|row| shapes.get(row.shape)).map(|shape| &shape.parties).collect();
    // Naming fewer recipients contradicts nobody.
    let other_recipients =
        parties.iter().any(|one| parties.iter().any(|other| !one.is_subset(other) && !other.is_subset(one)));
    for field in ["kind", "date", "subject", "recipients"] {
        let value = |row: &Row| {
            let shape = shapes.get(row.shape)?;
            match field {
                "kind" => Some(row.kind.clone()),
                "date" => shape.date.clone(),
                "subject" => shape.subject.clone(),
                _ => Some(joined(&shape.parties)).filter(|parties| !parties.is_empty()),
            }
        };
        let differs = match field {
            "recipients" => other_recipients,
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

    fn shape(day: i64, date: Option<&str>, parties: &[&str], subject: Option<&str>) -> Shape {
        Shape {
            day,
            undated: date.is_none(),
            parties: parties.iter().map(|&party| party.to_owned()).collect(),
            subject: subject.map(str::to_owned),
            date: date.map(str::to_owned),
        }
    }

    /// The clusters of reports of these shapes, by their numbers.
    fn clustered(shapes: &[Shape]) -> Vec<Vec<usize>> {
        let row = |(number, shape): (usize, &Shape)| Row {
            day: shape.day,
            name: number.to_string(),
            document: 0,
            id: String::new(),
            kind: "letter".to_owned(),
            identity: None,
            shape: number,
        };
        let rows = shapes.iter().enumerate().map(row).collect();
        clusters(shapes, rows).iter().map(|cluster| cluster.iter().map(|row| row.shape).collect()).collect()
    }

    #[test]
    fn a_chain_of_days_is_not_one_exchange() {
        let shapes = [1, 4, 7].map(|day| shape(day, Some("d"), &["FIN"], None));
        assert_eq!(clustered(&shapes), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn undated_reports_go_to_the_latest_exchange_before_them() {
        let shapes = [
            shape(1, Some("d"), &["FIN"], None),
            shape(20, Some("d"), &["FIN"], None),
            shape(22, None, &["FIN"], None),
        ];
        assert_eq!(clustered(&shapes), [vec![0], vec![1, 2]]);
    }

    #[test]
    fn days_bound_what_may_be_one() {
        let dated = |day| shape(day, Some("d"), &["FIN"], None);
        let undated = |day| shape(day, None, &["FIN"], None);
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
        let one = shape(1, Some("d"), &["FIN"], Some("grain"));
        for (date, subject, may_be) in [
            (Some("d"), None, true),
            (Some("e"), Some("grain"), true),
            (Some("e"), None, false),
            (Some("d"), Some("security"), false),
        ] {
            let other = shape(2, date, &[], subject);
            assert_eq!((one.may_be(&other), other.may_be(&one)), (may_be, may_be), "{other:?}");
        }
        let nothing = || shape(1, None, &[], None);
        assert!(!nothing().may_be(&nothing()), "what neither says is not the same");
    }

    #[test]
    fn a_cluster_has_one_subject_though_a_report_without_one_fits_both() {
        let shapes = [
            shape(1, Some("d"), &["FIN"], Some("grain")),
            shape(2, Some("d"), &["FIN"], None),
            shape(3, Some("d"), &["FIN"], Some("security")),
            shape(4, None, &["FIN"], Some("grain")),
            shape(5, None, &["DNK"], Some("fish")),
            // To the same as nobody, and on another subject than one of the first two.
            shape(6, None, &["EST"], None),
            shape(7, None, &["FIN"], Some("fish")),
        ];
        assert_eq!(clustered(&shapes), [vec![0, 1, 3], vec![2], vec![4], vec![5], vec![6]]);
    }

    #[test]
    fn subjects_and_recipients_tell_exchanges_apart() {
        let one = shape(1, Some("d"), &["FIN", "SWE"], Some("security"));
        assert!(one.may_be(&shape(2, Some("d"), &["SWE"], None)));
        assert!(!one.may_be(&shape(2, Some("d"), &["DNK"], None)));
        assert!(!one.may_be(&shape(2, Some("d"), &["SWE"], Some("grain"))));
        assert!(one.may_be(&shape(2, Some("d"), &[], Some("security"))));
        assert!(!one.may_be(&shape(5, Some("d"), &["SWE"], None)));
    }

    #[test]
    fn what_is_as_it_was_is_not_written_again() {
        let row = |name: &str, identity: Option<&str>| Row {
            day: 1,
            name: name.to_owned(),
            document: 0,
            id: String::new(),
            kind: "letter".to_owned(),
            identity: identity.map(str::to_owned),
            shape: 0,
        };
        let rows = vec![row("a", Some("a")), row("b", Some("a")), row("c", Some("c")), row("d", None)];
        let before = counts(&rows);
        assert!(is_as_before(rows.get(..2).unwrap(), &before));
        assert!(!is_as_before(rows.get(..1).unwrap(), &before), "another was one with it");
        assert!(!is_as_before(rows.get(1..3).unwrap(), &before), "two have become one");
        assert!(!is_as_before(rows.get(2..).unwrap(), &before), "one is new");
    }
}
