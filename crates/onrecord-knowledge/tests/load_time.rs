//! How long reading and indexing all tables takes; run with `--release -- --ignored --nocapture`.

#![allow(clippy::print_stdout, reason = "a measurement")]

use std::time::Instant;

use onrecord_knowledge::{Knowledge, SOURCES};

#[test]
#[ignore = "a measurement, for release builds"]
fn load_time() {
    let start = Instant::now();
    let aliases = Knowledge::builtin().aliases().count();
    let took = start.elapsed();
    let bytes: usize = SOURCES.iter().map(|(_, text)| text.len()).sum();
    println!("{aliases} aliases, {bytes} bytes, read and indexed in {took:?}");
    assert!(took.as_millis() < 100, "{took:?}");
}
