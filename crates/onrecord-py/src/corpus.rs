//! `onrecord.Corpus`: the records of many dispatches.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use onrecord_arrow::records;
use onrecord_model as model;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyType};

use crate::errors::RecordError;
use crate::record::Record;
use crate::stream::{RecordStream, read_records};
use crate::table::{BATCH, Table};

/// The records of many dispatches, in the order of the input.
///
/// `len(corpus)` counts the records, `corpus[i]` is a `Record`, a slice is a `Corpus`. Rows that could not be read are
/// not among them: they stand in `corpus.errors`, each with its number in the input. `corpus.statements` and its
/// neighbours are tables of all records. `Corpus(records)` makes one of any records. Frozen.
#[pyclass(module = "onrecord", frozen, sequence)]
#[derive(Default)]
pub(crate) struct Corpus {
    pub(crate) records: Vec<Arc<model::Record>>,
    pub(crate) errors: Vec<RowError>,
    pub(crate) interrupted: bool,
}

/// A row that could not be read.
#[pyclass(module = "onrecord", frozen)]
#[derive(Clone)]
pub(crate) struct RowError {
    pub(crate) row: usize,
    pub(crate) error: model::RowError,
}

#[pymethods]
impl RowError {
    /// The position of the row in the input, counted from 0.
    #[getter]
    fn row(&self) -> usize {
        self.row
    }

    /// The id of the row, where it had one; else its number, counted from 1.
    #[getter]
    fn id(&self) -> &str {
        &self.error.id
    }

    /// A stable code such as `missing_text`.
    #[getter]
    fn code(&self) -> &str {
        &self.error.error.code
    }

    /// One sentence for a reader.
    #[getter]
    fn message(&self) -> &str {
        &self.error.error.message
    }

    /// The error as `onrecord extract` writes it in place of the record.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::record::dictionary(py, &self.error)
    }

    fn __repr__(&self) -> String {
        format!("RowError(row={}, id={:?}, code={:?})", self.row, self.error.id, self.error.error.code)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.row == other.row && self.error == other.error
    }

    fn __hash__(&self) -> u64 {
        self.row as u64
    }
}

/// The tables of a corpus, and what else it can do.
macro_rules! corpus {
    (
        tables { $($(#[$doc:meta])* $table:ident,)* }
        $($extra:tt)*
    ) => {
        #[pymethods]
        impl Corpus {
            $(
                $(#[$doc])*
                #[getter]
                fn $table(&self) -> PyResult<Table> {
                    Table::new(stringify!($table), self.records.clone())
                }
            )*

            $($extra)*
        }
    };
}

corpus! {
    tables {
        /// The dispatches, a row each.
        documents,
        /// Expressions of time, a row each.
        timexes,
        /// Places, a row each.
        places,
        /// Persons, offices, organisations, states and groups, a row each.
        actors,
        /// The words that stand for actors, a row each.
        mentions,
        /// Offices that actors hold, a row each.
        roles,
        /// Meetings, press conferences, adoptions and the like, a row each.
        events,
        /// Who said what, a row each.
        statements,
        /// Treaties, resolutions and other texts cited, a row each.
        instruments,
        /// Principles, norms, goals and topics, a row each.
        concepts,
        /// What someone says a concept is, a row each.
        definitions,
        /// Letters, calls, talks and replies, a row each.
        exchanges,
        /// Who cites which instrument for what, a row each.
        invocations,
        /// Who is for or against what, a row each.
        positions,
        /// How certain each source makes each event, a row each.
        factuality,
    }

    /// A corpus of these records, in their order.
    #[new]
    #[pyo3(signature = (records=None, /))]
    fn new(records: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let mut corpus = Self::default();
        let Some(records) = records else { return Ok(corpus) };
        for record in records.try_iter()? {
            let record = record?;
            let Ok(record) = record.cast::<Record>() else {
                let kind = record.get_type().name()?;
                return Err(PyTypeError::new_err(format!("a corpus is made of records, not of {kind}")));
            };
            corpus.records.push(Arc::clone(&record.get().record));
        }
        Ok(corpus)
    }

    /// The rows that could not be read.
    #[getter]
    fn errors(&self) -> Vec<RowError> {
        self.errors.clone()
    }

    /// Whether the reading was interrupted: the rows after the last one here have not been read.
    #[getter]
    fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// Reads what `to_jsonl` or `onrecord extract` has written: one record or error a line.
    ///
    /// Raises `RecordError`, with the number of the line, where one is neither.
    #[classmethod]
    #[pyo3(signature = (jsonl, /))]
    fn from_jsonl(_class: &Bound<'_, PyType>, py: Python<'_>, jsonl: &str) -> PyResult<Self> {
        py.detach(|| {
            let mut corpus = Self::default();
            let lines = jsonl.lines().filter(|line| !line.trim().is_empty());
            for (row, line) in lines.enumerate() {
                match model::Record::from_json(line) {
                    Ok(record) => corpus.records.push(Arc::new(record)),
                    Err(problem) => match serde_json::from_str(line) {
                        Ok(error) => corpus.errors.push(RowError { row, error }),
                        Err(_) => return Err(RecordError::new_err(format!("record {}: {problem}", row + 1))),
                    },
                }
            }
            Ok(corpus)
        })
    }

    /// One line of JSON for every row, records and errors, as `onrecord extract` writes it.
    fn to_jsonl(&self) -> PyResult<String> {
        let failed = |error: serde_json::Error| RecordError::new_err(error.to_string());
        let mut lines = String::new();
        for row in self.rows() {
            let line = match row {
                Ok(record) => serde_json::to_string(&**record),
                Err(error) => serde_json::to_string(error),
            };
            lines.push_str(&line.map_err(failed)?);
            lines.push('\n');
        }
        Ok(lines)
    }

    /// Every row as Arrow, records and errors: what `Corpus.from_arrow`, `Archive.add` and `onrecord.spark` read.
    fn to_arrow(&self) -> RecordStream {
        let rows: Vec<_> = self.rows().map(|row| row.map(Arc::clone).map_err(|error| error.error.clone())).collect();
        RecordStream::of_records(Box::new((0..rows.len()).step_by(BATCH).map(move |start| {
            let rows = rows.get(start..rows.len().min(start + BATCH)).unwrap_or_default();
            let outcomes = rows.iter().map(|row| row.as_ref().map(|record| &**record));
            records::batch(&outcomes.collect::<Vec<_>>())
        })))
    }

    /// Reads rows that a `RecordStream` has written, also after Parquet, Spark or a data frame has had them. Columns that
    /// are none of the record are passed over.
    ///
    /// Raises `RecordError` where a column is missing or a row is neither a record nor an error.
    #[classmethod]
    #[pyo3(signature = (rows, /))]
    fn from_arrow(_class: &Bound<'_, PyType>, py: Python<'_>, rows: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut corpus = Self::default();
        read_records(py, rows, |batch| {
            for row in batch {
                match row {
                    Ok(record) => corpus.records.push(Arc::new(record)),
                    Err(error) => {
                        let row = corpus.records.len() + corpus.errors.len();
                        let error = model::RowError { id: (row + 1).to_string(), error };
                        corpus.errors.push(RowError { row, error });
                    }
                }
            }
            Ok(())
        })?;
        Ok(corpus)
    }

    fn __len__(&self) -> usize {
        self.records.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = index.cast::<PySlice>() {
            let indices = slice.indices(isize::try_from(self.records.len())?)?;
            let positions = (0..indices.slicelength).map(|i| indices.start + indices.step * i.cast_signed());
            let records = positions.filter_map(|at| self.record(at)).collect();
            return Self { records, ..Self::default() }.into_bound_py_any(py);
        }
        let Ok(at) = index.extract::<isize>() else {
            let kind = index.get_type().name()?;
            return Err(PyTypeError::new_err(format!("a corpus is indexed by an integer or a slice, not {kind}")));
        };
        let length = self.records.len();
        let from_start = if at < 0 { at + length.cast_signed() } else { at };
        let record = self
            .record(from_start)
            .ok_or_else(|| PyIndexError::new_err(format!("there is no record {at}: the corpus has {length}")))?;
        Record { record }.into_bound_py_any(py)
    }

    fn __iter__(slf: Bound<'_, Self>) -> CorpusIterator {
        CorpusIterator { corpus: slf.unbind(), next: AtomicUsize::new(0) }
    }

    fn __repr__(&self) -> String {
        let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        let records = count(self.records.len(), "record");
        let errors = (!self.errors.is_empty()).then(|| count(self.errors.len(), "error"));
        let interrupted = self.interrupted.then(|| "interrupted".to_owned());
        let parts: Vec<_> = [Some(records), errors, interrupted].into_iter().flatten().collect();
        format!("<Corpus {}>", parts.join(", "))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.records == other.records
            && self.errors.len() == other.errors.len()
            && self.errors.iter().zip(&other.errors).all(|(one, two)| one.__eq__(two))
    }
}

impl Corpus {
    /// Records and errors, in the order of the input.
    fn rows(&self) -> impl Iterator<Item = Result<&Arc<model::Record>, &model::RowError>> {
        let mut errors = self.errors.iter().peekable();
        let mut records = self.records.iter();
        // After a slice there are rows beyond the records.
        (0..self.records.len() + self.errors.len()).filter_map(move |row| {
            match errors.next_if(|error| error.row <= row) {
                Some(error) => Some(Err(&error.error)),
                None => records.next().map(Ok),
            }
        })
    }

    /// The records, in order.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Arc<model::Record>> {
        self.records.iter()
    }

    fn record(&self, at: isize) -> Option<Arc<model::Record>> {
        usize::try_from(at).ok().and_then(|at| self.records.get(at)).map(Arc::clone)
    }
}

/// The records of a corpus, one after the other.
#[pyclass(module = "onrecord", frozen)]
pub(crate) struct CorpusIterator {
    corpus: Py<Corpus>,
    next: AtomicUsize,
}

#[pymethods]
impl CorpusIterator {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self) -> Option<Record> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        self.corpus.get().records.get(at).map(|record| Record { record: Arc::clone(record) })
    }
}
