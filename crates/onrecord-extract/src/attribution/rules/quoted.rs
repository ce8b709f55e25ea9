//! Quotations: which cue and which source each one belongs to.

use std::ops::Range;

use super::phrases::{source_after, source_before, subject, verb_group_start};
use super::words::{Classes, classes};
use crate::attribution::cues::Found;
use crate::attribution::{Attribution, Cues};
use crate::grammar::Form;
use crate::text::{Closing, QuotationRange, Text, Token, TokenKind};

/// A cue stands at most this many tokens from its quotation.
const FARTHEST_CUE: u32 = 30;

/// Attributes the quotations of a text that are utterances; fragments inside a clause are left to the indirect rules.
pub(super) fn attribute(text: &Text<'_>, cues: &Cues, body: Range<u32>) -> Vec<Attribution> {
    let mut found: Vec<Attribution> = Vec::new();
    let mut last: Option<Previous> = None;
    let outer = text.quotations.iter().filter(|quotation| quotation.depth == 0 && body.contains(&quotation.open));
    for quotation in outer {
        if quotation.words().is_empty() {
            continue;
        }
        let here = Place::of(text, quotation, last.as_ref());
        let utterance = here.is_utterance(text);
        let own = here.cue_before(text, cues, last.as_ref());
        let own = own.or_else(|| if utterance { here.cue_behind(text, cues) } else { None });
        // The cue of a quotation that runs over paragraphs may stand behind its last part.
        let waiting = last.as_ref().map(|previous| previous.attribution).filter(|&attribution| {
            quotation.continues.is_some() && found.get(attribution).is_some_and(|open| open.cue.is_none())
        });
        match (own, &last) {
            (Some(cue), Some(previous)) if waiting.is_some() => {
                let attribution = previous.attribution;
                last = Some(Previous {
                    attribution,
                    end: here.end,
                    paragraph: here.paragraph,
                    cue_end: cue.cue.end.max(cue.source.as_ref().map_or(0, |source| source.end)),
                    runs_on: quotation.closing == Closing::RunsOn,
                });
                if let Some(open) = found.get_mut(attribution) {
                    open.content.push(here.whole(quotation));
                    open.source = cue.source;
                    open.cue = Some(cue.cue);
                    open.rule = cue.rule;
                }
            }
            (Some(cue), _) if utterance || cue.tight => {
                last = Some(Previous {
                    attribution: found.len(),
                    end: here.end,
                    paragraph: here.paragraph,
                    cue_end: cue.cue.end.max(cue.source.as_ref().map_or(0, |source| source.end)),
                    runs_on: quotation.closing == Closing::RunsOn,
                });
                found.push(Attribution::found(cue.source, Some(cue.cue), vec![here.whole(quotation)], cue.rule));
            }
            (_, Some(previous)) if utterance && here.continues(text, quotation, previous) => {
                let attribution = previous.attribution;
                if let Some(open) = found.get_mut(attribution) {
                    open.content.push(here.whole(quotation));
                }
                let cue_end = previous.cue_end;
                last = Some(Previous {
                    attribution,
                    end: here.end,
                    paragraph: here.paragraph,
                    cue_end,
                    runs_on: quotation.closing == Closing::RunsOn,
                });
            }
            _ if utterance && here.alone => {
                last = Some(Previous {
                    attribution: found.len(),
                    end: here.end,
                    paragraph: here.paragraph,
                    cue_end: 0,
                    runs_on: quotation.closing == Closing::RunsOn,
                });
                found.push(Attribution::found(None, None, vec![here.whole(quotation)], "attribution.quotation.no_cue"));
            }
            _ => {}
        }
    }
    found
}

/// The attribution that the quotation before belongs to.
struct Previous {
    attribution: usize,
    end: u32,
    paragraph: u32,
    /// One past the words of its cue and source.
    cue_end: u32,
    runs_on: bool,
}

/// A cue with its source.
struct CueFound {
    source: Option<Range<u32>>,
    cue: Range<u32>,
    /// Directly at the quotation.
    tight: bool,
    rule: &'static str,
}

/// Where a quotation stands.
struct Place {
    paragraph: u32,
    /// Its opening mark.
    open: u32,
    /// One past its closing mark.
    end: u32,
    /// The tokens before it, back to the quotation before or the beginning of the sentence.
    before: Range<u32>,
    /// The tokens behind it, up to the next quotation or the end of the sentence.
    behind: Range<u32>,
    /// It stands at the beginning of a sentence and nothing stands behind it.
    alone: bool,
}

impl Place {
    fn of(text: &Text<'_>, quotation: &QuotationRange, previous: Option<&Previous>) -> Self {
        let open = quotation.open;
        let end = quotation.close.map_or(quotation.end, |close| close + 1);
        let paragraph = text.paragraph_of(open).unwrap_or_default();
        let tokens = text.paragraphs.get(paragraph as usize).map(|p| p.tokens.clone()).unwrap_or_default();
        let sentence = |token: u32| {
            text.sentence_of(token)
                .and_then(|s| text.sentences.get(s as usize))
                .map(|s| s.tokens.clone())
                .unwrap_or_default()
        };
        let floor = previous.map_or(0, |previous| previous.end).max(tokens.start);
        let before = sentence(open).start.max(floor).min(open)..open;
        let next = text.quotations.partition_point(|other| other.open < end);
        let next =
            text.quotations.iter().skip(next).find(|other| other.depth == 0).map_or(tokens.end, |other| other.open);
        // "“Why now?” Orlu asked." reads as two sentences: the second may hold the cue.
        let behind = if asks(text, quotation) { sentence(end) } else { sentence(end.saturating_sub(1)) };
        let ceiling = behind.end.max(end).min(next.max(end)).min(tokens.end.max(end));
        let alone = before.is_empty() && end >= ceiling;
        Self { paragraph, open, end, before, behind: end..ceiling, alone }
    }

    fn whole(&self, quotation: &QuotationRange) -> Range<u32> {
        self.open..quotation.close.map_or(quotation.end, |close| close + 1)
    }

    /// Whether the words are an utterance rather than a fragment of the sentence around it, a term or a title.
    fn is_utterance(&self, text: &Text<'_>) -> bool {
        let last = self.end.saturating_sub(1);
        let last = if text
            .token(last)
            .is_some_and(|token| token.kind == TokenKind::DoubleQuote || token.kind == TokenKind::SingleQuote)
        {
            last.saturating_sub(1)
        } else {
            last
        };
        let kind = |token: u32| text.token(token).map(|token| token.kind);
        let closed = matches!(
            kind(last),
            Some(TokenKind::Comma | TokenKind::Terminator | TokenKind::Ellipsis | TokenKind::Dash)
        );
        let comma_behind = matches!(kind(self.end), Some(TokenKind::Comma | TokenKind::Dash));
        let capital = text.token(self.open + 1).is_some_and(Token::is_capitalised);
        let introduced = self.before.is_empty()
            || matches!(kind(self.open.saturating_sub(1)), Some(TokenKind::Comma | TokenKind::Colon));
        let words = self.end.saturating_sub(self.open);
        introduced && (closed || comma_behind) || capital && introduced && words > 4 || closed && capital && words > 5
    }

    /// "Orlu said: “…”": a cue in the words before, not yet taken by the quotation before.
    fn cue_before(&self, text: &Text<'_>, cues: &Cues, previous: Option<&Previous>) -> Option<CueFound> {
        let floor = self.before.start.max(
            previous.filter(|previous| previous.paragraph == self.paragraph).map_or(0, |previous| previous.cue_end),
        );
        let mut at = self.open;
        while at > floor.max(self.open.saturating_sub(FARTHEST_CUE)) {
            at -= 1;
            let Some(cue) =
                cues.at(text, at).filter(|cue| cue.verb.quote && cue.end <= self.open && is_finite(text, cue, at))
            else {
                continue;
            };
            let gap = self.open - cue.end;
            let joined = (cue.end..self.open).all(|token| {
                !text
                    .token(token)
                    .is_some_and(|token| matches!(token.kind, TokenKind::Terminator | TokenKind::Semicolon))
            });
            let introduced = text
                .token(self.open - 1)
                .is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Colon))
                || gap == 0
                || text.word(self.open - 1) == "that";
            if !joined || !introduced {
                continue;
            }
            let start = verb_group_start(text, at, floor);
            let source =
                if cue.form == Form::Ing { subject(text, start, floor) } else { source_before(text, start, floor) };
            let Some(source) = source else { continue };
            return Some(CueFound {
                source: Some(source),
                cue: start..cue.end,
                tight: gap <= 2,
                rule: "attribution.quotation.cue_before",
            });
        }
        self.according_before(text, floor)
            .or_else(|| self.colon(text, floor))
            .or_else(|| self.paragraph_before(text, cues))
    }

    /// "The minister said:" and the quotation in a paragraph of its own.
    fn paragraph_before(&self, text: &Text<'_>, cues: &Cues) -> Option<CueFound> {
        let opens = text.paragraphs.get(self.paragraph as usize).is_some_and(|own| own.tokens.start == self.open);
        let colon = self.open.checked_sub(1).filter(|_| opens)?;
        text.token(colon).filter(|token| token.kind == TokenKind::Colon)?;
        let floor = text.sentences.get(text.sentence_of(colon)? as usize)?.tokens.start;
        (floor.max(colon.saturating_sub(FARTHEST_CUE))..colon).rev().find_map(|at| {
            let cue = cues.at(text, at).filter(|cue| cue.verb.quote && cue.end <= colon && is_finite(text, cue, at))?;
            let start = verb_group_start(text, at, floor);
            let source =
                if cue.form == Form::Ing { subject(text, start, floor) } else { source_before(text, start, floor) };
            Some(CueFound {
                source: Some(source?),
                cue: start..cue.end,
                tight: true,
                rule: "attribution.quotation.paragraph_before",
            })
        })
    }

    /// "Ana Orlu: “…”": a name and a colon.
    fn colon(&self, text: &Text<'_>, floor: u32) -> Option<CueFound> {
        let colon = self.open.checked_sub(1).filter(|colon| *colon > floor)?;
        text.token(colon).filter(|token| token.kind == TokenKind::Colon)?;
        let source = source_before(text, colon, floor)
            .filter(|source| text.token(source.end - 1).is_some_and(Token::is_capitalised))?;
        Some(CueFound { source: Some(source), cue: colon..self.open, tight: true, rule: "attribution.quotation.colon" })
    }

    fn according_before(&self, text: &Text<'_>, floor: u32) -> Option<CueFound> {
        let at = (floor..self.open.saturating_sub(2))
            .find(|&token| text.word(token).eq_ignore_ascii_case("according") && text.word(token + 1) == "to")?;
        let source = source_after(text, at + 2, self.open)?;
        Some(CueFound {
            source: Some(source),
            cue: at..at + 2,
            tight: false,
            rule: "attribution.quotation.according_to",
        })
    }

    /// "“…,” Orlu said", "“…,” said Orlu": a cue in the words behind.
    fn cue_behind(&self, text: &Text<'_>, cues: &Cues) -> Option<CueFound> {
        let first =
            if text.token(self.end).is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Dash)) {
                self.end + 1
            } else {
                self.end
            };
        for at in first..self.behind.end.min(first + FARTHEST_CUE) {
            if text.word(at).eq_ignore_ascii_case("according") && text.word(at + 1) == "to" {
                let source = source_after(text, at + 2, self.behind.end);
                return Some(CueFound {
                    source,
                    cue: at..at + 2,
                    tight: at == first,
                    rule: "attribution.quotation.according_to",
                });
            }
            let Some(cue) =
                cues.at(text, at).filter(|cue| cue.verb.quote && cue.form != Form::Ing && is_finite(text, cue, at))
            else {
                if text.token(at).is_some_and(|token| {
                    matches!(token.kind, TokenKind::Semicolon | TokenKind::Colon | TokenKind::Terminator)
                }) {
                    return None;
                }
                continue;
            };
            let start = verb_group_start(text, at, first);
            let group = start..cue.end;
            if start > first {
                let source = source_before(text, start, first)
                    .filter(|source| source.start == first || starts_clause(text, source.start, first));
                if let Some(source) = source {
                    return Some(CueFound {
                        source: Some(source),
                        cue: group,
                        tight: true,
                        rule: "attribution.quotation.cue_behind",
                    });
                }
                continue;
            }
            let source = source_after(text, cue.end, self.behind.end)?;
            return Some(CueFound {
                source: Some(source),
                cue: group,
                tight: true,
                rule: "attribution.quotation.cue_behind_inverted",
            });
        }
        None
    }

    /// A quotation without a cue of its own that goes on with the one before: in the same paragraph, or in the next
    /// one where that one runs on, or where nothing but the quotation stands in the paragraph.
    fn continues(&self, text: &Text<'_>, quotation: &QuotationRange, previous: &Previous) -> bool {
        if previous.paragraph == self.paragraph {
            return true;
        }
        let next = previous.paragraph + 1 == self.paragraph;
        let opens_paragraph =
            text.paragraphs.get(self.paragraph as usize).is_some_and(|paragraph| paragraph.tokens.start == self.open);
        next && (quotation.continues.is_some() || previous.runs_on || opens_paragraph && self.behind.is_empty())
    }
}

/// Whether a reporting verb is a predicate: not the base form, which is mostly a noun, unless a plural subject or an
/// auxiliary stands before it.
fn is_finite(text: &Text<'_>, cue: &Found<'_>, at: u32) -> bool {
    cue.form != Form::Base
        || at.checked_sub(1).is_some_and(|before| {
            classes(text, before).is(Classes::AUXILIARY)
                || ["i", "we", "they", "you", "who"].iter().any(|word| text.word(before).eq_ignore_ascii_case(word))
        })
}

/// Whether the words end with a question or an exclamation.
fn asks(text: &Text<'_>, quotation: &QuotationRange) -> bool {
    quotation.close.is_some() && ["?", "!"].contains(&text.word(quotation.end.saturating_sub(1)))
}

/// Whether what stands between the quotation and the source is only an adverbial ("“…,” in turn Orlu said").
fn starts_clause(text: &Text<'_>, source: u32, first: u32) -> bool {
    source - first <= 6
        && (first..source).all(|token| {
            !classes(text, token).is(Classes::COMPLEMENTISER) || classes(text, token).is(Classes::PREPOSITION)
        })
}
