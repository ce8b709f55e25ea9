//! When and where a statement was made: by its own words, else by what the speaker said before, else by the dateline.

use std::collections::HashMap;
use std::ops::Range;

use onrecord_model::{ActorId, DateSource, EventId, SpeechAct, Statement, TimexFunction, TimexId, TimexType};

use super::{Found, occasions_of};
use crate::diplomacy::Reading;
use crate::diplomacy::pragmatics::outside;
use crate::diplomacy::reading::StatementTokens;
use crate::text::TokenKind;

/// A month behind a cue stands at most so many tokens behind it: "told the house in March".
const FARTHEST_MONTH: u32 = 3;

/// What is known of when somebody spoke last.
#[derive(Clone, Debug, Default)]
struct Said {
    occasion: Option<EventId>,
    date: Option<String>,
    /// What the date rests on for the next statement.
    from: Option<DateSource>,
}

/// Fills occasion, date and what it rests on.
pub(super) fn fill(reading: &mut Reading<'_, '_>, found: &[Found], ids: &[EventId]) {
    let mut last: HashMap<ActorId, Said> = HashMap::new();
    for place in 0..reading.statements.len() {
        let Some(statement) = reading.record.statements.get(place).cloned() else { continue };
        let said = match statement.level {
            0 => dispatch(reading),
            1 => level_one(reading, found, ids, place, &statement, &mut last),
            _ => inner(reading, &statement),
        };
        if let Some(slot) = reading.record.statements.get_mut(place) {
            (slot.occasion, slot.date, slot.date_from) = (said.occasion, said.date, said.from);
        }
    }
}

/// The date of the dateline.
fn dispatch(reading: &Reading<'_, '_>) -> Said {
    let timex = reading.record.document.dateline.as_ref().and_then(|dateline| dateline.timex);
    Said { occasion: None, date: reading.dispatch_date().map(str::to_owned), from: timex.map(DateSource::Timex) }
}

fn level_one(
    reading: &mut Reading<'_, '_>,
    found: &[Found],
    ids: &[EventId],
    place: usize,
    statement: &Statement,
    last: &mut HashMap<ActorId, Said>,
) -> Said {
    let occasion = occasions_of(reading, found, place).and_then(|event| ids.get(event).copied());
    let own = own_date(reading, place);
    let before = statement.speaker.and_then(|speaker| last.get(&speaker).cloned());
    let (date, from) = match (own, &before) {
        (Some((timex, date)), _) => (Some(date), Some(DateSource::Timex(timex))),
        (None, Some(before)) if occasion.is_none() || occasion == before.occasion => (before.date.clone(), before.from),
        _ => {
            let dispatch = dispatch(reading);
            (dispatch.date, dispatch.from)
        }
    };
    let occasion = occasion.or_else(|| before.and_then(|before| before.occasion));
    if let Some((timex, _)) = own_date(reading, place) {
        set_function(reading, timex, TimexFunction::OccasionDate);
    }
    if let Some((id, date)) = occasion.zip(date.as_ref()) {
        date_events(reading, id, date);
    }
    let said = Said { occasion, date, from };
    if let Some(speaker) = statement.speaker {
        // The next statement rests on this one, unless both rest on the dateline.
        let own = matches!(said.from, Some(DateSource::Timex(timex)) if !is_dateline(reading, timex));
        let from = if own { Some(DateSource::Statement(statement.id)) } else { said.from };
        last.insert(speaker, Said { from, ..said.clone() });
        join_speaker(reading, said.occasion, speaker);
    }
    said
}

/// What somebody thinks, hopes or says now, inside a statement, is of the date of that statement; what is told of the
/// past has a date of its own or none.
fn inner(reading: &Reading<'_, '_>, statement: &Statement) -> Said {
    let parent = statement.embedded_in.and_then(|parent| reading.record.statements.get(parent.index()));
    let Some(parent) = parent else { return Said::default() };
    let present = statement.cue.as_ref().is_some_and(|cue| {
        let verb = cue.span.text.split(' ').next().unwrap_or_default();
        let lemma = cue.lemma.split(' ').next().unwrap_or_default();
        let third = verb.strip_suffix('s').is_some_and(|stem| stem == lemma || stem.strip_suffix('e') == Some(lemma));
        verb == lemma || third
    });
    let held = matches!(statement.speech_act, None | Some(SpeechAct::Assertive | SpeechAct::Expressive));
    if !present || !held {
        return Said::default();
    }
    Said { occasion: parent.occasion, date: parent.date.clone(), from: Some(DateSource::Statement(parent.id)) }
}

/// The day told in the sentence of the cue, outside the content: the nearest to it that belongs neither to a noun nor to
/// who speaks ("Orlu, who landed on May 3, said on May 5"). Without a day, the month or year that opens the sentence or stands
/// right behind the cue: "In March, Orlu told the house".
fn own_date(reading: &Reading<'_, '_>, place: usize) -> Option<(TimexId, String)> {
    let statement = reading.statements.get(place)?;
    let cue = statement.cue.clone()?;
    let parts = outside(reading, &cue, &statement.content);
    let near = |part: &&Range<u32>| !crosses_clause(reading, part, &cue);
    let dates: Vec<(u32, TimexId, String)> = parts
        .iter()
        .filter(near)
        .flat_map(|part| reading.timexes_in(part.clone()))
        .filter_map(|(tokens, id)| {
            let timex = reading.record.timexes.get(id.index())?;
            let date = matches!(timex.r#type, TimexType::Date | TimexType::Time);
            let plain = !matches!(timex.function, TimexFunction::DatelineDate | TimexFunction::DocumentDate);
            let of_noun =
                tokens.start.checked_sub(1).is_some_and(|of| ["of", "dated"].contains(&reading.text.word(of)));
            let value = timex.value.get(..timex.value.len().min(10))?.to_owned();
            let of_source = statement.source.as_ref().is_some_and(|source| source.contains(&tokens.start));
            let counted = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
            let near = value.len() == 10 || tells_when(reading, tokens, &cue);
            let other = reading.is_told_elsewhere(tokens.start, statement.statement);
            let apart = other || is_parted(reading, tokens, statement);
            let distance = tokens.start.abs_diff(cue.end).min(tokens.end.abs_diff(cue.start));
            (date && plain && near && !of_noun && !of_source && !apart && counted).then_some((distance, *id, value))
        })
        .collect();
    let days = dates.iter().filter(|(_, _, value)| value.len() == 10).min_by_key(|(distance, ..)| *distance);
    let vague = || dates.iter().min_by_key(|(distance, ..)| *distance);
    days.or_else(vague).map(|(_, id, date)| (*id, date.clone()))
}

/// Whether a month or year opens the sentence of a cue, or follows the cue closely: "in March".
fn tells_when(reading: &Reading<'_, '_>, tokens: &Range<u32>, cue: &Range<u32>) -> bool {
    let Some(preposition) = tokens.start.checked_sub(1) else { return false };
    let before = preposition.checked_sub(1).and_then(|before| reading.text.token(before));
    let opens = preposition < cue.start && before.is_none_or(|before| !before.is_word_like());
    reading.text.word(preposition).eq_ignore_ascii_case("in")
        && (opens || (cue.end..=cue.end + FARTHEST_MONTH).contains(&preposition))
}

/// Whether a semicolon or dash parts the cue from this stretch.
fn crosses_clause(reading: &Reading<'_, '_>, part: &Range<u32>, cue: &Range<u32>) -> bool {
    let between = if part.end <= cue.start { part.end..cue.start } else { cue.end..part.start };
    between.into_iter().any(|token| reading.text.token(token).is_some_and(|token| token.kind == TokenKind::Semicolon))
}

/// "Peru invited him for May 3, but Orlu has not said": another clause, with a subject of its own, stands before that of the
/// statement; a date that opens the sentence is of both.
fn is_parted(reading: &Reading<'_, '_>, tokens: &Range<u32>, statement: &StatementTokens) -> bool {
    const LONGEST_OPENING: u32 = 3;
    let text = reading.text;
    let (Some(source), Some(sentence)) = (&statement.source, reading.sentence(tokens.start)) else { return false };
    let comma = |token: u32| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma);
    let joined = |token: u32| comma(token) && ["but", "and", "while"].contains(&text.word(token + 1));
    tokens.start > sentence.start + LONGEST_OPENING && (tokens.end..source.start).any(joined)
}

fn is_dateline(reading: &Reading<'_, '_>, timex: TimexId) -> bool {
    let timex = reading.record.timexes.get(timex.index());
    timex.is_some_and(|timex| matches!(timex.function, TimexFunction::DatelineDate | TimexFunction::DocumentDate))
}

/// The occasion of a dated statement has its date, and so has what it follows.
fn date_events(reading: &mut Reading<'_, '_>, id: EventId, date: &str) {
    let mut next = Some(id);
    for _ in 0..2 {
        let Some(event) = next.and_then(|id| reading.record.events.get_mut(id.index())) else { return };
        event.date.get_or_insert_with(|| date.to_owned());
        next = event.follows;
    }
}

fn set_function(reading: &mut Reading<'_, '_>, timex: TimexId, function: TimexFunction) {
    if let Some(timex) = reading.record.timexes.get_mut(timex.index()) {
        timex.function = function;
    }
}

/// Who speaks at an occasion takes part in it, and in what it follows where the other side is named.
fn join_speaker(reading: &mut Reading<'_, '_>, occasion: Option<EventId>, speaker: ActorId) {
    let mut next = occasion;
    for _ in 0..2 {
        let Some(event) = next.and_then(|id| reading.record.events.get_mut(id.index())) else { return };
        if !event.participants.contains(&speaker) {
            event.participants.insert(0, speaker);
        }
        next = event.follows;
    }
}
