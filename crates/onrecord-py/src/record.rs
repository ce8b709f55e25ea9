//! `onrecord.Record`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use onrecord_model as model;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};

use crate::convert::ToPython;
use crate::errors::{RecordError, UnknownIdError};
use crate::items;

/// The columns of the page that `print(record)` writes.
const PAGE: usize = 100;

/// What one dispatch becomes: who said what, to whom, when, in which role, citing which instrument.
///
/// Every span leads back to the source text: `text[span.start:span.end] == span.text`, in code points.
/// Ids (`"a1"`) lead to items: `record.item("a1")`, or the partner that ends in `_item`, as in
/// `statement.speaker_item`. Frozen; lists are made anew each time they are asked for.
#[pyclass(module = "onrecord", frozen)]
pub(crate) struct Record {
    pub(crate) record: Arc<model::Record>,
}

/// The lists and parts of a record, and the look-up of items by id.
macro_rules! record {
    (
        parts { $($(#[$part_doc:meta])* $part:ident,)* }
        lists { $($(#[$list_doc:meta])* $list:ident: $class:ident $letter:literal,)* }
        $($extra:tt)*
    ) => {
        #[pymethods]
        impl Record {
            $(
                $(#[$part_doc])*
                #[getter]
                fn $part<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                    self.record.$part.to_python(py, &self.record)
                }
            )*
            $(
                $(#[$list_doc])*
                #[getter]
                fn $list(&self) -> Vec<items::$class> {
                    items::$class::all(&self.record)
                }
            )*

            /// The item with this id: `record.item("a1")` is an `Actor`, `record.item("s0")` a `Statement`.
            ///
            /// Raises `UnknownIdError` where the record has no such item.
            #[pyo3(signature = (id, /))]
            fn item<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
                let number = || id.get(1..).and_then(|digits| digits.parse().ok()).unwrap_or(usize::MAX);
                let item = match id.chars().next() {
                    $(Some($letter) => items::$class::at_index(&self.record, number()).into_bound_py_any(py)?,)*
                    _ => py.None().into_bound(py),
                };
                // "a01" and "a+1" would be other names of an item that has one.
                if item.is_none() || item.getattr("id")?.extract::<&str>()? != id {
                    return Err(UnknownIdError::new_err(format!("this record has no item {id:?}")));
                }
                Ok(item)
            }

            $($extra)*
        }
    };
}

record! {
    parts {
        /// The version of the schema, "1.0".
        schema,
        /// The name and version of what made the record, "onrecord 0.1.0".
        extractor,
        /// The document itself.
        document,
        /// How much of the text was read.
        coverage,
        /// Remarks on the text or on the reading of it.
        diagnostics,
    }
    lists {
        /// Time expressions.
        timexes: Timex 't',
        /// Places.
        places: Place 'l',
        /// Persons, offices, organisations, states and groups.
        actors: Actor 'a',
        /// The words that stand for actors.
        mentions: Mention 'm',
        /// Offices that actors hold.
        roles: Role 'r',
        /// Meetings, press conferences, adoptions and the like.
        events: Event 'e',
        /// Who said what.
        statements: Statement 's',
        /// Treaties, resolutions and other texts cited.
        instruments: Instrument 'i',
        /// Principles, norms, goals and topics.
        concepts: Concept 'c',
        /// What someone says a concept is.
        definitions: Definition 'd',
        /// Letters, calls, talks and replies.
        exchanges: Exchange 'x',
        /// Who cites which instrument for what.
        invocations: Invocation 'v',
        /// Who is for or against what.
        positions: Position 'o',
        /// How certain each source makes each event.
        factuality: Factuality 'f',
    }

    /// The actor of this name: the whole name, part of it ("Lavrov"), an ISO code, or the words of a mention; letter case
    /// does not count.
    ///
    /// Raises `UnknownIdError` where no actor is so called, or several are.
    #[pyo3(signature = (name, /))]
    fn actor(&self, name: &str) -> PyResult<items::Actor> {
        let found = self.record.actors_named(name);
        let [actor] = found.as_slice() else {
            let names: Vec<_> = found.iter().map(|actor| format!("{} ({})", actor.name, actor.id)).collect();
            let message = if names.is_empty() {
                format!("this record has no actor {name:?}")
            } else {
                format!("{name:?} may be {}: ask by id", names.join(", "))
            };
            return Err(UnknownIdError::new_err(message));
        };
        let unknown = || UnknownIdError::new_err(format!("this record has no actor {name:?}"));
        items::Actor::at_index(&self.record, actor.id.index()).ok_or_else(unknown)
    }

    /// The record as a dictionary, with the names and the order of the schema.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        dictionary(py, &*self.record)
    }

    /// The record as one line of JSON, the same bytes that the command line writes.
    fn to_json(&self) -> PyResult<String> {
        self.record.to_json().map_err(|error| RecordError::new_err(error.to_string()))
    }

    /// Reads a record from JSON.
    ///
    /// Raises `RecordError`, with line and column, where the text is no record of this schema.
    #[classmethod]
    #[pyo3(signature = (json, /))]
    fn from_json(_class: &Bound<'_, PyType>, json: &str) -> PyResult<Self> {
        let record = model::Record::from_json(json).map_err(|error| RecordError::new_err(error.to_string()))?;
        Ok(Self { record: Arc::new(record) })
    }

    /// The dispatch as printed, with what was read marked in it, and a table of its statements: a page of HTML that stands
    /// alone. `kinds` names the lists to mark, as in `show`.
    #[pyo3(signature = (*, kinds=None))]
    fn html<'py>(
        slf: Bound<'py, Self>,
        py: Python<'py>,
        kinds: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        py.import("onrecord._display")?.call_method1("page", (slf, kinds))
    }

    /// The same for a notebook, which shows it as the result of a cell.
    ///
    /// `kinds` names the lists of the record to mark: any of `"statements"`, `"timexes"`, `"instruments"`, `"exchanges"`,
    /// `"events"`, `"concepts"`, `"actors"`; without it the first four. Raises `OptionError` for any other.
    #[pyo3(signature = (*, kinds=None))]
    fn show<'py>(
        slf: Bound<'py, Self>,
        py: Python<'py>,
        kinds: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        py.import("onrecord._display")?.call_method1("show", (slf, kinds))
    }

    fn _repr_html_<'py>(slf: Bound<'py, Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("onrecord._display")?.call_method1("fragment", (slf,))
    }

    fn __repr__(&self) -> String {
        let record = &self.record;
        let words = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let mut parts = vec![format!("{:?}", record.document.id), words(record.statements.len(), "statement")];
        parts.extend(record.document.published.clone());
        if !record.diagnostics.is_empty() {
            parts.push(words(record.diagnostics.len(), "diagnostic"));
        }
        format!("<Record {}>", parts.join(", "))
    }

    /// The dispatch as a page of text, its statements marked in the margin, and a table of who said what.
    fn __str__(&self) -> String {
        onrecord_cli::show::page(&self.record, PAGE, false)
    }

    fn __eq__(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.record, &other.record) || self.record == other.record
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.record.document.id, &self.record.document.sha256).hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((py.get_type::<Self>().getattr("from_json")?, (self.to_json()?,)))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyDict>) -> Py<Self> {
        slf
    }
}

/// A value as Python dictionaries and lists, in the order of the schema.
pub(crate) fn dictionary<'py, T: serde::Serialize>(py: Python<'py>, value: &T) -> PyResult<Bound<'py, PyAny>> {
    let json = serde_json::to_string(value).map_err(|error| RecordError::new_err(error.to_string()))?;
    py.import("json")?.call_method1("loads", (json,))
}
