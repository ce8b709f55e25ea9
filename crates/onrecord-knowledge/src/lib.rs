//! Facts that a reading of newswire dispatches needs: states and their names, capitals
//! and buildings that stand for governments, organisations, ministries, news agencies,
//! offices and their holders, instruments, concepts. Reviewed tables, no logic of extraction.
//!
//! ```
//! use onrecord_knowledge::{Guard, Knowledge};
//!
//! let knowledge = Knowledge::builtin();
//! let chad = knowledge.find("Chad").next().expect("known");
//! assert_eq!(chad.key, "TCD");
//! // Also a name of persons: an extractor has to look for a sign.
//! assert!(chad.guards.contains(Guard::Person));
//! ```
//!
//! * [`Knowledge`] holds every table; each row is a typed struct of [`rows`].
//! * [`Knowledge::aliases`] feeds a matcher, [`Knowledge::find`] asks for one text.
//! * [`Guard`] says what has to be seen before an alias is taken for its entry.
//! * [`Knowledge::with_table`] adds or overrides rows with a user's own table.
//!
//! The tables stand in `data/*.tsv`. Each begins with its title, source, as-of date and
//! the meaning of its columns, and can be reviewed without reading code.

mod builtin;
mod cell;
mod date;
mod error;
mod guard;
mod index;
mod keyed;
mod knowledge;
pub mod rows;
mod table;
mod tsv;

pub use builtin::{HOLDERS_AS_OF, SOURCES};
pub use cell::Text;
pub use date::{DatedAlias, Day, PartialDate, Period};
pub use error::Error;
pub use guard::{Guard, GuardSet, Guards};
pub use knowledge::{AddedAlias, Knowledge};
pub use table::{Entry, Form, Rows, Table};
