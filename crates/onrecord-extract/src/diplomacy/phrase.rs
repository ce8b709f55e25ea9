//! Noun phrases as the layers of diplomacy need them: as wide as the mention in them, names in a row, and their actors.

use std::ops::Range;

use onrecord_model::ActorId;

use super::Reading;
use crate::diplomacy::lists::List;
use crate::grammar::{Classes, classes, phrases};
use crate::text::{Text, Token, TokenKind};

/// The noun phrase that begins at a token, as wide as the mention that begins there; lists of names go on.
pub(super) fn phrase_at(reading: &Reading<'_, '_>, token: u32, ceiling: u32) -> Option<Range<u32>> {
    let text = reading.text;
    if !reading.timexes_in(token..token + 1).is_empty() {
        return None;
    }
    // "asked her to press": an object, and no possessive of what follows.
    let object =
        classes(text, token).is(Classes::OBJECT) && ["to", "for", "not", "that"].contains(&text.word(token + 1));
    if object {
        return Some(token..token + 1);
    }
    let possessive = classes(text, token).is(Classes::DETERMINER);
    // "Saudi Foreign Minister Nasser Faris" is no Saudi: of the mentions that begin here the longest.
    let here = reading.mentions_in(token..token + 1).iter().filter(|mention| mention.tokens.start == token);
    let mention = here.max_by_key(|mention| mention.tokens.len()).map(|mention| mention.tokens.clone());
    let mention = mention.filter(|mention| mention.len() > 1 || !possessive);
    let mention = mention.or_else(|| {
        let article = classes(text, token).is(Classes::DETERMINER);
        let inner = reading.mentions_in(token + 1..token + 2).first().filter(|_| article)?;
        // "the Peruvian note": the mention is the adjective.
        let noun = |token: &u32| phrases::is_common_noun(text, *token);
        let end = (inner.tokens.end..ceiling).take_while(noun).last().map_or(inner.tokens.end, |last| last + 1);
        Some(token..end)
    });
    let phrase = match mention {
        Some(mention) if mention.end <= ceiling => mention,
        _ => {
            let mut phrase = phrases::source_after(text, token, ceiling)?;
            // A verb, a date or a mark of the next phrase is no part of it.
            let verb = |token: &u32| phrases::is_past(text.word(*token)) && text.word(*token) != "left";
            phrase.end = (phrase.start + 1..phrase.end).find(verb).unwrap_or(phrase.end);
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
pub(super) fn names_in_a_row(reading: &Reading<'_, '_>, first: u32, ceiling: u32) -> u32 {
    let text = reading.text;
    let (mut at, mut closed) = (first, first);
    while at < ceiling {
        let comma = text.token(at).is_some_and(|token| token.kind == TokenKind::Comma);
        let and = text.word(at + u32::from(comma)) == "and";
        let next = at + u32::from(comma) + u32::from(and);
        // "to Peru and the members of the council": the last of a row may have an article.
        let article = u32::from(and && text.word(next) == "the");
        let other = reading.mentions_in(next..next + article + 1).last();
        let Some(other) = other.filter(|_| comma || and) else { break };
        let capital = text.token(next).is_some_and(Token::is_capitalised) || text.word(next) == "a" || article == 1;
        if !capital || is_verbal(text, other.tokens.end, article == 1) || other.tokens.end > ceiling {
            break;
        }
        at = other.tokens.end;
        if and {
            closed = at;
        }
    }
    closed
}

/// Whether a verb stands behind a name, of which the name is the subject: "and the minister said".
fn is_verbal(text: &Text<'_>, token: u32, with_article: bool) -> bool {
    let word = text.word(token);
    let adverb = u32::from(classes(text, token).is(Classes::ADVERB));
    classes(text, token + adverb).is(Classes::AUXILIARY)
        || with_article && (phrases::is_past(word) || text.word(token + adverb).ends_with("ed"))
}

/// The actors of a phrase: the group that covers it, else each one named.
pub(super) fn actors_of(reading: &Reading<'_, '_>, tokens: &Range<u32>) -> Vec<ActorId> {
    if let Some(mention) = reading.mention_over(tokens)
        && mention.tokens.start <= tokens.start + 1
        && mention.tokens.end >= tokens.end
    {
        return vec![mention.actor];
    }
    let mut found = Vec::new();
    let mut end = tokens.start;
    for mention in reading.mentions_in(tokens.clone()) {
        if mention.tokens.start >= end
            && mention.tokens.end <= tokens.end
            && !is_of_some(reading.text, mention.tokens.start, tokens.start)
        {
            end = mention.tokens.end;
            if !found.contains(&mention.actor) {
                found.push(mention.actor);
            }
        }
    }
    found
}

/// Whether a name tells only what some belong to: "four members of the | bloc", "critics of | Peru".
pub(super) fn is_of_some(text: &Text<'_>, start: u32, floor: u32) -> bool {
    let article = u32::from(start > floor && text.word(start - 1) == "the");
    start >= floor + article + 2
        && text.word(start - article - 1) == "of"
        && List::Member.has(text.word(start - article - 2))
}

/// Where the words before a cue turn it round: "do not support", "nobody may violate", "refuses to", "wrong to".
pub(super) fn negation(reading: &Reading<'_, '_>, floor: u32, cue: u32) -> Option<u32> {
    const REACH: u32 = 5;
    let text = reading.text;
    let is = |token: u32, words: &[&str]| words.iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    let only = |token: u32| is(token + 1, &["only", "just", "merely"]);
    let small = |range: Range<u32>| {
        range.into_iter().all(|token| {
            classes(text, token).is(Classes::ADVERB.or(Classes::AUXILIARY)) || is(token, &["to", "far", "able"])
        })
    };
    let mut near = cue.saturating_sub(REACH).max(floor)..cue;
    near.find(|&token| {
        let negative = classes(text, token).is(Classes::NEGATION) && !only(token) || is(token, &["nobody", "none"]);
        negative && (cue - token <= 3 || small(token + 1..cue))
            || text.word(cue - 1) == "to" && List::Refuses.has(text.word(token)) && small(token + 1..cue)
    })
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
    // "the speculators, Poehl notes, are few": a name says so.
    let third = text.word(noun.start).ends_with('s')
        && noun.start.checked_sub(1).and_then(|name| text.token(name)).is_some_and(Token::is_capitalised)
        && (text.word(noun.end) == "that" || text.token(noun.end).is_some_and(|token| token.kind == TokenKind::Comma));
    noun.len() > 1 || none || !third && !before.is_some_and(verbal)
}
