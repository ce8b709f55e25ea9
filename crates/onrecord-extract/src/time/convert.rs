//! From the layer to the types of the record, to EDTF and to chrono.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use onrecord_model::{Interval, Timex, TimexId, TimexModifier};

use crate::text::Text;

use super::{Anchor, TimeContext, TimeLayer, read};

/// Finds and normalises the expressions of time in a text.
///
/// `anchor` is the day the text was written, from which "today" and "last week" are reckoned; without it what needs an
/// anchor stays unresolved.
///
/// ```
/// use chrono::NaiveDate;
/// use onrecord_extract::time::dates;
///
/// let found = dates("Talks open on 3-5 May.", NaiveDate::from_ymd_opt(2024, 4, 20));
/// let interval = found[0].interval.as_ref().unwrap();
/// assert_eq!((interval.start.as_deref(), interval.end.as_deref()), (Some("2024-05-03"), Some("2024-05-06")));
/// ```
#[must_use]
pub fn dates(source: &str, anchor: Option<NaiveDate>) -> Vec<Timex> {
    let text = Text::new(source);
    let layer = read(&text, &TimeContext { document_date: anchor, ..TimeContext::default() });
    timexes(&text, &layer)
}

/// The expressions of a layer as items of the record, `t0` first.
#[must_use]
pub fn timexes(text: &Text<'_>, layer: &TimeLayer) -> Vec<Timex> {
    let spans = layer.expressions.iter().map(|found| Some((found, text.span(found.range)?)));
    spans
        .flatten()
        .enumerate()
        .map(|(number, (found, span))| Timex {
            id: TimexId(number as u32),
            span,
            r#type: found.r#type,
            value: found.value.clone(),
            r#mod: found.r#mod,
            interval: found.interval.clone(),
            anchor: match found.anchor {
                Anchor::Expression(anchor) => Some(TimexId(anchor)),
                Anchor::None | Anchor::DocumentDate => None,
            },
            function: found.function,
            evidence: found.evidence,
            rule: found.rule.into(),
            confidence: found.confidence,
        })
        .collect()
}

/// The value of an expression in the Extended Date/Time Format (ISO 8601-2, level 2); `None` where it has no place on
/// the calendar: lengths, sets, vague references and clock times without a day.
///
/// ```
/// use onrecord_extract::time::edtf;
/// use onrecord_model::TimexModifier;
///
/// assert_eq!(edtf("199", None).as_deref(), Some("199X"));
/// assert_eq!(edtf("2024-Q2", None).as_deref(), Some("2024-34"));
/// assert_eq!(edtf("1994", Some(TimexModifier::Approx)).as_deref(), Some("1994~"));
/// assert_eq!(edtf("P3D", None), None);
/// ```
#[must_use]
pub fn edtf(value: &str, modifier: Option<TimexModifier>) -> Option<String> {
    if let Some((from, to)) = value.split_once('/') {
        return Some(format!("{}/{}", edtf(from, None)?, edtf(to, None)?));
    }
    let winter = value.ends_with("-WI");
    if value.starts_with('P') || value.ends_with("_REF") || value.contains('W') && !winter {
        return week(value);
    }
    let (date, time) = value.split_once('T').map_or((value, None), |(date, time)| (date, Some(time)));
    if date.is_empty() {
        return None;
    }
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'X');
    let mut plain = match (date.len(), date.split_once('-')) {
        (1..=3, None) if all_digits(date) => format!("{date:X<4}"),
        (7, Some((year, part))) if !all_digits(part) => format!("{year}-{}", sub_year(part)?),
        _ => date.to_owned(),
    };
    // Parts of the day have letters and no place here; a zone stands behind the seconds, which are always told.
    let clock =
        time.filter(|time| time.starts_with(|c: char| c.is_ascii_digit())).and_then(|time| time.split_at_checked(5));
    if let Some((minutes, rest)) = clock {
        let seconds = if rest.starts_with(':') { "" } else { ":00" };
        plain = format!("{plain}T{minutes}{seconds}{rest}");
    }
    if modifier == Some(TimexModifier::Approx) {
        plain.push('~');
    }
    Some(plain)
}

/// Seasons, quarters and halves as sub-year groupings.
fn sub_year(part: &str) -> Option<&'static str> {
    Some(match part {
        "SP" => "21",
        "SU" => "22",
        "FA" => "23",
        "WI" => "24",
        "Q1" => "33",
        "Q2" => "34",
        "Q3" => "35",
        "Q4" => "36",
        "H1" => "40",
        "H2" => "41",
        _ => return None,
    })
}

/// A week or weekend as the interval of its first and last day.
fn week(value: &str) -> Option<String> {
    let (year, rest) = value.split_once("-W")?;
    let (number, day) = rest.split_once('-').map_or((rest, None), |(number, day)| (number, Some(day)));
    let first = if day == Some("WE") { chrono::Weekday::Sat } else { chrono::Weekday::Mon };
    let day = |weekday| NaiveDate::from_isoywd_opt(year.parse().ok()?, number.parse().ok()?, weekday);
    Some(format!("{}/{}", day(first)?, day(chrono::Weekday::Sun)?))
}

/// The ends of an interval as instants without offset: days begin at midnight, clock times keep their local reading.
///
/// ```
/// use onrecord_extract::time::{dates, interval_bounds};
///
/// let found = dates("They met in May 2023.", None);
/// let (start, end) = interval_bounds(found[0].interval.as_ref().unwrap());
/// assert_eq!(start.unwrap().to_string(), "2023-05-01 00:00:00");
/// assert_eq!(end.unwrap().to_string(), "2023-06-01 00:00:00");
/// ```
#[must_use]
pub fn interval_bounds(interval: &Interval) -> (Option<NaiveDateTime>, Option<NaiveDateTime>) {
    let instant = |end: &Option<String>| end.as_deref().and_then(instant);
    (instant(&interval.start), instant(&interval.end))
}

fn instant(value: &str) -> Option<NaiveDateTime> {
    if let Ok(date) = value.parse::<NaiveDate>() {
        return Some(date.and_time(NaiveTime::MIN));
    }
    DateTime::parse_from_rfc3339(value).map(|time| time.naive_local()).or_else(|_| value.parse()).ok()
}
