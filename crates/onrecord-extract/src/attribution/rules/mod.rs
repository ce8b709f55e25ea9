//! Attribution by rules: quotation marks, a table of reporting verbs, and phrases told by closed word classes.
//!
//! Simple enough to be read, and the yardstick for the trained engine. It finds what is quoted and what the common
//! verbs report; plans, beliefs and attitudes are beyond it.

mod indirect;
pub(crate) mod phrases;
mod quoted;
pub(crate) mod words;

use onrecord_model::Quotation;

use super::{Attribution, Cues};
use crate::text::{Text, TextRange};

/// No statement is embedded deeper.
const DEEPEST_LEVEL: u8 = 3;

/// Finds the attributions of a stretch of text, in reading order, outer ones first.
pub(crate) fn attribute(text: &Text<'_>, body: TextRange) -> Vec<Attribution> {
    let mut all = outermost(text, body);
    attribute_inside(text, &mut all);
    all
}

/// The attributions of level 1.
pub(crate) fn outermost(text: &Text<'_>, body: TextRange) -> Vec<Attribution> {
    let cues = Cues::builtin();
    let body = text.tokens_in(body);
    let mut found = quoted::attribute(text, cues, body.clone());
    indirect::attribute(text, cues, body, &mut found);
    join_cueless(text, &mut found);
    found.retain_mut(|attribution| attribution.settle(text));
    found.sort_by_key(Attribution::begins);
    found
}

/// Adds the attributions inside the contents of those of level 1, and inside theirs.
fn attribute_inside(text: &Text<'_>, all: &mut Vec<Attribution>) {
    let cues = Cues::builtin();
    let mut from = 0;
    for level in 2..=DEEPEST_LEVEL {
        let outer = from..all.len();
        from = all.len();
        for parent in outer {
            let Some(content) = all.get(parent).map(|attribution| attribution.content.clone()) else { continue };
            let mut inner = Vec::new();
            for fragment in content {
                indirect::attribute_inside(text, cues, fragment, &mut inner);
            }
            inner.retain_mut(|attribution: &mut Attribution| attribution.settle(text));
            let quoted = all.get(parent).is_some_and(|parent| parent.quotation == Quotation::Direct);
            all.extend(inner.into_iter().map(|found| found.inside(parent, level, quoted)));
        }
    }
}

/// The attributions of the quotations alone, not yet settled.
pub(crate) fn quotations(text: &Text<'_>, body: TextRange) -> Vec<Attribution> {
    let mut found = quoted::attribute(text, Cues::builtin(), text.tokens_in(body));
    join_cueless(text, &mut found);
    found
}

/// A quotation without a cue goes on with the attribution that ends in the sentence before it, in one paragraph.
fn join_cueless(text: &Text<'_>, found: &mut Vec<Attribution>) {
    found.sort_by_key(Attribution::begins);
    let mut joined: Vec<Attribution> = Vec::with_capacity(found.len());
    for attribution in found.drain(..) {
        let cueless = attribution.cue.is_none() && attribution.source.is_none();
        let before =
            joined.last_mut().filter(|before| cueless && before.cue.is_some() && adjoin(text, before, &attribution));
        match before {
            Some(before) => before.content.extend(attribution.content),
            None => joined.push(attribution),
        }
    }
    *found = joined;
}

/// Whether the second attribution begins in the sentence behind the one where the first ends, in the same paragraph.
fn adjoin(text: &Text<'_>, first: &Attribution, second: &Attribution) -> bool {
    let last = first.content.iter().chain(&first.cue).chain(&first.source).map(|range| range.end).max().unwrap_or(0);
    let (end, begin) = (last.saturating_sub(1), second.begins());
    let near = text.sentence_of(begin).zip(text.sentence_of(end)).is_some_and(|(begin, end)| begin <= end + 1);
    near && text.paragraph_of(end) == text.paragraph_of(begin)
}
