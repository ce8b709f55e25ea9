//! How one wording differs from another, word by word.

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A difference between two wordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What was done to the first wording.
    pub kind: ChangeKind,
    /// The words of the first wording; empty for an insertion.
    pub before: String,
    /// The words of the second wording; empty for a deletion.
    pub after: String,
}

/// What was done to words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Words stand only in the second wording.
    Insert,
    /// Words stand only in the first wording.
    Delete,
    /// Other words stand in their place.
    Replace,
}

/// What must be done to `before` to have `after`. Case and punctuation at the ends of words make no difference.
///
/// ```
/// use onrecord_archive::{ChangeKind, changes};
/// let found = changes("We will answer in writing,", "We will soon answer");
/// assert_eq!((found[0].kind, &*found[0].after), (ChangeKind::Insert, "soon"));
/// assert_eq!((found[1].kind, &*found[1].before), (ChangeKind::Delete, "in writing,"));
/// ```
#[must_use]
pub fn changes(before: &str, after: &str) -> Vec<Change> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.split_whitespace().collect(), after.split_whitespace().collect());
    let plain = |words: &[&str]| -> Vec<String> {
        words.iter().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()).collect()
    };
    let text =
        |words: &[&str], start: usize, length: usize| words.get(start..start + length).unwrap_or_default().join(" ");
    capture_diff_slices(Algorithm::Patience, &plain(&old), &plain(&new))
        .into_iter()
        .filter_map(|op| {
            let (kind, before, after) = match op {
                DiffOp::Equal { .. } => return None,
                DiffOp::Delete { old_index, old_len, .. } => {
                    (ChangeKind::Delete, text(&old, old_index, old_len), String::new())
                }
                DiffOp::Insert { new_index, new_len, .. } => {
                    (ChangeKind::Insert, String::new(), text(&new, new_index, new_len))
                }
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    (ChangeKind::Replace, text(&old, old_index, old_len), text(&new, new_index, new_len))
                }
            };
            Some(Change { kind, before, after })
        })
        .collect()
}
