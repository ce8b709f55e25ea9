//! The last step: layer values become the record.

use std::fmt::Write;

use onrecord_model::{Document, Paragraph, ParagraphId, Record};
use sha2::{Digest, Sha256};

use crate::extractor::{EXTRACTOR, Source};
use crate::language::language;
use crate::options::{Attribution, Options};
use crate::text::{Text, TextRange};
use crate::{attribution, diagnostics, statements};

/// Writes the record of one dispatch.
pub(crate) fn record(source: &Source<'_>, text: &Text<'_>, options: &Options) -> Record {
    let language = language(text);
    let mut record = Record::new(EXTRACTOR.to_owned(), document(source, text, language));
    record.coverage.quotation_marks_total = text.marks.len() as u32;
    let body = TextRange::new(0, text.source.len());
    let attributions = match options.attribution {
        Attribution::Rules => attribution::by_rules(text, body),
    };
    statements::push(&mut record, text, body, &attributions, options.min_confidence);
    record.diagnostics = diagnostics::of_text(text, source.text, language);
    record
}

fn document(source: &Source<'_>, text: &Text<'_>, language: &str) -> Document {
    let paragraphs = text.paragraphs.iter().filter_map(|paragraph| text.span(paragraph.range));
    Document {
        id: source.id.to_owned(),
        sha256: hexadecimal(&Sha256::digest(source.text.as_bytes())),
        language: language.to_owned(),
        published: source.published.map(|date| date.to_string()),
        header: None,
        dateline: None,
        paragraphs: (0..).map(ParagraphId).zip(paragraphs).map(|(id, span)| Paragraph { id, span }).collect(),
        body_start: text.tokens.first().and_then(|token| text.offsets.to_char(token.range.start as usize)).unwrap_or(0),
        credits: Vec::new(),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
