//! What stands behind the body: credits of reporters and editors, end marks, addresses.

use super::lexicon::{CreditPattern, CreditPlace, Lexicon, WordClass};
use crate::text::{Case, Text, TextRange, TokenKind};

/// So many of the last lines are looked at.
const MOST_LINES: usize = 6;
/// A line of credits has at most this many tokens.
const LONGEST_LINE: u32 = 80;
/// The last line is looked at from this many tokens before its end.
const LONGEST_TAIL: u32 = 8;

/// The credits at the end of a text from `body_start` on, in order.
pub(super) fn read(text: &Text<'_>, lexicon: &Lexicon, body_start: u32) -> Vec<TextRange> {
    let mut credits = Vec::new();
    let mut end = text.tokens.len() as u32;
    for _ in 0..MOST_LINES {
        let first = text.tokens_in(TextRange { start: body_start, end: body_start }).start;
        let Some(start) = line_start(text, end).filter(|start| *start >= first) else { break };
        let line = Line { text, lexicon, start, end };
        match line.credit() {
            Some(at) => {
                credits.push(text.range(at..end));
                end = at;
                // What stands before the credit on its line is body, or another credit.
            }
            // A short line in between ("© …", a web address) does not hide the credits above it.
            None if end - start < 12 && credits.is_empty() && !line.ends_sentence() => end = start,
            None => break,
        }
        if end == first {
            break;
        }
    }
    credits.reverse();
    credits
}

/// The first token of the line that ends before `end`; a paragraph always begins a line.
fn line_start(text: &Text<'_>, end: u32) -> Option<u32> {
    let last = end.checked_sub(1)?;
    let paragraph = text.paragraphs.get(text.paragraph_of(last)? as usize)?.tokens.start;
    let lowest = paragraph.max(last.saturating_sub(LONGEST_LINE));
    let begins = |token: u32| {
        let (Some(before), Some(this)) = (text.token(token.wrapping_sub(1)), text.token(token)) else { return true };
        text.source.get(before.range.end as usize..this.range.start as usize).is_some_and(|gap| gap.contains('\n'))
    };
    (lowest..=last).rev().find(|&token| token == paragraph || begins(token)).or(Some(lowest))
}

/// One of the last lines.
struct Line<'t, 's> {
    text: &'t Text<'s>,
    lexicon: &'t Lexicon,
    start: u32,
    end: u32,
}

impl Line<'_, '_> {
    /// The first token of the credit that ends this line.
    fn credit(&self) -> Option<u32> {
        self.lexicon.credits.iter().filter_map(|pattern| self.fits(pattern)).min()
    }

    fn fits(&self, pattern: &CreditPattern) -> Option<u32> {
        match pattern.place {
            CreditPlace::Start => self.sentence_starts().find(|&at| self.starts(at, pattern) && self.names_only(at)),
            CreditPlace::Inside => (self.end - self.start <= 40
                && (self.start..self.end).any(|at| self.starts(at, pattern))
                && !self.quotes())
            .then_some(self.start),
            CreditPlace::Line => {
                let inner = self.trimmed();
                (self.match_words(inner.0, pattern) == Some(inner.1) && inner.1 > inner.0).then_some(self.start)
            }
            CreditPlace::Tail => {
                let last = self.trimmed().1;
                (last.saturating_sub(LONGEST_TAIL).max(self.start)..last).find(|&at| {
                    self.match_words(at, pattern) == Some(last) && (at == self.start || self.follows_stop(at))
                })
            }
        }
    }

    /// Where a credit may begin: the line's start and every sentence in it, opening brackets skipped by `starts`.
    fn sentence_starts(&self) -> impl Iterator<Item = u32> {
        (self.start..self.end).filter(|&at| at == self.start || self.follows_stop(at))
    }

    fn follows_stop(&self, at: u32) -> bool {
        at.checked_sub(1).and_then(|before| self.text.token(before)).is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Terminator | TokenKind::DoubleQuote | TokenKind::CloseBracket | TokenKind::Abbreviation
            )
        })
    }

    fn starts(&self, at: u32, pattern: &CreditPattern) -> bool {
        let bracket = self.text.token(at).is_some_and(|token| token.kind == TokenKind::OpenBracket);
        self.match_words(at, pattern).or_else(|| self.match_words(at + u32::from(bracket), pattern)).is_some()
    }

    /// One past the last token of the pattern's words at a token.
    fn match_words(&self, mut at: u32, pattern: &CreditPattern) -> Option<u32> {
        for words in &pattern.words {
            at = match *words {
                "x/x" => self.initials(at)?,
                "@" => self.address(at)?,
                word => self.literal(at, word)?,
            };
        }
        (at <= self.end).then_some(at)
    }

    /// A word, which may be several marks: `(c)`, `###`.
    fn literal(&self, mut at: u32, mut word: &str) -> Option<u32> {
        while !word.is_empty() {
            let printed = if at < self.end { self.text.word(at) } else { "" };
            let head =
                word.get(..printed.len()).filter(|head| !head.is_empty() && head.eq_ignore_ascii_case(printed))?;
            word = word.get(head.len()..)?;
            at += 1;
        }
        Some(at)
    }

    /// `kl/mb/jo`, `MP/AR`: two to four letters, at least one slash.
    fn initials(&self, mut at: u32) -> Option<u32> {
        let letters = |at: u32| {
            let word = self.text.word(at);
            at < self.end
                && (2..=4).contains(&word.len())
                && word.bytes().all(|byte| byte.is_ascii_alphabetic())
                && !matches!(self.text.token(at).map(|token| token.case), Some(Case::Title))
        };
        let mut slashes = 0;
        while letters(at) {
            at += 1;
            if self.text.word(at) != "/" || !letters(at + 1) {
                break;
            }
            slashes += 1;
            at += 1;
        }
        (slashes > 0).then_some(at)
    }

    /// `name@host`, which is several tokens without a space.
    fn address(&self, at: u32) -> Option<u32> {
        let printed = self.text.range(at..self.end).of(self.text.source);
        let (name, host) = printed.split_once('@')?;
        (!name.is_empty() && host.contains('.') && !printed.contains(char::is_whitespace)).then_some(self.end)
    }

    /// Whether from a token on there are names, credit words and marks alone.
    fn names_only(&self, at: u32) -> bool {
        !self.quotes()
            && (at..self.end).all(|token| {
                self.text
                    .token(token)
                    .is_some_and(|t| t.case != Case::Lower || self.lexicon.is(t.key, WordClass::CreditWord))
            })
    }

    fn quotes(&self) -> bool {
        (self.start..self.end).any(|at| self.text.token(at).is_some_and(|token| token.kind == TokenKind::DoubleQuote))
    }

    fn ends_sentence(&self) -> bool {
        self.text.token(self.end.wrapping_sub(1)).is_some_and(|token| {
            matches!(token.kind, TokenKind::Terminator | TokenKind::DoubleQuote | TokenKind::CloseBracket)
        })
    }

    /// The line without the marks at both ends.
    fn trimmed(&self) -> (u32, u32) {
        let mark = |at: u32| {
            self.text.token(at).is_some_and(|token| {
                matches!(
                    token.kind,
                    TokenKind::Dash
                        | TokenKind::OpenBracket
                        | TokenKind::CloseBracket
                        | TokenKind::Terminator
                        | TokenKind::Slash
                )
            })
        };
        let (mut start, mut end) = (self.start, self.end);
        while start < end && mark(start) {
            start += 1;
        }
        while end > start && mark(end - 1) {
            end -= 1;
        }
        (start, end)
    }
}
