//! What holds for any text: no panic, expressions in order and apart, intervals that go forward.

use chrono::NaiveDate;
use onrecord_extract::text::Text;
use onrecord_extract::time::{TimeContext, edtf, interval_bounds, read, timeml, timexes};
use proptest::prelude::*;

fn words() -> impl Strategy<Value = String> {
    let vocabulary = prop::sample::select(vec![
        "the",
        "last",
        "next",
        "this",
        "year",
        "years",
        "week",
        "May",
        "March",
        "Tuesday",
        "second",
        "quarter",
        "of",
        "two",
        "and",
        "a",
        "half",
        "ago",
        "earlier",
        "later",
        "million",
        "hundred",
        "1994",
        "29",
        "31",
        "Feb.",
        "p.m.",
        "10:35",
        "0735",
        "GMT",
        "Moscow",
        "time",
        "-",
        "–",
        "/",
        ",",
        ".",
        "'",
        "'98",
        "1990s",
        "nineteen",
        "ninety",
        "every",
        "from",
        "to",
        "between",
        "Easter",
        "99999999999999",
        "10000",
        "decades",
        "millennium",
        "\u{200B}",
        "“",
        "½",
        "3.5",
        "12/13/99",
        "31.12.1999",
        "2022-02-30",
        "W53",
        "midnight",
        "tonight",
    ]);
    prop::collection::vec(vocabulary, 0..40).prop_map(|words| words.join(" "))
}

fn check(source: &str, today: Option<NaiveDate>) {
    let text = Text::new(source);
    let layer = read(&text, &TimeContext { document_date: today, ..TimeContext::default() });
    let mut end = 0;
    for (at, found) in layer.expressions.iter().enumerate() {
        assert!(found.range.start >= end && found.range.end > found.range.start, "{source:?}");
        end = found.range.end;
        assert!(!found.value.is_empty());
        if let onrecord_extract::time::Anchor::Expression(anchor) = found.anchor {
            assert!((anchor as usize) < at, "{source:?}");
        }
        if let Some(interval) = &found.interval
            && let (Some(start), Some(end)) = interval_bounds(interval)
        {
            assert!(start < end, "{source:?}: {} {interval:?}", found.value);
        }
        let _ = edtf(&found.value, found.r#mod);
    }
    assert_eq!(timexes(&text, &layer).len(), layer.expressions.len());
    assert_eq!(
        timeml(&text, &layer, today).matches("<TIMEX3 tid=\"t").count(),
        layer.expressions.len() + usize::from(today.is_some())
    );
}

proptest! {
    #[test]
    fn words_of_time_in_any_order(source in words(), days in -800_000i64..800_000, known: bool) {
        let today = NaiveDate::from_ymd_opt(2000, 1, 1).and_then(|day| day.checked_add_signed(chrono::TimeDelta::days(days)));
        check(&source, today.filter(|_| known));
    }

    #[test]
    fn any_text(source in ".{0,200}") {
        check(&source, NaiveDate::from_ymd_opt(2024, 3, 7));
    }
}
