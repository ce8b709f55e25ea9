//! Quotation marks, told from apostrophes, and paired.
//!
//! Marks pair inside a paragraph. Typographic marks open or close by their form, straight ones by the white space
//! around them and by what is open. A quotation still open at the end of its paragraph runs on where the next
//! paragraph opens anew with the same mark; else it is closed there and reported as unbalanced.

use super::token::is_apostrophe;
use super::{Text, TextRange, Token, TokenKind};

/// A quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotationMark {
    /// The token it is.
    pub token: u32,
    /// The quotation it opens or closes; `None` where it has no partner.
    pub quotation: Option<u32>,
}

/// A quotation from its opening to its closing mark, within one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotationRange {
    /// The opening mark; it belongs to the quotation, its words begin behind it.
    pub open: u32,
    /// The closing mark, where there is one.
    pub close: Option<u32>,
    /// One past the last token of its words.
    pub end: u32,
    /// How it was closed.
    pub closing: Closing,
    /// How many quotations it stands in.
    pub depth: u8,
    /// The quotation of the paragraph before that it continues.
    pub continues: Option<u32>,
}

impl QuotationRange {
    /// The tokens of its words, marks left out.
    #[must_use]
    pub fn words(&self) -> std::ops::Range<u32> {
        self.open + 1..self.end.max(self.open + 1)
    }
}

/// How a quotation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// By its closing mark.
    Mark,
    /// By the end of a paragraph, and the next paragraph opens anew.
    RunsOn,
    /// By the end of the paragraph or by another opening mark, for want of a closing one.
    Recovered,
}

/// A mark without a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unbalanced {
    /// The mark.
    pub range: TextRange,
    /// Whether it opens a quotation that nothing closes; else it closes one that nothing opened.
    pub opens: bool,
}

/// The family of marks that pair with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Double,
    Guillemet,
    Single,
}

/// What a mark can be where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    Either,
}

/// A quotation that waits for its closing mark.
struct Open {
    quotation: u32,
    family: Family,
}

/// More quotations than this are not open at once: text that nests deeper is no prose.
const DEEPEST: usize = 16;

/// Finds and pairs the marks of a text.
pub(super) fn pair(text: &mut Text<'_>) {
    let mut pairing = Pairing {
        quotations: Vec::new(),
        marks: Vec::new(),
        unbalanced: Vec::new(),
        stack: Vec::new(),
        runs_on: None,
        attribute: false,
    };
    let mut found = Vec::new();
    for (number, paragraph) in text.paragraphs.iter().enumerate() {
        let last_single = last_closing_single(text, paragraph.tokens.clone());
        let mut brackets = Brackets::default();
        for i in paragraph.tokens.clone() {
            let Some(token) = text.token(i) else { continue };
            match token.kind {
                TokenKind::DoubleQuote | TokenKind::SingleQuote => {
                    pairing.mark(text, paragraph.tokens.start, i, token, last_single);
                }
                TokenKind::OpenBracket | TokenKind::CloseBracket => brackets.see(text.source, i, token, &mut found),
                _ => {}
            }
        }
        let next = text.paragraphs.get(number + 1).map(|paragraph| paragraph.tokens.start);
        pairing.end_paragraph(text, paragraph.tokens.end, next);
    }
    text.brackets = found;
    text.quotations = pairing.quotations;
    text.marks = pairing.marks;
    text.unbalanced = pairing.unbalanced;
    text.quoted = quoted(text.tokens.len(), &text.quotations);
}

/// For each token whether it stands inside an outermost quotation.
fn quoted(tokens: usize, quotations: &[QuotationRange]) -> Vec<bool> {
    let mut quoted = vec![false; tokens];
    for quotation in quotations.iter().filter(|quotation| quotation.depth == 0) {
        let end = quotation.close.map_or(quotation.end, |close| close + 1);
        if let Some(flags) = quoted.get_mut(quotation.open as usize..end as usize) {
            flags.fill(true);
        }
    }
    quoted
}

/// Square brackets, outermost pairs inside one paragraph.
#[derive(Default)]
struct Brackets {
    depth: u32,
    first: u32,
}

impl Brackets {
    fn see(&mut self, source: &str, i: u32, token: &Token, found: &mut Vec<std::ops::Range<u32>>) {
        match token.text(source) {
            "[" => {
                if self.depth == 0 {
                    self.first = i;
                }
                self.depth += 1;
            }
            "]" if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    found.push(self.first..i + 1);
                }
            }
            _ => {}
        }
    }
}

/// The last token of a paragraph that can close a quotation in single marks.
fn last_closing_single(text: &Text<'_>, tokens: std::ops::Range<u32>) -> Option<u32> {
    tokens.rev().find(|&i| {
        text.token(i).is_some_and(|token| token.kind == TokenKind::SingleQuote && side(text, i, token) != Side::Opens)
    })
}

struct Pairing {
    quotations: Vec<QuotationRange>,
    marks: Vec<QuotationMark>,
    unbalanced: Vec<Unbalanced>,
    stack: Vec<Open>,
    /// The quotation of the paragraph before that this paragraph may continue.
    runs_on: Option<u32>,
    /// The mark before opened the value of an attribute of markup.
    attribute: bool,
}

impl Pairing {
    fn mark(&mut self, text: &Text<'_>, first: u32, i: u32, token: &Token, last_single: Option<u32>) {
        if self.in_markup(text, token) {
            return;
        }
        let family = family(text.source, token);
        let side = side(text, i, token);
        let waiting = self.stack.iter().rposition(|open| open.family == family);
        // „…“ closes with the mark that opens elsewhere, ``…'' with one that opens and closes where it stands alone.
        let closes_only = match token.text(text.source) {
            "“" => waiting.is_some_and(|at| self.opened_with(text, at, "„")),
            "''" => waiting.is_some_and(|at| self.opened_with(text, at, "``")),
            _ => false,
        };
        let side = if closes_only { Side::Closes } else { side };
        if family == Family::Single {
            self.single(text, first, i, token, side, waiting, last_single);
            return;
        }
        match (side, waiting) {
            (Side::Closes | Side::Either, Some(at)) => self.close(i, at),
            (Side::Opens, Some(at)) if at + 1 == self.stack.len() => {
                self.recover(text, at, i);
                self.open(first, i, family);
            }
            (Side::Opens | Side::Either, _) => self.open(first, i, family),
            (Side::Closes, None) if is_measure(text, i, token) => {}
            (Side::Closes, None) => {
                self.marks.push(QuotationMark { token: i, quotation: None });
                self.unbalanced.push(Unbalanced { range: token.range, opens: false });
            }
        }
    }

    /// Marks around the value of an attribute in left-over markup (`id="4"`) quote nothing.
    fn in_markup(&mut self, text: &Text<'_>, token: &Token) -> bool {
        let before = text.source.as_bytes().get((token.range.start as usize).wrapping_sub(1));
        let opens = before == Some(&b'=');
        let closes = self.attribute && !opens;
        self.attribute = opens;
        opens || closes
    }

    /// Single marks: inside double ones, or as outer marks. What cannot be paired is an apostrophe.
    #[expect(clippy::too_many_arguments, reason = "the state of one mark, passed on once")]
    fn single(
        &mut self,
        text: &Text<'_>,
        first: u32,
        i: u32,
        token: &Token,
        side: Side,
        waiting: Option<usize>,
        last: Option<u32>,
    ) {
        match (side, waiting) {
            (Side::Closes, Some(at)) if !is_possessive(text, i, last) => self.close(i, at),
            (Side::Opens, None) if last.is_some_and(|last| last > i) && !is_elision(text, i, token) => {
                self.open(first, i, Family::Single);
            }
            _ => {}
        }
    }

    /// Whether the quotation at this place of the stack was opened with this mark.
    fn opened_with(&self, text: &Text<'_>, at: usize, mark: &str) -> bool {
        let quotation = self.stack.get(at).and_then(|open| self.quotations.get(open.quotation as usize));
        quotation.is_some_and(|quotation| text.word(quotation.open) == mark)
    }

    fn open(&mut self, first: u32, i: u32, family: Family) {
        if self.stack.len() >= DEEPEST {
            self.marks.push(QuotationMark { token: i, quotation: None });
            return;
        }
        let quotation = self.quotations.len() as u32;
        let continues = if i == first && self.stack.is_empty() { self.runs_on.take() } else { None };
        let depth = self.stack.len() as u8;
        self.quotations.push(QuotationRange {
            open: i,
            close: None,
            end: i + 1,
            closing: Closing::Recovered,
            depth,
            continues,
        });
        self.marks.push(QuotationMark { token: i, quotation: Some(quotation) });
        self.stack.push(Open { quotation, family });
    }

    /// Closes the quotation at this place of the stack with its mark, and those inside it for want of one.
    fn close(&mut self, i: u32, at: usize) {
        for inner in self.stack.drain(at..).rev() {
            let Some(quotation) = self.quotations.get_mut(inner.quotation as usize) else { continue };
            quotation.end = i;
            if quotation.depth as usize == at {
                quotation.close = Some(i);
                quotation.closing = Closing::Mark;
                self.marks.push(QuotationMark { token: i, quotation: Some(inner.quotation) });
            }
        }
    }

    /// Ends every quotation from this place of the stack on before the token `end`, with a report.
    fn recover(&mut self, text: &Text<'_>, at: usize, end: u32) {
        for open in self.stack.drain(at..) {
            let Some(quotation) = self.quotations.get_mut(open.quotation as usize) else { continue };
            quotation.end = end;
            if let Some(token) = text.token(quotation.open) {
                self.unbalanced.push(Unbalanced { range: token.range, opens: true });
            }
        }
    }

    /// Closes what is still open; the outermost quotation runs on where the next paragraph opens with its mark.
    fn end_paragraph(&mut self, text: &Text<'_>, end: u32, next: Option<u32>) {
        self.runs_on = None;
        let outer = self.stack.first().map(|open| (open.quotation, open.family));
        if let Some((quotation, family)) = outer {
            let opens_anew = next.and_then(|i| text.token(i).map(|token| (i, token))).is_some_and(|(i, token)| {
                matches!(token.kind, TokenKind::DoubleQuote | TokenKind::SingleQuote)
                    && self::family(text.source, token) == family
                    && side(text, i, token) != Side::Closes
            });
            if opens_anew {
                if let Some(range) = self.quotations.get_mut(quotation as usize) {
                    range.end = end;
                    range.closing = Closing::RunsOn;
                }
                self.runs_on = Some(quotation);
                self.stack.remove(0);
            }
        }
        self.recover(text, 0, end);
        self.stack.clear();
    }
}

fn family(source: &str, token: &Token) -> Family {
    match token.text(source).chars().next() {
        Some('«' | '»') => Family::Guillemet,
        _ if token.kind == TokenKind::SingleQuote => Family::Single,
        _ => Family::Double,
    }
}

/// What a mark can be, by its form and by the characters around it.
fn side(text: &Text<'_>, i: u32, token: &Token) -> Side {
    let before = text.source.get(..token.range.start as usize).and_then(|head| head.chars().next_back());
    let after = text.source.get(token.range.end as usize..).and_then(|tail| tail.chars().next());
    let open_before = before.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | '[' | '{' | '-' | '–' | '—' | '/' | '"' | '“' | '‘' | '\'' | '`' | '«' | '_' | ':' | '\u{FEFF}'
            )
    });
    let open_after = after.is_none_or(char::is_whitespace);
    match token.text(text.source) {
        "”" if open_before && !open_after => Side::Either,
        "«" if !open_before && open_after => Side::Closes,
        "»" if open_before && !open_after => Side::Opens,
        "‘" | "“" if !open_before && open_after => Side::Closes,
        "‘" if !open_before => Side::Closes,
        "“" | "``" | "„" | "‟" | "‚" | "‛" | "‹" | "`" | "«" | "‘" => Side::Opens,
        "”" | "›" | "»" => Side::Closes,
        _ => match (open_before, open_after) {
            (true, false) if follows_close(text, i) => Side::Either,
            (true, false) => Side::Opens,
            (false, true) => Side::Closes,
            (false, false)
                if after.is_some_and(|c| {
                    is_apostrophe(c)
                        || matches!(
                            c,
                            ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '-' | '–' | '—' | '"' | '”' | '»'
                        )
                }) =>
            {
                Side::Closes
            }
            (false, false) if token.kind == TokenKind::SingleQuote && before.is_some_and(char::is_alphanumeric) => {
                Side::Closes
            }
            _ => Side::Either,
        },
    }
}

/// Whether the character before a mark is another quotation mark glued to the word before it, as in `'so'"`.
fn follows_close(text: &Text<'_>, i: u32) -> bool {
    let (Some(token), Some(before)) = (text.token(i), i.checked_sub(1).and_then(|before| text.token(before))) else {
        return false;
    };
    let glued = before.range.end == token.range.start;
    glued && matches!(before.kind, TokenKind::SingleQuote | TokenKind::DoubleQuote)
}

/// `6'2"`: a sign of measure behind a digit.
fn is_measure(text: &Text<'_>, i: u32, token: &Token) -> bool {
    let before = i.checked_sub(1).and_then(|before| text.token(before));
    before.is_some_and(|before| before.range.end == token.range.start && matches!(before.kind, TokenKind::Number))
}

/// `the ministers' reply`: an apostrophe behind a plural, while a better closing mark follows.
fn is_possessive(text: &Text<'_>, i: u32, last: Option<u32>) -> bool {
    let plural = i
        .checked_sub(1)
        .and_then(|before| text.token(before))
        .is_some_and(|before| before.text(text.source).ends_with(['s', 'S']));
    let lower_follows = text.token(i + 1).is_some_and(|next| next.kind == TokenKind::Word);
    plural && lower_follows && last.is_some_and(|last| last > i)
}

/// `'90s`, `'em`, `'til`: an apostrophe for letters left out.
fn is_elision(text: &Text<'_>, i: u32, token: &Token) -> bool {
    let apostrophe = token.text(text.source).chars().next().is_some_and(|c| is_apostrophe(c) || c == '‘');
    let Some(next) = text.token(i + 1).filter(|next| next.range.start == token.range.end) else { return true };
    let word = next.text(text.source);
    let decade = word.len() == 3 && word.ends_with('s') && next.kind == TokenKind::Mixed;
    apostrophe
        && (decade
            || ["em", "til", "tis", "twas", "cause", "round", "bout", "n"]
                .iter()
                .any(|elided| word.eq_ignore_ascii_case(elided)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of each quotation.
    fn quotations(source: &str) -> Vec<&str> {
        let text = Text::new(source);
        text.quotations.iter().map(|quotation| text.range(quotation.words()).of(source)).collect()
    }

    #[test]
    fn every_form_of_mark_pairs() {
        for source in [
            "He said \"yes\" to it",
            "He said “yes” to it",
            "He said ``yes'' to it",
            "He said ''yes'' to it",
            "He said «yes» to it",
            "He said „yes“ to it",
            "He said 'yes' to it",
            "He said ‘yes’ to it",
            "He said »yes« to it",
            "He said “yes\" to it",
        ] {
            assert_eq!(quotations(source), ["yes"], "{source}");
        }
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert_eq!(quotations("The ministers' reply, Orlu's note and the '90s: don't ask."), [""; 0]);
        assert_eq!(quotations("'The ministers' reply is late,' he said."), ["The ministers' reply is late,"]);
    }

    #[test]
    fn quotations_nest() {
        assert_eq!(
            quotations("\"He told us 'never again' twice,\" she said."),
            ["He told us 'never again' twice,", "never again"]
        );
        assert_eq!(quotations("“They call it ‘peace’” now"), ["They call it ‘peace’", "peace"]);
    }

    #[test]
    fn two_apostrophes_open_and_close() {
        assert_eq!(
            quotations("''He told us, 'Never again,''' she said. ''So it was 'to be.' ''"),
            ["He told us, 'Never again,'", "Never again,", "So it was 'to be.'", "to be."]
        );
    }

    #[test]
    fn a_quotation_runs_over_paragraphs_opened_anew() {
        let text = Text::new("\"First part of it.\n\n\"Second part,\" he said.");
        assert_eq!(text.quotations.len(), 2);
        assert_eq!(text.quotations[0].closing, Closing::RunsOn);
        assert_eq!(text.quotations[1].continues, Some(0));
        assert!(text.unbalanced.is_empty());
    }

    #[test]
    fn an_unbalanced_mark_is_recovered_and_reported() {
        let text = Text::new("\"We will see, he said.\n\nNothing followed.");
        assert_eq!(text.quotations[0].closing, Closing::Recovered);
        assert_eq!(text.unbalanced.len(), 1);
        let text = Text::new("We will see,\" he said.");
        assert!(text.quotations.is_empty() && !text.unbalanced[0].opens);
    }

    #[test]
    fn signs_of_measure_are_no_marks() {
        let text = Text::new("A 12\" pipe was found.");
        assert!(text.marks.is_empty() && text.unbalanced.is_empty());
    }

    #[test]
    fn brackets_are_found() {
        let text = Text::new("\"We told it [the council] so.\"");
        assert_eq!(text.brackets.len(), 1);
        assert_eq!(text.range(text.brackets[0].clone()).of(text.source), "[the council]");
    }
}
