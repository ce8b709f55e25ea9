//! Where words stand: half-open ranges of Unicode code points, and the map from and to bytes.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A stretch of the source text, led back to its exact words.
///
/// `start` and `end` are half-open offsets in Unicode code points of the untouched source text;
/// `text` is what stands there. For every span in every record `source[start..end] == text`
/// (contract rule 1). Rust code that needs byte offsets asks [`OffsetMap::byte_range`].
///
/// ```
/// use onrecord_model::{OffsetMap, Span};
///
/// let source = "Lavrov’s letter";
/// let map = OffsetMap::new(source);
/// let span = map.span(source, 11..17).unwrap();
/// assert_eq!((span.start, span.end, &*span.text), (9, 15, "letter"));
/// assert_eq!(map.byte_range(&span), Some(11..17));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Span {
    /// First code point of the span.
    pub start: u32,
    /// One past the last code point of the span.
    pub end: u32,
    /// The words themselves.
    pub text: Box<str>,
}

impl Span {
    /// The number of code points covered.
    ///
    /// ```
    /// let span = onrecord_model::Span { start: 3, end: 7, text: "talk".into() };
    /// assert_eq!(span.len(), 4);
    /// ```
    #[must_use]
    pub fn len(&self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether two spans share at least one code point.
    ///
    /// ```
    /// use onrecord_model::Span;
    /// let a = Span { start: 0, end: 4, text: "said".into() };
    /// let b = Span { start: 4, end: 7, text: " he".into() };
    /// assert!(a.overlaps(&a) && !a.overlaps(&b));
    /// ```
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// How many bytes of a non-ASCII text lie between two stored marks.
const STRIDE: usize = 64;

/// The map between byte offsets and code point offsets of one text.
///
/// Built once per document in linear time; free of cost for ASCII text, where both are equal.
/// Look-ups read at most 64 bytes of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    /// Length of the text in bytes.
    bytes: u32,
    /// Length of the text in code points.
    chars: u32,
    /// For non-ASCII text: the code points before byte `64 * i`. Empty for ASCII text.
    marks: Vec<u32>,
    /// For non-ASCII text: for each byte whether a code point begins there, 64 to a word.
    begins: Vec<u64>,
}

impl OffsetMap {
    /// Reads a text once. Texts must be shorter than 4 GiB; longer ones are cut off at that length.
    ///
    /// ```
    /// let map = onrecord_model::OffsetMap::new("Üben");
    /// assert_eq!((map.to_char(2), map.to_byte(1)), (Some(1), Some(2)));
    /// assert_eq!(map.to_char(1), None, "inside the first letter");
    /// ```
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
        if text.is_ascii() {
            return Self { bytes, chars: bytes, ..Self::default() };
        }
        let mut marks = Vec::with_capacity(text.len().div_ceil(STRIDE));
        let mut begins = Vec::with_capacity(text.len().div_ceil(STRIDE));
        let mut chars = 0;
        for block in text.as_bytes().chunks(STRIDE) {
            marks.push(chars);
            let word = block
                .iter()
                .enumerate()
                .fold(0u64, |word, (i, &byte)| word | u64::from(!(0x80..0xC0).contains(&byte)) << i);
            begins.push(word);
            chars += word.count_ones();
        }
        Self { bytes, chars, marks, begins }
    }

    /// The length of the text in code points.
    #[must_use]
    pub fn chars(&self) -> u32 {
        self.chars
    }

    /// The code point that begins at this byte; `None` inside a code point or beyond the end.
    #[must_use]
    pub fn to_char(&self, byte: usize) -> Option<u32> {
        let offset = u32::try_from(byte).ok().filter(|&byte| byte <= self.bytes)?;
        if offset == self.bytes {
            return Some(self.chars);
        }
        if self.marks.is_empty() {
            return Some(offset);
        }
        let (block, bit) = (byte / STRIDE, byte % STRIDE);
        let word = *self.begins.get(block)?;
        let before = (word & ((1u64 << bit) - 1)).count_ones();
        (word >> bit & 1 == 1).then_some(self.marks.get(block)? + before)
    }

    /// The byte where this code point begins; `None` beyond the end.
    #[must_use]
    pub fn to_byte(&self, char: u32) -> Option<usize> {
        if char >= self.chars {
            return (char == self.chars).then_some(self.bytes as usize);
        }
        if self.marks.is_empty() {
            return Some(char as usize);
        }
        let block = self.marks.partition_point(|&mark| mark <= char).checked_sub(1)?;
        let mut word = *self.begins.get(block)?;
        for _ in *self.marks.get(block)?..char {
            word &= word.wrapping_sub(1);
        }
        Some(block * STRIDE + word.trailing_zeros() as usize)
    }

    /// The span over a byte range of the text this map was made from; `None` where the range does
    /// not lie on code points of the text.
    #[must_use]
    pub fn span(&self, text: &str, bytes: Range<usize>) -> Option<Span> {
        Some(Span { start: self.to_char(bytes.start)?, end: self.to_char(bytes.end)?, text: text.get(bytes)?.into() })
    }

    /// The byte range of a span; `None` where it lies outside the text.
    #[must_use]
    pub fn byte_range(&self, span: &Span) -> Option<Range<usize>> {
        Some(self.to_byte(span.start)?..self.to_byte(span.end)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_offset_maps_there_and_back(text in ".{0,300}") {
            let map = OffsetMap::new(&text);
            let expected: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            for (char, &byte) in expected.iter().enumerate() {
                prop_assert_eq!(map.to_char(byte), Some(char as u32));
                prop_assert_eq!(map.to_byte(char as u32), Some(byte));
            }
            for byte in 0..text.len() {
                prop_assert_eq!(map.to_char(byte).is_some(), text.is_char_boundary(byte));
            }
            prop_assert_eq!(map.to_char(text.len() + 1), None);
            prop_assert_eq!(map.to_byte(map.chars() + 1), None);
        }
    }
}
