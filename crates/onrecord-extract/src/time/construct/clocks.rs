//! Times of day: "10:35 p.m. GMT", "noon", "Tuesday evening".

use chrono::NaiveTime;

use super::words::Words;
use super::{named_day, on};
use crate::time::calendar::{Clock, PartOfDay, Unit};
use crate::time::meaning::{Meaning, Zone};
use crate::time::words::Class;

/// A time of day by the clock.
pub(super) fn clock(words: Words<'_>) -> Option<Clock> {
    if let Some(noon) = words.value(Class::Noon) {
        let noon = if noon == 24 { Clock::DayEnd } else { Clock::At(NaiveTime::from_hms_opt(12, 0, 0)?, Unit::Minute) };
        return Some(noon);
    }
    let unit = words.units.iter().find(|unit| {
        [Class::Clock, Class::DottedClock, Class::Hour, Class::MilitaryClock, Class::Number]
            .iter()
            .any(|class| unit.is(*class))
    })?;
    let word = words.word(unit);
    let military = unit.is(Class::MilitaryClock) && word.len() == 4;
    let mut fields = word.split([':', '.']).map(|field| field.parse::<u32>().ok());
    let (mut hour, minute, second) = if military {
        (unit.number() as u32 / 100, Some(unit.number() as u32 % 100), None)
    } else if unit.is(Class::Clock) || unit.is(Class::DottedClock) {
        (fields.next()??, fields.next().flatten(), fields.next().flatten())
    } else {
        (u32::try_from(unit.number()).ok()?, None, None)
    };
    if let Some(half_day) = words.value(Class::Meridiem) {
        if hour > 12 && half_day == 0 || hour > 23 {
            return None;
        }
        if hour <= 12 {
            hour = hour % 12 + half_day as u32;
        }
    } else if let Some(part) = words.part() {
        let late = matches!(part, PartOfDay::Afternoon | PartOfDay::Evening | PartOfDay::Night) || words.says("night");
        let midnight = hour == 12 && part != PartOfDay::Afternoon && minute.unwrap_or(0) == 0;
        if late && (hour < 12 || midnight) && !(part == PartOfDay::Night && hour < 5) {
            hour += 12;
        }
    }
    if hour == 24 && minute.unwrap_or(0) == 0 {
        return Some(Clock::DayEnd);
    }
    let precision = if second.is_some() { Unit::Second } else { Unit::Minute };
    NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), second.unwrap_or(0)).map(|time| Clock::At(time, precision))
}

/// A clock time with its zone and its day.
pub(super) fn clock_time(words: Words<'_>) -> Option<Meaning> {
    let marked = words.position(|unit| {
        [Class::Clock, Class::DottedClock, Class::Meridiem, Class::Noon].iter().any(|class| unit.is(*class))
            || words.word(unit).eq_ignore_ascii_case("o'clock")
            || unit.is(Class::Zone)
            || words.word(unit) == "in"
    });
    // Four digits alone may be the year of the day: "May 8, 1945, at 10:35".
    let at = marked.or_else(|| words.position(|unit| unit.is(Class::MilitaryClock)))?;
    // "12 noon", but no "5 noon".
    let counted = at.checked_sub(1).and_then(|before| words.units.get(before)).filter(|unit| unit.is(Class::Hour));
    if words.units.get(at).is_some_and(|unit| unit.is(Class::Noon)) && counted.is_some_and(|hour| hour.number() != 12) {
        return None;
    }
    let from = if words.units.get(at).is_some_and(|unit| {
        [Class::Meridiem, Class::Zone].iter().any(|class| unit.is(*class))
            || words.word(unit).eq_ignore_ascii_case("o'clock")
    }) {
        at.checked_sub(1)?
    } else {
        at
    };
    let near = words.slice(from, from + 2);
    // "9:30 Tuesday evening": a part of the day, wherever it stands, tells which half of the day is meant.
    let near = if words.part().is_some() { words } else { near };
    let clock = clock(near)?;
    let zone = zone(words);
    // The hour itself is no day of the month.
    let before = words.slice(0, from);
    let behind = words.slice(from + 1, words.units.len());
    let day = [before, behind].into_iter().find_map(|side| {
        if side.has(Class::Tonight) {
            return Some(Meaning::Deictic { unit: Unit::Day, offset: 0, fiscal: false });
        }
        named_day(side)
    });
    Some(Meaning::Time { clock, zone, day: day.map(Box::new) })
}

pub(super) fn zone(words: Words<'_>) -> Option<Zone> {
    if let Some(row) = words.value(Class::Zone).or_else(|| words.value(Class::ZoneCity)) {
        return u16::try_from(row).ok().map(Zone::Known);
    }
    words.says("local").then_some(Zone::Unknown)
}

pub(super) fn part_of_day(words: Words<'_>) -> Option<Meaning> {
    let part = words.part()?;
    let last_night = words.value(Class::Last).is_some() && part != PartOfDay::Daytime;
    let day = if words.month().is_some() || words.has(Class::DeicticDay) || words.weekday().is_some() {
        named_day(words)
    } else if last_night || words.has(Class::This) {
        Some(Meaning::Deictic { unit: Unit::Day, offset: if last_night { -1 } else { 0 }, fiscal: false })
    } else {
        None
    };
    Some(on(Clock::Part(part), day))
}
