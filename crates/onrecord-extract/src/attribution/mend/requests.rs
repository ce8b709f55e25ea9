//! Repairs of requests: who is asked and what is asked are one content.

use super::LONGEST_ADDRESSEE;
use crate::attribution::{Attribution, Cues};
use crate::grammar::{Classes, classes};
use crate::text::{Text, Token, TokenKind};

/// "Norland asked | her counterpart, | Ana Orlu, to wait": the name between commas parts nothing.
pub(super) fn request_behind_name(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(cue) = &attribution.cue else { return };
    let asks = |token: u32| {
        let lemma = Cues::builtin().at(text, token).map(|found| found.verb.lemma.as_str());
        lemma.is_some_and(|lemma| ["ask", "urge", "tell", "request", "order", "implore", "beg"].contains(&lemma))
    };
    let [content] = attribution.content.as_mut_slice() else { return };
    let comma = |token: u32| text.token(token).is_some_and(|token| token.kind == TokenKind::Comma);
    if content.start != cue.end || !comma(content.end) || !cue.clone().any(asks) {
        return;
    }
    let Some(sentence) = text.sentence_of(cue.start).and_then(|at| text.sentences.get(at as usize)) else { return };
    let end = sentence.tokens.end;
    let name = content.end + 1..end.min(content.end + LONGEST_ADDRESSEE);
    let Some(close) = name.clone().find(|&token| comma(token)).filter(|&close| close > name.start) else { return };
    let named = (name.start..close)
        .all(|token| text.token(token).is_some_and(|word| word.is_capitalised() && word.is_word_like()));
    let verb = classes(text, close + 2);
    let small = Classes::DETERMINER.or(Classes::PREPOSITION).or(Classes::PRONOUN);
    let plain = text.token(close + 2).is_some_and(|word| word.is_word_like() && !word.is_capitalised());
    if named && text.word(close + 1) == "to" && plain && !verb.is(small) {
        let goes_on = |token: &Token| token.is_word_like() || token.kind == TokenKind::Clitic;
        let stop = (close + 2..end).find(|&token| !text.token(token).is_some_and(goes_on));
        content.end = stop.unwrap_or(end);
    }
}
