//! What a caller may choose, and what can be wrong with it.

use std::fmt;

use crate::layers::Layers;

/// Options of an [`Extractor`](crate::Extractor).
///
/// ```
/// use onrecord_extract::{Attribution, Options};
///
/// let options = Options { max_chars: Some(1_000_000), ..Options::default() };
/// assert_eq!("rules".parse(), Ok(Attribution::Rules));
/// # let _ = options;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The engine that finds who said what.
    pub attribution: Attribution,
    /// The layers that read the text; lists of other layers stay empty.
    pub layers: Layers,
    /// Statements with a lower confidence are left out; those without one stay. Between 0 and 1.
    pub min_confidence: Option<f64>,
    /// Longer texts are read up to this many code points, with the diagnostic `truncated`.
    pub max_chars: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self { attribution: Attribution::Small, layers: Layers::ALL, min_confidence: None, max_chars: None }
    }
}

/// The engine that finds who said what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attribution {
    /// A small trained network and the rules together: the default.
    Small,
    /// A wider trained network and the rules: more accurate, slower.
    Large,
    /// Rules alone, over quotation marks and a list of cue verbs: ten times as fast, finds half.
    Rules,
}

impl Attribution {
    /// Every engine, in the order of the documentation.
    pub const ALL: &'static [Self] = &[Self::Small, Self::Large, Self::Rules];

    /// The name that options and the command line use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
            Self::Rules => "rules",
        }
    }
}

impl std::str::FromStr for Attribution {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.iter().copied().find(|engine| engine.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|engine| engine.as_str()).collect();
            Error::option("attribution", &format!("{name:?} is not one of {}", names.join(", ")))
        })
    }
}

impl fmt::Display for Attribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is wrong with what the caller gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// The classes of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An option outside its bounds or of no such name.
    Option,
    /// A date that is not an ISO date.
    Date,
    /// A model file that is broken or of another version.
    Model,
}

impl Error {
    pub(crate) fn option(name: &str, problem: &str) -> Self {
        Self { kind: ErrorKind::Option, message: format!("option {name}: {problem}") }
    }

    pub(crate) fn date(text: &str) -> Self {
        Self { kind: ErrorKind::Date, message: format!("{text:?} is no date: write it as in 2022-02-15") }
    }

    pub(crate) fn model(problem: &str) -> Self {
        Self { kind: ErrorKind::Model, message: format!("model file: {problem}") }
    }

    /// The class of the error.
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
