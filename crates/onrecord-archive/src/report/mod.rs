//! A page for people without Python: one HTML file in which the statements of an archive are searched, filtered and read
//! in their dispatches.
//!
//! `content.rs` gathers what the page holds, `page.rs` writes it into `page.html` with its style (`page.css`) and its
//! script (`page.js`).

mod content;
mod page;

use std::path::Path;

use serde::Serialize;

use self::content::Content;
use crate::archive::Archive;
use crate::ask::Filter;
use crate::error::{Error, ErrorKind};

/// The most statements of a page: browsers of phones still search that many at once.
pub const MOST_STATEMENTS: usize = 20_000;

/// What a page holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reported {
    /// Dispatches.
    pub documents: usize,
    /// Statements.
    pub statements: usize,
    /// Exchanges without a reported answer.
    pub open_exchanges: usize,
    /// The ISO date up to which answers were looked for; none where no dispatch has a date.
    pub as_of: Option<String>,
}

impl Archive {
    /// Writes one HTML file with its own style and script, which loads nothing: the statements that the filter lets
    /// through, to search, filter and read in their dispatches, and the exchanges of which no answer was reported up to
    /// `as_of` (an ISO date; where not given, the last date of the filter or else of the archive).
    ///
    /// # Errors
    /// [`ErrorKind::TooMuch`] for more than [`MOST_STATEMENTS`], [`ErrorKind::Question`] where the filter names nobody or
    /// a bulk ingest has not finished, [`ErrorKind::Export`] where the page cannot be written.
    ///
    /// ```
    /// use onrecord_archive::{Archive, Entry, Filter, version};
    /// use onrecord_extract::{Extractor, Source};
    ///
    /// let mut archive = Archive::in_memory()?;
    /// let text = "VIENNA, March 3. \"We will answer in writing,\" Foreign Minister Ana Orlu said.";
    /// let extractor = Extractor::default();
    /// let record = extractor.extract(&Source::new("note", text));
    /// let version = version(extractor.options(), None, None);
    /// archive.add(vec![Entry { record, text: Some(text.into()), version }])?;
    ///
    /// let page = std::env::temp_dir().join("onrecord-report.html");
    /// let reported = archive.report(&page, None, &Filter::default())?;
    /// assert_eq!((reported.documents, reported.statements), (1, 1));
    /// assert!(std::fs::read_to_string(&page)?.contains("Ana Orlu"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn report(&self, output: &Path, as_of: Option<&str>, filter: &Filter) -> Result<Reported, Error> {
        let is_archive =
            output.canonicalize().is_ok_and(|output| self.path().canonicalize().is_ok_and(|a| a == output));
        if is_archive {
            let message = "is the archive itself; name another file for the page";
            return Err(Error::new(ErrorKind::Export, message).in_file(output));
        }
        if self.in_bulk() {
            let message = "the bulk ingest has not finished; run onrecord ingest again first";
            return Err(Error::new(ErrorKind::Question, message).in_file(self.path()));
        }
        let content = Content::gather(self, as_of, filter)?;
        page::write(&content, output).map_err(|error| error.in_file(output))?;
        Ok(content.reported())
    }
}
