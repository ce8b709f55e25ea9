//! Token patterns, as the columns `pattern` of the tables write them.
//!
//! A pattern is a row of elements with spaces between; each stands for one token unless it says otherwise:
//!
//! | element | matches |
//! |---|---|
//! | `word` | this word, in any case |
//! | `a/b` | one of these elements |
//! | `stem*` | a word that begins so |
//! | `{send}` | any form of the verb |
//! | `@class` | a word of this closed class of `data/attribution/word_classes.tsv` |
//! | `_` | any word |
//! | `...` | up to six tokens of one sentence, as few as will do |
//! | `element?` | the element or nothing |
//!
//! A pattern begins with a `word`, a `stem*`, a `{verb}` or alternatives of these.

use std::ops::Range;

use super::{Classes, classes, forms};
use crate::text::{FoldedKey, Text, TokenKind, WordTable, key};

/// The longest gap, in tokens.
const GAP: u32 = 6;

/// Patterns with what they stand for.
#[derive(Debug)]
pub(crate) struct Patterns<T> {
    rows: Vec<(Vec<Element>, T)>,
    /// First word → patterns.
    by_word: WordTable<Vec<u32>>,
    /// Patterns that begin with a stem, by the first letter.
    by_stem: Vec<(u8, u32)>,
}

/// One element of a pattern.
#[derive(Debug)]
struct Element {
    choices: Vec<Choice>,
    optional: bool,
}

#[derive(Debug)]
enum Choice {
    Words(Vec<FoldedKey>),
    Stem(String),
    Class(Classes),
    Any,
    Gap,
}

/// A pattern found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Matched<'p, T> {
    /// What the pattern stands for.
    pub(crate) value: &'p T,
    /// Its tokens.
    pub(crate) tokens: Range<u32>,
}

impl<T> Default for Patterns<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_word: WordTable::default(), by_stem: Vec::new() }
    }
}

impl<T> Patterns<T> {
    /// Adds a pattern; `false` where it does not begin as it must or has no element.
    pub(crate) fn add(&mut self, pattern: &str, value: T) -> bool {
        let elements: Vec<Element> = pattern.split_whitespace().map(Element::new).collect();
        let Some(first) = elements.first().filter(|first| first.can_begin()) else { return false };
        let number = self.rows.len() as u32;
        for choice in &first.choices {
            match choice {
                Choice::Words(keys) => {
                    for key in keys {
                        self.by_word.entry(*key).or_default().push(number);
                    }
                }
                Choice::Stem(stem) => self.by_stem.extend(stem.bytes().next().map(|letter| (letter, number))),
                Choice::Class(_) | Choice::Any | Choice::Gap => {}
            }
        }
        self.rows.push((elements, value));
        true
    }

    /// The longest pattern that begins at this token and ends before `end`; of equals the first of the table.
    pub(crate) fn at(&self, text: &Text<'_>, token: u32, end: u32) -> Option<Matched<'_, T>> {
        let mut best: Option<(u32, u32)> = None;
        for number in self.candidates(text, token) {
            let Some((elements, _)) = self.rows.get(number as usize) else { continue };
            let Some(last) = follow(text, elements, token, end) else { continue };
            if best.is_none_or(|(longest, first)| last > longest || last == longest && number < first) {
                best = Some((last, number));
            }
        }
        let (last, number) = best?;
        self.rows.get(number as usize).map(|(_, value)| Matched { value, tokens: token..last })
    }

    /// All patterns in a range, from left to right, none inside another.
    pub(crate) fn all(&self, text: &Text<'_>, range: Range<u32>) -> Vec<Matched<'_, T>> {
        let mut found = Vec::new();
        let mut token = range.start;
        while token < range.end {
            let matched = self.at(text, token, range.end);
            token = matched.as_ref().map_or(token + 1, |matched| matched.tokens.end.max(token + 1));
            found.extend(matched);
        }
        found
    }

    fn candidates(&self, text: &Text<'_>, token: u32) -> impl Iterator<Item = u32> {
        let word = text.token(token);
        let listed = word.and_then(|word| self.by_word.get(&word.key)).map(Vec::as_slice).unwrap_or_default();
        let letter = text.word(token).bytes().next().map(|byte| byte.to_ascii_lowercase());
        let stems = self.by_stem.iter().filter(move |(first, _)| Some(*first) == letter).map(|(_, number)| *number);
        listed.iter().copied().chain(stems)
    }
}

impl Element {
    fn new(element: &str) -> Self {
        let (body, optional) = match element.strip_suffix('?') {
            Some(body) if !body.is_empty() => (body, true),
            _ => (element, false),
        };
        Self { choices: body.split('/').filter(|choice| !choice.is_empty()).map(Choice::new).collect(), optional }
    }

    fn can_begin(&self) -> bool {
        let begins = |choice: &Choice| matches!(choice, Choice::Words(_) | Choice::Stem(_));
        !self.optional && !self.choices.is_empty() && self.choices.iter().all(begins)
    }
}

impl Choice {
    fn new(choice: &str) -> Self {
        if choice == "..." {
            return Self::Gap;
        }
        if choice == "_" {
            return Self::Any;
        }
        if let Some(verb) = choice.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            return Self::Words(forms(verb).iter().map(|(form, _)| key(form)).collect());
        }
        if let Some(class) = choice.strip_prefix('@') {
            return Self::Class(Classes::named(class));
        }
        match choice.strip_suffix('*') {
            Some(stem) if !stem.is_empty() => Self::Stem(stem.to_ascii_lowercase()),
            _ => Self::Words(vec![key(choice)]),
        }
    }

    fn matches(&self, text: &Text<'_>, token: u32) -> bool {
        let Some(word) = text.token(token) else { return false };
        match self {
            Self::Words(keys) => keys.contains(&word.key),
            Self::Stem(stem) => {
                text.word(token).get(..stem.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(stem))
            }
            Self::Class(class) => classes(text, token).is(*class),
            Self::Any => word.is_word_like(),
            Self::Gap => false,
        }
    }
}

/// One past the last token of the elements, if they follow each other from here.
fn follow(text: &Text<'_>, elements: &[Element], token: u32, end: u32) -> Option<u32> {
    let Some((element, rest)) = elements.split_first() else { return Some(token) };
    if element.choices.iter().any(|choice| matches!(choice, Choice::Gap)) {
        for skipped in 0..=GAP {
            if let Some(last) = follow(text, rest, token + skipped, end) {
                return Some(last);
            }
            let inside = text.token(token + skipped).is_some_and(|token| token.kind != TokenKind::Terminator);
            if token + skipped >= end || !inside {
                return None;
            }
        }
        return None;
    }
    if token < end
        && element.choices.iter().any(|choice| choice.matches(text, token))
        && let Some(last) = follow(text, rest, token + 1, end)
    {
        return Some(last);
    }
    if element.optional { follow(text, rest, token, end) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(patterns: &[&str], words: &str) -> Option<(usize, String)> {
        let mut table = Patterns::default();
        for (number, pattern) in patterns.iter().enumerate() {
            assert!(table.add(pattern, number), "{pattern}");
        }
        let text = Text::new(words);
        let end = text.tokens.len() as u32;
        let all = table.all(&text, 0..end);
        all.first().map(|matched| (*matched.value, text.range(matched.tokens.clone()).of(words).to_owned()))
    }

    #[test]
    fn elements_match_words_stems_verbs_classes_and_gaps() {
        assert_eq!(
            found(&["right to self-defence"], "the Right to Self-Defence"),
            Some((0, "Right to Self-Defence".into()))
        );
        assert_eq!(
            found(&["refrain* from ... use/threat"], "refraining from the early use"),
            Some((0, "refraining from the early use".into()))
        );
        assert_eq!(found(&["{send} @determiner? letter"], "they sent a letter"), Some((0, "sent a letter".into())));
        assert_eq!(found(&["{send} @determiner? letter"], "they sent letter"), Some((0, "sent letter".into())));
        assert_eq!(found(&["{send} letter"], "they spent letter"), None);
    }

    #[test]
    fn a_gap_ends_with_the_sentence_and_after_six_tokens() {
        assert_eq!(found(&["ask ... answer"], "ask them. The answer"), None);
        assert_eq!(found(&["ask ... answer"], "ask a b c d e f answer"), Some((0, "ask a b c d e f answer".into())));
        assert_eq!(found(&["ask ... answer"], "ask a b c d e f g answer"), None);
    }

    #[test]
    fn the_longest_pattern_is_taken_and_of_equals_the_first() {
        assert_eq!(
            found(&["rule of law", "rule of law at home", "rule _ law at home"], "rule of law at home"),
            Some((1, "rule of law at home".into()))
        );
    }

    #[test]
    fn a_pattern_begins_with_a_word() {
        for pattern in ["", "... law", "the? law", "@determiner law", "_ law"] {
            assert!(!Patterns::default().add(pattern, ()), "{pattern}");
        }
    }
}
