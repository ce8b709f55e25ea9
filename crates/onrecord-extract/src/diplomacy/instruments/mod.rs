//! Treaties, resolutions, declarations and other texts that are cited, alone and in sets.
//!
//! Names of the tables first, then titles by their form ("Convention on …"), numbers, plain nouns with a year; short
//! mentions join the last instrument of their kind. Year and place come from the text alone; what the tables add stands
//! apart, in `registry`.

mod adoption;
mod mention;
mod names;

use std::ops::Range;

use onrecord_model::{
    ActorKind, Evidence, Instrument, InstrumentId, InstrumentKind, InstrumentRegistryEntry, TimexFunction, TimexType,
};

use super::Reading;
use mention::{Found, Reference};

pub(crate) use names::Names;

/// Adds the instruments, then the events in which they were adopted or signed.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    let mut found = mention::find(reading);
    // "These documents" are instruments where the text names some.
    let named = found.iter().any(|found| found.reference == Reference::Named);
    let these = |found: &Found| {
        ["these", "those"].iter().any(|word| reading.text.word(found.tokens.start).eq_ignore_ascii_case(word))
    };
    found.retain(|found| found.reference != Reference::Set || named || !these(found));
    let mut items: Vec<(InstrumentId, Range<u32>)> = Vec::new();
    for found in found {
        let last = items.last().map(|(id, _)| *id);
        let id = match known(reading, &items, &found) {
            Some(id) => {
                add_span(reading, id, &found);
                id
            }
            None if found.reference == Reference::Short => continue,
            None => {
                let id = push(reading, &found);
                // "resolutions 242 and 338": the second is of the body that the first names.
                if found.number.is_some() && found.tokens.len() == 1 {
                    let body =
                        last.and_then(|last| reading.record.instruments.get(last.index())).and_then(|last| last.body);
                    if let Some(item) = reading.record.instruments.get_mut(id.index()) {
                        item.body = body;
                    }
                }
                id
            }
        };
        items.push((id, found.tokens.clone()));
    }
    for (_, tokens) in &items {
        date_of_instrument(reading, tokens);
    }
    let before = reading.record.instruments.len();
    adoption::read(reading, &items);
    let outcomes = reading.record.instruments.get(before..).unwrap_or_default().iter();
    let outcomes: Vec<_> = outcomes.filter_map(|item| Some((item.id, reading.tokens(item.spans.first()?)))).collect();
    items.extend(outcomes);
    items.sort_by_key(|(_, tokens)| tokens.start);
    join_sets(reading, &items);
}

/// The instrument that is mentioned again.
fn known(reading: &Reading<'_, '_>, items: &[(InstrumentId, Range<u32>)], found: &Found) -> Option<InstrumentId> {
    let item = |id: InstrumentId| reading.record.instruments.get(id.index());
    let mut before = items.iter().rev().map(|(id, _)| *id);
    match found.reference {
        Reference::Short => before.find(|id| item(*id).is_some_and(|item| item.kind == found.kind || found.any_kind)),
        Reference::Set => None,
        Reference::Named => before.find(|id| {
            item(*id).is_some_and(|item| {
                let same_key = item.registry.as_ref().map(|entry| entry.key.as_str()) == found.key.as_deref();
                let same_title = item.title.is_some() && item.title == found.title;
                found.key.is_some() && same_key || same_title || found.number.is_some() && item.number == found.number
            })
        }),
    }
}

/// "the joint statement of Sept. 19, 2005": a date inside a mention is that of the instrument.
fn date_of_instrument(reading: &mut Reading<'_, '_>, tokens: &Range<u32>) {
    for (_, id) in reading.timexes_in(tokens.clone()).to_vec() {
        if let Some(timex) = reading.record.timexes.get_mut(id.index()) {
            timex.function = TimexFunction::InstrumentDate;
        }
    }
}

fn add_span(reading: &mut Reading<'_, '_>, id: InstrumentId, found: &Found) {
    let span = reading.span(found.tokens.clone());
    if let Some(item) = reading.record.instruments.get_mut(id.index()) {
        item.spans.extend(span);
        if item.year.is_none() {
            item.year.clone_from(&found.year);
        }
    }
}

fn push(reading: &mut Reading<'_, '_>, found: &Found) -> InstrumentId {
    let title = found.title.clone();
    let body = body(reading, found);
    let spans = reading.span(found.tokens.clone()).into_iter().collect();
    reading.record.push(Instrument {
        id: InstrumentId(0),
        title,
        kind: found.kind,
        number: found.number.clone(),
        year: found.year.clone(),
        place: None,
        body,
        spans,
        members: Vec::new(),
        via_event: None,
        same_as: None,
        registry: found.key.as_deref().and_then(|key| registry(reading, key)),
        evidence: Evidence::Explicit,
        rule: found.rule.into(),
        confidence: None,
    })
}

/// The organisation named in the mention or right before it.
fn body(reading: &Reading<'_, '_>, found: &Found) -> Option<onrecord_model::ActorId> {
    let inside = reading.mentions_in(found.tokens.start.saturating_sub(3)..found.tokens.end);
    let organisation = |actor: &onrecord_model::ActorId| {
        reading.record.actors.get(actor.index()).is_some_and(|actor| actor.kind == ActorKind::Organisation)
    };
    let near = inside
        .iter()
        .filter(|mention| mention.tokens.end >= found.tokens.start && mention.tokens.end <= found.tokens.end);
    near.map(|mention| mention.actor).find(organisation)
}

/// What the tables say of an instrument.
fn registry(reading: &Reading<'_, '_>, key: &str) -> Option<InstrumentRegistryEntry> {
    let row = reading.tables.knowledge().instruments().get(key)?;
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Some(InstrumentRegistryEntry {
        key: key.to_owned(),
        title: some(&row.title),
        adopted: row.adopted.map(|date| date.to_string()),
        place: some(&row.place),
        depositary: some(&row.depositary.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ")),
    })
}

/// A set has the instruments as members that its sentence names behind it; "these documents" are the set of the text.
fn join_sets(reading: &mut Reading<'_, '_>, items: &[(InstrumentId, Range<u32>)]) {
    // A name of the tables, "the Minsk agreements", is complete without members.
    let open = |id: InstrumentId| {
        let item = reading.record.instruments.get(id.index());
        item.is_some_and(|item| item.kind == InstrumentKind::Set && item.registry.is_none())
    };
    let sets: Vec<_> = items.iter().filter(|(id, _)| open(*id)).cloned().collect();
    for (set, tokens) in &sets {
        let Some(sentence) = reading.sentence(tokens.start) else { continue };
        let mut members: Vec<InstrumentId> = items
            .iter()
            .filter(|(id, other)| id != set && sentence.contains(&other.start) && other.start > tokens.start)
            .map(|(id, _)| *id)
            .collect();
        members.dedup();
        if members.iter().any(|id| kind(reading, *id) == Some(InstrumentKind::Set)) {
            continue;
        }
        let body = reading.record.instruments.get(set.index()).and_then(|set| set.body);
        for member in &members {
            if let Some(item) = reading.record.instruments.get_mut(member.index()) {
                item.body = item.body.or(body);
            }
        }
        if let Some(item) = reading.record.instruments.get_mut(set.index()) {
            item.members = members;
        }
    }
    // "these documents" and "many UN documents": one set, where there are no others.
    if let [(first, a), (second, b)] = sets.as_slice() {
        let demonstrative = |tokens: &Range<u32>| {
            ["these", "those"].iter().any(|word| reading.text.word(tokens.start).eq_ignore_ascii_case(word))
        };
        let (short, full) = if demonstrative(a) { (first, second) } else { (second, first) };
        if demonstrative(a) != demonstrative(b) {
            let full = *full;
            if let Some(item) = reading.record.instruments.get_mut(short.index()) {
                item.same_as = Some(full);
            }
        }
    }
}

fn kind(reading: &Reading<'_, '_>, id: InstrumentId) -> Option<InstrumentKind> {
    reading.record.instruments.get(id.index()).map(|item| item.kind)
}

/// The year or month of a date, as an instrument bears it.
fn year_of(reading: &Reading<'_, '_>, timex: onrecord_model::TimexId) -> Option<String> {
    let timex = reading.record.timexes.get(timex.index())?;
    let date = timex.r#type == TimexType::Date;
    let value = timex.value.as_str();
    let plain = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && [4, 7, 10].contains(&value.len());
    (date && plain).then(|| value.to_owned())
}
