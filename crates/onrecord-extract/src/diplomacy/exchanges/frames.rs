//! The tables of exchanges, and what stands around their words: subjects, objects, prepositions.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::ExchangeKind;

use crate::diplomacy::Reading;
use crate::grammar::{Classes, Patterns, classes, phrases, rows};
use crate::text::{Text, TokenKind};

/// A noun of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun {
    pub(super) kind: ExchangeKind,
    pub(super) bare: bool,
}

/// What a verb does with a communication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Send,
    Receive,
    Arrive,
    Reply,
    Write,
    Call,
    Invite,
    Ask,
    Protest,
    Refuse,
}

pub(super) fn nouns() -> &'static Patterns<Noun> {
    static TABLE: OnceLock<Patterns<Noun>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut nouns = Patterns::default();
        for cells in rows(include_str!("../../../data/diplomacy/exchange_nouns.tsv")) {
            let [pattern, kind, bare] = cells.as_slice() else { continue };
            if let Some(kind) = ExchangeKind::ALL.iter().copied().find(|known| known.as_str() == *kind) {
                nouns.add(pattern, Noun { kind, bare: *bare == "yes" });
            }
        }
        nouns
    })
}

pub(super) fn verbs() -> &'static Patterns<Role> {
    static TABLE: OnceLock<Patterns<Role>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut verbs = Patterns::default();
        for cells in rows(include_str!("../../../data/diplomacy/exchange_verbs.tsv")) {
            let [pattern, role] = cells.as_slice() else { continue };
            let role = match *role {
                "send" => Role::Send,
                "receive" => Role::Receive,
                "arrive" => Role::Arrive,
                "reply" => Role::Reply,
                "write" => Role::Write,
                "call" => Role::Call,
                "invite" => Role::Invite,
                "ask" => Role::Ask,
                "protest" => Role::Protest,
                "refuse" => Role::Refuse,
                _ => continue,
            };
            verbs.add(pattern, role);
        }
        verbs
    })
}

/// Where the verb group of a verb begins: "has not yet", "will", "was".
pub(super) fn group_start(text: &Text<'_>, verb: u32, floor: u32) -> u32 {
    phrases::verb_group_start(text, verb, floor)
}

/// Whether a verb group says that it has not happened: modal, negation, infinitive.
pub(super) fn is_unreal(text: &Text<'_>, group: Range<u32>, floor: u32) -> bool {
    let modal = ["will", "would", "could", "should", "may", "might", "can", "must", "shall", "'ll"];
    let unreal = |token: u32| {
        classes(text, token).is(Classes::NEGATION)
            || modal.iter().any(|word| text.word(token).eq_ignore_ascii_case(word))
    };
    let infinitive = group.start > floor && text.word(group.start - 1) == "to";
    group.into_iter().any(unreal) || infinitive
}

/// The auxiliary "be" in a verb group: the passive.
pub(super) fn is_passive(text: &Text<'_>, group: Range<u32>) -> bool {
    group.into_iter().any(|token| ["is", "was", "were", "are", "been", "being", "be"].contains(&text.word(token)))
}

/// The noun phrase that begins at a token, as wide as the mention that begins there; lists of names go on.
pub(super) fn phrase_at(reading: &Reading<'_, '_>, token: u32, ceiling: u32) -> Option<Range<u32>> {
    let text = reading.text;
    if !reading.timexes_in(token..token + 1).is_empty() {
        return None;
    }
    let possessive = classes(text, token).is(Classes::DETERMINER);
    let mention = reading.mentions_in(token..token + 1).first().map(|mention| mention.tokens.clone());
    let mention = mention.filter(|mention| mention.len() > 1 || !possessive);
    let mention = mention.or_else(|| {
        let article = classes(text, token).is(Classes::DETERMINER);
        let inner = reading.mentions_in(token + 1..token + 2).first().filter(|_| article)?;
        // "the Peruvian note": the mention is the adjective.
        let noun = |token: &u32| *token < ceiling && phrases::is_common_noun(text, *token);
        let end = (inner.tokens.end..).take_while(noun).last().map_or(inner.tokens.end, |last| last + 1);
        Some(token..end)
    });
    let phrase = match mention {
        Some(mention) if mention.end <= ceiling => mention,
        _ => {
            let mut phrase = phrases::source_after(text, token, ceiling)?;
            // A date or a mark of the next phrase is no part of it.
            if let Some((time, _)) = reading.timexes_in(phrase.clone()).first() {
                let preposition = time.start.saturating_sub(1);
                let cut = if classes(text, preposition).is(Classes::PREPOSITION) { preposition } else { time.start };
                phrase.end = cut.max(phrase.start + 1);
            }
            phrase
        }
    };
    Some(phrase.start..names_in_a_row(reading, phrase.end, ceiling))
}

/// "Finland, Sweden and Denmark": one past the last name of a row that "and" closes.
fn names_in_a_row(reading: &Reading<'_, '_>, first: u32, ceiling: u32) -> u32 {
    let text = reading.text;
    let (mut at, mut closed) = (first, first);
    while at < ceiling {
        let comma = text.token(at).is_some_and(|token| token.kind == TokenKind::Comma);
        let and = text.word(at + u32::from(comma)) == "and";
        let next = at + u32::from(comma) + u32::from(and);
        let Some(other) = reading.mentions_in(next..next + 1).first().filter(|_| comma || and) else { break };
        let capital = text.token(next).is_some_and(crate::text::Token::is_capitalised) || text.word(next) == "a";
        let verb_behind = classes(text, other.tokens.end).is(Classes::AUXILIARY);
        if !capital || verb_behind || other.tokens.end > ceiling {
            break;
        }
        at = other.tokens.end;
        if and {
            closed = at;
        }
    }
    closed
}

/// Whether a word that is a noun and a verb is the noun here: "to answer", "will not reply", "we answer" are verbs.
pub(super) fn is_noun(text: &Text<'_>, noun: &Range<u32>) -> bool {
    let modal = ["will", "would", "could", "should", "may", "might", "can", "must", "shall", "to", "did", "does", "do"];
    let subject = ["i", "we", "they", "you", "who"];
    let passed = Classes::ADVERB.or(Classes::NEGATION);
    let before = (0..noun.start).rev().take(4).find(|&token| !classes(text, token).is(passed));
    let verbal = |token: u32| {
        let is = |words: &[&str]| words.iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
        is(&modal) || is(&subject)
    };
    // "no reply" is a noun, "not reply" a verb.
    let none = noun.start.checked_sub(1).is_some_and(|token| text.word(token).eq_ignore_ascii_case("no"));
    noun.len() > 1 || none || !before.is_some_and(verbal)
}

/// The end of the clause from a token on: its mark.
pub(super) fn clause_end(text: &Text<'_>, from: u32, ceiling: u32) -> u32 {
    (from..ceiling)
        .find(|&token| {
            text.token(token).is_some_and(|token| {
                matches!(
                    token.kind,
                    TokenKind::Terminator
                        | TokenKind::Semicolon
                        | TokenKind::Comma
                        | TokenKind::DoubleQuote
                        | TokenKind::Dash
                )
            })
        })
        .unwrap_or(ceiling)
}
