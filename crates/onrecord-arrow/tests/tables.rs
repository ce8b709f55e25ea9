//! The tables hold what the records hold.

#![allow(clippy::unwrap_used, missing_docs)]

use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{Array, RecordBatch};
use onrecord_arrow::{ArrowError, Form, TABLES, records, table};
use onrecord_model::{
    Actor, ActorId, ActorKind, Cue, CuePosition, Document, Evidence, Quotation, Record, RowErrorDetail, Span,
    Statement, StatementId,
};

fn span(start: u32, text: &str) -> Span {
    Span { start, end: start + text.chars().count() as u32, text: text.into() }
}

fn actor(name: &str) -> Actor {
    Actor {
        id: ActorId(0),
        kind: ActorKind::Person,
        name: name.into(),
        iso3: None,
        subkind: None,
        members: vec![],
        membership: None,
        member_office: None,
        registry: None,
        evidence: Evidence::Explicit,
        rule: "test".into(),
        confidence: Some(0.5),
    }
}

fn statement(speaker: Option<ActorId>, content: Vec<Span>, cue: Option<Cue>) -> Statement {
    Statement {
        id: StatementId(0),
        quotation: Quotation::Direct,
        level: 1,
        embedded_in: None,
        source_chain: vec![],
        speaker,
        speaker_span: speaker.is_none().then(|| span(90, "a source")),
        speaker_mention: None,
        role: None,
        holder: None,
        addressees: vec![ActorId(1), ActorId(0)],
        cue,
        content,
        quote_marks: vec![],
        interpolations: vec![],
        attribution_type: None,
        speech_act: None,
        attitude: None,
        occasion: None,
        date: Some("2024-03".into()),
        date_from: None,
        medium: None,
        evidential: None,
        parent_stance: None,
        evidence: Evidence::Inferred,
        rule: "test".into(),
        confidence: None,
    }
}

fn record() -> Record {
    let document = Document {
        id: "note".into(),
        sha256: String::new(),
        language: "en".into(),
        published: Some("2024-03-05".into()),
        header: None,
        dateline: None,
        paragraphs: vec![],
        body_start: 0,
        credits: vec![],
    };
    let mut record = Record::new("onrecord".into(), document);
    let ana = record.push(actor("Ana Orlu"));
    record.push(actor("Juris Kalns"));
    let cue = Cue { span: span(20, "said"), lemma: "say".into(), position: CuePosition::Mid, negated: false };
    record.push(statement(Some(ana), vec![span(1, "Yes,"), span(30, "No.")], Some(cue)));
    record.push(statement(None, vec![], None));
    record
}

fn texts(batch: &RecordBatch, name: &str) -> Vec<Option<String>> {
    let column = batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}"));
    column.as_string_view().iter().map(|value| value.map(str::to_owned)).collect()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn flat_cells_hold_names_and_joined_lists() {
    let record = record();
    let batch = table("statements").unwrap().batch(Form::Flat, &[&record, &record]).unwrap();
    assert_eq!(batch.num_rows(), 4);
    let first = batch.slice(0, 2);
    assert_eq!(texts(&first, "document"), [some("note"), some("note")]);
    assert_eq!(texts(&first, "id"), [some("s0"), some("s1")]);
    assert_eq!(texts(&first, "speaker_name"), [some("Ana Orlu"), some("a source")]);
    assert_eq!(texts(&first, "speaker_kind"), [some("person"), None]);
    assert_eq!(texts(&first, "addressees"), [some("a1; a0"), some("a1; a0")]);
    assert_eq!(texts(&first, "addressees_name"), [some("Juris Kalns; Ana Orlu"), some("Juris Kalns; Ana Orlu")]);
    assert_eq!(texts(&first, "content_text"), [some("Yes, … No."), None]);
    assert_eq!(texts(&first, "cue_text"), [some("said"), None]);
    assert_eq!(texts(&first, "date"), [some("2024-03"), some("2024-03")]);
    let ends = first.column_by_name("content_end").unwrap().as_primitive::<UInt32Type>().clone();
    assert_eq!(ends.iter().collect::<Vec<_>>(), [Some(33), None]);
}

#[test]
fn nested_columns_hold_structs_and_lists() {
    let record = record();
    let batch = table("statements").unwrap().batch(Form::Nested, &[&record]).unwrap();
    let content = batch.column_by_name("content").unwrap().as_list::<i32>().clone();
    assert_eq!(content.value_length(0), 2);
    assert_eq!(content.value(0).as_struct().column_by_name("text").unwrap().as_string_view().value(1), "No.");
    assert_eq!((content.is_null(1), content.value_length(1)), (false, 0));
    let cue = batch.column_by_name("cue").unwrap().as_struct().clone();
    assert!(cue.is_valid(0) && cue.is_null(1));
}

/// Batches without rows and batches with rows have one schema: readers of a stream rely on it.
#[test]
fn the_schema_is_that_of_every_batch() {
    let record = record();
    for table in TABLES {
        for form in [Form::Flat, Form::Nested] {
            assert_eq!(table.batch(form, &[&record]).unwrap().schema(), table.schema(form), "{}", table.name);
            assert_eq!(table.batch(form, &[]).unwrap().num_rows(), 0);
        }
        assert_eq!(table.batch(Form::Nested, &[&record]).unwrap().num_rows(), table.rows(&record), "{}", table.name);
    }
}

#[test]
fn no_two_columns_have_one_name() {
    for table in TABLES {
        let schema = table.schema(Form::Flat);
        let mut names: Vec<_> = schema.fields().iter().map(|field| field.name()).collect();
        names.sort();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{}", table.name);
    }
}

fn error() -> RowErrorDetail {
    RowErrorDetail { code: "missing_text".into(), message: "there is no text".into() }
}

#[test]
fn records_and_errors_come_back_from_rows() {
    let (record, error) = (record(), error());
    let batch = records::batch(&[Ok(&record), Err(&error), Ok(&record)]).unwrap();
    assert_eq!(records::read(&batch).unwrap(), [Ok(record.clone()), Err(error), Ok(record)]);
    assert_eq!(batch.schema(), records::schema());
    assert_eq!(records::batch(&[]).unwrap().schema(), records::schema());
    let statements = batch.column_by_name("statements").unwrap();
    assert_eq!((statements.is_null(0), statements.is_null(1)), (false, true));
}

/// Spark has neither string views nor unsigned numbers.
#[test]
fn rows_of_records_have_plain_types() {
    let schema = records::schema().to_string();
    assert!(schema.contains("Utf8") && schema.contains("Int64"), "{schema}");
    assert!(!schema.contains("View") && !schema.contains("UInt"), "{schema}");
}

#[test]
fn rows_that_are_no_records_are_told() {
    let batch = records::batch(&[Ok(&record())]).unwrap();
    let without = batch.project(&[0, 1]).unwrap();
    assert!(
        matches!(records::read(&without), Err(ArrowError::SchemaError(message)) if message.contains("\"document\""))
    );
    let columns = records::batch(&[Err(&error())]).unwrap();
    let mut arrays = columns.columns().to_vec();
    // Neither a record nor an error.
    *arrays.last_mut().unwrap() = arrow_array::new_null_array(arrays.last().unwrap().data_type(), 1);
    let neither = RecordBatch::try_new(columns.schema(), arrays).unwrap();
    assert!(matches!(records::read(&neither), Err(ArrowError::ParseError(message)) if message.starts_with("row 0")));
}
