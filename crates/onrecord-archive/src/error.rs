//! The one error type of this crate.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why an archive could not do what was asked.
/// Prints as one line: the file where it is known, what is wrong, and what to do.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    file: Option<PathBuf>,
    message: String,
}

/// The classes of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file is no archive, or one of a newer version.
    NotAnArchive,
    /// The file cannot be opened, read or written; the disk is full.
    File,
    /// Another process writes to the archive and did not finish in time.
    Busy,
    /// A question that does not exist, or lacks what it needs.
    Question,
    /// A row that contradicts itself: a broken file.
    Broken,
    /// An export that could not be written.
    Export,
    /// More than the output can hold.
    TooMuch,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, file: None, message: message.into() }
    }

    pub(crate) fn in_file(mut self, file: &Path) -> Self {
        self.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// The class of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The archive or export that it is about.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}: ", file.display())?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let (kind, advice) = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                (ErrorKind::Busy, "; another process writes to it: wait until it has finished")
            }
            Some(ErrorCode::NotADatabase) => (ErrorKind::NotAnArchive, "; name a file that onrecord ingest has made"),
            Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => {
                (ErrorKind::File, "; make room or move the archive to another disk")
            }
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                (ErrorKind::File, "; the file or its directory may not be written, or is not there")
            }
            _ => (ErrorKind::Broken, "; ingest the dispatches into a new archive"),
        };
        Self::new(kind, format!("{error}{advice}"))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(ErrorKind::Export, format!("cannot be written: {error}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::new(ErrorKind::Broken, format!("a JSON value of the archive cannot be read: {error}"))
    }
}

impl From<onrecord_model::Error> for Error {
    fn from(error: onrecord_model::Error) -> Self {
        Self::new(ErrorKind::Broken, error.to_string())
    }
}
