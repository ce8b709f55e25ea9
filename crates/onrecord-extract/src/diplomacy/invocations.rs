//! Who cites which instrument for which concept.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{
    ActorId, ConceptId, Evidence, InstrumentId, InstrumentKind, Invocation, InvocationId, InvocationRelation,
    StatementId,
};

use super::Reading;
use super::factuality::denies;
use super::phrase::negation;
use crate::diplomacy::lists::List;
use crate::grammar::{Classes, Patterns, classes, rows};
use crate::text::TokenKind;

/// An instrument stands at most so many tokens from its cue.
const FARTHEST_INSTRUMENT: u32 = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
    Both,
}

fn cues() -> &'static Patterns<(InvocationRelation, Side)> {
    static TABLE: OnceLock<Patterns<(InvocationRelation, Side)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut cues = Patterns::default();
        for cells in rows(include_str!("../../data/diplomacy/invocation_cues.tsv")) {
            let [pattern, relation, side] = cells.as_slice() else { continue };
            let side = match *side {
                "before" => Side::Before,
                "behind" => Side::Behind,
                _ => Side::Both,
            };
            let known = InvocationRelation::ALL.iter().copied().find(|known| known.as_str() == *relation);
            if let Some(relation) = known {
                cues.add(pattern, (relation, side));
            }
        }
        cues
    })
}

struct Found {
    instrument: InstrumentId,
    relation: InvocationRelation,
    cue: Range<u32>,
    concept: Option<ConceptId>,
    inferred: bool,
}

/// Adds the invocations of the statements of level 1.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    let instruments = mentions(reading);
    for place in 0..reading.statements.len() {
        let Some(statement) = reading.record.statements.get(place).filter(|statement| statement.level == 1) else {
            continue;
        };
        let (id, Some(actor)) = (statement.id, statement.speaker) else { continue };
        let content = reading.statements.get(place).map(|tokens| tokens.content.clone()).unwrap_or_default();
        let mut found: Vec<Found> = Vec::new();
        for fragment in &content {
            found.extend(find(reading, fragment, &instruments));
        }
        let denied = denies(reading, place);
        for found in found {
            // "denied that it had violated the treaty" accuses nobody.
            if !(denied && found.relation == InvocationRelation::Violates) {
                push(reading, id, actor, &found);
            }
        }
    }
}

/// Every mention of an instrument, in reading order.
fn mentions(reading: &Reading<'_, '_>) -> Vec<(Range<u32>, InstrumentId)> {
    let spans = reading.record.instruments.iter().flat_map(|item| item.spans.iter().map(move |span| (span, item.id)));
    let mut all: Vec<_> = spans.map(|(span, id)| (reading.tokens(span), id)).collect();
    all.sort_by_key(|(tokens, _)| tokens.start);
    all
}

fn find(reading: &Reading<'_, '_>, content: &Range<u32>, instruments: &[(Range<u32>, InstrumentId)]) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    for cue in cues().all(reading.text, content.clone()) {
        let Some(sentence) = reading.sentence(cue.tokens.start) else { continue };
        let clause = sentence.start.max(content.start)..sentence.end.min(content.end);
        let (relation, side) = *cue.value;
        let first = cue.tokens.start..cue.tokens.start + 1;
        let upheld = relation == InvocationRelation::Upholds && side == Side::Before;
        // "upheld in its detailed form": the phrase behind is no instrument; the summit in front is one.
        let (tokens, instrument) = match related(reading, instruments, &cue.tokens, &clause, side) {
            Some((_, instrument)) => (cue.tokens.clone(), instrument),
            None => match related(reading, instruments, &first, &clause, Side::Both).filter(|_| upheld) {
                Some((_, instrument)) => (first, instrument),
                None => continue,
            },
        };
        // "has failed to implement" tells of a violation, "refuses to sign" of nothing.
        let negated = negation(reading, sentence.start, cue.tokens.start).is_some();
        let relation = match relation {
            InvocationRelation::Upholds if negated => InvocationRelation::Violates,
            InvocationRelation::Cites | InvocationRelation::Demands => relation,
            InvocationRelation::Withdraws | InvocationRelation::Commits if is_meant(reading, &cue.tokens, &clause) => {
                continue;
            }
            _ if negated => continue,
            relation => relation,
        };
        // "in this respect" is a noun.
        let noun =
            cue.tokens.start.checked_sub(1).is_some_and(|before| ["this", "that"].contains(&reading.text.word(before)))
                && reading.text.word(cue.tokens.start) == "respect";
        // "would violate the principle laid down in the Charter": the nearer of two cues relates to the instrument.
        let known = all.iter().position(|other| other.instrument == instrument && !other.inferred);
        let nearer = known.and_then(|known| all.get(known)).is_some_and(|other| {
            let named = instruments.iter().find(|(tokens, id)| *id == instrument && tokens.start >= other.cue.end);
            let close = named.is_some_and(|(tokens, _)| tokens.start <= cue.tokens.end + 1);
            close && other.cue.end < cue.tokens.start && cue.value.1 == Side::Before
        });
        if let Some(known) = known.filter(|_| nearer) {
            all.remove(known);
        }
        if noun || all.iter().any(|other| other.instrument == instrument) {
            continue;
        }
        let concept = concept(reading, &cue.tokens, &clause, content);
        let outcome = kind(reading, instrument) == Some(InstrumentKind::SummitOutcome);
        let tokens = if outcome { widened(reading, &tokens, &clause) } else { tokens };
        let members =
            reading.record.instruments.get(instrument.index()).map(|item| item.members.clone()).unwrap_or_default();
        all.push(Found { instrument, relation, cue: tokens, concept, inferred: false });
        // What is said of a set is said of its members, unless the text says something else of one.
        for member in members {
            if !all.iter().any(|other| other.instrument == member)
                && kind(reading, member) != Some(InstrumentKind::SummitOutcome)
            {
                all.push(Found { instrument: member, relation, cue: cue.tokens.clone(), concept, inferred: true });
            }
        }
    }
    all
}

/// "threatened to withdraw from", "would sign": only meant, and not done.
fn is_meant(reading: &Reading<'_, '_>, cue: &Range<u32>, clause: &Range<u32>) -> bool {
    const MODAL: &[&str] = &["would", "could", "might", "may", "should"];
    let is = |token: u32, words: &[&str]| words.iter().any(|word| reading.text.word(token).eq_ignore_ascii_case(word));
    let from = cue.start.saturating_sub(5).max(clause.start);
    let infinitive = cue.start > from && reading.text.word(cue.start - 1) == "to";
    infinitive && (from..cue.start).any(|token| List::Means.has(reading.text.word(token)))
        || (cue.start.saturating_sub(2).max(from)..cue.start).any(|token| is(token, MODAL))
}

fn kind(reading: &Reading<'_, '_>, id: InstrumentId) -> Option<InstrumentKind> {
    reading.record.instruments.get(id.index()).map(|item| item.kind)
}

/// The instrument that a cue relates to, on its side, in its clause.
fn related(
    reading: &Reading<'_, '_>,
    instruments: &[(Range<u32>, InstrumentId)],
    cue: &Range<u32>,
    clause: &Range<u32>,
    side: Side,
) -> Option<(Range<u32>, InstrumentId)> {
    let first = instruments.partition_point(|(tokens, _)| tokens.end <= clause.start);
    let inside =
        instruments.get(first..).unwrap_or_default().iter().take_while(|(tokens, _)| tokens.start < clause.end);
    let words = |range: Range<u32>| {
        let small = Classes::DETERMINER.or(Classes::PREPOSITION).or(Classes::ADVERB).or(Classes::AUXILIARY);
        range.into_iter().all(|token| {
            classes(reading.text, token).is(small)
                || !reading.timexes_in(token..token + 1).is_empty()
                || reading.text.token(token).is_some_and(|word| word.is_word_like() || word.kind == TokenKind::Clitic)
        })
    };
    let near: Vec<_> = inside.cloned().collect();
    let before = near
        .iter()
        .filter(|(tokens, _)| {
            tokens.start >= cue.end && tokens.start - cue.end <= FARTHEST_INSTRUMENT && words(cue.end..tokens.start)
        })
        .min_by_key(|(tokens, _)| tokens.start);
    let summit = |id: InstrumentId| kind(reading, id) == Some(InstrumentKind::SummitOutcome);
    let behind = near
        .iter()
        .filter(|(tokens, id)| {
            tokens.end <= cue.start
                && cue.start - tokens.end <= FARTHEST_INSTRUMENT
                && (summit(*id) || words(tokens.end..cue.start))
        })
        .max_by_key(|(tokens, _)| tokens.end);
    match side {
        Side::Before => before.cloned(),
        Side::Behind => behind.cloned(),
        Side::Both => {
            // A summit in front takes its passive: "at the summit the principle was upheld".
            let passive = cue.start.checked_sub(2).is_some_and(|from| {
                (from..cue.start).any(|token| ["was", "were", "been"].contains(&reading.text.word(token)))
            });
            let outcome = behind.filter(|(_, id)| passive && summit(*id));
            outcome.or(if passive { behind } else { before.or(behind) }).cloned()
        }
    }
}

/// The concept a cue is about: the subject in front of it, "all of this" and "it" the one before.
fn concept(
    reading: &Reading<'_, '_>,
    cue: &Range<u32>,
    clause: &Range<u32>,
    content: &Range<u32>,
) -> Option<ConceptId> {
    let own = reading.concept_before(cue.start, clause.start).map(|(id, _)| id);
    let pronoun = (clause.start..cue.start).any(|token| {
        ["this", "it", "that", "these", "which"].iter().any(|word| reading.text.word(token).eq_ignore_ascii_case(word))
    });
    let before = || {
        let all = reading.concepts_in(content.start..clause.start);
        let principle = |id: &ConceptId| {
            reading.record.concepts.get(id.index()).is_some_and(|concept| concept.component_of.is_none())
        };
        all.into_iter().map(|(id, _)| id).rfind(principle)
    };
    own.or_else(|| if pronoun { before() } else { None })
        .or_else(|| reading.concepts_in(cue.end..clause.end).first().map(|(id, _)| *id))
}

/// The cue with its adverb and the phrase of manner behind it: "unequivocally upheld in its detailed form".
fn widened(reading: &Reading<'_, '_>, cue: &Range<u32>, clause: &Range<u32>) -> Range<u32> {
    let text = reading.text;
    let mut start = cue.start;
    while start > clause.start && classes(text, start - 1).is(Classes::ADVERB) {
        start -= 1;
    }
    let manner = text.word(cue.end) == "in" && classes(text, cue.end + 1).is(Classes::DETERMINER);
    let phrase = crate::grammar::phrases::source_after(text, cue.end + 1, clause.end).filter(|_| manner);
    let timed = |range: &Range<u32>| !reading.timexes_in(range.clone()).is_empty();
    start..phrase.filter(|phrase| !timed(phrase)).map_or(cue.end, |phrase| phrase.end)
}

fn push(reading: &mut Reading<'_, '_>, statement: StatementId, actor: ActorId, found: &Found) {
    let cue = reading.span(found.cue.clone());
    reading.record.push(Invocation {
        id: InvocationId(0),
        actor,
        instrument: found.instrument,
        concept: found.concept,
        relation: found.relation,
        cue,
        statement: Some(statement),
        evidence: if found.inferred { Evidence::Inferred } else { Evidence::Explicit },
        rule: "invocation.cue".into(),
        confidence: None,
    });
}
