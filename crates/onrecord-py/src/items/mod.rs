//! The items and parts of a record as frozen classes: thin views that share the record and convert what is asked for.

mod diplomacy;
mod document;
mod speech;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use onrecord_model as model;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::convert::ToPython;
use crate::record::Record;

pub(crate) use diplomacy::{
    Concept, Definition, Discrepancy, Event, Exchange, ExpectedReply, Instrument, InstrumentRegistryEntry, Invocation,
    Position, Report,
};
pub(crate) use document::{Coverage, Dateline, Diagnostic, Document, Header, Interval, Paragraph, Place, Timex};
pub(crate) use speech::{Actor, Cue, Factuality, Mention, RegistryEntry, Role, Statement};

/// Where in a record the value of a class stands: items of a list by their position, parts as a copy of their own.
pub(crate) trait Stored {
    type At: Send + Sync;
    fn stored<'a>(record: &'a model::Record, at: &'a Self::At) -> Option<&'a Self>;
    /// The id by which it is found again, if it has one.
    fn key(&self) -> Option<String>;
}

/// Defines classes: their kind, their name, what their `repr` shows, their attributes with the partners that follow ids
/// (`speaker => speaker_item`), and further methods.
macro_rules! classes {
    ($(
        $(#[$doc:meta])*
        $kind:ident $name:ident ($($shown:ident),*) {
            $($(#[$field_doc:meta])* $field:ident $(=> $link:ident)?,)*
        }
        $(+ { $($extra:tt)* })?
    )*) => { $(
        $(#[$doc])*
        #[pyo3::pyclass(module = "onrecord", frozen)]
        pub(crate) struct $name {
            record: std::sync::Arc<onrecord_model::Record>,
            at: <onrecord_model::$name as crate::items::Stored>::At,
        }

        crate::items::$kind!($name);

        impl $name {
            fn get(&self) -> &onrecord_model::$name {
                #[allow(clippy::expect_used, reason = "a view is made of an item that is there, and records do not change")]
                crate::items::Stored::stored(&self.record, &self.at).expect("the item of a view")
            }
        }

        #[pyo3::pymethods]
        impl $name {
            $(
                $(#[$field_doc])*
                #[getter]
                fn $field<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                    crate::convert::ToPython::to_python(&self.get().$field, py, &self.record)
                }

                $(
                    #[doc = concat!("What `", stringify!($field), "` leads to.")]
                    #[getter]
                    fn $link<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                        crate::convert::Link::link(&self.get().$field, py, &self.record)
                    }
                )?
            )*

            /// The values as a dictionary, with the names and the order of the schema.
            fn to_dict<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                crate::record::dictionary(py, self.get())
            }

            fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                crate::items::represent(slf.as_any(), &[$(stringify!($shown)),*])
            }

            fn __eq__(&self, other: &Self) -> bool {
                self.get() == other.get() && crate::items::same_document(&self.record, &other.record)
            }

            fn __hash__(&self) -> u64 {
                crate::items::hash(self.get())
            }

            fn __reduce__<'py>(
                &self,
                py: pyo3::Python<'py>,
            ) -> pyo3::PyResult<(pyo3::Bound<'py, pyo3::PyAny>, (crate::record::Record, String))> {
                crate::items::reduce(py, &self.record, self.get())
            }

            fn __copy__(slf: pyo3::Py<Self>) -> pyo3::Py<Self> {
                slf
            }

            fn __deepcopy__(slf: pyo3::Py<Self>, _memo: &pyo3::Bound<'_, pyo3::PyAny>) -> pyo3::Py<Self> {
                slf
            }

            $($($extra)*)?
        }
    )* };
}

/// An item of a list: found by its position, and by its id when it is unpickled.
macro_rules! listed {
    ($name:ident) => {
        impl crate::items::Stored for onrecord_model::$name {
            type At = usize;

            fn stored<'a>(record: &'a onrecord_model::Record, at: &'a usize) -> Option<&'a Self> {
                <Self as onrecord_model::Listed>::list(record).get(*at)
            }

            fn key(&self) -> Option<String> {
                Some(self.id.to_string())
            }
        }

        impl $name {
            /// The item at a position of its list.
            pub(crate) fn at_index(record: &std::sync::Arc<onrecord_model::Record>, at: usize) -> Option<Self> {
                <onrecord_model::$name as crate::items::Stored>::stored(record, &at)?;
                Some(Self { record: std::sync::Arc::clone(record), at })
            }

            /// All items of the list.
            pub(crate) fn all(record: &std::sync::Arc<onrecord_model::Record>) -> Vec<Self> {
                let count = <onrecord_model::$name as onrecord_model::Listed>::list(record).len();
                (0..count).map(|at| Self { record: std::sync::Arc::clone(record), at }).collect()
            }
        }
    };
}

/// A part of an item or of the record.
macro_rules! part {
    ($name:ident) => {
        impl crate::items::Stored for onrecord_model::$name {
            type At = Self;

            fn stored<'a>(_: &'a onrecord_model::Record, at: &'a Self) -> Option<&'a Self> {
                Some(at)
            }

            fn key(&self) -> Option<String> {
                None
            }
        }

        impl crate::convert::ToPython for onrecord_model::$name {
            fn to_python<'py>(
                &self,
                py: pyo3::Python<'py>,
                record: &std::sync::Arc<onrecord_model::Record>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                let part = $name { record: std::sync::Arc::clone(record), at: self.clone() };
                pyo3::IntoPyObjectExt::into_bound_py_any(part, py)
            }
        }
    };
}

use {classes, listed, part};

/// A stretch of the source text: half-open offsets in code points, and the words that stand there.
///
/// `text[span.start:span.end] == span.text`; `str(span)` gives the words.
#[pyclass(module = "onrecord", frozen)]
pub(crate) struct Span(model::Span);

#[pymethods]
impl Span {
    #[new]
    fn new(start: u32, end: u32, text: &str) -> Self {
        Self(model::Span { start, end, text: text.into() })
    }

    /// First code point of the span.
    #[getter]
    fn start(&self) -> u32 {
        self.0.start
    }

    /// One past the last code point of the span.
    #[getter]
    fn end(&self) -> u32 {
        self.0.end
    }

    /// The words themselves.
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    /// The values as a dictionary, with the names and the order of the schema.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::record::dictionary(py, &self.0)
    }

    fn __str__(&self) -> &str {
        &self.0.text
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = shorten(&(&*self.0.text).into_bound_py_any(py)?.repr()?.extract::<String>()?);
        Ok(format!("Span({}, {}, {text})", self.0.start, self.0.end))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        hash(&self.0)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, pyo3::types::PyType>, (u32, u32, &str)) {
        (py.get_type::<Self>(), (self.0.start, self.0.end, &self.0.text))
    }
}

impl ToPython for model::Span {
    fn to_python<'py>(&self, py: Python<'py>, _: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        Span(self.clone()).into_bound_py_any(py)
    }
}

/// `Actor(id='a1', kind='person', name='Ana Orlu')`, long values shortened.
fn represent(item: &Bound<'_, PyAny>, shown: &[&str]) -> PyResult<String> {
    let mut values = Vec::with_capacity(shown.len());
    for name in shown {
        let value = item.getattr(*name)?;
        let words = words(&value)?;
        values.push(format!("{name}={}", shorten(&words)));
    }
    Ok(format!("{}({})", item.get_type().name()?, values.join(", ")))
}

/// How an item is pickled: by its id, with its record.
fn reduce<'py, T: Stored>(
    py: Python<'py>,
    record: &Arc<model::Record>,
    item: &T,
) -> PyResult<(Bound<'py, PyAny>, (Record, String))> {
    let advice = "only records, their items and spans can be pickled; pickle the record that this belongs to";
    let key = item.key().ok_or_else(|| PyTypeError::new_err(advice))?;
    Ok((py.get_type::<Record>().getattr("item")?, (Record { record: Arc::clone(record) }, key)))
}

/// Spans are shown by their words, everything else as Python shows it.
fn words(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(list) = value.cast::<PyList>() {
        let parts = list.iter().map(|part| words(&part)).collect::<PyResult<Vec<_>>>()?;
        return Ok(format!("[{}]", parts.join(", ")));
    }
    if let Ok(span) = value.cast::<Span>() {
        return span.get().text().into_bound_py_any(value.py())?.repr()?.extract();
    }
    value.repr()?.extract()
}

fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

fn same_document(one: &Arc<model::Record>, other: &Arc<model::Record>) -> bool {
    let key = |record: &model::Record| (record.document.id.clone(), record.document.sha256.clone());
    Arc::ptr_eq(one, other) || key(one) == key(other)
}

/// Equal values have equal hashes.
fn hash<T: serde::Serialize>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(value).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
