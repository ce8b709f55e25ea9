//! The Python binding: conversions and nothing else. The package `onrecord` names what is public.

mod archive;
mod convert;
mod corpus;
mod errors;
mod extractor;
mod frame;
mod items;
mod keys;
mod knowledge;
mod many;
mod memory;
mod record;
mod rows;
mod stream;
mod table;

use pyo3::prelude::*;

/// The native part of onrecord.
#[pymodule(gil_used = false)]
mod _native {
    use super::{Python, pyfunction};

    #[pymodule_export]
    use super::archive::ArchiveFile;
    #[pymodule_export]
    use super::corpus::{Corpus, CorpusIterator, RowError};
    #[pymodule_export]
    use super::extractor::Extractor;
    #[pymodule_export]
    use super::items::{
        Actor, Concept, Coverage, Cue, Dateline, Definition, Diagnostic, Discrepancy, Document, Event, Exchange,
        ExpectedReply, Factuality, Header, Instrument, InstrumentRegistryEntry, Interval, Invocation, Mention,
        Paragraph, Place, Position, RegistryEntry, Report, Role, Span, Statement, Timex,
    };
    #[pymodule_export]
    use super::keys::merging_keys;
    #[pymodule_export]
    use super::record::Record;
    #[pymodule_export]
    use super::stream::{Batch, RecordStream};
    #[pymodule_export]
    use super::table::Table;

    /// The version of the package.
    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// The version of the schema that records follow.
    #[pymodule_export]
    const SCHEMA_VERSION: &str = onrecord_model::SCHEMA_VERSION;

    /// The JSON Schema of a record, as text.
    #[pymodule_export]
    const JSON_SCHEMA: &str = onrecord_model::JSON_SCHEMA;

    /// Runs the command `onrecord` with these arguments, the first being its name, and returns the exit status.
    #[pyfunction]
    fn run(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
        py.detach(|| onrecord_cli::run(arguments))
    }
}
