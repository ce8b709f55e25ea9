//! Repairs of attributions inside the contents of others, where the network has less to go by.

use std::ops::Range;

use super::LONGEST_ADDRESSEE;
use crate::attribution::{Attribution, Cues};
use crate::grammar::{Classes, classes, phrases};
use crate::text::{Text, TokenKind};

/// "Norland informed | the agency orally on January 20 that it would wait": the clause is the content; before it stand who
/// is told, adverbs and times.
pub(crate) fn clause_behind_addressee(text: &Text<'_>, attribution: &mut Attribution) {
    let Some(cue) = attribution.cue.as_ref().filter(|cue| cue.end > cue.start) else { return };
    let told = cue.clone().any(|token| classes(text, token).is(Classes::ADDRESSED) || tells(text, token));
    let Some(content) = attribution.content.first_mut().filter(|content| content.start == cue.end && told) else {
        return;
    };
    let reach = content.start + 1..content.end.min(content.start + LONGEST_ADDRESSEE);
    let Some(that) = reach.into_iter().find(|&token| text.word(token) == "that") else { return };
    let object = classes(text, content.start).is(Classes::OBJECT);
    let addressee = phrases::source_after(text, content.start, that).map(|addressee| addressee.end);
    let Some(end) = addressee.or(object.then_some(content.start + 1)) else { return };
    let small = Classes::ADVERB.or(Classes::PREPOSITION).or(Classes::TIME);
    let aside = |token: u32| {
        classes(text, token).is(small) || text.token(token).is_some_and(|token| token.kind == TokenKind::Number)
    };
    if (end..that).all(aside) {
        content.start = that;
    }
}

fn tells(text: &Text<'_>, token: u32) -> bool {
    let lemma = Cues::builtin().at(text, token).map(|found| found.verb.lemma.as_str());
    lemma.is_some_and(|lemma| ["tell", "inform", "notify", "warn", "assure", "remind", "advise"].contains(&lemma))
}

/// "orally on January 20 | that it would wait": adverbs and times alone attribute nothing.
pub(crate) fn is_adverbial(text: &Text<'_>, attribution: &Attribution) -> bool {
    let Some(cue) = attribution.cue.as_ref().filter(|cue| cue.len() > 1) else { return false };
    let small = Classes::ADVERB.or(Classes::PREPOSITION).or(Classes::TIME);
    let mut words = cue.clone().skip(1);
    classes(text, cue.start).is(Classes::ADVERB)
        && words.all(|token| {
            classes(text, token).is(small) || text.token(token).is_some_and(|token| token.kind == TokenKind::Number)
        })
}

/// "I asked Mr. Orlu to read it" inside a statement: what is asked begins with "to"; before it stands the addressee.
pub(crate) fn request_inside(text: &Text<'_>, attribution: &mut Attribution) {
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
