//! Dates alone: no panic, spans equal the text, intervals begin before they end, values convert or say that they do not.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_extract::time;

fuzz_target!(|source: &str| {
    let anchor = chrono::NaiveDate::from_ymd_opt(2024, 2, 29);
    for timex in time::dates(source, anchor) {
        let words: String =
            source.chars().skip(timex.span.start as usize).take((timex.span.end - timex.span.start) as usize).collect();
        assert_eq!(words, &*timex.span.text);
        if let Some(interval) = &timex.interval {
            let (start, end) = time::interval_bounds(interval);
            assert!(start.zip(end).is_none_or(|(start, end)| start <= end), "{timex:?}");
        }
        let _ = time::edtf(&timex.value, timex.r#mod);
    }
});
