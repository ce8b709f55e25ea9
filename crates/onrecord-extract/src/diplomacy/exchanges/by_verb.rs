//! Communications told by a verb: "telephoned X", "wrote to X", "invited X to Y", "asked X to do Z", "replied on DATE".

use std::ops::Range;

use onrecord_model::{ActorKind, ExchangeKind, TimexId};

use super::complements::{behind, date_in, is_party, subject_before};
use super::frames::{Role, clause_end, group_start, is_asked, is_passive, is_unreal, nouns, verbs};
use super::report::{Report, report};
use crate::diplomacy::Reading;
use crate::diplomacy::lists::List;
use crate::diplomacy::phrase::{actors_of, phrase_at};
use crate::grammar::{Classes, classes};
use crate::text::{Case, Text, Token, TokenKind};

/// The first of two who speak begins at most so many tokens before "and".
const FARTHEST_FIRST: u32 = 20;

/// Between "to" and the noun that it is about stand at most so many tokens: "to hand the ambassador a note".
const FARTHEST_PURPOSE: u32 = 7;

/// Whether a phrase stands for a person or an office: a state telephones nobody.
fn is_person(reading: &Reading<'_, '_>, tokens: &Range<u32>) -> bool {
    let pronoun = tokens.len() == 1 && classes(reading.text, tokens.start).is(Classes::PRONOUN);
    let actor = reading.mention_over(tokens).and_then(|mention| reading.record.actors.get(mention.actor.index()));
    pronoun || actor.is_some_and(|actor| matches!(actor.kind, ActorKind::Person | ActorKind::Office))
}

/// "telephoned X", "wrote to X", "invited X to Y", "asked X to do Z", "replied on DATE".
pub(super) fn by_verb(reading: &Reading<'_, '_>, token: u32, clause: &Range<u32>) -> Option<Report> {
    let text = reading.text;
    let verb = verbs().at(text, token, clause.end)?;
    if text.token(token).is_some_and(|token| token.case != Case::Lower) {
        return None;
    }
    let group = group_start(text, token, clause.start)..token;
    if *verb.value == Role::Summon {
        return summons(reading, verb.tokens, group, clause);
    }
    let passive = is_passive(text, group.clone());
    let open = *verb.value == Role::Reply && is_asked(text, token, clause.start);
    if passive || open || is_unreal(text, group.clone(), clause.start) {
        return None;
    }
    let kind = match verb.value {
        Role::Call => ExchangeKind::Call,
        Role::Invite => ExchangeKind::Invitation,
        Role::Ask => ExchangeKind::OralRequest,
        Role::Write => ExchangeKind::Letter,
        Role::Reply => ExchangeKind::Reply,
        Role::Protest => ExchangeKind::Protest,
        Role::Offer => return offer(reading, verb.tokens, group, clause),
        _ => return None,
    };
    let past = |word: &str| {
        [
            "asked",
            "requested",
            "called",
            "telephoned",
            "phoned",
            "invited",
            "replied",
            "responded",
            "answered",
            "wrote",
            "spoke",
            "written",
            "spoken",
            "talked",
            "protested",
            "complained",
        ]
        .contains(&word)
    };
    if !past(text.word(token)) {
        return None;
    }
    let mut found = report(reading, kind, verb.tokens.clone(), "exchange.verb");
    found.act = Some(if verb.tokens.len() > 1 && kind != ExchangeKind::Letter {
        token..token + 1
    } else {
        token..verb.tokens.end
    });
    if matches!(kind, ExchangeKind::Letter | ExchangeKind::Protest) {
        found.kind_tokens = token..token + 1;
        found.act = Some(token..token + 1);
    }
    found.sender = subject_before(reading, group.start, clause.start).map(|last| together(reading, last, clause.start));
    if found.sender.is_none() || is_denied(reading, &found) {
        return None;
    }
    let object = phrase_at(reading, verb.tokens.end, clause.end);
    let named = |object: &Range<u32>| {
        reading.mention_over(object).is_some() || object.len() == 1 && classes(text, object.start).is(Classes::OBJECT)
    };
    match kind {
        ExchangeKind::Reply => {
            let cue = reading
                .statements
                .iter()
                .any(|statement| statement.cue.as_ref().is_some_and(|cue| cue.contains(&token)));
            behind(reading, verb.tokens.end, clause.end, &mut found);
            let to_letter = found.answers.is_some();
            // "responded to the slump", "the attack responded to a strike" are no answers.
            let addressed = found.recipients.as_ref().is_some_and(|phrase| is_party(reading, phrase));
            let told = to_letter || (found.date.is_some() && found.recipients.is_none()) || addressed;
            let answers = found.sender.as_ref().is_some_and(|sender| {
                let pronoun = sender.len() == 1 && classes(text, sender.start).is(Classes::PRONOUN);
                pronoun || reading.mention_over(sender).is_some()
            });
            if cue && !to_letter || !told || !answers {
                return None;
            }
        }
        ExchangeKind::OralRequest => {
            let object = object.filter(named)?;
            let (behind_object, date) = day_behind(reading, object.end);
            found.date = date;
            // "asked Belarus three times to stop".
            let often = |token: u32| {
                classes(text, token).is(Classes::ADVERB.or(Classes::DETERMINER))
                    || ["times", "twice", "time"].contains(&text.word(token))
            };
            let to = (behind_object..clause.end.min(behind_object + 3)).find(|&token| !often(token));
            let to = to.unwrap_or(behind_object);
            let negated = text.word(to) == "not";
            let begins = text.word(to + u32::from(negated)) == "to" || text.word(to) == "for";
            if !begins {
                return None;
            }
            found.request = Some(to..clause_end(text, to + 1, clause.end));
            found.recipients = Some(object);
        }
        // "The two ministers spoke by telephone": each of them called the other.
        ExchangeKind::Call if spoken(text, &verb.tokens) => {
            found.act = Some(token..token + 1);
            let inside = ["with", "to"].contains(&text.word(token + 1)).then_some(token + 2);
            let between = inside.and_then(|start| phrase_at(reading, start, verb.tokens.end)).filter(named);
            let other = between.or_else(|| object.filter(named));
            behind(reading, other.as_ref().map_or(verb.tokens.end, |other| other.end), clause.end, &mut found);
            found.recipients = other;
            let several = found
                .sender
                .as_ref()
                .is_some_and(|sender| actors_of(reading, sender).len() > 1 || is_group(reading, sender));
            if found.recipients.is_none() && !several {
                return None;
            }
        }
        // "We wrote twice, on May 2 and June 3": to whom is not told, but when.
        ExchangeKind::Letter if text.word(verb.tokens.end - 1) == "twice" => {
            behind(reading, verb.tokens.end, clause.end, &mut found);
            found.date.as_ref()?;
        }
        _ => {
            let object = object.filter(named)?;
            let object = counterpart(reading, &object).unwrap_or(object);
            // "called Orlu's answer unjust": the object is what belongs to the person.
            if text.token(object.end).is_some_and(|token| token.kind == TokenKind::Clitic) {
                return None;
            }
            if kind == ExchangeKind::Call && !found.sender.as_ref().is_some_and(|sender| is_person(reading, sender)) {
                return None;
            }
            let called = kind == ExchangeKind::Call && verb.tokens.len() == 1 && text.word(token) == "called";
            let person = text.token(object.start).is_some_and(Token::is_capitalised);
            let behind_object = object.end;
            let more = text
                .token(behind_object)
                .is_some_and(|token| token.kind == TokenKind::Word && token.case == Case::Lower)
                && !classes(text, behind_object).is(Classes::PREPOSITION.or(Classes::CONJUNCTION).or(Classes::ADVERB));
            // "called it a mistake", "called the decision brave" name and do not telephone.
            let quoted = text.token(behind_object).is_some_and(|token| token.kind == TokenKind::DoubleQuote);
            if called && (!person || more || quoted) {
                return None;
            }
            found.recipients = Some(object);
            behind(reading, behind_object, clause.end, &mut found);
        }
    }
    if found.date.is_none() {
        found.date = date_in(reading, clause, &found);
    }
    Some(found)
}

/// "asked Chile on May 20 to wait": one past the day behind an object, and the day.
fn day_behind(reading: &Reading<'_, '_>, object: u32) -> (u32, Option<(Range<u32>, TimexId)>) {
    let day = object + u32::from(reading.text.word(object) == "on");
    match reading.timexes_in(day..day + 1).first() {
        Some((tokens, id)) if reading.value(*id).is_some() => (tokens.end, Some((tokens.clone(), *id))),
        _ => (object, None),
    }
}

/// "Peru denied that Chile had asked it to wait": who tells of it says that it was not.
fn is_denied(reading: &Reading<'_, '_>, found: &Report) -> bool {
    let told = found.statement.and_then(|id| reading.statements.get(id.index()));
    let cue = told.and_then(|statement| statement.cue.clone()).unwrap_or_default();
    cue.into_iter().any(|token| ["denied", "denies"].contains(&reading.text.word(token)))
}

/// "her U.S. counterpart, Trade Representative Raul Ossa": the person named behind the noun.
fn counterpart(reading: &Reading<'_, '_>, object: &Range<u32>) -> Option<Range<u32>> {
    let text = reading.text;
    let is = |token: u32| text.word(token).eq_ignore_ascii_case("counterpart");
    let noun = (object.start..=object.end).find(|token| is(*token))?;
    let name = noun + 1 + u32::from(text.word(noun + 1) == ",");
    let person = reading.mentions_in(name..name + 1).first().map(|mention| mention.tokens.clone())?;
    is_person(reading, &person).then_some(person)
}

/// "spoke by telephone", "spoke to X on the phone", as against "telephoned X".
fn spoken(text: &Text<'_>, verb: &Range<u32>) -> bool {
    verb.len() > 1 && verb.clone().any(|token| ["phone", "telephone"].contains(&text.word(token)))
}

/// "Ana Salcedo and her Chilean counterpart Luis Ossa | spoke": the row that a subject ends.
pub(super) fn together(reading: &Reading<'_, '_>, last: Range<u32>, floor: u32) -> Range<u32> {
    let and = last.start.checked_sub(1).filter(|and| *and > floor && reading.text.word(*and) == "and");
    let first = and.and_then(|and| {
        let before = reading.mentions_in(floor.max(and.saturating_sub(FARTHEST_FIRST))..and);
        before.iter().find(|mention| mention.tokens.end == and)
    });
    first.map_or(last.clone(), |first| first.tokens.start..last.end)
}

/// "the two ministers": several people in one mention.
fn is_group(reading: &Reading<'_, '_>, tokens: &Range<u32>) -> bool {
    let actor = reading.mention_over(tokens).and_then(|mention| reading.record.actors.get(mention.actor.index()));
    actor.is_some_and(|actor| actor.kind == ActorKind::Group)
}

/// "summoned the Chilean ambassador over the law", "the ambassador was summoned to the ministry": a protest by the custom of
/// diplomacy. A note handed over there is the communication itself.
fn summons(reading: &Reading<'_, '_>, verb: Range<u32>, group: Range<u32>, clause: &Range<u32>) -> Option<Report> {
    let text = reading.text;
    let envoy = |phrase: &Range<u32>| phrase.clone().any(|token| List::Envoy.has(text.word(token)));
    let sentence = reading.sentence(verb.start)?;
    // "to hand him a note": whether he was handed one is not told.
    let meant = |noun: u32| {
        let near = noun.saturating_sub(FARTHEST_PURPOSE).max(verb.end)..noun;
        near.into_iter().any(|to| text.word(to) == "to" && verbs().at(text, to + 1, clause.end).is_some())
    };
    let handed = sentence.into_iter().filter(|token| !meant(*token)).any(|token| {
        nouns().at(text, token, clause.end).is_some_and(|noun| match noun.value.kind {
            ExchangeKind::Note | ExchangeKind::Letter | ExchangeKind::Message => true,
            // "a note of protest", as against "to protest".
            kind => kind == ExchangeKind::Protest && noun.tokens.len() > 1,
        })
    });
    let passive = is_passive(text, group.clone());
    if handed || text.word(verb.start) != "summoned" || is_unreal(text, group.clone(), clause.start) {
        return None;
    }
    let mut found = report(reading, ExchangeKind::Protest, verb.clone(), "exchange.verb");
    found.act = Some(verb.clone());
    let subject = subject_before(reading, group.start, clause.start)?;
    let object = phrase_at(reading, verb.end, clause.end);
    if passive {
        let body = ["by", "to"].contains(&text.word(verb.end)).then_some(verb.end + 1);
        found.sender = body.and_then(|body| phrase_at(reading, body, clause.end));
        found.recipients = Some(subject).filter(envoy);
    } else {
        found.sender = Some(subject);
        found.recipients = object.filter(envoy);
    }
    found.recipients.as_ref()?;
    let end = found.recipients.as_ref().map_or(verb.end, |recipients| recipients.end.max(verb.end));
    let mut rest = found.clone();
    behind(reading, end, clause.end, &mut rest);
    found.date = rest.date.or_else(|| date_in(reading, clause, &found));
    found.subject = rest.subject;
    Some(found)
}

/// "offered to host talks", "proposed talks with Chile": what one side offers to do with the other.
fn offer(reading: &Reading<'_, '_>, verb: Range<u32>, group: Range<u32>, clause: &Range<u32>) -> Option<Report> {
    let text = reading.text;
    let offers = text.word(verb.start) == "offered" && List::Offered.has(text.word(verb.end));
    let object = phrase_at(reading, verb.end, clause.end);
    let proposes = text.word(verb.start) == "proposed"
        && object.as_ref().is_some_and(|object| object.clone().any(|token| List::Proposed.has(text.word(token))));
    if !offers && !proposes {
        return None;
    }
    let mut found = report(reading, ExchangeKind::Proposal, verb.start..verb.start + 1, "exchange.verb");
    found.act = Some(verb.start..verb.start + 1);
    found.sender = Some(subject_before(reading, group.start, clause.start)?);
    if proposes {
        let end = object?.end;
        let with = ["with", "to"].contains(&text.word(end)).then_some(end + 1);
        found.recipients = with
            .and_then(|with| phrase_at(reading, with, clause.end))
            .filter(|party| reading.mention_over(party).is_some());
        found.recipients.as_ref()?;
    }
    found.date = date_in(reading, clause, &found);
    Some(found)
}
