//! The text layer as the trainer reads it: a model is trained on exactly the tokens it will meet.

use std::io::{self, Write};
use std::path::Path;

use onrecord_extract::text::Text;
use serde::{Deserialize, Serialize};

use crate::jsonl;

#[derive(Deserialize)]
struct Row {
    #[serde(alias = "id")]
    doc_id: String,
    text: String,
}

/// The text layer of one document; offsets are code points.
#[derive(Debug, PartialEq, Serialize)]
struct Layers {
    doc_id: String,
    tokens: Vec<[u32; 2]>,
    /// The first token of each sentence.
    sentences: Vec<u32>,
    /// The first token of each paragraph.
    paragraphs: Vec<u32>,
    /// 1 for tokens inside an outermost quotation, its marks included.
    quoted: Vec<u8>,
}

impl Layers {
    fn of(doc_id: String, source: &str) -> Self {
        let text = Text::new(source);
        let point = |byte: u32| text.offsets.to_char(byte as usize).unwrap_or_default();
        Self {
            doc_id,
            tokens: text.tokens.iter().map(|token| [point(token.range.start), point(token.range.end)]).collect(),
            sentences: text.sentences.iter().map(|sentence| sentence.tokens.start).collect(),
            paragraphs: text.paragraphs.iter().map(|paragraph| paragraph.tokens.start).collect(),
            quoted: text.quoted.iter().map(|&quoted| u8::from(quoted)).collect(),
        }
    }
}

/// Writes the layers of every document of `input` to `output`, one JSON object a line.
///
/// # Errors
/// Where a file cannot be read or written.
pub(crate) fn write(input: &Path, output: &Path) -> io::Result<()> {
    let mut out = jsonl::create(output)?;
    jsonl::read(input, |row: Row| {
        serde_json::to_writer(&mut out, &Layers::of(row.doc_id, &row.text))?;
        out.write_all(b"\n")
    })?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_code_points_and_units_begin_at_their_first_token() {
        let layers = Layers::of("a".to_owned(), "“Sí,” she said.\n\nIt ends. He left.");
        assert_eq!(layers.tokens[..4], [[0, 1], [1, 3], [3, 4], [4, 5]]);
        assert_eq!(layers.paragraphs, [0, 7]);
        assert_eq!(layers.sentences, [0, 7, 10]);
        assert_eq!(layers.quoted[..5], [1, 1, 1, 1, 0]);
    }

    #[test]
    fn rows_may_be_named_id_or_doc_id() {
        for row in [r#"{"id": "a", "text": "x"}"#, r#"{"doc_id": "a", "text": "x"}"#] {
            assert_eq!(serde_json::from_str::<Row>(row).unwrap().doc_id, "a");
        }
    }
}
