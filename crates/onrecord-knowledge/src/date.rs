//! Dates as tables state them: a year, a month or a day; and periods between them.

use std::fmt;

use crate::cell::{Cell, Text};

/// A calendar day in the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day {
    /// Year of the common era.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Day {
    /// The day, where there is such a day.
    ///
    /// ```
    /// use onrecord_knowledge::Day;
    /// assert!(Day::new(2024, 2, 29).is_some());
    /// assert!(Day::new(2023, 2, 29).is_none());
    /// ```
    #[must_use]
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }
}

fn days_in_month(year: i16, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A date known to the year (`1999`), the month (`1999-11`) or the day (`1999-11-19`).
///
/// The notation is ISO 8601 with reduced precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    /// Year of the common era.
    pub year: i16,
    /// Month, where it is known.
    pub month: Option<u8>,
    /// Day, where it is known.
    pub day: Option<u8>,
}

impl PartialDate {
    /// The first day that the date may mean.
    #[must_use]
    pub fn earliest(self) -> Day {
        Day { year: self.year, month: self.month.unwrap_or(1), day: self.day.unwrap_or(1) }
    }

    /// The last day that the date may mean.
    #[must_use]
    pub fn latest(self) -> Day {
        let month = self.month.unwrap_or(12);
        Day { year: self.year, month, day: self.day.unwrap_or_else(|| days_in_month(self.year, month)) }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next().map(|part| number(part, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.next().map(|part| number(part, 2)).map_or(Some(None), |d| d.map(Some))?;
        let date = Self { year, month: month.map(|m| m as u8), day: day.map(|d| d as u8) };
        let first = date.earliest();
        (parts.next().is_none() && Day::new(first.year, first.month, first.day).is_some()).then_some(date)
    }
}

fn number(text: &str, digits: usize) -> Option<i16> {
    (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl Cell for PartialDate {
    fn read(cell: Text) -> Result<Self, String> {
        Self::parse(&cell).ok_or_else(|| format!("{cell:?} is no date such as 1999, 1999-11 or 1999-11-19"))
    }
}

/// A time between two dates, either of which may be unknown.
///
/// `until` is the date on which it ended; that day itself may belong to either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Period {
    /// When it began; unknown where `None`.
    pub from: Option<PartialDate>,
    /// When it ended; not ended, or unknown, where `None`.
    pub until: Option<PartialDate>,
}

impl Period {
    /// Whether the day lies in the period: `None` where the dates are too coarse to tell.
    ///
    /// An open end counts as lasting: a table's own as-of date has to be asked besides.
    #[must_use]
    pub fn contains(&self, day: Day) -> Option<bool> {
        let begun = self.from.map_or(Some(true), |from| after(day, from));
        let lasting =
            self.until.map_or(Some(true), |until| after(day, until).map(|ended| !ended || day == until.latest()));
        match (begun, lasting) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }

    /// Whether the end, where both are known, does not lie before the beginning.
    #[must_use]
    pub fn in_order(&self) -> bool {
        self.from.zip(self.until).is_none_or(|(from, until)| from.earliest() <= until.latest())
    }
}

/// Whether `day` is `date` or later; `None` where `date` is too coarse.
fn after(day: Day, date: PartialDate) -> Option<bool> {
    if day >= date.latest() {
        Some(true)
    } else if day < date.earliest() {
        Some(false)
    } else {
        None
    }
}

/// An alias with the period in which it was the name in use: `Burma=1948..1989`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedAlias {
    /// The alias, as it stands among the row's aliases.
    pub alias: Text,
    /// When it was in use.
    pub period: Period,
}

impl Cell for DatedAlias {
    fn read(cell: Text) -> Result<Self, String> {
        let fault = || format!("{cell:?} is not of the form alias=from..until");
        let (alias, period) = cell.rsplit_once('=').ok_or_else(fault)?;
        let (from, until) = period.split_once("..").ok_or_else(fault)?;
        let date = |text: &str| Option::<PartialDate>::read(Text::Owned(text.trim().to_owned()));
        Ok(Self {
            alias: Text::Owned(alias.trim().to_owned()),
            period: Period { from: date(from)?, until: date(until)? },
        })
    }
}
