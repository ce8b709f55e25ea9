//! The tokens that the network reads, with what each one knows of its sentence and paragraph.

use std::ops::Range;

use super::vocabulary::{Form, SHAPES};

/// Chunks are made of whole paragraphs up to this many tokens.
const LONGEST_CHUNK: u32 = 160;
/// A single paragraph is cut at this many tokens.
const LONGEST_PARAGRAPH: u32 = 600;
/// The speaker label of a paragraph ends within this many tokens.
const LONGEST_LABEL: usize = 8;

/// Distances to the beginning of the sentence are told up to this one.
const FARTHEST_BEGIN: u32 = 20;
/// Distances to the end of the sentence are told up to this one.
const FARTHEST_END: u32 = 30;

/// Rows of the tables that a token's place in its sentence and paragraph selects.
pub(super) mod places {
    use super::{FARTHEST_BEGIN, FARTHEST_END, SHAPES};

    /// Shapes outside quotations, then those inside.
    pub(in super::super) const SHAPE_ROWS: usize = 2 * SHAPES;
    /// Distances from the beginning of the sentence, then the first token of a paragraph.
    pub(in super::super) const BEGIN_ROWS: usize = FARTHEST_BEGIN as usize + 2;
    /// Distances to the end of the sentence (0 is not used), then the last token of a paragraph.
    pub(in super::super) const END_ROWS: usize = FARTHEST_END as usize + 2;

    /// Numbers of the flags of a token whose place selects this row of the begin table.
    pub(in super::super) fn begin_flags(row: usize) -> [f32; 16] {
        let mut flags = [0.0; 16];
        let first_of_paragraph = row == BEGIN_ROWS - 1;
        let distance = if first_of_paragraph { 0 } else { row };
        flags[1] = f32::from(u8::from(distance == 0));
        flags[3] = f32::from(u8::from(first_of_paragraph));
        flags[11] = distance as f32 / FARTHEST_BEGIN as f32;
        flags
    }

    /// Numbers of the flags of a token whose place selects this row of the end table.
    pub(in super::super) fn end_flags(row: usize) -> [f32; 16] {
        let mut flags = [0.0; 16];
        let last_of_paragraph = row == END_ROWS - 1;
        let distance = if last_of_paragraph { 1 } else { row };
        flags[2] = f32::from(u8::from(distance == 1));
        flags[4] = f32::from(u8::from(last_of_paragraph));
        flags[12] = distance as f32 / FARTHEST_END as f32;
        flags
    }
}

/// A token of the passage.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unit {
    pub(super) form: Form,
    /// Its number in the text.
    pub(super) origin: u32,
    pub(super) quoted: bool,
    pub(super) sentence: u32,
    pub(super) paragraph: u32,
    /// Rows of the shape, begin and end tables.
    pub(super) shape_row: u8,
    pub(super) begin_row: u8,
    pub(super) end_row: u8,
}

impl Unit {
    /// Whether it is a double quotation mark behind a token that is not quoted.
    pub(super) fn opens(&self) -> bool {
        self.form.is_double_quote() && usize::from(self.shape_row) % SHAPES == usize::from(self.form.shape(false))
    }
}

/// A sentence of the passage.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentence {
    pub(super) tokens: Range<u32>,
    paragraph: u32,
    /// Bit `k` is flag `k`; only flags that all its tokens share.
    pub(super) flags: u16,
}

/// A paragraph of the passage.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    pub(super) tokens: Range<u32>,
    /// Begins a unit of its own: the chunk before it ends, and no paragraph before it is seen.
    alone: bool,
    flags: u16,
}

/// Tokens to read: a text, or the contents of some attributions one behind the other.
#[derive(Debug, Default)]
pub(super) struct Passage {
    pub(super) units: Vec<Unit>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) paragraphs: Vec<Paragraph>,
    /// How many separators stand before each token, and before the end.
    pub(super) separators: Vec<u32>,
    /// How many tokens before each one have another quotation state than the one before them.
    pub(super) changes: Vec<u32>,
    /// Token ranges that are read independently.
    pub(super) chunks: Vec<Range<u32>>,
}

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Begins {
    Nothing,
    Sentence,
    Paragraph,
    /// A paragraph that nothing before it belongs to.
    Text,
}

impl Passage {
    /// Forgets everything, keeping the memory.
    pub(super) fn clear(&mut self) {
        self.units.clear();
        self.sentences.clear();
        self.paragraphs.clear();
        self.separators.clear();
        self.changes.clear();
        self.chunks.clear();
    }

    /// Makes room for so many tokens.
    pub(super) fn reserve(&mut self, tokens: usize) {
        self.units.reserve_exact(tokens);
        self.separators.reserve_exact(tokens + 1);
        self.changes.reserve_exact(tokens + 1);
    }

    /// Adds a token.
    pub(super) fn push(&mut self, form: Form, origin: u32, quoted: bool, begins: Begins) {
        let at = self.units.len() as u32;
        let begins = if at == 0 { Begins::Text } else { begins };
        if begins >= Begins::Paragraph {
            self.paragraphs.push(Paragraph { tokens: at..at, alone: begins == Begins::Text, flags: 0 });
        }
        let paragraph = self.paragraphs.len().saturating_sub(1) as u32;
        if begins >= Begins::Sentence {
            self.sentences.push(Sentence { tokens: at..at, paragraph, flags: 0 });
        }
        let sentence = self.sentences.len().saturating_sub(1) as u32;
        if let Some(last) = self.paragraphs.last_mut() {
            last.tokens.end = at + 1;
        }
        if let Some(last) = self.sentences.last_mut() {
            last.tokens.end = at + 1;
        }
        let before = self.units.last().filter(|_| begins != Begins::Text);
        let after_quoted = before.is_some_and(|before| before.quoted && before.paragraph == paragraph);
        let changed = self.units.last().is_some_and(|before| before.quoted != quoted);
        let sums = [(&mut self.separators, form.is_separator()), (&mut self.changes, changed)];
        for (sum, is) in sums {
            if sum.is_empty() {
                sum.push(0);
            }
            let last = sum.last().copied().unwrap_or(0);
            sum.push(last + u32::from(is));
        }
        let shape_row = form.shape(after_quoted) + if quoted { SHAPES as u8 } else { 0 };
        self.units.push(Unit { form, origin, quoted, sentence, paragraph, shape_row, begin_row: 0, end_row: 0 });
    }

    /// Works out what tokens know of their sentence and paragraph, and the chunks; after the last token.
    pub(super) fn finish(&mut self) {
        self.flag_paragraphs();
        self.flag_sentences();
        self.divide();
    }

    fn flag_paragraphs(&mut self) {
        let (mut quote_before, mut open_before) = (false, false);
        for paragraph in &mut self.paragraphs {
            if paragraph.alone {
                (quote_before, open_before) = (false, false);
            }
            let units = slice(&self.units, &paragraph.tokens);
            let has_quote = units.iter().any(|unit| unit.quoted);
            let ends_quoted = units.last().is_some_and(|unit| unit.quoted);
            paragraph.flags = bits(&[
                (5, units.first().is_some_and(|unit| unit.form.is_double_quote())),
                (6, ends_quoted),
                (7, quote_before),
                (8, has_quote),
                (14, open_before),
                (15, has_speaker_label(units)),
            ]);
            (quote_before, open_before) = (has_quote, ends_quoted);
        }
    }

    fn flag_sentences(&mut self) {
        for sentence in &mut self.sentences {
            let Some(paragraph) = self.paragraphs.get(sentence.paragraph as usize) else { continue };
            let tokens = sentence.tokens.clone();
            let Some(units) = self.units.get_mut(tokens.start as usize..tokens.end as usize) else { continue };
            let last_two = units.iter().rev().take(2).any(|unit| unit.form.asks_or_exclaims());
            let all_quoted =
                units.split_last().is_some_and(|(_, rest)| !rest.is_empty() && rest.iter().all(|u| u.quoted));
            let any_quoted = units.iter().any(|unit| unit.quoted);
            sentence.flags = paragraph.flags | bits(&[(9, any_quoted), (10, all_quoted), (13, last_two)]);
            for (unit, at) in units.iter_mut().zip(tokens.clone()) {
                unit.begin_row = (at - tokens.start).min(FARTHEST_BEGIN) as u8;
                unit.end_row = (tokens.end - at).min(FARTHEST_END) as u8;
                if at == paragraph.tokens.start {
                    unit.begin_row = places::BEGIN_ROWS as u8 - 1;
                }
                if at + 1 == paragraph.tokens.end {
                    unit.end_row = places::END_ROWS as u8 - 1;
                }
            }
        }
    }

    fn divide(&mut self) {
        let mut whole = 0..0;
        for paragraph in &self.paragraphs {
            let too_long = paragraph.tokens.end - whole.start > LONGEST_CHUNK || paragraph.alone;
            if too_long && whole.end > whole.start {
                push_cut(&mut self.chunks, whole.clone());
                whole.start = whole.end;
            }
            whole.end = paragraph.tokens.end;
        }
        push_cut(&mut self.chunks, whole);
    }

    /// The tokens that an anchor's attribution may take: those of its paragraph around it, within its chunk.
    pub(super) fn window(&self, anchor: u32, chunk: &Range<u32>) -> Range<u32> {
        const BEFORE: u32 = 64;
        const BEHIND: u32 = 100;
        let paragraph = self.units.get(anchor as usize).and_then(|unit| self.paragraphs.get(unit.paragraph as usize));
        let paragraph = paragraph.map_or(chunk.clone(), |paragraph| paragraph.tokens.clone());
        let low = paragraph.start.max(chunk.start).max(anchor.saturating_sub(BEFORE));
        let high = paragraph.end.min(chunk.end).min(anchor + BEHIND);
        low..high
    }
}

fn push_cut(chunks: &mut Vec<Range<u32>>, whole: Range<u32>) {
    let starts = whole.clone().step_by(LONGEST_PARAGRAPH as usize);
    chunks.extend(starts.map(|start| start..whole.end.min(start + LONGEST_PARAGRAPH)));
}

pub(super) fn slice<'v, T>(values: &'v [T], range: &Range<u32>) -> &'v [T] {
    values.get(range.start as usize..range.end as usize).unwrap_or_default()
}

fn bits(flags: &[(u32, bool)]) -> u16 {
    flags.iter().fold(0, |bits, &(flag, is)| bits | u16::from(is) << flag)
}

/// Whether a paragraph begins with a label: a colon within the first tokens, and no lower-case word before it.
fn has_speaker_label(units: &[Unit]) -> bool {
    for (at, unit) in units.iter().take(LONGEST_LABEL).enumerate() {
        if unit.form.is_colon() {
            return at > 0;
        }
        if unit.form.is_lower_word() {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(lengths: &[usize]) -> Passage {
        let mut passage = Passage::default();
        for &length in lengths {
            for i in 0..length {
                let begins = if i == 0 { Begins::Paragraph } else { Begins::Nothing };
                passage.push(Form::default(), 0, false, begins);
            }
        }
        passage.finish();
        passage
    }

    #[test]
    fn chunks_are_whole_paragraphs_and_long_ones_are_cut() {
        assert_eq!(passage(&[100, 60, 1]).chunks, [0..160, 160..161]);
        assert_eq!(passage(&[10, 700, 5]).chunks, [0..10, 10..610, 610..710, 710..715]);
        assert_eq!(passage(&[]).chunks, []);
    }

    #[test]
    fn windows_stay_in_paragraph_and_chunk() {
        let passage = passage(&[300, 20]);
        assert_eq!(passage.window(100, &(0..300)), 36..200);
        assert_eq!(passage.window(310, &(300..320)), 300..320);
    }
}
