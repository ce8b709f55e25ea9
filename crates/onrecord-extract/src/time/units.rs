//! Units: what patterns are matched over. A unit is a word of the lexicon, a number, a mark, or any other token.
//!
//! Hyphenated tokens are split where a part means something ("third-quarter"), number words are put together
//! ("two and a half"), and so are the letters of "a.m.".

use crate::text::{Case, Text, TextRange, Token, TokenKind, key};

use super::words::{Class, Classes, Lexicon};

/// What a pattern sees of one place in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitOfText {
    pub(crate) range: TextRange,
    /// The token that it begins in.
    pub(crate) token: u32,
    pub(crate) classes: Classes,
    /// The number of the word among those that patterns name; 0 for none.
    pub(crate) literal: u16,
    /// The number of the word in the lexicon; 0 for none.
    pub(crate) word: u16,
    /// The number it stands for, in hundredths.
    pub(crate) hundredths: i64,
    pub(crate) case: Case,
}

impl UnitOfText {
    fn new(range: TextRange, token: u32) -> Self {
        Self { range, token, classes: Classes::NONE, literal: 0, word: 0, hundredths: 0, case: Case::None }
    }

    pub(crate) fn is(&self, class: Class) -> bool {
        self.classes.has(class)
    }

    /// The whole part of its number.
    pub(crate) fn number(&self) -> i64 {
        self.hundredths / 100
    }

    /// The value of a class: that of the lexicon, or the number.
    pub(crate) fn value(&self, class: Class, lexicon: &Lexicon) -> i32 {
        lexicon.get(self.word).value(class).unwrap_or_else(|| i32::try_from(self.number()).unwrap_or(i32::MAX))
    }

    pub(crate) fn is_capitalised(&self) -> bool {
        matches!(self.case, Case::Title | Case::Upper | Case::Single | Case::Mixed)
    }
}

/// Reads the tokens of a text into units.
pub(crate) fn units(text: &Text<'_>, lexicon: &Lexicon) -> Vec<UnitOfText> {
    let mut reader = Reader { text, lexicon, units: Vec::with_capacity(text.tokens.len() + text.tokens.len() / 8) };
    for (number, token) in text.tokens.iter().enumerate() {
        reader.token(number as u32, token);
    }
    reader.units
}

struct Reader<'t> {
    text: &'t Text<'t>,
    lexicon: &'t Lexicon,
    units: Vec<UnitOfText>,
}

impl Reader<'_> {
    fn token(&mut self, number: u32, token: &Token) {
        let mut unit = UnitOfText::new(token.range, number);
        unit.case = token.case;
        let mark = match token.kind {
            TokenKind::Word | TokenKind::Initials => {
                self.word(unit, token);
                return;
            }
            TokenKind::Abbreviation => {
                let word = token.text(self.text.source);
                let number = self.lexicon.number(key(word.trim_end_matches('.')));
                self.push_word(unit, number);
                return;
            }
            TokenKind::Number | TokenKind::Mixed => {
                self.number(unit, token);
                return;
            }
            TokenKind::Terminator => {
                if self.meridiem_stop(token.range) {
                    return;
                }
                None
            }
            TokenKind::Dash => Some(Class::Hyphen),
            TokenKind::Comma => Some(Class::Comma),
            TokenKind::Slash => Some(Class::Slash),
            TokenKind::SingleQuote => Some(Class::Apostrophe),
            TokenKind::Clitic => Some(Class::Clitic),
            _ => None,
        };
        if let Some(class) = mark {
            unit.classes = unit.classes.with(class);
        }
        self.units.push(unit);
    }

    fn word(&mut self, unit: UnitOfText, token: &Token) {
        if matches!(token.text(self.text.source), "m" | "M") && self.meridiem(token.range) {
            return;
        }
        let known = self.lexicon.number(token.key);
        if known != 0 {
            self.push_word(unit, known);
            return;
        }
        let word = token.text(self.text.source);
        if word.as_bytes().contains(&b'-') && self.parts_mean_something(word) {
            self.split(unit, word);
            return;
        }
        self.push_word(unit, 0);
    }

    fn parts_mean_something(&self, word: &str) -> bool {
        word.split('-')
            .any(|part| self.lexicon.number(key(part)) != 0 || part.as_bytes().first().is_some_and(u8::is_ascii_digit))
    }

    /// Splits a token at its hyphens.
    fn split(&mut self, whole: UnitOfText, word: &str) {
        let mut at = whole.range.start as usize;
        for (i, part) in word.split('-').enumerate() {
            if i > 0 {
                let mut hyphen = UnitOfText::new(TextRange::new(at, at + 1), whole.token);
                hyphen.classes = hyphen.classes.with(Class::Hyphen);
                self.units.push(hyphen);
                at += 1;
            }
            let mut unit = UnitOfText::new(TextRange::new(at, at + part.len()), whole.token);
            unit.case = if part.starts_with(char::is_uppercase) { Case::Title } else { Case::Lower };
            if part.as_bytes().first().is_some_and(u8::is_ascii_digit) {
                unit.case = Case::None;
                self.digits(unit, part);
            } else {
                let number = self.lexicon.number(key(part));
                self.push_word(unit, number);
            }
            at += part.len();
        }
    }

    fn push_word(&mut self, mut unit: UnitOfText, number: u16) {
        let entry = self.lexicon.get(number);
        unit.word = number;
        unit.literal = entry.literal;
        unit.classes = entry.classes;
        if entry.classes.is_empty() {
            if unit.is_capitalised() {
                unit.classes = unit.classes.with(Class::Name);
            }
            self.iso_week(&mut unit);
            self.units.push(unit);
            return;
        }
        if let Some(value) = entry.value(Class::NumberWord) {
            unit.hundredths = i64::from(value) * 100;
            unit.classes = unit.classes.with(Class::Number);
            self.units.push(unit);
            self.join_number();
            return;
        }
        if let Some(scale) = entry.value(Class::Scale) {
            unit.hundredths = i64::from(scale) * 100;
            self.scale(unit);
            return;
        }
        if let Some(value) = entry.value(Class::Ordinal) {
            unit.hundredths = i64::from(value) * 100;
            self.ordinal(&mut unit);
        } else if let Some(hundredths) = entry.value(Class::Fraction) {
            unit.hundredths = i64::from(hundredths);
        }
        self.units.push(unit);
    }

    fn iso_week(&self, unit: &mut UnitOfText) {
        let word = unit.range.of(self.text.source);
        let Some(week) = word.strip_prefix('W').and_then(|week| week.parse::<i64>().ok()) else { return };
        let in_year = word.len() == 3 && (1..=53).contains(&week);
        if in_year {
            unit.hundredths = week * 100;
            unit.classes = unit.classes.with(Class::IsoWeek);
        }
    }

    /// "twenty" and "first" become 21.
    fn ordinal(&mut self, unit: &mut UnitOfText) {
        if unit.hundredths <= 900 {
            let skip = usize::from(self.units.last().is_some_and(|last| last.is(Class::Hyphen)));
            let before = self.units.len().checked_sub(1 + skip).and_then(|at| self.units.get(at));
            if let Some(tens) = before.filter(|tens| {
                tens.is(Class::NumberWord) && (2000..=9000).contains(&tens.hundredths) && tens.hundredths % 1000 == 0
            }) {
                unit.hundredths += tens.hundredths;
                unit.range = unit.range.cover(tens.range);
                unit.token = tens.token;
                self.units.truncate(self.units.len() - 1 - skip);
            }
        }
        if (100..=3100).contains(&unit.hundredths) {
            unit.classes = unit.classes.with(Class::Day);
        }
    }

    /// Puts a number word together with the number before it: "twenty four", "nineteen ninety four", "one hundred and five".
    fn join_number(&mut self) {
        let Some(last) = self.units.last().copied() else { return };
        let mut gap = 1;
        let before = |gap: usize| self.units.len().checked_sub(1 + gap).and_then(|at| self.units.get(at));
        let linked = before(1).is_some_and(|unit| unit.is(Class::Hyphen) || unit.range.of(self.text.source) == "and");
        gap += usize::from(linked);
        let Some(head) = before(gap).filter(|head| head.is(Class::Number) && head.word != 0).copied() else { return };
        let hyphen = !linked || before(1).is_some_and(|unit| unit.is(Class::Hyphen));
        let (a, b) = (head.hundredths / 100, last.hundredths / 100);
        let tens = hyphen && (20..100).contains(&(a % 100)) && a % 10 == 0 && (1..10).contains(&b);
        let joined = if tens || a >= 100 && a % 100 == 0 && b < 100 {
            a + b
        } else if hyphen && (18..=20).contains(&a) && (10..100).contains(&b) {
            a * 100 + b
        } else {
            return;
        };
        let mut unit = head;
        unit.range = head.range.cover(last.range);
        unit.hundredths = joined * 100;
        if (1000..2200).contains(&joined) {
            unit.classes = unit.classes.with(Class::Year);
        }
        self.units.truncate(self.units.len() - 1 - gap);
        self.units.push(unit);
    }

    /// "hundred", "thousand", "dozen": alone, or times the number before it.
    fn scale(&mut self, mut unit: UnitOfText) {
        unit.classes = unit.classes.with(Class::Number);
        let article = |unit: &UnitOfText| matches!(unit.range.of(self.text.source), "a" | "A" | "an" | "An");
        if let Some(before) = self.units.last().copied() {
            // Of "two thousand three" only the three are "hundred"; dozens are counted by the hundred.
            let power_of_ten = unit.hundredths >= 10_000;
            let limit = if power_of_ten { unit.hundredths } else { 100_000 };
            let low = before.hundredths % limit.saturating_mul(10);
            let whole = low == before.hundredths;
            if before.is(Class::Number) && low <= limit && (whole || low > 0 && before.word != 0) {
                let product = (before.hundredths - low).saturating_add(low.saturating_mul(unit.hundredths / 100));
                unit = UnitOfText {
                    range: before.range.cover(unit.range),
                    hundredths: product,
                    word: unit.word,
                    ..before
                };
                if power_of_ten && (100_000..=210_000).contains(&product) {
                    unit.classes = unit.classes.with(Class::Year);
                }
                self.units.pop();
            } else if article(&before) {
                unit.range = before.range.cover(unit.range);
                unit.token = before.token;
                self.units.pop();
            }
        }
        self.units.push(unit);
    }

    fn number(&mut self, unit: UnitOfText, token: &Token) {
        let word = token.text(self.text.source);
        if word.as_bytes().contains(&b'-') {
            self.split(unit, word);
        } else {
            self.digits(unit, word);
        }
    }

    /// A number in digits, perhaps with letters behind it.
    fn digits(&mut self, mut unit: UnitOfText, word: &str) {
        let length = word.bytes().take_while(u8::is_ascii_digit).count();
        let Some(whole) = word.get(..length).and_then(|digits| digits.parse::<i64>().ok()) else {
            self.units.push(unit);
            return;
        };
        let rest = word.get(length..).unwrap_or_default();
        let whole = whole.min(i64::from(i32::MAX));
        unit.hundredths = whole * 100;
        unit.classes = match rest {
            "" => plain_number(whole, length),
            "st" | "nd" | "rd" | "th" => {
                let ordinal = Classes::NONE.with(Class::Ordinal);
                if (1..=31).contains(&whole) { ordinal.with(Class::Day) } else { ordinal }
            }
            "s" if length == 4 && whole % 10 == 0 => Classes::NONE.with(Class::Decade),
            "s" if length == 2 && whole % 10 == 0 => Classes::NONE.with(Class::ShortDecade),
            "am" | "pm" | "AM" | "PM" if whole <= 12 => {
                self.glued_meridiem(unit, length);
                return;
            }
            _ => marked_number(&mut unit, word),
        };
        self.fraction(&mut unit);
        self.units.push(unit);
    }

    /// `5pm`: an hour and "pm".
    fn glued_meridiem(&mut self, hour: UnitOfText, length: usize) {
        let cut = hour.range.start as usize + length;
        let mut number = hour;
        number.range = TextRange::new(hour.range.start as usize, cut);
        number.classes = Classes::NONE.with(Class::Hour).with(Class::Number);
        self.units.push(number);
        let mut letters = UnitOfText::new(TextRange::new(cut, hour.range.end as usize), hour.token);
        let word = self.lexicon.number(key(letters.range.of(self.text.source)));
        letters.word = word;
        letters.classes = self.lexicon.get(word).classes;
        self.units.push(letters);
    }

    /// `1/2` and `2 1/2` are read when the last number comes: before it stand a number, a slash, and perhaps a whole number.
    fn fraction(&mut self, unit: &mut UnitOfText) {
        let count = self.units.len();
        let Some([one, slash]) = count
            .checked_sub(2)
            .and_then(|from| self.units.get(from..))
            .and_then(|last| <[UnitOfText; 2]>::try_from(last).ok())
        else {
            return;
        };
        let numbers = unit.is(Class::Number) && slash.is(Class::Slash) && one.is(Class::Number);
        let glued = one.range.end == slash.range.start && slash.range.end == unit.range.start;
        if !numbers || !glued || one.number() >= unit.number() || unit.number() > 8 {
            return;
        }
        let part = one.hundredths * 100 / unit.hundredths;
        let before = count.checked_sub(3).and_then(|at| self.units.get(at)).copied();
        if let Some(whole) = before.filter(|whole| whole.is(Class::Number) && whole.range.end < one.range.start) {
            unit.hundredths = whole.hundredths + part;
            unit.range = whole.range.cover(unit.range);
            unit.token = whole.token;
            unit.classes = Classes::NONE.with(Class::Number);
            self.units.truncate(count - 3);
        } else if !self.is_of_a_date(before, one.range.start, unit) {
            unit.hundredths = part;
            unit.range = one.range.cover(unit.range);
            unit.token = one.token;
            unit.classes = Classes::NONE.with(Class::Fraction);
            self.units.truncate(count - 2);
        }
    }

    /// `1/2/2022`, "the night of 1/2 May", "March 1/2": days with a slash between them.
    fn is_of_a_date(&self, before: Option<UnitOfText>, from: u32, last: &UnitOfText) -> bool {
        let bytes = self.text.source.as_bytes();
        let slash = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'/');
        let month = |classes: Classes| classes.has(Class::Month) || classes.has(Class::MonthAbbreviation);
        let behind =
            self.text.token(last.token + 1).map(|token| self.lexicon.get(self.lexicon.number(token.key)).classes);
        slash((from as usize).checked_sub(1))
            || slash(Some(last.range.end as usize))
            || before.is_some_and(|before| month(before.classes))
            || behind.is_some_and(month)
    }

    /// Puts `a.m` together when its second letter comes; `5p.m` becomes an hour and `p.m`.
    fn meridiem(&mut self, m: TextRange) -> bool {
        let count = self.units.len();
        let Some(letter) = count.checked_sub(2).and_then(|from| self.units.get(from)).copied() else { return false };
        let word = letter.range.cover(m).of(self.text.source);
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let letters = word.get(digits..).unwrap_or_default();
        let afternoon = letters.eq_ignore_ascii_case("p.m");
        if digits > 2 || !afternoon && !letters.eq_ignore_ascii_case("a.m") {
            return false;
        }
        self.units.truncate(count - 2);
        let cut = letter.range.start as usize + digits;
        if digits > 0 {
            let range = TextRange::new(letter.range.start as usize, cut);
            let classes = Classes::NONE.with(Class::Hour).with(Class::Number);
            self.units.push(UnitOfText { range, classes, ..letter });
        }
        let mut unit = UnitOfText::new(TextRange::new(cut, m.end as usize), letter.token);
        unit.word = self.lexicon.number(key(if afternoon { "p.m." } else { "a.m." }));
        unit.classes = self.lexicon.get(unit.word).classes;
        self.units.push(unit);
        true
    }

    /// The full stop that belongs to `a.m.`.
    fn meridiem_stop(&mut self, stop: TextRange) -> bool {
        let source = self.text.source;
        let last = self.units.last_mut().filter(|last| {
            last.is(Class::Meridiem) && last.range.end == stop.start && last.range.len() == 3 && stop.of(source) == "."
        });
        last.map(|last| last.range = last.range.cover(stop)).is_some()
    }
}

/// The classes of a number without marks, by its value and the number of its digits.
fn plain_number(value: i64, digits: usize) -> Classes {
    let mut classes = Classes::NONE.with(Class::Number);
    for (class, fits) in [
        (Class::Day, (1..=31).contains(&value) && digits <= 2),
        (Class::MonthNumber, digits <= 2),
        (Class::ShortYear, digits == 2),
        (Class::Year, digits == 4 && (1000..2200).contains(&value)),
        (Class::Hour, digits <= 2 && value <= 24),
        (Class::MilitaryClock, digits == 4 && value <= 2400 && value % 100 < 60),
    ] {
        if fits {
            classes = classes.with(class);
        }
    }
    classes
}

/// `10:35`, `10:35pm`, `1,200`, `2.5`, `15.02.2022`.
fn marked_number(unit: &mut UnitOfText, word: &str) -> Classes {
    let none = Classes::NONE;
    if word.contains(':') {
        let fields = word.split(':').count();
        let sound = (2..=3).contains(&fields)
            && word.split(':').enumerate().all(|(i, field)| {
                field.len() <= 2
                    && (i == 0 || field.len() == 2)
                    && field.parse::<u32>().is_ok_and(|n| n < if i == 0 { 25 } else { 60 })
            });
        return if sound { none.with(Class::Clock) } else { none };
    }
    if word.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return none;
    }
    if let Some((whole, part)) = word.split_once('.') {
        if part.contains('.') {
            return if word.bytes().filter(|byte| *byte == b'.').count() == 2 && word.len() >= 6 {
                none.with(Class::DottedDate)
            } else {
                none
            };
        }
        let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
        let tenths = part
            .as_bytes()
            .first()
            .filter(|byte| byte.is_ascii_digit())
            .map_or(0, |digit| i64::from(digit - b'0') * 10);
        let cents =
            part.as_bytes().get(1).filter(|byte| byte.is_ascii_digit()).map_or(0, |digit| i64::from(digit - b'0'));
        let whole = digits.parse::<i64>().unwrap_or(0).min(i64::from(i32::MAX));
        unit.hundredths = whole * 100 + tenths + cents;
        let number = none.with(Class::Number);
        // A minute past the 59th is refused when the clock time is made.
        return if part.len() == 2 && whole < 25 { number.with(Class::DottedClock) } else { number };
    }
    let fraction = word.chars().next_back().and_then(|last| match last {
        '¼' => Some(25),
        '½' => Some(50),
        '¾' => Some(75),
        _ => None,
    });
    let grouped: String = word.chars().filter(char::is_ascii_digit).collect();
    unit.hundredths = grouped.parse::<i64>().unwrap_or(0).min(i64::from(i32::MAX)) * 100 + fraction.unwrap_or(0);
    none.with(Class::Number)
}
