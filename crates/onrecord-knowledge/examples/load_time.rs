//! How long reading and indexing all tables takes: `cargo run --release --example load_time`.

#![allow(clippy::print_stdout, reason = "a measurement")]

use std::time::Instant;

use onrecord_knowledge::{Knowledge, SOURCES};

fn main() {
    let start = Instant::now();
    let aliases = Knowledge::builtin().aliases().count();
    let took = start.elapsed();
    let bytes: usize = SOURCES.iter().map(|(_, text)| text.len()).sum();
    println!("{aliases} aliases, {bytes} bytes, read and indexed in {took:?}");
}
