//! Batches of rows in, batches of records out, never more of them in memory than a few for each thread.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_schema::ArrowError;
use onrecord_arrow::records;
use onrecord_cli::{InOrder, PIECE_BYTES, PIECE_ROWS, Taken};
use onrecord_extract::{Extractor, Source};
use onrecord_model::{Record, RowErrorDetail};
use pyo3::prelude::*;

use super::input::Columns;
use super::interrupted;
use crate::errors::OptionError;
use crate::many::GLANCE;
use crate::memory;

type Done = Result<RecordBatch, ArrowError>;

/// Bytes that are in memory at once, for each thread. Beside Python and pyarrow there is room for a single text of a
/// megabyte with its record and its columns, and not for one on each of two threads.
const BYTES: u64 = 384 << 10;
/// Behind a longer text memory is given back to the system.
const LONG: u64 = 256 << 10;

/// The records of a stream of rows, each batch made when it is asked for or shortly before.
pub(crate) struct Extraction {
    input: RecordBatchStreamReader,
    /// What has been read of the input and not yet been given to a thread.
    rest: VecDeque<Slice>,
    rows: usize,
    worker: Arc<Worker>,
    /// A slice comes back with its records, since giving up its memory may be for Python to do.
    work: InOrder<(Done, Slice)>,
    ended: bool,
    /// Why there are no more rows, where reading failed.
    failure: Option<ArrowError>,
    /// An error was handed out, and nothing comes after it.
    over: bool,
}

/// Rows that are worked on by one thread.
struct Slice {
    batch: RecordBatch,
    /// The number of its first row, counted from 1.
    first: usize,
    bytes: u64,
}

/// What every thread needs.
struct Worker {
    extractor: Arc<Extractor>,
    columns: Columns,
}

impl Extraction {
    pub(crate) fn new(
        extractor: Arc<Extractor>,
        input: RecordBatchStreamReader,
        columns: Columns,
        threads: Option<usize>,
    ) -> PyResult<Self> {
        let wrong = |problem: &str| OptionError::new_err(format!("option threads: {problem}"));
        if threads == Some(0) {
            return Err(wrong("0 threads do no work; leave it out for one a core"));
        }
        let work = InOrder::new(threads, BYTES).map_err(|error| wrong(&format!("{error}; ask for fewer")))?;
        let worker = Arc::new(Worker { extractor, columns });
        Ok(Self { input, rest: VecDeque::new(), rows: 0, worker, work, ended: false, failure: None, over: false })
    }

    /// The next rows for one thread.
    fn slice(&mut self) -> Option<Result<Slice, ArrowError>> {
        while self.rest.is_empty() && !self.ended {
            match self.input.next() {
                Some(Ok(batch)) => {
                    if let Err(error) = self.cut(&batch) {
                        self.ended = true;
                        return Some(Err(error));
                    }
                }
                Some(Err(error)) => {
                    self.ended = true;
                    return Some(Err(error));
                }
                None => self.ended = true,
            }
        }
        self.rest.pop_front().map(Ok)
    }

    /// Cuts a batch into slices, which share its memory.
    fn cut(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        let sizes = self.worker.columns.sizes(batch)?;
        let (mut start, mut bytes) = (0, 0);
        for (row, size) in sizes.iter().enumerate() {
            bytes += *size as u64;
            let end = row + 1;
            if end - start >= PIECE_ROWS || bytes >= PIECE_BYTES || end == sizes.len() {
                let first = self.rows + start + 1;
                self.rest.push_back(Slice { batch: batch.slice(start, end - start), first, bytes });
                (start, bytes) = (end, 0);
            }
        }
        self.rows += sizes.len();
        Ok(())
    }

    fn advance(&mut self) -> Option<Done> {
        while self.work.has_room() {
            match self.slice() {
                Some(Ok(slice)) => {
                    let worker = Arc::clone(&self.worker);
                    self.work.give(slice.bytes, move || {
                        let done = worker.extract(&slice);
                        if slice.bytes > LONG {
                            memory::give_back();
                        }
                        (done, slice)
                    });
                }
                // What was read before the failure comes first.
                Some(Err(error)) => self.failure = Some(error),
                None => break,
            }
        }
        loop {
            // A reader may hold the interpreter while it asks, which rows that belong to Python may need.
            match Python::attach(|py| py.detach(|| self.work.take_within(GLANCE))) {
                Taken::Done((done, _)) => return Some(done),
                Taken::Nothing => return self.failure.take().map(Err),
                Taken::NotYet => {
                    if let Err(error) = interrupted() {
                        return Some(Err(error));
                    }
                }
            }
        }
    }
}

impl Iterator for Extraction {
    type Item = Done;

    fn next(&mut self) -> Option<Done> {
        if self.over {
            return None;
        }
        let done = interrupted().map_or_else(|error| Some(Err(error)), |()| self.advance());
        self.over = matches!(done, Some(Err(_)));
        done
    }
}

impl Worker {
    fn extract(&self, slice: &Slice) -> Done {
        let rows = self.columns.rows(&slice.batch, slice.first)?;
        let done: Vec<_> = (0..slice.batch.num_rows())
            .map(|row| {
                let row = rows.get(row)?;
                let source = Source { text: row.text, id: &row.id, published: row.published };
                let mut record = onrecord_cli::extract_row(&self.extractor, &source).map_err(|error| error.error)?;
                record.diagnostics.extend(row.remark);
                Ok(record)
            })
            .collect();
        records::beside(self.columns.keys(&slice.batch), &written(&done)?)
    }
}

/// The records as rows. What is larger than a column can hold costs its slice, which is then a single text.
fn written(done: &[Result<Record, RowErrorDetail>]) -> Done {
    let outcomes: Vec<_> = done.iter().map(Result::as_ref).collect();
    if let Ok(Ok(batch)) = catch_unwind(AssertUnwindSafe(|| records::batch(&outcomes))) {
        return Ok(batch);
    }
    let message = "the record is larger than 2 GiB in one column; split the text".to_owned();
    let error = RowErrorDetail { code: "too_long".into(), message };
    records::batch(&vec![Err(&error); done.len()])
}
