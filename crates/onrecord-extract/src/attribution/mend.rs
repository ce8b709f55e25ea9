//! Repairs of single attributions that a network leaves ragged: each is a rule of grammar with a name and a test.

use std::ops::Range;

use onrecord_model::AttributionType;

use super::{Attribution, Cues};
use crate::grammar::{Classes, Form, classes, phrases};
use crate::text::{Text, Token, TokenKind};

/// An addressee has at most so many tokens.
const LONGEST_ADDRESSEE: u32 = 12;
/// An adjunct of time at the end of a clause has at most so many tokens.
const LONGEST_ADJUNCT: u32 = 4;

/// Brings one attribution to what its grammar says; returns a second one where two cues share a subject.
pub(super) fn mend(text: &Text<'_>, attribution: &mut Attribution) -> Option<Attribution> {
    writer(text, attribution);
    trim_source(text, attribution);
    noun_of_article(text, attribution);
    drop_also(text, attribution);
    asked(text, attribution);
    passive(text, attribution);
    clause_behind_noun(text, attribution);
    clause_with_for(text, attribution);
    purpose_of_message(text, attribution);
    adjunct_of_time(text, attribution);
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
    if source.len() > 1 && is_weekday(text.word(source.end - 1)) {
        source.end -= 1;
        if source.len() > 1 && text.word(source.end - 1).eq_ignore_ascii_case("on") {
            source.end -= 1;
        }
    }
}

/// "The president sent a letter to his counterpart pleading for peace": who wrote it pleads, not who receives it.
fn writer(text: &Text<'_>, attribution: &mut Attribution) {
    const LETTERS: [&str; 7] = ["letter", "message", "note", "telegram", "cable", "appeal", "petition"];
    let (Some(source), Some(cue)) = (&attribution.source, &attribution.cue) else { return };
    let participle = text.word(cue.start).ends_with("ing") && source.end == cue.start;
    let to = source.start.checked_sub(1).filter(|&to| participle && text.word(to) == "to");
    let sentence = text.sentence_of(cue.start).and_then(|sentence| text.sentences.get(sentence as usize));
    let (Some(to), Some(sentence)) = (to, sentence) else { return };
    let letter = (to.saturating_sub(3)..to).any(|token| LETTERS.contains(&text.word(token)));
    if letter && let Some(writer) = phrases::clause_subject(text, cue.start, sentence.tokens.start) {
        attribution.source = Some(writer);
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

/// "Asked whether it will rain, Orlu said", "Orlu was asked if", "when asked about": the one who is named answers, and who
/// asked is told by "by" or not at all.
fn asked(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (&attribution.source, &attribution.cue) else { return };
    let word = |token: u32, words: &[&str]| words.iter().any(|word| text.word(token).eq_ignore_ascii_case(word));
    let is_asked = |token: u32| word(token, &["asked", "pressed", "questioned", "quizzed"]);
    let Some(verb) = cue.clone().find(|&token| is_asked(token)) else { return };
    let opens = || {
        let before = verb.checked_sub(1).and_then(|before| text.token(before));
        text.sentences.binary_search_by_key(&verb, |sentence| sentence.tokens.start).is_ok()
            || before.is_some_and(|before| before.kind == TokenKind::Comma)
    };
    let suffered =
        verb.checked_sub(1).is_some_and(|before| word(before, &["was", "were", "been", "being", "when", "if", "once"]));
    let question =
        ["whether", "if", "about", "why", "how", "what", "who", "where", "when", "which", "to", "by", "for", "on"];
    let put = suffered || opens() && word(verb + 1, &question);
    if !put {
        return;
    }
    let agent = source.start.checked_sub(1).is_some_and(|by| text.word(by) == "by");
    if !agent {
        attribution.source = None;
    }
}

/// Participles whose subject is what others think of: "the plan is widely seen as", "he was charged with".
const SUFFERED: [&str; 16] = [
    "accused",
    "alleged",
    "believed",
    "blamed",
    "charged",
    "considered",
    "convicted",
    "expected",
    "feared",
    "known",
    "regarded",
    "seen",
    "suspected",
    "thought",
    "viewed",
    "assumed",
];

/// "It was announced that …" has no source; "The letter was called a mistake by the president" has the president.
fn passive(text: &Text<'_>, attribution: &mut Attribution) {
    let (Some(source), Some(cue)) = (attribution.source.clone(), attribution.cue.clone()) else { return };
    let be = |token: u32| ["is", "was", "were", "are", "been", "being"].contains(&text.word(token));
    let behind_be = |token: u32| {
        let before = (cue.start..token).rev().find(|&before| !classes(text, before).is(Classes::ADVERB));
        before.is_some_and(be)
    };
    let Some(verb) = (cue.start + 1..cue.end).find(|&token| behind_be(token) && is_participle(text, token)) else {
        return;
    };
    if source.end <= cue.start && SUFFERED.contains(&text.word(verb)) {
        attribution.source = None;
        return;
    }
    if source.len() == 1 && text.word(source.start).eq_ignore_ascii_case("it") {
        attribution.source = None;
        if cue.end == verb + 2 && classes(text, verb + 1).is(Classes::PREPOSITION) {
            attribution.cue = Some(cue.start..verb + 1);
        }
        return;
    }
    let Some(last) = attribution.content.last_mut().filter(|last| source.end <= last.start) else { return };
    let by = last.clone().skip(1).find(|&token| text.word(token) == "by");
    let agent = by.and_then(|by| phrases::source_after(text, by + 1, last.end)).filter(|agent| agent.end >= last.end);
    if let (Some(by), Some(agent)) = (by, agent) {
        last.end = by;
        attribution.content.insert(0, source);
        attribution.source = Some(agent);
    }
}

fn is_participle(text: &Text<'_>, token: u32) -> bool {
    let form = Cues::builtin().at(text, token).map(|found| found.form);
    matches!(form, Some(Form::Past | Form::Participle))
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
    if !last.clone().any(|token| text.word(token) == "to" && classes(text, token + 1) == Classes::default()) {
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

/// "I asked Mr. Orlu to read it" inside a statement: what is asked begins with "to"; before it stands the addressee.
pub(super) fn request_inside(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(cue) = attribution.cue.clone() else { return };
    let asks = |token: u32| {
        let lemma = Cues::builtin().at(text, token).map(|found| found.verb.lemma.as_str());
        lemma.is_some_and(|lemma| ["ask", "urge", "tell", "request", "order", "call for", "implore"].contains(&lemma))
    };
    let Some(content) = attribution.content.first_mut().filter(|content| content.start >= cue.end) else { return };
    if !cue.clone().any(asks) {
        return;
    }
    let reach = content.start + 1..content.end.min(content.start + LONGEST_ADDRESSEE);
    let to = reach.into_iter().find(|&token| text.word(token) == "to");
    let whole = |addressee: Range<u32>| {
        phrases::source_after(text, addressee.start, addressee.end).is_some_and(|found| found.end == addressee.end)
            || addressee.len() == 1 && classes(text, addressee.start).is(Classes::OBJECT)
    };
    let negated = |to: u32| text.word(to - 1) == "not";
    if let Some(to) = to {
        let begin = if negated(to) { to - 1 } else { to };
        if begin > content.start && whole(content.start..begin) {
            content.start = begin;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of an attribution over a text of single-spaced tokens, given by words.
    fn attribution(text: &Text<'_>, source: &str, cue: &str, content: &str) -> Attribution {
        let find = |words: &str| {
            let start = text.source.find(words).unwrap();
            let tokens = text.tokens_in(crate::text::TextRange::new(start, start + words.len()));
            assert!(!tokens.is_empty(), "{words}");
            tokens
        };
        Attribution::found(Some(find(source)), Some(find(cue)), vec![find(content)], "test")
    }

    fn mended(source: &str, parts: [&str; 3]) -> Vec<(String, String, String)> {
        let text = Text::new(source);
        let words = |tokens: &Range<u32>| text.range(tokens.clone()).of(source).to_owned();
        let mut first = attribution(&text, parts[0], parts[1], parts[2]);
        let second = mend(&text, &mut first);
        [Some(first), second]
            .into_iter()
            .flatten()
            .map(|one| {
                let content: Vec<_> = one.content.iter().map(&words).collect();
                (
                    one.source.as_ref().map(&words).unwrap_or_default(),
                    one.cue.as_ref().map(&words).unwrap_or_default(),
                    content.join(" | "),
                )
            })
            .collect()
    }

    fn one(source: &str, cue: &str, content: &str) -> Vec<(String, String, String)> {
        vec![(source.to_owned(), cue.to_owned(), content.to_owned())]
    }

    #[test]
    fn sources_and_cues_lose_what_is_not_theirs() {
        let text = "Ana Orlu on Monday also said that it rains.";
        assert_eq!(
            mended(text, ["Ana Orlu on Monday", "also said", "that it rains"]),
            one("Ana Orlu", "said", "that it rains")
        );
    }

    #[test]
    fn an_article_takes_its_noun_from_the_cue() {
        let text = "The last note demanded that the ships leave.";
        assert_eq!(
            mended(text, ["The", "last note demanded", "that the ships leave"]),
            one("The last note", "demanded", "that the ships leave")
        );
        let text = "His claim that it rains is old.";
        assert_eq!(mended(text, ["His", "claim", "that it rains"]), one("His", "claim", "that it rains"));
    }

    #[test]
    fn who_is_asked_is_not_who_asks() {
        let text = "Asked whether it rains, Ana Orlu said no.";
        assert_eq!(mended(text, ["Ana Orlu", "Asked", "whether it rains"]), one("", "Asked", "whether it rains"));
        let text = "Ana Orlu waved when asked if it rains.";
        assert_eq!(mended(text, ["Ana Orlu", "asked", "if it rains"]), one("", "asked", "if it rains"));
        let text = "Asked by Jan Ozols whether it rains, Ana Orlu left.";
        assert_eq!(
            mended(text, ["Jan Ozols", "Asked by", "whether it rains"]),
            one("Jan Ozols", "Asked by", "whether it rains")
        );
        let text = "Ana Orlu asked whether it rains.";
        assert_eq!(
            mended(text, ["Ana Orlu", "asked", "whether it rains"]),
            one("Ana Orlu", "asked", "whether it rains")
        );
    }

    #[test]
    fn who_writes_pleads_and_not_who_receives_the_letter() {
        let text = "Norland's president on Tuesday sent a letter to his Estonian counterpart pleading for talks.";
        assert_eq!(
            mended(text, ["his Estonian counterpart", "pleading", "for talks"]),
            one("Norland's president", "pleading", "for talks")
        );
        let text = "He spoke to his Estonian counterpart pleading for talks.";
        assert_eq!(
            mended(text, ["his Estonian counterpart", "pleading", "for talks"]),
            one("his Estonian counterpart", "pleading", "for talks")
        );
    }

    #[test]
    fn who_is_accused_or_expected_is_no_source() {
        let text = "Ana Orlu is widely expected to win.";
        assert_eq!(mended(text, ["Ana Orlu", "is widely expected", "to win"]), one("", "is widely expected", "to win"));
        let text = "Ana Orlu was told that it rains.";
        assert_eq!(
            mended(text, ["Ana Orlu", "was told", "that it rains"]),
            one("Ana Orlu", "was told", "that it rains")
        );
    }

    #[test]
    fn a_passive_has_its_source_behind_by_or_none() {
        let text = "It was announced on Monday that the talks would go on.";
        assert_eq!(
            mended(text, ["It", "was announced on", "that the talks would go on"]),
            one("", "was announced", "that the talks would go on")
        );
        let text = "The letter was called a mistake by the president.";
        assert_eq!(
            mended(text, ["The letter", "was called", "a mistake by the president"]),
            one("the president", "was called", "The letter | a mistake")
        );
    }

    #[test]
    fn the_clause_of_a_noun_ends_before_the_main_verb() {
        let text = "His claim that the letter was lost did not convince them.";
        assert_eq!(
            mended(text, ["His", "claim", "that the letter was lost did not convince them"]),
            one("His", "claim", "that the letter was lost")
        );
        let text = "His claim that the letter was lost and had been sought did them good.";
        let content = "that the letter was lost and had been sought did them good";
        assert_eq!(mended(text, ["His", "claim", content]), one("His", "claim", content));
    }

    #[test]
    fn for_opens_the_clause_that_has_its_own_subject() {
        let text = "She was pleading for Norland to answer the letter.";
        assert_eq!(
            mended(text, ["She", "was pleading for", "Norland to answer the letter"]),
            one("She", "was pleading", "for Norland to answer the letter")
        );
        let text = "She was pleading for the road to Norland.";
        assert_eq!(
            mended(text, ["She", "was pleading for", "the road to Norland"]),
            one("She", "was pleading for", "the road to Norland")
        );
    }

    #[test]
    fn what_is_said_stands_behind_the_purpose_of_a_call() {
        let text = "The premier telephoned Ana Orlu on May 3 to express relief that the talks went on.";
        assert_eq!(
            mended(text, ["The premier", "telephoned", "Ana Orlu on May 3 to express relief that the talks went on"]),
            one("The premier", "express relief", "that the talks went on")
        );
        let text = "The premier telephoned Ana Orlu to end the talks.";
        let content = "Ana Orlu to end the talks";
        assert_eq!(mended(text, ["The premier", "telephoned", content]), one("The premier", "telephoned", content));
    }

    #[test]
    fn two_cues_of_one_subject_are_two_attributions() {
        let text = "She said that it had been read and added that it was long.";
        let content = "that it had been read and added that it was long";
        let mut both = one("She", "said", "that it had been read");
        both.extend(one("She", "added", "that it was long"));
        assert_eq!(mended(text, ["She", "said", content]), both);
    }

    #[test]
    fn a_past_form_behind_an_infinitive_is_a_second_cue() {
        let text = "The ministry called on all parties to keep the charter and opposed any use of force.";
        let content = "all parties to keep the charter and opposed any use of force";
        let mut both = one("The ministry", "called on", "all parties to keep the charter");
        both.extend(one("The ministry", "opposed", "any use of force"));
        assert_eq!(mended(text, ["The ministry", "called on", content]), both);
        let text = "She asked them to read the note that came late and opposed the plan.";
        let content = "them to read the note that came late and opposed the plan";
        assert_eq!(mended(text, ["She", "asked", content]), one("She", "asked", content));
    }

    #[test]
    fn a_time_at_the_end_belongs_to_what_is_asked() {
        let text = "Norland asked Sudland to answer the letter by Friday.";
        assert_eq!(
            mended(text, ["Norland", "asked", "Sudland to answer the letter"]),
            one("Norland", "asked", "Sudland to answer the letter by Friday")
        );
    }

    #[test]
    fn a_name_is_not_divided_into_source_and_cue() {
        let text = Text::new("She said the United States had sent it. The minister says it rains.");
        assert!(splits_name(&text, &attribution(&text, "the United", "States", "had sent it")));
        assert!(!splits_name(&text, &attribution(&text, "The minister", "says", "it rains")));
    }

    #[test]
    fn inside_a_statement_the_addressee_is_no_content() {
        let source = "I asked Mr. Orlu to read the charter again";
        let text = Text::new(source);
        let mut found = attribution(&text, "I", "asked", "Mr. Orlu to read the charter again");
        request_inside(&text, &mut found);
        assert_eq!(text.range(found.content[0].clone()).of(source), "to read the charter again");
    }
}
