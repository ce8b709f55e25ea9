//! Whole records, a row each: the fields of [`Record`] as columns, and `error`, which is null where there is a record.
//!
//! The schema is one for every engine. Its types are those that all of them have: plain strings, signed numbers.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType, FieldRef, Schema, SchemaRef};
use onrecord_model::{Record, RowErrorDetail};
use serde_json::{Map, Value as Json};

use crate::column::Value;
use crate::plain::plain;
use crate::rows::Fields;
use crate::table;

/// The name of the column that holds what was wrong with a row.
pub const ERROR: &str = "error";

/// What a row of input has become.
pub type Outcome<'r> = Result<&'r Record, &'r RowErrorDetail>;

/// The columns and their types.
#[must_use]
pub fn schema() -> SchemaRef {
    table::schema(&columns(&[]))
}

/// The rows, in their order.
///
/// ```
/// use onrecord_arrow::records;
/// use onrecord_model::RowErrorDetail;
///
/// let error = RowErrorDetail { code: "missing_text".into(), message: "there is no text".into() };
/// let batch = records::batch(&[Err(&error)])?;
/// assert_eq!(batch.schema(), records::schema());
/// assert!(batch.column_by_name("document").is_some_and(|column| column.null_count() == 1));
/// # Ok::<(), onrecord_arrow::ArrowError>(())
/// ```
///
/// # Errors
/// [`ArrowError`] where the rows hold more than Arrow can count in one batch: 2 GiB of text in one column.
pub fn batch(rows: &[Outcome<'_>]) -> Result<RecordBatch, ArrowError> {
    let columns = columns(rows);
    let schema = table::schema(&columns);
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new_with_options(schema, arrays, &RecordBatchOptions::new().with_row_count(Some(rows.len())))
}

fn columns(rows: &[Outcome<'_>]) -> Vec<(String, ArrayRef)> {
    let records: Vec<_> = rows.iter().map(|row| row.ok()).collect();
    let errors: Vec<_> = rows.iter().map(|row| row.err()).collect();
    let mut columns = Vec::new();
    // Of a long record all columns are large, and there is only ever one that is not plain yet.
    Record::each(&records, |name, array| columns.push((name.to_owned(), plain(&array))));
    columns.push((ERROR.to_owned(), plain(&RowErrorDetail::nested(&errors))));
    columns
}

/// Whether these are the columns of records.
///
/// # Errors
/// [`ArrowError::SchemaError`] that names a column which is missing.
pub fn check(schema: &Schema) -> Result<(), ArrowError> {
    let wanted = self::schema();
    match wanted.fields().iter().find(|field| schema.index_of(field.name()).is_err()) {
        Some(missing) => {
            let name = missing.name();
            Err(ArrowError::SchemaError(format!("there is no column {name:?}: these rows are no records")))
        }
        None => Ok(()),
    }
}

/// Makes records of rows that [`batch`] has written, also after Parquet, Spark or a data frame has had them. Other columns
/// are passed over.
///
/// ```
/// use onrecord_arrow::records;
/// # use onrecord_model::*;
/// # let document = Document { id: "note".into(), sha256: String::new(), language: "en".into(), published: None,
/// #     header: None, dateline: None, paragraphs: vec![], body_start: 0, credits: vec![] };
/// # let record = Record::new("onrecord".into(), document);
/// let batch = records::batch(&[Ok(&record)])?;
/// assert_eq!(records::read(&batch)?, [Ok(record)]);
/// # Ok::<(), onrecord_arrow::ArrowError>(())
/// ```
///
/// # Errors
/// [`ArrowError::SchemaError`] where a column is missing or has a type that no value of a record has;
/// [`ArrowError::ParseError`], with the row, where a row is neither a record nor an error.
pub fn read(batch: &RecordBatch) -> Result<Vec<Result<Record, RowErrorDetail>>, ArrowError> {
    check(batch.schema_ref())?;
    let names: Vec<_> = schema().fields().iter().map(|field| field.name().clone()).collect();
    let columns: Vec<_> = names.iter().filter_map(|name| Some((name, batch.column_by_name(name)?))).collect();
    (0..batch.num_rows())
        .map(|row| {
            let mut fields = Map::new();
            for &(name, column) in &columns {
                fields.insert(name.clone(), json(column, row)?);
            }
            let wrong = |error| ArrowError::ParseError(format!("row {row} is neither a record nor an error: {error}"));
            match fields.remove(ERROR) {
                Some(Json::Null) | None => serde_json::from_value(Json::Object(fields)).map(Ok).map_err(wrong),
                Some(error) => serde_json::from_value(error).map(Err).map_err(wrong),
            }
        })
        .collect()
}

/// A cell as JSON, as the record has it.
fn json(array: &dyn Array, row: usize) -> Result<Json, ArrowError> {
    if array.is_null(row) {
        return Ok(Json::Null);
    }
    let list = |items: ArrayRef| {
        (0..items.len()).map(|item| json(&items, item)).collect::<Result<Vec<_>, _>>().map(Json::Array)
    };
    Ok(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).into(),
        DataType::Utf8View => array.as_string_view().value(row).into(),
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
        DataType::List(_) => list(array.as_list::<i32>().value(row))?,
        DataType::LargeList(_) => list(array.as_list::<i64>().value(row))?,
        DataType::Struct(_) => {
            let parts = array.as_struct();
            let part = |(name, part): (&str, &ArrayRef)| Ok((name.to_owned(), json(part, row)?));
            let parts = parts.column_names().into_iter().zip(parts.columns()).map(part);
            Json::Object(parts.collect::<Result<_, ArrowError>>()?)
        }
        other => return Err(ArrowError::SchemaError(format!("no value of a record has the type {other}"))),
    })
}

/// The columns of a batch with others before them, such as the ids and what else a caller wants to keep.
///
/// # Errors
/// [`ArrowError`] where they differ in length.
pub fn beside(keys: Vec<(FieldRef, ArrayRef)>, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let (fields, arrays): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
    let schema = batch.schema();
    let fields: Vec<_> = fields.into_iter().chain(schema.fields().iter().map(Arc::clone)).collect();
    let arrays = arrays.into_iter().chain(batch.columns().iter().map(Arc::clone)).collect();
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &rows)
}
