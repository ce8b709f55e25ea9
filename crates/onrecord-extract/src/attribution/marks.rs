//! The guarantee for quotation marks: every outermost quotation ends up in a statement, or is told to be a title or a
//! term, or is named as unclaimed.

use std::ops::Range;

use super::{Attribution, rules};
use crate::text::{Case, QuotationRange, Text, TextRange, Token, TokenKind};

/// What an outermost quotation that stands in no statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unattributed {
    /// Words set apart: a term, a nickname, scare quotes.
    Term,
    /// The title of a work or the name of a thing.
    Title,
    /// Nothing explains it.
    Unclaimed,
}

/// More words are no term.
const LONGEST_TERM: usize = 5;
/// More words are no title.
const LONGEST_TITLE: usize = 12;

/// Lets the rules attribute the utterances of the body that no attribution has yet, and says what the quotations are
/// that are left. `found`: attributions of level 1, sorted again where some are added.
pub(crate) fn complete(
    text: &Text<'_>,
    body: TextRange,
    found: &mut Vec<Attribution>,
) -> Vec<(TextRange, Unattributed)> {
    let tokens = text.tokens_in(body);
    let mut claims = Claims::of(&tokens, found);
    if !outermost(text, &tokens).all(|quotation| claims.has(&quotation.words())) {
        for attribution in rules::quotations(text, body) {
            claims.add(text, attribution, found);
        }
        found.sort_by_key(Attribution::begins);
    }
    let left = outermost(text, &tokens).filter(|quotation| !claims.has(&quotation.words()));
    left.map(|quotation| (text.range(whole(quotation)), kind(text, quotation))).collect()
}

/// The outermost quotations that open within these tokens and have words.
fn outermost<'t>(text: &'t Text<'_>, tokens: &Range<u32>) -> impl Iterator<Item = &'t QuotationRange> + use<'t> {
    let first = text.quotations.partition_point(|quotation| quotation.open < tokens.start);
    let end = tokens.end;
    let behind = text.quotations.get(first..).unwrap_or_default().iter();
    behind
        .take_while(move |quotation| quotation.open < end)
        .filter(|quotation| quotation.depth == 0 && !quotation.words().is_empty())
}

/// The tokens of a quotation with its marks.
fn whole(quotation: &QuotationRange) -> Range<u32> {
    quotation.open..quotation.close.map_or(quotation.end, |close| close + 1)
}

/// What the attributions have of the tokens of the body.
struct Claims {
    first: u32,
    content: Vec<bool>,
    /// For each token of a cue its attribution.
    cue: Vec<Option<usize>>,
}

impl Claims {
    fn of(tokens: &Range<u32>, found: &[Attribution]) -> Self {
        let mut claims =
            Self { first: tokens.start, content: vec![false; tokens.len()], cue: vec![None; tokens.len()] };
        for (number, attribution) in found.iter().enumerate() {
            claims.mark(number, attribution);
        }
        claims
    }

    fn places(&self, tokens: &Range<u32>) -> Range<usize> {
        let place = |token: u32| (token.saturating_sub(self.first) as usize).min(self.content.len());
        place(tokens.start)..place(tokens.end).max(place(tokens.start))
    }

    fn mark(&mut self, number: usize, attribution: &Attribution) {
        for content in &attribution.content {
            let places = self.places(content);
            self.content[places].fill(true);
        }
        if let Some(cue) = &attribution.cue {
            let places = self.places(cue);
            self.cue[places].fill(Some(number));
        }
    }

    /// Whether some content has one of these tokens.
    fn has(&self, tokens: &Range<u32>) -> bool {
        self.content[self.places(tokens)].contains(&true)
    }

    /// The attribution whose cue has one of these tokens.
    fn with_cue(&self, tokens: &Range<u32>) -> Option<usize> {
        self.cue[self.places(tokens)].iter().flatten().next().copied()
    }

    /// Adds what the rules found as far as it is free. Where its cue is known already, the quotation joins the
    /// content of that attribution.
    fn add(&mut self, text: &Text<'_>, mut attribution: Attribution, found: &mut Vec<Attribution>) {
        attribution.content.retain(|content| !self.has(content) && self.with_cue(content).is_none());
        if attribution.content.is_empty() {
            return;
        }
        let known = attribution.cue.as_ref().and_then(|cue| self.with_cue(cue));
        if let Some((number, known)) = known.and_then(|number| Some((number, found.get_mut(number)?))) {
            known.content.append(&mut attribution.content);
            known.settle(text);
            self.mark(number, known);
            return;
        }
        if attribution.cue.as_ref().is_some_and(|cue| self.has(cue)) {
            (attribution.cue, attribution.source) = (None, None);
        }
        if attribution.settle(text) {
            self.mark(found.len(), &attribution);
            found.push(attribution);
        }
    }
}

/// What an unattributed quotation is, by how it is written.
fn kind(text: &Text<'_>, quotation: &QuotationRange) -> Unattributed {
    let words: Vec<_> = quotation.words().filter_map(|token| text.token(token)).collect();
    let closed = words.last().is_some_and(|last| {
        matches!(last.kind, TokenKind::Terminator | TokenKind::Comma | TokenKind::Ellipsis | TokenKind::Dash)
    });
    let named: Vec<_> = words.iter().filter(|word| word.is_word_like()).collect();
    let lower = named.first().is_some_and(|word| word.case == Case::Lower);
    if lower && named.len() <= LONGEST_TERM && !ends_sentence(text, quotation) {
        return Unattributed::Term;
    }
    // In a title the longer words are capitalised; short ones (of, the, and) need not be.
    let short = |word: &Token| word.range.len() <= 3 || word.case == Case::None;
    let title = named.iter().all(|word| word.is_capitalised() || short(word))
        && named.iter().any(|word| word.is_capitalised())
        && named.len() <= LONGEST_TITLE;
    if title && (!closed || named.len() > 1) { Unattributed::Title } else { Unattributed::Unclaimed }
}

/// Whether a full stop, a question mark or an exclamation mark stands before the closing mark.
fn ends_sentence(text: &Text<'_>, quotation: &QuotationRange) -> bool {
    let last = quotation.words().next_back().and_then(|token| text.token(token));
    let stop = last.is_some_and(|last| matches!(last.kind, TokenKind::Terminator));
    // A term may stand at the end of a sentence, its full stop inside the marks as American print has it.
    stop && last.is_some_and(|last| last.text(text.source) != ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quotations left over in a text, with what they are.
    fn left(source: &str) -> Vec<(&str, Unattributed)> {
        let text = Text::new(source);
        let left = complete(&text, TextRange::new(0, source.len()), &mut Vec::new());
        left.into_iter().map(|(range, kind)| (range.of(source), kind)).collect()
    }

    #[test]
    fn terms_and_titles_are_told_from_what_is_unclaimed() {
        assert_eq!(left("The so-called “quiet season” ended early."), [("“quiet season”", Unattributed::Term)]);
        assert_eq!(
            left("The festival opened with “The River and the Bridge” on Friday."),
            [("“The River and the Bridge”", Unattributed::Title)]
        );
        let long =
            "The wall carried the words “never again will this harbour be closed to ships from the north” in red.";
        assert_eq!(left(long).first().map(|(_, kind)| *kind), Some(Unattributed::Unclaimed));
    }

    #[test]
    fn utterances_are_attributed_by_rule() {
        let source = "“We have closed no door,” Ana Orlu said. “We will wait.”";
        let text = Text::new(source);
        let mut found = Vec::new();
        assert_eq!(complete(&text, TextRange::new(0, source.len()), &mut found), []);
        let words: Vec<_> =
            found.iter().flat_map(|one| &one.content).map(|content| text.range(content.clone()).of(source)).collect();
        assert_eq!(words, ["We have closed no door,", "We will wait."]);
    }

    #[test]
    fn a_quotation_joins_the_attribution_that_has_its_cue() {
        let source = "Ana Orlu said the talks went well. “We have closed no door,” she added.";
        let text = Text::new(source);
        let (source_words, cue, content) = (16..17, 17..18, 3..7);
        assert_eq!(text.range(cue.clone()).of(source), "added");
        let mut found = vec![Attribution::found(Some(source_words), Some(cue), vec![content], "test")];
        assert_eq!(complete(&text, TextRange::new(0, source.len()), &mut found), []);
        let words: Vec<_> = found[0].content.iter().map(|content| text.range(content.clone()).of(source)).collect();
        assert_eq!((found.len(), words), (1, vec!["the talks went well", "We have closed no door,"]));
    }
}
