//! Layouts that tell who speaks without a verb: turns of a transcript ("MS. ORLU: …", "Q: …") and headlines with the
//! speaker behind a dash.

use std::collections::HashMap;
use std::ops::Range;

use super::Attribution;
use crate::names::Lexicon;
use crate::text::{Case, FoldedKey, KeyHasher, Text, TextRange, Token, TokenKind};

/// A label has at most so many tokens.
const LONGEST_LABEL: u32 = 6;
/// A text with so many turns is a transcript: paragraphs without a label go on with the turn before.
const TRANSCRIPT: usize = 3;
/// A speaker behind the dash of a headline has at most so many tokens, what is said at least so many.
const LONGEST_SPEAKER: u32 = 5;
const SHORTEST_HEADLINE: u32 = 4;

/// The attributions that the layout of the body tells, settled, in reading order.
pub(super) fn attribute(text: &Text<'_>, body: TextRange) -> Vec<Attribution> {
    let tokens = text.tokens_in(body);
    let first = text.paragraphs.partition_point(|paragraph| paragraph.tokens.end <= tokens.start);
    let paragraphs = text.paragraphs.get(first..).unwrap_or_default();
    let within = paragraphs.iter().map(|paragraph| {
        paragraph.tokens.start.max(tokens.start)..paragraph.tokens.end.min(tokens.end).max(tokens.start)
    });
    let paragraphs: Vec<Range<u32>> = within.take_while(|paragraph| paragraph.start < tokens.end).collect();
    let mut found = turns(text, &paragraphs);
    if first == 0 {
        found.extend(paragraphs.first().and_then(|headline| headline_with_dash(text, headline)));
    }
    found.retain_mut(|attribution| attribution.settle(text));
    found.sort_by_key(Attribution::begins);
    found
}

/// The turns of a transcript.
fn turns(text: &Text<'_>, paragraphs: &[Range<u32>]) -> Vec<Attribution> {
    let mut labels: Vec<Option<Range<u32>>> = paragraphs.iter().map(|paragraph| label(text, paragraph)).collect();
    // "Orlu: Norland will wait" over a text is a headline.
    if let Some(first) = labels.first_mut() {
        *first = first.take().filter(|label| in_capitals(text, label));
    }
    let mut counts = Counts::default();
    for last in labels.iter().flatten().filter_map(|label| text.token(label.end - 1)) {
        *counts.entry(last.key).or_default() += 1;
    }
    let again = |label: &Range<u32>| {
        text.token(label.end - 1).is_some_and(|last| counts.get(&last.key).is_some_and(|count| *count > 1))
    };
    let certain = |label: &Range<u32>| {
        again(label) && in_capitals(text, label) || text.token(label.start).is_some_and(is_honorific)
    };
    let named = names_again(text, paragraphs, &labels);
    let certain_names = |label: &Range<u32>| again(label) && is_named(text, label, &named);
    // "NOTE: …" alone is no turn; beside turns that are certain every label is one.
    if !labels.iter().flatten().any(|label| certain(label) || certain_names(label)) {
        return Vec::new();
    }
    for label in &mut labels {
        *label = label.take().filter(|label| in_capitals(text, label) || is_named(text, label, &named));
    }
    let transcript = labels.iter().flatten().count() >= TRANSCRIPT;
    let mut found: Vec<Attribution> = Vec::new();
    let mut goes_on = false;
    for (paragraph, label) in paragraphs.iter().zip(&labels) {
        match (label, found.last_mut()) {
            (Some(label), _) => {
                goes_on = transcript;
                found.push(Attribution::found(
                    Some(label.clone()),
                    Some(label.end..label.end + 1),
                    vec![label.end + 1..paragraph.end],
                    "attribution.layout.turn",
                ));
            }
            (None, Some(turn)) if goes_on && !is_bracketed(text, paragraph) => {
                // "Orlu invited him to the capital.": nobody tells of herself by name, so the transcript is over.
                goes_on = !turn.source.as_ref().is_some_and(|label| tells_of(text, paragraph, label));
                if goes_on {
                    turn.content.push(paragraph.clone());
                }
            }
            (None, _) => {}
        }
    }
    found
}

type Counts = HashMap<FoldedKey, u32, std::hash::BuildHasherDefault<KeyHasher>>;

/// The label of a turn: capitalised words before a colon, at the beginning of a paragraph or behind its opening mark.
fn label(text: &Text<'_>, paragraph: &Range<u32>) -> Option<Range<u32>> {
    let opens = text.token(paragraph.start).is_some_and(|token| token.kind == TokenKind::DoubleQuote);
    let start = paragraph.start + u32::from(opens);
    let end = (start..paragraph.end.min(start + LONGEST_LABEL + 1))
        .find(|&token| text.token(token).is_some_and(|token| token.kind == TokenKind::Colon))?;
    let capitalised = |token: &Token| token.is_word_like() && token.is_capitalised();
    let named = (start..end).all(|token| text.token(token).is_some_and(capitalised));
    (named && end > start && end + 1 < paragraph.end).then_some(start..end)
}

/// "MS. ORLU", "Q", as against "Orlu".
fn in_capitals(text: &Text<'_>, label: &Range<u32>) -> bool {
    let capitals = |token: &Token| matches!(token.case, Case::Upper | Case::Single);
    label.clone().all(|token| text.token(token).is_some_and(capitals))
}

/// Whether the last word of a label in small letters names somebody: "Orlu", as against "Background".
fn is_named(text: &Text<'_>, label: &Range<u32>, named: &Counts) -> bool {
    text.token(label.end - 1).is_some_and(|last| named.get(&last.key).is_some_and(|count| *count > 0))
}

/// How often the last word of each label that is not in capitals stands behind another capitalised word outside the
/// labels: "Foreign Minister Ana Orlu" names who "Orlu:" is.
fn names_again(text: &Text<'_>, paragraphs: &[Range<u32>], labels: &[Option<Range<u32>>]) -> Counts {
    let small = labels.iter().flatten().filter(|label| !in_capitals(text, label));
    let mut named: Counts = small.filter_map(|label| Some((text.token(label.end - 1)?.key, 0))).collect();
    if named.is_empty() {
        return named;
    }
    let capitalised =
        |token: u32| text.token(token).is_some_and(|token| token.is_capitalised() && token.is_word_like());
    for (paragraph, label) in paragraphs.iter().zip(labels) {
        let from = label.as_ref().map_or(paragraph.start, |label| label.end);
        for token in from + 1..paragraph.end {
            let count = text.token(token).and_then(|token| named.get_mut(&token.key));
            if let Some(count) = count.filter(|_| capitalised(token) && capitalised(token - 1)) {
                *count += 1;
            }
        }
    }
    named
}

/// Whether a paragraph begins with the name on a label.
fn tells_of(text: &Text<'_>, paragraph: &Range<u32>, label: &Range<u32>) -> bool {
    let Some(name) = text.token(label.end - 1).filter(|name| name.case != Case::Single) else { return false };
    let begin = paragraph.start..paragraph.end.min(paragraph.start + LONGEST_LABEL);
    let opening = begin.take_while(|&token| text.token(token).is_some_and(Token::is_capitalised));
    opening.into_iter().any(|token| text.token(token).is_some_and(|token| token.key == name.key))
}

fn is_honorific(token: &Token) -> bool {
    token.kind == TokenKind::Abbreviation && token.case == Case::Upper
}

/// "(Laughter.)", "[Applause]": a remark on the scene.
fn is_bracketed(text: &Text<'_>, paragraph: &Range<u32>) -> bool {
    text.token(paragraph.start).is_some_and(|token| token.kind == TokenKind::OpenBracket)
}

/// "Norland to answer letter in March - minister": the first line, a dash, who says so.
fn headline_with_dash(text: &Text<'_>, headline: &Range<u32>) -> Option<Attribution> {
    let kind = |token: u32| text.token(token).map(|token| token.kind);
    let dash = headline.clone().rev().take(LONGEST_SPEAKER as usize + 1).find(|&t| kind(t) == Some(TokenKind::Dash))?;
    let speaker = dash + 1..headline.end;
    let words = speaker.clone().all(|token| text.token(token).is_some_and(Token::is_word_like));
    let speaks = speaker.clone().next_back().and_then(|last| text.token(last)).is_some_and(can_speak);
    let closed = headline.clone().any(|token| kind(token) == Some(TokenKind::Terminator));
    (words && speaks && !closed && dash >= headline.start + SHORTEST_HEADLINE).then(|| {
        Attribution::found(
            Some(speaker),
            Some(dash..dash + 1),
            vec![headline.start..dash],
            "attribution.layout.headline_dash",
        )
    })
}

/// Whether a noun names an office or a body.
fn can_speak(noun: &Token) -> bool {
    use crate::names::Classes;
    let classes = Lexicon::builtin().word(noun.key).classes;
    [Classes::HEAD, Classes::HEADS, Classes::ORGANISATION_HEAD].into_iter().any(|class| classes.is(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<(&str, Vec<&str>)> {
        let text = Text::new(source);
        let words = |tokens: &Range<u32>| text.range(tokens.clone()).of(source);
        let all = attribute(&text, TextRange::new(0, source.len()));
        all.iter().map(|one| (one.source.as_ref().map_or("", words), one.content.iter().map(words).collect())).collect()
    }

    #[test]
    fn turns_have_a_label() {
        assert_eq!(
            found("Q: Did you get it?\n\nMS. ORLU: We did."),
            [("Q", vec!["Did you get it?"]), ("MS. ORLU", vec!["We did"])]
        );
        assert_eq!(found("NOTE: The office is closed."), []);
        assert_eq!(
            found("\"ORLU: It is late.\"\n\n\"TAMM: It is not.\"\n\n\"ORLU: It is.\""),
            [("ORLU", vec!["It is late."]), ("TAMM", vec!["It is not."]), ("ORLU", vec!["It is."])]
        );
    }

    #[test]
    fn paragraphs_without_label_go_on_in_a_transcript() {
        let transcript = "MR. TAMM: First.\n\nSecond.\n\n(Laughter.)\n\nQ: Why?\n\nMR. TAMM: Third.";
        assert_eq!(
            found(transcript),
            [("MR. TAMM", vec!["First", "Second"]), ("Q", vec!["Why?"]), ("MR. TAMM", vec!["Third"])]
        );
    }

    #[test]
    fn a_name_that_the_text_knows_labels_a_turn() {
        let interview = "Minister Ana Orlu spoke to us.\n\nQ: Why?\n\nOrlu: First.\n\nQ: When?\n\nOrlu: Today.";
        let turns = [("Q", vec!["Why?"]), ("Orlu", vec!["First"]), ("Q", vec!["When?"]), ("Orlu", vec!["Today"])];
        assert_eq!(found(interview), turns);
        // What tells of who speaks is no part of the turn, nor is what follows.
        assert_eq!(found(&format!("{interview}\n\nOrlu left.\n\nIt rained.")), turns);
        let digest = "The ministry met.\n\nBackground: It is old.\n\nBackground: It is new.";
        assert_eq!(found(digest), []);
        assert_eq!(found("Orlu: It is late\n\nMinister Ana Orlu said so.\n\nOrlu: It is."), []);
    }

    #[test]
    fn a_headline_names_who_says_it_behind_a_dash() {
        assert_eq!(
            found("Norland to answer letter in March - minister\n\nThe letter came."),
            [("minister", vec!["Norland to answer letter in March"])]
        );
        assert_eq!(found("Talks go on in the capital - again\n\nThe letter came."), []);
    }
}
