//! The one error type of this crate: why nothing could be done, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing could be done.
///
/// Prints as one line: the file, the row and the column where they are known, what is wrong, and what to do.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    file: Option<PathBuf>,
    row: Option<u64>,
    column: Option<String>,
    message: String,
}

/// The classes of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An input that is not there, or in which there is nothing to read.
    NoInput,
    /// An input of a kind that cannot be told or read.
    Format,
    /// A column or field that the input does not have.
    Column,
    /// Reading failed on the way.
    Read,
    /// Writing failed: no such directory, no space, no permission.
    Write,
    /// The reader of the output has gone.
    Closed,
    /// An option with a value outside its bounds.
    Option,
    /// A user's table that cannot be read; the message names its file, row and column.
    Knowledge,
    /// An archive that cannot do what was asked.
    Archive,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, file: None, row: None, column: None, message: message.into() }
    }

    /// Reading `file` failed.
    pub(crate) fn read(file: &Path, cause: &io::Error) -> Self {
        let (kind, message) = match cause.kind() {
            io::ErrorKind::NotFound => (ErrorKind::NoInput, "there is no such file or directory".to_owned()),
            _ => (ErrorKind::Read, unreadable(cause)),
        };
        Self::new(kind, message).in_file(file)
    }

    /// Writing to `file` failed; to standard output where there is none.
    pub(crate) fn write(file: Option<&Path>, cause: &io::Error) -> Self {
        let advice = match cause.kind() {
            io::ErrorKind::BrokenPipe if file.is_none() => return Self::new(ErrorKind::Closed, "the reader has gone"),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; make room or write to another disk",
            io::ErrorKind::NotFound => "; create the directory first",
            _ => "",
        };
        let error = Self::new(ErrorKind::Write, format!("cannot be written: {cause}{advice}"));
        error.in_file(file.unwrap_or(Path::new("standard output")))
    }

    /// An archive failed; it is named where the failure does not name it.
    pub(crate) fn archive(archive: &Path, cause: onrecord_archive::Error) -> Self {
        use onrecord_archive::ErrorKind::{Export, Question};
        let named = cause.file().is_some() || matches!(cause.kind(), Question | Export);
        let error = Self::from(cause);
        if named { error } else { error.in_file(archive) }
    }

    pub(crate) fn in_file(mut self, file: &Path) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    pub(crate) fn in_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    pub(crate) fn in_column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }

    /// The class of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file that it is about.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The row of the file, counted from 1.
    #[must_use]
    pub fn row(&self) -> Option<u64> {
        self.row
    }

    /// The column or field.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }
}

/// That a file cannot be read, why, and what to do where that can be said.
pub(crate) fn unreadable(cause: &io::Error) -> String {
    let advice = match cause.kind() {
        io::ErrorKind::UnexpectedEof => ": the file is cut short; fetch it again",
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => ": the file is damaged; fetch it again",
        _ => "",
    };
    format!("cannot be read: {cause}{advice}")
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}: ", file.display())?;
        }
        if let Some(row) = self.row {
            write!(f, "row {row}: ")?;
        }
        if let Some(column) = &self.column {
            write!(f, "column {column:?}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<onrecord_extract::knowledge::Error> for Error {
    fn from(error: onrecord_extract::knowledge::Error) -> Self {
        Self::new(ErrorKind::Knowledge, error.to_string())
    }
}

impl From<onrecord_extract::Error> for Error {
    fn from(error: onrecord_extract::Error) -> Self {
        Self::new(ErrorKind::Option, error.to_string())
    }
}

impl From<onrecord_archive::Error> for Error {
    fn from(error: onrecord_archive::Error) -> Self {
        // It names its file itself.
        Self::new(ErrorKind::Archive, error.to_string())
    }
}
