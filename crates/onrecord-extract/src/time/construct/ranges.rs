//! From one time to another: "March 3-5", "from Friday to Monday", "between 2 and 4 p.m.".

use super::clocks::{clock, zone};
use super::fixed_day;
use super::words::Words;
use crate::time::calendar::Calendar;
use crate::time::meaning::{Meaning, Name, Turn};
use crate::time::words::Class;

/// One month, two days: "March 3-5", "2 to 5 March 2004".
pub(super) fn range_days(words: Words<'_>) -> Option<Meaning> {
    let days: Vec<u32> = words
        .units
        .iter()
        .filter(|unit| unit.is(Class::Day) && !unit.is(Class::Month))
        .map(|unit| unit.number() as u32)
        .collect();
    let ([from, to], month) = (days.as_slice(), words.month()?) else { return None };
    if from >= to {
        return None;
    }
    let day = |day| {
        words.year().map_or_else(
            || Meaning::Recurring { name: Name::MonthDay(month, day), turn: Turn::Open },
            |year| fixed_day(year, month, day),
        )
    };
    Some(Meaning::Range(Box::new(day(*from)), Box::new(day(*to))))
}

/// Two dates, a year behind the second holding for both.
pub(super) fn range_halves(words: Words<'_>) -> Option<Meaning> {
    let joint = words.units.iter().enumerate().skip(1).position(|(_, unit)| {
        unit.is(Class::Hyphen) || matches!(words.word(unit), "to" | "and" | "through" | "until")
    })? + 1;
    let (first, second) = (words.slice(0, joint), words.slice(joint + 1, words.units.len()));
    let year = first.year().or_else(|| second.year());
    let complete = |half: Words<'_>| {
        let month = half.month()?;
        Some(match (half.day(), year) {
            (Some(day), Some(year)) => fixed_day(half.year().unwrap_or(year), month, day),
            (None, Some(year)) => Meaning::Fixed(Calendar::month(half.year().unwrap_or(year), month)?),
            (Some(day), None) => Meaning::Recurring { name: Name::MonthDay(month, day), turn: Turn::Open },
            (None, None) => Meaning::Recurring { name: Name::Month(month), turn: Turn::Open },
        })
    };
    Some(Meaning::Range(Box::new(complete(first)?), Box::new(complete(second)?)))
}

pub(super) fn range_years(words: Words<'_>) -> Option<Meaning> {
    let mut years = words.units.iter().filter(|unit| unit.is(Class::Year) || unit.is(Class::ShortYear));
    let (first, second) = (years.next()?.number(), years.next()?);
    let last = if second.is(Class::Year) { second.number() } else { first / 100 * 100 + second.number() };
    if last <= first || last - first > 400 {
        return None;
    }
    let year = |year: i64| Calendar::year(year as i32).map(|year| Box::new(Meaning::Fixed(year)));
    Some(Meaning::Range(year(first)?, year(last)?))
}

pub(super) fn range_months(words: Words<'_>) -> Option<Meaning> {
    let months: Vec<u32> = words
        .units
        .iter()
        .filter_map(|unit| {
            [Class::Month, Class::MonthAbbreviation]
                .into_iter()
                .find(|class| unit.is(*class))
                .map(|class| unit.value(class, words.lexicon) as u32)
        })
        .collect();
    let [from, to] = months.as_slice() else { return None };
    let month = |month: u32, year: Option<i32>| {
        Some(Box::new(match year {
            Some(year) => Meaning::Fixed(Calendar::month(year, month)?),
            None => Meaning::Recurring { name: Name::Month(month), turn: Turn::Open },
        }))
    };
    let year = words.year();
    let first_year = year.map(|year| if from >= to { year - 1 } else { year });
    Some(Meaning::Range(month(*from, first_year)?, month(*to, year)?))
}

pub(super) fn weekdays(words: Words<'_>) -> Vec<i32> {
    words
        .units
        .iter()
        .filter_map(|unit| {
            [Class::Weekday, Class::WeekdayAbbreviation]
                .into_iter()
                .find(|class| unit.is(*class))
                .map(|class| unit.value(class, words.lexicon))
        })
        .collect()
}

pub(super) fn range_clock(words: Words<'_>) -> Option<Meaning> {
    let joint = words.position(|unit| matches!(words.word(unit), "to" | "and" | "until"))?;
    let (first, second) = (words.slice(1, joint), words.slice(joint + 1, words.units.len()));
    let zone = zone(second);
    let meaning = |half| Some(Box::new(Meaning::Time { clock: clock(half)?, zone, day: None }));
    Some(Meaning::Range(meaning(first)?, meaning(second)?))
}
