//! Values that hold others: options, lists and spans.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::{ArrayRef, ListArray, StringViewArray, UInt32Array};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::Field;
use onrecord_model::{Record, Span};

use crate::column::{Cell, Column, Part, Value};

/// What stands between the values of a list in one cell.
pub(crate) const JOIN: &str = "; ";

/// What stands between the words of spans that lie apart.
const GAP: &str = " … ";

impl<T: Value> Value for Option<T> {
    fn nested(values: &[Option<&Self>]) -> ArrayRef {
        T::nested(&values.iter().map(|value| value.and_then(Option::as_ref)).collect::<Vec<_>>())
    }

    fn flat(field: &[&'static str], cells: &[Cell<'_, Self>], columns: &mut Vec<Column>) {
        T::flat(field, &cells.iter().map(|cell| cell.map(Option::as_ref)).collect::<Vec<_>>(), columns);
    }

    fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>) {
        columns.push(counted(field, cells));
    }
}

impl<T: Value> Value for Vec<T> {
    fn nested(values: &[Option<&Self>]) -> ArrayRef {
        let offsets = OffsetBuffer::from_lengths(values.iter().map(|value| value.map_or(0, Vec::len)));
        let items: Vec<_> = values.iter().copied().flatten().flatten().map(Some).collect();
        let items = T::nested(&items);
        let field = Arc::new(Field::new("item", items.data_type().clone(), true));
        Arc::new(ListArray::new(field, offsets, items, present(values)))
    }

    fn flat(field: &[&'static str], cells: &[Cell<'_, Self>], columns: &mut Vec<Column>) {
        T::flat_list(field, cells, columns);
    }

    fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>) {
        columns.push(counted(field, cells));
    }
}

/// Which rows are there; `None` where all are.
pub(crate) fn present<T>(values: &[Option<&T>]) -> Option<NullBuffer> {
    let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
    (nulls.null_count() > 0).then_some(nulls)
}

/// The values of each list in one cell; null for an empty list.
pub(crate) fn joined<'r, T>(
    field: &[&'static str],
    part: Part,
    between: &str,
    cells: &[Cell<'r, Vec<T>>],
    text: impl Fn(&'r Record, &'r T) -> Option<Cow<'r, str>>,
) -> Column {
    let cell = |cell: &Cell<'r, Vec<T>>| {
        let texts: Vec<_> = cell.value?.iter().filter_map(|value| text(cell.record, value)).collect();
        (!texts.is_empty()).then(|| texts.join(between))
    };
    let array = Arc::new(cells.iter().map(cell).collect::<StringViewArray>());
    Column { field: field.to_vec(), part, array }
}

/// How many values each list has.
pub(crate) fn counted<T>(field: &[&'static str], cells: &[Cell<'_, Vec<T>>]) -> Column {
    let count = |cell: &Cell<'_, Vec<T>>| cell.value.map(|list| list.len() as u32);
    let array = Arc::new(cells.iter().map(count).collect::<UInt32Array>());
    Column { field: field.to_vec(), part: Part::Count, array }
}

/// The flat columns of spans: where they begin and end, and their words.
pub(crate) fn spanned<'r, T>(
    field: &[&'static str],
    cells: &[Cell<'r, T>],
    columns: &mut Vec<Column>,
    spans: impl Fn(&'r T) -> &'r [Span],
) {
    let spans = |cell: &Cell<'r, T>| cell.value.map_or::<&[Span], _>(&[], &spans);
    let starts = cells.iter().map(|cell| spans(cell).iter().map(|span| span.start).min());
    let ends = cells.iter().map(|cell| spans(cell).iter().map(|span| span.end).max());
    let words = cells.iter().map(|cell| match spans(cell) {
        [] => None,
        [span] => Some(Cow::Borrowed(&*span.text)),
        spans => Some(Cow::Owned(spans.iter().map(|span| &*span.text).collect::<Vec<_>>().join(GAP))),
    });
    let mut push = |part, array| columns.push(Column { field: field.to_vec(), part, array });
    push(Part::Start, Arc::new(starts.collect::<UInt32Array>()));
    push(Part::End, Arc::new(ends.collect::<UInt32Array>()));
    push(Part::Text, Arc::new(words.collect::<StringViewArray>()));
}
