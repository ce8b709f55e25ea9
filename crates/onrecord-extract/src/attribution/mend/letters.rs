//! Repairs of what is written to somebody: who writes, and what is no part of what is said.

use std::ops::Range;

use super::LONGEST_ADJUNCT;
use crate::attribution::Attribution;
use crate::grammar::{Classes, classes, phrases};
use crate::text::{Text, TokenKind};

/// What is written to somebody.
const LETTERS: [&str; 7] = ["letter", "message", "note", "telegram", "cable", "appeal", "petition"];

/// "The president sent a letter to his counterpart pleading for peace": who wrote it pleads, not who receives it.
pub(super) fn writer(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&attribution.source, &attribution.cue) else { return };
    if let Some(writer) = writer_before_insertion(text, source, cue) {
        attribution.source = Some(writer);
        return;
    }
    let participle = text.word(cue.start).ends_with("ing") && source.end == cue.start;
    let to = source.start.checked_sub(1).filter(|&to| participle && text.word(to) == "to");
    let sentence = text.sentence_of(cue.start).and_then(|sentence| text.sentences.get(sentence as usize));
    let (Some(to), Some(sentence)) = (to, sentence) else { return };
    let letter = (to.saturating_sub(3)..to).any(|token| LETTERS.contains(&text.word(token)));
    if letter && let Some(writer) = phrases::clause_subject(text, cue.start, sentence.tokens.start) {
        attribution.source = Some(writer);
    }
}

/// "Norland, in a letter to | its neighbour, Sudland, | insisted": who writes stands before the insertion.
fn writer_before_insertion(text: &Text<'_>, source: &Range<u32>, cue: &Range<u32>) -> Option<Range<u32>> {
    const LONGEST_INSERTION: u32 = 24;
    let comma = |token: u32| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma);
    let sentence = text.sentences.get(text.sentence_of(cue.start)? as usize)?.tokens.clone();
    let floor = sentence.start.max(source.start.saturating_sub(LONGEST_INSERTION));
    let opens = |at: u32| comma(at) && text.word(at + 1) == "in" && classes(text, at + 2).is(Classes::DETERMINER);
    let insertion = (floor + 1..source.start).rev().find(|&at| opens(at))?;
    let letter = (insertion + 3..source.start).find(|&token| LETTERS.contains(&text.word(token)))?;
    let addressed = (letter + 1..source.start).any(|token| text.word(token) == "to");
    let closed = cue.start.checked_sub(1).is_some_and(comma) && source.end <= cue.start;
    phrases::source_before(text, insertion, sentence.start).filter(|_| addressed && closed)
}

/// "has sent a note to | his counterpart asking …": who receives it is not what is said.
pub(super) fn message_handed_over(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(cue) = attribution.cue.as_ref().filter(|cue| cue.len() > 2 && text.word(cue.end - 1) == "to") else {
        return;
    };
    let behind = attribution.content.first().is_some_and(|content| content.start == cue.end);
    if behind && LETTERS.contains(&text.word(cue.end - 2)) {
        attribution.content.clear();
    }
}

/// "Orlu, who | wrote | the letter, said": a letter that is written is not what is said in it.
pub(super) fn message_written(text: &Text<'_>, attribution: &mut Attribution) {
    const WRITES: [&str; 6] = ["write", "wrote", "written", "signed", "drafted", "sent"];
    let writes = attribution.cue.as_ref().is_some_and(|cue| WRITES.contains(&text.word(cue.end - 1)));
    let [content] = attribution.content.as_slice() else { return };
    let bare = content.len() <= 3
        && classes(text, content.start).is(Classes::DETERMINER)
        && LETTERS.contains(&text.word(content.end - 1));
    if writes && bare {
        attribution.content.clear();
    }
}

/// "called for | restraint in a telephone conversation with Orlu": how it was said is no part of what was asked for.
pub(super) fn adjunct_of_medium(text: &Text<'_>, attribution: &mut Attribution) {
    const CALLS: [&str; 2] = ["conversation", "call"];
    let behind = attribution.cue.as_ref().map_or(u32::MAX, |cue| cue.end);
    let [content] = attribution.content.as_mut_slice() else { return };
    if content.start < behind {
        return;
    }
    let medium = |token: u32| CALLS.contains(&text.word(token)) || LETTERS.contains(&text.word(token));
    let opens = |at: u32| {
        let in_a = text.word(at) == "in" && classes(text, at + 1).is(Classes::DETERMINER);
        let noun = (at + 2..content.end.min(at + LONGEST_ADJUNCT + 2)).find(|&token| medium(token));
        in_a && noun.is_some_and(|noun| ["with", "to"].contains(&text.word(noun + 1)))
    };
    let Some(at) = (content.start + 1..content.end).find(|&at| opens(at)) else { return };
    let clause = |token: u32| {
        let past = text.word(token).ends_with("ed") || phrases::is_past(text.word(token));
        past || classes(text, token).is(Classes::AUXILIARY.or(Classes::COMPLEMENTISER))
    };
    if !(content.start..at).any(clause) {
        content.end = at;
    }
}
