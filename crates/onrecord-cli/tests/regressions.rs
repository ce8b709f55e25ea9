//! What the fuzzer has found stays found: every file of `tests/regressions/TARGET` again, with what must hold there.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

#[path = "../../../fuzz/src/lib.rs"]
#[allow(dead_code, missing_docs, unreachable_pub, clippy::pedantic, clippy::unwrap_used, clippy::expect_used)]
mod properties;

use std::fs;
use std::path::{Path, PathBuf};

/// The files of a folder below `tests`, by name.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(folder);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn what_was_found_stays_found() {
    let mut replayed = 0;
    for (target, property) in properties::TARGETS {
        for path in files(&format!("regressions/{target}")) {
            eprintln!("{}", path.display());
            property(&fs::read(path).unwrap());
            replayed += 1;
        }
    }
    assert!(replayed > 0, "tests/regressions holds the files");
}

/// The properties on what they were written for: a property that cannot hold would be no find.
#[test]
fn the_properties_hold_for_dispatches() {
    for path in files("gold").iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt")).take(6) {
        let text = fs::read_to_string(path).unwrap();
        properties::text(&text);
        properties::dateline(&text);
        properties::dates(&text);
        properties::extract(&text);
        properties::archive(&text.replace("\n\n", "\u{1E}"));
        properties::command(&[b"\x03", text.as_bytes()].concat());
    }
    properties::knowledge(b"\x08key,name,kind,of,holders\nlake_warden,lake warden,official,organisation,one\n");
}
