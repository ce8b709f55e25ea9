//! A trained engine and the rules together: the network decides, the rules take over where their evidence is hard.
//!
//! Measured on documents held out of training, where a rule and the network disagree: what a layout tells and a
//! quotation with a cue of its own behind it are right; a clause before ", X said" is right where the network saw only
//! a cue inside it. Everywhere else the network is right more often, so the rules add nothing there.

use std::ops::Range;

use super::mend::{mend, request_inside};
use super::{Attribution, layouts, overlaps, rules};
use crate::text::{Text, TextRange};

/// Puts the evidence of layout and rules into what a network has found; `found` stays in reading order.
pub(super) fn combine(text: &Text<'_>, body: TextRange, found: &mut Vec<Attribution>) {
    let seconds: Vec<_> = found.iter_mut().filter_map(|attribution| mend(text, attribution)).collect();
    found.extend(seconds);
    found.retain_mut(|attribution| attribution.settle(text));
    found.sort_by_key(Attribution::begins);
    let by_rule = rules::outermost(text, body);
    give_back_quotations(text, &by_rule, found);
    prefer_outer_clauses(&by_rule, found);
    found.sort_by_key(Attribution::begins);
    take_turns(layouts::attribute(text, body), found);
}

/// "“…,” it added. “…,” the diplomats stressed.": a quotation with a cue of its own behind it does not go on with the
/// cue before it.
fn give_back_quotations(text: &Text<'_>, by_rule: &[Attribution], found: &mut Vec<Attribution>) {
    let cues = Claimed::of(found.iter().filter_map(|attribution| attribution.cue.clone()));
    let own_cue = |attribution: &&Attribution| {
        attribution.rule.starts_with("attribution.quotation.cue_behind")
            && attribution.cue.as_ref().is_some_and(|cue| !cues.touch(cue))
    };
    let mut added = Vec::new();
    for rule in by_rule.iter().filter(own_cue) {
        let near = near(found, rule.begins());
        let takes = |other: &Attribution| other.content.iter().any(|content| touches(content, &rule.content));
        let owners: Vec<usize> = near.filter(|&place| found.get(place).is_some_and(takes)).collect();
        let keeps = |place: &usize| {
            let other = found.get(*place);
            other.is_some_and(|other| {
                other.cue.is_some() && other.content.iter().any(|content| !touches(content, &rule.content))
            })
        };
        if owners.is_empty() || !owners.iter().all(keeps) {
            continue;
        }
        for &place in &owners {
            if let Some(other) = found.get_mut(place) {
                other.content.retain(|content| !touches(content, &rule.content));
                other.settle(text);
            }
        }
        added.push(rule.clone());
    }
    found.extend(added);
    found.sort_by_key(Attribution::begins);
}

/// "Norland expects that …, Orlu said": where the network knows only the inner cue, the clause before ", Orlu said" is
/// what is attributed at level 1.
fn prefer_outer_clauses(by_rule: &[Attribution], found: &mut Vec<Attribution>) {
    let cues = Claimed::of(found.iter().filter_map(|attribution| attribution.cue.clone()));
    for rule in by_rule.iter().filter(|rule| rule.rule.starts_with("attribution.indirect.cue_behind")) {
        let (Some(cue), Some(source), Some(content)) = (&rule.cue, &rule.source, rule.content.first()) else {
            continue;
        };
        if cues.touch(cue) {
            continue;
        }
        let inside = |other: &Attribution| {
            other.cue.as_ref().is_some_and(|inner| content.start <= inner.start && inner.end <= content.end)
        };
        let meets = |other: &Attribution| {
            let spans = other.content.iter().chain(&other.cue).chain(&other.source);
            spans.into_iter().any(|span| overlaps(span, content) || overlaps(span, source))
        };
        let met: Vec<usize> = near(found, rule.begins()).filter(|&place| found.get(place).is_some_and(meets)).collect();
        if !met.is_empty() && met.iter().all(|&place| found.get(place).is_some_and(inside)) {
            for place in met.into_iter().rev() {
                found.remove(place);
            }
            let place = found.partition_point(|other| other.begins() < rule.begins());
            found.insert(place, rule.clone());
        }
    }
}

/// Mends what the network found inside statements, and adds what the rules find there besides.
pub(super) fn combine_inside(text: &Text<'_>, found: &mut Vec<Attribution>) {
    for inner in found.iter_mut().filter(|inner| inner.level > 1) {
        mend(text, inner);
        request_inside(text, inner);
    }
    rules::attribute_inside(text, found);
}

/// Turns of a transcript are said by their labels; what the network found in them stands inside.
fn take_turns(turns: Vec<Attribution>, found: &mut Vec<Attribution>) {
    if turns.is_empty() {
        return;
    }
    let taken = Claimed::of(turns.iter().flat_map(|turn| turn.content.iter().chain(&turn.source).cloned()));
    let free = |attribution: &Attribution| {
        let mut spans = attribution.content.iter().chain(&attribution.cue);
        !spans.any(|span| taken.touch(span))
    };
    found.retain(free);
    found.extend(turns);
    found.sort_by_key(Attribution::begins);
}

fn touches(range: &Range<u32>, others: &[Range<u32>]) -> bool {
    others.iter().any(|other| overlaps(range, other))
}

/// The places of attributions in reading order that may touch one that begins at this token: those that begin a
/// paragraph's length before it or behind it.
fn near(found: &[Attribution], token: u32) -> Range<usize> {
    const REACH: u32 = 400;
    let first = found.partition_point(|attribution| attribution.begins() + REACH < token);
    let last = found.partition_point(|attribution| attribution.begins() < token + REACH);
    first..last.max(first)
}

/// Ranges in order, to be asked whether one touches another.
pub(super) struct Claimed(Vec<Range<u32>>);

impl Claimed {
    pub(super) fn of(ranges: impl Iterator<Item = Range<u32>>) -> Self {
        let mut ranges: Vec<_> = ranges.filter(|range| range.start < range.end).collect();
        ranges.sort_unstable_by_key(|range| range.start);
        // Ranges that overlap become one, so that a look at the neighbours is enough.
        ranges.dedup_by(|next, before| {
            let joined = next.start < before.end;
            if joined {
                before.end = before.end.max(next.end);
            }
            joined
        });
        Self(ranges)
    }

    pub(super) fn touch(&self, range: &Range<u32>) -> bool {
        let place = self.0.partition_point(|other| other.end <= range.start);
        self.0.get(place).is_some_and(|other| overlaps(other, range))
    }
}
