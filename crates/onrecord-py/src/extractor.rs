//! `onrecord.Extractor`.

use std::sync::Arc;

use onrecord_extract::{self as extract, Options, Source};
use pyo3::prelude::*;

use crate::corpus::{Corpus, Many};
use crate::errors::OptionError;
use crate::record::Record;
use crate::rows::{self, FieldNames};

/// Turns dispatches into records. Built once, used often, by any number of threads.
///
/// `attribution` names the engine that finds who said what. Statements with a confidence below `min_confidence` (0 to 1)
/// are left out. Of longer texts the first `max_chars` code points are read, with the diagnostic `truncated`.
/// Raises `OptionError` where an option is outside its bounds.
#[pyclass(module = "onrecord", frozen)]
pub(crate) struct Extractor {
    extractor: Arc<extract::Extractor>,
}

#[pymethods]
impl Extractor {
    #[new]
    #[pyo3(signature = (*, attribution=None, min_confidence=None, max_chars=None))]
    fn new(attribution: Option<&str>, min_confidence: Option<f64>, max_chars: Option<usize>) -> PyResult<Self> {
        let wrong = |error: extract::Error| OptionError::new_err(error.to_string());
        let attribution = match attribution {
            Some(name) => name.parse().map_err(wrong)?,
            None => Options::default().attribution,
        };
        let options = Options { attribution, min_confidence, max_chars };
        Ok(Self { extractor: Arc::new(extract::Extractor::new(options).map_err(wrong)?) })
    }

    /// The engine that finds who said what.
    #[getter]
    fn attribution(&self) -> &'static str {
        self.extractor.options().attribution.as_str()
    }

    /// Statements with a lower confidence are left out; those without one stay.
    #[getter]
    fn min_confidence(&self) -> Option<f64> {
        self.extractor.options().min_confidence
    }

    /// Of longer texts this many code points are read.
    #[getter]
    fn max_chars(&self) -> Option<usize> {
        self.extractor.options().max_chars
    }

    /// Reads one dispatch. See `onrecord.extract`.
    #[pyo3(signature = (text, *, published=None, id=None))]
    fn extract(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        published: Option<&Bound<'_, PyAny>>,
        id: Option<&str>,
    ) -> PyResult<Record> {
        let text = rows::text(text)?;
        let published = published.map(rows::date).transpose()?;
        let source = Source { text: &text, id: id.unwrap_or_default(), published };
        let record = py.detach(|| self.extractor.extract(&source));
        Ok(Record { record: Arc::new(record) })
    }

    /// Reads many dispatches on several threads. See `onrecord.extract_many`.
    #[pyo3(signature = (rows, *, threads=None, text="text", id="id", published="published"))]
    fn extract_many(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        threads: Option<usize>,
        text: &str,
        id: &str,
        published: &str,
    ) -> PyResult<Corpus> {
        let names = FieldNames { text: text.to_owned(), id: id.to_owned(), published: published.to_owned() };
        Many::new(&self.extractor, threads)?.extract(py, rows, &names)
    }

    fn __repr__(&self) -> String {
        let options = self.extractor.options();
        let mut parts = vec![format!("attribution='{}'", options.attribution)];
        parts.extend(options.min_confidence.map(|confidence| format!("min_confidence={confidence}")));
        parts.extend(options.max_chars.map(|chars| format!("max_chars={chars}")));
        format!("Extractor({})", parts.join(", "))
    }
}

impl Extractor {
    /// The extractor itself.
    pub(crate) fn inner(&self) -> &extract::Extractor {
        &self.extractor
    }
}
