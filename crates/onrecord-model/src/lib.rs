//! What a record is: the types of schema 1.0, spans, ids, and the JSON Schema.
//!
//! A [`Record`] says who said what, to whom, when, in which role, citing which instrument; every value is led back
//! to the exact words by a [`Span`]. This crate holds no rules and reads no text: `onrecord-extract` fills records,
//! `onrecord-archive` keeps them.
//!
//! ```
//! use onrecord_model::Record;
//!
//! let json = r#"{"schema":"1.0","extractor":"onrecord 0.1.0","document":{"id":"note","sha256":"","language":"en",
//!     "published":null,"header":null,"dateline":null,"paragraphs":[],"body_start":0,"credits":[]},
//!     "timexes":[],"places":[],"actors":[],"mentions":[],"roles":[],"events":[],"statements":[],"instruments":[],
//!     "concepts":[],"definitions":[],"exchanges":[],"invocations":[],"positions":[],"factuality":[],
//!     "coverage":{"quotation_marks_claimed":0,"quotation_marks_total":0,"unread":[]},"diagnostics":[]}"#;
//! let record = Record::from_json(json)?;
//! assert_eq!(Record::from_json(&record.to_json()?)?, record);
//! # Ok::<(), onrecord_model::Error>(())
//! ```
//!
//! Names are the field's standard terms and the same in Rust, JSON, Python, SQL and Arrow: source, cue and content
//! (the PARC scheme), TIMEX3 types and values (TimeML), mention types (ACE), factuality values (FactBank).

mod actor;
mod check;
mod diplomacy;
mod document;
mod error;
mod id;
mod item;
mod record;
#[cfg(test)]
mod schema;
mod span;
mod statement;
mod time;

pub use actor::{Actor, ActorKind, Derivation, Membership, Mention, MentionType, RegistryEntry, Role};
pub use diplomacy::{
    Agreement, Concept, ConceptKind, Definition, DefinitionKind, Discrepancy, Event, EventKind, Exchange, ExchangeKind,
    ExchangeStatus, ExpectedReply, Instrument, InstrumentKind, InstrumentRegistryEntry, Invocation, InvocationRelation,
    Position, Report, Voice,
};
pub use document::{Coverage, Dateline, Diagnostic, Document, Header, Paragraph, Place};
pub use error::{Error, ErrorKind};
pub use id::{
    ActorId, ConceptId, DateSource, DefinitionId, EventId, ExchangeId, FactualityId, InstrumentId, InvocationId,
    MentionId, ParagraphId, PlaceId, PositionId, RoleId, StatementId, TimexId,
};
pub use item::{Evidence, Item, Rule};
pub use record::{JSON_SCHEMA, Listed, Record, RowError, RowErrorDetail, SCHEMA_VERSION};
pub use span::{OffsetMap, Span};
pub use statement::{
    AttributionType, Cue, CuePosition, Evidential, Factuality, FactualityValue, ParentStance, Quotation, SpeechAct,
    Statement,
};
pub use time::{Interval, Timex, TimexFunction, TimexModifier, TimexType};
