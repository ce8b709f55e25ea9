//! CSV: its columns, its rows, and a quotation mark that is never closed.

use std::io::{BufRead, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::open::Stream;
use crate::error::{Error, ErrorKind};
use crate::row::{Content, Fault, FieldNames, Fields, LONGEST_ROW, Place, Row, not_utf8};

/// The separators that are tried, in this order: the one counts under which the text column is there.
const SEPARATORS: &[u8] = b",;\t";

/// A row behind the last one. A quotation mark that is never closed swallows it.
const SENTINEL: &[u8] = b"\n\x1e\n";

/// Where the fields of a table stand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    text: usize,
    id: Option<usize>,
    date: Option<usize>,
    count: usize,
}

/// The rows of a table.
pub(crate) struct Rows {
    reader: Reader<Box<dyn Read + Send>>,
    columns: Arc<Columns>,
    file: Arc<Path>,
    input: usize,
    done: bool,
}

impl Rows {
    /// Reads the header. `chosen` tells whether the caller chose the columns of id and date.
    pub(crate) fn new(
        mut stream: Stream,
        file: Arc<Path>,
        input: usize,
        names: &FieldNames,
        chosen: (bool, bool),
    ) -> Result<Self, Error> {
        let first = first_line(&mut stream).map_err(|cause| Error::read(&file, &cause))?;
        let separator = separator(&first, &names.text).unwrap_or(b',');
        let bytes: Box<dyn Read + Send> = Box::new(Cursor::new(first).chain(stream).chain(SENTINEL));
        let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(bytes);
        let header = reader.byte_headers().map_err(|error| broken(&file, &error))?;
        let columns = Columns::find(header, names, chosen).map_err(|error| error.in_file(&file))?;
        Ok(Self { reader, columns: Arc::new(columns), file, input, done: false })
    }
}

impl Iterator for Rows {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let mut record = ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(true) if is_sentinel(&record) => {
                self.done = true;
                return None;
            }
            Ok(true) => {}
            Ok(false) => {
                self.done = true;
                return None;
            }
            Err(error) => {
                self.done = true;
                return Some(Err(broken(&self.file, &error)));
            }
        }
        let line = record.position().map(csv::Position::line);
        let content = if record.iter().any(|field| field.ends_with(b"\x1e\n")) {
            self.done = true;
            let message = "a quotation mark that opens a field here is never closed: the rest of the file was taken for \
                           one field; double the quotation marks inside fields";
            Content::Unreadable(Fault::new("unclosed_quote", message).with_id(self.columns.id(&record)))
        } else if record.as_slice().len() as u64 > LONGEST_ROW {
            Content::Unreadable(super::open::too_long(LONGEST_ROW).with_id(self.columns.id(&record)))
        } else {
            Content::Csv(record, Arc::clone(&self.columns))
        };
        Some(Ok(Row { number: 0, input: self.input, place: Place { file: Arc::clone(&self.file), line }, content }))
    }
}

fn is_sentinel(record: &ByteRecord) -> bool {
    record.len() == 1 && record.get(0) == Some(b"\x1e")
}

fn broken(file: &Path, error: &csv::Error) -> Error {
    let row = error.position().map(csv::Position::line);
    let error = Error::new(ErrorKind::Read, format!("cannot be read: {error}")).in_file(file);
    match row {
        Some(row) => error.in_row(row),
        None => error,
    }
}

impl Columns {
    fn find(header: &ByteRecord, names: &FieldNames, (id_chosen, date_chosen): (bool, bool)) -> Result<Self, Error> {
        let position = |name: &str| header.iter().position(|column| column.trim_ascii() == name.as_bytes());
        let required = |name: &str, option: &str| {
            position(name).ok_or_else(|| {
                let columns: Vec<_> = header.iter().map(String::from_utf8_lossy).collect();
                let columns = columns.join(", ");
                let message =
                    format!("there is no such column (there are: {columns}); name the right one with {option}");
                Error::new(ErrorKind::Column, message).in_column(name)
            })
        };
        let text = required(&names.text, "--text-field")?;
        let id = if id_chosen { Some(required(&names.id, "--id-field")?) } else { position(&names.id) };
        let date = if date_chosen { Some(required(&names.date, "--date-field")?) } else { position(&names.date) };
        Ok(Self { text, id, date, count: header.len() })
    }

    /// The fields of a row.
    pub(crate) fn fields(&self, record: &ByteRecord) -> Result<Fields, Fault> {
        let id = self.id(record);
        if record.len() != self.count {
            let message = format!(
                "the row has {} fields, the header {}; put fields with commas or line breaks in quotation marks",
                record.len(),
                self.count
            );
            return Err(Fault::new("wrong_number_of_fields", message).with_id(id));
        }
        let text = record.get(self.text).unwrap_or_default();
        match std::str::from_utf8(text) {
            Ok(text) => Ok(Fields { id, text: text.to_owned(), date: field(record, self.date) }),
            Err(error) => Err(not_utf8(text, error.valid_up_to()).with_id(id)),
        }
    }

    fn id(&self, record: &ByteRecord) -> Option<String> {
        field(record, self.id)
    }
}

/// A field that may be empty, which is the same as not there.
fn field(record: &ByteRecord, column: Option<usize>) -> Option<String> {
    let field = String::from_utf8_lossy(record.get(column?)?);
    (!field.trim().is_empty()).then(|| field.into_owned())
}

/// The first line with its end, a byte order mark left out.
fn first_line(stream: &mut Stream) -> std::io::Result<Vec<u8>> {
    let mut line = Vec::new();
    stream.by_ref().take(1 << 20).read_until(b'\n', &mut line)?;
    if line.starts_with(b"\xEF\xBB\xBF") {
        line.drain(..3);
    }
    Ok(line)
}

/// The separator under which a line of column names has the text column.
pub(crate) fn separator(line: &[u8], text: &str) -> Option<u8> {
    SEPARATORS.iter().copied().find(|&separator| {
        let mut reader = ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(line);
        let mut header = ByteRecord::new();
        reader.read_byte_record(&mut header).is_ok()
            && header.iter().any(|column| column.trim_ascii() == text.as_bytes())
    })
}
