//! `extract_many`: many dispatches on several threads, without holding the interpreter.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use onrecord_extract::{Extractor, Source};
use onrecord_model as model;
use pyo3::exceptions::{PyKeyboardInterrupt, PyTypeError, PyUserWarning};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::corpus::{Corpus, RowError};
use crate::errors::OptionError;
use crate::rows::{self, Dispatch, FieldNames};

/// Texts that are in memory at once beside their records, for each thread.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 4 << 20;

/// How often a running batch looks for an interrupt and tells how far it is.
pub(crate) const GLANCE: Duration = Duration::from_millis(100);

type Numbered = (usize, Result<Dispatch, model::RowError>);
type Done = Result<model::Record, model::RowError>;

/// Many dispatches on several threads.
///
/// Its threads are its own and end with it: a process that forks afterwards finds none that hang.
pub(crate) struct Many<'e> {
    extractor: &'e Extractor,
    pool: ThreadPool,
    /// A progress bar, with `update(rows)` and `close()`. Where there is one, an interrupt keeps what is done.
    bar: Option<Py<PyAny>>,
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
        Ok(Self { extractor, pool, bar: None })
    }

    /// Shows how far it has come.
    pub(crate) fn with_progress(mut self, rows: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.bar = Some(rows.py().import("onrecord._progress")?.call_method1("bar", (rows,))?.unbind());
        Ok(self)
    }

    /// Reads every row. Raises only what the iterable itself raises, or an interrupt.
    pub(crate) fn extract(&self, py: Python<'_>, rows: &Bound<'_, PyAny>, names: &FieldNames) -> PyResult<Corpus> {
        if rows.is_instance_of::<PyString>() || rows.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err(
                "extract_many takes an iterable of dispatches; for one text there is extract(text)",
            ));
        }
        let mut corpus = Corpus::default();
        let done = self.read_rows(py, rows, names, &mut corpus);
        if let Some(bar) = &self.bar {
            bar.call_method0(py, "close")?;
        }
        match done {
            Err(error) if self.bar.is_some() && error.is_instance_of::<PyKeyboardInterrupt>(py) => {
                corpus.interrupted = true;
                let message = c"interrupted: the corpus holds what was done until then, and its `interrupted` is True";
                PyErr::warn(py, &py.get_type::<PyUserWarning>(), message, 1)?;
            }
            done => done?,
        }
        Ok(corpus)
    }

    fn read_rows(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        names: &FieldNames,
        corpus: &mut Corpus,
    ) -> PyResult<()> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        for (number, row) in rows::each(rows, names)?.enumerate() {
            let row = rows::dispatch(&row?, number + 1, names);
            bytes += row.as_ref().map_or(0, |dispatch| dispatch.text.len());
            batch.push((number, row));
            let threads = self.pool.current_num_threads();
            if batch.len() >= BATCH_ROWS * threads || bytes >= BATCH_BYTES * threads {
                self.run(py, std::mem::take(&mut batch), corpus)?;
                bytes = 0;
            }
        }
        self.run(py, batch, corpus)
    }

    /// Reads a batch. After an interrupt the corpus holds the rows up to the first that was not read.
    fn run(&self, py: Python<'_>, batch: Vec<Numbered>, corpus: &mut Corpus) -> PyResult<()> {
        py.check_signals()?;
        let (done, ended) = py.detach(|| self.read_batch(&batch));
        for ((row, _), done) in batch.into_iter().zip(done) {
            match done {
                Some(Ok(record)) => corpus.records.push(Arc::new(record)),
                Some(Err(error)) => corpus.errors.push(RowError { row, error }),
                None => break,
            }
        }
        ended
    }

    /// Reads on the threads of the pool, while this one waits for them and for an interrupt.
    fn read_batch(&self, batch: &[Numbered]) -> (Vec<Option<Done>>, PyResult<()>) {
        let stop = AtomicBool::new(false);
        let count = AtomicUsize::new(0);
        let (sender, receiver) = channel();
        self.pool.in_place_scope(|scope| {
            let (stop, count) = (&stop, &count);
            scope.spawn(move |_| {
                let read = |(_, row): &Numbered| {
                    if stop.load(Ordering::Relaxed) {
                        return None;
                    }
                    let done = row.as_ref().map_err(Clone::clone).and_then(|row| self.read(row));
                    count.fetch_add(1, Ordering::Relaxed);
                    Some(done)
                };
                // The receiver waits for this; it cannot be gone.
                let _ = sender.send(batch.par_iter().map(read).collect());
            });
            let mut ended = Ok(());
            loop {
                match receiver.recv_timeout(GLANCE) {
                    Ok(done) => return (done, ended.and_then(|()| self.tell(count))),
                    Err(RecvTimeoutError::Disconnected) => return (Vec::new(), ended),
                    Err(RecvTimeoutError::Timeout) if ended.is_ok() => {
                        ended = self.tell(count);
                        stop.store(ended.is_err(), Ordering::Relaxed);
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })
    }

    /// Moves the bar by the rows done since it was last moved. Fails where Python has been interrupted.
    fn tell(&self, count: &AtomicUsize) -> PyResult<()> {
        Python::attach(|py| {
            if let Some(bar) = &self.bar {
                bar.call_method1(py, "update", (count.swap(0, Ordering::Relaxed),))?;
            }
            py.check_signals()
        })
    }

    fn read(&self, row: &Dispatch) -> Done {
        let source = Source { text: &row.text, id: &row.id, published: row.published };
        let mut record = onrecord_cli::extract_row(self.extractor, &source)?;
        record.diagnostics.extend(row.remark.clone());
        Ok(record)
    }
}
