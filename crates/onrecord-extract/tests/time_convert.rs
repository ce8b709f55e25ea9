//! What becomes of the values of expressions elsewhere: EDTF, chrono, TimeML, the confidence of their rules.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::NaiveDate;
use onrecord_extract::text::{Text, TextRange};
use onrecord_extract::time::{DatedRange, TimeContext, dates, edtf, interval_bounds, read, rules, timeml};
use onrecord_model::{Interval, TimexModifier};

fn day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2024, 3, 7)
}

#[test]
fn values_with_a_place_on_the_calendar_have_an_edtf() {
    for (value, expected) in [
        ("1994", "1994"),
        ("199", "199X"),
        ("19", "19XX"),
        ("2024-05", "2024-05"),
        ("2024-XX", "2024-XX"),
        ("2024-05-03", "2024-05-03"),
        ("2022-XX-XX", "2022-XX-XX"),
        ("2024-SP", "2024-21"),
        ("2024-SU", "2024-22"),
        ("2024-FA", "2024-23"),
        ("2024-WI", "2024-24"),
        ("2024-Q1", "2024-33"),
        ("2024-Q2", "2024-34"),
        ("2024-Q3", "2024-35"),
        ("2024-Q4", "2024-36"),
        ("2024-H1", "2024-40"),
        ("2024-H2", "2024-41"),
        ("2024-W10", "2024-03-04/2024-03-10"),
        ("2024-W10-WE", "2024-03-09/2024-03-10"),
        ("2024-05-03T10:35", "2024-05-03T10:35:00"),
        ("2024-05-03T10:35:20", "2024-05-03T10:35:20"),
        ("2024-05-03T10:35Z", "2024-05-03T10:35:00Z"),
        ("2024-05-03T10:35+02:00", "2024-05-03T10:35:00+02:00"),
        ("2024-05-03TMO", "2024-05-03"),
        ("1994/1996", "1994/1996"),
        ("199/2024-Q1", "199X/2024-33"),
    ] {
        assert_eq!(edtf(value, None).as_deref(), Some(expected), "{value}");
        let about = edtf(value, Some(TimexModifier::Approx)).unwrap();
        let marked = !expected.contains('/');
        assert_eq!(about, if marked { format!("{expected}~") } else { expected.to_owned() }, "{value}");
        assert_eq!(edtf(value, Some(TimexModifier::Start)).as_deref(), Some(expected), "{value}");
    }
}

#[test]
fn values_without_one_have_none() {
    for value in
        ["P3D", "PT2H", "PXM", "PAST_REF", "FUTURE_REF", "XXXX-WXX-1", "2024-W60", "2024-ZZ", "T10:35", "P1D/1994", ""]
    {
        assert_eq!(edtf(value, None), None, "{value}");
    }
}

#[test]
fn ends_of_intervals_are_instants() {
    let bounds = |start: Option<&str>, end: Option<&str>| {
        let interval = Interval { start: start.map(str::to_owned), end: end.map(str::to_owned) };
        let (start, end) = interval_bounds(&interval);
        (start.map(|start| start.to_string()), end.map(|end| end.to_string()))
    };
    let some = |instant: &str| Some(instant.to_owned());
    assert_eq!(bounds(Some("2024-05-03"), None), (some("2024-05-03 00:00:00"), None));
    assert_eq!(bounds(None, Some("2024-05-03T10:35:00")), (None, some("2024-05-03 10:35:00")));
    // The local reading stays, whatever the zone.
    assert_eq!(bounds(Some("2024-05-03T10:35:00+02:00"), Some("soon")), (some("2024-05-03 10:35:00"), None));
}

#[test]
fn dates_stand_with_their_words_and_the_confidence_of_their_rule() {
    let found = dates("They met on Friday and in May 2023.", day());
    let said: Vec<_> = found.iter().map(|timex| (&*timex.span.text, &*timex.value)).collect();
    assert_eq!(said, [("Friday", "2024-03-01"), ("May 2023", "2023-05")]);
    for timex in found {
        let row = rules().iter().find(|row| row.rule == timex.rule).unwrap();
        assert_eq!(timex.confidence, row.precision);
        assert!(row.precision.is_some_and(|precision| precision > 0.5), "{row:?}");
    }
}

#[test]
fn a_document_in_timeml() {
    let source = "March 7. OSLO, March 6 -- \"A < B & C > D,\"\u{7}\tthey said in early 2022, on May 5, 2023, \
                  and two days later\nand on Friday.";
    let text = Text::new(source);
    let range = |words: &str| {
        let start = source.find(words).unwrap() as u32;
        TextRange::new(start as usize, start as usize + words.len())
    };
    let date =
        |words: &str, day: u32| Some(DatedRange { range: range(words), date: NaiveDate::from_ymd_opt(2024, 3, day) });
    let context = TimeContext { document_date: day(), header: date("March 7", 7), dateline: date("March 6", 6) };
    let written = timeml(&text, &read(&text, &context), day());
    let timex = |number: u32, value: &str, more: &str, function: &str, inferred: bool, words: &str| {
        format!(
            "<TIMEX3 tid=\"t{number}\" type=\"DATE\" value=\"{value}\"{more} functionInDocument=\"{function}\" \
             temporalFunction=\"{inferred}\">{words}</TIMEX3>"
        )
    };
    let expected = [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML>\n<DCT>",
        &timex(0, "2024-03-07", "", "CREATION_TIME", false, "2024-03-07"),
        "</DCT>\n<TEXT>",
        &timex(1, "2024-03-07", "", "CREATION_TIME", true, "March 7"),
        ". OSLO, ",
        &timex(2, "2024-03-06", " anchorTimeID=\"t1\"", "PUBLICATION_TIME", true, "March 6"),
        // A control character that XML does not have is replaced, a tab and a line end are not.
        " -- \"A &lt; B &amp; C &gt; D,\"\u{FFFD}\tthey said in ",
        &timex(3, "2022", " mod=\"START\"", "NONE", false, "early 2022"),
        ", on ",
        &timex(4, "2023-05-05", "", "NONE", false, "May 5, 2023"),
        ", and ",
        &timex(5, "2023-05-07", " anchorTimeID=\"t4\"", "NONE", true, "two days later"),
        "\nand on ",
        &timex(6, "2024-03-01", " anchorTimeID=\"t2\"", "NONE", true, "Friday"),
        ".</TEXT>\n</TimeML>\n",
    ];
    assert_eq!(written, expected.concat());
}

#[test]
fn the_date_of_a_document_is_an_anchor_where_it_is_told() {
    let text = Text::new("They met on Friday.");
    let layer = read(&text, &TimeContext { document_date: day(), ..TimeContext::default() });
    assert!(timeml(&text, &layer, day()).contains("value=\"2024-03-01\" anchorTimeID=\"t0\""));
    assert!(!timeml(&text, &layer, None).contains("anchorTimeID"));
}
