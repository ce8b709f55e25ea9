//! Reading a dateline at one place of the text: its parts, its end, and the rule they fit.

use super::date::PrintedDate;
use super::lexicon::{End, KnownAgency, Lexicon, Part, PlaceForm, Position, Rule, WordClass};
use super::place::{Form, PlaceList};
use crate::text::{Case, FoldedKey, Text, TextRange, TokenKind};

/// A view of the tokens of one text, together with the tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'t, 's> {
    pub(super) text: &'t Text<'s>,
    pub(super) lexicon: &'static Lexicon,
    /// One past the last token that may be read: the end of the paragraph.
    pub(super) limit: u32,
}

/// An agency as printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct PrintedAgency {
    pub(super) part: Part,
    /// The tokens of its name.
    pub(super) name: (u32, u32),
    /// The agencies that the spelling may mean; empty where no table knows it.
    pub(super) known: &'static [KnownAgency],
    /// One past the last token, brackets and bylines included.
    pub(super) end: u32,
}

/// A dateline as read, before dates are resolved and names normalised.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) places: Option<PlaceList>,
    pub(super) date: Option<PrintedDate>,
    pub(super) agency: Option<PrintedAgency>,
    pub(super) rule: &'static Rule,
    /// First token and one past the last.
    pub(super) tokens: (u32, u32),
}

/// A bracketed agency with its byline is no longer than this, in tokens.
const LONGEST_BRACKET: u32 = 10;
/// A name of an agency is no longer than this, in tokens.
const LONGEST_AGENCY: u32 = 5;

impl<'s> Reader<'_, 's> {
    pub(super) fn kind(&self, token: u32) -> Option<TokenKind> {
        (token < self.limit).then(|| self.text.token(token).map(|token| token.kind)).flatten()
    }

    pub(super) fn word(&self, token: u32) -> &'s str {
        if token < self.limit { self.text.word(token) } else { "" }
    }

    pub(super) fn key(&self, token: u32) -> Option<FoldedKey> {
        (token < self.limit).then(|| self.text.token(token).map(|token| token.key)).flatten()
    }

    pub(super) fn case(&self, token: u32) -> Case {
        self.text.token(token).map_or(Case::None, |token| token.case)
    }

    pub(super) fn is(&self, token: u32, class: WordClass) -> bool {
        self.key(token).is_some_and(|key| self.lexicon.is(key, class))
    }

    /// Whether nothing stands between a token and the one before it.
    pub(super) fn attached(&self, token: u32) -> bool {
        self.gap(token).is_some_and(str::is_empty)
    }

    /// Whether a token begins a line.
    pub(super) fn begins_line(&self, token: u32) -> bool {
        token == 0
            || self.gap(token).is_some_and(|gap| gap.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{B}', '\u{C}']))
    }

    fn gap(&self, token: u32) -> Option<&'s str> {
        let before = self.text.token(token.checked_sub(1)?)?.range.end;
        let start = self.text.token(token)?.range.start;
        self.text.source.get(before as usize..start as usize)
    }

    /// The first token from `at` on that is of none of these kinds.
    pub(super) fn skip(&self, mut at: u32, kinds: &[TokenKind]) -> u32 {
        while self.kind(at).is_some_and(|kind| kinds.contains(&kind)) {
            at += 1;
        }
        at
    }

    pub(super) fn words(&self, tokens: (u32, u32)) -> &'s str {
        self.range(tokens).of(self.text.source)
    }

    pub(super) fn range(&self, tokens: (u32, u32)) -> TextRange {
        self.text.range(tokens.0..tokens.1)
    }

    /// The dateline that begins at a token, by the first rule that fits; `position` says where the token stands.
    pub(super) fn dateline_at(&self, start: u32, position: Position) -> Option<Reading> {
        let places = self.places_at(start);
        let mut at = places.as_ref().map_or(start, |places| places.end);
        let (mut date, mut agency) = (None, None);
        let mut shape = [None; 3];
        shape[0] = places.as_ref().map(|_| Part::Place);
        loop {
            let next = self.next_part(at);
            if date.is_none()
                && let Some(found) = self.date_at(next)
            {
                push(&mut shape, Part::Date);
                at = found.end;
                date = Some(found);
            } else if agency.is_none()
                && let Some(found) = self.agency_at(next, places.as_ref(), date.is_some())
            {
                push(&mut shape, found.part);
                at = found.end;
                agency = Some(found);
            } else {
                break;
            }
        }
        if date.is_some_and(|date| date.year.is_some()) {
            full_date(&mut shape);
        }
        let (end, after) = self.end_at(at, agency.is_some_and(|agency| agency.part != Part::BareAgency));
        let rule = self.lexicon.rules.iter().find(|rule| {
            fits(&rule.shape, shape)
                && (rule.ends.is_empty() || rule.ends.contains(&end))
                && rule.position >= position
                && (!rule.agency_known || agency.is_some_and(|agency| !agency.known.is_empty()))
                && self.place_fits(rule.place, places.as_ref())
        })?;
        Some(Reading { places, date, agency, rule, tokens: (start, after) })
    }

    /// Skips what may stand between two parts: commas, full stops, a stray slash, a dash before a date.
    fn next_part(&self, at: u32) -> u32 {
        let next = self.skip(at, &[TokenKind::Comma, TokenKind::Terminator]);
        if self.kind(next) == Some(TokenKind::Dash) && self.date_at(next + 1).is_some() { next + 1 } else { next }
    }

    /// What follows the last part, and the first token behind it.
    fn end_at(&self, at: u32, bracketed: bool) -> (End, u32) {
        let on_line = |token: u32| self.kind(token).filter(|_| !self.begins_line(token));
        let stop = if on_line(at) == Some(TokenKind::Terminator) { at + 1 } else { at };
        let next = if on_line(stop) == Some(TokenKind::Comma) { stop + 1 } else { stop };
        match on_line(next) {
            Some(TokenKind::Dash) => (End::Dash, next + 1),
            Some(TokenKind::Colon) => (End::Colon, next + 1),
            // "/TASS/," without more: the comma is a slip for a stop.
            _ if bracketed && next > stop => (End::Stop, next),
            _ if stop > at => (End::Stop, stop),
            Some(_) => (End::None, at),
            None => (End::Line, at),
        }
    }

    fn place_fits(&self, form: PlaceForm, places: Option<&PlaceList>) -> bool {
        let Some(places) = places else { return form == PlaceForm::Absent };
        match form {
            PlaceForm::Absent => false,
            PlaceForm::Comma => self.kind(places.end) == Some(TokenKind::Comma),
            PlaceForm::Capital => places.form != Form::Lower,
            PlaceForm::Upper => places.form == Form::Upper,
            PlaceForm::Known => places.known,
            PlaceForm::KnownUpper => places.known && places.form == Form::Upper,
        }
    }

    /// The agency at a token: in round or square brackets, between slashes, or bare.
    fn agency_at(&self, at: u32, places: Option<&PlaceList>, dated: bool) -> Option<PrintedAgency> {
        match self.kind(at)? {
            TokenKind::OpenBracket => {
                let (part, close) =
                    if self.word(at) == "[" { (Part::SquareAgency, "]") } else { (Part::RoundAgency, ")") };
                let end = self.closing(at + 1, close)?;
                let known = self.known_agency(at + 1, end);
                let dash = self.kind(self.skip(end + 1, &[TokenKind::Terminator])) == Some(TokenKind::Dash);
                let plausible = dash && places.is_some_and(|places| dated || places.known);
                self.agency(part, (at + 1, end), known, plausible, end + 1)
            }
            TokenKind::Slash => {
                let end = self.closing(at + 1, "/")?;
                let known = self.known_agency(at + 1, end).or_else(|| self.misspelt_agency((at + 1, end)));
                self.agency(Part::SlashAgency, (at + 1, end), known, places.is_some() && dated, end + 1)
            }
            _ => {
                let (end, known) = self.bare_agency(at)?;
                let slash = self.kind(end) == Some(TokenKind::Slash) && self.attached(end);
                let after = end + u32::from(slash);
                let stops = self.end_at(after, false);
                let marked = matches!(stops.0, End::Dash | End::Colon | End::Line)
                    || stops.0 == End::Stop && self.begins_sentence(stops.1);
                (self.text.token(at)?.is_capitalised() && marked).then_some(PrintedAgency {
                    part: Part::BareAgency,
                    name: (at, end),
                    known,
                    end: after,
                })
            }
        }
    }

    fn begins_sentence(&self, token: u32) -> bool {
        self.kind(token).is_none() || self.text.token(token).is_some_and(|token| !matches!(token.case, Case::Lower))
    }

    fn agency(
        &self,
        part: Part,
        inner: (u32, u32),
        known: Option<(u32, &'static [KnownAgency])>,
        plausible: bool,
        end: u32,
    ) -> Option<PrintedAgency> {
        if let Some((name_end, agency)) = known {
            return Some(PrintedAgency { part, name: (inner.0, name_end), known: agency, end });
        }
        let name_end = inner.1 - u32::from(self.kind(inner.1.checked_sub(1)?) == Some(TokenKind::Terminator));
        let named = (inner.0..name_end).all(|token| {
            self.text
                .token(token)
                .is_some_and(|t| t.is_word_like() && t.is_capitalised() || t.kind == TokenKind::Terminator)
        });
        (plausible && named && (1..=4).contains(&(name_end.saturating_sub(inner.0)))).then_some(PrintedAgency {
            part,
            name: (inner.0, name_end),
            known: &[],
            end,
        })
    }

    /// The token that closes a bracket or slash; none where a line ends before it.
    pub(super) fn closing(&self, from: u32, close: &str) -> Option<u32> {
        (from..self.limit.min(from + LONGEST_BRACKET))
            .find(|&token| self.word(token) == close)
            .filter(|&token| token > from)
    }

    /// The longest name of a known agency that begins at a token.
    pub(super) fn known_agency(&self, at: u32, limit: u32) -> Option<(u32, &'static [KnownAgency])> {
        let last = limit.min(at + LONGEST_AGENCY).min(self.limit);
        (at + 1..=last)
            .rev()
            .filter(|&end| self.text.token(end - 1).is_some_and(crate::text::Token::is_word_like))
            .map(|end| (end, self.lexicon.agencies(self.words((at, end)))))
            .find(|(_, known)| !known.is_empty())
    }

    /// A known agency without brackets. Names of two or three letters must be in capitals: "Pa." is a state.
    pub(super) fn bare_agency(&self, at: u32) -> Option<(u32, &'static [KnownAgency])> {
        let (end, known) = self.known_agency(at, self.limit)?;
        let short = end == at + 1 && self.word(at).len() <= 3;
        let exact = self.case(at) == Case::Upper || known.iter().any(|agency| self.word(at) == agency.name);
        (!short || exact).then_some((end, known))
    }

    /// The one agency whose spelling, of four letters or more, is a single slip away.
    fn misspelt_agency(&self, inner: (u32, u32)) -> Option<(u32, &'static [KnownAgency])> {
        let word = self.words(inner).trim_end_matches('.');
        if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let names = &self.lexicon.agency_names;
        let mut near = names.iter().filter(|name| super::date::one_slip(word.as_bytes(), name.as_bytes()));
        let name = near.next()?;
        near.next().is_none().then(|| (inner.1, self.lexicon.agencies(name)))
    }
}

/// Marks the date of a shape as one with its year.
fn full_date(shape: &mut [Option<Part>; 3]) {
    for part in shape.iter_mut().filter(|part| **part == Some(Part::Date)) {
        *part = Some(Part::FullDate);
    }
}

/// Whether a shape is the one of a rule; a rule that asks for a date takes one with its year too.
fn fits(rule: &[Part], shape: [Option<Part>; 3]) -> bool {
    let read = shape.iter().flatten();
    rule.len() == read.clone().count()
        && rule.iter().zip(read).all(|(asked, read)| asked == read || (*asked, *read) == (Part::Date, Part::FullDate))
}

fn push(shape: &mut [Option<Part>; 3], part: Part) {
    if let Some(slot) = shape.iter_mut().find(|slot| slot.is_none()) {
        *slot = Some(part);
    }
}
