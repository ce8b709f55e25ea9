//! Who said what: sources, cues and contents.
//!
//! An engine reads the text layer and returns attributions in tokens; [`Attribution::settle`] brings them to the
//! conventions of the record: marks at the edges of a content move to `quote_marks`, the full stop of an indirect
//! sentence is left out.

mod combine;
mod cues;
mod layouts;
pub(crate) mod marks;
mod mend;
pub(crate) mod net;
pub(crate) mod rules;

use std::cell::RefCell;
use std::ops::Range;

use onrecord_model::Quotation;

use crate::text::{Text, TextRange, TokenKind};

pub(crate) use cues::{Cues, Verb};
pub(crate) use net::Size;
pub(crate) use rules::attribute as by_rules;

thread_local! {
    static WORKSPACE: RefCell<net::Workspace> = RefCell::default();
}

/// Attributions by a trained model and the rules together, and the quotations that nothing explains.
pub(crate) fn by_net(
    size: Size,
    text: &Text<'_>,
    body: TextRange,
) -> (Vec<Attribution>, Vec<(TextRange, marks::Unattributed)>) {
    let model = net::Model::builtin(size);
    WORKSPACE.with_borrow_mut(|workspace| {
        let mut found = net::attribute(model, text, body, workspace);
        combine::combine(text, body, &mut found);
        let left = marks::complete(text, body, &mut found);
        combine::attribute_cueless(text, &mut found);
        net::attribute_inside(model, text, workspace, &mut found);
        workspace.give_back();
        combine::combine_inside(text, &mut found);
        (found, left)
    })
}

/// How many attributions a trained model alone finds; `inside`: those inside contents too.
pub(crate) fn count_by_net(size: Size, text: &Text<'_>, inside: bool) -> usize {
    let model = net::Model::builtin(size);
    WORKSPACE.with_borrow_mut(|workspace| {
        let mut found = net::attribute(model, text, TextRange::new(0, text.source.len()), workspace);
        if inside {
            net::attribute_inside(model, text, workspace, &mut found);
        }
        found.len()
    })
}

/// One attribution, in tokens of the text layer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribution {
    /// The noun phrase that names the source, title and apposition included.
    pub source: Option<Range<u32>>,
    /// The words that attribute.
    pub cue: Option<Range<u32>>,
    /// What is attributed, in the order of the text.
    pub content: Vec<Range<u32>>,
    /// The double or outer single marks of the quotations in it.
    pub quote_marks: Vec<u32>,
    /// Whether the words are quoted.
    pub quotation: Quotation,
    /// 1, or more for an attribution inside the content of another.
    pub level: u8,
    /// The attribution around it, by its place in the list.
    pub embedded_in: Option<usize>,
    /// The rule or model that found it.
    pub rule: &'static str,
    /// The measured precision of the rule or the calibrated probability of the model.
    pub confidence: Option<f64>,
}

impl Attribution {
    /// An attribution of level 1 as an engine finds it, marks and full stops not yet settled.
    pub(crate) fn found(
        source: Option<Range<u32>>,
        cue: Option<Range<u32>>,
        content: Vec<Range<u32>>,
        rule: &'static str,
    ) -> Self {
        Self {
            source,
            cue,
            content,
            quote_marks: Vec::new(),
            quotation: Quotation::Indirect,
            level: 1,
            embedded_in: None,
            rule,
            confidence: None,
        }
    }

    /// The same attribution inside another one. In a direct quotation the marks are the outer speaker's: what is
    /// reported there is indirect.
    pub(crate) fn inside(mut self, parent: usize, level: u8, quoted: bool) -> Self {
        if quoted {
            self.quotation = Quotation::Indirect;
            self.quote_marks.clear();
        }
        Self { level, embedded_in: Some(parent), ..self }
    }

    /// The same attribution in a list behind so many others.
    pub(crate) fn behind(self, others: usize) -> Self {
        Self { embedded_in: self.embedded_in.map(|parent| parent + others), ..self }
    }

    /// The first token of the attribution, by which attributions are ordered.
    pub(crate) fn begins(&self) -> u32 {
        self.content.iter().chain(&self.cue).chain(&self.source).map(|range| range.start).min().unwrap_or(0)
    }

    /// Brings content, marks and quotation to the conventions of the record; `false` where no content is left.
    pub(crate) fn settle(&mut self, text: &Text<'_>) -> bool {
        self.content.sort_unstable_by_key(|range| range.start);
        self.quote_marks = marks_of(text, &self.content);
        for fragment in &mut self.content {
            trim(text, fragment);
        }
        self.content.retain(|fragment| fragment.start < fragment.end);
        self.content.dedup_by(|next, fragment| {
            let adjacent =
                fragment.end == next.start && text.sentence_of(fragment.start) == text.sentence_of(next.start);
            if adjacent {
                fragment.end = next.end;
            }
            adjacent
        });
        self.quotation = quotation(text, &self.content);
        if self.quotation == Quotation::Indirect {
            self.quote_marks.clear();
        }
        for fragment in &mut self.content {
            drop_full_stop(text, fragment);
            trim(text, fragment);
        }
        self.content.retain(|fragment| fragment.start < fragment.end);
        !self.content.is_empty()
    }
}

fn is_mark(text: &Text<'_>, token: u32) -> bool {
    text.token(token).is_some_and(|token| matches!(token.kind, TokenKind::DoubleQuote | TokenKind::SingleQuote))
        && text.marks.binary_search_by_key(&token, |mark| mark.token).is_ok()
}

/// The marks of outermost quotations that touch or stand inside the content.
fn marks_of(text: &Text<'_>, content: &[Range<u32>]) -> Vec<u32> {
    let mut marks = Vec::new();
    for fragment in content {
        let first = text.marks.partition_point(|mark| mark.token + 1 < fragment.start);
        for mark in text.marks.iter().skip(first).take_while(|mark| mark.token <= fragment.end) {
            let outermost = mark
                .quotation
                .and_then(|quotation| text.quotations.get(quotation as usize))
                .is_some_and(|quotation| quotation.depth == 0 && overlaps(&quotation.words(), fragment));
            if outermost {
                marks.push(mark.token);
            }
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks
}

pub(crate) fn overlaps(a: &Range<u32>, b: &Range<u32>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Takes marks, commas between fragments and dashes off the edges of a fragment.
fn trim(text: &Text<'_>, fragment: &mut Range<u32>) {
    while fragment.start < fragment.end && is_mark(text, fragment.start) {
        fragment.start += 1;
    }
    loop {
        let Some(last) = fragment.end.checked_sub(1).filter(|last| *last >= fragment.start) else { return };
        let loose = text.token(last).is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Dash))
            && !text.quoted.get(last as usize).copied().unwrap_or(false);
        if !is_mark(text, last) && !loose {
            return;
        }
        fragment.end = last;
    }
}

/// The full stop of an unquoted end of a sentence does not belong to the content.
fn drop_full_stop(text: &Text<'_>, fragment: &mut Range<u32>) {
    let Some(last) = fragment.end.checked_sub(1).filter(|last| *last >= fragment.start) else { return };
    let stop =
        text.token(last).is_some_and(|token| token.kind == TokenKind::Terminator && token.text(text.source) == ".");
    if stop && !text.quoted.get(last as usize).copied().unwrap_or(false) {
        fragment.end = last;
    }
}

/// Direct where all words stand inside quotations, indirect where none does.
fn quotation(text: &Text<'_>, content: &[Range<u32>]) -> Quotation {
    let (mut words, mut quoted) = (0u32, 0u32);
    for token in content.iter().flat_map(Clone::clone) {
        if text.token(token).is_some_and(crate::text::Token::is_word_like) {
            words += 1;
            quoted += u32::from(text.quoted.get(token as usize).copied().unwrap_or(false));
        }
    }
    match quoted {
        0 => Quotation::Indirect,
        _ if quoted == words => Quotation::Direct,
        _ => Quotation::Mixed,
    }
}
