//! Repairs of single attributions that a network leaves ragged: each is a rule of grammar with a name and a test.

mod inside;
mod inverted;
mod letters;
mod requests;

use std::ops::Range;

use onrecord_model::{AttributionType, Quotation};

use super::{Attribution, Cues};
use crate::grammar::{Classes, Form, classes, phrases};
use crate::text::{Text, Token, TokenKind};

use inverted::inverted_subject;
use letters::{adjunct_of_medium, message_handed_over, message_written, writer};
use requests::request_behind_name;

pub(super) use inside::{clause_behind_addressee, is_adverbial, request_inside};

/// An addressee has at most so many tokens.
const LONGEST_ADDRESSEE: u32 = 12;
/// An adjunct of time at the end of a clause has at most so many tokens.
const LONGEST_ADJUNCT: u32 = 4;

/// Brings one attribution to what its grammar says; returns a second one where two cues share a subject.
pub(super) fn mend(text: &Text<'_>, attribution: &mut Attribution) -> Option<Attribution> {
    inverted_subject(text, attribution);
    writer(text, attribution);
    trim_source(text, attribution);
    both_names(text, attribution);
    name_in_cue(text, attribution);
    message_handed_over(text, attribution);
    message_written(text, attribution);
    anonymity(text, attribution);
    speaking_for(text, attribution);
    noun_of_article(text, attribution);
    drop_also(text, attribution);
    passive(text, attribution);
    opening_participle(text, attribution);
    relative_clause(text, attribution);
    adverb_as_source(text, attribution);
    raising(text, attribution);
    clause_behind_noun(text, attribution);
    clause_with_for(text, attribution);
    purpose_of_message(text, attribution);
    request_behind_name(text, attribution);
    adjunct_of_time(text, attribution);
    adjunct_of_medium(text, attribution);
    opening_preposition(text, attribution);
    time_before_clause(text, attribution);
    second_cue(text, attribution)
}

/// "the minister on Monday" speaks as the minister, "that Norland" in a clause is Norland.
fn trim_source(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(source) = &mut attribution.source else { return };
    let name = |token: u32| {
        text.token(token).is_some_and(|token| token.is_capitalised() && token.is_word_like())
            && !classes(text, token).is(Classes::TIME)
    };
    if source.len() > 1 && text.word(source.start) == "that" && name(source.start + 1) {
        source.start += 1;
    }
    // "informed | her that Norland | rejects".
    if source.len() > 2 && classes(text, source.start).is(Classes::OBJECT) && text.word(source.start + 1) == "that" {
        source.start += 2;
    }
    if source.len() > 1 && is_weekday(text.word(source.end - 1)) {
        source.end -= 1;
        if source.len() > 1 && text.word(source.end - 1).eq_ignore_ascii_case("on") {
            source.end -= 1;
        }
    }
}

/// "Norland and | Sudland expressed": both names with which a sentence opens are who speaks.
fn both_names(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&mut attribution.source, &attribution.cue) else { return };
    let named = |token: u32| {
        text.token(token).is_some_and(|token| token.is_capitalised() && token.is_word_like())
            && classes(text, token) == Classes::default()
    };
    let Some(and) = source.start.checked_sub(1).filter(|&and| text.word(and) == "and") else { return };
    let Some(sentence) = text.sentence_of(and).and_then(|at| text.sentences.get(at as usize)) else { return };
    let opens = sentence.tokens.start..and;
    let whole = source.clone().all(named) && source.end == cue.start && !opens.is_empty();
    if whole && opens.len() as u32 <= LONGEST_ADJUNCT && opens.clone().all(named) {
        source.start = opens.start;
    }
}

/// "President Ana | Orlu told": the rest of the name belongs to who speaks.
fn name_in_cue(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&mut attribution.source, &mut attribution.cue) else { return };
    let named = |token: u32| text.token(token).is_some_and(|token| token.is_capitalised() && token.is_word_like());
    while source.end == cue.start
        && cue.len() > 1
        && named(source.end - 1)
        && named(cue.start)
        && Cues::builtin().at(text, cue.start).is_none()
    {
        source.end += 1;
        cue.start += 1;
    }
}

/// "Orlu, speaking | for the group, said": for whom somebody speaks is not what is said.
fn speaking_for(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(cue), Some(content)) = (&attribution.cue, attribution.content.first()) else { return };
    let speaks = ["speaking", "speaks", "spoke", "acting"].contains(&text.word(cue.start));
    let at = cue.start + 1;
    let whom = text.word(at) == "for" || text.word(at) == "on" && text.word(at + 1) == "behalf";
    if speaks && whom && at <= content.start && attribution.quotation != Quotation::Direct {
        attribution.content.clear();
    }
}

/// "a diplomat who asked | not to be named": how somebody wants to be cited is not what is said.
fn anonymity(text: &Text<'_>, attribution: &mut Attribution) {
    let [content] = attribution.content.as_slice() else { return };
    let at = content.start + u32::from(text.word(content.start) == "that");
    let passive = |at: u32| text.word(at) == "be" && ["named", "identified", "quoted"].contains(&text.word(at + 1));
    let unnamed = ["not", "to"].contains(&text.word(at)) && (passive(at + 1) || passive(at + 2));
    let condition = text.word(at) == "on" && (at..content.end).any(|token| text.word(token) == "anonymity");
    if unnamed || condition {
        attribution.content.clear();
    }
}

fn is_weekday(word: &str) -> bool {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].contains(&word)
}

/// "The | note demanded": the noun belongs to its article, not to the cue.
fn noun_of_article(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&mut attribution.source, &mut attribution.cue) else { return };
    let article = source.len() == 1
        && source.end == cue.start
        && ["the", "a", "an"].iter().any(|article| text.word(source.start).eq_ignore_ascii_case(article));
    let finite = |token: u32| {
        let form = Cues::builtin().at(text, token).map(|found| found.form);
        matches!(form, Some(Form::Past | Form::Third)) || classes(text, token).is(Classes::AUXILIARY)
    };
    if let Some(verb) = (cue.start + 1..cue.end).rev().find(|&token| finite(token)).filter(|_| article) {
        let verb = phrases::verb_group_start(text, verb, cue.start + 1).max(cue.start + 1);
        source.end = verb;
        cue.start = verb;
    }
}

/// "also" says that there was something before: it is no part of the cue.
fn drop_also(text: &Text<'_>, attribution: &mut Attribution) {
    if let Some(cue) = attribution.cue.as_mut().filter(|cue| cue.len() > 1 && text.word(cue.start) == "also") {
        cue.start += 1;
    }
}

/// "It was announced that …" has no source; "The letter was called a mistake by the president" has the president.
fn passive(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (attribution.source.clone(), attribution.cue.clone()) else { return };
    let be = |token: u32| ["is", "was", "were", "are", "been", "being"].contains(&text.word(token));
    let behind_be = |token: u32| {
        let aside = Classes::ADVERB.or(Classes::NEGATION);
        let before = (cue.start..token).rev().find(|&before| !classes(text, before).is(aside));
        before.is_some_and(be)
    };
    let Some(verb) = (cue.start + 1..cue.end).find(|&token| behind_be(token) && is_participle(text, token)) else {
        return;
    };
    if source.len() == 1 && text.word(source.start).eq_ignore_ascii_case("it") {
        attribution.source = None;
        if cue.end == verb + 2 && classes(text, verb + 1).is(Classes::PREPOSITION) {
            attribution.cue = Some(cue.start..verb + 1);
        }
        return;
    }
    if source.end > cue.start {
        return;
    }
    let agent = attribution.content.last_mut().filter(|last| source.end <= last.start).and_then(|last| {
        let by = last.clone().skip(1).find(|&token| text.word(token) == "by")?;
        let agent = phrases::source_after(text, by + 1, last.end).filter(|agent| agent.end >= last.end)?;
        last.end = by;
        Some(agent)
    });
    if let Some(agent) = agent {
        attribution.content.insert(0, source);
        attribution.source = Some(agent);
    } else if !second_verb(text, &(verb + 1..cue.end)) {
        if classes(text, verb).is(Classes::SUFFERED) {
            attribution.content.insert(0, source);
            attribution.source = None;
        } else if classes(text, verb).is(Classes::ADDRESSED) {
            attribution.source = None;
        }
    }
}

/// "was reported | to have said", "was quoted | as saying": whose second verb it is has said something after all.
fn second_verb(text: &Text<'_>, rest: &Range<u32>) -> bool {
    rest.clone().any(|token| ["to", "as"].contains(&text.word(token)) && token + 1 < rest.end)
}

/// "Asked whether it rains, Orlu said yes", "Orlu said when asked": who answers did not ask.
fn opening_participle(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&attribution.source, &attribution.cue) else { return };
    let opens = text
        .sentence_of(cue.start)
        .and_then(|sentence| text.sentences.get(sentence as usize))
        .is_some_and(|sentence| sentence.tokens.start == cue.start);
    let suffered =
        classes(text, cue.start).is(Classes::SUFFERED.or(Classes::ADDRESSED)) && is_participle(text, cue.start);
    let by = text.word(source.start.saturating_sub(1)) == "by";
    let before = cue.start.checked_sub(1).map_or("", |before| text.word(before));
    let joined = ["when", "if", "once", "being"].iter().any(|word| before.eq_ignore_ascii_case(word));
    if suffered && !by && (joined || opens && source.start > cue.end) {
        attribution.source = None;
    }
}

/// "Orlu, who has no seat, said": Orlu speaks, not the clause that tells of her.
fn relative_clause(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&attribution.source, &attribution.cue) else { return };
    let Some(comma) = source.start.checked_sub(1).filter(|_| source.len() > 2 && source.end <= cue.start) else {
        return;
    };
    let is_comma = |token: u32| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma);
    let clause = ["who", "which"].contains(&text.word(source.start)) && is_comma(comma);
    let closed = is_comma(source.end - 1) || is_comma(source.end);
    let sentence = text.sentence_of(comma).and_then(|sentence| text.sentences.get(sentence as usize));
    if let Some(sentence) = sentence.filter(|_| clause && closed)
        && let Some(antecedent) = phrases::source_before(text, comma, sentence.tokens.start)
    {
        attribution.source = Some(antecedent);
    }
}

fn is_participle(text: &Text<'_>, token: u32) -> bool {
    let form = Cues::builtin().at(text, token).map(|found| found.form);
    matches!(form, Some(Form::Past | Form::Participle))
}

/// "Orlu, meanwhile, said", "The note quietly said": an adverb is no source.
fn adverb_as_source(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&attribution.source, &mut attribution.cue) else { return };
    let at = source.start;
    let adverb = classes(text, at).is(Classes::ADVERB) && text.token(at).is_some_and(|token| !token.is_capitalised());
    if !adverb || source.len() > 1 || source.end > cue.start {
        return;
    }
    let Some(sentence) = text.sentence_of(at).and_then(|sentence| text.sentences.get(sentence as usize)) else {
        return;
    };
    let comma =
        at.checked_sub(1).filter(|&token| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma));
    if source.end == cue.start {
        cue.start = at;
    }
    attribution.source = phrases::source_before(text, comma.unwrap_or(at), sentence.tokens.start);
}

/// "The talks | seem | to fail": the subject belongs to what seems so; who thinks it is not told.
fn raising(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&attribution.source, &attribution.cue) else { return };
    let joint = |token: u32| ["to", "like"].contains(&text.word(token));
    let verb = cue.clone().rev().find(|&token| !joint(token));
    if source.end > cue.start || !verb.is_some_and(|verb| classes(text, verb).is(Classes::RAISING)) {
        return;
    }
    // "It seems that it rains": the first "it" stands for nothing.
    let infinitive = attribution.content.first().is_some_and(|content| text.word(content.start) == "to");
    let empty = source.len() == 1 && text.word(source.start).eq_ignore_ascii_case("it") && !infinitive;
    if !empty {
        attribution.content.insert(0, source.clone());
    }
    attribution.source = None;
}

/// "His claim that the letter was lost did not convince them": the clause of the noun ends before the main verb.
fn clause_behind_noun(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(cue) = attribution.cue.clone().filter(|cue| cue.len() == 1) else { return };
    let [content] = attribution.content.as_mut_slice() else { return };
    let possessed = cue.start.checked_sub(1).is_some_and(|before| {
        let owner = attribution.source.as_ref().is_some_and(|source| source.end == cue.start);
        owner && (classes(text, before).is(Classes::DETERMINER) || is_clitic(text, before))
    });
    if !possessed || content.start != cue.end || text.word(content.start) != "that" {
        return;
    }
    let auxiliary = |token: u32| classes(text, token).is(Classes::AUXILIARY);
    let joint = Classes::CONJUNCTION.or(Classes::COMPLEMENTISER).or(Classes::PRONOUN).or(Classes::PREPOSITION);
    let mut verbs = content.clone().filter(|&token| auxiliary(token) && !auxiliary(token.saturating_sub(1)));
    let (Some(_), Some(main)) = (verbs.next(), verbs.next()) else { return };
    let before = main - 1;
    let open = classes(text, before).is(joint)
        || text.token(before).is_none_or(|token| !token.is_word_like())
        || (content.start + 1..before).any(|token| classes(text, token).is(Classes::CONJUNCTION));
    if !open {
        content.end = main;
    }
}

/// "pleading for Norland to answer": "for" belongs to the clause that it opens, not to the cue before it.
fn clause_with_for(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(cue), Some(content)) = (&mut attribution.cue, attribution.content.first_mut()) else { return };
    let opens = cue.len() > 1 && content.start == cue.end && text.word(cue.end - 1) == "for";
    let subject = phrases::source_after(text, content.start, content.end).filter(|_| opens);
    let infinitive = |subject: Range<u32>| {
        let verb =
            text.token(subject.end + 1).is_some_and(|verb| verb.kind == TokenKind::Word && !verb.is_capitalised());
        text.word(subject.end) == "to" && verb && !classes(text, subject.end + 1).is(Classes::DETERMINER)
    };
    if subject.is_some_and(infinitive) {
        cue.end -= 1;
        content.start -= 1;
    }
}

/// "telephoned the president to express regret that it rains": what is said stands behind the purpose of the call.
fn purpose_of_message(text: &Text<'_>, attribution: &mut Attribution) {
    const SENT: [&str; 12] = [
        "telephoned",
        "telephones",
        "phoned",
        "phones",
        "called",
        "calls",
        "cabled",
        "cables",
        "wrote",
        "writes",
        "met",
        "meets",
    ];
    let Some(cue) = attribution.cue.clone().filter(|cue| SENT.contains(&text.word(cue.end - 1))) else { return };
    let Some(last) = attribution.content.last().map(|last| last.end).filter(|last| *last > cue.end) else { return };
    let purpose = (cue.end + 1..last.min(cue.end + LONGEST_ADDRESSEE)).find(|&token| text.word(token) == "to");
    let clause = |purpose: u32| {
        let that = (purpose + 2..last.min(purpose + 5)).find(|&token| text.word(token) == "that")?;
        Some((purpose + 1..that, that..last)).filter(|(verb, _)| Cues::builtin().head(text, verb).is_some())
    };
    if let Some((verb, clause)) = purpose.and_then(clause) {
        attribution.cue = Some(verb);
        attribution.content = vec![clause];
    }
}

fn is_clitic(text: &Text<'_>, token: u32) -> bool {
    text.token(token).is_some_and(|token| token.kind == TokenKind::Clitic)
}

/// "asked Norland to answer by Friday.": the time at the end of an infinitive belongs to it.
fn adjunct_of_time(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(last) = attribution.content.last_mut() else { return };
    let verb = |token: u32| [Classes::default(), Classes::RAISING].contains(&classes(text, token));
    if !last.clone().any(|token| text.word(token) == "to" && verb(token + 1)) {
        return;
    }
    let Some(sentence) = text.sentence_of(last.end.saturating_sub(1)).and_then(|s| text.sentences.get(s as usize))
    else {
        return;
    };
    let end = sentence.tokens.end.saturating_sub(1);
    let rest = last.end..end;
    let adjunct = (2..=LONGEST_ADJUNCT).contains(&(rest.end.saturating_sub(rest.start)))
        && ["by", "before", "until", "within"].contains(&text.word(rest.start))
        && rest.clone().any(|token| classes(text, token).is(Classes::TIME))
        && rest.clone().all(|token| text.token(token).is_some_and(Token::is_word_like));
    let free = attribution.cue.as_ref().is_none_or(|cue| cue.end <= rest.start);
    if adjunct && free {
        last.end = rest.end;
    }
}

/// "On | the sidelines of the session, Orlu met Kask, the delegation said": what opens the sentence opens the content.
fn opening_preposition(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(content) = attribution.content.first_mut() else { return };
    let sentence = text.sentence_of(content.start).and_then(|sentence| text.sentences.get(sentence as usize));
    let opens = sentence.is_some_and(|sentence| sentence.tokens.start + 1 == content.start);
    let behind = attribution.cue.as_ref().is_some_and(|cue| cue.start >= content.end);
    if opens && behind && classes(text, content.start - 1).is(Classes::PREPOSITION) {
        content.start -= 1;
    }
}

/// "proposed on | Jan. 31 that they meet": the day belongs to neither.
fn time_before_clause(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(cue) = &mut attribution.cue else { return };
    let Some(content) = attribution.content.first_mut().filter(|content| content.start == cue.end) else { return };
    let small = Classes::TIME.or(Classes::PREPOSITION);
    let time = |token: u32| {
        let dated = |token: &Token| matches!(token.kind, TokenKind::Number | TokenKind::Abbreviation);
        classes(text, token).is(small) || text.token(token).is_some_and(dated)
    };
    let that = (content.start..content.end.min(content.start + LONGEST_ADJUNCT + 1)).find(|&token| !time(token));
    let Some(that) = that.filter(|&that| that > content.start && text.word(that) == "that") else { return };
    content.start = that;
    if cue.len() > 1 && ["on", "in", "at"].contains(&text.word(cue.end - 1)) {
        cue.end -= 1;
    }
}

/// "She said that it had been read and added that it was long", "She asked Chile to wait and rejected the charge": the
/// second cue has a content of its own. Behind an infinitive, a past form goes on with the subject of the sentence.
fn second_cue(text: &Text<'_>, attribution: &mut Attribution) -> Option<Attribution> {
    let [content] = attribution.content.as_mut_slice() else { return None };
    let cue = attribution.cue.as_ref().filter(|cue| cue.end <= content.start)?;
    let source = attribution.source.as_ref().filter(|source| source.end <= cue.start)?;
    let cues = Cues::builtin();
    let joined = |token: u32| ["and", "but"].contains(&text.word(token));
    let asked =
        (content.start..content.end.min(content.start + LONGEST_ADDRESSEE)).find(|&token| text.word(token) == "to");
    let clauses =
        |at: u32| (content.start..at).any(|token| ["that", "which", "who", "whether"].contains(&text.word(token)));
    let (at, verb) = (content.start + 2..content.end).filter(|&token| joined(token)).find_map(|token| {
        let clause = cues.at(text, token + 1).filter(|found| found.verb.that && found.form == Form::Past);
        let clause = clause.filter(|verb| text.word(verb.end) == "that" && verb.end + 2 < content.end);
        let object = || {
            let verb = token + 1..token + 2;
            let past = text.word(verb.start).ends_with("ed") && classes(text, verb.end).is(Classes::DETERMINER);
            let headed =
                past && cues.head(text, &verb).is_some_and(|head| head.speech || head.r#type != AttributionType::Fact);
            let infinitive = asked.is_some_and(|to| to + 1 < token) && !clauses(token);
            (headed && infinitive && verb.end + 1 < content.end).then_some((token, verb.end))
        };
        clause.map(|verb| (token, verb.end)).or_else(object)
    })?;
    let second = Attribution {
        source: Some(source.clone()),
        cue: Some(at + 1..verb),
        content: vec![verb..content.end],
        ..attribution.clone()
    };
    if let Some(first) = attribution.content.first_mut() {
        first.end = at;
    }
    Some(second)
}

/// "the United | States | had sent it": a name is not a source with its cue.
pub(super) fn splits_name(text: &Text<'_>, attribution: &Attribution) -> bool {
    let (Some(source), Some(cue)) = (&attribution.source, &attribution.cue) else { return false };
    let capital = |token: u32| text.token(token).is_some_and(Token::is_capitalised);
    // In a headline every word is capitalised, and there are no articles.
    let article = text.word(source.start) == "the";
    cue.len() == 1 && source.end == cue.start && article && capital(source.end - 1) && capital(cue.start)
}

#[cfg(test)]
mod tests;
