//! Each layer alone: its own lists are those of the whole extraction, and the lists of layers left out are empty.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::path::Path;

use onrecord_extract::{Extractor, Layer, Layers, Options, Source};
use serde_json::{Map, Value};

/// The lists that a layer fills. Pragmatics fills fields of statements.
fn lists(layer: Layer) -> &'static [&'static str] {
    match layer {
        Layer::Time => &["timexes"],
        Layer::Statements | Layer::Pragmatics => &["statements"],
        Layer::Actors => &["mentions", "roles"],
        Layer::Events => &["events"],
        Layer::Instruments => &["instruments"],
        Layer::Concepts => &["concepts"],
        Layer::Exchanges => &["exchanges"],
        Layer::Definitions => &["definitions"],
        Layer::Invocations => &["invocations"],
        Layer::Positions => &["positions"],
        Layer::Factuality => &["factuality"],
    }
}

/// Our own dispatches, the examples and those with gold.
fn dispatches() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = ["examples", "tests/gold"].map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    let mut found: Vec<(String, String)> = files
        .into_iter()
        .flatten()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    found.sort();
    found
}

fn records(layers: Layers, dispatches: &[(String, String)]) -> Vec<Map<String, Value>> {
    let extractor = Extractor::new(Options { layers, ..Options::default() }).unwrap();
    dispatches
        .iter()
        .map(|(id, text)| match serde_json::to_value(extractor.extract(&Source::new(id, text))) {
            Ok(Value::Object(record)) => record,
            other => panic!("{other:?}"),
        })
        .collect()
}

/// The items of a layer, as far as later layers do not add to them: statements and time expressions by their words.
fn own(record: &Map<String, Value>, layer: Layer) -> Vec<Value> {
    let items = lists(layer).iter().flat_map(|list| record[*list].as_array().unwrap());
    match layer {
        Layer::Time => items.map(|item| item["value"].clone()).collect(),
        Layer::Statements => items.map(|item| item["content"].clone()).collect(),
        Layer::Pragmatics => items.map(|item| item["speech_act"].clone()).collect(),
        // Adoptions come with the instruments.
        Layer::Events => items.filter(|item| item["instrument"].is_null()).cloned().collect(),
        _ => items.cloned().collect(),
    }
}

#[test]
fn a_layer_finds_alone_what_it_finds_among_all() {
    let dispatches = dispatches();
    assert!(dispatches.len() >= 30);
    let whole = records(Layers::ALL, &dispatches);
    for &layer in Layer::ALL {
        let layers = Layers::from_iter([layer]);
        let mut seen = 0;
        for ((alone, all), (id, _)) in records(layers, &dispatches).iter().zip(&whole).zip(&dispatches) {
            assert_eq!(own(alone, layer), own(all, layer), "{layer} of {id}");
            seen += own(alone, layer).len();
            let read: Vec<_> = layers.iter().flat_map(lists).collect();
            let left_out = Layer::ALL.iter().flat_map(|layer| lists(*layer)).filter(|list| !read.contains(list));
            // The agency of the dateline is an actor with a mention in any case.
            for list in left_out.filter(|list| **list != "mentions") {
                assert_eq!(alone[*list], Value::Array(Vec::new()), "{list} of {id} with {layer} alone");
            }
        }
        assert!(seen > 0, "no item of {layer} in all dispatches");
    }
}

#[test]
fn without_pragmatics_no_statement_has_a_speech_act() {
    let layers = Layers::from_iter([Layer::Actors]);
    for record in records(layers, &dispatches()) {
        let statements = record["statements"].as_array().unwrap();
        assert!(statements.iter().all(|statement| statement["speech_act"].is_null()));
    }
}

#[test]
fn an_unknown_layer_is_named_with_those_there_are() {
    let error = "letters".parse::<Layer>().unwrap_err().to_string();
    assert!(error.contains("\"letters\"") && error.contains("exchanges"), "{error}");
}
