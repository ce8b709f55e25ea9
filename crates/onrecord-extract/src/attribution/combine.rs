//! A trained engine and the rules together: the network decides, the rules take over where their evidence is hard.
//!
//! Measured on documents held out of training, where a rule and the network disagree: what a layout tells and a
//! quotation with a cue of its own behind it are right; a clause before ", X said" is right where the network saw only
//! a cue inside it. Everywhere else the network is right more often, so the rules add nothing there.

use std::ops::Range;

use onrecord_model::Quotation;

use super::mend::{clause_behind_addressee, mend, request_inside};
use super::{Attribution, Cues, layouts, overlaps, rules};
use crate::grammar::{Classes, Form, classes, phrases};
use crate::text::{Text, TextRange};

/// Rules that stand where the network has nothing.
const ADDED: &[&str] = &["attribution.indirect.according_to", "attribution.indirect.that"];

/// Puts the evidence of layout and rules into what a network has found; `found` stays in reading order.
pub(super) fn combine(text: &Text<'_>, body: TextRange, found: &mut Vec<Attribution>) {
    let seconds: Vec<_> = found.iter_mut().filter_map(|attribution| mend(text, attribution)).collect();
    found.extend(seconds);
    found.retain_mut(|attribution| attribution.settle(text));
    found.sort_by_key(Attribution::begins);
    let by_rule = rules::outermost(text, body);
    give_back_quotations(text, &by_rule, found);
    prefer_whole_clauses(&by_rule, found);
    prefer_outer_clauses(text, &by_rule, found);
    found.sort_by_key(Attribution::begins);
    add_where_nothing_is(&by_rule, found);
    add_second_cues(text, found);
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

/// "The council, Orlu said, refused to wait": where the network has only the subject, or takes the predicate for a cue of Orlu's,
/// the clause on both sides is one content.
fn prefer_whole_clauses(by_rule: &[Attribution], found: &mut Vec<Attribution>) {
    const INSERTED: &[&str] = &["attribution.indirect.cue_behind", "attribution.indirect.according_to"];
    let parted = by_rule.iter().filter(|rule| INSERTED.contains(&rule.rule) && rule.content.len() == 2);
    for rule in parted {
        let (Some(cue), Some(source)) = (&rule.cue, &rule.source) else { continue };
        let within = |span: &Range<u32>| rule.content.iter().any(|own| own.start <= span.start && span.end <= own.end);
        let own = |other: &Attribution| other.cue.as_ref().is_some_and(|known| overlaps(known, cue) || within(known));
        let fits = |other: &Attribution| own(other) && other.content.iter().all(within);
        let meets = |other: &Attribution| {
            let mut spans = other.content.iter().chain(&other.cue).chain(&other.source);
            spans.any(|span| touches(span, &rule.content) || overlaps(span, source) || overlaps(span, cue))
        };
        let met: Vec<usize> = near(found, rule.begins()).filter(|&place| found.get(place).is_some_and(meets)).collect();
        if met.iter().all(|&place| found.get(place).is_some_and(fits)) {
            for place in met.into_iter().rev() {
                found.remove(place);
            }
            let place = found.partition_point(|other| other.begins() < rule.begins());
            found.insert(place, rule.clone());
        }
    }
}

/// "Norland expects that …, Orlu said": where the network knows only the inner cue, the clause before ", Orlu said" is
/// what is attributed at level 1.
fn prefer_outer_clauses(text: &Text<'_>, by_rule: &[Attribution], found: &mut Vec<Attribution>) {
    for rule in by_rule.iter().filter(|rule| rule.rule.starts_with("attribution.indirect.cue_behind")) {
        let (Some(cue), Some(source), Some(content)) = (&rule.cue, &rule.source, rule.content.first()) else {
            continue;
        };
        // What stands inside the clause, and an adjunct behind the cue taken for its content: "said at a briefing".
        let inside = |other: &Attribution| {
            let Some(inner) = &other.cue else { return false };
            let preposition = classes(text, cue.end).is(Classes::PREPOSITION);
            let adjunct = |fragment: &Range<u32>| preposition && fragment.start <= cue.end + 1;
            content.start <= inner.start && inner.end <= content.end
                || overlaps(inner, cue) && other.quotation == Quotation::Indirect && other.content.iter().all(adjunct)
        };
        let meets = |other: &Attribution| {
            let spans = other.content.iter().chain(&other.cue).chain(&other.source);
            spans.into_iter().any(|span| [content, source, cue].into_iter().any(|own| overlaps(span, own)))
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
        clause_behind_addressee(text, inner);
    }
    rules::attribute_inside(text, found);
}

/// "voiced concern and stressed that …": a second cue right behind a content, which the network has not seen, goes on with the
/// source of the first.
fn add_second_cues(text: &Text<'_>, found: &mut Vec<Attribution>) {
    let spans = |attribution: &Attribution| {
        let all = attribution.content.iter().chain(&attribution.cue).chain(&attribution.source);
        all.cloned().collect::<Vec<_>>()
    };
    let known = Claimed::of(found.iter().flat_map(spans));
    let second = |first: &Attribution| {
        let (source, cue, content) = (first.source.as_ref()?, first.cue.as_ref()?, first.content.last()?);
        let at = content.end;
        let plain = source.end <= cue.start && cue.end <= content.start && ["and", "but"].contains(&text.word(at));
        let verb =
            Cues::builtin().at(text, at + 1).filter(|verb| plain && verb.verb.that && verb.form == Form::Past)?;
        let sentence = text.sentences.get(text.sentence_of(at)? as usize)?.tokens.clone();
        let free = text.word(verb.end) == "that" && !known.touch(&(at + 1..sentence.end));
        (free && sentence.contains(&cue.start)).then(|| Attribution {
            confidence: None,
            ..Attribution::found(
                Some(source.clone()),
                Some(at + 1..verb.end),
                vec![verb.end..sentence.end],
                "attribution.indirect.that",
            )
        })
    };
    let mut added: Vec<_> = found.iter().filter_map(second).collect();
    added.retain_mut(|attribution| attribution.settle(text));
    found.extend(added);
    found.sort_by_key(Attribution::begins);
}

/// "According to X, …": where the network has nothing at all, the rule stands.
fn add_where_nothing_is(by_rule: &[Attribution], found: &mut Vec<Attribution>) {
    let spans = |attribution: &Attribution| {
        let all = attribution.content.iter().chain(&attribution.cue).chain(&attribution.source);
        all.cloned().collect::<Vec<_>>()
    };
    let known = Claimed::of(found.iter().flat_map(spans));
    let certain = by_rule.iter().filter(|rule| ADDED.contains(&rule.rule));
    found.extend(certain.filter(|rule| !spans(rule).iter().any(|span| known.touch(span))).cloned());
    found.sort_by_key(Attribution::begins);
}

/// "Orlu was brief. “We will answer.”", "“…,” she said. She smiled. “Then we write.”": a quotation without a cue, behind
/// a sentence about somebody, is that one's.
pub(super) fn attribute_cueless(text: &Text<'_>, found: &mut Vec<Attribution>) {
    let mut added = Vec::new();
    for attribution in found.iter_mut() {
        let quoted = attribution.quotation == Quotation::Direct;
        if !quoted {
            continue;
        }
        let from = usize::from(attribution.cue.is_some());
        let Some(place) = (from..attribution.content.len()).find(|&place| {
            attribution
                .content
                .get(place)
                .is_some_and(|fragment| behind_somebody(text, attribution, fragment).is_some())
        }) else {
            continue;
        };
        let rest = attribution.content.split_off(place);
        let source = rest.first().and_then(|fragment| behind_somebody(text, attribution, fragment));
        if attribution.cue.is_none() && attribution.content.is_empty() {
            (attribution.source, attribution.content) = (source, rest);
            attribution.rule = "attribution.quotation.cueless";
        } else {
            added.push(Attribution::found(source, None, rest, "attribution.quotation.cueless"));
        }
        attribution.settle(text);
    }
    added.retain_mut(|attribution| attribution.settle(text));
    found.extend(added);
    found.sort_by_key(Attribution::begins);
}

/// The subject of the sentence before a quoted fragment, in its paragraph, where that sentence is no part of the
/// attribution and quotes nothing.
fn behind_somebody(text: &Text<'_>, attribution: &Attribution, fragment: &Range<u32>) -> Option<Range<u32>> {
    let own = text.sentence_of(fragment.start.saturating_sub(1))?;
    let before = text.sentences.get(own.checked_sub(1)? as usize)?;
    let first = text.sentences.get(own as usize)?.tokens.start;
    let opens = first + 1 >= fragment.start && before.paragraph == text.sentences.get(own as usize)?.paragraph;
    let mut spans = attribution.content.iter().chain(&attribution.cue);
    let touched = spans.any(|span| overlaps(span, &before.tokens));
    let plain = before.tokens.clone().all(|token| !text.quoted.get(token as usize).copied().unwrap_or(false));
    let says = |token: u32| Cues::builtin().at(text, token).is_some_and(|found| found.verb.that || found.verb.bare);
    let cued = before.tokens.clone().any(says);
    (opens && !touched && plain && !cued)
        .then(|| phrases::clause_subject(text, before.tokens.end - 1, before.tokens.start))?
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
