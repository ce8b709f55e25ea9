//! The same actor in several documents: by name with office, state and years of the role; never by surname alone.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use super::union::Union;
use crate::error::Error;
use crate::keys::Signature;
use crate::text::folded;
use onrecord_model::ActorKind;

/// Years over which one surname with one office of one state stays the same person.
const YEARS: i32 = 5;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    /// Full names before single ones, those with a state before those without: the first stands for the actor.
    single: bool,
    stateless: bool,
    folded: String,
    name: String,
    kind: String,
    iso3: String,
    registry: String,
    state: String,
    office: String,
    year: i32,
    key: i64,
    block: String,
}

/// Only signatures of one block are compared: persons of one surname, states of one code, others of one name.
pub(crate) fn block(signature: &Signature) -> String {
    let name = folded(&signature.name);
    let tells = match signature.kind {
        ActorKind::Person => name.rsplit(' ').next().unwrap_or_default().to_owned(),
        ActorKind::State if !signature.iso3.is_empty() => signature.iso3.clone(),
        ActorKind::Office => format!("{}|{}", signature.office, signature.state),
        _ if !signature.registry.is_empty() => signature.registry.clone(),
        _ => name,
    };
    format!("{}|{tells}", signature.kind)
}

/// Gives the signatures of every block that was touched their identities.
pub(crate) fn merge(connection: &Connection) -> Result<(), Error> {
    let mut blocks = forget(connection)?;
    let mut fresh = connection.prepare_cached("SELECT DISTINCT block FROM signatures WHERE identity IS NULL")?;
    for block in fresh.query_map([], |row| row.get(0))? {
        blocks.insert(block?);
    }
    if blocks.is_empty() {
        return Ok(());
    }
    let decisions = Decision::all(connection)?;
    let mut done = BTreeSet::new();
    for block in blocks {
        if done.contains(&block) {
            continue;
        }
        let (rows, read) = read_with_decided(connection, &block, &decisions)?;
        done.extend(read);
        write(connection, &cluster(&rows, &decisions))?;
    }
    Ok(())
}

/// Takes away signatures that no actor has any more; returns their blocks.
fn forget(connection: &Connection) -> Result<BTreeSet<String>, Error> {
    let mut blocks = BTreeSet::new();
    for key in super::queued(connection, "signature")? {
        let Ok(key) = key.parse::<i64>() else { continue };
        let block = super::optional(connection.query_row(
            "SELECT block FROM signatures WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM actors WHERE signature = ?1)",
            [key],
            |row| row.get::<_, String>(0),
        ))?;
        if let Some(block) = block {
            connection.execute("UPDATE signatures SET identity = NULL WHERE identity = ?1", [key])?;
            connection.execute("DELETE FROM signatures WHERE key = ?1", [key])?;
            blocks.insert(block);
        }
    }
    Ok(blocks)
}

/// The signatures of a block and of all blocks that the user's merges tie to it.
fn read_with_decided(
    connection: &Connection,
    block: &str,
    decisions: &[Decision],
) -> Result<(Vec<Row>, BTreeSet<String>), Error> {
    let (mut rows, mut read, mut open) = (Vec::new(), BTreeSet::new(), vec![block.to_owned()]);
    while let Some(block) = open.pop() {
        if !read.insert(block.clone()) {
            continue;
        }
        let found = read_block(connection, &block)?;
        for decision in decisions.iter().filter(|decision| decision.merges) {
            for (this, that) in [(&decision.one, &decision.other), (&decision.other, &decision.one)] {
                if found.iter().any(|row| this.names(row)) {
                    open.extend(that.blocks(connection)?);
                }
            }
        }
        rows.extend(found);
    }
    rows.sort();
    Ok((rows, read))
}

fn read_block(connection: &Connection, block: &str) -> Result<Vec<Row>, Error> {
    let mut read = connection.prepare_cached(
        "SELECT key, kind, name, iso3, registry, state, office, year FROM signatures WHERE block = ?1",
    )?;
    let rows = read.query_map([block], |row| {
        let name: String = row.get(2)?;
        let folded = folded(&name);
        let state: String = row.get(5)?;
        Ok(Row {
            single: !folded.contains(' '),
            stateless: state.is_empty(),
            key: row.get(0)?,
            kind: row.get(1)?,
            iso3: row.get(3)?,
            registry: row.get(4)?,
            office: row.get(6)?,
            year: row.get(7)?,
            block: block.to_owned(),
            folded,
            name,
            state,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Which of these are one actor; rows are sorted, and each cluster keeps their order.
fn cluster(rows: &[Row], decisions: &[Decision]) -> Vec<Vec<Row>> {
    let mut union = Union::new(rows.len());
    let mut blocks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (position, row) in rows.iter().enumerate() {
        blocks.entry(&row.block).or_default().push(position);
    }
    for positions in blocks.values() {
        let persons = positions.first().and_then(|&first| rows.get(first)).is_some_and(|row| row.kind == "person");
        if persons {
            join_persons(rows, positions, &mut union);
        } else {
            positions.windows(2).for_each(|pair| union.join(pair[0], pair[1]));
        }
    }
    for decision in decisions.iter().filter(|decision| decision.merges) {
        let named: Vec<_> = positions(rows, |row| decision.one.names(row) || decision.other.names(row));
        named.windows(2).for_each(|pair| union.join(pair[0], pair[1]));
    }
    let mut sets: BTreeMap<(usize, Vec<bool>), Vec<Row>> = BTreeMap::new();
    let splits: Vec<_> = decisions.iter().filter(|decision| !decision.merges).collect();
    for (position, row) in rows.iter().enumerate() {
        let side = splits.iter().map(|split| split.other.names(row)).collect();
        sets.entry((union.find(position), side)).or_default().push(row.clone());
    }
    sets.into_values().collect()
}

fn positions(rows: &[Row], which: impl Fn(&Row) -> bool) -> Vec<usize> {
    rows.iter().enumerate().filter(|(_, row)| which(row)).map(|(position, _)| position).collect()
}

/// Persons of one surname.
fn join_persons(rows: &[Row], block: &[usize], union: &mut Union) {
    let get = |position: usize| rows.get(position);
    let pairs = || {
        block.iter().flat_map(|&one| block.iter().filter(move |&&other| other < one).map(move |&other| (one, other)))
    };
    // A full name with one state, or with none where all states given with it are the same; or one row of the tables.
    for (one, other) in pairs() {
        let (Some(a), Some(b)) = (get(one), get(other)) else { continue };
        let known = !a.registry.is_empty() && a.registry == b.registry;
        let named = !a.single && a.folded == b.folded && {
            let states: BTreeSet<&str> = block
                .iter()
                .filter_map(|&position| get(position))
                .filter(|row| row.folded == a.folded && !row.state.is_empty())
                .map(|row| row.state.as_str())
                .collect();
            a.state == b.state || (states.len() < 2 && (a.state.is_empty() || b.state.is_empty()))
        };
        if known || named {
            union.join(one, other);
        }
    }
    // A surname alone needs the office and the state of just one full name.
    let same_role = |a: &Row, b: &Row| {
        !a.state.is_empty()
            && a.state == b.state
            && !a.office.is_empty()
            && a.office == b.office
            && (a.year - b.year).abs() <= YEARS
    };
    let full: Vec<(usize, usize)> =
        block.iter().filter(|&&p| get(p).is_some_and(|row| !row.single)).map(|&p| (p, union.find(p))).collect();
    for &position in block {
        let Some(row) = get(position).filter(|row| row.single) else { continue };
        let holders: BTreeSet<usize> = full
            .iter()
            .filter(|(full, _)| get(*full).is_some_and(|full| same_role(row, full)))
            .map(|(_, set)| *set)
            .collect();
        if let (1, Some(&holder)) = (holders.len(), holders.first()) {
            union.join(position, holder);
        }
    }
    for (one, other) in pairs() {
        let (Some(a), Some(b)) = (get(one), get(other)) else { continue };
        let undecided = |p: usize, union: &mut Union| {
            let set = union.find(p);
            full.iter().all(|(f, _)| union.find(*f) != set)
        };
        if a.single && b.single && same_role(a, b) && undecided(one, union) && undecided(other, union) {
            union.join(one, other);
        }
    }
}

fn write(connection: &Connection, clusters: &[Vec<Row>]) -> Result<(), Error> {
    let mut update =
        connection.prepare_cached("UPDATE signatures SET identity = ?1 WHERE key = ?2 AND identity IS NOT ?1")?;
    for cluster in clusters {
        let Some(first) = cluster.first() else { continue };
        for row in cluster {
            update.execute(params![first.key, row.key])?;
        }
    }
    Ok(())
}

/// What the user decided about two names.
struct Decision {
    merges: bool,
    one: Selector,
    other: Selector,
}

/// A name, with a state or with any.
struct Selector {
    name: String,
    state: String,
}

impl Selector {
    fn names(&self, row: &Row) -> bool {
        row.folded == self.name && (self.state.is_empty() || row.state == self.state || row.iso3 == self.state)
    }

    fn blocks(&self, connection: &Connection) -> Result<Vec<String>, Error> {
        let mut read = connection.prepare_cached("SELECT DISTINCT block FROM signatures WHERE folded = ?1")?;
        Ok(read.query_map([&self.name], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

impl Decision {
    fn all(connection: &Connection) -> Result<Vec<Self>, Error> {
        let mut read = connection
            .prepare_cached("SELECT decision = 'merge', name, state, other_name, other_state FROM actor_decisions")?;
        let rows = read.query_map([], |row| {
            let selector = |name: usize| {
                Ok::<_, rusqlite::Error>(Selector {
                    name: folded(&row.get::<_, String>(name)?),
                    state: row.get(name + 1)?,
                })
            };
            Ok(Self { merges: row.get(0)?, one: selector(1)?, other: selector(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Writes a decision down and applies it; the contrary decision on the same names is taken back.
pub(crate) fn decide(
    connection: &Connection,
    decision: &str,
    (name, state): (&str, &str),
    (other_name, other_state): (&str, &str),
) -> Result<(), Error> {
    connection.execute(
        "INSERT OR REPLACE INTO actor_decisions VALUES (?1, ?2, ?3, ?4, ?5)",
        [decision, name, state, other_name, other_state],
    )?;
    for name in [name, other_name] {
        connection.execute(
            "UPDATE signatures SET identity = NULL WHERE block IN (SELECT block FROM signatures WHERE folded = ?1)",
            [folded(name)],
        )?;
    }
    merge(connection)
}

#[cfg(test)]
mod tests;
