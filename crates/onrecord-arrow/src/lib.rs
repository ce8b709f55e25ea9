//! Records as Arrow tables: one row for each item of a list, one table for each list, in two forms.
//!
//! The *nested* form has the fields and the types of the schema: spans are structs, lists are lists. The *flat* form has
//! a cell for every value that a spreadsheet can hold: spans become `_start`, `_end` and `_text`, ids have a partner
//! `_name`, lists are joined. Both begin with the columns of [`KEYS`]; `docs/tables.md` says what each column means.
//!
//! [`records::batch`] writes whole records, a row each, for engines that carry them as they are: Parquet, Spark, Ray;
//! [`records::read`] makes records of such rows again.
//!
//! ```
//! use onrecord_arrow::{Form, table};
//! # use onrecord_model::*;
//! # let document = Document { id: "note".into(), sha256: String::new(), language: "en".into(), published: None,
//! #     header: None, dateline: None, paragraphs: vec![], body_start: 0, credits: vec![] };
//! # let mut record = Record::new("onrecord".into(), document);
//! # record.push(Place { id: PlaceId(0), name: "Vienna".into(), country: Some("AUT".into()), spans: vec![],
//! #     evidence: Evidence::Explicit, rule: "dateline.place".into(), confidence: None });
//! let places = table("places").unwrap().batch(Form::Flat, &[&record])?;
//! assert_eq!(places.num_rows(), 1);
//! assert!(places.schema().index_of("spans_start").is_ok());
//! # Ok::<(), onrecord_arrow::ArrowError>(())
//! ```

mod column;
mod list;
mod plain;
pub mod records;
mod rows;
mod scalar;
mod table;

pub use arrow_schema::ArrowError;
pub use column::{Column, Part};
pub use table::{Form, KEYS, TABLES, Table, table};
