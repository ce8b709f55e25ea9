//! The structs of the record, field by field, in the order of the schema.

use std::sync::Arc;

use arrow_array::{ArrayRef, StructArray};
use arrow_schema::Field;
use onrecord_model as model;

use crate::column::{Cell, Column, Value};
use crate::list::{counted, present, spanned};

/// A type that has fields.
pub(crate) trait Fields: Sized {
    /// Makes a column of each field, one after the other.
    fn each(values: &[Option<&Self>], take: impl FnMut(&'static str, ArrayRef));
}

macro_rules! fields {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl Fields for model::$type {
            fn each(values: &[Option<&Self>], mut take: impl FnMut(&'static str, ArrayRef)) {
                $(take(name(stringify!($field)), part(values, |value| &value.$field));)*
            }
        }
    };
}

/// The nested form of a struct; of a row that is not there every field is null.
fn nested<T: Fields>(values: &[Option<&T>]) -> ArrayRef {
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    T::each(values, |name, array| {
        fields.push(Arc::new(Field::new(name, array.data_type().clone(), true)));
        arrays.push(array);
    });
    Arc::new(StructArray::new(fields.into(), arrays, present(values)))
}

fn part<T, P: Value>(values: &[Option<&T>], part: impl Fn(&T) -> &P) -> ArrayRef {
    P::nested(&values.iter().map(|value| value.map(&part)).collect::<Vec<_>>())
}

/// A field of that name in the schema: `r#type` is `type`.
fn name(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

macro_rules! structs {
    ($($type:ident { $($field:ident),* $(,)? })*) => { $(
        fields! { $type { $($field),* } }

        impl Value for model::$type {
            fn nested(values: &[Option<&Self>]) -> ArrayRef {
                nested(values)
            }

            fn flat(field: &[&'static str], cells: &[Cell<'_, Self>], columns: &mut Vec<Column>) {
                $(
                    let path = [field, &[name(stringify!($field))]].concat();
                    let parts: Vec<_> = cells.iter().map(|cell| cell.map(|value| Some(&value.$field))).collect();
                    Value::flat(&path, &parts, columns);
                )*
            }

            fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>) {
                columns.push(counted(field, cells));
            }
        }
    )* };
}

fields! { Span { start, end, text } }

impl Value for model::Span {
    fn nested(values: &[Option<&Self>]) -> ArrayRef {
        nested(values)
    }

    fn flat(field: &[&'static str], cells: &[Cell<'_, Self>], columns: &mut Vec<Column>) {
        spanned(field, cells, columns, std::slice::from_ref);
    }

    fn flat_list(field: &[&'static str], cells: &[Cell<'_, Vec<Self>>], columns: &mut Vec<Column>) {
        spanned(field, cells, columns, Vec::as_slice);
    }
}

structs! {
    Record {
        schema, extractor, document, timexes, places, actors, mentions, roles, events, statements, instruments, concepts,
        definitions, exchanges, invocations, positions, factuality, coverage, diagnostics,
    }
    RowErrorDetail { code, message }

    Document { id, sha256, language, published, header, dateline, paragraphs, body_start, credits }
    Header { span, date }
    Dateline { span, places, date, agency, timex }
    Paragraph { id, span }
    Coverage { quotation_marks_claimed, quotation_marks_total, unread }
    Diagnostic { code, message, span }

    Timex { id, span, r#type, value, r#mod, interval, anchor, function, evidence, rule, confidence }
    Interval { start, end }
    Place { id, name, country, spans, evidence, rule, confidence }
    Actor {
        id, kind, name, iso3, subkind, members, membership, member_office, registry, evidence, rule, confidence,
    }
    RegistryEntry { key, name, office, of, as_of }
    Mention { id, span, r#type, actor, evidence, rule, confidence }
    Role { id, actor, office, of, spans, derivation, same_as, valid_on, evidence, rule, confidence }
    Event {
        id, kind, spans, date, place, participants, organiser, follows, instrument, evidence, rule, confidence,
    }
    Statement {
        id, quotation, level, embedded_in, source_chain, speaker, speaker_span, speaker_mention, role, holder,
        addressees, cue, content, quote_marks, interpolations, attribution_type, speech_act, attitude, occasion, date,
        date_from, medium, evidential, parent_stance, evidence, rule, confidence,
    }
    Cue { span, lemma, position, negated }
    Instrument {
        id, title, kind, number, year, place, body, spans, members, via_event, same_as, registry, evidence, rule,
        confidence,
    }
    InstrumentRegistryEntry { key, title, adopted, place, depositary }
    Concept { id, label, kind, spans, component_of, dictionary, evidence, rule, confidence }
    Definition { id, concept, kind, definiens, cue, hedge, actor, statement, evidence, rule, confidence }
    Exchange {
        id, kind, sender, sender_state, recipients, date, subject, request, expected_reply, in_reply_to, status,
        status_as_of, reports, discrepancies, evidence, rule, confidence,
    }
    ExpectedReply { from, form, span }
    Report {
        by, statement, kind_span, act_span, sender_span, recipients_span, date_span, subject_span, request_span,
        expected_reply_span,
    }
    Discrepancy { field, values }
    Invocation { id, actor, instrument, concept, relation, cue, statement, evidence, rule, confidence }
    Position {
        id, actor, organisation, concept, agreement, qualifier, statement, evidence_spans, voice, attributed_by,
        reported_by, evidence, rule, confidence,
    }
    Factuality { id, span, by, value, evidence, rule, confidence }
}
