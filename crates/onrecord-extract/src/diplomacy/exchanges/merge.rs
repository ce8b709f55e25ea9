//! One communication of many reports: same class, same side, no other date, nobody else addressed.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use onrecord_model::{ActorId, ActorKind, ConceptId, ExchangeKind, ExchangeStatus, StatementId, TimexId};

use super::parties::{self, head_of, heads_of, is_individual};
use super::report::Report;
use crate::diplomacy::Reading;
use crate::diplomacy::phrase::{actors_of, is_of_some};
use crate::grammar::{Classes, classes};

/// An answer that is hoped for is one to a communication that a sentence at most so far away tells of.
const FARTHEST_SENTENCE: u32 = 6;

/// A report is compared with so many communications, more than any dispatch has, so that long texts take no square of time.
const MOST_BEFORE: usize = 256;

/// A communication with its reports.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) kind: ExchangeKind,
    pub(super) sender: Option<ActorId>,
    /// All who send it together, where they are several; the first of them stands as the sender until it is written.
    pub(super) senders: Vec<ActorId>,
    pub(super) sender_state: Option<ActorId>,
    pub(super) recipients: Vec<ActorId>,
    pub(super) date: Option<String>,
    pub(super) timex: Option<TimexId>,
    pub(super) subject: Option<ConceptId>,
    pub(super) request: Option<StatementId>,
    pub(super) expected: Option<Report>,
    pub(super) in_reply_to: Option<usize>,
    pub(super) status: ExchangeStatus,
    pub(super) reports: Vec<Report>,
}

/// The class in which wordings compare: a message can be called a letter.
fn class(kind: ExchangeKind) -> u8 {
    match kind {
        ExchangeKind::Letter | ExchangeKind::Message => 0,
        ExchangeKind::Note => 1,
        ExchangeKind::Protest => 2,
        ExchangeKind::Proposal => 3,
        ExchangeKind::Invitation => 4,
        ExchangeKind::Call => 5,
        ExchangeKind::OralRequest => 6,
        ExchangeKind::Reply => 7,
        ExchangeKind::Talks | ExchangeKind::Visit => 8,
    }
}

/// Joins the reports.
pub(super) fn merge(reading: &Reading<'_, '_>, reports: Vec<Report>) -> Vec<Merged> {
    let mut all: Vec<Merged> = Vec::new();
    let (mut expected, mut weak) = (Vec::new(), Vec::new());
    // What a reply answers has been sent.
    let answered: Vec<u32> = reports.iter().filter_map(|report| report.answers).collect();
    for report in reports {
        if report.expected {
            expected.push(report);
            continue;
        }
        let stands = stands_alone(reading, &report) || answered.iter().any(|noun| report.kind_tokens.contains(noun));
        let (near, bare) = (report.kind_tokens.start, report.bare);
        let by_some = is_answer_of_some(reading, &report);
        let one = single(reading, report);
        match all.iter_mut().rev().take(MOST_BEFORE).find(|other| same(reading, other, &one)) {
            Some(other) => join(other, one),
            None if stands && (by_some || parties::are_diplomatic(reading, &one, bare, near)) => {
                all.push(one);
            }
            None => weak.push(one),
        }
    }
    // What stands before the report that tells enough: "its message …, its minister said. “I sent letters …”".
    for one in weak {
        if let Some(other) = all.iter_mut().take(MOST_BEFORE).find(|other| same(reading, other, &one)) {
            join(other, one);
        }
    }
    all.retain(|merged| !parties::is_domestic(merged) && !parties::is_figurative(reading, merged));
    for merged in &mut all {
        merged.reports.sort_by_key(|report| report.kind_tokens.start);
    }
    all.sort_by_key(|merged| merged.reports.first().map_or(0, |report| report.kind_tokens.start));
    for report in expected {
        expect(reading, &mut all, report);
    }
    link_replies(reading, &mut all);
    without_bare(all)
}

/// Leaves out what a bare noun names, "its offer", where nothing else is told of it, and answers of somebody to nothing.
fn without_bare(all: Vec<Merged>) -> Vec<Merged> {
    let answered: BTreeSet<usize> = all.iter().filter_map(|merged| merged.in_reply_to).collect();
    let to_nothing = |merged: &Merged| {
        let nobody = merged.sender.is_none() && merged.recipients.is_empty();
        merged.kind == ExchangeKind::Reply && nobody && merged.in_reply_to.is_none()
    };
    let kept = |(place, merged): (usize, &Merged)| {
        answered.contains(&place) || !parties::is_bare(merged) && !to_nothing(merged)
    };
    let kept: Vec<bool> = all.iter().enumerate().map(kept).collect();
    let places: Vec<usize> = kept
        .iter()
        .scan(0, |next, kept| {
            let place = *next;
            *next += usize::from(*kept);
            Some(place)
        })
        .collect();
    let moved = |place: usize| places.get(place).copied().unwrap_or_default();
    let kept_of = |place: usize| kept.get(place).copied().unwrap_or_default();
    all.into_iter()
        .enumerate()
        .filter(|(place, _)| kept_of(*place))
        .map(|(_, merged)| Merged { in_reply_to: merged.in_reply_to.map(moved), ..merged })
        .collect()
}

/// Whether a report tells enough to be a communication by itself; a weaker one only joins one that is known. "Note",
/// "proposal" and "protest" mean too much else: act, sender, recipient and date, two of them must be told.
fn stands_alone(reading: &Reading<'_, '_>, report: &Report) -> bool {
    let known = |tokens: &Option<std::ops::Range<u32>>| {
        tokens
            .as_ref()
            .is_some_and(|tokens| reading.mention_over(tokens).is_some() || speaking(reading, tokens, report).is_some())
    };
    // "asked them to wait", "car makers responded": who is nobody that the text tells of sends and gets nothing here.
    let nobody = |tokens: &Option<std::ops::Range<u32>>| {
        let pronoun = |tokens: &std::ops::Range<u32>| {
            tokens.len() == 1 && classes(reading.text, tokens.start).is(Classes::PRONOUN.or(Classes::DETERMINER))
        };
        let unknown = |tokens: &std::ops::Range<u32>| {
            heads_of(reading, tokens).is_empty() && speaking(reading, tokens, report).is_none()
        };
        tokens.as_ref().is_some_and(|tokens| !pronoun(tokens) && unknown(tokens))
    };
    // "a letter to both capitals" is sent to states; whom somebody calls, asks or summons is somebody.
    let written = report.rule == "exchange.noun" && report.kind != ExchangeKind::Call;
    let sides = report.recipients.as_ref().is_some_and(|phrase| written && parties::names_sides(reading, phrase));
    if nobody(&report.sender) && !is_answer_of_some(reading, report) || !sides && nobody(&report.recipients) {
        return false;
    }
    let told = [report.act.is_some(), known(&report.sender), known(&report.recipients), report.date.is_some()];
    let told = told.into_iter().filter(|told| *told).count();
    // "led Sri Lanka's reply", of a match.
    let bare = report.bare || report.kind == ExchangeKind::Reply && report.answers.is_none();
    told >= if bare { 2 } else { 1 }
}

/// "four members of the bloc replied to the letter": it has been answered, whoever they are.
fn is_answer_of_some(reading: &Reading<'_, '_>, report: &Report) -> bool {
    let some_of = |sender: &std::ops::Range<u32>| {
        let mut mentions = reading.mentions_in(sender.clone()).iter();
        mentions.any(|mention| is_of_some(reading.text, mention.tokens.start, sender.start))
    };
    report.answers.is_some() && report.sender.as_ref().is_some_and(some_of)
}

/// A report as a communication of its own.
fn single(reading: &Reading<'_, '_>, report: Report) -> Merged {
    let several = |tokens: &std::ops::Range<u32>| {
        let all = actors_of(reading, tokens);
        let row = report.kind == ExchangeKind::Call || tokens.clone().any(|token| reading.text.word(token) == "and");
        all.first().copied().filter(|_| row && all.len() > 1)
    };
    let actor = |tokens: &std::ops::Range<u32>| several(tokens).or_else(|| head_of(reading, tokens));
    let sender = report.sender.as_ref().and_then(|tokens| actor(tokens).or_else(|| speaking(reading, tokens, &report)));
    let row = report.sender.as_ref().filter(|tokens| report.kind != ExchangeKind::Call && several(tokens).is_some());
    let senders = row.map(|tokens| actors_of(reading, tokens)).unwrap_or_default();
    let mut recipients = report.recipients.as_ref().map(|tokens| heads_of(reading, tokens)).unwrap_or_default();
    // "We received an invitation": who speaks got it.
    if let Some(tokens) = report.recipients.as_ref().filter(|_| recipients.is_empty()) {
        recipients.extend(speaking(reading, tokens, &report));
    }
    // "A and B spoke by telephone": the second is at the other end.
    if let Some(tokens) = report.sender.as_ref().filter(|_| report.kind == ExchangeKind::Call && recipients.is_empty())
    {
        recipients.extend(actors_of(reading, tokens).into_iter().skip(1));
    }
    // Nobody writes to himself: the pronoun was read wrongly.
    recipients.retain(|recipient| Some(*recipient) != sender);
    let date = report.date.as_ref().and_then(|(_, id)| reading.value(*id));
    let subject =
        report.subject.as_ref().and_then(|tokens| reading.concepts_in(tokens.clone()).first().map(|(id, _)| *id));
    let request = report.request.as_ref().and_then(|tokens| request_statement(reading, tokens));
    Merged {
        kind: report.kind,
        sender,
        senders,
        sender_state: sender.and_then(|sender| state_of(reading, sender)),
        recipients,
        date,
        timex: report.date.as_ref().map(|(_, id)| *id),
        subject,
        request,
        expected: None,
        in_reply_to: None,
        status: ExchangeStatus::Reported,
        reports: vec![report],
    }
}

/// "He said he had sent it": a pronoun that nobody else is known for, in what somebody says, is the speaker.
fn speaking(reading: &Reading<'_, '_>, tokens: &std::ops::Range<u32>, report: &Report) -> Option<ActorId> {
    let is = |pronouns: &[&str]| {
        tokens.len() == 1 && pronouns.iter().any(|word| reading.text.word(tokens.start).eq_ignore_ascii_case(word))
    };
    let by = report.by.filter(|by| report.statement.is_some() && Some(*by) != reading.agency())?;
    // "We sent it," a spokesman said: those for whom he speaks.
    let name = reading.record.actors.get(by.index()).map_or("", |actor| actor.name.as_str());
    if is(&["we", "our"]) && name.contains("spokes") {
        return state_of(reading, by).or(Some(by));
    }
    if is(&["he", "she", "i", "we", "his", "her", "our", "my"]) {
        return Some(by);
    }
    // "It", where a person speaks, is the state or body of that person.
    if is(&["it", "they", "its", "their"]) {
        return state_of(reading, by).filter(|_| is_individual(reading, by)).or(Some(by));
    }
    None
}

/// The state or organisation for which an actor sends; a state sends for itself.
fn state_of(reading: &Reading<'_, '_>, actor: ActorId) -> Option<ActorId> {
    let item = reading.record.actors.get(actor.index())?;
    if item.kind == ActorKind::State {
        return Some(actor);
    }
    let sides = reading.sides_of(actor);
    let of_kind = |kind: ActorKind| {
        let is = |id: &&ActorId| reading.record.actors.get(id.index()).is_some_and(|actor| actor.kind == kind);
        sides.iter().find(is).copied()
    };
    // A body of states sends like a state; a lobby does not.
    of_kind(ActorKind::State)
        .or_else(|| of_kind(ActorKind::Organisation).filter(|body| parties::is_public_body(reading, *body)))
}

/// The statement whose content is what is asked.
fn request_statement(reading: &Reading<'_, '_>, tokens: &std::ops::Range<u32>) -> Option<StatementId> {
    reading.begun_in(tokens.clone()).map(|statement| statement.statement).min()
}

/// Whether two reports are of one communication.
fn same(reading: &Reading<'_, '_>, other: &Merged, one: &Merged) -> bool {
    let side = |merged: &Merged| merged.sender_state.or(merged.sender);
    let sides = match (side(other), side(one)) {
        (Some(a), Some(b)) => a == b || other.sender == one.sender,
        _ => true,
    };
    let again = one.reports.first().is_some_and(|report| report.definite);
    let dates = match (&other.date, &one.date) {
        (Some(a), Some(b)) => a.starts_with(b.as_str()) || b.starts_with(a.as_str()) || again && near(a, b),
        _ => true,
    };
    let single = |merged: &Merged| {
        merged.recipients.len() == 1 && merged.recipients.first().is_some_and(|id| !is_group(reading, *id))
    };
    let addressed = other.recipients.is_empty()
        || one.recipients.is_empty()
        || other.recipients.iter().any(|id| one.recipients.contains(id))
        || !(single(other) && single(one))
        || same_side(reading, other, one);
    // Nobody makes an offer to himself: who gets one has made the other.
    let returned = one.sender.is_some_and(|id| other.recipients.contains(&id))
        || other.sender.is_some_and(|id| one.recipients.contains(&id));
    let addressed = addressed && !returned;
    let first = one.reports.first();
    let again = first.is_some_and(|report| report.definite || report.act.is_none())
        || other.date.is_some() && other.date == one.date
        || one.sender.is_some();
    let mentions = match one.kind {
        // Requests and replies are acts of their own unless they are named again.
        ExchangeKind::OralRequest => false,
        ExchangeKind::Reply => {
            first.is_some_and(|report| report.definite) || other.date.is_some() && other.date == one.date
        }
        _ => again,
    };
    // "The letter sent in April … A has received a letter from B": a second one, told in full and for the first time.
    let introduced = first.is_some_and(|report| !report.definite && report.act.is_some())
        && one.sender.is_some()
        && !one.recipients.is_empty()
        && side(other).is_none()
        && other.recipients.is_empty();
    class(other.kind) == class(one.kind) && sides && dates && addressed && mentions && !introduced
}

/// "a letter to the Secretary-General … We have received the letter, the United Nations said": it is told again of who was
/// addressed and of whom that one speaks for.
fn same_side(reading: &Reading<'_, '_>, other: &Merged, one: &Merged) -> bool {
    let side = |id: &ActorId| state_of(reading, *id).unwrap_or(*id);
    let again = one.reports.first().is_some_and(|report| report.definite);
    again && other.recipients.iter().any(|a| one.recipients.iter().any(|b| side(a) == side(b)))
}

/// Whether two dates of one communication can stand in two reports: the reporters differ by three days at most.
fn near(one: &str, other: &str) -> bool {
    const FARTHEST_DAYS: u64 = 3;
    let day = |date: &str| date.parse::<NaiveDate>().ok();
    day(one)
        .zip(day(other))
        .is_some_and(|(one, other)| one.signed_duration_since(other).num_days().unsigned_abs() <= FARTHEST_DAYS)
}

fn is_group(reading: &Reading<'_, '_>, id: ActorId) -> bool {
    reading.record.actors.get(id.index()).is_some_and(|actor| actor.kind == ActorKind::Group)
}

fn join(other: &mut Merged, one: Merged) {
    // A person sends, where another report names the person's state only.
    let person = one.sender.filter(|sender| Some(*sender) != one.sender_state);
    let state_only = other.sender.is_none() || other.sender == other.sender_state;
    if state_only && person.is_some() || other.sender.is_none() {
        other.sender = one.sender;
    }
    other.sender_state = other.sender_state.or(one.sender_state);
    if one.date.is_some() && other.date.is_none() {
        (other.date, other.timex) = (one.date, one.timex);
    }
    // The recipients that a report with an act names outrank those of a mention in passing.
    let act = |reports: &[Report]| reports.iter().any(|report| report.act.is_some() && report.recipients.is_some());
    // "Finland has received a letter. … Letters were sent to Finland and Sweden": the full list outranks a part of it.
    let all = other.recipients.iter().all(|id| one.recipients.contains(id));
    // "… sent a letter to the minister. The ministry got the letter": the first has named whom.
    let again = one.recipients.len() == 1 && one.reports.first().is_some_and(|report| report.definite);
    let outranks = !again && !act(&other.reports) && act(&one.reports);
    if other.recipients.is_empty() || all && !one.recipients.is_empty() || outranks {
        other.recipients = one.recipients;
    }
    if other.kind == ExchangeKind::Message {
        other.kind = one.kind;
    }
    other.subject = other.subject.or(one.subject);
    other.request = other.request.or(one.request);
    other.reports.extend(one.reports);
}

/// A reply that is hoped for is expected of the communication it names, else of the last one that its sentence reports
/// before it, else of a request in the sentence before, else of the last written one before it, else of the first behind it.
fn expect(reading: &Reading<'_, '_>, all: &mut [Merged], report: Report) {
    let written = |merged: &Merged| class(merged.kind) <= 4;
    let near = report.phrase.start;
    let starts = |merged: &Merged| merged.reports.first().map_or(u32::MAX, |report| report.kind_tokens.start);
    let place = all.partition_point(|merged| starts(merged) < near);
    let around = place.saturating_sub(MOST_BEFORE)..all.len().min(place + MOST_BEFORE);
    let Some(all) = all.get_mut(around) else { return };
    let answers = report.answers;
    let named = answers.and_then(|noun| {
        all.iter().position(|merged| merged.reports.iter().any(|other| other.kind_tokens.contains(&noun)))
    });
    let sentence = reading.text.sentence_of(near);
    let told = |report: &Report| {
        report.kind_tokens.start < near && reading.text.sentence_of(report.kind_tokens.start) == sentence
    };
    let beside = all.iter().rposition(|merged| merged.kind != ExchangeKind::Reply && merged.reports.iter().any(told));
    // "Chile asked Peru to wait. Peru has yet to respond": a request right before it.
    let asked = all.iter().rposition(|merged| {
        let last = merged.reports.last().map_or(u32::MAX, |report| report.kind_tokens.start);
        let right_before = reading.text.sentence_of(last).map(|number| number + 1) == sentence;
        merged.kind == ExchangeKind::OralRequest && right_before
    });
    let told_near = |merged: &Merged| {
        let sentences = merged.reports.iter().filter_map(|report| reading.text.sentence_of(report.kind_tokens.start));
        sentence.is_some_and(|here| sentences.into_iter().any(|there| here.abs_diff(there) <= FARTHEST_SENTENCE))
    };
    let before = all.iter().rposition(|merged| written(merged) && starts(merged) < near && told_near(merged));
    // An invitation is asked for no answer that was hoped for before it.
    let behind =
        all.iter().position(|merged| written(merged) && merged.kind != ExchangeKind::Invitation && told_near(merged));
    if let Some(merged) = named.or(beside).or(asked).or(before).or(behind).and_then(|place| all.get_mut(place)) {
        merged.status = ExchangeStatus::AwaitingReply;
        // Who is to answer a letter is whom it was sent to.
        let mention =
            merged.reports.iter_mut().find(|report| answers.is_some_and(|noun| report.kind_tokens.contains(&noun)));
        if let Some(mention) = mention.filter(|mention| mention.recipients.is_none()) {
            mention.recipients.clone_from(&report.sender);
        }
        if merged.expected.is_none() {
            merged.expected = Some(report);
        }
    }
}

/// A reply answers the communication it names, else the last written one that another side sent before.
fn link_replies(reading: &Reading<'_, '_>, all: &mut [Merged]) {
    for place in 0..all.len() {
        let Some(reply) = all.get(place).filter(|merged| merged.kind == ExchangeKind::Reply) else { continue };
        let noun = reply.reports.iter().find_map(|report| report.answers);
        let first = place.saturating_sub(MOST_BEFORE);
        let near = all.get(first..all.len().min(place + MOST_BEFORE)).unwrap_or_default();
        let named = noun.and_then(|noun| {
            near.iter().position(|merged| merged.reports.iter().any(|other| other.kind_tokens.contains(&noun)))
        });
        let side = |merged: &Merged| merged.sender_state.or(merged.sender);
        let other_side =
            |merged: &Merged| class(merged.kind) <= 4 && (side(merged).is_none() || side(merged) != side(reply));
        let addressed = |merged: &Merged| {
            merged.recipients.is_empty()
                || merged
                    .recipients
                    .iter()
                    .any(|id| Some(*id) == reply.sender || Some(*id) == side(reply) || is_group(reading, *id))
        };
        let last = near.iter().rposition(|merged| other_side(merged) && addressed(merged));
        let answered = named.or(last).map(|found| first + found).filter(|answered| *answered != place);
        if let Some(merged) = answered.and_then(|answered| all.get_mut(answered)) {
            merged.status = ExchangeStatus::ReplyReported;
        }
        let recipient =
            answered.and_then(|answered| all.get(answered)).and_then(|merged| merged.sender_state.or(merged.sender));
        if let Some(reply) = all.get_mut(place) {
            reply.in_reply_to = answered;
            if reply.recipients.is_empty() {
                reply.recipients.extend(recipient);
            }
        }
    }
}
