//! The walk of one dispatch through the layers.

use chrono::NaiveDate;
use onrecord_knowledge::Knowledge;
use onrecord_model::Record;

use crate::assemble;
use crate::options::{Error, Options};
use crate::tables::Tables;
use crate::text::Text;

/// What made a record, as its `extractor` field says.
pub(crate) const EXTRACTOR: &str = concat!("onrecord ", env!("CARGO_PKG_VERSION"));

/// One dispatch as the caller has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Source<'s> {
    /// The text, untouched.
    pub text: &'s str,
    /// The caller's id of it.
    pub id: &'s str,
    /// The date of publication, if the caller knows it.
    pub published: Option<NaiveDate>,
}

impl<'s> Source<'s> {
    /// A dispatch without a known date.
    #[must_use]
    pub fn new(id: &'s str, text: &'s str) -> Self {
        Self { text, id, published: None }
    }

    /// The dispatch with its date of publication.
    #[must_use]
    pub fn published(self, date: NaiveDate) -> Self {
        Self { published: Some(date), ..self }
    }
}

/// Reads an ISO date, as callers give it: `2022-02-15`; a time behind it is passed over.
///
/// # Errors
/// [`ErrorKind::Date`](crate::ErrorKind::Date) where the text is no such date.
///
/// ```
/// assert!(onrecord_extract::parse_date("2022-02-15T10:00:00Z").is_ok());
/// assert!(onrecord_extract::parse_date("15.2.2022").is_err());
/// ```
pub fn parse_date(text: &str) -> Result<NaiveDate, Error> {
    let trimmed = text.trim();
    let (day, rest) = trimmed.split_at_checked(10).ok_or_else(|| Error::date(text))?;
    if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
        return Err(Error::date(text));
    }
    NaiveDate::parse_from_str(day, "%Y-%m-%d").map_err(|_| Error::date(text))
}

/// Turns dispatches into records. Built once; holds no state between documents; shared by any number of threads.
///
/// ```
/// use onrecord_extract::{Extractor, Source};
///
/// let extractor = Extractor::default();
/// let record = extractor.extract(&Source::new("note", "\"We will answer,\" Foreign Minister Ana Orlu said."));
/// assert_eq!(&*record.statements[0].content[0].text, "We will answer,");
/// assert_eq!(&*record.statements[0].speaker_span.as_ref().unwrap().text, "Foreign Minister Ana Orlu");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Extractor {
    options: Options,
    tables: Tables,
}

impl Extractor {
    /// An extractor with these options.
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) where an option is outside its bounds.
    pub fn new(options: Options) -> Result<Self, Error> {
        if let Some(confidence) = options.min_confidence
            && !(0.0..=1.0).contains(&confidence)
        {
            return Err(Error::option("min_confidence", &format!("{confidence} is not between 0 and 1")));
        }
        if options.max_chars == Some(0) {
            return Err(Error::option("max_chars", "0 leaves no text to read"));
        }
        Ok(Self { options, tables: Tables::default() })
    }

    /// The same extractor, reading by these tables: the built-in ones with a user's rows.
    ///
    /// ```
    /// use onrecord_extract::knowledge::{Knowledge, Table};
    /// use onrecord_extract::{Extractor, Source};
    ///
    /// let rows = "key,name,kind,of,holders\nlake_warden,lake warden,official,organisation,one\n";
    /// let knowledge = Knowledge::builtin().clone().with_text(Table::Offices, "offices.csv", rows)?;
    /// let extractor = Extractor::default().with_knowledge(knowledge)?;
    /// let record = extractor.extract(&Source::new("note", "\"The water is low,\" Lake Warden Ana Orlu said."));
    /// assert_eq!(record.roles[0].office, "lake warden");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Option`](crate::ErrorKind::Option) where rows were added to a table of which an extraction reads the
    /// built-in rows only: chairs, instruments, concepts, everyday words.
    pub fn with_knowledge(self, knowledge: Knowledge) -> Result<Self, Error> {
        Ok(Self { tables: Tables::new(knowledge)?, ..self })
    }

    /// The options it was built with.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Reads one dispatch. Every text has a record; what is odd about it stands in the diagnostics.
    #[must_use]
    pub fn extract(&self, source: &Source<'_>) -> Record {
        let read = self.readable(source.text);
        let text = Text::new(read);
        assemble::record(source, &text, &self.options, &self.tables)
    }

    /// The part of the text that is read: up to `max_chars`, and never more than 32-bit offsets reach.
    fn readable<'s>(&self, text: &'s str) -> &'s str {
        const LONGEST: usize = u32::MAX as usize - 16;
        let end = match self.options.max_chars {
            Some(chars) => text.char_indices().nth(chars).map_or(text.len(), |(byte, _)| byte),
            None => text.len(),
        };
        let end = text.floor_char_boundary(end.min(LONGEST));
        text.get(..end).unwrap_or(text)
    }
}
