//! Adoptions and signings: the clause, its year and place, and the outcome of a summit that is named by the summit.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{Event, EventId, EventKind, Evidence, Instrument, InstrumentId, InstrumentKind, TimexFunction};

use super::year_of;
use crate::diplomacy::Reading;
use crate::diplomacy::lists::PatternList;
use crate::grammar::{Classes, Patterns, classes, phrases};
use crate::text::TokenKind;

/// A verb of adoption stands at most so many tokens behind its instrument.
const FARTHEST_VERB: u32 = 6;

fn verbs() -> &'static Patterns<EventKind> {
    static TABLE: OnceLock<Patterns<EventKind>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut verbs = Patterns::default();
        for (list, kind) in [(PatternList::Adoption, EventKind::Adoption), (PatternList::Signing, EventKind::Signing)] {
            for verb in list.patterns() {
                verbs.add(verb, kind);
            }
        }
        verbs
    })
}

/// What a summit does to a principle, in a document that the text does not name.
fn outcomes() -> &'static Patterns<()> {
    static TABLE: OnceLock<Patterns<()>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut outcomes = Patterns::default();
        for verb in PatternList::Outcome.patterns() {
            outcomes.add(verb, ());
        }
        outcomes
    })
}

/// Adds adoption events and dates the instruments by them; then the outcomes of summits.
pub(super) fn read(reading: &mut Reading<'_, '_>, items: &[(InstrumentId, Range<u32>)]) {
    for (id, tokens) in items {
        if let Some(adoption) = adoption(reading, tokens) {
            push(reading, *id, &adoption);
        } else if let Some(year) = year_told(reading, tokens)
            && let Some(item) = reading.record.instruments.get_mut(id.index())
        {
            item.year.get_or_insert(year);
        }
    }
    summit_outcomes(reading);
}

/// The clause in which an instrument was adopted.
struct Adoption {
    kind: EventKind,
    tokens: Range<u32>,
    date: Option<onrecord_model::TimexId>,
    place: Option<onrecord_model::PlaceId>,
}

/// "in 1994 when the Code was approved", "the Charter was approved in Istanbul in 1999".
fn adoption(reading: &Reading<'_, '_>, instrument: &Range<u32>) -> Option<Adoption> {
    let text = reading.text;
    let sentence = reading.sentence(instrument.start)?;
    let be = (instrument.end..sentence.end.min(instrument.end + 3))
        .find(|&token| classes(text, token).is(Classes::AUXILIARY))?;
    let reach = be + 1..sentence.end.min(be + FARTHEST_VERB);
    let verb = reach.into_iter().find_map(|token| verbs().at(text, token, sentence.end))?;
    let between =
        (be + 1..verb.tokens.start).all(|token| classes(text, token).is(Classes::AUXILIARY.or(Classes::ADVERB)));
    if !between {
        return None;
    }
    let mut end = verb.tokens.end;
    let (mut date, mut place) = (None, None);
    // "at the highest level in Istanbul in 1999": phrases of place and time.
    while end < sentence.end {
        let Some(phrase) = adjunct(reading, end, sentence.end) else { break };
        let inside = end..phrase;
        date = date.or_else(|| reading.timexes_in(inside.clone()).first().map(|(_, id)| *id));
        place = place.or_else(|| inside.clone().find_map(|token| reading.place_at(token)).map(|(place, _)| place));
        end = phrase;
    }
    let mut start = instrument.start;
    while start > sentence.start && classes(text, start - 1).is(Classes::DETERMINER) {
        start -= 1;
    }
    // "in 1994 when the …": the time stands before.
    let when = start.checked_sub(1).filter(|when| *when > sentence.start && text.word(*when) == "when");
    if let (Some(when), None) = (when, date) {
        let before = reading.timexes_in(sentence.start..when).last().filter(|(tokens, _)| tokens.end == when).cloned();
        if let Some((tokens, id)) = before {
            date = Some(id);
            start = tokens.start;
            if start > sentence.start && text.word(start - 1).eq_ignore_ascii_case("in") {
                start -= 1;
            }
        }
    }
    Some(Adoption { kind: *verb.value, tokens: start..end, date, place })
}

/// "the Document, which the OSCE adopted in 2011", "endorsed in the Framework in 2020": the year of an active clause.
fn year_told(reading: &Reading<'_, '_>, instrument: &Range<u32>) -> Option<String> {
    let text = reading.text;
    let sentence = reading.sentence(instrument.start)?;
    let year_at = |token: u32| {
        let (_, timex) = reading.timexes_in(token + 1..token + 2).first().filter(|_| text.word(token) == "in")?;
        year_of(reading, *timex)
    };
    let made = |token: u32| {
        verbs().at(text, token, sentence.end).is_some() || outcomes().at(text, token, sentence.end).is_some()
    };
    if let Some(year) = year_at(instrument.end) {
        let from = instrument.start.saturating_sub(4).max(sentence.start);
        return (from..instrument.start).any(made).then_some(year);
    }
    let relative = instrument.end + u32::from(text.word(instrument.end) == ",");
    if !["which", "that"].contains(&text.word(relative)) {
        return None;
    }
    let verb = (relative..sentence.end.min(relative + 8)).find(|&token| made(token))?;
    year_at(verb + 1)
}

/// One past a phrase of time, place or manner that begins here with a preposition.
fn adjunct(reading: &Reading<'_, '_>, token: u32, end: u32) -> Option<u32> {
    let text = reading.text;
    if !["in", "at", "on", "by", "under"].contains(&text.word(token)) {
        return None;
    }
    if let Some((tokens, _)) = reading.timexes_in(token + 1..token + 2).first() {
        return Some(tokens.end);
    }
    if let Some((_, last)) = reading.place_at(token + 1) {
        return Some(last);
    }
    let phrase = phrases::source_after(text, token + 1, end)?;
    // Another time in the phrase ends it before its preposition.
    let time = reading.timexes_in(phrase.clone()).first().map(|(tokens, _)| tokens.start);
    let place = phrase.clone().skip(1).find(|&token| reading.place_at(token).is_some());
    let inner = [time, place].into_iter().flatten().min().map(|token| token - 1);
    let stop = inner.unwrap_or(phrase.end);
    (stop > token + 1).then_some(stop)
}

fn push(reading: &mut Reading<'_, '_>, id: InstrumentId, adoption: &Adoption) {
    let year = adoption.date.and_then(|timex| year_of(reading, timex));
    let date = adoption.date.and_then(|timex| reading.value(timex));
    let spans = reading.span(adoption.tokens.clone()).into_iter().collect();
    let event = reading.record.push(Event {
        id: EventId(0),
        kind: adoption.kind,
        spans,
        date,
        place: adoption.place,
        participants: Vec::new(),
        organiser: None,
        follows: None,
        instrument: Some(id),
        evidence: Evidence::Explicit,
        rule: "event.adoption".into(),
        confidence: None,
    });
    if let Some(item) = reading.record.instruments.get_mut(id.index()) {
        item.year = item.year.take().or(year);
        item.place = item.place.or(adoption.place);
        item.via_event = item.via_event.or(Some(event));
    }
    if let Some(timex) = adoption.date.and_then(|timex| reading.record.timexes.get_mut(timex.index())) {
        timex.function = TimexFunction::InstrumentDate;
    }
}

/// "at the June summit in Malmo this norm was upheld": the text names the summit, not the document.
fn summit_outcomes(reading: &mut Reading<'_, '_>) {
    let summits: Vec<Event> =
        reading.record.events.iter().filter(|event| event.kind == EventKind::Summit).cloned().collect();
    for event in summits {
        let Some(span) = event.spans.first() else { continue };
        let tokens = reading.tokens(span);
        let Some(sentence) = reading.sentence(tokens.start) else { continue };
        let clause_end = (tokens.end..sentence.end)
            .find(|&token| {
                reading
                    .text
                    .token(token)
                    .is_some_and(|token| matches!(token.kind, TokenKind::Semicolon | TokenKind::Terminator))
            })
            .unwrap_or(sentence.end);
        let passive = outcomes().all(reading.text, tokens.end..clause_end).into_iter().any(|verb| {
            let from = verb.tokens.start.saturating_sub(3).max(tokens.end);
            (from..verb.tokens.start).any(|token| ["was", "were"].contains(&reading.text.word(token)))
        });
        let dated = event.date.is_some();
        if !passive || !dated {
            continue;
        }
        let item = Instrument {
            id: InstrumentId(0),
            title: None,
            kind: InstrumentKind::SummitOutcome,
            number: None,
            year: event.date.clone(),
            place: event.place,
            body: event.organiser,
            spans: vec![span.clone()],
            members: Vec::new(),
            via_event: Some(event.id),
            same_as: None,
            registry: None,
            evidence: Evidence::Inferred,
            rule: "instrument.summit_outcome".into(),
            confidence: None,
        };
        reading.record.push(item);
    }
}
