//! Text in, record out: the layers of onrecord, in reading order.
//!
//! Each layer is a function from what stands above it to one typed value; data flows one way.

mod actors;
mod assemble;
mod attribution;
pub mod dateline;
mod diagnostics;
mod extractor;
mod language;
mod names;
mod options;
mod statements;
pub mod text;
pub mod time;

pub use extractor::{Extractor, Source, parse_date};
pub use options::{Attribution, Error, ErrorKind, Options};
