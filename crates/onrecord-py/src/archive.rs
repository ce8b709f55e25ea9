//! `onrecord._native.ArchiveFile`: the archive as `onrecord.Archive` uses it.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use onrecord_archive::{About, Added, Archive, Entry, Filter, Settings, digest, version};
use onrecord_arrow::records;
use onrecord_extract::Source;
use onrecord_model::{Record as ModelRecord, RowError};
use pyo3::prelude::*;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::corpus::Corpus;
use crate::errors::{ArchiveError, OptionError};
use crate::extractor::Extractor;
use crate::record::{Record, dictionary};
use crate::rows::{self, Dispatch, FieldNames};
use crate::stream::{RecordStream, read_records};

/// Dispatches in one transaction, and in one batch of Arrow.
const BATCH: usize = 512;

/// An archive file. Use `onrecord.Archive`.
#[pyclass(module = "onrecord._native", frozen)]
pub(crate) struct ArchiveFile {
    archive: Mutex<Archive>,
}

/// What an addition has done.
#[derive(Default, Serialize)]
struct Sum {
    new: u64,
    replaced: u64,
    unchanged: u64,
    errors: Vec<RowError>,
}

impl Sum {
    fn count(&mut self, added: Added) {
        self.new += added.new;
        self.replaced += added.replaced;
        self.unchanged += added.unchanged;
    }
}

#[pymethods]
impl ArchiveFile {
    #[new]
    #[pyo3(signature = (path, *, keep_text, full_text))]
    fn new(py: Python<'_>, path: PathBuf, keep_text: bool, full_text: bool) -> PyResult<Self> {
        let archive = py.detach(|| Archive::open(&path, Settings { keep_text, full_text })).map_err(failed)?;
        Ok(Self { archive: Mutex::new(archive) })
    }

    /// Extracts and adds dispatches; those that are there as they are, are not extracted again.
    #[pyo3(signature = (rows, extractor, *, threads, text, id, published))]
    #[expect(clippy::too_many_arguments, reason = "the options of extract_many")]
    fn add_rows<'py>(
        &self,
        py: Python<'py>,
        rows: &Bound<'py, PyAny>,
        extractor: &Extractor,
        threads: Option<usize>,
        text: String,
        id: String,
        published: String,
    ) -> PyResult<Bound<'py, PyAny>> {
        let names = FieldNames { text, id, published };
        let wrong = |problem: String| OptionError::new_err(format!("option threads: {problem}"));
        if threads == Some(0) {
            return Err(wrong("0 threads do no work; leave it out for one a core".to_owned()));
        }
        let pool = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
        let pool = pool.map_err(|error| wrong(error.to_string()))?;
        let (mut sum, mut batch) = (Sum::default(), Vec::new());
        let run = |batch: &mut Vec<Dispatch>, sum: &mut Sum| {
            py.check_signals()?;
            py.detach(|| self.extract(&pool, std::mem::take(batch), extractor, sum)).map_err(failed)
        };
        for (number, row) in rows::each(rows, &names)?.enumerate() {
            match rows::dispatch(&row?, number + 1, &names) {
                Ok(dispatch) => batch.push(dispatch),
                Err(error) => sum.errors.push(error),
            }
            if batch.len() >= BATCH {
                run(&mut batch, &mut sum)?;
            }
        }
        run(&mut batch, &mut sum)?;
        dictionary(py, &sum)
    }

    /// Adds the records of a corpus, which have no texts.
    fn add_corpus<'py>(&self, py: Python<'py>, corpus: &Corpus) -> PyResult<Bound<'py, PyAny>> {
        let records: Vec<ModelRecord> = corpus.records().map(|record| (**record).clone()).collect();
        let added = py.detach(|| self.records(records)).map_err(failed)?;
        dictionary(py, &added)
    }

    /// Adds records given as lines of JSON.
    fn add_json<'py>(&self, py: Python<'py>, lines: Vec<String>) -> PyResult<Bound<'py, PyAny>> {
        let wrong = |error: onrecord_model::Error| crate::errors::RecordError::new_err(error.to_string());
        let records: Result<Vec<_>, _> = lines.iter().map(|line| ModelRecord::from_json(line)).collect();
        let records = records.map_err(wrong)?;
        let added = py.detach(|| self.records(records)).map_err(failed)?;
        dictionary(py, &added)
    }

    /// Adds records given as Arrow, batch by batch; rows that hold an error are counted with the errors.
    fn add_arrow<'py>(&self, py: Python<'py>, rows: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (mut sum, mut row) = (Sum::default(), 0_u64);
        read_records(py, rows, |batch| {
            let mut records = Vec::new();
            for done in batch {
                row += 1;
                match done {
                    Ok(record) => records.push(record),
                    Err(error) => sum.errors.push(RowError { id: row.to_string(), error }),
                }
            }
            let added = py.detach(|| self.records(records)).map_err(failed)?;
            sum.new += added.new;
            sum.replaced += added.replaced;
            sum.unchanged += added.unchanged;
            Ok(())
        })?;
        dictionary(py, &sum)
    }

    /// All records as Arrow, in the order of their ids.
    fn to_arrow(slf: Bound<'_, Self>, py: Python<'_>) -> PyResult<RecordStream> {
        let file = slf.unbind();
        let ids = py.detach(|| file.get().lock().ids()).map_err(failed)?;
        let batches = (0..ids.len()).step_by(BATCH).map(move |start| {
            let end = ids.len().min(start + BATCH);
            file.get().batch(ids.get(start..end).unwrap_or_default())
        });
        Ok(RecordStream::of_records(Box::new(batches)))
    }

    /// Begins a bulk ingest.
    fn begin_bulk(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.lock().begin_bulk()).map_err(failed)
    }

    /// Ends a bulk ingest.
    fn finish_bulk(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.lock().finish_bulk()).map_err(failed)
    }

    /// Asks a question; what it is about and its filter are JSON.
    fn ask<'py>(&self, py: Python<'py>, question: &str, about: &str, filter: &str) -> PyResult<Bound<'py, PyAny>> {
        let (about, filter): (About, Filter) = (json(about)?, json(filter)?);
        let rows = py.detach(|| self.lock().ask(question, &about, &filter)).map_err(failed)?;
        dictionary(py, &rows)
    }

    /// Finds statements by their words.
    fn search<'py>(
        &self,
        py: Python<'py>,
        words: &str,
        speaker: Option<&str>,
        filter: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let filter: Filter = json(filter)?;
        let rows = py.detach(|| self.lock().search(words, speaker, &filter)).map_err(failed)?;
        dictionary(py, &rows)
    }

    /// What the archive holds.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let stats = py.detach(|| self.lock().stats()).map_err(failed)?;
        dictionary(py, &stats)
    }

    /// What is wrong with it.
    fn check<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let findings = py.detach(|| self.lock().check()).map_err(failed)?;
        dictionary(py, &findings)
    }

    /// Writes it in a format of another tool.
    fn export<'py>(
        &self,
        py: Python<'py>,
        format: &str,
        network: &str,
        output: PathBuf,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (format, network) = (format.parse().map_err(failed)?, network.parse().map_err(failed)?);
        let done = py.detach(|| self.lock().export(format, network, Path::new(&output))).map_err(failed)?;
        dictionary(py, &done)
    }

    /// Writes it as one page to search and read.
    fn report<'py>(
        &self,
        py: Python<'py>,
        output: PathBuf,
        as_of: Option<&str>,
        filter: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let filter: Filter = json(filter)?;
        let done = py.detach(|| self.lock().report(&output, as_of, &filter)).map_err(failed)?;
        dictionary(py, &done)
    }

    /// The record of a document.
    fn record(&self, py: Python<'_>, id: &str) -> PyResult<Option<Record>> {
        let record = py.detach(|| self.lock().record(id)).map_err(failed)?;
        Ok(record.map(|record| Record { record: record.into() }))
    }

    /// The text of a document.
    fn text(&self, py: Python<'_>, id: &str) -> PyResult<Option<String>> {
        py.detach(|| self.lock().text(id)).map_err(failed)
    }

    /// The ids of all documents, sorted.
    fn ids(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        py.detach(|| self.lock().ids()).map_err(failed)
    }

    /// Takes a document out.
    fn remove(&self, py: Python<'_>, id: &str) -> PyResult<bool> {
        py.detach(|| self.lock().remove(id)).map_err(failed)
    }

    /// Gives back the room of what was removed.
    fn vacuum(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.lock().vacuum()).map_err(failed)
    }

    /// Says that two names are one actor, or two.
    fn decide(&self, py: Python<'_>, merge: bool, name: (String, String), other: (String, String)) -> PyResult<()> {
        let (one, two) = ((&*name.0, &*name.1), (&*other.0, &*other.1));
        let done = py.detach(|| {
            let mut archive = self.lock();
            if merge { archive.merge_actors(one, two) } else { archive.split_actors(one, two) }
        });
        done.map_err(failed)
    }

    /// The digest of the canonical content.
    fn fingerprint(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.lock().fingerprint()).map_err(failed)
    }
}

impl ArchiveFile {
    /// An archive that a panic has left is still sound: what was not committed is not there.
    fn lock(&self) -> MutexGuard<'_, Archive> {
        self.archive.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn extract(
        &self,
        pool: &rayon::ThreadPool,
        batch: Vec<Dispatch>,
        extractor: &Extractor,
        sum: &mut Sum,
    ) -> Result<(), onrecord_archive::Error> {
        let mut archive = self.lock();
        let mut fresh = Vec::new();
        for dispatch in batch {
            let published = dispatch.published.map(|date| date.to_string());
            let version = version(extractor.inner().options(), extractor.own_tables(), published.as_deref());
            if archive.knows(&dispatch.id, &digest(&dispatch.text), &version)? {
                sum.unchanged += 1;
            } else {
                fresh.push((dispatch, version));
            }
        }
        let read = |(dispatch, version): (Dispatch, String)| {
            let source = Source { text: &dispatch.text, id: &dispatch.id, published: dispatch.published };
            let mut record = onrecord_cli::extract_row(extractor.inner(), &source)?;
            record.diagnostics.extend(dispatch.remark.clone());
            Ok(Entry { record, text: Some(dispatch.text.to_string()), version })
        };
        let done: Vec<Result<Entry, RowError>> = pool.install(|| fresh.into_par_iter().map(read).collect());
        let mut entries = Vec::new();
        for entry in done {
            match entry {
                Ok(entry) => entries.push(entry),
                Err(error) => sum.errors.push(error),
            }
        }
        sum.count(archive.add(entries)?);
        Ok(())
    }

    /// The records of these documents as Arrow. One that was removed meanwhile is left out.
    fn batch(&self, ids: &[String]) -> Result<RecordBatch, ArrowError> {
        let archive = self.lock();
        let records = ids.iter().filter_map(|id| archive.record(id).transpose()).collect::<Result<Vec<_>, _>>();
        let records = records.map_err(|error| ArrowError::ExternalError(Box::new(failed(error))))?;
        records::batch(&records.iter().map(Ok).collect::<Vec<_>>())
    }

    fn records(&self, records: Vec<ModelRecord>) -> Result<Sum, onrecord_archive::Error> {
        let mut sum = Sum::default();
        let entries: Result<Vec<_>, _> = records.into_iter().map(Entry::of_record).collect();
        sum.count(self.lock().add(entries?)?);
        Ok(sum)
    }
}

fn json<T: DeserializeOwned>(text: &str) -> PyResult<T> {
    serde_json::from_str(text).map_err(|error| OptionError::new_err(error.to_string()))
}

fn failed(error: onrecord_archive::Error) -> PyErr {
    ArchiveError::new_err(error.to_string())
}
