//! Places where something is or happens: "in Vienna", "at the airport of …" is not read.

use onrecord_knowledge::Guard;
use onrecord_knowledge::rows::MetonymKind;

use super::lexicon::{Lexicon, ReferentKind};
use crate::text::{Text, TextRange, Token, TokenKind};

/// A place where it is used as a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// Its entry.
    pub(crate) referent: u32,
    /// Its first token.
    pub(crate) first: u32,
    /// One past its last token.
    pub(crate) end: u32,
}

const PREPOSITIONS: [&str; 7] = ["in", "at", "near", "outside", "from", "inside", "around"];

/// The places behind a preposition of place, in reading order.
pub(crate) fn locations(text: &Text<'_>, prose: &[TextRange], lexicon: &Lexicon) -> Vec<Location> {
    let mut found = Vec::new();
    for tokens in prose.iter().map(|range| text.tokens_in(*range)) {
        for at in tokens.start + 1..tokens.end {
            let before = text.word(at - 1);
            let located = PREPOSITIONS.iter().any(|preposition| before.eq_ignore_ascii_case(preposition));
            if located && let Some(location) = place_at(text, lexicon, at) {
                found.push(location);
            }
        }
    }
    found
}

fn place_at(text: &Text<'_>, lexicon: &Lexicon, at: u32) -> Option<Location> {
    let token = text.token(at).filter(|token| token.is_capitalised())?;
    let word = lexicon.word(token.key);
    let alias = lexicon.aliases(text, word, at).find(|alias| {
        let kind = lexicon.referent(alias.referent).map(|referent| referent.kind);
        kind == Some(ReferentKind::Place)
            && !alias.guards.contains(Guard::Word)
            && !alias.guards.contains(Guard::Shared)
    })?;
    let end = at + alias.words();
    // "in Paris Saint-Germain's favour", "at Boston University": a longer name.
    let longer = text.token(end).is_some_and(|next| {
        next.kind == TokenKind::Clitic
            || Token::is_capitalised(next) && next.kind == TokenKind::Word && !is_time(lexicon, next)
    });
    let organisation = lexicon.aliases(text, word, at).any(|other| {
        let kind = lexicon.referent(other.referent).map(|referent| referent.kind);
        other.words() > alias.words()
            || matches!(kind, Some(ReferentKind::Metonym(kind)) if kind != MetonymKind::Capital)
    });
    (!longer && !organisation).then_some(Location { referent: alias.referent, first: at, end })
}

fn is_time(lexicon: &Lexicon, token: &Token) -> bool {
    lexicon.word(token.key).classes.is(super::Classes::CALENDAR)
}
