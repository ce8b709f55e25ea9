//! What a value of a record is as a column.

use arrow_array::ArrayRef;
use onrecord_model::Record;

/// A column of the flat form, with where its values come from.
#[derive(Clone, Debug)]
pub struct Column {
    /// The field of the schema, level by level: `cue`, `lemma`.
    pub field: Vec<&'static str>,
    /// What of that field it holds.
    pub part: Part,
    /// The values.
    pub array: ArrayRef,
}

/// What of a field a flat column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The value itself; of a list all values, joined by `; `.
    Whole,
    /// The first code point of a span; of a list of spans that of the first.
    Start,
    /// One past the last code point of a span; of a list of spans that of the last.
    End,
    /// The words of a span; of a list of spans all of them, joined by ` … `.
    Text,
    /// The name of what an id leads to; of a list all names, joined by `; `.
    Name,
    /// What kind of actor an id leads to.
    Kind,
    /// The state or organisation of the office that an id leads to.
    OfName,
    /// The number of items of a list.
    Count,
}

impl Part {
    /// What the name of the column ends in.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Whole => "",
            Self::Start => "_start",
            Self::End => "_end",
            Self::Text => "_text",
            Self::Name => "_name",
            Self::Kind => "_kind",
            Self::OfName => "_of_name",
            Self::Count => "_count",
        }
    }

    /// What the column holds, as a clause for a reader.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Whole => "the value; of a list all of them, joined by `; `",
            Self::Start => "first code point",
            Self::End => "one past the last code point",
            Self::Text => "the words",
            Self::Name => "the name",
            Self::Kind => "the kind of actor",
            Self::OfName => "the state or organisation of the office",
            Self::Count => "how many",
        }
    }
}

impl Column {
    /// The name: the field, level by level, and what of it.
    #[must_use]
    pub fn name(&self) -> String {
        // A span that is all there is of its field needs no level of its own: `cue_start`, not `cue_span_start`.
        let levels: &[&str] = match self.field.as_slice() {
            [outer @ .., "span"] if !outer.is_empty() => outer,
            levels => levels,
        };
        levels.join("_") + self.part.suffix()
    }
}

/// A value and the record it stands in, which names what ids lead to.
pub(crate) struct Cell<'r, T: ?Sized> {
    pub(crate) record: &'r Record,
    pub(crate) value: Option<&'r T>,
}

impl<T: ?Sized> Clone for Cell<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Cell<'_, T> {}

impl<'r, T> Cell<'r, T> {
    /// A part of the value.
    pub(crate) fn map<U: ?Sized>(self, part: impl Fn(&'r T) -> Option<&'r U>) -> Cell<'r, U> {
        Cell { record: self.record, value: self.value.and_then(part) }
    }
}

/// A type of the record that can be written as columns.
pub(crate) trait Value: Sized {
    /// The nested form: one array, of structs or lists where the type has parts.
    fn nested(values: &[Option<&Self>]) -> ArrayRef;

    /// The flat form: one column or several.
    fn flat(field: &[&'static str], cells: &[Cell<'_, Self>], columns: &mut Vec<Column>) {
        let values: Vec<_> = cells.iter().map(|cell| cell.value).collect();
        columns.push(Column { field: field.to_vec(), part: Part::Whole, array: Self::nested(&values) });
    }

    /// The flat form of a list of such values.
    fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>);
}
