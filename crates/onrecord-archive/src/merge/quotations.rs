//! The same words carried by several agencies become one quotation.
//!
//! Near-duplicates are found by `MinHash` over shingles of two words and locality-sensitive bands (Broder 1997; Leskovec,
//! Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3), and confirmed by aligning their words. A quotation is
//! a connected component of confirmed pairs, which does not depend on the order of the documents.

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use rusqlite::{Connection, params};

use super::union::Union;
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
/// Words of a quotation that are aligned: a speech is known by its beginning.
const ALIGNED: usize = 1000;

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
pub(crate) fn bands(folded: &str) -> BTreeSet<i64> {
    let words: Vec<&str> = folded.split(' ').collect();
    let shingles: Vec<u64> = words.windows(SHINGLE).map(hash).collect();
    let least = |seed: u64| shingles.iter().map(|shingle| mixed(shingle ^ mixed(seed + 1))).min().unwrap_or(0);
    (0..BANDS).map(|band| mixed(least(2 * band) ^ least(2 * band + 1).rotate_left(32) ^ band) as i64).collect()
}

/// Whether two wordings are the same quotation.
fn alike(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split(' ').take(ALIGNED).collect(), other.split(' ').take(ALIGNED).collect());
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let shared = shared(&one, &other);
    2.0 * shared as f64 >= ALIKE * (shorter + longer) as f64 || shared as f64 >= CUT * shorter as f64
}

/// How many words both have in the same order: the length of their longest common subsequence, after Hunt and Szymanski
/// (1977). Exact, so that every engine that aligns them finds the same.
fn shared(one: &[&str], other: &[&str]) -> usize {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, word) in other.iter().enumerate() {
        places.entry(word).or_default().push(place);
    }
    // Where the best subsequence of each length can end at the earliest.
    let mut ends: Vec<usize> = Vec::new();
    for place in one.iter().filter_map(|word| places.get(word)).flat_map(|places| places.iter().rev()) {
        let length = ends.partition_point(|end| end < place);
        match ends.get_mut(length) {
            Some(end) => *end = *place,
            None => ends.push(*place),
        }
    }
    ends.len()
}

/// Wordings looked at in one go, all of them in memory.
const CHUNK: i64 = 250_000;

/// Gives every wording without an identity one, and looks again at what removed documents have left.
pub(crate) fn merge(connection: &Connection) -> Result<(), Error> {
    forget(connection)?;
    loop {
        let mut read = connection.prepare_cached("SELECT key, words FROM wordings WHERE identity IS NULL LIMIT ?1")?;
        let fresh: Vec<Known> = read
            .query_map([CHUNK], |row| Ok(Known { key: row.get(0)?, words: row.get(1)?, identity: None }))?
            .collect::<Result<_, _>>()?;
        if fresh.is_empty() {
            return Ok(());
        }
        let banded =
            |(position, known): (usize, &Known)| bands(&known.words).into_iter().map(move |band| (band, position));
        let mut rows: Vec<(i64, usize)> = fresh.par_iter().enumerate().flat_map_iter(banded).collect();
        // In the order of the table, so that its pages are read and filled one after the other.
        rows.par_sort_unstable();
        let mut chunk = Chunk::new(connection, fresh)?;
        for run in rows.chunk_by(|(one, _), (other, _)| one == other) {
            chunk.join(run)?;
        }
        chunk.write(&rows)?;
    }
}

/// A wording, with its identity where it has one.
struct Known {
    key: i64,
    words: String,
    identity: Option<i64>,
}

/// Wordings that are given their identities together, and behind them those of the archive that share a band with one.
struct Chunk<'c> {
    connection: &'c Connection,
    known: Vec<Known>,
    fresh: usize,
    /// Where a key stands in `known`, and where the first of a quotation of the archive.
    positions: HashMap<i64, usize>,
    identities: HashMap<i64, usize>,
    union: Union,
    unlike: HashSet<(usize, usize)>,
    /// Whether the archive has bands to compare with.
    others: bool,
}

impl<'c> Chunk<'c> {
    fn new(connection: &'c Connection, known: Vec<Known>) -> Result<Self, Error> {
        let others =
            connection.query_row("SELECT EXISTS (SELECT 1 FROM wording_bands)", [], |row| row.get::<_, bool>(0))?;
        Ok(Self {
            connection,
            fresh: known.len(),
            positions: known.iter().enumerate().map(|(position, known)| (known.key, position)).collect(),
            identities: HashMap::new(),
            union: Union::new(known.len()),
            unlike: HashSet::new(),
            known,
            others,
        })
    }

    /// Joins the wordings of one band that are alike.
    fn join(&mut self, run: &[(i64, usize)]) -> Result<(), Error> {
        let mut together: BTreeSet<usize> = run.iter().map(|(_, position)| *position).collect();
        if let Some((band, _)) = run.first().filter(|_| self.others) {
            together.extend(self.of_the_archive(*band)?);
        }
        for &one in &together {
            // Two of the archive have been compared before.
            for &other in together.range(..one).filter(|other| **other < self.fresh) {
                if self.union.find(one) == self.union.find(other) || self.unlike.contains(&(one, other)) {
                    continue;
                }
                let words = |position: usize| self.known.get(position).map_or("", |known| &*known.words);
                if alike(words(one), words(other)) {
                    self.union.join(one, other);
                } else {
                    self.unlike.insert((one, other));
                }
            }
        }
        Ok(())
    }

    /// The wordings of a band that the archive has already.
    fn of_the_archive(&mut self, band: i64) -> Result<Vec<usize>, Error> {
        let mut look_up = self.connection.prepare_cached("SELECT wording FROM wording_bands WHERE band = ?1")?;
        let keys: Vec<i64> = look_up.query_map([band], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut found = Vec::new();
        for key in keys {
            match self.positions.get(&key) {
                Some(&position) => found.push(position),
                None => found.extend(self.read(key)?),
            }
        }
        Ok(found)
    }

    /// Reads a wording of the archive; one that has no identity yet is looked at in a later chunk.
    fn read(&mut self, key: i64) -> Result<Option<usize>, Error> {
        let mut read = self
            .connection
            .prepare_cached("SELECT words, identity FROM wordings WHERE key = ?1 AND identity IS NOT NULL")?;
        let row = super::optional(read.query_row([key], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?))))?;
        let Some((words, identity)) = row else { return Ok(None) };
        let position = self.union.push();
        self.positions.insert(key, position);
        self.known.push(Known { key, words, identity: Some(identity) });
        let first = *self.identities.entry(identity).or_insert(position);
        self.union.join(first, position);
        Ok(Some(position))
    }

    fn write(&mut self, bands: &[(i64, usize)]) -> Result<(), Error> {
        let mut insert = self.connection.prepare_cached("INSERT OR IGNORE INTO wording_bands VALUES (?1, ?2)")?;
        for (band, position) in bands {
            if let Some(known) = self.known.get(*position) {
                insert.execute([*band, known.key])?;
            }
        }
        let mut least: HashMap<usize, i64> = HashMap::new();
        for (position, known) in self.known.iter().enumerate() {
            let identity = known.identity.unwrap_or(known.key);
            least
                .entry(self.union.find(position))
                .and_modify(|least| *least = identity.min(*least))
                .or_insert(identity);
        }
        let mut one = self.connection.prepare_cached("UPDATE wordings SET identity = ?1 WHERE key = ?2")?;
        let mut all = self.connection.prepare_cached("UPDATE wordings SET identity = ?1 WHERE identity = ?2")?;
        let mut moved = HashSet::new();
        for (position, known) in self.known.iter().enumerate() {
            let Some(&identity) = least.get(&self.union.find(position)) else { continue };
            match known.identity {
                None => one.execute([identity, known.key])?,
                Some(before) if before != identity && moved.insert(before) => all.execute([identity, before])?,
                Some(_) => 0,
            };
        }
        Ok(())
    }
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
    fn words_are_shared_in_their_order() {
        let split = |words: &'static str| words.split(' ').collect::<Vec<_>>();
        let shared = |one, other| shared(&split(one), &split(other));
        assert_eq!(shared("a b c b d a b", "b d c a b a"), 4);
        assert_eq!(shared("a b c", "c b a"), 1);
        assert_eq!(shared("a a a", "a"), 1);
        assert_eq!(shared("a b", "c d"), 0);
    }

    #[test]
    fn six_words_in_ten_or_a_cut_are_enough() {
        let words = |from: u32, to: u32| (from..to).map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ");
        // Ten words each, of which six and five are the same.
        assert!(alike(&words(0, 10), &words(4, 14)));
        assert!(!alike(&words(0, 10), &words(5, 15)));
        // Of twenty words seventeen stand in a hundred, and sixteen.
        assert!(alike(&words(0, 100), &words(83, 103)));
        assert!(!alike(&words(0, 100), &words(84, 104)));
    }

    #[test]
    fn a_wording_is_its_folded_words() {
        let one = Wording::new("We have read the letter.");
        assert_eq!((&*one.words, one.length()), ("we have read the letter", 5));
        assert_eq!(one.key, Wording::new("“we have  read, the LETTER”").key);
        assert_ne!(one.key, Wording::new("We have read a letter.").key);
    }

    /// Archives keep their bands: with others, what is added would no longer meet what is there.
    #[test]
    fn bands_stay_what_they_are_in_files() {
        let bands = bands("we will answer");
        assert_eq!(bands.len() as u64, BANDS);
        let all = bands.iter().fold(0, |all: i64, band| all.wrapping_mul(31).wrapping_add(*band));
        assert_eq!(all, 3_982_105_260_771_147_734);
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
