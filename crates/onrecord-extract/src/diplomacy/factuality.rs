//! How certain each source makes each event, in the values of FactBank (Saurí and Pustejovsky 2009).
//!
//! A verb group of the table in a statement, or in the agency's own sentence, is certain unless something weakens it:
//! future and modals, hope, promise and request around it, conditions, hearsay; and negation turns it round.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use onrecord_model::{ActorId, Evidence, Factuality, FactualityId, FactualityValue, SpeechAct};

use super::Reading;
use crate::grammar::{Classes, Patterns, classes, rows};
use crate::text::{Case, TokenKind};

/// What the words around a verb make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Degree {
    Certain,
    Probable,
    Possible,
    Unknown,
}

fn verbs() -> &'static Patterns<()> {
    static TABLE: OnceLock<Patterns<()>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut verbs = Patterns::default();
        for cells in rows(include_str!("../../data/diplomacy/factuality_verbs.tsv")) {
            let Some(verb) = cells.first() else { continue };
            let mut words = verb.split(' ');
            let pattern = format!("{{{}}} {}", words.next().unwrap_or_default(), words.collect::<Vec<_>>().join(" "));
            verbs.add(pattern.trim(), ());
        }
        verbs
    })
}

/// What the source of a statement makes of its content, by the lemma of the cue; and whether it denies it.
fn embedding(lemma: &str) -> Option<(Degree, bool)> {
    static TABLE: OnceLock<HashMap<&str, (Degree, bool)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let cues = rows(include_str!("../../data/diplomacy/factuality_cues.tsv"));
        let row = |cells: Vec<&'static str>| {
            let [lemma, degree, polarity] = cells.as_slice() else { return None };
            let degree = match *degree {
                "certain" => Degree::Certain,
                "probable" => Degree::Probable,
                "possible" => Degree::Possible,
                _ => Degree::Unknown,
            };
            Some((*lemma, (degree, *polarity == "negative")))
        };
        cues.filter_map(row).collect()
    });
    table.get(lemma).copied()
}

/// Whether the source of a statement says that its content is not so: "denied that …".
pub(super) fn denies(reading: &Reading<'_, '_>, place: usize) -> bool {
    let cue = reading.record.statements.get(place).and_then(|statement| statement.cue.as_ref());
    cue.is_some_and(|cue| embedding(&cue.lemma).is_some_and(|(_, denied)| denied) != cue.negated)
}

/// Adds the factuality of the verb groups of statements and of the agency's own sentences.
pub(super) fn read(reading: &mut Reading<'_, '_>) {
    let mut found = Vec::new();
    let innermost = reading.innermost();
    for (place, tokens) in reading.statements.iter().enumerate() {
        let Some(statement) = reading.record.statements.get(place) else { continue };
        for content in &tokens.content {
            for verb in verbs().all(reading.text, content.clone()) {
                // The innermost statement has the verb: its chain vouches for it.
                if innermost.get(verb.tokens.start as usize).copied().flatten() != Some(statement.id) {
                    continue;
                }
                found.extend(judge(reading, place, content, &verb.tokens));
            }
        }
    }
    found.sort_by_key(|(tokens, ..): &(Range<u32>, Vec<ActorId>, FactualityValue)| tokens.start);
    for (tokens, by, value) in found {
        let Some(span) = reading.span(tokens) else { continue };
        reading.record.push(Factuality {
            id: FactualityId(0),
            span,
            by,
            value,
            evidence: Evidence::Inferred,
            rule: "factuality.verb_group".into(),
            confidence: None,
        });
    }
}

/// The verb group, who vouches, and the value; none for what is no predicate.
fn judge(
    reading: &Reading<'_, '_>,
    place: usize,
    content: &Range<u32>,
    verb: &Range<u32>,
) -> Option<(Range<u32>, Vec<ActorId>, FactualityValue)> {
    let text = reading.text;
    let statement = reading.record.statements.get(place)?;
    if text.token(verb.start).is_some_and(|token| token.case != Case::Lower) {
        return None;
    }
    let group = group(reading, verb, content)?;
    let cue = statement.cue.as_ref();
    let embedded = cue.filter(|cue| !cue.negated).and_then(|cue| embedding(&cue.lemma));
    let (least, denied) = embedded.unwrap_or((Degree::Certain, false));
    let negated = denied
        ^ (group.clone().any(|token| classes(text, token).is(Classes::NEGATION) && text.word(token + 1) != "only")
            || nobody(reading, &group, content));
    let degree = least.max(degree(reading, statement.speech_act, &group, content, statement.level));
    let value = match (degree, negated) {
        (Degree::Certain, false) => FactualityValue::CertainPositive,
        (Degree::Certain, true) => FactualityValue::CertainNegative,
        (Degree::Probable, false) => FactualityValue::ProbablePositive,
        (Degree::Probable, true) => FactualityValue::ProbableNegative,
        (Degree::Possible, false) => FactualityValue::PossiblePositive,
        (Degree::Possible, true) => FactualityValue::PossibleNegative,
        (Degree::Unknown, _) => FactualityValue::Unknown,
    };
    // "I hope": the speaker vouches once.
    let mut by = statement.source_chain.clone();
    by.dedup();
    Some((group, by, value))
}

/// "No agreement was signed", "nobody signed": the subject negates the clause.
fn nobody(reading: &Reading<'_, '_>, group: &Range<u32>, content: &Range<u32>) -> bool {
    const LONGEST_SUBJECT: u32 = 6;
    let text = reading.text;
    let opens = |token: u32| {
        text.token(token).is_some_and(|token| !token.is_word_like() && token.kind != TokenKind::Clitic)
            || classes(text, token).is(Classes::COMPLEMENTISER.or(Classes::AUXILIARY))
    };
    let negative = ["no", "nobody", "none", "neither", "nothing"];
    let from = group.start.saturating_sub(LONGEST_SUBJECT).max(content.start);
    let subject = (from..group.start).rev().take_while(|&token| !opens(token));
    subject.into_iter().any(|token| negative.iter().any(|word| text.word(token).eq_ignore_ascii_case(word)))
}

/// The verb with its auxiliaries and the adverbs among them; none where it is a noun, an infinitive or a bare participle.
fn group(reading: &Reading<'_, '_>, verb: &Range<u32>, content: &Range<u32>) -> Option<Range<u32>> {
    let text = reading.text;
    let mut start = verb.start;
    let small = Classes::AUXILIARY.or(Classes::NEGATION).or(Classes::ADVERB);
    while start > content.start && (classes(text, start - 1).is(small) || text.word(start - 1) == "yet") {
        start -= 1;
    }
    while start < verb.start
        && classes(text, start).is(Classes::ADVERB)
        && !classes(text, start).is(Classes::AUXILIARY.or(Classes::NEGATION))
    {
        start += 1;
    }
    let word = text.word(verb.start);
    let auxiliary = start < verb.start;
    let past = word.ends_with("ed") || crate::grammar::phrases::is_past(word);
    let before = start.checked_sub(1).filter(|before| *before >= content.start);
    let determined = before.is_some_and(|before| {
        classes(text, before).is(Classes::DETERMINER.or(Classes::PREPOSITION))
            && !classes(text, before).is(Classes::PRONOUN)
            || text.token(before).is_some_and(|token| token.kind == TokenKind::Clitic)
    });
    let reduced = !auxiliary
        && past
        && before.is_some_and(|before| text.token(before).is_some_and(|token| token.kind == TokenKind::Comma));
    (!determined && !reduced && (auxiliary || past) && !word.ends_with("ing")).then_some(start..verb.end)
}

/// What weakens a verb group: its modal, the act around it, a condition, hearsay.
fn degree(
    reading: &Reading<'_, '_>,
    act: Option<SpeechAct>,
    group: &Range<u32>,
    content: &Range<u32>,
    level: u8,
) -> Degree {
    let text = reading.text;
    let in_group = |words: &[&str]| {
        group.clone().any(|token| words.iter().any(|word| text.word(token).eq_ignore_ascii_case(word)))
    };
    let sentence = reading.sentence(group.start).map_or(content.start, |sentence| sentence.start.max(content.start));
    let from = group.start.saturating_sub(12).max(sentence);
    let near = |words: &[&str]| {
        (from..group.start).any(|token| words.iter().any(|word| text.word(token).eq_ignore_ascii_case(word)))
    };
    let wanted = level > 1 && matches!(act, Some(SpeechAct::Expressive | SpeechAct::Directive | SpeechAct::Commissive));
    let hoped = near(&["hope", "hopes", "hoped", "expect", "expects", "want", "wants"]);
    if in_group(&["will", "would", "shall", "'ll"]) || wanted || hoped || near(&["if", "whether", "unless", "until"]) {
        return Degree::Unknown;
    }
    if in_group(&["may", "might", "could", "can"]) || near(&["possibly", "perhaps", "possible"]) {
        return Degree::Possible;
    }
    if in_group(&["should", "must", "ought"]) {
        return Degree::Unknown;
    }
    let hearsay = |words: &[&str]| in_group(words) || near(words);
    if hearsay(&["likely", "probably", "apparently", "reportedly", "allegedly", "presumably"]) {
        return Degree::Probable;
    }
    Degree::Certain
}
