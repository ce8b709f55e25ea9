//! The one error of this crate.

use std::fmt;
use std::path::Path;

/// Why a table could not be read: it names the file, the row and the column.
///
/// Opaque on purpose, so that new causes do not break callers; the message is
/// what a person needs in order to mend the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    file: String,
    line: Option<u32>,
    column: Option<String>,
    message: String,
}

impl Error {
    pub(crate) fn new(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, column: None, message: message.into() }
    }

    pub(crate) fn io(path: &Path, cause: &std::io::Error) -> Self {
        Self::new(&path.display().to_string(), format!("cannot be read: {cause}"))
    }

    pub(crate) fn at(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn in_column(mut self, column: &str) -> Self {
        self.column = Some(column.to_owned());
        self
    }

    /// Name of the file (or of the text handed in) that holds the fault.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Line of the file, counted from 1, comments and header included.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.line
    }

    /// Name of the column at fault.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", row at line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Error {}
