//! Communications told by a verb: "telephoned X", "wrote to X", "invited X to Y", "asked X to do Z", "replied on DATE".

use std::ops::Range;

use onrecord_model::{ActorKind, ExchangeKind};

use super::complements::{behind, date_in, subject_before};
use super::frames::{Role, clause_end, group_start, is_asked, is_passive, is_unreal, verbs};
use super::report::{Report, report};
use crate::diplomacy::Reading;
use crate::diplomacy::phrase::phrase_at;
use crate::grammar::{Classes, classes};
use crate::text::{Case, Token, TokenKind};

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
    found.sender = subject_before(reading, group.start, clause.start);
    found.sender.as_ref()?;
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
            let told = to_letter || found.date.is_some() || found.recipients.is_some();
            if cue && !to_letter || !told {
                return None;
            }
        }
        ExchangeKind::OralRequest => {
            let object = object.filter(named)?;
            // "asked Belarus three times to stop".
            let often = |token: u32| {
                classes(text, token).is(Classes::ADVERB.or(Classes::DETERMINER))
                    || ["times", "twice", "time"].contains(&text.word(token))
            };
            let to = (object.end..clause.end.min(object.end + 3)).find(|&token| !often(token)).unwrap_or(object.end);
            let negated = text.word(to) == "not";
            let begins = text.word(to + u32::from(negated)) == "to" || text.word(to) == "for";
            if !begins {
                return None;
            }
            found.request = Some(to..clause_end(text, to + 1, clause.end));
            found.recipients = Some(object);
        }
        _ => {
            let object = object.filter(named)?;
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
