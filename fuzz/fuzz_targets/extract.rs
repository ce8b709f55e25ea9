//! Whole extraction: no panic, spans equal the text, the same bytes twice, JSON read back gives the same bytes, and
//! each quotation mark is claimed at most once.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use onrecord_extract::{Attribution, Extractor, Options, Source};
use onrecord_model::Record;

fn extractors() -> &'static [Extractor; 2] {
    static EXTRACTORS: OnceLock<[Extractor; 2]> = OnceLock::new();
    EXTRACTORS.get_or_init(|| {
        [Attribution::Rules, Attribution::Small].map(|attribution| {
            Extractor::new(Options { attribution, ..Options::default() }).expect("valid options")
        })
    })
}

fuzz_target!(|text: &str| {
    let published = onrecord_extract::parse_date("2024-03-05").ok();
    for extractor in extractors() {
        let source = Source { text, id: "fuzz", published };
        let record = extractor.extract(&source);
        record.check(text).expect("every span equals its text");
        let json = record.to_json().expect("a record can be written");
        assert_eq!(extractor.extract(&source).to_json().expect("twice"), json, "the same text gives the same bytes");
        assert_eq!(Record::from_json(&json).expect("read back").to_json().expect("written again"), json);
        let mut marks: Vec<u32> =
            record.statements.iter().filter(|statement| statement.level == 1).flat_map(|statement| statement.quote_marks.iter().map(|mark| mark.start)).collect();
        let all = marks.len();
        marks.sort_unstable();
        marks.dedup();
        assert_eq!(marks.len(), all, "a quotation mark belongs to one statement");
    }
});
