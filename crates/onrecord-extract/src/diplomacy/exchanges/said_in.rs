//! "In its letter, X asks", "X said in a letter to Y": who says something in a communication sends it.

use std::ops::Range;

use onrecord_model::{ExchangeKind, StatementId};

use super::by_verb::together;
use super::complements::{is_party, request, subject_before};
use super::frames::group_start;
use super::report::Report;
use crate::diplomacy::Reading;
use crate::diplomacy::lists::List;
use crate::diplomacy::phrase::phrase_at;
use crate::grammar::{Classes, classes, phrases};
use crate::text::{Token, TokenKind};

/// Between a fronted phrase and its subject stand at most so many tokens.
const LONGEST_INSERTION: u32 = 12;

/// "In its letter to Chile, Peru asks", "In a call with Ossa, Salcedo said": who acts is the subject behind the comma.
pub(super) fn fronted(reading: &Reading<'_, '_>, start: u32, end: u32, clause: &Range<u32>, found: &mut Report) {
    let text = reading.text;
    // "Speaking after a telephone conversation with Chile, Ossa said".
    let before = text.word(start.saturating_sub(1)).to_ascii_lowercase();
    let first = start == clause.start + 1 || start == clause.start + 2 && text.word(clause.start) == "Speaking";
    let opens = first && ["in", "by", "after", "during"].contains(&before.as_str());
    let pronoun = found.sender.as_ref().is_none_or(|sender| classes(text, sender.start).is(Classes::DETERMINER));
    let comma = |token: &u32| text.token(*token).is_some_and(|token| token.kind == TokenKind::Comma);
    if !opens || !pronoun {
        return;
    }
    // "In his letter, made available in Lima, Ossa said": an insertion is passed over.
    let begins = |start: u32| {
        let class = classes(text, start);
        // "economic affairs minister Jan Ozols said": a title in small letters.
        let title = reading.mentions_in(start..start + 1).first();
        let titled = title
            .is_some_and(|mention| !mention.tokens.clone().any(|token| comma(&token)) && !comma(&mention.tokens.end));
        titled
            || text.token(start).is_some_and(Token::is_capitalised)
            || class.is(Classes::DETERMINER.or(Classes::PRONOUN))
    };
    if !comma(&end) {
        let near = end + 1..clause.end.min(end + LONGEST_INSERTION);
        let cues = reading.begun_in(near.clone()).filter_map(|statement| statement.cue.as_ref());
        let said = cues.map(|cue| cue.start).filter(|cue| near.contains(cue)).min();
        let said = said.filter(|said| begins(end) && !(end..*said).any(|token| comma(&token)));
        found.sender = found.sender.take().or(said.map(|said| end..said));
        return;
    }
    let commas: Vec<u32> = (end..clause.end.min(end + LONGEST_INSERTION)).filter(comma).collect();
    // "In his letter, the text of which was made public, Ossa said".
    let inserted = |first: u32| {
        let next = commas.iter().find(|comma| **comma > first);
        next.is_some_and(|next| (first..*next).any(|token| text.word(token) == "which"))
    };
    let Some(first) = commas.iter().find(|comma| begins(*comma + 1) && !inserted(**comma)) else { return };
    let Some(subject) = phrase_at(reading, first + 1, clause.end) else { return };
    // "the two countries invoke Article 9 of the UN Convention": whoever is named last in it sends nothing.
    let pronoun = classes(text, subject.start).is(Classes::PRONOUN);
    if !pronoun && !is_party(reading, &subject) {
        return;
    }
    if let Some(last) = request(reading, subject.end, clause.end) {
        found.request.get_or_insert(subject.end..last);
    }
    if found.kind == ExchangeKind::Call && found.recipients.is_none() {
        found.recipients = called(reading, subject.end, clause.end);
    }
    found.sender = Some(subject);
}

/// "In a phone call, Salcedo invited | her Chilean counterpart": whom the subject addresses is at the other end.
fn called(reading: &Reading<'_, '_>, verb: u32, ceiling: u32) -> Option<Range<u32>> {
    let addressed = List::Addresses.has(reading.text.word(verb)).then_some(verb + 1)?;
    let phrase = phrase_at(reading, addressed, ceiling)?;
    reading.mention_over(&phrase).is_some().then_some(phrase)
}

/// "said in a letter to the council", "asked for it in a note of May 3": who says so sends it.
pub(super) fn within(reading: &Reading<'_, '_>, start: u32, end: u32, clause: &Range<u32>, found: &mut Report) {
    let text = reading.text;
    let inside = start.checked_sub(1).is_some_and(|before| before > clause.start && text.word(before) == "in");
    if !inside || found.sender.is_some() || found.definite || found.kind == ExchangeKind::Reply {
        return;
    }
    let inside = start - 1;
    // "The council, in a letter to Chile, said": who says so stands before the comma.
    if inside > clause.start + 1 && text.word(inside - 1) == "," && text.word(end) == "," {
        found.sender = subject_before(reading, inside - 1, clause.start);
        return;
    }
    // "the warning was sent by Chile in a letter": who does so stands behind "by".
    let agent = reading.mentions_in(clause.start..inside).iter().rfind(|mention| mention.tokens.end == inside);
    if let Some(agent) = agent.map(|mention| together(reading, mention.tokens.clone(), clause.start)) {
        let article = u32::from(text.word(agent.start.saturating_sub(1)) == "the");
        if agent.start > clause.start + article && text.word(agent.start - 1 - article) == "by" {
            found.sender = Some(agent);
            return;
        }
    }
    // "the senators told Ossa in a letter": whom they tell gets it.
    let told = reading.mentions_in(clause.start..inside).iter().rfind(|mention| mention.tokens.end == inside);
    if let Some(told) = told.map(|mention| mention.tokens.clone()) {
        let verb = told.start.checked_sub(1).filter(|verb| *verb > clause.start && List::Tells.has(text.word(*verb)));
        if let Some(verb) = verb {
            found.sender = subject_before(reading, group_start(text, verb, clause.start), clause.start);
            found.recipients.get_or_insert(told);
            return;
        }
    }
    let first = reading.sentence(start).map_or(clause.start, |sentence| sentence.start);
    let said = reading.begun_in(first..start).filter_map(|statement| {
        let cue = statement.cue.as_ref().filter(|cue| first <= cue.start && cue.end <= start)?;
        statement.source.clone().map(|source| (cue.end, source, statement.statement))
    });
    found.sender = said.max_by_key(|(cue, ..)| *cue).map(|(_, source, id)| speaker_in(reading, source, id));
    // "“…”, she wrote in a letter to Chile, according to her office": who writes stands before the verb.
    let wrote = start.checked_sub(2).filter(|verb| ["wrote", "written"].contains(&text.word(*verb)));
    if let Some(verb) = wrote.filter(|_| found.sender.is_none()) {
        found.sender = subject_before(reading, group_start(text, verb, clause.start), clause.start);
    }
    if found.sender.is_none() {
        found.sender = opening_subject(reading, inside, clause);
    }
}

/// "The chancellor offered help in a call to Chile", "Ossa, head of the mission, issued a warning in a letter": the subject
/// with which the clause opens, a verb of the past behind it.
pub(super) fn opening_subject(reading: &Reading<'_, '_>, ceiling: u32, clause: &Range<u32>) -> Option<Range<u32>> {
    let text = reading.text;
    let comma = |token: u32| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma);
    let article = u32::from(classes(text, clause.start).is(Classes::DETERMINER));
    let mention = reading.mentions_in(clause.start..clause.start + 1 + article).first()?.tokens.clone();
    let verb =
        if comma(mention.end) { (mention.end + 1..ceiling).find(|token| comma(*token))? + 1 } else { mention.end };
    let word = text.word(verb);
    let past = verb < ceiling && (word.ends_with("ed") || phrases::is_past(word));
    past.then_some(mention)
}

/// The words in a source that name who speaks: "Ana Salcedo spoke to Raul Ossa and" is the source of a long sentence.
fn speaker_in(reading: &Reading<'_, '_>, source: Range<u32>, id: StatementId) -> Range<u32> {
    let speaker = reading.record.statements.get(id.index()).and_then(|statement| statement.speaker);
    let mut named = reading.mentions_in(source.clone()).iter();
    let named = named.find(|mention| Some(mention.actor) == speaker && mention.tokens.end <= source.end);
    named.map_or(source, |mention| mention.tokens.clone())
}
