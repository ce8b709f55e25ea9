//! The row types: one a table, each field the column of the same name.
//!
//! What a column means stands at the head of its table in `data/`, with the table's
//! source and as-of date.

mod actors;
mod diplomacy;
mod offices;
mod persons;
mod places;

pub use actors::{Agency, Group, Institution, InstitutionKind, Membership, Organisation, OrganisationKind};
pub use diplomacy::{Concept, ConceptKind, Instrument, InstrumentKind};
pub use offices::{
    Chair, Holder, Holders, MinistryType, Office, OfficeKind, OfficeOf, Qualifier, QualifierKind, QualifierPosition,
};
pub use persons::{EverydayWord, Gender, GivenName, Honorific, HonorificKind, NameParticle};
pub use places::{Metonym, MetonymKind, Place, PlaceKind, State, StateStatus};
