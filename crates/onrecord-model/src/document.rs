//! The document itself: header, dateline, paragraphs, credits, coverage and diagnostics.

use serde::{Deserialize, Serialize};

use crate::id::{ActorId, ParagraphId, PlaceId, TimexId};
use crate::item::item;
use crate::span::Span;

/// One dispatch as it came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The id given by the caller; for a `.txt` file its stem.
    pub id: String,
    /// SHA-256 of the UTF-8 text, 64 hexadecimal digits.
    pub sha256: String,
    /// ISO 639-1 code of the language the text was read as.
    pub language: String,
    /// ISO date of publication, given by the caller or read from the header.
    pub published: Option<String>,
    /// A feed header before the dateline, as `date 2022-02-15`.
    pub header: Option<Header>,
    /// Place, date and agency at the beginning of the body.
    pub dateline: Option<Dateline>,
    /// The paragraphs in order, white space at both ends left out.
    pub paragraphs: Vec<Paragraph>,
    /// Offset in code points where the body begins, after header and dateline.
    pub body_start: u32,
    /// Credits such as "Reporting by …; editing by …".
    pub credits: Vec<Span>,
}

/// A feed header with the date of the dispatch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The words of the header.
    pub span: Span,
    /// The ISO date it gives.
    pub date: String,
}

/// The dateline of a dispatch: where it was filed, when, by which agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dateline {
    /// The whole dateline.
    pub span: Span,
    /// The places it names, in order.
    pub places: Vec<PlaceId>,
    /// The ISO date, its year resolved against the date of publication.
    pub date: Option<String>,
    /// The news agency it names.
    pub agency: Option<ActorId>,
    /// The time expression of the date.
    pub timex: Option<TimexId>,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// The id of the paragraph.
    pub id: ParagraphId,
    /// Its words, without white space at either end.
    pub span: Span,
}

item! {
    /// A place named in the text.
    Place(PlaceId) {
        /// The usual English name ("Moscow").
        name: String,
        /// The country it lies in, ISO 3166-1 alpha-3; from the tables.
        country: Option<String>,
        /// Where the text names it.
        spans: Vec<Span>,
    }
}

/// How much of the text was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Quotation marks that belong to a statement, a title, a term or scare quotes.
    pub quotation_marks_claimed: u32,
    /// All quotation marks of the text.
    pub quotation_marks_total: u32,
    /// Sentences from which nothing was taken.
    pub unread: Vec<Span>,
}

/// A remark on the text or on the reading of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Diagnostic {
    /// A stable code such as `unbalanced_quotation`.
    pub code: std::borrow::Cow<'static, str>,
    /// One sentence for a reader.
    pub message: String,
    /// The words it is about.
    pub span: Option<Span>,
}
