//! The places of a text that report a communication.

use std::ops::Range;

use onrecord_model::{ActorId, ActorKind, ExchangeKind, StatementId, TimexFunction, TimexId};

use super::frames::{Role, clause_end, group_start, is_passive, is_unreal, nouns, phrase_at, verbs};
use crate::diplomacy::Reading;
use crate::diplomacy::events::phrase_start;
use crate::grammar::{Classes, classes, phrases};
use crate::text::{Case, Token, TokenKind};

/// The verb that governs a noun stands at most so many tokens before its phrase.
const FARTHEST_VERB: u32 = 8;

/// One place that reports a communication.
#[derive(Clone, Debug)]
pub(super) struct Report {
    pub(super) kind: ExchangeKind,
    pub(super) kind_tokens: Range<u32>,
    pub(super) act: Option<Range<u32>>,
    pub(super) sender: Option<Range<u32>>,
    pub(super) recipients: Option<Range<u32>>,
    pub(super) date: Option<(Range<u32>, TimexId)>,
    pub(super) subject: Option<Range<u32>>,
    pub(super) request: Option<Range<u32>>,
    /// Hoped for or awaited: no communication yet.
    pub(super) expected: bool,
    /// The phrase of the noun, for expected replies.
    pub(super) phrase: Range<u32>,
    /// The communication that a reply answers, by the place of its noun.
    pub(super) answers: Option<u32>,
    pub(super) definite: bool,
    /// Only meant, planned or denied.
    pub(super) unreal: bool,
    /// A noun that means much else besides.
    pub(super) bare: bool,
    pub(super) by: Option<ActorId>,
    pub(super) statement: Option<StatementId>,
    pub(super) rule: &'static str,
}

/// The stretch of text in which a report stands: its sentence inside its statement.
fn clause(reading: &Reading<'_, '_>, token: u32) -> Option<Range<u32>> {
    let sentence = reading.sentence(token)?;
    Some(match reading.fragment_at(token) {
        Some((fragment, _)) => sentence.start.max(fragment.start)..sentence.end.min(fragment.end),
        None => sentence,
    })
}

/// All reports, in reading order.
pub(super) fn find(reading: &Reading<'_, '_>) -> Vec<Report> {
    let text = reading.text;
    let mut all: Vec<Report> = Vec::new();
    for range in reading.prose.iter().map(|range| text.tokens_in(*range)) {
        let mut token = range.start;
        while token < range.end {
            let known = nouns().at(text, token, range.end).is_some() || verbs().at(text, token, range.end).is_some();
            let Some(clause) = clause(reading, token).filter(|_| known) else {
                token += 1;
                continue;
            };
            let end = clause.end.min(range.end);
            let common = text.token(token).is_some_and(|word| word.case != Case::Title || token == clause.start);
            let noun = nouns().at(text, token, end).filter(|_| common);
            let found = noun.and_then(|noun| by_noun(reading, noun.value.kind, noun.value.bare, noun.tokens, &clause));
            let found = found.or_else(|| by_verb(reading, token, &clause));
            token = found.as_ref().map_or(token + 1, |found| found.kind_tokens.end.max(token + 1));
            all.extend(found);
        }
    }
    // A request whose words a letter carries is no request of its own.
    let carried: Vec<Range<u32>> = all
        .iter()
        .filter(|report| report.kind != ExchangeKind::OralRequest)
        .filter_map(|report| report.request.clone())
        .collect();
    all.retain(|report| {
        report.kind != ExchangeKind::OralRequest
            || !carried.iter().any(|request| request.contains(&report.kind_tokens.start))
    });
    all
}

fn report(reading: &Reading<'_, '_>, kind: ExchangeKind, kind_tokens: Range<u32>, rule: &'static str) -> Report {
    let statement = reading.fragment_at(kind_tokens.start).map(|(_, statement)| statement);
    let speaker =
        statement.and_then(|id| reading.record.statements.get(id.index())).and_then(|statement| statement.speaker);
    Report {
        kind,
        phrase: kind_tokens.clone(),
        kind_tokens,
        act: None,
        sender: None,
        recipients: None,
        date: None,
        subject: None,
        request: None,
        expected: false,
        answers: None,
        definite: false,
        unreal: false,
        bare: false,
        by: speaker.or_else(|| reading.agency()),
        statement,
        rule,
    }
}

/// "sent a letter to X", "the letter was sent", "its letter to X", "a letter from X".
fn by_noun(
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
    found.definite = ["the", "its", "his", "her", "their", "our", "my", "this"]
        .iter()
        .any(|word| text.word(start).eq_ignore_ascii_case(word));
    found.sender = possessor(reading, start, noun.start);
    found.definite |= found.sender.is_some();
    let mut end = behind(reading, noun.end, clause.end, &mut found);
    governed(reading, start, clause, &mut found);
    if found.act.is_none() {
        end = passive(reading, noun.start, end, clause, &mut found);
    }
    let _ = end;
    if found.date.is_none() {
        found.date = date_in(reading, clause, &found);
    }
    let negated = ["no", "any", "such"].iter().any(|word| text.word(start).eq_ignore_ascii_case(word));
    let hoped = hoped_for(reading, clause.start..start);
    found.expected |= kind == ExchangeKind::Reply
        && (hoped || negated || found.act.is_none() && found.sender.is_none() && !found.definite);
    let placed = found.act.is_some() || found.sender.is_some() || found.recipients.is_some();
    if found.unreal && !found.expected && !found.definite {
        return None;
    }
    let told = placed || found.date.is_some() || found.definite && !bare;
    let real = !(hoped && kind != ExchangeKind::Reply && !found.definite && found.act.is_none());
    (told && real || found.expected).then_some(found)
}

/// "X's", "its": who sends, in front of the noun.
fn possessor(reading: &Reading<'_, '_>, start: u32, noun: u32) -> Option<Range<u32>> {
    let text = reading.text;
    let clitic = (start..noun).find(|&token| text.token(token).is_some_and(|token| token.kind == TokenKind::Clitic));
    if let Some(clitic) = clitic {
        return (clitic > start).then_some(start..clitic);
    }
    let possessive = ["its", "his", "her", "their", "our", "my"];
    possessive.iter().any(|word| text.word(start).eq_ignore_ascii_case(word)).then_some(start..start + 1)
}

/// The phrases behind a noun or a verb: recipients, sender, date, subject, request; one past the last.
fn behind(reading: &Reading<'_, '_>, from: u32, ceiling: u32, found: &mut Report) -> u32 {
    let text = reading.text;
    let mut at = from;
    while at < ceiling {
        let time = reading.timexes_in(at..at + 1).first().or_else(|| {
            let preposition = ["on", "of", "in", "dated"].contains(&text.word(at)) || text.word(at) == ",";
            reading.timexes_in(at + 1..at + 2).first().filter(|_| preposition)
        });
        if let Some((tokens, id)) = time.cloned().filter(|(_, id)| reading.value(*id).is_some()) {
            found.date.get_or_insert((tokens.clone(), id));
            at = tokens.end;
            continue;
        }
        let word = text.word(at);
        let slot = match word {
            "to" => &mut found.recipients,
            "from" | "by" => &mut found.sender,
            "of" if found.sender.is_none() && !reading.mentions_in(at + 1..at + 3).is_empty() => &mut found.sender,
            "with" if found.kind == ExchangeKind::Protest || found.kind == ExchangeKind::Call => &mut found.recipients,
            "on" | "about" | "over" | "concerning" | "regarding" => &mut found.subject,
            _ => {
                if let Some(end) = request(reading, at, ceiling) {
                    found.request.get_or_insert(at..end);
                    at = end;
                    continue;
                }
                break;
            }
        };
        let Some(phrase) = phrase_at(reading, at + 1, ceiling) else { break };
        let with_preposition = ["on", "about", "over", "concerning", "regarding"].contains(&word);
        let tokens = if with_preposition { at..subject_end(reading, phrase.end, ceiling) } else { phrase.clone() };
        at = tokens.end;
        // "a reply to its letter": what is answered is no recipient.
        if word == "to" && found.kind == ExchangeKind::Reply {
            let answered = (phrase.start..phrase.end).find(|&token| nouns().at(text, token, phrase.end).is_some());
            if let Some(answered) = answered {
                found.answers = Some(answered);
                continue;
            }
        }
        slot.get_or_insert(tokens);
    }
    at
}

/// A subject goes on with "of …" phrases.
fn subject_end(reading: &Reading<'_, '_>, from: u32, ceiling: u32) -> u32 {
    let mut end = from;
    while end < ceiling && reading.text.word(end) == "of" {
        let Some(phrase) = phrase_at(reading, end + 1, ceiling) else { break };
        end = phrase.end;
    }
    end
}

/// "asking to specify …", "pleading for …": one past the request that begins here.
fn request(reading: &Reading<'_, '_>, at: u32, ceiling: u32) -> Option<u32> {
    let text = reading.text;
    let verb = [
        "asking",
        "urging",
        "requesting",
        "demanding",
        "pleading",
        "calling",
        "inviting",
        "proposing",
        "asks",
        "demands",
        "urges",
        "calls",
    ];
    let opens = verb.contains(&text.word(at)) || text.word(at) == "that" && verb.contains(&text.word(at + 1));
    opens.then(|| clause_end(text, at + 1, ceiling))
}

/// The verb in front of the phrase of a noun, with its subject, and a recipient between: "handed him a note".
fn governed(reading: &Reading<'_, '_>, phrase: u32, clause: &Range<u32>, found: &mut Report) {
    let text = reading.text;
    let from = phrase.saturating_sub(FARTHEST_VERB).max(clause.start);
    let candidates = (from..phrase).rev().filter_map(|token| verbs().at(text, token, phrase));
    for verb in candidates {
        let role = *verb.value;
        if !matches!(role, Role::Send | Role::Receive | Role::Refuse)
            || text.token(verb.tokens.start).is_some_and(|token| token.case == Case::Title)
        {
            continue;
        }
        let between = verb.tokens.end..phrase;
        let recipient = if between.is_empty() {
            None
        } else {
            let other = phrase_at(reading, between.start, between.end).filter(|other| other.end == between.end);
            let object = between.len() == 1 && classes(text, between.start).is(Classes::OBJECT);
            let adverb = between.clone().all(|token| {
                classes(text, token).is(Classes::ADVERB) || !reading.timexes_in(token..token + 1).is_empty()
            });
            match (other, object, adverb) {
                (Some(other), _, _) => Some(other),
                (None, true, _) => Some(between.clone()),
                (None, false, true) => None,
                _ => continue,
            }
        };
        let group = group_start(text, verb.tokens.start, clause.start)..verb.tokens.start;
        let subject = subject_before(reading, group.start, clause.start);
        if role == Role::Refuse {
            return;
        }
        let unreal = is_unreal(text, group.clone(), clause.start);
        if unreal {
            found.expected = found.kind == ExchangeKind::Reply;
            found.sender = subject.or(found.sender.take()).filter(|_| role == Role::Send);
            found.act = None;
            found.unreal = true;
            return;
        }
        match role {
            // "get its message through" receives nothing.
            Role::Receive if found.sender.as_ref().is_some_and(|sender| sender.start >= phrase) => {}
            Role::Receive => {
                found.recipients = found.recipients.take().or(subject);
                // "received a reply": no act of the sender is told.
                found.act = Some(verb.tokens.clone());
            }
            _ => {
                found.act = Some(verb.tokens.clone());
                if found.sender.is_none() || found.sender.as_ref().is_some_and(|sender| sender.start >= phrase) {
                    found.sender = subject.or(found.sender.take());
                }
                found.recipients = recipient.or(found.recipients.take());
            }
        }
        return;
    }
}

/// The subject in front of a verb group: a pronoun or a noun phrase, a date between passed over.
fn subject_before(reading: &Reading<'_, '_>, group: u32, floor: u32) -> Option<Range<u32>> {
    let text = reading.text;
    let mut end = group;
    // "Norland on Monday handed", "In March Norland sent".
    if let Some((time, _)) = reading.timexes_in(floor..end).last().filter(|(time, _)| time.end == end).cloned() {
        end = time.start;
        if end > floor && text.word(end - 1).eq_ignore_ascii_case("on") {
            end -= 1;
        }
    }
    let mention = reading
        .mentions_in(floor.max(end.saturating_sub(30))..end)
        .iter()
        .filter(|mention| mention.tokens.end == end)
        .max_by_key(|mention| mention.tokens.len());
    if let Some(mention) = mention {
        let mut start = mention.tokens.start;
        if start > floor && text.word(start - 1).eq_ignore_ascii_case("the") {
            start -= 1;
        }
        return Some(start..end);
    }
    phrases::source_before(text, end, floor)
}

/// "… was sent to X on DATE": the passive behind a noun.
fn passive(reading: &Reading<'_, '_>, noun: u32, from: u32, clause: &Range<u32>, found: &mut Report) -> u32 {
    let text = reading.text;
    let reach = from..clause.end.min(from + FARTHEST_VERB);
    let Some(verb) = reach.into_iter().find_map(|token| verbs().at(text, token, clause.end)) else { return from };
    let group = group_start(text, verb.tokens.start, noun)..verb.tokens.start;
    let near = (from..group.start).all(|token| {
        text.token(token).is_some_and(|token| token.kind == TokenKind::Comma)
            || classes(text, token).is(Classes::COMPLEMENTISER.or(Classes::PRONOUN))
    });
    let fits = match verb.value {
        Role::Send => is_passive(text, group.clone()),
        Role::Arrive => matches!(found.kind, ExchangeKind::Reply | ExchangeKind::Letter | ExchangeKind::Note),
        _ => false,
    };
    if !near || !fits {
        return from;
    }
    if is_unreal(text, group.clone(), clause.start) {
        found.expected = found.kind == ExchangeKind::Reply;
        return verb.tokens.end;
    }
    let passive =
        group.clone().find(|&token| ["is", "was", "were", "are", "been", "being"].contains(&text.word(token)));
    found.act = Some(passive.unwrap_or(verb.tokens.start)..verb.tokens.end);
    let possessor = found.sender.take();
    let end = behind(reading, verb.tokens.end, clause.end, found);
    found.sender = possessor.or(found.sender.take());
    end
}

/// The date of the clause, where it stands at the edge of it: "On February 26, I sent".
fn date_in(reading: &Reading<'_, '_>, clause: &Range<u32>, found: &Report) -> Option<(Range<u32>, TimexId)> {
    let act = found.act.clone()?;
    let dates = reading.timexes_in(clause.clone()).iter().filter(|(tokens, id)| {
        let own = reading.record.timexes.get(id.index()).is_some_and(|timex| {
            !matches!(
                timex.function,
                TimexFunction::DatelineDate | TimexFunction::DocumentDate | TimexFunction::OccasionDate
            )
        });
        let day = own && reading.value(*id).is_some_and(|value| value.len() >= 7);
        day && tokens.start >= act.start.saturating_sub(14) && tokens.start < act.end + 24
    });
    let inside = |tokens: &Range<u32>| found.request.as_ref().is_some_and(|request| request.contains(&tokens.start));
    dates.filter(|(tokens, _)| !inside(tokens)).min_by_key(|(tokens, _)| tokens.start.abs_diff(act.start)).cloned()
}

/// Whether the words before hope, wait or ask for what follows.
fn hoped_for(reading: &Reading<'_, '_>, before: Range<u32>) -> bool {
    let words = [
        "hope", "hopes", "hoped", "hoping", "expect", "expects", "expected", "await", "awaits", "awaiting", "waiting",
        "wait", "waits", "demand", "demands", "want", "wants", "promised", "promise", "will", "would", "until", "if",
    ];
    let from = before.end.saturating_sub(10).max(before.start);
    (from..before.end).any(|token| words.iter().any(|word| reading.text.word(token).eq_ignore_ascii_case(word)))
}

/// Whether a phrase stands for a person or an office: a state telephones nobody.
fn is_person(reading: &Reading<'_, '_>, tokens: &Range<u32>) -> bool {
    let pronoun = tokens.len() == 1 && classes(reading.text, tokens.start).is(Classes::PRONOUN);
    let actor = reading.mention_over(tokens).and_then(|mention| reading.record.actors.get(mention.actor.index()));
    pronoun || actor.is_some_and(|actor| matches!(actor.kind, ActorKind::Person | ActorKind::Office))
}

/// "telephoned X", "wrote to X", "invited X to Y", "asked X to do Z", "replied on DATE".
fn by_verb(reading: &Reading<'_, '_>, token: u32, clause: &Range<u32>) -> Option<Report> {
    let text = reading.text;
    let verb = verbs().at(text, token, clause.end)?;
    if text.token(token).is_some_and(|token| token.case != Case::Lower) {
        return None;
    }
    let group = group_start(text, token, clause.start)..token;
    let passive = is_passive(text, group.clone());
    if passive || is_unreal(text, group.clone(), clause.start) {
        return None;
    }
    let kind = match verb.value {
        Role::Call => ExchangeKind::Call,
        Role::Invite => ExchangeKind::Invitation,
        Role::Ask => ExchangeKind::OralRequest,
        Role::Write => ExchangeKind::Letter,
        Role::Reply => ExchangeKind::Reply,
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
    if kind == ExchangeKind::Letter {
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
            let to = object.end;
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
