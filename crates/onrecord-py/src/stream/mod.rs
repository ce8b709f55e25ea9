//! `onrecord.RecordStream`: records as Arrow batches, one row each, made while they are read.

mod extraction;
mod input;

use std::sync::{Mutex, PoisonError};

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, RecordBatch, RecordBatchIterator, RecordBatchReader, StructArray};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Schema, SchemaRef};
use onrecord_arrow::records;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::errors::RecordError;
pub(crate) use extraction::Extraction;
pub(crate) use input::{ColumnNames, Columns, reader};

/// What makes the batches.
type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// Records in Arrow batches, a row each, made while they are read: a stream of any length takes the memory of a few
/// batches.
///
/// The columns are those that were kept of the input, the fields of `Record`, and `error`, which is null where there is
/// a record. Whatever reads the Arrow `PyCapsule` interface takes the stream, as ``pyarrow.RecordBatchReader.from_stream``
/// does; a ``for`` loop gives `Batch` after `Batch`, and is what Ctrl-C stops at once. It can be read once.
#[pyclass(module = "onrecord", frozen)]
pub(crate) struct RecordStream {
    schema: SchemaRef,
    /// Taken by the first reader of the whole stream.
    batches: Mutex<Option<Batches>>,
}

impl RecordStream {
    pub(crate) fn new(schema: SchemaRef, batches: Batches) -> Self {
        Self { schema, batches: Mutex::new(Some(batches)) }
    }

    /// The columns of records alone, without any of an input.
    pub(crate) fn of_records(batches: Batches) -> Self {
        Self::new(records::schema(), batches)
    }

    /// The columns of some rows, then those of the record.
    pub(crate) fn schema_beside(columns: &Columns, input: &Schema) -> SchemaRef {
        let record = records::schema();
        let fields = columns.fields(input).into_iter().chain(record.fields().iter().cloned());
        Schema::new(fields.collect::<Vec<_>>()).into()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Batches>> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl RecordStream {
    /// The names of the columns, in their order.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The names of the columns with their Arrow types.
    #[getter]
    fn schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let schema = PyDict::new(py);
        for field in self.schema.fields() {
            schema.set_item(field.name(), field.data_type().to_string())?;
        }
        Ok(schema)
    }

    /// Writes the stream to a Parquet file and returns the number of rows. The file is there when it is whole.
    fn to_parquet<'py>(slf: Bound<'py, Self>, py: Python<'py>, path: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        py.import("onrecord._frames")?.call_method1("to_parquet", (slf, path))
    }

    /// The schema, as the Arrow `PyCapsule` interface has it.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.schema).map_err(failed)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The rows that were not read yet, as the Arrow `PyCapsule` interface has them. `requested_schema` is a wish that
    /// may go unheard, and does. Raises `RecordError` where another reader has taken them.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let taken = || RecordError::new_err("the stream has been read, and can be read once; make a new one");
        let batches = py.detach(|| self.lock().take()).ok_or_else(taken)?;
        let batches = RecordBatchIterator::new(batches, self.schema.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Batch>> {
        let next = py.detach(|| self.lock().as_mut().and_then(Iterator::next));
        Ok(next.transpose().map_err(failed)?.map(|batch| Batch { batch }))
    }

    fn __repr__(&self) -> String {
        format!("<RecordStream, {} columns>", self.schema.fields().len())
    }
}

/// Some rows of a `RecordStream`: Arrow, as ``pyarrow.record_batch``, ``polars.DataFrame`` and
/// `Corpus.from_arrow` take it. Frozen.
#[pyclass(module = "onrecord", frozen)]
pub(crate) struct Batch {
    batch: RecordBatch,
}

#[pymethods]
impl Batch {
    /// The schema, as the Arrow `PyCapsule` interface has it.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.batch.schema()).map_err(failed)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The rows, as the Arrow `PyCapsule` interface has them. `requested_schema` is a wish that may go unheard, and does.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        let _ = requested_schema;
        let array = arrow_array::ffi::FFI_ArrowArray::new(&StructArray::from(self.batch.clone()).to_data());
        Ok((self.__arrow_c_schema__(py)?, PyCapsule::new_with_value(py, array, c"arrow_array")?))
    }

    /// The rows as a stream of one batch.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = RecordBatchIterator::new([Ok(self.batch.clone())], self.batch.schema());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<Batch, {} rows>", self.batch.num_rows())
    }
}

/// Reads rows that a `RecordStream` has written, wherever they have been since: batch after batch, each made to records
/// and errors.
pub(crate) fn read_records(
    py: Python<'_>,
    rows: &Bound<'_, PyAny>,
    mut each: impl FnMut(Vec<Result<onrecord_model::Record, onrecord_model::RowErrorDetail>>) -> PyResult<()>,
) -> PyResult<()> {
    let mut input = reader(rows)?;
    records::check(&input.schema()).map_err(failed)?;
    loop {
        py.check_signals()?;
        let batch = py.detach(|| input.next().transpose()?.map(|batch| records::read(&batch)).transpose());
        match batch.map_err(failed)? {
            Some(batch) => each(batch)?,
            None => return Ok(()),
        }
    }
}

/// Fails where Python has been interrupted.
fn interrupted() -> Result<(), ArrowError> {
    Python::attach(|py| py.check_signals().map_err(|error| ArrowError::ExternalError(Box::new(error))))
}

/// What Python has raised, or what is wrong with the data.
pub(crate) fn failed(error: ArrowError) -> PyErr {
    match error {
        ArrowError::ExternalError(error) => match error.downcast::<PyErr>() {
            Ok(raised) => *raised,
            Err(error) => RecordError::new_err(error.to_string()),
        },
        error => RecordError::new_err(error.to_string()),
    }
}
