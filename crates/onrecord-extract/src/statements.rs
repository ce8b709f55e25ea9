//! Attributions become statements: spans, cue lemma and position, interpolations, the agency's own sentences.

use std::ops::Range;

use onrecord_model::{Cue, CuePosition, Evidence, Quotation, Record, Span, Statement, StatementId};

use crate::actors::Written;
use crate::attribution::{Attribution, Cues};
use crate::grammar::{Classes, classes};
use crate::text::{Text, TextRange, Token, TokenKind};

/// A sentence of fewer words says nothing for itself: a label, a heading, an end mark.
const SHORTEST_SENTENCE: usize = 4;

/// A clause shows its verb within so many tokens.
const CLAUSE_BEGINS: usize = 10;

/// Writes the statements of a text, outer levels first, each level in reading order, and the agency's own sentences.
pub(crate) fn push(
    record: &mut Record,
    text: &Text<'_>,
    prose: &[TextRange],
    attributions: &[Attribution],
    actors: &Written<'_>,
    min_confidence: Option<f64>,
) {
    let mut ids: Vec<Option<StatementId>> = Vec::with_capacity(attributions.len());
    for (place, attribution) in attributions.iter().enumerate() {
        let unsure = min_confidence.zip(attribution.confidence).is_some_and(|(least, confidence)| confidence < least);
        let parent = attribution.embedded_in.map(|parent| ids.get(parent).copied().flatten());
        let orphan = parent == Some(None);
        let statement = if unsure || orphan { None } else { statement(text, attribution, parent.flatten()) };
        ids.push(statement.map(|mut statement| {
            actors.attribute(record, place, &mut statement);
            record.push(statement)
        }));
    }
    for sentence in unattributed(text, prose, attributions) {
        if let Some(mut statement) = own_words(text, sentence) {
            actors.attribute_to_agency(&mut statement);
            record.push(statement);
        }
    }
    record.coverage.quotation_marks_claimed = claimed_marks(attributions);
}

fn claimed_marks(attributions: &[Attribution]) -> u32 {
    let mut marks: Vec<u32> =
        attributions.iter().flat_map(|attribution| attribution.quote_marks.iter().copied()).collect();
    marks.sort_unstable();
    marks.dedup();
    marks.len() as u32
}

fn spans(text: &Text<'_>, ranges: &[Range<u32>]) -> Vec<Span> {
    ranges.iter().filter_map(|range| text.span(text.range(range.clone()))).collect()
}

fn statement(text: &Text<'_>, attribution: &Attribution, parent: Option<StatementId>) -> Option<Statement> {
    let content = spans(text, &attribution.content);
    if content.is_empty() {
        return None;
    }
    let quoted = attribution.quotation != Quotation::Indirect;
    let brackets = attribution.content.iter().filter(|_| quoted).flat_map(|content| {
        let first = text.brackets.partition_point(|bracket| bracket.start < content.start);
        text.brackets.iter().skip(first).take_while(|bracket| bracket.end <= content.end)
    });
    let marks = attribution.quote_marks.iter().map(|&mark| mark..mark + 1).collect::<Vec<_>>();
    Some(Statement {
        quotation: attribution.quotation,
        level: attribution.level,
        embedded_in: parent,
        speaker_span: attribution.source.clone().and_then(|source| text.span(text.range(source))),
        cue: attribution.cue.as_ref().and_then(|cue| self::cue(text, cue, &attribution.content)),
        content,
        quote_marks: spans(text, &marks),
        interpolations: spans(text, &brackets.cloned().collect::<Vec<_>>()),
        attribution_type: attribution
            .cue
            .as_ref()
            .and_then(|cue| Cues::builtin().head(text, cue))
            .map(|head| head.r#type),
        rule: attribution.rule.into(),
        confidence: attribution.confidence.map(rounded),
        ..empty()
    })
}

/// Four decimals: more would claim more than is known.
fn rounded(confidence: f64) -> f64 {
    (confidence * 10_000.0).round() / 10_000.0
}

fn empty() -> Statement {
    Statement {
        id: StatementId(0),
        quotation: Quotation::Unattributed,
        level: 0,
        embedded_in: None,
        source_chain: Vec::new(),
        speaker: None,
        speaker_span: None,
        speaker_mention: None,
        role: None,
        holder: None,
        addressees: Vec::new(),
        cue: None,
        content: Vec::new(),
        quote_marks: Vec::new(),
        interpolations: Vec::new(),
        attribution_type: None,
        speech_act: None,
        attitude: None,
        occasion: None,
        date: None,
        date_from: None,
        medium: None,
        evidential: None,
        parent_stance: None,
        evidence: Evidence::Explicit,
        rule: "".into(),
        confidence: None,
    }
}

fn cue(text: &Text<'_>, cue: &Range<u32>, content: &[Range<u32>]) -> Option<Cue> {
    let span = text.span(text.range(cue.clone()))?;
    let before = content.iter().any(|fragment| fragment.start < cue.start);
    let behind = content.iter().any(|fragment| fragment.start >= cue.end);
    let position = match (before, behind) {
        (true, true) => CuePosition::Mid,
        (true, false) => CuePosition::Post,
        (false, _) => CuePosition::Pre,
    };
    Some(Cue { span, lemma: lemma(text, cue), position, negated: negated(text, cue) })
}

/// The base form of a cue: of its reporting verb, else of its head, else its folded words.
fn lemma(text: &Text<'_>, cue: &Range<u32>) -> String {
    let cues = Cues::builtin();
    // "stressed in his message": what stands behind a verb and "in" is no verb.
    let inside = (cue.start + 1..cue.end)
        .find(|&token| text.word(token) == "in" && (cue.start..token).any(|before| cues.at(text, before).is_some()));
    let cue = &(cue.start..inside.unwrap_or(cue.end));
    let verb = cue.clone().rev().find_map(|token| cues.at(text, token).filter(|found| found.end <= cue.end));
    let known = verb.map(|found| found.verb.lemma.clone());
    let known = known.or_else(|| cues.head(text, cue).map(|head| head.lemma.clone()));
    known.unwrap_or_else(|| cue.clone().map(|token| text.word(token).to_lowercase()).collect::<Vec<_>>().join(" "))
}

fn negated(text: &Text<'_>, cue: &Range<u32>) -> bool {
    cue.clone().any(|token| {
        let word = text.word(token);
        ["not", "never", "no", "without", "neither", "nor"].iter().any(|negation| word.eq_ignore_ascii_case(negation))
            || word.ends_with("n't")
            || word.ends_with("n’t")
    })
}

/// Whether an attribution takes its sentence away from the agency: what is quoted, or said in a clause. "Voters
/// rejected the treaty" is the agency's own sentence, whatever attitude it tells of.
fn speaks(text: &Text<'_>, attribution: &Attribution) -> bool {
    let reports = |verb: &crate::attribution::Verb| verb.that || verb.quote;
    let speech = |cue: &Range<u32>| {
        // "MS. HALE: …" of a transcript has a mark for its cue.
        let mark = cue.clone().all(|token| text.token(token).is_some_and(|token| !token.is_word_like()));
        mark || text.word(cue.start).eq_ignore_ascii_case("according")
            || cue.clone().any(|token| Cues::builtin().at(text, token).is_some_and(|found| reports(found.verb)))
    };
    let clause = |content: &Range<u32>| {
        ["that", "to", "whether", "if", "how", "why", "what"].contains(&text.word(content.start))
            || content.clone().take(CLAUSE_BEGINS).any(|token| classes(text, token).is(Classes::AUXILIARY))
    };
    attribution.quotation != Quotation::Indirect
        || attribution.cue.as_ref().is_none_or(speech)
        || attribution.content.iter().any(clause)
}

/// The sentences of the prose that no attribution of level 1 takes.
fn unattributed(text: &Text<'_>, prose: &[TextRange], attributions: &[Attribution]) -> Vec<Range<u32>> {
    let mut touched = vec![false; text.sentences.len()];
    let outermost = attributions.iter().filter(|attribution| attribution.level == 1 && speaks(text, attribution));
    for range in outermost.flat_map(|attribution| attribution.content.iter().chain(&attribution.cue)) {
        let first = text.sentences.partition_point(|sentence| sentence.tokens.end <= range.start);
        let sentences = text.sentences.iter().zip(&mut touched).skip(first);
        for (_, flag) in sentences.take_while(|(sentence, _)| sentence.tokens.start < range.end) {
            *flag = true;
        }
    }
    let mut own = Vec::new();
    for tokens in prose.iter().map(|range| text.tokens_in(*range)) {
        let first = text.sentences.partition_point(|sentence| sentence.tokens.end <= tokens.start);
        let sentences = text
            .sentences
            .iter()
            .zip(&touched)
            .skip(first)
            .take_while(|(sentence, _)| sentence.tokens.start < tokens.end);
        own.extend(
            sentences
                .filter(|(_, touched)| !**touched)
                .map(|(sentence, _)| sentence.tokens.start.max(tokens.start)..sentence.tokens.end.min(tokens.end)),
        );
    }
    own
}

/// A whole sentence in the agency's own voice.
fn own_words(text: &Text<'_>, sentence: Range<u32>) -> Option<Statement> {
    let closed = text.token(sentence.end - 1).is_some_and(|token| {
        matches!(token.kind, TokenKind::Terminator | TokenKind::DoubleQuote | TokenKind::CloseBracket)
    });
    let words = sentence.clone().filter(|&token| text.token(token).is_some_and(Token::is_word_like)).count();
    if !closed || words < SHORTEST_SENTENCE {
        return None;
    }
    let mut attribution = Attribution::found(None, None, vec![sentence], "statement.unattributed.sentence");
    attribution.settle(text).then(|| Statement {
        content: spans(text, &attribution.content),
        rule: attribution.rule.into(),
        ..empty()
    })
}
