//! Tokens: words, numbers and marks, each with its place, its kind and a folded key.
//!
//! The rules, tried in this order at each place:
//! 1. initials, two or more capitals each with a full stop: `U.S.`, `D.C.`
//! 2. an abbreviation of [`Abbreviations`](super::abbreviations::Abbreviations), or a single capital, with its full
//!    stop where the paragraph goes on behind white space: `Mr.`, `Sept.`, `W.`
//! 3. a number with inner points, commas or colons: `1,200.50`, `10:35`
//! 4. the clitic `'s` as a token of its own
//! 5. a word, inner hyphens and apostrophes included: `fifteen-year-old`, `don't`
//! 6. LaTeX-style quotation marks, two characters as one token; runs of dots; runs of hyphens
//! 7. any other single symbol.
//!
//! White space and zero-width characters between tokens belong to no token. Nothing is normalised: a token's
//! range is that of the untouched source.

use super::abbreviations::Abbreviations;
use super::fold::FoldedKey;
use super::range::TextRange;

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the source.
    pub range: TextRange,
    /// What it is.
    pub kind: TokenKind,
    /// How its letters are cased.
    pub case: Case,
    /// The key under which word tables know it: lower case, straight apostrophe, no zero-width characters.
    pub key: FoldedKey,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits, hyphens and apostrophes inside.
    Word,
    /// Begins with a digit and has no letters: `28`, `1,200.50`, `10:35`, `1994-1996`.
    Number,
    /// Begins with a digit and has letters: `28th`, `1990s`, `19-Nov-12`.
    Mixed,
    /// Initials with their full stops: `U.S.`
    Initials,
    /// An abbreviation with its full stop: `Mr.`
    Abbreviation,
    /// The clitic `'s`.
    Clitic,
    /// A double quotation mark of any form, LaTeX-style pairs included.
    DoubleQuote,
    /// A single quotation mark or an apostrophe that belongs to no word.
    SingleQuote,
    /// `(`, `[`, `{`.
    OpenBracket,
    /// `)`, `]`, `}`.
    CloseBracket,
    /// `.`, `!`, `?`.
    Terminator,
    /// `…` or a run of dots.
    Ellipsis,
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// `:`.
    Colon,
    /// A hyphen between spaces, a run of hyphens, an en or em dash, `_` standing alone, a horizontal bar.
    Dash,
    /// `/`.
    Slash,
    /// Anything else.
    Symbol,
}

/// How the letters of a token are cased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// No cased letter.
    None,
    /// All lower case.
    Lower,
    /// A capital first, then at least one letter, all lower case.
    Title,
    /// Two or more letters, all capitals.
    Upper,
    /// One capital letter.
    Single,
    /// Another mixture: `McCain`, `iPhone`.
    Mixed,
}

impl Token {
    /// The words of the token.
    #[must_use]
    pub fn text<'s>(&self, source: &'s str) -> &'s str {
        self.range.of(source)
    }

    /// Whether the token is made of letters or digits.
    #[must_use]
    pub fn is_word_like(&self) -> bool {
        matches!(
            self.kind,
            TokenKind::Word | TokenKind::Number | TokenKind::Mixed | TokenKind::Initials | TokenKind::Abbreviation
        )
    }

    /// Whether the token is a word or name that begins with a capital letter.
    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        match self.case {
            Case::Title | Case::Upper | Case::Single => true,
            Case::Mixed => self.key.begins_with_capital(),
            Case::None | Case::Lower => false,
        }
    }
}

/// Whether a character joins neighbouring letters without being seen: soft hyphen, zero-width characters, BOM.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining(c)
}

/// Splits a text into tokens, in linear time.
pub(crate) fn tokenize(source: &str, abbreviations: &Abbreviations, tokens: &mut Vec<Token>) {
    let mut scanner = Scanner { source, at: 0, previous_is_word: false };
    while let Some(token) = scanner.next_token(abbreviations) {
        tokens.push(token);
    }
}

struct Scanner<'s> {
    source: &'s str,
    at: usize,
    /// Whether a letter or digit stands directly before `at`.
    previous_is_word: bool,
}

impl Scanner<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        let byte = *self.source.as_bytes().get(at)?;
        if byte < 0x80 { Some(char::from(byte)) } else { self.source.get(at..)?.chars().next() }
    }

    /// The character at a place, invisible ones skipped, and the place behind it.
    fn visible_at(&self, mut at: usize) -> Option<(char, usize)> {
        loop {
            let c = self.char_at(at)?;
            at += c.len_utf8();
            if !is_invisible(c) {
                return Some((c, at));
            }
        }
    }

    fn next_token(&mut self, abbreviations: &Abbreviations) -> Option<Token> {
        let first = loop {
            let c = self.char_at(self.at)?;
            if !(c.is_whitespace() || c.is_control() || is_invisible(c)) {
                break c;
            }
            self.at += c.len_utf8();
            self.previous_is_word = self.previous_is_word && is_invisible(c);
        };
        let start = self.at;
        let (end, kind) = if is_word_char(first) && first != '_' || first == '_' && self.word_follows(start + 1) {
            self.initials(start)
                .or_else(|| self.abbreviation(start, abbreviations))
                .or_else(|| self.number(start))
                .unwrap_or_else(|| self.word(start))
        } else if let Some(end) = self.clitic(start, first) {
            (end, TokenKind::Clitic)
        } else {
            self.mark(start, first)
        };
        self.at = end;
        self.previous_is_word = is_word_char(first) && self.source.as_bytes().get(end - 1) != Some(&b'.');
        let (case, key) = self.fold(start, end);
        let kind = if kind == TokenKind::Word && first.is_ascii_digit() {
            if case == Case::None { TokenKind::Number } else { TokenKind::Mixed }
        } else {
            kind
        };
        Some(Token { range: TextRange::new(start, end), kind, case, key })
    }

    fn fold(&self, start: usize, end: usize) -> (Case, FoldedKey) {
        super::fold::fold(self.source.get(start..end).unwrap_or_default())
    }

    fn word_follows(&self, at: usize) -> bool {
        self.visible_at(at).is_some_and(|(c, _)| is_word_char(c) && c != '_')
    }

    fn initials(&self, start: usize) -> Option<(usize, TokenKind)> {
        let bytes = self.source.as_bytes();
        let mut end = start;
        while bytes.get(end).is_some_and(u8::is_ascii_uppercase) && bytes.get(end + 1) == Some(&b'.') {
            end += 2;
        }
        (end >= start + 4).then_some((end, TokenKind::Initials))
    }

    fn abbreviation(&self, start: usize, abbreviations: &Abbreviations) -> Option<(usize, TokenKind)> {
        let bytes = self.source.as_bytes();
        let mut stop = start;
        while stop < start + Abbreviations::LONGEST && bytes.get(stop).is_some_and(u8::is_ascii_alphabetic) {
            stop += 1;
        }
        if bytes.get(stop) != Some(&b'.') || !self.goes_on(stop + 1) {
            return None;
        }
        let word = self.source.get(start..stop)?;
        let single_capital = word.len() == 1 && word.as_bytes()[0].is_ascii_uppercase();
        (single_capital || abbreviations.contains(word)).then_some((stop + 1, TokenKind::Abbreviation))
    }

    /// Whether white space follows, and then more of the paragraph: at its end, as at the end of the text, a full stop
    /// ends a sentence.
    fn goes_on(&self, at: usize) -> bool {
        let rest = self.source.get(at..).unwrap_or_default();
        let behind = rest.trim_start();
        let gap = rest.get(..rest.len() - behind.len()).unwrap_or_default();
        !gap.is_empty() && !behind.is_empty() && gap.bytes().filter(|&byte| byte == b'\n').count() < 2
    }

    fn number(&self, start: usize) -> Option<(usize, TokenKind)> {
        let bytes = self.source.as_bytes();
        let digits = |from: usize| from + bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = digits(start);
        if end == start {
            return None;
        }
        let whole = end;
        while bytes.get(end).is_some_and(|byte| b".,:".contains(byte)) && digits(end + 1) > end + 1 {
            end = digits(end + 1);
        }
        (end > whole).then_some((end, TokenKind::Number))
    }

    fn clitic(&self, start: usize, first: char) -> Option<usize> {
        if !self.previous_is_word || !is_apostrophe(first) {
            return None;
        }
        self.clitic_end(start + first.len_utf8())
    }

    /// The end of an `s` at this place that no letter follows.
    fn clitic_end(&self, at: usize) -> Option<usize> {
        let (c, end) = self.visible_at(at)?;
        let closed = !self.visible_at(end).is_some_and(|(next, _)| is_word_char(next));
        (matches!(c, 's' | 'S') && closed).then_some(end)
    }

    fn word(&self, start: usize) -> (usize, TokenKind) {
        let mut end = start;
        while let Some(c) = self.char_at(end) {
            if is_word_char(c) || is_invisible(c) && self.word_follows(end) {
                end += c.len_utf8();
            } else if (is_apostrophe(c) || is_hyphen(c)) && end > start {
                let behind = end + c.len_utf8();
                let clitic = if is_apostrophe(c) { self.clitic_end(behind) } else { None };
                if clitic.is_some() || !self.word_follows(behind) {
                    break;
                }
                end = behind;
            } else {
                break;
            }
        }
        (end.max(start + 1), TokenKind::Word)
    }

    fn mark(&self, start: usize, first: char) -> (usize, TokenKind) {
        let bytes = self.source.as_bytes();
        let end = start + first.len_utf8();
        let run = |byte: u8| end + bytes.iter().skip(end).take_while(|&&b| b == byte).count();
        // Of three apostrophes behind a word, the first closes the inner quotation.
        let closes_inner = first == '\'' && run(b'\'') == start + 3 && !self.space_before(start);
        let doubled = bytes.get(end) == bytes.get(start) && !closes_inner;
        match first {
            '`' | '\'' if doubled && !(first == '\'' && self.previous_is_digit(start)) => {
                (end + 1, TokenKind::DoubleQuote)
            }
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => (end, TokenKind::DoubleQuote),
            '\'' | '’' | '‘' | '`' | '‚' | '‛' | '‹' | '›' => (end, TokenKind::SingleQuote),
            '.' if bytes.get(end) == Some(&b'.') => (run(b'.'), TokenKind::Ellipsis),
            '…' => (end, TokenKind::Ellipsis),
            '.' | '!' | '?' => (end, TokenKind::Terminator),
            '-' => (run(b'-'), TokenKind::Dash),
            '_' | '–' | '—' | '―' | '\u{2010}' | '\u{2011}' | '\u{2012}' => (end, TokenKind::Dash),
            ',' => (end, TokenKind::Comma),
            ';' => (end, TokenKind::Semicolon),
            ':' => (end, TokenKind::Colon),
            '/' => (end, TokenKind::Slash),
            '(' | '[' | '{' => (end, TokenKind::OpenBracket),
            ')' | ']' | '}' => (end, TokenKind::CloseBracket),
            _ => (end, TokenKind::Symbol),
        }
    }

    fn space_before(&self, at: usize) -> bool {
        self.source.get(..at).and_then(|head| head.chars().next_back()).is_none_or(char::is_whitespace)
    }

    fn previous_is_digit(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|before| self.source.as_bytes().get(before)).is_some_and(u8::is_ascii_digit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(source, Abbreviations::builtin(), &mut tokens);
        tokens.iter().map(|token| token.text(source)).collect()
    }

    #[test]
    fn abbreviations_keep_their_stop_only_where_the_paragraph_goes_on() {
        assert_eq!(
            words("Mr. Orlu of the U.S. met Gen. A. Tamm."),
            ["Mr.", "Orlu", "of", "the", "U.S.", "met", "Gen.", "A.", "Tamm", "."]
        );
        assert_eq!(words("He said no. Then"), ["He", "said", "no", ".", "Then"]);
        // A line end behind the text changes nothing.
        for end in ["", " ", "\n", "\r\n\r\n", "\n\nThe"] {
            assert_eq!(words(&format!("Orlu Inc.{end}"))[..3], ["Orlu", "Inc", "."], "{end:?}");
        }
        assert_eq!(words("Orlu Inc.\nThe"), ["Orlu", "Inc.", "The"]);
    }

    #[test]
    fn the_clitic_stands_alone_and_inner_apostrophes_do_not() {
        assert_eq!(
            words("Norland's don't James’ O'Brien’s"),
            ["Norland", "'s", "don't", "James", "’", "O'Brien", "’s"]
        );
    }

    #[test]
    fn numbers_keep_their_inner_marks() {
        assert_eq!(
            words("1,200.50 at 10:35, 28th 1990s 5.1."),
            ["1,200.50", "at", "10:35", ",", "28th", "1990s", "5.1", "."]
        );
    }

    #[test]
    fn marks_of_every_kind() {
        assert_eq!(
            words("``Yes,'' -- she... said — «oui»"),
            ["``", "Yes", ",", "''", "--", "she", "...", "said", "—", "«", "oui", "»"]
        );
    }

    #[test]
    fn invisible_characters_stay_inside_words() {
        let source = "nego\u{AD}tia\u{200B}tions\u{200B} x";
        assert_eq!(words(source), ["nego\u{AD}tia\u{200B}tions", "x"]);
        let mut tokens = Vec::new();
        tokenize(source, Abbreviations::builtin(), &mut tokens);
        assert_eq!(tokens[0].key, super::super::fold::fold("Negotiations").1);
    }
}
