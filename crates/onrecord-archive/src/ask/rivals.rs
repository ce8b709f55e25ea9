//! Whether any of many statements is akin to one: it shares half of its stems, and two at least.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use crate::text::{Stem, mixed};

/// Statements by their stems.
#[derive(Default)]
pub(super) struct Rivals {
    /// The stems of each, in order.
    stems: Vec<Vec<Stem>>,
    /// Who has a stem, the last of them first.
    last: HashMap<Stem, Having, BuildHasherDefault<StemHasher>>,
    /// Of each place on the way to all who have a stem: who, and the place before.
    places: Vec<(u32, Option<u32>)>,
}

/// How many have a stem, and where the way to them begins.
struct Having {
    count: u32,
    place: u32,
}

/// Stems are told by their letters, which need little stirring.
#[derive(Default)]
struct StemHasher(u64);

impl Hasher for StemHasher {
    fn write_u128(&mut self, stem: u128) {
        self.0 = mixed((stem ^ (stem >> 61)) as u64);
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |state, byte| mixed(state ^ u64::from(*byte)));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Rivals {
    pub(super) fn new(all: Vec<Vec<Stem>>) -> Self {
        let mut rivals = Self { stems: all, ..Self::default() };
        for (who, stems) in (0..).zip(&rivals.stems) {
            for stem in stems {
                let place = rivals.places.len() as u32;
                let before = match rivals.last.entry(*stem) {
                    Entry::Occupied(mut having) => {
                        let Having { count, place: before } = *having.get();
                        having.insert(Having { count: count + 1, place });
                        Some(before)
                    }
                    Entry::Vacant(having) => {
                        having.insert(Having { count: 1, place });
                        None
                    }
                };
                rivals.places.push((who, before));
            }
        }
        rivals
    }

    /// Whether any shares enough of these stems.
    ///
    /// Who has `enough` of them lacks the others at most, so that one more than those others, the rarest, lead to it:
    /// prefix filtering (Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins in Data Cleaning", 2006).
    pub(super) fn any_akin(&self, asked: &[Stem]) -> bool {
        let enough = enough(asked.len());
        let mut found: Vec<&Having> = asked.iter().filter_map(|stem| self.last.get(stem)).collect();
        if found.len() < enough {
            return false;
        }
        found.sort_unstable_by_key(|having| having.count);
        let rarest = found.iter().take(found.len() + 1 - enough);
        rarest
            .flat_map(|having| self.having(having))
            .any(|who| self.stems.get(who as usize).is_some_and(|stems| shared(asked, stems) >= enough))
    }

    /// All who have a stem.
    fn having(&self, having: &Having) -> impl Iterator<Item = u32> {
        let first = self.places.get(having.place as usize);
        std::iter::successors(first, |(_, before)| self.places.get((*before)? as usize)).map(|(who, _)| *who)
    }
}

/// How many stems of so many two statements must share: half, and two at least.
pub(super) fn enough(stems: usize) -> usize {
    stems.div_ceil(2).max(2)
}

/// How many stems two lists in order have in common.
fn shared(one: &[Stem], other: &[Stem]) -> usize {
    let mut rest = other.iter().peekable();
    one.iter()
        .filter(|stem| {
            while rest.next_if(|other| other < stem).is_some() {}
            rest.next_if_eq(stem).is_some()
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::stems;

    #[test]
    fn half_of_the_stems_and_two_at_least_are_shared() {
        let all = ["answer the letter", "the letters were answered in writing", "ships pass the harbour"];
        let rivals = Rivals::new(all.iter().map(|text| stems(text)).collect());
        let any_akin = |text: &str| rivals.any_akin(&stems(text));
        assert!(any_akin("to answer a letter in writing"));
        assert!(any_akin("no ship will pass the frozen strait"));
        assert!(!any_akin("no ship will pass the frozen strait in winter"), "two of five");
        assert!(!any_akin("the letter was about ships"), "one of each");
        assert!(!any_akin("harbour"));
        assert!(!any_akin(""));
    }

    #[test]
    fn the_rarest_stems_lead_to_whatever_shares_enough() {
        // Every list of some of seven stems, asked against every other.
        let lists: Vec<Vec<Stem>> = (0..1_u32 << 7).map(|set| (0..7).filter(|n| set >> n & 1 == 1).collect()).collect();
        for (number, asked) in lists.iter().enumerate() {
            for other in lists.iter().skip(number % 3).step_by(3) {
                let common = asked.iter().filter(|stem| other.contains(stem)).count();
                let rivals = Rivals::new(vec![other.clone(), vec![1, 2], vec![6]]);
                let expected = [common, asked.iter().filter(|stem| [1, 2].contains(*stem)).count()];
                assert_eq!(rivals.any_akin(asked), expected.into_iter().any(|n| n >= 2 && 2 * n >= asked.len()));
            }
        }
    }
}
