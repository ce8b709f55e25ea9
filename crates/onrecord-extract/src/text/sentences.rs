//! Sentences: a rule splitter with the table of abbreviations and the pairing of quotation marks.
//!
//! A sentence ends behind `.`, `!`, `?` or an ellipsis and the closing marks and brackets that follow it, where the
//! next token can begin a sentence: a capital, a digit, an opening mark. Behind an abbreviation or initials it ends
//! only where a word follows that begins sentences rather than names.

use std::sync::OnceLock;

use super::abbreviations::{Abbreviations, Following};
use super::fold::{WordSet, key};
use super::{Sentence, Text, Token, TokenKind};

/// Words that begin sentences and hardly ever names; `data/sentence_starters.tsv`.
fn starters() -> &'static WordSet {
    static TABLE: OnceLock<WordSet> = OnceLock::new();
    TABLE.get_or_init(|| {
        let tsv = include_str!("../../data/sentence_starters.tsv");
        tsv.lines().filter(|line| !line.starts_with('#')).skip(1).map(key).collect()
    })
}

/// A text without full stops is cut here, in tokens: what looks through a sentence stays linear.
const LONGEST_SENTENCE: u32 = 500;

/// Divides each paragraph of a text into sentences.
pub(super) fn divide(text: &mut Text<'_>, abbreviations: &Abbreviations) {
    let mut sentences = Vec::with_capacity(text.tokens.len() / 20 + 1);
    let mut paragraphs = std::mem::take(&mut text.paragraphs);
    let closes = closing_marks(text);
    for (number, paragraph) in paragraphs.iter_mut().enumerate() {
        let first_sentence = sentences.len() as u32;
        let mut first = paragraph.tokens.start;
        let mut i = first;
        while i < paragraph.tokens.end {
            if i - first >= LONGEST_SENTENCE {
                sentences.push(sentence(text, first..i, number));
                first = i;
            }
            let Some(ending) = ending(text, abbreviations, i).filter(|ending| i > first || *ending != Ending::Pause)
            else {
                i += 1;
                continue;
            };
            let mut next = i + 1;
            while next < paragraph.tokens.end
                && is_closing(text, &closes, next)
                && !(ending == Ending::Full && leaves_out(text, next))
            {
                next += 1;
            }
            if next < paragraph.tokens.end && begins(text, &closes, ending, i, next) {
                sentences.push(sentence(text, first..next, number));
                first = next;
            }
            i = next;
        }
        if first < paragraph.tokens.end {
            sentences.push(sentence(text, first..paragraph.tokens.end, number));
        }
        paragraph.sentences = first_sentence..sentences.len() as u32;
    }
    text.paragraphs = paragraphs;
    text.sentences = sentences;
}

fn sentence(text: &Text<'_>, tokens: std::ops::Range<u32>, paragraph: usize) -> Sentence {
    Sentence { range: text.range(tokens.clone()), tokens, paragraph: paragraph as u32 }
}

/// How strongly a token ends a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// A full stop, an exclamation or a question mark.
    Full,
    /// Dots that may only be a pause.
    Pause,
    /// An abbreviation or initials: only before a word that begins sentences.
    Weak,
}

fn ending(text: &Text<'_>, abbreviations: &Abbreviations, i: u32) -> Option<Ending> {
    let token = text.token(i)?;
    match token.kind {
        TokenKind::Terminator if ends_abbreviation(text, abbreviations, i) => Some(Ending::Weak),
        TokenKind::Terminator => Some(Ending::Full),
        TokenKind::Ellipsis => Some(Ending::Pause),
        TokenKind::Initials => Some(Ending::Weak),
        TokenKind::Abbreviation => {
            let word = token.text(text.source).trim_end_matches('.');
            match abbreviations.following(word) {
                Some(Following::Any) => Some(Ending::Weak),
                Some(Following::Number) => {
                    let number =
                        text.token(i + 1).is_some_and(|next| matches!(next.kind, TokenKind::Number | TokenKind::Mixed));
                    (!number).then_some(Ending::Full)
                }
                // A single capital: the middle of a name, or the end of "Neither do I."
                None => Some(Ending::Weak),
                Some(Following::Name) => None,
            }
        }
        _ => None,
    }
}

/// Whether a full stop that is a token of its own belongs to an abbreviation: initials in small letters (`p.m.`), or an
/// abbreviation that a closing mark follows (`Calif.)`).
fn ends_abbreviation(text: &Text<'_>, abbreviations: &Abbreviations, stop: u32) -> bool {
    let token = |back: u32| stop.checked_sub(back).and_then(|i| text.token(i));
    let (Some(last), Some(word)) = (token(0), token(1)) else { return false };
    if word.kind != TokenKind::Word || word.range.end != last.range.start {
        return false;
    }
    if word.range.len() > 1 {
        let following = abbreviations.following(word.text(text.source));
        return matches!(following, Some(Following::Any | Following::Name))
            && abbreviations.contains(word.text(text.source));
    }
    let (Some(inner), Some(first)) = (token(2), token(3)) else { return false };
    inner.kind == TokenKind::Terminator && first.kind == TokenKind::Word && last.range.end - first.range.start == 4
}

/// For each token whether it is a mark that closes a quotation.
fn closing_marks(text: &Text<'_>) -> Vec<bool> {
    let mut closes = vec![false; text.tokens.len()];
    for token in text.quotations.iter().filter_map(|quotation| quotation.close) {
        if let Some(flag) = closes.get_mut(token as usize) {
            *flag = true;
        }
    }
    closes
}

fn is_closing(text: &Text<'_>, closes: &[bool], i: u32) -> bool {
    text.token(i).is_some_and(|token| match token.kind {
        TokenKind::CloseBracket | TokenKind::Terminator | TokenKind::Ellipsis => true,
        TokenKind::DoubleQuote | TokenKind::SingleQuote => closes.get(i as usize).copied().unwrap_or(false),
        _ => false,
    })
}

/// Whether these dots stand apart behind a sentence and say that words are left out before the next one:
/// "They wrote. ... Nobody answered."
fn leaves_out(text: &Text<'_>, i: u32) -> bool {
    let tokens = [i.checked_sub(1), Some(i), i.checked_add(1)].map(|i| text.token(i?));
    let [Some(before), Some(dots), Some(after)] = tokens else { return false };
    dots.kind == TokenKind::Ellipsis && before.range.end < dots.range.start && after.kind == TokenKind::Word
}

/// Whether a sentence that ended at `end` is followed by one that begins at `next`.
fn begins(text: &Text<'_>, closes: &[bool], ending: Ending, end: u32, next: u32) -> bool {
    let Some(mut token) = text.token(next) else { return false };
    let glued = next == end + 1 && text.token(end).is_some_and(|before| before.range.end == token.range.start);
    let mut opens_quotation = false;
    match token.kind {
        TokenKind::Clitic => return false,
        TokenKind::Dash if ending == Ending::Weak => return false,
        TokenKind::DoubleQuote | TokenKind::SingleQuote | TokenKind::OpenBracket | TokenKind::Dash => {
            opens_quotation = matches!(token.kind, TokenKind::DoubleQuote | TokenKind::SingleQuote)
                && !closes.get(next as usize).copied().unwrap_or(false);
            let Some(behind) = text.token(next + 1) else { return false };
            token = behind;
        }
        _ if glued => return glued_sentence(text, ending, end, token),
        _ => {}
    }
    match ending {
        Ending::Full => can_begin(token) || opens_quotation && token.kind != TokenKind::Word,
        Ending::Pause => token.is_capitalised(),
        Ending::Weak => {
            let outside = !text.quoted.get(end as usize).copied().unwrap_or(false);
            token.is_capitalised() && (starters().contains(&token.key) || opens_quotation && outside)
        }
    }
}

/// A full stop without a space behind it ends a sentence only between a lower-case word and a capitalised one that
/// begins sentences ("the vote.The").
fn glued_sentence(text: &Text<'_>, ending: Ending, end: u32, token: &Token) -> bool {
    let lower_before = end
        .checked_sub(1)
        .and_then(|before| text.token(before))
        .is_some_and(|before| before.kind == TokenKind::Word && !before.is_capitalised());
    ending == Ending::Full && lower_before && token.is_capitalised() && starters().contains(&token.key)
}

fn can_begin(token: &Token) -> bool {
    match token.kind {
        TokenKind::Word | TokenKind::Initials | TokenKind::Abbreviation => {
            token.is_capitalised() || token.case == super::Case::None
        }
        TokenKind::Number | TokenKind::Mixed | TokenKind::Symbol | TokenKind::Ellipsis => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::text::Text;

    fn sentences(source: &str) -> Vec<&str> {
        let text = Text::new(source);
        text.sentences.iter().map(|sentence| sentence.range.of(source)).collect()
    }

    #[test]
    fn abbreviations_end_sentences_only_before_a_starter() {
        assert_eq!(
            sentences("Gen. Tamm left the U.S. Senate at 5 p.m. The talks of Nov. 3 went on. No. 4 followed."),
            ["Gen. Tamm left the U.S. Senate at 5 p.m.", "The talks of Nov. 3 went on.", "No. 4 followed."]
        );
    }

    #[test]
    fn a_closing_mark_stays_with_its_sentence() {
        assert_eq!(
            sentences("“We agreed.” The minister left. \"Why now?\" he asked. 'Enough!' They sat."),
            ["“We agreed.”", "The minister left.", "\"Why now?\" he asked.", "'Enough!'", "They sat."]
        );
    }

    #[test]
    fn dots_that_stand_apart_open_the_sentence_before_which_words_are_left_out() {
        assert_eq!(
            sentences("“We wrote. ... Nobody answered... We wrote again. …” He left."),
            ["“We wrote.", "... Nobody answered...", "We wrote again. …”", "He left."]
        );
    }

    #[test]
    fn small_initials_and_closed_abbreviations_end_sentences_only_before_a_starter() {
        assert_eq!(
            sentences("At 5 p.m. Monday it closed. Orlu (N. Tamm, Calif.) Sheriff of old. So do I. They left."),
            ["At 5 p.m. Monday it closed.", "Orlu (N. Tamm, Calif.) Sheriff of old.", "So do I.", "They left."]
        );
    }

    #[test]
    fn a_dash_begins_a_sentence_only_before_a_word_that_can() {
        assert_eq!(
            sentences("NASHUA, N.H. - The talks ended. -- Orlu left them. - and went home."),
            ["NASHUA, N.H. - The talks ended.", "-- Orlu left them. - and went home."]
        );
    }

    #[test]
    fn a_sentence_goes_on_behind_an_ellipsis_in_lower_case() {
        assert_eq!(sentences("It is ... hard to say. We will see."), ["It is ... hard to say.", "We will see."]);
    }
}
