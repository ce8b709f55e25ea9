//! The one error type of this crate.

use std::fmt;

/// What went wrong while a record was built, read or checked.
///
/// The message names the offending value or place in the record and says what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// The classes of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Text that is not an id of the expected list.
    Id,
    /// JSON that is not a record of this schema.
    Json,
    /// A span whose text is not what stands at its offsets.
    Span,
    /// A reference to an item that the record does not have.
    Reference,
}

impl Error {
    pub(crate) fn id(text: &str, expected: &str, letter: char) -> Self {
        Self::new(
            ErrorKind::Id,
            format!("{text:?} is no {expected}: expected {letter} and a number, as in \"{letter}0\""),
        )
    }

    pub(crate) fn new(kind: ErrorKind, message: String) -> Self {
        Self { kind, message }
    }

    /// The class of the error.
    ///
    /// ```
    /// use onrecord_model::{ErrorKind, Record};
    /// assert_eq!(Record::from_json("{}").unwrap_err().kind(), ErrorKind::Json);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
