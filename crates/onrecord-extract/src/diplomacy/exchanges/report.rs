//! The places of a text that report a communication.

use std::ops::Range;

use onrecord_model::{ActorId, ExchangeKind, Quotation, StatementId, TimexId};

use super::by_noun::by_noun;
use super::by_verb::by_verb;
use super::complements::behind;
use super::frames::{Role, nouns, verbs};
use crate::diplomacy::Reading;
use crate::diplomacy::phrase::is_noun;
use crate::text::Case;

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
    /// The phrase of that communication: its date is another.
    pub(super) answered: Range<u32>,
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
    Some(match told_in(reading, token) {
        Some((fragment, _)) => sentence.start.max(fragment.start)..sentence.end.min(fragment.end),
        None => sentence,
    })
}

/// The statement that tells what stands at a token, and its content. "Chile refused to answer the letter" has a source,
/// but the communication is told by who tells of the refusal.
fn told_in(reading: &Reading<'_, '_>, token: u32) -> Option<(Range<u32>, StatementId)> {
    let (fragment, id) = reading.fragment_at(token)?;
    let indirect = reading.record.statements.get(id.index())?.quotation == Quotation::Indirect;
    let cue = reading.statements.get(id.index()).and_then(|statement| statement.cue.clone());
    let acts = cue.is_some_and(|cue| {
        let acted = |at: u32| verbs().at(reading.text, at, cue.end).is_some_and(|verb| *verb.value != Role::Ask);
        cue.clone().any(acted)
    });
    let whole = reading.statements.get(id.index()).and_then(|statement| statement.content.last()).filter(|_| indirect);
    (!indirect || !acts).then(|| (fragment.start..whole.map_or(fragment.end, |last| last.end.max(fragment.end)), id))
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
            let clause = clause.start.max(range.start)..clause.end.min(range.end);
            let end = clause.end;
            let common = text.token(token).is_some_and(|word| word.case != Case::Title || token == clause.start);
            let noun = nouns().at(text, token, end).filter(|noun| common && is_noun(text, &noun.tokens));
            let found = noun.and_then(|noun| by_noun(reading, noun.value.kind, noun.value.bare, noun.tokens, &clause));
            let found = found.or_else(|| by_verb(reading, token, &clause));
            token = found.as_ref().map_or(token + 1, |found| found.kind_tokens.end.max(token + 1));
            let second = found.as_ref().and_then(|first| another(reading, first, clause.end));
            all.extend(found);
            all.extend(second);
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

/// "sent a letter to Chile on May 2 and to Peru on May 3", "wrote to Chile on May 2 and on June 3": a second communication,
/// of another day.
fn another(reading: &Reading<'_, '_>, first: &Report, ceiling: u32) -> Option<Report> {
    let (date, _) = first.date.as_ref().filter(|_| first.act.is_some() && !first.expected)?;
    let last = first.recipients.as_ref().map_or(date.end, |recipients| recipients.end.max(date.end));
    let text = reading.text;
    // "on May 2 and June 3": another day without a preposition.
    let day = !reading.timexes_in(last + 1..last + 2).is_empty();
    let goes_on = text.word(last) == "and" && (day || ["to", "on"].contains(&text.word(last + 1)));
    // "and on Friday the minister said": a day of something else.
    let closed = |end: u32| end >= ceiling || !text.token(end).is_some_and(crate::text::Token::is_word_like);
    let mut second = Report { recipients: None, date: None, request: None, ..first.clone() };
    let end = if goes_on { behind(reading, last + 1, ceiling, &mut second) } else { last };
    let other = second.date.as_ref().and_then(|(_, id)| reading.value(*id));
    let own = first.date.as_ref().and_then(|(_, id)| reading.value(*id));
    let parted = second.recipients.is_some() || closed(end);
    second.recipients = second.recipients.take().or_else(|| first.recipients.clone());
    (end > last && parted && other.is_some() && other != own).then_some(second)
}

pub(super) fn report(
    reading: &Reading<'_, '_>,
    kind: ExchangeKind,
    kind_tokens: Range<u32>,
    rule: &'static str,
) -> Report {
    let statement = told_in(reading, kind_tokens.start).map(|(_, statement)| statement);
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
        answered: 0..0,
        definite: false,
        unreal: false,
        bare: false,
        by: speaker.or_else(|| reading.agency()),
        statement,
        rule,
    }
}
