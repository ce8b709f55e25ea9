//! The committed JSON Schema is the one the types generate.

use crate::record::{JSON_SCHEMA, Record};

/// `ONRECORD_BLESS=1 cargo test -p onrecord-model schema` writes the file anew.
#[test]
fn the_committed_schema_is_current() {
    let schema = schemars::schema_for!(Record);
    let generated = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("ONRECORD_BLESS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/record-1.0.json"), &generated).unwrap();
        return;
    }
    assert!(
        generated == JSON_SCHEMA,
        "schema/record-1.0.json is stale: run ONRECORD_BLESS=1 cargo test -p onrecord-model"
    );
}
