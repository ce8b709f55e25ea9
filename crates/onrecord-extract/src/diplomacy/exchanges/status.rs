//! Where a communication stands by the words of the text: refused, or still without an answer.

use std::sync::OnceLock;

use onrecord_model::ExchangeStatus;

use super::frames::{Role, nouns, verbs};
use super::merge::Merged;
use crate::diplomacy::Reading;
use crate::diplomacy::lists::PatternList;
use crate::diplomacy::phrase::is_noun;
use crate::grammar::{Classes, Patterns, classes};
use crate::text::Text;

/// The noun that is turned down stands at most so many tokens behind the verb.
const FARTHEST_NOUN: u32 = 6;

/// Words that tell that an answer has not come, then those that tell that nobody knows.
fn cues() -> &'static [(Patterns<()>, ExchangeStatus); 2] {
    static TABLE: OnceLock<[(Patterns<()>, ExchangeStatus); 2]> = OnceLock::new();
    TABLE.get_or_init(|| {
        let of = |list: PatternList| {
            let mut patterns = Patterns::default();
            list.patterns().for_each(|pattern| {
                patterns.add(pattern, ());
            });
            patterns
        };
        [(of(PatternList::Awaited), ExchangeStatus::AwaitingReply), (of(PatternList::Unknown), ExchangeStatus::Unknown)]
    })
}

/// Whether a noun of the table stands here.
fn names(text: &Text<'_>, token: u32, end: u32) -> bool {
    nouns().at(text, token, end).is_some_and(|noun| is_noun(text, &noun.tokens))
}

/// The communication that a noun names: the one reported there, else, with "the" or a possessive, the last of its kind.
fn meant(reading: &Reading<'_, '_>, all: &[Merged], noun: u32) -> Option<usize> {
    let told = |merged: &Merged| merged.reports.iter().any(|report| report.kind_tokens.contains(&noun));
    let kind = nouns().at(reading.text, noun, noun + 3)?.value.kind;
    let definite = classes(reading.text, noun - noun.min(1)).is(Classes::DETERMINER);
    let before = |merged: &Merged| {
        merged.kind == kind && merged.reports.first().is_some_and(|report| report.kind_tokens.start < noun)
    };
    all.iter().position(told).or_else(|| all.iter().rposition(before).filter(|_| definite))
}

/// Reads refusals and silences; what has been answered stays answered.
pub(super) fn settle(reading: &Reading<'_, '_>, all: &mut [Merged]) {
    let text = reading.text;
    for range in reading.prose.iter().map(|range| text.tokens_in(*range)) {
        for verb in verbs().all(text, range.clone()) {
            let refused = match verb.value {
                Role::Refuse => {
                    let negated = verb
                        .tokens
                        .start
                        .checked_sub(1)
                        .is_some_and(|before| classes(text, before).is(Classes::NEGATION));
                    let reach = verb.tokens.end..range.end.min(verb.tokens.end + FARTHEST_NOUN);
                    reach.into_iter().find(|&token| names(text, token, range.end)).filter(|_| !negated)
                }
                // "will not answer the letter".
                Role::Reply => {
                    let refuses = verb.tokens.start >= 2
                        && text.word(verb.tokens.start - 1) == "not"
                        && ["will", "would"].contains(&text.word(verb.tokens.start - 2));
                    let reach = verb.tokens.end..range.end.min(verb.tokens.end + FARTHEST_NOUN);
                    reach.into_iter().find(|&token| names(text, token, range.end)).filter(|_| refuses)
                }
                _ => None,
            };
            let Some(noun) = refused else { continue };
            if let Some(merged) = meant(reading, all, noun).and_then(|place| all.get_mut(place)) {
                merged.status = ExchangeStatus::Refused;
            }
        }
        let told =
            cues().iter().flat_map(|(cues, status)| cues.all(text, range.clone()).into_iter().map(|at| (at, *status)));
        for (matched, status) in told {
            let before = |merged: &&mut Merged| {
                let starts = merged
                    .reports
                    .first()
                    .is_some_and(|report| report.kind_tokens.start < matched.tokens.end + FARTHEST_NOUN);
                starts
                    && merged.status == ExchangeStatus::Reported
                    && merged.kind != onrecord_model::ExchangeKind::Reply
            };
            if let Some(merged) = all.iter_mut().rfind(before) {
                merged.status = status;
            }
        }
    }
}
