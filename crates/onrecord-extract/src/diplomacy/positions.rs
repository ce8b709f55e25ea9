//! Who is for or against which concept, in whose voice.
//!
//! Four signs count: a cue of the table that governs the concept, an instrument invoked for it, a definition of a norm,
//! and the stance of a statement to what another party says.

use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{
    ActorId, ActorKind, Agreement, ConceptId, ConceptKind, Evidence, Evidential, InvocationRelation, ParentStance,
    Position, PositionId, StatementId, Voice,
};

use super::Reading;
use super::phrase::negation;
use crate::diplomacy::lists::List;
use crate::grammar::{Classes, Patterns, classes, phrases, rows};
use crate::text::TokenKind;

/// No subject is longer, in tokens.
const LONGEST_SUBJECT: u32 = 20;

/// A concept stands at most so many tokens from the cue that governs it.
const FARTHEST_CONCEPT: u32 = 6;

#[derive(Clone, Copy, Debug)]
struct Cue {
    agreement: Agreement,
    before: bool,
    /// A wrong done to the concept: whoever names it is for the concept, whoever does it against.
    wrong: bool,
}

fn cues() -> &'static Patterns<Cue> {
    static TABLE: OnceLock<Patterns<Cue>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut cues = Patterns::default();
        for cells in rows(include_str!("../../data/diplomacy/position_cues.tsv")) {
            let [pattern, agreement, side] = cells.as_slice() else { continue };
            let wrong = *agreement == "wrong";
            let known = Agreement::ALL.iter().copied().find(|known| known.as_str() == *agreement);
            if let Some(agreement) = known.or(wrong.then_some(Agreement::Oppose)) {
                cues.add(pattern, Cue { agreement, before: *side == "before", wrong });
            }
        }
        cues
    })
}

/// A position found.
#[derive(Clone, Debug)]
struct Found {
    actor: ActorId,
    concept: ConceptId,
    agreement: Agreement,
    qualifier: Option<ConceptId>,
    statement: StatementId,
    evidence: Vec<Range<u32>>,
    attributed_by: Option<ActorId>,
    reported_by: Option<ActorId>,
    rule: &'static str,
}

/// Adds the positions.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    let mut all: Vec<Found> = Vec::new();
    from_definitions(reading, &mut all);
    from_invocations(reading, &mut all);
    from_stances(reading, &mut all);
    from_cues(reading, &mut all);
    from_omissions(reading, &mut all);
    from_goals(reading, &mut all);
    all.sort_by_key(|found| found.evidence.first().map_or(0, |tokens| tokens.start));
    for found in &all {
        push(reading, found);
    }
}

/// One position of an actor on a concept in a statement; more evidence joins it.
fn add(all: &mut Vec<Found>, found: Found) {
    let known = all.iter_mut().find(|other| {
        other.actor == found.actor && other.concept == found.concept && other.attributed_by == found.attributed_by
    });
    match known {
        Some(other) if other.agreement == found.agreement => {
            let new = found.evidence.into_iter().filter(|tokens| {
                !other.evidence.iter().any(|known| known.start < tokens.end && tokens.start < known.end)
            });
            let new: Vec<_> = new.collect();
            if other.statement == found.statement {
                other.evidence.extend(new);
            }
        }
        // "We support enlargement and oppose it now": both in one statement.
        Some(other) if other.statement == found.statement && other.rule == found.rule => {
            other.agreement = Agreement::Ambivalent;
            other.evidence.extend(found.evidence);
        }
        Some(_) => {}
        None => all.push(found),
    }
}

/// Who says what a norm demands is for it.
fn from_definitions(reading: &Reading<'_, '_>, all: &mut Vec<Found>) {
    for definition in &reading.record.definitions {
        let tokens = reading.tokens(&definition.definiens);
        for (concept, _) in reading.concepts_in(tokens.clone()) {
            let norm = reading.record.concepts.get(concept.index()).is_some_and(|item| item.kind == ConceptKind::Norm);
            if norm && concept != definition.concept {
                add(all, own(definition.actor, concept, definition.statement, tokens.clone(), "position.definition"));
            }
        }
    }
}

/// Who says that a concept stands in an instrument is for it. "Complied with the act" is about the act alone.
fn from_invocations(reading: &Reading<'_, '_>, all: &mut Vec<Found>) {
    for invocation in &reading.record.invocations {
        let upheld = invocation
            .cue
            .as_ref()
            .is_some_and(|cue| cue.text.split(' ').any(|word| word.ends_with("ed") || word == "upheld"));
        let for_it = match invocation.relation {
            InvocationRelation::Enshrines | InvocationRelation::Establishes => true,
            InvocationRelation::Upholds => upheld,
            _ => false,
        };
        let (Some(concept), Some(statement), Some(cue)) = (invocation.concept, invocation.statement, &invocation.cue)
        else {
            continue;
        };
        let cue = reading.tokens(cue);
        if for_it {
            let evidence = clause(reading, &cue, invocation.instrument);
            add(all, own(invocation.actor, concept, statement, evidence, "position.invocation"));
        }
    }
}

/// The clause of an invocation: from its subject to the instrument or the end of the cue.
fn clause(reading: &Reading<'_, '_>, cue: &Range<u32>, instrument: onrecord_model::InstrumentId) -> Range<u32> {
    let text = reading.text;
    let floor = reading.sentence(cue.start).map_or(cue.start, |sentence| sentence.start);
    let mark = |token: u32| {
        text.token(token).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Comma | TokenKind::Semicolon | TokenKind::Colon | TokenKind::DoubleQuote | TokenKind::Dash
            )
        }) || text.word(token) == "that" && classes(text, token).is(Classes::COMPLEMENTISER)
    };
    let start = (floor..cue.start).rev().find(|&token| mark(token)).map_or(floor, |token| token + 1);
    let spans =
        reading.record.instruments.get(instrument.index()).map(|item| item.spans.as_slice()).unwrap_or_default();
    let object = spans
        .iter()
        .map(|span| reading.tokens(span))
        .find(|tokens| tokens.start >= cue.end && tokens.start <= cue.end + 3);
    start..object.map_or(cue.end, |tokens| tokens.end)
}

/// What another party says in a statement that rejects it: that party is for it, the speaker against.
fn from_stances(reading: &Reading<'_, '_>, all: &mut Vec<Found>) {
    for (inner, tokens) in reading.record.statements.iter().zip(&reading.statements) {
        let outer = inner.embedded_in.and_then(|parent| reading.record.statements.get(parent.index()));
        let (Some(outer), Some(actor)) = (outer, inner.speaker) else { continue };
        let (Some(teller), Some(source), Some(content)) = (outer.speaker, &tokens.source, tokens.content.first())
        else {
            continue;
        };
        let told = inner.evidential == Some(Evidential::AttributedByOtherParty);
        let Some((concept, _)) = reading.concepts_in(content.clone()).into_iter().next().filter(|_| told) else {
            continue;
        };
        let clause = reading.text.word(content.start) == "that";
        let holds = clause
            && inner.cue.as_ref().is_some_and(|cue| !cue.negated)
            && inner.parent_stance == Some(ParentStance::Rejects);
        if !holds {
            continue;
        }
        add(
            all,
            Found {
                attributed_by: Some(teller),
                ..own(actor, concept, inner.id, source.start..content.end, "position.attributed")
            },
        );
        let start = reading.sentence(source.start).map_or(source.start, |sentence| sentence.start);
        let start = reading.fragment_at(source.start).map_or(start, |(fragment, _)| start.max(fragment.start));
        let qualifier = qualifier(reading, content.end, outer.id, concept);
        add(
            all,
            Found {
                agreement: Agreement::Oppose,
                qualifier,
                ..own(teller, concept, outer.id, start..content.end, "position.rejected")
            },
        );
    }
}

/// A norm that the same statement sets against a concept behind it limits the position.
fn qualifier(reading: &Reading<'_, '_>, from: u32, statement: StatementId, concept: ConceptId) -> Option<ConceptId> {
    let end = reading.statements.get(statement.index())?.content.iter().map(|content| content.end).max()?;
    let norm = |id: &ConceptId| {
        *id != concept && reading.record.concepts.get(id.index()).is_some_and(|item| item.kind == ConceptKind::Norm)
    };
    reading.concepts_in(from..end).into_iter().map(|(id, _)| id).find(norm)
}

/// "upholds the principle", "the principle must be respected".
fn from_cues(reading: &Reading<'_, '_>, all: &mut Vec<Found>) {
    for (statement, tokens) in reading.record.statements.iter().zip(&reading.statements) {
        if statement.level > 1 {
            continue;
        }
        // "Peru upheld the principle, according to a communique": whose it is, is told, and no one says so. The agency
        // tells in its own words only what somebody leaves out.
        let unsaid = statement.speaker.is_none();
        let Some(speaker) = statement.speaker.filter(|_| statement.level == 1).or_else(|| reading.agency()) else {
            continue;
        };
        for content in &tokens.content {
            let all_cues = cues().all(reading.text, content.clone());
            for (place, cue) in all_cues.iter().enumerate() {
                let Some(sentence) = reading.sentence(cue.tokens.start) else { continue };
                let clause = sentence.start.max(content.start)..sentence.end.min(content.end);
                // Of two cues the nearer governs, but "rejected calls for" is one.
                let one = |place: usize| {
                    let pair = all_cues.get(place).zip(all_cues.get(place + 1));
                    pair.is_some_and(|(cue, next)| next.tokens.start <= cue.tokens.end + 1)
                };
                if place.checked_sub(1).is_some_and(one) {
                    continue;
                }
                let next = all_cues.get(place + 1 + usize::from(one(place)));
                let next = next.map_or(clause.end, |next| next.tokens.start.min(clause.end));
                let reach = if cue.value.before { clause.start..next } else { clause.clone() };
                // "The move violated the sovereignty of Chile": it is done by nobody who is named, but called a wrong.
                let called = cue.value.wrong && negation(reading, clause.start, cue.tokens.start).is_none();
                let called = || called.then_some((speaker, cue.tokens.start));
                let held = holder(reading, &clause, &cue.tokens, cue.value.before, speaker).or_else(called);
                let Some((actor, start)) = held else { continue };
                let named = cue.value.wrong && actor == speaker;
                let omitted = cue.value.agreement == Agreement::Omit;
                if unsaid && actor == speaker || statement.level == 0 && (!omitted || actor == speaker) {
                    continue;
                }
                let told =
                    actor != speaker && !unsaid && statement.level > 0 && !reading.sides_of(speaker).contains(&actor);
                let negation = negation(reading, clause.start, cue.tokens.start);
                for (concept, mention) in governed(reading, &reach, &cue.tokens, cue.value.before) {
                    let wrong = wrong_done(reading, &clause, mention.start).filter(|_| !cue.value.before);
                    let turned = (negation.is_some() || named) ^ wrong.is_some();
                    let agreement = match (cue.value.agreement, turned) {
                        (Agreement::Omit, _) => Agreement::Omit,
                        (Agreement::Support, true) | (Agreement::Oppose, false) => Agreement::Oppose,
                        _ => Agreement::Support,
                    };
                    let start = if cue.value.before { start } else { wrong.unwrap_or(mention.start) };
                    let start = start.min(cue.tokens.start).min(negation.unwrap_or(start));
                    let evidence = start..mention.end.max(cue.tokens.end);
                    add(
                        all,
                        Found {
                            agreement,
                            attributed_by: told.then_some(speaker),
                            reported_by: (actor != speaker && !told).then_some(speaker),
                            ..own(actor, concept, statement.id, evidence, "position.cue")
                        },
                    );
                }
            }
        }
    }
}

/// "Chile made no mention of the principle", where the words of omission were read as a cue of saying.
fn from_omissions(reading: &Reading<'_, '_>, all: &mut Vec<Found>) {
    for (statement, tokens) in reading.record.statements.iter().zip(&reading.statements) {
        let (Some(actor), Some(cue), Some(content)) = (statement.speaker, &tokens.cue, tokens.content.first()) else {
            continue;
        };
        let omits = cues().all(reading.text, cue.clone()).iter().any(|cue| cue.value.agreement == Agreement::Omit);
        if !omits || statement.level != 1 {
            continue;
        }
        let start = tokens.source.as_ref().map_or(cue.start, |source| source.start.min(cue.start));
        for (concept, mention) in reading.concepts_in(content.clone()) {
            let evidence = start..mention.end;
            let reported_by = reading.agency().filter(|agency| *agency != actor);
            add(
                all,
                Found {
                    agreement: Agreement::Omit,
                    reported_by,
                    ..own(actor, concept, statement.id, evidence, "position.cue")
                },
            );
        }
    }
}

/// "any violation of the principle", "a threat to sovereignty": what is judged is a wrong done to the concept.
fn wrong_done(reading: &Reading<'_, '_>, clause: &Range<u32>, concept: u32) -> Option<u32> {
    let text = reading.text;
    let of = |token: u32| ["of", "to", "on", "against", "for"].contains(&text.word(token));
    let from = concept.saturating_sub(4).max(clause.start);
    (from..concept).find(|&token| (of(token + 1) || token + 1 == concept) && List::Wrong.has(text.word(token)))
}

/// The concepts that a cue governs, on its side of it.
fn governed(
    reading: &Reading<'_, '_>,
    clause: &Range<u32>,
    cue: &Range<u32>,
    before: bool,
) -> Vec<(ConceptId, Range<u32>)> {
    const PARTS: &[&str] = &["but", "because", "if", "that", "or", "over"];
    // Another object or an adjunct stands before the first concept.
    const ADJOINS: &[&str] = &["where", "in", "on", "at", "with", "when", "while", "which", "who", "by"];
    let text = reading.text;
    let parted = |range: Range<u32>, words: &[&str]| {
        range.into_iter().any(|token| {
            text.token(token)
                .is_some_and(|token| matches!(token.kind, TokenKind::Semicolon | TokenKind::Colon | TokenKind::Dash))
                || words.contains(&text.word(token))
        })
    };
    if !before {
        let last = reading.concepts_in(clause.start..cue.start).pop();
        return last
            .filter(|(_, tokens)| cue.start - tokens.end <= FARTHEST_CONCEPT && !parted(tokens.end..cue.start, PARTS))
            .into_iter()
            .collect();
    }
    let mut reach = cue.end;
    let mut found = Vec::new();
    // "respect the sovereignty": the mention can hold the cue.
    for (concept, tokens) in reading.concepts_in(cue.start..clause.end) {
        let gap = reach.min(tokens.start)..tokens.start;
        let other = found.is_empty() && parted(gap.clone(), ADJOINS);
        if gap.len() as u32 > FARTHEST_CONCEPT || other || parted(gap, PARTS) {
            break;
        }
        reach = tokens.end;
        found.push((concept, tokens));
    }
    found
}

/// Whose position a cue shows, and where the evidence begins: its subject where that is an actor; the speaker where that
/// is "I" or "we", where there is none, and where the cue is what others must do. Nobody's for any other subject.
fn holder(
    reading: &Reading<'_, '_>,
    clause: &Range<u32>,
    cue: &Range<u32>,
    before: bool,
    speaker: ActorId,
) -> Option<(ActorId, u32)> {
    let text = reading.text;
    let own = Some((speaker, cue.start));
    if !before {
        return own;
    }
    let passed = Classes::AUXILIARY.or(Classes::ADVERB).or(Classes::NEGATION);
    let mut end = cue.start;
    while end > clause.start && classes(text, end - 1).is(passed) && !classes(text, end - 1).is(Classes::PRONOUN) {
        end -= 1;
    }
    let asked = (end..cue.start).any(|token| ["must", "should", "shall"].contains(&text.word(token)));
    if asked {
        return own;
    }
    // "called on the rebels to respect": who asks is for it; "agreed to respect": who agrees.
    let last = end.checked_sub(1).filter(|last| *last >= clause.start);
    let infinitive = last.is_some_and(|last| text.word(last) == "to");
    let subject = if infinitive { end.saturating_sub(2).max(clause.start) } else { end };
    let from = clause.start.saturating_sub(LONGEST_SUBJECT);
    let ends = |end: u32| {
        let mentions = reading.mentions_in(from..end).iter().filter(move |mention| mention.tokens.end == end);
        mentions.max_by_key(|mention| mention.tokens.len())
    };
    if infinitive && ends(end - 1).is_some() {
        return own;
    }
    let actor = |id: ActorId| {
        reading.record.actors.get(id.index()).is_some_and(|actor| {
            matches!(
                actor.kind,
                ActorKind::Person | ActorKind::State | ActorKind::Organisation | ActorKind::Group | ActorKind::Office
            )
        })
    };
    // "Togo's support", "his support": the possessor.
    let clitic = last.filter(|last| text.token(*last).is_some_and(|token| token.kind == TokenKind::Clitic));
    if let Some(mention) = ends(clitic.unwrap_or(subject)).filter(|mention| actor(mention.actor)) {
        return Some((mention.actor, mention.tokens.start.max(clause.start)));
    }
    // A subject that is nobody in the record: "our neighbours trample on it", "a coalition that supports it".
    let others = ["its", "his", "her", "their", "that", "which", "who", "it", "he", "she", "they"];
    let other = subject.checked_sub(1).filter(|last| *last >= clause.start).is_some_and(|last| {
        let foreign = others.iter().any(|word| text.word(last).eq_ignore_ascii_case(word));
        foreign || !infinitive && phrases::is_common_noun(text, last)
    });
    (!other && clitic.is_none()).then_some((speaker, cue.start))
}

/// A goal that the speaker's own side holds.
fn from_goals(reading: &Reading<'_, '_>, all: &mut Vec<Found>) {
    for (statement, tokens) in reading.record.statements.iter().zip(&reading.statements) {
        let (Some(actor), Some(content)) = (statement.speaker, tokens.content.first()) else { continue };
        let own_side = statement.level > 1 && statement.evidential.is_none();
        let goal = reading
            .concepts_in(content.clone())
            .into_iter()
            .find(|(id, _)| reading.record.concepts.get(id.index()).is_some_and(|item| item.rule == "concept.goal"));
        let Some((concept, mention)) = goal.filter(|_| own_side) else { continue };
        let start = content.start + u32::from(reading.text.word(content.start) == "that");
        let teller = statement
            .embedded_in
            .and_then(|parent| reading.record.statements.get(parent.index()))
            .and_then(|outer| outer.speaker);
        add(
            all,
            Found {
                reported_by: teller.filter(|teller| *teller != actor),
                ..own(actor, concept, statement.id, start..mention.end, "position.goal")
            },
        );
    }
}

fn own(actor: ActorId, concept: ConceptId, statement: StatementId, evidence: Range<u32>, rule: &'static str) -> Found {
    Found {
        actor,
        concept,
        agreement: Agreement::Support,
        qualifier: None,
        statement,
        evidence: vec![evidence],
        attributed_by: None,
        reported_by: None,
        rule,
    }
}

fn push(reading: &mut Reading<'_, '_>, found: &Found) {
    let evidence_spans = found.evidence.iter().filter_map(|tokens| reading.span(tokens.clone())).collect();
    let person = reading.record.actors.get(found.actor.index()).is_some_and(|actor| actor.kind == ActorKind::Person);
    let organisation = reading.sides_of(found.actor).into_iter().next().filter(|_| person);
    reading.record.push(Position {
        id: PositionId(0),
        actor: found.actor,
        organisation,
        concept: found.concept,
        agreement: found.agreement,
        qualifier: found.qualifier,
        statement: found.statement,
        evidence_spans,
        voice: if found.attributed_by.is_some() { Voice::Attributed } else { Voice::Own },
        attributed_by: found.attributed_by,
        reported_by: found.reported_by,
        evidence: Evidence::Inferred,
        rule: found.rule.into(),
        confidence: None,
    });
}
