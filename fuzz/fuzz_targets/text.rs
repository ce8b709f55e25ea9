//! The text layer: tokens, sentences and paragraphs are in order, do not overlap and stand on code point boundaries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_extract::text::Text;

fuzz_target!(|source: &str| {
    let text = Text::new(source);
    let mut end = 0;
    for token in &text.tokens {
        assert!(token.range.start >= end && token.range.end > token.range.start);
        assert!(source.get(token.range.bytes()).is_some());
        end = token.range.end;
    }
    let mut sentence_end = 0;
    for sentence in &text.sentences {
        assert!(sentence.tokens.start >= sentence_end && sentence.tokens.end > sentence.tokens.start);
        sentence_end = sentence.tokens.end;
    }
    assert!(sentence_end as usize <= text.tokens.len());
    for quotation in &text.quotations {
        assert!(quotation.words().end as usize <= text.tokens.len());
    }
});
