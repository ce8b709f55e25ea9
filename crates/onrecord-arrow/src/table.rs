//! The tables: one for each list of the record, and one of the documents.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, StringViewArray};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use onrecord_model::{
    Actor, Concept, Definition, Document, Event, Exchange, Factuality, Instrument, Invocation, Listed, Mention, Place,
    Position, Record, Role, Statement, Timex,
};

use crate::column::{Cell, Column, Part, Value};

/// The columns that every table but the documents begins with: the id of the document, its date of publication, and the
/// name of its agency.
pub const KEYS: &[&str] = &["document", "published", "agency"];

/// How values with parts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// One cell for each value that a spreadsheet can hold.
    #[default]
    Flat,
    /// Structs and lists, as in the schema.
    Nested,
}

/// A table: what its rows are and how they are written.
pub struct Table {
    /// The name: that of the list of the record.
    pub name: &'static str,
    rows: fn(&Record) -> usize,
    nested: fn(&[&Record]) -> Vec<(String, ArrayRef)>,
    flat: fn(&[&Record]) -> Vec<Column>,
}

/// Every table, in the order of the schema.
pub const TABLES: &[Table] = &[
    Table { name: "documents", rows: |_| 1, nested: nested_documents, flat: flat_documents },
    listed::<Timex>(),
    listed::<Place>(),
    listed::<Actor>(),
    listed::<Mention>(),
    listed::<Role>(),
    listed::<Event>(),
    Table { flat: flat_statements, ..listed::<Statement>() },
    listed::<Instrument>(),
    listed::<Concept>(),
    listed::<Definition>(),
    listed::<Exchange>(),
    listed::<Invocation>(),
    listed::<Position>(),
    listed::<Factuality>(),
];

/// The table of this name.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Table {
    /// How many rows a record gives.
    #[must_use]
    pub fn rows(&self, record: &Record) -> usize {
        (self.rows)(record)
    }

    /// The columns and their types.
    #[must_use]
    pub fn schema(&self, form: Form) -> SchemaRef {
        schema(&self.columns(form, &[]))
    }

    /// The rows of some records, in their order.
    ///
    /// # Errors
    /// [`ArrowError`] where the records hold more than Arrow can count in one batch: 2 GiB of text in one column.
    pub fn batch(&self, form: Form, records: &[&Record]) -> Result<RecordBatch, ArrowError> {
        let columns = self.columns(form, records);
        let rows = records.iter().map(|record| self.rows(record)).sum();
        let schema = schema(&columns);
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        RecordBatch::try_new_with_options(schema, arrays, &RecordBatchOptions::new().with_row_count(Some(rows)))
    }

    /// The columns of the flat form, with the fields of the schema that they come from. No rows.
    #[must_use]
    pub fn flat_columns(&self) -> Vec<Column> {
        (self.flat)(&[])
    }

    fn columns(&self, form: Form, records: &[&Record]) -> Vec<(String, ArrayRef)> {
        match form {
            Form::Nested => (self.nested)(records),
            Form::Flat => (self.flat)(records).into_iter().map(|column| (column.name(), column.array)).collect(),
        }
    }
}

pub(crate) fn schema(columns: &[(String, ArrayRef)]) -> SchemaRef {
    let field = |(name, array): &(String, ArrayRef)| Field::new(name, array.data_type().clone(), true);
    Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()))
}

/// The table of a list of the record.
const fn listed<T: Listed + Value>() -> Table {
    Table { name: T::LIST, rows: |record| T::list(record).len(), nested: nested::<T>, flat: flat::<T> }
}

/// The items of a list, each with its record.
fn items<'r, T: Listed>(records: &[&'r Record]) -> Vec<Cell<'r, T>> {
    let items = |record: &'r Record| T::list(record).iter().map(move |item| Cell { record, value: Some(item) });
    records.iter().copied().flat_map(items).collect()
}

fn nested<T: Listed + Value>(records: &[&Record]) -> Vec<(String, ArrayRef)> {
    let items = items::<T>(records);
    let values: Vec<_> = items.iter().map(|cell| cell.value).collect();
    let keys = keys(&items).into_iter().map(|column| (column.name(), column.array));
    keys.chain(fields(&T::nested(&values))).collect()
}

fn flat<T: Listed + Value>(records: &[&Record]) -> Vec<Column> {
    let items = items::<T>(records);
    let mut columns = keys(&items);
    T::flat(&[], &items, &mut columns);
    columns
}

/// The columns that lead a row back to its document.
fn keys<T>(cells: &[Cell<'_, T>]) -> Vec<Column> {
    let column = |name, value: fn(&Record) -> Option<&str>| {
        let array = Arc::new(cells.iter().map(|cell| value(cell.record)).collect::<StringViewArray>());
        Column { field: vec![name], part: Part::Whole, array }
    };
    vec![
        column("document", |record| Some(&record.document.id)),
        column("published", |record| record.document.published.as_deref()),
        column("agency", agency),
    ]
}

fn agency(record: &Record) -> Option<&str> {
    let agency = record.document.dateline.as_ref()?.agency?;
    Some(&record.actors.get(agency.index())?.name)
}

/// The columns of a struct.
pub(crate) fn fields(array: &ArrayRef) -> Vec<(String, ArrayRef)> {
    let array = array.as_struct();
    let names = array.fields().iter().map(|field| field.name().clone());
    names.zip(array.columns().iter().map(Arc::clone)).collect()
}

/// The name of the speaker is that of [`Record::speaker_name`]: it may be the words of the text, or the agency.
fn flat_statements(records: &[&Record]) -> Vec<Column> {
    let mut columns = flat::<Statement>(records);
    if let Some(column) = columns.iter_mut().find(|column| column.name() == "speaker_name") {
        let items = items::<Statement>(records);
        let names = items.iter().map(|cell| cell.record.speaker_name(cell.value?));
        column.array = Arc::new(names.collect::<StringViewArray>());
    }
    columns
}

fn nested_documents(records: &[&Record]) -> Vec<(String, ArrayRef)> {
    let part = |name: &str, array: ArrayRef| (name.to_owned(), array);
    let documents: Vec<_> = records.iter().map(|record| Some(&record.document)).collect();
    let coverage: Vec<_> = records.iter().map(|record| Some(&record.coverage)).collect();
    let diagnostics: Vec<_> = records.iter().map(|record| Some(&record.diagnostics)).collect();
    let extractor: Vec<_> = records.iter().map(|record| Some(&record.extractor)).collect();
    let mut columns = fields(&Document::nested(&documents));
    columns.push(part("coverage", Value::nested(&coverage)));
    columns.push(part("diagnostics", Value::nested(&diagnostics)));
    columns.push(part("extractor", Value::nested(&extractor)));
    columns
}

fn flat_documents(records: &[&Record]) -> Vec<Column> {
    let cells: Vec<_> = records.iter().map(|&record| Cell { record, value: Some(record) }).collect();
    let mut columns = Vec::new();
    part(&cells, &[], |record| &record.document, &mut columns);
    part(&cells, &["coverage"], |record| &record.coverage, &mut columns);
    part(&cells, &["diagnostics"], |record| &record.diagnostics, &mut columns);
    part(&cells, &["extractor"], |record| &record.extractor, &mut columns);
    columns
}

fn part<'r, T: Value + 'r>(
    cells: &[Cell<'r, Record>],
    field: &[&'static str],
    part: impl Fn(&'r Record) -> &'r T,
    columns: &mut Vec<Column>,
) {
    T::flat(field, &cells.iter().map(|cell| cell.map(|record| Some(part(record)))).collect::<Vec<_>>(), columns);
}
