//! Calendar times of every granularity: their TIMEX3 values, their bounds, and moving along the calendar.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Timelike, Weekday};

/// A unit of time, in the order of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unit {
    Second = 1,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    /// Reads the name that the tables use.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "second" => Self::Second,
            "minute" => Self::Minute,
            "hour" => Self::Hour,
            "day" => Self::Day,
            "weekend" => Self::Weekend,
            "week" => Self::Week,
            "fortnight" => Self::Fortnight,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "season" => Self::Season,
            "half" => Self::Half,
            "year" => Self::Year,
            "decade" => Self::Decade,
            "century" => Self::Century,
            "millennium" => Self::Millennium,
            _ => return None,
        })
    }

    /// The unit with this number; the inverse of `as i32`.
    pub(crate) fn numbered(number: i32) -> Option<Self> {
        const ALL: [Unit; 15] = [
            Unit::Second,
            Unit::Minute,
            Unit::Hour,
            Unit::Day,
            Unit::Weekend,
            Unit::Week,
            Unit::Fortnight,
            Unit::Month,
            Unit::Quarter,
            Unit::Season,
            Unit::Half,
            Unit::Year,
            Unit::Decade,
            Unit::Century,
            Unit::Millennium,
        ];
        usize::try_from(number - 1).ok().and_then(|i| ALL.get(i)).copied()
    }

    /// The designator of ISO 8601 with the number of times the unit holds it; `true` for designators behind the `T`.
    pub(crate) fn designator(self) -> (char, i64, bool) {
        match self {
            Self::Second => ('S', 1, true),
            Self::Minute => ('M', 1, true),
            Self::Hour => ('H', 1, true),
            Self::Day => ('D', 1, false),
            Self::Weekend => ('D', 2, false),
            Self::Week => ('W', 1, false),
            Self::Fortnight => ('W', 2, false),
            Self::Month => ('M', 1, false),
            Self::Quarter => ('Q', 1, false),
            Self::Season => ('M', 3, false),
            Self::Half => ('M', 6, false),
            Self::Year => ('Y', 1, false),
            Self::Decade => ('Y', 10, false),
            Self::Century => ('Y', 100, false),
            Self::Millennium => ('Y', 1000, false),
        }
    }

    /// The number of months, for units that are counted in months.
    fn months(self) -> Option<i64> {
        Some(match self {
            Self::Month => 1,
            Self::Quarter | Self::Season => 3,
            Self::Half => 6,
            Self::Year => 12,
            Self::Decade => 120,
            Self::Century => 1200,
            Self::Millennium => 12000,
            _ => return None,
        })
    }

    /// The number of days, for units that are counted in days.
    fn days(self) -> Option<i64> {
        Some(match self {
            Self::Day => 1,
            Self::Week | Self::Weekend => 7,
            Self::Fortnight => 14,
            _ => return None,
        })
    }
}

/// A season, by the codes of TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Season {
    Spring = 0,
    Summer,
    Fall,
    Winter,
}

impl Season {
    pub(crate) fn coded(code: &str) -> Option<Self> {
        Some(match code {
            "SP" => Self::Spring,
            "SU" => Self::Summer,
            "FA" => Self::Fall,
            "WI" => Self::Winter,
            _ => return None,
        })
    }

    pub(crate) fn numbered(number: i32) -> Self {
        match number {
            0 => Self::Spring,
            1 => Self::Summer,
            2 => Self::Fall,
            _ => Self::Winter,
        }
    }

    pub(crate) fn code(self) -> &'static str {
        ["SP", "SU", "FA", "WI"][self as usize]
    }

    /// The month it begins in by the meteorologists' reckoning for the northern half of the world.
    fn first_month(self) -> u32 {
        [3, 6, 9, 12][self as usize]
    }
}

/// A part of the day, by the codes of TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartOfDay {
    Morning = 0,
    Afternoon,
    Evening,
    Night,
    Daytime,
}

impl PartOfDay {
    pub(crate) fn coded(code: &str) -> Option<Self> {
        Some(match code {
            "MO" => Self::Morning,
            "AF" => Self::Afternoon,
            "EV" => Self::Evening,
            "NI" => Self::Night,
            "DT" => Self::Daytime,
            _ => return None,
        })
    }

    pub(crate) fn numbered(number: i32) -> Self {
        match number {
            0 => Self::Morning,
            1 => Self::Afternoon,
            2 => Self::Evening,
            3 => Self::Night,
            _ => Self::Daytime,
        }
    }

    pub(crate) fn code(self) -> &'static str {
        ["MO", "AF", "EV", "NI", "DT"][self as usize]
    }
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    Part(PartOfDay),
    /// A time to the hour (`T10`), the minute or the second; the unit says which.
    At(NaiveTime, Unit),
    /// The end of the day, 24:00.
    DayEnd,
}

/// A stretch of the calendar: its first day, its unit, and the time of day where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    pub(crate) first: NaiveDate,
    pub(crate) unit: Unit,
    pub(crate) clock: Option<Clock>,
}

/// A date from its numbers; `None` where the calendar has no such day.
pub(crate) fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

impl Calendar {
    /// The stretch of this unit that holds a day.
    pub(crate) fn around(date: NaiveDate, unit: Unit) -> Self {
        let (year, month) = (date.year(), date.month());
        let january = |year| ymd(year, 1, 1);
        let first = match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Some(date),
            Unit::Week | Unit::Fortnight => monday(date),
            Unit::Weekend => monday(date).and_then(|monday| monday.checked_add_days(Days::new(5))),
            Unit::Month => ymd(year, month, 1),
            Unit::Quarter => ymd(year, (month - 1) / 3 * 3 + 1, 1),
            Unit::Half => ymd(year, (month - 1) / 6 * 6 + 1, 1),
            Unit::Season => {
                let start = month / 3 * 3;
                if start == 0 { ymd(year - 1, 12, 1) } else { ymd(year, start, 1) }
            }
            Unit::Year => january(year),
            Unit::Decade => january(year.div_euclid(10) * 10),
            Unit::Century => january((year - 1).div_euclid(100) * 100 + 1),
            Unit::Millennium => january((year - 1).div_euclid(1000) * 1000 + 1),
        };
        Self { first: first.unwrap_or(date), unit, clock: None }
    }

    pub(crate) fn day(date: NaiveDate) -> Self {
        Self { first: date, unit: Unit::Day, clock: None }
    }

    pub(crate) fn month(year: i32, month: u32) -> Option<Self> {
        ymd(year, month, 1).map(|first| Self { first, unit: Unit::Month, clock: None })
    }

    pub(crate) fn year(year: i32) -> Option<Self> {
        ymd(year, 1, 1).map(|first| Self { first, unit: Unit::Year, clock: None })
    }

    pub(crate) fn quarter(year: i32, quarter: u32) -> Option<Self> {
        let month = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
        ymd(year, month, 1).map(|first| Self { first, unit: Unit::Quarter, clock: None })
    }

    pub(crate) fn half(year: i32, half: u32) -> Option<Self> {
        let month = half.checked_sub(1)?.checked_mul(6)?.checked_add(1)?;
        ymd(year, month, 1).map(|first| Self { first, unit: Unit::Half, clock: None })
    }

    /// A season of the year it begins in.
    pub(crate) fn season(year: i32, season: Season) -> Option<Self> {
        ymd(year, season.first_month(), 1).map(|first| Self { first, unit: Unit::Season, clock: None })
    }

    /// The day with a time of day.
    pub(crate) fn at(self, clock: Clock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// The stretch `amount` units later, of the same granularity; `None` beyond the calendar.
    pub(crate) fn shift(self, amount: i64, unit: Unit) -> Option<Self> {
        let first = shift(self.first, amount, unit)?;
        Some(Self { first: Self::around(first, self.unit).first, ..self })
    }

    /// The first day, and the first day after.
    pub(crate) fn bounds(self) -> Option<(NaiveDate, NaiveDate)> {
        let last = match self.unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => shift(self.first, 1, Unit::Day),
            Unit::Weekend => shift(self.first, 2, Unit::Day),
            unit => shift(self.first, 1, unit),
        };
        Some((self.first, last?))
    }

    /// The TIMEX3 value.
    pub(crate) fn value(self) -> String {
        let (year, month) = (self.first.year(), self.first.month());
        let iso = self.first.iso_week();
        match self.unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => self.day_value(),
            Unit::Week | Unit::Fortnight => format!("{:04}-W{:02}", iso.year(), iso.week()),
            Unit::Weekend => format!("{:04}-W{:02}-WE", iso.year(), iso.week()),
            Unit::Month => format!("{year:04}-{month:02}"),
            Unit::Quarter => format!("{year:04}-Q{}", month.div_ceil(3)),
            Unit::Half => format!("{year:04}-H{}", month.div_ceil(6)),
            Unit::Season => format!("{year:04}-{}", Season::numbered(((month / 3 + 3) % 4).cast_signed()).code()),
            Unit::Year => format!("{year:04}"),
            Unit::Decade => format!("{:03}", year.div_euclid(10)),
            Unit::Century => format!("{:02}", year.div_euclid(100)),
            Unit::Millennium => format!("{}", year.div_euclid(1000)),
        }
    }

    /// The seconds of the day that have gone by at a clock time.
    pub(crate) fn time_of_day(self) -> Option<u32> {
        match self.clock? {
            Clock::At(time, _) => Some(time.num_seconds_from_midnight()),
            Clock::DayEnd => Some(24 * 60 * 60),
            Clock::Part(_) => None,
        }
    }

    fn day_value(self) -> String {
        let date = self.first;
        match self.clock {
            None => format!("{date}"),
            Some(Clock::Part(part)) => format!("{date}T{}", part.code()),
            Some(Clock::DayEnd) => format!("{date}T24:00"),
            Some(Clock::At(time, Unit::Hour)) => format!("{date}T{:02}", time.hour()),
            Some(Clock::At(time, Unit::Second)) => format!("{date}T{}", time.format("%H:%M:%S")),
            Some(Clock::At(time, _)) => format!("{date}T{}", time.format("%H:%M")),
        }
    }
}

/// The Monday of the ISO week of a day.
fn monday(date: NaiveDate) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(u64::from(date.weekday().num_days_from_monday())))
}

/// A day moved along the calendar; the last day of a shorter month stands in for a day it lacks.
pub(crate) fn shift(date: NaiveDate, amount: i64, unit: Unit) -> Option<NaiveDate> {
    if let Some(days) = unit.days() {
        let days = amount.checked_mul(days)?;
        let count = Days::new(days.unsigned_abs());
        return if days < 0 { date.checked_sub_days(count) } else { date.checked_add_days(count) };
    }
    let Some(months) = unit.months() else { return Some(date) };
    let months = amount.checked_mul(months)?;
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 { date.checked_sub_months(count) } else { date.checked_add_months(count) }
}

/// The weekday with the number 1 (Monday) to 7.
pub(crate) fn weekday(number: i32) -> Option<Weekday> {
    u8::try_from(number - 1).ok().and_then(|number| Weekday::try_from(number).ok())
}

/// The last such weekday on or before a day.
pub(crate) fn weekday_on_or_before(date: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(u64::from(date.weekday().days_since(weekday))))
}

/// The first such weekday on or after a day.
pub(crate) fn weekday_on_or_after(date: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    date.checked_add_days(Days::new(u64::from(weekday.days_since(date.weekday()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first day of the unit that holds a day.
    fn first(day: &str, unit: Unit) -> String {
        day.parse().map(|day| Calendar::around(day, unit).first.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_day_lies_in_one_unit_of_each_kind() {
        for (day, unit, begins) in [
            ("2024-03-07", Unit::Hour, "2024-03-07"),
            ("2024-03-07", Unit::Day, "2024-03-07"),
            ("2024-03-07", Unit::Week, "2024-03-04"),
            ("2024-03-10", Unit::Fortnight, "2024-03-04"),
            ("2024-03-07", Unit::Weekend, "2024-03-09"),
            ("2024-03-07", Unit::Month, "2024-03-01"),
            ("2024-03-31", Unit::Quarter, "2024-01-01"),
            ("2024-04-01", Unit::Quarter, "2024-04-01"),
            ("2024-09-30", Unit::Quarter, "2024-07-01"),
            ("2024-12-31", Unit::Quarter, "2024-10-01"),
            ("2024-06-30", Unit::Half, "2024-01-01"),
            ("2024-07-01", Unit::Half, "2024-07-01"),
            ("2024-12-31", Unit::Half, "2024-07-01"),
            ("2024-02-29", Unit::Season, "2023-12-01"),
            ("2024-03-01", Unit::Season, "2024-03-01"),
            ("2024-08-31", Unit::Season, "2024-06-01"),
            ("2024-11-30", Unit::Season, "2024-09-01"),
            ("2024-12-01", Unit::Season, "2024-12-01"),
            ("2024-03-07", Unit::Year, "2024-01-01"),
            ("2029-12-31", Unit::Decade, "2020-01-01"),
            ("2000-12-31", Unit::Century, "1901-01-01"),
            ("2001-01-01", Unit::Century, "2001-01-01"),
            ("2000-12-31", Unit::Millennium, "1001-01-01"),
            ("2024-03-07", Unit::Millennium, "2001-01-01"),
        ] {
            assert_eq!(first(day, unit), begins, "{unit:?} of {day}");
        }
    }
}
