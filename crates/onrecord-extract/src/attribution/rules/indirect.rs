//! Indirect quotations: a clause that a reporting verb or "according to" attributes.

use std::ops::Range;
use std::sync::OnceLock;

use super::phrases::{clause_subject, is_past, source_after, source_before, verb_group_start};
use super::words::{Classes, classes};
use crate::attribution::{Attribution, Cues, overlaps};
use crate::grammar::{Form, forms, rows};
use crate::text::{Text, Token, TokenKind, WordTable, key};

/// The addressee of a request has at most so many tokens.
const LONGEST_ADDRESSEE: u32 = 12;

/// Attributes the clauses of a text, sentence by sentence; what the quotations have taken stays theirs.
pub(super) fn attribute(text: &Text<'_>, cues: &Cues, body: Range<u32>, found: &mut Vec<Attribution>) {
    let mut taken: Vec<Range<u32>> = found.iter().flat_map(|a| a.content.iter().chain(&a.cue).cloned()).collect();
    taken.sort_unstable_by_key(|range| range.start);
    let first = text.sentences.partition_point(|sentence| sentence.tokens.end <= body.start);
    for sentence in text.sentences.iter().skip(first) {
        let tokens = sentence.tokens.start.max(body.start)..sentence.tokens.end.min(body.end);
        let near = taken.partition_point(|range| range.end <= tokens.start);
        let free =
            !taken.iter().skip(near).take_while(|range| range.start < tokens.end).any(|range| overlaps(range, &tokens));
        if free {
            clause(text, cues, tokens, found);
        }
    }
}

/// Attributes the clauses inside the content of another attribution.
pub(super) fn attribute_inside(text: &Text<'_>, cues: &Cues, content: Range<u32>, found: &mut Vec<Attribution>) {
    let first = text.sentence_of(content.start).unwrap_or_default() as usize;
    for sentence in text.sentences.iter().skip(first).take_while(|sentence| sentence.tokens.start < content.end) {
        clause(text, cues, sentence.tokens.start.max(content.start)..sentence.tokens.end.min(content.end), found);
    }
}

/// The outermost attribution of one clause: behind it, before it, or by a verb with its that-clause.
fn clause(text: &Text<'_>, cues: &Cues, tokens: Range<u32>, found: &mut Vec<Attribution>) {
    let attribution = according_to(text, cues, &tokens)
        .or_else(|| cue_behind(text, cues, &tokens))
        .or_else(|| cue_before(text, cues, &tokens));
    found.extend(attribution);
}

fn is_comma(text: &Text<'_>, token: u32) -> bool {
    text.token(token).is_some_and(|token| token.kind == TokenKind::Comma)
}

fn quoted(text: &Text<'_>, token: u32) -> bool {
    text.quoted.get(token as usize).copied().unwrap_or(false)
}

/// "According to X, …" and "…, according to X".
fn according_to(text: &Text<'_>, cues: &Cues, tokens: &Range<u32>) -> Option<Attribution> {
    let last = tokens.end.saturating_sub(2);
    let at = (tokens.start..last)
        .find(|&token| text.word(token).eq_ignore_ascii_case("according") && text.word(token + 1) == "to")?;
    let mut source = source_after(text, at + 2, tokens.end)?;
    let content = if at == tokens.start {
        // An apposition in front of the clause is closed by a comma: else what follows the first comma is the clause.
        let comma = source.clone().find(|&token| is_comma(text, token));
        if let Some(comma) = comma.filter(|_| !is_comma(text, source.end)) {
            source.end = comma;
        }
        let comma = (source.end..tokens.end).find(|&token| is_comma(text, token))?;
        vec![comma + 1..tokens.end]
    } else {
        // "Norland, according to the minister, refused to wait": the clause goes on with its predicate.
        let subject = tokens.start..at - 1;
        let close = (source.start..=source.end).find(|&token| is_comma(text, token));
        let close = close.filter(|_| is_comma(text, at - 1) && !subject.is_empty());
        if let Some(close) = close.filter(|close| is_predicate(text, cues, close + 1, &subject)) {
            source.end = close;
            vec![subject, close + 1..tokens.end]
        } else {
            vec![tokens.start..at]
        }
    };
    Some(Attribution::found(Some(source), Some(at..at + 2), content, "attribution.indirect.according_to"))
}

/// "…, Orlu said on Monday": a comma, a source and a verb behind the clause.
fn cue_behind(text: &Text<'_>, cues: &Cues, tokens: &Range<u32>) -> Option<Attribution> {
    let mut at = tokens.end;
    while at > tokens.start + 3 {
        at -= 1;
        let Some(cue) = cues
            .at(text, at)
            .filter(|cue| cue.verb.bare && matches!(cue.form, Form::Past | Form::Third) && !quoted(text, at))
        else {
            continue;
        };
        let start = verb_group_start(text, at, tokens.start);
        if is_comma(text, start - 1) && !ends_clause(text, cue.end, tokens.end) {
            let source =
                source_after(text, cue.end, tokens.end).filter(|source| ends_clause(text, source.end, tokens.end));
            if let Some(source) = source {
                return Some(Attribution::found(
                    Some(source),
                    Some(start..cue.end),
                    vec![tokens.start..start - 1],
                    "attribution.indirect.cue_behind_inverted",
                ));
            }
        }
        if !ends_clause(text, cue.end, tokens.end) {
            continue;
        }
        let Some(source) = source_before(text, start, tokens.start)
            .filter(|source| source.start > tokens.start + 1 && is_comma(text, source.start - 1))
        else {
            continue;
        };
        let before = tokens.start..source.start - 1;
        // "The letter, the minister said, had been read": the clause goes on with its predicate.
        let predicate = is_comma(text, cue.end) && cue.end + 2 < tokens.end;
        let predicate = predicate && is_predicate(text, cues, cue.end + 1, &before);
        if before.len() < 2 && !predicate {
            continue;
        }
        let mut content = vec![before];
        if predicate {
            content.push(cue.end + 1..tokens.end);
        }
        let rule = "attribution.indirect.cue_behind";
        return Some(Attribution::found(Some(source), Some(start..cue.end), content, rule));
    }
    None
}

/// Whether a verb stands here of which the words before are the subject: "The council, Orlu said, | refused to wait".
fn is_predicate(text: &Text<'_>, cues: &Cues, verb: u32, subject: &Range<u32>) -> bool {
    let phrase = source_after(text, subject.start, subject.end).is_some_and(|phrase| phrase.end == subject.end);
    let finite = || {
        let word = text.word(verb);
        let known = cues.at(text, verb).is_some_and(|cue| matches!(cue.form, Form::Past | Form::Third));
        known || word.ends_with("ed") || is_past(word)
    };
    classes(text, verb).is(Classes::AUXILIARY) || phrase && finite()
}

/// Whether nothing but adjuncts follows: the end, a comma, a preposition, a time, an adverb.
fn ends_clause(text: &Text<'_>, token: u32, end: u32) -> bool {
    if token >= end {
        return true;
    }
    let mark = text.token(token).is_some_and(|token| {
        matches!(
            token.kind,
            TokenKind::Terminator | TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dash | TokenKind::CloseBracket
        )
    });
    let class = classes(text, token);
    mark || class.is(Classes::PREPOSITION.or(Classes::TIME).or(Classes::ADVERB).or(Classes::OBJECT))
        && text.word(token) != "that"
        && !class.is(Classes::PRONOUN)
        || ["when", "while"].contains(&text.word(token))
}

/// "Orlu said that …", "Orlu said the talks …", "Orlu called for …".
fn cue_before(text: &Text<'_>, cues: &Cues, tokens: &Range<u32>) -> Option<Attribution> {
    let mut comma_before = false;
    for at in tokens.start + 1..tokens.end {
        comma_before |= is_comma(text, at - 1);
        let Some(cue) = cues.at(text, at).filter(|cue| cue.end < tokens.end) else { continue };
        let mut start = verb_group_start(text, at, tokens.start);
        let mut form = cue.form;
        // "attempt to present", "try not to recall": the verb before "to" says when and who.
        if let Some((catenative, of)) = catenative(text, start, tokens.start) {
            start = verb_group_start(text, catenative, tokens.start);
            form = of;
        }
        let finite = matches!(form, Form::Past | Form::Third)
            || start < at && text.word(start) != "to"
            || form == Form::Base && plural_subject(text, start);
        let participle = (comma_before || cue.verb.to) && matches!(cue.form, Form::Ing | Form::Participle);
        if !finite && !participle {
            continue;
        }
        let Some((content, rule)) = content_of(text, &cue, tokens) else { continue };
        let behind_object = cue.form == Form::Ing && form == Form::Ing && !is_comma(text, start - 1);
        let source = if behind_object { clause_subject(text, start, tokens.start) } else { None };
        let Some(source) = source.or_else(|| source_before(text, start, tokens.start)) else { continue };
        if !can_speak(text, &source) || attributes_nothing(text, start, &source, &content) {
            continue;
        }
        return Some(Attribution::found(Some(source), Some(start..cue.end), vec![content], rule));
    }
    None
}

/// The verb that governs an infinitive before this token, and its form; `data/attribution/catenative_verbs.tsv`.
fn catenative(text: &Text<'_>, infinitive: u32, floor: u32) -> Option<(u32, Form)> {
    static TABLE: OnceLock<WordTable<Form>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let verbs = rows(include_str!("../../../data/attribution/catenative_verbs.tsv"));
        let all = verbs.filter_map(|cells| cells.first().copied()).flat_map(forms);
        all.map(|(word, form)| (key(&word), form)).collect()
    });
    let to = infinitive.checked_sub(1).filter(|to| *to > floor && text.word(*to) == "to")?;
    let before = to - 1;
    let verb = if text.word(before) == "not" { before.checked_sub(1).filter(|verb| *verb >= floor)? } else { before };
    table.get(&text.token(verb)?.key).map(|form| (verb, *form))
}

fn plural_subject(text: &Text<'_>, end: u32) -> bool {
    end.checked_sub(1).is_some_and(|last| {
        ["i", "we", "they", "you"].iter().any(|word| text.word(last).eq_ignore_ascii_case(word))
            || text.word(last).ends_with('s')
    })
}

/// "the | claims": the word behind an article is a noun. "has not yet replied | and may close": no clause follows.
fn attributes_nothing(text: &Text<'_>, verb: u32, source: &Range<u32>, content: &Range<u32>) -> bool {
    let article = ["the", "a", "an"].iter().any(|article| text.word(source.start).eq_ignore_ascii_case(article));
    let joined = ["and", "or", "but"].contains(&text.word(content.start));
    source.len() == 1 && source.end == verb && article || joined
}

/// A source begins with a name, a determiner or a pronoun, or is a bare plural.
fn can_speak(text: &Text<'_>, source: &Range<u32>) -> bool {
    let first = source.start;
    let last = text.word(source.end.saturating_sub(1));
    (source.clone()).any(|token| text.token(token).is_some_and(Token::is_capitalised))
        || classes(text, first).is(Classes::DETERMINER.or(Classes::PRONOUN))
        || last.ends_with('s')
}

/// What follows the verb and its addressee: a that-clause, a clause without "that", or a phrase with "for".
fn content_of(
    text: &Text<'_>,
    cue: &super::super::cues::Found<'_>,
    tokens: &Range<u32>,
) -> Option<(Range<u32>, &'static str)> {
    let verb = cue.verb;
    let that = (cue.end..tokens.end.min(cue.end + 10))
        .take_while(|&token| {
            token == cue.end
                || !text
                    .token(token)
                    .is_some_and(|token| matches!(token.kind, TokenKind::Terminator | TokenKind::DoubleQuote))
        })
        .find(|&token| {
            text.word(token) == "that" && verb.that || text.word(token) == "whether" && (verb.that || verb.quote)
        });
    if let Some(that) = that
        && that + 2 < tokens.end
    {
        return Some((that..tokens.end, "attribution.indirect.that"));
    }
    // "present it that …": the clause says what "it" is.
    if verb.it && text.word(cue.end) == "it" {
        let that = cue.end + 1 + u32::from(is_comma(text, cue.end + 1));
        if text.word(that) == "that" && that + 2 < tokens.end {
            return Some((that..tokens.end, "attribution.indirect.it_that"));
        }
    }
    // "ask that …" has been read; "ask Norland to answer", "ask to answer".
    if verb.to {
        let to = (cue.end..tokens.end.min(cue.end + LONGEST_ADDRESSEE)).find(|&token| text.word(token) == "to");
        let direct = to.is_some_and(|to| to == cue.end || text.word(cue.end) == "not" && to == cue.end + 1);
        let addressee = to.and_then(|to| source_after(text, cue.end, to).filter(|found| found.end + 1 >= to));
        let object = classes(text, cue.end).is(Classes::OBJECT);
        if direct || addressee.is_some() || object && to.is_some() {
            return Some((cue.end..tokens.end, "attribution.indirect.to"));
        }
    }
    let next = text.token(cue.end)?;
    let class = classes(text, cue.end);
    if verb.r#for {
        return Some((cue.end..tokens.end, "attribution.indirect.for"));
    }
    let clause = next.is_capitalised() && !class.is(Classes::TIME)
        || class.is(Classes::DETERMINER.or(Classes::PRONOUN))
        || next.kind == TokenKind::Word && !ends_clause(text, cue.end, tokens.end);
    (verb.bare && matches!(cue.form, Form::Past | Form::Third) && clause && tokens.end - cue.end >= 4)
        .then_some((cue.end..tokens.end, "attribution.indirect.bare"))
}
