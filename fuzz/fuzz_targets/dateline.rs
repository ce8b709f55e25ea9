//! The dateline: no panic, and the body begins inside the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_extract::{dateline, text::Text};

fuzz_target!(|source: &str| {
    let text = Text::new(source);
    let layer = dateline::read(&text, chrono::NaiveDate::from_ymd_opt(2024, 3, 5));
    assert!(source.is_char_boundary(layer.body_start as usize));
    for credit in &layer.credits {
        assert!(source.get(credit.bytes()).is_some());
    }
});
