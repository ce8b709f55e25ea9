//! Merged communications into the record: exchanges, the groups that send together, and what they tell of statements and dates.

use std::ops::Range;

use onrecord_model::{
    Actor, ActorId, ActorKind, DateSource, Discrepancy, Evidence, Exchange, ExchangeId, ExchangeKind, ExpectedReply,
    Membership, Report as ReportItem, TimexFunction,
};

use super::merge::Merged;
use super::report::Report;
use crate::diplomacy::Reading;
use crate::grammar::{Classes, classes};

/// Writes the exchanges, and what they tell of statements and dates.
pub(super) fn write(reading: &mut Reading<'_, '_>, all: &[Merged]) {
    let as_of = reading.dispatch_date().map(str::to_owned);
    let unnamed = all.iter().flat_map(|merged| &merged.reports).any(|report| report.by.is_none());
    let agency = if unnamed { Some(agency(reading)) } else { None };
    let first = reading.record.exchanges.len();
    for merged in all {
        let reports: Vec<ReportItem> =
            merged.reports.iter().filter_map(|report| item(reading, merged, report, agency)).collect();
        if reports.is_empty() {
            continue;
        }
        let expected_reply = merged.expected.as_ref().map(|report| ExpectedReply {
            from: expected_from(reading, report),
            form: reading.span(report.phrase.clone()).map(|span| span.text.to_string()),
            span: reading.span(report.phrase.clone()),
        });
        let together = together(reading, merged);
        let exchange = Exchange {
            id: ExchangeId(0),
            kind: merged.kind,
            sender: together.or(merged.sender),
            sender_state: merged.sender_state.filter(|_| together.is_none()),
            recipients: merged.recipients.clone(),
            date: merged.date.clone(),
            subject: merged.subject,
            request: merged.request,
            expected_reply,
            in_reply_to: merged.in_reply_to.map(|place| ExchangeId((first + place) as u32)),
            status: merged.status,
            status_as_of: as_of.clone(),
            discrepancies: discrepancies(reading, merged),
            reports,
            evidence: Evidence::Explicit,
            rule: merged.reports.first().map_or("exchange.noun", |report| report.rule).into(),
            confidence: None,
        };
        reading.record.push(exchange);
        if let Some(timex) = merged.timex.and_then(|timex| reading.record.timexes.get_mut(timex.index()))
            && !matches!(timex.function, TimexFunction::DatelineDate | TimexFunction::DocumentDate)
        {
            // What is said in a call is said on its day.
            if timex.function != TimexFunction::OccasionDate || merged.kind != ExchangeKind::Call {
                timex.function = TimexFunction::ExchangeDate;
            }
        }
        date_request(reading, merged);
        quote_letter(reading, merged);
    }
}

/// "Chile and Peru sent a note": both as one group, the one that speaks elsewhere or a new one.
fn together(reading: &mut Reading<'_, '_>, merged: &Merged) -> Option<ActorId> {
    let tokens =
        merged.reports.first().and_then(|report| report.sender.clone()).filter(|_| merged.senders.len() > 1)?;
    let same = |actor: &&Actor| actor.kind == ActorKind::Group && actor.members == merged.senders;
    if let Some(known) = reading.record.actors.iter().find(same) {
        return Some(known.id);
    }
    let name = reading.span(tokens)?.text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(reading.record.push(Actor {
        id: ActorId(0),
        kind: ActorKind::Group,
        name,
        iso3: None,
        subkind: None,
        members: merged.senders.clone(),
        membership: Some(Membership::Closed),
        member_office: None,
        registry: None,
        evidence: Evidence::Explicit,
        rule: "actor.group.joint".into(),
        confidence: None,
    }))
}

/// Who reports what nobody is quoted for, in a dispatch that names no agency.
fn agency(reading: &mut Reading<'_, '_>) -> ActorId {
    reading.record.push(Actor {
        id: ActorId(0),
        kind: ActorKind::Organisation,
        name: "the agency".to_owned(),
        iso3: None,
        subkind: Some("news_agency".to_owned()),
        members: Vec::new(),
        membership: None,
        member_office: None,
        registry: None,
        evidence: Evidence::Inferred,
        rule: "actor.agency.unnamed".into(),
        confidence: None,
    })
}

fn item(reading: &Reading<'_, '_>, merged: &Merged, report: &Report, agency: Option<ActorId>) -> Option<ReportItem> {
    let span = |tokens: &Option<Range<u32>>| tokens.clone().and_then(|tokens| reading.span(tokens));
    let expected = merged.expected.as_ref().filter(|expected| expected.statement == report.statement);
    Some(ReportItem {
        by: report.by.or(agency)?,
        statement: report.statement,
        kind_span: reading.span(report.kind_tokens.clone())?,
        act_span: span(&report.act),
        sender_span: span(&report.sender),
        recipients_span: span(&report.recipients),
        date_span: report.date.as_ref().and_then(|(tokens, _)| reading.span(tokens.clone())),
        subject_span: span(&report.subject),
        request_span: span(&report.request),
        expected_reply_span: expected.and_then(|expected| reading.span(expected.phrase.clone())),
    })
}

/// Who is to answer: the subject of the verb in front of the expected reply.
fn expected_from(reading: &Reading<'_, '_>, report: &Report) -> Option<ActorId> {
    report.sender.as_ref().and_then(|tokens| reading.mention_over(tokens)).map(|mention| mention.actor)
}

/// Fields on which the reports differ in words that cannot be the same.
fn discrepancies(reading: &Reading<'_, '_>, merged: &Merged) -> Vec<Discrepancy> {
    let named = |tokens: &Range<u32>| {
        tokens.len() > 1 || !classes(reading.text, tokens.start).is(Classes::PRONOUN.or(Classes::OBJECT))
    };
    let words =
        |tokens: &Range<u32>| reading.span(tokens.clone()).filter(|_| named(tokens)).map(|span| span.text.to_string());
    let mut found = Vec::new();
    let mut values: Vec<String> = Vec::new();
    for tokens in
        merged.reports.iter().filter(|report| report.act.is_some()).filter_map(|report| report.recipients.as_ref())
    {
        values.extend(words(tokens).filter(|words| !values.contains(words)));
    }
    if values.len() > 1 {
        found.push(Discrepancy { field: "recipients".to_owned(), values });
    }
    let mut dates: Vec<String> = Vec::new();
    for (_, id) in merged.reports.iter().filter_map(|report| report.date.as_ref()) {
        dates.extend(reading.value(*id).filter(|date| !dates.contains(date)));
    }
    if dates.len() > 1 {
        found.push(Discrepancy { field: "date".to_owned(), values: dates });
    }
    found
}

/// What is quoted from a letter was written to those to whom it went, when it was sent.
fn quote_letter(reading: &mut Reading<'_, '_>, merged: &Merged) {
    if !matches!(merged.kind, ExchangeKind::Letter | ExchangeKind::Message) {
        return;
    }
    let quoted = reading.record.statements.iter_mut().filter(|statement| {
        statement.level == 1 && statement.medium.as_deref() == Some("letter") && statement.speaker == merged.sender
    });
    for statement in quoted {
        if statement.addressees.is_empty() {
            statement.addressees.clone_from(&merged.recipients);
        }
        if merged.date.is_some() && merged.timex.is_some() {
            statement.date.clone_from(&merged.date);
            statement.date_from = merged.timex.map(DateSource::Timex);
        }
    }
}

/// What a letter asks was asked when it was sent, of those to whom it went.
fn date_request(reading: &mut Reading<'_, '_>, merged: &Merged) {
    let written = matches!(merged.kind, ExchangeKind::Letter | ExchangeKind::Message | ExchangeKind::Note);
    let Some(statement) = merged.request.and_then(|id| reading.record.statements.get_mut(id.index())) else { return };
    if statement.addressees.is_empty() {
        statement.addressees.clone_from(&merged.recipients);
    }
    if written && statement.level > 1 {
        statement.medium.get_or_insert_with(|| "letter".to_owned());
        if statement.date.is_none() && merged.date.is_some() {
            statement.date.clone_from(&merged.date);
            statement.date_from = merged.timex.map(DateSource::Timex);
        }
    }
    if merged.kind == ExchangeKind::OralRequest && statement.level > 1 {
        statement.medium.get_or_insert_with(|| "oral".to_owned());
    }
}
