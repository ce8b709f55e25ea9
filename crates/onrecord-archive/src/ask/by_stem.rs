//! Which words share half of their stems with others, told without comparing every pair.

use std::collections::{BTreeSet, HashMap};

use crate::text::stems;

/// Words by their stems, each known by its position.
#[derive(Default)]
pub(super) struct ByStem {
    positions: HashMap<String, Vec<usize>>,
    /// How many words there are.
    count: usize,
}

impl ByStem {
    pub(super) fn new(all: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut by_stem = Self::default();
        for (position, words) in all.into_iter().enumerate() {
            by_stem.count = position + 1;
            for stem in stems(words.as_ref()) {
                by_stem.positions.entry(stem).or_default().push(position);
            }
        }
        by_stem
    }

    /// Those that have half of the stems of these words, and two at least; in the order of positions.
    pub(super) fn sharing_half(&self, words: &str) -> BTreeSet<usize> {
        let asked = stems(words);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for position in asked.iter().filter_map(|stem| self.positions.get(stem)).flatten() {
            *shared.entry(*position).or_default() += 1;
        }
        shared.into_iter().filter(|(_, shared)| is_half(*shared, &asked)).map(|(position, _)| position).collect()
    }

    /// Whether any has half of these stems, and two at least.
    pub(super) fn any_shares_half(&self, asked: &BTreeSet<String>) -> bool {
        let mut shared = vec![0; self.count];
        asked.iter().filter_map(|stem| self.positions.get(stem)).flatten().any(|position| {
            shared.get_mut(*position).is_some_and(|shared| {
                *shared += 1;
                is_half(*shared, asked)
            })
        })
    }
}

fn is_half(shared: usize, asked: &BTreeSet<String>) -> bool {
    shared >= 2 && 2 * shared >= asked.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_stems_and_two_at_least_are_shared() {
        let all = ByStem::new(["answer the letter", "the letters were answered in writing", "ships pass the harbour"]);
        assert_eq!(all.sharing_half("to answer a letter in writing"), BTreeSet::from([0, 1]));
        assert_eq!(all.sharing_half("harbour"), BTreeSet::new());
        assert!(all.any_shares_half(&stems("to answer a letter in writing")));
        assert!(!all.any_shares_half(&stems("harbour")));
    }
}
