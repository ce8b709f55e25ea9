//! Relative clauses behind the noun of a communication, which tell who sent it, when and what for.

use std::ops::Range;

use super::complements::{behind, is_party};
use super::frames::{Role, clause_end, is_passive, is_unreal, verbs};
use super::report::Report;
use crate::attribution::Cues;
use crate::diplomacy::Reading;
use crate::diplomacy::lists::List;
use crate::diplomacy::phrase::phrase_at;
use crate::diplomacy::pragmatics::is_directive;
use crate::grammar::{Classes, classes};
use crate::text::TokenKind;

/// The subject of a relative clause and where its verb stands, auxiliaries, adverbs and times passed over.
fn subject_and_verb(reading: &Reading<'_, '_>, at: u32, ceiling: u32) -> Option<(Range<u32>, u32)> {
    let text = reading.text;
    let pronoun = classes(text, at).is(Classes::PRONOUN) && !classes(text, at).is(Classes::DETERMINER);
    let subject = if pronoun { at..at + 1 } else { phrase_at(reading, at, ceiling)? };
    let passed = Classes::AUXILIARY.or(Classes::ADVERB);
    let mut verb = subject.end;
    while verb < ceiling && (classes(text, verb).is(passed) || !reading.timexes_in(verb..verb + 1).is_empty()) {
        verb += 1;
    }
    (verb < ceiling).then_some((subject, verb))
}

/// "a letter in which Peru asked on DATE for access": who speaks in it has sent it, and what is asked is its request.
pub(super) fn carrying(reading: &Reading<'_, '_>, end: u32, clause: &Range<u32>, found: &mut Report) {
    let text = reading.text;
    let at = end + u32::from(text.token(end).is_some_and(|token| token.kind == TokenKind::Comma));
    if found.sender.is_some() || text.word(at) != "in" || text.word(at + 1) != "which" {
        return;
    }
    let Some((subject, verb)) = subject_and_verb(reading, at + 2, clause.end) else { return };
    let Some(cue) = Cues::builtin().at(text, verb).filter(|cue| cue.verb.that || cue.verb.bare) else { return };
    let mut times = reading.timexes_in(subject.end..cue.end + 1).iter();
    let time = times.rfind(|(_, id)| reading.value(*id).is_some());
    found.date = found.date.take().or_else(|| time.cloned());
    if is_directive(&cue.verb.lemma) {
        found.request.get_or_insert(verb..clause_end(text, cue.end, clause.end));
    }
    found.sender = Some(subject);
    found.definite = true;
}

/// "the letter, signed by Orlu and dated May 3, asks Chile to wait": participles behind a noun tell who sent it, when and to
/// whom, and the verb behind them what it asks, and whom. One past what was read.
pub(super) fn participles(reading: &Reading<'_, '_>, end: u32, clause: &Range<u32>, found: &mut Report) -> u32 {
    let text = reading.text;
    let joins =
        |token: u32| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma) || text.word(token) == "and";
    let mut at = end;
    while at < clause.end {
        let participle = (at..clause.end).find(|&token| !joins(token)).unwrap_or(at);
        let (word, behind) = (text.word(participle), participle + 1);
        let time = reading.timexes_in(behind..behind + 1).first().cloned();
        let by = text.word(behind) == "by";
        let party = || phrase_at(reading, behind + 1, clause.end);
        at = match (word, time) {
            ("dated", Some(time)) => {
                let end = time.0.end;
                found.date.get_or_insert(time);
                end
            }
            _ if by && List::Written.has(word) => {
                let Some(author) = party() else { break };
                let end = author.end;
                found.sender.get_or_insert(author);
                end
            }
            _ if by && List::Seen.has(word) => party().map_or(behind + 1, |reader| reader.end),
            ("addressed", _) if text.word(behind) == "to" => {
                let Some(addressee) = party() else { break };
                let end = addressee.end;
                found.recipients.get_or_insert(addressee);
                end
            }
            _ => break,
        };
    }
    asks(reading, at, clause, found);
    at
}

/// "The letter asks Chile to wait": a letter that asks somebody for something has gone there.
fn asks(reading: &Reading<'_, '_>, at: u32, clause: &Range<u32>, found: &mut Report) {
    let text = reading.text;
    let verb = at + u32::from(text.token(at).is_some_and(|token| token.kind == TokenKind::Comma));
    let cue = Cues::builtin().at(text, verb).filter(|cue| is_directive(&cue.verb.lemma));
    let Some((cue, object)) = cue.and_then(|cue| Some((cue.end, phrase_at(reading, cue.end, clause.end)?))) else {
        return;
    };
    if is_party(reading, &object) && text.word(object.end) == "to" {
        found.recipients.get_or_insert(object);
        found.request.get_or_insert(verb..clause_end(text, cue, clause.end));
    }
}

/// "the letter that Peru sent on DATE", "an offer Brazil had made": the act stands in a relative clause.
pub(super) fn relative(reading: &Reading<'_, '_>, end: u32, clause: &Range<u32>, found: &mut Report) {
    let text = reading.text;
    let at = end + u32::from(text.token(end).is_some_and(|token| token.kind == TokenKind::Comma));
    let which = ["that", "which"].contains(&text.word(at));
    // "In a letter to Chile, Ossa made clear": no relative clause.
    if at > end && !which {
        return;
    }
    let at = at + u32::from(which);
    let Some((subject, verb)) = subject_and_verb(reading, at, clause.end) else { return };
    let Some(sent) = verbs().at(text, verb, clause.end).filter(|verb| *verb.value == Role::Send) else { return };
    if is_passive(text, subject.end..verb) || is_unreal(text, subject.end..verb, clause.start) {
        return;
    }
    found.act = Some(sent.tokens.clone());
    found.definite = true;
    found.sender = Some(subject);
    behind(reading, sent.tokens.end, clause.end, found);
}
