//! What someone says that a concept demands, permits, equals or is.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{ConceptId, Definition, DefinitionId, DefinitionKind, Evidence};

use super::Reading;
use crate::diplomacy::lists::PatternList;
use crate::grammar::{Classes, Patterns, classes, rows};
use crate::text::TokenKind;

/// What "it" stands for was named at most so many tokens before.
const FARTHEST_ANTECEDENT: u32 = 60;

#[derive(Clone, Copy, Debug)]
struct Cue {
    kind: DefinitionKind,
    negative: bool,
}

fn cues() -> &'static Patterns<Cue> {
    static TABLE: OnceLock<Patterns<Cue>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut cues = Patterns::default();
        for cells in rows(include_str!("../../data/diplomacy/definition_cues.tsv")) {
            let [pattern, kind, negative] = cells.as_slice() else { continue };
            if let Some(kind) = DefinitionKind::ALL.iter().copied().find(|known| known.as_str() == *kind) {
                cues.add(pattern, Cue { kind, negative: *negative == "yes" });
            }
        }
        cues
    })
}

/// Whether a verb of the table stands here: it parts a norm from what states it.
pub(super) fn is_cue(reading: &Reading<'_, '_>, token: u32) -> bool {
    cues().at(reading.text, token, token + 1).is_some()
}

/// Adds the definitions; a norm inside one is a component of the concept defined.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    for place in 0..reading.statements.len() {
        let Some(statement) = reading.record.statements.get(place) else { continue };
        let (id, Some(actor)) = (statement.id, statement.speaker) else { continue };
        if statement.level == 0 || statement.level > 1 {
            continue;
        }
        let content = reading.statements.get(place).map(|tokens| tokens.content.clone()).unwrap_or_default();
        let begins = content.first().map_or(0, |first| first.start);
        for fragment in content {
            for found in find(reading, begins, &fragment) {
                push(reading, id, actor, &found);
            }
        }
    }
}

struct Found {
    concept: ConceptId,
    kind: DefinitionKind,
    definiens: Range<u32>,
    cue: Range<u32>,
    hedge: Option<Range<u32>>,
}

/// The definitions of a fragment of a statement that begins at a token.
fn find(reading: &Reading<'_, '_>, begins: u32, content: &Range<u32>) -> Vec<Found> {
    let text = reading.text;
    let mut all = Vec::new();
    for cue in cues().all(text, content.clone()) {
        let Some(sentence) = reading.sentence(cue.tokens.start) else { continue };
        let floor = sentence.start.max(content.start);
        // "the treaty banning mines" only names what is banned.
        if text.word(cue.tokens.start).ends_with("ing") {
            continue;
        }
        // A question says nothing of what it asks.
        let asks = |token: u32| text.word(token) == "?";
        if (cue.tokens.end..sentence.end).rev().take(2).any(asks) {
            continue;
        }
        let Some((subject, concept)) = subject(reading, &cue.tokens, floor, begins) else { continue };
        let end = clause_end(reading, cue.tokens.end, sentence.end.min(content.end));
        if end <= cue.tokens.end && cue.value.kind != DefinitionKind::Status {
            continue;
        }
        let forbids = |token: u32| ["avoid", "refrain", "not", "no", "abstain", "without"].contains(&text.word(token));
        let negative = (cue.tokens.end..end.min(cue.tokens.end + 4)).any(forbids);
        let denied = is_denied(reading, subject, &cue.tokens);
        let kind = match cue.value.kind {
            DefinitionKind::Permission if denied => DefinitionKind::Prohibition,
            DefinitionKind::Prohibition if denied => DefinitionKind::Permission,
            DefinitionKind::Equivalence | DefinitionKind::Status if denied => continue,
            DefinitionKind::Prohibition if cue.value.negative && !negative => DefinitionKind::Genus,
            kind => kind,
        };
        all.push(Found {
            concept,
            kind,
            definiens: subject..end.max(cue.tokens.end),
            cue: cue.tokens,
            hedge: hedge(reading, floor, subject),
        });
    }
    all
}

/// "does not permit", "gives nobody the right": the cue with a negation in front of it or in it.
fn is_denied(reading: &Reading<'_, '_>, subject: u32, cue: &Range<u32>) -> bool {
    let text = reading.text;
    let none = |token: u32| ["nobody", "no", "none"].iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    let before = cue.start.saturating_sub(3).max(subject)..cue.start;
    before.chain(cue.clone()).any(|token| classes(text, token).is(Classes::NEGATION) || none(token))
}

/// Where the subject of a cue begins, and the concept it stands for.
fn subject(reading: &Reading<'_, '_>, cue: &Range<u32>, floor: u32, begins: u32) -> Option<(u32, ConceptId)> {
    let text = reading.text;
    let mut before = cue.start;
    while before > floor && classes(text, before - 1).is(Classes::ADVERB.or(Classes::AUXILIARY).or(Classes::NEGATION)) {
        before -= 1;
    }
    let last = before.checked_sub(1).filter(|last| *last >= floor)?;
    let pronoun = |words: &[&str]| words.iter().any(|word| text.word(last).eq_ignore_ascii_case(word));
    if pronoun(&["which", "that"]) {
        let concept = reading.concept_before(last, floor).filter(|(_, end)| last - end <= 1)?;
        return Some((last, concept.0));
    }
    if pronoun(&["it", "this"]) {
        // "“… is no slogan,” he went on. “It means …”": the sentence before, in the fragment before.
        let farthest = begins.max(last.saturating_sub(FARTHEST_ANTECEDENT));
        let concept = reading.concept_before(last, farthest)?;
        return Some((last, concept.0));
    }
    let (concept, end) = reading.concept_before(before, floor)?;
    let start = reading.concept_start(concept, end)?;
    // Nothing stands between the concept and what is said of it.
    (before == end).then_some((start, concept))
}

/// The end of the clause: its mark, or the end of the content.
fn clause_end(reading: &Reading<'_, '_>, from: u32, ceiling: u32) -> u32 {
    let closes = |token: u32| {
        reading.text.token(token).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Terminator
                    | TokenKind::Semicolon
                    | TokenKind::Comma
                    | TokenKind::DoubleQuote
                    | TokenKind::Dash
            )
        })
    };
    (from..ceiling).find(|&token| closes(token)).unwrap_or(ceiling)
}

/// "Above all, it demands": words between commas that limit the definition.
fn hedge(reading: &Reading<'_, '_>, floor: u32, subject: u32) -> Option<Range<u32>> {
    static TABLE: OnceLock<Patterns<()>> = OnceLock::new();
    let hedges = TABLE.get_or_init(|| {
        let mut hedges = Patterns::default();
        for pattern in PatternList::Hedge.patterns() {
            hedges.add(pattern, ());
        }
        hedges
    });
    hedges.all(reading.text, floor..subject).first().map(|matched| matched.tokens.clone())
}

fn push(
    reading: &mut Reading<'_, '_>,
    statement: onrecord_model::StatementId,
    actor: onrecord_model::ActorId,
    found: &Found,
) {
    let Some(definiens) = reading.span(found.definiens.clone()) else { return };
    let (cue, hedge) = (reading.span(found.cue.clone()), found.hedge.clone().and_then(|hedge| reading.span(hedge)));
    reading.record.push(Definition {
        id: DefinitionId(0),
        concept: found.concept,
        kind: found.kind,
        definiens: definiens.clone(),
        cue,
        hedge,
        actor,
        statement,
        evidence: Evidence::Explicit,
        rule: "definition.cue".into(),
        confidence: None,
    });
    let concept = found.concept;
    for item in &mut reading.record.concepts {
        let inside = item.spans.iter().any(|span| definiens.start <= span.start && span.end <= definiens.end);
        if item.id != concept && inside && item.component_of.is_none() && item.kind == onrecord_model::ConceptKind::Norm
        {
            item.component_of = Some(concept);
        }
    }
}
