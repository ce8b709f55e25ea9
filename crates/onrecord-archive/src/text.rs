//! Words made comparable, and texts made small.

use std::collections::HashSet;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};

/// Fast, and close to the best ratio for texts of a few thousand characters.
const LEVEL: i32 = 3;

/// Makes texts small. Its working memory costs more than a short text: one serves many.
pub(crate) struct Compressor(zstd::bulk::Compressor<'static>);

impl Compressor {
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Self(zstd::bulk::Compressor::new(LEVEL).map_err(|error| failed(&error))?))
    }

    pub(crate) fn compress(&mut self, text: &str) -> Result<Vec<u8>, Error> {
        self.0.compress(text.as_bytes()).map_err(|error| failed(&error))
    }
}

fn failed(error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Broken, format!("a text cannot be compressed: {error}"))
}

pub(crate) fn decompress(bytes: &[u8]) -> Result<String, Error> {
    let broken =
        |message: String| Error::new(ErrorKind::Broken, format!("a compressed text cannot be read: {message}"));
    let plain = zstd::stream::decode_all(bytes).map_err(|error| broken(error.to_string()))?;
    String::from_utf8(plain).map_err(|error| broken(error.to_string()))
}

/// The digest that documents are known by: 64 hexadecimal digits of SHA-256, as in `document.sha256`.
///
/// ```
/// assert!(onrecord_archive::digest("").starts_with("e3b0c44298fc1c14"));
/// ```
#[must_use]
pub fn digest(text: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// The words of a text in lower case, without punctuation.
pub(crate) fn words(text: &str) -> Vec<String> {
    printed(text).map(str::to_lowercase).collect()
}

/// The words of a text as they are printed, without punctuation.
fn printed(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .map(|word| word.trim_matches(['\'', '’']))
        .filter(|word| !word.is_empty())
}

/// A name to compare by: lower case, single blanks.
pub(crate) fn folded(name: &str) -> String {
    words(name).join(" ")
}

/// The stem of a word: its letters as one number, so that stems are compared without them.
pub(crate) type Stem = u128;

/// The letters of a stem: six of 21 bits, which every letter of Unicode has room in, fit into a number.
const STEM: usize = 6;

/// The words that carry the content, in order and each once: no function words, cut to a stem of six letters so that
/// "answer", "answered" and "answers" meet.
pub(crate) fn stems(text: &str) -> Vec<Stem> {
    let mut lower = String::new();
    let mut found: Vec<Stem> = printed(text)
        .filter_map(|word| {
            lower.clear();
            if word.is_ascii() {
                lower.push_str(word);
                lower.make_ascii_lowercase();
            } else {
                lower.push_str(&word.to_lowercase());
            }
            stem(&lower)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn stem(word: &str) -> Option<Stem> {
    if word.chars().count() < 3 || (word.len() <= LONGEST && FUNCTION_WORDS.contains(word)) {
        return None;
    }
    let cut = ["ing", "ed", "es", "s"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.chars().count() > 3))
        .unwrap_or(word);
    Some(cut.chars().take(STEM).fold(0, |stem, letter| stem << 21 | Stem::from(u32::from(letter))))
}

static FUNCTION_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| FUNCTION.iter().copied().collect());

/// The bytes of the longest function word: longer words need not be looked up.
const LONGEST: usize = 7;

const FUNCTION: &[&str] = &[
    "the", "and", "that", "this", "these", "those", "for", "with", "from", "has", "have", "had", "will", "would",
    "shall", "should", "can", "could", "may", "might", "must", "was", "were", "are", "been", "being", "not", "its",
    "his", "her", "their", "our", "your", "they", "she", "you", "who", "which", "what", "when", "where", "how", "all",
    "any", "each", "every", "than", "then", "there", "here", "but", "into", "onto", "upon", "about", "after", "before",
    "over", "under", "between", "such", "own", "also", "very", "more", "most", "other", "some", "one", "two",
];

/// A stable 64-bit hash (FNV-1a with a finisher): the same on every machine and in every version.
pub(crate) fn hash(parts: &[&str]) -> u64 {
    let mut state: u64 = 0xCBF2_9CE4_8422_2325;
    for part in parts {
        for &byte in part.as_bytes().iter().chain(&[0x1F]) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    }
    mixed(state)
}

/// The finisher of `MurmurHash3`.
pub(crate) fn mixed(mut x: u64) -> u64 {
    x = (x ^ (x >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    x = (x ^ (x >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    x ^ (x >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_meet() {
        assert_eq!(stems("They answered the letters"), stems("answer the letter"));
        assert!(stems("and the").is_empty());
        assert_eq!(stems("Énoncés"), stems("énoncé"), "beyond ASCII too");
        assert!(FUNCTION.iter().all(|word| word.len() <= LONGEST));
    }

    #[test]
    fn texts_come_back() {
        let text = "Lavrov’s letter\r\n";
        assert_eq!(decompress(&Compressor::new().unwrap().compress(text).unwrap()).unwrap(), text);
        assert!(decompress(b"no zstd").is_err());
    }
}
