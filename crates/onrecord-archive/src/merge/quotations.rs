//! The same words carried by several agencies become one quotation.
//!
//! Near-duplicates are found by `MinHash` over shingles of two words and locality-sensitive bands (Broder 1997; Leskovec,
//! Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3), and confirmed by aligning their words. A quotation is
//! a connected component of confirmed pairs, which does not depend on the order of the documents.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use similar::{Algorithm, ChangeTag, capture_diff_slices};

use crate::error::Error;
use crate::text::{hash, mixed, words};

/// Twenty bands of two hashes: of pairs that share half of their shingles one in three hundred is missed, of a quotation cut
/// to less than half of its words one in fifty.
const BANDS: u64 = 20;
const SHINGLE: usize = 2;

/// Two wordings are one quotation where they share this part of all their words …
const ALIKE: f64 = 0.6;
/// … or where one is the other cut short: this part of the shorter one stands in the longer.
const CUT: f64 = 0.85;

/// The folded words of a quotation.
#[derive(Clone, Debug)]
pub(crate) struct Wording {
    pub(crate) key: i64,
    pub(crate) words: String,
    length: usize,
}

impl Wording {
    pub(crate) fn new(text: &str) -> Self {
        let found = words(text);
        let joined = found.join(" ");
        Self { key: hash(&[&joined]) as i64, length: found.len(), words: joined }
    }

    pub(crate) fn length(&self) -> usize {
        self.length
    }
}

/// The bands of a wording.
fn bands(folded: &str) -> BTreeSet<i64> {
    let words: Vec<&str> = folded.split(' ').collect();
    let shingles: Vec<u64> = words.windows(SHINGLE).map(hash).collect();
    let least = |seed: u64| shingles.iter().map(|shingle| mixed(shingle ^ mixed(seed + 1))).min().unwrap_or(0);
    (0..BANDS).map(|band| mixed(least(2 * band) ^ least(2 * band + 1).rotate_left(32) ^ band) as i64).collect()
}

/// Whether two wordings are the same quotation.
fn alike(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let shared: usize = capture_diff_slices(Algorithm::Myers, &one, &other)
        .iter()
        .flat_map(|op| op.iter_changes(&one, &other))
        .filter(|change| change.tag() == ChangeTag::Equal)
        .count();
    2.0 * shared as f64 >= ALIKE * (shorter + longer) as f64 || shared as f64 >= CUT * shorter as f64
}

/// Wordings looked at in one go.
const CHUNK: i64 = 50_000;

/// Gives every wording without an identity one, and looks again at what removed documents have left.
pub(crate) fn merge(connection: &Connection) -> Result<(), Error> {
    forget(connection)?;
    loop {
        let mut statement =
            connection.prepare_cached("SELECT key, words FROM wordings WHERE identity IS NULL LIMIT ?1")?;
        let fresh: Vec<(i64, String)> =
            statement.query_map([CHUNK], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        if fresh.is_empty() {
            return Ok(());
        }
        insert_bands(connection, &fresh)?;
        let mut own = connection.prepare_cached("UPDATE wordings SET identity = key WHERE key = ?1")?;
        for (key, _) in &fresh {
            own.execute([key])?;
        }
        for (key, words) in &fresh {
            join(connection, *key, words)?;
        }
    }
}

/// Sorted, so that the pages of the table are filled one after the other.
fn insert_bands(connection: &Connection, fresh: &[(i64, String)]) -> Result<(), Error> {
    let mut rows: Vec<(i64, i64)> =
        fresh.iter().flat_map(|(key, words)| bands(words).into_iter().map(|band| (band, *key))).collect();
    rows.sort_unstable();
    let mut insert = connection.prepare_cached("INSERT OR IGNORE INTO wording_bands VALUES (?1, ?2)")?;
    for (band, key) in rows {
        insert.execute([band, key])?;
    }
    Ok(())
}

/// Joins a wording with those like it.
fn join(connection: &Connection, key: i64, words: &str) -> Result<(), Error> {
    let mut look_up =
        connection.prepare_cached("SELECT wording FROM wording_bands WHERE band = ?1 AND wording <> ?2")?;
    let mut candidates = BTreeSet::new();
    for band in bands(words) {
        for candidate in look_up.query_map([band, key], |row| row.get::<_, i64>(0))? {
            candidates.insert(candidate?);
        }
    }
    if candidates.is_empty() {
        return Ok(());
    }
    let mut read = connection.prepare_cached("SELECT words, identity FROM wordings WHERE key = ?1")?;
    let mut identities = BTreeSet::from([identity(connection, key)?]);
    for candidate in candidates {
        let (other, identity): (String, Option<i64>) =
            read.query_row([candidate], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if let Some(identity) = identity
            && !identities.contains(&identity)
            && alike(words, &other)
        {
            identities.insert(identity);
        }
    }
    let Some(&least) = identities.first() else { return Ok(()) };
    let mut update = connection.prepare_cached("UPDATE wordings SET identity = ?1 WHERE identity = ?2")?;
    for identity in identities.into_iter().skip(1) {
        update.execute([least, identity])?;
    }
    Ok(())
}

fn identity(connection: &Connection, key: i64) -> Result<i64, Error> {
    let mut read = connection.prepare_cached("SELECT identity FROM wordings WHERE key = ?1")?;
    Ok(read.query_row([key], |row| row.get(0))?)
}

/// Takes away wordings that no statement has any more, and lets those that were one with them find together anew.
fn forget(connection: &Connection) -> Result<(), Error> {
    for key in super::queued(connection, "wording")? {
        let Ok(key) = key.parse::<i64>() else { continue };
        let used: bool =
            connection
                .query_row("SELECT EXISTS (SELECT 1 FROM statements WHERE wording = ?1)", [key], |row| row.get(0))?;
        let mut read = connection.prepare_cached("SELECT words, identity FROM wordings WHERE key = ?1")?;
        let Some((words, identity)) = super::optional(
            read.query_row([key], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?))),
        )?
        else {
            continue;
        };
        if used {
            continue;
        }
        for band in bands(&words) {
            connection.execute("DELETE FROM wording_bands WHERE band = ?1 AND wording = ?2", params![band, key])?;
        }
        connection.execute("DELETE FROM wordings WHERE key = ?1", [key])?;
        connection.execute("UPDATE wordings SET identity = NULL WHERE identity = ?1", [identity])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "we have read the letter with care and we will answer in writing before the end of the month";

    #[test]
    fn cuts_and_other_translations_are_the_same_quotation() {
        assert!(alike(LONG, "we have read the letter with care and we will answer in writing"));
        assert!(alike(
            LONG,
            "we have read this letter carefully and will answer in writing before the end of the month"
        ));
        assert!(!alike(LONG, "we have seen no letter and there is nothing that we would have to answer today"));
    }

    #[test]
    fn near_duplicates_share_a_band() {
        let cut = "we have read the letter with care and we will answer in writing";
        assert!(!bands(LONG).is_disjoint(&bands(cut)));
        assert!(
            bands(LONG).is_disjoint(&bands("the treaty on open skies is dead and nobody can bring it back to life"))
        );
    }
}
