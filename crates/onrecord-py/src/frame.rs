//! Rows of an Arrow source: a data frame, a Parquet file by way of any reader, the result of a query.

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::timezone::Tz;
use arrow_array::types::{
    ArrowTemporalType, Date32Type, Date64Type, Float64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, PrimitiveArray, RecordBatch, RecordBatchReader, downcast_integer_array};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use chrono::NaiveDate;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use crate::errors::OptionError;
use crate::rows::FieldNames;

/// The rows of an Arrow source, each a tuple `(id, text, published)`.
pub(crate) struct Frame<'py> {
    py: Python<'py>,
    reader: RecordBatchStreamReader,
    /// Where id, text and date of publication stand; the first and the last may be missing.
    places: [Option<usize>; 3],
    batch: Option<RecordBatch>,
    row: usize,
}

/// Whether this is a table that hands over its columns by the Arrow `PyCapsule` interface. A single column may do so too;
/// it is read as any iterable is.
pub(crate) fn is_frame(rows: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(rows.hasattr("__arrow_c_stream__")? && (rows.hasattr("columns")? || rows.hasattr("schema")?))
}

impl<'py> Frame<'py> {
    /// Fails with `OptionError` where there is no such column of text, or a column cannot hold what it is for.
    pub(crate) fn new(source: &Bound<'py, PyAny>, names: &FieldNames) -> PyResult<Self> {
        let capsule = source.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
        #[allow(unsafe_code, reason = "the one way in which the Arrow C interface hands over memory")]
        // SAFETY: a capsule of this name holds such a stream, by the contract of the Arrow PyCapsule interface; the stream
        // is moved out of it, and the capsule then frees nothing.
        let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
        let reader = RecordBatchStreamReader::try_new(stream).map_err(failed)?;
        let schema = reader.schema();
        let place = |name: &str| schema.fields().iter().position(|field| field.name() == name);
        let places = [place(&names.id), place(&names.text), place(&names.published)];
        if places[1].is_none() {
            let columns: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let (text, columns) = (&names.text, columns.join(", "));
            let message = format!(
                "the table has no column {text:?} (it has {columns}); name the one of the text, as in text=\"body\""
            );
            return Err(OptionError::new_err(message));
        }
        for field in places.iter().flatten().filter_map(|&place| schema.fields().get(place)) {
            if !readable(field.data_type()) {
                let (name, kind) = (field.name(), field.data_type());
                return Err(OptionError::new_err(format!(
                    "the column {name:?} has the type {kind}; cast it to text first"
                )));
            }
        }
        Ok(Self { py: source.py(), reader, places, batch: None, row: 0 })
    }

    fn read(&mut self) -> PyResult<Option<Bound<'py, PyAny>>> {
        loop {
            match &self.batch {
                Some(batch) if self.row < batch.num_rows() => break,
                _ => {}
            }
            let reader = &mut self.reader;
            // A producer may compute on threads that need the interpreter.
            let Some(batch) = self.py.detach(|| reader.next()) else { return Ok(None) };
            (self.batch, self.row) = (Some(batch.map_err(failed)?), 0);
        }
        let (row, columns) = (self.row, self.batch.as_ref().map(RecordBatch::columns).unwrap_or_default());
        let cell = |place: Option<usize>| match place.and_then(|place| columns.get(place)) {
            Some(column) => value(self.py, column, row),
            None => Ok(self.py.None().into_bound(self.py)),
        };
        let [id, text, published] = self.places;
        let row = PyTuple::new(self.py, [cell(id)?, cell(text)?, cell(published)?])?;
        self.row += 1;
        Ok(Some(row.into_any()))
    }
}

impl<'py> Iterator for Frame<'py> {
    type Item = PyResult<Bound<'py, PyAny>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// Whether cells of this type can be an id, a text or a date.
fn readable(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => readable(values),
        DataType::Null | DataType::Float64 | DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => true,
        other => other.is_integer() || other.is_string(),
    }
}

/// A cell as Python has it; a date or a moment as its ISO date.
fn value<'py>(py: Python<'py>, array: &ArrayRef, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    let date = match array.data_type() {
        DataType::Utf8 => return array.as_string::<i32>().value(row).into_bound_py_any(py),
        DataType::LargeUtf8 => return array.as_string::<i64>().value(row).into_bound_py_any(py),
        DataType::Utf8View => return array.as_string_view().value(row).into_bound_py_any(py),
        DataType::Float64 => return array.as_primitive::<Float64Type>().value(row).into_bound_py_any(py),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            return match integer(&dictionary.keys().slice(row, 1)).and_then(|key| usize::try_from(key).ok()) {
                Some(key) => value(py, dictionary.values(), key),
                None => Ok(py.None().into_bound(py)),
            };
        }
        DataType::Date32 => day(array.as_primitive::<Date32Type>(), row, None),
        DataType::Date64 => day(array.as_primitive::<Date64Type>(), row, None),
        DataType::Timestamp(unit, zone) => {
            let zone = zone.as_ref().and_then(|zone| zone.parse().ok());
            match unit {
                TimeUnit::Second => day(array.as_primitive::<TimestampSecondType>(), row, zone),
                TimeUnit::Millisecond => day(array.as_primitive::<TimestampMillisecondType>(), row, zone),
                TimeUnit::Microsecond => day(array.as_primitive::<TimestampMicrosecondType>(), row, zone),
                TimeUnit::Nanosecond => day(array.as_primitive::<TimestampNanosecondType>(), row, zone),
            }
        }
        _ => return integer(&array.slice(row, 1)).into_bound_py_any(py),
    };
    date.map(|date| date.to_string()).into_bound_py_any(py)
}

/// The day, in the zone where there is one.
fn day<T: ArrowTemporalType>(array: &PrimitiveArray<T>, row: usize, zone: Option<Tz>) -> Option<NaiveDate>
where
    i64: From<T::Native>,
{
    match zone {
        Some(zone) => array.value_as_datetime_with_tz(row, zone).map(|moment| moment.date_naive()),
        None => array.value_as_date(row),
    }
}

/// The first of an array of integers.
fn integer(array: &dyn Array) -> Option<i128> {
    downcast_integer_array!(
        array => array.iter().next().flatten().map(i128::from),
        _ => None
    )
}

fn failed(error: ArrowError) -> PyErr {
    OptionError::new_err(format!("the table cannot be read: {error}"))
}
