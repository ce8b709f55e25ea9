//! One row of input: what it holds, and how it becomes a record or an error of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use csv::ByteRecord;
use onrecord_extract::{Extractor, Source, parse_date};
use onrecord_model::{Diagnostic, Record, RowError, RowErrorDetail};

use crate::input::csv::Columns;
use crate::input::json;
use crate::input::open;
use crate::packing::unpacked;

/// The longest row that is read, in bytes. Longer ones become errors, so that memory stays bounded.
pub(crate) const LONGEST_ROW: u64 = 1 << 30;

/// A row as it was read, not yet understood: understanding it is left to the threads.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its number over all inputs, counted from 1.
    pub(crate) number: u64,
    /// Which of the inputs it is from.
    pub(crate) input: usize,
    /// Where it stands, for messages.
    pub(crate) place: Place,
    pub(crate) content: Content,
}

/// A file and a line of it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: Arc<Path>,
    pub(crate) line: Option<u64>,
}

#[derive(Debug)]
pub(crate) enum Content {
    /// A file that holds one dispatch.
    File(PathBuf),
    /// One dispatch.
    Text(Vec<u8>),
    /// A line of JSON.
    Json(Vec<u8>),
    /// The fields of a CSV row.
    Csv(ByteRecord, Arc<Columns>),
    /// Already known to be unreadable.
    Unreadable(Fault),
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The id, if it could be read all the same.
    pub(crate) id: Option<String>,
    /// The row is an object or a table row, and lacks the field altogether.
    pub(crate) lacks_field: bool,
}

impl Fault {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), id: None, lacks_field: false }
    }

    pub(crate) fn with_id(self, id: Option<String>) -> Self {
        Self { id, ..self }
    }
}

/// The fields to look for.
#[derive(Clone, Debug)]
pub(crate) struct FieldNames {
    pub(crate) text: String,
    pub(crate) id: String,
    pub(crate) date: String,
}

/// The fields of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) id: Option<String>,
    pub(crate) text: String,
    pub(crate) date: Option<String>,
}

impl Row {
    /// The bytes it holds or stands for, to measure batches and progress by.
    pub(crate) fn size(&self) -> u64 {
        match &self.content {
            Content::File(path) => std::fs::metadata(path).map_or(0, |file| file.len()),
            Content::Text(bytes) | Content::Json(bytes) => bytes.len() as u64,
            Content::Csv(record, _) => record.as_slice().len() as u64,
            Content::Unreadable(_) => 0,
        }
    }

    /// The dispatch that it holds; `published` dates it where the row does not.
    pub(crate) fn dispatch(self, names: &FieldNames, published: Option<NaiveDate>) -> Result<Dispatch, Refusal> {
        let Self { number, place, content, .. } = self;
        let fields = content.fields(names, &place).map_err(|fault| {
            let id = fault.id.unwrap_or_else(|| number.to_string());
            let error = row_error(id, fault.code, format!("{}{}", place.prefix(), fault.message));
            Refusal { error, lacks_field: fault.lacks_field }
        })?;
        let id = fields.id.unwrap_or_else(|| number.to_string());
        let (published, remark) = match fields.date.as_deref().map(parse_date) {
            None => (published, None),
            Some(Ok(date)) => (Some(date), None),
            Some(Err(error)) => (None, Some(undated(&error.to_string()))),
        };
        Ok(Dispatch { id, text: fields.text, published, remark })
    }
}

/// A row that was understood.
#[derive(Clone, Debug)]
pub(crate) struct Dispatch {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) published: Option<NaiveDate>,
    remark: Option<Diagnostic>,
}

/// A row that was not.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) error: RowError,
    /// It lacks the text field altogether.
    pub(crate) lacks_field: bool,
}

impl Dispatch {
    /// Its record.
    pub(crate) fn extract(&self, extractor: &Extractor) -> Result<Record, Refusal> {
        let source = Source { id: &self.id, text: &self.text, published: self.published };
        let mut record = extract_row(extractor, &source).map_err(|error| Refusal { error, lacks_field: false })?;
        record.diagnostics.extend(self.remark.clone());
        Ok(record)
    }
}

impl Content {
    fn fields(self, names: &FieldNames, place: &Place) -> Result<Fields, Fault> {
        match self {
            Self::File(path) => {
                let id = Some(stem(&path));
                match open::read_whole(&path, LONGEST_ROW).and_then(utf8) {
                    Ok(text) => Ok(Fields { id, text, date: None }),
                    Err(fault) => Err(fault.with_id(id)),
                }
            }
            Self::Text(bytes) => {
                let id = Some(stem(&place.file));
                utf8(bytes).map(|text| Fields { id: id.clone(), text, date: None }).map_err(|fault| fault.with_id(id))
            }
            Self::Json(line) => json::fields(&line, names),
            Self::Csv(record, columns) => columns.fields(&record),
            Self::Unreadable(fault) => Err(fault),
        }
    }
}

impl Place {
    /// The beginning of a message about this place.
    fn prefix(&self) -> String {
        match self.line {
            Some(line) => format!("{}, line {line}: ", self.file.display()),
            None => format!("{}: ", self.file.display()),
        }
    }
}

/// Extracts one record. Should the extractor itself fail, this row alone is lost, with the code `internal`.
///
/// # Errors
/// The error that stands in place of the record.
///
/// ```
/// use onrecord_extract::{Extractor, Source};
///
/// let record = onrecord_cli::extract_row(&Extractor::default(), &Source::new("note", "Talks go on."));
/// assert_eq!(record.unwrap().document.id, "note");
/// ```
pub fn extract_row(extractor: &Extractor, source: &Source<'_>) -> Result<Record, RowError> {
    // The extractor holds no state between documents, so nothing can be left half done.
    catch_unwind(AssertUnwindSafe(|| extractor.extract(source))).map_err(|_| {
        let message = "the extractor failed on this text; please report it with the text".to_owned();
        row_error(source.id.to_owned(), "internal", message)
    })
}

fn row_error(id: String, code: &'static str, message: String) -> RowError {
    RowError { id, error: RowErrorDetail { code: code.into(), message } }
}

fn undated(problem: &str) -> Diagnostic {
    Diagnostic { code: "published_not_a_date".into(), message: format!("date of publication: {problem}"), span: None }
}

/// The id of a file with one dispatch: its name without ending.
fn stem(path: &Path) -> String {
    let path = unpacked(path);
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name.into_owned(),
    }
}

/// Bytes as text, or the first byte that is none.
pub(crate) fn utf8(bytes: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|error| not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()))
}

/// The fault of bytes that are not UTF-8 from `at` on.
pub(crate) fn not_utf8(bytes: &[u8], at: usize) -> Fault {
    let byte = bytes.get(at).copied().unwrap_or_default();
    let guess = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "UTF-16",
        _ => "Windows-1252 or Latin-1",
    };
    let message =
        format!("byte {at} (0x{byte:02X}) is not UTF-8; if the text is in {guess}, convert it to UTF-8, as with iconv");
    Fault::new("invalid_utf8", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_file_is_its_stem() {
        for (path, id) in
            [("a/b.txt", "b"), ("b.c.txt.gz", "b.c"), ("a/b.txt.zst", "b"), ("b", "b"), (".txt", ".txt"), ("-", "-")]
        {
            assert_eq!(stem(Path::new(path)), id, "{path}");
        }
    }

    #[test]
    fn the_offending_byte_is_named() {
        let fault = utf8(b"M\x92s".to_vec()).unwrap_err();
        assert!(fault.message.starts_with("byte 1 (0x92)"), "{}", fault.message);
        assert!(utf8(b"\xFF\xFEM\0".to_vec()).unwrap_err().message.contains("UTF-16"));
    }
}
