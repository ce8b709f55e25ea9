//! Zones of clock times, `data/time/zones.tsv`.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::words::{Class, Lexicon};

/// The zones by row.
#[derive(Clone, Debug)]
pub(crate) struct Zones(Vec<Rule>);

/// A zone of the database, or an offset.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Named(Tz),
    Fixed(FixedOffset),
}

impl Rule {
    fn parse(zone: &str) -> Option<Self> {
        zone.parse().map(Self::Named).or_else(|_| zone.parse().map(Self::Fixed)).ok()
    }
}

impl Zones {
    /// Reads the table and adds its words to the lexicon.
    pub(crate) fn builtin(lexicon: &mut Lexicon) -> Self {
        let mut zones = Vec::new();
        for row in super::rows(include_str!("../../data/time/zones.tsv")) {
            let [word, kind, zone] = row.as_slice() else { continue };
            let Some(zone) = Rule::parse(zone) else { continue };
            let class = if *kind == "place" { Class::ZoneCity } else { Class::Zone };
            lexicon.add(word, class, i32::try_from(zones.len()).unwrap_or(i32::MAX));
            zones.push(zone);
        }
        Self(zones)
    }

    /// Whether the zone is UTC itself, which TIMEX3 values write as `Z`.
    pub(crate) fn is_utc(&self, row: u16) -> bool {
        self.0.get(row as usize) == Some(&Rule::Named(Tz::UTC))
    }

    /// A local time with its offset from UTC; `None` for unknown zones and hours that the zone skipped.
    pub(crate) fn instant(&self, row: u16, time: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        let offset = match self.0.get(row as usize)? {
            Rule::Named(zone) => zone.from_local_datetime(&time).earliest()?.offset().fix(),
            Rule::Fixed(offset) => *offset,
        };
        offset.from_local_datetime(&time).single()
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn every_row_names_a_zone() {
        for row in super::super::rows(include_str!("../../data/time/zones.tsv")) {
            let [word, kind, zone] = row.as_slice() else { panic!("{row:?}") };
            assert!(
                Rule::parse(zone).is_some() && ["place", "abbreviation"].contains(kind) && !word.is_empty(),
                "{row:?}"
            );
        }
    }

    #[test]
    fn moscow_was_four_hours_ahead_from_2011_to_2014() {
        let mut lexicon = Lexicon::builtin();
        let zones = Zones::builtin(&mut lexicon);
        let row = lexicon.get(lexicon.number(crate::text::key("Moscow"))).value(Class::ZoneCity).unwrap() as u16;
        for (year, offset) in [(2010, "+03:00"), (2012, "+04:00"), (2015, "+03:00")] {
            let noon = NaiveDate::from_ymd_opt(year, 2, 1).unwrap().and_hms_opt(12, 0, 0).unwrap();
            assert!(zones.instant(row, noon).unwrap().to_rfc3339().ends_with(offset), "{year}");
        }
    }
}
