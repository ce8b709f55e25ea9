//! Communications told by a noun: "sent a letter to X", "the letter was sent", "its letter to X", "a letter from X".

use std::ops::Range;

use onrecord_model::{ActorKind, ExchangeKind, TimexFunction, TimexId};

use super::by_verb::together;
use super::complements::{behind, date_in, is_party, subject_before};
use super::frames::{Role, group_start, is_asked, is_passive, is_unreal, shares_passive, verbs};
use super::parties;
use super::relative::{carrying, participles, relative};
use super::report::{Report, report};
use super::said_in::{fronted, opening_subject, within};
use crate::diplomacy::Reading;
use crate::diplomacy::events::phrase_start;
use crate::diplomacy::lists::List;
use crate::diplomacy::phrase::phrase_at;
use crate::diplomacy::reading::MentionTokens;
use crate::grammar::{Classes, classes, phrases};
use crate::text::{Case, TokenKind};

/// The verb that governs a noun stands at most so many tokens before its phrase.
const FARTHEST_VERB: u32 = 8;

/// "sent a letter to X", "the letter was sent", "its letter to X", "a letter from X".
pub(super) fn by_noun(
    reading: &Reading<'_, '_>,
    kind: ExchangeKind,
    bare: bool,
    noun: Range<u32>,
    clause: &Range<u32>,
) -> Option<Report> {
    let text = reading.text;
    let start = phrase_start(reading, noun.start, clause.start);
    let mut found = report(reading, kind, noun.clone(), "exchange.noun");
    found.phrase = start..noun.end;
    found.bare = bare;
    found.definite = begins(reading, start, &["the", "its", "his", "her", "their", "our", "my", "this"]);
    found.sender = possessor(reading, start, noun.start);
    // "a White House invitation" is none yet that was told of.
    found.definite |= found.sender.is_some() && !begins(reading, start, &["a", "an"]);
    let end = behind(reading, noun.end, clause.end, &mut found);
    let end = participles(reading, end, clause, &mut found);
    carrying(reading, end, clause, &mut found);
    fronted(reading, start, end, clause, &mut found);
    within(reading, start, end, clause, &mut found);
    governed(reading, start, clause, &mut found);
    if found.act.is_none() {
        passive(reading, noun.start, end, clause, &mut found);
    }
    if found.act.is_none() {
        relative(reading, end, clause, &mut found);
    }
    if found.date.is_none() {
        found.date = date_in(reading, clause, &found);
    }
    // "Orlu on Sunday called for restraint in a telephone conversation": what is said in a call is said on its day.
    if found.kind == ExchangeKind::Call && found.date.is_none() && found.act.is_none() && found.sender.is_some() {
        found.date = occasion_in(reading, clause);
    }
    // "in answer to questions" answers no communication.
    // "the letter and spirit of the accord".
    let spirit = kind == ExchangeKind::Letter && text.word(noun.end) == "and" && text.word(noun.end + 1) == "spirit";
    let adverbial = kind == ExchangeKind::Reply
        && start == noun.start
        && start.checked_sub(1).is_some_and(|before| reading.text.word(before).eq_ignore_ascii_case("in"));
    // "a muted response to plans for a market": no party has asked for it.
    let to_nobody = kind == ExchangeKind::Reply
        && found.answers.is_none()
        && found.recipients.as_ref().is_some_and(|phrase| !is_party(reading, phrase));
    if adverbial && found.answers.is_none() || to_nobody || spirit || is_of_another_kind(reading, noun.start) {
        return None;
    }
    let open = kind == ExchangeKind::Reply && is_asked(reading.text, start, clause.start);
    // "to conduct a call with Chile": nothing yet.
    let meant = kind != ExchangeKind::Reply
        && found.act.is_none()
        && !found.definite
        && start >= clause.start + 2
        && text.word(start - 2) == "to"
        && phrases::is_common_noun(text, start - 1);
    if open || meant || is_draft(reading, start, noun.start) || is_judged(reading, end, clause, &found) {
        return None;
    }
    let hoped = hoped_for(reading, clause.start..start);
    // "due to meet for the Greek reply": it is still to come; who thanks for it has it.
    let due = kind == ExchangeKind::Reply && start > clause.start && text.word(start - 1) == "for" && {
        let thanks = |token: u32| text.word(token).to_ascii_lowercase().starts_with("thank");
        !(start.saturating_sub(5).max(clause.start)..start).any(thanks)
    };
    let negated = begins(reading, start, &["no", "any", "such"]);
    if negated && !is_missed(reading, start, noun.end, clause) {
        return None;
    }
    let unsent = !bare && found.act.is_none() && found.sender.is_none() && !found.definite;
    found.expected |= kind == ExchangeKind::Reply && (hoped || due || negated || unsent);
    let placed = found.act.is_some() || found.sender.is_some() || found.recipients.is_some();
    if found.unreal && !found.expected && !found.definite {
        return None;
    }
    let told = placed || found.date.is_some() || found.definite && !bare;
    let real = !(hoped && kind != ExchangeKind::Reply && !found.definite && found.act.is_none());
    (told && real || found.expected).then_some(found)
}

/// The day of the occasion that a clause tells of, where it tells of one.
fn occasion_in(reading: &Reading<'_, '_>, clause: &Range<u32>) -> Option<(Range<u32>, TimexId)> {
    let occasion = |id: TimexId| {
        let timex = reading.record.timexes.get(id.index());
        timex.is_some_and(|timex| timex.function == TimexFunction::OccasionDate)
    };
    let day = |id: TimexId| reading.value(id).is_some_and(|value| value.len() == 10);
    let mut days = reading.timexes_in(clause.clone()).iter().filter(|(_, id)| occasion(*id) && day(*id));
    let first = days.next().cloned();
    first.filter(|_| days.next().is_none())
}

fn begins(reading: &Reading<'_, '_>, start: u32, words: &[&str]) -> bool {
    words.iter().any(|word| reading.text.word(start).eq_ignore_ascii_case(word))
}

/// "a tender offer", "promissory notes", "a Christmas message": of trade, banks and feasts, and none between states.
fn is_of_another_kind(reading: &Reading<'_, '_>, noun: u32) -> bool {
    let text = reading.text;
    // "a memorandum of understanding" is signed, and not sent.
    let signed = text.word(noun + 1) == "of" && text.word(noun + 2) == "understanding";
    let before = noun.checked_sub(1).map_or("", |before| text.word(before));
    signed || parties::is_kind_before(before) || parties::is_kind_behind(text.word(noun + 1))
}

/// "the draft of a letter", "a possible reply": nothing has been written.
fn is_draft(reading: &Reading<'_, '_>, start: u32, noun: u32) -> bool {
    let unwritten = |token: u32| List::Unwritten.has(reading.text.word(token));
    (start..noun).any(unwritten) || start >= 2 && reading.text.word(start - 1) == "of" && unwritten(start - 2)
}

/// "Our answer is ready", "its reply was a shrug": a predicate tells what the reply is like, not that it was sent.
fn is_judged(reading: &Reading<'_, '_>, end: u32, clause: &Range<u32>, found: &Report) -> bool {
    let copula = ["is", "was", "are", "were", "remains", "remained", "will", "would"];
    let told = found.expected
        || found.act.is_some()
        || found.date.is_some()
        || found.recipients.is_some()
        || found.answers.is_some();
    found.kind == ExchangeKind::Reply && !told && end < clause.end && copula.contains(&reading.text.word(end))
}

/// "has received no reply", "no answer has come", "there is no reply": missed by who waits; "needs no reply" is not.
fn is_missed(reading: &Reading<'_, '_>, start: u32, end: u32, clause: &Range<u32>) -> bool {
    let text = reading.text;
    let before = start.saturating_sub(4).max(clause.start)..start;
    let behind = end..clause.end.min(end + 4);
    let waits = |token: u32| {
        let verb = verbs().at(text, token, clause.end).map(|verb| *verb.value);
        matches!(verb, Some(Role::Receive | Role::Arrive))
    };
    let have = |token: u32| ["has", "had", "have", "is", "was", "been"].contains(&text.word(token));
    before.clone().chain(behind).any(|token| waits(token) || have(token))
}

/// "X's", "its", "Peruvian": who sends, in front of the noun.
fn possessor(reading: &Reading<'_, '_>, start: u32, noun: u32) -> Option<Range<u32>> {
    let text = reading.text;
    let clitic = (start..noun).find(|&token| text.token(token).is_some_and(|token| token.kind == TokenKind::Clitic));
    if let Some(clitic) = clitic {
        // "taking up Orlu's offer": the name is the owner's.
        let named = reading.mentions_in(start..clitic).iter().find(|mention| mention.tokens.end == clitic);
        let article = |first: u32| first > start && text.word(first - 1).eq_ignore_ascii_case("the");
        let named = named.map(|mention| mention.tokens.start - u32::from(article(mention.tokens.start))..clitic);
        return (clitic > start).then(|| named.unwrap_or(start..clitic));
    }
    if begins(reading, start, &["its", "his", "her", "their", "our", "my"]) {
        return Some(start..start + 1);
    }
    // "the Peruvian letter": the state whose it is.
    let state = |mention: &&MentionTokens| {
        let actor = reading.record.actors.get(mention.actor.index());
        actor.is_some_and(|actor| matches!(actor.kind, ActorKind::State | ActorKind::Organisation))
            && mention.tokens.end <= noun
    };
    reading.mentions_in(start..noun).iter().find(state).map(|mention| mention.tokens.clone())
}

/// The verb in front of the phrase of a noun, with its subject, and a recipient between: "handed him a note".
fn governed(reading: &Reading<'_, '_>, phrase: u32, clause: &Range<u32>, found: &mut Report) {
    let text = reading.text;
    let from = phrase.saturating_sub(FARTHEST_VERB).max(clause.start);
    // "had a telephone conversation with Chile".
    let had = phrase.checked_sub(1).filter(|had| *had >= from && ["had", "has", "have"].contains(&text.word(*had)));
    if let Some(had) = had.filter(|_| found.kind == ExchangeKind::Call) {
        let group = group_start(text, had, clause.start);
        let both = |last| together(reading, last, clause.start);
        found.act = Some(had..had + 1);
        found.sender = subject_before(reading, group, clause.start).map(both).or(found.sender.take());
        return;
    }
    let candidates = (from..phrase).rev().filter_map(|token| verbs().at(text, token, phrase));
    for verb in candidates {
        let role = *verb.value;
        let call = found.kind == ExchangeKind::Call;
        let governs = matches!(role, Role::Send | Role::Receive | Role::Reply | Role::Refuse);
        let governs = governs || call && role == Role::Hold;
        if !governs || text.token(verb.tokens.start).is_some_and(|token| token.case == Case::Title) {
            continue;
        }
        let between = verb.tokens.end..phrase;
        let answered = role == Role::Reply && between.len() == 1 && text.word(between.start) == "to";
        let recipient = if between.is_empty() || answered {
            None
        } else {
            // "conveyed to Chile a message".
            let first = between.start + u32::from(text.word(between.start) == "to");
            let other = phrase_at(reading, first, between.end)
                .filter(|other| other.end == between.end && is_party(reading, other));
            let object = between.len() == 1 && classes(text, between.start).is(Classes::OBJECT);
            let adverb = between.clone().all(|token| {
                classes(text, token).is(Classes::ADVERB) || !reading.timexes_in(token..token + 1).is_empty()
            });
            match (other, object, adverb) {
                (Some(other), _, _) => Some(other),
                (None, true, _) => Some(between.clone()),
                (None, false, true) => None,
                // "sent a holding | reply": words of the phrase itself.
                _ if classes(text, between.start).is(Classes::DETERMINER) => None,
                _ => continue,
            }
        };
        let group = group_start(text, verb.tokens.start, clause.start)..verb.tokens.start;
        // "called on Chile to respond to": who is to do it stands before "to".
        let infinitive = u32::from(group.start > clause.start && text.word(group.start - 1) == "to");
        // "tried to save the pact by writing letters": who does it stands at the beginning.
        let gerund = text.word(verb.tokens.start).ends_with("ing")
            && group.start > clause.start
            && classes(text, group.start - 1).is(Classes::PREPOSITION);
        let subject = if gerund {
            opening_subject(reading, group.start, clause)
        } else {
            subject_before(reading, group.start - infinitive, clause.start)
        };
        // "rejected Chile's offer", "has not responded to a Chilean offer": who turns it down or owes an answer got it.
        if role == Role::Refuse || role == Role::Reply {
            // "responded to her letter": one that was told before, to whomever it went.
            let pronoun =
                |sender: &Range<u32>| sender.len() == 1 && classes(text, sender.start).is(Classes::DETERMINER);
            let relative = ["which", "that"].contains(&text.word(found.kind_tokens.end));
            let named = relative || found.sender.as_ref().is_some_and(|sender| !pronoun(sender));
            let theirs = subject.filter(|_| found.kind != ExchangeKind::Reply && named);
            found.recipients = found.recipients.take().or(theirs);
            return;
        }
        let unreal = is_unreal(text, group.clone(), clause.start);
        if unreal {
            found.expected = found.kind == ExchangeKind::Reply;
            // "promised to convey the note to Lima": who is to hand over what is there has not written it.
            let writer = if found.definite { found.sender.take() } else { subject.or(found.sender.take()) };
            found.sender = writer.filter(|_| role == Role::Send);
            found.act = None;
            found.unreal = true;
            return;
        }
        let met = host(reading, phrase, &group, clause).filter(|_| role == Role::Receive);
        if let Some((guest, host)) = met {
            (found.recipients, found.sender) = (Some(guest), Some(host));
            found.act = Some(verb.tokens.clone());
            return;
        }
        match role {
            // "get its message through" receives nothing.
            Role::Receive if found.sender.as_ref().is_some_and(|sender| sender.start == phrase) => {}
            Role::Receive => {
                // "is urging banks to consider accepting a proposal": a verb, and no party.
                let party = |phrase: &Range<u32>| {
                    let pronoun = phrase.len() == 1 && classes(text, phrase.start).is(Classes::PRONOUN);
                    pronoun || is_party(reading, phrase)
                };
                found.recipients = found.recipients.take().or(subject.filter(party));
                // "received a reply": no act of the sender is told.
                found.act = Some(verb.tokens.clone());
            }
            // "was handed a note by Peru", "was summoned and handed a note": the subject receives.
            _ if is_passive(text, group.clone()) || shares_passive(text, group.start, clause.start) => {
                found.act = Some(verb.tokens.clone());
                found.recipients = subject.or(found.recipients.take());
                found.sender = found.sender.take().or_else(|| summoner(reading, verb.tokens.start));
            }
            _ => {
                found.act = Some(verb.tokens.clone());
                // Who hands over "a letter from X" is a messenger.
                let written = found.sender.as_ref().is_some_and(|sender| text.word(sender.start - 1) == "from");
                if !written {
                    let both = |last| together(reading, last, clause.start);
                    found.sender = subject.map(both).or(found.sender.take());
                }
                found.recipients = recipient.or(found.recipients.take());
            }
        }
        return;
    }
}

/// Guest and host of "Orlu met Kask and accepted his invitation": the subject, and whom the verb before "and" is done to.
fn host(
    reading: &Reading<'_, '_>,
    phrase: u32,
    group: &Range<u32>,
    clause: &Range<u32>,
) -> Option<(Range<u32>, Range<u32>)> {
    let text = reading.text;
    let and = group.start.checked_sub(1).filter(|and| text.word(*and) == "and" && *and > clause.start)?;
    let theirs = ["his", "her", "their"].contains(&text.word(phrase));
    let before = reading.mentions_in(clause.start..and).iter().filter(|mention| mention.tokens.end == and && theirs);
    let host = before.max_by_key(|mention| mention.tokens.len())?;
    let guest = reading.mentions_in(clause.start..host.tokens.start).iter().find(|guest| guest.actor != host.actor)?;
    Some((guest.tokens.clone(), host.tokens.clone()))
}

/// "was summoned to the ministry, where he was handed a note", "Peru summoned the ambassador. The diplomat was handed a note":
/// who summons hands it over.
fn summoner(reading: &Reading<'_, '_>, verb: u32) -> Option<Range<u32>> {
    let text = reading.text;
    let sentence = reading.sentence(verb)?;
    let envoy = || (sentence.start..verb).any(|token| List::Envoy.has(text.word(token)));
    let before = sentence.start.checked_sub(1).filter(|_| envoy()).and_then(|before| reading.sentence(before));
    let mut near = [Some(sentence.start..verb), before].into_iter().flatten();
    let summoned = near.find_map(|tokens| {
        tokens.clone().rev().find(|&token| text.word(token) == "summoned").map(|summoned| (summoned, tokens))
    });
    let (summoned, tokens) = summoned?;
    let group = group_start(text, summoned, tokens.start);
    if !is_passive(text, group..summoned) {
        return subject_before(reading, group, tokens.start);
    }
    let body = ["to", "by"].contains(&text.word(summoned + 1)).then_some(summoned + 2)?;
    phrase_at(reading, body, tokens.end).filter(|body| reading.mention_over(body).is_some())
}

/// "… was sent to X on DATE": the passive behind a noun.
fn passive(reading: &Reading<'_, '_>, noun: u32, from: u32, clause: &Range<u32>, found: &mut Report) {
    let text = reading.text;
    let reach = from..clause.end.min(from + FARTHEST_VERB);
    let Some(verb) = reach.into_iter().find_map(|token| verbs().at(text, token, clause.end)) else { return };
    let group = group_start(text, verb.tokens.start, noun)..verb.tokens.start;
    // "a proposal made on Monday", "the letter, sent to Peru, says": a participle right behind the noun.
    let comma = |token: u32| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma);
    let small = Classes::PREPOSITION.or(Classes::TIME);
    let behind_verb = verb.tokens.end;
    let reduced = verb.tokens.start == from + u32::from(comma(from))
        && found.answers.is_none()
        && (text.word(verb.tokens.start).ends_with("ed") || phrases::is_past(text.word(verb.tokens.start)))
        && (classes(text, behind_verb).is(small) || !reading.timexes_in(behind_verb..behind_verb + 1).is_empty());
    let near = (from..group.start)
        .all(|token| comma(token) || classes(text, token).is(Classes::COMPLEMENTISER.or(Classes::PRONOUN)));
    let fits = match verb.value {
        Role::Send | Role::Receive => is_passive(text, group.clone()) || *verb.value == Role::Send && reduced,
        Role::Arrive => matches!(found.kind, ExchangeKind::Reply | ExchangeKind::Letter),
        _ => false,
    };
    if !near || !fits {
        return;
    }
    if is_unreal(text, group.clone(), clause.start) {
        found.expected = found.kind == ExchangeKind::Reply;
        return;
    }
    let auxiliary = group.clone().find(|&token| classes(text, token).is(Classes::AUXILIARY));
    found.act = Some(auxiliary.unwrap_or(verb.tokens.start)..verb.tokens.end);
    let possessor = found.sender.take();
    behind(reading, verb.tokens.end, clause.end, found);
    // "a letter delivered by the spokesman": a messenger.
    if ["delivered", "conveyed", "carried"].contains(&text.word(verb.tokens.start)) {
        found.sender = None;
    }
    // Who receives stands behind "by".
    if *verb.value == Role::Receive {
        found.recipients = found.sender.take().or(found.recipients.take());
    }
    // "in a letter sent by Chile", as against "Chile's letter was handed over by its envoy".
    let author = reduced && text.word(verb.tokens.end) == "by";
    found.sender = if author { found.sender.take().or(possessor) } else { possessor.or(found.sender.take()) };
}

/// Whether the words before hope, wait or ask for what follows.
fn hoped_for(reading: &Reading<'_, '_>, before: Range<u32>) -> bool {
    let from = before.end.saturating_sub(10).max(before.start);
    (from..before.end).any(|token| List::Hopes.has(reading.text.word(token)))
}
