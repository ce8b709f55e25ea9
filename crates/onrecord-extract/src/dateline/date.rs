//! Dates as datelines and headers print them, and the year they stand in.

use chrono::{Datelike, NaiveDate};

use super::lexicon::WordClass;
use super::reader::Reader;
use crate::text::TokenKind;

/// A date as printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PrintedDate {
    pub(super) year: Option<i32>,
    pub(super) month: u32,
    /// None where the digits are no day ("March 187").
    pub(super) day: Option<u32>,
    /// First token.
    pub(super) start: u32,
    /// One past the last token.
    pub(super) end: u32,
}

/// Beyond this many days from the document date the nearest year is no safe choice: the month is rather a slip.
const FARTHEST: i64 = 60;

impl PrintedDate {
    /// The civil date: with the printed year, or the year that puts the day nearest to `published`.
    ///
    /// None where there is neither, where no such day exists, or where the nearest is more than sixty days off.
    pub(super) fn resolve(self, published: Option<NaiveDate>) -> Option<NaiveDate> {
        let day = self.day?;
        if let Some(year) = self.year {
            return NaiveDate::from_ymd_opt(year, self.month, day);
        }
        let published = published?;
        (published.year() - 1..=published.year() + 1)
            .filter_map(|year| NaiveDate::from_ymd_opt(year, self.month, day))
            .min_by_key(|date| date.signed_duration_since(published).num_days().abs())
            .filter(|date| date.signed_duration_since(published).num_days().abs() <= FARTHEST)
    }
}

impl Reader<'_, '_> {
    /// The date that begins at a token; month first, day first, or numeric; with or without a year.
    pub(super) fn date_at(&self, at: u32) -> Option<PrintedDate> {
        let mut first = at;
        if self.is(at, WordClass::Weekday) {
            first = self.skip(at + 1, &[TokenKind::Comma, TokenKind::Terminator]);
        }
        let date = self.numeric(first).or_else(|| self.month_first(first)).or_else(|| self.day_first(first))?;
        Some(PrintedDate { start: at, ..date })
    }

    fn month_first(&self, at: u32) -> Option<PrintedDate> {
        if self.kind(at)? != TokenKind::Word && self.kind(at)? != TokenKind::Abbreviation {
            return None;
        }
        if let Some((month, day)) = self.glued(at) {
            return Some(self.with_year(PrintedDate {
                month,
                day: Some(day),
                start: at,
                end: at + 1,
                ..Default::default()
            }));
        }
        let exact = self.month(at);
        let (month, after) = match exact {
            Some(month) => (month, self.skip(at + 1, &[TokenKind::Terminator])),
            None => (self.misspelt_month(at)?, at + 1),
        };
        let digits = self.word(after);
        let day = day_of(digits);
        let garbled = digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty();
        // One slip is repaired, two are not.
        let clean = digits.bytes().all(|byte| byte.is_ascii_digit());
        if day.is_none() && !garbled || exact.is_none() && !(clean && day.is_some()) {
            return None;
        }
        Some(self.with_year(PrintedDate { month, day, start: at, end: after + 1, year: None }))
    }

    fn day_first(&self, at: u32) -> Option<PrintedDate> {
        let day = Some(self.word(at)).filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).and_then(day_of)?;
        let month = self.month(at + 1).or_else(|| self.misspelt_month(at + 1))?;
        let end = match self.kind(at + 2) {
            // "10 Nov. (Xinhua)": the stop belongs to the month, where the table of abbreviations did not take it.
            Some(TokenKind::Terminator) if self.word(at + 1).len() <= 5 => at + 3,
            _ => at + 2,
        };
        Some(self.with_year(PrintedDate { month, day: Some(day), start: at, end, year: None }))
    }

    /// `2024-03-05`, `05.03.2024`, `3/25/2024`; slashes only where the order of day and month is beyond doubt.
    fn numeric(&self, at: u32) -> Option<PrintedDate> {
        let word = self.word(at);
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let made = |year: i32, month: u32, day: u32, end: u32| {
            NaiveDate::from_ymd_opt(year, month, day)?;
            Some(PrintedDate { year: Some(year), month, day: Some(day), start: at, end })
        };
        if let Some((year, month, day)) = split3(word.get(..10).unwrap_or(word), '-') {
            let clock = word.len() == 10 || word.as_bytes().get(10) == Some(&b'T');
            return clock.then(|| made(i32::try_from(year).ok()?, month, day, self.after_clock(at))).flatten();
        }
        if let Some((day, month, year)) = split3(word, '.') {
            return made(full_year(year)?, month, day, at + 1);
        }
        let slashed = [at + 1, at + 3].iter().all(|&slash| self.kind(slash) == Some(TokenKind::Slash));
        if !slashed {
            return None;
        }
        let number = |token: u32| self.word(token).parse::<u32>().ok();
        let (first, second, year) = (number(at)?, number(at + 2)?, full_year(number(at + 4)?)?);
        match (first > 12, second > 12) {
            (true, false) => made(year, second, first, at + 5),
            (false, true) => made(year, first, second, at + 5),
            _ if first == second => made(year, first, second, at + 5),
            _ => None,
        }
    }

    /// The tokens of a clock time glued to an ISO date: `2024-03-05T10:20:00Z`.
    fn after_clock(&self, at: u32) -> u32 {
        let mut end = at + 1;
        while self.attached(end)
            && matches!(self.kind(end), Some(TokenKind::Colon | TokenKind::Number | TokenKind::Mixed))
        {
            end += 1;
        }
        end
    }

    /// Takes in a year behind the day, printed once or twice.
    fn with_year(&self, mut date: PrintedDate) -> PrintedDate {
        loop {
            let at = self.skip(date.end, &[TokenKind::Comma]);
            let word = self.word(at);
            let year = word.parse::<i32>().ok().filter(|year| word.len() == 4 && (1800..2200).contains(year));
            match year {
                Some(year) if date.year.is_none_or(|known| known == year) => {
                    date.year = Some(year);
                    date.end = at + 1;
                }
                _ => return date,
            }
        }
    }

    fn month(&self, at: u32) -> Option<u32> {
        self.lexicon.month(crate::text::key(self.word(at).trim_end_matches('.')))
    }

    /// "November1": a month with its day glued on.
    fn glued(&self, at: u32) -> Option<(u32, u32)> {
        let word = self.word(at);
        let digits = word.find(|c: char| c.is_ascii_digit())?;
        let (name, day) = word.split_at_checked(digits)?;
        Some((self.lexicon.month(crate::text::key(name))?, day_of(day)?))
    }

    /// The one month whose whole name is a single slip away: a letter too many, too few, another, or two swapped.
    fn misspelt_month(&self, at: u32) -> Option<u32> {
        let word = self.word(at);
        if !(4..=10).contains(&word.len()) || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let mut near = self
            .lexicon
            .month_names
            .iter()
            .filter(|(name, _)| name.len() >= 4 && one_slip(word.as_bytes(), name.as_bytes()));
        let (_, month) = near.next()?;
        near.next().is_none().then_some(*month)
    }
}

/// Three numbers between two marks.
fn split3(word: &str, mark: char) -> Option<(u32, u32, u32)> {
    let mut parts = word.split(mark).map(str::parse::<u32>);
    let triple = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    parts.next().is_none().then_some(triple)
}

/// A year of two digits: up to 68 in this century, as POSIX reads it.
fn full_year(year: u32) -> Option<i32> {
    match year {
        0..=68 => i32::try_from(year + 2000).ok(),
        69..=99 => i32::try_from(year + 1900).ok(),
        1800..=2199 => i32::try_from(year).ok(),
        _ => None,
    }
}

/// A day of the month, with an ordinal ending, a letter O for a nought or a letter l for a one.
pub(super) fn day_of(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .filter(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(word);
    if digits.is_empty() || digits.len() > 2 {
        return None;
    }
    let mut day = 0;
    for c in digits.chars() {
        let digit = match c {
            'O' | 'o' => 0,
            'l' | 'I' => 1,
            _ => c.to_digit(10)?,
        };
        day = day * 10 + digit;
    }
    (1..=31).contains(&day).then_some(day)
}

/// Whether two words, cases aside, are one insertion, deletion, replacement or swap of neighbours apart.
pub(super) fn one_slip(word: &[u8], other: &[u8]) -> bool {
    let same = |x: &u8, y: &u8| x.eq_ignore_ascii_case(y);
    let head = word.iter().zip(other).take_while(|(x, y)| same(x, y)).count();
    let (word, other) = (word.get(head..).unwrap_or_default(), other.get(head..).unwrap_or_default());
    let tail = word.iter().rev().zip(other.iter().rev()).take_while(|(x, y)| same(x, y)).count();
    let without_tail = |rest: &[u8]| rest.len() - tail;
    match (word.get(..without_tail(word)).unwrap_or_default(), other.get(..without_tail(other)).unwrap_or_default()) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([first, second], [third, fourth]) => same(first, fourth) && same(second, third),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_other_words() {
        for (slip, month) in
            [("Narch", "March"), ("Mach", "March"), ("Macrh", "March"), ("Marchg", "March"), ("Febuary", "February")]
        {
            assert!(one_slip(slip.as_bytes(), month.as_bytes()), "{slip}");
        }
        assert!(!one_slip(b"Marble", b"March") && !one_slip(b"March", b"March"));
    }

    #[test]
    fn days_are_read_with_their_slips() {
        for (word, day) in [
            ("7", Some(7)),
            ("17th", Some(17)),
            ("2O", Some(20)),
            ("l", Some(1)),
            ("l2", Some(12)),
            ("32", None),
            ("187", None),
            ("", None),
            ("th", None),
        ] {
            assert_eq!(day_of(word), day, "{word}");
        }
    }

    #[test]
    fn the_year_is_the_one_nearest_to_the_document() {
        let date = |month, day| PrintedDate { month, day: Some(day), ..Default::default() };
        let on = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
        assert_eq!(date(1, 1).resolve(on(2025, 12, 31)), on(2026, 1, 1));
        assert_eq!(date(12, 31).resolve(on(2026, 1, 1)), on(2025, 12, 31));
        assert_eq!(date(2, 29).resolve(on(2025, 3, 1)), None, "no leap day near");
        assert_eq!(date(6, 26).resolve(on(2025, 12, 26)), None, "half a year off: a slip of the month");
        assert_eq!(date(6, 26).resolve(None), None);
    }
}
