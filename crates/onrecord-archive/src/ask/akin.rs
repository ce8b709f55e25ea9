//! Which of a few statements a text is akin to: it shares half of their stems.

use std::collections::HashMap;

use super::rivals::enough;
use crate::text::{Stem, stems};

/// Statements that are looked for, each known by its position.
#[derive(Default)]
pub(super) struct Akin {
    /// Where each stem stands.
    positions: HashMap<Stem, Vec<usize>>,
    /// How many stems each has.
    lengths: Vec<usize>,
}

impl Akin {
    pub(super) fn new(all: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let mut akin = Self::default();
        for (position, words) in all.into_iter().enumerate() {
            let stems = stems(words.as_ref());
            akin.lengths.push(stems.len());
            for stem in stems {
                akin.positions.entry(stem).or_default().push(position);
            }
        }
        akin
    }

    /// The statements half of whose stems, and two at least, are among these; in the order of positions.
    pub(super) fn to(&self, stems: &[Stem]) -> Vec<usize> {
        let mut hits: Vec<usize> =
            stems.iter().filter_map(|stem| self.positions.get(stem)).flatten().copied().collect();
        hits.sort_unstable();
        let runs = hits.chunk_by(|one, other| one == other);
        runs.filter_map(|run| {
            let position = *run.first()?;
            (run.len() >= enough(*self.lengths.get(position)?)).then_some(position)
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_stems_and_two_at_least_are_shared() {
        let asked = Akin::new(["to answer a letter in writing", "harbour", "ships must not pass the harbour at night"]);
        let akin_to = |text: &str| asked.to(&stems(text));
        assert_eq!(akin_to("answer the letter"), [0]);
        assert_eq!(akin_to("the letters were answered in writing, as ships pass the harbour"), [0, 2]);
        assert_eq!(akin_to("the harbour"), [] as [usize; 0], "one stem is too little");
        assert_eq!(akin_to("a letter"), [] as [usize; 0]);
    }
}
