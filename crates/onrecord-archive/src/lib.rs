//! Many records in one SQLite file: ingest, merging across documents, questions, exports, a page to hand on.
//!
//! An [`Archive`] is one file without a server. Every row of it leads back to a document and a span, so that every
//! answer can be read in the words it rests on. The tables are described in `src/schema/001.sql`; the page
//! `docs/archive.md` shows the archive from the outside.

mod archive;
mod ask;
mod columns;
mod error;
mod export;
mod inspect;
mod keys;
mod merge;
mod prepare;
mod report;
mod schema;
mod text;
mod write;

pub use archive::{Added, Archive, Settings, version};
pub use ask::{
    About, Act, AgreementCount, Change, ChangeKind, Claim, DefinitionInTime, Disagreement, DisagreementValue, Evidence,
    Filter, Found, InContext, InvocationCount, Ladder, LadderRung, Occasion, Presented, QUESTIONS, RoleInTime, Rung,
    SpeaksAbout, Stance, Unanswered, Variant, Variants, changes,
};
pub use error::{Error, ErrorKind};
pub use export::{Exported, Format, Network, brat, timeml, web_annotation};
pub use inspect::{Finding, Stats};
pub use keys::{ActorKeys, ExchangeKeys, Keys, QuotationKeys};
pub use prepare::Entry;
pub use report::{MOST_STATEMENTS, Reported};
pub use schema::TABLES;
pub use text::digest;
