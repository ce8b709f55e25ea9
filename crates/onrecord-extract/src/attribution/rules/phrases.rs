//! Verb groups and noun phrases around a cue, by closed word classes and capitals; no tagger.

use std::ops::Range;
use std::sync::OnceLock;

use super::words::{Classes, classes};
use crate::grammar::{Form, forms, rows};
use crate::text::{Case, Text, Token, TokenKind, WordSet, key};

/// No source is longer, in tokens.
const LONGEST_SOURCE: u32 = 40;

/// The first token of the verb group that a reporting verb ends: "has also repeatedly said".
pub(crate) fn verb_group_start(text: &Text<'_>, verb: u32, floor: u32) -> u32 {
    let mut start = verb;
    let verbal = Classes::AUXILIARY.or(Classes::NEGATION);
    // "has not yet replied": else "yet" joins clauses.
    let yet = |token: u32| text.word(token) == "yet" && token > floor && classes(text, token - 1).is(verbal);
    while start > floor && (classes(text, start - 1).is(verbal.or(Classes::ADVERB)) || yet(start - 1)) {
        start -= 1;
    }
    // An adverb in front belongs to the clause, not to the verb group: "Earlier he said".
    while start < verb && !classes(text, start).is(verbal) && floor == start {
        start += 1;
    }
    start
}

/// The noun phrase that ends where a verb group begins.
pub(crate) fn source_before(text: &Text<'_>, end: u32, floor: u32) -> Option<Range<u32>> {
    let last = end.checked_sub(1).filter(|last| *last >= floor)?;
    let token = text.token(last)?;
    if ["and", "but"].contains(&text.word(last)) {
        return subject(text, end, floor);
    }
    if classes(text, last).is(Classes::PRONOUN) && !classes(text, last).is(Classes::DETERMINER) || is_it(text, last) {
        return Some(last..end);
    }
    if token.kind == TokenKind::Comma {
        return apposition_before(text, last, floor);
    }
    let start = noun_phrase_start(text, end, floor);
    (start < end).then_some(start..end)
}

fn is_it(text: &Text<'_>, token: u32) -> bool {
    ["it", "who", "which"].iter().any(|word| text.word(token).eq_ignore_ascii_case(word))
}

/// "Ana Orlu, the foreign minister of Norland," before a verb: the commas belong together.
fn apposition_before(text: &Text<'_>, comma: u32, floor: u32) -> Option<Range<u32>> {
    let first = (floor..comma)
        .rev()
        .take(LONGEST_SOURCE as usize)
        .find(|&token| text.token(token).is_some_and(|token| matches!(token.kind, TokenKind::Comma)))?;
    let start = noun_phrase_start(text, first, floor);
    let named = (start..first).any(|token| {
        text.token(token).is_some_and(Token::is_capitalised) || classes(text, token).is(Classes::DETERMINER)
    });
    (start < first && named).then_some(start..comma)
}

/// Where the noun phrase that ends at `end` begins: at a boundary of the clause, an opening adverbial left out.
fn noun_phrase_start(text: &Text<'_>, end: u32, floor: u32) -> u32 {
    let floor = floor.max(end.saturating_sub(LONGEST_SOURCE));
    let mut start = end;
    while start > floor {
        let Some(token) = text.token(start - 1) else { break };
        let class = classes(text, start - 1);
        let boundary = match token.kind {
            TokenKind::Word => {
                let coordinates = class.is(Classes::CONJUNCTION) && !joins_names(text, start - 1);
                let complement =
                    class.is(Classes::COMPLEMENTISER) && !class.is(Classes::PREPOSITION.or(Classes::DETERMINER));
                coordinates
                    || complement
                    || class.is(Classes::AUXILIARY) && token.case == Case::Lower
                    || text.word(start - 1) == "that"
            }
            TokenKind::Number
            | TokenKind::Mixed
            | TokenKind::Initials
            | TokenKind::Abbreviation
            | TokenKind::Clitic
            | TokenKind::Slash
            | TokenKind::Symbol => false,
            TokenKind::SingleQuote => false,
            TokenKind::OpenBracket | TokenKind::CloseBracket => false,
            _ => true,
        };
        if boundary {
            break;
        }
        start -= 1;
        // "not the way | our colleagues present it": a determiner behind a noun begins a phrase of its own.
        let behind_noun = start > floor && class.is(Classes::DETERMINER) && is_common_noun(text, start - 1);
        if behind_noun && token.case == Case::Lower {
            break;
        }
    }
    skip_opening_adverbial(text, start, end)
}

/// A lower-case word of no closed class that is no form of a verb told by its ending.
pub(crate) fn is_common_noun(text: &Text<'_>, token: u32) -> bool {
    let word = text.word(token);
    is_plain_noun(text, token)
        && !classes(text, token).is(Classes::DETERMINER.or(Classes::PRONOUN))
        && text.token(token).is_some_and(|token| token.case == Case::Lower)
        && !["ed", "ing", "ly"].iter().any(|ending| word.ends_with(ending))
        && !forms_of_verbs().contains(&key(word))
}

/// Irregular past forms and participles: "sent", "wrote", "gave".
fn forms_of_verbs() -> &'static WordSet {
    static TABLE: OnceLock<WordSet> = OnceLock::new();
    TABLE.get_or_init(|| {
        let table = rows(include_str!("../../../data/attribution/irregular_verbs.tsv"));
        let all = table.filter_map(|cells| cells.first().copied()).flat_map(forms);
        all.filter(|(_, form)| matches!(form, Form::Past | Form::Participle)).map(|(word, _)| key(&word)).collect()
    })
}

/// Whether a word is an irregular past form or participle.
pub(crate) fn is_past(word: &str) -> bool {
    forms_of_verbs().contains(&key(word))
}

/// The subject of the clause in which a participle stands behind an object: "I wrote to the capitals | asking them".
pub(crate) fn clause_subject(text: &Text<'_>, participle: u32, floor: u32) -> Option<Range<u32>> {
    let floor = floor.max(participle.saturating_sub(LONGEST_SOURCE));
    let opens = |token: u32| {
        text.token(token).is_some_and(|token| !token.is_word_like() && token.kind != TokenKind::Clitic)
            || text.word(token) == "that"
    };
    let start = (floor..participle).rev().find(|&token| opens(token)).map_or(floor, |token| token + 1);
    let verb = (start + 1..participle).find(|&token| {
        let word = text.word(token);
        let past = word.ends_with("ed") || forms_of_verbs().contains(&key(word));
        classes(text, token).is(Classes::AUXILIARY)
            || past && text.token(token).is_some_and(|token| token.case == Case::Lower)
    })?;
    source_before(text, verb, start).filter(|source| names_someone(text, source))
}

fn joins_names(text: &Text<'_>, conjunction: u32) -> bool {
    let nominal = |token: u32| {
        text.token(token).is_some_and(Token::is_capitalised) || classes(text, token).is(Classes::DETERMINER)
    };
    text.word(conjunction).eq_ignore_ascii_case("and")
        && nominal(conjunction + 1)
        && conjunction.checked_sub(1).is_some_and(|before| text.token(before).is_some_and(Token::is_word_like))
}

/// "On Monday the minister", "Earlier Orlu", "In a statement the ministry": the source begins behind the adverbial.
fn skip_opening_adverbial(text: &Text<'_>, start: u32, end: u32) -> u32 {
    let mut first = start;
    while first + 1 < end
        && classes(text, first).is(Classes::ADVERB.or(Classes::CONJUNCTION))
        && !classes(text, first).is(Classes::DETERMINER)
    {
        first += 1;
    }
    if !classes(text, first).is(Classes::PREPOSITION) {
        return first;
    }
    let mut at = first + 1;
    while at < end && classes(text, at).is(Classes::DETERMINER) {
        at += 1;
    }
    // The noun of the adverbial, then the determiner or the name that begins the source.
    let begins = (at + 1..end).find(|&token| {
        let name = text.token(token).is_some_and(Token::is_capitalised);
        let behind_preposition = classes(text, token - 1).is(Classes::PREPOSITION);
        (name || classes(text, token).is(Classes::DETERMINER)) && !behind_preposition
    });
    begins.unwrap_or(end)
}

/// The subject of the sentence that a participle goes with: "Orlu defended the plan, saying": the noun phrase before
/// the participle if there is one, else the name or pronoun that opens the sentence.
pub(crate) fn subject(text: &Text<'_>, participle: u32, floor: u32) -> Option<Range<u32>> {
    let before = participle.checked_sub(1).filter(|before| *before >= floor)?;
    let joined = classes(text, before).is(Classes::PREPOSITION.or(Classes::CONJUNCTION));
    if !joined && !text.token(before).is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Dash)) {
        return source_before(text, participle, floor).filter(|source| names_someone(text, source));
    }
    let first = skip_opening_adverbial(text, clause_start(text, floor, before), before);
    if classes(text, first).is(Classes::PRONOUN) && !classes(text, first).is(Classes::DETERMINER) {
        return Some(first..first + 1);
    }
    let name = |token: u32| {
        text.token(token)
            .is_some_and(|token| token.is_capitalised() && token.is_word_like() || token.kind == TokenKind::Clitic)
    };
    let start = (first..before)
        .find(|&token| name(token) && !classes(text, token).is(Classes::PREPOSITION.or(Classes::TIME)))?;
    let start = if classes(text, start).is(Classes::DETERMINER) { first } else { start };
    let end = (start + 1..before).find(|&token| !name(token)).unwrap_or(before);
    let end = if end == start + 1 && classes(text, start).is(Classes::DETERMINER) { end + 1 } else { end };
    (end > start).then_some(start..end)
}

/// Where the main clause begins: behind an opening participle or subordinate clause and its comma.
fn clause_start(text: &Text<'_>, first: u32, end: u32) -> u32 {
    let subordinate = text.word(first).ends_with("ing")
        || classes(text, first).is(Classes::COMPLEMENTISER) && !classes(text, first).is(Classes::PRONOUN);
    let comma = (first..end).find(|&token| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma));
    if subordinate { comma.map_or(first, |comma| comma + 1) } else { first }
}

fn names_someone(text: &Text<'_>, phrase: &Range<u32>) -> bool {
    phrase.clone().any(|token| {
        text.token(token).is_some_and(Token::is_capitalised)
            || classes(text, token).is(Classes::DETERMINER.or(Classes::PRONOUN))
    })
}

/// The noun phrase that begins behind a verb: "said Ana Orlu, the foreign minister".
pub(crate) fn source_after(text: &Text<'_>, start: u32, ceiling: u32) -> Option<Range<u32>> {
    let class = classes(text, start);
    let token = text.token(start)?;
    if class.is(Classes::PRONOUN) && !token.is_capitalised() && !class.is(Classes::DETERMINER) {
        return Some(start..start + 1);
    }
    let begins =
        token.is_capitalised() && token.is_word_like() || class.is(Classes::DETERMINER) || is_plain_noun(text, start);
    if !begins || class.is(Classes::TIME) && !class.is(Classes::DETERMINER) {
        return None;
    }
    let mut end = phrase_end(text, start, ceiling);
    if text.token(end).is_some_and(|token| token.kind == TokenKind::Comma) && end < ceiling {
        end = apposition_after(text, end, ceiling).unwrap_or(end);
    }
    (end > start).then_some(start..end)
}

fn is_plain_noun(text: &Text<'_>, token: u32) -> bool {
    let stop = Classes::PREPOSITION
        .or(Classes::COMPLEMENTISER)
        .or(Classes::CONJUNCTION)
        .or(Classes::AUXILIARY)
        .or(Classes::ADVERB)
        .or(Classes::TIME)
        .or(Classes::OBJECT)
        .or(Classes::NEGATION);
    text.token(token).is_some_and(|word| word.kind == TokenKind::Word) && !classes(text, token).is(stop)
}

/// Where a noun phrase ends: at a mark, a verb form, a time word, or a preposition that does not belong to it.
fn phrase_end(text: &Text<'_>, start: u32, ceiling: u32) -> u32 {
    let ceiling = ceiling.min(start + LONGEST_SOURCE);
    let mut at = start;
    while at < ceiling {
        let Some(token) = text.token(at) else { break };
        let class = classes(text, at);
        let inside = match token.kind {
            TokenKind::Word if token.is_capitalised() => {
                !class.is(Classes::TIME) || class.is(Classes::DETERMINER) || at == start
            }
            TokenKind::Word if class.is(Classes::PREPOSITION) => belongs(text, at, start),
            TokenKind::Word => {
                !class.is(Classes::CONJUNCTION
                    .or(Classes::COMPLEMENTISER)
                    .or(Classes::AUXILIARY)
                    .or(Classes::ADVERB)
                    .or(Classes::TIME)
                    .or(Classes::OBJECT))
                    || class.is(Classes::DETERMINER) && text.word(at) != "that"
                    || class.is(Classes::CONJUNCTION) && joins_names(text, at)
            }
            TokenKind::Number
            | TokenKind::Mixed
            | TokenKind::Initials
            | TokenKind::Abbreviation
            | TokenKind::Clitic
            | TokenKind::Slash
            | TokenKind::SingleQuote => true,
            TokenKind::OpenBracket | TokenKind::CloseBracket => true,
            _ => false,
        };
        if !inside {
            break;
        }
        at += 1;
    }
    while at > start
        && (classes(text, at - 1).is(Classes::PREPOSITION)
            || classes(text, at - 1).is(Classes::DETERMINER) && at - 1 > start)
    {
        at -= 1;
    }
    at
}

/// Whether a preposition goes on with the noun phrase: "of" always; behind a common noun also "for", "at", "in",
/// "from", "to", unless a medium or a time follows ("in a statement").
fn belongs(text: &Text<'_>, preposition: u32, start: u32) -> bool {
    let word = text.word(preposition);
    if word == "of" {
        return true;
    }
    let common_noun =
        preposition > start && text.token(preposition - 1).is_some_and(|before| before.case == Case::Lower);
    let adjunct =
        (preposition + 1..preposition + 5).any(|token| classes(text, token).is(Classes::MEDIUM.or(Classes::TIME)));
    common_noun && ["for", "at", "in", "from", "to", "with"].contains(&word) && !adjunct
}

/// The end of an apposition that a comma opens: ", a spokesman for the ministry".
fn apposition_after(text: &Text<'_>, comma: u32, ceiling: u32) -> Option<u32> {
    let first = comma + 1;
    let class = classes(text, first);
    let token = text.token(first)?;
    let clause = text.word(first).ends_with("ing") || class.is(Classes::CONJUNCTION) || class.is(Classes::PREPOSITION);
    let begins = class.is(Classes::DETERMINER)
        || text.word(first) == "who"
        || token.kind == TokenKind::Word
            && token.case == Case::Lower
            && !class.is(Classes::COMPLEMENTISER.or(Classes::ADVERB).or(Classes::PRONOUN).or(Classes::AUXILIARY));
    if clause || !begins {
        return None;
    }
    let end = (first..ceiling.min(first + LONGEST_SOURCE)).find(|&token| {
        text.token(token).is_none_or(|token| {
            matches!(
                token.kind,
                TokenKind::Comma
                    | TokenKind::Terminator
                    | TokenKind::Semicolon
                    | TokenKind::Colon
                    | TokenKind::DoubleQuote
                    | TokenKind::Dash
            )
        })
    });
    let end = end.unwrap_or(ceiling.min(first + LONGEST_SOURCE));
    // A finite verb that no relative pronoun opens makes it a clause: "the ministry, the letter was sent".
    let relative = |&token: &u32| classes(text, token).is(Classes::COMPLEMENTISER.or(Classes::PRONOUN));
    let head = first..(first..end).find(relative).unwrap_or(end);
    let finite = |token| classes(text, token).is(Classes::AUXILIARY);
    (!head.into_iter().any(finite)).then_some(end)
}
