//! Where a communication stands by the words of the text: refused, or still without an answer.

use std::sync::OnceLock;

use onrecord_model::ExchangeStatus;

use super::frames::{Role, nouns, verbs};
use super::merge::Merged;
use crate::diplomacy::Reading;
use crate::grammar::{Classes, Patterns, classes};

/// The noun that is turned down stands at most so many tokens behind the verb.
const FARTHEST_NOUN: u32 = 6;

fn silence() -> &'static Patterns<()> {
    static TABLE: OnceLock<Patterns<()>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut silence = Patterns::default();
        for pattern in [
            "not yet? answered/replied/responded",
            "still/are/is waiting for",
            "awaiting/awaits/await",
            "not yet? received a/any reply/answer/response",
            "no reply/answer/response",
        ] {
            silence.add(pattern, ());
        }
        silence
    })
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
                    reach.into_iter().find(|&token| nouns().at(text, token, range.end).is_some()).filter(|_| !negated)
                }
                // "will not answer the letter".
                Role::Reply => {
                    let refuses = verb.tokens.start >= 2
                        && text.word(verb.tokens.start - 1) == "not"
                        && ["will", "would"].contains(&text.word(verb.tokens.start - 2));
                    let reach = verb.tokens.end..range.end.min(verb.tokens.end + FARTHEST_NOUN);
                    reach.into_iter().find(|&token| nouns().at(text, token, range.end).is_some()).filter(|_| refuses)
                }
                _ => None,
            };
            let Some(noun) = refused else { continue };
            let named =
                all.iter_mut().find(|merged| merged.reports.iter().any(|report| report.kind_tokens.contains(&noun)));
            if let Some(merged) = named {
                merged.status = ExchangeStatus::Refused;
            }
        }
        for matched in silence().all(text, range.clone()) {
            let before = |merged: &&mut Merged| {
                let starts = merged
                    .reports
                    .first()
                    .is_some_and(|report| report.kind_tokens.start < matched.tokens.start + FARTHEST_NOUN);
                starts
                    && merged.status == ExchangeStatus::Reported
                    && merged.kind != onrecord_model::ExchangeKind::Reply
            };
            if let Some(merged) = all.iter_mut().rfind(before) {
                merged.status = ExchangeStatus::AwaitingReply;
            }
        }
    }
}
