//! "…, said the ministry in a letter to Chile": who speaks stands behind the cue.

use crate::attribution::{Attribution, Cues};
use crate::grammar::{Classes, Form, classes, phrases};
use crate::text::{Text, Token, TokenKind};

/// A noun phrase behind the cue, with no verb behind it, is the source and no content.
pub(super) fn inverted_subject(text: &Text<'_>, attribution: &mut Attribution) {
    let (None, Some(cue)) = (&attribution.source, attribution.cue.clone()) else { return };
    let [.., before, behind] = attribution.content.as_slice() else { return };
    let comma = cue.start.checked_sub(1).and_then(|comma| text.token(comma));
    let parted = comma.is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::DoubleQuote));
    let says = cue.len() == 1 && Cues::builtin().at(text, cue.start).is_some_and(|found| found.form == Form::Past);
    if !parted || !says || before.end > cue.start || behind.start != cue.end {
        return;
    }
    let opens =
        text.token(cue.end).is_some_and(Token::is_capitalised) || classes(text, cue.end).is(Classes::DETERMINER);
    let verbal = |token: u32| {
        classes(text, token).is(Classes::AUXILIARY)
            || Cues::builtin().at(text, token).is_some_and(|cue| cue.form == Form::Past)
    };
    let Some(source) = phrases::source_after(text, cue.end, behind.end).filter(|_| opens) else { return };
    if !behind.clone().any(verbal) {
        attribution.source = Some(source);
        attribution.content.pop();
    }
}
