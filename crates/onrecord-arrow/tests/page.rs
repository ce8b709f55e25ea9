//! `docs/tables.md` says what every column means: it is written from the Arrow schemas and the JSON Schema.

#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write;

use arrow_schema::{DataType, Field};
use onrecord_arrow::{Form, KEYS, TABLES, Table};
use serde_json::Value;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tables.md");

const HEAD: &str = "# The tables

`corpus.statements` and its neighbours are Arrow tables: `.to_polars()`, `.to_pandas()`, or handed as they are to whatever
reads the Arrow PyCapsule interface. One row is one item of the list of that name in a record.

- The **flat** form, which a table has at first, has one cell for each value that a spreadsheet can hold. A span `x` is
  `x_start`, `x_end` (code points, half-open) and `x_text`; of several spans the first start, the last end, and all words
  joined by ` … `. Beside an id stands `_name`, the name of what it leads to (actor, place, concept, instrument, office);
  beside that of one actor `_kind`, beside that of a role `_of_name`. Lists are joined by `; `; of lists of structs there
  is the `_count`.
- The **nested** form, `corpus.statements.nested`, has the structs and lists of the schema.
- Ids are unique in their document: join tables by `document` and id, `statements.speaker` to `actors.id` for example.
- Dates are ISO text as in the record, since some are of a month or a year only: in polars
  `pl.col(\"date\").str.to_date(strict=False)`, in pandas `pd.to_datetime(frame[\"date\"], errors=\"coerce\")`.
- An empty cell means that the text does not say it, or that nothing was read.

`ONRECORD_BLESS=1 cargo test -p onrecord-arrow` writes this page from the schemas.
";

#[test]
fn the_page_and_the_schemas_agree() {
    let schema: Value = serde_json::from_str(onrecord_model::JSON_SCHEMA).unwrap();
    let mut page = HEAD.to_owned();
    for table in TABLES {
        section(table, &schema, &mut page);
    }
    if std::env::var_os("ONRECORD_BLESS").is_some() {
        std::fs::write(PAGE, &page).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(PAGE).unwrap();
    assert!(page == committed, "docs/tables.md is stale: run ONRECORD_BLESS=1 cargo test -p onrecord-arrow");
}

fn section(table: &Table, schema: &Value, page: &mut String) {
    let documents = table.name == "documents";
    let list = &schema["properties"][table.name];
    let about = if documents { "The dispatches, with how much of each was read." } else { description(list) };
    write!(page, "\n## {}\n{about}\n\n", table.name).unwrap();
    page.push_str("| nested column | type | flat columns | meaning |\n|---|---|---|---|\n");
    let item = if documents { &schema["properties"]["document"] } else { &list["items"] };
    let item = resolve(item, schema);
    for field in table.schema(Form::Nested).fields() {
        let whole = ["coverage", "diagnostics", "extractor"].contains(&field.name().as_str());
        let told = if documents && whole { &schema["properties"] } else { &item["properties"] };
        let name = field.name().as_str();
        rows(table, field, &mut vec![name], &told[name], schema, page);
    }
}

/// The row of a field, and those of its parts.
fn rows<'a>(table: &Table, field: &'a Field, path: &mut Vec<&'a str>, told: &Value, schema: &Value, page: &mut String) {
    let meaning = match path.as_slice() {
        ["document"] if KEYS.contains(&"document") => "The id of the dispatch.",
        ["published"] if table.name != "documents" => "The ISO date of publication of the dispatch.",
        ["agency"] => "The name of the news agency in the dateline.",
        _ => description(told),
    };
    assert!(!meaning.is_empty(), "{}: nothing is told of {path:?}", table.name);
    let flat = table.flat_columns().into_iter().filter(|column| column.field == *path);
    let flat: Vec<_> = flat.map(|column| format!("`{}`", column.name())).collect();
    let kind = kind(field.data_type());
    writeln!(page, "| `{}` | {kind} | {} | {} |", path.join("."), flat.join(", "), meaning.replace('|', "\\|"))
        .unwrap();
    let parts = match field.data_type() {
        DataType::Struct(parts) => parts,
        DataType::List(item) => match item.data_type() {
            DataType::Struct(parts) => parts,
            _ => return,
        },
        _ => return,
    };
    if is_span(parts) {
        return;
    }
    let inner = resolve(told, schema);
    for part in parts {
        path.push(part.name());
        rows(table, part, path, &inner["properties"][part.name()], schema, page);
        path.pop();
    }
}

/// What a reference, an option or a list is about.
fn resolve<'s>(value: &'s Value, schema: &'s Value) -> &'s Value {
    if let Some(name) = value["$ref"].as_str() {
        return resolve(&schema["$defs"][name.rsplit('/').next().unwrap()], schema);
    }
    if value["anyOf"].is_array() {
        return resolve(&value["anyOf"][0], schema);
    }
    if value["items"].is_object() { resolve(&value["items"], schema) } else { value }
}

/// The first line of what the JSON Schema says.
fn description(value: &Value) -> &str {
    value["description"].as_str().unwrap_or_default().lines().next().unwrap_or_default()
}

fn is_span(parts: &arrow_schema::Fields) -> bool {
    parts.iter().map(|part| part.name().as_str()).eq(["start", "end", "text"])
}

fn kind(data_type: &DataType) -> String {
    match data_type {
        DataType::Utf8View => "text".to_owned(),
        DataType::Boolean => "true or false".to_owned(),
        DataType::Float64 => "number".to_owned(),
        DataType::UInt8 | DataType::UInt32 => "integer".to_owned(),
        DataType::List(item) => format!("list of {}", kind(item.data_type())),
        DataType::Struct(parts) if is_span(parts) => "span".to_owned(),
        DataType::Struct(_) => "struct".to_owned(),
        other => panic!("the page has no word for {other}"),
    }
}
