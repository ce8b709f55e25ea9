//! Holidays with a rule: a fixed day, the nth weekday of a month, or a distance from Easter.

use chrono::{Datelike, Days, NaiveDate};

use super::calendar::{weekday, weekday_on_or_after, weekday_on_or_before, ymd};

/// How the day of a holiday is found in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HolidayRule {
    /// `MM-DD`.
    Fixed(u32, u32),
    /// `MM/n/weekday`: the nth such weekday of the month, the last for `n` = -1, and `offset` days after it.
    Nth { month: u32, n: i32, weekday: i32, offset: i64 },
    /// `easter+n`: days after Easter Sunday (Gregorian).
    Easter(i64),
    /// `pascha+n`: days after Easter Sunday of the eastern churches.
    Pascha(i64),
}

impl HolidayRule {
    /// Reads the notation of `data/time/holidays.tsv`.
    pub(crate) fn parse(rule: &str) -> Option<Self> {
        if let Some(offset) = rule.strip_prefix("easter") {
            return offset.parse().ok().map(Self::Easter);
        }
        if let Some(offset) = rule.strip_prefix("pascha") {
            return offset.parse().ok().map(Self::Pascha);
        }
        let cells: Vec<&str> = rule.split('/').collect();
        if let [month, n, rest] = cells.as_slice() {
            let (day, offset) = rest.split_once('+').unwrap_or((rest, "0"));
            return Some(Self::Nth {
                month: month.parse().ok()?,
                n: n.parse().ok()?,
                weekday: day.parse().ok()?,
                offset: offset.parse().ok()?,
            });
        }
        let (month, day) = rule.split_once('-')?;
        Some(Self::Fixed(month.parse().ok()?, day.parse().ok()?))
    }

    /// The day in a year.
    pub(crate) fn day(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Fixed(month, day) => ymd(year, month, day),
            Self::Nth { month, n, weekday: number, offset } => {
                let day = weekday(number)?;
                let base = if n < 0 {
                    let next = if month == 12 { ymd(year + 1, 1, 1) } else { ymd(year, month + 1, 1) };
                    weekday_on_or_before(next?.pred_opt()?, day)?
                } else {
                    let first = weekday_on_or_after(ymd(year, month, 1)?, day)?;
                    first.checked_add_days(Days::new(7 * u64::try_from(n - 1).ok()?))?
                };
                plus(base, offset)
            }
            Self::Easter(offset) => plus(easter(year)?, offset),
            Self::Pascha(offset) => plus(pascha(year)?, offset),
        }
    }
}

fn plus(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(chrono::TimeDelta::try_days(days)?)
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876 (Meeus, Astronomical Algorithms, ch. 8).
pub(crate) fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let correction = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15).rem_euclid(30);
    let sunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * sunday) / 451;
    let number = epact + sunday - 7 * late + 114;
    ymd(year, (number / 31) as u32, (number % 31 + 1) as u32)
}

/// Easter Sunday of the eastern churches, in the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8).
pub(crate) fn pascha(year: i32) -> Option<NaiveDate> {
    let moon = (19 * year.rem_euclid(19) + 15).rem_euclid(30);
    let sunday = (2 * year.rem_euclid(4) + 4 * year.rem_euclid(7) - moon + 34).rem_euclid(7);
    let number = moon + sunday + 114;
    let julian = ymd(year, (number / 31) as u32, (number % 31 + 1) as u32)?;
    plus(julian, i64::from(julian.year().div_euclid(100) - julian.year().div_euclid(400) - 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_agrees_with_the_almanac() {
        for (year, western, eastern) in [
            (1961, (4, 2), (4, 9)),
            (2000, (4, 23), (4, 30)),
            (2008, (3, 23), (4, 27)),
            (2017, (4, 16), (4, 16)),
            (2024, (3, 31), (5, 5)),
            (2038, (4, 25), (4, 25)),
        ] {
            assert_eq!(easter(year), ymd(year, western.0, western.1), "{year}");
            assert_eq!(pascha(year), ymd(year, eastern.0, eastern.1), "{year}");
        }
    }

    /// Easter Sunday as a day of March, by another way: Gauss, with the corrections of Lichtenberg (1997).
    fn by_gauss(year: i32, moon: i32, sun: i32) -> i64 {
        let golden = year % 19;
        let seed = (19 * golden + moon) % 30;
        let full_moon = 21 + seed - (seed + golden / 11) / 29;
        let sunday = 7 - (year + year / 4 + sun).rem_euclid(7);
        i64::from(full_moon + 7 - (full_moon - sunday).rem_euclid(7))
    }

    #[test]
    fn easter_is_the_same_by_gauss() {
        let march = |year, day: i64| plus(ymd(year, 3, 1)?, day - 1);
        for year in 1583..=4099 {
            let solar = (3 * (year / 100) + 3) / 4;
            let moon = 15 + solar - (8 * (year / 100) + 13) / 25;
            assert_eq!(easter(year), march(year, by_gauss(year, moon, 2 - solar)), "{year}");
            let behind = i64::from(year / 100 - year / 400 - 2);
            assert_eq!(pascha(year), march(year, by_gauss(year, 15, 0) + behind), "{year}");
        }
    }

    #[test]
    fn nth_weekdays() {
        let thanksgiving = HolidayRule::parse("11/4/4").unwrap();
        assert_eq!(thanksgiving.day(2023), ymd(2023, 11, 23));
        let memorial_day = HolidayRule::parse("5/-1/1").unwrap();
        assert_eq!(memorial_day.day(2024), ymd(2024, 5, 27));
        let election_day = HolidayRule::parse("11/1/1+1").unwrap();
        assert_eq!(election_day.day(2024), ymd(2024, 11, 5));
        let last_friday = HolidayRule::parse("12/-1/5").unwrap();
        assert_eq!(last_friday.day(2024), ymd(2024, 12, 27));
    }
}
