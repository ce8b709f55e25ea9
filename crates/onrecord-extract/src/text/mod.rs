//! The text layer: paragraphs, sentences, tokens and quotation marks of the untouched source.
//!
//! ```
//! use onrecord_extract::text::Text;
//!
//! let text = Text::new("\"We will answer,\" Mr. Orlu said. \"In time.\"");
//! let sentences: Vec<_> = text.sentences.iter().map(|s| s.range.of(text.source)).collect();
//! assert_eq!(sentences, ["\"We will answer,\" Mr. Orlu said.", "\"In time.\""]);
//! assert_eq!(text.quotations.len(), 2);
//! ```

mod abbreviations;
mod fold;
mod paragraphs;
mod quotations;
mod range;
mod sentences;
mod token;

use std::ops::Range;

use onrecord_model::OffsetMap;

pub use fold::{FoldedKey, KeyHasher, WordSet, WordTable, key};
pub use quotations::{Closing, QuotationMark, QuotationRange, Unbalanced};
pub use range::TextRange;
pub(crate) use token::is_invisible;
pub use token::{Case, Token, TokenKind};

use abbreviations::Abbreviations;

/// What the text layer knows of one source. Token, sentence and paragraph numbers are positions in its lists.
#[derive(Clone, Debug, Default)]
pub struct Text<'s> {
    /// The untouched source.
    pub source: &'s str,
    /// The map between bytes and code points.
    pub offsets: OffsetMap,
    /// Words, numbers and marks in order.
    pub tokens: Vec<Token>,
    /// Sentences in order; none crosses a paragraph.
    pub sentences: Vec<Sentence>,
    /// Paragraphs in order, those without tokens left out.
    pub paragraphs: Vec<Paragraph>,
    /// Quotations in the order of their opening marks, nested ones included.
    pub quotations: Vec<QuotationRange>,
    /// Every quotation mark in order; apostrophes and signs of measure are none.
    pub marks: Vec<QuotationMark>,
    /// Marks without a partner that no rule explains.
    pub unbalanced: Vec<Unbalanced>,
    /// Token ranges of pairs of square brackets, brackets included, outermost only.
    pub brackets: Vec<Range<u32>>,
    /// For each token whether it stands inside an outermost quotation; its marks count as inside.
    pub quoted: Vec<bool>,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes.
    pub range: TextRange,
    /// Its tokens.
    pub tokens: Range<u32>,
    /// The paragraph it stands in.
    pub paragraph: u32,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its bytes, white space at both ends left out.
    pub range: TextRange,
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its sentences.
    pub sentences: Range<u32>,
}

impl<'s> Text<'s> {
    /// Reads a source once, in linear time. Sources of 4 GiB and more must be cut before.
    #[must_use]
    pub fn new(source: &'s str) -> Self {
        let abbreviations = Abbreviations::builtin();
        let mut text = Self { source, offsets: OffsetMap::new(source), ..Self::default() };
        text.tokens.reserve(source.len() / 5);
        token::tokenize(source, abbreviations, &mut text.tokens);
        paragraphs::divide(&mut text);
        quotations::pair(&mut text);
        sentences::divide(&mut text, abbreviations);
        text
    }

    /// The words of a token; empty for a number beyond the last.
    #[must_use]
    pub fn word(&self, token: u32) -> &'s str {
        self.token(token).map(|token| token.text(self.source)).unwrap_or_default()
    }

    /// A token by its number.
    #[must_use]
    pub fn token(&self, token: u32) -> Option<&Token> {
        self.tokens.get(token as usize)
    }

    /// The bytes from the first to the last of these tokens; empty for an empty range.
    #[must_use]
    pub fn range(&self, tokens: Range<u32>) -> TextRange {
        let ends = tokens.end.checked_sub(1).filter(|last| *last >= tokens.start);
        match (self.token(tokens.start), ends.and_then(|last| self.token(last))) {
            (Some(first), Some(last)) => first.range.cover(last.range),
            _ => TextRange::default(),
        }
    }

    /// The span of a range, for the record.
    #[must_use]
    pub fn span(&self, range: TextRange) -> Option<onrecord_model::Span> {
        self.offsets.span(self.source, range.bytes())
    }

    /// The tokens that begin inside a byte range.
    #[must_use]
    pub fn tokens_in(&self, range: TextRange) -> Range<u32> {
        let first = self.tokens.partition_point(|token| token.range.start < range.start);
        let last = self.tokens.partition_point(|token| token.range.start < range.end);
        first as u32..last as u32
    }

    /// The number of the sentence that a token stands in.
    #[must_use]
    pub fn sentence_of(&self, token: u32) -> Option<u32> {
        let sentence = self.sentences.partition_point(|sentence| sentence.tokens.end <= token);
        (sentence < self.sentences.len()).then_some(sentence as u32)
    }

    /// The number of the paragraph that a token stands in.
    #[must_use]
    pub fn paragraph_of(&self, token: u32) -> Option<u32> {
        let paragraph = self.paragraphs.partition_point(|paragraph| paragraph.tokens.end <= token);
        (paragraph < self.paragraphs.len()).then_some(paragraph as u32)
    }
}
