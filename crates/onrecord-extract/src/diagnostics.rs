//! What is odd about a text: said, never mended.

use onrecord_model::Diagnostic;

use crate::text::{Text, TextRange};

/// A remark with the words it is about.
pub(crate) fn diagnostic(text: &Text<'_>, code: &'static str, message: String, range: Option<TextRange>) -> Diagnostic {
    Diagnostic { code: code.into(), message, span: range.and_then(|range| text.span(range)) }
}

/// At most this many remarks of one kind; a last one counts the others.
const MOST_OF_A_KIND: usize = 20;

/// Remarks on the text layer: empty, cut off, another language, damaged characters, unbalanced marks.
pub(crate) fn of_text(text: &Text<'_>, whole: &str, language: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if text.tokens.is_empty() {
        found.push(diagnostic(text, "empty_text", "there are no words to read".to_owned(), None));
    }
    if text.source.len() < whole.len() {
        let chars = text.offsets.chars();
        found.push(diagnostic(text, "truncated", format!("only the first {chars} code points were read"), None));
    }
    if language != "en" {
        let message = format!("the text seems to be in another language ({language}); the rules are made for English");
        found.push(diagnostic(text, "language_not_english", message, None));
    }
    damaged_characters(text, &mut found);
    unbalanced_marks(text, &mut found);
    found
}

/// Byte sequences that UTF-8 read as Windows-1252 leaves behind, and the replacement character.
const DAMAGE: &[&str] =
    &["â€™", "â€œ", "â€\u{9d}", "â€“", "â€”", "Ã©", "Ã¼", "Ã¶", "Ã¤", "Ã±", "Ã³", "Ã¡", "Â«", "Â»", "\u{FFFD}"];

fn damaged_characters(text: &Text<'_>, found: &mut Vec<Diagnostic>) {
    if text.source.is_ascii() {
        return;
    }
    let first = DAMAGE.iter().filter_map(|damage| text.source.find(damage).map(|at| (at, damage.len()))).min();
    if let Some((at, len)) = first {
        let message = "characters look damaged by a wrong decoding; the text is read as it stands".to_owned();
        found.push(diagnostic(text, "mojibake_suspected", message, Some(TextRange::new(at, at + len))));
    }
}

fn unbalanced_marks(text: &Text<'_>, found: &mut Vec<Diagnostic>) {
    for mark in text.unbalanced.iter().take(MOST_OF_A_KIND) {
        let message = if mark.opens {
            "this quotation mark is never closed; the quotation is taken to end with the paragraph"
        } else {
            "this quotation mark closes nothing"
        };
        found.push(diagnostic(text, "unbalanced_quotation", message.to_owned(), Some(mark.range)));
    }
    let more = text.unbalanced.len().saturating_sub(MOST_OF_A_KIND);
    if more > 0 {
        found.push(diagnostic(text, "unbalanced_quotation", format!("{more} more marks have no partner"), None));
    }
}
