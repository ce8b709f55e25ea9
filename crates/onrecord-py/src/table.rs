//! `onrecord.Table`: the items of a corpus as Arrow, by way of the `PyCapsule` interface.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float64Type, UInt8Type, UInt32Type};
use arrow_array::{Array, RecordBatchIterator, StructArray};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType};
use onrecord_arrow::Form;
use onrecord_model as model;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};

use crate::errors::{RecordError, UnknownIdError};

/// Records that go into one batch.
pub(crate) const BATCH: usize = 1024;

/// The items of one kind of all records of a corpus, a row each: an Arrow table that polars, pandas, `DuckDB` and pyarrow
/// read without a copy through Python objects.
///
/// `table.to_polars()` and `table.to_pandas()` make data frames; whatever reads the Arrow `PyCapsule` interface takes the
/// table itself. `table.nested` has the structs and lists of the schema, `table.flat` one cell for each value that a
/// spreadsheet can hold. Rows are written when they are asked for. Frozen.
#[pyclass(module = "onrecord", frozen)]
pub(crate) struct Table {
    records: Arc<[Arc<model::Record>]>,
    kind: &'static onrecord_arrow::Table,
    form: Form,
}

impl Table {
    /// The table of that name, in its flat form.
    pub(crate) fn new(name: &str, records: Vec<Arc<model::Record>>) -> PyResult<Self> {
        let kind = onrecord_arrow::table(name);
        let kind = kind.ok_or_else(|| UnknownIdError::new_err(format!("there is no table {name:?}")))?;
        Ok(Self { records: records.into(), kind, form: Form::Flat })
    }

    fn in_form(&self, form: Form) -> Self {
        Self { records: Arc::clone(&self.records), kind: self.kind, form }
    }

    /// The batches, each made when it is asked for.
    fn batches(&self) -> impl Iterator<Item = Result<arrow_array::RecordBatch, ArrowError>> + Send + use<> {
        let Self { records, kind, form } = self.in_form(self.form);
        (0..records.len()).step_by(BATCH).map(move |start| {
            let end = records.len().min(start + BATCH);
            let batch: Vec<_> = records.get(start..end).unwrap_or_default().iter().map(|record| &**record).collect();
            kind.batch(form, &batch)
        })
    }
}

#[pymethods]
impl Table {
    /// The name: that of the list of the record.
    #[getter]
    fn name(&self) -> &str {
        self.kind.name
    }

    /// The names of the columns, in their order.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.kind.schema(self.form).fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The names of the columns with their Arrow types.
    #[getter]
    fn schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let schema = PyDict::new(py);
        for field in self.kind.schema(self.form).fields() {
            schema.set_item(field.name(), field.data_type().to_string())?;
        }
        Ok(schema)
    }

    /// The table with structs and lists, as in the schema.
    #[getter]
    fn nested(&self) -> Self {
        self.in_form(Form::Nested)
    }

    /// The table with one cell for each value that a spreadsheet can hold.
    #[getter]
    fn flat(&self) -> Self {
        self.in_form(Form::Flat)
    }

    /// A `polars.DataFrame` of the table.
    fn to_polars<'py>(slf: Bound<'py, Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("onrecord._frames")?.call_method1("to_polars", (slf,))
    }

    /// A `pandas.DataFrame` of the table.
    fn to_pandas<'py>(slf: Bound<'py, Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("onrecord._frames")?.call_method1("to_pandas", (slf,))
    }

    /// The rows as dictionaries, all of them or the first `limit`, with all columns or those named; without any data
    /// frame library, and slower. Raises `RecordError` for a column that the table does not have.
    #[pyo3(signature = (*, columns=None, limit=None))]
    fn to_dicts<'py>(
        &self,
        py: Python<'py>,
        columns: Option<Vec<String>>,
        limit: Option<usize>,
    ) -> PyResult<Bound<'py, PyList>> {
        let limit = limit.unwrap_or(usize::MAX);
        let schema = self.kind.schema(self.form);
        let columns = match columns {
            Some(names) => names.iter().map(|name| schema.index_of(name).map_err(failed)).collect::<PyResult<_>>()?,
            None => (0..schema.fields().len()).collect::<Vec<_>>(),
        };
        let rows = PyList::empty(py);
        for batch in self.batches() {
            let batch = StructArray::from(batch.and_then(|batch| batch.project(&columns)).map_err(failed)?);
            for row in 0..batch.len() {
                if rows.len() >= limit {
                    return Ok(rows);
                }
                rows.append(value(py, &batch, row)?)?;
            }
        }
        Ok(rows)
    }

    /// The schema, as the Arrow `PyCapsule` interface has it.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.kind.schema(self.form)).map_err(failed)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The rows, as the Arrow `PyCapsule` interface has them. `requested_schema` is a wish that may go unheard, and does.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = RecordBatchIterator::new(self.batches(), self.kind.schema(self.form));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }

    fn __len__(&self) -> usize {
        self.records.iter().map(|record| self.kind.rows(record)).sum()
    }

    fn __repr__(&self) -> String {
        let rows = self.__len__();
        let columns = self.kind.schema(self.form).fields().len();
        let form = if self.form == Form::Nested { ", nested" } else { "" };
        format!("<Table {}, {rows} row{}, {columns} columns{form}>", self.kind.name, if rows == 1 { "" } else { "s" })
    }

    fn _repr_html_<'py>(slf: Bound<'py, Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("onrecord._display")?.call_method1("table", (slf,))
    }
}

/// A cell as a Python value.
fn value<'py>(py: Python<'py>, array: &dyn Array, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    match array.data_type() {
        DataType::Utf8View => array.as_string_view().value(row).into_bound_py_any(py),
        DataType::Boolean => array.as_boolean().value(row).into_bound_py_any(py),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into_bound_py_any(py),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into_bound_py_any(py),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into_bound_py_any(py),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            let list = PyList::empty(py);
            (0..items.len()).try_for_each(|item| list.append(value(py, &*items, item)?))?;
            Ok(list.into_any())
        }
        DataType::Struct(fields) => {
            let parts = array.as_struct();
            let dictionary = PyDict::new(py);
            for (field, part) in fields.iter().zip(parts.columns()) {
                dictionary.set_item(field.name(), value(py, part, row)?)?;
            }
            Ok(dictionary.into_any())
        }
        other => Err(RecordError::new_err(format!("no column of a record has the type {other}"))),
    }
}

fn failed(error: ArrowError) -> PyErr {
    RecordError::new_err(error.to_string())
}
