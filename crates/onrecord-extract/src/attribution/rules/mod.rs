//! Attribution by rules: quotation marks, a table of reporting verbs, and phrases told by closed word classes.
//!
//! Simple enough to be read, and the yardstick for the trained engine. It finds what is quoted and what the common
//! verbs report; plans, beliefs and attitudes are beyond it.

mod indirect;
pub(crate) mod phrases;
mod quoted;
pub(crate) mod words;

use onrecord_model::Quotation;

use super::combine::Claimed;
use super::mend::{request_inside, splits_name};
use super::{Attribution, Cues, overlaps};
use crate::text::{Text, TextRange, TokenKind};

/// Rules whose frame tells cue and content without doubt.
const REQUESTS: &[&str] = &["attribution.indirect.to", "attribution.indirect.it_that"];

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

/// Adds the attributions inside the contents of those of level 1, and inside theirs, where their cue is not known yet.
pub(crate) fn attribute_inside(text: &Text<'_>, all: &mut Vec<Attribution>) {
    let mut from = 0;
    for level in 2..=DEEPEST_LEVEL {
        let outer = from..all.len();
        let known = Claimed::of(all.iter().filter(|inner| inner.level == level).filter_map(|inner| inner.cue.clone()));
        from = all.iter().position(|inner| inner.level == level).unwrap_or(all.len());
        for parent in outer {
            let Some(outer) = all.get(parent).filter(|outer| outer.level + 1 == level) else { continue };
            let quoted = outer.quotation == Quotation::Direct;
            for found in inside(text, outer) {
                let touched = found.cue.as_ref().is_some_and(|cue| known.touch(cue));
                let found = found.inside(parent, level, quoted);
                if !touched {
                    all.push(found);
                } else if REQUESTS.contains(&found.rule) {
                    // What is asked is told by grammar; the network only guesses its edges.
                    let same = |other: &&mut Attribution| {
                        let cues = other.cue.as_ref().zip(found.cue.as_ref());
                        other.embedded_in == Some(parent) && cues.is_some_and(|(a, b)| overlaps(a, b))
                    };
                    if let Some(other) = all.iter_mut().find(same) {
                        *other = found;
                    }
                }
            }
        }
    }
}

/// The attributions inside the content of another one, settled, not yet marked as embedded.
fn inside(text: &Text<'_>, outer: &Attribution) -> Vec<Attribution> {
    let mut inner = Vec::new();
    for fragment in &outer.content {
        indirect::attribute_inside(text, Cues::builtin(), fragment.clone(), &mut inner);
    }
    inner.retain_mut(|attribution: &mut Attribution| {
        request_inside(text, attribution);
        let settled = !splits_name(text, attribution) && attribution.settle(text);
        drop_outer_mark(text, attribution);
        settled
    });
    inner
}

/// The comma or full stop before the closing mark belongs to the outer quotation.
fn drop_outer_mark(text: &Text<'_>, inner: &mut Attribution) {
    let Some(last) = inner.content.last_mut().filter(|last| last.len() > 1) else { return };
    let kind = text.token(last.end - 1).map(|token| token.kind);
    if matches!(kind, Some(TokenKind::Comma)) || text.word(last.end - 1) == "." {
        last.end -= 1;
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
