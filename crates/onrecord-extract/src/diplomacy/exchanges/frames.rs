//! The tables of exchanges, and what stands around their words: subjects, objects, prepositions.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::ExchangeKind;

use crate::diplomacy::lists::List;
use crate::grammar::{Classes, Patterns, classes, phrases, rows};
use crate::text::{Text, TokenKind};

/// A shared auxiliary stands at most so many tokens before "and".
const FARTHEST_AUXILIARY: u32 = 16;

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
    Summon,
    Offer,
    Hold,
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
                "summon" => Role::Summon,
                "offer" => Role::Offer,
                "hold" => Role::Hold,
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
    let before = group.start.checked_sub(1).filter(|before| *before >= floor).map_or("", |before| text.word(before));
    // "is considering making an offer".
    let infinitive = before == "to" || List::Weighs.has(before);
    // "Neither Peru nor Chile accepted".
    let mut near = floor.max(group.start.saturating_sub(FARTHEST_AUXILIARY))..group.start;
    let neither = near.any(|token| text.word(token).eq_ignore_ascii_case("neither"));
    group.into_iter().any(unreal) || infinitive || neither
}

/// Whether "whether" or "how" opens the clause: "did not say whether a reply had come".
pub(super) fn is_asked(text: &Text<'_>, token: u32, floor: u32) -> bool {
    const FARTHEST: u32 = 6;
    (token.saturating_sub(FARTHEST).max(floor)..token).any(|token| ["whether", "how"].contains(&text.word(token)))
}

/// The auxiliary "be" in a verb group: the passive. "is sending" is none.
pub(super) fn is_passive(text: &Text<'_>, group: Range<u32>) -> bool {
    let progressive = text.word(group.end).ends_with("ing");
    !progressive
        && group
            .into_iter()
            .any(|token| ["is", "was", "were", "are", "been", "being", "be"].contains(&text.word(token)))
}

/// "was summoned to the ministry and handed": a participle behind "and" shares the auxiliary of the one before.
pub(super) fn shares_passive(text: &Text<'_>, verb: u32, floor: u32) -> bool {
    let Some(and) = verb.checked_sub(1).filter(|&and| and > floor && text.word(and) == "and") else { return false };
    // "reports of citizens being hurt, and made representations": a participle of another clause.
    let auxiliary = |token: u32| classes(text, token).is(Classes::AUXILIARY) && text.word(token) != "being";
    let Some(be) = (floor.max(and.saturating_sub(FARTHEST_AUXILIARY))..and).rev().find(|&token| auxiliary(token))
    else {
        return false;
    };
    let participle = text.word(be + 1);
    is_passive(text, be..be + 1) && (participle.ends_with("ed") || phrases::is_past(participle))
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
