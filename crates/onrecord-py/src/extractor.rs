//! `onrecord.Extractor`.

use std::sync::Arc;

use arrow_array::RecordBatchReader;
use onrecord_extract::{self as extract, Layer, Layers, Options, Source};
use pyo3::prelude::*;

use crate::corpus::Corpus;
use crate::errors::OptionError;
use crate::knowledge;
use crate::many::Many;
use crate::record::Record;
use crate::rows::{self, FieldNames};
use crate::stream::{self, ColumnNames, Columns, Extraction, RecordStream};

/// Turns dispatches into records. Built once, used often, by any number of threads.
///
/// `attribution` names the engine that finds who said what. `layers` are the names of the layers that read, with those
/// that they need (`onrecord.types.Layer`); all of them by default. Statements with a confidence below `min_confidence` (0 to 1)
/// are left out. Of longer texts the first `max_chars` code points are read, with the diagnostic `truncated`.
/// `knowledge` are tables of your own, which add to the built-in ones or override their rows: paths of `.tsv` or `.csv`
/// files, data frames of pandas or polars, or pairs such as `("offices", frame)`.
/// Raises `OptionError` where an option is outside its bounds or a table cannot be read; it names file, row and column.
#[pyclass(module = "onrecord", frozen)]
pub(crate) struct Extractor {
    extractor: Arc<extract::Extractor>,
    own_tables: Option<u64>,
}

#[pymethods]
impl Extractor {
    #[new]
    #[pyo3(signature = (*, attribution=None, layers=None, min_confidence=None, max_chars=None, knowledge=None))]
    fn new(
        attribution: Option<&str>,
        layers: Option<Vec<String>>,
        min_confidence: Option<f64>,
        max_chars: Option<usize>,
        knowledge: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let wrong = |error: extract::Error| OptionError::new_err(error.to_string());
        let attribution = match attribution {
            Some(name) => name.parse().map_err(wrong)?,
            None => Options::default().attribution,
        };
        let layers = match layers {
            Some(names) => names.iter().map(|name| name.parse::<Layer>()).collect::<Result<_, _>>().map_err(wrong)?,
            None => Layers::ALL,
        };
        let options = Options { attribution, layers, min_confidence, max_chars };
        let mut extractor = extract::Extractor::new(options).map_err(wrong)?;
        let mut own_tables = None;
        if let Some(tables) = knowledge {
            let knowledge = knowledge::read(tables)?;
            own_tables = knowledge.own_digest();
            extractor = extractor.with_knowledge(knowledge).map_err(wrong)?;
        }
        Ok(Self { extractor: Arc::new(extractor), own_tables })
    }

    /// The engine that finds who said what.
    #[getter]
    fn attribution(&self) -> &'static str {
        self.extractor.options().attribution.as_str()
    }

    /// The layers that read, in the order in which they do.
    #[getter]
    fn layers(&self) -> Vec<&'static str> {
        self.extractor.options().layers.iter().map(Layer::as_str).collect()
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
    #[pyo3(signature = (rows, *, threads=None, progress=false, text="text", id="id", published="published"))]
    #[allow(clippy::too_many_arguments, reason = "keywords of Python")]
    fn extract_many(
        &self,
        py: Python<'_>,
        rows: &Bound<'_, PyAny>,
        threads: Option<usize>,
        progress: bool,
        text: &str,
        id: &str,
        published: &str,
    ) -> PyResult<Corpus> {
        let names = FieldNames { text: text.to_owned(), id: id.to_owned(), published: published.to_owned() };
        let many = Many::new(&self.extractor, threads)?;
        let many = if progress { many.with_progress(rows)? } else { many };
        many.extract(py, rows, &names)
    }

    /// Reads rows of Arrow and gives records as Arrow. See `onrecord.extract_arrow`.
    #[pyo3(signature = (rows, *, text="text", id=None, published=None, keep=Vec::new(), threads=None))]
    #[allow(clippy::too_many_arguments, reason = "keywords of Python")]
    fn extract_arrow(
        &self,
        rows: &Bound<'_, PyAny>,
        text: &str,
        id: Option<String>,
        published: Option<String>,
        keep: Vec<String>,
        threads: Option<usize>,
    ) -> PyResult<RecordStream> {
        let input = stream::reader(rows)?;
        let names = ColumnNames { text: text.to_owned(), id, published, keep };
        let columns = Columns::find(names, &input.schema())?;
        let schema = RecordStream::schema_beside(&columns, &input.schema());
        let batches = Extraction::new(Arc::clone(&self.extractor), input, columns, threads)?;
        Ok(RecordStream::new(schema, Box::new(batches)))
    }

    fn __repr__(&self) -> String {
        let options = self.extractor.options();
        let mut parts = vec![format!("attribution='{}'", options.attribution)];
        if options.layers != Layers::ALL {
            let names: Vec<_> = options.layers.iter().map(|layer| format!("'{layer}'")).collect();
            parts.push(format!("layers=[{}]", names.join(", ")));
        }
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

    /// The digest of the user's own tables.
    pub(crate) fn own_tables(&self) -> Option<u64> {
        self.own_tables
    }
}
