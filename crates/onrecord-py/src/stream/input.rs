//! Rows that come as Arrow: from pyarrow, polars, `DuckDB`, pandas, Spark.

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::temporal_conversions::as_date;
use arrow_array::types::{
    Date32Type, Date64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray, RecordBatch, downcast_integer_array,
};
use arrow_schema::{ArrowError, DataType, FieldRef, Schema, TimeUnit};
use chrono::NaiveDate;
use onrecord_extract::parse_date;
use onrecord_model::{Diagnostic, RowErrorDetail};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::errors::{OptionError, RecordError};
use crate::rows::undated;

/// Opens a stream that anything with `__arrow_c_stream__` gives.
///
/// Fails with `TypeError` where there is no such method, and with `RecordError` where the stream has been read before.
pub(crate) fn reader(rows: &Bound<'_, PyAny>) -> PyResult<RecordBatchStreamReader> {
    if !rows.hasattr("__arrow_c_stream__")? {
        let kind = rows.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "rows must be Arrow, as tables and readers of pyarrow, polars, DuckDB and pandas are, not {kind}"
        )));
    }
    let capsule = rows.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
    // SAFETY: by its name the capsule holds a stream of the C interface. It is moved out, and an empty one is left, so
    // that the capsule has nothing to release.
    #[allow(unsafe_code, reason = "the C interface of Arrow is one of pointers")]
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) };
    RecordBatchStreamReader::try_new(stream).map_err(|error| RecordError::new_err(error.to_string()))
}

/// The names of columns that a caller gives.
pub(crate) struct ColumnNames {
    pub(crate) text: String,
    pub(crate) id: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) keep: Vec<String>,
}

/// Where the columns stand.
pub(crate) struct Columns {
    text: usize,
    id: Option<usize>,
    published: Option<usize>,
    /// What is written before the record: the ids, and what the caller keeps.
    keys: Vec<usize>,
    names: ColumnNames,
}

impl Columns {
    /// Fails with `OptionError` where a column is missing, has a type that nothing can be read from, or would have the
    /// name of a column of the record.
    pub(crate) fn find(names: ColumnNames, schema: &Schema) -> PyResult<Self> {
        let find = |name: &str| {
            let has: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let position = has.iter().position(|has| *has == name);
            position.ok_or_else(|| {
                OptionError::new_err(format!("there is no column {name:?}; there are {}", has.join(", ")))
            })
        };
        let of_type = |name: &str, fits: fn(&DataType) -> bool, wanted: &str| {
            let position = find(name)?;
            let kind = schema.field(position).data_type();
            if fits(kind) || kind.is_null() {
                return Ok(position);
            }
            Err(OptionError::new_err(format!("column {name:?} has the type {kind}; it must be {wanted}")))
        };
        let text = of_type(&names.text, is_text, "text")?;
        let id = |kind: &DataType| is_text(kind) || kind.is_integer();
        let id = names.id.as_deref().map(|name| of_type(name, id, "text or whole numbers")).transpose()?;
        let published = names.published.as_deref();
        let dated = |kind: &DataType| is_text(kind) || is_date(kind);
        let published = published.map(|name| of_type(name, dated, "text, dates or timestamps")).transpose()?;
        let keep = names.keep.iter().map(|name| find(name)).collect::<PyResult<Vec<_>>>()?;
        let keys = id.into_iter().chain(keep).collect();
        let columns = Self { text, id, published, keys, names };
        columns.check_names(schema)?;
        Ok(columns)
    }

    fn check_names(&self, schema: &Schema) -> PyResult<()> {
        let record = onrecord_arrow::records::schema();
        let keys = self.fields(schema);
        let names = || record.fields().iter().chain(&keys).map(|field| field.name());
        match keys.iter().find(|key| names().filter(|name| *name == key.name()).count() > 1) {
            Some(twice) => Err(OptionError::new_err(format!(
                "there would be two columns {:?}; rename that of the rows, or leave it out",
                twice.name()
            ))),
            None => Ok(()),
        }
    }

    /// The columns of the rows that are written before those of the record.
    pub(crate) fn fields(&self, schema: &Schema) -> Vec<FieldRef> {
        self.keys.iter().filter_map(|&key| schema.fields().get(key).cloned()).collect()
    }

    /// Those columns of a batch.
    pub(crate) fn keys(&self, batch: &RecordBatch) -> Vec<(FieldRef, ArrayRef)> {
        let fields = self.fields(batch.schema_ref());
        fields.into_iter().zip(self.keys.iter().map(|&key| batch.column(key)).cloned()).collect()
    }

    /// The bytes of each text.
    pub(crate) fn sizes(&self, batch: &RecordBatch) -> Result<Vec<usize>, ArrowError> {
        let texts = Bytes::new(batch.column(self.text))?;
        Ok((0..batch.num_rows()).map(|row| texts.get(row).map_or(0, <[u8]>::len)).collect())
    }

    /// The rows of a batch; `first` is the number of the first one, by which rows are named where there is no column of
    /// ids.
    pub(crate) fn rows<'b>(&'b self, batch: &'b RecordBatch, first: usize) -> Result<Rows<'b>, ArrowError> {
        let column = |at: usize| batch.column(at);
        Ok(Rows {
            columns: self,
            first,
            text: Bytes::new(column(self.text))?,
            id: self.id.map(|id| Cells::new(column(id))).transpose()?,
            published: self.published.map(|published| Cells::new(column(published))).transpose()?,
        })
    }
}

/// The rows of a batch.
pub(crate) struct Rows<'b> {
    columns: &'b Columns,
    first: usize,
    text: Bytes,
    id: Option<Cells<'b>>,
    published: Option<Cells<'b>>,
}

/// A row that can be read.
pub(crate) struct Row<'b> {
    pub(crate) id: String,
    pub(crate) text: &'b str,
    pub(crate) published: Option<NaiveDate>,
    /// Said of the row, beside what is said of the text.
    pub(crate) remark: Option<Diagnostic>,
}

impl Rows<'_> {
    /// A row, or what is wrong with it.
    pub(crate) fn get(&self, row: usize) -> Result<Row<'_>, RowErrorDetail> {
        let id = match &self.id {
            None => (self.first + row).to_string(),
            Some(ids) => ids.word(row)?.ok_or_else(|| fault("missing_id", "there is no id in this row"))?,
        };
        let missing = || fault("missing_text", format!("there is no {:?} in this row", self.columns.names.text));
        let text = utf8(self.text.get(row).ok_or_else(missing)?)?;
        let (published, remark) = match self.published.as_ref().map(|published| published.date(row)) {
            None => (None, None),
            Some(Ok(date)) => (date, None),
            Some(Err(problem)) => (None, Some(undated(format!("published: {problem}")))),
        };
        Ok(Row { id, text, published, remark })
    }
}

fn fault(code: &'static str, message: impl Into<String>) -> RowErrorDetail {
    RowErrorDetail { code: code.into(), message: message.into() }
}

/// Engines do not look whether their text is UTF-8: Spark lets any bytes be a string.
fn utf8(bytes: &[u8]) -> Result<&str, RowErrorDetail> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        fault("invalid_utf8", format!("byte {at} is not UTF-8; convert the source to UTF-8 first"))
    })
}

fn is_text(kind: &DataType) -> bool {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Utf8, Utf8View};
    matches!(kind, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView)
}

fn is_date(kind: &DataType) -> bool {
    matches!(kind, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..))
}

/// The cells of a column of text, as bytes that are not yet known to be UTF-8.
enum Bytes {
    None,
    Small(BinaryArray),
    Large(LargeBinaryArray),
    View(BinaryViewArray),
}

impl Bytes {
    fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        // Strings are taken apart and put together as bytes: nothing has looked yet whether they are UTF-8.
        Ok(match array.data_type() {
            DataType::Null => Self::None,
            DataType::Binary => Self::Small(array.as_binary().clone()),
            DataType::LargeBinary => Self::Large(array.as_binary().clone()),
            DataType::BinaryView => Self::View(array.as_binary_view().clone()),
            DataType::Utf8 => {
                let (offsets, bytes, nulls) = array.as_string::<i32>().clone().into_parts();
                Self::Small(BinaryArray::try_new(offsets, bytes, nulls)?)
            }
            DataType::LargeUtf8 => {
                let (offsets, bytes, nulls) = array.as_string::<i64>().clone().into_parts();
                Self::Large(LargeBinaryArray::try_new(offsets, bytes, nulls)?)
            }
            DataType::Utf8View => {
                let (views, buffers, nulls) = array.as_string_view().clone().into_parts();
                Self::View(BinaryViewArray::try_new(views, buffers, nulls)?)
            }
            other => return Err(ArrowError::SchemaError(format!("the type {other} is not text"))),
        })
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::None => None,
            Self::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Self::View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// The cells of a column of ids or dates.
enum Cells<'b> {
    Text(Bytes),
    Other(&'b dyn Array),
}

impl<'b> Cells<'b> {
    fn new(array: &'b ArrayRef) -> Result<Self, ArrowError> {
        let kind = array.data_type();
        Ok(if is_text(kind) || kind.is_null() { Self::Text(Bytes::new(array)?) } else { Self::Other(array) })
    }

    /// Text or a whole number.
    fn word(&self, row: usize) -> Result<Option<String>, RowErrorDetail> {
        match self {
            Self::Text(bytes) => {
                let text = bytes.get(row).map(utf8).transpose();
                let text = text.map_err(|error| fault("invalid_id", format!("the id: {}", error.message)))?;
                Ok(text.map(str::to_owned))
            }
            Self::Other(array) if array.is_null(row) => Ok(None),
            Self::Other(array) => {
                let array = *array;
                Ok(downcast_integer_array!(array => Some(array.value(row).to_string()), _ => None))
            }
        }
    }

    /// A day; of a timestamp that in UTC.
    fn date(&self, row: usize) -> Result<Option<NaiveDate>, String> {
        let array = match self {
            Self::Text(bytes) => {
                let Some(bytes) = bytes.get(row) else { return Ok(None) };
                let text = utf8(bytes).map_err(|error| error.message)?;
                return parse_date(text).map(Some).map_err(|error| error.to_string());
            }
            Self::Other(array) => *array,
        };
        if array.is_null(row) {
            return Ok(None);
        }
        let date = match array.data_type() {
            DataType::Date32 => as_date::<Date32Type>(array.as_primitive::<Date32Type>().value(row).into()),
            DataType::Date64 => as_date::<Date64Type>(array.as_primitive::<Date64Type>().value(row)),
            DataType::Timestamp(TimeUnit::Second, _) => {
                as_date::<TimestampSecondType>(array.as_primitive::<TimestampSecondType>().value(row))
            }
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                as_date::<TimestampMillisecondType>(array.as_primitive::<TimestampMillisecondType>().value(row))
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                as_date::<TimestampMicrosecondType>(array.as_primitive::<TimestampMicrosecondType>().value(row))
            }
            DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                as_date::<TimestampNanosecondType>(array.as_primitive::<TimestampNanosecondType>().value(row))
            }
            _ => None,
        };
        date.map(Some).ok_or_else(|| "the day lies outside the calendar".to_owned())
    }
}
