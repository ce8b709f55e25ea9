//! What the units of a match say: its month, its day, its amount.

use crate::time::calendar::{PartOfDay, Unit};
use crate::time::meaning::Amount;
use crate::time::units::UnitOfText;
use crate::time::words::{Class, Lexicon};

/// The units of a match, read by class.
#[derive(Clone, Copy)]
pub(crate) struct Words<'u> {
    pub(crate) units: &'u [UnitOfText],
    pub(crate) lexicon: &'u Lexicon,
    pub(crate) source: &'u str,
}

impl<'u> Words<'u> {
    pub(super) fn find(self, class: Class) -> Option<&'u UnitOfText> {
        self.units.iter().find(|unit| unit.is(class))
    }

    pub(super) fn value(self, class: Class) -> Option<i32> {
        self.find(class).map(|unit| unit.value(class, self.lexicon))
    }

    pub(super) fn has(self, class: Class) -> bool {
        self.find(class).is_some()
    }

    pub(super) fn word(self, unit: &UnitOfText) -> &'u str {
        unit.range.of(self.source)
    }

    pub(super) fn says(self, word: &str) -> bool {
        self.units.iter().any(|unit| self.word(unit).eq_ignore_ascii_case(word))
    }

    pub(super) fn slice(self, from: usize, to: usize) -> Self {
        Self { units: self.units.get(from..to.min(self.units.len())).unwrap_or_default(), ..self }
    }

    pub(super) fn position(self, test: impl Fn(&UnitOfText) -> bool) -> Option<usize> {
        self.units.iter().position(test)
    }

    pub(super) fn month(self) -> Option<u32> {
        self.value(Class::Month).or_else(|| self.value(Class::MonthAbbreviation)).map(|month| month as u32)
    }

    pub(super) fn weekday(self) -> Option<i32> {
        self.value(Class::Weekday).or_else(|| self.value(Class::WeekdayAbbreviation))
    }

    /// The day of the month: a number that is no month and no year.
    pub(super) fn day(self) -> Option<u32> {
        self.units
            .iter()
            .find(|unit| unit.is(Class::Day) && !unit.is(Class::Month) && !unit.is(Class::NumberWord))
            .map(|unit| unit.number() as u32)
    }

    pub(super) fn year(self) -> Option<i32> {
        let whole = self.units.iter().rfind(|unit| unit.is(Class::Year)).map(|unit| unit.number() as i32);
        whole.or_else(|| self.short_year())
    }

    pub(super) fn short_year(self) -> Option<i32> {
        let last = self.units.last().filter(|unit| unit.is(Class::ShortYear))?;
        let marked = self.units.len().checked_sub(2).and_then(|at| self.units.get(at));
        let marked =
            marked.is_some_and(|unit| unit.is(Class::Apostrophe) || unit.is(Class::Hyphen) || unit.is(Class::Slash));
        marked.then(|| full_year(last.number() as i32))
    }

    pub(super) fn unit(self) -> Option<Unit> {
        self.units.iter().find(|unit| unit.is(Class::Unit) || unit.is(Class::Units)).and_then(|unit| self.unit_of(unit))
    }

    pub(super) fn unit_of(self, unit: &UnitOfText) -> Option<Unit> {
        let class = if unit.is(Class::Unit) { Class::Unit } else { Class::Units };
        Unit::numbered(unit.value(class, self.lexicon))
    }

    /// "last" -1, "this" 0, "next" 1.
    pub(super) fn relative(self) -> Option<i64> {
        if let Some(beyond) = self.value(Class::Last).or_else(|| self.value(Class::Next)) {
            return Some(i64::from(beyond));
        }
        self.has(Class::This).then_some(0)
    }

    /// "the previous week", "the following week": from the time told, not from the day of writing.
    pub(super) fn starts_from_focus(self) -> bool {
        self.units
            .iter()
            .any(|word| matches!(self.word(word).to_ascii_lowercase().as_str(), "previous" | "preceding" | "following"))
    }

    /// A part of the day with the day where it is named.
    pub(super) fn part(self) -> Option<PartOfDay> {
        self.value(Class::Part).map(PartOfDay::numbered)
    }

    pub(super) fn amount(self) -> Option<Amount> {
        let at = self
            .position(|unit| unit.is(Class::Unit) && !unit.is(Class::Ordinal) || unit.is(Class::Units))
            .or_else(|| self.position(|unit| unit.is(Class::Unit)))?;
        let unit = self.unit_of(self.units.get(at)?)?;
        let before = self.slice(0, at);
        let part = self.find(Class::Fraction).map(|unit| unit.hundredths);
        let number = before.units.iter().rfind(|unit| unit.is(Class::Number)).map(|unit| unit.hundredths);
        let vague = before.has(Class::Vague)
            || ["dozens", "scores", "hundreds", "thousands", "tens"].iter().any(|word| before.says(word));
        let mut amount = if vague {
            Amount::new(None, unit)
        } else if before.has(Class::Couple) {
            Amount::new(Some(200), unit)
        } else {
            let whole = number.or((part.is_none() || self.says("and")).then_some(100)).unwrap_or(0);
            Amount::new(Some(whole + part.unwrap_or(0)), unit)
        };
        let rest = self.slice(at + 1, self.units.len());
        if let (Some(count), Some(smaller), false) = (rest.find(Class::Number), rest.unit(), part.is_some())
            && smaller < unit
            && amount.whole().is_some()
        {
            amount.rest = Some((count.number(), smaller));
        }
        Some(amount)
    }
}

/// The year meant by two digits: from 1930 to 2029.
pub(super) fn full_year(short: i32) -> i32 {
    if short < 30 { 2000 + short } else { 1900 + short }
}
