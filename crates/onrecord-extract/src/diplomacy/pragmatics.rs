//! What a speaker does by saying it: speech act, attitude, medium, and how it stands to what it tells of others.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{ActorId, Evidential, ParentStance, SpeechAct, Statement};

use super::Reading;
use crate::diplomacy::lists::PatternList;
use crate::grammar::{Patterns, rows};

/// What the table says of a cue.
#[derive(Debug)]
struct Row {
    act: SpeechAct,
    attitude: Option<String>,
    stance: Option<ParentStance>,
}

fn acts() -> &'static HashMap<&'static str, Row> {
    static TABLE: OnceLock<HashMap<&str, Row>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let table = rows(include_str!("../../data/diplomacy/speech_acts.tsv"));
        table
            .filter_map(|cells| {
                let [lemma, act, attitude, stance] = cells.as_slice() else { return None };
                let act = SpeechAct::ALL.iter().copied().find(|known| known.as_str() == *act)?;
                let stance = ParentStance::ALL.iter().copied().find(|known| known.as_str() == *stance);
                let attitude = Some((*attitude).to_owned()).filter(|attitude| !attitude.is_empty());
                Some((*lemma, Row { act, attitude, stance }))
            })
            .collect()
    })
}

fn media() -> &'static Patterns<String> {
    static TABLE: OnceLock<Patterns<String>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut media = Patterns::default();
        for cells in rows(include_str!("../../data/diplomacy/media.tsv")) {
            if let [pattern, medium] = cells.as_slice() {
                media.add(pattern, (*medium).to_owned());
            }
        }
        media
    })
}

/// Whether a verb asks for something by the table of speech acts: "asked", "urged", "demanded".
pub(super) fn is_directive(lemma: &str) -> bool {
    act_of(lemma).is_some_and(|row| row.act == SpeechAct::Directive)
}

/// "not the way our colleagues present it": what follows is told to be untrue.
fn denials() -> &'static Patterns<()> {
    static TABLE: OnceLock<Patterns<()>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut denials = Patterns::default();
        for pattern in PatternList::Denial.patterns() {
            denials.add(pattern, ());
        }
        denials
    })
}

/// Fills the fields of the statements.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    let mut last_medium: HashMap<ActorId, String> = HashMap::new();
    for place in 0..reading.statements.len() {
        let Some(filled) = fill(reading, place, &mut last_medium) else { continue };
        if let Some(statement) = reading.record.statements.get_mut(place) {
            *statement = filled;
        }
    }
}

/// A statement with its fields.
fn fill(reading: &Reading<'_, '_>, place: usize, media: &mut HashMap<ActorId, String>) -> Option<Statement> {
    let mut statement = reading.record.statements.get(place)?.clone();
    let act = statement.cue.as_ref().and_then(|cue| act_of(&cue.lemma));
    statement.speech_act = Some(act.map_or(SpeechAct::Assertive, |act| act.act));
    statement.attitude = act.and_then(|act| act.attitude.clone());
    statement.medium = medium(reading, place, &statement, media);
    if statement.addressees.is_empty() && statement.speech_act == Some(SpeechAct::Directive) {
        statement.addressees.extend(asked(reading, place).filter(|asked| Some(*asked) != statement.speaker));
    }
    let parent = statement.embedded_in.and_then(|parent| reading.record.statements.get(parent.index()));
    if parent.is_some_and(|parent| is_other_party(reading, &statement, parent)) {
        statement.evidential = Some(Evidential::AttributedByOtherParty);
        let denied = denied(reading, place);
        let stance = if denied { Some(ParentStance::Rejects) } else { act.and_then(|act| act.stance) };
        statement.parent_stance = Some(stance.unwrap_or(ParentStance::Reports));
    }
    Some(statement)
}

/// Who is asked, where the content begins with it: "asked [Norland to answer]".
fn asked(reading: &Reading<'_, '_>, place: usize) -> Option<ActorId> {
    let content = reading.statements.get(place)?.content.first()?.clone();
    let begin = content.start + u32::from(reading.text.word(content.start).eq_ignore_ascii_case("the"));
    let mention = reading.mentions_in(content.start..begin + 1).first()?;
    let to = mention.tokens.end + u32::from(reading.text.word(mention.tokens.end) == "not");
    ["to", "for"].contains(&reading.text.word(to)).then_some(mention.actor)
}

/// The row of a lemma, of its first word where the whole is not listed.
fn act_of(lemma: &str) -> Option<&'static Row> {
    let first = lemma.split(' ').next().unwrap_or_default();
    acts().get(lemma).or_else(|| acts().get(first))
}

/// Whether the speaker of an inner statement is another party than the one who tells of it: not the same actor, nor
/// the state or body for which that one speaks.
fn is_other_party(reading: &Reading<'_, '_>, inner: &Statement, outer: &Statement) -> bool {
    let (Some(speaker), Some(teller)) = (inner.speaker, outer.speaker) else { return false };
    speaker != teller && !reading.sides_of(teller).contains(&speaker) && !reading.sides_of(speaker).contains(&teller)
}

/// Whether the words before the inner speaker, in its sentence, deny what follows.
fn denied(reading: &Reading<'_, '_>, place: usize) -> bool {
    let Some(statement) = reading.statements.get(place) else { return false };
    let Some(source) = statement.source.clone().or_else(|| statement.cue.clone()) else { return false };
    let Some(sentence) = reading.sentence(source.start) else { return false };
    !denials().all(reading.text, sentence.start..source.start.max(sentence.start)).is_empty()
}

/// The medium that the sentence of the cue tells outside the content; else that of the speaker's statement before, as
/// long as nothing else is told.
fn medium(
    reading: &Reading<'_, '_>,
    place: usize,
    statement: &Statement,
    last: &mut HashMap<ActorId, String>,
) -> Option<String> {
    if statement.level != 1 {
        return None;
    }
    let tokens = reading.statements.get(place)?;
    let cue = tokens.cue.clone()?;
    // "Orlu, whose letter set it off, said": what tells of the speaker is not how it was said.
    let relative = tokens.source.clone().and_then(|source| {
        let pronoun = |token: &u32| ["who", "whose", "whom", "which", "that"].contains(&reading.text.word(*token));
        source.clone().find(pronoun).map(|pronoun| pronoun..source.end)
    });
    let of_speaker = |tokens: &Range<u32>| relative.as_ref().is_some_and(|relative| relative.contains(&tokens.start));
    let outside = outside(reading, &cue, &tokens.content);
    let mut named = outside.iter().flat_map(|range| media().all(reading.text, range.clone()));
    // "confirmed that the letter had arrived but said": what others say is not how this was said.
    let other = |start: u32| reading.is_told_elsewhere(start, tokens.statement);
    let told = named.find(|matched| !of_speaker(&matched.tokens) && !other(matched.tokens.start));
    let told = told.map(|matched| matched.value.clone());
    let speaker = statement.speaker?;
    let told = told.or_else(|| last.get(&speaker).cloned())?;
    last.insert(speaker, told.clone());
    Some(told)
}

/// The parts of the sentence of a cue that are no content.
pub(super) fn outside(reading: &Reading<'_, '_>, cue: &Range<u32>, content: &[Range<u32>]) -> Vec<Range<u32>> {
    let Some(sentence) = reading.sentence(cue.start) else { return Vec::new() };
    let mut parts = Vec::new();
    let mut start = sentence.start;
    let mut inside: Vec<&Range<u32>> = content.iter().filter(|range| range.end > sentence.start).collect();
    inside.sort_by_key(|range| range.start);
    for range in inside.into_iter().take_while(|range| range.start < sentence.end) {
        if range.start > start {
            parts.push(start..range.start);
        }
        start = start.max(range.end);
    }
    if start < sentence.end {
        parts.push(start..sentence.end);
    }
    parts
}
