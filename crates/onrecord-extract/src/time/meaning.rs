//! What an expression says before it is resolved against an anchor.

use super::calendar::{Calendar, Clock, Season, Unit};
use super::holidays::HolidayRule;

/// The meaning of the words alone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// A calendar time that stands whole in the text.
    Fixed(Calendar),
    /// A date that the calendar does not have, written as its TIMEX3 value would be.
    Invalid(String),
    /// A value that needs no anchor and has no bounds, such as `XXXX-WXX-2`.
    Literal(String),
    /// A name that comes back every week or year.
    Recurring { name: Name, turn: Turn },
    /// The unit that holds the document date, or one so many units from it: "today", "last week".
    Deictic { unit: Unit, offset: i64, fiscal: bool },
    /// The unit that holds the time in focus, or one so many units from it: "that year", "the following day".
    Focus { unit: Unit, offset: i64, part: Option<Clock> },
    /// An amount of time before or after the document date or the time in focus.
    Shift { amount: Amount, sign: i64, from: Origin },
    /// The same stretch of another year: "the year-ago quarter", "a year earlier".
    SameOfYear { year: YearOf, unit: Option<Unit> },
    /// A length of time, perhaps one that ends (-1) or begins (1) at the document date.
    Duration { amount: Amount, side: i64 },
    /// A length of which not even the unit is told: "a while".
    VagueLength,
    /// The time in focus itself: "until then".
    Then,
    /// A set of times, with its TIMEX3 value.
    Set(String),
    /// `PAST_REF`, `PRESENT_REF`, `FUTURE_REF`.
    Reference(&'static str),
    /// A time of day, on a day that stands with it or is to be found.
    Time { clock: Clock, zone: Option<Zone>, day: Option<Box<Meaning>> },
    /// Everything from the first to the second, both included.
    Range(Box<Meaning>, Box<Meaning>),
}

/// A name that comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Weekday(i32),
    Month(u32),
    MonthDay(u32, u32),
    /// A day of the month, the month to be found.
    Day(u32),
    Season(Season),
    Quarter(u32),
    Half(u32),
    Holiday(HolidayRule),
}

/// Which of its turns is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Not said: "in May".
    Open,
    /// "last May" -1, "this May" 0, "next May" 1.
    Relative(i64),
    /// "the previous Friday" -1, "the following Friday" 1: from the day in focus.
    FromFocus(i64),
    /// "May last year": within the year or week so many from that of the document.
    Within(Unit, i64),
}

/// Where a shift starts from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Origin {
    /// The document date: "two weeks ago".
    Document,
    /// The time in focus: "two weeks later".
    Focus,
    /// A time that stands in the expression: "a week from Friday".
    Given(Box<Meaning>),
}

/// The year of a comparable stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum YearOf {
    /// That year.
    Fixed(i32),
    /// So many years from that of the time in focus.
    Relative(i64),
}

/// A zone of a clock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zone {
    /// A row of `data/time/zones.tsv`.
    Known(u16),
    /// "local time", or a place whose zone is not known.
    Unknown,
}

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// How many units, in hundredths; `None` for an unknown number ("several").
    pub(crate) hundredths: Option<i64>,
    pub(crate) unit: Unit,
    /// A second part in a smaller unit: "two hours and ten minutes".
    pub(crate) rest: Option<(i64, Unit)>,
}

impl Amount {
    pub(crate) fn new(hundredths: Option<i64>, unit: Unit) -> Self {
        Self { hundredths, unit, rest: None }
    }

    /// The whole number of units, if it is known and whole.
    pub(crate) fn whole(self) -> Option<i64> {
        self.hundredths
            .filter(|hundredths| hundredths % 100 == 0 && self.rest.is_none())
            .map(|hundredths| hundredths / 100)
    }

    /// The TIMEX3 value: `P2W`, `PT1M30S`, `P2Y6M`, `PXD`.
    pub(crate) fn value(self) -> String {
        let (designator, factor, time) = self.unit.designator();
        let prefix = if time { "PT" } else { "P" };
        let Some(hundredths) = self.hundredths else {
            let larger = match self.unit {
                Unit::Decade => "DE",
                Unit::Century => "CE",
                Unit::Millennium => "ML",
                Unit::Weekend => "WE",
                _ => return format!("{prefix}X{designator}"),
            };
            return format!("{prefix}X{larger}");
        };
        if self.unit == Unit::Weekend && hundredths == 100 {
            return "P1WE".to_owned();
        }
        let hundredths = hundredths.saturating_mul(factor);
        let (whole, part) = (hundredths / 100, hundredths % 100);
        if let Some((count, unit)) = self.rest {
            let (small, _, small_time) = unit.designator();
            let join = if small_time && !time { "T" } else { "" };
            return format!("{prefix}{whole}{designator}{join}{count}{small}");
        }
        if part == 0 {
            return format!("{prefix}{whole}{designator}");
        }
        let smaller = match self.unit {
            Unit::Year | Unit::Decade | Unit::Century => Some((12, 'M', "")),
            Unit::Hour => Some((60, 'M', "")),
            Unit::Minute => Some((60, 'S', "")),
            Unit::Day => Some((24, 'H', "T")),
            _ => None,
        };
        match smaller.filter(|(count, ..)| part * count % 100 == 0) {
            Some((count, letter, join)) if whole == 0 => {
                let prefix = if join.is_empty() { prefix } else { "PT" };
                format!("{prefix}{}{letter}", part * count / 100)
            }
            Some((count, letter, join)) => format!("{prefix}{whole}{designator}{join}{}{letter}", part * count / 100),
            None if part % 10 == 0 => format!("{prefix}{whole}.{}{designator}", part / 10),
            None => format!("{prefix}{whole}.{part:02}{designator}"),
        }
    }
}
