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

/// How far a report can matter to where others belong: what it changes lies at most two steps between dates away, and an
/// undated report looks back from there.
const REACH: i64 = LATER + 2 * APART;

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
    for (name, mut days) in touched {
        // What has left an exchange may have differed from the rest.
        let all_anew = left.contains(&name);
        while let Some(day) = days.pop_first() {
            let window = Window::around(connection, &name, day, &mut days)?;
            for cluster in &window.clusters {
                if all_anew || !window.is_as_before(cluster) {
                    write(connection, &window.block.shapes, cluster)?;
                }
            }
        }
    }
    Ok(())
}

/// Days of a block that are divided anew, between two days that no exchange of before reaches across. What lies outside
/// stays as it is: the order of dates decides, so that nothing later matters, and what is near the end is as it was.
struct Window<'n> {
    block: Block<'n>,
    clusters: Vec<Vec<Row>>,
    /// How many reports had each identity.
    before: HashMap<String, usize>,
}

impl<'n> Window<'n> {
    /// The window around a day that was touched; other such days in it are taken out of those that are left.
    fn around(connection: &Connection, name: &'n str, day: i64, days: &mut BTreeSet<i64>) -> Result<Self, Error> {
        let mut block = Block { name, ..Block::default() };
        let first = block.cut_before(connection, day - REACH)?;
        let mut last = day;
        loop {
            let end = block.cut_behind(connection, last + REACH + 1)?;
            if let Some(&touched) = days.range(..end).next_back() {
                days.retain(|day| *day > touched);
                last = touched;
                continue;
            }
            let window = Self::divided(block, first..=end - 1);
            let mut changed = window.clusters.iter().filter(|cluster| !window.is_as_before(cluster)).flatten();
            if !changed.any(|row| row.day >= end - REACH) {
                return Ok(window);
            }
            // Twice as far each time, so that all of it is looked at twice at most.
            last = end + (end - day);
            block = window.block;
        }
    }

    /// Divides the exchanges of some days.
    fn divided(block: Block<'n>, days: RangeInclusive<i64>) -> Self {
        let (mut clusters_of_all, mut before, mut done) = (Vec::new(), HashMap::new(), BTreeSet::new());
        for seed in block.within(days.clone(), days.clone()) {
            if done.contains(&seed) {
                continue;
            }
            let component = block.component(seed, &days);
            let rows = block.rows_of(&component);
            done.extend(component);
            for identity in rows.iter().filter_map(|row| row.identity.clone()) {
                *before.entry(identity).or_default() += 1;
            }
            clusters_of_all.extend(clusters(&block.shapes, rows));
        }
        Self { block, clusters: clusters_of_all, before }
    }

    /// Whether these reports were one exchange before, and no other was with them.
    fn is_as_before(&self, cluster: &[Row]) -> bool {
        let Some(identity) = cluster.first().and_then(|row| row.identity.as_ref()) else { return false };
        cluster.iter().all(|row| row.identity.as_ref() == Some(identity))
            && self.before.get(identity) == Some(&cluster.len())
    }
}

/// The exchanges of a block, read as far as they are looked at.
#[derive(Default)]
struct Block<'n> {
    name: &'n str,
    /// The first and the last day that was read.
    loaded: Option<(i64, i64)>,
    shapes: Vec<Shape>,
    /// The reports of each shape.
    rows: Vec<Vec<Row>>,
    known: HashMap<Shape, usize>,
    dated: BTreeMap<i64, Vec<usize>>,
    undated: BTreeMap<i64, Vec<usize>>,
    /// The first and the last day of each exchange of before.
    spans: HashMap<String, (i64, i64)>,
}

impl Block<'_> {
    /// The last day up to one that no exchange of before reaches across: each ends before it or begins on it or later.
    fn cut_before(&mut self, connection: &Connection, mut day: i64) -> Result<i64, Error> {
        while let Some((first, _)) = self.crossing(connection, day)? {
            day = first;
        }
        Ok(day)
    }

    /// The first such day from one on.
    fn cut_behind(&mut self, connection: &Connection, mut day: i64) -> Result<i64, Error> {
        while let Some((_, last)) = self.crossing(connection, day)? {
            day = last + 1;
        }
        Ok(day)
    }

    /// The first and the last day of an exchange of before that reaches across a day.
    fn crossing(&mut self, connection: &Connection, day: i64) -> Result<Option<(i64, i64)>, Error> {
        // Of what reaches across a day some report lies within reach, on either side.
        self.load(connection, day - REACH, day + REACH)?;
        Ok(self.spans.values().find(|(first, last)| *first < day && day <= *last).copied())
    }

    /// Reads the exchanges of some days that are not there yet.
    fn load(&mut self, connection: &Connection, first: i64, last: i64) -> Result<(), Error> {
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
        let of = |by_day: &BTreeMap<i64, Vec<usize>>, days: RangeInclusive<i64>| -> Vec<usize> {
            if days.is_empty() {
                Vec::new()
            } else {
                by_day.range(days).flat_map(|(_, shapes)| shapes).copied().collect()
            }
        };
        let mut found = of(&self.dated, dated);
        found.extend(of(&self.undated, undated));
        found
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
            let row = Row {
                day: row.get(7)?,
                name: row.get(2)?,
                document: row.get(0)?,
                id: row.get(1)?,
                kind: row.get(5)?,
                identity: row.get(8)?,
                shape,
            };
            if let Some(identity) = &row.identity {
                let (first, last) = self.spans.entry(identity.clone()).or_insert((row.day, row.day));
                (*first, *last) = (row.day.min(*first), row.day.max(*last));
            }
            if let Some(rows) = self.rows.get_mut(shape) {
                rows.push(row);
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

    /// The shapes of all exchanges of some days that are reached from one by steps between exchanges that may be the same.
    fn component(&self, seed: usize, days: &RangeInclusive<i64>) -> BTreeSet<usize> {
        let mut component = BTreeSet::from([seed]);
        let mut open = vec![seed];
        let inside = |first: i64, last: i64| first.max(*days.start())..=last.min(*days.end());
        while let Some(shape) = open.pop().and_then(|position| self.shapes.get(position)) {
            let day = shape.day;
            // The days of `Shape::near`.
            let near = if shape.undated {
                self.within(inside(day - LATER, day), inside(day - APART, day + APART))
            } else {
                self.within(inside(day - APART, day + APART), inside(day, day + LATER))
            };
            for next in near {
                if self.shapes.get(next).is_some_and(|next| shape.may_be(next)) && component.insert(next) {
                    open.push(next);
                }
            }
        }
        component
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
        // What is new has none.
        if row.identity.is_some() {
            clear.execute(params![row.document, row.id])?;
        }
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
mod tests;
