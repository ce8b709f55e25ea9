//! Principles, norms, goals and topics of international politics: those of the dictionary, and those that a text calls
//! a principle or a right in so many words. No topic is looked for beyond that.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use onrecord_knowledge::Knowledge;
use onrecord_model::{Concept, ConceptId, ConceptKind, Evidence};

use super::Reading;
use crate::diplomacy::lists::{List, PatternList};
use crate::grammar::{Classes, Patterns, classes, phrases, rows};
use crate::text::{Case, Text, TokenKind, WordTable, key};

/// A clause that states a norm has at most so many tokens.
const LONGEST_CLAUSE: u32 = 40;

/// A concept found, in tokens.
#[derive(Clone, Debug)]
struct Found {
    tokens: Range<u32>,
    kind: ConceptKind,
    label: String,
    /// Its key in the dictionary.
    key: Option<String>,
    rule: &'static str,
}

/// The wordings of the concepts of the tables.
#[derive(Debug)]
pub(crate) struct Dictionary {
    /// Wordings, with the place of their entry and whether they come from a pattern.
    wordings: Patterns<(u32, bool)>,
    entries: Vec<Entry>,
}

/// A concept of the tables.
#[derive(Debug)]
struct Entry {
    key: String,
    label: String,
    kind: ConceptKind,
}

impl Dictionary {
    /// The built-in dictionary.
    pub(crate) fn builtin() -> &'static Self {
        static DICTIONARY: OnceLock<Dictionary> = OnceLock::new();
        DICTIONARY.get_or_init(|| Self::new(Knowledge::builtin()))
    }

    /// The dictionary of these tables.
    pub(crate) fn new(knowledge: &Knowledge) -> Self {
        let (mut wordings, mut entries) = (Patterns::default(), Vec::new());
        for row in knowledge.concepts() {
            let known = ConceptKind::ALL.iter().copied().find(|kind| kind.as_str() == row.kind.as_str());
            let Some(kind) = known else { continue };
            let number = entries.len() as u32;
            let aliases = row.aliases.iter().chain([&row.label]);
            for alias in aliases.filter(|alias| row.guards.of(alias).is_empty()) {
                wordings.add(&literal(alias), (number, false));
            }
            for pattern in &row.patterns {
                wordings.add(pattern, (number, true));
            }
            entries.push(Entry { key: row.key.to_string(), label: row.label.to_string(), kind });
        }
        Self { wordings, entries }
    }

    /// The concept that is worded here: its entry, the tokens, and whether a pattern found it.
    fn at(&self, text: &Text<'_>, token: u32, end: u32) -> Option<(&Entry, Range<u32>, bool)> {
        let matched = self.wordings.at(text, token, end)?;
        let (number, pattern) = *matched.value;
        self.entries.get(number as usize).map(|entry| (entry, matched.tokens, pattern))
    }
}

/// An alias as a pattern: its tokens, in which nothing means more than itself.
fn literal(alias: &str) -> String {
    let text = Text::new(alias);
    let words = (0..text.tokens.len() as u32).map(|token| text.word(token).replace(['/', '?', '*', '{', '@'], ""));
    words.collect::<Vec<_>>().join(" ")
}

/// "the principle of X", "the right to X", "every state has the right to X".
fn frames() -> &'static Patterns<Frame> {
    static TABLE: OnceLock<Patterns<Frame>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut frames = Patterns::default();
        for (list, frame) in [
            (PatternList::PrincipleOf, Frame::PrincipleOf),
            (PatternList::Principles, Frame::Principles),
            (PatternList::Right, Frame::Right),
        ] {
            for pattern in list.patterns() {
                frames.add(pattern, frame);
            }
        }
        frames
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    PrincipleOf,
    Principles,
    Right,
}

/// Adds the concepts, each with all its mentions.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    let mut found = find(reading);
    found.sort_by_key(|concept| (concept.tokens.start, std::cmp::Reverse(concept.tokens.end)));
    let mut ids: HashMap<String, ConceptId> = HashMap::new();
    let mut last_principle = None;
    for concept in found {
        let name = concept.key.clone().unwrap_or_else(|| concept.label.to_lowercase());
        let known = if concept.rule == "concept.anaphor" { last_principle } else { ids.get(&name).copied() };
        let Some(span) = reading.span(concept.tokens.clone()) else { continue };
        let id = match known {
            Some(id) => {
                if let Some(item) = reading.record.concepts.get_mut(id.index()) {
                    item.spans.push(span);
                }
                id
            }
            None if concept.rule == "concept.anaphor" => continue,
            None => reading.record.push(Concept {
                id: ConceptId(0),
                label: concept.label.clone(),
                kind: concept.kind,
                spans: vec![span],
                component_of: None,
                dictionary: concept.key.clone(),
                evidence: Evidence::Explicit,
                rule: concept.rule.into(),
                confidence: None,
            }),
        };
        if concept.kind == ConceptKind::Principle {
            last_principle = Some(id);
        }
        ids.insert(name, id);
    }
    goals(reading);
    reading.index_concepts();
}

fn find(reading: &Reading<'_, '_>) -> Vec<Found> {
    let text = reading.text;
    let mut all: Vec<Found> = Vec::new();
    for range in reading.prose.iter().map(|range| text.tokens_in(*range)) {
        let mut token = range.start;
        while token < range.end {
            let end = reading.sentence(token).map_or(range.end, |sentence| sentence.end.min(range.end));
            let floor = all.last().map_or(range.start, |last| last.tokens.end);
            let found = from_dictionary(reading, token, end, floor)
                .or_else(|| from_frame(reading, token, end, floor))
                .or_else(|| anaphor(reading, token));
            token = found.as_ref().map_or(token + 1, |found| found.tokens.end.max(token + 1));
            all.extend(found);
        }
    }
    all
}

fn from_dictionary(reading: &Reading<'_, '_>, token: u32, end: u32, floor: u32) -> Option<Found> {
    let (entry, wording, pattern) = reading.tables.concepts().at(reading.text, token, end)?;
    let kind = entry.kind;
    let verb = pattern && governed(reading, wording.start);
    let clause = kind == ConceptKind::Norm && (verb || !is_noun_phrase(reading, &wording));
    let tokens = if clause { norm_clause(reading, &wording, floor) } else { widened(reading, &wording, floor) };
    Some(Found { tokens, kind, label: entry.label.clone(), key: Some(entry.key.clone()), rule: "concept.dictionary" })
}

/// Whether a modal, "to" or a negation stands before a word: a verb, and no noun.
fn governed(reading: &Reading<'_, '_>, token: u32) -> bool {
    token.checked_sub(1).is_some_and(|before| {
        reading.text.word(before) == "to" || classes(reading.text, before).is(Classes::AUXILIARY.or(Classes::NEGATION))
    })
}

/// Whether the words of a norm begin with a noun and not with a preposition or a verb: "protection of civilians".
fn is_noun_phrase(reading: &Reading<'_, '_>, tokens: &Range<u32>) -> bool {
    !classes(reading.text, tokens.start).is(Classes::PREPOSITION.or(Classes::NEGATION).or(Classes::AUXILIARY))
}

/// The concept with "the principle of" and its article in front.
fn widened(reading: &Reading<'_, '_>, tokens: &Range<u32>, floor: u32) -> Range<u32> {
    let text = reading.text;
    let article =
        |token: u32| ["the", "a", "an", "this"].iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    let mut start = tokens.start;
    let mut at = start;
    if at > floor && text.word(at - 1).eq_ignore_ascii_case("the") {
        at -= 1;
        start = at;
    }
    if at >= floor + 2
        && text.word(at - 1) == "of"
        && ["principle", "principles"].iter().any(|word| text.word(at - 2).eq_ignore_ascii_case(word))
    {
        // "principles of A and B" names two.
        start = if text.word(at - 2).ends_with('s') { start } else { at - 2 };
        if start == at - 2 && start > floor && article(start - 1) {
            start -= 1;
        }
    }
    (each_has_the_right(reading, start, floor)).unwrap_or(start)..tokens.end
}

/// "every state has the right to choose": a right is named with its bearers.
fn each_has_the_right(reading: &Reading<'_, '_>, start: u32, floor: u32) -> Option<u32> {
    const LONGEST_FRAME: u32 = 6;
    let from = start.saturating_sub(LONGEST_FRAME).max(floor);
    let all = frames().all(reading.text, from..start + LONGEST_FRAME);
    let right = all.into_iter().find(|matched| *matched.value == Frame::Right && matched.tokens.start < start);
    right.map(|matched| matched.tokens.start)
}

/// The clause that states a norm: back to "that", a mark, or the verb that demands it; on to the end of the clause.
fn norm_clause(reading: &Reading<'_, '_>, tokens: &Range<u32>, floor: u32) -> Range<u32> {
    let text = reading.text;
    let mark = |token: u32| {
        text.token(token).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Comma
                    | TokenKind::Terminator
                    | TokenKind::Semicolon
                    | TokenKind::Colon
                    | TokenKind::DoubleQuote
                    | TokenKind::Dash
            )
        })
    };
    let begins = |token: u32| {
        mark(token)
            || text.word(token) == "that" && !classes(text, token + 1).is(Classes::AUXILIARY)
            || super::definitions::is_cue(reading, token)
    };
    let floor = floor.max(tokens.start.saturating_sub(LONGEST_CLAUSE));
    let start = (floor..tokens.start).rev().find(|&token| begins(token)).map_or(floor, |token| token + 1);
    let ceiling = reading.sentence(tokens.end.saturating_sub(1)).map_or(tokens.end, |sentence| sentence.end);
    let end = (tokens.end..ceiling.min(tokens.end + LONGEST_CLAUSE)).find(|&token| mark(token)).unwrap_or(ceiling);
    start..end.max(tokens.end)
}

fn from_frame(reading: &Reading<'_, '_>, token: u32, end: u32, floor: u32) -> Option<Found> {
    let text = reading.text;
    let matched = frames().at(text, token, end)?;
    let words = |range: Range<u32>| {
        let words = text.range(range).of(text.source);
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let behind = matched.tokens.end;
    let article = token > floor && text.word(token - 1).eq_ignore_ascii_case("the");
    let start = token - u32::from(article);
    let (tokens, label, rule) = match matched.value {
        Frame::PrincipleOf => {
            // A concept of the dictionary behind "of" is found by its own words.
            let dictionary = reading.tables.concepts();
            if dictionary.at(text, behind, end).is_some() || dictionary.at(text, behind + 1, end).is_some() {
                return None;
            }
            let phrase = principle_named(reading, matched.tokens.clone(), end, floor)?;
            (start..phrase.end, words(phrase), "concept.principle_of")
        }
        Frame::Principles => {
            // "human rights principles", "all international principles which it had accepted".
            let start = super::events::phrase_start(reading, token, floor);
            let first = start + u32::from(classes(text, start).is(Classes::DETERMINER));
            let relative = ["which", "that"].contains(&text.word(behind));
            let tells = (first..token).any(|token| tells_principle(text, token));
            let shouted = text.token(token).is_some_and(|token| token.case == Case::Upper);
            let goes_on = text.token(behind).is_some_and(|next| next.is_word_like() && next.is_capitalised());
            // "We uphold principles": a clause, and no phrase.
            let clause = (start..token).any(|token| {
                classes(text, token).is(Classes::PRONOUN) && !classes(text, token).is(Classes::DETERMINER)
            });
            if clause
                || !tells
                || shouted
                || goes_on
                || (first..token).any(|token| told(text, token) == Some(Tells::Trade))
            {
                return None;
            }
            let stop = (behind..end).find(|&token| {
                text.token(token).is_some_and(|token| !token.is_word_like() && token.kind != TokenKind::Clitic)
            });
            let last = stop.filter(|_| relative).unwrap_or(behind);
            (start..last, words(first..behind), "concept.principles")
        }
        Frame::Right => {
            let stop = (behind..end.min(behind + LONGEST_CLAUSE)).find(|&token| {
                text.token(token).is_some_and(|token| !token.is_word_like() && token.kind != TokenKind::Clitic)
            });
            let tokens = matched.tokens.start..stop.unwrap_or(end);
            (tokens.clone(), words(tokens), "concept.right")
        }
    };
    Some(Found { tokens, kind: ConceptKind::Principle, label, key: None, rule })
}

/// What "the principle of …" names. Money is a "principle of debentures", what is agreed "in principle of …" none, and the
/// "principles of the proposal" or "of Norland" are those of a text or a party, and not what they are called.
fn principle_named(reading: &Reading<'_, '_>, frame: Range<u32>, end: u32, floor: u32) -> Option<Range<u32>> {
    let text = reading.text;
    let phrase = phrases::source_after(text, frame.end, end)?;
    let determined = classes(text, phrase.start).is(Classes::DETERMINER);
    let plural = text.word(frame.start).to_ascii_lowercase().ends_with('s');
    let start = super::events::phrase_start(reading, frame.start, floor);
    let has = |kind: TokenKind| (start..frame.start).any(|token| text.token(token).is_some_and(|at| at.kind == kind));
    // "each 1,000 dlrs principle of debentures" counts money.
    let introduced = (has(TokenKind::Clitic)
        || (start..frame.start).any(|token| classes(text, token).is(Classes::DETERMINER)))
        && !has(TokenKind::Number);
    let named = text.token(phrase.start).is_some_and(crate::text::Token::is_capitalised);
    // "A core principle of the constitution", "of our democracy": theirs, and not what it is called.
    let is = |token: u32, words: &[&str]| words.iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    let one_of = is(start, &["a", "an", "any", "another", "one"]);
    let owner = is(phrase.start, &["its", "our", "their", "his", "her", "my", "your", "ours", "theirs"]);
    if owner || (plural || one_of) && (determined || named) || !plural && !introduced {
        return None;
    }
    let first = phrase.start + u32::from(determined);
    let preposition = |token: &u32| classes(text, *token).is(Classes::PREPOSITION);
    let head = (first + 1..phrase.end).find(preposition).unwrap_or(phrase.end);
    let somebody = reading
        .mentions_in(phrase.start..first + 1)
        .iter()
        .any(|mention| mention.tokens.end >= head && mention.tokens.end <= phrase.end);
    if somebody || List::Bearer.has(text.word(head - 1)) {
        return None;
    }
    let joint = phrase.clone().find(|&token| {
        classes(text, token).is(Classes::CONJUNCTION.or(Classes::COMPLEMENTISER))
            || text.token(token).is_some_and(|token| token.kind == TokenKind::Comma)
            || super::definitions::is_cue(reading, token)
    });
    let phrase = phrase.start..joint.unwrap_or(phrase.end).max(phrase.start + 1);
    let phrase = phrase.start..complement(reading, &phrase, end);
    (!is_open(text, &phrase, end)).then_some(phrase)
}

/// "ensuring | that all vote", "ensuring we | have": the words break off inside a clause.
fn is_open(text: &Text<'_>, phrase: &Range<u32>, end: u32) -> bool {
    let goes_on = phrase.end < end && text.token(phrase.end).is_some_and(crate::text::Token::is_word_like);
    let closes = Classes::PREPOSITION.or(Classes::AUXILIARY).or(Classes::CONJUNCTION);
    let gerund = phrase.len() == 1 && text.word(phrase.start).ends_with("ing");
    let last = classes(text, phrase.end - 1);
    gerund && goes_on && !classes(text, phrase.end).is(closes)
        || phrase.len() > 1 && last.is(Classes::PRONOUN) && !last.is(Classes::DETERMINER)
}

/// "setting conditions | on loans", "separation | between banks and traders", "separation of courts | and parliament": one
/// past what a principle's words take.
fn complement(reading: &Reading<'_, '_>, phrase: &Range<u32>, end: u32) -> u32 {
    let text = reading.text;
    let next = text.word(phrase.end);
    let pair = next == "between";
    let gerund = text.word(phrase.start).ends_with("ing") && ["as", "on", "to", "by", "into"].contains(&next);
    let parted = next == "and"
        && phrase.clone().any(|token| List::Parting.has(text.word(token)) && text.word(token + 1) == "of");
    let dated = !reading.timexes_in(phrase.end + 1..phrase.end + 2).is_empty();
    if phrase.end >= end || dated || !(gerund || pair || parted) {
        return phrase.end;
    }
    let Some(object) = phrases::source_after(text, phrase.end + 1, end) else { return phrase.end };
    let other = phrases::source_after(text, object.end + 1, end).filter(|_| pair && text.word(object.end) == "and");
    other.map_or(object.end, |other| other.end)
}

/// What a word in front of "principles" tells; `data/diplomacy/principle_words.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tells {
    /// Nothing: "basic principles" can be any.
    Nothing,
    /// Principles of a trade or a science: "accounting principles".
    Trade,
}

fn told(text: &Text<'_>, token: u32) -> Option<Tells> {
    static TABLE: OnceLock<WordTable<Tells>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let rows = rows(include_str!("../../data/diplomacy/principle_words.tsv"));
        let tells = |cell: &str| if cell == "trade" { Tells::Trade } else { Tells::Nothing };
        rows.filter_map(|cells| Some((key(cells.first()?), tells(cells.get(1)?)))).collect()
    });
    table.get(&text.token(token)?.key).copied()
}

/// Whether a word in front of "principles" tells which they are.
fn tells_principle(text: &Text<'_>, token: u32) -> bool {
    text.token(token).is_some_and(|token| token.kind == TokenKind::Word)
        && told(text, token).is_none()
        && !classes(text, token).is(Classes::DETERMINER)
}

/// "this principle", "the principle": the one named before.
fn anaphor(reading: &Reading<'_, '_>, token: u32) -> Option<Found> {
    let text = reading.text;
    let definite = ["this", "that", "the"].iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    let alone = text.word(token + 1) == "principle" && text.word(token + 2) != "of";
    (definite && alone).then(|| Found {
        tokens: token..token + 2,
        kind: ConceptKind::Principle,
        label: "principle".to_owned(),
        key: None,
        rule: "concept.anaphor",
    })
}

/// "achieving a common understanding of the principle": a goal that is about a concept.
fn goals(reading: &mut Reading<'_, '_>) {
    static VERBS: OnceLock<Patterns<()>> = OnceLock::new();
    let verbs = VERBS.get_or_init(|| {
        let mut verbs = Patterns::default();
        for verb in PatternList::Goal.patterns() {
            verbs.add(verb, ());
        }
        verbs
    });
    let mentions: Vec<Range<u32>> = reading
        .record
        .concepts
        .iter()
        .flat_map(|concept| concept.spans.iter().map(|span| reading.tokens(span)))
        .collect();
    let text = reading.text;
    let mut goals = Vec::new();
    for mention in mentions {
        let Some(sentence) = reading.sentence(mention.start) else { continue };
        if mention.start <= sentence.start || text.word(mention.start - 1) != "of" {
            continue;
        }
        let from = mention.start.saturating_sub(8).max(sentence.start);
        let Some(verb) = verbs.all(text, from..mention.start).into_iter().next_back() else { continue };
        let plain = (verb.tokens.end..mention.start)
            .all(|token| text.token(token).is_some_and(crate::text::Token::is_word_like));
        if plain {
            goals.push((verb.tokens.end..mention.end, verb.tokens.start..mention.end));
        }
    }
    for (label, tokens) in goals {
        let Some(span) = reading.span(tokens) else { continue };
        let words = text.range(label).of(text.source);
        reading.record.push(Concept {
            id: ConceptId(0),
            label: words.split_whitespace().collect::<Vec<_>>().join(" "),
            kind: ConceptKind::Goal,
            spans: vec![span],
            component_of: None,
            dictionary: None,
            evidence: Evidence::Explicit,
            rule: "concept.goal".into(),
            confidence: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_of_the_tables_can_be_matched() {
        for row in Knowledge::builtin().concepts() {
            let patterns = row.patterns.iter().map(ToString::to_string);
            for pattern in patterns.chain(row.aliases.iter().map(|alias| literal(alias))) {
                assert!(Patterns::default().add(&pattern, ()), "{}: {pattern:?} begins with no word", row.label);
            }
        }
    }
}
