//! `world/dispatches.jsonl` is the world's news, for tests that are not written in Rust.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod world;

/// Where the variable is set, the file is written anew.
const WRITE: &str = "ONRECORD_WRITE";

#[test]
fn the_file_holds_the_dispatches_of_the_world() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/world/dispatches.jsonl");
    let lines = world::dispatches().into_iter().map(|dispatch| {
        let published = dispatch.date.to_string();
        serde_json::json!({"id": dispatch.id, "published": published, "text": dispatch.text}).to_string() + "\n"
    });
    let lines: String = lines.collect();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(file, &lines).unwrap();
    }
    assert!(lines.lines().count() >= 150);
    assert!(std::fs::read_to_string(file).unwrap() == lines, "write it anew: {WRITE}=1 cargo test --test world_file");
}
