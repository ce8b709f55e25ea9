//! Folding: the key under which word tables know a token, whatever its case and its apostrophes.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::token::{Case, is_apostrophe, is_invisible};

/// A 64-bit key of a folded word: lower case, straight apostrophe, plain hyphen, no invisible characters.
///
/// Two words with equal keys are taken to be the same word: among the some hundred thousand words of all tables a
/// collision has a chance of one in a thousand million. The lowest bit says whether the word began with a capital
/// and takes no part in comparisons.
#[derive(Clone, Copy, Debug)]
pub struct FoldedKey(u64);

impl FoldedKey {
    /// Whether the word began with a capital letter.
    #[must_use]
    pub fn begins_with_capital(self) -> bool {
        self.0 & 1 == 1
    }

    /// The key as a number, equal for equal folded words.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0 >> 1
    }
}

impl PartialEq for FoldedKey {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Eq for FoldedKey {}

impl std::hash::Hash for FoldedKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.value());
    }
}

/// Folds one word.
#[must_use]
pub fn key(word: &str) -> FoldedKey {
    fold(word).1
}

const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(hash: u64, unit: u32) -> u64 {
    (hash ^ u64::from(unit)).wrapping_mul(MULTIPLIER).rotate_left(23)
}

/// Folds one word, and says how it is cased.
pub(crate) fn fold(word: &str) -> (Case, FoldedKey) {
    let mut hash = 0x51_7C_C1_B7_27_22_0A_95;
    let (mut letters, mut capitals, mut first_capital) = (0u32, 0u32, false);
    let mut unit = |c: char, lower: char, hash: &mut u64| {
        let cased = c.is_lowercase() || c != lower;
        if cased {
            let capital = c != lower;
            first_capital |= capital && letters == 0;
            letters += 1;
            capitals += u32::from(capital);
        }
        *hash = mix(*hash, lower as u32);
    };
    for c in word.chars() {
        if c.is_ascii() {
            unit(c, c.to_ascii_lowercase(), &mut hash);
        } else if is_invisible(c) {
        } else if is_apostrophe(c) || c == '‘' {
            unit('\'', '\'', &mut hash);
        } else if matches!(c, '\u{2010}' | '\u{2011}') {
            unit('-', '-', &mut hash);
        } else {
            let mut lower = c.to_lowercase();
            unit(c, lower.next().unwrap_or(c), &mut hash);
        }
    }
    let case = match (letters, capitals) {
        (0, _) => Case::None,
        (_, 0) => Case::Lower,
        (1, 1) => Case::Single,
        (_, 1) if first_capital => Case::Title,
        (all, some) if all == some => Case::Upper,
        _ => Case::Mixed,
    };
    hash ^= hash >> 29;
    (case, FoldedKey(hash << 1 | u64::from(first_capital)))
}

/// A hasher that passes a [`FoldedKey`] through: it is a hash already.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0.wrapping_mul(MULTIPLIER)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = mix(self.0, u32::from(byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A table of words, looked up by the key of a token.
///
/// ```
/// use onrecord_extract::text::{WordTable, key};
///
/// let table: WordTable<u8> = [("Monday", 1), ("Tuesday", 2)].into_iter().map(|(w, n)| (key(w), n)).collect();
/// assert_eq!(table.get(&key("TUESDAY")), Some(&2));
/// ```
pub type WordTable<V> = HashMap<FoldedKey, V, BuildHasherDefault<KeyHasher>>;

/// A set of words, looked up by the key of a token.
pub type WordSet = HashSet<FoldedKey, BuildHasherDefault<KeyHasher>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_apostrophes_fold_away() {
        assert_eq!(key("O’BRIEN"), key("o'brien"));
        assert_ne!(key("their"), key("there"));
        assert!(key("Élysée").begins_with_capital());
    }

    #[test]
    fn case_is_told() {
        for (word, case) in [
            ("talks", Case::Lower),
            ("Talks", Case::Title),
            ("TASS", Case::Upper),
            ("W.", Case::Single),
            ("McCain", Case::Mixed),
            ("1994", Case::None),
            ("Co-operation", Case::Title),
        ] {
            assert_eq!(fold(word).0, case, "{word}");
        }
    }
}
