//! Values of a record as Python objects, and ids as the items they name.

use std::borrow::Cow;
use std::sync::Arc;

use onrecord_model as model;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::errors::UnknownIdError;
use crate::items;

/// A value as a Python object. Items share the record they belong to.
pub(crate) trait ToPython {
    fn to_python<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>>;
}

/// An id as the item it names.
pub(crate) trait Link {
    fn link<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>>;
}

impl<T: ToPython> ToPython for Option<T> {
    fn to_python<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        self.as_ref().map_or_else(|| Ok(py.None().into_bound(py)), |value| value.to_python(py, record))
    }
}

impl<T: Link> Link for Option<T> {
    fn link<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        self.as_ref().map_or_else(|| Ok(py.None().into_bound(py)), |value| value.link(py, record))
    }
}

impl<T: ToPython> ToPython for Vec<T> {
    fn to_python<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        let list = PyList::empty(py);
        self.iter().try_for_each(|value| list.append(value.to_python(py, record)?))?;
        Ok(list.into_any())
    }
}

impl<T: Link> Link for Vec<T> {
    fn link<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        let list = PyList::empty(py);
        self.iter().try_for_each(|value| list.append(value.link(py, record)?))?;
        Ok(list.into_any())
    }
}

/// Values that Python has a type for.
macro_rules! plain {
    ($($type:ty),*) => { $(
        impl ToPython for $type {
            fn to_python<'py>(&self, py: Python<'py>, _: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
                self.into_bound_py_any(py)
            }
        }
    )* };
}

plain!(String, u8, u32, bool, f64);

impl ToPython for Box<str> {
    fn to_python<'py>(&self, py: Python<'py>, _: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        (**self).into_bound_py_any(py)
    }
}

impl ToPython for Cow<'static, str> {
    fn to_python<'py>(&self, py: Python<'py>, _: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        (**self).into_bound_py_any(py)
    }
}

impl ToPython for model::Evidence {
    fn to_python<'py>(&self, py: Python<'py>, _: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        let name = match self {
            Self::Explicit => "explicit",
            Self::Inferred => "inferred",
            Self::Registry => "registry",
        };
        name.into_bound_py_any(py)
    }
}

/// Closed sets of values are strings in Python.
macro_rules! values {
    ($($type:ident),* $(,)?) => { $(
        impl ToPython for model::$type {
            fn to_python<'py>(&self, py: Python<'py>, _: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
                self.as_str().into_bound_py_any(py)
            }
        }
    )* };
}

values!(
    ActorKind,
    Agreement,
    AttributionType,
    ConceptKind,
    CuePosition,
    DefinitionKind,
    Derivation,
    EventKind,
    Evidential,
    ExchangeKind,
    ExchangeStatus,
    FactualityValue,
    InstrumentKind,
    InvocationRelation,
    Membership,
    MentionType,
    ParentStance,
    Quotation,
    SpeechAct,
    TimexFunction,
    TimexModifier,
    TimexType,
    Voice,
);

/// Ids are strings in Python, and lead to items.
macro_rules! ids {
    ($($id:ident $item:ident),* $(,)?) => { $(
        impl ToPython for model::$id {
            fn to_python<'py>(&self, py: Python<'py>, _: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
                self.to_string().into_bound_py_any(py)
            }
        }

        impl Link for model::$id {
            fn link<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
                let item = items::$item::at_index(record, self.index())
                    .ok_or_else(|| UnknownIdError::new_err(format!("this record has no item \"{self}\"")))?;
                item.into_bound_py_any(py)
            }
        }
    )* };
}

ids! {
    TimexId Timex, PlaceId Place, ActorId Actor, MentionId Mention, RoleId Role, EventId Event, StatementId Statement,
    InstrumentId Instrument, ConceptId Concept, DefinitionId Definition, ExchangeId Exchange,
    InvocationId Invocation, PositionId Position, FactualityId Factuality,
}

impl ToPython for model::ParagraphId {
    fn to_python<'py>(&self, py: Python<'py>, _: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        self.to_string().into_bound_py_any(py)
    }
}

impl ToPython for model::DateSource {
    fn to_python<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Timex(id) => id.to_python(py, record),
            Self::Event(id) => id.to_python(py, record),
            Self::Statement(id) => id.to_python(py, record),
            Self::Exchange(id) => id.to_python(py, record),
        }
    }
}

impl Link for model::DateSource {
    fn link<'py>(&self, py: Python<'py>, record: &Arc<model::Record>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Timex(id) => id.link(py, record),
            Self::Event(id) => id.link(py, record),
            Self::Statement(id) => id.link(py, record),
            Self::Exchange(id) => id.link(py, record),
        }
    }
}
