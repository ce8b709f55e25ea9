//! Clock times: on which day, and at which instant.

use chrono::NaiveDate;
use onrecord_model::{Interval, TimexType};

use super::{Resolved, Resolver, interval};
use crate::text::TokenKind;
use crate::time::calendar::{Calendar, Clock, Unit};
use crate::time::meaning::{Meaning, Name, Zone};

impl<'r> Resolver<'r> {
    /// The day behind a clock time that another reading of it parts from its day: "10:35 a.m. (0735 GMT) Friday".
    pub(super) fn day_ahead(&self) -> Option<&'r Meaning> {
        let mut end = self.tokens.end;
        for next in self.ahead.iter().take(2) {
            let bracket = self.text.token(end)?.kind;
            let start = end + 1 + u32::from(self.text.word(end + 1) == "on");
            if next.tokens.start != start || !matches!(bracket, TokenKind::OpenBracket | TokenKind::CloseBracket) {
                return None;
            }
            end = next.tokens.end;
            match &next.meaning {
                Meaning::Time { day: None, .. } => {}
                Meaning::Recurring { name: Name::Weekday(_) | Name::MonthDay(..), .. }
                | Meaning::Deictic { unit: Unit::Day, .. } => return Some(&next.meaning),
                Meaning::Fixed(calendar) if calendar.unit == Unit::Day => return Some(&next.meaning),
                _ => return None,
            }
        }
        None
    }

    pub(super) fn time(&self, clock: Clock, zone: Option<Zone>, day: Option<&Meaning>) -> Resolved {
        let unresolved = Resolved {
            value: format!("XXXX-XX-XX{}", clock_value(clock)),
            r#type: Some(TimexType::Time),
            ..Resolved::default()
        };
        let resolved = if let Some(day) = day.or_else(|| self.day_ahead()) {
            self.meaning(day)
        } else {
            let near = self
                .focus
                .filter(|focus| focus.calendar.unit == Unit::Day && self.sentence.saturating_sub(focus.sentence) <= 2);
            match near {
                Some(focus) => Self::from_focus(Some(focus), Some(Calendar::day(focus.calendar.first))),
                None => self.reckoned(self.now.map(Calendar::day)),
            }
        };
        let Some((day, calendar)) = resolved.and_then(|day| day.calendar.map(|calendar| (day, calendar))) else {
            return unresolved;
        };
        self.on_day(calendar.first, clock, zone, &day)
    }

    /// A clock time on a day that was found as `day` says.
    fn on_day(&self, date: NaiveDate, clock: Clock, zone: Option<Zone>, day: &Resolved) -> Resolved {
        let calendar = Calendar::day(date).at(clock);
        let value = match zone {
            Some(Zone::Known(row)) if self.tables.zones.is_utc(row) => calendar.value() + "Z",
            _ => calendar.value(),
        };
        Resolved {
            interval: self.clock_interval(calendar, zone),
            calendar: Some(calendar),
            value,
            r#type: Some(TimexType::Time),
            anchor: day.anchor,
            inferred: day.inferred,
        }
    }

    /// The second time of a range without a day of its own: "from 10 p.m. to 2 a.m." ends on the next day.
    pub(super) fn next_time(&self, first: &Resolved, last: Resolved, clock: Clock, zone: Option<Zone>) -> Resolved {
        let begins = first.calendar.and_then(Calendar::time_of_day);
        let ends = last.calendar.and_then(Calendar::time_of_day);
        let (Some(begins), Some(ends)) = (begins, ends) else { return last };
        let next = last.calendar.filter(|_| ends <= begins).and_then(|calendar| calendar.first.succ_opt());
        match next {
            Some(day) => self.on_day(day, clock, zone, &last),
            None => last,
        }
    }

    /// The minute or second of a clock time, with its offset where the zone is known.
    pub(super) fn clock_interval(&self, calendar: Calendar, zone: Option<Zone>) -> Option<Interval> {
        let (time, unit) = match calendar.clock? {
            Clock::At(time, unit) => (calendar.first.and_time(time), unit),
            Clock::DayEnd => (calendar.first.succ_opt()?.and_hms_opt(0, 0, 0)?, Unit::Minute),
            Clock::Part(_) => return interval(calendar),
        };
        let length = if unit == Unit::Second { chrono::TimeDelta::seconds(1) } else { chrono::TimeDelta::minutes(1) };
        let end = time.checked_add_signed(length)?;
        if let Some(Zone::Known(row)) = zone {
            let (start, end) = (self.tables.zones.instant(row, time)?, self.tables.zones.instant(row, end)?);
            return Some(Interval {
                start: Some(start.format("%Y-%m-%dT%H:%M:%S%:z").to_string()),
                end: Some(end.format("%Y-%m-%dT%H:%M:%S%:z").to_string()),
            });
        }
        Some(Interval {
            start: Some(time.format("%Y-%m-%dT%H:%M:%S").to_string()),
            end: Some(end.format("%Y-%m-%dT%H:%M:%S").to_string()),
        })
    }
}

fn clock_value(clock: Clock) -> String {
    let day = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default();
    Calendar::day(day).at(clock).value().split_once('T').map(|(_, time)| format!("T{time}")).unwrap_or_default()
}
