//! Values that fill a cell of their own: strings, numbers, closed sets, ids.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, StringViewArray, UInt8Array, UInt32Array};
use onrecord_model as model;
use onrecord_model::Record;

use crate::column::{Cell, Column, Part, Value};
use crate::list::{JOIN, joined};

/// Values that are written as text.
macro_rules! text {
    ($($type:ty: $text:expr),* $(,)?) => { $(
        impl Value for $type {
            fn nested(values: &[Option<&Self>]) -> ArrayRef {
                let text: for<'a> fn(&'a $type) -> &'a str = $text;
                Arc::new(values.iter().map(|value| value.map(text)).collect::<StringViewArray>())
            }

            fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>) {
                let text: for<'a> fn(&'a $type) -> &'a str = $text;
                columns.push(joined(field, Part::Whole, JOIN, cells, |_, value| Some(Cow::Borrowed(text(value)))));
            }
        }
    )* };
}

text! {
    String: |text| text,
    Box<str>: |text| text,
    Cow<'static, str>: |text| text,
    model::Evidence: |evidence| match evidence {
        model::Evidence::Explicit => "explicit",
        model::Evidence::Inferred => "inferred",
        model::Evidence::Registry => "registry",
    },
}

/// Closed sets of values, by their printed form.
macro_rules! values {
    ($($type:ident),* $(,)?) => { text! { $(model::$type: |value| value.as_str()),* } };
}

values! {
    ActorKind, Agreement, AttributionType, ConceptKind, CuePosition, DefinitionKind, Derivation, EventKind, Evidential,
    ExchangeKind, ExchangeStatus, FactualityValue, InstrumentKind, InvocationRelation, Membership, MentionType,
    ParentStance, Quotation, SpeechAct, TimexFunction, TimexModifier, TimexType, Voice,
}

/// Numbers; the record has no lists of them.
macro_rules! numbers {
    ($($type:ty: $array:ty),* $(,)?) => { $(
        impl Value for $type {
            fn nested(values: &[Option<&Self>]) -> ArrayRef {
                Arc::new(values.iter().map(|value| value.copied()).collect::<$array>())
            }

            fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>) {
                columns.push(joined(field, Part::Whole, JOIN, cells, |_, value| Some(Cow::Owned(value.to_string()))));
            }
        }
    )* };
}

numbers! { bool: BooleanArray, u8: UInt8Array, u32: UInt32Array, f64: Float64Array }

/// A part of what an id leads to, where the record has it.
type Told<Id> = (Part, for<'r> fn(&'r Record, &Id) -> Option<&'r str>);

/// Ids are text; in the flat form a column beside them tells what they lead to.
macro_rules! ids {
    ($($id:ident $([$($part:ident: $told:expr),*])?),* $(,)?) => { $(
        impl Value for model::$id {
            fn nested(values: &[Option<&Self>]) -> ArrayRef {
                Arc::new(values.iter().map(|value| value.map(ToString::to_string)).collect::<StringViewArray>())
            }

            fn flat(field: &[&'static str], cells: &[Cell<'_, Self>], columns: &mut Vec<Column>) {
                let values: Vec<_> = cells.iter().map(|cell| cell.value).collect();
                columns.push(Column { field: field.to_vec(), part: Part::Whole, array: Self::nested(&values) });
                let told: &[Told<Self>] = &[$($((Part::$part, $told)),*)?];
                // An item's own id leads to the row it stands in.
                for &(part, tell) in told.iter().filter(|_| field != ["id"]) {
                    let names = cells.iter().map(|cell| cell.value.and_then(|id| tell(cell.record, id)));
                    let array = Arc::new(names.collect::<StringViewArray>());
                    columns.push(Column { field: field.to_vec(), part, array });
                }
            }

            fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>) {
                columns.push(joined(field, Part::Whole, JOIN, cells, |_, id| Some(Cow::Owned(id.to_string()))));
                let told: &[Told<Self>] = &[$($((Part::$part, $told)),*)?];
                for &(part, tell) in told.iter().filter(|(part, _)| *part == Part::Name) {
                    columns.push(joined(field, part, JOIN, cells, |record, id| tell(record, id).map(Cow::Borrowed)));
                }
            }
        }
    )* };
}

ids! {
    TimexId, MentionId, EventId, StatementId, ExchangeId, DefinitionId, InvocationId, PositionId, FactualityId,
    ParagraphId,
    ActorId [
        Name: |record, id| Some(&record.actors.get(id.index())?.name),
        Kind: |record, id| Some(record.actors.get(id.index())?.kind.as_str())
    ],
    PlaceId [Name: |record, id| Some(&record.places.get(id.index())?.name)],
    ConceptId [Name: |record, id| Some(&record.concepts.get(id.index())?.label)],
    InstrumentId [Name: |record, id| record.instruments.get(id.index())?.title.as_deref()],
    RoleId [
        Name: |record, id| Some(&record.roles.get(id.index())?.office),
        OfName: |record, id| {
            let of = record.roles.get(id.index())?.of?;
            Some(&record.actors.get(of.index())?.name)
        }
    ],
}

impl Value for model::DateSource {
    fn nested(values: &[Option<&Self>]) -> ArrayRef {
        let text = |source: &Self| match source {
            Self::Timex(id) => id.to_string(),
            Self::Event(id) => id.to_string(),
            Self::Statement(id) => id.to_string(),
            Self::Exchange(id) => id.to_string(),
        };
        Arc::new(values.iter().map(|value| value.map(text)).collect::<StringViewArray>())
    }

    fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>) {
        columns.push(crate::list::counted(field, cells));
    }
}
