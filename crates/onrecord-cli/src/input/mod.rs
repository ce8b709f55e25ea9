//! Inputs become rows, one after the other, never more of them in memory than asked for.

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod open;

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::arguments::{InputFormat, SourceOptions};
use crate::error::{Error, ErrorKind};
use crate::packing::{self, Packing};
use crate::row::{Content, FieldNames, LONGEST_ROW, Place, Row};
use open::{Line, Stream};

/// The rows of all inputs, in order.
pub(crate) struct Rows {
    plan: std::vec::IntoIter<(usize, Planned)>,
    names: FieldNames,
    /// Whether the caller chose the fields of id and date, which then must be there.
    chosen: (bool, bool),
    current: Option<Box<dyn Iterator<Item = Result<Row, Error>> + Send>>,
    number: u64,
    /// The bytes of all inputs, where they are known beforehand.
    pub(crate) bytes: Option<u64>,
}

/// What is to be read.
#[derive(Debug)]
enum Planned {
    /// A file with one dispatch.
    Dispatch(PathBuf),
    /// A file with rows; its format may have to be told from its first bytes.
    Table(PathBuf, Option<InputFormat>),
}

impl Rows {
    /// Looks at every input before the first is read.
    pub(crate) fn new(options: &SourceOptions) -> Result<Self, Error> {
        let mut plan = Vec::new();
        for (number, path) in options.inputs.iter().enumerate() {
            plan.extend(planned(path, options.input_format)?.into_iter().map(|planned| (number, planned)));
        }
        let bytes = plan.iter().map(|(_, planned)| planned.bytes()).sum();
        Ok(Self {
            plan: plan.into_iter(),
            names: options.names(),
            chosen: (options.id_field.is_some(), options.date_field.is_some()),
            current: None,
            number: 0,
            bytes,
        })
    }

    fn open(
        &self,
        input: usize,
        planned: Planned,
    ) -> Result<Box<dyn Iterator<Item = Result<Row, Error>> + Send>, Error> {
        let (path, format) = match planned {
            Planned::Dispatch(path) => {
                let place = Place { file: path.as_path().into(), line: None };
                return Ok(single(input, place, Content::File(path)));
            }
            Planned::Table(path, format) => (path, format),
        };
        let file: Arc<Path> = path.as_path().into();
        let mut stream = open::stream(&path).map_err(|cause| Error::read(&path, &cause))?;
        let format = match format {
            Some(format) => format,
            None => tell(&mut stream, &self.names.text).map_err(|cause| Error::read(&path, &cause))?,
        };
        Ok(match format {
            InputFormat::Jsonl => Box::new(JsonLines::new(stream, file, input)),
            InputFormat::Csv => Box::new(csv::Rows::new(stream, file, input, &self.names, self.chosen)?),
            InputFormat::Txt => {
                let content = open::read_to_end(stream, LONGEST_ROW).map_or_else(Content::Unreadable, Content::Text);
                single(input, Place { file, line: None }, content)
            }
        })
    }
}

impl Iterator for Rows {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(rows) = &mut self.current {
                if let Some(row) = rows.next() {
                    self.number += 1;
                    return Some(row.map(|row| Row { number: self.number, ..row }));
                }
                self.current = None;
            }
            let (input, planned) = self.plan.next()?;
            match self.open(input, planned) {
                Ok(rows) => self.current = Some(rows),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl SourceOptions {
    /// The fields to look for.
    pub(crate) fn names(&self) -> FieldNames {
        FieldNames {
            text: self.text_field.clone(),
            id: self.id_field.clone().unwrap_or_else(|| "id".to_owned()),
            date: self.date_field.clone().unwrap_or_else(|| "published".to_owned()),
        }
    }
}

impl Planned {
    /// The bytes that will be read; compressed files and streams do not say.
    fn bytes(&self) -> Option<u64> {
        let (Self::Dispatch(path) | Self::Table(path, _)) = self;
        let file = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        Packing::of(path).is_none().then_some(file.len())
    }
}

fn single(input: usize, place: Place, content: Content) -> Box<dyn Iterator<Item = Result<Row, Error>> + Send> {
    Box::new(std::iter::once(Ok(Row { number: 0, input, place, content })))
}

fn is(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

/// What an input is, by its kind and its name.
fn planned(path: &Path, format: Option<InputFormat>) -> Result<Vec<Planned>, Error> {
    if path.as_os_str() == "-" {
        return Ok(vec![Planned::Table(path.to_owned(), format)]);
    }
    let found = std::fs::metadata(path).map_err(|cause| Error::read(path, &cause))?;
    if found.is_dir() {
        return directory(path);
    }
    let name = packing::unpacked(path);
    let ending = name.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let format = match (format, ending.as_deref()) {
        (Some(format), _) => Some(format),
        (None, Some("txt")) => Some(InputFormat::Txt),
        (None, Some("jsonl" | "ndjson")) => Some(InputFormat::Jsonl),
        (None, Some("csv" | "tsv")) => Some(InputFormat::Csv),
        (None, None) => None,
        (None, Some(ending @ ("xz" | "bz2" | "lz4" | "zip" | "7z"))) => {
            let message = format!(
                "is packed in a way that is not read here (.{ending}); unpack it, or pack it with gzip or zstd"
            );
            return Err(Error::new(ErrorKind::Format, message).in_file(path));
        }
        (None, Some(ending)) => {
            let message = format!(
                "a file ending in .{ending} may be anything; say what it is with --input-format txt, jsonl or csv"
            );
            return Err(Error::new(ErrorKind::Format, message).in_file(path));
        }
    };
    // A named pipe is read once, as a stream.
    if format == Some(InputFormat::Txt) && found.is_file() {
        return Ok(vec![Planned::Dispatch(path.to_owned())]);
    }
    Ok(vec![Planned::Table(path.to_owned(), format)])
}

/// The dispatches of a directory, by name; directories inside it are left alone.
fn directory(path: &Path) -> Result<Vec<Planned>, Error> {
    let entries = std::fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut files: Vec<PathBuf> = entries
        .map_err(|cause| Error::read(path, &cause))?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|file| is(&packing::unpacked(file), "txt"))
        .filter(|file| !file.is_dir())
        .collect();
    if files.is_empty() {
        return Err(Error::new(ErrorKind::NoInput, "there is no .txt file in this directory").in_file(path));
    }
    files.sort();
    Ok(files.into_iter().map(Planned::Dispatch).collect())
}

/// Tells by its first bytes what a stream is: JSON begins with a brace, a table with a line of column names that has
/// the text column; everything else is one dispatch.
fn tell(stream: &mut Stream, text: &str) -> std::io::Result<InputFormat> {
    let begin = stream.fill_buf()?;
    let begin = begin.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(begin);
    if begin.trim_ascii_start().starts_with(b"{") {
        return Ok(InputFormat::Jsonl);
    }
    let line = begin.split(|&byte| byte == b'\n').next().unwrap_or_default();
    Ok(if csv::separator(line, text).is_some() { InputFormat::Csv } else { InputFormat::Txt })
}

/// The rows of a JSONL file. Blank lines are no rows.
struct JsonLines {
    stream: Stream,
    file: Arc<Path>,
    input: usize,
    line: u64,
}

impl JsonLines {
    fn new(stream: Stream, file: Arc<Path>, input: usize) -> Self {
        Self { stream, file, input, line: 0 }
    }
}

impl Iterator for JsonLines {
    type Item = Result<Row, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            self.line += 1;
            let content = match open::read_line(&mut self.stream, &mut line, LONGEST_ROW) {
                Err(cause) => return Some(Err(Error::read(&self.file, &cause).in_row(self.line))),
                Ok(Line::End) => return None,
                Ok(Line::TooLong) => Content::Unreadable(open::too_long(LONGEST_ROW)),
                Ok(Line::Whole) => {
                    if self.line == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                        line.drain(..3);
                    }
                    if line.trim_ascii().is_empty() {
                        continue;
                    }
                    Content::Json(line)
                }
            };
            let place = Place { file: Arc::clone(&self.file), line: Some(self.line) };
            return Some(Ok(Row { number: 0, input: self.input, place, content }));
        }
    }
}
