//! What items of different documents are compared by, as Arrow: a row for each record.

use std::sync::Arc;

use arrow_array::types::Int64Type;
use arrow_array::{
    ArrayRef, Int32Array, Int64Array, ListArray, RecordBatch, RecordBatchReader, StringArray, StructArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, Field};
use onrecord_archive::{ActorKeys, ExchangeKeys, Keys, QuotationKeys};
use onrecord_arrow::records;
use onrecord_model::Record;
use pyo3::prelude::*;

use crate::stream::{RecordStream, failed, reader};

/// The keys of records by which `onrecord.merging` merges: a row for each, made while they are read.
#[pyfunction]
pub(crate) fn merging_keys(rows: &Bound<'_, PyAny>) -> PyResult<RecordStream> {
    let input = reader(rows)?;
    records::check(&input.schema()).map_err(failed)?;
    let schema = batch(&[]).map_err(failed)?.schema();
    let batches = input.map(|rows| {
        let records: Vec<Record> = records::read(&rows?)?.into_iter().flatten().collect();
        batch(&records)
    });
    Ok(RecordStream::new(schema, Box::new(batches)))
}

fn batch(records: &[Record]) -> Result<RecordBatch, ArrowError> {
    let keys: Vec<Keys> = records.iter().map(Keys::of).collect();
    RecordBatch::try_from_iter_with_nullable([
        ("document", text(records, |record| Some(&record.document.id)), true),
        ("date", text(&keys, |keys| keys.date.as_ref()), true),
        ("actors", list(&keys, |keys| &keys.actors, actors)?, true),
        ("exchanges", list(&keys, |keys| &keys.exchanges, exchanges)?, true),
        ("quotations", list(&keys, |keys| &keys.quotations, quotations)?, true),
    ])
}

/// The fields of a struct.
type Fields = Vec<(&'static str, ArrayRef)>;

#[expect(clippy::unnecessary_wraps, reason = "`list` takes it beside one that can fail")]
fn actors(keys: &[ActorKeys]) -> Result<Fields, ArrowError> {
    Ok(vec![
        ("actor", text(keys, |key| Some(key.actor.to_string()))),
        ("kind", text(keys, |key| Some(key.kind.as_str()))),
        ("name", text(keys, |key| Some(&key.name))),
        ("iso3", text(keys, |key| Some(&key.iso3))),
        ("registry", text(keys, |key| Some(&key.registry))),
        ("state", text(keys, |key| Some(&key.state))),
        ("office", text(keys, |key| Some(&key.office))),
        ("year", Arc::new(keys.iter().map(|key| Some(key.year)).collect::<Int32Array>())),
        ("folded", text(keys, |key| Some(&key.folded))),
        ("block", text(keys, |key| Some(&key.block))),
    ])
}

fn exchanges(keys: &[ExchangeKeys]) -> Result<Fields, ArrowError> {
    let parties: StringArray = keys.iter().flat_map(|key| key.parties.iter().map(Some)).collect();
    let parties = lists(keys.iter().map(|key| key.parties.len()), Arc::new(parties))?;
    Ok(vec![
        ("exchange", text(keys, |key| Some(key.exchange.to_string()))),
        ("kind", text(keys, |key| Some(key.kind.as_str()))),
        ("sender", text(keys, |key| key.sender.map(|sender| sender.to_string()))),
        ("date", text(keys, |key| key.date.as_ref())),
        ("status", text(keys, |key| Some(key.status.as_str()))),
        ("block", text(keys, |key| key.block.as_ref())),
        ("day", Arc::new(keys.iter().map(|key| key.day).collect::<Int64Array>())),
        ("parties", parties),
        ("subject", text(keys, |key| key.subject.as_ref())),
    ])
}

#[expect(clippy::unnecessary_wraps, reason = "`list` takes it beside one that can fail")]
fn quotations(keys: &[QuotationKeys]) -> Result<Fields, ArrowError> {
    let bands = keys.iter().map(|key| Some(key.bands.iter().copied().map(Some)));
    Ok(vec![
        ("statement", text(keys, |key| Some(key.statement.to_string()))),
        ("wording", Arc::new(keys.iter().map(|key| Some(key.wording)).collect::<Int64Array>())),
        ("words", text(keys, |key| Some(&key.words))),
        ("bands", Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>(bands))),
    ])
}

fn text<'i, I, T: AsRef<str>>(items: &'i [I], field: impl Fn(&'i I) -> Option<T>) -> ArrayRef {
    Arc::new(items.iter().map(field).collect::<StringArray>())
}

/// A list for each of `keys`, of structs with these fields.
fn list<T: Clone>(
    keys: &[Keys],
    items: impl Fn(&Keys) -> &Vec<T>,
    fields: fn(&[T]) -> Result<Fields, ArrowError>,
) -> Result<ArrayRef, ArrowError> {
    let all: Vec<T> = keys.iter().flat_map(|keys| items(keys).iter().cloned()).collect();
    let (names, arrays): (Vec<_>, Vec<_>) = fields(&all)?.into_iter().unzip();
    let types = names.iter().zip(&arrays);
    let types: Vec<_> = types.map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let structs = StructArray::try_new(types.into(), arrays, None)?;
    lists(keys.iter().map(|keys| items(keys).len()), Arc::new(structs))
}

/// Cuts an array into lists of these lengths.
fn lists(lengths: impl Iterator<Item = usize>, items: ArrayRef) -> Result<ArrayRef, ArrowError> {
    let field = Field::new("element", items.data_type().clone(), true);
    Ok(Arc::new(ListArray::try_new(Arc::new(field), OffsetBuffer::from_lengths(lengths), items, None)?))
}
