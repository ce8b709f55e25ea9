//! `onrecord.Corpus`: the records of many dispatches, made on several threads without holding the interpreter.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use onrecord_extract::{Extractor, Source};
use onrecord_model as model;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PySlice, PyString};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::errors::OptionError;
use crate::record::Record;
use crate::rows::{self, Dispatch, FieldNames};

/// The records of many dispatches, in the order of the input.
///
/// `len(corpus)` counts the records, `corpus[i]` is a `Record`, a slice is a `Corpus`. Rows that could not be read are
/// not among them: they stand in `corpus.errors`, each with its number in the input. Frozen.
#[pyclass(module = "onrecord", frozen, sequence)]
pub(crate) struct Corpus {
    records: Vec<Arc<model::Record>>,
    errors: Vec<RowError>,
}

/// A row that could not be read.
#[pyclass(module = "onrecord", frozen)]
#[derive(Clone)]
pub(crate) struct RowError {
    row: usize,
    error: model::RowError,
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

#[pymethods]
impl Corpus {
    /// The rows that could not be read.
    #[getter]
    fn errors(&self) -> Vec<RowError> {
        self.errors.clone()
    }

    /// One line of JSON for every row, records and errors, as `onrecord extract` writes it.
    fn to_jsonl(&self) -> PyResult<String> {
        let failed = |error: serde_json::Error| crate::errors::RecordError::new_err(error.to_string());
        let mut errors = self.errors.iter().peekable();
        let mut records = self.records.iter();
        let mut lines = String::new();
        for row in 0..self.records.len() + self.errors.len() {
            let line = match errors.next_if(|error| error.row <= row) {
                Some(error) => serde_json::to_string(&error.error),
                None => match records.next() {
                    Some(record) => serde_json::to_string(&**record),
                    // Rows beyond the records, after a slice.
                    None => continue,
                },
            };
            lines.push_str(&line.map_err(failed)?);
            lines.push('\n');
        }
        Ok(lines)
    }

    fn __len__(&self) -> usize {
        self.records.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = index.cast::<PySlice>() {
            let indices = slice.indices(isize::try_from(self.records.len())?)?;
            let positions = (0..indices.slicelength).map(|i| indices.start + indices.step * i.cast_signed());
            let records = positions.filter_map(|at| self.record(at)).collect();
            return Self { records, errors: Vec::new() }.into_bound_py_any(py);
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
        match self.errors.len() {
            0 => format!("<Corpus {records}>"),
            errors => format!("<Corpus {records}, {}>", count(errors, "error")),
        }
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.records == other.records
            && self.errors.len() == other.errors.len()
            && self.errors.iter().zip(&other.errors).all(|(one, two)| one.__eq__(two))
    }
}

impl Corpus {
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

/// Texts that are in memory at once beside their records, for each thread.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 4 << 20;

/// Many dispatches on several threads.
///
/// Its threads are its own and end with it: a process that forks afterwards finds none that hang.
pub(crate) struct Many<'e> {
    extractor: &'e Extractor,
    pool: ThreadPool,
}

impl<'e> Many<'e> {
    /// `threads` at once; one for each core where not given.
    pub(crate) fn new(extractor: &'e Extractor, threads: Option<usize>) -> PyResult<Self> {
        if threads == Some(0) {
            return Err(OptionError::new_err("option threads: 0 threads do no work; leave it out for one a core"));
        }
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .build()
            .map_err(|error| OptionError::new_err(format!("option threads: {error}; ask for fewer")))?;
        Ok(Self { extractor, pool })
    }

    /// Reads every row. Raises only what the iterable itself raises, or an interrupt.
    pub(crate) fn extract(&self, py: Python<'_>, rows: &Bound<'_, PyAny>, names: &FieldNames) -> PyResult<Corpus> {
        if rows.is_instance_of::<PyString>() || rows.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err(
                "extract_many takes an iterable of dispatches; for one text there is extract(text)",
            ));
        }
        let mut corpus = Corpus { records: Vec::new(), errors: Vec::new() };
        let mut batch = Vec::new();
        let mut bytes = 0;
        for (number, row) in rows.try_iter()?.enumerate() {
            let row = rows::dispatch(&row?, number + 1, names);
            bytes += row.as_ref().map_or(0, |dispatch| dispatch.text.len());
            batch.push((number, row));
            let threads = self.pool.current_num_threads();
            if batch.len() >= BATCH_ROWS * threads || bytes >= BATCH_BYTES * threads {
                self.run(py, std::mem::take(&mut batch), &mut corpus)?;
                bytes = 0;
            }
        }
        self.run(py, batch, &mut corpus)?;
        Ok(corpus)
    }

    fn run(
        &self,
        py: Python<'_>,
        batch: Vec<(usize, Result<Dispatch, model::RowError>)>,
        corpus: &mut Corpus,
    ) -> PyResult<()> {
        py.check_signals()?;
        let done: Vec<_> = py.detach(|| {
            self.pool.install(|| {
                batch
                    .par_iter()
                    .map(|(_, row)| row.as_ref().map_err(Clone::clone).and_then(|row| self.read(row)))
                    .collect()
            })
        });
        for ((row, _), done) in batch.into_iter().zip(done) {
            match done {
                Ok(record) => corpus.records.push(Arc::new(record)),
                Err(error) => corpus.errors.push(RowError { row, error }),
            }
        }
        Ok(())
    }

    fn read(&self, row: &Dispatch) -> Result<model::Record, model::RowError> {
        let source = Source { text: &row.text, id: &row.id, published: row.published };
        let mut record = onrecord_cli::extract_row(self.extractor, &source)?;
        record.diagnostics.extend(row.remark.clone());
        Ok(record)
    }
}
