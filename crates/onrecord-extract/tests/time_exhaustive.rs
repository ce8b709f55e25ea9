//! Every day from 1900 to 2100 against what the calendar says, reckoned here a second way.

#![allow(clippy::unwrap_used)]

use chrono::{Datelike, Days, NaiveDate, Weekday};
use onrecord_extract::text::Text;
use onrecord_extract::time::{TimeContext, TimeLayer, read};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn days(from: i32, to: i32) -> impl Iterator<Item = NaiveDate> {
    day(from, 1, 1).iter_days().take_while(move |date| date.year() <= to)
}

/// The values found in a text that is read once and resolved against many days.
struct Phrase<'s>(Text<'s>);

impl<'s> Phrase<'s> {
    fn new(source: &'s str) -> Self {
        Self(Text::new(source))
    }

    fn layer(&self, today: NaiveDate) -> TimeLayer {
        read(&self.0, &TimeContext { document_date: Some(today), ..TimeContext::default() })
    }

    fn value(&self, today: NaiveDate) -> String {
        let layer = self.layer(today);
        assert_eq!(layer.expressions.len(), 1, "{} on {today}", self.0.source);
        layer.expressions[0].value.clone()
    }
}

/// The first day with this weekday, going by single days in one direction.
fn walk(mut date: NaiveDate, weekday: usize, ahead: bool) -> NaiveDate {
    while date.weekday().num_days_from_monday() as usize != weekday {
        date = if ahead { date.succ_opt().unwrap() } else { date.pred_opt().unwrap() };
    }
    date
}

#[test]
fn every_day_with_every_weekday_phrase() {
    for (number, name) in WEEKDAYS.iter().enumerate() {
        let sources = [
            "The envoy arrived on {}.",
            "The envoy will arrive on {}.",
            "The envoy arrived last {}.",
            "The envoy will arrive next {}.",
        ]
        .map(|source| source.replace("{}", name));
        let phrases: Vec<Phrase> = sources.iter().map(|source| Phrase::new(source)).collect();
        for today in days(1900, 2100) {
            let expected = [
                walk(today, number, false),
                walk(today, number, true),
                walk(today.pred_opt().unwrap(), number, false),
                walk(today.succ_opt().unwrap(), number, true),
            ];
            for (phrase, expected) in phrases.iter().zip(expected) {
                assert_eq!(phrase.value(today), expected.to_string(), "{} on {today}", phrase.0.source);
            }
        }
    }
}

#[test]
fn every_day_with_today_yesterday_tomorrow_and_weeks() {
    let phrases = ["today", "yesterday", "tomorrow", "three days ago"].map(|words| format!("It rained {words}."));
    let [today_is, yesterday, tomorrow, ago] = [0, 1, 2, 3].map(|i| Phrase::new(&phrases[i]));
    let (this, last) = (Phrase::new("It rained this week."), Phrase::new("It rained last week."));
    for today in days(1900, 2100) {
        assert_eq!(today_is.value(today), today.to_string());
        assert_eq!(yesterday.value(today), today.pred_opt().unwrap().to_string());
        assert_eq!(tomorrow.value(today), today.succ_opt().unwrap().to_string());
        assert_eq!(ago.value(today), (today - Days::new(3)).to_string());
        let week = |date: NaiveDate| format!("{}-W{:02}", date.iso_week().year(), date.iso_week().week());
        assert_eq!(this.value(today), week(today));
        assert_eq!(last.value(today), week(today - Days::new(7)));
        let interval = this.layer(today).expressions[0].interval.clone().unwrap();
        let (start, end): (NaiveDate, NaiveDate) =
            (interval.start.unwrap().parse().unwrap(), interval.end.unwrap().parse().unwrap());
        assert!(start.weekday() == Weekday::Mon && start <= today && today < end && end == start + Days::new(7));
    }
}

#[test]
fn every_month_end_and_every_day_that_is_none() {
    let names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    for year in 1900..=2100 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (at, name) in names.iter().enumerate() {
            let length = match at {
                1 => {
                    if leap {
                        29
                    } else {
                        28
                    }
                }
                3 | 5 | 8 | 10 => 30,
                _ => 31,
            };
            for number in 28..=31 {
                let source = format!("It rained on {name} {number}, {year}.");
                let text = Text::new(&source);
                let layer = read(&text, &TimeContext::default());
                let found = &layer.expressions[0];
                assert_eq!(found.value, format!("{year}-{:02}-{number}", at + 1));
                assert_eq!(layer.invalid.is_empty(), number <= length, "{source}");
                assert_eq!(found.interval.is_some(), number <= length, "{source}");
            }
            let source = format!("It rained in {name} {year}.");
            let layer = read(&Text::new(&source), &TimeContext::default());
            let interval = layer.expressions[0].interval.clone().unwrap();
            let (start, end): (NaiveDate, NaiveDate) =
                (interval.start.unwrap().parse().unwrap(), interval.end.unwrap().parse().unwrap());
            assert_eq!((end - start).num_days(), length, "{source}");
        }
    }
}

#[test]
fn last_month_and_last_year_from_every_day() {
    let (month, year) = (Phrase::new("It rained last month."), Phrase::new("It rained last year."));
    for today in days(1900, 2100) {
        let before = day(today.year(), today.month(), 1).pred_opt().unwrap();
        assert_eq!(month.value(today), before.format("%Y-%m").to_string());
        assert_eq!(year.value(today), (today.year() - 1).to_string());
    }
}

#[test]
fn every_iso_week_year() {
    for year in 1900..=2100 {
        // A year has 53 weeks where its first or its last day is a Thursday.
        let long = day(year, 1, 1).weekday() == Weekday::Thu || day(year, 12, 31).weekday() == Weekday::Thu;
        let phrase = Phrase::new("It rained this week.");
        assert_eq!(phrase.value(day(year, 12, 28)), format!("{year}-W{}", if long { 53 } else { 52 }));
        assert_eq!(phrase.value(day(year, 1, 4)), format!("{year}-W01"));
    }
}
