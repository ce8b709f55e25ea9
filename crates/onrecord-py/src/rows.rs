//! What callers hand over: a text, an id, a date, or a row with all three.

use chrono::NaiveDate;
use onrecord_extract::parse_date;
use onrecord_model::{Diagnostic, RowError, RowErrorDetail};
use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyFloat, PyInt, PyMapping, PyString, PyTuple};

use crate::errors::{DateError, TextError};
use crate::frame::{self, Frame};

/// The fields to look for in a row that is a mapping.
pub(crate) struct FieldNames {
    pub(crate) text: String,
    pub(crate) id: String,
    pub(crate) published: String,
}

/// One dispatch, its text shared with Python.
pub(crate) struct Dispatch {
    pub(crate) id: String,
    pub(crate) text: PyBackedStr,
    pub(crate) published: Option<NaiveDate>,
    /// Said of the row, beside what is said of the text.
    pub(crate) remark: Option<Diagnostic>,
}

/// The text of a dispatch.
///
/// Fails with `TypeError` where it is no string and with `TextError` where it is not Unicode text.
pub(crate) fn text(text: &Bound<'_, PyAny>) -> PyResult<PyBackedStr> {
    let Ok(string) = text.cast::<PyString>() else {
        let kind = text.get_type().name()?;
        let advice = if kind == "bytes" { ": decode it first, as with text.decode(\"utf-8\")" } else { "" };
        return Err(PyTypeError::new_err(format!("text must be str, not {kind}{advice}")));
    };
    PyBackedStr::try_from(string.clone()).map_err(|error| not_unicode(string.py(), error))
}

/// A lone surrogate, with its place and what to do.
fn not_unicode(py: Python<'_>, error: PyErr) -> PyErr {
    if !error.is_instance_of::<PyUnicodeEncodeError>(py) {
        return error;
    }
    let place = error.value(py).getattr("start").and_then(|start| start.extract::<usize>());
    let place = place.map_or_else(|_| String::new(), |start| format!(" at offset {start}"));
    TextError::new_err(format!(
        "the text has a lone surrogate{place}, which is no character: read the source with errors=\"replace\", or mend it \
         with text.encode(\"utf-16\", \"surrogatepass\").decode(\"utf-16\", \"replace\")"
    ))
}

/// A date of publication: `datetime.date`, `datetime.datetime` or an ISO string.
pub(crate) fn date(value: &Bound<'_, PyAny>) -> PyResult<NaiveDate> {
    let iso = if value.is_instance_of::<PyString>() { value.clone() } else { iso_format(value)? };
    let iso = iso.extract::<String>().map_err(|error| not_unicode(value.py(), error))?;
    parse_date(&iso).map_err(|error| DateError::new_err(format!("published: {error}")))
}

fn iso_format<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if !value.hasattr("isoformat")? {
        let kind = value.get_type().name()?;
        let message =
            format!("published must be a date, a datetime or an ISO string such as \"2022-02-15\", not {kind}");
        return Err(PyTypeError::new_err(message));
    }
    value.call_method0("isoformat")
}

/// The rows of an iterable, or of a table that speaks Arrow.
pub(crate) fn each<'py>(
    rows: &Bound<'py, PyAny>,
    names: &FieldNames,
) -> PyResult<Box<dyn Iterator<Item = PyResult<Bound<'py, PyAny>>> + 'py>> {
    if frame::is_frame(rows)? {
        return Ok(Box::new(Frame::new(rows, names)?));
    }
    Ok(Box::new(rows.try_iter()?))
}

/// Reads a row: a string, a pair `(id, text)`, a triple `(id, text, published)`, or a mapping.
///
/// What is wrong with the row is its own error; only a failure of Python itself, as in a callback, is raised.
pub(crate) fn dispatch(row: &Bound<'_, PyAny>, number: usize, names: &FieldNames) -> Result<Dispatch, RowError> {
    let fault = |id: &str, code: &'static str, message: String| RowError {
        id: id.to_owned(),
        error: RowErrorDetail { code: code.into(), message },
    };
    let counted = number.to_string();
    let parts = parts(row, names).map_err(|error| fault(&counted, "invalid_row", message(row.py(), &error)))?;
    let id = match parts.id.filter(|id| !is_missing(id)) {
        None => counted,
        Some(id) if id.is_instance_of::<PyString>() || id.is_instance_of::<PyInt>() => id
            .str()
            .and_then(|id| id.extract::<String>())
            .map_err(|_| fault(&counted, "invalid_id", "the id is not Unicode text".to_owned()))?,
        Some(_) => return Err(fault(&counted, "invalid_id", "the id is neither a string nor an integer".to_owned())),
    };
    let Some(content) = parts.text.filter(|text| !is_missing(text)) else {
        return Err(fault(&id, "missing_text", format!("there is no {:?} in this row", names.text)));
    };
    let text = text(&content).map_err(|error| {
        let code = if error.is_instance_of::<PyTypeError>(row.py()) { "text_not_a_string" } else { "invalid_text" };
        fault(&id, code, message(row.py(), &error))
    })?;
    let (published, remark) = match parts.published.filter(|date| !is_missing(date)).map(|value| date(&value)) {
        None => (None, None),
        Some(Ok(date)) => (Some(date), None),
        Some(Err(error)) => (None, Some(undated(message(row.py(), &error)))),
    };
    Ok(Dispatch { id, text, published, remark })
}

#[derive(Default)]
struct Parts<'py> {
    id: Option<Bound<'py, PyAny>>,
    text: Option<Bound<'py, PyAny>>,
    published: Option<Bound<'py, PyAny>>,
}

fn parts<'py>(row: &Bound<'py, PyAny>, names: &FieldNames) -> PyResult<Parts<'py>> {
    if row.is_instance_of::<PyString>() || row.is_none() {
        return Ok(Parts { text: Some(row.clone()), ..Parts::default() });
    }
    if let Ok(tuple) = row.cast::<PyTuple>() {
        return match tuple.len() {
            2 | 3 => Ok(Parts {
                id: Some(tuple.get_item(0)?),
                text: Some(tuple.get_item(1)?),
                published: tuple.get_item(2).ok(),
            }),
            _ => Err(PyTypeError::new_err("a tuple must be (id, text) or (id, text, published)")),
        };
    }
    if let Ok(mapping) = row.cast::<PyMapping>() {
        let field = |name: &str| mapping.contains(name)?.then(|| mapping.get_item(name)).transpose();
        return Ok(Parts { id: field(&names.id)?, text: field(&names.text)?, published: field(&names.published)? });
    }
    let kind = row.get_type().name()?;
    Err(PyTypeError::new_err(format!("a row must be a str, a tuple (id, text) or a mapping, not {kind}")))
}

/// Nothing, as Python and data frames say it: `None`, `NaN`, `NaT`, `NA`.
fn is_missing(value: &Bound<'_, PyAny>) -> bool {
    value.is_none()
        || value.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan())
        || value.get_type().name().is_ok_and(|name| name == "NaTType" || name == "NAType")
}

pub(crate) fn undated(problem: String) -> Diagnostic {
    Diagnostic { code: "published_not_a_date".into(), message: problem, span: None }
}

fn message(py: Python<'_>, error: &PyErr) -> String {
    error.value(py).str().map(|text| text.to_string()).unwrap_or_default()
}
