//! Meetings, press conferences, talks and the like; the occasion and the date of statements.

mod dates;

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{ActorId, ActorKind, Event, EventId, EventKind, Evidence, PlaceId, TimexId, TimexType};

use super::Reading;
use super::phrase::{actors_of, is_noun, phrase_at};
use super::pragmatics::outside;
use crate::diplomacy::lists::{List, PatternList};
use crate::grammar::{Classes, Patterns, classes, phrases, rows};
use crate::text::{Case, TokenKind};

/// A date belongs to an event at most so many tokens away, with nothing but small words between.
const FARTHEST_DATE: u32 = 6;
/// A noun phrase has at most so many tokens before its head.
const LONGEST_MODIFIER: u32 = 7;

/// A noun of the table.
#[derive(Clone, Copy, Debug)]
struct Noun {
    kind: EventKind,
    occasion: bool,
    alone: bool,
}

fn nouns() -> &'static Patterns<Noun> {
    static TABLE: OnceLock<Patterns<Noun>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut nouns = Patterns::default();
        for cells in rows(include_str!("../../../data/diplomacy/event_nouns.tsv")) {
            let [pattern, kind, occasion, alone] = cells.as_slice() else { continue };
            if let Some(kind) = EventKind::ALL.iter().copied().find(|known| known.as_str() == *kind) {
                nouns.add(pattern, Noun { kind, occasion: *occasion == "yes", alone: *alone == "yes" });
            }
        }
        nouns
    })
}

/// Words before a noun that tell of an event that is only wanted or planned.
fn unreal() -> &'static Patterns<()> {
    static TABLE: OnceLock<Patterns<()>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut unreal = Patterns::default();
        for pattern in PatternList::Unreal.patterns() {
            unreal.add(pattern, ());
        }
        unreal
    })
}

/// Verbs whose object is only wanted; other objects may stand between them and an event that is real.
fn wanted() -> &'static Patterns<()> {
    static TABLE: OnceLock<Patterns<()>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut wanted = Patterns::default();
        for pattern in PatternList::Wanted.patterns() {
            wanted.add(pattern, ());
        }
        wanted
    })
}

/// An event found, in tokens.
#[derive(Debug)]
pub(super) struct Found {
    kind: EventKind,
    occasion: bool,
    tokens: Range<u32>,
    head: Range<u32>,
    date: Option<TimexId>,
    participants: Vec<ActorId>,
    organiser: Option<ActorId>,
    place: Option<PlaceId>,
}

/// Adds the events, then the occasions and dates of the statements.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    let found = find(reading);
    let ids = push(reading, &found);
    dates::fill(reading, &found, &ids);
}

fn find(reading: &Reading<'_, '_>) -> Vec<Found> {
    let text = reading.text;
    let mut all = Vec::new();
    for range in reading.prose.iter().map(|range| text.tokens_in(*range)) {
        for matched in nouns().all(text, range.clone()) {
            let head = matched.tokens.clone();
            let Some(sentence) = reading.sentence(head.start) else { continue };
            let start = phrase_start(reading, head.start, sentence.start);
            let (end, with) = complement(reading, matched.value.kind, head.end, sentence.end);
            let definite = start < head.start || end > head.end;
            let event = is_head(reading, &head) && !is_unreal(reading, &sentence, start);
            if !(definite || matched.value.alone) || !event {
                continue;
            }
            let tokens = start..end;
            all.push(Found {
                kind: matched.value.kind,
                occasion: matched.value.occasion,
                date: nearest_date(reading, &sentence, &tokens),
                participants: with.map(|with| actors_of(reading, &with)).unwrap_or_default(),
                organiser: organiser(reading, start..head.start).or_else(|| body_of(reading, head.end)),
                place: place(reading, &tokens),
                head,
                tokens,
            });
        }
    }
    all
}

/// Where the noun phrase of a head begins: adjectives, names and possessors before it, one determiner.
pub(super) fn phrase_start(reading: &Reading<'_, '_>, head: u32, floor: u32) -> u32 {
    let text = reading.text;
    let floor = floor.max(head.saturating_sub(LONGEST_MODIFIER));
    let stop = Classes::PREPOSITION
        .or(Classes::CONJUNCTION)
        .or(Classes::AUXILIARY)
        .or(Classes::COMPLEMENTISER)
        .or(Classes::NEGATION)
        .or(Classes::OBJECT);
    let mut start = head;
    while start > floor {
        let before = start - 1;
        let Some(token) = text.token(before) else { break };
        let class = classes(text, before);
        if class.is(Classes::DETERMINER) {
            // "said that talks began": "that" goes with no plural.
            let that = text.word(before).eq_ignore_ascii_case("that") && text.word(head).ends_with('s');
            return if that { start } else { before };
        }
        let inside = token.is_word_like() || token.kind == TokenKind::Clitic;
        let verb = token.case == Case::Lower
            && ["held", "hold", "holding", "after", "following", "during", "gave", "give", "giving"]
                .contains(&text.word(before));
        if !inside
            || verb
            || class.is(stop)
            || class.is(Classes::ADVERB)
            || class.is(Classes::TIME) && !token.is_capitalised()
        {
            // "today's talks": the day and its ending stay outside.
            let clitic = text.token(start).is_some_and(|token| token.kind == TokenKind::Clitic);
            return start + u32::from(clitic && start < head);
        }
        // A verb in front of a bare head is no part of the phrase: "began talks".
        let word = text.word(before);
        let participle = word.ends_with("ed") || word.ends_with("ing") || phrases::is_past(word);
        let infinitive = before
            .checked_sub(1)
            .is_some_and(|governor| classes(text, governor).is(Classes::AUXILIARY) || text.word(governor) == "to");
        let determined =
            before.checked_sub(1).is_some_and(|first| first >= floor && classes(text, first).is(Classes::DETERMINER));
        if token.case == Case::Lower && (participle && !determined || infinitive) {
            break;
        }
        start = before;
    }
    // Without a determiner the phrase keeps names and possessors only.
    while start < head
        && text.token(start).is_some_and(|token| token.case == Case::Lower && token.kind == TokenKind::Word)
        && start + 1 < head
        && text.token(start + 1).is_some_and(crate::text::Token::is_capitalised)
    {
        start += 1;
    }
    start
}

/// "with …", "between …", "in PLACE" behind a head: where it ends, and the tokens of the other side.
fn complement(reading: &Reading<'_, '_>, kind: EventKind, head_end: u32, ceiling: u32) -> (u32, Option<Range<u32>>) {
    let text = reading.text;
    let mut end = head_end;
    let mut with = None;
    loop {
        let preposition = text.word(end);
        if ["with", "between"].contains(&preposition) {
            let Some(phrase) = phrase_at(reading, end + 1, ceiling) else { break };
            end = phrase.end;
            with = Some(phrase);
        } else if preposition == "of" && kind == EventKind::Signing {
            let Some(phrase) = phrase_at(reading, end + 1, ceiling) else { break };
            end = phrase.end;
        } else if ["in", "at"].contains(&preposition) || kind == EventKind::Visit && preposition == "to" {
            let Some(found) = reading.place_at(end + 1) else { break };
            end = found.1;
        } else {
            break;
        }
    }
    (end, with)
}

/// Whether the noun is the head of its phrase: "the meeting room", "the minister talks" tell of no event.
fn is_head(reading: &Reading<'_, '_>, head: &Range<u32>) -> bool {
    let text = reading.text;
    let other = ["here", "there", "abroad", "amid", "despite", "alongside", "next"];
    let next = text.word(head.end);
    let verb = head.len() == 1 && !is_noun(text, head);
    let modifies = phrases::is_common_noun(text, head.end) && !next.ends_with('s') && !other.contains(&next);
    let talks = head.len() == 1
        && ["about", "of"].contains(&text.word(head.end))
        && reading
            .mentions_in(head.start.saturating_sub(4)..head.start)
            .iter()
            .any(|mention| mention.tokens.end == head.start && is_person(reading, mention.actor));
    !modifies && !verb && !talks
}

fn is_person(reading: &Reading<'_, '_>, actor: ActorId) -> bool {
    let actor = reading.record.actors.get(actor.index());
    actor.is_some_and(|actor| matches!(actor.kind, ActorKind::Person | ActorKind::Office))
}

fn is_unreal(reading: &Reading<'_, '_>, sentence: &Range<u32>, start: u32) -> bool {
    let from = start.saturating_sub(8).max(sentence.start);
    let none = ["no", "any"].iter().any(|word| reading.text.word(start).eq_ignore_ascii_case(word));
    let wanted = wanted().all(reading.text, from..start).last().is_some_and(|verb| verb.tokens.end == start);
    none || wanted || !unreal().all(reading.text, from..start).is_empty()
}

/// The date next to an event, before or behind it, with small words between.
pub(super) fn nearest_date(reading: &Reading<'_, '_>, sentence: &Range<u32>, event: &Range<u32>) -> Option<TimexId> {
    let small = |range: Range<u32>| {
        range.clone().all(|token| {
            let class = classes(reading.text, token);
            let clitic = reading.text.token(token).is_some_and(|token| token.kind == TokenKind::Clitic);
            clitic
                || class.is(Classes::PREPOSITION.or(Classes::DETERMINER))
                || !reading.timexes_in(token..token + 1).is_empty()
        })
    };
    let dates =
        reading.timexes_in(sentence.clone()).iter().filter(|(_, id)| {
            reading.record.timexes.get(id.index()).is_some_and(|timex| {
                matches!(timex.r#type, TimexType::Date | TimexType::Time) && timex.interval.is_some()
            })
        });
    let end = happened(reading, event.end, sentence.end);
    let gap = |tokens: &Range<u32>| {
        if tokens.end <= event.start {
            Some(tokens.end..event.start)
        } else if tokens.start >= end {
            Some(end..tokens.start)
        } else {
            Some(tokens.start..tokens.start)
        }
    };
    dates
        .filter_map(|(tokens, id)| Some((gap(tokens)?, *id)))
        .filter(|(gap, _)| gap.len() as u32 <= FARTHEST_DATE && small(gap.clone()))
        .min_by_key(|(gap, _)| gap.len())
        .map(|(_, id)| id)
}

/// "The session of the council opened in Vienna | on May 2": one past the words that tell that an event took place.
fn happened(reading: &Reading<'_, '_>, from: u32, ceiling: u32) -> u32 {
    let text = reading.text;
    let mut at = from;
    while at < ceiling {
        if ["of", "in", "at", "with"].contains(&text.word(at)) {
            let Some(phrase) = phrase_at(reading, at + 1, ceiling) else { break };
            at = phrase.end;
        } else if classes(text, at).is(Classes::AUXILIARY) || List::Happens.has(text.word(at)) {
            at += 1;
        } else if text.word(at) == "," && text.word(at + 1) == "which" && List::Happens.has(text.word(at + 3)) {
            // "the talks, which are due to begin on May 2".
            at += 3;
        } else {
            break;
        }
    }
    at
}

/// The organisation or state named in front of the head: "the OSCE summit".
fn organiser(reading: &Reading<'_, '_>, modifiers: Range<u32>) -> Option<ActorId> {
    let inside = reading.mentions_in(modifiers.clone()).iter().filter(|mention| mention.tokens.end <= modifiers.end);
    let body = |actor: &ActorId| {
        reading.record.actors.get(actor.index()).is_some_and(|actor| actor.kind == ActorKind::Organisation)
    };
    inside.map(|mention| mention.actor).find(body)
}

/// "the 63rd session | of the UN General Assembly": the body behind the head.
fn body_of(reading: &Reading<'_, '_>, of: u32) -> Option<ActorId> {
    let article = u32::from(classes(reading.text, of + 1).is(Classes::DETERMINER));
    let named = reading.mentions_in(of + 1 + article..of + 2 + article).first()?;
    let actor = reading.record.actors.get(named.actor.index()).filter(|_| reading.text.word(of) == "of");
    actor.is_some_and(|actor| actor.kind == ActorKind::Organisation).then_some(named.actor)
}

fn place(reading: &Reading<'_, '_>, tokens: &Range<u32>) -> Option<PlaceId> {
    tokens.clone().find_map(|token| reading.place_at(token)).map(|(place, _)| place)
}

/// Pushes the events; one that is named again by a definite noun alone joins the last of its kind.
fn push(reading: &mut Reading<'_, '_>, found: &[Found]) -> Vec<EventId> {
    let mut ids: Vec<EventId> = Vec::with_capacity(found.len());
    for (place, event) in found.iter().enumerate() {
        let again = event.participants.is_empty()
            && event.date.is_none()
            && reading.text.word(event.tokens.start).eq_ignore_ascii_case("the")
            && event.tokens.start + 1 == event.head.start
            && event.tokens.end == event.head.end;
        let known =
            found.iter().zip(&ids).rev().find(|(other, _)| again && other.kind == event.kind).map(|(_, id)| *id);
        let span = reading.span(event.tokens.clone());
        if let Some(id) = known {
            if let Some(item) = reading.record.events.get_mut(id.index()) {
                item.spans.extend(span);
            }
            ids.push(id);
            continue;
        }
        let date = event.date.and_then(|id| reading.value(id));
        let follows = follows(reading, found, place).and_then(|other| ids.get(other).copied());
        ids.push(reading.record.push(Event {
            id: EventId(0),
            kind: event.kind,
            spans: span.into_iter().collect(),
            date,
            place: event.place,
            participants: event.participants.clone(),
            organiser: event.organiser,
            follows,
            instrument: None,
            evidence: Evidence::Explicit,
            rule: "event.noun".into(),
            confidence: None,
        }));
    }
    // "a press conference following talks": the second comes first.
    for place in 0..found.len() {
        let Some(later) = found.get(place + 1) else { continue };
        let Some(event) = found.get(place) else { continue };
        let between = event.tokens.end..later.tokens.start;
        let after = between.len() <= 3
            && between.clone().any(|token| ["after", "following"].contains(&reading.text.word(token)));
        let (Some(&own), Some(&before)) = (ids.get(place), ids.get(place + 1)) else { continue };
        if let Some(item) = reading.record.events.get_mut(own.index()).filter(|_| after && own != before) {
            item.follows = Some(before);
        }
    }
    ids
}

/// "After the talks, at a press conference": the event that the words before this one name.
fn follows(reading: &Reading<'_, '_>, found: &[Found], place: usize) -> Option<usize> {
    let before = place.checked_sub(1)?;
    let (event, other) = (found.get(place)?, found.get(before)?);
    let sentence = reading.sentence(event.tokens.start)?;
    let after = other.tokens.start.checked_sub(1).is_some_and(|token| {
        ["after", "following"].iter().any(|word| reading.text.word(token).eq_ignore_ascii_case(word))
    });
    (after && sentence.contains(&other.tokens.start)).then_some(before)
}

/// Where a statement is said: the events in the sentence of its cue, outside its content.
pub(super) fn occasions_of(reading: &Reading<'_, '_>, found: &[Found], place: usize) -> Option<usize> {
    let tokens = reading.statements.get(place)?;
    let cue = tokens.cue.clone()?;
    let parts = outside(reading, &cue, &tokens.content);
    let first = parts.iter().map(|part| part.start).min()?;
    let last = parts.iter().map(|part| part.end).max()?;
    let begin = found.partition_point(|event| event.head.start < first);
    let near = found.iter().enumerate().skip(begin).take_while(|(_, event)| event.head.start < last);
    let occasion = |event: &Found| {
        event.occasion
            && parts.iter().any(|part| part.start <= event.tokens.start && event.tokens.end <= part.end)
            && event.tokens.start.checked_sub(1).is_some_and(|before| {
                ["at", "in", "during", "after", "following", "on", "told", "telling"]
                    .contains(&reading.text.word(before).to_lowercase().as_str())
            })
    };
    near.into_iter().find(|(_, event)| occasion(event)).map(|(place, _)| place)
}
