//! The places of a dateline: where they end, how they are joined, and their usual English names.

use super::lexicon::WordClass;
use super::reader::Reader;
use crate::text::{Case, TextRange, TokenKind};

/// The places of a dateline as printed.
#[derive(Clone, Debug)]
pub(super) struct PlaceList {
    /// Names in order, regions included.
    pub(super) names: Vec<PlaceName>,
    pub(super) form: Form,
    /// Whether a table knows the first place, or the region behind it.
    pub(super) known: bool,
    /// One past the last token.
    pub(super) end: u32,
}

/// One name of the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlaceName {
    pub(super) tokens: (u32, u32),
    pub(super) joint: Joint,
}

/// How a name is joined to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// It is the first.
    First,
    /// Another place: behind a slash, "and", or a comma with a name that is no region.
    Another,
    /// The region of the place before, behind a comma.
    Region,
    /// The same between slashes.
    SlashRegion,
    /// The same in brackets.
    BracketRegion,
}

/// How the letters of the first place are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Lower,
    Capital,
    Upper,
}

/// A place has at most this many words.
const MOST_WORDS: u32 = 6;
/// A dateline names at most this many places and regions.
const MOST_NAMES: usize = 6;

impl Reader<'_, '_> {
    /// The places that begin at a token.
    pub(super) fn places_at(&self, start: u32) -> Option<PlaceList> {
        let first = self.place_name(start, false).map(|end| self.lower_tail(start, end))?;
        let form = self.form((start, first));
        let mut names = vec![PlaceName { tokens: (start, first), joint: Joint::First }];
        let mut end = first;
        while names.len() < MOST_NAMES {
            let Some((name, after)) = self.next_name(end, form) else { break };
            names.extend(name);
            end = after;
        }
        if form == Form::Lower && (names.len() > 1 || first - start > 3) {
            return None;
        }
        self.split_joined(&mut names);
        let mut list = PlaceList { names, form, known: false, end };
        let name = self.words((start, first));
        let regions = list.names.get(1..).unwrap_or_default();
        // An abbreviation names a region behind a city only: "OR -" and "On Friday" are no places.
        let whole_region = self.lexicon.region(name).is_some_and(|region| !region.abbreviation);
        let place_known = self.lexicon.place(name).is_some() || whole_region;
        let known_region = |name: &PlaceName| self.lexicon.region(self.words(name.tokens)).is_some();
        list.known = (place_known || !regions.is_empty()) && regions.iter().all(known_region);
        // A word that begins no place is excused by a table only.
        (place_known || !self.is(start, WordClass::NotPlace)).then_some(list)
    }

    /// The next name of the list with the token behind it; a label inside the dateline gives no name.
    fn next_name(&self, at: u32, form: Form) -> Option<(Option<PlaceName>, u32)> {
        match self.kind(at)? {
            TokenKind::Slash => self.between_slashes(at, form),
            TokenKind::OpenBracket => self.between_brackets(at),
            TokenKind::Comma => {
                let next = at + 1;
                if self.kind(next) == Some(TokenKind::Slash) {
                    return self
                        .between_slashes(next, form)
                        .filter(|(name, _)| name.is_some_and(|name| name.joint == Joint::SlashRegion));
                }
                if self.date_at(next).is_some() {
                    return None;
                }
                if self.is(next, WordClass::Label) {
                    return Some((None, next + 1));
                }
                let end = self.place_name(next, true)?;
                let tokens = (next, end);
                let region = self.lexicon.region(self.words(tokens)).is_some();
                if !region && self.bare_agency(next).is_some() {
                    return None;
                }
                let another = !region && form == Form::Upper && self.form(tokens) == Form::Upper;
                let joint = if another { Joint::Another } else { Joint::Region };
                Some((Some(PlaceName { tokens, joint }), end))
            }
            _ => None,
        }
    }

    /// `/Norland/` is a region, `/TARSK` without a second slash another place.
    fn between_slashes(&self, slash: u32, form: Form) -> Option<(Option<PlaceName>, u32)> {
        let inside = slash + 1;
        if self.known_agency(inside, self.limit).is_some() {
            return None;
        }
        if let Some(close) = self.closing(inside, "/")
            && (inside..close).all(|token| self.text.token(token).is_some_and(crate::text::Token::is_word_like))
            && !self.closes_agency(close)
        {
            return Some((Some(PlaceName { tokens: (inside, close), joint: Joint::SlashRegion }), close + 1));
        }
        let end = self.place_name(inside, false)?;
        let tokens = (inside, end);
        (self.form(tokens) == form).then_some((Some(PlaceName { tokens, joint: Joint::Another }), end))
    }

    /// Whether what a slash closes was no region: behind a region comes a date or, after a stop, an agency.
    fn closes_agency(&self, close: u32) -> bool {
        let next = self.skip(close + 1, &[TokenKind::Comma, TokenKind::Terminator]);
        self.date_at(next).is_none()
            && self.kind(next) != Some(TokenKind::Slash)
            && self.kind(next) != Some(TokenKind::OpenBracket)
    }

    /// A region in brackets must have a date or another bracket behind it, else the brackets hold an agency.
    fn between_brackets(&self, open: u32) -> Option<(Option<PlaceName>, u32)> {
        if self.word(open) != "(" || self.known_agency(open + 1, self.limit).is_some() {
            return None;
        }
        let close = self.closing(open + 1, ")")?;
        let words = (open + 1..close).all(|token| self.text.token(token).is_some_and(crate::text::Token::is_word_like));
        (words && !self.closes_agency(close))
            .then_some((Some(PlaceName { tokens: (open, close + 1), joint: Joint::BracketRegion }), close + 1))
    }

    /// One past the last token of a name that begins at a token. A region may have small words ("the border").
    fn place_name(&self, start: u32, region: bool) -> Option<u32> {
        let lower = !region && self.case(start) == Case::Lower;
        let mut at = start;
        let mut words = 0;
        while words < MOST_WORDS && (at == start || self.date_at(at).is_none()) && !self.breaks_line(at, start) {
            // "SUN CITY" and "FRIDAY HARBOR" are places, "On Friday" is none.
            let weekday = self.is(at, WordClass::Weekday) && self.case(at) != Case::Upper && self.word(at).len() > 5;
            if weekday || at == start && self.date_at(at).is_some() {
                return None;
            }
            if self.name_word(at, lower || region && at > start) {
                words += 1;
                at += 1;
            } else if self.joins(at, start) {
                at += 1;
            } else {
                break;
            }
        }
        // "Position of": no name ends in a small word.
        if at > start && self.is(at - 1, WordClass::Particle) && self.case(at - 1) == Case::Lower {
            return None;
        }
        (words > 0 && at > start).then(|| at + u32::from(region && self.stop_belongs((start, at))))
    }

    /// "Mexico city, march 18": small letters for capitals, told by the comma and the date behind them.
    fn lower_tail(&self, start: u32, end: u32) -> u32 {
        let tail = self.kind(end) == Some(TokenKind::Word) && self.case(end) == Case::Lower;
        let dated = self.kind(end + 1) == Some(TokenKind::Comma) && self.date_at(end + 2).is_some();
        end + u32::from(tail && dated && end == start + 1)
    }

    /// A line may break inside a name of a wrapped text, but not where the next line is another thing.
    fn breaks_line(&self, at: u32, start: u32) -> bool {
        at > start && self.begins_line(at) && self.kind(at).is_none_or(|kind| kind != TokenKind::Word)
    }

    fn name_word(&self, at: u32, lower: bool) -> bool {
        let Some(token) = self.text.token(at).filter(|_| at < self.limit) else { return false };
        let word = matches!(token.kind, TokenKind::Word | TokenKind::Initials | TokenKind::Abbreviation);
        let cased = token.is_capitalised() || (lower && token.case == Case::Lower);
        // "d'Ivoire", "al-Arish": a small word with a capital inside.
        let inner = token.case == Case::Mixed && self.word(at).contains(['\'', '’', '-']);
        word && (cased || inner)
    }

    /// Small words between two capitalised ones, stops and clitics glued to letters: "Port of Tarsk", "N.Y", "LAND'S".
    fn joins(&self, at: u32, start: u32) -> bool {
        if at == start {
            return false;
        }
        match self.kind(at) {
            Some(TokenKind::Word) => {
                self.is(at, WordClass::Particle)
                    && (self.name_word(at + 1, false)
                        || self.is(at + 1, WordClass::Particle) && self.name_word(at + 2, false))
            }
            Some(TokenKind::Clitic) => true,
            Some(TokenKind::Terminator) => {
                self.word(at) == "." && self.attached(at) && self.attached(at + 1) && self.name_word(at + 1, false)
            }
            _ => false,
        }
    }

    /// Whether a full stop behind a region is part of it: "Calif.," but not "Norland. March 3".
    fn stop_belongs(&self, tokens: (u32, u32)) -> bool {
        self.word(tokens.1) == "."
            && self.attached(tokens.1)
            && (self.lexicon.region(self.words(tokens)).is_some_and(|region| region.abbreviation)
                || self.kind(tokens.1 + 1) == Some(TokenKind::Comma))
    }

    fn form(&self, tokens: (u32, u32)) -> Form {
        let (mut letters, mut capitals) = (0u32, 0u32);
        for token in (tokens.0..tokens.1).filter(|&token| !self.is(token, WordClass::Particle)) {
            for c in self.word(token).chars().filter(|c| c.is_alphabetic()) {
                letters += 1;
                capitals += u32::from(c.is_uppercase());
            }
        }
        match capitals {
            0 if letters > 0 => Form::Lower,
            _ if capitals * 2 > letters && capitals > 1 => Form::Upper,
            _ => Form::Capital,
        }
    }

    /// "ORLA and TARSK" is two places, "Bosnia and Herzegovina" one.
    fn split_joined(&self, names: &mut Vec<PlaceName>) {
        let Some(first) = names.first().copied() else { return };
        let and = (first.tokens.0 + 1..first.tokens.1.saturating_sub(1)).find(|&token| self.word(token) == "and");
        let Some(and) = and.filter(|_| self.form(first.tokens) == Form::Upper) else { return };
        if self.lexicon.place(self.words(first.tokens)).is_none()
            && self.lexicon.region(self.words(first.tokens)).is_none()
        {
            if let Some(name) = names.first_mut() {
                name.tokens.1 = and;
            }
            names.insert(1, PlaceName { tokens: (and + 1, first.tokens.1), joint: Joint::Another });
        }
    }

    /// The range of a name without the brackets around a region.
    pub(super) fn name_range(&self, name: &PlaceName) -> TextRange {
        match name.joint {
            Joint::BracketRegion => self.range((name.tokens.0 + 1, name.tokens.1.saturating_sub(1))),
            _ => self.range(name.tokens),
        }
    }
}

/// The usual English way to write a name that is printed in capitals; other names stay as they are.
pub(super) fn usual_case(printed: &str, particle: impl Fn(&str) -> bool) -> String {
    let mut name = String::with_capacity(printed.len());
    for (number, word) in printed.split_whitespace().enumerate() {
        if number > 0 {
            name.push(' ');
        }
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let initials = word.contains('.') && letters <= 2 && word.len() >= 4;
        if capitals < 2 || capitals * 2 <= letters || initials {
            name.push_str(word);
        } else {
            for (part_number, part) in word.split_inclusive('-').enumerate() {
                let small = (number > 0 || part_number > 0) && particle(part.trim_end_matches('-'));
                push_titled(&mut name, part, small);
            }
        }
    }
    name
}

/// Capital first, small letters after it, and a capital again behind "D’", "O'" or "Mc".
fn push_titled(name: &mut String, word: &str, small: bool) {
    let mut capital = !small;
    let mut letters = 0;
    let scottish = word.len() > 4 && word.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("mc"));
    for c in word.chars() {
        if matches!(c, '\'' | '’') {
            capital = letters == 1;
            name.push(c);
            continue;
        }
        if capital {
            name.extend(c.to_uppercase());
        } else {
            name.extend(c.to_lowercase());
        }
        letters += usize::from(c.is_alphabetic());
        capital = c == '.' || scottish && letters == 2;
    }
}

#[cfg(test)]
mod tests {
    use super::usual_case;

    #[test]
    fn capitals_become_usual_names() {
        let particle = |word: &str| ["DE", "UPON", "OF", "AND"].contains(&word);
        for (printed, name) in [
            ("MOSCOW", "Moscow"),
            ("ST. PETERSBURG", "St. Petersburg"),
            ("St. PETERSBURG", "St. Petersburg"),
            ("RIO DE JANEIRO", "Rio de Janeiro"),
            ("CORTINA-D’AMPEZZO", "Cortina-D’Ampezzo"),
            ("XI’AN", "Xi’an"),
            ("N'DJAMENA", "N'Djamena"),
            ("STOKE-UPON-TARN", "Stoke-upon-Tarn"),
            ("MCALLEN", "McAllen"),
            ("N.Y.", "N.Y."),
            ("Kota Baharu", "Kota Baharu"),
            ("ST.PETERSBURG", "St.Petersburg"),
            ("ÖREBRO", "Örebro"),
        ] {
            assert_eq!(usual_case(printed, particle), name);
        }
    }
}
