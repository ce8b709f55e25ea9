//! Names that come back: which weekday, month, date, quarter or season is meant.

use chrono::{Datelike, NaiveDate};

use super::{Focus, Resolved, Resolver, explicit};
use crate::text::TokenKind;
use crate::time::Anchor;
use crate::time::calendar::{Calendar, Unit, shift, weekday, weekday_on_or_after, weekday_on_or_before};
use crate::time::meaning::{Name, Turn};
use crate::time::tense::Tense;

impl Resolver<'_> {
    /// The day from which names are reckoned: that of writing, or in a narrative the time in focus.
    pub(super) fn base(&self) -> Option<(NaiveDate, Anchor)> {
        if self.narrative
            && let Some(focus) = self.focus
        {
            return Some((focus.calendar.first, Anchor::Expression(focus.expression)));
        }
        self.now.map(|now| (now, self.now_anchor))
    }

    /// The day told last near by, or else that of writing.
    pub(super) fn day_in_focus(&self) -> Option<(NaiveDate, Anchor)> {
        let near =
            |focus: &Focus| focus.calendar.unit == Unit::Day && self.sentence.saturating_sub(focus.sentence) <= 2;
        let told = self.focus.filter(near).map(|focus| (focus.calendar.first, Anchor::Expression(focus.expression)));
        told.or(self.now.map(|now| (now, self.now_anchor)))
    }

    pub(super) fn recurring(&self, name: Name, turn: Turn) -> Resolved {
        let unresolved = Resolved { value: pattern_value(name), ..Resolved::default() };
        let base = match turn {
            Turn::Open => self.base(),
            Turn::FromFocus(_) => self.day_in_focus(),
            Turn::Relative(_) | Turn::Within(..) => self.now.map(|now| (now, self.now_anchor)),
        };
        let Some((base, anchor)) = base else { return unresolved };
        let calendar = match turn {
            Turn::Open => self.open_turn(name, base),
            Turn::Relative(offset) | Turn::FromFocus(offset) => self.relative_turn(name, offset, base),
            Turn::Within(unit, offset) => {
                Calendar::around(base, unit).shift(offset, unit).and_then(|within| occurrence_within(name, within))
            }
        };
        match calendar {
            Some(calendar) => Resolved { anchor, inferred: true, ..explicit(calendar) },
            None => unresolved,
        }
    }

    /// Whether the expression stands right before a noun, behind its article or owner.
    fn is_attribute(&self) -> bool {
        let before = self.text.word(self.tokens.start.saturating_sub(1));
        let clitic =
            self.text.token(self.tokens.start.saturating_sub(1)).is_some_and(|token| token.kind == TokenKind::Clitic);
        let determiner = matches!(before, "its" | "his" | "her" | "their" | "our") || clitic;
        determiner && self.text.token(self.tokens.end).is_some_and(|token| token.kind == TokenKind::Word)
    }

    /// The turn meant where nothing says which: the nearest one, the last weekday or quarter, the next one in the future.
    pub(super) fn open_turn(&self, name: Name, base: NaiveDate) -> Option<Calendar> {
        let before = self.text.word(self.tokens.start.saturating_sub(1));
        let ended = matches!(before, "ended" | "since" | "Since");
        let tense = if ended { Some(Tense::Past) } else { self.tense() };
        match name {
            Name::MonthDay(..) if ended => {
                (-1..=0).rev().filter_map(|years| occurrence(name, base.year() + years)).find(|day| day.first <= base)
            }
            Name::Weekday(number) => {
                let day = weekday(number)?;
                let ahead = matches!(tense, Some(Tense::Future | Tense::Present));
                let date = if ahead { weekday_on_or_after(base, day) } else { weekday_on_or_before(base, day) };
                date.map(Calendar::day)
            }
            Name::Day(_) => occurrence_within(name, Calendar::around(base, Unit::Month)),
            // "their February reports": what a month is said of need not be of the clause's time.
            Name::Month(_) if tense == Some(Tense::Future) && self.is_attribute() => nearest(name, base, None),
            _ => nearest(name, base, tense),
        }
    }

    /// "last", "this" or "next" with a name.
    pub(super) fn relative_turn(&self, name: Name, offset: i64, base: NaiveDate) -> Option<Calendar> {
        if let Name::Weekday(number) = name {
            let day = weekday(number)?;
            let date = match offset {
                -1 => weekday_on_or_before(base.pred_opt()?, day),
                0 if matches!(self.tense(), Some(Tense::Past | Tense::Dated | Tense::Report)) => {
                    weekday_on_or_before(base, day)
                }
                0 => weekday_on_or_after(base, day),
                _ => weekday_on_or_after(base.succ_opt()?, day),
            };
            return date.map(Calendar::day);
        }
        let turns = (-2..=2).filter_map(|years| occurrence(name, base.year() + years));
        match offset {
            0 => occurrence(name, base.year()),
            -1 => {
                // The month just gone is "last month"; "last March" said in April is that of the year before.
                let limit = if matches!(name, Name::Month(_)) { shift(base, -1, Unit::Month)? } else { base };
                let limit =
                    if matches!(name, Name::Month(_)) { Calendar::around(limit, Unit::Month).first } else { limit };
                turns.rev().find(|turn| turn.bounds().is_some_and(|(_, end)| end <= limit))
            }
            _ => turns.into_iter().find(|turn| turn.first > base),
        }
    }
}

/// The value of a name whose turn is not known.
pub(super) fn pattern_value(name: Name) -> String {
    match name {
        Name::Weekday(day) => format!("XXXX-WXX-{day}"),
        Name::Month(month) => format!("XXXX-{month:02}"),
        Name::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
        Name::Day(day) => format!("XXXX-XX-{day:02}"),
        Name::Season(season) => format!("XXXX-{}", season.code()),
        Name::Quarter(quarter) => format!("XXXX-Q{quarter}"),
        Name::Half(half) => format!("XXXX-H{half}"),
        Name::Holiday(_) => "XXXX-XX-XX".to_owned(),
    }
}

/// A name in a year; weekdays and days of the month have none.
pub(super) fn occurrence(name: Name, year: i32) -> Option<Calendar> {
    match name {
        Name::Month(month) => Calendar::month(year, month),
        Name::MonthDay(month, day) => NaiveDate::from_ymd_opt(year, month, day).map(Calendar::day),
        Name::Season(season) => Calendar::season(year, season),
        Name::Quarter(quarter) => Calendar::quarter(year, quarter),
        Name::Half(half) => Calendar::half(year, half),
        Name::Holiday(rule) => rule.day(year).map(Calendar::day),
        Name::Weekday(_) | Name::Day(_) => None,
    }
}

/// A name inside a week, month or year.
pub(super) fn occurrence_within(name: Name, within: Calendar) -> Option<Calendar> {
    match (name, within.unit) {
        (Name::Weekday(number), _) => weekday_on_or_after(within.first, weekday(number)?).map(Calendar::day),
        (Name::Day(day), Unit::Month) => {
            NaiveDate::from_ymd_opt(within.first.year(), within.first.month(), day).map(Calendar::day)
        }
        (name, Unit::Year) => occurrence(name, within.first.year()),
        _ => None,
    }
}

/// The nearest turn of a name, a turn that the tense speaks against counting as much further away.
pub(super) fn nearest(name: Name, base: NaiveDate, tense: Option<Tense>) -> Option<Calendar> {
    let distance = |calendar: &Calendar| {
        let Some((first, end)) = calendar.bounds() else { return i64::MAX };
        let (ahead, ago) = ((first - base).num_days(), (base - end).num_days() + 1);
        match tense {
            Some(Tense::Future | Tense::Present) if ago > 0 => {
                ago + if calendar.unit == Unit::Month { AGAINST_TENSE } else { AGAINST_FUTURE }
            }
            Some(Tense::Dated) if ahead > 0 => ahead + AGAINST_TENSE,
            Some(Tense::Past) if ahead > 0 => {
                ahead + if calendar.unit == Unit::Day { AGAINST_PAST } else { AGAINST_TENSE }
            }
            Some(Tense::Past | Tense::Report) | None if ahead > 0 => ahead + AGAINST_DEFAULT,
            _ => ahead.max(ago).max(0),
        }
    };
    (-1..=1).filter_map(|years| occurrence(name, base.year() + years)).min_by_key(distance)
}

/// Days that a month, quarter or season against the tense of its clause counts further.
const AGAINST_TENSE: i64 = 300;
/// Days that a coming day counts further where the verb is past.
const AGAINST_PAST: i64 = 120;
/// Days that another past turn counts further where the tense is future.
const AGAINST_FUTURE: i64 = 150;
/// Days that a coming turn counts further where no tense shows: news tells of what has been.
const AGAINST_DEFAULT: i64 = 60;
